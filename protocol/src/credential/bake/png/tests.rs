use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    out.extend_from_slice(name);
    out.extend_from_slice(data);
    out.extend_from_slice(&crc(*name, data).to_be_bytes());
    out
}

fn picture(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    out.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    extra.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IDAT", b"pixels"));
    out.extend(chunk(b"IEND", b""));
    out
}

fn itxt(word: &str, rest: &[u8]) -> Vec<u8> {
    chunk(b"iTXt", &[word.as_bytes(), &[0], rest].concat())
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[track_caller]
fn check(extra: &[Vec<u8>], expected: &str) {
    let said = unbake(&picture(extra)).unwrap_or_else(|fault| fault.code().to_owned());
    assert_eq!(said, expected);
}

#[test]
fn reads_every_way_a_badge_is_written_and_refuses_the_rest() {
    let plain = [&[0, 0, 0, 0][..], b"{}"].concat();
    check(&[], "no-badge");
    check(&[itxt(KEYWORD, &plain)], "{}");
    check(&[itxt(KEYWORD_OLD, &plain)], "{}");
    check(&[itxt("comment", &plain)], "no-badge");
    check(&[itxt("openbadgecredentials", &plain)], "no-badge");
    check(&[chunk(b"tEXt", b"openbadges\0https://a.example/1")], "https://a.example/1");
    check(&[itxt(KEYWORD, &[&[1, 0, 0, 0][..], &packed(b"{}")].concat())], "{}");
    check(&[chunk(b"zTXt", &[b"openbadges\0\0", &packed(b"{}")[..]].concat())], "{}");
    check(&[itxt(KEYWORD, &[0, 0, b'e', b'n', 0, b'k', 0, b'{', b'}'])], "{}");
    check(&[itxt(KEYWORD, &[2, 0, 0, 0, b'{', b'}'])], "png-shape");
    check(&[itxt(KEYWORD, &[1, 9, 0, 0, b'{', b'}'])], "png-shape");
    check(&[itxt(KEYWORD, &[0])], "png-shape");
    check(&[itxt(KEYWORD, &[0, 0, b'e', b'n'])], "png-shape");
    check(&[itxt(KEYWORD, &[1, 0, 0, 0, b'{', b'}'])], "png-inflate");
    check(&[itxt(KEYWORD, &[0, 0, 0, 0, 0xff, 0xfe])], "badge-not-text");
}

#[test]
fn one_badge_twice_is_one_and_two_badges_are_refused() {
    let first = itxt(KEYWORD, b"\0\0\0\0{\"a\":1}");
    let second = itxt(KEYWORD, b"\0\0\0\0{\"a\":2}");
    let old = itxt(KEYWORD_OLD, b"\0\0\0\0{\"a\":2}");
    check(&[first.clone(), first.clone()], "{\"a\":1}");
    check(&[first.clone(), second], "two-badges");
    check(&[first.clone(), old], "two-badges");
    // Every kind of chunk and both generations are one badge where they say the same.
    let same = [
        itxt(KEYWORD_OLD, b"\0\0\0\0{\"a\":1}"),
        chunk(b"tEXt", b"openbadges\0{\"a\":1}"),
        chunk(b"zTXt", &[b"openbadges\0\0", &packed(b"{\"a\":1}")[..]].concat()),
        itxt(KEYWORD, &[&[1, 0, 0, 0][..], &packed(b"{\"a\":1}")].concat()),
    ];
    for other in &same {
        check(&[first.clone(), other.clone()], "{\"a\":1}");
        check(&[itxt(KEYWORD, b"\0\0\0\0{\"a\":2}"), other.clone()], "two-badges");
    }
}

#[test]
fn a_compressed_bomb_is_refused_and_what_just_fits_is_read() {
    let most = vec![b' '; CREDENTIAL_BYTES_MAX - 2];
    let fits = [&most[..], b"{}"].concat();
    check(&[itxt(KEYWORD, &[&[1, 0, 0, 0][..], &packed(&fits)].concat())], "{}");
    let over = [&most[..], b"{} "].concat();
    check(&[itxt(KEYWORD, &[&[1, 0, 0, 0][..], &packed(&over)].concat())], "png-inflate");
    let bomb = packed(&vec![0; 64 * CREDENTIAL_BYTES_MAX]);
    assert!(bomb.len() < 128 * 1024);
    check(&[itxt(KEYWORD, &[&[1, 0, 0, 0][..], &bomb].concat())], "png-inflate");
}

#[test]
fn every_cut_and_every_changed_byte_is_refused() {
    let whole = picture(&[itxt(KEYWORD, b"\0\0\0\0{}")]);
    for length in 0..whole.len() {
        assert!(unbake(whole.get(..length).unwrap()).is_err(), "cut at {length}");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x01;
        assert!(unbake(&changed).is_err(), "changed at {at}");
    }
    let mut longer = whole;
    longer.push(0);
    assert_eq!(unbake(&longer).unwrap_err().code(), "png-shape");
}

#[test]
fn limits_hold_just_below_and_just_above() {
    let many = |count| unbake(&picture(&vec![chunk(b"teSt", b""); count]));
    assert_eq!(many(PNG_CHUNKS_MAX - 3).unwrap_err(), BakeError::NoBadge);
    assert_eq!(many(PNG_CHUNKS_MAX - 2).unwrap_err().code(), "png-chunks");
    let large = picture(&[chunk(b"teSt", &vec![0; PICTURE_BYTES_MAX])]);
    assert_eq!(unbake(&large).unwrap_err().code(), "picture-too-large");
}

#[test]
fn badges_are_unpacked_just_below_the_bound_and_none_of_them_just_above() {
    let badge = itxt(KEYWORD, &[&[1, 0, 0, 0][..], &packed(b"{}")].concat());
    check(&vec![badge.clone(); PICTURE_BADGES_MAX], "{}");
    check(&vec![badge; PICTURE_BADGES_MAX + 1], "png-shape");
}

#[test]
fn baking_keeps_every_byte_and_comes_off_again() {
    let bare = picture(&[chunk(b"tEXt", b"Software\0Paint")]);
    let text = "{\"name\":\"Été – 日本\"}";
    let baked = bake(&bare, text).unwrap();
    assert_eq!(unbake(&baked).unwrap(), text);
    assert_eq!(strip(&baked).unwrap(), bare);
    assert_eq!(bake(&baked, "{}").unwrap_err(), BakeError::AlreadyBaked);
    assert_eq!(unbake(&bare).unwrap_err(), BakeError::NoBadge);
}
