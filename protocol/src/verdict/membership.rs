//! Who is a member of what: by a badge that the community awarded and its member did not leave.
//!
//! Source: `spec/communities.md` §4 and §5.

use std::collections::BTreeSet;

use super::right::{charter, survey};
use super::{
    Answer, Asked, Evidence, Judging, Reader, Reason, Secured, integrity, several, status,
};
use crate::canon::json::Value;
use crate::credential::model::{Credential, many};
use crate::identity::Did;
use crate::rules::{Award, Badge};
use crate::statement::Kind;
use crate::time::Timestamp;

/// The type of an achievement that is a membership. Source: Open Badges 3.0 §B.3 (AchievementType).
pub const MEMBERSHIP: &str = "Membership";

/// Whether an achievement is a membership.
pub(super) fn is_membership(achievement: Option<&Value>) -> bool {
    let kind = achievement.and_then(|of| of.get("achievementType"));
    kind.and_then(Value::as_str) == Some(MEMBERSHIP)
}

/// Whether somebody is a member in this role, by the word of who awarded it. Source: Open Badges 3.0
/// §B.5 (AchievementSubject, `role`).
pub(super) fn has_role(credential: &Credential<'_>, role: &str) -> bool {
    let said = credential.subject().and_then(|subject| subject.get("role"));
    said.into_iter().flat_map(many).any(|found| found.as_str() == Some(role))
}

/// How many members of the achievement its holder left out of a badge that does not say what it is: one
/// of them may; 0 where its proof lets nobody count them. Nothing where it says so, or nothing is left out.
pub(super) fn kind_withheld(secured: &Secured, selective: impl FnOnce() -> bool) -> Option<u64> {
    let credential = secured.credential();
    if credential.achievement().and_then(|of| of.get("achievementType")).is_some() {
        return None;
    }
    match secured.seal() {
        Some(seal) => Some(seal.left_out()).filter(|count| *count > 0),
        None => selective().then_some(0),
    }
}

/// Whether an award makes somebody a member, by the badge or by what the community published last of it:
/// who awards for another does not say what it is that they award, and a holder may leave it out.
fn makes_member(award: &Award, credential: &Credential<'_>, evidence: &Evidence) -> bool {
    let said = credential.achievement().and_then(|of| of.get("achievementType"));
    let own = said.is_some() && evidence.is_one(&award.issuer, &award.badge.creator);
    let published = || {
        let creators = evidence.person(&award.badge.creator).into_iter();
        let badge = |creator| Badge { creator, ..award.badge.clone() };
        let newest = creators.filter_map(|creator| survey::newest(&badge(creator), evidence));
        newest.into_iter().any(|found| is_membership(Some(&found)))
    };
    is_membership(credential.achievement()) || (!own && published())
}

/// That the member left since it was awarded, where they did; or that this cannot be told, where the badge
/// does not say whether it is a membership of what its holder left.
pub(super) fn left(secured: &Secured, judging: &Judging<'_>) -> Option<Reason> {
    let credential = &secured.credential();
    let award = survey::award(credential, judging.asked.now)?;
    let evidence = judging.evidence;
    let community = evidence.person(&award.badge.creator);
    let (at, entry) = evidence.left(&evidence.person(&award.recipient?), &community)?;
    if award.at > at {
        return None;
    }
    if makes_member(&award, credential, evidence) {
        let (community, entry) = (award.badge.creator.to_string(), u64::from(entry));
        return Some(Reason::MemberLeft { community, entry, at });
    }
    let selective = || integrity::judge(secured, judging).selective;
    kind_withheld(secured, selective).map(|count| Reason::StatusHidden { count })
}

/// Whose ledger tells whether a member left, and since when it could: who holds a membership, by all
/// their identities, from the award on.
pub(super) fn leavable(
    credential: &Credential<'_>,
    evidence: &Evidence,
) -> Option<(BTreeSet<Did>, Timestamp)> {
    leavable_if(credential, evidence, false)
}

/// The same, where it may be one.
fn leavable_if(
    credential: &Credential<'_>,
    evidence: &Evidence,
    perhaps: bool,
) -> Option<(BTreeSet<Did>, Timestamp)> {
    // Of an award without a date all that its holder ever said is asked.
    let award = survey::award(credential, Timestamp::from_millis(0))?;
    let holder = award.recipient?;
    let is_one = perhaps || makes_member(&award, credential, evidence);
    is_one.then(|| (evidence.person(&holder), award.at))
}

/// Why it cannot be told that a member did not leave, where it cannot: their ledger is not held whole since
/// the award, or by news that are too old.
pub(super) fn leaving_untold(
    secured: &Secured,
    evidence: &Evidence,
    asked: &Asked,
) -> Option<Reason> {
    // A status that lets nobody count what is left out clears nothing anyhow.
    let perhaps = kind_withheld(secured, || false).is_some();
    let (holder, since) = leavable_if(&secured.credential(), evidence, perhaps)?;
    holder.iter().find_map(|did| match evidence.current(did) == *did {
        true => status::whole_since(did, (is_leave, since), evidence, asked).err(),
        // Of a key that was succeeded no news come any more.
        false => status::whole_to_its_end(did, (is_leave, since), evidence).err(),
    })
}

fn is_leave(kind: Kind) -> bool {
    kind == Kind::Leave
}

/// A membership that stands: of which community, and as of when that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) community: Did,
    pub(super) as_of: String,
}

/// The communities of which somebody shows a membership, unproven, by the identities they go by now.
pub(super) fn shown(member: &Did, evidence: &Evidence) -> Vec<(Did, Secured)> {
    let all = evidence.memberships_of(&evidence.person(member)).into_iter();
    let own = |one: Secured| {
        let creator = one.credential().issuer().and_then(|id| id.parse::<Did>().ok())?;
        Some((evidence.current(&creator), one))
    };
    all.filter_map(own).collect()
}

/// Whether a membership stands: awarded by the community itself, as its charter asks, not taken back
/// and not left, by news that are new enough. `trail` are the communities that are asked already.
pub(super) fn standing(
    secured: &Secured,
    judging: &Judging<'_>,
    trail: &mut Vec<Did>,
) -> Option<Standing> {
    let credential = secured.credential();
    let award = survey::award(&credential, judging.asked.now)?;
    let community = judging.evidence.person(&award.badge.creator);
    if !community.contains(&award.issuer) || !is_membership(credential.achievement()) {
        return None;
    }
    let integrity = integrity::judge(secured, judging);
    if integrity.reason.answer() != Answer::Yes {
        return None;
    }
    let status = status::proven(secured, judging, &integrity);
    let data = status.data();
    let as_of =
        data.get("as_of").and_then(Value::as_str).filter(|_| status.answer() == Answer::Yes)?;
    let stewards = charter::judge((secured, false), &credential, judging, trail);
    let stands = stewards.is_none_or(|reason| reason.answer() == Answer::Yes);
    let community = judging.evidence.current(&award.badge.creator);
    stands.then(|| Standing { community, as_of: as_of.to_owned() })
}

/// The community by which the viewers of this evidence know somebody, where there is one: a member as
/// they are, or the community itself.
#[must_use]
pub fn shared_community(
    who: &Did,
    evidence: &Evidence,
    asked: &Asked,
    reader: &Reader<'_>,
) -> Option<Reason> {
    let (_, work) = several::accounts(1);
    let judging = Judging { evidence, asked, reader: *reader, work: &work };
    in_common(evidence.viewers(), who, &judging)
}

/// The community that two have in common, or that one of them is, by memberships that stand.
pub(super) fn in_common(
    viewers: &BTreeSet<Did>,
    other: &Did,
    judging: &Judging<'_>,
) -> Option<Reason> {
    let evidence = judging.evidence;
    let of_other = shown(other, evidence);
    let itself = evidence.current(other);
    let shared = |one: &Did| *one == itself || of_other.iter().any(|(held, _)| held == one);
    let own: Vec<_> = viewers.iter().flat_map(|viewer| shown(viewer, evidence)).collect();
    for (community, membership) in own.iter().filter(|(one, _)| shared(one)) {
        let Some(mine) = standing(membership, judging, &mut Vec::new()) else { continue };
        if *community == itself {
            return Some(told(community, "community", mine.as_of, evidence));
        }
        let theirs = of_other.iter().filter(|(held, _)| held == community);
        let theirs = theirs.filter_map(|(_, one)| standing(one, judging, &mut Vec::new())).next();
        if let Some(theirs) = theirs {
            // Of two the older news is all that can be said of them together.
            return Some(told(community, "member", mine.as_of.min(theirs.as_of), evidence));
        }
    }
    None
}

fn told(community: &Did, issuer: &'static str, as_of: String, evidence: &Evidence) -> Reason {
    let charters = evidence.charters(community);
    let text = charters.newest().map(|one| &one.charter.text);
    let name = evidence.profile_name(community).unwrap_or_else(|| community.to_string());
    Reason::ByCommunity {
        community: name,
        did: community.to_string(),
        issuer,
        admit: text.map_or(0, |text| u32::from(text.acts.admit)),
        stewards: text.map_or(0, |text| u32::try_from(text.stewards.len()).unwrap_or(u32::MAX)),
        as_of,
    }
}
