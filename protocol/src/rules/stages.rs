//! A badge in stages: each signed by whom the first names, each after those it pins.
//!
//! Source: `spec/rules.md` §7.

use std::collections::BTreeSet;

use super::judge::View;
use super::{Award, Lack};
use crate::canon::hash::Hash;
use crate::identity::Did;

/// What an award says of the stages that it is one of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Who signs the stages after the first, in their order.
    pub roles: Vec<(String, Did)>,
    /// How many stages it says came before it.
    pub before: usize,
    /// The digests of those of them that are at hand and that it pins.
    pub earlier: BTreeSet<Hash>,
}

impl Stage {
    /// Whether it is the last of its stages.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.before >= self.roles.len()
    }

    /// Who signs the stage with so many before it: the first is the recipient's own.
    fn signer(&self, before: usize, recipient: Did) -> Option<Did> {
        match before.checked_sub(1) {
            None => Some(recipient),
            Some(place) => self.roles.get(place).map(|(_, who)| *who),
        }
    }
}

impl View<'_> {
    /// Whether an award is a stage as these roles have it, and all before it are there.
    pub(super) fn staged(&self, roles: &[String], award: &Award) -> bool {
        let (Some(stage), Some(recipient)) = (&award.stage, award.recipient) else { return false };
        let people: BTreeSet<Did> =
            stage.roles.iter().map(|(_, who)| *who).chain([recipient]).collect();
        let named = stage.roles.iter().map(|(role, _)| role);
        if !named.eq(roles.iter().skip(1)) || people.len() != roles.len() {
            return false;
        }
        if stage.signer(stage.before, recipient) != Some(award.issuer) {
            return false;
        }
        if stage.earlier.len() > stage.before {
            return false;
        }
        if stage.before == 0 {
            return true;
        }
        let at_hand = stage.earlier.iter().filter_map(|id| self.world.awards.get(id));
        let mut before = at_hand.filter(|one| self.counts(one.sure) && follows(one, award, stage));
        // Whoever pins a stage saw it; that it is not at hand here says nothing of it.
        let is_missing = stage.earlier.len() < stage.before;
        // Each is shorter than the one after it, so this ends.
        before.any(|one| self.staged(roles, one)) || (is_missing && self.counts(false))
    }
}

/// Whether an award is the stage right before another, as far as the two tell.
fn follows(one: &Award, award: &Award, stage: &Stage) -> bool {
    let Some(other) = &one.stage else { return false };
    one.badge == award.badge
        && one.recipient == award.recipient
        && one.at <= award.at
        && other.roles == stage.roles
        && other.before.saturating_add(1) == stage.before
        && other.earlier.is_subset(&stage.earlier)
}

/// What keeps an award from being a stage.
pub(super) fn lack(roles: &[String], award: &Award) -> Lack {
    let stage = award.stage.as_ref();
    let signer =
        stage.zip(award.recipient).and_then(|(stage, who)| stage.signer(stage.before, who));
    let found = stage.map_or(0, |stage| stage.before.saturating_add(1));
    Lack { part: "stages", who: signer, badges: Vec::new(), found, needed: roles.len() }
}
