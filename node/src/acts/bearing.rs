//! Which logs can bear on a verdict, beside the recognitions that lead to an issuer and are kept in
//! memory: of all that is held only little needs to be read.
//!
//! A log bears on a credential where its identity is named in it (who issued it, whose status list it
//! names, who endorsed it inside, who made the achievement), and where it describes the achievement or
//! carries an endorsement. Of an endorsement, whoever is named in it does as well, and so do those whom
//! the rule of a permission or a charter brings in.
//!
//! Anybody may name anybody, so no more are read than [`BEARING_MAX`], of whom something is held: first who
//! issued it and whom it is about, with whom rules and charters of theirs bring in; then whose lists tell of
//! it, who is named in it, and others in the order in which they are found.

use std::collections::BTreeSet;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::feed::KeyRing;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::COMMUNITY_LEVELS_MAX;
use bot_protocol::rules::Rule;
use bot_protocol::statement::{Content, Kind};
use bot_protocol::verdict::{Reader, Secured, endorsements_inside};

use super::ActError;
use super::snapshot::{Snapshot, document};

/// Most identities of which anything is read for one question.
pub(super) const BEARING_MAX: usize = 256;

/// Identities of which something is held, each once, those that matter most first.
struct Parties<'a> {
    ring: &'a KeyRing,
    order: Vec<Did>,
    known: BTreeSet<Did>,
}

impl<'a> Parties<'a> {
    fn of(snapshot: &'a Snapshot<'_>) -> Self {
        Self { ring: &snapshot.ring, order: Vec::new(), known: BTreeSet::new() }
    }

    /// Whether this is another one of whom something is held, and there is room for it.
    fn insert(&mut self, did: Did) -> bool {
        let new = self.order.len() < BEARING_MAX
            && self.ring.log(&did).is_some()
            && self.known.insert(did);
        if new {
            self.order.push(did);
        }
        new
    }

    fn extend(&mut self, dids: impl IntoIterator<Item = Did>) {
        for did in dids {
            self.insert(did);
        }
    }

    fn contains(&self, did: &Did) -> bool {
        self.known.contains(did)
    }
}

/// The logs that bear on these credentials, those that matter most first; of these identities too, who come
/// after those that the credentials are signed by.
pub(super) fn bearing<'c>(
    snapshot: &Snapshot<'_>,
    credentials: impl IntoIterator<Item = &'c Value>,
    others: impl IntoIterator<Item = Did>,
) -> Result<Vec<PublicKey>, ActError> {
    let credentials: Vec<&Value> = credentials.into_iter().collect();
    let (mut dids, mut ids) = (Parties::of(snapshot), BTreeSet::<&str>::new());
    for credential in credentials.iter().map(|document| Credential::new(document)) {
        let said = [credential.issuer(), credential.subject_id()].into_iter().flatten();
        dids.extend(said.chain(credential.creators()).filter_map(|who| who.parse().ok()));
    }
    // Whom these bring in decides as well, and anybody can fill the places after them.
    ruled(snapshot, &mut dids)?;
    chartered(snapshot, &mut dids)?;
    dids.extend(others);
    for credential in credentials.iter().map(|document| Credential::new(document)) {
        credential.statuses().for_each(|status| named(status, &mut dids));
    }
    for document in credentials {
        named(document, &mut dids);
        let credential = Credential::new(document);
        let all = [
            credential.id(),
            credential.achievement_id(),
            credential.issuer(),
            credential.subject_id(),
        ];
        ids.extend(all.into_iter().flatten());
    }
    let author = |writer: &PublicKey| snapshot.ring.author(writer);
    for id in &ids {
        dids.extend(snapshot.about(Kind::Achievement, id).iter().filter_map(author));
        let endorsers = snapshot.about(Kind::Endorsement, id);
        for writer in endorsers.iter().take(BEARING_MAX) {
            for said in snapshot.said_in(writer, Kind::Endorsement)? {
                let Some(document) = document(&said.content) else { continue };
                if Credential::new(document.value()).subject_id() == Some(*id) {
                    dids.insert(said.author);
                    named(document.value(), &mut dids);
                }
            }
        }
    }
    ruled(snapshot, &mut dids)?;
    chartered(snapshot, &mut dids)?;
    // Whose key was succeeded is the same person before and after.
    let mut people = Parties::of(snapshot);
    dids.order.iter().for_each(|did| people.extend(snapshot.ring.person(did)));
    let logs = people.order.iter().filter_map(|did| snapshot.ring.log(did));
    Ok(logs.flat_map(|log| log.writers().into_keys()).collect())
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
        dids.extend(found.order);
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
