//! Who judges: the running node, which knows more, or this process alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::contexts::reader;
use bot_protocol::api::VerifyRequest;
use bot_protocol::canon::{json, multibase};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::feed::{Bundle, Witnesses};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{self, Asked, Evidence, EvidenceError, Presented, Reader};
use bot_protocol::words::{self, Args, Lang};
use serde_json::Value;

use super::tell::parsed;
use super::{Verify, handed_in};
use crate::client::Client;
use crate::commands::Context;
use crate::failure::{Exit, Failure};

/// Longest wait for the running node: the whole verb answers within 10 s.
pub(super) const NODE_WAIT: Duration = Duration::from_secs(8);

/// Longest time to judge where no node runs, for the same reason.
const JUDGING_WAIT: Duration = Duration::from_secs(8);

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// What is asked beside the badge itself.
pub(super) fn asked(verb: &Verify, at: Option<Timestamp>) -> Asked {
    let clock = SystemClock.now();
    let now = at.unwrap_or(clock);
    let (challenge, domain) = (verb.challenge.clone(), verb.domain.clone());
    let presenter = verb.recipient.clone();
    let asked = Asked { challenge, domain, presenter, now, ..Asked::at(clock) };
    let max_age_millis =
        verb.max_age.map_or(asked.max_age_millis, |days| u64::from(days) * DAY_MILLIS);
    Asked { max_age_millis, ..asked }
}

/// The bytes of the evidence that was given.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    /// Of files that anybody may have written.
    pub(super) with: Vec<Vec<u8>>,
    /// Of snapshots whose dates count: those that the user vouches for, and what was just fetched.
    pub(super) snapshots: Vec<Vec<u8>>,
}

impl Given {
    /// The files that the command line names.
    pub(super) fn of(verb: &Verify) -> Result<Self, Failure> {
        let mut with = handed_in(&paths(verb))?;
        let snapshots = with.split_off(verb.with.len());
        Ok(Self { with, snapshots })
    }

    /// The same and what was fetched.
    pub(super) fn and(&self, fetched: Vec<Vec<u8>>) -> Self {
        let snapshots = [self.snapshots.clone(), fetched].concat();
        Self { with: self.with.clone(), snapshots }
    }

    fn files(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.with.iter().chain(&self.snapshots)
    }
}

/// Where the evidence lies, in the order in which it is heard.
pub(super) fn paths(verb: &Verify) -> Vec<PathBuf> {
    [verb.with.as_slice(), &verb.snapshots].concat()
}

/// The evidence of files, each as it was given.
pub(super) fn evidence(
    paths: &[PathBuf],
    given: &Given,
    (reader, lang): (&Reader<'_>, Lang),
) -> Result<Evidence, Failure> {
    let mut evidence = Evidence::new();
    // Beyond those that were named there is at most what was just fetched.
    let fetched = std::iter::repeat(Path::new("--gather"));
    let named = paths.iter().map(PathBuf::as_path).chain(fetched);
    for (index, (path, file)) in named.zip(given.files()).enumerate() {
        let heard = match index < given.with.len() {
            true => evidence.hear_file(file, reader),
            false => evidence.hear_vouched(file, reader),
        };
        heard.map_err(|error| no_evidence(path, &error, lang))?;
    }
    Ok(evidence)
}

/// Has the viewer's own witnesses date every ledger, beside those that its author names.
pub(super) fn watch(evidence: &mut Evidence, who: &[String]) -> Result<(), Failure> {
    let mut keys = Vec::new();
    for who in who {
        let key = evidence.installation(who).ok_or_else(|| {
            let detail = format!("no key of {who} is at hand");
            Failure::new(Exit::NotFound, "cli-witness-unknown", detail).with("who", who)
        })?;
        keys.push(key);
    }
    let own = Witnesses::usual(keys)
        .map_err(|fault| Failure::new(Exit::Usage, "witnesses-refused", fault.to_string()))?;
    evidence.watch_by(own);
    Ok(())
}

/// The verdict where no node runs: from the files alone, or none where they ask for more work than
/// there is time for.
pub(super) fn alone(
    context: &Context<'_>,
    verb: &Verify,
    (presented, at, given): (Presented, Option<Timestamp>, Given),
    contexts: Option<Arc<Contexts>>,
) -> Result<Value, Failure> {
    let (asked, lang, verb) = (asked(verb, at), context.screen.lang(), verb.clone());
    let (done, judged) = std::sync::mpsc::channel();
    // The thread ends with the process where the wait is over first.
    let _judging = std::thread::spawn(move || {
        let judge = || {
            let reader = reader(contexts.as_deref());
            let mut evidence = evidence(&paths(&verb), &given, (&reader, lang))?;
            watch(&mut evidence, &verb.witness)?;
            let verdict = verdict::judge(&presented, &evidence, &asked, &reader);
            let mut told = parsed(&verdict.to_json(lang))?;
            if verb.explain {
                let explanation = verdict::explain(&presented, &evidence, &asked, &reader);
                told["explanation"] = parsed(&json::Value::Object(explanation))?;
            }
            Ok(told)
        };
        // Nobody hears a verdict that comes too late.
        let _late = done.send(judge());
    });
    judged.recv_timeout(JUDGING_WAIT).unwrap_or_else(|_| {
        let detail = format!("not judged within {} s", JUDGING_WAIT.as_secs());
        Err(Failure::new(Exit::Other, "cli-verify-long", detail))
    })
}

/// The verdict of the running node, which knows more; `None` where none runs. It fetches nothing
/// to judge: what it adds lies on this machine.
///
/// # Errors
/// When a node runs and does not judge: to go on without what it knows would hide a revocation.
pub(super) fn by_node(
    context: &Context<'_>,
    verb: &Verify,
    (document, given): (&[u8], &Given),
) -> Result<Option<Value>, Failure> {
    let Ok(client) = context.client() else { return Ok(None) };
    let mut request = request(context, verb, given);
    request.document = multibase::encode_base64(document);
    match client.waiting(NODE_WAIT).post("/v1/verify", &request) {
        Ok(verdict) => Ok(Some(verdict)),
        Err(failure) if failure.code == "cli-node-down" => Ok(None),
        Err(failure) if failure.code == "evidence-refused" => {
            Err(no_evidence_there(failure, verb, given, context.screen.lang()))
        }
        Err(failure) => Err(failure),
    }
}

/// What is said where no node answers: of a folder that is a node's own, that this one does not run.
pub(super) fn knowing_nothing(context: &Context<'_>) -> &'static str {
    let own = context.place().is_ok_and(|place| place.folder().join("store").exists());
    if own { "cli-verify-node-off" } else { "cli-verify-no-evidence" }
}

/// A node that was found to run, for many badges one after the other.
pub(super) struct Node {
    client: Client,
    request: VerifyRequest,
}

impl Node {
    /// The running node, if one runs.
    pub(super) fn find(context: &Context<'_>, verb: &Verify, given: &Given) -> Option<Self> {
        let client = context.client().ok()?.waiting(NODE_WAIT);
        match client.get_bytes("/livez") {
            Err(failure) if failure.code == "cli-node-down" => None,
            Ok(_) | Err(_) => Some(Self { client, request: request(context, verb, given) }),
        }
    }

    /// Has it judge by these files from now on.
    pub(super) fn take(&mut self, given: &Given) {
        self.request.snapshots = encoded(&given.snapshots);
    }

    /// Its verdict.
    pub(super) fn judge(&mut self, document: &[u8]) -> Result<Value, Failure> {
        self.request.document = multibase::encode_base64(document);
        self.client.post("/v1/verify", &self.request)
    }
}

fn encoded(files: &[Vec<u8>]) -> Vec<String> {
    files.iter().map(|file| multibase::encode_base64(file)).collect()
}

/// What the node is asked, the document left out.
fn request(context: &Context<'_>, verb: &Verify, given: &Given) -> VerifyRequest {
    VerifyRequest {
        document: String::new(),
        entry: None,
        with: encoded(&given.with),
        snapshots: encoded(&given.snapshots),
        at: verb.at.clone(),
        challenge: verb.challenge.clone(),
        domain: verb.domain.clone(),
        recipient: verb.recipient.clone(),
        as_identity: context.common.as_identity.clone(),
        max_age_days: verb.max_age,
        witnesses: verb.witness.clone(),
        explain: verb.explain,
        lang: Some(context.screen.lang().tag().to_owned()),
    }
}

/// A file of evidence that is none, in words.
fn no_evidence(path: &Path, error: &EvidenceError, lang: Lang) -> Failure {
    match error {
        EvidenceError::Json(fault) => Failure::json("cli-evidence", path, fault, lang),
        EvidenceError::Bundle(_)
        | EvidenceError::Dossier(_)
        | EvidenceError::Snapshots(_)
        | EvidenceError::Anchor(_)
        | EvidenceError::Document(_)
        | EvidenceError::Refused(_)
        | EvidenceError::Unused { .. } => no_evidence_told(path, &error.to_string(), lang),
    }
}

fn no_evidence_told(path: &Path, what: &str, lang: Lang) -> Failure {
    let told = words::say(lang, "technical", &Args::new().text("text", what));
    let shown = path.display().to_string();
    Failure::new(Exit::Other, "cli-evidence", format!("{shown}: {what}"))
        .with("path", shown)
        .with("what", told)
}

/// The file of evidence that the node refused, told as where no node runs.
fn no_evidence_there(failure: Failure, verb: &Verify, given: &Given, lang: Lang) -> Failure {
    let at = failure.data.get("at").and_then(|at| at.parse::<usize>().ok());
    let paths = paths(verb);
    let named = at.and_then(|at| paths.get(at).zip(given.files().nth(at)));
    let Some((path, file)) = named else { return failure };
    match json::read(file) {
        Err(fault) if !Bundle::sniff(file) => no_evidence(path, &fault.into(), lang),
        Ok(_) | Err(_) => no_evidence_told(path, &failure.detail, lang),
    }
}
