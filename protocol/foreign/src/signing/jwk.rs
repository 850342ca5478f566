//! Secret keys as JSON Web Keys.
//!
//! Source: RFC 7517; RFC 7518 §6.2.2; RFC 8037 §2.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::identity::{JwkError, Multikey};
use zeroize::Zeroizing;

use super::{KeyFault, SigningKey};

/// Why a JSON value is no secret key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretJwkFault {
    /// Its public part is no key.
    #[error(transparent)]
    Public(#[from] JwkError),
    /// It has no secret part in base64url.
    #[error("the JWK has no secret \"d\" in base64url")]
    NoSecret,
    /// The secret part is none, or nothing is signed with its kind here.
    #[error(transparent)]
    Secret(#[from] KeyFault),
    /// The secret and the public part are of different keys.
    #[error("\"d\" of the JWK is the secret of another key")]
    Other,
    /// A member that says the key does not sign.
    #[error("{0:?} of the JWK says that it does not sign")]
    Use(&'static str),
}

impl SigningKey {
    /// Reads a JSON Web Key with its secret.
    ///
    /// # Errors
    /// [`SecretJwkFault`].
    pub fn from_jwk(jwk: &Value) -> Result<Self, SecretJwkFault> {
        let signs = |operation: &Value| operation.as_str() == Some("sign");
        let mut public = Object::new();
        for (name, value) in jwk.as_object().ok_or(JwkError::NoObject)?.iter() {
            match name {
                "d" => {}
                // Of a public key the operation would be to verify.
                "key_ops" if value.as_list().iter().any(signs) => {}
                "key_ops" => return Err(SecretJwkFault::Use("key_ops")),
                name => drop(public.insert(name, value.clone())),
            }
        }
        let public = Multikey::from_jwk(&Value::Object(public))?;
        let secret = jwk.get("d").and_then(Value::as_str);
        let secret = secret.and_then(|text| decode_base64url(text).ok());
        let secret = Zeroizing::new(secret.ok_or(SecretJwkFault::NoSecret)?);
        let key = Self::from_secret(public.codec, &secret)?;
        if key.multikey() == public { Ok(key) } else { Err(SecretJwkFault::Other) }
    }
}
