//! Letters on their shelves: how inbox and outbox name and keep them.
//!
//! A note's key is the letter's nonce, its value the letter as it came. A letter in the inbox
//! stays until its owner's program forgets it; one in the outbox until it is taken or refused.

use bot_protocol::statement::letter::Letter;

use crate::store::{Shelf, Store, StoreError, Write};

/// Every letter that came and was not taken off the shelf.
///
/// # Errors
/// The store cannot be read.
pub fn inbox(store: &dyn Store) -> Result<Vec<Letter>, StoreError> {
    kept(store, Shelf::Inbox)
}

/// Every letter that waits to be delivered.
///
/// # Errors
/// The store cannot be read.
pub fn outbox(store: &dyn Store) -> Result<Vec<Letter>, StoreError> {
    kept(store, Shelf::Outbox)
}

fn kept(store: &dyn Store, shelf: Shelf) -> Result<Vec<Letter>, StoreError> {
    let read = |value: &[u8]| {
        Letter::reopen(value).inspect_err(|fault| tracing::error!(%fault, "a kept letter")).ok()
    };
    Ok(store.notes(shelf, &[])?.iter().filter_map(|(_, value)| read(value)).collect())
}

/// Puts a letter on a shelf.
pub(crate) fn put(shelf: Shelf, letter: &Letter) -> Write {
    Write::Note { shelf, key: letter.nonce().to_vec(), value: letter.to_bytes() }
}

/// How the note begins that a step of a case is of nobody's share of the inbox any more.
const READ: &[u8] = b"r";

/// That a step of a case is of nobody's share of the inbox any more: the case is over, or it was answered.
pub(crate) fn read_note(nonce: &[u8; 16]) -> Write {
    Write::Note { shelf: Shelf::Cases, key: [READ, nonce].concat(), value: b"{}".to_vec() }
}

/// Whether it is.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn is_read(store: &dyn Store, letter: &Letter) -> Result<bool, StoreError> {
    Ok(store.note(Shelf::Cases, &[READ, &letter.nonce()].concat())?.is_some())
}
