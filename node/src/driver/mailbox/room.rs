//! How full a mailbox is, and who makes room where it is crowded.
//!
//! A key log is had for nothing, and so is a name: a stranger can write to as many as he likes. What strangers
//! leave has its half of the room, what is for nobody whose statements are kept an eighth. Where that is full
//! the newcomer is kept, and the oldest of strangers' envelopes goes, of whoever has most of them: so nobody
//! fills it for a month, and who has few loses none to who has many. What known ones left never goes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use bot_protocol::identity::Did;
use bot_protocol::limits::{
    ENVELOPES_OF_STRANGERS_MAX, ENVELOPES_PER_ADDRESSEE_MAX, MAILBOX_BYTES_MAX,
    MAILBOX_BYTES_OF_STRANGERS_MAX, MAILBOX_BYTES_OUTSIDE_MAX,
};

use super::{Kept, Mailbox};

/// What an envelope counts for at least, however short it is: what is known of it takes memory too.
pub(super) const COUNTED_BYTES_MIN: usize = 1024;

/// Bytes of an addressee before the rest of a key.
const ADDRESSEE_BYTES: usize = 32;

/// From whom an envelope came and for whom, as it was when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    /// Whether somebody left it who hosts nobody in scope.
    pub(super) strange: bool,
    /// Whether its addressee is not in scope.
    pub(super) outside: bool,
}

impl Origin {
    /// As one byte of a note.
    pub(super) fn byte(self) -> u8 {
        u8::from(self.strange) | u8::from(self.outside) << 1
    }

    pub(super) fn of(byte: u8) -> Self {
        Self { strange: byte & 1 != 0, outside: byte & 2 != 0 }
    }
}

impl Kept {
    fn counted(&self) -> usize {
        self.bytes.max(COUNTED_BYTES_MIN)
    }
}

/// How many bytes are kept, of all and of those of a kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Filled {
    all: usize,
    strange: usize,
    outside: usize,
    /// Both strangers' and for nobody in scope.
    both: usize,
}

impl Filled {
    fn parts(&mut self, origin: Origin) -> impl Iterator<Item = &mut usize> {
        let Origin { strange, outside } = origin;
        let parts = [
            (&mut self.all, true),
            (&mut self.strange, strange),
            (&mut self.outside, outside),
            (&mut self.both, strange && outside),
        ];
        parts.into_iter().filter_map(|(part, counts)| counts.then_some(part))
    }

    pub(super) fn add(&mut self, kept: &Kept) {
        self.parts(kept.origin).for_each(|part| *part = part.saturating_add(kept.counted()));
    }

    pub(super) fn take(&mut self, kept: &Kept) {
        self.parts(kept.origin).for_each(|part| *part = part.saturating_sub(kept.counted()));
    }

    /// What known ones left, which never goes.
    fn of_known(self) -> Self {
        let (all, outside) = (self.all - self.strange, self.outside - self.both);
        Self { all, strange: 0, outside, both: 0 }
    }

    fn fits_outside(self) -> bool {
        self.outside <= MAILBOX_BYTES_OUTSIDE_MAX
    }

    fn fits(self) -> bool {
        self.all <= MAILBOX_BYTES_MAX && self.strange <= MAILBOX_BYTES_OF_STRANGERS_MAX
    }
}

impl Mailbox {
    /// What goes for one more of somebody to be kept: nothing as long as there is room, and no more than it
    /// takes. `None` where it is not kept whatever goes.
    pub(super) fn room_for(&self, to: &Did, kept: &Kept) -> Option<BTreeSet<Vec<u8>>> {
        let Origin { strange, outside } = kept.origin;
        let (all, strangers) = self.of(to).fold((0, 0), |(all, strangers), (_, kept)| {
            (all + 1, strangers + usize::from(kept.origin.strange))
        });
        let mut least = self.filled.of_known();
        least.add(kept);
        if all >= ENVELOPES_PER_ADDRESSEE_MAX
            || strange && strangers >= ENVELOPES_OF_STRANGERS_MAX
            || outside && !least.fits_outside()
            || !least.fits()
        {
            return None;
        }
        let (mut filled, mut gone) = (self.filled, BTreeSet::new());
        filled.add(kept);
        if outside && !filled.fits_outside() {
            for (key, one) in Crowd::new(self.strange().filter(|(_, one)| one.origin.outside)) {
                if filled.fits_outside() {
                    break;
                }
                filled.take(one);
                gone.insert(key.clone());
            }
        }
        if strange && !filled.fits() {
            let left: Vec<_> = self.strange().filter(|(key, _)| !gone.contains(*key)).collect();
            for (key, one) in Crowd::new(left.into_iter()) {
                if filled.fits() {
                    break;
                }
                filled.take(one);
                gone.insert(key.clone());
            }
        }
        (filled.all <= MAILBOX_BYTES_MAX).then_some(gone)
    }

    /// What strangers left.
    fn strange(&self) -> impl Iterator<Item = (&Vec<u8>, &Kept)> {
        self.kept.iter().filter(|(_, kept)| kept.origin.strange)
    }
}

/// The key of an envelope, and what is known of it.
type One<'k> = (&'k Vec<u8>, &'k Kept);

/// Bytes, the oldest, and whose: by a place in [`Crowd::of`].
type Rank<'k> = (usize, Reverse<(u64, &'k [u8])>, usize);

/// Envelopes in the order in which they go: the oldest of whoever has most bytes of them, again and again.
struct Crowd<'k> {
    /// Of each addressee the bytes, and the envelopes from the oldest on.
    of: Vec<(usize, VecDeque<One<'k>>)>,
    fullest: BinaryHeap<Rank<'k>>,
}

impl<'k> Crowd<'k> {
    fn new(all: impl Iterator<Item = One<'k>>) -> Self {
        let mut of: BTreeMap<&[u8], Vec<One<'k>>> = BTreeMap::new();
        for (key, kept) in all {
            of.entry(key.get(..ADDRESSEE_BYTES).unwrap_or(key)).or_default().push((key, kept));
        }
        let of = of.into_values().map(|mut all| {
            all.sort_by_key(|(key, kept)| (kept.came, *key));
            (all.iter().map(|(_, kept)| kept.counted()).sum(), VecDeque::from(all))
        });
        let mut crowd = Self { of: of.collect(), fullest: BinaryHeap::new() };
        (0..crowd.of.len()).for_each(|whose| crowd.rank(whose));
        crowd
    }

    fn rank(&mut self, whose: usize) {
        if let Some((bytes, all)) = self.of.get(whose)
            && let Some((key, kept)) = all.front()
        {
            self.fullest.push((*bytes, Reverse((kept.came, key)), whose));
        }
    }
}

impl<'k> Iterator for Crowd<'k> {
    type Item = One<'k>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, _, whose) = self.fullest.pop()?;
        let (bytes, all) = self.of.get_mut(whose)?;
        let oldest = all.pop_front()?;
        *bytes = bytes.saturating_sub(oldest.1.counted());
        self.rank(whose);
        Some(oldest)
    }
}
