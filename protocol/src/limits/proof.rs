//! Bounds of contexts and of proofs of credentials.

/// Most context URLs one object may name: 16.
///
/// Real credentials name two to five.
pub const CONTEXTS_MAX: usize = 16;

/// Most different contexts that objects inside a document may bring: 32.
///
/// A learner record holds some twenty badges and endorsements by the same two or three contexts;
/// each different one costs up to a millisecond and 140 KiB that are kept.
pub const CONTEXTS_NESTED_MAX: usize = 32;

/// Most members of one context that stands in a document, those inside them too: 512.
///
/// Each term costs a place in a sorted list, and each scoped context a copy of that list; those of
/// test suites define one or two.
pub const CONTEXT_INLINE_MEMBERS_MAX: usize = 512;

/// Most contexts that a user may add to those that come with the program: 64.
///
/// A university that has a vocabulary of its own for each faculty fits.
pub const CONTEXTS_KEPT_MAX: usize = 64;

/// Most ways a document is read, where context URLs have several published contents: 8.
///
/// Each way costs a whole verification.
pub const CONTEXT_READINGS_MAX: usize = 8;

/// Most lists of contexts kept compiled: 32, of some 30 KiB each and, where documents are made to
/// fill memory, 5 MiB.
pub const CONTEXT_ROOTS_MAX: usize = 32;

/// Most scoped contexts kept below one list before it is compiled anew: 256.
///
/// All of Open Badges needs about 40; more come only from documents made to fill memory.
pub const CONTEXT_SCOPES_MAX: usize = 256;

/// Longest chain of terms of a context that are each defined by the next: 32.
///
/// Prefixes are defined by an IRI, and terms by a prefix: real chains have two links.
pub const CONTEXT_TERMS_CHAINED_MAX: usize = 32;

/// Deepest nesting of contexts that name or list contexts: 8.
pub const CONTEXT_DEPTH_MAX: usize = 8;

/// Most proofs of one endorsement, nested credential or status list: 4.
///
/// A verdict looks at dozens of those; sets of more than three are not known to exist.
pub const INSIDE_PROOFS_MAX: usize = 4;

/// Effort that the checks of a badge, its presentation and its status lists may take together:
/// 24,000, of about a microsecond each on the machine that `tests/bench hostile` was set by.
///
/// With what reading costs and [`EFFORT_INSIDE_MAX`] a verdict stays below 50 ms there. A full
/// derived proof takes the most of what is honest:
/// [`DISCLOSED_STATEMENTS_MAX`](super::DISCLOSED_STATEMENTS_MAX) signatures by P-256.
pub const EFFORT_MAX: u64 = 24_000;

/// Effort that the checks of all that lies inside a badge may take together: 10,000.
///
/// Forty endorsements by P-256, more by Ed25519; what lies beyond can be judged by itself.
pub const EFFORT_INSIDE_MAX: u64 = 10_000;

/// Effort of one signature check by Ed25519.
pub const EFFORT_ED25519: u64 = 60;

/// Effort of one signature check by P-256: a derived proof of 82 was judged in 20.5 ms.
pub const EFFORT_P256: u64 = 250;

/// Effort of one signature check by secp256k1, taken for as dear as P-256.
pub const EFFORT_SECP256K1: u64 = 250;

/// Effort of one signature check by P-384: sixteen proofs were judged in 14.0 ms.
pub const EFFORT_P384: u64 = 900;

/// Effort of one signature check by P-521: one JWT was judged in 0.93 ms.
pub const EFFORT_P521: u64 = 1_000;

/// The square of the bytes of an RSA key that make one unit of effort.
///
/// One of 8,192 bits takes some 1,950: a JWT by it, with the largest exponent that is read, was
/// judged in 1.9 ms.
pub const EFFORT_RSA_DIVISOR: u64 = 550;

/// Bytes that are made canonical, hashed or unpacked for one unit of effort: 192.
///
/// A status list of 1.7 MB in which nothing repeats, the dearest of these, was read in 9.5 ms.
pub const BYTES_PER_EFFORT: u64 = 192;

/// Most scoped contexts looked into for the names that a context gives: 1,024.
///
/// The largest that comes with the program has far fewer.
pub const CONTEXT_NAMES_SCOPES_MAX: usize = 1_024;

/// Most proofs of one document: 16.
///
/// Each costs a signature check; sets of more than three are not known to exist.
pub const PROOFS_MAX: usize = 16;

/// Proofs that one of several documents presented together may have, however many they are: 3.
///
/// Larger sets are not known to exist; what one document may have, several share.
pub const PROOFS_TOGETHER_MIN: usize = 3;

/// Most documents of which it is kept that their proofs held: 4,096, some 6 MB.
///
/// Fifty endorsements each of eighty badges; who asks about more at a time has them checked again.
pub const PROVEN_KEPT_MAX: usize = 4096;
