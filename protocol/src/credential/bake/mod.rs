//! bake.
