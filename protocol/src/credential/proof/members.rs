//! The members of a proof: each of its type, none missing, none unknown.
//!
//! A proof is signed too, but a program that overlooks a member it does not know could be led to
//! believe in a condition that was never checked. So unknown members are refused.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.

use std::collections::BTreeSet;

use super::{BadProof, Check, Keys, ProofError, Purpose, SIGNATURE, Suite, Unsupported};
use crate::canon::json::{Object, Value};
use crate::canon::multibase;
use crate::identity::{Did, DidError, PublicKey, Signature};
use crate::time::Timestamp;

/// A proof whose members are read and whose signature is still to be checked.
pub(super) struct Claim<'d> {
    /// The members as they stand in the document.
    pub(super) members: &'d Object,
    pub(super) id: Option<&'d str>,
    pub(super) suite: Suite,
    pub(super) purpose: Purpose,
    pub(super) method: &'d str,
    pub(super) key: PublicKey,
    pub(super) did: Option<Did>,
    pub(super) signature: Signature,
    pub(super) created: Option<Timestamp>,
    pub(super) expires: Option<Timestamp>,
    pub(super) previous: Vec<&'d str>,
    pub(super) challenge: Option<&'d str>,
    pub(super) domain: Vec<&'d str>,
    /// The contexts the proof itself names.
    pub(super) context: Option<&'d Value>,
}

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
    pub(super) fn read(proof: &'d Value, check: Check<'_>) -> Result<Self, ProofError> {
        let expected = BadProof::Member { name: "proof", expected: "an object" };
        let members = proof.as_object().ok_or(expected)?;
        let kind = needed(members, "type")?;
        if kind != "DataIntegrityProof" {
            return Err(Unsupported::ProofType(kind.to_owned()).into());
        }
        let name = needed(members, "cryptosuite")?;
        let suite = Suite::read(name).ok_or_else(|| Unsupported::Suite(name.to_owned()))?;
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
        let signature = signature(needed(members, SIGNATURE)?)?;
        let id = text(members, "id")?;
        let challenge = text(members, "challenge")?;
        let (previous, domain) = (texts(members, "previousProof")?, texts(members, "domain")?);
        let context = members.get("@context");
        if context.is_some() && suite == Suite::EddsaRdfc2022 {
            return Err(BadProof::Extra("@context".to_owned()).into());
        }
        let (key, did) = key(method, check.keys)?;
        Ok(Self {
            members,
            id,
            suite,
            purpose,
            method,
            key,
            did,
            signature,
            created,
            expires,
            previous,
            challenge,
            domain,
            context,
        })
    }
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
pub(super) fn key(method: &str, keys: &Keys) -> Result<(PublicKey, Option<Did>), ProofError> {
    if !method.starts_with("did:key:") {
        // A word is no URL at all; a URL may have a key that was not handed in.
        if !method.contains(':') {
            return Err(BadProof::Method(DidError::NotDid).into());
        }
        let key = keys.get(method).copied();
        let key = key.ok_or_else(|| Unsupported::Key(method.to_owned()))?;
        return Ok((key, None));
    }
    // A `did:key` has one key that signs, so some name it by the identifier alone.
    let named =
        if method.contains('#') { Did::from_verification_method(method) } else { method.parse() };
    match named {
        Ok(did) => Ok((*did.public_key(), Some(did))),
        Err(DidError::NotEd25519 { codec }) => Err(Unsupported::KeyKind(codec).into()),
        Err(fault) => Err(BadProof::Method(fault).into()),
    }
}
