//! Private notes on the store's shelves, as JSON: what was issued, what is held, what was offered.
//!
//! Documents are kept as text, byte for byte as they were signed.

use bot_protocol::canon::hash::{from_hex, hex, sha256};
use bot_protocol::identity::Did;
use bot_protocol::limits::NOTE_KEY_BYTES_MAX;
use bot_protocol::statement::kinds::Dispute;
use bot_protocol::statement::word::Word;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::ActError;
pub(crate) use crate::letters::Offered;
use crate::store::{Shelf, Store, Write};

/// A credential issued here. Shelf `Issued`, by [`issued_key`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Issued {
    pub(crate) issuer: Did,
    /// Whom it is about, where that is somebody by a DID of ours.
    pub(crate) subject: Option<Did>,
    /// The nonce of the letter that offered it, in hex; none where a program asked for it by `/vc`.
    pub(crate) letter: Option<String>,
    /// Its place; both 0 where it has none.
    pub(crate) list: u32,
    pub(crate) index: u32,
    pub(crate) at: u64,
    pub(crate) document: String,
    /// That a wallet collected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) carried: Option<Carried>,
}

impl Issued {
    /// Whether its proof stands in the document, as it does in all but a compact JWS.
    pub(crate) fn is_sealed_inside(&self) -> bool {
        self.carried.as_ref().is_none_or(|carried| carried.jwt.is_none())
    }
}

/// How a wallet got a credential.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Carried {
    /// The compact JWS that was signed, where that was the form; its document is then what it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jwt: Option<String>,
}

/// A credential held here. Shelf `Held`, by the credential's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) holder: Did,
    /// The nonce of the letter that offered it, in hex.
    pub(crate) letter: String,
    pub(crate) at: u64,
    pub(crate) document: String,
}

/// A badge that came as a file. Shelf `Imported`, by its id; the picture it came in, if it did, is on
/// the shelf `ImportedFiles` under the same key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Imported {
    pub(crate) id: String,
    /// The identity of this node that it is about.
    pub(crate) holder: Option<Did>,
    /// The name of its form, where it is none that a feed carries.
    pub(crate) format: Option<String>,
    /// Whether its form is no text, so that it is kept in base64.
    pub(crate) binary: bool,
    /// The badge, exactly as it was signed.
    pub(crate) text: String,
    pub(crate) at: u64,
    /// Whether it was proven to be of its issuer by what was handed in with it.
    #[serde(default)]
    pub(crate) proven: bool,
    /// What the copies handed in with it told of it.
    #[serde(default)]
    pub(crate) told: CopiesTold,
}

/// What an old badge only points to, by the copies that were handed in with it: enough to list it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopiesTold {
    /// The name of the achievement.
    pub(crate) name: Option<String>,
    /// The issuer's identifier.
    #[serde(default)]
    pub(crate) issuer: String,
    /// The name the issuer gives itself.
    pub(crate) issuer_name: Option<String>,
}

/// An endorsement made here. Shelf `Endorsements`, by its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Endorsed {
    pub(crate) issuer: Did,
    /// To whom it was offered; absent where it stands in the endorser's own feed.
    pub(crate) holder: Option<Did>,
    /// The nonce of the letter that offered it, in hex.
    pub(crate) letter: Option<String>,
    pub(crate) target: String,
    pub(crate) at: u64,
    pub(crate) document: String,
}

/// An endorsement that is not shown. Shelf `Hidden`, by holder and digest, where it was hidden
/// before by its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Hidden {
    pub(crate) holder: Did,
    /// Whether it stood in the holder's own feed, where it is shown again.
    pub(crate) published: bool,
    pub(crate) at: u64,
    pub(crate) document: String,
}

/// What one disagrees with and told nobody. Shelf `Disputes`, by 16 bytes of chance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Noted {
    pub(crate) by: Did,
    pub(crate) at: u64,
    /// Whom it concerns.
    pub(crate) whose: Vec<Did>,
    /// What a statement would say, in hex.
    content: String,
}

impl Noted {
    pub(crate) fn of(dispute: &Dispute, by: Did, at: u64, whose: Vec<Did>) -> Self {
        Self { by, at, whose, content: hex(&dispute.to_bytes()) }
    }

    pub(crate) fn dispute(&self) -> Option<Dispute> {
        Dispute::read(&from_hex(&self.content)?).ok()
    }
}

/// Words that were signed here. Shelf `Words`, by the word's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Spoken {
    pub(crate) by: Did,
    /// Whom they concern, where that is somebody who can be written to.
    pub(crate) holder: Option<Did>,
    /// The nonce of the letter that offered them, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) letter: Option<String>,
    /// What is spoken of, as it is called here.
    pub(crate) called: String,
    /// The word, in hex.
    word: String,
}

impl Spoken {
    pub(crate) fn of(word: &Word, holder: Option<Did>, called: String) -> Self {
        let (by, word) = (word.by(), hex(&word.to_bytes()));
        Self { by, holder, letter: None, called, word }
    }

    pub(crate) fn word(&self) -> Option<Word> {
        Word::read(&from_hex(&self.word)?).ok()
    }
}

/// How the name of what has too long a name begins.
const HASHED: &str = "sha256:";

/// The key of a credential issued here: its id, or the hash of one that is longer than a key may be.
/// An id that looks like such a hash is hashed too, so that no two are kept under one key.
pub(crate) fn issued_key(id: &str) -> Vec<u8> {
    match id.len() <= NOTE_KEY_BYTES_MAX && !id.starts_with(HASHED) {
        true => id.as_bytes().to_vec(),
        false => format!("{HASHED}{}", hex(sha256(&[id.as_bytes()]).as_bytes())).into_bytes(),
    }
}

/// A write that puts a note on its shelf.
pub(crate) fn put(shelf: Shelf, key: &[u8], note: &impl Serialize) -> Write {
    let value = serde_json::to_vec(note).unwrap_or_default();
    Write::Note { shelf, key: key.to_vec(), value }
}

/// One note.
pub(crate) fn get<T: DeserializeOwned>(
    store: &dyn Store,
    shelf: Shelf,
    key: &[u8],
) -> Result<Option<T>, ActError> {
    store.note(shelf, key)?.map(|note| read(shelf, &note)).transpose()
}

/// All notes of a shelf with their keys, in the order of keys.
pub(crate) fn all<T: DeserializeOwned>(
    store: &dyn Store,
    shelf: Shelf,
) -> Result<Vec<(Vec<u8>, T)>, ActError> {
    let notes = store.notes(shelf, &[])?;
    notes.into_iter().map(|(key, note)| Ok((key, read(shelf, &note)?))).collect()
}

/// All notes of a shelf whose keys are texts.
pub(crate) fn by_text<T: DeserializeOwned>(
    store: &dyn Store,
    shelf: Shelf,
) -> Result<Vec<(String, T)>, ActError> {
    let notes = all(store, shelf)?;
    Ok(notes
        .into_iter()
        .map(|(key, note)| (String::from_utf8_lossy(&key).into_owned(), note))
        .collect())
}

/// A note as its shelf keeps it.
pub(crate) fn read<T: DeserializeOwned>(shelf: Shelf, note: &[u8]) -> Result<T, ActError> {
    serde_json::from_slice(note)
        .map_err(|error| ActError::lower(500, "note-damaged", &format!("shelf {shelf:?}: {error}")))
}
