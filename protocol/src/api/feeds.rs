//! `/v1/feeds`: what each author has said, as far as this node holds it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Answer;

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

/// What a remark about a ledger is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LedgerPart {
    /// What its author said about its keys.
    Keys,
    /// Its entries, each bound to those before it.
    Entries,
    /// Whether it was told in two versions.
    Forks,
    /// The texts of its entries.
    Texts,
    /// As of when it is known, and by whose clocks.
    Date,
}

/// One thing that is to be said about a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RemarkView {
    /// What it is about.
    pub part: LedgerPart,
    /// Whether that is as it should be.
    pub answer: Answer,
    /// Why, as a stable word; `words/` explains it.
    pub reason: String,
    /// The same as a sentence.
    pub says: String,
    /// What one can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The values the reason speaks of, by name.
    #[serde(flatten)]
    pub data: BTreeMap<String, Value>,
}

/// `GET /v1/feeds/{did}/check`: whether a ledger is whole, part by part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedCheck {
    /// The author.
    pub did: String,
    /// The author's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `no` if it was told in two versions, `unknown` if anything is missing or too old, else `yes`.
    pub answer: Answer,
    /// What is to be said, part by part and log by log.
    pub remarks: Vec<RemarkView>,
    /// The moment it was checked at, RFC 3339.
    pub judged_at: String,
}
