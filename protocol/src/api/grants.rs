//! `/v1/grants`: who else may award what one created.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canon::json::Value;

/// `POST /v1/grants`: let somebody award an achievement, those of a type or those of a domain, or
/// whoever meets a rule. Public in the feed of who gives it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GrantRequest {
    /// Who gives it: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Who may award: a DID or a name of the address book; whoever meets the rule when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// One of one's own achievements: its id, the beginning of it, or its name. Exactly one of this,
    /// `achievement_type` and `domain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement: Option<String>,
    /// All of one's achievements of this type, such as `Certificate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement_type: Option<String>,
    /// All of one's achievements with this tag or field of study.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The last moment at which an award counts, RFC 3339; until it is ended when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What it is given for, in words everybody may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What must be so beside; needed where nobody is named. A badge in it may be called by its name,
    /// without its creator, where this node knows it; a person by a name of the address book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub rule: Option<Value>,
    /// Check everything, sign nothing.
    pub dry_run: bool,
}

/// Whether a permission counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GrantState {
    /// An award counts now.
    Standing,
    /// Its last moment is over; what was awarded before counts.
    Over,
    /// It was ended; what was awarded before counts.
    Ended,
    /// It never counted.
    Void,
}

/// A permission that this node knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrantView {
    /// Its id: that of the entry that holds it, in hex; any unambiguous beginning will do. Absent in a
    /// dry run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Who gave it.
    pub from: String,
    /// The name of who gave it, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Who may award; whoever meets the rule when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The name of who may award, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// What it is about: `achievement`, `type` or `domain`.
    pub scope: String,
    /// Which one.
    pub what: String,
    /// The name of the achievement, where it is about one that this node knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it counts.
    pub state: GrantState,
    /// From when on, RFC 3339; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Its last moment, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// When it was ended or said to be void, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// What it is given for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What must be so beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub rule: Option<Value>,
}

/// `POST /v1/grants/{id}/end`: take it back. Cannot be undone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GrantEndRequest {
    /// Who gave it: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// From its beginning, so that what was awarded by it does not count either.
    pub void: bool,
    /// Why, in words everybody may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Check everything, sign nothing.
    pub dry_run: bool,
}
