//! Ed25519 keys and signatures, one strict rule for the whole network.
//!
//! Every signature is checked by itself with `verify_strict`: canonical S, no point of small
//! order. The checks of batches disagree with it on published edge cases, so two nodes could
//! disagree; there are none here. Keys are not made here: chance is an argument.
//!
//! Source: RFC 8032 §5.1.7; "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020).

use std::fmt;
use std::sync::Arc;

use ed25519_dalek::hazmat::{ExpandedSecretKey, raw_sign};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::Sha512;
use zeroize::Zeroizing;

use super::commitment::{Commitment, Committed};
use crate::canon::hash::Hash;
use crate::canon::multibase;

/// The multicodec prefix of an Ed25519 public key.
///
/// Source: multicodec table, `ed25519-pub` 0xed.
pub(super) const ED25519_PREFIX: [u8; 2] = [0xed, 0x01];

/// An Ed25519 public key: a canonically encoded point that is not of small order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// An Ed25519 signature somebody supplied; only [`PublicKey::verify`] says what it is worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature([u8; 64]);

/// An Ed25519 secret key; wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct SecretKey {
    seed: SigningKey,
    /// The secrets that sign instead of the seed's own, where the key commits to a next one.
    committed: Option<Arc<Committed>>,
}

/// Why bytes are no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 32 bytes.
    #[error("an Ed25519 public key has 32 bytes, not {found}")]
    Length {
        /// Bytes there are.
        found: usize,
    },
    /// Not the one encoding of its point.
    #[error("the public key is not in canonical form")]
    NotCanonical,
    /// Not a point of the curve.
    #[error("the public key is no point of the curve")]
    NotOnCurve,
    /// A point of small order, under which a signature can hold for many messages.
    #[error("the public key is a point of small order")]
    SmallOrder,
}

/// The signature does not hold for this key and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold for this key and message")]
pub struct SignatureError;

impl PublicKey {
    /// Reads a public key.
    ///
    /// # Errors
    /// [`KeyError`] when the bytes are not the canonical encoding of a point that has large
    /// order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_reduced(bytes) {
            return Err(KeyError::NotCanonical);
        }
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotOnCurve)?;
        if key.is_weak() {
            return Err(KeyError::SmallOrder);
        }
        Ok(Self(*bytes))
    }

    /// Reads a public key of 32 bytes out of a slice.
    ///
    /// # Errors
    /// [`KeyError::Length`], and what [`Self::from_bytes`] refuses.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes = bytes.try_into().map_err(|_| KeyError::Length { found: bytes.len() })?;
        Self::from_bytes(bytes)
    }

    /// The key of bytes that were one when this installation stored them, which is not looked at again:
    /// it takes a tenth of a signature, and a start reads half a million.
    ///
    /// For nothing else. Bytes that a disk changed are a key under which no signature holds.
    #[must_use]
    pub const fn reopen(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its 32 bytes, by value.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Checks strictly that `signature` is this key's over `message`.
    ///
    /// # Errors
    /// [`SignatureError`] when it is not.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| SignatureError)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(message, &signature).map_err(|_| SignatureError)
    }

    /// The X25519 key that agrees on secrets with the owner of this key.
    ///
    /// Source: RFC 7748 §4.1; the `did:key` method §3.1.3.
    #[must_use]
    pub fn to_x25519(self) -> Option<[u8; 32]> {
        let key = VerifyingKey::from_bytes(&self.0).ok()?;
        Some(key.to_montgomery().to_bytes())
    }

    /// The key as a Multikey: `z6Mk…`.
    ///
    /// Source: W3C Controlled Identifiers 1.0 §2.2.2.
    #[must_use]
    pub fn to_multikey(self) -> String {
        let mut bytes = [0; 34];
        let (prefix, key) = bytes.split_at_mut(2);
        prefix.copy_from_slice(&ED25519_PREFIX);
        key.copy_from_slice(&self.0);
        multibase::encode_base58btc(&bytes)
    }
}

/// Whether the y coordinate is below the field's prime 2^255 − 19, so has no second spelling.
///
/// The other second spelling, a sign on x = 0, belongs to points of small order.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(*low >= 0xed && middle.iter().all(|byte| *byte == 0xff) && high & 0x7f == 0x7f)
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_multikey())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_multikey())
    }
}

impl Signature {
    /// A signature somebody supplied.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// A signature of 64 bytes out of a slice; `None` for any other length.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 64 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Its 64 bytes, by value.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 64] {
        self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&multibase::encode_base58btc(&self.0))
    }
}

impl SecretKey {
    /// The secret key of a seed; whoever calls has drawn the seed at random.
    ///
    /// Source: RFC 8032 §5.1.5.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { seed: SigningKey::from_bytes(seed), committed: None }
    }

    /// The secret key of a seed that commits to a next key, of which SHA-256 is told; `None` for one
    /// seed in 2²⁵⁶.
    ///
    /// Source: `spec/keys.md` §6.
    #[must_use]
    pub fn committed(seed: &[u8; 32], next: Hash) -> Option<Self> {
        let committed = Arc::new(Committed::of(seed, next)?);
        Some(Self { seed: SigningKey::from_bytes(seed), committed: Some(committed) })
    }

    /// What shows to which next key it commits, where it does.
    #[must_use]
    pub fn commitment(&self) -> Option<Commitment> {
        self.committed.as_ref().map(|committed| committed.commitment)
    }

    /// The seed, to be kept where secrets are kept.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.seed.to_bytes())
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let own = || self.seed.verifying_key();
        let key = self.committed.as_ref().map_or_else(own, |committed| committed.public);
        PublicKey(key.to_bytes())
    }

    /// The X25519 secret that agrees with others on secrets for this key: what belongs to
    /// [`PublicKey::to_x25519`].
    ///
    /// Source: RFC 8032 §5.1.5; RFC 7748 §5.
    #[must_use]
    pub fn to_x25519(&self) -> Zeroizing<[u8; 32]> {
        let own = || self.seed.to_scalar_bytes();
        let committed = self.committed.as_ref().and_then(|one| one.expanded.first_chunk());
        Zeroizing::new(committed.copied().unwrap_or_else(own))
    }

    /// Signs a message; the same key and message give the same signature.
    ///
    /// Source: RFC 8032 §5.1.6.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signature = match &self.committed {
            Some(committed) => committed.sign(message),
            None => self.seed.sign(message),
        };
        Signature(signature.to_bytes())
    }
}

impl Committed {
    /// A signature by the scalar itself: there is no seed of which it is the hash.
    fn sign(&self, message: &[u8]) -> ed25519_dalek::Signature {
        let secret = ExpandedSecretKey::from_bytes(&self.expanded);
        raw_sign::<Sha512>(&secret, message, &self.public)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(of {})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canon::hash::from_hex;

    fn check(hex: &str, expected: &str) {
        let found = match PublicKey::from_slice(&from_hex(hex).unwrap()) {
            Ok(key) => key.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {hex}");
    }

    #[test]
    fn takes_only_keys_that_mean_one_thing() {
        check(
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        );
        let small = "the public key is a point of small order";
        check(&format!("01{}", "00".repeat(31)), small);
        check(&format!("ec{}7f", "ff".repeat(30)), small);
        check(&"00".repeat(32), small);
        check("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", small);
        check(&format!("01{}80", "00".repeat(30)), small);
        let spelled = "the public key is not in canonical form";
        check(&format!("ee{}7f", "ff".repeat(30)), spelled);
        check(&format!("ed{}ff", "ff".repeat(30)), spelled);
        check(&"ff".repeat(32), spelled);
        check(&format!("02{}", "00".repeat(31)), "the public key is no point of the curve");
        check("00", "an Ed25519 public key has 32 bytes, not 1");
        check(&"00".repeat(33), "an Ed25519 public key has 32 bytes, not 33");
    }

    #[test]
    fn keeps_the_secret_out_of_what_is_printed() {
        let key = SecretKey::from_seed(&[7; 32]);
        assert_eq!(*key.seed(), [7; 32]);
        assert_eq!(format!("{key:?}"), format!("SecretKey(of {})", key.public()));
    }

    proptest! {
        #[test]
        fn a_signature_holds_for_its_key_and_message_alone(
            seed: [u8; 32], message in proptest::collection::vec(any::<u8>(), 1..200),
            byte in 0_usize..64, bit in 0_u8..8,
        ) {
            let key = SecretKey::from_seed(&seed);
            let signature = key.sign(&message);
            prop_assert_eq!(PublicKey::from_bytes(key.public().as_bytes()), Ok(key.public()));
            prop_assert_eq!(key.public().verify(&message, &signature), Ok(()));
            let mut bent = signature.to_bytes();
            bent[byte] ^= 1 << bit;
            prop_assert!(key.public().verify(&message, &Signature::from_bytes(bent)).is_err());
            let mut other = message.clone();
            other[byte % message.len()] ^= 1 << bit;
            prop_assert!(key.public().verify(&other, &signature).is_err());
            let stranger = SecretKey::from_seed(&seed.map(|byte| !byte)).public();
            prop_assert!(stranger.verify(&message, &signature).is_err());
        }
    }
}
