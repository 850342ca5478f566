//! Key events as they come: what one changes of what is held of its author's logs.

use crate::feed::{Heir, Insertion, KeyEvent, KeyLog};
use crate::identity::Did;
use crate::limits::WRITER_AUTHORS_MAX;

use super::super::{Change, Effect, Item, Notice};
use super::{Engine, Turn};

impl Engine {
    /// Takes a checked key event that is not held; answers whether it did.
    pub(super) fn take_key(&mut self, event: &KeyEvent, turn: &mut Turn) -> bool {
        let did = event.did();
        let disputed = self.ring.log(&did).is_some_and(KeyLog::disputed);
        let known = self.ring.log(&did).is_some();
        let room = self.has_log_place(&did);
        let closed = self.close_of(event);
        let heir = self.heir_of(&did);
        let room = room && self.has_room_for(event);
        let most = if self.is_in_scope(&did) { usize::MAX } else { WRITER_AUTHORS_MAX };
        let told = self.told_of(&did);
        let before = self.about_successor(&did);
        let named = event.act().writer();
        let ended = named.and_then(|writer| self.ring.closed_at(&writer));
        if !room || self.ring.insert_within(event.clone(), most) != Ok(Insertion::Added) {
            return false;
        }
        self.logs = self.logs.saturating_add(usize::from(!known));
        self.count_key(event, told);
        turn.append(Change::Item(Item::Key(event.clone())));
        let after = self.about_successor(&did);
        for id in before.difference(&after).copied() {
            turn.append(Change::DropKey { did, id });
        }
        if !disputed && self.ring.log(&did).is_some_and(KeyLog::disputed) {
            turn.push(Effect::Notice(Notice::Disputed { did }));
        }
        self.named_anew(event, turn);
        let after = self.close_of(event);
        if let Some(writer) = event.act().closed().filter(|_| after > closed) {
            self.ends_anew(writer, turn);
        }
        if self.heir_of(&did) != heir {
            let writers = self.ring.log(&did).map(KeyLog::writers).unwrap_or_default();
            writers.into_keys().for_each(|writer| self.ends_anew(writer, turn));
            self.erased_by_heirs(&did, turn);
        }
        // A writer that was closed speaks for somebody else too, who did not close it, or not there.
        let opened = named.filter(|writer| ended.is_some() && self.ring.closed_at(writer) != ended);
        opened.into_iter().for_each(|writer| self.ends_anew(writer, turn));
        let higher = (closed.is_some() && after > closed) || opened.is_some();
        if higher || self.heir_of(&did) != heir {
            // This close lies higher: what was refused for good may count after all.
            self.peers.values_mut().for_each(|state| state.begin_again(turn.now));
        }
        true
    }

    /// Who comes after an identity, and up to where its old keys count.
    fn heir_of(&self, did: &Did) -> Option<Heir> {
        self.ring.log(did).and_then(KeyLog::heir).cloned()
    }

    /// Where the writer that this event closes is closed so far.
    fn close_of(&self, event: &KeyEvent) -> Option<u32> {
        let writer = event.act().closed()?;
        self.ring.log(&event.did())?.closed_at(&writer)
    }
}
