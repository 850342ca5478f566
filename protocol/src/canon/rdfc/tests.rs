use super::*;

fn iri(text: &str) -> Term<'_> {
    Term::Iri(text.into())
}

fn quad<'a>(subject: Term<'a>, predicate: &'a str, object: Term<'a>) -> Quad<'a> {
    Quad { subject, predicate: predicate.into(), object, graph: None }
}

fn plain(text: &str) -> Term<'_> {
    Term::Literal(Literal::Plain(text.into()))
}

fn text(quads: &[Quad<'_>]) -> String {
    canonicalize(quads, Budget::default()).unwrap().text
}

#[test]
fn escapes_what_rdfc_escapes_and_nothing_else() {
    let check = |input: &str, expected: &str| {
        let mut out = String::new();
        escape(input, &mut out);
        assert_eq!(out, expected);
    };
    check("plain é 漢 \u{1f600}", "plain é 漢 \u{1f600}");
    check("\u{8}\t\n\u{c}\r\"\\", "\\b\\t\\n\\f\\r\\\"\\\\");
    check(
        "\0\u{1}\u{7}\u{b}\u{e}\u{1f}\u{7f}",
        "\\u0000\\u0001\\u0007\\u000B\\u000E\\u001F\\u007F",
    );
    check("\u{80}\u{9f}\u{2028}\u{f000}\u{ff21}\u{fffd}", "\u{80}\u{9f}\u{2028}\u{f000}Ａ\u{fffd}");
    check("a\u{fffe}\u{ffff}b\u{10ffff}", "a\\uFFFE\\uFFFFb\u{10ffff}");
}

#[test]
fn order_numbers_and_repetition_of_quads_do_not_matter() {
    let quads = |one, two| {
        vec![
            quad(Term::Blank(one), "urn:name", plain("one")),
            quad(Term::Blank(two), "urn:name", plain("two")),
            quad(Term::Blank(one), "urn:knows", Term::Blank(two)),
            quad(iri("urn:a"), "urn:has", Term::Blank(one)),
        ]
    };
    let expected = text(&quads(0, 1));
    assert_eq!(text(&quads(1, 0)), expected);
    let mut shuffled = quads(1, 0);
    shuffled.extend(quads(1, 0));
    shuffled.reverse();
    assert_eq!(text(&shuffled), expected);
}

#[test]
fn a_node_of_whom_much_is_said_twice_is_as_if_once() {
    let words: Vec<String> = (0..40).map(|number| format!("word {number}")).collect();
    let quads: Vec<_> =
        words.iter().map(|word| quad(Term::Blank(0), "urn:p", plain(word))).collect();
    let other = quad(Term::Blank(1), "urn:p", plain("word 0"));
    for said in [3, 40] {
        let once = [&quads[..said], std::slice::from_ref(&other)].concat();
        let twice = [once.clone(), once.iter().rev().cloned().collect()].concat();
        assert_eq!(text(&twice), text(&once));
        assert_ne!(text(&once[1..]), text(&once));
    }
}

/// Bytes are looked at in blocks of sixteen: each place in and between blocks is seen.
#[test]
fn a_special_character_is_found_wherever_it_stands() {
    for length in 1..50 {
        for at in 0..length {
            for (special, escaped) in
                [('"', "\\\""), ('\\', "\\\\"), ('\n', "\\n"), ('\u{7f}', "\\u007F"), ('é', "é")]
            {
                let (before, after) = ("a".repeat(at), "b".repeat(length - at - 1));
                let mut out = String::new();
                escape(&format!("{before}{special}{after}"), &mut out);
                assert_eq!(out, format!("{before}{escaped}{after}"));
                let breaks = breaks_iri(&format!("{before}{special}{after}"));
                assert_eq!(breaks, special != 'é', "{special:?} at {at} of {length}");
            }
        }
    }
    for byte in 0..0x80_u8 {
        let expected = byte <= b' ' || b"<>\"{}|^`\\\x7f".contains(&byte);
        assert_eq!(breaks_iri(&char::from(byte).to_string()), expected, "{byte:#x}");
    }
}

#[test]
fn a_term_cannot_break_out_of_its_line() {
    for bad in ["urn:a> <urn:b", "urn:a\n", "urn:a b", "urn:\"", "urn:\\u0041", "urn:a\u{0}"] {
        let found = canonicalize(&[quad(iri(bad), "urn:p", plain("x"))], Budget::default());
        assert_eq!(found, Err(RdfcError::Iri(bad.into())));
    }
    let tag = Term::Literal(Literal::Tagged("x".into(), "en . <urn:evil>".into()));
    let found = canonicalize(&[quad(iri("urn:a"), "urn:p", tag)], Budget::default());
    assert!(matches!(found, Err(RdfcError::Place(_))), "{found:?}");
    let found = canonicalize(&[quad(plain("x"), "urn:p", plain("x"))], Budget::default());
    assert!(matches!(found, Err(RdfcError::Place(_))), "{found:?}");
}

#[test]
fn every_bound_holds_just_above_and_not_just_below() {
    let many = |count: usize| -> Vec<Quad<'static>> {
        (0..count)
            .map(|index| Quad {
                subject: Term::Iri(format!("urn:{index}").into()),
                predicate: "urn:p".into(),
                object: plain("x"),
                graph: None,
            })
            .collect()
    };
    assert!(canonicalize(&many(RDF_QUADS_MAX), Budget::default()).is_ok());
    let found = canonicalize(&many(RDF_QUADS_MAX + 1), Budget::default());
    assert!(matches!(found, Err(RdfcError::Quads { found: 501, most: 500 })), "{found:?}");

    let alike = |count: u32| -> Vec<Quad<'static>> {
        (0..count).map(|node| quad(iri("urn:a"), "urn:p", Term::Blank(node))).collect()
    };
    assert!(canonicalize(&alike(32), Budget::default()).is_ok());
    let found = canonicalize(&alike(33), Budget::default());
    assert!(matches!(found, Err(RdfcError::Alike { found: 33, most: 32 })), "{found:?}");

    let found = canonicalize(&[quad(Term::Blank(3), "urn:p", plain("x"))], Budget::default());
    assert!(matches!(found, Err(RdfcError::Number { found: 3, most: 3 })), "{found:?}");
}

#[test]
fn cliques_are_refused_as_poison() {
    for size in [9_u32, 10, 15] {
        let mut quads = Vec::new();
        for one in 0..size {
            for other in (0..size).filter(|other| *other != one) {
                quads.push(quad(Term::Blank(one), "urn:p", Term::Blank(other)));
            }
        }
        let found = canonicalize(&quads, Budget::default());
        assert!(matches!(found, Err(RdfcError::Poison { .. })), "{size}: {found:?}");
    }
}
