//! Processes killed and disks that fail, at every point: nothing acknowledged is lost.

mod disk;
mod kill;
mod power;

use bot_tests::crash::{scene, workload};

/// Ten batches are what is killed at every call, four what a failing disk is given: all kinds of writes are
/// among the ones, and all but a body that comes late and notes that go among the others.
#[test]
fn every_kind_of_write_is_among_them() {
    assert_eq!(workload::kinds(9), scene::KINDS);
    assert_eq!(workload::kinds(4), scene::KINDS - 2);
}
