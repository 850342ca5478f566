//! The trust box: the secret keys of this installation, in one age file behind a passphrase.
//!
//! It holds the identity keys and one writer key for each identity. The node's key on the network is
//! not here: it tells nobody who somebody is (`net/peer_key.rs`). A writer
//! key belongs to the store it was made beside: a trust box that is put back beside another store,
//! as a backup may be, makes new writers there, so that no feed forks (`spec/keys.md`).
//!
//! Not here: who may do what with a key (`acts/`), how a passphrase is asked for (`cli`).

mod contents;
mod derived;
mod error;
pub mod file;
mod identity;
pub mod passphrase;
mod recovery;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use bot_protocol::api::{PartyKind, SecretText};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::statement::kinds::{Party, Profile};
use bot_protocol::time::Timestamp;
use zeroize::Zeroizing;

pub use self::derived::Curve;
pub use self::error::{KeysError, WordsError};
pub use self::identity::Identity;
pub use self::recovery::Root;

use self::contents::Contents;
use self::identity::check_name;

/// The name of the trust box in the data folder.
pub const FILE_NAME: &str = "trustbox.age";

/// Fewest characters of a passphrase.
pub const PASSPHRASE_CHARS_MIN: usize = 8;

/// What a new identity is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The name others see.
    pub name: String,
    /// What it stands for.
    pub party: PartyKind,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its page on the web.
    pub url: Option<String>,
}

impl Naming {
    /// Checks that somebody could be called so, here and in public: what is kept now is what the
    /// node says of the identity each time it starts.
    ///
    /// # Errors
    /// When the name looks like a DID, or a text is empty, too long or no address.
    pub fn check(&self) -> Result<(), KeysError> {
        check_name(&self.name)?;
        Ok(self.profile().check()?)
    }

    /// What an identity said of itself.
    pub(crate) fn of(profile: Profile) -> Self {
        let party = match profile.party {
            Party::Person => PartyKind::Person,
            Party::Organisation => PartyKind::Organisation,
            Party::Community => PartyKind::Community,
        };
        let Profile { name, description, url, .. } = profile;
        Self { name, party, description, url }
    }

    /// What the identity says of itself.
    pub(crate) fn profile(&self) -> Profile {
        let party = match self.party {
            PartyKind::Person => Party::Person,
            PartyKind::Organisation => Party::Organisation,
            PartyKind::Community => Party::Community,
        };
        let Self { name, description, url, .. } = self.clone();
        Profile { party, name, description, url }
    }
}

/// An open trust box. No other process can open it until this one is dropped.
pub struct TrustBox {
    path: PathBuf,
    passphrase: SecretText,
    log_n: u8,
    identities: RwLock<Vec<Arc<Identity>>>,
    _lock: File,
}

impl TrustBox {
    /// Where the trust box of a data folder is.
    #[must_use]
    pub fn path_in(data: &Path) -> PathBuf {
        data.join(FILE_NAME)
    }

    /// Whether some process has the trust box of a data folder open: a node does until it ends.
    #[must_use]
    pub fn is_held_in(folder: &Path) -> bool {
        file::is_held(&Self::path_in(folder))
    }

    /// Makes an empty trust box in a data folder, and the folder where it is missing.
    ///
    /// # Errors
    /// When there is one already, the passphrase is too short, or the system refuses.
    pub fn create(data: &Path, passphrase: SecretText, log_n: u8) -> Result<Self, KeysError> {
        let found = passphrase.expose().chars().count();
        if found < PASSPHRASE_CHARS_MIN {
            return Err(KeysError::WeakPassphrase { found, min: PASSPHRASE_CHARS_MIN });
        }
        file::private_folder(data)?;
        let path = Self::path_in(data);
        let lock = file::lock(&path)?;
        if path.exists() {
            return Err(KeysError::Exists { path });
        }
        let identities = RwLock::new(Vec::new());
        let made = Self { path, passphrase, log_n, identities, _lock: lock };
        made.save(&[])?;
        file::sync_above(data);
        Ok(made)
    }

    /// Opens the trust box of a data folder; what is written later costs `2^log_n` rounds.
    ///
    /// # Errors
    /// When there is none, another process has it open, others may read it, the passphrase does
    /// not fit, or the file is damaged or of a newer version.
    pub fn open(data: &Path, passphrase: SecretText, log_n: u8) -> Result<Self, KeysError> {
        let path = Self::path_in(data);
        if !path.exists() {
            return Err(KeysError::Missing { path });
        }
        let lock = file::lock(&path)?;
        let plain = file::read(&path, &passphrase)?;
        let contents = contents::read(&plain).map_err(|misread| match misread {
            contents::Misread::Newer(found) => {
                KeysError::TooNew { path: path.clone(), found, known: contents::FORMAT }
            }
            contents::Misread::Other(error) => damaged(&path, &error),
        })?;
        let identities = contents
            .identities
            .into_iter()
            .map(|kept| {
                Identity::from_kept(kept).map(Arc::new).map_err(|what| damaged(&path, &what))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let identities = RwLock::new(identities);
        Ok(Self { path, passphrase, log_n, identities, _lock: lock })
    }

    /// True when this is the passphrase of the box: asked again before something grave.
    #[must_use]
    pub fn opens_with(&self, passphrase: &SecretText) -> bool {
        same(passphrase.expose().as_bytes(), self.passphrase.expose().as_bytes())
    }

    /// All identities, in the order they were made.
    #[must_use]
    pub fn identities(&self) -> Vec<Arc<Identity>> {
        self.identities.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One identity by its DID.
    #[must_use]
    pub fn identity(&self, did: &Did) -> Option<Arc<Identity>> {
        self.identities().into_iter().find(|identity| identity.did() == *did)
    }

    /// The identity a request means: by DID or name, or the only one where none is named.
    ///
    /// # Errors
    /// When it is none of this box, or none is named and there is not exactly one.
    pub fn pick(&self, who: Option<&str>) -> Result<Arc<Identity>, KeysError> {
        let all = self.identities();
        let Some(who) = who else {
            return match all.as_slice() {
                [] => Err(KeysError::NoIdentity),
                [only] => Ok(Arc::clone(only)),
                several => Err(KeysError::Unnamed { count: several.len() }),
            };
        };
        all.into_iter()
            .find(|identity| identity.name() == who || identity.did().to_string() == who)
            .ok_or_else(|| KeysError::NotMine { who: who.to_owned() })
    }

    /// Checks that an identity could be called so.
    ///
    /// # Errors
    /// As [`Naming::check`], or when the name is taken.
    pub fn check_naming(&self, naming: &Naming) -> Result<(), KeysError> {
        naming.check()?;
        if self.identities().iter().any(|identity| identity.name() == naming.name) {
            return Err(KeysError::Taken { who: naming.name.clone() });
        }
        Ok(())
    }

    /// Makes a new identity with a new root; durable when this returns.
    ///
    /// # Errors
    /// As [`TrustBox::check_naming`], or when the box cannot be written.
    pub fn add(&self, naming: Naming, now: Timestamp) -> Result<Arc<Identity>, KeysError> {
        self.check_naming(&naming)?;
        let root = Root::fresh()?;
        self.insert(Identity::new(&root, naming, now, false))
    }

    /// Brings an identity back from its sheet; durable when this returns. The root is not kept:
    /// it is on paper already.
    ///
    /// # Errors
    /// As [`TrustBox::check_naming`], when the identity is here already, or when the box cannot
    /// be written.
    pub fn restore(
        &self,
        root: &Root,
        naming: Naming,
        now: Timestamp,
    ) -> Result<Arc<Identity>, KeysError> {
        self.check_naming(&naming)?;
        self.insert(Identity::new(root, naming, now, true))
    }

    /// Calls an identity otherwise; durable when this returns.
    ///
    /// # Errors
    /// When the identity is not here, nobody can be called so, or the box cannot be written.
    pub fn rename(&self, did: &Did, naming: &Naming) -> Result<(), KeysError> {
        naming.check()?;
        self.mine(did)?;
        self.change(|all| {
            for one in all.iter_mut().filter(|one| one.did() == *did) {
                *one = Arc::new(one.with_naming(naming.clone()));
            }
        })
    }

    /// The recovery sheet of an identity, as long as its root is kept.
    ///
    /// # Errors
    /// When the identity is not here, or its sheet was confirmed and the root forgotten.
    pub fn sheet(&self, did: &Did) -> Result<Zeroizing<String>, KeysError> {
        let identity = self.mine(did)?;
        let root = identity.root().ok_or_else(|| KeysError::Exported { did: did.to_string() })?;
        Ok(root.words())
    }

    /// Checks a sheet read back from paper, and forgets the root; durable when this returns.
    ///
    /// # Errors
    /// When the words are not this identity's, or the box cannot be written. The root is then
    /// still there.
    pub fn confirm_sheet(&self, did: &Did, words: &str) -> Result<(), KeysError> {
        let identity = self.mine(did)?;
        let found = Root::from_words(words)?.identity_key().public();
        if found != *did.public_key() {
            let found = Did::from(found).to_string();
            return Err(KeysError::OtherSheet { found, expected: did.to_string() });
        }
        if identity.root().is_some() {
            self.change(|all| {
                for one in all.iter_mut().filter(|one| one.did() == *did) {
                    *one = Arc::new(one.without_root());
                }
            })?;
        }
        Ok(())
    }

    /// Ties the box to the store it lies beside: identities whose writer key belongs to another
    /// store, or who have none, get a new one. Answers for whom; durable when this returns.
    ///
    /// # Errors
    /// When the box cannot be written.
    pub fn bind(&self, store: [u8; 16]) -> Result<Vec<Did>, KeysError> {
        let fresh: Vec<Did> = self
            .identities()
            .iter()
            .filter(|identity| identity.writer_for(store).is_none())
            .map(|identity| identity.did())
            .collect();
        if fresh.is_empty() {
            return Ok(fresh);
        }
        let mut writers = Vec::with_capacity(fresh.len());
        for _ in &fresh {
            let mut seed = Zeroizing::new([0; 32]);
            getrandom::fill(&mut *seed)?;
            writers.push(SecretKey::from_seed(&seed));
        }
        self.change(|all| {
            for one in all.iter_mut().filter(|one| fresh.contains(&one.did())) {
                if let Some(writer) = writers.pop() {
                    *one = Arc::new(one.with_writer(store, writer));
                }
            }
        })?;
        Ok(fresh)
    }

    fn mine(&self, did: &Did) -> Result<Arc<Identity>, KeysError> {
        self.identity(did).ok_or_else(|| KeysError::NotMine { who: did.to_string() })
    }

    fn insert(&self, identity: Identity) -> Result<Arc<Identity>, KeysError> {
        if self.identity(&identity.did()).is_some() {
            return Err(KeysError::Taken { who: identity.did().to_string() });
        }
        let identity = Arc::new(identity);
        self.change(|all| all.push(Arc::clone(&identity)))?;
        Ok(identity)
    }

    /// Changes the list on disk first, then in memory.
    fn change(&self, how: impl FnOnce(&mut Vec<Arc<Identity>>)) -> Result<(), KeysError> {
        let mut held = self.identities.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = held.clone();
        how(&mut changed);
        self.save(&changed)?;
        *held = changed;
        Ok(())
    }

    fn save(&self, identities: &[Arc<Identity>]) -> Result<(), KeysError> {
        let contents =
            Contents { identities: identities.iter().map(|identity| identity.to_kept()).collect() };
        file::write(&self.path, &self.passphrase, self.log_n, &contents::write(&contents))
    }
}

impl fmt::Debug for TrustBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustBox")
            .field("path", &self.path)
            .field("identities", &self.identities().len())
            .finish_non_exhaustive()
    }
}

fn damaged(path: &Path, what: &impl fmt::Display) -> KeysError {
    KeysError::Damaged { path: path.to_owned(), what: what.to_string() }
}

/// Compares without telling by time where the first difference is.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
}
