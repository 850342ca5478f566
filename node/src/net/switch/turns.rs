//! Gossip that waits for the driver: each neighbour in its turn, so that who says much waits for
//! itself and not others for it.

use std::collections::{BTreeMap, VecDeque};

use libp2p::PeerId;

/// A bounded line in which each neighbour has its own queue.
#[derive(Debug)]
pub(super) struct Turns<T> {
    queues: BTreeMap<PeerId, VecDeque<T>>,
    /// Whose turn it is; everybody who has something waiting, once.
    order: VecDeque<PeerId>,
    waiting: usize,
    most: usize,
}

impl<T> Turns<T> {
    /// A line in which at most so many wait, of all neighbours together.
    pub(super) fn new(most: usize) -> Self {
        Self { queues: BTreeMap::new(), order: VecDeque::new(), waiting: 0, most }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Queues what a neighbour said. Where there is no room, answers what had to go: the latest of
    /// whoever has the most waiting, which may be this one.
    pub(super) fn push(&mut self, peer: PeerId, said: T) -> Option<T> {
        let queue = self.queues.entry(peer).or_default();
        if queue.is_empty() {
            self.order.push_back(peer);
        }
        queue.push_back(said);
        self.waiting += 1;
        if self.waiting <= self.most {
            return None;
        }
        let longest = *self.queues.iter().max_by_key(|(_, queue)| queue.len())?.0;
        self.take(longest, VecDeque::pop_back)
    }

    /// The next, of the neighbour that waits the longest for its turn.
    pub(super) fn pop(&mut self) -> Option<T> {
        let peer = self.order.pop_front()?;
        self.order.push_back(peer);
        self.take(peer, VecDeque::pop_front)
    }

    /// Takes out all that a neighbour said: it is gone.
    pub(super) fn forget(&mut self, peer: &PeerId) -> VecDeque<T> {
        let said = self.queues.remove(peer).unwrap_or_default();
        self.order.retain(|other| other != peer);
        self.waiting -= said.len();
        said
    }

    fn take(&mut self, peer: PeerId, end: impl Fn(&mut VecDeque<T>) -> Option<T>) -> Option<T> {
        let queue = self.queues.get_mut(&peer)?;
        let taken = end(queue)?;
        self.waiting -= 1;
        if queue.is_empty() {
            self.queues.remove(&peer);
            self.order.retain(|other| *other != peer);
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers<const N: usize>() -> [PeerId; N] {
        std::array::from_fn(|_| PeerId::random())
    }

    #[test]
    fn one_message_waits_for_one_of_each_other() {
        let [loud, louder, quiet] = peers();
        let mut turns = Turns::new(100);
        for number in 0..20 {
            assert_eq!(turns.push(loud, (loud, number)), None);
            assert_eq!(turns.push(louder, (louder, number)), None);
        }
        assert_eq!(turns.push(quiet, (quiet, 0)), None);
        let first: Vec<_> = std::iter::from_fn(|| turns.pop()).take(4).collect();
        assert_eq!(first, [(loud, 0), (louder, 0), (quiet, 0), (loud, 1)]);
        assert_eq!(std::iter::from_fn(|| turns.pop()).count(), 37, "nothing is lost");
        assert!(turns.is_empty());
        assert!(turns.order.is_empty() && turns.queues.is_empty());

        turns.push(loud, (loud, 1));
        turns.push(quiet, (quiet, 1));
        assert_eq!(turns.forget(&loud), [(loud, 1)]);
        assert!(turns.forget(&loud).is_empty());
        assert_eq!((turns.pop(), turns.pop()), (Some((quiet, 1)), None));
    }

    #[test]
    fn who_has_the_most_waiting_makes_room() {
        let [loud, quiet] = peers();
        let mut turns = Turns::new(10);
        for number in 0..10 {
            assert_eq!(turns.push(loud, (loud, number)), None);
        }
        assert_eq!(turns.push(loud, (loud, 10)), Some((loud, 10)), "its own latest");
        for number in 0..5 {
            assert_eq!(turns.push(quiet, (quiet, number)), Some((loud, 9 - number)));
        }
        let rest: Vec<_> = std::iter::from_fn(|| turns.pop()).collect();
        let of = |who| rest.iter().filter(move |(peer, _)| *peer == who).map(|said| said.1);
        assert_eq!(of(loud).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(of(quiet).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }
}
