//! Reasons of the question: does it hold still?

macro_rules! status {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*
    /// No revocation known as of the newest entry held.
    Status Yes "clear-as-of" ClearAsOf {
        /// The newest entry of the issuer's feed that is held.
        entry: u64,
        /// When witnesses saw it, or else when the issuer wrote or stamped it.
        as_of: String,
        /// Its age in seconds; negative where that was after the moment asked about.
        age_seconds: i64,
        /// How many witnesses say so; 0 where it is by the issuer's own clock.
        witnesses: u32,
        /// Of how many that are asked.
        named: u32,
        /// Who they are.
        by: Vec<String>,
        /// When a later stamp was due that is not at hand, or nothing.
        overdue: String,
    }
    /// It was suspended and holds again, as of the newest entry held.
    Status Yes "resumed-as-of" ResumedAsOf {
        /// The newest entry of the issuer's feed that is held.
        entry: u64,
        /// When witnesses saw it, or else when the issuer wrote or stamped it.
        as_of: String,
        /// Its age in seconds; negative where that was after the moment asked about.
        age_seconds: i64,
        /// Since when it holds again.
        resumed: String,
        /// How many witnesses say so; 0 where it is by the issuer's own clock.
        witnesses: u32,
        /// Of how many that are asked.
        named: u32,
        /// Who they are.
        by: Vec<String>,
        /// When a later stamp was due that is not at hand, or nothing.
        overdue: String,
    }
    /// The list that the credential names does not list it.
    Status Yes "clear-in-list" ClearInList {
        /// The list.
        list: String,
        /// When the list was fetched, or else written by its issuer's own clock.
        as_of: String,
        /// Its age in seconds; negative where that was after the moment asked about.
        age_seconds: i64,
        /// What other entries of the credential tell that is neither yes nor no.
        told: Vec<String>,
    }
    /// The issuer's host served it still when it was asked.
    Status Yes "copy-clear-as-of" CopyClearAsOf {
        /// The address.
        url: String,
        /// When it was fetched.
        as_of: String,
        /// Its age in seconds; negative where it was fetched after the moment asked about.
        age_seconds: i64,
    }
    /// The issuer declared no way to revoke.
    Status Yes "no-status-declared" NoStatusDeclared {}
    /// The issuer revoked it.
    Status No "revoked" Revoked {
        /// The entry of the issuer's feed that says so.
        entry: u64,
        /// When it was written.
        as_of: String,
        /// The issuer's words, or nothing.
        because: String,
    }
    /// The issuer suspended it, and no entry that is held lifts that.
    Status No "suspended" Suspended {
        /// The entry of the issuer's feed that says so.
        entry: u64,
        /// When it was written.
        since: String,
        /// When the newest entry held was written.
        as_of: String,
        /// The issuer's words, or nothing.
        because: String,
    }
    /// The issuer revoked it in a list.
    Status No "revoked-in-list" RevokedInList {
        /// The list.
        list: String,
        /// When the list was fetched or written; nothing where nobody knows.
        as_of: String,
        /// The issuer's words, or nothing.
        because: String,
    }
    /// The issuer suspended it in a list.
    Status No "suspended-in-list" SuspendedInList {
        /// The list.
        list: String,
        /// When the list was fetched or written; nothing where nobody knows.
        as_of: String,
    }
    /// The issuer's host says that it is revoked.
    Status No "revoked-at-host" RevokedAtHost {
        /// The address that says so.
        url: String,
        /// The issuer's words, or nothing.
        because: String,
    }
    /// Its last day is over.
    Status No "expired" Expired {
        /// Its last moment.
        until: String,
    }
    /// It is a membership, and the member left since.
    Status No "member-left" MemberLeft {
        /// The community.
        community: String,
        /// The entry of the member's feed that says so.
        entry: u64,
        /// When, by the member's clock.
        at: Timestamp,
    }
    /// Its first day is to come.
    Status No "not-yet-valid" NotYetValid {
        /// Its first moment.
        from: String,
    }
    /// Nothing of the issuer's feed is held.
    Status Unknown "no-feed" NoFeed {
        /// The issuer.
        issuer: String,
    }
    /// A part of the issuer's feed is missing.
    Status Unknown "feed-incomplete" FeedIncomplete {
        /// The writer key whose log has the hole.
        writer: String,
        /// The first entry that is missing.
        missing: u64,
    }
    /// The issuer signed that its feed is longer than what is held.
    Status Unknown "tail-missing" TailMissing {
        /// The writer key whose log is cut off.
        writer: String,
        /// The first entry that is missing.
        missing: u64,
        /// How many entries the log has.
        size: u64,
        /// When the issuer signed that, by its own clock.
        stamped: String,
    }
    /// This node's own quotas keep out the end of the issuer's feed.
    Status Unknown "kept-short" KeptShort {
        /// The writer key whose log is cut off.
        writer: String,
        /// The first entry that is not kept.
        missing: u64,
        /// How many entries the log has at least.
        size: u64,
        /// What cuts it off: `strangers`, the budget that all strangers share, `fellows`, that of those who are in
        /// scope by a community or by dealings, or `ledger`, what any one log may take.
        quota: &'static str,
    }
    /// The issuer's feed was told in two versions and closed, and nobody was asked since then for what
    /// each of them takes back.
    Status Unknown "versions-unasked" VersionsUnasked {
        /// The writer key of the log.
        writer: String,
        /// How many entries it has below its close.
        size: u64,
    }
    /// The issuer signed that it said more about its keys than what is held.
    Status Unknown "keys-missing" KeysMissing {
        /// The issuer.
        issuer: String,
        /// The first bytes of the id of the key event that is missing.
        missing: String,
    }
    /// Witnesses date the issuer's feed, and too few of them saw what is held.
    Status Unknown "not-witnessed" NotWitnessed {
        /// The writer key of the log.
        writer: String,
        /// How many saw it.
        found: u64,
        /// How many must have.
        quorum: u64,
    }
    /// The newest news of the issuer have a date that has not come yet.
    Status Unknown "dated-ahead" DatedAhead {
        /// That date.
        as_of: String,
    }
    /// What is held of the issuer's feed is too old to tell.
    Status Unknown "stale" Stale {
        /// When the newest entry was written.
        as_of: String,
        /// Its age in seconds.
        age_seconds: u64,
        /// The age allowed.
        max_age_seconds: u64,
    }
    /// What is held of the issuer's feed is too old to tell, and the list that may know more is not
    /// at hand.
    Status Unknown "ledger-stale" LedgerStale {
        /// When the newest entry was written.
        as_of: String,
        /// Its age in seconds.
        age_seconds: u64,
        /// The age allowed.
        max_age_seconds: u64,
        /// The list.
        list: String,
    }
    /// The issuer's feed was forked, or its key log contradicts itself.
    Status Unknown "disputed" Disputed {
        /// The writer key or DID in question.
        writer: String,
    }
    /// The credential names a way to revoke that is not known here.
    Status Unknown "status-type-unknown" StatusTypeUnknown {
        /// Its type.
        kind: String,
    }
    /// The status list is not at hand.
    Status Unknown "status-list-missing" StatusListMissing {
        /// Its address.
        list: String,
        /// What it would tell: `revocation`, `suspension`, `message` or `refresh`.
        purpose: String,
    }
    /// What is at hand says that it is another list than the one named.
    Status Unknown "status-list-other" StatusListOther {
        /// The list named.
        list: String,
        /// The name it has.
        found: String,
    }
    /// The list is not proven to be its issuer's.
    Status Unknown "status-list-unproven" StatusListUnproven {
        /// The list.
        list: String,
        /// The code of the finding on its integrity.
        why: String,
    }
    /// The list is for another purpose than the credential says.
    Status Unknown "status-list-purpose" StatusListPurpose {
        /// The list.
        list: String,
        /// The purpose that the credential names.
        purpose: String,
        /// Those of the list.
        found: String,
    }
    /// The list's last day is over.
    Status Unknown "status-list-expired" StatusListExpired {
        /// The list.
        list: String,
        /// Its last moment.
        until: String,
    }
    /// The list's first day is to come.
    Status Unknown "status-list-not-yet-valid" StatusListNotYetValid {
        /// The list.
        list: String,
        /// Its first moment.
        from: String,
    }
    /// The list is not written as a list must be, or its bits cannot be had.
    Status Unknown "status-list-unreadable" StatusListUnreadable {
        /// The list.
        list: String,
        /// What is wrong with it.
        what: String,
    }
    /// The list has too few places to hide anybody.
    Status Unknown "status-list-short" StatusListShort {
        /// The list.
        list: String,
        /// How many places it has.
        entries: u64,
        /// How many it should have.
        least: u64,
    }
    /// The list has no such place.
    Status Unknown "status-list-index" StatusListIndex {
        /// The list.
        list: String,
        /// The index that the credential names.
        index: String,
        /// How many places the list has.
        entries: u64,
    }
    /// Nobody knows of when the list is.
    Status Unknown "status-list-undated" StatusListUndated {
        /// The list.
        list: String,
    }
    /// Nobody knows of when the issuer's profile is, which says whether there is a list.
    Status Unknown "status-profile-undated" StatusProfileUndated {
        /// Its address.
        url: String,
    }
    /// The issuer tells something that is neither yes nor no.
    Status Unknown "status-message" StatusMessage {
        /// The list that tells it.
        list: String,
        /// Its words.
        told: Vec<String>,
    }
    /// The status list named is another's than the issuer's.
    Status Unknown "status-foreign" StatusForeign {
        /// Its address.
        list: String,
    }
    /// A date or a status member cannot be read.
    Status Unknown "status-unreadable" StatusUnreadable {
        /// The member.
        field: String,
    }
    /// The holder left out members, of which one may say that it is over or where it is revoked.
    Status Unknown "status-hidden" StatusHidden {
        /// How many are left out; 0 where the proof does not let anybody count them.
        count: u64,
    }
    /// The credential is not proven, so neither are its dates and the place it names.
    Status Unknown "status-unproven" StatusUnproven {}
    } };
}
pub(super) use status;
