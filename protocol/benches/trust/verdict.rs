//! A verdict seen from a place in the large network, where the walk is laid out already: a badge of an
//! issuer whom a chain leads to, and fifty who stand behind it.

use std::sync::Arc;

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, EndorsementDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::recognition::{Names, Walk};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{
    Answer, Asked, Evidence, Presented, Question, Reader, Standpoint, judge,
};

use super::stopwatch::{Figures, core_time};
use super::{PEOPLE, key_of};

/// The moment of judging: 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

const ENDORSERS: usize = 50;

const ROUNDS: usize = 40;

/// Adds how long a verdict takes, from the bytes of the badge.
pub(crate) fn time(walk: &Walk, viewer: Did, figures: &mut Figures) {
    let reader = Reader::core();
    // One of the first, so that a chain leads there, as to most schools that people know.
    let issuer = key_of(7);
    let badge = badge(&issuer);
    let mut evidence = Evidence::new();
    evidence.view_as(viewer);
    for number in 0..ENDORSERS {
        let endorsement = endorsement(&key_of(number * (PEOPLE / ENDORSERS) + 11), number);
        evidence.hear_file(&endorsement, &reader).expect("an endorsement");
    }
    let took = |evidence: &Evidence| {
        let begin = core_time();
        let presented = Presented::read(&badge, &reader).expect("a badge");
        let verdict = judge(&presented, evidence, &Asked::at(NOON), &reader);
        let took = (core_time() - begin).as_nanos() as f64;
        for question in [Question::Integrity, Question::Path, Question::Endorsements] {
            let found = verdict.answer(question);
            assert_eq!(found, Answer::Yes, "{question:?}: {:?}", verdict.reason(question));
        }
        took
    };
    // A copy of a walk was asked about nobody yet.
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let walk = Arc::new(walk.clone());
        evidence.stand_at(Standpoint { walk, names: Arc::new(Names::default()) });
        first.push(took(&evidence));
        again.push(took(&evidence));
    }
    figures.spread("verdict with path and 50 endorsers, nobody asked about before", first);
    figures.spread("the same where they were", again);
}

fn signing(key: &SecretKey) -> Signing<'_> {
    Signing { suite: Suite::EddsaRdfc2022, key, now: NOON, contexts: Contexts::pinned() }
}

fn party(key: &SecretKey) -> Issuer {
    Issuer { did: Did::from(key.public()), name: "Somebody".to_owned(), url: None }
}

fn badge(key: &SecretKey) -> Vec<u8> {
    let issuer = party(key);
    let file = include_bytes!("../../../examples/badge-definition.json");
    let definition = Definition::read(&json::read(file).expect("JSON")).expect("a definition");
    let achievement = definition.achievement(&issue::uuid([8; 16]), &issuer.did, None);
    let draft = BadgeDraft {
        id: issue::uuid([9; 16]),
        subject: Did::from(key_of(PEOPLE - 1).public()),
        issuer,
        achievement,
        valid_from: NOON,
        valid_until: None,
        narrative: None,
        evidence: Vec::new(),
        status: None,
    };
    issue::badge(&draft, &signing(key)).expect("a rightful draft").to_bytes()
}

fn endorsement(key: &SecretKey, number: usize) -> Vec<u8> {
    let draft = EndorsementDraft {
        id: issue::uuid([u8::try_from(number).expect("few") ^ 0x80; 16]),
        issuer: party(key),
        target: issue::uuid([9; 16]),
        comment: Some("Well deserved".to_owned()),
        valid_from: NOON,
        valid_until: None,
    };
    issue::endorsement(&draft, &signing(key)).expect("a rightful draft").to_bytes()
}
