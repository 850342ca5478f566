//! A badge that is awarded in stages, as each stage says it: who signs the later ones, and which ones
//! came before.
//!
//! A stage is a credential of its own. Whoever signs a later stage is named in `evidence` of all of
//! them, as a link to that person whose `genre` is `role`; the earlier stages are pinned by id and
//! digest in `relatedResource`. Source: `spec/rules.md` §7; Open Badges 3.0 §B.9 (Evidence); VC Data
//! Model 2.0 §5.3.

use super::{Credential, many, related};
use crate::canon::json::{Object, Value};
use crate::limits::RULE_STAGES_MAX;

/// The `genre` of a piece of evidence that names who signs a stage.
const ROLE: &str = "role";

/// What a stage says of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Who signs the stages after the first, in their order: the role and the identity.
    pub roles: Vec<(String, String)>,
    /// The ids of the stages before this one.
    pub earlier: Vec<String>,
}

impl Staged {
    /// What a credential says of its stages; nothing where it is no stage.
    #[must_use]
    pub fn of(credential: &Credential<'_>) -> Option<Self> {
        let document = credential.document();
        let text = |node: &Value, name: &str| node.get(name)?.as_str().map(str::to_owned);
        let items = || document.get("evidence").into_iter().flat_map(many);
        let named = items().filter(|item| item.get("genre").and_then(Value::as_str) == Some(ROLE));
        let roles: Vec<_> = named
            .take(RULE_STAGES_MAX)
            // What of a role is not to be read is nobody's: the stage is one that is never met.
            .map(|item| {
                let part = |name: &str| text(item, name).unwrap_or_default();
                (part("name"), part("id"))
            })
            .collect();
        let resources = document.get("relatedResource").into_iter().flat_map(many);
        let earlier = resources.take(RULE_STAGES_MAX).filter_map(|one| text(one, "id")).collect();
        (!roles.is_empty()).then_some(Self { roles, earlier })
    }

    /// Its number, from 1, and how many there are.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        (self.earlier.len().saturating_add(1), self.roles.len().saturating_add(1))
    }

    /// Whether it is the last of its stages, and those before it are named.
    #[must_use]
    pub fn is_last(&self) -> bool {
        let (number, of) = self.place();
        number >= of
    }

    /// Writes it into a credential that is to be signed, after the stage before it.
    pub fn write(&self, unsigned: &mut Object, before: Option<&Value>) {
        let item = |(role, who): &(String, String)| {
            Value::object([
                ("id", Value::from(who.as_str())),
                ("type", Value::array(["Evidence"])),
                ("name", Value::from(role.as_str())),
                ("genre", Value::from(ROLE)),
            ])
        };
        let own = unsigned.get("evidence").into_iter().flat_map(many).cloned();
        let all: Vec<Value> = own.chain(self.roles.iter().map(item)).collect();
        unsigned.insert("evidence", Value::Array(all));
        let Some(before) = before else { return };
        let earlier = before.get("relatedResource").into_iter().flat_map(many).cloned();
        let id = before.get("id").and_then(Value::as_str).unwrap_or_default();
        let all: Vec<Value> = earlier.chain([related::pinned(id, before)]).collect();
        unsigned.insert("relatedResource", Value::Array(all));
    }
}
