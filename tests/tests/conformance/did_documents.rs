//! Keys in documents handed in: what others published, the verdicts that follow, and their twins.
//!
//! Vectors: `dcc-fixtures/dids`, `did-key` (the documents inside), `ob3-1edtech-validator`.

use std::fs;

use bot_protocol::canon::json::{self, Value};
use bot_protocol::identity::{DidDocument, Documents, KeyCodec, Multikey, Relation};
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, Verdict, judge};
use bot_tests::vectors;

use super::di_eddsa::read;

fn verdict(badge: &Value, documents: &[&Value]) -> Verdict {
    let reader = bot_foreign::reader();
    let mut held = Documents::new();
    for document in documents {
        held.insert(document).unwrap();
    }
    let mut evidence = Evidence::new();
    evidence.hear_documents(held);
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    judge(&Presented::read(&badge.to_bytes(), &reader).unwrap(), &evidence, &asked, &reader)
}

fn said(badge: &Value, documents: &[&Value]) -> &'static str {
    let verdict = verdict(badge, documents);
    let reason = verdict.reason(Question::Integrity);
    let yes = verdict.answer(Question::Integrity) == Answer::Yes;
    assert_eq!(yes, reason.code() == "signed-by-issuer");
    if yes {
        assert_eq!(reason.data().get("key"), Some(&Value::from("document")));
    }
    reason.code()
}

/// The document of an issuer with one method, listed for assertions.
fn describing(issuer: &str, method: &str) -> Value {
    let key = method.split_once('#').unwrap().1;
    let text = format!(
        r#"{{"id": "{issuer}", "assertionMethod": [{{"id": "{method}", "type": "Multikey",
            "controller": "{issuer}", "publicKeyMultibase": "{key}"}}]}}"#
    );
    json::read(text.as_bytes()).unwrap()
}

fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    value.at(path)?.as_str()
}

fn method_of(badge: &Value) -> &str {
    let proof = badge.get("proof").unwrap().as_list().first().unwrap();
    proof.get("verificationMethod").unwrap().as_str().unwrap()
}

fn issuer_of(badge: &Value) -> &str {
    text(badge, &["issuer", "id"]).or_else(|| text(badge, &["issuer"])).unwrap()
}

fn edited(document: &Value, from: &str, to: &str) -> Value {
    let text = String::from_utf8(document.to_bytes()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    json::read(text.replace(from, to).as_bytes()).unwrap()
}

#[test]
fn a_did_web_badge_is_its_issuers_with_the_issuers_document_alone() {
    let Some(root) = vectors::root() else { return };
    let legacy = read(&root.join("dcc-fixtures/dids/legacy/did.json"));
    let oidf = read(&root.join("dcc-fixtures/dids/oidf/did.json"));
    for (file, own, other) in [
        ("legacy-revokedStatus-noExpiry.json", &legacy, &oidf),
        ("legacy-revokedStatus-expired.json", &legacy, &oidf),
        ("oidf-noStatus-notExpired.json", &oidf, &legacy),
    ] {
        let badge = read(&root.join("dcc-fixtures/v2-dataIntegrityProof/didweb").join(file));
        assert_eq!(said(&badge, &[]), "key-not-here", "{file}");
        assert_eq!(said(&badge, &[other]), "key-not-here", "{file}");
        assert_eq!(said(&badge, &[own]), "signed-by-issuer", "{file}");
        assert_eq!(said(&badge, &[other, own]), "signed-by-issuer", "{file}");
        let forged = edited(&badge, "\"achievement\":{", "\"achievement\":{\"humanCode\":\"X\",");
        assert_ne!(said(&forged, &[own]), "signed-by-issuer", "{file}");
        let moved = edited(own, issuer_of(&badge), "did:web:x.example");
        assert_eq!(said(&badge, &[&moved]), "key-not-here", "{file}");
        let key = method_of(&badge).split_once('#').unwrap().1;
        let turned = edited(own, &format!("\"publicKeyMultibase\":\"{key}\""), {
            "\"publicKeyMultibase\":\"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp\""
        });
        assert_eq!(said(&badge, &[&turned]), "signature-wrong", "{file}");
        assert_eq!(said(&badge, &[own, &turned]), "key-contradicted", "{file}");
        let unlisted = edited(own, "assertionMethod", "authentication");
        assert_eq!(said(&badge, &[&unlisted]), "key-not-listed", "{file}");
        let controller = edited(own, &format!("\"controller\":\"{}\"", issuer_of(&badge)), {
            "\"controller\":\"did:web:x.example\""
        });
        assert_eq!(said(&badge, &[&controller]), "key-not-listed", "{file}");
        for (date, expected) in [
            ("\"revoked\":\"2026-11-23T12:00:00Z\"", "key-ended"),
            ("\"revoked\":\"2026-11-23T12:00:01Z\"", "signed-by-issuer"),
            ("\"expires\":\"2020-01-01T00:00:00Z\"", "key-ended"),
            ("\"expires\":\"2099-01-01T00:00:00Z\"", "signed-by-issuer"),
            ("\"expires\":\"never\"", "key-not-listed"),
        ] {
            let place = "\"publicKeyMultibase\"";
            let dated = edited(own, place, &format!("{date},{place}"));
            assert_eq!(said(&badge, &[&dated]), expected, "{file} {date}");
        }
    }
}

#[test]
fn an_issuer_at_a_web_address_is_judged_by_its_document() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("ob3-1edtech-validator/ob30");
    for file in [
        "simple.json",
        "simple_v1.json",
        "simple-did-web-method.json",
        "endorsement-valid.json",
        "sd/derivedcredential.json",
    ] {
        let badge = read(&folder.join(file));
        let (issuer, method) = (issuer_of(&badge), method_of(&badge));
        assert_eq!(method.split_once('#').unwrap().0, issuer, "{file}");
        assert_eq!(said(&badge, &[]), "key-not-here", "{file}");
        let own = describing(issuer, method);
        assert_eq!(said(&badge, &[&own]), "signed-by-issuer", "{file}");
        let stranger = describing(
            "https://x.example/1",
            "https://x.example/1#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        );
        assert_eq!(said(&badge, &[&stranger]), "key-not-here", "{file}");
        // Another's document cannot take the method for its own and so the badge.
        let claimed = describing("https://x.example/1", method);
        assert_eq!(said(&badge, &[&claimed]), "key-not-here", "{file}");
        assert_eq!(said(&badge, &[&claimed, &own]), "signed-by-issuer", "{file}");
        let empty = Value::object([
            ("id", Value::from(issuer)),
            ("assertionMethod", { Value::Array(Vec::new()) }),
        ]);
        assert_eq!(said(&badge, &[&empty]), "key-not-listed", "{file}");
    }
}

#[test]
fn nobodys_document_makes_a_badge_anybody_elses() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("ob3-1edtech-validator/ob30");
    let badges: Vec<Value> =
        ["simple.json", "simple-did-web-method.json", "sd/derivedcredential.json"]
            .iter()
            .map(|file| read(&folder.join(file)))
            .collect();
    let documents: Vec<Value> =
        badges.iter().map(|badge| describing(issuer_of(badge), method_of(badge))).collect();
    for (one, badge) in badges.iter().enumerate() {
        for (other, document) in documents.iter().enumerate() {
            let same = issuer_of(badge) == issuer_of(&badges[other]);
            let whole = one == other || (same && method_of(badge) == method_of(&badges[other]));
            assert_eq!(said(badge, &[document]) == "signed-by-issuer", whole, "{one} {other}");
            if issuer_of(badge) != issuer_of(&badges[other]) {
                let stolen = edited(badge, issuer_of(badge), issuer_of(&badges[other]));
                assert_ne!(
                    said(&stolen, &documents.iter().collect::<Vec<_>>()),
                    "signed-by-issuer",
                    "{one} {other}"
                );
            }
        }
    }
}

#[test]
fn the_published_documents_of_did_key_are_read_as_their_identifiers_say() {
    let Some(root) = vectors::root() else { return };
    let mut met = Vec::new();
    for file in ["ed25519-x25519", "nist-curves", "secp256k1", "rsa"] {
        let Value::Object(vectors) = read(&root.join(format!("did-key/{file}.json"))) else {
            panic!("{file}")
        };
        for (did, vector) in vectors {
            let Some(document) = vector.get("didDocument") else { continue };
            assert!(DidDocument::is_one(document), "{did}");
            // The same under an identifier that carries no key itself.
            let key: Multikey = did.parse().unwrap();
            let named = edited(document, &did, "did:example:1");
            let mut documents = Documents::new();
            documents.insert(&named).unwrap_or_else(|fault| panic!("{did}: {fault}"));
            let fragment = did.strip_prefix("did:key:").unwrap();
            let url = format!("did:example:1#{fragment}");
            let method = documents.method(&url, Relation::AssertionMethod);
            assert_eq!(method.unwrap_or_else(|fault| panic!("{did}: {fault}")).key, key, "{did}");
            let url = format!("{url}x");
            assert!(documents.method(&url, Relation::AssertionMethod).is_err());
            met.push(key.codec);
        }
    }
    for codec in
        [KeyCodec::Ed25519, KeyCodec::P256, KeyCodec::P384, KeyCodec::P521, { KeyCodec::Secp256k1 }]
    {
        assert!(met.contains(&codec), "{codec}");
    }
}

#[test]
fn credentials_and_lists_are_no_documents() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("ob3-1edtech-validator/ob30");
    let mut met = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let Some(value) = fs::read(path).ok().and_then(|bytes| json::read(&bytes).ok()) else {
            continue;
        };
        assert!(!DidDocument::is_one(&value));
        met += 1;
    }
    assert!(met > 20);
}
