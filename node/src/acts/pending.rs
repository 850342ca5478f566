//! Changes of status that are agreed: on their way into the feed, or still to be undone.
//!
//! A change is noted whole before any of it is said, and each entry leaves its note in the very
//! commit that says it. So a change outlives a crash whole, nothing of it is said twice, and until
//! its time has come taking the note away undoes it. What another change says of a credential in the
//! meantime leaves the notes that wait in that commit too: nobody is told that it was undone.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bot_protocol::api::{Done, PageQuery, PendingChange, StatusChange, StatusChangeReply};
use bot_protocol::canon::hash::{from_hex, hex};
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::{Revoke, Suspend};
use bot_protocol::statement::{Content, Kind, Statement};
use bot_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::changes::single;
use super::notes::Issued;
use super::{ActError, Acts, Page, Repeat, notes, page, random};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Where the notes lie on the shelf of settings.
const PREFIX: &[u8] = b"status-change/";

/// Longest wait before what is due is looked for again, should something have held it up.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// A change, and what of it is still to be said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Agreed {
    pub(super) issuer: Did,
    pub(super) change: StatusChange,
    pub(super) credentials: u64,
    pub(super) due: u64,
    pub(super) begun: bool,
    pub(super) entries: Vec<Entry>,
    /// The entries that are written already, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) said: Vec<String>,
    /// What is still to be answered once all is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Answer>,
}

/// A reply that waits for the entries it names, and the request it is kept for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) repeat: Repeat,
    pub(super) reply: StatusChangeReply,
    /// True where one credential was named in the path, which has a reply of its own shape.
    pub(super) single: bool,
}

impl Answer {
    /// The write that keeps it, where these entries were written.
    pub(super) fn kept(mut self, entries: Vec<String>) -> Option<Write> {
        self.reply.entries = entries;
        match self.single {
            false => Some(self.repeat.note(&self.reply)),
            true => Some(self.repeat.note(&single(self.reply)?)),
        }
    }
}

/// One entry of the feed to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) list: u32,
    pub(super) indexes: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
}

impl Entry {
    /// What was said.
    fn of(content: Content) -> Option<Self> {
        let (Content::Revoke(Revoke { list, indexes, reason, .. })
        | Content::Suspend(Suspend { list, indexes, reason, .. })) = content
        else {
            return None;
        };
        Some(Self { list, indexes, reason })
    }

    /// What it says.
    pub(super) fn content(&self, change: StatusChange, of: Option<Did>) -> Content {
        let Self { list, indexes, reason } = self.clone();
        match change {
            StatusChange::Revoke => Content::Revoke(Revoke { list, indexes, reason, of }),
            StatusChange::Suspend | StatusChange::Resume => {
                let suspended = change == StatusChange::Suspend;
                Content::Suspend(Suspend { list, indexes, suspended, reason, of })
            }
        }
    }
}

impl Agreed {
    /// The notes of an entry that was just signed: what is left of the change, or its answer.
    fn left(mut self, key: Vec<u8>, said: &Statement) -> Vec<Write> {
        self.said.push(said.id().to_string());
        if !self.entries.is_empty() {
            return vec![notes::put(Shelf::Settings, &key, &self)];
        }
        let answer = self.answer.and_then(|answer| answer.kept(self.said));
        [Write::Forget { shelf: Shelf::Settings, key }].into_iter().chain(answer).collect()
    }

    /// Takes out the credentials of which an entry says so meanwhile; whether it was about any.
    ///
    /// A revocation that waits stays where something was only suspended or given back: it is still to
    /// come, and whoever agreed on it relies on that.
    fn overtaken(&mut self, by: StatusChange, list: u32, indexes: &BTreeSet<u32>) -> bool {
        if self.change == StatusChange::Revoke && by != StatusChange::Revoke {
            return false;
        }
        let mut taken = 0_u64;
        for entry in self.entries.iter_mut().filter(|entry| entry.list == list) {
            let before = entry.indexes.len();
            entry.indexes.retain(|index| !indexes.contains(index));
            taken = taken.saturating_add((before - entry.indexes.len()) as u64);
        }
        self.entries.retain(|entry| !entry.indexes.is_empty());
        self.credentials = self.credentials.saturating_sub(taken);
        taken > 0
    }

    fn view(&self, key: &[u8]) -> PendingChange {
        PendingChange {
            id: hex(key.get(PREFIX.len()..).unwrap_or_default()),
            change: self.change,
            issuer: self.issuer.to_string(),
            credentials: self.credentials,
            due: Timestamp::from_millis(self.due).to_string(),
            begun: self.begun,
        }
    }
}

/// Changes of one issuer of which nothing is said yet.
pub(super) struct Waiting(Vec<(Vec<u8>, Agreed)>);

impl Waiting {
    /// The writes by which they leave out what an entry says before them; one of which nothing is
    /// left is forgotten.
    pub(super) fn overtaken(&mut self, by: StatusChange, said: &Entry) -> Vec<Write> {
        let indexes: BTreeSet<u32> = said.indexes.iter().copied().collect();
        let mut writes = Vec::new();
        for (key, agreed) in &mut self.0 {
            if agreed.overtaken(by, said.list, &indexes) {
                writes.push(match agreed.entries.is_empty() {
                    true => Write::Forget { shelf: Shelf::Settings, key: key.clone() },
                    false => notes::put(Shelf::Settings, key, agreed),
                });
            }
        }
        self.0.retain(|(_, agreed)| !agreed.entries.is_empty());
        writes
    }
}

impl Acts {
    /// The changes that wait, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read, or the identity or the page is refused.
    pub fn pending_changes(&self, query: &PageQuery) -> Result<Page<PendingChange>, ActError> {
        let who = query.as_identity.as_deref().map(|who| self.pick(Some(who))).transpose()?;
        let (snapshot, mut all) = (self.snapshot()?, self.agreed()?);
        all.retain(|(_, agreed)| {
            who.as_ref().is_none_or(|who| snapshot.ring.is_one(&who.did(), &agreed.issuer))
        });
        page(all.iter().map(|(key, agreed)| agreed.view(key)).collect(), query)
    }

    /// The change that waits for a credential that was issued here, if one does.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn change_awaited(&self, id: &str) -> Result<Option<PendingChange>, ActError> {
        let issued = notes::get::<Issued>(self.store(), Shelf::Issued, &notes::issued_key(id))?;
        let Some(issued) = issued else { return Ok(None) };
        let about = |agreed: &Agreed| {
            let mut entries = agreed.entries.iter();
            agreed.issuer == issued.issuer
                && entries.any(|one| one.list == issued.list && one.indexes.contains(&issued.index))
        };
        let found = self.agreed()?.into_iter().find(|(_, agreed)| about(agreed));
        Ok(found.map(|(key, agreed)| agreed.view(&key)))
    }

    /// Undoes a change before anybody heard of it.
    ///
    /// # Errors
    /// When there is no such change any more, or a part of it is said already.
    pub async fn undo_change(&self, id: &str) -> Result<Done, ActError> {
        let _turn = self.turn().await;
        let unknown = || ActError::lower(404, "change-unknown", &format!("no change {id:?} waits"));
        let wanted = from_hex(id).ok_or_else(unknown)?;
        let wanted = [PREFIX, &wanted].concat();
        let mut all = self.agreed()?.into_iter();
        let (key, agreed) = all.find(|(key, _)| *key == wanted).ok_or_else(unknown)?;
        if agreed.begun {
            let detail = "a part of it is written into the feed already";
            return Err(ActError::conflict("change-begun", detail));
        }
        self.commit(vec![Write::Forget { shelf: Shelf::Settings, key }]).await?;
        Ok(Done { changed: true, ..Done::default() })
    }

    /// Notes a change; it is said when its time has come. What is to be kept of a change that waits
    /// is noted with it.
    pub(super) async fn agree(
        &self,
        agreed: &Agreed,
        waiting: impl FnOnce(&PendingChange) -> Option<Write>,
    ) -> Result<(Vec<u8>, PendingChange), ActError> {
        let (key, view, note) = self.agreed_note(agreed)?;
        let mut notes = vec![note];
        notes.extend(waiting(&view));
        self.commit(notes).await?;
        self.woken.notify_one();
        Ok((key, view))
    }

    /// The note of a change that is agreed, under which key it is, and what is told of it.
    pub(super) fn agreed_note(
        &self,
        agreed: &Agreed,
    ) -> Result<(Vec<u8>, PendingChange, Write), ActError> {
        let chance: [u8; 8] = random()?;
        // Of two of one moment the later one comes later, too.
        let last = self.agreed()?.last().and_then(|(key, _)| moment_of(key));
        let at = last.map_or(0, |last| last.saturating_add(1)).max(self.now().millis());
        let key = [PREFIX, &at.to_be_bytes(), &chance].concat();
        let note = notes::put(Shelf::Settings, &key, agreed);
        Ok((key.clone(), agreed.view(&key), note))
    }

    /// Says what is left of a change, entry by entry; answers the ids of all of it. The last entry
    /// keeps the answer in its commit.
    pub(super) async fn carry_out(
        &self,
        key: &[u8],
        mut agreed: Agreed,
    ) -> Result<Vec<String>, ActError> {
        let (identity, of) = self.who_says_now(&agreed.issuer)?;
        self.say_anew(&mut agreed)?;
        let mut lists = Vec::new();
        let mut waiting = self.waiting(&agreed.issuer, Some(key))?;
        agreed.begun = true;
        while !agreed.entries.is_empty() {
            let entry = agreed.entries.remove(0);
            let (key, before) = (key.to_vec(), agreed.clone());
            let overtaken = waiting.overtaken(agreed.change, &entry);
            let noting = Box::new(move |said: &Statement| {
                before.left(key, said).into_iter().chain(overtaken).collect()
            });
            let content = entry.content(agreed.change, of);
            let statement = self.hands.say_noting(identity.did(), content, noting).await?;
            agreed.said.push(statement.id().to_string());
            lists.push(entry.list);
        }
        lists.dedup();
        // Of the lists of a former identity nothing is summed.
        for list in lists.into_iter().filter(|_| of.is_none()) {
            self.sum_up(&identity, list).await?;
        }
        Ok(agreed.said)
    }

    /// Has said anew what of a change was said by a key that was cut off below that: it counts for nobody.
    fn say_anew(&self, agreed: &mut Agreed) -> Result<(), ActError> {
        if agreed.said.is_empty() {
            return Ok(());
        }
        let kind = match agreed.change {
            StatusChange::Revoke => Kind::Revoke,
            StatusChange::Suspend | StatusChange::Resume => Kind::Suspend,
        };
        let snapshot = self.snapshot()?;
        // Whoever went on for the issuer said some of it, and may have gone on since, too.
        let people = snapshot.ring.person(&agreed.issuer);
        let logs = people.iter().filter_map(|did| snapshot.ring.log(did));
        let writers = logs.flat_map(|log| log.writers().into_keys().map(move |one| (log, one)));
        for (log, writer) in writers {
            let Some(cut) = log.cut_at(&writer) else { continue };
            let all = self.store().of_kind(kind, Some(&writer))?.into_iter();
            for said in all.map(|held| held.statement).filter(|said| said.seq() >= cut) {
                let id = said.id().to_string();
                let content = said.body().and_then(|body| Content::read(kind, body).ok());
                let Some(entry) = content.and_then(Entry::of) else { continue };
                if agreed.said.contains(&id) {
                    agreed.said.retain(|one| *one != id);
                    agreed.entries.insert(0, entry);
                }
            }
        }
        Ok(())
    }

    /// Who says now what was agreed for an issuer, and of whom where that is a former identity: somebody
    /// may have come after it since.
    pub(super) fn who_says_now(
        &self,
        issuer: &Did,
    ) -> Result<(Arc<Identity>, Option<Did>), ActError> {
        let speaker = self.speaker_for(&self.snapshot()?, issuer);
        let unknown = || ActError::lower(404, "not-my-identity", issuer);
        let identity = speaker.ok_or_else(unknown)?;
        self.check_can_sign(&identity)?;
        let of = Some(*issuer).filter(|issuer| *issuer != identity.did());
        Ok((identity, of))
    }

    /// Says every change whose time has come; answers when the next one is due.
    ///
    /// # Errors
    /// When the store fails. What cannot be said now stays noted.
    pub async fn carry_out_due(&self) -> Result<Option<Timestamp>, ActError> {
        let _turn = self.turn().await;
        let now = self.now().millis();
        for (key, _) in self.agreed()?.into_iter().filter(|(_, agreed)| agreed.due <= now) {
            // The one before it may have said all of it.
            let left = notes::get::<Agreed>(self.store(), Shelf::Settings, &key)?;
            let Some(agreed) = left else { continue };
            if let Err(error) = self.carry_out(&key, agreed).await {
                tracing::warn!(%error, "a change of status waits on");
            }
        }
        let coming = self.agreed()?.into_iter().map(|(_, agreed)| agreed.due);
        Ok(coming.filter(|due| *due > now).min().map(Timestamp::from_millis))
    }

    /// Ends a change that a request began before the node was killed over it, so that its answer is
    /// kept.
    ///
    /// # Errors
    /// When the store fails, or it cannot be said now.
    pub(crate) async fn end_begun(&self, repeat: &Repeat) -> Result<(), ActError> {
        let _turn = self.turn().await;
        for (key, agreed) in self.agreed()? {
            if agreed.answer.as_ref().is_some_and(|answer| answer.repeat.place == repeat.place) {
                self.carry_out(&key, agreed).await?;
            }
        }
        Ok(())
    }

    /// What of an issuer waits beside one change. A change that is being said, or is to be answered
    /// with all its entries, is ended as it was agreed, which cannot be undone either.
    pub(super) fn waiting(&self, issuer: &Did, beside: Option<&[u8]>) -> Result<Waiting, ActError> {
        let mut all = self.agreed()?;
        all.retain(|(key, agreed)| {
            let waits = !agreed.begun && agreed.answer.is_none();
            waits && agreed.issuer == *issuer && beside != Some(key.as_slice())
        });
        Ok(Waiting(all))
    }

    fn agreed(&self) -> Result<Vec<(Vec<u8>, Agreed)>, ActError> {
        let held = self.store().notes(Shelf::Settings, PREFIX)?;
        let read = |(key, note): (Vec<u8>, Vec<u8>)| {
            let agreed = serde_json::from_slice(&note);
            let damaged = |error| ActError::lower(500, "note-damaged", &error);
            agreed.map(|agreed| (key, agreed)).map_err(damaged)
        };
        held.into_iter().map(read).collect()
    }
}

/// When a change was agreed, in milliseconds.
fn moment_of(key: &[u8]) -> Option<u64> {
    let moment = key.get(PREFIX.len()..)?.first_chunk::<8>()?;
    Some(u64::from_be_bytes(*moment))
}

/// Says what is agreed when its time has come; ends with the node.
pub async fn carry_on(acts: Arc<Acts>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait = pause(&acts, acts.carry_out_due().await);
        tokio::select! {
            () = acts.woken.notified() => {}
            () = tokio::time::sleep(wait) => {}
            changed = stopped.changed() => if changed.is_err() { return },
        }
    }
}

/// How long to wait until the next change is due.
fn pause(acts: &Acts, next: Result<Option<Timestamp>, ActError>) -> Duration {
    match next {
        Ok(Some(due)) => {
            let left = due.millis().saturating_sub(acts.now().millis());
            Duration::from_millis(left).min(LOOK_AGAIN)
        }
        Ok(None) => LOOK_AGAIN,
        Err(error) => {
            tracing::warn!(%error, "changes of status could not be looked at");
            LOOK_AGAIN
        }
    }
}
