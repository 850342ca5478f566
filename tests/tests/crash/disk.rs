//! A disk that fills up, and one that fails to write, to name or to sync: the store says which, stops,
//! answers nothing more on that handle, and opened again holds all it acknowledged. Only where its
//! copy was being made it goes on, for nothing relies on that.

#![expect(clippy::print_stdout, reason = "how many points were tried belongs to the result")]

use bot_node::store::Backend;
use bot_tests::crash::{Site, room};

const WRITER: &str = env!("CARGO_BIN_EXE_store_writer");

/// Calls that fail, one a run: more than creation, four batches and a renewal make.
const POINTS: u32 = 160;

/// After so many runs in a row that no failure reached, the workload makes no more such calls.
const UNHARMED_MAX: u32 = 16;

/// Lets the disk fail at the Nth call of its kind, for every N; `expected` is what the store then
/// says. Where the workload ends well all the same, all of it must be there.
fn every_failure(backend: Backend, setting: &str, expected: &str) {
    let (mut refused, mut stopped, mut kept, mut unharmed) = (0, 0, 0, 0);
    for at in 1..=POINTS {
        if unharmed == UNHARMED_MAX {
            break;
        }
        let room = room();
        let site = Site { root: room.path().to_owned(), backend };
        let output = site.command(WRITER, 4, &[(setting, at.to_string())]).output();
        let output = output.expect("the writer runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let said: Vec<_> = said.lines().collect();
        let acknowledged = site.acknowledged();
        if let Err(wrong) = site.check(acknowledged) {
            panic!("{backend}, {setting} {at}: {wrong}\n{output:?}");
        }
        unharmed = if output.status.success() { unharmed + 1 } else { 0 };
        match (output.status.code(), said.as_slice()) {
            (Some(0), []) => assert_eq!(acknowledged, 4, "{backend} {at}"),
            (Some(1), [opening]) if opening.contains(expected) => refused += 1,
            (Some(1), [commit, next, read])
                if commit.contains(expected)
                    && next.contains("stopped")
                    && read.contains("stopped") =>
            {
                stopped += 1;
            }
            (Some(1), [renewal, "answered", "answered"]) if renewal.contains(expected) => {
                assert_eq!(acknowledged, 4, "{backend} {at}: the copy alone may fail so");
                kept += 1;
            }
            (Some(_) | None, _) => panic!("{backend}, {setting} {at}: {output:?}"),
        }
    }
    println!(
        "{backend}: {setting}: {refused} while opening, {stopped} while writing, {kept} while copying"
    );
    // How many calls one batch makes is the store's own affair (sled gathers writes as they come):
    // all that must be true is that both halves of a life were struck.
    assert!(refused > 0 && stopped + kept > 0, "{refused} {stopped} {kept}");
}

#[test]
fn redb_on_a_full_disk() {
    every_failure(Backend::Redb, "BOT_SHIM_FULL_AT", "is full");
}

#[test]
fn sled_on_a_full_disk() {
    every_failure(Backend::Sled, "BOT_SHIM_FULL_AT", "is full");
}

#[test]
fn redb_on_a_disk_that_fails_to_sync() {
    every_failure(Backend::Redb, "BOT_SHIM_EIO_AT", "Input/output error");
}

#[test]
fn sled_on_a_disk_that_fails_to_sync() {
    every_failure(Backend::Sled, "BOT_SHIM_EIO_AT", "Input/output error");
}

#[test]
fn redb_on_a_disk_that_fails_to_write() {
    every_failure(Backend::Redb, "BOT_SHIM_EIO_WRITE_AT", "Input/output error");
}

#[test]
fn sled_on_a_disk_that_fails_to_write() {
    every_failure(Backend::Sled, "BOT_SHIM_EIO_WRITE_AT", "Input/output error");
}

#[test]
fn redb_where_no_name_can_be_given() {
    every_failure(Backend::Redb, "BOT_SHIM_EIO_NAME_AT", "Input/output error");
}

#[test]
fn sled_where_no_name_can_be_given() {
    every_failure(Backend::Sled, "BOT_SHIM_EIO_NAME_AT", "Input/output error");
}

/// A disk that takes half of what it is given, and says so: the rest is written after it.
#[test]
fn half_written_is_written_on() {
    for backend in [Backend::Redb, Backend::Sled] {
        for every in 1..=3 {
            let room = room();
            let site = Site { root: room.path().to_owned(), backend };
            let settings = [("BOT_SHIM_SHORT_EVERY", every.to_string())];
            let output = site.command(WRITER, 9, &settings).output().expect("the writer runs");
            assert!(output.status.success(), "{backend}, every {every}: {output:?}");
            assert_eq!(site.check(9), Ok(9), "{backend}, every {every}");
        }
    }
}
