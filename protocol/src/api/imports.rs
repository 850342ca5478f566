//! `/v1/imports`: badges that came some other way than by an offer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CredentialView, VerifyReply};

/// `POST /v1/imports`: keep a badge of whatever form, exactly as it came. Fetches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportRequest {
    /// The file as it is, in base64 (RFC 4648 §4): JSON, compact JWS, PNG or SVG.
    pub document: String,
    /// More evidence to judge it with, each a file in base64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Files of snapshots, each in base64, for which whoever asks vouches, as for `/v1/verify`: a
    /// badge that its host alone vouches for needs one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<String>,
    /// Whose it should be: a DID or name of this node; any of them when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Whom it should be about, by an address that no identity of this node is called by: an e-mail
    /// address or a DID of whoever keeps it. Compared here, also where the badge has only its hash; a badge
    /// about them is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Keep it although it is about nobody of this node: as one that was seen.
    pub anyway: bool,
    /// The language of the verdict's sentences: `en` (when absent) or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Check everything, keep nothing.
    pub dry_run: bool,
}

/// What was kept, and what is to be thought of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReply {
    /// True when it was kept now; false when it was here already, or in a dry run.
    pub changed: bool,
    /// True when nothing was kept because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// True when it took the place of a badge with its id that was not proven, or would.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaced: bool,
    /// The badge.
    pub item: CredentialView,
    /// The verdict on it, now.
    pub verdict: VerifyReply,
}
