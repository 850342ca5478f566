//! Writing credentials: Open Badges 3.0 badges and endorsements, signed by their issuer.
//!
//! Every member written is defined by the two contexts, so all of it is signed, and passes the
//! Open Badges 3.0 JSON schema. One proof a credential. No e-mail address, hashed or not, is ever
//! written.
//!
//! Source: VC Data Model 2.0, Open Badges 3.0 §8; `spec/` credentials.

use thiserror::Error;

use super::contexts::Contexts;
use super::model::shape::{self, ShapeFault, is_url};
use super::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES, types};
use super::proof::{self, ProofError, Suite};
use super::status::Place;
use crate::canon::hash::hex;
use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::identity::SecretKey;
use crate::limits::{CREDENTIAL_BYTES_MAX, CREDENTIAL_TEXT_BYTES_MAX, EVIDENCE_MAX};
use crate::time::Timestamp;

/// The schema an Open Badges 3.0 credential names.
pub const SCHEMA_BADGE: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// The schema an Open Badges 3.0 endorsement names.
pub const SCHEMA_ENDORSEMENT: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json";

/// Why a credential was not written.
#[derive(Debug, Error)]
pub enum IssueError {
    /// A member of the draft is not what a credential may have.
    #[error("{0}")]
    Shape(#[from] ShapeFault),
    /// The key is not the issuer's.
    #[error("the key belongs to {found}, the issuer is {expected}")]
    WrongKey {
        /// The DID of the key.
        found: Box<Did>,
        /// The issuer.
        expected: Box<Did>,
    },
    /// The credential would be larger than a credential may be.
    #[error("the credential has {found} bytes, at most {most}")]
    TooLarge {
        /// Its bytes.
        found: usize,
        /// The bound.
        most: usize,
    },
    /// Signing failed.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl IssueError {
    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape(_) => "draft-wrong",
            Self::WrongKey { .. } => "key-not-issuers",
            Self::TooLarge { .. } => "credential-too-large",
            Self::Proof(_) => "signing-failed",
        }
    }

    /// Every code of this kind.
    pub const CODES: [&'static str; 4] =
        ["draft-wrong", "key-not-issuers", "credential-too-large", "signing-failed"];
}

/// Who issues, as the credential shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The identity that signs.
    pub did: Did,
    /// The name people know it by.
    pub name: String,
    /// Its page, if it has one.
    pub url: Option<String>,
}

/// Something that shows how the achievement was earned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceItem {
    /// Its address, if it lies somewhere.
    pub id: Option<String>,
    /// A short name.
    pub name: Option<String>,
    /// What it is or how it was made.
    pub narrative: Option<String>,
}

/// A badge about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct BadgeDraft {
    /// The credential's id, usually [`uuid`].
    pub id: String,
    /// Who issues.
    pub issuer: Issuer,
    /// Whom it is about.
    pub subject: Did,
    /// The `Achievement` object.
    pub achievement: Value,
    /// The first moment of validity.
    pub valid_from: Timestamp,
    /// The last moment, if there is one.
    pub valid_until: Option<Timestamp>,
    /// How this person earned it, in the issuer's words.
    pub narrative: Option<String>,
    /// What shows it.
    pub evidence: Vec<EvidenceItem>,
    /// Where a revocation would be found.
    pub status: Option<Place>,
}

/// An endorsement about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndorsementDraft {
    /// The credential's id, usually [`uuid`].
    pub id: String,
    /// Who endorses.
    pub issuer: Issuer,
    /// The id of what is endorsed: a credential, an achievement, an issuer or a person.
    pub target: String,
    /// Why, in the endorser's words.
    pub comment: Option<String>,
    /// The first moment of validity.
    pub valid_from: Timestamp,
    /// The last moment, if there is one.
    pub valid_until: Option<Timestamp>,
}

/// How a credential is signed.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// The suite of the one proof.
    pub suite: Suite,
    /// The issuer's identity key.
    pub key: &'a SecretKey,
    /// The moment of signing.
    pub now: Timestamp,
    /// The pinned contexts.
    pub contexts: &'a Contexts,
}

/// `urn:uuid:` of sixteen random bytes.
///
/// Source: RFC 9562 §5.4 (version 4).
#[must_use]
pub fn uuid(mut random: [u8; 16]) -> String {
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut random;
    *version = (*version & 0x0f) | 0x40;
    *variant = (*variant & 0x3f) | 0x80;
    let text = hex(&random);
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32)
    )
}

/// Signs a badge: the secured document, whose bytes are `to_bytes()` of it.
///
/// # Errors
/// [`IssueError`] where the draft is wrong, the key is another's, or signing fails.
pub fn badge(draft: &BadgeDraft, signing: &Signing<'_>) -> Result<Value, IssueError> {
    sign(&draft.unsigned()?, &draft.issuer.did, signing)
}

/// Signs an endorsement.
///
/// # Errors
/// [`IssueError`] where the draft is wrong, the key is another's, or signing fails.
pub fn endorsement(draft: &EndorsementDraft, signing: &Signing<'_>) -> Result<Value, IssueError> {
    sign(&draft.unsigned()?, &draft.issuer.did, signing)
}

fn sign(document: &Value, issuer: &Did, signing: &Signing<'_>) -> Result<Value, IssueError> {
    let found = Did::from(signing.key.public());
    if found != *issuer {
        return Err(IssueError::WrongKey { found: Box::new(found), expected: Box::new(*issuer) });
    }
    let method = issuer.verification_method();
    let signed = proof::sign(
        document,
        signing.suite,
        (signing.key, &method),
        signing.now,
        signing.contexts,
    )?;
    let found = signed.to_bytes().len();
    if found > CREDENTIAL_BYTES_MAX {
        return Err(IssueError::TooLarge { found, most: CREDENTIAL_BYTES_MAX });
    }
    Ok(signed)
}

impl BadgeDraft {
    /// The document to be signed.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn unsigned(&self) -> Result<Value, ShapeFault> {
        achievement(&self.achievement)?;
        let name = self.achievement.get("name").cloned().unwrap_or_default();
        let mut out = head(&self.id, "OpenBadgeCredential");
        out.insert("name", name);
        out.insert("issuer", self.issuer.to_value()?);
        dates(&mut out, self.valid_from, self.valid_until);
        let mut subject = Object::new();
        subject.insert("id", Value::from(self.subject.to_string()));
        subject.insert("type", list("AchievementSubject"));
        if let Some(text) = &self.narrative {
            subject.insert("narrative", Value::from(words(text, "narrative")?));
        }
        subject.insert("achievement", self.achievement.clone());
        out.insert("credentialSubject", Value::Object(subject));
        if !self.evidence.is_empty() {
            out.insert("evidence", evidence(&self.evidence)?);
        }
        if let Some(place) = self.status {
            out.insert("credentialStatus", place.to_value(&self.issuer.did));
        }
        finish(out, SCHEMA_BADGE)
    }
}

impl EndorsementDraft {
    /// The document to be signed.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn unsigned(&self) -> Result<Value, ShapeFault> {
        let mut out = head(&self.id, "EndorsementCredential");
        out.insert("name", Value::from("Endorsement"));
        out.insert("issuer", self.issuer.to_value()?);
        dates(&mut out, self.valid_from, self.valid_until);
        let mut subject = Object::new();
        subject.insert("id", Value::from(self.target.as_str()));
        subject.insert("type", list("EndorsementSubject"));
        if let Some(text) = &self.comment {
            subject.insert("endorsementComment", Value::from(words(text, "comment")?));
        }
        out.insert("credentialSubject", Value::Object(subject));
        finish(out, SCHEMA_ENDORSEMENT)
    }
}

impl Issuer {
    fn to_value(&self) -> Result<Value, ShapeFault> {
        let mut out = Object::new();
        out.insert("id", Value::from(self.did.to_string()));
        out.insert("type", list("Profile"));
        out.insert("name", Value::from(words(&self.name, "issuer.name")?));
        if let Some(url) = &self.url {
            if !is_url(url) {
                return fault("issuer.url", format!("{url:?} is no URL"));
            }
            out.insert("url", Value::from(url.as_str()));
        }
        Ok(Value::Object(out))
    }
}

fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, ShapeFault> {
    Err(ShapeFault { field: field.to_owned(), what: what.into() })
}

fn list(kind: &str) -> Value {
    Value::Array(vec![Value::from(kind)])
}

fn head(id: &str, kind: &str) -> Object {
    let mut out = Object::new();
    let contexts = [CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES].map(Value::from);
    out.insert("@context", Value::Array(contexts.to_vec()));
    out.insert("id", Value::from(id));
    out.insert("type", Value::Array(vec![Value::from("VerifiableCredential"), Value::from(kind)]));
    out
}

fn dates(out: &mut Object, from: Timestamp, until: Option<Timestamp>) {
    out.insert("validFrom", Value::from(from.to_string()));
    if let Some(until) = until {
        out.insert("validUntil", Value::from(until.to_string()));
    }
}

fn finish(mut out: Object, schema: &str) -> Result<Value, ShapeFault> {
    let mut node = Object::new();
    node.insert("id", Value::from(schema));
    node.insert("type", Value::from("JsonSchema"));
    out.insert("credentialSchema", Value::Array(vec![Value::Object(node)]));
    let document = Value::Object(out);
    shape::check(&document)?;
    Ok(document)
}

fn words<'a>(text: &'a str, field: &str) -> Result<&'a str, ShapeFault> {
    let text = text.trim();
    if text.is_empty() {
        return fault(field, "is empty");
    }
    if text.len() > CREDENTIAL_TEXT_BYTES_MAX {
        return fault(
            field,
            format!("has {} bytes, at most {CREDENTIAL_TEXT_BYTES_MAX}", text.len()),
        );
    }
    Ok(text)
}

fn evidence(items: &[EvidenceItem]) -> Result<Value, ShapeFault> {
    if items.len() > EVIDENCE_MAX {
        return fault("evidence", format!("has {} items, at most {EVIDENCE_MAX}", items.len()));
    }
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let mut node = Object::new();
        if let Some(id) = &item.id {
            if !is_url(id) {
                return fault("evidence.id", format!("{id:?} is no URL"));
            }
            node.insert("id", Value::from(id.as_str()));
        }
        node.insert("type", list("Evidence"));
        if let Some(name) = &item.name {
            node.insert("name", Value::from(words(name, "evidence.name")?));
        }
        if let Some(text) = &item.narrative {
            node.insert("narrative", Value::from(words(text, "evidence.narrative")?));
        }
        out.push(Value::Object(node));
    }
    Ok(Value::Array(out))
}

/// What Open Badges 3.0 §B.1.1 requires of an achievement.
fn achievement(node: &Value) -> Result<(), ShapeFault> {
    match node.get("id").and_then(Value::as_str) {
        Some(id) if is_url(id) => {}
        Some(id) => return fault("achievement.id", format!("{id:?} is no URL")),
        None => return fault("achievement.id", "is missing"),
    }
    if !types(node).any(|kind| kind == "Achievement") {
        return fault("achievement.type", "Achievement is not among them");
    }
    for name in ["name", "description"] {
        let text = node.get(name).and_then(Value::as_str);
        if text.is_none_or(|text| text.trim().is_empty()) {
            return fault(&format!("achievement.{name}"), "expected a text");
        }
    }
    if node.get("criteria").and_then(Value::as_object).is_none() {
        return fault("achievement.criteria", "expected an object");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bytes_make_a_version_four_uuid() {
        assert_eq!(uuid([0xff; 16]), "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid([0; 16]), "urn:uuid:00000000-0000-4000-8000-000000000000");
    }
}
