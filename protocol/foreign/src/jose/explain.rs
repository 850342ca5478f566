//! What the signature of an envelope is over, for whoever wants to follow it by hand.
//!
//! Source: RFC 7515 §5.2 (the signing input); RFC 9052 §4.4 (`Sig_structure`).

use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::json::Object;
use bot_protocol::verdict::unfollowed;

use super::fault::Fault;
use super::key::{Found, Signed};

impl Signed {
    /// The algorithm and key that the header names, the bytes signed, their hash, the signature.
    pub(crate) fn covered(&self) -> Object {
        let mut told = Object::new();
        if let Ok(header) = &self.header {
            told.insert("algorithm", header.algorithm.name());
            if let Some(kid) = &header.kid {
                told.insert("kid", kid.as_str());
            }
        }
        match str::from_utf8(&self.message) {
            Ok(text) => told.insert("message", text),
            Err(_) => told.insert("message_hex", hex(&self.message)),
        };
        told.insert("message_sha256", sha256(&[&self.message]).to_string());
        told.insert("signature_hex", hex(&self.signature));
        told
    }

    /// What is covered, and the key it is by or why there is none.
    pub(crate) fn explain(&self, found: &Result<Found, Fault>) -> Object {
        let mut told = self.covered();
        match found {
            Ok(found) => {
                told.insert("method", found.method.as_str());
                told.insert("key", found.key.to_multikey());
                told.insert("key_source", found.source.as_str());
            }
            Err(fault) => {
                unfollowed(&mut told, &fault.to_string(), &fault.clone().integrity());
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json::Value;
    use bot_protocol::verdict::{Asked, Evidence, explain};

    use super::*;
    use crate::jose::tests::{NOW, Signer, jwt, vc2};

    /// What is told of a badge by `signer` that names `issuer`.
    fn told(signer: &Signer, issuer: &str) -> (String, Value) {
        let text = jwt(signer, "\"typ\":\"vc+jwt\",\"kid\":\"a:b\"", &vc2(issuer, ""));
        let (reader, asked) = (crate::reader(), Asked::at(NOW.parse().unwrap()));
        let presented = reader.read(text.as_bytes()).unwrap();
        let told = explain(&presented, &Evidence::new(), &asked, &reader);
        (text, told.get("credential").unwrap().clone())
    }

    #[test]
    fn what_is_signed_can_be_followed_by_hand() {
        let signer = Signer::p256();
        let (text, of) = told(&signer, "did:example:x");
        let word = |name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default();
        let (message, signature) = text.rsplit_once('.').unwrap();
        assert_eq!(word("format"), "vc+jwt");
        assert_eq!((word("algorithm"), word("kid")), ("ES256", "a:b"));
        assert_eq!(word("message"), message);
        assert_eq!(word("message_sha256"), sha256(&[message.as_bytes()]).to_string());
        let bytes = bot_protocol::canon::multibase::decode_base64url(signature).unwrap();
        assert_eq!(word("signature_hex"), hex(&bytes));
        assert_eq!(word("fault"), "the key did:example:x is not at hand");
        let french = of.at(&["says", "fr"]).and_then(Value::as_str).unwrap_or_default();
        assert!(french.contains("did:example:x") && !french.contains("is not at hand"), "{french}");
        assert_eq!(word("key"), "");
    }
}
