//! What is remembered of a connected peer, and its rates.

use std::collections::{BTreeMap, BTreeSet};

use crate::identity::{Did, PublicKey};
use crate::limits::{
    CLOCK_BURST, CLOCKS_PER_SECOND, HEARD_BURST, HEARD_PER_SECOND, HELLO_BURST, HELLOS_PER_SECOND,
    REQUEST_BURST, REQUEST_PER_SECOND,
};
use crate::time::Timestamp;

use super::super::{BootId, Clock, StoreId};

/// One connected peer.
#[derive(Debug)]
pub(super) struct PeerState {
    /// What its latest Hello said.
    pub(super) hello: Option<(BootId, StoreId)>,
    /// When it is asked again to sign as a witness, and the pause after that.
    pub(super) sign_again: (Timestamp, u64),
    /// The identities it proved to host.
    pub(super) hosts: BTreeSet<Did>,
    /// When the connection came up, or was last found mute.
    pub(super) up: Timestamp,
    /// Gossip messages it may still forward.
    pub(super) heard: Bucket,
    /// Requests it may still make.
    pub(super) requests: Bucket,
    /// Hellos it may still say; each costs a signature for each identity in it.
    pub(super) hellos: Bucket,
    /// Clocks it may still send; each is compared with every feed held.
    pub(super) clocks: Bucket,
    /// Serves under way for it.
    pub(super) serving: u32,
    /// The clock it is sending.
    pub(super) clock: Option<Gathering>,
    /// What it was asked and has not ended.
    pub(super) asked: BTreeMap<u32, Asked>,
    /// The number of the next request to it.
    pub(super) next_request: u32,
    /// When it is asked again what is new.
    pub(super) next_sync: Timestamp,
    /// The next catch-up goes by full clock.
    pub(super) whole: bool,
}

/// A clock of which not all pages have come.
#[derive(Debug)]
pub(super) struct Gathering {
    /// The request it belongs to.
    pub(super) request: u32,
    /// Pages that came.
    pub(super) pages: u32,
    /// What they said; nothing where there was no room for it.
    pub(super) rows: Option<Clock>,
}

/// One open request to a peer.
#[derive(Debug)]
pub(super) struct Asked {
    /// What for.
    pub(super) aim: Aim,
    /// Frames of items that came.
    pub(super) frames: u32,
    /// Everything that came was taken, known, or refused for good.
    pub(super) clean: bool,
    /// When it was asked, or something last came.
    pub(super) heard: Timestamp,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Everything new.
    CatchUp,
    /// A gap, missing bodies, or an unknown writer.
    Chase(PublicKey),
    /// Where two branches part.
    Probe {
        /// Whose feed.
        writer: PublicKey,
        /// Below it nothing differs.
        low: u32,
        /// From it on all differs, or a difference is suspected below it.
        high: u32,
        /// The number that was asked for.
        at: u32,
    },
}

impl PeerState {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            hello: None,
            sign_again: (Timestamp::from_millis(0), 0),
            hosts: BTreeSet::new(),
            up: now,
            heard: Bucket::new(HEARD_BURST, HEARD_PER_SECOND, now),
            requests: Bucket::new(REQUEST_BURST, REQUEST_PER_SECOND, now),
            hellos: Bucket::new(HELLO_BURST, HELLOS_PER_SECOND, now),
            clocks: Bucket::new(CLOCK_BURST, CLOCKS_PER_SECOND, now),
            serving: 0,
            clock: None,
            asked: BTreeMap::new(),
            next_request: 0,
            next_sync: now,
            whole: false,
        }
    }

    /// Opens a request and answers with its number.
    pub(super) fn ask(&mut self, aim: Aim, now: Timestamp) -> u32 {
        let request = self.next_request;
        self.next_request = self.next_request.wrapping_add(1);
        self.asked.insert(request, Asked { aim, frames: 0, clean: true, heard: now });
        request
    }
}

/// A token bucket in whole thousandths of a token.
#[derive(Debug)]
pub(super) struct Bucket {
    milli: u64,
    most: u64,
    per_second: u64,
    filled: u64,
}

impl Bucket {
    fn new(burst: u64, per_second: u64, now: Timestamp) -> Self {
        let most = burst.saturating_mul(1000);
        Self { milli: most, most, per_second, filled: now.millis() }
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now: Timestamp) -> bool {
        let passed = now.millis().saturating_sub(self.filled);
        self.filled = self.filled.max(now.millis());
        let gained = passed.saturating_mul(self.per_second);
        self.milli = self.milli.saturating_add(gained).min(self.most);
        match self.milli.checked_sub(1000) {
            Some(rest) => {
                self.milli = rest;
                true
            }
            None => false,
        }
    }
}
