//! What a community's charter asks of an award: its stewards are asked by letter to stand behind it.

use bot_protocol::api::{AdmitWaits, EndorsementView, StewardsAsked};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::{CommunityAct, Document};
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::request::EndorsementRequest;

use super::charters::unconfirmed;
use super::members::is_membership;
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts};
use crate::keys::Identity;

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
        let parties: Vec<Did> = parties.into_iter().flatten().flat_map(str::parse).collect();
        let is_party = |did: &Did| parties.iter().any(|party| snapshot.ring.is_one(party, did));
        let stewards = charter.stewards_at(self.now()).map(|one| snapshot.ring.current(&one.who));
        let stewards = stewards.filter(|did| !is_party(did));
        Ok(Some(StewardsAsked {
            community: snapshot.party(&creator),
            needed: u32::from(needed),
            asked: stewards.map(|did| snapshot.party(&did)).collect(),
        }))
    }

    /// As whose steward an endorsement was given, and how many that one's charter asks for, where the award
    /// that it is about is at hand.
    pub(in crate::acts) fn given_as_steward(
        &self,
        snapshot: &Snapshot<'_>,
        endorsement: &EndorsementView,
    ) -> Result<Option<StewardsAsked>, ActError> {
        let target = endorsement.target.as_str();
        let known = self.badges(snapshot)?.into_iter().find(|badge| badge.id == target);
        let document = match known.and_then(|badge| Document::read(badge.text.as_bytes()).ok()) {
            Some(document) => Some(document),
            // Whoever was asked to stand behind it was sent it.
            None => self
                .letters_of_kinds(&[LetterKind::EndorsementRequest])?
                .iter()
                .filter_map(|letter| match letter.message() {
                    Ok(Message::EndorsementRequest(asked)) if asked.target == target => {
                        asked.document
                    }
                    Ok(_) | Err(_) => None,
                })
                .next_back(),
        };
        let Some(document) = document else { return Ok(None) };
        let by = endorsement.issuer.parse::<Did>().ok().map(|did| snapshot.ring.current(&did));
        let by = by.map(|did| did.to_string());
        let stewards = self.stewards_of(snapshot, &document)?;
        Ok(stewards.filter(|one| one.asked.iter().any(|steward| Some(&steward.did) == by.as_ref())))
    }

    /// Refuses an award that takes stewards where nobody is asked: it would not be rightful, and its holder
    /// could do nothing about that.
    pub(in crate::acts) fn check_takes_no_stewards(&self, award: &Value) -> Result<(), ActError> {
        let snapshot = self.snapshot()?;
        match self.stewards_of(&snapshot, &Document::read(&award.to_bytes())?)? {
            None => Ok(()),
            Some(StewardsAsked { community, needed, .. }) => {
                let detail = format!("the charter of {} asks for {needed} of them", community.did);
                Err(ActError::conflict("award-takes-stewards", detail))
            }
        }
    }

    /// The letters by which those stewards are asked to stand behind an award.
    pub(in crate::acts) fn letters_to_stewards(
        &self,
        issuer: &Identity,
        (award, words): (&Document, Option<&str>),
        stewards: &StewardsAsked,
    ) -> Result<Vec<Letter>, ActError> {
        let words = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        let asked = EndorsementRequest {
            target: award.id().unwrap_or_default().to_owned(),
            words,
            // As it is asked for by hand, so that nobody is asked twice.
            document: Some(Document::read(&award.value().to_bytes())?),
        };
        let to = stewards.asked.iter().filter_map(|steward| steward.did.parse::<Did>().ok());
        to.map(|to| self.letter(issuer, to, Message::EndorsementRequest(asked.clone()))).collect()
    }

    /// The stewards who may stand behind a membership now, how many must, and what is missing beside.
    pub(super) fn admitting(
        &self,
        identity: &Identity,
    ) -> Result<(Vec<Did>, u8, Vec<AdmitWaits>), ActError> {
        let snapshot = self.snapshot()?;
        let charters = self.charters(&snapshot, &identity.did())?;
        if let Some(number) = charters.contested() {
            let detail = format!("there are two charters with number {number}");
            return Err(ActError::conflict("charter-contested", detail));
        }
        if let Some(found) = charters.unconfirmed() {
            return Err(unconfirmed(found.charter.text.number));
        }
        let Some(charter) = charters.newest() else {
            let all = self.all_asked(&snapshot)?;
            let waits = all.values().any(|asked| asked.community == identity.did());
            return Ok((Vec::new(), 0, waits.then_some(AdmitWaits::Charter).into_iter().collect()));
        };
        let needed = self.effective(&snapshot, &charter.charter.text)?.admit;
        let taken_in = self.in_force_view(&snapshot, charter)?.taken_in;
        let outside = taken_in.is_some_and(|taken_in| taken_in != bot_protocol::api::Answer::Yes);
        let waits = outside.then_some(AdmitWaits::Parent).into_iter().collect();
        let stewards = charter.stewards_at(self.now()).map(|one| snapshot.ring.current(&one.who));
        let stewards: Vec<Did> = stewards.collect();
        if stewards.len() < usize::from(needed) {
            let detail = format!("{} stewards are in office, {needed} are needed", stewards.len());
            return Err(ActError::conflict("stewards-too-few", detail));
        }
        Ok((stewards, needed, waits))
    }
}
