//! `kill -9` of real processes while they make and fill a store: nothing acknowledged is lost, no
//! batch is half there, and the store opens again.

#![expect(clippy::print_stdout, reason = "how many points were tried belongs to the result")]

use std::os::unix::process::ExitStatusExt as _;

use bot_node::store::Backend;
use bot_tests::crash::{Site, room};

const WRITER: &str = env!("CARGO_BIN_EXE_store_writer");

/// Runs the writer until its `at`th call to the disk; whether it was killed there.
fn killed(site: &Site, batches: u32, at: u32) -> bool {
    let kill = [("BOT_SHIM_KILL_AT", at.to_string())];
    let output = site.command(WRITER, batches, &kill).output().expect("the writer runs");
    match output.status.signal() {
        Some(9) => true,
        None if output.status.success() => false,
        Some(_) | None => panic!("{output:?}"),
    }
}

/// Killed at every call in turn, from an empty folder to some batches later, writes cut in half.
fn every_point(backend: Backend) {
    let mut created = 0;
    for at in 1.. {
        let room = room();
        let site = Site { root: room.path().to_owned(), backend };
        let killed = killed(&site, 9, at);
        let acknowledged = site.acknowledged();
        created += u32::from(acknowledged == 0);
        if let Err(wrong) = site.check(acknowledged) {
            panic!("{backend} killed at call {at}: {wrong}");
        }
        if at % 3 == 0 {
            assert!(!self::killed(&site, 3, u32::MAX), "it goes on");
            site.check(site.acknowledged()).expect("whole after going on");
        }
        if !killed {
            println!("{backend}: {} points, {created} before the first acknowledgement", at - 1);
            // A batch that is acknowledged was written and synced; how much more it takes is the
            // store's own affair.
            assert!(at > 18, "only {at} points");
            return;
        }
    }
}

/// Killed again and again at points drawn by lot while one store grows; four such stores.
fn random_points(backend: Backend) {
    let (mut lot, mut kills, mut batches) = (0x2545_f491_u64, 0, 0);
    for _ in 0..4 {
        let room = room();
        let site = Site { root: room.path().to_owned(), backend };
        let mut seen = 0;
        for round in 0..28 {
            lot = lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(0x1405_7b7e_f767_814f);
            let at = 1 + (lot >> 33) % 90;
            kills += u32::from(killed(&site, 40, u32::try_from(at).expect("small")));
            // What was seen after a reopening counts as told.
            seen = match site.check(site.acknowledged().max(seen)) {
                Ok(seen) => seen,
                Err(wrong) => panic!("{backend}, round {round}, killed at call {at}: {wrong}"),
            };
        }
        batches += seen;
    }
    println!("{backend}: {kills} kills of growing stores, {batches} batches");
    assert!(kills > 40, "only {kills} kills");
}

#[test]
fn redb_at_every_point() {
    every_point(Backend::Redb);
}

#[test]
fn sled_at_every_point() {
    every_point(Backend::Sled);
}

#[test]
fn redb_at_random_points() {
    random_points(Backend::Redb);
}

#[test]
fn sled_at_random_points() {
    random_points(Backend::Sled);
}
