//! Bounds of words that people write.

/// Longest name of a person, organisation, community or achievement: 256 bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 256;

/// Longest free text: a description, reason or term: 4,096 bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 4096;

/// Longest URL or other identifier: 2,048 bytes.
///
/// What browsers and proxies are known to carry.
pub const URL_BYTES_MAX: usize = 2048;
