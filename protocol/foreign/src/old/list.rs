//! What a revocation list of the older generations says of one badge.
//!
//! Something counts as a list that does not name the badge only where all of it could be read: an
//! entry or a document that says what it is in no known way may be the badge's own revocation.
//!
//! Source: Open Badges 2.0, RevocationList; Open Badges 1.1, `revocationList` (a map of uids).

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::types;
use bot_protocol::credential::status_list::revocations::is_same;

use super::document::{Generation, Old};

/// What a list says of a badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// That it is revoked, and why.
    Revoked(String),
    /// Nothing, though all of it was read.
    Clear,
    /// What of it cannot be read; it may be what revokes the badge.
    Unreadable(String),
}

const ENTRIES: &str = "revokedAssertions";

/// The names that an entry gives a badge by; a document in JSON-LD may write `id` as `@id`.
const NAMES: [&str; 3] = ["id", "@id", "uid"];

/// Names that are no uid of a badge: they are there where something else lies at the address, as an
/// answer that says that nothing does, a document in JSON-LD, or a list around the map.
///
/// Source: RFC 9457 §3.1 (`title`, `status`, `detail`); JSON-LD 1.1 §1.7; Moodle, "Web services"
/// (`exception`, `errorcode`).
const NO_UIDS: [&str; 19] = [
    "error",
    "errors",
    "message",
    "title",
    "status",
    "detail",
    "code",
    "id",
    "issuer",
    "@id",
    "@type",
    "@context",
    "success",
    "reason",
    "ok",
    "exception",
    "errorcode",
    "revoked",
    "assertions",
];

/// What `list` says of a badge: by its entries, in Open Badges 1 by its members.
pub(super) fn told(old: &Old, list: &Value) -> Told {
    let Some(members) = list.as_object() else { return Told::Unreadable(ENTRIES.to_owned()) };
    let own = own(old);
    let typed = list.get("type").is_some();
    if let Some(entries) = list.get(ENTRIES) {
        return match among(&own, entries) {
            // A list that is no list as it must be can still show that a badge is revoked.
            Told::Clear if !types(list).any(|kind| kind == "RevocationList") => {
                Told::Unreadable("type".to_owned())
            }
            told @ (Told::Revoked(_) | Told::Clear | Told::Unreadable(_)) => told,
        };
    }
    if typed {
        return Told::Unreadable(ENTRIES.to_owned());
    }
    if let Some((_, because)) = members.iter().find(|(name, _)| is_named(&own, name)) {
        return Told::Revoked(because.as_str().unwrap_or_default().to_owned());
    }
    // The map has for each uid a reason; what holds more than a text is something around it.
    let foreign = members.iter().find(|(name, because)| {
        let no_uid = NO_UIDS.iter().any(|no_uid| no_uid.eq_ignore_ascii_case(name));
        no_uid || !(because.is_null() || because.as_str().is_some())
    });
    match old.generation {
        Generation::Half | Generation::One => foreign.map_or(Told::Clear, |(name, _)| {
            Told::Unreadable(format!("issuer.revocationList.{name}"))
        }),
        Generation::Two => Told::Unreadable("type".to_owned()),
    }
}

/// What the entries say; one that revokes counts beside others that cannot be read.
fn among(own: &[&str], entries: &Value) -> Told {
    let Some(entries) = entries.as_array() else { return Told::Unreadable(ENTRIES.to_owned()) };
    let mut all = Told::Clear;
    for (index, entry) in entries.iter().enumerate() {
        match names(entry) {
            Some(names) if names.iter().any(|name| is_named(own, name)) => {
                let because = entry.get("revocationReason").and_then(Value::as_str);
                return Told::Revoked(because.unwrap_or_default().to_owned());
            }
            Some(_) => {}
            None if all == Told::Clear => all = Told::Unreadable(format!("{ENTRIES}[{index}]")),
            None => {}
        }
    }
    all
}

/// The names that an entry gives a badge; `None` where it gives none that can be read. What is
/// `null` is not given.
fn names(entry: &Value) -> Option<Vec<&str>> {
    if let Some(name) = entry.as_str() {
        return Some(vec![name]);
    }
    let given = NAMES.into_iter().filter_map(|name| entry.get(name));
    let given = given.filter(|name| !name.is_null());
    let names = given.map(Value::as_str).collect::<Option<Vec<_>>>()?;
    (!names.is_empty()).then_some(names)
}

/// The names of a badge: looked up once, as a list may have many entries and a badge many members.
fn own(old: &Old) -> Vec<&str> {
    let uid = old.document.get("uid").and_then(Value::as_str);
    [old.id(), old.url(), uid].into_iter().flatten().collect()
}

/// Whether a name is one of the badge's own.
fn is_named(own: &[&str], name: &str) -> bool {
    own.iter().any(|own| is_same(name, own))
}
