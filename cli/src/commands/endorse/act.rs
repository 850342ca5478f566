//! What shows, what is taken back, and what is saved as a file.

use std::path::PathBuf;

use bot_protocol::api::{EndorsementActRequest, EndorsementView, SignedReply};
use clap::Args;

use super::super::guardian::called;
use super::super::offers::told;
use super::super::{Context, write_output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// An endorsement that is named.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse hide 3f9a")]
pub(super) struct Named {
    /// The endorsement's id, or its beginning (bot endorse --list)
    id: String,
    #[command(flatten)]
    dry: DryRun,
}

/// An endorsement that is taken back.
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot endorse withdraw 3f9a --because \"the course has changed\" --yes"
)]
pub(super) struct Withdraw {
    /// The endorsement's id, or its beginning (bot endorse --list)
    id: String,
    /// Why, for everybody to read
    #[arg(long, value_name = "WORDS")]
    because: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// An endorsement as a file.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse export 3f9a --out endorsement.json")]
pub(super) struct Export {
    /// The endorsement's id, or its beginning (bot endorse --list)
    id: String,
    /// Where to; - is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
}

fn path(id: &str, act: &str) -> String {
    format!("/v1/endorsements/{}/{act}", encoded(id))
}

/// Shows or hides.
pub(super) fn change(
    context: &Context<'_>,
    named: &Named,
    act: &str,
    done: &str,
) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    let request = EndorsementActRequest { as_identity, reason: None, dry_run: named.dry.dry_run };
    let reply: SignedReply<EndorsementView> =
        context.client()?.post(&path(&named.id, act), &request)?;
    context.screen.object(&reply);
    told(context, &reply, &reply.item.id, done);
    Ok(Exit::Done)
}

/// Takes back, for good.
pub(super) fn withdraw(context: &Context<'_>, act: Withdraw) -> Result<Exit, Failure> {
    let (client, as_identity) = (context.client()?, context.common.as_identity.clone());
    let mut request = EndorsementActRequest { as_identity, reason: act.because, dry_run: true };
    let path = path(&act.id, "withdraw");
    // Nobody is asked to confirm what could not be done.
    let mut reply: SignedReply<EndorsementView> = client.post(&path, &request)?;
    if let Some(steward) = &reply.item.as_steward {
        let (name, needed) = (called(&steward.community).to_owned(), steward.needed.to_string());
        context.screen.say("cli-endorsement-of-steward", &[("name", name), ("needed", needed)]);
    }
    if !act.dry.dry_run {
        let what = reply.item.id.clone();
        context.screen.confirm("cli-endorsement-withdraw-sure", &[("what", what)])?;
        request.dry_run = false;
        reply = client.post(&path, &request)?;
    }
    context.screen.object(&reply);
    told(context, &reply, &reply.item.id, "cli-endorsement-withdrawn");
    Ok(Exit::Done)
}

/// Saves one as it was signed.
pub(super) fn export(context: &Context<'_>, act: &Export) -> Result<Exit, Failure> {
    let url = format!("/v1/endorsements/{}", encoded(&act.id));
    let found: EndorsementView = context.client()?.get(&url)?;
    let text = found.document.clone().unwrap_or_default();
    write_output(context.screen, &act.out, text.as_bytes(), act.force)?;
    if act.out.as_os_str() != "-" {
        context.screen.object(&found);
        let out = act.out.display().to_string();
        context.screen.say("cli-endorsement-saved", &[("path", out)]);
    }
    Ok(Exit::Done)
}
