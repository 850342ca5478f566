//! Shelves whose notes are their owner's alone, each with a note that must never leave its node.

use bot_node::store::Shelf;

/// What each of those notes begins with.
pub const SEED: &str = "SECRET#";

/// The shelves that a note of any form may lie on: all but those whose rows the node itself reads, and would
/// take a note of another form for damage.
pub fn private() -> impl Iterator<Item = Shelf> {
    let read = [
        Shelf::Outbox,
        Shelf::Deposited,
        Shelf::Mailbox,
        Shelf::Cursors,
        Shelf::Peers,
        Shelf::Witness,
        Shelf::Proofs,
        Shelf::Sights,
    ];
    Shelf::ALL.iter().copied().filter(move |shelf| !read.contains(shelf))
}

/// The key of such a note, and what it says.
#[must_use]
pub fn note(shelf: Shelf) -> ([u8; 16], String) {
    (*b"SECRET#-as-a-key", format!("{SEED} of {shelf:?}"))
}
