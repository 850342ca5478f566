//! `/v1/disputes`: what one disagrees with, and what is answered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/disputes`: disagree with a badge, with how something that can be awarded is described, or
/// with what somebody says of themselves. It changes no verdict; nobody else sees it before it is
/// published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DisputeRequest {
    /// Who disagrees: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// With what: the id of a badge or of an achievement, or its name, or the beginning of an id; a
    /// DID, or a name of the address book, for what that identity says of itself.
    pub subject: String,
    /// The badge itself as JSON text, exactly as it was signed, where this node does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Why.
    pub words: String,
    /// For which topic; for the whole of it when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whether it is signed into one's own feed at once, for all who can reach its author.
    pub publish: bool,
    /// Check everything, sign and keep nothing.
    pub dry_run: bool,
}

/// `POST /v1/disputes/{id}/publish` and `…/withdraw`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DisputeActRequest {
    /// Whose it is: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, change nothing.
    pub dry_run: bool,
}

/// `POST /v1/disputes/{id}/reply`: what whom it concerns answers, shown beside it. The newest answer
/// counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReplyRequest {
    /// Who answers: a DID or name of this node; whomever of this node it concerns when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// The answer; absent to withdraw every answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, sign nothing.
    pub dry_run: bool,
}

/// Some disputes, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputePage {
    /// The disputes, the newest first.
    pub items: Vec<DisputeView>,
    /// The cursor to ask the next page with; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many ledgers of others whom one cannot reach disagree with what concerns one:
    /// `GET /v1/disputes/strangers` tells their words.
    pub strangers: u64,
}

/// A dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeView {
    /// Its id in hex: of the entry that says it, or of a note that nobody else has; any unambiguous
    /// beginning will do. Absent in a dry run and where a note is told beside a verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whose it is.
    pub by: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// With what: `credential`, `achievement`, `issuer` (what an identity says of itself), or
    /// `something` where this node does not know it.
    pub about: String,
    /// How that is called.
    #[serde(default)]
    pub subject: String,
    /// For which topic; for the whole of it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why.
    pub words: String,
    /// When it was said, RFC 3339.
    pub at: String,
    /// Whether nobody else knows of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// Whether it is about what a person says of themselves, and so is never published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// The sentence that tells it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub says: String,
    /// What whom it concerns answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyView>,
}

/// An answer to a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReplyView {
    /// Whose it is.
    pub by: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// The answer.
    pub words: String,
    /// When it was said, RFC 3339.
    pub at: String,
    /// The sentence that tells it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub says: String,
}
