//! `bot gate`: badges as keys. What opens a gate, and whether what somebody shows does.

use std::path::{Path, PathBuf};

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::reader;
use bot_protocol::api::{
    Done, GateChallenge, GateChallengeRequest, GateCheckRequest, GateDraft, GateReply, GateView,
};
use bot_protocol::canon::json::{self, Value as Json};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::limits::GATE_BYTES_MAX;
use bot_protocol::rules::Gate as Asked;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Standing;
use clap::{Args, Subcommand};
use serde_json::Value;

use super::badge::read_badge;
use super::verify::{handed_in, heard, mark, moment, parsed};
use super::{Context, read_input};
use crate::args::DryRun;
use crate::client::encoded;
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use crate::table::Table;

/// Badges as keys: what somebody must show to come in, and whether what they show is it
#[derive(Debug, Args)]
#[command(before_help = "Example: bot gate check shown.json --policy gate.json --challenge 4711")]
pub(crate) struct Gate {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Keep a gate on your node under a name
    #[command(before_help = "Example: bot gate new library gate.json")]
    New {
        /// Its name: small letters, digits and hyphens
        name: String,
        /// What it asks: a JSON file; - is standard input
        file: PathBuf,
        /// Take the place of the gate of this name
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        dry: DryRun,
    },
    /// List the gates of your node
    #[command(before_help = "Example: bot gate list")]
    List,
    /// Take a gate away: whoever came in by it is out
    #[command(before_help = "Example: bot gate remove library")]
    Remove {
        /// Its name
        name: String,
    },
    /// Get the text that whoever stands before a gate is to sign, once and within five minutes
    #[command(before_help = "Example: bot gate challenge library")]
    Challenge {
        /// The gate's name
        name: String,
    },
    /// Say whether what somebody shows opens a gate, and why
    ///
    /// Exit codes: 0 it opens · 6 it stays closed · 7 cannot tell · 1 nothing that is shown can be
    /// read, or the challenge was used · 2 usage · 3 not found · 5 no node is running.
    #[command(
        before_help = "Example: bot gate check shown.json --policy gate.json --challenge 4711"
    )]
    Check(Check),
}

#[derive(Debug, Args)]
struct Check {
    /// What is shown: a presentation of `bot present`; - is standard input
    file: PathBuf,
    /// The gate of your node, whose challenge is used up by this
    #[arg(long, value_name = "NAME", required_unless_present = "policy")]
    gate: Option<String>,
    /// What the gate asks, from a JSON file: judged on this machine, with no node and no network
    #[arg(long, value_name = "FILE", conflicts_with = "gate", requires = "challenge")]
    policy: Option<PathBuf>,
    /// The challenge that you gave, for this once
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// More evidence: feeds exported as a bundle, status lists, key documents
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Judge as if it were this moment (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME", conflicts_with = "gate")]
    at: Option<String>,
}

/// Keeps, lists, removes, gives a challenge or checks.
pub(crate) fn run(context: &Context<'_>, verb: Gate) -> Result<Exit, Failure> {
    let screen = context.screen;
    match verb.act {
        Act::New { name, file, replace, dry } => {
            let gate = written(context, &file)?;
            let draft = GateDraft { name, gate, replace, dry_run: dry.dry_run };
            let kept: GateView = context.client()?.post("/v1/gates", &draft)?;
            screen.object(&kept);
            let code = match (kept.dry_run, kept.changed) {
                (true, _) => "cli-dry-run",
                (false, true) => "cli-gate-kept",
                (false, false) => "cli-unchanged",
            };
            screen.say(code, &[("what", kept.name)]);
            Ok(Exit::Done)
        }
        Act::List => list(context),
        Act::Remove { name } => {
            let path = format!("/v1/gates/{}", encoded(&name));
            let done: Done = context.client()?.delete(&path)?;
            screen.object(&done);
            screen.say("cli-gate-removed", &[("what", name)]);
            Ok(Exit::Done)
        }
        Act::Challenge { name } => {
            let path = format!("/v1/gates/{}/challenge", encoded(&name));
            let given: GateChallenge =
                context.client()?.post(&path, &GateChallengeRequest::default())?;
            screen.object(&given);
            screen.line(&given.challenge);
            let data = [("domain", given.domain), ("until", given.until)];
            screen.say("cli-gate-challenge", &data);
            Ok(Exit::Done)
        }
        Act::Check(check) => checked(context, &check),
    }
}

fn list(context: &Context<'_>) -> Result<Exit, Failure> {
    let screen = context.screen;
    let gates: Vec<GateView> = context.client()?.list("/v1/gates")?;
    let mut table = Table::new(screen, &["cli-head-name", "cli-head-for", "cli-head-what"]);
    for gate in &gates {
        screen.object(gate);
        let opens = String::from_utf8_lossy(&gate.opens.to_bytes()).into_owned();
        table.row(&[&gate.name, &gate.domain, &opens]);
    }
    table.show(screen, "cli-gates-none");
    Ok(Exit::Done)
}

fn checked(context: &Context<'_>, check: &Check) -> Result<Exit, Failure> {
    let told = match (&check.gate, &check.policy) {
        (Some(name), _) => by_node(context, check, name)?,
        (None, Some(policy)) => match alone(context, check, policy)? {
            Ok(told) => told,
            Err(exit) => return Ok(exit),
        },
        (None, None) => return Ok(Exit::Usage),
    };
    let screen = context.screen;
    screen.object(&told);
    let answer = told["answer"].as_str().unwrap_or("unknown").to_owned();
    screen.line(&format!(
        "{}  {}",
        check.file.display(),
        screen.sentence(&format!("cli-gate-{answer}"), &[])
    ));
    tell(screen, &told["presenter"], 1);
    tell(screen, &told["condition"], 1);
    Ok(match answer.as_str() {
        "yes" => Exit::Done,
        "no" => Exit::No,
        _ => Exit::CannotTell,
    })
}

/// By the running node, which gave the challenge and takes it once.
fn by_node(context: &Context<'_>, check: &Check, name: &str) -> Result<Value, Failure> {
    let with = handed_in(&check.with)?;
    let request = GateCheckRequest {
        document: encode_base64(&read_badge(&check.file)?),
        challenge: check.challenge.clone(),
        with: with.iter().map(|file| encode_base64(file)).collect(),
        lang: Some(context.screen.lang().tag().to_owned()),
    };
    let path = format!("/v1/gates/{}/check", encoded(name));
    let reply: GateReply = context.client()?.post(&path, &request)?;
    serde_json::to_value(reply)
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))
}

/// By the files at hand alone; how the verb ends where what is shown claims to be a badge and is none.
fn alone(
    context: &Context<'_>,
    check: &Check,
    policy: &Path,
) -> Result<Result<Value, Exit>, Failure> {
    let lang = context.screen.lang();
    let now = check.at.as_deref().map(moment).transpose()?;
    let now: Timestamp = now.unwrap_or_else(|| SystemClock.now());
    let gate = Asked::from_value(&written(context, policy)?).map_err(|why| {
        Failure::new(Exit::Other, "gate-refused", why.to_string()).with("detail", why.to_string())
    })?;
    let contexts = context.contexts();
    let reader = reader(contexts.as_deref());
    let presented = match reader.read(&read_badge(&check.file)?) {
        Ok(presented) => presented,
        Err(refused) if refused.claims => {
            context.screen.object(&parsed(&refused.verdict(now).to_json(lang))?);
            context.screen.line(&refused.say(lang));
            return Ok(Err(Exit::No));
        }
        Err(refused) => return Err(Failure::refused(&check.file, &refused, lang)),
    };
    let evidence = heard(&check.with, (&reader, lang))?;
    let challenge = check.challenge.as_deref().unwrap_or_default();
    let standing = Standing { presented: &presented, challenge, evidence: &evidence, now };
    let passage = gate.judge(&standing, &reader).with_names_at_hand(&standing);
    parsed(&passage.to_json(lang)).map(Ok)
}

/// A gate as its keeper wrote it down.
fn written(context: &Context<'_>, path: &Path) -> Result<Json, Failure> {
    // Names may be longer than what they stand for, and people write with blanks.
    let max = u64::try_from(GATE_BYTES_MAX.saturating_mul(8)).unwrap_or(u64::MAX);
    let bytes = read_input(path, max)?;
    json::read(&bytes)
        .map_err(|error| Failure::json("cli-definition", path, &error, context.screen.lang()))
}

/// One condition and its parts, each a line with its reason.
fn tell(screen: &Screen, told: &Value, depth: usize) {
    let answer = told["answer"].as_str().unwrap_or("unknown");
    let indent = "  ".repeat(depth);
    let name = told["condition"].as_str().unwrap_or("presenter");
    let parts = told["parts"].as_array();
    let says = match parts {
        Some(parts) => {
            let data = [("needed", told["needed"].to_string()), ("count", parts.len().to_string())];
            screen.sentence("cli-gate-parts", &data)
        }
        None => told["says"].as_str().unwrap_or_default().to_owned(),
    };
    let colon = screen.colon();
    let asked = screen.sentence(&format!("cli-gate-condition-{name}"), &[("what", asked(told))]);
    screen.line(&format!("{indent}{} {asked}{colon} {says}", mark(answer)));
    if let Some(advice) = told["advice"].as_str().filter(|_| answer != "yes") {
        screen.line(&format!("{indent}    {advice}"));
    }
    for part in parts.into_iter().flatten() {
        tell(screen, part, depth.saturating_add(1));
    }
}

/// What a condition asks for, by its name in the gate.
fn asked(told: &Value) -> String {
    if let Some(called) = told["called"].as_str() {
        return called.to_owned();
    }
    let asked = &told["asked"];
    let what = asked["achievement"].as_str().or(asked["community"].as_str());
    what.unwrap_or_default().to_owned()
}
