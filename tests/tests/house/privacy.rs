//! Nobody learns from the wire which badge is being looked at: no message has a place for it.
//!
//! Whoever verifies asks nobody: they ask for ledgers, as a whole, beforehand. So the grammar of what
//! nodes say to each other has no field for the id of a credential, for a place in a status list, or
//! for whomever a verification is about. What is captured on live wires is searched in
//! `tests/tests/net_privacy.rs`.

use bot_protocol::statement::letter::LetterKind;

use crate::{files, root};

/// Every frame that nodes say to each other, and its members: a new one of either is looked at here first.
const FRAMES: [(&str, &[&str]); 12] = [
    ("Hello", &["Hello"]),
    ("Since", &["request", "store", "position", "held"]),
    ("Want", &["request", "range"]),
    ("Items", &["request", "frame", "items", "position"]),
    ("Done", &["request", "frames", "position"]),
    ("Have", &["writer"]),
    ("Cosign", &["witness", "ask"]),
    ("Cosigned", &["writer", "size", "word"]),
    ("Survey", &["request", "salt", "strata"]),
    ("More", &["request", "from"]),
    ("Symbols", &["request", "frame", "items", "symbols"]),
    ("Lack", &["request", "page", "last", "lack"]),
];

/// What a letter of a kind says: where that is declared, by which name, and which of its members could name a
/// badge, a place or somebody. These are what is offered, asked for or answered, to whom it is sealed or
/// brought and to nobody else; none asks how a badge stands.
fn of_letter(kind: LetterKind) -> (&'static str, &'static str, &'static [&'static str]) {
    match kind {
        // The credential that is offered itself.
        LetterKind::CredentialOffer | LetterKind::EndorsementOffer => {
            ("kinds/document.rs", "Document", &["value"])
        }
        LetterKind::Answer => ("answer.rs", "Answer", &["reason"]),
        LetterKind::RecognitionOffer => ("kinds/recognition.rs", "Recognition", &[]),
        LetterKind::GuardianOffer => ("guard.rs", "GuardianOffer", &["words"]),
        LetterKind::RecoveryOffer => ("guard.rs", "RecoveryOffer", &["words"]),
        LetterKind::RecoveryShare => ("guard.rs", "RecoveryShare", &[]),
        // The badge of one's own that somebody is asked to endorse.
        LetterKind::EndorsementRequest => {
            ("request.rs", "EndorsementRequest", &["target", "words", "document"])
        }
        LetterKind::WordOffer => ("word.rs", "Word", &["subject", "words"]),
        // By a digest with chance in it.
        LetterKind::AnchorProof => ("anchor/mod.rs", "AnchorProof", &[]),
        LetterKind::CharterOffer => ("steward.rs", "CharterOffer", &["words"]),
        LetterKind::CharterShare => ("steward.rs", "CharterShare", &[]),
        LetterKind::Case => ("case/mod.rs", "CaseStep", &["achievement", "words", "rows"]),
    }
}

/// What is declared by this name.
fn declaration(text: &str, name: &str) -> Vec<String> {
    let begins = [format!("pub struct {name} {{"), format!("pub enum {name} {{")];
    let mut lines = text.lines().skip_while(|line| !begins.iter().any(|begin| line == begin));
    let first = lines.next().into_iter();
    let block: Vec<&str> = first.chain(lines.take_while(|line| *line != "}")).collect();
    declared(&(block.join("\n") + "\n}"))
}

/// The name of a member or a variant.
fn name_of(line: &str) -> &str {
    let line = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
    line.split([':', '(', ' ', ',', '{']).next().unwrap_or_default()
}

#[test]
fn every_frame_is_one_that_was_looked_at() {
    let text = std::fs::read_to_string(root().join("protocol/src/gossip/message.rs")).unwrap();
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in declaration(&text, "Message") {
        let name = name_of(&line).to_owned();
        if line.starts_with(char::is_uppercase) {
            let inner = line.split(['(', ')']).nth(1).map(str::to_owned);
            found.push((name, inner.into_iter().collect()));
        } else if let Some((_, members)) = found.last_mut() {
            members.push(name);
        }
    }
    let rows = FRAMES.map(|(name, members)| {
        (name.to_owned(), members.iter().map(|member| (*member).to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(found, rows, "a frame or a member without a row");
}

#[test]
fn every_letter_tells_of_nothing_but_what_it_offers_or_asks() {
    let folder = root().join("protocol/src/statement");
    let mut seen = std::collections::BTreeSet::new();
    for kind in LetterKind::ALL {
        let (place, name, rows) = of_letter(kind);
        let text = std::fs::read_to_string(folder.join(place)).unwrap();
        let members = declaration(&text, name);
        assert!(!members.is_empty(), "{kind:?}: {name} is not declared in {place}");
        let told: Vec<&str> =
            members.iter().filter(|line| tells(line).is_some()).map(|line| name_of(line)).collect();
        assert_eq!(told, rows, "{kind:?}: what {name} could tell, and its row");
        seen.insert(kind.number());
    }
    assert!(seen.iter().copied().eq(1..=13), "{seen:?}");
    // Outside, a letter names who writes and to whom, and an envelope not even that.
    let text = std::fs::read_to_string(folder.join("letter/mod.rs")).unwrap();
    let outside = declaration(&text, "Letter");
    assert!(outside.len() == 7 && outside.iter().all(|line| tells(line).is_none()), "{outside:?}");
}

#[test]
fn a_frame_and_a_member_without_a_row_would_be_found() {
    let planted = "pub enum Message {\n    /// 9: how does it stand?\n    Ask {\n        /// Which.\n        \
        place: u32,\n    },\n    Told(Told),\n}\n";
    let lines = declaration(planted, "Message");
    let names: Vec<&str> = lines.iter().map(|line| name_of(line)).collect();
    assert_eq!(names, ["Ask", "place", "Told"]);
    let planted =
        "pub struct Answer {\n    pub letter: [u8; 16],\n    pub about: Option<String>,\n}\n";
    let lines = declaration(planted, "Answer");
    let told: Vec<&str> =
        lines.iter().filter(|line| tells(line).is_some()).map(|line| name_of(line)).collect();
    assert_eq!(told, ["about"]);
}

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
