//! Debian's Chromium, driven by the scripts in `tests/pages`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bot_tests::http::Node;
use serde_json::Value;

/// Where Debian puts the browser.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Where what drives it is installed; nothing, and a word of that, where it is not.
#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
pub(crate) fn tools() -> Option<PathBuf> {
    let tools = std::env::var_os("BOT_TOOLS").map_or(root().join("target/tools"), PathBuf::from);
    if Path::new(CHROMIUM).exists() && tools.join("pages/node_modules").exists() {
        return Some(tools);
    }
    eprintln!("without chromium and tests/pages/install no browser looks at the pages");
    None
}

/// Where a node is.
pub(crate) fn home(node: &Node) -> String {
    format!("http://{}", node.running.address())
}

/// A link that lets a browser in.
pub(crate) fn link(node: &Node) -> String {
    node.running.acts().visit_link().unwrap().url.expose().to_owned()
}

/// Runs a script with its task; whether all was well, and what it said.
pub(crate) async fn run(tools: PathBuf, script: &'static str, task: Value) -> (bool, String) {
    let told = tokio::task::spawn_blocking(move || {
        let mut child = Command::new("node")
            .arg(root().join("tests/pages").join(script))
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
    let said = [&told.stdout, &told.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    (told.status.success(), said.join("\n"))
}
