//! May this issuer award this achievement?
//!
//! In this version: its creator may. Grants and rules come later, so that another's achievement is
//! a question to its creator, and a forgery only where the creator's own feed shows it.

use super::integrity::Integrity;
use super::reader::{Seal, Secured};
use super::{Evidence, Reason};
use crate::credential::model::Credential;
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

/// Whether the issuer may award the achievement.
pub(super) fn judge(credential: &Credential<'_>, hidden: Hidden, evidence: &Evidence) -> Reason {
    match (hidden, told(credential, evidence)) {
        (Hidden(Some(count)), Reason::NoOtherCreator {} | Reason::AchievementElsewhere { .. }) => {
            Reason::CreatorHidden { count }
        }
        (Hidden(_), told) => told,
    }
}

fn told(credential: &Credential<'_>, evidence: &Evidence) -> Reason {
    let Some(issuer) = credential.issuer() else { return Reason::NoAchievement {} };
    if credential.has_several_achievements() {
        return Reason::SeveralAchievements {};
    }
    if credential.achievement().is_none() {
        return Reason::NoAchievement {};
    }
    let owners = credential.achievement_id().map(|id| owners(id, evidence)).unwrap_or_default();
    let first = owners.first().map(|(owner, _)| owner.as_str());
    let own = owners.iter().find(|(owner, _)| owner == issuer);
    let created_by_another =
        |creator: &str| Reason::CreatedByAnother { creator: creator.to_owned() };
    let no_grant_known = |creator: &str| Reason::NoGrantKnown { creator: creator.to_owned() };
    let named = credential.creators();
    let creator = named.iter().find(|creator| **creator != issuer).or_else(|| named.first());
    match (creator.copied(), own, first) {
        (Some(creator), _, _) if creator != issuer => {
            let shown = owners.iter().any(|(owner, _)| owner == creator);
            if shown { created_by_another(creator) } else { no_grant_known(creator) }
        }
        (_, Some((_, entry)), Some(first)) if first == issuer => {
            Reason::AchievementInFeed { entry: u64::from(*entry) }
        }
        // Two say it is theirs; dates are each one's own word, so neither is believed.
        (Some(_), _, Some(first)) | (None, Some(_), Some(first)) => no_grant_known(first),
        (None, None, Some(first)) => created_by_another(first),
        (Some(creator), _, None) => Reason::IssuerIsCreator { creator: creator.to_owned() },
        (None, _, None) => unnamed(credential),
    }
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

/// Who published an achievement of this id, and in which entry, the earliest first.
fn owners(id: &str, evidence: &Evidence) -> Vec<(String, u32)> {
    let published = evidence.statements().filter(|(_, statement)| describes(statement, id));
    let mut found: Vec<_> =
        published.map(|(author, one)| (one.ts(), author.to_string(), one.seq())).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, owner, entry)| (owner, entry)).collect()
}

fn describes(statement: &Statement, id: &str) -> bool {
    if statement.kind() != Kind::Achievement {
        return false;
    }
    let Some(body) = statement.body() else { return false };
    match Content::read(Kind::Achievement, body) {
        Ok(Content::Achievement(document)) => document.id() == Some(id),
        Ok(_) | Err(_) => false,
    }
}
