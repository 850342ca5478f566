//! `/v1/status`, `/v1/config`, `/v1/events`, `/readyz`: the node about itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::GuardsLost;

/// The store behind a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreView {
    /// Which backend: `redb`, `sled` or `memory`.
    pub backend: String,
    /// The version of its layout.
    pub version: u32,
    /// Items that ever arrived.
    pub position: u64,
    /// Bytes on disk, as the backend counts them.
    pub bytes: u64,
}

/// Somebody for whom letters wait to be delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingView {
    /// Whose letters they are, a DID.
    pub to: String,
    /// The name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// How many letters.
    pub letters: u64,
    /// How many of them lie sealed in a mailbox of the addressee, from where they go on without this node.
    #[serde(default)]
    pub kept: u64,
    /// Whether a node that speaks for the addressee is connected: else they wait for one.
    pub reachable: bool,
}

/// Whether a node can be called from outside, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallableView {
    /// The settings say not to look.
    #[default]
    Off,
    /// Nobody has said yet.
    Unknown,
    /// The settings say where.
    Announced,
    /// One node says so: not enough to believe it.
    OneWord,
    /// Several nodes that do not depend on each other say so: it may be.
    Perhaps,
    /// Several called in vain.
    Not,
}

/// How a node is found and reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReachView {
    /// Whether it can be called from outside.
    pub callable: CallableView,
    /// How many nodes say so.
    #[serde(default, skip_serializing_if = "is_nobody")]
    pub by: u32,
    /// The peer ids of the relays through which it is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relays: Vec<String>,
    /// Whether others are called through it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub serves: bool,
    /// How many nodes of its communities it could find again.
    pub entered: u64,
    /// What broke and rests until the node starts again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<String>,
}

fn is_nobody(count: &u32) -> bool {
    *count == 0
}

/// What somebody asks of the identities of a node, or does to them, beside what they offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AskedView {
    /// Charters that wait for the signature of one of them.
    pub charters: u64,
    /// Requests for an endorsement that wait for an answer.
    pub endorsements: u64,
    /// Disputes that concern them, by those whom they can reach, and that they did not answer.
    pub disputes: u64,
    /// The names of the communities that ended a membership which one of them still shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<String>,
}

/// `GET /v1/status`: how this node is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusReply {
    /// The version of the program.
    pub version: String,
    /// Its libp2p peer id.
    pub peer_id: String,
    /// Where it listens, as multiaddresses.
    pub addresses: Vec<String>,
    /// Whether it can be called there, and how else it is reached.
    #[serde(default)]
    pub reach: ReachView,
    /// When it started, RFC 3339.
    pub started: String,
    /// Its clock, RFC 3339.
    pub now: String,
    /// Its process id.
    pub pid: u32,
    /// How many identities it speaks for.
    pub identities: u64,
    /// The names of those that were restored elsewhere: this node can sign no more for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<String>,
    /// The names of those for whom nothing is signed here any more, because their writer key signed
    /// in another copy of the data folder too, or their ledger was told in two versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// The names of those that were brought back here from their sheet, and of whose earlier ledger nothing was
    /// found yet: what is signed for them now may contradict it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfound: Vec<String>,
    /// The names of those as whose successor guardians name somebody, while the owner can still object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_contest: Vec<String>,
    /// Those whose guardians, or the clocks they are measured by, are fewer than they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards_lost: Vec<GuardsLost>,
    /// Whether nothing is signed yet because the data folder is another than before, and no node that
    /// it knows was met since the start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held_back: bool,
    /// How many peers are connected.
    pub peers: u64,
    /// How many feeds it holds.
    pub feeds: u64,
    /// Letters of its own that were not yet delivered.
    pub outbox: u64,
    /// To whom they go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<WaitingView>,
    /// Offers that await an answer.
    pub offers: u64,
    /// What else somebody asks for or says of the identities here.
    #[serde(default)]
    pub asked: AskedView,
    /// Its store.
    pub store: StoreView,
    /// Its door for others, where it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<WebView>,
}

/// Where the certificate of the web door comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateKind {
    /// There is none: plain HTTP, on loopback or to a proxy.
    None,
    /// A file that the settings name.
    File,
    /// The node made it itself; nobody vouches for it.
    SelfSigned,
}

/// The web door as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WebView {
    /// Where it listens, a URL.
    pub url: String,
    /// The address others use, where the settings name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Where its certificate comes from.
    pub certificate: CertificateKind,
    /// Until when that is good, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_ends: Option<String>,
    /// Whether everybody may have credentials verified.
    pub public_verify: bool,
    /// Whether it takes documents whose terms nobody pinned, as public test suites send them.
    pub conformance: bool,
}

/// `GET /readyz`: whether the node can do its work, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadyReply {
    /// True when nothing is missing.
    pub ready: bool,
    /// What is missing, as stable words.
    pub missing: Vec<String>,
}

/// One setting, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettingView {
    /// Its name in `bot.toml`, with the table before it, such as `http.port`.
    pub name: String,
    /// What it is now.
    pub value: Value,
    /// What it is when nobody sets it.
    pub default: Value,
    /// Its unit, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it does.
    pub about: String,
}

/// `GET /v1/config`: every setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConfigReply {
    /// In the order of the sample file.
    pub settings: Vec<SettingView>,
}

/// One event of `GET /v1/events`, the `data` line of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventView {
    /// What happened: `entry`, `key`, `fork`, `letter`, `answer`, `delivered`, `peer-up`, `peer-down`.
    pub event: String,
    /// When, RFC 3339, by this node's clock.
    pub at: String,
    /// Whom it concerns, a DID, where it concerns somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<String>,
    /// The kind of statement or letter, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of the entry, letter or peer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
