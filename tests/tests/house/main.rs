//! The house keeps its own rules: arrows, layers, purity, sizes, floors, links.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod codes;
mod docs;
mod privacy;
mod source;
mod supply;

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the repository").into()
}

/// Every file below `folder` that git would keep and whose name ends with `ending`, with its text.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git" | "node_modules" | "oracle") {
                walk(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
            let place = path.strip_prefix(root()).expect("below the root").display().to_string();
            found.push((place, text));
        }
    }
}
