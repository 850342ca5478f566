//! What is held of one writer's log: the whole beginning, and what cannot be put in order.

use crate::feed::{AppendError, Feed, ForkProof};
use crate::identity::PublicKey;
use crate::statement::Statement;

/// What is held of one writer's log.
#[derive(Clone, Debug)]
pub(in crate::verdict) struct Log {
    /// The whole beginning that is held.
    pub(in crate::verdict) feed: Feed,
    /// The statements of that beginning.
    pub(in crate::verdict) statements: Vec<Statement>,
    /// Statements beyond a gap or on another branch: signed, but in no order that can be shown.
    pub(in crate::verdict) loose: Vec<Statement>,
    /// Whether the writer tells two stories.
    pub(in crate::verdict) split: bool,
}

impl Log {
    pub(super) fn new(writer: PublicKey) -> Self {
        Self { feed: Feed::new(writer), statements: Vec::new(), loose: Vec::new(), split: false }
    }

    pub(super) fn hear(&mut self, statement: Statement) {
        match self.feed.replay(&statement) {
            Ok(()) => self.statements.push(statement),
            Err(AppendError::Known { .. }) => self.compare(statement),
            Err(AppendError::Gap { .. } | AppendError::Frozen { .. } | AppendError::Full) => {
                self.loose.push(statement);
            }
            Err(AppendError::RootMismatch { .. } | AppendError::ClockBackwards { .. }) => {
                self.split = true;
                self.loose.push(statement);
            }
            Err(AppendError::OtherWriter { .. } | AppendError::FromFuture { .. }) => {}
        }
    }

    /// A number that is held already: the same with its body, or another story.
    fn compare(&mut self, statement: Statement) {
        let at = usize::try_from(statement.seq()).unwrap_or(usize::MAX);
        let Some(held) = self.statements.get_mut(at) else { return };
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

    /// The number from which on nothing is sure: the fork, where there is one.
    pub(in crate::verdict) fn forked_at(&self) -> Option<u32> {
        let proven = self.feed.fork().map(ForkProof::seq);
        let told = self.split.then(|| self.loose.iter().map(Statement::seq).min()).flatten();
        proven.into_iter().chain(told).min()
    }

    /// The statements below the fork and the close.
    pub(in crate::verdict) fn counted(&self, closed: Option<u32>) -> &[Statement] {
        let size = closed.unwrap_or(u32::MAX).min(self.forked_at().unwrap_or(u32::MAX));
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(self.statements.len());
        self.statements.get(..size).unwrap_or_default()
    }

    /// The statements that are not in the order that can be shown: of them only what takes back
    /// counts.
    pub(in crate::verdict) fn beyond(&self) -> impl Iterator<Item = &Statement> {
        let from = self
            .forked_at()
            .map_or(self.statements.len(), |seq| usize::try_from(seq).unwrap_or(usize::MAX));
        self.statements.get(from..).unwrap_or_default().iter().chain(&self.loose)
    }
}
