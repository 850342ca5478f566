//! What was refused, told on a page: what happened, and what one can do.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use bot_protocol::api::Problem;
use bot_protocol::words::{self, Args, Lang};

use super::shell::Shell;
use super::{reply, route};
use crate::acts::ActError;
use crate::http::guard::Arrival;
use crate::http::{App, problem};

/// One thing that is wrong with what was sent.
pub(super) struct Fault {
    /// The field of the form that it is about.
    pub(super) field: Option<String>,
    pub(super) says: String,
    pub(super) does: Option<String>,
}

/// What is wrong with what was sent.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// What a problem tells of the fields of a form, each of which the form has.
    pub(super) fn of(lang: Lang, problem: &Problem, fields: &[&str]) -> Self {
        let field = problem.field.as_deref().filter(|field| fields.contains(field));
        let (says, does) = told(lang, problem);
        Self(vec![Fault { field: field.map(str::to_owned), says, does }])
    }

    /// One that the page itself found.
    pub(super) fn one(shell: &Shell, field: &str, code: &str) -> Self {
        let does = words::advise(shell.lang, code, &Args::new());
        Self(vec![Fault { field: Some(field.to_owned()), says: shell.say(code), does }])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn all(&self) -> &[Fault] {
        &self.0
    }

    /// What marks a field that is wrong.
    pub(super) fn mark(&self, field: &str) -> &'static str {
        let wrong = self.0.iter().any(|fault| fault.field.as_deref() == Some(field));
        if wrong { "aria-invalid=\"true\" aria-describedby=\"faults\"" } else { "" }
    }
}

/// A problem in words, and what one can do about it: those of the pages where there are any, for the
/// usual ones speak of the command line.
pub(super) fn told(lang: Lang, problem: &Problem) -> (String, Option<String>) {
    let own = format!("page-fault-{}", problem.code);
    let code = if words::knows(lang, &own) { &own } else { &problem.code };
    let args = Args::new()
        .text("detail", problem.detail.as_str())
        .text("what", problem.detail.as_str())
        .text("field", problem.field.as_deref().unwrap_or_default());
    let args = problem.data.iter().fold(args, |args, (name, text)| match name.as_str() {
        // Words are written for most of what a field may be.
        "expected" if problem.code == "field-refused" => args.technical(name, text.as_str()),
        _ => args.text(name, text.as_str()),
    });
    (words::say(lang, code, &args), words::advise(lang, code, &args))
}

/// A problem of somebody or something that is not known here is told at the field where it was named.
pub(super) fn about_somebody(error: &ActError, field: &str) -> Problem {
    let mut problem = error.problem();
    let unknown = ["contact", "badge", "subject"];
    if problem.data.get("kind").is_some_and(|kind| unknown.contains(&kind.as_str())) {
        problem.code = "page-nobody-called-so".to_owned();
        problem.field = Some(field.to_owned());
    }
    problem
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct Page {
    shell: Shell,
    says: String,
    does: Option<String>,
    detail: String,
}

/// The page that tells of a problem.
pub(super) fn page(shell: Shell, problem: &Problem) -> Response {
    let (says, does) = told(shell.lang, problem);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = Page { shell, says, does, detail: problem.detail.clone() };
    shown(status, &page)
}

/// The page of somebody who may not see what they asked for.
pub(super) fn refusal(shell: Shell, status: StatusCode, code: &str) -> Response {
    let (says, does) =
        (words::say(shell.lang, code, &Args::new()), words::advise(shell.lang, code, &Args::new()));
    shown(status, &Page { shell, says, does, detail: String::new() })
}

/// What the interface for programs refuses to somebody in a browser, told in words: an address where there
/// is nothing, and too many requests.
pub(super) async fn for_people(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_page = |headers: &HeaderMap, name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains("text/html"))
    };
    if !is_page(request.headers(), header::ACCEPT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let mut seen = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(code) = code_of(response.status()) else { return response };
    if is_page(response.headers(), header::CONTENT_TYPE) {
        return response;
    }
    let arrival = seen.extensions.get::<Arrival>().copied().unwrap_or(Arrival::Near);
    let shell = route::opened(&app, arrival, &mut seen).await.shell(&format!("{code}-title"));
    let mut told = refusal(shell, response.status(), code);
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

fn code_of(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::NOT_FOUND => Some("page-nothing-here"),
        StatusCode::METHOD_NOT_ALLOWED => Some("page-not-so"),
        StatusCode::TOO_MANY_REQUESTS => Some("page-too-often"),
        _ => None,
    }
}

fn shown(status: StatusCode, page: &Page) -> Response {
    reply::with_status(status, page).unwrap_or_else(|found| problem::response(found.problem()))
}
