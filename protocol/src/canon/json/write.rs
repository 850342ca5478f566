//! JSON as bytes: compact, in the value's own order.

use super::{Number, Value, read::plain_run};

impl Value {
    /// The value as compact JSON text in its own order.
    ///
    /// Numbers and strings are spelled as in RFC 8785, so only the order of members
    /// distinguishes this from the canonical form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        write_value(&mut out, self);
        out
    }
}

impl std::fmt::Display for Value {
    /// The value as compact JSON text in its own order.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}

fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => write_number(out, *number),
        Value::String(text) => write_string(out, text),
        Value::Array(values) => {
            out.push(b'[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(out, value);
            }
            out.push(b']');
        }
        Value::Object(object) => {
            out.push(b'{');
            for (index, (name, value)) in object.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_string(out, name);
                out.push(b':');
                write_value(out, value);
            }
            out.push(b'}');
        }
    }
}

/// Writes a number as ECMAScript does.
///
/// Source: RFC 8785 §3.2.2.3; ECMA-262 `Number::toString`.
pub(crate) fn write_number(out: &mut Vec<u8>, number: Number) {
    out.extend_from_slice(ryu_js::Buffer::new().format_finite(number.as_f64()).as_bytes());
}

/// Writes a string with the fewest escapes.
///
/// Source: RFC 8785 §3.2.2.2.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let (plain, after) = rest.split_at_checked(plain_run(rest)).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        let Some((special, after)) = after.split_first() else { break };
        write_escape(out, *special);
        rest = after;
    }
    out.push(b'"');
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        _ => {
            // Only control characters come here: the second digit is 0 or 1.
            let low = byte & 0x0f;
            let digit = if low < 10 {
                b'0'.wrapping_add(low)
            } else {
                b'a'.wrapping_add(low.wrapping_sub(10))
            };
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0'.wrapping_add(byte >> 4), digit]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
