//! What of everything at hand bears on the rule for one award, as facts that rules are judged by.
//!
//! From the badge in question to the rules of the badges that its rules name, and so on. What is
//! gathered is signed by somebody or is nothing; whether by whom it says is looked at when the facts
//! are made of it. Source: `spec/rules.md` §4 and §5.

use std::collections::{BTreeMap, BTreeSet};

use super::charter;
pub(in crate::verdict) use super::grant::awarded;
use super::grant::{Allowed, tells_right};
use super::likeness::Likened;
use crate::canon::hash::{Hash, sha256};
use crate::canon::jcs;
use crate::canon::json::Value;
use crate::credential::model::staged::Staged;
use crate::credential::model::{Credential, related};
use crate::identity::Did;
use crate::limits::{RULE_AWARDS_MAX, RULE_BADGES_MAX, RULE_EQUIVALENTS_MAX};
use crate::rules::{Award, Badge, Equivalent, Permission, Praise, Stage, World};
use crate::statement::Kind;
use crate::time::Timestamp;
use crate::verdict::evidence::{Achievements, Sought};
use crate::verdict::reader::{Judging, Secured};
use crate::verdict::{Answer, Evidence, Reason, former, integrity, status};

/// A badge, another for which it stands, and the endorsement that says so.
pub(super) type Standing = ((Badge, Badge), Secured);

/// What bears on one award, unproven.
#[derive(Default)]
pub(in crate::verdict) struct Survey {
    /// The badge in question and those that rules name from there on.
    pub(in crate::verdict) badges: Vec<Badge>,
    /// Awards of them.
    pub(in crate::verdict) awards: Vec<(Hash, Secured)>,
    /// Endorsements of those and of the award in question.
    pub(in crate::verdict) praises: Vec<(Hash, Secured)>,
    /// Endorsements by which one badge stands for another.
    pub(in crate::verdict) equivalents: Vec<Standing>,
    permissions: Vec<Permission>,
    /// Whether a rule takes what stands for a badge.
    or_equal: bool,
    unread: bool,
}

/// What is looked through while badges are followed, each part of it once.
struct Reading<'e> {
    published: &'e Achievements,
    evidence: &'e Evidence,
    allowed: Allowed,
    likened: Option<Likened<'e>>,
    /// The badges of which it is known what stands for them.
    asked: BTreeSet<Badge>,
}

impl<'e> Reading<'e> {
    fn of(published: &'e Achievements, evidence: &'e Evidence) -> Self {
        let (allowed, asked) = (Allowed::default(), BTreeSet::new());
        Self { published, evidence, allowed, likened: None, asked }
    }
}

/// The digest by which endorsements name a badge.
pub(in crate::verdict) fn digest(credential: &Credential<'_>) -> Hash {
    sha256(&[&jcs::canonicalize(credential.document())])
}

/// The award that a credential is, where it is one of identities known by their keys.
pub(in crate::verdict) fn award(credential: &Credential<'_>, now: Timestamp) -> Option<Award> {
    let issuer = credential.issuer()?;
    let named: BTreeSet<&str> = credential.creators().into_iter().collect();
    let creator = match (named.first(), named.len()) {
        (None, _) => issuer,
        (Some(only), 1) => only,
        (Some(_), _) => return None,
    };
    let achievement = credential.achievement_id()?.to_owned();
    if credential.has_several_achievements() {
        return None;
    }
    Some(Award {
        id: digest(credential),
        badge: Badge { achievement, creator: creator.parse().ok()? },
        issuer: issuer.parse().ok()?,
        recipient: credential.subject_id().and_then(|id| id.parse().ok()),
        at: awarded(credential, now),
        until: credential.valid_until().ok().flatten(),
        sure: false,
        seen: None,
        stage: None,
    })
}

impl Survey {
    /// Gathers what bears on an award.
    pub(in crate::verdict) fn of(badge: &Badge, own: &Credential<'_>, evidence: &Evidence) -> Self {
        let published = evidence.achievements();
        let unread = evidence.is_anybody_unread();
        let mut survey = Self { badges: vec![badge.clone()], unread, ..Self::default() };
        let mut next = 0;
        let mut reading = Reading::of(&published, evidence);
        while let Some(badge) = survey.badges.get(next).cloned() {
            survey.follow(&badge, &mut reading);
            next = next.saturating_add(1);
        }
        survey.gather_awards(evidence);
        survey.gather_praises(own, evidence);
        survey
    }

    /// Takes the permissions for a badge, and the badges that their rules name.
    fn follow(&mut self, badge: &Badge, reading: &mut Reading<'_>) {
        let published = published_of(badge, reading.published, reading.evidence);
        let (permissions, more) = reading.allowed.of(badge, published, reading.evidence);
        self.unread |= more;
        let rules = permissions.iter().filter_map(|one| one.rule.as_ref());
        // What rules name comes before what anybody says stands for it.
        let named: Vec<_> = rules.flat_map(|rule| rule.badges()).collect();
        let followed = named.iter().filter(|(badge, _)| self.takes(badge));
        let followed: Vec<&Badge> =
            followed.filter(|(_, equal)| *equal).map(|(one, _)| *one).collect();
        self.or_equal |= named.iter().any(|(_, or_equal)| *or_equal);
        followed.into_iter().for_each(|badge| self.liken(badge, reading));
        self.permissions.extend(permissions);
    }

    /// Whether a badge is among those that are followed, as it was or as there is room for it.
    fn takes(&mut self, badge: &Badge) -> bool {
        if self.badges.contains(badge) {
            return true;
        }
        if self.badges.len() >= RULE_BADGES_MAX {
            self.unread = true;
            return false;
        }
        self.badges.push(badge.clone());
        true
    }

    /// Takes what stands for a badge, once.
    fn liken(&mut self, badge: &Badge, reading: &mut Reading<'_>) {
        if !reading.asked.insert(badge.clone()) {
            return;
        }
        let room = RULE_EQUIVALENTS_MAX.saturating_sub(self.equivalents.len());
        let published = reading.published;
        let likened = reading.likened.get_or_insert_with(|| Likened::of(published));
        let (standing, more) = likened.standing_for(badge, room, reading.evidence);
        self.unread |= more;
        for ((other, _), _) in &standing {
            self.takes(other);
        }
        self.equivalents.extend(standing);
    }

    fn gather_awards(&mut self, evidence: &Evidence) {
        let ids: BTreeSet<&str> = self.badges.iter().map(|one| one.achievement.as_str()).collect();
        let mut seen = BTreeSet::new();
        for secured in evidence.badges_of(&ids) {
            let id = digest(&secured.credential());
            if !seen.insert(id) {
                continue;
            }
            if self.awards.len() >= RULE_AWARDS_MAX {
                self.unread = true;
                return;
            }
            self.awards.push((id, secured));
        }
    }

    /// Endorsements count for an award only where they name its digest: an id can be anybody's.
    fn gather_praises(&mut self, own: &Credential<'_>, evidence: &Evidence) {
        let awards: Vec<Secured> = self.awards.iter().map(|(_, one)| one.clone()).collect();
        let awards = awards.iter().map(Secured::credential).chain([*own]);
        let by_id: Vec<_> = awards.filter_map(|one| Some((one.id()?, digest(&one), one))).collect();
        let ids: BTreeSet<&str> = by_id.iter().map(|(id, ..)| *id).collect();
        let holders = by_id.iter().filter_map(|(_, _, one)| one.subject_id()?.parse().ok());
        let holders: BTreeSet<Did> = holders.collect();
        let by = self.deciding(&holders, evidence);
        let sought = Sought { by: &|did| by.contains(&evidence.current(did)), shown_by: &holders };
        let held = evidence.endorsements_of(&ids, &sought);
        self.unread |= held.more;
        for endorsement in held.all() {
            let document = endorsement.document();
            let target = endorsement.credential().subject_id().unwrap_or_default();
            let pinned = by_id.iter().find(|(id, _, award)| {
                *id == target && related::pins(document, id, award.document())
            });
            if let Some((_, award, _)) = pinned {
                self.praises.push((*award, endorsement.clone()));
            }
        }
    }

    /// On whose endorsements something hangs: whom rules name or who holds what they name, who created
    /// the badges, and who acts for those. By the identities they go by now.
    pub(in crate::verdict) fn deciding(
        &self,
        holders: &BTreeSet<Did>,
        evidence: &Evidence,
    ) -> BTreeSet<Did> {
        let rules = self.permissions.iter().filter_map(|one| one.rule.as_ref());
        let mut all: BTreeSet<Did> = rules.flat_map(|rule| rule.endorsers()).copied().collect();
        all.extend(holders);
        for creator in self.badges.iter().map(|badge| badge.creator) {
            all.extend(stewards(&creator, evidence));
            all.insert(creator);
        }
        all.iter().map(|did| evidence.current(did)).collect()
    }

    /// What a badge says of the stages that it is one of, and which of those before are at hand.
    pub(super) fn stage(&self, credential: &Credential<'_>) -> Option<Stage> {
        let staged = Staged::of(credential)?;
        let of = |(role, who): &(String, String)| Some((role.clone(), who.parse().ok()?));
        // Of no roles none is as a rule has them: such a stage is never met, and is one all the same.
        let roles = staged.roles.iter().map(of).collect::<Option<Vec<_>>>().unwrap_or_default();
        let before = staged.earlier.len();
        let is_pinned = |other: &Secured| {
            let other = other.credential();
            other.id().is_some_and(|id| {
                staged.earlier.iter().any(|one| one == id)
                    && related::pins(credential.document(), id, other.document())
            })
        };
        let pinned = self.awards.iter().filter(|(_, other)| is_pinned(other));
        Some(Stage { roles, before, earlier: pinned.map(|(id, _)| *id).collect() })
    }

    /// The facts, each signed by whom it says, of people by the identities they go by now.
    pub(super) fn world(&self, asked: &Award, judging: &Judging<'_>) -> World {
        let mut world = World {
            permissions: self.permissions.clone(),
            unread: self.unread,
            ..World::default()
        };
        for (id, secured) in &self.awards {
            let Some(sure) = proven(secured, judging, &mut world) else { continue };
            let credential = secured.credential();
            let stewards = charter::judge((secured, false), &credential, judging, &mut Vec::new());
            let sure = match stewards.map(|reason| reason.answer()) {
                Some(Answer::No) => continue,
                Some(Answer::Unknown) => false,
                Some(Answer::Yes) | None => sure,
            };
            if let Some(award) = award(&secured.credential(), judging.asked.now) {
                let stage = self.stage(&secured.credential());
                // What may be a stage may be one that is not met.
                let sure = sure && !super::hides_stages(secured);
                let seen = self.seen(&award, secured, judging.evidence);
                world.awards.insert(*id, Award { sure, seen, stage, ..award });
            }
        }
        for (of, secured) in &self.praises {
            let praise = praise(secured, *of, judging, &mut world);
            world.praises.extend(praise);
        }
        for ((badge, stands_for), secured) in &self.equivalents {
            let Some(sure) = proven(secured, judging, &mut world) else { continue };
            let until = secured.credential().valid_until().ok().flatten();
            let (badge, stands_for) = (badge.clone(), stands_for.clone());
            world.equivalents.insert(Equivalent { badge, stands_for, until, sure });
        }
        self.complete(asked, judging, &mut world);
        world.of_persons(&|did| judging.evidence.current(did))
    }

    /// When witnesses saw an award, where a permission for it was ended: else it does not matter.
    fn seen(&self, award: &Award, secured: &Secured, evidence: &Evidence) -> Option<Timestamp> {
        let creator = award.badge.creator;
        let is_for = |one: &&Permission| {
            one.badge.achievement == award.badge.achievement
                && evidence.is_one(&one.badge.creator, &creator)
        };
        let mut ended = self.permissions.iter().filter(|one| one.ended.is_some());
        ended.find(is_for).and_then(|_| former::seen_at(secured, &creator, evidence))
    }

    /// Of whom everything is known that they say.
    fn complete(&self, asked: &Award, judging: &Judging<'_>, world: &mut World) {
        let whole = |did: &Did, kinds: fn(Kind) -> bool| {
            status::whole_of_person(did, kinds, judging.evidence, judging.asked).is_ok()
        };
        let creators: BTreeSet<Did> = self.badges.iter().map(|badge| badge.creator).collect();
        world.creators = creators.into_iter().filter(|did| whole(did, tells_right)).collect();
        let awards = world.awards.values().chain([asked]);
        let parties = awards.flat_map(|award| [Some(award.issuer), award.recipient]);
        let all = parties.flatten().chain(world.praises.iter().map(|praise| praise.by));
        let all: BTreeSet<Did> = all.collect();
        world.holders = all.into_iter().filter(|did| whole(did, shows)).collect();
        if self.or_equal {
            let recipients = world.awards.values().chain([asked]).filter_map(|one| one.recipient);
            let recipients: BTreeSet<Did> = recipients.collect();
            world.equated = equated(&recipients, judging.evidence, &|did| whole(did, likens));
        }
    }
}

/// Those of these people of whom it is known, of each badge at hand about them by whatever key, what it
/// stands for: of who created it everything is held that could say so. By the identities they go by now.
fn equated(
    people: &BTreeSet<Did>,
    evidence: &Evidence,
    is_whole: &dyn Fn(&Did) -> bool,
) -> BTreeSet<Did> {
    let mut creators: BTreeMap<Did, BTreeSet<Did>> =
        people.iter().map(|who| (evidence.current(who), BTreeSet::new())).collect();
    let keys = creators.keys().flat_map(|who| evidence.person(who)).collect();
    for badge in evidence.badges_about(&keys) {
        let credential = badge.credential();
        let Some(of) = credential.subject_id().and_then(|id| id.parse().ok()) else { continue };
        let mut named = credential.creators();
        named.extend(credential.issuer());
        // What is no identity here says of nothing that it stands for it.
        let named = named.into_iter().filter_map(|id| id.parse::<Did>().ok());
        creators.entry(evidence.current(&of)).or_default().extend(named);
    }
    let all: BTreeSet<Did> = creators.values().flatten().copied().collect();
    let whole: BTreeSet<Did> = all.into_iter().filter(|did| is_whole(did)).collect();
    creators.into_iter().filter(|(_, of)| of.is_subset(&whole)).map(|(who, _)| who).collect()
}

/// Everybody who is or was a steward of a community, by the identity they go by now.
pub(in crate::verdict) fn stewards(community: &Did, evidence: &Evidence) -> BTreeSet<Did> {
    let charters = evidence.charters(community);
    let all = charters.iter().flat_map(|one| &one.charter.text.stewards);
    all.map(|one| evidence.current(&one.who)).collect()
}

/// The endorsements at hand of one award of what a community created, those of its stewards first, and
/// whether more was at hand than was looked at.
pub(super) fn praises(
    credential: &Credential<'_>,
    community: &Did,
    judging: &Judging<'_>,
) -> (BTreeSet<Praise>, bool) {
    let (pinned, more) = pinned(credential, community, judging.evidence);
    let of = digest(credential);
    let mut world = World { unread: more, ..World::default() };
    for one in pinned {
        let praise = praise(&one, of, judging, &mut world);
        world.praises.extend(praise);
    }
    (world.praises, world.unread)
}

/// Who endorsed such an award by a key that they gave up, where nothing at hand shows that it was before.
pub(super) fn given_up(
    credential: &Credential<'_>,
    community: &Did,
    judging: &Judging<'_>,
) -> BTreeSet<Did> {
    let (pinned, _) = pinned(credential, community, judging.evidence);
    let undated = pinned.iter().filter(|one| {
        matches!(integrity::judge(one, judging).reason, Reason::SignedByFormerKey { .. })
    });
    undated.filter_map(|one| one.credential().issuer()?.parse().ok()).collect()
}

/// The endorsements of that very award, unproven, and whether there are more.
fn pinned(
    credential: &Credential<'_>,
    community: &Did,
    evidence: &Evidence,
) -> (Vec<Secured>, bool) {
    let Some(id) = credential.id() else { return (Vec::new(), false) };
    let holder: BTreeSet<Did> =
        credential.subject_id().and_then(|id| id.parse().ok()).into_iter().collect();
    let by = stewards(community, evidence);
    let sought = Sought { by: &|did| by.contains(&evidence.current(did)), shown_by: &holder };
    let held = evidence.endorsements_of(&[id].into_iter().collect(), &sought);
    let more = held.more;
    let pinning = |one: &Secured| related::pins(one.document(), id, credential.document());
    (held.all().filter(pinning).collect(), more)
}

/// An endorsement of an award as a fact, where its endorser signed it and did not take it back.
fn praise(secured: &Secured, of: Hash, judging: &Judging<'_>, world: &mut World) -> Option<Praise> {
    let sure = proven(secured, judging, world)?;
    let credential = secured.credential();
    let by = credential.issuer()?.parse().ok()?;
    Some(Praise { of, by, at: awarded(&credential, judging.asked.now), sure })
}

/// Whether a credential is what its issuer signed and was not taken back, as far as is known:
/// nothing where it is not, else whether that is sure.
fn proven(secured: &Secured, judging: &Judging<'_>, world: &mut World) -> Option<bool> {
    let integrity = integrity::judge(secured, judging);
    if integrity.reason == (Reason::EffortSpent {}) {
        world.unread = true;
    }
    // Signed by a key that was given up, and nobody can tell when.
    let undated = matches!(integrity.reason, Reason::SignedByFormerKey { .. });
    if integrity.reason.answer() != Answer::Yes && !undated {
        return None;
    }
    let mut status = status::proven(secured, judging, &integrity);
    // What is over counts for its time, as far as it would count were it not over.
    if matches!(status, Reason::Expired { .. }) {
        status = status::but_for_its_end(secured, judging, &integrity);
    }
    let sure = match status.answer() {
        Answer::No => None,
        Answer::Yes => Some(true),
        Answer::Unknown => Some(matches!(status, Reason::NoStatusDeclared {})),
    };
    sure.map(|sure| sure && !undated)
}

/// The kinds of entry by which somebody shows badges and endorsements.
pub(super) fn shows(kind: Kind) -> bool {
    matches!(kind, Kind::Publish | Kind::Endorsement)
}

/// The kinds of entry by which somebody says that a badge of theirs is the same as another.
fn likens(kind: Kind) -> bool {
    matches!(kind, Kind::Achievement | Kind::Endorsement)
}

/// What its creator published last of a badge, where that is at hand.
pub(in crate::verdict) fn newest(badge: &Badge, evidence: &Evidence) -> Option<Value> {
    published_of(badge, &evidence.achievements(), evidence).cloned()
}

/// The same of what is published: by whom the creator goes on as now, else by whom they were.
fn published_of<'p>(
    badge: &Badge,
    published: &'p Achievements,
    evidence: &Evidence,
) -> Option<&'p Value> {
    let now = evidence.current(&badge.creator);
    let former = evidence.person(&badge.creator);
    let creators = [now].into_iter().chain(former);
    let of = |creator| published.newest(&Badge { creator, ..badge.clone() });
    creators.into_iter().find_map(of)
}
