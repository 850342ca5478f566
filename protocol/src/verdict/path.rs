//! How does the viewer know an identity: itself, by address book, or by chains of recognition?

use std::collections::BTreeMap;

use super::{Evidence, Reason};
use crate::credential::model::Credential;
use crate::identity::Did;
use crate::recognition::Graph;
use crate::time::Timestamp;

/// The viewer's surroundings, built once a verdict.
pub(super) struct Surroundings<'a> {
    evidence: &'a Evidence,
    graph: Graph,
    now: Timestamp,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(evidence: &'a Evidence, now: Timestamp) -> Self {
        Self { evidence, graph: evidence.graph(), now }
    }

    /// How the viewer knows `did`; `None` where only its own word is there.
    pub(super) fn reach(&self, did: &Did, own_name: Option<&str>) -> Option<Reason> {
        if self.evidence.viewers().contains(did) {
            return Some(Reason::IssuerIsYou {});
        }
        if let Some(name) = self.evidence.contacts().get(did) {
            return Some(Reason::KnownDirectly { name: name.clone() });
        }
        // A name in the address book is one step away already.
        let mut starts: BTreeMap<Did, usize> =
            self.evidence.contacts().keys().map(|did| (*did, 1)).collect();
        starts.extend(self.evidence.viewers().iter().map(|did| (*did, 0)));
        let chain = self.graph.chain(&starts, did, self.now)?;
        let first = chain.first().and_then(|did| starts.get(did)).copied().unwrap_or_default();
        let steps = chain.len().saturating_sub(1).saturating_add(first);
        let names =
            chain.iter().map(|one| self.name(one, (one == did).then_some(own_name).flatten()));
        Some(Reason::Recognised {
            chain: names.collect(),
            hops: u64::try_from(steps).unwrap_or(u64::MAX),
        })
    }

    /// The name of an identity: in the address book, in its feed, as the credential says, or its
    /// identifier.
    fn name(&self, did: &Did, own: Option<&str>) -> String {
        let known = self.evidence.contacts().get(did).cloned();
        let told = || self.evidence.profile_name(did).or_else(|| own.map(str::to_owned));
        known.or_else(told).unwrap_or_else(|| did.to_string())
    }

    /// How the viewer knows the issuer.
    pub(super) fn judge(&self, credential: &Credential<'_>) -> Reason {
        let issuer = credential.issuer().unwrap_or_default();
        let own = credential.issuer_name();
        let reached = issuer.parse::<Did>().ok().and_then(|did| self.reach(&did, own));
        reached.unwrap_or_else(|| Reason::SelfAsserted { name: own.unwrap_or(issuer).to_owned() })
    }
}
