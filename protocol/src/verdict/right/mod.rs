//! May this issuer award this achievement?
//!
//! Its creator may, and whom its creator lets: by a [`grant`] that names them, or whose rule is met
//! by what [`survey`] finds. Another's achievement is a question
//! to its creator, and a forgery only where the creator's own feed shows it.

pub(super) mod charter;
mod grant;
pub(super) mod survey;

use survey::Survey;

use super::integrity::Integrity;
use super::reader::{Seal, Secured};
use super::several::goodness;
use super::{Answer, Evidence, Judging, Reason};
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::credential::model::staged::Staged;
use crate::identity::Did;
use crate::rules::Badge;
use crate::statement::{Content, Kind, Statement};

/// What of the achievement may not be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hidden(Option<u64>);

impl Hidden {
    /// How many members are left out by the form; where the proof lets nobody count them, 0.
    pub(super) fn of(secured: &Secured, integrity: &Integrity) -> Self {
        let count = secured.seal().map_or(0, Seal::left_out);
        Self((count > 0 || integrity.selective).then_some(count))
    }
}

/// Whether the issuer may award the achievement, and what the creator's charter asks beside: that binds
/// whoever may award it, also where that cannot be told for another reason.
pub(super) fn judge(
    credential: &Credential<'_>,
    (secured, hidden): (&Secured, Hidden),
    judging: &Judging<'_>,
) -> (Reason, Option<Reason>) {
    let told = match (hidden, told(credential, judging)) {
        (Hidden(Some(count)), Reason::NoOtherCreator {} | Reason::AchievementElsewhere { .. }) => {
            Reason::CreatorHidden { count }
        }
        (Hidden(_), told) => told,
    };
    let sure = told.answer() == Answer::Yes;
    let stewards = charter::judge((secured, sure), credential, judging, &mut Vec::new());
    // Where both are a yes the stewards say more.
    let stricter = stewards.as_ref().filter(|asked| {
        let (asked, answer) = (asked.answer(), told.answer());
        goodness(asked) < goodness(answer) || (asked, answer) == (Answer::Yes, Answer::Yes)
    });
    (stricter.cloned().unwrap_or(told), stewards)
}

fn told(credential: &Credential<'_>, judging: &Judging<'_>) -> Reason {
    let Some(issuer) = credential.issuer() else { return Reason::NoAchievement {} };
    if credential.has_several_achievements() {
        return Reason::SeveralAchievements {};
    }
    if credential.achievement().is_none() {
        return Reason::NoAchievement {};
    }
    let id = credential.achievement_id();
    let owners = id.map(|id| owners(id, judging.evidence)).unwrap_or_default();
    let first = owners.first().map(|one| one.did.as_str());
    // Whoever goes on with another key is the same person.
    let is_one = |one: &str, other: &str| same(one, other, judging.evidence);
    let own = owners.iter().find(|one| is_one(&one.did, issuer));
    let named = credential.creators();
    let creator = named.iter().find(|creator| !is_one(creator, issuer)).or_else(|| named.first());
    let contested = |creator: &str| Reason::NoGrantKnown { creator: creator.to_owned() };
    let another = |creator: &str| {
        let alone = owners.iter().all(|one| is_one(&one.did, creator))
            && named.iter().all(|one| is_one(one, issuer) || is_one(one, creator));
        let Some(achievement) = id.filter(|_| alone) else { return contested(creator) };
        // What the creator said last of it.
        let published = owners.last().map(|one| &one.document);
        let at = grant::awarded(credential, judging.asked.now);
        grant::Award { creator, published, achievement, credential, issuer, at }.judge(judging)
    };
    // Who says that it is a stage is held to that, whoever created the badge.
    if Staged::of(credential).is_some() {
        return another(creator.copied().or(first).unwrap_or(issuer));
    }
    match (creator.copied(), own, first) {
        (Some(creator), _, _) if !is_one(creator, issuer) => another(creator),
        (_, Some(own), Some(first)) if is_one(first, issuer) => {
            Reason::AchievementInFeed { entry: u64::from(own.entry) }
        }
        // Two say it is theirs; dates are each one's own word, so neither is believed.
        (Some(_), _, Some(first)) | (None, Some(_), Some(first)) => contested(first),
        (None, None, Some(first)) => another(first),
        (Some(creator), _, None) => Reason::IssuerIsCreator { creator: creator.to_owned() },
        (None, _, None) => unnamed(credential),
    }
}

/// Whether two identifiers are of one person.
fn same(one: &str, other: &str, evidence: &Evidence) -> bool {
    let did = |text: &str| text.parse::<Did>().ok().map(|did| evidence.current(&did));
    one == other || did(one).is_some_and(|one| did(other) == Some(one))
}

/// What bears on whether the issuer may award another's achievement; nothing where it is its own.
pub(super) fn bearing(credential: &Credential<'_>, evidence: &Evidence) -> Option<Survey> {
    let issuer = credential.issuer()?;
    let achievement = credential.achievement_id()?;
    let named = credential.creators();
    let other = named.iter().find(|creator| !same(creator, issuer, evidence)).copied();
    let owners = owners(achievement, evidence);
    let creator = other.or_else(|| owners.first().map(|one| one.did.as_str()));
    let creator = creator.or_else(|| Staged::of(credential).map(|_| issuer))?;
    if same(creator, issuer, evidence) && Staged::of(credential).is_none() {
        return None;
    }
    let badge = Badge { achievement: achievement.to_owned(), creator: creator.parse().ok()? };
    Some(Survey::of(&badge, credential, evidence))
}

/// Nobody is known to have created it beside the issuer; where it is described elsewhere alone, whom
/// that names is not known.
fn unnamed(credential: &Credential<'_>) -> Reason {
    if credential.describes_achievement() {
        return Reason::NoOtherCreator {};
    }
    match credential.achievement_id() {
        Some(id) => Reason::AchievementElsewhere { achievement: id.to_owned() },
        None => Reason::NoAchievement {},
    }
}

/// Somebody who published an achievement.
struct Owner {
    did: String,
    entry: u32,
    document: Value,
}

/// Who published an achievement of this id, the earliest first.
fn owners(id: &str, evidence: &Evidence) -> Vec<Owner> {
    let published = evidence.statements().filter_map(|(author, one)| {
        let document = described(one, id)?;
        Some((one.ts(), Owner { did: author.to_string(), entry: one.seq(), document }))
    });
    let mut found: Vec<_> = published.collect();
    found.sort_by(|(at, one), (other_at, other)| {
        (at, &one.did, one.entry).cmp(&(other_at, &other.did, other.entry))
    });
    found.into_iter().map(|(_, owner)| owner).collect()
}

fn described(statement: &Statement, id: &str) -> Option<Value> {
    if statement.kind() != Kind::Achievement {
        return None;
    }
    match Content::read(Kind::Achievement, statement.body()?) {
        Ok(Content::Achievement(document)) => {
            (document.id() == Some(id)).then(|| document.value().clone())
        }
        Ok(_) | Err(_) => None,
    }
}
