//! Under which address an identity offers badges to wallets.
//!
//! The identity of the setting `web.identity`, else the one that was made first, is at the node's
//! public address itself, where every wallet finds it; each other has a path of its own.
//!
//! Source: OpenID for Verifiable Credential Issuance 1.0 §12.2.1, §12.2.2.

use std::sync::Arc;

use bot_protocol::identity::Did;

use crate::acts::{ActError, Acts};
use crate::keys::Identity;

/// An identity as wallets find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerHome {
    /// The public address of the node.
    pub base: String,
    /// The identifier as whom it offers badges.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Its DID.
    pub did: Did,
}

impl Acts {
    /// The identity that offers badges at the public address itself, or at a path of its own.
    ///
    /// # Errors
    /// When the node has no public address or no such identity.
    pub fn wallet_issuer(&self, did: Option<&str>) -> Result<IssuerHome, ActError> {
        let identity = match did {
            None => self.at_home()?,
            Some(did) => {
                let did: Did = did.parse().map_err(|_| ActError::unknown("issuer", did))?;
                let identity = self.keys.identity(&did);
                identity.ok_or_else(|| ActError::unknown("issuer", &did.to_string()))?
            }
        };
        let base = self.wallet_base()?.to_owned();
        let did = identity.did();
        let identifier = self.issuer_identifier(&did)?;
        Ok(IssuerHome { base, identifier, name: identity.name().to_owned(), did })
    }

    /// The identifier as whom an identity offers badges.
    pub(super) fn issuer_identifier(&self, did: &Did) -> Result<String, ActError> {
        let base = self.wallet_base()?;
        match self.at_home()?.did() == *did {
            true => Ok(base.to_owned()),
            false => Ok(format!("{base}/openid/{did}")),
        }
    }

    /// The address at which wallets reach this node.
    pub(super) fn wallet_base(&self) -> Result<&str, ActError> {
        self.base_url().map(|base| base.trim_end_matches('/')).ok_or_else(|| {
            let detail = "web.base_url is empty, so no wallet can reach this node";
            ActError::conflict("wallet-no-address", detail)
        })
    }

    fn at_home(&self) -> Result<Arc<Identity>, ActError> {
        let set = self.config().web.identity.as_str();
        if !set.is_empty() {
            return self.pick(Some(set));
        }
        match self.keys.identities().into_iter().next() {
            Some(first) => Ok(first),
            None => self.pick(None),
        }
    }
}
