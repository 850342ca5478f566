//! `/v1/gates`, and `/gate`: where somebody comes in by what they show, and where a web server asks
//! whether a reader did.
//!
//! `/gate/NAME/auth` answers 200, 401 or 403 and nothing else to what can be answered at all: so
//! nginx (`auth_request`) and Caddy (`forward_auth`) want it. Source: `spec/gates.md` §5; RFC 6265bis
//! §4.1.3 (`__Host-`, `SameSite`).

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::{GateChallengeRequest, Scope};
use bot_protocol::verdict::{Answer, Passage};
use bot_protocol::words::{Args, Lang, advise, say};
use serde_json::json;

use super::access::Access;
use super::call::{
    Operation, Reply, at, delete, list, post_large_secret, post_new_secret, post_secret,
};
use super::oauth::form;
use super::oauth::pages::{Sending, escaped, page};
use super::verify::BODY_BYTES_MAX;
use super::{App, bodies, call, cookies, language, problem};
use crate::acts::ActError;
use crate::acts::gates::{Entered, SHOWN_BYTES_MAX};

/// Most bytes of a form with what is shown: as much as that makes where every byte takes three.
const FORM_BYTES_MAX: usize = SHOWN_BYTES_MAX * 3 + 4096;

/// Where a reader goes who came in and said not where to.
const HOME: &str = "/";

pub(super) fn operations() -> Vec<Operation> {
    let verify = Access::Scoped(Scope::Verify);
    vec![
        list(at("/v1/gates", "gates", "The gates of this node."), |call| async move {
            call.acts.gates(&call.input)
        }),
        post_secret(at("/v1/gates", "defineGate", "Keeps a gate under a name."), |call| async move {
            call.acts.define_gate(call.input).await
        }),
        delete(at("/v1/gates/{id}", "removeGate", "Takes a gate away."), |call| async move {
            call.acts.remove_gate(&call.id).await
        }),
        post_new_secret(
            at("/v1/gates/{id}/challenge", "gateChallenge", "What is to be signed, for this once."),
            |call: call::Call<GateChallengeRequest>| async move { call.acts.gate_challenge(&call.id) },
        )
        .for_access(verify),
        post_large_secret(
            at("/v1/gates/{id}/check", "checkGate", "Whether what is shown opens a gate."),
            BODY_BYTES_MAX,
            |call| async move { call.acts.check_gate(&call.id, call.input, call.lang).await },
        )
        .for_access(verify),
        open(
            ("get", "/gate/{id}", "gatePage"),
            "The page on which a reader shows what opens a gate.",
            ("text/html", on(MethodFilter::GET, entrance)),
        ),
        open(
            ("post", "/gate/{id}/challenge", "gateChallengeOpen"),
            "What is to be signed, for this once, for whoever stands before a gate.",
            ("application/json", on(MethodFilter::POST, challenge)),
        ),
        open(
            ("post", "/gate/{id}/enter", "enterGate"),
            "Lets somebody in by what they show: a cookie for this gate.",
            ("application/json", on(MethodFilter::POST, enter)),
        )
        .for_access(Access::OpenDear),
        open(
            ("get", "/gate/{id}/auth", "gateAuth"),
            "Whether a reader came in: 200, 401 or 403, as web servers ask for each request.",
            ("text/html", on(MethodFilter::GET, auth)),
        ),
    ]
}

fn open(
    (method, path, id): (&'static str, &'static str, &'static str),
    about: &'static str,
    (kind, handler): (&'static str, MethodRouter<App>),
) -> Operation {
    let (access, reply) = (Access::Open, Reply::Raw(kind, None));
    Operation { method, path, id, about, request: None, paged: false, reply, access, handler }
}

async fn challenge(State(app): State<App>, Path(name): Path<String>) -> Response {
    match app.acts.gate_challenge(&name) {
        Ok(challenge) => unkept(axum::Json(challenge).into_response()),
        Err(error) => problem::response(&error.problem()),
    }
}

async fn entrance(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    let query = request.uri().query().and_then(form::Form::read).unwrap_or_default();
    let lang = language::of(request.headers());
    let page = Entrance { app: &app, name: &name, lang, back: query.get("back"), why: None };
    page.shown(StatusCode::OK)
}

async fn enter(State(app): State<App>, Path(name): Path<String>, request: Request) -> Response {
    let lang = language::of(request.headers());
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_json = kind.is_some_and(|kind| kind.starts_with("application/json"));
    if is_json {
        let shown = match bodies::received(&app, request, SHOWN_BYTES_MAX).await {
            Ok(shown) => shown,
            Err(refusal) => return problem::response(&refusal),
        };
        return match app.acts.enter_gate(&name, shown.to_vec()).await {
            Ok(Ok((secret, entered))) => {
                let said = json!({ "who": entered.who, "until": entered.until.to_string() });
                with_cookie(axum::Json(said).into_response(), (&name, secret.expose()))
            }
            Ok(Err(passage)) => shut(&passage, lang),
            Err(error) => problem::response(&error.problem()),
        };
    }
    let sent = match form::read(&app, request, FORM_BYTES_MAX).await {
        Ok(sent) => sent,
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
            return problem::refuse(status, "gate-shown-refused", &refusal.detail);
        }
    };
    let shown = sent.get("presentation").unwrap_or_default().as_bytes().to_vec();
    let page = Entrance { app: &app, name: &name, lang, back: sent.get("back"), why: None };
    match app.acts.enter_gate(&name, shown).await {
        Ok(Ok((secret, _))) => {
            let to = [(header::LOCATION, page.way_back())];
            let response = (StatusCode::SEE_OTHER, to).into_response();
            with_cookie(response, (&name, secret.expose()))
        }
        Ok(Err(passage)) => {
            let why = first(&passage, lang);
            Entrance { why: Some(why), ..page }.shown(StatusCode::FORBIDDEN)
        }
        Err(error) => {
            let (told, args) = (error.problem(), Args::new());
            let advice = advise(lang, &told.code, &args).unwrap_or_default();
            let why = format!("{} {advice}", say(lang, &told.code, &args));
            let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::FORBIDDEN);
            Entrance { why: Some(why), ..page }.shown(status)
        }
    }
}

async fn auth(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let lang = language::of(&headers);
    let html = headers.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok());
    let html = html.is_some_and(|kinds| kinds.contains("text/html"));
    let page = Entrance { app: &app, name: &name, lang, back: None, why: None };
    let secret = cookies::value(&headers, &cookie_name(&name));
    let inside = match app.acts.inside_gate(&name, secret.unwrap_or_default()).await {
        Ok(inside) => inside,
        // Web servers take every other status for a fault of their own.
        Err(error @ ActError::Unknown { .. }) => {
            let refusal = error.problem();
            return problem::refuse(StatusCode::FORBIDDEN, "gate-shut", &refusal.detail);
        }
        Err(error) => return problem::response(&error.problem()),
    };
    match inside {
        Some(Ok(entered)) => known(&name, &entered),
        Some(Err(passage)) if html => {
            Entrance { why: Some(first(&passage, lang)), ..page }.shown(StatusCode::FORBIDDEN)
        }
        Some(Err(passage)) => shut(&passage, lang),
        None => {
            let mut response = if html {
                page.shown(StatusCode::UNAUTHORIZED)
            } else {
                let detail = format!("nobody came in by the gate {name} with this cookie");
                problem::refuse(StatusCode::UNAUTHORIZED, "gate-not-entered", &detail)
            };
            if let Ok(asks) = HeaderValue::from_str(&format!("Bot-Gate gate=\"{name}\"")) {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
            }
            unkept(response)
        }
    }
}

/// Who is inside, for the web server to pass on.
fn known(name: &str, entered: &Entered) -> Response {
    let until = entered.until.to_string();
    let told = [("bot-gate", name), ("bot-gate-who", &entered.who), ("bot-gate-until", &until)];
    unkept((StatusCode::OK, told).into_response())
}

/// That a gate does not open, with every condition.
fn shut(passage: &Passage, lang: Lang) -> Response {
    let mut refusal = problem::make(StatusCode::FORBIDDEN, "gate-shut", &first(passage, lang));
    let told = String::from_utf8_lossy(&passage.to_json(lang).to_bytes()).into_owned();
    refusal.data.insert("passage".to_owned(), told);
    unkept(problem::response(&refusal))
}

/// Why a gate does not open, in one sentence: the first reason that is as bad as the whole.
fn first(passage: &Passage, lang: Lang) -> String {
    fn says(told: &serde_json::Value, wanted: &str) -> Option<String> {
        if told["answer"] != wanted {
            return None;
        }
        let parts = told["parts"].as_array().into_iter().flatten();
        let inside = parts.filter_map(|part| says(part, wanted)).next();
        inside.or_else(|| told["says"].as_str().map(str::to_owned))
    }
    let told = passage.to_json(lang).to_bytes();
    let told: serde_json::Value = serde_json::from_slice(&told).unwrap_or_default();
    let wanted = match passage.answer() {
        Answer::No => "no",
        Answer::Unknown | Answer::Yes => "unknown",
    };
    let why = says(&told["presenter"], wanted).or_else(|| says(&told["condition"], wanted));
    why.unwrap_or_default()
}

/// The page on which somebody shows what opens a gate.
struct Entrance<'e> {
    app: &'e App,
    name: &'e str,
    lang: Lang,
    back: Option<&'e str>,
    why: Option<String>,
}

impl Entrance<'_> {
    fn shown(&self, status: StatusCode) -> Response {
        let challenge = match self.app.acts.gate_challenge(self.name) {
            Ok(challenge) => challenge,
            Err(error) => return problem::response(&error.problem()),
        };
        let lang = self.lang;
        let words = |code: &str| escaped(&say(lang, code, &Args::new()));
        let mut body = String::new();
        if let Some(why) = &self.why {
            body.push_str(&format!("<p role=\"alert\">{}</p>\n", escaped(why)));
        }
        let (asked, domain) = (escaped(&challenge.challenge), escaped(&challenge.domain));
        body.push_str(&format!("<p>{}</p>\n", words("gate-page-type")));
        body.push_str(&format!(
            "<p><code>bot present BADGE --challenge {asked} --domain {domain} --out -</code></p>\n"
        ));
        body.push_str(&format!("<p>{}</p>\n", words("gate-page-careful")));
        body.push_str(&format!(
            "<form method=\"post\" action=\"/gate/{}/enter\">\n\
             <p><label for=\"shown\">{}</label></p>\n\
             <p><textarea id=\"shown\" name=\"presentation\" rows=\"8\" cols=\"40\" required>\
             </textarea></p>\n\
             <input type=\"hidden\" name=\"back\" value=\"{}\">\n\
             <p><button>{}</button></p>\n</form>\n",
            escaped(self.name),
            words("gate-page-shown"),
            escaped(&self.way_back()),
            words("gate-page-enter"),
        ));
        page((status, lang, "gate-page-title"), ("", &body), Sending::Here)
    }

    /// Where the reader goes on: a path of this very host, whatever was asked for.
    fn way_back(&self) -> String {
        let plain = |text: &&str| {
            let one = text.starts_with('/') && !text.starts_with("//");
            one && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        };
        self.back.filter(plain).unwrap_or(HOME).to_owned()
    }
}

fn cookie_name(gate: &str) -> String {
    format!("__Host-bot-gate-{gate}")
}

/// The same response with the cookie of somebody who came in: sent over https to this very host alone,
/// never along with what another site asks for, and read by no script.
fn with_cookie(mut response: Response, (gate, secret): (&str, &str)) -> Response {
    let cookie = format!(
        "{}={secret}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=900",
        cookie_name(gate)
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    unkept(response)
}

fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
