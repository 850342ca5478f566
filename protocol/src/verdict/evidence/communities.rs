//! What the statements at hand tell of communities: their charters, who left them, and who shows to be
//! a member. Source: `spec/communities.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Evidence, Log};
use crate::credential::model::Credential;
use crate::feed::{Charters, Doubt, KeyLog, Stated, Witnesses};
use crate::identity::{Did, PublicKey};
use crate::limits::{CHARTERS_MAX, MEMBERSHIPS_MAX};
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;
use crate::verdict::membership::is_membership;
use crate::verdict::reader::Secured;

/// What is hidden of the charters of a community of which none counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hidden {
    /// Why one may be in force, whatever is awarded.
    why: Option<&'static str>,
    /// Whether its ledger is held in part alone.
    in_part: bool,
}

impl Evidence {
    /// The charters of a community that count, by what is at hand. They are made out once, until more is
    /// heard.
    #[must_use]
    pub fn charters(&self, community: &Did) -> Arc<Charters> {
        if let Some(held) = self.folded.charters_of(community) {
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
            self.folded.keep_charters(*community, Arc::clone(&charters));
        }
        charters
    }

    /// Why it cannot be told that a community has no charter, where it cannot and none counts: its ledger
    /// has one that is not held or does not count by its place, or was told in two versions. Who makes members
    /// is a community, of which a part alone says nothing.
    pub(in crate::verdict) fn charter_hidden(
        &self,
        community: &Did,
        admits: impl FnOnce() -> bool,
    ) -> Option<&'static str> {
        if self.is_unread(community) {
            return Some("unread");
        }
        let hidden = self.folded.hidden(community, || self.hidden_of(community));
        let in_part = || (hidden.in_part && admits()).then_some("feed-incomplete");
        hidden.why.or_else(in_part)
    }

    /// How much of the ledger of somebody is at hand: `whole` as far as it is known to reach, `part` or
    /// `unseen`.
    pub(in crate::verdict) fn at_hand(&self, who: &Did) -> &'static str {
        let (mut seen, mut whole) = (false, !self.is_unread(who));
        for did in self.person(who) {
            for (writer, closed) in self.writers_of(&did) {
                let log = self.log(&writer);
                seen |= log.is_some();
                whole &= closed == Some(0) || log.is_some_and(|log| log.hole(closed).is_none());
            }
        }
        match (seen, whole) {
            (false, _) => "unseen",
            (true, true) => "whole",
            (true, false) => "part",
        }
    }

    fn hidden_of(&self, community: &Did) -> Hidden {
        let mut hidden = Hidden::default();
        for did in self.person(community) {
            for (writer, closed) in self.writers_of(&did) {
                let Some((keys, log)) = self.key_log(&did).zip(self.log(&writer)) else { continue };
                let why = || {
                    let disputed = self.is_told_twice(&did, &writer, closed);
                    disputed.then_some("disputed")
                };
                let unread = self.has_unread_charter((keys, &writer), log, closed);
                hidden.why = hidden.why.or(unread.then_some("unread")).or_else(why);
                hidden.in_part |= closed != Some(0) && log.hole(closed).is_some();
            }
        }
        hidden
    }

    /// Whether a log has a charter, or perhaps one, that does not count.
    fn has_unread_charter(
        &self,
        (keys, writer): (&KeyLog, &PublicKey),
        log: &Log,
        closed: Option<u32>,
    ) -> bool {
        let within = |one: &&Statement| closed.is_none_or(|size| one.seq() < size);
        let held = log.told(None, 0).into_iter().chain(log.beyond(None, 0));
        let mut charters = held.filter(within).filter(|one| is_charter(one.kind())).peekable();
        if charters.peek().is_none() {
            return false;
        }
        let counted: BTreeSet<u32> = self.counted_of(keys, writer).map(Statement::seq).collect();
        let hidden =
            |one: &Statement| match one.body().map(|body| Content::read(Kind::Charter, body)) {
                Some(Ok(Content::Charter(charter))) => charter.text.number > 0,
                Some(Ok(_) | Err(_)) => false,
                None => true,
            };
        charters.any(|one| !counted.contains(&one.seq()) || hidden(one))
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
