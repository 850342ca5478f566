//! The handbook is true: every session in it is typed here, and answers what the page says.
//!
//! In a page, a fenced block marked `console` is a session. Lines that begin with `$ ` are typed
//! into a shell; the lines below are what it prints, both streams together. `[..]` in a line
//! stands for anything, a line `...` for any lines, and `? 6` as last line for the exit code.
//! All sessions of a page share one folder, in which `badge-definition.json`, `badge.png` and a
//! `passphrase` lie ready.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One command of a page and what it must answer.
struct Typed {
    line: usize,
    command: String,
    expected: Vec<String>,
    exit: i32,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The commands of a page, in order.
fn sessions(page: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    let mut inside = false;
    for (index, line) in page.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if !inside {
        } else if let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            all.push(Typed { line: index + 1, command, expected: Vec::new(), exit: 0 });
        } else if let Some(typed) = all.last_mut() {
            match line.strip_prefix("? ") {
                Some(exit) => typed.exit = exit.parse().expect("an exit code is a number"),
                None => typed.expected.push(line.to_owned()),
            }
        }
    }
    all
}

/// Whether a line fits a pattern in which `[..]` stands for anything.
fn fits(pattern: &str, line: &str) -> bool {
    let pieces: Vec<&str> = pattern.split("[..]").collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return false };
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    if pieces.len() == 1 {
        return rest.is_empty();
    }
    for piece in &pieces[1..pieces.len() - 1] {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// Whether the printed lines fit the expected ones, of which `...` stands for any number.
fn all_fit(expected: &[String], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).any(|skipped| all_fit(rest, &printed[skipped..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, others)| fits(first, line) && all_fit(rest, others)),
    }
}

/// A folder in which a page's sessions are typed.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let examples = root().join("examples");
    for name in ["badge-definition.json", "badge.png"] {
        fs::copy(examples.join(name), folder.path().join(name)).unwrap();
    }
    let passphrase = folder.path().join("passphrase");
    fs::write(&passphrase, "a long and quiet walk\n").unwrap();
    fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600)).unwrap();
    for node in ["node", "other"] {
        let data = folder.path().join(node);
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
        let settings = "[net]\nlisten = [\"/ip4/127.0.0.1/udp/0/quic-v1\"]\nmdns = false\n\
                        redial_millis = 500\n[http]\nport = 0\n[keys]\nscrypt_log_n = 10\n\
                        [log]\nfilter = \"error\"\n";
        fs::write(data.join("bot.toml"), settings).unwrap();
    }
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bot-under-test"), bin.join("bot")).unwrap();
    folder
}

fn typed(folder: &Path, command: &str) -> (i32, String) {
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .arg("-c")
        .arg(format!("exec 2>&1; {command}"))
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder)
        .env("LANG", "en_GB.UTF-8")
        .env("BOT_DATA", folder.join("node"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Stops what a failed page may have left running.
struct Sweep<'a>(&'a Path);

impl Drop for Sweep<'_> {
    fn drop(&mut self) {
        for node in ["node", "other"] {
            let _ended = typed(self.0, &format!("bot down --data {node}"));
        }
    }
}

fn run(page: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let folder = desk();
    let _sweep = Sweep(folder.path());
    let all = sessions(&text);
    assert!(!all.is_empty(), "{} has no session", page.display());
    for one in all {
        let (exit, printed) = typed(folder.path(), &one.command);
        let lines: Vec<&str> = printed.lines().collect();
        assert!(
            exit == one.exit && all_fit(&one.expected, &lines),
            "{}:{}: $ {}\nexpected (exit {}):\n{}\nprinted (exit {exit}):\n{printed}",
            page.display(),
            one.line,
            one.command,
            one.exit,
            one.expected.join("\n"),
        );
    }
}

fn pages() -> Vec<PathBuf> {
    let folder = root().join("cli/handbook");
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .filter(|path| path.file_stem().is_some_and(|name| name != "README"))
        .collect();
    all.sort();
    all
}

#[test]
fn every_session_of_the_handbook_answers_as_written() {
    // Two at a time: each page runs nodes of its own.
    let all = pages();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(page) =
                    all.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
                {
                    let outcome = std::panic::catch_unwind(|| run(page));
                    if outcome.is_err() {
                        failed.lock().unwrap().push(page.display().to_string());
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "pages that are not true: {failed:?}");
    assert!(!all.is_empty(), "no page was found: has the handbook moved?");
}

#[test]
fn every_page_has_its_verb() {
    let verbs: BTreeSet<String> =
        bot_cli::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let named: BTreeSet<String> = pages()
        .iter()
        .map(|page| page.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert!(named.is_subset(&verbs), "pages without a verb: {:?}", named.difference(&verbs));
}

#[test]
fn every_help_starts_with_an_example_that_parses() {
    fn check(command: &clap::Command, path: &str, count: &mut usize) {
        let before = command.get_before_help().map(ToString::to_string).unwrap_or_default();
        let example =
            before.strip_prefix("Example: ").unwrap_or_else(|| panic!("{path}: {before}"));
        let line = example.split([';', '|', '>']).next().unwrap().trim();
        let words = shell_words(line);
        let parsed = bot_cli::command().try_get_matches_from(&words);
        assert!(parsed.is_ok(), "{path}: {example}: {}", parsed.unwrap_err());
        *count += 1;
        for verb in command.get_subcommands() {
            check(verb, &format!("{path} {}", verb.get_name()), count);
        }
    }
    let mut count = 0;
    check(&bot_cli::command(), "bot", &mut count);
    assert!(count > 30, "only {count} helps were seen");
}

/// Splits at blanks outside double quotes, as a shell would.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

#[test]
fn the_checker_tells_true_from_false() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(all_fit(&lines("a [..] c\n...\nend"), &["a b c", "x", "y", "end"]));
    assert!(!all_fit(&lines("a [..] c"), &["a b d"]));
    assert!(!all_fit(&lines("a"), &["a", "b"]));
    assert!(!all_fit(&lines("a\nb"), &["a"]));
    assert!(fits("[..]x", "yx") && !fits("[..]x", "xy") && fits("a", "a") && !fits("a", "ab"));
}
