//! Programs that ask to read or add somebody's badges: OAuth 2 with the authorisation code grant.
//!
//! A program registers, sends its user's browser here, and the owner of this node answers on the
//! command line with the code that the page shows: no page can answer for the owner. What the
//! program then holds is kept here as hashes alone. A code or a refresh token that comes twice was
//! stolen once, and takes everything back that was given for it.
//!
//! Source: RFC 6749 §4.1; RFC 7591; RFC 7636; RFC 7009; RFC 9700; Open Badges 3.0 §7.

mod clients;
mod consent;
mod grants;
pub(super) mod ticket;
mod tokens;

use super::ActError;

pub use self::clients::{AuthMethod, Registered, Registration};
pub use self::consent::{Authorize, Awaited, Begun};
pub use self::tokens::{Claim, TokenAsk, TokenReply};

/// Most programs that are registered at a time: 256, of which one node uses a handful.
const CLIENTS_MAX: usize = 256;

/// Most questions that wait for the owner at a time.
const ASKING_MAX: usize = 64;

/// Most questions of one program that wait at a time.
const ASKING_OF_ONE_MAX: usize = 8;

/// Most permissions, asked for or given.
const GRANTS_MAX: usize = 512;

/// How long the owner has to answer, and the browser to fetch the answer: 10 minutes.
const ANSWER_MILLIS: u64 = 10 * 60 * 1000;

/// How long a code can be redeemed: 5 minutes, half of what RFC 6749 §4.1.2 allows at most.
const CODE_MILLIS: u64 = 5 * 60 * 1000;

/// How long an access token is good for: an hour.
const ACCESS_MILLIS: u64 = 60 * 60 * 1000;

/// How long a permission stands without being used: 90 days.
const REFRESH_MILLIS: u64 = 90 * 24 * 60 * 60 * 1000;

/// Spent refresh tokens of one permission that are told from false ones.
const SPENT_MAX: usize = 32;

/// Why a program was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Refusal {
    /// The word of the standard, such as `invalid_grant`.
    pub error: &'static str,
    /// Our stable code, which `words/` explains.
    pub code: &'static str,
    /// What was found and what was expected.
    pub detail: String,
    /// The HTTP status that fits it.
    pub status: u16,
}

impl Refusal {
    pub(crate) fn new(error: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { error, code, detail: detail.into(), status: 400 }
    }

    pub(super) fn with(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// A request that is not as the standard has it.
    pub(crate) fn request(detail: impl Into<String>) -> Self {
        Self::new("invalid_request", "oauth-request-refused", detail)
    }

    /// Whoever says to be a program is not proven to be it.
    pub(crate) fn client(detail: impl Into<String>) -> Self {
        Self::new("invalid_client", "oauth-client-refused", detail).with(401)
    }

    pub(super) fn grant(detail: impl Into<String>) -> Self {
        Self::new("invalid_grant", "oauth-grant-refused", detail)
    }

    fn scope(detail: impl Into<String>) -> Self {
        Self::new("invalid_scope", "oauth-scope-refused", detail)
    }

    /// Another kind of grant than those there are.
    pub(crate) fn kind(detail: impl Into<String>) -> Self {
        Self::new("unsupported_grant_type", "oauth-kind-unsupported", detail)
    }

    pub(super) fn full(detail: impl Into<String>) -> Self {
        Self::new("temporarily_unavailable", "oauth-full", detail).with(503)
    }
}

impl From<ActError> for Refusal {
    fn from(error: ActError) -> Self {
        let problem = error.problem();
        let status = if problem.status < 500 { problem.status } else { 500 };
        Self::new("server_error", error.code(), problem.detail).with(status)
    }
}
