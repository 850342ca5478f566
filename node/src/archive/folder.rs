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
    files: std::vec::IntoIter<Item>,
    pub(super) left_out: u64,
}

/// What was found in a folder and those below it.
struct Listing {
    bounds: Bounds,
    /// Each with where it lies, by which it is told from others whose names look the same.
    files: Vec<(PathBuf, Item)>,
    folders: Vec<(String, PathBuf)>,
    left_out: u64,
    seen: usize,
    bytes: u64,
}

impl Folder {
    /// Looks through a folder and all below it; links are left out. A folder below it that cannot be
    /// looked through stands among the files, as one that cannot be read.
    pub(super) fn list(root: &Path, bounds: Bounds) -> Result<Self, ArchiveError> {
        let folders = vec![(String::new(), root.to_owned())];
        let (files, left_out, seen, bytes) = (Vec::new(), 0, 0, 0);
        let mut listing = Listing { bounds, files, folders, left_out, seen, bytes };
        while let Some((name, folder)) = listing.folders.pop() {
            match listing.take(&name, &folder)? {
                Ok(()) => {}
                Err(cause) if name.is_empty() => {
                    return Err(ArchiveError::File { path: folder, cause });
                }
                Err(cause) => listing.add(name, folder, Content::Refused(cause)),
            }
        }
        if listing.bytes > bounds.bytes {
            return Err(ArchiveError::Large { most: bounds.bytes });
        }
        let Listing { mut files, left_out, .. } = listing;
        files.sort_by(|(path, one), (other, two)| (&one.name, path).cmp(&(&two.name, other)));
        let files: Vec<Item> = files.into_iter().map(|(_, item)| item).collect();
        Ok(Self { files: files.into_iter(), left_out })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn next(&mut self) -> Option<Result<Item, ArchiveError>> {
        self.files.next().map(Ok)
    }
}

impl Listing {
    /// Takes what lies in one folder; within the bounds it answers whether all of it was seen.
    fn take(&mut self, name: &str, folder: &Path) -> Result<io::Result<()>, ArchiveError> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(cause) => return Ok(Err(cause)),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(cause) => return Ok(Err(cause)),
            };
            self.seen += 1;
            if self.seen > self.bounds.things {
                return Err(ArchiveError::Many { most: self.bounds.things });
            }
            let inside = entry.file_name().to_string_lossy().into_owned();
            let name = if name.is_empty() { inside } else { format!("{name}/{inside}") };
            // Of a link it is told that it is one, not what it leads to.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.folders.push((name, entry.path())),
                Ok(kind) if kind.is_file() => {
                    let size = entry.metadata().map_or(0, |about| about.len());
                    let read = u64::try_from(self.bounds.file_bytes).unwrap_or(u64::MAX);
                    self.bytes = self.bytes.saturating_add(size.min(read));
                    self.add(name, entry.path(), Content::At(entry.path()));
                }
                Ok(_) => self.left_out += 1,
                Err(cause) => self.add(name, entry.path(), Content::Refused(cause)),
            }
        }
        Ok(Ok(()))
    }

    fn add(&mut self, name: String, path: PathBuf, content: Content) {
        self.files.push((path, Item { name, content }));
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
