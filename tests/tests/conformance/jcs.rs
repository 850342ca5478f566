//! RFC 8785: the published files, each with a twin that must differ.

use std::fs;

use bot_protocol::canon::{hash, jcs, json};
use bot_tests::vectors;

#[test]
fn the_published_files_canonicalize_byte_for_byte() {
    let Some(root) = vectors::root() else { return };
    let folder = root.join("jcs-rfc8785");
    let mut count = 0;
    for entry in fs::read_dir(folder.join("input")).unwrap() {
        let input = entry.unwrap().path();
        let name = input.file_stem().unwrap().to_str().unwrap();
        let text = fs::read(&input).unwrap();
        let found = jcs::canonicalize(&json::read(&text).unwrap());
        let expected = fs::read(folder.join("output").join(format!("{name}.json"))).unwrap();
        assert_eq!(found, expected, "{name}");
        let hex = fs::read_to_string(folder.join("outhex").join(format!("{name}.txt"))).unwrap();
        let hex: String = hex.split_whitespace().collect();
        assert_eq!(hash::hex(&found), hex, "{name} as hex");

        // Canonical text stays as it is; a changed character shows; a cut text is refused.
        assert_eq!(jcs::canonicalize(&json::read(&expected).unwrap()), expected, "{name} again");
        let at = expected.iter().rposition(u8::is_ascii_alphanumeric).unwrap();
        let mut twin = expected.clone();
        twin[at] = if twin[at] == b'5' { b'6' } else { b'5' };
        if let Ok(value) = json::read(&twin) {
            assert_ne!(jcs::canonicalize(&value), expected, "{name} changed at {at}");
        }
        assert!(json::read(&text[..text.len() - 2]).is_err(), "{name} cut");
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn agrees_with_another_implementation_on_every_vector_file() {
    let Some(root) = vectors::root() else { return };
    let mut folders = vec![root];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json" || ending == "jsonld")
            {
                let bytes = fs::read(&path).unwrap();
                let Ok(value) = json::read(&bytes) else { continue };
                let theirs: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                let theirs = serde_json_canonicalizer::to_vec(&theirs).unwrap();
                assert_eq!(jcs::canonicalize(&value), theirs, "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 300, "only {count} files were read");
}
