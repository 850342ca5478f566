//! Envelopes in COSE, written by an independent library, and every way to bend them.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::canon::multibase::{encode_base64, encode_base64url};
use coset::cbor::value::Value as Cbor;
use coset::iana::Algorithm;
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _};

use crate::jose::tests::{HOLDS, Signer, said, vc2};

const MALFORMED: &str = "proof-malformed status-unproven";
const REFUSED: &str = "input-refused status-unreadable";
const WRONG: &str = "signature-wrong status-unproven";

fn algorithm(signer: &Signer) -> Algorithm {
    match signer.algorithm() {
        "EdDSA" => Algorithm::EdDSA,
        "ES256" => Algorithm::ES256,
        "ES384" => Algorithm::ES384,
        "ES512" => Algorithm::ES512,
        "ES256K" => Algorithm::ES256K,
        _ => Algorithm::RS256,
    }
}

fn header(signer: &Signer) -> HeaderBuilder {
    HeaderBuilder::new()
        .algorithm(algorithm(signer))
        .content_type("application/vc".to_owned())
        .value(16, Cbor::Text("application/vc+cose".to_owned()))
}

/// A `COSE_Sign1` of this payload.
fn sign1(signer: &Signer, header: HeaderBuilder, payload: &Object) -> CoseSign1 {
    let sign1 = CoseSign1Builder::new().protected(header.build());
    let sign1 = sign1.payload(Value::Object(payload.clone()).to_bytes());
    sign1.create_signature(b"", |message| signer.sign(message)).build()
}

fn tagged(sign1: CoseSign1) -> Vec<u8> {
    sign1.to_tagged_vec().unwrap()
}

/// A credential by this key with this header.
fn badge(signer: &Signer, header: HeaderBuilder) -> Vec<u8> {
    tagged(sign1(signer, header, &vc2(&signer.did(), "")))
}

#[test]
fn a_badge_by_each_kind_of_key_holds_and_a_changed_one_does_not() {
    for signer in Signer::all() {
        let bytes = badge(&signer, header(&signer));
        assert_eq!(said(&bytes), HOLDS);
        // Without its tag, and as text.
        assert_eq!(said(&bytes[1..]), HOLDS);
        assert_eq!(said(encode_base64(&bytes)), HOLDS);
        assert_eq!(said(format!("{}\n", encode_base64url(&bytes))), HOLDS);
        for at in [20, bytes.len() / 2, bytes.len() - 1] {
            let mut bent = bytes.clone();
            bent[at] ^= 1;
            assert_ne!(said(&bent), HOLDS, "{at}");
        }
        let mut other = sign1(&signer, header(&signer), &vc2(&signer.did(), ""));
        other.payload = Some(Value::Object(vc2(&signer.did(), "\"name\":\"x\"")).to_bytes());
        assert_eq!(said(tagged(other)), WRONG);
    }
}

#[test]
fn the_key_decides_the_algorithm() {
    let all = Signer::all();
    for signer in &all {
        for other in &all {
            let expected = if signer.algorithm() == other.algorithm() {
                HOLDS
            } else {
                "algorithm-differs status-unproven"
            };
            assert_eq!(said(badge(signer, header(other))), expected);
        }
    }
    let signer = Signer::p256();
    let named = |algorithm| {
        let header = HeaderBuilder::new().algorithm(algorithm);
        said(badge(&signer, header.value(16, Cbor::Text("vc+cose".to_owned()))))
    };
    assert_eq!(named(Algorithm::ES256), HOLDS);
    assert_eq!(named(Algorithm::PS256), "suite-unknown status-unproven");
    assert_eq!(named(Algorithm::HMAC_256_256), MALFORMED);
    assert_eq!(named(Algorithm::A128GCM), MALFORMED);
    assert_eq!(said(badge(&signer, HeaderBuilder::new())), MALFORMED);
}

#[test]
fn claims_in_the_payload_are_read_as_those_of_a_token() {
    let signer = Signer::p256();
    let check = |more: &str, expected: &str| {
        let payload = vc2(&signer.did(), more);
        assert_eq!(said(tagged(sign1(&signer, header(&signer), &payload))), expected, "{more}");
    };
    check(&format!("\"iss\":\"{}\",\"exp\":1893456000", signer.did()), HOLDS);
    check("\"exp\":1767225601", "proof-expired status-unproven");
    check("\"iss\":\"did:example:somebody-else\"", "field-wrong status-unproven");
    check("\"iat\":1893456000", "proof-from-future status-unproven");
}

#[test]
fn an_algorithm_that_is_not_signed_does_not_count() {
    let signer = Signer::p256();
    let payload = Value::Object(vc2(&signer.did(), "")).to_bytes();
    let open = |protected: HeaderBuilder, unprotected: HeaderBuilder| {
        let sign1 = CoseSign1Builder::new().protected(protected.build());
        let sign1 = sign1.unprotected(unprotected.build()).payload(payload.clone());
        said(tagged(sign1.create_signature(b"", |message| signer.sign(message)).build()))
    };
    let unprotected = || HeaderBuilder::new().algorithm(Algorithm::ES256);
    assert_eq!(open(HeaderBuilder::new(), unprotected()), MALFORMED);
    // In both headers it stands twice.
    assert_eq!(open(header(&signer), unprotected()), REFUSED);
    // The name of the key only chooses among the issuer's.
    let did = signer.did();
    let own = format!("{did}#{}", &did["did:key:".len()..]);
    let key = |kid: &str| HeaderBuilder::new().key_id(kid.as_bytes().to_vec());
    assert_eq!(open(header(&signer), key(&own)), HOLDS);
    assert_eq!(open(header(&signer).key_id(own.clone().into_bytes()), HeaderBuilder::new()), HOLDS);
    let another = "proof-names-another status-unproven";
    assert_eq!(open(header(&signer), key("did:web:x.example#1")), another);
    assert_eq!(open(header(&signer), key("\u{7f}:")), another);
    let bytes = HeaderBuilder::new().key_id(vec![0xff]);
    assert_eq!(open(header(&signer), bytes), MALFORMED);
}

#[test]
fn media_types_and_critical_labels_are_heeded() {
    let signer = Signer::p256();
    let check = |header: HeaderBuilder, expected: &str| {
        assert_eq!(said(badge(&signer, header.algorithm(Algorithm::ES256))), expected);
    };
    let typ = |typ: &str| HeaderBuilder::new().value(16, Cbor::Text(typ.to_owned()));
    check(HeaderBuilder::new(), HOLDS);
    check(typ("application/vc+cose"), HOLDS);
    check(typ("vc+cose"), HOLDS);
    check(typ("really/bad"), MALFORMED);
    check(typ("application/vp+cose"), MALFORMED);
    check(typ("application/vc+jwt"), MALFORMED);
    check(HeaderBuilder::new().value(16, Cbor::Integer(61.into())), MALFORMED);
    check(HeaderBuilder::new().value(16, Cbor::Null), MALFORMED);
    check(HeaderBuilder::new().content_type("very/bad".to_owned()), MALFORMED);
    check(HeaderBuilder::new().content_type("application/vp".to_owned()), MALFORMED);
    check(HeaderBuilder::new().content_format(coset::iana::CoapContentFormat::Json), MALFORMED);
    check(HeaderBuilder::new().add_critical(coset::iana::HeaderParameter::Alg), MALFORMED);
    check(
        HeaderBuilder::new().text_value("jku".to_owned(), Cbor::Text("https://x".to_owned())),
        HOLDS,
    );
    check(HeaderBuilder::new().value(33, Cbor::Bytes(vec![1; 500])), HOLDS);
    check(HeaderBuilder::new().value(33, Cbor::Bytes(vec![1; 20_000])), REFUSED);
}

#[test]
fn claims_in_the_header_agree_with_the_credential() {
    let signer = Signer::p256();
    let did = signer.did();
    let check = |label: i64, value: Cbor, expected: &str| {
        let claims = Cbor::Map(vec![(Cbor::Integer(label.into()), value)]);
        assert_eq!(said(badge(&signer, header(&signer).value(15, claims))), expected);
    };
    let text = |text: &str| Cbor::Text(text.to_owned());
    let number = |number: i64| Cbor::Integer(number.into());
    let wrong = "field-wrong status-unproven";
    check(1, text(&did), HOLDS);
    check(1, text("did:example:other"), wrong);
    check(1, number(5), wrong);
    check(2, text("did:example:bob"), wrong);
    check(4, number(1_893_456_000), HOLDS);
    check(4, number(1_262_304_000), "proof-expired status-unproven");
    check(4, Cbor::Float(1.0), wrong);
    check(5, number(1_893_456_000), "signed-by-issuer not-yet-valid");
    check(6, text("yesterday"), HOLDS);
    check(3, Cbor::Array(vec![text("a"), text("b")]), HOLDS);
    check(3, Cbor::Array(vec![number(1)]), wrong);
    let map = header(&signer).value(15, Cbor::Null);
    assert_eq!(said(badge(&signer, map)), REFUSED);
}

#[test]
fn the_payload_is_there_and_is_a_credential() {
    let signer = Signer::p256();
    let whole = sign1(&signer, header(&signer), &vc2(&signer.did(), ""));
    let mut detached = whole.clone();
    let payload = detached.payload.take().unwrap();
    // Its media type says that there should be one.
    assert_eq!(said(tagged(detached)), REFUSED);
    for text in
        [[payload.as_slice(), b" x"].concat(), b"{\"a\":1,\"a\":2}".to_vec(), b"[]".to_vec()]
    {
        let mut other = whole.clone();
        other.payload = Some(text);
        assert_eq!(said(tagged(other)), REFUSED);
    }
    let twice = vc2(&signer.did(), "\"vc\":{}");
    assert_eq!(
        said(tagged(sign1(&signer, header(&signer), &twice))),
        "field-wrong status-unproven"
    );
    let bare = CoseSign1Builder::new().payload(b"{\"a\":1}".to_vec()).signature(vec![1]).build();
    let read = crate::reader().read(&tagged(bare));
    assert!(read.is_err_and(|refused| !refused.claims));
}

#[test]
fn bytes_have_one_encoding_and_an_end() {
    let signer = Signer::ed25519(1);
    let bytes = badge(&signer, header(&signer));
    assert_eq!(bytes[..3], [0xd2, 0x84, 0x58]);
    let protected = usize::from(bytes[3]);
    let (head, rest) = bytes.split_at(4 + protected);
    assert_eq!(rest[0], 0xa0);
    let twin = |head: &[u8], middle: &[u8], rest: &[u8]| [head, middle, rest].concat();
    for (bent, why) in [
        (twin(&[], &bytes, b"x"), "something follows"),
        (bytes[..bytes.len() - 1].to_vec(), "cut off"),
        (twin(head, &[0xbf, 0xff], &rest[1..]), "indefinite length"),
        (twin(head, &[0xb8, 0], &rest[1..]), "not the shortest length"),
        (twin(head, &[0xa1, 1], &rest[1..]), "a map with half a pair"),
        (twin(head, &[0xa2, 5, 0, 5, 0], &rest[1..]), "a label twice"),
        (twin(head, &[0xa1, 1, 0x26], &rest[1..]), "a label in both headers"),
        (twin(head, &[0xa1, 0xf5, 0], &rest[1..]), "no label"),
        (twin(head, &[0xa1, 5, 0x61, 0xff], &rest[1..]), "no UTF-8"),
        (twin(head, &[0xbb, 255, 255, 255, 255, 255, 255, 255, 255], &rest[1..]), "a long map"),
        (twin(head, &[&[0xa1, 5][..], &[0x81; 5000], &[0]].concat(), &rest[1..]), "deep"),
        (twin(head, &[&[0xa1, 5][..], &[0xc1; 5000], &[0]].concat(), &rest[1..]), "deep tags"),
        (twin(head, &[0x80], &rest[1..]), "no map"),
        (twin(&[0xd2, 0xd2], &bytes[1..], &[]), "two tags"),
        (twin(&[0xd2, 0x84, 0x59, 0, bytes[3]], &bytes[4..], &[]), "not the shortest"),
    ] {
        let read = crate::reader().read(&bent);
        assert!(read.is_err(), "{why}");
        if why == "a label in both headers" {
            let told = read.unwrap_err().why.to_string();
            assert!(told.contains("the label 1 (alg) is there twice"), "{told}");
        }
    }
    let other = twin(&[0xd8, 98], &bytes[1..], &[]);
    assert!(crate::reader().read(&other).is_err(), "another tag");
}

#[test]
fn text_is_base64_and_nothing_else() {
    let signer = Signer::ed25519(1);
    let bytes = badge(&signer, header(&signer));
    let hex = bot_protocol::canon::hash::hex(&bytes);
    assert!(crate::reader().read(hex.as_bytes()).is_err());
    let text = encode_base64url(&bytes);
    for bent in [format!("{text}="), format!("{text} "), format!("{text}===="), format!("{text}*")]
    {
        let read = crate::reader().read(bent.as_bytes());
        assert_eq!(
            read.is_ok(),
            bent.trim() == text || bytes.len() % 3 == 2 && bent.ends_with('='),
            "{bent}"
        );
    }
}

#[test]
fn a_status_among_the_claims_of_the_header_or_the_payload_is_not_passed_over() {
    let signer = Signer::p256();
    let claims = |label: i64| {
        let list = Cbor::Map(vec![(Cbor::Text("idx".to_owned()), Cbor::Integer(7.into()))]);
        let status = Cbor::Map(vec![(Cbor::Text("status_list".to_owned()), list)]);
        let claims = Cbor::Map(vec![(Cbor::Integer(label.into()), status)]);
        said(badge(&signer, header(&signer).value(15, claims)))
    };
    assert_eq!(claims(65535), "signed-by-issuer status-type-unknown");
    assert_eq!(claims(65534), HOLDS);
    let status = r#""status":{"status_list":{"idx":7,"uri":"https://a.example/l"}}"#;
    let inside = sign1(&signer, header(&signer), &vc2(&signer.did(), status));
    assert_eq!(said(tagged(inside)), "signed-by-issuer status-type-unknown");
}
