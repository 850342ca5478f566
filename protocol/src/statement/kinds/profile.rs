//! Kind 10: who the author says it is. `[1, party, name, description | null, url | null]`.

use crate::{
    canon::cbor::Writer,
    limits::{BODY_BYTES_MAX, NAME_BYTES_MAX, TEXT_BYTES_MAX, URL_BYTES_MAX},
    statement::{ContentError, kinds, text},
};

/// What sort of party an author is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// 1: one human being.
    Person,
    /// 2: a school, a firm, an association.
    Organisation,
    /// 3: people or organisations with common rules.
    Community,
}

/// Who the author says it is; nobody else vouches for it. The latest one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What sort of party it is.
    pub party: Party,
    /// Its name, one line.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Its page on the web, `https://` or `http://`.
    pub url: Option<String>,
}

impl Party {
    /// Every sort, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organisation, Self::Community];

    /// The number in the body.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Person => 1,
            Self::Organisation => 2,
            Self::Community => 3,
        }
    }
}

impl Profile {
    /// Reads the content of a body of kind 10.
    ///
    /// # Errors
    /// When it is not canonical, or a text is empty, too long or no address.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 5)?;
        let found = reader.u8()?;
        let party = Party::ALL
            .into_iter()
            .find(|party| party.number() == found)
            .ok_or(ContentError::Party { found })?;
        let name = reader.text(BODY_BYTES_MAX)?.to_owned();
        let description = kinds::optional_text(&mut reader)?;
        let url = kinds::optional_text(&mut reader)?;
        reader.end()?;
        let profile = Self { party, name, description, url };
        profile.check()?;
        Ok(profile)
    }

    /// Checks lengths and letters.
    ///
    /// # Errors
    /// When a text is empty, too long or no address.
    pub fn check(&self) -> Result<(), ContentError> {
        text::line("name", &self.name, NAME_BYTES_MAX)?;
        text::lines("description", self.description.as_deref(), TEXT_BYTES_MAX)?;
        let Some(url) = &self.url else { return Ok(()) };
        text::line("url", url, URL_BYTES_MAX)?;
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(ContentError::Url { found: url.clone() });
        }
        Ok(())
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(5);
        writer.uint(1_u8);
        writer.uint(self.party.number());
        writer.text(&self.name);
        kinds::write_optional(&mut writer, self.description.as_deref());
        kinds::write_optional(&mut writer, self.url.as_deref());
        writer.into_bytes()
    }
}
