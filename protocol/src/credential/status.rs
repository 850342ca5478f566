//! Where a credential says that it may be revoked.
//!
//! Ours name list and index under a DID URL of the issuer; the revocations themselves are entries
//! of the issuer's feed. Those of others name a list at an address. This module reads and writes
//! the member; `status_list` reads the lists and `verdict` judges.
//!
//! Source: Bitstring Status List 1.0 §2.1; Status List 2021 §4; 1EdTech Revocation List Status
//! Method 1.0; `spec/` status.

use super::status_list::revocations::REVOCATION_LIST;
use super::status_list::{Form, Slot};
use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::limits::{STATUS_LIST_ENTRIES, STATUS_SIZE_BITS_MAX};

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

    /// The name of the list of `issuer` that this place is in.
    #[must_use]
    pub fn list_of(self, issuer: &Did) -> String {
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
    /// A place in a list somewhere else.
    List(ListEntry),
    /// A list of revoked ids.
    Revocations {
        /// Its address.
        list: String,
    },
    /// A type, or a purpose, that is not known here.
    Foreign {
        /// It.
        kind: String,
    },
    /// A member is missing or wrong.
    Wrong {
        /// The member.
        field: &'static str,
    },
}

/// A place in somebody's status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntry {
    /// The form of the list.
    pub form: Form,
    /// Its address, by which it is named only.
    pub list: String,
    /// What the place is about.
    pub purpose: StatusPurpose,
    /// The place.
    pub slot: Slot,
    /// The words of the values, where the entry gives any.
    messages: Vec<(u64, String)>,
}

/// What a place in a status list is about.
///
/// Source: Bitstring Status List 1.0 §2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPurpose {
    /// Set once and for all.
    Revocation,
    /// Set for a time.
    Suspension,
    /// Some word of the issuer's.
    Message,
    /// A newer credential is to be had.
    Refresh,
}

impl StatusPurpose {
    const ALL: [Self; 4] = [Self::Revocation, Self::Suspension, Self::Message, Self::Refresh];

    /// Its name in entries and lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
            Self::Message => "message",
            Self::Refresh => "refresh",
        }
    }
}

impl ListEntry {
    /// The place in the list that an issuer makes of its own feed.
    #[must_use]
    pub fn of(issuer: &Did, place: Place) -> Self {
        Self {
            form: Form::Bitstring,
            list: place.list_of(issuer),
            purpose: StatusPurpose::Revocation,
            slot: Slot { index: u64::from(place.index), bits: 1 },
            messages: Vec::new(),
        }
    }

    /// The word that `value` stands for, where it stands for any.
    #[must_use]
    pub fn told(&self, value: u64) -> Option<String> {
        let words = self.messages.iter().find(|(of, _)| *of == value);
        match (words, value) {
            (Some((_, words)), _) => Some(format!("0x{value:x} {words}")),
            (None, 0) => None,
            (None, _) => Some(format!("{} 0x{value:x}", self.purpose.name())),
        }
    }

    fn read(entry: &Value, form: Form) -> Result<Self, StatusEntry> {
        let wrong = |field| StatusEntry::Wrong { field };
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let list = text("statusListCredential").filter(|list| !list.is_empty());
        let list = list.ok_or(wrong("credentialStatus.statusListCredential"))?;
        let index = text("statusListIndex").and_then(decimal);
        let index = index.ok_or(wrong("credentialStatus.statusListIndex"))?;
        let purpose = text("statusPurpose").ok_or(wrong("credentialStatus.statusPurpose"))?;
        let purpose = StatusPurpose::ALL
            .into_iter()
            .find(|known| known.name() == purpose)
            .ok_or_else(|| StatusEntry::Foreign { kind: purpose.to_owned() })?;
        let bits = match entry.get("statusSize") {
            None => 1,
            Some(size) => size
                .as_u64()
                .and_then(|size| u8::try_from(size).ok())
                .filter(|size| (1..=STATUS_SIZE_BITS_MAX).contains(size))
                .ok_or(wrong("credentialStatus.statusSize"))?,
        };
        let messages = messages(entry, bits).ok_or(wrong("credentialStatus.statusMessage"))?;
        let slot = Slot { index, bits };
        Ok(Self { form, list: list.to_owned(), purpose, slot, messages })
    }
}

/// The words of an entry's values: none, or one for each, as there must be for more than one bit.
fn messages(entry: &Value, bits: u8) -> Option<Vec<(u64, String)>> {
    let Some(list) = entry.get("statusMessage") else {
        return (bits == 1).then(Vec::new);
    };
    let read = list.as_array()?.iter().map(|one| {
        let value = one.get("status")?.as_str()?.strip_prefix("0x")?;
        let value = u64::from_str_radix(value, 16).ok()?;
        Some((value, one.get("message")?.as_str()?.to_owned()))
    });
    let read = read.collect::<Option<Vec<_>>>()?;
    let all = 1_usize.checked_shl(u32::from(bits))?;
    (read.len() == all).then_some(read)
}

impl StatusEntry {
    /// Reads one entry of `credentialStatus`.
    #[must_use]
    pub fn read(entry: &Value) -> Self {
        let Some(kind) = super::model::types(entry).next() else {
            return Self::Wrong { field: "credentialStatus.type" };
        };
        if kind == REVOCATION_LIST {
            return match entry.get("id").and_then(Value::as_str) {
                Some(list) => Self::Revocations { list: list.to_owned() },
                None => Self::Wrong { field: "credentialStatus.id" },
            };
        }
        match Form::ALL.into_iter().find(|form| form.entry_type() == kind) {
            None => Self::Foreign { kind: kind.to_owned() },
            Some(form) => ListEntry::read(entry, form).map_or_else(|fault| fault, Self::sorted),
        }
    }

    /// A place, ours where its list is named as ours are.
    fn sorted(entry: ListEntry) -> Self {
        let Some((did, number)) = entry.list.split_once("/status/") else {
            return Self::List(entry);
        };
        let Ok(issuer) = did.parse::<Did>() else { return Self::List(entry) };
        let number = decimal(number).and_then(|number| u32::try_from(number).ok());
        let Some(list) = number.filter(|number| *number > 0) else {
            return Self::Wrong { field: "credentialStatus.statusListCredential" };
        };
        let index = u32::try_from(entry.slot.index).ok();
        let Some(index) = index.filter(|index| *index < STATUS_LIST_ENTRIES) else {
            return Self::Wrong { field: "credentialStatus.statusListIndex" };
        };
        if entry.purpose != StatusPurpose::Revocation {
            return Self::Wrong { field: "credentialStatus.statusPurpose" };
        }
        if entry.slot.bits != 1 {
            return Self::Wrong { field: "credentialStatus.statusSize" };
        }
        Self::Ours { issuer, place: Place { list, index } }
    }
}

/// A number in plain decimal digits, without sign or leading zero.
fn decimal(text: &str) -> Option<u64> {
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
        check("statusPurpose", "other", &StatusEntry::Foreign { kind: "other".to_owned() });
        let list = "https://a.example/list".to_owned();
        let entry = ListEntry {
            list: list.clone(),
            ..ListEntry::of(&issuer(), Place { list: 1, index: 7 })
        };
        check("statusListCredential", &list, &StatusEntry::List(entry));
        let list = format!("{}/status/0", issuer());
        let wrong_list = StatusEntry::Wrong { field: "credentialStatus.statusListCredential" };
        check("statusListCredential", &list, &wrong_list);
        check("statusListCredential", "", &wrong_list);
        let list = format!("{}/status/1#7", issuer());
        check("type", "1EdTechRevocationList", &StatusEntry::Revocations { list });
        let kind = "RevocationList2020Status".to_owned();
        check("type", &kind, &StatusEntry::Foreign { kind: kind.clone() });
    }

    /// An entry of somebody else, with these members beside.
    fn entry(members: &str) -> StatusEntry {
        let text = format!(
            r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "message",
                "statusListCredential": "https://a.example/list" {members}}}"#
        );
        StatusEntry::read(&crate::canon::json::read(text.as_bytes()).unwrap())
    }

    #[test]
    fn an_index_is_text_of_plain_digits_of_any_size_that_lists_have() {
        let wrong = StatusEntry::Wrong { field: "credentialStatus.statusListIndex" };
        for index in
            ["7", "-0", r#""07""#, r#""7 ""#, r#""١""#, r#""18446744073709551616""#, "null"]
        {
            assert_eq!(entry(&format!(r#", "statusListIndex": {index}"#)), wrong, "{index}");
        }
        assert_eq!(entry(""), wrong);
        for index in [0, 131_072, u64::MAX] {
            let read = entry(&format!(r#", "statusListIndex": "{index}""#));
            let StatusEntry::List(read) = read else { panic!("{read:?}") };
            assert_eq!(read.slot, Slot { index, bits: 1 });
        }
    }

    #[test]
    fn wide_places_need_a_word_for_each_value() {
        let words = |count: u64| {
            let each = (0..count)
                .map(|value| format!(r#"{{"status": "0x{value:x}", "message": "m{value}"}}"#));
            format!("[{}]", each.collect::<Vec<_>>().join(", "))
        };
        let with = |size: &str, words: &str| {
            let words = if words.is_empty() {
                String::new()
            } else {
                format!(r#", "statusMessage": {words}"#)
            };
            entry(&format!(r#", "statusListIndex": "5", "statusSize": {size}{words}"#))
        };
        let told = |read: StatusEntry, value| {
            let StatusEntry::List(read) = read else { panic!("{read:?}") };
            read.told(value)
        };
        assert_eq!(told(with("2", &words(4)), 2).as_deref(), Some("0x2 m2"));
        assert_eq!(told(with("8", &words(256)), 255).as_deref(), Some("0xff m255"));
        assert_eq!(told(with("1", ""), 0), None);
        assert_eq!(told(with("1", ""), 1).as_deref(), Some("message 0x1"));
        assert_eq!(told(with("1", &words(2)), 0).as_deref(), Some("0x0 m0"));
        let message = StatusEntry::Wrong { field: "credentialStatus.statusMessage" };
        for (size, words) in
            [("2", String::new()), ("2", words(3)), ("2", words(5)), ("1", words(1))]
        {
            assert_eq!(with(size, &words), message, "{size} {words}");
        }
        assert_eq!(
            with("1", r#"[{"status": "0", "message": "a"}, {"status": "0x1", "message": "b"}]"#),
            message
        );
        let size = StatusEntry::Wrong { field: "credentialStatus.statusSize" };
        for wrong in ["0", "9", "-1", "1.5", r#""1""#, "null", "256"] {
            assert_eq!(with(wrong, ""), size, "{wrong}");
        }
    }
}
