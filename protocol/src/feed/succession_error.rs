//! Why a key event about a successor is none.

use crate::identity::{Did, PublicKey, SignatureError};

/// Why a key event about a successor is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// More writers than are cut off one by one.
    #[error("{found} writers are cut off, at most {max} are allowed")]
    ManyCuts {
        /// Writers found.
        found: usize,
        /// Writers allowed.
        max: usize,
    },
    /// The writers are not in the order of their keys, or one is named twice.
    #[error("the writers that are cut off are out of order")]
    CutOrder,
    /// The DID commits to another next key, or to none.
    #[error("{did} does not commit to the next key {next}")]
    Unopened {
        /// The identity.
        did: Did,
        /// The key that claims to come next.
        next: PublicKey,
    },
    /// The successor is a key that is at stake itself.
    #[error("the successor {heir} is the identity itself or its next key")]
    OwnHeir {
        /// The successor.
        heir: Did,
    },
    /// The successor did not agree.
    #[error("{heir} does not say that it succeeds: {why}")]
    Consent {
        /// The successor.
        heir: Did,
        /// What the signature check said.
        why: SignatureError,
    },
    /// The identity or its next key guards itself.
    #[error("the guardian {guardian} is the identity itself or its next key")]
    OwnGuardian {
        /// The guardian.
        guardian: Did,
    },
    /// Nobody's clock measures the time to contest.
    #[error("guardians without a witness")]
    NoWitness,
    /// A time to contest that is none, or without end.
    #[error("{found} days to contest, expected 1 to {max}")]
    Days {
        /// Days found.
        found: u8,
        /// Days allowed.
        max: u8,
    },
    /// What is carried names no guardians of this identity.
    #[error("no guardians event of {did} is carried")]
    Carried {
        /// The identity.
        did: Did,
    },
    /// The shares are not in the order of the guardians, or one signs twice.
    #[error("the guardians' signatures are out of order")]
    ShareOrder,
    /// Somebody signs who is no guardian.
    #[error("{guardian} is not one of the guardians")]
    NotGuardian {
        /// Who signs.
        guardian: Did,
    },
    /// Too few guardians sign.
    #[error("{found} guardians sign, {quorum} must")]
    FewGuardians {
        /// Guardians found.
        found: usize,
        /// Guardians needed.
        quorum: u8,
    },
    /// A guardian did not sign this.
    #[error("{guardian} did not sign this recovery: {why}")]
    Share {
        /// The guardian.
        guardian: Did,
        /// What the signature check said.
        why: SignatureError,
    },
    /// Somebody watches who is no witness.
    #[error("{witness} is not one of the witnesses of recoveries")]
    NotWitness {
        /// Who signs.
        witness: PublicKey,
    },
    /// A step that version 1 does not have.
    #[error("step {found} of a recovery, expected 1 or 2")]
    Step {
        /// Number found.
        found: u8,
    },
}
