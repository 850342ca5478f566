//! How near somebody is, seen from where an identity of this node stands, and by which chains.

use std::collections::BTreeSet;

use bot_protocol::api::{
    TrustMeasure, TrustParty, TrustReply, TrustRequest, TrustStep, TrustTie, TrustWord,
};
use bot_protocol::identity::Did;
use bot_protocol::recognition::{Edge, Endorsed, Standing, Walk};
use bot_protocol::time::Timestamp;
use bot_protocol::words::Lang;

use super::contacts::Named;
use super::disputes::Eyes;
use super::snapshot::Snapshot;
use super::standpoints::Viewpoint;
use super::{ActError, Acts, alike, contacts};
use crate::store::Shelf;

/// Longest topic that is looked for, in bytes.
const TOPIC_BYTES_MAX: usize = 200;

/// The recognitions that count from one place.
struct View<'a> {
    snapshot: Snapshot<'a>,
    viewers: Vec<Did>,
    contacts: Vec<Did>,
    now: Timestamp,
    about: Option<&'a str>,
}

impl Acts {
    /// How near somebody is.
    ///
    /// # Errors
    /// When the store cannot be read, or who is asked about, or from where, is nobody known here.
    pub fn trust(&self, request: &TrustRequest, lang: Lang) -> Result<TrustReply, ActError> {
        let Named { did: who, followed } = self.whoever("who", &request.who)?;
        let from = request.from.as_deref().map(|from| self.whoever("from", from)).transpose()?;
        let followed = followed.into_iter().chain(from.and_then(|from| from.followed)).collect();
        let from = self.viewpoint(request)?;
        let (viewers, contacts) = (from.viewers.clone(), from.contacts.clone());
        let (about, snapshot) = (request.about.as_deref(), self.snapshot()?);
        let now = self.now();
        let walk = self.known.standing(self.store(), |kept, graph| kept.walk(graph, from, now))?;
        let standing = walk.standing(&who);
        let eyes = Eyes {
            viewers: &viewers,
            contacts: &contacts,
            walk: &walk,
            about,
            notes: request.from.is_none(),
        };
        let disputes = self.disputes_about(&snapshot, (&who, &eyes), lang)?;
        let said = self.words_about(&snapshot, (&who, &eyes))?;
        let community = self.shared_with(&snapshot, &viewers, &who, lang)?;
        let view = View { now, about, snapshot, viewers, contacts };
        let mut without = None;
        let mut chains = Vec::new();
        for chain in &standing.chains {
            chains.push(view.steps(chain, |from, to| {
                without.get_or_insert_with(|| Walk::clone(&walk)).without(from, to, &who)
            }));
        }
        let party = view.party(&who);
        let own = view.snapshot.names().of(&who).map(String::as_str);
        let names = party.name.as_deref().into_iter().chain(own);
        let warnings = alike::warnings(&view.snapshot, &who, names);
        Ok(TrustReply {
            who: party,
            warnings,
            from: view.viewers.iter().map(|viewer| view.party(viewer)).collect(),
            followed,
            measure: measure(&standing),
            heaviest: standing.heaviest.map(|first| view.party(&first)),
            chains,
            disputes,
            said,
            community,
        })
    }

    /// From where it is looked.
    pub(super) fn viewpoint(&self, request: &TrustRequest) -> Result<Viewpoint, ActError> {
        let about = request.about.clone();
        if let Some(topic) = about.as_deref().filter(|topic| topic.len() > TOPIC_BYTES_MAX) {
            return Err(ActError::field("about", topic, "a topic of at most 200 bytes"));
        }
        let (viewers, contacts) = self.place(request)?;
        Ok(Viewpoint { viewers, contacts, about })
    }

    /// Whose place it is, and whom they know without anybody's word.
    fn place(&self, request: &TrustRequest) -> Result<(Vec<Did>, Vec<Did>), ActError> {
        if let Some(from) = &request.from {
            return Ok((vec![self.whoever("from", from)?.did], Vec::new()));
        }
        let viewers = match request.as_identity.as_deref() {
            Some(one) => vec![self.pick(Some(one))?.did()],
            // Where there is none, that is what is said.
            None if self.keys.identities().is_empty() => vec![self.pick(None)?.did()],
            None => self.keys.identities().iter().map(|identity| identity.did()).collect(),
        };
        let notes = self.store().notes(Shelf::Contacts, &[])?;
        let read = notes.iter().filter_map(|(key, note)| contacts::read(key, note));
        // What somebody is known by, whoever goes on for them is.
        let ring = self.snapshot()?.ring;
        let known: BTreeSet<Did> = read.map(|(did, _)| ring.current(&did)).collect();
        Ok((viewers, known.into_iter().collect()))
    }
}

impl View<'_> {
    /// The steps of a chain from the viewer.
    fn steps(
        &self,
        chain: &[Did],
        mut without: impl FnMut(&Did, &Did) -> Standing,
    ) -> Vec<TrustStep> {
        let mut steps = Vec::new();
        let mut before: Option<&Did> = None;
        for to in chain {
            // The first step is the viewer's, by whichever of their identities.
            let from: &[Did] = before.map_or(&self.viewers, std::slice::from_ref);
            let speaker = from.iter().find(|from| self.stands_behind(from, to));
            let Some(speaker) = speaker.or(from.first()) else { return steps };
            let speaker = &self.snapshot.ring.current(speaker);
            steps.push(TrustStep {
                from: self.party(speaker),
                to: self.party(to),
                words: self.words(from, to),
                without: measure(&without(speaker, to)),
            });
            before = Some(to);
        }
        steps
    }

    fn between(&self, one: &Did, other: &Did) -> impl Iterator<Item = &Edge> {
        let between = self.snapshot.between(one, other, self.now).into_iter();
        between.filter(|edge| edge.holds_for(self.about))
    }

    fn stands_behind(&self, from: &Did, to: &Did) -> bool {
        let given = self.snapshot.endorsed(from, to, self.now);
        self.between(from, to).next().is_some() || !given.is_empty()
    }

    /// Everything that these said of that one.
    fn words(&self, from: &[Did], to: &Did) -> Vec<TrustWord> {
        let is_viewer = from == self.viewers;
        let contact = (is_viewer && self.contacts.contains(to)).then_some(TrustWord {
            by: TrustTie::Contact,
            entry: None,
            words: None,
            scope: Vec::new(),
            since: None,
            until: None,
        });
        let edges = from.iter().flat_map(|from| self.between(from, to));
        let given = from.iter().flat_map(|from| self.snapshot.endorsed(from, to, self.now));
        contact.into_iter().chain(edges.map(word)).chain(given.map(endorsement)).collect()
    }

    fn party(&self, did: &Did) -> TrustParty {
        self.snapshot.party(did)
    }
}

fn word(edge: &Edge) -> TrustWord {
    TrustWord {
        by: TrustTie::Recognition,
        entry: Some(edge.id.to_string()),
        words: Some(edge.words.clone()),
        scope: edge.scopes.clone(),
        since: Some(edge.since.to_string()),
        until: Some(edge.last().to_string()),
    }
}

fn endorsement(given: &Endorsed) -> TrustWord {
    TrustWord {
        by: TrustTie::Endorsement,
        entry: Some(given.id.to_string()),
        words: Some(given.words.clone()),
        scope: Vec::new(),
        since: Some(given.since.to_string()),
        until: Some(given.last().to_string()),
    }
}

pub(super) fn measure(standing: &Standing) -> TrustMeasure {
    TrustMeasure {
        band: standing.band,
        per_million: standing.weight.per_million(),
        whole_per_million: standing.whole.per_million(),
    }
}
