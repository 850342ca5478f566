//! Why a badge was not handed to another host.

use crate::gather::{FetchError, Trouble, UrlError};

/// Why a badge was not handed over; nothing of it is there then, unless the host took it and said
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
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
    /// What is there is no host of Open Badges 3.0.
    #[error("no description of a service is there (status {status})")]
    NoHost {
        /// The status it answers with.
        status: u16,
    },
    /// What the host says lacks something.
    #[error("the host does not tell {what}")]
    Lacks {
        /// What.
        what: &'static str,
    },
    /// The host leads to an address that is not its own.
    #[error("the host leads to {to}, which is not followed")]
    Astray {
        /// Where.
        to: String,
    },
    /// The host does not take this program in.
    #[error("the host does not register this program: {said}")]
    Unregistered {
        /// What it says.
        said: String,
    },
    /// The answer is to another question than the one that was asked.
    #[error("the answer belongs to another question")]
    OtherQuestion,
    /// The answer is no.
    #[error("the host answered {error}")]
    Declined {
        /// Its word for it.
        error: String,
    },
    /// The host gives no token for the code.
    #[error("the host gives no token: {said}")]
    NoToken {
        /// What it says.
        said: String,
    },
    /// The host does not take the badge.
    #[error("the host does not take the badge: {said}")]
    Refused {
        /// The status it answers with.
        status: u16,
        /// What it says.
        said: String,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoChance,
}

impl PushError {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url(_) => "push-address",
            Self::Here(_) => "push-here",
            Self::Certificate(_) => "push-certificate",
            Self::Silent(_) => "push-unreachable",
            Self::NoHost { .. } | Self::Lacks { .. } => "push-no-host",
            Self::Astray { .. } => "push-astray",
            Self::Unregistered { .. } => "push-unregistered",
            Self::OtherQuestion => "push-other-question",
            Self::Declined { .. } => "push-declined",
            Self::NoToken { .. } => "push-no-token",
            Self::Refused { .. } => "push-refused",
            Self::NoChance => "no-chance",
        }
    }

    /// True when the network is at fault.
    #[must_use]
    pub fn is_network(&self) -> bool {
        matches!(self, Self::Silent(_) | Self::Certificate(_))
    }
}

impl From<FetchError> for PushError {
    fn from(error: FetchError) -> Self {
        let told = error.to_string();
        match error.trouble() {
            Trouble::Certificate => Self::Certificate(told),
            Trouble::Here => Self::Here(told),
            Trouble::Silent => Self::Silent(told),
        }
    }
}

impl From<UrlError> for PushError {
    fn from(error: UrlError) -> Self {
        match error.is_here() {
            true => Self::Here(error.to_string()),
            false => Self::Url(error),
        }
    }
}
