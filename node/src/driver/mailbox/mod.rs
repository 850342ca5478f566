//! Mailboxes: letters for somebody who is away, sealed, left with a node that is not.
//!
//! Two sides. *Who writes* leaves an envelope with a mailbox that the addressee names in their feed,
//! where no node of the addressee can be reached; the letter stays in the outbox until the addressee's
//! own node receipts it, so a mailbox that loses it loses nothing. *Who keeps* stores it durably, then
//! receipts it, hands it over when a node of the addressee comes, and forgets it once that one took
//! it, or after thirty days.

mod room;

use std::collections::BTreeMap;

use bot_protocol::gossip::Fault;
use bot_protocol::limits::{ENVELOPE_AGE_MAX_MILLIS, ENVELOPE_WORK_BITS, LETTERS_LEAVING_MAX};
use bot_protocol::statement::envelope::Envelope;
use bot_protocol::statement::letter::Letter;

use self::room::{Filled, Origin};
use super::batch::After;
use super::inputs::Inside;
use super::mail::{in_turn, pause};
use super::*;
use crate::net::Receipt;
use crate::sealing;
use crate::store::{Shelf, Store, StoreError, Write};

/// Bytes before the envelope in a note: when it came, and from whom and for whom.
const PREFIX_BYTES: usize = 9;

/// One envelope that is kept for somebody.
#[derive(Debug)]
struct Kept {
    came: u64,
    bytes: usize,
    origin: Origin,
    /// When it is handed over; `None` while it is being handed over.
    due: Option<Instant>,
    tries: u32,
    /// How often it was handed over: whose turn it is of those who host its addressee.
    turn: u32,
}

impl Kept {
    fn new(came: u64, bytes: usize, origin: Origin, due: Option<Instant>) -> Self {
        Self { came, bytes, origin, due, tries: 0, turn: 0 }
    }

    fn is_old(&self, now: u64) -> bool {
        self.came.saturating_add(ENVELOPE_AGE_MAX_MILLIS) < now
    }
}

/// What is kept for others. The keys begin with the addressee, so that what is somebody's is found
/// without a look at the rest: at most [`ENVELOPES_PER_ADDRESSEE_MAX`].
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    kept: BTreeMap<Vec<u8>, Kept>,
    filled: Filled,
    /// How many are being handed over.
    leaving: usize,
}

impl Mailbox {
    pub(super) fn load(store: &dyn Store, now: Instant) -> Result<Self, StoreError> {
        let mut mailbox = Self::default();
        for (key, value) in store.notes(Shelf::Mailbox, &[])? {
            let read = read_note(&value).and_then(|(came, origin, bytes)| {
                Envelope::read(bytes).ok().map(|_| Kept::new(came, bytes.len(), origin, Some(now)))
            });
            if let Some(kept) = read {
                mailbox.keep(key, kept);
            }
        }
        Ok(mailbox)
    }

    fn keep(&mut self, key: Vec<u8>, kept: Kept) {
        self.filled.add(&kept);
        self.kept.insert(key, kept);
    }

    fn forget(&mut self, key: &[u8]) -> bool {
        let Some(gone) = self.kept.remove(key) else { return false };
        self.filled.take(&gone);
        self.leaving = self.leaving.saturating_sub(usize::from(gone.due.is_none()));
        true
    }

    /// What is kept for somebody.
    fn of(&self, to: &Did) -> impl Iterator<Item = (&Vec<u8>, &Kept)> {
        let first = to.public_key().as_bytes().to_vec();
        let kept = self.kept.range(first.clone()..);
        kept.take_while(move |(key, _)| key.starts_with(&first))
    }

    /// One is being handed over from now on.
    fn leaves(&mut self, key: &[u8]) {
        if let Some(kept) = self.kept.get_mut(key)
            && kept.due.take().is_some()
        {
            kept.turn = kept.turn.wrapping_add(1);
            self.leaving = self.leaving.saturating_add(1);
        }
    }

    /// One was not taken: it is tried again later.
    fn stays(&mut self, key: &[u8], now: Instant) {
        if let Some(kept) = self.kept.get_mut(key) {
            self.leaving = self.leaving.saturating_sub(usize::from(kept.due.is_none()));
            kept.due = Some(now + pause(kept.tries));
            kept.tries = kept.tries.saturating_add(1);
        }
    }

    /// What nobody came for in thirty days.
    fn old(&self, now: u64) -> Vec<Vec<u8>> {
        let old = self.kept.iter().filter(|(_, kept)| kept.is_old(now));
        old.map(|(key, _)| key.clone()).collect()
    }

    /// When the next is to be handed over to a node of one of these, who are here.
    pub(super) fn due<'d>(&self, here: impl Iterator<Item = &'d Did>) -> Option<Instant> {
        here.flat_map(|did| self.of(did)).filter_map(|(_, kept)| kept.due).min()
    }

    /// What is to be handed over by now, and to which of those who are here and host its addressee: as many
    /// as may leave.
    fn ready<'d>(
        &self,
        here: impl Iterator<Item = (PeerId, &'d Did)>,
        now: Instant,
    ) -> BTreeMap<Vec<u8>, PeerId> {
        let mut hosts: BTreeMap<&Did, Vec<PeerId>> = BTreeMap::new();
        for (peer, did) in here {
            hosts.entry(did).or_default().push(peer);
        }
        let all = hosts.iter().flat_map(|(did, peers)| self.of(did).map(move |it| (it, peers)));
        let due = all.filter(|((_, kept), _)| kept.due.is_some_and(|due| due <= now));
        let ready = due.filter_map(|((key, kept), peers)| {
            Some((key.clone(), in_turn(peers.clone(), kept.turn)?))
        });
        ready.take(LETTERS_LEAVING_MAX.saturating_sub(self.leaving)).collect()
    }

    /// A node of these identities is here: what is kept for them is handed over now.
    pub(super) fn hurry(&mut self, dids: &BTreeSet<Did>, now: Instant) {
        for did in dids {
            let first = did.public_key().as_bytes().to_vec();
            let kept = self.kept.range_mut(first.clone()..);
            let kept = kept.take_while(|(key, _)| key.starts_with(&first));
            for (_, kept) in kept.filter(|(_, kept)| kept.due.is_some()) {
                (kept.due, kept.tries) = (Some(now), 0);
            }
        }
    }
}

impl Driver {
    /// An envelope came: opened where it is for an identity of this node, else kept where its
    /// addressee is one this node keeps mail for.
    pub(super) fn envelope(
        &mut self,
        peer: PeerId,
        bytes: &[u8],
        answer: oneshot::Sender<Receipt>,
        batch: &mut Batch,
    ) {
        let receipt = match Envelope::read(bytes) {
            Err(fault) => {
                tracing::info!(%peer, %fault, "an envelope is refused");
                self.order(Order::Blame { peer, fault: Fault::Malformed });
                Receipt::Refused
            }
            Ok(_) if self.engine.is_none() => Receipt::Later,
            Ok(envelope) if self.identities.contains_key(&envelope.to()) => {
                match self.opened(&envelope) {
                    Some(letter) => self.take_in(&letter, batch),
                    // Not the fault of whoever kept it: nobody but the addressee can look inside.
                    None => Receipt::Refused,
                }
            }
            Ok(envelope) => self.take_for_another(peer, &envelope, bytes, batch),
        };
        batch.after.push(After::Receipt(answer, receipt));
    }

    /// The letter inside, if it is whole, signed, and for the one whose name is outside.
    fn opened(&self, envelope: &Envelope) -> Option<Letter> {
        let (to, id) = (envelope.to(), envelope.id());
        let key = &self.identities.get(&to)?.identity;
        let plain = sealing::open(key, &Envelope::bound(&to, &id), envelope.sealed())?;
        Letter::read(&plain).ok().filter(|letter| letter.to() == to)
    }

    fn take_for_another(
        &mut self,
        peer: PeerId,
        envelope: &Envelope,
        bytes: &[u8],
        batch: &mut Batch,
    ) -> Receipt {
        let to = envelope.to();
        let log = self.engine.as_ref().and_then(|engine| engine.key_log(&to));
        if !self.keeps_mail || log.is_none() {
            return Receipt::Refused;
        }
        let key = [to.public_key().as_bytes().as_slice(), &envelope.id()].concat();
        if self.mailbox.kept.contains_key(&key) {
            return self.kept_already(peer, &key, bytes);
        }
        // A key log is had for nothing, so holding one makes nobody known.
        let hosted = self.hosts.get(&Self::peer_of(&peer));
        let strange = !hosted.is_some_and(|dids| dids.iter().any(|did| self.knows(did)));
        if strange && !envelope.is_paid(ENVELOPE_WORK_BITS) {
            return Receipt::Refused;
        }
        let origin = Origin { strange, outside: !self.knows(&to) };
        let came = self.clock.now().millis();
        let kept = Kept::new(came, bytes.len(), origin, Some(monotonic()));
        let Some(gone) = self.mailbox.room_for(&to, &kept) else { return Receipt::Later };
        for key in gone {
            self.mailbox.forget(&key);
            batch.writes.push(Write::Forget { shelf: Shelf::Mailbox, key });
        }
        let value = [&came.to_be_bytes()[..], &[origin.byte()], bytes].concat();
        batch.writes.push(Write::Note { shelf: Shelf::Mailbox, key: key.clone(), value });
        self.mailbox.keep(key, kept);
        Receipt::Taken
    }

    /// An envelope of this name is kept: only the same one is receipted, else a letter would be
    /// taken for kept because somebody left other bytes under its name.
    fn kept_already(&self, peer: PeerId, key: &[u8], bytes: &[u8]) -> Receipt {
        let note = self.slot.note(Shelf::Mailbox, key).ok().flatten();
        match note.as_deref().and_then(read_note) {
            // It is in this batch, and not durable yet.
            None => Receipt::Later,
            Some((.., kept)) if kept == bytes => Receipt::Taken,
            Some(_) => {
                tracing::info!(%peer, "an envelope is refused: other bytes are kept under its name");
                Receipt::Refused
            }
        }
    }

    /// Hands over what is kept for those whose nodes are here.
    pub(super) fn hand_over_due(&mut self, now: Instant) {
        if self.engine.is_none() {
            return;
        }
        for (key, peer) in self.mailbox.ready(self.hosted_here(), now) {
            let note = self.slot.note(Shelf::Mailbox, &key).ok().flatten();
            let Some(bytes) = note.as_deref().and_then(read_note).map(|(.., it)| it.to_vec())
            else {
                self.mailbox.forget(&key);
                continue;
            };
            self.mailbox.leaves(&key);
            let (done, receipt) = oneshot::channel();
            self.order(Order::Deliver { peer, bytes, done });
            let inside = self.tell_inside.clone();
            self.runtime.spawn(async move {
                let receipt = receipt.await.ok().flatten();
                let _closing = inside.send(Inside::HandedOver { key, receipt });
            });
        }
    }

    /// What was kept was handed over, or not. Its addressee's word is the last: also what they
    /// refuse is kept no longer.
    pub(super) fn handed_over(
        &mut self,
        key: Vec<u8>,
        receipt: Option<Receipt>,
        batch: &mut Batch,
    ) {
        match receipt {
            Some(Receipt::Taken | Receipt::Refused) => {
                if self.mailbox.forget(&key) {
                    batch.writes.push(Write::Forget { shelf: Shelf::Mailbox, key });
                }
            }
            Some(Receipt::Later) | None => {
                self.mailbox.stays(&key, monotonic());
            }
        }
    }

    /// Whom the connected peers proved to host.
    pub(super) fn hosted_here(&self) -> impl Iterator<Item = (PeerId, &Did)> {
        let here = self.hosts.iter().filter_map(|(peer, dids)| Some((self.id_of(peer)?, dids)));
        here.flat_map(|(peer, dids)| dids.iter().map(move |did| (peer, did)))
    }

    /// Forgets what nobody came for in thirty days.
    pub(super) fn forget_old_mail(&mut self, batch: &mut Batch) {
        for key in self.mailbox.old(self.clock.now().millis()) {
            self.mailbox.forget(&key);
            batch.writes.push(Write::Forget { shelf: Shelf::Mailbox, key });
        }
    }

    /// The peers that proved to host an identity, of whom one may speak for it no more.
    pub(super) fn hosts_of(&self, did: &Did) -> Vec<PeerId> {
        let hosts = self.hosts.iter().filter(|(_, dids)| dids.contains(did));
        hosts.filter_map(|(peer, _)| self.id_of(peer)).collect()
    }

    /// Leaves a letter with a mailbox of its addressee that is connected; calls those that are not.
    pub(super) fn deposit(&mut self, key: &[u8], to: &Did) {
        let now = self.clock.now().millis();
        let Some(place) = self.mailboxes_of(to).into_iter().find(|peer| {
            self.links.contains_key(&Self::peer_of(peer))
                && !self.mail.was_left_with(key, peer, now)
        }) else {
            return;
        };
        let note = self.slot.note(Shelf::Outbox, key).ok().flatten();
        let Some(letter) = note.and_then(|bytes| Letter::reopen(&bytes).ok()) else { return };
        self.mail.leaves(key);
        let (inside, orders) = (self.tell_inside.clone(), self.network.orders.clone());
        let (threads, key) = (self.threads, key.to_vec());
        self.runtime.spawn(async move {
            let sealed = threads.aside(move || sealed(&letter)).await.flatten();
            let receipt = match sealed {
                // Too large for any mailbox: it waits for the addressee's own node.
                None => Some(Receipt::Refused),
                Some(bytes) => {
                    let (done, receipt) = oneshot::channel();
                    let _closing = orders.send(Order::Deliver { peer: place, bytes, done }).await;
                    receipt.await.ok().flatten()
                }
            };
            let _closing = inside.send(Inside::Deposited { key, place, receipt });
        });
    }
}

/// A letter sealed, in an envelope that is paid for.
fn sealed(letter: &Letter) -> Option<Vec<u8>> {
    let (to, id) = (letter.to(), Envelope::id_of(letter));
    let sealed = sealing::seal(&to, &Envelope::bound(&to, &id), &letter.to_bytes())?;
    let envelope = Envelope::new(to, id, sealed).ok()?;
    Some(envelope.paid(ENVELOPE_WORK_BITS).to_bytes())
}

/// When it came, from whom and for whom, and the envelope.
fn read_note(value: &[u8]) -> Option<(u64, Origin, &[u8])> {
    let (came, _) = value.split_first_chunk::<8>()?;
    let (head, envelope) = value.split_at_checked(PREFIX_BYTES)?;
    Some((u64::from_be_bytes(*came), Origin::of(*head.last()?), envelope))
}

#[cfg(test)]
mod tests;
