//! The accept loop: one task a connection, with a clock on its head and a bound on their number.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use super::guard::{self, Door};
use super::metrics::Counts;
use super::problem;
use super::visitor::Visitor;
use crate::config::HttpSettings;

/// Most bytes of a request's head: 16 KiB; a browser with many cookies sends less.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Most header lines.
const HEADERS_MAX: usize = 64;

/// A connection this old takes no further request: 5 minutes.
pub(super) const CONNECTION_LIFE: Duration = Duration::from_secs(300);

/// Comes back when the node stops.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the node is gone, which is a stop as well.
    drop(stop.wait_for(|stop| *stop).await);
}

/// What connections share.
#[derive(Clone)]
pub(super) struct Hall {
    pub(super) router: Router,
    pub(super) settings: Arc<HttpSettings>,
    pub(super) counts: Arc<Counts>,
    pub(super) seats: Arc<Semaphore>,
    pub(super) stop: watch::Receiver<bool>,
    /// Who is at the other end of a connection.
    pub(super) visitor: Visitor,
}

impl Hall {
    /// Serves TCP until told to stop.
    pub(super) async fn serve_tcp(self, listener: TcpListener, door: Door) {
        let mut stop = self.stop.clone();
        loop {
            tokio::select! {
                () = stopped(&mut stop) => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => self.of(peer, &stream).seat(stream, door.clone()),
                    Err(error) => rest(&error).await,
                },
            }
        }
    }

    /// The same for a connection of this peer.
    fn of(&self, peer: SocketAddr, stream: &TcpStream) -> Self {
        let visitor = stream.local_addr().map(|local| Visitor::of(peer, local));
        Self { visitor: visitor.unwrap_or_default(), ..self.clone() }
    }

    /// Serves the Unix socket until told to stop.
    pub(super) async fn serve_unix(self, listener: UnixListener) {
        let mut stop = self.stop.clone();
        loop {
            tokio::select! {
                () = stopped(&mut stop) => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => self.seat(stream, Door::Unix),
                    Err(error) => rest(&error).await,
                },
            }
        }
    }

    fn seat<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(&self, mut stream: S, door: Door) {
        let Ok(seat) = Arc::clone(&self.seats).try_acquire_owned() else {
            tokio::spawn(async move {
                let detail = "too many connections at a time, come again";
                let full = by_hand(StatusCode::SERVICE_UNAVAILABLE, "too-many", detail);
                drop(stream.write_all(full.as_bytes()).await);
                drop(stream.shutdown().await);
            });
            return;
        };
        let hall = self.clone();
        tokio::spawn(async move {
            hall.attend(stream, door).await;
            drop(seat);
        });
    }

    pub(super) async fn attend<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        stream: S,
        door: Door,
    ) {
        let Self { router, settings, counts, mut stop, visitor, .. } = self;
        let service = service_fn(move |request: Request<Incoming>| {
            let (router, door, counts) = (router.clone(), door.clone(), Arc::clone(&counts));
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(visitor.clone());
            Box::pin(
                async move { Ok::<_, Infallible>(answer(router, &door, &counts, request).await) },
            )
        });
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_millis(settings.header_timeout_millis.into()))
            .max_buf_size(HEAD_BYTES_MAX)
            .max_headers(HEADERS_MAX)
            .half_close(false)
            .serve_connection(TokioIo::new(stream), service);
        let mut old = std::pin::pin!(tokio::time::sleep(CONNECTION_LIFE));
        let mut stopping = false;
        let ended = loop {
            tokio::select! {
                ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break ended,
                () = stopped(&mut stop), if !stopping => stopping = true,
                () = &mut old, if !stopping => stopping = true,
            }
            std::pin::Pin::new(&mut connection).graceful_shutdown();
        };
        let late = ended.is_err_and(|error| error.is_timeout());
        let mut stream = connection.into_parts().io.into_inner();
        if late {
            let detail = "the head of the request took too long";
            let late = by_hand(StatusCode::REQUEST_TIMEOUT, "head-too-slow", detail);
            drop(stream.write_all(late.as_bytes()).await);
        }
        drop(stream.shutdown().await);
    }
}

/// Out of file handles, say: waiting a little is better than spinning.
pub(super) async fn rest(error: &std::io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(100)).await;
}

async fn answer(router: Router, door: &Door, counts: &Counts, mut request: Request) -> Response {
    let mut response = match guard::check(door, &request) {
        Ok(arrival) => {
            request.extensions_mut().insert(arrival);
            match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
        Err(refusal) => *refusal,
    };
    if matches!(door, Door::Web(..)) {
        // What is sent as a document is never run as a page. Source: Fetch §3.6.
        let nosniff = HeaderValue::from_static("nosniff");
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    }
    counts.answered(response.status().as_u16());
    response
}

/// A refusal where there is no request yet that a handler could answer.
pub(super) fn by_hand(status: StatusCode, code: &str, detail: &str) -> String {
    let body = serde_json::to_string(&problem::make(status, code, detail)).unwrap_or_default();
    let reason = status.canonical_reason().unwrap_or("Refused");
    format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\n\
        connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        status.as_u16(),
        body.len()
    )
}
