//! Which badges say of themselves that they are the same as another, and where the creator of that says
//! so too.

use std::collections::BTreeMap;

use super::survey::Standing;
use crate::canon::json::Value;
use crate::credential::model::{many, related};
use crate::identity::Did;
use crate::rules::Badge;
use crate::verdict::Evidence;
use crate::verdict::evidence::{Achievements, Sought};

/// The badges that name another among their `related`, with what their creators published last of them,
/// by the id of that other. Anybody may name anything, so all that is published is looked through once.
pub(super) struct Likened<'p>(BTreeMap<&'p str, Vec<(Badge, &'p Value)>>);

impl<'p> Likened<'p> {
    pub(super) fn of(published: &'p Achievements) -> Self {
        let mut all: BTreeMap<&str, Vec<(Badge, &Value)>> = BTreeMap::new();
        for (badge, document) in published.all() {
            let related = document.get("related").into_iter().flat_map(many);
            for id in related.filter_map(|one| one.get("id").and_then(Value::as_str)) {
                let of_id = all.entry(id).or_default();
                // What names it twice is one badge all the same.
                if of_id.last().is_none_or(|(held, _)| *held != badge) {
                    of_id.push((badge.clone(), document));
                }
            }
        }
        Self(all)
    }

    /// The badges that say they are the same as this one, with each endorsement in which this one's creator
    /// says so of that very description: one may be withdrawn and the next good. So many at most, and
    /// whether there are more.
    pub(super) fn standing_for(
        &self,
        badge: &Badge,
        room: usize,
        evidence: &Evidence,
    ) -> (Vec<Standing>, bool) {
        #[cfg(test)]
        crate::verdict::counted::note(crate::verdict::counted::Costly::Likened);
        let (mut endorsed, mut more) = (Vec::new(), false);
        let named = self.0.get(badge.achievement.as_str()).into_iter().flatten();
        for (other, document) in named.filter(|(other, _)| other != badge) {
            let id = other.achievement.as_str();
            let shown_by = [other.creator].into_iter().collect();
            let by = |did: &Did| evidence.is_one(did, &badge.creator);
            let sought = Sought { by: &by, shown_by: &shown_by };
            let held = evidence.endorsements_of(&[id].into_iter().collect(), &sought);
            more |= held.more;
            let by_creator = held.sought.into_iter().filter(|one| {
                let issuer = one.credential().issuer().and_then(|id| id.parse().ok());
                issuer.is_some_and(|issuer| by(&issuer))
                    && related::pins(one.document(), id, document)
            });
            endorsed.extend(by_creator.map(|one| ((other.clone(), badge.clone()), one)));
            if endorsed.len() > room {
                endorsed.truncate(room);
                return (endorsed, true);
            }
        }
        (endorsed, more)
    }
}
