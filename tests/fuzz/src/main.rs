//! Every parser under fire: one program, whose target `BOT_FUZZ` names. See `smoke`.
//!
//! A target takes bytes and panics where a law is broken: what is read and written again is the
//! same, a canonical form is one whatever order things come in, output is bounded by input.
//! Each new parser is one line in [`TARGETS`].

#![no_main]

mod bytes;
mod dialects;
mod documents;
mod seeds;
mod verdicts;

use std::path::Path;
use std::process::exit;
use std::sync::OnceLock;
use std::{env, fs};

use libfuzzer_sys::fuzz_target;

/// What a target does with bytes.
type Target = fn(&[u8]);

/// Every target by its name, which is the name of its folder of seeds.
const TARGETS: &[(&str, Target)] = &[
    ("json", documents::json),
    ("jsonld", documents::jsonld),
    ("contexts", documents::contexts),
    ("definition", documents::definition),
    ("png", documents::png),
    ("svg", documents::svg),
    ("names", bytes::names),
    ("time", bytes::time),
    ("statement", bytes::statement),
    ("places", bytes::places),
    ("bundle", bytes::bundle),
    ("stamp", bytes::stamp),
    ("proof", bytes::proof),
    ("letter", bytes::letter),
    ("gossip", bytes::gossip),
    ("presented", verdicts::presented),
    ("jose", verdicts::presented),
    ("cose", verdicts::presented),
    ("old", verdicts::presented),
    ("suites", verdicts::presented),
    ("evidence", verdicts::evidence),
    ("wallet", verdicts::wallet),
    ("status-list", documents::status_list),
    ("keys", documents::keys),
];

static CHOSEN: OnceLock<Target> = OnceLock::new();

/// Chooses the target; lists all or writes their seeds where that is asked for.
fn choose() {
    let asked = env::var("BOT_FUZZ").unwrap_or_default();
    if let Some(folder) = asked.strip_prefix("seeds:") {
        for (target, name, bytes) in seeds::all() {
            let folder = Path::new(folder).join(target);
            fs::create_dir_all(&folder).expect("a folder for seeds");
            fs::write(folder.join(name), bytes).expect("a seed");
        }
        exit(0);
    }
    let Some((_, target)) = TARGETS.iter().find(|(name, _)| *name == asked) else {
        TARGETS.iter().for_each(|(name, _)| println!("{name}"));
        exit(0);
    };
    CHOSEN.set(*target).expect("chosen once");
}

fuzz_target!(init: choose(), |data: &[u8]| {
    CHOSEN.get().expect("chosen before")(data);
});
