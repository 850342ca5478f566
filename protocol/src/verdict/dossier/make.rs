//! Making a proof: what of everything at hand bears on one badge, what most hangs on first.

use std::collections::BTreeSet;

use super::Dossier;
use super::room::{Part, Room};
use crate::credential::model::Credential;
use crate::credential::status::{Place, StatusEntry};
use crate::identity::Did;
use crate::limits::COMMUNITY_LEVELS_MAX;
use crate::statement::anchor::AnchorProof;
use crate::verdict::endorsements::{embedded, targets};
use crate::verdict::evidence::{Sought, Telling};
use crate::verdict::right::survey::stewards;
use crate::verdict::{Evidence, Presented, Reader, Secured, membership, right};

/// How much hangs on a part, most first: of more than a proof may have the last stay out, so that whoever
/// endorses often or publishes much pushes out nothing that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Who issued it, and whoever came after them.
    Issuer,
    /// Who holds it.
    Holder,
    /// Who created it, and the communities whose charters bear on it.
    Community,
    /// Who acts for those.
    Steward,
    /// Whom a rule for it brings in.
    Rule,
    /// Who endorsed it inside.
    Inside,
    /// Everybody else.
    Stranger,
}

/// Somebody whose keys are shown, and what their feeds tell where they are.
struct Party {
    weight: Weight,
    did: Did,
    telling: Option<Telling>,
}

/// What bears on a badge.
struct Gathered<'e> {
    evidence: &'e Evidence,
    parties: Vec<Party>,
    documents: Vec<(Weight, Vec<u8>)>,
}

/// A community whose charter bears on an award.
struct Above {
    community: Did,
    /// By what it is shown to be a part of the next one: memberships, and what is said of them.
    shown: Vec<Secured>,
}

impl Dossier {
    /// The proof of a badge with what of `evidence` bears on it: the feeds of its issuer and of who
    /// endorsed it, as far as they tell whether it still counts, endorsements that are not inside
    /// it, status lists of others, and what shows that its issuer may award it.
    ///
    /// `badge` is the file as it came, `presented` what was read of it.
    #[must_use]
    pub fn of(
        badge: &[u8],
        presented: &Presented,
        evidence: &Evidence,
        reader: &Reader<'_>,
    ) -> Self {
        let mut gathered = Gathered { evidence, parties: Vec::new(), documents: Vec::new() };
        for secured in presented.credentials() {
            gathered.credential(secured, reader);
        }
        gathered.persons();
        gathered.packed(badge)
    }
}

impl<'e> Gathered<'e> {
    fn credential(&mut self, secured: &Secured, reader: &Reader<'_>) {
        let (credential, evidence) = (secured.credential(), self.evidence);
        self.anchors_of(Weight::Issuer, secured);
        self.note(Weight::Issuer, &credential);
        let lists = lists_of(&credential, evidence);
        self.documents.extend(lists.into_iter().map(|list| (Weight::Issuer, list)));
        let holder: Option<Did> = credential.subject_id().and_then(|id| id.parse().ok());
        holder.into_iter().for_each(|did| self.keys_of(Weight::Holder, did));
        let inside = embedded(&credential, *reader);
        for one in &inside {
            self.note(Weight::Inside, &one.credential());
            self.anchors_of(Weight::Inside, one);
        }
        let chartered = chartered(&credential, evidence);
        for above in &chartered {
            self.community(above, &credential);
        }
        let ids: BTreeSet<&str> = targets(&credential).iter().map(|(id, _)| *id).collect();
        let acting = acting(&chartered, evidence);
        let holder = holder.into_iter().collect();
        for endorsement in endorsements(&ids, &holder, &acting, evidence) {
            if !inside.contains(&endorsement) {
                let weight = weight_of(&endorsement, &acting, (Weight::Steward, evidence));
                self.signed(weight, &endorsement);
            }
        }
        self.ruled(&credential);
    }

    /// What shows the charters of a community, and that it is a part of another.
    fn community(&mut self, above: &Above, credential: &Credential<'_>) {
        let created = credential.achievement_id().map(str::to_owned);
        self.note_right(Weight::Community, above.community, created);
        above.shown.iter().for_each(|one| self.signed(Weight::Community, one));
        for steward in stewards(&above.community, self.evidence) {
            self.keys_of(Weight::Steward, steward);
        }
    }

    /// What the rules for a badge bring in.
    fn ruled(&mut self, credential: &Credential<'_>) {
        let creators = credential.creators();
        creators.iter().flat_map(|id| id.parse()).for_each(|did| {
            self.keys_of(Weight::Community, did);
        });
        let evidence = self.evidence;
        let Some(survey) = right::bearing(credential, evidence) else { return };
        for badge in &survey.badges {
            let own = credential.achievement_id() == Some(badge.achievement.as_str());
            let weight = if own { Weight::Community } else { Weight::Rule };
            self.note_right(weight, badge.creator, [badge.achievement.clone()]);
        }
        let named = [credential.issuer(), credential.subject_id()];
        let named = named.into_iter().flatten().flat_map(str::parse::<Did>);
        let creators = survey.badges.iter().map(|badge| badge.creator);
        let near: BTreeSet<Did> = creators.chain(named).map(|did| evidence.current(&did)).collect();
        for (_, one) in &survey.awards {
            let about = one.credential().subject_id().and_then(|id| id.parse::<Did>().ok());
            let is_near = about.is_some_and(|did| near.contains(&evidence.current(&did)));
            let weight = if is_near { Weight::Rule } else { Weight::Inside };
            self.signed(weight, one);
        }
        for (_, one) in &survey.equivalents {
            self.signed(Weight::Rule, one);
        }
        let holders = survey.awards.iter().filter_map(|(_, one)| {
            one.credential().subject_id().and_then(|id| id.parse::<Did>().ok())
        });
        let deciding = survey.deciding(&holders.collect(), evidence);
        for (_, one) in &survey.praises {
            let weight = weight_of(one, &deciding, (Weight::Rule, evidence));
            self.signed(weight, one);
        }
    }

    /// Something signed beside the badge: itself, who signed it, and what shows that it was there.
    fn signed(&mut self, weight: Weight, one: &Secured) {
        self.note(weight, &one.credential());
        written(one).into_iter().for_each(|bytes| self.document(weight, bytes));
        self.anchors_of(weight, one);
    }

    fn document(&mut self, weight: Weight, bytes: Vec<u8>) {
        match self.documents.iter_mut().find(|(_, held)| *held == bytes) {
            Some((held, _)) => *held = weight.min(*held),
            None => self.documents.push((weight, bytes)),
        }
    }

    /// What shows that a credential was there before an entry of its issuer's feed.
    fn anchors_of(&mut self, weight: Weight, secured: &Secured) {
        let issuer = secured.credential().issuer().and_then(|issuer| issuer.parse::<Did>().ok());
        let Some(issuer) = issuer.filter(|_| secured.seal().is_none()) else { return };
        let shown = self.evidence.anchors_to_show(secured.document(), &issuer);
        shown.iter().map(AnchorProof::to_bytes).for_each(|proof| self.document(weight, proof));
    }

    /// Notes whose feed tells the status of a credential, and whether its holder left what it makes them
    /// a member of.
    fn note(&mut self, weight: Weight, credential: &Credential<'_>) {
        if let Some(issuer) = credential.issuer().and_then(|issuer| issuer.parse().ok()) {
            self.note_as(weight, issuer, |_| ());
        }
        for entry in credential.statuses() {
            if let StatusEntry::Ours { issuer, place, .. } = StatusEntry::read(entry) {
                // Whoever is named there may have any number of keys.
                self.note_place(weight.max(Weight::Holder), issuer, place);
            }
        }
        let (holder, since) = membership::leavable(credential, self.evidence).unzip();
        // Who makes members may have a charter, and that there is none only the whole ledger shows.
        let community = credential.creators().into_iter().chain(credential.issuer());
        for did in community.filter(|_| holder.is_some()).filter_map(|id| id.parse().ok()) {
            self.note_right(weight, did, []);
        }
        for did in holder.into_iter().flatten() {
            self.note_as(weight.max(Weight::Holder), did, |telling| {
                telling.left_since = telling.left_since.into_iter().chain(since).min();
            });
        }
    }

    fn note_place(&mut self, weight: Weight, did: Did, place: Place) {
        self.note_as(weight, did, |telling| {
            telling.places.insert((None, place));
        });
    }

    fn note_right(&mut self, weight: Weight, did: Did, created: impl IntoIterator<Item = String>) {
        self.note_as(weight, did, |telling| {
            telling.rights.get_or_insert_default().extend(created);
        });
    }

    fn keys_of(&mut self, weight: Weight, did: Did) {
        self.party(weight, did, |_| ());
    }

    fn note_as(&mut self, weight: Weight, did: Did, note: impl FnOnce(&mut Telling)) {
        self.party(weight, did, |party| note(party.telling.get_or_insert_default()));
    }

    fn party(&mut self, weight: Weight, did: Did, note: impl FnOnce(&mut Party)) {
        match self.parties.iter_mut().find(|held| held.did == did) {
            Some(held) => {
                held.weight = weight.min(held.weight);
                note(held);
            }
            None => {
                let mut party = Party { weight, did, telling: None };
                note(&mut party);
                self.parties.push(party);
            }
        }
    }

    /// Notes who is one person with somebody: whoever came after a party speaks for it, of its places too, and
    /// whole, as sums are of one's own lists alone; of who created something what they said before is asked as well; and
    /// by the keys of all of them it is seen that they are one.
    fn persons(&mut self) {
        let noted = self.parties.iter().map(|one| (one.weight, one.did, one.telling.clone()));
        for (weight, did, telling) in noted.collect::<Vec<_>>() {
            let line: BTreeSet<Did> = self.evidence.line(&did).into_iter().collect();
            for other in self.evidence.person(&did) {
                let own = line.contains(&other);
                self.keys_of(if own { weight } else { weight.max(Weight::Holder) }, other);
            }
            let Some(telling) = telling else { continue };
            for heir in self.evidence.line(&did).into_iter().skip(1) {
                self.note_right(weight, heir, []);
                let places = telling.places.iter().filter(|(of, _)| of.is_none());
                let places = places.map(|(_, place)| (Some(did), *place)).collect::<Vec<_>>();
                self.note_as(weight, heir, |telling| telling.places.extend(places));
            }
            if let Some(created) = telling.rights {
                for other in self.evidence.person(&did) {
                    self.note_right(weight, other, created.clone());
                }
            }
        }
    }

    /// The proof with as much of all that as it may have.
    fn packed(mut self, badge: &[u8]) -> Dossier {
        self.parties.sort_by_key(|party| party.weight);
        self.documents.sort_by_key(|(weight, _)| *weight);
        let mut room = Room::with(badge);
        let mut documents = self.documents.into_iter().peekable();
        let mut parties = self.parties.into_iter().peekable();
        loop {
            let next = (parties.peek().map(|one| one.weight), documents.peek().map(|one| one.0));
            match next {
                (None, None) => return room.into_dossier(),
                // What is signed is judged by who signed it: of one weight those come first.
                (Some(party), document) if document.is_none_or(|document| party <= document) => {
                    let Some(Party { weight, did, telling }) = parties.next() else { continue };
                    let part = part((weight, &did), telling.as_ref(), self.evidence);
                    room.take(weight, part);
                }
                (_, _) => {
                    let Some((weight, bytes)) = documents.next() else { continue };
                    room.take_document(weight, bytes);
                }
            }
        }
    }
}

/// One party: its keys, the ends of its logs, and who saw them when. Of who endorsed something by a badge
/// without a status, and goes by the same key still, no log tells anything but that it is told twice.
fn part((weight, did): (Weight, &Did), telling: Option<&Telling>, evidence: &Evidence) -> Part {
    let mut part = Part::default();
    let Some(keys) = evidence.key_log(did) else { return part };
    part.keys.extend(keys.events().cloned());
    let Some(telling) = telling else { return part };
    let silent = weight >= Weight::Inside && telling.is_empty() && evidence.heir(did).is_none();
    let named = evidence.witnesses_of(did);
    let witnesses: Vec<_> = named.into_iter().chain(evidence.witnesses()).collect();
    for (writer, closed) in evidence.writers_of(did) {
        let Some(log) = evidence.log(&writer) else { continue };
        let (stamps, reach) = log.telling(&witnesses);
        // Of a log that is known to be longer an end that is not its end would tell too much.
        let known = evidence.kept_short(&writer, closed, log.size()).is_none()
            && evidence.unasked(&writer, closed).is_none();
        let whole = known && !silent;
        let tail = whole.then(|| log.tail(telling, reach)).flatten();
        // Stamps of a log of which nothing is put in would date nothing.
        part.stamps.extend(tail.is_some().then_some(stamps).into_iter().flatten());
        part.tails.extend(tail);
        part.forks.extend(log.fork().cloned());
        part.heads.extend(log.heads());
    }
    part
}

/// The communities whose charters bear on an award: whose achievement it is, and those that it is a part
/// of.
fn chartered(credential: &Credential<'_>, evidence: &Evidence) -> Vec<Above> {
    let mut found: Vec<Above> = Vec::new();
    let named = credential.creators().into_iter().chain(credential.issuer());
    let mut next = named.filter_map(|id| id.parse::<Did>().ok()).collect::<Vec<_>>();
    while let Some(community) = next.pop() {
        let charters = evidence.charters(&community);
        let known = found.iter().any(|one| one.community == community);
        if known || charters.newest().is_none() || found.len() >= COMMUNITY_LEVELS_MAX {
            continue;
        }
        let parents: BTreeSet<Did> =
            charters.iter().filter_map(|one| one.charter.text.parent).collect();
        let person = evidence.person(&community);
        let mut shown = match parents.is_empty() {
            true => Vec::new(),
            false => evidence.memberships_of(&person),
        };
        let ids: Vec<String> =
            shown.iter().filter_map(|one| one.credential().id().map(str::to_owned)).collect();
        let ids = ids.iter().map(String::as_str).collect();
        let acting = parents.iter().flat_map(|parent| stewards(parent, evidence)).collect();
        let said = endorsements(&ids, &person, &acting, evidence);
        // Of a membership only what its stewards say decides anything.
        let by_stewards =
            |one: &Secured| weight_of(one, &acting, (Weight::Steward, evidence)) == Weight::Steward;
        shown.extend(said.into_iter().filter(by_stewards));
        next.extend(parents);
        found.push(Above { community, shown });
    }
    found
}

/// Who is or was a steward of these communities, by the identity they go by now.
fn acting(communities: &[Above], evidence: &Evidence) -> BTreeSet<Did> {
    communities.iter().flat_map(|one| stewards(&one.community, evidence)).collect()
}

/// How much an endorsement weighs: so much where it is by one of these.
fn weight_of(
    endorsement: &Secured,
    by: &BTreeSet<Did>,
    (weight, evidence): (Weight, &Evidence),
) -> Weight {
    let issuer = endorsement.credential().issuer().and_then(|id| id.parse::<Did>().ok());
    let decides = issuer.is_some_and(|did| by.contains(&evidence.current(&did)));
    if decides { weight } else { Weight::Stranger }
}

/// The endorsements at hand of these, those of these people first.
fn endorsements(
    ids: &BTreeSet<&str>,
    shown_by: &BTreeSet<Did>,
    by: &BTreeSet<Did>,
    evidence: &Evidence,
) -> Vec<Secured> {
    let by = |did: &Did| by.contains(&evidence.current(did));
    evidence.endorsements_of(ids, &Sought { by: &by, shown_by }).all().collect()
}

/// The status lists at hand that a credential names.
fn lists_of(credential: &Credential<'_>, evidence: &Evidence) -> Vec<Vec<u8>> {
    let named = |list: &Secured| {
        let id = list.credential().id().map(str::to_owned);
        credential.statuses().any(|entry| {
            let name = entry.get("statusListCredential").and_then(|name| name.as_str());
            name.is_some() && name == id.as_deref()
        })
    };
    evidence.credentials().filter(|list| named(list)).filter_map(written).collect()
}

/// The file that a credential was read from, where its proofs stand in it; one that is secured from
/// outside is not held as it was written.
fn written(secured: &Secured) -> Option<Vec<u8>> {
    secured.seal().is_none().then(|| secured.document().to_bytes())
}
