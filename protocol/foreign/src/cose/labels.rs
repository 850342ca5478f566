//! The headers of a `COSE_Sign1`: labels and what they say, in the words of JOSE.
//!
//! The algorithm and the media types count where they are signed; the name of the key may stand in
//! the unprotected header, since it only chooses among the issuer's own keys.
//!
//! Source: RFC 9052 §3.1; RFC 9596 (`typ`); RFC 9597 (CWT claims); RFC 9864 (algorithms).

use std::collections::BTreeSet;

use bot_protocol::canon::json::{Number, Object, Value};

use super::read::{Item, Sign1Fault, Walk};
use crate::jose::{Algorithm, Fault, Header, header_fault};

/// What the headers say.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    /// Algorithm and key, or why the header is refused.
    pub(crate) header: Result<Header, Fault>,
    /// The media type of the whole.
    pub(crate) typ: Option<String>,
    /// The media type of the payload.
    pub(crate) cty: Option<String>,
    /// The claims in the protected header.
    pub(crate) claims: Option<Object>,
}

/// A label: a number or a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Number(i64),
    Text(String),
}

impl Label {
    /// As it is written in the registry of labels, with the name that JOSE has for it.
    fn said(&self) -> String {
        let name = NAMES.iter().find(|(label, _)| label == self).map(|(_, name)| *name);
        match (self, name) {
            (Self::Number(number), Some(name)) => format!("{number} ({name})"),
            (Self::Number(number), None) => number.to_string(),
            (Self::Text(text), _) => format!("{text:?}"),
        }
    }
}

const ALGORITHM: Label = Label::Number(1);
const CRITICAL: Label = Label::Number(2);
const CONTENT_TYPE: Label = Label::Number(3);
const KEY: Label = Label::Number(4);
const CLAIMS: Label = Label::Number(15);
const TYPE: Label = Label::Number(16);

const NAMES: [(Label, &str); 6] = [
    (ALGORITHM, "alg"),
    (CRITICAL, "crit"),
    (CONTENT_TYPE, "cty"),
    (KEY, "kid"),
    (CLAIMS, "claims"),
    (TYPE, "typ"),
];

/// A label with its value: the head of it, and the whole as it is written.
type Entry<'b> = (Label, Item<'b>, &'b [u8]);

/// Reads both headers.
///
/// # Errors
/// [`Sign1Fault`] where one is no map, or a label is there twice.
pub(crate) fn read<'b>(protected: &'b [u8], unprotected: &'b [u8]) -> Result<Labels, Sign1Fault> {
    let mut seen = BTreeSet::new();
    // An empty protected header may be written as no bytes at all.
    let signed = if protected.is_empty() { Vec::new() } else { entries(protected, &mut seen)? };
    let open = entries(unprotected, &mut seen)?;
    let find = |entries: &[Entry<'b>], label: &Label| {
        entries.iter().find(|(found, _, _)| found == label).map(|(_, item, whole)| (*item, *whole))
    };
    let media = |label: &Label| find(&signed, label).map(|(item, _)| text_of(item));
    let key = find(&signed, &KEY).or_else(|| find(&open, &KEY)).map(|(item, _)| item);
    let critical = find(&signed, &CRITICAL).or_else(|| find(&open, &CRITICAL)).is_some();
    let (typ, cty) = (media(&TYPE), media(&CONTENT_TYPE));
    let claims = find(&signed, &CLAIMS).map(|(_, whole)| claims(whole)).transpose()?;
    let algorithm = find(&signed, &ALGORITHM).map(|(item, _)| item);
    let header = if critical {
        Err(header_fault("header.crit", "nothing that is critical is understood here"))
    } else {
        header(algorithm, key, (typ.clone(), cty.clone()))
    };
    Ok(Labels { header, typ, cty, claims })
}

fn header(
    algorithm: Option<Item<'_>>,
    key: Option<Item<'_>>,
    (typ, cty): (Option<String>, Option<String>),
) -> Result<Header, Fault> {
    let Some(algorithm) = algorithm else {
        return Err(header_fault("header.alg", "is missing where it is signed"));
    };
    let algorithm = self::algorithm(algorithm)?;
    let kid = match key {
        None => None,
        Some(Item::Bytes(bytes)) => match str::from_utf8(bytes) {
            Ok("") => return Err(header_fault("header.kid", "is empty")),
            Ok(text) => Some(text.to_owned()),
            Err(_) => return Err(header_fault("header.kid", "is no text")),
        },
        Some(_) => return Err(header_fault("header.kid", "expected bytes")),
    };
    Ok(Header { algorithm, kid, jwk: None, typ, cty })
}

/// Source: RFC 9053 §2.1, §2.2; RFC 8812 §2, §3.1; RFC 9864 §2.
fn algorithm(item: Item<'_>) -> Result<Algorithm, Fault> {
    match item {
        Item::Negative(7 | 18) => Ok(Algorithm::EdDsa),
        Item::Negative(6 | 8) => Ok(Algorithm::Es256),
        Item::Negative(34 | 50) => Ok(Algorithm::Es384),
        Item::Negative(35 | 51) => Ok(Algorithm::Es512),
        Item::Negative(46) => Ok(Algorithm::Es256K),
        Item::Negative(256) => Ok(Algorithm::Rs256),
        // Message authentication, and what encrypts.
        Item::Unsigned(code) => Err(header_fault("header.alg", format!("{code} is no signature"))),
        Item::Negative(code) => Err(Fault::Unknown(format!("COSE -{}", code.saturating_add(1)))),
        Item::Text(name) => Algorithm::named(name),
        Item::Bytes(_)
        | Item::Array(_)
        | Item::Map(_)
        | Item::Tag(_)
        | Item::Null
        | Item::Other => Err(header_fault("header.alg", "expected a number or a text")),
    }
}

/// The entries of a map that is all there is, each label once.
fn entries<'b>(bytes: &'b [u8], seen: &mut BTreeSet<Label>) -> Result<Vec<Entry<'b>>, Sign1Fault> {
    let mut walk = Walk::new(bytes);
    let Item::Map(count) = walk.item()? else {
        return Err(Sign1Fault::WrongType { expected: "map" });
    };
    let mut entries = Vec::new();
    for _ in 0..count {
        let label = match walk.item()? {
            Item::Unsigned(number) => i64::try_from(number).map(Label::Number),
            Item::Negative(number) => i64::try_from(number).map(|number| Label::Number(!number)),
            Item::Text(text) => Ok(Label::Text(text.to_owned())),
            Item::Bytes(_)
            | Item::Array(_)
            | Item::Map(_)
            | Item::Tag(_)
            | Item::Null
            | Item::Other => return Err(Sign1Fault::Label),
        };
        let label = label.map_err(|_| Sign1Fault::Label)?;
        if !seen.insert(label.clone()) {
            return Err(Sign1Fault::LabelTwice(label.said()));
        }
        let whole = walk.whole()?;
        entries.push((label, Walk::new(whole).item()?, whole));
    }
    walk.end()?;
    Ok(entries)
}

/// A media type as a text; a number of the registry is none that is used for credentials.
fn text_of(item: Item<'_>) -> String {
    match item {
        Item::Text(text) => text.to_owned(),
        Item::Unsigned(number) => number.to_string(),
        Item::Negative(_)
        | Item::Bytes(_)
        | Item::Array(_)
        | Item::Map(_)
        | Item::Tag(_)
        | Item::Null
        | Item::Other => "no text".to_owned(),
    }
}

/// The claims of a CWT by the names they have in a JWT.
///
/// Source: RFC 8392 §4; RFC 9711 §4.1 (the nonce); Token Status List §6.3 (the status, of which
/// only counts that it is there).
fn claims(bytes: &[u8]) -> Result<Object, Sign1Fault> {
    let mut claims = Object::new();
    for (label, item, whole) in entries(bytes, &mut BTreeSet::new())? {
        let name = match label {
            Label::Number(1) => "iss",
            Label::Number(2) => "sub",
            Label::Number(3) => "aud",
            Label::Number(4) => "exp",
            Label::Number(5) => "nbf",
            Label::Number(6) => "iat",
            Label::Number(10) => "nonce",
            Label::Number(65535) => "status",
            Label::Number(_) | Label::Text(_) => continue,
        };
        claims.insert(name, json(item, whole)?);
    }
    Ok(claims)
}

/// The value of a claim as JSON; what no claim is becomes `null`, which no claim may be.
fn json(item: Item<'_>, whole: &[u8]) -> Result<Value, Sign1Fault> {
    Ok(match item {
        Item::Text(text) => Value::from(text),
        Item::Unsigned(number) => Number::from_u64(number).map_or(Value::Null, Value::from),
        Item::Bytes(bytes) => str::from_utf8(bytes).map_or(Value::Null, Value::from),
        Item::Array(count) => {
            let mut walk = Walk::new(whole);
            walk.item()?;
            let mut items = Vec::new();
            for _ in 0..count {
                let Item::Text(text) = walk.item()? else { return Ok(Value::Null) };
                items.push(Value::from(text));
            }
            Value::Array(items)
        }
        Item::Negative(_) | Item::Map(_) | Item::Tag(_) | Item::Null | Item::Other => Value::Null,
    })
}
