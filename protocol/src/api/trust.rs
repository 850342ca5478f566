//! `/v1/trust`: how near somebody is, seen from where one stands, and by which chains.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::recognition::Band;

/// `POST /v1/trust`: how near somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustRequest {
    /// Who asks: a DID or name of this node; all of its identities when absent.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// About whom: a DID, or a name of the address book.
    pub who: String,
    /// From where else to look: a DID, or a name of the address book. Address books are not looked
    /// at then, for another's is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only recognitions that hold for this topic, or for everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Somebody in a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustParty {
    /// Their DID.
    pub did: String,
    /// Their name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// How near, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustMeasure {
    /// How near.
    pub band: Band,
    /// What decides how near: of a million walks from the viewer, how many come there without the
    /// heaviest first step.
    pub per_million: u64,
    /// Of a million walks from the viewer, how many come there.
    pub whole_per_million: u64,
}

/// What a step of a chain rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrustTie {
    /// A name in the viewer's own address book.
    Contact,
    /// A recognition that both signed.
    Recognition,
    /// An endorsement of who comes next, by who stands before.
    Endorsement,
}

/// What somebody said of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustWord {
    /// What it is.
    pub by: TrustTie,
    /// The entry of a recognition or endorsement: its id in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// What was said; of a recognition, by both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// For what it holds; for everything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// Since when, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Until when it counts, unless it is renewed, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustStep {
    /// Who gives their word; the viewer where it is the first step.
    pub from: TrustParty,
    /// About whom.
    pub to: TrustParty,
    /// What it rests on.
    pub words: Vec<TrustWord>,
    /// How near it would be if nothing were between these two.
    pub without: TrustMeasure,
}

/// How near somebody is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustReply {
    /// About whom.
    pub who: TrustParty,
    /// From where it is seen: the identities of the viewer.
    pub from: Vec<TrustParty>,
    /// How near.
    #[serde(flatten)]
    pub measure: TrustMeasure,
    /// Through whom most walks begin that come there; these do not count for how near it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heaviest: Option<TrustParty>,
    /// None; one, where all chains have somebody in common; or two that share nobody but their
    /// ends, the shorter first.
    pub chains: Vec<Vec<TrustStep>>,
}
