//! What a store is given besides a log and its bodies: each kind of write that [`super::workload`]'s own
//! log has no use for.
//!
//! A scene takes two batches and has two logs of its own, one that goes straight on and one that parted. The
//! first batch lays things down, the second takes some of them up, erases, prunes, lets go, and puts
//! another branch in the place of one. What must be there after each follows from the scene's number alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use bot_node::store::{BodyState, Item, Store, StoreError, Write};
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{
    Ask, Claim, Decision, Feed, ForkProof, HeadStamp, KeyEvent, KeyLog, Own, Seen, StampFork,
};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile, Revoke};
use bot_protocol::statement::{Content, Draft, Retention, Statement};
use bot_protocol::time::Timestamp;

/// Kinds of writes that there are, by what is written: see [`kind`].
pub const KINDS: usize = 18;

/// Arrivals that the first batch of a scene adds, and the second.
const ARRIVALS: [u64; 2] = [18, 5];

/// The number of a write's kind.
#[must_use]
pub fn kind(write: &Write) -> usize {
    match write {
        Write::Item(Item::Key(_), _) => 0,
        Write::Item(Item::Entry(_), _) => 1,
        Write::Item(Item::Fork(_), _) => 2,
        Write::Item(Item::Stamp(_), _) => 3,
        Write::Item(Item::Heads(_), _) => 4,
        Write::Item(Item::Aside(_), _) => 5,
        Write::Item(Item::Ahead(_), _) => 6,
        Write::Branch { .. } => 7,
        Write::Body(..) => 8,
        Write::LetGo { .. } => 9,
        Write::CaughtUp { .. } => 10,
        Write::DropKey { .. } => 11,
        Write::DropBody { .. } => 12,
        Write::Erase { .. } => 13,
        Write::Prune { .. } => 14,
        Write::Note { .. } => 15,
        Write::Forget { .. } => 16,
        Write::Stamps(_) => 17,
    }
}

/// What the scene that begins with this batch writes in the given batch of the workload, if any does.
pub(super) fn writes(batch: u32) -> Vec<Write> {
    let arrived = Timestamp::from_millis(u64::from(batch));
    let scene = Scene::of(batch / 2);
    match batch % 2 {
        0 => scene.first(arrived),
        _ => scene.second(arrived),
    }
}

/// How often something of a scene arrived after so many batches.
pub(super) fn arrivals(done: u32) -> u64 {
    let [first, second] = ARRIVALS;
    u64::from(done.div_ceil(2)) * first + u64::from(done / 2) * second
}

/// How many of those arrivals are told: what was let go, or replaced, is not.
pub(super) fn told(done: u32) -> u64 {
    // A key event, one aside and one ahead are gone, of the former branch two, and two stamps came for others.
    arrivals(done) - u64::from(done / 2) * 7
}

/// Looks whether all is there that the scenes of so many batches left; `wrong` takes what is not.
pub(super) fn check(
    store: &dyn Store,
    done: u32,
    wrong: &mut Vec<String>,
) -> Result<(), StoreError> {
    for number in 0..done.div_ceil(2) {
        let over = number * 2 + 1 < done;
        Scene::of(number).check(store, over, &mut |what| {
            wrong.push(format!("scene {number}, {}: {what}", if over { "over" } else { "begun" }));
        })?;
    }
    Ok(())
}

/// A log that signs what it is asked for.
#[derive(Clone)]
struct Pen {
    key: SecretKey,
    feed: Feed,
}

impl Pen {
    fn new(seed: [u8; 32]) -> Self {
        let key = SecretKey::from_seed(&seed);
        let feed = Feed::new(key.public());
        Self { key, feed }
    }

    fn sign(&mut self, content: Content) -> Statement {
        let ts = Timestamp::from_millis(1_000 + u64::from(self.feed.size()));
        let ret = match content.kind().takes_back() {
            true => Retention::Permanent,
            false => Retention::Erasable,
        };
        let draft = Draft { content, salt: [7; 16], ret };
        let did = Did::from(self.key.public());
        let said = draft.sign(&did, &self.feed.head(), ts, &self.key).expect("it signs");
        self.feed.append(&said, ts).expect("it follows");
        said
    }

    fn named(&mut self, name: &str) -> Statement {
        let name = name.to_owned();
        self.sign(Content::Profile(Profile {
            party: Party::Person,
            name,
            description: None,
            url: None,
        }))
    }

    fn revoke(&mut self, index: u32) -> Statement {
        self.sign(Content::Revoke(Revoke { list: 1, indexes: vec![index], reason: None, of: None }))
    }

    /// The log as it is, stamped at this moment, with the signatures of so many witnesses.
    fn stamp(&self, ts: u64, witnesses: u8) -> HeadStamp {
        let [ts, due] = [ts, ts + 1_000].map(Timestamp::from_millis);
        let keys = KeyLog::new(Did::from(self.key.public()));
        let stamp = HeadStamp::sign(&self.feed, &keys, (ts, due), &self.key).expect("it signs");
        (0..witnesses).fold(stamp, |stamp, number| {
            let witness = SecretKey::from_seed(&[100 + number; 32]);
            let ask = Ask { stamp: stamp.bare(), proof: Vec::new() };
            match Seen::decide(None, &ask, &Own::default(), ts, &witness) {
                Decision::Cosign { cosig, .. } => stamp.with(cosig).expect("over this head"),
                Decision::Conflict(_) | Decision::Refuse(_) => panic!("nothing speaks against it"),
            }
        })
    }
}

/// All that one scene writes.
#[derive(Debug)]
struct Scene {
    /// The straight log: three names and a revocation, and two more that lie beyond a gap.
    straight: Vec<Statement>,
    ahead: [Statement; 2],
    /// The stamp of the first batch and the one that takes its place.
    stamps: [HeadStamp; 2],
    /// The same of the log that parted, where the second takes the place of all.
    put: [HeadStamp; 2],
    /// Two key events, the first of which the second outdoes.
    keys: [KeyEvent; 2],
    /// The parted log: where it parts, its first branch, the headers of the one that replaces it.
    ground: Feed,
    before: Vec<Statement>,
    after: Vec<Statement>,
    aside: [Statement; 2],
    fork: ForkProof,
    heads: StampFork,
}

impl Scene {
    /// The scene of this number: made once in a process, as it is looked at after each of many deaths.
    fn of(number: u32) -> Arc<Self> {
        static MADE: Mutex<BTreeMap<u32, Arc<Scene>>> = Mutex::new(BTreeMap::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(number).or_insert_with(|| Arc::new(Self::make(number))))
    }

    fn make(number: u32) -> Self {
        let seed = |which: u8| {
            let mut seed = [which; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            seed
        };
        let mut pen = Pen::new(seed(43));
        let straight =
            vec![pen.named("one"), pen.named("two"), pen.revoke(number), pen.named("three")];
        let stamps = [pen.stamp(5, 1), pen.stamp(6, 2)];
        pen.named("what lies between");
        let ahead = [pen.revoke(1_000), pen.revoke(1_001)];
        let (writer, now) = (pen.key.public(), Timestamp::from_millis(9));
        let keys = [6, 7].map(|size| KeyEvent::close(writer, size, now, &pen.key));

        let mut one = Pen::new(seed(44));
        let common = [one.named("common"), one.named("ground")];
        let ground = one.feed.clone();
        let put = [2, 1].map(|witnesses| one.stamp(8, witnesses));
        let mut other = one.clone();
        let branch = [one.revoke(2_000), one.named("first branch")];
        let after =
            vec![other.named("second branch"), other.named("its middle"), other.revoke(2_001)];
        let fork = ForkProof::make(&branch[0], &after[0]).expect("two of one number");
        let mut same = Pen { key: one.key.clone(), feed: ground.clone() };
        same.feed.append(&after[0], after[0].ts()).expect("it follows");
        same.feed.append(&after[1], after[1].ts()).expect("it follows");
        let [one_head, other_head] = [&one, &same].map(|pen| Claim::stamped(&pen.stamp(7, 0)));
        let heads = StampFork::make(one_head, other_head).expect("two of one size");
        let aside = [other.revoke(2_002), other.revoke(2_003)];
        let before = common.into_iter().chain(branch).collect();
        Self { straight, ahead, stamps, put, keys, ground, before, after, aside, fork, heads }
    }

    /// Whose the two logs are.
    fn writers(&self) -> [PublicKey; 2] {
        [self.straight[0].writer(), self.ground.writer()]
    }

    fn first(&self, arrived: Timestamp) -> Vec<Write> {
        let entries = self.straight.iter().chain(&self.before).cloned().map(Item::Entry);
        let keys = self.keys.iter().cloned().map(Item::Key);
        let aside = self.aside.iter().cloned().map(Item::Aside);
        let ahead = self.ahead.iter().cloned().map(Item::Ahead);
        let proofs = [Item::Fork(self.fork.clone()), Item::Heads(self.heads.clone())];
        let stamp = [&self.stamps[0], &self.put[0]].map(|stamp| Item::Stamp(stamp.clone()));
        let items = entries.chain(keys).chain(aside).chain(ahead).chain(proofs).chain(stamp);
        items.map(|item| Write::Item(item, arrived)).collect()
    }

    fn second(&self, arrived: Timestamp) -> Vec<Write> {
        let [writer, parted] = self.writers();
        let headers = self.after.iter().map(Statement::without_body).collect();
        vec![
            Write::Branch { ground: Box::new(self.ground.clone()), headers, arrived },
            Write::LetGo { writer: parted, ids: vec![self.aside[0].id()] },
            Write::CaughtUp { writer, seq: self.ahead[0].seq() },
            Write::DropKey { did: Did::from(writer), id: self.keys[0].id() },
            // Of what was said in the name of a person the first is superseded, the second is not.
            Write::Prune { writer, below: 2 },
            Write::Erase { writer, seq: 3 },
            // What is permanent is not erased.
            Write::Erase { writer, seq: 2 },
            Write::Item(Item::Stamp(self.stamps[1].clone()), arrived),
            Write::Stamps(vec![self.put[1].clone()]),
        ]
    }

    fn check(
        &self,
        store: &dyn Store,
        over: bool,
        wrong: &mut dyn FnMut(&str),
    ) -> Result<(), StoreError> {
        let mut expect = |what: &str, right: bool| {
            if !right {
                wrong(what);
            }
        };
        let [writer, parted] = self.writers();
        expect("the straight log", held(store, &writer)? == self.straight_log(over));
        expect("the log that parted", held(store, &parted)? == self.parted_log(over));
        let ids = |of: Vec<Statement>| of.iter().map(Statement::id).collect::<BTreeSet<Hash>>();
        let from = usize::from(over);
        let left = |of: &[Statement; 2]| ids(of[from..].to_vec());
        expect("what lies beside it", ids(store.aside(Some(&parted))?) == left(&self.aside));
        expect("what lies ahead", ids(store.ahead(Some(&writer))?) == left(&self.ahead));
        let former: BTreeSet<Hash> = self.before[2..3].iter().map(Statement::id).collect();
        let former = if over { former } else { BTreeSet::new() };
        expect("what the former branch took back", ids(store.former(Some(&parted))?) == former);
        let keys = store.keys(Some(&Did::from(writer)))?;
        let keys: BTreeSet<Hash> = keys.iter().map(KeyEvent::id).collect();
        let left: BTreeSet<Hash> = self.keys[from..].iter().map(KeyEvent::id).collect();
        expect("key events", keys == left);
        expect("stamps", store.stamps(Some(&writer))? == [self.stamps[from].clone()]);
        expect("stamps put", store.stamps(Some(&parted))? == [self.put[from].clone()]);
        let mut forks = store.forks()?.into_iter().filter(|fork| fork.writer() == parted);
        expect("the proof of a fork", forks.next().as_ref() == Some(&self.fork));
        let mut heads = store.two_heads()?.into_iter().filter(|heads| heads.writer() == parted);
        expect("the proof of two heads", heads.next().as_ref() == Some(&self.heads));
        Ok(())
    }

    /// What must be held of the straight log.
    fn straight_log(&self, over: bool) -> Vec<(Vec<u8>, BodyState)> {
        let gone = |seq: u32| over && [0, 3].contains(&seq);
        let state = |entry: &Statement| match gone(entry.seq()) {
            true => (entry.without_body().to_bytes(), BodyState::Erased),
            false => (entry.to_bytes(), BodyState::Held),
        };
        self.straight.iter().map(state).collect()
    }

    /// What must be held of the one that parted: bodies of the new branch are yet to come.
    fn parted_log(&self, over: bool) -> Vec<(Vec<u8>, BodyState)> {
        let whole = |entry: &Statement| (entry.to_bytes(), BodyState::Held);
        let bare = |entry: &Statement| (entry.without_body().to_bytes(), BodyState::Missing);
        match over {
            false => self.before.iter().map(whole).collect(),
            true => self.before[..2].iter().map(whole).chain(self.after.iter().map(bare)).collect(),
        }
    }
}

/// What a store holds of a log, in order.
fn held(store: &dyn Store, writer: &PublicKey) -> Result<Vec<(Vec<u8>, BodyState)>, StoreError> {
    let entries = store.entries(writer, 0, usize::MAX)?;
    Ok(entries.iter().map(|one| (one.statement.to_bytes(), one.body)).collect())
}
