//! Proof that a writer signed two heads of one size: of constant size, whoever holds it trusts
//! nobody.
//!
//! A head of a log is signed in three ways: by a stamp; by the header of the statement after it,
//! whose root it is; and by its last statement, whose header is signed and whose root, with the
//! few hashes that stand for all before it, leads to the head. Any two of them that have one size
//! and two roots prove that the writer tells two stories. Source: `spec/stamps.md` §4.

use super::{HeadStamp, StampError};
use crate::canon::cbor::{CborError, Reader, Writer};
use crate::canon::hash::Hash;
use crate::feed::Accumulator;
use crate::identity::{PublicKey, Signature, SignatureError};
use crate::limits::{HEADER_BYTES_MAX, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX};
use crate::statement::{Header, HeaderError, Statement, id_of, signed_bytes};

/// Most bytes of the hashes that stand for a tree: one for each bit of its size.
const PEAKS_BYTES_MAX: usize = 32 * 32;

/// One way in which a writer signed that its log of so many statements has this tree head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    writer: PublicKey,
    size: u32,
    root: Hash,
    /// The encoding, which is also its rank.
    bytes: Vec<u8>,
}

/// `StampFork = [1, claim, claim]`: two heads of one log and one size, the lesser bytes first.
///
/// Holding the value is the proof; both signatures were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampFork {
    first: Claim,
    second: Claim,
}

/// Why bytes or claims prove no fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampForkError {
    /// Too long to be looked at.
    #[error("a proof of two heads of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the proof of two heads is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("version {found} of a proof of two heads, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A head that is told in a way version 1 does not have.
    #[error("a head told in way {found}, expected 1, 2 or 3")]
    Way {
        /// Number found.
        found: u8,
    },
    /// A stamp is refused.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// A stamp has cosignatures, which prove nothing here.
    #[error("a stamp in a proof of two heads has cosignatures")]
    Cosigned,
    /// A header is refused.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The writer did not sign a header.
    #[error("a header in the proof of two heads is not signed by its writer: {0}")]
    Signature(SignatureError),
    /// The hashes do not stand for the tree that the header follows.
    #[error("the hashes beside header {seq} are not those of its tree")]
    Peaks {
        /// The number of the statement.
        seq: u32,
    },
    /// The two are of different logs.
    #[error("the heads are of two writers, {first} and {second}")]
    TwoWriters {
        /// Writer of the one.
        first: PublicKey,
        /// Writer of the other.
        second: PublicKey,
    },
    /// The two have different sizes.
    #[error("the heads have two sizes, {first} and {second}")]
    TwoSizes {
        /// Size of the one.
        first: u32,
        /// Size of the other.
        second: u32,
    },
    /// The two agree.
    #[error("both heads are {root}")]
    Same {
        /// It.
        root: Hash,
    },
    /// The greater one comes first.
    #[error("the heads are out of order")]
    Order,
}

impl Claim {
    /// By a stamp.
    #[must_use]
    pub fn stamped(stamp: &HeadStamp) -> Self {
        let mut writer = Writer::new();
        writer.array(2).uint(1_u8).bytes(&stamp.bare().to_bytes());
        let (size, root) = (stamp.size(), stamp.root());
        Self { writer: stamp.writer(), size, root, bytes: writer.into_bytes() }
    }

    /// By the statement after the head: its root is the head over all before it.
    #[must_use]
    pub fn before(statement: &Statement) -> Self {
        let mut writer = Writer::new();
        writer.array(3).uint(2_u8);
        writer.bytes(statement.header_bytes()).bytes(statement.signature().as_bytes());
        let (size, root) = (statement.seq(), statement.header().root);
        Self { writer: statement.writer(), size, root, bytes: writer.into_bytes() }
    }

    /// By the last statement of the head, with the tree that it follows; `None` where it does not
    /// follow that tree.
    #[must_use]
    pub fn through(statement: &Statement, tree: &Accumulator) -> Option<Self> {
        let root = through(statement.header(), statement.id(), tree)?;
        let mut writer = Writer::new();
        writer.array(4).uint(3_u8);
        writer.bytes(statement.header_bytes()).bytes(statement.signature().as_bytes());
        writer.bytes(tree.to_bytes().get(4..).unwrap_or_default());
        let size = statement.seq().checked_add(1)?;
        Some(Self { writer: statement.writer(), size, root, bytes: writer.into_bytes() })
    }

    /// Whose log it is about.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.writer
    }

    /// The number of statements.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    /// The tree head over them.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, StampForkError> {
        let start = reader.position();
        let members = reader.list(4)?;
        match (reader.u8()?, members) {
            (1, 2) => {
                let stamp = HeadStamp::read(reader.bytes(STAMP_BYTES_MAX)?)?;
                if !stamp.cosigs().is_empty() {
                    return Err(StampForkError::Cosigned);
                }
                Ok(Self::stamped(&stamp))
            }
            (2, 3) => {
                let (header, _) = read_header(reader)?;
                let bytes = reader.since(start).to_vec();
                Ok(Self { writer: header.writer, size: header.seq, root: header.root, bytes })
            }
            (3, 4) => {
                let (header, id) = read_header(reader)?;
                let peaks = reader.bytes(PEAKS_BYTES_MAX)?;
                let wrong = StampForkError::Peaks { seq: header.seq };
                let tree = [&header.seq.to_be_bytes()[..], peaks].concat();
                let tree = Accumulator::from_bytes(&tree).map_err(|_| wrong.clone())?;
                let root = through(&header, id, &tree).ok_or(wrong)?;
                let size = header.seq.saturating_add(1);
                let bytes = reader.since(start).to_vec();
                Ok(Self { writer: header.writer, size, root, bytes })
            }
            (found, _) => Err(StampForkError::Way { found }),
        }
    }
}

impl StampFork {
    /// Makes the proof from two claims, in whichever order they come.
    ///
    /// # Errors
    /// When they are of two writers or two sizes, or agree.
    pub fn make(one: Claim, other: Claim) -> Result<Self, StampForkError> {
        let (first, second) = if one.bytes > other.bytes { (other, one) } else { (one, other) };
        Self::join(first, second)
    }

    /// Reads a proof and checks both signatures.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical, or prove no fork.
    pub fn read(bytes: &[u8]) -> Result<Self, StampForkError> {
        if bytes.len() > STAMP_FORK_BYTES_MAX {
            return Err(StampForkError::TooLong { found: bytes.len(), max: STAMP_FORK_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(3)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(StampForkError::Version { found });
        }
        let first = Claim::read(&mut reader)?;
        let second = Claim::read(&mut reader)?;
        reader.end()?;
        if first.bytes > second.bytes {
            return Err(StampForkError::Order);
        }
        Self::join(first, second)
    }

    /// The canonical encoding, at most [`STAMP_FORK_BYTES_MAX`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).uint(1_u8).raw(&self.first.bytes).raw(&self.second.bytes);
        writer.into_bytes()
    }

    /// Whose log has two heads.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.first.writer
    }

    /// The size that both heads have: two statements of one number lie below it.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.first.size
    }

    /// The two heads.
    #[must_use]
    pub fn roots(&self) -> [Hash; 2] {
        [self.first.root, self.second.root]
    }

    /// Whether this proof is to be kept rather than the other about the same writer: that of the
    /// smaller size, then that of the lesser bytes, so that all who saw both keep the same one.
    #[must_use]
    pub fn better(&self, other: &Self) -> bool {
        let rank = |proof: &Self| (proof.first.size, proof.to_bytes());
        rank(self) < rank(other)
    }

    fn join(first: Claim, second: Claim) -> Result<Self, StampForkError> {
        if first.writer != second.writer {
            let (first, second) = (first.writer, second.writer);
            return Err(StampForkError::TwoWriters { first, second });
        }
        if first.size != second.size {
            let (first, second) = (first.size, second.size);
            return Err(StampForkError::TwoSizes { first, second });
        }
        if first.root == second.root {
            return Err(StampForkError::Same { root: first.root });
        }
        Ok(Self { first, second })
    }
}

/// The head that a statement makes of the tree that it follows, if it follows that tree.
fn through(header: &Header, id: Hash, tree: &Accumulator) -> Option<Hash> {
    if tree.size() != header.seq || tree.root() != header.root {
        return None;
    }
    let mut tree = tree.clone();
    tree.push(id).then(|| tree.root())
}

/// Reads `hdr, sig` and checks the signature.
fn read_header(reader: &mut Reader<'_>) -> Result<(Header, Hash), StampForkError> {
    let bytes = reader.bytes(HEADER_BYTES_MAX)?;
    let header = Header::read(bytes)?;
    let signature = Signature::from_bytes(reader.fixed()?);
    let verified = header.writer.verify(&signed_bytes(bytes), &signature);
    verified.map_err(StampForkError::Signature)?;
    Ok((header, id_of(bytes)))
}
