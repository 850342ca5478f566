//! What is held of one writer's log: the whole beginning, an end that is whole too, and what cannot
//! be put in order.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Chain;
use std::slice::Iter;

use super::stamps::Stamps;
use crate::canon::hash::Hash;
use crate::feed::{
    Accumulator, AppendError, Feed, ForkProof, HeadStamp, LogStatus, StampFork, Tail, Witnesses,
};
use crate::identity::PublicKey;
use crate::statement::kinds::Erase;
use crate::statement::{Content, Kind, Statement};

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
            split: false,
            stamps: Stamps::default(),
        }
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
        let held = match self.statements.get_mut(index(seq)) {
            Some(held) => Some(held),
            None => self.end.as_mut().and_then(|end| end.get_mut(seq)),
        };
        let Some(held) = held else { return self.between.push(statement) };
        if held.id() == statement.id() {
            if held.body().is_none() {
                *held = statement;
            }
            return;
        }
        self.split = true;
        if let Ok(proof) = ForkProof::make(held, &statement) {
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

    /// Whether it contradicts itself below its close.
    pub(in crate::verdict) fn is_disputed(&self, closed: Option<u32>) -> bool {
        let within = |seq: u32| closed.is_none_or(|size| seq < size);
        let proven = self.feed.fork().map(ForkProof::seq);
        self.forked_at().is_some_and(within) || (self.split && proven.is_none_or(within))
    }

    /// The number from which on nothing counts that its author would gain: the fork, but never
    /// below what a quorum of these witnesses saw.
    pub(in crate::verdict) fn frozen_at(&self, witnesses: Option<&Witnesses>) -> Option<u32> {
        let seen = || witnesses.map_or(0, |witnesses| self.witnessed(witnesses));
        self.forked_at().map(|at| at.max(seen()))
    }

    /// The first number that is missing below the close: `None` where the log is whole to its newest
    /// entry.
    pub(in crate::verdict) fn hole(&self, closed: Option<u32>) -> Option<u32> {
        let size = self.size();
        let within = |seq: u32| closed.is_none_or(|size| seq < size);
        if size == 0 || closed.is_some_and(|closed| size < closed) {
            return Some(size);
        }
        if self.loose.iter().any(|statement| within(statement.seq())) {
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

    /// The end of the log from the sums of these lists on, with the bodies that tell a status since;
    /// the whole log where there are none. It reaches down to the size `dated`, so that a stamp of
    /// that size still fits. Where it must tell who may award these achievements, it is the whole log
    /// with the bodies about that too. Nothing where more is known than can be put in order.
    pub(in crate::verdict) fn tail(
        &self,
        lists: &BTreeSet<u32>,
        rights: Option<&BTreeSet<String>>,
        dated: u32,
    ) -> Option<Tail> {
        if !self.loose.is_empty() {
            return None;
        }
        let (mut start, held) = match &self.end {
            Some(end) => (end.start.clone(), &end.statements),
            None => (Accumulator::new(), &self.statements),
        };
        let status = LogStatus::new(None).ordered(held);
        let from = lists.iter().map(|list| status.summed(*list)).min().unwrap_or_default();
        let from = if rights.is_some() { 0 } else { from.min(dated) };
        let (before, after): (Vec<_>, Vec<_>) = held.iter().partition(|one| one.seq() < from);
        before.into_iter().for_each(|statement| {
            start.push(statement.id());
        });
        let needed = |one: &Statement| match one.kind().tells_status()
            || rights.is_some_and(|of| tells_right(one, of))
        {
            true => one.clone(),
            false => one.without_body(),
        };
        Tail::new(start, after.into_iter().map(needed).collect()).ok()
    }

    /// The number of statements up to the newest whose order can be shown.
    pub(in crate::verdict) fn size(&self) -> u32 {
        self.end.as_ref().map_or(&self.feed, |end| &end.feed).size()
    }

    /// The statements below the fork and the close.
    pub(in crate::verdict) fn counted(
        &self,
        closed: Option<u32>,
        witnesses: Option<&Witnesses>,
    ) -> impl DoubleEndedIterator<Item = &Statement> + Clone + use<'_> {
        let below = self.below(closed, witnesses);
        self.ordered().filter(move |statement| statement.seq() < below)
    }

    /// Those and the ones of the gap between them, in the order of their numbers: a later word
    /// about a status outweighs an earlier one also where others are missing.
    pub(in crate::verdict) fn told(
        &self,
        closed: Option<u32>,
        witnesses: Option<&Witnesses>,
    ) -> Vec<&Statement> {
        let below = self.below(closed, witnesses);
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
        witnesses: Option<&Witnesses>,
    ) -> impl Iterator<Item = &Statement> {
        let from = self.below(closed, witnesses);
        let ordered = self.ordered().chain(&self.between);
        ordered.filter(move |statement| statement.seq() >= from).chain(&self.loose)
    }

    /// The erasures in it with what they say, wherever they stand: what takes something back counts also
    /// where its place cannot be shown.
    pub(super) fn erasures(&self) -> impl Iterator<Item = (&Statement, Erase)> {
        let all = self.told(None, None).into_iter().chain(self.beyond(None, None));
        all.filter(|one| one.kind() == Kind::Erase).filter_map(|one| {
            match Content::read(one.kind(), one.body()?) {
                Ok(Content::Erase(said)) => Some((one, said)),
                Ok(_) | Err(_) => None,
            }
        })
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

    /// Whether an entry counts although the log was told in two versions: below where they part, or
    /// seen by a quorum of some of these.
    pub(in crate::verdict) fn stands_at<'w>(
        &self,
        seq: u32,
        seers: impl IntoIterator<Item = &'w Witnesses>,
    ) -> bool {
        let below = |at: Option<u32>| at.is_none_or(|at| seq < at);
        below(self.forked_at()) || seers.into_iter().any(|seers| below(self.frozen_at(Some(seers))))
    }

    /// The statement of this number, where its order can be shown.
    pub(super) fn get(&self, seq: u32) -> Option<&Statement> {
        let of_end = || {
            let end = self.end.as_ref()?;
            end.statements.get(index(seq.checked_sub(end.from())?))
        };
        self.statements.get(index(seq)).or_else(of_end)
    }

    fn below(&self, closed: Option<u32>, witnesses: Option<&Witnesses>) -> u32 {
        closed.unwrap_or(u32::MAX).min(self.frozen_at(witnesses).unwrap_or(u32::MAX))
    }

    pub(in crate::verdict) fn ordered(&self) -> Ordered<'_> {
        let end = self.end.as_ref().map(|end| end.statements.as_slice()).unwrap_or_default();
        self.statements.iter().chain(end)
    }
}

pub(in crate::verdict) type Ordered<'a> = Chain<Iter<'a, Statement>, Iter<'a, Statement>>;

/// Whether a statement tells who may award one of these achievements.
fn tells_right(statement: &Statement, achievements: &BTreeSet<String>) -> bool {
    if statement.kind() != Kind::Achievement {
        return matches!(statement.kind(), Kind::Grant | Kind::GrantEnd | Kind::Charter);
    }
    let content = statement.body().map(|body| Content::read(Kind::Achievement, body));
    let Some(Ok(Content::Achievement(document))) = content else { return false };
    document.id().is_some_and(|id| achievements.contains(id))
}

fn index(seq: u32) -> usize {
    usize::try_from(seq).unwrap_or(usize::MAX)
}
