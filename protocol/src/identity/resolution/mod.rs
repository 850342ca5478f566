//! Resolution: the document that describes a DID, and what a DID URL leads to.
//!
//! `did:key` and `did:jwk` are documents by themselves. Whatever else is asked about must be held
//! by whoever resolves: nothing is fetched, and what is not held is not found.
//!
//! Source: DID Resolution 0.3 §4, §5, §8; the `did:key` method §3.1; the `did:jwk` method.

mod error;
mod form;
mod key;
#[cfg(test)]
mod tests;
mod url;

pub use self::error::ResolutionError;

use self::form::Form;
use self::url::DidUrl;
use super::{DidDocument, DidError, jwk, multikey};
use crate::canon::json::{Object, Value};

/// The context of the envelope in which an answer is given.
const CONTEXT: &str = "https://w3id.org/did-resolution/v1";

/// The media type of a result of resolution.
///
/// Source: DID Resolution 1.0 §10.1.
pub const RESULT: &str = "application/did-resolution";

/// Where the names of errors are.
const VOCABULARY: &str = "https://www.w3.org/ns/did#";

/// The media types that a document is written as: JSON with a context is each of them.
///
/// Source: Decentralized Identifiers 1.0 §6; Decentralized Identifiers 1.1 §6.
pub const REPRESENTATIONS: [&str; 3] =
    [DEFAULT_REPRESENTATION, "application/did+json", "application/did"];

/// What a document is written as where nothing else is asked for.
const DEFAULT_REPRESENTATION: &str = "application/did+ld+json";

/// What is held under a path of a DID is written as.
const RESOURCE: &str = "application/json";

/// Longest media type that is told again, in characters.
const MEDIA_TYPE_CHARS: usize = 80;

/// Where a document lists methods, each with its key or by its URL.
const LISTS: [&str; 6] = [
    "verificationMethod",
    "authentication",
    "assertionMethod",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
];

/// What whoever resolves has at hand.
pub trait Holdings {
    /// The documents held that describe this DID.
    fn documents(&self, did: &str) -> Vec<Value>;

    /// What is held under this path of a DID, as in `did:key:z…/status/1` the path `/status/1`.
    fn resource(&self, did: &str, path: &str) -> Option<Value>;
}

/// Nothing is at hand: only what DIDs say of themselves.
impl Holdings for () {
    fn documents(&self, _did: &str) -> Vec<Value> {
        Vec::new()
    }

    fn resource(&self, _did: &str, _path: &str) -> Option<Value> {
        None
    }
}

/// In which form a document is wished for.
///
/// Source: the `did:key` method §3.1.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The type of the methods of a `did:key`; `Multikey` where none is named.
    pub public_key_format: Option<String>,
    /// Whether types that are not recommended may be asked for too.
    pub experimental: bool,
    /// The media type that the document is to be written as, of [`REPRESENTATIONS`]; the first of
    /// them where none is named. What a path leads to is no document and written as none of them.
    pub accept: Option<String>,
}

/// What was found, or why nothing was.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Whether a DID URL was dereferenced rather than a DID resolved.
    is_dereferenced: bool,
    /// What the document is written as.
    content_type: &'static str,
    found: Result<Value, ResolutionError>,
}

impl Resolution {
    /// Why nothing was found.
    #[must_use]
    pub const fn error(&self) -> Option<&ResolutionError> {
        match &self.found {
            Ok(_) => None,
            Err(error) => Some(error),
        }
    }

    /// The document, or the part of it or the resource that the DID URL leads to.
    #[must_use]
    pub const fn found(&self) -> Option<&Value> {
        match &self.found {
            Ok(found) => Some(found),
            Err(_) => None,
        }
    }

    /// What the document, or the part of it, is written as.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The answer as a result of the type [`RESULT`], in which an error is a problem with a type of
    /// its own, and a document is of the type of the whole. What a DID URL leads to is told as
    /// content rather than as a document.
    ///
    /// Source: DID Resolution 1.0 §8 and §9 (results), §10.1 (HTTPS binding), §10 (errors).
    #[must_use]
    pub fn to_result(&self) -> Value {
        let ([content, about_content, about], kind) = match self.is_dereferenced {
            true => (["content", "contentMetadata", "dereferencingMetadata"], self.content_type),
            false => (["didDocument", "didDocumentMetadata", "didResolutionMetadata"], RESULT),
        };
        let (document, metadata) = match &self.found {
            Ok(found) => (found.clone(), Value::object([("contentType", kind)])),
            Err(error) => {
                let kind = format!("{VOCABULARY}{}", error.name());
                let message = error.to_string();
                let told = [("type", kind.as_str()), ("title", error.code()), ("detail", &message)];
                let told = Value::object([("error", Value::object(told))]);
                (Value::Object(Object::new()), told)
            }
        };
        Value::object([
            ("@context", Value::from(CONTEXT)),
            (content, document),
            (about_content, Value::Object(Object::new())),
            (about, metadata),
        ])
    }

    /// The answer in the envelope of DID Resolution. Where nothing was found the document is an
    /// empty object, as the `did:key` suite reads it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (document, metadata) = match &self.found {
            Ok(found) => (found.clone(), Value::object([("contentType", self.content_type)])),
            Err(error) => {
                let message = error.to_string();
                let told = [("error", error.code()), ("errorMessage", message.as_str())];
                (Value::Object(Object::new()), Value::object(told))
            }
        };
        let name = match self.is_dereferenced {
            true => "didDereferencingMetadata",
            false => "didResolutionMetadata",
        };
        Value::object([
            ("@context", Value::from(CONTEXT)),
            ("didDocument", document),
            ("didDocumentMetadata", Value::Object(Object::new())),
            (name, metadata),
        ])
    }
}

/// Resolves a DID, or dereferences a DID URL.
#[must_use]
pub fn resolve(text: &str, options: &Options, held: &impl Holdings) -> Resolution {
    let is_dereferenced = text.contains(['/', '?', '#']);
    let written = representation(options.accept.as_deref());
    let mut content_type = written.clone().unwrap_or(DEFAULT_REPRESENTATION);
    let found = DidUrl::read(text).and_then(|url| {
        written.as_ref().map_err(Clone::clone)?;
        let form = Form::of(options)?;
        match (url.path, url.query) {
            ("", None) => {
                let document = document(url.did, &form, held)?;
                match url.fragment {
                    None => Ok(document),
                    Some(fragment) => part(&document, url.did, fragment),
                }
            }
            (path, None) if url.fragment.is_none() => {
                content_type = RESOURCE;
                let resource = held.resource(url.did, path);
                let resource =
                    resource.ok_or_else(|| ResolutionError::NotFound(text.to_owned()))?;
                // It describes no DID, so that it is written as none of the types of documents.
                match &options.accept {
                    Some(asked) => Err(unwritten(asked)),
                    None => Ok(resource),
                }
            }
            (_, _) => Err(ResolutionError::NotFound(text.to_owned())),
        }
    });
    Resolution { is_dereferenced, content_type, found }
}

/// The media type that is asked for, if documents are written so.
///
/// Source: DID Resolution 0.3 §4.1 (`accept`), §8 (`representationNotSupported`).
fn representation(accept: Option<&str>) -> Result<&'static str, ResolutionError> {
    let Some(asked) = accept else { return Ok(DEFAULT_REPRESENTATION) };
    let known = |known: &&str| known.eq_ignore_ascii_case(asked.trim());
    REPRESENTATIONS.into_iter().find(known).ok_or_else(|| unwritten(asked))
}

fn unwritten(asked: &str) -> ResolutionError {
    ResolutionError::Representation(asked.chars().take(MEDIA_TYPE_CHARS).collect())
}

/// The document that describes a DID.
fn document(did: &str, form: &Form, held: &impl Holdings) -> Result<Value, ResolutionError> {
    if did.starts_with(multikey::METHOD) {
        return key::document(did, form);
    }
    if did.starts_with(jwk::METHOD) {
        return jwk_document(did);
    }
    let mut documents = held.documents(did).into_iter();
    let Some(document) = documents.next() else {
        return Err(match did.strip_prefix("did:web:") {
            Some(_) => ResolutionError::NotFound(did.to_owned()),
            None => {
                let method = did.split(':').nth(1).unwrap_or_default();
                ResolutionError::Method(method.to_owned())
            }
        });
    };
    let describes = DidDocument::read(&document).is_ok_and(|read| read.id() == did);
    if !describes || documents.any(|other| other != document) {
        return Err(ResolutionError::Document(did.to_owned()));
    }
    Ok(document)
}

/// The document of a `did:jwk`, whose one key may say that it only signs or only agrees.
///
/// Source: the `did:jwk` method, "Read".
fn jwk_document(did: &str) -> Result<Value, ResolutionError> {
    let jwk = jwk::held_in(did)?;
    let method = format!("{did}#{}", jwk::FRAGMENT);
    let written = Value::object([
        ("id", Value::from(method.as_str())),
        ("type", "JsonWebKey2020".into()),
        ("controller", did.into()),
        ("publicKeyJwk", jwk.clone()),
    ]);
    let mut document: Object = [
        ("@context", Value::array(["https://www.w3.org/ns/did/v1", form::JWK_2020])),
        ("id", did.into()),
        ("controller", did.into()),
        ("verificationMethod", Value::array([written])),
    ]
    .into_iter()
    .collect();
    let usage = jwk.get("use").and_then(Value::as_str);
    let agrees = jwk.get("crv").and_then(Value::as_str) == Some("X25519");
    for list in LISTS.iter().skip(1) {
        let is_agreement = *list == "keyAgreement";
        let fits = match usage {
            Some("sig") => !is_agreement,
            Some("enc") => is_agreement,
            Some(_) | None => is_agreement || !agrees,
        };
        if fits {
            document.insert(*list, Value::array([method.as_str()]));
        }
    }
    Ok(Value::Object(document))
}

/// The part of a document that has this fragment: a method or a service.
fn part(document: &Value, did: &str, fragment: &str) -> Result<Value, ResolutionError> {
    let (short, whole) = (format!("#{fragment}"), format!("{did}#{fragment}"));
    let is_it = |entry: &&Value| {
        let id = entry.get("id").and_then(Value::as_str);
        id.is_some_and(|id| id == short || id == whole)
    };
    let lists = LISTS.iter().chain(&["service"]);
    let mut entries = lists.flat_map(|list| document.get(list).map(Value::as_list)).flatten();
    let Some(Value::Object(members)) = entries.find(is_it) else {
        return Err(ResolutionError::NotFound(whole));
    };
    // The part is a document of its own, so it needs the words that the whole is written in.
    let context = document.get("@context").map(|context| ("@context", context.clone()));
    let members = members.iter().map(|(name, value)| (name, value.clone()));
    Ok(Value::object(context.into_iter().chain(members)))
}

impl From<DidError> for ResolutionError {
    fn from(error: DidError) -> Self {
        let why = error.to_string();
        match error {
            DidError::Method { method } => Self::Method(method),
            DidError::UnknownCodec { .. } | DidError::NotEd25519 { .. } => Self::KeyKind(why),
            DidError::Length { .. } => Self::KeyLength(why),
            DidError::Key(_) => Self::Key(why),
            DidError::NotDid
            | DidError::Version { .. }
            | DidError::TooLong { .. }
            | DidError::Base(_)
            | DidError::Prefix
            | DidError::Fragment => Self::Did(why),
        }
    }
}
