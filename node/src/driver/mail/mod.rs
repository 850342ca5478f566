//! Letters: taken in and receipted once durable, kept and brought until somebody takes them.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::gossip::Fault;
use bot_protocol::limits::{
    ENVELOPE_AGE_MAX_MILLIS, INBOX_LETTERS_MAX, LETTERS_LEAVING_MAX, OUTBOX_LETTERS_MAX,
};
use bot_protocol::statement::envelope::Envelope;
use bot_protocol::statement::letter::{Letter, LetterError};

use super::batch::After;
use super::handle::Reply;
use super::inbox::{self, Inbox};
use super::inputs::Inside;
use super::*;
use crate::letters;
use crate::net::Receipt;
use crate::store::{Shelf, Store, StoreError, Write};

/// The first pause before a letter is brought again; it doubles.
const PAUSE: Duration = Duration::from_secs(2);

/// The longest such pause.
const PAUSE_MAX: Duration = Duration::from_secs(600);

/// One letter on its way.
#[derive(Debug)]
struct Leaving {
    to: Did,
    /// When it is brought again; `None` while it is being brought.
    due: Option<Instant>,
    tries: u32,
    /// How often it was brought to somebody: whose turn it is of those who host its addressee.
    turn: u32,
    /// Whether whoever hosts its addressee asked for it later: it is tried elsewhere before it is brought again.
    elsewhere: bool,
    /// Mailboxes that have it, or will never take it, and since when (ms since 1970).
    left_with: BTreeMap<PeerId, u64>,
}

impl Leaving {
    /// It is tried again after a pause, the next time after a longer one.
    fn put_off(&mut self, now: Instant) {
        self.due = Some(now + pause(self.tries));
        self.tries = self.tries.saturating_add(1);
    }
}

/// Where a letter goes next.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// To a peer that hosts its addressee.
    Bring(PeerId),
    /// Such a peer is looked for, and it may be left with a mailbox.
    Elsewhere { leave: bool },
}

/// What waits in the outbox, and how much lies in the inbox once the first letter came.
#[derive(Debug, Default)]
pub(super) struct Mail {
    leaving: BTreeMap<Vec<u8>, Leaving>,
    inbox: Option<Inbox>,
}

impl Mail {
    pub(super) fn load(store: &dyn Store, now: Instant) -> Result<Self, StoreError> {
        let mut mail = Self::default();
        for letter in letters::outbox(store)? {
            mail.leave(&letter, now);
        }
        for (key, value) in store.notes(Shelf::Deposited, &[])? {
            if let (Some(leaving), Some((place, since))) =
                (mail.leaving.get_mut(&key), read_deposited(&value))
            {
                leaving.left_with.insert(place, since);
            }
        }
        Ok(mail)
    }

    fn leave(&mut self, letter: &Letter, now: Instant) {
        let (to, due, left_with) = (letter.to(), Some(now), BTreeMap::new());
        let leaving = Leaving { to, due, tries: 0, turn: 0, elsewhere: false, left_with };
        self.leaving.insert(letter.nonce().to_vec(), leaving);
    }

    /// Whether a letter lies in this mailbox, or will never be taken there. What it kept for as long as
    /// it keeps anything is left there again.
    pub(super) fn was_left_with(&self, key: &[u8], place: &PeerId, now: u64) -> bool {
        let since = self.leaving.get(key).and_then(|leaving| leaving.left_with.get(place));
        since.is_some_and(|since| now < since.saturating_add(ENVELOPE_AGE_MAX_MILLIS))
    }

    /// A letter is on its way.
    pub(super) fn leaves(&mut self, key: &[u8]) {
        self.leaving.get_mut(key).into_iter().for_each(|leaving| leaving.due = None);
    }

    /// One whose time has come is brought to one of these, who host its addressee, or tried elsewhere: where
    /// none is here, and once after each that asked for it later. Else one who speaks for its addressee no more
    /// would keep it from wherever it is taken.
    fn way(&mut self, key: &[u8], hosts: Vec<PeerId>, room: usize, now: Instant) -> Option<Way> {
        let leaving = self.leaving.get_mut(key)?;
        let put_off = std::mem::take(&mut leaving.elsewhere);
        match in_turn(hosts, leaving.turn).filter(|_| !put_off) {
            Some(_) if room == 0 => {
                leaving.due = Some(now + PAUSE);
                None
            }
            Some(peer) => {
                leaving.due = None;
                leaving.turn = leaving.turn.wrapping_add(1);
                Some(Way::Bring(peer))
            }
            None => {
                leaving.put_off(now);
                // The feed may say where its node is: it is called first.
                Some(Way::Elsewhere { leave: put_off || leaving.tries > 1 })
            }
        }
    }

    /// One that was brought was not taken, and not refused either.
    fn stays(&mut self, key: &[u8], now: Instant) {
        if let Some(leaving) = self.leaving.get_mut(key) {
            leaving.put_off(now);
            leaving.elsewhere = true;
        }
    }

    /// How many letters wait to be delivered.
    pub(super) fn waiting(&self) -> usize {
        self.leaving.len()
    }

    /// How many more may be brought now.
    fn room(&self) -> usize {
        let leaving = self.leaving.values().filter(|one| one.due.is_none()).count();
        LETTERS_LEAVING_MAX.saturating_sub(leaving)
    }

    /// When the next letter is to be brought.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.room() > 0)
            .then(|| self.leaving.values().filter_map(|leaving| leaving.due).min())
            .flatten()
    }

    /// Somebody who hosts these identities is here: their letters are brought now.
    pub(super) fn hurry(&mut self, dids: &BTreeSet<Did>, now: Instant) {
        for leaving in self.leaving.values_mut() {
            if leaving.due.is_some() && dids.contains(&leaving.to) {
                (leaving.due, leaving.tries) = (Some(now), 0);
            }
        }
    }
}

impl Driver {
    /// A letter came: refused, or stored and then receipted.
    pub(super) fn letter(
        &mut self,
        peer: PeerId,
        bytes: &[u8],
        answer: oneshot::Sender<Receipt>,
        batch: &mut Batch,
    ) {
        if Envelope::is_meant(bytes) {
            return self.envelope(peer, bytes, answer, batch);
        }
        let receipt = match Letter::read(bytes) {
            Err(fault) => {
                tracing::info!(%peer, %fault, "a letter is refused");
                let fault = match fault {
                    LetterError::Signature { .. } => Fault::BadSignature,
                    LetterError::TooLong { .. }
                    | LetterError::Cbor(_)
                    | LetterError::Version { .. }
                    | LetterError::Kind { .. }
                    | LetterError::Party(_)
                    | LetterError::Content(_)
                    | LetterError::Answer { .. }
                    | LetterError::Step { .. }
                    | LetterError::Round { .. }
                    | LetterError::About { .. }
                    | LetterError::Target { .. }
                    | LetterError::Anchor(_)
                    | LetterError::OtherParties { .. } => Fault::Malformed,
                };
                self.order(Order::Blame { peer, fault });
                Receipt::Refused
            }
            Ok(letter) => {
                let here = self.identities.contains_key(&letter.to());
                match unread(here, self.engine.is_some()) {
                    Some(receipt) => receipt,
                    None => self.take_in(&letter, batch),
                }
            }
        };
        batch.after.push(After::Receipt(answer, receipt));
    }

    /// Puts a letter for an identity of this node into the inbox, once.
    pub(super) fn take_in(&mut self, letter: &Letter, batch: &mut Batch) -> Receipt {
        match letters::came(self.slot.as_ref(), letter) {
            Ok(Some(held)) if held == letter.to_bytes() => return Receipt::Taken,
            Ok(Some(_)) => return Receipt::Refused,
            Ok(None) if is_coming(letter, batch) => return Receipt::Later,
            Ok(None) => {}
            Err(_) => return Receipt::Later,
        }
        if letter.kind().answers() && !self.was_asked(letter) {
            return Receipt::Refused;
        }
        let known = self.knows(&letter.from());
        match self.inbox(letter, known) {
            Some(inbox) if !inbox.is_full(letter, known) => inbox.came(letter, known),
            Some(_) | None => return Receipt::Later,
        }
        batch.writes.push(letters::put(Shelf::Inbox, letter));
        batch.after.push(After::Tell(NodeEvent::LetterCame {
            from: letter.from(),
            to: letter.to(),
            kind: letter.kind(),
            nonce: letter.nonce(),
        }));
        Receipt::Taken
    }

    /// Whether a letter was sent from here that this answers.
    fn was_asked(&self, answer: &Letter) -> bool {
        let asked = inbox::answered(answer);
        asked.is_some_and(|nonce| matches!(self.slot.note(Shelf::Offers, &nonce), Ok(Some(_))))
    }

    /// Whether somebody is no stranger: one of those whose statements are kept.
    pub(super) fn knows(&self, did: &Did) -> bool {
        self.engine.as_ref().is_some_and(|engine| engine.is_known(did))
    }

    /// How much lies in the inbox; counted anew where it might be full no more. `None` where the store
    /// cannot be read.
    fn inbox(&mut self, letter: &Letter, known: bool) -> Option<&mut Inbox> {
        let now = monotonic();
        let held = self.mail.inbox.take();
        let good = held.filter(|inbox| !(inbox.is_full(letter, known) && inbox.is_old(now)));
        let inbox = match good {
            Some(inbox) => inbox,
            None => Inbox::count(self.slot.as_ref(), |did| self.knows(did), now).ok()?,
        };
        Some(self.mail.inbox.insert(inbox))
    }

    /// Puts a letter into the outbox, or straight into the inbox of a neighbour on this node.
    pub(super) fn post(
        &mut self,
        letter: &Letter,
        notes: Vec<Write>,
        reply: Reply<()>,
        batch: &mut Batch,
    ) {
        let waiting = self.mail.waiting();
        if self.identities.contains_key(&letter.to()) {
            if self.take_in(letter, batch) != Receipt::Taken {
                let waiting = self.mail.inbox.as_ref().map_or(0, Inbox::waiting);
                let max = INBOX_LETTERS_MAX;
                return drop(reply.send(Err(NodeError::InboxFull { waiting, max })));
            }
        } else if waiting >= OUTBOX_LETTERS_MAX {
            let full = NodeError::OutboxFull { waiting, max: OUTBOX_LETTERS_MAX };
            return drop(reply.send(Err(full)));
        } else if !self.mail.leaving.contains_key(letter.nonce().as_slice()) {
            batch.writes.push(letters::put(Shelf::Outbox, letter));
            self.mail.leave(letter, monotonic());
        }
        self.take_notes(notes, batch);
        batch.after.push(After::Reply(reply));
    }

    /// Brings every letter whose time has come to a peer that hosts its addressee; looks up where
    /// such a peer may be found when none is connected.
    pub(super) fn bring_due(&mut self, now: Instant) {
        if self.engine.is_none() {
            return;
        }
        let mut room = self.mail.room();
        let mut sought = BTreeSet::new();
        let due: Vec<(Vec<u8>, Did)> = self
            .mail
            .leaving
            .iter()
            .filter(|(_, leaving)| leaving.due.is_some_and(|due| due <= now))
            .map(|(key, leaving)| (key.clone(), leaving.to))
            .collect();
        let mut left = Vec::new();
        for (key, to) in due {
            let hosts = self.hosts_of(&to);
            match self.mail.way(&key, hosts, room, now) {
                Some(Way::Bring(peer)) => {
                    room -= 1;
                    self.bring(peer, key);
                }
                Some(Way::Elsewhere { leave }) => {
                    sought.insert(to);
                    left.extend(leave.then_some((key, to)));
                }
                None => {}
            }
        }
        sought.iter().for_each(|did| self.seek(did));
        for (key, to) in left.into_iter().take(room) {
            self.deposit(&key, &to);
        }
    }

    fn bring(&mut self, peer: PeerId, key: Vec<u8>) {
        let inside = self.tell_inside.clone();
        let bytes = self.slot.note(Shelf::Outbox, &key).ok().flatten();
        let (done, receipt) = oneshot::channel();
        if let Some(bytes) = bytes {
            self.order(Order::Deliver { peer, bytes, done });
        }
        self.runtime.spawn(async move {
            let receipt = receipt.await.ok().flatten();
            let _closing = inside.send(Inside::Brought { key, receipt });
        });
    }

    /// A letter was brought, or not.
    pub(super) fn brought(&mut self, key: Vec<u8>, receipt: Option<Receipt>, batch: &mut Batch) {
        let taken = match receipt {
            Some(Receipt::Taken) => true,
            Some(Receipt::Refused) => false,
            Some(Receipt::Later) | None => return self.mail.stays(&key, monotonic()),
        };
        let Some(leaving) = self.mail.leaving.remove(&key) else { return };
        if let Ok(nonce) = <[u8; 16]>::try_from(key.as_slice()) {
            let left = NodeEvent::LetterLeft { to: leaving.to, nonce, taken };
            batch.after.push(After::Tell(left));
        }
        batch.writes.push(Write::Forget { shelf: Shelf::Deposited, key: key.clone() });
        batch.writes.push(Write::Forget { shelf: Shelf::Outbox, key });
    }

    /// Notes that somebody asks to have stored; a letter that they take out of the outbox leaves no more.
    /// One that is on its way or lies in a mailbox may arrive all the same.
    pub(super) fn take_notes(&mut self, notes: Vec<Write>, batch: &mut Batch) {
        for key in notes.iter().filter_map(recalled) {
            self.mail.leaving.remove(key);
            batch.writes.push(Write::Forget { shelf: Shelf::Deposited, key: key.to_vec() });
        }
        batch.writes.extend(notes);
    }

    /// A letter was left with a mailbox, or not. It stays in the outbox until its addressee's own
    /// node has it: a mailbox may lose what it keeps.
    pub(super) fn deposited(
        &mut self,
        key: &[u8],
        place: PeerId,
        receipt: Option<Receipt>,
        batch: &mut Batch,
    ) {
        let now = self.clock.now().millis();
        let Some(leaving) = self.mail.leaving.get_mut(key) else { return };
        leaving.due = Some(monotonic() + pause(leaving.tries));
        match receipt {
            Some(Receipt::Taken) => {
                leaving.left_with.insert(place, now);
                let (shelf, value) = (Shelf::Deposited, deposited(&place, now));
                batch.writes.push(Write::Note { shelf, key: key.to_vec(), value });
            }
            Some(Receipt::Refused) => {
                leaving.left_with.insert(place, now);
            }
            Some(Receipt::Later) | None => {}
        }
    }
}

/// What is said of a letter that nobody here read: never that it is refused, for that ends it. Another node
/// may speak for its addressee, or this one again, as a leave to do so may be older than that.
fn unread(is_here: bool, is_open: bool) -> Option<Receipt> {
    (!is_here || !is_open).then_some(Receipt::Later)
}

/// One of those who may take a letter, another one at each turn.
pub(super) fn in_turn<T>(mut hosts: Vec<T>, turn: u32) -> Option<T> {
    let turn = usize::try_from(turn).ok()?.checked_rem(hosts.len())?;
    Some(hosts.swap_remove(turn))
}

/// The letter that a write takes back from the outbox, if it is one that does.
fn recalled(write: &Write) -> Option<&[u8]> {
    let Write::Forget { shelf: Shelf::Outbox, key } = write else { return None };
    Some(key)
}

/// The note of a mailbox that took a letter: when, and which.
fn deposited(place: &PeerId, now: u64) -> Vec<u8> {
    [&now.to_be_bytes()[..], &place.to_bytes()].concat()
}

fn read_deposited(value: &[u8]) -> Option<(PeerId, u64)> {
    let (since, place) = value.split_first_chunk::<8>()?;
    Some((PeerId::from_bytes(place).ok()?, u64::from_be_bytes(*since)))
}

/// Whether a letter of this name is in the batch already and not durable yet.
fn is_coming(letter: &Letter, batch: &Batch) -> bool {
    let named = letters::came_key(letter);
    batch
        .writes
        .iter()
        .any(|write| matches!(write, Write::Note { shelf: Shelf::Inbox, key, .. } if *key == named))
}

pub(super) fn pause(tries: u32) -> Duration {
    PAUSE.saturating_mul(1 << tries.min(16)).min(PAUSE_MAX)
}

#[cfg(test)]
mod tests;
