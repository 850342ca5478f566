//! `bot renew`: the same badge anew, with a later end.

use bot_protocol::api::{RenewReply, RenewRequest};
use clap::Args;

use super::{Context, offers, status};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};

/// Award a badge of yours anew to its holder, with a later end; the former is revoked
#[derive(Debug, Args)]
#[command(before_help = "Example: bot renew urn:uuid:9b1d0c52 --valid-until 2028-12-31")]
pub(crate) struct Renew {
    /// The former badge's id, or its beginning (see `bot badge list`)
    credential: String,
    /// Until when the new one is valid (RFC 3339), later than the former [default: without end]
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,
    /// From when it is valid (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,
    /// How it was earned anew [default: the words of the former]
    #[arg(long, value_name = "WORDS")]
    narrative: Option<String>,
    /// Leave the former valid until its own end
    #[arg(long, conflicts_with_all = ["reason", "undo_window"])]
    keep: bool,
    /// Why the former is revoked, in words everybody may read [default: a newer badge takes its place]
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// Let nobody hear of the revocation for so many seconds, in which `bot undo` takes it back
    #[arg(long, value_name = "SECONDS")]
    undo_window: Option<u32>,
    #[command(flatten)]
    dry: DryRun,
}

/// Renews.
pub(crate) fn run(context: &Context<'_>, verb: Renew) -> Result<Exit, Failure> {
    let client = context.client()?;
    let usual = || context.screen.sentence("cli-renew-reason", &[]);
    let request = RenewRequest {
        as_identity: context.common.as_identity.clone(),
        valid_until: verb.valid_until,
        valid_from: verb.valid_from,
        narrative: verb.narrative,
        keep_former: verb.keep,
        reason: (!verb.keep).then(|| verb.reason.unwrap_or_else(usual)),
        undo_seconds: verb.undo_window,
        dry_run: verb.dry.dry_run,
    };
    let path = format!("/v1/credentials/{}/renew", encoded(&verb.credential));
    let reply: RenewReply = client.post(&path, &request)?;
    context.screen.object(&reply);
    let code = if reply.dry_run { "cli-dry-run" } else { "cli-renewed" };
    let data = [
        ("what", context.screen.own(&reply.item.achievement, &reply.item.names).to_owned()),
        ("who", offers::subject_of(&reply.item)),
        ("id", reply.item.id.clone()),
    ];
    context.screen.say(code, &data);
    status::say_followed(context, &reply.followed);
    match &reply.pending {
        Some(pending) => {
            let data = [("due", pending.due.clone()), ("id", pending.id.clone())];
            context.screen.say("cli-renew-waits", &data);
        }
        None if reply.replaced && !reply.dry_run => context.screen.say("cli-renew-replaced", &[]),
        None => {}
    }
    if !reply.dry_run {
        status::say_if_away(context, &client, &reply.item.subject);
    }
    Ok(Exit::Done)
}
