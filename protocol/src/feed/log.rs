//! The state of one writer's log: what may come next, and when it is frozen.

use crate::{
    canon::hash::Hash,
    feed::{Accumulator, ForkProof},
    identity::PublicKey,
    limits::CLOCK_AHEAD_MAX_MILLIS,
    statement::{Head, Statement},
    time::Timestamp,
};

/// One writer's log up to its head. Source: `spec/feed.md` §7.
///
/// Nobody sees a feed shorter or longer than it is: every statement up to its size was held once
/// and each root checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    writer: PublicKey,
    accumulator: Accumulator,
    last_ts: Timestamp,
    /// Apart: few feeds have one, and it is larger than all else.
    fork: Option<Box<ForkProof>>,
}

/// Why a statement does not follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// It is of another log.
    #[error("a statement of {found} in the log of {expected}")]
    OtherWriter {
        /// Whose log it is.
        expected: PublicKey,
        /// Whose statement it is.
        found: PublicKey,
    },
    /// The log has forked at or before this number.
    #[error("the log is frozen since statement {at}, statement {found} does not count")]
    Frozen {
        /// The number that two statements share.
        at: u32,
        /// Number found.
        found: u32,
    },
    /// The log has a statement of this number: the same one, or a fork; compare the ids.
    #[error("the log already has statement {found}")]
    Known {
        /// The size of the log.
        size: u32,
        /// Number found.
        found: u32,
    },
    /// Earlier statements are missing.
    #[error("statement {found} came while statement {expected} is missing")]
    Gap {
        /// The number that comes next.
        expected: u32,
        /// Number found.
        found: u32,
    },
    /// It follows other statements than those held: the writer tells two stories.
    #[error("statement {seq} follows the tree {found}, the log has {expected}")]
    RootMismatch {
        /// Number found.
        seq: u32,
        /// The tree head over what is held.
        expected: Hash,
        /// The tree head it was signed after.
        found: Hash,
    },
    /// It claims to be older than the one before.
    #[error("statement {seq} of {found} follows one of {last}")]
    ClockBackwards {
        /// Number found.
        seq: u32,
        /// When the last one was signed.
        last: Timestamp,
        /// When this one claims to be signed.
        found: Timestamp,
    },
    /// It claims to be signed later than now; it may be right in a while.
    #[error("statement {seq} is of {found}, and it is only {now}")]
    FromFuture {
        /// Number found.
        seq: u32,
        /// When it claims to be signed.
        found: Timestamp,
        /// What the time is here.
        now: Timestamp,
    },
    /// No number is left.
    #[error("the log is full")]
    Full,
}

/// Why stored parts are not a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// The fork proof is about another log.
    #[error("a fork proof about {found} in the log of {expected}")]
    OtherWriter {
        /// Whose log it is.
        expected: PublicKey,
        /// Whose fork it is.
        found: PublicKey,
    },
}

impl Feed {
    /// The empty log of this writer.
    #[must_use]
    pub fn new(writer: PublicKey) -> Self {
        Self::resume(writer, Accumulator::new())
    }

    /// The log as it stood after the statements that this tree is over, whatever they were.
    #[must_use]
    pub(crate) fn resume(writer: PublicKey, accumulator: Accumulator) -> Self {
        Self { writer, accumulator, last_ts: Timestamp::from_millis(0), fork: None }
    }

    /// The log from what a store kept of it.
    ///
    /// # Errors
    /// When the fork proof is about another writer.
    pub fn restore(
        writer: PublicKey,
        accumulator: Accumulator,
        last_ts: Timestamp,
        fork: Option<ForkProof>,
    ) -> Result<Self, RestoreError> {
        let mut feed = Self { writer, accumulator, last_ts, fork: None };
        if let Some(proof) = fork {
            feed.freeze(proof)?;
        }
        Ok(feed)
    }

    /// Appends the next statement.
    ///
    /// # Errors
    /// When it does not follow, with what was expected; the feed is then unchanged.
    pub fn append(&mut self, statement: &Statement, now: Timestamp) -> Result<(), AppendError> {
        self.check(statement)?;
        let (seq, found) = (statement.seq(), statement.ts());
        if found > now.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return Err(AppendError::FromFuture { seq, found, now });
        }
        self.push(statement)
    }

    /// Appends the next statement whatever the time is now: for evidence about the past.
    ///
    /// # Errors
    /// As [`Feed::append`], save [`AppendError::FromFuture`].
    pub fn replay(&mut self, statement: &Statement) -> Result<(), AppendError> {
        self.check(statement)?;
        self.push(statement)
    }

    /// Keeps the proof that this log forked; answers whether it is new or better than the held one.
    ///
    /// # Errors
    /// When the proof is about another writer.
    pub fn freeze(&mut self, proof: ForkProof) -> Result<bool, RestoreError> {
        if proof.writer() != self.writer {
            return Err(RestoreError::OtherWriter { expected: self.writer, found: proof.writer() });
        }
        let news = self.fork.as_ref().is_none_or(|held| proof.better(held));
        if news {
            self.fork = Some(Box::new(proof));
        }
        Ok(news)
    }

    /// Whose log it is.
    #[must_use]
    pub fn writer(&self) -> PublicKey {
        self.writer
    }

    /// The number of statements in it, which is the number of the next one.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.accumulator.size()
    }

    /// The number of statements that count: those before the fork, where there is one.
    #[must_use]
    pub fn counted(&self) -> u32 {
        let size = self.size();
        self.fork.as_ref().map_or(size, |fork| fork.seq().min(size))
    }

    /// When the last statement was signed; 1970 where there is none.
    #[must_use]
    pub fn last_ts(&self) -> Timestamp {
        self.last_ts
    }

    /// The tree over the ids so far.
    #[must_use]
    pub fn accumulator(&self) -> &Accumulator {
        &self.accumulator
    }

    /// The tree head over the ids so far, which the next statement's `root` must be.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.accumulator.root()
    }

    /// The proof that it forked, where it did.
    #[must_use]
    pub fn fork(&self) -> Option<&ForkProof> {
        self.fork.as_deref()
    }

    /// What the next statement must continue.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { writer: self.writer, seq: self.size(), root: self.root(), last_ts: self.last_ts }
    }

    /// Checks what depends on the log alone, cheapest first.
    fn check(&self, statement: &Statement) -> Result<(), AppendError> {
        let header = statement.header();
        let (size, seq) = (self.size(), header.seq);
        if header.writer != self.writer {
            return Err(AppendError::OtherWriter { expected: self.writer, found: header.writer });
        }
        if seq < size {
            return Err(AppendError::Known { size, found: seq });
        }
        if let Some(fork) = &self.fork
            && seq >= fork.seq()
        {
            return Err(AppendError::Frozen { at: fork.seq(), found: seq });
        }
        if seq > size {
            return Err(AppendError::Gap { expected: size, found: seq });
        }
        if size == u32::MAX {
            return Err(AppendError::Full);
        }
        let root = self.root();
        if header.root != root {
            return Err(AppendError::RootMismatch { seq, expected: root, found: header.root });
        }
        if header.ts < self.last_ts {
            let (last, found) = (self.last_ts, header.ts);
            return Err(AppendError::ClockBackwards { seq, last, found });
        }
        Ok(())
    }

    fn push(&mut self, statement: &Statement) -> Result<(), AppendError> {
        if !self.accumulator.push(statement.id()) {
            return Err(AppendError::Full);
        }
        self.last_ts = statement.ts();
        Ok(())
    }
}
