//! Telling blank nodes apart that look alike: by their neighbours, and the neighbours of those.
//!
//! This is the part whose cost can explode. Every related node hashed and every order tried is
//! paid from the budget, so the work is bounded whatever the graph.
//!
//! Source: RDFC-1.0 §4.7 and §4.8.

use std::collections::BTreeMap;

use super::nquads::write_iri;
use super::{Digest, RdfcError, Run, slot};
use crate::canon::rdfc::Quad;

/// Gives out names in order: `c14n0`, `c14n1`, … or `b0`, `b1`, …
#[derive(Clone, Debug)]
pub(super) struct Issuer {
    prefix: &'static str,
    names: Vec<Option<u32>>,
    order: Vec<u32>,
}

impl Issuer {
    pub(super) fn new(prefix: &'static str, nodes: usize) -> Self {
        Self { prefix, names: vec![None; nodes], order: Vec::new() }
    }

    /// The number in a node's name, given now if it has none.
    pub(super) fn issue(&mut self, node: u32) -> Option<u32> {
        let place = self.names.get_mut(slot(node)?)?;
        if place.is_none() {
            *place = u32::try_from(self.order.len()).ok();
            self.order.push(node);
        }
        *place
    }

    /// The number in a node's name, where it has one.
    pub(super) fn name(&self, node: u32) -> Option<u32> {
        slot(node).and_then(|index| self.names.get(index).copied().flatten())
    }

    /// The nodes in the order in which they were named.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Appends a node's name, which it must have.
    pub(super) fn write(&self, node: u32, text: &mut String) {
        text.push_str("_:");
        text.push_str(self.prefix);
        write_number(self.name(node).unwrap_or(u32::MAX), text);
    }

    /// For each node the number in its name; `u32::MAX` where it has none.
    pub(super) fn labels(self) -> Vec<u32> {
        self.names.into_iter().map(|name| name.unwrap_or(u32::MAX)).collect()
    }
}

/// Appends a number in decimal digits.
fn write_number(number: u32, text: &mut String) {
    if number >= 10 {
        write_number(number / 10, text);
    }
    text.push(char::from_digit(number % 10, 10).unwrap_or('0'));
}

/// The best order of a group of neighbours so far, and the names it gives.
struct Best {
    path: String,
    issuer: Issuer,
}

impl Run<'_, '_> {
    /// A hash of a node's whole surroundings, and the names given on the way.
    ///
    /// Source: RDFC-1.0 §4.8.
    pub(super) fn hash_n_degree(
        &mut self,
        node: u32,
        mut issuer: Issuer,
    ) -> Result<(Digest, Issuer), RdfcError> {
        let related = self.related(node, &issuer)?;
        let mut data = String::new();
        for (hash, mut neighbours) in related {
            hash.write(&mut data);
            neighbours.sort_unstable();
            let mut best: Option<Best> = None;
            loop {
                self.spend(1)?;
                if let Some(tried) = self.try_order(&neighbours, &issuer, best.as_ref())? {
                    best = Some(tried);
                }
                if !next_order(&mut neighbours) {
                    break;
                }
            }
            if let Some(found) = best {
                data.push_str(&found.path);
                issuer = found.issuer;
            }
        }
        Ok((Digest::of(self.budget.hash, data.as_bytes()), issuer))
    }

    /// The neighbours of a node, grouped by a hash of how they are related to it.
    fn related(
        &mut self,
        node: u32,
        issuer: &Issuer,
    ) -> Result<BTreeMap<Digest, Vec<u32>>, RdfcError> {
        let mentions = slot(node).and_then(|index| self.mentions.get(index)).cloned();
        let mut groups: BTreeMap<Digest, Vec<u32>> = BTreeMap::new();
        for index in mentions.unwrap_or_default() {
            let Some(quad) = self.quads.get(index) else { continue };
            let places =
                [(Some(&quad.subject), 's'), (Some(&quad.object), 'o'), (quad.graph.as_ref(), 'g')];
            for (term, place) in places {
                let Some(other) = term.and_then(super::Term::blank) else { continue };
                if other != node {
                    self.spend(1)?;
                    let hash = self.hash_related(other, quad, issuer, place)?;
                    groups.entry(hash).or_default().push(other);
                }
            }
        }
        Ok(groups)
    }

    /// Source: RDFC-1.0 §4.7.
    fn hash_related(
        &self,
        node: u32,
        quad: &Quad<'_>,
        issuer: &Issuer,
        place: char,
    ) -> Result<Digest, RdfcError> {
        let mut input = String::from(place);
        if place != 'g' {
            write_iri(&quad.predicate, &mut input)?;
        }
        if self.canonical.name(node).is_some() {
            self.canonical.write(node, &mut input);
        } else if issuer.name(node).is_some() {
            issuer.write(node, &mut input);
        } else if let Some(first) = slot(node).and_then(|index| self.first.get(index)?.as_ref()) {
            first.write(&mut input);
        }
        Ok(Digest::of(self.budget.hash, input.as_bytes()))
    }

    /// The path of one order of neighbours, or `None` where it is no better than the best.
    fn try_order(
        &mut self,
        neighbours: &[u32],
        issuer: &Issuer,
        best: Option<&Best>,
    ) -> Result<Option<Best>, RdfcError> {
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut deeper = Vec::new();
        let worse = |path: &String| {
            best.is_some_and(|best| path.len() >= best.path.len() && *path > best.path)
        };
        for &other in neighbours {
            if self.canonical.name(other).is_some() {
                self.canonical.write(other, &mut path);
            } else {
                if issuer.name(other).is_none() {
                    deeper.push(other);
                    issuer.issue(other);
                }
                issuer.write(other, &mut path);
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for other in deeper {
            let (hash, named) = self.hash_n_degree(other, issuer)?;
            issuer = named;
            issuer.write(other, &mut path);
            path.push('<');
            hash.write(&mut path);
            path.push('>');
            if worse(&path) {
                return Ok(None);
            }
        }
        Ok(best.is_none_or(|best| path < best.path).then_some(Best { path, issuer }))
    }

    /// Pays for `steps`, or says that the budget is spent.
    fn spend(&mut self, steps: u64) -> Result<(), RdfcError> {
        self.work = self.work.saturating_add(steps);
        if self.work > self.budget.work {
            return Err(RdfcError::Poison { most: self.budget.work });
        }
        Ok(())
    }
}

/// Turns `items` into the next order of the same items, or says that this was the last.
fn next_order(items: &mut [u32]) -> bool {
    let Some(turn) = items.windows(2).rposition(|pair| matches!(pair, [one, two] if one < two))
    else {
        return false;
    };
    let Some(&low) = items.get(turn) else { return false };
    let Some(high) = items.iter().rposition(|item| *item > low) else { return false };
    items.swap(turn, high);
    if let Some(tail) = items.get_mut(turn.saturating_add(1)..) {
        tail.reverse();
    }
    true
}
