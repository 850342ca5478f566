//! Which logs can bear on a verdict, beside the recognitions that lead to an issuer and are kept in
//! memory: of all that is held only little needs to be read.
//!
//! A log bears on a credential where its identity is named in it (who issued it, whose status list it
//! names, who endorsed it inside, who made the achievement), and where it describes the achievement or
//! carries an endorsement. Of an endorsement, whoever is named in it does as well, and so do those whom
//! the rule of a permission or a charter brings in.

use std::collections::BTreeSet;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::COMMUNITY_LEVELS_MAX;
use bot_protocol::rules::Rule;
use bot_protocol::statement::{Content, Kind};
use bot_protocol::verdict::Secured;

use super::ActError;
use super::snapshot::{Snapshot, document};

/// The logs that bear on these credentials.
pub(super) fn bearing<'c>(
    snapshot: &Snapshot<'_>,
    credentials: impl IntoIterator<Item = &'c Value>,
) -> Result<BTreeSet<PublicKey>, ActError> {
    let (mut dids, mut ids) = (BTreeSet::new(), BTreeSet::<&str>::new());
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
        for writer in snapshot.about(Kind::Endorsement, id) {
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
    let people: BTreeSet<Did> = dids.iter().flat_map(|did| snapshot.ring.person(did)).collect();
    let logs = people.iter().filter_map(|did| snapshot.ring.log(did));
    Ok(logs.flat_map(|log| log.writers().into_keys()).collect())
}

/// Whether endorsements stand in it as tokens, where it is not seen whom they name.
pub(super) fn tokens_inside(credential: &Secured) -> bool {
    !credential.credential().embedded_endorsement_jwts().is_empty()
}

/// Most times that rules are followed to the badges they name, and those to their own rules.
const RULES_FOLLOWED: usize = 4;

/// Adds whom rules of these identities bring in: who created the badges that they name, and who
/// awarded such a badge to one of them.
fn ruled(snapshot: &Snapshot<'_>, dids: &mut BTreeSet<Did>) -> Result<(), ActError> {
    let grants = snapshot.said(Kind::Grant)?;
    if !grants.iter().any(|said| dids.contains(&said.author)) {
        return Ok(());
    }
    for _ in 0..RULES_FOLLOWED {
        let mut found = BTreeSet::new();
        let mut badges = BTreeSet::new();
        for said in grants.iter().filter(|said| dids.contains(&said.author)) {
            let Content::Grant(grant) = &said.content else { continue };
            for (badge, _) in grant.rule.iter().flat_map(Rule::badges) {
                badges.insert(badge.achievement.as_str());
                found.insert(badge.creator);
            }
        }
        for did in &*dids {
            for said in snapshot.said_by(did, Kind::Publish)? {
                let Some(document) = document(&said.content) else { continue };
                let achievement = Credential::new(document.value()).achievement_id();
                if achievement.is_some_and(|id| badges.contains(id)) {
                    named(document.value(), &mut found);
                }
            }
        }
        let before = dids.len();
        dids.append(&mut found);
        if dids.len() == before {
            break;
        }
    }
    Ok(())
}

/// Adds whom charters of these identities name: stewards, and the communities that they are a part of,
/// with what shows that they are.
fn chartered(snapshot: &Snapshot<'_>, dids: &mut BTreeSet<Did>) -> Result<(), ActError> {
    let mut open: Vec<Did> = dids.iter().copied().collect();
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
fn named(value: &Value, dids: &mut BTreeSet<Did>) {
    match value {
        Value::String(text) => {
            let did = text.split(['/', '?', '#']).next().unwrap_or_default();
            dids.extend(did.parse::<Did>());
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, dids)),
        Value::Object(members) => members.iter().for_each(|(_, value)| named(value, dids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
