//! Asking for an endorsement, and being asked.

use bot_protocol::api::{
    EndorsementActRequest, EndorsementAsk, EndorsementAskState, EndorsementAskView, SignedReply,
};
use clap::Args;

use super::super::offers::told;
use super::super::{Context, describe, status};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// A request that is sent.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse request 9b1d0c52 --from Library")]
pub(super) struct Request {
    /// What for: a badge or achievement this node knows, by its id or the beginning of it; you yourself
    /// when absent
    target: Option<String>,
    /// Who is asked: a DID, or a name of the address book
    #[arg(long, value_name = "WHO")]
    from: String,
    /// Why, told to them alone
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
    #[command(flatten)]
    dry: DryRun,
}

/// Requests that are looked at.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse requests")]
pub(super) struct Requests {
    /// A request's id, or its beginning: show it whole before you answer
    id: Option<String>,
}

/// A request that is declined.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot endorse decline 3f9a")]
pub(super) struct Decline {
    /// The request's id, or its beginning
    id: String,
    #[command(flatten)]
    dry: DryRun,
}

/// Asks.
pub(super) fn request(context: &Context<'_>, act: Request) -> Result<Exit, Failure> {
    let request = EndorsementAsk {
        as_identity: context.common.as_identity.clone(),
        from: act.from,
        target: act.target.unwrap_or_default(),
        words: act.words,
        dry_run: act.dry.dry_run,
    };
    let client = context.client()?;
    let reply: SignedReply<EndorsementAskView> =
        client.post("/v1/endorsement-requests", &request)?;
    context.screen.object(&reply);
    let whom = reply.item.to_name.as_deref().unwrap_or(&reply.item.to);
    told(context, &reply, whom, "cli-endorsement-asked");
    status::say_followed(context, &reply.followed);
    if reply.changed {
        status::say_if_away(context, &client, &reply.item.to);
    }
    Ok(Exit::Done)
}

/// Lists, or shows one.
pub(super) fn requests(context: &Context<'_>, act: &Requests) -> Result<Exit, Failure> {
    let (screen, client) = (context.screen, context.client()?);
    if let Some(id) = &act.id {
        let path = format!("/v1/endorsement-requests/{}", encoded(id));
        return show(context, &client.get(&path)?);
    }
    let all: Vec<EndorsementAskView> =
        client.list(&format!("/v1/endorsement-requests{}", context.as_query()))?;
    let head = ["cli-head-id", "cli-head-from", "cli-head-to", "cli-head-state"];
    let mut table = Table::new(screen, &[&head[..], &["cli-head-what", "cli-head-words"]].concat());
    for ask in &all {
        screen.object(ask);
        table.row(&[
            ask.id.get(..8).unwrap_or(&ask.id),
            ask.from_name.as_deref().unwrap_or(&ask.from),
            ask.to_name.as_deref().unwrap_or(&ask.to),
            &screen.sentence(state_code(ask.state), &[]),
            &about(ask),
            ask.words.as_deref().unwrap_or_default(),
        ]);
    }
    table.show(screen, "cli-endorsement-requests-none");
    Ok(Exit::Done)
}

/// What a request is about, and of a badge whose it is and as what.
fn about(ask: &EndorsementAskView) -> String {
    let what = ask.target_name.as_ref().unwrap_or(&ask.target);
    let holder = ask.holder_name.as_ref().or(ask.holder.as_ref());
    let parts = [Some(what), holder, ask.role.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

fn state_code(state: EndorsementAskState) -> &'static str {
    match state {
        EndorsementAskState::Waiting => "cli-state-waiting",
        EndorsementAskState::Answered => "cli-state-given-unseen",
        EndorsementAskState::Given => "cli-state-given",
        EndorsementAskState::Withdrawn => "cli-state-withdrawn",
    }
}

fn show(context: &Context<'_>, ask: &EndorsementAskView) -> Result<Exit, Failure> {
    let screen = context.screen;
    screen.object(ask);
    screen.line(&format!("{}  {}", ask.target_name.as_deref().unwrap_or(&ask.target), ask.id));
    let rows = [
        ("cli-head-from", ask.from_name.as_deref().unwrap_or(&ask.from)),
        ("cli-head-to", ask.to_name.as_deref().unwrap_or(&ask.to)),
        ("cli-head-when", &ask.at),
        ("cli-head-state", &screen.sentence(state_code(ask.state), &[])),
        ("cli-head-endorsed", &ask.target),
        ("cli-head-words", ask.words.as_deref().unwrap_or("–")),
    ];
    // Nobody stands behind what is awarded to somebody they were not told.
    let named = ask.holder_name.iter().zip(&ask.holder).map(|(name, did)| format!("{name}  {did}"));
    let holder = named.chain(ask.holder.clone()).next();
    let more = [("cli-head-holder", holder), ("cli-head-until", ask.until.clone())];
    let rows = rows.into_iter().map(|(code, value)| (code, value.to_owned()));
    for (code, value) in
        rows.chain(more.into_iter().filter_map(|(code, value)| Some((code, value?))))
    {
        screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
    }
    describe::describe(context, ask.document.as_deref().unwrap_or_default());
    Ok(Exit::Done)
}

/// Says nothing.
pub(super) fn decline(context: &Context<'_>, act: &Decline) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    let request = EndorsementActRequest { as_identity, reason: None, dry_run: act.dry.dry_run };
    let path = format!("/v1/endorsement-requests/{}/decline", encoded(&act.id));
    let reply: SignedReply<EndorsementAskView> = context.client()?.post(&path, &request)?;
    context.screen.object(&reply);
    let whom = reply.item.from_name.as_deref().unwrap_or(&reply.item.from);
    told(context, &reply, whom, "cli-endorsement-declined");
    Ok(Exit::Done)
}
