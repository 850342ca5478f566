//! What crosses the wire, watched: how often each marked statement, and whether anything private.
//!
//! The wire of the simulation carries what Noise would encrypt, so it can be searched. A statement
//! that is measured carries a mark, `BIT#` and eight hexadecimal digits; a text that must never
//! leave its node carries the word of [`SECRET`].

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use memchr::memmem;
use tokio::time::Instant;

/// What a measured statement carries before its number.
const MARK: &[u8] = b"BIT#";

/// What nothing on the wire may contain.
pub(crate) const SECRET: &str = "SECRET#";

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
        seen.secrets += memmem::find_iter(bytes, SECRET).count() as u64;
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
