//! What crosses the wire, watched: how often each marked statement, and whether anything private.
//!
//! The wire of the simulation carries what Noise would encrypt, so it can be searched. A statement
//! that is measured carries a mark, `BIT#` and eight hexadecimal digits; what must never leave its node
//! ([`crate::shelves`]) carries a word that is looked for as it is and as hexadecimal digits.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use memchr::memmem;
use tokio::time::Instant;

use crate::shelves::SEED;

/// What a measured statement carries before its number.
const MARK: &[u8] = b"BIT#";

/// Longest that gossip takes; what sets out later is a catch-up's.
const SOON: Duration = Duration::from_secs(1);

/// How often one marked statement set out.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Copies {
    first: Option<Instant>,
    soon: u32,
    late: u32,
}

impl Copies {
    fn add(&mut self, now: Instant) {
        let first = *self.first.get_or_insert(now);
        let count = if now - first <= SOON { &mut self.soon } else { &mut self.late };
        *count += 1;
    }

    /// How often within the time that gossip takes, or after it.
    pub(crate) fn count(&self, soon: bool) -> u32 {
        if soon { self.soon } else { self.late }
    }
}

/// What was seen so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Seen {
    /// By mark: how often it set out.
    pub(crate) copies: Vec<Copies>,
    /// How often a secret set out.
    pub(crate) secrets: u64,
    /// How many bytes set out.
    pub(crate) bytes: u64,
    /// What set out when, in one number: two runs are the same when this is.
    pub(crate) print: u64,
}

/// The one tap on all wires.
#[derive(Debug)]
pub(crate) struct Tap {
    seen: Mutex<Seen>,
    begun: Instant,
}

impl Default for Tap {
    fn default() -> Self {
        Self { seen: Mutex::default(), begun: Instant::now() }
    }
}

/// The forms in which a secret could set out.
fn forms() -> [Vec<u8>; 2] {
    let digits: String = SEED.bytes().map(|byte| format!("{byte:02x}")).collect();
    [SEED.as_bytes().to_vec(), digits.into_bytes()]
}

/// The twin: a secret that sets out is noticed in each of its forms, and what is none is not.
///
/// # Panics
/// When one is not.
pub(crate) fn must_notice() {
    let secrets = |said: &[u8]| {
        let tap = Tap::default();
        tap.see(said);
        tap.seen().secrets
    };
    for form in forms() {
        let said = [b"before ", form.as_slice(), b" after"].concat();
        assert_eq!(secrets(&said), 1, "a secret of this form is not noticed: {form:?}");
        assert_eq!(secrets(&said[..said.len() / 2]), 0, "half of one is none");
    }
}

/// The mark with this number.
pub(crate) fn mark(number: usize) -> String {
    format!("BIT#{number:08x}")
}

impl Tap {
    pub(crate) fn see(&self, bytes: &[u8]) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.bytes += bytes.len() as u64;
        let micros = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let head = bytes.first_chunk().map_or(0, |head| u64::from_le_bytes(*head));
        for part in [micros, bytes.len() as u64, head] {
            // Source: FNV-1a, eight bytes at a time.
            seen.print = (seen.print ^ part).wrapping_mul(0x0100_0000_01b3);
        }
        for at in memmem::find_iter(bytes, MARK) {
            let digits = bytes.get(at + MARK.len()..at + MARK.len() + 8);
            let text = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            let Some(number) = text.and_then(|text| usize::from_str_radix(text, 16).ok()) else {
                continue;
            };
            if seen.copies.len() <= number {
                seen.copies.resize(number + 1, Copies::default());
            }
            seen.copies[number].add(Instant::now());
        }
        for form in forms() {
            seen.secrets += memmem::find_iter(bytes, &form).count() as u64;
        }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
