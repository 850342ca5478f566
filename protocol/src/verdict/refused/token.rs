//! Signed texts that are not read: what is wrong with one, and where in something else one stands.
//!
//! A signed text is one line. What a mail program, a printer or a hand put into it is named by its
//! place and never taken out again: RFC 7515 §2 allows no other character, and what was sent is had
//! by joining the lines. Nothing here is verified.

use std::fmt;

use thiserror::Error;

use crate::canon::json::{self, JsonError, Value};
use crate::canon::multibase::decode_base64url;
use crate::limits::CREDENTIAL_BYTES_MAX;
use crate::verdict::marks;
use crate::words::{Args, Lang, faults};

/// A part of a signed text.
///
/// Source: RFC 7515 §7.1; RFC 9901 §4 (disclosures).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPart {
    /// How it is signed.
    Header,
    /// What is signed.
    Payload,
    /// The signature.
    Signature,
    /// What its holder shows beside.
    Disclosure,
}

impl TokenPart {
    const ALL: [Self; 3] = [Self::Header, Self::Payload, Self::Signature];

    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
            Self::Disclosure => "disclosure",
        }
    }

    /// The part in which a text that begins so goes on.
    fn after(text: &str) -> Self {
        if text.contains('~') {
            return Self::Disclosure;
        }
        let dots = text.bytes().filter(|byte| *byte == b'.').count();
        Self::ALL.get(dots).copied().unwrap_or(Self::Signature)
    }
}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a signed text, as far as it can be told from its letters.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenDamage {
    /// Spaces or line breaks stand within.
    #[error("{count} spaces or line breaks stand in it, the first in its {part} (character {at})")]
    Spaced {
        /// In which part the first stands.
        part: TokenPart,
        /// Which character of the text it is, from 1.
        at: u64,
        /// How many there are.
        count: u64,
    },
    /// A character that base64url does not have.
    #[error("{found:?} stands in its {part} (character {at})")]
    Letter {
        /// In which part.
        part: TokenPart,
        /// Which character of the text it is, from 1.
        at: u64,
        /// What stands there.
        found: char,
    },
    /// It ends before its signature.
    #[error("it ends in its {part}")]
    Ends {
        /// The last part that there is something of.
        part: TokenPart,
    },
    /// It has more than three parts.
    #[error("it has {found} parts, expected three with dots between")]
    Parts {
        /// How many it has.
        found: u64,
    },
    /// A part of which letters are missing, or others stand there.
    #[error("its {part} is not whole")]
    Cut {
        /// Which.
        part: TokenPart,
    },
    /// A part whose content is no JSON.
    #[error("its {part} is no JSON: {fault}")]
    Content {
        /// Which.
        part: TokenPart,
        /// What is wrong with it.
        fault: JsonError,
    },
}

impl TokenDamage {
    /// Every code there is.
    pub(crate) const CODES: [&'static str; 6] =
        ["token-spaced", "token-letter", "token-ends", "token-parts", "token-cut", "token-content"];

    /// What is wrong with the letters of a signed text; nothing where all parts are whole.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        if let Some(damage) = strange(text) {
            return Some(damage);
        }
        let signed = text.split('~').next().unwrap_or_default();
        let parts: Vec<&str> = signed.split('.').collect();
        match parts.len() {
            0 | 1 => return Some(Self::Ends { part: TokenPart::Header }),
            2 => return Some(Self::Ends { part: TokenPart::Payload }),
            3 => {}
            found => return Some(Self::Parts { found: number(found) }),
        }
        TokenPart::ALL.into_iter().zip(parts).find_map(|(part, text)| unread(part, text))
    }

    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        let [spaced, letter, ends, parts, cut, content] = Self::CODES;
        match self {
            Self::Spaced { .. } => spaced,
            Self::Letter { .. } => letter,
            Self::Ends { .. } => ends,
            Self::Parts { .. } => parts,
            Self::Cut { .. } => cut,
            Self::Content { .. } => content,
        }
    }

    pub(super) fn args(&self, lang: Lang) -> Args {
        let args = Args::new();
        match self {
            Self::Spaced { part, at, count } => {
                args.text("part", part.name()).number("at", *at).number("count", *count)
            }
            Self::Letter { part, at, found } => {
                let found = found.escape_debug().to_string();
                args.text("part", part.name()).number("at", *at).text("found", found)
            }
            Self::Ends { part } | Self::Cut { part } => args.text("part", part.name()),
            Self::Parts { found } => args.number("count", *found),
            Self::Content { part, fault } => faults::json(lang, fault).text("part", part.name()),
        }
    }
}

/// The first character that cannot stand there.
fn strange(text: &str) -> Option<TokenDamage> {
    let letter = |found: char| found.is_ascii_alphanumeric() || matches!(found, '-' | '_');
    let allowed = |found: char| letter(found) || matches!(found, '.' | '~');
    let (index, (at, found)) =
        text.char_indices().enumerate().find(|(_, (_, found))| !allowed(*found))?;
    let part = TokenPart::after(text.get(..at).unwrap_or_default());
    let place = number(index).saturating_add(1);
    if found.is_ascii_whitespace() {
        let count = text.bytes().filter(u8::is_ascii_whitespace).count();
        return Some(TokenDamage::Spaced { part, at: place, count: number(count) });
    }
    Some(TokenDamage::Letter { part, at: place, found })
}

/// What is wrong with one part, whose letters may all stand there.
fn unread(part: TokenPart, text: &str) -> Option<TokenDamage> {
    let Ok(bytes) = decode_base64url(text) else { return Some(TokenDamage::Cut { part }) };
    match part {
        TokenPart::Signature | TokenPart::Disclosure => None,
        TokenPart::Header | TokenPart::Payload => match json::read(&bytes) {
            Ok(_) => None,
            Err(fault) => Some(TokenDamage::Content { part, fault }),
        },
    }
}

/// Where in something else a badge stands, so that it is found and handed in by itself.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Inside {
    /// A signed text, as a member of JSON.
    #[error("it is no badge itself; a signed token stands in it, at {at}")]
    Token {
        /// Where: a JSON pointer, or `JSON` where it is all there is.
        at: String,
    },
    /// A badge in JSON, as a member of other JSON.
    #[error("it is no badge itself; a badge stands in it, at {at}")]
    Badge {
        /// Where: a JSON pointer.
        at: String,
    },
    /// A signed text, among other text.
    #[error("it is no badge itself; a signed token stands in it, in line {line}")]
    Line {
        /// In which line it begins, from 1.
        line: u64,
    },
}

impl Inside {
    /// Every code there is.
    pub(crate) const CODES: [&'static str; 3] = ["token-in-json", "badge-in-json", "token-in-text"];

    /// The code that `words` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        let [token, badge, line] = Self::CODES;
        match self {
            Self::Token { .. } => token,
            Self::Badge { .. } => badge,
            Self::Line { .. } => line,
        }
    }

    pub(super) fn args(&self) -> Args {
        match self {
            Self::Token { at } | Self::Badge { at } => Args::new().text("at", at.as_str()),
            Self::Line { line } => Args::new().number("line", *line),
        }
    }

    /// The first place in bytes at which a badge stands.
    pub(super) fn find(bytes: &[u8]) -> Option<Self> {
        match json::read(bytes) {
            Ok(document) => in_json(&document, &mut String::new()),
            Err(_) => line_in(bytes).map(|line| Self::Line { line }),
        }
    }
}

fn in_json(document: &Value, at: &mut String) -> Option<Inside> {
    let length = at.len();
    let mut step = |name: &str, value: &Value| {
        at.push('/');
        at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        let found = in_json(value, at);
        at.truncate(length);
        found
    };
    match document {
        Value::Array(items) => {
            (0_u64..).zip(items.iter()).find_map(|(index, item)| step(&index.to_string(), item))
        }
        Value::Object(_) if length > 0 && marks::is_one(document) => {
            Some(Inside::Badge { at: at.clone() })
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| step(name, value)),
        Value::String(text) if is_of_badge(text) => {
            let at = if at.is_empty() { "JSON" } else { at.as_str() };
            Some(Inside::Token { at: at.to_owned() })
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Fewest bytes of a signed text that has a badge in it: its header and signature alone have more.
pub(in crate::verdict) const SIGNED_BYTES_MIN: usize = 128;

/// Whether a text is a signed one about a badge, or what is left of one.
pub(in crate::verdict) fn is_of_badge(text: &str) -> bool {
    let text = text.trim_ascii();
    if !text.starts_with("eyJ") || text.len() < SIGNED_BYTES_MIN {
        return false;
    }
    // What mail programs put in, at the beginning of quoted lines too.
    let put_in = |letter: &char| letter.is_ascii_whitespace() || *letter == '>';
    let letter = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let signed = text.chars().filter(|found| !put_in(found)).take(CREDENTIAL_BYTES_MAX);
    let mut payload: String = signed.skip_while(|found| *found != '.').skip(1).collect();
    let length = payload.chars().take_while(letter).count();
    payload.truncate(length.saturating_sub(length.checked_rem(4).unwrap_or(0)));
    let Ok(payload) = decode_base64url(&payload) else { return false };
    match json::read(&payload) {
        Ok(document) => marks::is_shaped_itself(&document),
        Err(_) => marks::marked(&payload),
    }
}

/// Most places of a text at which is looked for a signed one: of a page about such texts each would
/// be read to the end.
const PLACES_MAX: usize = 4;

/// The line of a text, from 1, in which a signed text about a badge begins.
pub(in crate::verdict) fn line_in(bytes: &[u8]) -> Option<u64> {
    let bytes = bytes.get(..CREDENTIAL_BYTES_MAX).unwrap_or(bytes);
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) if fault.error_len().is_none() => {
            str::from_utf8(bytes.get(..fault.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let apart = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|letter| !letter.is_ascii_alphanumeric())
    };
    let places = text.match_indices("eyJ").map(|(at, _)| at).filter(|at| apart(*at));
    let found = |at: &usize| text.get(*at..).is_some_and(is_of_badge);
    let at = places.take(PLACES_MAX).find(found)?;
    let breaks = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Some(number(breaks).saturating_add(1))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::multibase::encode_base64url;

    fn token() -> String {
        let part = |text: &str| encode_base64url(text.as_bytes());
        let payload = r#"{"type":["VerifiableCredential"],"credentialSubject":{"id":"urn:a"}}"#;
        format!("{}.{}.{}", part(r#"{"alg":"EdDSA"}"#), part(payload), part(&"s".repeat(64)))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = TokenDamage::of(text).map(|damage| damage.to_string());
        assert_eq!(said.as_deref().unwrap_or("whole"), expected);
    }

    #[test]
    fn a_damaged_token_is_told_by_the_part_that_is_damaged() {
        let whole = token();
        let [header, payload, signature] = whole.split('.').collect::<Vec<_>>()[..] else {
            panic!("three parts")
        };
        check(&whole, "whole");
        check(&format!("{whole}\r\n"), "whole");
        check(&format!("{whole}~AAAA~"), "whole");
        let spaces = "spaces or line breaks stand in it, the first in its";
        check(
            &format!("{header}.{payload}.AA A\nA"),
            &format!("2 {spaces} signature (character {})", header.len() + payload.len() + 5),
        );
        check(&whole.replacen("ey", "e y", 1), &format!("1 {spaces} header (character 2)"));
        check(
            &format!("{whole}~AA A~"),
            &format!("1 {spaces} disclosure ({})", { format!("character {}", whole.len() + 4) }),
        );
        check(&whole.replacen("ey", "e*", 1), "'*' stands in its header (character 2)");
        check(
            &format!("{header},{payload}.{signature}"),
            &format!("',' stands in its header (character {})", header.len() + 1),
        );
        check(
            &format!("{whole}="),
            &format!("'=' stands in its signature (character {})", whole.len() + 1),
        );
        check(header, "it ends in its header");
        check(&format!("{header}.{payload}"), "it ends in its payload");
        check(&format!("{whole}.AAAA.AAAA"), "it has 5 parts, expected three with dots between");
        check(&format!("{header}.{payload}.A"), "its signature is not whole");
        let odd = &payload[..payload.len() / 4 * 4 - 3];
        check(&format!("{header}.{odd}.AAAA"), "its payload is not whole");
        let cut = &payload[..payload.len() / 4 * 4 - 8];
        let said = TokenDamage::of(&format!("{header}.{cut}.AAAA")).unwrap().to_string();
        assert!(said.starts_with("its payload is no JSON: "), "{said}");
    }

    #[test]
    fn a_badge_inside_of_something_else_is_found_by_its_place() {
        let whole = token();
        let told = |bytes: &str| Inside::find(bytes.as_bytes()).map(|inside| inside.to_string());
        let json =
            |at: &str| Some(format!("it is no badge itself; a signed token stands in it, at {at}"));
        assert_eq!(
            told(&format!(r#"{{"a/b":[1,{{"credential":"{whole}"}}]}}"#)),
            json("/a~1b/1/credential")
        );
        assert_eq!(told(&format!(r#""{whole}""#)), json("JSON"));
        let badge = r#"{"type":"VerifiableCredential","issuer":"a"}"#;
        let said = told(&format!(r#"{{"reply":{badge}}}"#)).unwrap();
        assert!(said.ends_with("a badge stands in it, at /reply"), "{said}");
        let line = |line: u8| {
            Some(format!("it is no badge itself; a signed token stands in it, in line {line}"))
        };
        assert_eq!(told(&format!("Dear Lea,\nhere it is: {whole}\nThe school")), line(2));
        let (one, two) = whole.split_at(50);
        assert_eq!(told(&format!("> {one}\n> {two}")), line(1));
        // What is signed and speaks of no badge, and words about tokens.
        let other = format!("eyJhbGciOiJFZERTQSJ9.{}.AAAA", encode_base64url(&[b'{'; 120]));
        assert_eq!(told(&format!(r#"{{"access_token":"{other}"}}"#)), None);
        assert_eq!(told(&format!("Bearer {other}")), None);
        assert_eq!(told("A token begins with eyJ."), None);
        assert_eq!(told(&"eyJ ".repeat(10_000)), None);
    }
}
