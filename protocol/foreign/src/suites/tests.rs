//! Badges signed here by every suite and kind of key: whose they are, and what must not hold.

use std::sync::OnceLock;

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::multibase::{encode_base58btc, encode_base64url};
use bot_protocol::canon::rdfc::HashKind;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::canonical_rdf;
use bot_protocol::identity::{Documents, KeyCodec, Multikey, SecretKey};
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, judge};
use p256::ecdsa::signature::Signer as _;
use sha2::{Digest as _, Sha256, Sha384};

/// Somebody with a key of some kind and a way to be found.
struct Signer {
    issuer: String,
    method: String,
    key: Secret,
}

enum Secret {
    Ed25519(SecretKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl Secret {
    fn public(&self) -> Multikey {
        let (codec, bytes) = match self {
            Self::Ed25519(key) => (KeyCodec::Ed25519, key.public().as_bytes().to_vec()),
            Self::P256(key) => {
                (KeyCodec::P256, key.verifying_key().to_sec1_point(true).as_bytes().to_vec())
            }
            Self::P384(key) => {
                (KeyCodec::P384, key.verifying_key().to_sec1_point(true).as_bytes().to_vec())
            }
        };
        Multikey { codec, bytes }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.sign(message).as_bytes().to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    fn hash(&self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::P384(_) => Sha384::digest(text).to_vec(),
            Self::Ed25519(_) | Self::P256(_) => Sha256::digest(text).to_vec(),
        }
    }

    fn hash_kind(&self) -> HashKind {
        match self {
            Self::P384(_) => HashKind::Sha384,
            Self::Ed25519(_) | Self::P256(_) => HashKind::Sha256,
        }
    }

    /// The suites that this key signs by.
    fn suites(&self) -> &'static [&'static str] {
        match self {
            Self::Ed25519(_) => &["Ed25519Signature2020"],
            Self::P256(_) | Self::P384(_) => &["ecdsa-rdfc-2019", "ecdsa-jcs-2019"],
        }
    }
}

fn p256(seed: u8) -> Secret {
    Secret::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
}

fn p384(seed: u8) -> Secret {
    Secret::P384(p384::ecdsa::SigningKey::from_slice(&[seed; 48]).unwrap())
}

fn by_did_key(key: Secret) -> Signer {
    let issuer = key.public().to_string();
    let method = format!("{issuer}#{}", key.public().to_multikey());
    Signer { issuer, method, key }
}

/// Found by `did:jwk`: of P-256.
fn by_did_jwk(seed: u8) -> Signer {
    let secret = p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
    let point = secret.verifying_key().to_sec1_point(false);
    let [x, y] = [&point.as_bytes()[1..33], &point.as_bytes()[33..]].map(encode_base64url);
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
    let issuer = format!("did:jwk:{}", encode_base64url(jwk.as_bytes()));
    let method = format!("{issuer}#0");
    Signer { issuer, method, key: Secret::P256(secret) }
}

fn by_document(issuer: &str, key: Secret) -> Signer {
    Signer { issuer: issuer.to_owned(), method: format!("{issuer}#key-1"), key }
}

/// One of each, no two with one key.
fn signers() -> Vec<Signer> {
    vec![
        by_did_key(Secret::Ed25519(SecretKey::from_seed(&[1; 32]))),
        by_did_key(p256(2)),
        by_did_key(p384(3)),
        by_did_jwk(4),
        by_document("did:web:school.example", p256(5)),
        by_document("https://school.example/issuers/5", p384(6)),
        by_document("did:example:5", Secret::Ed25519(SecretKey::from_seed(&[7; 32]))),
    ]
}

/// The documents of all signers who have one.
fn documents() -> Documents {
    static DOCUMENTS: OnceLock<Documents> = OnceLock::new();
    DOCUMENTS.get_or_init(read_documents).clone()
}

fn read_documents() -> Documents {
    let mut documents = Documents::new();
    for Signer { issuer, method, key } in signers() {
        if !method.ends_with("#key-1") {
            continue;
        }
        let multikey = key.public().to_multikey();
        let text = format!(
            r##"{{"id": "{issuer}", "assertionMethod": ["#key-1"], "verificationMethod": [
                {{"id": "#key-1", "type": "Multikey", "controller": "{issuer}",
                "publicKeyMultibase": "{multikey}"}}]}}"##
        );
        documents.insert(&json::read(text.as_bytes()).unwrap()).unwrap();
    }
    documents
}

fn badge(issuer: &str) -> Object {
    let text = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
            "https://w3id.org/security/suites/ed25519-2020/v1"],
            "type": ["VerifiableCredential"], "issuer": "{issuer}",
            "credentialSubject": {{"id": "did:example:lea"}}}}"#
    );
    let Value::Object(badge) = json::read(text.as_bytes()).unwrap() else { panic!() };
    badge
}

/// The members of a proof by a suite, but for the signature.
fn proof(suite: &str, method: &str) -> Object {
    let mut proof = Object::new();
    if suite.starts_with("Ed25519") {
        proof.insert("type", suite);
    } else {
        proof.insert("type", "DataIntegrityProof");
        proof.insert("cryptosuite", suite);
    }
    proof.insert("created", "2026-01-01T00:00:00Z");
    proof.insert("verificationMethod", method);
    proof.insert("proofPurpose", "assertionMethod");
    proof
}

fn canonical(object: &Object, suite: &str, hash: HashKind) -> Vec<u8> {
    if suite == "ecdsa-jcs-2019" {
        return bot_protocol::canon::jcs::canonicalize(&Value::Object(object.clone()));
    }
    let context = badge("did:example:1").get("@context").cloned();
    let reading = Contexts::pinned().first_reading(context.as_ref()).unwrap();
    canonical_rdf(object, &reading, hash).unwrap().into_bytes()
}

fn signed(issuer: &str, signer: &Signer, suite: &str) -> Value {
    let (mut badge, mut proof) = (badge(issuer), proof(suite, &signer.method));
    let hashed =
        |object: &Object| signer.key.hash(&canonical(object, suite, signer.key.hash_kind()));
    let message = [hashed(&proof), hashed(&badge)].concat();
    proof.insert("proofValue", encode_base58btc(&signer.key.sign(&message)));
    badge.insert("proof", Value::Object(proof));
    Value::Object(badge)
}

fn said(badge: &Value) -> &'static str {
    let reader = crate::reader();
    let mut evidence = Evidence::new();
    evidence.hear_documents(documents());
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    let presented = Presented::read(&badge.to_bytes(), &reader).unwrap();
    judge(&presented, &evidence, &asked, &reader).reason(Question::Integrity).code()
}

fn proof_of(badge: &mut Value) -> &mut Object {
    badge.as_object_mut().unwrap().get_mut("proof").unwrap().as_object_mut().unwrap()
}

#[test]
fn a_badge_is_its_signers_alone() {
    let signers = signers();
    for (one, signer) in signers.iter().enumerate() {
        for suite in signer.key.suites() {
            for (other, issuer) in signers.iter().enumerate() {
                let badge = signed(&issuer.issuer, signer, suite);
                let found = said(&badge);
                let expected = if one == other { "signed-by-issuer" } else { "proof-by-another" };
                assert_eq!(found, expected, "{} by {} ({suite})", issuer.issuer, signer.method);
                // The method of another, over the signature of this one.
                let mut stolen = badge;
                proof_of(&mut stolen).insert("verificationMethod", issuer.method.clone());
                assert_eq!(said(&stolen) == "signed-by-issuer", one == other);
            }
        }
    }
}

#[test]
fn the_curve_decides_the_hash_and_the_form_the_suite() {
    for signer in signers() {
        for suite in signer.key.suites() {
            let whole = signed(&signer.issuer, &signer, suite);
            assert_eq!(said(&whole), "signed-by-issuer");
            for other in ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"] {
                let mut twin = whole.clone();
                proof_of(&mut twin).insert("type", "DataIntegrityProof");
                proof_of(&mut twin).insert("cryptosuite", other);
                assert_eq!(said(&twin) == "signed-by-issuer", other == *suite, "{suite} {other}");
            }
            for purpose in ["authentication", "keyAgreement"] {
                let mut twin = whole.clone();
                proof_of(&mut twin).insert("proofPurpose", purpose);
                assert_eq!(said(&twin), "proof-malformed");
            }
            for (name, value) in [
                ("expires", Value::from("2026-11-01T00:00:00Z")),
                ("challenge", Value::from("1")),
                ("jws", Value::from("e30..")),
                ("nonce", Value::from(5_u32)),
                ("id", Value::from("urn:x")),
                ("@context", Value::from("https://www.w3.org/ns/credentials/v2")),
            ] {
                let mut twin = whole.clone();
                proof_of(&mut twin).insert(name, value);
                assert_ne!(said(&twin), "signed-by-issuer", "{suite} {name}");
            }
        }
    }
}

#[test]
fn a_hash_of_the_other_length_does_not_fit() {
    let signer = by_did_key(p384(3));
    let (mut badge, mut proof) = (badge(&signer.issuer), proof("ecdsa-jcs-2019", &signer.method));
    let hashed = |object: &Object| {
        Sha256::digest(canonical(object, "ecdsa-jcs-2019", HashKind::Sha256)).to_vec()
    };
    let message = [hashed(&proof), hashed(&badge)].concat();
    proof.insert("proofValue", encode_base58btc(&signer.key.sign(&message)));
    badge.insert("proof", Value::Object(proof));
    assert_eq!(said(&Value::Object(badge)), "signature-wrong");
}

#[test]
fn keys_that_are_no_points_are_told() {
    let signer = by_did_key(p256(2));
    let whole = signed(&signer.issuer, &signer, "ecdsa-jcs-2019");
    let mut bytes = vec![2];
    bytes.extend([0xff; 32]);
    let key = Multikey { codec: KeyCodec::P256, bytes };
    let mut twin = whole.clone();
    let method = format!("{key}#{}", key.to_multikey());
    proof_of(&mut twin).insert("verificationMethod", method);
    assert_eq!(said(&twin), "proof-malformed");
}
