//! `bot graph`: who is near, and who stands behind whom among them; also as a picture.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bot_protocol::api::{GraphPerson, GraphReply, GraphRequest};
use clap::Args;

use super::{Context, Output};
use crate::failure::{Exit, Failure};
use crate::table::Table;

/// Show who is near you, and who stands behind whom among them
#[derive(Debug, Args)]
#[command(
    before_help = "Example: bot graph --picture around-us.svg",
    after_help = "Exit codes: 0 told · 2 usage, or the file is there already · 3 nobody is called so · 5 no node is running"
)]
pub(crate) struct Graph {
    /// From where else to look: a DID or a name of the address book
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// Only recognitions that hold for this topic, or for everything
    #[arg(long, value_name = "TOPIC")]
    about: Option<String>,
    /// Most people, the nearest first: 1 to 200
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: u32,
    /// The file for a picture of it (SVG), - for standard output
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Replace the file where it exists
    #[arg(long)]
    force: bool,
}

/// Tells who is near, or draws it.
pub(crate) fn run(context: &Context<'_>, verb: Graph) -> Result<Exit, Failure> {
    let screen = context.screen;
    let Graph { from, about, limit, picture, force } = verb;
    let place = picture.as_deref().map(|path| Output::reserve(path, force)).transpose()?;
    let silent = place.as_ref().is_some_and(Output::is_stdout);
    let as_identity = context.common.as_identity.clone();
    let request =
        GraphRequest { as_identity, from, about, limit: Some(limit), picture: place.is_some() };
    let mut reply: GraphReply = context.client()?.post("/v1/trust/graph", &request)?;
    let drawn = reply.picture.take();
    if let (Some(place), Some(drawn)) = (place, drawn) {
        place.fill(screen, drawn.as_bytes())?;
    }
    if silent {
        return Ok(Exit::Done);
    }
    screen.object(&reply);
    let behind = behind(&reply);
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-near", "cli-head-behind"]);
    for person in &reply.people {
        let near = screen.sentence(&format!("cli-graph-{}", person.measure.band.name()), &[]);
        let by = behind.get(person.party.did.as_str()).map(|by| by.join(", ")).unwrap_or_default();
        table.row(&[&named(person), &near, &by]);
    }
    table.show(screen, "cli-graph-nobody");
    if reply.left_out > 0 && !reply.people.is_empty() {
        screen.say("cli-graph-more", &[("count", reply.left_out.to_string())]);
    }
    if let Some(path) = picture {
        screen.say("cli-graph-drawn", &[("path", path.display().to_string())]);
    }
    Ok(Exit::Done)
}

/// Who stands behind each, by name.
fn behind(reply: &GraphReply) -> BTreeMap<&str, Vec<String>> {
    let viewer = reply.from.first().and_then(|party| party.name.clone()).unwrap_or_default();
    let names: BTreeMap<&str, String> =
        reply.people.iter().map(|person| (person.party.did.as_str(), named(person))).collect();
    let name = |who: Option<&str>| match who {
        None => viewer.clone(),
        Some(did) => names.get(did).cloned().unwrap_or_else(|| did.to_owned()),
    };
    let mut behind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for tie in &reply.ties {
        let (from, to) = (tie.from.as_deref(), tie.to.as_deref());
        let mutual = tie.by == bot_protocol::api::TrustTie::Recognition;
        let ways = [Some((from, to)), mutual.then_some((to, from))];
        for (from, to) in ways.into_iter().flatten() {
            if let Some(to) = to {
                behind.entry(to).or_default().push(name(from));
            }
        }
    }
    behind
}

/// A name that this node knows, or the DID.
fn named(person: &GraphPerson) -> String {
    person.party.name.clone().unwrap_or_else(|| person.party.did.clone())
}
