//! Pictures made to cost.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::Case;

const MOST: usize = 16 * 1024 * 1024;

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    let sum = hasher.finalize().to_be_bytes();
    [&length[..], kind, data, &sum].concat()
}

fn png(chunks: &[u8]) -> Vec<u8> {
    let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let end = chunk(b"IEND", &[]);
    [&b"\x89PNG\r\n\x1a\n"[..], &head, chunks, &end].concat()
}

fn bomb(bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..bytes / block.len() {
        encoder.write_all(&block).expect("into memory");
    }
    encoder.finish().expect("into memory")
}

fn itxt(keyword: &str, packed: &[u8]) -> Vec<u8> {
    chunk(b"iTXt", &[keyword.as_bytes(), &[0, 1, 0, 0, 0], packed].concat())
}

pub(crate) fn all() -> Vec<Case> {
    let large = |byte: u8| png(&chunk(b"IDAT", &vec![byte; MOST - 200]));
    let small: Vec<u8> = chunk(b"IDAT", b"").repeat(65_000);
    let texts: Vec<u8> = chunk(b"tEXt", &[&b"comment\0"[..], &[b'V'; 200]].concat()).repeat(65_000);
    let badges: Vec<u8> = itxt("openbadgecredential", &bomb(1024 * 1024)).repeat(10_000);
    let svg = |inner: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">{inner}</svg>"#
        )
    };
    let room = MOST - 400;
    let attributes: String = (0..900_000).map(|at| format!(" a{at}=\"V\"")).collect();
    let spaces: String = (0..400_000).map(|at| format!(" xmlns:n{at}=\"urn:{at}\"")).collect();
    let cut = |word: &str| word.repeat(room / word.len());
    let pixels = png(&chunk(b"IDAT", &[cut("Verifiab").as_bytes(), b"openbadge"].concat()));
    vec![
        Case::new("a PNG of 16 MiB", large(0)),
        Case::new("a PNG of marks cut short", pixels),
        Case::new("a PNG of 16 MiB of marks", large(b'V')),
        Case::new("a PNG of small chunks", png(&small)),
        Case::new("a PNG of texts", png(&texts)),
        Case::new("a PNG with a bomb", png(&itxt("openbadgecredential", &bomb(64 * 1024 * 1024)))),
        Case::new("a PNG with many bombs", png(&badges)),
        Case::new("an SVG of 16 MiB of text", svg(&"V".repeat(room))),
        Case::new("an SVG of marks cut short", svg(&cut("Verifiab"))),
        Case::new("an SVG of marks cut later", svg(&cut("VerifiableCredentia "))),
        Case::new("an SVG of texts like tokens", svg(&cut(">ey"))),
        Case::new("an SVG of tags cut short", svg(&cut(":credenti"))),
        Case::new("what begins as an SVG", format!("<{} openbadge", cut("Verifiab"))),
        Case::new("an SVG of attributes of its root", format!("<svg{attributes}/>")),
        Case::new("an SVG of elements", svg(&"<g/>".repeat(room / 4))),
        Case::new("an SVG of deep elements", svg(&"<g>".repeat(room / 3))),
        Case::new("an SVG of as many attributes as may be", {
            let attributes: String = (0..1024).map(|at| format!(" a{at}=\"V\"")).collect();
            let tag = format!("<g{attributes}/>");
            svg(&tag.repeat(room / tag.len()))
        }),
        Case::new("an SVG of attributes", svg(&format!("<g{attributes}/>"))),
        Case::new("an SVG of namespaces", svg(&format!("<g{spaces}/>"))),
        Case::new("an SVG of references", svg(&"&lt;".repeat(room / 4))),
        Case::new("an SVG of comments", svg(&"<!---->".repeat(room / 7))),
        Case::new("an SVG of credentials", svg(&"<openbadges:credential/>".repeat(room / 24))),
        Case::new(
            "an SVG with 16 MiB in its credential",
            svg(&format!(
                "<openbadges:credential><![CDATA[{{{}]]></openbadges:credential>",
                " ".repeat(room - 100)
            )),
        ),
    ]
}
