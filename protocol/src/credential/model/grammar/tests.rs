use super::classes::*;
use super::*;
use crate::canon::json;

/// A node written by its class: the text of it, or the member at fault.
#[track_caller]
fn check(class: &Class, node: &str, expected: &str) {
    let said = match class.write(&json::read(node.as_bytes()).unwrap()) {
        Ok(written) => String::from_utf8(written.to_bytes()).unwrap(),
        Err(fault) => fault.field,
    };
    assert_eq!(said, expected, "{node}");
}

#[test]
fn types_and_lists_are_said_for_the_author() {
    check(
        &ALIGNMENT,
        r#"{"targetName":" A ","targetUrl":"urn:a:b"}"#,
        r#"{"type":["Alignment"],"targetName":"A","targetUrl":"urn:a:b"}"#,
    );
    check(
        &RESULT,
        r#"{"value":"B","alignment":{"targetUrl":"urn:a:b","targetName":"A"},"type":"Result"}"#,
        r#"{"type":["Result"],"value":"B","alignment":[{"type":["Alignment"],"targetUrl":"urn:a:b","targetName":"A"}]}"#,
    );
    check(&IMAGE, r#"{"id":"urn:a:b","type":["Image"]}"#, r#"{"id":"urn:a:b","type":"Image"}"#);
    check(&CRITERIA, r#"{"narrative":"Do it"}"#, r#"{"narrative":"Do it"}"#);
    check(&TERMS, r#"{"type":"urn:t"}"#, r#"{"type":"urn:t"}"#);
    check(&RESULT, r#"{"value":["B"]}"#, r#"{"type":["Result"],"value":"B"}"#);
    check(&EVIDENCE, r#"{"type":["Evidence","urn:own"]}"#, r#"{"type":["Evidence","urn:own"]}"#);
}

#[test]
fn what_is_missing_unknown_or_wrong_is_told_with_its_place() {
    check(&ALIGNMENT, r#"{"targetName":"A"}"#, "targetUrl");
    check(&ALIGNMENT, r#"{"targetName":"A","targetUrl":"urn:a:b","name":"A"}"#, "name");
    check(&RESULT, r#"{"type":"Alignment"}"#, "type");
    check(&RESULT, r#"{"type":[]}"#, "type");
    check(&RESULT, r#"{"type":[7]}"#, "type");
    check(&IMAGE, r#"{"id":"urn:a:b","type":["Image","urn:own"]}"#, "type");
    check(&SERVICE, r#"{"id":"urn:a:b"}"#, "type");
    check(&SERVICE, r#"{"type":"urn:t"}"#, "id");
    check(&SERVICE, r#"{"id":"urn:a:b","type":["urn:t","urn:u"]}"#, "type");
    check(&RESULT, r#"{"value":["A","B"]}"#, "value");
    check(&RESULT, r#"{"value":[]}"#, "value");
    check(&RESULT, r#"{"value":null}"#, "value");
    check(&RESULT, r#"{"value":" "}"#, "value");
    check(&RESULT, r#"{"alignment":[]}"#, "alignment");
    check(
        &RESULT,
        r#"{"alignment":[{"targetName":"A","targetUrl":"no"}]}"#,
        "alignment.0.targetUrl",
    );
    check(&RESULT, r#"{"alignment":{"targetName":"A"}}"#, "alignment.targetUrl");
    check(&RESULT, r#"{"alignment":"urn:a:b"}"#, "alignment");
    check(&RESULT, "[]", "");
}

#[test]
fn a_member_of_ones_own_needs_a_context() {
    let own = r#"{"@context":"https://a.example/c","type":["Evidence"],"colour":{"x":1}}"#;
    check(&EVIDENCE, own, own);
    check(&EVIDENCE, r#"{"type":["Evidence"],"colour":{"x":1}}"#, "colour");
    check(&EVIDENCE, r#"{"@context":[],"type":["Evidence"],"colour":1}"#, "@context");
    check(
        &EVIDENCE,
        r#"{"@context":{"colour":"urn:x"},"type":["Evidence"],"colour":1}"#,
        "@context",
    );
    // Below the node that names it as well, and not where the class is closed.
    check(
        &PROFILE,
        r#"{"@context":"https://a.example/c","id":"urn:a:b","address":{"planet":"Mars"}}"#,
        r#"{"@context":"https://a.example/c","id":"urn:a:b","type":["Profile"],"address":{"type":["Address"],"planet":"Mars"}}"#,
    );
    check(
        &PROFILE,
        r#"{"@context":"https://a.example/c","id":"urn:a:b","image":{"id":"urn:i:j","alt":"x"}}"#,
        "image.alt",
    );
    // What a service of another specification has is that specification's.
    let service = r#"{"id":"urn:a:b","type":"urn:t","every":7}"#;
    check(&SERVICE, service, service);
}

/// One value under a kind: `fine`, or what is wrong.
#[track_caller]
fn value(kind: Kind, value: &str, good: bool) {
    let written = kind.write(&json::read(value.as_bytes()).unwrap(), false);
    assert_eq!(written.is_ok(), good, "{kind:?} {value} {written:?}");
}

#[test]
fn numbers_and_truths_are_what_they_say() {
    let credits = Kind::Number { least: 0, most: None };
    value(credits, "0", true);
    value(credits, "2.5", true);
    value(credits, "-0.1", false);
    value(credits, "\"3\"", false);
    let latitude = Kind::Number { least: -90, most: Some(90) };
    value(latitude, "-90", true);
    value(latitude, "90.001", false);
    value(Kind::Truth, "false", true);
    value(Kind::Truth, "\"false\"", false);
}

#[test]
fn times_and_days_are_real() {
    value(Kind::Moment, "\"2026-06-30T08:00:00+02:00\"", true);
    value(Kind::Moment, "\"1961-06-30T08:00:00Z\"", true);
    value(Kind::Moment, "\"2026-06-30T08:00:00\"", false);
    value(Kind::Moment, "\"2026-06-31T08:00:00Z\"", false);
    value(Kind::Moment, "\"2026-06-30\"", false);
    value(Kind::Day, "\"2009-02-28\"", true);
    value(Kind::Day, "\"2009-02-29\"", false);
    value(Kind::Day, "\"2009-2-28\"", false);
    value(Kind::Day, "\"2009-02-28T00:00:00Z\"", false);
}

#[test]
fn codes_and_addresses_have_their_shape() {
    for tag in ["fr", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "haw"] {
        value(Kind::Language, &format!("\"{tag}\""), true);
    }
    for tag in ["French", "fr-fr", "en-US-GB", "zh-TW-Hant", "f", "", "en-"] {
        value(Kind::Language, &format!("\"{tag}\""), false);
    }
    value(Kind::Country, "\"FR\"", true);
    value(Kind::Country, "\"fr\"", false);
    value(Kind::Country, "\"FRA\"", false);
    value(Kind::Email, "\"office@school.example\"", true);
    for email in ["office", "@school.example", "office@", "a b@school.example", "a@b@c"] {
        value(Kind::Email, &format!("\"{email}\""), false);
    }
    value(Kind::Phone, "\"+33 1 99 00 27 58\"", true);
    value(Kind::Phone, "\"call us\"", false);
    value(Kind::Phone, "\"+33 1\\n99\"", false);
    value(Kind::Url, "\"https://a.example/x\"", true);
    value(Kind::Url, "\"a.example\"", false);
    value(Kind::Url, "\"https://a.example/ x\"", false);
    value(Kind::Jws, "\"eyJ9.e30.c2ln\"", true);
    value(Kind::Jws, "\"eyJ9..c2ln\"", true);
    for jws in ["eyJ9.e30", "eyJ9.e30.", ".e30.c2ln", "eyJ9.e30.c2ln.x", "eyJ9.e 0.c2ln", "a.b+.c"]
    {
        value(Kind::Jws, &format!("\"{jws}\""), false);
    }
}

#[test]
fn sizes_are_bounded_just_above_what_is_taken() {
    let text = |bytes: usize| format!("\"{}\"", "a".repeat(bytes));
    value(Kind::Text, &text(crate::limits::CREDENTIAL_TEXT_BYTES_MAX), true);
    value(Kind::Text, &text(crate::limits::CREDENTIAL_TEXT_BYTES_MAX + 1), false);
    let url = |bytes: usize| format!("\"urn:{}\"", "a".repeat(bytes - 4));
    value(Kind::Url, &url(crate::limits::URL_BYTES_MAX), true);
    value(Kind::Url, &url(crate::limits::URL_BYTES_MAX + 1), false);
    let tags = |count: usize| {
        let tags: Vec<String> = (0..count).map(|at| format!("\"t{at}\"")).collect();
        format!("[{}]", tags.join(","))
    };
    let written = |member: &str, items: &str| {
        let members = json::read(format!("{{\"{member}\":{items}}}").as_bytes()).unwrap();
        ACHIEVEMENT.write_members(members.as_object().unwrap()).is_ok()
    };
    assert!(written("tag", &tags(crate::limits::DEFINITION_TAGS_MAX)));
    assert!(!written("tag", &tags(crate::limits::DEFINITION_TAGS_MAX + 1)));
    assert!(!written("tag", r#"["bees","bees"]"#));
    let jwts = |count: usize| {
        let jwts: Vec<String> = (0..count).map(|at| format!("\"a.b.c{at}\"")).collect();
        format!("[{}]", jwts.join(","))
    };
    assert!(written("endorsementJwt", &jwts(crate::limits::CREDENTIAL_ITEMS_MAX)));
    assert!(!written("endorsementJwt", &jwts(crate::limits::CREDENTIAL_ITEMS_MAX + 1)));
}
