//! Opening and closing the interface: its listeners, and the files that tell others where it is.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bot_protocol::api::SecretText;
use bot_protocol::canon::hash::hex;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{Semaphore, watch};
use zeroize::Zeroizing;

use super::accept::Hall;
use super::guard::Door;
use super::metrics::Counts;
use super::{App, router};
use crate::acts::Acts;
use crate::config::HttpSettings;
use crate::keys::KeysError;
use crate::keys::file::{private_folder, replace};

/// Why the interface did not open.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Another program has the port.
    #[error("port {port} on 127.0.0.1 is in use")]
    PortInUse {
        /// Which port.
        port: u16,
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
    settings: HttpSettings,
}

impl Doors {
    /// Binds the port and the socket, and writes `http`, `token`, `pid` and `bot.sock` into the
    /// run folder, all for their owner alone. The caller holds the lock of the data folder, so
    /// what a dead node left there may be replaced.
    ///
    /// # Errors
    /// When the port is in use, or the system refuses the folder, the socket or a file.
    pub async fn open(run: &Path, settings: &HttpSettings) -> Result<Self, HttpError> {
        private_folder(run)?;
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
        // Last: whoever waits for the node to be up waits for this file.
        replace(&run.join("http"), format!("{address}\n").as_bytes())?;
        Ok(Self { run: run.to_owned(), address, token, tcp, unix, settings: settings.clone() })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
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
        };
        // Anybody on this machine can come in by TCP and sit there; that must not keep the owner out
        // of the Unix socket.
        let all = settings.connections_max;
        let [seats, own] = [(), ()].map(|()| Arc::new(Semaphore::new(all as usize)));
        let hall = Hall { router: router(app), settings, counts, seats: Arc::clone(&seats), stop };
        let private = Hall { seats: Arc::clone(&own), ..hall.clone() };
        let tcp = hall.serve_tcp(self.tcp, Door::Tcp(self.address, self.token));
        tokio::join!(tcp, private.serve_unix(self.unix));
        // All seats free again means that every connection has ended; a stuck one gets 5 s.
        let patience = std::time::Duration::from_secs(5);
        let ended = async { tokio::join!(seats.acquire_many(all), own.acquire_many(all)) };
        drop(tokio::time::timeout(patience, ended).await);
        for name in ["http", "token", "pid", "bot.sock"] {
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
