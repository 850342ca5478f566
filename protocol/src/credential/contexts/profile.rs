//! By which contexts documents are read: the closed profile, and that of public test suites.

use std::sync::OnceLock;

use super::{ContextFault, Contexts};
use crate::canon::json::Value;
use crate::limits::CONTEXT_INLINE_MEMBERS_MAX;

/// Which documents are read and written; always chosen by whoever runs the program, never by a
/// document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// What the pinned contexts define word by word, and nothing else.
    #[default]
    Closed,
    /// As the public test suites of W3C ask it: also contexts that a document brings itself, and
    /// words that a vocabulary takes as they come. A document then says what its own words mean.
    Conformance,
}

impl Profile {
    /// Its name in settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Conformance => "conformance",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        [Self::Closed, Self::Conformance].into_iter().find(|profile| profile.as_str() == name)
    }

    /// The contexts by which documents are read.
    #[must_use]
    pub fn contexts(self) -> &'static Contexts {
        static CONFORMANCE: OnceLock<Contexts> = OnceLock::new();
        match self {
            Self::Closed => Contexts::pinned(),
            Self::Conformance => {
                CONFORMANCE.get_or_init(|| Contexts::pinned().clone().with_inline())
            }
        }
    }

    /// Whether a document may be issued whose words some vocabulary takes as they come, so that a
    /// slip of the pen is signed like any other word.
    pub(crate) const fn takes_vocabularies(self) -> bool {
        match self {
            Self::Closed => false,
            Self::Conformance => true,
        }
    }
}

/// Bounds a context that stands in a document before it is read.
pub(super) fn check_size(context: &Value) -> Result<(), ContextFault> {
    let (mut open, mut found) = (vec![context], 0_usize);
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                found = found.saturating_add(members.len());
                open.extend(members.iter().map(|(_, value)| value));
            }
            Value::Array(items) => {
                found = found.saturating_add(items.len());
                open.extend(items);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        if found > CONTEXT_INLINE_MEMBERS_MAX {
            return Err(ContextFault::Long { most: CONTEXT_INLINE_MEMBERS_MAX });
        }
    }
    Ok(())
}
