//! The rules of Bits of Trust: what a statement, a feed, a credential and a verdict are.
//!
//! Pure: no disk, socket, clock, chance or log line. Time, randomness and bytes are arguments.
//!
//! # The tour: issue, sign, gossip, judge
//!
//! ```
//! use bot_protocol::canon::json;
//! use bot_protocol::credential::contexts::Contexts;
//! use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
//! use bot_protocol::credential::model::definition::Definition;
//! use bot_protocol::credential::proof::Suite;
//! use bot_protocol::credential::status::Place;
//! use bot_protocol::feed::{Feed, KeyEvent};
//! use bot_protocol::gossip::{Effect, Engine, EngineState, Event};
//! use bot_protocol::identity::{Did, SecretKey};
//! use bot_protocol::statement::kinds::Revoke;
//! use bot_protocol::statement::{Content, Draft, Retention};
//! use bot_protocol::time::Timestamp;
//! use bot_protocol::verdict::{self, Answer, Asked, Evidence, Presented, Question, Reader};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = Timestamp::parse_rfc3339("2026-11-26T12:00:00Z")?;
//! // A school is a DID; this installation of it signs with a writer key that the DID names.
//! let key = SecretKey::from_seed(&[1; 32]);
//! let writer = SecretKey::from_seed(&[2; 32]);
//! let school = Did::new(key.public());
//! let keys = [
//!     KeyEvent::inception(&SecretKey::from_seed(&[3; 32]).public(), &key),
//!     KeyEvent::writer(&writer, now, &key)?,
//! ];
//!
//! // Issue: what is drafted is checked, what is signed is an Open Badges 3.0 credential.
//! let file = json::read(br#"{"name": "Tea", "description": "Makes tea", "criteria": "Made tea"}"#)?;
//! let achievement = Definition::read(&file)?.achievement(&issue::uuid([4; 16]), &school, None);
//! let place = Place { list: 1, index: 94_567 };
//! let draft = BadgeDraft {
//!     id: issue::uuid([5; 16]),
//!     issuer: Issuer { did: school, name: "School".to_owned(), url: None },
//!     subject: Did::new(SecretKey::from_seed(&[6; 32]).public()),
//!     achievement,
//!     valid_from: now,
//!     valid_until: None,
//!     narrative: None,
//!     evidence: Vec::new(),
//!     status: Some(place),
//! };
//! let (contexts, reader) = (Contexts::pinned(), Reader::core());
//! let signing = Signing { suite: Suite::EddsaRdfc2022, key: &key, now, contexts };
//! let badge = Presented::of(issue::badge(&draft, &signing)?, &reader)?;
//!
//! // Sign: a revocation is the next entry of the school's feed.
//! let revoke = Revoke { list: place.list, indexes: vec![place.index], reason: None, of: None };
//! let content = Content::Revoke(revoke);
//! let entry = Draft { content, salt: [7; 16], ret: Retention::Permanent };
//! let feed = Feed::new(writer.public());
//! let revocation = entry.sign(&school, &feed.head(), now, &writer)?;
//!
//! // Gossip: the engine says what to do, in order; what is answered is durable by then.
//! let own = [(writer.public(), school)].into();
//! let mut engine = Engine::open(EngineState { own, keys: keys.iter().cloned().collect(), ..Default::default() });
//! let said = Event::Said { token: 8, statement: revocation.clone() };
//! let effects = engine.handle(said, now);
//! let position = |is: fn(&Effect) -> bool| effects.iter().position(is);
//! let append = position(|effect| matches!(effect, Effect::Append(_)));
//! let answer = position(|effect| matches!(effect, Effect::Answer { token: 8, result: Ok(()) }));
//! assert!(append.is_some() && append < answer);
//!
//! // Judge: with nothing at hand, what is not known is said; with the feed, what it says.
//! let mut evidence = Evidence::new();
//! let verdict = verdict::judge(&badge, &evidence, &Asked::at(now), &reader);
//! assert_eq!(verdict.answer(Question::Integrity), Answer::Yes);
//! assert_eq!(verdict.answer(Question::Status), Answer::Unknown);
//! keys.into_iter().for_each(|event| evidence.hear_key(event));
//! evidence.hear_entry(revocation);
//! let verdict = verdict::judge(&badge, &evidence, &Asked::at(now), &reader);
//! assert_eq!(verdict.answer(Question::Status), Answer::No);
//! # Ok(())
//! # }
//! ```

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::indexing_slicing,
        clippy::float_arithmetic,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable
    )
)]

pub mod limits;
pub mod time;

pub mod canon;
pub mod identity;

pub mod credential;
pub mod rules;
pub mod statement;

pub mod feed;

pub mod recognition;

pub mod verdict;
pub mod words;

pub mod gossip;

pub mod api;
