//! Faults of files as data for their sentences: what the strict reader and the pictures refuse.

use super::{Args, Lang, say};
use crate::canon::json::{JsonError, JsonFault};
use crate::credential::bake::BakeError;

/// The data of `json-refused`: where, and in this language what; `kind` is the code of that.
#[must_use]
pub fn json(lang: Lang, error: &JsonError) -> Args {
    let (code, args) = of_fault(&error.what);
    Args::new()
        .number("line", number(error.line))
        .number("column", number(error.column))
        .number("at", number(error.at))
        .text("pointer", error.path.as_str())
        .text("kind", code)
        .text("what", say(lang, code, &args))
}

/// The code of a fault's own words, and their data.
fn of_fault(fault: &JsonFault) -> (&'static str, Args) {
    let args = Args::new();
    match fault {
        JsonFault::TooLong { max, .. } => ("json-too-long", args.number("max", number(*max))),
        JsonFault::TooDeep { max } => ("json-too-deep", args.number("max", number(*max))),
        JsonFault::TooMany { max } => ("json-too-many", args.number("max", number(*max))),
        JsonFault::NotUtf8 => ("json-not-utf8", args),
        JsonFault::ByteOrderMark => ("json-byte-order-mark", args),
        JsonFault::Ends { .. } => ("json-ends", args),
        JsonFault::Unexpected { found, .. } => {
            ("json-unexpected", args.text("found", found.escape_debug().to_string()))
        }
        JsonFault::Duplicate { name } => ("json-duplicate", args.text("name", short(name))),
        JsonFault::LoneSurrogate { unit } => {
            ("json-lone-surrogate", args.text("unit", format!("\\u{unit:04x}")))
        }
        JsonFault::Control { code } => ("json-control", args.number("code", *code)),
        JsonFault::IntegerTooLarge => ("json-integer-too-large", args),
        JsonFault::NumberTooLarge => ("json-number-too-large", args),
        JsonFault::Trailing => ("json-trailing", args),
    }
}

/// The data of a picture's fault; its code is [`BakeError::code`].
#[must_use]
pub fn bake(error: &BakeError) -> Args {
    let args = Args::new().text("what", error.to_string());
    match error {
        BakeError::TooLarge { most, .. } | BakeError::PngChunks { most } => {
            args.number("most", *most)
        }
        BakeError::PngTruncated { at } | BakeError::NotText { at } => args.number("at", *at),
        BakeError::PngCrc { chunk, at, .. } | BakeError::PngShape { chunk, at, .. } => {
            args.number("at", *at).text("chunk", chunk.as_str())
        }
        BakeError::PngInflate { at, most } => args.number("at", *at).number("most", *most),
        BakeError::Svg { at, .. } => args.number("at", *at),
        BakeError::NoDrawing { root } => args.text("root", root),
        BakeError::TwoBadges { count } => args.number("count", *count),
        BakeError::NoBadge | BakeError::AlreadyBaked | BakeError::NotAPicture => args,
    }
}

/// A name that somebody else chose, cut to what one can read.
fn short(name: &str) -> String {
    name.chars().take(80).collect()
}

fn number(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;
    use crate::words::{find, knows};

    /// Every refusal of the strict reader in both languages, with no hole where data belongs.
    #[test]
    fn every_fault_is_said_whole_in_both_languages() {
        let deep = "[".repeat(40);
        let long = format!("\"{}\"", "a".repeat(crate::limits::JSON_BYTES_MAX));
        let rows: [(&[u8], &str); 12] = [
            (long.as_bytes(), "more than 1048576"),
            (deep.as_bytes(), "32"),
            (b"\"\xff\"", "UTF-8"),
            (b"\xef\xbb\xbf1", "mark"),
            (b"[1", "middle"),
            (b"[x]", "x"),
            (br#"{"a":1,"a":2}"#, "a"),
            (br#""\ud800""#, "\\ud800"),
            (b"\"\x01\"", "control"),
            (b"9007199254740993", "too large"),
            (b"1e400", "too large"),
            (b"1 2", "follows"),
        ];
        for (bytes, expected) in rows {
            let error = json::read(bytes).expect_err("refused");
            for lang in Lang::ALL {
                assert!(knows(lang, of_fault(&error.what).0), "{error}");
                let said = find(lang, "json-refused", None, &json(lang, &error)).unwrap();
                assert!(!said.contains("{$"), "{said}");
                assert!(lang != Lang::En || said.contains(expected), "{said}: {expected}");
            }
        }
    }
}
