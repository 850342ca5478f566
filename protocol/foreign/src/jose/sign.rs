//! Signing: a compact JWS around a credential or presentation, with disclosures or without.
//!
//! The header names the algorithm, the key and the media type, and nothing else; whose key it is,
//! a verifier finds by the URL in `kid`.
//!
//! Source: RFC 7515 §3.1, §5.1; VC-JOSE-COSE §3.1, §3.2; VC Data Model 1.1 §6.3.1; Open Badges 3.0
//! §8.2.3.

use bot_protocol::canon::json::{Number, Object, Value};
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::KeyCodec;
use bot_protocol::limits::ENVELOPE_BYTES_MAX;
use bot_protocol::time::Timestamp;

use super::conceal::{self, ConcealFault, Concealed};
use super::header::Algorithm;
use super::token::{Family, Kind};
use crate::signing::SigningKey;

/// A key that signs, and its name in the header.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'k> {
    /// The key.
    pub key: &'k SigningKey,
    /// The URL of the key, by which a verifier finds whose it is.
    pub kid: &'k str,
}

/// The ways to put a credential into a JWT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VcJwt {
    /// The credential is the payload, the media type `vc+jwt`.
    ///
    /// Source: VC-JOSE-COSE §3.1.1.
    Envelope,
    /// The credential is the payload, and claims repeat its members.
    ///
    /// Source: Open Badges 3.0 §8.2.3.
    OpenBadge,
    /// The credential is the claim `vc`, and claims repeat its members: `jwt_vc_json` of OpenID.
    ///
    /// Source: VC Data Model 1.1 §6.3.1 (encoding).
    Claim,
}

/// Why nothing is signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignFault {
    /// The document is no JSON object.
    #[error("the document is no JSON object")]
    NoObject,
    /// A member that a claim must repeat is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A date that is none.
    #[error("{field}: {what}")]
    Date {
        /// The member.
        field: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// A kind of key that has no algorithm here.
    #[error("with keys of kind {0} nothing is signed here")]
    Kind(KeyCodec),
    /// What should be hidden cannot be.
    #[error(transparent)]
    Conceal(#[from] ConcealFault),
    /// More bytes than any verifier here reads.
    #[error("it would have {found} bytes, at most {ENVELOPE_BYTES_MAX} are read")]
    TooLong {
        /// Its bytes.
        found: usize,
    },
}

impl Signer<'_> {
    /// The name of the key's algorithm.
    pub(crate) fn algorithm(self) -> Result<Algorithm, SignFault> {
        let codec = self.key.codec();
        Algorithm::of(codec).ok_or(SignFault::Kind(codec))
    }
}

/// Signs a credential as a JWT.
///
/// The claims that repeat its members are made of them: `iss`, `jti`, `nbf` and, where the
/// credential has what they repeat, `sub` and `exp`. A proof inside stays where it is.
///
/// # Errors
/// [`SignFault`].
pub fn sign_vc_jwt(
    credential: &Value,
    form: VcJwt,
    signer: Signer<'_>,
) -> Result<String, SignFault> {
    let members = credential.as_object().ok_or(SignFault::NoObject)?;
    let plain = [("typ", "JWT")];
    match form {
        VcJwt::Envelope => jwt(members, Kind::Credential, signer),
        VcJwt::OpenBadge => {
            let mut payload = members.clone();
            for (name, value) in repeated(credential)?.iter() {
                payload.insert(name, value.clone());
            }
            compact(&payload, &plain, signer)
        }
        VcJwt::Claim => {
            let mut payload = repeated(credential)?;
            payload.insert("vc", credential.clone());
            compact(&payload, &plain, signer)
        }
    }
}

/// Signs claims as a JWT of this media type.
///
/// # Errors
/// [`SignFault`].
pub fn sign_jwt(claims: &Object, typ: &str, signer: Signer<'_>) -> Result<String, SignFault> {
    compact(claims, &[("typ", typ)], signer)
}

/// Signs a credential or presentation of VC 2.0 as a JWT.
///
/// # Errors
/// [`SignFault`].
pub(crate) fn jwt(payload: &Object, kind: Kind, signer: Signer<'_>) -> Result<String, SignFault> {
    compact(payload, &media(kind, Family::Jwt), signer)
}

/// The same as an SD-JWT in which some members are hidden until they are shown, all shown.
///
/// # Errors
/// [`SignFault`].
pub(crate) fn sd_jwt(
    document: &Object,
    kind: Kind,
    concealed: &[Concealed],
    signer: Signer<'_>,
) -> Result<String, SignFault> {
    let (payload, disclosures) = conceal::conceal(document, concealed)?;
    let mut text = compact(&payload, &media(kind, Family::SdJwt), signer)?;
    text.push('~');
    for disclosure in disclosures {
        text.push_str(&disclosure);
        text.push('~');
    }
    bounded(text)
}

/// The media types of the whole and of the payload.
fn media(kind: Kind, family: Family) -> [(&'static str, &'static str); 2] {
    let typ = match (kind, family) {
        (Kind::Credential, Family::Jwt) => "vc+jwt",
        (Kind::Credential, Family::SdJwt) => "vc+sd-jwt",
        (Kind::Credential, Family::Cose) => "vc+cose",
        (Kind::Presentation, Family::Jwt) => "vp+jwt",
        (Kind::Presentation, Family::SdJwt) => "vp+sd-jwt",
        (Kind::Presentation, Family::Cose) => "vp+cose",
    };
    [("typ", typ), ("cty", kind.name())]
}

fn compact(
    payload: &Object,
    media: &[(&str, &str)],
    signer: Signer<'_>,
) -> Result<String, SignFault> {
    let mut header = Object::new();
    header.insert("alg", signer.algorithm()?.name());
    header.insert("kid", signer.kid);
    for (name, value) in media {
        header.insert(*name, *value);
    }
    let part = |members: Object| encode_base64url(&Value::Object(members).to_bytes());
    let message = format!("{}.{}", part(header), part(payload.clone()));
    let signature = encode_base64url(&signer.key.sign(message.as_bytes()));
    bounded(format!("{message}.{signature}"))
}

fn bounded(text: String) -> Result<String, SignFault> {
    match text.len() {
        found if found > ENVELOPE_BYTES_MAX => Err(SignFault::TooLong { found }),
        _ => Ok(text),
    }
}

/// The claims that repeat members of a credential. The recipient of a badge who is known by a hash
/// alone has no id to repeat.
fn repeated(credential: &Value) -> Result<Object, SignFault> {
    let credential = Credential::new(credential);
    let from = numeric("validFrom", credential.valid_from())?;
    let from = from.ok_or(SignFault::Missing("validFrom"))?;
    let until = numeric("validUntil", credential.valid_until())?;
    let mut claims = Object::new();
    claims.insert("iss", credential.issuer().ok_or(SignFault::Missing("issuer.id"))?);
    claims.insert("jti", credential.id().ok_or(SignFault::Missing("id"))?);
    claims.insert("nbf", from);
    if let Some(subject) = credential.subject_id() {
        claims.insert("sub", subject);
    }
    if let Some(until) = until {
        claims.insert("exp", until);
    }
    Ok(claims)
}

/// A date as a claim has it: whole seconds since 1970.
///
/// Source: RFC 7519 §2 (`NumericDate`).
fn numeric(
    field: &'static str,
    found: Result<Option<Timestamp>, &'static str>,
) -> Result<Option<Value>, SignFault> {
    let found = found.map_err(|what| SignFault::Date { field, what })?;
    let seconds = found.and_then(|moment| moment.millis().checked_div(1000));
    Ok(seconds.and_then(Number::from_u64).map(Value::from))
}
