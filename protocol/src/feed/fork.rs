//! Fork proofs: two statements of one log with one number, signed by its writer.

use core::cmp::Ordering;

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    canon::hash::Hash,
    identity::{PublicKey, Signature, SignatureError},
    limits::{FORK_PROOF_BYTES_MAX, HEADER_BYTES_MAX},
    statement::{Header, HeaderError, Statement, id_of, signed_bytes},
};

/// `ForkProof = [1, hdrA, sigA, hdrB, sigB]`: whoever holds it needs to trust nobody.
///
/// Source: `spec/feed.md` §8. Holding the value is the proof; both signatures were checked. Of
/// two proofs about one writer the lesser one is kept, see [`ForkProof::better`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForkProof {
    writer: PublicKey,
    seq: u32,
    first: Half,
    second: Half,
}

/// One of the two signed headers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Half {
    header: Header,
    header_bytes: Vec<u8>,
    signature: Signature,
}

/// Why two statements or some bytes prove no fork.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    /// Too long to be looked at.
    #[error("a fork proof of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the fork proof is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("fork proof version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A header is refused.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The two are of different logs.
    #[error("the statements are of two writers, {first} and {second}")]
    TwoWriters {
        /// Writer of the one.
        first: PublicKey,
        /// Writer of the other.
        second: PublicKey,
    },
    /// The two have different numbers.
    #[error("the statements have two numbers, {first} and {second}")]
    TwoNumbers {
        /// Number of the one.
        first: u32,
        /// Number of the other.
        second: u32,
    },
    /// The two are one.
    #[error("the statements are one and the same")]
    Same,
    /// The greater header comes first.
    #[error("the headers of the fork proof are out of order")]
    Order,
    /// The writer did not sign one of them.
    #[error("a header of the fork proof is not signed by its writer: {0}")]
    Signature(SignatureError),
}

impl ForkProof {
    /// Makes the proof from two checked statements, in whichever order they come.
    ///
    /// # Errors
    /// When they are of two writers or two numbers, or one and the same.
    pub fn make(one: &Statement, other: &Statement) -> Result<Self, ForkError> {
        let (one, other) = (Half::of(one), Half::of(other));
        match one.header_bytes.cmp(&other.header_bytes) {
            Ordering::Greater => Self::join(other, one),
            Ordering::Less | Ordering::Equal => Self::join(one, other),
        }
    }

    /// Reads a fork proof and checks both signatures.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical, or prove no fork.
    pub fn read(bytes: &[u8]) -> Result<Self, ForkError> {
        if bytes.len() > FORK_PROOF_BYTES_MAX {
            return Err(ForkError::TooLong { found: bytes.len(), max: FORK_PROOF_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(5)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(ForkError::Version { found });
        }
        let first = Half::read(&mut reader)?;
        let second = Half::read(&mut reader)?;
        reader.end()?;
        if first.header_bytes > second.header_bytes {
            return Err(ForkError::Order);
        }
        let proof = Self::join(first, second)?;
        proof.first.verify()?;
        proof.second.verify()?;
        Ok(proof)
    }

    /// The canonical encoding, at most [`FORK_PROOF_BYTES_MAX`] bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.uint(1_u8);
        for half in [&self.first, &self.second] {
            writer.bytes(&half.header_bytes);
            writer.bytes(half.signature.as_bytes());
        }
        writer.into_bytes()
    }

    /// Whose log forked.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.writer
    }

    /// The number that two statements share.
    #[must_use]
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// The two signed headers, the lesser one first.
    #[must_use]
    pub fn headers(&self) -> [&Header; 2] {
        [&self.first.header, &self.second.header]
    }

    /// The ids of the two statements, in the order of [`ForkProof::headers`].
    #[must_use]
    pub fn ids(&self) -> [Hash; 2] {
        [id_of(&self.first.header_bytes), id_of(&self.second.header_bytes)]
    }

    /// The writer's signatures over the two, in the order of [`ForkProof::headers`].
    #[must_use]
    pub fn signatures(&self) -> [&Signature; 2] {
        [&self.first.signature, &self.second.signature]
    }

    /// Whether this proof is to be kept rather than the other about the same writer.
    ///
    /// The lower number wins, then the lesser bytes of the two headers: so all who have seen both
    /// keep the same one, in whatever order they came. Signatures do not matter: the same two
    /// headers are the same proof.
    #[must_use]
    pub fn better(&self, other: &Self) -> bool {
        self.rank() < other.rank()
    }

    fn rank(&self) -> (u32, &[u8], &[u8]) {
        (self.seq, &self.first.header_bytes, &self.second.header_bytes)
    }

    fn join(first: Half, second: Half) -> Result<Self, ForkError> {
        let (one, other) = (&first.header, &second.header);
        if one.writer != other.writer {
            return Err(ForkError::TwoWriters { first: one.writer, second: other.writer });
        }
        if one.seq != other.seq {
            return Err(ForkError::TwoNumbers { first: one.seq, second: other.seq });
        }
        if one == other {
            return Err(ForkError::Same);
        }
        Ok(Self { writer: one.writer, seq: one.seq, first, second })
    }
}

impl Half {
    fn of(statement: &Statement) -> Self {
        Self {
            header: statement.header().clone(),
            header_bytes: statement.header_bytes().to_vec(),
            signature: *statement.signature(),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ForkError> {
        let header_bytes = reader.bytes(HEADER_BYTES_MAX)?.to_vec();
        let header = Header::read(&header_bytes)?;
        let signature = Signature::from_bytes(reader.fixed()?);
        Ok(Self { header, header_bytes, signature })
    }

    fn verify(&self) -> Result<(), ForkError> {
        let message = signed_bytes(&self.header_bytes);
        self.header.writer.verify(&message, &self.signature).map_err(ForkError::Signature)
    }
}
