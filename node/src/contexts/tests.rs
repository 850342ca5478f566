use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};

use super::*;

const URL: &str = "https://example.org/contexts/tea/v1";
const TEA: &[u8] = br#"{"@context":{"tea":"https://example.org/#tea"}}"#;
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

fn add(kept: &KeptContexts, url: &str, bytes: &[u8], also: bool) -> Result<Added, String> {
    kept.add(url, bytes, (NOON, also)).map(|(_, added)| added).map_err(|error| error.to_string())
}

/// A credential with a word of another vocabulary, signed by whoever knows that.
fn credential() -> Value {
    let key = SecretKey::from_seed(&[7; 32]);
    let issuer = Did::from(key.public());
    let text = format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2","{URL}"],
        "type":["VerifiableCredential"],"issuer":"{issuer}",
        "credentialSubject":{{"tea":"green"}}}}"#
    );
    let document = json::read(text.as_bytes()).unwrap();
    let contexts = Contexts::pinned().clone().with(URL, TEA).unwrap();
    let method = issuer.verification_method();
    sign(&document, Suite::EddsaRdfc2022, (&key, &method), NOON, &contexts).unwrap()
}

fn said(kept: &KeptContexts, document: &Value) -> (Answer, String) {
    let contexts = kept.contexts();
    let reader = reader(contexts.as_deref());
    let presented = Presented::of(document.clone(), &reader).unwrap();
    let verdict = judge(&presented, &Evidence::new(), &Asked::at(NOON), &reader);
    let says = verdict.say(Question::Integrity, bot_protocol::words::Lang::En);
    (verdict.answer(Question::Integrity), says)
}

#[test]
fn what_was_accepted_is_read_by_and_the_verdict_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeptContexts::of(&folder.path().join("data"));
    let document = credential();
    let (answer, says) = said(&kept, &document);
    assert_eq!(answer, Answer::Unknown);
    assert!(says.contains(URL), "{says}");
    assert_eq!(add(&kept, URL, TEA, false), Ok(Added::New));
    let (answer, says) = said(&kept, &document);
    assert_eq!(answer, Answer::Yes, "{says}");
    assert!(says.contains("that you added on 2026-11-23"), "{says}");
    // By another reader of the same folder too, as after a restart.
    assert_eq!(said(&KeptContexts::of(&folder.path().join("data")), &document).0, Answer::Yes);
    let gone = kept.remove(URL).unwrap();
    assert_eq!((gone.len(), gone[0].sha256()), (1, sha256(&[TEA])));
    assert_eq!(said(&kept, &document).0, Answer::Unknown);
    assert!(kept.remove(URL).unwrap().is_empty());
}

#[test]
fn a_badge_without_the_word_needs_nothing_accepted_and_a_changed_one_never_holds() {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeptContexts::of(folder.path());
    // Whoever accepts another meaning of the word is not led to believe the signature.
    let other = br#"{"@context":{"tea":"https://example.org/#coffee"}}"#;
    assert_eq!(add(&kept, URL, other, false), Ok(Added::New));
    assert_eq!(said(&kept, &credential()).0, Answer::No);
    // With the right one beside it, that one fits.
    assert_eq!(add(&kept, URL, TEA, true), Ok(Added::New));
    assert_eq!(said(&kept, &credential()).0, Answer::Yes);
}

#[test]
fn another_content_of_a_known_url_is_taken_only_where_that_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeptContexts::of(folder.path());
    let pinned = "https://w3id.org/security/multikey/v1";
    let refused = add(&kept, pinned, TEA, false).unwrap_err();
    assert!(refused.contains("ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"));
    assert_eq!(add(&kept, pinned, TEA, true), Ok(Added::New));
    assert_eq!(add(&kept, pinned, TEA, false), Ok(Added::Known));
    assert_eq!(add(&kept, URL, TEA, false), Ok(Added::New));
    let other = br#"{"@context":{}}"#;
    assert!(add(&kept, URL, other, false).is_err());
    assert_eq!(kept.list().len(), 2);
}

#[test]
fn what_is_no_context_or_no_url_is_refused_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeptContexts::of(folder.path());
    for bytes in [&b"{"[..], b"[]", b"{}", br#"{"@context":{"a":{"@id":5}}}"#] {
        assert!(add(&kept, URL, bytes, false).is_err());
    }
    assert!(matches!(kept.add(URL, &credential().to_bytes(), (NOON, false)), Err(AddError::Badge)));
    for url in ["", "tea", ":x", "https://", "https:// x", "1a:x", "https://a/<b>", "a:\u{7}"] {
        assert!(add(&kept, url, TEA, false).is_err(), "{url}");
    }
    for url in ["https:tea", "http:///tea", "HTTPS:///tea", "https://?tea", "https:/tea", "./tea"] {
        assert!(add(&kept, url, TEA, false).is_err(), "{url}");
    }
    for url in [
        "http://a.example/tea",
        "HTTPS://a.example/tea",
        "urn:example:tea",
        "ipfs://bafy/tea",
        "did:example:tea",
        "tag:a.example,2026:tea",
    ] {
        assert_eq!(add(&kept, url, TEA, false), Ok(Added::New));
        kept.remove(url).unwrap();
    }
    let long = format!("https://{}", "a".repeat(URL_BYTES_MAX));
    assert!(add(&kept, &long, TEA, false).is_err());
    assert!(add(&kept, &long[..URL_BYTES_MAX], TEA, false).is_ok());
}

#[test]
fn what_is_damaged_is_passed_over_and_no_more_are_kept_than_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeptContexts::of(folder.path());
    let (one, _) = kept.add(URL, TEA, (NOON, false)).unwrap();
    let path = folder.path().join(FOLDER).join(one.file());
    let whole = fs::read(&path).unwrap();
    let forged = String::from_utf8(whole.clone()).unwrap().replace("#tea", "#two");
    for damaged in [&whole[..10], forged.as_bytes(), b""] {
        fs::write(&path, damaged).unwrap();
        assert!(kept.list().is_empty());
    }
    fs::write(&path, whole).unwrap();
    assert_eq!(kept.list(), [one]);
    for number in 1..CONTEXTS_KEPT_MAX {
        assert_eq!(add(&kept, &format!("{URL}/{number}"), TEA, false), Ok(Added::New));
    }
    assert!(add(&kept, &format!("{URL}/more"), TEA, false).is_err());
    assert_eq!(kept.list().len(), CONTEXTS_KEPT_MAX);
}
