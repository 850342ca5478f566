//! `bot verify`: six findings about a badge, each with its reason; never one tick.
//!
//! Needs no identity, no data folder and no running node; a node that runs adds what it knows.

mod explain;
mod folder;
mod gather;
mod judge;
mod named;
mod tell;
mod unread;

use std::path::{Path, PathBuf};

use bot_node::contexts::reader;
use bot_protocol::api::ContactView;
use bot_protocol::limits;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Evidence, Question, Reader, is_identity};
use bot_protocol::words::Lang;
use clap::Args;
use serde_json::Value;

use super::{Context, Output, read_input};
use crate::failure::{Exit, Failure};
use crate::screen::Screen;
pub(crate) use folder::refused as unread_archive;
use named::Named;
pub(crate) use tell::{copies, mark, name, parsed, tell};

/// Verify badges, alone or in folders and archives: what was signed, whether it still counts, who
/// stands behind it, and why
///
/// Exit codes: 0 all needed findings are yes · 6 some needed finding is no, or the file claims to
/// be a badge and is refused · 7 cannot tell · 1 no badge in the file, or no evidence in another ·
/// 2 usage · 3 not found · 5 a node runs but does not answer.
#[derive(Debug, Clone, Args)]
#[command(before_help = "Example: bot verify badge.png --with school.feed")]
pub(crate) struct Verify {
    /// The badge: JSON, compact JWS, PNG or SVG, a proof of `bot prove`, or a folder or tar archive of
    /// them; - is standard input
    file: PathBuf,
    /// More of them, judged each and summed up; or the other QR codes of a proof, where FILE is one of
    /// them: what a scanner read, as it is
    #[arg(value_name = "MORE")]
    more: Vec<PathBuf>,
    /// More evidence: key documents, status lists, parts of old badges, endorsements, badges that a rule asks for, feeds
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Evidence that you vouch for: a file that --keep wrote for you, and nobody else had in hand;
    /// its dates count
    #[arg(long, value_name = "FILE")]
    snapshots: Vec<PathBuf>,
    /// A witness of your own: it must have seen the issuer's ledger too; a DID, a name of the address
    /// book of the running node, or a writer key (z6Mk…)
    #[arg(long, value_name = "WHO")]
    witness: Vec<String>,
    /// Judge as if it were this moment (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Accept news of the issuer that are so old [default: the node's setting, else 7]
    #[arg(long, value_name = "DAYS")]
    max_age: Option<u32>,
    /// Judge with what is on this machine alone; so it is always done, and this flag says so
    #[arg(long)]
    offline: bool,
    /// Fetch what the verdict names as missing (keys, status lists, parts of old badges), over https
    /// from public hosts alone, and judge again
    #[arg(long, conflicts_with = "offline")]
    gather: bool,
    /// Keep what was fetched, for --snapshots
    #[arg(long, value_name = "FILE", requires = "gather")]
    keep: Option<PathBuf>,
    /// Trust the authorities of this file too, certificates in PEM, besides those of browsers
    #[arg(long, value_name = "FILE", requires = "gather")]
    authority: Option<PathBuf>,
    /// The challenge that the presenter had to sign
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// The domain that the presenter had to sign
    #[arg(long, value_name = "TEXT", requires = "challenge")]
    domain: Option<String>,
    /// Whom the badge should be about: an e-mail address, a DID, or a name of the address book of the running
    /// node. Compared on this machine, also with an
    /// address that the badge has only hashed; that it is shown by them is for --challenge to tell
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// Which findings must be yes, with commas between [default: integrity,status; with --recipient also
    /// recipient]
    #[arg(long, value_name = "LIST")]
    need: Option<String>,
    /// Also tell what was hashed, by which contexts and with which key
    #[arg(long)]
    explain: bool,
}

impl Verify {
    /// The findings that decide: those that are named, else what was signed and whether it counts. That
    /// is the contract, also where a challenge is given; who says whom a badge must be about needs that.
    fn needed(&self) -> Result<Vec<Question>, Failure> {
        match (&self.need, &self.recipient) {
            (Some(list), _) => needed(list),
            (None, Some(_)) => needed("integrity,status,recipient"),
            (None, None) => needed("integrity,status"),
        }
    }
}

/// Judges and tells.
pub(crate) fn run(context: &Context<'_>, verb: &Verify) -> Result<Exit, Failure> {
    let files = std::iter::once(&verb.file).chain(&verb.more);
    super::stdin_once(files.chain(&verb.with).chain(&verb.snapshots))?;
    let verb = &Verify { recipient: recipient(context, verb)?, ..verb.clone() };
    if verb.recipient.as_deref().is_some_and(|who| !is_identity(who)) {
        let detail = "--recipient: an e-mail address or a DID is expected";
        let failure = Failure::new(Exit::Usage, "cli-recipient", detail);
        return Err(failure.with("who", verb.recipient.clone().unwrap_or_default()));
    }
    let need = verb.needed()?;
    let at = verb.at.as_deref().map(moment).transpose()?;
    match Named::of(&verb.file, &verb.more)? {
        Named::One(bytes) => one(context, verb, &bytes, (&need, at)),
        Named::Many(files) => folder::run(context, verb, files, (&need, at)),
    }
}

/// Whom the badge should be about; a name of the address book stands for its DID, where the node runs.
fn recipient(context: &Context<'_>, verb: &Verify) -> Result<Option<String>, Failure> {
    let Some(who) = verb.recipient.as_deref().filter(|who| !is_identity(who)) else {
        return Ok(verb.recipient.clone());
    };
    let Ok(client) = context.client() else { return Ok(Some(who.to_owned())) };
    let contacts: Vec<ContactView> = match client.waiting(judge::NODE_WAIT).list("/v1/contacts") {
        Ok(contacts) => contacts,
        Err(failure) if failure.code == "cli-node-down" => Vec::new(),
        Err(failure) => return Err(failure),
    };
    let named = contacts.into_iter().find(|contact| contact.name == who);
    Ok(Some(named.map_or_else(|| who.to_owned(), |contact| contact.did)))
}

/// What an entry of a feed published, judged by the running node.
pub(super) fn of_entry(context: &Context<'_>, entry: &str) -> Result<Exit, Failure> {
    let screen = context.screen;
    let request = bot_protocol::api::VerifyRequest {
        entry: Some(entry.to_owned()),
        lang: Some(screen.lang().tag().to_owned()),
        as_identity: context.common.as_identity.clone(),
        ..bot_protocol::api::VerifyRequest::default()
    };
    let verdict: Value = context.client()?.post("/v1/verify", &request)?;
    let exit = exit(&verdict, &needed("integrity,status")?);
    tell(screen, Path::new(entry), verdict);
    Ok(exit)
}

/// One badge.
fn one(
    context: &Context<'_>,
    verb: &Verify,
    bytes: &[u8],
    (need, at): (&[Question], Option<Timestamp>),
) -> Result<Exit, Failure> {
    let screen = context.screen;
    let given = judge::Given::of(verb)?;
    let contexts = context.contexts();
    let presented = match reader(contexts.as_deref()).read(bytes) {
        Ok(presented) => presented,
        Err(refused) if refused.claims => {
            let now = judge::asked(verb, at).now;
            tell(screen, &verb.file, parsed(&refused.verdict(now).to_json(screen.lang()))?);
            return Ok(Exit::No);
        }
        Err(refused) => return Err(Failure::refused(&verb.file, &refused, screen.lang())),
    };
    let place = verb.keep.as_deref().map(|path| Output::reserve(path, false)).transpose()?;
    let mut gathering = gather::Gathering::new(verb.gather, verb.authority.as_deref())?;
    let bar = screen.working("cli-judging", &[]);
    let (mut verdict, knowing) = loop {
        let given = given.and(gathering.file()?);
        let told = judge::by_node(context, verb, (bytes, &given))?;
        let judged = match told {
            Some(verdict) => (verdict, "cli-verify-node-evidence"),
            None => {
                let presented = (presented.clone(), at, given);
                let verdict = judge::alone(context, verb, presented, contexts.clone())?;
                (verdict, judge::knowing_nothing(context))
            }
        };
        if !gathering.more(&judged.0) {
            break judged;
        }
    };
    bar.finish_and_clear();
    if verb.gather {
        verdict["gathered"] = gathering.told();
        gathering.advise_anew(screen, &mut verdict);
    }
    let exit = exit(&verdict, need);
    let explanation = verdict.get("explanation").cloned();
    tell(screen, &verb.file, verdict);
    if let Some(explanation) = explanation {
        explain::tell(screen, &explanation);
    }
    gathering.tell(screen);
    if let Some(place) = place {
        place.fill(screen, &gathering.kept()?)?;
    }
    screen.line(&format!("  {}", screen.sentence(knowing, &[])));
    Ok(exit)
}

/// A list that tells the status of badges is none, however well it is signed.
fn list(path: &Path) -> Failure {
    let detail = format!("{}: a list of revoked badges", path.display());
    Failure::new(Exit::Other, "cli-verify-list", detail)
}

/// The bytes of the evidence, bounded alike with and without a running node.
pub(crate) fn handed_in(with: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    if with.len() > limits::EVIDENCE_FILES_MAX {
        let detail = format!("{} files of evidence, at most 64", with.len());
        return Err(Failure::new(Exit::Usage, "cli-evidence-many", detail));
    }
    let mut left = u64::try_from(limits::BUNDLE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut files = Vec::new();
    for path in with {
        let file = read_input(path, left)?;
        left = left.saturating_sub(u64::try_from(file.len()).unwrap_or(u64::MAX));
        files.push(file);
    }
    Ok(files)
}

/// The evidence of these files, bounded as for a verdict.
pub(crate) fn heard(with: &[PathBuf], how: (&Reader<'_>, Lang)) -> Result<Evidence, Failure> {
    let given = judge::Given { with: handed_in(with)?, ..judge::Given::default() };
    judge::evidence(with, &given, how)
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

/// A moment that was typed.
pub(crate) fn moment(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse_rfc3339(text).map_err(|error| {
        Failure::new(Exit::Usage, "cli-time", format!("--at: {error}")).with("text", text)
    })
}

/// Shows a verdict on what somebody presented, and how a verb ends with it: all is well where it was
/// signed, still counts, and was shown by whom it is about.
pub(crate) fn shown(screen: &Screen, judged: &str, verdict: &Value) -> Exit {
    tell::show(screen, judged, verdict);
    exit(verdict, &[Question::Integrity, Question::Status, Question::Recipient])
}

/// The worse of two ends.
pub(crate) fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::No, _) | (_, Exit::No) => Exit::No,
        (Exit::Done, Exit::Done) => Exit::Done,
        (_, _) => Exit::CannotTell,
    }
}

/// How `verify` ends where this is the verdict.
pub(crate) fn exit(verdict: &Value, need: &[Question]) -> Exit {
    let answer = |question: &Question| verdict["findings"][question.name()]["answer"].as_str();
    if need.iter().any(|question| answer(question) == Some("no")) {
        return Exit::No;
    }
    match need.iter().all(|question| answer(question) == Some("yes")) {
        true => Exit::Done,
        false => Exit::CannotTell,
    }
}
