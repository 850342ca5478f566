//! What this installation says itself.

use crate::feed::KeyEvent;
use crate::identity::PublicKey;
use crate::limits::HOSTING_RENEW_MILLIS;
use crate::statement::{Statement, gate};
use crate::time::Timestamp;

use super::super::{Change, Effect, Hosting, Item, Lane, SaidFault};
use super::{Engine, Turn, intake::entry_changes};

impl Engine {
    /// A statement signed here: durable first, then acknowledged, then published.
    pub(super) fn said(&mut self, token: u64, statement: &Statement, turn: &mut Turn) {
        let result = self.say(statement, turn.now);
        if let Ok(changes) = &result {
            turn.push(Effect::Append(changes.clone()));
        }
        let fine = result.is_ok();
        turn.push(Effect::Answer { token, result: result.map(|_| ()) });
        if fine {
            self.publish_entry(statement, turn);
        }
    }

    fn say(&mut self, statement: &Statement, now: Timestamp) -> Result<Vec<Change>, SaidFault> {
        let writer = statement.writer();
        self.may_sign(&writer)?;
        let author = self.own.get(&writer).ok_or(SaidFault::NotOwn)?;
        let log = self.ring.log(author).ok_or(SaidFault::NotAuthorised)?;
        if !log.counts(&writer, statement.seq()) {
            return Err(SaidFault::NotAuthorised);
        }
        gate(author, statement).map_err(|fault| SaidFault::Gate(fault.to_string()))?;
        let track = self.track(writer);
        track.feed.append(statement, now)?;
        (track.grown, track.brought) = (Some(now), None);
        let mut changes = entry_changes(track, statement, None);
        changes.extend(self.erased_with(statement));
        Ok(changes)
    }

    fn may_sign(&self, writer: &PublicKey) -> Result<(), SaidFault> {
        if !self.own.contains_key(writer) {
            return Err(SaidFault::NotOwn);
        }
        if self.is_elsewhere(writer) {
            return Err(SaidFault::UsedElsewhere);
        }
        Ok(())
    }

    /// A key event signed here.
    pub(super) fn said_key(&mut self, token: u64, event: &KeyEvent, turn: &mut Turn) {
        let result = if self.holds_key(event) {
            Ok(())
        } else if self.take_key(event, turn) {
            self.publish(Lane::Urgent, &Item::Key(event.clone()), turn);
            Ok(())
        } else {
            Err(SaidFault::Key)
        };
        turn.push(Effect::Answer { token, result });
    }

    /// This node hosts an identity from now on. Those who are connected learn it at the next
    /// tick, in one Hello for all that came by then; a leave that is fresh enough is kept.
    pub(super) fn host(&mut self, hosting: Hosting) {
        let fresh = self.hosted.get(&hosting.did()).is_some_and(|held| {
            let (held, came) = (held.ts.millis(), hosting.ts.millis());
            (held..held.saturating_add(HOSTING_RENEW_MILLIS)).contains(&came)
        });
        if !fresh {
            self.hosted.insert(hosting.did(), hosting);
            self.hello_due = true;
        }
    }

    /// Says Hello again where it changed.
    pub(super) fn introduce(&mut self, turn: &mut Turn) {
        if std::mem::take(&mut self.hello_due) {
            for (peer, state) in &self.peers {
                turn.push(Effect::Send { peer: *peer, bytes: self.hello(state.salt) });
            }
        }
    }
}
