//! `/v1/identities`: who this node speaks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SecretText, TrustParty};

/// What an identity stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// One human being.
    Person,
    /// A school, an association, a company, an authority.
    Organisation,
    /// People and organisations who act together.
    Community,
}

/// `POST /v1/identities`: make a new identity on this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityDraft {
    /// What it stands for.
    pub party: PartyKind,
    /// The name others see, at most 200 bytes; public in its feed.
    pub name: String,
    /// A sentence about it, public in its feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its page on the web, public in its feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Check everything, make nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Whether the recovery sheet of an identity has left the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryState {
    /// Nobody confirmed yet that the sheet was written down; the node still keeps its root.
    ToExport,
    /// The sheet is on paper and the node has forgotten its root.
    Exported,
}

/// An identity of this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityView {
    /// Its DID, `did:key:z6Mk…`; empty in a dry run: it is made by chance.
    pub did: String,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub party: PartyKind,
    /// A sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its page on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was made or restored here, RFC 3339.
    pub created: String,
    /// True when it is the only one, so that requests need not name it.
    pub default: bool,
    /// The writer key of this installation for it, as a multikey; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer: Option<String>,
    /// Entries its feed holds here, over all writers.
    pub entries: u64,
    /// Whether its recovery sheet has been exported.
    pub recovery: RecoveryState,
    /// True when two different inceptions of it are known: somebody else holds its key.
    pub disputed: bool,
    /// True when it was restored elsewhere: this installation can sign no more for it.
    #[serde(default)]
    pub closed: bool,
}

/// `POST /v1/identities/{did}/recovery`: show the recovery sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryRequest {
    /// The passphrase of the trust box, asked again: the token alone must not take identities away.
    pub passphrase: SecretText,
}

/// The recovery sheet: whoever holds it holds the identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoverySheet {
    /// The identity it restores.
    pub did: String,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub party: PartyKind,
    /// 24 words of the BIP 39 English list, separated by one space.
    pub words: SecretText,
}

/// `POST /v1/identities/{did}/recovery/confirm`: the sheet is safe, forget its root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryConfirm {
    /// The passphrase of the trust box.
    pub passphrase: SecretText,
    /// The words as read back from paper: a sheet with an error is no sheet.
    pub words: SecretText,
}

/// `POST /v1/identities/restore`: bring an identity back from its recovery sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    /// The 24 words.
    pub words: SecretText,
    /// Its name on this node, until its public profile is caught up with from other nodes.
    pub name: String,
    /// What it stands for, until its public profile is caught up with.
    pub party: PartyKind,
    /// Check everything, restore nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// `POST /v1/identities/succeed`: go on with an identity of this node for one whose key is lost or
/// stolen, by the recovery sheet of that one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessionRequest {
    /// The 24 words of the identity that is succeeded; they are used and not kept.
    pub words: SecretText,
    /// The successor: DID or name of an identity of this node; absent: the only one.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// From when on the old key is not believed, RFC 3339; absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How many entries of a writer count; of those that are not named here, what they signed before
    /// `since` by their own dates, as far as it is held here.
    #[serde(default)]
    pub keep: Vec<WriterSize>,
    /// Check everything, say nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// A writer and a number of entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriterSize {
    /// The writer key, a multikey.
    pub writer: String,
    /// How many of its entries.
    pub size: u32,
}

/// A community that a succession bears on: what was signed for it by the old key counts where it is shown to
/// have been there before, and is signed anew where it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SucceededIn {
    /// Which.
    #[serde(flatten)]
    pub community: TrustParty,
    /// True where it is the community's own key; else one of its stewards goes on.
    pub itself: bool,
}

/// Who comes after an identity, and up to where its old keys count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuccessionView {
    /// The identity that is succeeded.
    pub did: String,
    /// Its successor.
    pub successor: String,
    /// From when on its key is not believed, RFC 3339.
    pub since: String,
    /// How many entries of each writer count; of others none.
    pub kept: Vec<WriterSize>,
    /// The communities that are known here and that it is a steward of, or is itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub communities: Vec<SucceededIn>,
    /// True where nothing was said.
    pub dry_run: bool,
}
