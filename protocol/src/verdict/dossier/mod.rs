//! A proof in the hand: one file with a badge and everything to judge it by.
//!
//! Whoever has it judges as a node would that holds the feeds concerned: on a machine that never
//! saw the network, and as of the moment the file was made. Nothing in it is believed that is not
//! signed by whom it speaks for. Source: `spec/dossier.md`.

mod frames;
mod make;
mod room;

pub use frames::{FrameError, frames, is_frame, join};

use std::borrow::Cow;

use thiserror::Error;

use super::{Evidence, EvidenceError, Heard, Reader, RefusedWhy};
use crate::canon::cbor::{self, CborError, Writer};
use crate::feed::{
    ForkError, ForkProof, HeadStamp, KeyEvent, KeyEventError, StampError, StampFork,
    StampForkError, Tail, TailError,
};
use crate::limits::{
    DOSSIER_BYTES_MAX, DOSSIER_KEYS_MAX, DOSSIER_PARTS_MAX, DOSSIER_STAMPS_MAX,
    FORK_PROOF_BYTES_MAX, KEY_EVENT_BYTES_MAX, STAMP_BYTES_MAX, STAMP_FORK_BYTES_MAX,
};

/// The first member of every proof file.
const MARK: &str = "bot/proof/1";

/// `["bot/proof/1", badge, [document…], [KeyEvent…], [Tail…], [ForkProof…], [HeadStamp…],
/// [StampFork…]]`.
///
/// [`Dossier::read`] has checked every signature of key events, statements, stamps and proofs. The
/// badge and the documents are as they came and judged when a verdict needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The badge: JSON, a compact JWS or another form that is verified, byte for byte.
    pub badge: Vec<u8>,
    /// Files of evidence that are signed themselves: endorsements, status lists of others.
    pub documents: Vec<Vec<u8>>,
    /// Who may write for whom.
    pub keys: Vec<KeyEvent>,
    /// The ends of the logs concerned, each whole or from a sum of its status list on.
    pub tails: Vec<Tail>,
    /// What is known of forks.
    pub forks: Vec<ForkProof>,
    /// How long the logs are, and who saw it when.
    pub stamps: Vec<HeadStamp>,
    /// Logs of which two heads of one size are known.
    pub heads: Vec<StampFork>,
}

/// Why bytes are not a proof file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DossierError {
    /// Too long to be looked at.
    #[error("a proof of {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// More parts of one sort than are read.
    #[error("{found} {part} in the proof, at most {max} are allowed")]
    TooMany {
        /// Which sort.
        part: &'static str,
        /// How many.
        found: usize,
        /// How many are allowed.
        max: usize,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the proof is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// The first member is another.
    #[error("it begins with {found:?}, not with \"bot/proof/1\"")]
    Mark {
        /// Text found.
        found: String,
    },
    /// A file with feeds inside a file with feeds.
    #[error("document {index} of the proof is a proof or a bundle itself")]
    Nested {
        /// Its place, from 0.
        index: usize,
    },
    /// A document is no evidence.
    #[error("document {index} of the proof: {what}")]
    Document {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A key event is refused.
    #[error("key event {index} of the proof: {why}")]
    Key {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: KeyEventError,
    },
    /// A tail is refused.
    #[error("log {index} of the proof: {why}")]
    Tail {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: TailError,
    },
    /// A fork proof is refused.
    #[error("fork proof {index} of the proof: {why}")]
    Fork {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: ForkError,
    },
    /// A stamp is refused.
    #[error("stamp {index} of the proof: {why}")]
    Stamp {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: StampError,
    },
    /// A proof of two heads is refused.
    #[error("proof {index} of two heads in the proof: {why}")]
    Heads {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        why: StampForkError,
    },
}

impl Dossier {
    /// Whether bytes begin as a proof file does.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> bool {
        let mut reader = cbor::Reader::new(bytes);
        reader.array(8).is_ok() && reader.text(MARK.len()).is_ok_and(|found| found == MARK)
    }

    /// Reads a proof file and checks what in it is signed for itself.
    ///
    /// # Errors
    /// When it is too long, not canonical, or a part is refused: a proof is whole or not at all.
    pub fn read(bytes: &[u8]) -> Result<Self, DossierError> {
        bounded(bytes)?;
        let mut reader = cbor::Reader::new(bytes);
        reader.array(8)?;
        let found = reader.text(MARK.len())?;
        if found != MARK {
            return Err(DossierError::Mark { found: found.to_owned() });
        }
        let badge = reader.bytes(DOSSIER_BYTES_MAX)?.to_vec();
        let documents = items(&mut reader, DOSSIER_PARTS_MAX, DOSSIER_BYTES_MAX)?;
        let keys = items(&mut reader, DOSSIER_KEYS_MAX, KEY_EVENT_BYTES_MAX)?;
        let tails = items(&mut reader, DOSSIER_PARTS_MAX, DOSSIER_BYTES_MAX)?;
        let forks = items(&mut reader, DOSSIER_PARTS_MAX, FORK_PROOF_BYTES_MAX)?;
        let stamps = items(&mut reader, DOSSIER_STAMPS_MAX, STAMP_BYTES_MAX)?;
        let heads = items(&mut reader, DOSSIER_PARTS_MAX, STAMP_FORK_BYTES_MAX)?;
        reader.end()?;
        let nested = |bytes: &&[u8]| Self::sniff(bytes) || crate::feed::Bundle::sniff(bytes);
        if let Some(index) = documents.iter().position(nested) {
            return Err(DossierError::Nested { index });
        }
        Ok(Self {
            badge,
            documents: documents.into_iter().map(<[u8]>::to_vec).collect(),
            keys: each(&keys, KeyEvent::read, |index, why| DossierError::Key { index, why })?,
            tails: each(&tails, Tail::read, |index, why| DossierError::Tail { index, why })?,
            forks: each(&forks, ForkProof::read, |index, why| DossierError::Fork { index, why })?,
            stamps: each(&stamps, HeadStamp::read, |index, why| DossierError::Stamp {
                index,
                why,
            })?,
            heads: each(&heads, StampFork::read, |index, why| DossierError::Heads { index, why })?,
        })
    }

    /// The canonical encoding.
    ///
    /// # Errors
    /// When it has more parts or bytes than a reader would take.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DossierError> {
        let keys: Vec<_> = self.keys.iter().map(KeyEvent::to_bytes).collect();
        let tails: Vec<_> = self.tails.iter().map(Tail::to_bytes).collect();
        let forks: Vec<_> = self.forks.iter().map(ForkProof::to_bytes).collect();
        let stamps: Vec<_> = self.stamps.iter().map(HeadStamp::to_bytes).collect();
        let heads: Vec<_> = self.heads.iter().map(StampFork::to_bytes).collect();
        let mut writer = Writer::new();
        writer.array(8).text(MARK).bytes(&self.badge);
        for (part, items, max) in [
            ("documents", &self.documents, DOSSIER_PARTS_MAX),
            ("key events", &keys, DOSSIER_KEYS_MAX),
            ("logs", &tails, DOSSIER_PARTS_MAX),
            ("fork proofs", &forks, DOSSIER_PARTS_MAX),
            ("stamps", &stamps, DOSSIER_STAMPS_MAX),
            ("proofs of two heads", &heads, DOSSIER_PARTS_MAX),
        ] {
            if items.len() > max {
                return Err(DossierError::TooMany { part, found: items.len(), max });
            }
            writer.array(items.len());
            items.iter().for_each(|item| {
                writer.bytes(item);
            });
        }
        let bytes = writer.into_bytes();
        bounded(&bytes)?;
        Ok(bytes)
    }
}

/// Opens a proof file, or the QR code of one that fits into one, and looks at its documents too.
pub(super) fn open(bytes: &[u8], reader: &Reader<'_>) -> Result<Dossier, RefusedWhy> {
    let file = if is_frame(bytes) { Cow::Owned(join(&[bytes])?) } else { Cow::Borrowed(bytes) };
    let dossier = Dossier::read(&file)?;
    admissible(&dossier, reader)?;
    Ok(dossier)
}

/// Whether every document proves itself by its signature. A key document or a copy of a page is as
/// good as whoever hands it in, and who hands in a proof is who wants to be believed.
fn admissible(dossier: &Dossier, reader: &Reader<'_>) -> Result<(), DossierError> {
    for (index, document) in dossier.documents.iter().enumerate() {
        let refused = |what: String| DossierError::Document { index, what };
        match Evidence::new().hear_file(document, reader) {
            Ok(Heard::Endorsement | Heard::StatusList | Heard::Badge | Heard::Anchor) => {}
            Ok(Heard::Document | Heard::Copy | Heard::Snapshots { .. } | Heard::Bundle { .. }) => {
                return Err(refused(
                    "it is no endorsement, status list, badge or proof of an anchor".to_owned(),
                ));
            }
            Err(error) => return Err(refused(error.to_string())),
        }
    }
    Ok(())
}

impl Evidence {
    /// Takes what a proof file has beside its badge.
    ///
    /// # Errors
    /// [`EvidenceError`] where one of its documents does not prove itself; nothing is heard then.
    pub fn hear_dossier(
        &mut self,
        dossier: Dossier,
        reader: &Reader<'_>,
    ) -> Result<Heard, EvidenceError> {
        admissible(&dossier, reader)?;
        for document in &dossier.documents {
            self.hear_file(document, reader)?;
        }
        let entries = dossier.tails.iter().map(|tail| tail.entries().len()).sum();
        dossier.keys.into_iter().for_each(|event| self.hear_key(event));
        dossier.tails.into_iter().for_each(|tail| self.hear_tail(tail));
        dossier.forks.into_iter().for_each(|proof| self.hear_fork(proof));
        dossier.stamps.into_iter().for_each(|stamp| self.hear_stamp(stamp));
        dossier.heads.into_iter().for_each(|proof| self.hear_heads(proof));
        Ok(Heard::Bundle { entries })
    }
}

fn bounded(bytes: &[u8]) -> Result<(), DossierError> {
    match bytes.len() {
        found if found > DOSSIER_BYTES_MAX => {
            Err(DossierError::TooLong { found, max: DOSSIER_BYTES_MAX })
        }
        _ => Ok(()),
    }
}

/// Reads an array of byte strings.
fn items<'b>(
    reader: &mut cbor::Reader<'b>,
    count_max: usize,
    bytes_max: usize,
) -> Result<Vec<&'b [u8]>, CborError> {
    let count = reader.list(count_max)?;
    (0..count).map(|_| reader.bytes(bytes_max)).collect()
}

/// Reads each item; what is refused is named by its place.
fn each<T, E>(
    items: &[&[u8]],
    read: impl Fn(&[u8]) -> Result<T, E>,
    refused: impl Fn(usize, E) -> DossierError,
) -> Result<Vec<T>, DossierError> {
    let read = |(index, bytes): (usize, &&[u8])| read(bytes).map_err(|why| refused(index, why));
    items.iter().enumerate().map(read).collect()
}
