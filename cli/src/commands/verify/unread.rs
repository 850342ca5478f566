//! Which files without a badge were not read to their end, so that there may have been one in them.
//!
//! It is the file's bytes that say what it is; its name says only what an empty one should have
//! been, and which of the texts in angle brackets or braces was meant as a badge's carrier.

use std::path::Path;

use bot_protocol::canon::json::JsonFault;
use bot_protocol::credential::bake::{BakeError, png};
use bot_protocol::verdict::RefusedWhy;

/// The endings of files that carry badges.
const CARRIERS: [&str; 8] = ["cose", "json", "jsonld", "jws", "jwt", "png", "sd-jwt", "svg"];

/// Bytes at the beginning of a picture in which its kind stands.
const HEAD_BYTES: usize = 16;

/// Whether a picture is cut off, before its badge or within: how much of the badge is left does not
/// matter, as nobody can tell what it said.
pub(super) fn is_cut(why: &RefusedWhy) -> bool {
    matches!(why, RefusedWhy::Bake(BakeError::PngTruncated { .. }))
}

/// Whether a file in which no badge was found may have had one all the same: a damaged picture, a
/// text that ends in the middle, an empty file by a badge's name, an archive that is not looked into.
pub(super) fn is_unread(name: &str, bytes: &[u8], why: &RefusedWhy) -> bool {
    match why {
        RefusedWhy::Packed { .. } => true,
        RefusedWhy::Bake(fault) => is_damaged(name, bytes, fault),
        RefusedWhy::Json(fault) => {
            matches!(fault.what, JsonFault::Ends { .. }) && ends(name, &["json", "jsonld"])
        }
        RefusedWhy::Empty | RefusedWhy::NoCredential => is_left(name, bytes),
        RefusedWhy::Envelope { .. }
        | RefusedWhy::Token(_)
        | RefusedWhy::Inside(_)
        | RefusedWhy::Proof(_)
        | RefusedWhy::Frames(_)
        | RefusedWhy::NotTheBadge { .. }
        | RefusedWhy::Several { .. }
        | RefusedWhy::NonePresented => false,
    }
}

/// Whether a picture was refused before its end, rather than found to hold no badge.
fn is_damaged(name: &str, bytes: &[u8], fault: &BakeError) -> bool {
    match fault {
        BakeError::NoBadge | BakeError::NotAPicture | BakeError::AlreadyBaked => {
            is_left(name, bytes)
        }
        // Pages and statements begin with an angle bracket too.
        BakeError::Svg { .. } | BakeError::NoDrawing { .. } => {
            ends(name, &["svg"]) || is_drawn(bytes)
        }
        BakeError::TooLarge { .. }
        | BakeError::PngTruncated { .. }
        | BakeError::PngCrc { .. }
        | BakeError::PngShape { .. }
        | BakeError::PngChunks { .. }
        | BakeError::PngInflate { .. }
        | BakeError::TwoBadges { .. }
        | BakeError::NotText { .. } => true,
    }
}

/// Whether next to nothing is left of a file that carries badges by its name, or of a PNG the first
/// bytes are not whole.
fn is_left(name: &str, bytes: &[u8]) -> bool {
    let is_blank = bytes.iter().all(|byte| *byte == 0 || byte.is_ascii_whitespace());
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    let is_png = bytes.starts_with(&png::SIGNATURE);
    (is_blank && ends(name, &CARRIERS))
        || (png::SIGNATURE.starts_with(bytes) && ends(name, &["png"]))
        || (!is_png && has(b"IHDR"))
        || (!is_png && bytes.starts_with(b"\x89PNG"))
}

/// Whether the first element of a text is a drawing's.
fn is_drawn(bytes: &[u8]) -> bool {
    let mut tags = bytes.split(|byte| *byte == b'<').skip(1);
    let first = tags.find(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic));
    let name = first
        .and_then(|tag| tag.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b':').next());
    name.is_some_and(|name| name == b"svg" || name.ends_with(b":svg"))
}

fn ends(name: &str, endings: &[&str]) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}

#[cfg(test)]
mod tests {
    use bot_protocol::verdict::Presented;

    use super::*;

    /// A whole picture of one pixel without a badge.
    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
        \0\0\0\nIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

    #[track_caller]
    fn check(name: &str, bytes: &[u8], unread: bool) {
        let refused = Presented::read(bytes, &bot_foreign::reader()).unwrap_err();
        assert!(!refused.claims, "{name}: {:?}", refused.why);
        assert_eq!(is_unread(name, bytes, &refused.why), unread, "{name}: {:?}", refused.why);
    }

    #[test]
    fn a_picture_without_a_badge_is_none_and_a_damaged_one_is_unread() {
        check("a.png", PNG, false);
        for cut in (1..PNG.len()).rev() {
            check("a.png", &PNG[..cut], true);
        }
        check("a", &PNG[..40], true);
        let mut changed = PNG.to_vec();
        changed[45] ^= 1;
        check("a.png", &changed, true);
        check("a.png", &[b"\0", &PNG[1..]].concat(), true);
        // Another kind of picture by the name, and a word that begins so.
        check("a.png", b"\xff\xd8\xff\xe0\0\x10JFIF", false);
        check("notes.txt", b"\x89", false);
        check("notes.txt", b"PNG is a format", false);
    }

    #[test]
    fn a_picture_cut_anywhere_is_unread_whether_its_badge_is_left_or_not() {
        let badge = r#"{"type":["VerifiableCredential"],"credentialSubject":{"id":"urn:a"}}"#;
        let baked = png::bake(PNG, badge).unwrap();
        for cut in (1..baked.len()).rev() {
            let refused = Presented::read(&baked[..cut], &bot_foreign::reader()).unwrap_err();
            let unread = is_unread("a.png", &baked[..cut], &refused.why);
            assert!(is_cut(&refused.why) || (!refused.claims && unread), "{cut}: {refused:?}");
        }
        // Damaged in another way, what says that it is a badge is one that is no good.
        let mut changed = baked.clone();
        let at = baked.windows(4).position(|bytes| bytes == b"iTXt").unwrap();
        changed[at + 40] ^= 1;
        let refused = Presented::read(&changed, &bot_foreign::reader()).unwrap_err();
        assert!(refused.claims && !is_cut(&refused.why), "{refused:?}");
    }

    #[test]
    fn a_drawing_that_ends_in_the_middle_is_unread_and_a_page_is_none() {
        let svg = br#"<?xml version="1.0"?><!-- a b --><svg xmlns="http://www.w3.org/2000/svg"><g/></svg>"#;
        check("a.svg", svg, false);
        check("a", &svg[..svg.len() - 3], true);
        check("a.SVG", &svg[..15], true);
        check("a", br#"<s:svg xmlns:s="http://www.w3.org/2000/svg"><g>"#, true);
        check("a.html", b"<!DOCTYPE html><html><p>a<br>b</html>", false);
        check("a.html", b"<html><p><svg></html>", false);
        check("a.nq", b"<did:key:z> <urn:a> <urn:b> .\n", false);
    }

    #[test]
    fn an_empty_file_is_unread_where_a_badge_should_be() {
        for name in ["a.json", "a.JSON", "a.png", "a.svg", "a.jwt", "all/a.jsonld"] {
            check(name, b"", true);
            check(name, b" \n", true);
            check(name, &[0; 512], true);
        }
        for name in ["a.txt", "passphrase", ".json", "json"] {
            check(name, b"", false);
        }
        check("a.json", b"[{\"name\":", true);
        check("a.json", b"{\"name\": \"x\", // a comment\n}", false);
        check("a.json", b"{\"name\":\"x\"}", false);
        check("a.txt", b"[{\"name\":", false);
    }
}
