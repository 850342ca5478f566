//! Whose the private notes are, shelf by shelf: what is handed over to somebody, and what goes with them.
//!
//! One table says it of every shelf, so that none can be added without an answer to both.

use bot_protocol::api::{DataItem, DataKind};
use bot_protocol::canon::hash::hex;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use serde_json::{Value, json};

use super::notes::{Found, one};
use crate::acts::notes::{self, Held, Issued};
use crate::acts::{ActError, Acts, anchors};
use crate::store::Shelf;

/// What is done with the notes of a shelf.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// What is handed over to an identity of this node.
    pub(super) shown: Shown,
    /// What goes when somebody is erased.
    pub(super) goes: fn(&Acts, &Did) -> Result<Vec<Found>, ActError>,
}

/// How notes are handed over.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// Read as what they are, in files of their own.
    Read,
    /// As they are noted, in the file of this name.
    Rows(&'static str, fn(&Acts, &Did) -> Result<Vec<Value>, ActError>),
    /// Not at all: they are about the node and nobody.
    Never,
}

/// Nothing goes: of the reason the table says more.
fn nothing(_: &Acts, _: &Did) -> Result<Vec<Found>, ActError> {
    Ok(Vec::new())
}

/// The table.
pub(super) fn kept(shelf: Shelf) -> Kept {
    let read =
        |goes: fn(&Acts, &Did) -> Result<Vec<Found>, ActError>| Kept { shown: Shown::Read, goes };
    let never = Kept { shown: Shown::Never, goes: nothing };
    match shelf {
        Shelf::Issued => read(Acts::issued_about),
        Shelf::Held => read(Acts::notes_of_held),
        Shelf::Imported => read(Acts::imported_about),
        // They go with the badges whose pictures they are.
        Shelf::ImportedFiles => read(nothing),
        Shelf::Endorsements => read(Acts::endorsements_about),
        Shelf::Hidden => read(Acts::hidden_about),
        Shelf::Inbox => read(|acts, did| acts.letters_on(Shelf::Inbox, did)),
        Shelf::Outbox => read(|acts, did| acts.letters_on(Shelf::Outbox, did)),
        Shelf::Offers => read(Acts::offers_of),
        Shelf::Contacts => read(Acts::contact_of),
        Shelf::Words => read(Acts::notes_of_words),
        Shelf::Disputes => read(Acts::notes_of_disputes),
        Shelf::Hosted => {
            Kept { shown: Shown::Rows("collection.json", Acts::collection), goes: Acts::hosted_by }
        }
        Shelf::Wallets => {
            Kept { shown: Shown::Rows("wallets.json", Acts::wallets), goes: Acts::wallets_about }
        }
        Shelf::Anchors => Kept {
            shown: Shown::Rows("anchors.json", Acts::anchor_proofs),
            // They go with the credentials that they are of.
            goes: nothing,
        },
        Shelf::Batches => {
            Kept { shown: Shown::Rows("lists.json", Acts::own_lists), goes: Acts::lines_of }
        }
        Shelf::Claims => {
            Kept { shown: Shown::Rows("claims.json", Acts::own_claims), goes: Acts::claims_of }
        }
        Shelf::Cases => {
            Kept { shown: Shown::Rows("cases.json", Acts::own_cases), goes: Acts::cases_with }
        }
        Shelf::Passport => Kept {
            shown: Shown::Rows("passport.json", Acts::passport_told),
            goes: Acts::passport_with,
        },
        Shelf::Mailbox => Kept {
            shown: Shown::Rows("envelopes.json", Acts::envelopes),
            goes: Acts::envelopes_for,
        },
        Shelf::Settings => {
            Kept { shown: Shown::Rows("settings.json", Acts::settings_of), goes: Acts::replies_to }
        }
        Shelf::Achievements => {
            Kept { shown: Shown::Rows("achievements.json", Acts::own_achievements), goes: nothing }
        }
        // What programs may do on this node, with what they prove it by.
        Shelf::Programs => never,
        // In which mailboxes letters lie that are handed over.
        Shelf::Deposited => never,
        // Numbers of places in lists; whose they are the credentials say.
        Shelf::Status => never,
        // How far other stores were read.
        Shelf::Cursors => never,
        // Where nodes are.
        Shelf::Peers => never,
        // Numbers that were used.
        Shelf::Nonces => never,
        // Nothing is noted there.
        Shelf::Identities => never,
        // How far ledgers of others were seen.
        Shelf::Witness => never,
        // What witnesses of the node's own signed of them; and who is in scope by communities and dealings, as ledgers
        // and letters tell.
        Shelf::Sights | Shelf::Fellows => never,
        // When a ledger was found to tell two stories.
        Shelf::Proofs => never,
    }
}

/// A note as it is handed over: JSON as such, other bytes in hexadecimal.
fn row(key: &[u8], value: &[u8]) -> Value {
    let name = || std::str::from_utf8(key).ok().filter(|text| !text.contains(char::is_control));
    let name = name().map_or_else(|| hex(key), str::to_owned);
    let noted = serde_json::from_slice(value).unwrap_or_else(|_| Value::String(hex(value)));
    json!({ "key": name, "noted": open(noted) })
}

/// Without what opens something: a program's secret, a code that is open still.
fn open(value: Value) -> Value {
    const CLOSED: [&str; 5] = ["hash", "secret", "token", "code", "tx_code"];
    match value {
        Value::Object(members) => {
            let open_members = members.into_iter().filter(|(name, _)| !CLOSED.contains(&&**name));
            Value::Object(open_members.map(|(name, value)| (name, open(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(open).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// Whether bytes name somebody.
fn names(bytes: &[u8], did: &Did) -> bool {
    let text = did.to_string();
    bytes.windows(text.len()).any(|piece| piece == text.as_bytes())
}

impl Acts {
    fn rows_of(&self, shelf: Shelf, prefix: &[u8]) -> Result<Vec<Value>, ActError> {
        let notes = self.store().notes(shelf, prefix)?;
        Ok(notes.iter().map(|(key, value)| row(key, value)).collect())
    }

    fn collection(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let notes = self.store().notes(Shelf::Hosted, did.public_key().as_bytes())?;
        Ok(notes.iter().map(|(key, value)| row(key.get(32..).unwrap_or_default(), value)).collect())
    }

    fn wallets(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let notes = self.store().notes(Shelf::Wallets, &[])?.into_iter();
        let theirs = notes.filter(|(_, value)| names(value, did));
        Ok(theirs.map(|(key, value)| row(&key, &value)).collect())
    }

    /// What is noted for them. A reply or a gate that names others of this node too is the node's.
    fn settings_of(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let own = self.keys.identities();
        let others: Vec<Did> = own.iter().map(|one| one.did()).filter(|one| one != did).collect();
        let notes = self.store().notes(Shelf::Settings, &[])?.into_iter();
        let theirs = notes.filter(|(_, value)| {
            names(value, did) && !others.iter().any(|other| names(value, other))
        });
        Ok(theirs.map(|(key, value)| row(&key, &value)).collect())
    }

    fn envelopes(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        self.rows_of(Shelf::Mailbox, did.public_key().as_bytes())
    }

    /// What waits for an anchor of theirs, and what shows their credentials to be in one.
    fn anchor_proofs(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let issued = notes::by_text::<Issued>(self.store(), Shelf::Issued)?.into_iter();
        let issued = issued.filter(|(_, note)| note.issuer == *did).map(|(_, note)| note.document);
        let held = notes::by_text::<Held>(self.store(), Shelf::Held)?.into_iter();
        let held = held.filter(|(_, note)| note.holder == *did).map(|(_, note)| note.document);
        let mut rows = Vec::new();
        for document in issued.chain(held) {
            let noted = anchors::notes_of(self, did, document.as_bytes())?;
            rows.extend(noted.iter().map(|(key, value)| row(key, value)));
        }
        Ok(rows)
    }

    /// The lists by which they award, line by line.
    fn own_lists(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let mut rows = Vec::new();
        for key in self.lists_of(did)? {
            rows.extend(self.rows_of(Shelf::Batches, &key)?);
        }
        Ok(rows)
    }

    /// What they give out by a code, and who was given it; of what others give out, that they were.
    fn own_claims(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let mut rows = Vec::new();
        for key in self.given_by(did)? {
            rows.extend(self.rows_of(Shelf::Claims, &key)?);
        }
        for (key, _) in self.given_to(did)? {
            let noted = self.store().note(Shelf::Claims, &key)?;
            rows.extend(noted.map(|value| row(&key, &value)));
        }
        Ok(rows)
    }

    /// How one asks them for a badge; the steps of cases are letters.
    fn own_cases(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let forms = [b"f", &did.public_key().as_bytes()[..]].concat();
        let mut rows = self.rows_of(Shelf::Cases, &forms)?;
        for case in self.cases(did)? {
            let awarded = self.rows_of(Shelf::Cases, &[b"a", case.id.as_bytes()].concat())?;
            rows.extend(awarded);
        }
        Ok(rows)
    }

    fn own_achievements(&self, did: &Did) -> Result<Vec<Value>, ActError> {
        let said = self.snapshot()?.said_by(did, Kind::Achievement)?;
        Ok(said.iter().map(|one| super::readable::content_of(&one.content)).collect())
    }

    fn hosted_by(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let notes = self.store().notes(Shelf::Hosted, did.public_key().as_bytes())?;
        let found = notes.iter().map(|(key, _)| {
            let id = String::from_utf8_lossy(key.get(32..).unwrap_or_default());
            one(DataKind::Collection, &id, Shelf::Hosted, key)
        });
        Ok(found.collect())
    }

    fn wallets_about(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let notes = self.store().notes(Shelf::Wallets, &[])?.into_iter();
        let found = notes.filter(|(_, value)| names(value, did));
        Ok(found.map(|(key, _)| one(DataKind::Wallet, &hex(&key), Shelf::Wallets, &key)).collect())
    }

    /// Of an envelope nobody here knows more than for whom it is.
    fn envelopes_for(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let notes = self.store().notes(Shelf::Mailbox, did.public_key().as_bytes())?;
        let found =
            |(key, _): &(Vec<u8>, Vec<u8>)| one(DataKind::Letter, &hex(key), Shelf::Mailbox, key);
        Ok(notes.iter().map(found).collect())
    }

    fn lines_of(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        Ok(self.lines_about(did)?.into_iter().map(offered).collect())
    }

    fn claims_of(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        Ok(self.given_to(did)?.into_iter().map(offered).collect())
    }

    fn cases_with(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let noted = self.forms_with(did)?.into_iter().chain(self.cases_noted(did)?);
        Ok(noted.map(offered).collect())
    }

    fn passport_with(&self, did: &Did) -> Result<Vec<Found>, ActError> {
        let noted = self.passport_of(did)?.into_iter();
        let found = noted.map(|(key, write)| {
            let (kind, id) = (DataKind::Passport, hex(&key));
            (DataItem { kind, id, statement: None, seq: None }, vec![write])
        });
        Ok(found.collect())
    }
}

/// A note that holds somebody among others, and what it is without them.
fn offered((key, write): (Vec<u8>, crate::store::Write)) -> Found {
    let (kind, id) = (DataKind::Offer, hex(&key));
    (DataItem { kind, id, statement: None, seq: None }, vec![write])
}
