//! Ed25519, strictly: Project Wycheproof and the edge cases of "Taming the many EdDSAs".

use std::fs;

use bot_protocol::canon::hash::from_hex;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::identity::{PublicKey, SecretKey, Signature};
use bot_tests::vectors;

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    from_hex(value.get(name).and_then(Value::as_str).unwrap()).unwrap()
}

/// Whether the strict rule takes this signature.
fn holds(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = PublicKey::from_slice(key) else { return false };
    let Some(signature) = Signature::from_slice(signature) else { return false };
    key.verify(message, &signature).is_ok()
}

#[test]
fn wycheproof_is_met_in_every_test() {
    let Some(root) = vectors::root() else { return };
    let text = fs::read(root.join("wycheproof/ed25519_test.json")).unwrap();
    let file = json::read(&text).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in file.get("testGroups").unwrap().as_list() {
        let key = bytes(group.get("publicKey").unwrap(), "pk");
        for test in group.get("tests").unwrap().as_list() {
            let (message, signature) = (bytes(test, "msg"), bytes(test, "sig"));
            let expected = test.get("result").and_then(Value::as_str) == Some("valid");
            let number = test.get("tcId").and_then(Value::as_u64).unwrap();
            assert_eq!(holds(&key, &message, &signature), expected, "test {number}");
            if !expected {
                invalid += 1;
                continue;
            }
            valid += 1;
            for place in [0, 31, 32, 63] {
                let mut twin = signature.clone();
                twin[place] ^= 0x01;
                assert!(!holds(&key, &message, &twin), "test {number}, byte {place} changed");
            }
            let longer = [message.as_slice(), &[0]].concat();
            assert!(!holds(&key, &longer, &signature), "test {number}, message lengthened");
        }
    }
    assert_eq!(valid + invalid, 151);
    assert_eq!(file.get("numberOfTests").and_then(Value::as_u64), Some(151));
    assert!(valid > 50, "{valid} valid");
}

#[test]
fn of_the_twelve_edge_cases_only_the_fourth_holds() {
    let Some(root) = vectors::root() else { return };
    let text = fs::read(root.join("ed25519-speccheck/cases.json")).unwrap();
    let file = json::read(&text).unwrap();
    let held = file.as_list().iter().map(|case| {
        holds(&bytes(case, "pub_key"), &bytes(case, "message"), &bytes(case, "signature"))
    });
    let expected: Vec<bool> = (0..12).map(|number| number == 3).collect();
    assert_eq!(held.collect::<Vec<bool>>(), expected);
}

#[test]
fn signs_as_the_standard_does() {
    // RFC 8032 §7.1, tests 1 and 2.
    let check = |seed: &str, key: &str, message: &str, expected: &str| {
        let secret = SecretKey::from_seed(&from_hex(seed).unwrap().try_into().unwrap());
        assert_eq!(secret.public().as_bytes(), from_hex(key).unwrap().as_slice());
        let signature = secret.sign(&from_hex(message).unwrap());
        assert_eq!(signature.as_bytes(), from_hex(expected).unwrap().as_slice());
    };
    check(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
         5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    check(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
}
