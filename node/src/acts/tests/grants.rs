//! Letting others award: given, listed, ended, and what may be awarded by it.

use bot_protocol::api::{GrantEndRequest, GrantRequest, GrantState, GrantView};
use bot_protocol::canon::json;

use super::scenes::{SWIMMING, school_and_council};
use super::*;

fn to(who: &str) -> GrantRequest {
    GrantRequest {
        as_identity: Some("School".to_owned()),
        to: Some(who.to_owned()),
        achievement: Some("Swimming".to_owned()),
        ..GrantRequest::default()
    }
}

fn award(room: &Room) -> IssueRequest {
    IssueRequest {
        as_identity: Some("Council".to_owned()),
        achievement: "Swimming".to_owned(),
        to: room.mallory().to_string(),
        dry_run: true,
        ..IssueRequest::default()
    }
}

fn listed(room: &Room) -> Vec<GrantView> {
    room.acts.given_grants(&PageQuery::default()).unwrap().items
}

fn end(void: bool) -> GrantEndRequest {
    GrantEndRequest { void, ..GrantEndRequest::default() }
}

#[tokio::test]
async fn a_permission_is_given_once_and_ended_once() {
    let room = school_and_council().await;
    let dry = GrantRequest { dry_run: true, ..to("Council") };
    assert!(!room.acts.give_grant(dry).await.unwrap().changed);
    assert_eq!(listed(&room), []);
    assert_eq!(code(room.acts.issue(award(&room)).await), "achievement-of-another");
    let given = room.acts.give_grant(to("Council")).await.unwrap();
    assert!(given.changed);
    let again = room.acts.give_grant(to("Council")).await.unwrap();
    assert!(!again.changed);
    assert_eq!(again.item, given.item);
    assert_eq!(listed(&room), std::slice::from_ref(&given.item));
    assert_eq!(given.item.state, GrantState::Standing);
    assert_eq!(given.item.name.as_deref(), Some("Swimming"));
    assert_eq!(code(room.acts.issue(award(&room)).await), "done");
    let id = given.item.id.get(..8).unwrap().to_owned();
    let another = GrantEndRequest { as_identity: Some("Council".to_owned()), ..end(false) };
    assert_eq!(code(room.acts.end_grant(&id, another).await), "grant-of-another");
    assert_eq!(code(room.acts.end_grant("ffff", end(false)).await), "unknown");
    assert!(room.acts.end_grant(&id, end(false)).await.unwrap().changed);
    assert!(!room.acts.end_grant(&id, end(false)).await.unwrap().changed);
    assert_eq!(code(room.acts.issue(award(&room)).await), "achievement-of-another");
    // What has ended may still be said never to have counted; then that stays.
    assert!(room.acts.end_grant(&id, end(true)).await.unwrap().changed);
    assert!(!room.acts.end_grant(&id, end(false)).await.unwrap().changed);
    assert_eq!(listed(&room)[0].state, GrantState::Void);
}

#[tokio::test]
async fn a_permission_is_about_one_thing_for_somebody_else_and_for_a_time() {
    let room = school_and_council().await;
    let refused = async |request: GrantRequest| code(room.acts.give_grant(request).await);
    assert_eq!(refused(to("School")).await, "field-refused");
    assert_eq!(refused(to("Nobody")).await, "unknown");
    let both = GrantRequest { domain: Some("sport".to_owned()), ..to("Council") };
    assert_eq!(refused(both).await, "field-refused");
    let none = GrantRequest { achievement: None, ..to("Council") };
    assert_eq!(refused(none).await, "field-refused");
    let of_another = GrantRequest { as_identity: Some("Council".to_owned()), ..to("School") };
    assert_eq!(refused(of_another).await, "achievement-of-another");
    let until = |millis| {
        let until = Some(Timestamp::from_millis(millis).to_string());
        GrantRequest { until, ..to("Council") }
    };
    assert_eq!(refused(until(NOW + DAY)).await, "done");
    assert_eq!(code(room.acts.issue(award(&room)).await), "done");
    room.pass(2 * DAY);
    assert_eq!(listed(&room)[0].state, GrantState::Over);
    assert_eq!(code(room.acts.issue(award(&room)).await), "achievement-of-another");
}

#[tokio::test]
async fn names_in_a_rule_are_spelt_out() {
    let room = school_and_council().await;
    let ruled = |rule: &str| GrantRequest {
        to: None,
        rule: Some(json::read(rule.as_bytes()).unwrap()),
        ..to("Council")
    };
    let rule = r#"{"any":[{"issuerHolds":{"achievement":"Swimming"}},
                   {"endorsedBy":{"atLeast":1,"of":["Council"]}}]}"#;
    let given = room.acts.give_grant(ruled(rule)).await.unwrap().item;
    let council =
        room.acts.keys.identities().iter().find(|one| one.name() == "Council").unwrap().did();
    let spelt = given.rule.unwrap().to_string();
    assert!(spelt.contains(SWIMMING) && spelt.contains(&room.me.to_string()), "{spelt}");
    assert!(spelt.contains(&council.to_string()), "{spelt}");
    assert_eq!(given.to, None);
    // Whether the rule is met is for whoever verifies.
    assert_eq!(code(room.acts.issue(award(&room)).await), "done");
    let refused = async |rule: &str| code(room.acts.give_grant(ruled(rule)).await);
    assert_eq!(refused(r#"{"not":{}}"#).await, "rule-refused");
    assert_eq!(refused(r#"{"issuerHolds":{"achievement":"Diving"}}"#).await, "unknown");
    assert_eq!(refused(r#"{"endorsedBy":{"atLeast":1,"of":["Nobody"]}}"#).await, "unknown");
    assert_eq!(refused(r#"{"endorsedBy":{"atLeast":2,"of":["Council"]}}"#).await, "rule-refused");
}
