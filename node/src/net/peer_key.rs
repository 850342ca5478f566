//! The key behind this node's PeerId: `DATA/peer.key`, made once, readable by its owner alone.
//!
//! The file holds the protobuf form that other libp2p programs read too. It proves who one talks
//! to, never who said something: statements are signed by writer keys. Losing it costs a new
//! PeerId and nothing else.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use libp2p::identity::Keypair;
use zeroize::Zeroizing;

/// The file's name in the data folder.
pub const PEER_KEY_FILE: &str = "peer.key";

/// Most bytes the key file may have; an Ed25519 key in protobuf form has 68.
const PEER_KEY_BYTES_MAX: u64 = 1024;

/// Why there is no peer key.
#[derive(Debug, thiserror::Error)]
pub enum PeerKeyError {
    /// The file cannot be read, made or put in place.
    #[error("the peer key {path} cannot be {what}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Read, made, or put in place.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not an Ed25519 key in libp2p's protobuf form.
    #[error("the peer key {path} is no Ed25519 key in protobuf form")]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
}

/// Reads the peer key of a data folder, making it where there is none. Two processes that start
/// at once end with the same key.
///
/// # Errors
/// The folder or file cannot be read or written, or the file holds something else.
pub fn load_or_create(folder: &Path) -> Result<Keypair, PeerKeyError> {
    let path = folder.join(PEER_KEY_FILE);
    let disk =
        |what| move |source| PeerKeyError::Disk { path: folder.join(PEER_KEY_FILE), what, source };
    match read(&path) {
        Ok(bytes) => return decode(&path, &bytes),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
        Err(fault) => return Err(disk("read")(fault)),
    }
    create(folder, &path).map_err(disk("made"))?;
    let bytes = read(&path).map_err(disk("read"))?;
    decode(&path, &bytes)
}

fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "the peer key was open to others: closed it");
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(PEER_KEY_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decode(path: &Path, bytes: &[u8]) -> Result<Keypair, PeerKeyError> {
    Keypair::from_protobuf_encoding(bytes)
        .ok()
        .filter(|key| key.public().try_into_ed25519().is_ok())
        .ok_or_else(|| PeerKeyError::Damaged { path: path.to_owned() })
}

/// Writes a new key under a name of its own, then links it: whoever links first wins, and the
/// file is whole before it has its name.
fn create(folder: &Path, path: &Path) -> io::Result<()> {
    let key = Keypair::generate_ed25519();
    let bytes = Zeroizing::new(key.to_protobuf_encoding().map_err(io::Error::other)?);
    let draft = folder.join(format!("{PEER_KEY_FILE}.{}.new", std::process::id()));
    let result = (|| {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        match fs::hard_link(&draft, path) {
            Err(fault) if fault.kind() != io::ErrorKind::AlreadyExists => Err(fault),
            Ok(()) | Err(_) => Ok(()),
        }
    })();
    let removed = fs::remove_file(&draft);
    result?;
    removed?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_a_folder_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = load_or_create(folder.path()).unwrap();
        let again = load_or_create(folder.path()).unwrap();
        assert_eq!(first.public(), again.public());
        let path = folder.path().join(PEER_KEY_FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        let other = tempfile::tempdir().unwrap();
        assert_ne!(load_or_create(other.path()).unwrap().public(), first.public());
    }

    #[test]
    fn closes_an_open_file_and_refuses_a_damaged_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PEER_KEY_FILE);
        load_or_create(folder.path()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        load_or_create(folder.path()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for damaged in [&b""[..], b"not a key", &[0; 2000]] {
            fs::write(&path, damaged).unwrap();
            let found = load_or_create(folder.path());
            assert!(matches!(found, Err(PeerKeyError::Damaged { .. })), "{found:?}");
        }
        let nowhere = load_or_create(&folder.path().join("nowhere"));
        assert!(matches!(nowhere, Err(PeerKeyError::Disk { what: "made", .. })), "{nowhere:?}");
    }
}
