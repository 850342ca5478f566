//! A draft and further members, joined into one document.

use crate::canon::json::{Object, Value};
use crate::credential::model::shape::ShapeFault;

/// Members that are made when a credential is signed, and what to say instead.
const MADE: [(&str, &str); 6] = [
    ("id", "is given to the credential when it is signed"),
    ("validFrom", "is said beside the draft, as valid_from"),
    ("validUntil", "is said beside the draft, as valid_until"),
    ("issuanceDate", "is of an older data model; validFrom is written"),
    ("credentialStatus", "is given to the credential when it is signed"),
    ("proof", "is made when the credential is signed"),
];

/// Members of which there may be several: those of the draft come first.
const LISTS: [&str; 2] = ["evidence", "credentialSchema"];

/// The type that a refresh service of 1EdTech has, and the context that defines it.
const EXTENSIONS: (&str, &str) =
    ("1EdTech", "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");

/// `base` with the members of `more`. Of the nodes in `own`, the members named are said by the
/// draft: `more` may repeat them and not change them.
pub(super) fn joined(
    mut base: Object,
    more: &Object,
    own: &[(&str, &[&str])],
) -> Result<Object, ShapeFault> {
    for (name, value) in more.iter() {
        let at = |fault: ShapeFault| fault.under(name);
        if let Some((_, why)) = MADE.iter().find(|(made, _)| *made == name) {
            return Err(at(ShapeFault::here(*why)));
        }
        let kept = own.iter().find(|(node, _)| *node == name).map(|(_, kept)| *kept);
        let joined = match (base.get(name), kept) {
            (Some(Value::Object(found)), Some(kept)) => node(found, value, kept),
            (Some(found), _) if LISTS.contains(&name) => Ok(appended(found, value)),
            (Some(found), _) if matches!(name, "@context" | "type") => Ok(united(found, value)),
            (_, _) => Ok(value.clone()),
        };
        base.insert(name, joined.map_err(at)?);
    }
    extended(&mut base);
    Ok(base)
}

/// A node of the draft with further members.
fn node(found: &Object, more: &Value, kept: &[&str]) -> Result<Value, ShapeFault> {
    let Some(more) = more.as_object() else { return Err(ShapeFault::here("expected an object")) };
    let mut out = found.clone();
    for (name, value) in more.iter() {
        let said = found.get(name);
        if kept.contains(&name) && said.is_some_and(|said| said != value) {
            let what = "is said by the draft, and cannot be something else";
            return Err(ShapeFault::here(what).under(name));
        }
        let value = match said {
            Some(said) if name == "type" => united(said, value),
            Some(_) | None => value.clone(),
        };
        out.insert(name, value);
    }
    Ok(Value::Object(out))
}

fn appended(found: &Value, more: &Value) -> Value {
    Value::Array(found.as_list().iter().chain(more.as_list()).cloned().collect())
}

/// Both lists, what is in both once.
fn united(found: &Value, more: &Value) -> Value {
    let mut all = found.as_list().to_vec();
    for item in more.as_list() {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    Value::Array(all)
}

/// Names the context of the types of 1EdTech where one is used: the Open Badges context lacks them.
fn extended(document: &mut Object) {
    let (begin, context) = EXTENSIONS;
    let services = ["refreshService", "credentialSchema", "termsOfUse"];
    let nodes = services.iter().filter_map(|name| document.get(name)).flat_map(Value::as_list);
    let mut kinds = nodes.filter_map(|node| node.get("type")).flat_map(Value::as_list);
    if kinds.any(|kind| kind.as_str().is_some_and(|kind| kind.starts_with(begin)))
        && let Some(contexts) = document.get("@context")
    {
        let contexts = united(contexts, &Value::from(context));
        document.insert("@context", contexts);
    }
}
