//! `/ims/ob/v3p0`: the API of Open Badges 3.0, by which programs that the owner allowed read and add
//! badges. What is refused has the shape that 1EdTech's services share, with our code beside.
//!
//! Source: Open Badges 3.0 §6, §B.2, §B.3.

mod discovery;
mod paging;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::{Permission, Problem};
use bot_protocol::canon::json;
use bot_protocol::identity::Did;
use serde_json::json;

use self::paging::Paging;
use super::access::{Access, bearer};
use super::call::{Operation, Reply};
use super::guard::Arrival;
use super::oauth::form::{Form, one};
use super::{App, bodies, problem};
use crate::acts::oauth::Refusal;
use crate::acts::{ActError, HostedPage, Upsert};

/// Below this everything is the API's.
pub(super) const ROOT: &str = "/ims/ob/v3p0/";

const CREDENTIALS: &str = "/ims/ob/v3p0/credentials";

const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

pub(super) fn operations() -> Vec<Operation> {
    let operation = |method, path, id, about, handler: MethodRouter<App>| {
        let reply = Reply::Raw("application/json", None);
        let access = Access::Open;
        Operation { method, path, id, about, request: None, paged: false, reply, access, handler }
    };
    vec![
        operation(
            "get",
            "/ims/ob/v3p0/discovery",
            "getServiceDescription",
            "What this service is, for programs that want to register.",
            on(MethodFilter::GET, async |State(app): State<App>, request: Request| {
                axum::Json(discovery::document(&base(&app, &request)))
            }),
        ),
        operation(
            "get",
            CREDENTIALS,
            "getCredentials",
            "The badges of whoever allowed it.",
            on(MethodFilter::GET, get_credentials),
        ),
        operation(
            "post",
            CREDENTIALS,
            "upsertCredential",
            "Adds a badge, or puts a newer one in its place.",
            on(MethodFilter::POST, upsert_credential),
        ),
        operation(
            "get",
            "/ims/ob/v3p0/profile",
            "getProfile",
            "The profile of whoever allowed it.",
            on(MethodFilter::GET, get_profile),
        ),
        operation(
            "put",
            "/ims/ob/v3p0/profile",
            "putProfile",
            "Changes that profile.",
            on(MethodFilter::PUT, put_profile),
        ),
    ]
}

/// The address under which whoever asks reaches this node.
pub(super) fn base(app: &App, request: &Request) -> String {
    let host = one(request.headers(), header::HOST).unwrap_or("localhost");
    let web = &app.acts.config().web;
    match request.extensions().get::<Arrival>() {
        Some(Arrival::Web { .. }) => match web.base() {
            Some(set) => set.trim_end_matches('/').to_owned(),
            None if web.speaks_tls() => format!("https://{host}"),
            None => format!("http://{host}"),
        },
        Some(Arrival::Owner | Arrival::Near) | None => format!("http://{host}"),
    }
}

async fn get_credentials(State(app): State<App>, request: Request) -> Response {
    let who = match opened(&app, request.headers(), Permission::CredentialReadonly) {
        Ok(who) => who,
        Err(refusal) => return *refusal,
    };
    let query = Form::read(request.uri().query().unwrap_or_default());
    let paging = query.ok_or_else(|| "the query is malformed, or has a name twice".to_owned());
    let paging = match paging.and_then(|query| Paging::read(&query)) {
        Ok(paging) => paging,
        Err(detail) => {
            return refusal(&problem::make(StatusCode::BAD_REQUEST, "query-malformed", &detail));
        }
    };
    match app.acts.hosted(&who, paging.since, (paging.offset, paging.limit)) {
        Ok(page) => {
            let links = paging.links(&format!("{}{CREDENTIALS}", base(&app, &request)), page.total);
            let mut response = json_of(listed(&page));
            let headers = response.headers_mut();
            headers.insert(TOTAL, HeaderValue::from(page.total));
            if let Ok(links) = HeaderValue::from_str(&links) {
                headers.insert(header::LINK, links);
            }
            response
        }
        Err(error) => refusal(&error.problem()),
    }
}

/// Badges exactly as they were signed, each in the list of its form. The list of compact JWS has
/// two names: `compactJwsString` in the model (§B.2.1), `compactJwsStrings` in the example (§6.2.2);
/// programs were written by either, so both are there wherever there is something to list.
fn listed(page: &HostedPage) -> String {
    let texts = |compact: bool| page.badges.iter().filter(move |badge| badge.compact == compact);
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let documents: Vec<&str> = texts(false).map(|badge| badge.text.as_str()).collect();
    let compact: Vec<String> = texts(true).map(|badge| quoted(&badge.text)).collect();
    let mut body = format!("{{\"credential\":[{}]", documents.join(","));
    if !compact.is_empty() {
        let compact = compact.join(",");
        let lists = format!(",\"compactJwsString\":[{compact}],\"compactJwsStrings\":[{compact}]");
        body.push_str(&lists);
    }
    body.push('}');
    body
}

/// What a body says it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Compact,
}

async fn upsert_credential(State(app): State<App>, request: Request) -> Response {
    let who = match opened(&app, request.headers(), Permission::CredentialUpsert) {
        Ok(who) => who,
        Err(refusal) => return *refusal,
    };
    let said = one(request.headers(), header::CONTENT_TYPE).unwrap_or_default().to_owned();
    let kind = match said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str()
    {
        "application/json"
        | "application/ld+json"
        | "application/vc+ld+json"
        | "application/vc" => Kind::Json,
        "text/plain" | "application/jwt" | "application/vc+jwt" => Kind::Compact,
        _ => {
            let detail = "expected application/json for JSON, or text/plain for a compact JWS";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return refusal(&problem::make(status, "media-type-refused", detail));
        }
    };
    let bytes = match received(&app, request).await {
        Ok(bytes) => bytes,
        Err(refusal) => return *refusal,
    };
    let is_json = bytes.trim_ascii_start().first() == Some(&b'{');
    if is_json != (kind == Kind::Json) {
        let detail = "the body is not what its content type says";
        return refusal(&problem::make(StatusCode::BAD_REQUEST, "hosted-no-badge", detail));
    }
    let (acts, badge) = (app.acts, bytes.clone());
    // What was begun is done whole, whoever listens.
    let done = tokio::spawn(async move { acts.host_badge(&who, &badge).await }).await;
    let status = match done.unwrap_or(Err(ActError::Broken)) {
        Ok(Upsert::Created) => StatusCode::CREATED,
        Ok(Upsert::Replaced) => StatusCode::OK,
        Err(error) => return refusal(&error.problem()),
    };
    let media_type = match kind {
        Kind::Json => "application/json",
        Kind::Compact => "text/plain",
    };
    (status, [(header::CONTENT_TYPE, media_type)], bytes).into_response()
}

async fn get_profile(State(app): State<App>, request: Request) -> Response {
    match opened(&app, request.headers(), Permission::ProfileReadonly) {
        Ok(who) => profile(app.acts.public_profile(&who)),
        Err(refusal) => *refusal,
    }
}

async fn put_profile(State(app): State<App>, request: Request) -> Response {
    let who = match opened(&app, request.headers(), Permission::ProfileUpdate) {
        Ok(who) => who,
        Err(refusal) => return *refusal,
    };
    let said = one(request.headers(), header::CONTENT_TYPE).unwrap_or_default();
    let kind = said.split(';').next().unwrap_or_default().trim();
    if !["application/json", "application/ld+json"].iter().any(|k| kind.eq_ignore_ascii_case(k)) {
        let (status, detail) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "expected application/json");
        return refusal(&problem::make(status, "media-type-refused", detail));
    }
    let bytes = match received(&app, request).await {
        Ok(bytes) => bytes,
        Err(refusal) => return *refusal,
    };
    let document = match json::read(&bytes) {
        Ok(document) => document,
        Err(error) => {
            let (status, detail) = (StatusCode::BAD_REQUEST, error.to_string());
            return refusal(&problem::make(status, "body-malformed", &detail));
        }
    };
    let acts = app.acts;
    let done = tokio::spawn(async move { acts.change_profile(&who, &document).await }).await;
    profile(done.unwrap_or(Err(ActError::Broken)))
}

fn profile(done: Result<json::Value, ActError>) -> Response {
    match done {
        Ok(profile) => json_of(String::from_utf8_lossy(&profile.to_bytes()).into_owned()),
        // A refusal here is the program's fault, as §6.2.5.1 has it.
        Err(error) => {
            let mut problem = error.problem();
            if problem.status == StatusCode::UNPROCESSABLE_ENTITY.as_u16() {
                problem.status = StatusCode::BAD_REQUEST.as_u16();
            }
            refusal(&problem)
        }
    }
}

fn json_of(text: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, text).into_response()
}

async fn received(app: &App, request: Request) -> Result<Bytes, Box<Response>> {
    let max = app.settings.body_kib_max as usize * 1024;
    bodies::received(app, request, max).await.map_err(|problem| Box::new(refusal(&problem)))
}

/// Whose badges the token of a request opens for this. Source: RFC 6750 §2.1, §3.
fn opened(app: &App, headers: &HeaderMap, wanted: Permission) -> Result<Did, Box<Response>> {
    let Some(token) = bearer(headers) else {
        let detail = "expected the header `Authorization: Bearer` with an access token";
        let made = problem::make(StatusCode::UNAUTHORIZED, "oauth-token-missing", detail);
        return Err(Box::new(challenged(&made, "Bearer")));
    };
    app.acts.opened_by(token, wanted).map_err(|refused: Refusal| {
        let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::UNAUTHORIZED);
        let made = problem::make(status, refused.code, &refused.detail);
        let ask = match refused.error {
            "insufficient_scope" => {
                format!("Bearer error=\"insufficient_scope\", scope=\"{wanted}\"")
            }
            error => format!("Bearer error=\"{error}\""),
        };
        Box::new(challenged(&made, &ask))
    })
}

fn challenged(problem: &Problem, ask: &str) -> Response {
    let mut response = refusal(problem);
    if let Ok(ask) = HeaderValue::from_str(ask) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
    }
    response
}

/// A refusal in the shape of this API. Our code stands where the system that reports is named.
///
/// Source: Open Badges 3.0 §B.3 (Imsx_StatusInfo).
pub(super) fn refusal(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let minor = match (problem.status, problem.code.as_str()) {
        (_, "query-malformed") => "invalid_query_parameter",
        (400 | 409 | 413 | 415 | 422, _) => "invalid_data",
        (401, _) => "unauthorizedrequest",
        (403, _) => "forbidden",
        (404, _) => "not_found",
        (405, _) => "not_allowed",
        (429 | 503, _) => "server_busy",
        (500, _) => "internal_server_error",
        _ => "unknown",
    };
    let severity = if problem.status == 404 { "status" } else { "error" };
    let body = json!({
        "imsx_codeMajor": "failure",
        "imsx_severity": severity,
        "imsx_description": problem.detail,
        "imsx_codeMinor": { "imsx_codeMinorField": [{
            "imsx_codeMinorFieldName": format!("bits-of-trust#{}", problem.code),
            "imsx_codeMinorFieldValue": minor,
        }] },
    });
    (status, axum::Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::HostedBadge;

    fn badge(text: &str, compact: bool) -> HostedBadge {
        HostedBadge { text: text.to_owned(), compact }
    }

    #[test]
    fn badges_are_listed_as_they_were_signed() {
        let page = |badges| HostedPage { total: 0, badges };
        assert_eq!(listed(&page(Vec::new())), r#"{"credential":[]}"#);
        let both = page(vec![badge(r#"{"a": 1.0}"#, false), badge("a.b.c", true)]);
        let lists = r#""compactJwsString":["a.b.c"],"compactJwsStrings":["a.b.c"]"#;
        assert_eq!(listed(&both), format!(r#"{{"credential":[{{"a": 1.0}}],{lists}}}"#));
    }
}
