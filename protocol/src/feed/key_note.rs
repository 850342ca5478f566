//! What a key log keeps of an event: the event itself, or what it says.
//!
//! A log that only answers who speaks for whom needs no signatures. Of a hundred thousand logs they
//! would be most of what is kept, and whoever passes the events on has them in a store.

use crate::{
    canon::hash::Hash,
    feed::{KeyAct, KeyEvent, Witnesses},
    identity::PublicKey,
    time::Timestamp,
};

/// What a [`KeyLog`](super::KeyLog) keeps of an event that was checked.
pub trait Kept: From<KeyEvent> {
    /// When the identity says it was signed.
    fn ts(&self) -> Timestamp;

    /// Whether the identity key signed it.
    fn is_own(&self) -> bool;

    /// The hash of the next key that it commits to.
    fn next(&self) -> Option<Hash>;

    /// The writer that it names as the identity's.
    fn writer(&self) -> Option<PublicKey>;

    /// The writer that it closes, and at which size.
    fn closed(&self) -> Option<(PublicKey, u32)>;

    /// The witnesses that it names.
    fn witnesses(&self) -> Option<&Witnesses>;

    /// The recovery that it objects to.
    fn contested(&self) -> Option<Hash>;

    /// The event itself: always of those that others than the identity key sign, which are few and
    /// are weighed against each other.
    fn event(&self) -> Option<&KeyEvent>;
}

impl Kept for KeyEvent {
    fn ts(&self) -> Timestamp {
        self.ts()
    }

    fn is_own(&self) -> bool {
        self.act().is_own()
    }

    fn next(&self) -> Option<Hash> {
        self.act().next()
    }

    fn writer(&self) -> Option<PublicKey> {
        self.act().writer()
    }

    fn closed(&self) -> Option<(PublicKey, u32)> {
        let KeyAct::WriterClose { writer, size } = self.act() else { return None };
        Some((*writer, *size))
    }

    fn witnesses(&self) -> Option<&Witnesses> {
        self.act().witnesses()
    }

    fn contested(&self) -> Option<Hash> {
        self.act().contested()
    }

    fn event(&self) -> Option<&KeyEvent> {
        Some(self)
    }
}

/// What a key event says, without what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyNote(Says);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Says {
    Begins { next: Hash },
    Writes { writer: PublicKey, ts: Timestamp },
    Closes { writer: PublicKey, size: u32, ts: Timestamp },
    Witnesses(Box<(Witnesses, Timestamp)>),
    Contests { recovery: Hash, ts: Timestamp },
    Others(Box<KeyEvent>),
}

impl From<KeyEvent> for KeyNote {
    fn from(event: KeyEvent) -> Self {
        let ts = event.ts();
        Self(match event.act() {
            KeyAct::Inception { next } => Says::Begins { next: *next },
            KeyAct::Writer { writer, .. } => Says::Writes { writer: *writer, ts },
            KeyAct::WriterClose { writer, size } => {
                Says::Closes { writer: *writer, size: *size, ts }
            }
            KeyAct::Witnesses(named) => Says::Witnesses(Box::new((named.clone(), ts))),
            KeyAct::Contest { recovery } => Says::Contests { recovery: *recovery, ts },
            KeyAct::Succession(_)
            | KeyAct::Guardians(_)
            | KeyAct::Recovery(_)
            | KeyAct::Watch(_) => Says::Others(Box::new(event)),
        })
    }
}

impl Kept for KeyNote {
    fn ts(&self) -> Timestamp {
        match &self.0 {
            Says::Begins { .. } => Timestamp::from_millis(0),
            Says::Writes { ts, .. } | Says::Closes { ts, .. } | Says::Contests { ts, .. } => *ts,
            Says::Witnesses(named) => named.1,
            Says::Others(event) => event.ts(),
        }
    }

    fn is_own(&self) -> bool {
        self.event().is_none()
    }

    fn next(&self) -> Option<Hash> {
        if let Says::Begins { next } = self.0 { Some(next) } else { None }
    }

    fn writer(&self) -> Option<PublicKey> {
        if let Says::Writes { writer, .. } = self.0 { Some(writer) } else { None }
    }

    fn closed(&self) -> Option<(PublicKey, u32)> {
        if let Says::Closes { writer, size, .. } = self.0 { Some((writer, size)) } else { None }
    }

    fn witnesses(&self) -> Option<&Witnesses> {
        if let Says::Witnesses(named) = &self.0 { Some(&named.0) } else { None }
    }

    fn contested(&self) -> Option<Hash> {
        if let Says::Contests { recovery, .. } = self.0 { Some(recovery) } else { None }
    }

    fn event(&self) -> Option<&KeyEvent> {
        if let Says::Others(event) = &self.0 { Some(event) } else { None }
    }
}
