//! The JWT by which a holder binds an SD-JWT to a verifier and a moment.
//!
//! It says who presents, nothing about the credential: the issuer named the holder's key (`cnf`)
//! inside the credential, so whoever signs with it is the one the credential is about.
//!
//! Source: RFC 9901 §4.3, §7.3; RFC 7800 §3.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{Multikey, Relation};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Judging, Presenter, Reason, Seal};

use super::claims::Claims;
use super::compact::{Compact, CompactFault};
use super::fault::{Fault, header, member};
use super::header::{Header, media_type};
use super::key::Signed;

/// A key binding, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    signed: Signed,
    claims: Object,
    /// The digest of what it should be bound to.
    expected: String,
}

/// The seal of a credential that its holder bound to a moment.
#[derive(Clone, Debug)]
pub(crate) struct BindingSeal {
    /// What the holder signed.
    pub(crate) binding: Binding,
    /// The holder's key, as the credential names it.
    pub(crate) confirmation: Option<Value>,
    /// Whom the credential is about.
    pub(crate) subject: Option<String>,
}

/// Takes the key binding of `covered`, an SD-JWT without its last tilde, apart.
///
/// # Errors
/// [`CompactFault`] where it is no compact JWS with claims.
pub(crate) fn read(covered: &str, binding: &str) -> Result<Binding, CompactFault> {
    let compact = Compact::read(binding)?;
    let claims = compact.claims()?;
    let header = Header::read(&compact.header);
    let Compact { message, signature, .. } = compact;
    let expected = encode_base64url(sha256(&[covered.as_bytes(), b"~"]).as_bytes());
    Ok(Binding { signed: Signed { message, signature, header }, claims, expected })
}

impl BindingSeal {
    fn verify(&self, judging: &Judging<'_>) -> Result<Presenter, Fault> {
        let Binding { signed, claims, expected } = &self.binding;
        let named = signed.header.as_ref().map_err(Clone::clone)?;
        if named.typ.as_deref().map(media_type).as_deref() != Some("kb+jwt") {
            return Err(header("header.typ", "expected kb+jwt"));
        }
        if claims.get("sd_hash").and_then(Value::as_str) != Some(expected.as_str()) {
            return Err(member("sd_hash", "is that of another credential or of other disclosures"));
        }
        let key = self.key(judging)?;
        signed.fits(&key, "cnf", named, judging.work)?;
        let read = Claims::read(claims)?;
        read.at_once(judging.asked.now)?;
        issued(claims, judging.asked.now)?;
        Ok(Presenter {
            signers: self.subject.iter().cloned().collect(),
            challenges: read.nonce.into_iter().collect(),
            domains: read.aud,
        })
    }

    /// The key that the issuer named as the holder's.
    fn key(&self, judging: &Judging<'_>) -> Result<Multikey, Fault> {
        let Some(confirmation) = &self.confirmation else {
            return Err(member("cnf", "is missing: the issuer named no key of the holder"));
        };
        if let Some(jwk) = confirmation.get("jwk") {
            return Multikey::from_jwk(jwk).map_err(|fault| member("cnf.jwk", fault.to_string()));
        }
        let Some(kid) = confirmation.get("kid").and_then(Value::as_str) else {
            return Err(Fault::KeyKind("cnf".to_owned()));
        };
        match judging.evidence.documents().method(kid, Relation::Authentication) {
            Ok(method) if method.ends.is_none_or(|at| at > judging.asked.now) => Ok(method.key),
            Ok(_) => Err(member("cnf.kid", "the key was withdrawn or has expired")),
            Err(fault) if fault.is_unknown() => Err(Fault::KeyNotHere(kid.to_owned())),
            Err(fault) => Err(member("cnf.kid", fault.to_string())),
        }
    }
}

/// Whether it says when it was made, and not in the future.
///
/// Source: RFC 9901 §4.3.
fn issued(claims: &Object, now: Timestamp) -> Result<(), Fault> {
    let seconds = claims.get("iat").and_then(Value::as_u64);
    let seconds = seconds.ok_or_else(|| member("iat", "expected seconds since 1970"))?;
    let issued = Timestamp::from_millis(seconds.saturating_mul(1000));
    Claims::signed_by_now(Some(issued), now)
}

impl Seal for BindingSeal {
    fn format(&self) -> &'static str {
        "kb+jwt"
    }

    /// A key binding is no credential.
    fn integrity(&self, _judging: &Judging<'_>) -> Reason {
        Reason::ProofFormatUnsupported { format: self.format().to_owned() }
    }

    fn presenter(&self, judging: &Judging<'_>) -> Result<Presenter, Reason> {
        self.verify(judging).map_err(Fault::recipient)
    }
}
