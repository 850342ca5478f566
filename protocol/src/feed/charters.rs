//! The charters of one community: which of those in its feed count, and which was in force when.
//!
//! Each follows the one before, by its digest and by the signatures that the one before asks for, so
//! that whoever has the key of a community and not its stewards changes nothing. What counts is a
//! function of the set of statements; in which order they came is nothing. Source:
//! `spec/communities.md` §2.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::identity::{Did, PublicKey};
use crate::statement::kinds::{Charter, CharterText, Steward};
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;

/// A statement of a community, and what is known of when it was there.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// Whose it is: the community, by whichever of its identities.
    pub author: Did,
    /// The statement.
    pub statement: &'a Statement,
    /// When a quorum of witnesses saw it first, where they did.
    pub seen: Option<Timestamp>,
}

/// A charter that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The community, by the identity for which it was signed.
    pub community: Did,
    /// The entry that holds it.
    pub entry: u32,
    /// From when on, by the community's clock.
    pub since: Timestamp,
    /// Its digest.
    pub digest: Hash,
    /// What it says and who signed it.
    pub charter: Charter,
}

/// The charters of a community that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charters {
    list: Vec<InForce>,
    contested: Option<u32>,
}

/// A charter that may be the next one.
struct Candidate {
    writer: PublicKey,
    seen: Option<Timestamp>,
    found: InForce,
}

impl Charters {
    /// Those among these statements; `current` tells by which identity somebody goes now.
    pub fn of<'a>(
        stated: impl IntoIterator<Item = Stated<'a>>,
        current: &impl Fn(&Did) -> Did,
    ) -> Self {
        let candidates: Vec<Candidate> = stated.into_iter().filter_map(Candidate::read).collect();
        let mut charters = Self::default();
        loop {
            let last = charters.list.last();
            let next = candidates.iter().filter(|one| one.follows(last, current));
            match first(next) {
                Next::None => return charters,
                Next::Contested(number) => {
                    charters.contested = Some(number);
                    return charters;
                }
                Next::One(mut found) => {
                    // Of two installations one may be slow: what follows is not before.
                    found.since = last.map_or(found.since, |last| last.since.max(found.since));
                    charters.list.push(*found);
                }
            }
        }
    }

    /// All of them, the first one first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &InForce> + Clone {
        self.list.iter()
    }

    /// The newest.
    #[must_use]
    pub fn newest(&self) -> Option<&InForce> {
        self.list.last()
    }

    /// The one in force at a moment.
    #[must_use]
    pub fn at(&self, moment: Timestamp) -> Option<&InForce> {
        self.list.iter().rev().find(|one| one.since <= moment)
    }

    /// Those that came after a moment.
    pub fn after(&self, moment: Timestamp) -> impl Iterator<Item = &InForce> + Clone {
        self.list.iter().filter(move |one| one.since > moment)
    }

    /// The number of which there are two, of which nobody can tell which was first.
    #[must_use]
    pub fn contested(&self) -> Option<u32> {
        self.contested
    }
}

impl InForce {
    /// The stewards whose term is not over at a moment.
    pub fn stewards_at(&self, moment: Timestamp) -> impl Iterator<Item = &Steward> + Clone {
        let stewards = self.charter.text.stewards.iter();
        stewards.filter(move |one| one.until.is_none_or(|until| moment <= until))
    }
}

/// Who must sign for this text to follow another, and how many of the stewards of that one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Each of these must: they are new, or have another role or a longer term.
    pub each: BTreeSet<Did>,
    /// So many of `of` must.
    pub count: u8,
    /// The stewards before, by the identities they go by now.
    pub of: BTreeSet<Did>,
}

impl Needed {
    /// What a text takes after this charter, or as the first one.
    pub fn of(
        text: &CharterText,
        before: Option<&CharterText>,
        current: &impl Fn(&Did) -> Did,
    ) -> Self {
        let Some(before) = before else {
            let each = text.stewards.iter().map(|one| one.who).collect();
            return Self { each, count: 0, of: BTreeSet::new() };
        };
        let held = |steward: &&Steward| {
            let mut known = before.stewards.iter();
            known.any(|one| current(&one.who) == current(&steward.who) && one.covers(steward))
        };
        let new = text.stewards.iter().filter(|steward| !held(steward));
        Self {
            each: new.map(|one| one.who).collect(),
            count: before.acts.charter,
            of: before.stewards.iter().map(|one| current(&one.who)).collect(),
        }
    }

    /// Whether these signed who must.
    pub fn is_met(&self, signers: &BTreeSet<Did>, current: &impl Fn(&Did) -> Did) -> bool {
        let of: BTreeSet<Did> =
            signers.iter().map(current).filter(|one| self.of.contains(one)).collect();
        self.each.is_subset(signers) && of.len() >= usize::from(self.count)
    }
}

impl Steward {
    /// Whether whoever agreed to this agreed to that: the same role, for no longer.
    fn covers(&self, other: &Self) -> bool {
        let shorter = match (self.until, other.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(until), Some(other)) => other <= until,
        };
        self.role == other.role && shorter
    }
}

impl Candidate {
    fn read(stated: Stated<'_>) -> Option<Self> {
        let Stated { author, statement, seen } = stated;
        if statement.kind() != Kind::Charter {
            return None;
        }
        let Ok(Some(Content::Charter(charter))) = gate(&author, statement) else { return None };
        let found = InForce {
            community: author,
            entry: statement.seq(),
            since: statement.ts(),
            digest: charter.text.digest(&author),
            charter,
        };
        Some(Self { writer: statement.writer(), seen, found })
    }

    fn follows(&self, last: Option<&InForce>, current: &impl Fn(&Did) -> Did) -> bool {
        let Charter { text, signatures } = &self.found.charter;
        let number = last.map_or(Some(0), |last| last.charter.text.number.checked_add(1));
        if Some(text.number) != number || text.previous != last.map(|last| last.digest) {
            return false;
        }
        let signers: BTreeSet<Did> = signatures.iter().map(|(who, _)| *who).collect();
        let before = last.map(|last| &last.charter.text);
        Needed::of(text, before, current).is_met(&signers, current)
    }
}

/// What comes next.
enum Next {
    None,
    One(Box<InForce>),
    Contested(u32),
}

/// Of those that might be next, the first: in one log that is the one before the others, and of several
/// logs the one that witnesses saw before any other was there. Dates of their own say nothing.
fn first<'a>(next: impl Iterator<Item = &'a Candidate>) -> Next {
    let mut logs: BTreeMap<&PublicKey, &Candidate> = BTreeMap::new();
    for one in next {
        let held = logs.entry(&one.writer).or_insert(one);
        if one.found.entry < held.found.entry {
            *held = one;
        }
    }
    // The same text with other signatures is the same charter.
    let mut texts: BTreeMap<&Hash, Vec<&Candidate>> = BTreeMap::new();
    for one in logs.into_values() {
        texts.entry(&one.found.digest).or_default().push(one);
    }
    let earliest = |same: &[&'a Candidate]| {
        same.iter().copied().min_by_key(|one| (one.found.since, &one.writer))
    };
    let seen = |same: &[&'a Candidate]| same.iter().filter_map(|one| one.seen).min();
    let mut dated: Vec<_> = texts.values().map(|same| (seen(same), same)).collect();
    dated.sort_by_key(|(seen, _)| (seen.is_none(), *seen));
    let chosen = match dated.as_slice() {
        [] => return Next::None,
        [(_, only)] => earliest(only),
        [(Some(one), first), (other, _), ..] if other.is_none_or(|other| *one < other) => {
            earliest(first)
        }
        [(_, first), ..] => {
            let number = first.first().map_or(0, |one| one.found.charter.text.number);
            return Next::Contested(number);
        }
    };
    chosen.map_or(Next::None, |one| Next::One(Box::new(one.found.clone())))
}
