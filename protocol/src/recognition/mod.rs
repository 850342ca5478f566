//! Who recognises whom, and the chains that lead from one to another.
//!
//! An edge is one object with two signatures: an offer of one side inside a statement of the
//! other. Half-signed counts nowhere, either side ends it. Weights are not known here: a chain is
//! there within its bounds, or it is not.
//!
//! Source: architecture of trust in `spec/`; `spec/feed.md` §5, kinds 15 and 16.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::canon::hash::Hash;
use crate::identity::Did;
use crate::limits::{CHAIN_HOPS_MAX, CHAIN_VISITS_MAX};
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

/// All recognitions heard of.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    edges: BTreeMap<Hash, Edge>,
    nonces: BTreeMap<(Did, [u8; 16]), Hash>,
    ends: BTreeSet<(Hash, Did)>,
}

impl Graph {
    /// Nobody recognises anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a statement of `author`: a recognition that passes the gate, or the end of one. All
    /// other statements change nothing.
    pub fn hear(&mut self, author: &Did, statement: &Statement) {
        match gate(author, statement) {
            Ok(Some(Content::Recognition(found))) => {
                let id = statement.id();
                let offer = &found.offer;
                let nonce = (offer.from(), offer.nonce());
                // One offer counts once; the lesser id, so that the order of arrival is nothing.
                let first = self.nonces.entry(nonce).or_insert(id);
                if *first < id {
                    return;
                }
                let former = std::mem::replace(first, id);
                self.edges.remove(&former);
                let edge = Edge {
                    id,
                    from: offer.from(),
                    to: *author,
                    words: found.terms.words.clone(),
                    scopes: found.terms.scopes.clone(),
                    since: statement.ts(),
                    until: found.terms.until,
                };
                self.edges.insert(id, edge);
            }
            Ok(_) | Err(_) => self.hear_end(author, statement),
        }
    }

    /// Takes only the end of a recognition: all that counts of a branch after a fork.
    pub fn hear_end(&mut self, author: &Did, statement: &Statement) {
        if let Ok(Some(Content::RecognitionEnd(end))) = gate(author, statement) {
            self.ends.insert((end.recognition, *author));
        }
    }

    /// The recognitions that stand at `now`.
    pub fn standing(&self, now: Timestamp) -> impl Iterator<Item = &Edge> {
        self.edges.values().filter(move |edge| {
            let ended = [edge.from, edge.to].iter().any(|did| self.ends.contains(&(edge.id, *did)));
            !ended && edge.until.is_none_or(|until| now <= until)
        })
    }

    /// The shortest chain from one of `starts` (each with the steps already taken to it) to
    /// `goal`, both ends included; the least identifiers where several are as short. `None` where
    /// none is within the bounds.
    #[must_use]
    pub fn chain(
        &self,
        starts: &BTreeMap<Did, usize>,
        goal: &Did,
        now: Timestamp,
    ) -> Option<Vec<Did>> {
        let mut near: BTreeMap<Did, BTreeSet<Did>> = BTreeMap::new();
        for edge in self.standing(now) {
            near.entry(edge.from).or_default().insert(edge.to);
            near.entry(edge.to).or_default().insert(edge.from);
        }
        let mut came: BTreeMap<Did, Option<Did>> = starts.keys().map(|did| (*did, None)).collect();
        let mut order: Vec<(usize, Did)> =
            starts.iter().map(|(did, steps)| (*steps, *did)).collect();
        order.sort_unstable();
        let mut queue: VecDeque<(usize, Did)> = order.into();
        while let Some((steps, here)) = queue.pop_front() {
            if here == *goal {
                return Some(walk(&came, here));
            }
            if steps >= CHAIN_HOPS_MAX || came.len() >= CHAIN_VISITS_MAX {
                continue;
            }
            for next in near.get(&here).into_iter().flatten() {
                if !came.contains_key(next) {
                    came.insert(*next, Some(here));
                    queue.push_back((steps.saturating_add(1), *next));
                }
            }
        }
        None
    }
}

fn walk(came: &BTreeMap<Did, Option<Did>>, goal: Did) -> Vec<Did> {
    let mut chain = vec![goal];
    let mut here = goal;
    while let Some(Some(before)) = came.get(&here) {
        chain.push(*before);
        here = *before;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests;
