//! What a walk weighs, and how near that is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::recognition::network::SHARE_BITS;

/// A part of the walks from the viewer, in units of 2⁻¹²⁵: the exact product of five shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u128);

/// Bits after the point of a weight.
const WEIGHT_BITS: u32 = 5 * SHARE_BITS;

impl Weight {
    /// Nothing comes there.
    pub const NONE: Self = Self(0);

    /// From this weight on an identity is close: one walk in 512.
    pub const CLOSE: Self = Self::one_in_two_to(9);

    /// From this weight on an identity is near: one walk in 8,192.
    pub const NEAR: Self = Self::one_in_two_to(13);

    /// From this weight on an identity is far, and below it is not reached: one walk in 131,072.
    pub const FAR: Self = Self::one_in_two_to(17);

    const fn one_in_two_to(bits: u32) -> Self {
        Self(1_u128.wrapping_shl(WEIGHT_BITS.wrapping_sub(bits)))
    }

    pub(super) const fn of(units: u128) -> Self {
        Self(units)
    }

    /// Units of 2⁻¹²⁵.
    #[must_use]
    pub const fn units(self) -> u128 {
        self.0
    }

    /// How many of a million walks, rounded down.
    #[must_use]
    pub fn per_million(self) -> u64 {
        // The bits left out are worth far less than a millionth; without them the product fits.
        let rough = self.0.wrapping_shr(21).wrapping_mul(1_000_000);
        u64::try_from(rough.wrapping_shr(WEIGHT_BITS.wrapping_sub(21))).unwrap_or(u64::MAX)
    }
}

/// How near an identity is to the viewer.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Not at all, too faintly, or by chains that all go through one identity.
    Unreached,
    /// Barely.
    Far,
    /// By friends of friends.
    Near,
    /// By several whom the viewer knows.
    Close,
    /// The viewer stands behind it.
    Direct,
    /// An identity of the viewer.
    Yourself,
}

impl Band {
    /// Its name in JSON and in the codes of words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreached => "unreached",
            Self::Far => "far",
            Self::Near => "near",
            Self::Close => "close",
            Self::Direct => "direct",
            Self::Yourself => "yourself",
        }
    }

    pub(super) fn of(direct: bool, chains: usize, weight: Weight) -> Self {
        match weight {
            _ if direct => Self::Direct,
            _ if chains < 2 => Self::Unreached,
            weight if weight >= Weight::CLOSE => Self::Close,
            weight if weight >= Weight::NEAR => Self::Near,
            weight if weight >= Weight::FAR => Self::Far,
            _ => Self::Unreached,
        }
    }
}

/// The sum of these masses without the greatest of them, and the sum of all. The one that came by the
/// viewer's own word, where there is one, is not left out.
pub(super) fn trimmed(masses: &[u128], own: Option<usize>) -> (Weight, Weight) {
    let sum = masses.iter().fold(0, |sum: u128, mass| sum.saturating_add(*mass));
    let others = masses.iter().enumerate().filter(|(first, _)| Some(*first) != own);
    let most = others.map(|(_, mass)| *mass).max().unwrap_or(0);
    (Weight::of(sum.saturating_sub(most)), Weight::of(sum))
}
