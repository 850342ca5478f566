//! What a terminal gets and nobody else: colour, questions, progress. `script` is the terminal.

use crate::handbook::desk::{Desk, root};

/// Types a command at a terminal, with what a person answers.
fn at_terminal(desk: &Desk, command: &str, answers: &str) -> (i32, String) {
    desk.typed(&format!("printf '{answers}' | TERM=xterm script -qec '{command}' /dev/null"))
}

const RED: &str = "\u{1b}[31m";

#[test]
fn colour_and_progress_are_for_terminals_and_no_color_is_heeded() {
    let desk = Desk::bare(&root());
    let down = "bot down";
    assert!(at_terminal(&desk, down, "").1.contains(RED));
    assert!(!at_terminal(&desk, "NO_COLOR=1 bot down", "").1.contains('\u{1b}'));
    assert!(!desk.typed(down).1.contains('\u{1b}'));
    desk.done("bot id init --name School --passphrase-file passphrase");
    let list = "bot id list --passphrase-file passphrase";
    assert!(at_terminal(&desk, list, "").1.contains("Starting…"));
    assert!(!desk.typed(list).1.contains("Starting…"));
    assert!(!at_terminal(&desk, &format!("{list} --json"), "").1.contains("Starting…"));
}

#[test]
fn what_cannot_be_undone_is_asked_and_only_yes_is_yes() {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase";
    desk.done(&format!("bot id init --name School {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json");
    desk.done("bot issue 'Repair café helper' --to School --out b.json");
    let id = desk.done("jq -r .id b.json").trim().to_owned();
    let revoke = format!("bot revoke {id}");
    for (answer, code, says) in [
        ("n\\n", 1, "Nothing was done."),
        ("\\n", 1, "Nothing was done."),
        ("", 1, "Nothing"),
        ("y\\n", 0, "is revoked."),
    ] {
        let (exit, printed) = at_terminal(&desk, &revoke, answer);
        assert_eq!(exit, code, "{answer:?}: {printed}");
        assert!(printed.contains("for good? [y/N]") && printed.contains(says), "{printed}");
    }
    let state = desk.done(&format!("bot badge show {id} --json | jq -r .state"));
    assert_eq!(state.trim(), "revoked");
}

#[test]
fn a_new_passphrase_is_typed_twice() {
    let desk = Desk::bare(&root());
    let init = "bot id init --name School";
    let (exit, printed) =
        at_terminal(&desk, init, "a quiet walk at night\\na quiet talk at night\\n");
    assert_eq!(exit, 2, "{printed}");
    assert!(printed.contains("The two passphrases differ"), "{printed}");
    let twice = "a quiet walk at night\\na quiet walk at night\\n";
    assert_eq!(at_terminal(&desk, init, twice).0, 0);
    assert_eq!(at_terminal(&desk, "bot id list", "a quiet walk at night\\n").0, 0);
    assert_eq!(at_terminal(&desk, "bot id list", "a quiet talk at night\\n").0, 4);
}
