//! What a creator's feed says about somebody else's right to award.
//!
//! A grant counts where its feed counts; its end counts wherever it stands. Whatever is not there
//! means something only where the feed is held whole. Source: `spec/rules.md` §2.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::survey::{self, Survey};
use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::credential::model::staged::Staged;
use crate::identity::Did;
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, RULE_GRANTS_MAX, RULE_PERMISSIONS_MAX};
use crate::rules::{self, Badge, Lack, Met, Permission, Rights, Rule, World};
use crate::statement::kinds::Grant;
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;
#[cfg(test)]
use crate::verdict::counted;
use crate::verdict::reader::Judging;
use crate::verdict::{Evidence, Reason, status};

/// Another's achievement, and who awards it when.
pub(super) struct Award<'a> {
    /// Whose the achievement is, as far as is known.
    pub(super) creator: &'a str,
    /// Its description in the creator's own feed, where that has one.
    pub(super) published: Option<&'a Value>,
    pub(super) achievement: &'a str,
    pub(super) credential: &'a Credential<'a>,
    pub(super) issuer: &'a str,
    pub(super) at: Timestamp,
}

/// Whether a grant held at the award; in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Holds,
    /// Held at the award and was ended later.
    Held(Timestamp),
    Ended(Timestamp),
    Expired(Timestamp),
    Later(Timestamp),
    Void(Timestamp),
}

/// A grant for this award, whether it held then and whether its rule is met.
struct Judged {
    state: State,
    met: Met,
    lack: Option<Lack>,
    found: Found,
    /// Whether it is a stage as the rule has it, which may be met in another way.
    staged: bool,
    /// Whether there are more grants than were looked at.
    more: bool,
}

/// The end of a grant.
#[derive(Clone, Copy, Debug)]
struct End {
    at: Timestamp,
    void: bool,
}

/// When a badge was awarded, by its issuer's word: the later of the days it names, else now.
pub(in crate::verdict) fn awarded(credential: &Credential<'_>, now: Timestamp) -> Timestamp {
    let from = credential.valid_from().ok().flatten();
    from.into_iter().chain(credential.awarded()).max().unwrap_or(now)
}

impl Award<'_> {
    /// Whether the creator lets the issuer award it.
    pub(super) fn judge(&self, judging: &Judging<'_>) -> Reason {
        let creator = self.creator.to_owned();
        let Ok(did) = self.creator.parse::<Did>() else { return Reason::NoGrantKnown { creator } };
        let known = self.best(&did, judging);
        let whole = status::whole_of_person(&did, tells_right, judging.evidence, judging.asked);
        match (known, whole) {
            (Some(best), whole) => self.told(&best, whole.map(|head| head.at)),
            (None, Ok(head)) if self.published.is_some() => {
                Reason::CreatedByAnother { creator, as_of: head.at }
            }
            (None, _) => Reason::NoGrantKnown { creator },
        }
    }

    /// The grant for this award that does most for it.
    fn best(&self, creator: &Did, judging: &Judging<'_>) -> Option<Judged> {
        let evidence = judging.evidence;
        let ends = ends(creator, evidence);
        let given = given(creator, evidence).into_iter();
        let fitting = given.filter(|found| self.is_for(&found.grant, evidence));
        // Facts are costly, and needless where no rule is in force; and so is what follows from them.
        let facts = LazyCell::new(|| self.facts(creator, judging));
        let rights = LazyCell::new(|| {
            #[cfg(test)]
            counted::note(counted::Costly::Rights);
            (*facts).as_ref().map(|(award, world)| (award, Rights::of(world)))
        });
        let (mut room, mut more) = (RULE_GRANTS_MAX, false);
        let mut judged = Vec::new();
        for found in fitting {
            let state = self.state(&found, ends.get(&found.id));
            let Some(rule) = found.grant.rule.as_ref().filter(|_| state.held()) else {
                judged.push(Judged {
                    state,
                    met: Met::Yes,
                    lack: None,
                    found,
                    staged: false,
                    more,
                });
                continue;
            };
            let Some(left) = room.checked_sub(1) else {
                more = true;
                continue;
            };
            room = left;
            let (met, lack, staged) = match &*rights {
                Some((award, rights)) => asked(rule, award, rights, evidence),
                None => (Met::Unknown, None, false),
            };
            judged.push(Judged { state, met, lack, found, staged, more });
        }
        let best = judged.into_iter().min_by_key(|one| {
            // Of those in force the one whose rule is met, or may be.
            let met = if one.state.held() { one.met.rank() } else { 0 };
            (!one.state.held(), met, one.state, one.found.since, one.found.id)
        });
        best.map(|best| Judged { more, ..best })
    }

    /// The award and what bears on the rules for it; nothing where its issuer is not known by a key.
    fn facts(&self, creator: &Did, judging: &Judging<'_>) -> Option<(rules::Award, World)> {
        let badge = Badge { achievement: self.achievement.to_owned(), creator: *creator };
        let mut award = rules::Award {
            id: survey::digest(self.credential),
            badge,
            issuer: self.issuer.parse().ok()?,
            recipient: self.credential.subject_id().and_then(|id| id.parse().ok()),
            at: self.at,
            until: None,
            sure: true,
            seen: None,
            stage: None,
        };
        let survey = Survey::of(&award.badge, self.credential, judging.evidence);
        award.stage = survey.stage(self.credential);
        let world = survey.world(&award, judging);
        Some((award.of_persons(&|did| judging.evidence.current(did)), world))
    }

    /// Whether a grant lets this issuer award this achievement.
    fn is_for(&self, grant: &Grant, evidence: &Evidence) -> bool {
        let issuer = || self.issuer.parse::<Did>().ok();
        let to = |to: Did| issuer().is_some_and(|issuer| evidence.is_one(&to, &issuer));
        grant.scope.covers(self.achievement, self.published) && grant.to.is_none_or(to)
    }

    fn state(&self, found: &Found, end: Option<&End>) -> State {
        // Whoever may award from this moment on may have a clock that is somewhat slow.
        if found.since > self.at.saturating_add(CLOCK_AHEAD_MAX_MILLIS) {
            return State::Later(found.since);
        }
        let expired = found.grant.until.filter(|until| *until < self.at).map(State::Expired);
        match end {
            Some(end) if end.void => State::Void(end.at),
            Some(end) if end.at < self.at => State::Ended(end.at),
            Some(end) => expired.unwrap_or(State::Held(end.at)),
            None => expired.unwrap_or(State::Holds),
        }
    }

    fn told(&self, judged: &Judged, whole: Result<Timestamp, Reason>) -> Reason {
        let Judged { state, found, .. } = judged;
        let (creator, awarded) = (self.creator.to_owned(), self.at);
        let entry = u64::from(found.entry);
        if state.held() && judged.met != Met::Yes {
            return self.lacking(judged, whole.is_ok() && !judged.more);
        }
        let (how, at) = match *state {
            State::Holds => return self.granted(judged, None, whole),
            State::Held(at) => return self.granted(judged, Some(at), whole),
            State::Ended(at) => ("ended", at),
            State::Expired(at) => ("expired", at),
            State::Later(at) => ("later", at),
            State::Void(at) => ("void", at),
        };
        match whole {
            Ok(_) => Reason::GrantNotInForce { creator, entry, how, at, awarded },
            Err(missing) => {
                let because = missing.code();
                Reason::GrantPerhapsRenewed { creator, entry, how, at, awarded, because }
            }
        }
    }

    fn granted(
        &self,
        Judged { found, staged, .. }: &Judged,
        ended: Option<Timestamp>,
        whole: Result<Timestamp, Reason>,
    ) -> Reason {
        let (creator, entry) = (self.creator.to_owned(), u64::from(found.entry));
        match whole {
            Ok(as_of) if *staged && ended.is_none() && self.stage(found).is_some() => {
                self.staged(found, as_of)
            }
            Ok(as_of) if found.grant.rule.is_some() => Reason::RuleMet {
                creator,
                entry,
                since: found.since,
                ended,
                awarded: self.at,
                as_of,
            },
            Ok(as_of) => Reason::Granted {
                creator,
                entry,
                since: found.since,
                scope: found.grant.scope.name(),
                what: found.grant.scope.what().to_owned(),
                ended,
                awarded: self.at,
                as_of,
            },
            Err(missing) => {
                let because = missing.code();
                Reason::GrantUnconfirmed { creator, entry, because }
            }
        }
    }
}

impl Award<'_> {
    /// The number of the stage that it is, of how many, and for which role.
    fn stage(&self, found: &Found) -> Option<(usize, usize, String)> {
        let roles = found.grant.rule.as_ref()?.stages()?;
        let (number, of) = Staged::of(self.credential)?.place();
        let role = roles.get(number.saturating_sub(1))?;
        Some((number, of, role.name.clone()))
    }

    fn staged(&self, found: &Found, as_of: Timestamp) -> Reason {
        let (number, of, role) = self.stage(found).unwrap_or_default();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (creator, entry) = (self.creator.to_owned(), u64::from(found.entry));
        let (stage, of, awarded) = (count(number), count(of), self.at);
        Reason::StageMet { creator, entry, stage, of, role, awarded, as_of }
    }

    /// That the rule of a grant is not met, or that it is not known.
    fn lacking(&self, judged: &Judged, whole: bool) -> Reason {
        let lack = judged.lack.as_ref();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (creator, awarded) = (self.creator.to_owned(), self.at);
        let entry = u64::from(judged.found.entry);
        let part = lack.map_or("issuerHolds", |lack| lack.part);
        let who = lack.and_then(|lack| lack.who).map(|who| who.to_string()).unwrap_or_default();
        let badges = lack.into_iter().flat_map(|lack| &lack.badges);
        let badges = badges.map(|badge| badge.achievement.clone()).collect();
        let found = lack.map_or(0, |lack| number(lack.found));
        let needed = lack.map_or(1, |lack| number(lack.needed));
        match judged.met {
            Met::No if whole => {
                Reason::RuleNotMet { creator, entry, part, who, badges, found, needed, awarded }
            }
            Met::No | Met::Unknown | Met::Yes => {
                Reason::RuleUntold { creator, entry, part, who, badges, found, needed, awarded }
            }
        }
    }
}

impl State {
    /// Whether the grant was in force at the award.
    fn held(self) -> bool {
        matches!(self, Self::Holds | Self::Held(_))
    }
}

/// Whether an award meets a rule, what it lacks, and whether it is a stage as the rule has it.
fn asked(
    rule: &Rule,
    award: &rules::Award,
    rights: &Rights<'_>,
    evidence: &Evidence,
) -> (Met, Option<Lack>, bool) {
    let rule = &rule.of_persons(&|did| evidence.current(did));
    let stages = rule.stages().map(|roles| Rule::Stages(roles.to_vec()));
    let staged = stages.is_some_and(|stages| rights.met(&stages, award) == Met::Yes);
    (rights.met(rule, award), rights.lack(rule, award), staged)
}

/// The grants of creators and their ends, each creator's read once.
#[derive(Default)]
pub(super) struct Allowed(BTreeMap<Did, (Vec<Found>, BTreeMap<Hash, End>)>);

impl Allowed {
    /// What a creator allows of one badge, from when to when; and whether there is more than is looked at.
    pub(super) fn of(
        &mut self,
        badge: &Badge,
        published: Option<&Value>,
        evidence: &Evidence,
    ) -> (Vec<Permission>, bool) {
        let creator = &badge.creator;
        let read = || (given(creator, evidence), ends(creator, evidence));
        let (given, ends) = self.0.entry(evidence.current(creator)).or_insert_with(read);
        let (mut allowed, mut rules, mut more) = (Vec::new(), BTreeSet::new(), false);
        for found in given.iter() {
            let end = ends.get(&found.id);
            let Grant { to, until, rule, scope, .. } = &found.grant;
            if end.is_some_and(|end| end.void) || !scope.covers(&badge.achievement, published) {
                continue;
            }
            // A school gives each of its teachers the same rule: what costs is another one.
            let is_new = rule.as_ref().is_some_and(|rule| !rules.contains(rule));
            if allowed.len() >= RULE_PERMISSIONS_MAX || (is_new && rules.len() >= RULE_GRANTS_MAX) {
                more = true;
                continue;
            }
            rules.extend(rule);
            let from = found.since.millis().saturating_sub(CLOCK_AHEAD_MAX_MILLIS);
            allowed.push(Permission {
                badge: badge.clone(),
                to: *to,
                from: Timestamp::from_millis(from),
                until: *until,
                ended: end.map(|end| end.at),
                rule: rule.clone(),
            });
        }
        (allowed, more)
    }
}

/// A grant in its creator's feed.
struct Found {
    id: Hash,
    entry: u32,
    since: Timestamp,
    grant: Grant,
}

impl Found {
    fn read(creator: &Did, statement: &Statement) -> Option<Self> {
        if statement.kind() != Kind::Grant {
            return None;
        }
        let Ok(Some(Content::Grant(grant))) = gate(creator, statement) else { return None };
        let (id, entry, since) = (statement.id(), statement.seq(), statement.ts());
        Some(Self { id, entry, since, grant })
    }
}

/// The grants of a creator, by whichever of their identities.
fn given(creator: &Did, evidence: &Evidence) -> Vec<Found> {
    let person = evidence.person(creator).into_iter();
    let read =
        |did: Did| evidence.statements_of(&did).filter_map(move |one| Found::read(&did, one));
    person.flat_map(read).collect()
}

/// The ends of the creator's grants: one that makes void outweighs others, an earlier one a later.
fn ends(creator: &Did, evidence: &Evidence) -> BTreeMap<Hash, End> {
    let mut ends: BTreeMap<Hash, End> = BTreeMap::new();
    let person = evidence.person(creator);
    let all = person
        .iter()
        .flat_map(|did| evidence.taking_back(did).into_iter().map(move |one| (did, one)));
    for (did, statement) in all {
        let Ok(Some(Content::GrantEnd(said))) = gate(did, statement) else { continue };
        let end = End { at: statement.ts(), void: said.void };
        let held = ends.entry(said.grant).or_insert(end);
        if (!end.void, end.at) < (!held.void, held.at) {
            *held = end;
        }
    }
    ends
}

/// The kinds of entry that tell who may award what.
pub(super) fn tells_right(kind: Kind) -> bool {
    matches!(kind, Kind::Grant | Kind::GrantEnd)
}
