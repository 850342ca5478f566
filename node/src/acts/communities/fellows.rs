//! Who is in scope by a community: the community itself, its stewards, and who is its member now; and by dealings:
//! who issued a badge that is held here, who accepted what was offered here, and whose offer was accepted.
//!
//! Communities count for everybody of this node who is a member, and those whose key this node has. Whoever can
//! tell a membership from none is asked here and not where statements come in: it takes a verdict. So it is
//! worked out now and then, and noted for the driver. Whoever offers something is no fellow for that: the owner
//! has to have said yes. Source: `spec/gossip.md` §7.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::CredentialRole;
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::limits::{FELLOWS_MAX, MEMBERSHIPS_MAX};
use bot_protocol::statement::Kind;
use bot_protocol::statement::letter::{Letter, LetterKind};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Question};

use super::members::is_membership;
use crate::acts::mailbox::Told;
use crate::acts::notes::{self, Offered};
use crate::acts::snapshot::{Snapshot, document};
use crate::acts::{ActError, Acts};
use crate::driver::{Tie, read_fellows, write_fellow};
use crate::store::{Shelf, Write};

/// Most memberships of others that are judged in one go.
const JUDGED_MAX: usize = 2 * FELLOWS_MAX;

/// Most memberships of one person that are judged.
const OF_ONE_MAX: usize = 2;

/// A membership that somebody shows: since when, whose, and its bytes.
type Shown = (Timestamp, Did, Vec<u8>);

impl Acts {
    /// Notes who is in scope by communities and dealings now, where that is not what was noted: when it is time, or
    /// when somebody here is a member of others, or holds badges of others, than were `joined`, who are told back.
    ///
    /// # Errors
    /// When the store fails.
    pub(in crate::acts) async fn tend_fellows(
        self: &Arc<Self>,
        joined: &mut BTreeSet<Did>,
        is_time: bool,
    ) -> Result<(), ActError> {
        let now = self.judge_apart(|acts| acts.joined()).await?;
        if now == *joined && !is_time {
            return Ok(());
        }
        let writes = self.judge_apart(|acts| acts.fellows_changed()).await?;
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        *joined = now;
        Ok(())
    }

    /// The communities of somebody here, and the issuers of badges that are held here.
    fn joined(&self) -> Result<BTreeSet<Did>, ActError> {
        let snapshot = self.snapshot()?;
        let mut joined = self.communities_of(&snapshot, &self.own_dids())?;
        joined.extend(self.issuers(&snapshot)?);
        Ok(joined)
    }

    fn own_dids(&self) -> BTreeSet<Did> {
        self.keys.identities().iter().map(|one| one.did()).collect()
    }

    fn fellows_changed(&self) -> Result<Vec<Write>, ActError> {
        let own = self.own_dids();
        let noted = read_fellows(self.store())?;
        let by_community = self.fellows(&own)?.into_iter().map(|did| (did, Tie::Community));
        let mut now: BTreeMap<Did, Tie> = by_community.collect();
        for (tie, all) in self.dealings()? {
            let all = all.into_iter().filter(|did| !own.contains(did) && !now.contains_key(did));
            let mut all: Vec<Did> = all.collect();
            // Who is one already stays before who comes only now.
            all.sort_by_key(|did| (!noted.contains_key(did), *did));
            now.extend(all.into_iter().take(FELLOWS_MAX).map(|did| (did, tie)));
        }
        let gone = noted.keys().filter(|did| !now.contains_key(did));
        let gone = gone.map(|did| write_fellow(did, None));
        let come = now.iter().filter(|(did, tie)| noted.get(did) != Some(tie));
        Ok(gone.chain(come.map(|(did, tie)| write_fellow(did, Some(*tie)))).collect())
    }

    /// Those with whom somebody of this node has dealings, by why: who issued what is held here first.
    pub(in crate::acts) fn dealings(&self) -> Result<[(Tie, BTreeSet<Did>); 2], ActError> {
        let issuers = self.issuers(&self.snapshot()?)?;
        Ok([(Tie::Issuer, issuers), (Tie::Accepted, self.agreed_with()?)])
    }

    /// Who issued a badge that was accepted or imported here, by the key that signed it and by the one they go on
    /// with.
    fn issuers(&self, snapshot: &Snapshot<'_>) -> Result<BTreeSet<Did>, ActError> {
        let badges = self.badges(snapshot)?;
        let held = badges.iter().filter(|one| one.role == CredentialRole::Held || one.imported);
        let issuers = held.filter_map(|one| Credential::new(&one.value).issuer()?.parse().ok());
        Ok(issuers.flat_map(|did: Did| [did, snapshot.ring.current(&did)]).collect())
    }

    /// Who accepted what somebody of this node offered, and whose offer was accepted here.
    fn agreed_with(&self) -> Result<BTreeSet<Did>, ActError> {
        let answers = self.answers()?;
        let mut found = BTreeSet::new();
        for (_, note) in notes::all::<Offered>(self.store(), Shelf::Offers)? {
            let letter = |text: &String| Letter::reopen(&from_hex(text)?).ok();
            if let Some(sent) = note.sent.as_ref().and_then(letter) {
                // Others may answer by the same nonce: it counts from whom it was sent to.
                let told = answers.to(&hex(&sent.nonce()), &sent.to());
                found.extend((told == Told::Yes).then(|| sent.to()));
            }
            // Whoever has a code is answered with no yes of the owner's.
            let asked = note.came.as_ref().and_then(letter);
            let asked = asked.filter(|came| came.kind() != LetterKind::Case);
            found.extend(asked.filter(|_| note.answered == Some(true)).map(|came| came.from()));
        }
        Ok(found)
    }

    /// Who is in scope by the communities of these: the communities and their stewards first, then the members
    /// who were admitted first, as many as may be.
    pub(in crate::acts) fn fellows(&self, own: &BTreeSet<Did>) -> Result<BTreeSet<Did>, ActError> {
        let snapshot = self.snapshot()?;
        let joined = self.communities_of(&snapshot, own)?;
        let mut found: BTreeSet<Did> = joined.clone();
        let mut of: BTreeSet<Did> = own.clone();
        of.extend(joined);
        for community in &of {
            let charters = self.charters(&snapshot, community)?;
            let stewards =
                charters.newest().into_iter().flat_map(|one| one.stewards_at(self.now()));
            found.extend(stewards.map(|steward| snapshot.ring.current(&steward.who)));
        }
        let mut shown = self.memberships_shown(&snapshot, &of)?;
        // Who is one already stays before who says so only now: anybody can, with any date.
        let noted = read_fellows(self.store())?;
        let is_noted = |who: &Did| noted.get(who) == Some(&Tie::Community);
        shown.sort_by_cached_key(|(since, who, _)| (!is_noted(who), *since, *who));
        // Of one at most two are looked at, so nobody takes the places of the rest with ever more.
        let (mut judged, mut of_one) = (0, BTreeMap::<Did, usize>::new());
        for (_, who, bytes) in shown {
            let tried = of_one.entry(who).or_default();
            if found.len() >= FELLOWS_MAX || judged >= JUDGED_MAX {
                break;
            }
            if *tried < OF_ONE_MAX && !found.contains(&who) {
                *tried += 1;
                judged += 1;
                if self.is_member_by(&snapshot, &bytes) {
                    found.insert(who);
                }
            }
        }
        found.retain(|did| !own.contains(did));
        Ok(found)
    }

    /// The communities of which these hold a membership, published or not, that does not fail.
    fn communities_of(
        &self,
        snapshot: &Snapshot<'_>,
        own: &BTreeSet<Did>,
    ) -> Result<BTreeSet<Did>, ActError> {
        let mut found = BTreeSet::new();
        let mut judged = 0;
        for badge in self.badges(snapshot)? {
            let Some((_, who, community)) = membership(snapshot, &badge.value) else { continue };
            let ours = own.iter().any(|did| snapshot.ring.current(did) == who);
            if ours && badge.format.is_none() && !found.contains(&community) {
                judged += 1;
                if judged > MEMBERSHIPS_MAX {
                    break;
                }
                if self.is_member_by(snapshot, badge.text.as_bytes()) {
                    found.insert(community);
                }
            }
        }
        Ok(found)
    }

    /// What others published of memberships of these communities, unproven, and what was awarded here.
    fn memberships_shown(
        &self,
        snapshot: &Snapshot<'_>,
        of: &BTreeSet<Did>,
    ) -> Result<Vec<Shown>, ActError> {
        let mut shown = Vec::new();
        let of_these = |value: &Value| {
            let found = membership(snapshot, value).filter(|(_, _, by)| of.contains(by));
            found.map(|(since, who, _)| (since, who))
        };
        for said in snapshot.said(Kind::Publish)? {
            let Some(one) = document(&said.content) else { continue };
            let found = of_these(one.value());
            let own = found.filter(|(_, who)| snapshot.ring.is_one(who, &said.author));
            shown.extend(own.map(|(since, who)| (since, who, one.bytes().to_vec())));
        }
        for badge in self.badges(snapshot)?.iter().filter(|badge| badge.format.is_none()) {
            let found = of_these(&badge.value);
            shown.extend(found.map(|(since, who)| (since, who, badge.text.as_bytes().to_vec())));
        }
        Ok(shown)
    }

    /// Whether a membership is what the community signed, and neither ended, left nor awarded against its
    /// charter. News of it may be old: who is not in scope would never have newer ones.
    fn is_member_by(&self, snapshot: &Snapshot<'_>, bytes: &[u8]) -> bool {
        self.judged_here(snapshot, bytes).is_some_and(|verdict| {
            let stands = verdict.answer(Question::Integrity) == Answer::Yes;
            let failing = [Question::Status, Question::Right];
            stands && !failing.iter().any(|one| verdict.answer(*one) == Answer::No)
        })
    }
}

/// Since when a credential makes whom a member of what, by its own word; nothing where it was awarded by
/// another than the community, or is no membership.
fn membership(snapshot: &Snapshot<'_>, value: &Value) -> Option<(Timestamp, Did, Did)> {
    let credential = Credential::new(value);
    credential.achievement().filter(|one| is_membership(one))?;
    let did = |id: Option<&str>| id.and_then(|id| id.parse::<Did>().ok());
    let (issuer, who) = (did(credential.issuer())?, did(credential.subject_id())?);
    let by = did(credential.creator()).is_none_or(|by| snapshot.ring.is_one(&by, &issuer));
    let since = credential.valid_from().ok().flatten().unwrap_or(Timestamp::from_millis(0));
    by.then(|| (since, snapshot.ring.current(&who), snapshot.ring.current(&issuer)))
}
