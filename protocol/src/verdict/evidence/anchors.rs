//! What shows that a credential was there before an entry of its issuer's feed: an anchor that has it.
//! Source: `spec/keys.md` §9.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::feed::{Heir, inclusion_proof, verify_inclusion};
use crate::identity::Did;
use crate::limits::FORMER_SHOWN_MAX;
use crate::statement::anchor::{AnchorProof, Inclusion};
use crate::statement::kinds::Document;
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;
use crate::verdict::right::survey::digest;

use super::{Evidence, Log};

/// An anchor that stands in a log of the issuer.
pub(in crate::verdict) struct Anchored<'e> {
    /// The log, as far as it is held.
    pub(in crate::verdict) log: &'e Log,
    /// Its number there.
    pub(in crate::verdict) seq: u32,
    /// Whether it counts by its place.
    pub(in crate::verdict) counts: bool,
}

impl Evidence {
    /// Who comes after an identity, where somebody does.
    pub(in crate::verdict) fn heir(&self, did: &Did) -> Option<&Heir> {
        self.ring.log(did)?.heir()
    }

    /// An identity and those that came after it, in their order.
    pub(in crate::verdict) fn line(&self, did: &Did) -> Vec<Did> {
        self.ring.line(did)
    }

    /// Takes the proof that a credential is in an anchor; whether that stands in its issuer's feed is
    /// looked at later.
    pub fn hear_anchor(&mut self, proof: AnchorProof) {
        let held = self.anchors.entry(proof.digest()).or_default();
        if !held.contains(&proof) {
            held.push(proof);
        }
    }

    /// When the first anchor was written that a credential of this digest is in, by its issuer's clock.
    #[must_use]
    pub fn anchor_written(&self, digest: &Hash) -> Option<Timestamp> {
        self.anchors.get(digest)?.iter().map(|proof| proof.entry().ts()).min()
    }

    /// The digests of what feeds at hand show by a key that was given up: it may hang on an anchor. So many
    /// of them; first what is shown by those whom the question is about, then by whom the viewer knows, by
    /// whose key it was, and by everybody else: anybody can write down what bears another's name. In each
    /// group one after the other.
    #[must_use]
    pub fn by_former_keys(&self, asked_about: &BTreeSet<Did>) -> BTreeSet<Hash> {
        let about: BTreeSet<Did> = asked_about.iter().map(|did| self.current(did)).collect();
        let mut former: BTreeMap<(u8, Did), BTreeSet<Hash>> = BTreeMap::new();
        for (author, document) in self.shown() {
            let credential = Credential::new(document.value());
            let issuer = credential.issuer().and_then(|issuer| issuer.parse::<Did>().ok());
            let Some(issuer) = issuer.filter(|issuer| self.heir(issuer).is_some()) else {
                continue;
            };
            let by = self.current(&author);
            let rank = match () {
                () if about.contains(&by) => 0,
                () if self.knows(&author) => 1,
                () if by == self.current(&issuer) => 2,
                () => 3,
            };
            former.entry((rank, by)).or_default().insert(digest(&credential));
        }
        let placed = former.into_iter().flat_map(|((rank, _), digests)| {
            (0_usize..).zip(digests).map(move |(number, one)| (rank, number, one))
        });
        let mut placed: Vec<(u8, usize, Hash)> = placed.collect();
        placed.sort_unstable();
        placed.into_iter().map(|(.., one)| one).take(FORMER_SHOWN_MAX).collect()
    }

    /// The credentials that feeds at hand show, unproven, each with whose feed it is.
    fn shown(&self) -> impl Iterator<Item = (Did, Document)> {
        self.statements().filter_map(|(author, one)| {
            if !matches!(one.kind(), Kind::Publish | Kind::Endorsement) {
                return None;
            }
            match Content::read(one.kind(), one.body()?) {
                Ok(Content::Publish(document) | Content::Endorsement(document)) => {
                    Some((author, document))
                }
                Ok(_) | Err(_) => None,
            }
        })
    }

    /// Who issued, holds or created what is at hand beside the badges in question, unproven: handed in, or
    /// shown by feeds.
    #[must_use]
    pub fn parties_shown(&self) -> BTreeSet<Did> {
        let of = |credential: &Credential<'_>| -> Vec<Did> {
            let said = [credential.issuer(), credential.subject_id()].into_iter().flatten();
            said.chain(credential.creators()).filter_map(|who| who.parse().ok()).collect()
        };
        let handed = self.endorsements.iter().chain(&self.badges);
        let handed = handed.flat_map(|one| of(&one.credential()));
        let shown = self.shown().flat_map(|(_, one)| of(&Credential::new(one.value())));
        handed.chain(shown).collect()
    }

    /// Whether the viewer knows somebody, by whichever of their identities, or is them.
    pub(in crate::verdict) fn knows(&self, did: &Did) -> bool {
        let known = |did: &Did| self.contacts.contains_key(did) || self.viewers.contains(did);
        known(did) || self.person(did).iter().any(known)
    }

    /// The anchors of a credential that stand in the feed of its issuer.
    pub(in crate::verdict) fn anchored(&self, document: &Value, issuer: &Did) -> Vec<Anchored<'_>> {
        let held = self.anchors_of(document);
        let writers = if held.is_empty() { Default::default() } else { self.writers_of(issuer) };
        let stands = |proof: &AnchorProof| {
            let (writer, seq) = (proof.entry().writer(), proof.entry().seq());
            let log = self.logs.get(&writer).filter(|_| writers.contains_key(&writer))?;
            let counts = || self.counts(issuer, &writer, seq);
            log.has_entry(proof).then(|| Anchored { log, seq, counts: counts() })
        };
        held.iter().filter_map(stands).collect()
    }

    /// The proofs at hand that a credential is in an anchor of its issuer's feed, each with what shows
    /// its entry to whoever has the end of that log alone.
    pub(in crate::verdict) fn anchors_to_show(
        &self,
        document: &Value,
        issuer: &Did,
    ) -> Vec<AnchorProof> {
        let held = self.anchors_of(document);
        let writers = if held.is_empty() { Default::default() } else { self.writers_of(issuer) };
        let of_issuer = held.iter().filter(|proof| writers.contains_key(&proof.entry().writer()));
        let shown = |proof: &AnchorProof| {
            let log = self.logs.get(&proof.entry().writer())?;
            log.has_entry(proof).then(|| match log.inclusion(proof.entry()) {
                Some(inclusion) => proof.clone().within(inclusion),
                None => proof.clone(),
            })
        };
        of_issuer.filter_map(shown).collect()
    }

    fn anchors_of(&self, document: &Value) -> &[AnchorProof] {
        // A digest is taken of what somebody has a proof of alone.
        if self.anchors.is_empty() {
            return &[];
        }
        let digest: Hash = digest(&Credential::new(document));
        self.anchors.get(&digest).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Log {
    /// Whether the log as it is held has the entry of this proof: itself, or by the tree head over it.
    fn has_entry(&self, proof: &AnchorProof) -> bool {
        let entry = proof.entry();
        if let Some(held) = self.get(entry.seq()) {
            return held.id() == entry.id();
        }
        proof.inclusion().is_some_and(|Inclusion { size, path }| {
            let root = self.root_at(*size);
            let place = (entry.seq(), *size);
            root.is_some_and(|root| verify_inclusion(&entry.id(), place, path, &root).is_ok())
        })
    }

    /// That an entry of the beginning that is held whole is in the log of as many as are held in order.
    fn inclusion(&self, entry: &Statement) -> Option<Inclusion> {
        let ids = self.ids()?;
        let path = inclusion_proof(&ids, entry.seq())?;
        Some(Inclusion { size: u32::try_from(ids.len()).ok()?, path })
    }
}
