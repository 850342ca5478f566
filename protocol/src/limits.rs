//! Every bound, with its unit and its reason.
//!
//! What lies beyond a bound is refused before it costs anything. A part that needs a bound of its
//! own adds it here, under its heading; nothing else in the core holds a naked number.

// Time.

/// How far ahead of our own clock another's time may lie: 10 minutes, in milliseconds.
///
/// Clocks of honest machines differ by seconds; a minute hand set wrong is still served.
pub const CLOCK_AHEAD_MAX_MILLIS: u64 = 10 * 60 * 1000;

/// Longest text that is looked at as a point in time: 64 bytes.
///
/// `2026-11-23T12:00:00.123456789+01:00` has 35.
pub const TIME_TEXT_BYTES_MAX: usize = 64;

// Canonical forms.

/// Largest JSON text that is read: 1 MiB.
///
/// A badge with two embedded images stays below 200 KiB.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;

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
/// Twice what is in use; a signature by it still takes less than a millisecond to check.
pub const RSA_MODULUS_BYTES_MAX: usize = 1024;

/// Most verification methods of one document that describes an identifier, and most entries of one
/// of its lists: 64.
///
/// Real ones have one to ten; a university with a key for each department has some dozens.
pub const DOCUMENT_METHODS_MAX: usize = 64;

/// Most statements with a signature each in one derived proof: 128.
///
/// A full Open Badge has about 80 statements; a document of sixteen such proofs that is read in
/// eight ways is still judged within seconds.
pub const DISCLOSED_STATEMENTS_MAX: usize = 128;

/// Most different documents of one identifier that are kept: 8.
///
/// Where they contradict each other nothing can be told; more would tell no more.
pub const DOCUMENTS_OF_ONE_MAX: usize = 8;

// What travels.

/// Largest frame on a stream between nodes: 64 KiB.
///
/// Frames are read whole into memory, one for each open stream.
pub const FRAME_BYTES_MAX: usize = 64 * 1024;

/// Largest encoded entry of a feed, header, signature and body together: 60 KiB.
///
/// With its wrapping it must fit one frame; a badge with an image of 256 × 256 pixels fits, a
/// photograph does not.
pub const ENTRY_BYTES_MAX: usize = 60 * 1024;

/// Largest encoded header of an entry: 131 bytes, by its arithmetic.
pub const HEADER_BYTES_MAX: usize = 131;

/// Largest content inside the body of an entry: 59 KiB.
///
/// Leaves 1 KiB of an entry for header, signature, salt and wrapping.
pub const BODY_BYTES_MAX: usize = 59 * 1024;

/// Largest private letter between two nodes: 64 KiB.
pub const LETTER_BYTES_MAX: usize = 64 * 1024;

/// Largest encoded key event: 256 bytes.
///
/// The largest kind, a writer with its consent, has 218.
pub const KEY_EVENT_BYTES_MAX: usize = 256;

/// Largest fork proof: 410 bytes, by its arithmetic.
pub const FORK_PROOF_BYTES_MAX: usize = 410;

/// Largest bundle of exported feeds: 64 MiB.
///
/// A school that issued 50,000 badges fits; more is split by feed.
pub const BUNDLE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most files of evidence beside one credential: 64.
///
/// A feed a party on the longest chain of recognitions, and endorsements; together they are no
/// larger than one bundle.
pub const EVIDENCE_FILES_MAX: usize = 64;

/// Most snapshots of addresses in one file of evidence: 64.
///
/// A verdict names a handful of things that are missing: a list, an issuer, its keys.
pub const SNAPSHOTS_MAX: usize = 64;

/// Most bytes of one snapshot: 1 MiB, what the fetcher takes from one address.
pub const SNAPSHOT_BYTES_MAX: usize = 1024 * 1024;

/// Largest file of snapshots: 16 MiB.
///
/// Ten large ones fit, or as many small ones as there may be.
pub const SNAPSHOTS_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most files, folders and other things in a folder or archive that is verified at once: 100,000.
///
/// All badges that a large school gave in ten years.
pub const ARCHIVE_FILES_MAX: usize = 100_000;

/// Most bytes that are read of a folder or an archive: 8 GiB.
///
/// The most files there may be, each a picture of 80 KiB.
pub const ARCHIVE_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;

/// Most bytes that a packed archive is unpacked to: 1 GiB.
///
/// Unpacking costs seconds a GiB, and a packed archive may claim a thousand times its size.
pub const ARCHIVE_PACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

// Words people write.

/// Longest name of a person, organisation, community or achievement: 256 bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 256;

/// Longest free text: a description, reason or term: 4,096 bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 4096;

/// Longest URL or other identifier: 2,048 bytes.
///
/// What browsers and proxies are known to carry.
pub const URL_BYTES_MAX: usize = 2048;

// Pictures and what is baked into them.

/// Most bytes the text of one credential may have: 1 MiB.
///
/// A badge with an embedded image and a hundred endorsements fits; the JSON reader's bound is the
/// same.
pub const CREDENTIAL_BYTES_MAX: usize = 1024 * 1024;

/// Most bytes a picture may have that a badge is read from or baked into: 16 MiB.
///
/// A photograph fits; what is larger is no badge.
pub const PICTURE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most chunks one PNG may have: 65,536.
///
/// Encoders cut pixels into pieces of 8 KiB or more; an animation has some thousands.
pub const PNG_CHUNKS_MAX: usize = 65_536;

/// Deepest nesting of elements in an SVG: 256 levels.
///
/// Drawings nest groups by the dozen; recursion is what is kept out.
pub const SVG_DEPTH_MAX: usize = 256;

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

/// Most endorsements that one verdict looks at: 64.
///
/// Each costs a signature check; a page shows fewer.
pub const ENDORSEMENTS_MAX: usize = 64;

/// Most steps of a chain of recognition: 3.
///
/// Farther than a friend of a friend of a friend, a name says nothing to the viewer.
pub const CHAIN_HOPS_MAX: usize = 3;

/// Most identities looked at in search of a chain: 10,000.
///
/// A community fits; a crowd made up to exhaust the search does not.
pub const CHAIN_VISITS_MAX: usize = 10_000;

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

// Statements, see `spec/feed.md` §5 and `spec/letters.md`.

/// Longest reason for an end, a revocation or an answer: 500 bytes of UTF-8.
///
/// With it a full revocation still fits one urgent message of 4 KiB.
pub const REASON_BYTES_MAX: usize = 500;

/// Most credentials one statement revokes: 500.
///
/// With the longest reason it still fits one urgent message of 4 KiB; more take a second one.
pub const REVOKE_INDEXES_MAX: usize = 500;

/// Most bodies one statement erases: 500.
pub const ERASE_SEQS_MAX: usize = 500;

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

/// Most scopes of a recognition: 16.
pub const SCOPES_MAX: usize = 16;

/// Longest scope of a recognition: 100 bytes of UTF-8.
pub const SCOPE_BYTES_MAX: usize = 100;

// Key logs and bundles, see `spec/keys.md` and `spec/feed.md` §9.

/// Most key events of one identity: 1,024.
///
/// Five hundred installations, each opened and closed.
pub const KEY_EVENTS_MAX: usize = 1024;

/// Most entries in one bundle: 100,000.
///
/// Their signatures take 5 s on one core: half of what a verification may take.
pub const BUNDLE_ENTRIES_MAX: usize = 100_000;

/// Most key events, and most fork proofs, in one bundle: 10,000 each.
pub const BUNDLE_KEYS_MAX: usize = 10_000;

// Gossip and sync.

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

/// Most feeds or identities in one page of a clock: 1,000.
///
/// A feed takes at most 60 bytes, so a page fits one frame.
pub const CLOCK_PAGE_ROWS_MAX: usize = 1000;

/// Most pages in one clock: 200.
pub const CLOCK_PAGES_MAX: u32 = 200;

/// Most items in one frame: 1,024.
pub const FRAME_ITEMS_MAX: usize = 1024;

/// Most feeds one node follows: 100,000.
pub const FEEDS_MAX: usize = 100_000;

/// Most identities one node keeps a key log of: 100,000.
pub const KEY_LOGS_MAX: usize = 100_000;

/// Most entries kept of one writer: 1,000,000. The rest is cut off, not refused in the middle.
pub const FEED_ENTRIES_MAX: u32 = 1_000_000;

/// Most bytes kept of one writer: 1 GiB. The rest is cut off, not refused in the middle.
pub const FEED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Gossip messages one peer may forward at once, before its rate counts: 2,000.
///
/// A school that issues to a year group at once publishes some hundreds.
pub const HEARD_BURST: u64 = 2_000;

/// Gossip messages one peer may forward a second, lastingly: 100.
pub const HEARD_PER_SECOND: u64 = 100;

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

/// Clocks one peer may send at once, before its rate counts: 8.
///
/// One at the first Hello, and one after each catch-up that lacked something.
pub const CLOCK_BURST: u64 = 8;

/// Clocks one peer may send a second, lastingly: 1.
///
/// Each is compared with every feed and key log held.
pub const CLOCKS_PER_SECOND: u64 = 1;

/// Most rows of unfinished clocks held for all peers together: 400,000, some 40 MB.
///
/// Two of the largest clocks; beyond it the next to come is told to ask again.
pub const CLOCK_ROWS_MAX: usize = 400_000;

/// Most heads and key events that wait to be told on: 256.
///
/// Beyond it this node was away and the others were not; what they lack comes within a minute.
pub const UNTOLD_MAX: usize = 256;

/// Most heads and key events told on in one tick: 32, a third of what a peer may forward.
pub const TOLD_PER_TICK: usize = 32;

/// Most ticks a node waits for its turn to tell something on: 8, where it has many neighbours.
pub const TURNS_TO_TELL_MAX: u64 = 8;

/// Most serves that may be under way for one peer: 16.
pub const SERVES_MAX: u32 = 16;

/// Most requests that are open towards one peer: 8, half of what it serves.
pub const REQUESTS_OPEN_MAX: usize = 8;

/// How long a request may be silent before another peer is asked: 15 seconds, in milliseconds.
pub const REQUEST_SILENCE_MAX_MILLIS: u64 = 15 * 1000;

/// How often a connected peer is asked what is new: each minute, in milliseconds.
///
/// Gossip is quicker but may lose; this is what makes it whole.
pub const SYNC_EVERY_MILLIS: u64 = 60 * 1000;

/// How often the engine looks at its deadlines while peers are connected: each second, in
/// milliseconds.
pub const TICK_MILLIS: u64 = 1000;

/// Most unknown writers that are being asked about: 1,024.
pub const STRANGERS_MAX: usize = 1024;

/// Points of blame at which a peer is disconnected and refused for an hour: 100.
pub const BLAME_POINTS_MAX: u32 = 100;

// What a node keeps beside its feeds.

/// Longest key of a private note: 256 bytes.
///
/// Two hashes and a name fit; longer keys would make the inner pages of a store's tree too large.
pub const NOTE_KEY_BYTES_MAX: usize = 256;

/// Largest private note: 16 MiB.
///
/// The largest picture that is read as a badge.
pub const NOTE_BYTES_MAX: usize = 16 * 1024 * 1024;

// The network of a node. Limits of what a single message may be stand with its format.

/// Most streams open at a time on one connection.
///
/// A peer needs one for what it says, a few for letters, and gossip and identify one each.
pub const STREAMS_PER_CONNECTION_MAX: usize = 64;

/// Most connections to one peer: QUIC and TCP, each called from both sides at the same moment.
pub const CONNECTIONS_PER_PEER_MAX: u32 = 4;

/// Most calls being made at a time.
pub const DIALS_MAX: u32 = 32;

/// Peers behind one public address that cost nothing; those above lower the score of all there.
///
/// Private ranges are exempt: a whole school is one of those.
pub const PEERS_PER_ADDRESS_MAX: usize = 8;

/// Most addresses kept of one peer; the oldest make room.
pub const ADDRESSES_PER_PEER_MAX: usize = 8;

/// Most peers and addresses known at a time, besides those of the list.
pub const KNOWN_PEERS_MAX: usize = 1024;

/// Most frames that wait for one peer to read them, at most 4 MiB.
///
/// A live peer reads in milliseconds; one that leaves so much unread is disconnected and catches
/// up when it returns.
pub const PEER_QUEUE_FRAMES_MAX: usize = 64;

/// Most events of the network that wait for the driver; then streams are read no further and
/// gossip is dropped.
pub const NET_EVENTS_MAX: usize = 256;

/// Most orders of the driver that wait for the network; the network always reads on.
pub const NET_ORDERS_MAX: usize = 1024;

/// Most letters being handed over by others at a time; of these one peer may hand over as many as
/// may leave a node.
pub const LETTERS_INCOMING_MAX: usize = 128;

/// Most letters that wait in the inbox of a node, answered or not.
///
/// Anybody may write; a full box answers "later", and its owner sees that it is full.
pub const INBOX_LETTERS_MAX: usize = 10_000;

/// Most letters of one sender that wait in the inbox.
pub const INBOX_LETTERS_PER_SENDER_MAX: usize = 200;

/// Most letters that wait to be delivered.
pub const OUTBOX_LETTERS_MAX: usize = 10_000;

/// Most bytes of one gossipsub message: what the urgent topic carries whole, with the field names
/// of the protocol.
pub const GOSSIP_MESSAGE_BYTES_MAX: usize = 5 * 1024;

/// Most bytes of one gossipsub frame: a message and the control data that travels with it.
pub const GOSSIP_RPC_BYTES_MAX: usize = 64 * 1024;

/// Most letters being delivered at a time.
pub const LETTERS_LEAVING_MAX: usize = 16;

/// Most peers met that are remembered over a restart.
pub const PEERS_NOTED_MAX: usize = 256;

/// Most commands that wait for the driver, and most events a watcher may fall behind.
pub const NODE_EVENTS_MAX: usize = 1024;

// RDF.

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

// Contexts and proofs of credentials.

/// Most context URLs one object may name: 16.
///
/// Real credentials name two to five.
pub const CONTEXTS_MAX: usize = 16;

/// Most different contexts that objects inside a document may bring: 32.
///
/// A learner record holds some twenty badges and endorsements by the same two or three contexts;
/// each different one costs up to a millisecond and 140 KiB that are kept.
pub const CONTEXTS_NESTED_MAX: usize = 32;

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
