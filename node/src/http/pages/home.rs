//! `/`: what awaits the owner, and how the node is, in a word.

use askama::Template;
use bot_protocol::api::{PageQuery, RecoveryState};

use super::cases::{Listed, awaits, listed};
use super::charters::waiting;
use super::endorsements::requests;
use super::health::in_a_word;
use super::lists::all;
use super::offers::{Told, told};
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get};
use super::shell::Shell;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/", Viewer::Owner, home)]
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    shell: Shell,
    name: String,
    did: String,
    /// Whether the recovery sheet is still to be printed.
    sheet: bool,
    offers: Vec<Told>,
    /// Cases and requests in which somebody waits for the owner.
    asked: Vec<Listed>,
    peers: usize,
    state: String,
    since: String,
}

async fn home(ask: Ask) -> Shown {
    let status = ask.acts.status().await?;
    let who = ask.who();
    let mine = PageQuery { as_identity: None, ..PageQuery::default() };
    let identities = ask.acts.identities(&mine)?.items;
    let me = identities.into_iter().find(|one| Some(&one.did) == who.as_ref());
    let sheet = me.as_ref().is_some_and(|me| me.recovery == RecoveryState::ToExport);
    let (name, did) = me.map(|me| (me.name, me.did)).unwrap_or_default();
    let shell = ask.shell("page-home-title");
    let state = in_a_word(&shell, &status);
    let since = shell.day(&status.started);
    let peers = usize::try_from(status.peers).unwrap_or(usize::MAX);
    let offers = all(who, |query| ask.acts.offers(query))?;
    let offers = offers.iter().map(|offer| told(&shell, offer)).collect();
    let mut asked = listed(&ask, &shell, awaits)?;
    asked.extend(requests(&ask, &shell)?.0);
    asked.extend(waiting(&ask, &shell)?.into_iter().filter(|one| one.for_me).map(|one| one.listed));
    reply::page(&Page { asked, shell, name, did, sheet, offers, peers, state, since })
}
