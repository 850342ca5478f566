//! Does what somebody shows open a gate? Each condition is yes, no or cannot tell, with its reason.
//!
//! All conditions are about one person: whoever signed the gate's challenge, alone. What is not shown
//! counts as not there, as it is for the one before the gate to show it; what is shown counts as far
//! as the findings of its verdict are yes, each dated as they are. Source: `spec/gates.md` §3.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::called::Called;
use super::membership::{has_role, is_membership, leaving_untold};
use super::presented::Presented;
use super::reader::{Seal, Secured};
use super::recipient::presenter;
use super::right::{self, survey};
use super::several::goodness;
use super::{
    Answer, Asked, Evidence, Question, Reader, Reason, Verdict, advise, former, judge, say,
};
use crate::canon::json::{Object, Value};
use crate::credential::model::staged::Staged;
use crate::identity::Did;
use crate::rules::{Condition, Gate, News};
use crate::time::Timestamp;
use crate::words::{self, Args, Lang};

/// What a gate says to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Who signed for this gate and its challenge, or why nobody is known to have.
    pub presenter: Result<String, Why>,
    /// What opens the gate, and whether it is so.
    pub condition: Judged,
    /// The moment judged at.
    pub judged_at: Timestamp,
    /// What those are called who stand in it.
    called: Called,
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
    /// Somebody else than the community awarded it, and what the community published of it is not held.
    KindUntold,
    /// It declares no status, so nobody could have taken it back.
    NoStatus,
    /// Whether its holder left the community since is not known, for this reason.
    LeavingUntold(Box<Reason>),
    /// Who awarded it may not do so since then, and nobody else shows that it is older.
    PerhapsLater(Timestamp),
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
        let together = together(standing);
        let standing = &Standing { evidence: &together, ..*standing };
        let mut shown = Shown { gate: self, standing, reader, verdicts: BTreeMap::new() };
        let presenter = self.presenter(standing, reader);
        let condition = match &presenter {
            Ok(_) => shown.judged(&self.opens),
            // What nobody signed for is not looked at: that is work.
            Err(why) => shut(&self.opens, why),
        };
        let called = Called::default();
        Passage { presenter, condition, judged_at: standing.now, called }
    }

    /// Who alone signed for this gate and its challenge: little work beside that of judging what they
    /// hold.
    ///
    /// # Errors
    /// Why nobody is known to have.
    pub fn presenter(&self, standing: &Standing<'_>, reader: &Reader<'_>) -> Result<String, Why> {
        let asked = Asked {
            challenge: Some(standing.challenge.to_owned()),
            domain: Some(self.domain.clone()),
            ..Asked::at(standing.now)
        };
        match presenter(standing.presented, standing.evidence, &asked, reader) {
            Ok(presenter) => match presenter.signers.split_first() {
                Some((first, rest)) if rest.iter().all(|one| one == first) => Ok(first.clone()),
                Some(_) | None => Err(Why::SeveralSigned),
            },
            Err(reason) => Err(Why::Finding(reason)),
        }
    }
}

impl Passage {
    /// The same, in which those are called by name of whom what is shown or at hand tells one.
    #[must_use]
    pub fn with_names_at_hand(self, standing: &Standing<'_>) -> Self {
        let told = String::from_utf8_lossy(&self.to_json(Lang::En).to_bytes()).into_owned();
        Self { called: Called::of([told], &together(standing)), ..self }
    }

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
                let says = words::say(lang, "gate-presenter", &args);
                told.insert("says", self.called.within(&says));
                told.insert("who", who.as_str());
                told
            }
            Err(why) => {
                let mut told = Object::new();
                told.insert("answer", why.answer().name());
                why.tell(&mut told, (lang, &self.called));
                told
            }
        };
        let answer = Value::from(self.answer().name());
        Value::object([
            ("answer", answer),
            ("presenter", Value::Object(presenter)),
            ("condition", self.condition.to_json(lang, &self.called)),
            ("judged_at", Value::from(self.judged_at.to_string())),
        ])
    }
}

impl Judged {
    fn to_json(&self, lang: Lang, called: &Called) -> Value {
        let mut told = Object::new();
        told.insert("answer", self.answer.name());
        told.insert("condition", self.condition.name());
        if let Some(why) = &self.why {
            let asked = self.condition.to_value();
            if let Some(asked) = asked.get(self.condition.name()) {
                let community = asked.get("community").and_then(Value::as_str);
                if let Some(name) = community.and_then(|did| called.name(did)) {
                    told.insert("called", name.as_str());
                }
                told.insert("asked", asked.clone());
            }
            why.tell(&mut told, (lang, called));
        } else {
            let (_, needed) = self.condition.parts();
            told.insert("needed", u32::try_from(needed).unwrap_or(u32::MAX));
            let parts = self.parts.iter().map(|one| one.to_json(lang, called)).collect();
            told.insert("parts", Value::Array(parts));
        }
        Value::Object(told)
    }
}

impl Why {
    fn answer(&self) -> Answer {
        match self {
            Self::NotShown | Self::StageOpen | Self::SeveralSigned => Answer::No,
            Self::KindUntold | Self::NoStatus | Self::LeavingUntold(_) | Self::PerhapsLater(_) => {
                Answer::Unknown
            }
            Self::Finding(reason) => reason.answer(),
        }
    }

    fn tell(&self, told: &mut Object, (lang, called): (Lang, &Called)) {
        let own = |code: &'static str| {
            let args = Args::new();
            (code, words::say(lang, code, &args), words::advise(lang, code, &args))
        };
        let (code, says, advice) = match self {
            Self::NotShown => own("gate-not-shown"),
            Self::StageOpen => own("gate-stage-open"),
            Self::SeveralSigned => own("gate-several-signed"),
            Self::KindUntold => own("gate-kind-untold"),
            Self::NoStatus => own("gate-no-status"),
            Self::LeavingUntold(why) => {
                let code = "gate-leaving-untold";
                let args = Args::new().text("why", say(why, lang));
                (code, words::say(lang, code, &args), words::advise(lang, code, &args))
            }
            Self::PerhapsLater(_) => own("gate-perhaps-later"),
            Self::Finding(reason) => (reason.code(), say(reason, lang), advise(reason, lang)),
        };
        told.insert("reason", code);
        told.insert("says", called.within(&says));
        if let Some(advice) = advice {
            told.insert("advice", advice);
        }
        if let Self::PerhapsLater(ended) = self {
            told.insert("at", ended.to_string());
        }
        if let Self::LeavingUntold(why) = self {
            told.insert("because", why.code());
        }
        if let Self::Finding(reason) | Self::LeavingUntold(reason) = self {
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
    fn asked(&self, within: u64) -> Asked {
        Asked {
            challenge: Some(self.standing.challenge.to_owned()),
            domain: Some(self.gate.domain.clone()),
            max_age_millis: within.saturating_mul(1000),
            ..Asked::at(self.standing.now)
        }
    }

    fn judged(&mut self, condition: &Condition) -> Judged {
        let (of, needed) = condition.parts();
        let standing = self.standing;
        let (answer, why, parts) = match condition {
            Condition::Holds { badge, news } => {
                let creators = standing.evidence.person(&badge.creator);
                let fits = |secured: &Secured| {
                    let credential = secured.credential();
                    let award = survey::award(&credential, standing.now)?;
                    let same = award.badge.achievement == badge.achievement
                        && creators.contains(&award.badge.creator);
                    let own = creators.contains(&award.issuer) && is_whole(secured);
                    same.then_some(Fit { own, kind_untold: false, creator: award.badge.creator })
                };
                self.best(fits, *news)
            }
            Condition::MemberOf { community, role, news } => {
                let community = standing.evidence.person(community);
                let fits = |secured: &Secured| {
                    let credential = secured.credential();
                    let award = survey::award(&credential, standing.now)?;
                    let creator = award.badge.creator;
                    let in_role = |role: &String| has_role(&credential, role);
                    if !community.contains(&creator) || !role.as_ref().is_none_or(in_role) {
                        return None;
                    }
                    let own = community.contains(&award.issuer) && is_whole(secured);
                    // Who awards for the community does not say what it is that they award.
                    let published = survey::newest(&award.badge, standing.evidence);
                    let kind = match own {
                        true => Some(is_membership(credential.achievement())),
                        false => published.as_ref().map(|found| is_membership(Some(found))),
                    };
                    let kind_untold = kind.is_none();
                    kind.unwrap_or(is_membership(credential.achievement())).then_some(Fit {
                        own,
                        kind_untold,
                        creator,
                    })
                };
                self.best(fits, *news)
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

    /// What is to be thought of the credential that does most for a condition, of those that fit.
    fn best(
        &mut self,
        fits: impl Fn(&Secured) -> Option<Fit>,
        news: News,
    ) -> (Answer, Option<Why>, Vec<Judged>) {
        let Standing { presented, evidence, .. } = *self.standing;
        let asked = self.asked(news.within);
        let fitting: Vec<Option<Fit>> = presented.credentials().iter().map(fits).collect();
        let mut best: Option<Why> = None;
        if fitting.iter().any(Option::is_some) {
            let judged = self.verdicts(news.within).iter().zip(presented.credentials());
            for ((verdict, secured), fit) in judged.zip(fitting) {
                let Some(fit) = fit else { continue };
                let found = fit.deciding(verdict, secured, (news, &asked), evidence);
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
        let asked = self.asked(within);
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

/// How a credential fits a condition.
struct Fit {
    /// Whether its issuer needs nobody's leave.
    own: bool,
    /// Whether what it is is said by nobody who may say so.
    kind_untold: bool,
    /// Who created the achievement.
    creator: Did,
}

impl Fit {
    /// What decides: the first finding that is no, else the first that cannot be told, else that of
    /// the status, which says as of when.
    fn deciding(
        &self,
        verdict: &Verdict,
        secured: &Secured,
        (news, asked): (News, &Asked),
        evidence: &Evidence,
    ) -> Why {
        let right = verdict.reason(Question::Right);
        let mut questions = vec![Question::Integrity, Question::Recipient, Question::Status];
        // Nobody's own where who created it may be left out.
        if !self.own || matches!(right, Reason::CreatorHidden { .. }) {
            questions.push(Question::Right);
        }
        // The charter of whoever created it binds them too, whatever else is said of their right.
        let stewards = |answer| {
            let asked = verdict.stewards.as_ref().filter(|asked| asked.answer() == answer);
            asked.map(|asked| Why::Finding(Box::new(asked.clone())))
        };
        let of = |answer| questions.iter().find(|one| verdict.answer(**one) == answer);
        let finding = |question| Why::Finding(Box::new(verdict.reason(question).clone()));
        if let Some(question) = of(Answer::No) {
            return finding(*question);
        }
        if let Some(lacking) = stewards(Answer::No) {
            return lacking;
        }
        if Staged::of(&secured.credential()).is_some_and(|staged| !staged.is_last()) {
            return Why::StageOpen;
        }
        if let Some(question) = of(Answer::Unknown) {
            return finding(*question);
        }
        if let Some(untold) = stewards(Answer::Unknown) {
            return untold;
        }
        if self.kind_untold {
            return Why::KindUntold;
        }
        if !news.or_none && matches!(verdict.reason(Question::Status), Reason::NoStatusDeclared {})
        {
            return Why::NoStatus;
        }
        if let Some(why) = leaving_untold(secured, evidence, asked) {
            return Why::LeavingUntold(Box::new(why));
        }
        let ended = if let Reason::Granted { ended, .. } | Reason::RuleMet { ended, .. } = right {
            *ended
        } else {
            None
        };
        let ended = ended.filter(|_| questions.contains(&Question::Right));
        match ended.filter(|ended| !former::was_seen(secured, &self.creator, *ended, evidence)) {
            Some(ended) => Why::PerhapsLater(ended),
            None => finding(Question::Status),
        }
    }
}

/// Whether a credential says all that was signed, and does not say that it is a stage: who says that
/// is held to it, also where their holder leaves it out.
fn is_whole(secured: &Secured) -> bool {
    let left_out = secured.seal().map_or(0, Seal::left_out);
    let is_stage = Staged::of(&secured.credential()).is_some() || right::hides_stages(secured);
    left_out == 0 && !is_stage
}

/// What is at hand, and what is shown: each may stand on another, as a stage on those before it, and
/// is proven before it counts.
fn together<'s>(standing: &Standing<'s>) -> Cow<'s, Evidence> {
    let shown = standing.presented.credentials();
    if shown.len() < 2 {
        return Cow::Borrowed(standing.evidence);
    }
    let mut evidence = standing.evidence.clone();
    shown.iter().for_each(|one| evidence.hear_badge(one.clone()));
    Cow::Owned(evidence)
}

/// A condition of which nothing was looked at, as nobody signed for it.
fn shut(condition: &Condition, why: &Why) -> Judged {
    let (of, _) = condition.parts();
    let parts: Vec<Judged> = of.iter().map(|one| shut(one, why)).collect();
    let own = parts.is_empty().then(|| why.clone());
    Judged { condition: condition.clone(), answer: why.answer(), why: own, parts }
}

fn worst(answers: [Answer; 2]) -> Answer {
    answers.into_iter().min_by_key(|one| goodness(*one)).unwrap_or(Answer::Unknown)
}
