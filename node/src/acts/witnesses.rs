//! Witnesses: who says how long the ledgers of this node's identities are, and since when.

use std::collections::BTreeSet;

use bot_protocol::api::{
    Page, PageQuery, WitnessView, WitnessesReply, WitnessesRequest, WitnessesView,
};
use bot_protocol::feed::{HeadStamp, KeyEvent, KeyLog, Witnesses};
use bot_protocol::identity::{Did, PublicKey, SecretKey};
use bot_protocol::time::Timestamp;

use super::snapshot::{Snapshot, fits};
use super::{ActError, Acts, page};
use crate::keys::Identity;

impl Acts {
    /// The witnesses of each identity of this node, and what each has signed.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn witnesses(&self, query: &PageQuery) -> Result<Page<WitnessesView>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let snapshot = self.snapshot()?;
        let all = self.keys.identities();
        let meant = all.iter().filter(|one| who.as_ref().is_none_or(|who| who.did() == one.did()));
        let views = meant.map(|identity| {
            let named = named(&snapshot, identity, self.now());
            self.witnesses_view(&snapshot, identity, named)
        });
        page(views.collect::<Result<Vec<_>, _>>()?, query)
    }

    /// Names witnesses of an identity, or names them no longer.
    ///
    /// # Errors
    /// When somebody named is not known or is this node's own, or there would be too many, or the
    /// quorum is not more than half of them.
    pub async fn change_witnesses(
        &self,
        request: WitnessesRequest,
    ) -> Result<WitnessesReply, ActError> {
        let _turn = self.turn().await;
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let (now, event, view) = {
            let snapshot = self.snapshot()?;
            let (before, since) = named(&snapshot, &identity, self.now());
            let after = self.changed(&snapshot, &before, &request)?;
            // Of two acts of one moment it would be left to chance which counts.
            let after_last =
                since.map_or(Timestamp::from_millis(0), |since| since.saturating_add(1));
            let now = self.now().max(after_last);
            let event =
                (after != before).then(|| KeyEvent::witnesses(after.clone(), now, identity.key()));
            let since = if event.is_some() { Some(now) } else { since };
            (now, event, self.witnesses_view(&snapshot, &identity, (after, since))?)
        };
        let changed = event.is_some() && !request.dry_run;
        if let Some(event) = event.filter(|_| changed) {
            tracing::info!(at = now.millis(), "witnesses are named");
            self.hands.say_key(event).await?;
        }
        Ok(WitnessesReply { changed, dry_run: request.dry_run, item: view })
    }

    /// What the witnesses come to by a request.
    fn changed(
        &self,
        snapshot: &Snapshot<'_>,
        before: &Witnesses,
        request: &WitnessesRequest,
    ) -> Result<Witnesses, ActError> {
        let mut keys: BTreeSet<PublicKey> = before.keys().clone();
        for who in &request.remove {
            let gone = self.installations(snapshot, "remove", who)?;
            let count = keys.len();
            keys.retain(|key| !gone.contains(key));
            if keys.len() == count {
                return Err(ActError::unknown("witness", who));
            }
        }
        let own: Vec<PublicKey> = self
            .keys
            .identities()
            .iter()
            .filter_map(|one| one.writer().map(SecretKey::public))
            .collect();
        for who in &request.add {
            let writer = self.installation(snapshot, "add", who)?;
            if own.contains(&writer) {
                let detail = format!("{who} is an identity of this node");
                return Err(ActError::conflict("witness-own", detail));
            }
            keys.insert(writer);
        }
        let made = match request.quorum {
            Some(quorum) => Witnesses::new(quorum, keys),
            // Who asks for nothing of the kind keeps the quorum of the same witnesses.
            None if keys == *before.keys() => return Ok(before.clone()),
            None => Witnesses::usual(keys),
        };
        made.map_err(|fault| ActError::conflict("witnesses-refused", fault.to_string()))
    }

    /// The writer key that a name of a witness stands for: of an identity that of its newest
    /// installation.
    pub(super) fn installation(
        &self,
        snapshot: &Snapshot<'_>,
        field: &'static str,
        who: &str,
    ) -> Result<PublicKey, ActError> {
        if let Some(key) = multikey(who) {
            return Ok(key);
        }
        let did = self.whoever(field, who)?.did;
        let newest = snapshot.ring.log(&did).and_then(KeyLog::newest_writer);
        newest.ok_or_else(|| ActError::unknown("installation", who))
    }

    /// Every writer key that a name stands for: those of lost installations too.
    fn installations(
        &self,
        snapshot: &Snapshot<'_>,
        field: &'static str,
        who: &str,
    ) -> Result<Vec<PublicKey>, ActError> {
        if let Some(key) = multikey(who) {
            return Ok(vec![key]);
        }
        let did = self.somebody(field, who)?;
        let writers = snapshot.ring.log(&did).map(KeyLog::writers).unwrap_or_default();
        Ok(writers.into_keys().collect())
    }

    fn witnesses_view(
        &self,
        snapshot: &Snapshot<'_>,
        identity: &Identity,
        (named, since): (Witnesses, Option<Timestamp>),
    ) -> Result<WitnessesView, ActError> {
        let writer = identity.writer().map(SecretKey::public);
        let (mut stamps, mut entries) = (Vec::new(), 0);
        if let Some(writer) = writer {
            stamps = self.store().stamps(Some(&writer))?;
            entries = self.store().head(&writer)?.map_or(0, |head| u64::from(head.size));
        }
        let fitting = stamps.iter().map(|stamp| Ok((fits(self.store(), stamp)?, stamp)));
        let fitting: Vec<(bool, &HeadStamp)> = fitting.collect::<Result<_, ActError>>()?;
        let fitting: Vec<&HeadStamp> =
            fitting.into_iter().filter(|(fits, _)| *fits).map(|(_, stamp)| stamp).collect();
        let seen = fitting.iter().flat_map(|stamp| stamp.cosigs());
        let dated = named.date(seen.map(|cosig| (cosig.witness(), cosig.ts())));
        let dated = dated.ok().filter(|_| !named.is_empty());
        Ok(WitnessesView {
            did: identity.did().to_string(),
            name: identity.name().to_owned(),
            quorum: named.quorum(),
            witnesses: named.keys().iter().map(|key| witness(snapshot, key, &fitting)).collect(),
            since: since.map(|since| since.to_string()),
            entries,
            dated: dated.map(|dated| dated.at.to_string()),
        })
    }
}

/// The witnesses that an identity names, and since when; none where it names nobody.
fn named(
    snapshot: &Snapshot<'_>,
    identity: &Identity,
    now: Timestamp,
) -> (Witnesses, Option<Timestamp>) {
    let log = snapshot.ring.log(&identity.did());
    let named = log.and_then(|log| log.witnesses(now));
    named.map_or_else(Default::default, |(named, since)| (named.clone(), Some(since)))
}

/// A writer key as it is written where it is named by itself.
pub(super) fn multikey(text: &str) -> Option<PublicKey> {
    let did: Did = Some(text)
        .filter(|text| text.starts_with("z6Mk"))
        .and_then(|text| format!("did:key:{text}").parse().ok())?;
    Some(*did.public_key())
}

/// What one witness has signed of these heads.
fn witness(snapshot: &Snapshot<'_>, key: &PublicKey, stamps: &[&HeadStamp]) -> WitnessView {
    let signed = stamps.iter().flat_map(|stamp| {
        let own = stamp.cosigs().iter().filter(|cosig| cosig.witness() == *key);
        own.map(|cosig| (cosig.ts(), stamp.size()))
    });
    let newest = signed.max();
    let did = snapshot.ring.author(key).map(|did| did.to_string());
    WitnessView {
        writer: key.to_multikey(),
        name: did.as_deref().and_then(|did| snapshot.name(did)),
        did,
        entries: newest.map(|(_, size)| u64::from(size)),
        signed: newest.map(|(ts, _)| ts.to_string()),
    }
}
