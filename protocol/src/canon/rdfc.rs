//! rdfc.
