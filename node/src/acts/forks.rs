//! Whether a ledger is whole, and proofs that one was told in two versions.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{FeedCheck, ForkKind, ForkView, Page, PageQuery};
use bot_protocol::canon::json::{Object, Value};
use bot_protocol::feed::{Bundle, ForkProof, KeyLog, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Asked, Evidence, ledger};
use bot_protocol::words::Lang;

use super::heard::hear_bounds;
use super::snapshot::Snapshot;
use super::verify::{DAY_MILLIS, told};
use super::{ActError, Acts, page};
use crate::store::{BodyState, Shelf, sights};

/// Bytes read from the store at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

impl Acts {
    /// Whether the ledger of somebody is whole, part by part, as far as this node can tell.
    ///
    /// # Errors
    /// When nothing of it is held, or the store cannot be read.
    pub fn check_feed(&self, who: &str, lang: Lang) -> Result<FeedCheck, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.author(&snapshot, who)?;
        let (mut evidence, mut dropped) = (Evidence::new(), BTreeSet::new());
        if let Some(log) = snapshot.ring.log(&did) {
            log.events().for_each(|event| evidence.hear_key(event.clone()));
            for writer in log.writers().keys() {
                self.hear_log(writer, &mut evidence, &mut dropped)?;
            }
        }
        self.name_witnesses(&snapshot, &did, &mut evidence);
        self.watch_by_own(&snapshot, &mut evidence)?;
        let mut asked = Asked::at(self.now());
        asked.max_age_millis =
            u64::from(self.config().trust.max_age_days).saturating_mul(DAY_MILLIS);
        let checked = ledger::check(&did, &evidence, &dropped, &asked);
        let mut told = match checked.to_json(lang) {
            Value::Object(told) => told,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Object::new(),
        };
        if let Some(name) = snapshot.name(&did.to_string()) {
            told.insert("name", name);
        }
        self::told(&Value::Object(told))
    }

    /// Hears one log with all that is known of it; notes the texts that were dropped here.
    fn hear_log(
        &self,
        writer: &PublicKey,
        evidence: &mut Evidence,
        dropped: &mut BTreeSet<(PublicKey, u32)>,
    ) -> Result<(), ActError> {
        let mut from = 0;
        loop {
            let chunk = self.store().entries(writer, from, CHUNK_BYTES)?;
            let Some(last) = chunk.last() else { break };
            from = last.statement.seq().saturating_add(1);
            for held in chunk {
                match held.body {
                    BodyState::Held | BodyState::Missing => {}
                    BodyState::Erased | BodyState::Refused => {
                        dropped.insert((*writer, held.statement.seq()));
                    }
                }
                evidence.hear_entry(held.statement);
            }
        }
        hear_bounds(self.store(), writer, evidence)?;
        let of_it = |found: PublicKey| found == *writer;
        let forks = self.store().forks()?;
        forks.into_iter().filter(|one| of_it(one.writer())).for_each(|one| evidence.hear_fork(one));
        let heads = self.store().two_heads()?;
        heads
            .into_iter()
            .filter(|one| of_it(one.writer()))
            .for_each(|one| evidence.hear_heads(one));
        let stamps = self.store().stamps(Some(writer))?;
        stamps.into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
        let sights = sights(self.store(), Some(writer))?;
        sights.into_iter().for_each(|stamp| evidence.hear_stamp(stamp));
        Ok(())
    }

    /// Hears whom the witnesses of an author speak for, so that they are told by that.
    fn name_witnesses(&self, snapshot: &Snapshot<'_>, did: &Did, evidence: &mut Evidence) {
        let log = snapshot.ring.log(did);
        let named = log.and_then(|log| log.witnesses(self.now()));
        for key in named.into_iter().flat_map(|(named, _)| named.keys()) {
            let author = snapshot.ring.author(key).and_then(|author| snapshot.ring.log(&author));
            author.into_iter().flat_map(KeyLog::events).cloned().for_each(|e| evidence.hear_key(e));
        }
    }

    /// Every proof held that a ledger was told in two versions.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn forks(&self, query: &PageQuery) -> Result<Page<ForkView>, ActError> {
        page(self.proofs(&self.snapshot()?, |_| true)?, query)
    }

    /// The proofs held that the ledger of somebody was told in two versions.
    ///
    /// # Errors
    /// When nothing of the ledger is held, the store cannot be read or the page is refused.
    pub fn forks_of(&self, who: &str, query: &PageQuery) -> Result<Page<ForkView>, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.author(&snapshot, who)?;
        let views = self
            .proofs(&snapshot, |writer| snapshot.ring.authors_of(writer).any(|one| one == did))?;
        page(views, query)
    }

    /// The same as a file that others can check: with what its author said about its keys, and
    /// nothing else.
    ///
    /// # Errors
    /// When nothing of the ledger is held, or no proof.
    pub fn export_forks(&self, who: &str) -> Result<Vec<u8>, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.author(&snapshot, who)?;
        let by = |writer: PublicKey| snapshot.ring.authors_of(&writer).any(|one| one == did);
        let keys = snapshot.ring.log(&did).into_iter().flat_map(KeyLog::events);
        let bundle = Bundle {
            keys: keys.cloned().collect(),
            forks: self.store().forks()?.into_iter().filter(|one| by(one.writer())).collect(),
            heads: self.store().two_heads()?.into_iter().filter(|one| by(one.writer())).collect(),
            ..Bundle::default()
        };
        if bundle.forks.is_empty() && bundle.heads.is_empty() {
            return Err(ActError::unknown("fork", who));
        }
        Ok(bundle.to_bytes()?)
    }

    fn proofs(
        &self,
        snapshot: &Snapshot<'_>,
        meant: impl Fn(&PublicKey) -> bool,
    ) -> Result<Vec<ForkView>, ActError> {
        let seen = self.proofs_seen()?;
        let complete = |writer: PublicKey, mut view: ForkView| {
            let did = snapshot.ring.author(&writer).map(|did| did.to_string());
            view.name = did.as_deref().and_then(|did| snapshot.name(did));
            view.did = did;
            view.from = snapshot.forked_at(&writer).map(u64::from);
            view.seen = seen.get(&(writer, view.kind == ForkKind::Heads)).map(ToString::to_string);
            view
        };
        let forks: Vec<ForkProof> = self.store().forks()?;
        let heads: Vec<StampFork> = self.store().two_heads()?;
        let forks = forks.iter().map(|one| (one.writer(), ForkView::from(one)));
        let heads = heads.iter().map(|one| (one.writer(), ForkView::from(one)));
        let all = forks.chain(heads).filter(|(writer, _)| meant(writer));
        Ok(all.map(|(writer, view)| complete(writer, view)).collect())
    }

    /// When a proof of each log was first held, and whether of two heads.
    fn proofs_seen(&self) -> Result<BTreeMap<(PublicKey, bool), Timestamp>, ActError> {
        let read = |(key, note): (Vec<u8>, Vec<u8>)| {
            let (kind, writer) = key.split_last()?;
            let millis = u64::from_be_bytes(note.try_into().ok()?);
            let writer = PublicKey::from_bytes(writer.first_chunk::<32>()?).ok()?;
            Some(((writer, *kind == 1), Timestamp::from_millis(millis)))
        };
        let notes = self.store().notes(Shelf::Proofs, &[])?;
        Ok(notes.into_iter().filter_map(read).collect())
    }
}
