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

/// Most signatures of single statements that the proofs of one badge have together, and again all
/// that lies inside of it: 256.
///
/// Two full derived proofs; each signature takes some tenths of a millisecond.
pub const STATEMENT_SIGNATURES_MAX: u64 = 256;

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
