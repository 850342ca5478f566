use super::*;
use crate::canon::json;
use crate::canon::rdfc::{Budget, canonicalize};

const BADGE: &str = r#""@context": ["https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"]"#;

/// The canonical form of a credential with these further members, or what is wrong and where.
fn read(members: &str) -> Result<String, String> {
    whole(&format!("{{{BADGE}, {members}}}"))
}

fn whole(text: &str) -> Result<String, String> {
    let document = json::read(text.as_bytes()).unwrap();
    with_quads(&document, Contexts::pinned(), |quads| canonicalize(quads, Budget::default()))
        .map_err(|error| error.to_string())?
        .map(|canonical| canonical.text)
        .map_err(|error| error.to_string())
}

/// Both give the same quads, so a signature over one is one over the other.
fn same(one: &str, other: &str) {
    assert_eq!(read(one).unwrap(), read(other).unwrap());
}

fn refused(members: &str, expected: &str) {
    assert_eq!(read(members), Err(expected.to_owned()), "{members}");
}

fn line(members: &str, expected: &str) {
    let text = read(members).unwrap();
    assert!(text.contains(expected), "{expected} is not in\n{text}");
}

#[test]
fn what_would_not_be_signed_is_refused() {
    refused(r#""colour": "red""#, "no context defines \"colour\" (at \"/colour\")");
    refused(
        r#""issuer": {"id": "urn:a", "alumniOf": "b"}"#,
        "no context defines \"alumniOf\" (at \"/issuer/alumniOf\")",
    );
    refused(
        r#""issuer": {"id": "urn:a", "type": ["Profile", "Wizard"]}"#,
        "no context defines \"Wizard\" (at \"/issuer/type\")",
    );
    refused(r#""name": null"#, "null would not be signed (at \"/name\")");
    refused(r#""name": ["a", null]"#, "null would not be signed (at \"/name/1\")");
    refused(r#""evidence": []"#, "an empty array would not be signed (at \"/evidence\")");
    refused(
        r#""credentialSubject": {"type": []}"#,
        "an empty array would not be signed (at \"/credentialSubject/type\")",
    );
    refused(r#""@foo": "x""#, "no context defines \"@foo\" (at \"/@foo\")");
    refused(r#""name": ["a", "a"]"#, "the same value twice in a set (at \"/name/1\")");
    refused(
        r#""name": [["a"]]"#,
        "an array in an array where a value is expected (at \"/name/0\")",
    );
}

#[test]
fn ids_are_absolute_or_refused() {
    for bad in ["Alice Smith", "_:b0", "", "/a", "#a", "did", "@id", "@foo", "urn:a b", "type"] {
        let members =
            format!(r#""credentialSubject": {{"id": "{bad}", "type": "AchievementSubject"}}"#);
        refused(&members, &format!("{bad:?} is no absolute IRI (at \"/credentialSubject/id\")"));
        refused(
            &format!(r#""issuer": "{bad}""#),
            &format!("{bad:?} is no absolute IRI (at \"/issuer\")"),
        );
    }
    refused(
        r#""credentialSubject": {"id": null}"#,
        "null where an absolute IRI is expected (at \"/credentialSubject/id\")",
    );
    refused(
        r#""credentialSubject": {"id": ["urn:a"]}"#,
        "an array where an absolute IRI is expected (at \"/credentialSubject/id\")",
    );
    line(r#""issuer": "urn:a""#, "<https://www.w3.org/2018/credentials#issuer> <urn:a> .");
}

#[test]
fn documents_cannot_restructure_themselves() {
    for keyword in ["@graph", "@included", "@nest", "@reverse", "@index", "@set", "@list", "@base"]
    {
        refused(
            &format!(r#""{keyword}": {{"name": "x"}}"#),
            &format!("{keyword} is not allowed (at \"/{keyword}\")"),
        );
    }
    // A member under its IRI would be hidden from those who read it by its name.
    refused(
        r#""https://www.w3.org/2018/credentials#credentialStatus": "urn:a""#,
        "the member name \"https://www.w3.org/2018/credentials#credentialStatus\" is no term \
         (at \"/https:~1~1www.w3.org~12018~1credentials#credentialStatus\")",
    );
    refused(
        r#""credentialSubject": {"@id": "urn:a"}"#,
        "@id is not allowed (at \"/credentialSubject/@id\")",
    );
    refused(
        r#""credentialSubject": {"@type": "AchievementSubject"}"#,
        "the member name \"@type\" is no term (at \"/credentialSubject\")",
    );
    // A member of the document could be moved to where nobody looks.
    refused(
        r#""evidence": {"id": "urn:uuid:1", "name": "x"}"#,
        "the document's own node is described a second time (at \"/evidence\")",
    );
    let endorsed = |member: &str| {
        format!(
            r#""endorsement": {{"type": "VerifiableCredential", "credentialSubject":
            {{"id": "urn:uuid:1", "type": "EndorsementSubject", "{member}": "x"}}}}"#
        )
    };
    line(&endorsed("endorsementComment"), "vocab.html#endorsementComment> \"x\" .");
    let again = "the document's own node is described a second time \
                 (at \"/endorsement/credentialSubject\")";
    refused(&endorsed("name"), again);
    line(r#""evidence": {"id": "urn:uuid:1"}"#, "evidence> <urn:uuid:1> .");
    line(r#""refreshService": {"id": "urn:uuid:1", "type": "Evidence"}"#, "vocab.html#Evidence> .");
    refused(
        r#""name": {"@value": "x"}"#,
        "@value without @language or @direction is not allowed (at \"/name\")",
    );
    refused(
        r#""name": {"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#string"}"#,
        "@type is not allowed (at \"/name\")",
    );
}

#[test]
fn nothing_has_a_second_spelling() {
    let subject = |members: &str| {
        format!(
            r#""credentialSubject": {{"id": "urn:b", "type": ["AchievementSubject"], {members}}}"#
        )
    };
    let achievement = |members: &str| {
        subject(&format!(r#""achievement": {{"type": ["Achievement"], {members}}}"#))
    };
    let check = |members: &str, word: &str, place: &str| {
        let what = format!("{word:?} is another spelling of what has a name of its own");
        refused(members, &format!("{what} (at \"/credentialSubject/{place}\")"));
    };
    read(&achievement(r#""criteria": {"narrative": "x"}"#)).unwrap();
    check(&achievement(r#""Criteria": {"narrative": "x"}"#), "Criteria", "achievement/Criteria");
    let full = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement";
    let typed = format!(r#""achievement": {{"type": ["{full}"], "name": "x"}}"#);
    check(&subject(&typed), full, "achievement/type");
    read(
        &achievement(r#""type": ["Achievement", "urn:own:Kind"]"#)
            .replace(r#""type": ["Achievement"], "#, ""),
    )
    .unwrap();
}

#[test]
fn ids_have_one_name_and_no_prefix() {
    let check = |more: &str, members: &str, expected: &str| {
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/2018/credentials/v1", "{more}"],
                "type": ["VerifiableCredential"], "issuer": "urn:a", {members}}}"#
        );
        let found = whole(&text);
        assert_eq!(found.as_ref().err().map_or("fine", String::as_str), expected, "{text}");
    };
    let odrl = "https://www.w3.org/ns/odrl.jsonld";
    check(odrl, r#""credentialSubject": {"id": "urn:b"}"#, "fine");
    check(
        odrl,
        r#""credentialSubject": {"uid": "urn:b"}"#,
        "\"uid\" is another spelling of what has a name of its own (at \"/credentialSubject\")",
    );
    // Here the creator of an achievement would hide from those who look for one.
    let open_badges = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
    let by = |creator: &str| {
        format!(
            r#""credentialSubject": {{"type": ["AchievementSubject"], "achievement": {{
                "type": ["Achievement"], "{creator}": {{"id": "urn:c", "type": ["Profile"]}}}}}}"#
        )
    };
    check(open_badges, &by("creator"), "fine");
    check(
        open_badges,
        &by("Profile"),
        "\"Profile\" is another spelling of what has a name of its own \
         (at \"/credentialSubject/achievement/Profile\")",
    );
    check(
        odrl,
        r#""credentialSubject": {"id": "foaf:b"}"#,
        "\"foaf:b\" is another spelling of what has a name of its own (at \"/credentialSubject/id\")",
    );
}

#[test]
fn contexts_are_known_urls_in_an_order_that_holds() {
    let check = |context: &str, expected: &str| {
        let text = format!(r#"{{"@context": {context}, "type": "VerifiableCredential"}}"#);
        assert_eq!(whole(&text), Err(format!("{expected} (at \"\")")));
    };
    check("[]", "there is no @context");
    check(r#""https://example.org/own""#, "context https://example.org/own is not known");
    let inline = "a context is written in place; only known context URLs are read";
    check(r#"{"name": "https://schema.org/name"}"#, inline);
    check(r#"["https://www.w3.org/ns/credentials/v2", {"@vocab": "urn:x#"}]"#, inline);
    check(r#"["https://www.w3.org/ns/credentials/v2", null]"#, inline);
    check("17", inline);
    check(
        r#"["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"]"#,
        "a context redefines the protected term \"VerifiableCredential\"",
    );
    assert_eq!(whole(r#"{"name": "x"}"#), Err("there is no @context (at \"\")".into()));
    refused(
        r#""issuer": {"@context": {"name": "urn:x"}, "name": "x"}"#,
        "a context is written in place; only known context URLs are read (at \"/issuer\")",
    );
}

#[test]
fn values_are_written_as_rdf_writes_them() {
    line(r#""name": "a\tb\u0001""#, r#"<https://schema.org/name> "a\tb\u0001" ."#);
    line(
        r#""validFrom": "2026-01-01T00:00:00Z""#,
        r#""2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> ."#,
    );
    line(r#""name": {"@value": "x", "@language": "en-US"}"#, r#""x"@en-us ."#);
    line(
        r#""name": {"@value": "x", "@language": "ar", "@direction": "rtl"}"#,
        r#""x"^^<https://www.w3.org/ns/i18n#ar_rtl> ."#,
    );
    line(
        r#""name": {"@value": "x", "@direction": "ltr"}"#,
        r#""x"^^<https://www.w3.org/ns/i18n#_ltr> ."#,
    );
    let credits = |value: &str| {
        format!(
            r#""credentialSubject": {{"type": "AchievementSubject", "creditsEarned": {value}}}"#
        )
    };
    line(&credits("3.5"), r#""3.5E0"^^<https://www.w3.org/2001/XMLSchema#float> ."#);
    line(&credits("3"), r#""3"^^<https://www.w3.org/2001/XMLSchema#float> ."#);
    let geo = |value: &str| {
        format!(r#""credentialSubject": {{"type": "GeoCoordinates", "latitude": {value}}}"#)
    };
    line(&geo("1"), r#""1"^^<http://www.w3.org/2001/XMLSchema#integer> ."#);
    line(&geo("1.25"), r#""1.25E0"^^<http://www.w3.org/2001/XMLSchema#double> ."#);
    line(&geo("true"), r#""true"^^<http://www.w3.org/2001/XMLSchema#boolean> ."#);
    let schema = |value: &str| {
        format!(
            r#""credentialSchema": {{"id": "urn:a", "type": "JsonSchema", "jsonSchema": {value}}}"#
        )
    };
    line(
        &schema(r#"{"b": [1, null], "a": []}"#),
        r#""{\"a\":[],\"b\":[1,null]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> ."#,
    );
    line(&schema("null"), r#""null"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> ."#);
}

#[test]
fn lists_keep_their_order_and_sets_have_none() {
    let levels = |list: &str| {
        format!(r#""credentialSubject": {{"type": "ResultDescription", "allowedValue": {list}}}"#)
    };
    let (ab, ba) = (read(&levels(r#"["A", "B"]"#)), read(&levels(r#"["B", "A"]"#)));
    assert_ne!(ab.unwrap(), ba.unwrap());
    line(&levels("[]"), "allowedValue> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .");
    line(&levels(r#"["A", "A"]"#), "22-rdf-syntax-ns#rest> _:c14n");
    same(r#""name": ["a", "b"]"#, r#""name": ["b", "a"]"#);
}

#[test]
fn contexts_of_types_end_with_their_node() {
    // `achievement` is known to an AchievementSubject, not to the achievement inside.
    let inside = r#""credentialSubject": {"type": "AchievementSubject", "achievement":
        {"type": "Achievement", "achievement": "urn:a"}}"#;
    refused(
        inside,
        "no context defines \"achievement\" (at \"/credentialSubject/achievement/achievement\")",
    );
    // And not outside either.
    refused(
        r#""achievement": "urn:a""#,
        "no context defines \"achievement\" (at \"/achievement\")",
    );
}

#[test]
fn contexts_of_objects_inside_are_few() {
    let urls: Vec<String> =
        Contexts::pinned().list().map(|one| one.url).filter(|url| url.contains("suites")).collect();
    // Each list in another order, of three URLs in six places: no two alike.
    let nodes = |count: usize| {
        let node = |index: usize| {
            let list = (0..6).map(|place| &urls[index / 3_usize.pow(place) % urls.len()]);
            let list: Vec<String> = list.map(|url| format!("\"{url}\"")).collect();
            format!(r#"{{"@context": [{}], "id": "urn:n{index}"}}"#, list.join(", "))
        };
        format!(r#""evidence": [{}]"#, (0..count).map(node).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(urls.len(), 3);
    read(&nodes(32)).unwrap();
    refused(&nodes(33), "33 contexts; at most 32 are read (at \"/evidence/32\")");
    let context = "https://w3id.org/security/multikey/v1";
    let node = |index| format!(r#"{{"@context": "{context}", "id": "urn:n{index}", "name": "x"}}"#);
    read(&format!(r#""evidence": [{}]"#, (0..100).map(node).collect::<Vec<_>>().join(", ")))
        .unwrap();
}

#[test]
fn size_and_depth_are_bounded() {
    let many = |count: usize| {
        let names: Vec<String> = (0..count).map(|index| format!("\"{index}\"")).collect();
        format!(r#""name": [{}]"#, names.join(", "))
    };
    let types = vec!["\"VerifiableCredential\""; 501].join(", ");
    refused(
        &format!(r#""evidence": {{"type": [{types}]}}"#),
        "more than 500 quads (at \"/evidence/type\")",
    );
    read(&many(498)).unwrap();
    refused(&many(499), "more than 500 quads (at \"/name/498\")");
}
