//! Writing credentials: Open Badges 3.0 badges and endorsements, signed by their issuer.
//!
//! Every member written is defined by the two contexts, so all of it is signed, and passes the
//! Open Badges 3.0 JSON schema. One proof a credential. A hashed e-mail address, or any other
//! hashed identifier, is never written: whoever guesses right learns it from the hash.
//!
//! Source: VC Data Model 2.0, Open Badges 3.0 §8; `spec/` credentials.

mod members;
mod rules;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::contexts::{Contexts, Profile};
use super::jsonld::{JsonLdError, JsonLdFault, with_quads};
use super::model::grammar::Class;
use super::model::grammar::classes::{ACHIEVEMENT, BADGE, ENDORSED, ENDORSEMENT, PROFILE, SUBJECT};
use super::model::praise::Praise;
use super::model::related;
use super::model::shape::{self, ShapeFault};
use super::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};
use super::proof::{self, BadProof, ProofError, Suite, Unsupported};
use super::status::Place;
use crate::canon::hash::hex;
use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::identity::SecretKey;
use crate::limits::CREDENTIAL_BYTES_MAX;
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

/// What an endorsement says beside its words.
#[derive(Clone, Debug, Default)]
pub struct Given<'a> {
    /// Why, in a word each.
    pub reasons: &'a [Praise],
    /// What is endorsed, as it is: no other of that id.
    pub content: Option<&'a Value>,
    /// Where it is looked for whether the endorser withdrew it.
    pub status: Option<Value>,
    /// What goes with it: a media type, and the content.
    pub attached: Option<(&'a str, &'a [u8])>,
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
    // The other suite reads the document by its contexts in any case.
    if signing.suite == Suite::EddsaJcs2022 {
        closed(document, signing.contexts)?;
    }
    let method = issuer.verification_method();
    let signer = (signing.key, method.as_str());
    let signed = proof::sign(document, signing.suite, signer, signing.now, signing.contexts);
    let signed = signed.map_err(|error| match error {
        ProofError::Bad(BadProof::Document(error))
        | ProofError::Unsupported(Unsupported::Document(error)) => {
            IssueError::Shape(unclosed(&error))
        }
        ProofError::Bad(_) | ProofError::Unsupported(_) => IssueError::Proof(error),
    })?;
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
        self.unsigned_with(&Object::new())
    }

    /// The document to be signed, with `more` members of an Open Badges 3.0 credential: what is
    /// said of the subject (`credentialSubject`), of the issuer (`issuer`), `evidence`,
    /// `termsOfUse` and so on. What the draft itself says is said there alone.
    ///
    /// # Errors
    /// The member that is wrong, unknown, or said by the draft already.
    pub fn unsigned_with(&self, more: &Object) -> Result<Value, ShapeFault> {
        let mut out = head(&self.id, BADGE.name);
        out.insert("name", self.achievement.get("name").cloned().unwrap_or_default());
        out.insert("issuer", self.issuer.to_value());
        dates(&mut out, self.valid_from, self.valid_until);
        let mut subject = Object::new();
        subject.insert("id", Value::from(self.subject.to_string()));
        subject.insert("type", list(SUBJECT.name));
        if let Some(text) = &self.narrative {
            subject.insert("narrative", Value::from(text.as_str()));
        }
        subject.insert("achievement", self.achievement.clone());
        out.insert("credentialSubject", Value::Object(subject));
        if !self.evidence.is_empty() {
            let items = self.evidence.iter().map(EvidenceItem::to_value).collect();
            out.insert("evidence", Value::Array(items));
        }
        if let Some(place) = self.status {
            out.insert("credentialStatus", place.to_value(&self.issuer.did));
        }
        out.insert("credentialSchema", schema(SCHEMA_BADGE));
        let own = [("issuer", ISSUER_OWN), ("credentialSubject", SUBJECT_OWN)];
        finish(members::joined(out, more, &own)?, &BADGE)
    }
}

/// Members of the issuer that are the identity's own, whatever a profile says.
const ISSUER_OWN: &[&str] = &["id"];
/// Members of a badge's subject that the draft says.
const SUBJECT_OWN: &[&str] = &["id", "achievement", "narrative"];

impl EndorsementDraft {
    /// The document to be signed.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn unsigned(&self) -> Result<Value, ShapeFault> {
        self.unsigned_with(&Object::new())
    }

    /// The document to be signed, which endorses this very content of what it is about and no other
    /// of that id.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn unsigned_of(&self, content: &Value) -> Result<Value, ShapeFault> {
        self.unsigned_giving(&Given { content: Some(content), ..Given::default() })
    }

    /// The document to be signed, with what is given beside the words.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn unsigned_giving(&self, given: &Given<'_>) -> Result<Value, ShapeFault> {
        let mut more = Object::new();
        if !given.reasons.is_empty() {
            let (name, reasons) = Praise::write(given.reasons)?;
            more.insert(name, reasons);
        }
        let mut document = self.unsigned_with(&more)?;
        if let Some(members) = document.as_object_mut() {
            if let Some(status) = &given.status {
                members.insert("credentialStatus", status.clone());
            }
            let pinned = given.content.map(|content| related::pinned(&self.target, content));
            let attached = given.attached.map(|(media, content)| related::inline(media, content));
            let resources: Vec<Value> = pinned.into_iter().chain(attached).collect();
            if !resources.is_empty() {
                // A member of every credential, that the class of endorsements has no word for.
                members.insert("relatedResource", Value::Array(resources));
            }
        }
        shape::check(&document)?;
        Ok(document)
    }

    /// The document to be signed, with `more` members of an Open Badges 3.0 endorsement: what is
    /// said of the endorser (`issuer`), `termsOfUse` and so on.
    ///
    /// # Errors
    /// The member that is wrong, unknown, or said by the draft already.
    pub fn unsigned_with(&self, more: &Object) -> Result<Value, ShapeFault> {
        let mut out = head(&self.id, ENDORSEMENT.name);
        out.insert("name", Value::from("Endorsement"));
        out.insert("issuer", self.issuer.to_value());
        dates(&mut out, self.valid_from, self.valid_until);
        let mut subject = Object::new();
        subject.insert("id", Value::from(self.target.as_str()));
        subject.insert("type", list(ENDORSED.name));
        if let Some(text) = &self.comment {
            subject.insert("endorsementComment", Value::from(text.as_str()));
        }
        out.insert("credentialSubject", Value::Object(subject));
        out.insert("credentialSchema", schema(SCHEMA_ENDORSEMENT));
        let own = [("issuer", ISSUER_OWN), ("credentialSubject", &["id"][..])];
        finish(members::joined(out, more, &own)?, &ENDORSEMENT)
    }
}

impl Issuer {
    fn to_value(&self) -> Value {
        let mut out = Object::new();
        out.insert("id", Value::from(self.did.to_string()));
        out.insert("type", list(PROFILE.name));
        out.insert("name", Value::from(self.name.as_str()));
        if let Some(url) = &self.url {
            out.insert("url", Value::from(url.as_str()));
        }
        Value::Object(out)
    }
}

impl EvidenceItem {
    fn to_value(&self) -> Value {
        let mut out = Object::new();
        for (name, text) in [("id", &self.id), ("name", &self.name), ("narrative", &self.narrative)]
        {
            if let Some(text) = text {
                out.insert(name, Value::from(text.as_str()));
            }
        }
        Value::Object(out)
    }
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

fn schema(id: &str) -> Value {
    let node = Value::object([("id", id), ("type", "JsonSchema")]);
    Value::Array(vec![node])
}

/// The document as it is written: by its class, by the data model, by what its parts say of each
/// other.
fn finish(document: Object, class: &Class) -> Result<Value, ShapeFault> {
    let document = class.write(&Value::Object(document))?;
    shape::check(&document)?;
    rules::check(&document)?;
    Ok(document)
}

/// Whether the contexts define every member of a document, so that all of it is signed.
///
/// # Errors
/// The member that no context defines, or that would not be signed.
pub fn closed(document: &Value, contexts: &Contexts) -> Result<(), ShapeFault> {
    with_quads(document, contexts, |_| ()).map_err(|error| unclosed(&error))
}

/// The same by the contexts of a profile, of which only that of test suites takes words as they
/// come.
///
/// # Errors
/// As [`closed`], and where a vocabulary would take any slip of the pen for a word.
pub fn closed_by(document: &Value, profile: Profile) -> Result<(), ShapeFault> {
    let contexts = profile.contexts();
    closed(document, contexts)?;
    let reading = contexts.first_reading(document.get("@context"));
    let vocabulary = reading.is_ok_and(|reading| reading.has_vocabulary());
    if vocabulary && !profile.takes_vocabularies() {
        let what = "a vocabulary would take any word as it comes".to_owned();
        return Err(ShapeFault { field: "@context".to_owned(), what });
    }
    Ok(())
}

/// Whether an achievement can be awarded as it is: its members are those of Open Badges 3.0 or
/// defined by a context it names, and say nothing against each other.
///
/// # Errors
/// The member that is wrong.
pub fn awardable(achievement: &Value, contexts: &Contexts) -> Result<(), ShapeFault> {
    let written = ACHIEVEMENT.write(achievement)?;
    rules::achievement(&written)?;
    rules::unhashed(&written)?;
    // A badge as small as can be, so that the achievement is read where it will stand.
    let mut badge = head("urn:uuid:00000000-0000-4000-8000-000000000000", BADGE.name);
    let mut subject = Object::new();
    subject.insert("type", list(SUBJECT.name));
    subject.insert("achievement", written);
    badge.insert("credentialSubject", subject);
    closed(&Value::Object(badge), contexts).map_err(|fault| {
        let field = fault.field.strip_prefix("credentialSubject.achievement.");
        ShapeFault { field: field.unwrap_or(&fault.field).to_owned(), what: fault.what }
    })
}

/// A fault of the JSON-LD lane by its member.
fn unclosed(error: &JsonLdError) -> ShapeFault {
    let pointer = error.path.trim_start_matches('/').replace('/', ".");
    let mut field = pointer.replace("~1", "/").replace("~0", "~");
    if let JsonLdFault::Context(_) = error.what {
        let dot = if field.is_empty() { "" } else { "." };
        field = format!("{field}{dot}@context");
    }
    ShapeFault { field, what: error.what.to_string() }
}
