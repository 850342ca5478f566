//! Credentials and presentations in envelopes: JWT and SD-JWT; COSE shares what is common.
//!
//! Opening verifies nothing: it takes an envelope apart, strictly and within bounds, and gives
//! what it says in the shape of a credential, with a seal that the verdict asks. Keys are had from
//! the documents at hand and never from an address or certificate that an envelope names.
//!
//! Source: RFC 7515, RFC 7519, RFC 8725, RFC 9901; VC Data Model 1.1 §6.3.1; VC-JOSE-COSE 1.0;
//! Open Badges 3.0 §8.2.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::limits::ENVELOPE_BYTES_MAX;
use bot_protocol::verdict::{Opened, RefusedWhy, TokenDamage};

mod alone;
pub(crate) mod claims;
mod compact;
mod conceal;
mod disclosure;
mod envelope;
mod explain;
mod fault;
mod header;
pub(crate) mod inside;
mod key;
mod key_binding;
pub(crate) mod sd_jwt;
mod sign;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod thumbprint;
pub(crate) mod token;

pub(crate) use compact::Compact;
use compact::CompactFault;
pub use conceal::{ConcealFault, Concealed, Path, SALT_BYTES};
pub(crate) use disclosure::Restored;
pub(crate) use fault::{Fault, header as header_fault, member};
pub(crate) use header::{Algorithm, Header, media_type};
pub(crate) use inside::adopt;
pub(crate) use key::Signed;
pub use sign::{SignFault, Signer, VcJwt, sign_jwt, sign_vc_jwt};
pub(crate) use sign::{jwt as signed_jwt, sd_jwt as signed_sd_jwt};
pub(crate) use token::{Family, Kind, Token};

/// Opens a JWT or SD-JWT that holds a credential or presentation.
///
/// # Errors
/// [`RefusedWhy`] where it says that it is one and is malformed; `None` where it says no such
/// thing.
pub(crate) fn open(bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy> {
    // The header of every JWS is a JSON object: base64url of a brace and a quote or white space.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if !bytes.starts_with(b"ey") && !bytes.starts_with(b"ew") {
        return Ok(None);
    }
    let Ok(text) = str::from_utf8(bytes) else { return Ok(None) };
    if text.contains('~') {
        return sd_jwt::open(text);
    }
    match jwt(text, Family::Jwt) {
        Ok(token) => token.open(),
        Err(fault) if claims(text) => Err(damaged(text, Family::Jwt, fault.to_string())),
        Err(_) => Ok(None),
    }
}

/// A text that cannot be taken apart, told by the part that is damaged where its letters show it.
fn damaged(text: &str, family: Family, what: impl Into<String>) -> RefusedWhy {
    let short = Some(text).filter(|text| text.len() <= ENVELOPE_BYTES_MAX);
    let damage = short.and_then(TokenDamage::of);
    damage.map_or_else(|| family.refuse(what), RefusedWhy::from)
}

/// Takes a compact JWS apart. What has the marks of digests and is no SD-JWT is one whose end was
/// cut off: a holder may hide by it what the issuer signed.
///
/// Source: RFC 9901 §4 (an SD-JWT ends with a tilde).
pub(crate) fn jwt(text: &str, family: Family) -> Result<Token, CompactFault> {
    let compact = Compact::read(text)?;
    let payload = compact.claims()?;
    let Compact { header, signature, message, .. } = compact;
    let mark = disclosure::mark(&payload);
    let cut_off = mark.filter(|_| family == Family::Jwt);
    let cut = |name| member(name, "belongs to an SD-JWT, and the tilde that ends one is cut off");
    let word = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
    let (typ, cty) = (word("typ"), word("cty"));
    let signed = Signed { message, signature, header: Header::read(&header) };
    Ok(Token {
        family,
        signed,
        typ,
        cty,
        payload,
        beside: Some(header),
        restored: Restored::default(),
        marked: mark.is_some(),
        fault: cut_off.map(cut),
    })
}

/// Whether a text that could not be taken apart says of itself that it holds a credential.
fn claims(text: &str) -> bool {
    let text = text.get(..ENVELOPE_BYTES_MAX.min(text.len())).unwrap_or_default();
    let parts = text.split(['.', '~']).take(2);
    parts.map(beginning).any(|bytes| says_credential(&bytes))
}

/// The bytes of the longest beginning of a part that is base64url.
fn beginning(part: &str) -> Vec<u8> {
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let length = part.as_bytes().iter().take_while(|byte| letters(byte)).count();
    let whole = length.saturating_sub(length.checked_rem(4).unwrap_or(0));
    decode_base64url(part.get(..whole).unwrap_or_default()).unwrap_or_default()
}

/// Whether bytes have a word that only credentials and their envelopes use.
pub(crate) fn says_credential(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 8] = [
        b"VerifiableCredential",
        b"VerifiablePresentation",
        b"credentialSubject",
        b"/credentials/v",
        b"\"vc+",
        b"\"vp+",
        b"/vc+",
        b"/vp+",
    ];
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let here = matches!(first, b'V' | b'c' | b'/' | b'"');
        if here && MARKS.iter().any(|mark| rest.starts_with(mark)) {
            return true;
        }
        rest = after;
    }
    false
}

/// The members of an object, none for every other value.
fn members(value: &Value) -> Object {
    value.as_object().cloned().unwrap_or_default()
}
