//! The strict reader: one pass, positions on refusal.

use std::collections::BTreeSet;

use super::error::{JsonError, JsonFault, Refusal, Step, refusal};
use super::{Number, Object, Value};
use crate::limits::{JSON_BYTES_MAX, JSON_BYTES_PER_VALUE_MIN, JSON_DEPTH_MAX, JSON_VALUES_MAX};

/// How much a reader takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of text.
    pub bytes_max: usize,
    /// Deepest nesting; reading is recursive, so no caller should go beyond 128.
    pub depth_max: usize,
}

impl Limits {
    /// Most values of a text; more only where the text may be larger than usual.
    fn values_max(self) -> usize {
        let values = self.bytes_max.checked_div(JSON_BYTES_PER_VALUE_MIN);
        values.unwrap_or_default().max(JSON_VALUES_MAX)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_max: JSON_BYTES_MAX, depth_max: JSON_DEPTH_MAX }
    }
}

/// Reads one JSON text within the ordinary limits.
///
/// # Errors
/// [`JsonError`] with the position, for whatever is not I-JSON or beyond a limit.
///
/// Source: RFC 8259; RFC 7493 §2.
pub fn read(bytes: &[u8]) -> Result<Value, JsonError> {
    read_with(bytes, Limits::default())
}

/// Reads one JSON text within limits of the caller's.
///
/// # Errors
/// [`JsonError`] with the position, for whatever is not I-JSON or beyond a limit.
pub fn read_with(bytes: &[u8], limits: Limits) -> Result<Value, JsonError> {
    start(bytes, limits).map_err(|refusal| refusal.locate(bytes))
}

fn start(bytes: &[u8], limits: Limits) -> Result<Value, Box<Refusal>> {
    if bytes.len() > limits.bytes_max {
        let what = JsonFault::TooLong { found: bytes.len(), max: limits.bytes_max };
        return Err(refusal(limits.bytes_max, what));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(refusal(0, JsonFault::ByteOrderMark));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| refusal(error.valid_up_to(), JsonFault::NotUtf8))?;
    let mut reader = Reader {
        text,
        bytes,
        at: 0,
        depth: 0,
        depth_max: limits.depth_max,
        values: 0,
        values_max: limits.values_max(),
    };
    reader.skip_space();
    let value = reader.value()?;
    reader.skip_space();
    if reader.at < bytes.len() {
        return Err(reader.refuse(JsonFault::Trailing));
    }
    Ok(value)
}

/// How many bytes from the start a JSON string can hold as they are: neither `"`, `\` nor a
/// control character. Looks at eight bytes at a time.
///
/// Source: Bit Twiddling Hacks, "determine if a word has a byte less than n".
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, tail) = bytes.as_chunks::<8>();
    let mut at = 0_usize;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let quote = word ^ (LOW.wrapping_mul(0x22));
        let slash = word ^ (LOW.wrapping_mul(0x5c));
        let hits = (word.wrapping_sub(LOW.wrapping_mul(0x20)) & !word)
            | (quote.wrapping_sub(LOW) & !quote)
            | (slash.wrapping_sub(LOW) & !slash);
        // A borrow can mark bytes only above a true hit, so the lowest mark is true.
        let hits = hits & HIGH;
        if hits != 0 {
            let skip = hits.trailing_zeros() / 8;
            return at.saturating_add(usize::try_from(skip).unwrap_or(0));
        }
        at = at.saturating_add(8);
    }
    let in_tail = tail.iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\');
    at.saturating_add(in_tail.unwrap_or(tail.len()))
}

/// From this many members on, names are looked up in a tree instead of one after another.
const MANY_MEMBERS: usize = 24;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    depth_max: usize,
    values: usize,
    values_max: usize,
}

type Read<T> = Result<T, Box<Refusal>>;

impl Reader<'_> {
    #[cold]
    fn refuse(&self, what: JsonFault) -> Box<Refusal> {
        refusal(self.at, what)
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> Box<Refusal> {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        self.refuse(match found {
            Some(found) => JsonFault::Unexpected { found, expected },
            None => JsonFault::Ends { expected },
        })
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    const fn step(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.step(1);
        }
    }

    fn value(&mut self) -> Read<Value> {
        self.values = self.values.saturating_add(1);
        if self.values > self.values_max {
            return Err(self.refuse(JsonFault::TooMany { max: self.values_max }));
        }
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) | None => Err(self.unexpected("a value")),
        }
    }

    fn word(&mut self, word: &'static str, value: Value) -> Read<Value> {
        for letter in word.bytes() {
            if self.peek() != Some(letter) {
                return Err(self.unexpected(word));
            }
            self.step(1);
        }
        Ok(value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Read<Value>) -> Read<Value> {
        if self.depth >= self.depth_max {
            return Err(self.refuse(JsonFault::TooDeep { max: self.depth_max }));
        }
        self.depth = self.depth.saturating_add(1);
        self.step(1);
        self.skip_space();
        let value = read(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(value)
    }

    fn array(&mut self) -> Read<Value> {
        if self.peek() == Some(b']') {
            self.step(1);
            return Ok(Value::Array(Vec::new()));
        }
        // Room for one: lists of lists would else take four times the memory.
        let mut values = Vec::with_capacity(1);
        loop {
            let value = self.value().map_err(|error| error.below(Step::Index(values.len())))?;
            values.push(value);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.step(1),
                Some(b']') => break,
                Some(_) | None => return Err(self.unexpected("a comma or the end of the array")),
            }
            self.skip_space();
        }
        self.step(1);
        Ok(Value::Array(values))
    }

    fn object(&mut self) -> Read<Value> {
        let mut members: Vec<(String, Value)> = Vec::new();
        let mut names = BTreeSet::new();
        if self.peek() == Some(b'}') {
            self.step(1);
            return Ok(Value::Object(Object::new()));
        }
        loop {
            let name = self.name(&members, &mut names)?;
            match self.value() {
                Ok(value) => members.push((name, value)),
                Err(error) => return Err(error.below(Step::Name(name))),
            }
            self.skip_space();
            match self.peek() {
                Some(b',') => self.step(1),
                Some(b'}') => break,
                Some(_) | None => return Err(self.unexpected("a comma or the end of the object")),
            }
            self.skip_space();
        }
        self.step(1);
        Ok(Value::Object(Object::from_distinct(members)))
    }

    /// A member's name with its colon; refused where the object already has it.
    fn name(&mut self, members: &[(String, Value)], names: &mut BTreeSet<String>) -> Read<String> {
        let at = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a member name"));
        }
        let name = self.string()?;
        let twice = if members.len() < MANY_MEMBERS {
            members.iter().any(|(known, _)| *known == name)
        } else {
            if names.is_empty() {
                names.extend(members.iter().map(|(known, _)| known.clone()));
            }
            !names.insert(name.clone())
        };
        if twice {
            return Err(refusal(at, JsonFault::Duplicate { name }));
        }
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("a colon").below(Step::Name(name)));
        }
        self.step(1);
        self.skip_space();
        Ok(name)
    }

    fn number(&mut self) -> Read<Number> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step(1);
        }
        if self.peek() == Some(b'0') {
            self.step(1);
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.step(1);
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            whole = false;
            self.step(1);
            if let Some(b'+' | b'-') = self.peek() {
                self.step(1);
            }
            self.digits()?;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let number = digits.parse::<f64>().ok().and_then(Number::new);
        match number {
            Some(number) if within_i_json(number, whole) => Ok(number),
            None if !whole => Err(refusal(start, JsonFault::NumberTooLarge)),
            Some(_) | None => Err(refusal(start, JsonFault::IntegerTooLarge)),
        }
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.step(1);
        }
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    fn plain(&mut self) -> &str {
        let start = self.at;
        self.step(plain_run(self.bytes.get(start..).unwrap_or_default()));
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn string(&mut self) -> Read<String> {
        self.step(1);
        let mut text = self.plain().to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.step(1);
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(code) => return Err(self.refuse(JsonFault::Control { code })),
                None => return Err(self.unexpected("the end of the string")),
            }
            text.push_str(self.plain());
        }
    }

    fn escape(&mut self) -> Read<char> {
        let start = self.at;
        self.step(1);
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.step(1);
                return self.unicode_escape(start);
            }
            Some(_) | None => return Err(self.unexpected("an escape")),
        };
        self.step(1);
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Read<char> {
        let unit = self.code_unit()?;
        let lone = JsonFault::LoneSurrogate { unit };
        let low = match unit {
            0xd800..=0xdbff => {
                let follows = self.bytes.get(self.at..).unwrap_or_default().starts_with(b"\\u");
                if !follows {
                    return Err(refusal(start, lone));
                }
                self.step(2);
                Some(self.code_unit()?)
            }
            _ => None,
        };
        let mut decoded = char::decode_utf16(std::iter::once(unit).chain(low));
        match decoded.next() {
            Some(Ok(character)) => Ok(character),
            Some(Err(_)) | None => Err(refusal(start, lone)),
        }
    }

    fn code_unit(&mut self) -> Read<u16> {
        let mut unit = 0_u16;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte @ b'0'..=b'9') => byte.wrapping_sub(b'0'),
                Some(byte @ b'a'..=b'f') => byte.wrapping_sub(b'a' - 10),
                Some(byte @ b'A'..=b'F') => byte.wrapping_sub(b'A' - 10),
                Some(_) | None => return Err(self.unexpected("four hexadecimal digits")),
            };
            unit = (unit << 4) | u16::from(digit);
            self.step(1);
        }
        Ok(unit)
    }
}

/// Whether a number that is spelled by digits alone, or would be written so, stays within
/// ±(2^53 − 1). From 10^21 on numbers are written with an exponent.
///
/// Without the second case the reader would take in `1e20` and refuse how it is written again.
pub(super) fn within_i_json(number: Number, spelled_whole: bool) -> bool {
    let value = number.as_f64().abs();
    let written_whole = spelled_whole || (value < 1e21 && value.fract() == 0.0);
    !written_whole || number.as_i64().is_some()
}
