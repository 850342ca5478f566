//! The whole interface against its own description, by another program: `schemathesis` makes up
//! requests from the committed OpenAPI text, and every answer of a real process must be as described,
//! with a code that can be told in both languages.

#![expect(clippy::print_stderr, reason = "how many were asked belongs to the result")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bot_protocol::words::{Lang, knows};
use bot_tests::codes;
use serde_json::{Value, json};

use crate::bad_input::Desk;

/// Requests of a run among the tests; `tests/contract` asks ten thousand.
const CALLS: u32 = 800;

/// The public name of the node at its web door.
const HOST: &str = "node.example";

/// How a run ended.
struct Judged {
    is_good: bool,
    codes: BTreeSet<String>,
    said: String,
}

fn setting(name: &str, default: u32) -> u32 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../node/openapi.json")
}

/// Asks a node at one of its doors as a description says.
fn judged(
    description: &Path,
    address: &str,
    (token, host): (&str, Option<&str>),
    calls: u32,
) -> Judged {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = root.join("target/tools/second-opinion-python/bin/python");
    assert!(python.exists(), "tests/second-opinion/install puts it at {}", python.display());
    let mut command = Command::new(python);
    command
        .arg(root.join("tests/second-opinion/contract.py"))
        .arg(description)
        .args([address, &calls.to_string(), &setting("BOT_CONTRACT_SEED", 1).to_string()])
        .envs(host.map(|host| ("HOST", host)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{token}").unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let codes = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    Judged { is_good: output.status.success(), codes, said }
}

fn check(judged: &Judged) {
    eprintln!("{}", judged.said);
    assert!(judged.is_good, "{}", judged.said);
    let known = codes::of_the_node();
    for code in &judged.codes {
        assert!(known.contains(code), "{code} is made somewhere that the sources do not show");
        assert!(Lang::ALL.into_iter().all(|lang| knows(lang, code)), "{code} has no words");
    }
}

fn text(desk: &Desk, name: &str) -> String {
    String::from_utf8(desk.read(name)).unwrap().trim().to_owned()
}

fn owners_door(desk: &Desk) -> (String, String) {
    (format!("http://{}", text(desk, "node/run/http")), text(desk, "node/run/token"))
}

#[test]
fn whatever_the_owner_asks_is_answered_as_described() {
    let mut desk = Desk::settled();
    desk.up();
    let (address, token) = owners_door(&desk);
    let calls = setting("BOT_CONTRACT_CALLS", CALLS);
    let judged = judged(&committed(), &address, (&token, None), calls);
    check(&judged);
    assert!(judged.codes.len() > 15, "only {:?}", judged.codes);
}

#[test]
fn whatever_programs_ask_by_the_web_door_is_answered_as_described() {
    let mut desk = Desk::settled();
    let web = format!(
        "[web]\nlisten = \"127.0.0.1:0\"\nbase_url = \"https://{HOST}\"\npublic_per_minute = 100000"
    );
    desk.data("node", &web);
    desk.up();
    let mut new = vec!["token", "new", "--json"];
    ["verify", "issue", "status", "present"].iter().for_each(|name| new.extend(["--scope", name]));
    let token = desk.bot(&new).ok().json()["secret"].as_str().unwrap().to_owned();
    let address = text(&desk, "node/run/web");
    let calls = setting("BOT_CONTRACT_CALLS", CALLS) / 2;
    check(&judged(&committed(), &address, (&token, Some(HOST)), calls));
}

/// The judge sees what it is there for: a member that must be there and is not.
#[test]
fn an_answer_without_a_member_that_is_promised_is_found() {
    let mut description: Value =
        serde_json::from_slice(&std::fs::read(committed()).unwrap()).unwrap();
    let status = description["paths"]["/v1/status"]["get"]["responses"]["200"].clone();
    let named = status["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
    let schema = description.pointer_mut(named.strip_prefix('#').unwrap()).unwrap();
    schema["required"].as_array_mut().unwrap().push(json!("weather"));
    let mut desk = Desk::settled();
    desk.write("doctored.json", description.to_string());
    desk.up();
    let (address, token) = owners_door(&desk);
    let judged = judged(&desk.path("doctored.json"), &address, (&token, None), 300);
    assert!(!judged.is_good, "{}", judged.said);
    assert!(judged.said.contains("GET /v1/status"), "{}", judged.said);
    assert!(judged.said.contains("weather"), "{}", judged.said);
}
