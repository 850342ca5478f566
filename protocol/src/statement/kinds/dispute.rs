//! Kind 24: what the author disagrees with. `[1, about, id, scope | null, words]`.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    limits::{BODY_BYTES_MAX, REASON_BYTES_MAX, SCOPE_BYTES_MAX},
    statement::{ContentError, kinds, text},
};

/// The author disagrees with something, and says why.
///
/// It names a hash and never a person, takes nothing from anybody, and is shown only to those who can
/// reach its author. Erasing it withdraws it. Source: `spec/disputes.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// With what.
    pub about: Disputed,
    /// For which topic; for the whole of it when absent.
    pub scope: Option<String>,
    /// Why, in people's words.
    pub words: String,
}

/// What can be disagreed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disputed {
    /// 1: the statement with this id.
    Statement(Hash),
    /// 2: the credential with this digest: SHA-256 of its canonical JSON.
    Credential(Hash),
}

impl Disputed {
    /// The number in the body.
    #[must_use]
    pub fn number(&self) -> u8 {
        match self {
            Self::Statement(_) => 1,
            Self::Credential(_) => 2,
        }
    }

    /// The id or digest.
    #[must_use]
    pub fn hash(&self) -> &Hash {
        match self {
            Self::Statement(hash) | Self::Credential(hash) => hash,
        }
    }
}

impl Dispute {
    /// Reads the content of a body of kind 24.
    ///
    /// # Errors
    /// When it is not canonical, is about nothing known, or a text is empty or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 5)?;
        let about = reader.u8()?;
        let hash = Hash::from_bytes(reader.fixed()?);
        let about = match about {
            1 => Disputed::Statement(hash),
            2 => Disputed::Credential(hash),
            found => return Err(ContentError::About { found }),
        };
        let scope = kinds::optional_text(&mut reader)?;
        let words = reader.text(BODY_BYTES_MAX)?.to_owned();
        reader.end()?;
        let dispute = Self { about, scope, words };
        dispute.check()?;
        Ok(dispute)
    }

    /// Checks lengths and letters.
    ///
    /// # Errors
    /// When a text is empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        if let Some(scope) = &self.scope {
            text::line("scope", scope, SCOPE_BYTES_MAX)?;
        }
        text::lines("words", Some(&self.words), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.uint(1_u8);
        writer.uint(self.about.number());
        writer.bytes(self.about.hash().as_bytes());
        kinds::write_optional(&mut writer, self.scope.as_deref());
        writer.text(&self.words);
        writer.into_bytes()
    }
}
