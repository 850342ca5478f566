//! The contents that a context URL is known to have had, by their digests.
//!
//! A credential may name the digest of a context it was written by. Some contexts were published
//! in several versions before they settled, so all of them are known here, and the pinned ones are
//! read by.
//!
//! Source: VC Data Model 2.0 §5.3 (Integrity of Related Resources).

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::pinned::PINS;
use crate::canon::hash::from_hex;
use crate::canon::multibase::decode_base64;

/// A digest of a content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Digest {
    /// SHA-256, 32 bytes.
    Sha256(Vec<u8>),
    /// SHA-384, 48 bytes.
    Sha384(Vec<u8>),
    /// SHA-512, 64 bytes.
    Sha512(Vec<u8>),
}

impl Digest {
    /// A digest whose algorithm its length tells.
    pub(crate) fn new(bytes: Vec<u8>) -> Option<Self> {
        match bytes.len() {
            32 => Some(Self::Sha256(bytes)),
            48 => Some(Self::Sha384(bytes)),
            64 => Some(Self::Sha512(bytes)),
            _ => None,
        }
    }

    /// The digest by this one's algorithm.
    pub(crate) fn of(&self, content: &[u8]) -> Self {
        match self {
            Self::Sha256(_) => Self::Sha256(Sha256::digest(content).to_vec()),
            Self::Sha384(_) => Self::Sha384(Sha384::digest(content).to_vec()),
            Self::Sha512(_) => Self::Sha512(Sha512::digest(content).to_vec()),
        }
    }
}

/// An earlier published version that nothing is read by.
struct Earlier {
    url: &'static str,
    sha256: &'static str,
    sha384: &'static str,
}

/// The version of 2024-07-20 of the base context (commit 8d0ee107 of the specification).
const EARLIER: &[Earlier] = &[Earlier {
    url: "https://www.w3.org/ns/credentials/v2",
    sha256: "24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9",
    sha384: "NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
}];

/// Whether this is the digest of a content that the URL had; nothing where the URL is not known.
pub(crate) fn published(url: &str, digest: &Digest) -> Option<bool> {
    let mut pins = PINS.iter().filter(|pin| pin.url == url).peekable();
    pins.peek()?;
    let earlier = EARLIER.iter().filter(|version| version.url == url);
    Some(
        pins.any(|pin| digest.of(pin.bytes) == *digest)
            || earlier.into_iter().any(|version| {
                let known = match digest {
                    Digest::Sha256(_) => from_hex(version.sha256),
                    Digest::Sha384(_) => decode_base64(version.sha384).ok(),
                    Digest::Sha512(_) => None,
                };
                known.and_then(Digest::new).as_ref() == Some(digest)
            }),
    )
}
