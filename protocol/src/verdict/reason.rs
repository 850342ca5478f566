//! Every reason a finding can have: its code, its answer, its data.
//!
//! One declaration per reason; the enum, the codes, the answers and the JSON data follow from it,
//! and a test keeps the words of both languages complete.

use super::{Answer, Question};
use crate::canon::json::{Number, Object, Value};

/// What a reason may carry.
trait Datum {
    fn to_value(&self) -> Value;
}

impl Datum for String {
    fn to_value(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl Datum for u64 {
    fn to_value(&self) -> Value {
        Number::from_u64(*self).map_or(Value::Null, Value::from)
    }
}

impl Datum for i64 {
    fn to_value(&self) -> Value {
        Number::from_i64(*self).map_or(Value::Null, Value::from)
    }
}

impl Datum for Vec<String> {
    fn to_value(&self) -> Value {
        Value::Array(self.iter().map(|text| Value::from(text.as_str())).collect())
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $question:ident $answer:ident $code:literal
        $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {
        /// Why a finding is as it is; the code is stable, the words are in `words`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $name { $($(#[$field_doc])* $field: $type),* },)*
        }

        impl Reason {
            /// Every code, in the order of the questions.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Its stable code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            /// The answer it gives.
            #[must_use]
            pub fn answer(&self) -> Answer {
                match self { $(Self::$name { .. } => Answer::$answer,)* }
            }

            /// The question it answers.
            #[must_use]
            pub fn question(&self) -> Question {
                match self { $(Self::$name { .. } => Question::$question,)* }
            }

            /// Its data by name.
            #[must_use]
            pub fn data(&self) -> Object {
                let mut object = Object::new();
                match self {
                    $(Self::$name { $($field),* } => {
                        $(object.insert(stringify!($field), Datum::to_value($field));)*
                    })*
                }
                object
            }

            /// The answer each code gives, for tables and tests.
            #[must_use]
            pub fn answer_of(code: &str) -> Option<Answer> {
                match code {
                    $($code => Some(Answer::$answer),)*
                    _ => None,
                }
            }
        }
    };
}

reasons! {
    /// Every proof verifies and at least one is by a key of the issuer.
    Integrity Yes "signed-by-issuer" SignedByIssuer {
        /// The issuer's verification method.
        method: String,
        /// Where its key was found: `identifier` or `document`.
        key: String,
        /// The suites of all proofs.
        suites: Vec<String>,
    }
    /// The issuer's own host served exactly this, as a dated copy shows.
    Integrity Yes "hosted-copy-verified" HostedCopyVerified {
        /// The address it was served from.
        url: String,
        /// When the oldest of the copies needed was fetched.
        at: String,
    }
    /// A signature does not fit the bytes.
    Integrity No "signature-wrong" SignatureWrong {
        /// The verification method it names.
        method: String,
    }
    /// The proofs are by others than the issuer.
    Integrity No "proof-by-another" ProofByAnother {
        /// The issuer's id.
        issuer: String,
        /// The method of the proof.
        method: String,
    }
    /// There is no proof at all.
    Integrity No "proof-missing" ProofMissing {}
    /// A proof's members are not what a proof has.
    Integrity No "proof-malformed" ProofMalformed {
        /// The member.
        field: String,
        /// What is wrong.
        what: String,
    }
    /// The header names another algorithm than the one that the key is for.
    Integrity No "algorithm-differs" AlgorithmDiffers {
        /// The algorithm named.
        algorithm: String,
        /// The kind of key.
        key: String,
    }
    /// The proof is past its own date.
    Integrity No "proof-expired" ProofExpired {
        /// Its `expires`.
        at: String,
    }
    /// The issuer's own document does not let the key sign credentials.
    Integrity No "key-not-listed" KeyNotListed {
        /// The verification method.
        method: String,
        /// What the document says.
        what: String,
    }
    /// The issuer withdrew the key, or let it expire.
    Integrity No "key-ended" KeyEnded {
        /// The verification method.
        method: String,
        /// From when on it does not count.
        at: String,
    }
    /// A member of the credential is not what the data model asks.
    Integrity No "field-wrong" FieldWrong {
        /// The member, as a path.
        field: String,
        /// What was found and expected.
        what: String,
    }
    /// Something in the document is not covered by its contexts, so no signature covers it.
    Integrity No "not-covered" NotCovered {
        /// Where, as a path.
        field: String,
        /// What it is.
        what: String,
    }
    /// The document asks for more work than a badge may.
    Integrity No "over-limit" OverLimit {
        /// Which bound.
        what: String,
    }
    /// The input was refused before it could be read as a credential.
    Integrity No "input-refused" InputRefused {
        /// The code of the fault.
        fault: String,
        /// The fault in technical words.
        what: String,
    }
    /// The issuer's host served something else under this address.
    Integrity No "hosted-copy-differs" HostedCopyDiffers {
        /// The address.
        url: String,
        /// When it was fetched.
        at: String,
    }
    /// The badge lies at an address where its issuer does not publish badges.
    Integrity No "hosted-elsewhere" HostedElsewhere {
        /// The address.
        url: String,
        /// The issuer.
        issuer: String,
    }
    /// Only the issuer's host can tell that the badge is its own, and nobody asked it.
    Integrity Unknown "hosted-unfetched" HostedUnfetched {
        /// The address; empty where the badge does not say it.
        url: String,
    }
    /// A copy is at hand of which nobody can tell when it was fetched, or whether it was.
    Integrity Unknown "hosted-copy-undated" HostedCopyUndated {
        /// The address.
        url: String,
    }
    /// The issuer's host says that it took the badge back, and no more what it said.
    Integrity Unknown "hosted-withdrawn" HostedWithdrawn {
        /// The address.
        url: String,
        /// When it was fetched.
        at: String,
    }
    /// A file that the badge consists of is not at hand.
    Integrity Unknown "badge-part-missing" BadgePartMissing {
        /// Which one: `class`, `issuer` or `key`.
        part: String,
        /// Its address.
        url: String,
    }
    /// What lies at the address of a part says of itself that it is something else.
    Integrity Unknown "badge-part-other" BadgePartOther {
        /// The address.
        url: String,
        /// The id it gives itself.
        id: String,
    }
    /// The proof's suite is not known to this version.
    Integrity Unknown "suite-unknown" SuiteUnknown {
        /// Its name.
        suite: String,
    }
    /// A context is not among those pinned here.
    Integrity Unknown "context-unknown" ContextUnknown {
        /// Its URL.
        url: String,
    }
    /// The document uses a part of JSON-LD that is not read here.
    Integrity Unknown "feature-unknown" FeatureUnknown {
        /// Where, as a path.
        field: String,
        /// What it is.
        what: String,
    }
    /// The key is of a kind that is not known to this version.
    Integrity Unknown "key-type-unknown" KeyTypeUnknown {
        /// The verification method.
        method: String,
    }
    /// The key lies where only the network could look.
    Integrity Unknown "key-not-here" KeyNotHere {
        /// The verification method.
        method: String,
    }
    /// The documents handed in disagree about the key.
    Integrity Unknown "key-contradicted" KeyContradicted {
        /// The verification method.
        method: String,
    }
    /// It is signed with a key that stands in it, which nothing at hand shows to be the issuer's.
    Integrity Unknown "key-embedded" KeyEmbedded {
        /// The issuer's id.
        issuer: String,
    }
    /// The badge is written or signed in a form this version does not verify.
    Integrity Unknown "proof-format-unsupported" ProofFormatUnsupported {
        /// Its name: `jws`, `open-badges-2`, …
        format: String,
    }

    /// No revocation known as of the newest entry held.
    Status Yes "clear-as-of" ClearAsOf {
        /// The newest entry of the issuer's feed that is held.
        entry: u64,
        /// When it was written.
        as_of: String,
        /// Its age in seconds; negative where it was written after the moment asked about.
        age_seconds: i64,
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
    /// What is held of the issuer's feed is too old to tell.
    Status Unknown "stale" Stale {
        /// When the newest entry was written.
        as_of: String,
        /// Its age in seconds.
        age_seconds: u64,
        /// The age allowed.
        max_age_seconds: u64,
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

    /// The holder signed the challenge.
    Recipient Yes "presenter-is-holder" PresenterIsHolder {
        /// The holder.
        holder: String,
    }
    /// The identity asked for is the one in the credential.
    Recipient Yes "identity-matches" IdentityMatches {
        /// It.
        who: String,
    }
    /// Somebody else than the holder presents it.
    Recipient No "presented-by-another" PresentedByAnother {
        /// The one in the credential.
        holder: String,
        /// The one who presents.
        presenter: String,
    }
    /// The presentation answers another challenge or domain.
    Recipient No "challenge-differs" ChallengeDiffers {
        /// `challenge` or `domain`.
        field: String,
    }
    /// The presentation's own proof does not verify.
    Recipient No "presentation-wrong" PresentationWrong {
        /// The fault.
        what: String,
    }
    /// The identity asked for is not the one in the credential.
    Recipient No "identity-differs" IdentityDiffers {
        /// The one asked for.
        who: String,
    }
    /// Nobody asked who presents it.
    Recipient Unknown "not-asked" NotAsked {}
    /// A challenge was given, but no presentation signs it.
    Recipient Unknown "challenge-unsigned" ChallengeUnsigned {}
    /// The presentation's proof is in a form not known here.
    Recipient Unknown "presentation-unknown" PresentationUnknown {
        /// What is not known.
        what: String,
    }
    /// The credential names nobody by such an identity.
    Recipient Unknown "holder-unnamed" HolderUnnamed {}
    /// The identity is hashed in a way that is not known here.
    Recipient Unknown "identity-hash-unknown" IdentityHashUnknown {
        /// The algorithm it names, or nothing.
        algorithm: String,
    }
    /// The credential is not proven, so whom it names is not known.
    Recipient Unknown "recipient-unproven" RecipientUnproven {}

    /// The issuer says that it made the achievement, and nobody else is known to.
    Right Yes "issuer-is-creator" IssuerIsCreator {
        /// The issuer.
        creator: String,
    }
    /// The achievement stands in the issuer's own feed.
    Right Yes "achievement-in-feed" AchievementInFeed {
        /// The entry.
        entry: u64,
    }
    /// The credential names no other creator, and none is known.
    Right Yes "no-other-creator" NoOtherCreator {}
    /// The achievement is another's, by that one's own feed.
    Right No "created-by-another" CreatedByAnother {
        /// The creator.
        creator: String,
    }
    /// The achievement is said to be another's; no permission is known.
    Right Unknown "no-grant-known" NoGrantKnown {
        /// The creator named.
        creator: String,
    }
    /// The credential names no creator, and its holder left out members of which one may.
    Right Unknown "creator-hidden" CreatorHidden {
        /// How many are left out; 0 where the proof does not let anybody count them.
        count: u64,
    }
    /// The credential stands for more than one achievement, of which each may be another's.
    Right Unknown "several-achievements" SeveralAchievements {}
    /// The credential describes no achievement.
    Right Unknown "no-achievement" NoAchievement {}
    /// The issuer is not proven.
    Right Unknown "right-unproven" RightUnproven {}

    /// The issuer is the one who asks.
    Path Yes "issuer-is-you" IssuerIsYou {}
    /// The issuer is in the address book.
    Path Yes "known-directly" KnownDirectly {
        /// The name in the address book.
        name: String,
    }
    /// Recognition leads to the issuer.
    Path Yes "recognised" Recognised {
        /// The names from the viewer to the issuer.
        chain: Vec<String>,
        /// How many steps.
        hops: u64,
    }
    /// Only the issuer's own word says who it is.
    Path Unknown "self-asserted" SelfAsserted {
        /// The name it gives itself.
        name: String,
    }
    /// The issuer is not proven.
    Path Unknown "path-unproven" PathUnproven {}

    /// Somebody the viewer can reach endorses it.
    Endorsements Yes "endorsed" Endorsed {
        /// Those who gave verified endorsements.
        count: u64,
        /// Those by somebody the viewer can reach.
        reachable: u64,
    }
    /// Endorsements hold, by nobody the viewer can reach.
    Endorsements Unknown "endorsed-by-strangers" EndorsedByStrangers {
        /// Those who gave verified endorsements.
        count: u64,
    }
    /// Endorsements are there, and none of them holds.
    Endorsements No "endorsements-refused" EndorsementsRefused {
        /// How many.
        count: u64,
    }
    /// No endorsement is known.
    Endorsements Unknown "no-endorsement-known" NoEndorsementKnown {}
    /// The credential is not proven, so what is endorsed is not known.
    Endorsements Unknown "endorsements-unproven" EndorsementsUnproven {}
}
