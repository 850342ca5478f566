//! Disclosures of an SD-JWT, put back where their digests stand.
//!
//! Whatever could mean two things is refused: a disclosure that nothing or two places ask for, one
//! that overwrites, digests given twice, the names that are for digests used for anything else.
//!
//! Source: RFC 9901 §4.2, §7.1, §9.3.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::canon::multibase::{decode_base64url, encode_base64url};
use bot_protocol::limits::{DISCLOSURES_MAX, JSON_DEPTH_MAX};

/// The member that lists the digests of hidden members.
pub(super) const DIGESTS: &str = "_sd";
/// The member that stands for a hidden item of a list.
pub(super) const ITEM: &str = "...";
/// The claim that names the algorithm of digests.
pub(super) const ALGORITHM: &str = "_sd_alg";

/// The member of a credential that says where it is revoked.
const STATUS: &str = "credentialStatus";

/// The member of a subject that says what was achieved.
const ACHIEVEMENT: &str = "achievement";

/// Why disclosures cannot be put back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DisclosureFault {
    /// More of them than are looked at.
    #[error("it has {found} disclosures, at most {max} are read")]
    Many {
        /// How many there are.
        found: usize,
        /// How many there may be.
        max: usize,
    },
    /// One that is not base64url of a list with a salt, a name and a value, or a salt and a value.
    #[error("the disclosure {number} is malformed: {what}")]
    Malformed {
        /// Which, from 1.
        number: usize,
        /// What is wrong.
        what: String,
    },
    /// The same one twice.
    #[error("the disclosure {number} is there twice")]
    Twice {
        /// Which, from 1.
        number: usize,
    },
    /// One whose digest stands nowhere.
    #[error("the disclosure {number} belongs nowhere")]
    Nowhere {
        /// Which, from 1.
        number: usize,
    },
    /// A digest that stands in two places.
    #[error("the digest {0} is there twice")]
    DigestTwice(String),
    /// A member for digests that is used otherwise.
    #[error("{0:?} is not used as it must be")]
    Reserved(&'static str),
    /// A disclosure that stands where one of the other kind belongs.
    #[error("the disclosure {number} is of the wrong kind for its place")]
    Kind {
        /// Which, from 1.
        number: usize,
    },
    /// A member that is there already.
    #[error("the disclosure {number} would overwrite {name:?}")]
    Overwrites {
        /// Which, from 1.
        number: usize,
        /// The member.
        name: String,
    },
    /// Nested deeper than JSON may be.
    #[error("nested deeper than {JSON_DEPTH_MAX}")]
    Deep,
}

/// What putting back gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Restored {
    /// How many digests have no disclosure where a date, a status or a part of one may be hidden:
    /// at the top, and inside the status.
    pub(crate) hidden: u64,
    /// How many digests inside the achievement have no disclosure.
    pub(crate) in_achievement: u64,
    /// How many digests at the top have no disclosure.
    pub(crate) at_top: u64,
    /// The members at the top inside which a digest has no disclosure.
    pub(crate) within: BTreeSet<String>,
    /// The algorithm of digests, where it is another than SHA-256.
    pub(crate) algorithm: Option<String>,
}

impl Restored {
    /// Whether anything is not shown.
    pub(crate) fn is_partial(&self) -> bool {
        self.at_top > 0 || !self.within.is_empty()
    }

    /// Whether a member at the top of a credential, or a part of it, may not be shown. Items of a list
    /// leave nothing where they stood.
    pub(crate) fn hides(&self, member: &str) -> bool {
        self.at_top > 0 || [member, "vc"].into_iter().any(|name| self.within.contains(name))
    }
}

/// A disclosure, and which it is.
struct Disclosure {
    number: usize,
    name: Option<String>,
    value: Value,
}

#[derive(Default)]
struct Restoring {
    open: BTreeMap<String, Disclosure>,
    seen: BTreeSet<String>,
    /// How many digests had no disclosure, and how many of them inside two members.
    hidden: u64,
    in_status: u64,
    in_achievement: u64,
    within: BTreeSet<String>,
}

/// Puts the disclosures back into the payload.
///
/// # Errors
/// [`DisclosureFault`].
pub(crate) fn restore(
    payload: &mut Object,
    disclosures: &[&str],
) -> Result<Restored, DisclosureFault> {
    if disclosures.len() > DISCLOSURES_MAX {
        let found = disclosures.len();
        return Err(DisclosureFault::Many { found, max: DISCLOSURES_MAX });
    }
    let algorithm = match payload.remove(ALGORITHM) {
        None => None,
        Some(Value::String(name)) if name == "sha-256" => None,
        Some(Value::String(name)) => Some(name),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_),
        ) => return Err(DisclosureFault::Reserved(ALGORITHM)),
    };
    if algorithm.is_some() {
        return Ok(Restored { algorithm, ..Restored::default() });
    }
    let mut open = BTreeMap::new();
    for (number, text) in (1_usize..).zip(disclosures) {
        let digest = encode_base64url(sha256(&[text.as_bytes()]).as_bytes());
        if open.insert(digest, read(number, text)?).is_some() {
            return Err(DisclosureFault::Twice { number });
        }
    }
    let mut restoring = Restoring { open, ..Restoring::default() };
    let at_top = restoring.members(payload, JSON_DEPTH_MAX)?;
    let hidden = at_top.saturating_add(restoring.in_status);
    let Restoring { in_achievement, within, .. } = restoring;
    match restoring.open.into_values().map(|disclosure| disclosure.number).min() {
        Some(number) => Err(DisclosureFault::Nowhere { number }),
        None => Ok(Restored { hidden, in_achievement, algorithm, at_top, within }),
    }
}

/// The first member anywhere in a payload that only an SD-JWT has.
pub(crate) fn mark(payload: &Object) -> Option<&'static str> {
    let own = [DIGESTS, ITEM, ALGORITHM].into_iter().find(|name| payload.contains(name));
    own.or_else(|| payload.iter().find_map(|(_, value)| mark_in(value)))
}

/// The same in a value, which is no deeper than JSON may be.
fn mark_in(value: &Value) -> Option<&'static str> {
    match value {
        Value::Object(members) => mark(members),
        Value::Array(items) => items.iter().find_map(mark_in),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Reads one disclosure.
///
/// Source: RFC 9901 §4.2.1, §4.2.2.
fn read(number: usize, text: &str) -> Result<Disclosure, DisclosureFault> {
    let malformed = |what: String| DisclosureFault::Malformed { number, what };
    let bytes = decode_base64url(text).map_err(|fault| malformed(fault.to_string()))?;
    let value = json::read(&bytes).map_err(|fault| malformed(fault.to_string()))?;
    let Value::Array(items) = value else {
        return Err(malformed("expected a list".to_owned()));
    };
    match <[Value; 3]>::try_from(items) {
        Ok([Value::String(_), Value::String(name), value]) => {
            Ok(Disclosure { number, name: Some(name), value })
        }
        Ok(_) => Err(malformed("salt and name must be texts".to_owned())),
        Err(items) => match <[Value; 2]>::try_from(items) {
            Ok([Value::String(_), value]) => Ok(Disclosure { number, name: None, value }),
            Ok(_) => Err(malformed("the salt must be a text".to_owned())),
            Err(items) => Err(malformed(format!("found {} items, expected 2 or 3", items.len()))),
        },
    }
}

impl Restoring {
    fn value(&mut self, value: &mut Value, depth: usize) -> Result<(), DisclosureFault> {
        match value {
            Value::Object(members) => self.members(members, depth).map(|_| ()),
            Value::Array(items) => self.items(items, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    /// Restores the members of an object; tells how many stay hidden.
    fn members(&mut self, members: &mut Object, depth: usize) -> Result<u64, DisclosureFault> {
        let depth = depth.checked_sub(1).ok_or(DisclosureFault::Deep)?;
        if members.contains(ITEM) {
            return Err(DisclosureFault::Reserved(ITEM));
        }
        if members.contains(ALGORITHM) {
            return Err(DisclosureFault::Reserved(ALGORITHM));
        }
        let digests = members.remove(DIGESTS);
        for (name, member) in members.iter_mut() {
            self.member(name, member, depth)?;
        }
        let Some(digests) = digests else { return Ok(0) };
        let Value::Array(digests) = digests else {
            return Err(DisclosureFault::Reserved(DIGESTS));
        };
        // To look through all members for each of hundreds of disclosures would cost seconds.
        let mut names: BTreeSet<String> = members.keys().map(str::to_owned).collect();
        let mut shown = Vec::new();
        let mut hidden = 0_u64;
        for digest in digests {
            let Some(mut disclosure) = self.take(digest, DIGESTS)? else {
                hidden = hidden.saturating_add(1);
                continue;
            };
            let number = disclosure.number;
            let name = disclosure.name.take().ok_or(DisclosureFault::Kind { number })?;
            if [DIGESTS, ITEM, ALGORITHM].contains(&name.as_str()) {
                return Err(DisclosureFault::Reserved(DIGESTS));
            }
            if !names.insert(name.clone()) {
                return Err(DisclosureFault::Overwrites { number, name });
            }
            self.member(&name, &mut disclosure.value, depth)?;
            shown.push((name, disclosure.value));
        }
        if !shown.is_empty() {
            *members = std::mem::take(members).into_iter().chain(shown).collect();
        }
        Ok(hidden)
    }

    fn member(
        &mut self,
        name: &str,
        value: &mut Value,
        depth: usize,
    ) -> Result<(), DisclosureFault> {
        let before = self.hidden;
        self.value(value, depth)?;
        let inside = self.hidden.saturating_sub(before);
        if inside > 0 && depth.saturating_add(1) == JSON_DEPTH_MAX {
            self.within.insert(name.to_owned());
        }
        if name == STATUS {
            self.in_status = self.in_status.saturating_add(inside);
        }
        if name == ACHIEVEMENT {
            self.in_achievement = self.in_achievement.saturating_add(inside);
        }
        Ok(())
    }

    fn items(&mut self, items: &mut Vec<Value>, depth: usize) -> Result<(), DisclosureFault> {
        let depth = depth.checked_sub(1).ok_or(DisclosureFault::Deep)?;
        let mut kept = Vec::with_capacity(items.len());
        for mut item in std::mem::take(items) {
            let digest = match &mut item {
                Value::Object(members) if members.contains(ITEM) => {
                    if members.len() != 1 {
                        return Err(DisclosureFault::Reserved(ITEM));
                    }
                    members.remove(ITEM)
                }
                Value::Object(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_) => None,
            };
            if let Some(digest) = digest {
                let Some(disclosure) = self.take(digest, ITEM)? else { continue };
                if disclosure.name.is_some() {
                    return Err(DisclosureFault::Kind { number: disclosure.number });
                }
                item = disclosure.value;
            }
            self.value(&mut item, depth)?;
            kept.push(item);
        }
        *items = kept;
        Ok(())
    }

    /// The disclosure of a digest, which may stand in no other place.
    fn take(
        &mut self,
        digest: Value,
        place: &'static str,
    ) -> Result<Option<Disclosure>, DisclosureFault> {
        let Value::String(digest) = digest else { return Err(DisclosureFault::Reserved(place)) };
        let disclosure = self.open.remove(&digest);
        if disclosure.is_none() {
            self.hidden = self.hidden.saturating_add(1);
        }
        if !self.seen.insert(digest.clone()) {
            return Err(DisclosureFault::DigestTwice(digest));
        }
        Ok(disclosure)
    }
}

#[cfg(test)]
mod tests;
