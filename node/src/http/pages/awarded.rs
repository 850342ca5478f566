//! `/awarded/{id}`: one badge that was awarded: revoked, suspended, given back and renewed, and who has
//! heard of it.

use askama::Template;
use bot_protocol::api::{
    CredentialState, CredentialView, PendingChange, Problem, RenewRequest, StatusChange,
    StatusChangeRequest, StatusTarget,
};
use bot_protocol::time::Timestamp;

use super::form::Sent;
use super::offers::about;
use super::passport::{Card, card};
use super::reply::{self, see};
use super::route::{Ask, FORM_BYTES_MAX, Route, Shown, Viewer, get, post};
use super::shell::Shell;
use super::trouble::Faults;
use super::typed::is_same;
use crate::acts::ActError;
use crate::acts::spread::{Spread, Word};
use crate::percent::encoded;

/// How long a change can be undone before anybody hears of it, in seconds.
const UNDO_SECONDS: u32 = 10;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/awarded/{id}", Viewer::Owner, awarded),
        post("/awarded/{id}/revoke", Viewer::Owner, FORM_BYTES_MAX, revoke),
        post("/awarded/{id}/suspend", Viewer::Owner, FORM_BYTES_MAX, suspend),
        post("/awarded/{id}/resume", Viewer::Owner, FORM_BYTES_MAX, resume),
        post("/awarded/{id}/renew", Viewer::Owner, FORM_BYTES_MAX, renew),
        post("/awarded/{id}/undo", Viewer::Owner, FORM_BYTES_MAX, undo),
    ]
}

/// What can be done with a badge as it stands.
#[derive(Default)]
struct Can {
    revoke: bool,
    suspend: bool,
    resume: bool,
    renew: bool,
}

#[derive(Template)]
#[template(path = "awarded.html")]
struct AwardedPage {
    shell: Shell,
    faults: Faults,
    card: Card,
    kin: Kin,
    about: Vec<(String, String)>,
    can: Can,
    /// The change that is agreed and of which nobody heard yet.
    waiting: Option<Waiting>,
    /// Of one whose status was changed: since when, why, and who has it.
    spread: Option<Told>,
    /// When it ends.
    ends: Option<String>,
    until: String,
    narrative: String,
    /// Whether the former is to stay valid, and why its status changes, as far as that was typed.
    keep: bool,
    reason: String,
    suspend_reason: String,
    resume_reason: String,
    id: String,
    subject: String,
}

/// Where the badge is that one renews, and the one that renews it.
#[derive(Default)]
pub(super) struct Kin {
    pub(super) renews: Option<String>,
    pub(super) renewed_by: Option<String>,
}

/// The same below `place`, of what is known on the same side and by the same issuer: what a badge of
/// somebody else says of this one tells nothing.
pub(super) fn kin(ask: &Ask, place: &str, badge: &CredentialView) -> Result<Kin, ActError> {
    let all = ask.acts.credentials_of(ask.me.as_ref().map(|me| me.did()))?;
    let same = |one: &&CredentialView| one.issuer == badge.issuer && one.role == badge.role;
    let at = |one: &CredentialView| format!("{place}/{}", encoded(&one.id));
    let mut same = all.iter().filter(same);
    let former = same.clone().find(|one| Some(&one.id) == badge.renews.as_ref());
    let next = same.find(|one| one.renews.as_ref() == Some(&badge.id));
    Ok(Kin { renews: former.map(at), renewed_by: next.map(at) })
}

/// A change that can still be undone.
struct Waiting {
    change: String,
    /// In how many seconds others hear of it.
    seconds: u64,
    title: String,
    go: String,
}

fn waiting(ask: &Ask, shell: &Shell, change: PendingChange) -> Waiting {
    let due = change.due.parse::<Timestamp>().map_or(0, |due| due.millis());
    let (title, go) = match change.change {
        StatusChange::Revoke => ("page-undo-title", "page-undo-go"),
        StatusChange::Suspend => ("page-undo-suspend-title", "page-undo-suspend-go"),
        StatusChange::Resume => ("page-undo-resume-title", "page-undo-resume-go"),
    };
    Waiting {
        change: change.id,
        seconds: due.saturating_sub(ask.acts.now().millis()).div_ceil(1000),
        title: shell.say(title),
        go: shell.say(go),
    }
}

/// How far a change of status has come, in words.
struct Told {
    says: String,
    reason: Option<String>,
    /// Who has it, and since when at the latest.
    seen: Vec<(String, String)>,
    /// Of whom that is not known yet.
    unseen: String,
}

fn told(shell: &Shell, spread: Spread) -> Told {
    let name = |name: Option<String>| name.unwrap_or_else(|| shell.say("page-somebody"));
    let seen = spread.seen.into_iter().map(|one| (name(one.name), shell.moment(&one.since)));
    let code = match spread.word {
        Word::Revoked => "page-spread-since",
        Word::Suspended => "page-spread-suspended",
        Word::Resumed => "page-spread-resumed",
    };
    Told {
        says: shell.tell(code, "moment", shell.moment(&spread.at)),
        reason: spread.reason,
        seen: seen.collect(),
        unseen: spread.unseen.into_iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

/// What the owner can do next; nothing while a change is on its way.
fn can(badge: &CredentialView, waits: bool) -> Can {
    let (revoked, suspended) = match badge.state {
        CredentialState::Revoked => (true, false),
        CredentialState::Suspended => (false, true),
        CredentialState::Offered
        | CredentialState::Issued
        | CredentialState::Accepted
        | CredentialState::Refused
        | CredentialState::Imported
        | CredentialState::Published => (false, false),
    };
    if revoked || waits {
        return Can::default();
    }
    Can {
        revoke: true,
        suspend: !suspended,
        resume: suspended,
        renew: !suspended && badge.valid_until.is_some() && badge.stage.is_none(),
    }
}

fn shown(ask: &Ask, badge: &CredentialView, sent: &Sent, faults: Faults) -> Shown {
    let shell = ask.shell("page-award-title");
    let card = card(&shell, "/awarded", badge);
    let change = ask.acts.change_awaited(&badge.id)?;
    let page = AwardedPage {
        about: badge.document.as_deref().map(|text| about(&shell, text)).unwrap_or_default(),
        kin: kin(ask, "/awarded", badge)?,
        can: can(badge, change.is_some()),
        spread: ask.acts.spread(&badge.id)?.map(|spread| told(&shell, spread)),
        waiting: change.filter(|one| !one.begun).map(|one| waiting(ask, &shell, one)),
        ends: badge.valid_until.as_deref().map(|until| shell.day(until)),
        until: sent.text("valid_until"),
        narrative: sent.text("narrative"),
        keep: sent.is_ticked("keep"),
        reason: sent.text("reason"),
        suspend_reason: sent.text("suspend_reason"),
        resume_reason: sent.text("resume_reason"),
        id: badge.id.clone(),
        subject: badge.subject.clone(),
        shell: shell.titled(card.name.clone()),
        card,
        faults,
    };
    reply::page(&page)
}

/// A badge that somebody of this node issued.
fn own(ask: &Ask) -> Result<CredentialView, ActError> {
    let badge = ask.acts.credential(&ask.id)?;
    let mine = ask.acts.everybody_here().iter().any(|one| one.did().to_string() == badge.issuer);
    if mine { Ok(badge) } else { Err(ActError::unknown("credential", &ask.id)) }
}

async fn awarded(ask: Ask) -> Shown {
    let badge = own(&ask)?;
    shown(&ask, &badge, &Sent::default(), Faults::default())
}

/// What is wrong where the name of the badge, by which its owner is sure, was not typed in `field`.
fn unsure(ask: &Ask, badge: &CredentialView, sent: &Sent, field: &str) -> Option<Faults> {
    let shell = ask.shell("page-award-title");
    let is_sure = is_same(&sent.text(field), &shell.named(&badge.names, &badge.achievement));
    (!is_sure).then(|| Faults::one(&shell, field, "page-fault-name-differs"))
}

async fn revoke(ask: Ask, sent: Sent) -> Shown {
    let badge = own(&ask)?;
    match unsure(&ask, &badge, &sent, "name") {
        Some(faults) => shown(&ask, &badge, &sent, faults),
        None => change(ask, &badge, (StatusChange::Revoke, "reason"), &sent).await,
    }
}

async fn suspend(ask: Ask, sent: Sent) -> Shown {
    let badge = own(&ask)?;
    match unsure(&ask, &badge, &sent, "suspend_name") {
        Some(faults) => shown(&ask, &badge, &sent, faults),
        None => change(ask, &badge, (StatusChange::Suspend, "suspend_reason"), &sent).await,
    }
}

async fn resume(ask: Ask, sent: Sent) -> Shown {
    let badge = own(&ask)?;
    change(ask, &badge, (StatusChange::Resume, "resume_reason"), &sent).await
}

/// Agrees a change that can be undone for a while, for the reason in a field of the form.
async fn change(
    ask: Ask,
    badge: &CredentialView,
    (change, why): (StatusChange, &str),
    sent: &Sent,
) -> Shown {
    let target = StatusTarget { id: badge.id.clone(), ..StatusTarget::default() };
    let request = StatusChangeRequest {
        as_identity: Some(badge.issuer.clone()),
        change,
        credentials: vec![target],
        query: None,
        reason: sent.given(why),
        undo_seconds: Some(UNDO_SECONDS),
        dry_run: false,
    };
    match ask.acts.change_status(ask.once(request)).await {
        Ok(_) => Ok(see(&place(badge))),
        Err(error) => {
            let problem = at_field(&error, ("reason", why));
            shown(&ask, badge, sent, Faults::of(ask.lang, &problem, &[why]))
        }
    }
}

/// A problem of a field that the form calls otherwise.
fn at_field(error: &ActError, (field, called): (&str, &str)) -> Problem {
    let mut problem = error.problem();
    if problem.field.as_deref() == Some(field) {
        problem.field = Some(called.to_owned());
    }
    problem
}

async fn renew(ask: Ask, sent: Sent) -> Shown {
    let badge = own(&ask)?;
    if let Some(faults) = unsure(&ask, &badge, &sent, "renew_name") {
        return shown(&ask, &badge, &sent, faults);
    }
    let request = RenewRequest {
        as_identity: Some(badge.issuer.clone()),
        // Until the end of that day.
        valid_until: sent.given("valid_until").map(|day| format!("{day}T23:59:59Z")),
        narrative: sent.given("narrative"),
        keep_former: sent.is_ticked("keep"),
        reason: Some(ask.shell("page-award-title").say("page-renew-reason")),
        undo_seconds: Some(UNDO_SECONDS),
        ..RenewRequest::default()
    };
    match ask.acts.renew(&badge.id, ask.once(request)).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-renewed")),
        Err(error) => {
            let fields = ["valid_until", "narrative"];
            shown(&ask, &badge, &sent, Faults::of(ask.lang, &error.problem(), &fields))
        }
    }
}

async fn undo(ask: Ask, sent: Sent) -> Shown {
    let badge = own(&ask)?;
    match ask.acts.undo_change(&sent.text("change")).await {
        Ok(_) => Ok(reply::done(&place(&badge), "page-done-undone")),
        Err(error) => shown(&ask, &badge, &sent, Faults::of(ask.lang, &error.problem(), &[])),
    }
}

fn place(badge: &CredentialView) -> String {
    format!("/awarded/{}", encoded(&badge.id))
}
