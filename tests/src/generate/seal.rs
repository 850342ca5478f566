//! Proofs on made-up credentials: one, a set, or a chain.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.1, §2.1.2 and §4.2.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::rdfc::{Budget, Quad, canonicalize};
use bot_protocol::canon::{jcs, multibase};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::jsonld::with_quads;
use bot_protocol::credential::proof::Suite;
use bot_protocol::identity::{Did, SecretKey};

use super::badge::{Texts, Version, endorsement, unsigned};
use super::chance::Chance;

/// How a credential is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proofs {
    /// By one proof of the issuer.
    One(Suite),
    /// By proofs of the issuer and of another, each of its own suite.
    Set,
    /// By a proof of the issuer and one of another that stands upon it.
    Chain(Suite),
}

impl Proofs {
    /// Every way.
    pub const ALL: [Self; 5] = [
        Self::One(Suite::EddsaRdfc2022),
        Self::One(Suite::EddsaJcs2022),
        Self::Set,
        Self::Chain(Suite::EddsaRdfc2022),
        Self::Chain(Suite::EddsaJcs2022),
    ];
}

/// A credential whose proofs hold.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The seed it was made from.
    pub seed: u64,
    /// Its data model.
    pub version: Version,
    /// Its proofs.
    pub proofs: Proofs,
    /// The credential.
    pub document: Value,
}

/// The key of this number.
#[must_use]
pub fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// The DID of that key.
#[must_use]
pub fn did(number: u8) -> String {
    Did::from(key(number).public()).to_string()
}

/// A badge by key 1, with an endorsement by key 2 inside where chance has it.
#[must_use]
pub fn sealed(seed: u64, version: Version, texts: Texts, proofs: Proofs) -> Sealed {
    let mut chance = Chance::new(!seed);
    let mut document = unsigned(seed, version, texts, &did(1));
    if chance.one_in(3) {
        let target = document.get("id").and_then(Value::as_str).unwrap().to_owned();
        let inner = endorsement(seed ^ 1, version, texts, &did(2), &target);
        let mut inner = inner.as_object().unwrap().clone();
        inner.insert("id", format!("urn:endorsement:{seed}"));
        let inner = secure(&inner.into(), Proofs::One(Suite::EddsaRdfc2022), 2);
        document.as_object_mut().unwrap().insert("endorsement", Value::array([inner]));
    }
    Sealed { seed, version, proofs, document: secure(&document, proofs, 1) }
}

/// The document with proofs that assert it, the issuer having this key.
fn secure(document: &Value, proofs: Proofs, issuer: u8) -> Value {
    let other = issuer + 7;
    let proof = match proofs {
        Proofs::One(suite) => sign(document, options(suite, issuer), issuer),
        Proofs::Set => Value::array([
            sign(document, options(Suite::EddsaRdfc2022, issuer), issuer),
            sign(document, options(Suite::EddsaJcs2022, other), other),
        ]),
        Proofs::Chain(suite) => {
            let mut first = options(suite, issuer);
            first.insert("id", "urn:proof:first");
            let first = sign(document, first, issuer);
            let mut second = options(suite, other);
            second.insert("previousProof", "urn:proof:first");
            let below = with(document, "proof", Value::array([first.clone()]));
            Value::array([first, sign(&below, second, other)])
        }
    };
    with(document, "proof", proof)
}

fn with(document: &Value, name: &str, value: Value) -> Value {
    let mut copy = document.clone();
    copy.as_object_mut().unwrap().insert(name, value);
    copy
}

fn options(suite: Suite, signer: u8) -> Object {
    let method = Did::from(key(signer).public()).verification_method();
    let mut options = Object::new();
    options.insert("type", "DataIntegrityProof");
    options.insert("cryptosuite", suite.as_str());
    options.insert("created", "2026-01-02T00:00:00Z");
    options.insert("verificationMethod", method);
    options.insert("proofPurpose", "assertionMethod");
    options
}

/// The proof of these options over the document as it stands.
fn sign(document: &Value, mut options: Object, signer: u8) -> Value {
    let context = document.get("@context").cloned().unwrap();
    let name = options.get("cryptosuite").and_then(Value::as_str).unwrap();
    let whole = |options: &Object| with(&options.clone().into(), "@context", context.clone());
    let message = match Suite::read(name).unwrap() {
        Suite::EddsaRdfc2022 => [canonical(&whole(&options)), canonical(document)],
        Suite::EddsaJcs2022 => {
            options = whole(&options).as_object().unwrap().clone();
            [jcs::canonicalize(&options.clone().into()), jcs::canonicalize(document)]
        }
    };
    let hashes = message.map(|text| sha256(&[&text]).to_bytes()).concat();
    let signature = key(signer).sign(&hashes);
    options.insert("proofValue", multibase::encode_base58btc(signature.as_bytes()));
    options.into()
}

fn canonical(document: &Value) -> Vec<u8> {
    let form = |quads: &[Quad<'_>]| canonicalize(quads, Budget::default()).unwrap().text;
    let read = with_quads(document, Contexts::pinned(), form);
    read.unwrap_or_else(|fault| panic!("{fault}: {document}")).into_bytes()
}
