//! What went wrong, as RFC 9457 has it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A refusal or a failure, sent as `application/problem+json`.
///
/// Source: RFC 9457 §3.1, with `code`, `field` and `data` as extension members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `about:blank#CODE`; nothing is to be fetched from it.
    #[serde(rename = "type")]
    pub kind: String,
    /// One short English line, the same for every problem of this code.
    pub title: String,
    /// The HTTP status it was sent with.
    pub status: u16,
    /// A stable word for programs; `words/` explains it in every language.
    pub code: String,
    /// What was found and what was expected, of this very case.
    pub detail: String,
    /// The field of the request that was at fault, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Values of this case by name, for the sentence in the reader's language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
}

/// What a request changed, where there is nothing else to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Done {
    /// True when this request changed something; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed, stored or sent because the request asked for a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The statement that was written: the entry's id in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The whole id of what was changed, where the request may have given its beginning alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
