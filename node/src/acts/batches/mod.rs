//! Badges to many: a list of people, each with words of their own.
//!
//! A list is noted whole before the first badge is signed, and each line leaves its note in the very commit
//! that signs its badge. So a list outlives a crash, is gone on with after a restart, and nobody in it is
//! awarded twice. What is wrong with one line keeps no other from its badge.

mod awarding;
mod day;
pub(crate) mod table;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bot_protocol::api::{CredentialState, IssueRequest, Problem};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use self::day::day;
use super::{ActError, Acts, notes, random};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Longest words about one person: 4,000 characters, as for one badge.
const NARRATIVE_CHARS_MAX: usize = 4_000;

/// Longest evidence: 2,000 characters, the longest addresses that browsers take.
const EVIDENCE_CHARS_MAX: usize = 2_000;

/// Bytes of the name of a list.
const ID_BYTES: usize = 16;

/// How long a list is remembered once it is through: 30 days.
const KEPT_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// How soon it is gone on with, should something of the node itself have held it up.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// What a list awards, and for whom it is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    issuer: Did,
    achievement: String,
    at: u64,
    lines: u32,
    /// Whether nothing more of it is to be signed.
    stopped: bool,
    /// Whether each of its lines is through.
    over: bool,
    /// Whether whoever has the badge already gets it once more.
    #[serde(default)]
    again: bool,
}

/// One line of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Whom the badge is for: a DID, or a name.
    pub(crate) to: String,
    /// What they did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) narrative: String,
    /// The address of what shows it, or a sentence about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) evidence: String,
    /// Until which day it is good, as it was written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) until: String,
}

/// A line as it is noted: once it is through, its words are in the badge and nowhere else.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Noted {
    line: Line,
    /// Whom it names, as it was looked at: a name may be somebody else's later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who: Option<Did>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    came: Option<Outcome>,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Outcome {
    /// The id of the badge that was signed.
    Awarded(String),
    /// Why none was.
    Refused(Box<Problem>),
}

/// What is wrong with a line, before anything is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineFault {
    /// It names nobody.
    Empty,
    /// Nobody whom this node knows is called so.
    Nobody,
    /// Another line before it is for the same person.
    Twice,
    /// This person has the badge already.
    HasIt,
    /// There is no such day, or it is over.
    Day,
    /// Its words are too long.
    Long,
}

/// A line that was looked at.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) line: Line,
    /// Whom it names, where somebody is called so.
    pub(crate) who: Option<Did>,
    pub(crate) fault: Option<LineFault>,
}

/// How far a list has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Progress {
    pub(crate) id: String,
    pub(crate) issuer: Did,
    pub(crate) achievement: String,
    pub(crate) at: Timestamp,
    pub(crate) lines: usize,
    pub(crate) awarded: usize,
    /// Whom no badge was signed for, and why.
    pub(crate) refused: Vec<(String, Problem)>,
    pub(crate) stopped: bool,
    /// Why it does not go on, if something holds it up.
    pub(crate) waits: Option<Problem>,
    /// Whether each line that is left is through; some may have been erased.
    over: bool,
}

impl Progress {
    /// How many lines are still to come.
    pub(crate) fn waiting(&self) -> usize {
        self.lines.saturating_sub(self.awarded).saturating_sub(self.refused.len())
    }

    /// Whether nothing more comes.
    pub(crate) fn is_over(&self) -> bool {
        self.stopped || self.over || self.waiting() == 0
    }
}

impl Line {
    fn request(&self, issuer: &Did, who: Option<Did>, achievement: &str) -> IssueRequest {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        IssueRequest {
            as_identity: Some(issuer.to_string()),
            achievement: achievement.to_owned(),
            to: who.map_or_else(|| self.to.clone(), |who| who.to_string()),
            narrative: given(&self.narrative),
            valid_until: day(&self.until).map(|day| format!("{day}T23:59:59Z")),
            draft: given(&self.evidence).map(|text| evidence(&text)),
            ..IssueRequest::default()
        }
    }

    fn is_long(&self) -> bool {
        self.narrative.chars().count() > NARRATIVE_CHARS_MAX
            || self.evidence.chars().count() > EVIDENCE_CHARS_MAX
    }
}

/// The evidence of a badge: where it lies, or what it is.
fn evidence(text: &str) -> Value {
    let is_link = is_link(text);
    let (mut item, mut draft) = (Object::new(), Object::new());
    item.insert("type", Value::Array(vec![Value::from("Evidence")]));
    item.insert(if is_link { "id" } else { "narrative" }, Value::from(text));
    draft.insert("evidence", Value::Array(vec![Value::Object(item)]));
    Value::Object(draft)
}

/// Whether a text is an address as any reader of badges takes it. Source: RFC 3986 §2.
fn is_link(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|begin| text.strip_prefix(begin));
    let is_of_address = |found: char| found.is_ascii_graphic() && !"<>\"{}|\\^`[]".contains(found);
    rest.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric())
            && rest.chars().all(is_of_address)
    })
}

/// Whether a refusal is about one line, and not about the node or about whoever signs.
fn is_of_line(error: &ActError) -> bool {
    match error {
        ActError::Field { field, .. } => *field != "achievement",
        ActError::Unknown { what, .. } | ActError::Ambiguous { what, .. } => *what == "contact",
        ActError::Lower { status, .. } => *status == 422,
        ActError::Picture { .. }
        | ActError::Conflict { .. }
        | ActError::Given { .. }
        | ActError::Evidence { .. }
        | ActError::Broken => false,
    }
}

fn head_key(id: &[u8]) -> Vec<u8> {
    [id, &[0; 4]].concat()
}

fn line_key(id: &[u8], number: u32) -> Vec<u8> {
    [id, &number.to_be_bytes()].concat()
}

impl Acts {
    /// Looks at each line of a list, in order; nothing is signed. Whoever has the badge already is told,
    /// unless they are to have it `again`.
    ///
    /// # Errors
    /// When the store cannot be read, or there is no such achievement.
    pub(crate) fn lines_checked(
        &self,
        (me, achievement): (&Identity, &str),
        lines: Vec<Line>,
        again: bool,
    ) -> Result<Vec<Checked>, ActError> {
        let has = if again { BTreeSet::new() } else { self.who_has(&me.did(), achievement)? };
        let mut named = BTreeSet::new();
        let today = self.now().to_string();
        let (book, ring) = (self.book()?, Arc::clone(&self.snapshot()?.ring));
        let mut look = |line: &Line| -> (Option<Did>, Option<LineFault>) {
            if line.to.is_empty() {
                return (None, Some(LineFault::Empty));
            }
            let Ok(who) = book.somebody("to", &line.to) else {
                return (None, Some(LineFault::Nobody));
            };
            // Whoever goes on with a new key is meant by that one.
            let who = ring.current(&who);
            let is_over = |day: &str| today.get(..10).is_some_and(|today| day < today);
            let until = day(&line.until);
            let no_day = until.as_deref().map_or(!line.until.is_empty(), |day| {
                is_over(day) || format!("{day}T23:59:59Z").parse::<Timestamp>().is_err()
            });
            let fault = if !named.insert(who) {
                Some(LineFault::Twice)
            } else if has.contains(&who) {
                Some(LineFault::HasIt)
            } else if no_day {
                Some(LineFault::Day)
            } else {
                line.is_long().then_some(LineFault::Long)
            };
            (Some(who), fault)
        };
        let look = |line: Line| {
            let (who, fault) = look(&line);
            Checked { line, who, fault }
        };
        Ok(lines.into_iter().map(look).collect())
    }

    /// Who holds this badge of this issuer, or was offered it.
    fn who_has(&self, issuer: &Did, achievement: &str) -> Result<BTreeSet<Did>, ActError> {
        let snapshot = self.snapshot()?;
        let standing = self.standing(&snapshot)?;
        let mut all = self.badges(&snapshot)?;
        all.retain(|badge| {
            let of = Credential::new(&badge.value).achievement().and_then(|of| of.get("id"));
            badge.issuer() == Some(*issuer)
                && of.and_then(Value::as_str) == Some(achievement)
                && standing.taken_back(&badge.value) != Some(CredentialState::Revoked)
        });
        let who = all.iter().filter_map(|badge| badge.subject());
        Ok(who.map(|who| snapshot.ring.current(&who)).collect())
    }

    /// Begins a list: its good lines are noted, and signed one after the other from now on. The name of it, of
    /// which more is noted in the same commit.
    ///
    /// # Errors
    /// When no line is good, the badge cannot be awarded, or the store fails.
    pub(crate) async fn begin_batch(
        &self,
        (me, achievement): (&Identity, &str),
        (checked, again): (Vec<Checked>, bool),
        noting: impl FnOnce(&str) -> Vec<Write>,
    ) -> Result<String, ActError> {
        let good = checked.into_iter().filter(|one| one.fault.is_none());
        let good: Vec<Checked> = good.collect();
        let issuer = me.did();
        let nobody = || ActError::field("list", "", "at least one line about somebody known here");
        let first = good.first().ok_or_else(nobody)?;
        let trial = first.line.request(&issuer, first.who, achievement);
        // Whatever would keep the whole list from being signed is told before any of it is.
        self.issue(IssueRequest { dry_run: true, ..trial }).await?;
        let id: [u8; ID_BYTES] = random()?;
        let lines = u32::try_from(good.len()).unwrap_or(u32::MAX);
        let (at, achievement) = (self.now().millis(), achievement.to_owned());
        let (stopped, over) = (false, false);
        let head = Head { issuer, achievement, at, lines, stopped, over, again };
        let mut writes = noting(&hex(&id));
        writes.push(notes::put(Shelf::Batches, &head_key(&id), &head));
        writes.extend((1..).zip(good).map(|(number, Checked { line, who, .. })| {
            let noted = Noted { line, who, came: None };
            notes::put(Shelf::Batches, &line_key(&id, number), &noted)
        }));
        self.commit(writes).await?;
        self.batched.notify_one();
        Ok(hex(&id))
    }

    /// Nothing more of a list is signed.
    ///
    /// # Errors
    /// When there is no such list, or the store fails.
    pub(crate) async fn stop_batch(&self, id: &str) -> Result<(), ActError> {
        // No line is being signed meanwhile.
        let _turn = self.claiming.lock().await;
        let (key, head) = self.batch_head(id)?;
        let stopped = Head { stopped: true, ..head };
        self.commit(vec![notes::put(Shelf::Batches, &head_key(&key), &stopped)]).await?;
        self.waits.heard(&place(&key), Ok(()))
    }

    /// How far a list has come.
    ///
    /// # Errors
    /// When there is no such list, or the store cannot be read.
    pub(crate) fn batch(&self, id: &str) -> Result<Progress, ActError> {
        let (key, head) = self.batch_head(id)?;
        self.progress(&key, &head)
    }

    /// The lists of somebody, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn batches(&self, issuer: &Did) -> Result<Vec<Progress>, ActError> {
        let mut found = Vec::new();
        for (key, head) in self.heads()?.into_iter().filter(|(_, head)| head.issuer == *issuer) {
            found.push(self.progress(&key, &head)?);
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(found)
    }

    fn batch_head(&self, id: &str) -> Result<(Vec<u8>, Head), ActError> {
        let unknown = || ActError::unknown("batch", id);
        let key = from_hex(id).filter(|key| key.len() == ID_BYTES).ok_or_else(unknown)?;
        let head = notes::get::<Head>(self.store(), Shelf::Batches, &head_key(&key))?;
        Ok((key, head.ok_or_else(unknown)?))
    }

    fn heads(&self) -> Result<Vec<(Vec<u8>, Head)>, ActError> {
        let mut heads = Vec::new();
        for (key, note) in self.store().notes(Shelf::Batches, &[])? {
            if let Some((id, [0, 0, 0, 0])) = key.split_last_chunk() {
                heads.push((id.to_vec(), notes::read(Shelf::Batches, &note)?));
            }
        }
        Ok(heads)
    }

    fn lines(&self, id: &[u8]) -> Result<Vec<(Vec<u8>, Noted)>, ActError> {
        let mut lines = Vec::new();
        for (key, note) in self.store().notes(Shelf::Batches, id)? {
            if key != head_key(id) {
                lines.push((key, notes::read(Shelf::Batches, &note)?));
            }
        }
        Ok(lines)
    }

    fn progress(&self, key: &[u8], head: &Head) -> Result<Progress, ActError> {
        let (mut awarded, mut refused) = (0, Vec::new());
        for (_, noted) in self.lines(key)? {
            match noted.came {
                Some(Outcome::Awarded(_)) => awarded += 1,
                Some(Outcome::Refused(why)) => refused.push((noted.line.to, *why)),
                None => {}
            }
        }
        Ok(Progress {
            id: hex(key),
            issuer: head.issuer,
            achievement: head.achievement.clone(),
            at: Timestamp::from_millis(head.at),
            lines: usize::try_from(head.lines).unwrap_or(usize::MAX),
            awarded,
            refused,
            stopped: head.stopped,
            waits: self.waits.why(&place(key)),
            over: head.over,
        })
    }

    /// The lines that are about somebody, and what takes each away.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::acts) fn lines_about(
        &self,
        who: &Did,
    ) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let mut found = Vec::new();
        let ring = Arc::clone(&self.snapshot()?.ring);
        for (id, _) in self.heads()? {
            for (key, noted) in self.lines(&id)? {
                let named = || self.somebody("to", &noted.line.to).is_ok_and(|known| known == *who);
                if noted.who.map_or_else(named, |known| ring.is_one(&known, who)) {
                    let forget = Write::Forget { shelf: Shelf::Batches, key: key.clone() };
                    found.push((key, forget));
                }
            }
        }
        Ok(found)
    }

    /// The keys of the lists by which somebody awards.
    pub(in crate::acts) fn lists_of(&self, issuer: &Did) -> Result<Vec<Vec<u8>>, ActError> {
        let heads = self.heads()?.into_iter().filter(|(_, head)| head.issuer == *issuer);
        Ok(heads.map(|(id, _)| id).collect())
    }

    /// The writes that forget lists which were through long ago.
    pub(super) fn lists_forgotten(&self) -> Result<Vec<Write>, ActError> {
        let mut writes = Vec::new();
        let is_old = |head: &Head| head.at.saturating_add(KEPT_MILLIS) < self.now().millis();
        for (id, _) in self.heads()?.into_iter().filter(|(_, head)| is_old(head)) {
            for (key, _) in self.store().notes(Shelf::Batches, &id)? {
                writes.push(Write::Forget { shelf: Shelf::Batches, key });
            }
        }
        Ok(writes)
    }
}

/// What a list is called where it is told why it waits.
fn place(id: &[u8]) -> String {
    format!("batch/{}", hex(id))
}

/// Goes on with lists when one was begun, and with those of before at the start; ends with the node.
pub async fn keep_awarding(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let flag = stopped.clone();
        let held_up = acts.go_on_with_batches(move || !*flag.borrow()).await.is_err();
        tokio::select! {
            () = acts.batched.notified() => {}
            () = tokio::time::sleep(LOOK_AGAIN), if held_up => {}
            _gone = stopped.wait_for(|stopped| *stopped) => return,
        }
    }
}
