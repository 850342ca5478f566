//! Stamps and proofs of two heads: kept, compared, passed on.
//!
//! Of each writer those stamps are kept that [`HeldStamps`] keeps, with the cosignatures of those
//! witnesses alone that its author named when it was made, so that nobody can fill a disk or the places of a stamp; and
//! what a writer stamps without need is neither kept nor passed on. Source: `spec/stamps.md`.

use std::collections::BTreeSet;

use crate::canon::hash::{Hash, sha256};
use crate::feed::{Ask, Claim, HeadStamp, HeldStamps, KeyEvent, Refusal, StampFork};
use crate::identity::PublicKey;
use crate::limits::{
    CLOCK_AHEAD_MAX_MILLIS, SIGN_AGAIN_MAX_MILLIS, SIGN_AGAIN_MIN_MILLIS, SIGN_BURST,
    SIGNS_PER_MINUTE, STAMP_AGAIN_MILLIS, STAMP_BURST, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX,
    STAMPS_PER_MINUTE,
};
use crate::statement::Statement;
use crate::time::Timestamp;

use super::super::{Change, Effect, First, Item, Lane, Message, Notice, Peer, Word};
use super::{
    Engine, Turn,
    intake::Taken,
    peer::{Bucket, PeerState, Signing},
    unkept::Unkept,
};

impl Engine {
    /// The stamps held of a feed, the newest first.
    pub fn stamps(&self, writer: &PublicKey) -> impl Iterator<Item = &HeadStamp> {
        self.stamps.get(writer).into_iter().flat_map(HeldStamps::all)
    }

    /// The proof held that the writer of a feed signed two heads.
    #[must_use]
    pub fn heads(&self, writer: &PublicKey) -> Option<&StampFork> {
        self.heads.get(writer)
    }

    /// What the store kept: of it counts what counts by the key logs that are held.
    pub(super) fn stamped_before(&mut self, stamps: &[HeadStamp]) {
        for stamp in stamps {
            let named = self.by_its_witnesses(stamp);
            self.stamps.entry(stamp.writer()).or_default().hear(&named);
            // What its author said to exist is missed also by who starts anew, who knows no more what of its
            // stamps did not count.
            let track = self.track(stamp.writer());
            track.seen = track.seen.max(stamp.size());
            track.unnamed = true;
        }
    }

    /// A stamp made here, or one that came back with another cosignature.
    pub(super) fn stamped(&mut self, stamp: &HeadStamp, turn: &mut Turn) {
        if !self.own.contains_key(&stamp.writer()) {
            return;
        }
        if self.keep_stamp(stamp, turn) {
            self.publish(Lane::Urgent, &Item::Stamp(stamp.clone()), turn);
        }
        for state in self.peers.values_mut() {
            state.sign_again = (turn.now, 0);
        }
        self.ask_witnesses(turn);
    }

    /// Asks all whose time has come for what they have not signed. A witness may hear of the act
    /// that names it after it was asked, so it is asked again, ever more seldom.
    pub(super) fn ask_witnesses(&mut self, turn: &mut Turn) {
        let ripe = |state: &PeerState| state.hello.is_some() && state.sign_again.0 <= turn.now;
        let peers = self.peers.iter().filter(|(_, state)| ripe(state)).map(|(peer, _)| *peer);
        for peer in peers.collect::<Vec<Peer>>() {
            self.ask_witness(peer, turn);
        }
    }

    /// Asks a peer that hosts witnesses of feeds of this installation for what they have not
    /// signed.
    pub(super) fn ask_witness(&mut self, peer: Peer, turn: &mut Turn) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let pause = state.sign_again.1.saturating_mul(2);
        let pause = pause.clamp(SIGN_AGAIN_MIN_MILLIS, SIGN_AGAIN_MAX_MILLIS);
        state.sign_again = (turn.now.saturating_add(pause), pause);
        for (writer, did) in &self.own {
            let named = self.ring.log(did).and_then(|log| log.witnesses(turn.now));
            let stamp = self.stamps.get(writer).and_then(HeldStamps::newest);
            let (Some((named, _)), Some(stamp)) = (named, stamp) else { continue };
            let hosted = |key: &PublicKey| {
                self.ring.author(key).is_some_and(|did| state.hosts.contains(&did))
            };
            let lacks =
                |key: &PublicKey| !stamp.cosigs().iter().any(|cosig| cosig.witness() == *key);
            // In turn: one that is lost or silent keeps no other one there from being asked.
            let open = || named.keys().iter().filter(|key| hosted(key) && lacks(key));
            let last = state.witness_asked.get(writer).copied();
            let next = last.and_then(|last| open().find(|key| **key > last));
            if let Some(witness) = next.or_else(|| open().next()) {
                state.witness_asked.insert(*writer, *witness);
                state.signing.insert((*writer, *witness), Signing::new(stamp.bare()));
                let ask = Box::new(Ask { stamp: stamp.bare(), proof: Vec::new() });
                let bytes = Message::Cosign { witness: *witness, ask }.to_bytes();
                turn.push(Effect::Send { peer, bytes });
            }
        }
    }

    /// A peer asks for a signature: a witness that the author named gives one, and of feeds in its own
    /// scope any. Of the latter only after a whole catch-up, as nobody else would tell it what it signed
    /// before its disk was put back.
    pub(super) fn asked_to_sign(
        &mut self,
        peer: Peer,
        witness: PublicKey,
        ask: Ask,
        turn: &mut Turn,
    ) {
        let calm = self.peers.get_mut(&peer).is_some_and(|state| state.requests.take(turn.now));
        if !calm {
            return self.in_vain(peer, turn);
        }
        let writer = ask.stamp.writer();
        let author = self.author(&writer);
        // Whoever names this node as a witness can name ever more writers: of feeds it has so many places.
        let calm = author.is_some_and(|did| self.has_feed_place(&did, &writer));
        let log = author.and_then(|did| self.ring.log(&did));
        let named = log.and_then(|log| log.witnesses(turn.now));
        // What lies above where a log was closed or cut off is of nobody who may still ask.
        let end = log.and_then(|log| log.closed_at(&writer));
        let calm = calm && end.is_none_or(|end| ask.stamp.size() <= end);
        let named = named.is_some_and(|(named, _)| named.names(&witness));
        let known = author.is_some_and(|did| self.is_in_scope(&did));
        let signs = named || (known && !self.synced.is_empty());
        let own = self.own.contains_key(&witness) && !self.is_elsewhere(&witness);
        if calm && signs && own && self.is_calm_ask(&ask.stamp, turn.now) {
            // What is lacked of it is fetched, and where it is another story that is found out.
            self.compare_stamp(peer, &ask.stamp, turn);
            turn.push(Effect::Witness { peer, witness, ask });
        }
    }

    /// A witness answers for a feed of this installation, or one of this node's own for any.
    pub(super) fn witness_said(
        &mut self,
        peer: Peer,
        (writer, size): (PublicKey, u32),
        word: Word,
        turn: &mut Turn,
    ) {
        let Some(state) = self.peers.get_mut(&peer) else { return };
        if !state.requests.take(turn.now) {
            return self.in_vain(peer, turn);
        }
        let asked = state.asked_of(&writer, size);
        match &word {
            Word::Refusal(Refusal::Unproven { .. }) => {}
            Word::Cosig(cosig) => state.seen_to(&writer, &cosig.witness()),
            // Of several witnesses there, what keeps one from signing keeps the others.
            Word::Heads(_) | Word::Refusal(_) => {
                asked.iter().for_each(|(witness, _)| state.seen_to(&writer, witness));
            }
        }
        let by = match &word {
            Word::Cosig(cosig) => Some(cosig.witness()),
            Word::Heads(_) | Word::Refusal(_) => None,
        };
        let mut asked = asked.into_iter().filter(|(witness, _)| by.is_none_or(|by| by == *witness));
        let other = asked.next().map(|(_, stamp)| stamp);
        let asked = match self.own.contains_key(&writer) {
            true => self.stamps(&writer).find(|stamp| stamp.size() == size).cloned(),
            false if other.is_none() => return,
            false => other,
        };
        match (word, asked) {
            (Word::Heads(proof), _) if proof.writer() == writer => {
                self.take_heads(*proof, turn);
            }
            (Word::Cosig(cosig), Some(stamp)) => {
                // What is not over this head, or by nobody who was named, is not kept.
                if let Ok(stamp) = stamp.with(cosig) {
                    let named = self.useful(&stamp, turn.now);
                    if !named.cosigs().is_empty() && self.keep_stamp(&named, turn) {
                        self.publish(Lane::Urgent, &Item::Stamp(named), turn);
                    }
                    self.sight(&stamp, turn);
                }
            }
            (Word::Refusal(Refusal::Unproven { size: from }), _) => {
                // Only who was asked, and only about the head that it was asked to sign.
                let Some(state) = self.peers.get_mut(&peer) else { return };
                for (witness, stamp) in state.owes(&writer, size, from) {
                    turn.push(Effect::Prove { peer, witness, stamp, from });
                }
            }
            (Word::Refusal(Refusal::Behind { size: longer }), Some(stamp))
                if self.own.contains_key(&writer) =>
            {
                // Once for each stamp: it was the newest, and the next is of all there is.
                let is_newest = self.stamps(&writer).next().is_some_and(|one| one.same(&stamp));
                let all = self.tracks.get(&writer).map_or(0, |track| track.feed.size());
                if is_newest
                    && longer > size
                    && longer <= all
                    && let Some(did) = self.own.get(&writer)
                {
                    turn.push(Effect::Stamp { did: *did });
                }
            }
            (Word::Refusal(Refusal::Behind { size: longer }), Some(stamp)) => {
                self.tell_behind(&stamp, longer, turn);
            }
            (Word::Heads(_) | Word::Cosig(_) | Word::Refusal(_), _) => {}
        }
    }

    /// A stamp from a peer, whose signatures were checked.
    pub(super) fn take_stamp(&mut self, peer: Peer, stamp: &HeadStamp, turn: &mut Turn) -> Taken {
        let writer = stamp.writer();
        let Some(author) = self.author(&writer) else {
            return self.of_stranger(writer);
        };
        if !self.has_feed_place(&author, &writer) {
            return Taken::Refused;
        }
        if stamp.ts() > turn.now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return Taken::Later;
        }
        let stamp = self.useful(stamp, turn.now);
        if self.is_again(&stamp) {
            return Taken::Known;
        }
        let known = self.stamps(&writer).any(|held| held.same(&stamp));
        let calm = self.is_calm(&stamp, turn.now);
        let news = match calm {
            true => self.keep_stamp(&stamp, turn),
            false => self.contradict(&stamp, turn),
        };
        if !known {
            // Also one that is not kept, as it is older, may be of another story.
            self.compare_stamp(peer, &stamp, turn);
        }
        match (calm, news) {
            (true, true) => Taken::New,
            (true, false) => Taken::Known,
            (false, _) => Taken::Refused,
        }
    }

    /// Whether a stamp says again what the newest one says, soon after it, and no witness that is
    /// named signed it.
    fn is_again(&self, stamp: &HeadStamp) -> bool {
        let newest = self.stamps.get(&stamp.writer()).and_then(HeldStamps::newest);
        newest.is_some_and(|newest| {
            let head = |stamp: &HeadStamp| (stamp.size(), stamp.root(), stamp.keys().clone());
            let soon = newest.ts().saturating_add(STAMP_AGAIN_MILLIS);
            !newest.same(stamp)
                && head(newest) == head(stamp)
                && (newest.ts()..soon).contains(&stamp.ts())
                && stamp.cosigs().is_empty()
        })
    }

    /// Whether a stamp is one of so many as a writer may have kept and passed on for it: those behind
    /// which an entry at hand stands are free, and so is what another witness signed.
    fn is_calm(&mut self, stamp: &HeadStamp, now: Timestamp) -> bool {
        let writer = stamp.writer();
        let held = self.stamps.get(&writer);
        let newest = held.and_then(HeldStamps::newest).map_or(0, HeadStamp::size);
        let size = self.tracks.get(&writer).map_or(0, |track| track.feed.size());
        let same = held.into_iter().flat_map(HeldStamps::all).find(|held| held.same(stamp));
        let known = same.is_some_and(|held| {
            let has = |key| held.cosigs().iter().any(|cosig| cosig.witness() == key);
            let news = || stamp.cosigs().iter().filter(|cosig| !held.cosigs().contains(cosig));
            news().all(|cosig| !has(cosig.witness()))
        });
        if known || (newest < stamp.size() && stamp.size() <= size) {
            return true;
        }
        let bucket = || Bucket::a_minute(STAMP_BURST, STAMPS_PER_MINUTE, now);
        self.stamp_pace.entry(writer).or_insert_with(bucket).take(now)
    }

    /// Whether a log's head is one of so many as a witness looks at for it: what it signs it remembers
    /// on the disk, and whoever asks chooses how often. The newest stamp held is asked about by each who
    /// chose this witness, and signed once a minute at most.
    fn is_calm_ask(&mut self, stamp: &HeadStamp, now: Timestamp) -> bool {
        if self.stamps(&stamp.writer()).next().is_some_and(|newest| newest.same(stamp)) {
            return true;
        }
        let bucket = || Bucket::a_minute(SIGN_BURST, SIGNS_PER_MINUTE, now);
        self.sign_pace.entry(stamp.writer()).or_insert_with(bucket).take(now)
    }

    /// Looks for a proof of two heads in a stamp that is not kept; answers whether there is one.
    fn contradict(&mut self, stamp: &HeadStamp, turn: &mut Turn) -> bool {
        let held: Vec<Claim> = self.stamps(&stamp.writer()).map(Claim::stamped).collect();
        let mut found = false;
        for claim in held {
            if let Ok(proof) = StampFork::make(claim, Claim::stamped(stamp)) {
                found |= self.adopt_heads(proof, turn);
            }
        }
        found
    }

    /// The stamp without what is of no use: cosignatures of others than its witnesses, and such of the future,
    /// which date nothing and would stand for some that do.
    fn useful(&mut self, stamp: &HeadStamp, now: Timestamp) -> HeadStamp {
        let named = self.by_its_witnesses(stamp);
        if named.cosigs().len() < stamp.cosigs().len() {
            self.track(stamp.writer()).unnamed = true;
        }
        let latest = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        named.only(|cosig| cosig.ts() <= latest)
    }

    /// The stamp with the cosignatures of those alone whom its author named when it was made, or first after
    /// that: so that a log that closed under its former ones is dated for newcomers too, and none of them
    /// stands in the place of those who came after.
    pub(super) fn by_its_witnesses(&self, stamp: &HeadStamp) -> HeadStamp {
        let author = self.author(&stamp.writer());
        let log = author.and_then(|did| self.ring.log(&did));
        let named = log.and_then(|log| log.witnesses_around(stamp.ts()));
        stamp.only(|cosig| named.is_some_and(|all| all.names(&cosig.witness())))
    }

    /// A key event names other witnesses than were known, or whose a log is: of its author's stamps those are
    /// kept that would be if it had come before them, and what was not kept of them is asked for anew.
    pub(super) fn named_anew(&mut self, event: &KeyEvent, turn: &mut Turn) {
        let (act, mut writers) = (event.act(), BTreeSet::new());
        writers.extend(act.writer());
        if act.witnesses().is_some() {
            let log = self.ring.log(&event.did());
            writers.extend(log.into_iter().flat_map(|log| log.writers().into_keys()));
        }
        let mut anew = false;
        for writer in writers {
            let track = self.tracks.get_mut(&writer);
            anew |= track.is_some_and(|track| std::mem::take(&mut track.unnamed));
            anew |= self.restamp(writer, turn);
        }
        if anew {
            self.compare_anew(turn);
        }
    }

    /// Keeps of the stamps of a log what counts by its author's key log now; answers whether that is less.
    fn restamp(&mut self, writer: PublicKey, turn: &mut Turn) -> bool {
        let Some(held) = self.stamps.get(&writer) else { return false };
        let mut kept = HeldStamps::default();
        held.all().for_each(|stamp| {
            kept.hear(&self.by_its_witnesses(stamp));
        });
        if kept == *held {
            return false;
        }
        turn.append(Change::Stamps(kept.all().cloned().collect()));
        self.recounted(writer, |engine| engine.stamps.insert(writer, kept));
        self.digest_told(writer);
        self.look_again(writer, turn.now);
        true
    }

    /// Keeps a stamp where it is news; two that contradict each other are a proof.
    pub(super) fn keep_stamp(&mut self, stamp: &HeadStamp, turn: &mut Turn) -> bool {
        self.contradict(stamp, turn);
        let writer = stamp.writer();
        let bytes = u64::try_from(STAMP_BYTES_MAX).unwrap_or(u64::MAX);
        if !self.author(&writer).is_some_and(|author| self.has_room(&author, bytes)) {
            return false;
        }
        let news =
            self.recounted(writer, |engine| engine.stamps.entry(writer).or_default().hear(stamp));
        if news {
            self.digest_told(writer);
            turn.append(Change::Item(Item::Stamp(stamp.clone())));
            self.look_again(writer, turn.now);
        }
        news
    }

    /// What a stamp says beside what is held of the feed.
    fn compare_stamp(&mut self, peer: Peer, stamp: &HeadStamp, turn: &mut Turn) {
        let (writer, size) = (stamp.writer(), stamp.size());
        if self.own.contains_key(&writer) {
            let held = self.tracks.get(&writer).map_or(0, |track| track.feed.size());
            if size > held {
                self.used_elsewhere(writer, size.saturating_sub(1), turn);
            }
        }
        let track = self.track(writer);
        let held = track.feed.size();
        if size > held {
            // There is more than is held: who showed it is asked for it.
            track.seen = track.seen.max(size);
            self.chase(writer, Some(peer), turn);
        } else if size < held {
            turn.push(Effect::CompareStamp { stamp: stamp.clone() });
        } else if track.feed.root() != stamp.root() {
            self.probe(peer, writer, size, turn);
        }
    }

    /// The store's own head of the size of a stamp.
    pub(super) fn compared_stamp(
        &mut self,
        stamp: &HeadStamp,
        held: Option<&Statement>,
        turn: &mut Turn,
    ) {
        let Some(held) = held else { return };
        if let Ok(proof) = StampFork::make(Claim::before(held), Claim::stamped(stamp)) {
            self.adopt_heads(proof, turn);
        }
    }

    /// A proof of two heads from a peer, whose signatures were checked.
    pub(super) fn take_heads(&mut self, proof: StampFork, turn: &mut Turn) -> Taken {
        if self.author(&proof.writer()).is_none() {
            return self.of_stranger(proof.writer());
        }
        if self.adopt_heads(proof, turn) { Taken::New } else { Taken::Known }
    }

    /// Takes a proof of two heads that is better than the one held, tells all of it, and looks for
    /// the number at which the branches part. Answers whether it was better.
    fn adopt_heads(&mut self, proof: StampFork, turn: &mut Turn) -> bool {
        let (writer, size) = (proof.writer(), proof.size());
        if self.heads.get(&writer).is_some_and(|held| !proof.better(held))
            || !self.has_room_for_proof(&writer, STAMP_FORK_BYTES_MAX)
        {
            return false;
        }
        self.recounted(writer, |engine| engine.heads.insert(writer, proof.clone()));
        self.digest_told(writer);
        turn.append(Change::Item(Item::Heads(proof.clone())));
        self.publish(Lane::Urgent, &Item::Heads(proof), turn);
        turn.push(Effect::Notice(Notice::TwoHeads { writer, size }));
        if self.own.contains_key(&writer) {
            self.used_elsewhere(writer, size.saturating_sub(1), turn);
        }
        if self.fork(&writer).is_none() {
            self.told_twice(&writer, turn);
            let peers: Vec<Peer> = self.peers().collect();
            for peer in peers {
                self.probe(peer, writer, size, turn);
            }
        }
        true
    }

    /// The proofs of two heads and the stamps of these feeds, for somebody who has others of them, and whose
    /// they are. Stamps are read from the store when their turn comes: of a large network they are more than
    /// a slow reader may have lie in memory.
    pub(super) fn stamps_for(
        &self,
        feeds: impl Iterator<Item = PublicKey>,
    ) -> (Vec<First>, BTreeSet<PublicKey>) {
        let feeds: BTreeSet<PublicKey> = feeds.collect();
        let proofs = feeds.iter().filter_map(|writer| self.heads.get(writer));
        let proofs = proofs.map(|proof| First::Item(Box::new(Item::Heads(proof.clone()))));
        let stamped = feeds.iter().filter(|writer| self.stamps.contains_key(*writer));
        let first = proofs.chain(stamped.map(|writer| First::Stamps(*writer))).collect();
        let told = |writer: &PublicKey| {
            self.heads.contains_key(writer) || self.stamps.contains_key(writer)
        };
        (first, feeds.iter().copied().filter(told).collect())
    }

    /// Sums up what is told of every feed: at start.
    pub(super) fn digest_all(&mut self) {
        let told = self.stamps.keys().chain(self.heads.keys());
        let told = told.chain(self.aside.keys()).chain(self.ahead.keys());
        let told: BTreeSet<PublicKey> = told.copied().collect();
        told.into_iter().for_each(|writer| self.digest_told(writer));
    }

    /// Sums up what is told of a feed, for comparing.
    pub(super) fn digest_told(&mut self, writer: PublicKey) {
        self.track(writer).told = self.told_with(&writer, None);
    }

    /// The same, as if what was refused were held.
    pub(super) fn told_with(&self, writer: &PublicKey, refused: Option<&Unkept>) -> [u8; 8] {
        let stamps = self.stamps(writer).map(HeadStamp::to_bytes);
        let proof = self.heads.get(writer).map(StampFork::to_bytes);
        let told: Vec<Vec<u8>> = stamps.chain(proof).collect();
        let ahead = self.ahead_with(writer, refused);
        let mut parts: Vec<&[u8]> = told.iter().map(Vec::as_slice).collect();
        // Where there is a fork it is told with that.
        let forked = self.fork(writer).is_some();
        let beside = if forked { BTreeSet::new() } else { self.beside_with(writer, refused) };
        parts.extend(beside.iter().map(|id| &id.as_bytes()[..]));
        parts.extend(ahead.values().map(|id| &id.as_bytes()[..]));
        let digest = if parts.is_empty() { Hash::default() } else { sha256(&parts) };
        digest.as_bytes().first_chunk().copied().unwrap_or_default()
    }
}
