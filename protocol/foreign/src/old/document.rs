//! What a document of the older generations is, and how it says that it can be verified.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::shape::{ShapeFault, is_url};
use bot_protocol::credential::model::{many, types};

use super::context;

/// The generation a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Generation {
    /// Open Badges 0.5: everything in one object.
    Half,
    /// Open Badges 1.0 and 1.1.
    One,
    /// Open Badges 2.0 and 2.1.
    Two,
}

/// What a document claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// That somebody was awarded a badge.
    Assertion,
    /// That somebody stands behind something.
    Endorsement,
}

/// An assertion or endorsement of an older generation, as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Old {
    pub(super) document: Value,
    pub(super) generation: Generation,
    pub(super) kind: Kind,
    /// Where it lies, where a picture said so instead of the document.
    pub(super) address: Option<String>,
}

/// How a document says that it can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method<'a> {
    /// Its host serves it.
    Hosted,
    /// It is signed: the address of the key, where it names one.
    Signed {
        /// That address.
        key: Option<&'a str>,
    },
}

/// A JSON document, sorted.
#[derive(Debug)]
pub(super) enum Sorted {
    /// An assertion or endorsement.
    Old(Old),
    /// A part of a badge, by the name that `words` has for it.
    Part(&'static str),
    /// Something else.
    Other,
}

/// What `document` is by its types, its contexts and its members.
pub(super) fn sort(document: &Value) -> Sorted {
    let is = |name: &str| types(document).any(|kind| kind == name);
    let has = |name: &str| document.get(name).is_some();
    let generation = generation(document);
    let old = |kind| {
        let document = document.clone();
        Sorted::Old(Old { document, generation, kind, address: None })
    };
    if is("VerifiableCredential") || has("credentialSubject") || document.as_object().is_none() {
        return Sorted::Other;
    }
    let named = context::generation(document).is_some() || has("recipient");
    if is("Assertion") || (has("badge") && named) {
        return old(Kind::Assertion);
    }
    if is("Endorsement") {
        return old(Kind::Endorsement);
    }
    for (name, part) in [
        ("BadgeClass", "class"),
        ("Issuer", "issuer"),
        ("Profile", "issuer"),
        ("CryptographicKey", "key"),
        ("RevocationList", "list"),
    ] {
        if is(name) {
            return Sorted::Part(part);
        }
    }
    Sorted::Other
}

/// The generation that a document of older badges is of.
pub(super) fn generation(document: &Value) -> Generation {
    let flat = document.get("recipient").is_some_and(|recipient| recipient.as_str().is_some());
    match (context::generation(document), document.get("@context")) {
        (Some(known), _) => known,
        (None, Some(_)) => Generation::Two,
        (None, None) if flat => Generation::Half,
        (None, None) => Generation::One,
    }
}

impl Old {
    /// Its id.
    pub(super) fn id(&self) -> Option<&str> {
        self.document.get("id")?.as_str()
    }

    /// The address of an endorsement of which nothing else is there.
    pub(super) fn bare(&self) -> Option<&str> {
        let all = self.document.as_object()?.keys().all(|name| matches!(name, "type" | "id"));
        self.id().filter(|_| all && self.kind == Kind::Endorsement)
    }

    /// Where it lies by its own word: its id, before 2.0 the address of its verification (that of
    /// the key, where it is signed).
    pub(super) fn url(&self) -> Option<&str> {
        let signed = matches!(self.method(), Ok(Method::Signed { .. }));
        let own = match self.generation {
            Generation::Two => self.id(),
            Generation::One if signed => self.id(),
            Generation::One => self.document.at(&["verify", "url"]).and_then(Value::as_str),
            Generation::Half => None,
        };
        own.or(self.address.as_deref())
    }

    /// How it says that it can be verified.
    ///
    /// Source: Open Badges 2.0, VerificationObject; Open Badges 1.1, VerificationObject.
    ///
    /// # Errors
    /// [`ShapeFault`] where it says nothing, or nothing that is known.
    pub(super) fn method(&self) -> Result<Method<'_>, ShapeFault> {
        let (name, key) = match self.generation {
            Generation::Half => return Ok(Method::Hosted),
            Generation::One => ("verify", "url"),
            Generation::Two => ("verification", "creator"),
        };
        let found = self.document.get(name).ok_or_else(|| fault(name, "is missing"))?;
        let field = format!("{name}.type");
        let kinds = || types(found);
        let hosted = kinds().any(|kind| matches!(kind, "hosted" | "HostedBadge"));
        let signed = kinds().any(|kind| matches!(kind, "signed" | "SignedBadge"));
        match (hosted, signed) {
            (true, false) => Ok(Method::Hosted),
            (false, true) => Ok(Method::Signed { key: found.get(key).and_then(id_of) }),
            (true, true) => Err(fault(&field, "is both hosted and signed")),
            (false, false) => Err(fault(&field, "expected hosted or signed")),
        }
    }
}

/// The id of a node: the text itself, or its member `id`.
pub(super) fn id_of(node: &Value) -> Option<&str> {
    node.as_str().or_else(|| node.get("id")?.as_str())
}

/// A member that is not what the specification asks.
pub(super) fn fault(field: &str, what: impl Into<String>) -> ShapeFault {
    ShapeFault { field: field.to_owned(), what: what.into() }
}

/// The texts of a member that is one or several of them.
pub(super) fn texts<'a>(node: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    node.get(name).into_iter().flat_map(many).filter_map(Value::as_str)
}

/// The text of a member that is a URL.
pub(super) fn url_of<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.get(name)?.as_str().filter(|text| is_url(text))
}
