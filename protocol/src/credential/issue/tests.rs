use super::*;
use crate::canon::json;
use crate::identity::SecretKey;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn did(seed: u8) -> Did {
    Did::from(key(seed).public())
}

fn value(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

fn achievement(more: &str) -> Value {
    value(&format!(
        r#"{{"id":"urn:uuid:7","type":["Achievement"],"name":"Tea","description":"Makes tea",
        "criteria":{{"narrative":"Made tea"}}{more}}}"#
    ))
}

fn draft(achievement: Value) -> BadgeDraft {
    BadgeDraft {
        id: "urn:uuid:8".to_owned(),
        issuer: Issuer { did: did(1), name: "School".to_owned(), url: None },
        subject: did(2),
        achievement,
        valid_from: "2026-11-01T00:00:00Z".parse().unwrap(),
        valid_until: None,
        narrative: None,
        evidence: Vec::new(),
        status: None,
    }
}

fn written(draft: &BadgeDraft, more: &str) -> Result<Value, ShapeFault> {
    let more = value(more);
    let document = draft.unsigned_with(more.as_object().unwrap())?;
    closed(&document, Contexts::pinned())?;
    Ok(document)
}

/// A badge of tea with more members: `fine`, or the member at fault.
#[track_caller]
fn check(more: &str, expected: &str) {
    let said = written(&draft(achievement("")), more)
        .map_or_else(|fault| fault.field, |_| "fine".to_owned());
    assert_eq!(said, expected, "{more}");
}

/// The same of an achievement with more members.
#[track_caller]
fn check_achievement(members: &str, more: &str, expected: &str) {
    let said = written(&draft(achievement(members)), more);
    let said = said.map_or_else(|fault| fault.field, |_| "fine".to_owned());
    assert_eq!(said, expected, "{members} {more}");
}

#[test]
fn sixteen_bytes_make_a_version_four_uuid() {
    assert_eq!(uuid([0xff; 16]), "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(uuid([0; 16]), "urn:uuid:00000000-0000-4000-8000-000000000000");
}

#[test]
fn a_draft_adds_members_and_never_changes_whose_badge_it_is() {
    check("{}", "fine");
    check(r#"{"description":"Well done","awardedDate":"2026-06-01T00:00:00Z"}"#, "fine");
    check(r#"{"name":"Tea, in June"}"#, "fine");
    check(&format!(r#"{{"credentialSubject":{{"id":"{}","term":"2026"}}}}"#, did(2)), "fine");
    check(&format!(r#"{{"credentialSubject":{{"id":"{}"}}}}"#, did(3)), "credentialSubject.id");
    check(
        r#"{"credentialSubject":{"achievement":{"id":"urn:uuid:9"}}}"#,
        "credentialSubject.achievement",
    );
    check(&format!(r#"{{"issuer":{{"id":"{}","phone":"+33 1"}}}}"#, did(1)), "fine");
    check(&format!(r#"{{"issuer":{{"id":"{}"}}}}"#, did(3)), "issuer.id");
    check(r#"{"issuer":"did:key:z6Mk"}"#, "issuer");
    check(r#"{"credentialSubject":[{"term":"2026"}]}"#, "credentialSubject");
    for made in ["id", "validFrom", "validUntil", "issuanceDate", "credentialStatus", "proof"] {
        check(&format!(r#"{{"{made}":"x"}}"#), made);
    }
    check(r#"{"nmae":"Tea"}"#, "nmae");
    check(r#"{"credentialSubject":{"nmae":"Tea"}}"#, "credentialSubject.nmae");
    let told = BadgeDraft { narrative: Some("so".to_owned()), ..draft(achievement("")) };
    let twice = written(&told, r#"{"credentialSubject":{"narrative":"not so"}}"#);
    assert_eq!(twice.unwrap_err().field, "credentialSubject.narrative");
}

#[test]
fn evidence_of_draft_and_file_stands_together() {
    let item = EvidenceItem { name: Some("Lamp".to_owned()), ..EvidenceItem::default() };
    let draft = BadgeDraft { evidence: vec![item], ..draft(achievement("")) };
    let written = written(&draft, r#"{"evidence":{"name":"Radio","genre":"film"}}"#).unwrap();
    let name = |at: &str| written.at(&["evidence", at, "name"]).and_then(Value::as_str);
    assert_eq!((name("0"), name("1"), name("2")), (Some("Lamp"), Some("Radio"), None));
    check(r#"{"evidence":[]}"#, "evidence");
    check(r#"{"evidence":[{"name":""}]}"#, "evidence.0.name");
}

#[test]
fn a_hashed_identifier_is_never_written() {
    let identity =
        |members: &str| format!(r#"{{"credentialSubject":{{"identifier":[{{{members}}}]}}}}"#);
    let plain =
        r#""hashed":false,"identityHash":"lea@school.example","identityType":"emailAddress""#;
    check(&identity(plain), "fine");
    let at = "credentialSubject.identifier.0";
    let hash = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
    for (members, member) in [
        (plain.replace("false", "true"), "hashed"),
        (format!(r#"{plain},"salt":"Kosher""#), "salt"),
        (plain.replace("lea@school.example", hash), "identityHash"),
        (plain.replace("lea@school.example", "MD5$00ff"), "identityHash"),
        (plain.replace("emailAddress", "userName").replace("false", "true"), "hashed"),
        (plain.replace("emailAddress", "mail"), "identityType"),
        (plain.replace(r#""hashed":false,"#, ""), "hashed"),
    ] {
        check(&identity(&members), &format!("{at}.{member}"));
    }
    // Wherever it stands.
    check(&format!(r#"{{"description":"{hash}"}}"#), "description");
    check_achievement(
        &format!(r#","tag":["{hash}"]"#),
        "{}",
        "credentialSubject.achievement.tag.0",
    );
    check(r#"{"description":"sha256$ is a name for hashes"}"#, "fine");
}

#[test]
fn results_fit_what_the_achievement_describes() {
    let described = r#","resultDescription":[
        {"id":"urn:r:1","name":"Grade","resultType":"LetterGrade","allowedValue":["C","B","A"],"requiredValue":"B"},
        {"id":"urn:r:2","name":"Points","resultType":"RawScore","valueMin":"0","valueMax":"20"},
        {"id":"urn:r:3","name":"State","resultType":"Status"},
        {"id":"urn:r:4","name":"Level","resultType":"RubricCriterionLevel","requiredLevel":"urn:l:1",
         "rubricCriterionLevel":[{"id":"urn:l:1","name":"Good"},{"id":"urn:l:2","name":"Better"}]}]"#;
    let result = |members: &str| {
        let more = format!(r#"{{"credentialSubject":{{"result":[{{{members}}}]}}}}"#);
        written(&draft(achievement(described)), &more).map_or_else(
            |fault| fault.field.replace("credentialSubject.result.0", "·"),
            |_| "fine".to_owned(),
        )
    };
    for (members, expected) in [
        (r#""value":"17""#, "fine"),
        (r#""resultDescription":"urn:r:1","value":"A""#, "fine"),
        (r#""resultDescription":"urn:r:1","value":"D""#, "·.value"),
        (r#""resultDescription":"urn:r:9","value":"A""#, "·.resultDescription"),
        (r#""resultDescription":"urn:r:2","value":"17""#, "fine"),
        (r#""resultDescription":"urn:r:2","value":"21""#, "·.value"),
        (r#""resultDescription":"urn:r:2","value":"-1""#, "·.value"),
        (r#""resultDescription":"urn:r:3","status":"Completed""#, "fine"),
        (r#""resultDescription":"urn:r:3","status":"Done""#, "·.status"),
        (r#""resultDescription":"urn:r:3""#, "·.status"),
        (r#""resultDescription":"urn:r:4","achievedLevel":"urn:l:2""#, "fine"),
        (r#""resultDescription":"urn:r:4","achievedLevel":"urn:l:3""#, "·.achievedLevel"),
    ] {
        assert_eq!(result(members), expected, "{members}");
    }
}

#[test]
fn a_result_description_does_not_contradict_itself() {
    let place = "credentialSubject.achievement.resultDescription.0";
    let whole = r#""id":"urn:r:1","name":"x","resultType":"Percent""#;
    for (members, expected) in [
        ("", "fine".to_owned()),
        (r#","valueMin":"0","valueMax":"100","requiredValue":"50""#, "fine".to_owned()),
        (r#","valueMin":"9","valueMax":"1""#, format!("{place}.valueMax")),
        (
            r#","valueMin":"0","valueMax":"9","requiredValue":"50""#,
            format!("{place}.requiredValue"),
        ),
        (r#","allowedValue":["a","b"],"requiredValue":"c""#, format!("{place}.requiredValue")),
        (r#","allowedValue":["a","a"]"#, format!("{place}.allowedValue")),
        (r#","requiredLevel":"urn:l:1""#, format!("{place}.requiredLevel")),
        (r#","rubricCriterionLevel":[{"id":"urn:r:1","name":"y"}]"#, format!("{place}.id")),
    ] {
        let described = format!(r#","resultDescription":[{{{whole}{members}}}]"#);
        check_achievement(&described, "{}", &expected);
    }
}

#[test]
fn terms_are_not_inverted() {
    let term = |from: &str, until: &str| {
        format!(
            r#"{{"credentialSubject":{{"activityStartDate":"{from}","activityEndDate":"{until}"}}}}"#
        )
    };
    check(&term("2026-01-01T00:00:00Z", "2026-06-30T00:00:00Z"), "fine");
    check(&term("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), "fine");
    check(
        &term("2026-06-30T00:00:00Z", "2026-01-01T00:00:00Z"),
        "credentialSubject.activityEndDate",
    );
    check(&term("2026-06-30", "2026-07-01T00:00:00Z"), "credentialSubject.activityStartDate");
    let until = Some("2026-10-31T00:00:00Z".parse().unwrap());
    let inverted = BadgeDraft { valid_until: until, ..draft(achievement("")) };
    assert_eq!(inverted.unsigned().unwrap_err().field, "validUntil");
}

#[test]
fn what_no_context_defines_is_not_signed() {
    let refresh = |kind: &str| {
        format!(r#"{{"refreshService":{{"id":"https://a.example/r","type":"{kind}"}}}}"#)
    };
    check(&refresh("https://a.example/terms#Refresh"), "fine");
    check(&refresh("1EdTechCredentialRefresh"), "fine");
    check(&refresh("Refresh"), "refreshService.type");
    check(r#"{"termsOfUse":{"type":"https://a.example/t#Policy"}}"#, "fine");
    check(
        r#"{"termsOfUse":{"type":"https://a.example/t#Policy","duty":"x"}}"#,
        "termsOfUse.0.duty",
    );
    check(r#"{"termsOfUse":{"type":"IssuerPolicy"}}"#, "termsOfUse.0.type");
    let own = r#"{"@context":"https://www.w3.org/ns/credentials/undefined-terms/v2","credentialSubject":{"colour":"red"}}"#;
    check(own, "fine");
    check(
        &own.replace(
            "https://www.w3.org/ns/credentials/undefined-terms/v2",
            "https://w3id.org/security/multikey/v1",
        ),
        "credentialSubject.colour",
    );
    check(&own.replace("www.w3.org/ns", "unknown.example"), "@context");
    let signing = |suite| Signing {
        suite,
        key: &KEY,
        now: draft(achievement("")).valid_from,
        contexts: Contexts::pinned(),
    };
    static KEY: std::sync::LazyLock<SecretKey> = std::sync::LazyLock::new(|| key(1));
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        assert!(badge(&draft(achievement("")), &signing(suite)).is_ok());
        let typed = value(
            &String::from_utf8(achievement("").to_bytes())
                .unwrap()
                .replace("[\"Achievement\"]", "[\"Achievement\",\"Award\"]"),
        );
        let refused = badge(&draft(typed), &signing(suite)).unwrap_err();
        assert!(
            matches!(&refused, IssueError::Shape(fault) if fault.field == "credentialSubject.achievement.type"),
            "{refused:?}"
        );
    }
}

fn endorsement_of(target: &str) -> Value {
    let draft = EndorsementDraft {
        id: "urn:uuid:9".to_owned(),
        issuer: Issuer { did: did(3), name: "Club".to_owned(), url: None },
        target: target.to_owned(),
        comment: Some("We saw it".to_owned()),
        valid_from: "2026-11-01T00:00:00Z".parse().unwrap(),
        valid_until: None,
    };
    let signing = Signing {
        suite: Suite::EddsaRdfc2022,
        key: &key(3),
        now: draft.valid_from,
        contexts: Contexts::pinned(),
    };
    endorsement(&draft, &signing).unwrap()
}

#[test]
fn an_endorsement_is_embedded_as_it_was_signed_and_where_it_belongs() {
    let (issuer, subject) = (did(1).to_string(), did(2).to_string());
    let of = |target: &str| String::from_utf8(endorsement_of(target).to_bytes()).unwrap();
    for target in ["urn:uuid:8", "urn:uuid:7", &issuer, &subject] {
        check(&format!(r#"{{"endorsement":[{}]}}"#, of(target)), "fine");
    }
    check(
        &format!(r#"{{"endorsement":[{}]}}"#, of("urn:uuid:1")),
        "endorsement.0.credentialSubject.id",
    );
    for target in ["urn:uuid:8", "urn:uuid:7", &issuer] {
        check(&format!(r#"{{"issuer":{{"endorsement":[{}]}}}}"#, of(target)), "fine");
    }
    check(
        &format!(r#"{{"issuer":{{"endorsement":[{}]}}}}"#, of("urn:uuid:1")),
        "issuer.endorsement.0.credentialSubject.id",
    );
    let embedded = |text: &str| format!(r#","endorsement":[{text}]"#);
    check_achievement(&embedded(&of("urn:uuid:7")), "{}", "fine");
    check_achievement(&embedded(&of(&issuer)), "{}", "fine");
    let place = "credentialSubject.achievement.endorsement.0";
    check_achievement(&embedded(&of("urn:uuid:1")), "{}", &format!("{place}.credentialSubject.id"));
    // By itself an achievement holds endorsements of itself alone.
    let alone = |target: &str| awardable(&achievement(&embedded(&of(target))), Contexts::pinned());
    assert!(alone("urn:uuid:7").is_ok());
    assert_eq!(alone("urn:uuid:8").unwrap_err().field, "endorsement.0.credentialSubject.id");
    let whole = endorsement_of("urn:uuid:7");
    let without = |name: &str| {
        let mut twin = whole.clone();
        twin.as_object_mut().unwrap().remove(name);
        String::from_utf8(twin.to_bytes()).unwrap()
    };
    for name in
        ["@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject", "proof"]
    {
        check_achievement(&embedded(&without(name)), "{}", &format!("{place}.{name}"));
    }
    let badge = written(&draft(achievement(&embedded(&of("urn:uuid:7")))), "{}").unwrap();
    let kept = badge.at(&["credentialSubject", "achievement", "endorsement", "0"]).unwrap();
    assert_eq!(kept.to_bytes(), whole.to_bytes());
}

#[test]
fn an_endorsement_says_more_of_its_endorser_and_of_no_other_target() {
    let draft = EndorsementDraft {
        id: "urn:uuid:9".to_owned(),
        issuer: Issuer { did: did(3), name: "Club".to_owned(), url: None },
        target: "urn:uuid:7".to_owned(),
        comment: None,
        valid_from: "2026-11-01T00:00:00Z".parse().unwrap(),
        valid_until: None,
    };
    let check = |more: &str, expected: &str| {
        let said = draft.unsigned_with(value(more).as_object().unwrap());
        let said = said.map_or_else(|fault| fault.field, |_| "fine".to_owned());
        assert_eq!(said, expected, "{more}");
    };
    check(
        r#"{"issuer":{"address":{"addressCountryCode":"FR"}},"description":"By the club"}"#,
        "fine",
    );
    check(
        r#"{"issuer":{"address":{"addressCountryCode":"France"}}}"#,
        "issuer.address.addressCountryCode",
    );
    check(r#"{"credentialSubject":{"id":"urn:uuid:8"}}"#, "credentialSubject.id");
    check(r#"{"credentialSubject":{"endorsementComment":"Good"}}"#, "fine");
    check(r#"{"endorsement":[]}"#, "endorsement");
}
