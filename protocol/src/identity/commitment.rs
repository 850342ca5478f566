//! A DID that commits to the key which may name its successor.
//!
//! An identity key signs whatever its thief likes, so nothing that it signs can say who comes after
//! it. The key itself can: it is `base + t · B`, where `t` is a hash of `base` and of the next key.
//! To the world it is a plain Ed25519 key. Source: `spec/keys.md` §6.

use std::ops::Add as _;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

use super::key::PublicKey;
use crate::canon::hash::{Hash, sha256};

/// Domain of the hash that ties an identity key to its next key. Source: `spec/keys.md` §6.
const COMMIT_DOMAIN: &[u8] = b"bot/commit/1\0";

/// Domain of the secrets that are made of a seed.
const SECRETS_DOMAIN: &[u8] = b"bot/committed/1\0";

/// The order of the group, little end first. Source: RFC 8032 §5.1.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// What shows that a key commits to a next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The key without what ties it.
    pub base: PublicKey,
    /// SHA-256 of the next key.
    pub next: Hash,
}

/// The secrets of a key that commits.
pub(super) struct Committed {
    /// The scalar as RFC 8032 has it, so that it serves for X25519 too, and the prefix of nonces.
    pub(super) expanded: Zeroizing<[u8; 64]>,
    pub(super) commitment: Commitment,
    pub(super) public: VerifyingKey,
}

impl Commitment {
    /// What `next` is of this key.
    #[must_use]
    pub fn to_key(next: &PublicKey) -> Hash {
        sha256(&[next.as_bytes()])
    }

    /// Whether `key` is tied to the next key by this.
    #[must_use]
    pub fn opens(&self, key: &PublicKey) -> bool {
        let Ok(base) = VerifyingKey::from_bytes(self.base.as_bytes()) else { return false };
        let tied = base.to_edwards().add(EdwardsPoint::mul_base(&self.tie()));
        tied.compress().as_bytes() == key.as_bytes()
    }

    /// The scalar `t`.
    fn tie(&self) -> Scalar {
        let hash = Sha512::new()
            .chain_update(COMMIT_DOMAIN)
            .chain_update(self.base.as_bytes())
            .chain_update(self.next.as_bytes());
        Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
    }
}

impl Committed {
    /// The secrets of a seed; `None` for one seed in 2²⁵⁶.
    ///
    /// Half of all scalars are no clamped number modulo the order of the group, so several are tried.
    pub(super) fn of(seed: &[u8; 32], next: Hash) -> Option<Self> {
        (0..=u8::MAX).find_map(|attempt| Self::attempt(seed, next, attempt))
    }

    fn attempt(seed: &[u8; 32], next: Hash, attempt: u8) -> Option<Self> {
        let hash = Sha512::new()
            .chain_update(SECRETS_DOMAIN)
            .chain_update(seed)
            .chain_update(next.as_bytes())
            .chain_update([attempt]);
        // The prefix hangs on `next` too: one nonce for two keys of one seed would tell both.
        let mut expanded = Zeroizing::new(<[u8; 64]>::from(hash.finalize()));
        let half: [u8; 32] = expanded.first_chunk().copied()?;
        let inner = Scalar::from_bytes_mod_order(half);
        let point = |scalar: &Scalar| VerifyingKey::from(EdwardsPoint::mul_base(scalar));
        let base = PublicKey::from_bytes(&point(&inner).to_bytes()).ok()?;
        let commitment = Commitment { base, next };
        let scalar = inner.add(commitment.tie());
        let public = point(&scalar);
        let clamped = Zeroizing::new(clamped(&scalar)?);
        expanded.first_chunk_mut::<32>()?.copy_from_slice(&*clamped);
        Some(Self { expanded, commitment, public })
    }
}

/// The number that is this scalar modulo the order of the group, a multiple of 8, and between 2²⁵⁴ and
/// 2²⁵⁵, where there is one.
///
/// Source: RFC 8032 §5.1.5; RFC 7748 §5.
fn clamped(scalar: &Scalar) -> Option<[u8; 32]> {
    let mut number = Zeroizing::new(scalar.to_bytes());
    // The order is 5 modulo 8, so at most 7 of them make it a multiple of 8.
    for _ in 0..8 {
        let [low, .., high] = *number;
        if low.trailing_zeros() >= 3 {
            return (high & 0xc0 == 0x40).then(|| *number);
        }
        let mut carry = 0_u16;
        for (byte, more) in number.iter_mut().zip(ORDER) {
            let sum = u16::from(*byte).saturating_add(u16::from(more)).saturating_add(carry);
            let [high, low] = sum.to_be_bytes();
            (*byte, carry) = (low, u16::from(high));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::canon::hash::{Hash, sha256};
    use crate::identity::{Commitment, PublicKey, SecretKey};

    fn committed(seed: u8, next: u8) -> SecretKey {
        SecretKey::committed(&[seed; 32], sha256(&[&[next]])).unwrap()
    }

    #[test]
    fn a_key_opens_by_what_it_was_made_for_and_by_nothing_else() {
        let key = committed(1, 2);
        let commitment = key.commitment().unwrap();
        assert!(commitment.opens(&key.public()));
        assert_eq!(commitment.next, sha256(&[&[2]]));
        let other = Commitment { next: sha256(&[&[3]]), ..commitment };
        assert!(!other.opens(&key.public()), "another next key");
        let base = SecretKey::from_seed(&[9; 32]).public();
        assert!(!Commitment { base, ..commitment }.opens(&key.public()), "another base");
        assert!(!commitment.opens(&committed(1, 3).public()), "another key of the same seed");
        // The key itself as its own base, with every secret at hand.
        let own = Commitment { base: key.public(), ..commitment };
        assert!(!own.opens(&key.public()));
        let plain = SecretKey::from_seed(&[1; 32]);
        assert_eq!(plain.commitment(), None);
        assert!(!commitment.opens(&plain.public()));
    }

    #[test]
    fn one_seed_and_two_next_keys_are_two_keys_and_two_nonces() {
        let [one, other] = [committed(1, 2), committed(1, 3)];
        assert_ne!(one.public(), other.public());
        let nonce = |key: &SecretKey| key.sign(b"same").as_bytes()[..32].to_vec();
        assert_ne!(nonce(&one), nonce(&other));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn it_signs_and_agrees_as_any_key_does(seed: [u8; 32], next: [u8; 32], other: [u8; 32]) {
            let key = SecretKey::committed(&seed, Hash::from_bytes(next)).unwrap();
            let again = SecretKey::committed(&seed, Hash::from_bytes(next)).unwrap();
            prop_assert_eq!(key.public(), again.public());
            prop_assert_eq!(*key.seed(), seed);
            prop_assert_eq!(PublicKey::from_bytes(key.public().as_bytes()), Ok(key.public()));
            let signature = key.sign(b"message");
            prop_assert_eq!(key.public().verify(b"message", &signature), Ok(()));
            prop_assert!(key.public().verify(b"massage", &signature).is_err());
            // Its X25519 secret is clamped already, and belongs to its X25519 key.
            let secret = key.to_x25519();
            prop_assert_eq!(secret[0] & 7, 0);
            prop_assert_eq!(secret[31] & 0xc0, 0x40);
            let point = curve25519_dalek::MontgomeryPoint::mul_base_clamped(*secret);
            prop_assert_eq!(Some(point.to_bytes()), key.public().to_x25519());
            let stranger = SecretKey::from_seed(&other);
            let there = curve25519_dalek::MontgomeryPoint(key.public().to_x25519().unwrap());
            let here = curve25519_dalek::MontgomeryPoint(stranger.public().to_x25519().unwrap());
            prop_assert_eq!(
                there.mul_clamped(*stranger.to_x25519()),
                here.mul_clamped(*secret)
            );
        }
    }
}
