//! Deterministic CBOR: the inner language's bytes.
//!
//! Only what the wire uses: unsigned integers, byte strings, text strings, arrays of known
//! length, `true`, `false` and `null`. Lengths and integers in their shortest form, nothing of
//! indefinite length, nothing after the end: one value has one encoding, any other is refused.
//!
//! Source: RFC 8949 §4.2.1; `spec/canon.md`.

use minicbor::data::Type;
use minicbor::decode::Decoder;

/// Where bytes are refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at byte {at})")]
pub struct CborError {
    /// Offset of the item that was being read.
    pub at: usize,
    /// What was found.
    pub what: CborFault,
}

/// What encoded bytes may not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CborFault {
    /// The bytes end before the item does.
    #[error("the bytes end before the {expected} does")]
    Ends {
        /// What was being read.
        expected: &'static str,
    },
    /// Another type of item, or an indefinite length.
    #[error("found {found} where {expected} was expected")]
    WrongType {
        /// The type there is.
        found: String,
        /// The type there should be.
        expected: &'static str,
    },
    /// An integer or length that is not in its shortest form.
    #[error("the {expected} is not in its shortest form")]
    NotShortest {
        /// What was being read.
        expected: &'static str,
    },
    /// An array with more or fewer items.
    #[error("an array of {expected} items was expected, found {found}")]
    Arity {
        /// Items there are.
        found: u64,
        /// Items there should be.
        expected: u64,
    },
    /// A byte string of another length.
    #[error("{expected} bytes were expected, found {found}")]
    Length {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        expected: usize,
    },
    /// Longer than the place allows.
    #[error("the {expected} has {found} of at most {max}")]
    TooLong {
        /// What was being read.
        expected: &'static str,
        /// Bytes or items there are.
        found: u64,
        /// Bytes or items there may be.
        max: u64,
    },
    /// An integer beyond the range of the place.
    #[error("the integer {found} is above {max}")]
    TooLarge {
        /// The integer.
        found: u64,
        /// The largest there may be.
        max: u64,
    },
    /// A text string that is not UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// Something comes after the last item.
    #[error("{bytes} bytes follow after the end")]
    Trailing {
        /// How many.
        bytes: usize,
    },
}

/// Reads one item after the other; whoever calls knows which comes.
///
/// ```
/// use bot_protocol::canon::cbor::{Reader, Writer};
/// let mut writer = Writer::new();
/// writer.array(3).uint(7_u64).bytes(b"key").optional(None::<&str>, |w, text| w.text(text));
/// let bytes = writer.into_bytes();
///
/// let mut reader = Reader::new(&bytes);
/// reader.array(3)?;
/// assert_eq!((reader.u8()?, reader.bytes(10)?), (7, &b"key"[..]));
/// assert_eq!(reader.optional(|r| r.text(10))?, None);
/// reader.end()?;
/// # Ok::<(), bot_protocol::canon::cbor::CborError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'b> {
    decoder: Decoder<'b>,
}

type Read<T> = Result<T, CborError>;

impl<'b> Reader<'b> {
    /// A reader at the beginning of `bytes`.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { decoder: Decoder::new(bytes) }
    }

    /// Offset of the next item.
    #[must_use]
    pub fn position(&self) -> usize {
        self.decoder.position()
    }

    /// Bytes that are left to read.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.decoder.input().len().saturating_sub(self.position())
    }

    /// The bytes from `start`, a former [`Self::position`], up to here.
    #[must_use]
    pub fn since(&self, start: usize) -> &'b [u8] {
        self.decoder.input().get(start..self.position()).unwrap_or_default()
    }

    /// An array of exactly `expected` items.
    ///
    /// # Errors
    /// [`CborError`] when another item comes, or more or fewer items.
    pub fn array(&mut self, expected: u64) -> Read<()> {
        let at = self.position();
        match self.array_head()? {
            found if found == expected => Ok(()),
            found => Err(CborError { at, what: CborFault::Arity { found, expected } }),
        }
    }

    /// An array of at most `max` items; tells how many.
    ///
    /// # Errors
    /// [`CborError`] when another item comes, more items, or more than the bytes left could hold.
    pub fn list(&mut self, max: usize) -> Read<usize> {
        let at = self.position();
        let found = self.array_head()?;
        // Every item has at least one byte.
        let count = usize::try_from(found).ok().filter(|count| *count <= max);
        match count {
            None => Err(CborError { at, what: too_long("array", found, max) }),
            Some(count) if count > self.remaining() => {
                Err(CborError { at, what: CborFault::Ends { expected: "array" } })
            }
            Some(count) => Ok(count),
        }
    }

    fn array_head(&mut self) -> Read<u64> {
        self.item("array", &[Type::Array], |decoder| {
            let count = decoder.array()?.unwrap_or(u64::MAX);
            Ok((count, 0, count))
        })
    }

    /// An unsigned integer.
    ///
    /// # Errors
    /// [`CborError`] when another item comes.
    pub fn uint(&mut self) -> Read<u64> {
        self.item("unsigned integer", &[Type::U8, Type::U16, Type::U32, Type::U64], |decoder| {
            let value = decoder.u64()?;
            Ok((value, 0, value))
        })
    }

    fn uint_up_to<T: TryFrom<u64>>(&mut self, max: u64) -> Read<T> {
        let at = self.position();
        let found = self.uint()?;
        T::try_from(found).map_err(|_| CborError { at, what: CborFault::TooLarge { found, max } })
    }

    /// An unsigned integer of at most 8 bits.
    ///
    /// # Errors
    /// [`CborError`] when another item or a larger integer comes.
    pub fn u8(&mut self) -> Read<u8> {
        self.uint_up_to(u8::MAX.into())
    }

    /// An unsigned integer of at most 16 bits.
    ///
    /// # Errors
    /// [`CborError`] when another item or a larger integer comes.
    pub fn u16(&mut self) -> Read<u16> {
        self.uint_up_to(u16::MAX.into())
    }

    /// An unsigned integer of at most 32 bits.
    ///
    /// # Errors
    /// [`CborError`] when another item or a larger integer comes.
    pub fn u32(&mut self) -> Read<u32> {
        self.uint_up_to(u32::MAX.into())
    }

    /// An unsigned integer of at most 64 bits.
    ///
    /// # Errors
    /// [`CborError`] when another item comes.
    pub fn u64(&mut self) -> Read<u64> {
        self.uint()
    }

    /// A byte string of at most `max` bytes.
    ///
    /// # Errors
    /// [`CborError`] when another item or a longer string comes.
    pub fn bytes(&mut self, max: usize) -> Read<&'b [u8]> {
        let at = self.position();
        let bytes = self.item("byte string", &[Type::Bytes], |decoder| {
            let bytes = decoder.bytes()?;
            Ok((bytes, bytes.len(), length(bytes.len())))
        })?;
        if bytes.len() > max {
            let what = too_long("byte string", length(bytes.len()), max);
            return Err(CborError { at, what });
        }
        Ok(bytes)
    }

    /// A byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// [`CborError`] when another item or another length comes.
    pub fn fixed<const N: usize>(&mut self) -> Read<[u8; N]> {
        let at = self.position();
        let bytes = self.bytes(usize::MAX)?;
        bytes.try_into().map_err(|_| CborError {
            at,
            what: CborFault::Length { found: bytes.len(), expected: N },
        })
    }

    /// A text string of at most `max` bytes of UTF-8.
    ///
    /// # Errors
    /// [`CborError`] when another item or a longer string comes, or one that is not UTF-8.
    pub fn text(&mut self, max: usize) -> Read<&'b str> {
        let at = self.position();
        let text = self.item("text string", &[Type::String], |decoder| {
            let text = decoder.str()?;
            Ok((text, text.len(), length(text.len())))
        })?;
        if text.len() > max {
            let what = too_long("text string", length(text.len()), max);
            return Err(CborError { at, what });
        }
        Ok(text)
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// [`CborError`] when another item comes.
    pub fn bool(&mut self) -> Read<bool> {
        self.item("truth value", &[Type::Bool], |decoder| Ok((decoder.bool()?, 0, 0)))
    }

    /// `null`, which then is behind us; tells whether it came.
    #[must_use]
    pub fn null(&mut self) -> bool {
        let start = self.position();
        let came = self.decoder.null().is_ok();
        if !came {
            self.decoder.set_position(start);
        }
        came
    }

    /// `None` for `null`, else what `read` reads.
    ///
    /// # Errors
    /// What `read` refuses.
    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        if self.null() { Ok(None) } else { read(self).map(Some) }
    }

    /// The end of the bytes.
    ///
    /// # Errors
    /// [`CborFault::Trailing`] when bytes are left.
    pub fn end(&self) -> Read<()> {
        match self.remaining() {
            0 => Ok(()),
            bytes => Err(CborError { at: self.position(), what: CborFault::Trailing { bytes } }),
        }
    }

    /// Reads one item of the types given. `read` also tells how many bytes of content it took
    /// and what its head says, so that a head in a longer form than needed is noticed.
    fn item<T>(
        &mut self,
        expected: &'static str,
        types: &[Type],
        read: impl FnOnce(&mut Decoder<'b>) -> Result<(T, usize, u64), minicbor::decode::Error>,
    ) -> Read<T> {
        let at = self.position();
        let refuse = |what| Err(CborError { at, what });
        match self.decoder.datatype() {
            Err(_) => return refuse(CborFault::Ends { expected }),
            Ok(found) if !types.contains(&found) => {
                return refuse(CborFault::WrongType { found: found.to_string(), expected });
            }
            Ok(_) => {}
        }
        match read(&mut self.decoder) {
            Err(error) if error.is_end_of_input() => refuse(CborFault::Ends { expected }),
            Err(_) if types == [Type::String] => refuse(CborFault::NotUtf8),
            Err(error) => refuse(CborFault::WrongType { found: error.to_string(), expected }),
            Ok((value, content, head)) => {
                let head_bytes = self.position().saturating_sub(at).saturating_sub(content);
                if head_bytes == shortest_head(head) {
                    Ok(value)
                } else {
                    refuse(CborFault::NotShortest { expected })
                }
            }
        }
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn too_long(expected: &'static str, found: u64, max: usize) -> CborFault {
    CborFault::TooLong { expected, found, max: length(max) }
}

/// Bytes that the shortest head with this argument has.
const fn shortest_head(argument: u64) -> usize {
    match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// Writes one item after the other; whoever calls keeps the promised number of items.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// A writer of nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { out: Vec::new() }
    }

    /// A writer with room for `bytes`.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    /// The beginning of an array of `items`.
    pub fn array(&mut self, items: usize) -> &mut Self {
        self.head(4, length(items))
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: impl Into<u64>) -> &mut Self {
        self.head(0, value.into())
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(2, length(bytes.len()));
        self.out.extend_from_slice(bytes);
        self
    }

    /// A text string.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, length(text.len()));
        self.out.extend_from_slice(text.as_bytes());
        self
    }

    /// `true` or `false`.
    pub fn bool(&mut self, truth: bool) -> &mut Self {
        self.out.push(if truth { 0xf5 } else { 0xf4 });
        self
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.out.push(0xf6);
        self
    }

    /// `null` for `None`, else what `write` writes.
    pub fn optional<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> &mut Self,
    ) -> &mut Self {
        match value {
            None => self.null(),
            Some(value) => write(self, value),
        }
    }

    /// An item that is encoded already.
    pub fn raw(&mut self, item: &[u8]) -> &mut Self {
        self.out.extend_from_slice(item);
        self
    }

    /// The bytes written so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    /// The bytes written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// The first byte has the major type in its upper three bits, then the argument follows in
    /// as few bytes as hold it.
    fn head(&mut self, major: u8, argument: u64) -> &mut Self {
        let major = major << 5;
        let [.., b4, b3, b2, b1] = argument.to_be_bytes();
        match argument {
            0..=23 => self.out.push(major | b1),
            24..=0xff => self.out.extend_from_slice(&[major | 24, b1]),
            0x100..=0xffff => self.out.extend_from_slice(&[major | 25, b2, b1]),
            0x1_0000..=0xffff_ffff => {
                self.out.extend_from_slice(&[major | 26, b4, b3, b2, b1]);
            }
            _ => {
                self.out.push(major | 27);
                self.out.extend_from_slice(&argument.to_be_bytes());
            }
        }
        self
    }
}

#[cfg(test)]
mod tests;
