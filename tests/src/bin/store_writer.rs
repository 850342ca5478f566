//! Works on a store until it is done or killed: `store_writer FOLDER BACKEND BATCHES ACKS`.
//!
//! Each acknowledged batch is one write of four bytes to the file ACKS. When the store fails, the
//! error (of a commit, or of writing it anew) goes to the standard output, then what the same handle
//! answers to one more write and to a read; the exit code is then 1.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use bot_node::store;
use bot_tests::crash::workload;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, backend, batches, acks] = arguments.as_slice() else {
        return ExitCode::from(2);
    };
    let backend = backend.parse().expect("a backend");
    let batches = batches.parse().expect("a number of batches");
    let mut out = io::stdout();
    let mut say = |line: &dyn std::fmt::Display| writeln!(out, "{line}").expect("said");
    let store = match store::open(Path::new(folder), backend) {
        Ok(store) => store,
        Err(error) => {
            say(&error);
            return ExitCode::FAILURE;
        }
    };
    let mut acks = File::options().append(true).create(true).open(acks).expect("the acks open");
    let mut told = |batches: u32| acks.write_all(&batches.to_be_bytes()).expect("acknowledged");
    let Err(error) = workload::write(store.as_ref(), batches, &mut told) else {
        return ExitCode::SUCCESS;
    };
    say(&error);
    for answer in [store.commit(&[]), store.heads().map(drop)] {
        say(&answer.map_or_else(|error| error.to_string(), |()| "answered".to_owned()));
    }
    ExitCode::FAILURE
}
