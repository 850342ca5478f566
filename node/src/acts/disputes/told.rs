//! Disputes as they are told: in lists, beside how near somebody is, and as evidence for a verdict.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{DisputeView, ReplyView};
use bot_protocol::identity::Did;
use bot_protocol::limits::{DISPUTERS_CHECKED_MAX, DISPUTES_TOLD_MAX};
use bot_protocol::recognition::{Band, Walk};
use bot_protocol::statement::Kind;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::disputes::is_told_at;
use bot_protocol::verdict::{Answered, Disagreement, Evidence, Secured};
use bot_protocol::words::Lang;

use super::matter::{Matter, hashes_of, public_matters};
use super::{Known, Place, answers};
use crate::acts::notes::{self, Noted};
use crate::acts::snapshot::Snapshot;
use crate::acts::verify::hear_writer;
use crate::acts::{ActError, Acts};
use crate::store::Shelf;

/// Whose eyes it is seen through.
pub(in crate::acts) struct Eyes<'a> {
    pub(in crate::acts) viewers: &'a [Did],
    pub(in crate::acts) contacts: &'a [Did],
    pub(in crate::acts) walk: &'a Walk,
    /// Only what is for this topic, or for everything.
    pub(in crate::acts) about: Option<&'a str>,
    /// Whether the viewer's own notes are told too.
    pub(in crate::acts) notes: bool,
}

impl Eyes<'_> {
    fn know(&self, did: &Did) -> bool {
        self.viewers.contains(did) || self.contacts.contains(did)
    }

    fn reach(&self, did: &Did) -> bool {
        self.know(did) || self.walk.standing(did).band != Band::Unreached
    }
}

impl Acts {
    /// A dispute as it is told; in sentences where a language is named.
    pub(super) fn dispute_view(
        &self,
        snapshot: &Snapshot<'_>,
        known: &Known,
        matter: &Matter,
        lang: Option<Lang>,
    ) -> Result<DisputeView, ActError> {
        let mut newest: Option<(Timestamp, Did, String)> = None;
        if let Some(entry) = known.place.entry() {
            for person in matter.whose.iter().flat_map(|did| snapshot.ring.person(did)) {
                let last = answers(snapshot, &person, &entry)?.pop();
                newest = newest.max(last.map(|(said, words)| (said.ts(), person, words)));
            }
        }
        let by = known.by.to_string();
        let by_name = snapshot.name(&by);
        let says = Disagreement {
            id: known.place.entry(),
            by: known.by,
            name: by_name.clone().unwrap_or_else(|| by.clone()),
            about: matter.about,
            subject: matter.name.clone(),
            scope: known.dispute.scope.clone(),
            words: known.dispute.words.clone(),
            at: known.at,
            reply: None,
        };
        Ok(DisputeView {
            id: Some(known.id.clone()),
            by,
            by_name,
            about: matter.about.to_owned(),
            subject: matter.name.clone(),
            scope: known.dispute.scope.clone(),
            words: known.dispute.words.clone(),
            at: known.at.to_string(),
            private: matches!(known.place, Place::Note(_)),
            says: lang.map(|lang| says.say(lang)).unwrap_or_default(),
            reply: newest.map(|(at, by, words)| answered(snapshot, (&by, at, words), lang)),
        })
    }

    /// What is disagreed with of what somebody described or says of themselves, by those whom the
    /// viewer can reach, the newest first.
    pub(in crate::acts) fn disputes_about(
        &self,
        snapshot: &Snapshot<'_>,
        (who, eyes): (&Did, &Eyes<'_>),
        lang: Lang,
    ) -> Result<Vec<DisputeView>, ActError> {
        let matters = public_matters(snapshot, who)?;
        let mut all = match eyes.notes {
            true => self.disputes_of(snapshot, eyes.viewers)?,
            false => Vec::new(),
        };
        all.retain(|known| matches!(known.place, Place::Note(_)));
        for (about, matter) in &matters {
            for writer in snapshot.about(Kind::Dispute, &about.hash().to_string()) {
                let said = snapshot.said_in(writer, Kind::Dispute)?;
                let said = said.into_iter().filter_map(Known::said);
                all.extend(said.filter(|one| one.dispute.about == *about && matter.is_public()));
            }
        }
        all.sort_by_key(|known| (!eyes.know(&known.by), Reverse(known.at)));
        let (mut asked, mut told) = (BTreeMap::new(), Vec::new());
        for known in all {
            let topic = known.dispute.scope.as_deref();
            let apart = eyes.about.zip(topic).is_some_and(|(about, topic)| about != topic);
            let Some(matter) = matters.get(&known.dispute.about) else { continue };
            if apart || !is_told_at(known.at, self.now()) {
                continue;
            }
            let full = !asked.contains_key(&known.by) && asked.len() >= DISPUTERS_CHECKED_MAX;
            if !full && *asked.entry(known.by).or_insert_with(|| eyes.reach(&known.by)) {
                told.push((known, matter));
            }
        }
        told.sort_by_key(|(known, _)| Reverse(known.at));
        // Who says it again says it anew: the newest counts.
        let mut said = BTreeSet::new();
        told.retain(|(known, _)| {
            let topic = known.dispute.scope.clone();
            known.place.entry().is_none() || said.insert((known.by, known.dispute.about, topic))
        });
        told.truncate(DISPUTES_TOLD_MAX);
        let view = |(known, matter): &(Known, &Matter)| {
            self.dispute_view(snapshot, known, matter, Some(lang))
        };
        told.iter().map(view).collect()
    }

    /// Takes what disagrees with these credentials as evidence: the notes of the viewer, and the feeds of
    /// those who can be reached.
    pub(in crate::acts) fn hear_disputes(
        &self,
        snapshot: &Snapshot<'_>,
        (credentials, evidence): (&[Secured], &mut Evidence),
        walk: Option<&Walk>,
    ) -> Result<(), ActError> {
        for (_, note) in notes::all::<Noted>(self.store(), Shelf::Disputes)? {
            if evidence.viewers().contains(&note.by)
                && let Some(dispute) = note.dispute()
            {
                evidence.note_dispute(note.by, Timestamp::from_millis(note.at), dispute);
            }
        }
        // Without a walk all feeds are at hand already.
        let Some(walk) = walk.filter(|_| snapshot.is_anything_about(Kind::Dispute)) else {
            return Ok(());
        };
        let viewers: Vec<Did> = evidence.viewers().iter().copied().collect();
        let contacts: Vec<Did> = evidence.contacts().keys().copied().collect();
        let eyes = Eyes { viewers: &viewers, contacts: &contacts, walk, about: None, notes: true };
        let mut writers = BTreeSet::new();
        for secured in credentials {
            for hash in hashes_of(snapshot, secured)? {
                writers.extend(snapshot.about(Kind::Dispute, &hash.to_string()));
            }
        }
        let by = |writer| snapshot.ring.author(writer).map(|did| (writer, did));
        let mut authors: Vec<_> = writers.iter().filter_map(by).collect();
        authors.sort_by_key(|(_, did)| (!eyes.know(did), *did));
        for (writer, did) in authors.into_iter().take(DISPUTERS_CHECKED_MAX) {
            if !eyes.reach(&did) {
                continue;
            }
            let events = snapshot.ring.log(&did).into_iter().flat_map(|log| log.events());
            events.for_each(|event| evidence.hear_key(event.clone()));
            hear_writer(self.store(), writer, evidence)?;
            let fork = self.store().head(writer)?.and_then(|head| head.fork);
            fork.into_iter().for_each(|fork| evidence.hear_fork(fork));
        }
        Ok(())
    }
}

/// An answer as it is told.
pub(super) fn answered(
    snapshot: &Snapshot<'_>,
    (by, at, words): (&Did, Timestamp, String),
    lang: Option<Lang>,
) -> ReplyView {
    let did = by.to_string();
    let by_name = snapshot.name(&did);
    let name = by_name.clone().unwrap_or_else(|| did.clone());
    let answered = Answered { by: *by, name, words: words.clone(), at };
    let says = lang.map(|lang| answered.say(lang)).unwrap_or_default();
    ReplyView { by: did, by_name, words, at: at.to_string(), says }
}
