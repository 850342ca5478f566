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
