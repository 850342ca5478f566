//! A feed that its holder's own quotas cut off: what is held of it is not all.

/// That a feed is longer than what the quotas of the node that holds it keep of it.
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
}
