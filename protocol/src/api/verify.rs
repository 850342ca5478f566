//! `/v1/verify`: the six findings, with what this node holds as evidence.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DisputeView;

/// `POST /v1/verify`: judge a credential. Fetches nothing, signs nothing, stores nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VerifyRequest {
    /// The file as it is, in base64 (RFC 4648 §4): JSON, compact JWS, PNG or SVG.
    pub document: String,
    /// The id of an entry that published a badge, in place of the document: what it published is
    /// judged, or it is told where that went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// More evidence, each a file in base64: feeds exported as a bundle, endorsements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Files of snapshots, each in base64, for which whoever asks vouches: that this program
    /// fetched them, at the dates they tell. Among `with` their dates count for nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<String>,
    /// Judge as if it were this time, RFC 3339; now when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The challenge its presenter had to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// The domain its presenter had to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Whom it should be about: a DID or an e-mail address, compared here, also with what is hashed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Through whose eyes: a DID or name of this node; all of them when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// The language of the sentences beside the codes: `en` (when absent) or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Days after which news of the issuer's feed is stale: 7 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u32>,
    /// Witnesses of one's own, who must have seen the issuer's ledger beside those that the issuer
    /// names: DIDs, names of the address book, or writer keys as multikeys. Without any, those of the
    /// node's settings (`trust.witnesses`), where the owner asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<String>,
    /// Whether to tell what was hashed, by which contexts and with which key.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub explain: bool,
}

/// Yes, no, or cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// What is missing is named by the reason.
    Unknown,
}

/// One of the six findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingView {
    /// Yes, no, or cannot tell.
    pub answer: Answer,
    /// Why, as a stable word; `words/` explains it.
    pub reason: String,
    /// The values the reason speaks of, by name.
    #[serde(flatten)]
    pub data: BTreeMap<String, Value>,
}

/// The verdict on one of several credentials presented together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialVerdict {
    /// By id: `integrity`, `status`, `recipient`, `right`, `path`, `endorsements`.
    pub findings: BTreeMap<String, FindingView>,
    /// What the credential says of itself; `repeats` is the place, from 0, of an earlier one that
    /// is the same badge.
    pub credential: Value,
    /// Who disagrees with it, among those whom the viewer can reach; no finding depends on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeView>,
}

/// The verdict: the same object `bot verify --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VerifyReply {
    /// By id: `integrity`, `status`, `recipient`, `right`, `path`, `endorsements`. Of several
    /// credentials the worst of theirs, `credential` being the place of the one it tells of.
    pub findings: BTreeMap<String, FindingView>,
    /// What the credential says of itself; of several, the form of their presentation.
    pub credential: Value,
    /// Who disagrees with it, among those whom the viewer can reach; no finding depends on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeView>,
    /// Where several credentials were presented together, the verdict on each, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialVerdict>,
    /// The moment judged at, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged_at: Option<String>,
    /// What was hashed, by which contexts and with which key; where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Value>,
    /// The names of the status lists and key documents that were handed in and say nothing about
    /// what was judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
}
