//! `ecdsa-rdfc-2019` and `ecdsa-jcs-2019`: ECDSA over the hashes of two canonical forms, the
//! proof's and the document's.
//!
//! The curve of the key decides the hash, within the canonical form too: P-256 with SHA-256, P-384
//! with SHA-384. No other key signs by these suites.
//!
//! Source: Data Integrity ECDSA Cryptosuites 1.0 §3.2, §3.3.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::encode_base58btc;
use bot_protocol::canon::rdfc::HashKind;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{
    BadProof, ForeignSuite, ProofError, SecuredDocument, Unsupported, canonical_rdf,
};
use bot_protocol::identity::KeyCodec;
use sha2::{Digest as _, Sha256, Sha384};

use crate::signing::SigningKey;

/// One of the two suites.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ecdsa {
    name: &'static str,
    form: Form,
}

/// The canonical form that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Rdf,
    Json,
}

impl Ecdsa {
    /// Over canonical RDF.
    pub(super) const RDFC: Self = Self { name: "ecdsa-rdfc-2019", form: Form::Rdf };
    /// Over canonical JSON.
    pub(super) const JCS: Self = Self { name: "ecdsa-jcs-2019", form: Form::Json };
}

impl ForeignSuite for Ecdsa {
    fn name(&self) -> &'static str {
        self.name
    }

    fn proof_type(&self) -> &'static str {
        super::DATA_INTEGRITY
    }

    fn reads_contexts(&self) -> bool {
        self.form == Form::Rdf
    }

    fn verify(&self, secured: &SecuredDocument<'_>) -> Result<(), ProofError> {
        let hash = hash_of(secured.key.codec).map_err(ProofError::Unsupported)?;
        let (options, document) = match self.form {
            Form::Rdf => {
                let (options, document) = secured.canonical_rdf(hash)?;
                (options.into_bytes(), document.as_bytes())
            }
            Form::Json => secured.canonical_json()?,
        };
        super::check(secured, &[digest(hash, &options), digest(hash, document)].concat())
    }
}

/// Signs a document by `ecdsa-rdfc-2019`: the document with its proof, whose members besides the
/// signature are these.
///
/// # Errors
/// Where document or proof have no closed meaning, or the key is of another kind.
///
/// Source: Data Integrity ECDSA Cryptosuites 1.0 §3.2.1.
pub(crate) fn sign(
    document: &Object,
    mut proof: Object,
    key: &SigningKey,
    contexts: &Contexts,
) -> Result<Value, ProofError> {
    if document.contains("proof") {
        return Err(BadProof::Signed.into());
    }
    let hash = hash_of(key.codec())?;
    let reading = contexts.first_reading(document.get("@context"));
    let reading = reading.map_err(ProofError::contexts)?;
    let options = canonical_rdf(&proof, &reading, hash)?;
    let body = canonical_rdf(document, &reading, hash)?;
    let message = [digest(hash, options.as_bytes()), digest(hash, body.as_bytes())].concat();
    proof.insert("proofValue", encode_base58btc(&key.sign(&message)));
    let mut signed = document.clone();
    signed.insert("proof", proof);
    Ok(Value::Object(signed))
}

/// The hash that goes with a key.
fn hash_of(codec: KeyCodec) -> Result<HashKind, Unsupported> {
    match codec {
        KeyCodec::P256 => Ok(HashKind::Sha256),
        KeyCodec::P384 => Ok(HashKind::Sha384),
        KeyCodec::Ed25519
        | KeyCodec::X25519
        | KeyCodec::P521
        | KeyCodec::Secp256k1
        | KeyCodec::Rsa
        | KeyCodec::Bls12381G1
        | KeyCodec::Bls12381G2
        | KeyCodec::Bls12381G1G2 => Err(Unsupported::KeyKind(codec)),
    }
}

fn digest(hash: HashKind, bytes: &[u8]) -> Vec<u8> {
    match hash {
        HashKind::Sha256 => Sha256::digest(bytes).to_vec(),
        HashKind::Sha384 => Sha384::digest(bytes).to_vec(),
    }
}
