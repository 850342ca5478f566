//! Somebody stole an issuer's writer key and asks its witnesses, real nodes in processes of their own, to
//! sign another story than the one they hold. None does; what the thief signed proves the theft, and
//! everybody comes to hold the proof.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not expected fails the test")]

use bot_node::clock::{Clock as _, SystemClock, monotonic};
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{
    Ask, Feed, HeadStamp, KeyEvent, KeyLog, Refusal, Witnesses, consistency_proof,
};
use bot_protocol::gossip::{Item, Message, Packed, Word};
use bot_protocol::statement::{Draft, Retention, Statement};
use bot_protocol::time::Timestamp;
use bot_tests::live::{PATIENCE, Process, identity, profile};
use bot_tests::stranger::Stranger;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;

const PROGRAM: &str = env!("CARGO_BIN_EXE_live_node");
const SCHOOL: u8 = 1;
const WITNESSES: [u8; 4] = [2, 3, 4, 5];
const READER: u8 = 6;

/// The school, its witnesses and somebody who reads it, each a process.
struct Town {
    /// By number, from the school on.
    nodes: Vec<Process>,
    _folders: Vec<tempfile::TempDir>,
}

impl Town {
    fn new() -> Self {
        let folders: Vec<_> = (SCHOOL..=READER).map(|_| tempfile::tempdir().unwrap()).collect();
        let mut nodes: Vec<Process> = Vec::new();
        for (seed, folder) in (SCHOOL..).zip(&folders) {
            let known: Vec<_> = nodes.iter().map(|node| node.address.clone()).collect();
            nodes.push(Process::start(PROGRAM, folder.path(), seed, "tcp", &known));
        }
        Self { nodes, _folders: folders }
    }

    fn ask(&mut self, seed: u8, line: &str) -> String {
        self.nodes[usize::from(seed - SCHOOL)].ask(line)
    }

    /// Asks everybody again and again until all give this answer.
    fn all_say(&mut self, line: &str, expected: &str) {
        let begin = monotonic();
        for seed in SCHOOL..=READER {
            loop {
                let answer = self.ask(seed, line);
                if answer == expected {
                    break;
                }
                let waited = begin.elapsed();
                assert!(waited < PATIENCE, "node {seed} answers {line:?} with {answer:?}");
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        }
    }
}

/// Whoever has the school's writer key, and knows of its key log what everybody knows.
struct Thief {
    story: Vec<Statement>,
    feed: Feed,
    log: KeyLog,
}

impl Thief {
    fn new() -> Self {
        let school = identity(SCHOOL);
        let (key, next) = (&school.identity, identity(99).identity.public());
        let named = Witnesses::usual(WITNESSES.map(|seed| identity(seed).writer.public())).unwrap();
        let mut log = KeyLog::new(school.did());
        let at = Timestamp::from_millis;
        log.insert(KeyEvent::inception(&next, key)).unwrap();
        log.insert(KeyEvent::writer(&school.writer, at(1), key).unwrap()).unwrap();
        log.insert(KeyEvent::witnesses(named, at(2), key)).unwrap();
        Self { story: Vec::new(), feed: Feed::new(school.writer.public()), log }
    }

    /// Tells its story up to so many entries, and stamps it.
    fn stamp(&mut self, size: u32) -> HeadStamp {
        let (school, now) = (identity(SCHOOL), SystemClock.now());
        while self.feed.size() < size {
            let content = profile(&format!("another story {}", self.feed.size()));
            let draft = Draft { content, salt: [9; 16], ret: Retention::Erasable };
            let said = draft.sign(&school.did(), &self.feed.head(), now, &school.writer).unwrap();
            self.feed.append(&said, now).unwrap();
            self.story.push(said);
        }
        let due = now.saturating_add(24 * 60 * 60 * 1000);
        HeadStamp::sign(&self.feed, &self.log, (now, due), &school.writer).unwrap()
    }

    /// That its story continues its own head of so many entries.
    fn proof(&self, from: u32) -> Vec<Hash> {
        let ids: Vec<Hash> = self.story.iter().map(Statement::id).collect();
        consistency_proof(&ids, from).unwrap()
    }
}

fn stranger(node: &Process) -> Stranger {
    let name = node.address.iter().find_map(|part| match part {
        Protocol::P2p(peer) => Some(peer),
        _ => None,
    });
    Stranger::new(Keypair::generate_ed25519(), name.unwrap(), node.address.clone())
}

/// What a witness says to whoever asks it to sign this.
async fn asked(town: &Town, seed: u8, stamp: &HeadStamp, proof: Vec<Hash>) -> Word {
    let (witness, key) = (&town.nodes[usize::from(seed - SCHOOL)], identity(seed).writer.public());
    let ask = Box::new(Ask { stamp: stamp.clone(), proof });
    let ask = Message::Cosign { witness: key, ask };
    let answers = |message: &Message| matches!(message, Message::Cosigned { .. });
    match stranger(witness).ask(vec![ask.to_bytes()], answers).await {
        Some(Message::Cosigned { writer, size, word }) => {
            assert_eq!((writer, size), (stamp.writer(), stamp.size()));
            word
        }
        other => panic!("a witness answers whoever asks, not with {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_quorum_signs_what_a_thief_tells_and_the_theft_is_told_everywhere() {
    let mut town = Town::new();
    town.ask(SCHOOL, "witnesses 2 3 4 5");
    let begin = monotonic();
    // The honest story: all four sign it, and everybody can rely on it.
    let size = loop {
        let size = town.ask(SCHOOL, "size 1");
        if town.ask(SCHOOL, &format!("signed 1 {size}")) == "4" {
            break size.parse::<u32>().unwrap();
        }
        assert!(begin.elapsed() < PATIENCE, "no four signatures of {size} entries");
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    town.all_say("size 1", &size.to_string());
    town.all_say("told 1", "clear-as-of");
    town.all_say("forked 1", "no");

    let mut thief = Thief::new();
    let same = thief.stamp(size);
    let longer = thief.stamp(size + 3);
    let proof = thief.proof(size);
    for seed in WITNESSES {
        // More than it holds, without and with what leads there from the thief's own head.
        for proof in [Vec::new(), proof.clone()] {
            let word = asked(&town, seed, &longer, proof).await;
            assert_eq!(word, Word::Refusal(Refusal::Unproven { size }), "witness {seed}");
        }
    }
    // As much as it holds: the two heads are the proof, which the first tells to all.
    match asked(&town, WITNESSES[0], &same, Vec::new()).await {
        Word::Heads(proof) => assert_eq!(proof.writer(), same.writer()),
        other => panic!("a witness of two heads answers with the proof, not with {other:?}"),
    }
    town.all_say("forked 1", "heads");
    town.all_say("told 1", "disputed");
    for seed in WITNESSES {
        for (stamp, proof) in [(&same, Vec::new()), (&longer, proof.clone())] {
            let word = asked(&town, seed, stamp, proof).await;
            let refused = matches!(word, Word::Heads(_) | Word::Refusal(Refusal::Forked));
            assert!(refused, "witness {seed} does not sign this log again, but says {word:?}");
        }
    }

    // One of the thief's own entries comes about: now all hold two entries of one number.
    let first = Packed::new(&Item::Entry(thief.story[0].clone())).to_bytes();
    let mut voice = stranger(&town.nodes[usize::from(READER - SCHOOL)]);
    assert!(voice.connect().await);
    voice.publish("/bot/1/commons/feed", first).await;
    town.all_say("forked 1", "entry 0");
    town.all_say("told 1", "disputed");
    for seed in SCHOOL..=READER {
        let signed = town.ask(seed, &format!("signed 1 {}", size + 3));
        assert_eq!(signed, "0", "node {seed}: no signature of the other story anywhere");
    }
}
