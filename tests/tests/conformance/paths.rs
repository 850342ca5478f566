//! Where everything in a document lies.

use bot_protocol::canon::json::Value;

/// Every value of a document, by path.
pub(super) fn paths(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(name, one)| (name.to_owned(), one)).collect(),
        Value::Array(items) => (0..).map(|at: usize| at.to_string()).zip(items).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, child) in children {
        path.push(name);
        found.push(path.clone());
        paths(child, path, found);
        path.pop();
    }
}
