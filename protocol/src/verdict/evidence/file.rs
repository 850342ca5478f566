//! What a file handed in as evidence is, and where it belongs.
//!
//! The file says itself what it is: nobody has to tell. What no finding uses is refused, so that
//! nobody believes it counted.

use thiserror::Error;

use super::unused::Handed;
use super::{Copy, Evidence};
use crate::canon::json::{self, JsonError, Value};
use crate::credential::model::{Credential, types};
use crate::credential::status_list::StatusList;
use crate::credential::status_list::revocations::Revocations;
use crate::feed::{Bundle, BundleError};
use crate::identity::{DidDocument, DocumentError};
use crate::statement::anchor::{AnchorError, AnchorProof};
use crate::verdict::dossier::{Dossier, DossierError};
use crate::verdict::reader::{Opened, Reader, Secured};
use crate::verdict::snapshots::{self, Found, Snapshots, SnapshotsError, address_of};
use crate::verdict::status::named;
use crate::verdict::{Presented, RefusedWhy, unquoted};

/// The types of the objects that old badges are made of, each found by its own `id`.
///
/// Source: Open Badges 2.0 §4.
const OLD_TYPES: [&str; 6] =
    ["Assertion", "BadgeClass", "Issuer", "Profile", "RevocationList", "CryptographicKey"];

/// Why a file is no evidence.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// It is a bundle that cannot be relied on.
    #[error("the bundle is refused: {0}")]
    Bundle(#[from] BundleError),
    /// It is a proof file that cannot be relied on.
    #[error("the proof is refused: {0}")]
    Dossier(#[from] DossierError),
    /// It is a file of snapshots that cannot be read.
    #[error("the file of snapshots is refused: {0}")]
    Snapshots(#[from] SnapshotsError),
    /// It is no JSON, nor any other form that is known.
    #[error("the file is neither a bundle nor JSON: {0}")]
    Json(#[from] JsonError),
    /// It describes an identifier and its keys, and is malformed.
    #[error("the key document is refused: {0}")]
    Document(#[from] DocumentError),
    /// It would show a credential to be in an anchor, and does not.
    #[error("the proof of an anchor is refused: {0}")]
    Anchor(#[from] AnchorError),
    /// It is of a form that is known and malformed.
    #[error("the file is refused: {0}")]
    Refused(#[from] RefusedWhy),
    /// It is of a kind that no finding uses.
    #[error(
        "found {found}, expected a bundle, an endorsement, a status list, a badge, a key document, an \
         old badge's object or snapshots"
    )]
    Unused {
        /// Its types.
        found: String,
    },
}

/// What a file gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Feeds with their key logs.
    Bundle {
        /// How many statements.
        entries: usize,
    },
    /// An endorsement.
    Endorsement,
    /// A status list.
    StatusList,
    /// A badge that a rule for another may ask for.
    Badge,
    /// That a credential is in an anchor.
    Anchor,
    /// What describes an identifier and its keys.
    Document,
    /// A copy of an object that has an address: a part of an old badge, a list of revocations.
    Copy,
    /// What a fetcher saw at some addresses.
    Snapshots {
        /// How many.
        count: usize,
    },
}

impl Evidence {
    /// Takes the bytes of a file handed in as evidence. Anybody can write any date into a file, so
    /// the snapshots of one are copies that are not dated: see [`Self::hear_vouched`].
    ///
    /// # Errors
    /// [`EvidenceError`] where it is none; what was at hand before stays.
    pub fn hear_file(&mut self, bytes: &[u8], reader: &Reader<'_>) -> Result<Heard, EvidenceError> {
        if Bundle::sniff(bytes) {
            return Ok(self.hear_bundle(Bundle::read(bytes)?));
        }
        if Dossier::sniff(bytes) {
            return self.hear_dossier(Dossier::read(bytes)?, reader);
        }
        if AnchorProof::sniff(bytes) {
            self.hear_anchor(AnchorProof::read(bytes)?);
            return Ok(Heard::Anchor);
        }
        if Snapshots::sniff(bytes) {
            return Ok(self.hear_copies(Snapshots::read(bytes)?, reader, false));
        }
        if let Some(text) = unquoted(bytes) {
            return self.hear_file(text.as_bytes(), reader);
        }
        match json::read(bytes) {
            // Another program may have put the members in another order.
            Ok(document) if types(&document).any(|name| name == snapshots::TYPE) => {
                Ok(self.hear_copies(Snapshots::read(bytes)?, reader, false))
            }
            Ok(document) => self.hear_document(document, reader),
            Err(fault) => match reader.dialects.open(bytes)? {
                Some(opened) => self.hear_opened(opened),
                None => Err(fault.into()),
            },
        }
    }

    /// Takes the bytes of a file of snapshots of which the viewer says that this program fetched
    /// them: their dates count.
    ///
    /// # Errors
    /// [`EvidenceError::Snapshots`] where it is none, or another kind of file.
    pub fn hear_vouched(
        &mut self,
        bytes: &[u8],
        reader: &Reader<'_>,
    ) -> Result<Heard, EvidenceError> {
        Ok(self.hear_snapshots(Snapshots::read(bytes)?, reader))
    }

    /// Takes what a fetcher of one's own saw, and when.
    pub fn hear_snapshots(&mut self, snapshots: Snapshots, reader: &Reader<'_>) -> Heard {
        self.hear_copies(snapshots, reader, true)
    }

    fn hear_copies(&mut self, snapshots: Snapshots, reader: &Reader<'_>, dated: bool) -> Heard {
        let count = snapshots.snapshots.len();
        for snapshot in snapshots.snapshots {
            let fetched = dated.then_some(snapshot.fetched);
            let content = match snapshot.found {
                Found::Gone => Some(Value::Null),
                Found::Bytes { content, .. } => self.seen(&snapshot.url, content, reader),
            };
            if let Some(content) = content {
                self.hear_copy(&snapshot.url, Copy { content, fetched });
            }
        }
        Heard::Snapshots { count }
    }

    /// The bytes of an address as they are kept, heard by their kind too; pictures and the like
    /// are of no use.
    fn seen(&mut self, url: &str, content: Vec<u8>, reader: &Reader<'_>) -> Option<Value> {
        match json::read(&content) {
            Ok(Value::Null) => None,
            Ok(document) => {
                if types(&document).any(|name| name == "EndorsementCredential") {
                    self.hear_endorsement(Secured::by_its_proofs(document.clone()));
                }
                self.described(url, &document);
                Some(document)
            }
            Err(_) => {
                if let Ok(Some(Opened::Credential(secured))) = reader.dialects.open(&content)
                    && secured.credential().is_a("EndorsementCredential")
                {
                    self.hear_endorsement(secured);
                }
                String::from_utf8(content).ok().map(Value::String)
            }
        }
    }

    /// Takes a document that describes an identifier, where it lay where that one's must lie: on
    /// its own server anybody can describe anybody.
    fn described(&mut self, url: &str, document: &Value) {
        if let Ok(read) = DidDocument::read(document)
            && DidDocument::is_one(document)
            && address_of(read.id()).as_deref() == Some(url)
        {
            self.documents.hear(read);
        }
    }

    fn hear_document(
        &mut self,
        document: Value,
        reader: &Reader<'_>,
    ) -> Result<Heard, EvidenceError> {
        if let Some(inside) = resolved(&document)? {
            return self.hear_document(inside, reader);
        }
        if let Some(url) = key_address(&document).map(ToOwned::to_owned) {
            self.hear_copy(&url, Copy { content: document, fetched: None });
            return Ok(Heard::Copy);
        }
        let describes = DidDocument::is_one(&document);
        if describes {
            self.documents.insert(&document)?;
            if let Some(id) = document.get("id").and_then(Value::as_str) {
                let (id, document) = (id.to_owned(), document.clone());
                self.handed.push(Handed::Document { id, document });
            }
        }
        let old = types(&document).any(|name| OLD_TYPES.contains(&name));
        if describes && !old {
            return Ok(Heard::Document);
        }
        if old || Revocations::is_one(&document) {
            let id = document.get("id").and_then(Value::as_str).map(ToOwned::to_owned);
            let id = id.ok_or_else(|| unused(&format!("{} without an id", kinds(&document))))?;
            self.hear_copy(&id, Copy { content: document, fetched: None });
            return Ok(Heard::Copy);
        }
        let found = kinds(&document);
        match Presented::of(document, reader) {
            Ok(presented) => match presented.into_secured() {
                Some(secured) => self.hear_secured(secured),
                None => Err(unused(&found)),
            },
            Err(
                RefusedWhy::NoCredential | RefusedWhy::Several { .. } | RefusedWhy::NonePresented,
            ) => Err(unused(&found)),
            Err(fault) => Err(fault.into()),
        }
    }

    fn hear_opened(&mut self, opened: Opened) -> Result<Heard, EvidenceError> {
        match opened {
            Opened::Credential(secured) => self.hear_secured(secured),
            Opened::Presentation { presentation, .. } => {
                Err(unused(&kinds(presentation.document())))
            }
        }
    }

    fn hear_secured(&mut self, secured: Secured) -> Result<Heard, EvidenceError> {
        let credential: Credential<'_> = secured.credential();
        if credential.is_a("EndorsementCredential") {
            self.hear_endorsement(secured);
            return Ok(Heard::Endorsement);
        }
        if StatusList::claimed_by(&credential) {
            if let Some(name) = named(&credential) {
                self.handed.push(Handed::List { name: name.to_owned() });
            }
            self.hear_credential(secured);
            return Ok(Heard::StatusList);
        }
        if let (Some(id), Some(achievement)) = (credential.id(), credential.achievement_id()) {
            let (id, achievement) = (id.to_owned(), achievement.to_owned());
            self.handed.push(Handed::Badge { id, achievement });
            self.hear_badge(secured);
            return Ok(Heard::Badge);
        }
        Err(unused(&kinds(secured.document())))
    }
}

/// The document in the answer of a resolver of identifiers.
///
/// # Errors
/// [`EvidenceError::Unused`] where it says that the identifier was given up: nothing is signed by it.
///
/// Source: DID Resolution 1.0 §4.
fn resolved(document: &Value) -> Result<Option<Value>, EvidenceError> {
    let inside = document.get("didDocument").filter(|inside| DidDocument::is_one(inside));
    let given_up = document.at(&["didDocumentMetadata", "deactivated"]);
    match inside {
        // A resolver that has nothing to say of it may write that down as nothing.
        Some(_)
            if given_up.is_some_and(|said| !matches!(said, Value::Null | Value::Bool(false))) =>
        {
            Err(unused("the document of an identifier that was deactivated"))
        }
        inside => Ok(inside.cloned()),
    }
}

/// The address that a bare JSON Web Key says it lies at.
///
/// Source: Open Badges 3.0 §8.2.4.
fn key_address(document: &Value) -> Option<&str> {
    let _kind = document.get("kty")?.as_str()?;
    document.get("kid")?.as_str().filter(|kid| kid.starts_with("https://"))
}

fn unused(found: &str) -> EvidenceError {
    EvidenceError::Unused { found: found.to_owned() }
}

fn kinds(document: &Value) -> String {
    let found = types(document).collect::<Vec<_>>().join(", ");
    if found.is_empty() { "JSON without a type".to_owned() } else { found }
}
