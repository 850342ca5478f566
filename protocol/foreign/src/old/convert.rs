//! An older badge as the draft of an Open Badges 3.0 credential, for whoever awards it anew.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::jcs;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};
use bot_protocol::credential::proof::Work;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Asked, Evidence, Judging, Presented, Reason, Seal, Secured};

/// Why an older badge cannot be converted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ConvertFault {
    /// It is no badge of the time before Open Badges 3.0.
    #[error("it is no badge of the time before Open Badges 3.0")]
    NotOld,
    /// A part of it lies elsewhere and is not at hand: what the badge is about is not known.
    #[error("the {part} of the badge is not at hand: {url}")]
    Missing {
        /// `class`, `issuer`, or `badge` where only its address was found.
        part: String,
        /// Where it lies.
        url: String,
    },
    /// A part of it is not readable: what the badge is about is not known.
    #[error("a part of the badge is not had: {}", .0.code())]
    Part(
        /// The reason, with the address of the part.
        Reason,
    ),
}

/// The draft of an Open Badges 3.0 credential about the same achievement: without issuer, dates,
/// recipient and proof, which whoever signs it adds.
///
/// The achievement names its first issuer as its creator, and the subject names it as its source.
/// The evidence points to the badge as it was published, by its address and by the SHA-256 of its
/// canonical JSON. No identity is written, hashed or plain: a hash of an e-mail address can be
/// guessed.
///
/// # Errors
/// [`ConvertFault`].
pub fn converted(presented: &Presented, evidence: &Evidence) -> Result<Value, ConvertFault> {
    let secured = presented.secured().ok_or(ConvertFault::NotOld)?;
    let seal = secured.seal().filter(|seal| seal.format().starts_with("open-badges-"));
    let seal = seal.ok_or(ConvertFault::NotOld)?;
    let view = view(seal, secured, evidence);
    let reader = crate::reader();
    let asked = Asked::at(Timestamp::from_millis(0));
    let judging = Judging { evidence, asked: &asked, reader, work: &Work::default() };
    let missing = || lacking(seal, &judging);
    let subject = view.get("credentialSubject").ok_or_else(missing)?;
    let achievement = subject.get("achievement").and_then(Value::as_object).ok_or_else(missing)?;
    let name = achievement.get("name").ok_or_else(missing)?.clone();
    let creator = view.get("issuer").filter(|issuer| issuer.get("name").is_some());
    let creator = creator.ok_or_else(missing)?;
    let mut draft = Object::new();
    draft.insert("@context", [CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES]);
    draft.insert("type", ["VerifiableCredential", "OpenBadgeCredential"]);
    draft.insert("name", name);
    let mut about = Object::new();
    about.insert("type", ["AchievementSubject"]);
    about.insert("achievement", with_creator(achievement, creator));
    about.insert("source", creator.clone());
    if let Some(narrative) = subject.get("narrative") {
        about.insert("narrative", narrative.clone());
    }
    draft.insert("credentialSubject", about);
    let mut proof = vec![original(seal, &view, evidence)];
    proof.extend(view.get("evidence").into_iter().flat_map(Value::as_list).cloned());
    draft.insert("evidence", Value::Array(proof));
    Ok(Value::Object(draft))
}

/// Which part is not had, and why.
fn lacking(seal: &dyn Seal, judging: &Judging<'_>) -> ConvertFault {
    let lacks = seal.lacks(judging);
    let text = |lack: &Object, name: &str| Some(lack.get(name)?.as_str()?.to_owned());
    let part = lacks.iter().find(|lack| text(lack, "part").as_deref() != Some("key"));
    match part.and_then(|lack| text(lack, "part").zip(text(lack, "url"))) {
        Some((part, url)) => ConvertFault::Missing { part, url },
        None => ConvertFault::Part(seal.integrity(judging)),
    }
}

fn view(seal: &dyn Seal, secured: &Secured, evidence: &Evidence) -> Value {
    let asked = Asked::at(Timestamp::from_millis(0));
    let judging =
        Judging { evidence, asked: &asked, reader: crate::reader(), work: &Work::default() };
    seal.completed(&judging).unwrap_or_else(|| secured.document().clone())
}

fn with_creator(achievement: &Object, creator: &Value) -> Value {
    let mut node = achievement.clone();
    node.remove("endorsement");
    node.insert("creator", creator.clone());
    Value::Object(node)
}

/// The badge as it was published.
fn original(seal: &dyn Seal, view: &Value, evidence: &Evidence) -> Value {
    let mut node = Object::new();
    let id = view.get("id").and_then(Value::as_str);
    if let Some(id) = id {
        node.insert("id", id);
    }
    node.insert("type", ["Evidence"]);
    node.insert("name", "The badge as it was first awarded");
    let copy = id.and_then(|id| evidence.copy(id)).map(|copy| &copy.content);
    if let Some(written) = seal.original().or(copy) {
        let format = seal.format();
        let told = match written.as_str() {
            Some(text) => format!("{format}, SHA-256: {}", sha256(&[text.as_bytes()])),
            None => {
                let digest = sha256(&[&jcs::canonicalize(written)]);
                format!("{format}, SHA-256 of its canonical JSON: {digest}")
            }
        };
        node.insert("narrative", told);
    }
    Value::Object(node)
}
