//! Two other rules, to be set beside the walk: Advogato's flow, and counting chains.

use std::collections::{BTreeMap, VecDeque};

/// What one at each distance may pass on, its own unit among it (Levien, "Attack-Resistant Trust
/// Metrics", 2009: less by the mean number of recognitions at each step).
const CAPACITIES: [usize; 7] = [800, 200, 50, 12, 4, 2, 1];

/// Most steps of a chain that counts.
const STEPS: usize = 5;

/// Who recognises whom, both ways.
pub(crate) struct Graph {
    near: Vec<Vec<usize>>,
}

impl Graph {
    pub(crate) fn new(people: usize, ties: &[(usize, usize)]) -> Self {
        let mut near = vec![Vec::new(); people];
        for (a, b) in ties {
            near[*a].push(*b);
            near[*b].push(*a);
        }
        for near in &mut near {
            near.sort_unstable();
            near.dedup();
        }
        Self { near }
    }

    /// Steps from one to everybody.
    fn steps(&self, from: usize) -> Vec<usize> {
        let mut steps = vec![usize::MAX; self.near.len()];
        steps[from] = 0;
        let mut queue = VecDeque::from([from]);
        while let Some(here) = queue.pop_front() {
            for to in &self.near[here] {
                if steps[*to] == usize::MAX {
                    steps[*to] = steps[here] + 1;
                    queue.push_back(*to);
                }
            }
        }
        steps
    }
}

/// A network of capacities, of which the flow is made greatest by shortest ways (Dinic).
#[derive(Default)]
struct Pipes {
    to: Vec<usize>,
    left: Vec<usize>,
    of: Vec<Vec<usize>>,
}

impl Pipes {
    fn new(nodes: usize) -> Self {
        Self { of: vec![Vec::new(); nodes], ..Self::default() }
    }

    fn pipe(&mut self, from: usize, to: usize, capacity: usize) {
        for (from, to, capacity) in [(from, to, capacity), (to, from, 0)] {
            self.of[from].push(self.to.len());
            self.to.push(to);
            self.left.push(capacity);
        }
    }

    fn greatest(&mut self, source: usize, sink: usize, most: usize) -> usize {
        let mut flow = 0;
        while flow < most {
            let mut level = vec![usize::MAX; self.of.len()];
            level[source] = 0;
            let mut queue = VecDeque::from([source]);
            while let Some(here) = queue.pop_front() {
                for pipe in &self.of[here] {
                    let to = self.to[*pipe];
                    if self.left[*pipe] > 0 && level[to] == usize::MAX {
                        level[to] = level[here] + 1;
                        queue.push_back(to);
                    }
                }
            }
            if level[sink] == usize::MAX {
                break;
            }
            let mut next = vec![0; self.of.len()];
            loop {
                let more = self.push(source, sink, most - flow, &level, &mut next);
                if more == 0 {
                    break;
                }
                flow += more;
            }
        }
        flow
    }

    fn push(
        &mut self,
        here: usize,
        sink: usize,
        most: usize,
        level: &[usize],
        next: &mut [usize],
    ) -> usize {
        if here == sink {
            return most;
        }
        while next[here] < self.of[here].len() {
            let pipe = self.of[here][next[here]];
            let to = self.to[pipe];
            if self.left[pipe] > 0 && level[to] == level[here].wrapping_add(1) {
                let more = self.push(to, sink, most.min(self.left[pipe]), level, next);
                if more > 0 {
                    self.left[pipe] -= more;
                    self.left[pipe ^ 1] += more;
                    return more;
                }
            }
            next[here] += 1;
        }
        0
    }
}

/// Who is let in by Advogato's flow from member 0.
pub(crate) fn flow(graph: &Graph) -> Vec<usize> {
    let people = graph.near.len();
    let steps = graph.steps(0);
    let sink = 2 * people;
    let mut pipes = Pipes::new(sink + 1);
    let mut own = BTreeMap::new();
    for one in 0..people {
        let Some(capacity) = CAPACITIES.get(steps[one]) else { continue };
        own.insert(one, pipes.to.len());
        pipes.pipe(2 * one, sink, 1);
        pipes.pipe(2 * one, 2 * one + 1, capacity - 1);
        for to in &graph.near[one] {
            pipes.pipe(2 * one + 1, 2 * to, usize::MAX / 2);
        }
    }
    pipes.greatest(0, sink, usize::MAX / 2);
    own.into_iter().filter(|(_, pipe)| pipes.left[*pipe] == 0).map(|(one, _)| one).collect()
}

/// The recognitions that lie within five steps of member 0.
pub(crate) struct Chains<'g> {
    graph: &'g Graph,
    steps: Vec<usize>,
}

impl<'g> Chains<'g> {
    pub(crate) fn from_the_first(graph: &'g Graph) -> Self {
        Self { graph, steps: graph.steps(0) }
    }

    /// Whether so many chains lead to another that share nobody.
    pub(crate) fn are(&self, wanted: usize, goal: usize) -> bool {
        let back = self.back(goal);
        let place: BTreeMap<usize, usize> =
            back.keys().zip(0..).map(|(one, at)| (*one, at)).collect();
        if !place.contains_key(&0) {
            return false;
        }
        let mut pipes = Pipes::new(2 * place.len());
        for (one, at) in &place {
            pipes.pipe(2 * at, 2 * at + 1, if [0, goal].contains(one) { wanted } else { 1 });
            for to in &self.graph.near[*one] {
                if let (Some(after), Some(to)) = (back.get(to), place.get(to))
                    && self.steps[*one] + 1 + after <= STEPS
                {
                    pipes.pipe(2 * at + 1, 2 * to, 1);
                }
            }
        }
        pipes.greatest(2 * place[&0], 2 * place[&goal] + 1, wanted) >= wanted
    }

    /// Steps to the goal, of all on such recognitions.
    fn back(&self, goal: usize) -> BTreeMap<usize, usize> {
        let mut back = BTreeMap::from([(goal, 0)]);
        let mut here = vec![goal];
        for step in 1..=STEPS {
            let mut before = Vec::new();
            let near = here.iter().filter(|one| **one != 0).flat_map(|one| &self.graph.near[*one]);
            for from in near {
                if self.steps[*from].saturating_add(step) <= STEPS && !back.contains_key(from) {
                    back.insert(*from, step);
                    before.push(*from);
                }
            }
            here = before;
        }
        back
    }
}
