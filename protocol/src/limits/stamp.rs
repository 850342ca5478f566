//! Bounds of dated heads and witnesses: `spec/stamps.md`.

/// Most witnesses that one identity names, and most cosignatures beside one stamp: 7.
///
/// Five of seven tolerate two liars of any kind; more only cost bytes in every stamp.
pub const WITNESSES_MAX: usize = 7;

/// Most stamps of one log that are kept: 8, one for each number of cosignatures from none on.
pub const STAMPS_HELD_MAX: usize = WITNESSES_MAX + 1;

/// Most statements about keys that one stamp names: 32, the newest of them.
///
/// Some ten installations with the acts that opened and closed them.
pub const STAMP_KEYS_MAX: usize = 32;

/// Largest encoded stamp with all its cosignatures: 1,220 bytes, by its arithmetic.
pub const STAMP_BYTES_MAX: usize = 1220;

/// Largest proof that two heads of one size were signed: 3,040 bytes.
///
/// Twice a header with its signature and the 32 hashes of the largest tree, and what wraps them.
pub const STAMP_FORK_BYTES_MAX: usize = 3040;

/// How long after a stamp the next may be due at the latest: 31 days, in milliseconds.
///
/// Whoever stamps less often than monthly does not say that it is still there.
pub const STAMP_DUE_MAX_MILLIS: u64 = 31 * 24 * 60 * 60 * 1000;

/// How soon a node says that its next stamp is due: 1 day, in milliseconds.
pub const STAMP_EVERY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// How long a stamp that is due may be late before that is told, and before a witness refuses to
/// sign the old one again: 12 hours, in milliseconds.
///
/// A machine that sleeps at night is not reported for it.
pub const STAMP_LATE_MILLIS: u64 = 12 * 60 * 60 * 1000;

/// Most hashes of a proof that one head continues another: 64.
///
/// Source: RFC 6962 §2.1.2: two paths of a tree with 32 levels.
pub const CONSISTENCY_HASHES_MAX: usize = 64;

/// Most stamps, and most proofs about stamps, in one bundle: 10,000 each.
pub const BUNDLE_STAMPS_MAX: usize = 10_000;

/// Most entries beside the logs of a bundle.
pub const BUNDLE_BESIDE_MAX: usize = 10_000;

/// Bytes by which a bundle says how long a log is, at most: a list of three, a key, two numbers.
pub const SHORT_BYTES_MAX: usize = 1 + 34 + 2 + 5;

/// How soon a witness that did not sign is asked again at first: 1 second, in milliseconds.
///
/// It may just not have heard yet that it was named.
pub const SIGN_AGAIN_MIN_MILLIS: u64 = 1000;

/// How long the pause between two such questions grows: 5 minutes, in milliseconds.
pub const SIGN_AGAIN_MAX_MILLIS: u64 = 5 * 60 * 1000;

/// How long the pause grows after which a witness of this node's own is asked once more for a feed: 256
/// seconds, in milliseconds. It is asked ten times for each stamp, within nine minutes.
///
/// It signs for those alone whom its own node knows, and answers of others nothing.
pub const SIGHT_AGAIN_MAX_MILLIS: u64 = 256 * 1000;

/// For how many feeds a witness of this node's own is asked in one tick: 32.
///
/// A thousand feeds are gone through in half a minute, and it answers 50 requests a second.
pub const SIGHTS_ASKED_MAX: usize = 32;

/// How many heads of one log a witness looks at, at once: 128.
///
/// An author that revokes a hundred badges one by one stamps a hundred heads.
pub const SIGN_BURST: u64 = 128;

/// How many heads of one log a witness looks at in a minute: 30.
pub const SIGNS_PER_MINUTE: u64 = 30;

/// How soon a witness that is asked again gives the signature that it gave: a minute, in milliseconds.
///
/// What it signed then still holds, and nothing is written anew.
pub const SIGNED_AGAIN_MILLIS: u64 = 60 * 1000;

/// How soon a stamp of a head that was stamped already is news again: 10 minutes, in milliseconds.
///
/// Writers stamp daily; whoever stamps one head again and again tells nothing new with it.
pub const STAMP_AGAIN_MILLIS: u64 = 10 * 60 * 1000;

/// Most stamps of one feed that are taken at once though no entry at hand stands behind them: 32.
///
/// An entry costs its writer a place of its quota; a stamp of the same head, or of one that nobody
/// has, costs nothing.
pub const STAMP_BURST: u64 = 32;

/// How many more of them a minute: 2. Some five an hour come from an honest writer that is heard late.
pub const STAMPS_PER_MINUTE: u64 = 2;
