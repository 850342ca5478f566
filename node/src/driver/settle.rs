//! Settling: before a node that starts goes on with its own feeds, it asks whether they are longer
//! elsewhere.
//!
//! A data folder that was put back from a copy, or a copy of one that runs, has the writer keys of
//! its identities and forgot what these signed since: the next entry would be the second of its
//! number, and nobody could ever tell which one counts. So whoever has read another's store before
//! reads from one of those again before it signs anything in a feed that goes on; what the engine
//! then finds keeps it from signing for good. Where none of them answers, a node whose folder lies
//! where it lay goes on after a moment; one whose folder is another waits much longer, and says so.
//! A new identity, and a node that never met anybody, wait for nothing. Source: `spec/keys.md` §1.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use bot_protocol::feed::KeyEvent;
use bot_protocol::statement::Statement;

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
    /// Whether one of these was read again.
    compared: bool,
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
            compared: false,
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
        self.compared |= self.known.contains(peer);
    }

    /// When the waiting is over, as things are.
    fn ends(&self) -> Instant {
        match (self.known.is_empty(), self.compared, self.moved) {
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
        if !self.settling.over && goes_on && !engine.is_elsewhere(writer) {
            self.settling.writers.insert(*writer);
        }
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

    /// How long is waited, in seconds after the start.
    fn check(known: usize, compared: bool, moved: bool, expected: u64) {
        let peer = |number: usize| Peer([u8::try_from(number).unwrap(); 32]);
        let mut settling = Settling {
            began: monotonic(),
            over: false,
            moved,
            place: None,
            known: (0..known).map(peer).collect(),
            compared: false,
            writers: BTreeSet::new(),
            held: Vec::new(),
        };
        settling.read(&peer(known));
        assert!(!settling.compared, "a stranger tells nothing of what was signed");
        if compared {
            settling.read(&peer(0));
        }
        let waited = settling.ends().saturating_duration_since(settling.began);
        assert_eq!(waited.as_secs(), expected, "{known} known, {compared}, {moved}");
        assert_eq!(settling.due(), Some(settling.ends()));
        assert!(!settling.holds_back(), "no key waits");
        settling.writers.insert(bot_protocol::identity::SecretKey::from_seed(&[1; 32]).public());
        assert_eq!(settling.holds_back(), moved && known > 0);
        settling.over = true;
        assert_eq!((settling.due(), settling.holds_back()), (None, false));
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
