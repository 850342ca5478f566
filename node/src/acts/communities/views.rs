//! Charters and communities as people read them.

use bot_protocol::api::{
    Answer, CharterState, CharterView, CommunityView, QuorumsView, StewardView,
};
use bot_protocol::canon::hash::Hash;
use bot_protocol::feed::{Charters, InForce};
use bot_protocol::identity::Did;
use bot_protocol::limits::{COMMUNITY_LEVELS_MAX, MEMBERSHIPS_MAX};
use bot_protocol::statement::kinds::{CharterText, Quorums};
use bot_protocol::words::Lang;

use super::{Asked, name_of};
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts};

impl Acts {
    pub(super) fn community_view(
        &self,
        snapshot: &Snapshot<'_>,
        (did, charters): (&Did, &Charters),
        charter: Option<CharterView>,
    ) -> Result<CommunityView, ActError> {
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
            charter,
            contested: charters.contested(),
            unconfirmed: charters.unconfirmed().map(|one| one.charter.text.number),
            members_here,
        })
    }

    pub(super) fn in_force_view(
        &self,
        snapshot: &Snapshot<'_>,
        found: &InForce,
    ) -> Result<CharterView, ActError> {
        let view = self.as_said(snapshot, found);
        self.as_a_part(snapshot, (&found.community, &found.charter.text), view)
    }

    /// The same by its own words: nothing of those above it.
    pub(super) fn as_said(&self, snapshot: &Snapshot<'_>, found: &InForce) -> CharterView {
        let charter = &found.charter;
        // A steward who goes on with a new key signed by that.
        let signed =
            |who: &Did| snapshot.ring.person(who).iter().any(|one| charter.is_signed_by(one));
        let view = self.view(snapshot, (&found.community, &found.digest), &charter.text, signed);
        CharterView { state: CharterState::InForce, at: Some(found.since.to_string()), ..view }
    }

    /// What it means for a charter that it names another community as its whole.
    fn as_a_part(
        &self,
        snapshot: &Snapshot<'_>,
        (community, text): (&Did, &CharterText),
        view: CharterView,
    ) -> Result<CharterView, ActError> {
        let Some(parent) = text.parent else { return Ok(view) };
        let mut taken_in = Answer::No;
        let shown = self.memberships(snapshot, community, Some(&parent))?;
        for shown in shown.into_iter().take(MEMBERSHIPS_MAX) {
            match self.member_view(snapshot, (community, &shown), Lang::En)?.stands {
                Answer::Yes => taken_in = Answer::Yes,
                Answer::Unknown if taken_in == Answer::No => taken_in = Answer::Unknown,
                Answer::Unknown | Answer::No => {}
            }
        }
        let Quorums { charter, admit, award } = self.effective(snapshot, text)?;
        let effective = QuorumsView { charter, admit, award };
        let differs = effective != view.acts;
        Ok(CharterView {
            taken_in: Some(taken_in),
            effective: differs.then_some(effective),
            ..view
        })
    }

    /// How many stewards acts take by a charter and those above it, as far as they are known here: a part
    /// asks for no fewer than what it is a part of.
    pub(super) fn effective(
        &self,
        snapshot: &Snapshot<'_>,
        text: &CharterText,
    ) -> Result<Quorums, ActError> {
        let (mut acts, mut next) = (text.acts, text.parent);
        for _ in 0..COMMUNITY_LEVELS_MAX {
            let Some(parent) = next else { break };
            let above = self.charters(snapshot, &parent)?;
            let Some(found) = above.newest() else { break };
            let text = &found.charter.text;
            acts.admit = acts.admit.max(text.acts.admit);
            acts.award = acts.award.max(text.acts.award);
            next = text.parent;
        }
        Ok(acts)
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
            view.superseded = asked.superseded;
            view = self.as_a_part(snapshot, (community, &asked.text), view)?;
            if let Some(held) = charters.newest() {
                view.replaces = Some(Box::new(self.in_force_view(snapshot, held)?));
            }
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
            taken_in: None,
            effective: None,
            superseded: false,
            replaces: None,
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
pub(super) fn state(charters: &Charters, digest: &Hash, number: u32) -> CharterState {
    match charters.newest() {
        Some(newest) if newest.digest == *digest => CharterState::InForce,
        Some(newest) if newest.charter.text.number >= number => CharterState::Replaced,
        Some(_) | None => CharterState::Asked,
    }
}
