//! Sealing for one reader: HPKE in base mode, to the key that belongs to an identity.
//!
//! An identity is an Ed25519 key; the X25519 key that belongs to it is the same point in the other
//! form, as `did:key` derives the key for agreement. So whoever knows a DID can write to it, without
//! asking anybody for a key first. The sender does not show: who writes stands in the letter, inside.
//!
//! HPKE rather than the age format, which keeps the trust box: it takes the key as bytes, binds for
//! whom and under which name it was sealed, and adds 48 bytes where age adds some two hundred; its
//! crate is linked by age already.
//!
//! Source: RFC 9180 (DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305); did:key, "Derive
//! Encryption Key Algorithm".

use bot_protocol::identity::{Did, SecretKey};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{CryptoRng, Error, RngCore};
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

/// What the seal is for, so that no other use of the key can be mistaken for it.
const INFO: &[u8] = b"bot/sealed/1";

/// Bytes of the sender's one-time key before what is encrypted.
const KEY_BYTES: usize = 32;

type Point = <X25519HkdfSha256 as Kem>::PublicKey;
type Scalar = <X25519HkdfSha256 as Kem>::PrivateKey;
type OneTime = <X25519HkdfSha256 as Kem>::EncappedKey;

/// The chance of the system.
struct Chance;

impl RngCore for Chance {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        getrandom::fill(dest).expect("a system that started this node gives chance");
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for Chance {}

/// Seals for the holder of this DID; `bound` must be the same when it is opened. `None` where the DID
/// is a key to which nothing can be sealed.
#[must_use]
pub fn seal(to: &Did, bound: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let point = Point::from_bytes(&to.public_key().to_x25519()?).ok()?;
    let mode = OpModeS::Base;
    let sealed = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256, _>(
        &mode,
        &point,
        INFO,
        plain,
        bound,
        &mut Chance,
    );
    let (one_time, encrypted) = sealed.ok()?;
    Some([one_time.to_bytes().as_slice(), &encrypted].concat())
}

/// Opens what was sealed for this identity; `None` where it was not, or was changed.
#[must_use]
pub fn open(key: &SecretKey, bound: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (one_time, encrypted) = sealed.split_at_checked(KEY_BYTES)?;
    let one_time = OneTime::from_bytes(one_time).ok()?;
    let scalar = Scalar::from_bytes(key.to_x25519().as_slice()).ok()?;
    let mode = OpModeR::Base;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &mode, &scalar, &one_time, INFO, encrypted, bound,
    )
    .ok()
    .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_it_is_for_opens_it_and_only_whole() {
        for seed in 0..16 {
            let (key, other) =
                (SecretKey::from_seed(&[seed; 32]), SecretKey::from_seed(&[seed + 100; 32]));
            let to = Did::from(key.public());
            let sealed = seal(&to, b"for you", b"hello").unwrap();
            assert_eq!(sealed.len(), 5 + 48);
            assert_eq!(open(&key, b"for you", &sealed).unwrap().as_slice(), b"hello");
            assert!(open(&other, b"for you", &sealed).is_none(), "another's key");
            assert!(open(&key, b"for them", &sealed).is_none(), "bound to something else");
            for at in [0, 31, 32, sealed.len() - 1] {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(open(&key, b"for you", &changed).is_none(), "changed at {at}");
            }
            assert!(open(&key, b"for you", &sealed[..31]).is_none());
            assert_ne!(seal(&to, b"for you", b"hello").unwrap(), sealed, "by chance each time");
        }
    }
}
