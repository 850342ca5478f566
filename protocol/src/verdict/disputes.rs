//! Who disagrees with a badge, told beside the verdict and never part of it: no finding, weight or
//! band looks at it.
//!
//! Only whom the viewer can reach is told of, with the answer of whom it concerns. Source:
//! `spec/disputes.md`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::path::Surroundings;
use super::reader::Secured;
use super::right::survey;
use super::{Answer, Evidence};
use crate::canon::hash::Hash;
use crate::canon::json::{Object, Value};
use crate::credential::model::Credential;
use crate::identity::{Did, PublicKey};
use crate::limits::{DISPUTERS_CHECKED_MAX, DISPUTES_TOLD_MAX, RECOGNITION_AGE_MAX_MILLIS};
use crate::statement::kinds::{Dispute, Disputed, Party};
use crate::statement::{Content, Kind, Retention, Statement};
use crate::time::Timestamp;
use crate::words::{self, Args, Lang};

/// One disagreement, with the answer of whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The entry that says so; `None` of a note that the viewer alone has.
    pub id: Option<Hash>,
    /// Whose it is.
    pub by: Did,
    /// Their name, as the viewer knows it.
    pub name: String,
    /// With what: `credential`, `achievement` or `issuer`.
    pub about: &'static str,
    /// How that is called.
    pub subject: String,
    /// For which topic; for the whole of it when absent.
    pub scope: Option<String>,
    /// Why.
    pub words: String,
    /// When it was said.
    pub at: Timestamp,
    /// What was answered.
    pub reply: Option<Answered>,
}

/// The answer of whom a disagreement concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Whose it is.
    pub by: Did,
    /// Their name, as the viewer knows it.
    pub name: String,
    /// The answer.
    pub words: String,
    /// When it was said.
    pub at: Timestamp,
}

/// The digest by which a dispute names a credential: SHA-256 of its canonical JSON.
#[must_use]
pub fn digest(credential: &Secured) -> Hash {
    survey::digest(&credential.credential())
}

/// Whether a dispute of this moment is told of: not before it was said, and for two years.
#[must_use]
pub fn is_told_at(said: Timestamp, now: Timestamp) -> bool {
    said <= now && now <= said.saturating_add(RECOGNITION_AGE_MAX_MILLIS)
}

impl Disagreement {
    /// It as a sentence.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let code = match (&self.id, &self.scope) {
            (None, _) => "dispute-private",
            (Some(_), Some(_)) => "dispute-scoped",
            (Some(_), None) => "dispute",
        };
        let args = Args::new()
            .text("name", self.name.as_str())
            .text("about", self.about)
            .text("subject", self.subject.as_str())
            .text("scope", self.scope.clone().unwrap_or_default())
            .text("words", self.words.as_str())
            .text("day", day(self.at));
        words::say(lang, code, &args)
    }

    /// It as a JSON object, sentences in `lang` beside the texts.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let mut object = Object::new();
        if let Some(id) = self.id {
            object.insert("id", id.to_string());
        }
        object.insert("by", self.by.to_string());
        object.insert("by_name", self.name.as_str());
        object.insert("about", self.about);
        object.insert("subject", self.subject.as_str());
        if let Some(scope) = &self.scope {
            object.insert("scope", scope.as_str());
        }
        object.insert("words", self.words.as_str());
        object.insert("at", self.at.to_string());
        object.insert("says", self.say(lang));
        if let Some(reply) = &self.reply {
            object.insert("reply", reply.to_json(lang));
        }
        Value::Object(object)
    }
}

impl Answered {
    /// It as a sentence.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let args = Args::new().text("name", self.name.as_str()).text("words", self.words.as_str());
        words::say(lang, "dispute-reply", &args.text("day", day(self.at)))
    }

    fn to_json(&self, lang: Lang) -> Value {
        let mut object = Object::new();
        object.insert("by", self.by.to_string());
        object.insert("by_name", self.name.as_str());
        object.insert("words", self.words.as_str());
        object.insert("at", self.at.to_string());
        object.insert("says", self.say(lang));
        Value::Object(object)
    }
}

fn day(at: Timestamp) -> String {
    at.to_string().get(..10).unwrap_or_default().to_owned()
}

/// What of a badge can be disagreed with.
struct Subject {
    about: &'static str,
    name: String,
    /// Whom it concerns: their answer is told.
    whose: Vec<Did>,
    /// Whether others may be told of it: what a person says of themselves is nobody else's matter.
    public: bool,
}

/// One dispute at hand.
struct Found<'a> {
    by: Did,
    entry: Option<&'a Statement>,
    at: Timestamp,
    dispute: Dispute,
}

/// The disagreements to tell of, the newest first.
pub(super) fn judge(
    secured: &Secured,
    evidence: &Evidence,
    surroundings: &Surroundings<'_>,
    now: Timestamp,
) -> Vec<Disagreement> {
    if !is_any(evidence) {
        return Vec::new();
    }
    let subjects = subjects(secured, evidence);
    let mut withdrawn = Withdrawn::new(evidence);
    let mut found = found((evidence, &subjects), &mut withdrawn, now);
    // Those whom the viewer knows without asking come first, so that no crowd hides them.
    let known = |by: &Did| evidence.viewers().contains(by) || evidence.contacts().contains_key(by);
    let nearness = |by: &Did| (!known(by), surroundings.steps(by).unwrap_or(u8::MAX));
    found.sort_by_cached_key(|one| (nearness(&one.by), one.by, Reverse(one.at)));
    let mut reached: BTreeMap<Did, bool> = BTreeMap::new();
    let mut said = BTreeSet::new();
    found.retain(|one| {
        if one.entry.is_none() {
            return true;
        }
        if !reached.contains_key(&one.by) && reached.len() >= DISPUTERS_CHECKED_MAX {
            return false;
        }
        let is_reached = reached.entry(one.by).or_insert_with(|| {
            surroundings.reach(&one.by, None).is_some_and(|why| why.answer() == Answer::Yes)
        });
        // Who says it again says it anew: the newest counts.
        *is_reached
            && said.insert((
                evidence.current(&one.by),
                one.dispute.about,
                one.dispute.scope.clone(),
            ))
    });
    let mut told = fairly(found, |one| one.entry.map(|_| one.by));
    told.sort_by_key(|one| Reverse(one.at));
    told.into_iter()
        .filter_map(|one| {
            let subject = subjects.get(&one.dispute.about)?;
            let id = one.entry.map(Statement::id);
            let asked = (evidence, surroundings, now);
            let reply = id.and_then(|id| answer((&id, subject), asked, &mut withdrawn));
            Some(Disagreement {
                id,
                by: one.by,
                name: surroundings.name(&one.by, None),
                about: subject.about,
                subject: subject.name.clone(),
                scope: one.dispute.scope,
                words: one.dispute.words,
                at: one.at,
                reply,
            })
        })
        .collect()
}

/// As many as are told, of some that come in the order of their authors, and of each author the newest
/// first: what has no author (the viewer's own notes), then each author's first before anybody's second,
/// so that nobody who says much hides others.
#[must_use]
pub fn fairly<T>(ordered: Vec<T>, author: impl Fn(&T) -> Option<Did>) -> Vec<T> {
    let mut said: BTreeMap<Did, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, T)> = Vec::with_capacity(ordered.len());
    for one in ordered {
        let rank = author(&one).map_or(0, |by| {
            let count = said.entry(by).or_default();
            *count = count.saturating_add(1);
            *count
        });
        ranked.push((rank, one));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(DISPUTES_TOLD_MAX).map(|(_, one)| one).collect()
}

/// What was withdrawn of each log, looked up once.
struct Withdrawn<'a> {
    evidence: &'a Evidence,
    of: BTreeMap<PublicKey, BTreeSet<u32>>,
}

impl<'a> Withdrawn<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        Self { evidence, of: BTreeMap::new() }
    }

    fn has(&mut self, statement: &Statement) -> bool {
        let writer = statement.writer();
        let of = self.of.entry(writer).or_insert_with(|| self.evidence.withdrawn(&writer));
        of.contains(&statement.seq())
    }
}

/// Whether anybody disagrees with anything.
fn is_any(evidence: &Evidence) -> bool {
    let noted = !evidence.noted_disputes().is_empty();
    noted || evidence.statements().any(|(_, one)| one.kind() == Kind::Dispute)
}

/// Every dispute at hand about these that is told of at this moment: in feeds, and the viewer's own notes.
fn found<'a>(
    (evidence, subjects): (&'a Evidence, &BTreeMap<Disputed, Subject>),
    withdrawn: &mut Withdrawn<'_>,
    now: Timestamp,
) -> Vec<Found<'a>> {
    let notes = evidence.noted_disputes().iter().map(|(by, at, dispute)| Found {
        by: *by,
        entry: None,
        at: *at,
        dispute: dispute.clone(),
    });
    let notes = notes.filter(|one| subjects.contains_key(&one.dispute.about));
    let said = evidence.statements().filter(|(_, one)| one.kind() == Kind::Dispute);
    let said = said.filter(|(_, one)| is_told_at(one.ts(), now)).filter_map(|(by, one)| {
        let Content::Dispute(dispute) = content(one)? else { return None };
        let subject = subjects.get(&dispute.about).filter(|subject| subject.public);
        subject.filter(|_| !withdrawn.has(one))?;
        Some(Found { by, entry: Some(one), at: one.ts(), dispute })
    });
    notes.filter(|one| is_told_at(one.at, now)).chain(said).collect()
}

/// What an entry says; words that their author could never withdraw are no words.
fn content(statement: &Statement) -> Option<Content> {
    if statement.header().ret == Retention::Permanent {
        return None;
    }
    Content::read(statement.kind(), statement.body()?).ok()
}

/// What of a badge can be disagreed with: itself, what it is awarded for as its creator describes it,
/// and what its issuer says of itself.
fn subjects(secured: &Secured, evidence: &Evidence) -> BTreeMap<Disputed, Subject> {
    let credential = secured.credential();
    let did = |id: Option<&str>| id.and_then(|id| id.parse::<Did>().ok());
    let (issuer, holder) = (did(credential.issuer()), did(credential.subject_id()));
    let achievement = credential.achievement();
    let name = achievement.and_then(|one| one.get("name")?.as_str());
    let name = name.or(credential.id()).unwrap_or_default().to_owned();
    let mut all = BTreeMap::new();
    let whose = issuer.into_iter().chain(holder).collect();
    let badge = Subject { about: "credential", name: name.clone(), whose, public: true };
    all.insert(Disputed::Credential(digest(secured)), badge);
    for creator in creators(&credential) {
        for one in evidence.statements_of(&creator) {
            if one.kind() == Kind::Achievement && describes(one, &credential) {
                let whose = vec![creator];
                let subject =
                    Subject { about: "achievement", name: name.clone(), whose, public: true };
                all.insert(Disputed::Statement(one.id()), subject);
            }
        }
    }
    if let Some(issuer) = issuer
        && let Some((entry, profile)) = evidence.profile(&issuer)
    {
        let public = profile.party != Party::Person;
        let subject = Subject { about: "issuer", name: profile.name, whose: vec![issuer], public };
        all.insert(Disputed::Statement(entry.id()), subject);
    }
    all
}

/// Who created what a badge is awarded for: its issuer where nobody else is named.
fn creators(credential: &Credential<'_>) -> BTreeSet<Did> {
    let mut named = credential.creators();
    if named.is_empty() {
        named.extend(credential.issuer());
    }
    named.into_iter().filter_map(|one| one.parse().ok()).collect()
}

fn describes(statement: &Statement, credential: &Credential<'_>) -> bool {
    let read = statement.body().map(|body| Content::read(statement.kind(), body));
    let Some(Ok(Content::Achievement(document))) = read else { return false };
    document.id().is_some() && document.id() == credential.achievement_id()
}

/// The newest answer of whom it concerns.
fn answer(
    (id, subject): (&Hash, &Subject),
    (evidence, surroundings, now): (&Evidence, &Surroundings<'_>, Timestamp),
    withdrawn: &mut Withdrawn<'_>,
) -> Option<Answered> {
    let people: BTreeSet<Did> = subject.whose.iter().flat_map(|did| evidence.person(did)).collect();
    let all = people.iter().flat_map(|by| {
        let said = evidence.statements_of(by).filter(|one| one.kind() == Kind::Reply);
        said.map(move |one| (*by, one))
    });
    let fitting = all.filter(|(_, one)| one.ts() <= now).filter_map(|(by, one)| {
        let Content::Reply(reply) = content(one)? else { return None };
        let fits = reply.dispute == *id && !withdrawn.has(one);
        fits.then_some((one.ts(), by, reply.words))
    });
    let (at, by, words) = fitting.max()?;
    Some(Answered { by, name: surroundings.name(&by, None), words, at })
}
