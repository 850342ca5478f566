//! Plain values: words, addresses, numbers, times, codes.

use super::{Kind, fault};
use crate::canon::json::{Number, Value};
use crate::credential::model::point;
use crate::credential::model::shape::{ShapeFault, is_url};
use crate::limits::{
    CREDENTIAL_BYTES_MAX, CREDENTIAL_TEXT_BYTES_MAX, NAME_BYTES_MAX, URL_BYTES_MAX,
};

/// A plain value as it is written.
pub(super) fn write(kind: &Kind, value: &Value) -> Result<Value, ShapeFault> {
    match kind {
        Kind::Number { least, most } => match value.as_number() {
            Some(number) => bounded(number, *least, *most).map(|()| value.clone()),
            None => fault("expected a number"),
        },
        Kind::Truth => match value.as_bool() {
            Some(_) => Ok(value.clone()),
            None => fault("expected true or false"),
        },
        Kind::Text
        | Kind::Url
        | Kind::Picture
        | Kind::Moment
        | Kind::Day
        | Kind::Language
        | Kind::Email
        | Kind::Phone
        | Kind::Country
        | Kind::Word(_)
        | Kind::Jws
        | Kind::Node(_)
        | Kind::NodeOrId(_)
        | Kind::Endorsement => {
            let Some(text) = value.as_str().map(str::trim) else { return fault("expected a text") };
            if text.is_empty() {
                return fault("is empty");
            }
            of_text(kind, text)?;
            Ok(Value::from(text))
        }
    }
}

fn of_text(kind: &Kind, text: &str) -> Result<(), ShapeFault> {
    let most = match kind {
        Kind::Url => URL_BYTES_MAX,
        Kind::Picture | Kind::Jws => CREDENTIAL_BYTES_MAX,
        Kind::Email | Kind::Phone => NAME_BYTES_MAX,
        Kind::Text
        | Kind::Number { .. }
        | Kind::Truth
        | Kind::Moment
        | Kind::Day
        | Kind::Language
        | Kind::Country
        | Kind::Word(_)
        | Kind::Node(_)
        | Kind::NodeOrId(_)
        | Kind::Endorsement => CREDENTIAL_TEXT_BYTES_MAX,
    };
    if text.len() > most {
        return fault(format!("has {} bytes, at most {most}", text.len()));
    }
    match kind {
        Kind::Url | Kind::Picture => {
            check(text, is_url(text), "a URL such as https://school.example/")
        }
        Kind::Moment => match point(text) {
            Ok(_) => Ok(()),
            Err(why) => fault(format!("{text:?} is no date and time with offset: {why}")),
        },
        Kind::Day => check(text, is_day(text), "a day such as 2009-12-31"),
        Kind::Language => language(text),
        Kind::Email => check(text, is_email(text), "an e-mail address"),
        Kind::Phone => check(text, is_phone(text), "a telephone number such as +33 1 99 00 27 58"),
        Kind::Country => check(text, is_country(text), "a country in two letters such as FR"),
        Kind::Word(list) => list.check(text),
        Kind::Jws => check(text, is_jws(text), "a signed text in three parts (compact JWS)"),
        Kind::Text
        | Kind::Number { .. }
        | Kind::Truth
        | Kind::Node(_)
        | Kind::NodeOrId(_)
        | Kind::Endorsement => Ok(()),
    }
}

fn check(text: &str, good: bool, expected: &str) -> Result<(), ShapeFault> {
    if good {
        return Ok(());
    }
    let found: String = text.chars().take(80).collect();
    fault(format!("{found:?} is not {expected}"))
}

fn bounded(number: Number, least: i32, most: Option<i32>) -> Result<(), ShapeFault> {
    let value = number.as_f64();
    let high = most.is_some_and(|most| value > f64::from(most));
    if value >= f64::from(least) && !high {
        return Ok(());
    }
    match most {
        Some(most) => fault(format!("{number} is not within {least} to {most}")),
        None => fault(format!("{number} is less than {least}")),
    }
}

/// A language tag as the Open Badges schema takes it: `fr`, `pt-BR`, `zh-Hant-TW`, `es-419`.
///
/// Source: Open Badges 3.0 §B.3 (LanguageCode), a part of BCP 47.
pub(crate) fn language(tag: &str) -> Result<(), ShapeFault> {
    let lower = |text: &str| text.chars().all(|c| c.is_ascii_lowercase());
    let script = |part: &str| {
        let mut letters = part.chars();
        part.len() == 4
            && letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && lower(letters.as_str())
    };
    let region = |part: &str| {
        let letters = part.len() == 2 && part.chars().all(|c| c.is_ascii_uppercase());
        letters || (part.len() == 3 && part.chars().all(|c| c.is_ascii_digit()))
    };
    let parts: Vec<&str> = tag.split('-').collect();
    let good = match parts.as_slice() {
        [head, rest @ ..] if (2..=4).contains(&head.len()) && lower(head) => match rest {
            [] => true,
            [one] => script(one) || region(one),
            [one, two] => script(one) && region(two),
            _ => false,
        },
        _ => false,
    };
    if good { Ok(()) } else { fault(format!("{tag:?} is no language tag like fr or pt-BR")) }
}

/// Source: RFC 3339 §5.6 (full-date).
fn is_day(text: &str) -> bool {
    text.len() == 10 && point(&format!("{text}T00:00:00Z")).is_ok()
}

/// Something, an at sign, and a host: whether a letter arrives only its host can tell.
fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',');
    match text.rsplit_once('@') {
        Some((who, host)) => {
            !who.is_empty() && !host.is_empty() && !text.contains(odd) && !who.contains('@')
        }
        None => false,
    }
}

fn is_phone(text: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || " +-()./;=".contains(c);
    text.chars().all(known) && text.chars().any(|c| c.is_ascii_digit())
}

/// Source: ISO 3166-1, two letters.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase())
}

/// Source: RFC 7515 §3.1; the pattern of the Open Badges schema.
fn is_jws(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let parts: Vec<&str> = text.split('.').collect();
    let good = |part: &&str| part.bytes().all(letter);
    match parts.as_slice() {
        [head, body, signature] => {
            !head.is_empty()
                && !signature.is_empty()
                && [head, body, signature].into_iter().all(good)
        }
        _ => false,
    }
}
