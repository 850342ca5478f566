//! `bot present`: badges of one's own, shown to somebody who asked.

use std::path::PathBuf;

use bot_protocol::api::{PresentReply, PresentRequest};
use clap::Args;

use super::{Context, Output};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Show badges you hold to somebody who gave you a challenge: signed by you, for this once
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot present 9b1d0c52 --challenge 4711 --domain school.example --out shown.json"
)]
pub(crate) struct Present {
    /// The badge's id, or its beginning (see `bot badge list`); of several, each, sixteen at most
    #[arg(required = true, value_name = "CREDENTIAL")]
    credentials: Vec<String>,
    /// The text that whoever verifies gave you for this once
    #[arg(long, value_name = "TEXT")]
    challenge: String,
    /// Who verifies, as they gave it to you; without it they could pass it on to another who asks the same
    #[arg(long, value_name = "TEXT")]
    domain: Option<String>,
    /// How it is signed: eddsa-rdfc-2022 or eddsa-jcs-2022 [default: eddsa-rdfc-2022]
    #[arg(long, value_name = "SUITE")]
    suite: Option<String>,
    /// The file to hand over, - for standard output
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    dry: DryRun,
}

/// Presents.
pub(crate) fn run(context: &Context<'_>, verb: Present) -> Result<Exit, Failure> {
    let client = context.client()?;
    let mut credentials = verb.credentials.into_iter();
    let first = credentials.next().unwrap_or_default();
    let request = PresentRequest {
        as_identity: context.common.as_identity.clone(),
        also: credentials.collect(),
        challenge: verb.challenge,
        domain: verb.domain,
        suite: verb.suite,
        dry_run: verb.dry.dry_run,
    };
    // What cannot be saved is told before anything is signed; in a trial too.
    let place = Output::reserve(&verb.out, verb.force)?;
    let path = format!("/v1/credentials/{}/present", encoded(&first));
    let reply: PresentReply = client.post(&path, &request)?;
    // Whoever reads the presentation from standard output reads nothing else there.
    if reply.dry_run || !place.is_stdout() {
        context.screen.object(&reply);
        let code = if reply.dry_run { "cli-dry-run" } else { "cli-presented" };
        let what = context.screen.own(&reply.achievement, &reply.names).to_owned();
        context.screen.say(code, &[("what", what)]);
        if reply.needs_proof {
            context.screen.say("cli-presented-former", &[("id", reply.credential.clone())]);
        }
    }
    if let Some(document) = reply.document {
        place.fill(context.screen, document.as_bytes())?;
    }
    Ok(Exit::Done)
}
