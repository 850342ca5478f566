//! The bytes of a `COSE_Sign1`, walked item by item; nothing is allocated for what they claim.
//!
//! Source: RFC 8949 §3; RFC 9052 §4.2.

use bot_protocol::limits::{CREDENTIAL_BYTES_MAX, ENVELOPE_BYTES_MAX, ENVELOPE_HEADER_BYTES_MAX};

/// Deepest nesting of items in a header: 8. Certificates and claims use 3.
const DEPTH_MAX: usize = 8;

/// Why bytes are no `COSE_Sign1` as it is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Sign1Fault {
    /// Longer than any real one.
    #[error("its {part} has {found} bytes, at most {max} are read")]
    TooLong {
        /// Which part.
        part: &'static str,
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        max: usize,
    },
    /// The bytes end before the item does.
    #[error("it ends in the middle")]
    Ends,
    /// An item of another type.
    #[error("another item than the {expected} comes")]
    WrongType {
        /// What should have come.
        expected: &'static str,
    },
    /// A number or length that is not in its shortest form, or of indefinite length.
    #[error("a length or number is not in its shortest form")]
    NotShortest,
    /// Nested deeper than headers are.
    #[error("nested deeper than {DEPTH_MAX}")]
    Deep,
    /// Something comes after the end.
    #[error("{0} bytes follow after the end")]
    Trailing(usize),
    /// The payload lies elsewhere.
    #[error("the payload is not in it")]
    Detached,
    /// The payload is no JSON object as it is read here.
    #[error("its payload is no JSON: {0}")]
    Payload(String),
    /// A label that is there twice, in one header or in both.
    #[error("the label {0} is there twice")]
    LabelTwice(String),
    /// A label that is neither a number nor a text.
    #[error("a label is neither a number nor a text")]
    Label,
    /// A text that is not UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
}

/// A `COSE_Sign1`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sign1<'b> {
    /// The protected header as it is written.
    pub(crate) protected: &'b [u8],
    /// The unprotected header as it is written.
    pub(crate) unprotected: &'b [u8],
    /// The payload.
    pub(crate) payload: &'b [u8],
    /// The signature.
    pub(crate) signature: &'b [u8],
}

/// One item's head: arrays, maps and tags are followed by what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item<'b> {
    /// A whole number from 0.
    Unsigned(u64),
    /// A whole number below 0: −1 minus this.
    Negative(u64),
    /// Bytes.
    Bytes(&'b [u8]),
    /// Text.
    Text(&'b str),
    /// So many items follow.
    Array(u64),
    /// So many pairs of items follow.
    Map(u64),
    /// A tag of the item that follows.
    Tag(u64),
    /// `null`.
    Null,
    /// Another simple value or a floating-point number.
    Other,
}

/// Walks items.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk<'b>(&'b [u8]);

/// Takes a `COSE_Sign1` apart.
///
/// # Errors
/// [`Sign1Fault`].
pub(crate) fn sign1(bytes: &[u8]) -> Result<Sign1<'_>, Sign1Fault> {
    bounded("whole", bytes, ENVELOPE_BYTES_MAX)?;
    let mut walk = Walk::new(bytes);
    let mut first = walk.item()?;
    if first == Item::Tag(18) {
        first = walk.item()?;
    }
    if first != Item::Array(4) {
        return Err(Sign1Fault::WrongType { expected: "array of four" });
    }
    let protected = bounded("header", walk.bytes()?, ENVELOPE_HEADER_BYTES_MAX)?;
    let unprotected = bounded("header", walk.whole()?, ENVELOPE_HEADER_BYTES_MAX)?;
    let payload = match walk.item()? {
        Item::Bytes(payload) => bounded("payload", payload, CREDENTIAL_BYTES_MAX)?,
        Item::Null => return Err(Sign1Fault::Detached),
        Item::Unsigned(_)
        | Item::Negative(_)
        | Item::Text(_)
        | Item::Array(_)
        | Item::Map(_)
        | Item::Tag(_)
        | Item::Other => return Err(Sign1Fault::WrongType { expected: "payload" }),
    };
    let signature = walk.bytes()?;
    walk.end()?;
    Ok(Sign1 { protected, unprotected, payload, signature })
}

fn bounded<'b>(part: &'static str, bytes: &'b [u8], max: usize) -> Result<&'b [u8], Sign1Fault> {
    if bytes.len() > max {
        return Err(Sign1Fault::TooLong { part, found: bytes.len(), max });
    }
    Ok(bytes)
}

impl<'b> Walk<'b> {
    /// At the beginning of `bytes`.
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// The next item's head, and its content where it is bytes or text.
    pub(crate) fn item(&mut self) -> Result<Item<'b>, Sign1Fault> {
        let [first] = self.fixed()?;
        let (major, low) = (first >> 5, first & 0x1f);
        if major == 7 {
            return self.simple(low);
        }
        let number = self.number(low)?;
        Ok(match major {
            0 => Item::Unsigned(number),
            1 => Item::Negative(number),
            2 => Item::Bytes(self.take(number)?),
            3 => {
                let text = str::from_utf8(self.take(number)?);
                Item::Text(text.map_err(|_| Sign1Fault::NotUtf8)?)
            }
            4 => Item::Array(number),
            5 => Item::Map(number),
            _ => Item::Tag(number),
        })
    }

    /// A number in the head of an item, which must be in its shortest form.
    fn number(&mut self, low: u8) -> Result<u64, Sign1Fault> {
        let (number, least) = match low {
            0..24 => (u64::from(low), 0),
            24 => (u64::from(u8::from_be_bytes(self.fixed()?)), 24),
            25 => (u64::from(u16::from_be_bytes(self.fixed()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.fixed()?)), 1 << 16),
            27 => (u64::from_be_bytes(self.fixed()?), 1 << 32),
            // Of indefinite length, or reserved.
            _ => return Err(Sign1Fault::NotShortest),
        };
        if number < least { Err(Sign1Fault::NotShortest) } else { Ok(number) }
    }

    fn simple(&mut self, low: u8) -> Result<Item<'b>, Sign1Fault> {
        let content = match low {
            22 => return Ok(Item::Null),
            0..24 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(Sign1Fault::NotShortest),
        };
        self.take(content)?;
        Ok(Item::Other)
    }

    /// A byte string.
    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], Sign1Fault> {
        match self.item()? {
            Item::Bytes(bytes) => Ok(bytes),
            Item::Unsigned(_)
            | Item::Negative(_)
            | Item::Text(_)
            | Item::Array(_)
            | Item::Map(_)
            | Item::Tag(_)
            | Item::Null
            | Item::Other => Err(Sign1Fault::WrongType { expected: "byte string" }),
        }
    }

    /// The bytes of the next item with all that it holds.
    pub(crate) fn whole(&mut self) -> Result<&'b [u8], Sign1Fault> {
        let start = self.0;
        self.skip(DEPTH_MAX)?;
        let length = start.len().saturating_sub(self.0.len());
        Ok(start.get(..length).unwrap_or_default())
    }

    fn skip(&mut self, depth: usize) -> Result<(), Sign1Fault> {
        let inside = match self.item()? {
            Item::Array(count) => count,
            Item::Map(count) => count.checked_mul(2).ok_or(Sign1Fault::Ends)?,
            Item::Tag(_) => 1,
            Item::Unsigned(_)
            | Item::Negative(_)
            | Item::Bytes(_)
            | Item::Text(_)
            | Item::Null
            | Item::Other => return Ok(()),
        };
        let depth = depth.checked_sub(1).ok_or(Sign1Fault::Deep)?;
        // Each item has a byte at least, so a count that lies ends with the bytes.
        for _ in 0..inside {
            self.skip(depth)?;
        }
        Ok(())
    }

    /// The end of the bytes.
    pub(crate) fn end(&self) -> Result<(), Sign1Fault> {
        match self.0.len() {
            0 => Ok(()),
            left => Err(Sign1Fault::Trailing(left)),
        }
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Sign1Fault> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(Sign1Fault::Ends)?;
        self.0 = rest;
        Ok(*bytes)
    }

    fn take(&mut self, count: u64) -> Result<&'b [u8], Sign1Fault> {
        let count = usize::try_from(count).map_err(|_| Sign1Fault::Ends)?;
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(Sign1Fault::Ends)?;
        self.0 = rest;
        Ok(bytes)
    }
}
