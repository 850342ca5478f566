//! Requests that come again because their reply was lost: the reply of the first is kept.
//!
//! An act that signs or issues keeps its reply in the very commit that makes it durable, so that a
//! node that is killed in between has either done nothing or remembers what it answered. Where an
//! act takes several commits, the last of them keeps it; those before are found as they are.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, Weak};

use bot_protocol::api::SignedReply;
use bot_protocol::canon::hash::Hash;
use bot_protocol::canon::multibase::{decode_base64, encode_base64};
use bot_protocol::identity::Did;
use bot_protocol::statement::{Content, Statement};
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};
use zeroize::Zeroizing;

use super::{ActError, Acts};
use crate::sealing::{open, seal};
use crate::store::{Shelf, Write};

/// Where the replies are, on the shelf of settings.
pub(crate) const PREFIX: &[u8] = b"once/";

/// A turn for each place where a reply is kept: only requests that may be the same wait for each other.
#[derive(Debug, Default)]
pub(super) struct Turns(std::sync::Mutex<BTreeMap<Vec<u8>, Weak<Mutex<()>>>>);

impl Turns {
    /// Waits until nobody else has the turn of a place.
    pub(super) async fn of(&self, place: &[u8]) -> OwnedMutexGuard<()> {
        let turn = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Of whom nobody waits any more nothing is kept.
            all.retain(|_, turn| turn.strong_count() > 0);
            let known = all.get(place).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::new(Mutex::new(()));
                all.insert(place.to_vec(), Arc::downgrade(&turn));
                turn
            })
        };
        turn.lock_owned().await
    }
}

/// A request that may come again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repeat {
    /// Under which key its reply is kept.
    pub(crate) place: Vec<u8>,
    /// The hash of its body.
    pub(crate) body: String,
    /// When it came, in milliseconds.
    pub(crate) at: u64,
    /// The status of a good reply.
    pub(crate) status: u16,
    /// Whether its reply has a secret in it, and is kept only sealed.
    #[serde(default)]
    pub(crate) is_secret: bool,
}

/// What an act is asked, and where its reply is kept if the request may come again.
#[derive(Debug, Clone)]
pub struct Asked<T> {
    /// The request.
    pub request: T,
    /// The same as a request that may come again.
    pub repeat: Option<Repeat>,
}

impl<T> From<T> for Asked<T> {
    fn from(request: T) -> Self {
        Self { request, repeat: None }
    }
}

/// A reply that is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) at: u64,
    pub(crate) body: String,
    pub(crate) reply: String,
    #[serde(default = "ok")]
    pub(crate) status: u16,
    /// For whom the reply is sealed, where it has a secret in it: whoever reads the store alone does
    /// not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed_for: Option<String>,
}

const fn ok() -> u16 {
    200
}

impl Repeat {
    /// A request of this digest, whose reply is kept where nothing else is.
    pub(crate) fn of(place: Hash, body: String, now: Timestamp, status: u16) -> Self {
        let place = [PREFIX, place.as_ref()].concat();
        Self { place, body, at: now.millis(), status, is_secret: false }
    }

    /// The write that keeps a good reply.
    pub(crate) fn note(&self, reply: &impl Serialize) -> Write {
        let reply = serde_json::to_string(reply).unwrap_or_default();
        self.keeping(reply, None)
    }

    /// The same of a reply with a secret in it: kept for the identity that gave it, whose key opens it.
    pub(super) fn sealed_note(&self, reply: &impl Serialize, own: &Did) -> Result<Write, ActError> {
        let reply = Zeroizing::new(serde_json::to_vec(reply).map_err(|_| ActError::Broken)?);
        let sealed = seal(own, &self.place, &reply).ok_or(ActError::Broken)?;
        Ok(self.keeping(encode_base64(&sealed), Some(own.to_string())))
    }

    fn keeping(&self, reply: String, sealed_for: Option<String>) -> Write {
        let (at, body, status) = (self.at, self.body.clone(), self.status);
        let kept = Kept { at, body, reply, status, sealed_for };
        let value = serde_json::to_vec(&kept).unwrap_or_default();
        Write::Note { shelf: Shelf::Settings, key: self.place.clone(), value }
    }
}

impl Kept {
    /// The write that leaves of a kept reply only that there was one: what it told is erased, and the
    /// same request again must not be done a second time.
    pub(crate) fn emptied(key: Vec<u8>, value: &[u8]) -> Write {
        let shelf = Shelf::Settings;
        match serde_json::from_slice::<Self>(value) {
            Err(_) => Write::Forget { shelf, key },
            Ok(kept) => {
                let kept = Self { reply: String::new(), ..kept };
                Write::Note { shelf, key, value: serde_json::to_vec(&kept).unwrap_or_default() }
            }
        }
    }
}

/// The write that keeps a reply, where the request may come again.
pub(super) fn kept(repeat: Option<&Repeat>, reply: &impl Serialize) -> Option<Write> {
    repeat.map(|repeat| repeat.note(reply))
}

/// The same of a reply with a secret in it.
pub(super) fn kept_sealed(
    repeat: Option<&Repeat>,
    reply: &impl Serialize,
    own: &Did,
) -> Result<Option<Write>, ActError> {
    repeat.map(|repeat| repeat.sealed_note(reply, own)).transpose()
}

/// A reply about something that was signed, or is already.
pub(super) const fn reply<T>(item: T, changed: bool, dry_run: bool) -> SignedReply<T> {
    SignedReply { changed, dry_run, letter: None, entry: None, followed: None, item }
}

/// A reply that names the statement that was written.
pub(super) fn with_entry<T: Clone>(reply: &SignedReply<T>, said: &Statement) -> SignedReply<T> {
    SignedReply { entry: Some(said.id().to_string()), ..reply.clone() }
}

impl Acts {
    /// What was answered, unless it is erased, or the key that it is sealed for is.
    pub(crate) fn told_before(&self, kept: Kept, place: &[u8]) -> Option<String> {
        let Some(own) = kept.sealed_for else {
            return Some(kept.reply).filter(|reply| !reply.is_empty());
        };
        let identity = self.keys.identity(&own.parse().ok()?)?;
        let sealed = decode_base64(&kept.reply).ok()?;
        let reply = open(identity.key(), place, &sealed)?;
        String::from_utf8(reply.to_vec()).ok()
    }

    /// Says what there is to say, or else commits the notes alone; the answer is kept with either.
    pub(super) async fn say_or_note<T: Clone + Serialize + Send + Sync + 'static>(
        &self,
        (did, content): (Did, Option<Content>),
        mut notes: Vec<Write>,
        repeat: Option<Repeat>,
        done: SignedReply<T>,
    ) -> Result<SignedReply<T>, ActError> {
        let Some(content) = content else {
            notes.extend(kept(repeat.as_ref(), &done));
            self.commit(notes).await?;
            return Ok(done);
        };
        let answer = move |said: &Statement| with_entry(&done, said);
        self.say_answering((did, content), notes, repeat, answer).await
    }

    /// Says it, and keeps the answer to a request that may come again in the same commit.
    pub(super) async fn say_answering<R: Serialize>(
        &self,
        (did, content): (Did, Content),
        notes: Vec<Write>,
        repeat: Option<Repeat>,
        answer: impl Fn(&Statement) -> R + Send + Sync + 'static,
    ) -> Result<R, ActError> {
        let answer = Arc::new(answer);
        let told = Arc::clone(&answer);
        let mut notes = notes;
        let noting = Box::new(move |said: &Statement| {
            notes.extend(kept(repeat.as_ref(), &told(said)));
            notes
        });
        let said = self.hands.say_noting(did, content, noting).await?;
        Ok(answer(&said))
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn only_the_same_request_waits_for_the_one_before_it() {
        let turns = Turns::default();
        let first = turns.of(b"a").await;
        assert!(turns.of(b"a").now_or_never().is_none());
        assert!(turns.of(b"b").now_or_never().is_some());
        drop(first);
        assert!(turns.of(b"a").now_or_never().is_some());
        drop(turns.of(b"c").await);
        let left = turns.0.lock().unwrap().values().filter(|turn| turn.strong_count() > 0).count();
        assert_eq!(left, 0);
    }
}
