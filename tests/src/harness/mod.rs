//! A world of nodes made from one seed.
