//! Everything of one identity as an archive that can be read without this program.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{CredentialRole, PageQuery};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::credential::bake::container::{self, Container};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Letter;
use bot_protocol::statement::{Content, Kind};
use serde::Serialize;
use serde_json::{Value, json};

use super::notes::is_about;
use super::readable;
use super::shelves::{self, Shown};
use crate::acts::cases::over::AskedBy;
use crate::acts::notes::{self, Endorsed, Hidden, Imported, Issued, Noted, Offered, Spoken};
use crate::acts::snapshot::document;
use crate::acts::{ActError, Acts, contacts};
use crate::archive::TarWriter;
use crate::letters;
use crate::store::Shelf;

/// Most bytes of an archive: 512 MiB, thousands of credentials with their pictures.
const EXPORT_BYTES_MAX: usize = 512 * 1024 * 1024;

/// Longest name made of an id.
const NAME_CHARS_MAX: usize = 60;

/// The archive in the making.
struct Parcel {
    tar: TarWriter,
    names: BTreeSet<String>,
    at: u64,
}

impl Parcel {
    fn file(&mut self, name: &str, bytes: &[u8]) {
        self.names.insert(name.to_owned());
        self.tar.add(name, bytes, self.at);
    }

    fn json(&mut self, name: &str, value: &impl Serialize) {
        let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
        text.push(b'\n');
        self.file(name, &text);
    }

    /// A name for a file that no other of the archive has, made of an id.
    fn name(&self, folder: &str, id: &str, ending: &str) -> String {
        let bare = id.strip_prefix("urn:uuid:").unwrap_or(id);
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let stem: String = bare.chars().take(NAME_CHARS_MAX).map(plain).collect();
        let first = format!("{folder}/{stem}.{ending}");
        let more = (2_u32..).map(|number| format!("{folder}/{stem}-{number}.{ending}"));
        std::iter::once(first).chain(more).find(|name| !self.names.contains(name)).unwrap_or(stem)
    }
}

impl Acts {
    /// Everything this node holds of one of its identities, and of those that are one person with it, as a tar
    /// archive in open formats.
    ///
    /// # Errors
    /// When there is no such identity, it is more than fits an archive, or the store cannot be read.
    pub fn export_data(&self, who: Option<&str>) -> Result<Vec<u8>, ActError> {
        let did = self.pick(who)?.did();
        let person = self.snapshot()?.ring.person(&did);
        let (tar, names) = (TarWriter::default(), BTreeSet::new());
        let mut parcel = Parcel { tar, names, at: self.now().millis() / 1000 };
        parcel.file("README.txt", include_bytes!("README.txt"));
        self.pack_identity(("", &did), &mut parcel)?;
        self.pack_ledger(("", &did), &mut parcel)?;
        for other in person.iter().filter(|other| **other != did) {
            let folder = format!("other-keys/{}/", other.to_string().replace(':', "_"));
            self.pack_identity((&folder, other), &mut parcel)?;
            self.pack_ledger((&folder, other), &mut parcel)?;
        }
        self.pack_credentials(&person, &mut parcel)?;
        self.pack_letters(&person, &mut parcel)?;
        self.pack_rest(&person, &mut parcel)?;
        match parcel.tar.len() > EXPORT_BYTES_MAX {
            true => {
                let found = parcel.tar.len();
                let detail = format!("{found} bytes, at most {EXPORT_BYTES_MAX}");
                Err(ActError::conflict("export-too-large", detail))
            }
            false => Ok(parcel.tar.finish()),
        }
    }

    fn pack_identity(
        &self,
        (folder, did): (&str, &Did),
        parcel: &mut Parcel,
    ) -> Result<(), ActError> {
        let views = self.identities(&PageQuery::default())?.items;
        let view = views.into_iter().find(|view| view.did == did.to_string());
        let events: Vec<Value> =
            self.store().keys(Some(did))?.iter().map(readable::key_event).collect();
        let public_key = hex(did.public_key().as_bytes());
        let whole = json!({ "identity": view, "public_key": public_key, "key_events": events });
        parcel.json(&format!("{folder}identity.json"), &whole);
        Ok(())
    }

    fn pack_credentials(&self, who: &BTreeSet<Did>, parcel: &mut Parcel) -> Result<(), ActError> {
        for (id, note) in notes::by_text::<Issued>(self.store(), Shelf::Issued)? {
            if who.contains(&note.issuer) {
                let name = parcel.name("credentials/issued", &id, "json");
                parcel.file(&name, note.document.as_bytes());
            }
        }
        for badge in self.badges(&self.snapshot()?)? {
            let held = badge.role == CredentialRole::Held
                && badge.subject().is_some_and(|about| who.contains(&about));
            if !held || badge.imported {
                continue;
            }
            let name = parcel.name("credentials/held", &badge.id, "json");
            parcel.file(&name, badge.text.as_bytes());
            // Not every badge has a picture.
            if let Ok((picture, media_type)) = self.baked(&badge.id) {
                let ending = if media_type == "image/png" { "png" } else { "svg" };
                let name = parcel.name("credentials/held", &badge.id, ending);
                parcel.file(&name, &picture);
            }
        }
        let alone = self.keys.identities().iter().all(|one| who.contains(&one.did()));
        for (key, note) in notes::all::<Imported>(self.store(), Shelf::Imported)? {
            // One that names nobody of this node is whose node it is, where that is one.
            let theirs = who.iter().any(|did| note.holder == Some(*did) || is_about(&note, did));
            let nobodys = alone && note.holder.is_none();
            if !(theirs || nobodys) {
                continue;
            }
            let ending = if note.format.is_none() { "json" } else { "txt" };
            let name = parcel.name("credentials/imported", &note.id, ending);
            parcel.file(&name, note.text.as_bytes());
            if let Some(picture) = self.store().note(Shelf::ImportedFiles, &key)? {
                let is_svg = container::sniff(&picture) == Some(Container::Svg);
                let ending = if is_svg { "svg" } else { "png" };
                let name = parcel.name("credentials/imported", &note.id, ending);
                parcel.file(&name, &picture);
            }
        }
        Ok(())
    }

    fn pack_ledger(
        &self,
        (folder, did): (&str, &Did),
        parcel: &mut Parcel,
    ) -> Result<(), ActError> {
        let snapshot = self.snapshot()?;
        let Some(log) = snapshot.ring.log(did) else { return Ok(()) };
        let mut statements = Vec::new();
        for writer in log.writers().keys() {
            statements.extend(self.log_of(writer)?.iter().map(readable::statement));
        }
        parcel.json(&format!("{folder}statements.json"), &statements);
        let bundle = self.export(&did.to_string())?;
        parcel.file(&format!("{folder}ledger.feed"), &bundle);
        Ok(())
    }

    fn pack_letters(&self, who: &BTreeSet<Did>, parcel: &mut Parcel) -> Result<(), ActError> {
        let inbox = letters::inbox(self.store())?;
        let outbox = letters::outbox(self.store())?;
        let asked: Vec<AskedBy> =
            who.iter().map(|did| self.asked_by(did)).collect::<Result<_, _>>()?;
        let concerns = |letter: &Letter| asked.iter().any(|asked| asked.concerns(letter));
        for (folder, all) in [("letters/inbox", inbox), ("letters/outbox", outbox)] {
            for letter in all.iter().filter(|one| concerns(one)) {
                let name = parcel.name(folder, &hex(&letter.nonce()), "json");
                parcel.json(&name, &readable::letter(letter));
            }
        }
        let mut offers = Vec::new();
        for (_, note) in notes::all::<Offered>(self.store(), Shelf::Offers)? {
            let text = note.sent.as_ref().or(note.came.as_ref());
            let bytes = text.and_then(|text| from_hex(text));
            let letter = bytes.and_then(|bytes| Letter::reopen(&bytes).ok());
            let Some(letter) = letter else { continue };
            if concerns(&letter) {
                offers.push(json!({
                    "nonce": hex(&letter.nonce()),
                    "letter": readable::letter(&letter),
                    "answered": note.answered,
                    "at": readable::moment(note.at),
                }));
            }
        }
        parcel.json("offers.json", &offers);
        Ok(())
    }

    /// Those that were made here, those that the identity took into its ledger, and what it gave that
    /// stands in the ledgers of others.
    fn pack_endorsements(&self, who: &BTreeSet<Did>, parcel: &mut Parcel) -> Result<(), ActError> {
        let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let own: BTreeSet<String> = who.iter().map(ToString::to_string).collect();
        for said in self.snapshot()?.said(Kind::Endorsement)? {
            let Some(document) = document(&said.content) else { continue };
            let credential = Credential::new(document.value());
            let parties = [credential.issuer(), credential.subject_id()];
            if who.contains(&said.author) || parties.iter().flatten().any(|one| own.contains(*one))
            {
                let id = document.id().unwrap_or_default().to_owned();
                all.insert(id, document.bytes().to_vec());
            }
        }
        for (id, note) in notes::by_text::<Endorsed>(self.store(), Shelf::Endorsements)? {
            if [Some(note.issuer), note.holder].iter().flatten().any(|one| who.contains(one)) {
                all.insert(id, note.document.into_bytes());
            }
        }
        // Hidden from others, not from whose it is.
        for (key, note) in notes::all::<Hidden>(self.store(), Shelf::Hidden)? {
            if who.contains(&note.holder) {
                let document = Document::read(note.document.as_bytes()).ok();
                let id = document.as_ref().and_then(Document::id).map(str::to_owned);
                let id = id.unwrap_or_else(|| String::from_utf8_lossy(&key).into_owned());
                all.insert(id, note.document.into_bytes());
            }
        }
        for (id, bytes) in all {
            let name = parcel.name("endorsements", &id, "json");
            parcel.file(&name, &bytes);
        }
        Ok(())
    }

    fn pack_rest(&self, who: &BTreeSet<Did>, parcel: &mut Parcel) -> Result<(), ActError> {
        let theirs = self.contacts_of(who)?;
        let mut book = Vec::new();
        for (key, note) in self.store().notes(Shelf::Contacts, &[])? {
            let contact = contacts::read(&key, &note);
            if let Some((of, contact)) = contact.filter(|(of, _)| theirs.contains(of)) {
                let (name, note) = (contact.name, contact.note);
                book.push(json!({ "did": of.to_string(), "name": name, "note": note }));
            }
        }
        parcel.json("contacts.json", &book);
        self.pack_endorsements(who, parcel)?;
        let noted = notes::all::<Noted>(self.store(), Shelf::Disputes)?.into_iter();
        let own = noted.filter(|(_, note)| who.contains(&note.by)).filter_map(|(key, note)| {
            let (content, at) = (note.dispute()?, readable::moment(note.at));
            let said = readable::content_of(&Content::Dispute(content));
            Some(json!({ "id": hex(&key), "at": at, "says": said }))
        });
        parcel.json("disputes.json", &own.collect::<Vec<_>>());
        let spoken = notes::all::<Spoken>(self.store(), Shelf::Words)?.into_iter();
        let own = spoken.filter(|(_, note)| who.contains(&note.by));
        let own = own.filter_map(|(_, note)| Some(readable::word_of(&note.word()?)));
        parcel.json("words.json", &own.collect::<Vec<_>>());
        for shelf in Shelf::ALL {
            match shelves::kept(*shelf).shown {
                Shown::Rows(file, rows) => {
                    let (mut all, mut known) = (Vec::new(), BTreeSet::new());
                    for did in who {
                        let rows = rows(self, did)?.into_iter();
                        all.extend(rows.filter(|row| known.insert(row.to_string())));
                    }
                    parcel.json(file, &all);
                }
                Shown::Read | Shown::Never => {}
            }
        }
        Ok(())
    }

    /// Whose entries of the address book, which is the node's, are somebody's: all where nobody else is at
    /// home there, else those with whom they exchanged letters, credentials or recognitions.
    fn contacts_of(&self, who: &BTreeSet<Did>) -> Result<BTreeSet<Did>, ActError> {
        let snapshot = self.snapshot()?;
        let mut known = BTreeSet::new();
        for (key, note) in self.store().notes(Shelf::Contacts, &[])? {
            known.extend(contacts::read(&key, &note).map(|(of, _)| of));
        }
        if self.keys.identities().iter().all(|one| who.contains(&one.did())) {
            return Ok(known);
        }
        let mut theirs = BTreeSet::new();
        let letters = [letters::inbox(self.store())?, letters::outbox(self.store())?, self.sent()?];
        for letter in letters.iter().flatten() {
            if who.contains(&letter.from()) || who.contains(&letter.to()) {
                theirs.extend([letter.from(), letter.to()]);
            }
        }
        for (_, note) in notes::by_text::<Issued>(self.store(), Shelf::Issued)? {
            theirs.extend(note.subject.filter(|_| who.contains(&note.issuer)));
        }
        let now = self.now();
        let tied = |of: &Did| who.iter().any(|did| !snapshot.between(did, of, now).is_empty());
        known.retain(|of| theirs.contains(of) || tied(of));
        Ok(known)
    }
}
