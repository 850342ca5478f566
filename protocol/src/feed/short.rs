//! A feed of which more was seen than is held: its holder's own quotas cut it off, or what lies between has
//! not come.

/// That a feed is longer than what a node holds of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    /// How many entries it has at least.
    pub size: u32,
    /// What cuts it off.
    pub quota: Quota,
}

/// What a feed may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// The budget that all strangers share, or what one of them has of it: a setting.
    Strangers,
    /// What any one feed may have.
    Feed,
    /// Anything: only has what lies between not come yet.
    Gap,
}
