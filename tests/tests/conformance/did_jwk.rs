//! Keys as JSON: every published key of the `did:key` vectors as a JWK and as a `did:jwk`.

use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::identity::{Documents, JwkError, KeyCodec, KeySource, Multikey, Relation};
use bot_tests::vectors;

use super::di_eddsa::read;

/// JWKs with the keys they are.
type Public = Vec<(Multikey, Value)>;

/// Every public JWK of the vectors with the key of its identifier, and every secret one.
fn published() -> Option<(Public, Vec<Value>)> {
    let root = vectors::root()?;
    let (mut public, mut secret) = (Vec::new(), Vec::new());
    for file in ["nist-curves", "secp256k1", "rsa"] {
        let Value::Object(vectors) = read(&root.join(format!("did-key/{file}.json"))) else {
            panic!("{file}")
        };
        for (did, vector) in vectors {
            let places = [&["verificationMethod", "publicKeyJwk"][..], &["publicKeyJwk"]];
            if let Some(jwk) = places.iter().find_map(|place| vector.at(place)) {
                public.push((did.parse().unwrap(), jwk.clone()));
            }
            let places = [&["verificationMethod", "privateKeyJwk"][..], &["privateKeyJwk"]];
            secret.extend(places.iter().find_map(|place| vector.at(place)).cloned());
        }
    }
    Some((public, secret))
}

#[test]
fn a_jwk_is_the_key_that_the_identifier_names() {
    let Some((public, secret)) = published() else { return };
    let mut met: Vec<KeyCodec> = Vec::new();
    for (key, jwk) in &public {
        assert_eq!(Multikey::from_jwk(jwk).as_ref(), Ok(key), "{key}");
        met.push(key.codec);
        for (name, value) in jwk.as_object().unwrap().iter() {
            let mut gone = jwk.as_object().unwrap().clone();
            gone.remove(name);
            let fault = Multikey::from_jwk(&Value::Object(gone.clone()));
            assert!(matches!(fault, Err(JwkError::Missing(_))), "{key} without {name}");
            for other in [Value::Null, 5_u32.into(), Value::Array(vec![value.clone()])] {
                gone.insert(name, other);
                assert!(Multikey::from_jwk(&Value::Object(gone.clone())).is_err(), "{key} {name}");
            }
        }
    }
    for codec in [KeyCodec::P256, KeyCodec::P384, KeyCodec::P521, KeyCodec::Rsa] {
        assert!(met.contains(&codec), "{codec}");
    }
    assert!(secret.len() >= public.len(), "{}", secret.len());
    for jwk in secret {
        assert!(matches!(Multikey::from_jwk(&jwk), Err(JwkError::Secret(_))), "{jwk:?}");
    }
}

#[test]
fn a_did_jwk_carries_each_of_them() {
    let Some((public, secret)) = published() else { return };
    let documents = Documents::new();
    for (key, jwk) in public {
        let did = format!("did:jwk:{}", encode_base64url(&jwk.to_bytes()));
        let method = documents.method(&format!("{did}#0"), Relation::AssertionMethod).unwrap();
        assert_eq!((method.key, method.controller), (key, did.clone()));
        assert_eq!((method.source, method.ends), (KeySource::Identifier, None));
        let padded = format!("did:jwk:{}=#0", encode_base64url(&jwk.to_bytes()));
        assert!(documents.method(&padded, Relation::AssertionMethod).is_err());
        assert!(documents.method(&format!("{did}#1"), Relation::AssertionMethod).is_err());
    }
    for jwk in secret {
        let did = format!("did:jwk:{}#0", encode_base64url(&jwk.to_bytes()));
        assert!(documents.method(&did, Relation::AssertionMethod).is_err());
    }
}
