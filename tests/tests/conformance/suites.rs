//! `SUITES.md`: every test of the public suites, and by which of ours it is re-enacted.
//!
//! The table is read here, so that a test that is renamed or deleted, and a row that is lost, fail.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How many tests each suite has, those that it skips itself not counted; of the two of Data Integrity,
/// how many statements.
const COUNTS: [(&str, u32); 8] = [
    ("VC Data Model 2.0", 59),
    ("Data Integrity EdDSA", 68),
    ("Bitstring Status List", 19),
    ("did:key", 15),
    ("VC JOSE COSE", 35),
    ("Data Integrity ECDSA, rdfc", 62),
    ("VC-API issuer", 13),
    ("VC-API verifier", 18),
];

/// A row: how many tests it stands for, and the tests of ours.
struct Row {
    suite: String,
    stands_for: u32,
    ours: Vec<String>,
}

fn rows(text: &str) -> Vec<Row> {
    let (mut suite, mut rows) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut suite);
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, _, stands_for, ours, _] = cells.as_slice() else { continue };
        let Ok(stands_for) = stands_for.parse() else { continue };
        let ours = ours.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        rows.push(Row { suite: suite.clone(), stands_for, ours });
    }
    rows
}

#[test]
fn every_test_of_the_public_suites_is_re_enacted_by_one_of_ours() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("conformance/SUITES.md")).unwrap();
    let rows = rows(&text);
    let mut counted = BTreeMap::new();
    for row in &rows {
        *counted.entry(row.suite.as_str()).or_insert(0) += row.stands_for;
        assert!(!row.ours.is_empty(), "{}: a row without a test", row.suite);
        for ours in &row.ours {
            let (file, name) = ours.rsplit_once("::").unwrap_or_else(|| panic!("{ours}"));
            let path = root.join("tests").join(format!("{}.rs", file.replace("::", "/")));
            let source = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{ours}: no file"));
            let at =
                source.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{ours}: no test"));
            let above = source[..at].lines().rev().skip(1).take(2).collect::<String>();
            let above = format!("{above}{}", source[..at].lines().next_back().unwrap());
            assert!(above.contains("#[test]") || above.contains("#[tokio::test"), "{ours}");
        }
    }
    assert_eq!(counted, BTreeMap::from(COUNTS));
}
