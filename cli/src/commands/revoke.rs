//! `bot revoke`: take back what was awarded.

use bot_protocol::api::{CredentialView, RevokeRequest, SignedReply};
use clap::Args;

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Revoke a badge you issued; it cannot be undone
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot revoke urn:uuid:9b1d0c52 --reason \"issued by mistake\" --yes"
)]
pub(crate) struct Revoke {
    /// The badge's id, or its beginning (see `bot badge list`)
    credential: String,
    /// Why, in words everybody may read
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// Revokes, after a question.
pub(crate) fn run(context: &Context<'_>, verb: Revoke) -> Result<Exit, Failure> {
    let client = context.client()?;
    let path = format!("/v1/credentials/{}", encoded(&verb.credential));
    let known: CredentialView = client.get(&path)?;
    if !verb.dry.dry_run {
        let who = super::offers::subject_of(&known);
        context
            .screen
            .confirm("cli-revoke-sure", &[("what", known.achievement.clone()), ("who", who)])?;
    }
    let request = RevokeRequest {
        as_identity: context.common.as_identity.clone(),
        reason: verb.reason,
        dry_run: verb.dry.dry_run,
    };
    let reply: SignedReply<CredentialView> = client.post(&format!("{path}/revoke"), &request)?;
    context.screen.object(&reply);
    super::offers::told(context, &reply, &known.achievement, "cli-revoked");
    Ok(Exit::Done)
}
