//! Multibase: the published tables, each row with a twin that must be refused or differ.

use std::fs;
use std::path::Path;

use bot_protocol::canon::multibase::{decode, encode_base58btc, encode_base64url_multibase};
use bot_tests::vectors;

/// The bytes that a table spells, and its rows: base and spelling.
fn table(path: &Path) -> (Vec<u8>, Vec<(String, String)>) {
    let text = fs::read_to_string(path).unwrap();
    let mut rows = text.lines().filter_map(|line| {
        let (name, quoted) = line.split_once(", ")?;
        let spelling = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
        Some((name.to_owned(), spelling.replace("\\x00", "\0")))
    });
    let (_, bytes) = rows.next().unwrap();
    (bytes.into_bytes(), rows.collect())
}

#[test]
fn every_base_spells_the_published_bytes() {
    let Some(root) = vectors::root() else { return };
    for name in ["basic", "leading_zero", "two_leading_zeros"] {
        let (bytes, rows) = table(&root.join("multibase").join(format!("{name}.csv")));
        assert!(rows.len() >= 23, "{name} has {} rows", rows.len());
        for (base, spelling) in rows {
            assert_eq!(decode(&spelling), Ok(bytes.clone()), "{base} in {name}");
            let mut twin = spelling.clone();
            twin.push('\u{1}');
            assert!(decode(&twin).is_err(), "{base} with a foreign character");
            let (first, rest) = spelling.split_at(spelling.chars().next().unwrap().len_utf8());
            let turned: String = first.chars().chain(rest.chars().rev()).collect();
            if turned != spelling {
                assert_ne!(decode(&turned), Ok(bytes.clone()), "{base} turned round");
            }
        }
        let (_, rows) = table(&root.join("multibase").join(format!("{name}.csv")));
        let spelling = |base| rows.iter().find(|(name, _)| name == base).unwrap().1.clone();
        assert_eq!(encode_base58btc(&bytes), spelling("base58btc"));
        assert_eq!(encode_base64url_multibase(&bytes), spelling("base64url"));
    }
}

#[test]
fn bases_without_case_take_letters_of_either() {
    let Some(root) = vectors::root() else { return };
    let (bytes, rows) = table(&root.join("multibase/case_insensitivity.csv"));
    assert_eq!(rows.len(), 12);
    for (base, spelling) in rows {
        assert_eq!(decode(&spelling), Ok(bytes.clone()), "{base}");
    }
    for (base, spelling) in table(&root.join("multibase/basic.csv")).1 {
        if base.starts_with("base58") || base.starts_with("base64") {
            let (first, rest) = spelling.split_at(1);
            let twin = decode(&format!("{first}{}", rest.to_ascii_lowercase()));
            assert_ne!(twin, decode(&spelling), "{base} has case");
        }
    }
}

#[test]
fn characters_without_a_base_are_refused() {
    let Some(root) = vectors::root() else { return };
    let text = fs::read_to_string(root.join("multibase/multibase.csv")).unwrap();
    let mut count = 0;
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').map(str::trim).collect();
        if columns[2] == "none" && columns[1] != "NUL" {
            assert!(decode(&format!("{}00", columns[1])).is_err(), "{line}");
            count += 1;
        }
    }
    assert_eq!(count, 3);
}
