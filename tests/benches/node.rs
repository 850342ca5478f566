//! What the program itself costs: its size, how soon `bot up` answers, and what it needs idle.
//! The program is the one that `cargo build --release` leaves.

#[path = "../../protocol/benches/stopwatch/mod.rs"]
mod stopwatch;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use stopwatch::{Figures, target, wall};

const ROUNDS: usize = 7;

/// How long a node is left alone before it is asked what it needs.
const IDLE: Duration = Duration::from_secs(10);

/// Loopback, ports of the system's choice, nobody sought.
const SETTINGS: &str = r#"
[net]
listen = ["/ip4/127.0.0.1/udp/0/quic-v1", "/ip4/127.0.0.1/tcp/0"]
mdns = false

[http]
port = 0
"#;

fn main() {
    let bot = target().join("release/bot");
    let size = std::fs::metadata(&bot).expect("cargo build --release").len();
    let mut figures = Figures::default();
    figures.add("binary", size as f64 / 1e6, "MB");
    for (name, settings) in [
        ("cold start", SETTINGS.to_owned()),
        ("cold start, cheapest lock", format!("{SETTINGS}\n[keys]\nscrypt_log_n = 10\n")),
    ] {
        let folder = prepare(&bot, &settings);
        let took = (0..ROUNDS).map(|_| {
            let (child, took) = wall(|| up(&bot, folder.path()));
            end(child);
            took.as_nanos() as f64
        });
        figures.spread(name, took.collect());
    }
    let folder = prepare(&bot, SETTINGS);
    let child = up(&bot, folder.path());
    let before = core_ticks(child.id());
    std::thread::sleep(IDLE);
    let ticks = core_ticks(child.id()) - before;
    figures.add("idle core time", ticks / IDLE.as_secs_f64() * 10.0, "ms a second");
    figures.add("idle memory (RSS)", status(child.id(), "VmRSS:") / 1024.0, "MiB");
    figures.add("peak memory (unlocking)", status(child.id(), "VmHWM:") / 1024.0, "MiB");
    figures.add("idle", status(child.id(), "Threads:"), "threads");
    end(child);
    figures.tell("node", "The program, as a clock on the wall tells");
}

/// A data folder with settings, a passphrase and an identity.
fn prepare(bot: &Path, settings: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir_in(target()).expect("a folder");
    let secret = folder.path().join("passphrase");
    std::fs::write(folder.path().join("bot.toml"), settings).expect("settings");
    std::fs::write(&secret, "five words nobody would guess").expect("a passphrase");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).expect("closed");
    let made = command(bot, folder.path())
        .args(["id", "init", "--name", "School", "--party", "organisation"])
        .args(["--json", "--passphrase-file"])
        .arg(&secret)
        .output()
        .expect("bot runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

fn command(bot: &Path, folder: &Path) -> Command {
    let mut command = Command::new(bot);
    command.env("BOT_DATA", folder).stdin(Stdio::null());
    command
}

/// Starts the node and waits for the line that says it is up and where.
fn up(bot: &Path, folder: &Path) -> Child {
    let mut child = command(bot, folder)
        .args(["up", "--json", "--passphrase-file"])
        .arg(folder.join("passphrase"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("bot starts");
    let mut line = String::new();
    let output = child.stdout.take().expect("it was asked for");
    BufReader::new(output).read_line(&mut line).expect("it speaks");
    assert!(line.contains("\"up\""), "it said {line:?}");
    child
}

fn end(mut child: Child) {
    child.kill().ok();
    child.wait().ok();
}

/// A number from what the system says about a process.
fn status(process: u32, name: &str) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
}

/// How long a process has been on cores, in hundredths of a second.
fn core_ticks(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = text.rsplit(") ").next().unwrap_or_default().split(' ');
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum()
}
