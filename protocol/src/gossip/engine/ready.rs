//! Getting items ready: what each needs by itself is done side by side, where there are hands for it.
//!
//! Reading an item, checking its signature and looking whether its body passes the gate depend on
//! nothing that comes with it, and are most of what taking it in costs. Only what the cheap checks let
//! through is opened; so a peer cannot make others check what they do not want.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::identity::Did;
use crate::statement::Statement;

use super::super::{
    Fault,
    message::{Packed, Unpacked},
};
use super::Engine;

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

/// An item as far as it can be judged alone.
#[derive(Debug)]
pub(super) enum Ready {
    /// Read, and an entry not opened.
    Read(Unpacked),
    /// An entry that its writer signed.
    Opened(Box<Opened>),
    /// It should not have been passed on.
    Bad(Fault),
}

/// An entry that its writer signed.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) statement: Statement,
    /// Whether its body may be kept, where this is its author.
    pub(super) passes: (Did, bool),
}

/// Reads an item and opens none.
pub(super) fn read(item: &Packed) -> Ready {
    item.unpack().map_or_else(Ready::Bad, Ready::Read)
}

impl Engine {
    /// Reads items and opens the entries among them that are wanted now.
    pub(super) fn ready(&self, items: &[Packed]) -> Vec<Ready> {
        let places: Vec<OnceLock<Ready>> = items.iter().map(|_| OnceLock::new()).collect();
        self.hands.0.each(items.len(), &|at| {
            if let (Some(item), Some(place)) = (items.get(at), places.get(at)) {
                place.get_or_init(|| self.ready_one(item));
            }
        });
        let done = places.into_iter().zip(items);
        done.map(|(place, item)| place.into_inner().unwrap_or_else(|| self.ready_one(item)))
            .collect()
    }

    fn ready_one(&self, item: &Packed) -> Ready {
        match read(item) {
            Ready::Read(Unpacked::Entry(sealed)) => match self.wants(&sealed) {
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
