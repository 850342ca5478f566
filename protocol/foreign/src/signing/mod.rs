//! Keys that sign: Ed25519 and the curves of NIST, each by the one algorithm of its kind.
//!
//! Signatures are `r‖s` of fixed length, never DER. Nothing is drawn at random: with the curves of
//! NIST the secret number of each signature is derived from key and message, so the same message
//! gets the same signature and no bad source of chance gives a key away. Secrets are wiped when
//! dropped and never printed.
//!
//! Source: RFC 8032 §5.1.6; FIPS 186-5 §6; RFC 6979 §3.2.

mod jwk;
mod scalar;
#[cfg(test)]
mod tests;

use std::fmt;

use bot_protocol::identity::{KeyCodec, Multikey, SecretKey};
use p256::ecdsa::signature::Signer as _;

pub use jwk::SecretJwkFault;

/// Fewest bytes of a seed from which a key is derived.
///
/// Source: NIST SP 800-57 part 1 §5.6.1: 256 bits are the strength of P-521.
pub const SEED_BYTES_MIN: usize = 32;

/// A secret key.
#[derive(Clone)]
pub struct SigningKey(Secret);

#[derive(Clone)]
enum Secret {
    Ed25519(SecretKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

/// Why no key is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// A kind of key with which nothing is signed here.
    #[error("with keys of kind {0} nothing is signed here")]
    Kind(KeyCodec),
    /// A seed too short, or for Ed25519 of another length than 32 bytes.
    #[error("the seed has {found} bytes, expected {SEED_BYTES_MIN} or, but for Ed25519, more")]
    Seed {
        /// Its bytes.
        found: usize,
    },
    /// A secret number of another length than its curve has, or that is zero or not below the
    /// order of the group.
    #[error("the bytes are no secret number of {0}")]
    Scalar(KeyCodec),
}

impl SigningKey {
    /// The key of a seed; whoever calls has drawn the seed at random or derived it from a secret
    /// for this key alone.
    ///
    /// For Ed25519 the seed is the secret key itself; for the curves of NIST the secret number is
    /// derived from it.
    ///
    /// # Errors
    /// [`KeyFault::Kind`] and [`KeyFault::Seed`].
    ///
    /// Source: RFC 8032 §5.1.5; FIPS 186-5 §A.2.2 (rejection sampling) over NIST SP 800-56C rev. 2
    /// §4.1 (one-step derivation by SHA-512).
    pub fn from_seed(codec: KeyCodec, seed: &[u8]) -> Result<Self, KeyFault> {
        let fault = KeyFault::Seed { found: seed.len() };
        if codec == KeyCodec::Ed25519 {
            let seed = seed.try_into().map_err(|_| fault)?;
            return Ok(Self(Secret::Ed25519(SecretKey::from_seed(seed))));
        }
        if seed.len() < SEED_BYTES_MIN {
            return Err(fault);
        }
        scalar::candidates(codec, seed)
            .ok_or(KeyFault::Kind(codec))?
            .find_map(|candidate| Self::from_secret(codec, &candidate).ok())
            .ok_or(KeyFault::Scalar(codec))
    }

    /// The key of its own secret bytes: of Ed25519 the 32 of RFC 8032, of a curve of NIST the
    /// secret number, big-endian and of the curve's length.
    ///
    /// # Errors
    /// [`KeyFault::Kind`] and [`KeyFault::Scalar`].
    pub fn from_secret(codec: KeyCodec, secret: &[u8]) -> Result<Self, KeyFault> {
        let fault = KeyFault::Scalar(codec);
        if scalar::bytes(codec).ok_or(KeyFault::Kind(codec))? != secret.len() {
            return Err(fault);
        }
        let key = match codec {
            KeyCodec::Ed25519 => {
                secret.try_into().ok().map(SecretKey::from_seed).map(Secret::Ed25519)
            }
            KeyCodec::P256 => p256::ecdsa::SigningKey::from_slice(secret).ok().map(Secret::P256),
            KeyCodec::P384 => p384::ecdsa::SigningKey::from_slice(secret).ok().map(Secret::P384),
            KeyCodec::P521 => p521::ecdsa::SigningKey::from_slice(secret).ok().map(Secret::P521),
            KeyCodec::X25519
            | KeyCodec::Secp256k1
            | KeyCodec::Rsa
            | KeyCodec::Bls12381G1
            | KeyCodec::Bls12381G2
            | KeyCodec::Bls12381G1G2 => return Err(KeyFault::Kind(codec)),
        };
        key.map(Self).ok_or(fault)
    }

    /// The kind of key.
    #[must_use]
    pub const fn codec(&self) -> KeyCodec {
        match &self.0 {
            Secret::Ed25519(_) => KeyCodec::Ed25519,
            Secret::P256(_) => KeyCodec::P256,
            Secret::P384(_) => KeyCodec::P384,
            Secret::P521(_) => KeyCodec::P521,
        }
    }

    /// The public key that belongs to it; as text it is the `did:key`.
    #[must_use]
    pub fn multikey(&self) -> Multikey {
        let bytes = match &self.0 {
            Secret::Ed25519(key) => key.public().as_bytes().to_vec(),
            Secret::P256(key) => key.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
            Secret::P384(key) => key.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
            Secret::P521(key) => key.verifying_key().to_sec1_point(true).as_bytes().to_vec(),
        };
        Multikey { codec: self.codec(), bytes }
    }

    /// The `did:key` of the public key.
    #[must_use]
    pub fn did(&self) -> String {
        self.multikey().to_string()
    }

    /// The URL by which proofs name the key: its `did:key` with the key as fragment.
    #[must_use]
    pub fn verification_method(&self) -> String {
        let key = self.multikey();
        format!("{key}#{}", key.to_multikey())
    }

    /// The key as the core signs with it, where it is one of Ed25519.
    pub(crate) const fn as_ed25519(&self) -> Option<&SecretKey> {
        match &self.0 {
            Secret::Ed25519(key) => Some(key),
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => None,
        }
    }

    /// The signature over a message, which [`crate::signature::verify`] checks: Ed25519, or ECDSA
    /// with SHA-256 (P-256), SHA-384 (P-384) or SHA-512 (P-521).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Secret::Ed25519(key) => key.sign(message).as_bytes().to_vec(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }
}

impl From<SecretKey> for SigningKey {
    fn from(key: SecretKey) -> Self {
        Self(Secret::Ed25519(key))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {})", self.multikey().to_multikey())
    }
}
