//! How large the first load of the pages is, and how long pages of somebody with 10,000 badges take. Prints
//! figures and asserts none.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops where it cannot go on"
)]
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]

use std::io::Write as _;
use std::time::Instant;

use bot_node::store::{Shelf, Write};
use bot_protocol::api::{AchievementDraft, IssueRequest, PageQuery};
use bot_protocol::canon::json::Value;
use bot_tests::browser::{Browser, between};
use bot_tests::http::{Node, settings};
use serde_json::json;

/// Badges that are held.
const BADGES: usize = 10_000;

/// How often each page is asked for.
const TIMES: usize = 60;

fn packed(bytes: &[u8]) -> usize {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap().len()
}

/// A badge like thousands of others: signed once, and kept under many numbers.
async fn filled(node: &Node) {
    let acts = node.running.acts();
    let text = |text: &str| Value::from(text.to_owned());
    let draft = AchievementDraft {
        language: Some(text("en")),
        name: text("Swimming, 200 m"),
        description: text("Swims two hundred metres without a rest."),
        criteria: text("Shown three times before a teacher."),
        tag: Some(Value::Array(vec![text("water"), text("sport")])),
        ..AchievementDraft::default()
    };
    let made = acts.add_achievement(draft).await.unwrap();
    let request =
        IssueRequest { achievement: made.id, to: "Lea".to_owned(), ..IssueRequest::default() };
    acts.issue(request).await.unwrap();
    let badge = acts.credentials(&PageQuery::default()).unwrap().items.remove(0);
    let document = acts.credential(&badge.id).unwrap().document.unwrap();
    for chunk in (0..BADGES).collect::<Vec<_>>().chunks(500) {
        let write = |number: &usize| {
            let id = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
            let note = json!({
                "holder": badge.subject, "letter": "", "at": number,
                "document": document.replace(&badge.id, &id),
            });
            let value = serde_json::to_vec(&note).unwrap();
            Write::Note { shelf: Shelf::Held, key: id.into_bytes(), value }
        };
        acts.commit(chunk.iter().map(write).collect()).await.unwrap();
    }
}

async fn first_load(browser: &mut Browser<'_>) -> (usize, usize) {
    let page = browser.read("/").await;
    let mut parts = vec![page.clone().into_bytes()];
    for place in between(&page, "=\"/assets/", "\"") {
        parts.push(browser.open(&format!("/assets/{place}")).await.body);
    }
    parts.sort();
    parts.dedup();
    (parts.iter().map(Vec::len).sum(), parts.iter().map(|part| packed(part)).sum())
}

#[tokio::main]
async fn main() {
    let node = Node::start(settings()).await;
    let mut browser = Browser::inside(&node, "en").await;
    browser.fill("/welcome", &[("party", "person"), ("name", "Lea")]).await;
    let (plain, small) = first_load(&mut browser).await;
    println!("first load: {plain} bytes, {small} packed");
    filled(&node).await;
    let mut figures = json!({ "first_load_bytes": plain, "first_load_packed_bytes": small });
    for (name, path) in [
        ("home", "/"),
        ("passport", "/passport"),
        ("search", "/passport?q=swim+200&order=name&part=40"),
        ("timeline", "/passport/timeline"),
        ("people", "/people"),
        ("node", "/node"),
    ] {
        let mut millis = Vec::new();
        for _ in 0..TIMES {
            let begin = Instant::now();
            assert_eq!(browser.open(path).await.status, 200, "{path}");
            millis.push(begin.elapsed().as_secs_f64() * 1000.0);
        }
        millis.sort_by(f64::total_cmp);
        let (median, late) = (millis[TIMES / 2], millis[TIMES * 95 / 100]);
        println!("{name:>9}: {median:.1} ms, 95 of 100 within {late:.1} ms");
        figures[format!("{name}_p95_millis")] = json!(late);
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("pages.json"), format!("{figures:#}\n")).unwrap();
}
