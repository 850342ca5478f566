use super::*;

/// The pinned files and what the index says of them.
fn index() -> Vec<Value> {
    let bytes = include_bytes!("../../../contexts/index.json");
    json::read(bytes).unwrap().as_array().unwrap().to_vec()
}

#[test]
fn every_pinned_file_is_the_one_the_index_names() {
    let mut pinned: Vec<_> =
        pinned::PINS.iter().map(|pin| (pin.url, sha256(&[pin.bytes]))).collect();
    for entry in index() {
        for member in ["file", "source", "licence"] {
            assert!(entry.get(member).unwrap().as_str().is_some(), "{entry:?}");
        }
        let sha256: Hash = entry.get("sha256").unwrap().as_str().unwrap().parse().unwrap();
        for url in entry.get("urls").unwrap().as_array().unwrap() {
            let found = (url.as_str().unwrap(), sha256);
            let place = pinned.iter().position(|pin| *pin == found);
            pinned.remove(place.unwrap_or_else(|| panic!("{found:?} is not pinned")));
        }
    }
    assert_eq!(pinned, [], "pinned but not in the index");
}

#[test]
fn every_pinned_context_compiles_alone() {
    let contexts = Contexts::pinned();
    assert_eq!(contexts.list().count(), pinned::PINS.len());
    for pin in pinned::PINS {
        contexts.first_reading(Some(&Value::from(pin.url))).unwrap_or_else(|fault| {
            panic!("{}: {fault}", pin.url);
        });
    }
}

#[test]
fn one_url_may_have_several_contents() {
    let url = "https://example.org/own";
    let file = |iri: &str| format!(r#"{{"@context": {{"word": "{iri}"}}}}"#);
    let contexts = Contexts::default()
        .with(url, file("urn:one").as_bytes())
        .unwrap()
        .with(url, file("urn:two").as_bytes())
        .unwrap()
        .with(url, file("urn:two").as_bytes())
        .unwrap();
    let readings: Vec<_> =
        contexts.readings(Some(&Value::from(url))).unwrap().map(Result::unwrap).collect();
    let words: Vec<_> =
        readings.iter().map(|reading| reading.root.active.expand("word", true)).collect();
    assert_eq!(words, [Expanded::Iri("urn:one".into()), Expanded::Iri("urn:two".into())]);
    assert_ne!(readings[0].used(), readings[1].used());
}

#[test]
fn definitions_that_json_ld_forbids_are_refused() {
    let check = |context: &str, expected: &str| {
        let text = format!(r#"{{"@context": {context}}}"#);
        let contexts = Contexts::default().with("urn:c", text.as_bytes()).unwrap();
        let fault = contexts.first_reading(Some(&Value::from("urn:c"))).unwrap_err();
        assert_eq!(fault.to_string(), expected, "{context}");
    };
    check(r#"{"a": "b", "b": "a"}"#, "a context defines \"a\" wrongly");
    check(r#"{"a": {"@id": "urn:a", "@type": "@id", "@x": 1}}"#, "a context defines \"a\" wrongly");
    check(r#"{"a": "@context"}"#, "a context defines \"a\" wrongly");
    check(r#"{"a": 1}"#, "a context defines \"a\" wrongly");
    check(r#"{"a": {}}"#, "a context defines \"a\" wrongly");
    check(r#"{"@import": "urn:c"}"#, "a context uses @import, which is not read here");
    check(r#"{"@foo": "urn:c"}"#, "a context defines \"@foo\" wrongly");
    check(
        r#""urn:c""#,
        "a context uses contexts that name contexts without end, which is not read here",
    );
    check(r#""urn:other""#, "context urn:other is not known");
    check(
        r#"[{"@protected": true, "a": "urn:a"}, {"a": "urn:b"}]"#,
        "a context redefines the protected term \"a\"",
    );
    check(r#"[{"@protected": true, "a": "urn:a"}, null]"#, "a context clears protected terms");
    check(
        r#"[{"a": {"@id": "urn:a", "@protected": true}}, {"a": {"@id": "urn:a", "@type": "@id"}}]"#,
        "a context redefines the protected term \"a\"",
    );
}

#[test]
fn terms_are_defined_by_terms_only_so_far() {
    let chain = |links: usize| {
        // Each is defined by the next, so that all are begun before the last is done.
        let terms = (1..links).map(|number| format!(r#""t{number}": "t{}:x""#, number + 1));
        let last = format!(r#""t{links}": "urn:t:""#);
        let terms: Vec<_> = terms.chain([last]).collect();
        let text = format!(r#"{{"@context": {{{}}}}}"#, terms.join(","));
        let contexts = Contexts::default().with("urn:c", text.as_bytes()).unwrap();
        contexts.first_reading(Some(&Value::from("urn:c"))).map(|_| ())
    };
    let most = crate::limits::CONTEXT_TERMS_CHAINED_MAX;
    assert_eq!(chain(most), Ok(()));
    assert!(matches!(chain(most + 1), Err(ContextFault::Feature(_))));
    assert!(matches!(chain(20_000), Err(ContextFault::Feature(_))));
}

#[test]
fn the_same_definition_again_stays_protected() {
    let text =
        r#"{"@context": [{"@protected": true, "a": "urn:a"}, {"a": "urn:a"}, {"a": "urn:b"}]}"#;
    let contexts = Contexts::default().with("urn:c", text.as_bytes()).unwrap();
    let fault = contexts.first_reading(Some(&Value::from("urn:c"))).unwrap_err();
    assert_eq!(fault, ContextFault::Protected("a".into()));
}

#[test]
fn no_context_file_no_context() {
    assert!(Contexts::default().with("urn:c", b"{").is_err());
    assert!(Contexts::default().with("urn:c", b"{}").is_err());
    assert!(Contexts::default().with("urn:c", b"[]").is_err());
}

/// Which contexts may stand behind a base context, as `PyLD` 3.3.0 tells them apart.
#[test]
fn protected_terms_may_be_said_again_and_not_otherwise() {
    let contexts = Contexts::pinned();
    let refused = |base: &str| -> Vec<String> {
        let urls = contexts.list().map(|one| one.url).filter(|url| {
            let list = Value::array([base, url.as_str()]);
            match contexts.first_reading(Some(&list)) {
                Ok(_) => false,
                Err(ContextFault::Protected(_)) => true,
                Err(fault) => panic!("{url}: {fault}"),
            }
        });
        urls.collect()
    };
    assert_eq!(
        refused("https://www.w3.org/ns/credentials/v2"),
        [
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
            "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
            "https://w3id.org/security/data-integrity/v1",
            "https://www.w3.org/2018/credentials/examples/v1",
            "https://www.w3.org/2018/credentials/v1",
        ]
    );
    assert_eq!(
        refused("https://www.w3.org/2018/credentials/v1"),
        [
            "https://w3id.org/security/suites/ed25519-2018/v1",
            "https://w3id.org/security/v1",
            "https://w3id.org/security/v2",
            "https://www.w3.org/ns/credentials/v2",
        ]
    );
}

const OWN: &str = "https://example.org/own";

fn added(context: &str) -> Result<Contexts, ContextError> {
    let text = format!(r#"{{"@context": {context}}}"#);
    Contexts::pinned().clone().with_added(OWN, text.as_bytes(), Timestamp::from_millis(1))
}

#[test]
fn a_context_that_somebody_adds_gives_nothing_a_second_name() {
    let refused = |context: &str, name: &str| match added(context) {
        Err(ContextError::Renames { name: found, .. }) => assert_eq!(found, name, "{context}"),
        other => panic!("{context}: {other:?}"),
    };
    let status = "https://www.w3.org/2018/credentials#credentialStatus";
    let until = "https://www.w3.org/2018/credentials#validUntil";
    refused(&format!(r#"{{"x1": {{"@id": "{status}", "@type": "@id"}}}}"#), "x1");
    refused(&format!(r#"{{"x2": "{until}"}}"#), "x2");
    // By a prefix, in the scope of a member and of a type, for a type.
    let prefix = "https://www.w3.org/2018/credentials#";
    refused(&format!(r#"{{"vc": "{prefix}", "x3": {{"@id": "vc:validFrom"}}}}"#), "x3");
    let inner = format!(r#""@context": {{"x4": "{until}"}}"#);
    refused(&format!(r#"{{"tea": {{"@id": "urn:own:tea", {inner}}}}}"#), "x4");
    let list = "https://www.w3.org/ns/credentials/status#BitstringStatusList";
    refused(&format!(r#"{{"List": "{list}"}}"#), "List");
    let achievement = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement";
    refused(&format!(r#"{{"medal": "{achievement}"}}"#), "medal");
    // The same name again is none.
    added(&format!(r#"{{"validUntil": "{until}", "tea": "urn:own:tea"}}"#)).unwrap();
    added(&format!(r#"{{"vc": "{prefix}"}}"#)).unwrap();
}

#[test]
fn every_pinned_context_could_be_added() {
    for pin in pinned::PINS {
        let contexts = Contexts::pinned().clone();
        contexts.with_added(pin.url, pin.bytes, Timestamp::from_millis(1)).unwrap_or_else(
            |fault| {
                panic!("{}: {fault}", pin.url);
            },
        );
    }
}

#[test]
fn a_second_name_is_refused_where_it_is_used_however_it_came() {
    let read = |context: &str, members: &str| {
        let parts = r#"{"@context": {"vc": "https://www.w3.org/2018/credentials#"}}"#;
        let at = Timestamp::from_millis(1);
        let contexts = Contexts::pinned().clone().with_added("urn:p", parts.as_bytes(), at);
        let text = format!(r#"{{"@context": {context}}}"#);
        let contexts = contexts.unwrap().with_added(OWN, text.as_bytes(), at).unwrap();
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "urn:p", "{OWN}"],
                "type": ["VerifiableCredential"], "issuer": "urn:a", {members}}}"#
        );
        let document = json::read(text.as_bytes()).unwrap();
        let read = crate::credential::jsonld::with_quads(&document, &contexts, |_| ());
        read.map_err(|error| error.to_string())
    };
    let check = |context: &str, members: &str, name: &str| {
        let refused = read(context, members).unwrap_err();
        let expected = format!("{name:?} is another spelling of what has a name of its own");
        assert!(refused.starts_with(&expected), "{refused}");
    };
    // Another context makes it a name of the credential's own words.
    let status = r#""x1": {"id": "urn:s", "type": "BitstringStatusListEntry"}"#;
    check(r#"{"x1": {"@id": "vc:credentialStatus", "@type": "@id"}}"#, status, "x1");
    check(
        r#"{"@vocab": "https://www.w3.org/2018/cred"}"#,
        r#""entials#holder": "x""#,
        "entials#holder",
    );
    // A name that looks like an IRI is one as well, where it is defined.
    let until = r#""vc:validUntil": "2020-01-01T00:00:00Z""#;
    check(r#"{"vc:validUntil": {"@id": "vc:validUntil"}}"#, until, "vc:validUntil");
    let typed = r#""credentialSubject": {"type": "Proven"}"#;
    check(r#"{"Proven": "vc:VerifiableCredential"}"#, typed, "Proven");
    // Of two words of its own for the same, one is the name.
    let two = r#"{"tea": "urn:own:tea", "brew": "urn:own:tea"}"#;
    assert_eq!(read(two, r#""tea": "green""#), Ok(()));
    check(two, r#""brew": "green""#, "brew");
    // Where pinned contexts have two names, both stay.
    let own = r#"{"tea": "urn:own:tea"}"#;
    assert_eq!(read(own, r#""tea": "green", "validUntil": "2026-01-01T00:00:00Z""#), Ok(()));
}

#[test]
fn contexts_in_a_document_are_read_by_the_conformance_profile_alone() {
    let inline = |members: &str| {
        let text = format!(r#"["https://www.w3.org/ns/credentials/v2", {{{members}}}]"#);
        json::read(text.as_bytes()).unwrap()
    };
    let open = Profile::Conformance.contexts();
    let vocabulary = inline(r#""@vocab": "https://school.example/words#""#);
    let word = inline(r#""tea": "https://school.example/words#tea""#);
    for context in [&vocabulary, &word] {
        let closed = Profile::default().contexts().first_reading(Some(context));
        assert_eq!(closed.unwrap_err(), ContextFault::Inline);
        let reading = open.first_reading(Some(context)).unwrap();
        let meaning = reading.root.active.expand("tea", true);
        assert_eq!(meaning, Expanded::Iri("https://school.example/words#tea".into()));
        assert_eq!(reading.has_vocabulary(), context == &vocabulary);
    }
    for profile in [Profile::Closed, Profile::Conformance] {
        assert_eq!(Profile::read(profile.as_str()), Some(profile));
    }
    assert_eq!(Profile::read("open"), None);
}

#[test]
fn a_context_in_a_document_is_bounded_and_names_nothing_anew() {
    let open = Profile::Conformance.contexts();
    let read = |count: usize| {
        let words = (0..count).map(|number| format!(r#""w{number}": "urn:w:{number}""#));
        let text = format!("[{{{}}}]", words.collect::<Vec<_>>().join(","));
        let context = json::read(text.as_bytes()).unwrap();
        open.first_reading(Some(&context)).map(|_| ())
    };
    let most = crate::limits::CONTEXT_INLINE_MEMBERS_MAX;
    assert_eq!(read(most), Ok(()));
    assert_eq!(read(most + 1), Err(ContextFault::Long { most }));
    let quads = |context: &str, members: &str| {
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", {context}],
                "type": ["VerifiableCredential"], "issuer": "urn:a", {members}}}"#
        );
        let document = json::read(text.as_bytes()).unwrap();
        let read = crate::credential::jsonld::with_quads(&document, open, |_| ());
        read.map_err(|error| error.to_string())
    };
    let end = r#"{"end": "https://www.w3.org/2018/credentials#validUntil"}"#;
    let refused = quads(end, r#""end": "2026-01-01T00:00:00Z""#).unwrap_err();
    assert!(refused.contains("another spelling"), "{refused}");
    let own = r#"{"end": "https://school.example/words#end"}"#;
    assert_eq!(quads(own, r#""end": "2026-01-01T00:00:00Z""#), Ok(()));
    let redefined = r#"{"VerifiableCredential": "https://school.example/words#Credential"}"#;
    assert!(quads(redefined, r#""id": "urn:b""#).unwrap_err().contains("protected"));
}
