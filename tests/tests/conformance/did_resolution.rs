//! DID resolution: the documents of the published identifiers, and what the `did:key` suite asks.

use std::fs;
use std::path::Path;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::canon::multibase::decode_base58btc;
use bot_protocol::identity::Multikey;
use bot_protocol::identity::resolution::{Options, Resolution, resolve};
use bot_tests::vectors;

fn read(root: &Path, name: &str) -> Value {
    json::read(&fs::read(root.join("did-key").join(name)).unwrap()).unwrap()
}

fn asked(url: &str, format: Option<&str>) -> Resolution {
    let options = Options { public_key_format: format.map(str::to_owned), ..Options::default() };
    resolve(url, &options, &())
}

/// The first method of a relation, written out.
fn method(did: &str, format: Option<&str>, relation: &str) -> Value {
    let answer = asked(did, format);
    let document = answer.found().unwrap_or_else(|| panic!("{did}: {:?}", answer.error()));
    let url = document.get(relation).unwrap().as_list()[0].as_str().unwrap();
    asked(url, format).found().unwrap_or_else(|| panic!("{url}")).clone()
}

#[test]
fn the_key_to_agree_on_secrets_is_derived_as_published() {
    let Some(root) = vectors::root() else { return };
    let Value::Object(all) = read(&root, "ed25519-x25519.json") else { panic!() };
    let mut count = 0;
    for (did, vector) in all.iter() {
        let path = ["keyAgreementKeyPair", "publicKeyBase58"];
        let Some(base58) = vector.at(&path).and_then(Value::as_str) else { continue };
        let published = decode_base58btc(&format!("z{base58}")).unwrap();
        let found = method(did, None, "keyAgreement");
        let multikey = found.get("publicKeyMultibase").and_then(Value::as_str).unwrap();
        assert_eq!(Multikey::from_multikey(multikey).unwrap().bytes, published, "{did}");
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

#[test]
fn keys_are_written_as_the_published_json_web_keys() {
    let Some(root) = vectors::root() else { return };
    let mut count = 0;
    for file in ["nist-curves.json", "secp256k1.json", "rsa.json"] {
        let Value::Object(all) = read(&root, file) else { panic!("{file}") };
        for (did, vector) in all.iter() {
            let paths: [&[&str]; 3] = [
                &["verificationKeyPair", "publicKeyJwk"],
                &["verificationMethod", "publicKeyJwk"],
                &["publicKeyJwk"],
            ];
            let Some(published) = paths.iter().find_map(|path| vector.at(path)) else { continue };
            let found = method(did, Some("JsonWebKey2020"), "assertionMethod");
            for name in ["kty", "crv", "x", "y", "n", "e"] {
                assert_eq!(found.at(&["publicKeyJwk", name]), published.get(name), "{did} {name}");
            }
            count += 1;
        }
    }
    assert!(count >= 6, "{count}");
}

/// What the suite asks, by the member that tells it and the code it wants; none is well.
#[test]
fn the_suites_questions_get_the_answers_it_wants() {
    let Some(root) = vectors::root() else { return };
    let dids = read(&root, "suite-dids.json");
    let of = |name: &str| dids.get(name).and_then(Value::as_str).unwrap().to_owned();
    let (valid, agreement) = (of("valid"), of("keyAgreement"));
    let key = valid.trim_start_matches("did:key:").to_owned();
    let (resolved, dereferenced) = ("didResolutionMetadata", "didDereferencingMetadata");
    let old = Some("Ed25519VerificationKey2018");
    for (url, format, place, code) in [
        (valid.clone(), None, resolved, None),
        (format!("{valid}#{key}"), None, dereferenced, None),
        (agreement.clone(), None, dereferenced, None),
        (format!("notDid:key:{key}"), None, resolved, Some("invalidDid")),
        (format!("did:experimental:{key}"), None, resolved, Some("methodNotSupported")),
        (format!("did:key:-4:{key}"), None, resolved, Some("invalidDid")),
        (format!("did:key:{}", &key[1..]), None, resolved, Some("invalidDid")),
        ("did:key:@".to_owned(), None, resolved, Some("invalidDid")),
        (of("invalidPublicKeyLength"), None, resolved, Some("invalidPublicKeyLength")),
        (format!("{valid}/^bar^/?query=`#{key}"), None, dereferenced, Some("invalidDidUrl")),
        (valid.clone(), Some("unknown"), resolved, Some("unsupportedPublicKeyType")),
        (format!("{valid}#{key}"), old, dereferenced, Some("invalidPublicKeyType")),
        (agreement, old, dereferenced, Some("invalidPublicKeyType")),
    ] {
        let answer = asked(&url, format).to_json();
        let found = answer.at(&[place, "error"]).and_then(Value::as_str);
        assert_eq!(found, code, "{url}");
        assert!(answer.get(place).is_some(), "{url}");
        let controller = answer.at(&["didDocument", "controller"]).and_then(Value::as_str);
        assert_eq!(controller, code.is_none().then_some(valid.as_str()), "{url}");
    }
}
