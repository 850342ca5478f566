//! DIDs and DID URLs, each with twins that lead nowhere.

use super::*;
use crate::canon::json;
use crate::canon::multibase::encode_base64url;
use crate::identity::{Documents, KeyCodec, Multikey, Relation};

const DID: &str = "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";
const SIGNS: &str = "z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b";
const AGREES: &str = "z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ";
const P384: &str =
    "did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9";

/// A shelf with one document of a website and one resource.
struct Shelf;

const WEB: &str = r##"{"id": "did:web:school.example", "verificationMethod": [
    {"id": "#a", "type": "Multikey", "controller": "did:web:school.example",
     "publicKeyMultibase": "z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b"}],
    "service": [{"id": "did:web:school.example#site", "type": "LinkedDomains",
     "serviceEndpoint": "https://school.example"}]}"##;

impl Holdings for Shelf {
    fn documents(&self, did: &str) -> Vec<Value> {
        let web = json::read(WEB.as_bytes()).unwrap();
        match did {
            "did:web:school.example" => vec![web.clone(), web],
            "did:web:other.example" => vec![web],
            "did:web:torn.example" => vec![Value::object([("id", did)]), Value::Null],
            _ => Vec::new(),
        }
    }

    fn resource(&self, did: &str, path: &str) -> Option<Value> {
        (did == DID && path == "/status/1").then(|| Value::object([("list", 1_u32)]))
    }
}

fn options(format: &str, experimental: bool) -> Options {
    let format = (!format.is_empty()).then(|| format.to_owned());
    Options { public_key_format: format, experimental, accept: None }
}

/// What is resolved, by an error's code or the id of what was found.
#[track_caller]
fn check(url: &str, (format, experimental): (&str, bool), place: &str, expected: &str) {
    let answer = resolve(url, &options(format, experimental), &Shelf);
    let json = answer.to_json();
    assert!(json.get("@context").is_some() && json.get("didDocumentMetadata").is_some());
    assert!(json.get("didDocument").and_then(Value::as_object).is_some());
    let metadata = json.get(place).unwrap();
    let told = match answer.error() {
        Some(error) => {
            let code = metadata.get("error").and_then(Value::as_str);
            assert_eq!(code, Some(error.code()));
            assert_eq!(error.is_absent(), error.code() == "notFound");
            error.code()
        }
        None => json.at(&["didDocument", "id"]).and_then(Value::as_str).unwrap_or("resource"),
    };
    assert_eq!(told, expected, "{url}");
}

fn resolves(url: &str, expected: &str) {
    check(url, ("", false), "didResolutionMetadata", expected);
}

fn leads(url: &str, expected: &str) {
    check(url, ("", false), "didDereferencingMetadata", expected);
}

#[test]
fn a_did_is_resolved_or_refused_by_its_code() {
    resolves(DID, DID);
    resolves(P384, P384);
    resolves("did:web:school.example", "did:web:school.example");
    for (did, expected) in [
        ("", "invalidDid"),
        ("notDid:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b", "invalidDid"),
        ("did:key:-4:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b", "invalidDid"),
        ("did:key:6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b", "invalidDid"),
        ("did:key:@", "invalidDid"),
        ("did:key:", "invalidDid"),
        ("did:key:zTjsVPtY", "invalidPublicKeyLength"),
        ("did:experimental:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcM", "methodNotSupported"),
        ("did:web:127.0.0.1", "invalidDid"),
        ("did:web:nobody.example", "notFound"),
        ("did:web:other.example", "invalidDidDocument"),
        ("did:web:torn.example", "invalidDidDocument"),
        ("did:jwk:e30", "invalidPublicKey"),
        ("did:jwk:x", "invalidDid"),
    ] {
        resolves(did, expected);
    }
    resolves(&format!("did:key:z{}", "1".repeat(2048)), "invalidDid");
    let torn = Multikey { codec: KeyCodec::P256, bytes: vec![5; 33] };
    resolves(&torn.to_string(), "invalidPublicKey");
}

#[test]
fn a_did_url_leads_to_a_part_or_a_resource_or_nowhere() {
    leads(&format!("{DID}#{SIGNS}"), &format!("{DID}#{SIGNS}"));
    leads(&format!("{DID}#{AGREES}"), &format!("{DID}#{AGREES}"));
    leads("did:web:school.example#a", "#a");
    leads("did:web:school.example#site", "did:web:school.example#site");
    leads(&format!("{DID}/status/1"), "resource");
    for (rest, expected) in [
        ("#key-1", "notFound"),
        ("#", "notFound"),
        ("/status/2", "notFound"),
        ("/status/1#x", "notFound"),
        ("/status/1?x=y", "notFound"),
        ("?service=files", "notFound"),
        ("/^bar^/?query=`#z6Mk", "invalidDidUrl"),
        ("#a b", "invalidDidUrl"),
        ("/%zz", "invalidDidUrl"),
        ("#a#b", "invalidDidUrl"),
    ] {
        leads(&format!("{DID}{rest}"), expected);
    }
    leads("notDid:key:x#x", "invalidDid");
    let answer = resolve(&format!("{DID}#{SIGNS}"), &Options::default(), &());
    let method = answer.found().unwrap();
    assert_eq!(method.get("controller").and_then(Value::as_str), Some(DID));
    assert!(method.get("@context").is_some());
}

#[test]
fn methods_are_written_in_the_type_that_is_asked_for() {
    let place = "didResolutionMetadata";
    for format in ["Multikey", "JsonWebKey", "JsonWebKey2020", "Ed25519VerificationKey2020"] {
        for experimental in [false, true] {
            check(DID, (format, experimental), place, DID);
        }
    }
    check(DID, ("Ed25519VerificationKey2018", true), place, DID);
    check(DID, ("Ed25519VerificationKey2018", false), place, "invalidPublicKeyType");
    check(DID, ("unknown", true), place, "unsupportedPublicKeyType");
    check(DID, ("X25519KeyAgreementKey2020", false), place, "invalidPublicKeyType");
    check(P384, ("Ed25519VerificationKey2020", false), place, "invalidPublicKeyType");
    check(P384, ("JsonWebKey2020", false), place, P384);
    let place = "didDereferencingMetadata";
    let old = ("Ed25519VerificationKey2018", false);
    check(&format!("{DID}#{AGREES}"), old, place, "invalidPublicKeyType");
}

#[test]
fn a_resolved_document_says_what_a_verifier_reads_in_the_did() {
    for did in [DID, P384] {
        for format in ["Multikey", "JsonWebKey2020"] {
            let answer = resolve(did, &options(format, false), &());
            let mut at_hand = Documents::new();
            at_hand.insert(answer.found().unwrap()).unwrap();
            let method = format!("{did}#{}", did.trim_start_matches("did:key:"));
            for relation in [Relation::AssertionMethod, Relation::Authentication] {
                let listed = at_hand.methods(did, relation);
                assert_eq!(listed.len(), 1);
                assert_eq!(listed[0].0, method);
                let key = &listed[0].1.key;
                assert_eq!(*key, at_hand.method(&method, relation).unwrap().key);
            }
        }
    }
}

#[test]
fn a_did_jwk_is_used_as_its_key_says() {
    let did = |more: &str| {
        let jwk = format!(
            r#"{{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"{more}}}"#
        );
        format!("did:jwk:{}", encode_base64url(jwk.as_bytes()))
    };
    let uses = |more: &str| {
        let answer = resolve(&did(more), &Options::default(), &());
        let found = answer.found().unwrap();
        let has = |name| found.get(name).is_some();
        (has("assertionMethod"), has("authentication"), has("keyAgreement"))
    };
    assert_eq!(uses(""), (true, true, true));
    assert_eq!(uses(r#","use":"sig""#), (true, true, false));
    assert_eq!(uses(r#","use":"enc""#), (false, false, true));
    resolves(&did(r#","d":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#), "invalidPublicKey");
    leads(&format!("{}#0", did("")), &format!("{}#0", did("")));
    leads(&format!("{}#1", did("")), "notFound");
}

#[test]
fn documents_are_written_in_the_form_that_is_asked_for_or_not_at_all() {
    let accepting =
        |accept: &str| Options { accept: Some(accept.to_owned()), ..Options::default() };
    for form in REPRESENTATIONS {
        let answer = resolve(DID, &accepting(form), &()).to_json();
        let told = answer.at(&["didResolutionMetadata", "contentType"]).and_then(Value::as_str);
        assert_eq!(told, Some(form));
    }
    for form in ["application/did+cbor", "text/html", "", "application/did+ld+json, text/html"] {
        let answer = resolve(DID, &accepting(form), &());
        let code = answer.error().map(ResolutionError::code);
        assert_eq!(code, Some("representationNotSupported"), "{form}");
    }
    // What is no DID at all is told first.
    let answer = resolve("did:key:@", &accepting("text/html"), &());
    assert_eq!(answer.error().map(ResolutionError::code), Some("invalidDid"));
}

#[test]
fn what_a_path_leads_to_is_content_and_no_document() {
    let asked = |path: &str, accept: Option<&str>| {
        let options = Options { accept: accept.map(str::to_owned), ..Options::default() };
        resolve(&format!("{DID}{path}"), &options, &Shelf)
    };
    let found = asked("/status/1", None);
    let (result, envelope) = (found.to_result(), found.to_json());
    let text = |value: &Value, path: &[&str]| {
        value.at(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    assert_eq!(result.get("content"), Some(&Value::object([("list", 1_u32)])));
    assert_eq!(text(&result, &["dereferencingMetadata", "contentType"]), "application/json");
    assert!(result.get("contentMetadata").is_some() && result.get("didDocument").is_none());
    assert_eq!(text(&envelope, &["didDereferencingMetadata", "contentType"]), "application/json");
    for form in REPRESENTATIONS {
        let refused = asked("/status/1", Some(form));
        assert_eq!(refused.error().unwrap().code(), "representationNotSupported", "{form}");
        let absent = asked("/status/2", Some(form)).to_result();
        let kind = text(&absent, &["dereferencingMetadata", "error", "type"]);
        assert!(kind.ends_with("#NOT_FOUND"), "{kind}");
    }
    let part = asked(&format!("#{SIGNS}"), Some("application/did")).to_result();
    assert_eq!(text(&part, &["dereferencingMetadata", "contentType"]), "application/did");
    let whole = asked("", None).to_result();
    assert_eq!(text(&whole, &["didResolutionMetadata", "contentType"]), RESULT);
    assert_eq!(text(&whole, &["didDocument", "id"]), DID);
}
