//! Published keys and signatures, and what must make no key.

use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::identity::KeyCodec;

use super::*;
use crate::signature::{SignatureFault, verify};

/// The kinds that sign.
const KINDS: [KeyCodec; 4] = [KeyCodec::Ed25519, KeyCodec::P256, KeyCodec::P384, KeyCodec::P521];

fn check_vector(codec: KeyCodec, secret: &str, message: &str, signature: &str) {
    let key = SigningKey::from_secret(codec, &from_hex(secret).unwrap()).unwrap();
    assert_eq!(hex(&key.sign(message.as_bytes())), signature, "{codec}");
}

#[test]
fn signatures_are_those_of_the_standards() {
    // RFC 8032 §7.1 test 1; RFC 6979 §A.2.5, §A.2.6, §A.2.7, message "sample".
    check_vector(
        KeyCodec::Ed25519,
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c\
         f9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    check_vector(
        KeyCodec::P256,
        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        "sample",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6\
         e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    check_vector(
        KeyCodec::P384,
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60\
         d2edf5",
        "sample",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80\
         fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82\
         c71a38628ac8",
    );
    check_vector(
        KeyCodec::P521,
        "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6\
         d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
        "sample",
        "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add\
         152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca2\
         09417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
    );
}

#[test]
fn a_seed_makes_one_key_of_each_kind_that_signs() {
    for codec in KINDS {
        let key = SigningKey::from_seed(codec, &[7; 32]).unwrap();
        let public = key.multikey();
        assert_eq!((key.codec(), public.codec), (codec, codec));
        assert_eq!(public.to_string().parse(), Ok(public.clone()));
        assert_eq!(key.did(), public.to_string());
        assert_eq!(key.verification_method(), format!("{public}#{}", public.to_multikey()));
        assert_eq!(SigningKey::from_seed(codec, &[7; 32]).unwrap().multikey(), public);
        let other = SigningKey::from_seed(codec, &[8; 32]).unwrap();
        assert_ne!(other.multikey(), public);
        let signature = key.sign(b"message");
        assert_eq!(signature, key.sign(b"message"));
        assert_eq!(verify(&public, b"message", &signature), Ok(()));
        let mismatch = Err(SignatureFault::Mismatch);
        assert_eq!(verify(&public, b"massage", &signature), mismatch);
        assert_eq!(verify(&other.multikey(), b"message", &signature), mismatch);
    }
}

#[test]
fn the_seed_of_ed25519_is_the_secret_itself_and_those_of_curves_are_not() {
    let core = SecretKey::from_seed(&[7; 32]);
    let key = SigningKey::from_seed(KeyCodec::Ed25519, &[7; 32]).unwrap();
    assert_eq!(key.multikey().to_multikey(), core.public().to_multikey());
    assert_eq!(SigningKey::from(core).multikey(), key.multikey());
    let derived = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap();
    let plain = SigningKey::from_secret(KeyCodec::P256, &[7; 32]).unwrap();
    assert_ne!(derived.multikey(), plain.multikey());
    // A longer seed is another seed.
    let longer = SigningKey::from_seed(KeyCodec::P256, &[7; 33]).unwrap();
    assert_ne!(derived.multikey(), longer.multikey());
}

/// The same by another implementation: Python's `hashlib` and `cryptography`.
#[test]
fn derived_keys_stay_the_same() {
    for (codec, multikey) in [
        (KeyCodec::P256, "zDnaefWzx7DpCdJZutTb2cmoveVxxGNHFHM1b2F58JuDmLUmF"),
        (KeyCodec::P384, "z82LkkYen6Vg8D6kdtaGigCc89r19g9uEgSYtT3xBfWDWB8MwAMVuVuzW84SjwPWxcPpHpB"),
        (
            KeyCodec::P521,
            "z2J9gaYZZkuuXDPAcNNFXekLrYw7kqasSHcJCRzHv6ZUHDmRtFB8KWfSwpKZ1M8uAh5KhacgbQpCvqAqfuRxq3Eo7tBHPjqu",
        ),
    ] {
        let key = SigningKey::from_seed(codec, &[7; 32]).unwrap();
        assert_eq!(key.multikey().to_multikey(), multikey, "{codec}");
    }
}

#[test]
fn other_bytes_make_no_key() {
    let fault = |codec, seed: &[u8]| SigningKey::from_seed(codec, seed).err();
    assert_eq!(fault(KeyCodec::Ed25519, &[7; 31]), Some(KeyFault::Seed { found: 31 }));
    assert_eq!(fault(KeyCodec::Ed25519, &[7; 33]), Some(KeyFault::Seed { found: 33 }));
    assert_eq!(fault(KeyCodec::P384, &[7; 31]), Some(KeyFault::Seed { found: 31 }));
    let fault = |codec, secret: &[u8]| SigningKey::from_secret(codec, secret).err();
    for (codec, length) in KINDS.into_iter().zip([32, 32, 48, 66]) {
        let expected = Some(KeyFault::Scalar(codec));
        assert_eq!(fault(codec, &vec![1; length - 1]), expected, "{codec}");
        assert_eq!(fault(codec, &vec![1; length + 1]), expected, "{codec}");
        if codec != KeyCodec::Ed25519 {
            assert_eq!(fault(codec, &vec![0; length]), expected, "zero of {codec}");
            assert_eq!(fault(codec, &vec![0xff; length]), expected, "the order of {codec}");
        }
    }
    for codec in KeyCodec::ALL.into_iter().filter(|codec| !KINDS.contains(codec)) {
        let expected = Some(KeyFault::Kind(codec));
        assert_eq!(SigningKey::from_seed(codec, &[7; 32]).err(), expected);
        assert_eq!(fault(codec, &[7; 32]), expected);
    }
}

/// RFC 8037 §A.1, RFC 7515 §A.3.1.
const ED25519: &str = r#"{"kty": "OKP", "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const P256: &str = r#"{"kty": "EC", "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

fn jwk(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// The key with one member set, or without it.
fn changed(text: &str, name: &str, value: Option<Value>) -> Value {
    let mut key = jwk(text).as_object().unwrap().clone();
    match value {
        Some(value) => drop(key.insert(name, value)),
        None => drop(key.remove(name)),
    }
    Value::Object(key)
}

#[test]
fn secret_json_web_keys_sign() {
    for text in [ED25519, P256] {
        let key = SigningKey::from_jwk(&jwk(text)).unwrap();
        let public = Multikey::from_jwk(&changed(text, "d", None)).unwrap();
        assert_eq!(verify(&public, b"message", &key.sign(b"message")), Ok(()));
        let operations = Value::array([Value::from("sign"), Value::from("verify")]);
        let with = changed(text, "key_ops", Some(operations));
        assert_eq!(SigningKey::from_jwk(&with).unwrap().multikey(), public);
    }
}

#[test]
fn other_json_web_keys_do_not_sign() {
    let check = |value: Value, expected: &str| {
        let fault = SigningKey::from_jwk(&value).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    };
    check(Value::from("key"), "a JWK is a JSON object");
    let none = "the JWK has no secret \"d\" in base64url";
    check(changed(P256, "d", None), none);
    check(changed(P256, "d", Some(Value::from("jps="))), none);
    check(changed(P256, "d", Some(Value::Null)), none);
    let short = "the bytes are no secret number of P-256";
    check(changed(P256, "d", Some(Value::from("AAAA"))), short);
    let other = "\"d\" of the JWK is the secret of another key";
    let stranger = Value::from("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    check(changed(P256, "d", Some(stranger)), other);
    let verifies = Value::array([Value::from("verify")]);
    let wrong = "\"key_ops\" of the JWK says that it does not sign";
    check(changed(P256, "key_ops", Some(verifies)), wrong);
    check(
        changed(P256, "use", Some(Value::from("enc"))),
        "\"use\" of the JWK says that it does not verify here",
    );
    check(
        changed(P256, "alg", Some(Value::from("ES384"))),
        "\"alg\" of the JWK says that it does not verify here",
    );
}

#[test]
fn no_secret_is_printed() {
    let key = SigningKey::from_jwk(&jwk(P256)).unwrap();
    let public = key.multikey().to_multikey();
    assert_eq!(format!("{key:?}"), format!("SigningKey(of {public})"));
}
