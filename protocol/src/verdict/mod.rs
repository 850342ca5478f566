//! Six findings about a credential, each yes, no or cannot tell, each with its reason.
//!
//! Judging is pure: it takes what was presented, the evidence at hand and the moment, and fetches
//! nothing. What is missing is an answer that names it. There is no sum of the six and no score.

use std::cell::LazyCell;

use crate::canon::json::{Object, Value};
use crate::credential::contexts::ContextUsed;
use crate::credential::model::Credential;
use crate::credential::proof::Work;
use crate::time::Timestamp;
use crate::words::{self, Args, Lang};

mod absent;
mod called;
pub mod checked;
#[cfg(test)]
mod counted;
pub mod disputes;
pub mod dossier;
mod endorsed;
mod endorsements;
mod evidence;
mod explain;
mod former;
mod gate;
mod integrity;
pub mod ledger;
mod marks;
mod meaning;
mod membership;
mod nested;
mod path;
mod presented;
mod reader;
mod reason;
mod recipient;
mod refused;
mod right;
mod seek;
mod several;
pub mod snapshots;
mod status;
mod told;

pub use absent::absent;
pub use called::with_names;
pub use disputes::{Answered, Disagreement};
pub use dossier::Dossier;
pub use endorsements::{Bound, Endorser, endorsements_inside};
pub use evidence::{Copy, Evidence, EvidenceError, Heard};
pub use explain::{explain, unfollowed};
pub use gate::{Judged, Passage, Standing, Why};
pub use integrity::carried;
pub use membership::{MEMBERSHIP, shared_community};
pub use nested::Nested;
pub use path::Standpoint;
pub use presented::{Presented, Refused, RefusedWhy, led_to, unquoted};
pub use reader::{Dialects, Judging, Opened, Presenter, Reader, Seal, Secured};
pub use reason::{NamedBy, Reason};
pub use recipient::{identity, is_identity, presenter};
pub use refused::{Inside, TokenDamage, TokenPart};
pub use told::{advise, say};

use called::Called;

#[cfg(test)]
mod tests;

/// The field that is not readable where the credential as a whole is not.
const WHOLE: &str = "credential";

/// Yes, no, or cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// What is at hand does not tell.
    Unknown,
}

impl Answer {
    /// Its name in JSON: `yes`, `no` or `unknown`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Is it exactly what was signed, by a key of the issuer?
    Integrity,
    /// Is it revoked, expired or not yet valid?
    Status,
    /// Is it about the one who presents it?
    Recipient,
    /// May this issuer award this achievement?
    Right,
    /// How does the viewer know the issuer?
    Path,
    /// Who stands behind it?
    Endorsements,
}

impl Question {
    /// All six, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::Integrity,
        Self::Status,
        Self::Recipient,
        Self::Right,
        Self::Path,
        Self::Endorsements,
    ];

    /// Its name in JSON and in `--need`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Status => "status",
            Self::Recipient => "recipient",
            Self::Right => "right",
            Self::Path => "path",
            Self::Endorsements => "endorsements",
        }
    }

    /// The question called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.name() == name)
    }
}

/// What is asked beside the credential itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The moment judged at.
    pub now: Timestamp,
    /// What the clock of who judges says, whatever moment is asked about: what is dated later dates
    /// nothing.
    pub clock: Timestamp,
    /// The challenge the presenter had to sign.
    pub challenge: Option<String>,
    /// The domain the presenter had to sign.
    pub domain: Option<String>,
    /// The DID or e-mail address the credential should be about.
    pub presenter: Option<String>,
    /// The oldest news of the issuer's feed that still tell the status, in milliseconds.
    pub max_age_millis: u64,
}

impl Asked {
    /// Only the moment, which is that of the clock: nobody is asked for, news may be seven days old.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        let max_age_millis = crate::limits::STATUS_AGE_MILLIS;
        Self { now, clock: now, challenge: None, domain: None, presenter: None, max_age_millis }
    }
}

/// The six findings and what they are about.
///
/// Of several credentials presented together each has its own verdict in `credentials`, and the
/// findings of the whole are, question by question, the worst of theirs.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// One reason a question, in the order of [`Question::ALL`].
    findings: [Reason; 6],
    /// Where several were presented together, what is to be thought of each, in their order.
    pub credentials: Vec<Self>,
    /// Who endorses it, refused endorsements included.
    pub endorsers: Vec<Endorser>,
    /// Who disagrees with it, among those whom the viewer can reach: no finding depends on it.
    pub disputes: Vec<Disagreement>,
    /// What is to be thought of each credential inside of it, as of a learner record.
    pub nested: Vec<Nested>,
    /// The contexts by which it was read, as far as somebody could ask which: those that the user
    /// added, and those that are known with several contents. The words tell of one that came with
    /// the program only where it is not the newest.
    pub contexts: Vec<ContextUsed>,
    /// The credential in short: what its own words say.
    pub credential: Object,
    /// The log of the issuer that exists in two versions, where one does: whatever else is found, it
    /// is told.
    pub disputed: Option<String>,
    /// The closed log of the issuer of which another version is known, where witnesses saw this one to its
    /// close: nothing is in doubt, and it is told.
    pub forked: Option<String>,
    /// The moment judged at, absent of one of several, as it is that of all.
    pub judged_at: Option<Timestamp>,
    /// The names of the status lists and key documents that were handed in and bear on nothing here.
    pub unused: Vec<String>,
    /// Why the input was refused unread, where it was.
    refused: Option<Refused>,
    /// What the charter of whoever created it asks, where it asks anything.
    stewards: Option<Reason>,
    /// What those are called who stand in the findings.
    called: Called,
}

impl Verdict {
    /// The reason of one finding.
    #[must_use]
    pub fn reason(&self, question: Question) -> &Reason {
        let [integrity, status, recipient, right, path, endorsements] = &self.findings;
        match question {
            Question::Integrity => integrity,
            Question::Status => status,
            Question::Recipient => recipient,
            Question::Right => right,
            Question::Path => path,
            Question::Endorsements => endorsements,
        }
    }

    /// The answer of one finding.
    #[must_use]
    pub fn answer(&self, question: Question) -> Answer {
        self.reason(question).answer()
    }

    /// The answer to all needed questions together: no if one is no, else cannot tell if one is
    /// unknown, else yes.
    #[must_use]
    pub fn needed(&self, questions: &[Question]) -> Answer {
        let answers = || questions.iter().map(|question| self.answer(*question));
        if answers().any(|answer| answer == Answer::No) {
            return Answer::No;
        }
        if answers().any(|answer| answer == Answer::Unknown) {
            Answer::Unknown
        } else {
            Answer::Yes
        }
    }

    /// One finding as a sentence, and what must be told beside it.
    #[must_use]
    pub fn say(&self, question: Question, lang: Lang) -> String {
        let own = match (question, &self.refused) {
            (Question::Integrity, Some(refused)) => {
                let args = Args::new().text("what", refused.say(lang));
                words::say(lang, self.reason(question).code(), &args)
            }
            (_, _) => say(self.reason(question), lang),
        };
        let told = self.refused.is_none() && question == Question::Integrity;
        let news = |used: &&ContextUsed| used.other_than_first || used.added.is_some();
        let contexts = self.contexts.iter().filter(|_| told).filter(news);
        let notes =
            contexts.map(|used| explain::noted(used, lang)).chain(self.dispute(question, lang));
        self.called.within(&[own].into_iter().chain(notes).collect::<Vec<_>>().join(" "))
    }

    /// Learns what those are called who stand in the findings.
    fn learn_names(&mut self, evidence: &Evidence) {
        let says = Question::ALL.map(|question| self.say(question, Lang::En));
        self.called = Called::of(says, evidence);
        self.credentials.iter_mut().for_each(|one| one.learn_names(evidence));
    }

    /// That the issuer's ledger contradicts itself, or that a closed part of it is told in another version
    /// too, beside each finding that touches the issuer and
    /// does not say so itself.
    fn dispute(&self, question: Question, lang: Lang) -> Option<String> {
        let disputed = self.disputed.as_ref().map(|writer| ("issuer-disputed", writer));
        let told = disputed.or_else(|| Some(("issuer-forked", self.forked.as_ref()?)));
        let (code, writer) = told.filter(|_| self.touches_issuer(question))?;
        Some(words::say(lang, code, &Args::new().text("writer", writer.as_str())))
    }

    /// Whether a finding rests on who the issuer is.
    fn touches_issuer(&self, question: Question) -> bool {
        match question {
            Question::Integrity | Question::Right | Question::Path => true,
            Question::Status => !matches!(self.reason(question), Reason::Disputed { .. }),
            Question::Recipient | Question::Endorsements => false,
        }
    }

    /// The verdict as one JSON object, sentences in `lang` beside the codes.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let mut findings = Object::new();
        for question in Question::ALL {
            findings.insert(question.name(), self.finding(question, lang));
        }
        let mut verdict = Object::new();
        verdict.insert("findings", findings);
        let mut credential = self.credential.clone();
        if !self.nested.is_empty() {
            let nested = self.nested.iter().map(|one| one.to_json(lang)).collect();
            credential.insert("nested", Value::Array(nested));
        }
        verdict.insert("credential", credential);
        if !self.credentials.is_empty() {
            let each = self.credentials.iter().map(|one| one.to_json(lang)).collect();
            verdict.insert("credentials", Value::Array(each));
        }
        if !self.disputes.is_empty() {
            let told = self.disputes.iter().map(|one| one.to_json(lang)).collect();
            verdict.insert("disputes", Value::Array(told));
        }
        if let Some(moment) = self.judged_at {
            verdict.insert("judged_at", moment.to_string());
        }
        if !self.unused.is_empty() {
            let unused = self.unused.iter().map(|name| Value::from(name.as_str())).collect();
            verdict.insert("unused", Value::Array(unused));
        }
        Value::Object(verdict)
    }

    /// One finding as a JSON object.
    fn finding(&self, question: Question, lang: Lang) -> Object {
        let reason = self.reason(question);
        let mut finding = Object::new();
        finding.insert("answer", reason.answer().name());
        finding.insert("reason", reason.code());
        finding.insert("says", self.say(question, lang));
        if let Some(writer) = self.disputed.as_ref().filter(|_| self.touches_issuer(question)) {
            finding.insert("disputed", writer.as_str());
        }
        if let Some(writer) = self.forked.as_ref().filter(|_| self.touches_issuer(question)) {
            finding.insert("forked", writer.as_str());
        }
        let refused = self.refused.as_ref().filter(|_| question == Question::Integrity);
        let own = refused.and_then(|refused| refused.advise(lang));
        if let Some(advice) = own.or_else(|| advise(reason, lang)) {
            finding.insert("advice", advice);
        }
        for (name, value) in reason.data().iter() {
            finding.insert(name, value.clone());
        }
        if let Some(refused) = refused {
            for (name, value) in refused.args(lang).iter().filter(|(name, _)| *name != "what") {
                finding.insert(name, value);
            }
        }
        if question == Question::Integrity && !self.contexts.is_empty() {
            let list = self.contexts.iter().map(explain::context).collect();
            finding.insert("contexts", Value::Array(list));
        }
        if question == Question::Endorsements {
            let list = self.endorsers.iter().map(|one| one.to_json(lang)).collect();
            finding.insert("endorsers", Value::Array(list));
        }
        if let Some(of) = self.tells_of(question) {
            finding.insert("credential", of);
        }
        finding
    }
}

/// Judges what somebody shows with the evidence at hand, at the moment asked about.
///
/// Never fails and never fetches: what cannot be told is a finding that says why. Several
/// credentials presented together draw from one account of work.
#[must_use]
pub fn judge(
    presented: &Presented,
    evidence: &Evidence,
    asked: &Asked,
    reader: &Reader<'_>,
) -> Verdict {
    let (work, inside) = several::accounts(presented.credentials().len());
    let judging = Judging { evidence, asked, reader: *reader, work: &work };
    judge_from(presented, judging, &inside)
}

/// The same from accounts that others draw from too: its own and that of all that lies inside.
fn judge_from(presented: &Presented, judging: Judging<'_>, work_inside: &Work) -> Verdict {
    let asked = judging.asked;
    let proven = presented.with_proof(judging.evidence, &judging.reader);
    let dated = proven.as_of(asked.now);
    let evidence = dated.as_ref();
    let judging = Judging { evidence, ..judging };
    let inside = Judging { work: work_inside, ..judging };
    // Both are the same for all, and needless where none is proven.
    let shown = LazyCell::new(|| recipient::Shown::of(presented, &judging));
    let surroundings = LazyCell::new(|| path::Surroundings::new(evidence, asked.now));
    let one = |secured: &Secured| {
        let completed = secured.completed(&judging);
        let credential = Credential::new(&completed);
        let integrity = integrity::read(secured, &judging);
        let proven = integrity.reason.answer() == Answer::Yes;
        let status = status::proven(secured, &judging, &integrity);
        let hidden = right::Hidden::of(secured, &integrity);
        let mut verdict = Verdict::unproven(integrity.reason, status);
        verdict.contexts = integrity.contexts;
        let issuer = credential.issuer().and_then(|issuer| issuer.parse().ok());
        verdict.disputed = issuer.and_then(|issuer| evidence.disputed(&issuer));
        verdict.forked = issuer.and_then(|issuer| evidence.forked(&issuer));
        if proven {
            let (sum, endorsers) = endorsements::judge(&credential, &inside, &surroundings);
            let [_, _, recipient, right, path, endorsements] = &mut verdict.findings;
            *recipient = recipient::judge(&secured.credential(), &shown, (asked, evidence));
            (*right, verdict.stewards) = right::judge(&credential, (secured, hidden), &inside);
            *path = surroundings.judge(&credential, &inside);
            *endorsements = sum;
            verdict.endorsers = endorsers;
            verdict.disputes = disputes::judge(secured, evidence, &surroundings, asked.now);
        }
        verdict.credential = presented.summary(secured, &judging);
        verdict.nested = nested::judge(&secured.credential(), &inside, &mut verdict.credential);
        verdict
    };
    let mut verdict = match presented.credentials() {
        [] => Verdict::unread(presented),
        [only] => one(only),
        all => several::together(presented, all.iter().map(one).collect()),
    };
    verdict.judged_at = Some(asked.now);
    verdict.unused = evidence.unused(presented);
    verdict.learn_names(evidence);
    verdict
}

impl Verdict {
    /// Of a form that is not read here.
    fn unread(presented: &Presented) -> Self {
        let format = presented.foreign().unwrap_or_default().to_owned();
        let status = Reason::StatusUnreadable { field: WHOLE.to_owned() };
        let integrity = Reason::ProofFormatUnsupported { format };
        Self { credential: presented.outside(), ..Self::unproven(integrity, status) }
    }

    /// Integrity and status as given; the rest waits for a proof.
    fn unproven(integrity: Reason, status: Reason) -> Self {
        Self {
            findings: [
                integrity,
                status,
                Reason::RecipientUnproven {},
                Reason::RightUnproven {},
                Reason::PathUnproven {},
                Reason::EndorsementsUnproven {},
            ],
            credentials: Vec::new(),
            endorsers: Vec::new(),
            disputes: Vec::new(),
            nested: Vec::new(),
            contexts: Vec::new(),
            disputed: None,
            forked: None,
            credential: Object::new(),
            judged_at: None,
            unused: Vec::new(),
            refused: None,
            stewards: None,
            called: Called::default(),
        }
    }
}
