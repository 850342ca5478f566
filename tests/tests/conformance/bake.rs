//! Baked pictures of others: read, refused, and baked without touching a pixel.
//!
//! Vectors: `ob2-baking` (Mozilla's bakery), `ob2-1edtech-validator`, `ob3-1edtech-validator`.

use std::fs;
use std::path::Path;

use bot_protocol::credential::bake::container::{self, Inner};
use bot_protocol::credential::bake::{BakeError, png, svg};
use bot_tests::vectors;

fn read(root: &Path, name: &str) -> Vec<u8> {
    fs::read(root.join(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// What is inside a picture: its kind and how its text begins, or the fault's code.
fn inside(bytes: &[u8]) -> String {
    match container::open(bytes) {
        Ok(opened) => {
            let text: String = String::from_utf8_lossy(&opened.text).chars().take(12).collect();
            format!("{:?} {}", opened.inner, text.split_whitespace().collect::<String>())
        }
        Err(fault) => fault.code().to_owned(),
    }
}

#[test]
fn every_published_picture_is_read_or_refused_as_it_should() {
    let Some(root) = vectors::root() else { return };
    for (name, expected) in [
        ("ob2-baking/baked.svg", "Json {\"verify\":{\""),
        ("ob2-baking/bad-json.svg", "Json {verify:{\"ur"),
        ("ob2-baking/no-json.svg", "Address http://examp"),
        ("ob2-baking/unbaked.svg", "no-badge"),
        ("ob2-baking/unbaked.png", "no-badge"),
        ("ob2-1edtech-validator/ob20/simple-badge.png", "Json {\"@context\":"),
        ("ob3-1edtech-validator/ob30/simple-json.png", "Json {\"@context"),
        ("ob3-1edtech-validator/ob30/simple-jwt.png", "Jws eyJhbGciOiJS"),
        ("ob3-1edtech-validator/ob30/simple-jwt_v1.png", "Jws eyJhbGciOiJS"),
        ("ob3-1edtech-validator/ob30/simple-json.svg", "Json {\"@c"),
        ("ob3-1edtech-validator/ob30/simple-jwt.svg", "Jws eyJhbGciOiJS"),
        ("ob3-1edtech-validator/ob30/simple-jwt_v1.svg", "Jws eyJhbGciOiJS"),
    ] {
        assert_eq!(inside(&read(&root, name)), expected, "{name}");
    }
}

#[test]
fn a_png_cut_or_changed_anywhere_is_refused() {
    let Some(root) = vectors::root() else { return };
    let whole = read(&root, "ob2-1edtech-validator/ob20/simple-badge.png");
    for at in 0..whole.len() {
        assert!(png::unbake(whole.get(..at).unwrap()).is_err(), "cut at {at}");
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        assert!(png::unbake(&changed).is_err(), "changed at {at}");
    }
}

/// The pixels of a PNG, by an implementation that is not ours.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let mut reader = png_of(bytes);
    let mut out = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut out).unwrap();
    out
}

fn png_of(bytes: &[u8]) -> ::png::Reader<std::io::Cursor<&[u8]>> {
    ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap()
}

#[test]
fn baking_touches_no_pixel_and_another_reader_finds_the_badge() {
    let Some(root) = vectors::root() else { return };
    let bare = read(&root, "ob2-baking/unbaked.png");
    let text = "{\"name\":\"Été\"}";
    let baked = png::bake(&bare, text).unwrap();
    assert_eq!(pixels(&baked), pixels(&bare));
    assert_eq!(png::strip(&baked).unwrap(), bare);
    let mut reader = png_of(&baked);
    reader.finish().unwrap();
    let found = &reader.info().utf8_text;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].keyword, "openbadgecredential");
    assert_eq!(found[0].get_text().unwrap(), text);
    // The twin: a baked picture is not baked again, and a second badge beside it is refused.
    assert_eq!(png::bake(&baked, "{}"), Err(BakeError::AlreadyBaked));
    let second = png::bake(&bare, "{}").unwrap();
    let [first_end, second_end] = [&baked, &second].map(|bytes| bytes.len() - 12);
    let two = [&baked[..first_end], &second[bare.len() - 12..second_end], &baked[first_end..]];
    assert_eq!(png::unbake(&two.concat()), Err(BakeError::TwoBadges { count: 2 }));
}

#[test]
fn a_drawing_keeps_every_other_byte() {
    let Some(root) = vectors::root() else { return };
    let bare = read(&root, "ob2-baking/unbaked.svg");
    let baked = svg::bake(&bare, "{\"a\":\"]]>\"}").unwrap();
    assert_eq!(svg::unbake(&baked).unwrap(), "{\"a\":\"]]>\"}");
    let baked = String::from_utf8(baked).unwrap();
    let start = baked.find("<openbadges:credential").unwrap();
    let close = "</openbadges:credential>";
    let end = baked.find(close).unwrap() + close.len();
    let without = format!("{}{}", &baked[..start], &baked[end..]);
    let namespace = " xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"";
    assert_eq!(without.replacen(namespace, "", 1).as_bytes(), bare);
}

#[test]
fn the_picture_of_the_demonstration_is_small_and_takes_a_badge() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/badge.png");
    let bare = fs::read(path).unwrap();
    assert!(bare.len() <= 12 * 1024);
    let baked = container::bake(&bare, "{}").unwrap();
    let opened = container::open(&baked).unwrap();
    assert_eq!((opened.inner, opened.text.as_slice()), (Inner::Json, &b"{}"[..]));
    assert_eq!(pixels(&baked), pixels(&bare));
}
