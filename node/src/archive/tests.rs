use std::io::Write as _;

use super::tar::BLOCK;
use super::*;

const SMALL: Bounds = Bounds { things: 6, file_bytes: 1000, bytes: 40 * BLOCK as u64 };

/// One entry of an archive, as POSIX writes it.
fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut block = vec![0; BLOCK];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    block[148..156].copy_from_slice(b"        ");
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block.extend_from_slice(content);
    block.resize(block.len().next_multiple_of(BLOCK), 0);
    block
}

fn ended(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 2 * BLOCK]].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// What is told of an archive: each file's name and size, then the fault that ended it.
fn told(bytes: Vec<u8>) -> String {
    let Some(mut tar) = sniffed(Cursor::new(bytes), SMALL).unwrap() else {
        return "no archive".to_owned();
    };
    let mut told = Vec::new();
    while let Some(item) = tar.next() {
        told.push(match item {
            Ok(item) => format!("{} {}", item.name.clone(), item.bytes().unwrap().len()),
            Err(fault) => fault.to_string(),
        });
    }
    if tar.left_out() > 0 {
        told.push(format!("{} left out", tar.left_out()));
    }
    told.join(", ")
}

fn check(bytes: Vec<u8>, expected: &str) {
    assert_eq!(told(packed(&bytes)), expected, "packed");
    assert_eq!(told(bytes), expected);
}

#[test]
fn an_archive_is_read_file_by_file_whatever_wrote_it() {
    let two = [entry("a.json", b'0', b"{}"), entry("b/c.png", 0, &[7; 600])];
    check(ended(&two), "a.json 2, b/c.png 600");
    let long = "d/".repeat(100);
    let gnu = [entry("././@LongLink", b'L', format!("{long}x\0").as_bytes()), two[0].clone()];
    check(ended(&gnu), &format!("{long}x 2"));
    let record = format!(" path={long}é\n");
    let record = format!("{}{record}", record.len() + 3);
    let pax = [entry("PaxHeaders/a", b'x', record.as_bytes()), two[0].clone()];
    check(ended(&pax), &format!("{long}é 2"));
    let others = [entry("b/", b'5', b""), entry("l", b'2', b""), entry("d", b'3', b"")];
    check(ended(&[others.concat(), two[1].clone()]), "b/c.png 600, 2 left out");
    // Of a file that is too large one byte more than it may have is read, and all after it.
    check(ended(&[entry("big", b'0', &[0; 3000]), two[0].clone()]), "big 1001, a.json 2");
    check(ended(&[entry("as-large-as-may-be", b'0', &[0; 1000])]), "as-large-as-may-be 1000");
}

#[test]
fn what_is_damaged_or_beyond_the_bounds_ends_the_reading_with_its_reason() {
    let one = entry("a.json", b'0', b"{}");
    let cut = |bytes: Vec<u8>, to: usize| bytes[..to].to_vec();
    check(
        cut(ended(std::slice::from_ref(&one)), 2 * BLOCK),
        "a.json 2, damaged at byte 1536: it ends in the middle",
    );
    check(cut(one.clone(), BLOCK + 1), "damaged at byte 514: it ends in the middle");
    check(
        [one.clone(), vec![b'x'; BLOCK]].concat(),
        "a.json 2, damaged at byte 1024: there is no header of a file",
    );
    let bad = [entry("p", b'x', b"99 path=a\n"), one.clone()];
    check(ended(&bad), "damaged at byte 512: an extended header is not readable");
    let bad = [entry("p", b'x', b"10 size=a\n"), one.clone()];
    check(ended(&bad), "damaged at byte 512: an extended header is not readable");
    let name = [entry("n", b'L', &vec![b'n'; 70_000]), one.clone()];
    check(ended(&name), "damaged at byte 512: a name is longer than any path");
    check(ended(&vec![one.clone(); 6]), &["a.json 2"; 6].join(", "));
    check(
        ended(&vec![one.clone(); 7]),
        &format!("{}, more than 6 files and folders", ["a.json 2"; 6].join(", ")),
    );
    let large = entry("large", b'0', &[0; 40 * BLOCK]);
    check(ended(&[large]), "more than 20480 bytes in all");
}

#[test]
fn what_is_no_archive_is_left_to_others() {
    for bytes in [&b""[..], b"{}", b"\x89PNG\r\n\x1a\n", &[0; 2000], &[b'a'; 2000]] {
        check(bytes.to_vec(), "no archive");
    }
    let mut wrong = ended(&[entry("a.json", b'0', b"{}")]);
    wrong[0] = b'b';
    check(wrong, "no archive");
    assert_eq!(told(packed(&[7; 5000])[..20].to_vec()), "no archive");
}

#[test]
fn a_packed_archive_that_is_damaged_says_so() {
    // Bytes that cannot be packed, so that the cut is among them.
    let noise: Vec<u8> =
        (1..900_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let mut bytes = packed(&ended(&[entry("a", b'0', b"{}"), entry("b", b'0', &noise)]));
    bytes.truncate(bytes.len() - 200);
    let told = told(bytes);
    assert!(told.contains("damaged at byte"), "{told}");
}

#[test]
fn a_folder_is_read_by_name_and_no_link_is_followed() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    std::fs::create_dir(at("sub")).unwrap();
    std::fs::write(at("sub/b"), "bb").unwrap();
    std::fs::write(at("a"), "a").unwrap();
    std::os::unix::fs::symlink(outside.path(), at("out")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret"), at("z")).unwrap();
    let archive = Archive::open(folder.path()).unwrap().unwrap();
    assert_eq!((archive.files(), archive.left_out()), (Some(2), 2));
    let read = archive.map(|item| item.unwrap()).map(|item| (item.name.clone(), item.bytes()));
    let read: Vec<_> = read.map(|(name, bytes)| (name, bytes.unwrap())).collect();
    assert_eq!(read, [("a".to_owned(), b"a".to_vec()), ("sub/b".to_owned(), b"bb".to_vec())]);
    // What becomes a link between the listing and the reading is not followed either.
    let archive = Archive::open(folder.path()).unwrap().unwrap();
    std::fs::remove_file(at("a")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret"), at("a")).unwrap();
    let outcomes: Vec<_> = archive.map(|item| item.unwrap().bytes().is_ok()).collect();
    assert_eq!(outcomes, [false, true]);
    for (things, bytes, fits) in [(5, 2, true), (4, 2, false), (5, 1, false)] {
        let bounds = Bounds { things, bytes, ..SMALL };
        assert_eq!(Folder::list(folder.path(), bounds).is_ok(), fits, "{things} {bytes}");
    }
    assert!(Archive::open(&at("sub/b")).unwrap().is_none());
    assert!(Archive::open(&at("nowhere")).unwrap().is_none());
}

/// A path that is longer than the system takes is a folder that nobody can look through, whoever asks.
#[test]
fn a_folder_inside_that_cannot_be_looked_through_is_told_and_hides_no_other() {
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("z"), "z").unwrap();
    let listed = |folder: &Path| Folder::list(folder, Bounds::usual()).unwrap().len();
    assert_eq!(listed(folder.path()), 1);
    let name = "n".repeat(200);
    let mut inside = openat(CWD, folder.path(), OFlags::DIRECTORY, Mode::empty()).unwrap();
    for _ in 0..25 {
        mkdirat(&inside, name.as_str(), Mode::RWXU).unwrap();
        inside = openat(&inside, name.as_str(), OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    let archive = Archive::open(folder.path()).unwrap().unwrap();
    assert_eq!((archive.files(), archive.left_out()), (Some(2), 0));
    let read: Vec<_> = archive.map(|item| item.unwrap()).collect();
    assert!(read[0].name.starts_with(&name), "by its own name: {}", read[0].name);
    let told: Vec<_> = read.into_iter().map(|item| item.bytes().map_err(|c| c.kind())).collect();
    assert_eq!(told[1].as_deref(), Ok(&b"z"[..]));
    assert_eq!(told[0], Err(io::ErrorKind::InvalidFilename));
    // One that was named cannot be looked through either: then there is nothing to be judged.
    let deepest = vec![name; 25].join("/");
    let refused = Folder::list(&folder.path().join(deepest), SMALL);
    assert!(matches!(refused, Err(ArchiveError::File { .. })));
}
