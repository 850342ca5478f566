//! The identifiers we issue and sign with: `did:key` of an Ed25519 key.
//!
//! What keys of other kinds such an identifier may name is for [`Multikey`](super::Multikey).
//!
//! Source: the `did:key` method, W3C Credentials Community Group; multicodec table.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::key::{KeyError, PublicKey};
use super::multikey::{KeyCodec, METHOD, Multikey};
use crate::canon::multibase::BaseError;

/// A person, organisation or community: the `did:key` of an Ed25519 key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Did(PublicKey);

/// Why a text is no `did:key`, or none that serves here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    /// Not an identifier of the scheme `did:` at all.
    #[error("not a DID: did:key:z… expected")]
    NotDid,
    /// A DID of another method.
    #[error("the DID method {method:?} is not supported, only key")]
    Method {
        /// The method it names.
        method: String,
    },
    /// A `did:key` with a version, of which none is known.
    #[error("the version {version:?} of did:key is not supported")]
    Version {
        /// The version it names.
        version: String,
    },
    /// Longer than any real key.
    #[error("the DID has {found} bytes, at most {max} are read")]
    TooLong {
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        max: usize,
    },
    /// Not multibase base58btc.
    #[error("the key of the DID is not multibase base58btc: {0}")]
    Base(#[from] BaseError),
    /// The multicodec prefix is cut off or not in its shortest form.
    #[error("the multicodec prefix of the DID is malformed")]
    Prefix,
    /// A multicodec that names no kind of public key known here.
    #[error("the DID names a key of the unknown multicodec {code:#x}")]
    UnknownCodec {
        /// Its number.
        code: u32,
    },
    /// A key of another length than its kind has.
    #[error("a key of kind {codec} has {expected} bytes, not {found}")]
    Length {
        /// The kind of key.
        codec: KeyCodec,
        /// Bytes it should have.
        expected: usize,
        /// Bytes it has.
        found: usize,
    },
    /// A kind of key that cannot sign here.
    #[error("the DID names a key of kind {codec}, only Ed25519 serves here")]
    NotEd25519 {
        /// The kind of key.
        codec: KeyCodec,
    },
    /// An Ed25519 key that is not acceptable.
    #[error("the key of the DID: {0}")]
    Key(#[from] KeyError),
    /// A key URL whose fragment is missing or names another key.
    #[error("the key URL must be the DID, #, and the DID's own key")]
    Fragment,
}

impl Did {
    /// The identifier of a key.
    #[must_use]
    pub const fn new(key: PublicKey) -> Self {
        Self(key)
    }

    /// The key of the identifier.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.0
    }

    /// The URL by which proofs name the key: `did:key:zX#zX`.
    #[must_use]
    pub fn verification_method(&self) -> String {
        let key = self.0.to_multikey();
        format!("{METHOD}{key}#{key}")
    }

    /// The identifier whose key the URL `did:key:zX#zX` names.
    ///
    /// # Errors
    /// [`DidError::Fragment`] when the fragment is missing or another, and what
    /// [`Did::from_str`] refuses.
    pub fn from_verification_method(url: &str) -> Result<Self, DidError> {
        let (did, fragment) = url.split_once('#').ok_or(DidError::Fragment)?;
        let parsed = did.parse()?;
        if did.strip_prefix(METHOD) == Some(fragment) {
            Ok(parsed)
        } else {
            Err(DidError::Fragment)
        }
    }
}

impl From<PublicKey> for Did {
    fn from(key: PublicKey) -> Self {
        Self(key)
    }
}

impl FromStr for Did {
    type Err = DidError;

    /// Reads a `did:key` of an Ed25519 key in its one spelling.
    fn from_str(text: &str) -> Result<Self, DidError> {
        let Multikey { codec, bytes } = text.parse()?;
        if codec != KeyCodec::Ed25519 {
            return Err(DidError::NotEd25519 { codec });
        }
        Ok(Self(PublicKey::from_slice(&bytes)?))
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{METHOD}{}", self.0)
    }
}

impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Did {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Did {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canon::multibase;
    use crate::identity::SecretKey;

    const DID: &str = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";

    fn check(text: &str, expected: &str) {
        let found = match text.parse::<Did>() {
            Ok(did) => did.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    fn coded(prefix: &[u8], key: &[u8]) -> String {
        format!("{METHOD}{}", multibase::encode_base58btc(&[prefix, key].concat()))
    }

    #[test]
    fn reads_one_spelling_and_says_why_not() {
        check(DID, DID);
        check("", "not a DID: did:key:z… expected");
        check("did:key", "not a DID: did:key:z… expected");
        check("DID:key:z6Mk", "not a DID: did:key:z… expected");
        check("did:web:example.org", "the DID method \"web\" is not supported, only key");
        check("did:key:1.1:z6Mk", "the version \"1.1\" of did:key is not supported");
        let base = "the key of the DID is not multibase base58btc:";
        check("did:key:", &format!("{base} the text is empty"));
        check("did:key:@", &format!("{base} base 'z' expected, found '@'"));
        check("did:key:u7QE7", &format!("{base} base 'z' expected, found 'u'"));
        check("did:key:z6Mk0", &format!("{base} '0' at byte 4 does not belong to the base"));
        check(&format!("{DID}#x"), &format!("{base} '#' at byte 48 does not belong to the base"));
        check("did:key:z", "the multicodec prefix of the DID is malformed");
        check(
            &coded(&[0xed, 0x81, 0x00], &[9; 32]),
            "the multicodec prefix of the DID is malformed",
        );
        check(
            &coded(&[0xef, 0x01], &[9; 32]),
            "the DID names a key of the unknown multicodec 0xef",
        );
        check(&coded(&[0xed, 0x01], &[9; 31]), "a key of kind Ed25519 has 32 bytes, not 31");
        check(&coded(&[0xed, 0x01], &[9; 33]), "a key of kind Ed25519 has 32 bytes, not 33");
        check(
            &coded(&[0xec, 0x01], &[9; 32]),
            "the DID names a key of kind X25519, only Ed25519 serves here",
        );
        check(
            &coded(&[0xed, 0x01], &[0; 32]),
            "the key of the DID: the public key is a point of small order",
        );
        check(
            &format!("did:key:z{}", "1".repeat(2048)),
            "the DID has 2057 bytes, at most 2048 are read",
        );
    }

    #[test]
    fn key_urls_name_the_did_and_its_own_key() {
        let did: Did = DID.parse().unwrap();
        let url = did.verification_method();
        assert_eq!(url, format!("{DID}#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"));
        assert_eq!(Did::from_verification_method(&url), Ok(did));
        for wrong in [DID.to_owned(), format!("{DID}#"), format!("{url}#"), format!("{DID}#key-1")]
        {
            assert_eq!(Did::from_verification_method(&wrong), Err(DidError::Fragment), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_key_reads_back_from_its_did(seed: [u8; 32]) {
            let did = Did::new(SecretKey::from_seed(&seed).public());
            prop_assert_eq!(did.to_string().parse(), Ok(did));
            prop_assert_eq!(Did::from_verification_method(&did.verification_method()), Ok(did));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "did:key:z[1-9A-Za-z:#]{0,80}") {
            if let Ok(did) = text.parse::<Did>() {
                prop_assert_eq!(did.to_string(), text);
            }
        }
    }
}
