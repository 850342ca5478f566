//! What is wrong, in the kinds that other programs know.
//!
//! Source: VC Data Model 2.0 §7.1; Verifiable Credential Data Integrity 1.0 §4.7; Bitstring Status
//! List 1.0 §4.1.

use std::collections::BTreeMap;

use bot_protocol::api::{Problem, VcProblem};
use bot_protocol::verdict::{Question, Reason, advise, checked};
use bot_protocol::words::{Args, Lang, say};

/// A kind of problem: the URL by which it is known, and its line in `words/`.
type Kind = (&'static str, &'static str);

const MALFORMED: Kind =
    ("https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR", "vc-malformed");
const CRYPTOGRAPHIC: Kind =
    ("https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR", "vc-cryptographic");
const RANGE: Kind = ("https://www.w3.org/TR/vc-data-model#RANGE_ERROR", "vc-range");
const STATUS: Kind =
    ("https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR", "vc-status");
const PRESENTER: Kind = ("https://w3id.org/security#INVALID_CHALLENGE_ERROR", "vc-presenter");
const DOMAIN: Kind = ("https://w3id.org/security#INVALID_DOMAIN_ERROR", "vc-domain");

/// A problem, as other programs read it.
pub(super) fn of(problem: &checked::Problem, lang: Lang) -> VcProblem {
    let (kind, title) = kind(&problem.reason);
    VcProblem {
        kind: kind.to_owned(),
        title: say(lang, title, &Args::new()),
        status: 400,
        detail: problem.say(lang),
        code: problem.reason.code().to_owned(),
        question: problem.reason.question().name().to_owned(),
        answer: problem.reason.answer().name().to_owned(),
        place: (!problem.place.is_empty()).then(|| problem.place.clone()),
        advice: advise(&problem.reason, lang),
    }
}

/// The refusal as a whole, by the first of its problems.
pub(super) fn whole(first: &VcProblem, lang: Lang) -> Problem {
    Problem {
        kind: "about:blank#not-verified".to_owned(),
        title: say(lang, "vc-not-verified", &Args::new()),
        status: 400,
        code: "not-verified".to_owned(),
        detail: first.detail.clone(),
        field: None,
        data: BTreeMap::from([("reason".to_owned(), first.code.clone())]),
    }
}

fn kind(reason: &Reason) -> Kind {
    match (reason.code(), reason.question()) {
        ("field-wrong" | "presentation-wrong", _) => MALFORMED,
        ("expired" | "not-yet-valid", _) => RANGE,
        (code, Question::Recipient) if code.starts_with("domain") => DOMAIN,
        (_, Question::Integrity) => CRYPTOGRAPHIC,
        (_, Question::Status) => STATUS,
        (_, Question::Recipient) => PRESENTER,
        (_, Question::Right | Question::Path | Question::Endorsements) => CRYPTOGRAPHIC,
    }
}
