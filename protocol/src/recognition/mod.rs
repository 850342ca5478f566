//! Who recognises whom, and the chains that lead from one to another.
//!
//! An edge is one object with two signatures: an offer of one side inside a statement of the
//! other. Half-signed counts nowhere, either side ends it, and what ended stays ended. How near that
//! brings somebody to a viewer is for the [`Walk`] over a [`Network`] of such edges.
//!
//! Source: `spec/trust.md`; `spec/feed.md` §5, kinds 15 and 16.

mod network;
mod walk;

pub use network::{Network, Strength};
pub use walk::{Band, Standing, Walk, Weight};

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::identity::Did;
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, RECOGNITION_AGE_MAX_MILLIS};
use crate::statement::kinds::Recognition;
use crate::statement::{Content, Statement, gate};
use crate::time::Timestamp;

/// A recognition between two, as both signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The id of the statement that holds it.
    pub id: Hash,
    /// Who offered it.
    pub from: Did,
    /// Who accepted it.
    pub to: Did,
    /// What both agreed on, in people's words.
    pub words: String,
    /// What it is about; none means everything.
    pub scopes: Vec<String>,
    /// When it was accepted.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

impl Edge {
    /// The last moment at which it counts: what both agreed on, and never more than two years.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        last(self.since, self.until)
    }

    /// Whether it holds for this topic; for none, whatever it holds for.
    #[must_use]
    pub fn holds_for(&self, about: Option<&str>) -> bool {
        let named = |about| self.scopes.iter().any(|scope| scope == about);
        self.scopes.is_empty() || about.is_none_or(named)
    }

    /// Whether it is between these two.
    #[must_use]
    pub fn is_between(&self, one: &Did, other: &Did) -> bool {
        [(&self.from, &self.to), (&self.to, &self.from)].contains(&(one, other))
    }
}

/// The last moment at which a recognition counts that was accepted at `since`, by terms that end it
/// at `until`.
#[must_use]
pub fn last(since: Timestamp, until: Option<Timestamp>) -> Timestamp {
    let most = since.saturating_add(RECOGNITION_AGE_MAX_MILLIS);
    until.map_or(most, |until| until.min(most))
}

/// An offer, by who made it and its nonce.
type OfferKey = (Did, [u8; 16]);

/// All recognitions heard of.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    edges: BTreeMap<OfferKey, Edge>,
    /// Every acceptance heard of: of which offer, and by whom.
    accepted: BTreeMap<Hash, (OfferKey, Did)>,
    ends: BTreeSet<(Hash, Did)>,
    /// By which identity somebody goes whose key was succeeded.
    heirs: BTreeMap<Did, Did>,
}

impl Graph {
    /// Nobody recognises anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows somebody whose key was succeeded: what either is known by, the other is.
    ///
    /// Source: `spec/keys.md` §8.
    pub fn follow(&mut self, did: Did, now: Did) {
        self.heirs.insert(did, now);
    }

    /// The identity by which somebody goes now.
    #[must_use]
    pub fn current(&self, did: &Did) -> Did {
        self.heirs.get(did).copied().unwrap_or(*did)
    }

    /// Takes a statement of `author`: a recognition that passes the gate, or the end of one. All
    /// other statements change nothing.
    pub fn hear(&mut self, author: &Did, statement: &Statement) {
        let Some(found) = self.note(author, statement) else { return };
        let edge = Edge {
            id: statement.id(),
            from: found.offer.from(),
            to: *author,
            words: found.terms.words,
            scopes: found.terms.scopes,
            since: statement.ts(),
            until: found.terms.until,
        };
        // One offer counts once; the lesser id, so that the order of arrival is nothing.
        let offer = (edge.from, found.offer.nonce());
        if self.edges.get(&offer).is_none_or(|held| edge.id < held.id) {
            self.edges.insert(offer, edge);
        }
    }

    /// Takes only what can end a recognition: all that counts of a branch after a fork.
    pub fn hear_end(&mut self, author: &Did, statement: &Statement) {
        self.note(author, statement);
    }

    /// Notes an end, or which offer a recognition accepts; answers with the recognition.
    fn note(&mut self, author: &Did, statement: &Statement) -> Option<Recognition> {
        match gate(author, statement) {
            Ok(Some(Content::Recognition(found))) => {
                let offer = (found.offer.from(), found.offer.nonce());
                self.accepted.insert(statement.id(), (offer, *author));
                Some(found)
            }
            Ok(Some(Content::RecognitionEnd(end))) => {
                self.ends.insert((end.recognition, *author));
                None
            }
            Ok(_) | Err(_) => None,
        }
    }

    /// The recognitions that stand at `now`, accepted by then as far as clocks agree.
    ///
    /// An end is the end of the offer: who accepts it anew does not bring it back.
    pub fn standing(&self, now: Timestamp) -> impl Iterator<Item = &Edge> {
        let begun = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let over: BTreeSet<OfferKey> = self.ends.iter().filter_map(|end| self.ended(end)).collect();
        self.edges.iter().filter_map(move |(offer, edge)| {
            let stands = edge.since <= begun && now <= edge.last();
            (stands && !over.contains(offer)).then_some(edge)
        })
    }

    /// Lays out the recognitions that stand at `now`, to be walked by who has these identities and
    /// knows these contacts; of a topic, those that hold for it or for everything.
    #[must_use]
    pub fn network<'d>(
        &self,
        viewers: impl IntoIterator<Item = Did>,
        contacts: impl IntoIterator<Item = &'d Did>,
        about: Option<&str>,
        now: Timestamp,
    ) -> Network {
        let viewers = viewers.into_iter().map(|viewer| self.current(&viewer));
        let mut network = Network::seen_by(viewers);
        for edge in self.standing(now).filter(|edge| edge.holds_for(about)) {
            let (from, to) = (self.current(&edge.from), self.current(&edge.to));
            network.set(&from, &to, Some(Strength::Recognised));
            network.set(&to, &from, Some(Strength::Recognised));
        }
        contacts.into_iter().for_each(|contact| network.know(&self.current(contact)));
        network
    }

    /// The offer that an end ends, where its author is a side of it.
    fn ended(&self, (recognition, author): &(Hash, Did)) -> Option<OfferKey> {
        let (offer, to) = self.accepted.get(recognition)?;
        let author = self.current(author);
        [offer.0, *to].iter().any(|side| self.current(side) == author).then_some(*offer)
    }
}

#[cfg(test)]
mod tests;
