//! The kind of a statement: a number in the header, known before the body is looked at.

/// What a statement is about. Source: `spec/feed.md` §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 10: who the author says it is.
    Profile,
    /// 11: a badge class the author created.
    Achievement,
    /// 12: what stands for credentials that the author issued in private.
    Anchor,
    /// 13: a credential about the author, made public by the author.
    Publish,
    /// 14: an endorsement credential, accepted or given by the author.
    Endorsement,
    /// 15: a mutual recognition, offered by another and accepted by the author.
    Recognition,
    /// 16: the end of a mutual recognition, by either side.
    RecognitionEnd,
    /// 17: credentials of the author that no longer hold.
    Revoke,
    /// 18: credentials of the author that do not hold for a time, or hold again.
    Suspend,
    /// 19: a status list of the author as it stood after its first entries.
    StatusSnapshot,
    /// 20: earlier bodies of the same log that are to be dropped.
    Erase,
    /// 21: earlier upkeep of the same log whose bodies nobody needs any more.
    Prune,
    /// 22: who else may award what the author created.
    Grant,
    /// 23: the end of such a grant.
    GrantEnd,
    /// 24: what the author disagrees with.
    Dispute,
    /// 25: what the author answers to a dispute.
    Reply,
    /// 30: by which rules the author, a community, acts.
    Charter,
    /// 33: a community that the author leaves.
    Leave,
    /// 40: words about anything that can be named.
    Comment,
    /// 50: where the author's node is found.
    NodeAddr,
    /// A number that this version does not know: its header is kept and chained, its body is not.
    Other(u16),
}

impl Kind {
    /// The kinds this version knows, in the order of their numbers.
    pub const KNOWN: [Self; 20] = [
        Self::Profile,
        Self::Achievement,
        Self::Anchor,
        Self::Publish,
        Self::Endorsement,
        Self::Recognition,
        Self::RecognitionEnd,
        Self::Revoke,
        Self::Suspend,
        Self::StatusSnapshot,
        Self::Erase,
        Self::Prune,
        Self::Grant,
        Self::GrantEnd,
        Self::Dispute,
        Self::Reply,
        Self::Charter,
        Self::Leave,
        Self::Comment,
        Self::NodeAddr,
    ];

    /// The kinds that say how things stand with their author, each statement in the place of the one before
    /// it: a [`Prune`](crate::statement::kinds::Prune) is about these.
    pub const UPKEEP: [Self; 2] = [Self::Profile, Self::NodeAddr];

    /// The kind with this number; every number is some kind.
    #[must_use]
    pub fn from_number(number: u16) -> Self {
        Self::KNOWN.into_iter().find(|kind| kind.number() == number).unwrap_or(Self::Other(number))
    }

    /// The number in the header.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Profile => 10,
            Self::Achievement => 11,
            Self::Anchor => 12,
            Self::Publish => 13,
            Self::Endorsement => 14,
            Self::Recognition => 15,
            Self::RecognitionEnd => 16,
            Self::Revoke => 17,
            Self::Suspend => 18,
            Self::StatusSnapshot => 19,
            Self::Erase => 20,
            Self::Prune => 21,
            Self::Grant => 22,
            Self::GrantEnd => 23,
            Self::Dispute => 24,
            Self::Reply => 25,
            Self::Charter => 30,
            Self::Leave => 33,
            Self::Comment => 40,
            Self::NodeAddr => 50,
            Self::Other(number) => number,
        }
    }

    /// The name that people and programs read, such as `recognition-end`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Achievement => "achievement",
            Self::Anchor => "anchor",
            Self::Publish => "publish",
            Self::Endorsement => "endorsement",
            Self::Recognition => "recognition",
            Self::RecognitionEnd => "recognition-end",
            Self::Revoke => "revoke",
            Self::Suspend => "suspend",
            Self::StatusSnapshot => "status-snapshot",
            Self::Erase => "erase",
            Self::Prune => "prune",
            Self::Grant => "grant",
            Self::GrantEnd => "grant-end",
            Self::Dispute => "dispute",
            Self::Reply => "reply",
            Self::Charter => "charter",
            Self::Leave => "leave",
            Self::Comment => "comment",
            Self::NodeAddr => "node-addr",
            Self::Other(_) => "other",
        }
    }

    /// Whether a statement of this kind tells the status of the author's credentials.
    #[must_use]
    pub fn tells_status(self) -> bool {
        matches!(self, Self::Revoke | Self::Suspend | Self::StatusSnapshot)
    }

    /// Whether a statement of this kind is words that their author can always withdraw: such a body must
    /// be erasable.
    #[must_use]
    pub fn is_words(self) -> bool {
        matches!(self, Self::Dispute | Self::Reply | Self::Comment)
    }

    /// Whether a statement of this kind takes something back: such a body must never be erased.
    #[must_use]
    pub fn takes_back(self) -> bool {
        match self {
            Self::RecognitionEnd
            | Self::Revoke
            | Self::Suspend
            | Self::StatusSnapshot
            | Self::Erase
            | Self::GrantEnd
            | Self::Leave => true,
            Self::Profile
            | Self::Achievement
            | Self::Anchor
            | Self::Publish
            | Self::Endorsement
            | Self::Recognition
            | Self::Prune
            | Self::Grant
            | Self::Charter
            | Self::Dispute
            | Self::Reply
            | Self::Comment
            | Self::NodeAddr
            | Self::Other(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one_kind_and_back() {
        for number in 0..=u16::MAX {
            assert_eq!(Kind::from_number(number).number(), number);
        }
        for kind in Kind::KNOWN {
            assert_eq!(Kind::from_number(kind.number()), kind);
        }
        assert_eq!(Kind::from_number(26), Kind::Other(26));
    }
}
