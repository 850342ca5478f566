//! `/v1/status-changes`: credentials revoked, suspended or given back, one or many at a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CredentialView;

/// What becomes of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatusChange {
    /// They no longer hold, for good.
    Revoke,
    /// They do not hold for the time being.
    Suspend,
    /// They hold again after a suspension.
    Resume,
}

/// One credential whose status changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatusTarget {
    /// Its id, or the beginning of its uuid.
    pub id: String,
    /// The credential itself, byte for byte as it was signed, where this node does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Why this one, in place of the reason given for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Which of the credentials that an identity issued: those that all of these fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatusQuery {
    /// What was awarded: an achievement's id or its name, in whatever language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement: Option<String>,
    /// Whom they are about: a DID, or a name of the address book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Valid from this moment or a later one, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Valid from a moment before this one, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// `POST /v1/status-changes`: all of it is done, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusChangeRequest {
    /// Who issued them: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// What becomes of them.
    pub change: StatusChange,
    /// The credentials, at most 10,000; absent where a query says which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<StatusTarget>,
    /// Which credentials, where they are not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<StatusQuery>,
    /// Why, in words everybody may read: it stands in the issuer's feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How long it can be undone before anybody hears of it, in seconds, at most a day; as the
    /// setting `status.undo_seconds` says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_seconds: Option<u32>,
    /// Tell what would be done, do nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// A change that is agreed and not yet said to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PendingChange {
    /// Its name, in hex.
    pub id: String,
    /// What becomes of the credentials.
    pub change: StatusChange,
    /// Whose credentials they are.
    pub issuer: String,
    /// How many they are.
    pub credentials: u64,
    /// When it is said; before that it can be undone. RFC 3339.
    pub due: String,
    /// True where a part of it is said already, so that it cannot be undone.
    pub begun: bool,
}

/// What was done, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusChangeReply {
    /// True when this request changed something; false when all was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was done because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The change as it waits, where it can still be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingChange>,
    /// The entries that were written, by their ids in hex.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// The credentials that change.
    pub items: Vec<CredentialView>,
    /// Those that were so already, or that were revoked before.
    pub unchanged: Vec<CredentialView>,
}
