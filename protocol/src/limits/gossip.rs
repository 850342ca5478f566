//! Bounds of gossip and sync.

/// Largest gossip message on an urgent topic: 4 KiB.
///
/// A revocation of a thousand badges fits; what is larger travels as its header alone.
pub const URGENT_BYTES_MAX: usize = 4 * 1024;

/// Largest entry that is gossiped whole on a feed topic: 1 KiB.
///
/// A recognition fits; a badge is pulled once by whoever lacks it.
pub const FEED_GOSSIP_BYTES_MAX: usize = 1024;

/// Longest name of a community: 64 bytes.
pub const COMMUNITY_BYTES_MAX: usize = 64;

/// Most communities one node is a member of, and one Hello names: 32.
pub const COMMUNITIES_MAX: usize = 32;

/// Most identities one peer may prove to host: 256.
///
/// With its signature each takes 110 bytes of a Hello, which must fit one frame.
pub const HOSTED_MAX: usize = 256;

/// How long a signed leave to host an identity holds: 30 days, in milliseconds.
///
/// A node renews it at each start; a peer that lost its mandate is believed no longer than this.
pub const HOSTING_AGE_MAX_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// How old a leave may be before a newer one is told in its place: 1 day, in milliseconds.
pub const HOSTING_RENEW_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Most feeds that a question by cursor names as held: 2,000.
///
/// A row takes at most 24 bytes, so they fit one frame; of more feeds that grew comparing tells
/// for less.
pub const SINCE_ROWS_MAX: usize = 2_000;

/// How long one of two that both have to compare waits for the other to begin: 5 seconds, in
/// milliseconds.
pub const YIELD_MILLIS: u64 = 5 * 1000;

/// How long who compared is ready to be asked back: 15 seconds, in milliseconds.
///
/// What it found lies in memory so long, and the other asks within a round trip.
pub const ASKED_BACK_MILLIS: u64 = 15 * 1000;

/// Most rows in one page of what is lacked: 2,500.
///
/// A row takes at most 24 bytes, so a page fits one frame.
pub const LACK_PAGE_ROWS_MAX: usize = 2_500;

/// Most pages of one request for what is lacked: 200.
pub const LACK_PAGES_MAX: u32 = 200;

/// Symbols in one frame: 4,000, which take 64,000 bytes.
pub const FRAME_SYMBOLS_MAX: usize = 4_000;

/// Most symbols in one answer: 64,000, about one mebibyte. Who needs more asks again.
///
/// They wait in memory for their reader, one answer at a time for each peer.
pub const ANSWER_SYMBOLS_MAX: u32 = 64_000;

/// Symbols that are sent beyond what a difference needs on average: 24.
///
/// Small differences need up to three symbols an item.
pub const SPARE_SYMBOLS: u32 = 24;

/// Symbols that are sent where nothing seems to differ: 8.
///
/// Two peers that hold the same so find that out with some 800 bytes each way.
pub const FEWEST_SYMBOLS: u32 = 8;

/// Most symbols in one sketch: 1,048,574.
///
/// Two nodes that hold as many feeds and key logs as they may, and none in common, need 540,000.
/// Up to here the places of items are reckoned in 64 bits.
pub const SYMBOLS_MAX: u32 = (1 << 20) - 2;

/// What tells about how much two sets differ: 640 bytes.
///
/// Twenty levels of 256 places: one part in ten of a difference of any size, and less than what
/// two peers that hold the same may spend on finding that out.
pub const STRATA_BYTES: usize = 640;

/// Most items in one frame: 1,024.
pub const FRAME_ITEMS_MAX: usize = 1024;

/// Most feeds one node follows: 100,000.
pub const FEEDS_MAX: usize = 100_000;

/// Most identities one node keeps a key log of: 100,000.
pub const KEY_LOGS_MAX: usize = 100_000;

/// What warns of a stranger (proofs, and what it takes back beside a fork) has one part in so many of the
/// budget beside it: 16.
pub const WARNING_SHARE: u64 = 16;

/// One place in so many of feeds and key logs is for those in scope: 10. Strangers stop before it.
pub const PLACES_KNOWN_SHARE: usize = 10;

/// One place in so many is for those whom the address book or recognition has: 20. Fellows stop before it.
pub const PLACES_FELLOWS_SHARE: usize = 20;

/// One place in so many is for the identities of this node alone: 100.
pub const PLACES_OWN_SHARE: usize = 100;

/// Erasures of one lost log that are kept in mind for entries that come later: 256.
///
/// They name 128,000 entries.
pub const ERASURES_OF_LOG_MAX: usize = 256;

/// Most entries kept beside a forked or closed feed because they take something back: 512, those of the
/// least ids.
///
/// They name 256,000 badges; each costs a stranger 4 KiB of its budget.
pub const ASIDE_MAX: usize = 512;

/// Most of them of more than [`ASIDE_BYTES`]: 16, those of the least ids of these. With the others that is
/// some 3 MiB of a writer, so that whoever has a key makes no ledger that fits no file.
pub const ASIDE_LARGE_MAX: usize = 16;

/// Most entries of one feed that take something back and are kept before what lies between has come: 16, the
/// nearest. That there are more is remembered all the same.
pub const AHEAD_MAX: usize = 16;

/// Most entries of one feed that are noted and passed on at once though what lies before them is not held: 64.
///
/// Whoever has a key can sign any number, for nothing; what lies between is asked for after the first, and once it
/// came as many are passed on again.
pub const GAP_BURST: u64 = 64;

/// How many more of them a minute: 60.
pub const GAPS_PER_MINUTE: u64 = 60;

/// Most entries beyond a gap that are kept of all strangers together: 4,096, some 16 MiB.
pub const AHEAD_OF_STRANGERS_MAX: usize = 4096;

/// Most entries that a connected peer is remembered to have and that were refused here, so that comparing with
/// it does not differ by them: 512, as many as lie beside one feed.
pub const UNKEPT_MAX: usize = 512;

/// What each entry beside a feed counts for towards the budget of strangers: 4 KiB, as much as the urgent topic
/// carries. A longer one of a stranger is not kept.
pub const ASIDE_BYTES: usize = URGENT_BYTES_MAX;

/// Most entries kept of one writer: 1,000,000. The rest is cut off, not refused in the middle.
pub const FEED_ENTRIES_MAX: u32 = 1_000_000;

/// Most bytes kept of one writer: 1 GiB. The rest is cut off, not refused in the middle.
pub const FEED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// How many strangers share what is kept of strangers, at least: 256. None has more than one part of
/// so many, so whoever comes first leaves room.
pub const STRANGERS_SHARE: u64 = 256;

/// Most identities in scope by communities and dealings alone: 1,024. Of more those of communities first, and of
/// these who was admitted first.
pub const FELLOWS_MAX: usize = 1_024;

/// Most identities of one peer of the owner's list that are in scope for that: 64, those that it proved first, so
/// that it cannot fill the budget with ever others.
pub const HOSTED_FELLOWS_MAX: usize = 64;

/// How many fellows share what is kept of fellows, at least: 256. None has more than one part of so many, which is
/// 16 MiB of the usual budget.
pub const FELLOWS_SHARE: u64 = 256;

/// Bytes that a fellow may have however small the budget of all is, as long as it lasts: 2 MiB.
///
/// A school's ledger with a few dozen pictures fits.
pub const FELLOW_BYTES_MIN: u64 = 2 * 1024 * 1024;

/// What part of the budget of strangers there is beside it for what is said about their successors: a
/// quarter as much.
pub const SUCCESSION_SHARE: u64 = 4;

/// Bytes that a stranger may have however small the budget of all is, as long as it lasts: 256 KiB.
///
/// A school's key log and a hundred badges fit.
pub const STRANGER_BYTES_MIN: u64 = 256 * 1024;

/// Gossip messages one peer may forward at once, before its rate counts: 2,000.
///
/// A school that issues to a year group at once publishes some hundreds.
pub const HEARD_BURST: u64 = 2_000;

/// Gossip messages one peer may forward a second, lastingly: 100.
pub const HEARD_PER_SECOND: u64 = 100;

/// What one peer may say unasked and in vain at once (gossip that is known, of no use or beyond its rate,
/// and Hellos, Haves and words about signatures beyond theirs), before its rate counts: 4,000.
///
/// Honest neighbours say each thing once, and few of theirs are known already: a thousand nodes that said two
/// things each while they were apart fill half of it.
pub const VAIN_BURST: u64 = 4_000;

/// What one peer may say in vain a second, lastingly: 200, twice what it may forward at all.
pub const VAIN_PER_SECOND: u64 = 200;

/// How much of what comes in vain one new thing from the same peer pays for: 10. Of a peer 100 things a second are
/// judged, so who forwards a thousand a second that are all new is not put out.
pub const VAIN_PAID_BY_NEWS: u64 = 10;

/// What comes in vain beyond that is blamed once for so many: 50. So a thousand of them put a peer out: who says
/// a thousand things a second is gone after some six seconds.
pub const VAIN_BLAMED: u32 = 50;

/// Requests one peer may make at once, before its rate counts: 1,000.
pub const REQUEST_BURST: u64 = 1_000;

/// Requests one peer may make a second, lastingly: 50.
pub const REQUEST_PER_SECOND: u64 = 50;

/// Hellos one peer may say at once, before its rate counts: 16. Two are usual.
pub const HELLO_BURST: u64 = 16;

/// Hellos one peer may say a second, lastingly: 1.
///
/// Each may name 256 identities, whose signatures take 13 ms.
pub const HELLOS_PER_SECOND: u64 = 1;

/// Surveys, and continuations of them, one peer may ask for at once, before its rate counts: 16.
///
/// One at the first Hello, and one after each catch-up that lacked something; two nodes with
/// nothing in common and as much as they may hold need nine answers.
pub const SURVEY_BURST: u64 = 16;

/// Surveys, and continuations of them, one peer may ask for a minute, lastingly: 6.
///
/// Each makes an item of every feed and key log held: a tenth of a second where that is 200,000.
pub const SURVEYS_PER_MINUTE: u64 = 6;

/// Most items and symbols held to compare with all peers together that host somebody in scope: 400,000, some
/// 25 MB; as many with all others, and as many each to be compared by them.
///
/// Twice what a node may hold; beyond it whoever has held it the longest goes, or the next to come is told to
/// ask again. One comparison at least always goes on.
pub const COMPARED_ITEMS_MAX: usize = 400_000;

/// How long a comparison may take until what is held for it is let go: 2 minutes, in milliseconds.
///
/// The largest sends some 10 MB, which takes a slow line as long.
pub const COMPARISON_MAX_MILLIS: u64 = 2 * 60 * 1000;

/// How long what is held for a comparison is nobody else's: 10 seconds, in milliseconds. Then it makes room for
/// the next to come.
pub const COMPARED_SURELY_MILLIS: u64 = 10_000;

/// Most rows of answers to what is lacked that are on their way to all peers together: 800,000, some 50 MB. Two
/// to those in scope and as many to all others.
pub const SERVED_ROWS_MAX: usize = 800_000;

/// Most rows of unfinished requests for what is lacked held for all peers together: 400,000.
pub const LACK_ROWS_MAX: usize = 400_000;

/// Most heads and key events that wait to be told on: 256.
///
/// Beyond it this node was away and the others were not; what they lack comes within a minute.
pub const UNTOLD_MAX: usize = 256;

/// Most heads and key events told on in one tick: 32, a third of what a peer may forward.
pub const TOLD_PER_TICK: usize = 32;

/// Most ticks a node waits for its turn to tell something on: 8, where it has many neighbours.
pub const TURNS_TO_TELL_MAX: u64 = 8;

/// Most peers of which it is remembered how far their stores were read: 1,024. Those that host nobody in scope
/// have three quarters of them.
pub const CURSORS_MAX: usize = 1024;

/// Most serves that may be under way for one peer: 16.
pub const SERVES_MAX: u32 = 16;

/// Most requests that are open towards one peer: 8, half of what it serves.
pub const REQUESTS_OPEN_MAX: usize = 8;

/// How long a request may be silent before another peer is asked: 15 seconds, in milliseconds.
pub const REQUEST_SILENCE_MAX_MILLIS: u64 = 15 * 1000;

/// Most entries beyond a fork that are kept aside until they lead to a witnessed head: 16,384, some
/// 8 MB of headers, of one feed at a time. Whoever copies a writer's key can fork its feed at an old
/// number; a busy issuer's feed of years has as many.
pub const BRANCH_ENTRIES_MAX: u32 = 16_384;

/// Most forked feeds of which is remembered how they stood at their fork, 1.5 KB each: 256.
pub const GROUNDS_MAX: usize = 256;

/// How long a peer that did not lead to a witnessed head is not asked for it again, whatever it says
/// that it has since: 15 seconds, in milliseconds.
pub const BRANCH_AGAIN_MILLIS: u64 = 15 * 1000;

/// How long the headers of one branch may take until another peer is asked: 2 minutes, in
/// milliseconds.
pub const BRANCH_MAX_MILLIS: u64 = 2 * 60 * 1000;

/// How long large bodies are waited for from whoever brings their headers in a catch-up, until others
/// are asked too: 10 minutes, in milliseconds.
///
/// A newcomer's first catch-up takes minutes; who drips must not hold a picture up for longer.
pub const BODIES_WAIT_MAX_MILLIS: u64 = 10 * 60 * 1000;

/// How often a connected peer is asked what is new: each minute, in milliseconds.
///
/// Gossip is quicker but may lose; this is what makes it whole.
pub const SYNC_EVERY_MILLIS: u64 = 60 * 1000;

/// How soon the first catch-up of a connection is followed by another: 3 seconds after it ended, in
/// milliseconds.
///
/// Gossip makes two nodes neighbours at a heartbeat, once a second. What came to one of them before that,
/// and after it had answered the other, it forwards to others alone.
pub const SETTLES_MILLIS: u64 = 3 * 1000;

/// How often more, after the first time, all are asked for what none of them has: 8, after pauses of 1, 2, 4
/// … 128 minutes.
///
/// Whoever was asked and comes to have it says so; a stamp of a lost key may claim what nobody will ever have.
pub const CHASE_ROUNDS_MAX: u32 = 8;

/// How often the engine looks at its deadlines while peers are connected: each second, in
/// milliseconds.
pub const TICK_MILLIS: u64 = 1000;

/// Most unknown writers that are being asked about: 1,024.
pub const STRANGERS_MAX: usize = 1024;

/// Points of blame at which a peer is disconnected and refused for an hour: 100.
pub const BLAME_POINTS_MAX: u32 = 100;
