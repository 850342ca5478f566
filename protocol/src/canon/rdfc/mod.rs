//! RDF Dataset Canonicalization: the same statements give the same bytes, whatever their order and
//! whatever their blank nodes were called.
//!
//! Most badges are settled by the first hash of each blank node; only nodes that look alike go
//! through the costly second part, and that part works on a budget. A dataset made to be expensive
//! is refused with its reason. Nothing here reads JSON or knows what a statement means.
//!
//! Source: RDFC-1.0, <https://www.w3.org/TR/rdf-canon/>.

mod degree;
mod nquads;
mod term;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256, Sha384};

pub use nquads::escape;
pub use term::{Literal, Quad, Term};

use crate::limits::{RDF_ALIKE_MAX, RDF_QUADS_MAX, RDF_WORK_MAX};
use degree::Issuer;
pub(crate) use nquads::breaks_iri;
use nquads::{Names, Script};

/// How much a canonicalization may cost, and by which hash it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Most quads looked at.
    pub quads: usize,
    /// Most blank nodes that share one first hash.
    pub alike: usize,
    /// Most steps spent to tell alike nodes apart: related nodes hashed and orders tried.
    pub work: u64,
    /// The hash inside the algorithm.
    pub hash: HashKind,
}

/// The hash inside the algorithm: not the one over the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashKind {
    /// SHA-256, the default of RDFC-1.0 and of every suite with 256-bit keys.
    #[default]
    Sha256,
    /// SHA-384, for suites with 384-bit keys.
    Sha384,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            quads: RDF_QUADS_MAX,
            alike: RDF_ALIKE_MAX,
            work: RDF_WORK_MAX,
            hash: HashKind::Sha256,
        }
    }
}

/// A canonical dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// Canonical N-Quads: sorted lines, each ended by a line feed.
    pub text: String,
    /// For each blank node by its number: the number in its canonical name `c14nN`.
    pub labels: Vec<u32>,
}

/// Why a dataset has no canonical form here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RdfcError {
    /// More quads than the budget allows.
    #[error("{found} quads; at most {most} are looked at")]
    Quads {
        /// How many there are.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A blank node's number is not below three times the number of quads.
    #[error("blank node number {found} in a dataset that can have {most}")]
    Number {
        /// The number.
        found: u32,
        /// How many blank nodes the quads have room for.
        most: usize,
    },
    /// Too many blank nodes look alike.
    #[error("{found} blank nodes look alike; at most {most} are told apart")]
    Alike {
        /// How many do.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// Telling blank nodes apart costs more than the budget: a poison graph.
    #[error("blank nodes cannot be told apart within {most} steps")]
    Poison {
        /// How many steps were allowed.
        most: u64,
    },
    /// An IRI holds a character that would end it: space, control or one of `<>"{}|^` and others.
    #[error("{0:?} is no IRI")]
    Iri(String),
    /// A literal stands where a node must, or a language tag holds other than letters and digits.
    #[error("a literal stands as subject or graph, or has the language {0:?}")]
    Place(String),
}

/// The canonical form of a dataset.
///
/// Blank nodes are numbered from 0; gaps are allowed as long as no number reaches three times the
/// count of quads. A quad given twice counts once.
///
/// # Errors
/// Where the dataset is over the budget or is no RDF: see [`RdfcError`].
///
/// Source: RDFC-1.0 §4.4.
pub fn canonicalize(quads: &[Quad<'_>], budget: Budget) -> Result<Canonical, RdfcError> {
    counted(quads, budget).0
}

/// The same, with the steps that were spent, where it failed too.
pub(crate) fn counted(quads: &[Quad<'_>], budget: Budget) -> (Result<Canonical, RdfcError>, u64) {
    if quads.len() > budget.quads {
        return (Err(RdfcError::Quads { found: quads.len(), most: budget.quads }), 0);
    }
    match count_nodes(quads).and_then(|nodes| Run::new(quads, nodes, budget)) {
        Ok(mut run) => {
            let named = run.name_all();
            let spent = run.work;
            (named.map(|()| run.write()), spent)
        }
        Err(fault) => (Err(fault), 0),
    }
}

/// How many blank nodes there can be: the highest number and one.
fn count_nodes(quads: &[Quad<'_>]) -> Result<usize, RdfcError> {
    let most = quads.len().saturating_mul(3);
    let mut count = 0;
    for number in quads.iter().flat_map(Quad::blanks) {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        if index >= most {
            return Err(RdfcError::Number { found: number, most });
        }
        count = count.max(index.saturating_add(1));
    }
    Ok(count)
}

/// A digest: its bytes, and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Digest {
    bytes: [u8; 48],
    len: usize,
}

impl Digest {
    /// The digest of `data`.
    fn of(kind: HashKind, data: &[u8]) -> Self {
        let mut bytes = [0; 48];
        let len = match kind {
            HashKind::Sha256 => fill(&mut bytes, &Sha256::digest(data)),
            HashKind::Sha384 => fill(&mut bytes, &Sha384::digest(data)),
        };
        Self { bytes, len }
    }

    /// Appends its hexadecimal digits.
    fn write(&self, text: &mut String) {
        for byte in self.bytes.iter().take(self.len) {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(nibble.into(), 16).unwrap_or('0'));
            }
        }
    }
}

/// Copies a digest to the front of `bytes` and says how long it is.
fn fill(bytes: &mut [u8; 48], digest: &[u8]) -> usize {
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
    digest.len().min(bytes.len())
}

/// One canonicalization under way.
struct Run<'q, 'a> {
    quads: &'q [Quad<'a>],
    script: Script,
    budget: Budget,
    work: u64,
    /// For each blank node the quads that mention it, each once.
    mentions: Vec<Vec<usize>>,
    /// For each blank node its first hash; `None` where no quad mentions it.
    first: Vec<Option<Digest>>,
    canonical: Issuer,
}

impl<'q, 'a> Run<'q, 'a> {
    fn new(quads: &'q [Quad<'a>], nodes: usize, budget: Budget) -> Result<Self, RdfcError> {
        let script = Script::of(quads)?;
        let mut mentions: Vec<Vec<usize>> = vec![Vec::new(); nodes];
        for (index, quad) in quads.iter().enumerate() {
            for list in quad.blanks().filter_map(slot) {
                let Some(list) = mentions.get_mut(list) else { continue };
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
        }
        for list in &mut mentions {
            forget_repeats(list, quads);
        }
        let canonical = Issuer::new("c14n", nodes);
        Ok(Self { quads, script, budget, work: 0, mentions, first: vec![None; nodes], canonical })
    }

    /// RDFC-1.0 §4.4.3, steps 3 to 6.
    fn name_all(&mut self) -> Result<(), RdfcError> {
        let mut order = self.first_hashes();
        order.sort_unstable();
        let mut alike: Vec<Vec<u32>> = Vec::new();
        for group in order.chunk_by(|(one, _), (other, _)| one == other) {
            match group {
                [(_, node)] => {
                    self.canonical.issue(*node);
                }
                several => alike.push(several.iter().map(|(_, node)| *node).collect()),
            }
        }
        for group in alike {
            self.tell_apart(&group)?;
        }
        Ok(())
    }

    /// The first hash of each blank node that is mentioned.
    ///
    /// Source: RDFC-1.0 §4.6.
    fn first_hashes(&mut self) -> Vec<(Digest, u32)> {
        let mut hashes = Vec::with_capacity(self.mentions.len());
        let mut lines = Lines::default();
        for ((number, mentions), first) in (0_u32..).zip(&self.mentions).zip(&mut self.first) {
            if mentions.is_empty() {
                continue;
            }
            lines.clear();
            for &index in mentions {
                lines.add(|text| self.script.write(index, Names::Seen(number), text));
            }
            let digest = Digest::of(self.budget.hash, lines.sorted().concat().as_bytes());
            hashes.push((digest, number));
            *first = Some(digest);
        }
        hashes
    }

    /// Names the nodes of one group that share a first hash.
    fn tell_apart(&mut self, group: &[u32]) -> Result<(), RdfcError> {
        if group.len() > self.budget.alike {
            return Err(RdfcError::Alike { found: group.len(), most: self.budget.alike });
        }
        let mut paths = Vec::with_capacity(group.len());
        for &node in group {
            if self.canonical.name(node).is_some() {
                continue;
            }
            let mut issuer = Issuer::new("b", self.mentions.len());
            issuer.issue(node);
            paths.push(self.hash_n_degree(node, issuer)?);
        }
        paths.sort_by_key(|(digest, _)| *digest);
        for (_, issuer) in paths {
            for &node in issuer.order() {
                self.canonical.issue(node);
            }
        }
        Ok(())
    }

    /// Writes the lines, sorted (step 7); a quad given twice has become two equal lines.
    fn write(self) -> Canonical {
        let mut lines = Lines::default();
        for index in 0..self.script.len() {
            lines.add(|text| self.script.write(index, Names::Issued(&self.canonical), text));
        }
        let mut sorted = lines.sorted();
        sorted.dedup();
        Canonical { text: sorted.concat(), labels: self.canonical.labels() }
    }
}

/// A blank node's number as an index.
fn slot(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}

/// Leaves out quads that are equal to one before. Few quads mention one node, and those differ in
/// what they say of it, so comparing each with each is cheap; in a long list they are sorted.
fn forget_repeats(list: &mut Vec<usize>, quads: &[Quad<'_>]) {
    const FEW: usize = 16;
    if list.len() <= FEW {
        let mut kept = Vec::with_capacity(list.len());
        list.retain(|index| {
            let quad = quads.get(*index);
            let fresh = !kept.contains(&quad);
            kept.push(quad);
            fresh
        });
    } else {
        let mut seen = BTreeSet::new();
        list.retain(|index| seen.insert(quads.get(*index)));
    }
}

/// Lines in one buffer, sorted without being copied apart.
#[derive(Default)]
struct Lines {
    text: String,
    ranges: Vec<(usize, usize)>,
}

impl Lines {
    fn clear(&mut self) {
        self.text.clear();
        self.ranges.clear();
    }

    fn add(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.ranges.push((start, self.text.len()));
    }

    /// All lines in code point order, which for UTF-8 is byte order.
    fn sorted(&self) -> Vec<&str> {
        let line = |range: &(usize, usize)| self.text.get(range.0..range.1).unwrap_or_default();
        let mut lines: Vec<&str> = self.ranges.iter().map(line).collect();
        lines.sort_unstable();
        lines
    }
}
