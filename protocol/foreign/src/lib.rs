//! Other people's dialects of credentials: foreign proof suites, JOSE, SD-JWT, COSE, old badges.
//!
//! Pure, as the core is: no disk, socket, clock or chance. Each dialect is opened into the shape of
//! a VC document with a seal; the six findings are the core's. What signs beside the core is [`signing`].
//!
//! ```
//! use bot_protocol::verdict::{self, Asked, Evidence};
//!
//! let reader = bot_foreign::reader();
//! assert!(reader.read(b"neither a badge nor anything else").is_err());
//! # let _ = (verdict::judge, Evidence::new, Asked::at);
//! ```

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::indexing_slicing,
        clippy::float_arithmetic,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable
    )
)]

mod cose;
pub mod envelopes;
pub mod issue;
pub mod jose;
pub mod old;
pub mod openid;
mod said;
pub mod signature;
pub mod signing;
mod suites;

use std::sync::Arc;

use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof::ForeignSuite;
use bot_protocol::verdict::{Dialects, Opened, Reader, RefusedWhy};

/// Every dialect there is.
#[derive(Clone, Copy, Debug)]
pub struct AllDialects;

/// What a verifier reads by default: the pinned contexts and every dialect.
#[must_use]
pub fn reader() -> Reader<'static> {
    reader_of(Profile::Closed)
}

/// What a verifier of this profile reads.
#[must_use]
pub fn reader_of(profile: Profile) -> Reader<'static> {
    Reader { contexts: profile.contexts(), dialects: &AllDialects }
}

impl Dialects for AllDialects {
    fn suites(&self) -> &[&dyn ForeignSuite] {
        suites::ALL
    }

    fn open(&self, bytes: &[u8]) -> Result<Option<Opened>, RefusedWhy> {
        if let Some(sign1) = cose::sniff(bytes) {
            return cose::open(&sign1);
        }
        match old::open(bytes) {
            Some(opened) => Ok(Some(opened)),
            None => jose::open(bytes),
        }
    }

    fn adopt(&self, document: &Arc<Value>) -> Result<Option<Opened>, RefusedWhy> {
        match old::adopt(document)? {
            Some(opened) => Ok(Some(opened)),
            None => jose::adopt(document),
        }
    }
}
