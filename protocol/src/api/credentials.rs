//! `/v1/credentials`: what was issued here and what is held here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PendingChange, TrustParty};
use crate::canon::json::Value;

/// `POST /v1/credentials`: award an achievement to somebody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    /// Who issues: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// What is awarded: an achievement's id, the beginning of its uuid, or its name.
    pub achievement: String,
    /// Who earned it: a DID, or a name of the address book.
    pub to: String,
    /// How it was earned, in this very case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// From when it is valid, RFC 3339; now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Until when it is valid, RFC 3339; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// `eddsa-rdfc-2022` (when absent) or `eddsa-jcs-2022`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// What the badge says besides, by the names of an Open Badges 3.0 credential: in
    /// `credentialSubject` `result`, `creditsEarned`, `activityStartDate`, `activityEndDate`,
    /// `term`, `role`, `licenseNumber`, `source`, `identifier`, `image`; in `issuer` the members of
    /// a Profile; `evidence`, `description`, `image`, `awardedDate`, `endorsement`,
    /// `endorsementJwt`, `refreshService`, `termsOfUse`, `credentialSchema`; with `@context` those
    /// of other contexts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub draft: Option<Value>,
    /// Of a badge in stages, with the first of them: who signs the others, a DID or a name of the
    /// address book by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, String>,
    /// Of a badge in stages, with the others: the stage right before, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Check everything, sign and send nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which side of a credential this node is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CredentialRole {
    /// An identity of this node issued it.
    Issued,
    /// It is about an identity of this node, who accepted it.
    Held,
    /// Somebody else's, published in its holder's own feed.
    Seen,
}

/// How far a credential has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CredentialState {
    /// Signed, its offer waits for the learner's node.
    Offered,
    /// Signed for another program, which hands it over: nothing waits for an answer here.
    Issued,
    /// The learner signed an acceptance.
    Accepted,
    /// The learner refused it.
    Refused,
    /// It came as a file and is kept as it came; nobody accepted it here.
    Imported,
    /// It stands in the learner's feed.
    Published,
    /// Its issuer suspended it for the time being.
    Suspended,
    /// Its issuer revoked it.
    Revoked,
}

/// A credential this node issued, holds or has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CredentialView {
    /// Its id, `urn:uuid:…`.
    pub id: String,
    /// Which side of it this node is on.
    pub role: CredentialRole,
    /// How far it has come.
    pub state: CredentialState,
    /// The name of what was awarded.
    pub achievement: String,
    /// The same by language, where it has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: super::LanguageMap,
    /// Who issued it.
    pub issuer: String,
    /// The issuer's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_name: Option<String>,
    /// Whom it is about.
    pub subject: String,
    /// The subject's name, as this node knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    /// From when it is valid, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Until when it is valid, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Of a badge in stages, the number of this one and how many there are, as it says itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageView>,
    /// The id of the badge that this one renews, by its issuer's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// True when it stands in its holder's feed.
    pub published: bool,
    /// Of one that was refused: why, in the words of whom it was offered to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Of one that was just awarded: the stewards who are asked to stand behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stewards: Option<super::StewardsAsked>,
    /// Of one that is held here: what keeps it from counting, as far as is known here, beside that it was
    /// taken back or is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<BadgeDoubt>,
    /// Whether it stands in an anchor of its issuer's ledger, as far as is known here; in a list it is left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<AnchorView>,
    /// True when it came as a file, not by an offer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
    /// The name of its form, such as `vc+jwt`, where it is none that a feed carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The signed credential, byte for byte as it was signed; in a list it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// What keeps a badge from counting that its holder was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BadgeDoubt {
    /// Its issuer goes on with another key, and nothing here shows that it was signed before: it says
    /// nothing any more.
    FormerKey,
    /// Fewer stewards stand behind it than the charter of the community asks: it was undone, or is not done
    /// yet.
    StewardsLacking,
    /// Whether enough stewards stand behind it, or what the charter asks, cannot be told here.
    StewardsUntold,
}

/// Whether it can be shown that a credential was there before its issuer's key was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnchorView {
    /// How far that has come.
    pub state: AnchorState,
    /// When the anchor was written, or when it is due, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// How far an anchor has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnchorState {
    /// It stands in its issuer's ledger, and what shows it is here.
    Anchored,
    /// It is to be written by this node.
    Waits,
    /// Nothing of one is known here.
    None,
}

/// Which stage of a badge a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageView {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// What was signed, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignedReply<T> {
    /// True when this request changed something; false when it was so already, or in a dry run.
    pub changed: bool,
    /// True when nothing was signed, stored or sent because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The letter that carries it to the other side: its nonce in hex; absent where none is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// The statement that was written: the entry's id in hex; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Whoever was named goes on with a new key: it is for that one. Absent where that is not so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Followed>,
    /// The thing itself.
    pub item: T,
}

/// Somebody who was named and goes on with a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Followed {
    /// Who was named.
    pub was: TrustParty,
    /// Who goes on for them, the DID.
    pub successor: String,
}

/// `POST /v1/credentials/{id}/publish` and `…/unpublish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PublishRequest {
    /// Whose credential: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, write nothing.
    pub dry_run: bool,
}

/// `POST /v1/credentials/{id}/present`: show a credential, signed for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresentRequest {
    /// Who presents: a DID or name of this node; may be absent where there is one identity.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// More credentials of the same holder to show together with it, each by its id or the
    /// beginning of it; sixteen in all at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The text that whoever verifies made up for this one time.
    pub challenge: String,
    /// Who verifies, as they gave it; without it the presentation may be passed on to another who
    /// asks the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// `eddsa-rdfc-2022` (when absent) or `eddsa-jcs-2022`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// Check everything, sign nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// A presentation. Nothing of it is kept or sent: it is in this reply alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PresentReply {
    /// True when nothing was signed because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The id of the credential inside; of several, of the first.
    pub credential: String,
    /// The ids of those that are shown together with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The name of what was awarded; of several, each of them with a plus sign between.
    pub achievement: String,
    /// The same by language, where it has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: super::LanguageMap,
    /// Who presents it, and whom it is about.
    pub holder: String,
    /// The challenge it answers.
    pub challenge: String,
    /// For whom it is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Whether it hangs on a key that its issuer gave up: whoever checks it needs a proof beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_proof: bool,
    /// The signed presentation; absent in a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// `POST /v1/credentials/{id}/revoke`: take back what was awarded. Cannot be undone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RevokeRequest {
    /// Who issued it: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// The credential itself, byte for byte as it was signed, where this node does not know it;
    /// the id in the path is then its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Why, in words everybody may read: it stands in the issuer's feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Check everything, write nothing.
    pub dry_run: bool,
}

/// `POST /v1/credentials/{id}/renew`: award the same anew to the same holder, with a later end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RenewRequest {
    /// Who issued it: a DID or name of this node; may be absent where there is one identity.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Until when the new one is valid, RFC 3339, later than the former; without end when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// From when it is valid, RFC 3339; now when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// How it was earned anew; in the words of the former when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// Leave the former valid until its own end. Else it is revoked, where it has not ended yet.
    pub keep_former: bool,
    /// Why the former is revoked, in words everybody may read: it stands in the issuer's feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How long that can be undone before anybody hears of it, in seconds, at most a day; as the
    /// setting `status.undo_seconds` says when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo_seconds: Option<u32>,
    /// Check everything, sign and send nothing.
    pub dry_run: bool,
}

/// What was awarded anew, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewReply {
    /// True when the new one was signed.
    pub changed: bool,
    /// True when nothing was signed, stored or sent because a dry run was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
    /// The letter that carries the new one to its holder: its nonce in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// The holder goes on with a new key: it is for that one. Absent where that is not so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followed: Option<Followed>,
    /// The new one.
    pub item: CredentialView,
    /// The one that it renews, as it stood before.
    pub former: CredentialView,
    /// True when the former is revoked; false where it is kept or has ended.
    pub replaced: bool,
    /// That revocation as it waits, where it can still be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingChange>,
}
