//! Mailboxes: letters for somebody who is away, sealed, left with a node that is not.
//!
//! Two sides. *Who writes* leaves an envelope with a mailbox that the addressee names in their feed,
//! where no node of the addressee can be reached; the letter stays in the outbox until the addressee's
//! own node receipts it, so a mailbox that loses it loses nothing. *Who keeps* stores it durably, then
//! receipts it, hands it over when a node of the addressee comes, and forgets it once that one took
//! it, or after thirty days.

use std::collections::BTreeMap;

use bot_protocol::gossip::Fault;
use bot_protocol::limits::{
    ENVELOPE_AGE_MAX_MILLIS, ENVELOPE_WORK_BITS, ENVELOPES_OF_STRANGERS_MAX,
    ENVELOPES_PER_ADDRESSEE_MAX, LETTERS_LEAVING_MAX, MAILBOX_BYTES_MAX,
};
use bot_protocol::statement::envelope::Envelope;
use bot_protocol::statement::letter::Letter;

use super::batch::After;
use super::inputs::Inside;
use super::mail::pause;
use super::*;
use crate::net::Receipt;
use crate::sealing;
use crate::store::{Shelf, Store, StoreError, Write};

/// Bytes before the envelope in a note: when it came, and whether a stranger left it.
const PREFIX_BYTES: usize = 9;

/// One envelope that is kept for somebody.
#[derive(Debug)]
struct Kept {
    to: Did,
    came: u64,
    bytes: usize,
    /// Whether somebody left it whose key log is not held.
    strange: bool,
    /// When it is handed over; `None` while it is being handed over.
    due: Option<Instant>,
    tries: u32,
}

/// What is kept for others.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    kept: BTreeMap<Vec<u8>, Kept>,
    bytes: usize,
}

impl Mailbox {
    pub(super) fn load(store: &dyn Store, now: Instant) -> Result<Self, StoreError> {
        let mut mailbox = Self::default();
        for (key, value) in store.notes(Shelf::Mailbox, &[])? {
            let read = read_note(&value).and_then(|(came, strange, bytes)| {
                Some((Envelope::read(bytes).ok()?.to(), came, strange, bytes.len()))
            });
            if let Some((to, came, strange, bytes)) = read {
                mailbox.keep(key, Kept { to, came, bytes, strange, due: Some(now), tries: 0 });
            }
        }
        Ok(mailbox)
    }

    fn keep(&mut self, key: Vec<u8>, kept: Kept) {
        self.bytes = self.bytes.saturating_add(kept.bytes);
        self.kept.insert(key, kept);
    }

    fn forget(&mut self, key: &[u8]) -> bool {
        let gone = self.kept.remove(key);
        self.bytes = self.bytes.saturating_sub(gone.as_ref().map_or(0, |kept| kept.bytes));
        gone.is_some()
    }

    /// Whether there is room for one more.
    fn has_room(&self, to: &Did, bytes: usize, strange: bool) -> bool {
        let of = self.kept.values().filter(|kept| kept.to == *to);
        let (all, strangers) = of.fold((0, 0), |(all, strangers), kept| {
            (all + 1, strangers + usize::from(kept.strange))
        });
        all < ENVELOPES_PER_ADDRESSEE_MAX
            && !(strange && strangers >= ENVELOPES_OF_STRANGERS_MAX)
            && self.bytes.saturating_add(bytes) <= MAILBOX_BYTES_MAX
    }

    /// When the next is to be handed over to a node of somebody who is here.
    pub(super) fn due(&self, here: impl Fn(&Did) -> bool) -> Option<Instant> {
        let kept = self.kept.values().filter(|kept| here(&kept.to));
        kept.filter_map(|kept| kept.due).min()
    }

    /// A node of these identities is here: what is kept for them is handed over now.
    pub(super) fn hurry(&mut self, dids: &BTreeSet<Did>, now: Instant) {
        for kept in self.kept.values_mut() {
            if kept.due.is_some() && dids.contains(&kept.to) {
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
        let knows = |did: &Did| self.engine.as_ref().is_some_and(|it| it.key_log(did).is_some());
        if !self.keeps_mail || !knows(&to) {
            return Receipt::Refused;
        }
        let key = [to.public_key().as_bytes().as_slice(), &envelope.id()].concat();
        if self.mailbox.kept.contains_key(&key) {
            return self.kept_already(peer, &key, bytes);
        }
        let hosted = self.hosts.get(&Self::peer_of(&peer));
        let strange = !hosted.is_some_and(|dids| dids.iter().any(knows));
        if strange && !envelope.is_paid(ENVELOPE_WORK_BITS) {
            return Receipt::Refused;
        }
        if !self.mailbox.has_room(&to, bytes.len(), strange) {
            return Receipt::Later;
        }
        let came = self.clock.now().millis();
        let value = [&came.to_be_bytes()[..], &[u8::from(strange)], bytes].concat();
        batch.writes.push(Write::Note { shelf: Shelf::Mailbox, key: key.clone(), value });
        let due = Some(monotonic());
        self.mailbox.keep(key, Kept { to, came, bytes: bytes.len(), strange, due, tries: 0 });
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
        let under_way = self.mailbox.kept.values().filter(|kept| kept.due.is_none()).count();
        let mut ready = Vec::new();
        for (key, kept) in &self.mailbox.kept {
            if kept.due.is_some_and(|due| due <= now)
                && let Some(peer) = self.host_of(&kept.to)
            {
                ready.push((key.clone(), peer));
            }
        }
        ready.truncate(LETTERS_LEAVING_MAX.saturating_sub(under_way));
        for (key, peer) in ready {
            let note = self.slot.note(Shelf::Mailbox, &key).ok().flatten();
            let Some(bytes) = note.as_deref().and_then(read_note).map(|(.., it)| it.to_vec())
            else {
                self.mailbox.forget(&key);
                continue;
            };
            self.mailbox.kept.get_mut(&key).into_iter().for_each(|kept| kept.due = None);
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
                if let Some(kept) = self.mailbox.kept.get_mut(&key) {
                    kept.due = Some(monotonic() + pause(kept.tries));
                    kept.tries = kept.tries.saturating_add(1);
                }
            }
        }
    }

    /// Forgets what nobody came for in thirty days.
    pub(super) fn forget_old_mail(&mut self, batch: &mut Batch) {
        let now = self.clock.now().millis();
        let old = |kept: &&Kept| kept.came.saturating_add(ENVELOPE_AGE_MAX_MILLIS) < now;
        let old: Vec<Vec<u8>> = self
            .mailbox
            .kept
            .iter()
            .filter(|(_, kept)| old(kept))
            .map(|(key, _)| key.clone())
            .collect();
        for key in old {
            self.mailbox.forget(&key);
            batch.writes.push(Write::Forget { shelf: Shelf::Mailbox, key });
        }
    }

    /// A connected peer that proved to host this identity.
    pub(super) fn host_of(&self, did: &Did) -> Option<PeerId> {
        let host = self.hosts.iter().find(|(_, dids)| dids.contains(did)).map(|(peer, _)| *peer);
        host.and_then(|peer| self.id_of(&peer))
    }

    /// Leaves a letter with a mailbox of its addressee that is connected; calls those that are not.
    pub(super) fn deposit(&mut self, key: &[u8], to: &Did) {
        let Some(place) = self.mailboxes_of(to).into_iter().find(|peer| {
            self.links.contains_key(&Self::peer_of(peer)) && !self.mail.was_left_with(key, peer)
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

/// When it came, whether a stranger left it, and the envelope.
fn read_note(value: &[u8]) -> Option<(u64, bool, &[u8])> {
    let (came, _) = value.split_first_chunk::<8>()?;
    let (head, envelope) = value.split_at_checked(PREFIX_BYTES)?;
    Some((u64::from_be_bytes(*came), head.last() == Some(&1), envelope))
}
