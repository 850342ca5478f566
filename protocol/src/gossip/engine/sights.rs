//! Witnesses of this node's own: they are asked for their signatures under the heads of feeds in scope,
//! whoever the authors of these named.
//!
//! What they sign dates those feeds for this node alone. So it is kept apart from the stamps that all nodes
//! hold alike, is passed on to nobody, and nothing is kept or asked for of witnesses that nobody here chose.
//! Source: `spec/gossip.md` §6.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::{Ask, HeadStamp, HeldStamps, KeyLog, Refusal};
use crate::identity::{Did, PublicKey};
use crate::limits::{
    CLOCK_AHEAD_MAX_MILLIS, SIGHT_AGAIN_MAX_MILLIS, SIGHTS_ASKED_MAX, SIGN_AGAIN_MIN_MILLIS,
    WITNESSES_MAX,
};
use crate::time::Timestamp;

use super::super::{Change, Effect, Message, Peer, Word};
use super::{
    Engine, Turn,
    peer::{PeerState, Signing},
};

/// The witnesses of this node's own, and what they signed.
#[derive(Debug, Default)]
pub(super) struct Sights {
    /// Writer keys, or the keys of identities that stand for their newest installation.
    named: BTreeSet<PublicKey>,
    /// By the writer: stamps with their cosignatures alone.
    held: BTreeMap<PublicKey, HeldStamps>,
}

/// When a witness is asked again for one feed, and the pause after that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Again {
    at: Timestamp,
    pause: u64,
}

impl Again {
    fn soon(now: Timestamp) -> Self {
        Self { at: now, pause: SIGN_AGAIN_MIN_MILLIS }
    }
}

impl Sights {
    pub(super) fn new(named: impl IntoIterator<Item = PublicKey>) -> Self {
        let named = named.into_iter().take(WITNESSES_MAX).collect();
        Self { named, held: BTreeMap::new() }
    }
}

impl Engine {
    /// The writer keys of the witnesses of this node's own, as far as they are known.
    fn own_witnesses(&self) -> BTreeSet<PublicKey> {
        let installation = |key: &PublicKey| {
            let log = self.ring.log(&Did::from(*key));
            log.and_then(KeyLog::newest_writer).unwrap_or(*key)
        };
        self.sights.named.iter().map(installation).collect()
    }

    /// What the store kept of them; of witnesses that are chosen no more nothing counts.
    pub(super) fn saw_before(&mut self, sights: &[HeadStamp]) {
        let own = self.own_witnesses();
        for sight in sights.iter().map(|sight| sight.only(|cosig| own.contains(&cosig.witness()))) {
            if !sight.cosigs().is_empty() {
                self.sights.held.entry(sight.writer()).or_default().hear(&sight);
            }
        }
    }

    /// What the witnesses of this node's own signed of a feed, the newest first.
    pub fn sights(&self, writer: &PublicKey) -> impl Iterator<Item = &HeadStamp> {
        self.sights.held.get(writer).into_iter().flat_map(HeldStamps::all)
    }

    /// Keeps what a witness of this node's own signed.
    pub(super) fn sight(&mut self, stamp: &HeadStamp, turn: &mut Turn) {
        let (writer, own) = (stamp.writer(), self.own_witnesses());
        // One of the future dates nothing, and would stand for some that do.
        let latest = turn.now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let seen = stamp.only(|cosig| cosig.ts() <= latest && own.contains(&cosig.witness()));
        let kept = self.author(&writer).is_some_and(|did| self.is_in_scope(&did));
        if !kept || seen.cosigs().is_empty() {
            return;
        }
        let held = self.sights.held.entry(writer).or_default();
        if held.hear(&seen) {
            turn.append(Change::Sights { writer, sights: held.all().cloned().collect() });
        }
    }

    /// A feed has another stamp: its signature is asked for.
    pub(super) fn look_again(&mut self, writer: PublicKey, now: Timestamp) {
        if self.sights.named.is_empty()
            || !self.author(&writer).is_some_and(|did| self.is_in_scope(&did))
        {
            return;
        }
        let lists = self.peers.values_mut().flat_map(|state| state.watching.values_mut());
        for list in lists {
            list.insert(writer, Again::soon(now));
        }
    }

    /// A witness of this node's own holds more of a feed than was stamped, and signs no less: its author
    /// is told, where it is met, and stamps it anew, as for a witness that it named.
    pub(super) fn tell_behind(&self, stamp: &HeadStamp, longer: u32, turn: &mut Turn) {
        let writer = stamp.writer();
        let Some(author) = self.author(&writer) else { return };
        let word = Word::Refusal(Refusal::Behind { size: longer });
        let bytes = Message::Cosigned { writer, size: stamp.size(), word }.to_bytes();
        let there = self.peers.iter().filter(|(_, state)| state.hosts.contains(&author));
        for (peer, _) in there {
            turn.push(Effect::Send { peer: *peer, bytes: bytes.clone() });
        }
    }

    /// Begins anew with every feed: somebody came into scope.
    pub(super) fn look_at_all(&mut self) {
        self.peers.values_mut().for_each(|state| state.watching.clear());
    }

    /// Asks the witnesses of this node's own, where they are connected, for what they have not signed:
    /// each for so many feeds at a time, for each feed ever more seldom, and then no more until it has
    /// another stamp.
    pub(super) fn ask_own_witnesses(&mut self, turn: &mut Turn) {
        for witness in self.own_witnesses() {
            let Some(did) = self.ring.author(&witness) else { continue };
            let there = |state: &PeerState| state.hello.is_some() && state.hosts.contains(&did);
            let peers = self.peers.iter().filter(|(_, state)| there(state)).map(|(peer, _)| *peer);
            for peer in peers.collect::<Vec<Peer>>() {
                self.ask_own_witness(peer, witness, turn);
            }
        }
    }

    fn ask_own_witness(&mut self, peer: Peer, witness: PublicKey, turn: &mut Turn) {
        let begun = self.peers.get(&peer).is_some_and(|it| it.watching.contains_key(&witness));
        let all = if begun { BTreeMap::new() } else { self.all_in_scope(turn.now) };
        let Some(state) = self.peers.get_mut(&peer) else { return };
        let list = state.watching.entry(witness).or_insert(all);
        let ripe = list.iter().filter(|(_, again)| again.at <= turn.now).map(|(writer, _)| *writer);
        for writer in ripe.take(SIGHTS_ASKED_MAX).collect::<Vec<PublicKey>>() {
            let lacks = self.lacks(&writer, &witness);
            let Some(state) = self.peers.get_mut(&peer) else { return };
            let Some(list) = state.watching.get_mut(&witness) else { return };
            let again = list.remove(&writer);
            let (Some(stamp), Some(Again { pause, .. })) = (lacks, again) else { continue };
            if pause <= SIGHT_AGAIN_MAX_MILLIS {
                let at = turn.now.saturating_add(pause);
                list.insert(writer, Again { at, pause: pause.saturating_mul(2) });
            }
            state.signing.insert((writer, witness), Signing::new(stamp.clone()));
            let ask = Box::new(Ask { stamp, proof: Vec::new() });
            let bytes = Message::Cosign { witness, ask }.to_bytes();
            turn.push(Effect::Send { peer, bytes });
        }
    }

    /// Every feed in scope that has a stamp.
    fn all_in_scope(&self, now: Timestamp) -> BTreeMap<PublicKey, Again> {
        let known =
            |writer: &&PublicKey| self.author(writer).is_some_and(|did| self.is_in_scope(&did));
        self.stamps.keys().filter(known).map(|writer| (*writer, Again::soon(now))).collect()
    }

    /// The newest stamp of a feed, where this witness is not known to have signed it.
    fn lacks(&self, writer: &PublicKey, witness: &PublicKey) -> Option<HeadStamp> {
        let newest = self.stamps.get(writer).and_then(HeldStamps::newest)?;
        let same = self.stamps(writer).chain(self.sights(writer)).filter(|held| held.same(newest));
        let mut by = same.flat_map(HeadStamp::cosigs).map(|cosig| cosig.witness());
        (!by.any(|key| key == *witness)).then(|| newest.bare())
    }
}

impl PeerState {
    /// A witness answered for a feed: it is asked for it no more until there is another stamp.
    pub(super) fn seen_to(&mut self, writer: &PublicKey, witness: &PublicKey) {
        if let Some(list) = self.watching.get_mut(witness) {
            list.remove(writer);
        }
    }
}
