//! `/v1/witnesses`: who says how long the ledgers of this node's identities are, and since when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/witnesses`: name witnesses, or name them no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WitnessesRequest {
    /// Whose: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Who is a witness from now on: DIDs, names of the address book, or writer keys as multikeys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// Who is one no longer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// How many must have seen a ledger: more than half of them. When absent, all but a third less
    /// one: 3 of 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
    /// Check everything; sign nothing.
    pub dry_run: bool,
}

/// One witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WitnessView {
    /// The writer key of its installation, as a multikey: it is this one that was named.
    pub writer: String,
    /// The identity it speaks for, where its key log is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<String>,
    /// That identity's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many entries the newest head has that it signed; absent where it signed none that is
    /// held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// When it signed that, by its own clock, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
}

/// The witnesses of one identity of this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WitnessesView {
    /// Whose.
    pub did: String,
    /// Its name.
    pub name: String,
    /// How many must have seen a ledger; 0 where there are no witnesses.
    pub quorum: u8,
    /// They, in the order of their keys.
    pub witnesses: Vec<WitnessView>,
    /// When they were named, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How many entries this installation's ledger has.
    pub entries: u64,
    /// As of when the ledger is known by a quorum, RFC 3339; absent where too few have signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
}

/// What a request to `/v1/witnesses` changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WitnessesReply {
    /// True when a key act was signed; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed because the request asked for a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The witnesses as they are now, or would be.
    pub item: WitnessesView,
}
