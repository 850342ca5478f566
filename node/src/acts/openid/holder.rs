//! This node's identities as holders: what a wallet signs, signed by the owner's word alone.
//!
//! The node fetches nothing and sends nothing: whoever speaks with an issuer or a verifier on the
//! owner's behalf hands in what is to be signed.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 appendix F.1; OpenID for Verifiable
//! Presentations 1.0 appendix B.1.3.

use bot_foreign::jose::{Signer, sign_jwt};
use bot_protocol::api::{
    WalletPresentReply, WalletPresentRequest, WalletProofReply, WalletProofRequest,
};
use bot_protocol::canon::json::{Number, Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::Signing;
use bot_protocol::credential::model::CONTEXT_CREDENTIALS;
use bot_protocol::credential::present::{PresentationDraft, presentation};
use bot_protocol::credential::proof::Suite;
use bot_protocol::limits::CHALLENGE_BYTES_MAX;

use crate::acts::achievements::text;
use crate::acts::credentials::JWT;
use crate::acts::issue::whole_second;
use crate::acts::{ActError, Acts};
use crate::keys::Identity;

/// How long a presentation as a JWT is good: 5 minutes.
const SHOWN_SECONDS: u64 = 5 * 60;

impl Acts {
    /// Proves to an issuer that an identity has its key.
    ///
    /// # Errors
    /// When there is no such identity, or the issuer or its nonce is refused.
    pub fn wallet_proof(&self, request: &WalletProofRequest) -> Result<WalletProofReply, ActError> {
        let identity = self.pick(request.as_identity.as_deref())?;
        check("audience", &request.audience)?;
        let mut claims = Object::new();
        claims.insert("aud", request.audience.as_str());
        claims.insert("iat", self.seconds(0)?);
        if let Some(nonce) = &request.nonce {
            check("nonce", nonce)?;
            claims.insert("nonce", nonce.as_str());
        }
        let jwt = signed_by(&identity, &claims, "openid4vci-proof+jwt")?;
        Ok(WalletProofReply { jwt, holder: identity.did().to_string() })
    }

    /// Signs a presentation of a badge for one verifier and one nonce. Nothing of it is kept.
    ///
    /// # Errors
    /// When no such badge is here, it is about nobody of this node, or its form is none that wallets
    /// show.
    pub fn wallet_presentation(
        &self,
        request: &WalletPresentRequest,
    ) -> Result<WalletPresentReply, ActError> {
        check("nonce", &request.nonce)?;
        check("audience", &request.audience)?;
        let badge = self.badge(&self.snapshot()?, &request.credential)?;
        let holder = badge.subject().and_then(|did| self.keys.identity(&did));
        let holder = holder.ok_or_else(|| {
            ActError::lower(403, "not-the-holder", &format!("{} is about another", badge.id))
        })?;
        let (format, presentation) = match badge.format.as_deref() {
            None => ("ldp_vc", self.shown_as_json(&holder, &badge.value, request)?),
            Some(JWT) => ("jwt_vc_json", self.shown_as_jwt(&holder, &badge.text, request)?),
            Some(other) => {
                let detail = format!("a badge in the form {other}");
                return Err(ActError::conflict("wallet-form", detail));
            }
        };
        Ok(WalletPresentReply { format: format.to_owned(), presentation })
    }

    fn shown_as_json(
        &self,
        holder: &Identity,
        credential: &Value,
        request: &WalletPresentRequest,
    ) -> Result<String, ActError> {
        let draft = PresentationDraft {
            credentials: std::slice::from_ref(credential),
            challenge: &request.nonce,
            domain: Some(&request.audience),
            former: &[],
        };
        let (suite, now) = (Suite::EddsaRdfc2022, whole_second(self.now()));
        let signing = Signing { suite, key: holder.key(), now, contexts: Contexts::pinned() };
        Ok(text(&presentation(&draft, &signing)?.to_bytes()))
    }

    fn shown_as_jwt(
        &self,
        holder: &Identity,
        badge: &str,
        request: &WalletPresentRequest,
    ) -> Result<String, ActError> {
        let did = holder.did().to_string();
        let mut shown = Object::new();
        shown.insert("@context", Value::array([CONTEXT_CREDENTIALS]));
        shown.insert("type", Value::array(["VerifiablePresentation"]));
        shown.insert("holder", did.as_str());
        shown.insert("verifiableCredential", Value::array([badge]));
        let mut claims = Object::new();
        claims.insert("iss", did);
        claims.insert("aud", request.audience.as_str());
        claims.insert("nonce", request.nonce.as_str());
        claims.insert("iat", self.seconds(0)?);
        claims.insert("exp", self.seconds(SHOWN_SECONDS)?);
        claims.insert("vp", Value::Object(shown));
        signed_by(holder, &claims, "JWT")
    }

    fn seconds(&self, from_now: u64) -> Result<Number, ActError> {
        let seconds = (self.now().millis() / 1000).saturating_add(from_now);
        Number::from_u64(seconds).ok_or(ActError::Broken)
    }
}

fn check(field: &'static str, text: &str) -> Result<(), ActError> {
    let plain = !text.trim().is_empty() && text.len() <= CHALLENGE_BYTES_MAX;
    match plain && !text.contains(char::is_control) {
        true => Ok(()),
        false => Err(ActError::field(field, text, "1 to 1024 bytes, no control characters")),
    }
}

fn signed_by(identity: &Identity, claims: &Object, typ: &str) -> Result<String, ActError> {
    let (key, kid) = (identity.signing_key(), identity.did().verification_method());
    let signed = sign_jwt(claims, typ, Signer { key: &key, kid: &kid });
    signed.map_err(|fault| ActError::lower(500, "signing-failed", &fault))
}
