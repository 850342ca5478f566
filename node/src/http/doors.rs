//! Opening and closing the interface: its listeners, and the files that tell others where it is.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bot_protocol::api::{SecretText, WebView};
use bot_protocol::canon::hash::hex;
use bot_protocol::time::Timestamp;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Semaphore, watch};
use zeroize::Zeroizing;

use super::accept::Hall;
use super::guard::Door;
use super::metrics::Counts;
use super::visitor::Visitor;
use super::web::{Rates, Web};
use super::{App, router};
use crate::acts::Acts;
use crate::clock::monotonic;
use crate::config::{Config, HttpSettings};
use crate::keys::KeysError;
use crate::keys::file::{private_folder, replace};
use crate::up::RUN_FOLDER;

/// Why the interface did not open.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Another program has the port.
    #[error("port {port} on 127.0.0.1 is in use")]
    PortInUse {
        /// Which port.
        port: u16,
    },
    /// Another program has the address of the web door.
    #[error("{address} is in use")]
    WebInUse {
        /// Which address.
        address: SocketAddr,
    },
    /// The system lets this program not listen there.
    #[error("the system does not let this program listen at {address}")]
    WebForbidden {
        /// Which address.
        address: SocketAddr,
    },
    /// The certificate of the web door or its key cannot be used.
    #[error("{}: {what}", path.display())]
    Certificate {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The system refused something else.
    #[error("cannot {doing} {what}: {cause}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        what: String,
        /// What the system said.
        cause: io::Error,
    },
    /// A file in the run folder could not be written.
    #[error(transparent)]
    File(#[from] KeysError),
}

/// The open interface: bound, its files written, not yet serving.
#[derive(Debug)]
pub struct Doors {
    run: PathBuf,
    address: SocketAddr,
    token: SecretText,
    tcp: TcpListener,
    unix: UnixListener,
    web: Option<(Arc<Web>, TcpListener)>,
    settings: HttpSettings,
    rates: Rates,
}

/// Makes the open interface read its certificate again.
#[derive(Debug, Clone)]
pub struct Reloader(Option<Arc<Web>>);

impl Reloader {
    /// Reads the certificate of the web door again; where it cannot be used, the one before stays.
    pub fn reload(&self) {
        if let Some(web) = &self.0 {
            web.reload();
        }
    }

    /// Where the web door is and how, where it is open.
    #[must_use]
    pub fn web(&self) -> Option<WebView> {
        self.0.as_ref().map(|web| web.view())
    }
}

impl Doors {
    /// Binds the ports and the socket, and writes `http`, `token`, `pid`, `bot.sock` and, where the
    /// web door is open, `web` into the run folder, all for their owner alone. The caller holds the
    /// lock of the data folder, so what a dead node left there may be replaced.
    ///
    /// # Errors
    /// When a port is in use, the certificate cannot be used, or the system refuses the folder, the
    /// socket or a file.
    pub async fn open(data: &Path, config: &Config, now: Timestamp) -> Result<Self, HttpError> {
        let (run, settings) = (&data.join(RUN_FOLDER), &config.http);
        private_folder(run)?;
        let web = Web::open(data, &config.web, now).await?;
        let web = web.map(|(web, listener)| (Arc::new(web), listener));
        let tcp =
            TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await.map_err(|cause| {
                if cause.kind() == io::ErrorKind::AddrInUse {
                    HttpError::PortInUse { port: settings.port }
                } else {
                    HttpError::Io {
                        doing: "listen at",
                        what: format!("port {}", settings.port),
                        cause,
                    }
                }
            })?;
        let address = tcp.local_addr().map_err(|cause| HttpError::Io {
            doing: "listen at",
            what: format!("port {}", settings.port),
            cause,
        })?;
        let unix = open_socket(&run.join("bot.sock"))?;
        let mut random = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *random).map_err(KeysError::from)?;
        let token = SecretText::new(hex(&*random));
        replace(&run.join("token"), token.expose().as_bytes())?;
        replace(&run.join("pid"), format!("{}\n", std::process::id()).as_bytes())?;
        if let Some((web, _)) = &web {
            replace(&run.join("web"), format!("{}\n", web.view().url).as_bytes())?;
        }
        // Last: whoever waits for the node to be up waits for this file.
        replace(&run.join("http"), format!("{address}\n").as_bytes())?;
        let rates = Rates::new(config.web.public_per_minute, monotonic());
        let (run, settings) = (run.to_owned(), settings.clone());
        Ok(Self { run, address, token, tcp, unix, web, settings, rates })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What reads the certificate of the web door again.
    #[must_use]
    pub fn reloader(&self) -> Reloader {
        Reloader(self.web.as_ref().map(|(web, _)| Arc::clone(web)))
    }

    /// The token that requests over TCP must carry.
    #[must_use]
    pub fn token(&self) -> &SecretText {
        &self.token
    }

    /// Serves until `stop` becomes true, lets what was begun end, and removes its files.
    pub async fn serve(self, acts: Arc<Acts>, stop: watch::Receiver<bool>) {
        let settings = Arc::new(self.settings);
        let counts = Arc::new(Counts::new());
        let app = App {
            acts,
            settings: Arc::clone(&settings),
            counts: Arc::clone(&counts),
            stop: stop.clone(),
            rates: Arc::new(self.rates),
        };
        // Anybody on this machine can come in by TCP and sit there; that must not keep the owner out
        // of the Unix socket.
        let (all, others) = (settings.connections_max, app.acts.config().web.connections_max);
        let [seats, own, theirs] =
            [all, all, others].map(|most| Arc::new(Semaphore::new(most as usize)));
        let (router, seats_of_hall) = (router(&app), Arc::clone(&seats));
        let visitor = Visitor::default();
        let hall = Hall { router, settings, counts, seats: seats_of_hall, stop, visitor };
        let private = Hall { seats: Arc::clone(&own), ..hall.clone() };
        let public = Hall { seats: Arc::clone(&theirs), ..hall.clone() };
        let tcp = hall.serve_tcp(self.tcp, Door::Tcp(self.address, self.token));
        let web = async {
            if let Some((web, listener)) = self.web {
                public.serve_web(listener, web).await;
            }
        };
        tokio::join!(tcp, private.serve_unix(self.unix), web);
        // All seats free again means that every connection has ended; a stuck one gets 5 s.
        let patience = std::time::Duration::from_secs(5);
        let ended = async {
            tokio::join!(
                seats.acquire_many(all),
                own.acquire_many(all),
                theirs.acquire_many(others)
            )
        };
        drop(tokio::time::timeout(patience, ended).await);
        for name in ["http", "token", "pid", "bot.sock", "web"] {
            drop(std::fs::remove_file(self.run.join(name)));
        }
    }
}

fn open_socket(path: &Path) -> Result<UnixListener, HttpError> {
    let io = |doing| move |cause| HttpError::Io { doing, what: path.display().to_string(), cause };
    match std::fs::remove_file(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io("replace")(error)),
    }
    // The folder is its owner's alone, so nobody can come in before the mode is set.
    let listener = UnixListener::bind(path).map_err(io("listen at"))?;
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, private).map_err(io("guard"))?;
    Ok(listener)
}
