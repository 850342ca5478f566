//! Every operation as everybody and by each door: the exact status, and the code of each refusal. What each row
//! says of an operation stands here a second time, so that none is opened by a slip.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::Request as HttpRequest;
use bot_protocol::api::TokenDraft;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::acts::tests::Room;
use crate::config::Config;
use crate::http::access::*;
use crate::http::metrics::Counts;
use crate::http::web::Rates;
use crate::http::{operations, routed};

/// Whoever comes by the web door: with a program, or with a page of somebody else.
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const AFAR: Arrival = Arrival::Web { client: CLIENT, foreign: false };
const FOREIGN: Arrival = Arrival::Web { client: CLIENT, foreign: true };

/// Who may use an operation, by a letter: `o` the owner, `*` anybody, `+` anybody where it is work, `v` whoever
/// may verify, `i` issue, `s` change a state, `p` present.
fn letter(access: Access) -> char {
    match access {
        Access::Owner => 'o',
        Access::Open => '*',
        Access::OpenDear => '+',
        Access::Verify => 'v',
        Access::Scoped(Scope::Verify) => 'V',
        Access::Scoped(Scope::Issue) => 'i',
        Access::Scoped(Scope::Status) => 's',
        Access::Scoped(Scope::Present) => 'p',
    }
}

/// Who may use each operation, and how it answers whoever sends nothing to it: `BOT_BLESS=1` writes it, and
/// whoever changes it looks at what changed.
const ROWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/access/tests/matrix.txt");

struct Desk {
    app: App,
    router: Router,
    _stop: watch::Sender<bool>,
}

impl Desk {
    async fn new(public: bool) -> Self {
        let mut config = Config::default();
        config.web.public_verify = public;
        let acts = Room::with(|own| *own = config).await.acts;
        let (_stop, stop) = watch::channel(false);
        let settings = Arc::new(acts.config().http.clone());
        let rates = Arc::new(Rates::new(1_000_000, monotonic()));
        let app = App { acts, settings, counts: Arc::new(Counts::new()), stop, rates };
        let router = routed(&app, operations());
        Self { app, router, _stop }
    }

    async fn token(&self, scopes: &[Scope]) -> String {
        let draft =
            TokenDraft { scopes: scopes.to_vec(), expires: None, identity: None, about: None };
        self.app.acts.make_token(draft).await.unwrap().secret.expose().to_owned()
    }

    /// The status, and the code where it is a refusal of the gate.
    async fn ask(
        &self,
        (method, path): (&str, &str),
        arrival: Arrival,
        token: Option<&str>,
    ) -> (u16, String) {
        let path: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let mut request = HttpRequest::builder()
            .method(method.to_uppercase().as_str())
            .uri(path)
            .header("content-type", "application/json")
            .extension(arrival);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        if !matches!(status, 401 | 403) {
            return (status, String::new());
        }
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let code = serde_json::from_slice::<Value>(&body).unwrap_or_default()["code"].clone();
        (status, code.as_str().unwrap_or_default().to_owned())
    }
}

/// How somebody comes who is not the owner.
#[derive(Debug, Clone, Copy)]
struct Comer {
    arrival: Arrival,
    /// What the token may that they bear, where they bear one.
    scope: Option<Scope>,
    public: bool,
}

/// What the gate says to them; nothing where it lets them in.
fn refusal(letter: char, reads: bool, comer: Comer) -> Option<(u16, &'static str)> {
    let Comer { arrival, scope, public } = comer;
    if arrival == FOREIGN && !(letter == '*' && reads) {
        return Some((403, "origin-refused"));
    }
    match letter {
        '*' | '+' => None,
        'o' if arrival == Arrival::Near && scope.is_none() => Some((401, "token-missing")),
        'o' => Some((403, "owner-only")),
        'v' if public => None,
        _ if scope.is_none() => Some((401, "token-needed")),
        'v' | 'V' => (scope != Some(Scope::Verify)).then_some((403, "scope-missing")),
        'i' => (scope != Some(Scope::Issue)).then_some((403, "scope-missing")),
        's' => (scope != Some(Scope::Status)).then_some((403, "scope-missing")),
        _ => (scope != Some(Scope::Present)).then_some((403, "scope-missing")),
    }
}

/// A token and what it may; neither where none is borne.
type Token = (Option<Scope>, Option<String>);

/// Every answer to one operation: the letter of its access, and the statuses for the owner and for whoever else
/// is let in. Who is not let in is told so, exactly.
async fn row(
    desk: &Desk,
    operation: &Operation,
    (letter, tokens): (char, &[Token]),
    public: bool,
) -> String {
    let at = (operation.method, operation.path);
    let (owner, _) = desk.ask(at, Arrival::Owner, None).await;
    let mut others = BTreeSet::new();
    for arrival in [Arrival::Near, AFAR, FOREIGN] {
        for (scope, token) in tokens {
            let comer = Comer { arrival, scope: *scope, public };
            let found = desk.ask(at, arrival, token.as_deref()).await;
            match refusal(letter, at.0 == "get", comer) {
                Some((status, code)) => {
                    assert_eq!(found, (status, code.to_owned()), "{} {} {comer:?}", at.0, at.1);
                }
                None => drop(others.insert(found.0)),
            }
        }
    }
    let others: Vec<String> = others.iter().map(u16::to_string).collect();
    format!("{letter} {} {} {owner} {}", at.0, at.1, others.join(",")).trim_end().to_owned()
}

#[tokio::test]
async fn each_operation_is_for_whom_its_row_says_and_for_nobody_else() {
    let is_blessing = std::env::var_os("BOT_BLESS").is_some();
    let known = std::fs::read_to_string(ROWS).unwrap_or_default();
    let mut found = String::new();
    for public in [false, true] {
        let desk = Desk::new(public).await;
        let mut tokens = vec![(None, None)];
        for scope in Scope::ALL {
            tokens.push((Some(scope), Some(desk.token(&[scope]).await)));
        }
        found += if public { "# where everybody may verify\n" } else { "# as a node comes\n" };
        for operation in operations() {
            // Who may is what the row says, and not what the operation says of itself.
            let named = format!(" {} {} ", operation.method, operation.path);
            let line = known.lines().find(|line| line.contains(&named));
            let said = line.and_then(|line| line.chars().next());
            let letter = if is_blessing { letter(operation.access) } else { said.unwrap_or('-') };
            assert_ne!(letter, '-', "no row for{named}");
            found += &row(&desk, &operation, (letter, &tokens), public).await;
            found.push('\n');
        }
    }
    if is_blessing {
        std::fs::write(ROWS, &found).unwrap();
    }
    let known = std::fs::read_to_string(ROWS).unwrap();
    for (known, found) in known.lines().zip(found.lines()) {
        assert_eq!(found, known);
    }
    assert_eq!(known.lines().count(), found.lines().count());
}
