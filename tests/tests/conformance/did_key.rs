//! `did:key`: the published identifiers of every kind of key, each with twins to be refused.

use std::fs;
use std::path::Path;

use bot_protocol::canon::hash::from_hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::{decode_base58btc, decode_base64url};
use bot_protocol::identity::{Did, DidError, KeyCodec, Multikey, SecretKey};
use bot_tests::vectors;

fn read(root: &Path, name: &str) -> Value {
    json::read(&fs::read(root.join("did-key").join(name)).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    value.at(path)?.as_str()
}

/// The key's bytes as the other members of a vector give them.
fn key_elsewhere(vector: &Value) -> Option<Vec<u8>> {
    for pair in ["verificationKeyPair", "verificationMethod"] {
        if let Some(base58) = text(vector, &[pair, "publicKeyBase58"]) {
            return decode_base58btc(&format!("z{base58}")).ok();
        }
        if let Some(jwk) = vector.at(&[pair, "publicKeyJwk"]) {
            let x = decode_base64url(text(jwk, &["x"])?).unwrap();
            let Some(y) = text(jwk, &["y"]) else { return Some(x) };
            let sign = 2 + (decode_base64url(y).unwrap().last()? & 1);
            return Some([vec![sign], x].concat());
        }
    }
    None
}

#[test]
fn every_published_identifier_names_its_key() {
    let Some(root) = vectors::root() else { return };
    let (mut count, mut compared) = (0, 0);
    let files = ["bls12381", "ed25519-x25519", "nist-curves", "rsa", "secp256k1"];
    for (name, vector) in files.iter().flat_map(|file| {
        let Value::Object(object) = read(&root, &format!("{file}.json")) else { panic!("{file}") };
        object
    }) {
        let key: Multikey = name.parse().unwrap();
        assert_eq!(key.to_string(), name);
        if let Some(bytes) = key_elsewhere(&vector) {
            // A key in both groups begins with its point in the first, which the pair gives.
            let length = if key.codec == KeyCodec::Bls12381G1G2 { 48 } else { key.bytes.len() };
            assert_eq!(key.bytes[..length], bytes, "{name}");
            compared += 1;
        }
        if let Some(modulus) = text(&vector, &["publicKeyJwk", "n"]) {
            assert_eq!(key.codec, KeyCodec::Rsa);
            let modulus = decode_base64url(modulus).unwrap();
            assert!(key.bytes.windows(modulus.len()).any(|part| part == modulus), "{name}");
            compared += 1;
        }
        let as_did = name.parse::<Did>();
        if key.codec == KeyCodec::Ed25519 {
            assert_eq!(as_did.unwrap().to_string(), name);
        } else {
            assert_eq!(as_did, Err(DidError::NotEd25519 { codec: key.codec }));
        }
        refuses_twins(&name);
        count += 1;
    }
    assert_eq!((count, compared), (26, 26));
}

fn refuses_twins(name: &str) {
    let cut = &name[..name.len() - 1];
    let longer = format!("{name}1");
    let other_base = name.replacen("did:key:z", "did:key:u", 1);
    let foreign = name.replacen("did:key:z", "did:key:z0", 1);
    let zero = name.replacen("did:key:z", "did:key:z1", 1);
    for twin in [longer.as_str(), &other_base, &foreign, &zero] {
        let found = twin.parse::<Multikey>();
        // An RSA key may have any length, so only its structure would tell.
        let rsa = found.as_ref().is_ok_and(|key| key.codec == KeyCodec::Rsa);
        assert!(found.is_err() || (rsa && twin == longer), "{twin}");
    }
    assert_ne!(cut.parse::<Multikey>().map(|key| key.to_string()), Ok(name.to_owned()));
}

#[test]
fn seeds_make_the_published_identifiers() {
    let Some(root) = vectors::root() else { return };
    let vectors = read(&root, "ed25519-x25519.json");
    let mut made = 0;
    for (name, vector) in vectors.as_object().unwrap().iter() {
        let Some(seed) = text(vector, &["seed"]).and_then(from_hex) else { continue };
        let key = SecretKey::from_seed(&seed.try_into().unwrap());
        let did = Did::new(key.public());
        assert_eq!(did.to_string(), name);
        let (_, fragment) = name.rsplit_once(':').unwrap();
        let url = format!("{name}#{fragment}");
        assert_eq!(did.verification_method(), url);
        assert_eq!(Did::from_verification_method(&url), Ok(did));
        made += 1;
    }
    assert_eq!(made, 5);
}

#[test]
fn agreement_keys_are_told_apart() {
    let Some(root) = vectors::root() else { return };
    let vectors = read(&root, "x25519.json");
    for (name, _) in vectors.get("didDocument").and_then(Value::as_object).unwrap().iter() {
        assert_eq!(name.parse::<Multikey>().unwrap().codec, KeyCodec::X25519);
        assert_eq!(name.parse::<Did>(), Err(DidError::NotEd25519 { codec: KeyCodec::X25519 }));
    }
}

#[test]
fn the_suites_identifiers_are_read_and_refused() {
    let Some(root) = vectors::root() else { return };
    let dids = read(&root, "suite-dids.json");
    let valid = text(&dids, &["valid"]).unwrap();
    assert_eq!(valid.parse::<Did>().unwrap().to_string(), valid);
    let agreement = text(&dids, &["keyAgreement"]).unwrap();
    assert_eq!(Did::from_verification_method(agreement), Err(DidError::Fragment));
    let short = text(&dids, &["invalidPublicKeyLength"]).unwrap();
    assert!(matches!(
        short.parse::<Did>(),
        Err(DidError::Length { .. } | DidError::UnknownCodec { .. } | DidError::Prefix)
    ));
}
