//! What the strict reader refuses, and where.

use std::fmt;

/// Where a JSON text was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Offset in bytes from the beginning of the text.
    pub at: usize,
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// The value that was being read, as a JSON pointer (RFC 6901); empty for the whole text.
    pub path: String,
    /// What was found.
    pub what: JsonFault,
}

/// What a JSON text may not contain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Longer than the limit.
    #[error("the text has {found} bytes, at most {max} are read")]
    TooLong {
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        max: usize,
    },
    /// Nested deeper than the limit.
    #[error("nested deeper than {max}")]
    TooDeep {
        /// Levels there may be.
        max: usize,
    },
    /// More values than the limit.
    #[error("more than {max} values")]
    TooMany {
        /// Values there may be.
        max: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Begins with a byte order mark.
    #[error("begins with a byte order mark")]
    ByteOrderMark,
    /// Ends before the value does.
    #[error("the text ends in the middle, {expected} expected")]
    Ends {
        /// What should have come.
        expected: &'static str,
    },
    /// Another character than the grammar has here.
    #[error("found {found:?} where {expected} was expected")]
    Unexpected {
        /// The character that came.
        found: char,
        /// What should have come.
        expected: &'static str,
    },
    /// A member name that the object already has.
    #[error("the member {name:?} is there twice")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// Half of a surrogate pair, which is no character.
    #[error("half a surrogate pair: \\u{unit:04x}")]
    LoneSurrogate {
        /// The UTF-16 code unit.
        unit: u16,
    },
    /// A control character that had to be escaped.
    #[error("control character {code:#04x} in a string without an escape")]
    Control {
        /// Its code point.
        code: u8,
    },
    /// A whole number beyond ±(2^53 − 1) and below 10^21, which readers would round differently.
    #[error("the whole number is beyond ±9007199254740991")]
    IntegerTooLarge,
    /// A number beyond the largest double.
    #[error("the number is beyond the range of a double")]
    NumberTooLarge,
    /// Something comes after the value.
    #[error("something follows after the end of the value")]
    Trailing,
}

/// A refusal on its way up: each array and object adds the step that led to it.
pub(super) struct Refusal {
    at: usize,
    what: JsonFault,
    steps: Vec<Step>,
}

pub(super) enum Step {
    Index(usize),
    Name(String),
}

#[cold]
pub(super) fn refusal(at: usize, what: JsonFault) -> Box<Refusal> {
    Box::new(Refusal { at, what, steps: Vec::new() })
}

impl Refusal {
    pub(super) fn below(mut self: Box<Self>, step: Step) -> Box<Self> {
        self.steps.push(step);
        self
    }

    pub(super) fn locate(self, bytes: &[u8]) -> JsonError {
        let before = bytes.get(..self.at).unwrap_or(bytes);
        let line_start =
            before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        let in_line = before.get(line_start..).unwrap_or_default();
        let characters = in_line.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            path.push('/');
            match step {
                Step::Index(index) => path.push_str(&index.to_string()),
                Step::Name(name) => path.push_str(&name.replace('~', "~0").replace('/', "~1")),
            }
        }
        JsonError {
            at: self.at,
            line: newlines.saturating_add(1),
            column: characters.saturating_add(1),
            path,
            what: self.what,
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {}, column {}", self.what, self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, ", in {}", self.path)?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for JsonError {}
