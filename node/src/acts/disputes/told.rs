//! Disputes as they are told: in lists, beside how near somebody is, and as evidence for a verdict.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::{DisputeView, ReplyView};
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::limits::DISPUTERS_CHECKED_MAX;
use bot_protocol::recognition::{Band, Walk};
use bot_protocol::statement::Kind;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::disputes::{fairly, is_told_at};
use bot_protocol::verdict::{Answered, Disagreement, Evidence, Secured};
use bot_protocol::words::Lang;

use super::matter::{Matter, hashes_of, public_matters};
use super::{Known, Place, answers};
use crate::acts::heard::hear_writer;
use crate::acts::notes::{self, Noted};
use crate::acts::snapshot::Snapshot;
use crate::acts::standpoints::Viewpoint;
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

    /// Whom to look at first: whom the viewer knows, and then the nearest; nobody whom no tie leads to.
    fn order(&self, did: &Did) -> Option<(bool, u8)> {
        let steps = self.walk.steps_at_least(did);
        let known = self.know(did);
        (known || steps.is_some()).then(|| (!known, steps.unwrap_or(u8::MAX)))
    }

    /// Those of them who are reached, in that order, of so many as are looked at.
    pub(in crate::acts) fn reached(&self, authors: impl IntoIterator<Item = Did>) -> Vec<Did> {
        let authors: BTreeSet<Did> = authors.into_iter().collect();
        let ordered = authors.into_iter().filter_map(|did| Some((self.order(&did)?, did)));
        let mut ordered: Vec<_> = ordered.collect();
        ordered.sort_unstable();
        let looked_at = ordered.into_iter().take(DISPUTERS_CHECKED_MAX);
        looked_at.map(|(_, did)| did).filter(|did| self.reach(did)).collect()
    }

    fn reach(&self, did: &Did) -> bool {
        self.know(did) || self.walk.standing(did).band != Band::Unreached
    }
}

/// What others say of what concerns somebody.
#[derive(Default)]
pub(super) struct Concerning {
    /// Of those whom the viewer can reach.
    pub(super) told: Vec<(Known, Matter)>,
    /// Of others, where that is asked for.
    pub(super) strange: Vec<(Known, Matter)>,
    /// How many logs of others there are.
    pub(super) strangers: u64,
}

impl Acts {
    /// What others say of what concerns these identities: found by what it is about, so that nobody who
    /// says much is read for it.
    pub(super) fn concerning(
        &self,
        snapshot: &Snapshot<'_>,
        own: &[Did],
        strange: bool,
    ) -> Result<Concerning, ActError> {
        let matters = self.matters_concerning(snapshot, own)?;
        let mut writers: BTreeMap<Did, BTreeSet<PublicKey>> = BTreeMap::new();
        for about in matters.keys() {
            for writer in snapshot.about(Kind::Dispute, &about.hash().to_string()) {
                for did in snapshot.ring.authors_of(writer).filter(|did| !own.contains(did)) {
                    writers.entry(did).or_default().insert(*writer);
                }
            }
        }
        if writers.is_empty() {
            return Ok(Concerning::default());
        }
        let contacts: Vec<Did> = self.address_book()?.into_iter().map(|(did, _)| did).collect();
        let from = Viewpoint { viewers: own.to_vec(), contacts: contacts.clone(), about: None };
        let now = self.now();
        let walk = self.known.standing(self.store(), |kept, graph| kept.walk(graph, from, now))?;
        let (viewers, contacts) = (own, contacts.as_slice());
        let eyes = Eyes { viewers, contacts, walk: &walk, about: None, notes: false };
        let reached = eyes.reached(writers.keys().copied());
        let others = writers.keys().filter(|did| !reached.contains(did)).copied();
        let others: Vec<Did> = others.collect();
        let logs = |did: &Did| writers.get(did).map_or(0, BTreeSet::len);
        let strangers = others.iter().map(logs).sum::<usize>() as u64;
        let read = |authors: &[Did]| {
            let mut all = Vec::new();
            for writer in authors.iter().filter_map(|did| writers.get(did)).flatten() {
                let said = snapshot.said_in(writer, Kind::Dispute)?;
                let said = said.into_iter().filter_map(Known::said);
                let mut said: Vec<(Known, Matter)> = said
                    .filter_map(|known| {
                        let matter = matters.get(&known.dispute.about)?.clone();
                        Some((known, matter))
                    })
                    .collect();
                said.sort_by_key(|(known, _)| Reverse(known.at));
                all.extend(said);
            }
            Ok::<_, ActError>(all)
        };
        let told = read(&reached)?;
        let looked_at = others.len().min(DISPUTERS_CHECKED_MAX);
        let strange = match strange {
            true => fairly(read(&others[..looked_at])?, |(known, _)| Some(known.by)),
            false => Vec::new(),
        };
        Ok(Concerning { told, strange, strangers })
    }

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
            personal: !matter.is_public(),
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
        let public = matters.iter().filter(|(_, matter)| matter.is_public());
        let about =
            public.flat_map(|(about, _)| snapshot.about(Kind::Dispute, &about.hash().to_string()));
        let mut writers: BTreeMap<Did, BTreeSet<PublicKey>> = BTreeMap::new();
        for writer in about {
            for did in snapshot.ring.authors_of(writer) {
                writers.entry(did).or_default().insert(*writer);
            }
        }
        for author in eyes.reached(writers.keys().copied()) {
            let mut said = Vec::new();
            for writer in writers.get(&author).into_iter().flatten() {
                let of_writer = snapshot.said_in(writer, Kind::Dispute)?;
                said.extend(of_writer.into_iter().filter_map(Known::said));
            }
            said.retain(|one| matters.get(&one.dispute.about).is_some_and(Matter::is_public));
            said.sort_by_key(|one| Reverse(one.at));
            all.extend(said);
        }
        let mut told = Vec::new();
        for known in all {
            let topic = known.dispute.scope.as_deref();
            let apart = eyes.about.zip(topic).is_some_and(|(about, topic)| about != topic);
            let Some(matter) = matters.get(&known.dispute.about) else { continue };
            if apart || !is_told_at(known.at, self.now()) {
                continue;
            }
            told.push((known, matter));
        }
        // Who says it again says it anew: the newest counts.
        let mut said = BTreeSet::new();
        told.retain(|(known, _)| {
            let topic = known.dispute.scope.clone();
            known.place.entry().is_none() || said.insert((known.by, known.dispute.about, topic))
        });
        let mut told = fairly(told, |(known, _)| known.place.entry().map(|_| known.by));
        told.sort_by_key(|(known, _)| Reverse(known.at));
        let view = |(known, matter): &(Known, &Matter)| {
            self.dispute_view(snapshot, known, matter, Some(lang))
        };
        told.iter().map(view).collect()
    }

    /// Takes the viewer's own notes as evidence. They are for nobody's eyes but theirs.
    pub(in crate::acts) fn note_disputes(&self, evidence: &mut Evidence) -> Result<(), ActError> {
        for (_, note) in notes::all::<Noted>(self.store(), Shelf::Disputes)? {
            if evidence.viewers().contains(&note.by)
                && let Some(dispute) = note.dispute()
            {
                evidence.note_dispute(note.by, Timestamp::from_millis(note.at), dispute);
            }
        }
        Ok(())
    }

    /// Takes what disagrees with these credentials as evidence: what those said of them who can be
    /// reached, and what they withdrew. Nothing else of theirs: it would bear on the findings.
    pub(in crate::acts) fn hear_disputes(
        &self,
        snapshot: &Snapshot<'_>,
        (credentials, evidence): (&[Secured], &mut Evidence),
        walk: &Walk,
    ) -> Result<(), ActError> {
        if !snapshot.is_anything_about(Kind::Dispute) {
            return Ok(());
        }
        let viewers: Vec<Did> = evidence.viewers().iter().copied().collect();
        let contacts: Vec<Did> = evidence.contacts().keys().copied().collect();
        let eyes = Eyes { viewers: &viewers, contacts: &contacts, walk, about: None, notes: false };
        let mut writers = BTreeSet::new();
        for secured in credentials {
            for hash in hashes_of(snapshot, secured)? {
                writers.extend(snapshot.about(Kind::Dispute, &hash.to_string()));
            }
        }
        let reached = eyes.reached(writers.iter().flat_map(|of| snapshot.ring.authors_of(of)));
        for writer in &writers {
            let mut authors = snapshot.ring.authors_of(writer);
            if evidence.has_log(writer) || !authors.any(|did| reached.contains(&did)) {
                continue;
            }
            let logs = snapshot.ring.authors_of(writer).filter_map(|did| snapshot.ring.log(&did));
            logs.flat_map(|log| log.events()).for_each(|event| evidence.hear_key(event.clone()));
            let is_whole = |kind| matches!(kind, Kind::Dispute | Kind::Erase);
            hear_writer(self.store(), writer, evidence, is_whole)?;
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
