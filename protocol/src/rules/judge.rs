//! Whether facts meet a rule: what is sure, what is possible, and what is lacking.
//!
//! No part of a rule asks that something be not so. So two plain answers make up the whole one:
//! *sure* takes what is not known for absent, *possible* takes it for there. Yes is what is sure,
//! no what is not even possible. Both are least fixpoints: a badge whose issuer must hold it is held
//! by whom its creator awarded it, by whom those awarded it, and so on, and by nobody else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Award, Badge, Permission, Praise, Rule, Stage, World, stages};
use crate::identity::Did;
use crate::limits::RULE_CHAIN_MAX;
use crate::time::Timestamp;

/// Whether a rule is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// It is, by what is known.
    Yes,
    /// It is not, and nothing is missing that could change that.
    No,
    /// What is known does not tell.
    Unknown,
}

impl Met {
    fn of(sure: bool, possible: bool) -> Self {
        match (sure, possible) {
            (true, _) => Self::Yes,
            (false, true) => Self::Unknown,
            (false, false) => Self::No,
        }
    }

    /// How much it does for an award, the most first.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::Unknown => 1,
            Self::No => 2,
        }
    }
}

/// The part of a rule that is not met, or of which it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The name of the part, as in the rule.
    pub part: &'static str,
    /// Whose badges or endorsements are lacking, where that is somebody.
    pub who: Option<Did>,
    /// The badges concerned.
    pub badges: Vec<Badge>,
    /// How many are known to count.
    pub found: usize,
    /// How many are needed.
    pub needed: usize,
}

/// Which awards are rightful.
#[derive(Debug)]
pub struct Rights<'w> {
    sure: View<'w>,
    possible: View<'w>,
}

impl<'w> Rights<'w> {
    /// Those of a world.
    #[must_use]
    pub fn of(world: &'w World) -> Self {
        Self {
            sure: View::grown(world, Bound::Sure),
            possible: View::grown(world, Bound::Possible),
        }
    }

    /// Whether an award meets a rule.
    #[must_use]
    pub fn met(&self, rule: &Rule, award: &Award) -> Met {
        Met::of(self.sure.met(rule, award), self.possible.met(rule, award))
    }

    /// Whether its creator awarded it, or somebody whom the creator lets.
    #[must_use]
    pub fn rightful(&self, award: &Award) -> Met {
        Met::of(self.sure.rightful(award), self.possible.rightful(award))
    }

    /// The first part that keeps an award from meeting a rule, where one does.
    #[must_use]
    pub fn lack(&self, rule: &Rule, award: &Award) -> Option<Lack> {
        let all = self.met(rule, award);
        if all == Met::Yes {
            return None;
        }
        match rule {
            // What is beside stages is asked of some of them alone.
            Rule::All(of) if stages::apart(of).is_some() => {
                let first = award.stage.as_ref().is_some_and(|stage| stage.before == 0);
                let rest = of.iter().filter(|one| !first && !matches!(one, Rule::Stages(_)));
                let own = rest.into_iter().find(|one| self.met(one, award) == all);
                let own = own.and_then(|one| self.lack(one, award));
                let stages = of.iter().find(|one| matches!(one, Rule::Stages(_)))?;
                Some(own.unwrap_or_else(|| self.sure.lack(stages, award)))
            }
            Rule::All(of) | Rule::Any(of) | Rule::Some { of, .. } => {
                // One that is not even possible explains a no, one that is only possible the rest.
                let first = of.iter().find(|one| self.met(one, award) == all);
                let first =
                    first.or_else(|| of.iter().find(|one| self.met(one, award) != Met::Yes));
                self.lack(first?, award)
            }
            Rule::IssuerHolds(_)
            | Rule::RecipientHolds { .. }
            | Rule::InOrder(_)
            | Rule::EndorsedByHolders { .. }
            | Rule::EndorsedBy { .. }
            | Rule::Stages(_) => Some(self.sure.lack(rule, award)),
        }
    }
}

/// How what is not known is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    /// As absent.
    Sure,
    /// As there.
    Possible,
}

/// A world, and the awards found rightful so far.
#[derive(Debug)]
pub(super) struct View<'w> {
    pub(super) world: &'w World,
    bound: Bound,
    /// What each holds, as far as it was rightfully awarded.
    held: BTreeMap<(Did, &'w Badge), Vec<&'w Award>>,
    /// What may be awarded by whom, by the badge: there may be many, and each award is asked about again.
    permissions: BTreeMap<&'w Badge, Vec<&'w Permission>>,
}

impl<'w> View<'w> {
    /// Grows until nothing is added. A chain that is longer than [`RULE_CHAIN_MAX`] is not known.
    fn grown(world: &'w World, bound: Bound) -> Self {
        let mut permissions: BTreeMap<&Badge, Vec<&Permission>> = BTreeMap::new();
        for one in &world.permissions {
            permissions.entry(&one.badge).or_default().push(one);
        }
        let mut view = Self { world, bound, held: BTreeMap::new(), permissions };
        let mut open: Vec<&Award> =
            world.awards.values().filter(|one| view.counts(one.sure)).collect();
        for _ in 0..RULE_CHAIN_MAX {
            let (rightful, rest): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|award| view.rightful(award));
            open = rest;
            if rightful.is_empty() {
                return view;
            }
            rightful.into_iter().for_each(|award| view.hold(award));
        }
        if bound == Bound::Possible {
            open.into_iter().for_each(|award| view.hold(award));
        }
        view
    }

    fn hold(&mut self, award: &'w Award) {
        // A badge in stages is held with the last of them.
        let is_whole = award.stage.as_ref().is_none_or(Stage::is_last);
        if let Some(recipient) = award.recipient.filter(|_| is_whole) {
            self.held.entry((recipient, &award.badge)).or_default().push(award);
        }
    }

    /// Whether what is not known to be there counts.
    pub(super) fn counts(&self, sure: bool) -> bool {
        sure || self.bound == Bound::Possible
    }

    fn rightful(&self, award: &Award) -> bool {
        // Who says that it is a stage is held to that.
        if award.issuer == award.badge.creator && award.stage.is_none() {
            return true;
        }
        // An end of a permission may be missing, or another permission.
        let known = self.world.creators.contains(&award.badge.creator);
        match self.bound {
            Bound::Sure if !known => return false,
            Bound::Possible if !known || self.world.unread => return true,
            Bound::Sure | Bound::Possible => {}
        }
        let of_badge = self.permissions.get(&award.badge).into_iter().flatten();
        let mut fitting =
            of_badge.filter(|one| one.is_for(award) && self.counts(one.is_dated(award)));
        fitting.any(|one| one.rule.as_ref().is_none_or(|rule| self.met(rule, award)))
    }

    pub(super) fn met(&self, rule: &Rule, award: &Award) -> bool {
        if self.bound == Bound::Possible && self.world.unread {
            return true;
        }
        match rule {
            Rule::IssuerHolds(badge) => self.holds(award.issuer, badge, award.at),
            Rule::RecipientHolds { at_least, of } => self.held_of(of, award).count() >= *at_least,
            Rule::InOrder(of) => self.in_order(of, award),
            Rule::EndorsedByHolders { at_least, .. } | Rule::EndorsedBy { at_least, .. } => {
                self.may_show_more(award.recipient)
                    || self.endorsers(rule, award).len() >= *at_least
            }
            Rule::Stages(roles) => self.staged((roles, &[]), award),
            Rule::All(of) => match stages::apart(of) {
                Some((roles, rest)) => self.staged((roles, &rest), award),
                None => of.iter().all(|one| self.met(one, award)),
            },
            Rule::Any(of) => of.iter().any(|one| self.met(one, award)),
            Rule::Some { at_least, of } => {
                of.iter().filter(|one| self.met(one, award)).count() >= *at_least
            }
        }
    }

    /// Whether somebody may have more to show than is known.
    fn may_show_more(&self, who: Option<Did>) -> bool {
        self.bound == Bound::Possible && who.is_none_or(|who| !self.world.holders.contains(&who))
    }

    pub(super) fn holds(&self, who: Did, badge: &Badge, at: Timestamp) -> bool {
        let held = self.held.get(&(who, badge)).into_iter().flatten();
        self.may_show_more(Some(who)) || held.into_iter().any(|award| award.holds_at(at))
    }

    /// Those of these badges that whom it is awarded to holds, or what stands for them.
    fn held_of<'r>(&self, of: &'r [Badge], award: &Award) -> impl Iterator<Item = &'r Badge> {
        of.iter().filter(move |badge| {
            let Some(who) = award.recipient else { return self.bound == Bound::Possible };
            let unknown = !self.world.equated.contains(&who);
            let standing = self.world.equivalents.iter().filter(|one| {
                let over = one.until.is_some_and(|until| until < award.at);
                one.stands_for == **badge && !over && self.counts(one.sure)
            });
            (self.bound == Bound::Possible && unknown)
                || self.holds(who, badge, award.at)
                || standing.into_iter().any(|one| self.holds(who, &one.badge, award.at))
        })
    }

    /// Whether each was awarded after the one before: of several of one badge the earliest that fits
    /// leaves most room for the next.
    fn in_order(&self, of: &[Badge], award: &Award) -> bool {
        let Some(who) = award.recipient else { return self.bound == Bound::Possible };
        if self.may_show_more(Some(who)) {
            return true;
        }
        let mut last: Option<Timestamp> = None;
        for badge in of {
            let held = self.held.get(&(who, badge)).into_iter().flatten();
            let held = held.filter(|one| one.holds_at(award.at)).map(|one| one.at);
            let next = held.filter(|at| last.is_none_or(|last| *at > last)).min();
            if next.is_none() {
                return false;
            }
            last = next;
        }
        true
    }

    /// Who endorses an award as this part asks, each once, and never who awards or receives it.
    fn endorsers(&self, rule: &Rule, award: &Award) -> BTreeSet<Did> {
        let fits = |praise: &&Praise| match rule {
            Rule::EndorsedByHolders { of, .. } => self.holds(praise.by, of, praise.at),
            Rule::EndorsedBy { of, .. } => of.contains(&praise.by),
            Rule::IssuerHolds(_)
            | Rule::RecipientHolds { .. }
            | Rule::InOrder(_)
            | Rule::Stages(_)
            | Rule::All(_)
            | Rule::Any(_)
            | Rule::Some { .. } => false,
        };
        let others =
            |praise: &&Praise| praise.by != award.issuer && Some(praise.by) != award.recipient;
        let all =
            self.world.praises.iter().filter(|one| one.of == award.id && self.counts(one.sure));
        all.filter(others).filter(fits).map(|one| one.by).collect()
    }

    /// What a part that is no list of parts lacks.
    fn lack(&self, rule: &Rule, award: &Award) -> Lack {
        let lack = |part, who, badges, (found, needed)| Lack { part, who, badges, found, needed };
        match rule {
            Rule::IssuerHolds(badge) => {
                lack("issuerHolds", Some(award.issuer), vec![badge.clone()], (0, 1))
            }
            Rule::RecipientHolds { at_least, of } => {
                let held: Vec<&Badge> = self.held_of(of, award).collect();
                let left = of.iter().filter(|badge| !held.contains(badge)).cloned().collect();
                lack("recipientHolds", award.recipient, left, (held.len(), *at_least))
            }
            Rule::InOrder(of) => {
                let order =
                    |upto: &usize| self.in_order(of.get(..*upto).unwrap_or_default(), award);
                let found = (1..of.len()).rev().find(order).unwrap_or(0);
                let left = of.get(found..).unwrap_or_default().to_vec();
                lack("inOrder", award.recipient, left, (found, of.len()))
            }
            Rule::EndorsedByHolders { at_least, of } => {
                let found = self.endorsers(rule, award).len();
                lack("endorsedByHolders", None, vec![of.clone()], (found, *at_least))
            }
            Rule::EndorsedBy { at_least, .. } => {
                let found = self.endorsers(rule, award).len();
                lack("endorsedBy", None, Vec::new(), (found, *at_least))
            }
            Rule::Stages(roles) => stages::lack(roles, award),
            Rule::All(_) | Rule::Any(_) | Rule::Some { .. } => lack("all", None, vec![], (0, 0)),
        }
    }
}
