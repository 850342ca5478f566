//! The outer language: Open Badges 3.0 over Verifiable Credentials 2.0.

pub mod bake;
pub mod contexts;
pub mod issue;
pub mod jsonld;
pub mod model;
pub mod present;
pub mod proof;
pub mod status;
pub mod status_list;
