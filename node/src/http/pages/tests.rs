//! Every route as everybody and by each door, and what every page is sent with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use bot_protocol::api::{Scope, SecretText, TokenDraft};
use bot_protocol::words::{Lang, knows};
use http_body_util::BodyExt as _;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::route::Viewer;
use super::*;
use crate::acts::tests::Room;
use crate::clock::monotonic;
use crate::config::Config;
use crate::http::guard::{self, Arrival, Door};
use crate::http::metrics::Counts;
use crate::http::web::Rates;
use crate::http::{operations, routed};

const HOME: &str = "127.0.0.1:7340";

/// What the owner of a node with one identity is answered, by method and path: the exact status.
/// A form is sent empty.
const OWNER: &[(&str, &str, u16)] = &[
    ("get", "/assets/{id}", 404),
    ("get", "/enter/{id}", 303),
    ("post", "/enter", 404),
    ("post", "/leave", 200),
    ("post", "/language", 422),
    ("post", "/acting", 422),
    ("get", "/welcome", 200),
    ("post", "/welcome", 200),
    ("get", "/welcome/back", 200),
    ("post", "/welcome/back", 200),
    ("get", "/sheet", 200),
    ("post", "/sheet", 200),
    ("get", "/sheet/check", 200),
    ("post", "/sheet/check", 200),
    ("get", "/", 200),
    ("get", "/offers/{id}", 404),
    ("post", "/offers/{id}/accept", 404),
    ("post", "/offers/{id}/refuse", 404),
    ("get", "/passport", 200),
    ("get", "/passport/timeline", 200),
    ("get", "/passport/everything", 200),
    ("get", "/passport/import", 200),
    ("post", "/passport/import", 200),
    ("get", "/passport/{id}", 404),
    ("get", "/passport/{id}/verdict", 404),
    ("get", "/passport/{id}/file", 404),
    ("get", "/passport/{id}/picture", 404),
    ("post", "/passport/{id}/note", 404),
    ("post", "/passport/{id}/evidence", 404),
    ("post", "/passport/{id}/remove", 404),
    ("post", "/passport/{id}/forget", 404),
    ("get", "/portfolios", 200),
    ("get", "/portfolios/new", 200),
    ("post", "/portfolios/new", 200),
    ("get", "/portfolios/{id}", 404),
    ("post", "/portfolios/{id}", 404),
    ("get", "/portfolios/{id}/file", 404),
    ("post", "/portfolios/{id}/remove", 404),
    ("get", "/shown/{id}", 404),
    ("get", "/shown/{id}/file", 404),
    ("get", "/embed/{id}", 404),
    ("post", "/passport/{id}/publish", 404),
    ("post", "/passport/{id}/unpublish", 404),
    ("get", "/award", 200),
    ("get", "/award/new", 200),
    ("post", "/award/new", 200),
    ("get", "/award/{id}", 404),
    ("post", "/award/{id}", 404),
    ("get", "/award/{id}/many", 404),
    ("post", "/award/{id}/many", 404),
    ("get", "/award/{id}/room", 404),
    ("post", "/award/{id}/room", 404),
    ("get", "/rooms/{id}", 404),
    ("get", "/rooms/{id}/screen", 404),
    ("get", "/rooms/{id}/live", 404),
    ("post", "/rooms/{id}/more", 404),
    ("post", "/rooms/{id}/end", 404),
    ("get", "/award/{id}/form", 404),
    ("post", "/award/{id}/form", 404),
    ("get", "/ask", 200),
    ("post", "/ask", 200),
    ("get", "/cases/{id}", 404),
    ("post", "/cases/{id}/submit", 404),
    ("post", "/cases/{id}/withdraw", 404),
    ("post", "/cases/{id}/approve", 404),
    ("post", "/cases/{id}/answer", 404),
    ("post", "/cases/{id}/advise", 404),
    ("get", "/take", 200),
    ("post", "/take", 200),
    ("get", "/claim", 200),
    ("post", "/claim", 200),
    ("get", "/claim/{id}", 404),
    ("post", "/claim/{id}", 404),
    ("get", "/batches/{id}", 404),
    ("get", "/batches/{id}/live", 404),
    ("post", "/batches/{id}/stop", 404),
    ("get", "/awarded/{id}", 404),
    ("post", "/awarded/{id}/revoke", 404),
    ("post", "/awarded/{id}/suspend", 404),
    ("post", "/awarded/{id}/resume", 404),
    ("post", "/awarded/{id}/renew", 404),
    ("post", "/awarded/{id}/undo", 404),
    ("get", "/people", 200),
    ("get", "/people/recognise", 200),
    ("post", "/people/recognise", 200),
    ("get", "/people/add", 200),
    ("post", "/people/add", 200),
    ("get", "/people/graph", 200),
    ("get", "/people/path", 200),
    ("get", "/recognitions/{id}", 404),
    ("post", "/recognitions/{id}/accept", 404),
    ("post", "/recognitions/{id}/decline", 404),
    ("post", "/recognitions/{id}/end", 404),
    ("get", "/endorsements", 200),
    ("get", "/endorsements/{id}", 404),
    ("post", "/endorsements/{id}/hide", 404),
    ("post", "/endorsements/{id}/show", 404),
    ("post", "/endorsements/{id}/withdraw", 404),
    ("get", "/people/endorse", 200),
    ("post", "/people/endorse", 200),
    ("get", "/people/support", 200),
    ("post", "/people/support", 200),
    ("get", "/requests/{id}", 404),
    ("post", "/requests/{id}/answer", 404),
    ("post", "/requests/{id}/decline", 404),
    ("get", "/communities", 200),
    ("get", "/communities/{id}", 404),
    ("post", "/communities/{id}/admit", 404),
    ("post", "/communities/{id}/dismiss", 404),
    ("post", "/communities/{id}/resign", 404),
    ("get", "/communities/{id}/charter", 404),
    ("post", "/communities/{id}/charter", 404),
    ("get", "/charters/{id}", 404),
    ("post", "/charters/{id}/sign", 404),
    ("post", "/charters/{id}/decline", 404),
    ("get", "/verify", 200),
    ("post", "/verify", 200),
    ("get", "/node", 200),
    ("post", "/node/peers", 200),
    ("post", "/node/peers/remove", 404),
    ("get", "/node/tokens", 200),
    ("post", "/node/tokens", 200),
    ("post", "/node/tokens/remove", 404),
    ("get", "/accessibility", 200),
];

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    /// Whoever bears a token with this scope: a program, for which no page is made.
    Bearer(Scope),
    /// The same by the web door.
    BearerAfar(Scope),
    Owner,
    OwnerWithoutOrigin,
    WrongOrigin,
    WrongHost,
    Afar,
    ForeignPageAfar,
}

struct Desk {
    room: Room,
    router: Router,
    tokens: Vec<(Scope, String)>,
    _stop: watch::Sender<bool>,
}

impl Desk {
    async fn new(config: Config) -> Self {
        let room = Room::with(|own| *own = config).await;
        room.acts.live_at(HOME.parse().unwrap());
        let acts = Arc::clone(&room.acts);
        let (_stop, stop) = watch::channel(false);
        let settings = Arc::new(acts.config().http.clone());
        let rates = Arc::new(Rates::new(100_000, monotonic()));
        let app = App { acts, settings, counts: Arc::new(Counts::new()), stop, rates };
        let router = added(&app, routed(&app, operations()));
        let mut tokens = Vec::new();
        for scope in Scope::ALL {
            let draft =
                TokenDraft { scopes: vec![scope], expires: None, identity: None, about: None };
            let made = room.acts.make_token(draft).await.unwrap();
            tokens.push((scope, made.secret.expose().to_owned()));
        }
        Self { room, router, tokens, _stop }
    }

    fn visit(&self) -> String {
        let link = self.room.acts.visit_link().unwrap();
        let secret = link.url.expose().rsplit('/').next().unwrap();
        self.room.acts.enter(secret, None).unwrap().unwrap().expose().to_owned()
    }

    async fn ask(&self, who: Who, method: &str, path: &str) -> Response {
        let host = if who == Who::WrongHost { "evil.example:7340" } else { HOME };
        let mut request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(path)
            .header("host", host)
            .header("content-type", "application/x-www-form-urlencoded");
        if matches!(who, Who::Owner | Who::OwnerWithoutOrigin | Who::WrongOrigin | Who::WrongHost) {
            request = request.header("cookie", format!("bot-visit-7340={}", self.visit()));
        }
        let own = who != Who::OwnerWithoutOrigin && method == "post";
        if who == Who::WrongOrigin {
            request = request.header("origin", "http://evil.example");
        } else if own {
            request = request.header("origin", format!("http://{HOME}"));
        }
        if let Who::Bearer(scope) | Who::BearerAfar(scope) = who {
            let (_, token) = self.tokens.iter().find(|(of, _)| *of == scope).unwrap();
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut request = request.body(Body::empty()).unwrap();
        let client = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        let near = || {
            let address: SocketAddr = HOME.parse().unwrap();
            guard::check(&Door::Tcp(address, SecretText::new("abc".to_owned())), &request)
        };
        let arrival = match who {
            Who::Afar | Who::BearerAfar(_) => Ok(Arrival::Web { client, foreign: false }),
            Who::ForeignPageAfar => Ok(Arrival::Web { client, foreign: true }),
            Who::Nobody
            | Who::Bearer(_)
            | Who::Owner
            | Who::OwnerWithoutOrigin
            | Who::WrongOrigin
            | Who::WrongHost => near(),
        };
        match arrival {
            Ok(arrival) => {
                request.extensions_mut().insert(arrival);
                self.router.clone().oneshot(request).await.unwrap()
            }
            Err(refusal) => *refusal,
        }
    }
}

fn expected(who: Who, route: &Route, owner: u16, public: bool) -> u16 {
    let posts = route.method == "post";
    let verifies = route.viewer == Viewer::Verify && public;
    match who {
        Who::WrongHost | Who::WrongOrigin => 403,
        Who::OwnerWithoutOrigin | Who::ForeignPageAfar if posts => 403,
        Who::Owner | Who::OwnerWithoutOrigin => owner,
        Who::Nobody | Who::Bearer(_) | Who::Afar | Who::BearerAfar(_) | Who::ForeignPageAfar
            if matches!(route.viewer, Viewer::Anybody | Viewer::Claimant) || verifies =>
        {
            owner
        }
        Who::Afar | Who::BearerAfar(_) | Who::ForeignPageAfar => 403,
        // A link that is none.
        Who::Nobody | Who::Bearer(_) if route.viewer == Viewer::Near => 404,
        Who::Nobody | Who::Bearer(_) => 401,
    }
}

#[tokio::test]
async fn each_route_is_for_whom_it_says_and_for_nobody_else() {
    let mut everybody = vec![
        Who::Nobody,
        Who::Owner,
        Who::OwnerWithoutOrigin,
        Who::WrongOrigin,
        Who::WrongHost,
        Who::Afar,
        Who::ForeignPageAfar,
    ];
    everybody.extend(Scope::ALL.map(Who::Bearer));
    everybody.extend(Scope::ALL.map(Who::BearerAfar));
    for public in [false, true] {
        let mut config = Config::default();
        config.web.public_verify = public;
        let desk = Desk::new(config).await;
        for route in routes() {
            let row = OWNER.iter().find(|row| (row.0, row.1) == (route.method, route.path));
            let (_, _, owner) = row.unwrap_or_else(|| panic!("no row for {}", route.path));
            let path = route.path.replace("{id}", "x");
            for who in everybody.iter().copied() {
                let response = desk.ask(who, route.method, &path).await;
                let wanted = expected(who, &route, *owner, public);
                let found = response.status().as_u16();
                assert_eq!(found, wanted, "{who:?} {} {path} public: {public}", route.method);
            }
        }
        assert_eq!(routes().len(), OWNER.len(), "a row without a route");
    }
}

/// Who changes the language after a form, and who goes back, comes to a page.
#[test]
fn every_form_stands_on_a_page() {
    let all = routes();
    for route in all.iter().filter(|route| route.method == "post") {
        let page = shell::page_of(route.path);
        let there = all.iter().any(|other| other.method == "get" && other.path == page);
        assert!(there, "{} is on {page}, which is no page", route.path);
    }
}

/// Forms that say nothing of who signs, as they are no act of anybody's.
const UNSIGNED: [&str; 7] =
    ["/enter", "/acting", "/language", "/leave", "/verify", "/claim", "/claim/{{ secret }}"];

/// Another window may act for somebody else, and a button may be clicked twice.
#[test]
fn every_form_says_who_signs_and_is_told_from_others() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut looked = 0;
    for file in std::fs::read_dir(root).unwrap().map(|file| file.unwrap().path()) {
        if file.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for form in text.split("<form method=\"post\" action=\"").skip(1) {
            let action = form.split('"').next().unwrap();
            if UNSIGNED.contains(&action) {
                continue;
            }
            let form = form.split("</form>").next().unwrap();
            // What has a secret in it is kept nowhere.
            let secret = ["name=\"passphrase\"", "name=\"words\" rows=\"5\""];
            let secret = secret.iter().any(|field| form.contains(field));
            let mark =
                if secret { "{{ shell.signer()|safe }}" } else { "{{ shell.stamp()|safe }}" };
            assert!(form.contains(mark), "{}: the form for {action}", file.display());
            looked += 1;
        }
    }
    assert!(looked > 15, "{looked} forms");
}

#[tokio::test]
async fn every_page_may_load_what_is_named_and_nothing_else() {
    let desk = Desk::new(Config::default()).await;
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
        connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
        require-trusted-types-for 'script'";
    for who in [Who::Owner, Who::Nobody] {
        for route in routes().iter().filter(|route| route.method == "get") {
            let path = route.path.replace("{id}", "x");
            let response = desk.ask(who, "get", &path).await;
            let headers = response.headers().clone();
            let is_page = |headers: &axum::http::HeaderMap| {
                let kind = headers.get(header::CONTENT_TYPE);
                kind.is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"))
            };
            if !is_page(&headers) {
                continue;
            }
            assert_eq!(headers[header::CONTENT_SECURITY_POLICY], policy, "{path}");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            assert_eq!(headers[header::REFERRER_POLICY], "same-origin", "{path}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(body.to_vec()).unwrap();
            // The name of a language is no address.
            let text = text.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
            assert!(!text.contains("://"), "{path} names another host");
            assert!(!text.contains("style=") && !text.contains("<style"), "{path}");
            assert!(!text.contains("onclick") && !text.contains("javascript:"), "{path}");
            assert_eq!(text.matches("<script").count(), 1, "{path}");
            assert_eq!(text.matches("<h1>").count(), 1, "{path}");
            assert!(text.contains("<main id=\"main\""), "{path}");
        }
    }
}

#[tokio::test]
async fn the_first_load_is_small_and_what_it_loads_is_kept_for_good() {
    let desk = Desk::new(Config::default()).await;
    let mut bytes = 0;
    for path in ["/", &assets::ALL.style, &assets::ALL.script, &assets::ALL.mark] {
        let response = desk.ask(Who::Owner, "get", path).await;
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let kept = &response.headers()[header::CACHE_CONTROL];
        assert_eq!(kept == "public, max-age=31536000, immutable", path != "/", "{path}");
        bytes += response.into_body().collect().await.unwrap().to_bytes().len();
    }
    // Nothing is packed on its way, so this is what travels.
    assert!(bytes < 60 * 1024, "{bytes} bytes");
}

/// Every word that a template or a handler asks for is there in both languages.
#[test]
fn no_page_asks_for_a_word_that_is_missing() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut codes = std::collections::BTreeSet::new();
    for folder in ["templates", "src/http/pages"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() || path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let quoted = text.split("\"page-").skip(1).filter_map(|rest| rest.split('"').next());
            codes.extend(
                quoted.filter(|code| !code.contains('{')).map(|code| format!("page-{code}")),
            );
        }
    }
    codes.retain(|code| !code.ends_with('-'));
    assert!(codes.len() > 50, "{codes:?}");
    for code in codes {
        for lang in Lang::ALL {
            assert!(knows(lang, &code), "{code} in {}", lang.tag());
        }
    }
}

#[tokio::test]
async fn a_reader_gets_the_language_they_chose_else_the_one_their_browser_asks_for() {
    let desk = Desk::new(Config::default()).await;
    for (cookie, accept, expected) in [
        ("", "fr-CH, en;q=0.5", "fr"),
        ("", "de", "en"),
        ("bot-lang=en", "fr", "en"),
        ("bot-lang=fr", "en", "fr"),
        ("bot-lang=xx", "fr", "fr"),
    ] {
        let request = Request::builder()
            .uri("/")
            .header("cookie", cookie)
            .header("accept-language", accept)
            .extension(Arrival::Owner)
            .body(Body::empty())
            .unwrap();
        let response = desk.router.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains(&format!("<html lang=\"{expected}\">")), "{cookie} {accept}");
    }
}
