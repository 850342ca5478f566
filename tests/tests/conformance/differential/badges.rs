//! Badges by the pinned contexts.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};

use super::{compare, pinned_files, seeds};
use bot_tests::generate::{Chance, Texts, Version, unsigned};

/// A text, several, or texts in languages.
fn worded(chance: &mut Chance) -> Value {
    match chance.below(3) {
        0 => chance.text().into(),
        1 => Value::array(chance.texts()),
        _ => {
            let texts = chance.texts().into_iter().map(|text| {
                let tag = chance.tag();
                Value::object([("@value", Value::from(text)), ("@language", tag.into())])
            });
            Value::array(texts.collect::<Vec<_>>())
        }
    }
}

/// A node of this type; a third have names, of few, so that some are spoken of twice.
fn node(kind: &str, chance: &mut Chance) -> Object {
    let mut node = Object::new();
    if chance.one_in(3) {
        node.insert("id", chance.iri());
    }
    node.insert("type", Value::array([kind]));
    node
}

fn list<T: Into<Value>>(chance: &mut Chance, make: impl Fn(&mut Chance) -> T) -> Value {
    Value::array((0..=chance.below(3)).map(|_| make(chance).into()).collect::<Vec<Value>>())
}

/// Nodes without names: alike ones are told apart by what is below them.
fn identifiers(chance: &mut Chance) -> Value {
    list(chance, |chance| {
        let mut node = node("IdentifierEntry", chance);
        node.remove("id");
        node.insert("identifier", chance.text());
        node.insert("identifierType", *chance.pick(&["name", "sourcedId"]));
        node
    })
}

fn achievement(chance: &mut Chance) -> Object {
    let mut achievement = node("Achievement", chance);
    achievement.insert("criteria", Value::object([("narrative", chance.text())]));
    if chance.one_in(2) {
        achievement.insert("name", worded(chance));
        achievement.insert("tag", Value::array(chance.texts()));
        achievement.insert("achievementType", *chance.pick(&["Badge", "ext:Own", "Course"]));
    }
    if chance.one_in(2) {
        achievement.insert("otherIdentifier", identifiers(chance));
        achievement.insert("inLanguage", chance.tag());
    }
    if chance.one_in(2) {
        achievement.insert("creditsAvailable", number(chance));
        let mut result = node("ResultDescription", chance);
        let allowed: Vec<String> = (0..chance.below(4)).map(|_| chance.text()).collect();
        result.insert("allowedValue", Value::array(allowed));
        achievement.insert("resultDescription", result);
    }
    if chance.one_in(3) {
        achievement.insert("creator", profile(chance));
    }
    achievement
}

fn number(chance: &mut Chance) -> Value {
    if chance.one_in(2) { chance.integer() } else { chance.double() }
}

fn profile(chance: &mut Chance) -> Object {
    let mut profile = node("Profile", chance);
    if chance.one_in(2) {
        profile.insert("name", worded(chance));
        profile.insert("url", chance.iri());
        profile.insert("otherIdentifier", identifiers(chance));
    }
    if chance.one_in(2) {
        let mut geo = node("GeoCoordinates", chance);
        geo.insert("latitude", number(chance));
        geo.insert("longitude", number(chance));
        let mut address = node("Address", chance);
        address.insert("geo", geo);
        profile.insert("address", address);
    }
    if chance.one_in(6) {
        profile.insert("parentOrg", self::profile(chance));
    }
    profile
}

fn subject(chance: &mut Chance) -> Object {
    let mut subject = node("AchievementSubject", chance);
    subject.remove("id");
    subject.insert("achievement", achievement(chance));
    if chance.one_in(2) {
        subject.insert("creditsEarned", number(chance));
        subject.insert("role", chance.text());
    }
    subject
}

fn evidence(chance: &mut Chance) -> Value {
    list(chance, |chance| {
        let mut node = node("Evidence", chance);
        node.remove("id");
        node.insert("name", chance.text());
        node.insert("genre", *chance.pick(&["a", "b"]));
        node
    })
}

fn badge(seed: u64) -> Value {
    let chance = &mut Chance::new(seed);
    let mut badge = Object::new();
    let contexts = [CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES];
    badge.insert("@context", Value::array(contexts));
    badge.insert("id", "urn:uuid:1");
    badge.insert("type", Value::array(["VerifiableCredential", "OpenBadgeCredential"]));
    badge.insert("issuer", profile(chance));
    badge.insert("validFrom", "2026-01-01T00:00:00Z");
    badge.insert("credentialSubject", list(chance, subject));
    if chance.one_in(2) {
        badge.insert("name", worded(chance));
        badge.insert("evidence", evidence(chance));
    }
    if chance.one_in(3) {
        let schema = Value::object([
            ("id", Value::from("https://a.example/schema")),
            ("type", "JsonSchema".into()),
            ("jsonSchema", super::shapes::json(chance, 3)),
        ]);
        badge.insert("credentialSchema", schema);
    }
    if chance.one_in(2) {
        let status = Value::object([
            ("type", "BitstringStatusListEntry"),
            ("statusPurpose", "revocation"),
            ("statusListIndex", "7"),
            ("statusListCredential", "https://a.example/1"),
        ]);
        badge.insert("credentialStatus", status);
    }
    Value::Object(badge)
}

#[test]
fn badges_read_the_same() {
    compare(seeds(500), badge, Contexts::pinned(), &pinned_files());
}

/// The badges that are signed and changed elsewhere in these tests.
#[test]
fn badges_of_every_member_read_the_same() {
    let make = |seed: u64| {
        let version = if seed.is_multiple_of(2) { Version::Two } else { Version::One };
        unsigned(seed, version, Texts::Any, "did:example:issuer")
    };
    compare(seeds(500), make, Contexts::pinned(), &pinned_files());
}
