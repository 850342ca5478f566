//! What an endorsement is about that is itself looked at, and whether that is at hand.
//!
//! No finding depends on it: an endorsement is signed, valid and given whether or not its reader has what it
//! speaks of. Source: `spec/endorsements.md` §1.

use super::Evidence;
use crate::canon::json::{Object, Value};
use crate::credential::model::{Credential, related};
use crate::statement::word::names_somebody;

/// Whether a credential is an endorsement, and no badge that calls itself one as well.
pub(super) fn is_endorsement(credential: &Credential<'_>) -> bool {
    let badge = ["OpenBadgeCredential", "AchievementCredential"];
    credential.is_a("EndorsementCredential")
        && !badge.iter().any(|name| credential.is_a(name))
        && credential.achievement().is_none()
}

/// What an endorsement is about: its id, what that is called where it is at hand, and `at_hand`: `content`
/// where it is the very content that was endorsed, `other` where only other content of that id is, `id` where
/// the endorsement names no digest to tell by, `no` where nothing of that id is, `somebody` where it is about
/// somebody. Nothing where it is no endorsement.
pub(super) fn told(credential: &Credential<'_>, evidence: &Evidence) -> Option<Object> {
    let id = credential.subject_id().filter(|_| is_endorsement(credential))?;
    let mut object = Object::new();
    object.insert("id", id);
    if names_somebody(id) {
        object.insert("at_hand", "somebody");
        return Some(object);
    }
    let (at_hand, content) = found(credential.document(), id, evidence);
    object.insert("at_hand", at_hand);
    let name = content.as_ref().and_then(|content| {
        let achievement = Credential::new(content).achievement().unwrap_or(content);
        achievement.get("name").and_then(Value::as_str)
    });
    if let Some(name) = name {
        object.insert("name", name);
    }
    Some(object)
}

/// Whether what an endorsement names by this id is at hand, and that; other content is not what was endorsed.
fn found(endorsement: &Value, id: &str, evidence: &Evidence) -> (&'static str, Option<Value>) {
    let bears = |one: &Credential<'_>| one.id() == Some(id) || one.achievement_id() == Some(id);
    let badges = evidence.badges_bearing(bears).into_iter().filter_map(|badge| {
        let credential = badge.credential();
        match credential.id() == Some(id) {
            true => Some(badge.document().clone()),
            false => credential.achievement().cloned(),
        }
    });
    let described = evidence.achievements();
    let described = described.of(id).iter().map(|one| one.document.clone());
    let mut loose = None;
    let mut other = false;
    for content in badges.chain(described) {
        match related::pinning(endorsement, id, &content) {
            Some(true) => return ("content", Some(content)),
            Some(false) => other = true,
            None => loose = Some(content),
        }
    }
    match (loose, other) {
        (Some(content), _) => ("id", Some(content)),
        (None, true) => ("other", None),
        (None, false) => ("no", None),
    }
}
