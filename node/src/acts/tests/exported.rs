//! What a ledger says as a file: a machine that has nothing else says of a badge what the node says that
//! wrote it.

use bot_protocol::feed::{Bundle, Cause, ForkProof, Short};
use bot_protocol::statement::kinds::{Party, Profile, Revoke};
use bot_protocol::verdict::{Asked, Evidence, Presented, Question, judge};
use bot_protocol::words::Lang;

use super::*;

fn profile(name: &str) -> Content {
    let name = name.to_owned();
    Content::Profile(Profile { party: Party::Organisation, name, description: None, url: None })
}

fn revoke(index: u32) -> Content {
    Content::Revoke(Revoke { list: 1, indexes: vec![index], reason: None, of: None })
}

/// What is known of an issuer's ledger beside its entries.
#[derive(Clone, Copy, Debug)]
struct Known {
    forked: bool,
    closed: bool,
    short: Option<Cause>,
    /// The place that something beside the ledger takes back.
    beside: Option<u32>,
}

/// A node that heard an issuer of three entries, and all that.
struct Scene {
    room: Room,
    badge: Document,
}

impl Scene {
    async fn of(known: Known) -> Self {
        let room = Room::new().await;
        let place = Place { list: 1, index: 7 };
        let badge = room.placed(&uuid([5; 16]), &room.mallory, "Tea", (Some(place), room.me));
        let said = ["School", "The School", "Our School"].map(profile);
        let entries: Vec<Statement> =
            (1..).zip(said).map(|(salt, one)| room.heard(&room.mallory, one, salt)).collect();
        let seed = room.mallory.public().as_bytes().map(|byte| byte ^ 0x80);
        let writer = SecretKey::from_seed(&seed);
        let mut feed = Feed::new(writer.public());
        let mut heads = vec![feed.head()];
        for entry in &entries {
            feed.replay(entry).unwrap();
            heads.push(feed.head());
        }
        let at = |seq: usize, content: Content| {
            let draft = Draft { content, salt: [9; 16], ret: Retention::Permanent };
            draft.sign(&room.mallory(), &heads[seq], room.acts.now(), &writer).unwrap()
        };
        let now = room.acts.now();
        let mut writes = Vec::new();
        if known.forked {
            let fork = ForkProof::make(&entries[2], &at(2, profile("Another"))).unwrap();
            writes.push(Write::Item(Item::Fork(fork), now));
        }
        if known.closed {
            let close = KeyEvent::close(writer.public(), 3, now, &room.mallory);
            writes.push(Write::Item(Item::Key(close), now));
        }
        if let Some(index) = known.beside {
            writes.push(Write::Item(Item::Aside(at(3, revoke(index))), now));
        }
        if let Some(cause) = known.short {
            let key = [b"short/", &writer.public().as_bytes()[..]].concat();
            let value = [&[cause.number()][..], &7_u32.to_be_bytes()].concat();
            writes.push(Write::Note { shelf: Shelf::Settings, key, value });
        }
        room.acts.store().commit(&writes).unwrap();
        Self { room, badge }
    }

    fn judged(&self, evidence: &Evidence) -> (String, String) {
        let reader = bot_foreign::reader();
        let presented = Presented::of(self.badge.value().clone(), &reader).unwrap();
        let verdict = judge(&presented, evidence, &Asked::at(self.room.acts.now()), &reader);
        let status = verdict.reason(Question::Status).code().to_owned();
        (status, String::from_utf8(verdict.to_json(Lang::En).to_bytes()).unwrap())
    }

    fn by_the_node(&self) -> (String, String) {
        let reader = bot_foreign::reader();
        let presented = Presented::of(self.badge.value().clone(), &reader).unwrap();
        let snapshot = self.room.acts.snapshot().unwrap();
        let credentials = presented.credentials();
        self.judged(&self.room.acts.bearing_as_evidence(&snapshot, credentials).unwrap())
    }

    fn exported(&self) -> Vec<u8> {
        self.room.acts.export(&self.room.mallory().to_string()).unwrap()
    }

    fn by_the_file(&self, file: &[u8]) -> (String, String) {
        let mut evidence = Evidence::new();
        evidence.hear_file(file, &bot_foreign::reader()).unwrap();
        self.judged(&evidence)
    }
}

#[tokio::test]
async fn an_exported_ledger_gives_the_verdict_of_the_node_that_wrote_it() {
    let mut told = std::collections::BTreeSet::new();
    for number in 0_u32..36 {
        let known = Known {
            forked: number % 2 == 1,
            closed: number / 2 % 2 == 1,
            short: [None, Some(Cause::Strangers), Some(Cause::Gap)][number as usize / 4 % 3],
            beside: [None, Some(7), Some(8)][number as usize / 12],
        };
        let scene = Scene::of(known).await;
        let (node, file) = (scene.by_the_node(), scene.by_the_file(&scene.exported()));
        assert_eq!(node, file, "{known:?}");
        assert_eq!(node.0 == "revoked", known.beside == Some(7), "{known:?} {}", node.0);
        told.insert(node.0);
    }
    let expected = ["clear-as-of", "disputed", "feed-incomplete", "kept-short", "revoked"];
    assert_eq!(told, expected.map(str::to_owned).into());
}

/// The file as it was written before it could tell what lies beside a ledger: it is read, and a ledger of
/// which nothing more is known is still written so.
#[tokio::test]
async fn a_ledger_that_is_all_in_its_entries_is_written_and_read_as_before() {
    let plain = Known { forked: true, closed: true, short: None, beside: None };
    let scene = Scene::of(plain).await;
    let file = scene.exported();
    assert!(file.windows(12).any(|part| part == b"bot/bundle/1"));
    let read = Bundle::read(&file).unwrap();
    assert!(read.beside.is_empty() && read.short.is_empty());
    let more = Scene::of(Known { beside: Some(7), ..plain }).await;
    let file = more.exported();
    assert!(file.windows(12).any(|part| part == b"bot/bundle/2"));
    let read = Bundle::read(&file).unwrap();
    assert_eq!((read.beside.len(), read.short.len()), (1, 0));
    // Without what lies beside it the same file says something else: what it was mended for.
    let bare = Bundle { beside: Vec::new(), ..read }.to_bytes().unwrap();
    assert_ne!(more.by_the_file(&bare).0, "revoked");
    let shortened = Known { short: Some(Cause::Feed), ..plain };
    let read = Bundle::read(&Scene::of(shortened).await.exported()).unwrap();
    let said: Vec<Short> = read.short.into_values().collect();
    assert_eq!(said, [Short { size: 7, cause: Cause::Feed }]);
}
