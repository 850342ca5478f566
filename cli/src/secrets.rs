//! Passphrases: from a file, the service manager's credentials, or a prompt; never from an
//! argument or an environment variable.

use std::io::IsTerminal as _;
use std::path::Path;

use bot_node::keys::{KeysError, passphrase};
use bot_protocol::api::SecretText;

use crate::failure::{Exit, Failure};
use crate::screen::Screen;

/// The passphrase of an existing trust box.
///
/// # Errors
/// When its file cannot be read, or nobody is there to ask.
pub(crate) fn known(screen: &Screen, file: Option<&Path>) -> Result<SecretText, Failure> {
    match stored(file)? {
        Some(secret) => Ok(secret),
        None => prompt(screen, "cli-passphrase"),
    }
}

/// A passphrase for a new trust box, asked twice where a person types it.
///
/// # Errors
/// As [`known`], and when the two differ.
pub(crate) fn fresh(screen: &Screen, file: Option<&Path>) -> Result<SecretText, Failure> {
    if let Some(secret) = stored(file)? {
        return Ok(secret);
    }
    let first = prompt(screen, "cli-passphrase-new")?;
    let second = prompt(screen, "cli-passphrase-again")?;
    match first == second {
        true => Ok(first),
        false => Err(Failure::new(Exit::Usage, "cli-passphrase-differs", "the two differ")),
    }
}

/// A line a person types unseen.
///
/// # Errors
/// When nobody is there to type it.
pub(crate) fn prompt(screen: &Screen, code: &str) -> Result<SecretText, Failure> {
    if !std::io::stdin().is_terminal() {
        let detail = "standard input is no terminal and no --passphrase-file was given";
        return Err(Failure::new(Exit::Locked, "cli-passphrase-missing", detail));
    }
    let question = format!("{} ", screen.sentence(code, &[]));
    let text = rpassword::prompt_password(question);
    let text = text
        .map_err(|cause| Failure::new(Exit::Locked, "cli-passphrase-missing", cause.to_string()))?;
    Ok(SecretText::new(text))
}

fn stored(file: Option<&Path>) -> Result<Option<SecretText>, Failure> {
    if let Some(path) = file {
        return passphrase::from_file(path).map(Some).map_err(|error| failed(&error));
    }
    match std::env::var_os("CREDENTIALS_DIRECTORY") {
        Some(folder) => {
            passphrase::from_credentials(Path::new(&folder)).map_err(|error| failed(&error))
        }
        None => Ok(None),
    }
}

/// A trust box that does not open, in words.
pub(crate) fn failed(error: &KeysError) -> Failure {
    let exit = match error {
        KeysError::Io { doing: "read", path, cause } => return Failure::file(path, cause),
        KeysError::Missing { .. } | KeysError::NotMine { .. } | KeysError::NoIdentity => {
            Exit::NotFound
        }
        KeysError::WrongPassphrase { .. } | KeysError::Locked { .. } => Exit::Locked,
        KeysError::Unnamed { .. } | KeysError::WeakPassphrase { .. } | KeysError::Name { .. } => {
            Exit::Usage
        }
        KeysError::Exists { .. }
        | KeysError::Permissions { .. }
        | KeysError::Damaged { .. }
        | KeysError::PassphraseFile { .. }
        | KeysError::TooDear { .. }
        | KeysError::TooNew { .. }
        | KeysError::Io { .. }
        | KeysError::Profile(_)
        | KeysError::Taken { .. }
        | KeysError::Words(_)
        | KeysError::Exported { .. }
        | KeysError::OtherSheet { .. }
        | KeysError::Random(_) => Exit::Other,
    };
    let failure = Failure::new(exit, error.code(), error.to_string());
    match error.path() {
        Some(path) => failure.with("path", path.display().to_string()),
        None => failure,
    }
}
