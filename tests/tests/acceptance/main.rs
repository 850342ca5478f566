//! What is promised to those who use the program, asked of real processes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod demo;
mod deployment;
mod handbook;
mod http_contract;
mod restore;
mod terminal;
mod verify_contract;
