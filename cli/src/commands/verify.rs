//! `bot verify`: six findings about a badge, each with its reason; never one tick.
//!
//! Needs no identity, no data folder and no running node; a node that runs adds what it knows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::api::VerifyRequest;
use bot_protocol::canon::{json, multibase};
use bot_protocol::feed::Bundle;
use bot_protocol::limits;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{self, Asked, Evidence, EvidenceError, Presented, Question};
use bot_protocol::words::Lang;
use clap::Args;
use serde_json::Value;

use super::{Context, read_input};
use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// Verify a badge: what was signed, whether it still counts, who stands behind it, and why
///
/// Exit codes: 0 all needed findings are yes · 6 some needed finding is no, or the file claims to
/// be a badge and is refused · 7 cannot tell · 1 no badge in the file, or no evidence in another ·
/// 2 usage · 3 not found · 5 a node runs but does not answer.
#[derive(Debug, Args)]
#[command(before_help = "Example: bot verify badge.png --with school.feed")]
pub(crate) struct Verify {
    /// The badge: JSON, compact JWS, PNG or SVG; - is standard input
    file: PathBuf,
    /// More evidence: feeds saved by `bot feed export`, endorsements
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Judge as if it were this moment (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Judge with what is on this machine alone; so it is always done, and this flag says so
    #[arg(long)]
    offline: bool,
    /// The challenge that the presenter had to sign
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// The domain that the presenter had to sign
    #[arg(long, value_name = "TEXT", requires = "challenge")]
    domain: Option<String>,
    /// Which findings must be yes, with commas between
    #[arg(long, value_name = "LIST", default_value = "integrity,status")]
    need: String,
}

/// Longest wait for the running node: the whole verb answers within 10 s.
const NODE_WAIT: Duration = Duration::from_secs(8);

/// Longest time to judge where no node runs, for the same reason.
const JUDGING_WAIT: Duration = Duration::from_secs(8);

/// Judges and tells.
pub(crate) fn run(context: &Context<'_>, verb: &Verify) -> Result<Exit, Failure> {
    let screen = context.screen;
    let need = needed(&verb.need)?;
    let at = verb.at.as_deref().map(moment).transpose()?;
    let bytes = super::badge::read_badge(&verb.file)?;
    let files = handed_in(&verb.with)?;
    let presented = match Presented::read(&bytes, &bot_foreign::reader()) {
        Ok(presented) => presented,
        Err(refused) if refused.claims => {
            tell(screen, &verb.file, parsed(&refused.verdict().to_json(screen.lang()))?);
            return Ok(Exit::No);
        }
        Err(refused) => return Err(Failure::refused(&verb.file, &refused, screen.lang())),
    };
    let bar = screen.working("cli-judging", &[]);
    let judged = by_node(context, verb, (&bytes, &files)).and_then(|told| match told {
        Some(verdict) => Ok((verdict, "cli-verify-node-evidence")),
        None => Ok((alone(context, verb, (presented, at, files))?, "cli-verify-no-evidence")),
    });
    bar.finish_and_clear();
    let (verdict, knowing) = judged?;
    let exit = exit(&verdict, &need);
    tell(screen, &verb.file, verdict);
    screen.line(&format!("  {}", screen.sentence(knowing, &[])));
    Ok(exit)
}

/// The bytes of the evidence, bounded alike with and without a running node.
fn handed_in(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    if paths.len() > limits::EVIDENCE_FILES_MAX {
        let detail = format!("--with: {} files, at most 64", paths.len());
        return Err(Failure::new(Exit::Usage, "cli-evidence-many", detail));
    }
    let mut left = u64::try_from(limits::BUNDLE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut files = Vec::new();
    for path in paths {
        let file = read_input(path, left)?;
        left = left.saturating_sub(u64::try_from(file.len()).unwrap_or(u64::MAX));
        files.push(file);
    }
    Ok(files)
}

/// A file of evidence that is none, in words.
fn no_evidence(path: &Path, error: &EvidenceError, lang: Lang) -> Failure {
    match error {
        EvidenceError::Json(fault) => Failure::json("cli-evidence", path, fault, lang),
        EvidenceError::Bundle(_)
        | EvidenceError::Snapshots(_)
        | EvidenceError::Refused(_)
        | EvidenceError::Unused { .. } => no_evidence_told(path, &error.to_string()),
    }
}

fn no_evidence_told(path: &Path, what: &str) -> Failure {
    let shown = path.display().to_string();
    Failure::new(Exit::Other, "cli-evidence", format!("{shown}: {what}"))
        .with("path", shown)
        .with("what", what)
}

/// The file of evidence that the node refused, told as where no node runs.
fn no_evidence_there(failure: Failure, verb: &Verify, with: &[Vec<u8>], lang: Lang) -> Failure {
    let at = failure.data.get("at").and_then(|at| at.parse::<usize>().ok());
    let named = at.and_then(|at| verb.with.get(at).zip(with.get(at)));
    let Some((path, file)) = named else { return failure };
    match json::read(file) {
        Err(fault) if !Bundle::sniff(file) => no_evidence(path, &fault.into(), lang),
        Ok(_) | Err(_) => no_evidence_told(path, &failure.detail),
    }
}

/// The verdict where no node runs: from the files alone, or none where they ask for more work than
/// there is time for.
fn alone(
    context: &Context<'_>,
    verb: &Verify,
    (presented, at, files): (Presented, Option<Timestamp>, Vec<Vec<u8>>),
) -> Result<Value, Failure> {
    let now = at.unwrap_or_else(|| SystemClock.now());
    let (challenge, domain) = (verb.challenge.clone(), verb.domain.clone());
    let asked = Asked { challenge, domain, ..Asked::at(now) };
    let (lang, paths) = (context.screen.lang(), verb.with.clone());
    let (done, judged) = std::sync::mpsc::channel();
    // The thread ends with the process where the wait is over first.
    let _judging = std::thread::spawn(move || {
        let judge = || {
            let mut evidence = Evidence::new();
            for (path, file) in paths.iter().zip(&files) {
                evidence
                    .hear_file(file, &bot_foreign::reader())
                    .map_err(|error| no_evidence(path, &error, lang))?;
            }
            let verdict = verdict::judge(&presented, &evidence, &asked, &bot_foreign::reader());
            parsed(&verdict.to_json(lang))
        };
        // Nobody hears a verdict that comes too late.
        let _late = done.send(judge());
    });
    judged.recv_timeout(JUDGING_WAIT).unwrap_or_else(|_| {
        let detail = format!("not judged within {} s", JUDGING_WAIT.as_secs());
        Err(Failure::new(Exit::Other, "cli-verify-long", detail))
    })
}

fn needed(list: &str) -> Result<Vec<Question>, Failure> {
    let names = list.split(',').map(str::trim);
    names
        .map(|name| {
            let detail = format!("there is no finding {name:?}");
            Question::from_name(name).ok_or_else(|| Failure::new(Exit::Usage, "cli-need", detail))
        })
        .collect()
}

fn moment(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_rfc3339(text).map_err(|error| {
        Failure::new(Exit::Usage, "cli-time", format!("--at: {error}")).with("text", text)
    })
}

/// The verdict of the running node, which knows more; `None` where none runs. It fetches nothing
/// to judge: what it adds lies on this machine.
///
/// # Errors
/// When a node runs and does not judge: to go on without what it knows would hide a revocation.
fn by_node(
    context: &Context<'_>,
    verb: &Verify,
    (document, with): (&[u8], &[Vec<u8>]),
) -> Result<Option<Value>, Failure> {
    let Ok(client) = context.client() else { return Ok(None) };
    let request = VerifyRequest {
        document: multibase::encode_base64(document),
        with: with.iter().map(|file| multibase::encode_base64(file)).collect(),
        at: verb.at.clone(),
        challenge: verb.challenge.clone(),
        domain: verb.domain.clone(),
        as_identity: context.common.as_identity.clone(),
        max_age_days: None,
        lang: Some(context.screen.lang().tag().to_owned()),
    };
    match client.waiting(NODE_WAIT).post("/v1/verify", &request) {
        Ok(verdict) => Ok(Some(verdict)),
        Err(failure) if failure.code == "cli-node-down" => Ok(None),
        Err(failure) if failure.code == "evidence-refused" => {
            Err(no_evidence_there(failure, verb, with, context.screen.lang()))
        }
        Err(failure) => Err(failure),
    }
}

fn parsed(verdict: &json::Value) -> Result<Value, Failure> {
    serde_json::from_slice(&verdict.to_bytes())
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", cause.to_string()))
}

fn exit(verdict: &Value, need: &[Question]) -> Exit {
    let answer = |question: &Question| verdict["findings"][question.name()]["answer"].as_str();
    if need.iter().any(|question| answer(question) == Some("no")) {
        return Exit::No;
    }
    match need.iter().all(|question| answer(question) == Some("yes")) {
        true => Exit::Done,
        false => Exit::CannotTell,
    }
}

/// Shows a verdict: to a program as it is, to a person in words.
fn tell(screen: &Screen, path: &Path, mut verdict: Value) {
    verdict["file"] = path.display().to_string().into();
    screen.object(&verdict);
    let credential = &verdict["credential"];
    let text = |name: &str| credential[name].as_str().unwrap_or_default().to_owned();
    let name = credential["names"][screen.lang().tag()]
        .as_str()
        .map_or_else(|| text("name"), str::to_owned);
    screen.line(&format!("{}  {name}", path.display()));
    for question in Question::ALL {
        let finding = &verdict["findings"][question.name()];
        let answer = finding["answer"].as_str().unwrap_or("unknown");
        let mark = match answer {
            "yes" => "✓",
            "no" => "✗",
            _ => "?",
        };
        let asked = screen.sentence(&format!("cli-question-{}", question.name()), &[]);
        let answered = screen.sentence(&format!("cli-answer-{answer}"), &[]);
        screen.line(&format!("  {mark} {asked}: {answered}"));
        screen.line(&format!("      {}", finding["says"].as_str().unwrap_or_default()));
        endorsers(screen, finding);
        if let Some(advice) = finding["advice"].as_str().filter(|_| answer != "yes") {
            screen.line(&format!("      {advice}"));
        }
    }
}

/// Who endorses, one a line: the words, the name they give themselves, and their identifier, which
/// no other can have.
fn endorsers(screen: &Screen, finding: &Value) {
    for endorser in finding["endorsers"].as_array().into_iter().flatten() {
        let text = |name: &str| endorser[name].as_str().unwrap_or_default().to_owned();
        let data = [("words", text("comment")), ("name", text("name")), ("id", text("id"))];
        let code = match (endorser["holds"].as_bool(), data[0].1.is_empty()) {
            (Some(true), false) => "cli-endorser",
            (Some(true), true) => "cli-endorser-silent",
            (Some(false) | None, _) => "cli-endorser-void",
        };
        screen.line(&format!("      {}", screen.sentence(code, &data)));
    }
}
