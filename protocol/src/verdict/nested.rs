//! Credentials inside a credential: what a comprehensive learner record puts together.
//!
//! Each is judged by itself, integrity and status, as if it came alone. One that is no good is told
//! and takes nothing from the record around it: that says only that its issuer put them together.
//!
//! Source: Comprehensive Learner Record 2.0, ClrSubject (`verifiableCredential`).

use super::presented::Presented;
use super::reader::{Judging, Opened, Secured};
use super::{Reason, integrity, status};
use crate::canon::json::{Object, Value};
use crate::credential::model::{Credential, many};
use crate::limits::NESTED_MAX;
use crate::words::Lang;

/// A credential inside of another, and what is to be thought of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// Its id, its name and its issuer, where it says them.
    short: Object,
    /// Is it exactly what was signed, by a key of its issuer?
    pub integrity: Reason,
    /// Is it revoked, expired or not yet valid?
    pub status: Reason,
}

impl Nested {
    /// It as a JSON object, sentences in `lang` beside the codes.
    pub(super) fn to_json(&self, lang: Lang) -> Value {
        let mut short = self.short.clone();
        for (name, reason) in [("integrity", &self.integrity), ("status", &self.status)] {
            let mut finding = Object::new();
            finding.insert("answer", reason.answer().name());
            finding.insert("reason", reason.code());
            finding.insert("says", super::say(reason, lang));
            for (datum, value) in reason.data().iter() {
                finding.insert(datum, value.clone());
            }
            short.insert(name, finding);
        }
        Value::Object(short)
    }
}

/// What is to be thought of each credential inside, in their order; how many were not looked at goes
/// into the short form of the one around them.
pub(super) fn judge(
    credential: &Credential<'_>,
    judging: &Judging<'_>,
    short: &mut Object,
) -> Vec<Nested> {
    let unread = inside(credential).skip(NESTED_MAX).count();
    if unread > 0 {
        short.insert("nested_unread", u32::try_from(unread).unwrap_or(u32::MAX));
    }
    inside(credential).take(NESTED_MAX).map(|written| one(written, judging)).collect()
}

fn inside<'a>(credential: &Credential<'a>) -> impl Iterator<Item = &'a Value> + use<'a> {
    let held = credential.subjects().filter_map(|subject| subject.get("verifiableCredential"));
    held.flat_map(many)
}

fn one(written: &Value, judging: &Judging<'_>) -> Nested {
    let Some(secured) = read(written, judging) else {
        let integrity = Reason::ProofFormatUnsupported { format: "nested".to_owned() };
        return Nested { short: Object::new(), integrity, status: Reason::StatusUnproven {} };
    };
    let integrity = integrity::judge(&secured, judging);
    let status = status::proven(&secured, judging, &integrity);
    let completed = secured.completed(judging);
    let credential = Credential::new(&completed);
    let mut short = Object::new();
    let members =
        [("id", credential.id()), ("name", credential.name()), ("issuer", credential.issuer())];
    for (name, text) in members {
        if let Some(text) = text {
            short.insert(name, text);
        }
    }
    Nested { short, integrity: integrity.reason, status }
}

/// The credential and what secures it: as an object or as the text of an envelope.
fn read(written: &Value, judging: &Judging<'_>) -> Option<Secured> {
    let reader = judging.reader;
    if let Some(text) = written.as_str() {
        return match reader.dialects.open(text.as_bytes()) {
            Ok(Some(Opened::Credential(secured))) => Some(secured),
            Ok(Some(Opened::Presentation { .. }) | None) | Err(_) => None,
        };
    }
    let presented = Presented::of(written.clone(), &reader).ok()?;
    presented.secured().cloned()
}
