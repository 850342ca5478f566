//! The door for others: their browsers, wallets and programs, by HTTPS.
//!
//! It is a second listener with seats of its own, so that nobody who fills it keeps the owner out.
//! What is the owner's alone is refused here whatever a request carries. Plain HTTP is spoken on
//! loopback and with reverse proxies that the settings name, and with nobody else.

mod certificates;
mod entry;
mod host;
mod proxy;
mod rate;
mod seats;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use bot_protocol::api::{CertificateKind, WebView};
use bot_protocol::time::Timestamp;
use ipnet::IpNet;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use self::certificates::{Certificates, Used};
use self::entry::is_near;
use self::host::Names;
use self::seats::Seats;
use super::HttpError;
use super::accept::{CONNECTION_LIFE, Hall, by_hand, rest, stopped};
use super::guard::Door;
use crate::config::{Profile, WebSettings};

pub(super) use self::entry::{Ends, check};
pub(super) use self::rate::{Cost, Rates};

/// The first byte of every TLS connection, the type of a handshake record. Source: RFC 8446 §5.1.
const HANDSHAKE: u8 = 22;

/// How long, and how much, is read from a client that is turned away.
const DRAINING: Duration = Duration::from_secs(1);
const DRAINED_BYTES_MAX: u64 = 64 * 1024;

/// The web door: bound, its certificate read, not yet serving.
#[derive(Debug)]
pub(super) struct Web {
    address: SocketAddr,
    settings: WebSettings,
    proxies: Vec<IpNet>,
    names: Names,
    certificates: Option<Certificates>,
}

impl Web {
    /// Reads the certificate and binds the port; nothing where the settings keep it closed.
    pub(super) async fn open(
        data: &Path,
        settings: &WebSettings,
        now: Timestamp,
    ) -> Result<Option<(Self, TcpListener)>, HttpError> {
        let Some(wanted) = settings.address() else { return Ok(None) };
        let certificates = certificates(data, settings, wanted.ip(), now)?;
        let listener = TcpListener::bind(wanted).await.map_err(|cause| unbound(wanted, cause))?;
        let address = listener.local_addr().map_err(|cause| unbound(wanted, cause))?;
        let web = Self {
            address,
            proxies: settings.proxies(),
            names: Names::new(settings.base(), settings.speaks_tls()),
            certificates,
            settings: settings.clone(),
        };
        Ok(Some((web, listener)))
    }

    /// Where it is and how it is, for its owner.
    pub(super) fn view(&self) -> WebView {
        let ends = self.certificates.as_ref().map(|held| held.current().ends.to_string());
        let scheme = if self.speaks_tls() { "https" } else { "http" };
        WebView {
            url: format!("{scheme}://{}", self.address),
            base_url: self.settings.base().map(str::to_owned),
            certificate: match (self.settings.self_signed, self.speaks_tls()) {
                (true, _) => CertificateKind::SelfSigned,
                (false, true) => CertificateKind::File,
                (false, false) => CertificateKind::None,
            },
            certificate_ends: ends,
            public_verify: self.settings.public_verify,
            conformance: self.settings.profile == Profile::Conformance,
        }
    }

    /// Reads the certificate again.
    pub(super) fn reload(&self) {
        if let Some(certificates) = &self.certificates {
            let Used { ends, .. } = certificates.reload();
            tracing::info!(%ends, "asked to read the certificate again");
        }
    }

    fn speaks_tls(&self) -> bool {
        self.certificates.is_some()
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn proxies(&self) -> &[IpNet] {
        &self.proxies
    }

    fn trusts(&self, address: IpAddr) -> bool {
        proxy::is_trusted(address, &self.proxies)
    }
}

impl Hall {
    /// Serves the web door until told to stop.
    pub(super) async fn serve_web(self, listener: TcpListener, web: Arc<Web>) {
        let mut stop = self.stop.clone();
        let seats = Seats::new(web.settings.connections_max);
        loop {
            tokio::select! {
                () = stopped(&mut stop) => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => self.welcome(stream, peer, &web, &seats),
                    Err(error) => rest(&error).await,
                },
            }
        }
    }

    /// Gives a connection a seat, or sends it away.
    fn welcome(&self, stream: TcpStream, peer: SocketAddr, web: &Arc<Web>, seats: &Seats) {
        let ip = peer.ip().to_canonical();
        // Behind a proxy everybody comes from one address.
        let shared = is_near(ip) || web.trusts(ip);
        let all = Arc::clone(&self.seats).try_acquire_owned();
        let (Ok(seat), Some(share)) = (all, seats.take(ip, shared)) else {
            let plain = !web.speaks_tls();
            tokio::spawn(async move {
                if plain {
                    let detail = "too many connections at a time, come again";
                    turn_away(stream, StatusCode::SERVICE_UNAVAILABLE, "too-many", detail).await;
                }
            });
            return;
        };
        let (hall, web) = (self.clone(), Arc::clone(web));
        tokio::spawn(async move {
            if let Ok(local) = stream.local_addr() {
                let attending = hall.receive(stream, Ends { peer, local }, web);
                // Whoever neither reads nor leaves gives the seat to somebody else.
                drop(tokio::time::timeout(CONNECTION_LIFE * 2, attending).await);
            }
            drop((seat, share));
        });
    }

    /// Shakes hands where TLS is spoken, then serves.
    async fn receive(self, stream: TcpStream, ends: Ends, web: Arc<Web>) {
        let Some(certificates) = &web.certificates else {
            self.attend(stream, Door::Web(web, ends)).await;
            return;
        };
        let patience = Duration::from_millis(self.settings.header_timeout_millis.into());
        let mut first = [0];
        let peeked = tokio::time::timeout(patience, stream.peek(&mut first)).await;
        if !matches!(peeked, Ok(Ok(1))) {
            return;
        }
        if first[0] != HANDSHAKE {
            let detail = "this door speaks https, not plain HTTP";
            turn_away(stream, StatusCode::BAD_REQUEST, "tls-needed", detail).await;
            return;
        }
        let acceptor = TlsAcceptor::from(certificates.current().config);
        // Whoever cannot speak TLS is told so by an alert, and whoever is too slow by nothing.
        if let Ok(Ok(stream)) = tokio::time::timeout(patience, acceptor.accept(stream)).await {
            self.attend(stream, Door::Web(web, ends)).await;
        }
    }
}

/// Says why, and takes what was sent before it leaves: else the system would take the words back.
async fn turn_away(mut stream: TcpStream, status: StatusCode, code: &str, detail: &str) {
    let text = by_hand(status, code, detail);
    drop(stream.write_all(text.as_bytes()).await);
    drop(stream.shutdown().await);
    let (mut rest, mut nowhere) = (stream.take(DRAINED_BYTES_MAX), tokio::io::sink());
    drop(tokio::time::timeout(DRAINING, tokio::io::copy(&mut rest, &mut nowhere)).await);
}

fn certificates(
    data: &Path,
    settings: &WebSettings,
    listens: IpAddr,
    now: Timestamp,
) -> Result<Option<Certificates>, HttpError> {
    if settings.self_signed {
        let base = settings.base().and_then(|url| url.split_once("://"));
        let base = base.and_then(|(_, authority)| authority.parse().ok());
        let base = base.map(|read: axum::http::uri::Authority| {
            read.host().trim_matches(['[', ']']).to_owned()
        });
        let own = (!listens.is_unspecified()).then(|| listens.to_string());
        let near = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let mut names: Vec<String> = base.into_iter().chain(own).chain(near).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        return Certificates::self_signed(data, &names, now).map(Some);
    }
    if settings.certificate.is_empty() {
        return Ok(None);
    }
    let [chain, key] = [&settings.certificate, &settings.key].map(|path| data.join(path));
    Certificates::of_files(chain, key).map(Some)
}

fn unbound(address: SocketAddr, cause: io::Error) -> HttpError {
    if cause.kind() == io::ErrorKind::AddrInUse {
        HttpError::WebInUse { address }
    } else if cause.kind() == io::ErrorKind::PermissionDenied {
        HttpError::WebForbidden { address }
    } else {
        HttpError::Io { doing: "listen at", what: address.to_string(), cause }
    }
}
