//! `bot endorse`: stand behind a badge, what it is awarded for, or somebody; ask for that; decide what
//! shows.

mod act;
mod asked;

use std::path::PathBuf;

use bot_protocol::api::{EndorseRequest, EndorsementState, EndorsementView, SaidView, SignedReply};
use bot_protocol::credential::model::praise::Praise;
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Endorse a badge or somebody (who decides whether it shows), or an achievement; ask for, show, hide
/// and withdraw endorsements
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse urn:uuid:9b1d0c52 --words \"We saw her teach this\"")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Endorse {
    #[command(subcommand)]
    act: Option<Act>,
    /// A badge or achievement this node knows, by its id or the beginning of it, or by "ISSUER ID" where
    /// two use one id; or somebody, by DID or name of the address book
    target: Option<String>,
    /// What you have to say
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
    /// Why, in a word; several times for several: good-criteria, clear-description, sound-evidence,
    /// seen-at-work, "useful-for: WHAT", "accepted-by: WHOM"
    #[arg(long = "reason", value_name = "REASON")]
    reasons: Vec<String>,
    /// A badge this node does not know yet: its file (JSON, PNG or SVG)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Endorse what a request asks about (bot endorse requests)
    #[arg(long, value_name = "ID", conflicts_with_all = ["target", "file"])]
    request: Option<String>,
    /// Words you signed before (bot sign list) that go with it, with the date of their day, and are as public as it is
    #[arg(long, value_name = "ID")]
    with: Option<String>,
    /// Until when it counts (RFC 3339)
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// List the endorsements this node made or knows
    #[arg(long, conflicts_with_all = ["target", "words", "reasons", "file", "until", "request", "with"])]
    list: bool,
    #[command(flatten)]
    dry: DryRun,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Ask somebody, in private, to endorse a badge, an achievement or you
    Request(asked::Request),
    /// List the requests that you sent and that wait here, or show one whole
    Requests(asked::Requests),
    /// Forget a request; nobody is told
    Decline(asked::Decline),
    /// Show an endorsement again that you hid
    Show(act::Named),
    /// Show an endorsement of you or of your badge no more
    Hide(act::Named),
    /// Take back an endorsement that you gave
    Withdraw(act::Withdraw),
    /// Save an endorsement as it was signed: an EndorsementCredential of Open Badges 3.0
    Export(act::Export),
}

/// Endorses, lists, or does what is named.
pub(crate) fn run(context: &Context<'_>, mut verb: Endorse) -> Result<Exit, Failure> {
    match verb.act.take() {
        None if verb.list => list(context),
        None => endorse(context, verb),
        Some(Act::Request(act)) => asked::request(context, act),
        Some(Act::Requests(act)) => asked::requests(context, &act),
        Some(Act::Decline(act)) => asked::decline(context, &act),
        Some(Act::Show(act)) => act::change(context, &act, "show", "cli-endorsement-shown"),
        Some(Act::Hide(act)) => act::change(context, &act, "hide", "cli-endorsement-hidden"),
        Some(Act::Withdraw(act)) => act::withdraw(context, act),
        Some(Act::Export(act)) => act::export(context, &act),
    }
}

fn endorse(context: &Context<'_>, verb: Endorse) -> Result<Exit, Failure> {
    let document = match &verb.file {
        None => None,
        Some(path) => Some(super::badge::credential_text(path, context.screen.lang())?),
    };
    let target = match (&verb.target, &verb.file, &document) {
        (Some(target), _, _) => target.clone(),
        (None, Some(path), Some(text)) => super::badge::id_of(path, text)?,
        (None, _, _) if verb.request.is_some() => String::new(),
        (None, None, _) | (None, _, None) => {
            let detail = "name what you endorse: an id, or --file";
            return Err(Failure::new(Exit::Usage, "cli-endorse-what", detail));
        }
    };
    let request = EndorseRequest {
        as_identity: context.common.as_identity.clone(),
        target,
        document,
        request: verb.request,
        with: verb.with,
        reasons: verb.reasons,
        comment: verb.words.unwrap_or_default(),
        valid_until: verb.until,
        dry_run: verb.dry.dry_run,
    };
    let client = context.client()?;
    let reply: SignedReply<EndorsementView> = client.post("/v1/endorsements", &request)?;
    context.screen.object(&reply);
    let done = match reply.item.state {
        EndorsementState::Offered
        | EndorsementState::Accepted
        | EndorsementState::Refused
        | EndorsementState::Withdrawn => "cli-endorsed-offered",
        EndorsementState::Published | EndorsementState::Hidden => "cli-endorsed",
    };
    let what = reply.item.target_name.as_ref().unwrap_or(&reply.item.target);
    super::offers::told(context, &reply, what, done);
    show_said(context.screen, &reply.item.said);
    if !reply.item.said.is_empty() {
        context.screen.say("cli-endorsed-with-words", &[]);
    }
    super::status::say_followed(context, &reply.followed);
    if let Some(holder) = reply.item.holder.as_ref().filter(|_| reply.changed) {
        super::status::say_if_away(context, &client, holder);
    }
    Ok(Exit::Done)
}

/// The word for how far an endorsement has come.
fn state_code(state: EndorsementState) -> &'static str {
    match state {
        EndorsementState::Offered => "cli-state-offered",
        EndorsementState::Accepted => "cli-state-accepted-unseen",
        EndorsementState::Refused => "cli-state-refused",
        EndorsementState::Published => "cli-state-published",
        EndorsementState::Hidden => "cli-state-hidden",
        EndorsementState::Withdrawn => "cli-state-withdrawn",
    }
}

/// What an endorsement says: its reasons, in the reader's language, and its words.
fn says(screen: &Screen, endorsement: &EndorsementView) -> String {
    let reasons = reasons(screen, &endorsement.reasons);
    let parts = [reasons, endorsement.comment.clone().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ")
}

/// The words that go with an endorsement, one a line: they are as public as it is.
pub(super) fn show_said(screen: &Screen, said: &[SaidView]) {
    for one in said {
        let words = one.words.clone().unwrap_or_else(|| "–".to_owned());
        let day = one.at.get(..10).unwrap_or(&one.at).to_owned();
        let data = [("at", day), ("words", words), ("what", one.subject.clone())];
        screen.line(&format!("  {}", screen.sentence("cli-endorser-said", &data)));
    }
}

/// Reasons in the reader's language, in one line.
pub(super) fn reasons<S: AsRef<str>>(screen: &Screen, phrases: &[S]) -> String {
    let told = phrases.iter().filter_map(|phrase| {
        let reason = Praise::read(phrase.as_ref())?;
        let what = reason.what().unwrap_or_default().to_owned();
        Some(screen.sentence(&format!("cli-praise-{}", reason.code()), &[("what", what)]))
    });
    told.collect::<Vec<_>>().join(", ")
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/endorsements{}", context.as_query());
    let endorsements: Vec<EndorsementView> = context.client()?.list(&path)?;
    let head = ["cli-head-id", "cli-head-target", "cli-head-from", "cli-head-state"];
    let mut table = Table::new(screen, &[&head[..], &["cli-head-words"]].concat());
    for endorsement in &endorsements {
        screen.object(endorsement);
        let id = endorsement.id.strip_prefix("urn:uuid:").unwrap_or(&endorsement.id);
        table.row(&[
            id.get(..8).unwrap_or(id),
            endorsement.target_name.as_ref().unwrap_or(&endorsement.target),
            endorsement.issuer_name.as_deref().unwrap_or(&endorsement.issuer),
            &screen.sentence(state_code(endorsement.state), &[]),
            &says(screen, endorsement),
        ]);
    }
    table.show(screen, "cli-endorsements-none");
    Ok(Exit::Done)
}
