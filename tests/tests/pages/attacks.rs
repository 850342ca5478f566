//! What others may try on somebody's pages, in a real browser: texts that run or load something, forms and
//! scripts of other sites, and names that are turned to this machine once their page is open.

use bot_node::http::every_page;
use bot_protocol::api::PageQuery;
use bot_protocol::identity::{Did, SecretKey};
use bot_tests::browser::{Browser, between};
use bot_tests::http::{Node, settings};
use serde_json::{Value, json};

use crate::browsers::{CHROMIUM, driven, home, link, tools};
use crate::lived_in::{Places, lived_in};

fn did_of(node: &Node, name: &str) -> String {
    let all = node.running.acts().identities(&PageQuery::default()).unwrap().items;
    all.into_iter().find(|one| one.name == name).unwrap().did
}

/// DIDs that nobody else has.
fn strangers() -> Vec<String> {
    let stranger = |number| Did::from(SecretKey::from_seed(&[number; 32]).public()).to_string();
    (1..=150).map(stranger).collect()
}

/// Forms that are in order, and which of their texts are filled with what may run, each with how long it may be.
async fn kept(node: &Node, places: &Places) -> Value {
    let lea = did_of(node, "Lea Martin");
    let mut browser = Browser::inside(node, "en").await;
    let page = browser.read("/portfolios/new").await;
    let badge = between(&page, "name=\"badge0\" value=\"", "\"")[0].to_owned();
    let badge_of = places["issue"].strip_prefix("/award/").unwrap().replace("%3A", ":");
    let stewards = "Lea Martin; treasurer";
    json!([
        { "page": "/award/new", "files": true, "sends": { "badge_lang": "en" },
          "fields": { "name": 120, "description": 1900, "criteria": 3900, "other_name": 120,
                      "other_description": 1900, "other_criteria": 3900 } },
        { "page": places["issue"], "sends": { "to": "Lea Martin" }, "fields": { "narrative": 3900 } },
        { "page": "/people/recognise", "sends": { "with": "Cooks’ circle" },
          "fields": { "words": 900 } },
        { "page": "/people/add", "sends": { "did": strangers() }, "fields": { "name": 120 } },
        { "page": "/people/endorse", "sends": { "of": lea, "seen": "yes" },
          "fields": { "comment": 900, "useful": 95, "accepted": 95 } },
        { "page": "/people/support", "sends": { "from": "Lea Martin" }, "fields": { "words": 390 } },
        { "page": places["charter-form"], "sends": { "stewards": stewards },
          "fields": { "purpose": 900, "words": 290 } },
        { "page": format!("{}/evidence", places["badge"]), "sends": {}, "fields": { "words": 900 } },
        { "page": "/portfolios/new", "sends": { "badge0": badge, "open": "yes" },
          "fields": { "title": 120, "words": 900 } },
        { "page": "/ask", "sends": { "as": lea, "badge": badge_of }, "fields": { "words": 390 } },
        { "page": places["asking"], "sends": { "open": "yes" }, "fields": { "questions": 480 } },
        { "page": places["room-ask"], "sends": { "minutes": "60", "most": "9" },
          "fields": { "narrative": 3900 } },
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_anybody_runs_or_loads_anything() {
    let Some(tools) = tools() else { return };
    let node = Node::start(settings()).await;
    let places = lived_in(&node).await;
    let acts = node.running.acts();
    let badge = acts.credentials(&PageQuery::default()).unwrap().items[0].id.clone();
    let badge = acts.credential(&badge).unwrap().document.unwrap();
    let task = json!({
        "home": home(&node), "link": link(&node), "paths": places, "browser": CHROMIUM,
        "badge": serde_json::from_str::<Value>(&badge).unwrap(),
        "kept": kept(&node, &places).await, "all": std::env::var_os("BOT_ATTACKS").is_some(),
    });
    let done = driven("attack.mjs", tools, task).await;
    assert_eq!((&done["payloads"], &done["live"]), (&json!(300), &json!(300)), "{done}");
    assert!(done["forms"].as_u64().unwrap() > 30, "{done}");
    assert!(done["kept"].as_u64().unwrap() > 150, "{done}");
    assert!(done["visited"].as_u64().unwrap() > 300, "{done}");
}

/// An address of a route.
fn at(route: &str) -> String {
    let parts = route.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_do_read_and_frame_nothing() {
    let Some(tools) = tools() else { return };
    let node = Node::start(settings()).await;
    let mut school = Browser::inside(&node, "en").await;
    school.fill("/welcome", &[("party", "organisation"), ("name", "Lake school")]).await;
    let acts = node.running.acts();
    let counted = || {
        let feeds = acts.feeds(&PageQuery::default()).unwrap().items;
        let tokens = acts.tokens(&PageQuery::default()).unwrap().items.len();
        (acts.identities(&PageQuery::default()).unwrap().items.len(), feeds.len(), tokens)
    };
    let before = counted();
    let pages = |method: &str| {
        let all = every_page().into_iter().filter(|one| one.0 == method);
        all.map(|one| at(one.1)).collect::<Vec<_>>()
    };
    let openapi: Value = serde_json::from_str(&bot_node::http::openapi()).unwrap();
    let operations = |method: &str| {
        let all = openapi["paths"].as_object().unwrap().iter();
        let all = all.filter(|(path, of)| path.starts_with("/v1/") && of.get(method).is_some());
        all.map(|(path, _)| at(path)).collect::<Vec<_>>()
    };
    let posts = [pages("post"), operations("post")].concat();
    let task = json!({
        "home": home(&node), "link": link(&node), "browser": CHROMIUM, "posts": posts,
        "reads": ["/", "/passport", "/people", "/node", "/welcome", "/v1/status", "/v1/identities"],
    });
    let done = driven("foreign.mjs", tools, task).await;
    assert_eq!(done["places"], 3, "{done}");
    assert!(done["forms"].as_u64().unwrap() > 300, "{done}");
    assert_eq!(counted(), before, "nothing was done");
}
