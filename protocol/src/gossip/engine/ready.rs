//! Getting items ready: what each needs by itself is done side by side, where there are hands for it.
//!
//! Reading an item, checking its signature and looking whether its body passes the gate depend on
//! nothing that comes with it, and are most of what taking it in costs. Only what the cheap checks let
//! through is opened; so a peer cannot make others check what they do not want.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::identity::{Did, PublicKey};
use crate::statement::Statement;

use super::super::{
    Event, Fault, Message, Peer,
    message::{Packed, Unpacked},
};
use super::peer::Aim;
use super::{Engine, scope::key_bytes};

/// Does pieces of work that do not depend on each other. The core has no threads; the shell may.
pub trait Hands: fmt::Debug + Send + Sync {
    /// Calls `work` once with each number below `count`, in any order and on any thread, and returns
    /// when all of it is done.
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// One after the other, where it is called.
#[derive(Debug, Clone, Copy, Default)]
struct OneHand;

impl Hands for OneHand {
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}

/// The hands of an engine: one, unless the shell lends more.
#[derive(Debug, Clone)]
pub struct Lent(pub Arc<dyn Hands>);

impl Default for Lent {
    fn default() -> Self {
        Self(Arc::new(OneHand))
    }
}

/// A frame that was read, and maybe what is in it made ready, before its turn comes.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) message: Result<Message, Fault>,
    /// Each of its items, where it has such as were asked for.
    pub(super) items: Option<Vec<Ready>>,
}

impl Prepared {
    /// Read, and nothing made ready.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { message: Message::read(bytes), items: None }
    }
}

/// An item as far as it can be judged alone.
#[derive(Debug, Clone)]
pub(super) enum Ready {
    /// Read, and an entry not opened.
    Read(Unpacked),
    /// An entry that its writer signed.
    Opened(Box<Opened>),
    /// It should not have been passed on.
    Bad(Fault),
}

/// An entry that its writer signed.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) statement: Statement,
    /// Whether its body may be kept, where this is its author.
    pub(super) passes: (Did, bool),
}

/// Reads an item and opens none.
pub(super) fn read(item: &Packed) -> Ready {
    item.unpack().map_or_else(Ready::Bad, Ready::Read)
}

/// Whom writers speak for by key events that come with what they wrote.
type Coming = BTreeMap<PublicKey, Did>;

impl Engine {
    /// Reads frames before their turn comes and makes ready what is in them, so that the shell can have
    /// it done while it waits for a disk. Each is an event to be handled in its turn, and comes to the
    /// same as the frame itself.
    #[must_use]
    pub fn prepare(&self, frames: Vec<(Peer, Vec<u8>)>) -> Vec<Event> {
        let mut frames: Vec<(Peer, Prepared)> =
            frames.into_iter().map(|(peer, bytes)| (peer, Prepared::of(&bytes))).collect();
        let wanted = frames.iter().flat_map(|(peer, frame)| self.asked_for(*peer, frame));
        let mut ready = self.ready(&wanted.collect::<Vec<_>>()).into_iter();
        for (peer, frame) in &mut frames {
            let count = self.asked_for(*peer, frame).len();
            frame.items = (count > 0).then(|| ready.by_ref().take(count).collect());
        }
        frames.into_iter().map(|(peer, frame)| Event::Prepared { peer, frame }).collect()
    }

    /// The items of a frame, where they were asked for and are to be made ready.
    fn asked_for<'f>(&self, peer: Peer, frame: &'f Prepared) -> &'f [Packed] {
        let Ok(Message::Items { request, items, .. }) = &frame.message else { return &[] };
        let asked = self.peers.get(&peer).and_then(|state| state.asked.get(request));
        match asked.map(|asked| asked.aim) {
            Some(Aim::CatchUp { .. } | Aim::Chase(_)) => items,
            Some(Aim::Survey | Aim::Branch(_) | Aim::Probe { .. } | Aim::Head { .. }) | None => &[],
        }
    }

    /// Reads items and opens the entries among them that are wanted now, or as soon as the key events
    /// among them are taken.
    pub(super) fn ready(&self, items: &[&Packed]) -> Vec<Ready> {
        let places: Vec<OnceLock<Ready>> = items.iter().map(|_| OnceLock::new()).collect();
        let rows: Vec<_> = items.iter().zip(&places).collect();
        let keys: Vec<_> = rows.iter().filter(|(item, _)| item.is_key()).collect();
        self.hands.0.each(keys.len(), &|at| {
            keys.get(at).into_iter().for_each(|(item, place)| {
                place.get_or_init(|| read(item));
            });
        });
        let coming = self.coming(keys.iter().filter_map(|(_, place)| place.get()));
        self.hands.0.each(rows.len(), &|at| {
            rows.get(at).into_iter().for_each(|(item, place)| {
                place.get_or_init(|| self.ready_one(item, &coming));
            });
        });
        let done = places.into_iter().zip(items);
        done.map(|(place, item)| {
            place.into_inner().unwrap_or_else(|| self.ready_one(item, &coming))
        })
        .collect()
    }

    /// The writers that these key events name and that are not known, of identities for which there is
    /// room.
    fn coming<'r>(&self, keys: impl Iterator<Item = &'r Ready>) -> Coming {
        let mut coming = Coming::new();
        for ready in keys {
            let Ready::Read(Unpacked::Key(event)) = ready else { continue };
            let (did, writer) = (event.did(), event.act().writer());
            let room = self.has_log_place(&did);
            if let Some(writer) = writer.filter(|_| room && self.has_room(&did, key_bytes(event))) {
                coming.insert(writer, did);
            }
        }
        coming
    }

    fn ready_one(&self, item: &Packed, coming: &Coming) -> Ready {
        match read(item) {
            Ready::Read(Unpacked::Entry(sealed)) => match self.wants(&sealed, coming) {
                Some(author) => match sealed.open() {
                    Ok(statement) => {
                        let passes = (author, Self::passes(&author, &statement));
                        Ready::Opened(Box::new(Opened { statement, passes }))
                    }
                    Err(_) => Ready::Bad(Fault::BadSignature),
                },
                None => Ready::Read(Unpacked::Entry(sealed)),
            },
            done @ (Ready::Read(_) | Ready::Opened(_) | Ready::Bad(_)) => done,
        }
    }
}
