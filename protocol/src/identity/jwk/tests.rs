//! Keys in JSON, each with twins that are to be refused. The numbers are those of RFC 7515 to 8037.

use super::*;
use crate::canon::multibase::encode_base64url;
use crate::identity::{Documents, KeySource, Relation};

/// RFC 8037 §A.2.
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519",
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// RFC 7515 §A.3.
const P256: &str = r#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

/// RFC 7515 §A.2.
const RSA: &str = r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;

fn said(jwk: &str) -> String {
    match Multikey::from_jwk(&json::read(jwk.as_bytes()).unwrap()) {
        Ok(key) => key.codec.to_string(),
        Err(fault) => {
            assert_eq!(fault.is_unknown(), fault.to_string().ends_with("not known here"));
            fault.to_string()
        }
    }
}

#[track_caller]
fn check(jwk: &str, from: &str, to: &str, expected: &str) {
    assert!(jwk.contains(from), "{from}");
    assert_eq!(said(&jwk.replacen(from, to, 1)), expected, "{from} → {to}");
}

#[test]
fn published_keys_are_read() {
    let key = |jwk: &str| Multikey::from_jwk(&json::read(jwk.as_bytes()).unwrap()).unwrap();
    // The key of RFC 8032 §7.1, test 1.
    assert_eq!(key(ED25519).to_multikey(), "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw");
    assert_eq!((key(P256).bytes[0], key(P256).bytes.len()), (3, 33));
    let rsa = key(RSA);
    assert_eq!((rsa.codec, rsa.bytes.len()), (KeyCodec::Rsa, 270));
    assert_eq!(rsa.bytes[..9], [0x30, 0x82, 1, 10, 2, 0x82, 1, 1, 0]);
    assert_eq!(rsa.bytes[265..], [2, 3, 1, 0, 1]);
}

#[test]
fn every_member_has_its_one_form() {
    let x = "\"x\" of the JWK is not base64url of the length it must have";
    check(ED25519, "HURo", "HUR", x);
    check(ED25519, "HURo", "HURo=", x);
    check(ED25519, "HURo", "HURoAA", x);
    check(ED25519, "S_7T", "S/7T", x);
    check(ED25519, "HURo", "HURp", x);
    check(ED25519, "\"11q", "\" 11q", x);
    check(ED25519, "\"x\"", "\"X\"", "the JWK has no text \"x\"");
    check(
        ED25519,
        "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"",
        "5",
        "the JWK has no text \"x\"",
    );
    check(ED25519, "OKP", "okp", "JWKs of kind \"okp\" are not known here");
    check(ED25519, "OKP", "EC", "JWKs of kind \"Ed25519\" are not known here");
    check(ED25519, "Ed25519", "P-256", "JWKs of kind \"P-256\" are not known here");
    check(ED25519, "Ed25519", "X25519", "X25519");
    check(ED25519, "Ed25519", "Ed448", "JWKs of kind \"Ed448\" are not known here");
    check(ED25519, "\"kty\"", "\"typ\"", "the JWK has no text \"kty\"");
    check(P256, "\"y\"", "\"z\"", "the JWK has no text \"y\"");
    check(P256, "I5a0", "I5a1", "\"y\" of the JWK is not base64url of the length it must have");
    check(P256, "x_FE", "y_FE", "the JWK is no point of P-256");
    check(P256, "f83O", "g83O", "the JWK is no point of P-256");
    check(P256, "P-256", "secp256k1", "the JWK is no point of secp256k1");
    check(P256, "P-256", "P-384", "\"x\" of the JWK is not base64url of the length it must have");
    check(P256, "P-256", "p-256", "JWKs of kind \"p-256\" are not known here");
    let n = "\"n\" of the JWK is not base64url of the length it must have";
    check(RSA, "\"ofgW", "\"AKH4", n);
    check(RSA, "uXpoQ", "uXpo", n);
    check(RSA, "AQAB", "AAEAAQ", "\"e\" of the JWK is not base64url of the length it must have");
    check(RSA, "AQAB", "", "\"e\" of the JWK is not base64url of the length it must have");
    check(RSA, "AQAB", "AQABAAAAAAAA", {
        "\"e\" of the JWK is not base64url of the length it must have"
    });
    let sized = |bytes: usize| {
        let n = encode_base64url(&vec![0xff; bytes]);
        said(&format!(r#"{{"kty":"RSA","e":"AQAB","n":"{n}"}}"#))
    };
    assert_eq!((sized(1024).as_str(), sized(1025).as_str()), ("RSA", n));
    assert_eq!(said("[]"), "a JWK is a JSON object");
}

#[test]
fn a_key_for_something_else_is_refused() {
    let with = |jwk: &str, members: &str, expected: &str| {
        check(jwk, "{", &format!("{{{members},"), expected);
    };
    for (jwk, kind, alg) in
        [(ED25519, "Ed25519", "EdDSA"), (P256, "P-256", "ES256"), (RSA, "RSA", "RS256")]
    {
        with(jwk, r#""use":"sig","key_ops":["verify"],"kid":"1","x5t":"a""#, kind);
        with(jwk, &format!(r#""alg":"{alg}""#), kind);
        if let Some(full) =
            [("Ed25519", "Ed25519"), ("P-256", "ESP256")].iter().find(|it| it.0 == kind)
        {
            with(jwk, &format!(r#""alg":"{}""#, full.1), kind);
        }
        for (member, others) in [
            (
                "alg",
                &[
                    r#""ES512""#,
                    r#""ESP512""#,
                    r#""HS256""#,
                    r#""none""#,
                    r#""PS256""#,
                    "5",
                    "null",
                ][..],
            ),
            ("use", &[r#""enc""#, r#""""#, r#"["sig"]"#, "null"]),
            ("key_ops", &[r#"["sign"]"#, "[]", r#""verify""#, r#"["encrypt","wrapKey"]"#, "{}"]),
        ] {
            let refused = format!("{member:?} of the JWK says that it does not verify here");
            for other in others {
                with(jwk, &format!(r#""{member}":{other}"#), &refused);
            }
        }
        for secret in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            let told = format!("the JWK tells its secret in {secret:?}");
            with(jwk, &format!(r#""{secret}":"AQAB""#), &told);
        }
    }
}

fn did_jwk(jwk: &str) -> String {
    format!("did:jwk:{}", encode_base64url(jwk.as_bytes()))
}

#[test]
fn a_did_jwk_names_its_one_key() {
    let documents = Documents::new();
    for jwk in [ED25519, P256, RSA] {
        let did = did_jwk(jwk);
        for url in [format!("{did}#0"), did.clone()] {
            let method = documents.method(&url, Relation::AssertionMethod).unwrap();
            assert_eq!((method.controller.as_str(), method.source), (&*did, KeySource::Identifier));
            assert_eq!(Ok(method.key), Multikey::from_jwk(&json::read(jwk.as_bytes()).unwrap()));
        }
        for wrong in ["#", "#1", "#00", "#0#0", "?#0", "=#0", ":a#0", "/#0"] {
            let fault = documents.method(&format!("{did}{wrong}"), Relation::AssertionMethod);
            assert!(!fault.unwrap_err().is_unknown(), "{wrong}");
        }
    }
}

#[test]
fn a_did_jwk_holds_one_key_and_nothing_else() {
    let wrong = |did: &str, unknown: bool| {
        let fault = Documents::new().method(did, Relation::Authentication).unwrap_err();
        assert_eq!(fault.is_unknown(), unknown, "{did}: {fault}");
    };
    wrong("did:jwk:", false);
    wrong("did:jwk:e30", false);
    wrong(&did_jwk("null"), false);
    wrong(&did_jwk("[]"), false);
    wrong(&did_jwk("{"), false);
    wrong(&did_jwk(&format!("{ED25519} ,")), false);
    wrong(&did_jwk(&ED25519.replace("\"x\"", "\"x\":\"\",\"x\"")), false);
    wrong(&did_jwk(&ED25519.replacen('{', "{\"use\":\"enc\",", 1)), false);
    wrong(&did_jwk(&ED25519.replacen('{', "{\"d\":\"AQAB\",", 1)), false);
    wrong(&did_jwk(&ED25519.replace("Ed25519", "Ed448")), true);
    wrong(
        &did_jwk(&ED25519.replacen('{', &format!("{{\"kid\":\"{}\",", "a".repeat(2000)), 1)),
        false,
    );
}
