use super::*;

#[track_caller]
fn check(bytes: &[u8], expected: Option<Container>) {
    assert_eq!(sniff(bytes), expected, "{}", String::from_utf8_lossy(bytes));
}

#[test]
fn first_bytes_tell_what_carries_a_badge() {
    check(b"", None);
    check(b"hello", None);
    check(b"GIF89a", None);
    check(b" \n{}", Some(Container::Json));
    check(b"\xef\xbb\xbf{}", Some(Container::Json));
    check(b"[1]", Some(Container::Json));
    check(&png::SIGNATURE, Some(Container::Png));
    check(b"\x89PNG\n", None);
    check(b"<svg/>", Some(Container::Svg));
    check(b"eyJhbGciOiJub25lIn0.e30.", Some(Container::Jws));
    check(b"eyJhbGciOiJub25lIn0.e30.c2ln\n", Some(Container::Jws));
    check(b"eyJhbGciOiJub25lIn0.e30", None);
    check(b"eyJ.e30.a.b", None);
    check(b"eyJ.e 30.a", None);
    check(b"example.co.uk", None);
}

#[test]
fn what_is_inside_is_told_too() {
    assert_eq!(inner(b" {}"), Inner::Json);
    assert_eq!(inner(b"eyJ.e30.c2ln"), Inner::Jws);
    assert_eq!(inner(b"https://a.example/1"), Inner::Address);
    assert_eq!(inner(b"what"), Inner::Other);
    assert_eq!(open(b"GIF89a").unwrap_err(), BakeError::NoBadge);
    assert_eq!(bake(b"{}", "{}").unwrap_err(), BakeError::NotAPicture);
    assert_eq!(blank(b"{}").unwrap_err(), BakeError::NotAPicture);
    assert_eq!(blank(b"<svg/>"), Ok(()));
    assert_eq!(blank(&bake(b"<svg/>", "{}").unwrap()).unwrap_err(), BakeError::AlreadyBaked);
    assert!(blank(b"<svg>").is_err());
}
