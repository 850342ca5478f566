//! Bounds and measures of the walk that says how far an identity is from the viewer.

/// Most steps of a walk from the viewer: 5.
///
/// Farther than that nobody can say of a name who it is, and its weight is below what counts.
pub const WALK_STEPS_MAX: u8 = 5;

/// How many recognitions the word of one identity is shared among at least: 12.
///
/// Whoever recognises one only does not lend it all of their weight.
pub const WALK_TIES_MIN: u64 = 12;

/// Most ties followed to keep the middle of a walk, for each of its first steps: 4,194,304.
///
/// At most 128 MiB, for people with a thousand friends of a thousand friends. Where it would be
/// more, the walk is kept up to its second step and each question costs more; the answers are the
/// same.
pub const WALK_MIDDLE_MAX: usize = 4 * 1024 * 1024;

/// How long a recognition counts when its terms name no end: two years, in milliseconds.
///
/// People change; who still stands behind somebody says so again.
pub const RECOGNITION_AGE_MAX_MILLIS: u64 = 2 * 365 * 24 * 60 * 60 * 1000;

/// Most endorsements in feeds that are looked at as ties for one verdict from files alone: 4,096, half a
/// second of one core.
pub const ENDORSED_CHECKED_MAX: usize = 4096;

/// Most of those that one person shows of themselves: 512, the newest.
pub const ENDORSED_EACH_MAX: usize = 512;

/// Most credentials in feeds that are looked for among anchors for one verdict, by keys that were given
/// up: 1,024, more than bear on one badge.
pub const FORMER_SHOWN_MAX: usize = 1024;

/// Most people in a picture of somebody's surroundings, the nearest ones: 200.
pub const PICTURE_PEOPLE_MAX: u32 = 200;

/// Longest name in a picture, in characters.
pub const PICTURE_NAME_CHARS_MAX: usize = 24;

/// Most authors of disputes who are looked for among those whom the viewer can reach, for one
/// verdict: 256, the address book's first.
pub const DISPUTERS_CHECKED_MAX: usize = 256;

/// Most disputes that are told of beside one verdict, the newest: 32.
pub const DISPUTES_TOLD_MAX: usize = 32;

/// Most answers of a walk that are kept: 4,096.
///
/// With their chains they are some 2 MB; who asks about more at a time has them reckoned again.
pub const STANDINGS_KEPT_MAX: usize = 4096;
