//! Kinds 11, 13 and 14: a JSON document, exactly the bytes that its author or issuer signed.

use crate::{
    canon::json::{self, Value},
    limits::BODY_BYTES_MAX,
    statement::ContentError,
};

/// An Achievement, a published credential or an endorsement, as its signed bytes.
///
/// Reading it checks that it is one strict JSON object; what it must say is the gate's to check,
/// and its proof that of whoever shows or believes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    bytes: Vec<u8>,
    value: Value,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// When it is too long for a body, not strict JSON, or no object.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        if bytes.len() > BODY_BYTES_MAX {
            let found = bytes.len();
            return Err(ContentError::TooLong { field: "document", found, max: BODY_BYTES_MAX });
        }
        let value = json::read(bytes)?;
        if value.as_object().is_none() {
            return Err(ContentError::NoObject);
        }
        Ok(Self { bytes: bytes.to_vec(), value })
    }

    /// The bytes that were signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes that were signed, given away.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The same, read.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The document's own id, where it has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.value.get("id").and_then(Value::as_str)
    }

    /// Whether the document's `type` is or contains this one.
    #[must_use]
    pub fn has_type(&self, wanted: &str) -> bool {
        match self.value.get("type") {
            Some(Value::String(found)) => found == wanted,
            Some(Value::Array(found)) => found.iter().any(|found| found.as_str() == Some(wanted)),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                false
            }
        }
    }
}
