//! Kind 33: the author is no longer a member. `[1, community, words | null]`.

use crate::{
    canon::cbor::Writer,
    identity::{Did, PublicKey},
    limits::REASON_BYTES_MAX,
    statement::{ContentError, kinds, text},
};

/// The author leaves a community: what made them a member of it until then counts no more.
///
/// Source: `spec/communities.md` §4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Which community.
    pub community: Did,
    /// Why, in people's words.
    pub words: Option<String>,
}

impl Leave {
    /// Reads the content of a body of kind 33.
    ///
    /// # Errors
    /// When it is not canonical, or its words are empty or too long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 3)?;
        let community = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let words = kinds::optional_text(&mut reader)?;
        reader.end()?;
        let leave = Self { community, words };
        leave.check()?;
        Ok(leave)
    }

    /// Checks lengths and letters.
    ///
    /// # Errors
    /// When the words are empty or too long.
    pub fn check(&self) -> Result<(), ContentError> {
        text::lines("words", self.words.as_deref(), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3).uint(1_u8).bytes(self.community.public_key().as_bytes());
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.into_bytes()
    }
}
