//! contexts.
