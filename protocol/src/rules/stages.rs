//! A badge in stages: each signed by whom the first names, each after those it pins.
//!
//! Source: `spec/rules.md` §7.

use std::collections::BTreeSet;

use super::judge::View;
use super::{Award, Badge, Lack, Rule};
use crate::canon::hash::Hash;
use crate::identity::Did;

/// A role in which somebody signs a stage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Role {
    /// What it is called.
    pub name: String,
    /// Whom it takes.
    pub takes: Takes,
}

/// Whom a role takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Takes {
    /// Whomever the first stage names.
    Anybody,
    /// One of these.
    These(Vec<Did>),
    /// Who holds this badge when they sign.
    Holders(Badge),
}

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
    /// Whether an award is a stage as these roles have it, the rest beside them is met too from the
    /// second stage on, and all before it are there.
    pub(super) fn staged(&self, (roles, rest): (&[Role], &[&Rule]), award: &Award) -> bool {
        let (Some(stage), Some(recipient)) = (&award.stage, award.recipient) else { return false };
        let people: BTreeSet<Did> =
            stage.roles.iter().map(|(_, who)| *who).chain([recipient]).collect();
        let later = roles.iter().skip(1);
        let mut named = stage.roles.iter().zip(later.clone());
        let fitting = named.all(|((name, who), role)| *name == role.name && role.may_take(who));
        if !fitting || stage.roles.len() != later.len() || people.len() != roles.len() {
            return false;
        }
        if stage.signer(stage.before, recipient) != Some(award.issuer) {
            return false;
        }
        if stage.earlier.len() > stage.before {
            return false;
        }
        // The first is the recipient's own, and asks nothing of them.
        if stage.before == 0 {
            return true;
        }
        let takes = roles.get(stage.before).map(|role| &role.takes);
        if let Some(Takes::Holders(badge)) = takes
            && !self.holds(award.issuer, badge, award.at)
        {
            return false;
        }
        if !rest.iter().all(|one| self.met(one, award)) {
            return false;
        }
        let at_hand = stage.earlier.iter().filter_map(|id| self.world.awards.get(id));
        let mut before = at_hand.filter(|one| self.counts(one.sure) && follows(one, award, stage));
        // Whoever pins a stage saw it; that it is not at hand here says nothing of it.
        let is_missing = stage.earlier.len() < stage.before;
        // Each is shorter than the one after it, so this ends.
        before.any(|one| self.staged((roles, rest), one)) || (is_missing && self.counts(false))
    }
}

impl Role {
    /// Whether it can take somebody, what they hold aside.
    #[must_use]
    pub fn may_take(&self, who: &Did) -> bool {
        match &self.takes {
            Takes::Anybody | Takes::Holders(_) => true,
            Takes::These(of) => of.contains(who),
        }
    }
}

/// The one part of a list that asks for stages, and the rest: what is asked beside stages is asked of
/// the later ones alone.
pub(super) fn apart(of: &[Rule]) -> Option<(&[Role], Vec<&Rule>)> {
    let mut stages = of.iter().filter_map(|one| {
        let Rule::Stages(roles) = one else { return None };
        Some(roles.as_slice())
    });
    let (Some(roles), None) = (stages.next(), stages.next()) else { return None };
    Some((roles, of.iter().filter(|one| !matches!(one, Rule::Stages(_))).collect()))
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
pub(super) fn lack(roles: &[Role], award: &Award) -> Lack {
    let stage = award.stage.as_ref();
    let signer =
        stage.zip(award.recipient).and_then(|(stage, who)| stage.signer(stage.before, who));
    let found = stage.map_or(0, |stage| stage.before.saturating_add(1));
    Lack { part: "stages", who: signer, badges: Vec::new(), found, needed: roles.len() }
}
