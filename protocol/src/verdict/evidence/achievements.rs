//! Which achievements the statements at hand describe, and who says that they are theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Evidence;
use crate::canon::json::Value;
use crate::identity::Did;
use crate::rules::Badge;
use crate::statement::{Content, Kind};
use crate::time::Timestamp;

/// A description of an achievement in a feed that counts.
#[derive(Debug)]
pub(in crate::verdict) struct Described {
    pub(in crate::verdict) by: Did,
    pub(in crate::verdict) at: Timestamp,
    pub(in crate::verdict) entry: u32,
    pub(in crate::verdict) document: Value,
}

/// The achievements of the statements at hand, by their ids; the descriptions of each the earliest first.
#[derive(Debug, Default)]
pub(in crate::verdict) struct Achievements(BTreeMap<String, Vec<Described>>);

impl Achievements {
    /// The descriptions of an achievement, the earliest first.
    pub(in crate::verdict) fn of(&self, id: &str) -> &[Described] {
        self.0.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What its creator published last of a badge.
    pub(in crate::verdict) fn newest(&self, badge: &Badge) -> Option<&Value> {
        let own = self.of(&badge.achievement).iter().filter(|one| one.by == badge.creator);
        own.max_by_key(|one| (one.at, one.entry)).map(|one| &one.document)
    }

    /// Every badge, with what its creator published last of it.
    pub(in crate::verdict) fn all(&self) -> impl Iterator<Item = (Badge, &Value)> {
        let badges = self.0.iter().flat_map(|(id, described)| {
            let creators: std::collections::BTreeSet<Did> =
                described.iter().map(|one| one.by).collect();
            creators.into_iter().map(|creator| Badge { achievement: id.clone(), creator })
        });
        badges.filter_map(|badge| self.newest(&badge).map(|newest| (badge, newest)))
    }
}

impl Evidence {
    /// The achievements that the statements at hand describe. They are read once, until more is heard.
    pub(in crate::verdict) fn achievements(&self) -> Arc<Achievements> {
        self.folded.achievements(|| {
            let mut all: BTreeMap<String, Vec<Described>> = BTreeMap::new();
            for (by, one) in self.statements().filter(|(_, one)| one.kind() == Kind::Achievement) {
                let content = one.body().map(|body| Content::read(Kind::Achievement, body));
                let Some(Ok(Content::Achievement(document))) = content else { continue };
                let Some(id) = document.id() else { continue };
                let (at, entry, id) = (one.ts(), one.seq(), id.to_owned());
                let document = document.value().clone();
                all.entry(id).or_default().push(Described { by, at, entry, document });
            }
            for described in all.values_mut() {
                described.sort_by_cached_key(|one| (one.at, one.by.to_string(), one.entry));
            }
            Achievements(all)
        })
    }
}
