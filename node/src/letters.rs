//! Letters on their shelves: how inbox and outbox name and keep them.
//!
//! A note's value is the letter as it came. In the outbox its key is the letter's nonce, which was made
//! here; in the inbox it is who sent it and the nonce, as others make what nonces they like. A letter in the
//! inbox stays until its owner's program forgets it; one in the outbox until it is taken or refused.

use bot_protocol::identity::Did;
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
    let came = shelf == Shelf::Inbox;
    let key = if came { came_key(letter) } else { letter.nonce().to_vec() };
    Write::Note { shelf, key, value: letter.to_bytes() }
}

/// What a letter that came is called: by whom and by which nonce.
pub(crate) fn came_key(letter: &Letter) -> Vec<u8> {
    key_of(&letter.from(), &letter.nonce())
}

fn key_of(from: &Did, nonce: &[u8; 16]) -> Vec<u8> {
    [&from.public_key().as_bytes()[..], nonce].concat()
}

/// What lies in the inbox by the name of this letter, also where it was put by its nonce alone.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn came(store: &dyn Store, letter: &Letter) -> Result<Option<Vec<u8>>, StoreError> {
    came_from(store, &letter.from(), &letter.nonce())
}

/// What lies in the inbox of somebody's letter of this nonce.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn came_from(
    store: &dyn Store,
    from: &Did,
    nonce: &[u8; 16],
) -> Result<Option<Vec<u8>>, StoreError> {
    if let Some(held) = store.note(Shelf::Inbox, &key_of(from, nonce))? {
        return Ok(Some(held));
    }
    let before = store.note(Shelf::Inbox, nonce)?;
    let same = |held: &Vec<u8>| Letter::reopen(held).is_ok_and(|one| one.from() == *from);
    Ok(before.filter(same))
}

/// Takes a letter out of the inbox.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn forget(store: &dyn Store, letter: &Letter) -> Result<Write, StoreError> {
    let (named, before) = (came_key(letter), letter.nonce().to_vec());
    let key = if store.note(Shelf::Inbox, &named)?.is_some() { named } else { before };
    Ok(Write::Forget { shelf: Shelf::Inbox, key })
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

#[cfg(test)]
mod tests {
    use bot_protocol::identity::{Did, SecretKey};
    use bot_protocol::statement::letter::{Answer, LetterDraft, Message};
    use bot_protocol::time::Timestamp;

    use super::*;
    use crate::store::Backend;

    fn letter(from: u8) -> Letter {
        let [from, to] = [from, 9].map(|seed| SecretKey::from_seed(&[seed; 32]));
        let message = Message::Answer(Answer { letter: [1; 16], accepted: true, reason: None });
        let (to, ts) = (Did::from(to.public()), Timestamp::from_millis(7));
        LetterDraft { to, message, ts, nonce: [5; 16] }.sign(&from).unwrap()
    }

    /// Two senders of one nonce have a letter each; one that was put by its nonce alone is found, and is
    /// nobody else's.
    #[test]
    fn letters_of_one_nonce_lie_side_by_side() {
        let store = crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        let store = store.as_ref();
        let (one, other) = (letter(1), letter(2));
        let before =
            Write::Note { shelf: Shelf::Inbox, key: one.nonce().to_vec(), value: one.to_bytes() };
        store.commit(&[before]).unwrap();
        assert_eq!(came(store, &one).unwrap(), Some(one.to_bytes()));
        assert_eq!(came(store, &other).unwrap(), None);
        store.commit(&[put(Shelf::Inbox, &other)]).unwrap();
        assert_eq!(came(store, &other).unwrap(), Some(other.to_bytes()));
        assert_eq!(inbox(store).unwrap().len(), 2);
        store.commit(&[forget(store, &one).unwrap()]).unwrap();
        assert_eq!(inbox(store).unwrap(), std::slice::from_ref(&other));
        store.commit(&[forget(store, &other).unwrap()]).unwrap();
        assert!(inbox(store).unwrap().is_empty());
    }
}
