//! Badges offered to wallets: made, listed, taken back.

use bot_protocol::api::{
    Done, SecretText, WalletFormat, WalletOfferReply, WalletOfferRequest, WalletOfferState,
    WalletOfferView,
};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::super::{Context, status};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::sheet;
use crate::table::Table;

/// What is offered.
#[derive(Debug, Args)]
pub(crate) struct Offer {
    /// What is awarded: a name or id from `bot badge list`
    badge: String,
    /// Ask the wallet for a code of six digits too, which you tell its owner by another way
    #[arg(long)]
    tx_code: bool,
    /// Until when it can be collected (RFC 3339) [default: in a week]
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// In which form: ldp_vc or jwt_vc_json [default: ldp_vc]
    #[arg(long, value_name = "FORMAT", value_parser = format(), hide_possible_values = true)]
    format: Option<WalletFormat>,
    /// How it was earned, in this very case
    #[arg(long, value_name = "WORDS")]
    narrative: Option<String>,
    /// From when it is valid (RFC 3339) [default: when it is collected]
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,
    /// Until when it is valid (RFC 3339) [default: without end]
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// The forms of badges for wallets by their names; a wrong one is answered with all of them.
pub(super) fn format() -> impl TypedValueParser<Value = WalletFormat> {
    let of = |name: String| WalletFormat::ALL.into_iter().find(|one| one.name() == name);
    PossibleValuesParser::new(WalletFormat::ALL.map(|one| one.name()))
        .try_map(move |name| of(name.clone()).ok_or_else(|| format!("there is no format {name:?}")))
}

/// Offers.
pub(super) fn offer(context: &Context<'_>, verb: Offer) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    let request = WalletOfferRequest {
        as_identity: context.common.as_identity.clone(),
        achievement: verb.badge,
        format: verb.format.unwrap_or_default(),
        tx_code: verb.tx_code,
        expires: verb.expires,
        valid_from: verb.valid_from,
        valid_until: verb.valid_until,
        narrative: verb.narrative,
        dry_run: verb.dry.dry_run,
    };
    let reply: WalletOfferReply = client.post("/v1/wallet/offers", &request)?;
    screen.object(&reply);
    let what = screen.own(&reply.item.achievement, &reply.item.names).to_owned();
    let (Some(uri), Some(link)) = (&reply.uri, &reply.link) else {
        screen.say("cli-dry-run", &[("what", what)]);
        return Ok(Exit::Done);
    };
    sheet::code(screen, uri);
    screen.line(uri.expose());
    screen.line(link.expose());
    let data = [("what", what), ("until", reply.item.until), ("id", reply.item.id)];
    screen.say("cli-wallet-offered", &data);
    if let Some(code) = reply.tx_code.as_ref().map(SecretText::expose) {
        screen.say("cli-wallet-tx-code", &[("code", code.to_owned())]);
    }
    status::warn_if_self_signed(context, &client);
    Ok(Exit::Done)
}

/// Lists.
pub(super) fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/wallet/offers{}", context.as_query());
    let offers: Vec<WalletOfferView> = context.client()?.list(&path)?;
    let heads =
        ["cli-head-id", "cli-head-badge", "cli-head-state", "cli-head-until", "cli-head-holder"];
    let mut table = Table::new(screen, &heads);
    for offer in &offers {
        screen.object(offer);
        let state = match offer.state {
            WalletOfferState::Waiting => "cli-state-waiting",
            WalletOfferState::Begun => "cli-state-begun",
            WalletOfferState::Collected => "cli-state-collected",
            WalletOfferState::Ended => "cli-state-ended",
        };
        let id = offer.id.get(..8).unwrap_or(&offer.id);
        let holder = offer.holder.as_deref().unwrap_or("-");
        let state = screen.sentence(state, &[]);
        let name = screen.own(&offer.achievement, &offer.names);
        table.row(&[id, name, &state, &offer.until, holder]);
    }
    table.show(screen, "cli-wallet-offers-none");
    Ok(Exit::Done)
}

/// Takes back.
pub(super) fn withdraw(context: &Context<'_>, id: &str) -> Result<Exit, Failure> {
    let path = format!("/v1/wallet/offers/{}", encoded(id));
    let done: Done = context.client()?.delete(&path)?;
    context.screen.object(&done);
    context.screen.say("cli-wallet-withdrawn", &[("what", id.to_owned())]);
    Ok(Exit::Done)
}
