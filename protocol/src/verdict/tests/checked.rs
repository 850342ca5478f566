//! What is checked for interfaces that know only verified or not.

use super::*;
use crate::credential::proof::sign;
use crate::verdict::checked::{Checked, Checking, Checks, Presenters, presentation};

/// A credential whose parts are costly to tell apart.
fn costly() -> Value {
    let secret = SecretKey::from_seed(&[7; 32]);
    let did = Did::from(secret.public());
    let tree = (0..4)
        .fold(r#"{"x": "y"}"#.to_owned(), |inner, _| format!(r#"{{"x": [{inner}, {inner}]}}"#));
    let text = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/undefined-terms/v2"], "type": "VerifiableCredential",
        "issuer": "{did}", "credentialSubject": {{"id": "urn:example:1", "x": {tree}}}}}"#
    );
    let document = json::read(text.as_bytes()).unwrap();
    let method = did.verification_method();
    let (suite, contexts) = (Suite::EddsaRdfc2022, Contexts::pinned());
    sign(&document, suite, (&secret, &method), at(NOON - DAY), contexts).unwrap()
}

/// What comes of so many of them in a presentation, of which nobody says who presents it.
fn presented(count: usize) -> Checked {
    let document = Value::object([
        ("@context", Value::array(["https://www.w3.org/ns/credentials/v2"])),
        ("type", Value::from("VerifiablePresentation")),
        ("verifiableCredential", Value::Array(vec![costly(); count])),
    ]);
    let (evidence, asked) = (Evidence::new(), Asked::at(at(NOON)));
    let (reader, checks) = (Reader::core(), Checks::Proof);
    let presenters = Presenters::Holders;
    let (evidence, asked) = (&evidence, &asked);
    let checking = Checking { evidence, asked, reader, checks, presenters, purpose: None };
    presentation(&document, &checking)
}

#[test]
fn all_credentials_of_a_presentation_draw_from_one_account() {
    assert_eq!(presented(2).problems, []);
    let problems = presented(60).problems;
    let codes = problems.iter().map(|one| one.reason.code());
    assert!(!problems.is_empty() && codes.clone().all(|code| code == "effort-spent"));
    // What came first was looked at.
    assert!(problems.iter().all(|one| one.place != "verifiableCredential[0]"));
    assert_eq!(problems.last().unwrap().place, "verifiableCredential[59]");
}
