//! Texts in addresses and forms. Source: RFC 3986 §2.1; RFC 6749 appendix B.

/// A text as a value in a query or a form.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The text of a value in a query or a form; `None` where an escape is broken, or it is no text.
#[must_use]
pub fn decoded(value: &str) -> Option<String> {
    let (mut bytes, mut out) = (value.bytes(), Vec::with_capacity(value.len()));
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_back() {
        for text in ["", "a b+c&d=é%", "https://a.example/?b=c#d"] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(decoded("a+b").as_deref(), Some("a b"));
        for bad in ["%", "%2", "%zz", "%FF", "%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
