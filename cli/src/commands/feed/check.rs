//! `bot feed check`: is a ledger whole?

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::api::FeedView;
use bot_protocol::feed::{Bundle, HeadStamp, KeyRing};
use bot_protocol::identity::Did;
use bot_protocol::verdict::{Asked, Evidence, ledger};
use serde_json::Value;

use crate::client::encoded;
use crate::commands::verify::{mark, parsed, worse};
use crate::commands::{Context, fork};
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Checks one ledger, those in a file, or all that are held.
pub(super) fn run(context: &Context<'_>, who: Option<&str>) -> Result<Exit, Failure> {
    let Some(who) = who else { return all(context) };
    let path = Path::new(who);
    if !path.is_file() {
        let checked = checked(context, who)?;
        context.screen.object(&checked);
        show(context.screen, &checked);
        return Ok(exit(&checked));
    }
    let bundle = fork::bundle(path)?;
    let mut end = owned(context.screen, &bundle, path)?;
    for checked in of_bundle(bundle, context.screen)? {
        context.screen.object(&checked);
        show(context.screen, &checked);
        end = worse(end, exit(&checked));
    }
    Ok(end)
}

/// Whether the file says of every log in it whose it is: of what nobody owns nothing can be told.
fn owned(screen: &Screen, bundle: &Bundle, path: &Path) -> Result<Exit, Failure> {
    let path = || ("path", path.display().to_string());
    if bundle.keys.is_empty() {
        let detail = "no key event in it";
        return Err(
            Failure::new(Exit::CannotTell, "cli-feed-check-unowned", detail).with("path", path().1)
        );
    }
    let mut ring = KeyRing::new();
    for event in &bundle.keys {
        // A log that is full says enough.
        ring.insert(event.clone()).ok();
    }
    let said = bundle.entries.iter().map(|one| one.writer());
    let proven = bundle.forks.iter().map(|one| one.writer());
    let told = bundle.heads.iter().map(|one| one.writer());
    let mut all = said.chain(proven).chain(told).chain(bundle.stamps.iter().map(HeadStamp::writer));
    if all.all(|writer| ring.author(&writer).is_some()) {
        return Ok(Exit::Done);
    }
    screen.say("cli-feed-check-more", &[path()]);
    Ok(Exit::CannotTell)
}

/// What the node thinks of a ledger.
fn checked(context: &Context<'_>, who: &str) -> Result<Value, Failure> {
    let client = context.client()?;
    client.get(&format!("/v1/feeds/{}/check", encoded(who)))
}

/// One line for each ledger that the node holds.
fn all(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let feeds: Vec<FeedView> = context.client()?.list("/v1/feeds")?;
    let heads = ["cli-head-name", "cli-head-entries", "cli-head-answer", "cli-head-why"];
    let (mut table, mut end) = (Table::new(screen, &heads), Exit::Done);
    for feed in &feeds {
        let checked = checked(context, &feed.did)?;
        screen.object(&checked);
        end = worse(end, exit(&checked));
        let answer = checked["answer"].as_str().unwrap_or("unknown");
        table.row(&[
            feed.name.as_deref().unwrap_or(&feed.did),
            &feed.entries.to_string(),
            &screen.sentence(&format!("cli-answer-{answer}"), &[]),
            &why(&checked, answer),
        ]);
    }
    table.show(screen, "cli-feeds-none");
    Ok(end)
}

/// What decides: the first remark of that answer, and of a whole ledger its date.
fn why(checked: &Value, answer: &str) -> String {
    let remarks = checked["remarks"].as_array().into_iter().flatten();
    let mut fitting = remarks.filter(|remark| remark["answer"] == answer);
    let told = if answer == "yes" { fitting.next_back() } else { fitting.next() };
    told.and_then(|remark| remark["says"].as_str()).unwrap_or_default().to_owned()
}

/// What is to be thought of each ledger of a file, with nothing but the file.
fn of_bundle(bundle: Bundle, screen: &Screen) -> Result<Vec<Value>, Failure> {
    let dids: BTreeSet<Did> = bundle.keys.iter().map(|event| event.did()).collect();
    let mut evidence = Evidence::new();
    evidence.hear_bundle(bundle);
    let (dropped, asked) = (BTreeSet::new(), Asked::at(SystemClock.now()));
    let check = |did: &Did| {
        let checked = ledger::check(did, &evidence, &dropped, &asked);
        let mut told: Value = parsed(&checked.to_json(screen.lang()))?;
        if let Some(name) = evidence.profile_name(did) {
            told["name"] = name.into();
        }
        Ok(told)
    };
    dids.iter().map(check).collect()
}

/// Part by part, each with its reason and what can be done.
fn show(screen: &Screen, checked: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let answer = checked["answer"].as_str().unwrap_or("unknown");
    let name = if checked["name"].is_string() { &checked["name"] } else { &checked["did"] };
    let data = [("name", text(name)), ("did", text(&checked["did"]))];
    screen.say(&format!("cli-feed-check-{answer}"), &data);
    let mut advised = BTreeMap::new();
    for remark in checked["remarks"].as_array().into_iter().flatten() {
        let answer = remark["answer"].as_str().unwrap_or("unknown");
        screen.line(&format!("  {} {}", mark(answer), text(&remark["says"])));
        if let Some(advice) = remark["advice"].as_str()
            && advised.insert(advice.to_owned(), ()).is_none()
        {
            screen.line(&format!("      {advice}"));
        }
    }
}

/// 0 where it is whole, 6 where it was told in two versions, 7 where that cannot be told.
fn exit(checked: &Value) -> Exit {
    match checked["answer"].as_str() {
        Some("yes") => Exit::Done,
        Some("no") => Exit::No,
        Some(_) | None => Exit::CannotTell,
    }
}
