//! What is promised to those who use the program, asked of real processes.

mod handbook;
mod http_contract;
