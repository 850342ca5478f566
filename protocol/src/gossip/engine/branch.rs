//! Going on beyond a fork: what a quorum of its author's witnesses signed counts, however often its
//! writer signs otherwise, so who lacks it fetches it.
//!
//! Which of the branches is the witnessed one its end alone tells. So the headers are kept aside, and
//! become part of the feed at once when they lead to the head that the witnesses signed; then their
//! bodies are fetched as all others. Source: `spec/gossip.md` §6, `spec/stamps.md` §4.

use std::collections::{BTreeMap, BTreeSet};

use crate::canon::hash::Hash;
use crate::feed::{Feed, ForkProof, HeadStamp};
use crate::identity::PublicKey;
use crate::limits::{
    BRANCH_ENTRIES_MAX, BRANCH_MAX_MILLIS, FEED_BYTES_MAX, FEED_ENTRIES_MAX, REQUESTS_OPEN_MAX,
};
use crate::statement::{Sealed, Statement};
use crate::time::Timestamp;

use super::super::{Effect, Fault, Part, Peer, Range};
use super::intake::{Taken, entry_changes, weight};
use super::{Engine, Turn, peer::Aim};

/// The branches that are fetched, one at a time.
#[derive(Debug, Default)]
pub(super) struct Branches {
    open: Option<Branch>,
    /// Who was asked for which head of a feed and did not lead to it.
    tried: BTreeMap<(PublicKey, Hash), BTreeSet<Peer>>,
    /// Whose turn it was last.
    last: Option<PublicKey>,
    /// Who did not end an answer in time, for as long as they are connected: they hold up all others.
    late: BTreeSet<Peer>,
}

/// The headers of one feed on their way to a witnessed head.
#[derive(Debug)]
struct Branch {
    peer: Peer,
    since: Timestamp,
    /// What the headers count towards the budget of strangers.
    weight: u64,
    /// The feed with them, as if it had not forked.
    feed: Feed,
    headers: Vec<Statement>,
    goal: Goal,
    /// The head that they continue.
    from: Hash,
}

/// A head that a quorum signed.
#[derive(Debug, Clone, Copy)]
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
        let forked = self.tracks.values().filter_map(|track| track.feed.fork());
        let mut writers: Vec<PublicKey> = forked.map(ForkProof::writer).collect();
        // Each in its turn, after whose turn it was last.
        let after = self.branches.last;
        let next = writers.partition_point(|writer| Some(*writer) <= after);
        writers.rotate_left(next);
        // Those who matter here before all others.
        let known =
            |writer: &PublicKey| self.author(writer).is_some_and(|did| self.is_in_scope(&did));
        writers.sort_by_cached_key(|writer| !known(writer));
        for writer in writers {
            if let Some(goal) = self.goal(&writer, turn.now)
                && self.ask_branch(writer, goal, turn)
            {
                return;
            }
        }
    }

    /// The furthest head beyond what is held of a forked feed that a quorum of the witnesses signed.
    fn goal(&self, writer: &PublicKey, now: Timestamp) -> Option<Goal> {
        let track = self.tracks.get(writer)?;
        let (feed, author) = (&track.feed, self.author(writer)?);
        let size = feed.size();
        let room = track.bytes < FEED_BYTES_MAX && self.has_room(&author, 1);
        // Whether the fork is settled does not matter: the end tells which branch it is.
        if size < feed.fork()?.seq() || self.own.contains_key(writer) || !room {
            return None;
        }
        let (named, _) = self.ring.log(&author)?.witnesses(now)?;
        let most = size.saturating_add(BRANCH_ENTRIES_MAX);
        let most = most.min(self.closed_at(writer).unwrap_or(u32::MAX)).min(FEED_ENTRIES_MAX);
        let signed = |stamp: &&HeadStamp| {
            let by = stamp.cosigs().iter().filter(|cosig| named.names(&cosig.witness()));
            (size.saturating_add(1)..=most).contains(&stamp.size())
                && by.count() >= usize::from(named.quorum())
        };
        let furthest = self.stamps(writer).filter(signed).max_by_key(|stamp| stamp.size())?;
        Some(Goal { size: furthest.size(), root: furthest.root() })
    }

    /// Asks somebody who was not asked yet; answers whether there was anybody.
    fn ask_branch(&mut self, writer: PublicKey, goal: Goal, turn: &mut Turn) -> bool {
        let tried = self.branches.tried.get(&(writer, goal.root));
        let idle = self.peers.iter().find(|(peer, state)| {
            state.hello.is_some()
                && state.asked.len() < REQUESTS_OPEN_MAX
                && !tried.is_some_and(|tried| tried.contains(peer))
                && !self.branches.late.contains(peer)
        });
        let (Some((peer, _)), Some(track)) = (idle, self.tracks.get(&writer)) else { return false };
        let (peer, held) = (*peer, &track.feed);
        let feed = Feed::restore(writer, held.accumulator().clone(), held.last_ts(), None);
        let Ok(feed) = feed else { return false };
        let range = Range { writer, from: feed.size(), to: goal.size, part: Part::Header };
        let from = feed.root();
        self.branches.last = Some(writer);
        let (since, headers, weight) = (turn.now, Vec::new(), 0);
        self.branches.open = Some(Branch { peer, since, weight, feed, headers, goal, from });
        self.want(peer, range, Aim::Branch(writer), turn);
        true
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
        if author.is_some_and(|author| self.has_room(&author, all))
            && branch.feed.size() < branch.goal.size
            && branch.feed.append(&statement, now).is_ok()
        {
            branch.weight = all;
            branch.headers.push(statement);
        }
        self.branches.open = Some(branch);
        Taken::Known
    }

    /// The answer ended, or will not come.
    pub(super) fn branched(&mut self, peer: Peer, writer: PublicKey, turn: &mut Turn) {
        let of = |branch: &mut Branch| branch.peer == peer && branch.feed.writer() == writer;
        let Some(branch) = self.branches.open.take_if(of) else { return };
        let Goal { size, root } = branch.goal;
        // What came meanwhile may end the feed before it, or make it one of this installation.
        let ours = self.own.contains_key(&writer);
        let open = !ours && self.closed_at(&writer).is_none_or(|closed| size <= closed);
        let held =
            open && self.tracks.get(&writer).is_some_and(|track| track.feed.root() == branch.from);
        if held && branch.feed.size() == size && branch.feed.root() == root {
            self.branches.tried.retain(|(other, _), _| *other != writer);
            self.go_on(branch, turn);
        } else {
            self.branches.tried.retain(|(other, of), _| *other != writer || *of == root);
            self.branches.tried.entry((writer, root)).or_default().insert(peer);
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

    /// The headers become part of the feed, which stays frozen for everything else.
    fn go_on(&mut self, branch: Branch, turn: &mut Turn) {
        let writer = branch.feed.writer();
        let Some(author) = self.author(&writer) else { return };
        let track = self.track(writer);
        let fork = track.feed.fork().cloned();
        track.feed = branch.feed;
        if let Some(fork) = fork {
            // It is the writer's own, so it fits.
            track.feed.freeze(fork).ok();
        }
        (track.grown, track.brought) = (Some(turn.now), None);
        let mut changes = Vec::new();
        for header in &branch.headers {
            changes.extend(entry_changes(track, header, Self::passes(&author, header)));
        }
        for header in &branch.headers {
            self.count(&author, weight(header.header()));
        }
        turn.push(Effect::Append(changes));
        self.chase(writer, None, turn);
    }
}
