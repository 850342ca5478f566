//! JSON as a value: strict to read, in its own order, without surprises.
//!
//! This is the outer language's text form. The reader refuses whatever two programs could
//! understand differently: names given twice, numbers that do not fit a double, half characters.
//! It does not know what the members mean.
//!
//! Source: RFC 8259; RFC 7493 (I-JSON).

mod build;
mod error;
mod read;
mod serde;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

pub use error::{JsonError, JsonFault};
pub use read::{Limits, read, read_with};
pub(crate) use write::{write_number, write_string};

use crate::limits::JSON_INTEGER_MAX;

/// Any JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A finite double.
    Number(Number),
    /// Text: whole Unicode characters.
    String(String),
    /// Values in order.
    Array(Vec<Self>),
    /// Named values, in the order in which they came.
    Object(Object),
}

/// A JSON number: a finite IEEE 754 double.
///
/// Source: RFC 8785 §3.2.2.3; RFC 7493 §2.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Number(f64);

/// The members of a JSON object, each name once, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Value)>);

impl Number {
    /// A number, or `None` for an infinity or NaN.
    #[must_use]
    pub const fn new(value: f64) -> Option<Self> {
        if value.is_finite() { Some(Self(value)) } else { None }
    }

    /// A whole number, or `None` above 2^53 − 1, where doubles skip values.
    #[must_use]
    pub const fn from_u64(value: u64) -> Option<Self> {
        if value > JSON_INTEGER_MAX {
            return None;
        }
        #[expect(clippy::as_conversions, reason = "whole numbers up to 2^53 are exact doubles")]
        Some(Self(value as f64))
    }

    /// The number as a double.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        self.0
    }

    /// The number where it is whole and within 0 to 2^53 − 1.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        #[expect(clippy::as_conversions, reason = "only compared back; a cast saturates")]
        let whole = self.0 as u64;
        (Self::from_u64(whole)? == self).then_some(whole)
    }

    /// A whole number within ±(2^53 − 1).
    #[must_use]
    #[expect(clippy::float_arithmetic, reason = "a change of sign is exact")]
    pub fn from_i64(value: i64) -> Option<Self> {
        let magnitude = Self::from_u64(value.unsigned_abs())?;
        Some(if value < 0 { Self(-magnitude.0) } else { magnitude })
    }

    /// The number where it is whole and within ±(2^53 − 1).
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        let magnitude = i64::try_from(Self(self.0.abs()).as_u64()?).ok()?;
        Some(if self.0 < 0.0 { magnitude.wrapping_neg() } else { magnitude })
    }
}

impl fmt::Display for Number {
    /// The shortest text that reads back as the same double, as ECMAScript prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ryu_js::Buffer::new().format_finite(self.0))
    }
}

impl Object {
    /// No members.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many members there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of the member `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The value of the member `name`, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Whether there is a member `name`.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets the member `name`: in place where it is, else as the last. Gives back what it was.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        if let Some(place) = self.get_mut(&name) {
            return Some(std::mem::replace(place, value));
        }
        self.0.push((name, value));
        None
    }

    /// Takes the member `name` out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(index).1)
    }

    /// Keeps the members of which this is so, in their order.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Value) -> bool) {
        self.0.retain_mut(|(name, value)| keep(name, value));
    }

    /// The members in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> + DoubleEndedIterator {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The members in their order, their values to change.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Value)> {
        self.0.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// The names in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The members as they lie, for those who sort them.
    pub(crate) fn members(&self) -> &[(String, Value)] {
        &self.0
    }

    /// Members of which the caller knows that no name comes twice.
    pub(crate) const fn from_distinct(members: Vec<(String, Value)>) -> Self {
        Self(members)
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = std::vec::IntoIter<(String, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Value {
    /// The member `name` of an object; `None` for everything else.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The value at the end of a path of member names and array indices.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, step| match value {
            Self::Object(object) => object.get(step),
            Self::Array(values) => values.get(step.parse::<usize>().ok()?),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
        })
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn as_number(&self) -> Option<Number> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The number where it is whole and within 0 to 2^53 − 1.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The truth value.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The values of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    /// The members of an object.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The members of an object, to change them.
    pub const fn as_object_mut(&mut self) -> Option<&mut Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// The values of an array, to change them.
    pub const fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Array(values) = self { Some(values) } else { None }
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// One value as a list of one, an array as its values: how JSON-LD reads most members.
    #[must_use]
    pub fn as_list(&self) -> &[Self] {
        if let Self::Array(values) = self { values } else { std::slice::from_ref(self) }
    }
}
