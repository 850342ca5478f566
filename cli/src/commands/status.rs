//! `bot status`: how the node is.

use bot_protocol::api::{
    AskedView, CertificateKind, Followed, GuardsLost, KeeperView, PeerView, StatusReply,
    WaitingView, WebView, WitnessesView,
};
use clap::Args;

use super::Context;
use super::guardian::called;
use crate::client::Client;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Say how the running node is; exit code 5 where none runs
#[derive(Debug, Args)]
#[command(before_help = "Example: bot status")]
pub(crate) struct Status {}

/// Asks and shows.
pub(crate) fn run(context: &Context<'_>, _: &Status) -> Result<Exit, Failure> {
    let client = context.client()?;
    let status: StatusReply = client.get("/v1/status")?;
    let screen = context.screen;
    screen.object(&status);
    screen.say(
        "cli-status-up",
        &[("since", status.started.clone()), ("pid", status.pid.to_string())],
    );
    let rows = [
        ("cli-status-identities", status.identities.to_string()),
        ("cli-status-feeds", status.feeds.to_string()),
        ("cli-status-peers", status.peers.to_string()),
        ("cli-status-offers", status.offers.to_string()),
        ("cli-status-outbox", status.outbox.to_string()),
        (
            "cli-status-store",
            format!("{}, {} KiB", status.store.backend, status.store.bytes / 1024),
        ),
    ];
    for (code, value) in rows {
        screen.line(&format!("  {}  {value}", screen.sentence(code, &[])));
    }
    show_waiting(screen, &status.waiting);
    show_asked(screen, &status.asked);
    let alarms = [
        ("cli-restored-elsewhere", &status.closed),
        ("cli-writer-elsewhere", &status.elsewhere),
        ("cli-restored-unfound", &status.unfound),
        ("cli-recovery-alarm", &status.to_contest),
    ];
    for (code, names) in alarms {
        for name in names {
            screen.line(&format!("  {}", screen.sentence(code, &[("name", name.clone())])));
        }
    }
    for lost in &status.guards_lost {
        screen.line(&format!("  {}", guards_lost(screen, lost)));
    }
    let witnessed: Vec<WitnessesView> = client.list("/v1/witnesses")?;
    for says in witnessed.iter().filter_map(|one| super::witness::unsigned(screen, one)) {
        screen.line(&format!("  {says}"));
    }
    if status.held_back {
        screen.line(&format!("  {}", screen.sentence("cli-folder-held", &[])));
    }
    if let Some(web) = &status.web {
        let says = web_door(screen, web);
        screen.line(&format!("  {}  {says}", screen.sentence("cli-status-web", &[])));
    }
    for says in super::reach::told(screen, &status.reach) {
        screen.line(&format!("  {}  {says}", screen.sentence("cli-status-reach", &[])));
    }
    for address in &status.addresses {
        screen.line(&format!("  {}  {address}", screen.sentence("cli-status-address", &[])));
    }
    Ok(Exit::Done)
}

/// For whom letters wait, and what for.
fn show_waiting(screen: &Screen, all: &[WaitingView]) {
    for waiting in all {
        let code = match (waiting.reachable, waiting.kept == waiting.letters) {
            (true, _) => "cli-letters-leaving",
            (false, true) => "cli-letters-kept",
            (false, false) => "cli-letters-waiting",
        };
        let who = waiting.to_name.as_ref().unwrap_or(&waiting.to).clone();
        let says = screen.sentence(code, &[("who", who), ("count", waiting.letters.to_string())]);
        screen.line(&format!("    {says}"));
    }
}

/// What somebody asks for or says, beside what they offer, and by which command it is looked at.
pub(crate) fn show_asked(screen: &Screen, asked: &AskedView) {
    let counts = [
        ("cli-asked-charters", asked.charters),
        ("cli-asked-endorsements", asked.endorsements),
        ("cli-asked-disputes", asked.disputes),
    ];
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        screen.line(&format!("  {}", screen.sentence(code, &[("count", count.to_string())])));
    }
    for name in &asked.dismissed {
        let says = screen.sentence("cli-asked-dismissed", &[("name", name.clone())]);
        screen.line(&format!("  {says}"));
    }
}

/// Where the web door is, in words.
pub(crate) fn web_door(screen: &Screen, web: &WebView) -> String {
    let url = ("url", web.url.clone());
    match &web.base_url {
        None => screen.sentence("cli-web-at", &[url]),
        Some(base) => screen.sentence("cli-web-known-as", &[url, ("base", base.clone())]),
    }
}

/// Warns whoever hands out addresses of the web door that others refuse its certificate.
pub(crate) fn warn_if_self_signed(context: &Context<'_>, client: &Client) {
    // What was handed out stands; without an answer there is nothing to add to that.
    let Ok(status) = client.get::<StatusReply>("/v1/status") else { return };
    if status.web.is_some_and(|web| web.certificate == CertificateKind::SelfSigned) {
        context.screen.say("cli-web-self-signed", &[]);
    }
}

/// Says that whoever was named goes on with a new key, for whom it was done.
pub(crate) fn say_followed<'f>(
    context: &Context<'_>,
    followed: impl IntoIterator<Item = &'f Followed>,
) {
    say_of_followed(context, "cli-followed", followed);
}

/// The same of what is read: it is told of whoever goes on.
pub(crate) fn say_read_of_followed<'f>(
    context: &Context<'_>,
    followed: impl IntoIterator<Item = &'f Followed>,
) {
    say_of_followed(context, "cli-followed-read", followed);
}

fn say_of_followed<'f>(
    context: &Context<'_>,
    code: &str,
    followed: impl IntoIterator<Item = &'f Followed>,
) {
    for Followed { was, successor } in followed {
        let data = [
            ("who", was.name.clone().unwrap_or_else(|| was.did.clone())),
            ("did", was.did.clone()),
            ("successor", successor.clone()),
        ];
        context.screen.say(code, &data);
    }
}

/// Guardians who are fewer than they were, in words.
pub(crate) fn guards_lost(screen: &Screen, lost: &GuardsLost) -> String {
    let names = |names: Vec<String>| names.join(", ");
    let keeper = |one: &KeeperView| match &one.who {
        Some(who) => called(who).to_owned(),
        None => one.writer.clone(),
    };
    let data = [
        ("name", lost.name.clone()),
        ("guardians", names(lost.guardians.iter().map(|one| called(one).to_owned()).collect())),
        ("left", lost.left.to_string()),
        ("need", lost.need.to_string()),
        ("witnesses", names(lost.witnesses.iter().map(keeper).collect())),
        ("clocks", lost.clocks.to_string()),
        ("quorum", lost.quorum.to_string()),
    ];
    let lost_guardians = (!lost.guardians.is_empty()).then_some("cli-guards-lost-keys");
    let lost_clocks = (!lost.witnesses.is_empty()).then_some("cli-guards-lost-clocks");
    let over = lost.is_over().then_some("cli-guards-lost-over");
    let codes = [lost_guardians, lost_clocks, over, Some("cli-guards-lost-do")];
    let said: Vec<String> =
        codes.into_iter().flatten().map(|code| screen.sentence(code, &data)).collect();
    said.join(" ")
}

/// Says that a letter just signed must wait, where no node that takes it is connected.
pub(crate) fn say_if_away(context: &Context<'_>, client: &Client, to: &str) {
    // The letter is signed and kept; without an answer there is nothing to add to that.
    let Ok(status) = client.get::<StatusReply>("/v1/status") else { return };
    let away = |one: &&WaitingView| one.to == to && !one.reachable;
    if let Some(waiting) = status.waiting.iter().find(away) {
        let who = waiting.to_name.as_ref().unwrap_or(&waiting.to).clone();
        let peers: Vec<PeerView> = client.list("/v1/peers").unwrap_or_default();
        let calling = peers.iter().any(|peer| peer.kept && !peer.connected);
        let code = if calling { "cli-letter-connecting" } else { "cli-letter-away" };
        context.screen.say(code, &[("who", who)]);
    }
}
