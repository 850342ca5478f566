//! What the computer does to a node: settings, folders, disks, ports and clocks that are no good.

use std::net::{TcpListener, UdpSocket};

use super::bad_input::Desk;

const BADGE: &str = "Repair café helper";
const NOBODY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
const UP: [&str; 3] = ["up", "--passphrase-file", "passphrase"];
const DETACHED: [&str; 4] = ["up", "--detach", "--passphrase-file", "passphrase"];

/// Checks that the node does not come up, neither in the foreground nor in the background, and
/// says why.
fn stays_down(desk: &Desk, shimmed: &[(&str, &str)], said: (i32, &str), named: &[&str]) {
    desk.refused_with(&UP, shimmed, said, named);
    desk.refused_with(&DETACHED, shimmed, said, named);
}

/// What a node held: beside its feeds, and how many entries in them.
type Held = (Vec<serde_json::Value>, u64);

fn held(desk: &Desk) -> Held {
    (desk.kept(), desk.entries())
}

/// Checks that the node comes up and holds what it held.
fn comes_up(desk: &mut Desk, before: &Held) {
    desk.up();
    holds(desk, before);
    desk.down();
}

fn holds(desk: &Desk, before: &Held) {
    let now = held(desk);
    assert_eq!(now.0, before.0, "something was lost, or kept though refused");
    assert!(now.1 >= before.1, "entries were lost: {} of {}", now.1, before.1);
}

/// A desk whose node has been up and is down again, and what it held.
fn rested() -> (Desk, Held) {
    let mut desk = Desk::school();
    let held = held(&desk);
    desk.down();
    (desk, held)
}

#[test]
fn settings_are_refused_with_file_line_and_setting() {
    let (mut desk, held) = rested();
    let good = desk.read("node/bot.toml");
    let rows: [(&[u8], &str, &str); 10] = [
        (b"[http]\nport = \"x\"\n", "bot.toml:2:8", "u16"),
        (b"[http]\nprot = 1\n", "bot.toml:2:1", "prot"),
        (b"[http]\nport = 70000\n", "bot.toml:2:8", "70000"),
        (b"[http\n", "bot.toml:1", "bot.toml"),
        (b"\n# caf\xe9\n", "bot.toml:2:6", "UTF-8"),
        (b"\xff\xfe[\0", "bot.toml:1:1", "UTF-8"),
        (b"[keys]\nscrypt_log_n = 40\n", "keys.scrypt_log_n", "10 to 20"),
        (b"[net]\nlisten = [\"nonsense\"]\n", "net.listen", "nonsense"),
        (b"[net]\ncommunities = [\"A b\"]\n", "net.communities", "A b"),
        (b"[log]\nfilter = \"=,=\"\n", "log.filter", "=,="),
    ];
    for (settings, place, what) in rows {
        desk.write("node/bot.toml", settings);
        for args in [&["config", "check"][..], &["config", "show"], &UP, &DETACHED] {
            desk.refused(args, 1, "cli-config", &["bot.toml", place, what]);
        }
    }
    desk.write("node/bot.toml", vec![b'#'; 1_100_000]);
    desk.refused(&["config", "check"], 1, "cli-config", &["bot.toml", "1048576"]);
    desk.write("node/bot.toml", good);
    desk.bot(&["config", "check"]).ok();
    comes_up(&mut desk, &held);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let (mut desk, held) = rested();
    let deny = [("BOT_SHIM_DENY", "1")];
    let named = ["trustbox.lock", "Read-only"];
    desk.refused_with(&UP, &deny, (1, "trust-box-failed"), &named);
    desk.refused_with(&DETACHED, &deny, (1, "cli-file-denied"), &["node/log"]);
    let init = ["id", "init", "--name", "New", "--passphrase-file", "passphrase", "--data"];
    let path = desk.path("fresh").display().to_string();
    let fresh = [init.as_slice(), &[path.as_str()]].concat();
    desk.refused_with(&fresh, &deny, (1, "trust-box-failed"), &["fresh"]);
    assert!(!desk.has("fresh"));
    let inside = [init.as_slice(), &["passphrase/node"]].concat();
    desk.refused(&inside, 1, "cli-file", &["passphrase/node"]);
    desk.bot(&fresh).ok();
    comes_up(&mut desk, &held);
}

#[test]
fn a_disk_that_is_full_at_the_start_is_told() {
    let (mut desk, held) = rested();
    desk.write("full", "");
    let full = desk.path("full").display().to_string();
    let shim = [("BOT_SHIM_FULL_IF", full.as_str())];
    let path = desk.path("fresh").display().to_string();
    let init = ["id", "init", "--name", "New", "--passphrase-file", "passphrase", "--data", &path];
    desk.refused_with(&init, &shim, (1, "trust-box-failed"), &["trustbox.age", "No space"]);
    assert!(!desk.has("fresh/trustbox.age"), "half a trust box was left");
    let ran = desk.typed(&[&UP[..], &["--json"]].concat(), &shim);
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(ran.error()["detail"].as_str().unwrap().contains("No space"), "{ran:?}");
    std::fs::remove_file(desk.path("full")).unwrap();
    desk.typed(&init, &shim).ok();
    comes_up(&mut desk, &held);
}

#[test]
fn a_disk_that_fills_up_under_a_running_node_loses_nothing() {
    let mut desk = Desk::settled();
    let full = desk.path("full").display().to_string();
    let shim = [("BOT_SHIM_FULL_IF", full.as_str())];
    desk.up_with(&shim);
    desk.bot(&["badge", "new", "badge-definition.json"]).ok();
    let issue = ["issue", BADGE, "--to", NOBODY];
    for _ in 0..3 {
        desk.bot(&issue).ok();
    }
    let before = held(&desk);
    desk.write("full", "");
    desk.refused(&issue, 1, "node-read-only", &["full"]);
    desk.refused(&["badge", "new", "badge-definition.json"], 1, "store-failed", &["opened again"]);
    let box_before = desk.read("node/trustbox.age");
    desk.bot(&["id", "init", "--name", "New"]);
    assert_eq!(desk.read("node/trustbox.age"), box_before, "half a trust box was written");
    std::fs::remove_file(desk.path("full")).unwrap();
    // It opens its store again by itself, and all that it said yes to is there.
    let begin = bot_node::clock::monotonic();
    while desk.bot(&["badge", "list"]).exit != 0 {
        assert!(begin.elapsed() < bot_tests::live::PATIENCE, "the store was not opened again");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    holds(&desk, &before);
    desk.bot(&issue).ok();
    let before = held(&desk);
    desk.down();
    comes_up(&mut desk, &before);
}

#[test]
fn a_store_that_is_not_this_versions_is_not_touched() {
    let (mut desk, held) = rested();
    let format = "node/store/ledger/format";
    let good = desk.read(format);
    let newer = String::from_utf8(good.clone()).unwrap().replace(" 2 ", " 99 ");
    assert_ne!(newer.as_bytes(), good, "the format has another number now");
    let rows: [(&[u8], &str, &str); 4] = [
        (newer.as_bytes(), "store-too-new", "99"),
        (b"", "store-damaged", "format"),
        (b"something else\n", "store-damaged", "something else"),
        (b"\xff\xfe\n", "store-failed", "format"),
    ];
    for (bytes, code, named) in rows {
        desk.write(format, bytes);
        stays_down(&desk, &[], (1, code), &["ledger/format", named]);
        assert_eq!(desk.read(format), bytes);
    }
    desk.write(format, good);
    let settings = String::from_utf8(desk.read("node/bot.toml")).unwrap();
    desk.write("node/bot.toml", format!("[store]\nbackend = \"sled\"\n{settings}"));
    stays_down(&desk, &[], (1, "store-other-backend"), &["redb", "sled"]);
    desk.write("node/bot.toml", settings);
    let key = desk.read("node/peer.key");
    desk.secret("node/peer.key", &key[..20]);
    stays_down(&desk, &[], (1, "peer-key-unusable"), &["peer.key"]);
    desk.write("node/peer.key", key);
    comes_up(&mut desk, &held);
}

#[test]
fn two_processes_never_share_a_folder() {
    let mut desk = Desk::school();
    let before = held(&desk);
    stays_down(&desk, &[], (4, "cli-already-up"), &["node"]);
    // Even where the running one cannot be asked.
    std::fs::rename(desk.path("node/run/bot.sock"), desk.path("aside")).unwrap();
    stays_down(&desk, &[], (4, "trust-box-locked"), &["trustbox.age"]);
    let list = ["id", "list", "--passphrase-file", "passphrase"];
    desk.refused(&list, 4, "trust-box-locked", &["trustbox.age"]);
    desk.refused(&["issue", BADGE, "--to", NOBODY], 5, "cli-node-down", &["node"]);
    std::fs::rename(desk.path("aside"), desk.path("node/run/bot.sock")).unwrap();
    assert_eq!(held(&desk), before);
    desk.down();
    desk.refused(&["status"], 5, "cli-node-down", &["node"]);
    comes_up(&mut desk, &before);
}

#[test]
fn a_port_in_use_is_told_and_left_alone() {
    let (mut desk, held) = rested();
    let good = desk.read("node/bot.toml");
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = tcp.local_addr().unwrap().port().to_string();
    let datagrams = udp.local_addr().unwrap().port().to_string();
    for (settings, code, named) in [
        (
            format!("http.port = {port}\nnet.listen = [\"/ip4/127.0.0.1/tcp/0\"]"),
            "port-in-use",
            &port,
        ),
        (format!("net.listen = [\"/ip4/127.0.0.1/tcp/{port}\"]"), "address-in-use", &port),
        (
            format!("net.listen = [\"/ip4/127.0.0.1/udp/{datagrams}/quic-v1\"]"),
            "address-in-use",
            &datagrams,
        ),
    ] {
        desk.write(
            "node/bot.toml",
            format!(
                "{settings}\nnet.mdns = false\nkeys.scrypt_log_n = 10\nlog.filter = \"error\"\n"
            ),
        );
        stays_down(&desk, &[], (5, code), &[named]);
    }
    drop((tcp, udp));
    desk.write("node/bot.toml", good);
    comes_up(&mut desk, &held);
}

#[test]
fn a_clock_before_the_last_entry_signs_nothing() {
    let (mut desk, held) = rested();
    desk.up_with(&[("BOT_SHIM_CLOCK", "-172800")]);
    let verbs: [&[&str]; 5] = [
        &["badge", "new", "badge-definition.json"],
        &["issue", BADGE, "--to", NOBODY],
        &["issue", BADGE, "--to", NOBODY, "--dry-run"],
        &["endorse", BADGE, "--words", "yes"],
        &["recognise", "offer", NOBODY, "--words", "yes"],
    ];
    for verb in verbs {
        desk.refused(verb, 1, "clock-behind", &["the last entry was signed"]);
    }
    let doctor = desk.bot(&["doctor"]);
    assert_eq!(doctor.exit, 1, "{doctor:?}");
    assert!(doctor.out.contains("behind the last entry"), "{doctor:?}");
    assert_eq!(self::held(&desk), held, "something was signed");
    desk.down();
    desk.up();
    holds(&desk, &held);
    desk.bot(verbs[1]).ok();
}
