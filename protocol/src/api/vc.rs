//! `/vc`: what other people's programs ask by VC API and VCALM, in their names.
//!
//! Source: VC API 0.3 and Verifiable Credential API for Lifecycle Management (VCALM) 0.9 §3.

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Problem, VerifyReply};
use crate::canon::json::Value;

/// `POST /vc/credentials/issue`: sign a credential as the identity of this node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VcIssueRequest {
    /// The credential without proof; its issuer may be left out, or is this identity.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub credential: Value,
    /// How it is issued.
    #[serde(default)]
    pub options: VcIssueOptions,
}

/// How a credential is issued.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VcIssueOptions {
    /// By which it is named later, where the credential has no id of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<String>,
    /// The date of the proof, RFC 3339; now when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// What its status is to be told of, besides revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_status: Option<VcStatusWish>,
    /// Refused: no suite here hides members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory_pointers: Option<Vec<String>>,
}

/// Which entry a credential is to have in `credentialStatus`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VcStatusWish {
    /// `BitstringStatusListEntry`, or `BitstringStatusList` as VCALM writes it.
    #[serde(rename = "type")]
    pub kind: String,
    /// `revocation` when absent, which every credential with a place has; `suspension` for an entry
    /// of that purpose too, at the same place. An Open Badge has room for one entry alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_purpose: Option<String>,
}

/// A credential that was issued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VcIssueReply {
    /// It, with its proof.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub verifiable_credential: Value,
}

/// `POST /vc/presentations` and `/vc/presentations/issue`: sign a presentation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VcPresentRequest {
    /// The presentation without proof; its holder may be left out, or is this identity.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub presentation: Value,
    /// How it is signed.
    #[serde(default)]
    pub options: VcPresentOptions,
}

/// How a presentation is signed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VcPresentOptions {
    /// The text that whoever verifies made up for this one time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// Who verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The date of the proof, RFC 3339; now when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
}

/// A presentation that was signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VcPresentReply {
    /// It, with its proof.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub verifiable_presentation: Value,
}

/// `POST /vc/credentials/verify`: is all well with a credential?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VcVerifyRequest {
    /// The credential, as it was signed; a signed token (JWT, SD-JWT) as a text, or any envelope in an
    /// `EnvelopedVerifiableCredential`.
    #[schemars(with = "serde_json::Value")]
    pub verifiable_credential: Value,
    /// What is checked and told.
    #[serde(default)]
    pub options: VcVerifyOptions,
}

/// `POST /vc/presentations/verify`: is all well with a presentation and all that is in it?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VcVerifyPresentationRequest {
    /// The presentation, as it was signed; a signed token as a text, or any envelope in an
    /// `EnvelopedVerifiablePresentation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub verifiable_presentation: Option<Value>,
    /// Instead of it one that nobody signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub presentation: Option<Value>,
    /// What is checked and told.
    #[serde(default)]
    pub options: VcVerifyOptions,
}

/// What is checked and told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VcVerifyOptions {
    /// `proof` alone: only that the proofs fit, whosever keys they are by. Everything when absent
    /// or empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<VcCheck>>,
    /// The challenge that every proof must name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// The domain that every proof must name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// What the proofs must be for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_proof_purpose: Option<VcPurpose>,
    /// Whether what was verified is told again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub return_credential: bool,
    /// The same, as it is called for presentations.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub return_presentation: bool,
    /// Taken and without effect: problems are told in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_problem_details: Option<bool>,
    /// Taken and without effect: the findings are told in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_results: Option<bool>,
}

/// Something to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VcCheck {
    /// That the proofs fit.
    Proof,
    /// That it is neither revoked nor suspended; asked for, everything is checked.
    CredentialStatus,
}

/// What a proof is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VcPurpose {
    /// To assert: credentials.
    AssertionMethod,
    /// To show who one is: presentations.
    Authentication,
}

/// Whether all is well. Sent with the status 200 where it is, else with 400 as a problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VcVerification {
    /// The problem as a whole, where there is one.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Whether all is well.
    pub verified: bool,
    /// What is wrong or cannot be told; empty where all is well.
    pub problem_details: Vec<VcProblem>,
    /// The six findings of each credential that was judged.
    pub verdicts: Vec<VerifyReply>,
    /// The credential, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub credential: Option<Value>,
    /// The presentation, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Value>")]
    pub verifiable_presentation: Option<Value>,
}

/// Something that is wrong or cannot be told.
///
/// Source: VCALM §3.8 (error handling); VC Data Model 2.0 §7.1; RFC 9457 §3.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VcProblem {
    /// The URL of its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// One short English line, the same for every problem of this kind.
    pub title: String,
    /// The HTTP status it would have by itself.
    pub status: u16,
    /// What was found, of this very case.
    pub detail: String,
    /// A stable word for programs; `words/` explains it in every language.
    pub code: String,
    /// Which of the six questions it answers.
    pub question: String,
    /// `no`, or `unknown` where it cannot be told.
    pub answer: String,
    /// Of which part of a presentation; absent where it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What one can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// `POST /vc/credentials/status`: take back what was issued, for good or for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VcStatusRequest {
    /// The credential: its id, or the `credentialId` it was issued with.
    pub credential_id: String,
    /// Which of its places in status lists.
    #[serde(deserialize_with = "one_entry")]
    pub credential_status: VcStatusEntry,
    /// True where what the list is for becomes so.
    pub status: bool,
    /// Refused: places are given by this node alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_allocator: Option<String>,
}

/// One entry, where older programs name a list of them.
fn one_entry<'de, D: Deserializer<'de>>(from: D) -> Result<VcStatusEntry, D::Error> {
    let found = serde_json::Value::deserialize(from)?;
    if found.is_array() {
        return Err(D::Error::custom(
            "`credentialStatus` is a list, expected one object with type and statusPurpose, and \
            `status` true or false beside it",
        ));
    }
    serde_json::from_value(found).map_err(D::Error::custom)
}

/// A place in a status list, as far as it is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VcStatusEntry {
    /// The entry's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `BitstringStatusListEntry`, or `BitstringStatusList` as VCALM writes it.
    #[serde(rename = "type")]
    pub kind: String,
    /// `revocation` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_purpose: Option<String>,
    /// The index, as the credential has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_list_index: Option<String>,
    /// The list, as the credential has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_list_credential: Option<String>,
}

/// What became of a credential's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VcStatusReply {
    /// The credential.
    pub credential_id: String,
    /// What the list is for.
    pub status_purpose: String,
    /// Whether it is so now.
    pub status: bool,
    /// Whether this request made it so.
    pub changed: bool,
}
