//! The RFC 6962 tree over a log's ids, kept as the roots of its whole subtrees.

use crate::canon::hash::{Hash, sha256};

/// The tree of a growing log: at most 32 hashes, whatever its size.
///
/// Source: RFC 6962 §2.1, `spec/feed.md` §3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accumulator {
    size: u32,
    /// Roots of whole subtrees, the largest and oldest first: one for each set bit of `size`.
    peaks: Vec<Hash>,
}

/// Why stored bytes are not an accumulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccumulatorError {
    /// The number of hashes does not fit the size.
    #[error("{found} bytes of accumulator, expected {expected}")]
    Length {
        /// Bytes the size asks for.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
}

impl Accumulator {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of ids in it.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Adds the next id, unless the tree has 2³² - 1 of them: then it answers false.
    pub fn push(&mut self, id: Hash) -> bool {
        let Some(size) = self.size.checked_add(1) else { return false };
        // Each trailing one of the old size is a whole subtree that the new leaf completes.
        let mut root = id;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                root = node(&left, &root);
            }
        }
        // Most logs are short and there are a hundred thousand of them: no room is kept ahead.
        self.peaks.reserve_exact(1);
        self.peaks.push(root);
        self.size = size;
        true
    }

    /// The tree head; SHA-256 of nothing for the empty tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let folded = self.peaks.iter().rev().copied().reduce(|right, left| node(&left, &right));
        folded.unwrap_or_else(|| sha256(&[]))
    }

    /// The size in four bytes, big end first, then the hashes: what a store keeps.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        for peak in &self.peaks {
            bytes.extend_from_slice(peak.as_bytes());
        }
        bytes
    }

    /// Reads what [`Accumulator::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the number of bytes does not fit the size they begin with.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AccumulatorError> {
        let wrong = |expected| AccumulatorError::Length { expected, found: bytes.len() };
        let (size, rest) = bytes.split_first_chunk::<4>().ok_or(wrong(4))?;
        let size = u32::from_be_bytes(*size);
        let count = usize::try_from(size.count_ones()).unwrap_or(usize::MAX);
        let (peaks, left) = rest.as_chunks::<32>();
        if peaks.len() != count || !left.is_empty() {
            return Err(wrong(count.saturating_mul(32).saturating_add(4)));
        }
        Ok(Self { size, peaks: peaks.iter().map(|peak| Hash::from_bytes(*peak)).collect() })
    }
}

/// The hash of an inner node. Source: RFC 6962 §2.1.
pub(crate) fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left.as_bytes(), right.as_bytes()])
}
