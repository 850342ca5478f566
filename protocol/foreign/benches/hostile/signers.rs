//! Keys that sign what is made to cost: the dearest of each kind.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::jcs;
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::{encode_base58btc, encode_base64url_multibase};
use bot_protocol::canon::rdfc::HashKind;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::canonical_rdf;
use bot_protocol::identity::{KeyCodec, Multikey};
use p256::ecdsa::signature::Signer as _;
use sha2::{Digest as _, Sha384};

/// A key of a kind by its bytes.
pub(crate) fn multikey(codec: KeyCodec, bytes: &[u8]) -> Multikey {
    Multikey { codec, bytes: bytes.to_vec() }
}

/// The identifier of a key, and the URL of the key itself.
pub(crate) fn did(key: &Multikey) -> (String, String) {
    (key.to_string(), format!("{key}#{}", key.to_multikey()))
}

/// An issuer whose P-384 key signs.
pub(crate) struct Slow(p384::ecdsa::SigningKey);

impl Slow {
    pub(crate) fn new() -> Self {
        Self(p384::ecdsa::SigningKey::from_slice(&[5; 48]).expect("a number below the order"))
    }

    pub(crate) fn key(&self) -> Multikey {
        multikey(KeyCodec::P384, self.0.verifying_key().to_sec1_point(true).as_bytes())
    }

    /// A proof by `ecdsa-jcs-2019` over a document.
    pub(crate) fn proof(&self, document: &Object) -> Object {
        let mut proof = options("ecdsa-jcs-2019", &did(&self.key()).1);
        if let Some(context) = document.get("@context") {
            proof.insert("@context", context.clone());
        }
        let digest = |object: &Object| {
            Sha384::digest(jcs::canonicalize(&Value::Object(object.clone()))).to_vec()
        };
        let message = [digest(&proof), digest(document)].concat();
        let signature: p384::ecdsa::Signature = self.0.sign(&message);
        proof.insert("proofValue", encode_base58btc(&signature.to_bytes()));
        proof
    }
}

fn options(suite: &str, method: &str) -> Object {
    let mut proof = Object::new();
    proof.insert("type", "DataIntegrityProof");
    proof.insert("cryptosuite", suite);
    proof.insert("created", "2026-01-01T00:00:00Z");
    proof.insert("verificationMethod", method);
    proof.insert("proofPurpose", "assertionMethod");
    proof
}

/// An issuer of credentials of which holders show single statements.
pub(crate) struct Selective(p256::ecdsa::SigningKey);

impl Selective {
    pub(crate) fn new() -> Self {
        Self(p256::ecdsa::SigningKey::from_slice(&[6; 32]).expect("a number below the order"))
    }

    pub(crate) fn key(&self) -> Multikey {
        multikey(KeyCodec::P256, self.0.verifying_key().to_sec1_point(true).as_bytes())
    }

    /// A derived proof over a document without blank nodes, none of its statements mandatory.
    pub(crate) fn proof(&self, document: &Object) -> Object {
        let mut proof = options("ecdsa-sd-2023", &did(&self.key()).1);
        let reading = Contexts::pinned().first_reading(document.get("@context"));
        let reading = reading.expect("known contexts");
        let canonical = |object: &Object| {
            canonical_rdf(object, &reading, HashKind::Sha256).expect("a closed meaning")
        };
        let (head, body) = (canonical(&proof), canonical(document));
        let mut lines: Vec<&str> = body.split_inclusive('\n').collect();
        lines.sort_unstable();
        let sign = |message: &[u8]| -> Vec<u8> {
            let signature: p256::ecdsa::Signature = self.0.sign(message);
            signature.to_bytes().to_vec()
        };
        let public = [&[0x80, 0x24][..], &self.key().bytes].concat();
        let base = [
            sha256(&[head.as_bytes()]).as_bytes().to_vec(),
            public.clone(),
            sha256(&[]).as_bytes().to_vec(),
        ];
        let string = |bytes: &[u8]| [&[0x58, bytes.len() as u8][..], bytes].concat();
        let mut value = vec![0xd9, 0x5d, 0x01, 0x85];
        value.extend([string(&sign(&base.concat())), string(&public)].concat());
        value.push(0x99);
        value.extend((lines.len() as u16).to_be_bytes());
        if lines.len() < 256 {
            value.truncate(value.len() - 3);
            value.extend([0x98, lines.len() as u8]);
        }
        lines.iter().for_each(|line| value.extend(string(&sign(line.as_bytes()))));
        value.extend([0xa0, 0x80]);
        proof.insert("proofValue", encode_base64url_multibase(&value));
        proof
    }
}
