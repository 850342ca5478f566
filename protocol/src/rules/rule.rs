//! A rule as data: strict JSON, one spelling each, bounded before it is believed.
//!
//! Source: `spec/rules.md` §3.

use std::collections::BTreeSet;

use thiserror::Error;

use super::stages::{Role, Takes};
use crate::canon::jcs;
use crate::canon::json::{self, JsonError, Number, Object, Value};
use crate::identity::Did;
use crate::limits::{
    RULE_BYTES_MAX, RULE_DEPTH_MAX, RULE_ID_BYTES_MAX, RULE_LIST_MAX, RULE_PARTS_MAX,
    RULE_ROLE_BYTES_MAX, RULE_STAGES_MAX,
};

/// An achievement by whoever created it: an id alone could be anybody's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Badge {
    /// The achievement's id.
    pub achievement: String,
    /// Who created it.
    pub creator: Did,
}

/// What must be so for an award to be rightful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// `issuerHolds`: who awards it holds this badge.
    IssuerHolds(Badge),
    /// `recipientHolds`: whom it is awarded to holds so many of these, or what stands for them.
    RecipientHolds {
        /// How many.
        at_least: usize,
        /// Of which.
        of: Vec<Badge>,
    },
    /// `inOrder`: whom it is awarded to was awarded all of these, each after the one before.
    InOrder(Vec<Badge>),
    /// `endorsedByHolders`: so many others who hold this badge endorse the award.
    EndorsedByHolders {
        /// How many.
        at_least: usize,
        /// Which badge.
        of: Badge,
    },
    /// `endorsedBy`: so many of these endorse the award.
    EndorsedBy {
        /// How many.
        at_least: usize,
        /// Of whom.
        of: Vec<Did>,
    },
    /// `stages`: it is a stage signed by whom the first names for this role, after all before it;
    /// the first is the recipient's own.
    Stages(Vec<Role>),
    /// `all`: every one of these.
    All(Vec<Self>),
    /// `any`: one of these.
    Any(Vec<Self>),
    /// `some`: so many of these.
    Some {
        /// How many.
        at_least: usize,
        /// Of which.
        of: Vec<Self>,
    },
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Too long to be looked at.
    #[error("the rule has {found} bytes, at most {max} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// No strict JSON.
    #[error("the rule is refused: {0}")]
    Json(#[from] JsonError),
    /// JSON, but not in the one spelling that is signed.
    #[error("the rule is not written as RFC 8785 has it")]
    Spelling,
    /// Too many parts, or one too deep inside of others.
    #[error("the rule has more than {max} {what}")]
    TooMuch {
        /// What there is too much of: `parts` or `levels`.
        what: &'static str,
        /// How many are allowed.
        max: usize,
    },
    /// A part that is not as it must be.
    #[error("{field}: {what}")]
    Part {
        /// Where, as a path with dots.
        field: String,
        /// What was found and expected.
        what: String,
    },
}

pub(super) type Read<T> = Result<T, RuleError>;

impl Rule {
    /// Reads a rule that was signed: canonical JSON.
    ///
    /// # Errors
    /// When it is too long, no rule, or written in another way.
    pub fn read(text: &str) -> Read<Self> {
        bounded(text.len())?;
        let rule = Self::from_value(&json::read(text.as_bytes())?)?;
        if rule.to_text() == text { Ok(rule) } else { Err(RuleError::Spelling) }
    }

    /// Reads a rule as its author wrote it down.
    ///
    /// # Errors
    /// When it is no rule, or larger than a rule may be.
    pub fn from_value(value: &Value) -> Read<Self> {
        let mut parts = 0;
        let rule = Parts { parts: &mut parts }.rule(value, "rule", 1)?;
        bounded(rule.to_text().len())?;
        Ok(rule)
    }

    /// Checks what reading would check.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn check(&self) -> Read<()> {
        Self::from_value(&self.to_value()).map(drop)
    }

    /// The one spelling that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        String::from_utf8_lossy(&jcs::canonicalize(&self.to_value())).into_owned()
    }

    /// It as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let parts = |of: &[Self]| Value::Array(of.iter().map(Self::to_value).collect());
        let badges = |of: &[Badge]| Value::Array(of.iter().map(Badge::to_value).collect());
        match self {
            Self::IssuerHolds(badge) => Value::object([("issuerHolds", badge.to_value())]),
            Self::RecipientHolds { at_least, of } => {
                Value::object([("recipientHolds", counted(*at_least, badges(of)))])
            }
            Self::InOrder(of) => Value::object([("inOrder", badges(of))]),
            Self::EndorsedByHolders { at_least, of } => {
                Value::object([("endorsedByHolders", counted(*at_least, of.to_value()))])
            }
            Self::EndorsedBy { at_least, of } => {
                let of = of.iter().map(|did| Value::from(did.to_string())).collect();
                Value::object([("endorsedBy", counted(*at_least, Value::Array(of)))])
            }
            Self::Stages(roles) => {
                let roles = roles.iter().map(Role::to_value).collect();
                Value::object([("stages", Value::Array(roles))])
            }
            Self::All(of) => Value::object([("all", parts(of))]),
            Self::Any(of) => Value::object([("any", parts(of))]),
            Self::Some { at_least, of } => Value::object([("some", counted(*at_least, parts(of)))]),
        }
    }

    /// The roles of the stages that it or a part of it asks for.
    #[must_use]
    pub fn stages(&self) -> Option<&[Role]> {
        match self {
            Self::Stages(roles) => Some(roles),
            Self::All(of) | Self::Any(of) | Self::Some { of, .. } => {
                of.iter().find_map(Self::stages)
            }
            Self::IssuerHolds(_)
            | Self::RecipientHolds { .. }
            | Self::InOrder(_)
            | Self::EndorsedByHolders { .. }
            | Self::EndorsedBy { .. } => None,
        }
    }

    /// Whether nothing but a stage can meet it.
    #[must_use]
    pub fn needs_stages(&self) -> bool {
        match self {
            Self::Stages(_) => true,
            Self::All(of) => of.iter().any(Self::needs_stages),
            Self::Any(of) => of.iter().all(Self::needs_stages),
            Self::Some { at_least, of } => {
                of.iter().filter(|one| !one.needs_stages()).count() < *at_least
            }
            Self::IssuerHolds(_)
            | Self::RecipientHolds { .. }
            | Self::InOrder(_)
            | Self::EndorsedByHolders { .. }
            | Self::EndorsedBy { .. } => false,
        }
    }

    /// Everybody whom it names as endorsers.
    #[must_use]
    pub fn endorsers(&self) -> Vec<&Did> {
        match self {
            Self::EndorsedBy { of, .. } => of.iter().collect(),
            Self::All(of) | Self::Any(of) | Self::Some { of, .. } => {
                of.iter().flat_map(Self::endorsers).collect()
            }
            Self::IssuerHolds(_)
            | Self::RecipientHolds { .. }
            | Self::InOrder(_)
            | Self::EndorsedByHolders { .. }
            | Self::Stages(_) => Vec::new(),
        }
    }

    /// Every badge that it names, and whether what stands for one counts too.
    #[must_use]
    pub fn badges(&self) -> Vec<(&Badge, bool)> {
        match self {
            Self::IssuerHolds(badge) | Self::EndorsedByHolders { of: badge, .. } => {
                vec![(badge, false)]
            }
            Self::RecipientHolds { of, .. } => of.iter().map(|badge| (badge, true)).collect(),
            Self::InOrder(of) => of.iter().map(|badge| (badge, false)).collect(),
            Self::EndorsedBy { .. } => Vec::new(),
            Self::Stages(roles) => {
                let of = roles.iter().filter_map(|role| match &role.takes {
                    Takes::Holders(badge) => Some((badge, false)),
                    Takes::Anybody | Takes::These(_) => None,
                });
                of.collect()
            }
            Self::All(of) | Self::Any(of) | Self::Some { of, .. } => {
                of.iter().flat_map(Self::badges).collect()
            }
        }
    }
}

impl Badge {
    pub(super) fn to_value(&self) -> Value {
        let creator = self.creator.to_string();
        Value::object([("achievement", self.achievement.as_str()), ("creator", &creator)])
    }

    fn read(value: &Value, field: &str) -> Read<Self> {
        let members = object(value, field)?;
        only(members, &["achievement", "creator"], field)?;
        Self::named(members, field)
    }

    /// The badge that these members name, others beside it left alone.
    pub(super) fn named(members: &Object, field: &str) -> Read<Self> {
        let achievement = text(members, "achievement", field)?;
        let found = achievement.len();
        if found == 0 || found > RULE_ID_BYTES_MAX || achievement.chars().any(char::is_control) {
            let field = format!("{field}.achievement");
            return part(&field, format!("expected an id of 1 to {RULE_ID_BYTES_MAX} bytes"));
        }
        let creator = did(text(members, "creator", field)?, &format!("{field}.creator"))?;
        Ok(Self { achievement: achievement.to_owned(), creator })
    }
}

/// Reads the parts of one rule and counts them.
struct Parts<'p> {
    parts: &'p mut usize,
}

impl Parts<'_> {
    fn rule(&mut self, value: &Value, field: &str, depth: usize) -> Read<Rule> {
        let (name, inner) = opened(self.parts, (value, field), depth)?;
        let field = &format!("{field}.{name}");
        let inside = depth.saturating_add(1);
        match name {
            "issuerHolds" => Badge::read(inner, field).map(Rule::IssuerHolds),
            "recipientHolds" => {
                let (at_least, of, field) = counting(inner, field)?;
                let of = list(of, &field, Badge::read)?;
                Ok(Rule::RecipientHolds { at_least: within(at_least, of.len(), &field)?, of })
            }
            "inOrder" => {
                let of = list(inner, field, Badge::read)?;
                if of.len() < 2 {
                    return part(field, "expected two badges or more");
                }
                Ok(Rule::InOrder(of))
            }
            "endorsedByHolders" => {
                let (at_least, of, field) = counting(inner, field)?;
                let of = Badge::read(of, &field)?;
                let at_least = within(at_least, RULE_LIST_MAX, &field)?;
                Ok(Rule::EndorsedByHolders { at_least, of })
            }
            "endorsedBy" => {
                let (at_least, of, field) = counting(inner, field)?;
                let read = |one: &Value, field: &str| did(one.as_str().unwrap_or_default(), field);
                let of = list(of, &field, read)?;
                Ok(Rule::EndorsedBy { at_least: within(at_least, of.len(), &field)?, of })
            }
            "stages" => stages(inner, field).map(Rule::Stages),
            "all" => list(inner, field, |one, at| self.rule(one, at, inside)).map(Rule::All),
            "any" => list(inner, field, |one, at| self.rule(one, at, inside)).map(Rule::Any),
            "some" => {
                let (at_least, of, field) = counting(inner, field)?;
                let of = list(of, &field, |one, at| self.rule(one, at, inside))?;
                Ok(Rule::Some { at_least: within(at_least, of.len(), &field)?, of })
            }
            other => part(field, format!("{other:?} is no rule")),
        }
    }
}

/// The name of a part and what it asks; one more part of this depth.
pub(super) fn opened<'v>(
    parts: &mut usize,
    (value, field): (&'v Value, &str),
    depth: usize,
) -> Read<(&'v str, &'v Value)> {
    *parts = parts.saturating_add(1);
    if *parts > RULE_PARTS_MAX {
        return Err(RuleError::TooMuch { what: "parts", max: RULE_PARTS_MAX });
    }
    if depth > RULE_DEPTH_MAX {
        return Err(RuleError::TooMuch { what: "levels", max: RULE_DEPTH_MAX });
    }
    let mut all = object(value, field)?.iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) | (None, _) => {
            part(field, "expected an object with one member, the name of a rule")
        }
    }
}

pub(super) fn counted(at_least: usize, of: Value) -> Value {
    let number = u64::try_from(at_least).ok().and_then(Number::from_u64);
    Value::object([("atLeast", number.map_or(Value::Null, Value::from)), ("of", of)])
}

/// The number and the list of a part that has both.
pub(super) fn counting<'v>(value: &'v Value, field: &str) -> Read<(usize, &'v Value, String)> {
    let members = object(value, field)?;
    only(members, &["atLeast", "of"], field)?;
    let number = members.get("atLeast").and_then(Value::as_u64);
    let number = number.and_then(|number| usize::try_from(number).ok());
    let Some(number) = number else {
        return part(&format!("{field}.atLeast"), "expected a whole number");
    };
    let Some(of) = members.get("of") else { return part(&format!("{field}.of"), "is missing") };
    Ok((number, of, format!("{field}.of")))
}

/// Two roles or more, each once; the first is the recipient's own.
fn stages(value: &Value, field: &str) -> Read<Vec<Role>> {
    let roles = list(value, field, Role::read)?;
    if !(2..=RULE_STAGES_MAX).contains(&roles.len()) {
        return part(field, format!("expected 2 to {RULE_STAGES_MAX} roles"));
    }
    if roles.first().is_some_and(|first| first.takes != Takes::Anybody) {
        return part(&format!("{field}[0]"), "the first is the recipient's own: expected a word");
    }
    let mut names = BTreeSet::new();
    match roles.iter().position(|role| !names.insert(role.name.as_str())) {
        Some(twice) => part(&format!("{field}[{twice}]"), "is in the list twice"),
        None => Ok(roles),
    }
}

impl Role {
    fn to_value(&self) -> Value {
        let name = Value::from(self.name.as_str());
        match &self.takes {
            Takes::Anybody => name,
            Takes::These(of) => {
                let of = of.iter().map(|did| Value::from(did.to_string())).collect();
                Value::object([("role", name), ("of", Value::Array(of))])
            }
            Takes::Holders(badge) => Value::object([("role", name), ("holds", badge.to_value())]),
        }
    }

    /// A word, or one with whom it takes.
    fn read(value: &Value, field: &str) -> Read<Self> {
        let Some(members) = value.as_object() else {
            let name = called(value.as_str().unwrap_or_default(), field)?;
            return Ok(Self { name, takes: Takes::Anybody });
        };
        only(members, &["role", "of", "holds"], field)?;
        let name = called(text(members, "role", field)?, &format!("{field}.role"))?;
        let takes = match (members.get("of"), members.get("holds")) {
            (Some(of), None) => {
                let read = |one: &Value, field: &str| did(one.as_str().unwrap_or_default(), field);
                Takes::These(list(of, &format!("{field}.of"), read)?)
            }
            (None, Some(badge)) => Takes::Holders(Badge::read(badge, &format!("{field}.holds"))?),
            (Some(_), Some(_)) | (None, None) => return part(field, "expected of, or holds"),
        };
        Ok(Self { name, takes })
    }
}

/// The name of a role.
fn called(name: &str, field: &str) -> Read<String> {
    let blank = name.trim() != name || name.is_empty() || name.chars().any(char::is_control);
    if blank || name.len() > RULE_ROLE_BYTES_MAX {
        return part(field, format!("expected a word of 1 to {RULE_ROLE_BYTES_MAX} bytes"));
    }
    Ok(name.to_owned())
}

pub(super) fn within(at_least: usize, most: usize, field: &str) -> Read<usize> {
    if at_least == 0 || at_least > most {
        let what = format!("at least {at_least} are asked for, expected 1 to {most}");
        return part(field, what);
    }
    Ok(at_least)
}

/// A list of 1 to [`RULE_LIST_MAX`] things, each once.
pub(super) fn list<T: Ord + Clone>(
    value: &Value,
    field: &str,
    mut read: impl FnMut(&Value, &str) -> Read<T>,
) -> Read<Vec<T>> {
    let items = value.as_array().unwrap_or_default();
    if items.is_empty() || items.len() > RULE_LIST_MAX {
        return part(field, format!("expected a list of 1 to {RULE_LIST_MAX}"));
    }
    let (mut of, mut seen) = (Vec::new(), BTreeSet::new());
    for (index, item) in items.iter().enumerate() {
        let field = format!("{field}[{index}]");
        let one = read(item, &field)?;
        if !seen.insert(one.clone()) {
            return part(&field, "is in the list twice");
        }
        of.push(one);
    }
    Ok(of)
}

pub(super) fn object<'v>(value: &'v Value, field: &str) -> Read<&'v Object> {
    value.as_object().map_or_else(|| part(field, "expected an object"), Ok)
}

pub(super) fn only(members: &Object, names: &[&str], field: &str) -> Read<()> {
    match members.keys().find(|name| !names.contains(name)) {
        Some(name) => part(&format!("{field}.{name}"), "is not known"),
        None => Ok(()),
    }
}

pub(super) fn text<'v>(members: &'v Object, name: &str, field: &str) -> Read<&'v str> {
    let found = members.get(name).and_then(Value::as_str);
    found.map_or_else(|| part(&format!("{field}.{name}"), "expected a text"), Ok)
}

pub(super) fn did(text: &str, field: &str) -> Read<Did> {
    text.parse().or_else(|why| part(field, format!("{why}")))
}

pub(super) fn part<T>(field: &str, what: impl Into<String>) -> Read<T> {
    Err(RuleError::Part { field: field.to_owned(), what: what.into() })
}

pub(super) fn bounded(found: usize) -> Read<()> {
    if found > RULE_BYTES_MAX {
        return Err(RuleError::TooLong { found, max: RULE_BYTES_MAX });
    }
    Ok(())
}
