//! Derived proofs of `ecdsa-sd-2023`: the holder shows some statements of a credential, each with
//! the issuer's signature, and all of those that the issuer made mandatory.
//!
//! Every statement of the document is under a signature: the mandatory ones together under that of
//! the issuer's key, each other one under that of a key made for this credential, which the
//! issuer's key signed too. There is no signature too many or too few; every blank node has a label
//! in the proof and no two have the same. What was left out cannot be seen. Base proofs, from which
//! others are derived, hold what only the holder may know; they are not checked.
//!
//! Source: Data Integrity ECDSA Cryptosuites 1.0 §3.4, §3.5.

mod disclosure;
mod statements;
#[cfg(test)]
mod tests;

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase;
use bot_protocol::canon::rdfc::HashKind;
use bot_protocol::credential::proof::{
    BadProof, Disclosed, ForeignSuite, ProofError, SecuredDocument, Unsupported,
};
use bot_protocol::identity::{KeyCodec, Multikey};
use bot_protocol::limits::DISCLOSED_STATEMENTS_MAX;

use self::disclosure::Disclosure;
use super::{proof_value, verify};

/// The suite; derived proofs alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct EcdsaSd2023;

const NAME: &str = "ecdsa-sd-2023";

/// How the bytes of a proof begin: derived, and base.
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];
const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];

/// The multicodec prefix of a P-256 key.
const P256_PREFIX: [u8; 2] = [0x80, 0x24];

impl ForeignSuite for EcdsaSd2023 {
    fn name(&self) -> &'static str {
        NAME
    }

    fn proof_type(&self) -> &'static str {
        super::DATA_INTEGRITY
    }

    fn reads_contexts(&self) -> bool {
        true
    }

    fn selective(&self) -> bool {
        true
    }

    fn verify(&self, secured: &SecuredDocument<'_>) -> Result<(), ProofError> {
        if secured.key.codec != KeyCodec::P256 {
            return Err(Unsupported::KeyKind(secured.key.codec).into());
        }
        let bytes = bytes(secured)?;
        let disclosure = disclosure(&bytes)?;
        if disclosure.signatures.len() > DISCLOSED_STATEMENTS_MAX {
            return Err(Unsupported::Effort.into());
        }
        // The key of single statements is of the same kind.
        secured.work.pay_signatures(secured.key, disclosure.signatures.len())?;
        check(secured, &disclosure)
    }

    fn disclosed(&self, secured: &SecuredDocument<'_>) -> Result<Option<Disclosed>, ProofError> {
        let bytes = bytes(secured)?;
        let disclosure = disclosure(&bytes)?;
        let (options, document) = secured.canonical_rdf(HashKind::Sha256)?;
        let statements = statements::labelled(document, &disclosure.labels);
        let statements = statements.ok_or(BadProof::Value(None))?;
        let key = own_key(&disclosure)?;
        // Whether there are so many statements is told as well.
        statements::split(&statements, &disclosure.mandatory).ok_or(BadProof::Value(None))?;
        // Their order in the proof says nothing: they are signed in the order of the statements.
        let mut mandatory = disclosure.mandatory;
        mandatory.sort_unstable();
        Ok(Some(Disclosed { hash: "SHA-256", options, statements, mandatory, key }))
    }
}

/// The bytes of the proof's value.
fn bytes(secured: &SecuredDocument<'_>) -> Result<Vec<u8>, ProofError> {
    let bytes = multibase::decode_base64url_multibase(proof_value(secured)?);
    Ok(bytes.map_err(|fault| BadProof::Value(Some(fault)))?)
}

/// The parts of a derived proof.
fn disclosure(bytes: &[u8]) -> Result<Disclosure<'_>, ProofError> {
    if bytes.starts_with(&BASE) {
        return Err(Unsupported::BaseProof(NAME).into());
    }
    let body = bytes.strip_prefix(&DERIVED).ok_or(BadProof::Value(None))?;
    Ok(Disclosure::read(body).ok_or(BadProof::Value(None))?)
}

/// The key that signed each statement that is not mandatory.
fn own_key(disclosure: &Disclosure<'_>) -> Result<Multikey, ProofError> {
    let point = disclosure.public_key.strip_prefix(&P256_PREFIX).ok_or(BadProof::Value(None))?;
    Ok(Multikey { codec: KeyCodec::P256, bytes: point.to_vec() })
}

fn check(secured: &SecuredDocument<'_>, disclosure: &Disclosure<'_>) -> Result<(), ProofError> {
    let (options, document) = secured.canonical_rdf(HashKind::Sha256)?;
    let lines = statements::labelled(document, &disclosure.labels).ok_or(BadProof::Value(None))?;
    let (mandatory, others) =
        statements::split(&lines, &disclosure.mandatory).ok_or(BadProof::Value(None))?;
    if others.len() != disclosure.signatures.len() {
        return Err(BadProof::Signature(secured.method.to_owned()).into());
    }
    let message = [
        &sha256(&[options.as_bytes()]).as_bytes()[..],
        disclosure.public_key,
        sha256(&mandatory).as_bytes(),
    ]
    .concat();
    verify(secured.key, &message, disclosure.base_signature, secured.method)?;
    let key = own_key(disclosure)?;
    for (line, signature) in others.iter().zip(&disclosure.signatures) {
        verify(&key, line, signature, secured.method)?;
    }
    Ok(())
}
