//! A witness: what it remembers of each log, and what it answers to whoever asks for a signature.
//!
//! It signs that it knows a head and no longer one, by its own clock. It never goes back: whoever
//! holds its signature holds a promise that it will not sign a shorter or another head of that
//! log. The answer and what is to be remembered are one value, so that a node writes both in one
//! transaction before the signature leaves. Source: `spec/stamps.md` §5.

use crate::canon::hash::Hash;
use crate::feed::{Claim, Cosig, HeadStamp, StampFork, verify_consistency};
use crate::identity::SecretKey;
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, STAMP_LATE_MILLIS};
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
    /// That it continues the head the witness signed last; empty where that has the same size, or
    /// where the asker does not know it. Source: RFC 6962 §2.1.2.
    pub proof: Vec<Hash>,
}

/// What the witness's own store holds of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// How many statements.
    pub size: u32,
    /// The head of as many statements as the stamp names, where it holds so many.
    pub head: Option<Claim>,
    /// Whether the log is known to have forked.
    pub forked: bool,
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
    /// Nothing shows that this head continues the one it signed last.
    #[error("nothing shows that the head continues the one of {size} statements")]
    Unproven {
        /// The size it signed last, from which the proof must lead.
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
        let seen = before.map(|seen| Claim::stamped(&seen.stamp));
        for claim in seen.iter().chain(&own.head) {
            if let Ok(proof) = StampFork::make(claim.clone(), Claim::stamped(stamp)) {
                return Err(Box::new(Decision::Conflict(proof)));
            }
        }
        if own.forked {
            return refuse(Refusal::Forked);
        }
        if stamp.ts() > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return refuse(Refusal::FromFuture);
        }
        if now > stamp.due().saturating_add(STAMP_LATE_MILLIS) {
            return refuse(Refusal::Overdue);
        }
        let longest = before.map_or(0, |seen| seen.stamp.size()).max(own.size);
        if stamp.size() < longest {
            return refuse(Refusal::Behind { size: longest });
        }
        let Some(before) = before else { return Ok(now) };
        let (old, new) = (&before.stamp, stamp);
        if new.size() > old.size() {
            let (old, new) = ((old.size(), &old.root()), (new.size(), &new.root()));
            if verify_consistency(old, new, &ask.proof).is_err() {
                return refuse(Refusal::Unproven { size: old.0 });
            }
        }
        if before.cosigned > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return refuse(Refusal::ClockBack);
        }
        Ok(now.max(before.cosigned))
    }
}
