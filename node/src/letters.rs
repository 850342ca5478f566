//! Letters on their shelves: how inbox and outbox name and keep them.
//!
//! A note's value is the letter as it came. In the outbox its key is the letter's nonce, which was made
//! here; in the inbox it is who sent it and the nonce, as others make what nonces they like. A letter in the
//! inbox stays until its owner's program forgets it; one in the outbox until it is taken or refused.

use bot_protocol::canon::hash::from_hex;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::Letter;
use serde::{Deserialize, Serialize};

use crate::store::{Shelf, Store, StoreError, Write};

/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;

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

/// A letter that was sent, or the answer given to one that came. On the shelf `Offers`: by nonce what was sent,
/// by [`came_key`] what was answered, and before that by its nonce as well.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Offered {
    /// The whole letter in hex, where it was sent from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<String>,
    /// How it was answered from here: true for yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answered: Option<bool>,
    /// The letter that was answered, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) came: Option<String>,
    pub(crate) at: u64,
}

impl Offered {
    /// Whether it is about what this one wrote, as far as it tells.
    fn is_of(&self, from: &Did) -> bool {
        let whole = self.came.as_ref().or(self.sent.as_ref());
        let letter = |text: &String| Letter::reopen(&from_hex(text)?).ok();
        whole.is_none_or(|text| letter(text).is_some_and(|one| one.from() == *from))
    }
}

/// What is noted of a letter that came: how it was answered, or that it was sent from here too. What others
/// wrote by the same nonce is another letter.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn noted(store: &dyn Store, letter: &Letter) -> Result<Option<Offered>, StoreError> {
    let read = |note: Vec<u8>| serde_json::from_slice::<Offered>(&note).ok();
    if let Some(note) = store.note(Shelf::Offers, &came_key(letter))?.and_then(read) {
        return Ok(Some(note));
    }
    let before = store.note(Shelf::Offers, &letter.nonce())?.and_then(read);
    Ok(before.filter(|note| note.is_of(&letter.from())))
}

/// How the note begins that a step of a case is of nobody's share of the inbox any more.
const READ: &[u8] = b"r";

/// That a step of a case is of nobody's share of the inbox any more: the case is over, or it was answered.
pub(crate) fn read_note(from: &Did, nonce: &[u8; 16]) -> Write {
    let key = [READ, &key_of(from, nonce)].concat();
    Write::Note { shelf: Shelf::Cases, key, value: b"{}".to_vec() }
}

/// Whether it is, also where that was noted by its nonce alone.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn is_read(store: &dyn Store, letter: &Letter) -> Result<bool, StoreError> {
    let [named, before] = [came_key(letter), letter.nonce().to_vec()]
        .map(|key| store.note(Shelf::Cases, &[READ, &key].concat()));
    Ok(named?.is_some() || before?.is_some())
}

/// What is noted of the steps that somebody sent: names that go with them.
///
/// # Errors
/// The store cannot be read.
pub(crate) fn read_of(store: &dyn Store, from: &Did) -> Result<Vec<Vec<u8>>, StoreError> {
    let first = [READ, from.public_key().as_bytes()].concat();
    let notes = store.notes(Shelf::Cases, &first)?.into_iter().map(|(key, _)| key);
    Ok(notes.filter(|key| key.len() == first.len() + NONCE_BYTES).collect())
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

    fn note(key: Vec<u8>, sent: Option<&Letter>, came: Option<&Letter>) -> Write {
        let text = |letter: &Letter| bot_protocol::canon::hash::hex(&letter.to_bytes());
        let (sent, came) = (sent.map(text), came.map(text));
        let note = Offered { sent, answered: Some(true), came, at: 1 };
        Write::Note { shelf: Shelf::Offers, key, value: serde_json::to_vec(&note).unwrap() }
    }

    /// What was answered is one letter, whoever else writes one of its nonce; as it was noted before, too.
    #[test]
    fn an_answer_is_to_one_of_those_that_have_a_nonce() {
        let store = || crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        let (one, other) = (letter(1), letter(2));
        let nonce = || one.nonce().to_vec();
        let rows = [
            (note(came_key(&one), None, None), false),
            (note(came_key(&one), None, Some(&one)), false),
            (note(nonce(), None, Some(&one)), false),
            // Both sides are of this node.
            (note(nonce(), Some(&one), None), false),
            // Before, of what was declined nothing more was noted.
            (note(nonce(), None, None), true),
        ];
        for (row, others_too) in rows {
            let store = store();
            store.commit(&[row]).unwrap();
            assert!(noted(store.as_ref(), &one).unwrap().is_some());
            assert_eq!(noted(store.as_ref(), &other).unwrap().is_some(), others_too);
        }
    }

    #[test]
    fn what_was_read_is_one_letter_and_goes_with_whoever_wrote_it() {
        let store = crate::store::open(std::path::Path::new(""), Backend::Memory).unwrap();
        let store = store.as_ref();
        let (one, other) = (letter(1), letter(2));
        let read = || [&one, &other].map(|letter| is_read(store, letter).unwrap());
        let row = read_note(&one.from(), &one.nonce());
        store.commit(std::slice::from_ref(&row)).unwrap();
        assert_eq!(read(), [true, false]);
        assert_eq!(read_of(store, &other.from()).unwrap(), Vec::<Vec<u8>>::new());
        let key = read_of(store, &one.from()).unwrap().remove(0);
        store.commit(&[Write::Forget { shelf: Shelf::Cases, key }]).unwrap();
        assert_eq!(read(), [false, false]);
        // As it was noted before.
        let key = [READ, &one.nonce()].concat();
        let row = Write::Note { shelf: Shelf::Cases, key, value: b"{}".to_vec() };
        store.commit(&[row]).unwrap();
        assert_eq!(read(), [true, true]);
    }
}
