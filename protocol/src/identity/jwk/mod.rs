//! JSON Web Keys and `did:jwk`: the public keys that JOSE writes as JSON.
//!
//! A key comes out as a [`Multikey`]: a curve's point compressed, RSA as the DER that `did:key`
//! has. Whatever two programs could read differently is refused: numbers and coordinates have their
//! one length, a point lies on its curve, and a member that contradicts verifying is heeded.
//!
//! Source: RFC 7517; RFC 7518 §6; RFC 8037 §2; RFC 8812 §3.1; the `did:jwk` method.

#[cfg(test)]
mod tests;
mod write;

use super::point::is_on_curve;
use super::{KeyCodec, Multikey};
use crate::canon::json::{self, JsonError, Limits, Value};
use crate::canon::multibase::decode_base64url;
use crate::limits::{DID_BYTES_MAX, RSA_MODULUS_BYTES_MAX};

/// How every `did:jwk` begins.
pub(super) const METHOD: &str = "did:jwk:";

/// The fragment of the one key of a `did:jwk`.
pub(super) const FRAGMENT: &str = "0";

/// Members that only a secret key has.
///
/// Source: RFC 7518 §6.2.2, §6.3.2, §6.4.1.
const SECRET: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Why a JSON value is no public key to verify with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Not a JSON object.
    #[error("a JWK is a JSON object")]
    NoObject,
    /// A `did:jwk` that does not hold JSON.
    #[error("the did:jwk holds no JSON in base64url")]
    NoJson(Option<JsonError>),
    /// A `did:jwk` of another shape than `did:jwk:…` or `did:jwk:…#0`.
    #[error("the key of a did:jwk has the fragment {FRAGMENT:?}")]
    Fragment,
    /// A member that is missing or no string.
    #[error("the JWK has no text {0:?}")]
    Missing(&'static str),
    /// A member that is not base64url of the one length it has.
    #[error("{0:?} of the JWK is not base64url of the length it must have")]
    Encoding(&'static str),
    /// Coordinates that are no point of the curve.
    #[error("the JWK is no point of {0}")]
    NotOnCurve(KeyCodec),
    /// A member of a secret key: whoever sees it can sign, so nothing signed with it counts.
    #[error("the JWK tells its secret in {0:?}")]
    Secret(&'static str),
    /// A member that says the key is for something else than verifying by the algorithm of its
    /// kind.
    #[error("{0:?} of the JWK says that it does not verify here")]
    Use(&'static str),
    /// A kind of key that is not known.
    #[error("JWKs of kind {0:?} are not known here")]
    Kind(String),
}

impl JwkError {
    /// Whether nothing can be told about the key because its kind is unknown here, rather than
    /// something being wrong with it.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Kind(_))
    }
}

impl Multikey {
    /// Reads a JSON Web Key that verifies.
    ///
    /// # Errors
    /// [`JwkError`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, JwkError> {
        let members = jwk.as_object().ok_or(JwkError::NoObject)?;
        if let Some(secret) = SECRET.iter().find(|name| members.contains(name)) {
            return Err(JwkError::Secret(secret));
        }
        let key = match text(jwk, "kty")? {
            "OKP" => octets(jwk)?,
            "EC" => point(jwk)?,
            "RSA" => rsa(jwk)?,
            other => return Err(unknown(other)),
        };
        verifies(jwk, key.codec)?;
        Ok(key)
    }

    /// The key of a `did:jwk`, named with the fragment of its one key or without.
    ///
    /// # Errors
    /// [`JwkError`].
    pub(super) fn of_did_jwk(url: &str) -> Result<Self, JwkError> {
        let (did, fragment) = match url.split_once('#') {
            Some((did, fragment)) => (did, Some(fragment)),
            None => (url, None),
        };
        if fragment.is_some_and(|fragment| fragment != FRAGMENT) {
            return Err(JwkError::Fragment);
        }
        Self::from_jwk(&json_of(did)?)
    }
}

/// The JSON Web Key of a `did:jwk`, which may also be one that encrypts.
pub(super) fn held_in(did: &str) -> Result<Value, JwkError> {
    let jwk = json_of(did)?;
    match Multikey::from_jwk(&jwk) {
        Ok(_) | Err(JwkError::Use(_)) => Ok(jwk),
        Err(fault) => Err(fault),
    }
}

/// The name that a key gives itself.
pub(super) fn kid(jwk: &Value) -> Option<String> {
    jwk.get("kid").and_then(Value::as_str).map(str::to_owned)
}

/// The JSON that a `did:jwk` holds.
fn json_of(did: &str) -> Result<Value, JwkError> {
    let encoded = did.strip_prefix(METHOD).filter(|_| did.len() <= DID_BYTES_MAX);
    let bytes = encoded.and_then(|text| decode_base64url(text).ok());
    let bytes = bytes.ok_or(JwkError::NoJson(None))?;
    let limits = Limits { depth_max: 4, ..Limits::default() };
    json::read_with(&bytes, limits).map_err(|fault| JwkError::NoJson(Some(fault)))
}

fn unknown(kind: &str) -> JwkError {
    JwkError::Kind(kind.chars().take(100).collect())
}

fn text<'j>(jwk: &'j Value, name: &'static str) -> Result<&'j str, JwkError> {
    jwk.get(name).and_then(Value::as_str).ok_or(JwkError::Missing(name))
}

/// The bytes of a member that has `length` of them.
fn fixed(jwk: &Value, name: &'static str, length: usize) -> Result<Vec<u8>, JwkError> {
    let bytes = decode_base64url(text(jwk, name)?).map_err(|_| JwkError::Encoding(name))?;
    if bytes.len() == length { Ok(bytes) } else { Err(JwkError::Encoding(name)) }
}

/// The bytes of a number in its shortest form.
///
/// Source: RFC 7518 §2, "Base64urlUInt".
fn shortest(jwk: &Value, name: &'static str, most: usize) -> Result<Vec<u8>, JwkError> {
    let bytes = decode_base64url(text(jwk, name)?).map_err(|_| JwkError::Encoding(name))?;
    let is_shortest = bytes.first().is_some_and(|first| *first != 0) && bytes.len() <= most;
    if is_shortest { Ok(bytes) } else { Err(JwkError::Encoding(name)) }
}

fn octets(jwk: &Value) -> Result<Multikey, JwkError> {
    let codec = match text(jwk, "crv")? {
        "Ed25519" => KeyCodec::Ed25519,
        "X25519" => KeyCodec::X25519,
        other => return Err(unknown(other)),
    };
    Ok(Multikey { codec, bytes: fixed(jwk, "x", 32)? })
}

fn point(jwk: &Value) -> Result<Multikey, JwkError> {
    let (codec, length) = match text(jwk, "crv")? {
        "P-256" => (KeyCodec::P256, 32),
        "P-384" => (KeyCodec::P384, 48),
        "P-521" => (KeyCodec::P521, 66),
        "secp256k1" => (KeyCodec::Secp256k1, 32),
        other => return Err(unknown(other)),
    };
    let (x, y) = (fixed(jwk, "x", length)?, fixed(jwk, "y", length)?);
    if !is_on_curve(codec, &x, &y) {
        return Err(JwkError::NotOnCurve(codec));
    }
    let sign = 2 | y.last().map_or(0, |byte| byte & 1);
    Ok(Multikey { codec, bytes: [vec![sign], x].concat() })
}

fn rsa(jwk: &Value) -> Result<Multikey, JwkError> {
    let modulus = shortest(jwk, "n", RSA_MODULUS_BYTES_MAX)?;
    let exponent = shortest(jwk, "e", 8)?;
    let (modulus, exponent) = (integer(modulus), integer(exponent));
    let bytes = modulus.zip(exponent).and_then(|(n, e)| tagged(0x30, [n, e].concat()));
    Ok(Multikey { codec: KeyCodec::Rsa, bytes: bytes.ok_or(JwkError::Encoding("n"))? })
}

/// A number as a DER INTEGER: positive, so that a zero goes before a high first bit.
fn integer(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    tagged(0x02, bytes)
}

/// A DER value: tag, shortest length, content.
///
/// Source: ITU-T X.690 §8.1.3, §10.1.
fn tagged(tag: u8, content: Vec<u8>) -> Option<Vec<u8>> {
    let [high, low] = u16::try_from(content.len()).ok()?.to_be_bytes();
    let header = match (high, low) {
        (0, 0..0x80) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        (_, _) => vec![tag, 0x82, high, low],
    };
    Some([header, content].concat())
}

/// Refuses a key that says it does something else than verify by the algorithm of its kind.
///
/// Source: RFC 7517 §4.2 to §4.4; RFC 9864 §2 (the fully specified names).
fn verifies(jwk: &Value, codec: KeyCodec) -> Result<(), JwkError> {
    let algorithms: &[&str] = match codec {
        KeyCodec::Ed25519 => &["EdDSA", "Ed25519"],
        KeyCodec::P256 => &["ES256", "ESP256"],
        KeyCodec::P384 => &["ES384", "ESP384"],
        KeyCodec::P521 => &["ES512", "ESP512"],
        KeyCodec::Secp256k1 => &["ES256K"],
        KeyCodec::Rsa => &["RS256"],
        // They sign nothing, whatever their members say.
        KeyCodec::X25519 | KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => {
            return Ok(());
        }
    };
    let is = |value: &Value, allowed: &[&str]| {
        value.as_str().is_some_and(|text| allowed.contains(&text))
    };
    if jwk.get("use").is_some_and(|value| !is(value, &["sig"])) {
        return Err(JwkError::Use("use"));
    }
    if let Some(operations) = jwk.get("key_ops") {
        let list = operations.as_array().unwrap_or_default();
        if !list.iter().any(|operation| is(operation, &["verify"])) {
            return Err(JwkError::Use("key_ops"));
        }
    }
    if jwk.get("alg").is_some_and(|value| !is(value, algorithms)) {
        return Err(JwkError::Use("alg"));
    }
    Ok(())
}
