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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canon::hash::from_hex;

    fn check<T: std::fmt::Debug>(
        hex: &str,
        read: impl for<'b> FnOnce(&mut Reader<'b>) -> Read<T>,
        expected: &str,
    ) {
        let bytes = from_hex(hex).unwrap();
        let mut reader = Reader::new(&bytes);
        let found = match read(&mut reader).and_then(|value| reader.end().map(|()| value)) {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "for {hex}");
    }

    #[test]
    fn an_integer_has_one_encoding() {
        check("17", Reader::uint, "23");
        check("1818", Reader::uint, "24");
        check("190100", Reader::uint, "256");
        check("1a00010000", Reader::uint, "65536");
        check("1bffffffffffffffff", Reader::uint, "18446744073709551615");
        let long = "the unsigned integer is not in its shortest form (at byte 0)";
        check("1817", Reader::uint, long);
        check("1900ff", Reader::uint, long);
        check("1a0000ffff", Reader::uint, long);
        check("1b00000000ffffffff", Reader::uint, long);
        let ends = "the bytes end before the unsigned integer does (at byte 0)";
        check("", Reader::uint, ends);
        check("19ff", Reader::uint, ends);
        check("20", Reader::uint, "found i8 where unsigned integer was expected (at byte 0)");
        check(
            "fb3ff0000000000000",
            Reader::uint,
            "found f64 where unsigned integer was expected (at byte 0)",
        );
        check("190100", Reader::u8, "the integer 256 is above 255 (at byte 0)");
        check("1a00010000", Reader::u16, "the integer 65536 is above 65535 (at byte 0)");
        check(
            "1b0000000100000000",
            Reader::u32,
            "the integer 4294967296 is above 4294967295 (at byte 0)",
        );
        check("0000", Reader::uint, "1 bytes follow after the end (at byte 1)");
    }

    #[test]
    fn strings_are_bounded_and_whole() {
        check("43010203", |r| r.bytes(3).map(<[u8]>::to_vec), "[1, 2, 3]");
        check("43010203", Reader::fixed::<3>, "[1, 2, 3]");
        check(
            "43010203",
            |r| r.bytes(2).map(<[u8]>::to_vec),
            "the byte string has 3 of at most 2 (at byte 0)",
        );
        check("43010203", Reader::fixed::<4>, "4 bytes were expected, found 3 (at byte 0)");
        check(
            "5803010203",
            Reader::fixed::<3>,
            "the byte string is not in its shortest form (at byte 0)",
        );
        check(
            "5f43010203ff",
            Reader::fixed::<3>,
            "found indefinite bytes where byte string was expected (at byte 0)",
        );
        check(
            "430102",
            Reader::fixed::<3>,
            "the bytes end before the byte string does (at byte 0)",
        );
        check(
            "5bffffffffffffffff01",
            Reader::fixed::<3>,
            "the bytes end before the byte string does (at byte 0)",
        );
        check("63616263", |r| r.text(3).map(str::to_owned), "\"abc\"");
        check(
            "63616263",
            |r| r.text(2).map(str::to_owned),
            "the text string has 3 of at most 2 (at byte 0)",
        );
        check(
            "7803616263",
            |r| r.text(3).map(str::to_owned),
            "the text string is not in its shortest form (at byte 0)",
        );
        check("62c328", |r| r.text(3).map(str::to_owned), "the text is not UTF-8 (at byte 0)");
        check(
            "4161",
            |r| r.text(3).map(str::to_owned),
            "found bytes where text string was expected (at byte 0)",
        );
    }

    #[test]
    fn arrays_have_the_promised_items() {
        check(
            "820102",
            |r| {
                r.array(2)?;
                Ok((r.uint()?, r.uint()?))
            },
            "(1, 2)",
        );
        check("820102", |r| r.array(3), "an array of 3 items was expected, found 2 (at byte 0)");
        check(
            "9f0102ff",
            |r| r.array(2),
            "found indefinite array where array was expected (at byte 0)",
        );
        check("98020102", |r| r.array(2), "the array is not in its shortest form (at byte 0)");
        check("80", |r| r.list(9), "0");
        check("820102", |r| r.list(1), "the array has 2 of at most 1 (at byte 0)");
        check("8201", |r| r.list(9), "the bytes end before the array does (at byte 0)");
        check(
            "9bffffffffffffffff",
            |r| r.list(usize::MAX),
            "the bytes end before the array does (at byte 0)",
        );
        check("a0", |r| r.list(9), "found map where array was expected (at byte 0)");
    }

    #[test]
    fn truth_and_absence() {
        check("f5", Reader::bool, "true");
        check("f4", Reader::bool, "false");
        check("f6", Reader::bool, "found null where truth value was expected (at byte 0)");
        check("f6", |r| r.optional(Reader::uint), "None");
        check("01", |r| r.optional(Reader::uint), "Some(1)");
        check(
            "f7",
            |r| r.optional(Reader::uint),
            "found undefined where unsigned integer was expected (at byte 0)",
        );
        check("f815", Reader::bool, "found simple where truth value was expected (at byte 0)");
    }

    proptest! {
        #[test]
        fn writes_what_another_implementation_writes(
            number: u64, small in 0_u64..70_000, bytes in proptest::collection::vec(any::<u8>(), 0..300),
            text: String, truth: bool,
        ) {
            let mut ours = Writer::new();
            ours.array(6).uint(number).uint(small).bytes(&bytes).text(&text).bool(truth).null();
            let mut theirs = minicbor::Encoder::new(Vec::new());
            theirs.array(6).unwrap().u64(number).unwrap().u64(small).unwrap().bytes(&bytes).unwrap()
                .str(&text).unwrap().bool(truth).unwrap().null().unwrap();
            let written = ours.into_bytes();
            prop_assert_eq!(&written, &theirs.into_writer());
            let mut reader = Reader::new(&written);
            reader.array(6)?;
            prop_assert_eq!((reader.u64()?, reader.u64()?), (number, small));
            prop_assert_eq!((reader.bytes(300)?, reader.text(usize::MAX)?), (&bytes[..], text.as_str()));
            prop_assert_eq!((reader.bool()?, reader.null()), (truth, true));
            prop_assert_eq!(reader.end(), Ok(()));
            for cut in 0..written.len() {
                let mut reader = Reader::new(&written[..cut]);
                let whole = reader.array(6).and_then(|()| reader.uint()).and_then(|_| reader.uint())
                    .and_then(|_| reader.bytes(300)).and_then(|_| reader.text(usize::MAX))
                    .and_then(|_| reader.bool()).map(|_| reader.null());
                prop_assert_ne!(whole, Ok(true));
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut reader = Reader::new(&bytes);
            let mut writer = Writer::new();
            let mut again = reader.clone();
            if let Ok(value) = reader.uint() {
                writer.uint(value);
                prop_assert_eq!(writer.as_bytes(), reader.since(0));
            } else if let Ok(value) = again.bytes(100) {
                writer.bytes(value);
                prop_assert_eq!(writer.as_bytes(), again.since(0));
            }
        }
    }
}
