//! Pages read as sessions, and whether what was printed fits them.

use std::collections::BTreeMap;

/// One command of a page and what it must answer.
pub(super) struct Typed {
    pub(super) line: usize,
    pub(super) command: String,
    pub(super) expected: Vec<String>,
    pub(super) exit: i32,
}

/// The commands of a page, in order.
pub(super) fn sessions(page: &str) -> Vec<Typed> {
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

/// What the names of a page stand for: `did:key:z6MkLea…` is one long word, the same each time.
pub(super) type Names = BTreeMap<String, String>;

/// A letter of the long words that a page may shorten: ids, DIDs, addresses.
fn of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, ':' | '-' | '.' | '/' | '_' | '#')
}

/// A line in pieces: texts as they are, `[..]`, and names that end in `…`.
enum Piece<'a> {
    Text(&'a str),
    Any,
    Name(&'a str),
}

fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for (number, part) in pattern.split("[..]").enumerate() {
        if number > 0 {
            found.push(Piece::Any);
        }
        let mut rest = part;
        while let Some(end) = rest.find('…') {
            let start = rest[..end].rfind(|letter| !of_a_word(letter)).map_or(0, |at| at + 1);
            if end - start < 4 {
                // An ellipsis of the text itself.
                let after = end + '…'.len_utf8();
                found.push(Piece::Text(&rest[..after]));
                rest = &rest[after..];
                continue;
            }
            found.push(Piece::Text(&rest[..start]));
            found.push(Piece::Name(&rest[start..end + '…'.len_utf8()]));
            rest = &rest[end + '…'.len_utf8()..];
        }
        found.push(Piece::Text(rest));
    }
    found
}

/// What a name must begin with: its scheme (`did:key:`), or nothing.
fn scheme(name: &str) -> &str {
    name.rfind(':').map_or("", |at| &name[..=at])
}

fn pieces_fit(pieces: &[Piece<'_>], line: &str, names: &Names) -> Option<Names> {
    let Some((first, rest)) = pieces.split_first() else {
        return line.is_empty().then(|| names.clone());
    };
    match first {
        Piece::Text(text) => pieces_fit(rest, line.strip_prefix(text)?, names),
        Piece::Any => line
            .char_indices()
            .map(|(at, _)| at)
            .chain([line.len()])
            .find_map(|at| pieces_fit(rest, &line[at..], names)),
        Piece::Name(name) => match names.get(*name) {
            Some(known) => pieces_fit(rest, line.strip_prefix(known.as_str())?, names),
            None => {
                let end = line.find(|letter| !of_a_word(letter)).unwrap_or(line.len());
                // A text that is itself shortened is what it is.
                let more = if line[end..].starts_with('…') { '…'.len_utf8() } else { 0 };
                let end = end + more;
                let word = &line[..end];
                if word.is_empty() || !word.starts_with(scheme(name)) {
                    return None;
                }
                let mut names = names.clone();
                names.insert((*name).to_owned(), word.to_owned());
                pieces_fit(rest, &line[end..], &names)
            }
        },
    }
}

/// Whether the printed lines fit the expected ones, of which `...` stands for any number; with
/// what the names then stand for.
pub(super) fn all_fit(expected: &[String], printed: &[&str], names: &Names) -> Option<Names> {
    match expected.split_first() {
        None => printed.is_empty().then(|| names.clone()),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).find_map(|skipped| all_fit(rest, &printed[skipped..], names))
        }
        Some((first, rest)) => {
            let (line, others) = printed.split_first()?;
            let names = pieces_fit(&pieces(first), line, names)?;
            all_fit(rest, others, &names)
        }
    }
}

/// A command with the names of the page written out.
pub(super) fn written_out(command: &str, names: &Names) -> String {
    // Longer names first: one may be the beginning of another.
    let mut sorted: Vec<_> = names.iter().collect();
    sorted.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    sorted.iter().fold(command.to_owned(), |text, (name, word)| text.replace(*name, word))
}

/// Whether a command only looks: it may be typed again until news of another node has come.
pub(super) fn only_looks(command: &str) -> bool {
    let looking = [
        "bot offers",
        "bot contact list",
        "bot peer list",
        "bot feed show",
        "bot recognise list",
        "bot grant list",
        "bot dispute list",
        "bot sign list",
        "bot endorse requests",
        "bot witness list",
        "bot guardian list",
        "bot community asked",
        "bot community charter",
        "bot community list",
        "bot community members",
        "bot recover list",
        "bot feed check",
        "bot trust",
        "bot path",
        "bot endorse --list",
        "bot badge list",
        "bot badge show",
        "bot verify",
        "bot status",
        "bot doctor",
    ];
    // A trial does nothing either.
    looking.iter().any(|start| command.starts_with(start)) || command.contains(" --dry-run")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(expected: &str, printed: &[&str]) -> Option<Names> {
        let lines: Vec<String> = expected.lines().map(str::to_owned).collect();
        all_fit(&lines, printed, &Names::new())
    }

    #[test]
    fn the_checker_tells_true_from_false() {
        for (expected, printed, good) in [
            ("a [..] c\n...\nend", &["a b c", "x", "y", "end"][..], true),
            ("a [..] c", &["a b d"], false),
            ("a", &["a", "b"], false),
            ("a\nb", &["a"], false),
            ("[..]x", &["yx"], true),
            ("[..]x", &["xy"], false),
            ("a", &["ab"], false),
            ("Starting…", &["Starting…"], true),
            (
                "is did:key:z6MkLea…, or\ndid:key:z6MkLea…",
                &["is did:key:abc, or", "did:key:abc"],
                true,
            ),
            ("did:key:z6MkLea…\ndid:key:z6MkLea…", &["did:key:abc", "did:key:abd"], false),
            ("did:key:z6MkLea…", &["urn:uuid:abc"], false),
            ("to did:key:z6Mk…", &["to did:key:z6Mk…"], true),
            ("[..] {3f9a…}", &["x {a1b2}"], true),
        ] {
            assert_eq!(fit(expected, printed).is_some(), good, "{expected:?} {printed:?}");
        }
    }

    #[test]
    fn names_are_written_out_in_commands() {
        let names = fit("id: urn:uuid:9b1d…", &["id: urn:uuid:77"]).unwrap();
        assert_eq!(
            written_out("bot revoke urn:uuid:9b1d… --yes", &names),
            "bot revoke urn:uuid:77 --yes"
        );
    }
}
