use super::*;
use crate::canon::json;

#[track_caller]
fn check(file: &str, expected: &str) {
    let said = match Definition::read(&json::read(file.as_bytes()).unwrap()) {
        Ok(definition) => {
            let others: Vec<&str> =
                definition.others.iter().map(|wording| wording.language.as_str()).collect();
            format!("{} {}", definition.main.language, others.join(" "))
        }
        Err(fault) => fault.field,
    };
    assert_eq!(said.trim(), expected, "{file}");
}

#[test]
fn languages_are_read_and_faults_named() {
    check(r#"{"name":"A","description":"B","criteria":"C"}"#, "en");
    check(r#"{"language":"de","name":"A","description":"B","criteria":"C"}"#, "de");
    check(r#"{"name":{"en":"A","fr":"A"},"description":"B","criteria":"C"}"#, "en fr");
    check(
        r#"{"language":"fr","name":{"en":"A","fr":"A"},"description":{"en":"B","fr":"B"},"criteria":"C"}"#,
        "fr en",
    );
    check(r#"{"name":{"en":"A","fr":"A"},"description":{"en":"B"},"criteria":"C"}"#, "description");
    check(r#"{"language":"fr","name":{"en":"A"},"description":"B","criteria":"C"}"#, "language");
    check(r#"{"name":"A","description":"B"}"#, "criteria");
    check(r#"{"name":"","description":"B","criteria":"C"}"#, "name");
    check(r#"{"name":7,"description":"B","criteria":"C"}"#, "name");
    check(r#"{"name":{"English":"A"},"description":"B","criteria":"C"}"#, "name.English");
    check(r#"{"name":"A","description":"B","criteria":"C","colour":"D"}"#, "colour");
    check(r#"{"name":"A","description":"B","criteria":"C","tag":["x",1]}"#, "tag.1");
    check("[]", "");
}

#[test]
fn the_wording_asked_for_is_found_again() {
    let file = r#"{"name":{"en":"Tea","fr":"Thé"},"description":{"en":"d","fr":"e"},
        "criteria":{"en":"k","fr":"l"}}"#;
    let definition = Definition::read(&json::read(file.as_bytes()).unwrap()).unwrap();
    let creator = crate::identity::SecretKey::from_seed(&[7; 32]).public();
    let achievement = definition.achievement("urn:uuid:1", &Did::from(creator), None);
    let said = |tag| {
        let wording = wording(&achievement, tag);
        format!(
            "{} {} {} {}",
            wording.language, wording.name, wording.description, wording.criteria
        )
    };
    assert_eq!(said("fr"), "fr Thé e l");
    assert_eq!(said("en"), "en Tea d k");
    assert_eq!(said("de"), "en Tea d k");
}

fn creator() -> Did {
    Did::from(crate::identity::SecretKey::from_seed(&[7; 32]).public())
}

/// A definition of tea with more members: the member of the achievement, or the member at fault.
#[track_caller]
fn check_member(more: &str, name: &str, expected: &str) {
    let file = format!(r#"{{"name":"Tea","description":"d","criteria":"k",{more}}}"#);
    let said = match Definition::read(&json::read(file.as_bytes()).unwrap()) {
        Ok(definition) => {
            let achievement = definition.achievement("urn:uuid:1", &creator(), None);
            let member = achievement.get(name).cloned().unwrap_or_default();
            String::from_utf8(member.to_bytes()).unwrap()
        }
        Err(fault) => fault.field,
    };
    assert_eq!(said, expected, "{more}");
}

#[test]
fn every_member_of_an_achievement_may_be_defined() {
    check_member(r#""achievementType":"Course""#, "achievementType", "\"Course\"");
    check_member(r#""achievement_type":"Course""#, "achievementType", "\"Course\"");
    check_member(r#""achievementType":"ext:Workshop""#, "achievementType", "\"ext:Workshop\"");
    check_member(r#""achievementType":"Workshop""#, "", "achievementType");
    check_member(
        r#""achievementType":"Course","achievement_type":"Course""#,
        "",
        "achievementType",
    );
    check_member(r#""tags":["a","b"]"#, "tag", r#"["a","b"]"#);
    check_member(r#""tag":"a""#, "tag", r#"["a"]"#);
    check_member(r#""creditsAvailable":4.5"#, "creditsAvailable", "4.5");
    check_member(r#""creditsAvailable":-1"#, "", "creditsAvailable");
    check_member(r#""version":"2","humanCode":"T1""#, "humanCode", "\"T1\"");
    check_member(r#""version":2"#, "", "version");
    check_member(r#""type":["Achievement","urn:own"]"#, "type", r#"["Achievement","urn:own"]"#);
    check_member(r#""type":"Badge""#, "", "type");
    check_member(
        r#""alignment":{"targetName":"A","targetUrl":"urn:a:b"}"#,
        "alignment",
        r#"[{"type":["Alignment"],"targetName":"A","targetUrl":"urn:a:b"}]"#,
    );
    check_member(r#""alignment":{"targetName":"A"}"#, "", "alignment.targetUrl");
    check_member(
        r#""inLanguage":"fr","related":{"id":"urn:a:b"}"#,
        "related",
        r#"[{"id":"urn:a:b","type":["Related"]}]"#,
    );
    check_member(r#""language":"fr","inLanguage":"fr""#, "inLanguage", "\"fr\"");
    check_member(r#""language":"fr","inLanguage":"en""#, "", "inLanguage");
    check_member(r#""language":"French""#, "", "language");
    check_member(r#""id":"Tea""#, "", "id");
}

#[test]
fn pictures_and_creators_are_taken_as_they_are_said() {
    let image = r#"{"id":"https://a.example/i.png","type":"Image"}"#;
    check_member(r#""image":"https://a.example/i.png""#, "image", image);
    check_member(&format!(r#""image":{image}"#), "image", image);
    check_member(r#""image":{"caption":"A cup"}"#, "", "image.id");
    check_member(r#""image":{"id":"urn:a:b","alt":"A cup"}"#, "", "image.alt");
    let did = creator();
    check_member(
        r#""creator":{"official":"Ada"}"#,
        "creator",
        &format!(r#"{{"id":"{did}","type":["Profile"],"official":"Ada"}}"#),
    );
    check_member(
        r#""creator":"urn:other:1""#,
        "creator",
        r#"{"id":"urn:other:1","type":["Profile"]}"#,
    );
    check_member(r#""creator":{"dateOfBirth":"today"}"#, "", "creator.dateOfBirth");
    check_member(r#""creator":7"#, "", "creator");
}

#[test]
fn members_of_other_contexts_need_their_context() {
    let context = r#""@context":"https://a.example/c""#;
    check_member(&format!(r#"{context},"tools":[1]"#), "tools", "[1]");
    check_member(&format!(r#"{context},"extension":{{"tools":[1]}}"#), "tools", "[1]");
    check_member(r#""tools":[1]"#, "", "tools");
    check_member(r#""extension":{"tools":[1]}"#, "", "@context");
    check_member(&format!(r#"{context},"extension":{{"version":"1"}}"#), "", "extension.version");
    check_member(&format!(r#"{context},"extension":7"#), "", "extension");
    assert!(is_known("alignment") && is_known("tags") && !is_known("tools"));
}

#[test]
fn criteria_are_words_or_an_address_or_both() {
    let check = |criteria: &str, expected: &str| {
        let file =
            format!(r#"{{"name":{{"en":"A","id":"A"}},"description":"B","criteria":{criteria}}}"#);
        let said = match Definition::read(&json::read(file.as_bytes()).unwrap()) {
            Ok(definition) => {
                let achievement = definition.achievement("urn:uuid:1", &creator(), None);
                let criteria = achievement.get("criteria").unwrap().to_bytes();
                let other = wording(&achievement, "id").criteria;
                format!("{} {other}", String::from_utf8(criteria).unwrap())
            }
            Err(fault) => fault.field,
        };
        assert_eq!(said, expected, "{criteria}");
    };
    check(r#""Do it""#, r#"{"narrative":"Do it"} Do it"#);
    check(r#"{"en":"Do it","id":"Lakukan: itu"}"#, r#"{"narrative":"Do it"} Lakukan: itu"#);
    check(r#"{"id":"https://a.example/c"}"#, r#"{"id":"https://a.example/c"} "#);
    check(
        r#"{"type":"Criteria","id":"https://a.example/c","narrative":{"en":"Do","id":"Itu"}}"#,
        r#"{"id":"https://a.example/c","narrative":"Do"} Itu"#,
    );
    check(r#"{"id":"Itu"}"#, "criteria");
    check(r#"{"narrative":"Do","id":"here"}"#, "criteria.id");
    check(r#"{"narrative":"Do","points":3}"#, "criteria.points");
    check(r#"{"narrative":{"en":"Do"}}"#, "criteria");
    check("{}", "criteria");
}
