//! Two other rules, to be set beside the walk: Advogato's flow, and counting chains.

use std::collections::VecDeque;

/// What one at each distance may pass on, its own unit among it (Levien, "Attack-Resistant Trust
/// Metrics", 2009: less by the mean number of recognitions at each step).
const CAPACITIES: [usize; 7] = [800, 200, 50, 12, 4, 2, 1];

/// A capacity that never runs out.
const ANY: usize = usize::MAX / 2;

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
    /// What flows, to be taken back.
    flown: Vec<(usize, usize)>,
    level: Vec<usize>,
    next: Vec<usize>,
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
        while flow < most && self.levels(source, sink) {
            self.next = vec![0; self.of.len()];
            while flow < most {
                let more = self.push(source, sink, most - flow);
                if more == 0 {
                    break;
                }
                flow += more;
            }
        }
        flow
    }

    /// Steps from the source through what is left; whether the sink is among them.
    fn levels(&mut self, source: usize, sink: usize) -> bool {
        self.level = vec![usize::MAX; self.of.len()];
        self.level[source] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(here) = queue.pop_front() {
            if here == sink {
                return true;
            }
            for pipe in &self.of[here] {
                let to = self.to[*pipe];
                if self.left[*pipe] > 0 && self.level[to] == usize::MAX {
                    self.level[to] = self.level[here] + 1;
                    queue.push_back(to);
                }
            }
        }
        false
    }

    fn push(&mut self, here: usize, sink: usize, most: usize) -> usize {
        if here == sink {
            return most;
        }
        while self.next[here] < self.of[here].len() {
            let pipe = self.of[here][self.next[here]];
            let to = self.to[pipe];
            if self.left[pipe] > 0 && self.level[to] == self.level[here].wrapping_add(1) {
                let more = self.push(to, sink, most.min(self.left[pipe]));
                if more > 0 {
                    self.left[pipe] -= more;
                    self.left[pipe ^ 1] += more;
                    self.flown.push((pipe, more));
                    return more;
                }
            }
            self.next[here] += 1;
        }
        0
    }

    fn take_back(&mut self) {
        for (pipe, flow) in std::mem::take(&mut self.flown) {
            self.left[pipe] += flow;
            self.left[pipe ^ 1] -= flow;
        }
    }
}

/// Who is let in by Advogato's flow from member 0.
pub(crate) fn flow(graph: &Graph) -> Vec<usize> {
    let sink = 2 * graph.near.len();
    let mut pipes = Pipes::new(sink + 1);
    let mut own = Vec::new();
    for (one, steps) in graph.steps(0).into_iter().enumerate() {
        let Some(capacity) = CAPACITIES.get(steps) else { continue };
        own.push((one, pipes.to.len()));
        pipes.pipe(2 * one, sink, 1);
        pipes.pipe(2 * one, 2 * one + 1, capacity - 1);
        for to in &graph.near[one] {
            pipes.pipe(2 * one + 1, 2 * to, ANY);
        }
    }
    pipes.greatest(0, sink, ANY);
    own.into_iter().filter(|(_, pipe)| pipes.left[*pipe] == 0).map(|(one, _)| one).collect()
}

/// Chains from member 0, each member passed once.
pub(crate) struct Chains(Pipes);

impl Chains {
    pub(crate) fn from_the_first(graph: &Graph) -> Self {
        let mut pipes = Pipes::new(2 * graph.near.len());
        for (one, near) in graph.near.iter().enumerate() {
            pipes.pipe(2 * one, 2 * one + 1, 1);
            near.iter().for_each(|to| pipes.pipe(2 * one + 1, 2 * to, 1));
        }
        Self(pipes)
    }

    /// Whether so many chains that share nobody lead to another.
    pub(crate) fn are(&mut self, wanted: usize, goal: usize) -> bool {
        let found = self.0.greatest(1, 2 * goal, wanted);
        self.0.take_back();
        found >= wanted
    }
}
