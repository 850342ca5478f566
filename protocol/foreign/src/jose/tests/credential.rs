//! Credentials as JWT: keys, algorithms and headers.

use bot_protocol::identity::Documents;

use super::*;

#[test]
fn a_jwt_by_each_kind_of_key_holds_and_a_changed_one_does_not() {
    for signer in Signer::all() {
        let payload = vc2(&signer.did(), "");
        for typ in [
            "\"typ\":\"vc+jwt\",\"cty\":\"vc\"",
            "\"typ\":\"JWT\"",
            "",
            "\"typ\":\"application/vc+jwt\"",
        ] {
            let text = jwt(&signer, typ, &payload);
            assert_eq!(said(&text), HOLDS, "{typ}");
            assert_eq!(said(format!("\u{feff}{text}\n")), HOLDS, "as editors save it");
            let (message, signature) = text.rsplit_once('.').unwrap();
            let other = jwt(&signer, typ, &with(payload.clone(), "\"id\":\"urn:uuid:2\""));
            let (other, _) = other.rsplit_once('.').unwrap();
            assert_ne!(other, message);
            assert_eq!(said(format!("{other}.{signature}")), "signature-wrong status-unproven");
            assert_eq!(said(format!("{message}.")), "signature-wrong status-unproven");
            assert_eq!(
                said(format!("{message}.{signature}AAAA")),
                "signature-wrong status-unproven"
            );
        }
    }
}

#[test]
fn the_key_decides_the_algorithm() {
    let all = Signer::all();
    for signer in &all {
        for other in &all {
            let header = format!("{{\"alg\":\"{}\"}}", other.algorithm());
            let payload = Value::Object(vc2(&signer.did(), "")).to_bytes();
            let expected = if signer.algorithm() == other.algorithm() {
                HOLDS
            } else {
                "algorithm-differs status-unproven"
            };
            assert_eq!(said(jws(signer, &header, &payload)), expected, "{header}");
        }
    }
}

#[test]
fn a_public_key_is_no_secret_and_nothing_is_no_signature() {
    let signer = Signer::p256();
    let payload = Value::Object(vc2(&signer.did(), "")).to_bytes();
    let refused = "proof-malformed status-unproven";
    for name in ["none", "None", "NONE", "HS256", "HS384", "HS512"] {
        let header = format!("{{\"alg\":\"{name}\"}}");
        let text = jws(&signer, &header, &payload);
        assert_eq!(said(&text), refused, "{name}");
        let (message, _) = text.rsplit_once('.').unwrap();
        assert_eq!(said(format!("{message}.")), refused, "{name} without a signature");
        // The signature that whoever takes the public key for a secret would make.
        let code = hmac(&signer.key().bytes, message.as_bytes());
        assert_eq!(said(format!("{message}.{}", encode_base64url(&code))), refused, "{name}");
    }
    assert_eq!(said(jws(&signer, "{\"typ\":\"JWT\"}", &payload)), refused);
    assert_eq!(said(jws(&signer, "{\"alg\":null}", &payload)), refused);
    assert_eq!(
        said(jws(&signer, "{\"alg\":\"PS256\"}", &payload)),
        "suite-unknown status-unproven"
    );
    assert_eq!(said(jws(&signer, "{\"alg\":\"\"}", &payload)), "suite-unknown status-unproven");
}

/// HMAC with SHA-256 by a key of at most 64 bytes.
///
/// Source: RFC 2104 §2.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    use bot_protocol::canon::hash::sha256;
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(place, key)| *place ^= key);
        block
    };
    sha256(&[&pad(0x5c), sha256(&[&pad(0x36), message]).as_bytes()]).as_bytes().to_vec()
}

#[test]
fn what_a_header_calls_critical_or_encrypts_is_refused_and_addresses_are_not_followed() {
    let signer = Signer::ed25519(1);
    let payload = vc2(&signer.did(), "");
    let check =
        |more: &str, expected: &str| assert_eq!(said(jwt(&signer, more, &payload)), expected);
    let refused = "proof-malformed status-unproven";
    check("\"crit\":[\"exp\"]", refused);
    check("\"crit\":[]", refused);
    check("\"crit\":[\"b64\"],\"b64\":false", refused);
    check("\"b64\":false", refused);
    check("\"b64\":true", refused);
    check("\"zip\":\"DEF\"", refused);
    check("\"enc\":\"A128GCM\"", refused);
    check("\"kid\":5", refused);
    check("\"kid\":\"\"", refused);
    check("\"typ\":\"bad\"", refused);
    check("\"typ\":\"vp+jwt\"", refused);
    check("\"typ\":\"vc+sd-jwt\"", refused);
    check("\"typ\":\"vc+cose\"", refused);
    check("\"typ\":5", refused);
    check("\"cty\":\"bad\"", refused);
    check("\"cty\":\"vp\"", refused);
    // Keys that lie elsewhere are not looked for, and do not harm a key that is known.
    check("\"jku\":\"https://x.example/keys\"", HOLDS);
    check("\"x5u\":\"https://x.example/cert\",\"x5t\":\"AA\"", HOLDS);
    check("\"x5c\":[\"MIIB\"]", HOLDS);
    let stranger = Signer::ed25519(2);
    for more in ["\"jku\":\"https://x.example/keys\"", "\"x5c\":[\"MIIB\"]"] {
        assert_eq!(said(jwt(&stranger, more, &payload)), "signature-wrong status-unproven");
    }
}

#[test]
fn the_name_of_a_key_stays_within_the_issuer() {
    let (signer, stranger) = (Signer::ed25519(1), Signer::ed25519(2));
    let (did, other) = (signer.did(), stranger.did());
    let (own, foreign) = (&did["did:key:".len()..], &other["did:key:".len()..]);
    let payload = vc2(&did, "");
    let check = |signer: &Signer, kid: &str, expected: &str| {
        let text = jwt(signer, &format!("\"kid\":\"{kid}\""), &payload);
        assert_eq!(said(text), expected, "{kid}");
    };
    check(&signer, &format!("{did}#{own}"), HOLDS);
    check(&signer, &did, HOLDS);
    check(&signer, &format!("#{own}"), HOLDS);
    check(&signer, own, HOLDS);
    let another = "proof-names-another status-unproven";
    check(&stranger, &format!("{other}#{foreign}"), another);
    check(&stranger, &other, another);
    check(&signer, &format!("{other}#{foreign}"), another);
    check(&stranger, "did:web:x.example#1", another);
    check(&stranger, "https://x.example/keys/1", another);
    let malformed = "proof-malformed status-unproven";
    check(&stranger, &format!("{did}#{foreign}"), malformed);
    check(&stranger, &format!("#{foreign}"), malformed);
    let wrong = "signature-wrong status-unproven";
    check(&stranger, &format!("{did}#{own}"), wrong);
    check(&stranger, &did, wrong);
}

#[test]
fn a_key_of_a_document_counts_for_whom_the_document_describes() {
    let (signer, stranger) = (Signer::rsa(), Signer::ed25519(2));
    let issuer = "did:web:uni.example";
    let documents = || Documents::new().trusting(format!("{issuer}#1"), signer.key());
    let check = |more: &str, issuer: &str, documents: Documents, expected: &str| {
        let text = jwt(&signer, more, &vc2(issuer, ""));
        assert_eq!(said_with(text.as_bytes(), documents), expected, "{more}");
    };
    check("\"kid\":\"did:web:uni.example#1\"", issuer, documents(), HOLDS);
    check("\"kid\":\"#1\"", issuer, documents(), HOLDS);
    check("\"kid\":\"1\"", issuer, documents(), HOLDS);
    let missing = "key-not-here status-unproven";
    check("\"kid\":\"#1\"", issuer, Documents::new(), missing);
    check("\"kid\":\"#2\"", issuer, documents(), missing);
    check("", issuer, documents(), missing);
    let another = "proof-names-another status-unproven";
    check("\"kid\":\"did:web:uni.example#1\"", "did:web:uni.example:faculty", documents(), another);
    check("\"kid\":\"did:web:uni.example#1\"", "did:web:other.example", documents(), another);
    check("\"kid\":\"did:web:uni.example#1\"", "https://uni.example", documents(), another);
    // An address of the issuer's own server may be its key, if somebody hands it in.
    let (at, issuer) = ("https://uni.example/keys/1", "https://uni.example/issuer");
    check(&format!("\"kid\":\"{at}\""), issuer, Documents::new(), missing);
    check(
        &format!("\"kid\":\"{at}\""),
        "https://uni.example.evil.example/issuer",
        Documents::new(),
        missing,
    );
    let wrong = Documents::new().trusting("did:web:uni.example#1", stranger.key());
    check("\"kid\":\"#1\"", "did:web:uni.example", wrong, "algorithm-differs status-unproven");
}

#[test]
fn a_signature_has_one_spelling_where_its_algorithm_has() {
    let signer = Signer::ed25519(1);
    let text = jwt(&signer, "", &vc2(&signer.did(), ""));
    assert_eq!(said(&text), HOLDS);
    let (message, signature) = text.rsplit_once('.').unwrap();
    let mut bytes = bot_protocol::canon::multibase::decode_base64url(signature).unwrap();
    // S + L is the same number to a careless reader.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (place, digit) in bytes[32..].iter_mut().zip(order) {
        carry += u16::from(*place) + u16::from(digit);
        *place = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    let twin = format!("{message}.{}", encode_base64url(&bytes));
    assert_eq!(said(twin), "signature-wrong status-unproven");
    // The last letter of 64 bytes has four bits that mean nothing, and must be zero.
    for letter in ["B", "h", "x", "_"] {
        let twin = format!("{}{letter}", text.get(..text.len() - 1).unwrap());
        if twin != text {
            assert!(
                ["input-refused status-unreadable", "signature-wrong status-unproven"]
                    .contains(&said(twin).as_str())
            );
        }
    }
    for twin in
        [format!("{text}="), format!("{text}.AA"), format!("{text} x"), text.replace('.', " .")]
    {
        let read = crate::reader().read(twin.as_bytes());
        assert!(read.is_err_and(|refused| refused.claims), "{twin}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_as_a_badge_that_is_no_good() {
    let signer = Signer::ed25519(1);
    let payload = String::from_utf8(Value::Object(vc2(&signer.did(), "")).to_bytes()).unwrap();
    let refused = "input-refused status-unreadable";
    let check = |header: &str, payload: &str| {
        assert_eq!(said(jws(&signer, header, payload.as_bytes())), refused, "{header} {payload}");
    };
    let header = r#"{"alg":"EdDSA","typ":"vc+jwt"}"#;
    check(header, &payload.replacen('{', r#"{"id":"urn:uuid:0","#, 1));
    check(header, &payload.replacen('{', r#"{"a":1e400,"#, 1));
    check(header, &payload.replacen('{', r#"{"a":9007199254740993,"#, 1));
    check(header, &payload.replacen('{', "{\"a\":\"\\ud800\",", 1));
    check(header, &format!("{payload} {payload}"));
    check(header, &format!("[{payload}]"));
    check(header, &format!("\u{feff}{payload}"));
    check(header, "");
    check(header, &format!("{{\"credentialSubject\":{}", "[".repeat(100_000)));
    check(r#"{"alg":"EdDSA","alg":"EdDSA"}"#, &payload);
    check(r#"{"alg":"EdDSA","\u0061lg":"none"}"#, &payload);
    check(r#"{"alg":"EdDSA"} "#, &format!("{payload}x"));
    // A token inside a token.
    let inner = jwt(&signer, "", &vc2(&signer.did(), ""));
    check(header, &inner);
    // More than is read.
    let long = format!("{{\"credentialSubject\":\"{}\"}}", "x".repeat(1024 * 1024));
    check(header, &long);
    let huge = vec![b'A'; 3 * 1024 * 1024];
    assert!(crate::reader().read(&huge).is_err());
    let huge = [jwt(&signer, "", &vc2(&signer.did(), "")).into_bytes(), huge].concat();
    assert_eq!(said(huge), refused);
    // What says nothing of a credential is none.
    for text in ["eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ", "eyJ.e30.AA.AA", "eyA", "ewA~"] {
        let read = crate::reader().read(text.as_bytes());
        assert!(read.is_err_and(|refused| !refused.claims), "{text}");
    }
}

#[test]
fn an_endorsement_as_jwt_counts_for_what_it_is_about() {
    let (issuer, friend) = (Signer::ed25519(1), Signer::ed25519(2));
    let about = "\"type\":[\"VerifiableCredential\",\"EndorsementCredential\"],\
                 \"credentialSubject\":{\"id\":\"urn:uuid:1\",\"type\":[\"EndorsementSubject\"],\"endorsementComment\":\"Well done\"}";
    let praise = jwt(&friend, "", &vc2(&friend.did(), about));
    let endorsers = |praise: &str| {
        let badge = vc2(&issuer.did(), &format!("\"endorsementJwt\":[\"{praise}\"]"));
        let text = jwt(&issuer, "", &badge);
        let verdict = verdict(text.as_bytes(), Documents::new(), &Asked::at(NOW.parse().unwrap()));
        assert_eq!(verdict.reason(Question::Integrity).code(), "signed-by-issuer");
        let code = verdict.reason(Question::Endorsements).code();
        let held: Vec<bool> = verdict.endorsers.iter().map(|one| one.holds()).collect();
        format!("{code} {held:?}")
    };
    assert_eq!(endorsers(&praise), "endorsed-by-strangers [true]");
    let forged = jwt(&issuer, "", &vc2(&friend.did(), about));
    assert_eq!(endorsers(&forged), "endorsements-refused [false]");
    let elsewhere = vc2(&friend.did(), &about.replace("urn:uuid:1", "urn:uuid:9"));
    assert_eq!(endorsers(&jwt(&friend, "", &elsewhere)), "endorsements-refused [false]");
    let late = format!("{about},\"exp\":1262304000");
    assert_eq!(
        endorsers(&jwt(&friend, "", &vc2(&friend.did(), &late))),
        "endorsements-refused [false]"
    );
}

#[test]
fn no_bit_of_a_jwt_may_change() {
    let signer = Signer::ed25519(1);
    let text = jwt(&signer, "\"typ\":\"vc+jwt\"", &vc2(&signer.did(), ""));
    assert_eq!(said(&text), HOLDS);
    for at in 0..text.len() {
        for bit in [1, 2, 16] {
            let mut bent = text.clone().into_bytes();
            bent[at] ^= bit;
            let read = crate::reader().read(&bent);
            if read.is_ok() {
                assert_ne!(said(&bent), HOLDS, "{at} {bit}");
            }
        }
        assert!(
            crate::reader().read(&text.as_bytes()[..at]).is_err() || said(&text[..at]) != HOLDS
        );
    }
}

proptest::proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(
        parts in proptest::collection::vec("[A-Za-z0-9_.~=-]{0,12}", 0..8),
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
    ) {
        let reader = crate::reader();
        for text in [format!("ey{}", parts.join(".")), format!("ew{}", parts.join("~"))] {
            reader.read(text.as_bytes()).ok();
        }
        reader.read(&[&[0xd2, 0x84, 0x43][..], &bytes].concat()).ok();
        reader.read(&[&[0x84][..], &bytes].concat()).ok();
    }
}
