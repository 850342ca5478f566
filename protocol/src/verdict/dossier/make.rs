//! Making a proof: what of everything at hand bears on one badge.

use std::collections::BTreeSet;

use super::Dossier;
use crate::credential::model::Credential;
use crate::credential::status::{Place, StatusEntry};
use crate::identity::Did;
use crate::limits::{COMMUNITY_LEVELS_MAX, DOSSIER_PARTS_MAX, DOSSIER_STAMPS_MAX};
use crate::statement::anchor::AnchorProof;
use crate::verdict::endorsements::{embedded, targets};
use crate::verdict::evidence::{Sought, Telling};
use crate::verdict::{Evidence, Presented, Reader, Secured, membership, right};

/// Whose feeds tell what; the issuer's comes first.
type Parties = Vec<(Did, Telling)>;

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
        let mut parties = Parties::new();
        let mut documents: Vec<Vec<u8>> = Vec::new();
        for secured in presented.credentials() {
            let credential = secured.credential();
            note(&mut parties, &credential, evidence);
            let inside = embedded(&credential, *reader);
            inside.iter().for_each(|one| note(&mut parties, &one.credential(), evidence));
            documents.extend(inside.iter().flat_map(|one| anchors_of(one, evidence)));
            let ids: BTreeSet<&str> = targets(&credential).iter().map(|(id, _)| *id).collect();
            let chartered = chartered(&credential, evidence);
            let holder = credential.subject_id().and_then(|id| id.parse().ok());
            let holder = holder.into_iter().collect();
            for endorsement in endorsements(&ids, &holder, &chartered, evidence) {
                if !inside.contains(&endorsement) {
                    note(&mut parties, &endorsement.credential(), evidence);
                    documents.extend(written(&endorsement));
                    documents.extend(anchors_of(&endorsement, evidence));
                }
            }
            documents.extend(lists_of(&credential, evidence));
            for above in chartered {
                let created = credential.achievement_id().map(str::to_owned);
                note_right(&mut parties, above.community, created);
                for one in &above.shown {
                    note(&mut parties, &one.credential(), evidence);
                    documents.extend(anchors_of(one, evidence));
                    documents.extend(written(one).filter(|bytes| !documents.contains(bytes)));
                }
            }
            documents.extend(anchors_of(secured, evidence));
            let Some(survey) = right::bearing(&credential, evidence) else { continue };
            for badge in survey.badges {
                note_right(&mut parties, badge.creator, [badge.achievement]);
            }
            let equal = survey.equivalents.into_iter().map(|(_, one)| one);
            let signed = survey.awards.into_iter().chain(survey.praises).map(|(_, one)| one);
            for one in signed.chain(equal) {
                note(&mut parties, &one.credential(), evidence);
                documents.extend(anchors_of(&one, evidence));
                documents.extend(written(&one).filter(|bytes| !documents.contains(bytes)));
            }
        }
        documents.truncate(DOSSIER_PARTS_MAX);
        note_heirs(&mut parties, evidence);
        let mut dossier = Self {
            badge: badge.to_vec(),
            documents,
            keys: Vec::new(),
            tails: Vec::new(),
            forks: Vec::new(),
            stamps: Vec::new(),
            heads: Vec::new(),
        };
        for (did, telling) in &parties {
            dossier.add(did, telling, evidence);
        }
        dossier
    }

    /// Adds one party: its keys, the ends of its logs, and who saw them when. What is beyond the bound is left out, and
    /// the verdict says that it is missing.
    fn add(&mut self, did: &Did, telling: &Telling, evidence: &Evidence) {
        let Some(keys) = evidence.key_log(did) else { return };
        self.keys.extend(keys.events().cloned());
        let named = evidence.witnesses_of(did);
        let witnesses: Vec<_> = named.into_iter().chain(evidence.witnesses()).collect();
        for (writer, closed) in evidence.writers_of(did) {
            let Some(log) = evidence.log(&writer) else { continue };
            let (stamps, reach) = log.telling(&witnesses);
            // Of a log that is known to be longer an end that is not its end would tell too much.
            let whole = evidence.kept_short(&writer, closed, log.size()).is_none();
            let tail = whole.then(|| log.tail(telling, reach)).flatten();
            // Stamps of a log of which nothing is put in would date nothing.
            self.stamps.extend(tail.is_some().then_some(stamps).into_iter().flatten());
            self.tails.extend(tail);
            self.forks.extend(log.fork().cloned());
            self.heads.extend(log.heads());
        }
        self.tails.truncate(DOSSIER_PARTS_MAX);
        self.forks.truncate(DOSSIER_PARTS_MAX);
        self.stamps.truncate(DOSSIER_STAMPS_MAX);
        self.heads.truncate(DOSSIER_PARTS_MAX);
    }
}

/// A community whose charter bears on an award.
struct Above {
    community: Did,
    /// By what it is shown to be a part of the next one: memberships, and what is said of them.
    shown: Vec<Secured>,
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
        let above: Vec<Above> =
            parents.iter().map(|one| Above { community: *one, shown: Vec::new() }).collect();
        shown.extend(endorsements(&ids, &person, &above, evidence));
        next.extend(parents);
        found.push(Above { community, shown });
    }
    found
}

/// The endorsements at hand of these, those of the stewards of these communities first.
fn endorsements(
    ids: &BTreeSet<&str>,
    shown_by: &BTreeSet<Did>,
    by: &[Above],
    evidence: &Evidence,
) -> Vec<Secured> {
    let stewards = by.iter().flat_map(|one| right::survey::stewards(&one.community, evidence));
    let stewards: BTreeSet<Did> = stewards.collect();
    let by = |did: &Did| stewards.contains(&evidence.current(did));
    evidence.endorsements_of(ids, &Sought { by: &by, shown_by }).all().collect()
}

/// Notes whose feed tells the status of a credential, and whether its holder left what it makes them a
/// member of.
fn note(parties: &mut Parties, credential: &Credential<'_>, evidence: &Evidence) {
    if let Some(issuer) = credential.issuer().and_then(|issuer| issuer.parse().ok()) {
        note_place(parties, issuer, None);
    }
    for entry in credential.statuses() {
        if let StatusEntry::Ours { issuer, place, .. } = StatusEntry::read(entry) {
            note_place(parties, issuer, Some(place));
        }
    }
    let (holder, since) = membership::leavable(credential, evidence).unzip();
    for did in holder.into_iter().flatten() {
        note_as(parties, did, |telling| {
            telling.left_since = telling.left_since.into_iter().chain(since).min();
        });
    }
}

/// Notes whoever came after a party: they speak for it, and whole, as sums are of one's own lists alone.
fn note_heirs(parties: &mut Parties, evidence: &Evidence) {
    for (did, _) in parties.clone() {
        for heir in evidence.line(&did).into_iter().skip(1) {
            note_right(parties, heir, []);
        }
    }
}

fn note_place(parties: &mut Parties, did: Did, place: Option<Place>) {
    note_as(parties, did, |telling| telling.places.extend(place));
}

fn note_right(parties: &mut Parties, did: Did, created: impl IntoIterator<Item = String>) {
    note_as(parties, did, |telling| telling.rights.get_or_insert_default().extend(created));
}

fn note_as(parties: &mut Parties, did: Did, note: impl FnOnce(&mut Telling)) {
    match parties.iter_mut().find(|(held, _)| *held == did) {
        Some((_, telling)) => note(telling),
        None => {
            let mut telling = Telling::default();
            note(&mut telling);
            parties.push((did, telling));
        }
    }
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

/// What shows that a credential was there before an entry of its issuer's feed.
fn anchors_of(secured: &Secured, evidence: &Evidence) -> Vec<Vec<u8>> {
    let issuer = secured.credential().issuer().and_then(|issuer| issuer.parse::<Did>().ok());
    let Some(issuer) = issuer.filter(|_| secured.seal().is_none()) else { return Vec::new() };
    let shown = evidence.anchors_to_show(secured.document(), &issuer);
    shown.iter().map(AnchorProof::to_bytes).collect()
}

/// The file that a credential was read from, where its proofs stand in it; one that is secured from
/// outside is not held as it was written.
fn written(secured: &Secured) -> Option<Vec<u8>> {
    secured.seal().is_none().then(|| secured.document().to_bytes())
}
