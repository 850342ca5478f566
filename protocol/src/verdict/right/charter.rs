//! What a community's own charter asks of an award: how many of its stewards must stand behind it.
//!
//! It binds the community itself, and whomever it lets award. Source: `spec/communities.md` §3.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::survey;
use crate::credential::model::Credential;
use crate::feed::{Charters, InForce};
use crate::identity::Did;
use crate::limits::{CHARTERS_MAX, COMMUNITY_LEVELS_MAX};
use crate::rules::{Badge, Praise};
use crate::statement::kinds::CommunityAct;
use crate::time::Timestamp;
use crate::verdict::evidence::is_charter;
use crate::verdict::membership::{self, is_membership};
use crate::verdict::reader::{Judging, Secured};
use crate::verdict::several::goodness;
use crate::verdict::status::Head;
use crate::verdict::{Answer, Evidence, Reason, former, integrity, status};

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
/// it to the key of the community alone. `sure` where it is known that the issuer may award it; `trail` are
/// the communities that are asked already.
pub(in crate::verdict) fn judge(
    (secured, sure): (&Secured, bool),
    credential: &Credential<'_>,
    judging: &Judging<'_>,
    trail: &mut Vec<Did>,
) -> Option<Reason> {
    let mut worst: Option<Reason> = None;
    for community in creators(credential, sure, judging) {
        let Some(told) = of(community, (secured, credential), judging, trail) else { continue };
        let worse = |held: &Reason| goodness(told.answer()) < goodness(held.answer());
        if worst.as_ref().is_none_or(worse) {
            worst = Some(told);
        }
    }
    worst
}

/// Who created what is awarded, as far as is known: whom the credential names, the issuer where it names
/// nobody or the issuer published it, and who published it first where the issuer may award it by that.
/// Anybody can publish another's id, and binds nobody by that.
fn creators(credential: &Credential<'_>, sure: bool, judging: &Judging<'_>) -> BTreeSet<Did> {
    let evidence = judging.evidence;
    let current = |text: &str| text.parse().ok().map(|did| evidence.current(&did));
    let mut all: BTreeSet<Did> = credential.creators().into_iter().filter_map(current).collect();
    let published = evidence.achievements();
    let owners = credential.achievement_id().map(|id| published.of(id)).unwrap_or_default();
    let issuer = credential.issuer().and_then(current);
    let own = owners.iter().any(|owner| Some(evidence.current(&owner.by)) == issuer);
    if own || all.is_empty() {
        all.extend(issuer);
    }
    if let Some(first) = owners.first().filter(|_| sure && !own) {
        all.insert(evidence.current(&first.by));
    }
    all
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
    if let Some(doubt) = charters.doubt() {
        return untold(doubt.code());
    }
    let counts_as = LazyCell::new(|| CountsAs::of(&community, (secured, credential), judging));
    if charters.newest().is_none() {
        let admits = || counts_as.perhaps || counts_as.acts.contains(&CommunityAct::Admit);
        return evidence.charter_hidden(&community, admits).and_then(untold);
    }
    let as_of = match held(&community, judging) {
        Ok(head) => head.at,
        Err(missing) => return untold(missing.code()),
    };
    let at = survey::awarded(credential, judging.asked.now);
    let mut told_as = |acts: BTreeSet<CommunityAct>| {
        let act = Act { community, credential, acts, at };
        act.asked((secured, &charters), as_of, (judging, trail))
    };
    let surely = told_as(counts_as.acts.clone());
    if !counts_as.perhaps {
        return surely;
    }
    let perhaps =
        told_as([CommunityAct::Admit].into_iter().chain(counts_as.acts.clone()).collect());
    let answer = |told: &Option<Reason>| told.as_ref().map_or(Answer::Yes, Reason::answer);
    match (answer(&surely), answer(&perhaps)) {
        (Answer::Yes, Answer::Yes | Answer::Unknown) => perhaps,
        // That it may be a membership is no reason for a no.
        (Answer::Yes, Answer::No) => untold("kind-withheld"),
        (Answer::No | Answer::Unknown, _) => surely,
    }
}

/// As of when the charters of a community are held whole.
fn held(community: &Did, judging: &Judging<'_>) -> Result<Head, Reason> {
    status::whole_of_person(community, is_charter, judging.evidence, judging.asked)
}

/// What of the charters since its date makes it matter whether an award is as old as it says: whoever has
/// the key of a community dates it as they like.
#[derive(Default)]
struct Since<'c> {
    /// Of each community that asks for more than at that date, since when: what its witnesses saw before
    /// is as old as it says.
    first: BTreeMap<Did, Timestamp>,
    /// The most that those above ask for.
    most: u8,
    /// What of this is enough all the same, by which charter.
    asked: Vec<(&'c InForce, u8)>,
}

impl<'c> Since<'c> {
    fn of(
        charters: &'c Charters,
        (then, count): (Option<&'c InForce>, u8),
        act: &Act<'_>,
        (judging, trail): (&Judging<'_>, &mut Vec<Did>),
    ) -> Result<Self, &'static str> {
        let (mut since, last) = (Self::default(), last_of(act.at));
        // Stewards of the time need nobody's date, so a whole that only a later charter names is no matter
        // of what they stand behind.
        let later = charters.after(last).filter(|_| count == 0);
        for one in then.into_iter().chain(later.clone()) {
            let above = one.charter.text.parent.map(|parent| (parent, last.max(one.since)));
            since.look_above(above, (&act.acts, count), judging.evidence)?;
        }
        // Who was asked then is who has to stand behind it, whoever came later.
        for later in later {
            let count = needed(later, &act.acts, act.at, (judging, trail))?;
            if count > 0 {
                since.note(act.community, later.since);
                since.asked.push((later, count));
            }
        }
        let own = since.asked.is_empty();
        since.asked.extend(then.filter(|_| own).map(|then| (then, count)));
        since.asked.iter_mut().for_each(|(_, count)| *count = since.most.max(*count));
        Ok(since)
    }

    fn note(&mut self, community: Did, moment: Timestamp) {
        let first = self.first.entry(community).or_insert(moment);
        *first = moment.min(*first);
    }

    /// Looks at the communities above from a moment on: which ask for more than `count`. By their words
    /// alone, as nothing is rightful by that.
    fn look_above(
        &mut self,
        above: Option<(Did, Timestamp)>,
        (acts, count): (&BTreeSet<CommunityAct>, u8),
        evidence: &Evidence,
    ) -> Result<(), &'static str> {
        let mut next: Vec<(Did, Timestamp)> = above.into_iter().collect();
        let mut looked = BTreeSet::new();
        while let Some((parent, from)) = next.pop() {
            let parent = evidence.current(&parent);
            if looked.len() >= CHARTERS_MAX || !looked.insert((parent, from)) {
                continue;
            }
            let charters = evidence.charters(&parent);
            // What it asks for since then is not known.
            charters.newest().ok_or("parent-untold")?;
            for one in charters.at(from).into_iter().chain(charters.after(from)) {
                let (text, moment) = (&one.charter.text, from.max(one.since));
                next.extend(text.parent.map(|parent| (parent, moment)));
                let asks = acts.iter().map(|act| text.acts.of(*act)).max().unwrap_or_default();
                if asks > count {
                    self.note(parent, moment);
                    self.most = self.most.max(asks);
                }
            }
        }
        Ok(())
    }
}

/// The last moment that a date of a credential may mean: many are of whole seconds, and an award is not
/// before the charter of that very second.
fn last_of(at: Timestamp) -> Timestamp {
    if at.millis().is_multiple_of(1000) { at.saturating_add(999) } else { at }
}

/// As what an award counts.
struct CountsAs {
    /// As what it says that it is, and as what the community says last.
    acts: BTreeSet<CommunityAct>,
    /// Whether it does not say what it is, and may be a membership.
    perhaps: bool,
}

impl CountsAs {
    fn of(
        community: &Did,
        (secured, credential): (&Secured, &Credential<'_>),
        judging: &Judging<'_>,
    ) -> Self {
        let of = |is_one: bool| if is_one { CommunityAct::Admit } else { CommunityAct::Award };
        let own = of(is_membership(credential.achievement()));
        let published = credential.achievement_id().and_then(|id| {
            let badge = Badge { achievement: id.to_owned(), creator: *community };
            survey::newest(&badge, judging.evidence)
        });
        let published = published.map(|found| of(is_membership(Some(&found))));
        let selective = || integrity::judge(secured, judging).selective;
        let withheld = || membership::kind_withheld(secured, selective).is_some();
        let perhaps = published.is_none() && withheld();
        Self { acts: [Some(own), published].into_iter().flatten().collect(), perhaps }
    }
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
    let in_force = charters.at(at).filter(|_| charters.doubt().is_none());
    let in_force = in_force.ok_or("parent-untold")?;
    held(parent, judging).map_err(|_| "parent-untold")?;
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
    /// What the charters of the community ask of it; nothing where they leave it to the community alone.
    fn asked(
        &self,
        (secured, charters): (&Secured, &Charters),
        as_of: Timestamp,
        (judging, trail): (&Judging<'_>, &mut Vec<Did>),
    ) -> Option<Reason> {
        let untold = |because: &'static str| {
            let community = self.community.to_string();
            Some(Reason::CharterUntold { community, because })
        };
        let then = charters.at(last_of(self.at));
        let needed = then.map(|then| needed(then, &self.acts, self.at, (judging, &mut *trail)));
        let count = match needed {
            None => 0,
            Some(Ok(count)) => count,
            Some(Err(because)) => return untold(because),
        };
        let since = match Since::of(charters, (then, count), self, (judging, trail)) {
            Ok(since) => since,
            Err(because) => return untold(because),
        };
        // Each endorsement is a proof to check, and most awards need none.
        let backing = LazyCell::new(|| self.backing(judging));
        let told = |found| Some(self.told(found, &backing, as_of, judging));
        let then = then.filter(|_| count > 0).map(|then| (then, count));
        if since.first.iter().all(|(of, moment)| {
            let witnesses = judging.evidence.sure_witnesses(of);
            former::was_seen_by(secured, witnesses, *moment, judging.evidence)
        }) {
            return then.and_then(told);
        }
        let stands = |(one, count): &(&InForce, u8)| self.count(&backing, one, judging).0 >= *count;
        // Too few by what it says itself are too few.
        let lacking = then.filter(|then| !stands(then));
        match since.asked.into_iter().find(stands).or(lacking) {
            Some(found) => told(found),
            None if count > 0 => untold("above-later"),
            None => untold("perhaps-later"),
        }
    }

    fn backing(&self, judging: &Judging<'_>) -> Backing {
        let (praises, unread) = survey::praises(self.credential, &self.community, judging);
        let recipient = self.credential.subject_id().and_then(|id| id.parse::<Did>().ok());
        let whole = |did: &Did| {
            status::whole_of_person(did, survey::shows, judging.evidence, judging.asked).is_ok()
        };
        let stewards = survey::stewards(&self.community, judging.evidence);
        let unread = unread || stewards.iter().any(|one| judging.evidence.is_unread(one));
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
        backing: &Backing,
        as_of: Timestamp,
        judging: &Judging<'_>,
    ) -> Reason {
        let (sure, possible) = self.count(backing, charter, judging);
        let community = self.community.to_string();
        let act = self.acts.first().map_or("award", |act| act.name());
        let (found, needed) = (u32::from(sure), u32::from(needed));
        let (number, awarded) = (charter.charter.text.number, self.at);
        if found >= needed {
            Reason::StewardsEndorse { community, act, found, needed, number, awarded, as_of }
        } else if u32::from(possible) >= needed || backing.more {
            let given_up = survey::given_up(self.credential, &self.community, judging).len();
            let given_up = u32::try_from(given_up).unwrap_or(u32::MAX);
            let given_up = given_up.min(u32::from(possible.saturating_sub(sure)));
            Reason::StewardsUntold { community, act, found, given_up, needed, number, awarded }
        } else {
            Reason::StewardsLacking { community, act, found, needed, number, awarded }
        }
    }
}
