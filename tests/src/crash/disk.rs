//! A disk as a power cut would leave it, rebuilt from what the shim wrote down.
//!
//! What counts: a file's bytes and length are kept as of its last `fsync` or `fdatasync`; a name in
//! a folder is kept as of the folder's last `fsync`; `sync_file_range` keeps nothing. This is
//! harsher than most disks and file systems are.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// One watched call that succeeded.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields say it: which file, where, what")]
pub enum Op {
    /// A folder came to be.
    Folder { inode: u64, path: PathBuf },
    /// An empty file came to be.
    Create { inode: u64, path: PathBuf },
    /// Bytes were written.
    Write { inode: u64, offset: usize, bytes: Vec<u8> },
    /// The length was set.
    Resize { inode: u64, length: usize },
    /// A file or folder was synced.
    Sync { inode: u64 },
    /// A name was moved.
    Rename { from: PathBuf, to: PathBuf },
    /// A name was removed.
    Remove { path: PathBuf },
}

/// Reads the shim's log; a last line cut by a kill is left out.
///
/// # Errors
/// When the file cannot be read or a line has an unknown letter.
pub fn read(log: &Path) -> io::Result<Vec<Op>> {
    let bytes = fs::read(log)?;
    let (mut ops, mut rest) = (Vec::new(), bytes.as_slice());
    while let Some((op, after)) = line(rest)? {
        ops.push(op);
        rest = after;
    }
    Ok(ops)
}

fn line(bytes: &[u8]) -> io::Result<Option<(Op, &[u8])>> {
    let Some((head, rest)) = bytes.split_first_chunk::<25>() else { return Ok(None) };
    let number = |at: usize| {
        head[at..at + 8].iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let (inode, offset, length) = (number(1), number(9) as usize, number(17) as usize);
    let Some((bytes, rest)) = rest.split_at_checked(length) else { return Ok(None) };
    let path = || PathBuf::from(String::from_utf8_lossy(bytes).into_owned());
    let op = match head[0] {
        b'M' => Op::Folder { inode, path: path() },
        b'C' => Op::Create { inode, path: path() },
        b'W' => Op::Write { inode, offset, bytes: bytes.to_vec() },
        b'T' => Op::Resize { inode, length: offset },
        b'S' => Op::Sync { inode },
        b'U' => Op::Remove { path: path() },
        b'R' => {
            let both = String::from_utf8_lossy(bytes).into_owned();
            let (from, to) = both.split_once('\0').unwrap_or((&both, ""));
            Op::Rename { from: from.into(), to: to.into() }
        }
        other => return Err(io::Error::other(format!("line of kind {other}"))),
    };
    Ok(Some((op, rest)))
}

/// A change of a file that is not synced yet.
#[derive(Clone, Debug)]
enum Pending {
    Write(usize, Vec<u8>),
    Resize(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    live: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
}

#[derive(Clone, Debug)]
enum Node {
    File(File),
    Folder(Folder),
}

/// What survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Only what was synced.
    Synced,
    /// What was synced, and of the rest each block of 4 KiB, each resize, and each folder's names by
    /// lot: disks write back when and in the order they like.
    Lot(u64),
    /// Everything: what the process saw.
    All,
}

/// A file tree with, for each part of it, what is synced and what is not.
#[derive(Debug, Default)]
pub struct Disk {
    nodes: Vec<Node>,
    inodes: BTreeMap<u64, usize>,
    root: PathBuf,
}

const BLOCK: usize = 4096;

impl Disk {
    /// The disk with what lies in `root` now, all of it synced.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn of(root: &Path) -> io::Result<Self> {
        let mut disk = Self { root: root.to_owned(), ..Self::default() };
        disk.stand(root)?;
        Ok(disk)
    }

    fn stand(&mut self, path: &Path) -> io::Result<usize> {
        let about = fs::symlink_metadata(path)?;
        if about.is_file() {
            let file = File { durable: fs::read(path)?, pending: Vec::new() };
            return Ok(self.add(about.ino(), Node::File(file)));
        }
        let node = self.add(about.ino(), Node::Folder(Folder::default()));
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let inside = self.stand(&entry.path())?;
            let name = entry.file_name().to_string_lossy().into_owned();
            self.folder(node).live.insert(name, inside);
        }
        let folder = self.folder(node);
        folder.durable.clone_from(&folder.live);
        Ok(node)
    }

    /// Takes one call in.
    ///
    /// # Panics
    /// When the log names a file or folder that it never saw made: the shim missed a call.
    pub fn take(&mut self, op: &Op) {
        match op {
            Op::Folder { inode, path } => {
                let node = self.add(*inode, Node::Folder(Folder::default()));
                self.name(path, Some(node));
            }
            Op::Create { inode, path } => {
                let node = self.add(*inode, Node::File(File::default()));
                self.name(path, Some(node));
            }
            Op::Write { inode, offset, bytes } => {
                self.file(*inode).pending.push(Pending::Write(*offset, bytes.clone()));
            }
            Op::Resize { inode, length } => {
                self.file(*inode).pending.push(Pending::Resize(*length));
            }
            Op::Sync { inode } => self.sync(*inode),
            Op::Rename { from, to } => {
                let node = self.name(from, None);
                self.name(to, node);
            }
            Op::Remove { path } => drop(self.name(path, None)),
        }
    }

    /// Writes the tree to `folder` as a power cut would leave it.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn leave(&self, folder: &Path, keep: Keep) -> io::Result<()> {
        let mut lot = match keep {
            // Spread out: the first draws of a small seed are all alike.
            Keep::Lot(seed) => (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            Keep::Synced | Keep::All => 1,
        };
        self.leave_node(0, folder, keep, &mut lot)
    }

    fn leave_node(&self, node: usize, to: &Path, keep: Keep, lot: &mut u64) -> io::Result<()> {
        let mut drawn = || match keep {
            Keep::Synced => false,
            Keep::All => true,
            Keep::Lot(_) => draw(lot),
        };
        match &self.nodes[node] {
            Node::File(file) => {
                let mut bytes = file.durable.clone();
                for change in &file.pending {
                    apply(&mut bytes, change, &mut drawn);
                }
                fs::write(to, bytes)
            }
            Node::Folder(folder) => {
                fs::create_dir_all(to)?;
                let names = if drawn() { &folder.live } else { &folder.durable };
                for (name, node) in names {
                    self.leave_node(*node, &to.join(name), keep, lot)?;
                }
                Ok(())
            }
        }
    }

    fn add(&mut self, inode: u64, node: Node) -> usize {
        self.nodes.push(node);
        self.inodes.insert(inode, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Puts `node` under a name, or takes the name away; answers what was there.
    fn name(&mut self, path: &Path, node: Option<usize>) -> Option<usize> {
        let inside = path.strip_prefix(&self.root).expect("watched paths are below the root");
        let mut at = 0;
        let mut parts: Vec<String> =
            inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let last = parts.pop().expect("the root itself is never named");
        for part in parts {
            at = *self.folder(at).live.get(&part).expect("the folder was made before");
        }
        let names = &mut self.folder(at).live;
        match node {
            Some(node) => names.insert(last, node),
            None => names.remove(&last),
        }
    }

    fn folder(&mut self, node: usize) -> &mut Folder {
        match &mut self.nodes[node] {
            Node::Folder(folder) => folder,
            Node::File(_) => panic!("a file where a folder was expected"),
        }
    }

    fn file(&mut self, inode: u64) -> &mut File {
        match &mut self.nodes[self.inodes[&inode]] {
            Node::File(file) => file,
            Node::Folder(_) => panic!("a folder was written to"),
        }
    }

    fn sync(&mut self, inode: u64) {
        match &mut self.nodes[self.inodes[&inode]] {
            Node::Folder(folder) => folder.durable.clone_from(&folder.live),
            Node::File(file) => {
                for change in std::mem::take(&mut file.pending) {
                    apply(&mut file.durable, &change, &mut || true);
                }
            }
        }
    }
}

/// Applies a change to a file, block by block where the lot says so.
fn apply(file: &mut Vec<u8>, change: &Pending, drawn: &mut impl FnMut() -> bool) {
    match change {
        Pending::Resize(length) => {
            if drawn() {
                file.resize(*length, 0);
            }
        }
        Pending::Write(offset, bytes) => {
            let mut at = 0;
            while at < bytes.len() {
                let start = offset + at;
                let size = (BLOCK - start % BLOCK).min(bytes.len() - at);
                if drawn() {
                    file.resize(file.len().max(start + size), 0);
                    file[start..start + size].copy_from_slice(&bytes[at..at + size]);
                }
                at += size;
            }
        }
    }
}

/// The next lot, by xorshift: the same seed draws the same.
fn draw(state: &mut u64) -> bool {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> 32 & 1 == 1
}
