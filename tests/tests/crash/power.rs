//! Power cuts: the folder is rebuilt as of each sync, with what was not synced dropped, and opened.

#![expect(clippy::print_stdout, reason = "how many points were tried belongs to the result")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bot_node::store::Backend;
use bot_tests::crash::disk::{self, Disk, Keep, Op};
use bot_tests::crash::{Site, last_ack, room};

const WRITER: &str = env!("CARGO_BIN_EXE_store_writer");

/// Batches of a whole history: every kind of batch, and six renewals.
const BATCHES: u32 = 24;

/// Runs the writer in `root`; the disk as it was before, and what was done to it.
fn recorded(root: &Path, backend: Backend, batches: u32) -> (Disk, Vec<Op>) {
    let before = Disk::of(root).expect("the folder is read");
    let site = Site { root: root.to_owned(), backend };
    let logs = room();
    let log = logs.path().join("log");
    let settings = [("BOT_SHIM_LOG", log.display().to_string())];
    let output = site.command(WRITER, batches, &settings).output().expect("the writer runs");
    assert!(output.status.success(), "{output:?}");
    (before, disk::read(&log).expect("the log reads"))
}

/// Cuts the power just before each sync and at the end; `look` sees the disk as it then is, and how
/// many batches were acknowledged by then.
fn each_cut(disk: &mut Disk, ops: &[Op], mut acknowledged: u32, mut look: impl FnMut(&Disk, u32)) {
    let mut acks = None;
    for op in ops {
        match op {
            Op::Create { inode, path } if path.ends_with("acks") => acks = Some(*inode),
            Op::Write { inode, bytes, .. } if Some(*inode) == acks => {
                acknowledged = last_ack(bytes);
            }
            Op::Sync { .. } => look(disk, acknowledged),
            Op::Folder { .. }
            | Op::Create { .. }
            | Op::Write { .. }
            | Op::Resize { .. }
            | Op::Rename { .. }
            | Op::Remove { .. } => {}
        }
        disk.take(op);
    }
    look(disk, acknowledged);
}

fn survives(disk: &Disk, backend: Backend, acknowledged: u32, keep: Keep) -> Result<u32, String> {
    let room = room();
    let site = Site { root: room.path().join("left"), backend };
    disk.leave(&site.root, keep).expect("the folder is rebuilt");
    site.check(acknowledged)
}

/// Every cut of a store from its creation on.
fn cuts(backend: Backend, keep: impl Fn(u64) -> Keep) {
    let room = room();
    let (mut disk, ops) = recorded(room.path(), backend, BATCHES);
    let (mut cuts, mut before) = (0, 0);
    each_cut(&mut disk, &ops, 0, |disk, acknowledged| {
        cuts += 1;
        before += u32::from(acknowledged == 0);
        if let Err(wrong) = survives(disk, backend, acknowledged, keep(cuts)) {
            panic!("{backend}, cut {cuts}, {acknowledged} acknowledged: {wrong}");
        }
    });
    println!("{backend}: {cuts} cuts, {before} before the first acknowledgement");
    assert!(cuts > u64::from(BATCHES), "only {cuts} cuts: a batch that is acknowledged was synced");
    assert_eq!(survives(&disk, backend, BATCHES, Keep::Synced), Ok(BATCHES));
}

/// Cuts during the recovery from an earlier cut, and a little beyond.
fn second_cuts(backend: Backend) {
    let room = room();
    let (mut disk, ops) = recorded(room.path(), backend, 12);
    let (mut first, mut second) = (0, 0);
    each_cut(&mut disk, &ops, 0, |disk, acknowledged| {
        first += 1;
        if first % 11 != 0 {
            return;
        }
        let left = self::room();
        disk.leave(left.path(), Keep::Synced).expect("the folder is rebuilt");
        let (mut disk, ops) = recorded(left.path(), backend, 3);
        let mut found = None;
        each_cut(&mut disk, &ops, acknowledged, |disk, acknowledged| {
            second += 1;
            // Recovery may find the batch that was under way: from then on it counts as told.
            let told = acknowledged.max(found.unwrap_or(0));
            match survives(disk, backend, told, Keep::Synced) {
                Ok(batches) => found = Some(batches),
                Err(wrong) => panic!("{backend}, cut {first}, then {second}: {wrong}"),
            }
        });
    });
    println!("{backend}: {second} cuts after a cut");
    assert!(second > 3, "only {second} cuts");
}

/// The shim saw everything: what it wrote down, replayed whole, is what lies in the folder.
#[test]
fn the_log_misses_nothing() {
    for backend in [Backend::Redb, Backend::Sled] {
        let (room, left) = (room(), room());
        let (mut disk, ops) = recorded(room.path(), backend, 20);
        ops.iter().for_each(|op| disk.take(op));
        let replayed = left.path().join("left");
        disk.leave(&replayed, Keep::All).expect("the folder is rebuilt");
        let (real, replayed) = (files(room.path()), files(&replayed));
        assert!(real.keys().eq(replayed.keys()), "{:?} {:?}", real.keys(), replayed.keys());
        for (path, bytes) in &real {
            assert!(replayed[path] == *bytes, "{path} differs");
        }
        assert!(real.len() > 3, "{:?}", real.keys());
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            let inside = self::files(&path).into_iter();
            files.extend(inside.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).expect("the file is read"));
        }
    }
    files
}

/// A disk that writes back what it likes of what was not synced yet.
#[test]
fn redb_survives_any_part_of_what_was_not_synced() {
    cuts(Backend::Redb, Keep::Lot);
}

#[test]
fn redb_survives_a_second_cut() {
    second_cuts(Backend::Redb);
}

#[test]
fn sled_survives_a_second_cut() {
    second_cuts(Backend::Sled);
}

#[test]
fn sled_survives_any_part_of_what_was_not_synced() {
    cuts(Backend::Sled, Keep::Lot);
}

#[test]
fn redb_keeps_what_it_acknowledged() {
    cuts(Backend::Redb, |_| Keep::Synced);
}

#[test]
fn sled_keeps_what_it_acknowledged() {
    cuts(Backend::Sled, |_| Keep::Synced);
}
