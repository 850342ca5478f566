//! `/endorsements`: who stands behind somebody and their badges, and behind whom they stand; shown, hidden
//! and withdrawn.

use askama::Template;
use bot_protocol::api::{
    EndorsementActRequest, EndorsementAskState, EndorsementAskView, EndorsementState,
    EndorsementView,
};
use bot_protocol::credential::model::praise::Praise;
use bot_protocol::words::{Args, say};

use super::cases::Listed;
use super::form::Sent;
use super::lists::{Part, all, part};
use super::reply;
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use super::typed::is_same;
use crate::acts::ActError;
use crate::percent::encoded;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/endorsements", Viewer::Owner, endorsements),
        get("/endorsements/{id}", Viewer::Owner, one),
        post("/endorsements/{id}/hide", Viewer::Owner, FORM_BYTES_MAX, hide),
        post("/endorsements/{id}/show", Viewer::Owner, FORM_BYTES_MAX, show),
        post("/endorsements/{id}/withdraw", Viewer::Owner, FORM_BYTES_MAX, withdraw),
    ]
}

/// An endorsement in a list.
pub(super) struct Stands {
    pub(super) at: String,
    pub(super) says: String,
    pub(super) comment: String,
    pub(super) state: String,
    pub(super) kind: &'static str,
}

/// A reason in words.
pub(super) fn reason(shell: &Shell, text: &str) -> String {
    let Some(read) = Praise::read(text) else { return text.to_owned() };
    let what = read.what().unwrap_or_default().to_owned();
    shell.tell(&format!("page-praise-{}", read.code()), "what", what)
}

/// Who stands behind what, in a sentence.
fn says(shell: &Shell, me: &str, view: &EndorsementView) -> String {
    let by_me = view.issuer == me;
    let code = match (by_me, view.target == me) {
        (true, _) => "page-endorsed-by-me",
        (false, true) => "page-endorsed-me",
        (false, false) => "page-endorsed",
    };
    let somebody = || shell.say("page-somebody");
    let who = view.issuer_name.clone().unwrap_or_else(somebody);
    let what = view.target_name.clone().unwrap_or_else(|| shell.say("page-endorsed-something"));
    say(shell.lang, code, &Args::new().text("who", who).text("what", what))
}

/// An endorsement as a list shows it to somebody.
pub(super) fn stands(shell: &Shell, me: &str, view: &EndorsementView) -> Stands {
    let (state, kind) = match view.state {
        EndorsementState::Offered => ("page-tie-offered", "unknown"),
        EndorsementState::Refused => ("page-tie-refused", "no"),
        EndorsementState::Accepted => ("page-endorsed-accepted", "unknown"),
        EndorsementState::Published => ("page-endorsed-public", "yes"),
        EndorsementState::Hidden => ("page-endorsed-hidden", "plain"),
        EndorsementState::Withdrawn => ("page-endorsed-withdrawn", "no"),
    };
    let reasons = view.reasons.iter().map(|text| reason(shell, text));
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    let comment = view.comment.clone().unwrap_or_default();
    let both = [comment, reasons].into_iter().filter(|text| !text.is_empty());
    Stands {
        at: format!("/endorsements/{}", encoded(&view.id)),
        says: says(shell, me, view),
        comment: both.collect::<Vec<_>>().join(" – "),
        state: shell.say(state),
        kind,
    }
}

/// The requests that wait for the owner's answer, as the first page and this one list them.
pub(super) fn requests(ask: &Ask, shell: &Shell) -> Result<(Vec<Listed>, Vec<Listed>), ActError> {
    let me = ask.who().unwrap_or_default();
    let known = all(ask.who(), |query| ask.acts.endorsement_requests(query))?;
    let (here, sent): (Vec<_>, Vec<_>) = known.iter().partition(|view| view.to == me);
    let waits = |view: &&&EndorsementAskView| view.state == EndorsementAskState::Waiting;
    let here = here.iter().filter(waits).map(|view| listed(shell, view, true)).collect();
    Ok((here, sent.into_iter().map(|view| listed(shell, view, false)).collect()))
}

fn listed(shell: &Shell, view: &EndorsementAskView, here: bool) -> Listed {
    let (code, kind) = match (here, view.state) {
        (true, _) => ("page-tie-received", "unknown"),
        (false, EndorsementAskState::Waiting) => ("page-tie-offered", "unknown"),
        (false, EndorsementAskState::Answered) => ("page-asked-answered", "unknown"),
        (false, EndorsementAskState::Given) => ("page-asked-given", "yes"),
        (false, EndorsementAskState::Withdrawn) => ("page-endorsed-withdrawn", "no"),
    };
    Listed {
        at: format!("/requests/{}", encoded(&view.id)),
        says: asks(shell, view, here),
        state: shell.say(code),
        kind,
        day: shell.day(&view.at),
    }
}

/// Who asks whom for what, in a sentence.
pub(super) fn asks(shell: &Shell, view: &EndorsementAskView, here: bool) -> String {
    let of_themselves = view.target == view.from;
    let code = match (here, of_themselves) {
        (true, true) => "page-asks-themselves",
        (true, false) => "page-asks-backing",
        (false, true) => "page-asked-myself",
        (false, false) => "page-asked",
    };
    let other = if here { &view.from_name } else { &view.to_name };
    let who = other.clone().unwrap_or_else(|| shell.say("page-somebody"));
    let what = view.target_name.clone().unwrap_or_else(|| shell.say("page-endorsed-something"));
    say(shell.lang, code, &Args::new().text("who", who).text("what", what))
}

#[derive(Template)]
#[template(path = "endorsements.html")]
struct Page {
    shell: Shell,
    /// Requests that wait for the owner.
    asked: Vec<Listed>,
    sent: Vec<Listed>,
    mine: Part<Stands>,
    theirs: Part<Stands>,
    /// The numbers of the parts before and after, of whichever list is longer.
    before: Option<usize>,
    after: Option<usize>,
}

async fn endorsements(ask: Ask) -> Shown {
    let shell = ask.shell("page-endorsements-title");
    let me = ask.who().unwrap_or_default();
    let known = all(ask.who(), |query| ask.acts.endorsements(query))?;
    let (mine, theirs): (Vec<_>, Vec<_>) = known.iter().partition(|view| view.issuer == me);
    let told = |views: Vec<&EndorsementView>| -> Vec<Stands> {
        views.into_iter().map(|view| stands(&shell, &me, view)).collect()
    };
    let number = ask.query.get("part");
    let (mine, theirs) = (part(told(mine), number), part(told(theirs), number));
    let (asked, sent) = requests(&ask, &shell)?;
    let (before, after) = (mine.before.or(theirs.before), mine.after.or(theirs.after));
    reply::page(&Page { shell, asked, sent, mine, theirs, before, after })
}

#[derive(Template)]
#[template(path = "endorsement.html")]
struct OnePage {
    shell: Shell,
    faults: Faults,
    one: Stands,
    reasons: Vec<String>,
    comment: String,
    /// What can be done: `hide`, `show`, `withdraw`, or nothing.
    can: &'static str,
    /// What is typed to be sure.
    name: String,
    id: String,
    issuer: String,
}

fn page(ask: &Ask, view: &EndorsementView, faults: Faults) -> Shown {
    let shell = ask.shell("page-endorsement-title");
    let me = ask.who().unwrap_or_default();
    let can = match view.state {
        EndorsementState::Published
        | EndorsementState::Accepted
        | EndorsementState::Hidden
        | EndorsementState::Offered
            if view.issuer == me =>
        {
            "withdraw"
        }
        EndorsementState::Published if view.holder.as_ref() == Some(&me) => "hide",
        EndorsementState::Hidden if view.holder.as_ref() == Some(&me) => "show",
        EndorsementState::Offered
        | EndorsementState::Accepted
        | EndorsementState::Refused
        | EndorsementState::Published
        | EndorsementState::Hidden
        | EndorsementState::Withdrawn => "",
    };
    reply::page(&OnePage {
        one: stands(&shell, &me, view),
        reasons: view.reasons.iter().map(|text| reason(&shell, text)).collect(),
        comment: view.comment.clone().unwrap_or_default(),
        can,
        name: typed(&shell, view),
        id: view.id.clone(),
        issuer: view.issuer.clone(),
        shell,
        faults,
    })
}

fn typed(shell: &Shell, view: &EndorsementView) -> String {
    view.target_name.clone().unwrap_or_else(|| shell.say("page-endorsed-word"))
}

/// One that was given to or by whoever acts.
fn found(ask: &Ask) -> Result<EndorsementView, ActError> {
    let known = all(ask.who(), |query| ask.acts.endorsements(query))?;
    let found = known.into_iter().find(|view| view.id == ask.id);
    found.ok_or_else(|| ActError::unknown("endorsement", &ask.id))
}

fn request(ask: &Ask, sent: &Sent) -> EndorsementActRequest {
    let reason = sent.given("reason");
    EndorsementActRequest { as_identity: ask.who(), reason, dry_run: false }
}

async fn one(ask: Ask) -> Shown {
    let view = found(&ask)?;
    page(&ask, &view, Faults::default())
}

async fn hide(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    match ask.acts.hide_endorsement(&view.id, ask.once(request(&ask, &sent))).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-endorsement-hidden")),
        Err(error) => page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn show(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    match ask.acts.show_endorsement(&view.id, ask.once(request(&ask, &sent))).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-endorsement-shown")),
        Err(error) => page(&ask, &view, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

async fn withdraw(ask: Ask, sent: Sent) -> Shown {
    let view = found(&ask)?;
    let shell = ask.shell("page-endorsement-title");
    if !is_same(&sent.text("name"), &typed(&shell, &view)) {
        let faults = Faults::one(&shell, "name", "page-fault-name-differs");
        return page(&ask, &view, faults);
    }
    match ask.acts.withdraw_endorsement(&view.id, ask.once(request(&ask, &sent))).await {
        Ok(_) => Ok(reply::done("/endorsements", "page-done-endorsement-withdrawn")),
        Err(error) => page(&ask, &view, Faults::of(ask.lang, &error.problem(), &["reason"])),
    }
}
