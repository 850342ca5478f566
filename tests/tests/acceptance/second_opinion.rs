//! What we sign, others verify; what others sign, we verify; and a changed word is refused by all.
//!
//! The others are npm `@digitalbazaar/vc` and PyPI `openbadgeslib`, by their pinned versions.

use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::canon::json;
use bot_protocol::canon::multibase::{decode_base64, encode_base64};
use bot_protocol::credential::bake::container;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::Did;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::generate::{Chance, Texts, Version, did, endorsement, key, unsigned};
use bot_tests::judges::Judge;
use serde_json::{Value, json};

use super::bad_input::Desk;

const BADGE: &str = "Repair café helper";

/// Whether we verify it.
fn ours(badge: &[u8]) -> Answer {
    let Ok(presented) = Presented::read(badge, &bot_foreign::reader()) else { return Answer::No };
    let asked = Asked::at(SystemClock.now());
    judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader()).answer(Question::Integrity)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The text with another word in place of this one.
#[track_caller]
fn bent(badge: &str, word: &str) -> String {
    assert!(badge.contains(word), "no {word} in {badge}");
    badge.replacen(word, "Another word", 1)
}

#[track_caller]
fn agrees(judge: &mut Judge, badge: &str, words: &[&str]) {
    let name = judge.name();
    assert_eq!(judge.verify(badge), Ok(()), "{name} refuses {badge}");
    for word in words {
        let twin = bent(badge, word);
        assert!(judge.verify(&twin).is_err(), "{name} takes {twin}");
    }
}

/// What the program signed, asked of its own school: a badge, an endorsement of it, and a
/// presentation of it that answers `4711`.
struct Signed {
    desk: Desk,
    badge: String,
    endorsement: String,
    presentation: String,
}

impl Signed {
    fn new() -> Self {
        let desk = Desk::school();
        let listed = desk.bot(&["id", "list", "--json"]).ok().json();
        let issue = ["issue", BADGE, "--to", listed["did"].as_str().unwrap(), "--json"];
        let words = ["--narrative", "Mended a lamp", "--out", "lea.png"];
        let issued = desk.bot(&[issue.as_slice(), words.as_slice()].concat()).ok().json();
        let id = issued["item"]["id"].as_str().unwrap();
        desk.bot(&["accept", issued["letter"].as_str().unwrap()]).ok();
        let endorsed = desk.bot(&["endorse", id, "--words", "We saw it", "--json"]).ok().json();
        let asked = ["--challenge", "4711", "--domain", "school.example", "--out", "shown.json"];
        desk.bot(&[["present", id].as_slice(), asked.as_slice()].concat()).ok();
        let document = |of: &Value| of["item"]["document"].as_str().unwrap().to_owned();
        let presentation = text(desk.read("shown.json"));
        let (badge, endorsement) = (document(&issued), document(&endorsed));
        Self { desk, badge, endorsement, presentation }
    }
}

#[test]
fn others_verify_what_the_program_signed_and_refuse_its_twins() {
    let signed = Signed::new();
    let (mut npm, mut python) = (Judge::npm(), Judge::openbadgeslib());
    let words = ["Mended a lamp", BADGE, "School", "AchievementSubject", "did:key:z6Mk"];
    agrees(&mut npm, &signed.badge, &words);
    agrees(&mut python, &signed.badge, &words);
    agrees(&mut npm, &signed.endorsement, &["We saw it", "EndorsementSubject"]);
    let mut shown = |presentation: &str, challenge: &str| {
        npm.ask(&json!({
            "do": "presentation", "badge": presentation, "challenge": challenge,
            "domain": "school.example",
        }))
    };
    assert_eq!(shown(&signed.presentation, "4711").map(drop), Ok(()));
    assert!(shown(&signed.presentation, "4712").is_err());
    for word in ["Mended a lamp", "4711", "did:key:z6Mk"] {
        assert!(shown(&bent(&signed.presentation, word), "4711").is_err(), "{word}");
    }
}

#[test]
fn others_find_the_badge_in_our_pictures_and_we_in_theirs() {
    let signed = Signed::new();
    let (mut python, example) = (Judge::openbadgeslib(), signed.desk.read("badge.png"));
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g/></svg>"#;
    let drawing = container::bake(svg, &signed.badge).unwrap();
    let picture = signed.desk.read("lea.png");
    for (picture, blank) in [(picture, example), (drawing, svg.to_vec())] {
        let found = python.ask(&json!({"do": "unbake", "picture": encode_base64(&picture)}));
        assert_eq!(found.unwrap()["badge"], signed.badge);
        let nothing = python.ask(&json!({"do": "unbake", "picture": encode_base64(&blank)}));
        assert!(nothing.is_err());
        let theirs = python.ask(&json!({
            "do": "bake", "badge": signed.badge, "picture": encode_base64(&blank),
        }));
        let theirs = decode_base64(theirs.unwrap()["picture"].as_str().unwrap()).unwrap();
        assert_eq!(text(container::open(&theirs).unwrap().text), signed.badge);
        assert_eq!(ours(&theirs), Answer::Yes);
    }
}

/// Badges with every member, in the data models that this judge reads: npm both, `openbadgeslib` 2.0.
fn badges(judge: &Judge) -> Vec<(u64, String)> {
    let made = (0..40).map(|seed| {
        let old = seed % 4 == 3 && judge.name() != "openbadgeslib";
        let version = if old { Version::One } else { Version::Two };
        (seed, unsigned(seed, version, texts(judge), &did(1)))
    });
    made.map(|(seed, badge)| (seed, readable(&badge, judge))).collect()
}

/// The texts this judge signs and reads as others do: `openbadgeslib` leaves control characters as
/// they are, as URDNA2015 did and RDFC-1.0 does not.
fn texts(judge: &Judge) -> Texts {
    if judge.name() == "openbadgeslib" { Texts::Plain } else { Texts::Any }
}

/// The document without what this judge does otherwise than the specifications have it.
///
/// npm's canonical form orders texts by units of UTF-16 and not, as RDFC-1.0 §4.4.3 has it, by code
/// points, so that U+E000 to U+FFFF come behind all higher ones. `openbadgeslib` takes no text in
/// several languages.
fn readable(document: &json::Value, judge: &Judge) -> String {
    let misplaced = |letter: char| ('\u{e000}'..='\u{ffff}').contains(&letter);
    let text = document.to_string().replace(misplaced, "-");
    if judge.name() != "openbadgeslib" {
        return text;
    }
    let mut document: Value = serde_json::from_str(&text).unwrap();
    without_languages(&mut document);
    document.to_string()
}

fn without_languages(value: &mut Value) {
    let first = value.as_array().and_then(|items| items.first()?.get("@value")).cloned();
    if let Some(text) = first.or_else(|| value.get("@value").cloned()) {
        *value = text;
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_languages),
        Value::Object(members) => members.values_mut().for_each(without_languages),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn signed_by_us(document: &str) -> String {
    let document = json::read(document.as_bytes()).unwrap();
    let method = Did::from(key(1).public()).verification_method();
    let created = "2026-01-02T00:00:00Z".parse().unwrap();
    let rdfc = Suite::EddsaRdfc2022;
    let signed = sign(&document, rdfc, (&key(1), &method), created, Contexts::pinned());
    signed.unwrap().to_string()
}

/// The badge with one letter of one text changed, whichever chance picks: the dot before the number
/// that ends every made text.
fn changed(badge: &str, seed: u64) -> String {
    let (body, end) = (badge.find("\"id\"").unwrap(), badge.find("\"proof\"").unwrap());
    let number = |at: &usize| badge.as_bytes()[at + 1].is_ascii_digit();
    let places = badge.match_indices('.').map(|(at, _)| at).filter(|at| (body..end).contains(at));
    let places: Vec<usize> = places.filter(number).collect();
    let at = *Chance::new(seed).pick(&places);
    format!("{}!{}", &badge[..at], &badge[at + 1..])
}

#[test]
fn others_verify_badges_of_every_member_and_refuse_their_twins() {
    for mut judge in [Judge::npm(), Judge::openbadgeslib()] {
        for (seed, document) in badges(&judge) {
            let badge = signed_by_us(&document);
            let twin = changed(&badge, seed);
            let name = judge.name();
            assert_eq!(judge.verify(&badge), Ok(()), "{name} refuses seed {seed}: {badge}");
            assert!(judge.verify(&twin).is_err(), "{name} takes seed {seed}: {twin}");
        }
    }
}

#[test]
fn we_verify_what_others_sign_and_refuse_its_twins() {
    for mut judge in [Judge::npm(), Judge::openbadgeslib()] {
        for (seed, document) in badges(&judge) {
            let badge = judge.sign(&document, [1; 32]);
            let name = judge.name();
            assert_eq!(ours(badge.as_bytes()), Answer::Yes, "of {name}, seed {seed}: {badge}");
            let twin = changed(&badge, seed);
            assert_eq!(ours(twin.as_bytes()), Answer::No, "of {name}, seed {seed}: {twin}");
        }
        let document = endorsement(7, Version::Two, texts(&judge), &did(1), "urn:uuid:1");
        let endorsement = judge.sign(&readable(&document, &judge), [1; 32]);
        assert_eq!(ours(endorsement.as_bytes()), Answer::Yes, "{endorsement}");
        let twin = bent(&endorsement, "urn:uuid:1\"");
        assert_eq!(ours(twin.as_bytes()), Answer::No, "{twin}");
    }
}
