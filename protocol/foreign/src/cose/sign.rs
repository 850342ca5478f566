//! Signing a `COSE_Sign1` around JSON.
//!
//! Source: RFC 9052 §4.2, §4.4; RFC 9596 (`typ`); VC-JOSE-COSE §3.3.

use bot_protocol::canon::cbor::Writer;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::limits::ENVELOPE_BYTES_MAX;

use crate::jose::{Algorithm, Kind, SignFault, Signer};

/// Signs a credential or presentation of VC 2.0: tag 18, the header in deterministic CBOR.
///
/// # Errors
/// [`SignFault`].
pub(crate) fn sign1(
    payload: &Object,
    kind: Kind,
    signer: Signer<'_>,
) -> Result<Vec<u8>, SignFault> {
    let payload = Value::Object(payload.clone()).to_bytes();
    let protected = header(signer.algorithm()?, kind, signer.kid);
    let mut message = Writer::new();
    message.array(4).text("Signature1").bytes(&protected).bytes(b"").bytes(&payload);
    let signature = signer.key.sign(message.as_bytes());
    let mut whole = Writer::new();
    // The tag, and an unprotected header with nothing in it.
    whole.raw(&[0xd2]).array(4).bytes(&protected).raw(&[0xa0]).bytes(&payload).bytes(&signature);
    match whole.as_bytes().len() {
        found if found > ENVELOPE_BYTES_MAX => Err(SignFault::TooLong { found }),
        _ => Ok(whole.into_bytes()),
    }
}

/// The protected header: algorithm, content type, key and type, in the order of their labels.
fn header(algorithm: Algorithm, kind: Kind, kid: &str) -> Vec<u8> {
    let name = kind.name();
    let mut map = Writer::new();
    map.raw(&[0xa4]).uint(1_u64).raw(code(algorithm));
    map.uint(3_u64).text(&format!("application/{name}"));
    map.uint(4_u64).bytes(kid.as_bytes());
    map.uint(16_u64).text(&format!("application/{name}+cose"));
    map.into_bytes()
}

/// The number of an algorithm as CBOR.
///
/// Source: RFC 9053 §2.1, §2.2; RFC 8812 §2, §3.1.
const fn code(algorithm: Algorithm) -> &'static [u8] {
    match algorithm {
        Algorithm::EdDsa => &[0x27],
        Algorithm::Es256 => &[0x26],
        Algorithm::Es384 => &[0x38, 34],
        Algorithm::Es512 => &[0x38, 35],
        Algorithm::Es256K => &[0x38, 46],
        Algorithm::Rs256 => &[0x39, 0x01, 0x00],
    }
}
