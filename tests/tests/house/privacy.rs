//! Nobody learns from the wire which badge is being looked at: no message has a place for it.
//!
//! Whoever verifies asks nobody: they ask for ledgers, as a whole, beforehand. So the grammar of what
//! nodes say to each other has no field for the id of a credential, for a place in a status list, or
//! for whomever a verification is about. What is captured on live wires is searched in
//! `tests/tests/net_privacy.rs`.

use crate::{files, root};

/// Words that would name what is being verified, in a field, a variant or a type.
const TELLING: [&str; 12] = [
    "credential",
    "badge",
    "subject",
    "recipient",
    "holder",
    "index",
    "status",
    "verdict",
    "verify",
    "achievement",
    "document",
    "bitstring",
];

/// Types in which a text could be said that nothing bounds in meaning.
const TEXTS: [&str; 4] = ["String", "&str", "Value", "Object"];

/// The declarations of a source file: its fields and variants with their types, no comments, no code.
fn declared(text: &str) -> Vec<String> {
    let (mut depth, mut found) = (0_i32, Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        let begins =
            (line.starts_with("pub enum") || line.starts_with("pub struct")) && line.ends_with('{');
        if depth > 0 || begins {
            if depth > 0 && line.chars().any(char::is_alphanumeric) && !line.starts_with('#') {
                found.push(line.to_owned());
            }
            let count = |wanted: char| line.chars().filter(|c| *c == wanted).count();
            depth += i32::try_from(count('{')).unwrap() - i32::try_from(count('}')).unwrap();
        }
    }
    found
}

/// What a declaration would tell of a verification, if anything.
fn tells(line: &str) -> Option<&'static str> {
    let small = line.to_lowercase();
    let word = TELLING.into_iter().find(|word| small.contains(word));
    let typed =
        |kind: &&str| line.split([':', '<', '>', '(', ')', ',', ' ', '[']).any(|t| t == *kind);
    word.or_else(|| TEXTS.into_iter().find(typed))
}

#[test]
fn no_message_names_what_is_verified() {
    let mut seen = 0;
    let mut sources = files("protocol/src/gossip", "message.rs");
    sources.extend(files("protocol/src/gossip/reconcile", ".rs"));
    sources.extend(files("protocol/src/statement", "envelope.rs"));
    for (place, text) in sources {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in declared(code).iter().filter(|line| !line.starts_with("#[error")) {
            seen += 1;
            let told = tells(line);
            assert!(told.is_none(), "{place}: {line:?} could say what is verified ({told:?})");
        }
    }
    assert!(seen > 30, "only {seen} declarations were found: has the wire moved?");
}

#[test]
fn the_pages_of_the_wire_name_nothing_of_it_either() {
    let text = std::fs::read_to_string(root().join("protocol/spec/gossip.md")).unwrap();
    let blocks: Vec<&str> = text.split("```").skip(1).step_by(2).collect();
    let frames = blocks.iter().find(|block| block.contains("Hello ")).unwrap();
    for line in frames.lines() {
        assert!(tells(line).is_none(), "{line}");
    }
    assert!(frames.contains("Want "), "the frames are in that block");
}

#[test]
fn a_telling_field_would_be_found() {
    let planted = [
        "pub enum Message {\n    /// 9: is it revoked?\n    Ask {\n        /// Which.\n        index: u32,\n    },\n}",
        "pub struct Ask {\n    pub credential: [u8; 16],\n}",
        "pub struct Ask {\n    about: String,\n}",
        "pub struct Ask {\n    pub subject: Did,\n}",
    ];
    for text in planted {
        assert!(declared(text).iter().any(|line| tells(line).is_some()), "{text}");
    }
    let harmless = "pub struct Range {\n    pub writer: PublicKey,\n    pub from: u32,\n}\nfn f(index: u32) {}";
    assert!(declared(harmless).iter().all(|line| tells(line).is_none()));
    assert_eq!(declared(harmless).len(), 2);
}
