//! Old badges with dated copies at hand, and the attacks on them: each *yes* has its twins.

mod explain;
mod hosted;
mod inside;
mod keys;
mod lists;
mod one;
mod paths;
mod recipient;
mod signed;

use bot_protocol::canon::json::{self, Object, Value};
use bot_protocol::verdict::{
    Asked, Copy, Evidence, Presented, Question, RefusedWhy, Verdict, judge,
};

use super::{ConvertFault, converted};

const NOON: &str = "2026-11-23T12:00:00Z";
const FETCHED: &str = "2026-11-23T11:00:00Z";

const ASSERTION: &str = r#"{"@context":"https://w3id.org/openbadges/v2","type":"Assertion",
    "id":"https://a.example/badges/1","badge":"https://a.example/classes/1",
    "recipient":{"type":"email","hashed":true,"salt":"s",
        "identity":"sha256$eb6bcf2a62dd05ac1bdc6e5d06d07bfd1c6f1cae4fc4a4b4f2ec1d7e2a1f0e9c"},
    "issuedOn":"2020-01-01T00:00:00Z","verification":{"type":"hosted"},
    "narrative":"Built a robot.","evidence":"https://a.example/work/1"}"#;

const CLASS: &str = r#"{"@context":"https://w3id.org/openbadges/v2","type":"BadgeClass",
    "id":"https://a.example/classes/1","name":"Robotics","description":"Robots",
    "image":"https://a.example/1.png","criteria":"https://a.example/criteria/1",
    "tags":["robots"],"alignment":[{"targetName":"T","targetUrl":"https://t.example/"}],
    "issuer":"https://a.example/issuer"}"#;

const ISSUER: &str = r#"{"@context":"https://w3id.org/openbadges/v2","type":"Issuer",
    "id":"https://a.example/issuer","name":"School A","url":"https://a.example/",
    "email":"office@a.example"}"#;

/// A badge and what lies at addresses.
#[derive(Clone)]
struct Scene {
    badge: Value,
    copies: Vec<(String, Value, Option<&'static str>)>,
}

fn value(text: &str) -> Value {
    if text == "null" { Value::Null } else { json::read(text.as_bytes()).unwrap() }
}

/// A value with the member at a path changed, or taken out for `null`.
fn with(value: &Value, path: &[&str], by: &str) -> Value {
    let (name, rest) = path.split_first().unwrap();
    let mut members: Object = value.as_object().cloned().unwrap_or_default();
    let by = self::value(&format!("[{by}]")).as_list()[0].clone();
    match rest {
        [] if by.is_null() => drop(members.remove(name)),
        [] => drop(members.insert(*name, by)),
        _ => {
            let inner = members.get(name).cloned().unwrap_or_else(|| Value::Object(Object::new()));
            members.insert(*name, with(&inner, rest, &String::from_utf8(by.to_bytes()).unwrap()));
        }
    }
    Value::Object(members)
}

impl Scene {
    /// The badge, its class and its issuer, each fetched from where it lies.
    fn hosted() -> Self {
        let mut scene = Self { badge: value(ASSERTION), copies: Vec::new() };
        for text in [ASSERTION, CLASS, ISSUER] {
            let document = value(text);
            let url = document.get("id").unwrap().as_str().unwrap().to_owned();
            scene.copies.push((url, document, Some(FETCHED)));
        }
        scene
    }

    fn put(mut self, url: &str, content: &Value, fetched: Option<&'static str>) -> Self {
        self.copies.retain(|(known, _, _)| known != url);
        self.copies.push((url.to_owned(), content.clone(), fetched));
        self
    }

    fn without(mut self, url: &str) -> Self {
        self.copies.retain(|(known, _, _)| known != url);
        self
    }

    /// The badge changed, and its host serving it so.
    fn badge(mut self, path: &[&str], by: &str) -> Self {
        self.badge = with(&self.badge, path, by);
        let content = self.badge.clone();
        let url = content.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.put(&url, &content, Some(FETCHED))
    }

    /// What lies at an address changed.
    fn at(mut self, url: &str, path: &[&str], by: &str) -> Self {
        let copy = self.copies.iter_mut().find(|(known, _, _)| known == url).unwrap();
        copy.1 = with(&copy.1, path, by);
        self
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        for (url, content, fetched) in &self.copies {
            let fetched = fetched.map(|at| at.parse().unwrap());
            evidence.hear_copy(url, Copy { content: content.clone(), fetched });
        }
        evidence
    }

    fn presented(&self) -> Presented {
        Presented::read(&self.badge.to_bytes(), &crate::reader()).unwrap()
    }

    fn verdict(&self, asked: &Asked) -> Verdict {
        judge(&self.presented(), &self.evidence(), asked, &crate::reader())
    }

    #[track_caller]
    fn check(&self, expected: &str) {
        assert_eq!(said(&self.verdict(&Asked::at(NOON.parse().unwrap()))), expected);
    }
}

fn said(verdict: &Verdict) -> String {
    let of = |question| verdict.reason(question).code();
    format!("{} {}", of(Question::Integrity), of(Question::Status))
}

const HERE: &str = "https://a.example/badges/1";
const CLASS_URL: &str = "https://a.example/classes/1";
const ISSUER_URL: &str = "https://a.example/issuer";
const YES: &str = "hosted-copy-verified copy-clear-as-of";

/// What the recipient finding says of somebody who is asked for.
fn recipient(scene: &Scene, who: &str) -> &'static str {
    let asked = Asked { presenter: Some(who.to_owned()), ..Asked::at(NOON.parse().unwrap()) };
    scene.verdict(&asked).reason(Question::Recipient).code()
}
