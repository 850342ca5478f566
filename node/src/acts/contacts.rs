//! The address book.

use std::collections::BTreeMap;
use std::sync::Arc;

use bot_protocol::api::{ContactDraft, ContactView, Done, Followed, Page, PageQuery};
use bot_protocol::identity::{Did, PublicKey};
use serde::{Deserialize, Serialize};

use super::snapshot::Snapshot;
use super::{ActError, Acts, alike, notes, page};
use crate::store::{Shelf, Write};

/// Longest name in the address book, in bytes.
const NAME_BYTES_MAX: usize = 200;

/// Longest note to oneself, in bytes.
const NOTE_BYTES_MAX: usize = 4000;

/// Somebody in the address book, as kept. Shelf `Contacts`, by the 32 bytes of the DID's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name on this node.
    pub name: String,
    /// A note to oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Everybody who can be named, read once.
pub(super) struct Book(BTreeMap<String, Did>);

impl Book {
    /// Somebody by DID, or by a name of the address book or of this node.
    pub(super) fn somebody(&self, field: &'static str, who: &str) -> Result<Did, ActError> {
        match who.starts_with("did:") {
            true => did(field, who),
            false => self.0.get(who).copied().ok_or_else(|| ActError::unknown("contact", who)),
        }
    }
}

/// Somebody who was named, as they go now.
pub(super) struct Named {
    pub(super) did: Did,
    /// That they go on with a new key, where they do.
    pub(super) followed: Option<Followed>,
}

/// Reads one line of the shelf; what is not one is nobody.
#[must_use]
pub fn read(key: &[u8], note: &[u8]) -> Option<(Did, Contact)> {
    let did = Did::from(PublicKey::from_slice(key).ok()?);
    Some((did, serde_json::from_slice(note).ok()?))
}

impl Acts {
    /// Everybody in the address book, by name.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn contacts(&self, query: &PageQuery) -> Result<Page<ContactView>, ActError> {
        let snapshot = self.snapshot()?;
        let mut all = Vec::new();
        for (did, Contact { name, note }) in self.address_book()? {
            let says = snapshot.says(&did)?;
            let names = [Some(name.as_str()), says.as_deref()].into_iter().flatten();
            let warnings = alike::warnings(&snapshot, &did, names);
            let (successor, did) = (successor(&snapshot, &did), did.to_string());
            all.push(ContactView { did, name, was: None, says, successor, note, warnings });
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        page(all, query)
    }

    /// Gives somebody a name of one's own, or another one.
    ///
    /// # Errors
    /// When the DID or the name is refused, or the name is somebody else's.
    pub async fn add_contact(&self, draft: ContactDraft) -> Result<ContactView, ActError> {
        let did = did("did", &draft.did)?;
        let name = draft.name.trim().to_owned();
        let visible = !name.is_empty() && !name.chars().any(char::is_control);
        if !visible || name.len() > NAME_BYTES_MAX || name.starts_with("did:") {
            let expected = "1 to 200 bytes, no control characters, not a DID";
            return Err(ActError::field("name", &draft.name, expected));
        }
        if draft.note.as_ref().is_some_and(|note| note.len() > NOTE_BYTES_MAX) {
            return Err(ActError::field("note", "a longer text", "at most 4000 bytes"));
        }
        let _turn = self.turn().await;
        let book = self.address_book()?;
        // One person has one name, by whichever of their keys they stand there.
        let ring = Arc::clone(&self.snapshot()?.ring);
        let taken = book.iter().any(|(of, c)| c.name == name && !ring.is_one(of, &did));
        if taken {
            return Err(ActError::conflict("name-taken", format!("{name:?} is somebody else")));
        }
        let held = book.into_iter().find(|(of, c)| *of == did && c.name != name);
        let was = held.map(|(_, contact)| contact.name);
        let contact = Contact { name, note: draft.note };
        let key = did.public_key().as_bytes();
        self.commit(vec![notes::put(Shelf::Contacts, key, &contact)]).await?;
        let snapshot = self.snapshot()?;
        let says = snapshot.says(&did)?;
        let Contact { name, note } = contact;
        let names = [Some(name.as_str()), says.as_deref()].into_iter().flatten();
        let warnings = alike::warnings(&snapshot, &did, names);
        let (successor, did) = (successor(&snapshot, &did), did.to_string());
        Ok(ContactView { did, name, was, says, successor, note, warnings })
    }

    /// Strikes somebody out, by DID or name.
    ///
    /// # Errors
    /// When nobody is called so.
    pub async fn remove_contact(&self, who: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let book = self.address_book()?;
        let found =
            book.iter().find(|(did, contact)| contact.name == who || did.to_string() == who);
        let (did, _) = found.ok_or_else(|| ActError::unknown("contact", who))?;
        let key = did.public_key().as_bytes().to_vec();
        self.commit(vec![Write::Forget { shelf: Shelf::Contacts, key }]).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    /// Somebody by DID, or by a name of the address book or of this node.
    pub(super) fn somebody(&self, field: &'static str, who: &str) -> Result<Did, ActError> {
        match who.starts_with("did:") {
            true => did(field, who),
            false => self.book()?.somebody(field, who),
        }
    }

    /// Everybody who can be named: of two of one name the address book's first.
    pub(super) fn book(&self) -> Result<Book, ActError> {
        let mut names = BTreeMap::new();
        for (did, contact) in self.address_book()? {
            names.entry(contact.name).or_insert(did);
        }
        for identity in self.keys.identities() {
            names.entry(identity.name().to_owned()).or_insert(identity.did());
        }
        Ok(Book(names))
    }

    /// Whom a name or an address means.
    ///
    /// # Errors
    /// When nobody known here is called so, or the address is none.
    pub(crate) fn somebody_called(&self, who: &str) -> Result<Did, ActError> {
        self.somebody("who", who)
    }

    /// The same for whoever is to be written to, spoken of or trusted: who goes on with a new key is meant
    /// by that one. Source: `spec/keys.md` §8.
    pub(super) fn whoever(&self, field: &'static str, who: &str) -> Result<Named, ActError> {
        let did = self.somebody(field, who)?;
        let snapshot = self.snapshot()?;
        let now = snapshot.ring.current(&did);
        let was = || Followed { was: snapshot.party(&did), successor: now.to_string() };
        Ok(Named { did: now, followed: (now != did).then(was) })
    }

    pub(super) fn address_book(&self) -> Result<Vec<(Did, Contact)>, ActError> {
        let notes = self.store().notes(Shelf::Contacts, &[])?;
        Ok(notes.iter().filter_map(|(key, note)| read(key, note)).collect())
    }
}

/// The key somebody goes on with, where they gave up this one.
fn successor(snapshot: &Snapshot<'_>, did: &Did) -> Option<String> {
    let now = snapshot.ring.current(did);
    (now != *did).then(|| now.to_string())
}

/// Reads a DID from a field.
fn did(field: &'static str, text: &str) -> Result<Did, ActError> {
    text.parse().map_err(|_| ActError::field(field, text, "a DID of an Ed25519 key, did:key:z6Mk…"))
}
