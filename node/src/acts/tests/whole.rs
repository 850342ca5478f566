//! All that Open Badges has to say of an achievement and of an award, through the acts.

use bot_protocol::canon::json;

use super::*;

const COURSE: &str = include_str!("../../../../examples/course-definition.json");
const AWARD: &str = include_str!("../../../../examples/course-award.json");
const NAME: &str = "Bicycle mechanics, first course";

fn course(more: &str) -> AchievementDraft {
    let mut value: serde_json::Value = serde_json::from_str(COURSE).unwrap();
    let more: serde_json::Value = serde_json::from_str(more).unwrap();
    for (name, member) in more.as_object().unwrap() {
        value[name] = member.clone();
    }
    serde_json::from_value(value).unwrap()
}

fn award(to: Did, draft: &str) -> IssueRequest {
    IssueRequest {
        achievement: NAME.to_owned(),
        to: to.to_string(),
        draft: Some(json::read(draft.as_bytes()).unwrap()),
        ..IssueRequest::default()
    }
}

/// The code of an error and the field it names.
fn told<T>(outcome: Result<T, ActError>) -> String {
    match outcome {
        Ok(_) => "done".to_owned(),
        Err(error) => {
            let problem = error.problem();
            format!("{} {}", problem.code, problem.field.unwrap_or_default())
        }
    }
}

#[tokio::test]
async fn a_course_is_described_and_awarded_with_all_it_says() {
    let room = Room::new().await;
    let described = room.acts.add_achievement(course("{}")).await.unwrap();
    assert_eq!(described.names.len(), 2);
    let again = room.acts.add_achievement(course("{}")).await.unwrap();
    assert!(again.unchanged && again.id == described.id);
    let to = room.mallory();
    let planned = IssueRequest { dry_run: true, ..award(to, AWARD) };
    let planned = room.acts.issue(planned).await.unwrap().item.document.unwrap();
    let signed = room.acts.issue(award(to, AWARD)).await.unwrap().item.document.unwrap();
    let [planned, signed] = [planned, signed].map(|text| json::read(text.as_bytes()).unwrap());
    for path in [
        &["credentialSubject", "result", "0", "value"][..],
        &["credentialSubject", "source", "name"],
        &["credentialSubject", "achievement", "alignment", "0", "targetCode"],
        &["evidence", "0", "genre"],
        &["refreshService", "type"],
        &["termsOfUse", "0", "id"],
        &["@context", "2"],
    ] {
        assert!(signed.at(path).is_some_and(|found| planned.at(path) == Some(found)), "{path:?}");
    }
    assert!(signed.get("proof").is_some() && planned.get("proof").is_none());
}

#[tokio::test]
async fn a_definition_that_is_wrong_is_told_by_its_member() {
    let room = Room::new().await;
    let mallory = room.mallory();
    for (more, expected) in [
        (r#"{"name": 7}"#.to_owned(), "definition-refused name"),
        (r#"{"achievementType": "Workshop"}"#.to_owned(), "definition-refused achievementType"),
        (r#"{"alignment": [{}]}"#.to_owned(), "definition-refused alignment.0.targetName"),
        (r#"{"criteria": {}}"#.to_owned(), "definition-refused criteria"),
        (r#"{"tag": ["sha256$00ff"]}"#.to_owned(), "definition-refused tag.0"),
        (r#"{"type": ["Achievement", "Award"]}"#.to_owned(), "definition-refused type"),
        (r#"{"image": "http://a.example/i.png"}"#.to_owned(), "field-refused image"),
        (r#"{"image": {"id": "nonsense"}}"#.to_owned(), "field-refused image"),
        (format!(r#"{{"creator": {{"id": "{mallory}"}}}}"#), "achievement-of-another creator.id"),
        (r#"{"extension": {"tools": 1}}"#.to_owned(), "definition-refused @context"),
        (
            r#"{"@context": "https://a.example/c", "extension": {"tools": 1}}"#.to_owned(),
            "definition-refused @context",
        ),
    ] {
        assert_eq!(told(room.acts.add_achievement(course(&more)).await), expected, "{more}");
    }
    assert_eq!(room.acts.achievements(&PageQuery::default()).unwrap().items.len(), 0);
    let twin = r#"{"image": {"id": "https://a.example/i.png", "caption": "A wheel"}}"#;
    assert_eq!(told(room.acts.add_achievement(course(twin)).await), "done");
}

#[tokio::test]
async fn a_draft_that_is_wrong_is_told_by_its_member_and_signs_nothing() {
    let room = Room::new().await;
    room.acts.add_achievement(course("{}")).await.unwrap();
    let hashed = r#"{"credentialSubject": {"identifier": [{"hashed": true,
        "identityHash": "lea@school.example", "identityType": "emailAddress"}]}}"#;
    for (draft, field) in [
        (hashed, "credentialSubject.identifier.0.hashed"),
        (r#"{"id": "urn:uuid:1"}"#, "id"),
        (r#"{"nmae": "x"}"#, "nmae"),
        (r#"{"issuer": {"email": "office"}}"#, "issuer.email"),
        (r#"{"termsOfUse": [{"type": "Policy"}]}"#, "termsOfUse.0.type"),
        (
            r#"{"credentialSubject": {"result": [{"resultDescription": "urn:r:1"}]}}"#,
            "credentialSubject.result.0.resultDescription",
        ),
    ] {
        for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
            for dry_run in [true, false] {
                let request = award(room.mallory(), draft);
                let request = IssueRequest { suite: Some(suite.to_owned()), dry_run, ..request };
                let expected = format!("draft-wrong {field}");
                assert_eq!(told(room.acts.issue(request).await), expected, "{draft}");
            }
        }
    }
    assert_eq!(told(room.acts.issue(award(room.mallory(), "[]")).await), "field-refused draft");
    assert_eq!(room.acts.credentials(&PageQuery::default()).unwrap().items.len(), 0);
    assert_eq!(told(room.acts.issue(award(room.mallory(), "{}")).await), "done");
}
