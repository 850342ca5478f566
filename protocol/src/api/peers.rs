//! `/v1/peers`: other nodes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/peers`: remember a node and connect to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeerDraft {
    /// Where it is: a multiaddress, with `/p2p/ID` where its id is known.
    pub address: String,
    /// Check the address, remember and connect to nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// By which way a node is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WayView {
    /// One of the two called the other.
    Direct,
    /// Through a relay.
    Relayed,
    /// Directly, after both had met through a relay.
    Punched,
}

/// Another node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeerView {
    /// Its libp2p peer id; absent while it is known by address alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it can be reached.
    pub addresses: Vec<String>,
    /// True while there is a connection.
    pub connected: bool,
    /// By which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<WayView>,
    /// Through which relay, a peer id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<String>,
    /// True when it was added by hand or by the settings, and is dialled again when lost.
    pub kept: bool,
    /// The identities it proved to speak for.
    pub hosts: Vec<String>,
}
