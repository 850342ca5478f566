//! Public keys of any kind, as `did:key` and Multikey spell them.
//!
//! Tells kinds and lengths apart; whether the bytes are a key, and what it signed, is for those who
//! verify with it.
//!
//! Source: the `did:key` method, W3C Credentials Community Group; Controlled Identifiers 1.0
//! §2.2.2; multicodec table.

use std::fmt;
use std::str::FromStr;

use super::DidError;
use crate::canon::multibase;
use crate::limits::DID_BYTES_MAX;

/// How every `did:key` begins.
pub(super) const METHOD: &str = "did:key:";

/// What any `did:key` names: a kind of key and its bytes, of the length that the kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multikey {
    /// The kind of key.
    pub codec: KeyCodec,
    /// The key without its multicodec prefix.
    pub bytes: Vec<u8>,
}

/// The kinds of public key a `did:key` can name.
///
/// Source: multicodec table, rows with tag `key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyCodec {
    /// Ed25519, 32 bytes.
    Ed25519,
    /// X25519, 32 bytes: agrees on secrets, signs nothing.
    X25519,
    /// NIST P-256, compressed point, 33 bytes.
    P256,
    /// NIST P-384, compressed point, 49 bytes.
    P384,
    /// NIST P-521, compressed point, 67 bytes.
    P521,
    /// secp256k1, compressed point, 33 bytes.
    Secp256k1,
    /// RSA, the DER structure `RSAPublicKey` of RFC 8017, any length.
    Rsa,
    /// BLS12-381 in group 1, 48 bytes.
    Bls12381G1,
    /// BLS12-381 in group 2, 96 bytes.
    Bls12381G2,
    /// BLS12-381 in both groups, 144 bytes.
    Bls12381G1G2,
}

impl Multikey {
    /// Reads a Multikey, `z6Mk…`: the part of a `did:key` after the method.
    ///
    /// # Errors
    /// [`DidError`] when it is not base58btc, its prefix is malformed or unknown, or the key has
    /// not the length of its kind.
    pub fn from_multikey(text: &str) -> Result<Self, DidError> {
        let bytes = multibase::decode_base58btc(text)?;
        let (code, key) = read_varint(&bytes).ok_or(DidError::Prefix)?;
        let codec = KeyCodec::from_code(code).ok_or(DidError::UnknownCodec { code })?;
        match codec.key_bytes() {
            Some(expected) if expected != key.len() => {
                Err(DidError::Length { codec, expected, found: key.len() })
            }
            Some(_) | None => Ok(Self { codec, bytes: key.to_vec() }),
        }
    }

    /// The key of a `did:key`, named with the fragment of its one key that signs or without.
    pub(super) fn of_did_key(url: &str) -> Result<Self, DidError> {
        let (did, fragment) = match url.split_once('#') {
            Some((did, fragment)) => (did, Some(fragment)),
            None => (url, None),
        };
        if fragment.is_some_and(|fragment| did.strip_prefix(METHOD) != Some(fragment)) {
            return Err(DidError::Fragment);
        }
        did.parse()
    }

    /// The key as a Multikey.
    #[must_use]
    pub fn to_multikey(&self) -> String {
        let mut bytes = self.codec.prefix().to_vec();
        bytes.extend_from_slice(&self.bytes);
        multibase::encode_base58btc(&bytes)
    }
}

impl FromStr for Multikey {
    type Err = DidError;

    fn from_str(text: &str) -> Result<Self, DidError> {
        if text.len() > DID_BYTES_MAX {
            return Err(DidError::TooLong { found: text.len(), max: DID_BYTES_MAX });
        }
        let rest = text.strip_prefix("did:").ok_or(DidError::NotDid)?;
        let (method, rest) = rest.split_once(':').ok_or(DidError::NotDid)?;
        if method != "key" {
            return Err(DidError::Method { method: method.to_owned() });
        }
        if let Some((version, _)) = rest.split_once(':') {
            return Err(DidError::Version { version: version.to_owned() });
        }
        Self::from_multikey(rest)
    }
}

impl fmt::Display for Multikey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{METHOD}{}", self.to_multikey())
    }
}

impl KeyCodec {
    /// Every kind there is.
    pub const ALL: [Self; 10] = [
        Self::Ed25519,
        Self::X25519,
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Secp256k1,
        Self::Rsa,
        Self::Bls12381G1,
        Self::Bls12381G2,
        Self::Bls12381G1G2,
    ];

    /// Its number in the multicodec table.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::Secp256k1 => 0xe7,
            Self::Bls12381G1 => 0xea,
            Self::Bls12381G2 => 0xeb,
            Self::X25519 => 0xec,
            Self::Ed25519 => 0xed,
            Self::Bls12381G1G2 => 0xee,
            Self::P256 => 0x1200,
            Self::P384 => 0x1201,
            Self::P521 => 0x1202,
            Self::Rsa => 0x1205,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.code() == code)
    }

    /// Bytes a key of this kind has; `None` where they differ from key to key.
    #[must_use]
    pub const fn key_bytes(self) -> Option<usize> {
        match self {
            Self::Ed25519 | Self::X25519 => Some(32),
            Self::P256 | Self::Secp256k1 => Some(33),
            Self::Bls12381G1 => Some(48),
            Self::P384 => Some(49),
            Self::P521 => Some(67),
            Self::Bls12381G2 => Some(96),
            Self::Bls12381G1G2 => Some(144),
            Self::Rsa => None,
        }
    }

    /// Its number as the two bytes of an unsigned varint.
    const fn prefix(self) -> [u8; 2] {
        let [.., high, low] = self.code().to_be_bytes();
        [low | 0x80, (high << 1) | (low >> 7)]
    }
}

impl fmt::Display for KeyCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
            Self::Rsa => "RSA",
            Self::Bls12381G1 => "BLS12-381 G1",
            Self::Bls12381G2 => "BLS12-381 G2",
            Self::Bls12381G1G2 => "BLS12-381 G1G2",
        })
    }
}

/// An unsigned varint of at most three bytes in its shortest form, and what follows it.
///
/// Source: multiformats unsigned-varint.
fn read_varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0_u32;
    let mut rest = bytes;
    for shift in [0_u32, 7, 14] {
        let (byte, after) = rest.split_first()?;
        rest = after;
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return (*byte != 0 || shift == 0).then_some((value, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_key_reads_back() {
        for codec in KeyCodec::ALL {
            let key = Multikey { codec, bytes: vec![5; codec.key_bytes().unwrap_or(270)] };
            assert_eq!(key.to_string().parse(), Ok(key));
        }
    }
}
