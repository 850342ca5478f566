//! A badge as a school issues it, and what somebody would be told of it from what one store holds and
//! nothing else.

use bot_node::store::{Item, Store};
use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Asked, Evidence, Presented, Reader, Verdict, judge};

/// Where the status of the one badge stands.
pub const PLACE: Place = Place { list: 1, index: 7 };

/// Where the status of one stands that nobody takes back.
pub const KEPT: Place = Place { list: 1, index: 8 };

/// What its issuer says to revoke it.
#[must_use]
pub fn revocation() -> Content {
    Content::Revoke(Revoke { list: PLACE.list, indexes: vec![PLACE.index], reason: None, of: None })
}

/// A badge that this key's identity issued.
///
/// # Panics
/// When it cannot be issued.
#[must_use]
pub fn badge(identity: &SecretKey, now: Timestamp) -> Presented {
    badge_at(identity, PLACE, now)
}

/// The same with its status in another place.
///
/// # Panics
/// When it cannot be issued.
#[must_use]
pub fn badge_at(identity: &SecretKey, place: Place, now: Timestamp) -> Presented {
    let did = Did::new(identity.public());
    let file = br#"{"name": "Tea", "description": "Makes tea", "criteria": "Made tea"}"#;
    let file = json::read(file).expect("JSON");
    let definition = Definition::read(&file).expect("a definition");
    let draft = BadgeDraft {
        id: issue::uuid([5; 16]),
        issuer: Issuer { did, name: "School".to_owned(), url: None },
        subject: Did::new(SecretKey::from_seed(&[6; 32]).public()),
        achievement: definition.achievement(&issue::uuid([4; 16]), &did, None),
        valid_from: now,
        valid_until: None,
        narrative: None,
        evidence: Vec::new(),
        status: Some(place),
    };
    let (contexts, key) = (Contexts::pinned(), identity);
    let signing = Signing { suite: Suite::EddsaRdfc2022, key, now, contexts };
    let issued = issue::badge(&draft, &signing).expect("it is issued");
    Presented::of(issued, &Reader::core()).expect("it can be read")
}

/// What is to be thought of it by what this store holds.
///
/// # Panics
/// When the store cannot be read.
#[must_use]
pub fn verdict(store: &dyn Store, badge: &Presented, now: Timestamp) -> Verdict {
    judged(&evidence(store), badge, now)
}

/// What is to be thought of it by this evidence.
#[must_use]
pub fn judged(evidence: &Evidence, badge: &Presented, now: Timestamp) -> Verdict {
    judge(badge, evidence, &Asked::at(now), &Reader::core())
}

/// What this store holds that all nodes hold alike.
///
/// # Panics
/// When the store cannot be read.
#[must_use]
pub fn evidence(store: &dyn Store) -> Evidence {
    let mut evidence = Evidence::new();
    for (_, item) in store.items_since(0, usize::MAX).expect("the store can be read") {
        match item {
            Item::Key(event) => evidence.hear_key(event),
            Item::Entry(entry) | Item::Aside(entry) | Item::Ahead(entry) => {
                evidence.hear_entry(entry);
            }
            Item::Fork(proof) => evidence.hear_fork(proof),
            Item::Stamp(stamp) => evidence.hear_stamp(stamp),
            Item::Heads(proof) => evidence.hear_heads(proof),
        }
    }
    evidence
}
