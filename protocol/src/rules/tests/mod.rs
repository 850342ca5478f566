//! Rules: what is read, which facts meet them, and that a naive evaluator finds the same.

mod laws;
mod naive;
mod persons;
mod rows;
mod spelling;

use std::sync::LazyLock;

use super::*;
use crate::canon::hash::sha256;
use crate::identity::SecretKey;

/// Somebody of a small world.
fn who(number: u8) -> Did {
    static ALL: LazyLock<Vec<Did>> = LazyLock::new(|| {
        let one = |number| Did::from(SecretKey::from_seed(&[number; 32]).public());
        (0..=60).map(one).collect()
    });
    ALL[usize::from(number)]
}

/// A badge of a small world, created by somebody.
fn badge(name: &str, creator: u8) -> Badge {
    Badge { achievement: format!("urn:badge:{name}"), creator: who(creator) }
}

fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn id(number: u8) -> Hash {
    sha256(&[&[number]])
}
