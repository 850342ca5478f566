//! What is promised to those who use the program, asked of real processes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authorisation;
mod bad_input;
mod bad_input_files;
mod bad_input_http;
mod bad_input_keys;
mod bad_input_names;
mod bad_input_pictures;
mod bad_input_routes;
mod bad_input_system;
mod contract_others;
mod data;
mod demo;
mod deployment;
mod explain;
mod first_days;
mod gather;
mod handbook;
mod http_contract;
mod imports;
mod jose_cli;
mod jose_others;
mod ob_api;
mod ob_api_refusals;
mod once_crash;
mod own_network;
mod proofs;
mod push;
mod restore;
mod second_opinion;
mod statuses;
mod terminal;
mod told_plainly;
mod vc_api;
mod vc_api_suites;
mod vc_crash;
mod vc_proofs;
mod vc_resolver;
mod vc_status;
mod verify_contract;
mod wallets;
mod wallets_crash;
mod wallets_own;
mod web_door;
mod witnesses;
