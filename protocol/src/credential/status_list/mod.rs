//! Status lists of others: one bit, or a few, a credential, in a compressed string.
//!
//! This module reads what a list credential says; whether it may be believed (who signed it, for
//! which entry, as of when) is for `verdict`. Lists that name the revoked credentials one by one are
//! in [`revocations`].
//!
//! Source: Bitstring Status List 1.0 §2.2 and §3.2–3.4; Status List 2021 §4 and §5.

mod gzip;
pub mod revocations;
#[cfg(test)]
mod tests;
mod write;

pub use gzip::GzipFault;
pub use write::ListDraft;

use super::model::{Credential, many, types};
use crate::canon::json::Value;
use crate::canon::multibase::{self, BaseError};
use crate::limits::{STATUS_LIST_BYTES_MAX, STATUS_LIST_ENTRIES};

/// The two forms of a status list; they differ in names and in how the bits become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Bitstring Status List 1.0.
    Bitstring,
    /// Its predecessor, Status List 2021.
    StatusList2021,
}

impl Form {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Bitstring, Self::StatusList2021];

    /// The type of the entries in credentials.
    #[must_use]
    pub fn entry_type(self) -> &'static str {
        match self {
            Self::Bitstring => super::status::BITSTRING_ENTRY,
            Self::StatusList2021 => "StatusList2021Entry",
        }
    }

    /// The type of the list's credential.
    #[must_use]
    pub fn credential_type(self) -> &'static str {
        match self {
            Self::Bitstring => "BitstringStatusListCredential",
            Self::StatusList2021 => "StatusList2021Credential",
        }
    }

    /// The type of the list itself.
    #[must_use]
    pub fn list_type(self) -> &'static str {
        match self {
            Self::Bitstring => "BitstringStatusList",
            Self::StatusList2021 => "StatusList2021",
        }
    }

    fn decode(self, text: &str) -> Result<Vec<u8>, BaseError> {
        match self {
            Self::Bitstring => multibase::decode_base64url_multibase(text),
            // The old form says only "base-64", and both alphabets are found in the wild.
            Self::StatusList2021 if text.contains(['+', '/', '=']) => {
                multibase::decode_base64(text)
            }
            Self::StatusList2021 => multibase::decode_base64url(text),
        }
    }
}

/// Whether a credential is a list that tells the status of others, by its types or its subject's,
/// and so no badge itself. One that awards something is a badge, whatever its types say beside.
#[must_use]
pub fn is_list(credential: &Credential<'_>) -> bool {
    const BADGES: [&str; 2] = ["OpenBadgeCredential", "AchievementCredential"];
    StatusList::claimed_by(credential)
        && !BADGES.iter().any(|name| credential.is_a(name))
        && credential.achievement().is_none()
}

/// Why a status list does not tell anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// It says that it is something else.
    #[error("its types do not include {expected}")]
    Type {
        /// The type it should have.
        expected: &'static str,
    },
    /// It has no subject, or several.
    #[error("it has {found} subjects, expected one")]
    Subjects {
        /// How many.
        found: usize,
    },
    /// A member is missing or is not what it should be.
    #[error("{name} is missing or not what it should be")]
    Member {
        /// The member, as a path.
        name: &'static str,
    },
    /// The text of the bits is not in its base.
    #[error("credentialSubject.encodedList: {0}")]
    Base(#[from] BaseError),
    /// The bits do not inflate.
    #[error("credentialSubject.encodedList: {0}")]
    Gzip(#[from] GzipFault),
    /// It is shorter than a list may be, so that a place in it could tell whose it is.
    #[error("it has {entries} places, expected at least {least}")]
    Short {
        /// How many it has.
        entries: u64,
        /// How many it should have.
        least: u64,
    },
    /// It has no such place.
    #[error("it has {entries} places, none with the index {index}")]
    Range {
        /// The index asked for.
        index: u64,
        /// How many places it has.
        entries: u64,
    },
}

/// A place in a status list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which place, from 0.
    pub index: u64,
    /// How many bits each place has, 1 to [`crate::limits::STATUS_SIZE_BITS_MAX`].
    pub bits: u8,
}

/// A status list, looked at: its members, its bits still packed.
#[derive(Clone, Copy, Debug)]
pub struct StatusList<'a> {
    form: Form,
    subject: &'a Value,
}

impl<'a> StatusList<'a> {
    /// Looks at a credential as a list of this form.
    ///
    /// # Errors
    /// [`ListFault`] where its types or its subject are not those of such a list.
    pub fn read(credential: &Credential<'a>, form: Form) -> Result<Self, ListFault> {
        if !credential.is_a(form.credential_type()) {
            return Err(ListFault::Type { expected: form.credential_type() });
        }
        let mut subjects = credential.subjects();
        let (Some(subject), None) = (subjects.next(), subjects.next()) else {
            return Err(ListFault::Subjects { found: credential.subjects().count() });
        };
        if !types(subject).any(|name| name == form.list_type()) {
            return Err(ListFault::Type { expected: form.list_type() });
        }
        Ok(Self { form, subject })
    }

    /// Whether a credential says, by its types or its subject's, that it is a list of any form; it
    /// may still be a malformed one.
    #[must_use]
    pub fn claimed_by(credential: &Credential<'_>) -> bool {
        let claims = |form: Form| {
            let mut lists = credential.subjects().flat_map(types);
            credential.is_a(form.credential_type()) || lists.any(|name| name == form.list_type())
        };
        Form::ALL.into_iter().any(claims)
    }

    /// Whether it says, as a list of revocations that an issuer of ours makes does, that suspensions
    /// stand in a list of their own. Source: `spec/status.md` §5.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        let id = self.subject.get("id").and_then(Value::as_str);
        id.is_some_and(|id| id.ends_with(write::APART))
    }

    /// What its places are about: `revocation`, `suspension` and the like.
    pub fn purposes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let purposes = self.subject.get("statusPurpose").into_iter().flat_map(many);
        purposes.filter_map(Value::as_str)
    }

    /// How long a copy of it may be used, in milliseconds, where it says so.
    ///
    /// # Errors
    /// [`ListFault::Member`] where that is no whole number.
    pub fn ttl_millis(&self) -> Result<Option<u64>, ListFault> {
        let wrong = ListFault::Member { name: "credentialSubject.ttl" };
        self.subject.get("ttl").map(|ttl| ttl.as_u64().ok_or(wrong)).transpose()
    }

    /// What stands at one place: 0 where nothing was ever set.
    ///
    /// The whole list is inflated and its checksum compared, but only this one place is kept.
    ///
    /// # Errors
    /// [`ListFault`] where the bits cannot be had, are too few or too many, or have no such place.
    pub fn value_at(&self, slot: Slot) -> Result<u64, ListFault> {
        self.look_up(slot).0
    }

    /// The same, and how many bytes were inflated, where it failed too.
    pub(crate) fn look_up(&self, slot: Slot) -> (Result<u64, ListFault>, u64) {
        let mut window = Window::new(slot);
        let value = self.pick(slot, &mut window);
        (value, window.passed)
    }

    fn pick(&self, slot: Slot, window: &mut Window) -> Result<u64, ListFault> {
        let name = "credentialSubject.encodedList";
        let text = self.subject.get("encodedList").and_then(Value::as_str);
        let packed = self.form.decode(text.ok_or(ListFault::Member { name })?)?;
        let bytes = gzip::inflate(&packed, STATUS_LIST_BYTES_MAX, |piece| window.pass(piece))?;
        let entries = bytes.saturating_mul(8).checked_div(u64::from(slot.bits));
        let entries = entries.ok_or(ListFault::Member { name: "credentialStatus.statusSize" })?;
        let least = u64::from(STATUS_LIST_ENTRIES);
        if entries < least {
            return Err(ListFault::Short { entries, least });
        }
        if slot.index >= entries {
            return Err(ListFault::Range { index: slot.index, entries });
        }
        Ok(window.value())
    }
}

/// The bits of one place, picked from bytes that pass by; index 0 is the leftmost bit.
struct Window {
    /// The first bit of the place, and the bit after its last.
    from: u64,
    to: u64,
    /// How many bytes have passed.
    passed: u64,
    value: u64,
}

impl Window {
    fn new(slot: Slot) -> Self {
        let from = slot.index.saturating_mul(u64::from(slot.bits));
        Self { from, to: from.saturating_add(u64::from(slot.bits)), passed: 0, value: 0 }
    }

    fn pass(&mut self, piece: &[u8]) {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        for bit in self.from..self.to {
            let within = (bit / 8).checked_sub(self.passed);
            let byte = within.and_then(|at| piece.get(usize::try_from(at).ok()?));
            if let Some(byte) = byte {
                let down = u32::try_from(bit % 8).unwrap_or_default();
                let mask = 0x80_u8.checked_shr(down).unwrap_or_default();
                let set = byte & mask != 0;
                self.value = (self.value << 1) | u64::from(set);
            }
        }
        self.passed = self.passed.saturating_add(length);
    }

    fn value(&self) -> u64 {
        self.value
    }
}
