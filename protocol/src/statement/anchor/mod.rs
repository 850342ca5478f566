//! The tree behind an Anchor, and the proof that a credential is in it.
//!
//! Every tree has as many levels, whatever it stands for, and each credential its place by chance: so
//! neither the root nor any number of proofs tells how many there are. Between the credentials lies
//! what is made of chance; a whole branch without any is one hash of chance, so a tree costs no more
//! than what is in it. Source: `spec/feed.md` §11.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    canon::{
        cbor::{self, CborError, Writer},
        hash::{Hash, sha256},
    },
    limits::{ANCHOR_DEPTH, ANCHOR_LEAVES_MAX, ENTRY_BYTES_MAX},
    statement::{Content, EntryError, Kind, OpenError, Sealed, Statement, kinds::Anchor},
};

/// What begins the hash of a leaf, so that it is never that of a node or of an entry.
const LEAF_DOMAIN: &[u8] = b"bot/anchor/leaf/1\0";

/// What begins every hash of the tree's own chance.
const CHANCE_DOMAIN: &[u8] = b"bot/anchor/chance/1\0";

/// The first member of every proof.
const MARK: &str = "bot/anchor/1";

/// Bytes of the hashes beside the way from a leaf to the root.
const PATH_BYTES: usize = ANCHOR_DEPTH * 32;

/// Most bytes of those beside the way from an entry to the tree head: a log has less than 2³² entries.
const INCLUSION_BYTES_MAX: usize = 32 * 32;

/// A tree in the making: what its root is, and the way of each credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorTree {
    root: Hash,
    leaves: Vec<Leaf>,
}

/// Where one credential is in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// SHA-256 of the credential's canonical JSON, its proofs included.
    pub digest: Hash,
    /// Chance, so that nobody can tell by the tree whether a credential they think of is in it.
    pub salt: [u8; 16],
    /// Its place, from 0.
    pub place: u16,
    /// The hashes beside its way to the root, from below.
    pub path: Vec<Hash>,
}

/// That an entry is in a log of `size` entries: the hashes of RFC 6962 §2.1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// How many entries the log has.
    pub size: u32,
    /// The hashes beside the way from the entry to the tree head.
    pub path: Vec<Hash>,
}

/// That a credential is in an Anchor.
///
/// Holding one is proof that the anchor's writer signed the entry and that the credential's digest is in
/// it. What place the entry has in its log, and whether that counts, is told by the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorProof {
    entry: Statement,
    leaf: Leaf,
    within: Option<Inclusion>,
}

/// Why bytes are no proof that a credential is in an anchor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// Not deterministic CBOR of the right shape.
    #[error("it is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// The first member is another.
    #[error("it begins with {found:?}, not with \"bot/anchor/1\"")]
    Mark {
        /// Text found.
        found: String,
    },
    /// The entry is malformed.
    #[error("its entry is refused: {0}")]
    Entry(#[from] EntryError),
    /// The entry is not truly signed.
    #[error("its entry is refused: {0}")]
    Open(#[from] OpenError),
    /// The entry is of another kind, or comes without what it says.
    #[error("its entry is no anchor")]
    NoAnchor,
    /// Hashes that are no whole number of hashes, or too many or few.
    #[error("{field}: {found} bytes of hashes")]
    Path {
        /// The member.
        field: &'static str,
        /// Bytes found.
        found: usize,
    },
    /// The way leads to another root: the anchor is not of this credential.
    #[error("it leads to {found}, not to the anchor's {expected}")]
    Root {
        /// The root of the anchor.
        expected: Hash,
        /// Where it leads.
        found: Hash,
    },
}

impl AnchorTree {
    /// The tree of credentials with these digests; of one seed and the same digests it is the same.
    /// `seed` is chance that nobody else ever learns: who has it knows which places are of chance.
    ///
    /// `None` of no credential, and of more than [`ANCHOR_LEAVES_MAX`].
    #[must_use]
    pub fn new(seed: &[u8; 32], digests: &BTreeSet<Hash>) -> Option<Self> {
        if digests.is_empty() || digests.len() > ANCHOR_LEAVES_MAX {
            return None;
        }
        let mut places: BTreeMap<u16, Leaf> = BTreeMap::new();
        for digest in digests {
            let salt = chance(seed, b"salt", &[digest.as_bytes()]);
            let salt = salt.as_bytes().first_chunk().copied().unwrap_or_default();
            // At most one place in sixteen is taken, so a free one is soon found.
            let place = (0_u32..).find_map(|attempt| {
                let drawn = chance(seed, b"place", &[digest.as_bytes(), &attempt.to_be_bytes()]);
                let place = drawn.as_bytes().first_chunk().copied().map(u16::from_be_bytes);
                place.filter(|place| !places.contains_key(place))
            })?;
            places.insert(place, Leaf { digest: *digest, salt, place, path: Vec::new() });
        }
        let root = climb(seed, &mut places);
        Some(Self { root, leaves: places.into_values().collect() })
    }

    /// What the anchor says.
    #[must_use]
    pub fn anchor(&self) -> Anchor {
        Anchor { root: self.root }
    }

    /// Where each credential is.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }
}

/// Gives each leaf its way; the root.
fn climb(seed: &[u8; 32], places: &mut BTreeMap<u16, Leaf>) -> Hash {
    let mut level: BTreeMap<u16, Hash> =
        places.iter().map(|(place, leaf)| (*place, leaf.hash())).collect();
    for height in 0..ANCHOR_DEPTH {
        let drawn = |at: u16| {
            let height = u8::try_from(height).unwrap_or_default();
            chance(seed, b"beside", &[&[height], &at.to_be_bytes()])
        };
        let here = |at: u16| level.get(&at).copied().unwrap_or_else(|| drawn(at));
        for leaf in places.values_mut() {
            leaf.path.push(here(above(leaf.place, height) ^ 1));
        }
        level = level.keys().map(|at| (at >> 1, node(&here(at & !1), &here(at | 1)))).collect();
    }
    level.into_values().next().unwrap_or_else(|| sha256(&[]))
}

/// The place of a leaf's branch, so many levels up.
fn above(place: u16, levels: usize) -> u16 {
    let levels = u32::try_from(levels).unwrap_or(u32::MAX);
    place.checked_shr(levels).unwrap_or_default()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left.as_bytes(), right.as_bytes()])
}

fn chance(seed: &[u8; 32], what: &[u8], of: &[&[u8]]) -> Hash {
    let begin: [&[u8]; 4] = [CHANCE_DOMAIN, seed, what, &[0]];
    sha256(&[&begin[..], of].concat())
}

impl Leaf {
    fn hash(&self) -> Hash {
        sha256(&[LEAF_DOMAIN, &self.salt, self.digest.as_bytes()])
    }

    /// The root that its way leads to.
    fn root(&self) -> Hash {
        let mut found = self.hash();
        for (height, beside) in self.path.iter().enumerate() {
            found = match above(self.place, height) & 1 {
                0 => node(&found, beside),
                _ => node(beside, &found),
            };
        }
        found
    }
}

impl AnchorProof {
    /// The proof that a leaf is in the anchor of an entry.
    ///
    /// # Errors
    /// When the entry is no anchor, or not that of the leaf's tree.
    pub fn new(entry: Statement, leaf: Leaf) -> Result<Self, AnchorError> {
        let content = entry.body().map(|body| Content::read(entry.kind(), body));
        let Some(Ok(Content::Anchor(Anchor { root: expected }))) = content else {
            return Err(AnchorError::NoAnchor);
        };
        if leaf.path.len() != ANCHOR_DEPTH {
            let found = leaf.path.len().saturating_mul(32);
            return Err(AnchorError::Path { field: "path", found });
        }
        match leaf.root() {
            found if found == expected => Ok(Self { entry, leaf, within: None }),
            found => Err(AnchorError::Root { expected, found }),
        }
    }

    /// The same with what shows the entry to be in a log of which the tree head alone is known.
    #[must_use]
    pub fn within(self, inclusion: Inclusion) -> Self {
        Self { within: Some(inclusion), ..self }
    }

    /// Whether bytes begin as such a proof does.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> bool {
        let mut reader = cbor::Reader::new(bytes);
        reader.array(7).is_ok() && reader.text(MARK.len()).is_ok_and(|found| found == MARK)
    }

    /// Reads a proof, and checks the entry's signature and that the way leads to its root.
    ///
    /// # Errors
    /// When it is not canonical, the entry is no anchor that its writer signed, or the anchor is not of
    /// this credential.
    pub fn read(bytes: &[u8]) -> Result<Self, AnchorError> {
        let mut reader = cbor::Reader::new(bytes);
        reader.array(7)?;
        let found = reader.text(MARK.len())?;
        if found != MARK {
            return Err(AnchorError::Mark { found: found.to_owned() });
        }
        let digest = Hash::from_bytes(reader.fixed()?);
        let entry = reader.bytes(ENTRY_BYTES_MAX)?;
        let (salt, place) = (reader.fixed()?, reader.u16()?);
        let path = reader.bytes(PATH_BYTES)?;
        let within = reader.optional(|reader| {
            reader.array(2)?;
            Ok((reader.u32()?, reader.bytes(INCLUSION_BYTES_MAX)?))
        })?;
        reader.end()?;
        let leaf = Leaf { digest, salt, place, path: hashes("path", path)? };
        let within = match within {
            None => None,
            Some((size, path)) => Some(Inclusion { size, path: hashes("inclusion", path)? }),
        };
        // The signature last: it costs the most.
        let entry = Sealed::read(entry)?;
        if entry.header().kind != Kind::Anchor {
            return Err(AnchorError::NoAnchor);
        }
        Ok(Self { within, ..Self::new(entry.open()?, leaf)? })
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let joined =
            |path: &[Hash]| -> Vec<u8> { path.iter().flat_map(|hash| hash.to_bytes()).collect() };
        let mut writer = Writer::new();
        writer.array(7).text(MARK).bytes(self.leaf.digest.as_bytes());
        writer.bytes(&self.entry.to_bytes()).bytes(&self.leaf.salt).uint(self.leaf.place);
        writer.bytes(&joined(&self.leaf.path));
        writer.optional(self.within.as_ref(), |writer, within| {
            writer.array(2).uint(within.size).bytes(&joined(&within.path))
        });
        writer.into_bytes()
    }

    /// The entry that has the anchor.
    #[must_use]
    pub fn entry(&self) -> &Statement {
        &self.entry
    }

    /// SHA-256 of the credential's canonical JSON, its proofs included.
    #[must_use]
    pub fn digest(&self) -> Hash {
        self.leaf.digest
    }

    /// What shows the entry to be in a log, where it comes along.
    #[must_use]
    pub fn inclusion(&self) -> Option<&Inclusion> {
        self.within.as_ref()
    }
}

fn hashes(field: &'static str, bytes: &[u8]) -> Result<Vec<Hash>, AnchorError> {
    let (whole, rest) = bytes.as_chunks::<32>();
    match rest.is_empty() {
        true => Ok(whole.iter().map(|hash| Hash::from_bytes(*hash)).collect()),
        false => Err(AnchorError::Path { field, found: bytes.len() }),
    }
}

#[cfg(test)]
mod tests;
