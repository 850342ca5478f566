//! The private notes about somebody, shelf by shelf.

use bot_protocol::api::{DataItem, DataKind};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::Letter;

use super::shelves;
use crate::acts::cases::over::AskedBy;
use crate::acts::notes::{self, Endorsed, Held, Hidden, Imported, Issued, Noted, Offered, Spoken};
use crate::acts::{ActError, Acts, Kept, REPEATS, anchors};
use crate::store::{Shelf, Write};

/// A note, and the writes that take it away.
pub(super) type Found = (DataItem, Vec<Write>);

impl Acts {
    /// Every note that is about somebody, letters from and to them included, as the table of shelves has it.
    pub(super) fn notes_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = Vec::new();
        for shelf in Shelf::ALL {
            found.extend((shelves::kept(*shelf).goes)(self, did)?);
        }
        Ok(found)
    }

    pub(super) fn contact_of(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let key = did.public_key().as_bytes();
        let held = self.store().note(Shelf::Contacts, key)?.is_some();
        let found = held.then(|| one(DataKind::Contact, &did.to_string(), Shelf::Contacts, key));
        Ok(found.into_iter().collect())
    }

    /// Kept replies hold what was replied with, so they go with it.
    pub(super) fn replies_to(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let (text, mut found) = (did.to_string(), Vec::new());
        for (key, value) in self.store().notes(Shelf::Settings, REPEATS)? {
            if value.windows(text.len()).any(|piece| piece == text.as_bytes()) {
                let item = item(DataKind::Reply, &hex(&key));
                found.push((item, vec![Kept::emptied(key, &value)]));
            }
        }
        Ok(found)
    }

    pub(super) fn notes_of_held(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let held = notes::by_text::<Held>(self.store(), Shelf::Held)?.into_iter();
        let held = held.filter(|(_, note)| note.holder == *did);
        Ok(held.map(|(id, _)| one(DataKind::Held, &id, Shelf::Held, id.as_bytes())).collect())
    }

    pub(super) fn issued_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = Vec::new();
        for (id, note) in notes::by_text::<Issued>(self.store(), Shelf::Issued)? {
            if note.issuer == *did || note.subject == Some(*did) {
                let own = one(DataKind::Issued, &id, Shelf::Issued, id.as_bytes());
                found.push(self.with_anchors(own, &note.issuer, &note.document)?);
            }
        }
        Ok(found)
    }

    pub(super) fn imported_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = Vec::new();
        for (key, note) in notes::all::<Imported>(self.store(), Shelf::Imported)? {
            if note.holder == Some(*did) || is_about(&note, did) {
                let (item, mut writes) = one(DataKind::Imported, &note.id, Shelf::Imported, &key);
                writes.push(Write::Forget { shelf: Shelf::ImportedFiles, key });
                found.push((item, writes));
            }
        }
        Ok(found)
    }

    pub(super) fn endorsements_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = Vec::new();
        for (id, note) in notes::by_text::<Endorsed>(self.store(), Shelf::Endorsements)? {
            if note.issuer == *did || note.holder == Some(*did) {
                let shelf = Shelf::Endorsements;
                let own = one(DataKind::Endorsement, &id, shelf, id.as_bytes());
                found.push(self.with_anchors(own, &note.issuer, &note.document)?);
            }
        }
        Ok(found)
    }

    pub(super) fn hidden_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = Vec::new();
        for (key, note) in notes::all::<Hidden>(self.store(), Shelf::Hidden)? {
            let Ok(value) = json::read(note.document.as_bytes()) else { continue };
            let credential = Credential::new(&value);
            if note.holder == *did || credential.issuer() == Some(did.to_string().as_str()) {
                let id = credential.id().unwrap_or_default();
                found.push(one(DataKind::Endorsement, id, Shelf::Hidden, &key));
            }
        }
        Ok(found)
    }

    pub(super) fn notes_of_words(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let all = notes::all::<Spoken>(self.store(), Shelf::Words)?.into_iter();
        let about = all.filter(|(_, note)| note.by == *did || note.holder == Some(*did));
        Ok(about.map(|(key, _)| one(DataKind::Word, &hex(&key), Shelf::Words, &key)).collect())
    }

    pub(super) fn notes_of_disputes(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let all = notes::all::<Noted>(self.store(), Shelf::Disputes)?.into_iter();
        let about = all.filter(|(_, note)| note.by == *did || note.whose.contains(did));
        let found = about.map(|(key, _)| one(DataKind::Dispute, &hex(&key), Shelf::Disputes, &key));
        Ok(found.collect())
    }

    /// Takes what shows a credential to be in an anchor away with it.
    fn with_anchors(
        &self,
        (item, mut writes): Found,
        issuer: &Did,
        document: &str,
    ) -> Result<Found, ActError> {
        writes.extend(anchors::forgotten(self, issuer, document.as_bytes())?);
        Ok((item, writes))
    }

    pub(super) fn letters_on(&self, shelf: Shelf, did: &Did) -> Result<Vec<Found>, ActError> {
        let asked = self.asked_by(did)?;
        let notes = self.store().notes(shelf, &[])?.into_iter();
        let found = notes.filter(|(_, value)| concerns(value, &asked));
        Ok(found.map(|(key, _)| one(DataKind::Letter, &hex(&key), shelf, &key)).collect())
    }

    pub(super) fn offers_of(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let (asked, mut found) = (self.asked_by(did)?, Vec::new());
        for (key, note) in notes::all::<Offered>(self.store(), Shelf::Offers)? {
            let mut letters = [note.sent, note.came].into_iter().flatten();
            // Of what was declined the name tells who wrote it, and nothing else does.
            let is_theirs = key.len() > 32 && key.starts_with(did.public_key().as_bytes());
            if is_theirs
                || letters.any(|text| from_hex(&text).is_some_and(|bytes| concerns(&bytes, &asked)))
            {
                found.push(one(DataKind::Offer, &hex(&key), Shelf::Offers, &key));
            }
        }
        Ok(found)
    }
}

/// Whether a letter is from, to or about somebody.
fn concerns(bytes: &[u8], asked: &AskedBy) -> bool {
    Letter::reopen(bytes).is_ok_and(|one| asked.concerns(&one))
}

pub(super) fn is_about(note: &Imported, did: &Did) -> bool {
    let Ok(value) = json::read(note.text.as_bytes()) else { return false };
    Credential::new(&value).subject_id() == Some(did.to_string().as_str())
}

pub(super) fn one(kind: DataKind, id: &str, shelf: Shelf, key: &[u8]) -> Found {
    (item(kind, id), vec![Write::Forget { shelf, key: key.to_vec() }])
}

fn item(kind: DataKind, id: &str) -> DataItem {
    DataItem { kind, id: id.to_owned(), statement: None, seq: None }
}
