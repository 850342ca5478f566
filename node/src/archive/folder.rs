//! The files of a folder and of the folders in it, by name.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::{ArchiveError, Bounds, Content, Item};

/// The files still to come.
#[derive(Debug)]
pub(super) struct Folder {
    files: std::vec::IntoIter<(String, PathBuf)>,
    pub(super) left_out: u64,
}

impl Folder {
    /// Looks through a folder and all below it; links are left out.
    pub(super) fn list(root: &Path, bounds: Bounds) -> Result<Self, ArchiveError> {
        let (mut files, mut folders) = (Vec::new(), vec![(String::new(), root.to_owned())]);
        let (mut left_out, mut seen, mut bytes) = (0_u64, 0_usize, 0_u64);
        while let Some((name, folder)) = folders.pop() {
            let refused = |cause| ArchiveError::File { path: folder.clone(), cause };
            for entry in std::fs::read_dir(&folder).map_err(refused)? {
                let entry = entry.map_err(refused)?;
                seen += 1;
                if seen > bounds.things {
                    return Err(ArchiveError::Many { most: bounds.things });
                }
                let inside = entry.file_name().to_string_lossy().into_owned();
                let name = if name.is_empty() { inside } else { format!("{name}/{inside}") };
                // Of a link it is told that it is one, not what it leads to.
                let kind = entry.file_type().map_err(refused)?;
                if kind.is_dir() {
                    folders.push((name, entry.path()));
                } else if kind.is_file() {
                    let size = entry.metadata().map_or(0, |about| about.len());
                    let read = u64::try_from(bounds.file_bytes).unwrap_or(u64::MAX);
                    bytes = bytes.saturating_add(size.min(read));
                    files.push((name, entry.path()));
                } else {
                    left_out += 1;
                }
            }
        }
        if bytes > bounds.bytes {
            return Err(ArchiveError::Large { most: bounds.bytes });
        }
        files.sort();
        Ok(Self { files: files.into_iter(), left_out })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn next(&mut self) -> Option<Result<Item, ArchiveError>> {
        let (name, path) = self.files.next()?;
        Some(Ok(Item { name, content: Content::At(path) }))
    }
}

/// A file's bytes, or one more than `max`; refused where it has become a link or a pipe meanwhile.
pub(super) fn read(path: &Path, max: usize) -> io::Result<Vec<u8>> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    let flags = i32::try_from(flags).map_err(io::Error::other)?;
    let file: File = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file any more"));
    }
    let mut bytes = Vec::new();
    file.take(u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
