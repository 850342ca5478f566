//! The parts of a badge: the description of its achievement, and its issuer.
//!
//! They stand in the badge itself or are taken from the copies at hand, in at most two steps each,
//! so that documents which name each other in circles cost no more than others.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::shape::{ShapeFault, is_url};
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Copy, Evidence, Reason};

use super::document::{Generation, Kind, Method, Old, fault, id_of};
use super::{check, key};

/// A part of a badge.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its id: the address it lies at, or what it says of itself where it stands in the badge.
    pub(super) id: String,
    pub(super) document: Value,
    pub(super) origin: Origin,
}

/// Where a part was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the badge itself.
    Inside,
    /// In a copy, and when that was fetched.
    Copy(Option<Timestamp>),
}

/// Why a part is not had.
#[derive(Clone, Debug)]
pub(super) enum Lack {
    /// No copy of it is at hand.
    Missing {
        /// `class`, `issuer` or `key`.
        part: &'static str,
        url: String,
    },
    /// What lies at its address says that it is something else.
    Other { url: String, id: String },
    /// Copies of it say different things, and nobody can tell which is the newer.
    Unlike { part: &'static str, url: String },
    /// It is not what the specification asks.
    Wrong(ShapeFault),
    /// A context gives a name in it another meaning.
    Bent { part: &'static str, name: String },
}

/// The parts of a badge, as far as they are had.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// The achievement; an endorsement has none.
    pub(super) class: Option<Result<Part, Lack>>,
    pub(super) issuer: Result<Part, Lack>,
}

impl From<Lack> for Reason {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::Missing { part: "key", url } => Self::KeyNotHere { method: url },
            Lack::Missing { part, url } => Self::BadgePartMissing { part: part.to_owned(), url },
            Lack::Other { url, id } => Self::BadgePartOther { url, id },
            Lack::Unlike { part, url } => {
                Self::BadgePartContradicted { part: part.to_owned(), url }
            }
            Lack::Wrong(ShapeFault { field, what }) => Self::FieldWrong { field, what },
            Lack::Bent { part, name } => {
                let what = format!("gives {name:?} another meaning than Open Badges does");
                Self::FeatureUnknown { field: format!("{part}.@context"), what }
            }
        }
    }
}

/// The parts of a badge or endorsement.
pub(super) fn of(old: &Old, evidence: &Evidence) -> Parts {
    let wrong = |field: &str| Lack::Wrong(fault(field, "is missing"));
    if old.kind == Kind::Endorsement {
        let issuer = old.document.get("issuer").ok_or_else(|| wrong("issuer"));
        return Parts {
            class: None,
            issuer: issuer.and_then(|node| issuer_of(old, node, evidence)),
        };
    }
    let class = old.document.get("badge").ok_or_else(|| wrong("badge"));
    let class = class.and_then(|node| class_of(old, node, evidence));
    let issuer = class.clone().and_then(|class| {
        let node = class.document.get("issuer").ok_or_else(|| wrong("badge.issuer"))?;
        issuer_of(old, node, evidence)
    });
    Parts { class: Some(class), issuer }
}

/// The copies at hand of a badge and of what it points to, each by its part and its address.
pub(super) fn copies(old: &Old, parts: &Parts, evidence: &Evidence) -> Vec<Object> {
    let told = |part: &str, url: &str, fetched: Option<Timestamp>| {
        let mut told = named(part, url);
        if let Some(at) = fetched {
            told.insert("fetched", at.to_string());
        }
        told
    };
    let own = old.url().and_then(|url| Some(told("badge", url, evidence.copy(url)?.fetched)));
    let copied = |name: &'static str, part: Option<&Part>| match part?.origin {
        Origin::Copy(fetched) => Some(told(name, &part?.id, fetched)),
        Origin::Inside => None,
    };
    let class = parts.class.as_ref().and_then(|class| class.as_ref().ok());
    let key = key_of(old).and_then(|url| Some(told("key", url, evidence.copy(url)?.fetched)));
    [own, copied("class", class), copied("issuer", parts.issuer.as_ref().ok()), key]
        .into_iter()
        .flatten()
        .collect()
}

/// The parts of a badge that are not at hand, each by its kind and its address: the issuer of a
/// class that is not at hand is known by that class alone. A key may stand in the issuer's profile, so
/// that only where that is not at hand either its address alone tells whether it is.
pub(super) fn lacks(old: &Old, parts: &Parts, evidence: &Evidence) -> Vec<Object> {
    let class = parts.class.as_ref().and_then(|class| class.as_ref().err());
    // Without its class the issuer's lack is that of the class.
    let lack = class.or(parts.issuer.as_ref().err());
    let part = lack.and_then(|lack| match lack {
        Lack::Missing { part, url } => Some(named(part, url)),
        Lack::Other { .. } | Lack::Unlike { .. } | Lack::Wrong(_) | Lack::Bent { .. } => None,
    });
    let key = key_of(old).and_then(|url| match &parts.issuer {
        Ok(issuer) if matches!(issuer.origin, Origin::Copy(_)) => {
            match key::of(old.generation, issuer, Some(url), evidence) {
                Err(Reason::KeyNotHere { method }) => Some(method),
                Ok(_) | Err(_) => None,
            }
        }
        Ok(_) | Err(_) => Some(url.to_owned()).filter(|url| evidence.copy(url).is_none()),
    });
    part.into_iter().chain(key.map(|url| named("key", &url))).collect()
}

/// A part and its address.
pub(super) fn named(part: &str, url: &str) -> Object {
    let mut told = Object::new();
    told.insert("part", part);
    told.insert("url", url);
    told
}

/// The address of the key that signed it, where it names one.
fn key_of(old: &Old) -> Option<&str> {
    match old.method() {
        Ok(Method::Signed { key }) => key,
        Ok(Method::Hosted) | Err(_) => None,
    }
}

fn class_of(old: &Old, node: &Value, evidence: &Evidence) -> Result<Part, Lack> {
    let class = part(old.generation, "class", node, evidence)?;
    check::class(&class.document, old.generation).map_err(Lack::Wrong)?;
    // A description that stands in the badge may not say that somebody else's is the issuer's own.
    if class.origin == Origin::Inside
        && let Some(copy) = evidence.copy(&class.id)
        && copy.content.get("issuer").and_then(id_of)
            != class.document.get("issuer").and_then(id_of)
    {
        let what = format!("names another issuer than the copy of {} does", class.id);
        return Err(Lack::Wrong(fault("badge.issuer", what)));
    }
    let own = class.document.get("issuer");
    let unlike = |copy: &Copy| copy.content.get("issuer") != own;
    if class.origin != Origin::Inside && evidence.newest(&class.id).any(unlike) {
        return Err(Lack::Unlike { part: "class", url: class.id.clone() });
    }
    Ok(class)
}

fn issuer_of(old: &Old, node: &Value, evidence: &Evidence) -> Result<Part, Lack> {
    let mut issuer = part(old.generation, "issuer", node, evidence)?;
    if old.generation == Generation::Half
        && let Some(origin) = node.get("origin").and_then(Value::as_str)
    {
        origin.clone_into(&mut issuer.id);
    }
    // What a badge says of its issuer is outweighed by what lies at the issuer's own address.
    if issuer.origin == Origin::Inside && evidence.copy(&issuer.id).is_some() {
        issuer = found(old.generation, "issuer", &issuer.id, evidence)?;
    }
    check::issuer(&issuer.document, old.generation).map_err(Lack::Wrong)?;
    Ok(issuer)
}

/// The part that a node is, or that it names.
fn part(
    generation: Generation,
    kind: &'static str,
    node: &Value,
    evidence: &Evidence,
) -> Result<Part, Lack> {
    let field = if kind == "class" { "badge" } else { "issuer" };
    let id = id_of(node);
    // An object that only names another is a name.
    let bare = node.as_object().is_none_or(|members| members.len() == 1 && id.is_some());
    match id {
        Some(id) if !is_url(id) => Err(Lack::Wrong(fault(field, format!("{id:?} is no URL")))),
        Some(id) if bare => found(generation, kind, id, evidence),
        None if bare => Err(Lack::Wrong(fault(field, "expected a URL or an object"))),
        id => {
            let id = id.unwrap_or_default().to_owned();
            unbent(kind, node)?;
            Ok(Part { id, document: node.clone(), origin: Origin::Inside })
        }
    }
}

/// The part that lies at an address. Where what lies there names another address as its own, what
/// lies at that one counts: nobody else can say what it is.
pub(super) fn found(
    generation: Generation,
    part: &'static str,
    url: &str,
    evidence: &Evidence,
) -> Result<Part, Lack> {
    let mut at = url;
    for _ in 0..2 {
        let missing = || Lack::Missing { part, url: at.to_owned() };
        let copy = evidence.copy(at).ok_or_else(missing)?;
        let own = copy.content.get("id").and_then(Value::as_str);
        match own {
            Some(id) if id != at && is_url(id) && evidence.copy(id).is_some() => at = id,
            Some(id) if id != at => {
                return Err(Lack::Other { url: at.to_owned(), id: id.to_owned() });
            }
            None if generation == Generation::Two => {
                return Err(Lack::Wrong(fault(&format!("{part}.id"), "is missing")));
            }
            Some(_) | None => {
                unbent(part, &copy.content)?;
                let origin = Origin::Copy(copy.fetched);
                return Ok(Part { id: at.to_owned(), document: copy.content.clone(), origin });
            }
        }
    }
    Err(Lack::Other { url: url.to_owned(), id: at.to_owned() })
}

fn unbent(part: &'static str, document: &Value) -> Result<(), Lack> {
    let bent = super::context::bent(document);
    bent.map_or(Ok(()), |name| Err(Lack::Bent { part, name: name.to_owned() }))
}
