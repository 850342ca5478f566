//! Foreign suites of proofs that stand in the document: one file each.
//!
//! The core reads a proof's members, finds its key and orders sets and chains; here is only whether
//! a signature fits. What is not among [`ALL`] is not known and so told by its name: base proofs of
//! `ecdsa-sd-2023`, which are for the holder alone, and all of `bbs-2023`.

pub(crate) mod ecdsa;
mod ecdsa_sd;
mod ed25519_2020;
#[cfg(test)]
mod tests;

use bot_protocol::canon::multibase;
use bot_protocol::credential::proof::{
    BadProof, ForeignSuite, ProofError, SecuredDocument, Unsupported,
};
use bot_protocol::identity::{DidError, KeyError, MethodError, Multikey};

use crate::signature::{self, SignatureFault};

/// Every suite there is.
pub(crate) const ALL: &[&dyn ForeignSuite] = &[
    &ed25519_2020::Ed25519Signature2020,
    &ecdsa::Ecdsa::RDFC,
    &ecdsa::Ecdsa::JCS,
    &ecdsa_sd::EcdsaSd2023,
];

/// The type of proofs that name a cryptosuite.
const DATA_INTEGRITY: &str = "DataIntegrityProof";

/// The text of the member that holds the signature.
fn proof_value<'a>(secured: &SecuredDocument<'a>) -> Result<&'a str, ProofError> {
    let value = secured.proof.get("proofValue").and_then(|value| value.as_str());
    Ok(value.ok_or(BadProof::Missing("proofValue"))?)
}

/// Checks that the signature in base58btc is that of the proof's key over `message`.
fn check(secured: &SecuredDocument<'_>, message: &[u8]) -> Result<(), ProofError> {
    let bytes = multibase::decode_base58btc(proof_value(secured)?);
    let bytes = bytes.map_err(|fault| BadProof::Value(Some(fault)))?;
    verify(secured.key, message, &bytes, secured.method)
}

/// Checks one signature, with its faults told as those of a proof by the key `method`.
fn verify(key: &Multikey, message: &[u8], bytes: &[u8], method: &str) -> Result<(), ProofError> {
    signature::verify(key, message, bytes).map_err(|fault| match fault {
        SignatureFault::Kind(codec) => Unsupported::KeyKind(codec).into(),
        // The suites here sign with points alone, whose lengths were looked at before.
        SignatureFault::Key(_) | SignatureFault::Short { .. } | SignatureFault::Long { .. } => {
            BadProof::Method(MethodError::Did(DidError::Key(KeyError::NotOnCurve))).into()
        }
        SignatureFault::Form(_) => BadProof::Value(None).into(),
        SignatureFault::Mismatch => BadProof::Signature(method.to_owned()).into(),
    })
}
