//! What was handed in and bears on nothing, so that nobody believes it counted.
//!
//! Told of status lists and key documents, which have a name that others mention. What is mentioned
//! anywhere may have been used, and is not told.

use std::collections::BTreeSet;

use super::Evidence;
use crate::canon::json::Value;
use crate::credential::status::OwnList;
use crate::statement::{Content, Kind};
use crate::verdict::Presented;
use crate::verdict::reader::Secured;

/// A file that was handed in and has a name.
#[derive(Clone, Debug)]
pub(super) enum Handed {
    /// A status list.
    List {
        /// Its address.
        name: String,
    },
    /// A badge.
    Badge {
        /// Its id.
        id: String,
        /// What it was awarded for.
        achievement: String,
    },
    /// What describes an identifier and its keys.
    Document {
        /// The identifier.
        id: String,
        /// All of it.
        document: Value,
    },
}

impl Evidence {
    /// The names of what was handed in and is mentioned neither by what is shown nor by anything
    /// else at hand.
    pub(in crate::verdict) fn unused(&self, presented: &Presented) -> Vec<String> {
        let shown = presented.credentials();
        if shown.is_empty() || self.handed.is_empty() {
            return Vec::new();
        }
        // Which key an envelope names stands in its header, outside of what is read here.
        let sealed = shown.iter().chain(presented.presentation()).any(|one| one.seal().is_some());
        let unused = self.handed.iter().filter_map(|one| match one {
            Handed::List { name } => {
                let is = |text: &str| is_list(text, name);
                (!self.mentions(presented, &is)).then_some(name)
            }
            Handed::Badge { id, achievement } => (!self.is_asked_for(achievement)).then_some(id),
            Handed::Document { id, .. } => {
                let is = |text: &str| text.contains(id);
                let used = sealed || self.mentions(presented, &is) || self.describes(id, &is);
                (!used).then_some(id)
            }
        });
        unused.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    /// Whether what is shown, an endorsement or a copy says a text that `is` the one looked for.
    fn mentions(&self, presented: &Presented, is: &impl Fn(&str) -> bool) -> bool {
        let shown = presented.credentials().iter().chain(presented.presentation());
        let mut held = shown.chain(&self.endorsements).map(Secured::document);
        let mut copies = self.copies.values().flatten().map(|copy| &copy.content);
        held.any(|one| says(one, is)) || copies.any(|one| says(one, is)) || self.published(is)
    }

    /// Whether a rule at hand names an achievement, or one that it stands for may be named.
    fn is_asked_for(&self, achievement: &str) -> bool {
        self.statements().any(|(_, one)| {
            let content = one.body().map(|body| Content::read(one.kind(), body));
            match content {
                Some(Ok(Content::Grant(grant))) => grant.rule.is_some_and(|rule| {
                    rule.badges()
                        .iter()
                        .any(|(badge, equal)| *equal || badge.achievement == achievement)
                }),
                Some(Ok(_) | Err(_)) | None => false,
            }
        })
    }

    /// The same of the endorsements in feeds.
    fn published(&self, is: &impl Fn(&str) -> bool) -> bool {
        let endorsements = self.statements().filter(|(_, one)| one.kind() == Kind::Endorsement);
        let mut bodies = endorsements.filter_map(|(_, one)| one.body());
        bodies.any(|body| match Content::read(Kind::Endorsement, body) {
            Ok(Content::Endorsement(document)) => says(document.value(), is),
            Ok(_) | Err(_) => false,
        })
    }

    /// Whether a status list, or another document of keys, says it.
    fn describes(&self, own: &str, is: &impl Fn(&str) -> bool) -> bool {
        let others = self.handed.iter().filter_map(|one| match one {
            Handed::Document { id, document } if id != own => Some(document),
            Handed::Document { .. } | Handed::List { .. } | Handed::Badge { .. } => None,
        });
        self.credentials.iter().map(Secured::document).chain(others).any(|one| says(one, is))
    }
}

/// Whether a text names a list: by its name, a part of it, or any spelling of an issuer's own list.
fn is_list(text: &str, name: &str) -> bool {
    let own = |name| OwnList::read(name).map(|own| (own.issuer, own.list));
    let whole = text.split_once('#').map_or(text, |(address, _)| address);
    whole == name || text == name || own(whole).is_some_and(|found| own(name) == Some(found))
}

fn says(value: &Value, is: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is(text),
        Value::Array(all) => all.iter().any(|one| says(one, is)),
        Value::Object(members) => members.iter().any(|(_, one)| says(one, is)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
