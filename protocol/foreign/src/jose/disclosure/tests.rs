//! Disclosures put back, and every way to smuggle something in.

use super::*;

fn b64(text: &str) -> String {
    encode_base64url(text.as_bytes())
}

/// The digest of a disclosure of this JSON text.
fn digest(text: &str) -> String {
    encode_base64url(sha256(&[b64(text).as_bytes()]).as_bytes())
}

/// Puts disclosures of these JSON texts back; `<TEXT>` in the payload is a digest.
#[track_caller]
fn check(payload: &str, disclosures: &[&str], expected: &str) {
    let mut payload = payload.to_owned();
    let texts: Vec<String> = disclosures.iter().map(|text| b64(text)).collect();
    for (number, text) in disclosures.iter().enumerate() {
        payload = payload.replace(&format!("<{number}>"), &digest(text));
    }
    let mut payload = json::read(payload.as_bytes()).unwrap().as_object().unwrap().clone();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let said = match restore(&mut payload, &texts) {
        Ok(Restored { hidden, algorithm: None, .. }) => {
            let text = String::from_utf8(Value::Object(payload).to_bytes()).unwrap();
            format!("{hidden} {text}")
        }
        Ok(Restored { algorithm: Some(name), .. }) => format!("by {name}"),
        Err(fault) => fault.to_string(),
    };
    assert_eq!(said, expected);
}

const NAME: &str = r#"["salt","name","Ann"]"#;
const ITEM_A: &str = r#"["salt","a"]"#;

#[test]
fn disclosures_go_back_among_many_members() {
    let members: String = (0..50_000).map(|at| format!("\"m{at}\":0,")).collect();
    let texts: Vec<String> = (0..256).map(|at| format!(r#"["s","n{at}",1]"#)).collect();
    let digests: Vec<String> = texts.iter().map(|text| format!("{:?}", digest(text))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let shown: String = (0..256).map(|at| format!(",\"n{at}\":1")).collect();
    let payload = format!("{{{members}\"_sd\":[{}],\"z\":0}}", digests.join(","));
    check(&payload, &texts, &format!("0 {{{members}\"z\":0{shown}}}"));
    let again = r#"["t","n7",2]"#;
    let payload = payload.replacen("_sd\":[", &format!("_sd\":[{:?},", digest(again)), 1);
    let texts: Vec<&str> = texts.iter().skip(1).copied().chain([again]).collect();
    check(&payload, &texts, r#"the disclosure 7 would overwrite "n7""#);
}

#[test]
fn disclosures_go_back_where_their_digests_stand() {
    check(r#"{"_sd":["<0>"]}"#, &[NAME], r#"0 {"name":"Ann"}"#);
    check(r#"{"_sd_alg":"sha-256","a":1,"_sd":["<0>"]}"#, &[NAME], r#"0 {"a":1,"name":"Ann"}"#);
    check(r#"{"a":[{"...":"<0>"},2]}"#, &[ITEM_A], r#"0 {"a":["a",2]}"#);
    check(r#"{"a":{"_sd":["<0>"]}}"#, &[NAME], r#"0 {"a":{"name":"Ann"}}"#);
    // One inside another.
    let inner = digest(NAME);
    let outer = format!(r#"["s","who",{{"_sd":["{inner}"]}}]"#);
    check(r#"{"_sd":["<0>"]}"#, &[&outer, NAME], r#"0 {"who":{"name":"Ann"}}"#);
    check(r#"{"_sd":["<0>"]}"#, &[&outer], r#"0 {"who":{}}"#);
}

#[test]
fn what_is_not_disclosed_stays_away_and_is_counted() {
    check(r#"{"_sd":["decoy","<0>"]}"#, &[NAME], r#"1 {"name":"Ann"}"#);
    check(r#"{"_sd":["x","y"],"a":{"_sd":["z"]}}"#, &[], r#"2 {"a":{}}"#);
    check(r#"{"a":[{"...":"x"},2]}"#, &[], r#"0 {"a":[2]}"#);
    check(r#"{"_sd":[]}"#, &[], "0 {}");
    // What is hidden inside the status counts, wherever the status stands.
    check(
        r#"{"credentialStatus":[{"...":"x"},{"_sd":["y"]}]}"#,
        &[],
        r#"2 {"credentialStatus":[{}]}"#,
    );
    let status = r#"["s","credentialStatus",{"_sd":["x"]}]"#;
    check(r#"{"_sd":["<0>","z"]}"#, &[status], r#"2 {"credentialStatus":{}}"#);
}

#[test]
fn nothing_is_smuggled_in() {
    check("{}", &[NAME], "the disclosure 1 belongs nowhere");
    check(r#"{"_sd":["<0>"]}"#, &[NAME, NAME], "the disclosure 2 is there twice");
    let twice = format!("the digest {} is there twice", digest(NAME));
    check(r#"{"_sd":["<0>","<0>"]}"#, &[NAME], &twice);
    check(r#"{"_sd":["<0>"],"a":{"_sd":["<0>"]}}"#, &[NAME], &twice);
    check(r#"{"_sd":["x"],"a":[{"...":"x"}]}"#, &[], "the digest x is there twice");
    // A name that is there.
    let overwrites = r#"the disclosure 1 would overwrite "name""#;
    check(r#"{"name":"Bob","_sd":["<0>"]}"#, &[NAME], overwrites);
    let other = r#"["other","name","Bob"]"#;
    check(r#"{"_sd":["<0>","<1>"]}"#, &[NAME, other], r#"the disclosure 2 would overwrite "name""#);
    // Names that are for digests.
    let reserved = r#""_sd" is not used as it must be"#;
    check(r#"{"_sd":["<0>"]}"#, &[r#"["s","_sd",["x"]]"#], reserved);
    check(r#"{"_sd":["<0>"]}"#, &[r#"["s","...","x"]"#], reserved);
    check(r#"{"_sd":["<0>"]}"#, &[r#"["s","_sd_alg","x"]"#], reserved);
    check(r#"{"_sd":"x"}"#, &[], reserved);
    check(r#"{"_sd":[1]}"#, &[], reserved);
    let item = r#""..." is not used as it must be"#;
    check(r#"{"...":"x"}"#, &[], item);
    check(r#"{"a":{"...":"x"}}"#, &[], item);
    check(r#"{"a":[{"...":"x","b":1}]}"#, &[], item);
    check(r#"{"a":[{"...":5}]}"#, &[], item);
    check(r#"{"_sd":["<0>"]}"#, &[r#"["s","a",{"...":"x"}]"#], item);
    let algorithm = r#""_sd_alg" is not used as it must be"#;
    check(r#"{"_sd_alg":5}"#, &[], algorithm);
    check(r#"{"a":{"_sd_alg":"sha-256"}}"#, &[], algorithm);
    // The kind of a disclosure must fit its place.
    let kind = "the disclosure 1 is of the wrong kind for its place";
    check(r#"{"_sd":["<0>"]}"#, &[ITEM_A], kind);
    check(r#"{"a":[{"...":"<0>"}]}"#, &[NAME], kind);
}

#[test]
fn other_digests_are_told_and_nothing_is_put_back() {
    check(r#"{"_sd_alg":"sha-512","_sd":["x"]}"#, &[NAME], "by sha-512");
    check(r#"{"_sd_alg":"SHA-256"}"#, &[], "by SHA-256");
}

#[test]
fn a_disclosure_is_a_list_in_base64url() {
    for (text, what) in [
        (r#"{"a":1}"#, "expected a list"),
        ("[]", "found 0 items, expected 2 or 3"),
        (r#"["a"]"#, "found 1 items, expected 2 or 3"),
        (r#"["a","b","c","d"]"#, "found 4 items, expected 2 or 3"),
        (r#"["a",5,"c"]"#, "salt and name must be texts"),
        (r#"[5,"b","c"]"#, "salt and name must be texts"),
        (r#"[5,"b"]"#, "the salt must be a text"),
    ] {
        check("{}", &[text], &format!("the disclosure 1 is malformed: {what}"));
    }
    let mut payload = Object::new();
    for text in ["W10=", "W1", "", "~", "W 10"] {
        let fault = restore(&mut payload, &[text]).unwrap_err();
        assert!(matches!(fault, DisclosureFault::Malformed { number: 1, .. }), "{text}: {fault}");
    }
    let twice = b64(r#"["s","a",{"b":1,"b":2}]"#);
    let fault = restore(&mut payload, &[&twice]).unwrap_err().to_string();
    assert!(fault.contains("is there twice"), "{fault}");
}

#[test]
fn disclosures_are_bounded_in_number_and_depth() {
    let text = b64(NAME);
    let many = vec![text.as_str(); DISCLOSURES_MAX + 1];
    let fault = restore(&mut Object::new(), &many).unwrap_err();
    assert_eq!(fault, DisclosureFault::Many { found: 257, max: 256 });
    for (levels, holds) in [(JSON_DEPTH_MAX, true), (JSON_DEPTH_MAX + 1, false)] {
        let mut texts = vec![b64(r#"["s","end",1]"#)];
        for _ in 1..levels {
            let inner = encode_base64url(sha256(&[texts.last().unwrap().as_bytes()]).as_bytes());
            texts.push(b64(&format!(r#"["s","a",{{"_sd":["{inner}"]}}]"#)));
        }
        let outer = encode_base64url(sha256(&[texts.last().unwrap().as_bytes()]).as_bytes());
        let payload = format!(r#"{{"_sd":["{outer}"],"b":[]}}"#);
        let mut payload = json::read(payload.as_bytes()).unwrap().as_object().unwrap().clone();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(restore(&mut payload, &texts).is_ok(), holds, "{levels}");
    }
}
