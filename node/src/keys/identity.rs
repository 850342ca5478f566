//! One identity of the trust box.

use std::fmt;

use bot_protocol::canon::hash::{Hash, from_hex, hex};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::time::Timestamp;

use super::contents::{Bytes32, Kept, KeptWriter};
use super::error::KeysError;
use super::{Naming, Root};

/// Most bytes of a name: 200, a long official name in any script.
const NAME_BYTES_MAX: usize = 200;

/// An identity this node speaks for: its keys and what it is called.
pub struct Identity {
    key: SecretKey,
    did: Did,
    next: Hash,
    naming: Naming,
    created: Timestamp,
    restored: bool,
    root: Option<Root>,
    writer: Option<([u8; 16], SecretKey)>,
}

impl Identity {
    pub(super) fn new(root: &Root, naming: Naming, created: Timestamp, restored: bool) -> Self {
        let key = root.identity_key();
        Self {
            did: Did::from(key.public()),
            key,
            next: root.next(),
            naming,
            created,
            restored,
            root: (!restored).then(|| root.clone()),
            writer: None,
        }
    }

    /// Its DID.
    #[must_use]
    pub fn did(&self) -> Did {
        self.did
    }

    /// The key that signs its credentials, key events and letters.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.key
    }

    /// What its inception commits to: the hash of the next public key.
    #[must_use]
    pub fn next(&self) -> Hash {
        self.next
    }

    /// Its name on this node.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.naming.name
    }

    /// What it is called, and what it stands for.
    #[must_use]
    pub fn naming(&self) -> &Naming {
        &self.naming
    }

    /// When it was made or restored here.
    #[must_use]
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// True when it came back from a recovery sheet: other writers of it may exist.
    #[must_use]
    pub fn restored(&self) -> bool {
        self.restored
    }

    /// The key that signs its entries here; none before the box was bound to a store.
    #[must_use]
    pub fn writer(&self) -> Option<&SecretKey> {
        self.writer.as_ref().map(|(_, key)| key)
    }

    /// Its root, until the sheet was confirmed.
    #[must_use]
    pub fn root(&self) -> Option<&Root> {
        self.root.as_ref()
    }

    pub(super) fn writer_for(&self, store: [u8; 16]) -> Option<&SecretKey> {
        self.writer.as_ref().filter(|(of, _)| *of == store).map(|(_, key)| key)
    }

    pub(super) fn with_writer(&self, store: [u8; 16], writer: SecretKey) -> Self {
        Self { writer: Some((store, writer)), ..self.copy() }
    }

    pub(super) fn with_naming(&self, naming: Naming) -> Self {
        Self { naming, ..self.copy() }
    }

    pub(super) fn without_root(&self) -> Self {
        Self { root: None, ..self.copy() }
    }

    fn copy(&self) -> Self {
        Self {
            key: self.key.clone(),
            did: self.did,
            next: self.next,
            naming: self.naming.clone(),
            created: self.created,
            restored: self.restored,
            root: self.root.clone(),
            writer: self.writer.clone(),
        }
    }

    pub(super) fn to_kept(&self) -> Kept {
        Kept {
            seed: Bytes32(self.key.seed()),
            next: self.next.to_string(),
            committed: self.key.commitment().is_some(),
            name: self.naming.name.clone(),
            party: self.naming.party,
            description: self.naming.description.clone(),
            url: self.naming.url.clone(),
            created: self.created.millis(),
            restored: self.restored,
            root: self.root.as_ref().map(|root| Bytes32(zeroize::Zeroizing::new(*root.bytes()))),
            writer: self
                .writer
                .as_ref()
                .map(|(store, key)| KeptWriter { store: hex(store), seed: Bytes32(key.seed()) }),
        }
    }

    pub(super) fn from_kept(kept: Kept) -> Result<Self, String> {
        let next = kept.next.parse::<Hash>().map_err(|error| format!("next: {error}"))?;
        let key = match kept.committed {
            true => SecretKey::committed(&kept.seed.0, next).ok_or("seed: no key that commits")?,
            false => SecretKey::from_seed(&kept.seed.0),
        };
        let writer = match kept.writer {
            None => None,
            Some(writer) => {
                let store = from_hex(&writer.store).and_then(|bytes| bytes.try_into().ok());
                let store: [u8; 16] = store.ok_or("writer: no store id")?;
                Some((store, SecretKey::from_seed(&writer.seed.0)))
            }
        };
        Ok(Self {
            did: Did::from(key.public()),
            key,
            next,
            naming: Naming {
                name: kept.name,
                party: kept.party,
                description: kept.description,
                url: kept.url,
            },
            created: Timestamp::from_millis(kept.created),
            restored: kept.restored,
            root: kept.root.map(|root| Root::from_bytes(*root.0)),
            writer,
        })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("did", &self.did).finish_non_exhaustive()
    }
}

/// A name is short, visible, and no DID.
pub(super) fn check_name(name: &str) -> Result<(), KeysError> {
    let refused =
        |expected| Err(KeysError::Name { found: name.chars().take(80).collect(), expected });
    if name.trim().is_empty() {
        return refused("a name has at least one visible character");
    }
    if name.len() > NAME_BYTES_MAX {
        return refused("a name has at most 200 bytes");
    }
    if name.chars().any(char::is_control) || name.trim() != name {
        return refused("a name has no control characters and no space at its ends");
    }
    if name.starts_with("did:") {
        return refused("a name does not look like a DID");
    }
    Ok(())
}
