//! Does what somebody shows open a gate? Each condition is yes, no or cannot tell, with its reason.
//!
//! All conditions are about one person: whoever signed the gate's challenge, alone. What is not shown
//! counts as not there, as it is for the one before the gate to show it; what is shown counts as far
//! as the findings of its verdict are yes, each dated as they are. Source: `spec/gates.md` §3.

use std::collections::BTreeMap;

use super::presented::Presented;
use super::reader::Secured;
use super::recipient::presenter;
use super::right::survey;
use super::several::goodness;
use super::{Answer, Asked, Evidence, Question, Reader, Reason, Verdict, advise, judge, say};
use crate::canon::json::{Object, Value};
use crate::credential::model::Credential;
use crate::credential::model::staged::Staged;
use crate::rules::{Condition, Gate};
use crate::time::Timestamp;
use crate::words::{self, Args, Lang};

/// The type of an achievement that is a membership. Source: Open Badges 3.0 §B.3 (AchievementType).
pub const MEMBERSHIP: &str = "Membership";

/// What a gate says to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Who signed for this gate and its challenge, or why nobody is known to have.
    pub presenter: Result<String, Why>,
    /// What opens the gate, and whether it is so.
    pub condition: Judged,
    /// The moment judged at.
    pub judged_at: Timestamp,
}

/// A condition, and whether it is so.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which.
    pub condition: Condition,
    /// Whether it is so.
    pub answer: Answer,
    /// Why, where it has no parts.
    pub why: Option<Why>,
    /// Its parts, in their order.
    pub parts: Vec<Self>,
}

/// Why a condition is so, is not, or cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Nothing was shown that it asks for.
    NotShown,
    /// It is a badge in stages, and the last of them is still to come.
    StageOpen,
    /// Several people signed what is shown, and might lend each other badges.
    SeveralSigned,
    /// This finding about what was shown decides.
    Finding(Box<Reason>),
}

/// What somebody stands before a gate with.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'s> {
    /// What they show.
    pub presented: &'s Presented,
    /// The challenge that they were given for this once.
    pub challenge: &'s str,
    /// What else is at hand.
    pub evidence: &'s Evidence,
    /// The moment judged at.
    pub now: Timestamp,
}

impl Gate {
    /// Whether what somebody shows opens this gate.
    ///
    /// Never fails and never fetches: what cannot be told is an answer.
    #[must_use]
    pub fn judge(&self, standing: &Standing<'_>, reader: &Reader<'_>) -> Passage {
        let mut shown = Shown { gate: self, standing, reader, verdicts: BTreeMap::new() };
        let asked = shown.asked(None);
        let signed = presenter(standing.presented, standing.evidence, &asked, reader);
        let presenter = match signed {
            Ok(presenter) => match presenter.signers.split_first() {
                Some((first, rest)) if rest.iter().all(|one| one == first) => Ok(first.clone()),
                Some(_) | None => Err(Why::SeveralSigned),
            },
            Err(reason) => Err(Why::Finding(reason)),
        };
        let condition = shown.judged(&self.opens);
        Passage { presenter, condition, judged_at: standing.now }
    }
}

impl Passage {
    /// Whether the gate opens.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let signed = self.presenter.as_ref().err().map_or(Answer::Yes, Why::answer);
        worst([signed, self.condition.answer])
    }

    /// It as one JSON object, sentences in `lang` beside the codes.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let presenter = match &self.presenter {
            Ok(who) => {
                let mut told = Object::new();
                told.insert("answer", Answer::Yes.name());
                told.insert("reason", "gate-presenter");
                let args = Args::new().text("who", who.as_str());
                told.insert("says", words::say(lang, "gate-presenter", &args));
                told.insert("who", who.as_str());
                told
            }
            Err(why) => {
                let mut told = Object::new();
                told.insert("answer", why.answer().name());
                why.tell(&mut told, lang);
                told
            }
        };
        let answer = Value::from(self.answer().name());
        Value::object([
            ("answer", answer),
            ("presenter", Value::Object(presenter)),
            ("condition", self.condition.to_json(lang)),
            ("judged_at", Value::from(self.judged_at.to_string())),
        ])
    }
}

impl Judged {
    fn to_json(&self, lang: Lang) -> Value {
        let mut told = Object::new();
        told.insert("answer", self.answer.name());
        told.insert("condition", self.condition.name());
        if let Some(why) = &self.why {
            let asked = self.condition.to_value();
            if let Some(asked) = asked.get(self.condition.name()) {
                told.insert("asked", asked.clone());
            }
            why.tell(&mut told, lang);
        } else {
            let (_, needed) = self.condition.parts();
            told.insert("needed", u32::try_from(needed).unwrap_or(u32::MAX));
            let parts = self.parts.iter().map(|one| one.to_json(lang)).collect();
            told.insert("parts", Value::Array(parts));
        }
        Value::Object(told)
    }
}

impl Why {
    fn answer(&self) -> Answer {
        match self {
            Self::NotShown | Self::StageOpen | Self::SeveralSigned => Answer::No,
            Self::Finding(reason) => reason.answer(),
        }
    }

    fn tell(&self, told: &mut Object, lang: Lang) {
        let own = |code: &'static str| {
            let args = Args::new();
            (code, words::say(lang, code, &args), words::advise(lang, code, &args))
        };
        let (code, says, advice) = match self {
            Self::NotShown => own("gate-not-shown"),
            Self::StageOpen => own("gate-stage-open"),
            Self::SeveralSigned => own("gate-several-signed"),
            Self::Finding(reason) => (reason.code(), say(reason, lang), advise(reason, lang)),
        };
        told.insert("reason", code);
        told.insert("says", says);
        if let Some(advice) = advice {
            told.insert("advice", advice);
        }
        if let Self::Finding(reason) = self {
            for (name, value) in reason.data().iter() {
                told.insert(name, value.clone());
            }
        }
    }
}

/// What is shown, and what is to be thought of it by how old the news may be.
struct Shown<'s> {
    gate: &'s Gate,
    standing: &'s Standing<'s>,
    reader: &'s Reader<'s>,
    verdicts: BTreeMap<u64, Vec<Verdict>>,
}

impl Shown<'_> {
    fn asked(&self, within: Option<u64>) -> Asked {
        let usual = Asked::at(self.standing.now);
        Asked {
            challenge: Some(self.standing.challenge.to_owned()),
            domain: Some(self.gate.domain.clone()),
            max_age_millis: within
                .map_or(usual.max_age_millis, |seconds| seconds.saturating_mul(1000)),
            ..usual
        }
    }

    fn judged(&mut self, condition: &Condition) -> Judged {
        let (of, needed) = condition.parts();
        let standing = self.standing;
        let (answer, why, parts) = match condition {
            Condition::Holds { badge, within } => {
                let creators = standing.evidence.person(&badge.creator);
                let fits = |credential: &Credential<'_>| {
                    let award = survey::award(credential, standing.now)?;
                    let same = award.badge.achievement == badge.achievement
                        && creators.contains(&award.badge.creator);
                    // Who says that it is a stage is held to that.
                    let free = Staged::of(credential).is_none();
                    same.then(|| free && creators.contains(&award.issuer))
                };
                self.best(fits, *within)
            }
            Condition::MemberOf { community, within } => {
                let community = standing.evidence.person(community);
                let fits = |credential: &Credential<'_>| {
                    let award = survey::award(credential, standing.now)?;
                    let its = community.contains(&award.badge.creator);
                    let free = Staged::of(credential).is_none();
                    (its && is_membership(credential))
                        .then(|| free && community.contains(&award.issuer))
                };
                self.best(fits, *within)
            }
            Condition::All(_) | Condition::Any(_) | Condition::Some { .. } => {
                let parts: Vec<Judged> = of.iter().map(|one| self.judged(one)).collect();
                let count = |wanted| parts.iter().filter(|one| one.answer == wanted).count();
                let (sure, open) = (count(Answer::Yes), count(Answer::Unknown));
                let answer = match (sure >= needed, sure.saturating_add(open) >= needed) {
                    (true, _) => Answer::Yes,
                    (false, true) => Answer::Unknown,
                    (false, false) => Answer::No,
                };
                (answer, None, parts)
            }
        };
        Judged { condition: condition.clone(), answer, why, parts }
    }

    /// What is to be thought of the credential that does most for a condition, of those that fit: each
    /// tells whether its issuer needs nobody's leave.
    fn best(
        &mut self,
        fits: impl Fn(&Credential<'_>) -> Option<bool>,
        within: u64,
    ) -> (Answer, Option<Why>, Vec<Judged>) {
        let credentials = self.standing.presented.credentials();
        let fit = |secured: &Secured| fits(&secured.credential());
        let fitting: Vec<Option<bool>> = credentials.iter().map(fit).collect();
        let mut best: Option<Why> = None;
        if fitting.iter().any(Option::is_some) {
            for (verdict, free) in self.verdicts(within).iter().zip(fitting) {
                let Some(free) = free else { continue };
                let found = deciding(verdict, free);
                let better = |held: &Why| goodness(found.answer()) > goodness(held.answer());
                if best.as_ref().is_none_or(better) {
                    best = Some(found);
                }
            }
        }
        let why = best.unwrap_or(Why::NotShown);
        (why.answer(), Some(why), Vec::new())
    }

    fn verdicts(&mut self, within: u64) -> &[Verdict] {
        let asked = self.asked(Some(within));
        let Standing { presented, evidence, .. } = *self.standing;
        self.verdicts.entry(within).or_insert_with(|| {
            let mut whole = judge(presented, evidence, &asked, self.reader);
            match whole.credentials.is_empty() {
                true => vec![whole],
                false => std::mem::take(&mut whole.credentials),
            }
        })
    }
}

/// Whether what a credential awards is a membership.
fn is_membership(credential: &Credential<'_>) -> bool {
    let kind = credential.achievement().and_then(|of| of.get("achievementType"));
    kind.and_then(Value::as_str) == Some(MEMBERSHIP)
}

/// The finding that decides: the first that is no, else the first that cannot be told, else that of
/// the status, which says as of when.
fn deciding(verdict: &Verdict, free: bool) -> Why {
    let mut questions = vec![Question::Integrity, Question::Recipient, Question::Status];
    if !free {
        questions.push(Question::Right);
    }
    let of = |answer| questions.iter().find(|one| verdict.answer(**one) == answer);
    let decides = of(Answer::No).or_else(|| of(Answer::Unknown)).unwrap_or(&Question::Status);
    let reason = verdict.reason(*decides);
    if let Reason::StageMet { stage, of, .. } = verdict.reason(Question::Right)
        && stage < of
        && reason.answer() == Answer::Yes
    {
        return Why::StageOpen;
    }
    Why::Finding(Box::new(reason.clone()))
}

fn worst(answers: [Answer; 2]) -> Answer {
    answers.into_iter().min_by_key(|one| goodness(*one)).unwrap_or(Answer::Unknown)
}
