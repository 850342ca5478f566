//! A town: many people, each with a feed of badges that they published, as a peer hands it on.
//!
//! The feeds are signed as the product signs them. The badges are as a school issues them, in the
//! cheaper suite; whoever keeps a feed does not look at their proofs.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::feed::{Feed, KeyEvent};
use bot_protocol::gossip::Item;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::{Content, Draft, Retention, Statement};
use bot_protocol::time::Timestamp;

/// The moment of issuing: 2026-11-23, noon.
const NOON: Timestamp = Timestamp::from_millis(1_795_435_200_000);

/// What the badges are for, in one language.
const BADGE: &str = r#"{
  "language": "en",
  "name": {"en": "Repair café helper"},
  "description": {"en": "Helps people repair what they own instead of throwing it away."},
  "criteria": {"en": "Has helped at three repair afternoons and explained one repair to a group."},
  "achievementType": "CommunityService"
}"#;

/// People whose feeds are signed at a time.
const STREET: u32 = 500;

/// How large a town is.
#[derive(Clone, Copy, Debug)]
pub struct Town {
    /// People, each with one feed.
    pub people: u32,
    /// Badges that each published.
    pub badges: u32,
}

impl Town {
    /// Every key event and entry: first of one person after another all but the newest badge, as a
    /// newcomer is told them; then everybody's newest badge, as they come day by day.
    pub fn tell(self, mut each: impl FnMut(&Item)) {
        let (school, next) = (&School::new(), &AtomicU32::new(0));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let desks: Vec<Receiver<Street>> = (0..cores)
                .map(|_| {
                    let (desk, streets) = sync_channel(2);
                    scope.spawn(move || self.work(school, next, &desk));
                    streets
                })
                .collect();
            let mut newest = Vec::new();
            // Each desk signs the streets that it draws; which one comes when does not matter.
            let mut open = desks;
            while !open.is_empty() {
                open.retain(|desk| {
                    let Ok(street) = desk.recv() else { return false };
                    street.first.iter().for_each(&mut each);
                    newest.extend(street.newest);
                    true
                });
            }
            // By what chance made of them: neighbours in time are none in the store.
            newest.sort_by_key(Statement::id);
            newest.into_iter().for_each(|entry| each(&Item::Entry(entry)));
        });
    }

    fn work(self, school: &School, next: &AtomicU32, desk: &SyncSender<Street>) {
        loop {
            let from = next.fetch_add(STREET, Ordering::Relaxed);
            if from >= self.people {
                return;
            }
            let mut street = Street::default();
            for number in from..self.people.min(from + STREET) {
                school.feed_of(number, self.badges, &mut street);
            }
            if desk.send(street).is_err() {
                return;
            }
        }
    }
}

/// Some people's feeds.
#[derive(Default)]
struct Street {
    first: Vec<Item>,
    newest: Vec<Statement>,
}

/// Who issues.
struct School {
    key: SecretKey,
    definition: Definition,
}

impl School {
    fn new() -> Self {
        let definition = Definition::read(&json::read(BADGE.as_bytes()).unwrap()).unwrap();
        Self { key: SecretKey::from_seed(&[7; 32]), definition }
    }

    fn feed_of(&self, number: u32, badges: u32, street: &mut Street) {
        let seed = |side: u8| {
            let mut seed = [side; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            SecretKey::from_seed(&seed)
        };
        let (identity, writer) = (seed(1), seed(2));
        let named = KeyEvent::writer(&writer, Timestamp::from_millis(1), &identity);
        let events = [KeyEvent::inception(&seed(3).public(), &identity), named.unwrap()];
        street.first.extend(events.map(Item::Key));
        let did = Did::from(identity.public());
        let mut feed = Feed::new(writer.public());
        for badge in 0..badges {
            let entry = self.published(&did, (number, badge), &feed, &writer);
            feed.append(&entry, NOON).unwrap();
            match badge + 1 < badges {
                true => street.first.push(Item::Entry(entry)),
                false => street.newest.push(entry),
            }
        }
    }

    fn published(
        &self,
        did: &Did,
        (person, badge): (u32, u32),
        feed: &Feed,
        writer: &SecretKey,
    ) -> Statement {
        let mut salt = [0x5a; 16];
        salt[..4].copy_from_slice(&person.to_be_bytes());
        salt[4..8].copy_from_slice(&badge.to_be_bytes());
        let document = Document::read(&self.badge(did, salt)).unwrap();
        let content = Content::Publish(document);
        let draft = Draft { content, salt, ret: Retention::Erasable };
        draft.sign(did, &feed.head(), NOON, writer).unwrap()
    }

    fn badge(&self, did: &Did, id: [u8; 16]) -> Vec<u8> {
        let issuer = Did::from(self.key.public());
        let achievement = "urn:uuid:5e9a4a3b-1c0f-4a57-9d3c-6d2f4f1b7a10";
        let draft = BadgeDraft {
            id: issue::uuid(id),
            issuer: Issuer { did: issuer, name: "École des Communs".to_owned(), url: None },
            subject: *did,
            achievement: self.definition.achievement(achievement, &issuer, None),
            valid_from: NOON,
            valid_until: None,
            narrative: None,
            evidence: Vec::new(),
            status: None,
        };
        let contexts = Contexts::pinned();
        let signing = Signing { suite: Suite::EddsaJcs2022, key: &self.key, now: NOON, contexts };
        issue::badge(&draft, &signing).unwrap().to_bytes()
    }
}
