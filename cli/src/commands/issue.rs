//! `bot issue`: award a badge to somebody.

use std::path::PathBuf;

use bot_protocol::api::{CredentialView, IssueRequest, SignedReply};
use clap::Args;

use super::{Context, check_output, write_output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Award a badge: signed by you, offered to its receiver privately
#[derive(Debug, Args)]
#[command(before_help = "Example: bot issue \"Reading mentor\" --to did:key:z6Mk…")]
pub(crate) struct Issue {
    /// What is awarded: a name or id from `bot badge list`
    badge: String,
    /// Who earned it: a DID or a name of the address book
    #[arg(long, value_name = "WHO")]
    to: String,
    /// How it was earned, in this very case
    #[arg(long, value_name = "WORDS")]
    narrative: Option<String>,
    /// From when it is valid (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,
    /// Until when it is valid (RFC 3339) [default: without end]
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,
    /// How it is signed: eddsa-rdfc-2022 or eddsa-jcs-2022 [default: eddsa-rdfc-2022]
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// Save the badge too: .json the credential, .png or .svg its image with the credential inside, - the credential on standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    dry: DryRun,
}

/// Issues.
pub(crate) fn run(context: &Context<'_>, verb: Issue) -> Result<Exit, Failure> {
    if let Some(out) = &verb.out {
        check_output(out, verb.force)?;
    }
    let client = context.client()?;
    let request = IssueRequest {
        as_identity: context.common.as_identity.clone(),
        achievement: verb.badge,
        to: verb.to,
        narrative: verb.narrative,
        valid_from: verb.valid_from,
        valid_until: verb.valid_until,
        suite: verb.suite,
        dry_run: verb.dry.dry_run,
    };
    let reply: SignedReply<CredentialView> = client.post("/v1/credentials", &request)?;
    if let (Some(out), false) = (&verb.out, verb.dry.dry_run) {
        let picture = out.extension().is_some_and(|end| end == "png" || end == "svg");
        let bytes = match picture {
            true => {
                client.get_bytes(&format!("/v1/credentials/{}/image", encoded(&reply.item.id)))?
            }
            false => reply.item.document.clone().unwrap_or_default().into_bytes(),
        };
        write_output(context.screen, out, &bytes, verb.force)?;
        if out.as_os_str() == "-" {
            // Whoever reads the badge from standard output reads nothing else there.
            return Ok(Exit::Done);
        }
    }
    context.screen.object(&reply);
    let who = super::offers::subject_of(&reply.item);
    let code = if reply.dry_run { "cli-dry-run" } else { "cli-issued" };
    let data =
        [("what", reply.item.achievement.clone()), ("who", who), ("id", reply.item.id.clone())];
    context.screen.say(code, &data);
    Ok(Exit::Done)
}
