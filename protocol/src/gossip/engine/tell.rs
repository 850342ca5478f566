//! Telling on: what did not come by gossip goes to those who lack it.
//!
//! Gossip forwards what is heard. What a catch-up brought nobody forwards, so its heads and key
//! events are published at the next tick: who lacks what lies below a head asks for it. And a
//! peer that asked for more than was held here is told once more is. Source: spec/gossip.md §5.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::{Hash, sha256};
use crate::identity::PublicKey;
use crate::limits::{TICK_MILLIS, TOLD_PER_TICK, TURNS_TO_TELL_MAX, UNTOLD_MAX};
use crate::time::Timestamp;

use super::super::{
    Change, Effect, Item, Lane, Message, Part, Peer, Range,
    message::{Packed, Unpacked},
};
use super::{Engine, Turn, heard::lane_of};

/// What a piece of news is about; key events are told before heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// The key event with this id.
    Key(Hash),
    /// The feed of this writer.
    Feed(PublicKey),
}

/// Something to be told on.
#[derive(Debug)]
pub(super) struct News {
    item: Item,
    seq: u32,
    /// When it is told on, if nobody did so before.
    due: Timestamp,
    /// Who has it, as far as is known.
    shown: BTreeSet<Peer>,
}

/// All of it.
pub(super) type Untold = BTreeMap<About, News>;

/// What an item is about, and its number; a fork proof is always told on at once.
pub(super) fn about(item: &Unpacked) -> Option<(About, u32)> {
    match item {
        Unpacked::Key(event) => Some((About::Key(event.id()), 0)),
        Unpacked::Entry(sealed) => {
            let header = sealed.header();
            Some((About::Feed(header.writer), header.seq))
        }
        Unpacked::Fork(_) | Unpacked::Stamp(_) | Unpacked::Heads(_) | Unpacked::Body(_) => None,
    }
}

impl Engine {
    /// What this part of a turn stored came from a peer on its stream: to be told on.
    pub(super) fn came(&mut self, peer: Peer, effects: &[Effect], now: Timestamp) {
        for effect in effects {
            let Effect::Append(changes) = effect else { continue };
            for change in changes {
                let (about, seq, item) = match change {
                    Change::Item(Item::Key(event)) => {
                        (About::Key(event.id()), 0, Item::Key(event.clone()))
                    }
                    Change::Item(Item::Entry(entry)) => {
                        let bare = Item::Entry(entry.without_body());
                        (About::Feed(entry.writer()), entry.seq(), bare)
                    }
                    Change::Item(Item::Fork(_) | Item::Stamp(_) | Item::Heads(_))
                    | Change::Stamps(_)
                    | Change::Aside(_)
                    | Change::Body(_)
                    | Change::DropBody { .. }
                    | Change::Cursor(_)
                    | Change::Branch { .. }
                    | Change::Ahead(_)
                    | Change::CaughtUp { .. }
                    | Change::LetGo { .. }
                    | Change::DropKey { .. }
                    | Change::Short { .. }
                    | Change::Whole { .. }
                    | Change::Erases { .. }
                    | Change::Prune { .. }
                    | Change::Sights { .. }
                    | Change::Elsewhere(_) => continue,
                };
                if self.untold.len() < UNTOLD_MAX || self.untold.contains_key(&about) {
                    let shown = BTreeSet::from([peer]);
                    let due = self.turn_to_tell(now);
                    self.untold.insert(about, News { item, seq, due, shown });
                }
            }
        }
    }

    /// When this node tells on what came now. Where many are neighbours they take turns by lot, so
    /// that one speaks and the others hear it and need not.
    fn turn_to_tell(&self, now: Timestamp) -> Timestamp {
        let lot = sha256(&[&self.store]).as_bytes().first().copied().unwrap_or(0);
        let turns = u64::try_from(self.peers.len() / 3).unwrap_or(u64::MAX).min(TURNS_TO_TELL_MAX);
        let wait = u64::from(lot).checked_rem(turns.saturating_add(1)).unwrap_or(0);
        Timestamp::from_millis(now.millis().saturating_add(wait.saturating_mul(TICK_MILLIS)))
    }

    /// A peer showed on its stream that it has this.
    pub(super) fn shown(&mut self, peer: Peer, about: About, seq: u32) {
        if let Some(news) = self.untold.get_mut(&about)
            && news.seq <= seq
        {
            news.shown.insert(peer);
        }
    }

    /// This is on gossip: it need not be told on here. Answers whether it waited for that.
    pub(super) fn overheard(&mut self, about: About, seq: u32) -> bool {
        let waited = self.untold.get(&about).is_some_and(|news| news.seq <= seq);
        if waited {
            self.untold.remove(&about);
        }
        waited
    }

    /// Publishes some of what waits, and forgets what every peer has.
    pub(super) fn tell_on(&mut self, turn: &mut Turn) {
        let peers: BTreeSet<Peer> = self.peers().collect();
        // No head goes before a key: who does not know its author would not pass it on.
        let keys_wait = self.untold.iter().any(|(about, news)| match about {
            About::Key(_) => news.due > turn.now,
            About::Feed(_) => false,
        });
        let ripe = |(about, news): &(&About, &News)| match about {
            About::Key(_) => news.due <= turn.now,
            About::Feed(_) => news.due <= turn.now && !keys_wait,
        };
        let due = self.untold.iter().filter(ripe).map(|(about, _)| *about);
        let due: Vec<About> = due.take(TOLD_PER_TICK).collect();
        for about in due {
            let Some(news) = self.untold.remove(&about) else { continue };
            if news.shown.is_superset(&peers) {
                continue;
            }
            let lane = match &news.item {
                Item::Key(_) | Item::Fork(_) | Item::Stamp(_) | Item::Heads(_) => Lane::Urgent,
                Item::Entry(entry) => lane_of(entry.kind()),
            };
            self.publish(lane, &news.item, turn);
        }
    }

    /// A peer asks for a range of which something is missing here too: it is told when less is.
    pub(super) fn owe(&mut self, peer: Peer, range: Range) {
        let lack = self.lack(&range);
        if lack > 0 && range.part != Part::Header {
            self.chases.entry(range.writer).or_default().owed.insert(peer, (range, lack));
        }
    }

    /// Tells those who asked in vain that there is more of this feed now.
    pub(super) fn repay(&mut self, writer: PublicKey, turn: &mut Turn) {
        let Some(chase) = self.chases.get_mut(&writer) else { return };
        let owed = std::mem::take(&mut chase.owed);
        for (peer, (range, then)) in owed {
            if self.lack(&range) < then {
                let bytes = Message::Have { writer }.to_bytes();
                turn.push(Effect::Send { peer, bytes });
            } else if let Some(chase) = self.chases.get_mut(&writer) {
                chase.owed.insert(peer, (range, then));
            }
        }
    }

    /// A peer has more of a feed than when it was asked: it is asked again.
    pub(super) fn have(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        let calm = self.peers.get_mut(&peer).is_some_and(|state| state.heard.take(turn.now));
        if !calm {
            return self.in_vain(peer, turn);
        }
        if self.author(&writer).is_none() {
            self.of_stranger(writer);
        }
        self.branch_had(peer, writer, turn);
        if let Some(chase) = self.chases.get_mut(&writer) {
            chase.tried.remove(&peer);
            chase.again |= chase.asked == Some(peer);
            chase.wake();
            self.chase(writer, Some(peer), turn);
        }
    }
}

/// What a packed item is about, where it can be read.
pub(super) fn about_packed(item: &Packed) -> Option<(About, u32)> {
    item.unpack().ok().as_ref().and_then(about)
}
