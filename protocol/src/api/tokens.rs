//! `/v1/tokens`: what programs of others carry, and what it lets them do.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SecretText;

/// What a token lets its bearer do. No scope includes another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Have credentials and presentations verified.
    Verify,
    /// Have credentials issued.
    Issue,
    /// Suspend and revoke what was issued.
    Status,
    /// Have presentations made of what is held.
    Present,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Verify, Self::Issue, Self::Status, Self::Present];

    /// Its word, as tokens and requests write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Issue => "issue",
            Self::Status => "status",
            Self::Present => "present",
        }
    }

    /// The scope with this word.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `POST /v1/tokens`: make a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenDraft {
    /// What it lets its bearer do: at least one.
    pub scopes: Vec<Scope>,
    /// Until when, RFC 3339; until it is taken back when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// For which identity of this node its bearer acts, a DID or a name; for that of the setting
    /// `web.identity` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// For whom or what it is, in the owner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// A token as the node keeps it: all but the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenView {
    /// Its public name, the middle part of the token.
    pub id: String,
    /// What it lets its bearer do.
    pub scopes: Vec<Scope>,
    /// When it was made, RFC 3339.
    pub created: String,
    /// Until when, RFC 3339; absent where it does not end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// True when that time is over: nobody can use it any more.
    pub expired: bool,
    /// For which identity its bearer acts, a DID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// For whom or what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// The reply to `POST /v1/tokens`: the one time that the token is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenReply {
    /// The token, for the header `Authorization: Bearer`. Only its hash is kept.
    pub secret: SecretText,
    /// What is kept of it.
    pub token: TokenView,
}
