//! Documents that describe an identifier: whose it is, by which keys, and for what.
//!
//! DID documents of any method and controlled identifier documents at https addresses. Such a
//! document is handed in by whoever verifies; nothing here fetches it or says that it is genuine.
//! One strange method spoils only itself; what is ambiguous for all spoils the document.
//!
//! Source: Controlled Identifiers 1.0 §2; DID Core 1.0 §5; the `did:web` method.

mod identifier;
mod material;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use material::MaterialFault;

pub(super) use self::identifier::is_did_text;
use self::identifier::is_identifier;
use super::{Multikey, Relation, jwk};
use crate::canon::json::{Object, Value};
use crate::limits::{DOCUMENT_METHODS_MAX, URL_BYTES_MAX};
use crate::time::Timestamp;

/// The list of methods that have no relation of their own.
const METHODS: &str = "verificationMethod";

/// What a document says about one identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidDocument {
    id: String,
    /// The methods by their absolute URLs.
    methods: BTreeMap<String, Listed>,
    /// For each relation the absolute URLs of the methods listed under it.
    asserts: BTreeSet<String>,
    authenticates: BTreeSet<String>,
}

/// A method as its document lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Whose it says it is.
    pub(super) controller: Option<String>,
    /// Its key.
    pub(super) key: Result<Multikey, MaterialFault>,
    /// When it ceases to be used.
    pub(super) expires: Option<Timestamp>,
    /// When it was withdrawn.
    pub(super) revoked: Option<Timestamp>,
    /// The name that its JSON Web Key gives itself.
    pub(super) kid: Option<String>,
}

/// Why a JSON document describes no identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not a JSON object.
    #[error("a DID document is a JSON object")]
    NoObject,
    /// No `id`, or one that is neither a well-formed DID nor an https address.
    #[error("id: expected a DID or an https address without a fragment")]
    Id,
    /// A list that is none, or holds neither methods nor their URLs.
    #[error("{0}: expected a list of methods or of their URLs")]
    List(&'static str),
    /// More entries in a list than are read.
    #[error("{name} has {found} entries, at most {most} are read")]
    Many {
        /// The list.
        name: &'static str,
        /// How many there are.
        found: usize,
        /// How many are read.
        most: usize,
    },
    /// A method without an id that is a URL.
    #[error("a method of {0} has no id that is a URL")]
    MethodId(&'static str),
    /// Two different methods have one id.
    #[error("two methods have the id {0:?}")]
    Twice(String),
}

impl DidDocument {
    /// Whether a JSON value looks like a document that describes an identifier: it names a DID or
    /// an https address and has methods or relations, as no credential has.
    #[must_use]
    pub fn is_one(document: &Value) -> bool {
        let lists = [METHODS, relation_name(Relation::AssertionMethod), {
            relation_name(Relation::Authentication)
        }];
        document.get("id").and_then(Value::as_str).is_some_and(is_identifier)
            && lists.iter().any(|name| document.get(name).is_some())
            && document.get("credentialSubject").is_none()
            && document.get("verifiableCredential").is_none()
    }

    /// Reads such a document.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn read(document: &Value) -> Result<Self, DocumentError> {
        let members = document.as_object().ok_or(DocumentError::NoObject)?;
        let id = members.get("id").and_then(Value::as_str).filter(|id| is_identifier(id));
        let mut read = Self {
            id: id.ok_or(DocumentError::Id)?.to_owned(),
            methods: BTreeMap::new(),
            asserts: BTreeSet::new(),
            authenticates: BTreeSet::new(),
        };
        for entry in list(members, METHODS)? {
            read.add(entry, METHODS)?;
        }
        for relation in [Relation::AssertionMethod, Relation::Authentication] {
            let name = relation_name(relation);
            for entry in list(members, name)? {
                let url = match entry.as_str() {
                    Some(reference) => read.absolute(reference, name)?,
                    None => read.add(entry, name)?,
                };
                match relation {
                    Relation::AssertionMethod => read.asserts.insert(url),
                    Relation::Authentication => read.authenticates.insert(url),
                };
            }
        }
        Ok(read)
    }

    /// The identifier it describes.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The method of this absolute URL.
    pub(super) fn method(&self, url: &str) -> Option<&Listed> {
        self.methods.get(url)
    }

    /// Whether a method is listed for this use.
    pub(super) fn lists(&self, url: &str, relation: Relation) -> bool {
        match relation {
            Relation::AssertionMethod => self.asserts.contains(url),
            Relation::Authentication => self.authenticates.contains(url),
        }
    }

    /// The methods listed for this use.
    pub(super) fn listed(&self, relation: Relation) -> impl Iterator<Item = &str> {
        let listed = match relation {
            Relation::AssertionMethod => &self.asserts,
            Relation::Authentication => &self.authenticates,
        };
        listed.iter().map(String::as_str)
    }

    /// Takes a method written out; gives back its absolute URL.
    fn add(&mut self, entry: &Value, name: &'static str) -> Result<String, DocumentError> {
        let members = entry.as_object().ok_or(DocumentError::List(name))?;
        let id = members.get("id").and_then(Value::as_str);
        let url = self.absolute(id.ok_or(DocumentError::MethodId(name))?, name)?;
        let listed = Listed::read(members);
        if self.methods.get(&url).is_some_and(|known| *known != listed) {
            return Err(DocumentError::Twice(url));
        }
        self.methods.insert(url.clone(), listed);
        Ok(url)
    }

    /// The absolute URL of a method's id: one that is only a fragment belongs to this document.
    fn absolute(&self, id: &str, name: &'static str) -> Result<String, DocumentError> {
        let url = match id.strip_prefix('#') {
            Some(fragment) => format!("{}#{fragment}", self.id),
            None => id.to_owned(),
        };
        let is_url = url.contains(':') && url.len() <= URL_BYTES_MAX;
        if is_url { Ok(url) } else { Err(DocumentError::MethodId(name)) }
    }
}

impl Listed {
    fn read(members: &Object) -> Self {
        let controller = members.get("controller").and_then(Value::as_str).map(str::to_owned);
        let times = time(members, "expires").and_then(|expires| {
            let revoked = time(members, "revoked")?;
            Ok((expires, revoked))
        });
        // A date that cannot be read may long be past, so the key then does not serve.
        let (key, (expires, revoked)) = match times {
            Ok(times) => (material::read(members), times),
            Err(fault) => (Err(fault), (None, None)),
        };
        let kid = members.get("publicKeyJwk").and_then(jwk::kid);
        Self { controller, key, expires, revoked, kid }
    }
}

/// The member that lists the methods of a relation.
pub(super) const fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::AssertionMethod => "assertionMethod",
        Relation::Authentication => "authentication",
    }
}

fn list<'d>(members: &'d Object, name: &'static str) -> Result<&'d [Value], DocumentError> {
    let entries = members.get(name).map(Value::as_list).unwrap_or_default();
    if entries.len() > DOCUMENT_METHODS_MAX {
        let most = DOCUMENT_METHODS_MAX;
        return Err(DocumentError::Many { name, found: entries.len(), most });
    }
    Ok(entries)
}

fn time(members: &Object, name: &'static str) -> Result<Option<Timestamp>, MaterialFault> {
    let Some(value) = members.get(name) else { return Ok(None) };
    let text = value.as_str().ok_or(MaterialFault::Time(name))?;
    Timestamp::parse_rfc3339(text).map(Some).map_err(|_| MaterialFault::Time(name))
}
