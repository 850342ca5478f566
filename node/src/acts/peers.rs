//! Other nodes.

use bot_protocol::api::{Done, Page, PageQuery, PeerDraft, PeerView};

use super::{ActError, Acts, page};

impl Acts {
    /// Everybody connected, listed or known.
    ///
    /// # Errors
    /// When the node is stopping or the page is refused.
    pub async fn peers(&self, query: &PageQuery) -> Result<Page<PeerView>, ActError> {
        page(self.hands.peers().await?, query)
    }

    /// Stays connected with a node from now on.
    ///
    /// # Errors
    /// When the address is no multiaddress, or this node's own.
    pub async fn add_peer(&self, draft: PeerDraft) -> Result<Done, ActError> {
        let expected = "a multiaddress such as /ip4/192.0.2.1/udp/7341/quic-v1/p2p/12D3…";
        let address = draft.address.trim();
        address
            .parse::<libp2p::Multiaddr>()
            .ok()
            .filter(|address| !address.is_empty())
            .ok_or_else(|| ActError::field("address", address, expected))?;
        if !draft.dry_run {
            self.hands.add_peer(address.to_owned()).await?;
        }
        Ok(Done { changed: !draft.dry_run, dry_run: draft.dry_run, ..Done::default() })
    }

    /// Calls a node no more: by its id, the beginning of it, or an address it was added by.
    ///
    /// # Errors
    /// When no such node is known, or several fit.
    pub async fn remove_peer(&self, id: &str) -> Result<Done, ActError> {
        let whole = id.parse::<libp2p::PeerId>().is_ok() || id.parse::<libp2p::Multiaddr>().is_ok();
        let found = match whole {
            true => id.to_owned(),
            false => {
                let known = self.hands.peers().await?.into_iter().filter_map(|peer| peer.id);
                super::one("peer", id, known, |id| id)?
            }
        };
        let id = found.as_str();
        if self.hands.remove_peer(id.to_owned()).await? {
            Ok(Done { changed: true, ..Done::default() })
        } else {
            Err(ActError::unknown("peer", id))
        }
    }
}
