//! Bounds of statements, key logs and bundles: `spec/feed.md` §5 and §9, `spec/letters.md` and
//! `spec/keys.md`.

/// Longest reason for an end, a revocation or an answer: 500 bytes of UTF-8.
///
/// With it a full revocation still fits one urgent message of 4 KiB.
pub const REASON_BYTES_MAX: usize = 500;

/// Most credentials one statement revokes: 500.
///
/// With the longest reason it still fits one urgent message of 4 KiB; more take a second one.
pub const REVOKE_INDEXES_MAX: usize = 500;

/// Entries about one status list after which its issuer writes a sum of them: 64.
///
/// The sum of a list takes as many bytes as a few full entries, and whoever lacks their bodies can
/// do without them.
pub const STATUS_SUMMED_EVERY: usize = 64;

/// Most questions that who asks for a badge is asked: 20.
pub const CASE_ROWS_MAX: usize = 20;

/// Longest answer to one of them: 2,000 bytes of UTF-8.
///
/// Twenty of them with their questions fit one letter.
pub const CASE_ANSWER_BYTES_MAX: usize = 2_000;

/// Most times that something is submitted in one case: 32; whoever is not agreed by then asks anew.
pub const CASE_ROUNDS_MAX: u8 = 32;

/// Entries of any kind in a feed after which its writer sums a list again: 24.
///
/// A proof in the hand has the headers since the last sum, some 190 bytes each that nothing makes
/// smaller; with twice as many it still fits four QR codes.
pub const FEED_SUMMED_EVERY: u32 = 24;

/// Levels of the tree behind an anchor: 16, always.
///
/// A proof has 16 hashes, 512 bytes, and tells nothing of how many credentials there are.
pub const ANCHOR_DEPTH: usize = 16;

/// Most credentials of one anchor: 4,096.
///
/// One place in sixteen; with their proofs they are 3 MB, which a node stores at once.
pub const ANCHOR_LEAVES_MAX: usize = 4096;

/// Most bodies one statement erases: 500.
pub const ERASE_SEQS_MAX: usize = 500;

/// How many superseded bodies of upkeep a node holds of its own feed until it prunes them: 64, a few
/// kilobytes, which everybody who follows keeps too. One entry takes the place of them all.
pub const PRUNE_AFTER: usize = 64;

/// Most addresses a node tells: 8.
///
/// Two networks, two protocols, old and new IP.
pub const ADDRESSES_MAX: usize = 8;

/// Longest address of a node: 256 bytes.
///
/// A relayed QUIC address with two peer ids has about 200.
pub const ADDRESS_BYTES_MAX: usize = 256;

/// Largest encoded offer of a recognition: 256 bytes.
///
/// By its arithmetic it has at most 199.
pub const OFFER_BYTES_MAX: usize = 256;

/// Largest encoded terms of a recognition: 8 KiB.
///
/// The longest words and sixteen of the longest scopes have 5.8 KiB.
pub const TERMS_BYTES_MAX: usize = 8 * 1024;

/// Most bytes of signed words: 8 KiB: a text of 4 KiB spoken of, and hardly less said of it.
pub const WORD_BYTES_MAX: usize = 8 * 1024;

/// Most scopes of a recognition: 16.
pub const SCOPES_MAX: usize = 16;

/// Longest scope of a recognition: 100 bytes of UTF-8.
pub const SCOPE_BYTES_MAX: usize = 100;

/// Most key events of one identity: 1,024.
///
/// Five hundred installations, each opened and closed.
pub const KEY_EVENTS_MAX: usize = 1024;

/// Strangers for whom one writer may speak. Honest ones speak for one; whoever steals a writer key can have it
/// agree to more, and each entry is read as each of them.
pub const WRITER_AUTHORS_MAX: usize = 8;

/// The same in what a verdict rests on, where those whom a node keeps for its own sake are among them.
pub const WRITER_AUTHORS_HEARD_MAX: usize = 64;

/// Most writers that a succession cuts off one by one: 16.
///
/// Installations of a lifetime; what those did that were closed long ago can be said anew.
pub const CUTS_MAX: usize = 16;

/// How far back guardians may date a succession before the moment at which a witness saw it, for what
/// that witness signed: 31 days, in milliseconds.
///
/// To gather their shares takes days; what was seen long before, nobody takes back.
pub const CUT_BACK_MAX_MILLIS: u64 = 31 * 24 * 60 * 60 * 1000;

/// Most recoveries of one identity that are kept at a time: 8.
///
/// Each is signed by most of its guardians; honest ones sign one.
pub const RECOVERIES_MAX: usize = 8;

/// Longest time to contest a recovery: 90 days. Whoever is away longer names more guardians.
pub const GUARD_DAYS_MAX: u8 = 90;

/// Most successors that are followed one after the other: 16.
pub const HEIRS_MAX: usize = 16;

/// Most stewards of one community: 32. A board, and more than a board.
pub const STEWARDS_MAX: usize = 32;

/// Longest role of a steward or a member: 64 bytes of UTF-8.
pub const STEWARD_ROLE_BYTES_MAX: usize = 64;

/// Longest purpose of a community: 1,024 bytes of UTF-8, a paragraph.
pub const PURPOSE_BYTES_MAX: usize = 1024;

/// Largest text of a charter: 8 KiB.
///
/// The longest purpose and thirty-two stewards with the longest roles have 4.6 KiB.
pub const CHARTER_BYTES_MAX: usize = 8 * 1024;

/// Most charters that are looked at of one log: its first 64.
///
/// A community that amends its charter twice a year does so for thirty years; each may have many
/// signatures to check.
pub const CHARTERS_MAX: usize = 64;

/// Most signatures of charters that one verdict checks: 1,024, some 60 ms of one core.
///
/// Four communities one above the other, each with thirty charters by eight stewards.
pub const CHARTER_SIGNATURES_MAX: usize = 1024;

/// Most communities one above the other of which each may ask for more: 4.
pub const COMMUNITY_LEVELS_MAX: usize = 4;

/// Most memberships of one person that are looked at for what they share with another: 32.
pub const MEMBERSHIPS_MAX: usize = 32;

/// Most entries in one bundle: 100,000.
///
/// Their signatures take 5 s on one core: half of what a verification may take.
pub const BUNDLE_ENTRIES_MAX: usize = 100_000;

/// Most key events, and most fork proofs, in one bundle: 10,000 each.
pub const BUNDLE_KEYS_MAX: usize = 10_000;
