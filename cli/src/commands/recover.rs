//! `bot recover`: coming back without keys and sheet, by guardians.

use bot_protocol::api::{
    ContestRequest, RecoverRequest, RecoveryReply, RecoveryRole, RecoveryStage, RecoveryTerms,
    RecoveryView, WriterSize,
};
use bot_protocol::time::Timestamp;
use clap::{Args, Subcommand};

use super::guardian::{called, clocks};
use super::{Context, succeed};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Come back without keys and sheet, by guardians; see and stop it when it is not you
#[derive(Debug, Args)]
#[command(before_help = "Example: bot recover ask \"Our school\" --as \"Our school again\"")]
pub(crate) struct Recover {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Ask the guardians of a lost identity to sign that one of this node comes after
    #[command(before_help = "Example: bot recover ask did:key:z6Mk… --as \"Our school again\"")]
    Ask {
        /// The lost identity: its DID, or a name of the address book
        of: String,
        /// From when on the old key is not believed, like 2027-06-30T12:00:00Z [default: now]
        #[arg(long, value_name = "TIME", value_parser = succeed::moment)]
        since: Option<Timestamp>,
        /// How many entries of an old writer count, like z6Mk…=12 [default: those of before --since]
        #[arg(long, value_name = "WRITER=ENTRIES", value_parser = succeed::kept)]
        keep: Vec<WriterSize>,
        /// What you say to the guardians
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List the recoveries with which you have to do: of you, by you, or with your signature or clock
    #[command(before_help = "Example: bot recover list")]
    List,
    /// Object to a recovery of your identity: you have the keys, and nobody is to come after you
    #[command(before_help = "Example: bot recover contest 3f9a")]
    Contest {
        /// The recovery's id, or its beginning
        id: String,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Runs it.
pub(crate) fn run(context: &Context<'_>, verb: Recover) -> Result<Exit, Failure> {
    match verb.act {
        Act::List => list(context),
        Act::Ask { of, since, keep, words, dry } => {
            let request = RecoverRequest {
                of,
                as_identity: context.common.as_identity.clone(),
                since: since.map(|since| since.to_string()),
                keep,
                words,
                dry_run: dry.dry_run,
            };
            ask(context, request)
        }
        Act::Contest { id, dry } => contest(context, &id, dry.dry_run),
    }
}

/// What is cut off is shown before anybody is asked, and just that is asked.
fn ask(context: &Context<'_>, mut request: RecoverRequest) -> Result<Exit, Failure> {
    let (client, screen, trial) = (context.client()?, context.screen, request.dry_run);
    request.dry_run = true;
    let mut reply: RecoveryReply = client.post("/v1/recoveries", &request)?;
    show_terms(screen, &reply.item.terms);
    if trial {
        screen.say("cli-recovery-trial-words", &[]);
    } else {
        screen.confirm("cli-recovery-ask-sure", &data(screen, &reply.item))?;
        request.since = Some(reply.item.terms.since.clone());
        request.keep = reply.item.terms.kept;
        request.dry_run = false;
        reply = client.post("/v1/recoveries", &request)?;
    }
    told(screen, &reply, "cli-recovery-asked", "cli-recovery-asked-before");
    Ok(Exit::Done)
}

fn contest(context: &Context<'_>, id: &str, trial: bool) -> Result<Exit, Failure> {
    let (client, screen) = (context.client()?, context.screen);
    let path = format!("/v1/recoveries/{}/contest", encoded(id));
    let mut reply: RecoveryReply = client.post(&path, &ContestRequest { dry_run: true })?;
    if !trial {
        screen.confirm("cli-recovery-contest-sure", &data(screen, &reply.item))?;
        reply = client.post(&path, &ContestRequest { dry_run: false })?;
    }
    told(screen, &reply, "cli-recovery-contested", "cli-recovery-contested-before");
    Ok(Exit::Done)
}

fn told(screen: &Screen, reply: &RecoveryReply, done: &str, same: &str) {
    screen.object(reply);
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => same,
        (false, true) => done,
    };
    let mut data = data(screen, &reply.item);
    data.push(("what", called(&reply.item.terms.of).to_owned()));
    screen.say(code, &data);
    if !reply.dry_run {
        screen.line(&screen.sentence("cli-recovery-check", &data));
    }
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let all: Vec<RecoveryView> = context.client()?.list("/v1/recoveries")?;
    for one in &all {
        screen.object(one);
        screen.line(&one.terms.id);
        show_terms(screen, &one.terms);
        let roles: Vec<String> =
            one.roles.iter().map(|role| screen.sentence(role_code(*role), &[])).collect();
        let signed: Vec<&str> = one.signed.iter().map(called).collect();
        row(screen, "cli-head-role", &roles.join(", "));
        row(screen, "cli-recovery-signed", &signed.join(", "));
        row(screen, "cli-head-state", &screen.sentence(stage_code(one), &data(screen, one)));
    }
    if all.is_empty() {
        screen.say("cli-recoveries-none", &[]);
    }
    Ok(Exit::Done)
}

/// What guardians sign, row by row.
pub(super) fn show_terms(screen: &Screen, terms: &RecoveryTerms) {
    let party = |who: &bot_protocol::api::TrustParty| match &who.name {
        Some(name) => format!("{name}  {}", who.did),
        None => who.did.clone(),
    };
    row(screen, "cli-recovery-of", &party(&terms.of));
    row(screen, "cli-recovery-successor", &party(&terms.successor));
    row(
        screen,
        "cli-recovery-guardians",
        &screen.sentence("cli-recovery-need", &numbers(screen, terms)),
    );
    row(
        screen,
        "cli-recovery-window",
        &screen.sentence("cli-recovery-days", &numbers(screen, terms)),
    );
    row(screen, "cli-recovery-since", &terms.since);
    for kept in &terms.kept {
        let data = [("writer", kept.writer.clone()), ("size", kept.size.to_string())];
        screen.line(&format!("  {}", screen.sentence("cli-succeeded-kept", &data)));
    }
    row(screen, "cli-recovery-words", &terms.check);
}

fn row(screen: &Screen, head: &str, value: &str) {
    screen.line(&format!("  {}  {value}", screen.sentence(head, &[])));
}

/// The terms as data for a sentence.
pub(super) fn numbers(screen: &Screen, terms: &RecoveryTerms) -> Vec<(&'static str, String)> {
    let guardians: Vec<&str> = terms.guardians.iter().map(called).collect();
    vec![
        ("of", called(&terms.of).to_owned()),
        ("successor", called(&terms.successor).to_owned()),
        ("need", terms.need.to_string()),
        ("count", guardians.len().to_string()),
        ("who", guardians.join(", ")),
        ("days", terms.days.to_string()),
        ("clocks", clocks(screen, terms.quorum, &terms.witnesses)),
        ("check", terms.check.clone()),
        ("id", terms.id.clone()),
    ]
}

fn data(screen: &Screen, one: &RecoveryView) -> Vec<(&'static str, String)> {
    let mut data = numbers(screen, &one.terms);
    data.push(("signed", one.signed.len().to_string()));
    data.push(("seen", one.seen.to_string()));
    data.push(("quorum", one.terms.quorum.to_string()));
    data.push(("until", one.until.clone().unwrap_or_default()));
    data
}

fn stage_code(one: &RecoveryView) -> &'static str {
    match (one.stage, &one.until) {
        (RecoveryStage::Asked, _) => "cli-recovery-is-asked",
        (RecoveryStage::Begun, None) => "cli-recovery-is-unseen",
        (RecoveryStage::Begun, Some(_)) => "cli-recovery-is-begun",
        (RecoveryStage::Contested, _) if one.unanimous => "cli-recovery-is-unanimous",
        (RecoveryStage::Contested, _) => "cli-recovery-is-contested",
        (RecoveryStage::Released, _) => "cli-recovery-is-released",
        (RecoveryStage::Outdone, _) => "cli-recovery-is-outdone",
    }
}

fn role_code(role: RecoveryRole) -> &'static str {
    match role {
        RecoveryRole::Owner => "cli-recovery-owner",
        RecoveryRole::Successor => "cli-recovery-heir",
        RecoveryRole::Guardian => "cli-recovery-guardian",
        RecoveryRole::Witness => "cli-recovery-witness",
    }
}
