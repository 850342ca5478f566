//! `/v1/achievements`: what can be awarded.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canon::json::{self, Value};

/// One text in several languages, by BCP 47 tag; the first of `language` is what all readers see.
pub type LanguageMap = BTreeMap<String, String>;

/// `POST /v1/achievements`: describe what may be awarded. Also the shape of a definition file: the
/// members of an Open Badges 3.0 Achievement, with words in several languages. In what is inside
/// them, `type` and the list around one value may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AchievementDraft {
    /// Whose achievement: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, write nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Contexts beside those of Open Badges, by their URLs, where `extension` has members.
    #[serde(default, rename = "@context", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<String>>")]
    pub context: Option<Value>,
    /// Members that the contexts in `@context` define, as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Node>")]
    pub extension: Option<Value>,
    /// Its id, an absolute URI; a new `urn:uuid:` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub id: Option<Value>,
    /// `Achievement`, and what else it is.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<String>>")]
    pub kinds: Option<Value>,
    /// The language of the words that every reader sees; the first of `name` when absent.
    #[serde(default, alias = "inLanguage", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub language: Option<Value>,
    /// Its name: a text, or one by language.
    #[schemars(with = "Words")]
    pub name: Value,
    /// What it says about its holder: a text, or one by language with at least the main one.
    #[schemars(with = "Words")]
    pub description: Value,
    /// What one has to do to earn it: a text, or one by language with at least the main one; or
    /// an object with the `id` where that is described, and such a `narrative`.
    #[schemars(with = "Words")]
    pub criteria: Value,
    /// Its picture: a `data:` URI of a PNG or SVG in base64, the address of one, or an object with
    /// such an `id` and a `caption`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Words>")]
    pub image: Option<Value>,
    /// What sort of achievement: a word of Open Badges 3.0, or one of your own that begins with
    /// `ext:`.
    #[serde(default, alias = "achievement_type", skip_serializing_if = "Option::is_none")]
    #[serde(rename = "achievementType")]
    #[schemars(with = "Option<String>")]
    pub achievement_type: Option<Value>,
    /// Words to find it by.
    #[serde(default, alias = "tags", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<String>>")]
    pub tag: Option<Value>,
    /// What is said of its creator, a Profile: `url`, `address`, `official` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Node>")]
    pub creator: Option<Value>,
    /// Where it stands in frameworks: Alignments with `targetName`, `targetUrl` and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Node>>")]
    pub alignment: Option<Value>,
    /// How many credits it gives.
    #[serde(default, rename = "creditsAvailable", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub credits_available: Option<Value>,
    /// Endorsements of it, each as it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Node>>")]
    pub endorsement: Option<Value>,
    /// Endorsements of it as compact JWS.
    #[serde(default, rename = "endorsementJwt", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<String>>")]
    pub endorsement_jwt: Option<Value>,
    /// The field of study.
    #[serde(default, rename = "fieldOfStudy", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub field_of_study: Option<Value>,
    /// The code people know it by, such as that of a course.
    #[serde(default, rename = "humanCode", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub human_code: Option<Value>,
    /// What it is called elsewhere: `identifier` and `identifierType`.
    #[serde(default, rename = "otherIdentifier", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Node>>")]
    pub other_identifier: Option<Value>,
    /// Other achievements it is related to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Node>>")]
    pub related: Option<Value>,
    /// The results that can be reached: `id`, `name`, `resultType` and so on.
    #[serde(default, rename = "resultDescription", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Node>>")]
    pub result_description: Option<Value>,
    /// The specialization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub specialization: Option<Value>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub version: Option<Value>,
}

impl AchievementDraft {
    /// The members that describe the achievement, as a definition file has them.
    #[must_use]
    pub fn definition(&self) -> Value {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let mut file = json::read(&text).unwrap_or_default();
        if let Some(members) = file.as_object_mut() {
            members.remove("as");
            members.remove("dry_run");
        }
        file
    }
}

/// A text, or one by language, or an object.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only shapes the OpenAPI text")]
enum Words {
    Text(String),
    Members(Node),
}

/// An object with the members that Open Badges 3.0 gives it.
type Node = serde_json::Map<String, serde_json::Value>;

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
