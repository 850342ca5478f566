//! `/v1/endorsements`: standing behind somebody's credential or achievement.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/endorsements`: endorse a credential or an achievement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndorseRequest {
    /// Who endorses: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// What is endorsed: the id of a credential or achievement this node knows, or its beginning; or
    /// somebody, by DID or name of the address book.
    pub target: String,
    /// The credential itself, where this node does not know it: the signed JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What the endorser has to say.
    pub comment: String,
    /// Until when it counts, RFC 3339; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Check everything, sign and send nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// How far an endorsement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndorsementState {
    /// It waits for the holder's answer.
    Offered,
    /// The holder refused it.
    Refused,
    /// It stands in the holder's feed, or in the endorser's own for an achievement.
    Published,
}

/// An endorsement this node made or knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndorsementView {
    /// Its id, `urn:uuid:…`.
    pub id: String,
    /// Who endorses.
    pub issuer: String,
    /// The endorser's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_name: Option<String>,
    /// The id of the credential or achievement that is endorsed.
    pub target: String,
    /// What the endorser says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// How far it has come.
    pub state: EndorsementState,
    /// In whose feed it stands, or to whom it was offered; absent for an achievement in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The signed endorsement, byte for byte; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
