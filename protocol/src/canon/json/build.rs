//! Making JSON values in few words.

use std::collections::BTreeMap;

use super::{Number, Object, Value};

impl Value {
    /// An object of the members, in their order; a later member of one name replaces the earlier.
    ///
    /// ```
    /// use bot_protocol::canon::json::Value;
    /// let value = Value::object([("id", Value::from("urn:x")), ("size", 3_u32.into())]);
    /// assert_eq!(value.to_bytes(), br#"{"id":"urn:x","size":3}"#);
    /// ```
    pub fn object<K: Into<String>, V: Into<Self>>(
        members: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Object(members.into_iter().collect())
    }

    /// An array of the values, in their order.
    pub fn array<V: Into<Self>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let members: Vec<(String, Value)> =
            members.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        // By an index of the names: to look through all before for each of them would be quadratic.
        let mut firsts = BTreeMap::new();
        let places: Vec<usize> = (0..)
            .zip(&members)
            .map(|(place, (name, _))| *firsts.entry(name.as_str()).or_insert(place))
            .collect();
        if firsts.len() == members.len() {
            return Self(members);
        }
        let mut kept: Vec<Option<(String, Value)>> = vec![None; members.len()];
        for (place, member) in places.into_iter().zip(members) {
            if let Some(slot) = kept.get_mut(place) {
                *slot = Some(member);
            }
        }
        Self(kept.into_iter().flatten().collect())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(Number(f64::from(number)))
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(Number(f64::from(number)))
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<V: Into<Self>> From<Vec<V>> for Value {
    fn from(values: Vec<V>) -> Self {
        Self::array(values)
    }
}

impl<V: Into<Self>, const N: usize> From<[V; N]> for Value {
    fn from(values: [V; N]) -> Self {
        Self::array(values)
    }
}

impl<V: Into<Self>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
