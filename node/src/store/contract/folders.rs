//! What the folder of a store promises: one holder, formats that are told apart, and trouble in words.

use std::path::Path;

use super::*;

#[test]
fn one_holder_at_a_time() {
    for backend in [Backend::Redb, Backend::Sled] {
        let mut desk = Desk::new(backend);
        let error = open(&desk.place(), backend).expect_err("held");
        let pid = std::process::id();
        assert!(matches!(error, StoreError::Locked { pid: Some(found), .. } if found == pid));
        desk.reopen();
    }
}

#[test]
fn formats_that_are_not_ours_are_refused_in_words() {
    let mut desk = Desk::new(Backend::Redb);
    desk.store = None;
    let format = desk.place().join("ledger").join("format");
    let check = |text: &str, backend, expected: &str| {
        std::fs::write(&format, text).expect("written");
        let error = open(&desk.place(), backend).expect_err("refused").to_string();
        assert!(error.contains(expected), "{error}");
    };
    let good = "bits-of-trust store 2 redb\n";
    check("bits-of-trust store 3 redb\n", Backend::Redb, "written by a newer version");
    check(
        "bits-of-trust store 7 other engine\n",
        Backend::Redb,
        "format is 7, this version reads up to 2",
    );
    check(good, Backend::Sled, "holds a redb store where sled was asked for");
    check("", Backend::Redb, "is damaged: found \"\"");
    check("bits-of-trust store one redb", Backend::Redb, "is damaged");
    check("bits-of-trust store 2 oracle", Backend::Redb, "is damaged");
    std::fs::write(&format, good).expect("written");
    open(&desk.place(), Backend::Redb).expect("ours again");
}

#[test]
fn a_store_half_made_is_made_anew() {
    for backend in [Backend::Redb, Backend::Sled] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let half = folder.path().join("new").join("sled");
        std::fs::create_dir_all(&half).expect("made");
        std::fs::write(half.join("db"), b"half").expect("written");
        std::fs::write(folder.path().join("new").join("bits.redb"), b"half").expect("written");
        let store = open(folder.path(), backend).expect("made anew");
        assert_eq!(store.info().backend, backend);
        assert!(!folder.path().join("new").exists());
    }
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    for backend in [Backend::Redb, Backend::Sled] {
        // Not even the superuser may make a folder there.
        let error = open(Path::new("/proc/bot/store"), backend).expect_err("not writable");
        assert!(matches!(error, StoreError::Io { .. } | StoreError::Denied { .. }), "{error}");
        let error = open(Path::new("/sys/kernel/bot"), backend).expect_err("not writable");
        assert!(matches!(error, StoreError::Denied { .. }), "{error}");
        let file = tempfile::NamedTempFile::new().expect("a file");
        open(&file.path().join("store"), backend).expect_err("below a file");
    }
}

#[test]
fn a_damaged_engine_file_is_an_error_and_not_a_crash() {
    for (backend, file) in [(Backend::Redb, "ledger/bits.redb"), (Backend::Sled, "ledger/sled/db")]
    {
        let mut desk = Desk::new(backend);
        desk.store = None;
        let path = desk.place().join(file);
        let mut bytes = std::fs::read(&path).expect("read");
        bytes.fill(0x5a);
        std::fs::write(&path, bytes).expect("written");
        let error = open(&desk.place(), backend).expect_err("damaged");
        assert!(!error.is_refusal(), "{error}");
    }
}
