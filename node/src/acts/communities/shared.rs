//! Which community somebody shares with a viewer, by what both published.

use bot_protocol::api::SharedCommunity;
use bot_protocol::canon::json::Value;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::verdict::{self, Reason, Secured, say, shared_community};
use bot_protocol::words::Lang;

use crate::acts::snapshot::Snapshot;
use crate::acts::verify::DAY_MILLIS;
use crate::acts::{ActError, Acts};

impl Acts {
    /// The community by which these viewers know somebody, where there is one.
    pub(in crate::acts) fn shared_with(
        &self,
        snapshot: &Snapshot<'_>,
        viewers: &[Did],
        who: &Did,
        lang: Lang,
    ) -> Result<Option<SharedCommunity>, ActError> {
        let shown = self.memberships_between(snapshot, viewers, &[*who])?;
        if shown.is_empty() {
            return Ok(None);
        }
        let secured = |one: &Document| Secured::by_its_proofs(one.value().clone());
        let shown: Vec<Secured> = shown.iter().map(secured).collect();
        let mut evidence = self.bearing_as_evidence(snapshot, &shown)?;
        viewers.iter().for_each(|viewer| evidence.view_as(*viewer));
        let days = u64::from(self.config().trust.max_age_days);
        let asked = verdict::Asked {
            max_age_millis: days.saturating_mul(DAY_MILLIS),
            ..verdict::Asked::at(self.now())
        };
        let shared = self.with_reader(|reader| shared_community(who, &evidence, &asked, reader));
        let Some(reason) = shared else { return Ok(None) };
        let says = say(&reason, lang);
        let Reason::ByCommunity { did, issuer, admit, stewards, as_of, .. } = reason else {
            return Ok(None);
        };
        let community = did.parse::<Did>().map_err(|_| ActError::Broken)?;
        let (community, is) = (snapshot.party(&community), issuer.to_owned());
        Ok(Some(SharedCommunity { community, is, admit, stewards, as_of, says }))
    }

    /// The memberships of viewers, and of others where viewers have any.
    pub(in crate::acts) fn memberships_between(
        &self,
        snapshot: &Snapshot<'_>,
        viewers: &[Did],
        others: &[Did],
    ) -> Result<Vec<Document>, ActError> {
        let mut shown = Vec::new();
        for viewer in viewers {
            shown.extend(self.memberships(snapshot, viewer, None)?);
        }
        if !shown.is_empty() {
            for other in others {
                shown.extend(self.memberships(snapshot, other, None)?);
            }
        }
        Ok(shown)
    }

    /// The memberships that may bear on how viewers of this node know who issued these.
    pub(in crate::acts) fn memberships_bearing(
        &self,
        snapshot: &Snapshot<'_>,
        credentials: &[&Value],
    ) -> Result<Vec<Document>, ActError> {
        let viewers: Vec<Did> = self.keys.identities().iter().map(|one| one.did()).collect();
        let issuer = |one: &&Value| {
            bot_protocol::credential::model::Credential::new(one).issuer()?.parse::<Did>().ok()
        };
        let issuers: Vec<Did> = credentials.iter().filter_map(issuer).collect();
        self.memberships_between(snapshot, &viewers, &issuers)
    }
}
