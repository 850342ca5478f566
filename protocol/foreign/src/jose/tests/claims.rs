//! The claims beside and around a credential.

use super::*;

/// Integrity and status of a payload signed by its issuer.
#[track_caller]
fn check(more: &str, payload: &Object, expected: &str) {
    let signer = Signer::p256();
    assert_eq!(said(jwt(&signer, more, payload)), expected, "{more} {payload:?}");
}

fn own() -> String {
    Signer::p256().did()
}

const JOSE: &str = "\"typ\":\"vc+jwt\"";
const PLAIN: &str = "\"typ\":\"JWT\"";
const WRONG: &str = "field-wrong status-unproven";

#[test]
fn claims_that_contradict_the_credential_are_told() {
    let did = own();
    for typ in [JOSE, PLAIN] {
        let with = |more: &str| vc2(&did, more);
        let agreed =
            format!("\"iss\":\"{did}\",\"sub\":\"did:example:ann\",\"jti\":\"urn:uuid:1\"");
        check(typ, &with(&agreed), HOLDS);
        check(typ, &with("\"iss\":\"did:example:other\""), WRONG);
        check(typ, &with("\"sub\":\"did:example:bob\""), WRONG);
        check(typ, &with("\"jti\":\"urn:uuid:2\""), WRONG);
        check(typ, &with("\"iss\":5"), WRONG);
        check(typ, &with("\"exp\":\"2099-01-01T00:00:00Z\""), WRONG);
        check(typ, &with("\"exp\":null"), HOLDS);
        check(typ, &with("\"aud\":\"did:example:ann\",\"iat\":\"yesterday\""), HOLDS);
    }
}

#[test]
fn the_dates_of_an_envelope_are_its_own_and_those_of_a_badge_are_the_badge_s() {
    let did = own();
    let with = |more: &str| vc2(&did, more);
    // 2026-01-01, 2030-01-01 and 2010-01-01.
    let (start, future, past) = (1_767_225_600, 1_893_456_000, 1_262_304_000);
    check(JOSE, &with(&format!("\"exp\":{future}")), HOLDS);
    check(JOSE, &with(&format!("\"exp\":{past}")), "proof-expired status-unproven");
    check(JOSE, &with(&format!("\"nbf\":{past}")), HOLDS);
    check(JOSE, &with(&format!("\"nbf\":{future}")), "signed-by-issuer not-yet-valid");
    check(PLAIN, &with(&format!("\"exp\":{future},\"nbf\":{start}")), HOLDS);
    check(PLAIN, &with(&format!("\"exp\":{past}")), "field-wrong expired");
    let last = format!("\"validFrom\":null,\"exp\":{past}");
    check(PLAIN, &with(&last), "signed-by-issuer expired");
    let first = format!("\"validFrom\":null,\"nbf\":{future}");
    check(PLAIN, &with(&first), "signed-by-issuer not-yet-valid");
    check(PLAIN, &with(&format!("\"nbf\":{past}")), WRONG);
    let until = format!("\"validUntil\":\"2030-01-01T00:00:00Z\",\"exp\":{future}");
    check(PLAIN, &with(&until), HOLDS);
    let until = format!("\"validUntil\":\"2031-01-01T00:00:00Z\",\"exp\":{future}");
    check(PLAIN, &with(&until), WRONG);
    check(PLAIN, &with("\"validUntil\":\"2026-02-01T00:00:00Z\""), "signed-by-issuer expired");
}

#[test]
fn the_claim_vc_is_merged_with_those_beside_it() {
    let did = own();
    let inside = |credential: &Object, beside: &str| {
        let mut payload = with(Object::new(), beside);
        payload.insert("vc", Value::Object(credential.clone()));
        payload
    };
    let whole = vc1(&did, "");
    check(PLAIN, &inside(&whole, ""), HOLDS);
    check("", &inside(&whole, &format!("\"iss\":\"{did}\",\"nbf\":1767225600")), HOLDS);
    let bare = vc1(
        &did,
        "\"issuer\":null,\"id\":null,\"issuanceDate\":null,\"credentialSubject\":{\"name\":\"Ann\"}",
    );
    let claims = format!(
        "\"iss\":\"{did}\",\"jti\":\"urn:uuid:1\",\"nbf\":1767225600,\"sub\":\"did:example:ann\""
    );
    check(PLAIN, &inside(&bare, &claims), HOLDS);
    check(PLAIN, &inside(&bare, ""), WRONG);
    let expired = format!("{claims},\"exp\":1767225601");
    check(PLAIN, &inside(&bare, &expired), "signed-by-issuer expired");
    // Contradictions between the two.
    check(PLAIN, &inside(&whole, "\"iss\":\"did:example:other\""), WRONG);
    check(PLAIN, &inside(&whole, "\"sub\":\"did:example:bob\""), WRONG);
    check(PLAIN, &inside(&whole, "\"jti\":\"urn:uuid:2\""), WRONG);
    check(PLAIN, &inside(&whole, "\"nbf\":1767225601"), WRONG);
    let until = vc1(&did, "\"expirationDate\":\"2030-01-01T00:00:00Z\"");
    check(PLAIN, &inside(&until, "\"exp\":1893456000"), HOLDS);
    check(PLAIN, &inside(&until, "\"exp\":1893456001"), WRONG);
    // A second credential around or beside it.
    check(PLAIN, &inside(&whole, "\"credentialSubject\":{\"id\":\"did:example:bob\"}"), WRONG);
    check(PLAIN, &inside(&whole, "\"type\":[\"VerifiableCredential\"]"), WRONG);
    check(PLAIN, &inside(&whole, "\"vp\":{}"), WRONG);
    check(PLAIN, &with(Object::new(), "\"vc\":\"oops\""), WRONG);
    for beside in [
        r#""credentialStatus":{"id":"urn:uuid:3","type":"StatusList2021Entry"}"#,
        r#""validUntil":"2026-02-01T00:00:00Z""#,
        r#""expirationDate":"2026-02-01T00:00:00Z""#,
        r#""validFrom":"2030-01-01T00:00:00Z""#,
        r#""issuanceDate":"2030-01-01T00:00:00Z""#,
        r#""evidence":[]"#,
        r#""credentialSchema":{"id":"urn:uuid:3","type":"JsonSchema"}"#,
        r#""termsOfUse":[]"#,
        r#""refreshService":[]"#,
    ] {
        check(PLAIN, &inside(&whole, beside), WRONG);
    }
    check(PLAIN, &inside(&whole, "\"department\":\"Tea\""), HOLDS);
    // The envelopes of VC 2.0 have no such claim.
    check(JOSE, &inside(&whole, ""), WRONG);
    check(JOSE, &vc2(&did, "\"vc\":\"oops\",\"vp\":\"nooo\""), WRONG);
    check(JOSE, &vc2(&did, "\"vp\":{}"), WRONG);
}

#[test]
fn a_status_of_the_token_itself_is_not_passed_over() {
    let did = own();
    let unknown = "signed-by-issuer status-type-unknown";
    let status = r#""status":{"status_list":{"idx":7,"uri":"https://a.example/l"}}"#;
    let mut inside = with(Object::new(), status);
    inside.insert("vc", Value::Object(vc1(&did, "")));
    check(PLAIN, &inside, unknown);
    for typ in [JOSE, PLAIN] {
        check(typ, &vc2(&did, status), unknown);
        check(typ, &vc2(&did, "\"status\":\"x\""), unknown);
        // That it is over is told all the same.
        let over = format!("{status},\"validUntil\":\"2026-02-01T00:00:00Z\"");
        check(typ, &vc2(&did, &over), "signed-by-issuer expired");
    }
}

#[test]
fn the_shape_of_the_credential_is_judged() {
    let did = own();
    check(JOSE, &vc2(&did, "\"issuer\":null"), WRONG);
    check(JOSE, &vc2(&did, &format!("\"issuer\":null,\"iss\":\"{did}\"")), WRONG);
    check(JOSE, &vc2(&did, "\"@context\":[\"https://x.example/v1\"]"), WRONG);
    check(JOSE, &vc2(&did, "\"@context\":null"), WRONG);
    check(JOSE, &vc2(&did, "\"type\":[\"OpenBadgeCredential\"]"), WRONG);
    check(JOSE, &vc2(&did, "\"credentialSubject\":null"), WRONG);
    let unreadable = "field-wrong status-unreadable";
    check(JOSE, &vc2(&did, "\"validFrom\":\"yesterday\""), unreadable);
    // The bytes are signed, so a context or member that nobody knows is signed as well.
    let contexts =
        "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://x.example/v1\"]";
    check(JOSE, &vc2(&did, &format!("{contexts},\"favouriteColour\":\"red\"")), HOLDS);
    check(JOSE, &vc2("did:example:other", ""), "key-not-here status-unproven");
}

#[test]
fn what_a_header_repeats_of_the_claims_must_be_the_same() {
    let did = own();
    for typ in [JOSE, PLAIN] {
        let head = |more: &str| format!("{typ},{more}");
        let plain = vc2(&did, "");
        check(&head(&format!("\"iss\":\"{did}\",\"sub\":\"did:example:ann\"")), &plain, HOLDS);
        check(&head("\"exp\":null,\"x\":1"), &plain, HOLDS);
        for other in [
            "\"iss\":\"did:example:other\"",
            "\"sub\":\"did:example:bob\"",
            "\"jti\":\"urn:uuid:2\"",
            "\"iss\":5",
            "\"exp\":\"soon\"",
        ] {
            check(&head(other), &plain, WRONG);
        }
        let claims = vc2(&did, "\"nonce\":\"a\",\"exp\":1893456000");
        check(&head("\"nonce\":\"a\",\"exp\":1893456000"), &claims, HOLDS);
        check(&head("\"exp\":1893456001"), &claims, WRONG);
        check(&head("\"nonce\":\"b\""), &claims, WRONG);
    }
    let over = format!("{JOSE},\"exp\":1");
    check(&over, &vc2(&did, ""), "proof-expired status-unproven");
}

#[test]
fn nobody_signs_in_the_future() {
    let did = own();
    // 2026-11-23T12:00:00Z, and ten minutes later.
    let (now, soon) = (1_795_435_200_u64, 1_795_435_800_u64);
    for typ in [JOSE, PLAIN] {
        // The clock that is wrong may be the one here.
        let later = "proof-from-future status-unproven";
        for (iat, expected) in [(now, HOLDS), (soon, HOLDS), (soon + 1, later)] {
            check(typ, &vc2(&did, &format!("\"iat\":{iat}")), expected);
            check(&format!("{typ},\"iat\":{iat}"), &vc2(&did, ""), expected);
            // Both may say it, of the token and of its signature: the later one counts.
            let early = vc2(&did, "\"iat\":1767225600");
            check(&format!("{typ},\"iat\":{iat}"), &early, expected);
            let late = vc2(&did, &format!("\"iat\":{iat}"));
            check(&format!("{typ},\"iat\":1767225600"), &late, expected);
        }
    }
}
