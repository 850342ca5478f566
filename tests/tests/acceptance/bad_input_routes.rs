//! Bad input at every operation of the committed description that takes a body: malformed, of the
//! wrong sort, too large, too slow, cut off, and with an `Idempotency-Key` that cannot be. Who may ask
//! at all is looked at in `authorisation`; the same key twice, in `once_crash`.

use bot_protocol::words::{Lang, knows};
use bot_tests::http::{Node, Reply, settings};
use serde_json::Value;

/// More bytes than any operation takes but one.
const LARGE: usize = 12 * 1024 * 1024;

/// Where whole snapshots are handed in, so that this is not large.
const TAKE_MORE: [&str; 2] = ["/v1/verify", "/v1/gates/x/check"];

/// A `POST` or `PUT` of the description.
#[derive(Debug)]
struct Operation {
    method: String,
    path: String,
    /// What it takes, the first where it takes several.
    media_type: String,
    /// Whether its body is read by our own reader of JSON into a shape that is described.
    is_shaped: bool,
    /// Whether its description names the header `Idempotency-Key`.
    is_kept: bool,
    /// Whether a program asks by OAuth, which is looked at before the body.
    is_program: bool,
}

fn operations() -> Vec<Operation> {
    let text = include_str!("../../../node/openapi.json");
    let document: Value = serde_json::from_str(text).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        for (method, described) in methods.as_object().unwrap() {
            let Some(content) = described.pointer("/requestBody/content") else { continue };
            let (media_type, body) = content.as_object().unwrap().iter().next().unwrap();
            let names = |header: &Value| header["name"] == "Idempotency-Key";
            all.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                media_type: media_type.clone(),
                is_shaped: body["schema"].get("$ref").is_some(),
                is_kept: described["parameters"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(names)),
                is_program: described["security"][0].get("program").is_some(),
            });
        }
    }
    all
}

/// What is sent beside the body that an operation takes.
struct Sent<'a> {
    media_type: &'a str,
    more: &'a str,
    length: usize,
    body: &'a [u8],
}

impl<'a> Sent<'a> {
    fn whole(one: &'a Operation, body: &'a [u8]) -> Self {
        Self { media_type: &one.media_type, more: "", length: body.len(), body }
    }
}

async fn ask(node: &Node, one: &Operation, sent: Sent<'_>) -> Reply {
    let head = format!(
        "{} {} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: {}\r\n{}content-length: {}\r\n\r\n",
        one.method,
        one.path,
        node.running.address(),
        node.token(),
        sent.media_type,
        sent.more,
        sent.length
    );
    node.raw(&[head.as_bytes(), sent.body].concat()).await
}

/// The code of a refusal, in our shape or in that of the Open Badges API.
fn code_of(reply: &Reply) -> String {
    let told = reply.json();
    let minor = "/imsx_codeMinor/imsx_codeMinorField/0/imsx_codeMinorFieldName";
    let minor = told.pointer(minor).and_then(Value::as_str).and_then(|name| name.split_once('#'));
    minor.map_or_else(|| reply.code(), |(_, code)| code.to_owned())
}

/// A refusal in words: of this status, with a code that both languages know.
#[track_caller]
fn refused(reply: &Reply, one: &Operation, expected: &[(u16, &str)], what: &str) {
    let code = code_of(reply);
    let body = String::from_utf8_lossy(&reply.body);
    let what = format!("{what} at {} {}: {} {body}", one.method, one.path, reply.status);
    let is_expected = expected.contains(&(reply.status, code.as_str()));
    // Who is no program at all is told so first.
    let is_nobody = one.is_program && reply.status == 401;
    assert!(is_expected || is_nobody, "{what}");
    assert!(Lang::ALL.into_iter().all(|lang| knows(lang, &code)), "{what}");
}

async fn stop(node: Node) {
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_malformed_is_refused_by_every_operation() {
    let node = Node::start(settings()).await;
    let operations = operations();
    assert!(operations.len() > 35, "only {}", operations.len());
    assert!(operations.iter().filter(|one| one.is_shaped).count() > 30);
    let deep = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    for one in &operations {
        let [form, draft] = [(400, "oauth-request-refused"), (400, "oauth-registration-refused")];
        let (client, wallet) = ((401, "oauth-client-refused"), (400, "wallet-request-refused"));
        // A request that is not there is told before its form is looked at.
        let (gone, closed) = ((404, "wallet-question-gone"), (400, "wallet-answer-refused"));
        for body in [&b"{"[..], b"\xff\xfe", b"{\"a\":1,\"a\":2}", deep.as_bytes()] {
            let reply = ask(&node, one, Sent::whole(one, body)).await;
            let malformed = (400, "body-malformed");
            refused(
                &reply,
                one,
                &[malformed, form, draft, client, wallet, gone, closed],
                "malformed",
            );
            assert!(!one.is_shaped || reply.code() == "body-malformed", "{one:?}");
        }
        if !one.is_shaped {
            continue;
        }
        let misshapen = ask(&node, one, Sent::whole(one, b"{\"nonsense\": 1}")).await;
        refused(&misshapen, one, &[(422, "body-misshapen")], "a member nobody knows");
        assert_eq!(misshapen.json()["field"], "nonsense", "{one:?}");
        let list = ask(&node, one, Sent::whole(one, b"[]")).await;
        refused(&list, one, &[(422, "body-misshapen")], "a list");
        let sent = Sent { media_type: "text/plain", ..Sent::whole(one, b"{}") };
        let plain = ask(&node, one, sent).await;
        refused(&plain, one, &[(415, "media-type-refused")], "a form of a page");
    }
    stop(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_too_slow_is_refused_by_every_operation() {
    let node = Node::start(settings()).await;
    let large = vec![b' '; LARGE];
    for one in &operations() {
        let slow = Sent { length: 100, ..Sent::whole(one, b"{") };
        let reply = ask(&node, one, slow).await;
        let own = ["body-too-slow", "oauth-request-refused", "wallet-request-refused"];
        refused(&reply, one, &own.map(|code| (408, code)), "slow");
        let expected = match TAKE_MORE.contains(&one.path.as_str()) {
            // All of it was read, and it is no JSON.
            true => [(400, "body-malformed"); 3],
            false => ["body-too-large", "oauth-request-refused", "wallet-request-refused"]
                .map(|code| (413, code)),
        };
        let reply = ask(&node, one, Sent::whole(one, &large)).await;
        refused(&reply, one, &expected, "large");
    }
    stop(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_repeats_is_refused_where_it_cannot_be_one() {
    let node = Node::start(settings()).await;
    let long = format!("idempotency-key: {}\r\n", "k".repeat(129));
    let (mut kept, mut secret) = (0, 0);
    for one in operations().iter().filter(|one| one.is_shaped) {
        let reply = ask(&node, one, Sent { more: &long, ..Sent::whole(one, b"{}") }).await;
        refused(&reply, one, &[(400, "idempotency-key-refused")], "a long key");
        let short =
            Sent { more: "idempotency-key: k\r\n", ..Sent::whole(one, b"{\"nonsense\":1}") };
        let reply = ask(&node, one, short).await;
        let expected = match one.is_kept {
            true => (422, "body-misshapen"),
            false => (400, "idempotency-key-refused"),
        };
        refused(&reply, one, &[expected], "a key");
        (kept, secret) = (kept + u32::from(one.is_kept), secret + u32::from(!one.is_kept));
    }
    assert!(kept > 15 && secret > 5, "{kept} and {secret}");
    stop(node).await;
}
