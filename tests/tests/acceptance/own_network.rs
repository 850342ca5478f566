//! A network of a test's own, where an address that looks public leads to this machine and nothing
//! else can be reached: only public addresses are spoken to, so this machine's own do not do.
//!
//! The test runs itself once more in there. Where the system lets nobody have such a network, it says
//! so and asks nothing.

use std::process::Command;

use crate::handbook::desk::Desk;

/// Set in the process that has a network of its own.
const INSIDE: &str = "BOT_TESTS_OWN_NETWORK";

/// An address that is public elsewhere, and in there this machine.
pub(crate) const PUBLIC: &str = "93.184.216.34";

/// Whether this process is in such a network. If not, runs the test of this name in one, which must
/// pass, or says that there can be none.
pub(crate) fn entered(name: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let ways: [&[&str]; 2] = [&["--map-root-user", "--net", "--mount"], &["--net", "--mount"]];
    let may = |way: &&[&str]| {
        let probe = "ip link set lo up && mount --bind /etc/hosts /etc/hosts";
        let ran = Command::new("unshare").args(*way).args(["sh", "-c", probe]).output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    let Some(way) = ways.into_iter().find(may) else {
        skipped();
        return false;
    };
    let this = std::env::current_exe().unwrap();
    let mut again = Command::new("unshare");
    again.args(way).arg(this).args([name, "--exact", "--nocapture"]).env(INSIDE, "1");
    let ran = again.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && out.contains("1 passed"), "{out}{err}");
    false
}

/// Lets names stand for addresses, in lines of `hosts(5)`.
pub(crate) fn name_hosts(desk: &Desk, names: &str) {
    std::fs::write(desk.folder().join("hosts"), names).unwrap();
    desk.done(&format!("ip link set lo up; ip addr add {PUBLIC}/32 dev lo"));
    desk.done("mount --bind hosts /etc/hosts");
}

#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
fn skipped() {
    eprintln!("skipped: the system lets this user have no network of their own (unshare --net)");
}
