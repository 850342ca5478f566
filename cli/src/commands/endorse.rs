//! `bot endorse`: stand behind a badge, what it is awarded for, or somebody.

use std::path::PathBuf;

use bot_protocol::api::{EndorseRequest, EndorsementState, EndorsementView, SignedReply};
use clap::Args;

use super::Context;
use crate::args::DryRun;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Endorse a badge or somebody (who decides whether it shows), or an achievement; or list endorsements
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse urn:uuid:9b1d0c52 --words \"We saw her teach this\"")]
pub(crate) struct Endorse {
    /// A badge or achievement this node knows, by its id or the beginning of it; or somebody, by DID or
    /// name of the address book
    target: Option<String>,
    /// What you have to say
    #[arg(long, value_name = "WORDS", required_unless_present = "list")]
    words: Option<String>,
    /// A badge this node does not know yet: its file (JSON, PNG or SVG)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Until when it counts (RFC 3339)
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// List the endorsements this node made or knows
    #[arg(long, conflicts_with_all = ["target", "words", "file", "until"])]
    list: bool,
    #[command(flatten)]
    dry: DryRun,
}

/// Endorses, or lists.
pub(crate) fn run(context: &Context<'_>, verb: Endorse) -> Result<Exit, Failure> {
    if verb.list {
        return list(context);
    }
    let document = match &verb.file {
        None => None,
        Some(path) => Some(super::badge::credential_text(path, context.screen.lang())?),
    };
    let target = match (&verb.target, &verb.file, &document) {
        (Some(target), _, _) => target.clone(),
        (None, Some(path), Some(text)) => super::badge::id_of(path, text)?,
        (None, None, _) | (None, _, None) => {
            let detail = "name what you endorse: an id, or --file";
            return Err(Failure::new(Exit::Usage, "cli-endorse-what", detail));
        }
    };
    let request = EndorseRequest {
        as_identity: context.common.as_identity.clone(),
        target,
        document,
        comment: verb.words.unwrap_or_default(),
        valid_until: verb.until,
        dry_run: verb.dry.dry_run,
    };
    let client = context.client()?;
    let reply: SignedReply<EndorsementView> = client.post("/v1/endorsements", &request)?;
    context.screen.object(&reply);
    let done = match reply.item.state {
        EndorsementState::Offered | EndorsementState::Refused => "cli-endorsed-offered",
        EndorsementState::Published => "cli-endorsed",
    };
    super::offers::told(context, &reply, &reply.item.target, done);
    if let Some(holder) = reply.item.holder.as_ref().filter(|_| reply.changed) {
        super::status::say_if_away(context, &client, holder);
    }
    Ok(Exit::Done)
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/endorsements{}", context.as_query());
    let endorsements: Vec<EndorsementView> = context.client()?.list(&path)?;
    let mut table = Table::new(
        screen,
        &["cli-head-target", "cli-head-from", "cli-head-state", "cli-head-words"],
    );
    for endorsement in &endorsements {
        screen.object(endorsement);
        let state = match endorsement.state {
            EndorsementState::Offered => "cli-state-offered",
            EndorsementState::Refused => "cli-state-refused",
            EndorsementState::Published => "cli-state-published",
        };
        table.row(&[
            &endorsement.target,
            endorsement.issuer_name.as_deref().unwrap_or(&endorsement.issuer),
            &screen.sentence(state, &[]),
            endorsement.comment.as_deref().unwrap_or_default(),
        ]);
    }
    table.show(screen, "cli-endorsements-none");
    Ok(Exit::Done)
}
