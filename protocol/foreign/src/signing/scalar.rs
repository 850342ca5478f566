//! Secret numbers derived from a seed: each as likely as any other below the order of the group.
//!
//! Source: FIPS 186-5 §A.2.2; NIST SP 800-56C rev. 2 §4.1.

use bot_protocol::identity::KeyCodec;
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

/// What is derived, so that the same seed gives other bytes for any other use.
const LABEL: &[u8] = b"bits of trust/secret number/1";

/// Bytes of a secret key; `None` for kinds with which nothing is signed here.
pub(super) const fn bytes(codec: KeyCodec) -> Option<usize> {
    match codec {
        KeyCodec::Ed25519 | KeyCodec::P256 => Some(32),
        KeyCodec::P384 => Some(48),
        KeyCodec::P521 => Some(66),
        KeyCodec::X25519
        | KeyCodec::Secp256k1
        | KeyCodec::Rsa
        | KeyCodec::Bls12381G1
        | KeyCodec::Bls12381G2
        | KeyCodec::Bls12381G1G2 => None,
    }
}

/// Bits of the first byte that a number below the order may have.
const fn first_byte_mask(codec: KeyCodec) -> u8 {
    // The order of P-521 has 521 bits: 65 bytes and one bit.
    if matches!(codec, KeyCodec::P521) { 1 } else { 0xff }
}

/// Numbers of the length of the order, one after another until one is below it. That the first is
/// not has a chance of less than 2^-31 with every curve here.
pub(super) fn candidates(
    codec: KeyCodec,
    seed: &[u8],
) -> Option<impl Iterator<Item = Zeroizing<Vec<u8>>>> {
    let length = bytes(codec)?;
    Some((0..=u8::MAX).map(move |attempt| {
        let mut number = Zeroizing::new(Vec::with_capacity(2 * 64));
        for block in 1..=2_u32 {
            let mut hash = Sha512::new();
            hash.update(block.to_be_bytes());
            hash.update(seed);
            hash.update(LABEL);
            hash.update(codec.code().to_be_bytes());
            hash.update([attempt]);
            let mut output = hash.finalize();
            number.extend_from_slice(&output);
            zeroize::Zeroize::zeroize(output.as_mut_slice());
        }
        number.truncate(length);
        if let Some(first) = number.first_mut() {
            *first &= first_byte_mask(codec);
        }
        number
    }))
}
