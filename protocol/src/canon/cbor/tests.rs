use proptest::prelude::*;

use super::*;
use crate::canon::hash::from_hex;

fn check<T: std::fmt::Debug>(
    hex: &str,
    read: impl FnOnce(&mut Reader<'static>) -> Read<T>,
    expected: &str,
) {
    let mut reader = Reader::new(from_hex(hex).unwrap().leak());
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
    check("430102", Reader::fixed::<3>, "the bytes end before the byte string does (at byte 0)");
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
