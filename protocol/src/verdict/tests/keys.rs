//! Issuers whose key stands in a document: what the document says decides, and the words tell it.

use super::*;
use crate::credential::proof;
use crate::identity::Documents;

const SCHOOL: &str = "did:web:school.example";
const METHOD: &str = "did:web:school.example#key-1";

/// A badge of an issuer at a web address, signed with the key of this seed.
fn badge(suite: Suite, seed: u8) -> Value {
    let school = Author::new(seed, "School");
    let draft = school.draft_for(&Author::new(3, "Lea").did());
    let signed = issue::badge(&draft, &school.signing(suite)).unwrap();
    let unsigned = changed(&signed, &["proof"], None);
    let unsigned = changed(&unsigned, &["issuer", "id"], Some(SCHOOL.into()));
    let signer = (&school.key, METHOD);
    proof::sign(&unsigned, suite, signer, at(NOON - 2 * DAY), Contexts::pinned()).unwrap()
}

/// The school's document: the key of seed 1, listed under `relation`, with more members.
fn document(relation: &str, more: &str) -> Value {
    let key = SecretKey::from_seed(&[1; 32]).public().to_multikey();
    let text = format!(
        r#"{{"id": "{SCHOOL}", "{relation}": [{{"id": "{METHOD}", "type": "Multikey",
            "controller": "{SCHOOL}", "publicKeyMultibase": "{key}"{more}}}]}}"#
    );
    json::read(text.as_bytes()).unwrap()
}

fn verdict(badge: &Value, documents: &[&Value]) -> Verdict {
    let mut held = Documents::new();
    documents.iter().for_each(|document| held.insert(document).unwrap());
    let mut evidence = Evidence::new();
    evidence.hear_documents(held);
    judged(badge, &evidence, &Asked::at(at(NOON)))
}

#[test]
fn the_issuers_document_decides_whose_key_it_is() {
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let check = |seed: u8, documents: &[&Value], expected: &str| {
            let verdict = verdict(&badge(suite, seed), documents);
            assert_eq!(verdict.reason(Question::Integrity).code(), expected);
        };
        let own = document("assertionMethod", "");
        check(1, &[], "key-not-here");
        check(1, &[&own], "signed-by-issuer");
        check(2, &[&own], "signature-wrong");
        check(1, &[&document("authentication", "")], "key-not-listed");
        let withdrawn = document("assertionMethod", r#", "revoked": "2026-11-22T00:00:00Z""#);
        check(1, &[&withdrawn], "key-ended");
        check(1, &[&own, &withdrawn], "key-contradicted");
        check(1, &[&document("assertionMethod", r#", "expires": "2026-11-24T00:00:00Z""#)], {
            "signed-by-issuer"
        });
        let stranger = changed(&own, &["id"], Some("did:web:x.example".into()));
        check(1, &[&stranger], "key-not-here");
    }
}

#[test]
fn a_yes_by_a_document_says_upon_what_it_rests() {
    let own = document("assertionMethod", "");
    let by_document = verdict(&badge(Suite::EddsaRdfc2022, 1), &[&own]);
    let school = Author::new(1, "School");
    let draft = school.draft_for(&Author::new(3, "Lea").did());
    let signed = issue::badge(&draft, &school.signing(Suite::EddsaRdfc2022)).unwrap();
    let by_identifier = judged(&signed, &Evidence::new(), &Asked::at(at(NOON)));
    for (verdict, key) in [(&by_document, "document"), (&by_identifier, "identifier")] {
        let reason = verdict.reason(Question::Integrity);
        assert_eq!(reason.data().get("key"), Some(&Value::from(key)));
        for lang in [Lang::En, Lang::Fr] {
            assert_eq!(say(reason, lang).contains(METHOD), key == "document");
            assert_eq!(advise(reason, lang).is_some(), key == "document");
        }
    }
}
