//! Bounds of points in time and of canonical forms: JSON, texts in a base, RDF.

/// How far ahead of our own clock another's time may lie: 10 minutes, in milliseconds.
///
/// Clocks of honest machines differ by seconds; a minute hand set wrong is still served.
pub const CLOCK_AHEAD_MAX_MILLIS: u64 = 10 * 60 * 1000;

/// Longest text that is looked at as a point in time: 64 bytes.
///
/// `2026-11-23T12:00:00.123456789+01:00` has 35.
pub const TIME_TEXT_BYTES_MAX: usize = 64;

/// Largest JSON text that is read: 1 MiB.
///
/// A badge with two embedded images stays below 200 KiB.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;

/// Most values of a JSON text of up to [`JSON_BYTES_MAX`], those inside others too: 131,072.
///
/// Each takes a place in memory however short it is. A badge has some hundred, the longest learner
/// record some ten thousand.
pub const JSON_VALUES_MAX: usize = JSON_BYTES_MAX / JSON_BYTES_PER_VALUE_MIN;

/// Bytes that each value of a JSON text may be expected to take: 8.
pub const JSON_BYTES_PER_VALUE_MIN: usize = 8;

/// Deepest nesting of JSON arrays and objects: 32.
///
/// Open Badges use 8; a context file 12. Reading and dropping are recursive.
pub const JSON_DEPTH_MAX: usize = 32;

/// Largest whole number that every reader of JSON agrees on: 2^53 − 1.
///
/// Source: RFC 7493 §2.2.
pub const JSON_INTEGER_MAX: u64 = (1 << 53) - 1;

/// Longest text that is decoded from a base that costs quadratic time: 4,096 bytes.
///
/// The longest real one is the RSA-4096 `did:key` with 730.
pub const QUADRATIC_BASE_BYTES_MAX: usize = 4096;

/// Most bytes a `did:key` or `did:jwk` identifier or key URL may have: 2,048.
pub const DID_BYTES_MAX: usize = 2048;

/// Largest modulus of an RSA key: 1,024 bytes, 8,192 bits.
///
/// Twice what is in use; a JWT by it was judged in 1.9 ms (`tests/bench hostile`).
pub const RSA_MODULUS_BYTES_MAX: usize = 1024;

/// Most verification methods of one document that describes an identifier, and most entries of one
/// of its lists: 64.
///
/// Real ones have one to ten; a university with a key for each department has some dozens.
pub const DOCUMENT_METHODS_MAX: usize = 64;

/// Most statements with a signature each in one derived proof: 80.
///
/// That is all of a full Open Badge; with the two others of a proof they take most of
/// [`EFFORT_MAX`](super::EFFORT_MAX).
pub const DISCLOSED_STATEMENTS_MAX: usize = 80;

/// Most different documents of one identifier that are kept: 8.
///
/// Where they contradict each other nothing can be told; more would tell no more.
pub const DOCUMENTS_OF_ONE_MAX: usize = 8;

/// Most quads of one document or proof that are canonicalized: 500.
///
/// A full Open Badge has about 80; a learner record of a school year stays below.
pub const RDF_QUADS_MAX: usize = 500;

/// Most blank nodes of a document that look alike by their first hash: 32.
///
/// Real ones have two or three equal address or evidence nodes.
pub const RDF_ALIKE_MAX: usize = 32;

/// Most steps spent to tell alike blank nodes apart: 20,000.
///
/// Every published graph that is not meant as poison needs fewer; the bound is reached in a few
/// hundredths of a second.
pub const RDF_WORK_MAX: u64 = 20_000;
