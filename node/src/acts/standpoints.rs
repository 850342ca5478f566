//! Walks that were laid out once and are kept for who asks again from the same place.

use std::sync::Arc;

use bot_protocol::identity::Did;
use bot_protocol::recognition::{Graph, Strength, Touched, Walk};
use bot_protocol::time::Timestamp;

/// Most that are kept; of a large network each takes tens of megabytes.
const STANDPOINTS_MAX: usize = 4;

/// Most that arrives and is taken into a walk; where more did it is laid out anew when it is asked for.
const TOUCHED_MAX: usize = 4096;

/// Viewpoint where one looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Viewpoint {
    /// The identities of who looks, in order.
    pub(super) viewers: Vec<Did>,
    /// Whom they know without anybody's word, in order.
    pub(super) contacts: Vec<Did>,
    /// Only what holds for this topic, or for everything.
    pub(super) about: Option<String>,
}

/// A walk, and when it is laid out as recognitions stand.
#[derive(Debug)]
struct Laid {
    from: Viewpoint,
    walk: Arc<Walk>,
    begins: Timestamp,
    /// The moment at which others stand.
    ends: Option<Timestamp>,
    /// Who may stand otherwise to each other since it was looked at last.
    touched: Touched,
}

impl Laid {
    fn holds(&self, now: Timestamp) -> bool {
        self.begins <= now && self.ends.is_none_or(|ends| now < ends)
    }

    /// Takes in what arrived, as it stands now: what was accepted a moment ago stood not yet when this was
    /// laid out.
    fn catch_up(&mut self, graph: &Graph, now: Timestamp) {
        self.begins = now;
        let mut pairs = std::mem::take(&mut self.touched);
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.is_empty() {
            return;
        }
        let ties: Vec<_> = pairs
            .iter()
            .flat_map(|(one, other)| [(*one, *other), (*other, *one)])
            .map(|(from, to)| (from, to, self.from.strength(graph, (&from, &to), now)))
            .collect();
        Arc::make_mut(&mut self.walk).change(ties);
        let ends =
            pairs.iter().filter_map(|(one, other)| graph.next_change_between(one, other, now));
        self.ends = ends.chain(self.ends).min();
    }
}

/// The walks that are kept, the newest last.
#[derive(Debug, Default)]
pub(super) struct Standpoints(Vec<Laid>);

impl Standpoints {
    /// The walk from there at this moment.
    pub(super) fn walk(&mut self, graph: &Graph, from: Viewpoint, now: Timestamp) -> Arc<Walk> {
        let held = self.0.iter().position(|laid| laid.from == from && laid.holds(now));
        if let Some(at) = held {
            let mut laid = self.0.remove(at);
            laid.catch_up(graph, now);
            let walk = Arc::clone(&laid.walk);
            self.0.push(laid);
            return walk;
        }
        self.0.retain(|laid| laid.from != from);
        if self.0.len() >= STANDPOINTS_MAX {
            self.0.remove(0);
        }
        let viewers = from.viewers.iter().copied();
        let network = graph.network(viewers, &from.contacts, from.about.as_deref(), now);
        let (walk, ends) = (Arc::new(Walk::new(network)), graph.next_change(now));
        self.0.push(Laid {
            from,
            walk: Arc::clone(&walk),
            begins: now,
            ends,
            touched: Touched::new(),
        });
        walk
    }

    /// These pairs may stand otherwise to each other than before.
    pub(super) fn change(&mut self, graph: &Graph, pairs: &[(Did, Did)]) {
        if pairs.is_empty() {
            return;
        }
        let several = |did: &Did| graph.is_one_of_several(did);
        if pairs.iter().any(|(one, other)| several(one) || several(other)) {
            // Somebody stands where another does: rare, so all is laid out anew.
            self.0.clear();
            return;
        }
        self.0.iter_mut().for_each(|laid| laid.touched.extend(pairs));
        self.0.retain(|laid| laid.touched.len() <= TOUCHED_MAX);
    }
}

impl Viewpoint {
    /// How strongly one stands behind another, seen from here.
    fn strength(
        &self,
        graph: &Graph,
        (from, to): (&Did, &Did),
        now: Timestamp,
    ) -> Option<Strength> {
        let about = self.about.as_deref();
        let mine = self.viewers.contains(from);
        // All identities of who looks are one place.
        let sides = |side: &Did| {
            if self.viewers.contains(side) { self.viewers.clone() } else { vec![*side] }
        };
        let (ones, others) = (sides(from), sides(to));
        let stand = ones.iter().any(|one| {
            let mut between = others.iter().flat_map(|other| graph.between(one, other, now));
            between.any(|edge| edge.holds_for(about))
        });
        if stand || (mine && self.contacts.contains(to)) {
            return Some(Strength::Recognised);
        }
        let endorsed = ones.iter().any(|one| {
            let mut given = others.iter().flat_map(|other| graph.endorsed(one, other, now));
            given.next().is_some()
        });
        endorsed.then_some(Strength::Endorsed)
    }
}
