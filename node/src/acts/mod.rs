//! acts.
