//! What whoever signs knows itself: its own name, the moment, and the context of its proof.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::shape::ShapeFault;

use super::{IssueFault, Issuing};

/// The base context of the data model 1.1, which does not define what newer proofs say.
const V1: &str = "https://www.w3.org/2018/credentials/v1";

/// The contexts that define it.
const DATA_INTEGRITY: [&str; 2] =
    ["https://w3id.org/security/data-integrity/v2", "https://w3id.org/security/data-integrity/v1"];

/// A credential with its issuer. One of the data model 1.1 gets its moment too, which that model
/// asks for.
pub(super) fn credential(document: &Value, issuing: &Issuing<'_>) -> Result<Value, IssueFault> {
    let mut members = unsigned(document)?;
    party(&mut members, "issuer", &issuing.issuer)?;
    if has_old_context(&members) && !members.contains("issuanceDate") {
        members.insert("issuanceDate", issuing.created.to_string());
    }
    Ok(with_proof_context(members))
}

/// A presentation with its holder.
pub(super) fn presentation(document: &Value, issuing: &Issuing<'_>) -> Result<Value, IssueFault> {
    let mut members = unsigned(document)?;
    party(&mut members, "holder", &issuing.issuer)?;
    Ok(with_proof_context(members))
}

fn unsigned(document: &Value) -> Result<Object, ShapeFault> {
    let fault = |field: &str, what: &str| {
        Err(ShapeFault { field: field.to_owned(), what: what.to_owned() })
    };
    let Some(members) = document.as_object() else { return fault("", "expected an object") };
    if members.contains("proof") {
        return fault("proof", "is there already; what is signed here has no other proof");
    }
    Ok(members.clone())
}

/// Names who signs, where the document does not; an object stays one.
fn party(members: &mut Object, name: &'static str, own: &str) -> Result<(), IssueFault> {
    let found = match members.get_mut(name) {
        None => {
            members.insert(name, own);
            return Ok(());
        }
        Some(Value::Object(node)) => match node.get("id") {
            None => {
                node.insert("id", own);
                return Ok(());
            }
            Some(id) => id.clone(),
        },
        Some(value) => value.clone(),
    };
    match found.as_str() {
        Some(text) if text != own => {
            let (found, expected) = (text.chars().take(200).collect(), own.to_owned());
            Err(IssueFault::Other { field: name, found, expected })
        }
        // What is no text is told by the data model's own rule.
        Some(_) | None => Ok(()),
    }
}

fn has_old_context(members: &Object) -> bool {
    let contexts = members.get("@context").and_then(Value::as_array).unwrap_or_default();
    contexts.first().and_then(Value::as_str) == Some(V1)
}

/// The document with the context by which the members of its proof map to URLs.
///
/// Source: Verifiable Credential Data Integrity 1.0 §2.5 (Contexts and Vocabularies).
fn with_proof_context(mut members: Object) -> Value {
    let known = |item: &Value| item.as_str().is_some_and(|url| DATA_INTEGRITY.contains(&url));
    let old = has_old_context(&members);
    if let Some(Value::Array(contexts)) = members.get_mut("@context")
        && old
        && !contexts.iter().any(known)
    {
        let [newest, _] = DATA_INTEGRITY;
        contexts.push(Value::from(newest));
    }
    Value::Object(members)
}
