//! A badge for whoever is in the room: a link and six letters that stand for it, for a while and for so many.
//!
//! Whoever shows one of the two is offered the badge, once. They accept or refuse it as any other, so that
//! nothing is said of anybody who does not wish it. What was given is noted in the very commit that signs it.

mod heard;

use bot_protocol::api::IssueRequest;
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::identity::Did;
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::mailbox::Told;
use super::{ActError, Acts, notes, random};
use crate::keys::{Identity, same};
use crate::store::{Shelf, Write};

pub(super) use self::heard::Guesses;

/// Letters of a code: 24, without those that look like figures.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How many letters a code has: 191 million codes, of which a handful is open.
const CODE_LETTERS: usize = 6;

/// The longest that something is given out: a day, in minutes.
const MINUTES_MAX: u32 = 24 * 60;

/// Most people to whom one link gives a badge: 500.
const MOST_MAX: u32 = 500;

/// How long it is remembered once it is over: 30 days, in milliseconds.
const KEPT_MILLIS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Bytes of the name of one, and of what its link has in it.
const ID_BYTES: usize = 16;

/// A badge that is given out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Given {
    pub(crate) issuer: Did,
    pub(crate) achievement: String,
    /// Six letters, to be typed.
    pub(crate) code: String,
    /// What the link has in it, in hex.
    pub(crate) secret: String,
    at: u64,
    until: u64,
    pub(crate) most: u32,
    narrative: Option<String>,
    ended: bool,
}

/// What is given out, as a form says.
#[derive(Debug, Clone)]
pub(crate) struct Giving {
    pub(crate) achievement: String,
    pub(crate) minutes: u32,
    pub(crate) most: u32,
    pub(crate) narrative: Option<String>,
}

/// That somebody was given it.
#[derive(Debug, Serialize, Deserialize)]
struct Taken {
    at: u64,
    /// The nonce of the letter that offers it, in hex.
    letter: String,
}

/// How many came, and what they said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) received: usize,
    pub(crate) accepted: usize,
    pub(crate) refused: usize,
}

/// What is given out, and how it stands.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) id: String,
    pub(crate) given: Given,
    pub(crate) count: Count,
    /// Whether it is given to nobody more.
    pub(crate) over: bool,
    /// Whether that is only because as many have it as were to have it.
    pub(crate) full: bool,
}

impl Count {
    /// How many places are taken: whoever said no has left theirs.
    fn places(&self) -> usize {
        self.received.saturating_sub(self.refused)
    }

    /// Whether everybody who came said yes or no.
    pub(crate) fn is_answered(&self) -> bool {
        self.received == self.accepted.saturating_add(self.refused)
    }
}

impl Given {
    /// Until when it is given out.
    pub(crate) fn until(&self) -> Timestamp {
        Timestamp::from_millis(self.until)
    }

    fn is_open(&self, now: Timestamp) -> bool {
        !self.ended && now.millis() < self.until
    }

    fn most_places(&self) -> usize {
        usize::try_from(self.most).unwrap_or(usize::MAX)
    }
}

fn head_key(id: &[u8]) -> Vec<u8> {
    [id, b"h"].concat()
}

fn taken_key(id: &[u8], who: &Did) -> Vec<u8> {
    [id, b"t", who.public_key().as_bytes()].concat()
}

/// Six letters by chance, each as likely as any other.
fn code() -> Result<String, ActError> {
    let mut code = String::new();
    while code.len() < CODE_LETTERS {
        let bytes: [u8; 16] = random()?;
        // The last few values of a byte would make some letters likelier.
        let even = bytes.into_iter().filter(|byte| *byte < 240);
        let letters = even.filter_map(|byte| LETTERS.get(usize::from(byte) % LETTERS.len()));
        code.extend(letters.take(CODE_LETTERS - code.len()).map(|letter| char::from(*letter)));
    }
    Ok(code)
}

/// A code as somebody types it: in small letters, or with spaces.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(|found| !found.is_whitespace() && *found != '-');
    letters.take(64).flat_map(char::to_uppercase).collect()
}

/// Nobody gives out two badges at the same moment, and nobody is given one twice.
pub(super) type Turn = Mutex<()>;

impl Acts {
    /// Gives a badge out from now on; the name of what is given.
    ///
    /// # Errors
    /// When a number is beyond its bounds, the badge cannot be awarded, or the store fails.
    pub(crate) async fn give_out(&self, me: &Identity, giving: Giving) -> Result<String, ActError> {
        let Giving { achievement, minutes, most, narrative } = giving;
        if !(1..=MINUTES_MAX).contains(&minutes) {
            return Err(ActError::field("minutes", &minutes.to_string(), "1 to 1440"));
        }
        if !(1..=MOST_MAX).contains(&most) {
            return Err(ActError::field("most", &most.to_string(), "1 to 500"));
        }
        let (id, secret): ([u8; ID_BYTES], [u8; ID_BYTES]) = (random()?, random()?);
        let at = self.now().millis();
        let given = Given {
            issuer: me.did(),
            achievement,
            code: code()?,
            secret: hex(&secret),
            at,
            until: at.saturating_add(u64::from(minutes) * 60 * 1000),
            most,
            narrative,
            ended: false,
        };
        // Whatever would keep it from being awarded is told before anybody comes.
        self.issue(IssueRequest { dry_run: true, ..request(&given, &me.did()) }).await?;
        let mut writes = self.rooms_forgotten()?;
        writes.push(notes::put(Shelf::Claims, &head_key(&id), &given));
        self.commit(writes).await?;
        Ok(hex(&id))
    }

    /// Gives it to nobody more.
    ///
    /// # Errors
    /// When there is no such thing, or the store fails.
    pub(crate) async fn end_room(&self, id: &str) -> Result<(), ActError> {
        let _turn = self.claiming.lock().await;
        let (key, given) = self.room_given(id)?;
        let ended = Given { ended: true, ..given };
        self.commit(vec![notes::put(Shelf::Claims, &head_key(&key), &ended)]).await
    }

    /// Lets so many more in, at most [`MOST_MAX`] in all: whoever took places for nobody keeps no one out.
    ///
    /// # Errors
    /// When there is no such thing, it has ended, or the store fails.
    pub(crate) async fn widen_room(&self, id: &str, more: u32) -> Result<(), ActError> {
        let _turn = self.claiming.lock().await;
        let (key, given) = self.room_given(id)?;
        if !given.is_open(self.now()) {
            return Err(ActError::conflict("claim-over", "it is given out no more"));
        }
        let most = given.most.saturating_add(more).min(MOST_MAX);
        let wider = Given { most, ..given };
        self.commit(vec![notes::put(Shelf::Claims, &head_key(&key), &wider)]).await
    }

    /// What is given out under this name, and how it stands.
    ///
    /// # Errors
    /// When there is no such thing, or the store cannot be read.
    pub(crate) fn room(&self, id: &str) -> Result<Room, ActError> {
        let (key, given) = self.room_given(id)?;
        self.room_of(&key, given)
    }

    /// What somebody gives out or gave out, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn rooms(&self, issuer: &Did) -> Result<Vec<Room>, ActError> {
        let mut all = self.all_given()?;
        all.retain(|(_, given)| given.issuer == *issuer);
        all.sort_by_key(|(_, given)| std::cmp::Reverse(given.at));
        all.into_iter().map(|(key, given)| self.room_of(&key, given)).collect()
    }

    /// What is given out now for this link or this code, if anything is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn room_for(&self, said: &str) -> Result<Option<Room>, ActError> {
        let now = self.now();
        Ok(self.room_ever_for(said)?.filter(|room| room.given.is_open(now)))
    }

    /// The same where it may be over; one that is open comes first.
    fn room_ever_for(&self, said: &str) -> Result<Option<Room>, ActError> {
        let (said, now) = (plain(said), self.now());
        let fits = |known: &str| same(plain(known).as_bytes(), said.as_bytes());
        let mut all = self.all_given()?;
        all.retain(|(_, given)| fits(&given.secret) || fits(&given.code));
        all.sort_by_key(|(_, given)| (!given.is_open(now), std::cmp::Reverse(given.at)));
        let found = all.into_iter().next();
        found.map(|(key, given)| self.room_of(&key, given)).transpose()
    }

    /// Offers the badge to somebody who came; whether it is new to them.
    ///
    /// # Errors
    /// When it is given out no more, or to as many as it was to be.
    pub(crate) async fn claim(&self, id: &str, who: Did) -> Result<bool, ActError> {
        let _turn = self.claiming.lock().await;
        let (key, given) = self.room_given(id)?;
        // Whoever goes on with a new key is the same one.
        let who = self.snapshot()?.ring.current(&who);
        let place = taken_key(&key, &who);
        if self.store().note(Shelf::Claims, &place)?.is_some() {
            return Ok(false);
        }
        if !given.is_open(self.now()) {
            return Err(ActError::conflict("claim-over", "it is given out no more"));
        }
        let most = given.most_places();
        // Who said no is only looked for where it matters.
        if self.taken(&key)?.len() >= most
            && self.room_of(&key, given.clone())?.count.places() >= most
        {
            let detail = format!("it was given to {} already", given.most);
            return Err(ActError::conflict("claim-full", detail));
        }
        let at = self.now().millis();
        self.issue_noting(request(&given, &who), |reply| {
            let letter = reply.letter.clone().unwrap_or_default();
            vec![notes::put(Shelf::Claims, &place, &Taken { at, letter })]
        })
        .await?;
        Ok(true)
    }

    fn room_given(&self, id: &str) -> Result<(Vec<u8>, Given), ActError> {
        let unknown = || ActError::unknown("room", id);
        let key = from_hex(id).filter(|key| key.len() == ID_BYTES).ok_or_else(unknown)?;
        let given = notes::get::<Given>(self.store(), Shelf::Claims, &head_key(&key))?;
        Ok((key, given.ok_or_else(unknown)?))
    }

    fn all_given(&self) -> Result<Vec<(Vec<u8>, Given)>, ActError> {
        let mut all = Vec::new();
        for (key, note) in self.store().notes(Shelf::Claims, &[])? {
            if let Some((id, b"h")) = key.split_last_chunk::<1>()
                && id.len() == ID_BYTES
            {
                all.push((id.to_vec(), notes::read(Shelf::Claims, &note)?));
            }
        }
        Ok(all)
    }

    /// Who was given it.
    fn taken(&self, key: &[u8]) -> Result<Vec<(Did, Taken)>, ActError> {
        let mut all = Vec::new();
        for (place, note) in self.store().notes(Shelf::Claims, &[key, b"t"].concat())? {
            let who = place.last_chunk::<32>().and_then(did_of);
            if let Some(who) = who {
                all.push((who, notes::read(Shelf::Claims, &note)?));
            }
        }
        Ok(all)
    }

    fn room_of(&self, key: &[u8], given: Given) -> Result<Room, ActError> {
        let (taken, answers) = (self.taken(key)?, self.answers()?);
        let said = |wanted: Told| {
            let told = |(who, taken): &&(Did, Taken)| answers.to(&taken.letter, who) == wanted;
            taken.iter().filter(told).count()
        };
        let count =
            Count { received: taken.len(), accepted: said(Told::Yes), refused: said(Told::No) };
        let (is_full, is_open) = (count.places() >= given.most_places(), given.is_open(self.now()));
        let (over, full) = (is_full || !is_open, is_full && is_open);
        Ok(Room { id: hex(key), given, count, over, full })
    }

    /// That somebody was given something in a room, and what takes each of these notes away.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn given_to(&self, who: &Did) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let keys = self.all_given()?.into_iter().map(|(id, _)| taken_key(&id, who));
        let mut found = Vec::new();
        for key in keys {
            if self.store().note(Shelf::Claims, &key)?.is_some() {
                let forget = Write::Forget { shelf: Shelf::Claims, key: key.clone() };
                found.push((key, forget));
            }
        }
        Ok(found)
    }

    /// The keys of what somebody gives out.
    pub(super) fn given_by(&self, issuer: &Did) -> Result<Vec<Vec<u8>>, ActError> {
        let given = self.all_given()?.into_iter().filter(|(_, given)| given.issuer == *issuer);
        Ok(given.map(|(id, _)| id).collect())
    }

    /// The writes that forget what was over long ago.
    pub(super) fn rooms_forgotten(&self) -> Result<Vec<Write>, ActError> {
        let mut writes = Vec::new();
        let is_old = |given: &Given| given.until.saturating_add(KEPT_MILLIS) < self.now().millis();
        for (id, _) in self.all_given()?.into_iter().filter(|(_, given)| is_old(given)) {
            for (key, _) in self.store().notes(Shelf::Claims, &id)? {
                writes.push(Write::Forget { shelf: Shelf::Claims, key });
            }
        }
        Ok(writes)
    }
}

fn did_of(bytes: &[u8; 32]) -> Option<Did> {
    bot_protocol::identity::PublicKey::from_bytes(bytes).ok().map(Did::from)
}

fn request(given: &Given, who: &Did) -> IssueRequest {
    IssueRequest {
        as_identity: Some(given.issuer.to_string()),
        achievement: given.achievement.clone(),
        to: who.to_string(),
        narrative: given.narrative.clone(),
        ..IssueRequest::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_letters_and_is_read_however_it_is_typed() {
        for _ in 0..200 {
            let code = code().unwrap();
            assert_eq!(code.len(), CODE_LETTERS);
            assert!(code.bytes().all(|letter| LETTERS.contains(&letter)), "{code}");
        }
        assert_eq!(plain(" abc-def "), "ABCDEF");
        assert_eq!(plain(&"a".repeat(10_000)).len(), 64);
    }
}
