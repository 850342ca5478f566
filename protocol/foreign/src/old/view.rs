//! An older badge in the shape of an Open Badges 3.0 credential, so that it is judged as one.
//!
//! The view is never signed and never written out: it is what the document says, member by member,
//! under the names that the findings know. Hashed identities stay hashed.
//!
//! Source: Open Badges 3.0 §B (members), appendix on conversion from Open Badges 2.0.

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::credential::model::shape::is_url;
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES, many, types};
use bot_protocol::limits::ENDORSEMENTS_MAX;
use bot_protocol::verdict::Evidence;

use super::address::{self, Bases};
use super::document::{Generation, Kind, Old, id_of, texts, url_of};
use super::parts::{Part, Parts};

/// What a badge or endorsement says, with the parts that are had.
pub(super) fn of(old: &Old, parts: Option<&Parts>, evidence: Option<&Evidence>) -> Value {
    let mut view = Object::new();
    view.insert("@context", [CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES]);
    copy(&old.document, "id", &mut view, "id");
    if !view.contains("id")
        && let Some(url) = old.url()
    {
        view.insert("id", url);
    }
    let own = match old.kind {
        Kind::Assertion => "OpenBadgeCredential",
        Kind::Endorsement => "EndorsementCredential",
    };
    view.insert("type", ["VerifiableCredential", own]);
    let class = parts.and_then(|parts| parts.class.as_ref()?.as_ref().ok());
    let bases = Bases::of(old, parts);
    let issuer = parts.and_then(|parts| parts.issuer.as_ref().ok());
    match (issuer, named(old)) {
        (Some(issuer), _) => drop(view.insert("issuer", profile(issuer, bases.issuer))),
        (None, Some(id)) => drop(view.insert("issuer", Value::object([("id", id)]))),
        (None, None) => {}
    }
    for (name, date) in [("validFrom", old.issued()), ("validUntil", old.expires())] {
        if let Some(Ok(moment)) = date {
            view.insert(name, moment.to_string());
        }
    }
    let subject = match old.kind {
        Kind::Assertion => subject(old, class, bases.class),
        Kind::Endorsement => claim(old),
    };
    view.insert("credentialSubject", subject);
    let proof = evidences(&old.document, bases.badge);
    if !proof.is_empty() {
        view.insert("evidence", Value::Array(proof));
    }
    let image = old.document.get("image").and_then(|image| match image.as_str() {
        Some(written) => address::whole(written, bases.badge).map(Value::from),
        None => Some(image.clone()),
    });
    if let Some(image) = image {
        view.insert("image", image);
    }
    endorsements(&old.document, evidence, &mut view);
    complete(&mut view, "issuer", issuer, evidence);
    let achievement = view.get_mut("credentialSubject").and_then(Value::as_object_mut);
    if let Some(subject) = achievement {
        complete(subject, "achievement", class, evidence);
    }
    Value::Object(view)
}

/// The issuer's id where the badge itself says it, though its profile is not had.
fn named(old: &Old) -> Option<&str> {
    let own = match old.kind {
        Kind::Assertion => old.document.at(&["badge", "issuer"]),
        Kind::Endorsement => old.document.get("issuer"),
    };
    own.and_then(id_of).filter(|id| is_url(id))
}

/// Puts the endorsements of a part where the findings look for them.
fn complete(holder: &mut Object, name: &str, part: Option<&Part>, evidence: Option<&Evidence>) {
    let node = holder.get_mut(name).and_then(Value::as_object_mut);
    if let (Some(node), Some(part)) = (node, part) {
        endorsements(&part.document, evidence, node);
    }
}

/// The endorsements that a document has or names, each as it was written, else by its address.
fn endorsements(document: &Value, evidence: Option<&Evidence>, node: &mut Object) {
    let named = document.get("endorsement").into_iter().flat_map(many).take(ENDORSEMENTS_MAX);
    let found = named.filter_map(|one| match one.as_str() {
        None => one.as_object().is_some().then(|| one.clone()),
        Some(url) => {
            let copy = evidence.and_then(|evidence| evidence.copy(url));
            let written = copy.map(|copy| copy.content.clone());
            let is_one = |document: &Value| types(document).any(|kind| kind == "Endorsement");
            let stub = || Value::object([("type", "Endorsement"), ("id", url)]);
            Some(written.filter(is_one).unwrap_or_else(stub))
        }
    });
    let found: Vec<Value> = found.collect();
    if !found.is_empty() {
        node.insert("endorsement", Value::Array(found));
    }
}

fn profile(issuer: &Part, base: Option<&str>) -> Value {
    let mut node = Object::new();
    node.insert("id", issuer.id.as_str());
    node.insert("type", ["Profile"]);
    for name in ["name", "url", "email", "description"] {
        copy(&issuer.document, name, &mut node, name);
    }
    copy(&issuer.document, "telephone", &mut node, "phone");
    if let Some(image) = issuer.document.get("image").and_then(|image| picture(image, base)) {
        node.insert("image", image);
    }
    Value::Object(node)
}

fn subject(old: &Old, class: Option<&Part>, base: Option<&str>) -> Value {
    let mut node = Object::new();
    let (recipient, salt) = match old.generation {
        Generation::Half => (flat(old), old.document.get("salt")),
        Generation::One | Generation::Two => {
            (old.document.get("recipient").cloned(), old.document.at(&["recipient", "salt"]))
        }
    };
    if let Some(recipient) = recipient {
        if let Some(id) = own_id(&recipient) {
            node.insert("id", id);
        }
        node.insert("type", ["AchievementSubject"]);
        node.insert("identifier", vec![identity(&recipient, salt)]);
    }
    copy(&old.document, "narrative", &mut node, "narrative");
    let written = old.document.get("badge");
    let achievement = match (class, written.and_then(id_of)) {
        (Some(class), _) => achievement(class, base),
        (None, Some(id)) => Value::object([("id", id)]),
        (None, None) => return Value::Object(node),
    };
    node.insert("achievement", achievement);
    Value::Object(node)
}

/// The recipient of Open Badges 0.5: a text, an address or its hash.
fn flat(old: &Old) -> Option<Value> {
    let text = old.document.get("recipient")?.as_str()?;
    let hashed = text.split_once('$').is_some_and(|(name, _)| !name.contains('@'));
    let members = [("type", Value::from("email")), ("identity", text.into())];
    let mut node: Object = members.into_iter().collect();
    node.insert("hashed", hashed);
    Some(Value::Object(node))
}

/// The identifier of a recipient that is named by it and not by its hash.
fn own_id(recipient: &Value) -> Option<&str> {
    let hashed = recipient.get("hashed").and_then(Value::as_bool) == Some(true);
    let by_id = texts(recipient, "type").any(|kind| matches!(kind, "id" | "url"));
    url_of(recipient, "identity").filter(|_| by_id && !hashed)
}

fn identity(recipient: &Value, salt: Option<&Value>) -> Value {
    let mut node = Object::new();
    node.insert("type", "IdentityObject");
    copy(recipient, "identity", &mut node, "identityHash");
    let email = texts(recipient, "type").any(|kind| kind == "email");
    node.insert("identityType", if email { "emailAddress" } else { "identifier" });
    let hashed = recipient.get("hashed").and_then(Value::as_bool).unwrap_or_else(|| {
        // Where it is left out, the form tells.
        recipient.get("identity").and_then(Value::as_str).is_some_and(|text| text.contains('$'))
    });
    node.insert("hashed", hashed);
    if let Some(salt) = salt.and_then(Value::as_str) {
        node.insert("salt", salt);
    }
    Value::Object(node)
}

fn claim(old: &Old) -> Value {
    let claim = old.document.get("claim");
    claim.filter(|claim| claim.as_object().is_some()).cloned().unwrap_or_default()
}

/// The achievement that a badge is awarded for.
fn achievement(class: &Part, base: Option<&str>) -> Value {
    let mut node = Object::new();
    let document = &class.document;
    if !class.id.is_empty() {
        node.insert("id", class.id.as_str());
    }
    node.insert("type", ["Achievement"]);
    for name in ["name", "description", "version"] {
        copy(document, name, &mut node, name);
    }
    if let Some(criteria) = document.get("criteria").and_then(|written| criteria(written, base)) {
        node.insert("criteria", criteria);
    }
    if let Some(image) = document.get("image").and_then(|image| picture(image, base)) {
        node.insert("image", image);
    }
    let tags: Vec<&str> = texts(document, "tags").collect();
    if !tags.is_empty() {
        node.insert("tag", tags);
    }
    let aligned: Vec<Value> =
        document.get("alignment").into_iter().flat_map(many).filter_map(alignment).collect();
    if !aligned.is_empty() {
        node.insert("alignment", Value::Array(aligned));
    }
    Value::Object(node)
}

/// What is asked of whoever is awarded; without its address where that is a path below no known one.
fn criteria(written: &Value, base: Option<&str>) -> Option<Value> {
    let mut node = match written.as_str() {
        Some(_) => Object::new(),
        None => members(written, &["narrative"]),
    };
    if let Some(id) = id_of(written).and_then(|id| address::whole(id, base)) {
        node.insert("id", id);
    }
    (!node.is_empty()).then_some(Value::Object(node))
}

/// A picture: its address, or its bytes as one; none where it is a path below no known address.
fn picture(image: &Value, base: Option<&str>) -> Option<Value> {
    match id_of(image) {
        Some(id) => {
            let id = address::whole(id, base)?;
            Some(Value::object([("id", id), ("type", "Image".to_owned())]))
        }
        None => Some(image.clone()),
    }
}

/// An alignment; in Open Badges 1 the members are called `name`, `url`, `description`.
fn alignment(written: &Value) -> Option<Value> {
    let mut node = Object::new();
    node.insert("type", ["Alignment"]);
    for (name, before) in
        [("targetName", "name"), ("targetUrl", "url"), ("targetDescription", "description")]
    {
        let value = written.get(name).or_else(|| written.get(before));
        if let Some(value) = value {
            node.insert(name, value.clone());
        }
    }
    copy(written, "targetFramework", &mut node, "targetFramework");
    copy(written, "targetCode", &mut node, "targetCode");
    (node.contains("targetName") || node.contains("targetUrl")).then_some(Value::Object(node))
}

/// The evidence of an assertion.
fn evidences(document: &Value, base: Option<&str>) -> Vec<Value> {
    let written = document.get("evidence").into_iter().flat_map(many);
    let nodes = written.filter_map(|one| {
        let mut node = Object::new();
        if let Some(id) = id_of(one).and_then(|id| address::whole(id, base)) {
            node.insert("id", id);
        }
        node.insert("type", ["Evidence"]);
        for name in ["name", "narrative", "description", "genre", "audience"] {
            copy(one, name, &mut node, name);
        }
        (node.len() > 1).then_some(Value::Object(node))
    });
    nodes.collect()
}

fn members(written: &Value, names: &[&str]) -> Object {
    let mut node = Object::new();
    names.iter().for_each(|name| copy(written, name, &mut node, name));
    node
}

fn copy(from: &Value, name: &str, to: &mut Object, renamed: &str) {
    if let Some(value) = from.get(name) {
        to.insert(renamed, value.clone());
    }
}
