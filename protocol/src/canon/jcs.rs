//! JSON Canonicalization Scheme: one spelling for one value.
//!
//! Works on a [`Value`] that the strict reader let through, so nothing can fail here.
//!
//! Source: RFC 8785.

use std::cmp::Ordering;

use super::json::{Object, Value, write_number, write_string};

/// The canonical bytes of a value.
///
/// ```
/// use bot_protocol::canon::{jcs, json};
/// let value = json::read(br#"{"b": 1.0, "a": "\u00e9"}"#)?;
/// assert_eq!(jcs::canonicalize(&value), r#"{"a":"é","b":1}"#.as_bytes());
/// # Ok::<(), json::JsonError>(())
/// ```
#[must_use]
pub fn canonicalize(value: &Value) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.value(value);
    writer.out
}

/// The canonical bytes of an object as if one of its members were not there.
pub(crate) fn without(object: &Object, member: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    let members = object.members().iter().filter(|(name, _)| name != member);
    writer.object(members);
    writer.out
}

/// Orders member names by their UTF-16 code units.
///
/// The bytes of UTF-8 have the order of code points. The two orders differ only where one name
/// has a character above U+FFFF, which UTF-16 spells with units from 0xD800 on, and the other a
/// character from U+E000 to U+FFFF.
///
/// Source: RFC 8785 §3.2.3.
#[must_use]
pub fn compare_names(left: &str, right: &str) -> Ordering {
    let differ = left.bytes().zip(right.bytes()).find(|(left, right)| left != right);
    match differ {
        Some((0xf0.., 0xee..=0xef)) => Ordering::Less,
        Some((0xee..=0xef, 0xf0..)) => Ordering::Greater,
        Some((left, right)) => left.cmp(&right),
        None => left.len().cmp(&right.len()),
    }
}

struct Writer<'a> {
    out: Vec<u8>,
    /// The members of all objects that are being written, the innermost last.
    members: Vec<&'a (String, Value)>,
}

impl<'a> Writer<'a> {
    fn new() -> Self {
        Self { out: Vec::with_capacity(4096), members: Vec::new() }
    }

    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Number(number) => write_number(&mut self.out, *number),
            Value::String(text) => write_string(&mut self.out, text),
            Value::Array(values) => self.array(values),
            Value::Object(object) => self.object(object.members()),
        }
    }

    fn array(&mut self, values: &'a [Value]) {
        self.out.push(b'[');
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            self.value(value);
        }
        self.out.push(b']');
    }

    fn object(&mut self, members: impl IntoIterator<Item = &'a (String, Value)>) {
        let start = self.members.len();
        self.members.extend(members);
        if let Some(own) = self.members.get_mut(start..) {
            own.sort_unstable_by(|left, right| compare_names(&left.0, &right.0));
        }
        let mut opening = b'{';
        let mut index = start;
        while let Some((name, value)) = self.members.get(index) {
            self.out.push(opening);
            write_string(&mut self.out, name);
            self.out.push(b':');
            self.value(value);
            opening = b',';
            index = index.saturating_add(1);
        }
        if opening == b'{' {
            self.out.push(b'{');
        }
        self.out.push(b'}');
        self.members.truncate(start);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canon::json::read;

    fn check(text: &str, expected: &str) {
        let canonical = canonicalize(&read(text.as_bytes()).unwrap());
        assert_eq!(String::from_utf8(canonical).unwrap(), expected);
    }

    #[test]
    fn one_value_has_one_spelling() {
        check(" { } ", "{}");
        check("[ ]", "[]");
        check(r#"{"b":[{"z":1,"y":{}}],"a":null}"#, r#"{"a":null,"b":[{"y":{},"z":1}]}"#);
        check(
            r#"{"\u20ac":1,"\r":2,"1":3,"\ud83d\ude00":4,"\ufb33":5,"":6}"#,
            "{\"\":6,\"\\r\":2,\"1\":3,\"€\":1,\"😀\":4,\"\u{fb33}\":5}",
        );
        check(
            "[-0, 1.0, 1e21, 1e-7, 333333333.33333329, 4.50, 9007199254740991]",
            "[0,1,1e+21,1e-7,333333333.3333333,4.5,9007199254740991]",
        );
        check(
            r#""\u000f\u001F\u007f\/\"\\\b\t\n\f\r""#,
            "\"\\u000f\\u001f\u{7f}/\\\"\\\\\\b\\t\\n\\f\\r\"",
        );
    }

    #[test]
    fn a_member_left_out_is_as_if_it_were_not_there() {
        let rows = [
            (r#"{"b":1,"a":{"b":2},"c":[]}"#, r#"{"a":{"b":2},"c":[]}"#),
            (r#"{"a":1}"#, r#"{"a":1}"#),
            (r#"{"b":1}"#, "{}"),
        ];
        for (text, expected) in rows {
            let value = read(text.as_bytes()).unwrap();
            let canonical = without(value.as_object().unwrap(), "b");
            assert_eq!(String::from_utf8(canonical).unwrap(), expected);
        }
    }

    proptest! {
        #[test]
        fn names_are_ordered_as_utf_16(left: String, right: String) {
            let expected = left.encode_utf16().cmp(right.encode_utf16());
            prop_assert_eq!(compare_names(&left, &right), expected);
        }

        #[test]
        fn neighbours_of_the_surrogates_are_ordered_as_utf_16(
            left in "[a\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,4}",
            right in "[a\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}]{0,4}",
        ) {
            let expected = left.encode_utf16().cmp(right.encode_utf16());
            prop_assert_eq!(compare_names(&left, &right), expected);
        }
    }
}
