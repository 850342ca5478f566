//! A verdict seen from a place in the large network, where the walk is laid out already: a badge of an
//! issuer whom a chain leads to, and fifty who stand behind it.

use std::sync::Arc;

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, EndorsementDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::{Proven, Suite};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::recognition::{Names, Network, Walk};
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

/// Adds how long a verdict takes, from the bytes of the badge: of people whom nobody asked about before,
/// in a walk that is laid out.
pub(crate) fn time(walk: &Walk, viewer: Did, figures: &mut Figures) {
    let (walk, names) = (Arc::new(walk.clone()), Arc::new(Names::default()));
    let nowhere = Arc::new(Walk::new(Network::seen_by([viewer])));
    let (mut unseen, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let proven = Arc::new(Proven::default());
        let standing = |walk: &Arc<Walk>| {
            let (walk, names, proven) = (walk.clone(), names.clone(), proven.clone());
            Standpoint { walk, names, proven }
        };
        unseen.push(Asking::about(2 * round, viewer).took(standing(&walk)));
        let mut about = Asking::about(2 * round + 1, viewer);
        // Seen by somebody who knows nobody: the endorsements were looked at, and nobody's place was.
        about.took(standing(&nowhere));
        first.push(about.took(standing(&walk)));
        again.push(about.took(standing(&walk)));
    }
    figures.spread("verdict with path and 50 endorsers, none looked at before", unseen);
    figures.spread("the same, the endorsements looked at before", first);
    figures.spread("the same again", again);
}

/// A badge, and what is known of it.
struct Asking {
    badge: Vec<u8>,
    evidence: Evidence,
}

impl Asking {
    /// A badge of one of the first, so that a chain leads there, as to most schools that people know, and
    /// fifty who endorse it; others each round.
    fn about(round: usize, viewer: Did) -> Self {
        let badge = badge(&key_of(7 + round));
        let mut evidence = Evidence::new();
        evidence.view_as(viewer);
        for number in 0..ENDORSERS {
            let by = key_of(number * (PEOPLE / ENDORSERS) + 211 + round);
            let endorsement = endorsement(&by, number);
            evidence.hear_file(&endorsement, &Reader::core()).expect("an endorsement");
        }
        Self { badge, evidence }
    }

    fn took(&mut self, standpoint: Standpoint) -> f64 {
        let reader = Reader::core();
        let somewhere = !standpoint.walk.network().is_empty();
        self.evidence.stand_at(standpoint);
        let begin = core_time();
        let presented = Presented::read(&self.badge, &reader).expect("a badge");
        let verdict = judge(&presented, &self.evidence, &Asked::at(NOON), &reader);
        let took = (core_time() - begin).as_nanos() as f64;
        let asked = [Question::Integrity, Question::Path, Question::Endorsements];
        for question in asked.into_iter().filter(|_| somewhere) {
            let found = verdict.answer(question);
            assert_eq!(found, Answer::Yes, "{question:?}: {:?}", verdict.reason(question));
        }
        assert_eq!(verdict.endorsers.len(), ENDORSERS);
        took
    }
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
