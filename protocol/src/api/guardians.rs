//! `/v1/guardians` and `/v1/recoveries`: who may say who comes after an identity whose keys and sheet
//! are lost, and what they said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Followed, SecretText, TrustParty, WriterSize};

/// `POST /v1/guardians/ask`: ask people in private whether they would be guardians.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuardiansAsk {
    /// Whose guardians: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Who is asked: DIDs or names of the address book, one to seven.
    pub who: Vec<String>,
    /// How many of them must sign, more than half; just that when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<u8>,
    /// How many days the owner then has to object, 1 to 90; 14 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u8>,
    /// What is said to them, at most 500 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, send nothing.
    pub dry_run: bool,
}

/// `POST /v1/guardians`: name those who agreed, or nobody any more; it takes the recovery sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardiansNaming {
    /// The 24 words of the identity; they are used and not kept.
    pub words: SecretText,
    /// Who is named, of those who agreed: DIDs or names; all who agreed when empty.
    #[serde(default)]
    pub who: Vec<String>,
    /// Take all guardians back instead.
    #[serde(default)]
    pub nobody: bool,
    /// How many of them must sign, more than half; just that when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<u8>,
    /// How many days the owner then has to object, 1 to 90; 14 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u8>,
    /// By whose clocks these days are measured: DIDs, names or writer keys; at least one, unless nobody
    /// is named.
    #[serde(default)]
    pub witnesses: Vec<String>,
    /// Check everything, sign nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// How somebody stands who was asked to be a guardian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GuardianState {
    /// Asked, and has not answered.
    Asked,
    /// Agreed, and is not named yet.
    Agreed,
    /// Refused.
    Refused,
    /// Named in the key log: their signature counts.
    Named,
}

/// Somebody who was asked to be a guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardianView {
    /// Who.
    pub who: TrustParty,
    /// How they stand.
    pub state: GuardianState,
    /// Who goes on for them: of who is named the old key alone counts, until the owner names them anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

/// A writer key, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeeperView {
    /// The writer key of an installation, as a multikey.
    pub writer: String,
    /// The identity it speaks for, where its key log is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<TrustParty>,
    /// Whether that installation is lost: restored elsewhere, or its identity goes on with a new key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// Guardians of an identity of this node that are fewer than they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardsLost {
    /// The name of the identity.
    pub name: String,
    /// The guardians who go on with a new key, and cannot sign before they are named anew.
    pub guardians: Vec<TrustParty>,
    /// How many still can.
    pub left: u8,
    /// How many must.
    pub need: u8,
    /// The witnesses whose installation is lost.
    pub witnesses: Vec<KeeperView>,
    /// How many are left.
    pub clocks: u8,
    /// How many are needed.
    pub quorum: u8,
}

impl GuardsLost {
    /// Whether too few are left for anybody to come after.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.left < self.need || self.clocks < self.quorum
    }
}

/// The guardians of one identity of this node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardiansView {
    /// Whose.
    pub did: String,
    /// Its name.
    pub name: String,
    /// How many must sign; 0 where nobody is named.
    pub need: u8,
    /// Those who were asked or are named, by their DIDs.
    pub guardians: Vec<GuardianView>,
    /// How many days the owner has to object; 0 where nobody is named.
    pub days: u8,
    /// How many of the witnesses must say that these days are over.
    pub quorum: u8,
    /// By whose clocks they are measured.
    pub witnesses: Vec<KeeperView>,
    /// When they were named, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// Whose guardian this identity is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wards: Vec<TrustParty>,
}

/// What a request to `/v1/guardians` changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardiansReply {
    /// True when somebody was asked, or a key act signed.
    pub changed: bool,
    /// True when nothing was done because the request asked for a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Those named who go on with a new key: it is for that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<Followed>,
    /// The guardians as they are now, or would be.
    pub item: GuardiansView,
}

/// What somebody agrees to who agrees to be a guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GuardianTerms {
    /// How many must sign.
    pub need: u8,
    /// How many there are to be.
    pub count: u8,
    /// How many days the owner then has to object.
    pub days: u8,
}

/// What guardians sign: all of it is decided by their signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryTerms {
    /// Its name: 64 hex digits.
    pub id: String,
    /// Eight words of it, to be compared in person or by telephone.
    pub check: String,
    /// Whose keys are lost or stolen.
    pub of: TrustParty,
    /// Who is to come after.
    pub successor: TrustParty,
    /// How many of the guardians must sign.
    pub need: u8,
    /// The guardians.
    pub guardians: Vec<TrustParty>,
    /// How many days the owner has to object.
    pub days: u8,
    /// How many of the witnesses must say that these days are over.
    pub quorum: u8,
    /// By whose clocks they are measured.
    pub witnesses: Vec<KeeperView>,
    /// From when on the old key is not believed, RFC 3339.
    pub since: String,
    /// How many entries of each writer count; of others none.
    pub kept: Vec<WriterSize>,
}

/// `POST /v1/recoveries`: ask the guardians of a lost identity to sign that one of this node comes after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverRequest {
    /// The identity whose keys and sheet are lost: a DID, or a name of the address book.
    pub of: String,
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
    /// What is said to the guardians, at most 500 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, send nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// How far a recovery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecoveryStage {
    /// Guardians are asked; too few have signed.
    Asked,
    /// Enough have signed, and the owner can still object.
    Begun,
    /// Somebody with the identity's key objects: it takes all guardians.
    Contested,
    /// It counts: the time to object is over.
    Released,
    /// Something else counts in its place.
    Outdone,
}

/// What an identity of this node has to do with a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecoveryRole {
    /// It is about this identity's keys.
    Owner,
    /// It is to come after.
    Successor,
    /// It is one of the guardians.
    Guardian,
    /// Its clock measures the time.
    Witness,
}

/// A recovery as far as this node knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryView {
    /// What it decides.
    pub terms: RecoveryTerms,
    /// How far it is.
    pub stage: RecoveryStage,
    /// What this node has to do with it.
    pub roles: Vec<RecoveryRole>,
    /// The guardians who signed, as far as it is known here.
    pub signed: Vec<TrustParty>,
    /// Whether all guardians signed, as everybody knows: then no objection holds it up.
    pub unanimous: bool,
    /// How many witnesses saw it.
    pub seen: u64,
    /// Until when the owner can object at least, by the witnesses' clocks, RFC 3339; absent while fewer
    /// than a quorum saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What a request to `/v1/recoveries` changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryReply {
    /// True when something was sent or signed; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was done because the request asked for a dry run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The recovery as it is now, or would be.
    pub item: RecoveryView,
}

/// `POST /v1/recoveries/{id}/contest`: object to a recovery of an identity of this node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ContestRequest {
    /// Check everything, sign nothing.
    pub dry_run: bool,
}
