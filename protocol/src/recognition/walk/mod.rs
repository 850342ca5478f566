//! How far an identity is from the viewer: the chance that a short walk comes there.
//!
//! A walk begins with the viewer and follows recognitions: three in four go on at each step, for at
//! most five steps, shared among those whom an identity stands behind, as if it stood behind twelve
//! at least. What comes through the heaviest first step does not count, so that nobody is known by
//! the word of one friend alone, but for the viewer's own word of them; and there must be two chains that share nobody. Whoever makes up a
//! thousand identities behind one careless recognition has gained at most a quarter of what the
//! careless one weighs, for all of them together.
//!
//! Source: `spec/trust.md`; architecture of trust, §9.

mod arrive;
mod between;
mod chains;
mod forward;
mod kept;
mod reach;
mod weight;

pub use weight::{Band, Weight};

use self::forward::Forward;
use self::kept::Kept;
use super::network::{Network, Strength, VIEWER};
use crate::identity::Did;

/// A network, and all that is kept of the walks from its viewer to answer quickly.
#[derive(Clone, Debug)]
pub struct Walk {
    network: Network,
    forward: Forward,
    /// How those stand who were asked about since the network changed last.
    kept: Kept,
}

/// How an identity stands to the viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How near.
    pub band: Band,
    /// What decides how near: the part of the walks that come there, without those of the heaviest
    /// first step, the identity itself aside.
    pub weight: Weight,
    /// The part of all walks that come there.
    pub whole: Weight,
    /// The first step of most of them.
    pub heaviest: Option<Did>,
    /// No chain; one, where all have somebody in common; or two that share nobody but their ends,
    /// the shorter first. Each from who comes after the viewer to the identity itself.
    pub chains: Vec<Vec<Did>>,
}

impl Walk {
    /// Walks this network.
    #[must_use]
    pub fn new(network: Network) -> Self {
        let forward = Forward::of(&network);
        Self { network, forward, kept: Kept::default() }
    }

    /// The network walked.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Sets what `from` says of `to`, as [`Network::set`] does, and walks anew.
    pub fn set(&mut self, from: &Did, to: &Did, strength: Option<Strength>) {
        self.change([(*from, *to, strength)]);
    }

    /// Sets several ties, and walks anew once.
    pub fn change(&mut self, ties: impl IntoIterator<Item = (Did, Did, Option<Strength>)>) {
        for (from, to, strength) in ties {
            self.network.set(&from, &to, strength);
        }
        self.forward = Forward::of(&self.network);
        self.kept = Kept::default();
    }

    /// How `who` stands to the viewer.
    #[must_use]
    pub fn standing(&self, who: &Did) -> Standing {
        let nothing = Standing {
            band: Band::Unreached,
            weight: Weight::NONE,
            whole: Weight::NONE,
            heaviest: None,
            chains: Vec::new(),
        };
        match self.network.place(who) {
            None => nothing,
            Some(VIEWER) => Standing { band: Band::Yourself, ..nothing },
            Some(goal) => self.kept.or_with(goal, || {
                let arrived = arrive::arrivals(&self.network, &self.forward, goal);
                let own = self.network.to(VIEWER).iter().position(|tie| tie.place() == goal);
                let (weight, whole) = weight::trimmed(&arrived, own);
                let firsts = self.network.to(VIEWER).iter().zip(&arrived);
                let came = firsts.filter(|(_, mass)| **mass > 0);
                let named = came.map(|(tie, mass)| (mass, self.network.name(tie.place())));
                // Of several as heavy the one of the least name.
                let heaviest = named.min_by(|a, b| b.0.cmp(a.0).then(a.1.cmp(&b.1)));
                let chains = chains::chains(&self.network, &self.forward, goal);
                let direct = self.forward.is_first(goal);
                Standing {
                    band: Band::of(direct, chains.len(), weight),
                    weight,
                    whole,
                    heaviest: heaviest.and_then(|(_, first)| first),
                    chains: chains.iter().map(|chain| self.named(chain)).collect(),
                }
            }),
        }
    }

    /// Fewest steps that may lead to somebody: no more than really do. `None` where no tie is known.
    #[must_use]
    pub fn steps_at_least(&self, who: &Did) -> Option<u8> {
        match self.network.place(who)? {
            VIEWER => Some(0),
            place => Some(self.forward.steps_at_least(place)),
        }
    }

    /// How `who` would stand to the viewer if these two said nothing of each other.
    pub fn without(&mut self, one: &Did, other: &Did, who: &Did) -> Standing {
        let ways = [(one, other), (other, one)];
        let held = ways.map(|(from, to)| self.network.between(from, to));
        ways.iter().for_each(|(from, to)| self.network.set(from, to, None));
        let forward = std::mem::replace(&mut self.forward, Forward::of(&self.network));
        let kept = std::mem::take(&mut self.kept);
        let standing = self.standing(who);
        for ((from, to), strength) in ways.into_iter().zip(held) {
            self.network.set(from, to, strength);
        }
        (self.forward, self.kept) = (forward, kept);
        standing
    }

    fn named(&self, chain: &[super::network::Place]) -> Vec<Did> {
        chain.iter().filter_map(|place| self.network.name(*place)).collect()
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod plain;
