//! `/v1/wallet`: badges offered to wallets, and wallets asked for badges, by OpenID.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0; OpenID for Verifiable Presentations 1.0.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SecretText, VerifyReply};
use crate::canon::json::Value;

/// In which form a wallet is given a badge, or shows one.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum WalletFormat {
    /// JSON with its proof inside.
    #[default]
    #[serde(rename = "ldp_vc")]
    LdpVc,
    /// A compact JWS with the badge as the claim `vc`.
    #[serde(rename = "jwt_vc_json")]
    JwtVcJson,
}

impl WalletFormat {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::LdpVc, Self::JwtVcJson];

    /// Its name in OpenID.
    ///
    /// Source: OpenID for Verifiable Credential Issuance 1.0 appendix A.1.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LdpVc => "ldp_vc",
            Self::JwtVcJson => "jwt_vc_json",
        }
    }
}

impl fmt::Display for WalletFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `POST /v1/wallet/offers`: offer a badge to whoever collects it with a wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WalletOfferRequest {
    /// Who awards: a DID or name of this node; may be absent where there is only one. Absent where a
    /// program asks: its token says who.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// What is awarded: the achievement's id or name.
    pub achievement: String,
    /// The form in which it is given.
    pub format: WalletFormat,
    /// Whether the wallet must say a code as well, which its owner is told by another way.
    pub tx_code: bool,
    /// Until when it can be collected, RFC 3339; a week when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The first moment of validity, RFC 3339; that of collecting when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// The last moment of validity, RFC 3339; no end when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// How this person earned it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// Check everything, offer nothing.
    pub dry_run: bool,
}

/// How far an offer to a wallet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WalletOfferState {
    /// No wallet has come.
    Waiting,
    /// A wallet has come and has not collected the badge yet.
    Begun,
    /// The badge is issued and collected.
    Collected,
    /// It ended: its time is over, or a wrong code was said too often.
    Ended,
}

/// One offer to a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletOfferView {
    /// Its id, to take it back by.
    pub id: String,
    /// How far it has come.
    pub state: WalletOfferState,
    /// What is awarded, by name.
    pub achievement: String,
    /// The same by language, where it has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: super::LanguageMap,
    /// Who awards.
    pub issuer: String,
    /// The form in which it is given.
    pub format: WalletFormat,
    /// Whether the wallet must say a code.
    pub tx_code: bool,
    /// Since when.
    pub since: String,
    /// Until when it can be collected.
    pub until: String,
    /// The id of the badge that was collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// The DID of the wallet's key that it is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// An offer as it is handed out; shown this once. Nothing in it where it was a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletOfferReply {
    /// True when nothing was offered.
    pub dry_run: bool,
    /// What a wallet opens, as text or QR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<SecretText>,
    /// The address of the offer, at which a wallet reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<SecretText>,
    /// The code that the wallet must say, for its owner alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_code: Option<SecretText>,
    /// What is kept of it.
    pub item: WalletOfferView,
}

/// `POST /v1/wallet/requests`: ask a wallet to show a badge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WalletAskRequest {
    /// Who asks: a DID or name of this node; may be absent where there is only one. Absent where a
    /// program asks: its token says who.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Of which achievement: its id, or its name as the badge has it; of any when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement: Option<String>,
    /// By whom: the issuer's DID; by anybody when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// In which forms; in any of those there are when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<WalletFormat>,
    /// The whole query in DCQL, in the place of the three above.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub dcql: Option<Value>,
    /// Until when it can be answered, RFC 3339; ten minutes when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The language of the verdict: `en` (when absent) or `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// How far a request to a wallet has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WalletAskState {
    /// Nobody has answered.
    Waiting,
    /// The wallet's owner said no.
    Declined,
    /// Something was shown, and judged.
    Answered,
    /// Its time is over.
    Ended,
}

/// What a wallet showed, and the verdict on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletAnswer {
    /// The name in the query that it answers.
    pub query: String,
    /// The form in which it was shown.
    pub format: String,
    /// The six findings, as of the moment it was shown.
    pub verdict: VerifyReply,
    /// What was shown, as it was signed.
    pub presentation: String,
}

/// One request to a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletAskView {
    /// Its id.
    pub id: String,
    /// How far it has come.
    pub state: WalletAskState,
    /// Who asks.
    pub identity: String,
    /// Since when.
    pub since: String,
    /// Until when it can be answered.
    pub until: String,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<String>,
    /// What was shown; in a list it is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<WalletAnswer>,
}

/// A request as it is handed out; shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletAskReply {
    /// What a wallet opens, as text or QR.
    pub uri: SecretText,
    /// The address of the request, at which a wallet reads it.
    pub link: SecretText,
    /// What is kept of it.
    pub item: WalletAskView,
}

/// `POST /v1/wallet/proofs`: prove to an issuer that an identity has its key, as a wallet does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WalletProofRequest {
    /// Who collects: a DID or name of this node; may be absent where there is only one.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// For whom: the identifier of the issuer.
    pub audience: String,
    /// The nonce that it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

/// The proof of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletProofReply {
    /// The proof, good for this issuer and nonce alone.
    pub jwt: String,
    /// The DID that is proven.
    pub holder: String,
}

/// `POST /v1/wallet/presentations`: sign a presentation for one verifier, as a wallet does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WalletPresentRequest {
    /// Which badge: its id, or the beginning of its uuid.
    pub credential: String,
    /// The nonce of the request.
    pub nonce: String,
    /// For whom: the `client_id` of the verifier.
    pub audience: String,
}

/// A badge, signed for one verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalletPresentReply {
    /// Its form, as OpenID names it.
    pub format: String,
    /// What is shown: JSON, or a compact JWS.
    pub presentation: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_written_as_openid_names_it() {
        for one in WalletFormat::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
        }
        let strange = serde_json::from_str::<WalletOfferRequest>(r#"{"format":"mso_mdoc"}"#);
        assert!(strange.is_err());
    }
}
