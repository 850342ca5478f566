//! The running node, asked over its Unix socket: whoever may open the socket is its owner.

use std::future::Future;
use std::time::Duration;

use bot_protocol::api::Problem;
use bot_protocol::words::Lang;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;

use crate::failure::{Exit, Failure};
use crate::place::Place;

/// Most bytes of a reply: a bundle of feeds and its envelope.
const REPLY_BYTES_MAX: usize = 80 * 1024 * 1024;

/// Longest wait for a reply; signing and storing take milliseconds, a large verdict seconds.
const REPLY_WAIT: Duration = Duration::from_secs(60);

/// A running node.
pub(crate) struct Client {
    runtime: tokio::runtime::Runtime,
    place: Place,
    wait: Duration,
    lang: Lang,
}

/// What came back: status and bytes.
struct Reply {
    status: StatusCode,
    body: Bytes,
}

impl Client {
    /// The node of a data folder; nothing is asked yet.
    ///
    /// # Errors
    /// When the system gives no event loop.
    pub(crate) fn new(place: &Place) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
        Ok(Self { runtime, place: place.clone(), wait: REPLY_WAIT, lang: Lang::En })
    }

    /// The same, with another longest wait for a reply.
    #[must_use]
    pub(crate) fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    /// The same, asking for words in this language.
    #[must_use]
    pub(crate) fn speaking(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// True when a node answers.
    pub(crate) fn is_up(&self) -> bool {
        self.request(Method::GET, "/livez", None).is_ok()
    }

    /// Asks for something.
    ///
    /// # Errors
    /// When no node runs, or it refuses.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        parsed(&self.request(Method::GET, path, None)?)
    }

    /// Asks for bytes as they are.
    ///
    /// # Errors
    /// When no node runs, or it refuses.
    pub(crate) fn get_bytes(&self, path: &str) -> Result<Vec<u8>, Failure> {
        Ok(self.request(Method::GET, path, None)?.body.to_vec())
    }

    /// Asks for something to be done.
    ///
    /// # Errors
    /// When no node runs, or it refuses.
    pub(crate) fn post<Q: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        request: &Q,
    ) -> Result<T, Failure> {
        let body = serde_json::to_vec(request)
            .map_err(|cause| Failure::new(Exit::Other, "cli-request", cause.to_string()))?;
        parsed(&self.request(Method::POST, path, Some(body))?)
    }

    /// Asks for something to be removed.
    ///
    /// # Errors
    /// When no node runs, or it refuses.
    pub(crate) fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        parsed(&self.request(Method::DELETE, path, None)?)
    }

    /// Every item of a paged list.
    ///
    /// # Errors
    /// When no node runs, or it refuses.
    pub(crate) fn list<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Failure> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let join = if path.contains('?') { '&' } else { '?' };
            let from = cursor.map(|c| format!("&cursor={}", encoded(&c))).unwrap_or_default();
            let page: bot_protocol::api::Page<T> =
                self.get(&format!("{path}{join}limit=500{from}"))?;
            items.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(items),
            }
        }
    }

    fn request(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Reply, Failure> {
        let reply = self.runtime.block_on(self.within(self.exchange(method, path, body)))?;
        if reply.status.is_success() {
            return Ok(reply);
        }
        match serde_json::from_slice::<Problem>(&reply.body) {
            Ok(problem) => Err(problem.into()),
            Err(_) => {
                Err(Failure::new(Exit::Other, "cli-reply", format!("status {}", reply.status)))
            }
        }
    }

    async fn within(
        &self,
        exchange: impl Future<Output = Result<Reply, Failure>>,
    ) -> Result<Reply, Failure> {
        tokio::time::timeout(self.wait, exchange).await.unwrap_or_else(|_| {
            let seconds = self.wait.as_secs();
            Err(Failure::new(Exit::Network, "cli-no-reply", format!("no reply in {seconds} s")))
        })
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Reply, Failure> {
        let socket = self.place.socket();
        let stream =
            UnixStream::connect(&socket).await.map_err(|cause| self.unreachable(&cause))?;
        let broken = |cause: hyper::Error| {
            Failure::new(Exit::Network, "cli-connection", format!("{}: {cause}", socket.display()))
        };
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let driving = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, self.lang.tag())
            .body(Full::new(Bytes::from(body.unwrap_or_default())))
            .map_err(|cause| Failure::new(Exit::Usage, "cli-request", cause.to_string()))?;
        let reply = sender.send_request(request).await.map_err(broken)?;
        let status = reply.status();
        let body = Limited::new(reply.into_body(), REPLY_BYTES_MAX).collect().await;
        driving.abort();
        match body {
            Ok(body) => Ok(Reply { status, body: body.to_bytes() }),
            Err(cause) => Err(Failure::new(Exit::Network, "cli-connection", cause.to_string())),
        }
    }

    fn unreachable(&self, cause: &std::io::Error) -> Failure {
        use std::io::ErrorKind::{ConnectionRefused, NotFound};
        if !matches!(cause.kind(), NotFound | ConnectionRefused) {
            let detail = format!("{}: {cause}", self.place.socket().display());
            return Failure::new(Exit::Network, "cli-socket", detail);
        }
        let folder = self.place.folder().display().to_string();
        Failure::new(Exit::Network, "cli-node-down", format!("no node runs on {folder}: {cause}"))
            .with("folder", folder)
    }
}

fn parsed<T: DeserializeOwned>(reply: &Reply) -> Result<T, Failure> {
    serde_json::from_slice(&reply.body)
        .map_err(|cause| Failure::new(Exit::Other, "cli-reply", format!("unreadable: {cause}")))
}

/// A text as one segment of a path or one value of a query (RFC 3986 §2.1).
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
