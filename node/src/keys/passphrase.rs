//! Where a passphrase may come from: a file, or the credentials directory of a service. A prompt
//! is the command line's. Never an environment variable's value, never an argument: others on the
//! machine can read those.

use std::path::Path;

use bot_protocol::api::SecretText;
use zeroize::Zeroizing;

use super::error::{KeysError, io};
use super::file;
use crate::input;

/// The name of the passphrase in a service's credentials directory.
///
/// Source: systemd.exec(5), LoadCredential.
pub const CREDENTIAL_NAME: &str = "bot-passphrase";

/// A passphrase file beyond this is no passphrase file: 4 KiB.
const BYTES_MAX: u64 = 4096;

/// Reads a passphrase file: its text without the line end after it.
///
/// # Errors
/// When it cannot be read, others may read it, or it is no text.
pub fn from_file(path: &Path) -> Result<SecretText, KeysError> {
    file::check_private(path)?;
    read(path)
}

/// Reads the passphrase from a service's credentials directory, where there is one.
///
/// The service manager guards the directory itself, so modes are not checked.
///
/// # Errors
/// When it is there and cannot be read.
pub fn from_credentials(directory: &Path) -> Result<Option<SecretText>, KeysError> {
    let path = directory.join(CREDENTIAL_NAME);
    match std::fs::metadata(&path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(io("read", &path)(cause)),
        Ok(_) => read(&path).map(Some),
    }
}

fn read(path: &Path) -> Result<SecretText, KeysError> {
    let refused = |what: String| KeysError::PassphraseFile { path: path.to_owned(), what };
    let bytes = Zeroizing::new(input::read(path, BYTES_MAX).map_err(io("read", path))?);
    if bytes.len() as u64 > BYTES_MAX {
        return Err(refused(format!("it has over {BYTES_MAX} bytes")));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|fault| refused(format!("not UTF-8 from byte {}", fault.valid_up_to())))?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(refused("its line is empty".to_owned()));
    }
    Ok(SecretText::new(line.to_owned()))
}
