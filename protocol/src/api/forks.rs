//! `/v1/forks`: proofs that a ledger was told in two versions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canon::multibase::encode_base64;
use crate::feed::{ForkProof, StampFork};

/// What a proof shows two of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForkKind {
    /// Two entries with one number.
    Entries,
    /// Two heads of one size: states of so many entries.
    Heads,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionView {
    /// The id of the entry, or the tree head over the entries, in hex.
    pub id: String,
    /// What kind of statement an entry is, such as `publish`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// When an entry was signed, by its author's own clock, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The author's signature over an entry, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// A proof that a ledger was told in two versions; whoever holds it needs to trust nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ForkView {
    /// The author, where its key log is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<String>,
    /// The author's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The writer key that signed both, as a multikey.
    pub writer: String,
    /// What there are two of.
    pub kind: ForkKind,
    /// The number that two entries share, or the size that two heads have.
    pub number: u64,
    /// The two.
    pub versions: Vec<VersionView>,
    /// From which entry on nothing counts, except what takes something back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// When this node first held a proof, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The proof itself, in base64: `spec/feed.md` §8, `spec/stamps.md` §4.
    pub proof: String,
}

impl From<&ForkProof> for ForkView {
    fn from(proof: &ForkProof) -> Self {
        let parts = proof.headers().into_iter().zip(proof.ids()).zip(proof.signatures());
        let versions = parts.map(|((header, id), signature)| VersionView {
            id: id.to_string(),
            kind: Some(header.kind.name().to_owned()),
            at: Some(header.ts.to_string()),
            signature: Some(encode_base64(signature.as_bytes())),
        });
        Self {
            did: None,
            name: None,
            writer: proof.writer().to_multikey(),
            kind: ForkKind::Entries,
            number: proof.seq().into(),
            versions: versions.collect(),
            from: None,
            seen: None,
            proof: encode_base64(&proof.to_bytes()),
        }
    }
}

impl From<&StampFork> for ForkView {
    fn from(proof: &StampFork) -> Self {
        let version = |id: String| VersionView { id, kind: None, at: None, signature: None };
        Self {
            did: None,
            name: None,
            writer: proof.writer().to_multikey(),
            kind: ForkKind::Heads,
            number: proof.size().into(),
            versions: proof.roots().map(|root| version(root.to_string())).into(),
            from: None,
            seen: None,
            proof: encode_base64(&proof.to_bytes()),
        }
    }
}
