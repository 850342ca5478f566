//! What is kept in memory of what the store holds, so that an act need not read all of it: key logs,
//! forks, names, and who recognises whom.
//!
//! What arrives is taken in by the next act. What takes something away has that read anew which those said whom it
//! concerns, and nothing of it is checked twice: anybody can write such entries without end.

mod renew;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use bot_protocol::credential::proof::Proven;
use bot_protocol::feed::{KeyAct, KeyEvent, KeyRing};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::AHEAD_MAX;
use bot_protocol::recognition::{Graph, Names, Touched};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;

use super::ActError;
use super::about::About;
use super::snapshot::profile;
use super::standpoints::Standpoints;
use crate::store::{Item, Store};

use renew::{News, Parts};

/// The kinds of which something is kept.
const KINDS: [Kind; 8] = [
    Kind::Profile,
    Kind::Recognition,
    Kind::RecognitionEnd,
    Kind::Achievement,
    Kind::Endorsement,
    Kind::Revoke,
    Kind::StatusSnapshot,
    Kind::Dispute,
];

/// Bytes read from the store at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

/// What the store held at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub(super) ring: Arc<KeyRing>,
    /// From which number on nothing counts that its author would gain, of each log that was told in two
    /// versions.
    pub(super) forks: Arc<BTreeMap<PublicKey, u32>>,
    /// What identities call themselves.
    pub(super) names: Arc<Names>,
    pub(super) graph: Arc<Graph>,
    pub(super) about: Arc<About>,
    /// What verdicts found good of the credentials that they rest on.
    pub(super) proven: Arc<Proven>,
}

/// What is kept, and how far of the store's order of arrival it goes.
#[derive(Debug, Default)]
struct Kept {
    held: Held,
    /// When each name was signed, and in which entry: the newest counts.
    named: BTreeMap<Did, (Timestamp, PublicKey, u32)>,
    position: Option<u64>,
    /// How many entries were read of each log that came before what lies between.
    ahead: BTreeMap<PublicKey, usize>,
    /// The numbers of each log of which something is kept.
    numbers: BTreeMap<PublicKey, BTreeSet<u32>>,
    /// Where logs part that were told in two versions, before anybody's witnesses are asked.
    parts: Parts,
    standpoints: Standpoints,
    /// How many statements were taken in so far.
    read: u64,
}

/// What is kept in memory of what the store holds.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<Kept>);

impl Known {
    /// All that the store holds now.
    pub(super) fn now(&self, store: &dyn Store) -> Result<Held, ActError> {
        self.with(store, |kept| kept.held.clone())
    }

    /// Forgets all of it: what the store held is there no more.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    /// The walks that were laid out, beside what they are laid out from.
    pub(super) fn standing<T>(
        &self,
        store: &dyn Store,
        job: impl FnOnce(&mut Standpoints, &Graph) -> T,
    ) -> Result<T, ActError> {
        self.with(store, |kept| job(&mut kept.standpoints, &kept.held.graph))
    }

    /// How many statements were taken in so far, and how many offers and proofs were checked.
    #[cfg(test)]
    pub(super) fn cost(&self) -> (u64, u64) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.read, kept.held.graph.checked())
    }

    fn with<T>(&self, store: &dyn Store, job: impl FnOnce(&mut Kept) -> T) -> Result<T, ActError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.catch_up(store) {
            Ok(()) => Ok(job(&mut kept)),
            Err(error) => {
                *kept = Kept::default();
                Err(error)
            }
        }
    }
}

impl Kept {
    fn catch_up(&mut self, store: &dyn Store) -> Result<(), ActError> {
        let newest = store.info().position;
        let Some(mut position) = self.position else { return self.read_all(store, newest) };
        let mut news = News::default();
        while position < newest {
            let arrived = store.items_since(position, CHUNK_BYTES)?;
            let Some((last, _)) = arrived.last() else { break };
            position = *last;
            arrived.into_iter().for_each(|(_, item)| self.take(item, &mut news));
        }
        self.renew(store, &mut news)?;
        self.position = Some(position.max(newest));
        self.standpoints.change(&self.held.graph, &news.touched);
        Ok(())
    }

    fn read_all(&mut self, store: &dyn Store, newest: u64) -> Result<(), ActError> {
        *self = Self::default();
        self.held.ring = Arc::new(store.keys(None)?.into_iter().collect());
        self.parts = Parts::all(store)?;
        self.held.forks = Arc::new(self.parts.frozen(store, &self.held.ring)?);
        for kind in KINDS {
            for held in store.of_kind(kind, None)? {
                self.hear(&held.statement);
            }
        }
        for entry in store.beside(None)? {
            self.hear_aside(&entry);
        }
        for entry in store.ahead(None)? {
            *self.ahead.entry(entry.writer()).or_default() += 1;
        }
        let graph = Arc::make_mut(&mut self.held.graph);
        graph.follow_anew(self.held.ring.succeeded());
        self.position = Some(newest);
        Ok(())
    }

    fn take(&mut self, item: Item, news: &mut News) {
        match item {
            Item::Key(event) => self.take_key(event, news),
            Item::Fork(proof) => {
                self.parts.fork(proof.writer(), proof.seq());
                news.parted.insert(proof.writer());
            }
            Item::Heads(proof) => {
                self.parts.heads(proof.writer(), proof.size());
                news.parted.insert(proof.writer());
            }
            // A quorum may have seen more of a log that was told in two versions.
            Item::Stamp(stamp) if self.held.forks.contains_key(&stamp.writer()) => {
                news.parted.insert(stamp.writer());
            }
            Item::Stamp(_) => {}
            Item::Entry(statement) if matches!(statement.kind(), Kind::Erase | Kind::Prune) => {
                self.take_erasure(&statement, news);
            }
            // Another branch may have come into the place of one that was read.
            Item::Entry(statement) if self.is_beyond_fork(&statement) => {
                news.parted.insert(statement.writer());
                news.logs.insert(statement.writer());
            }
            Item::Aside(statement) if statement.kind() == Kind::Erase => {
                self.take_erasure(&statement, news);
            }
            Item::Entry(statement) => news.touched.extend(self.hear(&statement)),
            Item::Aside(statement) => news.touched.extend(self.hear_aside(&statement)),
            Item::Ahead(statement) => {
                let read = self.ahead.entry(statement.writer()).or_default();
                *read += 1;
                // It may have driven out another one that was read.
                if *read > AHEAD_MAX {
                    news.logs.insert(statement.writer());
                } else {
                    news.touched.extend(self.hear_aside(&statement));
                }
            }
        }
    }

    fn is_beyond_fork(&self, statement: &Statement) -> bool {
        self.held.forks.get(&statement.writer()).is_some_and(|at| statement.seq() >= *at)
    }

    /// Bodies may be gone: of that which is kept, or of nothing of it.
    fn take_erasure(&self, statement: &Statement, news: &mut News) {
        let Some(body) = statement.body() else { return };
        let gone = |log: &PublicKey, is: &dyn Fn(&u32) -> bool| {
            self.numbers.get(log).is_some_and(|numbers| numbers.iter().any(is))
        };
        let writer = statement.writer();
        let concerned = match Content::read(statement.kind(), body) {
            Ok(Content::Prune(prune)) => (writer, gone(&writer, &|seq| *seq < prune.below)),
            Ok(Content::Erase(erase)) => {
                let log = erase.log.unwrap_or(writer);
                (log, gone(&log, &|seq| erase.seqs.binary_search(seq).is_ok()))
            }
            Ok(_) | Err(_) => return,
        };
        news.logs.extend(Some(concerned).filter(|(_, gone)| *gone).map(|(log, _)| log));
    }

    fn take_key(&mut self, event: KeyEvent, news: &mut News) {
        let (did, writer) = (event.did(), event.act().writer());
        let plain = matches!(event.act(), KeyAct::Inception { .. } | KeyAct::Writer { .. });
        // A writer that speaks for another identity from now on: what was read as the former's.
        let mut others: Vec<Did> =
            writer.iter().flat_map(|writer| self.held.ring.authors_of(writer)).collect();
        others.retain(|author| *author != did);
        if !plain || !others.is_empty() || Arc::make_mut(&mut self.held.ring).insert(event).is_err()
        {
            news.keys.insert(did);
            news.authors.extend(others);
        }
    }

    /// Takes a statement that may count.
    fn hear(&mut self, statement: &Statement) -> Touched {
        let (writer, seq) = (statement.writer(), statement.seq());
        self.read += 1;
        let authors: Vec<Did> = self.held.ring.authors_of(&writer).collect();
        if authors.is_empty() {
            return Touched::new();
        }
        if KINDS.contains(&statement.kind()) && statement.body().is_some() {
            self.numbers.entry(writer).or_default().insert(seq);
        }
        authors.into_iter().flat_map(|author| self.hear_of(author, statement)).collect()
    }

    /// The same as a statement of one of those for whom its writer speaks.
    fn hear_of(&mut self, author: Did, statement: &Statement) -> Touched {
        let (writer, seq) = (statement.writer(), statement.seq());
        let Some(closed) = self.closed_below(&author, statement) else { return Touched::new() };
        let forked = closed || self.held.forks.get(&writer).is_some_and(|at| seq >= *at);
        let kind = statement.kind();
        if kind == Kind::Profile && !forked {
            self.hear_name(author, statement);
        }
        if matches!(kind, Kind::Achievement | Kind::Endorsement | Kind::Dispute) && !forked {
            self.hear_about(statement);
        }
        let ties = [
            Kind::Recognition,
            Kind::RecognitionEnd,
            Kind::Endorsement,
            Kind::Revoke,
            Kind::StatusSnapshot,
        ];
        if !ties.contains(&kind) {
            return Touched::new();
        }
        let graph = Arc::make_mut(&mut self.held.graph);
        match forked {
            true => graph.hear_end(&author, statement),
            false => graph.hear(&author, statement),
        }
    }

    /// Whether a log was closed below this statement, so that it can end something alone; nothing where
    /// a successor cut it off, or the author does not speak by it.
    fn closed_below(&self, author: &Did, statement: &Statement) -> Option<bool> {
        let (writer, seq) = (statement.writer(), statement.seq());
        let log = self.held.ring.log(author).filter(|log| log.names(&writer))?;
        let cut = log.cut_at(&writer).is_some_and(|cut| cut <= seq);
        (!cut).then(|| !log.counts(&writer, seq))
    }

    /// Takes a statement beside a log that was told in two versions or closed, or of which what lies
    /// between did not come: it can end something alone.
    fn hear_aside(&mut self, statement: &Statement) -> Touched {
        self.read += 1;
        let mut authors: Vec<Did> = self.held.ring.authors_of(&statement.writer()).collect();
        authors.retain(|did| self.closed_below(did, statement).is_some());
        let graph = Arc::make_mut(&mut self.held.graph);
        authors.iter().flat_map(|author| graph.hear_end(author, statement)).collect()
    }

    fn hear_about(&mut self, statement: &Statement) {
        let Some(body) = statement.body() else { return };
        if let Ok(content) = Content::read(statement.kind(), body) {
            Arc::make_mut(&mut self.held.about).hear(&content, statement.writer());
        }
    }

    fn hear_name(&mut self, author: Did, statement: &Statement) {
        let at = (statement.ts(), statement.writer(), statement.seq());
        let Some(body) = statement.body() else { return };
        let Ok(content) = Content::read(Kind::Profile, body) else { return };
        let Some(profile) = profile(&content) else { return };
        if self.named.get(&author).is_none_or(|held| *held <= at) {
            self.named.insert(author, at);
            Arc::make_mut(&mut self.held.names).call(author, profile.name.clone());
        }
    }
}
