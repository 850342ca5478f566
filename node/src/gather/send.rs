//! A message to a host that somebody chose: as guarded as fetching, and never redirected.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request, header};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::fetch::{converse, strange, whole};
use super::{FetchError, Fetcher, HttpsUrl, UrlError};

/// Longest an answer takes: 30 s; a host may judge before it answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a message goes: to a public host over https, or to another program on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A host elsewhere.
    Https(HttpsUrl),
    /// This machine, where nobody listens in between.
    Here {
        /// The port.
        port: u16,
        /// As it is named to the program.
        authority: String,
        /// Path and query.
        target: String,
    },
}

impl Goal {
    /// Reads an address.
    ///
    /// # Errors
    /// [`UrlError`].
    pub fn read(text: &str) -> Result<Self, UrlError> {
        let Some(rest) = text.strip_prefix("http://") else {
            return Ok(Self::Https(HttpsUrl::read(text)?));
        };
        // Read as if it were elsewhere, so that nothing is hidden in it.
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let whole = HttpsUrl::read(&format!("https://local.example{target}"))?;
        let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
        let port = port.parse::<u16>().ok().filter(|port| *port != 0);
        match port.filter(|_| matches!(host, "127.0.0.1" | "localhost")) {
            Some(port) => {
                let (authority, target) = (authority.to_owned(), whole.target().to_owned());
                Ok(Self::Here { port, authority, target })
            }
            None => Err(UrlError::NotHttps),
        }
    }

    /// Whether a host that was reached at this address may send its caller to another: whoever is
    /// elsewhere never to this machine, whoever is here to nobody else.
    #[must_use]
    pub fn may_lead_to(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Https(_), Self::Https(_)) => true,
            (Self::Here { port, .. }, Self::Here { port: other, .. }) => port == other,
            (Self::Https(_), Self::Here { .. }) | (Self::Here { .. }, Self::Https(_)) => false,
        }
    }
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// How.
    pub method: Method,
    /// The media type of the body; empty where there is none.
    pub media_type: &'static str,
    /// What the `Authorization` header says; empty where there is none.
    pub authorization: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Fetcher {
    /// Sends a message.
    ///
    /// # Errors
    /// [`FetchError`] where nobody answers, or not as one should.
    pub async fn send(&self, goal: &Goal, message: Message) -> Result<Reply, FetchError> {
        let whole = tokio::time::timeout(PATIENCE, self.exchanged(goal, message)).await;
        whole.unwrap_or(Err(FetchError::TooSlow { seconds: PATIENCE.as_secs() }))
    }

    async fn exchanged(&self, goal: &Goal, message: Message) -> Result<Reply, FetchError> {
        match goal {
            Goal::Https(url) => {
                let stream = self.connected(url).await?;
                spoken(stream, (url.host(), &url.authority(), url.target()), message).await
            }
            Goal::Here { port, authority, target } => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
                let stream = TcpStream::connect(address)
                    .await
                    .map_err(|cause| FetchError::Unreachable { host: authority.clone(), cause })?;
                spoken(stream, (authority, authority, target), message).await
            }
        }
    }
}

/// One request and its answer over a connection.
async fn spoken<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    (host, authority, target): (&str, &str, &str),
    message: Message,
) -> Result<Reply, FetchError> {
    let mut request = Request::builder()
        .method(message.method)
        .uri(target)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json, text/plain, */*;q=0.5")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    if !message.media_type.is_empty() {
        request = request.header(header::CONTENT_TYPE, message.media_type);
    }
    if !message.authorization.is_empty() {
        request = request.header(header::AUTHORIZATION, message.authorization);
    }
    let body = Full::new(Bytes::from(message.body));
    let request = request.body(body).map_err(|cause| strange(host, cause.to_string()))?;
    converse(stream, host, request, async |reply| {
        Ok(Reply { status: reply.status().as_u16(), body: whole(host, reply.into_body()).await? })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_to_public_hosts_or_to_this_machine() {
        for good in [
            "https://host.example/a?b",
            "http://127.0.0.1:7340/a",
            "http://localhost:1/",
            "http://127.0.0.1",
        ] {
            assert!(Goal::read(good).is_ok(), "{good}");
        }
        for bad in [
            "http://host.example/",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:x/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1@evil.example/",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://127.0.0.1/a b",
            "https://127.0.0.1/",
            "ftp://host.example/",
            "",
        ] {
            assert!(Goal::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nobody_elsewhere_leads_to_this_machine() {
        let goal = |text: &str| Goal::read(text).unwrap();
        let (away, other) = (goal("https://a.example/"), goal("https://b.example/"));
        let (here, next) = (goal("http://127.0.0.1:1/"), goal("http://localhost:2/"));
        assert!(away.may_lead_to(&other) && here.may_lead_to(&goal("http://localhost:1/x")));
        for (from, to) in [(&away, &here), (&here, &away), (&here, &next)] {
            assert!(!from.may_lead_to(to), "{from:?} {to:?}");
        }
    }
}
