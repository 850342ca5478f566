//! What the statements at hand tell of communities: their charters, who left them, and who shows to be
//! a member. Source: `spec/communities.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::Evidence;
use crate::credential::model::Credential;
use crate::feed::{Charters, Doubt, Stated, Witnesses};
use crate::identity::{Did, PublicKey};
use crate::limits::{CHARTER_SIGNATURES_MAX, CHARTERS_MAX, MEMBERSHIPS_MAX};
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;
use crate::verdict::membership::is_membership;
use crate::verdict::reader::Secured;

/// The charters that were asked about since anything was heard last, and how many signatures were
/// checked for them.
#[derive(Debug, Default)]
pub(super) struct Folded(Mutex<(usize, BTreeMap<Did, Arc<Charters>>)>);

impl Clone for Folded {
    /// A copy begins anew: it is made to be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Folded {
    /// Forgets what was folded, as more was heard.
    pub(super) fn forget(&mut self) {
        *self.0.get_mut().unwrap_or_else(PoisonError::into_inner) = Default::default();
    }

    fn of(&self, community: &Did) -> Option<Arc<Charters>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.1.get(community).cloned()
    }

    fn keep(&self, community: Did, charters: Arc<Charters>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.1.insert(community, charters);
    }

    /// Whether so many signatures more may be checked.
    fn pays(&self, signatures: usize) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = held.0.saturating_add(signatures);
        let pays = spent <= CHARTER_SIGNATURES_MAX;
        if pays {
            held.0 = spent;
        }
        pays
    }
}

impl Evidence {
    /// The charters of a community that count, by what is at hand. They are made out once, until more is
    /// heard.
    #[must_use]
    pub fn charters(&self, community: &Did) -> Arc<Charters> {
        if let Some(held) = self.folded.of(community) {
            return held;
        }
        let (mut stated, mut more) = (Vec::new(), false);
        for author in self.person(community) {
            let said = self.statements_of(&author).filter(|one| is_charter(one.kind()));
            // So many of each log: whoever names one more fills no place of the others.
            let mut counts: BTreeMap<PublicKey, usize> = BTreeMap::new();
            let few = said.filter(|one| {
                let count = counts.entry(one.writer()).or_default();
                *count = count.saturating_add(1);
                more |= *count > CHARTERS_MAX;
                *count <= CHARTERS_MAX
            });
            for statement in few {
                stated.push(Stated {
                    author,
                    statement,
                    seen: self.first_seen(&author, statement),
                });
            }
        }
        let pays = |signatures: usize| self.folded.pays(signatures);
        let mut charters = Charters::of(stated, &self.ring, &pays);
        if more {
            charters.spare_effort();
        }
        let charters = Arc::new(charters);
        if more || charters.doubt() != Some(&Doubt::Effort) {
            self.folded.keep(*community, Arc::clone(&charters));
        }
        charters
    }

    /// Why it cannot be told that a community has no charter, where it cannot and none counts: its ledger
    /// has one that is not held or does not count by its place, or was told in two versions. Who makes members
    /// is a community, of which a part alone says nothing.
    pub(in crate::verdict) fn charter_hidden(
        &self,
        community: &Did,
        admits: bool,
    ) -> Option<&'static str> {
        let people = self.person(community);
        let mut all = people
            .iter()
            .flat_map(|did| self.writers_of(did).into_iter().map(move |one| (did, one)));
        all.find_map(|(did, (writer, closed))| {
            let (keys, log) = (self.key_log(did)?, self.log(&writer)?);
            let counted: BTreeSet<u32> =
                self.counted_of(keys, &writer).map(Statement::seq).collect();
            let within = |one: &&Statement| closed.is_none_or(|size| one.seq() < size);
            let held = log.told(None, None).into_iter().chain(log.beyond(None, None));
            let mut charters = held.filter(within).filter(|one| is_charter(one.kind()));
            let hidden =
                |one: &Statement| match one.body().map(|body| Content::read(Kind::Charter, body)) {
                    Some(Ok(Content::Charter(charter))) => charter.text.number > 0,
                    Some(Ok(_) | Err(_)) => false,
                    None => true,
                };
            if charters.any(|one| !counted.contains(&one.seq()) || hidden(one)) {
                return Some("unread");
            }
            if self.is_told_twice(did, &writer, closed) {
                return Some("disputed");
            }
            (admits && closed != Some(0) && log.hole(closed).is_some()).then_some("feed-incomplete")
        })
    }

    /// The witnesses whom no thief of an identity's key can have named: the viewer's own, and those
    /// whom the sheet of the identity names.
    pub(in crate::verdict) fn sure_witnesses(&self, did: &Did) -> [Option<&Witnesses>; 2] {
        let named = self.key_log(did).and_then(|keys| keys.guardians());
        [self.witnesses(), named.map(|named| &named.witnesses)]
    }

    /// When a quorum of such witnesses saw a statement first.
    fn first_seen(&self, author: &Did, statement: &Statement) -> Option<Timestamp> {
        let log = self.log(&statement.writer())?;
        let seers = self.sure_witnesses(author).into_iter().flatten();
        seers.filter_map(|seers| Some(seers.date(log.first_seen(statement.seq())).ok()?.at)).min()
    }

    /// When somebody left a community last, and by which entry.
    pub(in crate::verdict) fn left(
        &self,
        member: &BTreeSet<Did>,
        community: &BTreeSet<Did>,
    ) -> Option<(Timestamp, u32)> {
        let said = member.iter().flat_map(|did| {
            let all = self.taking_back(did).into_iter();
            all.filter(|one| one.kind() == Kind::Leave).map(move |one| (*did, one))
        });
        let left = said.filter_map(|(did, one)| match gate(&did, one) {
            // Of whom somebody came after nothing is later than that: whoever has the old key dates it.
            Ok(Some(Content::Leave(leave))) if community.contains(&leave.community) => {
                let since = self.heir(&did).map(|heir| heir.cuts.since);
                Some((since.map_or(one.ts(), |since| one.ts().min(since)), one.seq()))
            }
            Ok(_) | Err(_) => None,
        });
        left.max()
    }

    /// The memberships that somebody shows, unproven: handed in, and in their feed.
    pub(in crate::verdict) fn memberships_of(&self, member: &BTreeSet<Did>) -> Vec<Secured> {
        let is_one = |credential: &Credential<'_>| {
            let about = credential.subject_id().and_then(|id| id.parse::<Did>().ok());
            about.is_some_and(|did| member.contains(&did))
                && is_membership(credential.achievement())
        };
        let handed = self.badges.iter().filter(|one| is_one(&one.credential())).cloned();
        let said = member.iter().flat_map(|did| self.statements_of(did));
        let published = said.filter(|one| one.kind() == Kind::Publish).filter_map(|one| {
            match Content::read(Kind::Publish, one.body()?) {
                Ok(Content::Publish(document)) if is_one(&Credential::new(document.value())) => {
                    Some(Secured::by_its_proofs(document.value().clone()))
                }
                Ok(_) | Err(_) => None,
            }
        });
        handed.chain(published).take(MEMBERSHIPS_MAX).collect()
    }
}

pub(in crate::verdict) fn is_charter(kind: Kind) -> bool {
    kind == Kind::Charter
}
