//! `bot revoke`: take back what was awarded.

use std::path::PathBuf;

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
    #[arg(required_unless_present = "file")]
    credential: Option<String>,
    /// A badge of yours that this node does not know: its file (JSON, PNG or SVG)
    #[arg(long, value_name = "FILE", conflicts_with = "credential")]
    file: Option<PathBuf>,
    /// Why, in words everybody may read
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// Revokes, after a question.
pub(crate) fn run(context: &Context<'_>, verb: Revoke) -> Result<Exit, Failure> {
    let client = context.client()?;
    let document = match &verb.file {
        Some(path) => Some(super::badge::credential_text(path, context.screen.lang())?),
        None => None,
    };
    let id = match (&verb.file, &document) {
        (Some(path), Some(text)) => super::badge::id_of(path, text)?,
        _ => verb.credential.unwrap_or_default(),
    };
    let path = format!("/v1/credentials/{}/revoke", encoded(&id));
    let mut request = RevokeRequest {
        as_identity: context.common.as_identity.clone(),
        document,
        reason: verb.reason,
        dry_run: true,
    };
    let mut reply: SignedReply<CredentialView> = client.post(&path, &request)?;
    let what = reply.item.achievement.clone();
    if !verb.dry.dry_run {
        let who = super::offers::subject_of(&reply.item);
        context.screen.confirm("cli-revoke-sure", &[("what", what.clone()), ("who", who)])?;
        request.dry_run = false;
        reply = client.post(&path, &request)?;
    }
    context.screen.object(&reply);
    super::offers::told(context, &reply, &what, "cli-revoked");
    Ok(Exit::Done)
}
