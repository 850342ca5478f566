//! What follows from the list of reasons: the enum, the codes, the answers and the JSON data.

use super::NamedBy;
use crate::canon::json::{Number, Value};
use crate::time::Timestamp;

/// What a reason may carry.
pub(super) trait Datum {
    fn to_value(&self) -> Value;
}

impl Datum for String {
    fn to_value(&self) -> Value {
        Value::from(self.as_str())
    }
}

/// A text that takes less room, so that no reason is larger than what a `Result` may carry.
impl Datum for Box<str> {
    fn to_value(&self) -> Value {
        Value::from(&**self)
    }
}

impl Datum for &'static str {
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

impl Datum for NamedBy {
    fn to_value(&self) -> Value {
        Value::from(match self {
            Self::Sheet => "sheet",
            Self::Guardians => "guardians",
            Self::AllGuardians => "all-guardians",
        })
    }
}

impl Datum for Timestamp {
    fn to_value(&self) -> Value {
        Value::from(self.to_string())
    }
}

impl Datum for Option<Timestamp> {
    /// Nothing is an empty text, so that words can ask for it.
    fn to_value(&self) -> Value {
        Value::from(self.map(|at| at.to_string()).unwrap_or_default())
    }
}

impl Datum for u64 {
    fn to_value(&self) -> Value {
        Number::from_u64(*self).map_or(Value::Null, Value::from)
    }
}

impl Datum for u32 {
    fn to_value(&self) -> Value {
        u64::from(*self).to_value()
    }
}

impl Datum for i64 {
    fn to_value(&self) -> Value {
        Number::from_i64(*self).map_or(Value::Null, Value::from)
    }
}

impl Datum for Vec<String> {
    fn to_value(&self) -> Value {
        Value::Array(self.iter().map(|text| Value::from(text.as_str())).collect())
    }
}

macro_rules! declare {
    ([] $($(#[$doc:meta])* $question:ident $answer:ident $code:literal
        $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {
        /// Why a finding is as it is; the code is stable, the words are in `words`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $name { $($(#[$field_doc])* $field: $type),* },)*
        }

        impl Reason {
            /// Every code, in the order of the questions.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Its stable code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            /// The answer it gives.
            #[must_use]
            pub fn answer(&self) -> Answer {
                match self { $(Self::$name { .. } => Answer::$answer,)* }
            }

            /// The question it answers.
            #[must_use]
            pub fn question(&self) -> Question {
                match self { $(Self::$name { .. } => Question::$question,)* }
            }

            /// Its data by name.
            #[must_use]
            pub fn data(&self) -> Object {
                let mut object = Object::new();
                match self {
                    $(Self::$name { $($field),* } => {
                        $(object.insert(stringify!($field), Datum::to_value($field));)*
                    })*
                }
                object
            }

            /// The answer each code gives, for tables and tests.
            #[must_use]
            pub fn answer_of(code: &str) -> Option<Answer> {
                match code {
                    $($code => Some(Answer::$answer),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use declare;
