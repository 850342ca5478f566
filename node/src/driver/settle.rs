//! Settling: before a node that starts goes on with its own feeds, it asks whether they are longer
//! elsewhere.
//!
//! A data folder that was put back from a copy, or a copy of one that runs, has the writer keys of
//! its identities and forgot what these signed since: the next entry would be the second of its
//! number, and nobody could ever tell which one counts. So whoever has read another's store before
//! reads from one of those again before it signs anything in a feed that goes on; what the engine
//! then finds keeps it from signing for good. Who has not even what is held here could not know of
//! more, and a stranger who once let their store be read may keep silent about it: that nothing new
//! comes from them ends no wait. Where nobody answers who could know, a node whose folder lies where
//! it lay goes on after a moment; one whose folder is another waits much longer for somebody whom its
//! owner named, and says so. A new identity, and a node that never met anybody, wait for nothing.
//! Source: `spec/keys.md` §1.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use bot_protocol::feed::KeyEvent;
use bot_protocol::statement::Statement;

use super::addresses::peer_id;
use super::handle::{Reply, Saying};
use super::*;
use crate::store::{Shelf, Store, StoreError, Write};

/// How long those who are known may take to answer.
const GRACE: Duration = Duration::from_secs(5);

/// How long a node whose folder is another waits for one that it knows.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Most statements that wait meanwhile.
const HELD_MAX: usize = 256;

/// Where the folder lay when the node was last settled.
const PLACE: &[u8] = b"place";

/// What is waited for since the start.
pub(super) struct Settling {
    began: Instant,
    over: bool,
    /// Whether the folder is another than the one in which the node was last settled.
    moved: bool,
    /// What tells this folder from others.
    place: Option<Vec<u8>>,
    /// Whose stores were read before.
    known: BTreeSet<Peer>,
    /// Those of them whose stores were read again.
    read: BTreeSet<Peer>,
    /// Who had which feed as far as it is held here, before they could have it from here.
    shown: BTreeMap<Peer, BTreeSet<PublicKey>>,
    /// Who had less: what they have now they may have from here.
    lagging: BTreeSet<(Peer, PublicKey)>,
    /// Those whom the owner named, or who witness for an identity or keep its mail.
    named: BTreeSet<Peer>,
    /// The writer keys that wait.
    writers: BTreeSet<PublicKey>,
    held: Vec<(Saying, Reply<Statement>)>,
}

impl Settling {
    /// At the start, before the engine is made.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn begin(store: &dyn Store, data: &Path) -> Result<Self, StoreError> {
        let (noted, place) = (store.note(Shelf::Settings, PLACE)?, place_of(data));
        let moved = noted.zip(place.as_ref()).is_some_and(|(noted, place)| *place != noted);
        Ok(Self {
            began: monotonic(),
            over: false,
            moved,
            place,
            known: BTreeSet::new(),
            read: BTreeSet::new(),
            shown: BTreeMap::new(),
            lagging: BTreeSet::new(),
            named: BTreeSet::new(),
            writers: BTreeSet::new(),
            held: Vec::new(),
        })
    }

    /// Whether this key signs nothing yet.
    pub(super) fn waits(&self, writer: &PublicKey) -> bool {
        !self.over && self.writers.contains(writer)
    }

    /// Whether the folder is another one, and its keys wait for somebody who is known.
    pub(super) fn holds_back(&self) -> bool {
        !self.over && self.moved && !self.known.is_empty() && !self.writers.is_empty()
    }

    /// A store was read to its end.
    pub(super) fn read(&mut self, peer: &Peer) {
        if self.known.contains(peer) {
            self.read.insert(*peer);
        }
    }

    /// Somebody was asked whether they have a feed as far as it is held here.
    fn told(&mut self, peer: &Peer, writer: PublicKey, holds: bool) {
        let lags = self.lagging.contains(&(*peer, writer));
        if holds && !lags {
            self.shown.entry(*peer).or_default().insert(writer);
        } else if !holds {
            self.lagging.insert((*peer, writer));
            self.shown.entry(*peer).or_default().remove(&writer);
        }
    }

    /// Whether for each feed somebody was read again who could know of more; somebody who is named, where
    /// the folder is another.
    fn compared(&self) -> bool {
        let counts = |peer: &&Peer| !self.moved || self.named.contains(peer);
        let has = |writer| {
            let mut read = self.read.iter().filter(counts);
            read.any(|peer| self.shown.get(peer).is_some_and(|shown| shown.contains(writer)))
        };
        !self.writers.is_empty() && self.writers.iter().all(has)
    }

    /// When the waiting is over, as things are.
    fn ends(&self) -> Instant {
        match (self.known.is_empty(), self.compared(), self.moved) {
            (true, _, _) | (false, true, false) => self.began,
            // Another of those who are known may know more.
            (false, true, true) | (false, false, false) => self.began + GRACE,
            (false, false, true) => self.began + PATIENCE,
        }
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        let answer = (!self.held.is_empty()).then_some(self.began + GRACE);
        let next = answer.into_iter().fold(self.ends(), Instant::min);
        (!self.over).then_some(next)
    }
}

impl Driver {
    /// Who is known, and which feeds of this installation are to wait.
    pub(super) fn settling_begins(&mut self) {
        let Some(engine) = &self.engine else { return };
        self.settling.known = engine.read_before().collect();
        let own: Vec<PublicKey> =
            self.identities.values().map(|identity| identity.writer.public()).collect();
        own.iter().for_each(|writer| self.has_to_wait(writer));
        if self.settling.moved && !self.settling.known.is_empty() {
            tracing::warn!(
                "the data folder is another one: nothing is signed before a peer is met"
            );
        }
    }

    /// An identity is spoken for: where its feed goes on, it may have to wait.
    pub(super) fn has_to_wait(&mut self, writer: &PublicKey) {
        let Some(engine) = &self.engine else { return };
        let goes_on = engine.feed(writer).is_some_and(|feed| feed.size() > 0);
        if !self.settling.over
            && goes_on
            && !engine.is_elsewhere(writer)
            && self.settling.writers.insert(*writer)
        {
            let writers = self.settling.writers.clone();
            self.first.push_back(Event::Doubt { writers });
        }
    }

    /// An engine made anew asks nobody for heads until it is told again of which.
    pub(super) fn doubt_again(&mut self) {
        if !self.settling.over && !self.settling.writers.is_empty() {
            let writers = self.settling.writers.clone();
            self.first.push_back(Event::Doubt { writers });
        }
    }

    /// Somebody was asked whether they have a feed of this installation as far as it is held here.
    pub(super) fn head_shown(&mut self, peer: &Peer, writer: PublicKey, holds: bool) {
        if self.is_named(peer) {
            self.settling.named.insert(*peer);
        }
        self.settling.told(peer, writer, holds);
    }

    /// Whether a peer is of the owner's list, hosts somebody in scope or a witness of an identity, or keeps
    /// the mail of one.
    fn is_named(&self, peer: &Peer) -> bool {
        let (Some(engine), Some(id)) = (&self.engine, self.id_of(peer)) else { return false };
        let view = self.view();
        if view.peers.iter().any(|one| one.id == Some(id) && one.listed) {
            return true;
        }
        let own = || self.identities.keys();
        let ever = Timestamp::from_millis(u64::MAX);
        let witnesses = own().filter_map(|did| engine.key_log(did)?.witnesses(ever));
        let mut witnesses = witnesses.flat_map(|(named, _)| named.keys());
        let mut hosted = self.hosts.get(peer).into_iter().flatten();
        let known = hosted.any(|did| engine.is_known(did));
        let seen = witnesses.any(|key| {
            let host = engine.author(key);
            host.is_some_and(|did| self.hosts.get(peer).is_some_and(|all| all.contains(&did)))
        });
        let mailboxes = || own().flat_map(|did| self.places_of(did)).flat_map(|at| at.mailboxes);
        known || seen || mailboxes().any(|one| peer_id(&one.peer) == Some(id))
    }

    /// Whether this is what a witness of recoveries says whose key signs nothing yet.
    pub(super) fn watch_waits(&self, event: &KeyEvent) -> bool {
        event.act().watched().is_some_and(|watch| self.settling.waits(&watch.witness))
    }

    /// Says it now, or once the node is settled.
    pub(super) fn say_or_wait(
        &mut self,
        saying: Saying,
        reply: Reply<Statement>,
        batch: &mut Batch,
    ) {
        let writer = self.identities.get(&saying.did).map(|identity| identity.writer.public());
        let settling = &mut self.settling;
        if !writer.is_some_and(|writer| settling.waits(&writer)) {
            return self.say(saying, reply, batch);
        }
        let late = settling.began + GRACE <= monotonic();
        if late || settling.held.len() >= HELD_MAX {
            return drop(reply.send(Err(NodeError::Unsettled)));
        }
        settling.held.push((saying, reply));
    }

    /// Goes on with the feeds of this installation where nothing is waited for any more.
    pub(super) fn settle(&mut self, batch: &mut Batch) {
        let now = monotonic();
        let due = self.settling.due().is_some_and(|due| due <= now);
        if !due || self.engine.is_none() {
            return;
        }
        let held = std::mem::take(&mut self.settling.held);
        if now < self.settling.ends() {
            for (_, reply) in held {
                drop(reply.send(Err(NodeError::Unsettled)));
            }
            return;
        }
        self.settling.over = true;
        self.first.push_back(Event::Doubt { writers: BTreeSet::new() });
        let value = self.settling.place.take();
        let note = |value| Write::Note { shelf: Shelf::Settings, key: PLACE.to_vec(), value };
        batch.writes.extend(value.map(note));
        for (saying, reply) in held {
            self.say(saying, reply, batch);
        }
        self.chores = now;
    }
}

/// What tells a folder from its copies: the numbers that the file system gave it and that of the
/// store, and when it made them, for a folder that is put back may get the numbers of the one that was
/// removed. Nothing of the path, for who moves a folder makes no copy.
fn place_of(data: &Path) -> Option<Vec<u8>> {
    let told = |path: &Path| {
        let about = std::fs::metadata(path).ok()?;
        // Some file systems do not tell when.
        let made = about.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        let made = made.map_or(0, |made| made.as_nanos());
        Some([&about.ino().to_be_bytes()[..], &made.to_be_bytes()[..]].concat())
    };
    Some([told(data)?, told(&data.join("store"))?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(number: usize) -> Peer {
        Peer([u8::try_from(number).unwrap(); 32])
    }

    fn key(seed: u8) -> PublicKey {
        bot_protocol::identity::SecretKey::from_seed(&[seed; 32]).public()
    }

    /// A node of one key that waits, and knows so many.
    fn settling(known: usize, moved: bool) -> Settling {
        Settling {
            began: monotonic(),
            over: false,
            moved,
            place: None,
            known: (0..known).map(peer).collect(),
            read: BTreeSet::new(),
            shown: BTreeMap::new(),
            lagging: BTreeSet::new(),
            named: BTreeSet::new(),
            writers: BTreeSet::from([key(1)]),
            held: Vec::new(),
        }
    }

    fn waited(settling: &Settling) -> u64 {
        settling.ends().saturating_duration_since(settling.began).as_secs()
    }

    /// How long is waited, in seconds after the start.
    fn check(known: usize, compared: bool, moved: bool, expected: u64) {
        let mut settling = settling(known, moved);
        settling.read(&peer(known));
        settling.told(&peer(known), key(1), true);
        settling.named.insert(peer(known));
        assert!(!settling.compared(), "a stranger tells nothing of what was signed");
        if compared {
            settling.read(&peer(0));
            settling.told(&peer(0), key(1), true);
            settling.named.insert(peer(0));
        }
        assert_eq!(waited(&settling), expected, "{known} known, {compared}, {moved}");
        assert_eq!(settling.due(), Some(settling.ends()));
        assert_eq!(settling.holds_back(), moved && known > 0);
        settling.over = true;
        assert_eq!((settling.due(), settling.holds_back()), (None, false));
        settling.over = false;
        settling.writers.clear();
        assert!(!settling.holds_back() && !settling.compared(), "no key waits");
    }

    #[test]
    fn it_is_waited_for_those_who_are_known() {
        for moved in [false, true] {
            check(0, false, moved, 0);
        }
        check(2, true, false, 0);
        check(2, false, false, 5);
        check(2, true, true, 5);
        check(2, false, true, 600);
    }

    /// Somebody whom nobody named let their store be read once, and answers first that there is nothing new;
    /// somebody who was named was off for as long as the copy is old.
    #[test]
    fn who_could_not_know_or_may_keep_silent_ends_no_wait() {
        for (moved, most) in [(false, 5), (true, 600)] {
            let mut settling = settling(3, moved);
            settling.named.insert(peer(1));
            settling.read(&peer(0));
            assert_eq!(waited(&settling), most, "it was read, and nothing else");
            settling.told(&peer(1), key(1), false);
            settling.read(&peer(1));
            assert_eq!(waited(&settling), most, "it has less than is held here");
            // Met again it has what it has from here.
            settling.told(&peer(1), key(1), true);
            assert_eq!(waited(&settling), most);
            settling.told(&peer(0), key(1), true);
            assert_eq!(waited(&settling), if moved { 600 } else { 0 }, "nobody named it");
            settling.named.insert(peer(2));
            settling.told(&peer(2), key(1), true);
            assert_eq!(waited(&settling), if moved { 600 } else { 0 }, "it was not read yet");
            settling.read(&peer(2));
            assert_eq!(waited(&settling), if moved { 5 } else { 0 });
            // Another identity's feed it does not have.
            settling.writers.insert(key(2));
            assert_eq!(waited(&settling), most);
        }
    }

    #[test]
    fn a_copy_of_a_folder_is_another_and_a_moved_one_is_not() {
        let room = tempfile::tempdir().unwrap();
        let at = |name: &str| room.path().join(name);
        for name in ["one", "copy"] {
            std::fs::create_dir_all(at(name).join("store")).unwrap();
        }
        let one = place_of(&at("one"));
        assert!(one.is_some() && one != place_of(&at("copy")));
        std::fs::rename(at("one"), at("moved")).unwrap();
        assert_eq!(place_of(&at("moved")), one);
        assert_eq!(place_of(&at("one")), None);

        let tells_when = std::fs::metadata(at("moved")).unwrap().created().is_ok();
        std::fs::remove_dir_all(at("moved")).unwrap();
        // Longer than the grain of the system's clock.
        std::thread::sleep(Duration::from_millis(50));
        std::fs::create_dir_all(at("moved").join("store")).unwrap();
        assert!(!tells_when || place_of(&at("moved")) != one, "put back in its place");
    }
}
