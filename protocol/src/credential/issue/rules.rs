//! What the parts of a credential say of each other, before it is signed.
//!
//! Source: Open Badges 3.0 §B.1 (descriptions of `result`, `resultDescription`, `endorsement`).

use std::collections::BTreeSet;

use crate::canon::json::Value;
use crate::credential::model::shape::ShapeFault;
use crate::credential::model::{Credential, many, point};

fn fault<T>(field: &str, what: impl Into<String>) -> Result<T, ShapeFault> {
    Err(ShapeFault::here(what).under(field))
}

fn text<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.get(name).and_then(Value::as_str)
}

fn items<'a>(node: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    node.get(name).into_iter().flat_map(many)
}

/// All rules for a whole credential.
pub(super) fn check(document: &Value) -> Result<(), ShapeFault> {
    unhashed(document)?;
    let credential = Credential::new(document);
    let targets = [
        credential.id(),
        credential.achievement_id(),
        credential.creator(),
        credential.issuer(),
        credential.subject_id(),
    ];
    let targets: Vec<&str> = targets.into_iter().flatten().collect();
    endorsed(document, &targets)?;
    let Some(subject) = document.get("credentialSubject") else { return Ok(()) };
    let inside = |fault: ShapeFault| fault.under("credentialSubject");
    activity(subject).map_err(inside)?;
    if let Some(achieved) = subject.get("achievement") {
        described_well(achieved, &targets).map_err(|fault| inside(fault.under("achievement")))?;
        for (at, result) in items(subject, "result").enumerate() {
            let place = |fault: ShapeFault| inside(fault.under(&at.to_string()).under("result"));
            fits(result, achieved).map_err(place)?;
        }
    }
    Ok(())
}

/// The rules for an achievement by itself.
pub(super) fn achievement(node: &Value) -> Result<(), ShapeFault> {
    let creator = node.at(&["creator", "id"]).and_then(Value::as_str);
    let targets: Vec<&str> = text(node, "id").into_iter().chain(creator).collect();
    described_well(node, &targets)
}

/// The rules for an achievement in which endorsements are about these.
fn described_well(node: &Value, targets: &[&str]) -> Result<(), ShapeFault> {
    about(node, targets)?;
    let said = |name: &str| node.at(&["criteria", name]).is_some();
    if !said("id") && !said("narrative") {
        return fault("criteria", "has neither a narrative nor an id");
    }
    if let Some(creator) = node.get("creator") {
        profile(creator, targets).map_err(|fault| fault.under("creator"))?;
    }
    let mut seen = BTreeSet::from([text(node, "id").unwrap_or_default()]);
    for (at, description) in items(node, "resultDescription").enumerate() {
        let place = |fault: ShapeFault| fault.under(&at.to_string()).under("resultDescription");
        described(description, &mut seen).map_err(place)?;
    }
    Ok(())
}

/// One result description: its requirements are among what it allows.
fn described<'a>(node: &'a Value, seen: &mut BTreeSet<&'a str>) -> Result<(), ShapeFault> {
    let levels = || items(node, "rubricCriterionLevel").filter_map(|level| text(level, "id"));
    for id in text(node, "id").into_iter().chain(levels()) {
        if !seen.insert(id) {
            return fault("id", format!("{id:?} is the id of something else here"));
        }
    }
    if let Some(level) = text(node, "requiredLevel")
        && !levels().any(|id| id == level)
    {
        return fault("requiredLevel", format!("{level:?} is none of rubricCriterionLevel"));
    }
    if let (Some(least), Some(most)) = (number(node, "valueMin"), number(node, "valueMax"))
        && most < least
    {
        return fault("valueMax", "is less than valueMin");
    }
    within(text(node, "requiredValue"), node).map_err(|fault| fault.under("requiredValue"))
}

/// A result says what its description, in the achievement that is awarded, lets it say.
fn fits(result: &Value, achievement: &Value) -> Result<(), ShapeFault> {
    let Some(link) = text(result, "resultDescription") else { return Ok(()) };
    let mut all = items(achievement, "resultDescription");
    let Some(description) = all.find(|one| text(one, "id") == Some(link)) else {
        return fault("resultDescription", format!("the achievement has no {link:?}"));
    };
    if text(description, "resultType") == Some("Status") && result.get("status").is_none() {
        return fault("status", "is missing: the result is a status");
    }
    let mut levels = items(description, "rubricCriterionLevel");
    if let Some(level) = text(result, "achievedLevel")
        && !levels.any(|one| text(one, "id") == Some(level))
    {
        return fault("achievedLevel", format!("{level:?} is none of rubricCriterionLevel"));
    }
    within(text(result, "value"), description).map_err(|fault| fault.under("value"))
}

/// Whether a value is one that a result description allows: one of its list, or in its range where
/// both are numbers.
fn within(value: Option<&str>, description: &Value) -> Result<(), ShapeFault> {
    let Some(value) = value else { return Ok(()) };
    let allowed: Vec<&str> = items(description, "allowedValue").filter_map(Value::as_str).collect();
    if !allowed.is_empty() && !allowed.contains(&value) {
        let what = format!("{value:?} is none of {}", allowed.join(", "));
        return Err(ShapeFault::here(what));
    }
    let Ok(found) = value.parse::<f64>() else { return Ok(()) };
    let low = number(description, "valueMin").is_some_and(|least| found < least);
    let high = number(description, "valueMax").is_some_and(|most| found > most);
    match low || high {
        true => Err(ShapeFault::here(format!("{value:?} is not within valueMin and valueMax"))),
        false => Ok(()),
    }
}

fn number(node: &Value, name: &str) -> Option<f64> {
    text(node, name)?.parse().ok().filter(|number: &f64| number.is_finite())
}

fn activity(subject: &Value) -> Result<(), ShapeFault> {
    let moment = |name: &str| text(subject, name).and_then(|text| point(text).ok());
    match (moment("activityStartDate"), moment("activityEndDate")) {
        (Some(from), Some(until)) if until < from => {
            fault("activityEndDate", format!("{until} is before activityStartDate {from}"))
        }
        (_, _) => Ok(()),
    }
}

/// Embedded endorsements are about the badge, what it is for, or who is in it: others nobody would
/// count. The standard's own example has one of the issuer inside the achievement.
fn endorsed(document: &Value, targets: &[&str]) -> Result<(), ShapeFault> {
    about(document, targets)?;
    if let Some(issuer) = document.get("issuer") {
        profile(issuer, targets).map_err(|fault| fault.under("issuer"))?;
    }
    if let Some(source) = document.at(&["credentialSubject", "source"]) {
        let inside = |fault: ShapeFault| fault.under("source").under("credentialSubject");
        profile(source, targets).map_err(inside)?;
    }
    Ok(())
}

fn profile(node: &Value, targets: &[&str]) -> Result<(), ShapeFault> {
    let targets: Vec<&str> = text(node, "id").into_iter().chain(targets.iter().copied()).collect();
    about(node, &targets)?;
    match node.get("parentOrg") {
        Some(parent) => profile(parent, &targets).map_err(|fault| fault.under("parentOrg")),
        None => Ok(()),
    }
}

fn about(node: &Value, targets: &[&str]) -> Result<(), ShapeFault> {
    for (at, endorsement) in items(node, "endorsement").enumerate() {
        let target = Credential::new(endorsement).subject_id().unwrap_or_default();
        if !targets.contains(&target) {
            let what = format!("{target:?} is not what it stands in: {}", targets.join(", "));
            return fault(&format!("endorsement.{at}.credentialSubject.id"), what);
        }
    }
    Ok(())
}

/// Refuses hashed identifiers wherever they stand: whoever has a list of addresses finds the one
/// behind a hash, with or without salt.
pub(super) fn unhashed(value: &Value) -> Result<(), ShapeFault> {
    const WHY: &str =
        "a hashed identifier can be guessed and is never written; leave it out, or say it plainly";
    match value {
        Value::String(text) if is_hash(text) => Err(ShapeFault::here(WHY)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .try_for_each(|(at, value)| unhashed(value).map_err(|f| f.under(&at.to_string()))),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            let told = match name {
                "hashed" => value.as_bool() == Some(true),
                "salt" => members.contains("identityHash"),
                _ => false,
            };
            let found = if told { Err(ShapeFault::here(WHY)) } else { unhashed(value) };
            found.map_err(|fault| fault.under(name))
        }),
    }
}

/// Source: Open Badges 3.0 §B.3 (IdentityHash).
fn is_hash(text: &str) -> bool {
    let Some((name, digits)) = text.split_once('$') else { return false };
    let known = ["sha256", "md5"].iter().any(|known| known.eq_ignore_ascii_case(name));
    known && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
