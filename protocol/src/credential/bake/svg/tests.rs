use super::*;

#[track_caller]
fn check(svg: &str, expected: &str) {
    let said = unbake(svg.as_bytes()).unwrap_or_else(|fault| fault.code().to_owned());
    assert_eq!(said, expected, "{svg}");
}

const NS: &str =
    r#"xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0""#;

fn with(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<svg {NS}>{inside}<path d=\"M0 0\"/></svg>\n")
}

#[test]
fn reads_a_badge_by_text_or_by_attribute_and_refuses_the_rest() {
    let badge =
        |inside: &str| with(&format!("<openbadges:credential>{inside}</openbadges:credential>"));
    check(&with(""), "no-badge");
    check(&badge("<![CDATA[ {\"a\":1} ]]>"), "{\"a\":1}");
    check(&badge("{&quot;a&#34;:&#x31;}"), "{\"a\":1}");
    check(&badge("a]]&gt;b"), "a]]>b");
    check(&badge("<![CDATA[a]]]]><![CDATA[>b]]>"), "a]]>b");
    check(&badge("  "), "no-badge");
    check(&with("<openbadges:credential verify=\"e.y.z\"/>"), "e.y.z");
    check(&with("<openbadges:assertion verify=\"u\">{}</openbadges:assertion>"), "{}");
    check(&with("<other:credential>{}</other:credential>"), "no-badge");
    check(&badge("<g/>"), "svg-refused");
    check(&badge("&mine;"), "svg-refused");
    check(&with("<g>"), "svg-refused");
    check("<html><openbadges:credential>{}</openbadges:credential></html>", "no-drawing");
    check("", "svg-refused");
    check("<svg/><svg/>", "svg-refused");
    check("<svg", "svg-refused");
}

/// A reader that goes by namespaces and one that goes by the usual prefix see the same badge.
#[test]
fn the_namespace_makes_a_badge_and_so_does_the_usual_prefix() {
    let svg = |declared: &str, inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {declared}><g>{inside}</g></svg>")
    };
    let three = "https://purl.imsglobal.org/ob/v3p0";
    let two = "http://openbadges.org";
    for known in [three, two] {
        check(&svg(&format!("xmlns:b='{known}'"), "<b:assertion>{}</b:assertion>"), "{}");
        check(&svg("", &format!("<credential xmlns=\"{known}\">{{}}</credential>")), "{}");
    }
    check(&svg("", "<openbadges:credential>{}</openbadges:credential>"), "{}");
    // Only while it is declared, and of nothing else.
    let inner = format!("<a xmlns:b=\"{three}\"/><b:credential>{{}}</b:credential>");
    check(&svg("", &inner), "no-badge");
    check(&svg("xmlns:b=\"urn:other\"", "<b:credential>{}</b:credential>"), "no-badge");
    let undone = "<b:credential xmlns:b=\"urn:other\">{}</b:credential>";
    check(&svg(&format!("xmlns:b=\"{three}\""), undone), "no-badge");
    check(&svg("", "<credential>{}</credential>"), "no-badge");
    check(&svg(&format!("xmlns:b=\"{three}\""), "<b:other>{}</b:other>"), "no-badge");

    let usual = "<openbadges:credential>{}</openbadges:credential>";
    let both = format!("{usual}<b:credential>{{\"a\":1}}</b:credential>");
    check(&svg(&format!("xmlns:b=\"{three}\" xmlns:openbadges=\"{three}\""), &both), "two-badges");
    let both = format!("{usual}<credential xmlns=\"{two}\">{{\"a\":1}}</credential>");
    check(&svg("", &both), "two-badges");
}

#[test]
fn a_flood_of_namespaces_is_refused() {
    let flood = |count: usize| {
        let all: String = (0..count).map(|n| format!(" xmlns:n{n}=\"urn:{n}\"")).collect();
        with(&format!("<g{all}/><openbadges:credential>{{}}</openbadges:credential>"))
    };
    check(&flood(SVG_NAMESPACES_MAX - 2), "{}");
    check(&flood(SVG_NAMESPACES_MAX), "svg-refused");
}

#[test]
fn a_document_type_of_its_own_is_refused_and_a_named_one_is_not_fetched() {
    let own = "<!DOCTYPE svg [<!ENTITY a \"{}\">]>";
    let named =
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://nowhere.invalid/a.dtd\">";
    let body = format!("<svg {NS}><openbadges:credential>{{}}</openbadges:credential></svg>");
    check(&format!("{own}{body}"), "svg-refused");
    check(&format!("{named}{body}"), "{}");
}

#[test]
fn two_different_badges_are_refused() {
    let two = |a, b| {
        with(&format!(
            "<openbadges:credential>{a}</openbadges:credential><g><openbadges:credential>{b}</openbadges:credential></g>"
        ))
    };
    check(&two("{}", "{}"), "{}");
    check(&two("{}", "{} x"), "two-badges");
    // The attribute of a badge that has a text is its address, or the same, or another badge.
    let both = |verify, text| {
        with(&format!("<openbadges:assertion verify=\"{verify}\">{text}</openbadges:assertion>"))
    };
    check(&both("https://a.example/1", "{}"), "{}");
    check(&both("eyJ9.e30.YQ", "eyJ9.e30.YQ"), "eyJ9.e30.YQ");
    check(&both("eyJ9.e30.YQ", "{}"), "two-badges");
    check(&both("eyJ9.e30.YQ", "eyJ9.e30.YR"), "two-badges");
}

#[test]
fn nesting_holds_just_below_and_just_above() {
    let deep = |count| {
        let inner = count - 1;
        format!("<svg>{}{}</svg>", "<g>".repeat(inner), "</g>".repeat(inner))
    };
    check(&deep(SVG_DEPTH_MAX), "no-badge");
    check(&deep(SVG_DEPTH_MAX + 1), "svg-refused");
}

#[test]
fn parts_hold_just_below_and_just_above() {
    // Two tags and the end are parts as well.
    let many = |count: usize| format!("<svg>{}</svg>", "<g/>".repeat(count));
    check(&many(SVG_PARTS_MAX - 3), "no-badge");
    check(&many(SVG_PARTS_MAX - 2), "svg-refused");
}

#[test]
fn attributes_hold_just_below_and_just_above() {
    let many = |count: usize| (0..count).map(|n| format!(" a{n}=\"\"")).collect::<String>();
    let badge = "<openbadges:credential>{}</openbadges:credential>";
    for (count, expected) in [(SVG_ATTRIBUTES_MAX, "{}"), (SVG_ATTRIBUTES_MAX + 1, "svg-refused")] {
        check(&format!("<svg{}>{badge}</svg>", many(count)), expected);
    }
    let all = |count: usize| format!("<svg><g{}/>{badge}</svg>", " a=\"\"".repeat(count));
    check(&all(SVG_ATTRIBUTES_ALL_MAX), "{}");
    check(&all(SVG_ATTRIBUTES_ALL_MAX + 1), "svg-refused");
}

#[test]
fn badges_hold_just_below_and_just_above() {
    let badge = "<openbadges:credential>{}</openbadges:credential>";
    check(&with(&badge.repeat(PICTURE_BADGES_MAX)), "{}");
    check(&with(&badge.repeat(PICTURE_BADGES_MAX + 1)), "svg-refused");
}

#[test]
fn baking_inserts_and_keeps_every_other_byte() {
    let text = "{\"a\":\"<b> & ]]> é\"}";
    for svg in [
        with("<title>Été</title>"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\"\n  viewBox=\"0 0 1 1\"  >\r\n<path/></svg >"
            .to_owned(),
        "\u{feff}<!-- a --><svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\"/>".to_owned(),
        "<svg xmlns:openbadges=\"http://openbadges.org\"></svg>".to_owned(),
    ] {
        let baked = String::from_utf8(bake(svg.as_bytes(), text).unwrap()).unwrap();
        assert_eq!(unbake(baked.as_bytes()).unwrap(), text, "{baked}");
        assert_eq!(bake(baked.as_bytes(), "{}").unwrap_err(), BakeError::AlreadyBaked);
        let (head, rest) = baked.split_once("<openbadges:credential").unwrap();
        let (_, tail) = rest.rsplit_once("</openbadges:credential>").unwrap();
        let head = head.replace(&format!(" xmlns:openbadges=\"{NAMESPACE}\""), "");
        let bare = svg.replace(&format!(" xmlns:openbadges=\"{NAMESPACE}\""), "");
        let again = format!("{head}{tail}").replace("\"></svg:svg>", "\"/>");
        assert_eq!(again, bare);
    }
    let bad = bake(with("").as_bytes(), "{\"a\":\"\u{ffff}\"}").unwrap_err();
    assert_eq!(bad.code(), "svg-refused");
}

/// Source: Open Badges 3.0 §5.3.2.1.
#[test]
fn a_signed_text_is_baked_as_an_attribute_and_json_as_a_text() {
    let jws = "eyJhbGciOiJFUzI1NiJ9.eyJ2YyI6e319.AA";
    let baked = |text: &str| String::from_utf8(bake(with("").as_bytes(), text).unwrap()).unwrap();
    let signed = baked(&format!("{jws}\n"));
    let attribute = format!(" verify=\"{jws}\"></openbadges:credential>");
    assert!(signed.contains(&attribute), "{signed}");
    assert_eq!(unbake(signed.as_bytes()).unwrap(), jws);
    let json = baked("{}");
    assert!(!json.contains("verify") && json.contains("<![CDATA[{}]]>"), "{json}");
    // What only begins as one is no attribute, whatever it holds.
    let like = format!("{jws}\" other=\"");
    assert_eq!(unbake(baked(&like).as_bytes()).unwrap(), like);
}

#[test]
fn other_encodings_are_refused() {
    assert_eq!(unbake(b"<svg>\xe9</svg>").unwrap_err().code(), "svg-refused");
    let wide: Vec<u8> = "<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(unbake(&wide).unwrap_err().code(), "svg-refused");
}
