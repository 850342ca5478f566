//! `bot witness`: who says how long a ledger is, and since when.

use bot_protocol::api::{WitnessView, WitnessesReply, WitnessesRequest, WitnessesView};
use clap::{Args, Subcommand};

use super::Context;
use crate::args::DryRun;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Whoever says how long your ledger is, and since when, so that nobody need believe your clock
#[derive(Debug, Args)]
#[command(before_help = "Example: bot witness add \"Town library\"")]
pub(crate) struct Witness {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the witnesses, and what each has signed
    #[command(before_help = "Example: bot witness list")]
    List,
    /// Name witnesses: from then on the ledger is dated by their clocks
    #[command(before_help = "Example: bot witness add \"Town library\" Lea Ada Ben")]
    Add(Change),
    /// Name somebody a witness no longer
    #[command(before_help = "Example: bot witness remove Lea")]
    Remove(Change),
}

/// Who is meant, and how many must have seen the ledger from then on.
#[derive(Debug, Args)]
struct Change {
    /// Whom: DIDs, names of the address book, or writer keys (z6Mk…)
    #[arg(required = true)]
    who: Vec<String>,
    /// How many witnesses must then have seen the ledger, more than half [default: 3 of 4, 5 of 7]
    #[arg(long, value_name = "NUMBER")]
    quorum: Option<u8>,
    #[command(flatten)]
    dry: DryRun,
}

/// Lists or changes.
pub(crate) fn run(context: &Context<'_>, verb: Witness) -> Result<Exit, Failure> {
    let as_identity = context.common.as_identity.clone();
    let request = match verb.act {
        Act::List => return list(context),
        Act::Add(Change { who, quorum, dry }) => {
            let (add, remove) = (who, Vec::new());
            WitnessesRequest { as_identity, add, remove, quorum, dry_run: dry.dry_run }
        }
        Act::Remove(Change { who, quorum, dry }) => {
            let (add, remove) = (Vec::new(), who);
            WitnessesRequest { as_identity, add, remove, quorum, dry_run: dry.dry_run }
        }
    };
    let reply: WitnessesReply = context.client()?.post("/v1/witnesses", &request)?;
    let screen = context.screen;
    screen.object(&reply);
    let what = screen.sentence("cli-witness-quorum", &quorum(&reply.item));
    let code = match (reply.dry_run, reply.changed, reply.item.witnesses.is_empty()) {
        (true, _, _) => "cli-dry-run",
        (false, false, _) => "cli-witness-same",
        (false, true, false) => "cli-witness-named",
        (false, true, true) => "cli-witness-none-now",
    };
    screen.say(code, &[("what", what)]);
    if let Some(says) = unsigned(screen, &reply.item).filter(|_| !reply.dry_run) {
        screen.line(&format!("  {says}"));
    }
    Ok(Exit::Done)
}

/// That too few of the witnesses named have signed yet, so that nobody can tell whether the badges of whoever
/// named them stand: who is waited for, and how they are taken away.
pub(crate) fn unsigned(screen: &Screen, one: &WitnessesView) -> Option<String> {
    if one.witnesses.is_empty() || one.dated.is_some() {
        return None;
    }
    let mut data = quorum(one);
    let silent: Vec<&str> =
        one.witnesses.iter().filter(|one| one.signed.is_none()).map(called).collect();
    let first = silent.first().map(|who| (*who).to_owned()).unwrap_or_default();
    data.extend([("signed", (one.witnesses.len() - silent.len()).to_string()), ("first", first)]);
    data.push(("who", silent.join(", ")));
    let all = usize::from(one.quorum) == one.witnesses.len();
    let all = all.then(|| screen.sentence("cli-witness-all", &data));
    let says = std::iter::once(screen.sentence("cli-witness-unsigned", &data)).chain(all);
    Some(says.collect::<Vec<_>>().join(" "))
}

/// A witness by its name, or whatever is known of it.
pub(crate) fn called(witness: &WitnessView) -> &str {
    witness.name.as_deref().or(witness.did.as_deref()).unwrap_or(&witness.writer)
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let path = format!("/v1/witnesses{}", context.as_query());
    let all: Vec<WitnessesView> = context.client()?.list(&path)?;
    for one in &all {
        screen.object(one);
        show(screen, one);
    }
    Ok(Exit::Done)
}

/// How many there are and must be.
fn quorum(one: &WitnessesView) -> Vec<(&'static str, String)> {
    vec![
        ("name", one.name.clone()),
        ("quorum", one.quorum.to_string()),
        ("count", one.witnesses.len().to_string()),
    ]
}

fn show(screen: &Screen, one: &WitnessesView) {
    if one.witnesses.is_empty() {
        return screen.say("cli-witnesses-none", &quorum(one));
    }
    let mut data = quorum(one);
    data.push(("at", one.dated.clone().unwrap_or_default()));
    let dated = if one.dated.is_some() { "cli-witnesses-dated" } else { "cli-witnesses-undated" };
    screen.say(dated, &data);
    let heads = ["cli-head-name", "cli-head-signed", "cli-head-when", "cli-head-key"];
    let mut table = Table::new(screen, &heads);
    for witness in &one.witnesses {
        let WitnessView { writer, did, name, entries, signed } = witness;
        let name = name.as_deref().or(did.as_deref()).unwrap_or_default();
        let (of, nothing) = (one.entries, screen.sentence("cli-witness-nothing", &[]));
        let seen = entries.map_or(nothing, |entries| format!("{entries}/{of}"));
        table.row(&[name, &seen, signed.as_deref().unwrap_or_default(), writer]);
    }
    table.show(screen, "cli-witnesses-none");
}
