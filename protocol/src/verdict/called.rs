//! People by name, in sentences for a reader: as the viewer's address book has it, else as they call
//! themselves where that is at hand. What somebody calls themselves anybody may, so the end of their
//! identifier stands beside it.

use std::collections::BTreeMap;

use super::Evidence;
use crate::identity::Did;

/// How the identifiers of this network begin.
const DID_KEY: &str = "did:key:";

/// The signs of an identifier that stand beside a name.
const END_CHARS: usize = 8;

/// Names for the identifiers in some sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Called(BTreeMap<String, String>);

impl Called {
    /// Those that are known of whoever stands in these sentences.
    pub(super) fn of(sentences: impl IntoIterator<Item = String>, evidence: &Evidence) -> Self {
        let mut names = BTreeMap::new();
        for sentence in sentences {
            let _as_it_is = with_names(&sentence, |did| {
                let name = evidence.called(&did.parse().ok()?)?;
                names.insert(did.to_owned(), name);
                None
            });
        }
        Self(names)
    }

    /// What somebody is called.
    pub(super) fn name(&self, did: &str) -> Option<&String> {
        self.0.get(did)
    }

    /// A sentence with them.
    pub(super) fn within(&self, says: &str) -> String {
        with_names(says, |did| self.0.get(did).cloned())
    }
}

impl Evidence {
    /// What somebody is called here.
    fn called(&self, did: &Did) -> Option<String> {
        let mut people = self.person(did).into_iter();
        let given = people.find_map(|did| self.contacts().get(&did).cloned());
        given.or_else(|| {
            // What ends as names do here would pass for another's.
            let name = self.profile_name(did).filter(|name| !name.contains("(…"))?;
            if self.viewers().iter().any(|viewer| self.current(viewer) == self.current(did)) {
                return Some(name);
            }
            let did = did.to_string();
            let end = did.get(did.len().saturating_sub(END_CHARS)..).unwrap_or_default();
            Some(format!("{name} (…{end})"))
        })
    }
}

/// A sentence in which those are called by name who have one; an address of a key stays as it is.
#[must_use]
pub fn with_names(says: &str, mut name: impl FnMut(&str) -> Option<String>) -> String {
    let mut named = String::new();
    let mut rest = says;
    while let Some((before, from)) = rest.find(DID_KEY).map(|at| rest.split_at(at)) {
        let end = from.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':'));
        let (did, after) = from.split_at(end.unwrap_or(from.len()));
        let is_address = after.starts_with(['#', '/', '?']);
        let known = if is_address { None } else { name(did) };
        named.push_str(before);
        named.push_str(known.as_deref().unwrap_or(did));
        rest = after;
    }
    named.push_str(rest);
    named
}

#[cfg(test)]
mod tests {
    use super::with_names;

    #[test]
    fn whoever_has_a_name_is_called_by_it_and_nobody_else_is() {
        let name = |did: &str| (did == "did:key:z6MkA").then(|| "Ann".to_owned());
        let check = |says: &str, expected: &str| assert_eq!(with_names(says, name), expected);
        check("did:key:z6MkA, (did:key:z6MkB): did:key:z6MkA.", "Ann, (did:key:z6MkB): Ann.");
        check("did:key:z6MkAB and did:key:", "did:key:z6MkAB and did:key:");
        check("By did:key:z6MkA#z6MkA", "By did:key:z6MkA#z6MkA");
        check("", "");
    }
}
