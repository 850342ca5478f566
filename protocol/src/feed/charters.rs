//! The charters of one community: which of those in its feed count, and which was in force when.
//!
//! Each follows the one before, by its digest and by the signatures that the one before asks for, so
//! that whoever has the key of a community and not its stewards changes nothing. What counts is a
//! function of the set of statements; in which order they came is nothing. Source:
//! `spec/communities.md` §2.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kept, KeyRing};
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
    /// A moment by which a quorum of witnesses had seen it, where they did.
    pub seen: Option<Timestamp>,
}

/// Who goes on as whom.
pub trait Persons {
    /// By which identity somebody goes now.
    fn current(&self, did: &Did) -> Did;

    /// Since when an identity key does not speak for its owner, where they go on with another.
    fn since(&self, did: &Did) -> Option<Timestamp>;
}

impl<E: Kept> Persons for KeyRing<E> {
    fn current(&self, did: &Did) -> Did {
        self.current(did)
    }

    fn since(&self, did: &Did) -> Option<Timestamp> {
        Some(self.log(did)?.heir()?.cuts.since)
    }
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
    doubt: Option<Doubt>,
}

/// Why nobody can tell which charter comes next, or whether one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// There are two of this number, and no date of theirs is anybody's but their writers'.
    Rivals(u32),
    /// There is one that counts only if keys signed it before their owners went on with others, and
    /// nobody shows that.
    FormerKeys(Box<InForce>),
    /// There are more charters or signatures than are looked at.
    Effort,
}

impl Doubt {
    /// Its name, as findings tell it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rivals(_) => "contested",
            Self::FormerKeys(_) => "former-keys",
            Self::Effort => "effort",
        }
    }
}

/// A charter that may be the next one.
struct Candidate<'a> {
    statement: &'a Statement,
    seen: Option<Timestamp>,
    found: InForce,
}

impl Charters {
    /// Those among these statements. `pays` is asked before so many signatures are checked, and answers
    /// whether they may be.
    pub fn of<'a>(
        stated: impl IntoIterator<Item = Stated<'a>>,
        persons: &impl Persons,
        pays: &impl Fn(usize) -> bool,
    ) -> Self {
        let candidates: Vec<Candidate<'_>> =
            stated.into_iter().filter_map(Candidate::read).collect();
        let mut charters = Self::default();
        loop {
            let last = charters.list.last();
            let next = candidates.iter().filter(|one| one.continues(last));
            match Next::of(next, &Asking { last, persons, pays }) {
                Next::None => return charters,
                Next::Doubt(doubt) => {
                    charters.doubt = Some(doubt);
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

    /// Notes that more were said than are looked at: one of those may come next.
    pub fn spare_effort(&mut self) {
        self.doubt.get_or_insert(Doubt::Effort);
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

    /// Why it cannot be told what follows the newest, where it cannot.
    #[must_use]
    pub fn doubt(&self) -> Option<&Doubt> {
        self.doubt.as_ref()
    }

    /// The number of which there are two, of which nobody can tell which was first.
    #[must_use]
    pub fn contested(&self) -> Option<u32> {
        match self.doubt {
            Some(Doubt::Rivals(number)) => Some(number),
            Some(Doubt::FormerKeys(_) | Doubt::Effort) | None => None,
        }
    }

    /// The one that counts only once its stewards sign it by the keys they have now.
    #[must_use]
    pub fn unconfirmed(&self) -> Option<&InForce> {
        match &self.doubt {
            Some(Doubt::FormerKeys(found)) => Some(found),
            Some(Doubt::Rivals(_) | Doubt::Effort) | None => None,
        }
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
    pub fn of(text: &CharterText, before: Option<&CharterText>, persons: &impl Persons) -> Self {
        let Some(before) = before else {
            let each = text.stewards.iter().map(|one| one.who).collect();
            return Self { each, count: 0, of: BTreeSet::new() };
        };
        let held = |steward: &&Steward| {
            let mut known = before.stewards.iter();
            known.any(|one| {
                persons.current(&one.who) == persons.current(&steward.who) && one.covers(steward)
            })
        };
        let new = text.stewards.iter().filter(|steward| !held(steward));
        Self {
            each: new.map(|one| one.who).collect(),
            count: before.acts.charter,
            of: before.stewards.iter().map(|one| persons.current(&one.who)).collect(),
        }
    }

    /// Whether all signed who must: of those named anew any key, as to be named is a burden and no gain;
    /// of those before so many by a key that spoke for them when it signed.
    pub fn is_met<'d>(
        &self,
        signers: impl IntoIterator<Item = &'d Did>,
        speaks: impl Fn(&Did) -> bool,
        persons: &impl Persons,
    ) -> bool {
        let signers: BTreeSet<Did> = signers.into_iter().copied().collect();
        let all: BTreeSet<Did> = signers.iter().map(|one| persons.current(one)).collect();
        let spoken = signers.iter().filter(|one| speaks(one)).map(|one| persons.current(one));
        let of: BTreeSet<Did> = spoken.filter(|one| self.of.contains(one)).collect();
        let named = self.each.iter().all(|one| all.contains(&persons.current(one)));
        named && of.len() >= usize::from(self.count)
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

/// What is asked of those that may be next.
struct Asking<'a, P, W> {
    last: Option<&'a InForce>,
    persons: &'a P,
    /// Whether so many signatures may be checked.
    pays: &'a W,
}

/// Whether a charter follows the one before.
enum Follows {
    No,
    /// Only if keys signed it that were their owners' then.
    Perhaps,
    Yes,
}

impl<'a> Candidate<'a> {
    /// Reads a charter, whose signatures nobody has checked yet.
    fn read(stated: Stated<'a>) -> Option<Self> {
        let Stated { author, statement, seen } = stated;
        if statement.kind() != Kind::Charter {
            return None;
        }
        let content = Content::read(Kind::Charter, statement.body()?);
        let Ok(Content::Charter(charter)) = content else { return None };
        let found = InForce {
            community: author,
            entry: statement.seq(),
            since: statement.ts(),
            digest: charter.text.digest(&author),
            charter,
        };
        Some(Self { statement, seen, found })
    }

    /// Whether it says that it comes after this one.
    fn continues(&self, last: Option<&InForce>) -> bool {
        let text = &self.found.charter.text;
        let number = last.map_or(Some(0), |last| last.charter.text.number.checked_add(1));
        Some(text.number) == number && text.previous == last.map(|last| last.digest)
    }

    /// Whether it does; nothing where its signatures may not be checked any more.
    fn follows<P: Persons, W: Fn(usize) -> bool>(
        &self,
        asking: &Asking<'_, P, W>,
    ) -> Option<Follows> {
        let Charter { text, signatures } = &self.found.charter;
        let persons = asking.persons;
        let needed = Needed::of(text, asking.last.map(|last| &last.charter.text), persons);
        let signers = || signatures.iter().map(|(who, _)| who);
        // Of whom it cannot be told when they signed, it is so if they did before.
        let perhaps = |who: &Did| persons.since(who).is_none_or(|since| self.found.since < since);
        if !needed.is_met(signers(), perhaps, persons) {
            return Some(Follows::No);
        }
        if !(asking.pays)(signatures.len()) {
            return None;
        }
        if !matches!(gate(&self.found.community, self.statement), Ok(Some(_))) {
            return Some(Follows::No);
        }
        let speaks = |who: &Did| {
            let since = persons.since(who);
            since.is_none_or(|since| self.seen.is_some_and(|seen| seen < since))
        };
        Some(match needed.is_met(signers(), speaks, persons) {
            true => Follows::Yes,
            false => Follows::Perhaps,
        })
    }
}

/// What comes next.
enum Next {
    None,
    One(Box<InForce>),
    Doubt(Doubt),
}

impl Next {
    /// Of those that might be next: in one log the first that is, whatever comes after it. Of two texts in
    /// several logs nobody can tell: dates are each writer's own, and when witnesses saw one says that it
    /// was there by then, never that another was not.
    fn of<'a, P: Persons, W: Fn(usize) -> bool>(
        next: impl Iterator<Item = &'a Candidate<'a>>,
        asking: &Asking<'_, P, W>,
    ) -> Self {
        let mut logs: BTreeMap<PublicKey, Vec<&Candidate<'_>>> = BTreeMap::new();
        for one in next {
            logs.entry(one.statement.writer()).or_default().push(one);
        }
        let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
        for mut log in logs.into_values() {
            log.sort_by_key(|one| one.found.entry);
            for one in log {
                match one.follows(asking) {
                    None => return Self::Doubt(Doubt::Effort),
                    Some(Follows::No) => {}
                    Some(Follows::Perhaps) => perhaps.push(&one.found),
                    Some(Follows::Yes) => {
                        sure.push(&one.found);
                        break;
                    }
                }
            }
        }
        // The same text with other signatures is the same charter.
        let texts: BTreeSet<Hash> = sure.iter().chain(&perhaps).map(|one| one.digest).collect();
        let earliest = |all: Vec<&InForce>| {
            let first = all.into_iter().min_by_key(|one| (one.since, one.community, one.entry));
            first.map(|one| Box::new(one.clone()))
        };
        match (texts.len(), earliest(sure), earliest(perhaps)) {
            (0 | 1, Some(found), _) => Self::One(found),
            (0 | 1, None, Some(found)) => Self::Doubt(Doubt::FormerKeys(found)),
            (_, Some(found), _) | (_, None, Some(found)) => {
                Self::Doubt(Doubt::Rivals(found.charter.text.number))
            }
            (_, None, None) => Self::None,
        }
    }
}
