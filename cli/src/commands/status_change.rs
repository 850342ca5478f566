//! `bot revoke`, `bot suspend`, `bot resume`, and `bot undo`: one badge, those of a file, or those
//! that a description fits.

use std::path::{Path, PathBuf};

use bot_protocol::api::{
    CredentialView, Done, PendingChange, StatusChange, StatusChangeReply, StatusChangeRequest,
    StatusQuery, StatusReply, StatusTarget,
};
use clap::Args;
use serde::Serialize;

use super::sheet_of_ids::{self, Many, Reasons, Row, Unread};
use super::{Context, badge, offers};
use crate::args::DryRun;
use crate::client::{Client, encoded};
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Revoke badges you issued; once others heard of it, it cannot be undone
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot revoke urn:uuid:9b1d0c52 --reason \"issued by mistake\" --yes"
)]
pub(crate) struct Revoke {
    #[command(flatten)]
    which: Which,
}

/// Suspend badges you issued for the time being
#[derive(Debug, Args)]
#[command(before_help = "Example: bot suspend --achievement \"First aid\" --reason \"inquiry\"")]
pub(crate) struct Suspend {
    #[command(flatten)]
    which: Which,
}

/// Give suspended badges back
#[derive(Debug, Args)]
#[command(before_help = "Example: bot resume urn:uuid:9b1d0c52")]
pub(crate) struct Resume {
    #[command(flatten)]
    which: Which,
}

/// Take back a revocation, suspension or resumption that nobody heard of yet
#[derive(Debug, Args)]
#[command(before_help = "Example: bot undo")]
pub(crate) struct Undo {
    /// Which change: the id that was told [default: the newest]
    change: Option<String>,
    /// Show the changes that can still be undone, undo none
    #[arg(long, conflicts_with = "change")]
    list: bool,
    /// Show what would be undone, undo nothing
    #[arg(long, conflicts_with = "list")]
    dry_run: bool,
}

/// Which badges, and how.
#[derive(Debug, Args)]
#[group(id = "which", required = true, multiple = true)]
struct Badges {
    /// The badge's id, or its beginning (see `bot badge list`)
    #[arg(conflicts_with_all = ["file", "csv", "achievement", "holder", "since", "until"])]
    credential: Option<String>,
    /// A badge of yours that this node does not know: its file (JSON, PNG or SVG)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["csv", "achievement", "holder", "since", "until"])]
    file: Option<PathBuf>,
    /// Badges by a file with the columns id and, if you like, reason
    #[arg(long, value_name = "FILE", conflicts_with_all = ["achievement", "holder", "since", "until"])]
    csv: Option<PathBuf>,
    /// Every badge of this achievement: its id or its name
    #[arg(long, value_name = "NAME")]
    achievement: Option<String>,
    /// Every badge about this person: a DID or a name of your address book
    #[arg(long, value_name = "WHO")]
    holder: Option<String>,
    /// Every badge valid from this moment or later, as in 2026-09-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Every badge valid from a moment before this one
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
}

#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    badges: Badges,
    /// Why, in words everybody may read
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// Let nobody hear of it for so many seconds, in which `bot undo` takes it back
    #[arg(long, value_name = "SECONDS")]
    undo_window: Option<u32>,
    #[command(flatten)]
    dry: DryRun,
}

/// What became of one badge, as a program is told it.
#[derive(Serialize)]
struct One<'a> {
    changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<&'a PendingChange>,
    item: &'a CredentialView,
}

/// What would be undone, as a program is told it.
#[derive(Serialize)]
struct Trial<'a> {
    dry_run: bool,
    #[serde(flatten)]
    change: &'a PendingChange,
}

/// What is said of each change.
struct Words {
    sure: &'static str,
    sure_many: &'static str,
    done: &'static str,
    done_many: &'static str,
}

fn words(change: StatusChange) -> Words {
    match change {
        StatusChange::Revoke => Words {
            sure: "cli-revoke-sure",
            sure_many: "cli-revoke-many-sure",
            done: "cli-revoked",
            done_many: "cli-revoked-many",
        },
        StatusChange::Suspend => Words {
            sure: "cli-suspend-sure",
            sure_many: "cli-suspend-many-sure",
            done: "cli-suspended",
            done_many: "cli-suspended-many",
        },
        StatusChange::Resume => Words {
            sure: "cli-resume-sure",
            sure_many: "cli-resume-many-sure",
            done: "cli-resumed",
            done_many: "cli-resumed-many",
        },
    }
}

pub(crate) fn revoke(context: &Context<'_>, verb: Revoke) -> Result<Exit, Failure> {
    change(context, verb.which, StatusChange::Revoke)
}

pub(crate) fn suspend(context: &Context<'_>, verb: Suspend) -> Result<Exit, Failure> {
    change(context, verb.which, StatusChange::Suspend)
}

pub(crate) fn resume(context: &Context<'_>, verb: Resume) -> Result<Exit, Failure> {
    change(context, verb.which, StatusChange::Resume)
}

/// Tries it, asks, then does exactly what was tried.
fn change(context: &Context<'_>, which: Which, change: StatusChange) -> Result<Exit, Failure> {
    let Which { badges, reason, undo_window, dry } = which;
    let client = context.client()?;
    let single = badges.credential.is_some() || badges.file.is_some();
    let Targets { credentials, rows, unread } = targets(context, &badges)?;
    let query = StatusQuery {
        achievement: badges.achievement,
        holder: badges.holder,
        since: badges.since,
        until: badges.until,
    };
    let mut request = StatusChangeRequest {
        as_identity: context.common.as_identity.clone(),
        change,
        query: credentials.is_empty().then_some(query),
        credentials,
        reason,
        undo_seconds: undo_window,
        dry_run: true,
    };
    let reasons = Reasons { rows: &rows, all: request.reason.clone() };
    let ask = |request: &StatusChangeRequest| {
        let told: Result<StatusChangeReply, Failure> = client.post("/v1/status-changes", request);
        told.map_err(|failure| in_file(context, failure, badges.csv.as_deref(), &rows))
    };
    let mut reply = ask(&request).map_err(|failure| named_instead(failure, &badges.credential))?;
    if dry.dry_run {
        tell_trial(context, (&reply, &unread.names), &reasons, single);
        return Ok(Exit::Done);
    }
    sure(context, &reply, &reasons, (change, single))?;
    // What was shown is what is done, whatever fits the description since.
    if request.query.take().is_some() {
        request.credentials = reply.items.iter().chain(&reply.unchanged).map(named).collect();
    }
    request.dry_run = false;
    reply = ask(&request)?;
    tell(context, (&reply, &unread.names), (change, single));
    Ok(Exit::Done)
}

/// Where something was given as an id that is no beginning of one, such as a badge's name or its
/// file: that an id is meant, and how badges are named otherwise.
fn named_instead(failure: Failure, given: &Option<String>) -> Failure {
    match given {
        Some(id) if failure.code == "unknown" && Path::new(id).is_file() => {
            failure.with("given", "file")
        }
        Some(id) if failure.code == "unknown" && !id.contains(':') => failure.with("given", "name"),
        Some(_) | None => failure,
    }
}

fn named(item: &CredentialView) -> StatusTarget {
    StatusTarget { id: item.id.clone(), ..StatusTarget::default() }
}

/// The badges that are named; of a file that names them, its rows and what is not read.
#[derive(Default)]
struct Targets {
    credentials: Vec<StatusTarget>,
    rows: Vec<Row>,
    unread: Unread,
}

fn targets(context: &Context<'_>, badges: &Badges) -> Result<Targets, Failure> {
    let one = |target| Targets { credentials: vec![target], ..Targets::default() };
    if let Some(id) = &badges.credential {
        return Ok(one(StatusTarget { id: id.clone(), ..StatusTarget::default() }));
    }
    let lang = context.screen.lang();
    if let Some(path) = &badges.file {
        let text = badge::credential_text(path, lang)?;
        let id = badge::id_of(path, &text)?;
        return Ok(one(StatusTarget { id, document: Some(text), reason: None }));
    }
    let Some(path) = &badges.csv else { return Ok(Targets::default()) };
    let bytes = super::read_input(path, sheet_of_ids::BYTES_MAX)?;
    let (rows, unread) = sheet_of_ids::rows(path, &bytes, lang)?;
    if !unread.names.is_empty() {
        let data = [("path", path.display().to_string()), ("names", unread.names.join(", "))];
        context.screen.aside(&context.screen.sentence("cli-csv-columns", &data));
        if !unread.has_reason {
            context.screen.aside(&context.screen.sentence("cli-csv-reason", &[]));
        }
    }
    let target =
        |row: &Row| StatusTarget { id: row.id.clone(), document: None, reason: row.reason.clone() };
    Ok(Targets { credentials: rows.iter().map(target).collect(), rows, unread })
}

/// A refusal that names a badge of a file, with the line that names it.
fn in_file(context: &Context<'_>, failure: Failure, path: Option<&Path>, rows: &[Row]) -> Failure {
    let told = |row: &&Row| {
        failure.data.get("id") == Some(&row.id) || failure.detail.contains(row.id.as_str())
    };
    match (path, rows.iter().find(told)) {
        (Some(path), Some(row)) => {
            let what = context.screen.reason(&failure);
            let told = sheet_of_ids::fault(path, row.line, (&failure.detail, &what));
            Failure { exit: failure.exit, ..told }
        }
        (Some(_), None) | (None, _) => failure,
    }
}

/// Asks before what cannot be undone, and before many badges change at once.
fn sure(
    context: &Context<'_>,
    reply: &StatusChangeReply,
    reasons: &Reasons<'_>,
    (change, single): (StatusChange, bool),
) -> Result<(), Failure> {
    let words = words(change);
    let only = reply.items.first().or(reply.unchanged.first()).filter(|_| single);
    match only {
        Some(_) if change != StatusChange::Revoke => Ok(()),
        Some(item) => {
            let who = offers::subject_of(item);
            let what = context.screen.own(&item.achievement, &item.names).to_owned();
            context.screen.confirm(words.sure, &[("what", what), ("who", who)])
        }
        None if reply.items.is_empty() => Ok(()),
        None => {
            show(context, reply, reasons);
            let count = reply.items.len().to_string();
            context.screen.confirm(words.sure_many, &[("count", count)])
        }
    }
}

/// The badges that change, for a person.
fn show(context: &Context<'_>, reply: &StatusChangeReply, reasons: &Reasons<'_>) {
    let screen = context.screen;
    let heads = ["cli-head-badge", "cli-head-to", "cli-head-state", "cli-head-why", "cli-head-id"];
    let mut table = Table::new(screen, &heads);
    for item in &reply.items {
        let state = screen.sentence(badge::state_code(item.state), &[]);
        let name = screen.own(&item.achievement, &item.names);
        let why = reasons.of(&item.id);
        table.row(&[name, &offers::subject_of(item), &state, why, &item.id]);
    }
    table.show(screen, "cli-change-none");
}

fn tell_trial(
    context: &Context<'_>,
    (reply, unread): (&StatusChangeReply, &[String]),
    reasons: &Reasons<'_>,
    single: bool,
) {
    let screen = context.screen;
    program(context, (reply, unread), single);
    if single {
        screen.say("cli-dry-run", &[("what", name(context, reply))]);
        return;
    }
    show(context, reply, reasons);
    let unchanged = reply.unchanged.len().to_string();
    let count = reply.items.len().to_string();
    screen.say("cli-change-trial", &[("count", count), ("unchanged", unchanged)]);
}

fn tell(
    context: &Context<'_>,
    (reply, unread): (&StatusChangeReply, &[String]),
    (change, single): (StatusChange, bool),
) {
    let (screen, words) = (context.screen, words(change));
    let what = name(context, reply);
    program(context, (reply, unread), single);
    let count = reply.items.len().to_string();
    match (&reply.pending, reply.changed, single) {
        (Some(pending), _, _) => {
            let data = [("count", count), ("due", pending.due.clone()), ("id", pending.id.clone())];
            screen.say("cli-change-waits", &data);
        }
        (None, false, true) => screen.say("cli-unchanged", &[("what", what)]),
        (None, true, true) => screen.say(words.done, &[("what", what)]),
        (None, _, false) => {
            let unchanged = reply.unchanged.len().to_string();
            screen.say(words.done_many, &[("count", count), ("unchanged", unchanged)]);
        }
    }
    let status = || context.client().and_then(|client| client.get::<StatusReply>("/v1/status"));
    let is_said = reply.changed && reply.pending.is_none();
    if is_said && status().is_ok_and(|status| status.peers == 0) {
        screen.say("cli-nobody-hears", &[]);
    }
}

/// The name of the one badge, in the reader's language.
fn name(context: &Context<'_>, reply: &StatusChangeReply) -> String {
    let item = reply.items.first().or(reply.unchanged.first());
    item.map(|item| context.screen.own(&item.achievement, &item.names).to_owned())
        .unwrap_or_default()
}

/// One badge is told to programs as every other act on one badge is.
fn program(
    context: &Context<'_>,
    (reply, unread_columns): (&StatusChangeReply, &[String]),
    single: bool,
) {
    let Some(item) = reply.items.first().or(reply.unchanged.first()).filter(|_| single) else {
        context.screen.object(&Many { reply, unread_columns });
        return;
    };
    context.screen.object(&One {
        changed: reply.changed,
        dry_run: reply.dry_run,
        entry: reply.entries.first(),
        pending: reply.pending.as_ref(),
        item,
    });
}

/// Undoes a change, or shows those that can be.
pub(crate) fn undo(context: &Context<'_>, verb: &Undo) -> Result<Exit, Failure> {
    let client = context.client()?;
    let waiting: Vec<PendingChange> =
        client.list(&format!("/v1/status-changes{}", context.as_query()))?;
    if verb.list {
        return list(context, &waiting);
    }
    let newest = waiting.last().map(|change| change.id.clone());
    let Some(id) = verb.change.clone().or(newest) else {
        let detail = "no change waits";
        return Err(Failure::new(Exit::NotFound, "cli-undo-none", detail));
    };
    if !verb.dry_run {
        return take_back(context, &client, &id);
    }
    // One that is named is taken back whosesoever it is.
    let all = match verb.change {
        Some(_) => client.list("/v1/status-changes")?,
        None => waiting,
    };
    let change = undoable(&all, &id)?;
    context.screen.object(&Trial { dry_run: true, change });
    context.screen.say("cli-undo-trial", &[]);
    rows(context, std::slice::from_ref(change));
    Ok(Exit::Done)
}

/// The change with this id, refused as the node would.
fn undoable<'w>(waiting: &'w [PendingChange], id: &str) -> Result<&'w PendingChange, Failure> {
    let Some(change) = waiting.iter().find(|change| change.id == id) else {
        let detail = format!("no change {id:?} waits");
        return Err(Failure::new(Exit::NotFound, "change-unknown", detail));
    };
    if change.begun {
        let detail = "a part of it is written into the feed already";
        return Err(Failure::new(Exit::Other, "change-begun", detail));
    }
    Ok(change)
}

fn take_back(context: &Context<'_>, client: &Client, id: &str) -> Result<Exit, Failure> {
    let done: Done = client.delete(&format!("/v1/status-changes/{}", encoded(id)))?;
    context.screen.object(&done);
    context.screen.say("cli-undone", &[("id", id.to_owned())]);
    Ok(Exit::Done)
}

fn list(context: &Context<'_>, waiting: &[PendingChange]) -> Result<Exit, Failure> {
    waiting.iter().for_each(|change| context.screen.object(change));
    rows(context, waiting);
    Ok(Exit::Done)
}

/// Changes that wait, for a person.
fn rows(context: &Context<'_>, waiting: &[PendingChange]) {
    let screen = context.screen;
    let heads = ["cli-head-kind", "cli-head-count", "cli-head-when", "cli-head-id"];
    let mut table = Table::new(screen, &heads);
    for change in waiting {
        let kind = match change.change {
            StatusChange::Revoke => "cli-entry-revoke",
            StatusChange::Suspend => "cli-entry-suspend",
            StatusChange::Resume => "cli-entry-resume",
        };
        let kind = screen.sentence(kind, &[]);
        table.row(&[&kind, &change.credentials.to_string(), &change.due, &change.id]);
    }
    table.show(screen, "cli-change-none");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(id: &str, begun: bool) -> PendingChange {
        PendingChange {
            id: id.to_owned(),
            change: StatusChange::Revoke,
            issuer: "did:key:z6Mk".to_owned(),
            credentials: 1,
            due: "2026-01-01T00:00:00Z".to_owned(),
            begun,
        }
    }

    #[test]
    fn a_trial_refuses_what_the_act_refuses() {
        let waiting = [change("aa", true), change("bb", false)];
        assert_eq!(undoable(&waiting, "bb").unwrap(), &waiting[1]);
        for (id, exit, code) in
            [("aa", Exit::Other, "change-begun"), ("cc", Exit::NotFound, "change-unknown")]
        {
            let refused = undoable(&waiting, id).unwrap_err();
            assert_eq!((refused.exit, refused.code.as_str()), (exit, code));
        }
    }

    #[test]
    fn a_trial_says_so_to_programs() {
        let told = serde_json::to_value(Trial { dry_run: true, change: &change("aa", false) });
        let told = told.unwrap();
        assert_eq!((&told["dry_run"], &told["id"]), (&true.into(), &"aa".into()));
    }

    #[test]
    fn an_id_that_is_none_is_told_so_and_its_kind_stays() {
        let failure = || Failure::new(Exit::NotFound, "unknown", "").with("kind", "credential");
        let given = |id: &str| named_instead(failure(), &Some(id.to_owned())).data;
        let told = given("Swimmer");
        assert_eq!((told["kind"].as_str(), told["given"].as_str()), ("credential", "name"));
        assert!(!given("urn:uuid:1").contains_key("given"));
        // Tests run in the folder of their crate.
        assert_eq!(given("Cargo.toml")["given"], "file");
        assert_eq!(given("src")["given"], "name", "a folder is no badge's file");
    }
}
