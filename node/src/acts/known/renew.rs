//! What those said whom something concerns that arrived is let go and read anew, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::feed::{KeyLog, KeyRing};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::recognition::Touched;

use super::super::ActError;
use super::super::snapshot::witnessed;
use super::{KINDS, Kept};
use crate::store::Store;

/// What arrived concerns.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Who may stand otherwise to each other than before.
    pub(super) touched: Touched,
    /// Whose key logs are read anew.
    pub(super) keys: BTreeSet<Did>,
    /// Who is heard anew.
    pub(super) authors: BTreeSet<Did>,
    /// The logs whose authors are.
    pub(super) logs: BTreeSet<PublicKey>,
    /// The logs of which it is looked at anew from where on nothing counts.
    pub(super) parted: BTreeSet<PublicKey>,
}

/// From which number on the versions of logs may part, as the proofs that are held say.
#[derive(Debug, Default)]
pub(super) struct Parts {
    forks: BTreeMap<PublicKey, u32>,
    heads: BTreeMap<PublicKey, u32>,
}

impl Parts {
    /// As the store has the proofs.
    pub(super) fn all(store: &dyn Store) -> Result<Self, ActError> {
        let forks = store.forks()?.iter().map(|fork| (fork.writer(), fork.seq())).collect();
        let heads = store.two_heads()?.iter().map(|two| (two.writer(), two.size())).collect();
        Ok(Self { forks, heads })
    }

    /// The better proof is kept, and arrives.
    pub(super) fn fork(&mut self, writer: PublicKey, seq: u32) {
        self.forks.insert(writer, seq);
    }

    /// The same of two heads.
    pub(super) fn heads(&mut self, writer: PublicKey, size: u32) {
        self.heads.insert(writer, size);
    }

    /// From which number on nothing counts that its author would gain, of a log that was told in two
    /// versions: from the fork, of two heads from the first on as nobody knows where they part, but never
    /// below what a quorum of its author's witnesses saw. Source: `spec/stamps.md` §4.
    fn of(
        &self,
        store: &dyn Store,
        ring: &KeyRing,
        writer: &PublicKey,
    ) -> Result<Option<u32>, ActError> {
        let (fork, heads) = (self.forks.get(writer), self.heads.get(writer));
        let from = match (fork, heads) {
            (None, None) => return Ok(None),
            (Some(seq), Some(size)) if size > seq => *seq,
            (Some(seq), None) => *seq,
            (_, Some(_)) => 0,
        };
        Ok(Some(from.max(witnessed(store, ring, writer)?)))
    }

    /// The same of all logs.
    pub(super) fn frozen(
        &self,
        store: &dyn Store,
        ring: &KeyRing,
    ) -> Result<BTreeMap<PublicKey, u32>, ActError> {
        let mut all = BTreeMap::new();
        for writer in self.forks.keys().chain(self.heads.keys()) {
            all.extend(self.of(store, ring, writer)?.map(|from| (*writer, from)));
        }
        Ok(all)
    }
}

impl Kept {
    /// Reads anew what those said whom these concern.
    pub(super) fn renew(&mut self, store: &dyn Store, news: &mut News) -> Result<(), ActError> {
        let mut logs = self.renew_keys(store, news)?;
        self.part(store, news)?;
        news.authors.extend(news.logs.iter().flat_map(|log| self.held.ring.authors_of(log)));
        if !news.authors.is_empty() {
            logs.extend(self.logs_of(&news.authors));
            logs.extend(news.logs.iter().copied());
            self.forget_said(&news.authors, &logs, &mut news.touched);
            for log in &logs {
                self.hear_log(store, log, &mut news.touched)?;
            }
            Arc::make_mut(&mut self.held.graph).heard_again();
            tracing::debug!(logs = logs.len(), read = self.read, "what some said was read anew");
        }
        if !news.keys.is_empty() {
            let graph = Arc::make_mut(&mut self.held.graph);
            if graph.follow_anew(self.held.ring.succeeded()) {
                self.standpoints = super::Standpoints::default();
            }
        }
        Ok(())
    }

    /// Reads key logs anew. Whom that concerns is heard anew: all that are one person with them, before or
    /// after, and whoever their writers speak for. Answers with the logs that these had before.
    fn renew_keys(
        &mut self,
        store: &dyn Store,
        news: &mut News,
    ) -> Result<BTreeSet<PublicKey>, ActError> {
        let mut logs = BTreeSet::new();
        for did in news.keys.clone() {
            for renewed in [false, true] {
                if renewed {
                    let events = store.keys(Some(&did))?;
                    Arc::make_mut(&mut self.held.ring).renew(did, events);
                }
                let mut whom = self.held.ring.person(&did);
                let own = self.logs_of(&BTreeSet::from([did]));
                whom.extend(own.iter().flat_map(|log| self.held.ring.authors_of(log)));
                logs.extend(self.logs_of(&whom));
                news.authors.extend(whom);
            }
        }
        Ok(logs)
    }

    fn logs_of(&self, authors: &BTreeSet<Did>) -> BTreeSet<PublicKey> {
        let logs = authors.iter().filter_map(|did| self.held.ring.log(did));
        logs.map(KeyLog::writers).flat_map(BTreeMap::into_keys).collect()
    }

    /// Looks anew from where on nothing counts of logs that were told in two versions.
    fn part(&mut self, store: &dyn Store, news: &mut News) -> Result<(), ActError> {
        // Others may be the witnesses of these now.
        let own = self.logs_of(&news.authors).into_iter();
        news.parted.extend(own.filter(|log| self.held.forks.contains_key(log)));
        for log in &news.parted {
            let from = self.parts.of(store, &self.held.ring, log)?;
            if from != self.held.forks.get(log).copied() {
                let forks = Arc::make_mut(&mut self.held.forks);
                match from {
                    Some(from) => forks.insert(*log, from),
                    None => forks.remove(log),
                };
                news.logs.insert(*log);
            }
        }
        Ok(())
    }

    fn forget_said(
        &mut self,
        authors: &BTreeSet<Did>,
        logs: &BTreeSet<PublicKey>,
        touched: &mut Touched,
    ) {
        touched.extend(Arc::make_mut(&mut self.held.graph).forget(authors));
        Arc::make_mut(&mut self.held.about).forget(logs);
        let names = Arc::make_mut(&mut self.held.names);
        for author in authors {
            names.forget(author);
            self.named.remove(author);
        }
        for log in logs {
            self.numbers.remove(log);
            self.ahead.remove(log);
        }
    }

    fn hear_log(
        &mut self,
        store: &dyn Store,
        log: &PublicKey,
        touched: &mut Touched,
    ) -> Result<(), ActError> {
        for kind in KINDS {
            for held in store.of_kind(kind, Some(log))? {
                touched.extend(self.hear(&held.statement));
            }
        }
        for entry in store.beside(Some(log))? {
            touched.extend(self.hear_aside(&entry));
        }
        let ahead = store.ahead(Some(log))?.len();
        if ahead > 0 {
            self.ahead.insert(*log, ahead);
        }
        Ok(())
    }
}
