//! The file itself: private, replaced whole, locked to one process, and told apart when it is
//! damaged. What is inside is `contents.rs`'s.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use bot_protocol::api::SecretText;
use zeroize::Zeroizing;

use super::error::{KeysError, io};

/// A trust box beyond this is none of ours: 4 MiB, thousands of identities.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The dearest trust box that is opened: 2^20 rounds, 1 GiB of memory.
const LOG_N_MAX: u8 = 20;

/// Refuses a file that others on this machine can read or write.
pub(super) fn check_private(path: &Path) -> Result<(), KeysError> {
    let meta = std::fs::metadata(path).map_err(io("read", path))?;
    let found = meta.mode() & 0o7777;
    if found != 0o600 && found != 0o400 {
        return Err(KeysError::Permissions { path: path.to_owned(), found });
    }
    Ok(())
}

/// Makes a folder that only its owner can enter, with those above it.
pub(crate) fn private_folder(folder: &Path) -> Result<(), KeysError> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(io("make the folder", folder))
}

/// Makes the names of the folders on the way to a new folder outlive a power cut, as far up as this
/// user may: what is above was there before.
pub(super) fn sync_above(folder: &Path) {
    let whole = std::fs::canonicalize(folder).unwrap_or_default();
    let synced = |above: &Path| File::open(above).and_then(|file| file.sync_all()).is_ok();
    let _the_first_refused = whole.ancestors().skip(1).find(|above| !synced(above));
}

/// Whether some process has a trust box open; one that is not there is not.
pub(super) fn is_held(path: &Path) -> bool {
    match File::open(path.with_extension("lock")) {
        Ok(file) => matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)),
        Err(_) => false,
    }
}

/// Takes the lock beside the trust box; it is let go when the file is dropped.
pub(super) fn lock(path: &Path) -> Result<File, KeysError> {
    let beside = path.with_extension("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&beside)
        .map_err(io("lock", &beside))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(KeysError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(cause)) => Err(io("lock", &beside)(cause)),
    }
}

/// Reads and decrypts the trust box.
pub(super) fn read(path: &Path, passphrase: &SecretText) -> Result<Zeroizing<Vec<u8>>, KeysError> {
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            return Err(KeysError::Missing { path: path.to_owned() });
        }
        Err(cause) => return Err(io("read", path)(cause)),
    };
    let found = meta.mode() & 0o7777;
    if found != 0o600 {
        return Err(KeysError::Permissions { path: path.to_owned(), found });
    }
    let sealed = crate::input::read(path, FILE_BYTES_MAX).map_err(io("read", path))?;
    if sealed.len() as u64 > FILE_BYTES_MAX {
        let what = format!("it has over {FILE_BYTES_MAX} bytes, more than any trust box");
        return Err(KeysError::Damaged { path: path.to_owned(), what });
    }
    open(&sealed, path, passphrase)
}

fn open(
    sealed: &[u8],
    path: &Path,
    passphrase: &SecretText,
) -> Result<Zeroizing<Vec<u8>>, KeysError> {
    let damaged = |what: String| KeysError::Damaged { path: path.to_owned(), what };
    if sealed.is_empty() {
        return Err(damaged("it is empty".to_owned()));
    }
    let decryptor = Decryptor::new_buffered(sealed)
        .map_err(|error| damaged(format!("its head is not whole ({error})")))?;
    if !decryptor.is_scrypt() {
        return Err(damaged("it is not locked by a passphrase".to_owned()));
    }
    let mut key = scrypt::Identity::new(secret(passphrase));
    key.set_max_work_factor(LOG_N_MAX);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "age has more where its other features are on"
    )]
    let mut reader = decryptor.decrypt(std::iter::once(&key as &dyn age::Identity)).map_err(
        |error| match error {
            DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed
            | DecryptError::NoMatchingKeys => KeysError::WrongPassphrase { path: path.to_owned() },
            DecryptError::ExcessiveWork { required, .. } => {
                KeysError::TooDear { path: path.to_owned(), required, max: LOG_N_MAX }
            }
            other => damaged(other.to_string()),
        },
    )?;
    // Reserved once, so that growing leaves no copies of secrets behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|error| damaged(format!("it was cut off or changed ({error})")))?;
    Ok(plain)
}

/// Encrypts and replaces the trust box: whole or not at all, durable when this returns.
pub(super) fn write(
    path: &Path,
    passphrase: &SecretText,
    log_n: u8,
    plain: &[u8],
) -> Result<(), KeysError> {
    let mut lock = scrypt::Recipient::new(secret(passphrase));
    lock.set_work_factor(log_n);
    let encryptor = Encryptor::with_recipients(std::iter::once(&lock as &dyn age::Recipient))
        .expect("one recipient is given");
    let mut sealed = Vec::with_capacity(plain.len() + 512);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(io("encrypt", path))?;
    writer.write_all(plain).map_err(io("encrypt", path))?;
    writer.finish().map_err(io("encrypt", path))?;
    replace(path, &sealed)
}

/// Replaces a file by one with mode 0600: written beside it, synced, renamed, its folder synced.
///
/// # Errors
/// When the system refuses; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let fresh = sibling(path);
    let written = (|| {
        drop(std::fs::remove_file(&fresh));
        let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, path)?;
        match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
            Some(_) | None => File::open(".")?.sync_all(),
        }
    })();
    written.map_err(|cause| {
        drop(std::fs::remove_file(&fresh));
        io("write", path)(cause)
    })
}

fn sibling(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    path.with_file_name(name)
}

fn secret(passphrase: &SecretText) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}
