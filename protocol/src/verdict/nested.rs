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

/// Puts what is told of each credential inside into the short form of the one around them, in their
/// order, and how many were not looked at; nothing where there are none.
pub(super) fn tell(credential: &Credential<'_>, judging: &Judging<'_>, short: &mut Object) {
    let nested: Vec<Value> =
        inside(credential).take(NESTED_MAX).map(|one| told(one, judging)).collect();
    if !nested.is_empty() {
        short.insert("nested", Value::Array(nested));
    }
    let unread = inside(credential).skip(NESTED_MAX).count();
    if unread > 0 {
        short.insert("nested_unread", u32::try_from(unread).unwrap_or(u32::MAX));
    }
}

fn inside<'a>(credential: &Credential<'a>) -> impl Iterator<Item = &'a Value> + use<'a> {
    let held = credential.subjects().filter_map(|subject| subject.get("verifiableCredential"));
    held.flat_map(many)
}

fn told(written: &Value, judging: &Judging<'_>) -> Value {
    let Some(secured) = read(written, judging) else {
        let format = "nested".to_owned();
        let integrity = Reason::ProofFormatUnsupported { format };
        return entry(Object::new(), &integrity, &Reason::StatusUnproven {});
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
    entry(short, &integrity.reason, &status)
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

fn entry(mut short: Object, integrity: &Reason, status: &Reason) -> Value {
    for (name, reason) in [("integrity", integrity), ("status", status)] {
        let mut finding = Object::new();
        finding.insert("answer", reason.answer().name());
        finding.insert("reason", reason.code());
        for (datum, value) in reason.data().iter() {
            finding.insert(datum, value.clone());
        }
        short.insert(name, finding);
    }
    Value::Object(short)
}
