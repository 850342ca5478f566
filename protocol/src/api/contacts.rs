//! `/v1/contacts`: the address book, which only its owner sees.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TrustParty;

/// `POST /v1/contacts`: give somebody a name of one's own; repeated, it renames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactDraft {
    /// Whom.
    pub did: String,
    /// The name on this node, unique in the address book.
    pub name: String,
    /// A note to oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Somebody in the address book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContactView {
    /// Whom.
    pub did: String,
    /// The name on this node.
    pub name: String,
    /// The name it replaces on this node, where it had another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The name in the contact's own feed, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// The key they go on with, where they gave this one up: it is meant wherever the name is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// A note to oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What to take care of in these names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NameWarning>,
}

/// What to take care of in somebody's name: it is like another's, or a word of it mixes scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NameWarning {
    /// The name.
    pub name: String,
    /// For whom they can be taken, whom the node's owner knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<TrustParty>,
    /// The word whose letters are of several scripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
}
