//! The node about itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{
    AskedView, ConfigReply, PageQuery, PeerView, ReadyReply, StatusReply, StoreView, WaitingView,
};
use bot_protocol::feed::{ForkProof, StampFork};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::letter::Letter;

use super::snapshot::Snapshot;
use super::{ActError, Acts};
use crate::driver::elsewhere;
use crate::keys::Identity;
use crate::letters;
use crate::store::{Shelf, Store};

impl Acts {
    /// Where others find the pages that are for everybody, where the web door is open.
    pub(crate) fn public_home(&self) -> Option<String> {
        let web = self.web.get().and_then(|view| view())?;
        Some(web.base_url.unwrap_or(web.url))
    }

    /// How this node is.
    ///
    /// # Errors
    /// When the store cannot be read or the node is stopping.
    pub async fn status(&self) -> Result<StatusReply, ActError> {
        let place = self.hands.place().await?;
        let mut peers = self.hands.peers().await?;
        peers.retain(|peer| peer.connected);
        let (info, snapshot) = (self.store().info(), self.snapshot()?);
        let letters = letters::outbox(self.store())?;
        let waiting = waiting(self.store(), &snapshot, (&letters, &peers))?;
        let mut offers = 0;
        for offer in self.offers_held()? {
            offers += usize::from(self.answer_given(&offer.letter)?.is_none());
        }
        let asked = self.what_is_asked(&snapshot)?;
        let identities = self.keys.identities();
        let (closed, open): (Vec<_>, Vec<_>) =
            identities.iter().partition(|identity| snapshot.is_closed(identity));
        let split = split(self.store())?;
        let is_split = |identity: &&&Arc<Identity>| {
            identity.writer().is_some_and(|writer| split.contains(&writer.public()))
        };
        let elsewhere = open.iter().filter(is_split);
        let named = |identity: &&Arc<Identity>| identity.name().to_owned();
        Ok(StatusReply {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            peer_id: place.peer_id,
            addresses: place.addresses,
            reach: place.reach,
            started: self.started.to_string(),
            now: self.now().to_string(),
            pid: std::process::id(),
            identities: identities.len() as u64,
            closed: closed.iter().map(named).collect(),
            elsewhere: elsewhere.map(named).collect(),
            unfound: open.iter().filter(|one| is_unfound(&snapshot, one)).map(named).collect(),
            to_contest: self.to_contest(&snapshot),
            guards_lost: self.guards_lost(&snapshot),
            held_back: place.held_back,
            peers: peers.len() as u64,
            feeds: snapshot.ring.logs().count() as u64,
            outbox: letters.len() as u64,
            waiting,
            offers: offers as u64,
            asked,
            store: StoreView {
                backend: info.backend.name().to_owned(),
                version: info.version,
                position: info.position,
                bytes: info.bytes,
            },
            web: self.web.get().and_then(|view| view()),
        })
    }

    /// What somebody asks of the identities here, or does to them, beside what they offer.
    fn what_is_asked(&self, snapshot: &Snapshot<'_>) -> Result<AskedView, ActError> {
        Ok(AskedView {
            charters: self.charters_waiting(snapshot)? as u64,
            endorsements: self.count_requests_waiting()? as u64,
            disputes: self.disputes_open(snapshot)? as u64,
            dismissed: self.dismissed(snapshot)?,
        })
    }

    /// Whether the node can do its work: it can read its store, and write a note to it.
    pub async fn ready(&self) -> ReadyReply {
        let mut missing = Vec::new();
        if self.identities(&PageQuery::default()).is_err() {
            missing.push("store-readable".to_owned());
        }
        if self.commit(Vec::new()).await.is_err() {
            missing.push("store-writable".to_owned());
        }
        ReadyReply { ready: missing.is_empty(), missing }
    }

    /// Every setting as it is.
    #[must_use]
    pub fn settings(&self) -> ConfigReply {
        ConfigReply { settings: self.config().settings() }
    }
}

/// Whether an identity was brought back from its sheet and nobody who was met has anything that it said
/// before: then its key log names the writer of this installation alone.
fn is_unfound(snapshot: &Snapshot<'_>, identity: &Identity) -> bool {
    let log = snapshot.ring.log(&identity.did());
    identity.restored() && log.is_none_or(|log| log.writers().len() <= 1)
}

/// The writer keys that sign nothing more, because what they signed is not one story or is not held
/// here.
pub(super) fn split(store: &dyn Store) -> Result<BTreeSet<PublicKey>, ActError> {
    let mut split = elsewhere(store)?;
    split.extend(store.forks()?.iter().map(ForkProof::writer));
    split.extend(store.two_heads()?.iter().map(StampFork::writer));
    Ok(split)
}

/// For whom letters wait, and whether a node that takes them is connected.
fn waiting(
    store: &dyn Store,
    snapshot: &Snapshot<'_>,
    (letters, peers): (&[Letter], &[PeerView]),
) -> Result<Vec<WaitingView>, ActError> {
    let mut counts: BTreeMap<Did, (u64, u64)> = BTreeMap::new();
    for letter in letters {
        let (all, kept) = counts.entry(letter.to()).or_default();
        *all += 1;
        *kept += u64::from(store.note(Shelf::Deposited, &letter.nonce())?.is_some());
    }
    let view = |(did, (letters, kept)): (Did, (u64, u64))| {
        let to = did.to_string();
        let reachable = peers.iter().any(|peer| peer.hosts.contains(&to));
        WaitingView { to_name: snapshot.name(&to), to, letters, kept, reachable }
    };
    Ok(counts.into_iter().map(view).collect())
}
