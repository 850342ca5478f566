//! Badges of the time before Open Badges 3.0: Open Badges 0.5, 1.0, 1.1, 2.0 and 2.1.
//!
//! Such a badge is an assertion that points to the description of its achievement (BadgeClass),
//! which points to its issuer. Either the issuer's host is asked whether it serves the assertion,
//! or the assertion is signed by a key that the issuer's profile names. Nothing is fetched here:
//! what lies elsewhere is taken from the copies at hand, and what is missing is named.
//!
//! A document is read by the names its members have, not as JSON-LD: nothing of it is signed as a
//! graph, the host's or the issuer's own bytes decide.
//!
//! Source: Open Badges 2.0 (1EdTech Final Release, 12 April 2018); Open Badges 1.1, 1.0 and 0.5
//! (openbadgespec.org, history).

mod address;
mod check;
mod context;
mod convert;
pub(crate) mod date;
mod document;
mod explain;
pub(crate) mod host;
mod hosted;
mod key;
mod list;
mod parts;
mod seal;
mod signed;
mod status;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use bot_protocol::canon::json::Value;
use bot_protocol::verdict::{Opened, RefusedWhy, Secured};

use crate::jose::Compact;
pub use convert::{ConvertFault, converted};
use document::Sorted;
use seal::OldSeal;

/// Takes a document of an older generation.
///
/// # Errors
/// [`RefusedWhy::NotTheBadge`] for a part of a badge: its class, its issuer, a key, a list.
pub(crate) fn adopt(document: &Value) -> Result<Option<Opened>, RefusedWhy> {
    match document::sort(document) {
        Sorted::Old(old) => match old.bare() {
            Some(url) => Ok(Some(sealed(OldSeal::at(url)))),
            None => Ok(Some(sealed(OldSeal::hosted(old)))),
        },
        Sorted::Part(kind) => Err(RefusedWhy::NotTheBadge { kind }),
        Sorted::Other => Ok(None),
    }
}

/// Opens a signed badge, or the address of one: pictures of Open Badges 1.0 and 0.5 hold nothing
/// else. What is none of these is left to others.
pub(crate) fn open(bytes: &[u8]) -> Option<Opened> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim();
    if host::authority(text).is_some() {
        return Some(sealed(OldSeal::at(text)));
    }
    let compact = Compact::read(text).ok()?;
    let payload = Value::Object(compact.claims().ok()?);
    match document::sort(&payload) {
        Sorted::Old(old) => Some(sealed(OldSeal::signed(old, compact, text))),
        Sorted::Part(_) | Sorted::Other => None,
    }
}

fn sealed(seal: OldSeal) -> Opened {
    let document = seal.told();
    Opened::Credential(Secured::by_seal(document, Arc::new(seal)))
}
