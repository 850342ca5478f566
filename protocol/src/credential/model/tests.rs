use super::*;
use crate::canon::json;

fn document(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

/// A badge as the data model 2.0 has it.
const TWO: &str = r##"{
  "issuer": {"id": "did:key:z6MkSchool", "type": ["Profile"], "name": "School",
    "image": {"id": "https://a.example/logo", "type": "Image"}, "official": "Ada Noël",
    "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "0380001X",
      "identifierType": "ext:uai"}],
    "parentOrg": {"id": "urn:o:1", "name": "District", "parentOrg": {"id": "urn:o:2"}},
    "endorsementJwt": ["a.b.c", "d.e.f"]},
  "awardedDate": "2026-06-30T08:00:00Z",
  "credentialSubject": {"id": "did:key:z6MkLea", "creditsEarned": 2.5, "term": "2026",
    "role": "Helper", "licenseNumber": "7",
    "source": {"id": "urn:p:1", "honorificPrefix": "Dr", "givenName": "Grace", "familyName": "Hopper"},
    "identifier": [
      {"type": "IdentityObject", "hashed": true, "identityHash": "sha256$00", "salt": "x",
       "identityType": "emailAddress"},
      {"type": "IdentityObject", "hashed": false, "identityHash": "42", "identityType": "systemId"},
      {"type": "IdentityObject"}],
    "result": [
      {"type": ["Result"], "resultDescription": "urn:r:1", "value": "B"},
      {"type": ["Result"], "resultDescription": "urn:r:2", "achievedLevel": "urn:l:2"},
      {"type": ["Result"], "status": "Completed"},
      {"type": ["Result"], "resultDescription": "urn:r:9", "achievedLevel": "urn:l:9"}],
    "achievement": {"id": "urn:uuid:7", "name": "Tea", "description": "Makes tea",
      "image": {"id": "data:image/png;base64,AA==", "type": "Image"}, "tag": ["tea", "water"],
      "alignment": [{"type": ["Alignment"], "targetName": "Hot drinks",
        "targetUrl": "https://f.example/1", "targetFramework": "Drinks", "targetCode": "1.2"}],
      "resultDescription": [
        {"id": "urn:r:1", "name": "Grade", "resultType": "LetterGrade"},
        {"id": "urn:r:2", "name": "Level", "resultType": "RubricCriterionLevel",
         "rubricCriterionLevel": [{"id": "urn:l:2", "name": "Master"}]}],
      "endorsementJwt": ["d.e.f"]}},
  "evidence": [{"id": "https://a.example/e", "type": ["Evidence"], "name": "Film",
    "narrative": "Made it", "genre": "film", "audience": "all"}],
  "refreshService": {"id": "https://a.example/r", "type": "1EdTechCredentialRefresh"},
  "termsOfUse": [{"type": "https://a.example/t#Policy"}],
  "endorsementJwt": ["a.b.c"]
}"##;

/// The same in the manner of others: data model 1.1, single values, plain addresses, languages.
const ONE: &str = r##"{
  "issuer": "did:key:z6MkSchool",
  "issuanceDate": "2026-06-30T08:00:00Z",
  "image": "https://a.example/badge.png",
  "credentialSubject": [{"id": "did:key:z6MkLea", "creditsEarned": "2.5",
    "identifier": {"type": "IdentityObject", "identityHash": "lea@school.example"},
    "result": {"type": "Result", "value": "B"},
    "achievement": {"id": "urn:uuid:7",
      "name": [{"@value": "Tee", "@language": "de"}, {"@value": "Tea", "@language": "en"}],
      "description": {"de": "Macht Tee", "en": "Makes tea"},
      "tag": "tea", "alignment": {"targetName": "Hot drinks"}}}],
  "evidence": "https://a.example/e",
  "termsOfUse": {"id": "https://a.example/t", "type": "Policy"},
  "endorsementJwt": "a.b.c"
}"##;

#[test]
fn what_a_badge_says_is_found() {
    let document = document(TWO);
    let credential = Credential::new(&document);
    let issuer = credential.issuer_profile().unwrap();
    assert_eq!(
        (issuer.id(), issuer.name().as_deref()),
        (Some("did:key:z6MkSchool"), Some("School"))
    );
    assert_eq!((issuer.text("official"), issuer.text("phone")), (Some("Ada Noël"), None));
    assert_eq!(issuer.image(), Some("https://a.example/logo"));
    assert_eq!(issuer.identifiers(), [(Some("ext:uai"), "0380001X")]);
    let above: Vec<_> = issuer.parents().iter().map(view::Profile::id).collect();
    assert_eq!(above, [Some("urn:o:1"), Some("urn:o:2")]);
    assert_eq!(credential.source().unwrap().name().as_deref(), Some("Dr Grace Hopper"));
}

#[test]
fn what_a_badge_says_of_its_holder_is_found() {
    let document = document(TWO);
    let credential = Credential::new(&document);
    assert_eq!(
        credential.credits_earned().map(|number| number.to_string()).as_deref(),
        Some("2.5")
    );
    let said = ["term", "role", "licenseNumber"].map(|name| credential.said_of_subject(name));
    assert_eq!(said, [Some("2026"), Some("Helper"), Some("7")]);
    assert_eq!(
        credential.awarded().map(|at| at.to_string()).as_deref(),
        Some("2026-06-30T08:00:00Z")
    );
    assert_eq!(credential.description(), Some("Makes tea"));
    assert_eq!(credential.image(), Some("data:image/png;base64,AA=="));
    assert_eq!(credential.tags(), ["tea", "water"]);
    let aligned = credential.alignments();
    assert_eq!((aligned[0].name, aligned[0].code), (Some("Hot drinks"), Some("1.2")));
    let evidence = credential.evidence();
    assert_eq!((evidence[0].genre, evidence[0].narrative), (Some("film"), Some("Made it")));
    let refresh = (Some("1EdTechCredentialRefresh"), Some("https://a.example/r"));
    assert_eq!(credential.services("refreshService"), [refresh]);
    assert_eq!(credential.services("termsOfUse"), [(Some("https://a.example/t#Policy"), None)]);
}

#[test]
fn identifiers_are_read_hashed_or_not() {
    let document = document(TWO);
    let credential = Credential::new(&document);
    let kinds: Vec<_> = credential.identities().iter().map(|one| (one.kind, one.hashed)).collect();
    assert_eq!(kinds, [(Some("emailAddress"), true), (Some("systemId"), false)]);
    assert_eq!(credential.identities()[0].salt, Some("x"));
}

#[test]
fn results_are_told_with_their_descriptions() {
    let document = document(TWO);
    let outcomes = Credential::new(&document).outcomes();
    let told = |at: usize| {
        let one = outcomes[at];
        [one.name, one.kind, one.value, one.status, one.level]
            .map(Option::unwrap_or_default)
            .join("|")
    };
    assert_eq!(told(0), "Grade|LetterGrade|B||");
    assert_eq!(told(1), "Level|RubricCriterionLevel|||Master");
    assert_eq!(told(2), "|||Completed|");
    assert_eq!(told(3), "||||urn:l:9");
    assert_eq!(outcomes.len(), 4);
}

#[test]
fn signed_endorsements_are_gathered_once_each() {
    let two = document(TWO);
    assert_eq!(Credential::new(&two).embedded_endorsement_jwts(), ["a.b.c", "d.e.f"]);
    let one = document(ONE);
    assert_eq!(Credential::new(&one).embedded_endorsement_jwts(), ["a.b.c"]);
    let none = document(r#"{"endorsementJwt": [7, {"a": "b"}], "issuer": []}"#);
    assert!(Credential::new(&none).embedded_endorsement_jwts().is_empty());
}

#[test]
fn others_ways_of_saying_it_are_read_too() {
    let document = document(ONE);
    let credential = Credential::new(&document);
    assert_eq!(credential.issuer_profile().unwrap().id(), Some("did:key:z6MkSchool"));
    assert_eq!(credential.issuer_profile().unwrap().name(), None);
    assert_eq!(credential.image(), Some("https://a.example/badge.png"));
    assert_eq!(credential.name(), Some("Tee"));
    assert_eq!(
        credential.credits_earned().map(|number| number.to_string()).as_deref(),
        Some("2.5")
    );
    assert_eq!(credential.outcomes()[0].value, Some("B"));
    assert_eq!(credential.identities()[0].value, "lea@school.example");
    assert_eq!(credential.evidence()[0].id, Some("https://a.example/e"));
    assert_eq!(credential.tags(), ["tea"]);
    assert_eq!(credential.alignments()[0].name, Some("Hot drinks"));
    assert_eq!(credential.services("termsOfUse"), [(Some("Policy"), Some("https://a.example/t"))]);
    let achievement = credential.achievement().unwrap();
    let named = definition::names(achievement);
    assert_eq!(named, [("de".to_owned(), "Tee".to_owned()), ("en".to_owned(), "Tea".to_owned())]);
    let english = definition::wording(achievement, "en");
    assert_eq!((&*english.name, &*english.description), ("Tea", "Makes tea"));
    assert_eq!(definition::wording(achievement, "fr").name, "Tee");
}

/// A map of so many languages is no name of anything; its first ones are told.
#[test]
fn of_names_without_end_the_first_are_told() {
    let names = |count: usize| {
        let name: Vec<String> = (0..count).map(|at| format!(r#""l{at}": "n{at}""#)).collect();
        let name = name.join(",");
        document(&format!(r#"{{"credentialSubject": {{"achievement": {{"name": {{{name}}}}}}}}}"#))
    };
    for (count, told) in [(63, 63), (64, 64), (65, 64), (50_000, 64)] {
        let document = names(count);
        let credential = Credential::new(&document);
        let named = definition::names(credential.achievement().unwrap());
        assert_eq!(named.len(), told);
        assert_eq!(named.last().unwrap().0, format!("l{}", told - 1));
        let summary = credential.summary();
        assert_eq!(summary.get("names").and_then(Value::as_object).unwrap().len(), told);
    }
}

/// What is of another shape is as if it were not there.
#[test]
fn odd_members_are_passed_over() {
    for odd in ["null", "7", "true", "\"x\"", "[]", "[[]]", "{}", "[null, 7]", "[{\"id\": 7}]"] {
        let text = format!(
            r#"{{"issuer": {odd}, "evidence": {odd}, "image": {odd}, "awardedDate": {odd},
            "termsOfUse": {odd}, "description": {odd},
            "credentialSubject": {{"result": {odd}, "identifier": {odd}, "creditsEarned": {odd},
            "source": {odd}, "term": {odd}, "achievement": {{"tag": {odd}, "alignment": {odd},
            "image": {odd}, "name": {odd}, "related": {odd}, "resultDescription": {odd}}}}}}}"#
        );
        let document = document(&text);
        let credential = Credential::new(&document);
        assert!(credential.awarded().is_none() && credential.identities().is_empty(), "{odd}");
        let issuer = credential.issuer_profile().unwrap();
        assert!(issuer.parents().is_empty() && issuer.name().is_none(), "{odd}");
        assert!(credential.outcomes().iter().all(|one| one.value.is_none()), "{odd}");
        assert!(credential.alignments().iter().all(|one| one.url.is_none()), "{odd}");
        assert_eq!(credential.tags().is_empty(), odd != "\"x\"", "{odd}");
        assert_eq!(credential.credits_earned().is_some(), odd == "7", "{odd}");
    }
}
