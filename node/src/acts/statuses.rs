//! What the entries held here say about the places of status lists, issuer by issuer; and the sums
//! of them that an issuer writes now and then.

use std::collections::BTreeMap;

use bot_protocol::feed::{IssuerStatus, LogStatus};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::{FEED_SUMMED_EVERY, STATUS_SUMMED_EVERY};
use bot_protocol::statement::kinds::StatusSnapshot;
use bot_protocol::statement::{Content, Kind, Statement};

use super::snapshot::Snapshot;
use super::{ActError, Acts};
use crate::keys::Identity;
use crate::store::Store;

/// The kinds that tell a status.
pub(super) const KINDS: [Kind; 3] = [Kind::Revoke, Kind::Suspend, Kind::StatusSnapshot];

impl Snapshot<'_> {
    /// What counts of the statuses of every issuer of whom any is held.
    pub(crate) fn statuses(
        &self,
        store: &dyn Store,
    ) -> Result<BTreeMap<Did, IssuerStatus>, ActError> {
        let mut logs: BTreeMap<Did, Vec<LogStatus>> = BTreeMap::new();
        let former: Vec<Did> = self.ring.succeeded().map(|(did, _)| did).collect();
        for (writer, entries) in entries(store, None)? {
            let size = size_of(store, &writer)?;
            for author in self.ring.authors_of(&writer) {
                let status = self.summed(&author, (&writer, size), LogStatus::new(None), &entries);
                logs.entry(author).or_default().push(status);
                for of in former.iter().filter(|of| self.ring.came_after(&author, of)) {
                    let nothing = LogStatus::new(None).of_former(*of);
                    let status = self.summed(&author, (&writer, size), nothing, &entries);
                    logs.entry(*of).or_default().push(status);
                }
            }
        }
        Ok(logs.into_iter().map(|(author, logs)| (author, IssuerStatus::of(logs))).collect())
    }

    /// What counts of the statuses of one issuer.
    pub(crate) fn status_of(
        &self,
        store: &dyn Store,
        issuer: &Did,
    ) -> Result<IssuerStatus, ActError> {
        let mut logs = Vec::new();
        // Whoever came after the issuer speaks about its lists too.
        for did in self.ring.line(issuer) {
            let nothing = match did == *issuer {
                true => LogStatus::new(None),
                false => LogStatus::new(None).of_former(*issuer),
            };
            for writer in self.ring.log(&did).map(|log| log.writers()).unwrap_or_default().keys() {
                for (_, entries) in entries(store, Some(writer))? {
                    let size = size_of(store, writer)?;
                    logs.push(self.summed(&did, (writer, size), nothing.clone(), &entries));
                }
            }
        }
        Ok(IssuerStatus::of(logs))
    }

    /// What one log says of which so many entries are held, as far as it counts.
    fn summed(
        &self,
        author: &Did,
        (writer, size): (&PublicKey, u32),
        nothing: LogStatus,
        entries: &[Statement],
    ) -> LogStatus {
        let Some(log) = self.ring.log(author).filter(|log| log.names(writer)) else {
            return nothing;
        };
        let (fork, cut) = (self.forked_at(writer), log.cut_at(writer));
        let within = |entry: &&Statement| cut.is_none_or(|cut| entry.seq() < cut);
        let below = |entry: &&Statement| {
            fork.is_none_or(|fork| entry.seq() < fork) && log.counts(writer, entry.seq())
        };
        // Above a fork and above a close alike something is taken back, and nothing given again.
        let counted = || entries.iter().filter(within);
        // So it is beyond a gap, where what gives again leaves open what holds.
        let follows = |entry: &&Statement| entry.seq() < size;
        nothing
            .ordered(counted().filter(below).filter(follows))
            .beyond(counted().filter(below).filter(|entry| !follows(entry)), false)
            .beyond(counted().filter(|entry| !below(entry)), true)
    }
}

/// How many entries of a log are held.
fn size_of(store: &dyn Store, writer: &PublicKey) -> Result<u32, ActError> {
    Ok(store.head(writer)?.map_or(0, |head| head.size))
}

/// The entries that tell a status, by writer, in the order of their numbers.
fn entries(
    store: &dyn Store,
    writer: Option<&PublicKey>,
) -> Result<BTreeMap<PublicKey, Vec<Statement>>, ActError> {
    let mut logs: BTreeMap<PublicKey, Vec<Statement>> = BTreeMap::new();
    for kind in KINDS {
        for held in store.of_kind(kind, writer)? {
            logs.entry(held.statement.writer()).or_default().push(held.statement);
        }
    }
    for entry in store.beside(writer)?.into_iter().filter(|entry| KINDS.contains(&entry.kind())) {
        let entries = logs.entry(entry.writer()).or_default();
        if entries.iter().all(|held| held.id() != entry.id()) {
            entries.push(entry);
        }
    }
    for entries in logs.values_mut() {
        entries.sort_by_key(Statement::seq);
    }
    Ok(logs)
}

impl Acts {
    /// Writes a sum of a list into the identity's feed where so many entries about it came since the
    /// last one that readers are better off with it.
    ///
    /// # Errors
    /// When the store or the writer fails.
    pub(super) async fn sum_up(&self, identity: &Identity, list: u32) -> Result<(), ActError> {
        let Some(writer) = identity.writer().map(|key| key.public()) else { return Ok(()) };
        let snapshot = self.snapshot()?;
        let entries = entries(self.store(), Some(&writer))?.remove(&writer).unwrap_or_default();
        let nothing = LogStatus::new(None);
        let size = size_of(self.store(), &writer)?;
        let summed =
            snapshot.summed(&identity.did(), (&writer, size), nothing, &entries).summed(list);
        let since = entries.iter().filter(|entry| {
            entry.seq() >= summed
                && entry.kind() != Kind::StatusSnapshot
                && list_of(entry) == Some(list)
        });
        if since.count() < STATUS_SUMMED_EVERY {
            return Ok(());
        }
        self.say_sum(identity.did(), &writer, list).await
    }

    /// Writes a sum into each feed of this node that has grown long since its last one: a proof in the
    /// hand begins there.
    ///
    /// # Errors
    /// When the store or the writer fails. What was not done is found again.
    pub async fn tend_sums(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        for identity in self.keys.identities() {
            let Some(writer) = identity.writer().map(|key| key.public()) else { continue };
            if self.check_can_sign(&identity).is_ok()
                && let Some(list) = self.list_left_behind(&identity.did(), &writer)?
            {
                self.say_sum(identity.did(), &writer, list).await?;
            }
        }
        Ok(())
    }

    /// The list that a long feed is to sum next: of those with a credential the one that was summed
    /// longest ago.
    fn list_left_behind(&self, did: &Did, writer: &PublicKey) -> Result<Option<u32>, ActError> {
        let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
        for held in self.store().of_kind(Kind::StatusSnapshot, Some(writer))? {
            let newest = list_of(&held.statement).map(|list| sums.entry(list).or_default());
            newest.into_iter().for_each(|seq| *seq = held.statement.seq().max(*seq));
        }
        let size = self.store().head(writer)?.map_or(0, |head| head.size);
        let last = sums.values().max().map_or(0, |seq| seq.saturating_add(1));
        if size.saturating_sub(last) < FEED_SUMMED_EVERY {
            return Ok(None);
        }
        let used = self.lists_used(did, writer)?;
        Ok(used.into_iter().min_by_key(|list| sums.get(list).copied()))
    }

    /// Says how a list stands as of everything held.
    async fn say_sum(&self, did: Did, writer: &PublicKey, list: u32) -> Result<(), ActError> {
        let snapshot = self.snapshot()?;
        let entries = entries(self.store(), Some(writer))?.remove(writer).unwrap_or_default();
        let upto = size_of(self.store(), writer)?;
        let log = snapshot.summed(&did, (writer, upto), LogStatus::new(None), &entries);
        let all = snapshot.status_of(self.store(), &did)?;
        let suspended = &log.suspended_in(list) & &all.suspended_in(list);
        let (revoked, suspended) = (all.revoked_in(list), suspended);
        let (revoked, suspended) = (revoked.into_iter().collect(), suspended.into_iter().collect());
        let sum = StatusSnapshot { list, upto, revoked, suspended };
        self.hands.say(did, Content::StatusSnapshot(sum), Vec::new()).await?;
        Ok(())
    }
}

fn list_of(entry: &Statement) -> Option<u32> {
    match Content::read(entry.kind(), entry.body()?).ok()? {
        // Of a former identity's lists nothing is summed.
        Content::Revoke(said) => said.of.is_none().then_some(said.list),
        Content::Suspend(said) => said.of.is_none().then_some(said.list),
        Content::StatusSnapshot(said) => Some(said.list),
        Content::Profile(_)
        | Content::Achievement(_)
        | Content::Anchor(_)
        | Content::Publish(_)
        | Content::Endorsement(_)
        | Content::Recognition(_)
        | Content::RecognitionEnd(_)
        | Content::Erase(_)
        | Content::Prune(_)
        | Content::Grant(_)
        | Content::GrantEnd(_)
        | Content::Dispute(_)
        | Content::Reply(_)
        | Content::Charter(_)
        | Content::Leave(_)
        | Content::Comment(_)
        | Content::NodeAddr(_) => None,
    }
}
