//! Where the published test vectors are.
//!
//! They are read in place and never copied: `BOT_VECTORS` names the folder, else
//! `../shared/vectors` beside the repository.

use std::path::PathBuf;

/// The folder of the published vectors, or `None` with one visible line where it is absent.
#[must_use]
#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
pub fn root() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors"));
    let root = std::env::var_os("BOT_VECTORS").map_or_else(beside, PathBuf::from);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("published vectors are absent (set BOT_VECTORS): conformance tests did not run");
    None
}
