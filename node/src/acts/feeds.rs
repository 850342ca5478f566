//! Feeds: what each author has said, as far as this node holds it.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{BodyState, EntryView, FeedDetail, FeedView, Page, PageQuery, WriterView};
use bot_protocol::feed::{Bundle, Cause, KeyLog, KeyRing, Short};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::kinds::{Erase, Prune};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;

use super::snapshot::{Snapshot, document};
use super::{ActError, Acts, bounds, page};
use crate::driver::{short, unasked};
use crate::store::{self, Stored};

/// Bytes read from the store at a time while a feed is listed or exported.
const CHUNK_BYTES: usize = 1024 * 1024;

impl Acts {
    /// Every feed of which something is held, this node's own first.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn feeds(&self, query: &PageQuery) -> Result<Page<FeedView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let mut views = Vec::new();
        for log in snapshot.ring.logs() {
            if who.as_ref().is_none_or(|who| who.did() == log.did()) {
                views.push(self.feed_view(&snapshot, log)?);
            }
        }
        views.sort_by(|a, b| (b.own, &a.did).cmp(&(a.own, &b.did)));
        page(views, query)
    }

    /// One feed with a page of its entries, writer by writer.
    ///
    /// # Errors
    /// When nothing of it is held, or the page is refused.
    pub fn feed(&self, who: &str, query: &PageQuery) -> Result<FeedDetail, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.author(&snapshot, who)?;
        let log = snapshot.ring.log(&did).ok_or_else(|| ActError::unknown("feed", who))?;
        let feed = self.feed_view(&snapshot, log)?;
        let (from, limit) = bounds(query)?;
        let mut skipped = 0;
        let mut entries = Vec::new();
        let (none, withdrawn) = (BTreeSet::new(), self.withdrawn(&snapshot.ring, log)?);
        for writer in log.writers().keys() {
            if entries.len() > limit {
                break;
            }
            let size = self.store().head(writer)?.map_or(0, |head| head.size) as usize;
            if skipped + size <= from {
                skipped += size;
                continue;
            }
            let withdrawn = withdrawn.get(writer).unwrap_or(&none);
            let mut seq = from.saturating_sub(skipped);
            skipped += size;
            while seq < size && entries.len() <= limit {
                let chunk = self.chunk(writer, seq)?;
                if chunk.is_empty() {
                    break;
                }
                seq += chunk.len();
                entries.extend(chunk.iter().map(|held| entry_view(held, withdrawn)));
            }
        }
        let next = (entries.len() > limit).then(|| (from + limit).to_string());
        entries.truncate(limit);
        Ok(FeedDetail { feed, entries, next })
    }

    /// One feed as a file that others can verify offline.
    ///
    /// # Errors
    /// When nothing of it is held, or it is too large for a file.
    pub fn export(&self, who: &str) -> Result<Vec<u8>, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.author(&snapshot, who)?;
        let log = snapshot.ring.log(&did).ok_or_else(|| ActError::unknown("feed", who))?;
        let mut bundle = Bundle { keys: log.events().cloned().collect(), ..Bundle::default() };
        let writers = log.writers();
        for writer in writers.keys() {
            let mut seq = 0;
            loop {
                let chunk = self.chunk(writer, seq)?;
                if chunk.is_empty() {
                    break;
                }
                seq += chunk.len();
                bundle.entries.extend(chunk.into_iter().map(|held| held.statement));
            }
        }
        let forks = self.store().forks()?;
        bundle.forks =
            forks.into_iter().filter(|fork| writers.contains_key(&fork.writer())).collect();
        for writer in writers.keys() {
            bundle.stamps.extend(self.store().stamps(Some(writer))?);
        }
        let heads = self.store().two_heads()?;
        bundle.heads =
            heads.into_iter().filter(|proof| writers.contains_key(&proof.writer())).collect();
        // What this node's own verdicts count, and what keeps them from saying yes.
        for writer in writers.keys() {
            bundle.beside.extend(self.store().beside(Some(writer))?);
            let size = self.store().head(writer)?.map_or(0, |head| head.size);
            let short = short(self.store(), writer)?.filter(|short| short.size > size);
            let versions = || Short { size: 0, cause: Cause::Versions };
            let unasked = unasked(self.store(), writer)?;
            let short = short.or_else(|| unasked.then(versions));
            bundle.short.extend(short.map(|short| (*writer, short)));
        }
        Ok(bundle.to_bytes()?)
    }

    /// Whether somebody took something of this kind and of so many bytes out of their feed, and nothing of that
    /// kind is in it whose words are not here: what they put there before a moment and is not there, they took
    /// out. It is told of an author with one key and one installation alone, whose feed is here beyond that.
    pub(super) fn took_out(
        &self,
        ring: &KeyRing,
        (did, kind, bytes): (&Did, Kind, usize),
        before: Timestamp,
    ) -> Result<bool, ActError> {
        let Some(log) = ring.log(did).filter(|_| ring.person(did).len() == 1) else {
            return Ok(false);
        };
        let writers = log.writers();
        let (Some(writer), 1) = (writers.keys().next(), writers.len()) else { return Ok(false) };
        let head = self.store().head(writer)?;
        if head.is_none_or(|head| head.fork.is_some() || head.last_ts <= before) {
            return Ok(false);
        }
        let withdrawn = self.withdrawn(ring, log)?.remove(writer).unwrap_or_default();
        let held = self.store().of_kind(kind, Some(writer))?;
        let (gone, there): (Vec<_>, Vec<_>) =
            held.iter().partition(|one| withdrawn.contains(&one.statement.seq()));
        let is_whole = there.iter().all(|one| one.body == store::BodyState::Held);
        let fits = |one: &&Stored| usize::try_from(one.statement.header().body_size) == Ok(bytes);
        Ok(is_whole && gone.iter().any(fits))
    }

    /// The numbers that the author of these logs asked to erase of each, in the same log or, where its key is
    /// lost, in another one.
    fn withdrawn(
        &self,
        ring: &KeyRing,
        log: &KeyLog,
    ) -> Result<BTreeMap<PublicKey, BTreeSet<u32>>, ActError> {
        let writers = log.writers();
        let mut named: BTreeMap<PublicKey, BTreeSet<u32>> = BTreeMap::new();
        for (by, closed) in writers.iter().filter(|(by, _)| ring.author(by) == Some(log.did())) {
            let fork = self.store().head(by)?.and_then(|head| head.fork).map(|fork| fork.seq());
            let below = fork.into_iter().chain(*closed).min();
            let cut = log.cut_at(by).unwrap_or(u32::MAX);
            let held = self.store().of_kind(Kind::Erase, Some(by))?.into_iter();
            for entry in held.map(|held| held.statement).filter(|entry| entry.seq() < cut) {
                let Some(erase) = erasure(&entry) else { continue };
                let of = erase.log.unwrap_or(*by);
                if erase.of.is_some() {
                    continue;
                }
                let end =
                    if of == *by { Some(u32::MAX) } else { writers.get(&of).copied().flatten() };
                let counts = of == *by || below.is_none_or(|below| entry.seq() < below);
                let end = end.filter(|_| counts).unwrap_or_default();
                named.entry(of).or_default().extend(erase.seqs.iter().filter(|seq| **seq < end));
            }
            for entry in self.store().aside(Some(by))? {
                let Some(erase) = erasure(&entry).filter(|erase| erase.log.is_none()) else {
                    continue;
                };
                // Above it another statement may have the number.
                let below = below.unwrap_or_default();
                named.entry(*by).or_default().extend(erase.seqs.iter().filter(|seq| **seq < below));
            }
            named.entry(*by).or_default().extend(self.pruned(by)?);
        }
        for heir in ring.line(&log.did()).iter().skip(1) {
            self.withdrawn_since(ring, (heir, log), &mut named)?;
        }
        Ok(named)
    }

    /// What somebody who came after the author of these logs erased of them.
    fn withdrawn_since(
        &self,
        ring: &KeyRing,
        (heir, log): (&Did, &KeyLog),
        named: &mut BTreeMap<PublicKey, BTreeSet<u32>>,
    ) -> Result<(), ActError> {
        let ends = log.writers();
        let writers = ring.log(heir).map(KeyLog::writers).unwrap_or_default();
        for (by, closed) in writers.iter().filter(|(by, _)| ring.author(by) == Some(*heir)) {
            let fork = self.store().head(by)?.and_then(|head| head.fork).map(|fork| fork.seq());
            let below = fork.into_iter().chain(*closed).min().unwrap_or(u32::MAX);
            let held = self.store().of_kind(Kind::Erase, Some(by))?.into_iter();
            for entry in held.map(|held| held.statement).filter(|entry| entry.seq() < below) {
                let said = erasure(&entry).filter(|erase| erase.of == Some(log.did()));
                let Some((of, erase)) = said.and_then(|erase| Some((erase.log?, erase))) else {
                    continue;
                };
                let end = ends.get(&of).copied().flatten().unwrap_or_default();
                named.entry(of).or_default().extend(erase.seqs.iter().filter(|seq| **seq < end));
            }
        }
        Ok(())
    }

    /// The numbers of superseded upkeep that a log prunes itself.
    fn pruned(&self, writer: &PublicKey) -> Result<BTreeSet<u32>, ActError> {
        let pruning = self.store().of_kind(Kind::Prune, Some(writer))?;
        let mut upkeep = Vec::new();
        for kind in Kind::UPKEEP.into_iter().filter(|_| !pruning.is_empty()) {
            let held = self.store().of_kind(kind, Some(writer))?;
            upkeep.extend(held.iter().map(|held| (held.statement.seq(), kind)));
        }
        let mut numbers = BTreeSet::new();
        for held in pruning {
            let said = held.statement.body().map(|body| Content::read(Kind::Prune, body));
            if let Some(Ok(Content::Prune(prune))) = said {
                numbers.extend(Prune::superseded(prune.below, upkeep.iter().copied()));
            }
        }
        Ok(numbers)
    }

    fn chunk(&self, writer: &PublicKey, from: usize) -> Result<Vec<Stored>, ActError> {
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        Ok(self.store().entries(writer, from, CHUNK_BYTES)?)
    }

    pub(super) fn author(&self, snapshot: &Snapshot<'_>, who: &str) -> Result<Did, ActError> {
        // As lists show them: somebody may also be named as they name themselves, if one alone does.
        let did = self.somebody("did", who).ok().or_else(|| {
            let mut called = snapshot.ring.logs().map(KeyLog::did);
            let is_called = |did: &Did| snapshot.name(&did.to_string()).as_deref() == Some(who);
            let first = called.find(is_called)?;
            called.find(is_called).is_none().then_some(first)
        });
        let held = did.filter(|did| snapshot.ring.log(did).is_some());
        held.ok_or_else(|| ActError::unknown("feed", who))
    }

    fn feed_view(&self, snapshot: &Snapshot<'_>, log: &KeyLog) -> Result<FeedView, ActError> {
        let did = log.did();
        let mut writers = Vec::new();
        for (writer, closed_at) in log.writers() {
            let head = self.store().head(&writer)?;
            writers.push(WriterView {
                writer: writer.to_multikey(),
                size: head.as_ref().map_or(0, |head| u64::from(head.size)),
                last: head
                    .as_ref()
                    .filter(|head| head.size > 0)
                    .map(|head| head.last_ts.to_string()),
                closed_at: closed_at.map(u64::from),
                forked: head.is_some_and(|head| head.fork.is_some()),
            });
        }
        Ok(FeedView {
            name: snapshot.name(&did.to_string()),
            own: self.keys.identity(&did).is_some(),
            did: did.to_string(),
            entries: writers.iter().map(|writer| writer.size).sum(),
            writers,
            disputed: log.disputed(),
        })
    }
}

fn entry_view(held: &Stored, withdrawn: &BTreeSet<u32>) -> EntryView {
    let statement = &held.statement;
    let body = match held.body {
        store::BodyState::Held => BodyState::Held,
        store::BodyState::Missing => BodyState::Missing,
        store::BodyState::Refused => BodyState::Refused,
        store::BodyState::Erased if withdrawn.contains(&statement.seq()) => BodyState::Withdrawn,
        store::BodyState::Erased => BodyState::Erased,
    };
    let content = statement.body().and_then(|body| Content::read(statement.kind(), body).ok());
    EntryView {
        id: statement.id().to_string(),
        writer: statement.writer().to_multikey(),
        seq: statement.seq(),
        at: statement.ts().to_string(),
        kind: statement.kind().name().to_owned(),
        body,
        summary: content.as_ref().and_then(summary),
    }
}

fn summary(content: &Content) -> Option<String> {
    match content {
        Content::Profile(profile) => Some(profile.name.clone()),
        Content::Achievement(_) | Content::Publish(_) | Content::Endorsement(_) => {
            let document = document(content)?.value();
            let name = document
                .at(&["credentialSubject", "achievement", "name"])
                .or_else(|| document.at(&["credentialSubject", "endorsementComment"]))
                .or_else(|| document.get("name"));
            name?.as_str().map(str::to_owned)
        }
        Content::Recognition(recognition) => Some(recognition.terms.words.clone()),
        Content::RecognitionEnd(end) => end.reason.clone(),
        Content::Revoke(revoke) => revoke.reason.clone(),
        Content::Suspend(suspend) => suspend.reason.clone(),
        Content::StatusSnapshot(_) | Content::Anchor(_) => None,
        Content::Erase(erase) => {
            let numbers: Vec<String> = erase.seqs.iter().map(ToString::to_string).collect();
            Some(numbers.join(", "))
        }
        Content::Prune(prune) => Some(format!("< {}", prune.below)),
        Content::Grant(grant) => Some(grant.scope.what().to_owned()),
        Content::GrantEnd(end) => end.reason.clone(),
        Content::Dispute(dispute) => Some(dispute.words.clone()),
        Content::Reply(reply) => Some(reply.words.clone()),
        Content::Charter(charter) => Some(charter.text.purpose.clone()),
        Content::Leave(leave) => leave.words.clone(),
        Content::Comment(word) => word.words().or(word.subject().text()).map(str::to_owned),
        Content::NodeAddr(place) => place.addresses.first().cloned(),
    }
}

/// What a statement asks to erase.
fn erasure(statement: &Statement) -> Option<Erase> {
    match Content::read(statement.kind(), statement.body()?) {
        Ok(Content::Erase(erase)) => Some(erase),
        Ok(_) | Err(_) => None,
    }
}
