//! Bounds of what travels, between nodes and as files.

/// Largest frame on a stream between nodes: 64 KiB.
///
/// Frames are read whole into memory, one for each open stream.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;

/// Largest encoded entry of a feed, header, signature and body together: 60 KiB.
///
/// With its wrapping it must fit one frame; a badge with an image of 256 × 256 pixels fits, a
/// photograph does not.
pub const ENTRY_BYTES_MAX: usize = 60 * 1024;

/// Largest encoded header of an entry: 131 bytes, by its arithmetic.
pub const HEADER_BYTES_MAX: usize = 131;

/// Largest content inside the body of an entry: 59 KiB.
///
/// Leaves 1 KiB of an entry for header, signature, salt and wrapping.
pub const BODY_BYTES_MAX: usize = 59 * 1024;

/// Largest content that comes with its header in a catch-up: 4 KiB.
///
/// A badge without a picture fits. What is larger comes after all headers, and is written a second time
/// for that, so that a picture keeps no revocation waiting.
pub const WHOLE_BYTES_MAX: usize = 4 * 1024;

/// Largest private letter between two nodes: 64 KiB.
pub const LETTER_BYTES_MAX: usize = 64 * 1024;

/// Largest encoded key event: 2,304 bytes.
///
/// A recovery with its guardians event, seven shares and sixteen writers has 2,182.
pub const KEY_EVENT_BYTES_MAX: usize = 2304;

/// Largest encoded key event that the identity key signs: 384 bytes, by its arithmetic.
///
/// The largest kind, seven witnesses, has 353.
pub const KEY_ACT_BYTES_MAX: usize = 384;

/// Largest encoded key event that names guardians: 704 bytes; seven, and seven witnesses, have 673.
pub const GUARDIANS_BYTES_MAX: usize = 704;

/// Largest fork proof: 410 bytes, by its arithmetic.
pub const FORK_PROOF_BYTES_MAX: usize = 410;

/// Largest bundle of exported feeds: 64 MiB.
///
/// A school that issued 50,000 badges fits; more is split by feed.
pub const BUNDLE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Largest encoded tree of a log: its size and 32 hashes.
pub const ACCUMULATOR_BYTES_MAX: usize = 4 + 32 * 32;

/// Most statements in the tail of a log: 100,000, as in a bundle.
pub const TAIL_ENTRIES_MAX: usize = 100_000;

/// Largest proof file: 16 MiB.
///
/// A badge whose issuer wrote 60,000 entries since it last summed up a status list.
pub const DOSSIER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most parts of each sort in a proof file: 64 documents, tails and fork proofs, 1,024 key events.
pub const DOSSIER_PARTS_MAX: usize = 64;

/// Most stamps in a proof file: 512, eight for each log.
pub const DOSSIER_STAMPS_MAX: usize = 8 * DOSSIER_PARTS_MAX;

/// Most key events in a proof file: 1,024.
pub const DOSSIER_KEYS_MAX: usize = 1024;

/// Most bytes in one QR code: 2,953, its largest size in binary with the least correction.
///
/// Source: ISO/IEC 18004, version 40-L.
pub const QR_BYTES_MAX: usize = 2953;

/// Most QR codes for one proof: 4, what somebody holds out and somebody scans without losing
/// patience.
pub const QR_FRAMES_MAX: usize = 4;

/// Most files of evidence beside one credential: 64.
///
/// A feed a party on the longest chain of recognitions, and endorsements; together they are no
/// larger than one bundle.
pub const EVIDENCE_FILES_MAX: usize = 64;

/// Most snapshots of addresses in one file of evidence: 64.
///
/// A verdict names a handful of things that are missing: a list, an issuer, its keys.
pub const SNAPSHOTS_MAX: usize = 64;

/// Most bytes of one snapshot: 1 MiB, what the fetcher takes from one address.
pub const SNAPSHOT_BYTES_MAX: usize = 1024 * 1024;

/// Largest file of snapshots: 16 MiB.
///
/// Ten large ones fit, or as many small ones as there may be.
pub const SNAPSHOTS_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most files, folders and other things in a folder or archive that is verified at once: 100,000.
///
/// All badges that a large school gave in ten years.
pub const ARCHIVE_FILES_MAX: usize = 100_000;

/// Most bytes that are read of a folder or an archive: 8 GiB.
///
/// The most files there may be, each a picture of 80 KiB.
pub const ARCHIVE_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;

/// Most bytes that a packed archive is unpacked to: 1 GiB.
///
/// Unpacking costs seconds a GiB, and a packed archive may claim a thousand times its size.
pub const ARCHIVE_PACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
