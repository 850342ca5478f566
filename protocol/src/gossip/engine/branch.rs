//! The branch that counts beyond a fork: what a quorum of its author's witnesses signed, however often
//! its writer signs otherwise. Who lacks it fetches it, and who took another branch before it heard of
//! the fork puts it in that one's place.
//!
//! Which of the branches is the witnessed one its end alone tells. So the headers are kept aside from
//! the fork on, and become part of the feed at once when they lead to the head that the witnesses
//! signed; then their bodies are fetched as all others. Source: `spec/gossip.md` §6, `spec/stamps.md` §4.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::feed::{AppendError, Feed, ForkProof, HeadStamp, Kept, Witnesses};
use crate::identity::PublicKey;
use crate::limits::{
    BRANCH_AGAIN_MILLIS, BRANCH_ENTRIES_MAX, BRANCH_MAX_MILLIS, FEED_BYTES_MAX, FEED_ENTRIES_MAX,
    GROUNDS_MAX, REQUESTS_OPEN_MAX, SYNC_EVERY_MILLIS,
};
use crate::statement::{Kind, Sealed, Statement};
use crate::time::Timestamp;

use super::super::{Away, Change, Effect, Fault, HeldFeed, Message, Part, Peer, Range};
use super::intake::{Taken, weight};
use super::{Engine, Track, Turn, peer::Aim};

/// The branches that are fetched, one at a time.
#[derive(Debug, Default)]
pub(super) struct Branches {
    open: Option<Branch>,
    /// The feeds that forked.
    pub(super) forked: BTreeSet<PublicKey>,
    /// When the latest feed in scope turned out to have two versions.
    pub(super) found: Option<Timestamp>,
    /// How feeds stood at their forks, as the store told it last.
    grounds: BTreeMap<PublicKey, Ground>,
    /// Since when bodies beyond the fork are waited for, before another branch takes their place.
    waits: BTreeMap<PublicKey, Timestamp>,
    /// The store is being asked for one.
    asking: bool,
    /// Who was asked for which head of a feed and did not lead to it.
    tried: BTreeMap<(PublicKey, Hash), BTreeMap<Peer, Tried>>,
    /// The witnessed head that each longer feed was found to continue.
    reached: BTreeMap<PublicKey, Hash>,
    /// When another branch came into the place of the one held: not again at once, for whoever has both
    /// the writer and the witnesses could have it go to and fro.
    moved: BTreeMap<PublicKey, Timestamp>,
    /// Whose turn it was last.
    last: Option<PublicKey>,
    /// Who did not end an answer in time, for as long as they are connected: they hold up all others.
    late: BTreeSet<Peer>,
}

/// How a feed stood at its fork.
#[derive(Debug)]
struct Ground {
    feed: Feed,
    /// The bytes of what is held from there on that would go.
    beyond: u64,
    /// The size of which it was asked beside.
    size: u32,
}

/// A peer that was asked in vain.
#[derive(Debug)]
struct Tried {
    at: Timestamp,
    /// It said since that it has more.
    again: bool,
}

/// The headers of one feed on their way to a witnessed head.
#[derive(Debug)]
struct Branch {
    peer: Peer,
    since: Timestamp,
    /// What the headers count towards the budget of strangers.
    weight: u64,
    /// The feed as it stood at its fork.
    ground: Feed,
    /// The bytes that make room for it.
    beyond: u64,
    /// The same with the headers, as if it had not forked.
    feed: Feed,
    headers: Vec<Statement>,
    goal: Goal,
    /// The first of them follows another tree: this peer parts from it below the fork.
    parted: bool,
}

/// A head that a quorum signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Goal {
    size: u32,
    root: Hash,
}

impl Engine {
    /// Asks for the next witnessed branch, if none is being fetched.
    pub(super) fn branch_on(&mut self, turn: &mut Turn) {
        if let Some(Branch { peer, since, feed, .. }) = &self.branches.open {
            if turn.now < since.saturating_add(BRANCH_MAX_MILLIS) {
                return;
            }
            let (peer, writer) = (*peer, feed.writer());
            self.branch_late(peer, writer, turn);
            return;
        }
        if self.branches.asking {
            return;
        }
        let mut writers: Vec<PublicKey> = self.branches.forked.iter().copied().collect();
        // Each in its turn, after whose turn it was last.
        let after = self.branches.last;
        let next = writers.partition_point(|writer| Some(*writer) <= after);
        writers.rotate_left(next);
        // Those who matter here before all others.
        let known =
            |writer: &PublicKey| self.author(writer).is_some_and(|did| self.is_in_scope(&did));
        writers.sort_by_cached_key(|writer| !known(writer));
        for writer in writers {
            if self.branch_of(writer, turn) {
                return;
            }
        }
    }

    /// Asks for the furthest witnessed head of a feed that is not held and that somebody may lead to;
    /// answers whether it did.
    fn branch_of(&mut self, writer: PublicKey, turn: &mut Turn) -> bool {
        if self.waits_for_bodies(writer, turn.now) {
            return false;
        }
        for goal in self.goals(&writer, turn.now) {
            if self.leads_to(&writer, goal) {
                return false;
            }
            if let Some(peer) = self.may_lead(&writer, goal, turn.now) {
                self.ask_branch(peer, writer, goal, turn);
                return true;
            }
        }
        false
    }

    /// Whether bodies of what is held beyond the fork may come still: what takes something back there counts
    /// once its body is held, and nobody asks for it when its branch is gone. Within two minutes all
    /// neighbours were asked.
    fn waits_for_bodies(&mut self, writer: PublicKey, now: Timestamp) -> bool {
        let lacks = self.tracks.get(&writer).is_some_and(|track| {
            let fork = track.feed.fork().map(ForkProof::seq);
            fork.is_some_and(|at| track.missing.range(at..).next().is_some())
        });
        if !lacks {
            self.branches.waits.remove(&writer);
            return false;
        }
        let since = *self.branches.waits.entry(writer).or_insert(now);
        now < since.saturating_add(BRANCH_MAX_MILLIS)
    }

    /// The heads beyond the fork of a feed that a quorum of its author's witnesses signed, the furthest
    /// first; of two that are equally far, which only witnesses that lied can sign, that of the lesser
    /// root. So all who know the same stamps want the same branch.
    fn goals(&self, writer: &PublicKey, now: Timestamp) -> Vec<Goal> {
        self.goals_of(writer, now).unwrap_or_default()
    }

    fn goals_of(&self, writer: &PublicKey, now: Timestamp) -> Option<Vec<Goal>> {
        let track = self.tracks.get(writer)?;
        let (feed, author) = (&track.feed, self.author(writer)?);
        let fork = feed.fork()?.seq();
        let moved = self.branches.moved.get(writer);
        let moved = moved.is_some_and(|at| now < at.saturating_add(SYNC_EVERY_MILLIS));
        let known = self.branches.grounds.get(writer);
        // Until it is known how much goes, there may be room.
        let beyond = known.map_or(track.bytes, |ground| ground.beyond);
        let room = track.bytes.saturating_sub(beyond) < FEED_BYTES_MAX
            && self.has_room_beside(&author, 1, beyond);
        let ended = self.closed_at(writer).is_some_and(|end| end <= fork);
        // Whether the fork is settled does not matter: the end tells which branch it is.
        if feed.size() < fork || self.own.contains_key(writer) || !room || moved || ended {
            return None;
        }
        // Nobody can have a closed feed witnessed any more: whoever was named at any time saw it.
        let logs = || self.ring.authors_of(writer).filter_map(|did| self.ring.log(&did));
        let ever = logs().flat_map(|keys| keys.events().filter_map(Kept::witnesses));
        let now_named = logs().filter_map(|keys| keys.witnesses(now)).map(|(named, _)| named);
        let named: Vec<&Witnesses> = match self.closed_at(writer) {
            Some(_) => ever.filter(|named| !named.is_empty()).collect(),
            None => now_named.collect(),
        };
        // A head above a close shows which branch leads to that.
        let most = fork.saturating_add(BRANCH_ENTRIES_MAX).min(FEED_ENTRIES_MAX);
        let signed = |stamp: &&HeadStamp| {
            let by = |named: &Witnesses| {
                let by = stamp.cosigs().iter().filter(|cosig| named.names(&cosig.witness()));
                by.count() >= usize::from(named.quorum())
            };
            (fork.saturating_add(1)..=most).contains(&stamp.size()) && named.iter().copied().any(by)
        };
        let heads = self.stamps(writer).filter(signed);
        let mut goals: Vec<Goal> =
            heads.map(|stamp| Goal { size: stamp.size(), root: stamp.root() }).collect();
        goals.sort_by_key(|goal| (Reverse(goal.size), goal.root));
        goals.dedup();
        Some(goals)
    }

    /// Whether what is held of a feed is known to lead to this head.
    fn leads_to(&self, writer: &PublicKey, goal: Goal) -> bool {
        let head = self.tracks.get(writer).map(|track| (track.feed.size(), track.feed.root()));
        head == Some((goal.size, goal.root))
            || self.branches.reached.get(writer) == Some(&goal.root)
    }

    /// Somebody who was not asked yet for this head, or who has more since.
    fn may_lead(&self, writer: &PublicKey, goal: Goal, now: Timestamp) -> Option<Peer> {
        let tried = self.branches.tried.get(&(*writer, goal.root));
        let tried = |peer: &Peer| tried.and_then(|tried| tried.get(peer));
        let idle = || {
            let open = self.peers.iter().filter(|(peer, state)| {
                state.hello.is_some()
                    && state.asked.len() < REQUESTS_OPEN_MAX
                    && !self.branches.late.contains(*peer)
            });
            open.map(|(peer, _)| *peer)
        };
        let again = |peer: &Peer| {
            let rested =
                |tried: &Tried| tried.again && tried.at.saturating_add(BRANCH_AGAIN_MILLIS) <= now;
            tried(peer).is_some_and(rested)
        };
        idle().find(|peer| tried(peer).is_none()).or_else(|| idle().find(again))
    }

    /// Asks a peer for the headers from the fork on, when it is known how the feed stood there.
    fn ask_branch(&mut self, peer: Peer, writer: PublicKey, goal: Goal, turn: &mut Turn) {
        let Some(track) = self.tracks.get(&writer) else { return };
        let Some(at) = track.feed.fork().map(ForkProof::seq) else { return };
        let stood = |ground: &&Ground| ground.feed.size() == at && ground.size == goal.size;
        let ground = if track.feed.size() == at {
            let tree = track.feed.accumulator().clone();
            Feed::restore(writer, tree, track.feed.last_ts(), None).ok().map(|feed| (feed, 0))
        } else {
            let known = self.branches.grounds.get(&writer).filter(stood);
            known.map(|ground| (ground.feed.clone(), ground.beyond))
        };
        let Some((ground, beyond)) = ground else {
            self.branches.asking = true;
            turn.push(Effect::Ground { writer, at, size: goal.size });
            return;
        };
        let range = Range { writer, from: at, to: goal.size, part: Part::Header };
        self.branches.last = Some(writer);
        let (since, headers, weight, feed) = (turn.now, Vec::new(), 0, ground.clone());
        let parted = false;
        let branch = Branch { peer, since, weight, ground, beyond, feed, headers, goal, parted };
        self.branches.open = Some(branch);
        self.want(peer, range, Aim::Branch(writer), turn);
    }

    /// How a feed stood at its fork, and what is held under the number of a witnessed size: its root is
    /// the head that is held.
    pub(super) fn grounded(
        &mut self,
        ground: Option<(Feed, u64)>,
        (next, size): (Option<&Statement>, u32),
        turn: &mut Turn,
    ) {
        self.branches.asking = false;
        // Where the store cannot tell, it is asked again with the next tick.
        let Some((feed, beyond)) = ground else { return };
        let (writer, now) = (feed.writer(), turn.now);
        if self.branches.grounds.len() >= GROUNDS_MAX {
            self.branches.grounds.pop_first();
        }
        self.branches.grounds.insert(writer, Ground { feed, beyond, size });
        if let Some(root) = next.map(|next| next.header().root)
            && self.goals(&writer, now).contains(&Goal { size, root })
        {
            self.branches.reached.insert(writer, root);
        }
        self.branch_on(turn);
    }

    /// A header of a branch, in the order of its numbers.
    pub(super) fn take_branch(&mut self, peer: Peer, sealed: Sealed, now: Timestamp) -> Taken {
        let Ok(statement) = sealed.open() else { return Taken::Bad(Fault::BadSignature) };
        let statement = statement.without_body();
        let of =
            |branch: &mut Branch| branch.peer == peer && branch.feed.writer() == statement.writer();
        // Taken out while its author's room is looked at.
        let Some(mut branch) = self.branches.open.take_if(of) else { return Taken::Known };
        let all = branch.weight.saturating_add(weight(statement.header()));
        let author = self.author(&statement.writer());
        if author.is_some_and(|author| self.has_room_beside(&author, all, branch.beyond))
            && branch.feed.size() < branch.goal.size
        {
            match branch.feed.append(&statement, now) {
                Ok(()) => {
                    branch.weight = all;
                    branch.headers.push(statement);
                }
                Err(AppendError::RootMismatch { .. }) => {
                    branch.parted |= branch.headers.is_empty();
                }
                Err(
                    AppendError::Gap { .. }
                    | AppendError::Known { .. }
                    | AppendError::ClockBackwards { .. }
                    | AppendError::FromFuture { .. }
                    | AppendError::Frozen { .. }
                    | AppendError::Full
                    | AppendError::OtherWriter { .. },
                ) => {}
            }
        }
        self.branches.open = Some(branch);
        Taken::Known
    }

    /// The answer ended, or will not come.
    pub(super) fn branched(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        let of = |branch: &mut Branch| branch.peer == peer && branch.feed.writer() == writer;
        let Some(branch) = self.branches.open.take_if(of) else { return };
        let Goal { size, root } = branch.goal;
        // What came meanwhile may end the feed before it, move its fork, or make it one of this
        // installation.
        let wanted = self.goals(&writer, turn.now).contains(&branch.goal);
        let fork = self.fork(&writer).map(ForkProof::seq);
        let stands = wanted && fork == Some(branch.ground.size());
        if stands && branch.feed.size() == size && branch.feed.root() == root {
            return self.go_over(branch, turn);
        }
        let goals = self.goals(&writer, turn.now);
        let open = |of: &Hash| goals.iter().any(|goal| goal.root == *of);
        self.branches.tried.retain(|(other, of), _| *other != writer || open(of));
        let tried = Tried { at: turn.now, again: false };
        self.branches.tried.entry((writer, root)).or_default().insert(peer, tried);
        if branch.parted {
            self.probe(peer, writer, branch.ground.size(), turn);
        }
        self.branch_on(turn);
    }

    /// An answer that takes too long, or a peer that is silent: nobody waits for it again.
    pub(super) fn branch_late(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        self.branches.late.insert(peer);
        self.branched(peer, writer, turn);
    }

    /// A peer is gone: what it was asked comes from others, and itself is asked anew if it comes back.
    pub(super) fn branch_without(&mut self, peer: Peer) {
        self.branches.open.take_if(|branch| branch.peer == peer);
        self.branches.late.remove(&peer);
        self.branches.tried.retain(|_, tried| {
            tried.remove(&peer);
            !tried.is_empty()
        });
    }

    /// A peer has more of a feed than when it was asked.
    pub(super) fn branch_had(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        let heads = (writer, Hash::default())..;
        let of =
            self.branches.tried.range_mut(heads).take_while(|((other, _), _)| *other == writer);
        let again = of.filter_map(|(_, tried)| tried.get_mut(&peer));
        let asked = again.map(|tried| tried.again = true).count();
        if asked > 0 && self.branches.open.is_none() && !self.branches.asking {
            self.branch_of(writer, turn);
        }
    }

    /// The fork of a feed lies lower than was known, so everything about its branches is another.
    pub(super) fn branch_anew(&mut self, writer: PublicKey) {
        self.branches.tried.retain(|(other, _), _| *other != writer);
        self.branches.reached.remove(&writer);
        self.branches.grounds.remove(&writer);
        self.branches.waits.remove(&writer);
    }

    /// The headers take the place of what is held from the fork on, in one commit; the feed stays frozen
    /// for everything else. What both branches have in common stays as it is, and what lies above a close is
    /// for no feed.
    fn go_over(&mut self, branch: Branch, turn: &mut Turn) {
        let Branch { ground, mut headers, goal, .. } = branch;
        let (writer, from) = (ground.writer(), ground.size());
        let closed = self.closed_at(&writer).unwrap_or(u32::MAX);
        // The root of the first one above it is over all below.
        let end = headers.iter().find(|header| header.seq() == closed);
        let end = end.map(|header| (closed, header.header().root));
        let held = self.tracks.get(&writer).map(|track| (track.feed.size(), track.feed.root()));
        headers.retain(|header| header.seq() < closed);
        if end.is_some() && end == held {
            self.branches.reached.insert(writer, goal.root);
            return;
        }
        let unknown = headers.iter().filter(|header| matches!(header.kind(), Kind::Other(_)));
        let refused = |seq| Change::DropBody { writer, seq, away: Away::Refused };
        let refused: Vec<Change> = unknown.map(|header| refused(header.seq())).collect();
        let over = Change::Branch { ground: Box::new(ground), headers };
        turn.push(Effect::Append(std::iter::once(over).chain(refused).collect()));
        turn.push(Effect::Reload { writer, from });
        self.branch_anew(writer);
        if end.is_some() {
            self.branches.reached.insert(writer, goal.root);
        }
        self.branches.moved.retain(|_, at| turn.now < at.saturating_add(SYNC_EVERY_MILLIS));
        self.branches.moved.insert(writer, turn.now);
    }

    /// What the store holds of a feed whose branch was replaced, or that was pruned.
    pub(super) fn reloaded(&mut self, held: HeldFeed, from: u32, turn: &mut Turn) {
        let (writer, mut track) = Track::of(held);
        let after = track.bytes;
        if let Some(before) = self.tracks.get(&writer) {
            let bytes = before.bytes;
            (track.told, track.short) = (before.told, before.short);
            track.seen = track.seen.max(before.seen);
            track.missing.extend(before.missing.range(..from).copied());
            track.erased.extend(before.erased.range(..from).copied());
            if let Some(fork) = before.feed.fork() {
                // It is the writer's own, so it fits.
                track.feed.freeze(fork.clone()).ok();
            }
            self.count_again(&writer, bytes, after);
        }
        track.grown = Some(turn.now);
        self.tracks.insert(writer, track);
        self.came_up_anew(writer, turn);
        self.came_up(writer, turn);
        self.chases.remove(&writer);
        // Others may wait for this branch, and have asked here when it was not held.
        let forked = self.fork(&writer).is_some();
        let met = self.peers.iter().filter(|(_, state)| forked && state.hello.is_some());
        for peer in met.map(|(peer, _)| *peer) {
            turn.push(Effect::Send { peer, bytes: Message::Have { writer }.to_bytes() });
        }
        self.chase(writer, None, turn);
        self.branch_on(turn);
    }
}
