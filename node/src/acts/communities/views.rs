//! Charters and communities as people read them.

use bot_protocol::api::{CharterState, CharterView, CommunityView, QuorumsView, StewardView};
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Charters, InForce};
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::{CharterText, Quorums};

use super::{Asked, name_of};
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts};

impl Acts {
    pub(super) fn community_view(
        &self,
        snapshot: &Snapshot<'_>,
        did: &Did,
    ) -> Result<CommunityView, ActError> {
        let charters = self.charters(snapshot, did)?;
        let mut members_here = Vec::new();
        for identity in self.keys.identities() {
            let shown = self.memberships(snapshot, &identity.did(), Some(did))?;
            if !shown.is_empty() {
                members_here.push(snapshot.party(&identity.did()));
            }
        }
        Ok(CommunityView {
            community: snapshot.party(did),
            own: self.keys.identity(did).is_some(),
            charter: charters.newest().map(|one| self.in_force_view(snapshot, one)),
            contested: charters.contested(),
            unconfirmed: charters.unconfirmed().map(|one| one.charter.text.number),
            members_here,
        })
    }

    pub(super) fn in_force_view(&self, snapshot: &Snapshot<'_>, found: &InForce) -> CharterView {
        let charter = &found.charter;
        // A steward who goes on with a new key signed by that.
        let signed =
            |who: &Did| snapshot.ring.person(who).iter().any(|one| charter.is_signed_by(one));
        let view = self.view(snapshot, (&found.community, &found.digest), &charter.text, signed);
        CharterView { state: CharterState::InForce, at: Some(found.since.to_string()), ..view }
    }

    pub(super) fn asked_view(
        &self,
        snapshot: &Snapshot<'_>,
        asked: &Asked,
    ) -> Result<CharterView, ActError> {
        let (community, digest) = (&asked.community, asked.digest());
        let charters = self.charters(snapshot, community)?;
        let signed =
            |who: &Did| snapshot.ring.person(who).iter().any(|one| asked.shares.contains_key(one));
        let mut view = self.view(snapshot, (community, &digest), &asked.text, signed);
        view.words.clone_from(&asked.words);
        view.at = asked.at().map(|at| at.to_string());
        view.state = state(&charters, &digest, asked.text.number);
        if view.state == CharterState::Asked {
            let (missing, needed) = self.still_needed(snapshot, asked, &charters);
            view.missing = missing.iter().map(|did| snapshot.party(did)).collect();
            view.needed = needed;
            for (who, letter) in &asked.letters {
                let waits = self.keys.identity(who).is_some()
                    && !asked.shares.contains_key(who)
                    && self.answer_given(letter)?.is_none();
                view.waits_for.extend(waits.then(|| snapshot.party(who)));
            }
        }
        Ok(view)
    }

    fn view(
        &self,
        snapshot: &Snapshot<'_>,
        (community, digest): (&Did, &Hash),
        text: &CharterText,
        signed: impl Fn(&Did) -> bool,
    ) -> CharterView {
        let now = self.now();
        let stewards = text.stewards.iter().map(|one| StewardView {
            who: snapshot.party(&one.who),
            role: one.role.clone(),
            until: one.until.map(|until| until.to_string()),
            signed: signed(&one.who),
            over: one.until.is_some_and(|until| until < now),
        });
        let Quorums { charter, admit, award } = text.acts;
        CharterView {
            id: name_of(digest),
            community: snapshot.party(community),
            number: text.number,
            state: CharterState::Asked,
            purpose: text.purpose.clone(),
            parent: text.parent.map(|parent| snapshot.party(&parent)),
            stewards: stewards.collect(),
            acts: QuorumsView { charter, admit, award },
            missing: Vec::new(),
            needed: 0,
            waits_for: Vec::new(),
            words: None,
            at: None,
        }
    }
}

/// How far a charter has come that was asked for.
fn state(charters: &Charters, digest: &Hash, number: u32) -> CharterState {
    match charters.newest() {
        Some(newest) if newest.digest == *digest => CharterState::InForce,
        Some(newest) if newest.charter.text.number >= number => CharterState::Replaced,
        Some(_) | None => CharterState::Asked,
    }
}
