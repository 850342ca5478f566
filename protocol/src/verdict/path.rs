//! How does the viewer know an identity: itself, by address book, or by chains of recognition?
//!
//! How near chains bring somebody the walk tells: `spec/trust.md`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Answer, Evidence, Judging, Reason, membership};
use crate::credential::model::Credential;
use crate::credential::proof::Proven;
use crate::identity::Did;
use crate::recognition::names::{look_alike, mixed_word};
use crate::recognition::{Band, Names, Walk};
use crate::time::Timestamp;

/// Of those who are called alike, so many are looked at.
const ALIKE_MAX: usize = 64;

/// Where the viewer stands, laid out before any verdict: the walk, and how those are called whom it
/// may lead through.
#[derive(Clone, Debug)]
pub struct Standpoint {
    /// The walk from the viewer over all recognitions known to stand.
    pub walk: Arc<Walk>,
    /// The names that identities give themselves.
    pub names: Arc<Names>,
    /// What was found good before of endorsements and other credentials that verdicts rest on.
    pub proven: Arc<Proven>,
}

/// The viewer's surroundings, built once a verdict.
pub(super) struct Surroundings<'a> {
    evidence: &'a Evidence,
    walk: Arc<Walk>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn new(evidence: &'a Evidence, now: Timestamp) -> Self {
        let laid_out = evidence.standpoint().map(|standpoint| Arc::clone(&standpoint.walk));
        let walk = laid_out.unwrap_or_else(|| {
            let viewers = evidence.viewers().iter().copied();
            let contacts = evidence.contacts().keys();
            Arc::new(Walk::new(evidence.graph().network(viewers, contacts, None, now)))
        });
        Self { evidence, walk }
    }

    /// Fewest steps that may lead to somebody, as they are now.
    pub(super) fn steps(&self, did: &Did) -> Option<u8> {
        self.walk.steps_at_least(&self.evidence.current(did))
    }

    /// How the viewer knows `did`; `None` where only its own word is there.
    pub(super) fn reach(&self, did: &Did, own_name: Option<&str>) -> Option<Reason> {
        let (person, now) = (self.evidence.person(did), self.evidence.current(did));
        if !person.is_disjoint(self.evidence.viewers()) {
            return Some(Reason::IssuerIsYou {});
        }
        if let Some(name) = self.known(did) {
            return Some(Reason::KnownDirectly { name: name.clone() });
        }
        let standing = self.walk.standing(&now);
        let named = |chain: &Vec<Did>| -> Vec<String> {
            chain.iter().map(|one| self.name(one, own_name.filter(|_| *one == now))).collect()
        };
        let mut chains = standing.chains.iter();
        let chain = chains.next()?;
        let (hops, chain) = (u64::try_from(chain.len()).unwrap_or(u64::MAX), named(chain));
        let beside = chains.next();
        Some(match (standing.band, beside) {
            (Band::Unreached, None) => Reason::RecognisedByOne { chain, hops },
            (Band::Unreached, Some(_)) => Reason::RecognisedFaintly { chain, hops },
            (Band::Yourself, _) => Reason::IssuerIsYou {},
            (band @ (Band::Direct | Band::Close | Band::Near | Band::Far), beside) => {
                let (beside, band) =
                    (beside.map(named).unwrap_or_default(), band.name().to_owned());
                Reason::Recognised { chain, beside, hops, band }
            }
        })
    }

    /// The name in the address book of somebody, by whichever of their identities they stand there.
    fn known(&self, did: &Did) -> Option<&String> {
        let contacts = self.evidence.contacts();
        let others = || self.evidence.person(did).into_iter().find_map(|one| contacts.get(&one));
        contacts.get(did).or_else(others)
    }

    /// The name of an identity: in the address book, in its feed, as the credential says, or its
    /// identifier.
    pub(super) fn name(&self, did: &Did, own: Option<&str>) -> String {
        let known = self.known(did).cloned();
        let laid_out = || self.evidence.standpoint()?.names.of(did).cloned();
        let told = || self.evidence.profile_name(did).or_else(laid_out);
        let told = || told().or_else(|| own.map(str::to_owned));
        known.or_else(told).unwrap_or_else(|| did.to_string())
    }

    /// How the viewer knows the issuer.
    pub(super) fn judge(&self, credential: &Credential<'_>, judging: &Judging<'_>) -> Reason {
        let issuer = credential.issuer().unwrap_or_default();
        let own = credential.issuer_name();
        let did = issuer.parse::<Did>().ok();
        let reached = did.as_ref().and_then(|did| self.reach(did, own));
        if let Some(known) = reached.as_ref().filter(|reason| reason.answer() == Answer::Yes) {
            return known.clone();
        }
        let viewers = self.evidence.viewers();
        let shared = did.as_ref().and_then(|did| membership::in_common(viewers, did, judging));
        if let Some(shared) = shared {
            return shared;
        }
        let told = did.as_ref().map(|did| self.name(did, own));
        let names: BTreeSet<&str> = own.into_iter().chain(told.as_deref()).collect();
        let issuer = issuer.to_owned();
        let alike = |name: &&str| {
            let (name, like) = ((*name).to_owned(), self.known_like(did.as_ref(), name)?);
            Some(Reason::IssuerLooksLike { name, issuer: issuer.clone(), like })
        };
        let mixed = |name: &&str| {
            let (name, word) = ((*name).to_owned(), mixed_word(name)?.to_owned());
            Some(Reason::IssuerNameMixed { name, issuer: issuer.clone(), word })
        };
        let reason = names.iter().find_map(alike).or(reached);
        let reason = reason.or_else(|| names.iter().find_map(mixed));
        let name = own.unwrap_or(&issuer).to_owned();
        reason.unwrap_or_else(|| Reason::SelfAsserted { name, issuer: issuer.clone() })
    }

    /// The name of somebody else whom the viewer knows or reaches, and for whom one of this name can be
    /// taken.
    fn known_like(&self, did: Option<&Did>, name: &str) -> Option<String> {
        let person = did.map(|did| self.evidence.person(did)).unwrap_or_default();
        let mut contacts = self.evidence.contacts().iter();
        let contact = contacts.find(|(one, of)| !person.contains(*one) && look_alike(of, name));
        if let Some((_, known)) = contact {
            return Some(known.clone());
        }
        let names = &self.evidence.standpoint()?.names;
        let others = names.like(name).into_iter().filter(|one| !person.contains(one));
        let mut near: Vec<(u8, Did)> =
            others.filter_map(|one| Some((self.walk.steps_at_least(&one)?, one))).collect();
        // Nearest first: whoever takes the name a thousand times far away hides nobody near.
        near.sort_unstable();
        let mut near = near.into_iter().take(ALIKE_MAX).map(|(_, one)| one);
        let reached = near.find(|one| self.walk.standing(one).band != Band::Unreached)?;
        names.of(&reached).cloned()
    }
}
