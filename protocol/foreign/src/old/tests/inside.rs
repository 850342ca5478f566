//! An issuer that stands in the badge: whoever wrote the badge wrote it, and what an issuer says of
//! where its badges lie is taken from its own address alone.

use super::*;

const MINE: &str = "https://a.example/~mallory/badge.json";
const MISSING: &str = "badge-part-missing status-unproven";

fn text(value: &Value) -> String {
    String::from_utf8(value.to_bytes()).unwrap()
}

/// The issuer's own profile, which says that its badges lie below `/badges/`.
fn profile() -> Value {
    with(&value(ISSUER), &["verification"], r#"{"startsWith":"https://a.example/badges/"}"#)
}

/// A badge that somebody put on the host of an issuer, with the class and the issuer written into it.
fn mallory(issuer: &Value) -> Scene {
    let class = with(&value(CLASS), &["issuer"], &text(issuer));
    let class = with(&class, &["id"], "\"https://a.example/~mallory/class.json\"");
    let badge = with(&value(ASSERTION), &["id"], &format!("\"{MINE}\""));
    let badge = with(&badge, &["badge"], &text(&class));
    Scene { badge: badge.clone(), copies: Vec::new() }.put(MINE, &badge, Some(FETCHED))
}

#[test]
fn an_issuer_in_the_badge_does_not_say_where_its_badges_lie() {
    let scene = mallory(&value(ISSUER));
    scene.check(MISSING);
    // Its own profile is asked for, and then decides.
    let lacks = scene.verdict(&Asked::at(NOON.parse().unwrap()));
    let reason = lacks.reason(Question::Integrity).data();
    assert_eq!(reason.get("url").and_then(Value::as_str), Some(ISSUER_URL));
    let elsewhere = "hosted-elsewhere status-unproven";
    scene.clone().put(ISSUER_URL, &profile(), Some(FETCHED)).check(elsewhere);
    scene.put(ISSUER_URL, &value(ISSUER), Some(FETCHED)).check(YES);
    // That it is spelled otherwise makes no difference: it stands in the badge.
    for id in [
        "https://a.example:443/issuer",
        "http://a.example/issuer",
        "https://A.example/issuer",
        "https://a.example/x/../issuer",
    ] {
        let issuer = with(&value(ISSUER), &["id"], &format!("\"{id}\""));
        mallory(&issuer).put(ISSUER_URL, &profile(), Some(FETCHED)).check(MISSING);
    }
}

#[test]
fn nor_does_one_in_a_copy_of_a_class() {
    let class = with(&value(CLASS), &["issuer"], ISSUER);
    let scene = Scene::hosted().put(CLASS_URL, &class, Some(FETCHED));
    scene.check(YES);
    scene.clone().without(ISSUER_URL).check(MISSING);
    let elsewhere = r#"{"startsWith":"https://a.example/other/"}"#;
    scene.at(ISSUER_URL, &["verification"], elsewhere).check("hosted-elsewhere status-unproven");
}

/// The same of Open Badges 1, whose class stands in the badge too.
#[test]
fn nor_does_one_in_a_badge_of_open_badges_1() {
    let badge = value(&format!(
        r#"{{"uid":"1","issuedOn":1368144000,
        "recipient":{{"type":"email","hashed":false,"identity":"lea@a.example"}},
        "verify":{{"type":"hosted","url":"{MINE}"}},
        "badge":{{"name":"Doctor","description":"y","image":"https://a.example/i.png",
            "criteria":"https://a.example/c",
            "issuer":{{"id":"{ISSUER_URL}","name":"School A","url":"https://a.example"}}}}}}"#
    ));
    let scene = Scene { badge: badge.clone(), copies: Vec::new() };
    let scene = scene.put(MINE, &badge, Some(FETCHED));
    scene.check(MISSING);
    let elsewhere = "hosted-elsewhere status-unproven";
    scene.clone().put(ISSUER_URL, &profile(), Some(FETCHED)).check(elsewhere);
    let anywhere = value(r#"{"name":"School A","url":"https://a.example"}"#);
    scene.put(ISSUER_URL, &anywhere, Some(FETCHED)).check(YES);
}

/// Open Badges 0.5 has no profile: its issuer is a host, and nothing else than one.
#[test]
fn the_origin_of_open_badges_0_5_is_a_whole_host() {
    let told = |origin: &str, at: &str| {
        let badge = value(&format!(
            r#"{{"recipient":"lea@a.example","issued_on":"2026-01-01","badge":{{"version":"0.5.0",
            "name":"x","description":"y","image":"/i.png","criteria":"/c",
            "issuer":{{"origin":"{origin}","name":"School A"}}}}}}"#
        ));
        let presented = Presented::read(at.as_bytes(), &crate::reader()).unwrap();
        let mut evidence = Evidence::new();
        let fetched = Some(FETCHED.parse().unwrap());
        evidence.hear_copy(at, Copy { content: badge, fetched });
        said(&judge(&presented, &evidence, &Asked::at(NOON.parse().unwrap()), &crate::reader()))
    };
    for origin in ["https://a.example", "https://a.example/", "http://A.example:80"] {
        assert_eq!(told(origin, MINE), YES, "{origin}");
    }
    for part in [ISSUER_URL, "https://a.example//", "https://a.example/?", "https://a.example/#x"] {
        assert_eq!(told(part, MINE), MISSING, "{part}");
    }
    assert_eq!(told("https://b.example", MINE), "hosted-elsewhere status-unproven");
}

/// By the rule of Open Badges 2.0 a profile that names no place publishes on its whole host; who reads
/// the finding is told so.
#[test]
fn that_any_place_of_a_host_counts_is_told() {
    let host = |scene: &Scene| {
        let verdict = scene.verdict(&Asked::at(NOON.parse().unwrap()));
        assert_eq!(said(&verdict), YES);
        let reason = verdict.reason(Question::Integrity);
        let words = bot_protocol::verdict::say(reason, bot_protocol::words::Lang::En);
        let host = reason.data().get("host").unwrap().as_str().unwrap().to_owned();
        assert_eq!(words.contains("does not say where on a.example"), !host.is_empty(), "{words}");
        host
    };
    let policy = |text: &str| Scene::hosted().at(ISSUER_URL, &["verification"], text);
    assert_eq!(host(&Scene::hosted()), "a.example");
    assert_eq!(host(&policy(r#"{"allowedOrigins":"a.example"}"#)), "a.example");
    assert_eq!(host(&policy(r#"{"startsWith":"https://a.example/badges/"}"#)), "");
}

#[test]
fn copies_of_one_moment_that_contradict_each_other_tell_nothing_in_either_order() {
    let either = |url: &str, one: &Value, two: &Value, expected: &str| {
        for pair in [[one, two], [two, one]] {
            let mut scene = Scene::hosted().without(url);
            for content in pair {
                scene.copies.push((url.to_owned(), content.clone(), Some(FETCHED)));
            }
            scene.check(expected);
        }
    };
    let unlike = "badge-part-contradicted status-unproven";
    let elsewhere = r#"{"startsWith":"https://a.example/other/"}"#;
    let elsewhere = with(&value(ISSUER), &["verification"], elsewhere);
    either(ISSUER_URL, &value(ISSUER), &profile(), YES);
    either(ISSUER_URL, &value(ISSUER), &elsewhere, unlike);
    let renamed = with(&value(CLASS), &["name"], "\"Robots\"");
    either(CLASS_URL, &value(CLASS), &renamed, YES);
    let theirs = with(&value(CLASS), &["issuer"], "\"https://b.example/issuer\"");
    either(CLASS_URL, &value(CLASS), &theirs, unlike);
    let changed = with(&value(ASSERTION), &["narrative"], "\"Built two.\"");
    either(HERE, &value(ASSERTION), &changed, "hosted-copy-differs status-unproven");
}
