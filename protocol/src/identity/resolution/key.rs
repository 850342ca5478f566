//! The document of a `did:key`: its one key, and for Ed25519 the X25519 key derived from it.

use super::ResolutionError;
use super::form::Form;
use crate::canon::json::{Object, Value};
use crate::identity::{KeyCodec, Multikey, PublicKey};

/// What a key that signs may be used for.
const SIGNING: [&str; 4] =
    ["authentication", "assertionMethod", "capabilityInvocation", "capabilityDelegation"];

/// What a key that agrees on secrets may be used for.
const AGREEING: [&str; 1] = ["keyAgreement"];

/// The document of a `did:key`, its methods written in a type.
///
/// Source: the `did:key` method §3.1.1.
pub(super) fn document(did: &str, form: &Form) -> Result<Value, ResolutionError> {
    let key: Multikey = did.parse()?;
    check(&key)?;
    let mut contexts = vec![form.context()];
    let mut methods = Vec::new();
    let mut relations = Vec::new();
    for (key, form, uses) in keys(key, *form)? {
        if !contexts.contains(&form.context()) {
            contexts.push(form.context());
        }
        let method = form.method(did, &key)?;
        let url = method.get("id").cloned().unwrap_or(Value::Null);
        methods.push(method);
        relations.extend(uses.iter().map(|name| (*name, Value::array([url.clone()]))));
    }
    let mut document: Object = [
        ("@context", Value::array([&["https://www.w3.org/ns/did/v1"][..], &contexts].concat())),
        ("id", did.into()),
        ("controller", did.into()),
        ("verificationMethod", Value::Array(methods)),
    ]
    .into_iter()
    .collect();
    for (name, methods) in relations {
        document.insert(name, methods);
    }
    Ok(Value::Object(document))
}

/// A key, the type it is written in, and what it may be used for.
type Use = (Multikey, Form, &'static [&'static str]);

fn keys(key: Multikey, form: Form) -> Result<Vec<Use>, ResolutionError> {
    if key.codec == KeyCodec::X25519 {
        return Ok(vec![(key, form.agreeing(), &AGREEING)]);
    }
    let mut keys: Vec<Use> = vec![(key.clone(), form, &SIGNING)];
    if key.codec == KeyCodec::Ed25519 {
        let public = PublicKey::from_slice(&key.bytes).map_err(crate::identity::DidError::Key)?;
        let bytes = public.to_x25519();
        keys.extend(bytes.map(|bytes| {
            let agreeing = Multikey { codec: KeyCodec::X25519, bytes: bytes.to_vec() };
            (agreeing, form.agreeing(), &AGREEING[..])
        }));
    }
    Ok(keys)
}

/// Refuses bytes that are no key of their kind, where that can be told.
///
/// Source: the `did:key` method §3.1.4 step 4.
fn check(key: &Multikey) -> Result<(), ResolutionError> {
    let is_key = match key.codec {
        KeyCodec::Ed25519 => PublicKey::from_slice(&key.bytes).is_ok(),
        KeyCodec::P256 | KeyCodec::P384 | KeyCodec::P521 | KeyCodec::Secp256k1 | KeyCodec::Rsa => {
            key.to_jwk().is_some()
        }
        KeyCodec::X25519 | KeyCodec::Bls12381G1 | KeyCodec::Bls12381G2 | KeyCodec::Bls12381G1G2 => {
            true
        }
    };
    if is_key {
        return Ok(());
    }
    let why = format!("the bytes of the DID are no key of kind {}", key.codec);
    Err(ResolutionError::Key(why))
}
