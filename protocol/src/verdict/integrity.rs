//! Is it exactly what was signed, by a key of the issuer?
//!
//! Every proof must hold and one must be by the issuer: by a key that the issuer's own DID names.
//! Nothing a proof or a key says of itself makes it the issuer's.
//!
//! Source: VC Data Model 2.0 §4.13; Data Integrity 1.0 §4.

use super::reader::{Judging, Presenter, Reader, Secured};
use super::{Answer, Reason, WHOLE, former, meaning};
use crate::canon::json::Value;
use crate::credential::contexts::ContextUsed;
use crate::credential::jsonld::{JsonLdError, JsonLdFault, with_quads};
use crate::credential::model::{Credential, many, shape};
use crate::credential::proof::{
    BadProof, Check, CheckedProof, ProofError, ProofReport, Proven, Purpose, Suite, Unsupported,
};
use crate::identity::{Documents, Multikey};
use crate::limits::CLOCK_AHEAD_MAX_MILLIS;
use crate::time::Timestamp;

/// The finding, and what else the proofs tell.
pub(super) struct Integrity {
    pub(super) reason: Reason,
    /// The contexts by which it was read, as far as somebody could ask which.
    pub(super) contexts: Vec<ContextUsed>,
    /// Whether the holder may have left out what the issuer signed, so that what is not shown is
    /// not known to be absent.
    pub(super) selective: bool,
}

impl Integrity {
    fn of(reason: Reason) -> Self {
        Self { reason, contexts: Vec::new(), selective: false }
    }
}

/// Whether a credential that bears on another is what its issuer signed: a status list, an
/// endorsement, one inside a record. It is read by the program's own contexts, as nothing would
/// tell that one rests on those that the user added.
pub(super) fn judge(secured: &Secured, judging: &Judging<'_>) -> Integrity {
    let proven = judging.evidence.standpoint().map(|standpoint| standpoint.proven.as_ref());
    read_with(secured, &by_own_contexts(judging), proven)
}

fn by_own_contexts<'j>(judging: &Judging<'j>) -> Judging<'j> {
    let reader = Reader { contexts: judging.reader.contexts.without_added(), ..judging.reader };
    Judging { reader, ..*judging }
}

/// Whether the credential asked about is what its issuer signed, with the contexts by which it was
/// read, as far as somebody could ask which.
pub(super) fn read(secured: &Secured, judging: &Judging<'_>) -> Integrity {
    read_with(secured, judging, None)
}

/// The same, with what is kept of proofs that held.
fn read_with(secured: &Secured, judging: &Judging<'_>, proven: Option<&Proven>) -> Integrity {
    if let Some(seal) = secured.seal() {
        let told = seal.integrity(judging);
        return Integrity::of(former::judge(told, secured, judging.evidence));
    }
    let document = secured.document();
    if let Err(fault) = shape::check(document) {
        return Integrity::of(Reason::FieldWrong { field: fault.field, what: fault.what });
    }
    let credential = Credential::new(document);
    let issuer = credential.issuer().unwrap_or_default();
    let (mut contexts, mut selective) = (Vec::new(), false);
    let check_all = check(judging, Purpose::AssertionMethod);
    let checked = match proven {
        Some(proven) => proven.verify(check_all, document),
        None => check_all.verify(document),
    };
    let reason = match checked {
        Ok(mut report) => {
            selective = is_selective(&report, issuer);
            let signed = signed(&report, issuer, judging.asked.now);
            let is_text = report.contexts.is_empty() && signed.answer() == Answer::Yes;
            let check = check(judging, Purpose::AssertionMethod);
            let (read, reason) = match is_text.then(|| meaning::of_text(document, check)) {
                None => (std::mem::take(&mut report.contexts), signed),
                Some(Ok(read)) => (read, signed),
                Some(Err(reason)) => (Vec::new(), reason),
            };
            contexts = read;
            contexts.retain(|used| used.one_of_several || used.added.is_some());
            reason
        }
        Err(ProofError::Bad(fault)) => bad(fault),
        // What a suite that is not known here makes of a method is not known either.
        Err(ProofError::Unsupported(
            fault @ (Unsupported::ProofType(_) | Unsupported::Suite(_) | Unsupported::BaseProof(_)),
        )) => unsupported(fault, &credential),
        // A proof that nobody can check here is still told apart by whose it claims to be.
        Err(ProofError::Unsupported(fault)) => another(&credential, issuer)
            .or_else(|| beyond(&credential, &fault, judging))
            .unwrap_or_else(|| unsupported(fault, &credential)),
    };
    let reason = former::judge(reason, secured, judging.evidence);
    Integrity { reason, contexts, selective }
}

/// What every proof of a document says that holds, whosever key it is by: never that it is the
/// issuer's word.
pub(super) fn by_any_key(
    document: &Value,
    purpose: Purpose,
    judging: &Judging<'_>,
) -> Result<Reason, Reason> {
    let report = check(judging, purpose).verify(document);
    let report = report.map_err(|fault| of_fault(fault, document))?;
    if let Some(over) = over(&report, judging.asked.now) {
        return Err(over);
    }
    Ok(Reason::SignedByKey {
        methods: report.proofs.iter().map(|proof| proof.method.clone()).collect(),
        suites: report.proofs.iter().map(|proof| proof.suite.to_owned()).collect(),
    })
}

/// Whether the proofs that a sealed credential carries inside hold, where it has any: whosever they
/// are, every proof of a credential must. It is read by the program's own contexts.
///
/// # Errors
/// [`Reason`]: why they do not, or cannot be told.
///
/// Source: VC Data Model 1.1 §6.3.1; Data Integrity 1.0 §4.5.
pub fn carried(document: &Value, purpose: Purpose, judging: &Judging<'_>) -> Result<(), Reason> {
    // Some programs write down what they have not.
    let mut proofs = document.get("proof").into_iter().flat_map(many);
    match proofs.any(|proof| *proof != Value::Null) {
        true => by_any_key(document, purpose, &by_own_contexts(judging)).map(drop),
        false => Ok(()),
    }
}

/// What a fault of a document's proofs is told as.
pub(super) fn of_fault(fault: ProofError, document: &Value) -> Reason {
    match fault {
        ProofError::Bad(fault) => bad(fault),
        ProofError::Unsupported(fault) => unsupported(fault, &Credential::new(document)),
    }
}

/// Why contexts leave something in the document without a meaning, where they do.
pub(super) fn closed(document: &Value, judging: &Judging<'_>) -> Option<Reason> {
    let error = with_quads(document, judging.reader.contexts, |_| ()).err()?;
    Some(if error.is_unknown() {
        unsupported(Unsupported::Document(error), &Credential::new(document))
    } else {
        self::document(&error)
    })
}

/// Whether no proof of the issuer is over everything that the issuer signed.
fn is_selective(report: &ProofReport, issuer: &str) -> bool {
    !report.proofs.iter().any(|proof| proof.controller == issuer && !proof.selective)
}

/// How proofs in a document are checked.
fn check<'j>(judging: &Judging<'j>, purpose: Purpose) -> Check<'j> {
    let Judging { evidence, reader, work, .. } = *judging;
    let (contexts, suites) = (reader.contexts, reader.dialects.suites());
    Check { contexts, suites, documents: evidence.documents(), purpose, work }
}

/// What is wrong all the same where only a key is missing: what no signature could cover, or a
/// signature that does not even fit the key in its method's own fragment. That a signature fits
/// such a key says nothing: anybody can write one there.
fn beyond(
    credential: &Credential<'_>,
    fault: &Unsupported,
    judging: &Judging<'_>,
) -> Option<Reason> {
    let Unsupported::Key(_) = fault else { return None };
    let methods = credential.proofs().filter_map(|proof| proof.get("verificationMethod")?.as_str());
    let documents = methods.fold(Documents::new(), |documents, method| match named(method) {
        Some(key) => documents.trusting(method, key),
        None => documents,
    });
    let check = Check { documents: &documents, ..check(judging, Purpose::AssertionMethod) };
    let contexts = check.contexts;
    if let Err(ProofError::Bad(BadProof::Signature(method))) = check.verify(credential.document()) {
        return Some(Reason::SignatureWrong { method });
    }
    let mut unsecured = credential.document().as_object()?.clone();
    unsecured.remove("proof");
    let read = with_quads(&Value::Object(unsecured), contexts, |_| ());
    let rdf = |proof: &Value| {
        proof.get("cryptosuite").and_then(Value::as_str) == Some(Suite::EddsaRdfc2022.as_str())
    };
    let error = read.err().filter(|_| credential.proofs().any(rdf))?;
    // Rules that are ours alone refuse no badge whose signature was not looked at.
    let bare = matches!(
        error.what,
        JsonLdFault::Undefined(_)
            | JsonLdFault::Iri(_)
            | JsonLdFault::Name(_)
            | JsonLdFault::Keyword(_)
    );
    bare.then(|| document(&error))
}

/// The key that the fragment of a method is.
fn named(method: &str) -> Option<Multikey> {
    Multikey::from_multikey(method.split_once('#')?.1).ok()
}

/// Who signed a presentation by proofs that stand in it.
pub(super) fn presenter(
    document: &Value,
    purpose: Purpose,
    judging: &Judging<'_>,
) -> Result<Presenter, Reason> {
    match check(&by_own_contexts(judging), purpose).verify(document) {
        Ok(report) if expired(&report, judging.asked.now).is_some() => {
            Err(outlived("its proof has expired"))
        }
        Ok(report) if from_future(&report, judging.asked.now).is_some() => {
            Err(outlived("its proof is dated later than now"))
        }
        Ok(report) if ended(&report, judging.asked.now).is_some() => {
            Err(outlived("the key was withdrawn or has expired"))
        }
        Ok(report) => {
            let mut presenter = Presenter::default();
            for proof in report.proofs {
                presenter.signers.push(proof.controller);
                presenter.challenges.extend(proof.challenge);
                presenter.domains.extend(proof.domain);
            }
            Ok(presenter)
        }
        Err(ProofError::Bad(fault)) => {
            Err(Reason::PresentationWrong { how: "false", what: fault.to_string() })
        }
        Err(ProofError::Unsupported(Unsupported::Key(method))) => {
            Err(Reason::PresenterKeyMissing { method })
        }
        Err(ProofError::Unsupported(fault)) => {
            Err(Reason::PresentationUnknown { what: fault.to_string() })
        }
    }
}

/// Of a presentation whose signature holds and does not count now.
fn outlived(what: &str) -> Reason {
    Reason::PresentationWrong { how: "over", what: what.to_owned() }
}

fn signed(report: &ProofReport, issuer: &str, now: Timestamp) -> Reason {
    let own = report.proofs.iter().find(|proof| proof.controller == issuer);
    let Some(own) = own else {
        let method = report.proofs.first().map(|proof| proof.method.clone()).unwrap_or_default();
        return Reason::ProofByAnother { issuer: issuer.to_owned(), method };
    };
    if let Some(over) = over(report, now) {
        return over;
    }
    Reason::SignedByIssuer {
        method: own.method.clone(),
        key: own.key_source.as_str().to_owned(),
        suites: report.proofs.iter().map(|proof| proof.suite.to_owned()).collect(),
    }
}

/// Why proofs that hold count no more, where they do not.
fn over(report: &ProofReport, now: Timestamp) -> Option<Reason> {
    if let Some(at) = expired(report, now) {
        return Some(Reason::ProofExpired { at: at.to_string() });
    }
    if let Some(at) = from_future(report, now) {
        return Some(Reason::ProofFromFuture { at: at.to_string() });
    }
    let (method, at) = ended(report, now)?;
    Some(Reason::KeyEnded { method, at: at.to_string() })
}

fn expired(report: &ProofReport, now: Timestamp) -> Option<Timestamp> {
    report.proofs.iter().filter_map(|proof| proof.expires).find(|expires| *expires < now)
}

/// A proof that is dated later than any clock that goes wrong by a little would have it.
fn from_future(report: &ProofReport, now: Timestamp) -> Option<Timestamp> {
    let latest = now.saturating_add(CLOCK_AHEAD_MAX_MILLIS);
    report.proofs.iter().filter_map(|proof| proof.created).find(|created| *created > latest)
}

/// A proof whose key its owner withdrew, or let expire. When the proof was made does not count:
/// whoever has such a key can write any date.
fn ended(report: &ProofReport, now: Timestamp) -> Option<(String, Timestamp)> {
    let ends = |proof: &CheckedProof| Some((proof.method.clone(), proof.key_ends?));
    report.proofs.iter().filter_map(ends).find(|(_, at)| *at <= now)
}

/// Where every proof names a method of somebody else than the issuer, that it does. Whether that
/// other one signed was not looked at, so it is not said.
fn another(credential: &Credential<'_>, issuer: &str) -> Option<Reason> {
    let mut first = None;
    for proof in credential.proofs() {
        let method = proof.get("verificationMethod").and_then(Value::as_str)?;
        if method.split_once('#').map_or(method, |(controller, _)| controller) == issuer {
            return None;
        }
        first = first.or(Some(method));
    }
    let method = first?.to_owned();
    Some(Reason::ProofNamesAnother { issuer: issuer.to_owned(), method })
}

fn malformed(field: &str, what: impl Into<String>) -> Reason {
    Reason::ProofMalformed { field: field.to_owned(), what: what.into() }
}

fn bad(fault: BadProof) -> Reason {
    let what = fault.to_string();
    match fault {
        BadProof::NoObject => Reason::FieldWrong { field: WHOLE.to_owned(), what },
        BadProof::NoProof => Reason::ProofMissing {},
        BadProof::Many { .. } | BadProof::Canonical(_) => Reason::OverLimit { what },
        BadProof::Signed => malformed("proof", what),
        BadProof::Missing(name) => malformed(&format!("proof.{name}"), what),
        BadProof::Member { name, .. } | BadProof::Time { name, .. } => {
            malformed(&format!("proof.{name}"), what)
        }
        BadProof::Extra(name) => malformed(&format!("proof.{name}"), what),
        BadProof::Purpose { .. } => malformed("proof.proofPurpose", what),
        BadProof::NotListed { method, fault } => {
            Reason::KeyNotListed { method, what: fault.to_string() }
        }
        BadProof::Method(_) | BadProof::OtherKey(_) => malformed("proof.verificationMethod", what),
        BadProof::Value(_) => malformed("proof.proofValue", what),
        BadProof::Inverted => malformed("proof.expires", what),
        BadProof::Signature(method) => Reason::SignatureWrong { method },
        BadProof::Document(error) => document(&error),
        BadProof::Options(error) => malformed(&format!("proof{}", error.path), what),
        BadProof::Contexts => malformed("proof.@context", what),
        BadProof::Order => Reason::FieldWrong { field: "@context".to_owned(), what },
        BadProof::SameId(_) => malformed("proof.id", what),
        BadProof::Previous(_) | BadProof::Circle => malformed("proof.previousProof", what),
    }
}

fn document(error: &JsonLdError) -> Reason {
    let what = error.what.to_string();
    if meaning::is_over_limit(error) {
        return Reason::OverLimit { what };
    }
    Reason::NotCovered { field: place(error), what }
}

/// Where in the document a fault is, as a path that is never empty.
pub(super) fn place(error: &JsonLdError) -> String {
    match (&error.what, error.path.as_str()) {
        (JsonLdFault::Context(_), "") => "@context".to_owned(),
        (JsonLdFault::Context(_), path) => format!("{path}/@context"),
        (_, "") => WHOLE.to_owned(),
        (_, path) => path.to_owned(),
    }
}

fn unsupported(fault: Unsupported, credential: &Credential<'_>) -> Reason {
    match fault {
        Unsupported::ProofType(suite) | Unsupported::Suite(suite) => Reason::SuiteUnknown { suite },
        Unsupported::BaseProof(suite) => Reason::ProofForHolder { suite },
        Unsupported::Key(method) => Reason::KeyNotHere { method },
        Unsupported::Contradiction(method) => Reason::KeyContradicted { method },
        Unsupported::Effort => Reason::EffortSpent {},
        Unsupported::KeyKind(_) | Unsupported::Method(_) => {
            let methods = credential.proofs().filter_map(|proof| proof.get("verificationMethod"));
            let method = methods.filter_map(Value::as_str).next().unwrap_or_default().to_owned();
            Reason::KeyTypeUnknown { method }
        }
        Unsupported::Document(error) => match error.unknown_context() {
            Some(url) => Reason::ContextUnknown { url: url.to_owned() },
            None => Reason::FeatureUnknown { field: place(&error), what: error.what.to_string() },
        },
    }
}
