//! Chance from a seed, in the place of the system's.
//!
//! Whatever in this process asks the C library for random bytes gets the next ones of one stream
//! that a seed decides: the hash maps of the standard library and so the order in which they are
//! walked, the crates `getrandom` 0.3 and 0.4 and `rand` 0.9 and 0.10 on top of them, and so the
//! choices of gossipsub, the pings of yamux, the salts and boot ids of the node.
//!
//! Not reached: who makes the system call itself (`getrandom` 0.2, and with it `ring`). In a
//! simulation nothing does, because no handshake of Noise or QUIC takes place there.

use std::sync::{Mutex, PoisonError};

/// A stream of numbers that its seed decides. Source: SplitMix64, Steele, Lea and Flood 2014.
#[derive(Debug, Clone)]
pub struct Chance(u64);

/// What the process draws from.
static PROCESS: Mutex<Chance> = Mutex::new(Chance::new(0));

/// Begins the stream that the whole process draws from anew. To be called before anything else
/// draws, on the thread that then does everything.
pub fn seed(seed: u64) {
    *PROCESS.lock().unwrap_or_else(PoisonError::into_inner) = Chance::new(seed);
}

impl Chance {
    /// The stream of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one; 0 for 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.draw().checked_rem(end).unwrap_or(0)).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a million.
    pub fn happens(&mut self, millionths: u32) -> bool {
        self.draw() % 1_000_000 < u64::from(millionths)
    }

    /// Fills bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let drawn = self.draw().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    }
}

/// Takes the place of the C library's function of this name; never fails and never gives less.
///
/// # Safety
/// `buffer` must be valid for writes of `length` bytes, as the C library demands.
#[expect(unsafe_code, reason = "the C library's interface is one of pointers")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrandom(buffer: *mut u8, length: usize, _flags: u32) -> isize {
    if buffer.is_null() || length == 0 {
        return 0;
    }
    // SAFETY: the caller promises that so many bytes may be written there.
    let bytes = unsafe { std::slice::from_raw_parts_mut(buffer, length) };
    PROCESS.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    isize::try_from(length).unwrap_or(isize::MAX)
}
