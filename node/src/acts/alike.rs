//! Names by which people are deceived: one that can be taken for that of somebody whom the node's owner
//! knows, and one whose word mixes scripts. A warning and no more. Source: UTS 39 §4, §5.1.

use bot_protocol::api::NameWarning;
use bot_protocol::identity::Did;
use bot_protocol::recognition::names::mixed_word;

use super::snapshot::Snapshot;

/// What to take care of in a name of somebody: first that it looks like that of another in the address
/// book, or of this node's own.
pub(super) fn warning(snapshot: &Snapshot<'_>, did: &Did, name: &str) -> Option<NameWarning> {
    let other = |of: &Did| !snapshot.ring.is_one(of, did);
    let like = snapshot.like(name).into_iter().find(other);
    let name = name.to_owned();
    match like {
        Some(of) => Some(NameWarning { name, like: Some(snapshot.party(&of)), word: None }),
        None => {
            let word = mixed_word(&name).map(str::to_owned)?;
            Some(NameWarning { name, like: None, word: Some(word) })
        }
    }
}

/// What to take care of in the names of somebody: the owner's own for them, and the one they give
/// themselves.
pub(super) fn warnings<'n>(
    snapshot: &Snapshot<'_>,
    did: &Did,
    names: impl IntoIterator<Item = &'n str>,
) -> Vec<NameWarning> {
    let mut all: Vec<NameWarning> = Vec::new();
    for found in names.into_iter().filter_map(|name| warning(snapshot, did, name)) {
        if !all.contains(&found) {
            all.push(found);
        }
    }
    all
}

/// What to take care of in the name that somebody gives themselves, where the owner gave them none.
pub(super) fn of_stranger(snapshot: &Snapshot<'_>, did: &Did) -> Vec<NameWarning> {
    let name = snapshot.names().of(did).filter(|_| !snapshot.is_given(did));
    warnings(snapshot, did, name.map(String::as_str))
}
