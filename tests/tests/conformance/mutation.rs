//! Systematic changes of credentials that hold: every byte, every member. What was changed is a
//! yes only where it says the same as before, or lacks a proof that no other proof covers.
//!
//! Source: Verifiable Credential Data Integrity 1.0 §2.1.1: each proof of a set stands by itself,
//! so leaving one out changes nothing that the others sign.

use super::paths::paths;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::proof::Suite;
use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::generate::{Chance, Proofs, Sealed, Texts, Version, sealed};

fn integrity(bytes: &[u8]) -> Answer {
    let Ok(presented) = Presented::read(bytes, &bot_foreign::reader()) else { return Answer::No };
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader()).answer(Question::Integrity)
}

/// Credentials of both data models by every kind of proof, each of which holds.
fn credentials(seeds: std::ops::Range<u64>) -> impl Iterator<Item = Sealed> {
    seeds.map(|seed| {
        let at = usize::try_from(seed).unwrap();
        let version = if at.is_multiple_of(2) { Version::Two } else { Version::One };
        let proofs = Proofs::ALL[at / 2 % Proofs::ALL.len()];
        let made = sealed(seed, version, Texts::Any, proofs);
        let text = made.document.to_string();
        assert_eq!(integrity(text.as_bytes()), Answer::Yes, "seed {seed} {proofs:?} {text}");
        made
    })
}

/// Whether the changed document says the same by proofs that were there before: where the meaning
/// is signed, the case of language tags is none of it, nor the names of contexts that give every
/// member the same meaning; and no proof covers its neighbours.
///
/// Source: RDF 1.1 Concepts §3.3; Data Integrity EdDSA Cryptosuites v1.0 §3.2.
fn says_the_same(whole: &Sealed, twin: &Value) -> bool {
    let rdfc = Suite::EddsaRdfc2022;
    let by_meaning = whole.proofs == Proofs::One(rdfc) || whole.proofs == Proofs::Chain(rdfc);
    let body = |document: &Value| {
        let mut body = document.as_object().cloned().unwrap_or_default();
        body.remove("proof");
        if by_meaning { meaning(&body.into()) } else { body.into() }
    };
    let proofs = |document: &Value| document.get("proof").map(Value::as_list).map(<[_]>::to_vec);
    let (own, left) = (proofs(&whole.document).unwrap(), proofs(twin).unwrap_or_default());
    body(&whole.document) == body(twin) && left.iter().all(|proof| own.contains(proof))
}

fn meaning(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(meaning).collect()),
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| *name != "@context");
            Value::object(members.map(|(name, value)| {
                let tag = value.as_str().filter(|_| name == "@language");
                let tag = tag.map(|tag| Value::from(tag.to_ascii_lowercase()));
                (name, tag.unwrap_or_else(|| meaning(value)))
            }))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[track_caller]
fn never_yes(whole: &Sealed, twin: &[u8], what: &dyn std::fmt::Debug) {
    if integrity(twin) != Answer::Yes {
        return;
    }
    let same = json::read(twin).is_ok_and(|twin| says_the_same(whole, &twin));
    let text = String::from_utf8_lossy(twin);
    assert!(same, "{what:?} of seed {} {:?}\n{text}", whole.seed, whole.proofs);
}

#[test]
fn no_changed_byte_is_a_yes() {
    let short = |whole: &Sealed| whole.document.to_bytes().len() < 3_000;
    let mut count = 0;
    for whole in credentials(0..400).filter(short).take(20) {
        count += 1;
        let bytes = whole.document.to_bytes();
        let chance = &mut Chance::new(whole.seed);
        for at in 0..bytes.len() {
            let (mut twin, odd) = (bytes.clone(), *chance.pick(b" \"0,}]\\\ta"));
            match chance.below(6) {
                0 => drop(twin.remove(at)),
                1 => twin.insert(at, odd),
                2 => twin[at] = odd,
                _ => twin[at] ^= 1 << chance.below(8),
            }
            never_yes(&whole, &twin, &at);
        }
    }
    assert_eq!(count, 20);
}

/// What becomes of one member.
#[derive(Clone, Debug)]
enum Change {
    Deleted,
    Named,
    Twice,
    Became(Value),
}

/// The text of a document in which the value at `path` is changed.
fn text(value: &Value, path: &[String], change: &Change, out: &mut String) {
    let (mut written, mut children) = (0, Vec::new());
    let (open, close) = match value {
        Value::Object(object) => {
            children.extend(object.iter().map(|(name, one)| (name.to_owned(), one)));
            ('{', '}')
        }
        Value::Array(items) => {
            children.extend((0..).map(|at: usize| at.to_string()).zip(items));
            ('[', ']')
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return out.push_str(&value.to_string());
        }
    };
    out.push(open);
    for (name, child) in children {
        let here = path.first() == Some(&name);
        let times = match change {
            Change::Deleted if here && path.len() == 1 => 0,
            Change::Twice if here && path.len() == 1 => 2,
            Change::Deleted | Change::Twice | Change::Named | Change::Became(_) => 1,
        };
        for _ in 0..times {
            if written > 0 {
                out.push(',');
            }
            written += 1;
            if open == '{' {
                let last = here && path.len() == 1 && matches!(change, Change::Named);
                let name = if last { format!("{name}2") } else { name.clone() };
                out.push_str(&Value::from(name).to_string());
                out.push(':');
            }
            match change {
                Change::Became(value) if here && path.len() == 1 => {
                    out.push_str(&value.to_string());
                }
                Change::Became(_) | Change::Deleted | Change::Named | Change::Twice => {
                    text(child, if here { &path[1..] } else { &[] }, change, out);
                }
            }
        }
    }
    out.push(close);
}

/// What is done to each member: all that takes it away or tells it twice, and two other values.
fn changes(chance: &mut Chance) -> Vec<Change> {
    let node = Value::object([("id", "urn:other")]);
    let values = [
        Value::Null,
        true.into(),
        7_u32.into(),
        "urn:other".into(),
        Value::Array(Vec::new()),
        Value::array([Value::Null]),
        Value::object::<String, Value>([]),
        node,
    ];
    let plain = [Change::Deleted, Change::Named, Change::Twice];
    let others = [0, 4].map(|first| values[first + chance.below(4)].clone());
    plain.into_iter().chain(others.map(Change::Became)).collect()
}

#[test]
fn no_member_deleted_renamed_doubled_or_retyped_is_a_yes() {
    let mut count = 0;
    for whole in credentials(100..200) {
        let mut all = Vec::new();
        paths(&whole.document, &mut Vec::new(), &mut all);
        let chance = &mut Chance::new(whole.seed);
        for path in &all {
            for change in &changes(chance) {
                let mut twin = String::new();
                text(&whole.document, path, change, &mut twin);
                never_yes(&whole, twin.as_bytes(), &(path, change));
                count += 1;
            }
        }
    }
    assert!(count > 50_000, "{count}");
}
