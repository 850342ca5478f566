//! Bounds of credentials: what they say, their status, what is inside and around them.

/// Most bytes the text of one credential may have: 1 MiB.
///
/// A badge with an embedded image and a hundred endorsements fits; the JSON reader's bound is the
/// same.
pub const CREDENTIAL_BYTES_MAX: usize = 1024 * 1024;

/// Most bytes of one text in an achievement's definition: 8 KiB.
///
/// Some pages of criteria; what is longer is a document to link to.
pub const DEFINITION_TEXT_BYTES_MAX: usize = 8 * 1024;

/// Most tags of one achievement: 32.
///
/// More words than that find nothing.
pub const DEFINITION_TAGS_MAX: usize = 32;

/// Places in one status list: 131,072.
///
/// Source: Bitstring Status List 1.0 §3.1: so many that one place tells nobody apart.
pub const STATUS_LIST_ENTRIES: u32 = 131_072;

/// Most bytes a status list may have when inflated: 2 MiB.
///
/// That is 16 million places; the lists that are known have 131,072 to a million.
pub const STATUS_LIST_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Most bits of one place in a status list: 8.
///
/// Each value needs words of its own; a credential with more than 256 of them is not known.
pub const STATUS_SIZE_BITS_MAX: u8 = 8;

/// Most versions of one status list that are looked at: 16.
///
/// Each costs a signature check and up to [`STATUS_LIST_BYTES_MAX`] to inflate; one would do.
pub const STATUS_LISTS_MAX: usize = 16;

/// Most status entries of one credential that are looked at: 16.
///
/// Each is looked for in the whole feed of its issuer; real credentials have one or two.
pub const STATUSES_MAX: usize = 16;

/// Age after which news of an issuer's feed no longer tell a status, by default: 7 days in
/// milliseconds.
///
/// A node writes into its feed every day; a week of silence is a node cut off, or its issuer gone.
pub const STATUS_AGE_MILLIS: u64 = 7 * 24 * 60 * 60 * 1000;

/// Most credentials inside a credential that one verdict looks at: 64.
///
/// Each costs what a credential costs; a record of a school career has some dozens.
pub const NESTED_MAX: usize = 64;

/// Most credentials of one presentation: 16.
///
/// Whoever asks for some to be shown together asks for a handful; they are judged within the time
/// of one, so that each may have fewer proofs.
pub const PRESENTED_MAX: usize = 16;

/// Most endorsements that one verdict looks at: 64.
///
/// Each costs a signature check; a page shows fewer.
pub const ENDORSEMENTS_MAX: usize = 64;

/// Most endorsements of one thing by one of those on whom something hangs: 4 of each way by which they
/// came.
///
/// Who endorses a badge endorses it once, and perhaps anew; others can only claim to be them.
pub const ENDORSEMENTS_EACH_MAX: usize = 4;

/// Most endorsements of one thing by all of those on whom something hangs: 128, before those of others.
///
/// A charter has at most 32 stewards.
pub const ENDORSEMENTS_SOUGHT_MAX: usize = 128;

/// Most words that one endorsement takes along: 4, each a signature to check.
pub const WORDS_WITH_MAX: usize = 4;

/// Most reasons that one endorsement gives: 8.
pub const ENDORSEMENT_REASONS_MAX: usize = 8;

/// Most bytes of a narrative, comment or name in a credential we write: 16 KiB.
///
/// Some pages; what is longer is evidence to link to.
pub const CREDENTIAL_TEXT_BYTES_MAX: usize = 16 * 1024;

/// Most pieces of evidence in a credential we write: 32.
///
/// A portfolio is one piece; readers open a few.
pub const EVIDENCE_MAX: usize = 32;

/// Most values of one member of a credential we write: 64.
///
/// Alignments to a whole framework are a link to it; readers look at a few.
pub const CREDENTIAL_ITEMS_MAX: usize = 64;

/// Longest challenge, and longest domain, that a presentation answers: 1 KiB each.
///
/// A random number in hex has 64 bytes, a web address seldom 200.
pub const CHALLENGE_BYTES_MAX: usize = 1024;

/// Most bytes of a signed envelope (JWT, SD-JWT, COSE) around a credential: 2 MiB.
///
/// The largest credential in base64, its disclosures and its header.
pub const ENVELOPE_BYTES_MAX: usize = 2 * CREDENTIAL_BYTES_MAX;

/// Most bytes of the header of an envelope: 16 KiB.
///
/// A chain of three certificates, which is not looked at, fits.
pub const ENVELOPE_HEADER_BYTES_MAX: usize = 16 * 1024;

/// Most disclosures of one SD-JWT: 256.
///
/// Each costs a hash and a look at all members beside it; a credential has some dozens of members.
pub const DISCLOSURES_MAX: usize = 256;
