//! What must be shown at a gate, as data: strict JSON, bounded before it is believed.
//!
//! A gate asks whoever stands before it; it knows nothing of signatures. Whether what somebody shows
//! opens it is for [`crate::verdict`]'s gate to say. Source: `spec/gates.md` §1 and §2.

use super::rule::{Read, counted, counting, did, list, object, only, opened, part, text, within};
use super::{Badge, RuleError};
use crate::canon::jcs;
use crate::canon::json::{Object, Value};
use crate::identity::Did;
use crate::limits::{
    GATE_BYTES_MAX, GATE_DOMAIN_BYTES_MAX, GATE_NEWS_SECONDS_MAX, RULE_ROLE_BYTES_MAX,
    STATUS_AGE_MILLIS,
};

/// What a gate is called by those who come to it, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The domain that a presentation must be signed for, so that what is shown at one gate opens no
    /// other.
    pub domain: String,
    /// What must be so.
    pub opens: Condition,
}

/// What is asked of the news of a badge's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct News {
    /// How old they may be, in seconds.
    pub within: u64,
    /// Whether a badge that declares no status, so that nobody can take it back, does too.
    pub or_none: bool,
}

/// What must be so of whoever stands before a gate, by what they show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// `holds`: they hold this badge, rightfully awarded and not taken back.
    Holds {
        /// Which badge.
        badge: Badge,
        /// What is asked of the news of its status.
        news: News,
    },
    /// `memberOf`: they hold a membership that this community awarded and did not take back.
    MemberOf {
        /// Which community.
        community: Did,
        /// In which role, where not any will do.
        role: Option<String>,
        /// What is asked of the news of its status.
        news: News,
    },
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

impl Gate {
    /// Reads a gate as its keeper wrote it down.
    ///
    /// # Errors
    /// When it is no gate, or larger than a gate may be.
    pub fn from_value(value: &Value) -> Read<Self> {
        let members = object(value, "gate")?;
        only(members, &["domain", "opens"], "gate")?;
        let domain = text(members, "domain", "gate")?.to_owned();
        let blank = domain.trim().is_empty() || domain.chars().any(char::is_control);
        if blank || domain.len() > GATE_DOMAIN_BYTES_MAX {
            return part("gate.domain", format!("expected 1 to {GATE_DOMAIN_BYTES_MAX} bytes"));
        }
        let Some(opens) = members.get("opens") else { return part("gate.opens", "is missing") };
        let opens = Parts { parts: 0 }.condition(opens, "gate.opens", 1)?;
        let gate = Self { domain, opens };
        let found = jcs::canonicalize(&gate.to_value()).len();
        if found > GATE_BYTES_MAX {
            return Err(RuleError::TooLong { found, max: GATE_BYTES_MAX });
        }
        Ok(gate)
    }

    /// It as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let domain = Value::from(self.domain.as_str());
        Value::object([("domain", domain), ("opens", self.opens.to_value())])
    }
}

impl Condition {
    /// It as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let parts = |of: &[Self]| Value::Array(of.iter().map(Self::to_value).collect());
        let within = |asked: &mut Object, news: News| {
            if news.within != News::default().within {
                asked.insert("within", u32::try_from(news.within).unwrap_or(u32::MAX));
            }
            if news.or_none {
                asked.insert("orNoStatus", true);
            }
        };
        let inner = match self {
            Self::Holds { badge, news } => {
                let mut asked = Object::new();
                asked.insert("achievement", badge.achievement.as_str());
                asked.insert("creator", badge.creator.to_string());
                within(&mut asked, *news);
                Value::Object(asked)
            }
            Self::MemberOf { community, role, news } => {
                let mut asked = Object::new();
                asked.insert("community", community.to_string());
                if let Some(role) = role {
                    asked.insert("role", role.as_str());
                }
                within(&mut asked, *news);
                Value::Object(asked)
            }
            Self::All(of) | Self::Any(of) => parts(of),
            Self::Some { at_least, of } => counted(*at_least, parts(of)),
        };
        Value::object([(self.name(), inner)])
    }

    /// The name of its form.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Holds { .. } => "holds",
            Self::MemberOf { .. } => "memberOf",
            Self::All(_) => "all",
            Self::Any(_) => "any",
            Self::Some { .. } => "some",
        }
    }

    /// Its parts, none where it is one itself, and how many of them must be so.
    #[must_use]
    pub fn parts(&self) -> (&[Self], usize) {
        match self {
            Self::Holds { .. } | Self::MemberOf { .. } => (&[], 0),
            Self::All(of) => (of, of.len()),
            Self::Any(of) => (of, 1),
            Self::Some { at_least, of } => (of, *at_least),
        }
    }
}

impl Default for News {
    /// As for any verdict, and declared.
    fn default() -> Self {
        Self { within: STATUS_AGE_MILLIS / 1000, or_none: false }
    }
}

/// Reads the parts of one gate and counts them.
struct Parts {
    parts: usize,
}

impl Parts {
    fn condition(&mut self, value: &Value, field: &str, depth: usize) -> Read<Condition> {
        let (name, inner) = opened(&mut self.parts, (value, field), depth)?;
        let field = &format!("{field}.{name}");
        let inside = depth.saturating_add(1);
        let mut several =
            |of: &Value, at: &str| list(of, at, |one, at| self.condition(one, at, inside));
        match name {
            "holds" => {
                let members = object(inner, field)?;
                only(members, &["achievement", "creator", "within", "orNoStatus"], field)?;
                let badge = Badge::named(members, field)?;
                Ok(Condition::Holds { badge, news: news(members, field)? })
            }
            "memberOf" => {
                let members = object(inner, field)?;
                only(members, &["community", "role", "within", "orNoStatus"], field)?;
                let named = text(members, "community", field)?;
                let community = did(named, &format!("{field}.community"))?;
                let role = role(members, field)?;
                Ok(Condition::MemberOf { community, role, news: news(members, field)? })
            }
            "all" => several(inner, field).map(Condition::All),
            "any" => several(inner, field).map(Condition::Any),
            "some" => {
                let (at_least, of, field) = counting(inner, field)?;
                let of = several(of, &field)?;
                Ok(Condition::Some { at_least: within(at_least, of.len(), &field)?, of })
            }
            _ => part(field, "is no condition that is known"),
        }
    }
}

/// The role in which somebody must be a member, where one is asked for.
fn role(members: &Object, field: &str) -> Read<Option<String>> {
    if members.get("role").is_none() {
        return Ok(None);
    }
    let role = text(members, "role", field)?;
    if role.trim().is_empty() || role.len() > RULE_ROLE_BYTES_MAX {
        let what = format!("expected 1 to {RULE_ROLE_BYTES_MAX} bytes");
        return part(&format!("{field}.role"), what);
    }
    Ok(Some(role.to_owned()))
}

/// What is asked of the news of a status.
fn news(members: &Object, field: &str) -> Read<News> {
    let or_none = match members.get("orNoStatus") {
        None => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return part(&format!("{field}.orNoStatus"), "expected true, or nothing"),
    };
    let Some(asked) = members.get("within") else {
        return Ok(News { or_none, ..News::default() });
    };
    match asked.as_u64() {
        Some(within @ 1..=GATE_NEWS_SECONDS_MAX) => Ok(News { within, or_none }),
        Some(_) | None => {
            let what = format!("expected 1 to {GATE_NEWS_SECONDS_MAX} seconds");
            part(&format!("{field}.within"), what)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canon::json;

    const DID: &str = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";

    fn read(opens: &str) -> Result<Gate, String> {
        let text = format!("{{\"domain\":\"door.example\",\"opens\":{opens}}}").replace("DID", DID);
        Gate::from_value(&json::read(text.as_bytes()).unwrap()).map_err(|why| why.to_string())
    }

    fn check(opens: &str, said: &str) {
        let refused = read(opens).unwrap_err();
        assert!(refused.contains(said), "{opens}: {refused}");
    }

    #[test]
    fn a_gate_is_what_it_was_written_as() {
        for opens in [
            r#"{"holds":{"achievement":"urn:a","creator":"DID"}}"#,
            r#"{"holds":{"achievement":"urn:a","creator":"DID","within":86400}}"#,
            r#"{"memberOf":{"community":"DID","within":1}}"#,
            r#"{"memberOf":{"community":"DID","orNoStatus":true}}"#,
            r#"{"memberOf":{"community":"DID","role":"treasurer"}}"#,
            r#"{"holds":{"achievement":"urn:a","creator":"DID","orNoStatus":true,"within":60}}"#,
            r#"{"all":[{"memberOf":{"community":"DID"}},{"any":[{"memberOf":{"community":"DID"}}]}]}"#,
            r#"{"some":{"atLeast":1,"of":[{"memberOf":{"community":"DID"}}]}}"#,
        ] {
            let gate = read(opens).unwrap();
            assert_eq!(Gate::from_value(&gate.to_value()), Ok(gate.clone()), "{opens}");
            let written = jcs::canonicalize(&gate.opens.to_value());
            let expected = json::read(opens.replace("DID", DID).as_bytes()).unwrap();
            assert_eq!(written, jcs::canonicalize(&expected));
        }
    }

    #[test]
    fn what_is_no_gate_is_refused_by_the_field() {
        check("{}", "gate.opens: expected an object with one member");
        check(r#"{"not":[]}"#, "gate.opens.not: is no condition");
        check(r#"{"all":[]}"#, "gate.opens.all: expected a list");
        check(r#"{"holds":{"achievement":"","creator":"DID"}}"#, "gate.opens.holds.achievement");
        check(r#"{"holds":{"achievement":"urn:a"}}"#, "gate.opens.holds.creator");
        check(r#"{"holds":{"achievement":"urn:a","creator":"did:key:z6"}}"#, "holds.creator");
        check(
            r#"{"memberOf":{"community":"DID","orNoStatus":false}}"#,
            "orNoStatus: expected true",
        );
        check(r#"{"memberOf":{"community":"DID","role":" "}}"#, "memberOf.role: expected 1 to 64");
        check(r#"{"memberOf":{"community":"DID","since":1}}"#, "memberOf.since: is not known");
        for within in ["0", "31536001", "-1", "\"day\"", "1.5"] {
            let opens = format!("{{\"memberOf\":{{\"community\":\"DID\",\"within\":{within}}}}}");
            check(&opens, "gate.opens.memberOf.within: expected 1 to 31536000 seconds");
        }
        let one = r#"{"memberOf":{"community":"DID"}}"#;
        check(&format!("{{\"some\":{{\"atLeast\":2,\"of\":[{one}]}}}}"), "expected 1 to 1");
        check(&format!("{{\"all\":[{one},{one}]}}"), "twice");
        let deep = (0..4).fold(one.to_owned(), |inner, _| format!("{{\"all\":[{inner}]}}"));
        check(&deep, "more than 4 levels");
        let many: Vec<String> = (1..33)
            .map(|n| format!("{{\"memberOf\":{{\"community\":\"DID\",\"within\":{n}}}}}"))
            .collect();
        check(&format!("{{\"all\":[{}]}}", many.join(",")), "more than 32 parts");
        assert!(read(&format!("{{\"all\":[{}]}}", many[1..].join(","))).is_ok());
    }
}
