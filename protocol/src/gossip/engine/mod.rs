//! The engine: keys, heads, peers, and what is missing.
//!
//! [`Engine::handle`] is a pure function of what the engine holds, the event and the time. After
//! a restart the engine is rebuilt from the store; what it held besides (open requests, peers)
//! is made anew by talking to peers.

mod ahead;
mod aside;
mod back;
mod branch;
mod chase;
#[cfg(test)]
mod chase_laws;
mod compare;
mod cursors;
mod doubt;
mod erasures;
#[cfg(test)]
mod erasures_laws;
#[cfg(test)]
mod gap_laws;
mod heads;
mod heard;
mod intake;
mod key_events;
#[cfg(test)]
mod naming_laws;
mod numbers;
mod offer;
mod own;
mod peer;
mod probe;
mod ready;
#[cfg(test)]
mod ready_laws;
mod room;
mod scope;
#[cfg(test)]
mod scope_laws;
mod short;
mod sights;
#[cfg(test)]
mod sights_laws;
#[cfg(test)]
mod signing_laws;
mod since;
mod stamps;
mod state;
mod sync;
mod tell;
mod unkept;
#[cfg(test)]
mod unkept_laws;
#[cfg(test)]
mod vain_laws;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::canon::hash::Hash;
use crate::feed::{Feed, ForkProof, HeldStamps, KeyLog, KeyNote, KeyRing, StampFork};
use crate::identity::{Did, PublicKey};
use crate::limits::TICK_MILLIS;
use crate::statement::Statement;
use crate::time::Timestamp;

use super::{
    BootId, Change, Community, Cursor, Effect, Event, Hosting, Item, Lane, Peer, StoreId, Topic,
    message::Packed,
};
pub use aside::is_large;
use branch::Branches;
use chase::Chase;
use erasures::Erasures;
use numbers::Numbers;
use peer::{Bucket, PeerState};
pub use ready::{Hands, Lent, Prepared};
pub use scope::Scope;
use sights::Sights;
pub use state::{EngineState, FeedState, HeldFeed};
use tell::Untold;

/// One feed as the engine holds it.
#[derive(Debug)]
struct Track {
    feed: Feed,
    bytes: u64,
    status: u32,
    missing: Numbers,
    /// Of those, the ones that an Erase names; only the header tells whether it may.
    erased: Numbers,
    seen: u32,
    /// So many entries the store remembers to exist where that is more than are held; else 0.
    short: u32,
    /// There was no room for its next entry.
    full: bool,
    last: Option<Hash>,
    /// Of its stamps and of the proof that its writer signed two heads: the first bytes of a digest, zeros
    /// where there are none.
    told: [u8; 8],
    /// Cosignatures came under its stamps of which nobody whom its author named was known to be.
    unnamed: bool,
    /// When its latest entry came, where this was since the start.
    grown: Option<Timestamp>,
    /// Who brought it by a catch-up, if anybody; all that one message brought share it.
    brought: Option<Arc<Peer>>,
}

impl Track {
    fn of(held: HeldFeed) -> (PublicKey, Box<Self>) {
        let track = Box::new(Self {
            seen: held.feed.size(),
            feed: held.feed,
            bytes: held.bytes,
            status: held.status,
            missing: held.missing.into_iter().collect(),
            erased: Numbers::default(),
            short: 0,
            full: false,
            last: None,
            told: [0; 8],
            unnamed: false,
            grown: None,
            brought: None,
        });
        (track.feed.writer(), track)
    }
}

/// One call of [`Engine::handle`]: its time, and the effects so far.
#[derive(Debug)]
struct Turn {
    now: Timestamp,
    /// It is about what somebody forwards, and not about what was asked for.
    heard: bool,
    effects: Vec<Effect>,
}

impl Turn {
    const fn at(now: Timestamp) -> Self {
        Self { now, heard: false, effects: Vec::new() }
    }

    fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// One change, in a commit of its own.
    fn append(&mut self, change: Change) {
        self.push(Effect::Append(vec![change]));
    }
}

/// The rules of gossip and catch-up, without sockets, disk or clock.
#[derive(Debug)]
pub struct Engine {
    boot: BootId,
    secret: [u8; 32],
    store: StoreId,
    communities: Vec<Community>,
    own: BTreeMap<PublicKey, Did>,
    elsewhere: BTreeSet<PublicKey>,
    /// Those of this installation that may have signed more than is held.
    doubted: BTreeSet<PublicKey>,
    hosted: BTreeMap<Did, Hosting>,
    ring: KeyRing<KeyNote>,
    /// Key logs in the ring.
    logs: usize,
    /// Each in a place of its own: in a tree's nodes a third of the room is left free.
    tracks: BTreeMap<PublicKey, Box<Track>>,
    stamps: BTreeMap<PublicKey, HeldStamps>,
    /// What witnesses of this node's own signed.
    sights: Sights,
    /// How many more stamps of a writer are taken behind which nothing at hand stands.
    stamp_pace: BTreeMap<PublicKey, Bucket>,
    /// How many more entries beyond a gap of a writer are noted and passed on.
    gap_pace: BTreeMap<PublicKey, Bucket>,
    /// A scope was told since the start.
    scoped: bool,
    /// How many more heads of a writer are looked at here as its witness.
    sign_pace: BTreeMap<PublicKey, Bucket>,
    heads: BTreeMap<PublicKey, StampFork>,
    /// What takes something back at or above a fork, of either branch, or above a close.
    aside: BTreeMap<PublicKey, BTreeMap<Hash, u32>>,
    /// Which of these are large.
    large: BTreeMap<PublicKey, BTreeSet<Hash>>,
    /// What erasures beside a feed name of it, whether that is held or not.
    withdrawn: BTreeMap<PublicKey, BTreeMap<Hash, Vec<u32>>>,
    erasures: Erasures,
    /// What takes something back beyond a gap, by number, without its body.
    ahead: BTreeMap<PublicKey, BTreeMap<u32, Statement>>,
    /// What takes something back and was refused last: whose, its id and its number.
    unkept: Option<(PublicKey, Hash, u32)>,
    peers: BTreeMap<Peer, PeerState>,
    cursors: BTreeMap<Peer, Cursor>,
    /// The peers whose cursors are in the store.
    remembered: BTreeSet<Peer>,
    /// Those of them whose cursors are to be written.
    unwritten: BTreeSet<Peer>,
    /// How many answers of the store are to come that tell what becomes of items.
    lookups: usize,
    /// The arrival position of the store, not after what is held here.
    position: u64,
    /// When the latest catch-up with a peer began that ended whole, since the start.
    synced: BTreeMap<Peer, Timestamp>,
    chases: BTreeMap<PublicKey, Chase>,
    /// Writers whom no key log names that was taken in, also of those who have their feeds.
    nameless: BTreeSet<PublicKey>,
    branches: Branches,
    untold: Untold,
    scope: Scope,
    hands: Lent,
    /// Bytes held of strangers, of each no more than a share; a body that is still missing counts.
    strange_bytes: u64,
    /// Bytes held of fellows, and of strangers beyond a share.
    fellow_bytes: u64,
    /// Bytes held of strangers about successors.
    strange_told: u64,
    /// What is held of each who is not known, but about successors.
    strange: BTreeMap<Did, u64>,
    /// Who this node hosts has changed since its last Hello.
    hello_due: bool,
    waking: bool,
}

impl Engine {
    /// Rebuilds the engine from what the store holds.
    #[must_use]
    pub fn open(state: EngineState) -> Self {
        let mut engine = Self {
            boot: state.boot,
            secret: state.secret,
            store: state.store,
            communities: state.communities,
            own: state.own,
            elsewhere: state.elsewhere,
            doubted: BTreeSet::new(),
            hosted: state.hosted.into_iter().map(|hosting| (hosting.did(), hosting)).collect(),
            logs: state.keys.logs().count(),
            ring: state.keys,
            tracks: state.feeds.into_iter().map(Track::of).collect(),
            stamps: BTreeMap::new(),
            sights: Sights::new(state.own_witnesses),
            stamp_pace: BTreeMap::new(),
            gap_pace: BTreeMap::new(),
            sign_pace: BTreeMap::new(),
            scoped: false,
            heads: state.heads.into_iter().map(|proof| (proof.writer(), proof)).collect(),
            aside: state.aside,
            large: state.large,
            withdrawn: state.withdrawn,
            erasures: Erasures::default(),
            ahead: state.ahead,
            unkept: None,
            peers: BTreeMap::new(),
            unwritten: BTreeSet::new(),
            lookups: 0,
            remembered: state.cursors.iter().map(|cursor| cursor.peer).collect(),
            cursors: state.cursors.into_iter().map(|cursor| (cursor.peer, cursor)).collect(),
            position: 0,
            synced: BTreeMap::new(),
            chases: BTreeMap::new(),
            nameless: BTreeSet::new(),
            branches: Branches::default(),
            untold: Untold::new(),
            scope: state.scope,
            hands: state.hands,
            strange_bytes: 0,
            fellow_bytes: 0,
            strange_told: 0,
            strange: BTreeMap::new(),
            hello_due: false,
            waking: false,
        };
        engine.erased_before(state.erasures);
        engine.stamped_before(&state.stamps);
        engine.saw_before(&state.sights);
        engine.short_before(state.short);
        for proof in state.forks {
            // The track is the writer's own, so the proof is about it.
            engine.branches.forked.insert(proof.writer());
            engine.track(proof.writer()).feed.freeze(proof).ok();
        }
        engine.withdraw();
        engine.digest_all();
        engine.measure_strangers();
        engine
    }

    /// Tells the arrival position of the store, after each commit: who compares tells it to its
    /// peer. Without it the peer goes on from an earlier one, and is sent more than it lacks.
    pub fn stands_at(&mut self, position: u64) {
        self.position = position;
    }

    /// Takes what happened and answers with what to do, in order.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut turn = Turn::at(now);
        let answers = cursors::answers(&event);
        match event {
            Event::PeerUp { peer } => self.peer_up(peer, &mut turn),
            Event::PeerDown { peer } => self.peer_down(peer, &mut turn),
            Event::Heard { peer, topic, id, bytes } => {
                turn.heard = true;
                let judgement = self.heard(peer, &topic, &bytes, &mut turn);
                turn.push(Effect::Judge { id, peer, judgement });
            }
            Event::Frame { peer, bytes } => self.frame(peer, Prepared::of(&bytes), &mut turn),
            Event::Prepared { peer, frame } => self.frame(peer, frame, &mut turn),
            Event::Compared { peer, statement, held } => {
                self.compared(peer, &statement, held.as_ref(), &mut turn);
            }
            Event::Joined { peer, loose, held } => {
                self.joined(peer, loose, held.as_ref(), &mut turn);
            }
            Event::Removals { writer, entries } => self.set_all_aside(writer, entries, &mut turn),
            Event::Grounded { ground, size, next } => {
                self.grounded(ground, (next.as_ref(), size), &mut turn);
            }
            Event::Reloaded { held, from } => self.reloaded(held, from, &mut turn),
            Event::Served { peer, request } => {
                if let Some(state) = self.peers.get_mut(&peer) {
                    state.serving = state.serving.saturating_sub(1);
                    state.sketching.take_if(|sketch| *sketch == request);
                    state.lacking.remove(&request);
                }
            }
            Event::Own { did, writer } => {
                self.own.insert(writer, did);
            }
            Event::Host { hosting } => self.host(hosting),
            Event::Doubt { writers } => self.doubt(writers, &mut turn),
            Event::Scope(scope) => self.rescope(scope, &mut turn),
            Event::Said { token, statement } => self.said(token, &statement, &mut turn),
            Event::SaidKey { token, event } => self.said_key(token, &event, &mut turn),
            Event::Stamped { stamp } => self.stamped(&stamp, &mut turn),
            Event::TwoHeads { proof } => {
                self.take_heads(proof, &mut turn);
            }
            Event::ComparedStamp { stamp, held } => {
                self.compared_stamp(&stamp, held.as_ref(), &mut turn);
            }
            Event::Tick => self.tick(&mut turn),
        }
        self.write_cursors(answers, &mut turn);
        self.wake(&mut turn);
        turn.effects
    }

    /// The feed of this writer, to draft its next statement on.
    #[must_use]
    pub fn feed(&self, writer: &PublicKey) -> Option<&Feed> {
        self.tracks.get(writer).map(|track| &track.feed)
    }

    /// Whose writer key this is. Whoever steals one can have it agree to speak for another identity too, so of
    /// several whose it is that counts which this node keeps for its own sake, then the least.
    #[must_use]
    pub fn author(&self, writer: &PublicKey) -> Option<Did> {
        if !self.ring.is_shared(writer) {
            return self.ring.author(writer);
        }
        let rank = |did: &Did| (!self.is_known(did), !self.is_in_scope(did), *did);
        self.ring.authors_of(writer).min_by_key(rank)
    }

    /// The key log of this identity.
    #[must_use]
    pub fn key_log(&self, did: &Did) -> Option<&KeyLog<KeyNote>> {
        self.ring.log(did)
    }

    /// The identities whose key logs are held.
    pub fn authors(&self) -> impl Iterator<Item = Did> + '_ {
        self.ring.logs().map(KeyLog::did)
    }

    /// What is known of the feed of this writer; nothing where its author is unknown.
    #[must_use]
    pub fn state(&self, writer: &PublicKey) -> Option<FeedState> {
        let author = self.author(writer)?;
        let Some(track) = self.tracks.get(writer) else {
            let (size, seen, sound) = (0, 0, 0);
            return Some(FeedState { author, size, seen, sound, fork: None, missing: Vec::new() });
        };
        let fork = track.feed.fork().map(ForkProof::seq);
        let closed = self.closed_at(writer).unwrap_or(u32::MAX);
        Some(FeedState {
            author,
            size: track.feed.size(),
            seen: track.seen.min(fork.unwrap_or(u32::MAX)).min(closed).max(track.feed.size()),
            sound: track.feed.counted().min(closed),
            fork,
            missing: track.missing.iter().copied().collect(),
        })
    }

    /// The fork proof held for this writer.
    #[must_use]
    pub fn fork(&self, writer: &PublicKey) -> Option<&ForkProof> {
        self.tracks.get(writer)?.feed.fork()
    }

    /// Whether this writer key of this installation may sign nothing more: it signed elsewhere, or its
    /// log was told in two versions.
    #[must_use]
    pub fn is_elsewhere(&self, writer: &PublicKey) -> bool {
        self.elsewhere.contains(writer)
            || self.heads.contains_key(writer)
            || self.fork(writer).is_some()
    }

    /// The peers whose stores were read.
    pub fn read_before(&self) -> impl Iterator<Item = Peer> + '_ {
        self.cursors.keys().copied()
    }

    /// The peers that are connected and have said Hello.
    pub fn peers(&self) -> impl Iterator<Item = Peer> + '_ {
        self.peers.iter().filter(|(_, state)| state.hello.is_some()).map(|(peer, _)| *peer)
    }

    fn track(&mut self, writer: PublicKey) -> &mut Track {
        let new = HeldFeed { feed: Feed::new(writer), bytes: 0, status: 0, missing: Vec::new() };
        self.tracks.entry(writer).or_insert_with(|| Track::of(new).1)
    }

    fn closed_at(&self, writer: &PublicKey) -> Option<u32> {
        self.ring.closed_at(writer)
    }

    /// Where a log ends that is taken in. Of its own identities a node takes in what peers hold above a
    /// close: it may have been restored from less, and closes them again there.
    fn end_of(&self, writer: &PublicKey) -> Option<u32> {
        let own = self.ring.authors_of(writer).any(|did| self.hosted.contains_key(&did));
        (!own).then(|| self.closed_at(writer)).flatten()
    }

    /// Publishes in every community this node is in.
    fn publish(&self, lane: Lane, item: &Item, turn: &mut Turn) {
        let bytes = Packed::new(item).to_bytes();
        for community in &self.communities {
            let topic = Topic { community: community.clone(), lane };
            turn.push(Effect::Publish { topic, bytes: bytes.clone() });
        }
    }

    /// Asks for the next tick, while there is anybody to talk to.
    fn wake(&mut self, turn: &mut Turn) {
        if !self.waking && !self.peers.is_empty() {
            self.waking = true;
            let at = turn.now.millis().saturating_add(TICK_MILLIS);
            turn.push(Effect::Wake(Timestamp::from_millis(at)));
        }
    }

    fn tick(&mut self, turn: &mut Turn) {
        self.waking = false;
        self.introduce(turn);
        self.expire(turn);
        self.resync(turn);
        self.chase_all(turn);
        self.branch_on(turn);
        self.ask_witnesses(turn);
        self.ask_own_witnesses(turn);
        self.tell_on(turn);
    }
}
