//! Messages and items of every kind, as large as they may be and as bombs that claim more than they hold.

use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::feed::{
    Ask, Claim, Decision, Feed, ForkProof, HeadStamp, KeyEvent, KeyLog, Own, Refusal, Seen,
    StampFork, Witnesses,
};
use bot_protocol::gossip::reconcile::{Strata, Symbol};
use bot_protocol::gossip::{
    Community, Hello, Hosting, Item, Lack, LooseBody, Message, Packed, Part, Peer, Range, Reach,
    Reaches, Tip, Word,
};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::limits::{
    COMMUNITIES_MAX, COMMUNITY_BYTES_MAX, CONSISTENCY_HASHES_MAX, FRAME_BYTES_MAX, FRAME_ITEMS_MAX,
    FRAME_SYMBOLS_MAX, HOSTED_MAX, LACK_PAGE_ROWS_MAX, SINCE_ROWS_MAX, STATUS_LIST_ENTRIES,
    STRATA_BYTES, WITNESSES_MAX,
};
use bot_protocol::statement::kinds::{Document, StatusSnapshot};
use bot_protocol::statement::letter::{Answer, Letter, LetterDraft, Message as Words};
use bot_protocol::statement::{Content, Sealed, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::harness::author::{Author, achievement, profile};
use bot_tests::harness::chance::Chance;

/// Whether bytes are what they should be.
pub(super) type Reads = fn(&[u8]) -> bool;

/// Something that a peer may send: what it is, its bytes, and what reads it.
pub(super) struct Sent {
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) reads: Reads,
}

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Kinds of messages, of what a witness says, and of items.
const MESSAGES: usize = 12;
const WORDS: usize = 3;
const ITEMS: usize = 5;

fn number(message: &Message) -> usize {
    match message {
        Message::Hello(_) => 0,
        Message::Since { .. } => 1,
        Message::Want { .. } => 2,
        Message::Items { .. } => 3,
        Message::Done { .. } => 4,
        Message::Have { .. } => 5,
        Message::Cosign { .. } => 6,
        Message::Survey { .. } => 7,
        Message::More { .. } => 8,
        Message::Symbols { .. } => 9,
        Message::Lack { .. } => 10,
        Message::Cosigned { word: Word::Cosig(_), .. } => 11,
        Message::Cosigned { word: Word::Heads(_), .. } => 12,
        Message::Cosigned { word: Word::Refusal(_), .. } => 13,
    }
}

/// What reads an item of this kind.
fn reads(item: &Item) -> (usize, Vec<u8>, Reads) {
    match item {
        Item::Key(event) => (0, event.to_bytes(), |bytes| KeyEvent::read(bytes).is_ok()),
        Item::Entry(entry) => (1, entry.to_bytes(), |bytes| Sealed::read(bytes).is_ok()),
        Item::Fork(proof) => (2, proof.to_bytes(), |bytes| ForkProof::read(bytes).is_ok()),
        Item::Stamp(stamp) => (3, stamp.to_bytes(), |bytes| HeadStamp::read(bytes).is_ok()),
        Item::Heads(proof) => (4, proof.to_bytes(), |bytes| StampFork::read(bytes).is_ok()),
    }
}

/// Messages and items of every kind, as large as their kind may be.
pub(super) fn every_kind() -> Vec<Sent> {
    let (messages, items) = (messages(), items());
    let mut kinds: Vec<usize> = messages.iter().map(|(_, message)| number(message)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), MESSAGES - 1 + WORDS, "every kind of message is among them");
    let mut kinds: Vec<usize> = items.iter().map(|(_, item)| reads(item).0).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), ITEMS, "every kind of item is among them");
    let message = |(name, message): (&'static str, Message)| {
        let reads: Reads = |bytes| Message::read(bytes).is_ok();
        Sent { name, bytes: message.to_bytes(), reads }
    };
    let packed = items.iter().map(|(name, item)| {
        let reads: Reads = |bytes| Packed::read(bytes).is_ok();
        Sent { name, bytes: Packed::new(item).to_bytes(), reads }
    });
    let alone = items.iter().map(|(name, item)| {
        let (_, bytes, reads) = reads(item);
        Sent { name, bytes, reads }
    });
    let mut all: Vec<Sent> = packed.chain(alone).collect();
    all.extend(messages.into_iter().map(message));
    all.extend([body(), letter()]);
    all
}

/// Bombs made of something rightful: at each of its first bytes, and of its last, stands a length of four
/// billion or of a terabyte, or one that never ends.
pub(super) fn bombs(bytes: &[u8]) -> Vec<Vec<u8>> {
    const CLAIMS: [&[u8]; 3] = [
        &[0x1a, 0xff, 0xff, 0xff, 0xff],
        &[0x1b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x1f, 0xff],
    ];
    const NEAR: usize = 300;
    let places = (0..bytes.len()).filter(|at| *at < NEAR || at + NEAR / 6 > bytes.len());
    let bomb = |at: usize, claim: &[u8]| {
        // The kind of thing that stands there claims to be longer.
        let head = (bytes[at] & 0xe0) | claim[0];
        [&bytes[..at], &[head], &claim[1..], &bytes[at + 1..]].concat()
    };
    // Numbers and what is true, false or nothing claim no length.
    let counts = |at: &usize| (2..=5).contains(&(bytes[*at] >> 5));
    let places = places.filter(counts);
    places.flat_map(|at| CLAIMS.map(|claim| bomb(at, claim))).collect()
}

/// Somebody who wrote something, and the same with another end.
struct Parted {
    one: Author,
    said: Statement,
    other: Author,
    contradicts: Statement,
}

fn parted() -> Parted {
    let mut chance = Chance::new(7);
    let mut one = Author::new(&mut chance);
    one.write(profile("common"), &mut chance, NOW);
    let mut other = one.clone();
    let said = one.write(profile("one"), &mut chance, NOW);
    let contradicts = other.write(profile("other"), &mut chance, NOW);
    Parted { one, said, other, contradicts }
}

/// A log stamped and signed by as many witnesses as there may be.
fn stamp(feed: &Feed, key: &SecretKey) -> HeadStamp {
    let due = Timestamp::from_millis(NOW.millis() + 1_000);
    let keys = KeyLog::new(Did::from(key.public()));
    let stamp = HeadStamp::sign(feed, &keys, (NOW, due), key).unwrap();
    witnesses().fold(stamp, |stamp, witness| {
        let ask = Ask { stamp: stamp.bare(), proof: Vec::new() };
        match Seen::decide(None, &ask, &Own::default(), NOW, &witness) {
            Decision::Cosign { cosig, .. } => stamp.with(cosig).unwrap(),
            Decision::Conflict(_) | Decision::Refuse(_) => panic!("nothing speaks against it"),
        }
    })
}

fn witnesses() -> impl Iterator<Item = SecretKey> {
    let most = u8::try_from(WITNESSES_MAX).unwrap();
    (0..most).map(|number| SecretKey::from_seed(&[100 + number; 32]))
}

fn items() -> Vec<(&'static str, Item)> {
    let Parted { one, said, other, contradicts } = parted();
    let named = Witnesses::usual(witnesses().map(|witness| witness.public())).unwrap();
    let mut chance = Chance::new(8);
    let large = one.clone().write(achievement(58_000, 1), &mut chance, NOW);
    let stamps = [&one, &other].map(|author| stamp(&author.feed, &author.writer));
    let [claim, rival] = stamps.each_ref().map(Claim::stamped);
    let [stamp, _] = stamps;
    vec![
        ("a key event", Item::Key(KeyEvent::witnesses(named, NOW, &one.identity))),
        ("a large entry", Item::Entry(large)),
        ("a proof of a fork", Item::Fork(ForkProof::make(&said, &contradicts).unwrap())),
        ("a stamp", Item::Stamp(stamp)),
        ("a proof of two heads", Item::Heads(StampFork::make(claim, rival).unwrap())),
    ]
}

fn body() -> Sent {
    let mut chance = Chance::new(8);
    let large = Author::new(&mut chance).write(achievement(58_000, 1), &mut chance, NOW);
    let bytes = LooseBody::of(&large).unwrap().to_bytes();
    Sent { name: "a body by itself", bytes, reads: |bytes| LooseBody::read(bytes).is_ok() }
}

fn letter() -> Sent {
    let key = SecretKey::from_seed(&[9; 32]);
    let reason = Some("why ".repeat(100));
    let message = Words::Answer(Answer { letter: [3; 16], accepted: false, reason });
    let to = Did::from(SecretKey::from_seed(&[10; 32]).public());
    let draft = LetterDraft { to, message, ts: NOW, nonce: [4; 16] };
    let bytes = draft.sign(&key).unwrap().to_bytes();
    Sent { name: "a letter", bytes, reads: |bytes| Letter::read(bytes).is_ok() }
}

fn messages() -> Vec<(&'static str, Message)> {
    let mut all = vec![
        ("a greeting with as much as may be", hello()),
        ("as many symbols as may be", symbols()),
        ("as many feeds named as may be", since(SINCE_ROWS_MAX)),
        ("a range", want()),
        ("an end", Message::Done { request: 1, frames: u32::MAX, position: Some(u64::MAX) }),
        ("a survey", survey()),
        ("a question for more", Message::More { request: 1, from: u32::MAX }),
        ("news of a feed", Message::Have { writer: parted().one.writer.public() }),
    ];
    all.extend(of_witnesses());
    all.extend(lacks());
    all.extend(full_frames());
    all
}

fn hello() -> Message {
    let name = |number: usize| {
        let name = format!("{number:03}{}", "c".repeat(COMMUNITY_BYTES_MAX - 3));
        Community::new(&name).unwrap()
    };
    let hosting = Hosting::sign(&SecretKey::from_seed(&[5; 32]), &Peer::of_id(b"peer"), NOW);
    Message::Hello(Hello {
        boot: [1; 16],
        store: [2; 16],
        salt: [3; 16],
        communities: (0..COMMUNITIES_MAX).map(name).collect(),
        hosted: vec![hosting; HOSTED_MAX],
    })
}

fn symbols() -> Message {
    let symbols = vec![Symbol::from_bytes([7; 16]); FRAME_SYMBOLS_MAX];
    Message::Symbols { request: 1, frame: 0, items: u32::MAX, symbols }
}

fn survey() -> Message {
    Message::Survey { request: 1, salt: [3; 16], strata: Strata::from_bytes([7; STRATA_BYTES]) }
}

fn want() -> Message {
    let writer = parted().one.writer.public();
    Message::Want { request: 1, range: Range { writer, from: 0, to: u32::MAX, part: Part::Whole } }
}

fn of_witnesses() -> Vec<(&'static str, Message)> {
    let Parted { one, other, .. } = parted();
    let stamps = [&one, &other].map(|author| stamp(&author.feed, &author.writer));
    let [claim, rival] = stamps.each_ref().map(Claim::stamped);
    let proof = StampFork::make(claim, rival).unwrap();
    let [stamp, _] = stamps;
    let (writer, size, witness) = (stamp.writer(), stamp.size(), stamp.cosigs()[0].witness());
    let said = |word: Word| Message::Cosigned { writer, size, word };
    let words = [
        ("a cosignature", said(Word::Cosig(stamp.cosigs()[0]))),
        ("two heads from a witness", said(Word::Heads(Box::new(proof)))),
        ("a refusal", said(Word::Refusal(Refusal::Behind { size: u32::MAX }))),
    ];
    let hashes = (0..CONSISTENCY_HASHES_MAX).map(|at| sha256(&[&at.to_be_bytes()]));
    let ask = Ask { stamp, proof: hashes.collect::<Vec<Hash>>() };
    let asked = Message::Cosign { witness, ask: Box::new(ask) };
    words.into_iter().chain([("a question to a witness", asked)]).collect()
}

fn lacks() -> [(&'static str, Message); 3] {
    let told = |lack: Lack| Message::Lack { request: 1, page: 0, last: true, lack };
    let shorts = || (0..LACK_PAGE_ROWS_MAX as u64).map(u64::to_be_bytes).collect();
    let feeds = (0..2_000_u64).map(|at| (at.to_be_bytes(), Tip { size: u32::MAX, fork: None }));
    let feeds = Lack { feeds: feeds.collect(), ..Lack::default() };
    [
        ("as many lacks as may be", told(Lack { items: shorts(), ..Lack::default() })),
        ("many feeds lacked", told(feeds)),
        (
            "as many key logs told as may be",
            told(Lack { keys: shorts(), at: u64::MAX, ..Lack::default() }),
        ),
    ]
}

fn since(rows: usize) -> Message {
    let reach = Reach { size: u32::MAX, root: [7; 8] };
    let held = Reaches((0..rows as u64).map(|at| (at.to_be_bytes(), reach)).collect());
    Message::Since { request: 1, store: [1; 16], position: 0, held }
}

/// Frames full of items of each kind.
fn full_frames() -> Vec<(&'static str, Message)> {
    let full = |(name, item): (&'static str, Item)| {
        let packed = Packed::new(&item);
        let fit = (FRAME_BYTES_MAX - 100) / (packed.to_bytes().len() + 8);
        let items = vec![packed; fit.clamp(1, FRAME_ITEMS_MAX)];
        (name, Message::Items { request: 1, frame: 0, items, position: None })
    };
    let small = Packed::read(&[0x82, 1, 0x41, 0]).unwrap();
    let items = vec![small; FRAME_ITEMS_MAX];
    let many = Message::Items { request: 1, frame: 0, items, position: None };
    items_of_each().into_iter().map(full).chain([("as many items as may be", many)]).collect()
}

fn items_of_each() -> Vec<(&'static str, Item)> {
    let about = |item: &Item| match item {
        Item::Key(_) => "a frame full of key events",
        Item::Entry(_) => "a frame of a large entry",
        Item::Fork(_) => "a frame full of proofs of forks",
        Item::Stamp(_) => "a frame full of stamps",
        Item::Heads(_) => "a frame full of proofs of two heads",
    };
    items().into_iter().map(|(_, item)| (about(&item), item)).collect()
}

/// Entries whose words unfold: what a node takes apart before it keeps and passes them on, with their author.
pub(super) fn unfolding() -> Vec<(&'static str, Did, Statement)> {
    let mut chance = Chance::new(7);
    let mut author = Author::new(&mut chance);
    let did = author.did();
    let document = |inside: &str| {
        let json = format!(
            r#"{{"id":"urn:bot:1","type":["Achievement"],"name":"A","description":"d","x":{inside}}}"#
        );
        Content::Achievement(Document::read(json.as_bytes()).unwrap())
    };
    let members = format!("[{}]", vec!["{\"\":0}"; 8_000].join(","));
    let numbers = format!("[{}]", vec!["0"; 29_000].join(","));
    let mut said = |content| author.write(content, &mut chance, NOW);
    let first = said(profile("somebody"));
    // A bit a place: a list in which every place is taken back.
    let all = StatusSnapshot {
        list: 1,
        upto: 0,
        revoked: (0..STATUS_LIST_ENTRIES).collect(),
        suspended: vec![],
    };
    vec![
        ("a name", did, first),
        ("many small members", did, said(document(&members))),
        ("many numbers", did, said(document(&numbers))),
        ("a sum of a whole list", did, said(Content::StatusSnapshot(all))),
    ]
}

/// What is not a frame at all: it claims much, or has more than there may be.
pub(super) fn no_frames() -> Vec<(&'static str, Vec<u8>)> {
    let small = Packed::read(&[0x82, 1, 0x41, 0]).unwrap();
    let items = vec![small; FRAME_ITEMS_MAX + 1];
    let many = Message::Items { request: 1, frame: 0, items, position: None };
    let mut claims = vec![0x85, 5, 1, 0, 0x9a, 0xff, 0xff, 0xff, 0xff];
    claims.resize(claims.len() + 4_000, 0x80);
    let one_claims =
        vec![0x85, 5, 1, 0, 0x81, 0x82, 1, 0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff];
    vec![
        ("one item more", many.to_bytes()),
        ("one feed named more", since(SINCE_ROWS_MAX + 1).to_bytes()),
        ("a list that claims four billion items", claims),
        ("an item that claims a terabyte", one_claims),
        ("lists in lists", vec![0x81; FRAME_BYTES_MAX]),
    ]
}
