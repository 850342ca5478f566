//! `bot publish`, `bot unpublish`: a badge of one's own, in one's own feed.

use bot_protocol::api::{CredentialState, CredentialView, PublishRequest, SignedReply};
use clap::Args;

use super::Context;
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Put a badge you hold into your public feed
#[derive(Debug, Args)]
#[command(before_help = "Example: bot publish urn:uuid:9b1d0c52")]
pub(crate) struct Publish {
    /// The badge's id, or its beginning (see `bot badge list`)
    credential: String,
    #[command(flatten)]
    dry: DryRun,
}

/// Take a badge out of your public feed: nodes that cooperate drop it, the entry's number stays
#[derive(Debug, Args)]
#[command(before_help = "Example: bot unpublish urn:uuid:9b1d0c52 --yes")]
pub(crate) struct Unpublish {
    /// The badge's id, or its beginning
    credential: String,
    #[command(flatten)]
    dry: DryRun,
}

/// Publishes. That its issuer took it back is told before everybody sees it, as what others copied
/// stays with them: after a revocation only whoever says yes shows it.
pub(crate) fn publish(context: &Context<'_>, verb: &Publish) -> Result<Exit, Failure> {
    let tried = ask(context, &verb.credential, "publish", true)?.item;
    let told = match tried.state {
        CredentialState::Revoked => Some("cli-publish-revoked"),
        CredentialState::Suspended => Some("cli-accepted-suspended"),
        CredentialState::Offered
        | CredentialState::Issued
        | CredentialState::Accepted
        | CredentialState::Imported
        | CredentialState::Refused
        | CredentialState::Published => None,
    };
    if let Some(code) = told.filter(|_| !tried.published) {
        context.screen.aside(&context.screen.sentence(code, &[]));
        if tried.state == CredentialState::Revoked && !verb.dry.dry_run {
            let what = context.screen.own(&tried.achievement, &tried.names).to_owned();
            context.screen.confirm("cli-publish-sure", &[("what", what)])?;
        }
    }
    change(context, &verb.credential, "publish", verb.dry, "cli-published")
}

/// Takes it back.
pub(crate) fn unpublish(context: &Context<'_>, verb: &Unpublish) -> Result<Exit, Failure> {
    if !verb.dry.dry_run {
        // Nobody is asked to confirm what could not be done.
        ask(context, &verb.credential, "unpublish", true)?;
        context.screen.confirm("cli-unpublish-sure", &[("what", verb.credential.clone())])?;
    }
    change(context, &verb.credential, "unpublish", verb.dry, "cli-unpublished")
}

fn change(
    context: &Context<'_>,
    credential: &str,
    act: &str,
    dry: DryRun,
    done: &str,
) -> Result<Exit, Failure> {
    let reply = ask(context, credential, act, dry.dry_run)?;
    context.screen.object(&reply);
    let name = context.screen.own(&reply.item.achievement, &reply.item.names);
    super::offers::told(context, &reply, name, done);
    Ok(Exit::Done)
}

fn ask(
    context: &Context<'_>,
    credential: &str,
    act: &str,
    dry_run: bool,
) -> Result<SignedReply<CredentialView>, Failure> {
    let request = PublishRequest { as_identity: context.common.as_identity.clone(), dry_run };
    let path = format!("/v1/credentials/{}/{act}", encoded(credential));
    context.client()?.post(&path, &request)
}
