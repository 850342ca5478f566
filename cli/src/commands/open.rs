//! `bot open`: a link to the node's pages, for the owner's browser.

use bot_protocol::api::{VisitLink, VisitRequest};
use clap::Args;

use super::Context;
use crate::failure::{Exit, Failure};

/// Print a link that lets your browser into the node's pages, once
#[derive(Debug, Args)]
#[command(before_help = "Example: bot open")]
pub(crate) struct Open {}

/// Asks the node for a link.
pub(crate) fn run(context: &Context<'_>, _: &Open) -> Result<Exit, Failure> {
    let link: VisitLink = context.client()?.post("/v1/visits", &VisitRequest::default())?;
    context.screen.object(&link);
    context.screen.say("cli-open", &[]);
    context.screen.line(link.url.expose());
    Ok(Exit::Done)
}
