//! Which logs can bear on a verdict that is given to anybody, through nobody's eyes: recognitions lead
//! nobody to the issuer then, so that of all that is held only little needs to be read.
//!
//! A log bears on a credential where its identity is named in it (who issued it, whose status list it
//! names, who endorsed it inside, who made the achievement), and where it describes the achievement or
//! carries an endorsement. Of an endorsement, whoever is named in it does as well.

use std::collections::BTreeSet;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::Kind;
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
    let logs = dids.iter().filter_map(|did| snapshot.ring.log(did));
    Ok(logs.flat_map(|log| log.writers().into_keys()).collect())
}

/// Whether endorsements stand in it as tokens, where it is not seen whom they name.
pub(super) fn tokens_inside(credential: &Secured) -> bool {
    !credential.credential().embedded_endorsement_jwts().is_empty()
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
