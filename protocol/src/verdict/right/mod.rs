//! May this issuer award this achievement?
//!
//! Its creator may, and whom its creator lets: by a [`grant`] that names them, or whose rule is met
//! by what [`survey`] finds. Another's achievement is a question
//! to its creator, and a forgery only where the creator's own feed shows it.

pub(super) mod charter;
mod grant;
mod likeness;
pub(super) mod survey;

use survey::Survey;

use super::endorsed::is_endorsement;
use super::evidence::Described;
use super::integrity::Integrity;
use super::reader::{Seal, Secured};
use super::several::goodness;
use super::{Answer, Evidence, Judging, Reason};
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::credential::model::staged::Staged;
use crate::identity::Did;
use crate::rules::Badge;

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
        (
            Hidden(Some(count)),
            Reason::NoOtherCreator { .. } | Reason::AchievementElsewhere { .. },
        ) => Reason::CreatorHidden { count },
        // Who else publishes it and lets the issuer award it may be a friend of theirs.
        (Hidden(Some(count)), told)
            if told.answer() == Answer::Yes
                && credential.creators().is_empty()
                && !matches!(told, Reason::AchievementInFeed { .. }) =>
        {
            Reason::CreatorHidden { count }
        }
        (Hidden(_), told) => told,
    };
    // Who says that it is a stage is held to that, and leaves it out as they like.
    let told = match told.answer() {
        Answer::Yes if hides_stages(secured) => Reason::StageHidden {},
        Answer::Yes | Answer::No | Answer::Unknown => told,
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

/// Whether parts are left out in which a credential may say that it is one of several stages.
pub(super) fn hides_stages(secured: &Secured) -> bool {
    secured.seal().is_some_and(Seal::hides_stages)
}

fn told(credential: &Credential<'_>, judging: &Judging<'_>) -> Reason {
    let Some(issuer) = credential.issuer() else { return Reason::NoAchievement {} };
    if is_endorsement(credential) {
        return Reason::AnybodyEndorses {};
    }
    if credential.has_several_achievements() {
        return Reason::SeveralAchievements {};
    }
    if credential.achievement().is_none() {
        return Reason::NoAchievement {};
    }
    let id = credential.achievement_id();
    let published = judging.evidence.achievements();
    let owners: Vec<Owner<'_>> = id.map(|id| owners(published.of(id))).unwrap_or_default();
    let first = owners.first().map(|one| one.did.as_str());
    // Whoever goes on with another key is the same person.
    let is_one = |one: &str, other: &str| same(one, other, judging.evidence);
    let own = owners.iter().find(|one| is_one(&one.did, issuer));
    let named = credential.creators();
    let creator = named.iter().find(|creator| !is_one(creator, issuer)).or_else(|| named.first());
    let contested = |creator: &str| Reason::NoGrantKnown { creator: creator.to_owned() };
    // Of whom nothing was read somebody may have published it first.
    let unread = id.and_then(|id| judging.evidence.unread_owner(id)).map(Did::to_string);
    if let Some(rival) = unread.filter(|rival| !is_one(rival, issuer)) {
        return contested(&rival);
    }
    let another = |creator: &str| {
        let alone = owners.iter().all(|one| is_one(&one.did, creator))
            && named.iter().all(|one| is_one(one, issuer) || is_one(one, creator));
        let Some(achievement) = id.filter(|_| alone) else { return contested(creator) };
        // What the creator said last of it.
        let published = owners.last().map(|one| one.document);
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
            let ledger = ledger_of(issuer, judging.evidence);
            Reason::AchievementInFeed { entry: u64::from(own.entry), ledger }
        }
        // Two say it is theirs; dates are each one's own word, so neither is believed.
        (Some(_), _, Some(first)) | (None, Some(_), Some(first)) => contested(first),
        (None, None, Some(first)) => another(first),
        (Some(creator), _, None) => {
            let ledger = ledger_of(creator, judging.evidence);
            Reason::IssuerIsCreator { creator: creator.to_owned(), ledger }
        }
        (None, _, None) => unnamed(credential, ledger_of(issuer, judging.evidence)),
    }
}

/// How much is at hand of the ledger of whoever is taken for the creator: a charter that is not seen may
/// ask for stewards, and the words say so.
fn ledger_of(creator: &str, evidence: &Evidence) -> &'static str {
    creator.parse().map_or("none", |did| evidence.at_hand(&did))
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
    let published = evidence.achievements();
    let first = published.of(achievement).first().map(|one| one.by.to_string());
    let creator = other.or(first.as_deref());
    let creator = creator.or_else(|| Staged::of(credential).map(|_| issuer))?;
    if same(creator, issuer, evidence) && Staged::of(credential).is_none() {
        return None;
    }
    let badge = Badge { achievement: achievement.to_owned(), creator: creator.parse().ok()? };
    Some(Survey::of(&badge, credential, evidence))
}

/// Nobody is known to have created it beside the issuer; where it is described elsewhere alone, whom
/// that names is not known.
fn unnamed(credential: &Credential<'_>, ledger: &'static str) -> Reason {
    if credential.describes_achievement() {
        return Reason::NoOtherCreator { ledger };
    }
    match credential.achievement_id() {
        Some(id) => Reason::AchievementElsewhere { achievement: id.to_owned() },
        None => Reason::NoAchievement {},
    }
}

/// Somebody who published an achievement.
struct Owner<'p> {
    did: String,
    entry: u32,
    document: &'p Value,
}

/// Who published an achievement, the earliest first.
fn owners(described: &[Described]) -> Vec<Owner<'_>> {
    let owners = described.iter().map(|one| {
        let (did, entry, document) = (one.by.to_string(), one.entry, &one.document);
        Owner { did, entry, document }
    });
    owners.collect()
}
