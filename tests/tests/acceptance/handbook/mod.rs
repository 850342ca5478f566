//! The handbook is true: every session in it is typed here, and answers what the page says.
//!
//! In a page, a fenced block marked `console` is a session. Lines that begin with `$ ` are typed
//! into a shell; the lines below are what it prints, both streams together. `[..]` in a line
//! stands for anything, a line `...` for any lines, and `? 6` as last line for the exit code. A
//! long word that ends in `…`, such as `did:key:z6MkLea…`, stands for one word that is the same
//! each time, and may be typed. All sessions of a page share one desk (`desk.rs`). A command that
//! only looks is typed again until it answers as written, for news of another node takes a moment.

pub(crate) mod desk;
mod session;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk::{Desk, root};
use session::{Names, Typed, all_fit, only_looks, sessions, written_out};

/// How often, and how many times, a command that only looks is typed again.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS_MAX: u32 = 200;

/// Types one command until it answers as written; what the names of the page then stand for.
fn answers(desk: &Desk, one: &Typed, names: &Names) -> Result<Names, String> {
    let command = written_out(&one.command, names);
    let looks = if only_looks(&command) { LOOKS_MAX } else { 1 };
    let mut last = String::new();
    for look in 0..looks {
        if look > 0 {
            std::thread::sleep(LOOK_EVERY);
        }
        let (exit, printed) = desk.typed(&command);
        let lines: Vec<&str> = printed.lines().collect();
        match all_fit(&one.expected, &lines, names) {
            Some(names) if exit == one.exit => return Ok(names),
            Some(_) | None => last = format!("printed (exit {exit}):\n{}", cut(&lines)),
        }
    }
    let expected = one.expected.join("\n");
    Err(format!("$ {}\nexpected (exit {}):\n{expected}\n{last}", one.command, one.exit))
}

/// Lines short enough to be read in a report.
fn cut(lines: &[&str]) -> String {
    let short = |line: &&str| line.chars().take(600).collect::<String>();
    lines.iter().map(short).collect::<Vec<_>>().join("\n")
}

fn run(page: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let desk = Desk::bare(&root());
    let mut names = desk.lay(&text);
    for one in sessions(&text) {
        match answers(&desk, &one, &names) {
            Ok(more) => names = more,
            Err(told) => panic!("{}:{}: {told}", page.display(), one.line),
        }
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

fn named(page: &Path) -> String {
    page.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_verb_has_its_page_and_every_page_its_verb() {
    let verbs: BTreeSet<String> =
        bot_cli::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let found: BTreeSet<String> = pages().iter().map(|page| named(page)).collect();
    assert_eq!(verbs, found);
    let first = fs::read_to_string(root().join("cli/handbook/README.md")).unwrap();
    for verb in &verbs {
        assert!(first.contains(&format!("]({verb}.md)")), "README.md of the handbook lacks {verb}");
    }
}

/// The exit codes a page says its verb can give: the lines `- N:` below `## Exit codes`.
fn codes(page: &str) -> BTreeSet<i32> {
    let told = page.split("\n## Exit codes\n").nth(1).unwrap_or_default();
    let told = told.split("\n## ").next().unwrap_or_default();
    let lines = told.lines().filter_map(|line| line.strip_prefix("- "));
    lines.filter_map(|line| line.split(':').next()?.parse().ok()).collect()
}

#[test]
fn every_page_fails_once_speaks_json_and_tells_its_exit_codes() {
    for page in pages() {
        let (text, verb) = (fs::read_to_string(&page).unwrap(), named(&page));
        let (codes, all) = (codes(&text), sessions(&text));
        let shown: BTreeSet<i32> = all.iter().map(|one| one.exit).collect();
        assert!(shown.is_subset(&codes), "{verb}: {shown:?} are shown, {codes:?} are told");
        assert!(shown.iter().any(|code| *code != 0), "{verb}: no session fails");
        let own = all.iter().filter(|one| one.command.contains(&format!("bot {verb}")));
        let own: Vec<&str> = own.map(|one| one.command.as_str()).collect();
        assert!(own.iter().any(|typed| typed.contains("--json")), "{verb}: no session has --json");
        for act in leaves(&verb) {
            let shown = own.iter().any(|typed| typed.contains(&act));
            assert!(shown, "{verb}: no session types {act}");
        }
        if signs(&verb) {
            let dry = own.iter().any(|typed| typed.contains("--dry-run"));
            assert!(dry, "{verb}: no session has --dry-run");
        }
    }
}

fn verb_called(name: &str) -> clap::Command {
    bot_cli::command().find_subcommand(name).expect("a page has its verb").clone()
}

/// A verb, or its acts, as they are typed.
fn leaves(verb: &str) -> Vec<String> {
    let found = verb_called(verb);
    let acts: Vec<String> =
        found.get_subcommands().map(|act| format!("bot {verb} {}", act.get_name())).collect();
    if acts.is_empty() { vec![format!("bot {verb}")] } else { acts }
}

/// Whether a verb or one of its acts can be tried.
fn signs(verb: &str) -> bool {
    let has = |command: &clap::Command| {
        command.get_arguments().any(|one| one.get_long() == Some("dry-run"))
    };
    let found = verb_called(verb);
    has(&found) || found.get_subcommands().any(has)
}

#[test]
fn every_help_starts_with_an_example_that_parses() {
    fn check(command: &clap::Command, path: &str, count: &mut usize) {
        let before = command.get_before_help().map(ToString::to_string).unwrap_or_default();
        let example =
            before.strip_prefix("Example: ").unwrap_or_else(|| panic!("{path}: {before}"));
        let mut shown = command.clone();
        let help = shown.render_long_help().to_string();
        assert!(help.starts_with("Example: "), "{path}: {help}");
        assert!(help.contains("Exit codes: 0 "), "{path} does not tell its exit codes");
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
