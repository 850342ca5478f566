//! Files that other files are packed in, told by their first bytes: they are not looked into.

/// The kinds, each by how a file of it begins.
const KINDS: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "zip"),
    // One with nothing in it.
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bz2"),
    (b"\x28\xb5\x2f\xfd", "zst"),
];

/// Where the name of the first file stands in a ZIP archive.
///
/// Source: APPNOTE.TXT (PKWARE) §4.3.7.
const NAME_AT: usize = 30;

/// How the first name in a ZIP archive begins that is a document of an office program, a book or a
/// program and no archive to those who use it.
const DOCUMENTS: [&[u8]; 7] =
    [b"[Content_Types]", b"_rels/", b"docProps/", b"word/", b"xl/", b"mimetype", b"META-INF/"];

/// The kind of archive that a file is, by its usual ending; `None` where it is none.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let (_, kind) = KINDS.into_iter().find(|(begins, _)| bytes.starts_with(begins))?;
    let first = bytes.get(NAME_AT..).unwrap_or_default();
    let is_document = kind == "zip" && DOCUMENTS.iter().any(|name| first.starts_with(name));
    (!is_document).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(name: &str) -> Vec<u8> {
        [b"PK\x03\x04".as_slice(), &[0; 26], name.as_bytes(), b"..."].concat()
    }

    #[test]
    fn an_archive_is_told_by_its_first_bytes_and_a_document_is_none() {
        for (bytes, expected) in [
            (zip("lea.json"), Some("zip")),
            (b"PK\x05\x06".to_vec(), Some("zip")),
            (b"\x1f\x8b\x08".to_vec(), Some("gz")),
            (b"7z\xbc\xaf\x27\x1c\x00".to_vec(), Some("7z")),
            (b"Rar!\x1a\x07\x01".to_vec(), Some("rar")),
            (b"\xfd7zXZ\x00".to_vec(), Some("xz")),
            (b"BZh9".to_vec(), Some("bz2")),
            (b"\x28\xb5\x2f\xfd".to_vec(), Some("zst")),
            (zip("[Content_Types].xml"), None),
            (zip("mimetype"), None),
            (b"PK".to_vec(), None),
            (b"{\"a\":1}".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(kind(&bytes), expected, "{bytes:?}");
        }
    }
}
