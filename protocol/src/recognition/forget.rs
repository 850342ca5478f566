//! What identities said is let go and heard again: whatever of it is gone by then is gone, and what was checked
//! once is not checked a second time.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Endorsed, Graph, ListPlace, OfferKey, Touched};
use crate::canon::hash::Hash;
use crate::identity::Did;
use crate::time::Timestamp;

/// What was checked before, by the id of the statement that holds it. The id covers the content.
#[derive(Clone, Debug, Default)]
pub(super) struct Recalled {
    edges: BTreeMap<Hash, (OfferKey, Edge)>,
    endorsed: BTreeMap<Hash, Endorsed>,
    idle: BTreeMap<Hash, Did>,
}

impl Recalled {
    /// The recognition that this statement of `author` holds.
    pub(super) fn edge(&self, id: &Hash, author: &Did) -> Option<(OfferKey, Edge)> {
        self.edges.get(id).filter(|(_, edge)| edge.to == *author).cloned()
    }

    /// Whether this statement of `author` was found to tie nobody.
    pub(super) fn is_idle(&self, id: &Hash, author: &Did) -> bool {
        self.idle.get(id) == Some(author)
    }

    /// The endorsement that this statement of `author` holds.
    pub(super) fn endorsed(&self, id: &Hash, author: &Did) -> Option<Endorsed> {
        self.endorsed.get(id).filter(|one| one.to == *author).cloned()
    }
}

impl Graph {
    /// Lets go of all that these identities said, to hear anew what is left of it: until
    /// [`Graph::heard_again`] nothing of it is checked a second time. Whom that concerns.
    pub fn forget(&mut self, authors: &BTreeSet<Did>) -> Touched {
        let mut touched = self.forget_ends(authors);
        self.accepted.retain(|_, (_, by)| !authors.contains(by));
        let edges = std::mem::take(&mut self.edges).into_iter();
        let others = std::mem::take(&mut self.others).into_iter();
        for (offer, edge) in edges.chain(others.map(|((offer, _), edge)| (offer, edge))) {
            if authors.contains(&edge.to) {
                touched.push((edge.from, edge.to));
                self.recalled.edges.insert(edge.id, (offer, edge));
            } else {
                self.tie(offer, edge);
            }
        }
        let (recalled, placed) = (&mut self.recalled, &mut self.placed);
        self.endorsed.retain(|(from, to, id), one| {
            let stays = !authors.contains(to);
            if !stays {
                touched.push((*from, *to));
                recalled.endorsed.insert(*id, one.clone());
                if let Some(about) = one.place.and_then(|place| placed.get_mut(&(*from, place))) {
                    about.remove(to);
                }
            }
            stays
        });
        self.placed.retain(|_, about| !about.is_empty());
        self.idle.retain(|id, by| {
            let stays = !authors.contains(by);
            if !stays {
                self.recalled.idle.insert(*id, *by);
            }
            stays
        });
        self.end_anew();
        touched
    }

    /// All that is left was heard: what was checked before is kept for nobody any more.
    pub fn heard_again(&mut self) {
        self.recalled = Recalled::default();
    }

    /// Follows those alone whose keys were succeeded, each with who goes on and since when, see
    /// [`Graph::follow`]; answers whether they are others than before.
    pub fn follow_anew(&mut self, heirs: impl Iterator<Item = (Did, (Did, Timestamp))>) -> bool {
        let heirs: BTreeMap<Did, (Did, Timestamp)> = heirs.collect();
        if heirs == self.heirs {
            return false;
        }
        self.heirs = heirs;
        self.end_anew();
        true
    }

    /// One offer counts once; the lesser id, so that the order of arrival is nothing. Others are kept, for
    /// the lesser one may be let go.
    pub(super) fn tie(&mut self, offer: OfferKey, edge: Edge) {
        match self.edges.remove(&offer) {
            Some(held) if held.id < edge.id => {
                self.others.insert((offer, edge.id), edge);
                self.edges.insert(offer, held);
            }
            held => {
                let held = held.filter(|held| held.id != edge.id);
                self.others.extend(held.map(|held| ((offer, held.id), held)));
                self.edges.insert(offer, edge);
            }
        }
    }

    /// Lets go of what these ended and took back.
    fn forget_ends(&mut self, authors: &BTreeSet<Did>) -> Touched {
        let mut touched = Touched::new();
        let is_of = |by: &BTreeSet<Did>| by.iter().any(|one| authors.contains(one));
        for (id, _) in self.ends.iter().filter(|(_, by)| is_of(by)) {
            touched.extend(self.accepted.get(id).map(|(offer, to)| (offer.0, *to)));
        }
        for (offer, _) in self.offers_ended.iter().filter(|(_, by)| is_of(by)) {
            touched.extend(self.edges.get(offer).map(|edge| (edge.from, edge.to)));
        }
        let revokes = |(by, (list, _)): &(Did, ListPlace)| {
            let told = self.former.get(&(*by, *list));
            authors.contains(by)
                || told.is_some_and(|told| told.keys().any(|one| authors.contains(one)))
        };
        for ((by, _), about) in self.placed.iter().filter(|(place, _)| revokes(place)) {
            touched.extend(about.iter().map(|to| (*by, *to)));
        }
        let without = |by: &mut BTreeSet<Did>| {
            by.retain(|one| !authors.contains(one));
            !by.is_empty()
        };
        self.ends.retain(|_, by| without(by));
        self.offers_ended.retain(|_, by| without(by));
        self.revoked.retain(|by, _| !authors.contains(by));
        self.summed.retain(|(by, _), _| !authors.contains(by));
        self.former.retain(|_, told| {
            told.retain(|one, _| !authors.contains(one));
            !told.is_empty()
        });
        touched
    }

    /// Reckons anew which offers a side of them ended.
    fn end_anew(&mut self) {
        let ends = self.ends.iter();
        let over = ends.flat_map(|(id, by)| by.iter().filter_map(|one| self.ended(id, one)));
        self.over = over.collect();
    }
}
