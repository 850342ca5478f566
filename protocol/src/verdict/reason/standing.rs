//! Reasons of the questions who it is about, who may give it, and who stands for its issuer.

macro_rules! standing {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*
    /// The holder signed the challenge.
    Recipient Yes "presenter-is-holder" PresenterIsHolder {
        /// The holder.
        holder: String,
    }
    /// The holder goes on with a new key, which signed the challenge.
    Recipient Yes "presenter-is-successor" PresenterIsSuccessor {
        /// The holder, by the key that the credential names.
        holder: String,
        /// By whom the holder goes on.
        successor: String,
    }
    /// The holder goes on with a new key, and somebody signed the challenge with the old one.
    Recipient No "presented-by-former-key" PresentedByFormerKey {
        /// The holder, by the key that the credential names.
        holder: String,
        /// By whom the holder goes on.
        successor: String,
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
        /// What it was signed for instead, cut to a readable length; empty where it names nothing.
        signed: String,
    }
    /// The presentation's own proof does not verify.
    Recipient No "presentation-wrong" PresentationWrong {
        /// Whether it is `false` in itself, or was right and is `over`, or is not yet to be used.
        how: &'static str,
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
    /// Nobody asked who presents it, and nobody signed the presentation it is shown in.
    Recipient Unknown "presentation-unsigned" PresentationUnsigned {}
    /// A challenge was given, but no presentation signs it.
    Recipient Unknown "challenge-unsigned" ChallengeUnsigned {
        /// What was shown: `badge` or `presentation`.
        shown: String,
    }
    /// A domain was given and no challenge: who once signed for it need not be who presents now.
    Recipient Unknown "challenge-unasked" ChallengeUnasked {}
    /// The presentation is signed for a domain, and whoever asks does not say that it is theirs.
    Recipient Unknown "domain-unasked" DomainUnasked {
        /// The domain that it is signed for, cut to a readable length.
        domain: String,
    }
    /// The key that signed the presentation is not at hand, so it cannot be told who presents.
    Recipient Unknown "presenter-key-missing" PresenterKeyMissing {
        /// The key's URL.
        method: String,
    }
    /// The presentation's proof is in a form not known here.
    Recipient Unknown "presentation-unknown" PresentationUnknown {
        /// What is not known.
        what: String,
    }
    /// The credential names nobody by such an identity.
    Recipient Unknown "holder-unnamed" HolderUnnamed {}
    /// The credential names somebody by identities of other kinds only than the one asked for.
    Recipient Unknown "identity-other-kind" IdentityOtherKind {
        /// The one asked for.
        who: String,
        /// The kind that the credential has: `did`, `email` or `other`.
        kind: &'static str,
    }
    /// The identity is hashed in a way that is not known here.
    Recipient Unknown "identity-hash-unknown" IdentityHashUnknown {
        /// The algorithm it names; `unnamed` where it names none.
        algorithm: String,
    }
    /// The credential is not proven, so whom it names is not known.
    Recipient Unknown "recipient-unproven" RecipientUnproven {}

    /// The issuer says that it made the achievement, and nobody else is known to.
    Right Yes "issuer-is-creator" IssuerIsCreator {
        /// The issuer.
        creator: String,
        /// How much of its ledger is at hand, in which a charter may ask for stewards: `whole`, `part` or
        /// `unseen`; `none` of an issuer that has none.
        ledger: &'static str,
    }
    /// The achievement stands in the issuer's own feed.
    Right Yes "achievement-in-feed" AchievementInFeed {
        /// The entry.
        entry: u64,
        /// How much of its ledger is at hand, in which a charter may ask for stewards: `whole` or `part`.
        ledger: &'static str,
    }
    /// The credential names no other creator, and none is known.
    Right Yes "no-other-creator" NoOtherCreator {
        /// How much of the issuer's ledger is at hand, in which a charter may ask for stewards: `whole`,
        /// `part` or `unseen`; `none` of an issuer that has none.
        ledger: &'static str,
    }
    /// The creator lets this issuer award it, by a grant that was in force at the award.
    Right Yes "granted" Granted {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the grant.
        entry: u64,
        /// When it was given, by the creator's clock.
        since: Timestamp,
        /// What it is about: `achievement`, `type` or `domain`.
        scope: &'static str,
        /// Which one.
        what: String,
        /// When it was ended since, or nothing.
        ended: Option<Timestamp>,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
        /// As of when the creator's feed is held whole.
        as_of: Timestamp,
    }
    /// The creator lets whoever meets a rule award it, and the award meets it.
    Right Yes "rule-met" RuleMet {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the rule.
        entry: u64,
        /// When it was made, by the creator's clock.
        since: Timestamp,
        /// When it was ended since, or nothing.
        ended: Option<Timestamp>,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
        /// As of when the creator's feed is held whole.
        as_of: Timestamp,
    }
    /// It is a stage of a badge, after all before it, signed by whom the first stage names.
    Right Yes "stage-met" StageMet {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the rule.
        entry: u64,
        /// Which stage this is, from 1.
        stage: u32,
        /// How many there are.
        of: u32,
        /// The role of who signed it.
        role: String,
        /// When it was awarded, by the issuer's word.
        awarded: Timestamp,
        /// As of when the creator's feed is held whole.
        as_of: Timestamp,
    }
    /// So many stewards of the community that created it stand behind the award as its charter asks.
    Right Yes "stewards-endorse" StewardsEndorse {
        /// The community.
        community: String,
        /// What they stand behind: `admit` or `award`.
        act: &'static str,
        /// How many do.
        found: u32,
        /// How many are asked for.
        needed: u32,
        /// The number of the charter.
        number: u32,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
        /// As of when the charters are known whole.
        as_of: Timestamp,
    }
    /// Fewer stewards stand behind the award than the charter of the community that created it asks.
    Right No "stewards-lacking" StewardsLacking {
        /// The community.
        community: String,
        /// What they would stand behind: `admit` or `award`.
        act: &'static str,
        /// How many do.
        found: u32,
        /// How many are asked for.
        needed: u32,
        /// The number of the charter.
        number: u32,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
    }
    /// Whether enough stewards stand behind the award is not known.
    Right Unknown "stewards-untold" StewardsUntold {
        /// The community.
        community: String,
        /// What they would stand behind: `admit` or `award`.
        act: &'static str,
        /// How many do, as far as is known.
        found: u32,
        /// How many more do by a key that they gave up, where nothing shows that they signed before.
        given_up: u32,
        /// How many are asked for.
        needed: u32,
        /// The number of the charter.
        number: u32,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
    }
    /// What the charter of the community that created it asks is not known.
    Right Unknown "charter-untold" CharterUntold {
        /// The community.
        community: String,
        /// Why: `contested`, `unread`, `disputed`, `perhaps-later`, `above-later`, `kind-withheld`,
        /// `circle`, `levels`, `parent-untold`, `parent-not-member`, or the code of what is missing of the community's feed.
        because: &'static str,
    }
    /// The creator lets whoever meets a rule award it, and the award does not meet it.
    Right No "rule-not-met" RuleNotMet {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the rule.
        entry: u64,
        /// The part of the rule that is lacking, by its name there.
        part: &'static str,
        /// Who lacks something, or nothing.
        who: String,
        /// The achievements concerned.
        badges: Vec<String>,
        /// How many were found.
        found: u32,
        /// How many are needed.
        needed: u32,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
    }
    /// Whether the award meets the creator's rule is not known.
    Right Unknown "rule-untold" RuleUntold {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the rule.
        entry: u64,
        /// The part of the rule that is not known to be met, by its name there.
        part: &'static str,
        /// Of whom more must be known, or nothing.
        who: String,
        /// The achievements concerned.
        badges: Vec<String>,
        /// How many were found.
        found: u32,
        /// How many are needed.
        needed: u32,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
    }
    /// The achievement is another's, by that one's own feed, and no permission is in it.
    Right No "created-by-another" CreatedByAnother {
        /// The creator.
        creator: String,
        /// As of when the creator's feed is held whole.
        as_of: Timestamp,
    }
    /// The creator's permission did not hold at the award, and no other is in the creator's feed.
    Right No "grant-not-in-force" GrantNotInForce {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the grant.
        entry: u64,
        /// Why: `ended`, `void`, `expired` or `later`.
        how: &'static str,
        /// When it ended or began, by the creator's clock.
        at: Timestamp,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
    }
    /// The creator's permission that is known did not hold at the award; another may exist.
    Right Unknown "grant-perhaps-renewed" GrantPerhapsRenewed {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the grant.
        entry: u64,
        /// Why: `ended`, `void`, `expired` or `later`.
        how: &'static str,
        /// When it ended or began, by the creator's clock.
        at: Timestamp,
        /// When the badge was awarded, by the issuer's word.
        awarded: Timestamp,
        /// The code of what is missing of the creator's feed.
        because: &'static str,
    }
    /// The creator gave a permission; whether it was taken back is not known.
    Right Unknown "grant-unconfirmed" GrantUnconfirmed {
        /// The creator.
        creator: String,
        /// The entry of the creator's feed that holds the grant.
        entry: u64,
        /// The code of what is missing of the creator's feed.
        because: &'static str,
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
    /// It is an endorsement, which takes nobody's leave.
    Right Yes "anybody-endorses" AnybodyEndorses {}
    /// Its holder left out parts in which it may say that it is a stage, which it is held to.
    Right Unknown "stage-hidden" StageHidden {}
    /// The credential stands for more than one achievement, of which each may be another's.
    Right Unknown "several-achievements" SeveralAchievements {}
    /// The credential names its achievement and does not describe it: who created it stands elsewhere.
    Right Unknown "achievement-elsewhere" AchievementElsewhere {
        /// The achievement's id.
        achievement: String,
    }
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
    /// Recognition leads to the issuer: the viewer and the issuer recognise each other, or two
    /// chains that share nobody lead there.
    Path Yes "recognised" Recognised {
        /// The names from the viewer to the issuer.
        chain: Vec<String>,
        /// The names of the other chain; none where the first is one step.
        beside: Vec<String>,
        /// How many steps the shorter chain has.
        hops: u64,
        /// How near: `direct`, `close`, `near` or `far`.
        band: String,
    }
    /// The viewer is a member of a community, and the issuer is that community or a member too.
    Path Yes "by-community" ByCommunity {
        /// What the community is called.
        community: String,
        /// Its identifier.
        did: String,
        /// What the issuer is: `community` or `member`.
        issuer: &'static str,
        /// How many stewards it takes to admit somebody; 0 where its key alone does.
        admit: u32,
        /// How many stewards there are.
        stewards: u32,
        /// As of when the memberships are known to stand.
        as_of: String,
    }
    /// All chains of recognition to the issuer have somebody in common, on whose care all hangs.
    Path Unknown "recognised-by-one" RecognisedByOne {
        /// The names of the shortest chain from the viewer to the issuer.
        chain: Vec<String>,
        /// How many steps it has.
        hops: u64,
    }
    /// Two chains of recognition lead to the issuer, and hardly anything of a walk comes there.
    Path Unknown "recognised-faintly" RecognisedFaintly {
        /// The names of the shorter chain from the viewer to the issuer.
        chain: Vec<String>,
        /// How many steps it has.
        hops: u64,
    }
    /// Only the issuer's own word says who it is.
    Path Unknown "self-asserted" SelfAsserted {
        /// The name it gives itself.
        name: String,
        /// Its identifier.
        issuer: String,
    }
    /// The issuer is not known, and is called like somebody else whom the viewer knows.
    Path Unknown "issuer-looks-like" IssuerLooksLike {
        /// The name it gives itself.
        name: String,
        /// Its identifier.
        issuer: String,
        /// The name of the one for whom it can be taken.
        like: String,
    }
    /// Only the issuer's own word says who it is, and a word of its name is of several scripts.
    Path Unknown "issuer-name-mixed" IssuerNameMixed {
        /// The name it gives itself.
        name: String,
        /// Its identifier.
        issuer: String,
        /// The first word with letters of several scripts.
        word: String,
    }
    /// The issuer is not proven.
    Path Unknown "path-unproven" PathUnproven {}

    /// Somebody the viewer can reach endorses it.
    Endorsements Yes "endorsed" Endorsed {
        /// Those who gave verified endorsements.
        count: u64,
        /// How many those gave.
        lines: u64,
        /// Those by somebody the viewer can reach.
        reachable: u64,
    }
    /// Endorsements hold, by nobody the viewer can reach.
    Endorsements Unknown "endorsed-by-strangers" EndorsedByStrangers {
        /// Those who gave verified endorsements.
        count: u64,
        /// How many those gave.
        lines: u64,
    }
    /// Endorsements hold, and all of them are of the issuer or the holder.
    Endorsements Unknown "endorsed-beside" EndorsedBeside {
        /// How many.
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
    } };
}
pub(super) use standing;
