//! Why something that the node does by itself waits: told to its owner, and tried again. Nothing of it is
//! kept: after a restart it is tried anew.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bot_protocol::api::Problem;

use super::ActError;

/// What waits, by its name.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<BTreeMap<String, Problem>>);

impl Waits {
    /// Notes how something went, and passes it on.
    pub(super) fn heard(&self, name: &str, done: Result<(), ActError>) -> Result<(), ActError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &done {
            Ok(()) => held.remove(name),
            Err(error) => {
                tracing::warn!(name, %error, "something waits");
                held.insert(name.to_owned(), error.problem())
            }
        };
        done
    }

    /// Why it waits, if it does.
    pub(super) fn why(&self, name: &str) -> Option<Problem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

/// The first of several outcomes that is an error: what comes after one is tried all the same.
pub(super) fn first_error(
    so_far: Result<(), ActError>,
    next: Result<(), ActError>,
) -> Result<(), ActError> {
    so_far.and(next)
}
