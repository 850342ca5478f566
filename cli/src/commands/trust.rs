//! `bot trust` and `bot path`: how near somebody is, and by which chains.

use bot_protocol::api::{
    Band, TrustParty, TrustReply, TrustRequest, TrustStep, TrustTie, TrustWord,
};
use clap::Args;

use super::Context;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Show how near somebody is to you, and why
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot trust \"École des Tilleuls\"",
    after_help = "Exit codes: 0 told · 2 usage · 3 nobody is called so · 5 no node is running"
)]
pub(crate) struct Trust {
    /// Who: a DID or a name of the address book
    who: String,
    /// From where else to look: a DID or a name of the address book
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// Only recognitions that hold for this topic, or for everything
    #[arg(long, value_name = "TOPIC")]
    about: Option<String>,
}

/// Show the chains of recognition that lead from one to another
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot path \"Our school\" Lea",
    after_help = "Exit codes: 0 a chain leads there, or both are the same · 2 usage · 3 none does, or nobody is called so \
                  · 5 no node is running"
)]
pub(crate) struct Path {
    /// From whom: a DID or a name of the address book
    from: String,
    /// To whom: a DID or a name of the address book
    to: String,
    /// Only recognitions that hold for this topic, or for everything
    #[arg(long, value_name = "TOPIC")]
    about: Option<String>,
}

/// Tells how near somebody is.
pub(crate) fn trust(context: &Context<'_>, verb: Trust) -> Result<Exit, Failure> {
    let Trust { who, from, about } = verb;
    let elsewhere = from.is_some();
    let as_identity = context.common.as_identity.clone();
    let reply = ask(context, &TrustRequest { as_identity, who, from, about })?;
    let screen = context.screen;
    let seen = if elsewhere { "cli-trust-seen" } else { "cli-trust" };
    let code = format!("{seen}-{}", reply.measure.band.name());
    let from = reply.from.first().map(named).unwrap_or_default();
    let data = [("who", named(&reply.who)), ("from", from)];
    screen.line(&screen.sentence(&code, &data));
    super::status::say_read_of_followed(context, &reply.followed);
    super::alike::warn(screen, &reply.warnings);
    if reply.measure.band == Band::Unreached && !reply.chains.is_empty() {
        let one = reply.chains.len() == 1;
        let code = if one { "cli-trust-one-chain" } else { "cli-trust-faint" };
        screen.line(&screen.sentence(code, &[]));
    }
    chains(screen, &reply);
    shared(screen, &reply);
    super::sign::tell(screen, &reply.said);
    let disputes = reply.disputes.into_iter();
    let told = disputes.map(|one| (one.says, one.reply.map(|reply| reply.says)));
    super::dispute::tell(screen, &told.collect::<Vec<_>>());
    Ok(Exit::Done)
}

/// Tells the chains between two.
pub(crate) fn path(context: &Context<'_>, verb: Path) -> Result<Exit, Failure> {
    let Path { from, to: who, about } = verb;
    let as_identity = context.common.as_identity.clone();
    let reply = ask(context, &TrustRequest { as_identity, who, from: Some(from), about })?;
    super::status::say_read_of_followed(context, &reply.followed);
    if reply.measure.band == Band::Yourself {
        let from = reply.from.first().map(named).unwrap_or_default();
        context
            .screen
            .say("cli-trust-seen-yourself", &[("who", named(&reply.who)), ("from", from)]);
        return Ok(Exit::Done);
    }
    if reply.chains.is_empty() && reply.community.is_none() {
        let from = reply.from.first().map(named).unwrap_or_default();
        let failure = Failure::new(Exit::NotFound, "cli-path-none", "no chain of five steps");
        return Err(failure.with("from", from).with("to", named(&reply.who)));
    }
    chains(context.screen, &reply);
    shared(context.screen, &reply);
    Ok(Exit::Done)
}

fn ask(context: &Context<'_>, request: &TrustRequest) -> Result<TrustReply, Failure> {
    let reply: TrustReply = context.client()?.post("/v1/trust", request)?;
    context.screen.object(&reply);
    Ok(reply)
}

fn chains(screen: &Screen, reply: &TrustReply) {
    for (number, chain) in reply.chains.iter().enumerate() {
        let first = chain.first().map(|step| named(&step.from)).unwrap_or_default();
        let names = std::iter::once(first).chain(chain.iter().map(|step| named(&step.to)));
        let names: Vec<String> = names.collect();
        screen.line(&format!("{}. {}", number.saturating_add(1), names.join(" → ")));
        chain.iter().for_each(|step| tell(screen, step));
    }
}

/// The community that both share: what it says, and no part of how near they are.
fn shared(screen: &Screen, reply: &TrustReply) {
    if let Some(shared) = &reply.community {
        let (is, admit) = (shared.is.clone(), shared.admit.to_string());
        let day = shared.as_of.get(..10).unwrap_or_default().to_owned();
        let data = [
            ("who", named(&reply.who)),
            ("from", reply.from.iter().map(named).collect::<Vec<_>>().join(", ")),
            ("name", named(&shared.community)),
            ("is", is),
            ("admit", admit),
            ("stewards", shared.stewards.to_string()),
            ("day", day),
        ];
        screen.line(&screen.sentence("cli-trust-community", &data));
    }
}

fn tell(screen: &Screen, step: &TrustStep) {
    let sides = || vec![("from", named(&step.from)), ("to", named(&step.to))];
    for word in &step.words {
        let mut data = sides();
        data.extend(told(word));
        let code = match word.by {
            TrustTie::Contact => "cli-trust-by-contact",
            TrustTie::Endorsement => "cli-trust-by-endorsement",
            TrustTie::Recognition if word.scope.is_empty() => "cli-trust-by-recognition",
            TrustTie::Recognition => "cli-trust-by-recognition-for",
        };
        screen.line(&format!("   {}", screen.sentence(code, &data)));
    }
    let code = format!("cli-trust-without-{}", step.without.band.name());
    screen.line(&format!("     {}", screen.sentence(&code, &[])));
}

fn told(word: &TrustWord) -> Vec<(&'static str, String)> {
    let day = |time: &Option<String>| {
        time.as_deref().and_then(|time| time.get(..10)).unwrap_or_default().to_owned()
    };
    vec![
        ("words", word.words.clone().unwrap_or_default()),
        ("scope", word.scope.join(", ")),
        ("since", day(&word.since)),
        ("until", day(&word.until)),
    ]
}

/// A name that this node knows, or the DID.
fn named(party: &TrustParty) -> String {
    party.name.clone().unwrap_or_else(|| party.did.clone())
}
