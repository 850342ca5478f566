//! Each kind of access against each kind of caller, by each door.

mod matrix;

use axum::body::Body;
use axum::http::Request as HttpRequest;
use bot_protocol::api::{Done, TokenDraft};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::*;
use crate::acts::tests::Room;
use crate::config::Config;
use crate::http::call::{at, get, post};
use crate::http::metrics::Counts;
use crate::http::routed;
use crate::http::web::Rates;

/// Any JSON object.
type Words = serde_json::Map<String, Value>;

/// Whoever comes by the web door.
const AFAR: Arrival =
    Arrival::Web { client: IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), foreign: false };
const FOREIGN: Arrival =
    Arrival::Web { client: IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), foreign: true };

/// What a test asks at.
const PLACES: [(&str, Access); 4] = [
    ("/open", Access::Open),
    ("/verify", Access::Verify),
    ("/issue", Access::Scoped(Scope::Issue)),
    ("/owner", Access::Owner),
];

struct Desk {
    app: App,
    _stop: watch::Sender<bool>,
}

impl Desk {
    async fn new(config: Config) -> Self {
        let acts = Room::with(|own| *own = config).await.acts;
        let (_stop, stop) = watch::channel(false);
        let settings = Arc::new(acts.config().http.clone());
        let rates = Rates::new(acts.config().web.public_per_minute, monotonic());
        let app =
            App { acts, settings, counts: Arc::new(Counts::new()), stop, rates: Arc::new(rates) };
        Self { app, _stop }
    }

    async fn token(&self, scopes: &[Scope]) -> String {
        let draft =
            TokenDraft { scopes: scopes.to_vec(), expires: None, identity: None, about: None };
        self.app.acts.make_token(draft).await.unwrap().secret.expose().to_owned()
    }

    async fn ask(
        &self,
        arrival: Arrival,
        method: &str,
        path: &str,
        token: Option<&str>,
    ) -> Response {
        let operations = PLACES.into_iter().flat_map(|(path, access)| {
            let answer = || async { Ok(Done::default()) };
            [
                get(at(path, "", ""), move |_| answer()),
                post(at(path, "", ""), move |_: Call<Words>| answer()),
            ]
            .map(|operation| operation.for_access(access))
        });
        let router = routed(&self.app, operations.collect());
        let mut request = HttpRequest::builder().method(method).uri(path).extension(arrival);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn check(&self, arrival: Arrival, path: &str, token: Option<&str>, expected: &str) {
        let response = self.ask(arrival, "POST", path, token).await;
        let status = response.status().as_u16();
        let challenge = response.headers().contains_key(header::WWW_AUTHENTICATE);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let code = serde_json::from_slice::<Value>(&body).unwrap()["code"].clone();
        let found = format!("{status} {}", code.as_str().unwrap_or_default());
        assert_eq!(found.trim(), expected, "{arrival:?} {path} {token:?}");
        assert_eq!(challenge, status == 401 || expected.contains("scope-missing"), "{path}");
    }
}

fn public() -> Config {
    let mut config = Config::default();
    config.web.public_verify = true;
    config
}

#[tokio::test]
async fn each_caller_gets_what_is_declared() {
    let desk = Desk::new(Config::default()).await;
    let [verify, issue] = [desk.token(&[Scope::Verify]).await, desk.token(&[Scope::Issue]).await];
    let both = desk.token(&[Scope::Issue, Scope::Verify]).await;
    let unknown = format!("bot_{}_{}", "0".repeat(16), "0".repeat(64));
    let forged = format!("{}0", &issue[..issue.len() - 1]);
    let forged = if forged == issue { format!("{}1", &issue[..issue.len() - 1]) } else { forged };
    for (path, _) in PLACES {
        desk.check(Arrival::Owner, path, None, "200").await;
    }
    for arrival in [Arrival::Near, AFAR] {
        let owner = if arrival == AFAR { "403 owner-only" } else { "401 token-missing" };
        let rows = [
            (None, ["200", "401 token-needed", "401 token-needed", owner]),
            (Some(verify.as_str()), ["200", "200", "403 scope-missing", "403 owner-only"]),
            (Some(issue.as_str()), ["200", "403 scope-missing", "200", "403 owner-only"]),
            (Some(both.as_str()), ["200", "200", "200", "403 owner-only"]),
            (Some(unknown.as_str()), ["200", "401 token-unknown", "401 token-unknown", owner]),
            (Some(forged.as_str()), ["200", "401 token-unknown", "401 token-unknown", owner]),
            (Some("x"), ["200", "401 token-unknown", "401 token-unknown", owner]),
            (Some(""), ["200", "401 token-unknown", "401 token-unknown", owner]),
        ];
        for (token, expected) in rows {
            for ((path, _), expected) in PLACES.into_iter().zip(expected) {
                desk.check(arrival, path, token, expected).await;
            }
        }
    }
}

#[tokio::test]
async fn a_token_taken_back_or_over_opens_nothing() {
    let room = Room::with(|_| ()).await;
    let end = Some(room.acts.now().saturating_add(60_000).to_string());
    let draft =
        TokenDraft { scopes: vec![Scope::Issue], expires: end, identity: None, about: None };
    let made = room.acts.make_token(draft.clone()).await.unwrap();
    assert_eq!(room.acts.token(made.secret.expose()).unwrap(), made.token);
    room.pass(59_999);
    assert!(room.acts.token(made.secret.expose()).is_ok());
    room.pass(1);
    let fault = room.acts.token(made.secret.expose()).unwrap_err();
    assert_eq!(fault.code(), "token-expired");
    let page = room.acts.tokens(&Default::default()).unwrap();
    assert!(page.items[0].expired, "it is still listed");
    let refused = room.acts.make_token(draft.clone()).await.unwrap_err();
    assert_eq!(refused.problem().field.as_deref(), Some("expires"), "a time that is over");
    let lasting = TokenDraft { expires: None, ..draft };
    let made = room.acts.make_token(lasting.clone()).await.unwrap();
    room.acts.remove_token(&made.token.id[..6]).await.unwrap();
    assert_eq!(room.acts.token(made.secret.expose()).unwrap_err().code(), "token-unknown");
    assert_eq!(room.acts.remove_token(&made.token.id).await.unwrap_err().code(), "unknown");
    let none = TokenDraft { scopes: Vec::new(), ..lasting.clone() };
    assert_eq!(room.acts.make_token(none).await.unwrap_err().code(), "field-refused");
    let nobody = TokenDraft { identity: Some("Nobody".to_owned()), ..lasting.clone() };
    let refused = room.acts.make_token(nobody).await.unwrap_err().problem();
    assert_eq!((refused.status, refused.code.as_str()), (404, "not-my-identity"));
    let mine = TokenDraft { identity: Some("School".to_owned()), ..lasting.clone() };
    let made = room.acts.make_token(mine).await.unwrap();
    assert_eq!(made.token.identity, Some(room.me.to_string()));
    let rude = TokenDraft { about: Some("a\nb".to_owned()), ..lasting };
    assert_eq!(room.acts.make_token(rude).await.unwrap_err().code(), "field-refused");
}

#[tokio::test]
async fn what_is_kept_of_a_token_opens_nothing() {
    let room = Room::with(|_| ()).await;
    let draft =
        TokenDraft { scopes: vec![Scope::Issue], expires: None, identity: None, about: None };
    let made = room.acts.make_token(draft).await.unwrap();
    let kept = room.acts.store().notes(crate::store::Shelf::Settings, b"token/").unwrap();
    let secret = made.secret.expose().rsplit('_').next().unwrap();
    assert_eq!(kept.len(), 1);
    assert!(!String::from_utf8_lossy(&kept[0].1).contains(secret));
    assert!(!format!("{made:?}").contains(secret), "nor is it ever printed");
}

#[tokio::test]
async fn everybody_verifies_where_the_settings_say_so_and_not_too_often() {
    let mut config = public();
    config.web.public_per_minute = 3;
    let desk = Desk::new(config).await;
    let token = desk.token(&[Scope::Issue]).await;
    for _ in 0..3 {
        desk.check(AFAR, "/verify", None, "200").await;
    }
    desk.check(AFAR, "/verify", None, "429 too-often").await;
    let refused = desk.ask(AFAR, "POST", "/verify", None).await;
    let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    desk.check(AFAR, "/verify", Some(&token), "200").await;
    desk.check(AFAR, "/verify", Some("x"), "429 too-often").await;
    desk.check(Arrival::Near, "/verify", None, "200").await;
    desk.check(AFAR, "/issue", None, "429 too-often").await;
    let other = Arrival::Web { client: [192, 0, 2, 2].into(), foreign: false };
    desk.check(other, "/verify", None, "200").await;
    desk.check(other, "/verify", Some("x"), "401 token-unknown").await;
}

#[tokio::test]
async fn pages_of_others_read_what_is_open_and_do_nothing_else() {
    let desk = Desk::new(public()).await;
    let token = desk.token(&Scope::ALL).await;
    for (path, _) in PLACES {
        desk.check(FOREIGN, path, Some(&token), "403 origin-refused").await;
    }
    let cors = |response: &Response| {
        let value = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        (response.status().as_u16(), value.map(|value| value.to_str().unwrap().to_owned()))
    };
    let star = Some("*".to_owned());
    assert_eq!(cors(&desk.ask(FOREIGN, "GET", "/open", None).await), (200, star.clone()));
    assert_eq!(cors(&desk.ask(AFAR, "GET", "/open", None).await), (200, star));
    assert_eq!(cors(&desk.ask(AFAR, "POST", "/open", None).await), (200, None));
    assert_eq!(cors(&desk.ask(Arrival::Near, "GET", "/open", None).await), (200, None));
    assert_eq!(cors(&desk.ask(FOREIGN, "GET", "/verify", None).await), (403, None));
    assert_eq!(cors(&desk.ask(FOREIGN, "OPTIONS", "/open", None).await), (405, None));
}

#[tokio::test]
async fn a_request_that_passed_no_guard_has_no_rights() {
    let desk = Desk::new(public()).await;
    let operation = post(at("/owner", "", ""), |_: Call<Words>| async { Ok(Done::default()) });
    let request = HttpRequest::builder().method("POST").uri("/owner").body(Body::empty()).unwrap();
    let response = routed(&desk.app, vec![operation]).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_acts_is_what_the_token_says_else_the_settings() {
    let mut config = Config::default();
    config.web.identity = "School".to_owned();
    let acts = Room::with(|own| *own = config).await.acts;
    let call = |caller| Call {
        acts: Arc::clone(&acts),
        caller,
        id: String::new(),
        repeat: None,
        lang: bot_protocol::words::Lang::En,
        input: (),
    };
    assert_eq!(call(Caller::Owner).identity(), Some("School"));
    let draft = TokenDraft {
        scopes: vec![Scope::Issue],
        expires: None,
        identity: Some("School".to_owned()),
        about: None,
    };
    let token = acts.make_token(draft).await.unwrap().token;
    let did = token.identity.clone();
    assert_eq!(call(Caller::Token(Arc::new(token))).identity(), did.as_deref());
}
