//! `/v1/visits`: how the owner's browser comes in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SecretText;

/// `POST /v1/visits`: nothing is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VisitRequest {}

/// A link that lets one browser in, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitLink {
    /// Where to go; whoever has it comes in as the owner.
    pub url: SecretText,
    /// Until when it is good, RFC 3339; it is good once, and until the node restarts.
    pub until: String,
}
