//! `/v1/gates`: badges as keys. What opens a gate, and whether what somebody shows does.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::verify::Answer;
use crate::canon::json::Value;

/// `POST /v1/gates`: keep a gate under a name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GateDraft {
    /// What it is called: small letters, digits and hyphens, 40 at most.
    pub name: String,
    /// What it asks: `domain` and `opens`.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub gate: Value,
    /// Take the place of the gate of this name, where there is one that asks something else.
    pub replace: bool,
    /// Check everything, keep nothing.
    pub dry_run: bool,
}

/// A gate of this node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GateView {
    /// What it is called.
    pub name: String,
    /// The domain that whatever is shown must be signed for.
    pub domain: String,
    /// What opens it.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub opens: Value,
    /// True when this request changed something.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// True when nothing was kept because the request asked for a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// `POST /v1/gates/{name}/challenge`: nothing is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GateChallengeRequest {}

/// What whoever stands before a gate signs, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateChallenge {
    /// The gate.
    pub gate: String,
    /// The text to sign; good once, and until the node restarts.
    pub challenge: String,
    /// For whom it is signed.
    pub domain: String,
    /// Until when it is good, RFC 3339.
    pub until: String,
}

/// `POST /v1/gates/{name}/check`: does this open it?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GateCheckRequest {
    /// What is shown, in base64: a presentation that signs a challenge of this gate.
    pub document: String,
    /// The challenge, where the presentation is in a form that hides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// More evidence, each file in base64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// The language of the sentences: `en` or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// Who stands before a gate, or one of its conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateFinding {
    /// Yes, no, or cannot tell.
    pub answer: Answer,
    /// `reason`, `says`, `advice` and what they speak of; of a condition its form as `condition` and
    /// what it asks as `asked`, or its `parts` and how many of them are `needed`.
    #[serde(flatten)]
    pub data: BTreeMap<String, serde_json::Value>,
}

/// Whether a gate opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GateReply {
    /// It opens where this is yes, and nowhere else.
    pub answer: Answer,
    /// Who signed for this gate.
    pub presenter: GateFinding,
    /// What opens the gate, part by part.
    pub condition: GateFinding,
    /// The moment judged at, RFC 3339.
    pub judged_at: String,
}
