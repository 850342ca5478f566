//! The file of a key: a verification method of type `JsonWebKey`, or a JSON Web Key alone.
//!
//! Source: Controlled Identifiers 1.0 §2.2, §2.2.3; RFC 7517.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::shape::is_url;
use bot_protocol::identity::{JwkError, Multikey};

use crate::jose::thumbprint::thumbprint;
use crate::signing::{SecretJwkFault, SigningKey};

/// A key, and whose it is.
#[derive(Clone, Debug)]
pub struct VerificationMethod {
    /// Its URL, where the file says it.
    pub(super) id: Option<String>,
    /// Whose key it is, where the file says it.
    pub(super) controller: Option<String>,
    /// What verifies.
    pub(super) public: Multikey,
    /// What signs, where the file has it.
    pub(super) secret: Option<SigningKey>,
}

/// Why a JSON value is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileFault {
    /// A member that is missing or wrong.
    #[error("{0}")]
    Member(&'static str),
    /// The public key is none.
    #[error("publicKeyJwk: {0}")]
    Public(JwkError),
    /// The secret key is none.
    #[error("secretKeyJwk: {0}")]
    Secret(SecretJwkFault),
    /// The two are no pair.
    #[error("secretKeyJwk is the secret of another key than publicKeyJwk")]
    Pair,
    /// Nothing is signed with keys of its kind.
    #[error("keys of this kind have no algorithm in JOSE")]
    Kind,
}

impl VerificationMethod {
    /// Reads one.
    ///
    /// # Errors
    /// [`KeyFileFault`].
    pub fn read(value: &Value) -> Result<Self, KeyFileFault> {
        let members = value.as_object().ok_or(KeyFileFault::Member("it is no object"))?;
        let method = if members.contains("kty") {
            let secret = members.contains("d").then_some(value);
            Self::of(Some(value).filter(|_| secret.is_none()), secret)?
        } else {
            if members.get("type").and_then(Value::as_str) != Some("JsonWebKey") {
                return Err(KeyFileFault::Member("type: expected JsonWebKey"));
            }
            let method = Self::of(members.get("publicKeyJwk"), members.get("secretKeyJwk"))?;
            let url = |name| members.get(name).and_then(Value::as_str).filter(|text| is_url(text));
            let id = url("id").ok_or(KeyFileFault::Member("id: expected a URL"))?;
            let controller = url("controller");
            let controller =
                controller.ok_or(KeyFileFault::Member("controller: expected a URL"))?;
            Self { id: Some(id.to_owned()), controller: Some(controller.to_owned()), ..method }
        };
        thumbprint(&method.public).map(|_| method).ok_or(KeyFileFault::Kind)
    }

    fn of(public: Option<&Value>, secret: Option<&Value>) -> Result<Self, KeyFileFault> {
        let secret = secret.map(SigningKey::from_jwk).transpose().map_err(KeyFileFault::Secret)?;
        let public = public.map(Multikey::from_jwk).transpose().map_err(KeyFileFault::Public)?;
        let own = secret.as_ref().map(SigningKey::multikey);
        let public = match (public, own) {
            (Some(public), Some(own)) if public != own => return Err(KeyFileFault::Pair),
            (Some(public), _) | (None, Some(public)) => public,
            (None, None) => return Err(KeyFileFault::Member("publicKeyJwk is missing")),
        };
        Ok(Self { id: None, controller: None, public, secret })
    }

    /// Whether the file has what signs.
    #[must_use]
    pub const fn signs(&self) -> bool {
        self.secret.is_some()
    }

    /// Its URL; its thumbprint where it has none.
    #[must_use]
    pub fn name(&self) -> String {
        let print = || thumbprint(&self.public).unwrap_or_default();
        self.id.clone().unwrap_or_else(print)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::tests::{Signer, object, with};

    #[test]
    fn the_file_of_a_key_is_read_strictly() {
        let jwk = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
        let secret = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
        let file = format!(
            "{{\"id\":\"did:example:a#1\",\"type\":\"JsonWebKey\",\"controller\":\"did:example:a\",\
             \"publicKeyJwk\":{jwk},\"secretKeyJwk\":{secret}}}"
        );
        let read = |text: &str, more: &str| {
            let value = Value::Object(with(object(text), more));
            VerificationMethod::read(&value).map(|method| (method.name(), method.signs()))
        };
        assert_eq!(read(&file, ""), Ok(("did:example:a#1".to_owned(), true)));
        assert_eq!(read(&file, "\"secretKeyJwk\":null"), Ok(("did:example:a#1".to_owned(), false)));
        assert_eq!(read(&file, "\"publicKeyJwk\":null"), Ok(("did:example:a#1".to_owned(), true)));
        // RFC 8037 §A.3 has the thumbprint of this key.
        let print = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k".to_owned();
        assert_eq!(read(jwk, ""), Ok((print.clone(), false)));
        assert_eq!(read(secret, ""), Ok((print, true)));
        let fault = |more: &str| read(&file, more).unwrap_err().to_string();
        assert_eq!(fault("\"type\":\"Multikey\""), "type: expected JsonWebKey");
        assert_eq!(fault("\"id\":\"key-1\""), "id: expected a URL");
        assert_eq!(fault("\"controller\":null"), "controller: expected a URL");
        let none = fault("\"publicKeyJwk\":null,\"secretKeyJwk\":null");
        assert_eq!(none, "publicKeyJwk is missing");
        assert!(fault(&format!("\"publicKeyJwk\":{secret}")).starts_with("publicKeyJwk: "));
        assert!(fault(&format!("\"secretKeyJwk\":{jwk}")).starts_with("secretKeyJwk: "));
        let other = Signer::p256().jwk().to_string();
        let pair = fault(&format!("\"publicKeyJwk\":{other}"));
        assert_eq!(pair, "secretKeyJwk is the secret of another key than publicKeyJwk");
        assert_eq!(
            VerificationMethod::read(&Value::Null).unwrap_err().to_string(),
            "it is no object"
        );
    }
}
