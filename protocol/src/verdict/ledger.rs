//! Is a ledger whole? Its key log, its entries, one story or two, its texts, and as of when.
//!
//! What is told of an issuer's ledger beside a badge is told here of the ledger itself, part by part,
//! each yes, no or cannot tell with its reason. Source: `spec/feed.md` §7–§8, `spec/stamps.md` §3–§4.

use std::collections::BTreeSet;

use super::evidence::Log;
use super::status::{Dating, fresh, keys_missing};
use super::{Answer, Asked, Evidence, Reason};
use crate::canon::json::{Number, Object, Value};
use crate::feed::{KeyLog, StampFork};
use crate::identity::{Did, PublicKey};
use crate::statement::{Kind, Retention, Statement};
use crate::time::Timestamp;
use crate::words::{self, Args, Lang};

/// What a remark about a ledger is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What its author said about its keys.
    Keys,
    /// Its entries from the first to the last, and that each is bound to those before it.
    Entries,
    /// Whether it was told in two versions.
    Forks,
    /// The texts of its entries.
    Texts,
    /// As of when it is known.
    Date,
}

impl Part {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Keys, Self::Entries, Self::Forks, Self::Texts, Self::Date];

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Entries => "entries",
            Self::Forks => "forks",
            Self::Texts => "texts",
            Self::Date => "date",
        }
    }
}

/// One thing that is to be said about a ledger, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// What it is about.
    pub part: Part,
    /// Whether that is as it should be.
    pub answer: Answer,
    /// Its stable code; the words are in `words`.
    pub code: &'static str,
    /// Its data by name.
    pub data: Object,
}

/// What is to be thought of a ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// Whose it is.
    pub did: Did,
    /// What is to be said of it, part by part and log by log.
    pub remarks: Vec<Remark>,
    judged_at: Timestamp,
}

impl Remark {
    /// The codes that no reason of a verdict has, and the answer each gives.
    pub const CODES: [(&'static str, Answer); 11] = [
        ("ledger-keys-whole", Answer::Yes),
        ("ledger-entries-whole", Answer::Yes),
        ("ledger-one-story", Answer::Yes),
        ("ledger-closed-before-fork", Answer::Yes),
        ("ledger-forked-witnessed", Answer::Yes),
        ("ledger-texts-whole", Answer::Yes),
        ("ledger-dated", Answer::Yes),
        ("ledger-dated-witnessed", Answer::Yes),
        ("ledger-forked", Answer::No),
        ("ledger-two-heads", Answer::No),
        ("ledger-texts-missing", Answer::Unknown),
    ];

    fn of(part: Part, code: &'static str) -> Self {
        let found = Self::CODES.iter().find(|(known, _)| *known == code);
        let answer = found.map_or(Answer::Unknown, |(_, answer)| *answer);
        Self { part, answer, code, data: Object::new() }
    }

    fn because(part: Part, reason: &Reason) -> Self {
        Self { part, answer: reason.answer(), code: reason.code(), data: reason.data() }
    }

    fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.data.insert(name, text.into());
        self
    }

    fn number(mut self, name: &str, number: impl TryInto<u64>) -> Self {
        let number = Number::from_u64(number.try_into().unwrap_or(u64::MAX));
        self.data.insert(name, number.map_or(Value::Null, Value::from));
        self
    }

    /// It as a sentence, and where a stamp is overdue one that says so.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let args = Args::from(&self.data);
        let told = words::say(lang, self.code, &args);
        let overdue = self.data.get("overdue").and_then(Value::as_str).unwrap_or_default();
        match overdue.is_empty() {
            true => told,
            false => format!("{told} {}", words::say(lang, "stamp-overdue", &args)),
        }
    }

    /// What one can do about it, where there is something to do.
    #[must_use]
    pub fn advise(&self, lang: Lang) -> Option<String> {
        words::advise(lang, self.code, &Args::from(&self.data))
    }

    fn to_json(&self, lang: Lang) -> Value {
        let mut remark = Object::new();
        remark.insert("part", self.part.name());
        remark.insert("answer", self.answer.name());
        remark.insert("reason", self.code);
        remark.insert("says", self.say(lang));
        if let Some(advice) = self.advise(lang) {
            remark.insert("advice", advice);
        }
        for (name, value) in self.data.iter() {
            remark.insert(name, value.clone());
        }
        Value::Object(remark)
    }
}

impl Ledger {
    /// Whether it is whole: no if it was told in two versions, else cannot tell if anything is
    /// missing or too old, else yes.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let any = |answer| self.remarks.iter().any(|remark| remark.answer == answer);
        match (any(Answer::No), any(Answer::Unknown)) {
            (true, _) => Answer::No,
            (false, true) => Answer::Unknown,
            (false, false) => Answer::Yes,
        }
    }

    /// The remarks about one part.
    pub fn about(&self, part: Part) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(move |remark| remark.part == part)
    }

    /// It as one JSON object, sentences in `lang` beside the codes.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let mut ledger = Object::new();
        ledger.insert("did", self.did.to_string());
        ledger.insert("answer", self.answer().name());
        let remarks = self.remarks.iter().map(|remark| remark.to_json(lang)).collect();
        ledger.insert("remarks", Value::Array(remarks));
        ledger.insert("judged_at", self.judged_at.to_string());
        Value::Object(ledger)
    }
}

/// Checks the ledger of an identity with what is at hand. The texts of the entries in `dropped` were
/// dropped where they were held, so that nobody misses them.
#[must_use]
pub fn check(
    did: &Did,
    evidence: &Evidence,
    dropped: &BTreeSet<(PublicKey, u32)>,
    asked: &Asked,
) -> Ledger {
    let mut remarks = Vec::new();
    match evidence.key_log(did) {
        None => {
            let reason = Reason::NoFeed { issuer: did.to_string() };
            remarks.push(Remark::because(Part::Keys, &reason));
        }
        Some(keys) => {
            let checking = Checking { keys, evidence, dropped, asked };
            remarks.push(checking.keys());
            for (writer, closed) in evidence.writers_of(did) {
                if closed != Some(0) {
                    checking.log(writer, closed, &mut remarks);
                }
            }
        }
    }
    remarks.sort_by_key(|remark| remark.part);
    Ledger { did: *did, remarks, judged_at: asked.now }
}

/// What the ledger of one identity is checked with.
struct Checking<'a> {
    keys: &'a KeyLog,
    evidence: &'a Evidence,
    dropped: &'a BTreeSet<(PublicKey, u32)>,
    asked: &'a Asked,
}

impl Checking<'_> {
    fn keys(&self) -> Remark {
        if self.keys.disputed() {
            let reason = Reason::Disputed { writer: self.keys.did().to_string() };
            return Remark::because(Part::Keys, &reason);
        }
        let writers = self.keys.writers();
        let logs = writers.keys().filter_map(|writer| self.evidence.log(writer));
        match keys_missing(self.keys, logs) {
            Some(reason) => Remark::because(Part::Keys, &reason),
            None => Remark::of(Part::Keys, "ledger-keys-whole").number("events", self.keys.len()),
        }
    }

    fn log(&self, writer: PublicKey, closed: Option<u32>, remarks: &mut Vec<Remark>) {
        let name = writer.to_string();
        let Some(log) = self.evidence.log(&writer) else {
            let reason = Reason::FeedIncomplete { writer: name, missing: 0 };
            return remarks.push(Remark::because(Part::Entries, &reason));
        };
        let short = self.evidence.kept_short(&writer, closed, log.size());
        let missing = short.or_else(|| missing(log, closed, &name));
        remarks.push(match &missing {
            Some(reason) => Remark::because(Part::Entries, reason),
            None => {
                let size = log.size().min(closed.unwrap_or(u32::MAX));
                let whole = Remark::of(Part::Entries, "ledger-entries-whole");
                whole.number("entries", size).text("writer", name.clone())
            }
        });
        let twice = self.evidence.is_told_twice(&self.keys.did(), &writer, closed);
        let unasked = self.evidence.unasked(&writer, closed).filter(|_| !twice);
        remarks.push(match unasked {
            Some(unasked) => Remark::because(Part::Forks, &unasked),
            None => self.forks(log, (closed, twice), &name),
        });
        remarks.push(self.texts(log, closed, writer));
        if missing.is_none() && !twice {
            remarks.extend(self.date(log, closed, &name));
        }
    }

    /// Whether the log was told in two versions, below its close.
    fn forks(&self, log: &Log, (closed, twice): (Option<u32>, bool), writer: &str) -> Remark {
        if !twice {
            // What was proven of the numbers above the close is no secret, and harms nothing.
            let (code, size) = match closed {
                Some(size) if log.is_disputed(closed) => ("ledger-forked-witnessed", size),
                Some(size) if log.is_disputed(None) => ("ledger-closed-before-fork", size),
                Some(_) | None => ("ledger-one-story", 0),
            };
            return Remark::of(Part::Forks, code).text("writer", writer).number("size", size);
        }
        let from = log.frozen_at(self.evidence.seen_of(self.keys, log, closed)).unwrap_or_default();
        let told = |code| Remark::of(Part::Forks, code).text("writer", writer).number("from", from);
        match (log.fork(), log.heads().as_ref().map(StampFork::size)) {
            (Some(fork), _) => told("ledger-forked").number("number", fork.seq()),
            (None, Some(size)) => told("ledger-two-heads").number("size", size),
            (None, None) => {
                let reason = Reason::Disputed { writer: writer.to_owned() };
                Remark::because(Part::Forks, &reason)
            }
        }
    }

    /// How many texts are at hand, and what became of the others.
    fn texts(&self, log: &Log, closed: Option<u32>, writer: PublicKey) -> Remark {
        let withdrawn = self.evidence.withdrawn(&writer);
        let (mut held, mut taken, mut away) = (0_u64, 0_u64, 0_u64);
        let mut missing: Vec<u32> = Vec::new();
        let within = |one: &&Statement| closed.is_none_or(|closed| one.seq() < closed);
        for one in log.ordered().filter(within) {
            let erasable = one.header().ret == Retention::Erasable;
            let unknown = matches!(one.kind(), Kind::Other(_));
            if one.body().is_some() {
                held = held.saturating_add(1);
            } else if erasable && withdrawn.contains(&one.seq()) {
                taken = taken.saturating_add(1);
            } else if unknown || self.dropped.contains(&(writer, one.seq())) {
                away = away.saturating_add(1);
            } else {
                missing.push(one.seq());
            }
        }
        let remark = match missing.first() {
            None => Remark::of(Part::Texts, "ledger-texts-whole"),
            Some(first) => Remark::of(Part::Texts, "ledger-texts-missing")
                .number("missing", missing.len())
                .number("first", *first),
        };
        let remark = remark.number("held", held).number("withdrawn", taken);
        remark.number("dropped", away).text("writer", writer.to_string())
    }

    /// As of when the log is known, if it has any entry.
    fn date(&self, log: &Log, closed: Option<u32>, writer: &str) -> Option<Remark> {
        let newest =
            self.evidence.counted_in(&self.keys.did(), &log.writer(), (log, closed)).next_back()?;
        let dating = Dating::of(self.keys, self.evidence, self.asked);
        let head = match closed {
            None => dating.head(log, newest),
            Some(_) => dating.closed(log, newest),
        };
        let head = match head {
            Ok(head) => head,
            Err(reason) => return Some(Remark::because(Part::Date, &reason)),
        };
        // Nothing more is to come of a log that was closed, however old it is.
        let max_age = closed.map_or(self.asked.max_age_millis, |_| u64::MAX);
        let age = match fresh(head.at, max_age, self.asked) {
            Err(stale) => return Some(Remark::because(Part::Date, &stale)),
            Ok(age) => age,
        };
        let witnessed = !head.by.is_empty();
        let code = if witnessed { "ledger-dated-witnessed" } else { "ledger-dated" };
        let mut remark = Remark::of(Part::Date, code)
            .number("entry", head.entry)
            .text("as_of", head.at.to_string())
            .number("age_seconds", u64::try_from(age).unwrap_or_default())
            .text("writer", writer);
        if witnessed {
            let by = head.by.iter().map(|one| Value::from(self.evidence.name_of(one))).collect();
            remark = remark.number("witnesses", head.by.len()).number("named", head.named);
            remark.data.insert("by", Value::Array(by));
        }
        let overdue = head.overdue.filter(|_| closed.is_none());
        Some(remark.text("overdue", overdue.map(|due| due.to_string()).unwrap_or_default()))
    }
}

/// What of a log is missing below its close, if anything is.
fn missing(log: &Log, closed: Option<u32>, writer: &str) -> Option<Reason> {
    let writer = writer.to_owned();
    if let Some(stamp) = log.ahead(closed) {
        let (missing, size) = (u64::from(log.size()), u64::from(stamp.size()));
        let stamped = stamp.ts().to_string();
        return Some(Reason::TailMissing { writer, missing, size, stamped });
    }
    let missing = u64::from(log.hole(closed)?);
    Some(Reason::FeedIncomplete { writer, missing })
}
