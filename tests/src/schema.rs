//! JSON Schema as far as the Open Badges schemas use it, to check what we write.
//!
//! A keyword that is not known here is a failure, so that no rule is skipped in silence. Formats
//! are not asked for: the product's own readers check dates.
//!
//! Source: JSON Schema 2019-09, core §8–§10 and validation §6.

use regex::Regex;
use serde_json::{Map, Value};

/// Everything in `instance` that `schema` does not allow, each with its place.
#[must_use]
pub fn faults(schema: &Value, instance: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(&Check { root: schema }, schema, instance, "", &mut found);
    found
}

struct Check<'a> {
    root: &'a Value,
}

fn walk(check: &Check<'_>, schema: &Value, instance: &Value, at: &str, found: &mut Vec<String>) {
    let Some(rules) = schema.as_object() else {
        if schema == &Value::Bool(false) {
            found.push(format!("{at}: nothing is allowed here"));
        }
        return;
    };
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "$ref" => {
                match rule.as_str().and_then(|to| check.root.pointer(to.strip_prefix('#')?)) {
                    Some(target) => walk(check, target, instance, at, found),
                    None => found.push(format!("{at}: schema names {rule}, which is not there")),
                }
            }
            "type" => kind(rule, instance, at, found),
            "enum" if !rule.as_array().is_some_and(|values| values.contains(instance)) => {
                found.push(format!("{at}: {instance} is none of {rule}"));
            }
            "pattern" => pattern(rule, instance, at, found),
            "allOf" | "oneOf" => combine(check, (keyword, rule), instance, (at, found)),
            "properties" | "required" | "additionalProperties" => {
                object(check, (keyword, rule), rules, instance, (at, found));
            }
            "items" | "additionalItems" | "minItems" | "contains" => {
                array(check, (keyword, rule), rules, instance, (at, found));
            }
            "$schema" | "$id" | "$defs" | "$comment" | "title" | "description" | "format"
            | "enum" => {}
            other => found.push(format!("{at}: schema keyword {other} is not known here")),
        }
    }
}

fn kind(rule: &Value, instance: &Value, at: &str, found: &mut Vec<String>) {
    let good = match rule.as_str().unwrap_or_default() {
        "object" => instance.is_object(),
        "array" => instance.is_array(),
        "string" => instance.is_string(),
        "number" => instance.is_number(),
        "integer" => instance.is_i64() || instance.is_u64(),
        "boolean" => instance.is_boolean(),
        "null" => instance.is_null(),
        _ => false,
    };
    if !good {
        found.push(format!("{at}: {instance} is no {rule}"));
    }
}

fn pattern(rule: &Value, instance: &Value, at: &str, found: &mut Vec<String>) {
    let pattern = rule.as_str().and_then(|pattern| Regex::new(pattern).ok());
    match (pattern, instance.as_str()) {
        (Some(pattern), Some(text)) if !pattern.is_match(text) => {
            found.push(format!("{at}: {text:?} does not match {rule}"));
        }
        (None, _) => found.push(format!("{at}: schema pattern {rule} is not read")),
        (Some(_), _) => {}
    }
}

fn combine(
    check: &Check<'_>,
    (keyword, rule): (&str, &Value),
    instance: &Value,
    (at, found): (&str, &mut Vec<String>),
) {
    let branches: Vec<Vec<String>> = rule
        .as_array()
        .into_iter()
        .flatten()
        .map(|branch| {
            let mut inner = Vec::new();
            walk(check, branch, instance, at, &mut inner);
            inner
        })
        .collect();
    if keyword == "allOf" {
        found.extend(branches.into_iter().flatten());
    } else {
        let good = branches.iter().filter(|branch| branch.is_empty()).count();
        if good != 1 {
            found.push(format!("{at}: {good} branches of oneOf fit: {branches:?}"));
        }
    }
}

fn object(
    check: &Check<'_>,
    (keyword, rule): (&str, &Value),
    rules: &Map<String, Value>,
    instance: &Value,
    (at, found): (&str, &mut Vec<String>),
) {
    let Some(members) = instance.as_object() else { return };
    let known = |name: &str| rules.get("properties").and_then(|rules| rules.get(name));
    match keyword {
        "required" => {
            for name in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    found.push(format!("{at}: {name} is missing"));
                }
            }
        }
        "properties" => {
            for (name, value) in members {
                if let Some(schema) = known(name) {
                    walk(check, schema, value, &format!("{at}/{name}"), found);
                }
            }
        }
        _ => {
            for (name, value) in members.iter().filter(|(name, _)| known(name).is_none()) {
                walk(check, rule, value, &format!("{at}/{name}"), found);
            }
        }
    }
}

fn array(
    check: &Check<'_>,
    (keyword, rule): (&str, &Value),
    rules: &Map<String, Value>,
    instance: &Value,
    (at, found): (&str, &mut Vec<String>),
) {
    let Some(items) = instance.as_array() else { return };
    let fixed = rules.get("items").and_then(Value::as_array).map_or(0, Vec::len);
    match keyword {
        "minItems" => {
            let least = rule.as_u64().and_then(|least| usize::try_from(least).ok());
            if least.is_none_or(|least| items.len() < least) {
                found.push(format!("{at}: {} items, at least {rule} expected", items.len()));
            }
        }
        "contains" => {
            let fits = |item: &Value| {
                let mut inner = Vec::new();
                walk(check, rule, item, at, &mut inner);
                inner.is_empty()
            };
            if !items.iter().any(fits) {
                found.push(format!("{at}: no item fits {rule}"));
            }
        }
        "items" if rule.is_array() => {
            for (index, (item, schema)) in
                items.iter().zip(rule.as_array().into_iter().flatten()).enumerate()
            {
                walk(check, schema, item, &format!("{at}/{index}"), found);
            }
        }
        "items" => {
            for (index, item) in items.iter().enumerate() {
                walk(check, rule, item, &format!("{at}/{index}"), found);
            }
        }
        _ => {
            for (index, item) in items.iter().enumerate().skip(fixed) {
                walk(check, rule, item, &format!("{at}/{index}"), found);
            }
        }
    }
}
