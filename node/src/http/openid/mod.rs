//! `/openid`: where wallets collect badges, and show them. These paths are open: each asks for a code,
//! a token or a proof of its own.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §4, §7, §8, §12; OpenID for Verifiable
//! Presentations 1.0 §5.10, §8.2.

mod described;
mod metadata;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::SecretText;
use bot_protocol::canon::json;
use serde_json::json;

pub(super) use self::described::amend;

use super::access::{Access, bearer};
use super::call::{Operation, Reply};
use super::oauth::form::{self, Form};
use super::oauth::{plain, refused};
use super::{App, bodies, problem};
use crate::acts::ActError;
use crate::acts::oauth::Refusal;
use crate::acts::openid::{PreAuthorized, Response as Answered, TokenGiven};
use bot_protocol::api::WalletFormat;

/// Most bytes of a request for a badge: 64 KiB; one has less than two.
const REQUEST_BYTES_MAX: usize = 64 * 1024;

/// Most bytes of an answer: 4 MiB; a badge with its picture has at most one, and a form makes more.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation(
            ("get", "/.well-known/openid-credential-issuer", "walletIssuer"),
            "What wallets can collect here, and how.",
            on(MethodFilter::GET, async |State(app): State<App>| {
                metadata::reply(app.acts.wallet_issuer(None))
            }),
        ),
        operation(
            ("get", "/.well-known/openid-credential-issuer/openid/{did}", "walletIssuerOf"),
            "The same of another identity of the node.",
            on(MethodFilter::GET, async |State(app): State<App>, Path(did): Path<String>| {
                metadata::reply(app.acts.wallet_issuer(Some(&did)))
            }),
        ),
        operation(
            ("get", "/openid/offers/{code}", "walletOffer"),
            "An offer as a wallet reads it.",
            on(MethodFilter::GET, offer),
        ),
        operation(
            ("post", "/openid/nonce", "walletNonce"),
            "A nonce for a wallet to sign.",
            on(MethodFilter::POST, nonce),
        ),
        operation(
            ("post", "/openid/credential", "walletCollect"),
            "Gives a badge to the wallet that proves a key.",
            on(MethodFilter::POST, collect),
        ),
        operation(
            ("get", "/openid/requests/{code}", "walletRequest"),
            "A request to show a badge, as a wallet reads it.",
            on(MethodFilter::GET, request),
        ),
        operation(
            ("post", "/openid/requests/{code}", "walletRequestWith"),
            "The same with a nonce of the wallet.",
            on(MethodFilter::POST, request_with),
        ),
        operation(
            ("post", "/openid/responses/{id}", "walletAnswer"),
            "Takes what a wallet shows.",
            on(MethodFilter::POST, answer),
        ),
    ]
}

fn operation(
    (method, path, id): (&'static str, &'static str, &'static str),
    about: &'static str,
    handler: MethodRouter<App>,
) -> Operation {
    let (access, reply) = (Access::Open, Reply::Raw("application/json", None));
    Operation { method, path, id, about, request: None, paged: false, reply, access, handler }
}

async fn offer(State(app): State<App>, Path(code): Path<String>) -> Response {
    match app.acts.wallet_offer(&code) {
        Ok(offer) => plain(&offer),
        Err(error) => problem::response(&error.problem()),
    }
}

async fn nonce(State(app): State<App>) -> Response {
    match app.acts.wallet_nonce() {
        Ok(nonce) => plain(&json!({ "c_nonce": nonce })),
        Err(error) => refused(&error.into()),
    }
}

async fn collect(State(app): State<App>, request: Request) -> Response {
    let Some(token) = bearer(request.headers()).map(|token| SecretText::new(token.to_owned()))
    else {
        let detail = "expected the header `Authorization: Bearer` with the token of an offer";
        let refusal = Refusal::new("invalid_token", "wallet-token-refused", detail);
        return unopened(&Refusal { status: 401, ..refusal });
    };
    let body = match body(&app, request).await {
        Ok(body) => body,
        Err(refusal) => return refused(&refusal),
    };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.collect_badge(token.expose(), &body).await }).await;
    match done.unwrap_or_else(|_| Err(ActError::Broken.into())) {
        Ok(badge) => given(&badge.text, badge.format),
        Err(refusal) if refusal.status == 401 => unopened(&refusal),
        Err(refusal) => refused(&refusal),
    }
}

/// Reads the body of a request for a badge, strictly.
async fn body(app: &App, request: Request) -> Result<json::Value, Refusal> {
    let wrong = |detail: String| {
        Refusal::new("invalid_credential_request", "wallet-request-refused", detail)
    };
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(wrong("the body is not declared as application/json".to_owned()));
    }
    let bytes = bodies::received(app, request, REQUEST_BYTES_MAX).await;
    let bytes =
        bytes.map_err(|problem| Refusal { status: problem.status, ..wrong(problem.detail) })?;
    json::read(&bytes).map_err(|error| wrong(error.to_string()))
}

/// A badge, byte for byte as it was signed where it is JSON.
///
/// Source: OpenID for Verifiable Credential Issuance 1.0 §8.3.
fn given(text: &str, format: WalletFormat) -> Response {
    let badge = match format {
        WalletFormat::LdpVc => text.to_owned(),
        WalletFormat::JwtVcJson => serde_json::Value::from(text).to_string(),
    };
    let body = format!("{{\"credentials\":[{{\"credential\":{badge}}}]}}");
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::OK, headers, body).into_response()
}

/// Source: RFC 6750 §3.
fn unopened(refusal: &Refusal) -> Response {
    let mut response = refused(refusal);
    let ask = HeaderValue::from_static("Bearer realm=\"bits-of-trust\", error=\"invalid_token\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    response
}

/// A wallet that redeems the code of an offer at the token endpoint, which it shares with programs.
pub(super) async fn token(app: App, form: &Form) -> Result<TokenGiven, Refusal> {
    let secret = |name| form.get(name).map(|value| SecretText::new(value.to_owned()));
    let asked = PreAuthorized {
        code: form.need("pre-authorized_code")?,
        tx_code: secret("tx_code"),
        details: form.get("authorization_details").map(str::to_owned),
    };
    let done = tokio::spawn(async move { app.acts.redeem_offer(&asked).await }).await;
    done.unwrap_or_else(|_| Err(ActError::Broken.into()))
}

async fn request(State(app): State<App>, Path(ticket): Path<String>) -> Response {
    request_object(app.acts.signed_request(&ticket, None))
}

/// A wallet that wants a nonce of its own to be signed.
///
/// Source: OpenID for Verifiable Presentations 1.0 §5.10.
async fn request_with(
    State(app): State<App>,
    Path(ticket): Path<String>,
    request: Request,
) -> Response {
    let form = match form::read(&app, request, form::FORM_BYTES_MAX).await {
        Ok(form) => form,
        Err(refusal) => return refused(&refusal),
    };
    request_object(app.acts.signed_request(&ticket, form.get("wallet_nonce")))
}

fn request_object(signed: Result<String, ActError>) -> Response {
    match signed {
        Ok(signed) => {
            let kind = "application/oauth-authz-req+jwt";
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
            (headers, signed).into_response()
        }
        Err(error) => problem::response(&error.problem()),
    }
}

async fn answer(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let form = match form::read(&app, request, ANSWER_BYTES_MAX).await {
        Ok(form) => form,
        Err(refusal) => return refused(&refusal),
    };
    let value = |name| form.get(name).map(str::to_owned);
    let said =
        Answered { vp_token: value("vp_token"), state: value("state"), error: value("error") };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.take_answer(&id, said).await }).await;
    match done.unwrap_or_else(|_| Err(ActError::Broken.into())) {
        Ok(()) => plain(&json!({})),
        Err(refusal) => refused(&refusal),
    }
}
