//! What is remembered of a connected peer, and its rates.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::HeadStamp;
use crate::identity::{Did, PublicKey};
use crate::limits::{
    HEARD_BURST, HEARD_PER_SECOND, HELLO_BURST, HELLOS_PER_SECOND, REQUEST_BURST,
    REQUEST_PER_SECOND, SETTLES_MILLIS, SURVEY_BURST, SURVEYS_PER_MINUTE, VAIN_BLAMED, VAIN_BURST,
    VAIN_PAID_BY_NEWS, VAIN_PER_SECOND,
};
use crate::time::Timestamp;

use super::super::reconcile::Salt;
use super::super::{BootId, StoreId};
use super::compare::Comparison;
use super::offer::Offer;
use super::sights::Again;
use super::sync::later;
use super::unkept::Unkept;

/// One connected peer.
#[derive(Debug)]
pub(super) struct PeerState {
    /// What its latest Hello said.
    pub(super) hello: Option<Met>,
    /// What the items it asks for are made with; it alone is told, anew for each connection.
    pub(super) salt: Salt,
    /// When it is asked again to sign as a witness, and the pause after that.
    pub(super) sign_again: (Timestamp, u64),
    /// What it was asked to sign, by the writer of the log and the witness that was meant.
    pub(super) signing: BTreeMap<(PublicKey, PublicKey), Signing>,
    /// Which witness there was asked last to sign for a writer of this installation.
    pub(super) witness_asked: BTreeMap<PublicKey, PublicKey>,
    /// For which feeds it is asked again as a witness of this node's own, by its key; none where all are
    /// to be gone through.
    pub(super) watching: BTreeMap<PublicKey, BTreeMap<PublicKey, Again>>,
    /// The identities it proved to host.
    pub(super) hosts: BTreeSet<Did>,
    /// When the connection came up, or was last found mute.
    pub(super) up: Timestamp,
    /// Gossip messages it may still forward.
    pub(super) heard: Bucket,
    /// What it may still say unasked and in vain, and what of it was too much since it was blamed last.
    pub(super) vain: Bucket,
    too_much: u32,
    /// Requests it may still make.
    pub(super) requests: Bucket,
    /// Hellos it may still say; each costs a signature for each identity in it.
    pub(super) hellos: Bucket,
    /// Surveys it may still ask for; each makes an item of every feed held.
    pub(super) surveys: Bucket,
    /// Serves under way for it.
    pub(super) serving: u32,
    /// The answers to what it lacks that are on their way to it, and how many rows each has.
    pub(super) lacking: BTreeMap<u32, usize>,
    /// The answer of symbols that is on its way to it: one at a time, for they lie in memory.
    pub(super) sketching: Option<u32>,
    /// What it is being shown of what is held here.
    pub(super) offer: Option<Offer>,
    /// What of it is refused here, by the writer.
    pub(super) refused: BTreeMap<PublicKey, Unkept>,
    /// What it may ask back for.
    pub(super) shown: Option<Offer>,
    /// It was waited for once to compare.
    pub(super) yielded: bool,
    /// What it shows of what it holds.
    pub(super) comparison: Option<Comparison>,
    /// When it was last asked for everything new.
    pub(super) caught: Timestamp,
    /// Whose entries it was given since: they are the latest to arrive there.
    pub(super) given: BTreeSet<PublicKey>,
    /// The feeds of this installation whose heads it was asked for.
    pub(super) heads: BTreeSet<PublicKey>,
    /// What it was asked and has not ended.
    pub(super) asked: BTreeMap<u32, Asked>,
    /// The number of the next request to it.
    pub(super) next_request: u32,
    /// When it is asked again what is new.
    pub(super) next_sync: Timestamp,
    /// The first catch-up on this connection ended, and another was set for soon after it.
    pub(super) settles: bool,
    /// The next catch-up compares everything.
    pub(super) whole: bool,
}

/// What a peer's latest Hello said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Met {
    pub(super) boot: BootId,
    pub(super) store: StoreId,
    pub(super) salt: Salt,
}

/// A head that a witness was asked to sign.
#[derive(Debug)]
pub(super) struct Signing {
    /// Its stamp.
    pub(super) stamp: HeadStamp,
    /// The sizes from which it was shown since that this head continues them: each costs reading the
    /// whole log, and no witness needs one twice.
    pub(super) proved: BTreeSet<u32>,
}

impl Signing {
    pub(super) fn new(stamp: HeadStamp) -> Self {
        Self { stamp, proved: BTreeSet::new() }
    }

    /// Whether a proof from this size is owed: a witness names the head it signed last and its own
    /// copy, so two in all.
    fn owes(&mut self, from: u32) -> bool {
        from < self.stamp.size() && self.proved.len() < 2 && self.proved.insert(from)
    }
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
    CatchUp {
        /// The position of the peer's store that all of it brings to; where nothing, the answer
        /// says it.
        to: Option<u64>,
    },
    /// What there is that is not held here.
    Survey,
    /// A gap, missing bodies, or an unknown writer.
    Chase(PublicKey),
    /// The headers of a forked feed up to a witnessed head.
    Branch(PublicKey),
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
    /// Whether a feed of this installation is held there as far as it is here.
    Head {
        /// Whose feed.
        writer: PublicKey,
        /// The number of the newest entry held.
        at: u32,
        /// It came, and is the same.
        same: bool,
    },
}

impl Aim {
    /// Whether it asks for everything new, in one way or another.
    pub(super) fn catches_up(self) -> bool {
        match self {
            Self::CatchUp { .. } | Self::Survey => true,
            Self::Chase(_) | Self::Branch(_) | Self::Probe { .. } | Self::Head { .. } => false,
        }
    }
}

impl PeerState {
    pub(super) fn new(now: Timestamp, salt: Salt) -> Self {
        Self {
            hello: None,
            salt,
            sign_again: (Timestamp::from_millis(0), 0),
            signing: BTreeMap::new(),
            witness_asked: BTreeMap::new(),
            watching: BTreeMap::new(),
            hosts: BTreeSet::new(),
            up: now,
            heard: Bucket::new(HEARD_BURST, HEARD_PER_SECOND, now),
            vain: Bucket::new(VAIN_BURST, VAIN_PER_SECOND, now),
            too_much: 0,
            requests: Bucket::new(REQUEST_BURST, REQUEST_PER_SECOND, now),
            hellos: Bucket::new(HELLO_BURST, HELLOS_PER_SECOND, now),
            surveys: Bucket::a_minute(SURVEY_BURST, SURVEYS_PER_MINUTE, now),
            serving: 0,
            lacking: BTreeMap::new(),
            sketching: None,
            offer: None,
            refused: BTreeMap::new(),
            shown: None,
            yielded: false,
            comparison: None,
            caught: now,
            given: BTreeSet::new(),
            heads: BTreeSet::new(),
            asked: BTreeMap::new(),
            next_request: 0,
            next_sync: now,
            settles: false,
            whole: false,
        }
    }

    /// What was refused for good may count after all: everything is compared again, also where an
    /// answer is on its way, which would else be the last word.
    pub(super) fn begin_again(&mut self, now: Timestamp) {
        self.whole = true;
        self.refused.clear();
        self.next_sync = now;
        for asked in self.asked.values_mut() {
            asked.clean = false;
        }
    }

    /// What its witnesses were asked to sign of a log, to this size.
    fn signing_of(
        &mut self,
        writer: &PublicKey,
        size: u32,
    ) -> impl Iterator<Item = (PublicKey, &mut Signing)> {
        let (first, last) = ([0; 32], [u8::MAX; 32]);
        let span = (*writer, PublicKey::reopen(first))..=(*writer, PublicKey::reopen(last));
        let asked = self.signing.range_mut(span).filter(move |(_, one)| one.stamp.size() == size);
        asked.map(|((_, witness), one)| (*witness, one))
    }

    /// Who of its witnesses was asked about this head, each with the stamp.
    pub(super) fn asked_of(
        &mut self,
        writer: &PublicKey,
        size: u32,
    ) -> Vec<(PublicKey, HeadStamp)> {
        self.signing_of(writer, size).map(|(witness, one)| (witness, one.stamp.clone())).collect()
    }

    /// To whom of them a proof from this size is owed: which of several asks for it is not told.
    pub(super) fn owes(
        &mut self,
        writer: &PublicKey,
        size: u32,
        from: u32,
    ) -> Vec<(PublicKey, HeadStamp)> {
        let owed = self
            .signing_of(writer, size)
            .filter_map(|(witness, one)| one.owes(from).then(|| (witness, one.stamp.clone())));
        owed.collect()
    }

    /// It said something new. Whoever forwards what many say has more to say than is taken of it, and that is
    /// no flood.
    pub(super) fn told_news(&mut self) {
        self.vain.give(VAIN_PAID_BY_NEWS);
    }

    /// It said something in vain; answers whether it is to be blamed for how much of that it says.
    pub(super) fn wastes(&mut self, now: Timestamp) -> bool {
        if self.vain.take(now) {
            return false;
        }
        self.too_much = self.too_much.saturating_add(1);
        let blamed = self.too_much >= VAIN_BLAMED;
        self.too_much = if blamed { 0 } else { self.too_much };
        blamed
    }

    /// A catch-up ended. After the first another follows soon: gossip may carry nothing to this peer yet.
    pub(super) fn settle(&mut self, now: Timestamp) {
        if !std::mem::replace(&mut self.settles, true) {
            self.next_sync = self.next_sync.min(later(now, SETTLES_MILLIS));
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

/// What one token is worth: one a minute for each millisecond of a minute.
const TOKEN: u64 = 60_000;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Bucket {
    level: u64,
    most: u64,
    per_minute: u64,
    filled: u64,
}

impl Bucket {
    fn new(burst: u64, per_second: u64, now: Timestamp) -> Self {
        Self::a_minute(burst, per_second.saturating_mul(60), now)
    }

    pub(super) fn a_minute(burst: u64, per_minute: u64, now: Timestamp) -> Self {
        let most = burst.saturating_mul(TOKEN);
        Self { level: most, most, per_minute, filled: now.millis() }
    }

    /// Gives so many tokens back, as far as there is room.
    fn give(&mut self, tokens: u64) {
        self.level = self.level.saturating_add(tokens.saturating_mul(TOKEN)).min(self.most);
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now: Timestamp) -> bool {
        let passed = now.millis().saturating_sub(self.filled);
        self.filled = self.filled.max(now.millis());
        let gained = passed.saturating_mul(self.per_minute);
        self.level = self.level.saturating_add(gained).min(self.most);
        match self.level.checked_sub(TOKEN) {
            Some(rest) => {
                self.level = rest;
                true
            }
            None => false,
        }
    }
}
