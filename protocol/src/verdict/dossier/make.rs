//! Making a proof: what of everything at hand bears on one badge.

use std::collections::{BTreeMap, BTreeSet};

use super::Dossier;
use crate::credential::model::Credential;
use crate::credential::status::StatusEntry;
use crate::feed::KeyLog;
use crate::identity::Did;
use crate::limits::{COMMUNITY_LEVELS_MAX, DOSSIER_PARTS_MAX, DOSSIER_STAMPS_MAX};
use crate::statement::anchor::AnchorProof;
use crate::verdict::endorsements::{embedded, targets};
use crate::verdict::evidence::Sought;
use crate::verdict::{Evidence, Presented, Reader, Secured, right};

/// Whose feeds tell a status, and by which lists; the issuer's comes first.
type Parties = Vec<(Did, BTreeSet<u32>)>;

/// Whose feeds tell who may award which achievements.
type Rights = BTreeMap<Did, BTreeSet<String>>;

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
        let mut rights = Rights::new();
        let mut documents: Vec<Vec<u8>> = Vec::new();
        for secured in presented.credentials() {
            let credential = secured.credential();
            note(&mut parties, &credential);
            let inside = embedded(&credential, *reader);
            inside.iter().for_each(|one| note(&mut parties, &one.credential()));
            documents.extend(inside.iter().flat_map(|one| anchors_of(one, evidence)));
            let ids: BTreeSet<&str> = targets(&credential).iter().map(|(id, _)| *id).collect();
            let chartered = chartered(&credential, evidence);
            let holder = credential.subject_id().and_then(|id| id.parse().ok());
            let holder = holder.into_iter().collect();
            for endorsement in endorsements(&ids, &holder, &chartered, evidence) {
                if !inside.contains(&endorsement) {
                    note(&mut parties, &endorsement.credential());
                    documents.extend(written(&endorsement));
                    documents.extend(anchors_of(&endorsement, evidence));
                }
            }
            documents.extend(lists_of(&credential, evidence));
            for above in chartered {
                let created = rights.entry(above.community).or_default();
                created.extend(credential.achievement_id().map(str::to_owned));
                note_list(&mut parties, above.community, None);
                for one in &above.shown {
                    note(&mut parties, &one.credential());
                    documents.extend(anchors_of(one, evidence));
                    documents.extend(written(one).filter(|bytes| !documents.contains(bytes)));
                }
            }
            documents.extend(anchors_of(secured, evidence));
            let Some(survey) = right::bearing(&credential, evidence) else { continue };
            for badge in survey.badges {
                rights.entry(badge.creator).or_default().insert(badge.achievement);
                note_list(&mut parties, badge.creator, None);
            }
            let equal = survey.equivalents.into_iter().map(|(_, one)| one);
            let signed = survey.awards.into_iter().chain(survey.praises).map(|(_, one)| one);
            for one in signed.chain(equal) {
                note(&mut parties, &one.credential());
                documents.extend(anchors_of(&one, evidence));
                documents.extend(written(&one).filter(|bytes| !documents.contains(bytes)));
            }
        }
        documents.truncate(DOSSIER_PARTS_MAX);
        note_heirs(&mut parties, &mut rights, evidence);
        let mut dossier = Self {
            badge: badge.to_vec(),
            documents,
            keys: Vec::new(),
            tails: Vec::new(),
            forks: Vec::new(),
            stamps: Vec::new(),
            heads: Vec::new(),
        };
        for (did, lists) in &parties {
            dossier.add(did, (lists, rights.get(did)), evidence);
        }
        dossier
    }

    /// Adds one party: its keys, the ends of its logs, and who saw them when. What is beyond the bound is left out, and
    /// the verdict says that it is missing.
    fn add(
        &mut self,
        did: &Did,
        (lists, rights): (&BTreeSet<u32>, Option<&BTreeSet<String>>),
        evidence: &Evidence,
    ) {
        let Some(keys) = evidence.key_log(did) else { return };
        self.keys.extend(keys.events().cloned());
        let named = evidence.witnesses_of(did);
        let witnesses: Vec<_> = named.into_iter().chain(evidence.witnesses()).collect();
        for writer in KeyLog::writers(keys).keys() {
            let Some(log) = evidence.log(writer) else { continue };
            let (stamps, reach) = log.telling(&witnesses);
            let tail = log.tail(lists, rights, reach);
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

/// Notes whose feed tells the status of a credential.
fn note(parties: &mut Parties, credential: &Credential<'_>) {
    if let Some(issuer) = credential.issuer().and_then(|issuer| issuer.parse().ok()) {
        note_list(parties, issuer, None);
    }
    for entry in credential.statuses() {
        if let StatusEntry::Ours { issuer, place, .. } = StatusEntry::read(entry) {
            note_list(parties, issuer, Some(place.list));
        }
    }
}

/// Notes whoever came after a party: they speak for it, and whole, as sums are of one's own lists alone.
fn note_heirs(parties: &mut Parties, rights: &mut Rights, evidence: &Evidence) {
    for (did, _) in parties.clone() {
        for heir in evidence.line(&did).into_iter().skip(1) {
            note_list(parties, heir, None);
            rights.entry(heir).or_default();
        }
    }
}

fn note_list(parties: &mut Parties, did: Did, list: Option<u32>) {
    match parties.iter_mut().find(|(held, _)| *held == did) {
        Some((_, lists)) => lists.extend(list),
        None => parties.push((did, list.into_iter().collect())),
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
