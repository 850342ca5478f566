//! Why nothing was collected or shown.

use crate::gather::{FetchError, Trouble, UrlError};

/// Why nothing was collected or shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// The text is no offer that can be redeemed here.
    #[error("it is no offer with a pre-authorised code")]
    NoOffer,
    /// The text is no request that can be answered here.
    #[error("it is no request with client_id and request_uri")]
    NoRequest,
    /// The address is none to send to.
    #[error(transparent)]
    Url(UrlError),
    /// The address is one of this machine, and not over plain http.
    #[error("{0}")]
    Here(String),
    /// Nobody known vouches for the host's certificate.
    #[error("{0}")]
    Certificate(String),
    /// Nobody answers there as one should.
    #[error("{0}")]
    Silent(String),
    /// What the other side says lacks something.
    #[error("the other side does not tell {what}")]
    Lacks {
        /// What.
        what: &'static str,
    },
    /// The other side leads to an address that is not followed.
    #[error("the other side leads to {to}, which is not followed")]
    Astray {
        /// Where.
        to: String,
    },
    /// Nothing is offered or asked for in a form that is known here.
    #[error("no form that is known here: expected ldp_vc or jwt_vc_json")]
    Form,
    /// The request is not signed as it must be.
    #[error("the request: {what}")]
    Unsigned {
        /// What is wrong.
        what: String,
    },
    /// The transaction code is another than that of the offer.
    #[error("{said}")]
    Code {
        /// What the other side says.
        said: String,
    },
    /// The other side refuses.
    #[error("the other side refuses: {said}")]
    Refused {
        /// What it says.
        said: String,
    },
}

impl WalletError {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoOffer | Self::NoRequest => "wallet-text",
            Self::Url(_) => "wallet-address",
            Self::Here(_) => "wallet-here",
            Self::Certificate(_) => "wallet-certificate",
            Self::Silent(_) => "wallet-unreachable",
            Self::Lacks { .. } => "wallet-lacks",
            Self::Astray { .. } => "wallet-astray",
            Self::Form => "wallet-form",
            Self::Unsigned { .. } => "wallet-unsigned",
            Self::Code { .. } => "wallet-code",
            Self::Refused { .. } => "wallet-refused",
        }
    }

    /// Whether nobody answered.
    #[must_use]
    pub const fn is_network(&self) -> bool {
        matches!(self, Self::Silent(_) | Self::Certificate(_))
    }
}

impl From<FetchError> for WalletError {
    fn from(error: FetchError) -> Self {
        let told = error.to_string();
        match error.trouble() {
            Trouble::Certificate => Self::Certificate(told),
            Trouble::Here => Self::Here(told),
            Trouble::Silent => Self::Silent(told),
        }
    }
}

impl From<UrlError> for WalletError {
    fn from(error: UrlError) -> Self {
        match error.is_here() {
            true => Self::Here(error.to_string()),
            false => Self::Url(error),
        }
    }
}
