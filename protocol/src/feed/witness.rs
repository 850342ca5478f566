//! A witness: what it remembers of each log, and what it answers to whoever asks for a signature.
//!
//! It signs that it knows a head and no longer one, by its own clock. It never goes back: whoever
//! holds its signature holds a promise that it will not sign a shorter or another head of that
//! log. The answer and what is to be remembered are one value, so that a node writes both in one
//! transaction before the signature leaves. Source: `spec/stamps.md` §5.

use std::collections::BTreeSet;

use crate::canon::hash::Hash;
use crate::feed::{Accumulator, Claim, Cosig, HeadStamp, StampFork, verify_consistency};
use crate::identity::{PublicKey, SecretKey};
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, SIGNED_AGAIN_MILLIS, STAMP_LATE_MILLIS};
use crate::time::Timestamp;

/// What a witness remembers of one log: the longest head it signed, and when it last did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    stamp: HeadStamp,
    cosigned: Timestamp,
}

/// What a witness is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The head to be signed.
    pub stamp: HeadStamp,
    /// That it continues a head that the witness named; empty where that has the same size, or where
    /// the asker does not know it. Source: RFC 6962 §2.1.2.
    pub proof: Vec<Hash>,
}

impl Ask {
    /// Whether it shows that the head to be signed continues this one.
    #[must_use]
    pub fn leads_from(&self, size: u32, root: &Hash) -> bool {
        let new = (self.stamp.size(), &self.stamp.root());
        verify_consistency((size, root), new, &self.proof).is_ok()
    }
}

/// What the witness's own store holds of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The tree over all that is held.
    pub tree: Accumulator,
    /// What is held of the head of as many statements as the stamp names, where it holds more.
    pub head: Option<Claim>,
    /// What is held of the head of as many statements as the head signed last, where it holds more.
    pub signed: Option<Claim>,
    /// Heads that the stamp's head was shown to continue, when it was asked for before.
    pub shown: BTreeSet<(u32, Hash)>,
    /// Every stamp of the log that is held, whoever brought it.
    pub stamps: Vec<HeadStamp>,
    /// Whether the log is known to have forked.
    pub forked: bool,
}

impl Own {
    /// Notes which heads this request shows the stamp's head to continue: one proof leads from one of
    /// them, and two may be needed.
    pub fn learn(&mut self, before: Option<&Seen>, ask: &Ask) {
        let led = |(size, root): &(u32, Hash)| ask.leads_from(*size, root);
        self.shown.extend(self.needed(before).filter(led).collect::<Vec<_>>());
    }

    /// The heads that one to be signed must continue. Where the own copy is the longer one, that it
    /// continues the head signed last is looked up in it.
    fn needed(&self, before: Option<&Seen>) -> impl Iterator<Item = (u32, Hash)> {
        let own = (self.tree.size(), self.tree.root());
        let signed = before.map(|seen| (seen.stamp.size(), seen.stamp.root()));
        signed.filter(|(size, _)| *size > own.0).into_iter().chain([own])
    }
}

/// What becomes of a request: one value, to be stored whole before any of it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The witness signs, and remembers that it did.
    Cosign {
        /// What it remembers from now on.
        keep: Seen,
        /// What it answers.
        cosig: Cosig,
    },
    /// The writer signed two heads: the witness answers with the proof, and keeps it.
    Conflict(StampFork),
    /// The witness signs nothing and remembers nothing.
    Refuse(Refusal),
}

/// Why a witness does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It knows a longer log: the stamp tells only a part of it.
    #[error("the log has {size} statements already")]
    Behind {
        /// As many as it knows of.
        size: u32,
    },
    /// Nothing shows that this head continues the one it signed last, or its own copy of the log.
    #[error("nothing shows that the head continues the one of {size} statements")]
    Unproven {
        /// The size from which the proof must lead.
        size: u32,
    },
    /// The stamp is of a time that has not come.
    #[error("the stamp is of the future")]
    FromFuture,
    /// The next stamp is overdue: nobody shows that the writer is still there.
    #[error("the next stamp is overdue")]
    Overdue,
    /// The log forked: there is no head to sign.
    #[error("the log has forked")]
    Forked,
    /// The witness's own clock stands before the moment of its last signature.
    #[error("the clock of the witness went back")]
    ClockBack,
}

impl Refusal {
    /// Its number on the wire, and the size it names. Source: `spec/stamps.md` §5.
    #[must_use]
    pub fn number(self) -> (u8, u32) {
        match self {
            Self::Behind { size } => (1, size),
            Self::Unproven { size } => (2, size),
            Self::FromFuture => (3, 0),
            Self::Overdue => (4, 0),
            Self::Forked => (5, 0),
            Self::ClockBack => (6, 0),
        }
    }

    /// The refusal with this number, which names this size.
    #[must_use]
    pub fn from_number(number: u8, size: u32) -> Option<Self> {
        match (number, size) {
            (1, size) => Some(Self::Behind { size }),
            (2, size) => Some(Self::Unproven { size }),
            (3, 0) => Some(Self::FromFuture),
            (4, 0) => Some(Self::Overdue),
            (5, 0) => Some(Self::Forked),
            (6, 0) => Some(Self::ClockBack),
            _ => None,
        }
    }
}

impl Seen {
    /// What a store kept of it.
    #[must_use]
    pub fn restore(stamp: &HeadStamp, cosigned: Timestamp) -> Self {
        Self { stamp: stamp.bare(), cosigned }
    }

    /// What was remembered, or what a stamp that is held shows to have been signed since: a witness whose
    /// disk was put back hears of its own signatures from others.
    #[must_use]
    pub fn recall(before: Option<Self>, stamps: &[HeadStamp], witness: &PublicKey) -> Option<Self> {
        let signed = stamps.iter().filter_map(|stamp| {
            let cosig = stamp.cosigs().iter().find(|cosig| cosig.witness() == *witness)?;
            Some(Self::restore(stamp, cosig.ts()))
        });
        // The last of equals is the one that was remembered.
        signed.chain(before).max_by_key(|seen| (seen.stamp.size(), seen.cosigned))
    }

    /// The longest head that was signed.
    #[must_use]
    pub fn stamp(&self) -> &HeadStamp {
        &self.stamp
    }

    /// When the witness signed last.
    #[must_use]
    pub fn cosigned(&self) -> Timestamp {
        self.cosigned
    }

    /// Decides about a request, with what was seen of this log before, if anything.
    #[must_use]
    pub fn decide(
        before: Option<&Self>,
        ask: &Ask,
        own: &Own,
        now: Timestamp,
        witness: &SecretKey,
    ) -> Decision {
        match Self::consider(before, ask, own, now) {
            Err(decision) => *decision,
            Ok(at) => Decision::Cosign {
                keep: Self { stamp: ask.stamp.bare(), cosigned: at },
                cosig: ask.stamp.cosign(at, witness),
            },
        }
    }

    /// The moment to sign at, or what else becomes of the request.
    fn consider(
        before: Option<&Self>,
        ask: &Ask,
        own: &Own,
        now: Timestamp,
    ) -> Result<Timestamp, Box<Decision>> {
        let refuse = |why| Err(Box::new(Decision::Refuse(why)));
        let stamp = &ask.stamp;
        // Two heads are told whatever else is wrong with the request.
        if let Some(proof) = two_heads(before, stamp, own) {
            return Err(Box::new(Decision::Conflict(proof)));
        }
        if own.forked || differs(stamp, own) || before.is_some_and(|it| differs(&it.stamp, own)) {
            return refuse(Refusal::Forked);
        }
        if stamp.ts() > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return refuse(Refusal::FromFuture);
        }
        if now > stamp.due().saturating_add(STAMP_LATE_MILLIS) {
            return refuse(Refusal::Overdue);
        }
        let told = own.stamps.iter().map(HeadStamp::size).max().unwrap_or(0);
        let longest = before.map_or(0, |seen| seen.stamp.size()).max(own.tree.size()).max(told);
        if stamp.size() < longest {
            return refuse(Refusal::Behind { size: longest });
        }
        for (size, root) in own.needed(before) {
            let shown = size == 0 || size == stamp.size() || own.shown.contains(&(size, root));
            if !shown && !ask.leads_from(size, &root) {
                return refuse(Refusal::Unproven { size });
            }
        }
        let last = before.map_or(now, |seen| seen.cosigned);
        if last > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return refuse(Refusal::ClockBack);
        }
        let again = before.is_some_and(|seen| seen.stamp.same(stamp));
        let soon = last.saturating_add(SIGNED_AGAIN_MILLIS);
        Ok(if again && now < soon { last } else { now.max(last) })
    }
}

/// The proof of two heads among what was signed last, what is asked for, the own copy, and what stamps
/// tell.
fn two_heads(before: Option<&Seen>, stamp: &HeadStamp, own: &Own) -> Option<StampFork> {
    let seen = || before.map(|seen| Claim::stamped(&seen.stamp));
    let asked = || Some(Claim::stamped(stamp));
    let pairs = [(seen(), asked()), (own.head.clone(), asked()), (own.signed.clone(), seen())];
    let told = own.stamps.iter().map(|held| (Some(Claim::stamped(held)), asked()));
    let proven = |(one, other): (Option<Claim>, Option<Claim>)| StampFork::make(one?, other?).ok();
    pairs.into_iter().chain(told).find_map(proven)
}

/// Whether a stamp over as many statements as are held is of another head. A proof needs a header
/// that comes after them, and none is held.
fn differs(stamp: &HeadStamp, own: &Own) -> bool {
    stamp.size() == own.tree.size() && stamp.root() != own.tree.root()
}
