//! Which logs can bear on a verdict, beside the recognitions that lead to an issuer and are kept in
//! memory: of all that is held only little needs to be read.
//!
//! A log bears on a credential where its identity is named in it (who issued it, whose status list it
//! names, who endorsed it inside, who made the achievement), and where it describes the achievement or
//! carries an endorsement. Of an endorsement, whoever is named in it does as well, and so do those whom
//! the rule of a permission or a charter brings in.
//!
//! Anybody may name anybody, so no more are read than [`BEARING_MAX`], of whom something is held, and as many
//! again of whom they were before: first who issued it and whom it is about, with whom rules and charters of
//! theirs bring in, and who says that the achievement is theirs; then whose lists tell of it, who is named in
//! it, and others in the order in which they are found. Of everybody else it is told that they were left out,
//! and whoever goes on with another key is told as that, read or not.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::feed::KeyRing;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::COMMUNITY_LEVELS_MAX;
use bot_protocol::rules::Rule;
use bot_protocol::statement::{Content, Kind};
use bot_protocol::verdict::{Evidence, Reader, Secured, endorsements_inside};

use super::ActError;
use super::snapshot::{Snapshot, document};
use super::verify::Eyes;

/// Most identities of which anything is read for one question.
pub(super) const BEARING_MAX: usize = 256;

/// Most people who say of one achievement that it is theirs and are read for that: two are as good as many.
const OWNERS_MAX: usize = 32;

/// What is read for a question, and who bears on it and is not.
#[derive(Debug, Default)]
pub(super) struct Bearing {
    /// The logs that are read, those that matter most first.
    pub(super) writers: Vec<PublicKey>,
    /// Those of whom something is held that is not read.
    unread: BTreeSet<Did>,
    /// By achievement one of those who say that it is theirs, and are not read.
    owners: BTreeMap<String, Did>,
    /// Those of all of these after whom somebody came.
    succeeded: BTreeSet<Did>,
}

impl Bearing {
    /// Tells what is not read.
    pub(super) fn tell(&self, snapshot: &Snapshot<'_>, evidence: &mut Evidence) {
        // A key that was given up counts nowhere, however many others are named beside it.
        for log in self.succeeded.iter().filter_map(|did| snapshot.ring.log(did)) {
            log.events().for_each(|event| evidence.hear_key(event.clone()));
        }
        self.unread.iter().for_each(|did| evidence.hear_unread(*did));
        self.owners.iter().for_each(|(id, did)| evidence.hear_unread_owner(id, *did));
    }
}

/// Identities of which something is held, each once, those that matter most first.
struct Parties<'a> {
    ring: &'a KeyRing,
    most: usize,
    order: Vec<Did>,
    known: BTreeSet<Did>,
    /// For whom there was no room.
    unread: BTreeSet<Did>,
}

impl<'a> Parties<'a> {
    fn of(snapshot: &'a Snapshot<'_>) -> Self {
        let (ring, most) = (&*snapshot.ring, BEARING_MAX);
        Self { ring, most, order: Vec::new(), known: BTreeSet::new(), unread: BTreeSet::new() }
    }

    /// Whether this is another one of whom something is held, and there is room for it.
    fn insert(&mut self, did: Did) -> bool {
        if self.ring.log(&did).is_none() || self.known.contains(&did) {
            return false;
        }
        if self.order.len() >= self.most {
            self.unread.insert(did);
            return false;
        }
        self.order.push(did);
        self.known.insert(did)
    }

    fn extend(&mut self, dids: impl IntoIterator<Item = Did>) {
        for did in dids {
            self.insert(did);
        }
    }

    /// Takes those as well that others brought in.
    fn absorb(&mut self, found: Parties<'_>) {
        self.extend(found.order);
        self.extend(found.unread);
    }

    fn contains(&self, did: &Did) -> bool {
        self.known.contains(did)
    }

    /// All of them, and whom they were before: the same person. Of everybody it is known who came after them.
    fn with_former(mut self, owners: BTreeMap<String, Did>) -> Bearing {
        let people = self.order.iter().flat_map(|did| self.ring.person(did));
        let people: Vec<Did> = people.collect();
        self.most = self.most.saturating_mul(2);
        self.extend(people);
        let logs = self.order.iter().filter_map(|did| self.ring.log(did));
        let writers = logs.flat_map(|log| log.writers().into_keys()).collect();
        let all = self.known.iter().chain(&self.unread).flat_map(|did| self.ring.person(did));
        let is_succeeded = |did: &Did| self.ring.log(did).is_some_and(|log| log.heir().is_some());
        let succeeded = all.filter(is_succeeded).collect();
        let unread = self.unread.difference(&self.known).copied().collect();
        Bearing { writers, unread, owners, succeeded }
    }
}

/// The logs that bear on these credentials, those that matter most first; of these identities too, who come
/// after those that the credentials are signed by.
pub(super) fn bearing<'c>(
    snapshot: &Snapshot<'_>,
    credentials: impl IntoIterator<Item = &'c Value>,
    others: impl IntoIterator<Item = Did>,
    eyes: Eyes,
) -> Result<Bearing, ActError> {
    let documents: Vec<&Value> = credentials.into_iter().collect();
    let credentials: Vec<_> = documents.iter().map(|one| Credential::new(one)).collect();
    let mut dids = Parties::of(snapshot);
    let did = |who: &str| who.parse().ok();
    dids.extend(credentials.iter().filter_map(Credential::issuer).filter_map(did));
    for credential in &credentials {
        let said = credential.subject_id().into_iter().chain(credential.creators());
        dids.extend(said.filter_map(did));
    }
    // Whom these bring in decides as well, and anybody can fill the places after them.
    ruled(snapshot, &mut dids)?;
    chartered(snapshot, &mut dids)?;
    let owners = owned(snapshot, &credentials, &mut dids);
    for credential in &credentials {
        credential.statuses().for_each(|status| named(status, &mut dids));
    }
    dids.extend(others);
    documents.iter().for_each(|document| named(document, &mut dids));
    endorsed(snapshot, &credentials, &mut dids, eyes)?;
    ruled(snapshot, &mut dids)?;
    chartered(snapshot, &mut dids)?;
    Ok(dids.with_former(owners))
}

/// Adds who says that an achievement of these credentials is theirs; of each achievement whom there was no
/// room for, where they are somebody else than who awards it.
fn owned(
    snapshot: &Snapshot<'_>,
    credentials: &[Credential<'_>],
    dids: &mut Parties<'_>,
) -> BTreeMap<String, Did> {
    let mut left_out = BTreeMap::new();
    for credential in credentials {
        let Some(id) = credential.achievement_id() else { continue };
        let current = |did: &Did| snapshot.ring.current(did);
        let issuer = credential.issuer().and_then(|who| who.parse().ok()).map(|did| current(&did));
        let mut people = BTreeSet::new();
        let owners = snapshot.about(Kind::Achievement, id).iter();
        for owner in owners.flat_map(|writer| snapshot.ring.authors_of(writer)) {
            let one = current(&owner);
            if people.len() < OWNERS_MAX && people.insert(one) {
                dids.insert(owner);
            }
            if Some(one) != issuer && !dids.contains(&owner) && !dids.contains(&one) {
                left_out.entry(id.to_owned()).or_insert(owner);
            }
        }
    }
    left_out
}

/// Adds who endorses something of these credentials, and who is named in that: first in feeds that are read
/// anyhow and by whom its owner knows, where it is they who look: a stranger learns nothing of whom that is.
fn endorsed(
    snapshot: &Snapshot<'_>,
    credentials: &[Credential<'_>],
    dids: &mut Parties<'_>,
    eyes: Eyes,
) -> Result<(), ActError> {
    let ids = credentials.iter().flat_map(|one| {
        [one.id(), one.achievement_id(), one.issuer(), one.subject_id()].into_iter().flatten()
    });
    let ids: BTreeSet<&str> = ids.collect();
    for id in ids {
        let by = |writer: &PublicKey| {
            let writer = *writer;
            snapshot.ring.authors_of(&writer).map(move |did| (writer, did)).collect::<Vec<_>>()
        };
        let all = snapshot.about(Kind::Endorsement, id).iter().flat_map(by);
        let is_given =
            |did: &Did| snapshot.ring.person(did).iter().any(|one| snapshot.is_given(one));
        let is_near = |did: &Did| dids.contains(did) || (eyes != Eyes::Nobodys && is_given(did));
        let (near, far): (Vec<_>, Vec<_>) = all.partition(|(_, author)| is_near(author));
        let (far, beyond) = far.split_at(far.len().min(BEARING_MAX));
        for (writer, _) in near.iter().chain(far) {
            for said in snapshot.said_in(writer, Kind::Endorsement)? {
                let Some(document) = document(&said.content) else { continue };
                if Credential::new(document.value()).subject_id() == Some(id) {
                    dids.insert(said.author);
                    named(document.value(), dids);
                }
            }
        }
        dids.unread.extend(beyond.iter().map(|(_, author)| *author));
    }
    Ok(())
}

/// What is read of credentials to see who bears on them: themselves, and the endorsements that stand in
/// them as tokens.
pub(super) fn opened(credentials: &[Secured], reader: &Reader<'_>) -> Vec<Secured> {
    let inside = |one: &Secured| match one.credential().embedded_endorsement_jwts().is_empty() {
        true => Vec::new(),
        false => endorsements_inside(one, reader),
    };
    credentials.iter().cloned().chain(credentials.iter().flat_map(inside)).collect()
}

/// Most times that rules are followed to the badges they name, and those to their own rules.
const RULES_FOLLOWED: usize = 4;

/// Adds whom rules of these identities bring in: who created the badges that they name, and who
/// awarded such a badge to one of them.
fn ruled(snapshot: &Snapshot<'_>, dids: &mut Parties<'_>) -> Result<(), ActError> {
    let grants = snapshot.said(Kind::Grant)?;
    if !grants.iter().any(|said| dids.contains(&said.author)) {
        return Ok(());
    }
    for _ in 0..RULES_FOLLOWED {
        let mut found = Parties::of(snapshot);
        let mut badges = BTreeSet::new();
        for said in grants.iter().filter(|said| dids.contains(&said.author)) {
            let Content::Grant(grant) = &said.content else { continue };
            for (badge, _) in grant.rule.iter().flat_map(Rule::badges) {
                badges.insert(badge.achievement.as_str());
                found.insert(badge.creator);
            }
            found.extend(grant.rule.iter().flat_map(Rule::endorsers).copied());
        }
        for did in &dids.order {
            for said in snapshot.said_by(did, Kind::Publish)? {
                let Some(document) = document(&said.content) else { continue };
                let achievement = Credential::new(document.value()).achievement_id();
                if achievement.is_some_and(|id| badges.contains(id)) {
                    named(document.value(), &mut found);
                }
            }
        }
        let before = dids.order.len();
        dids.absorb(found);
        if dids.order.len() == before {
            break;
        }
    }
    Ok(())
}

/// Adds whom charters of these identities name: stewards, and the communities that they are a part of,
/// with what shows that they are.
fn chartered(snapshot: &Snapshot<'_>, dids: &mut Parties<'_>) -> Result<(), ActError> {
    let mut open: Vec<Did> = dids.order.clone();
    for _ in 0..COMMUNITY_LEVELS_MAX {
        let mut found = BTreeSet::new();
        let mut parents = BTreeSet::new();
        for did in open.iter().flat_map(|did| snapshot.ring.person(did)) {
            for said in snapshot.said_by(&did, Kind::Charter)? {
                let Content::Charter(charter) = &said.content else { continue };
                found.extend(charter.text.stewards.iter().map(|one| one.who));
                parents.extend(charter.text.parent);
            }
        }
        dids.extend(found);
        open = parents.into_iter().filter(|parent| dids.insert(*parent)).collect();
        if open.is_empty() {
            break;
        }
    }
    Ok(())
}

/// Every identity that is named anywhere in a document, by its DID or a URL of it.
fn named(value: &Value, dids: &mut Parties<'_>) {
    match value {
        Value::String(text) => {
            let did = text.split(['/', '?', '#']).next().unwrap_or_default();
            dids.extend(did.parse::<Did>().ok());
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, dids)),
        Value::Object(members) => members.iter().for_each(|(_, value)| named(value, dids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
