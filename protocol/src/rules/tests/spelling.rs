//! Which texts are rules, and what is said of those that are none.

use super::*;
use crate::canon::json;
use crate::limits::{RULE_DEPTH_MAX, RULE_LIST_MAX, RULE_PARTS_MAX};

#[track_caller]
fn check(text: &str, expected: &str) {
    let text = text.replace("ME", &who(1).to_string()).replace("YOU", &who(2).to_string());
    let value = json::read(text.as_bytes()).unwrap();
    let said = Rule::from_value(&value).map_or_else(|why| why.to_string(), |_| "a rule".to_owned());
    assert_eq!(said, expected, "{text}");
}

const X: &str = r#"{"achievement":"urn:x","creator":"ME"}"#;
const Y: &str = r#"{"achievement":"urn:y","creator":"ME"}"#;

#[test]
fn each_form_is_read_and_what_is_none_is_named() {
    check(&format!(r#"{{"issuerHolds":{X}}}"#), "a rule");
    check(&format!(r#"{{"recipientHolds":{{"atLeast":2,"of":[{X},{Y}]}}}}"#), "a rule");
    check(&format!(r#"{{"inOrder":[{X},{Y}]}}"#), "a rule");
    check(&format!(r#"{{"endorsedByHolders":{{"atLeast":3,"of":{X}}}}}"#), "a rule");
    check(r#"{"endorsedBy":{"atLeast":2,"of":["ME","YOU"]}}"#, "a rule");
    check(r#"{"stages":["trainee",{"of":["ME","YOU"],"role":"trainer"}]}"#, "a rule");
    check(&format!(r#"{{"stages":["trainee",{{"holds":{X},"role":"trainer"}}]}}"#), "a rule");
    check(&format!(r#"{{"any":[{{"issuerHolds":{X}}},{{"issuerHolds":{Y}}}]}}"#), "a rule");
    check(&format!(r#"{{"some":{{"atLeast":1,"of":[{{"issuerHolds":{X}}}]}}}}"#), "a rule");
    check("[]", "rule: expected an object");
    check("{}", "rule: expected an object with one member, the name of a rule");
    check(
        &format!(r#"{{"issuerHolds":{X},"inOrder":[]}}"#),
        "rule: expected an object with one member, the name of a rule",
    );
    check(&format!(r#"{{"not":{X}}}"#), "rule.not: \"not\" is no rule");
    check(r#"{"issuerHolds":"urn:x"}"#, "rule.issuerHolds: expected an object");
    check(
        r#"{"issuerHolds":{"achievement":"urn:x"}}"#,
        "rule.issuerHolds.creator: expected a text",
    );
    check(
        r#"{"issuerHolds":{"achievement":"","creator":"ME"}}"#,
        "rule.issuerHolds.achievement: expected an id of 1 to 512 bytes",
    );
    check(
        r#"{"issuerHolds":{"achievement":"urn:x","creator":"ME","name":"X"}}"#,
        "rule.issuerHolds.name: is not known",
    );
    check(&format!(r#"{{"inOrder":[{X}]}}"#), "rule.inOrder: expected two badges or more");
    check(&format!(r#"{{"inOrder":[{X},{X}]}}"#), "rule.inOrder[1]: is in the list twice");
    check(r#"{"all":[]}"#, "rule.all: expected a list of 1 to 32");
    for wrong in ["0", "3"] {
        check(
            &format!(r#"{{"endorsedBy":{{"atLeast":{wrong},"of":["ME","YOU"]}}}}"#),
            &format!("rule.endorsedBy.of: at least {wrong} are asked for, expected 1 to 2"),
        );
    }
    for wrong in ["-1", "1.5", "\"1\"", "null"] {
        check(
            &format!(r#"{{"endorsedBy":{{"atLeast":{wrong},"of":["ME"]}}}}"#),
            "rule.endorsedBy.atLeast: expected a whole number",
        );
    }
    check(
        r#"{"endorsedBy":{"atLeast":1,"of":["ME","ME"]}}"#,
        "rule.endorsedBy.of[1]: is in the list twice",
    );
}

#[test]
fn a_rule_is_bounded_in_parts_depth_lists_and_bytes() {
    let leaf = |number: usize| Rule::IssuerHolds(badge(&number.to_string(), 1));
    let deep = |depth: usize| (1..depth).fold(leaf(0), |inner, _| Rule::All(vec![inner]));
    assert_eq!(deep(RULE_DEPTH_MAX).check(), Ok(()));
    let too_deep = RuleError::TooMuch { what: "levels", max: RULE_DEPTH_MAX };
    assert_eq!(deep(RULE_DEPTH_MAX + 1).check(), Err(too_deep));
    let short = |count: usize| {
        Rule::All(
            (0..count)
                .map(|one| Rule::EndorsedBy {
                    at_least: 1,
                    of: vec![who(u8::try_from(one).unwrap() + 1)],
                })
                .collect(),
        )
    };
    assert_eq!(short(RULE_PARTS_MAX - 1).check(), Ok(()));
    let too_many = RuleError::TooMuch { what: "parts", max: RULE_PARTS_MAX };
    assert_eq!(short(RULE_PARTS_MAX).check(), Err(too_many));
    let people = |count: u8| Rule::EndorsedBy { at_least: 1, of: (1..=count).map(who).collect() };
    let most = u8::try_from(RULE_LIST_MAX).unwrap();
    assert_eq!(people(most).check(), Ok(()));
    assert!(people(most + 1).check().is_err());
    let long = |bytes: usize| {
        let badge =
            |name: char| Badge { achievement: name.to_string().repeat(512), creator: who(1) };
        let of = ('a'..='z').take(bytes / 600).map(badge).collect();
        Rule::RecipientHolds { at_least: 1, of }
    };
    assert_eq!(long(3600).check(), Ok(()));
    assert!(matches!(long(4200).check(), Err(RuleError::TooLong { .. })));
}

#[test]
fn what_is_signed_has_one_spelling() {
    let rule = Rule::EndorsedByHolders { at_least: 3, of: badge("x", 1) };
    let text = rule.to_text();
    assert_eq!(Rule::read(&text), Ok(rule));
    assert_eq!(Rule::read(&text.replace("\":", "\": ")), Err(RuleError::Spelling));
    let turned = text.replace(r#""atLeast":3,"#, "").replace("}}}", r#"},"atLeast":3}}"#);
    assert_eq!(Rule::read(&turned), Err(RuleError::Spelling));
    assert!(matches!(Rule::read("{"), Err(RuleError::Json(_))));
    assert!(matches!(Rule::read(&" ".repeat(5000)), Err(RuleError::TooLong { .. })));
}
