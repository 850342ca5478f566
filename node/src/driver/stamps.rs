//! Stamps of this installation's feeds, and what it signs as a witness of others.
//!
//! The core decides what a witness signs; here the decision is stored before the answer leaves.

use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{
    Ask, Claim, Decision, Feed, HeadStamp, Own, Refusal, Seen, consistency_proof,
};
use bot_protocol::gossip::{Change, Effect, Event, Item, Message, Word};
use bot_protocol::identity::{PublicKey, SecretKey};
use bot_protocol::limits::STAMP_EVERY_MILLIS;

use super::batch::After;
use super::*;
use crate::store::{Shelf, Store as _, StoreError, Write};

/// Bytes of entries read at a time to prove that a head continues another.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Signatures made durable at once.
const ANSWERS_A_COMMIT: usize = 64;

/// Most logs of which it is remembered between two requests what the first one showed.
const SHOWN_MAX: usize = 1024;

/// A decision, what was shown for it, and what is written before it is told.
type Decided = (Decision, BTreeSet<(u32, Hash)>, Vec<Write>);

impl Driver {
    /// Stamps the feed of an identity where the newest stamp will soon be due, or tells less than
    /// is known or said by now, as a witness that holds more signs no less; else asks those witnesses again that have not signed it.
    pub(super) fn stamp_due(&mut self, did: Did, batch: &mut Batch) {
        let Some(engine) = &self.engine else { return };
        let Some(identity) = self.identities.get(&did) else { return };
        let (writer, now) = (identity.writer.public(), self.clock.now());
        let newest = engine.stamps(&writer).next().cloned();
        let size = engine.feed(&writer).map_or(0, Feed::size);
        let told = |stamp: &HeadStamp| {
            engine.key_log(&did).is_some_and(|log| stamp.names_keys_of(log)) && stamp.size() >= size
        };
        // Some hours before it is due, so that nobody is told that it is late.
        let due = |stamp: &HeadStamp| now.saturating_add(STAMP_EVERY_MILLIS / 4) >= stamp.due();
        match newest {
            Some(stamp) if !due(&stamp) && told(&stamp) => {
                self.feed(Event::Stamped { stamp }, batch);
            }
            Some(_) | None => self.stamp(did, batch),
        }
    }

    /// Whether the feed of an identity was never stamped.
    pub(super) fn has_no_stamp(&self, did: &Did) -> bool {
        let (engine, identity) = (self.engine.as_ref(), self.identities.get(did));
        let writer = identity.map(|identity| identity.writer.public());
        engine.zip(writer).is_some_and(|(engine, writer)| engine.stamps(&writer).next().is_none())
    }

    /// Stamps the feed of an identity, if it has any entries and its writer speaks for it.
    pub(super) fn stamp(&mut self, did: Did, batch: &mut Batch) {
        let Some(engine) = &self.engine else { return };
        let Some(identity) = self.identities.get(&did) else { return };
        let writer = identity.writer.public();
        let (Some(feed), Some(log)) = (engine.feed(&writer), engine.key_log(&did)) else { return };
        let speaks = log.names(&writer) && log.closed_at(&writer).is_none();
        if !speaks
            || feed.size() == 0
            || engine.is_elsewhere(&writer)
            || self.settling.waits(&writer)
        {
            return;
        }
        let now = self.clock.now();
        // Those who were named last sign it, also where another machine of the author named them by its clock.
        let named = log.witnesses(now).map_or(now, |(_, named)| named);
        let now = now.max(feed.last_ts()).max(named);
        let times = (now, now.saturating_add(STAMP_EVERY_MILLIS));
        match HeadStamp::sign(feed, log, times, &identity.writer) {
            Ok(stamp) => self.feed(Event::Stamped { stamp }, batch),
            Err(fault) => tracing::error!(%fault, "the feed cannot be stamped"),
        }
    }

    /// Stamps anew what witnesses hold more of than was stamped.
    pub(super) fn stamp_anew(&mut self) {
        for did in std::mem::take(&mut self.stamping) {
            let mut batch = Batch::default();
            self.stamp(did, &mut batch);
            self.finish(batch);
        }
    }

    /// Answers the next who ask for a signature, if nothing is to be compared before: of each log one, in
    /// one commit, as what is signed of a log hangs on what is remembered of it.
    pub(super) fn answer_asked(&mut self) {
        let (mut batch, mut logs) = (Batch::default(), BTreeSet::new());
        while self.first.is_empty()
            && logs.len() < ANSWERS_A_COMMIT
            && self.asked.front().is_some_and(|(_, _, ask)| logs.insert(ask.stamp.writer()))
            && let Some((peer, witness, ask)) = self.asked.pop_front()
        {
            self.witness(peer, witness, &ask, &mut batch);
        }
        self.finish(batch);
    }

    /// Decides whether to sign a head, and has the answer leave after what is remembered of it. All
    /// that this node knows of the log is in the store by now.
    fn witness(&mut self, peer: Peer, witness: PublicKey, ask: &Ask, batch: &mut Batch) {
        // Whoever is asked and does not want to be a witness is as one who is away; so is one that may
        // have forgotten what it signed.
        if !self.witnesses || self.settling.waits(&witness) {
            return;
        }
        let (writer, size) = (ask.stamp.writer(), ask.stamp.size());
        let key = self.identities.values().map(|identity| &identity.writer);
        let Some(key) = key.into_iter().find(|key| key.public() == witness) else { return };
        let (decision, shown, writes) = match self.decide(ask, key) {
            Ok(decided) => decided,
            Err(fault) => return tracing::error!(%fault, "the store cannot be read"),
        };
        self.note_shown(&ask.stamp, shown, &decision);
        batch.writes.extend(writes);
        let word = match decision {
            Decision::Cosign { keep: _, cosig } => Word::Cosig(cosig),
            Decision::Conflict(proof) => {
                self.first.push_back(Event::TwoHeads { proof: proof.clone() });
                Word::Heads(Box::new(proof))
            }
            Decision::Refuse(why) => Word::Refusal(why),
        };
        let bytes = Message::Cosigned { writer, size, word }.to_bytes();
        batch.after.push(After::Effect(Effect::Send { peer, bytes }));
    }

    /// What becomes of a request, what it and those before it showed, and what is durable before it is
    /// answered.
    fn decide(&self, ask: &Ask, key: &SecretKey) -> Result<Decided, StoreError> {
        let (writer, now) = (ask.stamp.writer(), self.clock.now());
        let noted = self.noted(&writer)?;
        let stamps = self.slot.stamps(Some(&writer))?;
        let seen = Seen::recall(noted.clone(), &stamps, &key.public());
        let own = self.own(ask, seen.as_ref(), stamps)?;
        let decision = Seen::decide(seen.as_ref(), ask, &own, now, key);
        let writes = writes_of(self.slot.as_ref(), &writer, (noted.as_ref(), &decision), now)?;
        Ok((decision, own.shown, writes))
    }

    /// What this installation remembers of a log as its witness. A note that cannot be read is no leave to
    /// begin anew.
    fn noted(&self, writer: &PublicKey) -> Result<Option<Seen>, StoreError> {
        let note = self.slot.note(Shelf::Witness, writer.as_bytes())?;
        note.map(|note| read_seen(writer, &note)).transpose()
    }

    /// What this node's own copy of the log tells of a head, and of the one signed last.
    fn own(
        &self,
        ask: &Ask,
        seen: Option<&Seen>,
        stamps: Vec<HeadStamp>,
    ) -> Result<Own, StoreError> {
        let writer = ask.stamp.writer();
        let held = self.slot.head(&writer)?;
        let heads = self.engine.as_ref().and_then(|engine| engine.heads(&writer)).is_some();
        let forked = heads || held.as_ref().is_some_and(|held| held.fork.is_some());
        let claim = |size| -> Result<Option<Claim>, StoreError> {
            let next = self.slot.entry(&writer, size)?;
            Ok(next.map(|next| Claim::before(&next.statement)))
        };
        let (head, signed) =
            (claim(ask.stamp.size())?, seen.map(|seen| claim(seen.stamp().size())));
        let shown = self.shown.get(&writer).filter(|(stamp, _)| same_head(stamp, &ask.stamp));
        let mut own = Own {
            tree: held.map(|held| held.accumulator).unwrap_or_default(),
            head,
            signed: signed.transpose()?.flatten(),
            shown: shown.map(|(_, shown)| shown.clone()).unwrap_or_default(),
            stamps,
            forked,
        };
        own.learn(seen, ask);
        Ok(own)
    }

    /// Remembers for the next request what this one showed, where something is still to be shown.
    fn note_shown(&mut self, stamp: &HeadStamp, shown: BTreeSet<(u32, Hash)>, decision: &Decision) {
        let unproven = matches!(decision, Decision::Refuse(Refusal::Unproven { .. }));
        self.shown.remove(&stamp.writer());
        if unproven && !shown.is_empty() {
            if self.shown.len() >= SHOWN_MAX {
                self.shown.pop_first();
            }
            self.shown.insert(stamp.writer(), (stamp.bare(), shown));
        }
    }

    /// Shows a witness that a head continues another, which takes reading the whole log: aside.
    pub(super) fn prove(&self, peer: Peer, witness: PublicKey, stamp: HeadStamp, from: u32) {
        let Some(lanes) = self.links.get(&peer).and_then(|link| link.lanes.clone()) else { return };
        let store: Arc<dyn crate::store::Store> = Arc::clone(&self.slot) as Arc<_>;
        let reader = serve::Reader::new(store, self.threads);
        self.runtime.spawn(async move {
            let of = stamp.clone();
            match reader.read(move |store| ids(store, &of)).await {
                Ok(ids) => {
                    if let Some(proof) = consistency_proof(&ids, from) {
                        let ask = Box::new(Ask { stamp, proof });
                        let bytes = Message::Cosign { witness, ask }.to_bytes();
                        let _gone = lanes.bulk.send(bytes).await;
                    }
                }
                Err(fault) => tracing::error!(%fault, "the store cannot be read"),
            }
        });
    }
}

/// The ids of the entries that a stamp is over.
fn ids(store: &dyn crate::store::Store, stamp: &HeadStamp) -> Result<Vec<Hash>, StoreError> {
    let mut ids: Vec<Hash> = Vec::new();
    let size = usize::try_from(stamp.size()).unwrap_or(usize::MAX);
    while ids.len() < size {
        let from = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let chunk = store.entries(&stamp.writer(), from, CHUNK_BYTES)?;
        if chunk.is_empty() {
            break;
        }
        ids.extend(chunk.iter().map(|held| held.statement.id()));
    }
    ids.truncate(size);
    Ok(ids)
}

fn same_head(one: &HeadStamp, other: &HeadStamp) -> bool {
    (one.size(), one.root()) == (other.size(), other.root())
}

fn read_seen(writer: &PublicKey, note: &[u8]) -> Result<Seen, StoreError> {
    let parts = note.split_first_chunk::<8>();
    let stamp = parts.and_then(|(_, stamp)| HeadStamp::reopen(stamp).ok());
    let stamp = stamp.filter(|stamp| stamp.writer() == *writer);
    let (Some((at, _)), Some(stamp)) = (parts, stamp) else {
        let what = format!("what was signed last as a witness of {writer} cannot be read");
        return Err(StoreError::Damaged { path: std::path::PathBuf::from("store"), what });
    };
    Ok(Seen::restore(&stamp, Timestamp::from_millis(u64::from_be_bytes(*at))))
}

/// What is durable before a witness answers: what it remembers, where that is not noted already, or the
/// proof that it found.
///
/// # Errors
/// The store cannot be read.
fn writes_of(
    store: &dyn crate::store::Store,
    writer: &PublicKey,
    (noted, decision): (Option<&Seen>, &Decision),
    now: Timestamp,
) -> Result<Vec<Write>, StoreError> {
    match decision {
        Decision::Cosign { keep, .. } if noted == Some(keep) => Ok(Vec::new()),
        Decision::Cosign { keep, .. } => Ok(vec![write_of(writer, keep)]),
        Decision::Conflict(proof) => {
            load::writes_of(store, Change::Item(Item::Heads(proof.clone())), now)
        }
        Decision::Refuse(_) => Ok(Vec::new()),
    }
}

fn write_of(writer: &PublicKey, seen: &Seen) -> Write {
    let at = seen.cosigned().millis().to_be_bytes();
    let value = [&at[..], &seen.stamp().to_bytes()].concat();
    Write::Note { shelf: Shelf::Witness, key: writer.as_bytes().to_vec(), value }
}

#[cfg(test)]
mod tests {
    use bot_protocol::feed::KeyLog;
    use bot_protocol::feed::StampFork;
    use bot_protocol::limits::SIGNED_AGAIN_MILLIS;
    use bot_protocol::statement::kinds::{Party, Profile};
    use bot_protocol::statement::{Content, Draft, Retention};

    use super::*;

    /// Two heads of one size by a writer.
    fn two_heads() -> (StampFork, HeadStamp) {
        let writer = SecretKey::from_seed(&[7; 32]);
        let keys = KeyLog::new(Did::from(SecretKey::from_seed(&[8; 32]).public()));
        let stamps = [1_u8, 2].map(|salt| {
            let mut feed = Feed::new(writer.public());
            let profile = Profile {
                party: Party::Person,
                name: "somebody".to_owned(),
                description: None,
                url: None,
            };
            let (content, ret) = (Content::Profile(profile), Retention::Erasable);
            let draft = Draft { content, salt: [salt; 16], ret };
            let at = Timestamp::from_millis(5);
            let said = draft.sign(&keys.did(), &feed.head(), at, &writer).unwrap();
            feed.append(&said, at).unwrap();
            HeadStamp::sign(&feed, &keys, (at, Timestamp::from_millis(9)), &writer).unwrap()
        });
        let [one, other] = &stamps;
        let proof = StampFork::make(Claim::stamped(one), Claim::stamped(other)).unwrap();
        (proof, one.clone())
    }

    #[test]
    fn a_proof_that_a_witness_found_is_durable_before_it_is_told_and_a_refusal_writes_nothing() {
        let store = crate::store::open(std::path::Path::new(""), crate::store::Backend::Memory);
        let store = store.unwrap();
        let (proof, stamp) = two_heads();
        let (writer, now) = (stamp.writer(), Timestamp::from_millis(6));
        let refused = Decision::Refuse(Refusal::Forked);
        let of =
            |noted, decision| writes_of(store.as_ref(), &writer, (noted, decision), now).unwrap();
        assert!(of(None, &refused).is_empty());
        let conflict = Decision::Conflict(proof.clone());
        store.commit(&of(None, &conflict)).unwrap();
        assert_eq!(store.two_heads().unwrap(), [proof]);
        // A signature is written once, however often it is asked for.
        let ask = Ask { stamp, proof: Vec::new() };
        let witness = SecretKey::from_seed(&[9; 32]);
        let signed = |before, at| Seen::decide(before, &ask, &Own::default(), at, &witness);
        let first = signed(None, now);
        let Decision::Cosign { keep, .. } = &first else { panic!("{first:?}") };
        assert_eq!(of(None, &first).len(), 1);
        let (soon, later) = (now, now.saturating_add(2 * SIGNED_AGAIN_MILLIS));
        let [soon, later] = [soon, later].map(|at| signed(Some(keep), at));
        assert!(of(Some(keep), &soon).is_empty());
        assert_eq!(of(Some(keep), &later).len(), 1, "of a later moment");
    }

    #[test]
    fn what_was_signed_last_comes_back_and_a_note_that_is_none_is_damage() {
        let writer = SecretKey::from_seed(&[7; 32]);
        let keys = KeyLog::new(Did::from(SecretKey::from_seed(&[8; 32]).public()));
        let at = Timestamp::from_millis;
        let stamp = HeadStamp::sign(&Feed::new(writer.public()), &keys, (at(5), at(9)), &writer);
        let seen = Seen::restore(&stamp.unwrap(), at(6));
        let Write::Note { key, value, .. } = write_of(&writer.public(), &seen) else { panic!() };
        assert_eq!(key, writer.public().as_bytes());
        assert_eq!(read_seen(&writer.public(), &value).unwrap(), seen);
        let damaged = |writer: &PublicKey, note: &[u8]| {
            matches!(read_seen(writer, note), Err(StoreError::Damaged { .. }))
        };
        for length in 0..value.len() {
            assert!(damaged(&writer.public(), &value[..length]), "{length} bytes");
        }
        assert!(damaged(&SecretKey::from_seed(&[9; 32]).public(), &value), "of another log");
    }
}
