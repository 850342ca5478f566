//! Fetching what a verdict named as missing, because somebody asked for it.

use std::path::Path;

use bot_node::clock::{Clock as _, SystemClock};
use bot_node::gather::{Fetcher, Gathered, Outcome};
use bot_protocol::verdict::snapshots::{Snapshots, SnapshotsError};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::fetcher::fetcher;
use crate::screen::Screen;

/// Most rounds of judging and fetching: an old badge leads to its class, that to its issuer, that to
/// its key.
const ROUNDS_MAX: usize = 4;

/// What is fetched, for one badge or for several.
pub(super) struct Gathering {
    /// Absent where nothing may be fetched.
    hands: Option<(Fetcher, tokio::runtime::Runtime)>,
    rounds: usize,
    gathered: Gathered,
}

impl Gathering {
    /// Ready to fetch where that was asked for; else nothing is ever fetched.
    pub(super) fn new(asked: bool, authority: Option<&Path>) -> Result<Self, Failure> {
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = asked
            .then(runtime)
            .transpose()
            .map_err(|cause| Failure::new(Exit::Other, "cli-runtime", cause.to_string()))?;
        let fetcher = fetcher(authority)?;
        let hands = runtime.map(|runtime| (fetcher, runtime));
        Ok(Self { hands, rounds: 0, gathered: Gathered::default() })
    }

    /// Another badge has its turn.
    pub(super) fn next_badge(&mut self) {
        self.rounds = 0;
        self.gathered.next_badge();
    }

    /// Fetches what this verdict lacks; false where there is nothing more to fetch.
    pub(super) fn more(&mut self, verdict: &Value) -> bool {
        let Some((fetcher, runtime)) = &self.hands else { return false };
        if self.rounds == ROUNDS_MAX {
            return false;
        }
        self.rounds += 1;
        runtime.block_on(self.gathered.more(fetcher, verdict, SystemClock.now()))
    }

    /// What was fetched, as evidence: one file or none.
    pub(super) fn file(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let file = self.gathered.file().map_err(|fault| too_much(&fault))?;
        Ok(file.into_iter().collect())
    }

    /// What was fetched as a file to keep, even if it is nothing.
    pub(super) fn kept(&self) -> Result<Vec<u8>, Failure> {
        let nothing = Snapshots::default();
        match self.gathered.file().map_err(|fault| too_much(&fault))? {
            Some(file) => Ok(file),
            None => nothing.write().map_err(|fault| too_much(&fault)),
        }
    }

    /// What was asked for the badge of now and what came of it, for a program.
    pub(super) fn told(&self) -> Value {
        let one = |outcome: &Outcome| match &outcome.got {
            Ok(Some(bytes)) => json!({
                "url": outcome.url, "fetched": outcome.at.to_string(), "bytes": bytes,
            }),
            Ok(None) => json!({
                "url": outcome.url, "fetched": outcome.at.to_string(), "gone": true,
            }),
            Err(fault) => json!({ "url": outcome.url, "fault": fault.to_string() }),
        };
        self.gathered.for_this_badge().iter().map(one).collect()
    }

    /// Advises to see to the network where the verdict would advise to fetch what was just not got.
    pub(super) fn advise_anew(&self, screen: &Screen, verdict: &mut Value) {
        let faults = self.gathered.for_this_badge().iter().any(|outcome| outcome.got.is_err());
        if self.hands.is_some() && faults {
            readvise(verdict, &screen.sentence("cli-gathered-check", &[]));
        }
    }

    /// What was asked for all of them, for a person.
    pub(super) fn tell(&self, screen: &Screen) {
        if self.hands.is_some() && self.gathered.outcomes().is_empty() {
            screen.say("cli-gathered-nothing", &[]);
        }
        for outcome in self.gathered.outcomes() {
            let (url, at) = (outcome.url.clone(), outcome.at.to_string());
            match &outcome.got {
                Ok(Some(_)) => screen.say("cli-gathered", &[("url", url), ("at", at)]),
                Ok(None) => screen.say("cli-gathered-gone", &[("url", url), ("at", at)]),
                Err(fault) => {
                    screen.say("cli-gathered-not", &[("url", url), ("what", fault.to_string())]);
                }
            }
        }
    }
}

/// Puts this in the place of every advice to fetch, of each badge that is judged.
fn readvise(verdict: &mut Value, advice: &str) {
    for finding in verdict["findings"].as_object_mut().into_iter().flat_map(|all| all.values_mut())
    {
        if finding["advice"].as_str().is_some_and(|given| given.contains("--gather")) {
            finding["advice"] = advice.into();
        }
    }
    let several = verdict.get_mut("credentials").and_then(Value::as_array_mut);
    several.into_iter().flatten().for_each(|one| readvise(one, advice));
}

fn too_much(fault: &SnapshotsError) -> Failure {
    Failure::new(Exit::Other, "cli-gathered-much", fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_to_fetch_gives_way_and_other_advice_stays() {
        let advised =
            |integrity: &str| json!({ "integrity": { "advice": integrity }, "status": {} });
        let fetch = advised("Get it, or let bot verify --gather fetch it.");
        let mut verdict = json!({
            "findings": fetch, "credentials": [{ "findings": fetch }, { "findings": advised("Ask.") }],
        });
        readvise(&mut verdict, "Check.");
        let checked = advised("Check.");
        let expected = json!({
            "findings": checked, "credentials": [{ "findings": checked }, { "findings": advised("Ask.") }],
        });
        assert_eq!(verdict, expected);
        let mut other = json!({});
        readvise(&mut other, "Check.");
        assert!(other["findings"]["integrity"].is_null());
    }
}
