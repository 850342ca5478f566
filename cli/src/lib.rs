//! Bits of Trust.
