//! The proof of a wallet that it has the key to which a badge is to be bound.
//!
//! The key is named by a DID that says what it is (`did:key`, `did:jwk`), or stands in the header;
//! then the holder is the `did:jwk` of it. Whether the nonce is one that was handed out, and not too
//! long ago, is for whoever handed it out to say.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §8.2.1, appendix F.1.

use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::credential::proof::Work;
use bot_protocol::identity::{Documents, Multikey, Relation};
use bot_protocol::limits::CLOCK_AHEAD_MAX_MILLIS;
use bot_protocol::time::Timestamp;

use crate::jose::claims::Claims;
use crate::jose::{Algorithm, Compact, Fault, Header, Signed, header_fault, media_type, member};

/// The media type of such a proof.
const TYP: &str = "openid4vci-proof+jwt";

/// How long ago a proof may have been signed: an hour. Its nonce is younger than that.
const AGE_MAX_MILLIS: u64 = 60 * 60 * 1000;

/// A proof, taken apart; nothing of it is verified.
#[derive(Clone, Debug)]
pub struct KeyProof {
    signed: Signed,
    claims: Claims,
    named: Header,
}

/// Who has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenHolder {
    /// The DID that is about nothing but the key.
    pub did: String,
    /// The key.
    pub key: Multikey,
    /// The nonce that was signed.
    pub nonce: String,
}

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ProofFault(String);

impl From<Fault> for ProofFault {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

impl KeyProof {
    /// The algorithms by which a proof may be signed.
    pub const ALGORITHMS: [&'static str; 5] = [
        Algorithm::EdDsa.name(),
        Algorithm::Es256.name(),
        Algorithm::Es384.name(),
        Algorithm::Es512.name(),
        Algorithm::Es256K.name(),
    ];

    /// Takes a proof apart.
    ///
    /// # Errors
    /// [`ProofFault`] where it is no compact JWS of such a proof.
    pub fn read(text: &str) -> Result<Self, ProofFault> {
        let wrong = |fault: &dyn std::fmt::Display| ProofFault(fault.to_string());
        let compact = Compact::read(text).map_err(|fault| wrong(&fault))?;
        let claims = compact.claims().map_err(|fault| wrong(&fault))?;
        let named = Header::read(&compact.header)?;
        if named.typ.as_deref().map(media_type).as_deref() != Some(TYP) {
            return Err(header_fault("header.typ", format!("expected {TYP}")).into());
        }
        if !Self::ALGORITHMS.contains(&named.algorithm.name()) {
            let what = format!("expected one of {}", Self::ALGORITHMS.join(", "));
            return Err(header_fault("header.alg", what).into());
        }
        for other in ["x5c", "trust_chain", "key_attestation"] {
            if compact.header.contains(other) {
                return Err(header_fault(&format!("header.{other}"), "is not read here").into());
            }
        }
        let claims = Claims::read(&claims)?;
        let Compact { message, signature, .. } = compact;
        let signed = Signed { message, signature, header: Ok(named.clone()) };
        Ok(Self { signed, claims, named })
    }

    /// Who has the key, where the proof was signed by it, for one of these audiences, just now.
    ///
    /// # Errors
    /// [`ProofFault`], whatever is wrong.
    pub fn verify(&self, audiences: &[&str], now: Timestamp) -> Result<ProvenHolder, ProofFault> {
        let (did, url, key) = self.holder()?;
        match self.claims.aud.as_slice() {
            [aud] if audiences.contains(&aud.as_str()) => {}
            [aud] => return Err(member("aud", format!("is {aud}, another issuer")).into()),
            [] => return Err(member("aud", "is missing").into()),
            _ => return Err(member("aud", "names several").into()),
        }
        let nonce = self.claims.nonce.clone().ok_or_else(|| member("nonce", "is missing"))?;
        self.fresh(now)?;
        self.signed.fits(&key, &url, &self.named, &Work::inside())?;
        Ok(ProvenHolder { did, key, nonce })
    }

    /// The key that is named, its URL, and the DID it is of. None but the signature says whose.
    fn holder(&self) -> Result<(String, String, Multikey), ProofFault> {
        match (&self.named.kid, &self.named.jwk) {
            (Some(kid), None) => {
                let method = Documents::new().method(kid, Relation::Authentication);
                let method = method.map_err(|fault| {
                    let what = format!("{fault}; expected a key by did:key or did:jwk, or jwk");
                    header_fault("header.kid", what)
                })?;
                Ok((method.controller, kid.clone(), method.key))
            }
            (None, Some(jwk)) => {
                let wrong = |what: String| ProofFault::from(header_fault("header.jwk", what));
                let key = Multikey::from_jwk(jwk).map_err(|fault| wrong(fault.to_string()))?;
                let did = did_jwk(&key).ok_or_else(|| wrong("is no key that signs".to_owned()))?;
                Ok((did.clone(), format!("{did}#0"), key))
            }
            (Some(_), Some(_)) => Err(header_fault("header.jwk", "stands beside kid").into()),
            (None, None) => Err(header_fault("header.kid", "is missing, and jwk is").into()),
        }
    }

    fn fresh(&self, now: Timestamp) -> Result<(), ProofFault> {
        let iat = self.claims.iat;
        let iat = iat.ok_or_else(|| member("iat", "expected seconds since 1970"))?;
        if iat > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return Err(member("iat", "lies in the future").into());
        }
        if iat.saturating_add(AGE_MAX_MILLIS) < now {
            return Err(member("iat", "is more than an hour ago").into());
        }
        Ok(self.claims.at_once(now)?)
    }
}

/// The DID that says nothing but a key.
///
/// Source: did:jwk Method Specification.
fn did_jwk(key: &Multikey) -> Option<String> {
    let jwk: Value = key.to_jwk()?;
    Some(format!("did:jwk:{}", encode_base64url(&jwk.to_bytes())))
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::json::{self, Object};
    use bot_protocol::identity::KeyCodec;

    use super::*;
    use crate::jose::{Signer, sign_jwt};
    use crate::signing::SigningKey;

    const ISSUER: &str = "https://issuer.example";
    const NOW: u64 = 1_800_000_000;

    fn key(codec: KeyCodec) -> SigningKey {
        SigningKey::from_seed(codec, &[7; 32]).unwrap()
    }

    fn object(text: &str) -> Object {
        json::read(text.as_bytes()).unwrap().as_object().unwrap().clone()
    }

    fn claims(more: &str) -> Object {
        let mut all = object(&format!("{{\"aud\":\"{ISSUER}\",\"iat\":{NOW},\"nonce\":\"n-1\"}}"));
        for (name, value) in object(more).iter() {
            all.insert(name, value.clone());
        }
        all
    }

    fn said(text: &str) -> String {
        let now = Timestamp::from_millis(NOW * 1000);
        match KeyProof::read(text).and_then(|proof| proof.verify(&[ISSUER], now)) {
            Ok(holder) => format!("{} {}", holder.did, holder.nonce),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn a_key_is_proven_by_its_did_or_by_itself() {
        for codec in [KeyCodec::Ed25519, KeyCodec::P256, KeyCodec::P384, KeyCodec::P521] {
            let key = key(codec);
            let kid = key.verification_method();
            let text = sign_jwt(&claims("{}"), TYP, Signer { key: &key, kid: &kid }).unwrap();
            assert_eq!(said(&text), format!("{} n-1", key.did()));
            let bent = text.replacen('.', ".eyJ", 1);
            assert_ne!(said(&bent), said(&text));
            let did = did_jwk(&key.multikey()).unwrap();
            let by_jwk = [("kid", format!("{did}#0"))];
            let kid = &by_jwk[0].1;
            let text = sign_jwt(&claims("{}"), TYP, Signer { key: &key, kid }).unwrap();
            assert_eq!(said(&text), format!("{did} n-1"));
        }
    }

    #[test]
    fn what_proves_nothing_says_why() {
        let own = key(KeyCodec::Ed25519);
        let kid = own.verification_method();
        let check = |more: &str, expected: &str| {
            let signer = Signer { key: &own, kid: &kid };
            assert_eq!(said(&sign_jwt(&claims(more), TYP, signer).unwrap()), expected);
        };
        let foreign = "https://other.example";
        check(&format!("{{\"aud\":\"{foreign}\"}}"), &format!("aud: is {foreign}, another issuer"));
        check(&format!("{{\"aud\":[\"{ISSUER}\",\"{foreign}\"]}}"), "aud: names several");
        check("{\"iat\":1700000000}", "iat: is more than an hour ago");
        check("{\"iat\":1900000000}", "iat: lies in the future");
        check("{\"iat\":\"now\"}", "iat: expected seconds since 1970");
        check("{\"exp\":1700000000}", "it has expired at 2023-11-14T22:13:20Z");
        let mut without = claims("{}");
        without.remove("nonce");
        let signer = Signer { key: &own, kid: &kid };
        assert_eq!(said(&sign_jwt(&without, TYP, signer).unwrap()), "nonce: is missing");
        let text = sign_jwt(&claims("{}"), "JWT", signer).unwrap();
        assert_eq!(said(&text), format!("header.typ: expected {TYP}"));
        // By a key of another than the one named.
        let other = SigningKey::from_seed(KeyCodec::Ed25519, &[8; 32]).unwrap();
        let text = sign_jwt(&claims("{}"), TYP, Signer { key: &other, kid: &kid }).unwrap();
        assert_eq!(said(&text), format!("the signature does not fit the key {kid}"));
        let far = Signer { key: &own, kid: "did:web:wallet.example#1" };
        let said = said(&sign_jwt(&claims("{}"), TYP, far).unwrap());
        assert!(said.starts_with("header.kid: the key of did:web"), "{said}");
    }
}
