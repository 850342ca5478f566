//! A proof file as QR codes, and back.
//!
//! `Frame = "BoT1" ‖ digest (8 bytes) ‖ number (1 byte, from 0) ‖ count (1 byte) ‖ piece`: the
//! pieces in order are the file, deflated (RFC 1951); the digest is the first eight bytes of
//! SHA-256 over them, so that codes of two proofs are not mixed. Every frame but the last is full.
//! Source: `spec/dossier.md` §3.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

use crate::canon::hash::sha256;
use crate::limits::{DOSSIER_BYTES_MAX, QR_BYTES_MAX, QR_FRAMES_MAX};

const MAGIC: &[u8; 4] = b"BoT1";

/// Bytes before the piece.
const HEAD: usize = MAGIC.len() + 8 + 2;

/// Why there are no frames, or frames make no file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// It is too large for the codes that there may be.
    #[error("the proof takes {found} bytes, {QR_FRAMES_MAX} QR codes hold {max}")]
    TooLarge {
        /// Bytes when deflated.
        found: usize,
        /// Bytes that the frames hold.
        max: usize,
    },
    /// Bytes that are no frame.
    #[error("file {index} is no QR code of a proof")]
    NoFrame {
        /// Its place among what was given, from 0.
        index: usize,
    },
    /// Frames of two proofs, or two that differ under one number.
    #[error("the QR codes are of different proofs")]
    Mixed,
    /// Some are missing.
    #[error("QR code {number} of {count} is missing")]
    Missing {
        /// The number of the first that is missing, from 1.
        number: u8,
        /// How many there are.
        count: u8,
    },
    /// Together they are not what was made.
    #[error("the QR codes are damaged")]
    Damaged,
}

/// The frames of a file, each for one QR code in binary.
///
/// # Errors
/// [`FrameError::TooLarge`] where it takes more than [`QR_FRAMES_MAX`].
pub fn frames(file: &[u8]) -> Result<Vec<Vec<u8>>, FrameError> {
    let room = QR_BYTES_MAX.saturating_sub(HEAD);
    let max = room.saturating_mul(QR_FRAMES_MAX);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(file).and_then(|()| encoder.finish());
    let packed = packed.map_err(|_| FrameError::TooLarge { found: file.len(), max })?;
    if packed.len() > max {
        return Err(FrameError::TooLarge { found: packed.len(), max });
    }
    let digest = digest(&packed);
    let pieces: Vec<&[u8]> = packed.chunks(room).collect();
    let count = u8::try_from(pieces.len()).unwrap_or(u8::MAX);
    let frame = |(number, piece): (u8, &&[u8])| {
        [MAGIC.as_slice(), &digest, &[number, count], piece].concat()
    };
    Ok((0..count).zip(&pieces).map(frame).collect())
}

/// Whether bytes begin as a frame does.
#[must_use]
pub fn is_frame(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The file that these frames are of, in whatever order they come; one may come twice.
///
/// # Errors
/// [`FrameError`], naming what is missing.
pub fn join(given: &[&[u8]]) -> Result<Vec<u8>, FrameError> {
    let mut pieces = BTreeMap::new();
    let mut of = None;
    for (index, bytes) in given.iter().enumerate() {
        let (head, number, count, piece) = frame(bytes).ok_or(FrameError::NoFrame { index })?;
        let first = *of.get_or_insert((head, count));
        let held = *pieces.entry(number).or_insert(piece);
        if first != (head, count) || held != piece {
            return Err(FrameError::Mixed);
        }
    }
    let (expected, count) = of.ok_or(FrameError::NoFrame { index: 0 })?;
    let missing = (0..count).find(|number| !pieces.contains_key(number));
    if let Some(number) = missing {
        return Err(FrameError::Missing { number: number.saturating_add(1), count });
    }
    let packed = pieces.into_values().collect::<Vec<_>>().concat();
    if digest(&packed) != expected {
        return Err(FrameError::Damaged);
    }
    inflated(&packed)
}

/// The parts of one frame, where it is one.
fn frame(bytes: &[u8]) -> Option<([u8; 8], u8, u8, &[u8])> {
    let rest = bytes.strip_prefix(MAGIC).filter(|_| bytes.len() <= QR_BYTES_MAX)?;
    let (digest, rest) = rest.split_first_chunk::<8>()?;
    let ([number, count], piece) = rest.split_first_chunk::<2>()?;
    let fits = usize::from(*count) <= QR_FRAMES_MAX && number < count && !piece.is_empty();
    fits.then_some((*digest, *number, *count, piece))
}

/// The file, never more of it than a proof may have.
fn inflated(packed: &[u8]) -> Result<Vec<u8>, FrameError> {
    let most = u64::try_from(DOSSIER_BYTES_MAX).unwrap_or(u64::MAX);
    let mut file = Vec::new();
    let mut decoder = DeflateDecoder::new(packed).take(most.saturating_add(1));
    decoder.read_to_end(&mut file).map_err(|_| FrameError::Damaged)?;
    let whole =
        file.len() <= DOSSIER_BYTES_MAX && decoder.into_inner().total_in() == u64_of(packed);
    if whole { Ok(file) } else { Err(FrameError::Damaged) }
}

fn u64_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn digest(packed: &[u8]) -> [u8; 8] {
    let hash = sha256(&[packed]);
    let [first, second, third, fourth, fifth, sixth, seventh, eighth, ..] = *hash.as_bytes();
    [first, second, third, fourth, fifth, sixth, seventh, eighth]
}
