//! `/v1/achievements`: what can be awarded.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One text in several languages, by BCP 47 tag; the first of `language` is what all readers see.
pub type LanguageMap = BTreeMap<String, String>;

/// `POST /v1/achievements`: describe what may be awarded. Also the shape of a definition file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AchievementDraft {
    /// Whose achievement: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Its id, an absolute URI; a new `urn:uuid:` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The language of the words that every reader sees; the first of `name` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its name by language; at least one.
    pub name: LanguageMap,
    /// What it says about its holder, by language; at least the main one.
    pub description: LanguageMap,
    /// What one has to do to earn it, by language; at least the main one.
    pub criteria: LanguageMap,
    /// An image as a `data:` URI, PNG or SVG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Open Badges 3.0 achievementType, `Badge` when absent.
    #[serde(default, alias = "achievementType", skip_serializing_if = "Option::is_none")]
    pub achievement_type: Option<String>,
    /// Words to find it by.
    #[serde(default, alias = "tag", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Check everything, write nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// An achievement this node knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AchievementView {
    /// Its id.
    pub id: String,
    /// Who described it.
    pub creator: String,
    /// The creator's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator_name: Option<String>,
    /// Its name in the main language.
    pub name: String,
    /// The same by language, where it has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: LanguageMap,
    /// True when its creator is an identity of this node.
    pub own: bool,
    /// When it was described, RFC 3339; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The entry that describes it: its id in hex; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// True when nothing was written because the same was described already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unchanged: bool,
    /// True when nothing was written because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The achievement, the very text that was written; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
