//! The key inside a method: in the member and the encoding that its type has.
//!
//! Source: Controlled Identifiers 1.0 §2.2.2, §2.2.3; the security vocabulary's older types.

use crate::canon::json::{Object, Value};
use crate::canon::multibase::decode_base58btc;
use crate::identity::{DidError, JwkError, KeyCodec, Multikey};

/// Why the key of a method in a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaterialFault {
    /// No type that is a text.
    #[error("the method has no type")]
    NoType,
    /// A type of method that is not known here.
    #[error("methods of type {0:?} are not known here")]
    Type(String),
    /// No key, or more than one.
    #[error("the method has not the one key that its type has")]
    NoKey,
    /// A key in a member of another type than a text.
    #[error("{0} of the method is no key")]
    Text(&'static str),
    /// A Multikey that is malformed.
    #[error(transparent)]
    Multikey(#[from] DidError),
    /// A JWK that is malformed or not known.
    #[error(transparent)]
    Jwk(#[from] JwkError),
    /// A key of another kind than its type says.
    #[error("the method's type is not one of {0} keys")]
    Kind(KeyCodec),
    /// The document tells the secret key, so that anybody can sign with it.
    #[error("the document tells the secret of the method in {0}")]
    Secret(&'static str),
    /// A date of the method that is none.
    #[error("{0} of the method is no point in time")]
    Time(&'static str),
}

impl MaterialFault {
    /// Whether nothing can be told about the key because its kind is unknown here, rather than
    /// something being wrong with it.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        match self {
            Self::Type(_) | Self::Multikey(DidError::UnknownCodec { .. }) => true,
            Self::Jwk(fault) => fault.is_unknown(),
            Self::NoType
            | Self::NoKey
            | Self::Text(_)
            | Self::Multikey(_)
            | Self::Kind(_)
            | Self::Secret(_)
            | Self::Time(_) => false,
        }
    }
}

const MULTIBASE: &str = "publicKeyMultibase";
const BASE58: &str = "publicKeyBase58";
const JWK: &str = "publicKeyJwk";

const SECRETS: &[&str] = &[
    "secretKeyMultibase",
    "secretKeyJwk",
    "privateKeyMultibase",
    "privateKeyBase58",
    "privateKeyJwk",
    "privateKeyHex",
    "privateKeyPem",
];

/// Reads the key of a method.
pub(super) fn read(members: &Object) -> Result<Multikey, MaterialFault> {
    if let Some(secret) = SECRETS.iter().find(|name| members.contains(name)) {
        return Err(MaterialFault::Secret(secret));
    }
    let kind = members.get("type").and_then(Value::as_str).ok_or(MaterialFault::NoType)?;
    let form =
        Form::of(kind).ok_or_else(|| MaterialFault::Type(kind.chars().take(100).collect()))?;
    let [multibase, base58, jwk] = [MULTIBASE, BASE58, JWK].map(|name| members.get(name));
    let key = match (multibase, base58, jwk) {
        (Some(key), None, None) if form.multibase => {
            Multikey::from_multikey(text(key, MULTIBASE)?)?
        }
        (None, Some(key), None) => {
            let codec = form.codec.filter(|_| form.base58).ok_or(MaterialFault::NoKey)?;
            let text = text(key, BASE58)?;
            let bytes = decode_base58btc(&format!("z{text}")).map_err(DidError::from)?;
            sized(codec, bytes)?
        }
        (None, None, Some(key)) if form.jwk => Multikey::from_jwk(key)?,
        (_, _, _) => return Err(MaterialFault::NoKey),
    };
    if form.codec.is_some_and(|codec| codec != key.codec) {
        return Err(MaterialFault::Kind(key.codec));
    }
    Ok(key)
}

fn text<'v>(value: &'v Value, name: &'static str) -> Result<&'v str, MaterialFault> {
    value.as_str().ok_or(MaterialFault::Text(name))
}

fn sized(codec: KeyCodec, bytes: Vec<u8>) -> Result<Multikey, DidError> {
    match codec.key_bytes() {
        Some(expected) if expected != bytes.len() => {
            Err(DidError::Length { codec, expected, found: bytes.len() })
        }
        Some(_) | None => Ok(Multikey { codec, bytes }),
    }
}

/// In which members a type of method holds its key, and of which kind it is.
struct Form {
    codec: Option<KeyCodec>,
    multibase: bool,
    base58: bool,
    jwk: bool,
}

impl Form {
    fn of(kind: &str) -> Option<Self> {
        let form =
            |codec, [multibase, base58, jwk]: [bool; 3]| Self { codec, multibase, base58, jwk };
        let any = [true; 3];
        Some(match kind {
            "Multikey" => form(None, [true, false, false]),
            "JsonWebKey" | "JsonWebKey2020" => form(None, [false, false, true]),
            "Ed25519VerificationKey2020" => form(Some(KeyCodec::Ed25519), [true, false, true]),
            "Ed25519VerificationKey2018" => form(Some(KeyCodec::Ed25519), [false, true, true]),
            "EcdsaSecp256r1VerificationKey2019" => form(Some(KeyCodec::P256), any),
            "EcdsaSecp256k1VerificationKey2019" => form(Some(KeyCodec::Secp256k1), any),
            "P256Key2021" => form(Some(KeyCodec::P256), any),
            "P384Key2021" => form(Some(KeyCodec::P384), any),
            "P521Key2021" => form(Some(KeyCodec::P521), any),
            "RsaVerificationKey2018" => form(Some(KeyCodec::Rsa), [false, false, true]),
            _ => return None,
        })
    }
}
