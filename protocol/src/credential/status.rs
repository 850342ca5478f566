//! Where a credential says that it may be revoked.
//!
//! Ours name list and index under a DID URL of the issuer; the revocations themselves are entries
//! of the issuer's feed. This module reads and writes the member; `verdict` judges it.
//!
//! Source: Bitstring Status List 1.0 §2.1; `spec/` status.

use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::limits::STATUS_LIST_ENTRIES;

/// The type of the status entries we write.
pub const BITSTRING_ENTRY: &str = "BitstringStatusListEntry";

/// A place in one of an issuer's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The list, 1 in this version.
    pub list: u32,
    /// The index in it, below [`STATUS_LIST_ENTRIES`].
    pub index: u32,
}

impl Place {
    /// The place that four random bytes give in the first list.
    #[must_use]
    pub fn random(bytes: [u8; 4]) -> Self {
        // The list's size is a power of two, so the remainder is even.
        let index = u32::from_le_bytes(bytes).checked_rem(STATUS_LIST_ENTRIES).unwrap_or_default();
        Self { list: 1, index }
    }

    /// The `credentialStatus` member of a credential of `issuer` at this place.
    #[must_use]
    pub fn to_value(self, issuer: &Did) -> Value {
        let list = self.list_of(issuer);
        let mut out = Object::new();
        out.insert("id", Value::from(format!("{list}#{}", self.index)));
        out.insert("type", Value::from(BITSTRING_ENTRY));
        out.insert("statusPurpose", Value::from("revocation"));
        out.insert("statusListIndex", Value::from(self.index.to_string()));
        out.insert("statusListCredential", Value::from(list));
        Value::Object(out)
    }

    fn list_of(self, issuer: &Did) -> String {
        format!("{issuer}/status/{}", self.list)
    }
}

/// What a `credentialStatus` member says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusEntry {
    /// A place in a list of the issuer's feed.
    Ours {
        /// Whose feed.
        issuer: Did,
        /// The place.
        place: Place,
    },
    /// A list somewhere else.
    List {
        /// Its address.
        list: String,
    },
    /// A type not known here.
    Foreign {
        /// The type.
        kind: String,
    },
    /// A member is missing or wrong.
    Wrong {
        /// The member.
        field: &'static str,
    },
}

impl StatusEntry {
    /// Reads one entry of `credentialStatus`.
    #[must_use]
    pub fn read(entry: &Value) -> Self {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let Some(kind) = super::model::types(entry).next() else {
            return Self::Wrong { field: "credentialStatus.type" };
        };
        if kind != BITSTRING_ENTRY && kind != "StatusList2021Entry" {
            return Self::Foreign { kind: kind.to_owned() };
        }
        let Some(list) = text("statusListCredential") else {
            return Self::Wrong { field: "credentialStatus.statusListCredential" };
        };
        let Some(index) = text("statusListIndex").and_then(decimal) else {
            return Self::Wrong { field: "credentialStatus.statusListIndex" };
        };
        let Some((did, number)) = list.split_once("/status/") else {
            return Self::List { list: list.to_owned() };
        };
        let Ok(issuer) = did.parse::<Did>() else {
            return Self::List { list: list.to_owned() };
        };
        let Some(number) = decimal(number).filter(|number| *number > 0) else {
            return Self::Wrong { field: "credentialStatus.statusListCredential" };
        };
        if index >= STATUS_LIST_ENTRIES {
            return Self::Wrong { field: "credentialStatus.statusListIndex" };
        }
        if text("statusPurpose") != Some("revocation") {
            return Self::Wrong { field: "credentialStatus.statusPurpose" };
        }
        Self::Ours { issuer, place: Place { list: number, index } }
    }
}

/// A number in plain decimal digits, without sign or leading zero.
fn decimal(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let lead = text.len() > 1 && text.starts_with('0');
    if plain && !lead { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::SecretKey;

    fn issuer() -> Did {
        Did::from(SecretKey::from_seed(&[1; 32]).public())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let place = Place { list: 1, index: 131_071 };
        let read = StatusEntry::read(&place.to_value(&issuer()));
        assert_eq!(read, StatusEntry::Ours { issuer: issuer(), place });
        assert!(Place::random([0xff; 4]).index < STATUS_LIST_ENTRIES);
    }

    #[test]
    fn every_changed_member_is_told() {
        let check = |name: &str, value: &str, expected: &StatusEntry| {
            let mut entry = Place { list: 1, index: 7 }.to_value(&issuer());
            if let Value::Object(members) = &mut entry {
                members.insert(name, Value::from(value));
            }
            assert_eq!(StatusEntry::read(&entry), *expected, "{name} {value}");
        };
        let wrong_index = StatusEntry::Wrong { field: "credentialStatus.statusListIndex" };
        for index in ["131072", "-1", "+1", "007", "0x7", "", " 7", "7.0", "99999999999"] {
            check("statusListIndex", index, &wrong_index);
        }
        let purpose = StatusEntry::Wrong { field: "credentialStatus.statusPurpose" };
        check("statusPurpose", "suspension", &purpose);
        let list = "https://a.example/list".to_owned();
        check("statusListCredential", &list, &StatusEntry::List { list: list.clone() });
        let list = format!("{}/status/0", issuer());
        let wrong_list = StatusEntry::Wrong { field: "credentialStatus.statusListCredential" };
        check("statusListCredential", &list, &wrong_list);
        let kind = "1EdTechRevocationList".to_owned();
        check("type", &kind, &StatusEntry::Foreign { kind: kind.clone() });
    }
}
