//! `/v1/offers`: letters that await an answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CredentialState, GuardianTerms, NameWarning, RecoveryTerms};

/// What somebody offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferKind {
    /// A credential about an identity of this node.
    Credential,
    /// Mutual recognition.
    Recognition,
    /// An endorsement of a credential held here, or of an identity of this node.
    Endorsement,
    /// To be a guardian of the sender.
    Guardian,
    /// To sign as a guardian that the sender comes after somebody whose keys are lost.
    Recovery,
    /// Words about an identity of this node, or about a credential that it holds.
    Word,
}

/// A letter that awaits an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfferView {
    /// Its id: the letter's nonce, 32 hex digits; any unambiguous beginning of it will do.
    pub id: String,
    /// What is offered.
    pub kind: OfferKind,
    /// Who offers.
    pub from: String,
    /// The name of who offers, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// To which identity of this node.
    pub to: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// When it was written, RFC 3339, by the sender's clock.
    pub at: String,
    /// One line that says what it is: the achievement's name, the words of recognition, the comment.
    pub summary: String,
    /// The achievement's name by language, where it has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: super::LanguageMap,
    /// What an endorsement is about: a credential's id or a DID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What that is called, where this node knows it; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_name: Option<String>,
    /// Why somebody is endorsed, in a word each, as an endorsement has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What goes with an endorsement, and is public with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<super::SaidView>,
    /// For what a recognition holds; for everything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// Until when it would hold, RFC 3339; without end where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What its issuer said of it since: `revoked` or `suspended`, else nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CredentialState>,
    /// The credential or endorsement, byte for byte; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What to take care of in the name of who offers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NameWarning>,
    /// What a guardian agrees to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianTerms>,
    /// What a guardian signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryTerms>,
}

/// `POST /v1/offers/{id}/accept` and `POST /v1/recognitions/{id}/accept`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AcceptRequest {
    /// Who accepts: a DID or name of this node; may be absent: the letter says to whom it went.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Publish an accepted credential in the same act. Endorsements, words and recognitions always are.
    pub publish: bool,
    /// Check everything, sign and send nothing.
    pub dry_run: bool,
}

/// `POST /v1/offers/{id}/refuse` and `POST /v1/recognitions/{id}/refuse`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RefuseRequest {
    /// Who refuses: a DID or name of this node; may be absent: the letter says to whom it went.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Why, told to the sender alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Check everything, sign and send nothing.
    pub dry_run: bool,
}
