//! What this node holds of somebody: told, handed over, erased.
//!
//! Of an identity of this node the erasure of its entries is signed, so that other nodes drop them
//! too; of anybody else only what lies here goes. A header stays in either case: without it nobody
//! could tell a feed that is whole from one that was tampered with.

mod export;
mod notes;
mod readable;
mod shelves;

use std::collections::BTreeMap;

use bot_protocol::api::{DataItem, DataKind, EraseReply, EraseRequest};
use bot_protocol::feed::KeyEvent;
use bot_protocol::identity::{Did, PublicKey};
use bot_protocol::statement::{Content, Kind, Retention};

use super::publish::erasures;
use super::{ActError, Acts};
use crate::store::{BodyState, Stored, Write};

/// Bytes read from the store at a time.
const CHUNK_BYTES: usize = 1024 * 1024;

/// What an erasure comes to.
#[derive(Default)]
struct Plan {
    /// Entries of its own whose erasure is signed.
    signed: Vec<(PublicKey, u32)>,
    /// Entries that are dropped here alone.
    dropped: Vec<(PublicKey, u32)>,
    notes: Vec<Write>,
    goes: Vec<DataItem>,
    bare: Vec<DataItem>,
    stays: Vec<DataItem>,
}

impl Acts {
    /// Erases what this node holds of somebody, and says what goes and what stays. Repeated, it
    /// finds nothing more to do.
    ///
    /// # Errors
    /// When nobody is called so, the identity cannot sign, or the store fails.
    pub async fn erase_data(&self, request: EraseRequest) -> Result<EraseReply, ActError> {
        let _turn = self.turn().await;
        let did = match request.who.as_deref() {
            Some(who) => self.somebody("who", who)?,
            None => self.pick(None)?.did(),
        };
        let speaker = self.speaker_for(&self.snapshot()?, &did);
        speaker.as_ref().map(|speaker| self.check_can_sign(speaker)).transpose()?;
        let plan = self.erasure_of(&did, speaker.is_some())?;
        let changed = !(plan.goes.is_empty() && plan.bare.is_empty());
        let mut reply = EraseReply {
            changed: changed && !request.dry_run,
            dry_run: request.dry_run,
            did: did.to_string(),
            own: speaker.is_some(),
            goes: plan.goes,
            bare: plan.bare,
            stays: plan.stays,
            entries: Vec::new(),
        };
        // What other nodes' authors withdrew leaves the disk with it, too.
        if reply.changed || (!request.dry_run && self.store().is_stale()) {
            if let Some(speaker) = speaker {
                let erasures = erasures(&self.snapshot()?.ring, &speaker, plan.signed);
                for erase in erasures {
                    let (did, content) = (speaker.did(), Content::Erase(erase));
                    let said = self.hands.say(did, content, Vec::new()).await?;
                    reply.entries.push(said.id().to_string());
                }
            }
            self.hands.erase(plan.dropped, plan.notes).await?;
            self.known.forget();
        }
        Ok(reply)
    }

    /// What is to be erased of a person, by whichever of their identities: `signs` is whether the one that
    /// goes on is here.
    fn erasure_of(&self, did: &Did, signs: bool) -> Result<Plan, ActError> {
        let mut plan = Plan::default();
        let snapshot = self.snapshot()?;
        for one in snapshot.ring.person(did) {
            let log = snapshot.ring.log(&one);
            for (writer, closed) in log.map(|log| log.writers()).unwrap_or_default() {
                self.entries_of(&writer, (signs, closed), &mut plan)?;
            }
            let events = log.into_iter().flat_map(|log| log.events());
            plan.stays.extend(events.map(|event: &KeyEvent| DataItem {
                kind: DataKind::KeyEvent,
                id: event.id().to_string(),
                statement: None,
                seq: None,
            }));
            let known = plan.goes.clone();
            for (item, writes) in self.notes_about(&one)? {
                if !known.contains(&item) {
                    plan.goes.push(item);
                    plan.notes.extend(writes);
                }
            }
        }
        Ok(plan)
    }

    /// Sorts the entries of one log: what may be erased, and what stays. At or above its end no erasure
    /// reaches them, so that they are dropped here.
    fn entries_of(
        &self,
        writer: &PublicKey,
        (signs, end): (bool, Option<u32>),
        plan: &mut Plan,
    ) -> Result<(), ActError> {
        let mut newest_place = None;
        let mut erasable = BTreeMap::new();
        for held in self.log_of(writer)? {
            let seq = held.statement.seq();
            let item = entry(&held);
            match held.body {
                BodyState::Erased | BodyState::Refused => continue,
                BodyState::Held | BodyState::Missing => {}
            }
            if held.statement.header().ret == Retention::Permanent {
                plan.stays.push(item);
                continue;
            }
            if held.statement.kind() == Kind::NodeAddr && signs && end.is_none() {
                newest_place = Some(seq);
            }
            erasable.insert(seq, item);
        }
        // Where an identity's node is must be known as long as it has one.
        plan.stays.extend(newest_place.and_then(|seq| erasable.remove(&seq)));
        for (seq, item) in erasable {
            plan.bare.push(item);
            let reached = signs && end.is_none_or(|end| seq < end);
            let list = if reached { &mut plan.signed } else { &mut plan.dropped };
            list.push((*writer, seq));
        }
        Ok(())
    }

    fn log_of(&self, writer: &PublicKey) -> Result<Vec<Stored>, ActError> {
        let (mut all, mut from) = (Vec::new(), 0);
        loop {
            let chunk = self.store().entries(writer, from, CHUNK_BYTES)?;
            let Some(last) = chunk.last() else { return Ok(all) };
            from = last.statement.seq().saturating_add(1);
            all.extend(chunk);
        }
    }
}

fn entry(held: &Stored) -> DataItem {
    DataItem {
        kind: DataKind::Entry,
        id: held.statement.id().to_string(),
        statement: Some(held.statement.kind().name().to_owned()),
        seq: Some(held.statement.seq()),
    }
}
