//! The same facts and rules by the identities that people go by now: whoever goes on with another key is
//! one person, and counts once. Source: `spec/rules.md` §4.

use std::collections::BTreeSet;

use super::{Award, Badge, Equivalent, Permission, Praise, Role, Rule, Stage, Takes, World};
use crate::identity::Did;

/// By which identity somebody goes now.
pub(super) type Current<'c> = &'c dyn Fn(&Did) -> Did;

impl Badge {
    /// It by its creator as they are now.
    #[must_use]
    pub fn of_persons(&self, current: Current<'_>) -> Self {
        Self { achievement: self.achievement.clone(), creator: current(&self.creator) }
    }
}

impl Rule {
    /// It about people as they are now.
    #[must_use]
    pub fn of_persons(&self, current: Current<'_>) -> Self {
        let badges = |of: &[Badge]| of.iter().map(|one| one.of_persons(current)).collect();
        let parts = |of: &[Self]| of.iter().map(|one| one.of_persons(current)).collect();
        match self {
            Self::IssuerHolds(badge) => Self::IssuerHolds(badge.of_persons(current)),
            Self::RecipientHolds { at_least, of } => {
                // One badge by two keys of its creator is one badge.
                let mut seen = BTreeSet::new();
                let of: Vec<Badge> = badges(of);
                let of = of.into_iter().filter(|badge| seen.insert(badge.clone())).collect();
                Self::RecipientHolds { at_least: *at_least, of }
            }
            Self::InOrder(of) => Self::InOrder(badges(of)),
            Self::EndorsedByHolders { at_least, of } => {
                Self::EndorsedByHolders { at_least: *at_least, of: of.of_persons(current) }
            }
            Self::EndorsedBy { at_least, of } => {
                Self::EndorsedBy { at_least: *at_least, of: of.iter().map(current).collect() }
            }
            Self::Stages(roles) => {
                Self::Stages(roles.iter().map(|role| role.of_persons(current)).collect())
            }
            Self::All(of) => Self::All(parts(of)),
            Self::Any(of) => Self::Any(parts(of)),
            Self::Some { at_least, of } => Self::Some { at_least: *at_least, of: parts(of) },
        }
    }
}

impl Role {
    fn of_persons(&self, current: Current<'_>) -> Self {
        let takes = match &self.takes {
            Takes::Anybody => Takes::Anybody,
            Takes::These(of) => Takes::These(of.iter().map(current).collect()),
            Takes::Holders(badge) => Takes::Holders(badge.of_persons(current)),
        };
        Self { name: self.name.clone(), takes }
    }
}

impl Award {
    /// It between people as they are now.
    #[must_use]
    pub fn of_persons(self, current: Current<'_>) -> Self {
        let role = |(name, who): (String, Did)| (name, current(&who));
        let stage = self
            .stage
            .map(|stage| Stage { roles: stage.roles.into_iter().map(role).collect(), ..stage });
        Self {
            badge: self.badge.of_persons(current),
            issuer: current(&self.issuer),
            recipient: self.recipient.as_ref().map(current),
            stage,
            ..self
        }
    }
}

impl World {
    /// It of people as they are now.
    #[must_use]
    pub fn of_persons(self, current: Current<'_>) -> Self {
        let permission = |one: Permission| Permission {
            badge: one.badge.of_persons(current),
            to: one.to.as_ref().map(current),
            rule: one.rule.map(|rule| rule.of_persons(current)),
            ..one
        };
        let all = |of: BTreeSet<Did>| of.iter().map(current).collect();
        let equivalent = |one: Equivalent| Equivalent {
            badge: one.badge.of_persons(current),
            stands_for: one.stands_for.of_persons(current),
            ..one
        };
        Self {
            awards: self
                .awards
                .into_iter()
                .map(|(id, one)| (id, one.of_persons(current)))
                .collect(),
            permissions: self.permissions.into_iter().map(permission).collect(),
            praises: self
                .praises
                .into_iter()
                .map(|one| Praise { by: current(&one.by), ..one })
                .collect(),
            equivalents: self.equivalents.into_iter().map(equivalent).collect(),
            creators: all(self.creators),
            equated: all(self.equated),
            holders: all(self.holders),
            unread: self.unread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;

    #[test]
    fn one_badge_by_two_keys_of_its_creator_is_asked_for_once() {
        let [old, new, other] =
            [1, 2, 3].map(|seed| Did::from(SecretKey::from_seed(&[seed; 32]).public()));
        let badge = |creator: Did| Badge { achievement: "urn:x:y".to_owned(), creator };
        let of = vec![badge(old), badge(new), badge(other)];
        let rule = Rule::RecipientHolds { at_least: 2, of };
        let current = |did: &Did| if *did == old { new } else { *did };
        let of = vec![badge(new), badge(other)];
        assert_eq!(rule.of_persons(&current), Rule::RecipientHolds { at_least: 2, of });
        assert_eq!(rule.of_persons(&|did| *did), rule, "of two people it is two");
    }
}
