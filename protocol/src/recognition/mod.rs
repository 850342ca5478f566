//! Who recognises whom, and the chains that lead from one to another.
//!
//! An edge is one object with two signatures: an offer of one side inside a statement of the
//! other; beside it stand endorsements, the word of one side. Half-signed counts nowhere, either side ends it, and what ended stays ended. How near that
//! brings somebody to a viewer is for the [`Walk`] over a [`Network`] of such edges.
//!
//! Source: `spec/trust.md`; `spec/feed.md` §5, kinds 15 and 16.

mod endorsed;
mod forget;
pub mod names;
mod network;
pub mod picture;
mod walk;

pub use endorsed::Endorsed;
pub use names::Names;
pub use network::{Network, Strength};
pub use walk::{Band, Standing, Walk, Weight};

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::canon::rice;
use crate::identity::Did;
use crate::limits::{CLOCK_AHEAD_MAX_MILLIS, RECOGNITION_AGE_MAX_MILLIS, STATUS_LIST_ENTRIES};
use crate::statement::kinds::RecognitionEnd;
use crate::statement::{Content, Kind, Statement, gate};
use crate::time::Timestamp;

/// A recognition between two, as both signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The id of the statement that holds it.
    pub id: Hash,
    /// Who offered it.
    pub from: Did,
    /// Who accepted it.
    pub to: Did,
    /// What both agreed on, in people's words.
    pub words: String,
    /// What it is about; none means everything.
    pub scopes: Vec<String>,
    /// When it was accepted.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

impl Edge {
    /// The last moment at which it counts: what both agreed on, and never more than two years.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        last(self.since, self.until)
    }

    /// Whether it holds for this topic; for none, whatever it holds for.
    #[must_use]
    pub fn holds_for(&self, about: Option<&str>) -> bool {
        let named = |about| self.scopes.iter().any(|scope| scope == about);
        self.scopes.is_empty() || about.is_none_or(named)
    }
}

/// The last moment at which a recognition counts that was accepted at `since`, by terms that end it
/// at `until`.
#[must_use]
pub fn last(since: Timestamp, until: Option<Timestamp>) -> Timestamp {
    let most = since.saturating_add(RECOGNITION_AGE_MAX_MILLIS);
    until.map_or(most, |until| until.min(most))
}

/// An offer, by who made it and its nonce.
type OfferKey = (Did, [u8; 16]);

/// A status list and a place in it.
type ListPlace = (u32, u32);

/// All recognitions heard of.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    edges: BTreeMap<OfferKey, Edge>,
    /// Further acceptances of an offer, of greater ids.
    others: BTreeMap<(OfferKey, Hash), Edge>,
    /// Every acceptance heard of: of which offer, and by whom.
    accepted: BTreeMap<Hash, (OfferKey, Did)>,
    /// Every end heard of: of which acceptance, and by whom.
    ends: BTreeMap<Hash, BTreeSet<Did>>,
    /// Every end heard of that names an offer: of which, and by whom.
    offers_ended: BTreeMap<OfferKey, BTreeSet<Did>>,
    /// The offers that a side of them ended.
    over: BTreeSet<OfferKey>,
    /// By who gave them, about whom, and in which entry.
    endorsed: BTreeMap<(Did, Did, Hash), Endorsed>,
    /// The places in their status lists that issuers revoked, endorsements' among them.
    revoked: BTreeMap<Did, BTreeSet<ListPlace>>,
    /// The places that sums of such lists revoke, each packed with its count: a sum may hold a whole
    /// list, and an endorsement that has a place there may be heard of later.
    summed: BTreeMap<(Did, u32), (u32, Vec<u8>)>,
    /// About whom the endorsements at a place of an issuer's lists are.
    placed: BTreeMap<(Did, ListPlace), BTreeSet<Did>>,
    /// The places in a list of a former identity that somebody else revoked, in order: it counts where they
    /// came after it. Anybody can say so of anybody, so what is kept is no larger than what they wrote.
    former: BTreeMap<(Did, u32), BTreeMap<Did, Vec<u32>>>,
    /// By which identity somebody goes whose key was succeeded, and since when.
    heirs: BTreeMap<Did, (Did, Timestamp)>,
    /// Endorsements heard of that tie nobody, by who let them stand.
    idle: BTreeMap<Hash, Did>,
    /// What was let go and may be heard again.
    recalled: forget::Recalled,
    /// How many offers and proofs of endorsements were checked.
    checked: u64,
}

/// Who may stand otherwise to each other than before.
pub type Touched = Vec<(Did, Did)>;

impl Graph {
    /// Nobody recognises anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows somebody whose key was succeeded at `since`: what either is known by, the other is. What the
    /// old key offers or endorses from then on ties nobody, as whoever stole it can sign any number.
    ///
    /// Source: `spec/keys.md` §8, §9.
    pub fn follow(&mut self, did: Did, (now, since): (Did, Timestamp)) {
        self.heirs.insert(did, (now, since));
        let ends = self.ends.iter();
        let over = ends.flat_map(|(id, by)| by.iter().filter_map(|one| self.ended(id, one)));
        let over: Vec<OfferKey> = over.collect();
        self.over.extend(over);
    }

    /// How many offers and proofs of endorsements were checked so far, for whoever bounds what that costs.
    #[must_use]
    pub fn checked(&self) -> u64 {
        self.checked
    }

    /// Whether somebody is known by more identities than this one.
    #[must_use]
    pub fn is_one_of_several(&self, did: &Did) -> bool {
        self.heirs.contains_key(did) || self.heirs.values().any(|(now, _)| now == did)
    }

    /// The offer that an end ends, where its author is a side of it.
    fn ended(&self, recognition: &Hash, author: &Did) -> Option<OfferKey> {
        let (offer, to) = self.accepted.get(recognition)?;
        let author = self.current(author);
        [offer.0, *to].iter().any(|side| self.current(side) == author).then_some(*offer)
    }

    /// Whether a side of a recognition ended the offer that it rests on.
    fn is_over(&self, offer: &OfferKey, edge: &Edge) -> bool {
        let by = self.offers_ended.get(offer).into_iter().flatten().map(|by| self.current(by));
        let sides = [self.current(&edge.from), self.current(&edge.to)];
        self.over.contains(offer) || by.into_iter().any(|by| sides.contains(&by))
    }

    /// The identity by which somebody goes now.
    #[must_use]
    pub fn current(&self, did: &Did) -> Did {
        self.heirs.get(did).map_or(*did, |(now, _)| *now)
    }

    /// Whether somebody had given up their key by a moment.
    fn had_given_up(&self, did: &Did, at: Timestamp) -> bool {
        self.heirs.get(did).is_some_and(|(_, since)| *since <= at)
    }

    /// Takes a statement of `author`: a recognition that passes the gate, or the end of one, an
    /// endorsement of the author by somebody else, or what takes such a one back. All other statements
    /// change nothing.
    pub fn hear(&mut self, author: &Did, statement: &Statement) -> Touched {
        match self.note(author, statement) {
            Noted::Accepted(offer, edge) => {
                let touched = vec![(edge.from, edge.to)];
                self.tie(offer, *edge);
                touched
            }
            Noted::Ended(touched) => touched,
            Noted::Endorsed(found) => {
                let touched = vec![(found.from, found.to)];
                if let Some(place) = found.place {
                    if self.is_summed(&found.from, place) {
                        self.revoked.entry(found.from).or_default().insert(place);
                    }
                    self.placed.entry((found.from, place)).or_default().insert(found.to);
                }
                self.endorsed.insert((found.from, found.to, found.id), *found);
                touched
            }
        }
    }

    /// Takes only what can end a tie: all that counts of a branch after a fork.
    pub fn hear_end(&mut self, author: &Did, statement: &Statement) -> Touched {
        match self.note(author, statement) {
            Noted::Accepted(_, edge) => vec![(edge.from, edge.to)],
            Noted::Ended(touched) => touched,
            Noted::Endorsed(_) => Vec::new(),
        }
    }

    /// Notes an end, or which offer a recognition accepts.
    fn note(&mut self, author: &Did, statement: &Statement) -> Noted {
        let id = statement.id();
        if statement.body().is_some() {
            if let Some((offer, edge)) = self.recalled.edge(&id, author) {
                return self.accept(offer, edge);
            }
            if let Some(found) = self.recalled.endorsed(&id, author) {
                return Noted::Endorsed(Box::new(found));
            }
            if self.recalled.is_idle(&id, author) {
                self.idle.insert(id, *author);
                return Noted::Ended(Touched::new());
            }
        }
        let checks = matches!(statement.kind(), Kind::Recognition | Kind::Endorsement);
        self.checked = self.checked.saturating_add(u64::from(checks));
        match gate(author, statement) {
            Ok(Some(Content::Recognition(found))) => {
                let edge = Edge {
                    id,
                    from: found.offer.from(),
                    to: *author,
                    words: found.terms.words,
                    scopes: found.terms.scopes,
                    since: statement.ts(),
                    until: found.terms.until,
                };
                self.accept((found.offer.from(), found.offer.nonce()), edge)
            }
            Ok(Some(Content::RecognitionEnd(end))) => Noted::Ended(self.end(author, &end)),
            Ok(Some(Content::Revoke(said))) => {
                let places = said.indexes.into_iter().map(|index| (said.list, index));
                Noted::Ended(match said.of {
                    None => self.revoke(author, places),
                    Some(of) => self.revoke_former(author, &of, places),
                })
            }
            // Of a sum, what endorsements heard of have places; the rest is packed.
            Ok(Some(Content::StatusSnapshot(said))) => {
                let mut revoked = said.revoked;
                self.sum((*author, said.list), &revoked);
                revoked.retain(|index| self.placed.contains_key(&(*author, (said.list, *index))));
                let places = revoked.into_iter().map(|index| (said.list, index));
                Noted::Ended(self.revoke(author, places))
            }
            Ok(Some(Content::Endorsement(document))) => {
                match Endorsed::read(author, statement, &document) {
                    Some(found) => Noted::Endorsed(Box::new(found)),
                    None => {
                        self.idle.insert(id, *author);
                        Noted::Ended(Touched::new())
                    }
                }
            }
            Ok(_) | Err(_) => Noted::Ended(Vec::new()),
        }
    }

    /// Notes that an offer was accepted.
    fn accept(&mut self, offer: OfferKey, edge: Edge) -> Noted {
        self.accepted.insert(edge.id, (offer, edge.to));
        let by = self.ends.get(&edge.id).into_iter().flatten();
        let over: Vec<OfferKey> = by.filter_map(|one| self.ended(&edge.id, one)).collect();
        self.over.extend(over);
        Noted::Accepted(offer, Box::new(edge))
    }

    /// Notes an end; whom it concerns.
    fn end(&mut self, author: &Did, end: &RecognitionEnd) -> Touched {
        let mut touched = Touched::new();
        self.ends.entry(end.recognition).or_default().insert(*author);
        if let Some(over) = self.ended(&end.recognition, author) {
            self.over.insert(over);
            let sides = self.accepted.get(&end.recognition);
            touched.extend(sides.map(|(offer, to)| (offer.0, *to)));
        }
        if let Some(offer) = end.offer.map(|offer| (offer.from, offer.nonce)) {
            self.offers_ended.entry(offer).or_default().insert(*author);
            touched.extend(self.edges.get(&offer).map(|edge| (edge.from, edge.to)));
        }
        touched
    }

    /// Notes what an issuer revoked; whom that concerns.
    fn revoke(&mut self, author: &Did, places: impl Iterator<Item = ListPlace>) -> Touched {
        let mut touched = Touched::new();
        let revoked = self.revoked.entry(*author).or_default();
        for place in places {
            let whom = self.placed.get(&(*author, place)).into_iter().flatten();
            touched.extend(whom.map(|to| (*author, *to)));
            revoked.insert(place);
        }
        touched
    }

    /// Notes what somebody revoked in the lists of another, whom they may have come after.
    fn revoke_former(
        &mut self,
        author: &Did,
        of: &Did,
        places: impl Iterator<Item = ListPlace>,
    ) -> Touched {
        let mut touched = Touched::new();
        for (list, index) in places {
            let whom = self.placed.get(&(*of, (list, index))).into_iter().flatten();
            touched.extend(whom.map(|to| (*of, *to)));
            let told = self.former.entry((*of, list)).or_default().entry(*author).or_default();
            if let Err(at) = told.binary_search(&index) {
                told.insert(at, index);
            }
        }
        touched
    }

    /// Whether somebody took back what is at a place of an issuer's lists: the issuer, or who came after.
    fn is_revoked(&self, by: &Did, place: ListPlace) -> bool {
        let own = self.revoked.get(by).is_some_and(|revoked| revoked.contains(&place));
        let ((list, index), now) = (place, self.heirs.get(by).map(|(now, _)| now));
        let others = now.and_then(|_| self.former.get(&(*by, list))).into_iter().flatten();
        own || others.into_iter().any(|(one, told)| {
            one != by && Some(&self.current(one)) == now && told.binary_search(&index).is_ok()
        })
    }

    /// Keeps what a sum revokes beside what others of the same list did.
    fn sum(&mut self, list: (Did, u32), revoked: &[u32]) {
        let mut all = self.summed.get(&list).map(unpacked).unwrap_or_default();
        all.extend(revoked);
        all.sort_unstable();
        all.dedup();
        let count = u32::try_from(all.len()).ok().filter(|count| *count > 0);
        if let Some(packed) = count.zip(rice::encode(&all, STATUS_LIST_ENTRIES)) {
            self.summed.insert(list, packed);
        }
    }

    fn is_summed(&self, by: &Did, (list, index): ListPlace) -> bool {
        let packed = self.summed.get(&(*by, list));
        packed.is_some_and(|packed| unpacked(packed).binary_search(&index).is_ok())
    }

    /// Whether an endorsement counts at `now`: begun, not over, not withdrawn, and by no key that was given
    /// up before.
    fn counts(&self, one: &Endorsed, now: Timestamp) -> bool {
        let withdrawn = one.place.is_some_and(|place| self.is_revoked(&one.from, place));
        one.stands(now) && !withdrawn && !self.had_given_up(&one.from, one.shown)
    }

    /// The recognitions that stand at `now`, accepted by then as far as clocks agree.
    ///
    /// An end is the end of the offer: who accepts it anew does not bring it back.
    pub fn standing(&self, now: Timestamp) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |held| self.stands(*held, now)).map(|(_, edge)| edge)
    }

    /// The recognitions between two that stand at `now`, whoever of them offered.
    pub fn between(&self, one: &Did, other: &Did, now: Timestamp) -> impl Iterator<Item = &Edge> {
        self.offers(one, other).filter(move |held| self.stands(*held, now)).map(|(_, edge)| edge)
    }

    /// The first moment after `now` at which another recognition may stand, if nothing is heard.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        self.first_change(self.edges.iter(), self.endorsed.values(), now)
    }

    /// The same, of those between two.
    #[must_use]
    pub fn next_change_between(&self, one: &Did, other: &Did, now: Timestamp) -> Option<Timestamp> {
        let endorsed = self.given(one, other).chain(self.given(other, one));
        self.first_change(self.offers(one, other), endorsed, now)
    }

    /// The endorsements of `to` by `from` that stand at `now`.
    pub fn endorsed(
        &self,
        from: &Did,
        to: &Did,
        now: Timestamp,
    ) -> impl Iterator<Item = &Endorsed> {
        self.given(from, to).filter(move |one| self.counts(one, now))
    }

    fn given(&self, from: &Did, to: &Did) -> impl Iterator<Item = &Endorsed> {
        let entry = |byte| (*from, *to, Hash::from_bytes([byte; 32]));
        self.endorsed.range(entry(0)..=entry(u8::MAX)).map(|(_, one)| one)
    }

    fn offers(&self, one: &Did, other: &Did) -> impl Iterator<Item = (&OfferKey, &Edge)> {
        let offered = |from: Did, to: Did| {
            let all = self.edges.range((from, [0; 16])..=(from, [u8::MAX; 16]));
            all.filter(move |(_, edge)| edge.to == to)
        };
        offered(*one, *other).chain(offered(*other, *one))
    }

    fn first_change<'e>(
        &self,
        edges: impl Iterator<Item = (&'e OfferKey, &'e Edge)>,
        endorsed: impl Iterator<Item = &'e Endorsed>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let open = edges.filter(|(offer, edge)| !self.is_over(offer, edge));
        let moments = open.flat_map(|(_, edge)| {
            let begins = edge.since.millis().saturating_sub(CLOCK_AHEAD_MAX_MILLIS);
            [Timestamp::from_millis(begins), edge.last().saturating_add(1)]
        });
        let given = endorsed.flat_map(|one| [one.begins(), one.last().saturating_add(1)]);
        moments.chain(given).filter(|moment| *moment > now).min()
    }

    fn stands(&self, (offer, edge): (&OfferKey, &Edge), now: Timestamp) -> bool {
        let begun = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
        let signed_in_time = !self.had_given_up(&edge.from, edge.since);
        edge.since <= begun && now <= edge.last() && signed_in_time && !self.is_over(offer, edge)
    }

    /// Lays out the recognitions that stand at `now`, to be walked by who has these identities and
    /// knows these contacts; of a topic, those that hold for it or for everything.
    #[must_use]
    pub fn network<'d>(
        &self,
        viewers: impl IntoIterator<Item = Did>,
        contacts: impl IntoIterator<Item = &'d Did>,
        about: Option<&str>,
        now: Timestamp,
    ) -> Network {
        let viewers = viewers.into_iter().map(|viewer| self.current(&viewer));
        let mut network = Network::seen_by(viewers);
        // The strongest tie counts, so these first.
        for one in self.endorsed.values().filter(|one| self.counts(one, now)) {
            let (from, to) = (self.current(&one.from), self.current(&one.to));
            network.set(&from, &to, Some(Strength::Endorsed));
        }
        for edge in self.standing(now).filter(|edge| edge.holds_for(about)) {
            let (from, to) = (self.current(&edge.from), self.current(&edge.to));
            network.set(&from, &to, Some(Strength::Recognised));
            network.set(&to, &from, Some(Strength::Recognised));
        }
        contacts.into_iter().for_each(|contact| network.know(&self.current(contact)));
        network
    }
}

/// The places of a sum.
fn unpacked((count, bits): &(u32, Vec<u8>)) -> Vec<u32> {
    rice::decode(bits, *count, STATUS_LIST_ENTRIES).unwrap_or_default()
}

/// What a statement says of recognitions.
enum Noted {
    /// One was accepted, by this offer.
    Accepted(OfferKey, Box<Edge>),
    /// One ended, or nothing is said of any.
    Ended(Touched),
    /// Somebody else stands behind the author.
    Endorsed(Box<Endorsed>),
}

#[cfg(test)]
mod succession_tests;
#[cfg(test)]
mod tests;
