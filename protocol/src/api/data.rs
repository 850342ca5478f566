//! `/v1/data`: what a node holds of somebody, to be handed over or erased.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/data/erase`: what this node holds of somebody goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    /// Of whom: a DID, or a name of the address book or of this node. Absent: the only identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Say what would go and what would stay; erase nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What kind of thing is held of somebody.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// The content of an entry in a feed.
    Entry,
    /// A credential somebody holds.
    Held,
    /// The record of a credential that was issued here.
    Issued,
    /// A badge that came as a file, with its picture.
    Imported,
    /// An endorsement made or received outside a feed.
    Endorsement,
    /// What one disagrees with and told nobody.
    Dispute,
    /// Words about anything.
    Word,
    /// A letter that came or waits to leave.
    Letter,
    /// What was noted of an offer and its answer.
    Offer,
    /// A name in the address book.
    Contact,
    /// That a program put a badge into a collection.
    Collection,
    /// What somebody noted of their badges, or a page that gathers some.
    Passport,
    /// The kept reply to a program's request.
    Reply,
    /// An offer to a wallet, or what a wallet was asked and showed.
    Wallet,
    /// A key event: who speaks for an identity.
    KeyEvent,
}

/// One thing that is held of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataItem {
    /// What it is.
    pub kind: DataKind,
    /// Its id: that of a credential or an entry, the nonce of a letter, a DID.
    pub id: String,
    /// What kind of statement it is, where it is an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Its number in its log, where it is an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
}

/// What went, and what stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EraseReply {
    /// Whether anything was erased.
    pub changed: bool,
    /// Whether this was a trial.
    pub dry_run: bool,
    /// Of whom.
    pub did: String,
    /// Whether that is an identity of this node: then the erasure of its entries is signed and
    /// told to other nodes; of anybody else only what lies here goes.
    pub own: bool,
    /// What goes as a whole.
    pub goes: Vec<DataItem>,
    /// Entries whose content goes; their headers stay, so that the feed stays provable.
    pub bare: Vec<DataItem>,
    /// What stays: what takes something back, and who speaks for whom.
    pub stays: Vec<DataItem>,
    /// The ids of the entries by which it was told to other nodes.
    pub entries: Vec<String>,
}
