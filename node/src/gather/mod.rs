//! The one guarded way to fetch what a verdict named as missing.
//!
//! Addresses stand in badges, and badges come from strangers. So only https is spoken, only to hosts
//! all of whose addresses are public, within bounds of time and size; what else a machine can reach,
//! its own network above all, cannot be reached through this. Nothing is sent but the address asked
//! for: no cookie, no credential, no referrer. What comes back is bytes, and is trusted in nothing.

pub(crate) mod address;
mod fetch;
mod missing;
mod send;
#[cfg(test)]
mod tests;
mod url;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

pub use address::is_public;
pub use missing::{Gathered, Outcome, missing};
pub use send::{Goal, Message, Reply};
pub use url::{HttpsUrl, UrlError};

/// Longest a fetch takes: 5 s.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes that are fetched from one address: 1 MiB, the largest badge.
pub const FETCH_BYTES_MAX: usize = 1024 * 1024;

/// What a host's name stands for.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// Who tells the addresses of a host.
pub trait Resolve: Send + Sync {
    /// All of them.
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> Resolving<'a>;
}

/// What the system knows of names.
#[derive(Clone, Copy, Debug)]
struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> Resolving<'a> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}

/// Fetches, one address at a time.
pub struct Fetcher {
    resolver: Arc<dyn Resolve>,
    tls: Arc<ClientConfig>,
    /// Which addresses may be spoken to: the public ones, but in tests.
    allowed: fn(IpAddr) -> bool,
    patience: Duration,
}

/// What lay at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// These bytes.
    Bytes {
        /// They, as they came.
        bytes: Vec<u8>,
        /// What the server says they are; nobody relies on it.
        media_type: Option<String>,
    },
    /// The word that nothing is there any more (RFC 9110 §15.5.11).
    Gone,
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none that is fetched from.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The host is not known.
    #[error("the address of {host} is not known: {cause}")]
    Unresolved {
        /// The host.
        host: String,
        /// Why.
        cause: io::Error,
    },
    /// The host is, by one of its addresses, no public one.
    #[error("{host} is at {ip}, which is not a public address")]
    NotPublic {
        /// The host.
        host: String,
        /// The address.
        ip: IpAddr,
    },
    /// The host's certificate is not its own, has ended, or nobody known vouches for it.
    #[error("{host} cannot be reached safely: {cause}")]
    Certificate {
        /// The host.
        host: String,
        /// Why.
        cause: io::Error,
    },
    /// The host cannot be reached, or is not who it should be.
    #[error("{host} cannot be reached safely: {cause}")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        cause: io::Error,
    },
    /// The host does not speak as it should.
    #[error("{host} answered in a way that is not understood: {what}")]
    Answer {
        /// The host.
        host: String,
        /// What it did.
        what: String,
    },
    /// The host answers with another status than success.
    #[error("{host} answered with status {status}")]
    Status {
        /// The host.
        host: String,
        /// Which.
        status: u16,
    },
    /// The host sends elsewhere.
    #[error("{host} sends to {to:?}, which is not followed")]
    Elsewhere {
        /// The host.
        host: String,
        /// Where.
        to: String,
    },
    /// More is there than is fetched.
    #[error("more than {most} bytes")]
    TooLarge {
        /// How many are fetched.
        most: usize,
    },
    /// It took too long.
    #[error("no whole answer within {seconds} s")]
    TooSlow {
        /// How long it may take.
        seconds: u64,
    },
}

/// Which kind of trouble it was that nothing was fetched: what one does about it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The address is one of this machine.
    Here,
    /// Nobody known vouches for the host's certificate.
    Certificate,
    /// Nobody answers there as one should.
    Silent,
}

impl FetchError {
    /// Which kind of trouble it was.
    pub(crate) fn trouble(&self) -> Trouble {
        match self {
            Self::Certificate { .. } => Trouble::Certificate,
            Self::NotPublic { ip, .. } if ip.is_loopback() => Trouble::Here,
            Self::Url(_)
            | Self::Unresolved { .. }
            | Self::NotPublic { .. }
            | Self::Unreachable { .. }
            | Self::Answer { .. }
            | Self::Status { .. }
            | Self::Elsewhere { .. }
            | Self::TooLarge { .. }
            | Self::TooSlow { .. } => Trouble::Silent,
        }
    }
}

/// Why a file names no authority to trust.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// There is none in it.
    #[error("no certificate in PEM is in it")]
    None,
    /// What is in it is damaged.
    #[error("a certificate in it cannot be used: {0}")]
    Damaged(String),
}

impl Default for Fetcher {
    fn default() -> Self {
        Self::new()
    }
}

impl Fetcher {
    /// One that asks the system for names and trusts the authorities that browsers trust.
    #[must_use]
    pub fn new() -> Self {
        Self::by(browsers())
    }

    /// One that trusts these authorities too, certificates in PEM, as one of a school or a state
    /// whose hosts are public and whose authority is its own. All other guards stay.
    ///
    /// Source: RFC 7468 §5.
    ///
    /// # Errors
    /// [`AuthorityError`] where there is no certificate in it, or a damaged one.
    pub fn trusting_also(pem: &[u8]) -> Result<Self, AuthorityError> {
        let damaged = |cause: &dyn std::fmt::Display| AuthorityError::Damaged(cause.to_string());
        let mut roots = browsers();
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|cause| damaged(&cause))?;
            roots.add(certificate).map_err(|cause| damaged(&cause))?;
        }
        if roots.len() == before {
            return Err(AuthorityError::None);
        }
        Ok(Self::by(roots))
    }

    fn by(roots: RootCertStore) -> Self {
        Self {
            resolver: Arc::new(System),
            tls: trusting(roots),
            allowed: is_public,
            patience: PATIENCE,
        }
    }

    /// What lies at an address now. That it lies elsewhere is not followed: what is kept counts as what
    /// the address itself serves, and on many hosts a part that anybody may lead elsewhere leads to
    /// what anybody may write.
    ///
    /// # Errors
    /// [`FetchError`] where it is no address to fetch from, or nothing good comes from it.
    pub async fn fetch(&self, url: &str) -> Result<Fetched, FetchError> {
        let url = HttpsUrl::read(url)?;
        let whole = tokio::time::timeout(self.patience, self.ask(&url)).await;
        whole.unwrap_or(Err(FetchError::TooSlow { seconds: self.patience.as_secs() }))
    }
}

/// The authorities that browsers trust.
fn browsers() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// How TLS is spoken: by these authorities, in the versions that are safe.
fn trusting(roots: RootCertStore) -> Arc<ClientConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows the versions of TLS that are its default");
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}
