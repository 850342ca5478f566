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
    /// True when it was added by hand or by the settings, and is dialled again when lost.
    pub kept: bool,
    /// The identities it proved to speak for.
    pub hosts: Vec<String>,
}
