//! `/verify`: six questions about a badge, each answered with its reason. There is no seventh answer
//! that sums them up, for which of them matter is for the reader to say.

use std::collections::BTreeMap;

use askama::Template;
use bot_protocol::api::{Answer, CredentialVerdict, FindingView, VerifyReply, VerifyRequest};
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::bake::BakeError;
use bot_protocol::credential::bake::container::{self, Container};
use bot_protocol::limits::QR_FRAMES_MAX;
use bot_protocol::verdict::Question;
use bot_protocol::words;
use serde_json::Value;

use super::emblem::Emblem;
use super::form::Sent;
use super::links::{Leads, leads};
use super::picture::is_jpeg;
use super::reply;
use super::route::{Ask, Route, Shown, Viewer, get, post};
use super::scan::{Held, held, scanned};
use super::shell::Shell;
use super::trouble::Faults;
use crate::acts::{ActError, Acts};

/// Most bytes of a form with a badge: 20 MiB, a picture of 16 MiB and what is around it.
pub(super) const UPLOAD_BYTES_MAX: usize = 20 * 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/verify", Viewer::Verify, asked),
        post("/verify", Viewer::Verify, UPLOAD_BYTES_MAX, verify),
    ]
}

/// The fields for files: a badge, or as many pictures of codes as a proof takes.
const FILES: [&str; QR_FRAMES_MAX] = ["file", "code2", "code3", "code4"];

#[derive(Template)]
#[template(path = "verify.html")]
struct AskPage {
    shell: Shell,
    faults: Faults,
    text: String,
}

/// One of the six, answered.
pub(super) struct Finding {
    pub(super) question: String,
    /// `yes`, `no` or `unknown`.
    pub(super) answer: &'static str,
    pub(super) answered: String,
    pub(super) says: String,
    /// How it is found out.
    how: String,
    advice: Option<String>,
    /// What it was found by, in words of the page.
    facts: Vec<(String, String)>,
    /// What else is known of it, by the names that programs use.
    details: Vec<(String, String)>,
}

/// What was found of one badge.
pub(super) struct Judged {
    pub(super) name: String,
    pub(super) emblem: Emblem,
    pub(super) issuer: Option<String>,
    pub(super) findings: Vec<Finding>,
    /// Who disagrees, and what the one concerned answers.
    disputes: Vec<String>,
}

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage {
    shell: Shell,
    judged: Vec<Judged>,
    day: String,
    moment: String,
}

async fn asked(ask: Ask) -> Shown {
    let shell = ask.shell("page-verify-title");
    reply::page(&AskPage { shell, faults: Faults::default(), text: String::new() })
}

async fn verify(ask: Ask, sent: Sent) -> Shown {
    let files: Vec<Vec<u8>> = FILES.iter().map(|name| sent.bytes(name).to_vec()).collect();
    let files: Vec<Vec<u8>> = files.into_iter().filter(|file| !file.is_empty()).collect();
    let text = sent.text("text");
    let large = FILES.iter().any(|name| sent.is_cut(name)) || sent.is_cut("text");
    if large || files.is_empty() && text.is_empty() {
        let code = if large { "page-fault-file-large" } else { "page-fault-nothing-shown" };
        return refused(&ask, ("file", code), text);
    }
    match files.as_slice() {
        [] => verdict_on_text(&ask, text).await,
        [file] if !is_scan(file) => verdict_on(&ask, file).await,
        _ => match held(scanned(files).await?) {
            Ok(Held::Proof(proof)) => verdict_on(&ask, &proof).await,
            Ok(Held::Text(text)) => verdict_on_text(&ask, text).await,
            Err(code) => refused(&ask, ("file", code), text),
        },
    }
}

/// The page where one asks, with what is wrong in a field.
fn refused(ask: &Ask, (field, code): (&str, &str), text: String) -> Shown {
    let shell = ask.shell("page-verify-title");
    let faults = Faults::one(&shell, field, code);
    reply::page(&AskPage { shell, faults, text })
}

/// Whether a file is a picture to look for codes in: a badge is in none, or only in the codes.
fn is_scan(file: &[u8]) -> bool {
    is_jpeg(file)
        || container::sniff(file) == Some(Container::Png)
            && matches!(container::open(file), Err(BakeError::NoBadge))
}

/// The page with what is found of a badge that is a text, or behind it where it is a link.
async fn verdict_on_text(ask: &Ask, text: String) -> Shown {
    match leads(ask, &text)? {
        None => verdict_on(ask, text.as_bytes()).await,
        Some(Leads::Badges(all)) => match ask.pay_for(all.len()) {
            Ok(()) => verdict_on_all(ask, &all).await,
            Err(refusal) => Ok(*refusal),
        },
        Some(Leads::Told(code)) => refused(ask, ("text", code), text),
    }
}

/// The page with what is found of a badge.
pub(super) async fn verdict_on(ask: &Ask, document: &[u8]) -> Shown {
    verdict_on_all(ask, &[document.to_vec()]).await
}

/// The same of several, one below the other.
async fn verdict_on_all(ask: &Ask, documents: &[Vec<u8>]) -> Shown {
    let shell = ask.shell("page-verdict-title");
    let (mut all, mut moment) = (Vec::new(), None);
    for document in documents {
        let reply = found_of(ask, document).await?;
        moment = moment.or(reply.judged_at.clone());
        all.extend(judged(&shell, reply));
    }
    let (judged, moment) = (all, moment.unwrap_or_else(|| ask.acts.now().to_string()));
    let day = shell.moment(&moment);
    reply::page(&VerdictPage { shell, judged, day, moment })
}

/// What is found of a badge, by whoever asks.
pub(super) async fn found_of(ask: &Ask, document: &[u8]) -> Result<VerifyReply, ActError> {
    let request = VerifyRequest {
        document: encode_base64(document),
        as_identity: ask.who(),
        lang: Some(ask.lang.tag().to_owned()),
        ..VerifyRequest::default()
    };
    // Strangers are told what is known, and nothing of whom the owner knows.
    let is_owner = ask.is_owner;
    let judge = move |acts: &Acts| match is_owner {
        true => acts.verify(&request),
        false => acts.verify_for_others(&request),
    };
    ask.acts.judge_apart(judge).await
}

pub(super) fn judged(shell: &Shell, reply: VerifyReply) -> Vec<Judged> {
    if !reply.credentials.is_empty() {
        return reply.credentials.iter().map(|one| of_one(shell, one)).collect();
    }
    let VerifyReply { findings, credential, disputes, .. } = reply;
    vec![of_one(shell, &CredentialVerdict { findings, credential, disputes })]
}

fn of_one(shell: &Shell, one: &CredentialVerdict) -> Judged {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let own = text(&one.credential["names"][shell.tag()]).or(text(&one.credential["name"]));
    let name = own.filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| shell.say("page-badge-nameless"));
    // As it is called in its own language, so that it looks the same here as where it is kept.
    let known = text(&one.credential["name"]).unwrap_or_else(|| name.clone());
    let issuer = text(&one.credential["issuer_name"]).or(text(&one.credential["issuer"]["name"]));
    let disputes = one.disputes.iter().filter_map(|dispute| {
        let told = serde_json::to_value(dispute).unwrap_or_default();
        let answered = told["reply"]["says"].as_str().unwrap_or_default();
        told["says"].as_str().map(|says| format!("{says} {answered}").trim().to_owned())
    });
    Judged {
        emblem: Emblem::of(&name, &known),
        name,
        issuer,
        findings: Question::ALL.map(|question| finding(shell, question, &one.findings)).into(),
        disputes: disputes.collect(),
    }
}

fn finding(shell: &Shell, question: Question, all: &BTreeMap<String, FindingView>) -> Finding {
    let found = all.get(question.name());
    let answer = match found.map(|found| found.answer) {
        Some(Answer::Yes) => "yes",
        Some(Answer::No) => "no",
        Some(Answer::Unknown) | None => "unknown",
    };
    let told = |name: &str| found?.data.get(name)?.as_str().map(str::to_owned);
    let details = found.into_iter().flat_map(|found| found.data.iter());
    let details = details
        .filter(|(name, _)| !["says", "advice"].contains(&name.as_str()))
        .map(|(name, value)| match value.as_str() {
            Some(text) => (name.clone(), text.to_owned()),
            None => (name.clone(), listed(value)),
        })
        .filter(|(_, value)| !value.is_empty() && value != "[]");
    let code = |name: &str| format!("page-fact-{}", name.replace('_', "-"));
    let is_told = |(name, _): &(String, String)| words::knows(shell.lang, &code(name));
    let (facts, details): (Vec<_>, Vec<_>) = details.partition(is_told);
    let fact = |(name, value): (String, String)| (shell.say(&code(&name)), shell.readable(&value));
    // The usual advice may speak of the command line.
    let own = found.map(|found| format!("page-advice-{}", found.reason));
    let own = own.filter(|code| words::knows(shell.lang, code)).map(|code| shell.say(&code));
    Finding {
        question: shell.say(&format!("question-{}", question.name())),
        answer,
        answered: shell.say(&format!("answer-{answer}")),
        says: shell.readable(&told("says").unwrap_or_default()),
        advice: own.or_else(|| told("advice")).filter(|_| answer != "yes"),
        how: shell.say(&format!("page-how-{}", question.name())),
        facts: facts.into_iter().map(fact).collect(),
        details: found
            .map(|found| ("reason".to_owned(), found.reason.clone()))
            .into_iter()
            .chain(details)
            .collect(),
    }
}

/// A value that is no text: of a list its texts, one after the other.
fn listed(value: &Value) -> String {
    let all = value.as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    all.filter(|all| !all.is_empty()).map_or_else(|| value.to_string(), |all| all.join(", "))
}
