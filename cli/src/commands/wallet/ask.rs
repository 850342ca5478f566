//! Wallets asked to show a badge: asked, listed, what they showed, forgotten.

use std::path::{Path, PathBuf};

use bot_protocol::api::{
    Done, WalletAskReply, WalletAskRequest, WalletAskState, WalletAskView, WalletFormat,
};
use bot_protocol::canon::json;
use bot_protocol::limits::JSON_BYTES_MAX;
use clap::Args;

use super::super::{Context, read_input, status, verify};
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::sheet;
use crate::table::Table;

/// What is asked for.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// Of which achievement: its id, or its name as the badge has it [default: of any]
    badge: Option<String>,
    /// By whom: the DID of its issuer [default: by anybody]
    #[arg(long, value_name = "DID")]
    issuer: Option<String>,
    /// In which form: ldp_vc or jwt_vc_json [default: either]
    #[arg(long, value_name = "FORMAT", value_parser = super::offer::format())]
    #[arg(hide_possible_values = true)]
    format: Option<WalletFormat>,
    /// The whole query instead: a file with DCQL
    #[arg(long, value_name = "FILE", conflicts_with_all = ["badge", "issuer", "format"])]
    dcql: Option<PathBuf>,
    /// Until when it can be answered (RFC 3339) [default: in ten minutes]
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
}

/// Asks.
pub(super) fn ask(context: &Context<'_>, verb: Ask) -> Result<Exit, Failure> {
    let screen = context.screen;
    let dcql = verb.dcql.as_deref().map(|path| query(path, context)).transpose()?;
    let request = WalletAskRequest {
        as_identity: context.common.as_identity.clone(),
        achievement: verb.badge,
        issuer: verb.issuer,
        formats: verb.format.into_iter().collect(),
        dcql,
        expires: verb.expires,
        lang: Some(screen.lang().tag().to_owned()),
    };
    let client = context.client()?;
    let reply: WalletAskReply = client.post("/v1/wallet/requests", &request)?;
    screen.object(&reply);
    sheet::code(screen, &reply.uri);
    screen.line(reply.uri.expose());
    screen.line(reply.link.expose());
    let data = [("until", reply.item.until), ("id", reply.item.id)];
    screen.say("cli-wallet-asked", &data);
    status::warn_if_self_signed(context, &client);
    Ok(Exit::Done)
}

fn query(path: &Path, context: &Context<'_>) -> Result<json::Value, Failure> {
    let bytes = read_input(path, u64::try_from(JSON_BYTES_MAX).unwrap_or(u64::MAX))?;
    let lang = context.screen.lang();
    json::read(&bytes).map_err(|fault| Failure::json("cli-wallet-query", path, &fault, lang))
}

/// Lists.
pub(super) fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/wallet/requests{}", context.as_query());
    let requests: Vec<WalletAskView> = context.client()?.list(&path)?;
    let heads = ["cli-head-id", "cli-head-state", "cli-head-since", "cli-head-until"];
    let mut table = Table::new(screen, &heads);
    for request in &requests {
        screen.object(request);
        let id = request.id.get(..8).unwrap_or(&request.id);
        let state = screen.sentence(said(request.state), &[]);
        table.row(&[id, &state, &request.since, &request.until]);
    }
    table.show(screen, "cli-wallet-requests-none");
    Ok(Exit::Done)
}

fn said(state: WalletAskState) -> &'static str {
    match state {
        WalletAskState::Waiting => "cli-state-waiting",
        WalletAskState::Declined => "cli-state-declined",
        WalletAskState::Answered => "cli-state-answered",
        WalletAskState::Ended => "cli-state-ended",
    }
}

/// Shows what was answered; the exit code is that of the verdict.
pub(super) fn answer(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/wallet/requests/{}", encoded(id));
    let client = context.client()?;
    let request: WalletAskView = client.get(&path)?;
    screen.object(&request);
    let state = screen.sentence(said(request.state), &[]);
    let at = request.answered.clone().unwrap_or_else(|| request.until.clone());
    screen.say("cli-wallet-request", &[("state", state), ("at", at)]);
    let mut exit = match request.state {
        WalletAskState::Answered => Exit::Done,
        WalletAskState::Waiting | WalletAskState::Declined | WalletAskState::Ended => {
            Exit::CannotTell
        }
    };
    for answer in &request.answers {
        let verdict = serde_json::to_value(&answer.verdict)
            .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))?;
        exit = verify::worse(exit, verify::shown(screen, &answer.format, &verdict));
    }
    Ok(exit)
}

/// Forgets.
pub(super) fn forget(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let path = format!("/v1/wallet/requests/{}", encoded(id));
    let done: Done = context.client()?.delete(&path)?;
    context.screen.object(&done);
    context.screen.say("cli-wallet-forgotten", &[("what", id.to_owned())]);
    Ok(Exit::Done)
}
