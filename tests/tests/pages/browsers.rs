//! Debian's Chromium over every page: what axe says of it, what it asks for, how wide it is, and whether
//! a keyboard is enough. `BOT_SHOTS=FOLDER` keeps a picture of each,
//! `BOT_PICTURES=FOLDER` a few small ones.
//!
//! What was looked at is told on the page about accessibility, from a file of the node's: where it differs from
//! what this test found, the test fails, and `BOT_BLESS=1` writes it anew.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bot_protocol::api::PageQuery;
use bot_tests::http::{Node, PASSPHRASE, settings};
use serde_json::{Value, json};

use crate::lived_in::lived_in;

/// Where Debian puts the browser.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

/// What the page about accessibility tells of this test.
const LOOKED: &str = "node/src/http/pages/looked.json";

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub(crate) fn home(node: &Node) -> String {
    format!("http://{}", node.running.address())
}

pub(crate) fn link(node: &Node) -> String {
    node.running.acts().visit_link().unwrap().url.expose().to_owned()
}

/// Where what drives a browser is installed; nothing where there is none, which is said.
#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
pub(crate) fn tools() -> Option<PathBuf> {
    let tools = std::env::var_os("BOT_TOOLS").map_or(root().join("target/tools"), PathBuf::from);
    if Path::new(CHROMIUM).exists() && tools.join("pages/node_modules").exists() {
        return Some(tools);
    }
    eprintln!("without chromium and tests/pages/install no browser looks at the pages");
    None
}

/// Runs a program of `tests/pages`: what it was given, and what it then tells in its last line.
pub(crate) async fn driven(program: &'static str, tools: PathBuf, task: Value) -> Value {
    let told = tokio::task::spawn_blocking(move || {
        let mut child = Command::new("node")
            .arg(root().join("tests/pages").join(program))
            .arg(tools)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(task.to_string().as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    let told = told.await.unwrap();
    let said = String::from_utf8_lossy(&told.stdout);
    let broke = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{broke}");
    serde_json::from_str(said.trim().lines().last().unwrap_or_default()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_can_use_every_page() {
    let Some(tools) = tools() else { return };
    let (node, english, french) =
        tokio::join!(Node::start(settings()), Node::start(settings()), Node::start(settings()));
    let places = lived_in(&node).await;
    let fresh = |node: &Node| json!({ "home": home(node), "link": link(node) });
    let acts = node.running.acts();
    let badge = acts.credentials(&PageQuery::default()).unwrap().items[0].id.clone();
    let badge = acts.credential(&badge).unwrap().document;
    let task = json!({
        "badge": badge,
        "home": home(&node), "paths": places, "passphrase": PASSPHRASE, "browser": CHROMIUM,
        "links": { "en": link(&node), "fr": link(&node) },
        "fresh": { "en": fresh(&english), "fr": fresh(&french) },
        "shots": std::env::var("BOT_SHOTS").ok(), "pictures": std::env::var("BOT_PICTURES").ok(),
    });
    let found = driven("look.mjs", tools, task).await;
    let file = root().join(LOOKED);
    if std::env::var_os("BOT_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&found).unwrap();
        std::fs::write(&file, format!("{text}\n")).unwrap();
    }
    let told: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(told, found, "the page about accessibility tells something else: BOT_BLESS=1");
}
