//! The members of a proof: each of its type, none missing, none unknown.
//!
//! A proof is signed too, but a program that overlooks a member it does not know could be led to
//! believe in a condition that was never checked. So unknown members are refused.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.

use std::collections::BTreeSet;

use super::{BadProof, Check, ForeignSuite, ProofError, Purpose, SIGNATURE, Suite, Unsupported};
use crate::canon::json::{Object, Value};
use crate::canon::multibase;
use crate::identity::{KeyCodec, Method, MethodError, PublicKey, Signature};
use crate::time::Timestamp;

/// A proof whose members are read and whose signature is still to be checked.
pub(super) struct Claim<'d> {
    /// The members as they stand in the document.
    pub(super) members: &'d Object,
    pub(super) id: Option<&'d str>,
    pub(super) way: Way<'d>,
    pub(super) purpose: Purpose,
    pub(super) method: &'d str,
    pub(super) key: Method,
    pub(super) created: Option<Timestamp>,
    pub(super) expires: Option<Timestamp>,
    pub(super) previous: Vec<&'d str>,
    pub(super) challenge: Option<&'d str>,
    pub(super) domain: Vec<&'d str>,
    /// The contexts the proof itself names.
    pub(super) context: Option<&'d Value>,
}

/// How a proof is checked.
pub(super) enum Way<'d> {
    /// Here: by the suite, with the key and the signature.
    Own(Suite, PublicKey, Signature),
    /// In another crate.
    Foreign(&'d dyn ForeignSuite),
}

impl Way<'_> {
    /// The name of the suite.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Own(suite, _, _) => suite.as_str(),
            Self::Foreign(suite) => suite.name(),
        }
    }

    /// Whether the holder may leave out what the signer signed.
    pub(super) fn selective(&self) -> bool {
        match self {
            Self::Own(_, _, _) => false,
            Self::Foreign(suite) => suite.selective(),
        }
    }

    /// Whether contexts are read.
    pub(super) fn reads_contexts(&self) -> bool {
        match self {
            Self::Own(suite, _, _) => *suite == Suite::EddsaRdfc2022,
            Self::Foreign(suite) => suite.reads_contexts(),
        }
    }
}

/// The type of proofs that name a cryptosuite.
const DATA_INTEGRITY: &str = "DataIntegrityProof";

const KNOWN: &[&str] = &[
    "@context",
    "challenge",
    "created",
    "cryptosuite",
    "domain",
    "expires",
    "id",
    "nonce",
    "previousProof",
    "proofPurpose",
    "proofValue",
    "type",
    "verificationMethod",
];

impl<'d> Claim<'d> {
    /// Reads one proof.
    pub(super) fn read(proof: &'d Value, check: Check<'d>) -> Result<Self, ProofError> {
        let expected = BadProof::Member { name: "proof", expected: "an object" };
        let members = proof.as_object().ok_or(expected)?;
        let suite = suite(members, check.suites)?;
        if let Some(extra) = members.keys().find(|name| !KNOWN.contains(name)) {
            return Err(BadProof::Extra(extra.chars().take(100).collect()).into());
        }
        let purpose = purpose(members, check.purpose)?;
        let created = time(members, "created")?;
        let expires = time(members, "expires")?;
        if created.zip(expires).is_some_and(|(created, expires)| expires < created) {
            return Err(BadProof::Inverted.into());
        }
        text(members, "nonce")?;
        let method = needed(members, "verificationMethod")?;
        let value = needed(members, SIGNATURE)?;
        let signature = match suite {
            Named::Own(_) => Some(signature(value)?),
            Named::Foreign(_) => None,
        };
        let id = text(members, "id")?;
        let challenge = text(members, "challenge")?;
        let (previous, domain) = (texts(members, "previousProof")?, texts(members, "domain")?);
        let context = members.get("@context");
        let key = key(method, check)?;
        let way = match (suite, signature) {
            (Named::Own(suite), Some(signature)) => Way::Own(suite, ed25519(&key)?, signature),
            (Named::Own(_), None) => return Err(BadProof::Missing(SIGNATURE).into()),
            (Named::Foreign(suite), _) => Way::Foreign(suite),
        };
        if context.is_some() && way.reads_contexts() {
            return Err(BadProof::Extra("@context".to_owned()).into());
        }
        Ok(Self {
            members,
            id,
            way,
            purpose,
            method,
            key,
            created,
            expires,
            previous,
            challenge,
            domain,
            context,
        })
    }
}

/// A suite that a proof names.
enum Named<'d> {
    Own(Suite),
    Foreign(&'d dyn ForeignSuite),
}

/// The suite that a proof's type and cryptosuite name.
fn suite<'d>(
    members: &Object,
    foreign: &'d [&'d dyn ForeignSuite],
) -> Result<Named<'d>, ProofError> {
    let kind = needed(members, "type")?;
    let mut others = foreign.iter().copied().filter(|suite| suite.proof_type() == kind);
    if kind != DATA_INTEGRITY {
        let suite = others.next().ok_or_else(|| Unsupported::ProofType(kind.to_owned()))?;
        if members.contains("cryptosuite") {
            return Err(BadProof::Extra("cryptosuite".to_owned()).into());
        }
        return Ok(Named::Foreign(suite));
    }
    let name = needed(members, "cryptosuite")?;
    if let Some(own) = Suite::read(name) {
        return Ok(Named::Own(own));
    }
    let suite = others.find(|suite| suite.name() == name);
    Ok(Named::Foreign(suite.ok_or_else(|| Unsupported::Suite(name.to_owned()))?))
}

/// A member that is a string, where it is there.
fn text<'d>(members: &'d Object, name: &'static str) -> Result<Option<&'d str>, BadProof> {
    let Some(value) = members.get(name) else { return Ok(None) };
    value.as_str().map(Some).ok_or(BadProof::Member { name, expected: "a string" })
}

/// A member that is a string and must be there.
fn needed<'d>(members: &'d Object, name: &'static str) -> Result<&'d str, BadProof> {
    text(members, name)?.ok_or(BadProof::Missing(name))
}

/// A member that is a string or a list of different strings.
fn texts<'d>(members: &'d Object, name: &'static str) -> Result<Vec<&'d str>, BadProof> {
    let Some(value) = members.get(name) else { return Ok(Vec::new()) };
    let wrong = || BadProof::Member { name, expected: "a string or a list of different strings" };
    let texts: Vec<&str> =
        value.as_list().iter().map(Value::as_str).collect::<Option<_>>().ok_or_else(wrong)?;
    let repeated = texts.iter().collect::<BTreeSet<_>>().len() < texts.len();
    if texts.is_empty() || repeated { Err(wrong()) } else { Ok(texts) }
}

fn time(members: &Object, name: &'static str) -> Result<Option<Timestamp>, BadProof> {
    let Some(text) = text(members, name)? else { return Ok(None) };
    Timestamp::parse_rfc3339(text).map(Some).map_err(|fault| BadProof::Time { name, fault })
}

fn purpose(members: &Object, expected: Purpose) -> Result<Purpose, BadProof> {
    let found = needed(members, "proofPurpose")?;
    if found == expected.as_str() {
        return Ok(expected);
    }
    Err(BadProof::Purpose { found: found.to_owned(), expected: expected.as_str() })
}

fn signature(text: &str) -> Result<Signature, BadProof> {
    let bytes = multibase::decode_base58btc(text).map_err(|fault| BadProof::Value(Some(fault)))?;
    Signature::from_slice(&bytes).ok_or(BadProof::Value(None))
}

/// The key of a verification method: in its own name, or handed in.
fn key(method: &str, check: Check<'_>) -> Result<Method, ProofError> {
    check.documents.method(method, check.purpose.into()).map_err(|fault| match fault {
        MethodError::NotHere(method) => Unsupported::Key(method).into(),
        MethodError::Contradiction(method) => Unsupported::Contradiction(method).into(),
        fault if fault.is_unknown() => Unsupported::Method(fault).into(),
        MethodError::NotUrl(_) | MethodError::Did(_) | MethodError::Jwk(_) => {
            BadProof::Method(fault).into()
        }
        MethodError::Absent(_)
        | MethodError::Unlisted(_)
        | MethodError::Controller(_)
        | MethodError::Material(_) => {
            BadProof::NotListed { method: method.to_owned(), fault }.into()
        }
    })
}

/// The key as one that this crate checks with.
fn ed25519(method: &Method) -> Result<PublicKey, ProofError> {
    if method.key.codec != KeyCodec::Ed25519 {
        return Err(Unsupported::KeyKind(method.key.codec).into());
    }
    PublicKey::from_slice(&method.key.bytes)
        .map_err(|fault| BadProof::Method(MethodError::Did(fault.into())).into())
}
