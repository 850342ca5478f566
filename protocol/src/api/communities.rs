//! `/v1/communities` and `/v1/charters`: who acts for a community, by which rules, and its members.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, CredentialView, Followed, TrustParty};

/// `POST /v1/communities`: found a community or change its charter; its stewards are asked by letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CharterRequest {
    /// Which community: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Change the charter in force, of which everything stays that is left out here. Without it a
    /// community is founded that has no charter.
    pub amend: bool,
    /// What the community is for, at most 1,024 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The community of which it is a part: a DID or name; empty for none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Who acts for it, 1 to 32, and nobody else; all who do so far when empty.
    pub stewards: Vec<StewardDraft>,
    /// Of a charter that is changed: who acts for it too, or in another role or for another term than so
    /// far. Not together with `stewards`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_stewards: Vec<StewardDraft>,
    /// Of a charter that is changed: who acts for it no more, each a DID or name. Not together with
    /// `stewards`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_stewards: Vec<String>,
    /// How many stewards it takes to change the charter; more than half when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charter: Option<u8>,
    /// How many it takes to make somebody a member; as many as for the charter when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admit: Option<u8>,
    /// How many it takes to award what else the community created; 0 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub award: Option<u8>,
    /// What is said to those who are asked, at most 500 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, send nothing.
    pub dry_run: bool,
}

/// Who is to act for a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StewardDraft {
    /// Who: a DID, or a name of the address book or of this node.
    pub who: String,
    /// As what, at most 64 bytes; `steward` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The last moment of the term, RFC 3339; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Who acts for a community, by one charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StewardView {
    /// Who.
    pub who: TrustParty,
    /// As what.
    pub role: String,
    /// The last moment of the term, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether their signature of this charter is at hand.
    pub signed: bool,
    /// Whether the term is over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

/// How far a charter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CharterState {
    /// Stewards are asked to sign it.
    Asked,
    /// It is in force.
    InForce,
    /// A later one is in force, or another of its number.
    Replaced,
}

/// How many stewards an act takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuorumsView {
    /// To change the charter.
    pub charter: u8,
    /// To make somebody a member; 0 for the key of the community alone.
    pub admit: u8,
    /// To award what else it created; 0 for the key of the community alone.
    pub award: u8,
}

/// A charter, in force or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CharterView {
    /// Its digest, in hex: by this it is signed and declined.
    pub id: String,
    /// Whose it is.
    pub community: TrustParty,
    /// Which charter of that community, from 0.
    pub number: u32,
    /// How far it has come.
    pub state: CharterState,
    /// What the community is for.
    pub purpose: String,
    /// The community of which it is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<TrustParty>,
    /// Whether that one took it in, by a membership that stands, as far as is known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_in: Option<Answer>,
    /// Who acts for it.
    pub stewards: Vec<StewardView>,
    /// How many of them an act takes.
    pub acts: QuorumsView,
    /// How many an act takes where those that it is a part of ask for more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<QuorumsView>,
    /// Of one that is asked for: whether another was asked for later in its place. The community's node
    /// says the later one alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// Of one that is asked for: the one in force that it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Box<Self>>,
    /// Of one that is asked for: whose signature it still takes, each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<TrustParty>,
    /// Of one that is asked for: how many more stewards of the charter before must sign.
    #[serde(default, skip_serializing_if = "is_none")]
    pub needed: u32,
    /// The identities of this node that are asked to sign it, and have not answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<TrustParty>,
    /// What the community says to those it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Since when it is in force, or when it was asked for, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// What was asked, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CharterReply {
    /// True when this request changed something; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed or sent because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The charter.
    pub item: CharterView,
}

/// `POST /v1/charters/{id}/sign` and `/decline`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CharterActRequest {
    /// Which identity answers: a DID or name of this node; the one that was asked when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, sign nothing.
    pub dry_run: bool,
}

/// A community, as this node knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommunityView {
    /// Which.
    pub community: TrustParty,
    /// Whether it is an identity of this node.
    pub own: bool,
    /// The charter in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charter: Option<CharterView>,
    /// The number of which there are two charters and nobody can tell which was first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contested: Option<u32>,
    /// The number of a charter that counts only once stewards sign it with the keys they have now: who
    /// signed it has another since, and nobody shows that it was signed before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<u32>,
    /// The identities of this node that are members, by a badge they published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members_here: Vec<TrustParty>,
}

/// `POST /v1/communities/admit`: make somebody a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AdmitRequest {
    /// Which community: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Whom: a DID, or a name of the address book.
    pub who: String,
    /// As what, at most 64 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The last moment of the term, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What is said to the stewards who are asked, at most 500 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Check everything, sign and send nothing.
    pub dry_run: bool,
}

/// A membership that was awarded, and who is asked to stand behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdmitReply {
    /// True when something was signed or sent; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed or sent because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The membership; none in a dry run where the community awarded none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<CredentialView>,
    /// Whether it is offered by this request; else it was offered before.
    #[serde(default)]
    pub offered: bool,
    /// How many stewards must stand behind it.
    pub needed: u32,
    /// The stewards who are asked.
    pub asked: Vec<TrustParty>,
    /// Those of them who are asked by this request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_now: Vec<TrustParty>,
    /// What is missing before it can count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<AdmitWaits>,
    /// Whoever was named goes on with a new key: that one is admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Followed>,
}

/// What is missing before a membership can count, beside its stewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AdmitWaits {
    /// The charter is asked for and not in force; by it stewards will be asked for this one too.
    Charter,
    /// The community names another as its whole, which has not taken it in.
    Parent,
}

/// The stewards who are asked to stand behind an award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StewardsAsked {
    /// The community by whose charter.
    pub community: TrustParty,
    /// How many must stand behind it.
    pub needed: u32,
    /// Who is asked.
    pub asked: Vec<TrustParty>,
}

/// `POST /v1/communities/dismiss`: end somebody's membership at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DismissRequest {
    /// Which community: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Whose membership: a DID, or a name of the address book.
    pub who: String,
    /// Why, in words everybody may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Tell what would be done, do nothing.
    pub dry_run: bool,
}

/// `POST /v1/communities/leave`: be a member no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LeaveRequest {
    /// Who leaves: a DID or name of this node; the only identity when absent.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Which community: a DID or name.
    pub community: String,
    /// Why, in words everybody may read, at most 500 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Tell what would be done, do nothing.
    pub dry_run: bool,
}

/// What was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeaveReply {
    /// True when this request changed something; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// Of which community.
    pub community: TrustParty,
    /// Whose membership.
    pub member: TrustParty,
    /// How many memberships this ended.
    pub ended: u32,
}

/// Somebody who published a membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MemberView {
    /// Who.
    pub who: TrustParty,
    /// As what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Since when, by the community's word, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last moment of the term, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether the membership stands: its stewards stand behind it, it was not ended or left.
    pub stands: Answer,
    /// Why, as a stable code.
    pub reason: String,
    /// Why, in words.
    pub says: String,
    /// The id of the badge.
    pub credential: String,
}

/// A community that a viewer and somebody share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SharedCommunity {
    /// Which.
    pub community: TrustParty,
    /// What whoever is asked about is to it: `community` itself, or a `member`.
    pub is: String,
    /// How many stewards it takes to admit somebody; 0 where its key alone does.
    pub admit: u32,
    /// How many stewards there are.
    pub stewards: u32,
    /// As of when the memberships are known to stand.
    pub as_of: String,
    /// The same in words.
    pub says: String,
}
