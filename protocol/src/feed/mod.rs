//! One author's statements in order: what may follow what, and what proves the order.
//!
//! A [`Feed`] is the state of one writer's log: enough to judge the next statement, not the
//! statements themselves. Who may write for whom is the [`KeyLog`]'s to say. Nothing here asks
//! for missing statements; that is [`crate::gossip`]. Wire: `spec/feed.md`, `spec/keys.md`.

mod accumulator;
mod bundle;
mod charters;
mod fork;
mod key_act;
mod key_event;
mod key_log;
mod key_note;
mod key_ring;
mod log;
mod proof;
mod recovery_ask;
mod short;
mod stamp;
mod status;
mod succession;
mod succession_error;
mod succession_slots;
mod tail;
mod watch;
mod witness;
mod witnesses;

pub use accumulator::{Accumulator, AccumulatorError};
pub use bundle::{Bundle, BundleError};
pub use charters::{Charters, Doubt, InForce, Needed, Persons, Stated};
pub use fork::{ForkError, ForkProof};
pub use key_act::KeyAct;
pub use key_event::{KeyEvent, KeyEventError};
pub use key_log::{Insertion, KeyLog, KeyLogError};
pub use key_note::{Kept, KeyNote};
pub use key_ring::KeyRing;
pub use log::{AppendError, Feed, RestoreError};
pub use proof::{
    ProofError, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion,
};
pub use recovery_ask::RecoveryAsk;
pub use short::{Cause, Short, ShortError};
pub use stamp::{
    Claim, Cosig, HeadStamp, HeldStamps, KeyTag, StampError, StampFork, StampForkError,
};
pub use status::{IssuerStatus, LogStatus, StatusWord};
pub use succession::{Cuts, Guardians, Opening, Recovery, Succession, Watch, WatchStep};
pub use succession_error::SuccessionError;
pub use succession_slots::Heir;
pub use tail::{Tail, TailError};
pub use watch::watch;
pub use witness::{Ask, Decision, Own, Refusal, Seen};
pub use witnesses::{Dated, TooFew, Witnesses, WitnessesError};

#[cfg(test)]
mod charter_laws;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod stamp_laws;
#[cfg(test)]
mod succession_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod witness_laws;
