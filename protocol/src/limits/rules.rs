//! Bounds of the rules by which a badge is earned: `spec/rules.md` §3 and §5.

/// Longest rule: 4 KiB of canonical JSON.
///
/// The thirty-two longest names it may have take about three.
pub const RULE_BYTES_MAX: usize = 4 * 1024;

/// Most parts of one rule, itself included: 32.
pub const RULE_PARTS_MAX: usize = 32;

/// How deep one part of a rule may stand in others: 4.
pub const RULE_DEPTH_MAX: usize = 4;

/// Most badges, people or parts in one list of a rule: 32.
pub const RULE_LIST_MAX: usize = 32;

/// Longest id of an achievement in a rule: 512 bytes.
pub const RULE_ID_BYTES_MAX: usize = 512;

/// Longest chain of holders who made each other holders: 32.
///
/// Every teacher taught by another, the whole way to who began it, in a generation of teachers.
pub const RULE_CHAIN_MAX: usize = 32;

/// Most badges that are followed from one rule to the rules of the badges it names: 64.
pub const RULE_BADGES_MAX: usize = 64;

/// Most awards at hand that are looked at for one rule: 256.
///
/// Each costs a signature; of more than that the answer is that it cannot be told.
pub const RULE_AWARDS_MAX: usize = 256;

/// Most permissions with a rule that are looked at for one badge of a creator: 64.
///
/// Each is a rule to judge by, and a creator who changes a rule ends the one before; of more than that
/// the answer is that it cannot be told.
pub const RULE_GRANTS_MAX: usize = 64;

/// Most permissions that are looked at for one badge that a rule names: 1,024.
///
/// Those without a rule cost a comparison: a thousand teachers of one school.
pub const RULE_PERMISSIONS_MAX: usize = 1024;

/// Most endorsements by which badges stand for those that a rule names: 256.
///
/// Each costs a signature.
pub const RULE_EQUIVALENTS_MAX: usize = 256;

/// Longest gate: 16 KiB of canonical JSON.
///
/// Thirty-two conditions with the longest names they may have would take more; nobody reads such a one.
pub const GATE_BYTES_MAX: usize = 16 * 1024;

/// Longest domain of a gate: 253 bytes, as a name on the net has at most.
pub const GATE_DOMAIN_BYTES_MAX: usize = 253;

/// The oldest that news of a status may be for a gate: a year, in seconds.
pub const GATE_NEWS_SECONDS_MAX: u64 = 365 * 24 * 60 * 60;

/// Most stages of one badge: 8.
pub const RULE_STAGES_MAX: usize = 8;

/// Longest name of a role in a rule: 64 bytes.
pub const RULE_ROLE_BYTES_MAX: usize = 64;
