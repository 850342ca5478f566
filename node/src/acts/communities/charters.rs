//! Founding a community and changing its charter: what stewards are asked, sign and decline, and what
//! is said once enough of them signed.

use std::collections::BTreeSet;

use bot_protocol::api::{CharterActRequest, CharterReply, CharterRequest, StewardDraft};
use bot_protocol::feed::{Charters, Doubt, Needed};
use bot_protocol::identity::Did;
use bot_protocol::statement::Content;
use bot_protocol::statement::kinds::{Charter, CharterText, Quorums, Steward};
use bot_protocol::statement::letter::{Letter, Message};
use bot_protocol::statement::steward::{CharterOffer, CharterShare};

use super::{Asked, name_of, speaks};
use crate::acts::snapshot::Snapshot;
use crate::acts::{ActError, Acts, one, time};
use crate::keys::Identity;

/// The role of a steward where none is named.
const STEWARD: &str = "steward";

impl Acts {
    /// Asks stewards by letter to sign a charter. Asked again, only those get a letter who did not get
    /// this one.
    ///
    /// # Errors
    /// When a steward, a time, a number or a text is refused; when there is a charter already, or none
    /// to change; and when the charter would say what the one in force says.
    pub async fn propose_charter(&self, request: CharterRequest) -> Result<CharterReply, ActError> {
        let _turn = self.turn().await;
        let identity = self.pick(request.as_identity.as_deref())?;
        self.check_can_sign(&identity)?;
        let (mut asked, to) = {
            let snapshot = self.snapshot()?;
            let charters = self.charters(&snapshot, &identity.did())?;
            let text = self.proposed((&identity, &charters), &request)?;
            self.to_ask(&snapshot, (&identity, &charters), text)?
        };
        asked.words = asked.words.or_else(|| request.words.clone());
        let dry_run = request.dry_run;
        if !dry_run {
            for did in &to {
                let offer = CharterOffer { text: asked.text.clone(), words: request.words.clone() };
                let letter = self.letter(&identity, *did, Message::CharterOffer(offer))?;
                let note = self.sent_note(&letter);
                self.hands.post(letter, vec![note]).await?;
            }
        }
        let snapshot = self.snapshot()?;
        let asked = self.all_asked(&snapshot)?.remove(&asked.digest()).unwrap_or(asked);
        let item = self.asked_view(&snapshot, &asked)?;
        Ok(CharterReply { changed: !to.is_empty() && !dry_run, dry_run, item })
    }

    /// Signs a charter as a steward of this node, and answers by letter. Repeated, nothing is sent.
    ///
    /// # Errors
    /// When no such charter was asked for here, it is replaced, or its signature is nobody's here.
    pub async fn sign_charter(
        &self,
        id: &str,
        request: CharterActRequest,
    ) -> Result<CharterReply, ActError> {
        let _turn = self.turn().await;
        let (asked, letters) = self.charter_asked(id, request.as_identity.as_deref())?;
        let digest = asked.digest();
        let mut changed = false;
        for letter in &letters {
            let identity = self.addressed(None, &letter.to())?;
            if asked.shares.contains_key(&letter.to()) {
                continue;
            }
            self.check_can_sign(&identity)?;
            if request.dry_run {
                continue;
            }
            let share = CharterShare {
                letter: letter.nonce(),
                charter: digest,
                share: asked.text.sign(&asked.community, identity.key()),
            };
            let yes = self.letter(&identity, asked.community, Message::CharterShare(share))?;
            let notes = vec![self.request_answered(letter, true), self.sent_note(&yes)];
            self.hands.post(yes, notes).await?;
            changed = true;
        }
        // Its own stewards' answers may be all that it takes.
        self.tending.notify_one();
        self.charter_reply(&digest, asked, (changed, request.dry_run))
    }

    /// Forgets that a charter was asked for; nobody is told.
    ///
    /// # Errors
    /// As [`Acts::sign_charter`], and when it was signed.
    pub async fn decline_charter(
        &self,
        id: &str,
        request: CharterActRequest,
    ) -> Result<CharterReply, ActError> {
        let _turn = self.turn().await;
        let (asked, letters) = self.charter_asked(id, request.as_identity.as_deref())?;
        if let Some(letter) = letters.iter().find(|one| asked.shares.contains_key(&one.to())) {
            let detail = format!("{} signed it", letter.to());
            return Err(ActError::conflict("charter-signed", detail));
        }
        let mut notes = Vec::new();
        for letter in &letters {
            if self.answer_given(letter)?.is_none() {
                notes.push(self.request_answered(letter, false));
            }
        }
        let changed = !notes.is_empty() && !request.dry_run;
        if changed {
            self.commit(notes).await?;
        }
        self.charter_reply(&asked.digest(), asked, (changed, request.dry_run))
    }

    /// Says the charters of this node's communities that enough stewards have signed.
    ///
    /// # Errors
    /// When the store fails. What was not said is found again.
    pub async fn tend_charters(&self) -> Result<(), ActError> {
        let _turn = self.turn().await;
        let due = {
            let snapshot = self.snapshot()?;
            let mut due = Vec::new();
            for asked in self.all_asked(&snapshot)?.into_values() {
                // Of two in each other's place the one that was asked for last is meant.
                if asked.superseded || self.keys.identity(&asked.community).is_none() {
                    continue;
                }
                let charters = self.charters(&snapshot, &asked.community)?;
                due.extend(ready(&snapshot, asked, &charters));
            }
            due
        };
        let mut said = BTreeSet::new();
        for (community, charter) in due {
            // Two that follow the same one: the first is the next, and the other is late.
            if !said.insert(community) {
                continue;
            }
            let identity = self.pick(Some(&community.to_string()))?;
            self.check_can_sign(&identity)?;
            tracing::info!(of = %community, "enough stewards have signed");
            self.hands.say(community, Content::Charter(charter), Vec::new()).await?;
        }
        Ok(())
    }

    /// Who is to be asked, and what was asked of them before.
    fn to_ask(
        &self,
        snapshot: &Snapshot<'_>,
        (identity, charters): (&Identity, &Charters),
        text: CharterText,
    ) -> Result<(Asked, BTreeSet<Did>), ActError> {
        let did = identity.did();
        let digest = text.digest(&did);
        let before = charters.newest().map(|one| &one.charter.text);
        let needed = Needed::of(&text, before, snapshot.ring.as_ref());
        let named = needed.each.iter().map(|did| snapshot.ring.current(did));
        let mut to: BTreeSet<Did> = named.chain(needed.of).collect();
        let asked = self.all_asked(snapshot)?.remove(&digest).unwrap_or_else(|| Asked {
            community: did,
            text,
            words: None,
            letters: std::collections::BTreeMap::new(),
            shares: std::collections::BTreeMap::new(),
            superseded: false,
        });
        // What another was asked for in the place of is asked for anew, of everybody.
        to.retain(|who| {
            let known = asked.letters.contains_key(who) || asked.shares.contains_key(who);
            asked.superseded || !known
        });
        Ok((asked, to))
    }

    /// The text of a charter that is asked for.
    fn proposed(
        &self,
        (identity, charters): (&Identity, &Charters),
        request: &CharterRequest,
    ) -> Result<CharterText, ActError> {
        if let Some(again) = doubted(identity, charters, request)? {
            return Ok(again);
        }
        let before = charters.newest();
        match (before, request.amend) {
            (Some(found), false) => {
                let detail = format!("charter {} is in force", found.charter.text.number);
                return Err(ActError::conflict("community-chartered", detail));
            }
            (None, true) => {
                let detail = format!("{} has no charter", identity.name());
                return Err(ActError::conflict("community-unchartered", detail));
            }
            (Some(_), true) | (None, false) => {}
        }
        let held = before.map(|found| &found.charter.text);
        let purpose = request.purpose.clone().or_else(|| held.map(|text| text.purpose.clone()));
        let purpose = purpose.ok_or_else(|| ActError::field("purpose", "", "what it is for"))?;
        let parent = match request.parent.as_deref() {
            None => held.and_then(|text| text.parent),
            Some(name) if name.trim().is_empty() => None,
            Some(name) => Some(self.whoever("parent", name)?.did),
        };
        if parent == Some(identity.did()) {
            return Err(ActError::field(
                "parent",
                &identity.did().to_string(),
                "another community",
            ));
        }
        let stewards = self.board(request, held, identity)?;
        let count = u8::try_from(stewards.len()).unwrap_or(u8::MAX);
        let held_acts = held.map(|text| text.acts);
        let charter = request.charter.or(held_acts.map(|acts| acts.charter));
        let charter = charter.unwrap_or(count / 2 + 1);
        let admit = request.admit.or(held_acts.map(|acts| acts.admit)).unwrap_or(charter);
        let award = request.award.or(held_acts.map(|acts| acts.award)).unwrap_or(0);
        let text = CharterText {
            number: held.map_or(0, |text| text.number.saturating_add(1)),
            previous: before.map(|found| found.digest),
            purpose,
            parent,
            stewards,
            acts: Quorums { charter, admit, award },
        };
        text.check()?;
        let same = held.is_some_and(|held| {
            let with = CharterText { number: text.number, previous: text.previous, ..held.clone() };
            with == text
        });
        if same {
            let detail = "the charter in force says that already";
            return Err(ActError::conflict("charter-unchanged", detail));
        }
        Ok(text)
    }

    /// Who is to act: those whom a request lists, or those in office with what it changes.
    fn board(
        &self,
        request: &CharterRequest,
        held: Option<&CharterText>,
        identity: &Identity,
    ) -> Result<Vec<Steward>, ActError> {
        let (add, without) = (&request.add_stewards, &request.without_stewards);
        let changes = !add.is_empty() || !without.is_empty();
        match (changes, held) {
            (true, Some(held)) if request.stewards.is_empty() => {
                self.board_changed(held, (add, without), identity)
            }
            (true, _) => {
                let field = if add.is_empty() { "without_stewards" } else { "add_stewards" };
                let expected = "a change of the stewards in office, and no list of them beside";
                Err(ActError::field(field, "", expected))
            }
            (false, Some(held)) if request.stewards.is_empty() => Ok(held.stewards.clone()),
            (false, _) => self.stewards(&request.stewards, identity),
        }
    }

    /// Those in office without whom goes, and with whom comes; whoever stays keeps the role and the term
    /// of which nothing is said.
    fn board_changed(
        &self,
        held: &CharterText,
        (add, without): (&[StewardDraft], &[String]),
        identity: &Identity,
    ) -> Result<Vec<Steward>, ActError> {
        let ring = std::sync::Arc::clone(&self.snapshot()?.ring);
        let mut board = held.stewards.clone();
        for name in without {
            let who = self.whoever("without_stewards", name)?.did;
            let before = board.len();
            board.retain(|one| !ring.is_one(&one.who, &who));
            if board.len() == before {
                let expected = "a steward of the charter in force";
                return Err(ActError::field("without_stewards", name, expected));
            }
        }
        for (draft, mut new) in add.iter().zip(self.drafted(add, identity)?) {
            if let Some(at) = board.iter().position(|one| ring.is_one(&one.who, &new.who)) {
                let old = board.remove(at);
                new.role = draft.role.clone().unwrap_or(old.role);
                new.until = new.until.or(old.until);
                new.who = old.who;
            }
            board.push(new);
        }
        sorted(board)
    }

    /// The stewards of a request, each once, in their order.
    fn stewards(
        &self,
        drafts: &[StewardDraft],
        community: &Identity,
    ) -> Result<Vec<Steward>, ActError> {
        sorted(self.drafted(drafts, community)?)
    }

    /// The same as they are written.
    fn drafted(
        &self,
        drafts: &[StewardDraft],
        community: &Identity,
    ) -> Result<Vec<Steward>, ActError> {
        let mut stewards = Vec::new();
        for draft in drafts {
            let who = self.whoever("stewards", &draft.who)?.did;
            if who == community.did() {
                let detail = "a community is no steward of itself";
                return Err(ActError::conflict("steward-is-community", detail));
            }
            let role = draft.role.clone().unwrap_or_else(|| STEWARD.to_owned());
            let until = time("stewards", draft.until.as_deref())?;
            stewards.push(Steward { who, role, until });
        }
        Ok(stewards)
    }

    /// A charter that identities of this node are asked to sign, and the letters that ask them.
    fn charter_asked(&self, id: &str, who: Option<&str>) -> Result<(Asked, Vec<Letter>), ActError> {
        let who = who.map(|who| self.pick(Some(who))).transpose()?.map(|one| one.did());
        let snapshot = self.snapshot()?;
        let to_here = |asked: &Asked| -> Vec<Letter> {
            let mine = |did: &&Did| {
                self.keys.identity(did).is_some() && who.is_none_or(|who| who == **did)
            };
            let to = asked.letters.keys().filter(mine);
            to.filter_map(|did| asked.letters.get(did).cloned()).collect()
        };
        let all = self.all_asked(&snapshot)?.into_iter();
        let all = all.map(|(digest, asked)| (name_of(&digest), to_here(&asked), asked));
        let all = all.filter(|(_, letters, _)| !letters.is_empty());
        let (_, letters, asked) = one("charter", id, all, |(id, ..)| id)?;
        let charters = self.charters(&snapshot, &asked.community)?;
        let number = charters.newest().map(|found| found.charter.text.number);
        let is_it = charters.newest().is_some_and(|found| found.digest == asked.digest());
        if number.is_some_and(|number| number >= asked.text.number) && !is_it {
            let detail = format!("charter {} of it is in force", number.unwrap_or_default());
            return Err(ActError::conflict("charter-replaced", detail));
        }
        Ok((asked, letters))
    }

    fn charter_reply(
        &self,
        digest: &bot_protocol::canon::hash::Hash,
        asked: Asked,
        (changed, dry_run): (bool, bool),
    ) -> Result<CharterReply, ActError> {
        let snapshot = self.snapshot()?;
        let asked = self.all_asked(&snapshot)?.remove(digest).unwrap_or(asked);
        let item = self.asked_view(&snapshot, &asked)?;
        Ok(CharterReply { changed, dry_run, item })
    }
}

/// Stewards in their order, each once.
fn sorted(mut stewards: Vec<Steward>) -> Result<Vec<Steward>, ActError> {
    stewards.sort_by_key(|one| *one.who.public_key().as_bytes());
    if let Some(pair) = stewards.windows(2).find(|pair| pair[0].who == pair[1].who) {
        let found = pair[0].who.to_string();
        return Err(ActError::field("stewards", &found, "each steward once"));
    }
    Ok(stewards)
}

/// The text that is asked for while nobody can tell which charter counts: one that was signed by those
/// who have another key now is asked for anew as it is, and nothing else.
fn doubted(
    identity: &Identity,
    charters: &Charters,
    request: &CharterRequest,
) -> Result<Option<CharterText>, ActError> {
    let refused = |detail: String| Err(ActError::conflict("charter-contested", detail));
    if let Some(number) = charters.contested() {
        return refused(format!("there are two charters with number {number}"));
    }
    match charters.unconfirmed() {
        None => Ok(None),
        Some(found) if request.amend && found.community == identity.did() => {
            Ok(Some(found.charter.text.clone()))
        }
        Some(found) => Err(unconfirmed(found.charter.text.number)),
    }
}

/// That nothing goes on by a charter that stewards signed who go on with new keys, until they sign it anew.
pub(super) fn unconfirmed(number: u32) -> ActError {
    ActError::conflict("charter-unconfirmed", format!("former keys signed charter {number}"))
}

/// The charter that enough stewards have signed, where it is the next one.
fn ready(snapshot: &Snapshot<'_>, asked: Asked, charters: &Charters) -> Option<(Did, Charter)> {
    let last = charters.newest();
    let next = last.map_or(0, |last| last.charter.text.number.saturating_add(1));
    let is_open = match charters.doubt() {
        None => true,
        Some(Doubt::FormerKeys(found)) => found.digest == asked.digest(),
        Some(Doubt::Rivals(_) | Doubt::Effort) => false,
    };
    let follows =
        asked.text.number == next && asked.text.previous == last.map(|last| last.digest) && is_open;
    if !follows {
        return None;
    }
    let ring = snapshot.ring.as_ref();
    let needed = Needed::of(&asked.text, last.map(|last| &last.charter.text), ring);
    let by = |one: &Did| speaks(ring, one);
    let is_met = needed.is_met(asked.shares.keys(), by, ring);
    is_met.then(|| (asked.community, Charter::new(asked.text, asked.shares)))
}
