//! What a community's own charter asks of an award: how many of its stewards must stand behind it.
//!
//! It binds the community itself, and whomever it lets award. Source: `spec/communities.md` §3.

use std::collections::BTreeSet;

use super::{owners, survey};
use crate::credential::model::Credential;
use crate::feed::InForce;
use crate::identity::Did;
use crate::limits::COMMUNITY_LEVELS_MAX;
use crate::rules::{Badge, Praise};
use crate::statement::kinds::CommunityAct;
use crate::time::Timestamp;
use crate::verdict::evidence::is_charter;
use crate::verdict::membership::{self, is_membership};
use crate::verdict::reader::{Judging, Secured};
use crate::verdict::several::goodness;
use crate::verdict::{Reason, former, status};

/// An award of what a community created.
struct Act<'a> {
    community: Did,
    credential: &'a Credential<'a>,
    /// As what it counts, by the badge and by what the community published of it.
    acts: BTreeSet<CommunityAct>,
    at: Timestamp,
}

/// What stewards did for an award.
struct Backing {
    praises: BTreeSet<Praise>,
    /// Whether there may be more than is known.
    more: bool,
}

/// What the charters of whoever created it say of an award; nothing where there are none, or they leave
/// it to the key of the community alone. `trail` are the communities that are asked already.
pub(in crate::verdict) fn judge(
    secured: &Secured,
    credential: &Credential<'_>,
    judging: &Judging<'_>,
    trail: &mut Vec<Did>,
) -> Option<Reason> {
    let mut worst: Option<Reason> = None;
    for community in creators(credential, judging) {
        let Some(told) = of(community, (secured, credential), judging, trail) else { continue };
        let worse = |held: &Reason| goodness(told.answer()) < goodness(held.answer());
        if worst.as_ref().is_none_or(worse) {
            worst = Some(told);
        }
    }
    worst
}

/// Who created what is awarded, as far as is known: whom the credential names, and the issuer where it
/// published it or nobody did, else who published it first. Anybody can publish another's id, and binds
/// nobody by that.
fn creators(credential: &Credential<'_>, judging: &Judging<'_>) -> BTreeSet<Did> {
    let parsed = |text: &str| text.parse::<Did>().ok();
    let mut all: BTreeSet<Did> = credential.creators().into_iter().filter_map(parsed).collect();
    let owners = credential.achievement_id().map(|id| owners(id, judging.evidence));
    let owners = owners.unwrap_or_default();
    let issuer = credential.issuer();
    let own = owners.iter().any(|owner| Some(owner.did.as_str()) == issuer);
    match owners.first() {
        Some(first) if !own => all.extend(parsed(&first.did)),
        None if !all.is_empty() => {}
        Some(_) | None => all.extend(issuer.and_then(parsed)),
    }
    all.iter().map(|did| judging.evidence.current(did)).collect()
}

fn of(
    community: Did,
    (secured, credential): (&Secured, &Credential<'_>),
    judging: &Judging<'_>,
    trail: &mut Vec<Did>,
) -> Option<Reason> {
    let evidence = judging.evidence;
    let untold = |because: &'static str| {
        let community = community.to_string();
        Some(Reason::CharterUntold { community, because })
    };
    let charters = evidence.charters(&community);
    if charters.contested().is_some() {
        return untold("contested");
    }
    if charters.newest().is_none() {
        return evidence.has_unread_charter(&community).then_some(untold("unread")).flatten();
    }
    let as_of = match status::whole(&community, is_charter, evidence, judging.asked) {
        Ok(head) => head.at,
        Err(missing) => return untold(missing.code()),
    };
    let at = survey::awarded(credential, judging.asked.now);
    let last = last_of(at);
    let acts = acts(&community, credential, judging);
    let act = Act { community, credential, acts, at };
    let needed = |one: &InForce, trail: &mut Vec<Did>| needed(one, &act.acts, at, (judging, trail));
    if let Some(then) = charters.at(last) {
        match needed(then, trail) {
            Ok(0) => {}
            Ok(count) => return Some(act.told((then, count), as_of, judging)),
            Err(because) => return untold(because),
        }
    }
    // Nobody was asked then. Whoever has the key of the community dates an award as they like.
    let mut asked = Vec::new();
    for later in charters.after(last) {
        match needed(later, trail) {
            Ok(0) => {}
            Ok(count) => asked.push((later, count)),
            Err(because) => return untold(because),
        }
    }
    let (first, _) = asked.first()?;
    let seers = evidence.sure_witnesses(&community);
    if former::was_seen_by(secured, seers, first.since, evidence) {
        return None;
    }
    let backing = act.backing(judging);
    let stands = |(one, count): &&(&InForce, u8)| act.count(&backing, one, judging).0 >= *count;
    match asked.iter().find(stands) {
        Some(found) => Some(act.told(*found, as_of, judging)),
        None => untold("perhaps-later"),
    }
}

/// The last moment that a date of a credential may mean: many are of whole seconds, and an award is not
/// before the charter of that very second.
fn last_of(at: Timestamp) -> Timestamp {
    if at.millis().is_multiple_of(1000) { at.saturating_add(999) } else { at }
}

/// As what an award counts: as what it says that it is, and as what the community says last.
fn acts(
    community: &Did,
    credential: &Credential<'_>,
    judging: &Judging<'_>,
) -> BTreeSet<CommunityAct> {
    let of = |is_one: bool| if is_one { CommunityAct::Admit } else { CommunityAct::Award };
    let own = of(is_membership(credential.achievement()));
    let published = credential.achievement_id().and_then(|id| {
        let people = judging.evidence.person(community).into_iter();
        let badge = |creator| Badge { achievement: id.to_owned(), creator };
        people.map(badge).find_map(|badge| survey::newest(&badge, judging.evidence))
    });
    let published = published.map(|found| of(is_membership(Some(&found))));
    [Some(own), published].into_iter().flatten().collect()
}

/// How many stewards an award takes: as many as the charter asks, or a community of which it is a part.
fn needed(
    charter: &InForce,
    acts: &BTreeSet<CommunityAct>,
    at: Timestamp,
    (judging, trail): (&Judging<'_>, &mut Vec<Did>),
) -> Result<u8, &'static str> {
    let text = &charter.charter.text;
    let own = acts.iter().map(|act| text.acts.of(*act)).max().unwrap_or_default();
    let Some(parent) = text.parent else { return Ok(own) };
    let evidence = judging.evidence;
    let (child, parent) = (evidence.current(&charter.community), evidence.current(&parent));
    let from = trail.len();
    if !trail.contains(&child) {
        trail.push(child);
    }
    let above = above((&child, &parent), acts, at.max(charter.since), (judging, trail));
    trail.truncate(from);
    above.map(|above| own.max(above))
}

/// How many the community above asks for.
fn above(
    (child, parent): (&Did, &Did),
    acts: &BTreeSet<CommunityAct>,
    at: Timestamp,
    (judging, trail): (&Judging<'_>, &mut Vec<Did>),
) -> Result<u8, &'static str> {
    if trail.contains(parent) {
        return Err("circle");
    }
    if trail.len() >= COMMUNITY_LEVELS_MAX {
        return Err("levels");
    }
    let evidence = judging.evidence;
    let charters = evidence.charters(parent);
    let in_force = charters.at(at).filter(|_| charters.contested().is_none());
    let in_force = in_force.ok_or("parent-untold")?;
    status::whole(parent, is_charter, evidence, judging.asked).map_err(|_| "parent-untold")?;
    trail.push(*parent);
    let shown = membership::shown(child, evidence).into_iter();
    let standing = shown
        .filter(|(community, one)| {
            community == parent && membership::standing(one, judging, trail).is_some()
        })
        .map(|(_, one)| survey::awarded(&one.credential(), judging.asked.now));
    match standing.min() {
        Some(since) if since <= at => {}
        Some(_) => return Err("parent-later"),
        None => return Err("parent-not-member"),
    }
    needed(in_force, acts, at, (judging, trail))
}

impl Act<'_> {
    fn backing(&self, judging: &Judging<'_>) -> Backing {
        let (praises, unread) = survey::praises(self.credential, judging);
        let recipient = self.credential.subject_id().and_then(|id| id.parse::<Did>().ok());
        let whole =
            |did: &Did| status::whole(did, survey::shows, judging.evidence, judging.asked).is_ok();
        Backing { praises, more: unread || !recipient.as_ref().is_some_and(whole) }
    }

    /// How many stewards of a charter stand behind the award: surely, and perhaps.
    fn count(&self, backing: &Backing, charter: &InForce, judging: &Judging<'_>) -> (u8, u8) {
        let evidence = judging.evidence;
        let current = |text: Option<&str>| {
            let did = text.and_then(|id| id.parse::<Did>().ok());
            did.map(|did| evidence.current(&did))
        };
        let parties = [current(self.credential.issuer()), current(self.credential.subject_id())];
        let of = |sure: bool| {
            let praises = backing.praises.iter().filter(|praise| praise.sure || !sure);
            let by: BTreeSet<Did> = praises
                .filter(|praise| {
                    let moment = praise.at.max(self.at);
                    let who = evidence.current(&praise.by);
                    charter.stewards_at(moment).any(|one| evidence.current(&one.who) == who)
                })
                .map(|praise| evidence.current(&praise.by))
                .filter(|who| !parties.contains(&Some(*who)))
                .collect();
            u8::try_from(by.len()).unwrap_or(u8::MAX)
        };
        (of(true), of(false))
    }

    fn told(
        &self,
        (charter, needed): (&InForce, u8),
        as_of: Timestamp,
        judging: &Judging<'_>,
    ) -> Reason {
        let backing = self.backing(judging);
        let (sure, possible) = self.count(&backing, charter, judging);
        let community = self.community.to_string();
        let act = self.acts.first().map_or("award", |act| act.name());
        let (found, needed) = (u32::from(sure), u32::from(needed));
        let (number, awarded) = (charter.charter.text.number, self.at);
        if found >= needed {
            Reason::StewardsEndorse { community, act, found, needed, number, awarded, as_of }
        } else if u32::from(possible) >= needed || backing.more {
            Reason::StewardsUntold { community, act, found, needed, number, awarded }
        } else {
            Reason::StewardsLacking { community, act, found, needed, number, awarded }
        }
    }
}
