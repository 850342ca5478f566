//! Asking somebody in private to endorse something. `[1, target, words | null, document | null]`.

use crate::{
    canon::{
        cbor::{Reader, Writer},
        json::Value,
    },
    limits::{BODY_BYTES_MAX, REASON_BYTES_MAX, URL_BYTES_MAX},
    statement::{
        kinds::{self, Document},
        letter::LetterError,
        text,
    },
};

/// What an endorsement is asked of. Nothing of it is ever public, and whoever is asked owes no answer.
/// Wire: `spec/letters.md` §2.
#[derive(Clone, Debug, PartialEq)]
pub struct EndorsementRequest {
    /// The id of a badge or of what can be awarded, or a DID.
    pub target: String,
    /// Why, in people's words.
    pub words: Option<String>,
    /// That badge, or what can be awarded, exactly as it is: so that whoever is asked sees it. Of a DID
    /// there is none.
    pub document: Option<Document>,
}

impl EndorsementRequest {
    /// Reads the bytes of a letter of kind 8.
    ///
    /// # Errors
    /// When they are not canonical, a text is empty or too long, or the document has another id.
    pub fn read(bytes: &[u8]) -> Result<Self, LetterError> {
        let mut reader = kinds::open(bytes, 4)?;
        let target = reader.text(BODY_BYTES_MAX)?.to_owned();
        let words = kinds::optional_text(&mut reader)?;
        let document = reader.optional(|reader: &mut Reader<'_>| reader.bytes(BODY_BYTES_MAX))?;
        reader.end()?;
        let document = document.map(Document::read).transpose()?;
        let request = Self { target, words, document };
        request.check()?;
        Ok(request)
    }

    fn check(&self) -> Result<(), LetterError> {
        text::line("target", &self.target, URL_BYTES_MAX)?;
        text::lines("words", self.words.as_deref(), REASON_BYTES_MAX)?;
        let id = self.document.as_ref().map(|document| document.value().get("id"));
        match id.map(|id| id.and_then(Value::as_str)) {
            Some(found) if found != Some(&self.target) => {
                Err(LetterError::Target { found: found.unwrap_or_default().to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(4);
        writer.uint(1_u8);
        writer.text(&self.target);
        kinds::write_optional(&mut writer, self.words.as_deref());
        writer.optional(self.document.as_ref().map(Document::bytes), Writer::bytes);
        writer.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, words: Option<&str>, document: Option<&str>, expected: &str) {
        let document = document.map(|text| Document::read(text.as_bytes()).unwrap());
        let words = words.map(str::to_owned);
        let request = EndorsementRequest { target: target.to_owned(), words, document };
        let found = match EndorsementRequest::read(&request.to_bytes()) {
            Ok(read) => {
                assert_eq!(read, request);
                "taken".to_owned()
            }
            Err(refused) => refused.to_string(),
        };
        assert!(found.contains(expected), "{target:?}: {found}");
    }

    #[test]
    fn asks_for_what_it_shows_and_for_nothing_else() {
        check("urn:uuid:1", None, None, "taken");
        check("urn:uuid:1", Some("Please"), Some(r#"{"id":"urn:uuid:1"}"#), "taken");
        check("urn:uuid:1", None, Some(r#"{"id":"urn:uuid:2"}"#), "urn:uuid:2");
        check("urn:uuid:1", None, Some("{}"), "the document");
        check("", None, None, "target is empty");
        check("urn:uuid:1", Some(" "), None, "words is empty");
        check(&"x".repeat(2049), None, None, "2049 bytes");
        check("urn:uuid:1", Some(&"w".repeat(501)), None, "501 bytes");
    }
}
