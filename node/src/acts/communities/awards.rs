//! What a community's charter asks of an award: its stewards are asked by letter to stand behind it.

use bot_protocol::api::{CredentialView, EndorsementAsk, StewardsAsked};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::{CommunityAct, Document};

use super::members::is_membership;
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts};

impl Acts {
    /// The stewards who are to stand behind an award, where the charter of who created it asks for some.
    pub(in crate::acts) fn stewards_of(
        &self,
        snapshot: &Snapshot<'_>,
        document: &Document,
    ) -> Result<Option<StewardsAsked>, ActError> {
        let credential = Credential::new(document.value());
        let creator = credential.creator().or(credential.issuer());
        let Some(creator) = creator.and_then(|id| id.parse::<Did>().ok()) else { return Ok(None) };
        let charters = self.charters(snapshot, &creator)?;
        let Some(charter) = charters.newest() else { return Ok(None) };
        let act = match credential.achievement().is_some_and(is_membership) {
            true => CommunityAct::Admit,
            false => CommunityAct::Award,
        };
        let needed = self.effective(snapshot, &charter.charter.text)?.of(act);
        if needed == 0 {
            return Ok(None);
        }
        // Who awards it or receives it does not stand behind it.
        let parties = [credential.issuer(), credential.subject_id()];
        let stewards = charter.stewards_at(self.now()).map(|one| snapshot.ring.current(&one.who));
        let stewards = stewards.filter(|did| !parties.contains(&Some(did.to_string().as_str())));
        Ok(Some(StewardsAsked {
            community: snapshot.party(&creator),
            needed: u32::from(needed),
            asked: stewards.map(|did| snapshot.party(&did)).collect(),
        }))
    }

    /// Asks those stewards. Repeated, only those are asked who were not.
    pub(in crate::acts) async fn ask_stewards(
        &self,
        award: &CredentialView,
    ) -> Result<(), ActError> {
        for steward in award.stewards.iter().flat_map(|stewards| &stewards.asked) {
            let ask = EndorsementAsk {
                as_identity: Some(award.issuer.clone()),
                target: award.id.clone(),
                from: steward.did.clone(),
                ..EndorsementAsk::default()
            };
            self.ask_endorsement(ask).await?;
        }
        Ok(())
    }
}
