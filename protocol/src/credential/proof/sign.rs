//! Making a proof.

use super::members::key;
use super::{
    BadProof, Keys, ProofError, Purpose, SIGNATURE, Suite, Unsupported, eddsa_jcs, eddsa_rdfc,
};
use crate::canon::json::{Object, Value};
use crate::canon::multibase;
use crate::credential::contexts::Contexts;
use crate::identity::SecretKey;
use crate::time::Timestamp;

/// The document with a proof that asserts it, by `secret`, which `method` names.
///
/// # Errors
/// Where the document has a proof already, is not closed (whatever would not be signed is
/// refused), or where the method is a `did:key` of another key.
///
/// Source: Verifiable Credential Data Integrity 1.0 §4.2.
pub fn sign(
    document: &Value,
    suite: Suite,
    (secret, method): (&SecretKey, &str),
    created: Timestamp,
    contexts: &Contexts,
) -> Result<Value, ProofError> {
    let members = document.as_object().ok_or(BadProof::NoObject)?;
    if members.contains("proof") {
        return Err(BadProof::Signed.into());
    }
    own(secret, method)?;
    let mut proof = Object::new();
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", suite.as_str());
    proof.insert("created", created.to_string());
    proof.insert("verificationMethod", method);
    proof.insert("proofPurpose", Purpose::AssertionMethod.as_str());
    let context = members.get("@context");
    let (options, body) = match suite {
        Suite::EddsaRdfc2022 => {
            let reading = contexts.first_reading(context).map_err(ProofError::contexts)?;
            (eddsa_rdfc::options(&proof, &reading)?, eddsa_rdfc::unsecured(members, &reading)?)
        }
        Suite::EddsaJcs2022 => {
            if let Some(context) = context {
                proof.insert("@context", context.clone());
            }
            (eddsa_jcs::without(&proof, SIGNATURE), eddsa_jcs::without(members, "proof"))
        }
    };
    let message = [*options.as_bytes(), *body.as_bytes()].concat();
    let signature = secret.sign(&message);
    proof.insert(SIGNATURE, multibase::encode_base58btc(signature.as_bytes()));
    let mut secured = members.clone();
    secured.insert("proof", Value::Object(proof));
    Ok(Value::Object(secured))
}

/// Refuses a method that names another key than the one at hand.
fn own(secret: &SecretKey, method: &str) -> Result<(), ProofError> {
    match key(method, &Keys::new()) {
        Ok((public, _)) if public == secret.public() => Ok(()),
        Ok(_) => Err(BadProof::OtherKey(method.to_owned()).into()),
        // A method elsewhere, whose owner knows what key it has.
        Err(ProofError::Unsupported(Unsupported::Key(_))) => Ok(()),
        Err(fault) => Err(fault),
    }
}
