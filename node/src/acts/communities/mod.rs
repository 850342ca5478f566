//! Communities: a charter that stewards sign by letter, members, and who leaves.
//!
//! Nothing is kept beside letters, notes of them, and the logs. Source: `spec/communities.md`.

mod awards;
mod charters;
mod fellows;
mod members;
mod shared;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bot_protocol::api::{CharterState, CharterView, CommunityView, Page, PageQuery, SucceededIn};
use bot_protocol::canon::hash::{Hash, hex};
use bot_protocol::feed::{Charters, KeyRing, Needed};
use bot_protocol::identity::{Did, Signature};
use bot_protocol::statement::kinds::CharterText;
use bot_protocol::statement::letter::{Letter, LetterKind, Message};
use bot_protocol::statement::{Content, Kind};

use super::snapshot::Snapshot;
use super::{ActError, Acts, page};

/// A charter that stewards are asked to sign, as far as this node knows it.
pub(super) struct Asked {
    community: Did,
    text: CharterText,
    words: Option<String>,
    /// The newest letters that ask, by whom they ask.
    letters: BTreeMap<Did, Letter>,
    /// The signatures that are at hand; each was checked.
    shares: BTreeMap<Did, Signature>,
    /// Whether another was asked for later in its place.
    superseded: bool,
}

impl Asked {
    fn digest(&self) -> Hash {
        self.text.digest(&self.community)
    }

    /// When it was asked for last.
    fn at(&self) -> Option<bot_protocol::time::Timestamp> {
        self.letters.values().map(Letter::ts).max()
    }
}

impl Acts {
    /// The communities that this node knows by their charters, its own and those of its members first.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn communities(&self, query: &PageQuery) -> Result<Page<CommunityView>, ActError> {
        let snapshot = self.snapshot()?;
        let said = snapshot.said(Kind::Charter)?.into_iter();
        let all: BTreeSet<Did> = said.map(|said| snapshot.ring.current(&said.author)).collect();
        let mut views = Vec::new();
        for did in &all {
            let charters = self.charters(&snapshot, did)?;
            // Whether each of many is a part of another is a verdict of its own, for whoever asks for one.
            let charter = charters.newest().map(|one| self.as_said(&snapshot, one));
            views.push(self.community_view(&snapshot, (did, &charters), charter)?);
        }
        views.sort_by_key(|view| {
            (!view.own, view.members_here.is_empty(), view.community.name.clone())
        });
        page(views, query)
    }

    /// The communities known here that somebody is, or is a steward of by the charter in force.
    pub(super) fn succeeded_in(
        &self,
        snapshot: &Snapshot<'_>,
        who: &Did,
    ) -> Result<Vec<SucceededIn>, ActError> {
        let said = snapshot.said(Kind::Charter)?.into_iter();
        let all: BTreeSet<Did> = said.map(|said| snapshot.ring.current(&said.author)).collect();
        let mut found = Vec::new();
        for did in &all {
            let itself = snapshot.ring.is_one(did, who);
            let charters = self.charters(snapshot, did)?;
            let stewards = charters.newest().map(|one| one.charter.text.stewards.as_slice());
            let mut stewards = stewards.unwrap_or_default().iter();
            if itself || stewards.any(|one| snapshot.ring.is_one(&one.who, who)) {
                found.push(SucceededIn { community: snapshot.party(did), itself });
            }
        }
        Ok(found)
    }

    /// One community, by its DID or name.
    ///
    /// # Errors
    /// When it is unknown, or the store cannot be read.
    pub fn community(&self, who: &str) -> Result<CommunityView, ActError> {
        let snapshot = self.snapshot()?;
        let did = self.community_called(&snapshot, who)?;
        let did = snapshot.ring.current(&did);
        let charters = self.charters(&snapshot, &did)?;
        let charter = charters.newest().map(|one| self.in_force_view(&snapshot, one));
        self.community_view(&snapshot, (&did, &charters), charter.transpose()?)
    }

    /// A community by its DID or a name of the address book, or as the list of communities calls it where
    /// one alone is called so.
    pub(super) fn community_called(
        &self,
        snapshot: &Snapshot<'_>,
        who: &str,
    ) -> Result<Did, ActError> {
        let unknown = match self.somebody("community", who) {
            Err(unknown @ ActError::Unknown { .. }) => unknown,
            found => return found,
        };
        let said = snapshot.said(Kind::Charter)?.into_iter();
        let all: BTreeSet<Did> = said.map(|said| snapshot.ring.current(&said.author)).collect();
        let called = |did: &&Did| snapshot.name(&did.to_string()).as_deref() == Some(who);
        let found: Vec<String> = all.iter().filter(called).map(ToString::to_string).collect();
        match found.as_slice() {
            [] => Err(unknown),
            [one] => self.somebody("community", one),
            several => Err(ActError::ambiguous("contact", who, several.iter().map(String::as_str))),
        }
    }

    /// The charters that stewards of this node are asked to sign, and those that communities of this
    /// node ask for, the newest first.
    ///
    /// # Errors
    /// When the store cannot be read or the page is refused.
    pub fn charters_asked(&self, query: &PageQuery) -> Result<Page<CharterView>, ActError> {
        let snapshot = self.snapshot()?;
        let mut views = Vec::new();
        for asked in self.all_asked(&snapshot)?.values() {
            views.push(self.asked_view(&snapshot, asked)?);
        }
        views.sort_by(|one, next| (&next.at, &one.id).cmp(&(&one.at, &next.id)));
        page(views, query)
    }

    /// How many charters wait for the signature of somebody here.
    pub(super) fn charters_waiting(&self, snapshot: &Snapshot<'_>) -> Result<usize, ActError> {
        let mut count = 0;
        for asked in self.all_asked(snapshot)?.values() {
            let mut waits = false;
            for (who, letter) in &asked.letters {
                waits |= self.keys.identity(who).is_some()
                    && !asked.shares.contains_key(who)
                    && self.answer_given(letter)?.is_none();
            }
            if waits {
                let charters = self.charters(snapshot, &asked.community)?;
                let state = views::state(&charters, &asked.digest(), asked.text.number);
                count += usize::from(state == CharterState::Asked);
            }
        }
        Ok(count)
    }

    /// The charters of a community that count.
    pub(super) fn charters(
        &self,
        snapshot: &Snapshot<'_>,
        community: &Did,
    ) -> Result<Charters, ActError> {
        let people = snapshot.ring.person(community);
        let logs = people.iter().filter_map(|did| snapshot.ring.log(did));
        let writers: Vec<_> = logs.flat_map(|log| log.writers().into_keys()).collect();
        let mut evidence = self.these_as_evidence(snapshot, &writers)?;
        // A steward who goes on with a new key is the same steward.
        for author in &people {
            for said in snapshot.said_by(author, Kind::Charter)? {
                let Content::Charter(charter) = said.content else { continue };
                let named = charter.text.stewards.iter().map(|one| one.who);
                let signed = charter.signatures.iter().map(|(who, _)| *who);
                for did in named.chain(signed).flat_map(|did| snapshot.ring.person(&did)) {
                    let events = snapshot.ring.log(&did).into_iter().flat_map(|log| log.events());
                    events.for_each(|event| evidence.hear_key(event.clone()));
                }
            }
        }
        Ok(Arc::unwrap_or_clone(evidence.charters(community)))
    }

    /// Every charter that was asked for in a letter that came or went, by its digest.
    pub(super) fn all_asked(
        &self,
        snapshot: &Snapshot<'_>,
    ) -> Result<BTreeMap<Hash, Asked>, ActError> {
        let mut all: BTreeMap<Hash, Asked> = BTreeMap::new();
        let came = self.letters_of_kinds(&[LetterKind::CharterOffer])?;
        let own = |letter: &Letter| self.keys.identity(&letter.from()).is_some();
        let sent = self.sent()?.into_iter().filter(own);
        for letter in came.into_iter().chain(sent) {
            let Ok(Message::CharterOffer(offer)) = letter.message() else { continue };
            let community = letter.from();
            let asked = all.entry(offer.text.digest(&community)).or_insert_with(|| Asked {
                community,
                text: offer.text,
                words: offer.words,
                letters: BTreeMap::new(),
                shares: BTreeMap::new(),
                superseded: false,
            });
            let held = asked.letters.get(&letter.to());
            if held.is_none_or(|held| held.ts() <= letter.ts()) {
                asked.letters.insert(letter.to(), letter);
            }
        }
        let told = self.letters_of_kinds(&[LetterKind::CharterShare])?;
        let told = told.into_iter().chain(self.sent()?);
        for letter in told {
            let Ok(Message::CharterShare(share)) = letter.message() else { continue };
            let Some(asked) = all.get_mut(&share.charter) else { continue };
            // Whoever was not asked puts nothing into somebody's charter.
            let was_asked = asked.letters.contains_key(&letter.from());
            let signed = asked.text.verify(&asked.community, &letter.from(), &share.share);
            if was_asked && signed.is_ok() {
                asked.shares.insert(letter.from(), share.share);
            }
        }
        // Of one that counts or counted, its signatures stand in it.
        let communities: BTreeSet<Did> = all.values().map(|asked| asked.community).collect();
        for community in communities {
            for found in self.charters(snapshot, &community)?.iter() {
                if let Some(asked) = all.get_mut(&found.digest) {
                    asked.shares.extend(found.charter.signatures.iter().copied());
                }
            }
        }
        supersede(&mut all);
        Ok(all)
    }

    /// Whose signatures a text still takes, by the keys they have now: each of these, and so many of those.
    fn still_needed(
        &self,
        snapshot: &Snapshot<'_>,
        asked: &Asked,
        charters: &Charters,
    ) -> (BTreeSet<Did>, u32) {
        let before = charters.newest().map(|one| &one.charter.text);
        let ring = snapshot.ring.as_ref();
        let needed = Needed::of(&asked.text, before, ring);
        let signed: BTreeSet<Did> = asked.shares.keys().map(|one| ring.current(one)).collect();
        let missing = needed.each.iter().map(|did| ring.current(did));
        let missing = missing.filter(|did| !signed.contains(did)).collect();
        let speak = asked.shares.keys().filter(|one| speaks(ring, one));
        let speak: BTreeSet<Did> = speak.copied().collect();
        let have = speak.intersection(&needed.of).count();
        let more = usize::from(needed.count).saturating_sub(have);
        (missing, u32::try_from(more).unwrap_or(u32::MAX))
    }
}

/// Notes of each charter whether another of its number was asked for later.
fn supersede(all: &mut BTreeMap<Hash, Asked>) {
    let mut last = BTreeMap::new();
    for asked in all.values() {
        let newest = last.entry((asked.community, asked.text.number)).or_insert(asked.at());
        *newest = (*newest).max(asked.at());
    }
    for asked in all.values_mut() {
        let newest = last.get(&(asked.community, asked.text.number)).copied().flatten();
        asked.superseded = newest > asked.at();
    }
}

/// Whether a key still speaks for its owner: what another signs from now on counts for nobody.
fn speaks(ring: &KeyRing, did: &Did) -> bool {
    ring.log(did).is_none_or(|log| log.heir().is_none())
}

/// The name of a charter as people and programs write it.
fn name_of(digest: &Hash) -> String {
    hex(digest.as_bytes())
}
