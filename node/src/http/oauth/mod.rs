//! `/oauth`: how a program registers, asks, and gets its tokens. These paths are open: each asks for
//! a proof of its own where one is needed.
//!
//! Source: RFC 6749; RFC 7591; RFC 7636; RFC 7009; RFC 8414; Open Badges 3.0 §7.

mod described;
pub(super) mod form;
pub(super) mod pages;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::Permission;
use serde::Serialize;
use serde_json::json;

pub(super) use self::described::amend;

use self::form::Form;
use super::access::Access;
use super::call::{Operation, Reply};
use super::{App, bodies, language, ob, openid};
use crate::acts::ActError;
use crate::acts::oauth::{Authorize, Awaited, Begun, Refusal, Registration, TokenAsk};
use crate::acts::openid::GRANT;

/// Most bytes of a registration: 32 KiB.
const REGISTRATION_BYTES_MAX: usize = 32 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    let page = || Reply::Raw("text/html", None);
    let data = || Reply::Raw("application/json", None);
    vec![
        operation(
            ("get", "/.well-known/oauth-authorization-server", "oauthMetadata"),
            "Where programs register and get tokens.",
            data(),
            on(MethodFilter::GET, metadata),
        ),
        operation(
            ("post", "/oauth/register", "oauthRegister"),
            "Registers a program.",
            data(),
            on(MethodFilter::POST, register),
        ),
        operation(
            ("get", "/oauth/authorize", "oauthAuthorize"),
            "Asks the owner on behalf of a program.",
            page(),
            on(MethodFilter::GET, authorize),
        ),
        operation(
            ("get", "/oauth/wait/{ticket}", "oauthWait"),
            "Waits for the owner's answer.",
            page(),
            on(MethodFilter::GET, wait),
        ),
        operation(
            ("post", "/oauth/token", "oauthToken"),
            "Gives tokens for a code or a refresh token.",
            data(),
            on(MethodFilter::POST, token),
        ),
        operation(
            ("post", "/oauth/revoke", "oauthRevoke"),
            "Takes a token back.",
            data(),
            on(MethodFilter::POST, revoke),
        ),
        operation(
            ("get", "/oauth/about", "oauthAbout"),
            "Terms and privacy, for people.",
            page(),
            on(MethodFilter::GET, async |headers: HeaderMap| pages::about(language::of(&headers))),
        ),
    ]
}

fn operation(
    (method, path, id): (&'static str, &'static str, &'static str),
    about: &'static str,
    reply: Reply,
    handler: MethodRouter<App>,
) -> Operation {
    let access = Access::Open;
    Operation { method, path, id, about, request: None, paged: false, reply, access, handler }
}

async fn metadata(State(app): State<App>, request: Request) -> Response {
    let base = ob::base(&app, &request);
    let scopes: Vec<&str> = Permission::ALL.iter().map(|one| one.scope()).collect();
    plain(&json!({
        "issuer": base,
        "registration_endpoint": format!("{base}/oauth/register"),
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}/oauth/token"),
        "revocation_endpoint": format!("{base}/oauth/revoke"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", GRANT],
        "pre-authorized_grant_anonymous_access_supported": true,
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "op_tos_uri": format!("{base}/oauth/about#terms"),
        "op_policy_uri": format!("{base}/oauth/about#privacy"),
    }))
}

async fn register(State(app): State<App>, request: Request) -> Response {
    let bytes = match bodies::received(&app, request, REGISTRATION_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(problem) => {
            let refusal = Refusal::request(problem.detail);
            return refused(&Refusal { status: problem.status, ..refusal });
        }
    };
    let strict = bot_protocol::canon::json::read(&bytes).map_err(|error| error.to_string());
    let read = strict.and_then(|_| {
        serde_json::from_slice::<Registration>(&bytes).map_err(|error| error.to_string())
    });
    let registration = match read {
        Ok(registration) => registration,
        Err(detail) => {
            let refusal = Refusal::request(detail);
            return refused(&Refusal { error: "invalid_client_metadata", ..refusal });
        }
    };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.register_program(registration).await }).await;
    match done.unwrap_or_else(|_| Err(ActError::Broken.into())) {
        Ok(registered) => (StatusCode::CREATED, plain(&registered)).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

async fn authorize(State(app): State<App>, request: Request) -> Response {
    let lang = language::of(request.headers());
    let Some(form) = Form::read(request.uri().query().unwrap_or_default()) else {
        let refusal = Refusal::request("the query is malformed, or has a name twice");
        return pages::refused(lang, &refusal);
    };
    let value = |name| form.get(name).map(str::to_owned);
    let asked = Authorize {
        response_type: value("response_type"),
        client_id: value("client_id"),
        redirect_uri: value("redirect_uri"),
        scope: value("scope"),
        state: value("state"),
        code_challenge: value("code_challenge"),
        code_challenge_method: value("code_challenge_method"),
    };
    match app.acts.ask_permission(&asked).await {
        Ok(Begun::Asked(ticket)) => found(&format!("/oauth/wait/{ticket}")),
        Ok(Begun::Back(to)) => found(&to),
        Err(refusal) => pages::refused(lang, &refusal),
    }
}

async fn wait(State(app): State<App>, Path(ticket): Path<String>, headers: HeaderMap) -> Response {
    let lang = language::of(&headers);
    match app.acts.await_permission(&ticket).await {
        Ok(Awaited::Asking(view)) => pages::waiting(lang, &view, &format!("/oauth/wait/{ticket}")),
        Ok(Awaited::Back(to)) => found(&to),
        Err(refusal) => pages::refused(lang, &refusal),
    }
}

async fn token(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    let form = match form::read(&app, request, form::FORM_BYTES_MAX).await {
        Ok(form) => form,
        Err(refusal) => return refused(&refusal),
    };
    // A wallet is nobody that is registered: its code is all it has.
    if form.get("grant_type") == Some(GRANT) {
        return match openid::token(app, &form).await {
            Ok(given) => plain(&given),
            Err(refusal) => refused(&refusal),
        };
    }
    let claim = match form::claimed(&headers, &form) {
        Ok(claim) => claim,
        Err(refusal) => return refused(&refusal),
    };
    let ask = match asked(&form) {
        Ok(ask) => ask,
        Err(refusal) => return refused(&refusal),
    };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.give_tokens(&claim, &ask).await }).await;
    match done.unwrap_or_else(|_| Err(ActError::Broken.into())) {
        Ok(tokens) => plain(&tokens),
        Err(refusal) => refused(&refusal),
    }
}

fn asked(form: &Form) -> Result<TokenAsk, Refusal> {
    let scope = form.get("scope").map(str::to_owned);
    match form.need("grant_type")?.as_str() {
        "authorization_code" => Ok(TokenAsk::Code {
            code: form.need("code")?,
            redirect_uri: form.need("redirect_uri")?,
            verifier: form.need("code_verifier")?,
            scope,
        }),
        "refresh_token" => Ok(TokenAsk::Refresh { token: form.need("refresh_token")?, scope }),
        _ => Err(Refusal::kind("grant_type is neither authorization_code nor refresh_token")),
    }
}

async fn revoke(State(app): State<App>, request: Request) -> Response {
    let (claim, token) = match form::sent(&app, request).await {
        Ok((claim, form)) => match form.need("token") {
            Ok(token) => (claim, token),
            Err(refusal) => return refused(&refusal),
        },
        Err(refusal) => return refused(&refusal),
    };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.revoke_token(&claim, &token).await }).await;
    match done.unwrap_or_else(|_| Err(ActError::Broken.into())) {
        Ok(()) => plain(&json!({})),
        Err(refusal) => refused(&refusal),
    }
}

/// Sends a browser on, and tells the next place nothing of this one.
fn found(to: &str) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else {
        return refused(&ActError::Broken.into());
    };
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, to);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// JSON that nobody keeps. Source: RFC 6749 §5.1.
pub(super) fn plain(value: &impl Serialize) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (headers, axum::Json(value)).into_response()
}

/// Source: RFC 6749 §5.2, with our code beside.
pub(super) fn refused(refusal: &Refusal) -> Response {
    // The letters that RFC 6749 §5.2 has in a description.
    let letter = |c: char| match c {
        '"' | '\\' => '\'',
        ' '..='~' => c,
        _ => '?',
    };
    let description: String = refusal.detail.chars().map(letter).collect();
    let body = json!({
        "error": refusal.error, "error_description": description, "code": refusal.code,
    });
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, plain(&body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let ask = HeaderValue::from_static("Basic realm=\"bits-of-trust\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    }
    response
}
