//! What is told by hand of an older badge: of a signed one the bytes and the key, of a hosted one
//! that nothing is signed.

use bot_protocol::canon::hash::{from_hex, sha256};
use bot_protocol::canon::jcs;
use bot_protocol::canon::multibase::decode_base64url;
use bot_protocol::identity::Multikey;
use bot_protocol::verdict::explain;

use super::signed::{KEY, Signed};
use super::*;
use crate::jose::tests::Signer;
use crate::signature;

fn told(bytes: &[u8], scene: &Scene) -> Value {
    let (reader, asked) = (crate::reader(), Asked::at(NOON.parse().unwrap()));
    let presented = Presented::read(bytes, &reader).unwrap();
    let told = explain(&presented, &scene.evidence(), &asked, &reader);
    told.get("credential").unwrap().clone()
}

fn word<'v>(told: &'v Value, name: &str) -> &'v str {
    told.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn of_a_signed_badge_the_bytes_the_algorithm_and_the_issuers_key_are_told() {
    for signer in Signer::all() {
        let signed = Signed::by(&signer);
        let told = told(signed.text.as_bytes(), &signed.scene);
        let (message, signature) = signed.text.rsplit_once('.').unwrap();
        assert_eq!(word(&told, "format"), "open-badges-2-signed");
        assert_eq!(word(&told, "algorithm"), signer.algorithm());
        assert_eq!(word(&told, "message"), message);
        assert_eq!(word(&told, "message_sha256"), sha256(&[message.as_bytes()]).to_string());
        assert_eq!((word(&told, "method"), word(&told, "controller")), (KEY, ISSUER_URL));
        assert_eq!((word(&told, "key_source"), word(&told, "fault")), ("document", ""));
        // Who takes what is told by its word can check the signature.
        let key = Multikey::from_multikey(word(&told, "key")).unwrap();
        let bytes = from_hex(word(&told, "signature_hex")).unwrap();
        assert_eq!(bytes, decode_base64url(signature).unwrap());
        assert!(signature::verify(&key, message.as_bytes(), &bytes).is_ok());
        assert!(signature::verify(&key, b"another text", &bytes).is_err());
    }
}

#[test]
fn where_it_is_not_known_whose_the_key_is_that_is_told_and_nobody_is_named() {
    let signed = Signed::by(&Signer::p256());
    let check = |scene: &Scene, key: &str, fault: &str| {
        let told = told(signed.text.as_bytes(), scene);
        assert!(word(&told, "fault").contains(fault), "{told:?}");
        assert_eq!((word(&told, "method"), word(&told, "controller")), (key, ""));
        assert_eq!(word(&told, "key").is_empty(), key.is_empty());
        assert!(!word(&told, "message").is_empty());
    };
    let scene = &signed.scene;
    check(&scene.clone().without(CLASS_URL), KEY, CLASS_URL);
    check(&scene.clone().without(ISSUER_URL), KEY, ISSUER_URL);
    check(&scene.clone().without(KEY), "", KEY);
    check(&scene.clone().at(ISSUER_URL, &["publicKey"], "\"https://a.example/o\""), KEY, KEY);
}

#[test]
fn of_a_hosted_badge_it_is_told_that_nothing_is_signed_and_what_is_compared() {
    let scene = Scene::hosted();
    let of = |scene: &Scene| told(&scene.badge.to_bytes(), scene);
    let hash = |document: &Value| sha256(&[&jcs::canonicalize(document)]).to_string();
    let own = hash(&scene.badge);
    let told = of(&scene);
    assert_eq!(told.get("signed"), Some(&Value::Bool(false)));
    assert_eq!((word(&told, "format"), word(&told, "form")), ("open-badges-2", "JCS"));
    assert_eq!((word(&told, "document_hash"), word(&told, "copy_hash")), (&*own, &*own));
    assert_eq!(word(&told, "url"), "https://a.example/badges/1");
    assert_eq!(word(&told, "copy_fetched"), FETCHED);
    // The host says something else.
    let url = "https://a.example/badges/1";
    let other = scene.clone().at(url, &["narrative"], "\"Built two.\"");
    let differs = of(&other);
    assert_eq!(word(&differs, "document_hash"), own);
    assert_eq!(word(&differs, "copy_hash"), hash(&other.evidence().copy(url).unwrap().content));
    assert_ne!(word(&differs, "copy_hash"), own);
    let bare = of(&scene.without(url));
    assert_eq!((word(&bare, "copy_hash"), word(&bare, "copy_fetched")), ("", ""));
    assert_eq!(bare.get("signed"), Some(&Value::Bool(false)));
}

#[test]
fn of_an_address_alone_it_is_told_that_nothing_is_had() {
    let scene = Scene::hosted();
    let address = "https://a.example/badges/1";
    let there = told(address.as_bytes(), &scene);
    assert_eq!(word(&there, "document_hash"), word(&there, "copy_hash"));
    let absent = told(address.as_bytes(), &scene.without(address));
    assert_eq!(absent.get("signed"), Some(&Value::Bool(false)));
    assert!(word(&absent, "fault").contains(address));
    assert_eq!(word(&absent, "document_hash"), "");
}
