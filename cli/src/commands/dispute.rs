//! `bot dispute` and `bot reply`: disagreeing, and answering that.

use std::path::PathBuf;

use bot_protocol::api::{
    DisputeActRequest, DisputePage, DisputeRequest, DisputeView, ReplyRequest, SignedReply,
};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Disagree with a badge, with how one is described, or with what somebody says of themselves
#[derive(Debug, Args)]
#[command(before_help = "Example: bot dispute urn:uuid:9b1d0c52 \"She was not there that day\"")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Dispute {
    #[command(subcommand)]
    act: Option<Act>,
    /// With what: a badge or achievement this node knows, by its id, the beginning of it or its name;
    /// or an identity, by DID or name of the address book
    #[arg(required_unless_present = "file")]
    subject: Option<String>,
    /// Why, in your words
    #[arg(required_unless_present = "file", value_parser = NonEmptyStringValueParser::new())]
    words: Option<String>,
    /// A badge this node does not know: its file (JSON, PNG or SVG)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// For which topic; for the whole of it when absent
    #[arg(long, value_name = "TOPIC", value_parser = NonEmptyStringValueParser::new())]
    scope: Option<String>,
    /// Sign it into your feed at once, for all who can reach you; else nobody else sees it
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    dry: DryRun,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List your disputes, and those that concern you
    #[command(before_help = "Example: bot dispute list")]
    List {
        /// Those of strangers that concern you instead
        #[arg(long)]
        strangers: bool,
    },
    /// Sign a dispute that you noted into your feed
    #[command(before_help = "Example: bot dispute publish 3f9a")]
    Publish {
        /// The dispute's id, or its beginning
        id: String,
        #[command(flatten)]
        dry: DryRun,
    },
    /// Withdraw a dispute of yours: its words are erased
    #[command(before_help = "Example: bot dispute withdraw 3f9a")]
    Withdraw {
        /// The dispute's id, or its beginning
        id: String,
        #[command(flatten)]
        dry: DryRun,
    },
}

/// Answer a dispute that concerns you; your answer is shown beside it
#[derive(Debug, Args)]
#[command(before_help = "Example: bot reply 3f9a \"I was, in the kitchen\"")]
pub(crate) struct Reply {
    /// The dispute's id, or its beginning
    id: String,
    /// Your answer, for everybody to see who sees the dispute
    #[arg(required_unless_present = "withdraw", value_parser = NonEmptyStringValueParser::new())]
    words: Option<String>,
    /// Withdraw your answer instead: its words are erased
    #[arg(long, conflicts_with = "words")]
    withdraw: bool,
    #[command(flatten)]
    dry: DryRun,
}

/// Disagrees, lists, publishes or withdraws.
pub(crate) fn run(context: &Context<'_>, verb: Dispute) -> Result<Exit, Failure> {
    let act = |id: &str, act: &str| format!("/v1/disputes/{}/{act}", encoded(id));
    match verb.act {
        None => dispute(context, verb),
        Some(Act::List { strangers }) => list(context, strangers),
        Some(Act::Publish { id, dry }) => {
            post(context, &act(&id, "publish"), &acting(context, &dry), "cli-dispute-published")
        }
        Some(Act::Withdraw { id, dry }) => {
            post(context, &act(&id, "withdraw"), &acting(context, &dry), "cli-dispute-withdrawn")
        }
    }
}

/// Answers, or withdraws the answer.
pub(crate) fn reply(context: &Context<'_>, verb: Reply) -> Result<Exit, Failure> {
    let Reply { id, words, withdraw, dry } = verb;
    let done = if withdraw { "cli-reply-withdrawn" } else { "cli-replied" };
    let as_identity = context.common.as_identity.clone();
    let request = ReplyRequest { as_identity, words, dry_run: dry.dry_run };
    post(context, &format!("/v1/disputes/{}/reply", encoded(&id)), &request, done)
}

fn dispute(context: &Context<'_>, verb: Dispute) -> Result<Exit, Failure> {
    let Dispute { subject, words, file, scope, publish, dry, .. } = verb;
    // Where the file says what it is about, the one text that is given is what is said of it.
    let (subject, words) = match (&file, words) {
        (Some(_), None) => (None, subject),
        (_, words) => (subject, words),
    };
    let document = match &file {
        None => None,
        Some(path) => Some(super::badge::credential_text(path, context.screen.lang())?),
    };
    let request = DisputeRequest {
        as_identity: context.common.as_identity.clone(),
        subject: subject.unwrap_or_default(),
        document,
        words: words.unwrap_or_default(),
        scope,
        publish,
        dry_run: dry.dry_run,
    };
    let done = if publish { "cli-disputed" } else { "cli-dispute-noted" };
    post(context, "/v1/disputes", &request, done)
}

fn acting(context: &Context<'_>, dry: &DryRun) -> DisputeActRequest {
    let as_identity = context.common.as_identity.clone();
    DisputeActRequest { as_identity, dry_run: dry.dry_run }
}

fn post(
    context: &Context<'_>,
    path: &str,
    request: &impl serde::Serialize,
    done: &str,
) -> Result<Exit, Failure> {
    let reply: SignedReply<DisputeView> = context.client()?.post(path, request)?;
    context.screen.object(&reply);
    let view = &reply.item;
    let code = match (reply.dry_run, reply.changed) {
        (true, _) => "cli-dry-run",
        (false, false) => "cli-unchanged",
        (false, true) if view.personal && view.private => "cli-dispute-noted-person",
        (false, true) => done,
    };
    let id = view.id.as_deref().and_then(|id| id.get(..8)).unwrap_or_default().to_owned();
    let what = if view.subject.is_empty() { id.clone() } else { view.subject.clone() };
    context.screen.say(code, &[("what", what), ("id", id)]);
    Ok(Exit::Done)
}

fn list(context: &Context<'_>, strangers: bool) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let place = if strangers { "/v1/disputes/strangers" } else { "/v1/disputes" };
    let path = format!("{place}{}", context.as_query());
    let disputes: Vec<DisputeView> = client.list(&path)?;
    let mut table = Table::new(screen, &["cli-head-id", "cli-head-state", "cli-head-what"]);
    for dispute in &disputes {
        screen.object(dispute);
        let state = match dispute.private {
            true => "cli-state-private",
            false => "cli-state-published",
        };
        let id = dispute.id.as_deref().unwrap_or_default();
        let says = match &dispute.reply {
            Some(reply) => format!("{} {}", dispute.says, reply.says),
            None => dispute.says.clone(),
        };
        table.row(&[id.get(..8).unwrap_or(id), &screen.sentence(state, &[]), &says]);
    }
    let none = if strangers { "cli-disputes-strange-none" } else { "cli-disputes-none" };
    table.show(screen, none);
    if !strangers && !screen.is_json() {
        let page: DisputePage = client.get(&path)?;
        if page.strangers > 0 {
            screen.line(
                &screen
                    .sentence("cli-disputes-strangers", &[("count", page.strangers.to_string())]),
            );
        }
    }
    Ok(Exit::Done)
}

/// Shows who disagrees, and what is answered, to a person.
pub(super) fn tell(screen: &Screen, disputes: &[(String, Option<String>)]) {
    if disputes.is_empty() {
        return;
    }
    screen.line(&format!("  {}", screen.sentence("cli-disputes", &[])));
    for (says, answer) in disputes {
        screen.line(&format!("    {says}"));
        answer.iter().for_each(|answer| screen.line(&format!("      {answer}")));
    }
}
