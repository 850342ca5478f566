//! Requests that come again because their reply was lost: the reply of the first is kept.
//!
//! An act that cannot be done twice keeps its reply in the very commit that makes it durable, so
//! that a node that is killed in between has either done nothing or remembers what it answered.

use serde::{Deserialize, Serialize};

use crate::store::{Shelf, Write};

/// Where the replies are, on the shelf of settings.
pub(crate) const PREFIX: &[u8] = b"once/";

/// A request that may come again.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// Under which key its reply is kept.
    pub(crate) place: Vec<u8>,
    /// The hash of its body.
    pub(crate) body: String,
    /// When it came, in milliseconds.
    pub(crate) at: u64,
    /// The status of a good reply.
    pub(crate) status: u16,
}

/// A reply that is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) at: u64,
    pub(crate) body: String,
    pub(crate) reply: String,
    #[serde(default = "ok")]
    pub(crate) status: u16,
}

const fn ok() -> u16 {
    200
}

impl Repeat {
    /// The write that keeps a good reply.
    pub(crate) fn note(&self, reply: &impl Serialize) -> Write {
        let reply = serde_json::to_string(reply).unwrap_or_default();
        let kept = Kept { at: self.at, body: self.body.clone(), reply, status: self.status };
        let value = serde_json::to_vec(&kept).unwrap_or_default();
        Write::Note { shelf: Shelf::Settings, key: self.place.clone(), value }
    }
}
