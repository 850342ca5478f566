//! What the command line names: one badge, or many files, folders and archives one after the other.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use bot_node::archive::{Archive, ArchiveError, Item};
use bot_protocol::limits::{QR_BYTES_MAX, QR_FRAMES_MAX};
use bot_protocol::verdict::dossier;

use super::folder::refused;
use crate::commands::badge::read_badge;
use crate::failure::{Exit, Failure};

/// Most files of a folder that is looked at as the QR codes of one proof: one has at most as many.
const CODES_MAX: usize = QR_FRAMES_MAX;

/// What is to be verified.
pub(super) enum Named {
    /// One badge: a file, or the proof that several QR codes are of.
    One(Vec<u8>),
    /// All of these.
    Many(Files),
}

/// The files that were named, and those in the folders and archives among them, in their order.
pub(super) struct Files {
    waiting: VecDeque<Name>,
    open: Option<(PathBuf, Archive)>,
    left_out: u64,
    /// Whether what lies in a folder is told with the folder's name.
    are_several: bool,
}

/// One name.
enum Name {
    /// It is looked at when its turn comes.
    At(PathBuf),
    /// It was read already, as what comes through a pipe can be once only.
    Read(PathBuf, Vec<u8>),
}

/// One file to be judged.
pub(super) struct Found {
    /// What it is called.
    pub(super) name: String,
    lies: Lies,
}

enum Lies {
    Inside(Item),
    Alone(PathBuf),
    Read(Vec<u8>),
}

impl Named {
    /// What these names stand for, the first of them by itself.
    ///
    /// # Errors
    /// When one of them is not there, or they are QR codes that make no proof.
    pub(super) fn of(file: &Path, more: &[PathBuf]) -> Result<Self, Failure> {
        if more.is_empty() {
            return match Archive::open(file).map_err(|error| refused(file, &error))? {
                None => Ok(Self::One(read_badge(file)?)),
                Some(archive) => {
                    if let Some(proof) = codes_in(file)? {
                        return Ok(Self::One(proof));
                    }
                    let open = Some((file.to_owned(), archive));
                    let (waiting, are_several) = (VecDeque::new(), false);
                    Ok(Self::Many(Files { waiting, open, left_out: 0, are_several }))
                }
            };
        }
        let names = || std::iter::once(file).chain(more.iter().map(PathBuf::as_path));
        // Nobody waits for thousands of verdicts to hear that one name is mistyped.
        for name in names().filter(|name| *name != Path::new("-")) {
            std::fs::metadata(name).map_err(|cause| Failure::file(name, &cause))?;
        }
        let mut waiting: VecDeque<_> = names().map(|name| Name::At(name.to_owned())).collect();
        match frames(&mut waiting)? {
            Some(proof) => Ok(Self::One(proof)),
            None => Ok(Self::Many(Files { waiting, open: None, left_out: 0, are_several: true })),
        }
    }
}

/// The proof that all the files of a folder are QR codes of; `None` where they are something else.
fn codes_in(folder: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let Ok(listed) = std::fs::read_dir(folder) else { return Ok(None) };
    let listed = listed.take(CODES_MAX + 1).filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
    if paths.is_empty() || paths.len() > CODES_MAX {
        return Ok(None);
    }
    paths.sort();
    frames(&mut paths.into_iter().map(Name::At).collect())
}

/// The proof that all these names are QR codes of; `None` where they are something else, and what
/// was read to see that is kept.
fn frames(names: &mut VecDeque<Name>) -> Result<Option<Vec<u8>>, Failure> {
    let mut codes = Vec::new();
    for name in names.iter_mut() {
        let Name::At(path) = name else { return Ok(None) };
        // A folder or an archive is no code, nor is what cannot be read.
        if !matches!(Archive::open(path), Ok(None)) {
            return Ok(None);
        }
        let Ok(bytes) = read_badge(path) else { return Ok(None) };
        let is_code = dossier::is_frame(&bytes) && bytes.len() <= QR_BYTES_MAX;
        codes.extend(is_code.then(|| bytes.clone()));
        *name = Name::Read(std::mem::take(path), bytes);
        if !is_code {
            return Ok(None);
        }
    }
    let all: Vec<&[u8]> = codes.iter().map(Vec::as_slice).collect();
    match dossier::join(&all) {
        Ok(proof) => Ok(Some(proof)),
        // Each of them is a proof by itself.
        Err(_) if all.iter().all(|one| dossier::join(&[one]).is_ok()) => Ok(None),
        Err(refused) => {
            let failure = Failure::new(Exit::No, "proof-codes-refused", refused.to_string());
            Err(failure.with("what", refused.to_string()))
        }
    }
}

impl Found {
    /// Its bytes; one more than a badge may have where there are more.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn bytes(self) -> Result<Vec<u8>, Failure> {
        match self.lies {
            Lies::Inside(item) => {
                item.bytes().map_err(|cause| Failure::file(Path::new(&self.name), &cause))
            }
            Lies::Alone(path) => read_badge(&path),
            Lies::Read(bytes) => Ok(bytes),
        }
    }
}

impl Files {
    /// How many files there are, where that is known beforehand.
    pub(super) fn how_many(&self) -> Option<u64> {
        let (_, archive) = self.open.as_ref().filter(|_| !self.are_several)?;
        archive.files()
    }

    /// How many things were passed over so far: links, devices, whatever is neither file nor folder.
    pub(super) fn left_out(&self) -> u64 {
        let open = self.open.as_ref().map_or(0, |(_, archive)| archive.left_out());
        self.left_out.saturating_add(open)
    }

    /// The next file of the folder or archive that is open.
    fn inside(&mut self) -> Option<Result<Found, Failure>> {
        let (path, archive) = self.open.as_mut()?;
        match archive.next() {
            Some(Ok(item)) => {
                let name = match self.are_several {
                    true => path.join(&item.name).display().to_string(),
                    false => item.name.clone(),
                };
                Some(Ok(Found { name, lies: Lies::Inside(item) }))
            }
            Some(Err(error)) => Some(Err(refused(path, &error))),
            None => {
                self.left_out = self.left_out();
                self.open = None;
                None
            }
        }
    }
}

impl Iterator for Files {
    type Item = Result<Found, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.inside() {
                return Some(found);
            }
            let alone =
                |path: &Path, lies| Some(Ok(Found { name: path.display().to_string(), lies }));
            match self.waiting.pop_front()? {
                Name::Read(path, bytes) => return alone(&path, Lies::Read(bytes)),
                Name::At(path) => match Archive::open(&path) {
                    Ok(None) => return alone(&path, Lies::Alone(path.clone())),
                    Ok(Some(archive)) => self.open = Some((path, archive)),
                    // One that is locked hides none of the others.
                    Err(ArchiveError::File { .. }) => {
                        return alone(&path, Lies::Alone(path.clone()));
                    }
                    Err(error) => return Some(Err(refused(&path, &error))),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What files of these contents stand for: the one badge, or how many there are.
    fn told(contents: &[&[u8]]) -> Result<(Vec<u8>, usize), String> {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (number, content) in contents.iter().enumerate() {
            paths.push(folder.path().join(number.to_string()));
            std::fs::write(&paths[number], content).unwrap();
        }
        match Named::of(&paths[0], &paths[1..]).map_err(|failure| failure.code.clone())? {
            Named::One(bytes) => Ok((bytes, 1)),
            Named::Many(files) => {
                let found: Vec<_> = files.map(|found| found.unwrap().bytes().unwrap()).collect();
                assert_eq!(found, contents);
                Ok((Vec::new(), found.len()))
            }
        }
    }

    #[test]
    fn names_are_one_proof_where_all_are_its_codes_and_else_each_is_read() {
        // What no packing makes small, so that it takes several codes.
        let proof = |seed: u8| -> Vec<u8> {
            let digests = (0..200_u8).map(|n| bot_protocol::canon::hash::sha256(&[&[seed, n]]));
            digests.flat_map(|digest| digest.to_string().into_bytes()).collect()
        };
        let [one, other] = [1, 2].map(|seed| dossier::frames(&proof(seed)).unwrap());
        assert!(one.len() > 1);
        let codes: Vec<&[u8]> = one.iter().rev().map(Vec::as_slice).collect();
        assert_eq!(told(&codes), Ok((proof(1), 1)));
        let refused = Err("proof-codes-refused".to_owned());
        assert_eq!(told(&[&one[0], &one[0]]), refused, "a code is missing");
        assert_eq!(told(&[&one[0], &other[1]]), refused);
        // With something else among them they are files like any other.
        assert_eq!(told(&[&one[0], b"{}", &one[1]]), Ok((Vec::new(), 3)));
        assert_eq!(told(&[b"{}", b"{}"]), Ok((Vec::new(), 2)));
        let [small, tiny] = [b"a", b"b"].map(|file| dossier::frames(file).unwrap().remove(0));
        assert_eq!(told(&[&small, &small]), Ok((b"a".to_vec(), 1)));
        assert_eq!(told(&[&small, &tiny]), Ok((Vec::new(), 2)), "each is a proof by itself");
    }
}
