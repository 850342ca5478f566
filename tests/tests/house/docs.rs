//! Documents keep their promises: links lead somewhere, handbook and verbs agree, docker names real things.

use crate::{files, root};

/// The relative targets of `[text](target)` in a Markdown text.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in text.split("](").skip(1) {
        let Some(target) = piece.split(')').next() else { continue };
        let target = target.split('#').next().unwrap_or_default();
        if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
            found.push(target.to_owned());
        }
    }
    found
}

#[test]
fn relative_links_are_alive() {
    let mut count = 0;
    for (place, text) in files(".", ".md") {
        let folder = root().join(&place).parent().expect("a file has a folder").to_owned();
        for link in links(&text) {
            count += 1;
            assert!(folder.join(&link).exists(), "{place} links to {link}, which is not there");
        }
    }
    assert!(count > 0, "no link was found: has the layout of the documents moved?");
}

/// The routes that resolve a DID are named on the page that tells of it.
#[test]
fn the_page_of_dids_names_where_programs_ask() {
    let page = std::fs::read_to_string(root().join("cli/handbook/did.md")).expect("it is there");
    let sources = files("node/src/http/vc", "identifiers.rs");
    let (_, source) = sources.first().expect("the routes are there");
    let routes: Vec<&str> = source.split('"').filter(|text| text.ends_with("/{id}")).collect();
    assert!(routes.len() >= 2, "{routes:?}");
    for route in routes {
        let named = route.replace("{id}", "DID");
        assert!(page.contains(&named), "{named} stands on no page");
    }
}

#[test]
fn nothing_tells_of_this_machine() {
    let paths = [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("static.cra", "tes.io")];
    for ending in [".md", ".rs", ".toml", ".yml", ".service", ".json"] {
        for (place, text) in files(".", ending) {
            for path in paths {
                assert!(!text.contains(path), "{place} names {path}");
            }
        }
    }
}
