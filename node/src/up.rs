//! A whole node: keys, store, network, acts and interface, started and stopped together.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::acts::{self, ActError, Acts, Driven};
use crate::clock::Clock;
use crate::config::Config;
use crate::driver::{NodeHandle, Setup, StartError, start};
use crate::http::{Doors, HttpError, Reloader};
use crate::keys::TrustBox;
use crate::store::StoreError;

/// The folder, inside the data folder, that tells others where a running node is.
pub const RUN_FOLDER: &str = "run";

/// What a whole node starts from.
#[derive(Clone)]
pub struct Up {
    /// The data folder; it exists.
    pub data: PathBuf,
    /// The settings.
    pub config: Config,
    /// The open trust box of that folder.
    pub keys: Arc<TrustBox>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Why a whole node does not start; what was begun is stopped again.
#[derive(Debug, thiserror::Error)]
pub enum UpError {
    /// The store, the peer key or the network cannot be had.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The interface cannot be opened.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The identities cannot be introduced.
    #[error("cannot introduce the identities of this node: {0}")]
    Introduce(ActError),
}

/// A running node.
#[derive(Debug)]
pub struct Running {
    acts: Arc<Acts>,
    handle: NodeHandle,
    address: SocketAddr,
    reloader: Reloader,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    /// What goes on beside, with the trust box in its hands.
    beside: [JoinHandle<()>; 6],
}

impl UpError {
    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Start(StartError::Store(fault)) => fault.code(),
            Self::Start(StartError::Net(fault)) => fault.code(),
            Self::Start(StartError::PeerKey(_)) => "peer-key-unusable",
            Self::Start(StartError::System(_)) => "system-refuses",
            Self::Http(HttpError::PortInUse { .. }) => "port-in-use",
            Self::Http(HttpError::WebInUse { .. }) => "web-port-in-use",
            Self::Http(HttpError::WebForbidden { .. }) => "web-port-forbidden",
            Self::Http(HttpError::Certificate { .. }) => "web-certificate-refused",
            Self::Http(HttpError::Io { .. }) => "interface-closed",
            Self::Http(HttpError::File(fault)) => fault.code(),
            Self::Introduce(fault) => fault.code(),
        }
    }

    /// True when another program holds what the node needs: its data folder or its port.
    #[must_use]
    pub fn is_held(&self) -> bool {
        match self {
            Self::Start(StartError::Store(StoreError::Locked { .. })) => true,
            Self::Start(_) | Self::Http(_) | Self::Introduce(_) => false,
        }
    }

    /// True when an address or port cannot be had.
    #[must_use]
    pub fn is_network(&self) -> bool {
        match self {
            Self::Start(StartError::Net(_))
            | Self::Http(
                HttpError::PortInUse { .. }
                | HttpError::WebInUse { .. }
                | HttpError::WebForbidden { .. },
            ) => true,
            Self::Start(_) | Self::Http(_) | Self::Introduce(_) => false,
        }
    }
}

/// Stops a running node, from anywhere.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Asks the node to stop: what [`Running::stopped`] waits for.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Up {
    /// Starts the node. When it returns, the interface answers and every identity is introduced.
    ///
    /// # Errors
    /// As [`UpError`] says; nothing is left running.
    pub async fn start(self) -> Result<Running, UpError> {
        let Self { data, config, keys, clock } = self;
        let setup = Setup {
            data: data.clone(),
            config: config.clone(),
            identities: Vec::new(),
            clock: Arc::clone(&clock),
            opener: None,
        };
        let handle = start(setup).await?;
        let (stop, stopped) = watch::channel(false);
        let hands = Arc::new(Driven::new(handle.clone(), stop.clone()));
        let (settings, now) = (config.clone(), clock.now());
        let acts = Acts::new(hands, handle.store(), keys, clock, config);
        let acts = Arc::new(acts.with_contexts_of(&data));
        let watching = acts::watch(Arc::clone(&acts), handle.subscribe(), stopped.clone());
        let doors = match opened(&acts, Doors::open(&data, &settings, now)).await {
            Ok(doors) => doors,
            Err(error) => {
                handle.shutdown().await;
                return Err(error);
            }
        };
        let carrying_on = acts::carry_on(Arc::clone(&acts), stopped.clone());
        let tending = acts::tend(Arc::clone(&acts), stopped.clone());
        let keeping_up = acts::keep_up(Arc::clone(&acts), stopped.clone());
        let awarding = acts::keep_awarding(Arc::clone(&acts), stopped.clone());
        let answering = acts::keep_answering(Arc::clone(&acts), stopped.clone());
        let beside = [
            tokio::spawn(answering),
            tokio::spawn(awarding),
            tokio::spawn(watching),
            tokio::spawn(carrying_on),
            tokio::spawn(tending),
            tokio::spawn(keeping_up),
        ];
        let (address, reloader) = (doors.address(), doors.reloader());
        let web = reloader.clone();
        acts.watch_web(move || web.web());
        acts.live_at(address);
        tokio::spawn(stop_with(handle.clone(), stop.clone()));
        let serving = tokio::spawn(doors.serve(Arc::clone(&acts), stopped));
        Ok(Running { acts, handle, address, reloader, stop, serving, beside })
    }
}

/// Introduces the identities before anybody can ask for them.
async fn opened(
    acts: &Acts,
    doors: impl Future<Output = Result<Doors, HttpError>>,
) -> Result<Doors, UpError> {
    acts.introduce().await.map_err(UpError::Introduce)?;
    acts.repost().await.map_err(UpError::Introduce)?;
    Ok(doors.await?)
}

impl Running {
    /// Where its interface is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What reads the certificate of its web door again, and tells where that is.
    #[must_use]
    pub fn reloader(&self) -> Reloader {
        self.reloader.clone()
    }

    /// What can be done on it from inside this process.
    #[must_use]
    pub fn acts(&self) -> &Arc<Acts> {
        &self.acts
    }

    /// The driver's handle.
    #[must_use]
    pub fn handle(&self) -> &NodeHandle {
        &self.handle
    }

    /// What stops it.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Waits until somebody asks it to stop, by a [`Stopper`] or over the interface; then lets
    /// requests end, closes connections and the store, and lets go of the trust box.
    pub async fn stopped(self) {
        // A serving task that broke off leaves the store to be closed all the same.
        ended(self.serving, "the interface").await;
        self.stop.send_replace(true);
        for beside in self.beside {
            ended(beside, "a task beside").await;
        }
        self.handle.shutdown().await;
    }
}

/// Stops everything else when the node below has stopped by itself.
async fn stop_with(handle: NodeHandle, stop: watch::Sender<bool>) {
    handle.ended().await;
    stop.send_replace(true);
}

/// Waits for a task to end, and tells if it did so otherwise than it should.
async fn ended(task: JoinHandle<()>, what: &'static str) {
    if let Err(error) = task.await {
        tracing::error!(%error, what, "broke off");
    }
}
