//! A disk that fills up, and one that fails to sync: the store says which, stops, answers nothing
//! more on that handle, and opened again holds all it acknowledged.

#![expect(clippy::print_stdout, reason = "how many points were tried belongs to the result")]

use bot_node::store::Backend;
use bot_tests::crash::{Site, room};

const WRITER: &str = env!("CARGO_BIN_EXE_store_writer");

/// Calls that fail, one a run: more than creation and four batches make.
const POINTS: u32 = 100;

/// Lets the disk fail at the Nth call of its kind, for every N; `expected` is what the store then
/// says. Where the workload ends well all the same, all of it must be there.
fn every_failure(backend: Backend, setting: &str, expected: &str) {
    let (mut refused, mut stopped) = (0, 0);
    for at in 1..=POINTS {
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
            (Some(_) | None, _) => panic!("{backend}, {setting} {at}: {output:?}"),
        }
    }
    println!("{backend}: {setting}: {refused} while opening, {stopped} while writing");
    // How many calls one batch makes is the store's own affair (sled gathers writes as they come):
    // all that must be true is that both halves of a life were struck.
    assert!(refused > 0 && stopped > 0, "{refused} {stopped}");
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
