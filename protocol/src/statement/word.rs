//! A sentence about anything that can be named, signed by itself: it keeps its signer and its date
//! wherever it is put. `Word = [1, by, sort, text | null, digest | null, words | null, at, sig]`.
//!
//! Source: `spec/words.md`.

use crate::{
    canon::{
        cbor::{Reader, Writer},
        hash::{Hash, sha256},
        json::Value,
        multibase,
    },
    credential::model::{Credential, related},
    identity::{Did, PublicKey, SecretKey, Signature},
    limits::{BODY_BYTES_MAX, NAME_BYTES_MAX, TEXT_BYTES_MAX, URL_BYTES_MAX, WORD_BYTES_MAX},
    statement::{ContentError, kinds, text},
    time::Timestamp,
};

/// Domain of the signatures of words. Source: `spec/words.md` §1.
const WORD_DOMAIN: &[u8] = b"bot/word/1\0";

/// The media type of a word that goes with an endorsement. Source: `spec/words.md` §4.
pub const WORD_MEDIA_TYPE: &str = "application/vnd.bot.word";

/// Who says what of what, and when; signed by who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    by: Did,
    subject: Subject,
    words: Option<String>,
    at: Timestamp,
    signature: Signature,
}

/// What can be spoken of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// 1: somebody, by a DID or an address at which they are written to, such as `mailto:`.
    Somebody(String),
    /// 2: what lies at an address of the web.
    Address(String),
    /// 3: a public key that is nobody's identity, as a multikey.
    Key(String),
    /// 4: a file, by its digest, and how it was called.
    File(Hash, Option<String>),
    /// 5: a place, as a `geo:` URI.
    Place(String),
    /// 6: a text, as it is.
    Text(String),
    /// 7: something that can be awarded, by its id and the digest of its description.
    Achievement(String, Hash),
    /// 8: a credential, by its digest.
    Credential(Hash),
    /// 9: a statement of a feed, by its id.
    Statement(Hash),
}

/// A word that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordDraft {
    /// Of what.
    pub subject: Subject,
    /// What is said; that it is signed says something by itself.
    pub words: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl WordDraft {
    /// Signs it with the identity key of who says it.
    ///
    /// # Errors
    /// What a reader would refuse.
    pub fn sign(self, key: &SecretKey) -> Result<Word, ContentError> {
        let Self { subject, words, at } = self;
        let by = Did::from(key.public());
        let mut word = Word { by, subject, words, at, signature: Signature::from_bytes([0; 64]) };
        word.check()?;
        word.signature = key.sign(&word.signed_bytes());
        Ok(word)
    }
}

impl Subject {
    /// The number in the word.
    #[must_use]
    pub fn number(&self) -> u8 {
        match self {
            Self::Somebody(_) => 1,
            Self::Address(_) => 2,
            Self::Key(_) => 3,
            Self::File(..) => 4,
            Self::Place(_) => 5,
            Self::Text(_) => 6,
            Self::Achievement(..) => 7,
            Self::Credential(_) => 8,
            Self::Statement(_) => 9,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Somebody(_) => "somebody",
            Self::Address(_) => "address",
            Self::Key(_) => "key",
            Self::File(..) => "file",
            Self::Place(_) => "place",
            Self::Text(_) => "text",
            Self::Achievement(..) => "achievement",
            Self::Credential(_) => "credential",
            Self::Statement(_) => "statement",
        }
    }

    /// The text in the word, where it has one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Somebody(text)
            | Self::Address(text)
            | Self::Key(text)
            | Self::Place(text)
            | Self::Text(text)
            | Self::Achievement(text, _) => Some(text),
            Self::File(_, name) => name.as_deref(),
            Self::Credential(_) | Self::Statement(_) => None,
        }
    }

    /// The digest or id in the word, where it has one.
    #[must_use]
    pub fn digest(&self) -> Option<&Hash> {
        match self {
            Self::File(digest, _)
            | Self::Achievement(_, digest)
            | Self::Credential(digest)
            | Self::Statement(digest) => Some(digest),
            Self::Somebody(_)
            | Self::Address(_)
            | Self::Key(_)
            | Self::Place(_)
            | Self::Text(_) => None,
        }
    }

    /// Who is spoken of, where it is somebody.
    #[must_use]
    pub fn somebody(&self) -> Option<&str> {
        match self {
            Self::Somebody(uri) => Some(uri),
            Self::Address(_)
            | Self::Key(_)
            | Self::File(..)
            | Self::Place(_)
            | Self::Text(_)
            | Self::Achievement(..)
            | Self::Credential(_)
            | Self::Statement(_) => None,
        }
    }

    /// Whether words of it are for whom they concern to make public.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.somebody().is_some() || matches!(self, Self::Credential(_))
    }

    fn read(sort: u8, text: Option<String>, digest: Option<Hash>) -> Result<Self, ContentError> {
        let subject = match (sort, text, digest) {
            (1, Some(text), None) => Self::Somebody(text),
            (2, Some(text), None) => Self::Address(text),
            (3, Some(text), None) => Self::Key(text),
            (4, text, Some(digest)) => Self::File(digest, text),
            (5, Some(text), None) => Self::Place(text),
            (6, Some(text), None) => Self::Text(text),
            (7, Some(text), Some(digest)) => Self::Achievement(text, digest),
            (8, None, Some(digest)) => Self::Credential(digest),
            (9, None, Some(digest)) => Self::Statement(digest),
            (found, ..) => return Err(ContentError::Subject { found }),
        };
        subject.check()?;
        Ok(subject)
    }

    /// Checks that it is what its sort says, and no person under another name.
    ///
    /// # Errors
    /// When a text is empty, too long, or of another sort.
    pub fn check(&self) -> Result<(), ContentError> {
        let wrong = |text: &str| Err(ContentError::Url { found: text.chars().take(80).collect() });
        match self {
            Self::Somebody(uri) => {
                text::line("subject", uri, URL_BYTES_MAX)?;
                if names_somebody(uri) { Ok(()) } else { wrong(uri) }
            }
            Self::Address(url) => {
                text::line("subject", url, URL_BYTES_MAX)?;
                let web = url.starts_with("https://") || url.starts_with("http://");
                if web { Ok(()) } else { wrong(url) }
            }
            Self::Key(key) => {
                text::line("subject", key, NAME_BYTES_MAX)?;
                if is_nobodys_key(key) { Ok(()) } else { wrong(key) }
            }
            Self::File(_, None) | Self::Credential(_) | Self::Statement(_) => Ok(()),
            Self::File(_, Some(name)) => text::line("subject", name, NAME_BYTES_MAX),
            Self::Place(uri) => {
                text::line("subject", uri, NAME_BYTES_MAX)?;
                if is_place(uri) { Ok(()) } else { wrong(uri) }
            }
            Self::Text(words) => text::lines("subject", Some(words), TEXT_BYTES_MAX),
            Self::Achievement(id, _) => {
                text::line("subject", id, URL_BYTES_MAX)?;
                if names_somebody(id) { wrong(id) } else { Ok(()) }
            }
        }
    }
}

impl Word {
    /// Reads a word and checks its signature.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or not signed by who is said to speak.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let word = Self::reopen(bytes)?;
        let by = word.by;
        let signed = by.public_key().verify(&word.signed_bytes(), &word.signature);
        signed.map_err(|why| ContentError::WordSignature { by, why })?;
        Ok(word)
    }

    /// Reads all but the signature, where it is nothing who signed.
    ///
    /// # Errors
    /// When the bytes are too long or not canonical.
    pub(crate) fn reopen(bytes: &[u8]) -> Result<Self, ContentError> {
        if bytes.len() > WORD_BYTES_MAX {
            let found = bytes.len();
            return Err(ContentError::TooLong { field: "word", found, max: WORD_BYTES_MAX });
        }
        let mut reader = kinds::open(bytes, 8)?;
        let by = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let sort = reader.u8()?;
        let text = kinds::optional_text(&mut reader)?;
        let digest = reader.optional(Reader::fixed)?.map(Hash::from_bytes);
        let words = kinds::optional_text(&mut reader)?;
        let at = Timestamp::from_millis(reader.u64()?);
        let signature = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        let subject = Subject::read(sort, text, digest)?;
        let word = Self { by, subject, words, at, signature };
        word.check()?;
        Ok(word)
    }

    /// Reads the content of a body of kind 40: `[1, word]`.
    pub(crate) fn read_comment(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader: Reader<'_> = kinds::open(bytes, 2)?;
        let word = reader.bytes(BODY_BYTES_MAX)?;
        reader.end()?;
        Self::read(word)
    }

    /// The content of a body of kind 40.
    pub(crate) fn to_comment(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(2);
        writer.uint(1_u8);
        writer.bytes(&self.to_bytes());
        writer.into_bytes()
    }

    pub(crate) fn check(&self) -> Result<(), ContentError> {
        self.subject.check()?;
        text::lines("words", self.words.as_deref(), TEXT_BYTES_MAX)
    }

    /// Who says it.
    #[must_use]
    pub fn by(&self) -> Did {
        self.by
    }

    /// Of what.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What is said.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    /// When, by the clock of who says it.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Its name: SHA-256("bot/word/1\0" ‖ word).
    #[must_use]
    pub fn id(&self) -> Hash {
        sha256(&[WORD_DOMAIN, &self.to_bytes()])
    }

    /// Whether it may go with this endorsement, which `holder` lets show: what is said of somebody or of a
    /// badge shows where that one lets it, so only with one of just that, or of a badge of theirs.
    #[must_use]
    pub fn goes_with(&self, endorsement: &Value, holder: Option<&str>) -> bool {
        let target = Credential::new(endorsement).subject_id();
        match &self.subject {
            Subject::Somebody(uri) => [target, holder].contains(&Some(uri)),
            Subject::Credential(digest) => {
                target.is_some_and(|id| related::pins_digest(endorsement, id, digest))
            }
            Subject::Address(_)
            | Subject::Key(_)
            | Subject::File(..)
            | Subject::Place(_)
            | Subject::Text(_)
            | Subject::Achievement(..)
            | Subject::Statement(_) => true,
        }
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8);
        self.write_unsigned(&mut writer);
        writer.bytes(self.signature.as_bytes());
        writer.into_bytes()
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        self.write_unsigned(&mut writer);
        [WORD_DOMAIN, &writer.into_bytes()].concat()
    }

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.uint(1_u8);
        writer.bytes(self.by.public_key().as_bytes());
        writer.uint(self.subject.number());
        kinds::write_optional(writer, self.subject.text());
        writer.optional(self.subject.digest().map(|one| one.as_bytes().as_slice()), Writer::bytes);
        kinds::write_optional(writer, self.words.as_deref());
        writer.uint(self.at.millis());
    }
}

/// Whether a text is a multikey, in the one way in which it is written, and no identity: that would be
/// somebody.
fn is_nobodys_key(text: &str) -> bool {
    let Ok(bytes) = multibase::decode(text) else { return false };
    let same = multibase::encode_base58btc(&bytes);
    same == text && format!("did:key:{same}").parse::<Did>().is_err()
}

/// Whether an id is that of a person or organisation rather than of a thing.
pub(crate) fn names_somebody(id: &str) -> bool {
    let Some((scheme, _)) = id.trim_start().split_once(':') else { return false };
    ["did", "mailto", "acct", "tel", "xmpp"]
        .iter()
        .any(|somebody| scheme.eq_ignore_ascii_case(somebody))
}

/// Whether it is a place on the earth: latitude, longitude, perhaps a height and parameters.
///
/// Source: RFC 5870 §3.3, without another reference system than WGS-84.
fn is_place(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("geo:") else { return false };
    let coordinates = rest.split(';').next().unwrap_or_default();
    let parameters = rest.get(coordinates.len()..).unwrap_or_default();
    if parameters.contains("crs=") {
        return false;
    }
    let parts: Vec<&str> = coordinates.split(',').collect();
    let [latitude, longitude, height @ ..] = parts.as_slice() else { return false };
    within(latitude, 90)
        && within(longitude, 180)
        && height.len() <= 1
        && height.iter().all(|height| within(height, 100_000))
}

/// Whether a text is a decimal number whose size is at most so much.
fn within(text: &str, most: u32) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |text: &str| {
        (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole) || !is_number(part) {
        return false;
    }
    let whole: u32 = whole.parse().unwrap_or(u32::MAX);
    whole < most || (whole == most && part.bytes().all(|byte| byte == b'0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_seed(&[7; 32])
    }

    fn signed(subject: Subject, words: Option<&str>) -> Result<Word, ContentError> {
        let (words, at) = (words.map(str::to_owned), Timestamp::from_millis(1));
        WordDraft { subject, words, at }.sign(&key())
    }

    fn check(subject: &Subject, expected: bool) {
        let made = signed(subject.clone(), Some("known"));
        assert_eq!(made.is_ok(), expected, "{subject:?}");
        if let Ok(word) = made {
            assert_eq!(Word::read(&word.to_bytes()), Ok(word.clone()));
            assert_eq!(Word::read_comment(&word.to_comment()), Ok(word));
        }
    }

    #[test]
    fn a_subject_is_what_its_sort_says() {
        let text = |text: &str| text.to_owned();
        let own = Did::from(key().public()).to_string();
        let bare = own.strip_prefix("did:key:").unwrap().to_owned();
        check(&Subject::Somebody(own), true);
        check(&Subject::Somebody(text("mailto:lea@school.example")), true);
        check(&Subject::Somebody(text("https://lea.example")), false);
        check(&Subject::Address(text("https://lea.example/page")), true);
        check(&Subject::Address(text("mailto:lea@school.example")), false);
        check(&Subject::Key(bare.clone()), false);
        check(&Subject::Key(text("zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")), true);
        check(&Subject::Key(text("no key")), false);
        for key in [bare.as_str(), "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"] {
            let bytes = multibase::decode(key).unwrap();
            let other = format!("u{}", multibase::encode_base64url(&bytes));
            assert_eq!(multibase::decode(&other).unwrap(), bytes);
            check(&Subject::Key(other), false);
        }
        check(&Subject::File(Hash::from_bytes([1; 32]), None), true);
        check(&Subject::File(Hash::from_bytes([1; 32]), Some(text("a\nb"))), false);
        check(&Subject::Text(text("All people are born free\nand equal")), true);
        check(&Subject::Text(String::new()), false);
        check(&Subject::Achievement(text("urn:uuid:1"), Hash::from_bytes([1; 32])), true);
        check(&Subject::Achievement(text("did:web:lea.example"), Hash::from_bytes([1; 32])), false);
        check(&Subject::Credential(Hash::from_bytes([1; 32])), true);
        check(&Subject::Statement(Hash::from_bytes([1; 32])), true);
        assert!(signed(Subject::Place(text("geo:0,0")), Some(" ")).is_err());
        assert!(signed(Subject::Place(text("geo:0,0")), None).is_ok());
    }

    #[test]
    fn a_place_is_on_the_earth() {
        let place = |uri: &str| Subject::Place(uri.to_owned());
        for uri in ["geo:48.8566,2.3522", "geo:-90,180.0", "geo:0,0,35;u=10", "geo:1,-2.5,-400"] {
            check(&place(uri), true);
        }
        let bad = [
            "geo:",
            "geo:1",
            "geo:91,0",
            "geo:90.1,0",
            "geo:0,181",
            "geo:a,b",
            "48.8,2.3",
            "geo:1,2,3,4",
            "geo:1e1,2",
            "geo:0,0;crs=moon",
            "geo:--1,0",
            "geo:.5,0",
        ];
        for uri in bad {
            check(&place(uri), false);
        }
    }

    proptest! {
        /// No byte of a word can be changed: it is read as it was signed or not at all.
        #[test]
        fn a_changed_word_is_none(at in 0_usize..200, bit in 0_u8..8, words in "[a-z ]{1,40}[a-z]") {
            let word = signed(Subject::Text("x".to_owned()), Some(&words)).unwrap();
            let mut bytes = word.to_bytes();
            let place = at % bytes.len();
            bytes[place] ^= 1 << bit;
            prop_assert!(Word::read(&bytes).is_err());
            prop_assert_eq!(Word::read(&word.to_bytes()), Ok(word));
        }
    }
}
