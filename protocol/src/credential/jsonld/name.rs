//! The names of members: which stand for keywords, which are spelled as they must be.

use super::{JsonLdFault, iri};
use crate::canon::json::{Object, Value};
use crate::credential::contexts::{Active, Keyword};

/// The member that stands for a keyword, under its one name.
pub(super) fn alias<'a>(
    object: &'a Object,
    active: &Active,
    keyword: Keyword,
) -> Result<Option<(&'a str, &'a Value)>, JsonLdFault> {
    let named = if keyword == Keyword::Id { "an id" } else { "a type" };
    let mut found = None;
    for (name, value) in object.iter() {
        if active.keyword(name) == Some(keyword) {
            // The bare keyword would hide the member from those who read it by its alias.
            if name.starts_with('@') {
                return Err(JsonLdFault::Name(name.to_owned()));
            }
            if !matches!(name, "id" | "type") {
                return Err(JsonLdFault::Spelling(name.to_owned()));
            }
            if found.replace((name, value)).is_some() {
                return Err(JsonLdFault::Twice(named));
            }
        }
    }
    Ok(found)
}

/// Whether a member bears the name of a type while a member's name for the same IRI exists, as
/// `Profile` and `creator` do in Open Badges.
pub(super) fn is_type_name(active: &Active, name: &str, iri: &str) -> bool {
    let of_type = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    of_type(name) && active.names(iri).any(|other| !of_type(other))
}

/// Whether an object is nothing but a reference.
pub(super) fn is_reference(object: &Object, active: &Active) -> bool {
    let mut names = object.keys();
    let only = names.next().filter(|_| object.len() == 1);
    only.is_some_and(|name| active.keyword(name) == Some(Keyword::Id))
}

/// Whether statements can be made with what a member stands for.
pub(super) fn predicate_is_absolute(predicate: &str) -> Result<(), JsonLdFault> {
    if iri::is_absolute(predicate) {
        return Ok(());
    }
    Err(JsonLdFault::Iri(predicate.to_owned()))
}
