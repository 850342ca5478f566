//! `Ed25519Signature2020`: what most badges were signed by before `eddsa-rdfc-2022`, and the same
//! but for the name: Ed25519 over the hashes of two canonical RDF datasets.
//!
//! Source: Data Integrity EdDSA Cryptosuites 1.0 §A; Ed25519Signature2020, W3C Credentials
//! Community Group.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::rdfc::HashKind;
use bot_protocol::credential::proof::{ForeignSuite, ProofError, SecuredDocument, Unsupported};
use bot_protocol::identity::KeyCodec;

/// The suite; its proofs have a type of their own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ed25519Signature2020;

impl ForeignSuite for Ed25519Signature2020 {
    fn name(&self) -> &'static str {
        "Ed25519Signature2020"
    }

    fn proof_type(&self) -> &'static str {
        "Ed25519Signature2020"
    }

    fn reads_contexts(&self) -> bool {
        true
    }

    fn verify(&self, secured: &SecuredDocument<'_>) -> Result<(), ProofError> {
        if secured.key.codec != KeyCodec::Ed25519 {
            return Err(Unsupported::KeyKind(secured.key.codec).into());
        }
        let (options, document) = secured.canonical_rdf(HashKind::Sha256)?;
        let hashes = [options.as_str(), document].map(|text| sha256(&[text.as_bytes()]).to_bytes());
        super::check(secured, &hashes.concat())
    }
}
