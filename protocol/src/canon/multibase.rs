//! multibase.
