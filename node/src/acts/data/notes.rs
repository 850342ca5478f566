//! The private notes about somebody, shelf by shelf.

use bot_protocol::api::{DataItem, DataKind};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::canon::json;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::letter::Letter;

use crate::acts::notes::{self, Endorsed, Held, Hidden, Imported, Issued, Noted, Offered, Spoken};
use crate::acts::{ActError, Acts, Kept, REPEATS, anchors};
use crate::store::{Shelf, Write};

/// A note, and the writes that take it away.
type Found = (DataItem, Vec<Write>);

impl Acts {
    /// Every note that is about somebody, letters from and to them included.
    pub(super) fn notes_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let mut found = self.credentials_about(did)?;
        found.extend(self.letters_of(did)?);
        let key = did.public_key().as_bytes();
        if self.store().note(Shelf::Contacts, key)?.is_some() {
            found.push(one(DataKind::Contact, &did.to_string(), Shelf::Contacts, key));
        }
        for (key, _) in self.store().notes(Shelf::Hosted, key)? {
            let id = String::from_utf8_lossy(key.get(32..).unwrap_or_default()).into_owned();
            found.push(one(DataKind::Collection, &id, Shelf::Hosted, &key));
        }
        // Kept replies hold what was replied with, so they go with it.
        let text = did.to_string();
        for (key, value) in self.store().notes(Shelf::Settings, REPEATS)? {
            if value.windows(text.len()).any(|piece| piece == text.as_bytes()) {
                let item = item(DataKind::Reply, &hex(&key));
                found.push((item, vec![Kept::emptied(key, &value)]));
            }
        }
        for (key, value) in self.store().notes(Shelf::Wallets, &[])? {
            if value.windows(text.len()).any(|piece| piece == text.as_bytes()) {
                found.push(one(DataKind::Wallet, &hex(&key), Shelf::Wallets, &key));
            }
        }
        let mut shelved = self.lines_about(did)?;
        shelved.extend(self.given_to(did)?);
        shelved.extend(self.forms_with(did)?);
        shelved.extend(self.cases_noted(did)?);
        for (key, write) in shelved {
            found.push((item(DataKind::Offer, &hex(&key)), vec![write]));
        }
        for (key, write) in self.passport_of(did)? {
            found.push((item(DataKind::Passport, &hex(&key)), vec![write]));
        }
        // Of an envelope nobody here knows more than for whom it is.
        for (key, _) in self.store().notes(Shelf::Mailbox, did.public_key().as_bytes())? {
            found.push(one(DataKind::Letter, &hex(&key), Shelf::Mailbox, &key));
        }
        Ok(found)
    }

    fn credentials_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let (store, mut found) = (self.store(), Vec::new());
        for (id, note) in notes::by_text::<Held>(store, Shelf::Held)? {
            if note.holder == *did {
                found.push(one(DataKind::Held, &id, Shelf::Held, id.as_bytes()));
            }
        }
        for (id, note) in notes::by_text::<Issued>(store, Shelf::Issued)? {
            if note.issuer == *did || note.subject == Some(*did) {
                let own = one(DataKind::Issued, &id, Shelf::Issued, id.as_bytes());
                found.push(self.with_anchors(own, &note.issuer, &note.document)?);
            }
        }
        for (key, note) in notes::all::<Imported>(store, Shelf::Imported)? {
            if note.holder == Some(*did) || is_about(&note, did) {
                let (item, mut writes) = one(DataKind::Imported, &note.id, Shelf::Imported, &key);
                writes.push(Write::Forget { shelf: Shelf::ImportedFiles, key });
                found.push((item, writes));
            }
        }
        for (id, note) in notes::by_text::<Endorsed>(store, Shelf::Endorsements)? {
            if note.issuer == *did || note.holder == Some(*did) {
                let shelf = Shelf::Endorsements;
                let own = one(DataKind::Endorsement, &id, shelf, id.as_bytes());
                found.push(self.with_anchors(own, &note.issuer, &note.document)?);
            }
        }
        for (key, note) in notes::all::<Hidden>(store, Shelf::Hidden)? {
            let Ok(value) = json::read(note.document.as_bytes()) else { continue };
            let credential = Credential::new(&value);
            if note.holder == *did || credential.issuer() == Some(did.to_string().as_str()) {
                let id = credential.id().unwrap_or_default();
                found.push(one(DataKind::Endorsement, id, Shelf::Hidden, &key));
            }
        }
        for (key, note) in notes::all::<Spoken>(store, Shelf::Words)? {
            if note.by == *did || note.holder == Some(*did) {
                found.push(one(DataKind::Word, &hex(&key), Shelf::Words, &key));
            }
        }
        for (key, note) in notes::all::<Noted>(store, Shelf::Disputes)? {
            if note.by == *did || note.whose.contains(did) {
                found.push(one(DataKind::Dispute, &hex(&key), Shelf::Disputes, &key));
            }
        }
        Ok(found)
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

    fn letters_of(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let asked = self.asked_by(did)?;
        let concerns = |bytes: &[u8]| Letter::reopen(bytes).is_ok_and(|one| asked.concerns(&one));
        let mut found = Vec::new();
        for shelf in [Shelf::Inbox, Shelf::Outbox] {
            for (key, value) in self.store().notes(shelf, &[])? {
                if concerns(&value) {
                    found.push(one(DataKind::Letter, &hex(&key), shelf, &key));
                }
            }
        }
        for (key, note) in notes::all::<Offered>(self.store(), Shelf::Offers)? {
            let letters = [note.sent, note.came].into_iter().flatten();
            if letters.filter_map(|text| from_hex(&text)).any(|bytes| concerns(&bytes)) {
                found.push(one(DataKind::Offer, &hex(&key), Shelf::Offers, &key));
            }
        }
        Ok(found)
    }
}

fn is_about(note: &Imported, did: &Did) -> bool {
    let Ok(value) = json::read(note.text.as_bytes()) else { return false };
    Credential::new(&value).subject_id() == Some(did.to_string().as_str())
}

fn one(kind: DataKind, id: &str, shelf: Shelf, key: &[u8]) -> Found {
    (item(kind, id), vec![Write::Forget { shelf, key: key.to_vec() }])
}

fn item(kind: DataKind, id: &str) -> DataItem {
    DataItem { kind, id: id.to_owned(), statement: None, seq: None }
}
