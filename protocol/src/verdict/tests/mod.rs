//! Rows for every finding, with feeds signed on the spot.

mod anchors;
mod backdated;
mod called;
mod charter_bounds;
mod checked;
mod communities;
mod completeness;
mod costs;
mod crowded;
mod disputes;
mod dossier;
mod endorsements;
mod evidence;
mod explain;
mod findings;
mod gate;
mod grants;
mod heirs;
mod integrity;
mod keys;
mod leaving;
mod ledger;
mod lists;
mod lists_together;
mod nested;
mod presented;
mod restored;
mod revocations;
mod rules;
mod several;
mod shared;
mod stages;
mod stamps;
mod status;
mod stolen;
mod succession;
mod suspensions;
mod time_up;

use super::*;
use crate::canon::json;
use crate::credential::contexts::Contexts;
use crate::credential::issue::{self, BadgeDraft, EndorsementDraft, Issuer, Signing};
use crate::credential::model::definition::Definition;
use crate::credential::proof::Suite;
use crate::credential::status::Place;
use crate::feed::{Feed, KeyEvent};
use crate::identity::{Did, SecretKey};
use crate::statement::kinds::{
    Document, Party, Profile, Recognition, RecognitionEnd, Revoke, StatusSnapshot, Suspend,
};
use crate::statement::offer::{OfferDraft, Terms};
use crate::statement::{Body, Content, Draft, Head, Header, Kind, Retention, Statement};

/// The moment everything in these tests happens around: 2026-11-23, noon.
const NOON: u64 = 1_795_435_200_000;
const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// Somebody with an identity, a writer and a feed.
struct Author {
    key: SecretKey,
    writer: SecretKey,
    feed: Feed,
    keys: Vec<KeyEvent>,
    entries: Vec<Statement>,
}

impl Author {
    fn new(seed: u8, name: &str) -> Self {
        Self::with_key(SecretKey::from_seed(&[seed; 32]), seed, name)
    }

    fn with_key(key: SecretKey, seed: u8, name: &str) -> Self {
        let writer = SecretKey::from_seed(&[seed ^ 0x80; 32]);
        let next = SecretKey::from_seed(&[seed ^ 0x40; 32]);
        let keys = vec![
            KeyEvent::inception(&next.public(), &key),
            KeyEvent::writer(&writer, at(NOON - 10 * DAY), &key).unwrap(),
        ];
        let feed = Feed::new(writer.public());
        let mut author = Self { key, writer, feed, keys, entries: Vec::new() };
        let party = Party::Organisation;
        let profile = Profile { party, name: name.to_owned(), description: None, url: None };
        author.say(Content::Profile(profile), NOON - 9 * DAY);
        author
    }

    fn did(&self) -> Did {
        Did::from(self.key.public())
    }

    fn draft(&self, content: Content, ts: u64) -> Statement {
        let ret = match content.kind().is_words() {
            true => Retention::Erasable,
            false => Retention::Permanent,
        };
        let draft = Draft { content, salt: [3; 16], ret };
        draft.sign(&self.did(), &self.feed.head(), at(ts), &self.writer).unwrap()
    }

    fn say(&mut self, content: Content, ts: u64) -> Statement {
        let statement = self.draft(content, ts);
        self.feed.replay(&statement).unwrap();
        self.entries.push(statement.clone());
        statement
    }

    /// Says what no honest node would sign or keep.
    fn force(&mut self, content: Content, ts: u64) {
        let kind = content.kind();
        self.force_body(kind, content.into_body([3; 16]), ts);
    }

    fn force_body(&mut self, kind: Kind, body: Body, ts: u64) {
        let Head { writer, seq, root, .. } = self.feed.head();
        let (body_hash, ret) = (body.hash(), Retention::Permanent);
        let body_size = u32::try_from(body.bytes.len()).unwrap();
        let header = Header { writer, seq, root, ts: at(ts), kind, ret, body_hash, body_size };
        let statement = Statement::sign(header, body, &self.writer);
        self.feed.replay(&statement).unwrap();
        self.entries.push(statement);
    }

    fn revoke(&mut self, index: u32, ts: u64) {
        self.say(revocation(index), ts);
    }

    /// Accepts what `other` offers.
    fn recognise(&mut self, other: &Self, nonce: u8, until: Option<u64>, ts: u64) -> Statement {
        let terms =
            Terms { words: "we know each other".to_owned(), scopes: vec![], until: until.map(at) };
        let offer = OfferDraft { to: self.did(), expires: at(ts + DAY), nonce: [nonce; 16] };
        let offer = offer.sign(&terms, &other.key).unwrap();
        self.say(Content::Recognition(Recognition { offer, terms }), ts)
    }

    fn tell(&self, evidence: &mut Evidence) {
        self.keys.iter().for_each(|event| evidence.hear_key(event.clone()));
        self.entries.iter().for_each(|entry| evidence.hear_entry(entry.clone()));
    }

    fn issuer(&self, name: &str) -> Issuer {
        Issuer { did: self.did(), name: name.to_owned(), url: None }
    }

    fn signing(&self, suite: Suite) -> Signing<'_> {
        Signing { suite, key: &self.key, now: at(NOON - 2 * DAY), contexts: Contexts::pinned() }
    }

    fn achievement(&self) -> Value {
        let file = br#"{"name":{"en":"Tea","fr":"Th\u00e9"},"description":"Makes tea","criteria":"Made tea"}"#;
        let definition = Definition::read(&json::read(file).unwrap()).unwrap();
        definition.achievement("urn:uuid:11111111-1111-4111-8111-111111111111", &self.did(), None)
    }

    fn draft_for(&self, subject: &Did) -> BadgeDraft {
        BadgeDraft {
            id: "urn:uuid:22222222-2222-4222-8222-222222222222".to_owned(),
            issuer: self.issuer("School"),
            subject: *subject,
            achievement: self.achievement(),
            valid_from: at(NOON - 2 * DAY),
            valid_until: Some(at(NOON + 300 * DAY)),
            narrative: Some("Every Monday".to_owned()),
            evidence: Vec::new(),
            status: Some(Place { list: 1, index: 77 }),
        }
    }

    fn badge_for(&self, subject: &Did) -> Value {
        let signing = self.signing(Suite::EddsaRdfc2022);
        issue::badge(&self.draft_for(subject), &signing).unwrap()
    }

    fn endorse(&self, target: &str, name: &str) -> Value {
        let draft = EndorsementDraft {
            id: "urn:uuid:33333333-3333-4333-8333-333333333333".to_owned(),
            issuer: self.issuer(name),
            target: target.to_owned(),
            comment: Some("We saw it".to_owned()),
            valid_from: at(NOON - DAY),
            valid_until: None,
        };
        issue::endorsement(&draft, &self.signing(Suite::EddsaRdfc2022)).unwrap()
    }
}

fn suspension(index: u32, suspended: bool) -> Content {
    let reason = suspended.then(|| "inquiry".to_owned());
    Content::Suspend(Suspend { list: 1, indexes: vec![index], suspended, reason, of: None })
}

fn revocation(index: u32) -> Content {
    Content::Revoke(Revoke {
        list: 1,
        indexes: vec![index],
        reason: Some("lost".to_owned()),
        of: None,
    })
}

/// The codes of all six findings, with a mark for the answer.
fn codes(verdict: &Verdict) -> String {
    let mark = |question| match verdict.answer(question) {
        Answer::Yes => '+',
        Answer::No => '-',
        Answer::Unknown => '?',
    };
    let all = Question::ALL.map(|one| format!("{}{}", mark(one), verdict.reason(one).code()));
    all.join(" ")
}

fn judged(document: &Value, evidence: &Evidence, asked: &Asked) -> Verdict {
    let presented = Presented::of(document.clone(), &Reader::core()).unwrap();
    judge(&presented, evidence, asked, &Reader::core())
}

/// A copy of `value` with the member at `path` replaced, or removed where nothing replaces it.
fn changed(value: &Value, path: &[&str], by: Option<Value>) -> Value {
    let mut copy = value.clone();
    let (last, way) = path.split_last().unwrap();
    let mut here = &mut copy;
    for step in way {
        here = if let Value::Array(items) = here {
            items.get_mut(step.parse::<usize>().unwrap()).unwrap()
        } else {
            here.as_object_mut().unwrap().get_mut(step).unwrap()
        };
    }
    let members = here.as_object_mut().unwrap();
    match by {
        Some(by) => members.insert(*last, by),
        None => members.remove(last),
    };
    copy
}
