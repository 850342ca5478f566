//! `bot id succeed`: going on with a new key.

use std::path::PathBuf;

use bot_protocol::api::{SuccessionRequest, SuccessionView, WriterSize};
use bot_protocol::time::Timestamp;
use clap::Args;

use super::{Context, id};
use crate::args::DryRun;
use crate::failure::{Exit, Failure};

/// Go on with an identity of this node for one whose key is lost or stolen
#[derive(Debug, Args)]
pub(crate) struct Succeed {
    /// A file with the 24 words of the old identity; - is standard input [default: asked on the terminal]
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// From when on the old key is not believed, like 2027-06-30T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Timestamp>,
    /// How many entries of an old writer count, like z6Mk…=12 [default: those of before --since]
    #[arg(long, value_name = "WRITER=ENTRIES", value_parser = kept)]
    keep: Vec<WriterSize>,
    #[command(flatten)]
    dry: DryRun,
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|error| format!("{error}: write it like 2027-06-30T12:00:00Z"))
}

pub(super) fn kept(text: &str) -> Result<WriterSize, String> {
    let parts = text.split_once('=').and_then(|(writer, size)| Some((writer, size.parse().ok()?)));
    let (writer, size) = parts.ok_or("a writer, =, and a number of entries")?;
    Ok(WriterSize { writer: writer.to_owned(), size })
}

/// Runs it.
pub(crate) fn run(context: &Context<'_>, verb: &Succeed) -> Result<Exit, Failure> {
    let words = id::read_words(context, verb.words.as_deref())?;
    let mut request = SuccessionRequest {
        words,
        as_identity: context.common.as_identity.clone(),
        since: verb.since.map(|since| since.to_string()),
        keep: verb.keep.clone(),
        dry_run: true,
    };
    let client = context.client()?;
    // What would be refused is refused before anybody is asked.
    let mut view: SuccessionView = client.post("/v1/identities/succeed", &request)?;
    let data =
        |view: &SuccessionView| [("did", view.did.clone()), ("successor", view.successor.clone())];
    say_communities(context, &view);
    if !verb.dry.dry_run {
        context.screen.confirm("cli-succeed-sure", &data(&view))?;
        request.dry_run = false;
        view = client.post("/v1/identities/succeed", &request)?;
    }
    context.screen.object(&view);
    match verb.dry.dry_run {
        true => context.screen.say("cli-dry-run", &[("what", view.did.clone())]),
        false => context.screen.say("cli-succeeded", &data(&view)),
    }
    for one in &view.kept {
        let data = [("writer", one.writer.clone()), ("size", one.size.to_string())];
        context.screen.say("cli-succeeded-kept", &data);
    }
    Ok(Exit::Done)
}

/// What becomes of what was signed for communities, and what to do, before it is done.
fn say_communities(context: &Context<'_>, view: &SuccessionView) {
    for one in &view.communities {
        let party = &one.community;
        let name = party.name.clone().unwrap_or_else(|| party.did.clone());
        let code = if one.itself { "cli-succeed-community" } else { "cli-succeed-steward" };
        context.screen.say(code, &[("name", name), ("since", view.since.clone())]);
    }
}
