//! Proofs about a log's tree for somebody who holds only tree heads.
//!
//! Leaves are ids, which are leaf hashes already. Source: RFC 6962 §2.1.1 and §2.1.2; checked by
//! the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2.

use crate::{
    canon::hash::{Hash, sha256},
    feed::accumulator::node,
};

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The number is not in a log of that size, or the older log is not the smaller one.
    #[error("{index} is beyond a log of {size}")]
    Beyond {
        /// The number or the older size.
        index: u32,
        /// The size of the log.
        size: u32,
    },
    /// Too few or too many hashes.
    #[error("a proof of {found} hashes has the wrong length")]
    Length {
        /// Hashes found.
        found: usize,
    },
    /// The hashes lead to another tree head.
    #[error("the proof leads to {found}, not to {expected}")]
    Root {
        /// The tree head that was to be proven.
        expected: Hash,
        /// Where the proof leads.
        found: Hash,
    },
}

/// The path from leaf `index` to the head of the tree over `ids`; `None` where it has no such leaf.
#[must_use]
pub fn inclusion_proof(ids: &[Hash], index: u32) -> Option<Vec<Hash>> {
    let mut at = usize::try_from(index).ok()?;
    let mut rest = ids;
    if at >= rest.len() {
        return None;
    }
    let mut path = Vec::new();
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split_of(rest.len()));
        if let Some(in_right) = at.checked_sub(left.len()) {
            path.push(head_of(left));
            (rest, at) = (right, in_right);
        } else {
            path.push(head_of(right));
            rest = left;
        }
    }
    path.reverse();
    Some(path)
}

/// Checks that `id` is leaf `index` of the tree of `size` leaves with head `root`.
///
/// # Errors
/// When it is not, or the proof has the wrong length.
pub fn verify_inclusion(
    id: &Hash,
    (index, size): (u32, u32),
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    let length = ProofError::Length { found: proof.len() };
    let last = size.checked_sub(1).filter(|last| index <= *last);
    let Some(mut last) = last else { return Err(ProofError::Beyond { index, size }) };
    let mut at = index;
    let mut found = *id;
    for step in proof {
        if last == 0 {
            return Err(length);
        }
        if at & 1 == 1 || at == last {
            found = node(step, &found);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            found = node(&found, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(length);
    }
    same(root, found)
}

/// The proof that the tree over the first `old` ids is a prefix of the tree over all `ids`.
///
/// `None` where there are fewer. Nothing needs proof when `old` is 0 or all of them.
#[must_use]
pub fn consistency_proof(ids: &[Hash], old: u32) -> Option<Vec<Hash>> {
    let mut old = usize::try_from(old).ok()?;
    let mut rest = ids;
    if old > rest.len() {
        return None;
    }
    let mut path = Vec::new();
    if old == 0 {
        return Some(path);
    }
    // Whether the old tree's head is this subtree's own, which the verifier knows already.
    let mut known = true;
    while old != rest.len() {
        let (left, right) = rest.split_at(split_of(rest.len()));
        match old.checked_sub(left.len()) {
            Some(in_right) if in_right > 0 => {
                path.push(head_of(left));
                (rest, old, known) = (right, in_right, false);
            }
            Some(_) | None => {
                path.push(head_of(right));
                rest = left;
            }
        }
    }
    if !known {
        path.push(head_of(rest));
    }
    path.reverse();
    Some(path)
}

/// Checks that the tree of `old.0` leaves with head `old.1` is a prefix of the tree `new`.
///
/// # Errors
/// When it is not, or the proof has the wrong length.
pub fn verify_consistency(
    old: (u32, &Hash),
    new: (u32, &Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    let length = ProofError::Length { found: proof.len() };
    if old.0 > new.0 {
        return Err(ProofError::Beyond { index: old.0, size: new.0 });
    }
    if old.0 == 0 || old.0 == new.0 {
        let expected = if old.0 == 0 { sha256(&[]) } else { *new.1 };
        return if proof.is_empty() { same(&expected, *old.1) } else { Err(length) };
    }
    let (mut at, mut last) = (old.0.saturating_sub(1), new.0.saturating_sub(1));
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let mut steps = proof.iter();
    let first = if old.0.is_power_of_two() { *old.1 } else { *steps.next().ok_or(length)? };
    let (mut old_found, mut new_found) = (first, first);
    for step in steps {
        if last == 0 {
            return Err(length);
        }
        if at & 1 == 1 || at == last {
            old_found = node(step, &old_found);
            new_found = node(step, &new_found);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new_found = node(&new_found, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(length);
    }
    same(old.1, old_found)?;
    same(new.1, new_found)
}

/// Compares two tree heads.
fn same(expected: &Hash, found: Hash) -> Result<(), ProofError> {
    if *expected == found { Ok(()) } else { Err(ProofError::Root { expected: *expected, found }) }
}

/// The size of the left subtree: the largest power of two below `size`, which is at least 2.
fn split_of(size: usize) -> usize {
    size.div_ceil(2).next_power_of_two()
}

/// The head of the tree over these ids. Source: RFC 6962 §2.1.
fn head_of(ids: &[Hash]) -> Hash {
    match ids {
        [] => sha256(&[]),
        [id] => *id,
        many => {
            let (left, right) = many.split_at(split_of(many.len()));
            node(&head_of(left), &head_of(right))
        }
    }
}
