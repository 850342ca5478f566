//! Credentials and presentations in COSE: one signature over JSON, in CBOR.
//!
//! The bytes are walked before anything is made of them: lengths in their shortest form, nothing of
//! indefinite length, labels once each, nothing after the end. The payload must be there.
//!
//! Source: RFC 9052 §4.2, §4.4; RFC 9053 §2; RFC 9597 (claims in the header); VC-JOSE-COSE §3.3.

use bot_protocol::canon::cbor::Writer;
use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::limits::ENVELOPE_BYTES_MAX;
use bot_protocol::verdict::{Opened, RefusedWhy};

mod labels;
mod read;
mod sign;
#[cfg(test)]
mod tests;

use crate::jose::{Family, Restored, Signed, Token, says_credential};
use read::Sign1;
pub(crate) use read::Sign1Fault;
pub(crate) use sign::sign1;

/// The bytes of a `COSE_Sign1` in a file: raw, or written as base64.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Vec<u8>> {
    if begins(bytes) {
        return Some(bytes.to_vec());
    }
    let text = str::from_utf8(bytes.trim_ascii()).ok()?;
    from_base64(text).filter(|bytes| begins(bytes))
}

/// Whether bytes begin as a `COSE_Sign1` does: its tag, or an array of four with a byte string.
fn begins(bytes: &[u8]) -> bool {
    let rest = bytes.strip_prefix(&[0xd2]).unwrap_or(bytes);
    matches!(rest, [0x84, 0x40..=0x5f, ..])
}

/// Bytes of base64 in either alphabet, with padding or without.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.len() > ENVELOPE_BYTES_MAX {
        return None;
    }
    let bare = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(bare.len());
    let whole = padding == 0 || (padding < 3 && text.len().checked_rem(4) == Some(0));
    let plain = bare.replace('+', "-").replace('/', "_");
    decode_base64url(&plain).ok().filter(|_| whole)
}

/// Opens a `COSE_Sign1` that holds a credential or presentation.
///
/// # Errors
/// [`RefusedWhy`] where it says that it is one and is malformed; `None` where it says no such
/// thing.
pub(crate) fn open(bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy> {
    match token(bytes) {
        Ok(token) => token.open(),
        Err(fault) if says_credential(bytes) => Err(Family::Cose.refuse(fault.to_string())),
        Err(_) => Ok(None),
    }
}

/// Takes a `COSE_Sign1` with a JSON payload apart.
///
/// # Errors
/// [`Sign1Fault`].
pub(crate) fn token(bytes: &[u8]) -> Result<Token, Sign1Fault> {
    let Sign1 { protected, unprotected, payload, signature } = read::sign1(bytes)?;
    let value = json::read(payload).map_err(|fault| Sign1Fault::Payload(fault.to_string()))?;
    let Value::Object(members) = value else {
        return Err(Sign1Fault::Payload("expected an object".to_owned()));
    };
    let labels = labels::read(protected, unprotected)?;
    let mut message = Writer::new();
    // Source: RFC 9052 §4.4.
    message.array(4).text("Signature1").bytes(protected).bytes(b"").bytes(payload);
    let message = message.into_bytes();
    let signed = Signed { message, signature: signature.to_vec(), header: labels.header };
    Ok(Token {
        family: Family::Cose,
        signed,
        typ: labels.typ,
        cty: labels.cty,
        payload: members,
        beside: Some(labels.claims.unwrap_or_else(Object::new)),
        restored: Restored::default(),
        marked: false,
        fault: None,
    })
}
