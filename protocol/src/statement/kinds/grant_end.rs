//! Kind 23: the end of a grant. `[1, id, void, reason | null]`.

use crate::{
    canon::{cbor::Writer, hash::Hash},
    limits::REASON_BYTES_MAX,
    statement::{ContentError, kinds, text},
};

/// A grant of the author no longer holds.
///
/// What was awarded before stands, unless the grant is void from the beginning. Whether the author
/// gave the named grant is told by whoever holds both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantEnd {
    /// The id of the statement that holds the grant.
    pub grant: Hash,
    /// True where the grant never counted, false where it ends with this statement.
    pub void: bool,
    /// Why, in people's words.
    pub reason: Option<String>,
}

impl GrantEnd {
    /// Reads the content of a body of kind 23.
    ///
    /// # Errors
    /// When it is not canonical, or the reason is empty or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 4)?;
        let grant = Hash::from_bytes(reader.fixed()?);
        let void = kinds::flag(&mut reader)?;
        let reason = kinds::optional_text(&mut reader)?;
        reader.end()?;
        let end = Self { grant, void, reason };
        end.check()?;
        Ok(end)
    }

    /// Checks the reason.
    ///
    /// # Errors
    /// When it is empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        text::lines("reason", self.reason.as_deref(), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(1_u8);
        writer.bytes(self.grant.as_bytes());
        writer.uint(u8::from(self.void));
        kinds::write_optional(&mut writer, self.reason.as_deref());
        writer.into_bytes()
    }
}
