//! Signatures of every kind of key, each by the one algorithm that the key's kind implies.
//!
//! No header, suite name or other claim chooses the algorithm: a key that somebody meant for one
//! algorithm cannot be made to verify by another. What signs is [`crate::signing`].
//!
//! Signatures by elliptic curves are `r‖s` of fixed length, never DER. `s` may be in the upper half
//! of the group: JOSE and the Data Integrity suites allow it, and what is signed is the same.

#[cfg(test)]
mod tests;

use bot_protocol::identity::{KeyCodec, Multikey, PublicKey, Signature};
use p256::ecdsa::signature::Verifier as _;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;
use sha2::Sha256;

/// Fewest bits of an RSA modulus.
///
/// Source: RFC 7518 §3.3.
const RSA_BITS_MIN: u32 = 2048;

/// Most bytes of an RSA key in DER: a modulus of 8,192 bits with its exponent takes 1,040.
const RSA_KEY_BYTES_MAX: usize = 1100;

/// First bytes of a compressed point.
///
/// Source: SEC 1 §2.3.3.
const COMPRESSED: [u8; 2] = [2, 3];

/// Why a signature is not taken for one by a key over a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// A kind of key that signs nothing, or nothing that is checked here.
    #[error("with keys of kind {0} nothing is signed here")]
    Kind(KeyCodec),
    /// The bytes are no key of their kind: of another length, no point of the curve, a point of
    /// small order, not canonical, or outside the bounds of RSA.
    #[error("the key is no acceptable key of kind {0}")]
    Key(KeyCodec),
    /// An RSA key that is too short to trust what it signs.
    #[error("it is an RSA key of {bits} bits, at least {RSA_BITS_MIN} are needed")]
    Short {
        /// How many bits its modulus has.
        bits: u32,
    },
    /// An RSA key that is longer than those that are read here.
    #[error("it is an RSA key of {bytes} bytes, at most {RSA_KEY_BYTES_MAX} are read")]
    Long {
        /// How many bytes it has in DER.
        bytes: usize,
    },
    /// The bytes are no signature by a key of this kind: of another length, or with a number that
    /// is zero or not below the order of the group.
    #[error("the signature has not the form of one by a key of kind {0}")]
    Form(KeyCodec),
    /// The signature does not hold for this key and message.
    #[error("the signature does not hold for this key and message")]
    Mismatch,
}

/// Checks that `signature` is that of `key` over `message`.
///
/// | key | signature | source |
/// |---|---|---|
/// | Ed25519 | strict Ed25519 | RFC 8032 §5.1.7 |
/// | P-256 | ECDSA with SHA-256, 64 bytes | RFC 7518 §3.4 |
/// | P-384 | ECDSA with SHA-384, 96 bytes | RFC 7518 §3.4 |
/// | P-521 | ECDSA with SHA-512, 132 bytes | RFC 7518 §3.4 |
/// | secp256k1 | ECDSA with SHA-256, 64 bytes | RFC 8812 §3.2 |
/// | RSA of 2,048 to 8,192 bits | RSASSA-PKCS1-v1_5 with SHA-256 | RFC 7518 §3.3 |
///
/// # Errors
/// [`SignatureFault`].
pub fn verify(key: &Multikey, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    match key.codec {
        KeyCodec::Ed25519 => ed25519(&key.bytes, message, signature),
        KeyCodec::P256 => p256(&key.bytes, message, signature),
        KeyCodec::P384 => p384(&key.bytes, message, signature),
        KeyCodec::P521 => p521(&key.bytes, message, signature),
        KeyCodec::Secp256k1 => secp256k1(&key.bytes, message, signature),
        KeyCodec::Rsa => rsa(&key.bytes, message, signature),
        KeyCodec::X25519 | KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => {
            Err(SignatureFault::Kind(key.codec))
        }
    }
}

fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let codec = KeyCodec::Ed25519;
    let key = PublicKey::from_slice(key).map_err(|_| SignatureFault::Key(codec))?;
    let signature = Signature::from_slice(signature).ok_or(SignatureFault::Form(codec))?;
    key.verify(message, &signature).map_err(|_| SignatureFault::Mismatch)
}

/// The bytes of a point, where they are a compressed one of the length that its kind has.
///
/// The other spellings of a point are refused, so that a key has one spelling.
fn compressed(codec: KeyCodec, key: &[u8]) -> Result<&[u8], SignatureFault> {
    let is_compressed = key.first().is_some_and(|first| COMPRESSED.contains(first));
    if is_compressed && codec.key_bytes() == Some(key.len()) {
        Ok(key)
    } else {
        Err(SignatureFault::Key(codec))
    }
}

fn p256(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use p256::ecdsa::{Signature, VerifyingKey};
    let codec = KeyCodec::P256;
    let key = VerifyingKey::from_sec1_bytes(compressed(codec, key)?)
        .map_err(|_| SignatureFault::Key(codec))?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureFault::Form(codec))?;
    key.verify(message, &signature).map_err(|_| SignatureFault::Mismatch)
}

fn p384(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use p384::ecdsa::{Signature, VerifyingKey};
    let codec = KeyCodec::P384;
    let key = VerifyingKey::from_sec1_bytes(compressed(codec, key)?)
        .map_err(|_| SignatureFault::Key(codec))?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureFault::Form(codec))?;
    key.verify(message, &signature).map_err(|_| SignatureFault::Mismatch)
}

fn p521(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use p521::ecdsa::{Signature, VerifyingKey};
    let codec = KeyCodec::P521;
    let key = VerifyingKey::from_sec1_bytes(compressed(codec, key)?)
        .map_err(|_| SignatureFault::Key(codec))?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureFault::Form(codec))?;
    key.verify(message, &signature).map_err(|_| SignatureFault::Mismatch)
}

fn secp256k1(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use k256::ecdsa::{Signature, VerifyingKey};
    let codec = KeyCodec::Secp256k1;
    let key = VerifyingKey::from_sec1_bytes(compressed(codec, key)?)
        .map_err(|_| SignatureFault::Key(codec))?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureFault::Form(codec))?;
    // This library alone insists on the lower half of the group, by a custom of one currency.
    key.verify(message, &signature.normalize_s()).map_err(|_| SignatureFault::Mismatch)
}

fn rsa(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    let codec = KeyCodec::Rsa;
    if key.len() > RSA_KEY_BYTES_MAX {
        return Err(SignatureFault::Long { bytes: key.len() });
    }
    // The reader of the key bounds it: strict DER, at most 8,192 bits, an odd modulus, an odd
    // exponent from 3 to 2^33 − 1.
    let key = rsa::PublicKey::from_pkcs1_der(key).map_err(|_| SignatureFault::Key(codec))?;
    let bits = key.n().bit_width_vartime();
    if bits < RSA_BITS_MIN {
        return Err(SignatureFault::Short { bits });
    }
    if signature.len() != key.size() {
        return Err(SignatureFault::Form(codec));
    }
    let signature = Signature::try_from(signature).map_err(|_| SignatureFault::Form(codec))?;
    let key = VerifyingKey::<Sha256>::new(key);
    key.verify(message, &signature).map_err(|_| SignatureFault::Mismatch)
}
