//! What is signed here holds by the readers here; each way to be wrong is told.

use bot_protocol::canon::multibase::{decode_base64, decode_base64url, encode_base64url};
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::{Asked, Evidence, Question, judge};
use coset::{CoseSign1, TaggedCborSerializable as _};
use proptest::prelude::*;

use super::*;
use crate::jose::SALT_BYTES;
use crate::jose::tests::{Signer as Maker, jwt, object, vc2, with};
use crate::signing::SigningKey;

const KINDS: [KeyCodec; 4] = [KeyCodec::Ed25519, KeyCodec::P256, KeyCodec::P384, KeyCodec::P521];

const NOW: &str = "2026-11-23T12:00:00Z";

/// The file of a key made of a seed: its `did:key` is whose it is.
pub(crate) fn method(codec: KeyCodec, seed: u8) -> VerificationMethod {
    let key = SigningKey::from_seed(codec, &[seed; 32]).unwrap();
    VerificationMethod {
        id: Some(key.verification_method()),
        controller: Some(key.did()),
        public: key.multikey(),
        secret: Some(key),
    }
}

fn controller(method: &VerificationMethod) -> &str {
    method.controller.as_deref().unwrap()
}

/// A badge by the key's owner, with more members or others in their place.
fn badge(method: &VerificationMethod, more: &str) -> Value {
    Value::Object(vc2(controller(method), more))
}

/// A presentation by the key's owner.
fn shown(method: &VerificationMethod, more: &str) -> Value {
    let members = object(&format!(
        "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"urn:uuid:2\",\
         \"type\":[\"VerifiablePresentation\"],\"holder\":\"{}\"}}",
        controller(method)
    ));
    Value::Object(with(members, more))
}

fn document(media: Media, method: &VerificationMethod) -> Value {
    match media.kind() {
        Kind::Credential => badge(method, ""),
        Kind::Presentation => shown(method, ""),
    }
}

fn hidden(paths: &[&str]) -> Vec<Concealed> {
    let salted = |(salt, path): (u8, &&str)| Concealed {
        path: path.parse().unwrap(),
        salt: [salt; SALT_BYTES],
    };
    (0_u8..=255).cycle().zip(paths).map(salted).collect()
}

fn signed(document: &Value, media: Media, method: &VerificationMethod) -> String {
    issue(document, media, (method, &[]), Contexts::pinned()).unwrap().text
}

fn told() -> Dates {
    Dates::Told(NOW.parse().unwrap())
}

/// What is said of an envelope by this key: `holds`, or the code of the reason.
fn said(text: &str, media: Media, method: &VerificationMethod) -> String {
    match verify(text.as_bytes(), media, method, told()) {
        Ok(_) => "holds".to_owned(),
        Err(reason) => reason.code().to_owned(),
    }
}

/// The same to the reader that every verdict is reached by.
fn judged(text: &str) -> String {
    let (reader, asked) = (crate::reader(), Asked::at(NOW.parse().unwrap()));
    let presented = reader.read(text.as_bytes()).unwrap();
    let verdict = judge(&presented, &Evidence::new(), &asked, &reader);
    verdict.reason(Question::Integrity).code().to_owned()
}

#[test]
fn what_each_kind_of_key_signs_in_each_form_holds_by_that_key_alone() {
    for codec in KINDS {
        let (own, other) = (method(codec, 7), method(codec, 8));
        let stranger = method(KINDS[usize::from(codec == KINDS[0])], 7);
        for media in Media::ALL {
            let document = document(media, &own);
            let text = signed(&document, media, &own);
            let checked = verify(text.as_bytes(), media, &own, told()).unwrap();
            assert_eq!((&checked.document, checked.answer()), (&document, Answer::Yes));
            assert_eq!(checked.notes, []);
            assert_eq!(text, signed(&document, media, &own), "nothing is drawn at random");
            assert_eq!(said(&text, media, &other), "signature-wrong", "{media}");
            assert_eq!(said(&text, media, &stranger), "algorithm-differs", "{media}");
            if media.kind() == Kind::Credential {
                assert_eq!(judged(&text), "signed-by-issuer", "{codec} {media}");
            }
            for wrong in Media::ALL.into_iter().filter(|one| *one != media) {
                let said = said(&text, wrong, &own);
                assert_eq!(said, "proof-malformed", "{media} as {wrong}");
                assert!(wrong_by_any_key(text.as_bytes(), wrong).is_some(), "{media} as {wrong}");
            }
            assert_eq!(wrong_by_any_key(text.as_bytes(), media), None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bit_of_an_envelope_can_be_turned(
        at in any::<prop::sample::Index>(), bit in 0_u8..8, kind in 0_usize..4, form in 0_usize..6,
        words in "[a-zé\\\\\"\u{1f600} ]{0,12}",
    ) {
        let (own, media) = (method(KINDS[kind], 7), Media::ALL[form]);
        let document = match media.kind() {
            Kind::Credential => badge(&own, &format!("\"name\":{}", Value::from(words.as_str()))),
            Kind::Presentation => document(media, &own),
        };
        let concealed = if media.conceals() { hidden(&["type[0]"]) } else { Vec::new() };
        let issued = issue(&document, media, (&own, &concealed), Contexts::pinned()).unwrap();
        let found = verify(issued.text.as_bytes(), media, &own, told()).unwrap();
        prop_assert_eq!(found.document, document);
        let mut bytes = issued.text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let bent = verify(&bytes, media, &own, told());
        // Of the last letter of base64 some bits stand for nothing, and only one spelling counts.
        prop_assert!(bent.is_err(), "bit {} of byte {}: {:?}", bit, at, bent);
    }

    #[test]
    fn what_is_hidden_comes_back_as_it_was_and_only_where_it_is_shown(
        picked in prop::collection::btree_set(0_usize..7, 0..7),
    ) {
        let own = method(KeyCodec::P256, 7);
        let document = badge(&own, NESTED);
        let paths = ["name", "validFrom", "credentialSubject", "credentialSubject.id",
            "credentialSubject.achievement.criteria", "credentialSubject.type[0]", "type[1]"];
        let paths: Vec<&str> = picked.into_iter().map(|index| paths[index]).collect();
        let media = Media::CredentialSdJwt;
        let issued = issue(&document, media, (&own, &hidden(&paths)), Contexts::pinned()).unwrap();
        let found = verify(issued.text.as_bytes(), media, &own, told()).unwrap();
        prop_assert_eq!(sorted(&found.document), sorted(&document));
        let (token, disclosures) = issued.text.split_once('~').unwrap();
        prop_assert_eq!(disclosures.matches('~').count(), paths.len());
        let payload = token.split('.').nth(1).unwrap();
        let payload = decode_base64url(payload).unwrap();
        let payload = String::from_utf8(payload).unwrap();
        prop_assert_eq!(payload.contains("Tea for all"), !paths.contains(&"name"));
        prop_assert_eq!(payload.contains("sha-256"), !paths.is_empty());
    }
}

const NESTED: &str = "\"name\":\"Tea for all\",\"credentialSubject\":{\"id\":\"did:example:ann\",\
    \"type\":[\"AchievementSubject\"],\"achievement\":{\"id\":\"urn:uuid:3\",\
    \"type\":[\"Achievement\"],\"criteria\":{\"narrative\":\"Makes tea\"}}}";

/// The text of a value with the members of every object in the order of their names.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut texts: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}:{}", sorted(value))).collect();
            texts.sort();
            format!("{{{}}}", texts.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[test]
fn the_headers_say_what_the_standard_asks() {
    let own = method(KeyCodec::P384, 7);
    for media in [Media::CredentialJose, Media::CredentialSdJwt, Media::PresentationJose] {
        let text = signed(&document(media, &own), media, &own);
        let header = text.split('.').next().unwrap();
        let header = decode_base64url(header).unwrap();
        let kid = own.name();
        let cty = media.kind().name();
        let expected = format!(
            "{{\"alg\":\"ES384\",\"kid\":\"{kid}\",\"typ\":\"{media}\",\"cty\":\"{cty}\"}}"
        );
        assert_eq!(String::from_utf8(header).unwrap(), expected);
    }
    // What an independent library reads in COSE.
    for (codec, algorithm) in KINDS.into_iter().zip([-8, -7, -35, -36]) {
        let own = method(codec, 7);
        let text = signed(&badge(&own, ""), Media::CredentialCose, &own);
        let sign1 = CoseSign1::from_tagged_slice(&decode_base64(&text).unwrap()).unwrap();
        let header = &sign1.protected.header;
        let named = format!("{:?}", header.alg.as_ref().unwrap());
        let name =
            ["EdDSA", "ES256", "ES384", "ES512"][KINDS.iter().position(|it| *it == codec).unwrap()];
        assert!(named.contains(name), "{named} {algorithm}");
        assert_eq!(header.key_id, own.name().into_bytes());
        assert!(format!("{:?}", header.content_type).contains("\"application/vc\""));
        assert!(format!("{:?}", header.rest).contains("\"application/vc+cose\""));
        let checked = sign1.verify_signature(b"", |signature, message| {
            crate::signature::verify(&own.public, message, signature)
        });
        assert_eq!(checked, Ok(()));
    }
}

/// Why a document is not signed.
#[track_caller]
fn refused(document: &Value, media: Media, paths: &[&str], expected: &str) {
    let own = method(KeyCodec::P256, 7);
    let fault = issue(document, media, (&own, &hidden(paths)), Contexts::pinned()).unwrap_err();
    let data = Value::Object(fault.data()).to_string();
    assert!(data.contains(expected), "{}: {data}, expected {expected}", fault.code());
}

#[test]
fn what_has_not_the_form_of_a_credential_is_not_signed() {
    let own = method(KeyCodec::P256, 7);
    let check = |more: &str, expected: &str| {
        refused(&badge(&own, more), Media::CredentialJose, &[], expected);
    };
    let undefined = "no context of the document defines it";
    check("\"badExtension\":{\"huh\":\"what?\"}", undefined);
    // That a context takes every word does not help.
    let examples = "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\
                    \"https://www.w3.org/ns/credentials/examples/v2\"]";
    check(&format!("{examples},\"badExtension\":1"), undefined);
    check("\"vc\":{}", undefined);
    check(
        "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://x.example/c\"]",
        "x.example",
    );
    check("\"@context\":[\"https://www.w3.org/2018/credentials/v1\"]", "");
    check("\"issuer\":null", "issuer");
    check("\"type\":[\"OpenBadgeCredential\"]", "VerifiableCredential");
    check("\"credentialSubject\":null", "credentialSubject");
    check("\"validUntil\":\"2020-01-01T00:00:00Z\"", "is before validFrom");
    check("\"iss\":\"did:example:else\"", "the credential");
    check("\"iat\":\"2026-01-01T00:00:00Z\"", "seconds since 1970");
    refused(&Value::from("x"), Media::CredentialJose, &[], "expected an object");
    let mut without = own.clone();
    without.secret = None;
    let document = badge(&own, "");
    let fault = issue(&document, Media::CredentialJose, (&without, &[]), Contexts::pinned());
    assert_eq!(fault.unwrap_err().code(), "key-not-listed");
    // What contexts define, claims that repeat, and full URLs are fine.
    let ob = "\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\
              \"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]";
    let more = format!(
        "{ob},\"awardedDate\":\"2026-01-01T00:00:00Z\",\"https://x.example/y\":1,\
         \"iss\":\"{}\",\"iat\":1767225600,\"exp\":1893456000",
        controller(&own)
    );
    let text = signed(&badge(&own, &more), Media::CredentialJose, &own);
    assert_eq!(said(&text, Media::CredentialJose, &own), "holds");
}

#[test]
fn what_has_not_the_form_of_a_presentation_is_not_signed() {
    let own = method(KeyCodec::P256, 7);
    let check = |more: &str, expected: &str| {
        refused(&shown(&own, more), Media::PresentationJose, &[], expected);
    };
    check("\"type\":[\"VerifiableCredential\"]", "VerifiablePresentation");
    check("\"holder\":\"nobody\"", "holder");
    check("\"holder\":{\"name\":\"x\"}", "holder");
    check("\"id\":\"x y\"", "id");
    check("\"@context\":[\"https://www.w3.org/2018/credentials/v1\"]", "");
    let inside = |node: &str| format!("\"verifiableCredential\":[{node}]");
    let envelope = |id: &str| {
        inside(&format!("{{\"type\":\"EnvelopedVerifiableCredential\",\"id\":\"{id}\"}}"))
    };
    check(&inside("\"eyJ.x.y\""), "expected an object");
    check(&inside("{\"type\":\"VerifiableCredential\"}"), "nobody signed it");
    check(&inside("{\"type\":\"VerifiableCredential\",\"proof\":\"x\"}"), "nobody signed it");
    check(&envelope("bad-credential"), "no data URL");
    check(&envelope("data:text/plain,x"), "media type");
    check(&envelope("data:application/vp+jwt,x"), "media type");
    check(&envelope("data:application/vc+cose,x"), "base64");
    let none = |header: &str| format!("{}.{}.", encode_base64url(header.as_bytes()), "e30");
    check(&envelope(&format!("data:application/vc+jwt,{}", none("{\"alg\":\"none\"}"))), "nobody");
    check(&envelope(&format!("data:application/vc+jwt,{}", none("{\"alg\":\"ES256\"}"))), "nobody");
    // What is secured is not judged, and that is told.
    let one = signed(&badge(&own, ""), Media::CredentialJose, &own);
    let both = format!(
        "{},{}",
        envelope(&format!("data:application/vc+jwt,{one}")).trim_end_matches(']'),
        "{\"type\":\"EnvelopedVerifiableCredential\",\"id\":\"data:application/vc+jwt,x....\"}]"
    );
    let document = shown(&own, &both);
    let issued =
        issue(&document, Media::PresentationJose, (&own, &[]), Contexts::pinned()).unwrap();
    let notes = [Note::Inside { count: 2 }];
    assert_eq!(issued.notes[..1], notes);
    assert!(matches!(issued.notes[1..], [Note::Unread { number: 2, .. }]), "{:?}", issued.notes);
    let checked = verify(issued.text.as_bytes(), Media::PresentationJose, &own, told()).unwrap();
    assert_eq!(checked.notes, issued.notes);
}

#[test]
fn what_cannot_be_hidden_is_told() {
    let own = method(KeyCodec::P256, 7);
    let check = |more: &str, paths: &[&str], expected: &str| {
        refused(&badge(&own, more), Media::CredentialSdJwt, paths, expected);
    };
    check("", &["nothing"], "the document has no nothing");
    check("", &["type[7]"], "the document has no type[7]");
    check("", &["type.x"], "the document has no type.x");
    check("", &["credentialSubject", "credentialSubject"], "twice");
    check("", &["@context"], "cannot be hidden");
    check("", &["@context[0]"], "cannot be hidden");
    check(&format!("\"iss\":\"{}\"", controller(&own)), &["iss"], "cannot be hidden");
    for name in ["_sd", "...", "_sd_alg"] {
        let subject = format!("\"credentialSubject\":{{\"id\":\"did:example:a\",\"{name}\":[]}}");
        check(&subject, &[], "which is for digests");
    }
    let many: Vec<String> = (0..257).map(|index| format!("type[{index}]")).collect();
    check("", &many.iter().map(String::as_str).collect::<Vec<_>>(), "at most 256");
    for text in [
        "",
        ".",
        "a.",
        "a..b",
        "a[",
        "a[]",
        "a[x]",
        "a[1]b",
        "[0]",
        "a[+1]",
        "a[99999999999999999999]",
    ] {
        assert!(text.parse::<jose::Path>().is_err(), "{text:?}");
    }
    let long = vec!["a"; 33].join(".");
    assert!(long.parse::<jose::Path>().is_err());
    for text in ["a", "@context", "a.b", "a[0]", "a[0][1].b[12]"] {
        assert_eq!(text.parse::<jose::Path>().unwrap().to_string(), text);
    }
}

#[test]
fn only_what_was_signed_as_a_disclosure_is_shown() {
    let (own, media) = (method(KeyCodec::P256, 7), Media::CredentialSdJwt);
    let paths = ["name", "credentialSubject.id"];
    let issued = issue(&badge(&own, NESTED), media, (&own, &hidden(&paths)), Contexts::pinned());
    let text = issued.unwrap().text;
    let parts: Vec<&str> = text.trim_end_matches('~').split('~').collect();
    assert_eq!(parts.len(), 3);
    let less = verify(format!("{}~{}~", parts[0], parts[1]).as_bytes(), media, &own, told());
    let less = less.unwrap().document;
    let shown = ["id", "name"].map(|name| match name {
        "name" => less.get("name").is_some(),
        _ => less.at(&["credentialSubject", "id"]).is_some(),
    });
    assert_eq!(shown.iter().filter(|it| **it).count(), 1, "{shown:?}");
    for twin in [
        format!("{}~{}~{}~", parts[0], parts[1], parts[1]),
        format!("{}~{}~", parts[0], encode_base64url(b"[\"a\",\"name\",\"b\"]")),
        format!("{}~{}", parts[0], parts[1]),
        parts[0].to_owned(),
    ] {
        let said = verify(twin.as_bytes(), media, &own, told());
        let holds = said.as_ref().is_ok_and(|checked| checked.notes.is_empty());
        assert!(!holds, "{twin}: {said:?}");
    }
}

#[test]
fn whose_key_it_is_and_when_counts() {
    let own = method(KeyCodec::Ed25519, 7);
    let media = Media::CredentialJose;
    let mut foreign = own.clone();
    foreign.controller = Some("did:example:else".to_owned());
    let document = badge(&own, "\"validUntil\":\"2026-06-01T00:00:00Z\"");
    let issued = issue(&document, media, (&foreign, &[]), Contexts::pinned()).unwrap();
    let issuer = controller(&own).to_owned();
    let other = Note::OtherIssuer { issuer, controller: "did:example:else".to_owned() };
    assert_eq!(issued.notes, [other]);
    assert_eq!(said(&issued.text, media, &foreign), "proof-names-another");
    let over = verify(issued.text.as_bytes(), media, &own, told()).unwrap();
    assert_eq!(over.notes, [Note::Over("2026-06-01T00:00:00Z".to_owned())]);
    let at = |moment: &str| {
        let dates = Dates::Asked(moment.parse().unwrap());
        verify(issued.text.as_bytes(), media, &own, dates).map(|checked| checked.notes)
    };
    assert_eq!(at("2026-05-01T00:00:00Z"), Ok(Vec::new()));
    assert_eq!(at(NOW).unwrap_err().code(), "expired");
    assert_eq!(at("2025-05-01T00:00:00Z").unwrap_err().code(), "not-yet-valid");
    // Of a key that nobody says to own, nobody can tell.
    let mut bare = own.clone();
    (bare.id, bare.controller) = (None, None);
    let checked = verify(issued.text.as_bytes(), media, &bare, told()).unwrap();
    assert_eq!(checked.answer(), Answer::Unknown);
    assert!(checked.notes.contains(&Note::NobodysKey));
    // Whoever shows it need not be its holder, but is told of.
    let media = Media::PresentationJose;
    let text = signed(&shown(&own, "\"holder\":\"did:example:ann\""), media, &own);
    let checked = verify(text.as_bytes(), media, &own, told()).unwrap();
    assert!(matches!(checked.notes[..], [Note::OtherHolder { .. }]), "{:?}", checked.notes);
}

#[test]
fn an_envelope_of_another_form_does_not_hold() {
    let signer = Maker::p256();
    let jwk = with(object(&signer.jwk().to_string()), "");
    let file = Value::object([("id", Value::from(format!("{}#k", signer.did())))]);
    let mut file = file.as_object().unwrap().clone();
    file.insert("type", "JsonWebKey");
    file.insert("controller", signer.did());
    file.insert("publicKeyJwk", Value::Object(jwk));
    let own = VerificationMethod::read(&Value::Object(file)).unwrap();
    let payload = vc2(&signer.did(), "");
    let check = |header: &str, more: &str, expected: &str| {
        let text = jwt(&signer, header, &with(payload.clone(), more));
        assert_eq!(said(&text, Media::CredentialJose, &own), expected, "{header} {more}");
    };
    check("\"typ\":\"vc+jwt\"", "", "holds");
    check("\"typ\":\"application/vc+jwt\",\"cty\":\"vc\"", "", "holds");
    check("", "", "holds");
    // A date as text, as published envelopes have it.
    check("\"typ\":\"vc+jwt\"", "\"iat\":\"2026-01-01T00:00:00Z\"", "holds");
    check("\"typ\":\"JWT\"", "", "proof-malformed");
    check("\"typ\":\"bad+typ\"", "", "proof-malformed");
    check("\"typ\":\"vp+jwt\"", "", "proof-malformed");
    check("\"typ\":\"vc+sd-jwt\"", "", "proof-malformed");
    check("\"typ\":\"vc+jwt\",\"cty\":\"bad+cty\"", "", "proof-malformed");
    check("\"crit\":[\"x\"]", "", "proof-malformed");
    check("\"alg\":\"none\"", "", "proof-malformed");
    check("\"alg\":\"ES384\"", "", "algorithm-differs");
    check("", "\"vc\":{}", "field-wrong");
    check("", "\"vp\":\"x\"", "field-wrong");
    check("", "\"iss\":\"did:example:else\"", "field-wrong");
    check("", "\"issuer\":\"did:example:else\"", "proof-names-another");
    check("", "\"credentialSubject\":null", "field-wrong");
    assert_eq!(said("{\"a\":1}", Media::CredentialJose, &own), "proof-missing");
    assert_eq!(said("\u{ff}", Media::CredentialCose, &own), "proof-malformed");
    assert_eq!(said("d284", Media::CredentialCose, &own), "proof-malformed");
    let huge = "a".repeat(3 << 20);
    for media in Media::ALL {
        assert_eq!(said(&huge, media, &own), "proof-malformed", "{media}");
    }
}

#[test]
fn media_types_have_two_names() {
    for media in Media::ALL {
        let names = [media.feature().to_owned(), media.to_string(), format!("application/{media}")];
        names.iter().for_each(|name| assert_eq!(name.parse(), Ok(media)));
    }
    for name in ["", "credential_jwt", "VC+JWT", "application/jwt", "vc"] {
        assert!(name.parse::<Media>().is_err(), "{name}");
    }
}
