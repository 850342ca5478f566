//! Writing a tar archive: plain files with short names, as every system can unpack.
//!
//! Source: POSIX.1-2017 `pax`, "ustar Interchange Format".

use super::tar::BLOCK;

/// A tar archive in the making.
#[derive(Debug, Default)]
pub struct TarWriter {
    bytes: Vec<u8>,
}

impl TarWriter {
    /// Adds a file; the name is cut to the 100 bytes that fit its place.
    pub fn add(&mut self, name: &str, content: &[u8], modified_seconds: u64) {
        let mut header = [0_u8; BLOCK];
        let mut put = |at: usize, bytes: &[u8]| {
            for (place, byte) in header.iter_mut().skip(at).zip(bytes) {
                *place = *byte;
            }
        };
        put(0, name.as_bytes().get(..100).unwrap_or(name.as_bytes()));
        put(100, b"0000600\0");
        put(108, b"0000000\0");
        put(116, b"0000000\0");
        put(124, format!("{:011o}\0", content.len()).as_bytes());
        put(136, format!("{modified_seconds:011o}\0").as_bytes());
        put(148, b"        ");
        put(156, b"0");
        put(257, b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        let sum = format!("{sum:06o}\0 ");
        for (place, byte) in header.iter_mut().skip(148).zip(sum.as_bytes()) {
            *place = *byte;
        }
        self.bytes.extend_from_slice(&header);
        self.bytes.extend_from_slice(content);
        self.pad();
    }

    /// Bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The whole archive.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&[0; 2 * BLOCK]);
        self.bytes
    }

    fn pad(&mut self) {
        let filled = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(filled, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Archive;

    #[test]
    fn what_is_written_is_read_again() {
        let mut tar = TarWriter::default();
        assert!(tar.is_empty());
        let long = vec![7; 1000];
        tar.add("README.txt", b"hello", 1_700_000_000);
        tar.add("credentials/a.json", &long, 0);
        tar.add("empty", b"", 0);
        assert_eq!(tar.len() % BLOCK, 0);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("all.tar");
        std::fs::write(&path, tar.finish()).expect("it is written");
        let archive = Archive::open(&path).expect("it opens").expect("it is an archive");
        let read: Vec<(String, Vec<u8>)> = archive
            .map(|item| item.expect("it is whole"))
            .map(|item| (item.name.clone(), item.bytes().expect("its bytes are there")))
            .collect();
        let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["README.txt", "credentials/a.json", "empty"]);
        assert_eq!((read[0].1.as_slice(), &read[1].1), (&b"hello"[..], &long));
    }
}
