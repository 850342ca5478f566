//! Making a proof.

use super::{
    BadProof, ProofError, Purpose, SIGNATURE, Suite, Unsupported, Work, eddsa_jcs, eddsa_rdfc,
};
use crate::canon::hash::Hash;
use crate::canon::json::{Object, Value};
use crate::canon::multibase;
use crate::credential::contexts::Contexts;
use crate::identity::{Documents, KeyCodec, MethodError, Relation, SecretKey};
use crate::time::Timestamp;

/// What a proof says of itself, besides whose it is.
///
/// Source: Verifiable Credential Data Integrity 1.0 §2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofOptions<'a> {
    /// How it is made.
    pub suite: Suite,
    /// The moment of signing.
    pub created: Timestamp,
    /// What it is for.
    pub purpose: Purpose,
    /// The challenge it answers.
    pub challenge: Option<&'a str>,
    /// For whom alone it is meant.
    pub domain: Option<&'a str>,
}

impl ProofOptions<'static> {
    /// Of a proof that asserts what the document says.
    #[must_use]
    pub const fn asserting(suite: Suite, created: Timestamp) -> Self {
        let purpose = Purpose::AssertionMethod;
        Self { suite, created, purpose, challenge: None, domain: None }
    }
}

/// A document that can be signed, with all of its proof but the signature.
#[derive(Debug)]
pub struct Prepared<'k> {
    document: Object,
    proof: Object,
    message: [Hash; 2],
    secret: &'k SecretKey,
}

/// The document with a proof that asserts it, by `secret`, which `method` names.
///
/// # Errors
/// As [`prepare`].
pub fn sign(
    document: &Value,
    suite: Suite,
    signer: (&SecretKey, &str),
    created: Timestamp,
    contexts: &Contexts,
) -> Result<Value, ProofError> {
    Ok(prepare(document, &ProofOptions::asserting(suite, created), signer, contexts)?.sign())
}

/// Checks everything that signing needs, and signs nothing yet.
///
/// # Errors
/// Where the document has a proof already, is not closed (whatever would not be signed is
/// refused), or where the method is a `did:key` of another key.
///
/// Source: Verifiable Credential Data Integrity 1.0 §4.2.
pub fn prepare<'k>(
    document: &Value,
    options: &ProofOptions<'_>,
    (secret, method): (&'k SecretKey, &str),
    contexts: &Contexts,
) -> Result<Prepared<'k>, ProofError> {
    let members = document.as_object().ok_or(BadProof::NoObject)?;
    if members.contains("proof") {
        return Err(BadProof::Signed.into());
    }
    own(secret, method)?;
    let mut proof = members_of(options, method);
    let context = members.get("@context");
    let message = match options.suite {
        Suite::EddsaRdfc2022 => {
            let reading = contexts.first_reading(context).map_err(ProofError::contexts)?;
            let options = eddsa_rdfc::options(&proof, &reading, &Work::default())?;
            [options, eddsa_rdfc::unsecured(members, &reading)?]
        }
        Suite::EddsaJcs2022 => {
            if let Some(context) = context {
                proof.insert("@context", context.clone());
            }
            [eddsa_jcs::without(&proof, SIGNATURE), eddsa_jcs::without(members, "proof")]
        }
    };
    Ok(Prepared { document: members.clone(), proof, message, secret })
}

impl Prepared<'_> {
    /// The document with its proof.
    #[must_use]
    pub fn sign(self) -> Value {
        let Self { mut document, mut proof, message: [options, body], secret } = self;
        let signature = secret.sign(&[*options.as_bytes(), *body.as_bytes()].concat());
        proof.insert(SIGNATURE, multibase::encode_base58btc(signature.as_bytes()));
        document.insert("proof", Value::Object(proof));
        Value::Object(document)
    }
}

fn members_of(options: &ProofOptions<'_>, method: &str) -> Object {
    let mut proof = Object::new();
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", options.suite.as_str());
    proof.insert("created", options.created.to_string());
    proof.insert("verificationMethod", method);
    proof.insert("proofPurpose", options.purpose.as_str());
    for (name, text) in [("challenge", options.challenge), ("domain", options.domain)] {
        if let Some(text) = text {
            proof.insert(name, text);
        }
    }
    proof
}

/// Refuses a method that names another key than the one at hand.
fn own(secret: &SecretKey, method: &str) -> Result<(), ProofError> {
    let found = match Documents::new().method(method, Relation::AssertionMethod) {
        Ok(found) => found.key,
        // A method elsewhere, whose owner knows what key it has.
        Err(MethodError::NotHere(_)) => return Ok(()),
        Err(fault) => return Err(BadProof::Method(fault).into()),
    };
    if found.codec != KeyCodec::Ed25519 {
        return Err(Unsupported::KeyKind(found.codec).into());
    }
    if found.bytes == secret.public().as_bytes() {
        Ok(())
    } else {
        Err(BadProof::OtherKey(method.to_owned()).into())
    }
}
