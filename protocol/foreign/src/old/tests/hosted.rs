//! Badges that a host answers for: what proves them, what a copy cannot prove, and the attacks.

use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::{Suite, sign};
use bot_protocol::identity::{Did, SecretKey};
use bot_protocol::verdict::snapshots::{Found, Snapshot, Snapshots};

use super::*;

#[test]
fn a_dated_copy_from_the_issuers_host_proves_a_badge_and_nothing_less_does() {
    Scene::hosted().check(YES);
    // The order of members means nothing.
    let mut turned = Scene::hosted();
    turned.badge = turned.badge.as_object().unwrap().clone().into_iter().rev_members();
    turned.check(YES);
    Scene::hosted().without(HERE).check("hosted-unfetched status-unproven");
    let undated = "hosted-copy-undated status-unproven";
    Scene::hosted().put(HERE, &value(ASSERTION), None).check(undated);
    let undated = "hosted-copy-undated status-unproven";
    Scene::hosted().put(CLASS_URL, &value(CLASS), None).check(undated);
    Scene::hosted().put(ISSUER_URL, &value(ISSUER), None).check(undated);
    let missing = "badge-part-missing status-unproven";
    Scene::hosted().without(CLASS_URL).check(missing);
    Scene::hosted().without(ISSUER_URL).check(missing);
    let mut changed = Scene::hosted();
    changed.badge = with(&changed.badge, &["narrative"], "\"Built two.\"");
    changed.check("hosted-copy-differs status-unproven");
    changed.badge = with(&value(ASSERTION), &["more"], "1");
    changed.check("hosted-copy-differs status-unproven");
}

trait RevMembers {
    fn rev_members(self) -> Value;
}

impl<I: Iterator<Item = (String, Value)> + DoubleEndedIterator> RevMembers for I {
    fn rev_members(self) -> Value {
        Value::Object(self.rev().collect())
    }
}

#[test]
fn a_badge_lies_where_its_issuer_publishes() {
    let elsewhere = "hosted-elsewhere status-unproven";
    let moved = Scene::hosted().badge(&["id"], "\"https://evil.example/badges/1\"");
    moved.check(elsewhere);
    let allowed = r#"{"allowedOrigins":["a.example","evil.example"]}"#;
    moved.clone().at(ISSUER_URL, &["verification"], allowed).check(YES);
    let policy = |text: &str| Scene::hosted().at(ISSUER_URL, &["verification"], text);
    policy(r#"{"startsWith":"https://a.example/badges/"}"#).check(YES);
    policy(r#"{"startsWith":"https://a.example/other/"}"#).check(elsewhere);
    policy(r#"{"allowedOrigins":"b.example"}"#).check(elsewhere);
    // An issuer may have moved since: 7 days are as old as news may be.
    let before = |at| {
        let profile = with(&value(ISSUER), &["verification"], r#"{"allowedOrigins":"b.example"}"#);
        Scene::hosted().put(ISSUER_URL, &profile, Some(at))
    };
    before("2026-11-16T12:00:00Z").check(elsewhere);
    before("2026-11-16T11:59:59Z").check("badge-part-stale status-unproven");
    policy(r#"{"verificationProperty":"url"}"#).check("feature-unknown status-unproven");
    // What a badge says of its issuer cannot allow another host.
    let mut profile = with(&value(ISSUER), &["verification"], allowed);
    let class = |profile: &Value| {
        let profile = String::from_utf8(profile.to_bytes()).unwrap();
        with(&value(CLASS), &["issuer"], &profile)
    };
    let inside = |scene: Scene, profile: &Value| {
        let class = String::from_utf8(class(profile).to_bytes()).unwrap();
        scene.without(CLASS_URL).without(ISSUER_URL).badge(&["badge"], &class)
    };
    inside(moved.clone(), &profile).check("badge-part-missing status-unproven");
    profile = with(&profile, &["verification"], r#"{"startsWith":"https://a.example/badges/"}"#);
    inside(Scene::hosted(), &profile).check("badge-part-missing status-unproven");
}

#[test]
fn what_lies_at_an_address_is_what_it_says_it_is() {
    let other = "badge-part-other status-unproven";
    Scene::hosted().at(CLASS_URL, &["id"], "\"https://a.example/classes/2\"").check(other);
    Scene::hosted().at(ISSUER_URL, &["id"], "\"https://b.example/issuer\"").check(other);
    Scene::hosted().at(ISSUER_URL, &["id"], "\"urn:uuid:1\"").check(other);
    // Another name for the same: what lies at the name it gives itself decides.
    let alias = "https://a.example/old-class";
    let renamed = Scene::hosted().badge(&["badge"], &format!("\"{alias}\""));
    renamed.clone().put(alias, &value(CLASS), Some(FETCHED)).check(YES);
    let forged = with(&value(CLASS), &["issuer"], "\"https://evil.example/issuer\"");
    renamed.put(alias, &forged, Some(FETCHED)).check(YES);
    // Circles end.
    let circle = Scene::hosted()
        .put(alias, &with(&value(CLASS), &["id"], "\"https://a.example/b\""), Some(FETCHED))
        .put("https://a.example/b", &with(&value(CLASS), &["id"], &format!("\"{alias}\"")), None);
    circle.badge(&["badge"], &format!("\"{alias}\"")).check(other);
    let each_other = Scene::hosted().at(CLASS_URL, &["issuer"], &format!("\"{CLASS_URL}\""));
    each_other.check("field-wrong status-unproven");
    // A description in the badge may not take another's for its own.
    let mine = with(&value(CLASS), &["issuer"], "\"https://evil.example/issuer\"");
    let mine = String::from_utf8(mine.to_bytes()).unwrap();
    Scene::hosted().badge(&["badge"], &mine).check("field-wrong status-unproven");
}

#[test]
fn members_are_what_the_specification_asks() {
    let wrong = "field-wrong status-unproven";
    for (path, by) in [
        (&["@context"][..], "null"),
        (&["@context"], "\"https://w3id.org/openbadges/invalid\""),
        (&["@context"], r#"["https://w3id.org/openbadges/v1","https://w3id.org/openbadges/v2"]"#),
        (&["@context"], r#"["https://w3id.org/openbadges/v2",1]"#),
        (&["type"], "\"OtherAssertion\""),
        (&["type"], "[]"),
        (&["type"], "[\"Assertion\",1]"),
        (&["recipient"], "null"),
        (&["recipient"], "\"a@b.example\""),
        (&["recipient", "identity"], "null"),
        (&["recipient", "type"], "1"),
        (&["recipient", "hashed"], "\"yes\""),
        (&["recipient", "salt"], "1"),
        (&["issuedOn"], "null"),
        (&["issuedOn"], "\"yesterday\""),
        (&["verification"], "null"),
        (&["verification", "type"], "\"trust me\""),
        (&["verification", "type"], r#"["HostedBadge","SignedBadge"]"#),
        (&["image"], "\"data:image/png;base64,AAAA\""),
        (&["evidence"], "1"),
        (&["narrative"], "1"),
        (&["revoked"], "\"no\""),
        (&["badge"], "1"),
        (&["badge"], "\"_:b0\""),
        (&["x:e"], r#"{"type":["Extension","x:e"],"a":1}"#),
    ] {
        let scene = Scene::hosted().badge(path, by);
        let said = said(&scene.verdict(&Asked::at(NOON.parse().unwrap())));
        assert!(said.starts_with("field-wrong "), "{path:?} {by}: {said}");
    }
    for (url, path, by) in [
        (CLASS_URL, "type", "\"Issuer\""),
        (CLASS_URL, "name", "null"),
        (CLASS_URL, "name", "\" \""),
        (CLASS_URL, "issuer", "null"),
        (CLASS_URL, "tags", "[1]"),
        (CLASS_URL, "alignment", "[\"x\"]"),
        (ISSUER_URL, "type", "\"Criteria\""),
        (ISSUER_URL, "name", "null"),
        (ISSUER_URL, "url", "\"no url\""),
        (ISSUER_URL, "id", "null"),
    ] {
        Scene::hosted().at(url, &[path], by).check(wrong);
    }
    // Extensions are kept and not judged.
    let extension = r#"{"@context":"https://x.example/c.json","type":["Extension","x:e"],"a":1}"#;
    Scene::hosted().badge(&["x:e"], extension).check(YES);
}

#[test]
fn a_context_in_place_may_not_bend_a_name() {
    let context = |own: &str| format!(r#"["https://w3id.org/openbadges/v2",{own}]"#);
    let bent = "feature-unknown status-unproven";
    let badge = |own: &str| Scene::hosted().badge(&["@context"], &context(own));
    badge(r#"{"mine":"https://x.example/mine"}"#).check(YES);
    badge(r#"{"badge":{"@id":"obi:badge","@type":"@id"}}"#).check(YES);
    badge(r#"{"badge":{"@id":"https://x.example/mine"}}"#).check(bent);
    badge(r#"{"badge":null}"#).check(bent);
    badge(r#"{"obi":"https://x.example/"}"#).check(bent);
    badge(r#"{"recipient":{"@id":"obi:recipient","@context":{"identity":null}}}"#).check(bent);
    let class = Scene::hosted().at(CLASS_URL, &["@context"], &context(r#"{"issuer":"x:y"}"#));
    class.check(bent);
}

#[test]
fn revoked_expired_and_future_badges_are_told() {
    Scene::hosted().badge(&["revoked"], "true").check("hosted-copy-verified revoked-at-host");
    Scene::hosted().badge(&["revoked"], "false").check(YES);
    // What the file says itself nobody published, as far as anybody knows.
    let says = |copies: bool| {
        let scene = Scene::hosted().badge(&["revoked"], "true");
        let evidence = if copies { scene.evidence() } else { Evidence::new() };
        let asked = Asked::at(NOON.parse().unwrap());
        let verdict = judge(&scene.presented(), &evidence, &asked, &crate::reader());
        verdict.say(Question::Status, bot_protocol::words::Lang::En)
    };
    assert!(says(false).contains("the file itself says so"), "{}", says(false));
    assert!(says(true).contains("as published at"), "{}", says(true));
    for gone in [Value::Null, value(r#"{"revoked":true}"#)] {
        Scene::hosted().put(HERE, &gone, Some(FETCHED)).check("hosted-withdrawn revoked-at-host");
        Scene::hosted().put(HERE, &gone, None).check("hosted-copy-undated revoked-at-host");
    }
    let expires = |at: &str| Scene::hosted().badge(&["expires"], at);
    expires("\"2026-11-23T11:59:59Z\"").check("hosted-copy-verified expired");
    expires("\"2026-11-23T12:00:00Z\"").check(YES);
    expires("\"2026-11-22\"").check("hosted-copy-verified expired");
    expires("\"2026-11-23\"").check(YES);
    expires("\"2019-01-01T00:00:00Z\"").check("field-wrong expired");
    expires("\"never\"").check("field-wrong status-unreadable");
    let issued = |at: &str| Scene::hosted().badge(&["issuedOn"], at);
    issued("\"2100-01-01T00:00:00Z\"").check("hosted-copy-verified not-yet-valid");
    issued("1368144000").check(YES);
    let old = Some("2026-01-01T00:00:00Z");
    let stale = "hosted-copy-verified stale";
    Scene::hosted().put(HERE, &value(ASSERTION), old).check(stale);
}

#[test]
fn a_list_of_the_issuer_revokes_and_anothers_does_not() {
    const LIST: &str = "https://a.example/revoked";
    let list = |entries: &str| {
        value(&format!(
            r#"{{"@context":"https://w3id.org/openbadges/v2","type":"RevocationList",
            "id":"{LIST}","issuer":"{ISSUER_URL}","revokedAssertions":{entries}}}"#
        ))
    };
    let scene = Scene::hosted().at(ISSUER_URL, &["revocationList"], &format!("\"{LIST}\""));
    scene.check("hosted-copy-verified status-list-missing");
    let told = |list: &Value, fetched| scene.clone().put(LIST, list, fetched);
    let clear = "hosted-copy-verified clear-in-list";
    told(&list("[]"), Some(FETCHED)).check(clear);
    told(&list("[]"), None).check("hosted-copy-verified status-list-undated");
    told(&list("[]"), Some("2026-01-01T00:00:00Z")).check("hosted-copy-verified stale");
    let revoked = "hosted-copy-verified revoked-in-list";
    let named = list(&format!(r#"["urn:x",{{"id":"{HERE}","revocationReason":"Error"}}]"#));
    told(&named, Some(FETCHED)).check(revoked);
    told(&named, None).check(revoked);
    told(&list(&format!("[\"{HERE}\"]")), Some(FETCHED)).check(revoked);
    told(&list(&format!("[\"{HERE}2\"]")), Some(FETCHED)).check(clear);
    let foreign = "hosted-copy-verified status-foreign";
    let other = with(&list("[]"), &["issuer"], "\"https://b.example/issuer\"");
    told(&other, Some(FETCHED)).check(foreign);
    told(&with(&list("[]"), &["id"], "\"https://a.example/x\""), Some(FETCHED)).check(foreign);
    let unreadable = "hosted-copy-verified status-unreadable";
    told(&list("{}"), Some(FETCHED)).check(unreadable);
    told(&with(&list("[]"), &["type"], "\"Issuer\""), Some(FETCHED)).check(unreadable);
}

#[test]
fn open_badges_1_and_0_5_are_read_as_they_were_written() {
    let class = r#"{"name":"Robotics","description":"Robots","image":"https://a.example/1.png",
        "criteria":"https://a.example/c","issuer":"https://a.example/issuer"}"#;
    let issuer = r#"{"name":"School A","url":"https://a.example/"}"#;
    let one = |context: &str| {
        format!(
            r#"{{{context}"uid":"1","badge":"{CLASS_URL}","issuedOn":1368144000,
            "recipient":{{"type":"email","hashed":false,"identity":"lea@a.example"}},
            "verify":{{"type":"hosted","url":"{HERE}"}}}}"#
        )
    };
    let scene = |badge: &str, issuer: &str| {
        Scene { badge: value(badge), copies: Vec::new() }
            .put(HERE, &value(badge), Some(FETCHED))
            .put(CLASS_URL, &value(class), Some(FETCHED))
            .put(ISSUER_URL, &value(issuer), Some(FETCHED))
    };
    scene(&one(""), issuer).check(YES);
    assert_eq!(recipient(&scene(&one(""), issuer), "lea@a.example"), "identity-matches");
    let context = r#""@context":"https://w3id.org/openbadges/v1","type":"Assertion","#;
    scene(&one(context), issuer).check(YES);
    scene(&one(""), issuer).without(HERE).check("hosted-unfetched status-unproven");
    let listed =
        format!(r#"{{"name":"A","url":"https://a.example/","revocationList":"{HERE}/r"}}"#);
    let list = |text: &str| {
        scene(&one(""), &listed).put(&format!("{HERE}/r"), &value(text), Some(FETCHED))
    };
    list("{}").check("hosted-copy-verified clear-in-list");
    list(r#"{"2":"Error"}"#).check("hosted-copy-verified clear-in-list");
    list(r#"{"1":"Error"}"#).check("hosted-copy-verified revoked-in-list");
    // 0.5: everything in one object, which does not say where it lies.
    let half = r#"{"recipient":"lea@a.example","badge":{"version":"0.5.0","name":"Robotics",
        "description":"Robots","image":"/1.png","criteria":"/c",
        "issuer":{"origin":"https://a.example","name":"School A"}},"issued_on":"2012-05-10"}"#;
    let bare = Scene { badge: value(half), copies: Vec::new() };
    bare.check("hosted-unfetched status-unproven");
    assert_eq!(address(HERE, Some((half, Some(FETCHED)))), YES);
    assert_eq!(address(HERE, Some((half, None))), "hosted-copy-undated status-unproven");
    assert_eq!(address(HERE, None), "hosted-unfetched status-unproven");
    let evil = "https://evil.example/1";
    assert_eq!(address(evil, Some((half, Some(FETCHED)))), "hosted-elsewhere status-unproven");
    let other = "badge-part-missing status-unproven";
    assert_eq!(address(HERE, Some((&one(""), Some(FETCHED)))), other);
    assert_eq!(address(HERE, Some((CLASS, Some(FETCHED)))), "field-wrong status-unproven");
    for gone in ["{\"revoked\":true}", "null"] {
        let told = address(HERE, Some((gone, Some(FETCHED))));
        assert_eq!(told, "hosted-withdrawn revoked-at-host", "{gone}");
    }
}

/// What is said of a picture that holds nothing but an address.
fn address(url: &str, copy: Option<(&str, Option<&'static str>)>) -> String {
    let mut evidence = Evidence::new();
    if let Some((content, fetched)) = copy {
        let fetched = fetched.map(|at| at.parse().unwrap());
        evidence.hear_copy(url, Copy { content: value(content), fetched });
    }
    let presented = Presented::read(url.as_bytes(), &crate::reader()).unwrap();
    let asked = Asked::at(NOON.parse().unwrap());
    said(&judge(&presented, &evidence, &asked, &crate::reader()))
}

#[test]
fn a_part_alone_is_no_badge_and_is_told_as_what_it_is() {
    let refused = |text: &str| match Presented::read(text.as_bytes(), &crate::reader()) {
        Err(refused) => refused.why,
        Ok(presented) => panic!("{presented:?}"),
    };
    assert_eq!(refused(CLASS), RefusedWhy::NotTheBadge { kind: "class" });
    assert_eq!(refused(ISSUER), RefusedWhy::NotTheBadge { kind: "issuer" });
    let list = r#"{"type":"RevocationList","id":"https://a.example/r","revokedAssertions":[]}"#;
    assert_eq!(refused(list), RefusedWhy::NotTheBadge { kind: "list" });
    let key = r#"{"@context":"https://w3id.org/openbadges/v2","type":"CryptographicKey"}"#;
    assert_eq!(refused(key), RefusedWhy::NotTheBadge { kind: "key" });
    assert_eq!(refused(r#"{"a":1}"#), RefusedWhy::NoCredential);
    let twice = ASSERTION.replacen("\"type\"", "\"id\":\"https://b.example/\",\"type\"", 1);
    assert!(matches!(refused(&twice), RefusedWhy::Json(_)), "a member twice");
    // Of two generations at once only the newer one counts, and it is no badge of the older.
    let mixed = with(&value(ASSERTION), &["credentialSubject"], r#"{"id":"urn:a:b"}"#);
    let mixed = Scene { badge: mixed, ..Scene::hosted() };
    mixed.check("field-wrong status-unproven");
}

#[test]
fn the_verdict_shows_what_the_parts_say() {
    let verdict = Scene::hosted().verdict(&Asked::at(NOON.parse().unwrap()));
    let shown = |name: &str| verdict.credential.get(name).and_then(Value::as_str).unwrap_or("none");
    assert_eq!(shown("name"), "Robotics");
    assert_eq!(shown("issuer"), ISSUER_URL);
    assert_eq!(shown("issuer_name"), "School A");
    assert_eq!(shown("format"), "open-badges-2");
    assert_eq!(verdict.reason(Question::Path).code(), "self-asserted");
}

#[test]
fn an_endorsement_from_a_host_counts_only_by_a_dated_copy() {
    const URL: &str = "https://b.example/endorsements/1";
    const PROFILE: &str = "https://b.example/profile";
    let endorsement = value(&format!(
        r#"{{"@context":"https://w3id.org/openbadges/v2","type":"Endorsement","id":"{URL}",
        "claim":{{"id":"{CLASS_URL}","endorsementComment":"Good"}},"issuer":"{PROFILE}",
        "issuedOn":"2021-01-01T00:00Z","verification":{{"type":"HostedBadge"}}}}"#
    ));
    let profile = with(&value(ISSUER), &["id"], &format!("\"{PROFILE}\""));
    let endorsed = Scene::hosted().at(CLASS_URL, &["endorsement"], &format!("[\"{URL}\"]"));
    let check = |scene: &Scene, sum: &str, one: &str| {
        let verdict = scene.verdict(&Asked::at(NOON.parse().unwrap()));
        assert_eq!(said(&verdict), YES);
        assert_eq!(verdict.reason(Question::Endorsements).code(), sum);
        let [endorser] = verdict.endorsers.as_slice() else { panic!("{:?}", verdict.endorsers) };
        assert_eq!(endorser.integrity.code(), one);
    };
    let unknown = "no-endorsement-known";
    check(&endorsed, unknown, "hosted-unfetched");
    let told = endorsed.clone().put(URL, &endorsement, None).put(PROFILE, &profile, Some(FETCHED));
    check(&told, unknown, "hosted-copy-undated");
    let told = told.put(URL, &endorsement, Some(FETCHED));
    check(&told, "endorsed-by-strangers", "hosted-copy-verified");
    check(&told.clone().without(PROFILE), unknown, "badge-part-missing");
    let about = told.clone().at(URL, &["claim", "id"], "\"https://a.example/classes/9\"");
    check(&about, "endorsements-refused", "field-wrong");
    let third = "https://c.example/profile";
    let profile = with(&profile, &["id"], &format!("\"{third}\""));
    let moved = told.at(URL, &["issuer"], &format!("\"{third}\""));
    let moved = moved.put(third, &profile, Some(FETCHED));
    check(&moved, "endorsements-refused", "hosted-elsewhere");
}

/// Whoever awards it anew signs every member of the draft: none is left out by the contexts.
fn signs(draft: &Value) {
    let key = SecretKey::from_seed(&[7; 32]);
    let did = Did::from(key.public());
    let mut draft = draft.as_object().cloned().unwrap();
    draft.insert("issuer", did.to_string());
    draft.insert("validFrom", NOON);
    let method = did.verification_method();
    let (suite, now) = (Suite::EddsaRdfc2022, NOON.parse().unwrap());
    let draft = Value::Object(draft);
    let signed = sign(&draft, suite, (&key, &method), now, Contexts::pinned()).unwrap();
    let presented = Presented::read(&signed.to_bytes(), &crate::reader()).unwrap();
    let verdict = judge(&presented, &Evidence::new(), &Asked::at(now), &crate::reader());
    assert_eq!(said(&verdict), "signed-by-issuer no-status-declared");
}

#[test]
fn a_draft_says_what_the_badge_says_and_nobodys_address() {
    let scene = Scene::hosted().at(ISSUER_URL, &["telephone"], "\"+41\"").at(
        ISSUER_URL,
        &["image"],
        "\"https://a.example/logo.png\"",
    );
    let draft = converted(&scene.presented(), &scene.evidence()).unwrap();
    let at = |path: &[&str]| draft.at(path).and_then(Value::as_str).unwrap_or("none").to_owned();
    assert_eq!(at(&["name"]), "Robotics");
    assert_eq!(at(&["credentialSubject", "achievement", "creator", "id"]), ISSUER_URL);
    assert_eq!(at(&["credentialSubject", "source", "id"]), ISSUER_URL);
    assert_eq!(at(&["credentialSubject", "narrative"]), "Built a robot.");
    assert_eq!(at(&["evidence", "0", "id"]), HERE);
    assert_eq!(at(&["evidence", "1", "id"]), "https://a.example/work/1");
    assert!(at(&["evidence", "0", "narrative"]).contains("SHA-256"));
    let text = String::from_utf8(draft.to_bytes()).unwrap();
    assert!(!text.contains("sha256$") && !text.contains("identity"), "{text}");
    signs(&draft);
    for (part, url) in [("class", CLASS_URL), ("issuer", ISSUER_URL)] {
        let lacking = scene.clone().without(url);
        let (part, url) = (part.to_owned(), url.to_owned());
        let missing = converted(&lacking.presented(), &lacking.evidence());
        assert_eq!(missing, Err(ConvertFault::Missing { part, url }));
    }
    let new = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],
        "type":["VerifiableCredential"],"issuer":"did:a:b","credentialSubject":{"id":"did:a:c"}}"#;
    let new = Presented::read(new.as_bytes(), &crate::reader()).unwrap();
    assert_eq!(converted(&new, &Evidence::new()), Err(ConvertFault::NotOld));
}

#[test]
fn a_copy_from_tomorrow_outranks_no_copy_of_today() {
    const TOMORROW: &str = "2099-01-01T00:00:00Z";
    let scene = Scene::hosted();
    let copy = scene.badge.clone();
    let with = |copies: &[(&Value, &'static str)]| {
        let mut scene = scene.clone().without(HERE);
        for (content, at) in copies {
            scene.copies.push((HERE.to_owned(), (*content).clone(), Some(*at)));
        }
        scene
    };
    with(&[(&copy, TOMORROW)]).check("hosted-copy-undated status-unproven");
    with(&[(&copy, FETCHED), (&copy, TOMORROW)]).check(YES);
    for gone in [Value::Null, value(r#"{"revoked":true}"#)] {
        let withdrawn = "hosted-withdrawn revoked-at-host";
        with(&[(&gone, FETCHED), (&copy, TOMORROW)]).check(withdrawn);
        with(&[(&copy, TOMORROW), (&gone, FETCHED)]).check(withdrawn);
        // Nor does a newer copy take a revocation back.
        let newer = "2026-11-23T11:30:00Z";
        with(&[(&gone, FETCHED), (&copy, newer)]).check("hosted-copy-verified revoked-at-host");
    }
}

#[test]
fn a_revocation_counts_in_whatever_version_of_the_list() {
    const LIST: &str = "https://a.example/revoked";
    let list = |entries: &str| {
        let head = format!(r#"{{"type":"RevocationList","id":"{LIST}","issuer":"{ISSUER_URL}""#);
        value(&format!("{head},\"revokedAssertions\":{entries}}}"))
    };
    let scene = Scene::hosted().at(ISSUER_URL, &["revocationList"], &format!("\"{LIST}\""));
    let (revoked, clear) = (list(&format!("[\"{HERE}\"]")), list("[]"));
    let told = |older: &Value, newer: &Value| {
        let mut scene = scene.clone();
        scene.copies.push((LIST.to_owned(), older.clone(), Some(FETCHED)));
        scene.copies.push((LIST.to_owned(), newer.clone(), Some("2026-11-23T11:30:00Z")));
        scene
    };
    told(&revoked, &clear).check("hosted-copy-verified revoked-in-list");
    told(&clear, &revoked).check("hosted-copy-verified revoked-in-list");
    told(&clear, &clear).check("hosted-copy-verified clear-in-list");
}

#[test]
fn a_file_of_snapshots_that_was_handed_in_proves_nothing() {
    let scene = Scene::hosted();
    let snapshots = scene.copies.iter().map(|(url, content, _)| Snapshot {
        url: url.clone(),
        fetched: FETCHED.parse().unwrap(),
        found: Found::Bytes { content: content.to_bytes(), media_type: None },
    });
    let file = Snapshots { snapshots: snapshots.collect() }.write().unwrap();
    let asked = Asked::at(NOON.parse().unwrap());
    let mut handed = Evidence::new();
    handed.hear_file(&file, &crate::reader()).unwrap();
    let verdict = judge(&scene.presented(), &handed, &asked, &crate::reader());
    assert_eq!(said(&verdict), "hosted-copy-undated status-unproven");
    let mut vouched = Evidence::new();
    vouched.hear_vouched(&file, &crate::reader()).unwrap();
    let verdict = judge(&scene.presented(), &vouched, &asked, &crate::reader());
    assert_eq!(said(&verdict), YES);
}
