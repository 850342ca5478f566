//! How much a proof may have: a part is put in whole or not at all.

use super::Dossier;
use super::make::Weight;
use crate::feed::{ForkProof, HeadStamp, KeyEvent, StampFork, Tail};
use crate::limits::{DOSSIER_BYTES_MAX, DOSSIER_KEYS_MAX, DOSSIER_PARTS_MAX, DOSSIER_STAMPS_MAX};

/// Most bytes that the frame of one item takes. Source: RFC 8949 §3.
const FRAME: usize = 9;

/// What one party brings in.
#[derive(Default)]
pub(super) struct Part {
    pub(super) keys: Vec<KeyEvent>,
    pub(super) tails: Vec<Tail>,
    pub(super) forks: Vec<ForkProof>,
    pub(super) stamps: Vec<HeadStamp>,
    pub(super) heads: Vec<StampFork>,
}

impl Part {
    fn bytes(&self) -> usize {
        let keys = self.keys.iter().map(|one| one.to_bytes().len());
        let tails = self.tails.iter().map(|one| one.to_bytes().len());
        let forks = self.forks.iter().map(|one| one.to_bytes().len());
        let stamps = self.stamps.iter().map(|one| one.to_bytes().len());
        let heads = self.heads.iter().map(|one| one.to_bytes().len());
        let all = keys.chain(tails).chain(forks).chain(stamps).chain(heads);
        all.fold(0, |sum, bytes| sum.saturating_add(bytes).saturating_add(FRAME))
    }
}

/// A proof that is filled, and how many bytes more it may have.
pub(super) struct Room {
    dossier: Dossier,
    left: usize,
}

impl Room {
    pub(super) fn with(badge: &[u8]) -> Self {
        let dossier = Dossier {
            badge: badge.to_vec(),
            documents: Vec::new(),
            keys: Vec::new(),
            tails: Vec::new(),
            forks: Vec::new(),
            stamps: Vec::new(),
            heads: Vec::new(),
        };
        // The mark, the badge's frame and those of the seven lists.
        let left = DOSSIER_BYTES_MAX.saturating_sub(badge.len()).saturating_sub(FRAME * 16);
        Self { dossier, left }
    }

    /// Puts a document in where there is room for it.
    pub(super) fn take_document(&mut self, weight: Weight, bytes: Vec<u8>) {
        let cost = bytes.len().saturating_add(FRAME);
        let room = self.dossier.documents.len() < DOSSIER_PARTS_MAX;
        if room && self.pays(weight, cost) {
            self.dossier.documents.push(bytes);
        }
    }

    /// Puts a party in where there is room for it; of who issued it as much as there is room for.
    pub(super) fn take(&mut self, weight: Weight, part: Part) {
        let held = &self.dossier;
        let rows = [
            (held.keys.len(), part.keys.len(), DOSSIER_KEYS_MAX),
            (held.tails.len(), part.tails.len(), DOSSIER_PARTS_MAX),
            (held.forks.len(), part.forks.len(), DOSSIER_PARTS_MAX),
            (held.stamps.len(), part.stamps.len(), DOSSIER_STAMPS_MAX),
            (held.heads.len(), part.heads.len(), DOSSIER_PARTS_MAX),
        ];
        let fits = rows.iter().all(|(held, more, max)| held.saturating_add(*more) <= *max);
        if !(fits || weight == Weight::Issuer) || !self.pays(weight, part.bytes()) {
            return;
        }
        let held = &mut self.dossier;
        held.keys.extend(part.keys);
        held.tails.extend(part.tails);
        held.forks.extend(part.forks);
        held.stamps.extend(part.stamps);
        held.heads.extend(part.heads);
        held.tails.truncate(DOSSIER_PARTS_MAX);
        held.forks.truncate(DOSSIER_PARTS_MAX);
        held.stamps.truncate(DOSSIER_STAMPS_MAX);
        held.heads.truncate(DOSSIER_PARTS_MAX);
    }

    pub(super) fn into_dossier(self) -> Dossier {
        self.dossier
    }

    /// Whether so many bytes more may be put in. What is of the issuer is never left out: a proof that is
    /// too long for it is none.
    fn pays(&mut self, weight: Weight, bytes: usize) -> bool {
        let pays = bytes <= self.left || weight == Weight::Issuer;
        if pays {
            self.left = self.left.saturating_sub(bytes);
        }
        pays
    }
}
