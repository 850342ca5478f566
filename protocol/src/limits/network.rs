//! Bounds of what a node keeps beside its feeds, and of its network.
//!
//! Limits of what a single message may be stand with its format.

/// Longest key of a private note: 256 bytes.
///
/// Two hashes and a name fit; longer keys would make the inner pages of a store's tree too large.
pub const NOTE_KEY_BYTES_MAX: usize = 256;

/// Largest private note: 16 MiB.
///
/// The largest picture that is read as a badge.
pub const NOTE_BYTES_MAX: usize = 16 * 1024 * 1024;

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
/// gossip waits.
pub const NET_EVENTS_MAX: usize = 256;

/// Most bytes of sync frames, of all peers together, that wait for the driver: as many as a batch takes
/// in; then streams are read no further.
pub const FRAMES_WAITING_BYTES_MAX: usize = 1 << 20;

/// Most gossip messages of all neighbours together that wait for the driver, at most 10 MB; then
/// those of whoever has the most waiting are dropped.
pub const HEARD_WAITING_MAX: usize = 2_000;

/// Most orders of the driver that wait for the network; the network always reads on.
pub const NET_ORDERS_MAX: usize = 1024;

/// Most letters being handed over by others at a time; of these one peer may hand over as many as
/// may leave a node.
pub const LETTERS_INCOMING_MAX: usize = 128;

/// Most letters that wait in the inbox of a node for an answer.
///
/// Anybody may write; a full box answers "later", and its owner sees that it is full.
pub const INBOX_LETTERS_MAX: usize = 10_000;

/// Most of these that strangers may have there: so that they cannot lock out those who are known.
pub const INBOX_LETTERS_OF_STRANGERS_MAX: usize = 2_000;

/// Most answers to one letter that are kept. The first one signed counts; a second comes from a node
/// that was restored.
pub const INBOX_ANSWERS_PER_LETTER_MAX: usize = 4;

/// Largest envelope that a mailbox keeps: 16 KiB.
///
/// A badge with a few sentences and no picture fits; what is larger waits for its addressee's node.
pub const MAIL_BYTES_MAX: usize = 16 * 1024;

/// Most envelopes a mailbox keeps for one addressee: 100.
pub const ENVELOPES_PER_ADDRESSEE_MAX: usize = 100;

/// Most of these that strangers may leave: half, so that they cannot lock out those who are known.
pub const ENVELOPES_OF_STRANGERS_MAX: usize = 50;

/// How long a mailbox keeps an envelope that nobody comes for: 30 days, in milliseconds.
pub const ENVELOPE_AGE_MAX_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Leading zero bits of the hash by which strangers pay for an envelope: 16.
///
/// Some 65,000 hashes, a few hundredths of a second: nothing for one letter, an hour for 100,000.
pub const ENVELOPE_WORK_BITS: u32 = 16;

/// Most bytes of envelopes that one node keeps for others: 64 MiB.
pub const MAILBOX_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most of these that strangers leave: half, so that those who are known find room.
pub const MAILBOX_BYTES_OF_STRANGERS_MAX: usize = MAILBOX_BYTES_MAX / 2;

/// Most of these for addressees whose statements are not kept: an eighth, for their names cost nothing.
pub const MAILBOX_BYTES_OUTSIDE_MAX: usize = MAILBOX_BYTES_MAX / 8;

/// Most mailboxes that one node names for its identities: 4.
pub const MAILBOXES_MAX: usize = 4;

/// Most letters of one sender that wait in the inbox for an answer.
pub const INBOX_LETTERS_PER_SENDER_MAX: usize = 200;

/// Most letters of one stranger that wait there.
pub const INBOX_LETTERS_PER_STRANGER_MAX: usize = 50;

/// Most letters that wait to be delivered.
pub const OUTBOX_LETTERS_MAX: usize = 10_000;

/// Most bytes of one gossipsub message: what the urgent topic carries whole, with the field names
/// of the protocol.
pub const GOSSIP_MESSAGE_BYTES_MAX: usize = 5 * 1024;

/// Most bytes of one gossipsub frame: a message and the control data that travels with it.
pub const GOSSIP_RPC_BYTES_MAX: usize = 64 * 1024;

/// Most messages that one gossipsub frame names to a peer as held or as wanted: 400, each in 34 bytes.
///
/// So many are answered at once; what is not named comes with the next comparison.
pub const GOSSIP_NAMED_MAX: usize = 400;

/// Most bytes of the control data of one gossipsub frame.
///
/// Whoever is sent more closes the stream, and after four of those neither of the two hears the other on that
/// connection: nobody may ever have so much to name.
pub const GOSSIP_CONTROL_BYTES_MAX: usize = 40 * 1024;

const _: () = assert!(GOSSIP_NAMED_MAX * 34 + 1024 <= GOSSIP_CONTROL_BYTES_MAX);
const _: () = assert!(GOSSIP_CONTROL_BYTES_MAX + GOSSIP_MESSAGE_BYTES_MAX < GOSSIP_RPC_BYTES_MAX);

/// Most letters being delivered at a time.
pub const LETTERS_LEAVING_MAX: usize = 16;

/// Most peers met that are remembered over a restart; beyond them whoever hosts nobody in scope and was not
/// seen for the longest makes room.
pub const PEERS_NOTED_MAX: usize = 256;

/// Most commands that wait for the driver, and most events a watcher may fall behind.
pub const NODE_EVENTS_MAX: usize = 1024;

/// Most relays through which one node is called at a time: one may fail.
pub const RELAYS_MAX: usize = 2;

/// Most reservations that a relay gives one peer: it needs one.
pub const RESERVATIONS_PER_PEER_MAX: usize = 1;

/// Most circuits through a relay at a time.
///
/// With 16 MiB each, half a gigabyte an hour at worst; most end in a direct way after seconds.
pub const CIRCUITS_MAX: usize = 32;

/// Most circuits that one peer opens through a relay at a time.
pub const CIRCUITS_PER_PEER_MAX: usize = 4;

/// How long a circuit stands at most: an hour, in seconds.
pub const CIRCUIT_SECONDS_MAX: u64 = 60 * 60;
