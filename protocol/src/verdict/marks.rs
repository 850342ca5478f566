//! Whether bytes that could not be read say of themselves that they are a badge.
//!
//! What is JSON to its last byte says so by its types and members: a context or a schema names all
//! that badges are made of and is none. Anything else says so by what stands in it, as what was
//! damaged must not pass for a file without a badge. A picture of millions of bytes is looked at
//! too, from its first to its last byte, as a badge may stand anywhere in it. What is no mark must
//! cost as little where it looks like one everywhere.

use crate::canon::json::{self, Object, Value};
use crate::canon::multibase::decode_base64url;
use crate::credential::bake::container::{self, Container};
use crate::credential::model::many;
use crate::limits::{CREDENTIAL_BYTES_MAX, PICTURE_BYTES_MAX};

use super::refused::token::{SIGNED_BYTES_MIN, is_of_badge, line_in};
use super::seek;

/// What stands in every badge of one time or another.
const MARKS: [&[u8]; 6] = [
    b"VerifiableCredential",
    b"VerifiablePresentation",
    b"credentialSubject",
    b"/credentials/v",
    b"openbadge",
    b"OpenBadge",
];

/// How the usual element of a badge begins in a drawing.
const ELEMENT: &[u8] = b"<openbadges:";

/// What stands in a drawing that a badge was in.
const SIGNS: [&[u8]; 8] = [
    ELEMENT,
    b":assertion",
    b":credential",
    b"<assertion",
    b"<credential",
    b"VerifiableCredential",
    b"VerifiablePresentation",
    b"credentialSubject",
];

/// Whether a file says of itself that it is a badge.
pub(super) fn claims(bytes: &[u8]) -> bool {
    if is_utf16(bytes) {
        let half = bytes.iter().skip(2).filter(|byte| **byte != 0).copied();
        let text: Vec<u8> = half.take(CREDENTIAL_BYTES_MAX).collect();
        return !is_utf16(&text) && claims(&text);
    }
    let upto = |most: usize| bytes.get(..most).unwrap_or(bytes);
    match container::sniff(bytes) {
        None => is_left_of_one(bytes),
        Some(Container::Json) => match json::read(bytes) {
            Ok(document) => is_shaped(&document),
            Err(_) => marked(upto(CREDENTIAL_BYTES_MAX)),
        },
        Some(Container::Jws) => is_signed_text(bytes) || marked(upto(CREDENTIAL_BYTES_MAX)),
        Some(Container::Png) => marked(upto(PICTURE_BYTES_MAX)),
        // Other texts begin with an angle bracket too, as statements in N-Quads do.
        Some(Container::Svg) => {
            let text = upto(PICTURE_BYTES_MAX);
            // An object's bracket stands in what was JSON before something was put in front of it.
            let is_drawn = |four: [u8; 4]| {
                let [a, b, c, _] = four;
                [a, b, c] == *b"svg" || [a, b] == *b"</" || a == b'{'
            };
            marked(text) && (seek::any_four(text, is_drawn) || seek::any(text, &[ELEMENT]))
        }
    }
}

/// Bytes at the beginning of a file in which something may have been put or lost.
const HEAD_BYTES: usize = 16;

/// Whether a file that begins as none that carries badges is what is left of one: a signed text
/// with a foreign character in it or among other text, JSON behind something or without its first bracket, a picture, an
/// envelope or a proof of which a byte of the beginning was changed. A text that only speaks of
/// badges, such as a page about them, is none.
fn is_left_of_one(bytes: &[u8]) -> bool {
    let upto = |most: usize| bytes.get(..most).unwrap_or(bytes);
    let head = upto(HEAD_BYTES);
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    // How a proof begins: eight members, the first of them a text of eleven bytes.
    if is_signed_text(bytes) || bytes.starts_with(b"\x88\x6b") || has(b"bot/proof/1") {
        return true;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => {
            let begins = bytes.trim_ascii_start().starts_with(b"\"") || head.contains(&b'{');
            (begins && marked(upto(CREDENTIAL_BYTES_MAX))) || line_in(bytes).is_some()
        }
        Err(_) if has(b"PNG") || has(b"IHDR") => marked(upto(PICTURE_BYTES_MAX)),
        Err(_) => bytes.len() <= CREDENTIAL_BYTES_MAX && marked(bytes),
    }
}

/// Whether a file begins as a signed text does, with `{"` in base64, and says that it is about a
/// badge, or cannot be read so far.
pub(super) fn is_signed_text(bytes: &[u8]) -> bool {
    let text = bytes.get(..CREDENTIAL_BYTES_MAX).unwrap_or(bytes).trim_ascii();
    if !text.starts_with(b"eyJ") || text.len() < SIGNED_BYTES_MIN {
        return false;
    }
    let payload = text.split(|byte| *byte == b'.').nth(1);
    let payload = payload.and_then(|payload| std::str::from_utf8(payload).ok());
    let payload = payload.and_then(|payload| decode_base64url(payload).ok());
    match payload.map(|payload| json::read(&payload)) {
        Some(Ok(document)) => is_shaped(&document),
        Some(Err(_)) | None => true,
    }
}

/// Whether a file begins as a drawing does.
pub(super) fn is_drawing(bytes: &[u8]) -> bool {
    container::sniff(bytes) == Some(Container::Svg)
}

/// Whether a drawing in which no badge was found has a badge's element all the same, such as one of
/// another namespace or prefix, or the text of one outside of any: it was damaged. That it speaks of
/// Open Badges, in its title or for its other elements, is no sign of one.
pub(super) fn bakes(bytes: &[u8]) -> bool {
    let text = bytes.get(..PICTURE_BYTES_MAX).unwrap_or(bytes);
    // How a signed text begins: `{"` in base64.
    let is_signed =
        |[a, b, c, d]: [u8; 4]| [b, c, d] == *b"eyJ" && matches!(a, b'"' | b'\'' | b'>');
    marked(text) && (seek::any_four(text, is_signed) || seek::any(text, &SIGNS))
}

/// Whether a document, or one of several in a list, says by its types or members that it is a
/// badge or shows one, or has what says so inside of it.
fn is_shaped(document: &Value) -> bool {
    says_so(document, true)
}

/// The same, of what is written as JSON in it alone.
pub(super) fn is_shaped_itself(document: &Value) -> bool {
    says_so(document, false)
}

/// Whether a node inside another is a badge by its type or members, not only around one.
pub(super) fn is_one(node: &Value) -> bool {
    node.as_object().is_some_and(is_typed) || has_members(node)
}

/// The same, where JSON that is kept as a text is looked into or not: it is looked into once.
fn says_so(document: &Value, with_texts: bool) -> bool {
    if let Some(items) = document.as_array() {
        return items.iter().any(|item| says_so(item, with_texts));
    }
    // A text by itself, or in a list, is looked into as one that a member has.
    let Some(members) = document.as_object() else { return is_inside(document, with_texts) };
    let ends = |end: &str| members.keys().any(|name| name.ends_with(end));
    let has = |name: &str| members.get(name).is_some();
    let named = |part: &str| {
        let contexts = members.get("@context").into_iter().flat_map(many);
        contexts.filter_map(Value::as_str).any(|url| url.contains(part))
    };
    let checked = has("verify") || has("verification");
    ends("credentialSubject")
        || ends("verifiableCredential")
        || has("vc")
        || has("vp")
        // Without its types it is a badge that somebody took them from.
        || (named("/credentials/v") && (has("proof") || !(has("type") || has("@type"))))
        || (named("openbadge") && (checked || has("badge") || has("recipient")))
        || (has("recipient") && (checked || has("badge")))
        || is_inside(document, with_texts)
}

/// Whether a document, or anything in it, has the type of a badge, or anything in it has the members
/// of one; what a context says of such types, and a schema of such members, is left out.
fn is_inside(document: &Value, with_texts: bool) -> bool {
    match document {
        Value::Array(items) => items.iter().any(|item| is_inside(item, with_texts)),
        Value::String(text) => with_texts && (is_text_of_one(text) || is_of_badge(text)),
        Value::Object(members) => {
            let inside = |(name, value): (&str, &Value)| {
                let with_members = || name != "properties" && many(value).any(has_members);
                name != "@context" && (with_members() || is_inside(value, with_texts))
            };
            is_typed(members) || members.iter().any(inside)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a node inside another has members that are together in badges alone.
fn has_members(node: &Value) -> bool {
    let Some(members) = node.as_object() else { return false };
    let has = |names: &[&str]| names.iter().any(|name| members.get(name).is_some());
    (has(&["credentialSubject"]) && has(&["issuer", "proof", "@context"]))
        || (has(&["recipient"]) && has(&["badge", "verify", "verification"]))
}

/// Whether a text is a badge as JSON, or what is left of one.
pub(super) fn is_text_of_one(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('{') else { return false };
    match json::read(text.trim().as_bytes()) {
        Ok(document) => says_so(&document, false),
        // Templates put names in braces, such as {credentialSubject.id}.
        Err(_) => rest.trim_start().starts_with('"') && marked(text.as_bytes()),
    }
}

fn is_typed(members: &Object) -> bool {
    const ENDS: [&str; 4] = ["Credential", "Presentation", "Assertion", "Endorsement"];
    let types = ["type", "@type"].into_iter().filter_map(|name| members.get(name)).flat_map(many);
    types.filter_map(Value::as_str).any(|kind| ENDS.iter().any(|end| kind.ends_with(end)))
}

/// Some editors save text so; here it is not read, but it is told apart from no text at all.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// Whether a mark stands anywhere.
pub(super) fn marked(bytes: &[u8]) -> bool {
    seek::any(bytes, &MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::multibase::encode_base64url;

    #[test]
    fn every_word_is_longer_than_the_places_looked_at_are_apart() {
        for words in [&MARKS[..], &SIGNS[..]] {
            assert!(words.iter().all(|word| word.len() > seek::STRIDE));
            assert!(words.len() * seek::STRIDE <= 64, "every place has a bit of its own");
        }
    }

    #[test]
    fn a_picture_is_looked_at_to_its_end_and_a_text_as_far_as_a_badge_goes() {
        let with = |head: &str, before: usize| {
            [head.as_bytes(), &vec![b' '; before], b"openbadge"].concat()
        };
        let (text, picture) = (CREDENTIAL_BYTES_MAX, PICTURE_BYTES_MAX);
        for (head, most) in [("{", text), ("<svg", picture)] {
            assert!(claims(&with(head, most - head.len() - 9)), "{head}");
            assert!(!claims(&with(head, most - head.len() - 8)), "{head}");
        }
        assert!(!claims(b"openbadge"), "no file that carries badges");
    }

    #[test]
    fn what_is_json_claims_by_what_it_is_not_by_what_it_speaks_of() {
        let context = |members: &str| format!("{{\"@context\":{members}}}");
        let v2 = "\"@context\":\"https://www.w3.org/ns/credentials/v2\"";
        let ob2 = "\"@context\":\"https://w3id.org/openbadges/v2\"";
        for claiming in [
            r#"{"type":"VerifiableCredential"}"#,
            r#"{"@type":["https://www.w3.org/2018/credentials#VerifiableCredential"]}"#,
            r#"{"credentialSubject":{}}"#,
            r#"{"verifiableCredential":["x"]}"#,
            r#"{"vc":{}}"#,
            r#"{"recipient":"a@b.example","badge":{}}"#,
            r#"{"recipient":{},"verify":{"type":"hosted"}}"#,
            r#"[{"a":1},{"type":["VerifiablePresentation"]}]"#,
            r#"{"reply":{"badges":[{"type":["VerifiableCredential","Foo"]}]}}"#,
            &format!("{{{v2}}}"),
            &format!("{{{v2},\"type\":\"Foo\",\"proof\":{{}}}}"),
            &format!("{{{ob2},\"type\":\"Foo\",\"verification\":{{}}}}"),
            // Their types are damaged, or were never there.
            r#"{"credential":{"@context":[],"type":["VerifiableCredentia1"],"credentialSubject":{}}}"#,
            r#"{"credential":{"issuer":"did:x:1","credentialSubject":{}}}"#,
            r#"{"badges":[{"proof":{},"credentialSubject":{}}]}"#,
            r#"{"properties":{"a":{"proof":{},"credentialSubject":{}}}}"#,
            r#"{"reply":{"recipient":"a@b.example","badge":"https://a.example/b"}}"#,
            r#"{"reply":{"recipient":{},"verify":{}}}"#,
            r#"{"reply":{"recipient":{},"verification":{}}}"#,
            // Kept as a text, whole or cut.
            r#"{"json":" {\"@context\":[],\"type\":[\"VerifiableCredential\"]}"}"#,
            r#"{"json":["{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"]}"#,
            // Cut, so that nobody can tell what it was.
            r#"{"name":"OpenBadgeCredential""#,
        ] {
            assert!(claims(claiming.as_bytes()), "{claiming}");
        }
        for other in [
            &context(
                r#"{"VerifiableCredential":{"@id":"x","@context":{"type":"@type","credentialSubject":"y"}}}"#,
            ),
            r#"{"name":"openbadges-validator","keywords":["OpenBadgeCredential"]}"#,
            r#"{"type":"object","properties":{"credentialSubject":{"type":"object"}},"required":["VerifiableCredential"]}"#,
            r#"{"$defs":{"vc":{"properties":{"@context":{},"issuer":{},"proof":{},"credentialSubject":{}}}}}"#,
            r#"{"properties":{"badge":{},"verify":{},"recipient":{"type":"object"}}}"#,
            r#"{"json":"{\"properties\":{\"credentialSubject\":{},\"issuer\":{}}}"}"#,
            r#"{"json":"{\"@context\":{\"VerifiableCredential\":\"x\"}}"}"#,
            r#"{"text":["{credentialSubject.name}","{{ VerifiableCredential }}","A credentialSubject"]}"#,
            r#"{"a":{"credentialSubject":"x","title":"y"},"b":{"recipient":"x"}}"#,
            r#"["/credentialSubject/name","https://w3id.org/openbadges/v2"]"#,
            &format!("{{{v2},\"type\":\"DataIntegrityProof\"}}"),
            &format!("{{{ob2},\"type\":\"AlignmentObject\",\"name\":\"x\"}}"),
            r#"{"https://w3id.org/openbadges/v2":"contexts/ob2.json"}"#,
        ] {
            assert!(!claims(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_text_that_begins_as_a_drawing_is_a_badge_where_it_is_one() {
        let said = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
        assert!(!claims(format!("<did:key:z> <a:type> <{said}> .").as_bytes()));
        assert!(!claims(format!("<did:key:z> <{said}> \"{said}\"@en .\n").as_bytes()));
        let badge = r#""@context":["https://www.w3.org/ns/credentials/v2"],"credentialSubject":{}"#;
        let conflict = format!("<<<<<<< HEAD\n{{{badge}}}\n=======\n{{{badge}}}\n>>>>>>> b\n");
        for damaged in [&conflict, &format!("<{badge}}}"), &format!("<pre>{{{badge}")] {
            assert!(claims(damaged.as_bytes()), "{damaged}");
        }
        assert!(claims(format!("<svg><openbadges:credential>{{{said}").as_bytes()), "cut");
        assert!(claims(format!("<html><openbadges:credential>{{{said}").as_bytes()), "renamed");
        assert!(claims(format!("<html>{said}</html>").as_bytes()), "another root");
        assert!(claims(format!("<s\0g xmlns='http://www.w3.org/2000/svg'>{said}").as_bytes()));
    }

    #[test]
    fn what_is_left_of_a_badge_is_no_file_without_one() {
        let badge =
            r#""@context":["https://www.w3.org/ns/credentials/v2"],"credentialSubject":{}}"#;
        // A token that was cut, and one whole.
        let token = format!("eyJhbGciOiJFZERTQSJ9.eyJ2YyI6{}", "A".repeat(SIGNED_BYTES_MIN));
        let of = |payload: &str| {
            let payload = encode_base64url(payload.as_bytes());
            format!("eyJhbGciOiJFZERTQSJ9.{payload}.{}", "A".repeat(SIGNED_BYTES_MIN))
        };
        let png = |head: &[u8]| [head, b"\0\0\0\rIHDR\0\x08\xff iTXtopenbadgecredential"].concat();
        for left in [
            badge.as_bytes(),
            format!("x{{{badge}").as_bytes(),
            format!("/ {{{badge}").as_bytes(),
            token.as_bytes(),
            format!("\n{token}\nabc%").as_bytes(),
            of(r#"{"vc":{}}"#).as_bytes(),
            of(r#"{"vc":{}}"#).replacen("eyJ2", "eyJ%", 1).as_bytes(),
            &png(b"\x89QNG\r\n\x1a\n"),
            &png(b"\x89PNG\r\n\x1a\x0b"),
            b"\x88\x6bbot/qroof/1\x40",
            b"\x88\x6bbou/proof/1\x40",
            // An envelope whose first byte was changed.
            b"\xd3\x84\x43\xa1\x01\x27\xa0\x58\xff{\"credentialSubject\"",
        ] {
            assert!(claims(left), "{}", left.escape_ascii());
        }
        for other in [
            &b"# About VerifiableCredential\n\n{\"credentialSubject\": 1}"[..],
            b"use credential::{VerifiableCredential}; // {",
            b"\x7fELF\xff\0\0 no mark at all",
            b"\"a\",\"b\"\n1,2",
            b"see eyJhbGciOiJFZERTQSJ9",
            // Of something else than a badge.
            of(r#"{"sub":"lea","nonce":"1"}"#).as_bytes(),
            &[&b"\x7fELF\xff"[..], &b"openbadge ".repeat(CREDENTIAL_BYTES_MAX / 10 + 1)].concat(),
        ] {
            assert!(!claims(other), "{}", other.get(..40).unwrap_or(other).escape_ascii());
        }
    }

    #[test]
    fn a_drawing_without_a_badge_is_none_whatever_it_speaks_of() {
        for (drawing, is_baked) in [
            ("<svg xmlns:openbadges='http://openbadges.org'><title>OpenBadge</title></svg>", false),
            ("<svg><title>OpenBadge</title><desc>openbadges: an assertion</desc></svg>", false),
            ("<svg><openbadges:credential/></svg>", true),
            ("<svg><openbadgez:assertion verify=\"eyJ\"/></svg>", true),
            ("<svg><ob:assertion xmlns:ob=\"http://openbadges.org\" verify=\"\"/></svg>", true),
            ("<svg><ob:credential xmlns:ob='http://openbadges.org'/></svg>", true),
            ("<svg><assertion xmlns=\"http://openbadges.org\"/></svg>", true),
            ("<svg><credential xmlns=\"http://openbadges.org\"/></svg>", true),
            ("<svg><openbadgez verify=\"eyJhbGci\"/></svg>", true),
            ("<svg><openbadgez verify='eyJhbGci'/></svg>", true),
            ("<svg><openbadgez>eyJhbGci</openbadgez></svg>", true),
            ("<svg><desc>{\"credentialSubject\":{}}</desc></svg>", true),
        ] {
            assert_eq!(bakes(drawing.as_bytes()), is_baked, "{drawing}");
        }
    }

    #[test]
    fn text_of_two_bytes_a_letter_is_looked_at_once() {
        let wide = |text: &str| text.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
        assert!(claims(&[&b"\xff\xfe"[..], &wide("{\"openbadge\"}")].concat()));
        assert!(!claims(&[&b"\xff\xfe"[..], &wide("{\"openbad\"}")].concat()));
        // Each would be looked at as such a text again, as deep as there are bytes.
        assert!(!claims(&b"\xff\xfe".repeat(100_000)));
    }
}
