//! Where a credential says that it may be revoked.
//!
//! Ours name list and index under a DID URL of the issuer, or under the issuer's address on the web;
//! the revocations themselves are entries of the issuer's feed. Those of others name a list at an address. This module reads and writes
//! the member; `status_list` reads the lists and `verdict` judges.
//!
//! Source: Bitstring Status List 1.0 §2.1; Status List 2021 §4; 1EdTech Revocation List Status
//! Method 1.0; `spec/status.md`.

#[cfg(test)]
mod tests;

use super::status_list::revocations::REVOCATION_LIST;
use super::status_list::{Form, Slot};
use crate::canon::hash::sha256;
use crate::canon::json::{Object, Value};
use crate::identity::{Did, PublicKey};
use crate::limits::{STATUS_LIST_ENTRIES, STATUS_SIZE_BITS_MAX};

/// The type of the status entries we write.
pub const BITSTRING_ENTRY: &str = "BitstringStatusListEntry";

/// Domain of list numbers. Source: `spec/status.md` §1.
const LISTS_DOMAIN: &[u8] = b"bot/status-lists/1\0";

/// Most lists of one writer: 255, for 16 million credentials.
pub const LISTS_OF_WRITER_MAX: u32 = 255;

/// A place in one of an issuer's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of the list, from 1.
    pub list: u32,
    /// The index in it, below [`STATUS_LIST_ENTRIES`].
    pub index: u32,
}

impl Place {
    /// The first of the lists in which this writer takes places, each writer in its own.
    ///
    /// Source: `spec/status.md` §1.
    #[must_use]
    pub fn first_list(writer: &PublicKey) -> u32 {
        let hash = sha256(&[LISTS_DOMAIN, writer.as_bytes()]);
        let [first, second, third, ..] = *hash.as_bytes();
        u32::from_be_bytes([first, second, third, 1])
    }

    /// The place that four random bytes give in this list.
    #[must_use]
    pub fn random(list: u32, bytes: [u8; 4]) -> Self {
        // The list's size is a power of two, so the remainder is even.
        let index = u32::from_le_bytes(bytes).checked_rem(STATUS_LIST_ENTRIES).unwrap_or_default();
        Self { list, index }
    }

    /// The `credentialStatus` member of a credential of `issuer` at this place.
    #[must_use]
    pub fn to_value(self, issuer: &Did) -> Value {
        self.entry(issuer, StatusPurpose::Revocation, None)
    }

    /// The status entry of a credential of `issuer` at this place, for a purpose; the list is named
    /// under the issuer's address on the web, where one is given.
    #[must_use]
    pub fn entry(self, issuer: &Did, purpose: StatusPurpose, base: Option<&str>) -> Value {
        let list = OwnList { issuer: *issuer, list: self.list, purpose }.name(base);
        let mut out = Object::new();
        out.insert("id", Value::from(format!("{list}#{}", self.index)));
        out.insert("type", Value::from(BITSTRING_ENTRY));
        out.insert("statusPurpose", Value::from(purpose.name()));
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

/// A list that an issuer makes of its own feed, by its name.
///
/// It has two spellings: `DID/status/NUMBER`, and the same path at an address on the web. The list
/// of suspensions has `/suspension` behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnList {
    /// Whose feed.
    pub issuer: Did,
    /// The number of the list, from 1.
    pub list: u32,
    /// What it tells.
    pub purpose: StatusPurpose,
}

impl OwnList {
    /// The name, at an address on the web where one is given.
    #[must_use]
    pub fn name(&self, base: Option<&str>) -> String {
        let Self { issuer, list, purpose } = self;
        let end = if *purpose == StatusPurpose::Suspension { "/suspension" } else { "" };
        match base.map(|base| base.trim_end_matches('/')) {
            Some(base) => format!("{base}/status/{issuer}/{list}{end}"),
            None => format!("{issuer}/status/{list}{end}"),
        }
    }

    /// The list that a name in either spelling names; `None` where it is no such name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        let (before, after) = name.rsplit_once("/status/")?;
        let web = before.starts_with("https://") || before.starts_with("http://");
        let (issuer, rest) = if web { after.split_once('/')? } else { (before, after) };
        let issuer = issuer.parse::<Did>().ok()?;
        let (number, purpose) = match rest.split_once('/') {
            None => (rest, StatusPurpose::Revocation),
            Some((number, "suspension")) => (number, StatusPurpose::Suspension),
            Some(_) => return None,
        };
        let list = decimal(number).and_then(|number| u32::try_from(number).ok());
        let list = list.filter(|number| *number > 0)?;
        Some(Self { issuer, list, purpose })
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
        /// The entry as it is written.
        entry: ListEntry,
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

    /// The same place in the list of another purpose, where the list is an issuer's own; named as
    /// this one is.
    #[must_use]
    pub fn with_purpose(&self, purpose: StatusPurpose) -> Option<Self> {
        let own = OwnList::read(&self.list)?;
        let base = self.list.rsplit_once("/status/").map(|(before, _)| before);
        let base = base.filter(|_| !self.is_named_by_did());
        let list = OwnList { purpose, ..own }.name(base);
        Some(Self { list, purpose, ..self.clone() })
    }

    /// Whether the list is named by a DID rather than by an address.
    #[must_use]
    pub fn is_named_by_did(&self) -> bool {
        self.list.starts_with("did:")
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
        let did = entry.list.split_once("/status/").map(|(before, _)| before);
        let by_did = did.is_some_and(|did| did.parse::<Did>().is_ok());
        match own(&entry) {
            Ok((issuer, place)) => Self::Ours { issuer, place, entry },
            Err(field) if by_did => Self::Wrong { field },
            // At an address of the same shape somebody else's list may lie.
            Err(_) => Self::List(entry),
        }
    }
}

/// The issuer and the place that an entry names in a list of the issuer's feed, or the member that
/// is not as ours are.
fn own(entry: &ListEntry) -> Result<(Did, Place), &'static str> {
    let list = OwnList::read(&entry.list).ok_or("credentialStatus.statusListCredential")?;
    let index = u32::try_from(entry.slot.index).ok();
    let index = index.filter(|index| *index < STATUS_LIST_ENTRIES);
    let index = index.ok_or("credentialStatus.statusListIndex")?;
    if entry.form != Form::Bitstring || entry.purpose != list.purpose {
        return Err("credentialStatus.statusPurpose");
    }
    if entry.slot.bits != 1 {
        return Err("credentialStatus.statusSize");
    }
    Ok((list.issuer, Place { list: list.list, index }))
}

/// A number in plain decimal digits, without sign or leading zero.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let lead = text.len() > 1 && text.starts_with('0');
    if plain && !lead { text.parse().ok() } else { None }
}
