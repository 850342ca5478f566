//! In which type the methods of a `did:key` are written.

use super::{Options, ResolutionError};
use crate::canon::json::Value;
use crate::canon::multibase::encode_base58btc;
use crate::identity::{KeyCodec, Multikey};

/// The context of `JsonWebKey2020`.
pub(super) const JWK_2020: &str = "https://w3id.org/security/suites/jws-2020/v1";

/// A type of methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Multikey,
    JsonWebKey,
    JsonWebKey2020,
    Ed25519In2020,
    Ed25519In2018,
    X25519In2020,
    X25519In2019,
}

impl Form {
    /// The type that is asked for, if it may be.
    ///
    /// Source: the `did:key` method §3.1.2 steps 5 and 6, §3.1.3 steps 5 and 6.
    pub(super) fn of(options: &Options) -> Result<Self, ResolutionError> {
        let Some(name) = options.public_key_format.as_deref() else { return Ok(Self::Multikey) };
        let (form, is_experimental) = match name {
            "Multikey" => (Self::Multikey, false),
            "JsonWebKey" => (Self::JsonWebKey, false),
            "JsonWebKey2020" => (Self::JsonWebKey2020, false),
            "Ed25519VerificationKey2020" => (Self::Ed25519In2020, false),
            "X25519KeyAgreementKey2020" => (Self::X25519In2020, false),
            "Ed25519VerificationKey2018" => (Self::Ed25519In2018, true),
            "X25519KeyAgreementKey2019" => (Self::X25519In2019, true),
            other => {
                let name: String = other.chars().take(80).collect();
                let why = format!("keys are not written as {name:?} here");
                return Err(ResolutionError::KeyKind(why));
            }
        };
        if is_experimental && !options.experimental {
            let why = format!(
                "{name} is out of use: name Multikey, JsonWebKey2020 or Ed25519VerificationKey2020, \
                 or set enableExperimentalPublicKeyTypes"
            );
            return Err(ResolutionError::KeyType(why));
        }
        Ok(form)
    }

    /// The type in which the key to agree on secrets is written beside one that signs.
    pub(super) const fn agreeing(self) -> Self {
        match self {
            Self::Ed25519In2020 => Self::X25519In2020,
            Self::Ed25519In2018 => Self::X25519In2019,
            Self::Multikey
            | Self::JsonWebKey
            | Self::JsonWebKey2020
            | Self::X25519In2020
            | Self::X25519In2019 => self,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Multikey => "Multikey",
            Self::JsonWebKey => "JsonWebKey",
            Self::JsonWebKey2020 => "JsonWebKey2020",
            Self::Ed25519In2020 => "Ed25519VerificationKey2020",
            Self::Ed25519In2018 => "Ed25519VerificationKey2018",
            Self::X25519In2020 => "X25519KeyAgreementKey2020",
            Self::X25519In2019 => "X25519KeyAgreementKey2019",
        }
    }

    /// The context that has the words of this type.
    pub(super) const fn context(self) -> &'static str {
        match self {
            Self::Multikey => "https://w3id.org/security/multikey/v1",
            Self::JsonWebKey => "https://w3id.org/security/jwk/v1",
            Self::JsonWebKey2020 => JWK_2020,
            Self::Ed25519In2020 => "https://w3id.org/security/suites/ed25519-2020/v1",
            Self::Ed25519In2018 => "https://w3id.org/security/suites/ed25519-2018/v1",
            Self::X25519In2020 => "https://w3id.org/security/suites/x25519-2020/v1",
            Self::X25519In2019 => "https://w3id.org/security/suites/x25519-2019/v1",
        }
    }

    /// The method of a key, written in this type.
    pub(super) fn method(self, did: &str, key: &Multikey) -> Result<Value, ResolutionError> {
        let kind = match self {
            Self::Multikey | Self::JsonWebKey | Self::JsonWebKey2020 => None,
            Self::Ed25519In2020 | Self::Ed25519In2018 => Some(KeyCodec::Ed25519),
            Self::X25519In2020 | Self::X25519In2019 => Some(KeyCodec::X25519),
        };
        let unfit = || {
            let why = format!("a key of kind {} is not written as {}", key.codec, self.name());
            ResolutionError::KeyType(why)
        };
        if kind.is_some_and(|kind| kind != key.codec) {
            return Err(unfit());
        }
        let multikey = key.to_multikey();
        let (member, written) = match self {
            Self::Multikey | Self::Ed25519In2020 | Self::X25519In2020 => {
                ("publicKeyMultibase", Value::from(multikey.as_str()))
            }
            Self::JsonWebKey | Self::JsonWebKey2020 => {
                ("publicKeyJwk", key.to_jwk().ok_or_else(unfit)?)
            }
            Self::Ed25519In2018 | Self::X25519In2019 => {
                let text = encode_base58btc(&key.bytes);
                ("publicKeyBase58", text.trim_start_matches('z').into())
            }
        };
        Ok(Value::object([
            ("id", Value::from(format!("{did}#{multikey}"))),
            ("type", self.name().into()),
            ("controller", did.into()),
            (member, written),
        ]))
    }
}
