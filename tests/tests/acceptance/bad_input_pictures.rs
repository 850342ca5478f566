//! Pictures that are no good, each made from a good one, with the code and the place of its fault.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A file that claims to be a badge or a picture, and what is wrong with it.
pub(crate) struct Bad {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) code: &'static str,
    /// What a refusal must name.
    pub(crate) place: String,
    /// Whether it says of itself that it is a badge.
    pub(crate) claims: bool,
}

/// A row of the table.
pub(crate) fn bad(
    name: &'static str,
    bytes: impl Into<Vec<u8>>,
    (code, claims): (&'static str, bool),
    place: impl Into<String>,
) -> Bad {
    Bad { name, bytes: bytes.into(), code, place: place.into(), claims }
}

const KEYWORD: &[u8] = b"openbadgecredential\0";

fn chunk(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(&data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name, &data, &sum.finalize().to_be_bytes()].concat()
}

fn packed(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let piece = vec![b' '; 1024 * 1024];
    encoder.write_all(b"{").unwrap();
    for _ in 0..bytes / piece.len() {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
}

/// PNG files that are no good: `plain` is one without a badge, `baked` has `badge` in it.
pub(crate) fn pngs(plain: &[u8], baked: &[u8], badge: &[u8]) -> Vec<Bad> {
    let (head, end) = plain.split_at(plain.len() - 12);
    let with = |chunks: &[Vec<u8>]| [head, &chunks.concat(), end].concat();
    let text = |badge: &[u8]| chunk(b"iTXt", &[KEYWORD, b"\0\0\0\0", badge]);
    let other = [badge, b" \n{}"].concat();
    let bomb = packed(256 * 1024 * 1024);
    let at = format!("byte {}", head.len());
    let mut broken = baked.to_vec();
    broken[29] ^= 1;
    let crc = "chunk IHDR at byte 8";
    let long = vec![b' '; 2 * 1024 * 1024];
    let inflate = ("png-inflate", true);
    let cut = &baked[..baked.len() - 20];
    let end_of = |bytes: &[u8]| format!("byte {}", bytes.len());
    vec![
        bad("crc.png", broken, ("png-crc", true), crc),
        bad("cut.png", cut, ("png-truncated", true), end_of(cut)),
        bad("two.png", with(&[text(badge), text(&other)]), ("two-badges", true), "2 different"),
        bad("itxt.png", with(&[chunk(b"iTXt", &[KEYWORD, &[1, 0, 0, 0], &bomb])]), inflate, &*at),
        bad("ztxt.png", with(&[chunk(b"zTXt", &[KEYWORD, &[0], &bomb])]), inflate, &*at),
        bad("text.png", with(&[chunk(b"tEXt", &[KEYWORD, &long])]), inflate, &*at),
        bad(
            "flag.png",
            with(&[chunk(b"iTXt", &[KEYWORD, &[9, 0, 0, 0]])]),
            ("png-shape", true),
            &*at,
        ),
        bad("bytes.png", with(&[text(b"\xff\xfe")]), ("badge-not-text", true), &*at),
        bad("after.png", [baked, b"more"].concat(), ("png-shape", true), "chunk IEND"),
        bad("none.png", plain, ("no-badge", false), "no badge"),
    ]
}

/// An SVG around some elements.
pub(crate) fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\">{inside}</svg>"
    )
}

/// A badge as it stands in an SVG.
pub(crate) fn element(badge: &str) -> String {
    format!("<openbadges:credential><![CDATA[{badge}]]></openbadges:credential>")
}

/// SVG files that are no good.
pub(crate) fn svgs(badge: &str) -> Vec<Bad> {
    let refused = ("svg-refused", true);
    let good = svg(&element(badge));
    let two = svg(&[element(badge), element(&format!("{badge} {{}}"))].concat());
    let use_of =
        |name: &str| svg(&format!("<openbadges:credential>&{name};</openbadges:credential>"));
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)))
        .collect();
    let laughs = format!("<!DOCTYPE svg [<!ENTITY a0 \"lol\">{laughs}]>{}", use_of("a9"));
    let outside =
        format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", use_of("x"));
    let named = format!("<!DOCTYPE svg SYSTEM \"http://example.org/x.dtd\">{}", use_of("x"));
    let place = format!("byte {}", named.find("&x;").unwrap());
    let cut = &good[..good.len() - 20];
    let deep = svg(&[&*"<g>".repeat(300), &"</g>".repeat(300)].concat());
    vec![
        bad("two.svg", two, ("two-badges", true), "2 different"),
        bad("laughs.svg", laughs, refused, "byte 0"),
        bad("outside.svg", outside, refused, "byte 0"),
        bad("named.svg", named, refused, place),
        bad("cut.svg", cut, refused, format!("byte {}", cut.rfind('<').unwrap())),
        bad("deep.svg", deep, refused, "256 deep"),
        bad("root.svg", "<html>openbadge</html>", ("no-drawing", true), "<html>"),
        bad(
            "none.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            ("no-badge", false),
            "no badge",
        ),
    ]
}
