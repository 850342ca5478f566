//! Why bytes are not a letter.

use crate::{
    canon::cbor::CborError,
    identity::{Did, KeyError, SignatureError},
    statement::{ContentError, anchor::AnchorError},
};

/// Why bytes are not a letter.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LetterError {
    /// Too long to be looked at.
    #[error("a letter of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the letter is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Another version.
    #[error("letter version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A kind that version 1 does not have.
    #[error("letter kind {found}, expected 1 to 13")]
    Kind {
        /// Number found.
        found: u8,
    },
    /// A party is no usable key.
    #[error("a party of the letter is refused: {0}")]
    Party(#[from] KeyError),
    /// `from` did not sign it.
    #[error("the letter is not signed by {from}: {why}")]
    Signature {
        /// Who is said to write.
        from: Did,
        /// What the signature check said.
        why: SignatureError,
    },
    /// What it says is malformed.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// An answer that is neither yes nor no.
    #[error("answer {found}, expected 1 or 2")]
    Answer {
        /// Number found.
        found: u8,
    },
    /// A step that no case has.
    #[error("step {found}, expected 1 to 12")]
    Step {
        /// Number found.
        found: u8,
    },
    /// A step of a case that names not what it answers, or shows not what was submitted.
    #[error("step {found} names the wrong letter, or none")]
    About {
        /// Number of the step.
        found: u8,
    },
    /// A case that goes on for too long.
    #[error("round {found}, expected at most 32")]
    Round {
        /// Number found.
        found: u8,
    },
    /// What is shown to whoever is asked is something else than what is asked about.
    #[error("the document has the id {found:?}, which is not what is asked about")]
    Target {
        /// The id found.
        found: String,
    },
    /// What it proves is not proven.
    #[error("the proof of an anchor is refused: {0}")]
    Anchor(#[from] AnchorError),
    /// The offer inside is from or to somebody else than the letter.
    #[error("an offer from {from} to {to} in a letter of others")]
    OtherParties {
        /// Who offers.
        from: Did,
        /// To whom it is offered.
        to: Did,
    },
}
