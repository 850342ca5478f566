//! `/v1/programs`: other programs that ask to read or add somebody's badges, by OAuth 2.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a program may be allowed, as the scopes of the Open Badges API name it.
///
/// Source: Open Badges 3.0 §6.2.1; OpenID Connect Core 1.0 §11 (`offline_access`).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Permission {
    /// To read the badges.
    #[serde(rename = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly")]
    CredentialReadonly,
    /// To add badges, or to replace some by newer ones.
    #[serde(rename = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert")]
    CredentialUpsert,
    /// To read the profile.
    #[serde(rename = "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly")]
    ProfileReadonly,
    /// To change the profile.
    #[serde(rename = "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update")]
    ProfileUpdate,
    /// To go on while the owner is away.
    #[serde(rename = "offline_access")]
    OfflineAccess,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::CredentialReadonly,
        Self::CredentialUpsert,
        Self::ProfileReadonly,
        Self::ProfileUpdate,
        Self::OfflineAccess,
    ];

    /// Its scope.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::CredentialReadonly => {
                "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly"
            }
            Self::CredentialUpsert => {
                "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert"
            }
            Self::ProfileReadonly => {
                "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly"
            }
            Self::ProfileUpdate => "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The code of the sentence that says what it allows.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::CredentialReadonly => "permission-credential-readonly",
            Self::CredentialUpsert => "permission-credential-upsert",
            Self::ProfileReadonly => "permission-profile-readonly",
            Self::ProfileUpdate => "permission-profile-update",
            Self::OfflineAccess => "permission-offline-access",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scope())
    }
}

/// A scope that allows nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPermission;

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(scope: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.into_iter().find(|one| one.scope() == scope).ok_or(UnknownPermission)
    }
}

/// How far a program has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramState {
    /// It asks, and the owner has not answered.
    Asking,
    /// It was allowed.
    Allowed,
}

/// One permission that a program has or asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProgramView {
    /// The permission's id, to take it back by.
    pub id: String,
    /// How far it has come.
    pub state: ProgramState,
    /// What the program calls itself; nobody vouches for it.
    pub name: String,
    /// Where the answer goes, and with it what opens the badges.
    pub redirect_uri: String,
    /// What it may do, or asks to.
    pub permissions: Vec<Permission>,
    /// The code that the asking page shows; absent once it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The identity whose badges it may see; absent while nobody has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Since when.
    pub since: String,
    /// Until when it stands unless it is renewed.
    pub until: String,
}

/// `POST /v1/programs/{code}/approve` or `…/refuse`: the owner's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramAnswer {
    /// Whose badges the program may see: a DID or a name.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_identity: Option<String>,
    /// Check everything, allow nothing.
    #[serde(default)]
    pub dry_run: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_written_as_its_scope() {
        for one in Permission::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.scope());
            assert_eq!(one.scope().parse(), Ok(one));
        }
        assert_eq!("openid".parse::<Permission>(), Err(UnknownPermission));
    }
}
