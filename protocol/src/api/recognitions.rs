//! `/v1/recognitions`: two parties who recognise each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PartyKind;

/// `POST /v1/recognitions`: offer mutual recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecogniseRequest {
    /// Who offers: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Whom: a DID, or a name of the address book.
    pub with: String,
    /// What both say: public once accepted.
    pub words: String,
    /// For what it holds; for everything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// Until when it holds, RFC 3339; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Days the offer stays open: 1 to 365, 30 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_days: Option<u32>,
    /// Check everything, sign and send nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// How far a recognition has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecognitionState {
    /// An identity of this node offered it; the other side has not answered.
    Offered,
    /// The other side offered it; an identity of this node has not answered.
    Received,
    /// The other side, or this one, said no.
    Refused,
    /// Both signed; it counts.
    Mutual,
    /// Either side ended it, or its time is over.
    Ended,
}

/// A recognition that concerns this node or that it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecognitionView {
    /// Its id: 32 hex digits of the offer's hash; any unambiguous beginning will do.
    pub id: String,
    /// Who offered.
    pub from: String,
    /// The name of who offered, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// What whoever offered says to stand for, where that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_party: Option<PartyKind>,
    /// Who was asked.
    pub to: String,
    /// The name of who was asked, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// What whoever was asked says to stand for, where that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_party: Option<PartyKind>,
    /// How far it has come.
    pub state: RecognitionState,
    /// What both say.
    pub words: String,
    /// For what it holds; for everything when empty.
    pub scope: Vec<String>,
    /// Until when it holds, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Of one that is mutual: until when it counts unless it is renewed, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_until: Option<String>,
    /// The entry that makes it mutual: its id in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// `POST /v1/recognitions/{id}/end`: end it, from this side. Cannot be undone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndRequest {
    /// Which side: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Why, in words everybody may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Check everything, sign nothing.
    pub dry_run: bool,
}
