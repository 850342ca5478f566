//! Reading a file that somebody names: within a bound of bytes, and of time where it is no file at
//! all. A pipe that nobody fills, a device that never ends: neither may hold up who reads.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::clock::monotonic;

/// How long a pipe may take to end: 8 s, so that no command takes 10 s to refuse its input.
const PATIENCE: Duration = Duration::from_secs(8);

/// Bytes taken from a pipe at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// The bytes of a file, a pipe or a device; one more than `max` where there are more.
///
/// # Errors
/// What the system says; [`ErrorKind::TimedOut`] where a pipe does not end within 8 s.
pub fn read(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let wait_for_nobody = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().read(true).custom_flags(wait_for_nobody).open(path)?;
    let about = file.metadata()?;
    let most = max.saturating_add(1);
    // Room for all of a small file at once: growing would leave copies of secrets behind.
    let room = if about.is_file() { about.len().saturating_add(1) } else { max };
    let mut bytes = Vec::with_capacity(usize::try_from(room.min(4096)).unwrap_or(0));
    if about.is_file() || about.is_dir() {
        file.take(most).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    read_pipe(file, most, &mut bytes)?;
    Ok(bytes)
}

fn read_pipe(mut file: File, most: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let end = monotonic() + PATIENCE;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut piece = Zeroizing::new([0; PIECE_BYTES]);
    while bytes.len() < most {
        wait(&file, end)?;
        let room = piece.len().min(most - bytes.len());
        match file.read(&mut piece[..room]) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(fault)
                if matches!(fault.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

/// Waits until there is something to read, or the end of it.
fn wait(file: &File, end: Instant) -> io::Result<()> {
    let left = end.saturating_duration_since(monotonic());
    let left = Timespec::try_from(left).map_err(io::Error::other)?;
    let mut one = [PollFd::new(file, PollFlags::IN)];
    match poll(&mut one, Some(&left)) {
        Ok(0) => {
            let text = format!("nothing more came, and no end, in {} s", PATIENCE.as_secs());
            Err(io::Error::new(ErrorKind::TimedOut, text))
        }
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn takes_a_file_up_to_one_byte_more_than_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(read(&path, 4).unwrap(), b"four");
        assert_eq!(read(&path, 2).unwrap(), b"fou");
        assert_eq!(read(folder.path(), 4).unwrap_err().kind(), ErrorKind::IsADirectory);
        assert_eq!(read(&path.join("x"), 4).unwrap_err().kind(), ErrorKind::NotADirectory);
        assert_eq!(read(Path::new("/dev/zero"), 100_000).unwrap().len(), 100_001);
        assert_eq!(read(Path::new("/dev/null"), 4).unwrap(), b"");
    }

    #[test]
    fn takes_what_a_pipe_brings_and_no_longer_than_it_may() {
        let (reader, mut writer) = io::pipe().unwrap();
        let path = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&reader));
        let writing = std::thread::spawn(move || writer.write_all(&[7; 200_000]));
        assert_eq!(read(Path::new(&path), 1 << 20).unwrap(), [7; 200_000]);
        writing.join().unwrap().unwrap();
        let (reader, _silent) = io::pipe().unwrap();
        let path = format!("/dev/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&reader));
        assert_eq!(read(Path::new(&path), 4).unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
