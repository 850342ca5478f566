//! The codes of every problem the node can answer with, as its sources name them.
//!
//! A code is a literal where it is made: there is no list of them that could be forgotten. It is found
//! by where it stands: handed to one of the makers of problems, in a function that answers a code, or
//! given to a member or a variable of that name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Where problems of the interface are made.
const NODE: &str = "node/src";

/// Refusals of the rules whose codes the interface passes on.
const PASSED_ON: [&str; 4] = [
    "protocol/src/credential/bake/mod.rs",
    "protocol/src/credential/issue/mod.rs",
    "protocol/src/credential/present.rs",
    "protocol/foreign/src/issue/fault.rs",
];

/// What has codes of its own that no request of the interface is answered with: a node that does not
/// start, and a client of other hosts.
const OTHERS: [&str; 3] = ["node/src/up.rs", "node/src/net/mod.rs", "node/src/push/error.rs"];

/// Every code, in order.
///
/// # Panics
/// When a source cannot be read.
#[must_use]
pub fn of_the_node() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in a folder");
    let mut files = PASSED_ON.map(|file| root.join(file)).to_vec();
    sources(&root.join(NODE), &mut files);
    let others = OTHERS.map(|file| root.join(file));
    files
        .retain(|file| !others.contains(file) && !is_test(file.strip_prefix(root).unwrap_or(file)));
    let texts = files.iter().map(|file| fs::read_to_string(file).expect("a source is read"));
    texts.flat_map(|text| named(&text)).collect()
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder is read") {
        let path = entry.expect("an entry is read").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The codes that one source names.
fn named(text: &str) -> BTreeSet<String> {
    let text = before_tests(text);
    let literal = r#""([a-z][a-z0-9]*(?:-[a-z0-9]+)*)""#;
    let makers = "conflict|lower|make|refuse|by_hand|turn_away";
    let patterns = [
        format!(r"\b(?:{makers})\(\s*(?:[A-Za-z_:0-9]+,\s*){{0,2}}{literal}\s*,"),
        format!(r#"\bnew\(\s*"[a-z_]+",\s*{literal},"#),
        format!(r"\bcode: {literal}"),
        format!(r"\((?:[1-5][0-9]{{2}}|StatusCode::[A-Z_]+), {literal}\)"),
    ];
    let mut found: BTreeSet<_> = patterns.iter().flat_map(|pattern| every(pattern, text)).collect();
    for body in after(text, "fn code(", "\n    }\n").chain(after(text, "let code = ", ";")) {
        found.extend(every(literal, body));
    }
    for refusals in after(text, "refusals! {", "\n}\n") {
        found.extend(every(&format!("=> {literal},"), refusals));
    }
    found
}

fn before_tests(text: &str) -> &str {
    let tests = Regex::new(r"#\[cfg\(test\)\]\s*mod \w+ \{").expect("a pattern");
    tests.split(text).next().unwrap_or_default()
}

fn every(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// What follows each `begin`, up to the next `end`.
fn after<'t>(text: &'t str, begin: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(begin).skip(1).map(move |rest| rest.split(end).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_wherever_it_may_stand() {
        let text = r#"
            Err(ActError::conflict("a-a", "not-this"));
            Err(ActError::lower(404, "b-b", &"not-this"));
            problem::refuse(
                StatusCode::FORBIDDEN,
                "c-c",
                "not-this",
            );
            refuse("d-d", &format!("not-this"));
            Self::Lower { status: 422, code: "e-e", detail };
            let (status, code) = match x { X => (503, "f-f"), Y => (StatusCode::GONE, "g-g") };
            let header = "not-this";
    pub const fn code(&self) -> &'static str {
        match self {
            Self::H(_) => "h-h",
            Self::I { .. } => "i",
        }
    }
    fn other() { "not-this" }
            refusals! { LetterError => "j-j", }
            Refusal::new("invalid_request", "k-k", detail);
            let code = if large { "l-l" } else { "m-m" };
            #[cfg(test)]
            mod tests { conflict("not-this", "x"); }
        "#;
        let expected = [
            "a-a", "b-b", "c-c", "d-d", "e-e", "f-f", "g-g", "h-h", "i", "j-j", "k-k", "l-l", "m-m",
        ];
        assert_eq!(named(text), BTreeSet::from(expected.map(str::to_owned)));
    }
}
