//! Kind 17: credentials that no longer hold. `[1, list, [index…], reason | null]`; of a former
//! identity of the author `[2, list, [index…], reason | null, identity]`.

use crate::{
    canon::cbor::Writer,
    identity::Did,
    limits::{REASON_BYTES_MAX, REVOKE_INDEXES_MAX},
    statement::{ContentError, kinds, text},
};

/// Credentials of the author that are revoked, by their place in a status list, for good; or of an
/// identity that the author came after.
///
/// An index names nobody: only who holds the credential knows whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoke {
    /// The number of the status list.
    pub list: u32,
    /// The places in it, sorted, each once, at least one.
    pub indexes: Vec<u32>,
    /// Why, in words that name nobody.
    pub reason: Option<String>,
    /// Whose list it is, where that is a former identity of the author's.
    pub of: Option<Did>,
}

impl Revoke {
    /// Reads the content of a body of kind 17.
    ///
    /// # Errors
    /// When it is not canonical, names no index, or names them out of order.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let (mut reader, version) = kinds::open_either(bytes, 4)?;
        let list = reader.u32()?;
        let indexes = kinds::numbers(&mut reader, "indexes", REVOKE_INDEXES_MAX)?;
        let reason = kinds::optional_text(&mut reader)?;
        let of = kinds::former(&mut reader, version)?;
        reader.end()?;
        let revoke = Self { list, indexes, reason, of };
        revoke.check()?;
        Ok(revoke)
    }

    /// Checks the list and the reason.
    ///
    /// # Errors
    /// When there is no index, too many or out of order, or the reason is empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        kinds::check_numbers("indexes", &self.indexes, REVOKE_INDEXES_MAX)?;
        text::lines("reason", self.reason.as_deref(), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        kinds::write_either(&mut writer, 4, self.of.as_ref());
        writer.uint(self.list);
        kinds::write_numbers(&mut writer, &self.indexes);
        kinds::write_optional(&mut writer, self.reason.as_deref());
        kinds::write_former(&mut writer, self.of.as_ref());
        writer.into_bytes()
    }
}
