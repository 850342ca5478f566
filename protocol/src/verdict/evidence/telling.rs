//! What of a log a proof in the hand must tell, and what would be left out of it.

use std::collections::BTreeSet;

use crate::credential::status::Place;
use crate::feed::{IssuerStatus, LogStatus};
use crate::identity::Did;
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

/// What the end of a log is to tell.
#[derive(Clone, Debug, Default)]
pub(in crate::verdict) struct Telling {
    /// What became of these places of status lists: of the author's own, or of a former identity's.
    pub(in crate::verdict) places: BTreeSet<(Option<Did>, Place)>,
    /// Who may award these achievements.
    pub(in crate::verdict) rights: Option<BTreeSet<String>>,
    /// Which communities its author left from this moment on.
    pub(in crate::verdict) left_since: Option<Timestamp>,
}

impl Telling {
    /// Whether there is nothing to tell but that it is there.
    pub(in crate::verdict) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.rights.is_none() && self.left_since.is_none()
    }

    /// Whether a statement takes back what is to be told.
    pub(super) fn is_undone_by(&self, statement: &Statement) -> bool {
        let kind = statement.kind();
        kind == Kind::GrantEnd && self.rights.is_some()
            || kind == Kind::Leave && self.left_since.is_some()
            || self.places.iter().any(|(of, place)| takes_back(statement, *of, *place))
    }

    /// The number of the first entry that it takes, of these which are held.
    pub(super) fn from(&self, held: &[Statement]) -> u32 {
        // A sum is of its author's own lists, and stands for nothing of a former identity's.
        if self.rights.is_some() || self.places.iter().any(|(of, _)| of.is_some()) {
            return 0;
        }
        let status = LogStatus::new(None).ordered(held);
        let summed = self.places.iter().map(|(_, place)| status.summed(place.list));
        // The last entry before that moment shows that nothing of later is left out.
        let before = self.left_since.map(|since| {
            let before = held.iter().take_while(|one| one.ts() < since).last();
            before.map(Statement::seq).unwrap_or_default()
        });
        summed.chain(before).min().unwrap_or_default()
    }

    pub(super) fn needs_body(&self, one: &Statement) -> bool {
        one.kind().tells_status()
            || (one.kind() == Kind::Leave && self.left_since.is_some())
            || self.rights.as_ref().is_some_and(|of| tells_right(one, of))
    }
}

/// Whether a statement takes back what stands in this place of a list: its author's own, or `of` a former
/// identity.
fn takes_back(statement: &Statement, of: Option<Did>, place: Place) -> bool {
    let nothing = LogStatus::new(Some(place));
    let nothing = of.map_or(nothing.clone(), |of| nothing.of_former(of));
    let said = IssuerStatus::of([nothing.beyond([statement], true)]);
    !said.revoked.is_empty() || !said.suspensions.is_empty()
}

/// Whether a statement tells who may award one of these achievements.
fn tells_right(statement: &Statement, achievements: &BTreeSet<String>) -> bool {
    if statement.kind() != Kind::Achievement {
        return matches!(statement.kind(), Kind::Grant | Kind::GrantEnd | Kind::Charter);
    }
    let content = statement.body().map(|body| Content::read(Kind::Achievement, body));
    let Some(Ok(Content::Achievement(document))) = content else { return false };
    document.id().is_some_and(|id| achievements.contains(id))
}
