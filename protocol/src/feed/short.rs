//! A feed of which its holder does not have all: what is held of it is only its beginning.

use crate::{
    canon::cbor::{CborError, Reader, Writer},
    identity::{KeyError, PublicKey},
};

/// That a feed is longer than what the node that holds it has of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    /// How many entries it has at least.
    pub size: u32,
    /// What cuts it off.
    pub cause: Cause,
}

/// Why more of a feed is told of than is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The budget that all strangers share, or what one of them has of it: a setting.
    Strangers,
    /// The same of those who are in scope by a community or by dealings alone: another setting.
    Fellows,
    /// What any one feed may have.
    Feed,
    /// A later entry came, and those before it did not.
    Gap,
    /// Nothing is known to be missing: it was told in two versions, and nobody was asked yet for what each of them takes back.
    Versions,
}

/// Why bytes do not say how long a feed is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShortError {
    /// Not deterministic CBOR of the right shape.
    #[error("not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Its writer is no key.
    #[error("its writer: {0}")]
    Writer(#[from] KeyError),
    /// Nothing that is known cuts feeds off like this.
    #[error("a feed cut off for a reason of the number {found}, which is not known")]
    Cause {
        /// Number found.
        found: u8,
    },
}

impl Cause {
    /// Its number in bytes.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Strangers => 0,
            Self::Feed => 1,
            Self::Gap => 2,
            Self::Versions => 3,
            Self::Fellows => 4,
        }
    }

    /// The one of this number.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        let all = [Self::Strangers, Self::Feed, Self::Gap, Self::Versions, Self::Fellows];
        all.into_iter().find(|one| one.number() == number)
    }
}

impl Short {
    /// Reads what a bundle says of a feed: `[writer, cause, size]`. Source: `spec/feed.md` §9.
    ///
    /// # Errors
    /// When it is not canonical, names no writer, or what cuts the feed off is not known.
    pub fn read(bytes: &[u8]) -> Result<(PublicKey, Self), ShortError> {
        let mut reader = Reader::new(bytes);
        reader.array(3)?;
        let writer = reader.fixed::<32>()?;
        let (found, size) = (reader.u8()?, reader.u32()?);
        reader.end()?;
        let cause = Cause::of(found).ok_or(ShortError::Cause { found })?;
        Ok((PublicKey::from_bytes(&writer)?, Self { size, cause }))
    }

    /// The canonical encoding of this about a feed.
    #[must_use]
    pub fn to_bytes(self, writer: &PublicKey) -> Vec<u8> {
        let mut bytes = Writer::new();
        bytes.array(3).bytes(writer.as_bytes());
        bytes.uint(self.cause.number()).uint(self.size);
        bytes.into_bytes()
    }
}
