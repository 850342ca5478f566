//! What is held of one writer's log: the whole beginning, an end that is whole too, and what cannot
//! be put in order.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Chain;
use std::slice::Iter;

use super::stamps::Stamps;
use super::telling::Telling;
use crate::canon::hash::Hash;
use crate::feed::{
    Accumulator, AppendError, Feed, ForkProof, HeadStamp, LogStatus, StampFork, Tail,
};
use crate::identity::PublicKey;
use crate::statement::kinds::{Erase, Prune};
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

/// What is held of one writer's log.
#[derive(Clone, Debug)]
pub(in crate::verdict) struct Log {
    /// The whole beginning that is held.
    feed: Feed,
    /// The statements of that beginning.
    statements: Vec<Statement>,
    /// The end of the log, where what lies between the beginning and it is not held.
    end: Option<End>,
    /// Statements of the gap before that end.
    between: Vec<Statement>,
    /// Statements beyond a gap or on another branch: signed, but in no order that can be shown.
    loose: Vec<Statement>,
    /// What takes something back at or above its fork or its close, kept beside it: it counts wherever it
    /// stands, and shows nothing else, since whoever has a lost key signs any number and any tree.
    beside: Vec<Statement>,
    /// Whether the writer tells two stories.
    split: bool,
    /// How long it is said to be.
    pub(super) stamps: Stamps,
}

/// The end of a log, whose writer signed the tree over all before it.
#[derive(Clone, Debug)]
struct End {
    start: Accumulator,
    feed: Feed,
    statements: Vec<Statement>,
}

impl End {
    /// Its first number.
    fn from(&self) -> u32 {
        self.start.size()
    }

    /// Its statement of this number.
    fn get_mut(&mut self, seq: u32) -> Option<&mut Statement> {
        let at = seq.checked_sub(self.from())?;
        self.statements.get_mut(index(at))
    }
}

impl Log {
    pub(super) fn new(writer: PublicKey) -> Self {
        Self {
            feed: Feed::new(writer),
            statements: Vec::new(),
            end: None,
            between: Vec::new(),
            loose: Vec::new(),
            beside: Vec::new(),
            split: false,
            stamps: Stamps::default(),
        }
    }

    /// Whose log it is.
    pub(in crate::verdict) fn writer(&self) -> PublicKey {
        self.feed.writer()
    }

    pub(super) fn hear(&mut self, statement: Statement) {
        match self.feed.replay(&statement) {
            Ok(()) => {
                self.statements.push(statement);
                self.catch_up();
            }
            Err(AppendError::Gap { .. }) => self.continue_end(statement),
            Err(fault) => self.set_apart(statement, &fault),
        }
    }

    /// Takes what is kept beside the log: it is no part of the order, and no story is told by it.
    pub(super) fn hear_beside(&mut self, statement: Statement) {
        match self.get_mut(statement.seq()).filter(|held| held.id() == statement.id()) {
            Some(held) if held.body().is_none() => *held = statement,
            Some(_) => {}
            None => self.beside.push(statement),
        }
    }

    /// Takes the end of the log. Of two that do not touch, the one that reaches further is the end.
    pub(super) fn hear_tail(&mut self, tail: Tail) {
        let Ok(feed) = tail.feed() else { return };
        let from = tail.start().size();
        let better = |held: &End| {
            let (held_to, to) = (held.feed.size(), feed.size());
            (from < held.from() && to >= held.from()) || from > held_to
        };
        let keep = from > self.feed.size() && self.end.as_ref().is_none_or(better);
        if !keep {
            tail.into_entries().into_iter().for_each(|entry| self.hear(entry));
            return;
        }
        let end = End { start: tail.start().clone(), feed, statements: tail.into_entries() };
        let held = self.end.replace(end).into_iter().flat_map(|end| end.statements);
        let again = held.chain(self.between.drain(..)).chain(self.loose.drain(..));
        again.collect::<Vec<_>>().into_iter().for_each(|statement| self.hear(statement));
    }

    /// The proof that it forked, where it did.
    pub(in crate::verdict) fn fork(&self) -> Option<&ForkProof> {
        self.feed.fork()
    }

    /// Keeps the proof that the log forked.
    pub(super) fn hear_fork(&mut self, proof: ForkProof) {
        // It is about this very writer, so it is kept or no better than the one held.
        self.feed.freeze(proof).ok();
    }

    /// A statement beyond a gap: of the end, after it, or nowhere.
    fn continue_end(&mut self, statement: Statement) {
        let Some(end) = &mut self.end else { return self.loose.push(statement) };
        match end.feed.replay(&statement) {
            Ok(()) => end.statements.push(statement),
            Err(fault) => self.set_apart(statement, &fault),
        }
    }

    /// Takes a statement that does not follow, for what it shows all the same.
    fn set_apart(&mut self, statement: Statement, fault: &AppendError) {
        match fault {
            AppendError::Known { .. } => return self.compare(statement),
            AppendError::OtherWriter { .. } | AppendError::FromFuture { .. } => return,
            AppendError::RootMismatch { seq, .. } => {
                self.split = true;
                self.stamps.tear(*seq);
            }
            AppendError::ClockBackwards { .. } => self.split = true,
            AppendError::Gap { .. } | AppendError::Frozen { .. } | AppendError::Full => {}
        }
        self.loose.push(statement);
    }

    /// Puts to the beginning what follows it now.
    fn catch_up(&mut self) {
        loop {
            let size = self.feed.size();
            for next in self.loose.extract_if(.., |one| one.seq() == size).collect::<Vec<_>>() {
                match self.feed.replay(&next) {
                    Ok(()) => self.statements.push(next),
                    Err(AppendError::Known { .. }) => self.compare(next),
                    Err(_) => self.loose.push(next),
                }
            }
            if self.feed.size() == size {
                break;
            }
        }
        let size = self.feed.size();
        if let Some(end) = self.end.take_if(|end| end.from() <= size) {
            let again = end.statements.into_iter().chain(self.between.drain(..));
            again.collect::<Vec<_>>().into_iter().for_each(|statement| self.hear(statement));
        }
    }

    /// A number that is held already: the same with its body, or another story.
    fn compare(&mut self, statement: Statement) {
        let seq = statement.seq();
        let Some(held) = self.get_mut(seq) else { return self.between.push(statement) };
        if held.id() == statement.id() {
            if held.body().is_none() {
                *held = statement;
            }
            return;
        }
        let proof = ForkProof::make(held, &statement);
        self.split = true;
        if let Ok(proof) = proof {
            self.feed.freeze(proof).ok();
        }
        self.loose.push(statement);
    }

    pub(super) fn hear_stamp(&mut self, stamp: HeadStamp) {
        self.stamps.hear(stamp);
    }

    pub(super) fn hear_heads(&mut self, proof: StampFork) {
        self.split = true;
        self.stamps.hear_heads(proof);
    }

    /// The number from which on nothing is sure: the fork, where there is one. Of two heads it is
    /// not known where they part, so that nothing is sure until a fork proof names the number.
    pub(in crate::verdict) fn forked_at(&self) -> Option<u32> {
        let proven = self.feed.fork().map(ForkProof::seq);
        let told = self.split.then(|| self.loose.iter().map(Statement::seq).min()).flatten();
        let heads = self.two_heads().filter(|size| proven.is_none_or(|seq| *size <= seq));
        proven.into_iter().chain(told).chain(heads.map(|_| 0)).min()
    }

    /// The number from which on nothing is sure below where a successor cut the log off. What whoever stole
    /// the key says from there on, two heads of more than that among it, says nothing of what is below.
    pub(in crate::verdict) fn forked_below(&self, cut: u32) -> Option<u32> {
        let proven = self.feed.fork().map(ForkProof::seq);
        let told = self.split.then(|| self.loose.iter().map(Statement::seq).min()).flatten();
        let heads = self.two_heads().filter(|size| proven.is_none_or(|seq| *size <= seq));
        let heads = heads.filter(|size| *size <= cut).map(|_| 0);
        let parts = proven.into_iter().chain(told).filter(|seq| *seq < cut);
        parts.chain(heads).min()
    }

    /// Whether it contradicts itself below its close.
    pub(in crate::verdict) fn is_disputed(&self, closed: Option<u32>) -> bool {
        let within = |seq: u32| closed.is_none_or(|size| seq < size);
        let proven = self.feed.fork().map(ForkProof::seq);
        self.forked_at().is_some_and(within) || (self.split && proven.is_none_or(within))
    }

    /// The number from which on nothing counts that its author would gain: the fork, but never
    /// below what a quorum of witnesses saw.
    pub(in crate::verdict) fn frozen_at(&self, seen: u32) -> Option<u32> {
        self.forked_at().map(|at| at.max(seen))
    }

    /// The first number that is missing below the close: `None` where the log is whole to its newest
    /// entry.
    pub(in crate::verdict) fn hole(&self, closed: Option<u32>) -> Option<u32> {
        let size = self.size();
        let within = |seq: u32| closed.is_none_or(|size| seq < size);
        if size == 0 || closed.is_some_and(|closed| size < closed) {
            return Some(size);
        }
        // Of a number that is held already none is missing; that it is told twice is another matter.
        let lacking = |seq: u32| within(seq) && seq >= size;
        if self.loose.iter().any(|statement| lacking(statement.seq())) {
            return Some(size);
        }
        let whole = self.feed.size();
        (whole < size && closed.is_none_or(|closed| whole < closed)).then_some(whole)
    }

    /// The first number that is missing to tell what became of the places of a list: `None` where
    /// the log is whole to its newest entry, or is so from a sum of that list on.
    pub(in crate::verdict) fn gap(&self, closed: Option<u32>, list: u32) -> Option<u32> {
        let hole = self.hole(closed)?;
        let Some(end) = self.end.as_ref().filter(|_| hole == self.feed.size()) else {
            return Some(hole);
        };
        let within = |seq: u32| closed.is_none_or(|size| seq < size);
        let counted = end.statements.iter().filter(|statement| within(statement.seq()));
        let summed = LogStatus::new(None).ordered(counted).summed(list);
        (summed < end.from()).then_some(hole)
    }

    /// The first number that is missing to tell what was said from a moment on: `None` where the log is
    /// whole to its newest entry, or is so from an entry before that moment on, as dates of one log only
    /// rise.
    pub(in crate::verdict) fn hole_since(
        &self,
        closed: Option<u32>,
        since: Timestamp,
    ) -> Option<u32> {
        let hole = self.hole(closed)?;
        let end = self.end.as_ref().filter(|_| hole == self.feed.size());
        let first = end.and_then(|end| end.statements.first());
        first.is_none_or(|first| first.ts() >= since).then_some(hole)
    }

    /// The end of the log from the sums of the lists of those places on, or from before the moment since which it tells
    /// who left, with the bodies that tell it; the whole log where there are none. It reaches down to the
    /// size `dated`, so that a stamp of that size still fits. Where it must tell who may award something,
    /// it is the whole log with the bodies about that too. Nothing where more is known than can be put in
    /// order, or where what is kept beside the log takes one of these back: an end cannot show that.
    pub(in crate::verdict) fn tail(&self, telling: &Telling, dated: u32) -> Option<Tail> {
        if !self.loose.is_empty() || self.beside.iter().any(|one| telling.is_undone_by(one)) {
            return None;
        }
        let (mut start, held) = match &self.end {
            Some(end) => (end.start.clone(), &end.statements),
            None => (Accumulator::new(), &self.statements),
        };
        let from = telling.from(held).min(dated);
        let (before, after): (Vec<_>, Vec<_>) = held.iter().partition(|one| one.seq() < from);
        before.into_iter().for_each(|statement| {
            start.push(statement.id());
        });
        let needed = |one: &Statement| match telling.needs_body(one) {
            true => one.clone(),
            false => one.without_body(),
        };
        Tail::new(start, after.into_iter().map(needed).collect()).ok()
    }

    /// The number of statements up to the newest whose order can be shown.
    pub(in crate::verdict) fn size(&self) -> u32 {
        self.end.as_ref().map_or(&self.feed, |end| &end.feed).size()
    }

    /// The statements below the fork and the close, the fork never below what a quorum saw, and those of the
    /// gap between them, in the order of their numbers: a later word about a status outweighs an earlier one
    /// also where others are missing.
    pub(in crate::verdict) fn told(&self, closed: Option<u32>, seen: u32) -> Vec<&Statement> {
        let below = self.below(closed, seen);
        let mut told: Vec<&Statement> = self.ordered().chain(&self.between).collect();
        told.retain(|statement| statement.seq() < below);
        told.sort_by_key(|statement| statement.seq());
        told
    }

    /// The statements that are not in the order that can be shown, or above the close: of them only
    /// what takes back counts.
    pub(in crate::verdict) fn beyond(
        &self,
        closed: Option<u32>,
        seen: u32,
    ) -> impl Iterator<Item = &Statement> {
        let from = self.below(closed, seen);
        let ordered = self.ordered().chain(&self.between);
        let above = ordered.filter(move |statement| statement.seq() >= from);
        above.chain(&self.loose).chain(&self.beside)
    }

    /// The erasures in it with what they say, wherever they stand: what takes something back counts also
    /// where its place cannot be shown.
    pub(super) fn erasures(&self) -> impl Iterator<Item = (&Statement, Erase)> {
        self.told(None, 0).into_iter().chain(self.beyond(None, 0)).filter_map(erasure)
    }

    /// Those in order below a number.
    pub(super) fn erasures_below(
        &self,
        below: Option<u32>,
    ) -> impl Iterator<Item = (&Statement, Erase)> {
        let within = move |one: &&Statement| below.is_none_or(|below| one.seq() < below);
        self.ordered().filter(within).filter_map(erasure)
    }

    /// The numbers of superseded upkeep whose bodies its author says nobody needs.
    pub(super) fn pruned(&self) -> BTreeSet<u32> {
        let prunes = self.ordered().filter(|one| one.kind() == Kind::Prune);
        let below = prunes.filter_map(|one| match Content::read(one.kind(), one.body()?) {
            Ok(Content::Prune(said)) => Some(said.below.min(one.seq())),
            Ok(_) | Err(_) => None,
        });
        let below = below.max().unwrap_or(0);
        Prune::superseded(below, self.ordered().map(|one| (one.seq(), one.kind())))
    }

    /// The statements of the gap before the end.
    pub(in crate::verdict) fn between(&self) -> &[Statement] {
        &self.between
    }

    /// The tree head over the first `size` statements, where it can be shown.
    pub(super) fn root_at(&self, size: u32) -> Option<Hash> {
        let ends = [Some(&self.feed), self.end.as_ref().map(|end| &end.feed)];
        let at_end = ends.into_iter().flatten().find(|feed| feed.size() == size);
        at_end.map(Feed::root).or_else(|| Some(self.get(size)?.header().root))
    }

    /// The tree heads that statements tell which cannot be put in order, by the size they are over.
    pub(super) fn told_apart(&self) -> BTreeMap<u32, Hash> {
        let apart = self.between.iter().chain(&self.loose);
        apart.map(|statement| (statement.seq(), statement.header().root)).collect()
    }

    /// The ids of all statements, where the log is held whole from its first on.
    pub(super) fn ids(&self) -> Option<Vec<Hash>> {
        self.end.is_none().then(|| self.statements.iter().map(Statement::id).collect())
    }

    /// The statement of this number, where its order can be shown.
    pub(super) fn get(&self, seq: u32) -> Option<&Statement> {
        let of_end = || {
            let end = self.end.as_ref()?;
            end.statements.get(index(seq.checked_sub(end.from())?))
        };
        self.statements.get(index(seq)).or_else(of_end)
    }

    fn get_mut(&mut self, seq: u32) -> Option<&mut Statement> {
        match self.statements.get_mut(index(seq)) {
            Some(held) => Some(held),
            None => self.end.as_mut().and_then(|end| end.get_mut(seq)),
        }
    }

    /// Up to which number its order counts: to the fork and the close.
    pub(super) fn below(&self, closed: Option<u32>, seen: u32) -> u32 {
        closed.unwrap_or(u32::MAX).min(self.frozen_at(seen).unwrap_or(u32::MAX))
    }

    pub(in crate::verdict) fn ordered(&self) -> Ordered<'_> {
        let end = self.end.as_ref().map(|end| end.statements.as_slice()).unwrap_or_default();
        self.statements.iter().chain(end)
    }
}

pub(in crate::verdict) type Ordered<'a> = Chain<Iter<'a, Statement>, Iter<'a, Statement>>;

fn erasure(statement: &Statement) -> Option<(&Statement, Erase)> {
    if statement.kind() != Kind::Erase {
        return None;
    }
    match Content::read(Kind::Erase, statement.body()?) {
        Ok(Content::Erase(said)) => Some((statement, said)),
        Ok(_) | Err(_) => None,
    }
}

fn index(seq: u32) -> usize {
    usize::try_from(seq).unwrap_or(usize::MAX)
}
