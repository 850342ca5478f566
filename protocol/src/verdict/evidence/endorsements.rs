//! Which of the endorsements at hand are looked at, where there are more than that.
//!
//! Anybody can endorse anything, and as often as they like; those who decide something are not hidden
//! behind them.

use std::collections::{BTreeMap, BTreeSet};

use super::Evidence;
use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::identity::{Did, PublicKey};
use crate::limits::{ENDORSEMENTS_EACH_MAX, ENDORSEMENTS_MAX, ENDORSEMENTS_SOUGHT_MAX};
use crate::statement::{Content, Kind, Statement};
#[cfg(test)]
use crate::verdict::counted;
use crate::verdict::reader::Secured;
use crate::verdict::right::survey::digest;

/// Whose endorsements are looked at before those of others.
pub(in crate::verdict) struct Sought<'a> {
    /// Whether something hangs on what they say.
    pub(in crate::verdict) by: &'a dyn Fn(&Did) -> bool,
    /// In whose feeds these stand, beside their own: of whom the endorsed things are.
    pub(in crate::verdict) shown_by: &'a BTreeSet<Did>,
}

/// The endorsements that are looked at.
#[derive(Default)]
pub(in crate::verdict) struct Endorsed {
    /// First those of whom they are sought.
    pub(in crate::verdict) sought: Vec<Secured>,
    /// Then those of others.
    pub(in crate::verdict) others: Vec<Secured>,
    /// Whether some are not looked at.
    pub(in crate::verdict) more: bool,
}

impl Endorsed {
    pub(in crate::verdict) fn all(self) -> impl Iterator<Item = Secured> {
        self.sought.into_iter().chain(self.others)
    }
}

/// How likely it is that an endorsement is by whom it says, as nobody has checked that yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It stands in the feed of whom it says, or of whom it is about.
    Shown,
    /// It was handed in.
    Handed,
    /// Somebody else says so in their feed.
    Told,
}

impl Evidence {
    /// Takes an endorsement as it came; whether it holds is judged later.
    pub fn hear_endorsement(&mut self, endorsement: Secured) {
        keep(&mut self.endorsements, endorsement);
    }

    /// Leaves out endorsements with these digests of their canonical JSON, whoever has them in their feed:
    /// whom they concern does not show them. An id would hide what somebody else says under it.
    pub fn hide_endorsements(&mut self, digests: impl IntoIterator<Item = Hash>) {
        self.hidden.extend(digests);
    }

    /// The endorsements at hand whose subject is one of `targets`, handed in or from feeds: of each of
    /// whom they are sought a few, and of others as many as there is room for.
    pub(in crate::verdict) fn endorsements_of(
        &self,
        targets: &BTreeSet<&str>,
        sought: &Sought<'_>,
    ) -> Endorsed {
        let is_shown = |one: &Secured| {
            self.hidden.is_empty() || !self.hidden.contains(&digest(&one.credential()))
        };
        // Whoever goes on with another key shows what is about them in the new feed.
        let shown_by = sought.shown_by.iter().map(|did| self.current(did)).collect();
        let sought = &Sought { shown_by: &shown_by, ..*sought };
        let mut sifted = Sifted::default();
        let about = |one: &Secured| {
            one.credential().subject_id().is_some_and(|id| targets.contains(id)) && is_shown(one)
        };
        let handed = self.endorsements.iter().filter(|one| about(one));
        handed.for_each(|one| sifted.take(self, (None, sought), one.clone()));
        let told = self.folded.told(|| self.read_told());
        for Place { author, writer, seq, .. } in told.about(targets) {
            let statement = self.log(&writer).and_then(|log| log.get(seq));
            let one = statement.and_then(read).map(Secured::by_its_proofs);
            if let Some(one) = one.filter(is_shown) {
                sifted.take(self, (Some(author), sought), one);
            }
        }
        sifted.done()
    }

    /// Where the endorsements in feeds stand, by what they are about: read once, until more is heard.
    fn read_told(&self) -> Told {
        let mut told = Told::default();
        for (order, (author, statement)) in self.statements().enumerate() {
            let Some(document) = read(statement) else { continue };
            let Some(about) = Credential::new(&document).subject_id().map(str::to_owned) else {
                continue;
            };
            let (writer, seq) = (statement.writer(), statement.seq());
            told.0.entry(about).or_default().push(Place { order, author, writer, seq });
        }
        told
    }

    /// The endorsements that may be ties: of whoever shows them, by somebody else. Of each person the
    /// newest `each`, and of so many people as there are an equal share of `all`, so that nobody's are
    /// kept out by however many strangers show.
    pub(in crate::verdict) fn ties(&self, (all, each): (usize, usize)) -> Vec<(Did, &Statement)> {
        let mut found = Vec::new();
        for did in self.identities() {
            let own: Vec<_> =
                self.statements_of(&did).filter(|one| is_of_themselves(&did, one)).collect();
            let newest = (0_usize..).zip(own.into_iter().rev()).take(each);
            found.extend(newest.map(|(place, one)| (place, did, one)));
        }
        found.sort_by_key(|(place, ..)| *place);
        found.truncate(all);
        found.into_iter().map(|(_, did, one)| (did, one)).collect()
    }
}

/// Whether somebody shows what another says of them; whether that one said it is another question.
fn is_of_themselves(author: &Did, statement: &Statement) -> bool {
    read(statement).is_some_and(|document| {
        let credential = Credential::new(&document);
        let is_author = |id: Option<&str>| id.and_then(|id| id.parse().ok()) == Some(*author);
        is_author(credential.subject_id()) && !is_author(credential.issuer())
    })
}

/// The document of an endorsement in a feed.
fn read(statement: &Statement) -> Option<Value> {
    let body = statement.body().filter(|_| statement.kind() == Kind::Endorsement)?;
    #[cfg(test)]
    counted::note(counted::Costly::Endorsement);
    match Content::read(Kind::Endorsement, body) {
        Ok(Content::Endorsement(document)) => Some(document.value().clone()),
        Ok(_) | Err(_) => None,
    }
}

/// Where an endorsement stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    order: usize,
    author: Did,
    writer: PublicKey,
    seq: u32,
}

/// Where the endorsements in feeds stand, by the id of what they are about. What they say is read again
/// where it is needed: to keep it all would double what is held.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeMap<String, Vec<Place>>);

impl Told {
    /// Those about one of these, in the order of the feeds.
    fn about(&self, targets: &BTreeSet<&str>) -> Vec<Place> {
        let of = targets.iter().filter_map(|id| self.0.get(*id));
        let mut all: Vec<Place> = of.flatten().copied().collect();
        all.sort_by_key(|place| place.order);
        all
    }
}

/// What is kept while all that is at hand is looked through.
#[derive(Default)]
struct Sifted {
    sought: BTreeMap<Rank, Vec<Secured>>,
    counts: BTreeMap<(Rank, Did), usize>,
    others: Vec<Secured>,
    more: bool,
}

impl Sifted {
    /// Takes one from the feed of `author`, or as it was handed in.
    fn take(
        &mut self,
        evidence: &Evidence,
        (author, sought): (Option<Did>, &Sought<'_>),
        one: Secured,
    ) {
        let Some(by) = one.issuer().filter(|by| (sought.by)(by)) else {
            let room = self.others.len() < ENDORSEMENTS_MAX;
            return if room { self.others.push(one) } else { self.more = true };
        };
        let by = evidence.current(&by);
        let rank = match author {
            None => Rank::Handed,
            Some(author) => {
                let author = evidence.current(&author);
                let own = author == by || sought.shown_by.contains(&author);
                if own { Rank::Shown } else { Rank::Told }
            }
        };
        let count = self.counts.entry((rank, by)).or_default();
        let kept = self.sought.entry(rank).or_default();
        if *count >= ENDORSEMENTS_EACH_MAX || kept.len() >= ENDORSEMENTS_SOUGHT_MAX {
            self.more = true;
            return;
        }
        *count = count.saturating_add(1);
        kept.push(one);
    }

    fn done(self) -> Endorsed {
        let (mut sought, mut others): (Vec<Secured>, _) =
            (self.sought.into_values().flatten().collect(), self.others);
        let held = sought.len().saturating_add(others.len());
        sought.truncate(ENDORSEMENTS_SOUGHT_MAX);
        others.truncate(ENDORSEMENTS_MAX.saturating_sub(sought.len()));
        let more = self.more || held > sought.len().saturating_add(others.len());
        Endorsed { sought, others, more }
    }
}

/// Keeps what is not held yet. Two that are sealed from outside may say the same and only one of
/// them be true, so both are kept.
pub(super) fn keep(held: &mut Vec<Secured>, new: Secured) {
    if new.seal().is_some() || !held.contains(&new) {
        held.push(new);
    }
}
