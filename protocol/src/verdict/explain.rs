//! What was hashed, by which contexts and with which key, for whoever wants to follow it by hand.
//!
//! Nothing here is judged: it is told whether the signature fits or not.

use super::reader::{Judging, Secured};
use super::{Asked, Evidence, Presented, Reader, Reason, say};
use crate::canon::json::{Object, Value};
use crate::credential::contexts::ContextUsed;
use crate::credential::proof::{
    Check, ExplainedDisclosure, ExplainedProof, ProofError, Purpose, Unsupported,
};
use crate::identity::KeySource;
use crate::words::{self, Args, Lang};

/// What every signature of a badge, or of each of several, and of the presentation around them is
/// over.
///
/// Source: Data Integrity 1.0 §4.2 (add proof), §4.4 (verify proof), and each suite's hashing.
#[must_use]
pub fn explain(
    presented: &Presented,
    evidence: &Evidence,
    asked: &Asked,
    reader: &Reader<'_>,
) -> Object {
    let proven = presented.with_proof(evidence, reader);
    let dated = proven.as_of(asked.now);
    let evidence = dated.as_ref();
    let (work, _) = super::several::accounts(presented.credentials().len());
    let judging = Judging { evidence, asked, reader: *reader, work: &work };
    let told = |secured: &Secured, purpose| Value::Object(one(secured, &judging, purpose));
    let mut explanation = Object::new();
    match presented.credentials() {
        [] => {}
        [credential] => {
            explanation.insert("credential", told(credential, Purpose::AssertionMethod));
        }
        several => {
            let each = several.iter().map(|one| told(one, Purpose::AssertionMethod)).collect();
            explanation.insert("credentials", Value::Array(each));
        }
    }
    if let Some(presentation) = presented.presentation() {
        explanation.insert("presentation", told(presentation, Purpose::Authentication));
    }
    explanation
}

fn one(secured: &Secured, judging: &Judging<'_>, purpose: Purpose) -> Object {
    let mut told = Object::new();
    if let Some(seal) = secured.seal() {
        told.insert("format", seal.format());
        seal.explain(judging).iter().for_each(|(name, value)| {
            told.insert(name, value.clone());
        });
        return told;
    }
    let (contexts, suites) = (judging.reader.contexts, judging.reader.dialects.suites());
    let documents = judging.evidence.documents();
    let work = judging.work;
    match (Check { contexts, suites, documents, purpose, work }).explain(secured.document()) {
        Ok(proofs) => {
            let told_of = |one| Value::Object(proof(one, secured.document()));
            let proofs = proofs.iter().map(told_of).collect();
            told.insert("proofs", Value::Array(proofs));
        }
        Err(fault) => {
            if let ProofError::Unsupported(Unsupported::Suite(suite)) = &fault {
                told.insert("suite_unread", suite.as_str());
            }
            let text = fault.to_string();
            let reason = super::integrity::of_fault(fault, secured.document());
            unfollowed(&mut told, &text, &reason);
        }
    }
    told
}

/// Tells why something cannot be followed: for programs what exactly was found, for people the
/// reason in every language.
pub fn unfollowed(told: &mut Object, fault: &str, reason: &Reason) {
    told.insert("fault", fault);
    let says = Lang::ALL.into_iter().map(|lang| (lang.tag(), say(reason, lang)));
    told.insert("says", says.collect::<Object>());
}

fn proof(explained: &ExplainedProof, document: &Value) -> Object {
    let mut told = Object::new();
    told.insert("suite", explained.suite);
    told.insert("method", explained.method.as_str());
    told.insert("key", explained.key.key.to_multikey());
    told.insert("controller", explained.key.controller.as_str());
    let source = match explained.key.source {
        KeySource::Identifier => "identifier",
        KeySource::Document => "document",
    };
    told.insert("key_source", source);
    told.insert("options", Value::Object(explained.options.clone()));
    if let Some(signed) = &explained.signed {
        told.insert("form", signed.form);
        told.insert("hash", signed.hash);
        told.insert("options_canonical", signed.options.as_str());
        told.insert("options_hash", signed.options_hash.as_str());
        told.insert("document_canonical", signed.document.as_str());
        told.insert("document_hash", signed.document_hash.as_str());
    }
    if let Some(disclosed) = &explained.disclosed {
        told.insert("form", "RDFC-1.0");
        told.insert("hash", disclosed.of.hash);
        told.insert("options_canonical", disclosed.of.options.as_str());
        told.insert("options_hash", disclosed.options_hash.as_str());
        told.insert("statements", statements(disclosed));
        told.insert("mandatory_hash", disclosed.mandatory_hash.as_str());
        told.insert("disclosure_key", disclosed.of.key.to_multikey());
    }
    if let Some(fault) = &explained.fault {
        let reason = super::integrity::of_fault(fault.clone(), document);
        unfollowed(&mut told, &fault.to_string(), &reason);
    }
    let contexts = explained.contexts.iter().map(context).collect();
    told.insert("contexts", Value::Array(contexts));
    told
}

/// Each statement with whether the issuer made it mandatory, in the order in which they are signed.
fn statements(disclosed: &ExplainedDisclosure) -> Value {
    let of = &disclosed.of;
    let told = of.statements.iter().enumerate().map(|(place, text)| {
        let mut told = Object::new();
        told.insert("text", text.as_str());
        told.insert("mandatory", of.mandatory.contains(&place));
        Value::Object(told)
    });
    Value::Array(told.collect())
}

/// A context as it is told: its URL, which content, and when the user added it, if so.
pub(super) fn context(used: &ContextUsed) -> Value {
    let mut told = Object::new();
    told.insert("url", used.url.as_str());
    told.insert("sha256", used.sha256.to_string());
    if let Some(added) = used.added {
        told.insert("added", added.to_string());
    }
    Value::Object(told)
}

/// By which content of a context a badge was read, as a sentence.
pub(super) fn noted(used: &ContextUsed, lang: Lang) -> String {
    let args = Args::new().text("url", used.url.as_str()).text("sha256", used.sha256.to_string());
    match used.added {
        Some(added) => words::say(lang, "context-added", &args.text("added", added.to_string())),
        None => words::say(lang, "context-chosen", &args),
    }
}
