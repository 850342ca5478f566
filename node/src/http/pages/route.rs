//! One page: its place, who may see it, and how a request becomes a call of its handler.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use bot_protocol::api::Problem;
use bot_protocol::words::Lang;

use super::form::{self, Sent};
use super::shell::Shell;
use super::{once, reply, trouble};
use crate::acts::{ActError, Acts, Asked, Repeat};
use crate::clock::monotonic;
use crate::http::access::too_often;
use crate::http::guard::{Arrival, one};
use crate::http::oauth::form::Form;
use crate::http::visitor::Visitor;
use crate::http::web::{Cost, Rates};
use crate::http::{App, cookies, language, problem};
use crate::keys::Identity;

/// Most bytes of a form of texts: 64 KiB.
pub(super) const FORM_BYTES_MAX: usize = 64 * 1024;

/// In which language its reader wishes the pages.
pub(super) const LANGUAGE: &str = "bot-lang";

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Viewer {
    /// Whoever reaches the door.
    Anybody,
    /// Whoever is on this machine.
    Near,
    /// The owner, and everybody where the setting `web.public_verify` says so.
    Verify,
    /// Whoever shows a code or a link that was given to them.
    Claimant,
    /// The owner, also before anybody lives here.
    Newcomer,
    /// The owner of a node where somebody lives.
    Owner,
}

/// One page, or what one of its forms does.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the viewer is in the handler; the tests ask for all by it")
)]
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) viewer: Viewer,
    pub(super) handler: MethodRouter<App>,
}

/// Why there is no page to show.
#[derive(Debug)]
pub(super) struct Trouble(Box<Problem>);

/// A page, or why there is none.
pub(super) type Shown = Result<Response, Trouble>;

impl Trouble {
    pub(super) fn problem(&self) -> &Problem {
        &self.0
    }
}

impl From<ActError> for Trouble {
    fn from(error: ActError) -> Self {
        Self(Box::new(error.problem()))
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

/// A request for a page, as its handler sees it.
pub(super) struct Ask {
    pub(super) acts: Arc<Acts>,
    pub(super) lang: Lang,
    /// For whom the owner acts here; nobody where nobody lives here, or somebody else asks.
    pub(super) me: Option<Arc<Identity>>,
    /// Whether the owner asks.
    pub(super) is_owner: bool,
    /// The one part of the path that is not fixed; empty where there is none.
    pub(super) id: String,
    pub(super) query: Form,
    /// The path asked for.
    pub(super) path: String,
    /// What tells this browser from others, where it is in.
    pub(super) visit: Option<String>,
    /// With whose program they come: the system is asked only by whoever needs to know.
    pub(super) visitor: Visitor,
    /// Where it is kept that a form was sent, if it may come twice.
    pub(super) repeat: Option<Repeat>,
    /// What they pay from when they guess.
    pub(super) purse: Purse,
}

/// Whoever asks, and what they may still cost.
#[derive(Clone, Default)]
pub(super) struct Purse(Option<(Arc<Rates>, IpAddr)>);

impl Purse {
    fn of(app: &App, arrival: Arrival) -> Self {
        match arrival {
            Arrival::Web { client, .. } => Self(Some((Arc::clone(&app.rates), client))),
            Arrival::Near => Self(Some((Arc::clone(&app.rates), Ipv4Addr::LOCALHOST.into()))),
            Arrival::Owner => Self(None),
        }
    }
}

impl Ask {
    /// What surrounds a page of this title.
    pub(super) fn shell(&self, title: &str) -> Shell {
        Shell::of(self, title)
    }

    /// The DID for which the owner acts, as requests name it.
    pub(super) fn who(&self) -> Option<String> {
        self.me.as_ref().map(|me| me.did().to_string())
    }

    /// Whether they could pay for a wrong guess; a refusal where too many came from there.
    pub(super) fn can_pay(&self) -> Result<(), Box<Response>> {
        let Some((rates, client)) = &self.purse.0 else { return Ok(()) };
        rates.has(*client, Cost::Whole, monotonic()).map_err(too_often)
    }

    /// Pays for a wrong guess; a refusal where too many came from there.
    pub(super) fn pay(&self) -> Result<(), Box<Response>> {
        let Some((rates, client)) = &self.purse.0 else { return Ok(()) };
        rates.take(*client, Cost::Whole, monotonic()).map_err(too_often)
    }

    /// Pays for so many badges that are read and judged, at least for one verification; a refusal where
    /// too much was asked from there. The owner pays nothing.
    pub(super) fn pay_for(&self, badges: usize) -> Result<(), Box<Response>> {
        let Some((rates, client)) = self.purse.0.as_ref().filter(|_| !self.is_owner) else {
            return Ok(());
        };
        rates.take(*client, Cost::Tenths(badges.max(10)), monotonic()).map_err(too_often)
    }

    /// What a form asks of an act, which keeps that it was done.
    pub(super) fn once<T>(&self, request: T) -> Asked<T> {
        Asked { request, repeat: self.repeat.clone() }
    }

    /// The same for whom the form was shown: another window may act for somebody else meanwhile.
    fn signed_by(self, sent: &Sent) -> Result<Self, Trouble> {
        let Some(wanted) = sent.given("as") else { return Ok(self) };
        let all = if self.is_owner { self.acts.everybody_here() } else { Vec::new() };
        let me = all.into_iter().find(|one| one.did().to_string() == wanted);
        match me {
            Some(me) => Ok(Self { me: Some(me), ..self }),
            None => Err(refused("not-my-identity", "nobody of this node")),
        }
    }
}

/// The name of the cookie that tells who is in: browsers keep cookies by host and not by port, and
/// two nodes of one machine must not send each other away.
pub(super) fn visit_cookie(acts: &Acts) -> String {
    format!("bot-visit-{}", acts.home().map_or(0, |home| home.port()))
}

/// The name of the cookie that tells for whom the owner acts.
pub(super) fn acting_cookie(acts: &Acts) -> String {
    format!("bot-as-{}", acts.home().map_or(0, |home| home.port()))
}

/// A page to look at.
pub(super) fn get<F, Fut>(path: &'static str, viewer: Viewer, page: F) -> Route
where
    F: Fn(Ask) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Shown> + Send + 'static,
{
    let handler =
        on(MethodFilter::GET, move |State(app): State<App>, request: Request| async move {
            let (mut parts, _) = request.into_parts();
            match admitted(&app, viewer, &mut parts).await {
                Ok(ask) => {
                    let shell = ask.shell("page-trouble-title");
                    page(ask).await.unwrap_or_else(|found| trouble::page(shell, found.problem()))
                }
                Err(refusal) => *refusal,
            }
        });
    Route { method: "get", path, viewer, handler }
}

/// What a form does that has at most so many bytes. It goes on when its sender hangs up.
pub(super) fn post<F, Fut>(path: &'static str, viewer: Viewer, max: usize, act: F) -> Route
where
    F: Fn(Ask, Sent) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Shown> + Send + 'static,
{
    let handler =
        on(MethodFilter::POST, move |State(app): State<App>, request: Request| async move {
            let (mut parts, body) = request.into_parts();
            let ask = match admitted(&app, viewer, &mut parts).await {
                Ok(ask) => ask,
                Err(refusal) => return *refusal,
            };
            let shell = ask.shell("page-trouble-title");
            let sent = match form::read(&app, Request::from_parts(parts, body), max).await {
                Ok(sent) => sent,
                Err(found) => return trouble::page(shell, &found),
            };
            let ask = match ask.signed_by(&sent) {
                Ok(ask) => ask,
                Err(found) => return trouble::page(shell, found.problem()),
            };
            let act = act.clone();
            let done = tokio::spawn(once::once(ask, sent, act)).await;
            let done = done.unwrap_or_else(|_| Err(ActError::Broken.into()));
            done.unwrap_or_else(|found| trouble::page(shell, found.problem()))
        });
    Route { method: "post", path, viewer, handler }
}

/// Lets a request on to its handler, or answers it.
async fn admitted(app: &App, viewer: Viewer, parts: &mut Parts) -> Result<Ask, Box<Response>> {
    // A request that passed no guard has no rights.
    let arrival = parts.extensions.get::<Arrival>().copied().unwrap_or(Arrival::Near);
    let ask = opened(app, arrival, parts).await;
    let refuse = |status, code| {
        let shell = ask.shell(&format!("{code}-title"));
        Err(Box::new(trouble::refusal(shell, status, code)))
    };
    if parts.method == Method::POST && !is_from_own_page(arrival, &parts.headers) {
        return refuse(StatusCode::FORBIDDEN, "page-foreign");
    }
    let public = app.acts.config().web.public_verify;
    let outside = match (viewer, arrival) {
        (Viewer::Anybody, _) => None,
        (Viewer::Claimant, Arrival::Web { client, .. }) => Some((client, Cost::Tenth)),
        (Viewer::Claimant, _) => None,
        (Viewer::Verify, Arrival::Web { client, .. }) if public => Some((client, Cost::Whole)),
        (Viewer::Verify, _) if public || ask.is_owner => None,
        (_, Arrival::Web { .. }) => return refuse(StatusCode::FORBIDDEN, "page-elsewhere"),
        (Viewer::Near, _) => None,
        (Viewer::Verify | Viewer::Newcomer | Viewer::Owner, _) if !ask.is_owner => {
            return refuse(StatusCode::UNAUTHORIZED, "page-closed");
        }
        (Viewer::Owner, _) if ask.me.is_none() => return Err(Box::new(reply::see("/welcome"))),
        (Viewer::Verify | Viewer::Newcomer | Viewer::Owner, _) => None,
    };
    rated(app, outside)?;
    Ok(Ask { purse: Purse::of(app, arrival), ..ask })
}

fn rated(app: &App, outside: Option<(IpAddr, Cost)>) -> Result<(), Box<Response>> {
    let Some((client, cost)) = outside else { return Ok(()) };
    app.rates.take(client, cost, monotonic()).map_err(too_often)
}

/// Whether a page of this node sent a form. The guard refuses what comes from elsewhere; a browser
/// that does not say where a form comes from is refused too, as forms need no other proof then.
fn is_from_own_page(arrival: Arrival, headers: &HeaderMap) -> bool {
    match arrival {
        // No page can send what the owner's programs carry.
        Arrival::Owner => true,
        Arrival::Web { foreign: true, .. } => false,
        Arrival::Near | Arrival::Web { .. } => one(headers, header::ORIGIN.as_str()).is_some(),
    }
}

pub(super) async fn opened(app: &App, arrival: Arrival, parts: &mut Parts) -> Ask {
    let id = match RawPathParams::from_request_parts(parts, &()).await {
        Ok(params) => params.iter().next().map(|(_, value)| value.to_owned()),
        Err(_) => None,
    };
    let acts = Arc::clone(&app.acts);
    let visitor = parts.extensions.get::<Visitor>().cloned().unwrap_or_default();
    let visit = match arrival {
        Arrival::Web { .. } => None,
        Arrival::Owner | Arrival::Near => cookies::value(&parts.headers, &visit_cookie(&acts))
            .filter(|secret| acts.is_visiting(secret, visitor.user()))
            .map(str::to_owned),
    };
    let is_owner = arrival == Arrival::Owner || visit.is_some();
    let wanted = cookies::value(&parts.headers, &acting_cookie(&acts));
    let me = if is_owner { acts.acting_for(wanted) } else { None };
    let chosen = cookies::value(&parts.headers, LANGUAGE);
    let chosen = Lang::ALL.into_iter().find(|lang| chosen == Some(lang.tag()));
    let lang = chosen.unwrap_or_else(|| language::of(&parts.headers));
    let query = parts.uri.query().and_then(Form::read).unwrap_or_default();
    let path = parts.uri.path().to_owned();
    let id = id.unwrap_or_default();
    Ask {
        acts,
        lang,
        me,
        is_owner,
        id,
        query,
        path,
        visit,
        visitor,
        repeat: None,
        purse: Purse::default(),
    }
}

/// A problem of a form itself.
pub(super) fn refused(code: &str, detail: &str) -> Trouble {
    problem::make(StatusCode::UNPROCESSABLE_ENTITY, code, detail).into()
}
