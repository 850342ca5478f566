//! What is told of a signature is what it is over; and by which contexts a badge was read.

use super::*;
use crate::canon::hash::{from_hex, sha256};
use crate::canon::multibase;
use crate::credential::proof::sign;
use crate::identity::{PublicKey, Signature};
use crate::verdict::checked::{Checking, Checks, Presenters, credential};

const OB: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

fn badge(suite: Suite) -> Value {
    let (school, lea) = (Author::new(1, "School"), Author::new(2, "Lea"));
    issue::badge(&school.draft_for(&lea.did()), &school.signing(suite)).unwrap()
}

fn explained(document: &Value, contexts: &Contexts) -> Value {
    let reader = Reader::core().with_contexts(contexts);
    let presented = Presented::of(document.clone(), &reader).unwrap();
    let asked = Asked::at(at(NOON));
    Value::Object(explain(&presented, &Evidence::new(), &asked, &reader))
}

fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    value.at(path).and_then(Value::as_str).unwrap()
}

/// Whether the signature of the badge fits what is told of it.
fn fits(document: &Value) -> bool {
    let told = explained(document, Contexts::pinned());
    let proof = &told.at(&["credential", "proofs"]).unwrap().as_list()[0];
    let mut message = Vec::new();
    for what in ["options", "document"] {
        let digest = text(proof, &[&format!("{what}_hash")]);
        let canonical = text(proof, &[&format!("{what}_canonical")]);
        assert_eq!(digest, sha256(&[canonical.as_bytes()]).to_string());
        message.extend(from_hex(digest).unwrap());
    }
    let key = crate::identity::Multikey::from_multikey(text(proof, &["key"])).unwrap();
    let value = text(document.get("proof").unwrap(), &["proofValue"]);
    let signature = Signature::from_slice(&multibase::decode_base58btc(value).unwrap()).unwrap();
    PublicKey::from_slice(&key.bytes).unwrap().verify(&message, &signature).is_ok()
}

#[test]
fn what_is_told_is_what_was_signed_and_nothing_else() {
    for (suite, form) in [(Suite::EddsaRdfc2022, "RDFC-1.0"), (Suite::EddsaJcs2022, "JCS")] {
        let signed = badge(suite);
        assert!(fits(&signed), "{form}");
        let told = explained(&signed, Contexts::pinned());
        let proof = &told.at(&["credential", "proofs"]).unwrap().as_list()[0];
        assert_eq!(text(proof, &["form"]), form);
        assert_eq!(text(proof, &["suite"]), suite.as_str());
        assert_eq!(text(proof, &["key_source"]), "identifier");
        assert!(proof.at(&["options", "proofValue"]).is_none());
        assert_eq!(text(proof, &["options", "cryptosuite"]), suite.as_str());
        let read = proof.get("contexts").unwrap().as_list().len();
        assert_eq!(read, if form == "JCS" { 0 } else { 2 });
        // Of a changed badge it is told as well what the signature would have to be over.
        for path in [&["credentialSubject", "narrative"][..], &["proof", "created"]] {
            let by = Value::from("2026-11-20T12:00:00Z");
            assert!(!fits(&changed(&signed, path, Some(by))), "{form} {path:?}");
        }
    }
}

#[test]
fn what_cannot_be_followed_says_why() {
    let unsigned = changed(&badge(Suite::EddsaRdfc2022), &["proof"], None);
    let told = explained(&unsigned, Contexts::pinned());
    assert_eq!(text(&told, &["credential", "fault"]), "there is no proof");
    for lang in Lang::ALL {
        let said = say(&Reason::ProofMissing {}, lang);
        assert_eq!(text(&told, &["credential", "says", lang.tag()]), said);
    }
    let strange = changed(
        &badge(Suite::EddsaRdfc2022),
        &["@context"],
        Some(Value::array(["https://www.w3.org/ns/credentials/v2", "https://example.org/c"])),
    );
    let told = explained(&strange, Contexts::pinned());
    assert!(text(&told, &["credential", "fault"]).contains("https://example.org/c"));
    assert!(text(&told, &["credential", "says", "fr"]).starts_with("Le badge utilise"));
}

#[test]
fn of_a_context_in_place_it_is_told_where_it_stands() {
    let inline = Value::object([("tea", "https://example.org/#tea")]);
    let own = Value::array(["https://www.w3.org/ns/credentials/v2"]);
    let listed = Value::Array([own.as_list(), std::slice::from_ref(&inline)].concat());
    for (path, context, field) in [
        (&["@context"][..], listed, "@context"),
        (&["credentialSubject", "@context"], inline, "/credentialSubject/@context"),
    ] {
        let strange = changed(&badge(Suite::EddsaRdfc2022), path, Some(context));
        let presented = Presented::of(strange, &Reader::core()).unwrap();
        let asked = Asked::at(at(NOON));
        let verdict = judge(&presented, &Evidence::new(), &asked, &Reader::core());
        assert_eq!(verdict.reason(Question::Integrity).code(), "feature-unknown");
        for lang in Lang::ALL {
            let said = verdict.say(Question::Integrity, lang);
            assert!(said.contains(field) && !said.contains("written in place"), "{said}");
        }
    }
}

/// Contexts that know another content of the badge's own context.
fn with_another(added: Option<Timestamp>) -> Contexts {
    let other = br#"{"@context":{"Achievement":"https://example.org/#Achievement"}}"#;
    let contexts = Contexts::default().with(OB, other).unwrap();
    let (base, own) = (
        include_bytes!("../../../contexts/credentials-v2.jsonld"),
        include_bytes!("../../../contexts/ob-v3p0-3.0.3.json"),
    );
    let contexts = contexts.with("https://www.w3.org/ns/credentials/v2", base).unwrap();
    match added {
        Some(added) => contexts.with_added(OB, own, added).unwrap(),
        None => contexts.with(OB, own).unwrap(),
    }
}

fn read_by(contexts: &Contexts) -> (String, String) {
    let reader = Reader::core().with_contexts(contexts);
    let presented = Presented::of(badge(Suite::EddsaRdfc2022), &reader).unwrap();
    let verdict = judge(&presented, &Evidence::new(), &Asked::at(at(NOON)), &reader);
    assert_eq!(verdict.answer(Question::Integrity), Answer::Yes);
    let told = verdict.to_json(Lang::En);
    let contexts = told.at(&["findings", "integrity", "contexts"]);
    let contexts = contexts.map(|list| String::from_utf8(list.to_bytes()).unwrap());
    (verdict.say(Question::Integrity, Lang::En), contexts.unwrap_or_default())
}

#[test]
fn the_verdict_names_the_content_that_fits_where_a_url_has_several() {
    let fitting = sha256(&[include_bytes!("../../../contexts/ob-v3p0-3.0.3.json")]).to_string();
    let named = format!(r#"[{{"url":"{OB}","sha256":"{fitting}"}}]"#);
    let (says, contexts) = read_by(Contexts::pinned());
    assert!(!says.contains(OB), "the newest fits: {says}");
    assert_eq!(contexts, named);
    let (says, contexts) = read_by(&with_another(None));
    assert!(says.contains(OB) && says.contains(&fitting), "{says}");
    assert_eq!(contexts, named);
}

/// A badge whose words mean something else by each content of its context, signed by one of them.
fn signed_by(content: &[u8]) -> Value {
    const BASE: &str = "https://www.w3.org/ns/credentials/v2";
    const OPEN: &str = "https://www.w3.org/ns/credentials/undefined-terms/v2";
    let base = include_bytes!("../../../contexts/credentials-v2.jsonld");
    let open = include_bytes!("../../../contexts/credentials-undefined-terms-v2.jsonld");
    let contexts = Contexts::default().with(BASE, base).unwrap().with(OB, content).unwrap();
    let contexts = contexts.with(OPEN, open).unwrap();
    let unsigned = changed(&badge(Suite::EddsaRdfc2022), &["proof"], None);
    let urls = Value::array([BASE, OB, OPEN]);
    let unsigned = changed(&unsigned, &["@context"], Some(urls));
    let unsigned = changed(&unsigned, &["awardedDate"], Some("2026-11-20T12:00:00Z".into()));
    let tokens = Some(Value::array(["e30.e30.e30"]));
    let unsigned = changed(&unsigned, &["endorsementJwt"], tokens);
    let school = Author::new(1, "School");
    let method = school.did().verification_method();
    sign(&unsigned, Suite::EddsaRdfc2022, (&school.key, &method), at(NOON), &contexts).unwrap()
}

#[test]
fn each_published_content_of_a_context_is_tried_and_named() {
    let newest = &include_bytes!("../../../contexts/ob-v3p0-3.0.3.json")[..];
    let second = &include_bytes!("../../../contexts/ob-v3p0-3.0.3-second.json")[..];
    let first = &include_bytes!("../../../contexts/ob-v3p0-3.0.3-first.json")[..];
    for content in [newest, second, first] {
        let signed = signed_by(content);
        let verdict = judged(&signed);
        assert_eq!(verdict.reason(Question::Integrity).code(), "signed-by-issuer");
        let named: Vec<_> = verdict.contexts.iter().map(|used| used.sha256).collect();
        assert_eq!(named, [sha256(&[content])]);
        let told = verdict.say(Question::Integrity, Lang::En).contains("several versions");
        assert_eq!(told, content != newest);
        for member in ["awardedDate", "endorsementJwt"] {
            let twin = judged(&changed(&signed, &[member], None));
            assert_eq!(twin.reason(Question::Integrity).code(), "signature-wrong");
        }
    }
    let none = judged(&signed_by(br#"{"@context":{"@vocab":"https://example.org/#"}}"#));
    assert_eq!(none.reason(Question::Integrity).code(), "signature-wrong");
}

/// Whoever puts a true badge inside a forged one, or beside it in an envelope, gains nothing.
#[test]
fn a_true_badge_inside_a_forged_one_proves_nothing() {
    let (reader, evidence, asked) = (Reader::core(), Evidence::new(), Asked::at(at(NOON)));
    let checking = Checking {
        evidence: &evidence,
        asked: &asked,
        reader,
        checks: Checks::All,
        presenters: Presenters::Holders,
        purpose: None,
    };
    let genuine = badge(Suite::EddsaRdfc2022);
    let forged = changed(&genuine, &["credentialSubject", "id"], Some("did:example:eve".into()));
    let unsigned = changed(&forged, &["proof"], None);
    for forged in [forged, unsigned] {
        let carrying =
            changed(&forged, &["verifiableCredential"], Some(Value::array([genuine.clone()])));
        let typed = |document: &Value, kind| {
            let kinds = ["VerifiableCredential", kind];
            changed(document, &["type"], Some(Value::array(kinds)))
        };
        let enveloped = typed(&forged, "EnvelopedVerifiableCredential");
        let both = ["VerifiablePresentation", "EnvelopedVerifiablePresentation"];
        let [presenting, wrapped] = both.map(|kind| typed(&carrying, kind));
        for document in [carrying, enveloped, presenting, wrapped] {
            assert!(!credential(&document, &checking).is_verified());
            if let Ok(presented) = Presented::of(document, &reader) {
                let verdict = judge(&presented, &evidence, &asked, &reader);
                assert_ne!(verdict.answer(Question::Integrity), Answer::Yes);
            }
        }
    }
}

fn judged(badge: &Value) -> Verdict {
    let reader = Reader::core();
    let presented = Presented::of(badge.clone(), &reader).unwrap();
    judge(&presented, &Evidence::new(), &Asked::at(at(NOON)), &reader)
}

#[test]
fn the_verdict_says_that_the_user_accepted_the_context() {
    let (says, contexts) = read_by(&with_another(Some(at(NOON))));
    assert!(says.contains("that you added on 2026-11-23"), "{says}");
    assert!(contexts.contains(r#""added":"2026-11-23T12:00:00Z""#), "{contexts}");
    for lang in Lang::ALL {
        let args = Args::new().text("url", OB).text("sha256", "0").text("added", "1");
        for code in ["context-added", "context-chosen"] {
            assert!(!words::say(lang, code, &args).contains('{'));
        }
    }
}

#[test]
fn a_context_that_does_not_compile_is_not_taken() {
    for (bytes, why) in [
        (&b"{"[..], "no JSON"),
        (b"{}", "no context"),
        (br#"{"@context":{"a":{"@id":5}}}"#, "no definition"),
        (br#"{"@context":{"@import":"https://example.org/"}}"#, "not read here"),
    ] {
        let taken = Contexts::pinned().clone().with_added("https://example.org/c", bytes, at(NOON));
        assert!(taken.is_err(), "{why}");
    }
    let good = br#"{"@context":{"tea":"https://example.org/#tea"}}"#;
    assert!(Contexts::pinned().clone().with_added("https://example.org/c", good, at(NOON)).is_ok());
}

#[test]
fn a_context_that_the_user_added_reads_no_endorsement() {
    let url = "https://example.org/c";
    let tea = br#"{"@context":{"tea":"https://example.org/#tea"}}"#;
    let contexts = Contexts::pinned().clone().with_added(url, tea, at(NOON)).unwrap();
    let (school, club) = (Author::new(1, "School"), Author::new(2, "Club"));
    let badge = school.badge_for(&club.did());
    let praise = club.endorse(badge.get("id").unwrap().as_str().unwrap(), "Club");
    let mut named = praise.get("@context").unwrap().as_array().unwrap().to_vec();
    named.push(Value::from(url));
    let praise =
        changed(&changed(&praise, &["proof"], None), &["@context"], Some(Value::Array(named)));
    let praise = changed(&praise, &["tea"], Some(Value::from("green")));
    let method = club.did().verification_method();
    let key = (&club.key, method.as_str());
    let praise = sign(&praise, Suite::EddsaRdfc2022, key, at(NOON), &contexts).unwrap();
    let reader = Reader::core().with_contexts(&contexts);
    let read = |document: Value, evidence: &Evidence| {
        let presented = Presented::of(document, &reader).unwrap();
        judge(&presented, evidence, &Asked::at(at(NOON)), &reader)
    };
    // By itself it is signed, and the verdict says by which context.
    let alone = read(praise.clone(), &Evidence::new());
    assert_eq!(alone.answer(Question::Integrity), Answer::Yes);
    assert!(alone.say(Question::Integrity, Lang::En).contains("that you added"));
    let mut evidence = Evidence::new();
    evidence.hear_endorsement(Secured::by_its_proofs(praise));
    let verdict = read(badge, &evidence);
    assert_eq!(verdict.endorsers[0].integrity.code(), "context-unknown");
    assert_eq!(verdict.reason(Question::Endorsements).code(), "no-endorsement-known");
}
