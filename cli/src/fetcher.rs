//! How this command line reaches hosts elsewhere, and whom it trusts there.

use std::path::Path;

use bot_node::gather::Fetcher;

use crate::commands::read_input;
use crate::failure::{Exit, Failure};

/// Largest file of authorities that is read: 1 MiB, some hundreds of certificates.
const AUTHORITY_BYTES_MAX: u64 = 1024 * 1024;

/// One that trusts the authorities that browsers trust, and those of a file where one is named.
///
/// # Errors
/// When the file cannot be read, or holds no authority.
pub(crate) fn fetcher(authority: Option<&Path>) -> Result<Fetcher, Failure> {
    let Some(path) = authority else { return Ok(Fetcher::new()) };
    let pem = read_input(path, AUTHORITY_BYTES_MAX)?;
    Fetcher::trusting_also(&pem).map_err(|fault| {
        let shown = path.display().to_string();
        let failure = Failure::new(Exit::Other, "cli-authority", format!("{shown}: {fault}"));
        failure.with("path", shown).with("what", fault.to_string())
    })
}
