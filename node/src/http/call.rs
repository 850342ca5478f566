//! One operation of the interface: its place, its shapes, and how a request becomes a call.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, Query, RawPathParams, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::PageQuery;
use bot_protocol::canon::json;
use bot_protocol::words::Lang;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::{Access, Caller};
use super::{App, bodies, language, once, problem};
use crate::acts::{ActError, Acts, Asked, Repeat};

/// Makes the schema of one shape, or a reference to it.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The body an operation takes.
pub(super) struct Taken {
    /// Its shape.
    pub(super) shape: Shape,
    /// Whether its reply is kept, so that it can be repeated by an `Idempotency-Key`.
    pub(super) is_kept: bool,
}

/// What an operation answers with.
pub(super) enum Reply {
    /// JSON of this shape.
    Json(Shape),
    /// JSON of this shape about something that did not exist before: with the status 201.
    New(Shape),
    /// Bytes of this media type, and the shape of one piece where it has one.
    Raw(&'static str, Option<Shape>),
}

/// One operation: where it is, what it takes and gives, and who does it.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) about: &'static str,
    pub(super) request: Option<Taken>,
    pub(super) paged: bool,
    pub(super) reply: Reply,
    pub(super) access: Access,
    pub(super) handler: MethodRouter<App>,
}

/// A request as a handler sees it.
pub(super) struct Call<T> {
    pub(super) acts: Arc<Acts>,
    pub(super) caller: Caller,
    /// The one part of the path that is not fixed; empty where there is none.
    pub(super) id: String,
    /// Where the reply of an act that cannot be done twice is kept, if it may come again.
    pub(super) repeat: Option<Repeat>,
    /// In which language its words are told.
    pub(super) lang: Lang,
    pub(super) input: T,
}

impl<T> Call<T> {
    /// Who does it, the part of the path that is not fixed, and what is asked as a request that may
    /// come again.
    pub(super) fn parts(self) -> (Arc<Acts>, String, Asked<T>) {
        (self.acts, self.id, Asked { request: self.input, repeat: self.repeat })
    }
}

/// Where an operation is and what it does.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) about: &'static str,
}

/// Shorthand for [`At`].
pub(super) const fn at(path: &'static str, id: &'static str, about: &'static str) -> At {
    At { path, id, about }
}

/// A `GET` that takes a page of a list.
pub(super) fn list<R, F, Fut>(at: At, act: F) -> Operation
where
    R: Serialize + JsonSchema,
    F: Fn(Call<PageQuery>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    let handler =
        on(MethodFilter::GET, move |State(app): State<App>, request: Request| async move {
            match queried(&app, request).await {
                Ok(call) => reply(act(call).await),
                Err(refusal) => refusal,
            }
        });
    let reply = Reply::Json(SchemaGenerator::subschema_for::<R>);
    Operation { paged: true, ..operation("get", at, None, reply, handler) }
}

/// A `GET` of one thing.
pub(super) fn get<R, F, Fut>(at: At, act: F) -> Operation
where
    R: Serialize + JsonSchema,
    F: Fn(Call<()>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    let handler =
        on(MethodFilter::GET, move |State(app): State<App>, request: Request| async move {
            let (_, call) = opened(&app, request).await;
            reply(act(call).await)
        });
    operation("get", at, None, Reply::Json(SchemaGenerator::subschema_for::<R>), handler)
}

/// A `GET` whose reply is not JSON.
pub(super) fn raw<F, Fut>(at: At, media_type: &'static str, act: F) -> Operation
where
    F: Fn(Call<()>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Vec<u8>, ActError>> + Send + 'static,
{
    let handler =
        on(MethodFilter::GET, move |State(app): State<App>, request: Request| async move {
            let (_, call) = opened(&app, request).await;
            match act(call).await {
                Ok(bytes) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
                Err(error) => problem::response(&error.problem()),
            }
        });
    operation("get", at, None, Reply::Raw(media_type, None), handler)
}

/// A `POST` that takes and gives JSON. The act goes on when its client hangs up: what was begun
/// is either done whole or not at all, whoever listens.
pub(super) fn post<T, R, F, Fut>(at: At, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking::usual(), act)
}

/// As [`post`], where the request or the reply has a secret in it: nothing of either is kept, so
/// it cannot be repeated by an `Idempotency-Key`.
pub(super) fn post_secret<T, R, F, Fut>(at: At, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking { keeping: Keeping::Nothing, ..Taking::usual() }, act)
}

/// As [`post`], where the reply has a secret in it, and the act keeps it sealed for a repeat by an
/// `Idempotency-Key`.
pub(super) fn post_sealed<T, R, F, Fut>(at: At, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking { keeping: Keeping::Sealed, ..Taking::usual() }, act)
}

/// As [`post`], for bodies up to a limit of their own, in bytes.
pub(super) fn post_large<T, R, F, Fut>(at: At, max: usize, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking { max: Some(max), ..Taking::usual() }, act)
}

/// As [`post_secret`], where the body may be larger than usual.
pub(super) fn post_large_secret<T, R, F, Fut>(at: At, max: usize, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking { keeping: Keeping::Nothing, max: Some(max), ..Taking::usual() }, act)
}

/// As [`post`], where something is made that did not exist before: a good reply has the status 201.
pub(super) fn post_new<T, R, F, Fut>(at: At, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(at, Taking { status: StatusCode::CREATED, ..Taking::usual() }, act)
}

/// As [`post_new`], of which nothing is kept, so that it cannot be repeated by an
/// `Idempotency-Key`.
pub(super) fn post_new_secret<T, R, F, Fut>(at: At, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    taking(
        at,
        Taking { keeping: Keeping::Nothing, status: StatusCode::CREATED, ..Taking::usual() },
        act,
    )
}

/// As [`post_secret`], where a reply may itself be a problem: then it says so of itself.
pub(super) fn post_question<T, R, F, Fut>(at: At, is_problem: fn(&R) -> bool, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    let taking_it =
        Taking { keeping: Keeping::Nothing, is_problem: Some(is_problem), ..Taking::usual() };
    taking(at, taking_it, act)
}

/// A `DELETE`, which takes no body.
pub(super) fn delete<R, F, Fut>(at: At, act: F) -> Operation
where
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<()>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    let handler =
        on(MethodFilter::DELETE, move |State(app): State<App>, request: Request| async move {
            let (_, call) = opened(&app, request).await;
            reply(apart(act(call)).await)
        });
    operation("delete", at, None, Reply::Json(SchemaGenerator::subschema_for::<R>), handler)
}

/// What of a reply is kept for a request that comes again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeping {
    /// All of it, as it is.
    Open,
    /// All of it, sealed.
    Sealed,
    /// Nothing.
    Nothing,
}

/// What a `POST` takes and how it answers: bodies up to a limit of its own, in bytes, what is kept of
/// its reply, and the status of a good one.
struct Taking<R> {
    max: Option<usize>,
    keeping: Keeping,
    status: StatusCode,
    is_problem: Option<fn(&R) -> bool>,
}

impl<R> Taking<R> {
    const fn usual() -> Self {
        Self { max: None, keeping: Keeping::Open, status: StatusCode::OK, is_problem: None }
    }

    fn answer(&self, done: Result<R, ActError>) -> Response
    where
        R: Serialize,
    {
        match done {
            Ok(value) if self.is_problem.is_some_and(|is_problem| is_problem(&value)) => {
                problem::of_its_own(&value)
            }
            Ok(value) => (self.status, axum::Json(value)).into_response(),
            Err(error) => problem::response(&error.problem()),
        }
    }
}

impl<R> Clone for Taking<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Taking<R> {}

fn taking<T, R, F, Fut>(at: At, taking: Taking<R>, act: F) -> Operation
where
    T: DeserializeOwned + JsonSchema + Send + 'static,
    R: Serialize + JsonSchema + Send + 'static,
    F: Fn(Call<T>) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ActError>> + Send + 'static,
{
    let handler =
        on(MethodFilter::POST, move |State(app): State<App>, request: Request| async move {
            let key = match once::key(&request, taking.keeping != Keeping::Nothing) {
                Ok(key) => key,
                Err(refusal) => return *refusal,
            };
            let (request, call) = opened(&app, request).await;
            let max = taking.max.unwrap_or(app.settings.body_kib_max as usize * 1024);
            let bytes = match body(&app, request, max).await {
                Ok(bytes) => bytes,
                Err(refusal) => return refusal,
            };
            let input = match parsed(&bytes) {
                Ok(input) => input,
                Err(refusal) => return *refusal,
            };
            let acts = Arc::clone(&app.acts);
            let Call { acts: its_acts, caller, id, lang, .. } = call;
            let repeat = key.map(|key| {
                let route = (at.id, id.as_str());
                let (caller, is_secret) = (caller.name(), taking.keeping == Keeping::Sealed);
                let key = once::Key { key, route, caller, body: &bytes, is_secret };
                key.repeat(acts.now(), taking.status)
            });
            let call = Call { acts: its_acts, caller, id, repeat: repeat.clone(), lang, input };
            let done = async move {
                match repeat {
                    Some(repeat) => once::once(&acts, &repeat, act(call)).await,
                    None => taking.answer(act(call).await),
                }
            };
            tokio::spawn(done).await.unwrap_or_else(|_| reply::<()>(Err(ActError::Broken)))
        });
    let request = Taken {
        shape: SchemaGenerator::subschema_for::<T>,
        is_kept: taking.keeping != Keeping::Nothing,
    };
    let shape: Shape = SchemaGenerator::subschema_for::<R>;
    let is_new = taking.status == StatusCode::CREATED;
    let reply = if is_new { Reply::New(shape) } else { Reply::Json(shape) };
    operation("post", at, Some(request), reply, handler)
}

fn operation(
    method: &'static str,
    at: At,
    request: Option<Taken>,
    reply: Reply,
    handler: MethodRouter<App>,
) -> Operation {
    let At { path, id, about } = at;
    let access = Access::Owner;
    Operation { method, path, id, about, request, paged: false, reply, access, handler }
}

/// Lets an act finish whoever listens.
async fn apart<R: Send + 'static>(
    act: impl Future<Output = Result<R, ActError>> + Send + 'static,
) -> Result<R, ActError> {
    tokio::spawn(act).await.unwrap_or(Err(ActError::Broken))
}

/// The reply of an act, good or bad.
pub(super) fn reply<R: Serialize>(done: Result<R, ActError>) -> Response {
    match done {
        Ok(value) => axum::Json(value).into_response(),
        Err(error) => problem::response(&error.problem()),
    }
}

async fn opened(app: &App, request: Request) -> (Request, Call<()>) {
    let (mut parts, body) = request.into_parts();
    let id = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => params.iter().next().map(|(_, value)| value.to_owned()),
        Err(_) => None,
    };
    let acts = Arc::clone(&app.acts);
    let caller = parts.extensions.get::<Caller>().cloned().unwrap_or(Caller::Public);
    let lang = language::of(&parts.headers);
    let id = id.unwrap_or_default();
    let call = Call { acts, caller, id, repeat: None, lang, input: () };
    (Request::from_parts(parts, body), call)
}

/// Reads the query of a list; unknown names in it are refused.
async fn queried(app: &App, request: Request) -> Result<Call<PageQuery>, Response> {
    let (request, call) = opened(app, request).await;
    let Query(input) = Query::<PageQuery>::try_from_uri(request.uri()).map_err(|error| {
        problem::refuse(StatusCode::BAD_REQUEST, "query-malformed", &error.body_text())
    })?;
    let Call { acts, caller, id, lang, .. } = call;
    Ok(Call { acts, caller, id, repeat: None, lang, input })
}

/// Reads the body of a request, which must be declared as JSON.
async fn body(app: &App, request: Request, max: usize) -> Result<Bytes, Response> {
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.split(';')
                .next()
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        });
    let empty = request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length == "0")
        && !request.headers().contains_key(header::TRANSFER_ENCODING);
    if !json && !empty {
        let detail = "the body is not declared as application/json";
        return Err(problem::refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type-refused",
            detail,
        ));
    }
    bodies::received(app, request, max).await.map_err(|refusal| problem::response(&refusal))
}

/// Reads JSON, strictly first, so that no two programs read it differently; no body at all is the
/// empty object.
fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<Response>> {
    let text = if bytes.is_empty() { b"{}" } else { bytes };
    let limits = json::Limits { bytes_max: text.len(), ..json::Limits::default() };
    match json::read_with(text, limits) {
        Ok(json::Value::Object(_)) => {}
        Ok(_) => return Err(misshapen("the body is no JSON object", None, (1, 1))),
        Err(error) => {
            let detail = error.to_string();
            let mut refusal = problem::make(StatusCode::BAD_REQUEST, "body-malformed", &detail);
            refusal.field = (!error.path.is_empty()).then(|| error.path.clone());
            refusal.data = place(error.line, error.column);
            return Err(Box::new(problem::response(&refusal)));
        }
    }
    serde_json::from_slice(text).map_err(|error| {
        let said = error.to_string();
        let field = said.split('`').nth(1).map(str::to_owned);
        misshapen(&said, field, (error.line(), error.column()))
    })
}

fn misshapen(said: &str, field: Option<String>, (line, column): (usize, usize)) -> Box<Response> {
    let mut refusal = problem::make(StatusCode::UNPROCESSABLE_ENTITY, "body-misshapen", said);
    refusal.field = field;
    refusal.data = place(line, column);
    Box::new(problem::response(&refusal))
}

fn place(line: usize, column: usize) -> BTreeMap<String, String> {
    [("line", line), ("column", column)].map(|(name, at)| (name.to_owned(), at.to_string())).into()
}
