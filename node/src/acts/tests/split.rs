//! Ledgers of this node of which something else is known than is held: no list is signed of them, and
//! the node says so.

use bot_protocol::canon::hash::sha256;
use bot_protocol::credential::status::{Place, StatusPurpose};
use bot_protocol::feed::{Accumulator, Claim, ForkProof, HeadStamp, KeyLog, StampFork};
use bot_protocol::statement::kinds::{Party, Profile};

use super::super::status_lists::LIST_KEPT_MILLIS;
use super::*;

/// The identity of a room, with the key it writes with.
struct Own {
    room: Room,
    key: SecretKey,
    writer: SecretKey,
}

impl Own {
    async fn new() -> Self {
        let room = Room::new().await;
        let identity = room.acts.keys.identity(&room.me).unwrap();
        let (key, writer) = (identity.key().clone(), identity.writer().unwrap().clone());
        Self { room, key, writer }
    }

    /// Its log as it is held: one entry, its profile.
    fn held(&self) -> (Feed, Statement) {
        let entry = self.room.acts.store().entry(&self.writer.public(), 0).unwrap().unwrap();
        let mut feed = Feed::new(self.writer.public());
        feed.replay(&entry.statement).unwrap();
        assert_eq!(self.room.acts.store().head(&feed.writer()).unwrap().unwrap().size, 1);
        (feed, entry.statement)
    }

    /// What it said elsewhere as the first.
    fn other(&self) -> Statement {
        let name = "Others".to_owned();
        let profile = Profile { party: Party::Person, name, description: None, url: None };
        let draft =
            Draft { content: Content::Profile(profile), salt: [4; 16], ret: Retention::Erasable };
        draft.sign(&self.room.me, &self.tree(0).head(), self.room.acts.now(), &self.writer).unwrap()
    }

    /// A log of so many entries, none of which anybody has.
    fn tree(&self, size: u32) -> Feed {
        let mut tree = Accumulator::new();
        (0..size).for_each(|number| assert!(tree.push(sha256(&[&number.to_be_bytes()]))));
        Feed::restore(self.writer.public(), tree, Timestamp::from_millis(0), None).unwrap()
    }

    fn keys(&self) -> KeyLog {
        let mut log = KeyLog::new(self.room.me);
        for event in self.room.acts.store().keys(Some(&self.room.me)).unwrap() {
            log.insert(event).unwrap();
        }
        log
    }

    fn stamp(&self, feed: &Feed, keys: &KeyLog) -> HeadStamp {
        let now = self.room.acts.now();
        HeadStamp::sign(feed, keys, (now, now.saturating_add(DAY)), &self.writer).unwrap()
    }

    fn stores(&self, writes: &[Write]) {
        self.room.acts.store().commit(writes).unwrap();
    }

    fn hears(&self, item: Item) {
        self.stores(&[Write::Item(item, self.room.acts.now())]);
    }

    fn close(&self, size: u32) {
        let close = KeyEvent::close(self.writer.public(), size, self.room.acts.now(), &self.key);
        self.hears(Item::Key(close));
    }

    fn fork(&self) -> Item {
        Item::Fork(ForkProof::make(&self.held().1, &self.other()).unwrap())
    }

    fn heads(&self) -> Item {
        let mut other = Feed::new(self.writer.public());
        other.replay(&self.other()).unwrap();
        let claim = |feed: &Feed| Claim::stamped(&self.stamp(feed, &self.keys()));
        Item::Heads(StampFork::make(claim(&self.held().0), claim(&other)).unwrap())
    }

    fn list(&self) -> &'static str {
        let list = Place::first_list(&self.writer.public()).to_string();
        let me = self.room.me.to_string();
        code(self.room.acts.status_list(&me, &list, StatusPurpose::Revocation))
    }

    /// Whether an act that signs is done.
    async fn describes(&self) -> &'static str {
        let badge = "urn:uuid:11111111-1111-4111-8111-111111111111";
        code(self.room.achievement(badge, "Swimming").await)
    }

    async fn elsewhere(&self) -> Vec<String> {
        self.room.acts.status().await.unwrap().elsewhere
    }
}

#[tokio::test]
async fn no_list_is_signed_where_another_version_or_more_is_known() {
    let refused = "status-list-incomplete";
    let own = Own::new().await;
    assert_eq!(own.list(), "done");
    // A stamp over what is held changes nothing; one over more does.
    own.hears(Item::Stamp(own.stamp(&own.held().0, &own.keys())));
    assert_eq!(own.list(), "done");
    own.hears(Item::Stamp(own.stamp(&own.tree(2), &own.keys())));
    assert_eq!(own.list(), refused);

    let own = Own::new().await;
    let mut keys = own.keys();
    let more = KeyEvent::writer(&SecretKey::from_seed(&[9; 32]), own.room.acts.now(), &own.key);
    keys.insert(more.unwrap()).unwrap();
    own.hears(Item::Stamp(own.stamp(&own.held().0, &keys)));
    assert_eq!(own.list(), refused, "a key event that the stamp names is not held");

    let own = Own::new().await;
    own.hears(own.heads());
    assert_eq!(own.list(), refused, "two heads");
}

/// What the other version says above the close may be on its way.
#[tokio::test]
async fn no_list_is_signed_before_others_were_asked_for_the_other_version() {
    let own = Own::new().await;
    own.hears(own.fork());
    own.close(0);
    assert_eq!(own.list(), "done", "closed below the fork");
    let shelf = Shelf::Settings;
    let key = [b"unasked/", &own.writer.public().as_bytes()[..]].concat();
    own.stores(&[Write::Note { shelf, key: key.clone(), value: vec![0; 8] }]);
    own.room.pass(2 * LIST_KEPT_MILLIS);
    assert_eq!(own.list(), "status-list-incomplete");
    own.stores(&[Write::Forget { shelf, key }]);
    assert_eq!(own.list(), "done");
}

#[tokio::test]
async fn who_may_not_sign_any_more_is_told() {
    let own = Own::new().await;
    assert_eq!(own.elsewhere().await, Vec::<String>::new());
    assert_eq!(own.describes().await, "done");
    assert_eq!(own.list(), "done", "and is kept");
    let (shelf, value) = (Shelf::Settings, vec![0; 8]);
    let key = [b"elsewhere/", &own.writer.public().as_bytes()[..]].concat();
    own.stores(&[Write::Note { shelf, key, value }]);
    assert_eq!(own.elsewhere().await, ["School"]);
    assert_eq!(own.list(), "status-list-incomplete");
    assert_eq!(own.describes().await, "writer-elsewhere");
    for item in [Own::fork, Own::heads] {
        let own = Own::new().await;
        own.hears(item(&own));
        assert_eq!(own.elsewhere().await, ["School"]);
        assert_eq!(own.list(), "status-list-incomplete");
        assert_eq!(own.describes().await, "writer-elsewhere");
        // Restored into another folder it is told so, and of the fork no more.
        own.close(0);
        assert_eq!(own.elsewhere().await, Vec::<String>::new());
        assert_eq!(own.room.acts.status().await.unwrap().closed, ["School"]);
    }
}
