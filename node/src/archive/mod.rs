//! Many files at once: those of a folder or of a tar archive, one after the other.
//!
//! Nothing is unpacked to disk and no link is followed. Everything is bounded: how many files, how
//! large one may be, how much all of them together.

mod folder;
mod tar;
#[cfg(test)]
mod tests;
mod write;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use bot_protocol::limits::{
    ARCHIVE_BYTES_MAX, ARCHIVE_FILES_MAX, ARCHIVE_PACKED_BYTES_MAX, PICTURE_BYTES_MAX,
};
use flate2::read::MultiGzDecoder;

pub use write::TarWriter;

use folder::Folder;
use tar::Tar;

/// How much is read of anything; smaller in tests.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// Most files, folders and other things.
    things: usize,
    /// Most bytes of one file; of a larger one, one byte more is read.
    file_bytes: usize,
    /// Most bytes of all.
    bytes: u64,
}

impl Bounds {
    const fn usual() -> Self {
        let file_bytes = PICTURE_BYTES_MAX;
        Self { things: ARCHIVE_FILES_MAX, file_bytes, bytes: ARCHIVE_BYTES_MAX }
    }
}

/// Why the files of a folder or an archive are not read, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// More than are read at a time.
    #[error("more than {most} files and folders")]
    Many {
        /// How many are read.
        most: usize,
    },
    /// More bytes than are read at a time.
    #[error("more than {most} bytes in all")]
    Large {
        /// How many are read.
        most: u64,
    },
    /// The archive is damaged.
    #[error("damaged at byte {at}: {what}")]
    Damaged {
        /// Where, of the unpacked archive.
        at: u64,
        /// What was found.
        what: &'static str,
    },
    /// The system says no.
    #[error("{}: {cause}", path.display())]
    File {
        /// What it is about.
        path: PathBuf,
        /// What it says.
        cause: io::Error,
    },
}

/// One file among many.
#[derive(Debug)]
pub struct Item {
    /// Its name, from the folder or the archive on.
    pub name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// It lies there.
    At(PathBuf),
    /// It was read already.
    Bytes(Vec<u8>),
    /// What the system said when it was to be looked at: of a folder whose files are not known.
    Refused(io::Error),
}

impl Item {
    /// Its bytes; one more than a badge may have where there are more.
    ///
    /// # Errors
    /// What the system says.
    pub fn bytes(self) -> io::Result<Vec<u8>> {
        match self.content {
            Content::Bytes(bytes) => Ok(bytes),
            Content::At(path) => folder::read(&path, PICTURE_BYTES_MAX),
            Content::Refused(cause) => Err(cause),
        }
    }
}

/// The files of a folder or an archive, in order.
#[derive(Debug)]
pub struct Archive {
    from: Source,
    left_out: u64,
}

#[derive(Debug)]
enum Source {
    Folder(Folder),
    Tar(Tar),
}

impl Archive {
    /// The folder at `path`, or the archive that `path` is by its content; `None` where it is a
    /// file like any other.
    ///
    /// # Errors
    /// [`ArchiveError`] where a folder cannot be listed within the bounds.
    pub fn open(path: &Path) -> Result<Option<Self>, ArchiveError> {
        let Ok(about) = std::fs::metadata(path) else { return Ok(None) };
        if about.is_dir() {
            let folder = Folder::list(path, Bounds::usual())?;
            let left_out = folder.left_out;
            return Ok(Some(Self { from: Source::Folder(folder), left_out }));
        }
        // What is no file at all, as a pipe, would be asked twice for the same.
        let Some(file) = about.is_file().then(|| File::open(path).ok()).flatten() else {
            return Ok(None);
        };
        let tar = sniffed(file, Bounds::usual());
        let tar = tar.map_err(|cause| ArchiveError::File { path: path.to_owned(), cause })?;
        Ok(tar.map(|tar| Self { from: Source::Tar(tar), left_out: 0 }))
    }

    /// How many files there are, where that is known beforehand.
    #[must_use]
    pub fn files(&self) -> Option<u64> {
        match &self.from {
            Source::Folder(folder) => u64::try_from(folder.len()).ok(),
            Source::Tar(_) => None,
        }
    }

    /// How many things were passed over so far: links, devices, whatever is neither file nor folder.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }
}

impl Iterator for Archive {
    type Item = Result<Item, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.from {
            Source::Folder(folder) => folder.next(),
            Source::Tar(tar) => {
                let item = tar.next();
                self.left_out = tar.left_out();
                item
            }
        }
    }
}

/// A file as an archive, where its first bytes are those of one, packed by gzip or not.
fn sniffed<R: Read + Send + 'static>(mut file: R, bounds: Bounds) -> io::Result<Option<Tar>> {
    let head = head(&mut file)?;
    if tar::begins(&head) {
        let whole = BufReader::new(Cursor::new(head).chain(file));
        return Ok(Some(Tar::new(Box::new(whole), bounds)));
    }
    if !head.starts_with(b"\x1f\x8b") {
        return Ok(None);
    }
    let mut unpacked = MultiGzDecoder::new(BufReader::new(Cursor::new(head).chain(file)));
    // What is damaged so early is told as any file that holds no badge.
    let Ok(head) = self::head(&mut unpacked) else { return Ok(None) };
    let bounds = Bounds { bytes: bounds.bytes.min(ARCHIVE_PACKED_BYTES_MAX), ..bounds };
    let whole = Cursor::new(head.clone()).chain(unpacked);
    Ok(tar::begins(&head).then(|| Tar::new(Box::new(whole), bounds)))
}

/// The first block, or as much as there is.
fn head(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(tar::BLOCK);
    from.take(tar::BLOCK as u64).read_to_end(&mut head)?;
    Ok(head)
}
