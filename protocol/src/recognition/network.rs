//! Who stands behind whom at one moment, laid out to be walked from where one viewer stands.
//!
//! Directed: a tie leads from who gives their word to whom it is about. What is mutual is two ties.
//! Only the strongest tie between two counts, so saying the same twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::identity::Did;
use crate::limits::WALK_TIES_MIN;

/// How strongly one identity stands behind another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// An endorsement: the word of one side.
    Endorsed,
    /// A recognition that both signed, or a name in the viewer's own address book.
    Recognised,
}

impl Strength {
    /// Its weight in quarters of a recognition.
    pub(super) const fn quarters(self) -> u64 {
        match self {
            Self::Endorsed => 1,
            Self::Recognised => 4,
        }
    }
}

/// The place of an identity in a network, counted from 0 in the order in which they were heard of.
pub(super) type Place = u32;

/// Where the viewer stands, with all identities of theirs.
pub(super) const VIEWER: Place = 0;

/// The last place that a tie can name.
const PLACE_MAX: Place = u32::MAX >> 1;

/// Bits after the point of a share: five of them multiplied are exact in 128.
pub(super) const SHARE_BITS: u32 = 25;

/// One end of a tie, in four bytes, for there are millions: the other's place, doubled, and one
/// more where it is a recognition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie(u32);

impl Tie {
    const fn new(place: Place, strength: Strength) -> Self {
        Self(place.wrapping_mul(2).wrapping_add(match strength {
            Strength::Endorsed => 0,
            Strength::Recognised => 1,
        }))
    }

    pub(super) const fn place(self) -> Place {
        self.0 >> 1
    }

    pub(super) const fn strength(self) -> Strength {
        if self.0 & 1 == 1 { Strength::Recognised } else { Strength::Endorsed }
    }
}

/// The ties of one identity, each list in the order of places.
#[derive(Clone, Debug, Default)]
struct Ties {
    /// Whom it stands behind.
    to: Vec<Tie>,
    /// Who stands behind it.
    from: Vec<Tie>,
    /// The sum of the weights of `to`, in quarters.
    quarters: u64,
}

impl Ties {
    /// What part of a walk follows one tie of `to`: an endorsement, a recognition.
    fn shares(&self) -> [u32; 2] {
        let all = self.quarters.max(WALK_TIES_MIN.saturating_mul(Strength::Recognised.quarters()));
        // Three quarters of the walks that are here go on, shared by weight; what is lost by
        // rounding ends here.
        let share = |strength: Strength| {
            let whole = (3_u64 << SHARE_BITS).saturating_mul(strength.quarters());
            let share = whole.checked_div(all.saturating_mul(4)).unwrap_or_default();
            u32::try_from(share).unwrap_or_default()
        };
        [share(Strength::Endorsed), share(Strength::Recognised)]
    }
}

/// Who stands behind whom, from where one viewer stands.
#[derive(Clone, Debug)]
pub struct Network {
    viewers: BTreeSet<Did>,
    places: BTreeMap<Did, Place>,
    /// The identity at each place; the viewer has several.
    names: Vec<Option<Did>>,
    ties: Vec<Ties>,
    /// The shares of each place, close together: they are looked up by the hundred thousand.
    shares: Vec<[u32; 2]>,
}

impl Network {
    /// Nobody but the viewer, who may have several identities.
    #[must_use]
    pub fn seen_by(viewers: impl IntoIterator<Item = Did>) -> Self {
        let viewers = viewers.into_iter().collect();
        let (ties, shares) = (vec![Ties::default()], vec![[0; 2]]);
        Self { viewers, places: BTreeMap::new(), names: vec![None], ties, shares }
    }

    /// Whether this is an identity of the viewer.
    #[must_use]
    pub fn is_viewer(&self, did: &Did) -> bool {
        self.viewers.contains(did)
    }

    /// How many identities were heard of, the viewer being one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ties.len()
    }

    /// Whether nobody but the viewer is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// The viewer knows somebody without anybody's word: from the address book.
    pub fn know(&mut self, who: &Did) {
        if let Some(place) = self.place_or_new(who)
            && place != VIEWER
        {
            self.join(VIEWER, place, Some(Strength::Recognised));
        }
    }

    /// Sets what `from` says of `to`; `None` takes it back. Nobody stands behind themselves.
    pub fn set(&mut self, from: &Did, to: &Did, strength: Option<Strength>) {
        if let (Some(from), Some(to)) = (self.place_or_new(from), self.place_or_new(to))
            && from != to
        {
            self.join(from, to, strength);
        }
    }

    /// What `from` says of `to`.
    #[must_use]
    pub fn between(&self, from: &Did, to: &Did) -> Option<Strength> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        let tie = self.to(from).binary_search_by_key(&to, |tie| tie.place()).ok()?;
        self.to(from).get(tie).map(|tie| tie.strength())
    }

    fn join(&mut self, from: Place, to: Place, strength: Option<Strength>) {
        if let Some(ties) = self.ties_mut(from) {
            let before = put(&mut ties.to, to, strength);
            ties.quarters = ties
                .quarters
                .saturating_sub(before.map_or(0, Strength::quarters))
                .saturating_add(strength.map_or(0, Strength::quarters));
            let shares = ties.shares();
            if let Some(held) = self.shares.get_mut(index(from)) {
                *held = shares;
            }
        }
        if let Some(ties) = self.ties_mut(to) {
            put(&mut ties.from, from, strength);
        }
    }

    /// `None` beyond the places there can be; memory ends long before.
    fn place_or_new(&mut self, did: &Did) -> Option<Place> {
        if let Some(place) = self.place(did) {
            return Some(place);
        }
        let place = u32::try_from(self.ties.len()).ok().filter(|place| *place <= PLACE_MAX)?;
        self.places.insert(*did, place);
        self.names.push(Some(*did));
        self.ties.push(Ties::default());
        self.shares.push([0; 2]);
        Some(place)
    }

    fn ties_mut(&mut self, place: Place) -> Option<&mut Ties> {
        self.ties.get_mut(index(place))
    }

    pub(super) fn place(&self, did: &Did) -> Option<Place> {
        if self.is_viewer(did) { Some(VIEWER) } else { self.places.get(did).copied() }
    }

    /// The identity at a place; `None` for the viewer.
    pub(super) fn name(&self, place: Place) -> Option<Did> {
        self.names.get(index(place)).copied().flatten()
    }

    /// Whom the identity at a place stands behind.
    pub(super) fn to(&self, place: Place) -> &[Tie] {
        self.ties.get(index(place)).map_or(&[], |ties| &ties.to)
    }

    /// Who stands behind the identity at a place.
    pub(super) fn from(&self, place: Place) -> &[Tie] {
        self.ties.get(index(place)).map_or(&[], |ties| &ties.from)
    }

    /// What part of the walks at a place follows one of its ties of this strength, in units of
    /// 2⁻²⁵.
    pub(super) fn share(&self, place: Place, strength: Strength) -> u64 {
        let [endorsed, recognised] = self.shares.get(index(place)).copied().unwrap_or_default();
        u64::from(match strength {
            Strength::Endorsed => endorsed,
            Strength::Recognised => recognised,
        })
    }
}

/// A place as a number to look up by.
pub(super) fn index(place: Place) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// Sets, replaces or takes out a tie; answers what was there.
fn put(ties: &mut Vec<Tie>, place: Place, strength: Option<Strength>) -> Option<Strength> {
    match (ties.binary_search_by_key(&place, |tie| tie.place()), strength) {
        (Ok(at), Some(strength)) => {
            let tie = ties.get_mut(at)?;
            Some(std::mem::replace(tie, Tie::new(place, strength)).strength())
        }
        (Ok(at), None) => Some(ties.remove(at).strength()),
        (Err(at), Some(strength)) => {
            ties.insert(at, Tie::new(place, strength));
            None
        }
        (Err(_), None) => None,
    }
}
