//! `/v1/trust`: how near somebody is, seen from where one stands, and by which chains.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DisputeView, Followed, NameWarning, SharedCommunity, WordView};
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
    /// Of those who were named, who goes on with a new key: what is told is of that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<Followed>,
    /// How near.
    #[serde(flatten)]
    pub measure: TrustMeasure,
    /// Through whom most walks begin that come there; these do not count for how near it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heaviest: Option<TrustParty>,
    /// None; one, where all chains have somebody in common; or two that share nobody but their
    /// ends, the shorter first.
    pub chains: Vec<Vec<TrustStep>>,
    /// Who disagrees with what they described or say of themselves, among those whom the viewer can
    /// reach; how near they are does not depend on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeView>,
    /// What to take care of in the name of who is asked about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NameWarning>,
    /// What was said of them that they let stand, by those whom the viewer can reach; how near they are
    /// does not depend on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<WordView>,
    /// The community that the viewer and they share, or that they are; no part of how near they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<SharedCommunity>,
}

/// `POST /v1/trust/graph`: who is near, and who stands behind whom among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphRequest {
    /// Who asks: a DID or name of this node; all of its identities when absent.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// From where else to look: a DID, or a name of the address book. Address books are not looked
    /// at then, for another's is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Only recognitions that hold for this topic, or for everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Most people, the nearest first: 1 to 200; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Whether it is drawn as well.
    #[serde(default)]
    pub picture: bool,
}

/// Somebody near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GraphPerson {
    /// Who.
    #[serde(flatten)]
    pub party: TrustParty,
    /// How near.
    #[serde(flatten)]
    pub measure: TrustMeasure,
    /// Their place in the picture, from the left: 0 to 1,000, the viewer being in the middle.
    pub x: i32,
    /// Their place in the picture, from the top.
    pub y: i32,
}

/// A tie between two that are shown; a mutual one is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GraphTie {
    /// Who gives their word: a DID; the viewer where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// About whom: a DID; the viewer where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What it rests on.
    pub by: TrustTie,
}

/// Who is near, and who stands behind whom among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GraphReply {
    /// From where it is seen: the identities of the viewer.
    pub from: Vec<TrustParty>,
    /// The nearest, nearest first.
    pub people: Vec<GraphPerson>,
    /// What is between these and the viewer.
    pub ties: Vec<GraphTie>,
    /// How many more walks come to: some of them are near as well, most are farther.
    pub left_out: u64,
    /// The same drawn: SVG without script or style.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}
