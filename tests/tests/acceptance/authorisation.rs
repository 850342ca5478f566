//! Every operation of the committed description, asked by everybody and by each door: what it
//! declares is what is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bot_node::Up;
use bot_node::clock::{Clock, SystemClock};
use bot_node::config::Backend;
use bot_node::keys::{KeysError, TrustBox};
use bot_protocol::api::{Scope, SecretText, TokenDraft};
use bot_protocol::time::Timestamp;
use bot_protocol::words::{Lang, knows};
use bot_tests::http::{Node, PASSPHRASE, Reply, parse, settings, up};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

/// What the gate before an operation refuses with.
const REFUSALS: [&str; 7] = [
    "token-missing",
    "token-needed",
    "token-unknown",
    "token-expired",
    "scope-missing",
    "owner-only",
    "origin-refused",
];

/// A calendar that is turned by hand.
struct Calendar(AtomicU64);

impl Clock for Calendar {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// What an operation declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Open,
    Scoped(Scope),
    Owner,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    Bearer(Scope),
    Expired,
    Removed,
    Owner,
}

/// By which door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Unix,
    Loopback,
    Web,
}

struct Operation {
    method: String,
    path: String,
    access: Access,
}

fn access(operation: &Value) -> Access {
    let Some(ways) = operation.get("security").and_then(Value::as_array) else {
        return Access::Owner;
    };
    let scope = ways.iter().find_map(|way| way["token"][0].as_str());
    scope.map_or(Access::Open, |scope| Access::Scoped(Scope::of(scope).unwrap()))
}

fn operations() -> Vec<Operation> {
    let text = include_str!("../../../node/openapi.json");
    let document: Value = serde_json::from_str(text).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        methods.as_object().unwrap().iter().map(move |(method, operation)| {
            let (method, access) = (method.to_uppercase(), access(operation));
            Operation { method, path: path.clone(), access }
        })
    });
    all.collect()
}

/// What the declaration says must come of it: the code of the refusal, or nothing.
fn expected(access: Access, caller: Caller, door: Door) -> Option<&'static str> {
    match (access, caller, door) {
        (_, _, Door::Unix) | (_, Caller::Owner, Door::Loopback) | (Access::Open, _, _) => None,
        (Access::Owner, _, Door::Web) | (Access::Owner, Caller::Bearer(_), Door::Loopback) => {
            Some("owner-only")
        }
        (Access::Owner, _, Door::Loopback) => Some("token-missing"),
        (Access::Scoped(_), Caller::Nobody, _) => Some("token-needed"),
        (Access::Scoped(_), Caller::Expired, _) => Some("token-expired"),
        (Access::Scoped(_), Caller::Removed | Caller::Owner, _) => Some("token-unknown"),
        (Access::Scoped(scope), Caller::Bearer(has), _) => {
            (scope != has).then_some("scope-missing")
        }
    }
}

async fn exchanged(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Reply {
    drop(stream.write_all(request.as_bytes()).await);
    let (mut reply, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let size = stream.read(&mut piece).await.unwrap_or(0);
        reply.extend_from_slice(&piece[..size]);
        // A stream of events does not end by itself.
        if size == 0 || String::from_utf8_lossy(&reply).contains("text/event-stream") {
            return parse(&reply);
        }
    }
}

struct Desk {
    node: Node,
    clock: Arc<Calendar>,
}

impl Desk {
    async fn new() -> Self {
        let mut config = settings();
        config.web.listen = "127.0.0.1:0".to_owned();
        config.web.base_url = "https://node.example".to_owned();
        config.web.public_per_minute = 100_000;
        let data = tempfile::tempdir().unwrap();
        let passphrase = SecretText::new(PASSPHRASE.to_owned());
        let keys = Arc::new(TrustBox::create(data.path(), passphrase, 10).unwrap());
        let clock = Arc::new(Calendar(AtomicU64::new(1_795_000_000_000)));
        let its = Arc::clone(&clock);
        let up = Up { data: data.path().to_owned(), config, keys, clock: its };
        let running = up.start().await.unwrap();
        Self { node: Node { running, data }, clock }
    }

    async fn token(&self, scopes: &[Scope], expires: Option<String>) -> (String, String) {
        let draft = TokenDraft { scopes: scopes.to_vec(), expires, identity: None, about: None };
        let made = self.node.running.acts().make_token(draft).await.unwrap();
        (made.secret.expose().to_owned(), made.token.id)
    }

    async fn ask(&self, door: Door, one: &Operation, token: Option<&str>) -> Reply {
        let host = match door {
            Door::Web => "node.example".to_owned(),
            Door::Unix | Door::Loopback => self.node.running.address().to_string(),
        };
        let auth = token.map(|token| format!("authorization: Bearer {token}\r\n"));
        // No operation takes this body: who is let in does no harm.
        let request = format!(
            "{} {} HTTP/1.1\r\nhost: {host}\r\n{}connection: close\r\ncontent-length: 1\r\n\
            content-type: application/json\r\n\r\n[",
            one.method,
            one.path,
            auth.unwrap_or_default()
        );
        match door {
            Door::Unix => {
                let socket = self.node.data.path().join("run/bot.sock");
                exchanged(UnixStream::connect(socket).await.unwrap(), &request).await
            }
            Door::Loopback => {
                let address = self.node.running.address();
                exchanged(TcpStream::connect(address).await.unwrap(), &request).await
            }
            Door::Web => {
                let url = std::fs::read_to_string(self.node.data.path().join("run/web")).unwrap();
                let address = url.trim().strip_prefix("http://").unwrap().to_owned();
                exchanged(TcpStream::connect(address).await.unwrap(), &request).await
            }
        }
    }
}

fn check(reply: &Reply, expected: Option<&str>, what: &str) {
    let code = reply.code();
    let refused = REFUSALS.contains(&code.as_str()).then_some(code.as_str());
    assert_eq!(refused, expected, "{what}: {} {}", reply.head, reply.json());
    assert!(reply.status < 500, "{what}: {}", reply.head);
    let status = match expected {
        None => return,
        Some("scope-missing" | "owner-only" | "origin-refused") => 403,
        Some(_) => 401,
    };
    assert_eq!(reply.status, status, "{what}");
    assert_eq!(reply.head.contains("www-authenticate: bearer"), code != "owner-only", "{what}");
    for lang in Lang::ALL {
        assert!(knows(lang, &code), "{code} in {}", lang.tag());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_does_what_it_declares_for_everybody_by_each_door() {
    let desk = Desk::new().await;
    let mut callers = vec![(Caller::Nobody, None), (Caller::Owner, Some(desk.node.token()))];
    for scope in Scope::ALL {
        callers.push((Caller::Bearer(scope), Some(desk.token(&[scope], None).await.0)));
    }
    let (removed, id) = desk.token(&Scope::ALL, None).await;
    desk.node.running.acts().remove_token(&id).await.unwrap();
    callers.push((Caller::Removed, Some(removed)));
    let now = desk.clock.now();
    let end = now.saturating_add(1000).to_string();
    callers.push((Caller::Expired, Some(desk.token(&Scope::ALL, Some(end)).await.0)));
    desk.clock.0.fetch_add(1000, Ordering::Relaxed);
    let operations = operations();
    assert!(operations.len() > 40, "only {} operations", operations.len());
    for access in [Access::Open, Access::Owner] {
        assert!(operations.iter().any(|one| one.access == access), "none is {access:?}");
    }
    for one in &operations {
        for (caller, token) in &callers {
            for door in [Door::Unix, Door::Loopback, Door::Web] {
                let what = format!("{} {} by {caller:?} at {door:?}", one.method, one.path);
                let reply = desk.ask(door, one, token.as_deref()).await;
                check(&reply, expected(one.access, *caller, door), &what);
            }
        }
    }
    desk.node.running.stopper().stop();
    desk.node.running.stopped().await;
}

/// What the owner alone may do is not even looked at by the web door.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_owner_is_told_by_the_web_door() {
    let desk = Desk::new().await;
    let owner = operations().into_iter().filter(|one| one.access == Access::Owner);
    for one in owner.filter(|one| one.method == "GET") {
        let reply = desk.ask(Door::Web, &one, Some(&desk.node.token())).await;
        let body = String::from_utf8_lossy(&reply.body).into_owned();
        let about = reply.json();
        let members = about.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(members, ["code", "detail", "status", "title", "type"], "{}: {body}", one.path);
    }
    desk.node.running.stopper().stop();
    desk.node.running.stopped().await;
}

/// Who stopped a node in this process can open its trust box again: nothing of it goes on with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_node_lets_go_of_its_trust_box() {
    let Node { running, data } = Node::start(settings()).await;
    let open = || TrustBox::open(data.path(), SecretText::new(PASSPHRASE.to_owned()), 10);
    assert!(matches!(open(), Err(KeysError::Locked { .. })), "while it runs");
    running.stopper().stop();
    running.stopped().await;
    let running = up(data.path(), settings(), open().unwrap()).await;
    running.stopper().stop();
    running.stopped().await;
}

/// A token lasts as the store does: over a restart, and so does its end.
#[tokio::test(flavor = "multi_thread")]
async fn tokens_outlive_the_node_that_made_them() {
    let mut config = settings();
    config.store.backend = Backend::Redb;
    let data = tempfile::tempdir().unwrap();
    let passphrase = SecretText::new(PASSPHRASE.to_owned());
    let keys = Arc::new(TrustBox::create(data.path(), passphrase, 10).unwrap());
    let up = || {
        let (config, keys, clock) = (config.clone(), Arc::clone(&keys), Arc::new(SystemClock));
        Up { data: data.path().to_owned(), config, keys, clock }.start()
    };
    let running = up().await.unwrap();
    let draft = TokenDraft {
        scopes: vec![Scope::Issue],
        expires: None,
        identity: None,
        about: Some("register".to_owned()),
    };
    let kept = running.acts().make_token(draft.clone()).await.unwrap();
    let gone = running.acts().make_token(draft).await.unwrap();
    running.acts().remove_token(&gone.token.id).await.unwrap();
    running.stopper().stop();
    running.stopped().await;
    let running = up().await.unwrap();
    assert_eq!(running.acts().token(kept.secret.expose()).unwrap(), kept.token);
    assert!(running.acts().token(gone.secret.expose()).is_err(), "what was taken back stays so");
    running.stopper().stop();
    running.stopped().await;
    let secret = kept.secret.expose().rsplit('_').next().unwrap().as_bytes();
    let mut files = 0;
    for entry in std::fs::read_dir(data.path()).unwrap() {
        let Ok(bytes) = std::fs::read(entry.unwrap().path()) else { continue };
        files += 1;
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "it lies on disk");
    }
    assert!(files > 1, "the store is among them");
}
