//! Reasons of the question: is it whole, and by the issuer it names?

macro_rules! integrity {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*
    /// Every proof verifies and at least one is by a key of the issuer.
    Integrity Yes "signed-by-issuer" SignedByIssuer {
        /// The issuer's verification method.
        method: String,
        /// Where its key was found: `identifier` or `document`.
        key: String,
        /// The suites of all proofs.
        suites: Vec<String>,
    }
    /// The same, and guardians of the issuer say that it goes on with a new key, which does not count yet.
    Integrity Yes "signed-recovery-begun" SignedRecoveryBegun {
        /// The issuer's verification method.
        method: String,
        /// The suites of all proofs.
        suites: Vec<String>,
        /// By whom the issuer is to go on.
        successor: String,
        /// Until when whoever has the old key can object at least; empty while too few witnesses saw it.
        until: String,
        /// Whether somebody with the old key objects: `yes`, `no`, or `in-vain` as all guardians signed.
        contested: &'static str,
    }
    /// It is by a key that the issuer no longer has, and was there before the issuer went on with a
    /// new one.
    Integrity Yes "signed-before-succession" SignedBeforeSuccession {
        /// The issuer's verification method.
        method: String,
        /// The suites of all proofs.
        suites: Vec<String>,
        /// By whom the issuer goes on.
        successor: String,
        /// Who said so.
        by: NamedBy,
        /// From when on the old key is not believed.
        since: Box<str>,
        /// The entry that shows that it was there.
        entry: u64,
    }
    /// It is by a key that the issuer no longer has, and stands behind the cut-off.
    Integrity No "signed-after-succession" SignedAfterSuccession {
        /// By whom the issuer goes on.
        successor: String,
        /// Who said so.
        by: NamedBy,
        /// The entry that has it.
        entry: u64,
        /// The first entry that does not count.
        cut: u64,
    }
    /// It is by a key that the issuer no longer has, and nothing at hand shows that it was there before.
    Integrity Unknown "signed-by-former-key" SignedByFormerKey {
        /// By whom the issuer goes on.
        successor: String,
        /// Who said so.
        by: NamedBy,
        /// From when on the old key is not believed.
        since: String,
    }
    /// The issuer's own host served exactly this, as a dated copy shows.
    Integrity Yes "hosted-copy-verified" HostedCopyVerified {
        /// The address it was served from.
        url: String,
        /// When the oldest of the copies needed was fetched.
        at: String,
        /// The host, where any address on it counts, as the issuer says of none; else empty.
        host: String,
    }
    /// Every proof verifies; whether one is by a key of the issuer was not asked.
    Integrity Unknown "signed-by-key" SignedByKey {
        /// The verification methods of all proofs.
        methods: Vec<String>,
        /// The suites of all proofs.
        suites: Vec<String>,
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
    /// The proofs name verification methods of others than the issuer, and none could be checked.
    Integrity No "proof-names-another" ProofNamesAnother {
        /// The issuer's id.
        issuer: String,
        /// The method that the proof names.
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
    /// The proof is dated later than now: its date, or the clock here, is wrong.
    Integrity Unknown "proof-from-future" ProofFromFuture {
        /// Its `created`.
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
    /// The issuer's profile names another place for its badges, and was fetched too long ago.
    Integrity Unknown "badge-part-stale" BadgePartStale {
        /// Its address.
        url: String,
        /// When it was fetched.
        as_of: String,
    }
    /// Copies of a part say different things, and nobody can tell which is the newer.
    Integrity Unknown "badge-part-contradicted" BadgePartContradicted {
        /// `class` or `issuer`.
        part: String,
        /// Its address.
        url: String,
    }
    /// The holder does not show what every badge says, such as who issued it.
    Integrity Unknown "content-hidden" ContentHidden {
        /// What is missed first, as a path; empty where nothing is shown.
        field: String,
    }
    /// So much was asked for that not everything was checked.
    Integrity Unknown "effort-spent" EffortSpent {}
    /// The proof's suite is not known to this version.
    Integrity Unknown "suite-unknown" SuiteUnknown {
        /// Its name.
        suite: String,
    }
    /// The proof is the one that the issuer made for the holder alone, who shows others derived from it.
    Integrity Unknown "proof-for-holder" ProofForHolder {
        /// The suite.
        suite: &'static str,
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
    /// The issuer signed it as text, and no context at hand says what something in it means.
    Integrity Unknown "meaning-unknown" MeaningUnknown {
        /// Where, as a path.
        field: String,
        /// What is not defined there.
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
    /// The key lies on the issuer's host, where keys of others may lie, and nothing at hand shows
    /// that it is the issuer's.
    Integrity Unknown "key-unclaimed" KeyUnclaimed {
        /// The issuer's id.
        issuer: String,
        /// The key's address.
        method: String,
        /// The address of the host's set of keys; empty where that could not tell.
        list: String,
    }
    /// What shows that the key is the issuer's was fetched too long ago.
    Integrity Unknown "key-stale" KeyStale {
        /// The issuer's id.
        issuer: String,
        /// The key's address.
        method: String,
        /// The address of the host's set of keys.
        list: String,
        /// When it was fetched.
        as_of: String,
    }
    /// The badge is written or signed in a form this version does not verify.
    Integrity Unknown "proof-format-unsupported" ProofFormatUnsupported {
        /// Its name: `jws`, `open-badges-2`, …
        format: String,
    }
    /// It was published, and its holder took it out of the public feed again.
    Integrity Unknown "withdrawn-by-holder" WithdrawnByHolder {
        /// The holder.
        holder: String,
        /// The entry that published it.
        entry: u64,
        /// The entry that withdrew it.
        by: u64,
        /// When that was written.
        as_of: String,
    }
    /// It was published, and nobody at hand has its text, though its holder did not withdraw it.
    Integrity Unknown "content-lost" ContentLost {
        /// The holder.
        holder: String,
        /// The entry that published it.
        entry: u64,
    }
    } };
}
pub(super) use integrity;
