//! The compact JWS, taken apart: strict, bounded, and nothing of it verified.
//!
//! Source: RFC 7515 §3.1, §7.1.

use bot_protocol::canon::json::{self, JsonError, Limits, Object, Value};
use bot_protocol::canon::multibase::{BaseError, decode_base64url};
use bot_protocol::limits::{ENVELOPE_BYTES_MAX, ENVELOPE_HEADER_BYTES_MAX, JSON_DEPTH_MAX};

/// A compact JWS, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compact {
    /// The header's members.
    pub(crate) header: Object,
    /// The payload's bytes.
    pub(crate) payload: Vec<u8>,
    /// The signature's bytes.
    pub(crate) signature: Vec<u8>,
    /// The bytes that the signature covers: the first two parts as they are written.
    pub(crate) message: Vec<u8>,
}

/// Why a text is no compact JWS as it is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CompactFault {
    /// Longer than any real one.
    #[error("it has {found} bytes, at most {max} are read")]
    TooLong {
        /// Bytes there are.
        found: usize,
        /// Bytes there may be.
        max: usize,
    },
    /// Other than three parts.
    #[error("it has {found} parts, expected three with dots between")]
    Parts {
        /// Parts there are.
        found: usize,
    },
    /// A part that is not base64url in its one spelling.
    #[error("its {part} is not base64url: {fault}")]
    Base {
        /// `header`, `payload` or `signature`.
        part: &'static str,
        /// What is wrong.
        fault: BaseError,
    },
    /// A part that is no JSON as it is read here.
    #[error("its {part} is no JSON: {fault}")]
    Json {
        /// `header` or `payload`.
        part: &'static str,
        /// What is wrong.
        fault: JsonError,
    },
    /// A part that is JSON and no object.
    #[error("its {part} is no object")]
    NoObject {
        /// `header` or `payload`.
        part: &'static str,
    },
}

impl Compact {
    /// Takes a compact JWS apart.
    ///
    /// # Errors
    /// [`CompactFault`], whatever is not exactly three parts of base64url with a JSON header.
    pub(crate) fn read(text: &str) -> Result<Self, CompactFault> {
        if text.len() > ENVELOPE_BYTES_MAX {
            return Err(CompactFault::TooLong { found: text.len(), max: ENVELOPE_BYTES_MAX });
        }
        let parts = text.split('.').take(6).collect::<Vec<_>>();
        let [header, payload, signature] = parts.as_slice() else {
            return Err(CompactFault::Parts { found: parts.len() });
        };
        let (header, payload, signature) = (*header, *payload, *signature);
        // The text up to the second dot.
        let covered = text.len().saturating_sub(signature.len()).saturating_sub(1);
        let message = text.get(..covered).unwrap_or_default().as_bytes().to_vec();
        let limits = Limits { bytes_max: ENVELOPE_HEADER_BYTES_MAX, depth_max: JSON_DEPTH_MAX };
        let header = object("header", &decoded("header", header)?, limits)?;
        let payload = decoded("payload", payload)?;
        let signature = decoded("signature", signature)?;
        Ok(Self { header, payload, signature, message })
    }

    /// The payload as a JSON object.
    ///
    /// # Errors
    /// [`CompactFault`] where it is none.
    pub(crate) fn claims(&self) -> Result<Object, CompactFault> {
        object("payload", &self.payload, Limits::default())
    }
}

fn decoded(part: &'static str, text: &str) -> Result<Vec<u8>, CompactFault> {
    decode_base64url(text).map_err(|fault| CompactFault::Base { part, fault })
}

fn object(part: &'static str, bytes: &[u8], limits: Limits) -> Result<Object, CompactFault> {
    match json::read_with(bytes, limits) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
        ) => Err(CompactFault::NoObject { part }),
        Err(fault) => Err(CompactFault::Json { part, fault }),
    }
}

#[cfg(test)]
mod tests {
    use bot_protocol::canon::multibase::encode_base64url;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = match Compact::read(text).and_then(|compact| compact.claims()) {
            Ok(claims) => String::from_utf8(Value::Object(claims).to_bytes()).unwrap(),
            Err(fault) => fault.to_string(),
        };
        assert_eq!(said, expected);
    }

    fn b64(text: &str) -> String {
        encode_base64url(text.as_bytes())
    }

    #[test]
    fn reads_three_parts_and_says_why_not() {
        let (head, body) = (b64("{\"alg\":\"EdDSA\"}"), b64("{\"a\":1}"));
        check(&format!("{head}.{body}.AAAA"), "{\"a\":1}");
        check(&format!("{head}.{body}."), "{\"a\":1}");
        check(&format!("{head}.{body}"), "it has 2 parts, expected three with dots between");
        check(&format!("{head}.{body}.AA.AA"), "it has 4 parts, expected three with dots between");
        check(
            &format!("{head}.{body}.AA.AA.AA"),
            "it has 5 parts, expected three with dots between",
        );
        let base = "is not base64url: not the one spelling of any bytes";
        check(&format!("{head}.{body}.AB"), &format!("its signature {base}"));
        check(&format!("{head}.{body}.AA=="), &format!("its signature {base}"));
        check(&format!("{head}.{body}.+/8"), &format!("its signature {base}"));
        check(&format!("{head}.{body}.AAAA\n"), &format!("its signature {base}"));
        check(&format!("{head}. {body}.AAAA"), &format!("its payload {base}"));
        check(&format!("{head}=.{body}.AAAA"), &format!("its header {base}"));
        check(&format!("{}.{body}.AAAA", b64("[]")), "its header is no object");
        check(&format!("{head}.{}.AAAA", b64("\"a\"")), "its payload is no object");
        check(
            &format!("{}.{body}.AAAA", b64("{\"alg\":\"a\",\"alg\":\"b\"}")),
            "its header is no JSON: the member \"alg\" is there twice (line 1, column 12)",
        );
        check(
            &format!("{head}.{}.AAAA", b64("{\"a\":1,\"\\u0061\":2}")),
            "its payload is no JSON: the member \"a\" is there twice (line 1, column 8)",
        );
        check(
            &format!("{head}.{}.AAAA", b64("{\"a\":1} x")),
            "its payload is no JSON: something follows after the end of the value (line 1, column 9)",
        );
        check(
            &format!("{}.{body}.AAAA", b64(&format!("{{\"a\":{}", "[".repeat(40)))),
            &format!(
                "its header is no JSON: nested deeper than 32 (line 1, column 37, in /a{})",
                "/0".repeat(31)
            ),
        );
        let long = format!("{{\"x\":\"{}\"}}", "x".repeat(ENVELOPE_HEADER_BYTES_MAX));
        let said = Compact::read(&format!("{}.{body}.AAAA", b64(&long))).unwrap_err().to_string();
        assert!(said.contains("at most 16384 are read"), "{said}");
        let huge = "A".repeat(ENVELOPE_BYTES_MAX + 1);
        check(&huge, "it has 2097153 bytes, at most 2097152 are read");
    }

    #[test]
    fn the_signature_covers_the_two_parts_as_they_are_written() {
        let text = format!("{}.{}.AAAA", b64("{ }"), b64("{\"a\":1}"));
        let compact = Compact::read(&text).unwrap();
        assert_eq!(compact.message, text.strip_suffix(".AAAA").unwrap().as_bytes());
        assert_eq!(compact.signature, [0, 0, 0]);
    }
}
