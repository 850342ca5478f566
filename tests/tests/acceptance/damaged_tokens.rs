//! A signed token that somebody copied, mailed or wrapped: what is wrong with it is told by its part
//! and its place, and it counts as a badge that is no good, never as a file without one.

use std::fs;

use bot_foreign::jose::{Signer, VcJwt, sign_vc_jwt};
use bot_foreign::signing::SigningKey;
use bot_protocol::canon::json;
use bot_protocol::identity::KeyCodec;
use serde_json::Value;

use crate::handbook::desk::{Desk, root};

/// A badge as a token, by a key that is its issuer's name.
pub(crate) fn token() -> String {
    let key = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap();
    let (did, kid) = (key.did(), key.verification_method());
    let badge = format!(
        r#"{{"@context":["https://www.w3.org/2018/credentials/v1"],"id":"urn:uuid:1",
        "type":["VerifiableCredential"],"issuer":"{did}","issuanceDate":"2024-01-01T00:00:00Z",
        "credentialSubject":{{"id":"did:example:lea"}}}}"#
    );
    let badge = json::read(badge.as_bytes()).unwrap();
    sign_vc_jwt(&badge, VcJwt::Claim, Signer { key: &key, kid: &kid }).unwrap()
}

fn told(desk: &Desk, command: &str) -> (i32, String) {
    desk.typed(&format!("{command} --data nowhere"))
}

/// What a mail program makes of a long line.
fn broken(text: &str, end: &str) -> String {
    let lines: Vec<&str> =
        (0..text.len()).step_by(76).map(|at| &text[at..text.len().min(at + 76)]).collect();
    lines.join(end)
}

#[test]
fn a_damaged_token_is_told_by_its_part_and_a_whole_one_is_judged() {
    let desk = Desk::bare(&root());
    let put = |name: &str, text: &str| fs::write(desk.folder().join(name), text).unwrap();
    let whole = token();
    let [header, payload, signature] = whole.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    put("whole.jwt", &format!("{whole}\r\n"));
    let (exit, said) = told(&desk, "bot verify whole.jwt --need integrity");
    assert_eq!(exit, 0, "{said}");
    for (text, words) in [
        (broken(&whole, "\n"), "spaces or line breaks within, the first in its header"),
        (broken(&whole, "\r\n"), "a token is one line without any"),
        (format!("{header}.{payload}. {signature}"), "a space or line break within"),
        (broken(&whole, "=\n"), "“=” stands in its header (character 77)"),
        (whole.replacen(&payload[8..9], "?", 1), "damaged: “?” stands in its"),
        (format!("{header}.{payload}"), "it ends in its payload, and the signature is missing"),
        (format!("{header}.{}", &payload[..payload.len() / 2]), "it ends in its payload"),
        (whole[..whole.len() - 5].to_owned(), "missing or changed in its signature"),
        (format!("{whole}.{header}"), "it has 4 parts"),
    ] {
        let quoted = json::Value::String(text.clone()).to_bytes();
        put("quoted.jwt", std::str::from_utf8(&quoted).unwrap());
        let (exit, said) = told(&desk, "bot verify quoted.jwt");
        assert!(exit == 6 && said.contains(words), "{words}: {said}");
        put("damaged.jwt", &text);
        let (exit, said) = told(&desk, "bot verify damaged.jwt");
        assert_eq!(exit, 6, "{words}: {said}");
        assert!(said.contains("This is a signed token") && said.contains(words), "{words}: {said}");
        assert!(!said.contains("holds no badge"), "{said}");
        let (exit, said) = told(&desk, "bot verify damaged.jwt --lang fr");
        assert_eq!(exit, 6, "{said}");
        assert!(said.contains("C’est un jeton signé"), "{said}");
    }
    // What the advice says to do helps.
    put("damaged.jwt", &broken(&whole, "\r\n"));
    let (_, said) = told(&desk, "bot verify damaged.jwt");
    assert!(said.contains(r#"tr -d "[:space:]" < FILE > one-line.jwt"#), "{said}");
    desk.done(r#"tr -d "[:space:]" < damaged.jwt > one-line.jwt"#);
    let (exit, said) = told(&desk, "bot verify one-line.jwt --need integrity");
    assert_eq!(exit, 0, "{said}");
}

#[test]
fn a_wrapper_around_a_badge_names_where_the_badge_stands_and_counts_as_one() {
    let desk = Desk::bare(&root());
    let folder = desk.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let whole = token();
    let rows = [
        (
            "credential.json",
            format!(r#"{{"credential":"{whole}"}}"#),
            "stands in it, at /credential.",
        ),
        ("vc.json", format!(r#"{{"vc":"{whole}"}}"#), "stands in it, at /vc."),
        ("jwt.json", format!(r#"{{"jwt":"{whole}"}}"#), "stands in it, at /jwt."),
        ("list.json", format!(r#"[1,"{whole}"]"#), "stands in it, at /1."),
        ("mail.txt", format!("Dear Lea,\n{whole}\nYour school"), "in line 2, among other text."),
        ("quoted.txt", format!("> {}", broken(&whole, "\n> ")), "in line 1, among other text."),
        (
            "reply.json",
            r#"{"reply":{"type":["VerifiableCredential"],"issuer":"did:example:x"}}"#.to_owned(),
            "a badge stands in it, at /reply.",
        ),
    ];
    for (name, text, words) in &rows {
        put(name, text);
        let (exit, said) = told(&desk, &format!("bot verify all/{name}"));
        assert_eq!(exit, 6, "{name}: {said}");
        assert!(said.contains("is no badge itself") && said.contains(words), "{name}: {said}");
        let (_, said) = told(&desk, &format!("bot verify all/{name} --lang fr"));
        assert!(said.contains("n’est pas lui-même un badge"), "{name}: {said}");
    }
    // A presentation by its member is judged, and tokens of other kinds are no badges.
    put("shown.json", &format!(r#"{{"verifiableCredential":"{whole}"}}"#));
    // So is one with the quotation marks of whoever copied it.
    put("text.json", &format!(" \"{whole}\"\r\n"));
    put(
        "access.json",
        &format!(r#"{{"access_token":"eyJhbGciOiJIUzI1NiJ9.{}.AA"}}"#, "e30".repeat(60)),
    );
    put("words.txt", "A token begins with eyJ and has three parts.");
    let (_, printed) = told(&desk, "bot verify all --json --need integrity");
    let sum: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    let sum = &sum["summary"];
    assert_eq!((&sum["no"], &sum["yes"]), (&rows.len().into(), &2.into()), "{printed}");
    assert_eq!((&sum["no_badge"], &sum["exit"]), (&2.into(), &6.into()), "{printed}");
}
