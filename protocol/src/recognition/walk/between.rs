//! Whether two chains of recognition share nobody but their ends, where the straight search found
//! none.
//!
//! Of all recognitions that lie on a chain of so many steps, the fewest steps first: one chain, and
//! then another beside it, giving back of the first what stands in the way (two augmenting paths
//! through a graph in which each identity may be passed once; Menger, Ford and Fulkerson). So two
//! are found where there are two, and where there are not, one identity stands on every chain.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::chains::Chain;
use super::forward::Forward;
use crate::identity::Did;
use crate::recognition::network::{Network, Place, VIEWER};

/// A place among those between, in the order of their names; the viewer is first.
type Spot = usize;

/// The viewer's spot: no name comes before none.
const START: Spot = 0;

/// Those who stand on chains of at most so many steps, and the recognitions on such chains.
#[derive(Debug, Default)]
pub(super) struct Between {
    places: Vec<Place>,
    next: Vec<Vec<Spot>>,
    goal: Spot,
}

impl Between {
    pub(super) fn of(network: &Network, forward: &Forward, goal: Place, most: u8) -> Self {
        let back = steps_back(network, forward, goal, most);
        let mut named: Vec<(Option<Did>, Place)> =
            back.keys().map(|place| (network.name(*place), *place)).collect();
        if !back.contains_key(&VIEWER) {
            return Self::default();
        }
        named.sort_unstable();
        let places: Vec<Place> = named.into_iter().map(|(_, place)| place).collect();
        let spots: BTreeMap<Place, Spot> =
            places.iter().enumerate().map(|(spot, place)| (*place, spot)).collect();
        let next = |from: &Place| {
            let before = forward.steps_at_least(*from).saturating_add(1);
            let lies =
                |to: &Place| back.get(to).is_some_and(|it| before.saturating_add(*it) <= most);
            let ties = network.to(*from).iter().map(|tie| tie.place()).filter(lies);
            let mut next: Vec<Spot> = ties.filter_map(|to| spots.get(&to).copied()).collect();
            next.retain(|to| *to != START);
            next.sort_unstable();
            next
        };
        let next = places.iter().map(next).collect();
        let goal = spots.get(&goal).copied().unwrap_or(START);
        Self { places, next, goal }
    }

    fn next(&self, spot: Spot) -> &[Spot] {
        self.next.get(spot).map_or(&[], Vec::as_slice)
    }

    /// Two chains that share nobody, the shorter first, if there are two.
    pub(super) fn two(&self) -> Option<Vec<Chain>> {
        let first = self.first()?;
        let changes = Beside::new(self, &first).found()?;
        let mut leads: BTreeSet<(Spot, Spot)> = pairs(&first).collect();
        for change in changes {
            match change {
                Change::Take(from, to) => leads.insert((from, to)),
                Change::GiveBack(from, to) => leads.remove(&(from, to)),
            };
        }
        let begins = leads.range((START, 0)..=(START, usize::MAX)).map(|(_, to)| *to);
        let mut both: Vec<Vec<Spot>> = begins.map(|to| self.followed(&leads, to)).collect();
        both.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        Some(both.iter().map(|chain| self.placed(chain)).collect())
    }

    /// The shortest chain; of several as short, the one of the least names.
    fn first(&self) -> Option<Vec<Spot>> {
        let mut came: BTreeMap<Spot, Spot> = BTreeMap::new();
        let mut queue = VecDeque::from([START]);
        while let Some(here) = queue.pop_front() {
            if here == self.goal && here != START {
                let mut chain = vec![here];
                chain.extend(std::iter::successors(came.get(&here), |at| came.get(*at)));
                chain.reverse();
                return Some(chain);
            }
            for to in self.next(here) {
                came.entry(*to).or_insert_with(|| {
                    queue.push_back(*to);
                    here
                });
            }
        }
        None
    }

    /// The chain that begins with this step.
    fn followed(&self, leads: &BTreeSet<(Spot, Spot)>, to: Spot) -> Vec<Spot> {
        let mut chain = vec![START];
        let mut here = Some(to);
        while let Some(spot) = here {
            chain.push(spot);
            let onward = leads.range((spot, 0)..=(spot, usize::MAX)).next();
            here = onward.map(|(_, to)| *to).filter(|_| spot != self.goal);
        }
        chain
    }

    fn placed(&self, chain: &[Spot]) -> Chain {
        chain.iter().filter_map(|spot| self.places.get(*spot).copied()).collect()
    }
}

/// A step of the second chain.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// From one to another.
    Take(Spot, Spot),
    /// The first chain no longer goes this way.
    GiveBack(Spot, Spot),
}

/// The search for a second chain beside the first.
struct Beside<'b> {
    between: &'b Between,
    /// Who comes before each who stands between on the first chain.
    before: BTreeMap<Spot, Spot>,
    /// Who comes before the goal on it.
    last: Spot,
}

/// Where the search is: at an identity, and whether it may go on from there. Where the first chain
/// passes, it may only go back along it.
type At = (Spot, bool);

impl<'b> Beside<'b> {
    fn new(between: &'b Between, first: &[Spot]) -> Self {
        let mut before: BTreeMap<Spot, Spot> = pairs(first).map(|(from, to)| (to, from)).collect();
        let last = before.remove(&between.goal).unwrap_or(START);
        Self { between, before, last }
    }

    fn found(&self) -> Option<Vec<Change>> {
        let mut came: BTreeMap<At, At> = BTreeMap::new();
        let mut queue = VecDeque::from([(START, true)]);
        while let Some(here) = queue.pop_front() {
            for to in self.onward(here) {
                if to == (START, true) || came.contains_key(&to) {
                    continue;
                }
                came.insert(to, here);
                if to.0 == self.between.goal {
                    return Some(self.changes(&came, to));
                }
                queue.push_back(to);
            }
        }
        None
    }

    fn onward(&self, (here, free): At) -> Vec<At> {
        let before = self.before.get(&here).copied();
        if !free {
            return before.map(|before| (before, true)).into_iter().collect();
        }
        let next = self.between.next(here).iter().copied().filter(|to| !self.leads(here, *to));
        let next = next.map(|to| (to, !self.before.contains_key(&to)));
        next.chain(before.map(|_| (here, false))).collect()
    }

    /// Whether the first chain goes this way.
    fn leads(&self, from: Spot, to: Spot) -> bool {
        match to == self.between.goal {
            true => from == self.last,
            false => self.before.get(&to) == Some(&from),
        }
    }

    fn changes(&self, came: &BTreeMap<At, At>, end: At) -> Vec<Change> {
        let steps = std::iter::successors(Some(end), |at| came.get(at).copied());
        let steps: Vec<At> = steps.collect();
        let change = |(to, from): (&At, &At)| match (from, to) {
            ((from, _), (to, _)) if from == to => None,
            ((from, false), (to, _)) => Some(Change::GiveBack(*to, *from)),
            ((from, true), (to, _)) => Some(Change::Take(*from, *to)),
        };
        steps.iter().zip(steps.iter().skip(1)).filter_map(change).collect()
    }
}

/// Each step of a chain.
fn pairs(chain: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    chain.iter().zip(chain.iter().skip(1)).map(|(from, to)| (*from, *to))
}

/// Steps to the goal, of all that stand on a chain of at most `most` steps.
fn steps_back(network: &Network, forward: &Forward, goal: Place, most: u8) -> BTreeMap<Place, u8> {
    let mut back = BTreeMap::from([(goal, 0)]);
    let mut here = vec![goal];
    for steps in 1..=most {
        let mut before = Vec::new();
        for to in here.iter().filter(|place| **place != VIEWER) {
            for from in network.from(*to).iter().map(|tie| tie.place()) {
                let whole = forward.steps_at_least(from).saturating_add(steps);
                if whole <= most && !back.contains_key(&from) {
                    back.insert(from, steps);
                    before.push(from);
                }
            }
        }
        here = before;
    }
    back
}
