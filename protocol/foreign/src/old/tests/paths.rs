//! Addresses that an older badge wrote as paths.

use super::*;
use crate::old::converted;

/// A badge of Open Badges 0.5 as its specification shows one, with paths for what lies at its issuer.
fn half(evidence: &str) -> Value {
    value(&format!(
        r#"{{"recipient":"lea@a.example","evidence":{evidence},"issued_on":"2012-05-10",
        "badge":{{"version":"0.5.0","name":"Robotics","description":"Robots",
            "image":"/img/1.png","criteria":"badges/robotics",
            "issuer":{{"origin":"https://a.example","name":"School A"}}}}}}"#
    ))
}

/// The same of Open Badges 1, whose class and issuer lie elsewhere.
fn one(evidence: &str) -> Scene {
    let badge = value(&format!(
        r#"{{"uid":"1","badge":"{CLASS_URL}","issuedOn":1368144000,"evidence":{evidence},
        "recipient":{{"type":"email","hashed":false,"identity":"lea@a.example"}},
        "verify":{{"type":"hosted","url":"{HERE}"}}}}"#
    ));
    let class = value(&format!(
        r#"{{"name":"Robotics","description":"Robots","image":"img/1.png","criteria":"/c",
        "issuer":"{ISSUER_URL}"}}"#
    ));
    let issuer = value(r#"{"name":"School A","url":"https://a.example/school/"}"#);
    let scene = Scene { badge: badge.clone(), copies: Vec::new() };
    scene.put(HERE, &badge, Some(FETCHED)).put(CLASS_URL, &class, Some(FETCHED)).put(
        ISSUER_URL,
        &issuer,
        Some(FETCHED),
    )
}

/// The badge of 0.5 as a picture leads to it.
fn led(badge: &Value) -> (Presented, Evidence) {
    let presented = Presented::read(HERE.as_bytes(), &crate::reader()).unwrap();
    let mut evidence = Evidence::new();
    let fetched = Some(FETCHED.parse().unwrap());
    evidence.hear_copy(HERE, Copy { content: badge.clone(), fetched });
    (presented, evidence)
}

fn told(badge: &Value) -> String {
    let (presented, evidence) = led(badge);
    said(&judge(&presented, &evidence, &Asked::at(NOON.parse().unwrap()), &crate::reader()))
}

#[test]
fn evidence_may_be_a_path_and_nothing_that_is_no_address() {
    for path in ["\"/work/1\"", "\"work/1.html\"", r#"["/work/1","https://b.example/2"]"#] {
        assert_eq!(told(&half(path)), YES, "{path}");
        one(path).check(YES);
    }
    for wrong in ["\"She built a robot\"", "\"\"", "1", "[\"/work/1\",\"a b\"]", "\"/w\\u0000\""] {
        assert_eq!(told(&half(wrong)), "field-wrong status-unproven", "{wrong}");
        one(wrong).check("field-wrong status-unproven");
    }
    // Open Badges 2 asks for whole addresses.
    let two = Scene::hosted().badge(&["evidence"], "\"/work/1\"");
    two.check("field-wrong status-unproven");
}

#[test]
fn a_draft_has_whole_addresses_where_the_badge_has_paths() {
    let half = half("\"/work/1\"");
    let (presented, evidence) = led(&half);
    let of_half = converted(&presented, &evidence).unwrap();
    let scene = one("\"/work/1\"");
    let of_one = converted(&scene.presented(), &scene.evidence()).unwrap();
    for (draft, image, criteria) in [
        (&of_half, "https://a.example/img/1.png", "https://a.example/badges/robotics"),
        (&of_one, "https://a.example/classes/img/1.png", "https://a.example/c"),
    ] {
        let at =
            |path: &[&str]| draft.at(path).and_then(Value::as_str).unwrap_or("none").to_owned();
        let achievement = |name: &str| at(&["credentialSubject", "achievement", name, "id"]);
        assert_eq!(at(&["evidence", "1", "id"]), "https://a.example/work/1");
        assert_eq!(achievement("image"), image);
        assert_eq!(achievement("criteria"), criteria);
    }
    // Whose host it is nobody knows here: then nothing is said that would be no address.
    let nowhere = value(&String::from_utf8(half.to_bytes()).unwrap().replace("https:", "urn:"));
    let (presented, evidence) = led(&nowhere);
    let draft = converted(&presented, &evidence).unwrap();
    assert_eq!(draft.at(&["evidence", "1"]), None);
    let achievement = draft.at(&["credentialSubject", "achievement"]).unwrap();
    assert!(achievement.get("image").is_none() && achievement.get("criteria").is_none());
}

/// Each part may lie on a host of its own, and a path in it is one there.
#[test]
fn a_path_lies_below_the_document_that_writes_it() {
    let (class_url, issuer_url) =
        ("https://classes.example/c/1", "https://issuer.example/about/us");
    let text = |value: Value| String::from_utf8(value.to_bytes()).unwrap();
    let scene = one("\"/work/1\"");
    let badge = value(&text(scene.badge.clone()).replace(CLASS_URL, class_url));
    let class = value(&format!(
        r#"{{"name":"Robotics","description":"Robots","image":"../1.png","criteria":"/c",
        "issuer":"{issuer_url}"}}"#
    ));
    let issuer = value(r#"{"name":"School A","url":"https://a.example/","image":"logo.png"}"#);
    let scene = Scene { badge: badge.clone(), copies: Vec::new() };
    let scene = scene.put(HERE, &badge, Some(FETCHED)).put(class_url, &class, Some(FETCHED));
    let scene = scene.put(issuer_url, &issuer, Some(FETCHED));
    let draft = converted(&scene.presented(), &scene.evidence()).unwrap();
    for (path, expected) in [
        (&["evidence", "1", "id"][..], "https://a.example/work/1"),
        (&["credentialSubject", "achievement", "image", "id"], "https://classes.example/1.png"),
        (&["credentialSubject", "achievement", "criteria", "id"], "https://classes.example/c"),
        (&["credentialSubject", "source", "image", "id"], "https://issuer.example/about/logo.png"),
    ] {
        assert_eq!(draft.at(path).and_then(Value::as_str), Some(expected), "{path:?}");
    }
}

#[test]
fn a_path_in_a_class_of_open_badges_2_lies_below_its_own_address() {
    let scene = Scene::hosted().at(CLASS_URL, &["image"], "\"/i.png\"");
    let draft = converted(&scene.presented(), &scene.evidence()).unwrap();
    let image = draft.at(&["credentialSubject", "achievement", "image", "id"]);
    assert_eq!(image.and_then(Value::as_str), Some("https://a.example/i.png"));
}
