//! `/v1/feeds`: what each author has said, as far as this node holds it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The log of one writer key of an author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WriterView {
    /// The writer key as a multikey.
    pub writer: String,
    /// Headers held, from entry 0 without a gap.
    pub size: u64,
    /// The time of the last entry, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Entries that count, where its owner closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<u64>,
    /// True when two entries with one number are known: the log is frozen.
    pub forked: bool,
}

/// The feed of one author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedView {
    /// The author.
    pub did: String,
    /// The author's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// True when the author is an identity of this node.
    pub own: bool,
    /// Entries held, over all writers.
    pub entries: u64,
    /// Its writers, in the order of their keys.
    pub writers: Vec<WriterView>,
    /// True when two different inceptions of the author are known.
    pub disputed: bool,
}

/// Whether the content of an entry is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BodyState {
    /// It is here.
    Held,
    /// It is not here yet: on its way, or nobody at hand has it.
    Missing,
    /// Its author withdrew it.
    Withdrawn,
    /// It was erased on this node alone.
    Erased,
    /// It is not as it must be, or of a kind not known here.
    Refused,
}

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryView {
    /// Its id in hex.
    pub id: String,
    /// The writer key as a multikey.
    pub writer: String,
    /// Its number in the writer's log.
    pub seq: u32,
    /// When its author says it was written, RFC 3339.
    pub at: String,
    /// What kind of statement it is, such as `publish`.
    pub kind: String,
    /// Whether its content is here.
    pub body: BodyState,
    /// One line that says what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// `GET /v1/feeds/{did}`: a feed with a page of its entries, writer by writer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedDetail {
    /// The feed.
    pub feed: FeedView,
    /// Some of its entries.
    pub entries: Vec<EntryView>,
    /// The cursor to ask the next page with; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
