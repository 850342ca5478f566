//! One permission from the question to its end, as it is kept.

use std::collections::BTreeSet;

use bot_protocol::api::Permission;
use bot_protocol::canon::hash::hex;
use bot_protocol::identity::Did;
use serde::{Deserialize, Serialize};

use super::ticket::Number;
use crate::acts::{ActError, Acts, notes};
use crate::store::{Shelf, Write};

const PREFIX: &[u8] = b"grant/";

/// A permission. Shelf `Programs`, by `grant/` and its number in hex. Of tickets only marks are here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Grant {
    pub(super) client: String,
    pub(super) permissions: BTreeSet<Permission>,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    /// What the code verifier must hash to (RFC 7636 §4.2).
    pub(super) challenge: String,
    pub(super) at: u64,
    /// When it ends if nothing more happens.
    pub(super) until: u64,
    pub(super) stage: Stage,
}

/// How far a permission has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// The owner has not answered.
    Asking { wait: String, code: String },
    /// The owner said yes; the browser has not come for the answer.
    Allowed { wait: String, who: Did },
    /// The owner said no; the browser has not come for the answer.
    Refused { wait: String },
    /// The code is on its way to the program.
    Coded { code: String, who: Did },
    /// The code was redeemed.
    Live { code: String, who: Did, tokens: Tokens },
}

/// What opens the badges at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) access_until: u64,
    /// What the access token may do: at most what was permitted.
    pub(super) access_permissions: BTreeSet<Permission>,
    pub(super) refresh: Option<String>,
    /// Refresh tokens that were used.
    pub(super) spent: Vec<String>,
}

/// What takes away permissions that ended, and those that are left.
pub(super) type Swept = (Vec<Write>, Vec<(Number, Grant)>);

impl Grant {
    /// Whose badges it is about, once somebody has answered.
    pub(super) fn who(&self) -> Option<Did> {
        match &self.stage {
            Stage::Asking { .. } | Stage::Refused { .. } => None,
            Stage::Allowed { who, .. } | Stage::Coded { who, .. } | Stage::Live { who, .. } => {
                Some(*who)
            }
        }
    }

    /// The code that its page shows, while nobody has answered.
    pub(super) fn asking(&self) -> Option<&str> {
        match &self.stage {
            Stage::Asking { code, .. } => Some(code),
            Stage::Allowed { .. }
            | Stage::Refused { .. }
            | Stage::Coded { .. }
            | Stage::Live { .. } => None,
        }
    }
}

pub(super) fn put(number: &Number, grant: &Grant) -> Write {
    notes::put(Shelf::Programs, &key(number), grant)
}

pub(super) fn forget(number: &Number) -> Write {
    Write::Forget { shelf: Shelf::Programs, key: key(number) }
}

fn key(number: &Number) -> Vec<u8> {
    [PREFIX, hex(number).as_bytes()].concat()
}

fn number(key: &[u8]) -> Option<Number> {
    let text = std::str::from_utf8(key.strip_prefix(PREFIX)?).ok()?;
    bot_protocol::canon::hash::from_hex(text)?.try_into().ok()
}

impl Acts {
    /// One permission that has not ended.
    pub(super) fn grant(&self, number: &Number) -> Result<Option<Grant>, ActError> {
        let grant: Option<Grant> = notes::get(self.store(), Shelf::Programs, &key(number))?;
        let now = self.now().millis();
        Ok(grant.filter(|grant| grant.until > now))
    }

    /// What takes away permissions that ended, and those that are left.
    pub(super) fn swept(&self, now: u64) -> Result<Swept, ActError> {
        let (mut writes, mut left) = (Vec::new(), Vec::new());
        for (key, note) in self.store().notes(Shelf::Programs, PREFIX)? {
            let grant = serde_json::from_slice::<Grant>(&note).ok();
            match (number(&key), grant.filter(|grant| grant.until > now)) {
                (Some(number), Some(grant)) => left.push((number, grant)),
                (_, None) | (None, Some(_)) => {
                    writes.push(Write::Forget { shelf: Shelf::Programs, key });
                }
            }
        }
        Ok((writes, left))
    }
}
