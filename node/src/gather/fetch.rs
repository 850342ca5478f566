//! One question to one host, over TLS, to an address that was checked.

use std::convert::Infallible;

use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

use super::{FETCH_BYTES_MAX, FetchError, Fetched, Fetcher, HttpsUrl};

/// Most headers of an answer.
const HEADERS_MAX: usize = 100;

/// Most bytes of an answer's head: 64 KiB.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Longest media type that is kept.
const MEDIA_TYPE_BYTES_MAX: usize = 200;

/// Whether a greeting failed by the host's certificate.
fn is_of_certificate(cause: &std::io::Error) -> bool {
    let told =
        cause.get_ref().and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>());
    matches!(told, Some(tokio_rustls::rustls::Error::InvalidCertificate(_)))
}

impl Fetcher {
    /// Asks for an address, without following anything.
    pub(super) async fn ask(&self, url: &HttpsUrl) -> Result<Fetched, FetchError> {
        let stream = self.connected(url).await?;
        let host = url.host();
        let request = Request::get(url.target())
            .header(header::HOST, url.authority())
            .header(header::ACCEPT, "application/json, */*;q=0.5")
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close")
            .body(Empty::<Bytes>::new())
            .map_err(|cause| strange(host, cause.to_string()))?;
        converse(stream, host, request, async |response| read(host, response).await).await
    }

    /// A connection to one of the host's addresses, all of which are public.
    pub(super) async fn connected(
        &self,
        url: &HttpsUrl,
    ) -> Result<TlsStream<TcpStream>, FetchError> {
        let host = || url.host().to_owned();
        let unresolved = |cause| FetchError::Unresolved { host: host(), cause };
        let all = self.resolver.resolve(url.host(), url.port()).await.map_err(unresolved)?;
        if let Some(bad) = all.iter().find(|address| !(self.allowed)(address.ip())) {
            return Err(FetchError::NotPublic { host: host(), ip: bad.ip() });
        }
        let unreachable = |cause| FetchError::Unreachable { host: host(), cause };
        // To the addresses that were looked at, not to what the name may stand for by now.
        let stream = TcpStream::connect(all.as_slice()).await.map_err(unreachable)?;
        let name = ServerName::try_from(host())
            .map_err(|cause| unreachable(std::io::Error::other(cause)))?;
        let greeted = TlsConnector::from(self.tls.clone()).connect(name, stream).await;
        greeted.map_err(|cause| match is_of_certificate(&cause) {
            true => FetchError::Certificate { host: host(), cause },
            false => unreachable(cause),
        })
    }
}

async fn read(host: &str, response: Response<Incoming>) -> Result<Fetched, FetchError> {
    let host = || host.to_owned();
    let status = response.status();
    let text = |name| {
        let value = response.headers().get(name);
        value.and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    if status == StatusCode::GONE {
        return Ok(Fetched::Gone);
    }
    if status.is_redirection() {
        let to = text(header::LOCATION).unwrap_or_default().chars().take(500).collect();
        return Err(FetchError::Elsewhere { host: host(), to });
    }
    if status != StatusCode::OK {
        return Err(FetchError::Status { host: host(), status: status.as_u16() });
    }
    if text(header::CONTENT_ENCODING).is_some_and(|how| !how.eq_ignore_ascii_case("identity")) {
        let what = "it is packed, though that was not asked for".to_owned();
        return Err(FetchError::Answer { host: host(), what });
    }
    let media_type = text(header::CONTENT_TYPE).filter(|kind| kind.len() <= MEDIA_TYPE_BYTES_MAX);
    let bytes = whole(&host(), response.into_body()).await?;
    Ok(Fetched::Bytes { bytes, media_type })
}

/// One request over a connection, and what is made of its answer.
pub(super) async fn converse<S, B, T>(
    stream: S,
    host: &str,
    request: Request<B>,
    read: impl AsyncFnOnce(Response<Incoming>) -> Result<T, FetchError>,
) -> Result<T, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|cause| strange(host, cause.to_string()))?;
    // Both end together: the connection with the answer, or this with its time.
    let driven = async {
        let _ended = connection.await;
        std::future::pending::<()>().await;
    };
    let answered = async {
        let response = sender.send_request(request).await;
        read(response.map_err(|cause| strange(host, cause.to_string()))?).await
    };
    tokio::select! {
        answer = answered => answer,
        () = driven => Err(strange(host, "the connection ended".to_owned())),
    }
}

/// The whole body of an answer, if it is no longer than is read.
pub(super) async fn whole(host: &str, body: Incoming) -> Result<Vec<u8>, FetchError> {
    let body = Limited::new(body, FETCH_BYTES_MAX).collect().await;
    let body = body.map_err(|cause| match cause.downcast_ref::<LengthLimitError>() {
        Some(_) => FetchError::TooLarge { most: FETCH_BYTES_MAX },
        None => strange(host, cause.to_string()),
    })?;
    Ok(body.to_bytes().to_vec())
}

/// That a host does not answer as one should.
pub(super) fn strange(host: &str, what: String) -> FetchError {
    FetchError::Answer { host: host.to_owned(), what }
}
