//! What the pages cost whoever looks at them: how large the first load is, and how soon each page is there
//! where somebody holds ten thousand badges.
//!
//! A node in this process is asked over real HTTP, one page after the other. The badges are copies of one that was
//! awarded and accepted, each with an id, a name and a day of its own. `BOT_PAGES_BADGES` makes them fewer.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::io::Write as _;
use std::time::Duration;

use bot_node::store::{Shelf, Write};
use bot_protocol::api::PageQuery;
use bot_tests::browser::{Browser, between, leads_to};
use bot_tests::http::{Node, settings};
use serde_json::Value;
use stopwatch::Figures;

/// How often each page is asked for.
const ROUNDS: usize = 40;

/// How many badges go into the store at a time.
const BATCH: usize = 200;

fn main() {
    let count = std::env::var("BOT_PAGES_BADGES").ok().and_then(|count| count.parse().ok());
    let work = tokio::runtime::Runtime::new().expect("a runtime");
    let figures = work.block_on(measured(count.unwrap_or(10_000)));
    figures.tell("pages", "Pages, as a clock on the wall tells");
}

async fn measured(count: usize) -> Figures {
    let mut config = settings();
    config.http.request_timeout_millis = 60_000;
    let node = Node::start(config).await;
    let mut lea = Browser::inside(&node, "en").await;
    lea.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
    let mut figures = Figures::default();
    first_load(&mut lea, &mut figures).await;
    let one = awarded(&mut lea).await;
    copied(&node, &one, count).await;
    let held = lea.read("/passport").await;
    let badge = leads_to(&held, "/passport/urn");
    figures.add("badges", count as f64, "badges");
    let pages = [
        ("the first page", "/".to_owned()),
        ("all badges", "/passport".to_owned()),
        ("a search", "/passport?q=77&order=name".to_owned()),
        ("the last part", "/passport?part=9999&order=expiry".to_owned()),
        ("over the years", "/passport/timeline".to_owned()),
        ("one badge", badge),
        ("a new page of badges", "/portfolios/new".to_owned()),
        ("awards", "/award".to_owned()),
        ("people", "/people".to_owned()),
        ("the node", "/node".to_owned()),
    ];
    let mut all = Vec::new();
    for (name, path) in pages {
        // What is read once, however often it is looked at.
        let (_, cold) = asked(&mut lea, &path).await;
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            times.push(asked(&mut lea, &path).await.1);
        }
        times.sort();
        all.extend(times.iter().copied());
        figures.add(&format!("{name}, p50"), nanos(times[ROUNDS / 2]), "ns");
        figures.add(&format!("{name}, p95"), nanos(times[ROUNDS * 95 / 100]), "ns");
        figures.add(&format!("{name}, at first"), nanos(cold), "ns");
    }
    all.sort();
    figures.add("every page, p95", nanos(all[all.len() * 95 / 100]), "ns");
    changed(&node, &mut lea, &one, &mut figures).await;
    figures
}

fn nanos(time: Duration) -> f64 {
    time.as_secs_f64() * 1e9
}

async fn asked(browser: &mut Browser<'_>, path: &str) -> (usize, Duration) {
    let begun = tokio::time::Instant::now();
    let reply = browser.open(path).await;
    let took = begun.elapsed();
    assert_eq!(reply.status, 200, "{path}");
    (reply.body.len(), took)
}

/// All that a browser asks for when it opens the first page, as it travels and as it could be packed.
async fn first_load(browser: &mut Browser<'_>, figures: &mut Figures) {
    let page = browser.open("/").await.body;
    let text = String::from_utf8(page.clone()).expect("a page is text");
    let mut all = vec![page];
    for path in between(&text, "\"/assets/", "\"") {
        all.push(browser.open(&format!("/assets/{path}")).await.body);
    }
    let packed = |bytes: &Vec<u8>| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).expect("memory");
        packer.finish().expect("memory").len()
    };
    let sum: usize = all.iter().map(Vec::len).sum();
    figures.add("first load, as it travels", sum as f64, "bytes");
    let sum: usize = all.iter().map(packed).sum();
    figures.add("first load, packed", sum as f64, "bytes");
}

/// Lea awards herself a badge and accepts it; its id.
async fn awarded(lea: &mut Browser<'_>) -> String {
    let design =
        [("name", "Swimming 0"), ("description", "Swims."), ("criteria", "Three lengths.")];
    lea.fill("/award/new", &design).await;
    let design = leads_to(&lea.read("/award").await, "/award/urn");
    let given = [("to", "Lea"), ("narrative", "With patience."), ("valid_until", "2030-08-31")];
    lea.fill(&design, &given).await;
    for _ in 0..200 {
        let home = lea.read("/").await;
        if home.contains("href=\"/offers/") {
            lea.fill(&format!("{}/accept", leads_to(&home, "/offers/")), &[]).await;
            break;
        }
        tokio::time::sleep(Duration::from_nanos(50)).await;
    }
    let badge = leads_to(&lea.read("/passport").await, "/passport/urn");
    badge.trim_start_matches("/passport/").replace("%3A", ":")
}

/// Copies of a badge that is held, with an id, a name and days of their own.
async fn copied(node: &Node, one: &str, count: usize) {
    let note = node.running.acts().store().note(Shelf::Held, one.as_bytes());
    let note: Value = serde_json::from_slice(&note.expect("it is read").expect("it is held"))
        .expect("a note is JSON");
    let text = note["document"].as_str().expect("a text").to_owned();
    let numbers: Vec<usize> = (1..count).collect();
    for batch in numbers.chunks(BATCH) {
        let write = |number: &usize| {
            let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
            let day = format!("{}-{:02}-01T00:00:00Z", 2010 + number % 16, 1 + number % 12);
            let mut copy: Value = serde_json::from_str(&text).expect("a badge is JSON");
            copy["id"] = id.clone().into();
            copy["validFrom"] = day.into();
            copy["credentialSubject"]["achievement"]["name"] = format!("Swimming {number}").into();
            let mut note = note.clone();
            note["document"] = copy.to_string().into();
            Write::Note {
                shelf: Shelf::Held,
                key: id.into_bytes(),
                value: note.to_string().into_bytes(),
            }
        };
        node.running.acts().commit(batch.iter().map(write).collect()).await.expect("it is stored");
    }
    let all = node.running.acts().credentials(&PageQuery::default()).expect("they are read");
    assert_eq!(all.items.len().min(count), all.items.len());
}

/// The same where something changes before each look.
async fn changed(node: &Node, lea: &mut Browser<'_>, one: &str, figures: &mut Figures) {
    let acts = node.running.acts();
    let value = acts.store().note(Shelf::Held, one.as_bytes()).expect("read").expect("held");
    let mut times = Vec::new();
    for _ in 0..9 {
        let key = one.as_bytes().to_vec();
        let write = Write::Note { shelf: Shelf::Held, key, value: value.clone() };
        acts.commit(vec![write]).await.expect("it is stored");
        times.push(asked(lea, "/passport").await.1);
    }
    times.sort();
    figures.add("all badges after a change, p50", nanos(times[4]), "ns");
}
