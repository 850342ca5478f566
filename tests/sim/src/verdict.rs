//! What somebody at a node would be told of a badge, from what that node holds and nothing else.

use bot_node::store::{Item, Store as _};
use bot_protocol::canon::json;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::{self, BadgeDraft, Issuer, Signing};
use bot_protocol::credential::model::definition::Definition;
use bot_protocol::credential::proof::Suite;
use bot_protocol::credential::status::Place;
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::Revoke;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, Reader, judge};

use crate::world::World;

/// Where the status of the one badge stands.
const PLACE: Place = Place { list: 1, index: 7 };

/// What its issuer says to revoke it.
pub(crate) fn revocation() -> Content {
    Content::Revoke(Revoke { list: PLACE.list, indexes: vec![PLACE.index], reason: None })
}

/// A badge that somebody at this node issued.
pub(crate) fn badge(world: &World, node: usize) -> Presented {
    let identity = world.nodes[node].identity.as_ref().expect("it speaks for somebody");
    let (did, now) = (identity.did(), world.now());
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
        status: Some(PLACE),
    };
    let (contexts, key) = (Contexts::pinned(), &identity.identity);
    let signing = Signing { suite: Suite::EddsaRdfc2022, key, now, contexts };
    let issued = issue::badge(&draft, &signing).expect("it is issued");
    Presented::of(issued, &Reader::core()).expect("it can be read")
}

/// What is known of its status at a node.
pub(crate) fn status(world: &World, node: usize, badge: &Presented) -> Answer {
    let mut evidence = Evidence::new();
    let items = world.nodes[node].disk.items_since(0, usize::MAX);
    for (_, item) in items.expect("a store in memory can be read") {
        match item {
            Item::Key(event) => evidence.hear_key(event),
            Item::Entry(entry) => evidence.hear_entry(entry),
            Item::Fork(proof) => evidence.hear_fork(proof),
            Item::Stamp(stamp) => evidence.hear_stamp(stamp),
            Item::Heads(proof) => evidence.hear_heads(proof),
        }
    }
    judge(badge, &evidence, &Asked::at(world.now()), &Reader::core()).answer(Question::Status)
}
