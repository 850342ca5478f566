//! A batch: changes that share one commit, and what follows once they are durable.

use bot_protocol::gossip::{Change, Effect, Item, Lent};
use bot_protocol::identity::PublicKey;
use bot_protocol::statement::Statement;

use super::handle::Reply;
use super::*;
use crate::net::Receipt;
use crate::store::{Store as _, StoreError, Write};

/// Most writes of one commit; the pages that they change lie in memory until then.
const WRITES_MAX: usize = 512;

/// What several inputs led to.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) writes: Vec<Write>,
    pub(super) after: Vec<After>,
    /// Where each input's writes and what follows from it begin.
    parts: Vec<(usize, usize)>,
    /// The store could not be read for a change: what was committed without it would be another
    /// story than the one told after it.
    pub(super) fault: Option<StoreError>,
    /// The engine waits for a comparison: nothing else goes in before.
    pub(super) comparing: bool,
}

/// What one input led to.
struct Part {
    writes: Vec<Write>,
    after: Vec<After>,
}

/// What is done once the batch is durable, in this order.
pub(super) enum After {
    Effect(Effect),
    /// The statement that is answered for by a later [`Effect::Answer`].
    Said {
        token: u64,
        statement: Statement,
        reply: Reply<Statement>,
    },
    SaidKey {
        token: u64,
        reply: Reply<()>,
    },
    Reply(Reply<()>),
    Removed(Reply<bool>, bool),
    Receipt(oneshot::Sender<Receipt>, Receipt),
    /// Writes the store anew.
    Renew(Reply<()>),
    /// Looks again who is in scope.
    Rescope,
    Tell(NodeEvent),
}

impl Part {
    /// Whether the engine is of another mind once this is refused: it took in what the store has not, or waits
    /// for what was to be done after it, an answer of the store or a tick.
    fn is_missed(&self) -> bool {
        self.writes.iter().any(|write| !is_note(write))
            || self.after.iter().any(|after| matches!(after, After::Effect(_)))
    }
}

impl Batch {
    pub(super) fn full(&self) -> bool {
        self.comparing || self.writes.len() >= WRITES_MAX
    }

    /// Notes that the next input begins here.
    pub(super) fn begin(&mut self) {
        self.parts.push((self.writes.len(), self.after.len()));
    }

    /// What each input led to, in order; before it, what no input began.
    fn parts(mut self) -> impl Iterator<Item = Part> {
        let mut parts = VecDeque::new();
        for (writes, after) in std::mem::take(&mut self.parts).into_iter().rev() {
            let (writes, after) = (self.writes.split_off(writes), self.after.split_off(after));
            parts.push_front(Part { writes, after });
        }
        parts.push_front(Part { writes: self.writes, after: self.after });
        parts.into_iter()
    }
}

impl Driver {
    /// Sorts effects: changes into the commit, the rest behind it.
    pub(super) fn sort(&mut self, effects: Vec<Effect>, now: Timestamp, batch: &mut Batch) {
        for effect in effects {
            match effect {
                Effect::Append(changes) => {
                    for change in changes {
                        self.change(change, now, batch);
                    }
                }
                Effect::Compare { .. }
                | Effect::CompareStamp { .. }
                | Effect::Removals { .. }
                | Effect::Ground { .. }
                | Effect::Reload { .. }
                | Effect::Join { .. } => {
                    batch.comparing = true;
                    batch.after.push(After::Effect(effect));
                }
                Effect::Synced { complete: true, began, .. } => {
                    self.versions_asked(began, now, batch);
                    batch.after.push(After::Effect(effect));
                }
                Effect::Answer { .. }
                | Effect::Holds { .. }
                | Effect::Witness { .. }
                | Effect::Stamp { .. }
                | Effect::Prove { .. }
                | Effect::Publish { .. }
                | Effect::Send { .. }
                | Effect::Stream { .. }
                | Effect::Serve { .. }
                | Effect::Judge { .. }
                | Effect::Blame { .. }
                | Effect::Hosts { .. }
                | Effect::Synced { .. }
                | Effect::Redial { .. }
                | Effect::Notice(_)
                | Effect::Wake(_) => batch.after.push(After::Effect(effect)),
            }
        }
    }

    fn change(&mut self, change: Change, now: Timestamp, batch: &mut Batch) {
        if let Some(event) = self.told_by(&change) {
            batch.after.push(After::Tell(event));
        }
        match writes_of(self.slot.as_ref(), change, now) {
            Ok(writes) => batch.writes.extend(writes),
            Err(fault) => batch.fault = Some(fault),
        }
    }

    fn told_by(&self, change: &Change) -> Option<NodeEvent> {
        let author = |writer: &PublicKey| self.engine.as_ref().and_then(|e| e.author(writer));
        match change {
            Change::Item(Item::Entry(entry)) => Some(NodeEvent::Entry {
                author: author(&entry.writer()),
                writer: entry.writer(),
                seq: entry.seq(),
                id: entry.id(),
                kind: entry.kind(),
            }),
            Change::Item(Item::Key(event)) => Some(NodeEvent::Key { did: event.did() }),
            Change::Item(Item::Fork(proof)) => Some(NodeEvent::Fork { writer: proof.writer() }),
            Change::Item(Item::Heads(proof)) => Some(NodeEvent::Fork { writer: proof.writer() }),
            Change::Item(Item::Stamp(stamp)) => Some(NodeEvent::Stamp {
                writer: stamp.writer(),
                size: stamp.size(),
                witnesses: stamp.cosigs().len(),
            }),
            Change::Body(statement) => {
                Some(NodeEvent::Body { writer: statement.writer(), seq: statement.seq() })
            }
            Change::Aside(statement) => Some(NodeEvent::Fork { writer: statement.writer() }),
            Change::Branch { ground, .. } => Some(NodeEvent::Fork { writer: ground.writer() }),
            // Verdicts on what its author issued may be others now.
            Change::Ahead(statement) => {
                Some(NodeEvent::Body { writer: statement.writer(), seq: statement.seq() })
            }
            Change::DropBody { .. }
            | Change::Stamps(_)
            | Change::CaughtUp { .. }
            | Change::LetGo { .. }
            | Change::DropKey { .. }
            | Change::Short { .. }
            | Change::Whole { .. }
            | Change::Erases { .. }
            | Change::Prune { .. }
            | Change::Cursor(_)
            | Change::Sights { .. }
            | Change::Elsewhere(_) => None,
        }
    }

    /// Commits once, then performs the rest in order; or gives the store up. What the store refuses
    /// holds nobody else up; where the store could not be read for one of the changes, it is given
    /// up as well.
    pub(super) fn finish(&mut self, mut batch: Batch) {
        if let Some(fault) = batch.fault.take() {
            return self.break_off(batch.after, &fault);
        }
        match self.commit(&mut batch.writes) {
            Ok(()) => self.perform(batch.after),
            Err(fault) if fault.is_refusal() => self.finish_apart(batch),
            Err(fault) => self.break_off(batch.after, &fault),
        }
    }

    fn commit(&mut self, writes: &mut Vec<Write>) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        self.commit_meanwhile(writes)?;
        let position = self.slot.info().position;
        self.engine.iter_mut().for_each(|engine| engine.stands_at(position));
        Ok(())
    }

    /// Something of the batch does not fit the store, which stored nothing of it and goes on: each
    /// input's part is committed by itself.
    fn finish_apart(&mut self, batch: Batch) {
        let mut parts = batch.parts();
        let mut differs = false;
        while let Some(mut part) = parts.next() {
            match self.commit(&mut part.writes) {
                Ok(()) => self.perform(part.after),
                Err(fault) if fault.is_refusal() => {
                    tracing::error!(%fault, "the store refused what was to be kept");
                    differs |= part.is_missed();
                    let reason = fault.to_string();
                    self.deny(part.after, &|| NodeError::Refused(reason.clone()));
                }
                Err(fault) => {
                    let rest = parts.flat_map(|part| part.after);
                    return self.break_off(part.after.into_iter().chain(rest).collect(), &fault);
                }
            }
        }
        // The engine has taken in what the store has not.
        if differs {
            self.make_anew();
        }
    }

    /// The engine knows something else than the store has: it is made anew from it.
    pub(super) fn make_anew(&mut self) {
        self.first.clear();
        self.wake = None;
        match self.rebuild() {
            Ok(()) => self.greet_anew(),
            Err(fault) => self.break_off(Vec::new(), &fault),
        }
    }

    /// The commit failed: nobody of this batch is told that anything is durable.
    fn break_off(&mut self, after: Vec<After>, fault: &StoreError) {
        let reason = fault.to_string();
        tracing::error!(%reason, "a commit failed: the node only reads until the store is open again");
        self.slot.close();
        self.engine = None;
        self.first.clear();
        self.asked.clear();
        self.wake = None;
        self.broken = Some(Broken {
            reason: reason.clone(),
            pause: REOPEN_PAUSE,
            again: monotonic() + REOPEN_PAUSE,
        });
        self.deny(after, &|| NodeError::ReadOnly(reason.clone()));
        self.tell(NodeEvent::ReadOnly(reason));
    }

    /// Answers everybody who waits that nothing was done.
    fn deny(&mut self, after: Vec<After>, fault: &dyn Fn() -> NodeError) {
        for after in after {
            match after {
                After::Said { reply, .. } => drop(reply.send(Err(fault()))),
                After::SaidKey { reply, .. } | After::Reply(reply) | After::Renew(reply) => {
                    drop(reply.send(Err(fault())));
                }
                After::Removed(reply, _) => drop(reply.send(Err(fault()))),
                After::Receipt(answer, _) => drop(answer.send(Receipt::Later)),
                After::Effect(Effect::Judge { id, peer, .. }) => {
                    let judgement = bot_protocol::gossip::Judgement::Ignore;
                    let peer = self.id_of(&peer);
                    peer.into_iter()
                        .for_each(|peer| self.order(Order::Judge { id, peer, judgement }));
                }
                After::Effect(_) | After::Tell(_) | After::Rescope => {}
            }
        }
    }

    /// Opens the store again, rebuilds the engine and greets every peer anew.
    pub(super) fn reopen(&mut self) {
        let Some(broken) = self.broken.take() else { return };
        let opened = (self.opener)().and_then(|store| {
            self.slot.put(store);
            self.rebuild()
        });
        match opened {
            Ok(()) => self.writable(),
            Err(fault) => self.still_broken(broken.pause, &fault),
        }
    }

    fn writable(&mut self) {
        tracing::info!("the store is open again");
        self.tell(NodeEvent::Writable);
        self.greet_anew();
    }

    /// Calls every peer again: an engine made anew knows none of them.
    fn greet_anew(&mut self) {
        for peer in self.links.values().map(|link| link.id).collect::<Vec<_>>() {
            self.order(Order::Redial { peer });
        }
    }

    fn still_broken(&mut self, pause: Duration, fault: &StoreError) {
        tracing::error!(%fault, "the store cannot be opened yet");
        self.slot.close();
        let pause = pause.saturating_mul(2).min(REOPEN_PAUSE_MAX);
        let reason = fault.to_string();
        self.broken = Some(Broken { reason, pause, again: monotonic() + pause });
    }

    /// Makes the engine anew from what the store holds.
    pub(super) fn rebuild(&mut self) -> Result<(), StoreError> {
        self.remember_budget()?;
        let store = self.slot.as_ref();
        let mut state = load::engine_state(store, self.boot, self.communities.clone())?;
        state.secret = self.secret;
        state.own_witnesses = self.own_witnesses.clone();
        if self.threads == Threads::Own {
            state.hands = Lent(Arc::new(hands::Cores::of_this_machine()));
        }
        let scope = self.scope_by(&|writer| state.keys.author(writer))?;
        self.remember_scope(&scope, &mut state.cursors)?;
        let store = self.slot.as_ref();
        let (now, peer) = (self.clock.now(), self.own_peer());
        for (did, identity) in &self.identities {
            state.own.insert(identity.writer.public(), *did);
            state.hosted.push(bot_protocol::gossip::Hosting::sign(&identity.identity, &peer, now));
        }
        self.mail = Mail::load(store, monotonic())?;
        self.mailbox = Mailbox::load(store, monotonic())?;
        let mut engine = Engine::open(state);
        engine.stands_at(store.info().position);
        self.engine = Some(engine);
        // Nobody is connected to it yet, so nothing follows.
        let quiet = self.engine.as_mut().map(|engine| engine.handle(Event::Scope(scope), now));
        debug_assert!(quiet.is_none_or(|effects| effects.is_empty()), "somebody is connected");
        self.hosts.clear();
        self.removals_of_all();
        self.doubt_again();
        Ok(())
    }

    pub(super) fn own_peer(&self) -> Peer {
        Self::peer_of(&self.network.id)
    }
}

/// Whether a write concerns notes alone, of which the engine knows nothing.
pub(super) fn is_note(write: &Write) -> bool {
    matches!(write, Write::Note { .. } | Write::Forget { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Shelf;

    fn note() -> Write {
        Write::Note { shelf: Shelf::Contacts, key: vec![1], value: Vec::new() }
    }

    /// A part that was refused: whether the engine must be made anew.
    fn check(writes: Vec<Write>, after: Vec<After>, expected: bool) {
        assert_eq!(Part { writes, after }.is_missed(), expected);
    }

    #[test]
    fn an_engine_that_waits_for_what_was_refused_is_made_anew() {
        let (reply, _asks) = oneshot::channel();
        check(vec![note()], vec![After::Reply(reply)], false);
        check(vec![note()], vec![After::Rescope], false);
        // It counts the answers that it waits for, and asks for no second tick before the first.
        let peer = Peer([1; 32]);
        for effect in [
            Effect::Wake(Timestamp::from_millis(1)),
            Effect::Serve { peer, request: 1, plan: bot_protocol::gossip::Plan::Made(Vec::new()) },
        ] {
            check(vec![note()], vec![After::Effect(effect)], true);
        }
        let writer = bot_protocol::identity::SecretKey::from_seed(&[1; 32]).public();
        check(vec![Write::Prune { writer, below: 1 }], Vec::new(), true);
    }
}
