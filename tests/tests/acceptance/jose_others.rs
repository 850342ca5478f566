//! What `bot jose` signs, others verify and read alike; what is changed, they refuse.
//!
//! The other is PyPI `sd-jwt`, the reference implementation of RFC 9901, with the JWS of
//! `jwcrypto`. COSE is read by an independent library in the tests of `protocol/foreign`.

use bot_foreign::jose::{Signer, VcJwt, sign_vc_jwt};
use bot_foreign::signing::SigningKey;
use bot_protocol::canon::json;
use bot_tests::judges::Judge;
use serde_json::{Value, json as value};

use super::jose_cli::Suite;

/// The public key of a file of the suite.
fn public(suite: &Suite, key: &str) -> Value {
    let bytes = std::fs::read(suite.input(&format!("{key}.json"))).unwrap();
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    file["publicKeyJwk"].clone()
}

/// The document that the other finds in an envelope.
fn read(judge: &mut Judge, envelope: &str, key: &Value) -> Result<Value, String> {
    judge.ask(&value!({"do": "jose", "envelope": envelope, "key": key}))
}

#[test]
fn another_implementation_reads_what_we_sign_and_refuses_its_twins() {
    let Some(suite) = Suite::new() else { return };
    let mut judge = Judge::openbadgeslib();
    let input = suite.input("credential-minimal.json");
    let bytes = std::fs::read(&input).unwrap();
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    for name in ["vm-ed25519", "vm-p256", "vm-p384", "vm-p521"] {
        let file = suite.input(&format!("{name}.json"));
        let key = public(&suite, name);
        let other = public(&suite, if name == "vm-p256" { "vm-p384" } else { "vm-p256" });
        for (feature, sd) in [
            ("credential_jose", None),
            (
                "credential_sdjwt",
                Some(
                    "[\"id\", \"type[1]\", \"credentialSubject\", \"credentialSubject.degree.name\"]",
                ),
            ),
        ] {
            let with = ["--input", &input, "--key", &file, "--feature", feature];
            let list = sd.map(|sd| ["--sd", sd]);
            let more = list.as_ref().map_or([].as_slice(), |list| list.as_slice());
            let ran = suite.desk.bot(&[&["jose", "issue"], with.as_slice(), more].concat()).ok();
            let text = ran.out.trim_end();
            let found = read(&mut judge, text, &key).unwrap_or_else(|why| panic!("{name}: {why}"));
            let mut found = found["document"].clone();
            found.as_object_mut().unwrap().remove("_sd_alg");
            assert_eq!(found, document, "{name} {feature}");
            assert!(read(&mut judge, text, &other).is_err(), "{name} {feature} by another key");
            let (before, after) = text.split_at(text.find('.').unwrap() + 20);
            let letter = if after.starts_with('A') { 'B' } else { 'A' };
            let twin = format!("{before}{letter}{}", &after[1..]);
            assert!(read(&mut judge, &twin, &key).is_err(), "the twin of {name} {feature}");
        }
    }
}

#[test]
fn another_implementation_reads_badges_in_each_form_of_a_jwt() {
    let Some(suite) = Suite::new() else { return };
    let mut judge = Judge::openbadgeslib();
    let bytes = std::fs::read(suite.input("credential-full.json")).unwrap();
    let credential = json::read(&bytes).unwrap();
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    for name in ["vm-ed25519", "vm-p256", "vm-p384", "vm-p521"] {
        let file = json::read(&std::fs::read(suite.input(&format!("{name}.json"))).unwrap());
        let key = SigningKey::from_jwk(file.unwrap().get("secretKeyJwk").unwrap()).unwrap();
        let signer = Signer { key: &key, kid: "https://example.issuer/vc-jose-cose#key" };
        for (form, typ) in
            [(VcJwt::Envelope, "vc+jwt"), (VcJwt::OpenBadge, "JWT"), (VcJwt::Claim, "JWT")]
        {
            let text = sign_vc_jwt(&credential, form, signer).unwrap();
            let found = read(&mut judge, &text, &public(&suite, name)).unwrap();
            assert_eq!(found["header"]["typ"], typ, "{name} {form:?}");
            assert_eq!(found["header"]["kid"], signer.kid, "{name} {form:?}");
            let mut payload = found["document"].clone();
            if form != VcJwt::Envelope {
                // 2024-01-01 and 2027-01-01.
                for (claim, expected) in [
                    ("iss", value!("https://example.issuer/vc-jose-cose")),
                    ("jti", document["id"].clone()),
                    ("sub", document["credentialSubject"]["id"].clone()),
                    ("nbf", value!(1_704_067_200)),
                    ("exp", value!(1_798_761_600)),
                ] {
                    let claimed = payload.as_object_mut().unwrap().remove(claim);
                    assert_eq!(claimed, Some(expected), "{name} {form:?} {claim}");
                }
            }
            let inside = if form == VcJwt::Claim { &payload["vc"] } else { &payload };
            assert_eq!(inside, &document, "{name} {form:?}");
            assert!(
                read(&mut judge, &text.replacen(".ey", ".eyI", 1), &public(&suite, name)).is_err()
            );
        }
    }
}
