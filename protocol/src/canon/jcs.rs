//! jcs.
