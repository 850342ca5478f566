//! A reason in words, and what one can do about it.

use super::{Reason, WHOLE};
use crate::credential::contexts::ContextFault;
use crate::identity::{Did, KeySource};
use crate::words::{self, Args, Lang};

/// A reason as a sentence, and where a stamp is overdue one that says so.
#[must_use]
pub fn say(reason: &Reason, lang: Lang) -> String {
    let args = Args::from(&reason.data());
    let told = words::say(lang, words_of(reason), &args);
    if let Reason::ClearAsOf { overdue, .. } | Reason::ResumedAsOf { overdue, .. } = reason
        && !overdue.is_empty()
    {
        return format!("{told} {}", words::say(lang, "stamp-overdue", &args));
    }
    told
}

/// The name of a reason's words: its code, but that a reason given for a revocation is told, and
/// that a key is only as genuine as the document it came from; an address or a number that is not
/// known is not; nor is advice given that nobody can follow: a `urn:` lies nowhere, and an address
/// book holds no other identifier than a DID of the kind that signs ledgers.
fn words_of(reason: &Reason) -> &'static str {
    if let Reason::SignedByIssuer { key, .. } = reason
        && key == KeySource::Document.as_str()
    {
        return "signed-by-issuer-document";
    }
    if let Reason::ClearAsOf { witnesses: 1.., .. } = reason {
        return "clear-as-of-witnessed";
    }
    if let Reason::ResumedAsOf { witnesses: 1.., .. } = reason {
        return "resumed-as-of-witnessed";
    }
    if let Reason::Revoked { because, .. } = reason
        && !because.is_empty()
    {
        return "revoked-because";
    }
    if let Reason::RuleMet { ended: Some(_), .. } = reason {
        return "rule-met-ended";
    }
    if let Reason::Granted { ended: Some(_), .. } = reason {
        return "granted-ended";
    }
    if let Reason::Suspended { because, .. } = reason
        && !because.is_empty()
    {
        return "suspended-because";
    }
    if let Reason::FeatureUnknown { what, .. } = reason
        && *what == ContextFault::Inline.to_string()
    {
        return "feature-unknown-inline";
    }
    if let Reason::KeyNotHere { method } = reason
        && method.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"))
    {
        return "key-not-here-nowhere";
    }
    if let Reason::SelfAsserted { issuer, .. } = reason
        && issuer.parse::<Did>().is_err()
    {
        return "self-asserted-unlisted";
    }
    if let Reason::StatusUnreadable { field } = reason
        && field == WHOLE
    {
        return "status-unreadable-whole";
    }
    let more = words_of_hidden(reason).or_else(|| words_of_list(reason));
    let more = more.or_else(|| words_of_domain(reason)).or_else(|| words_of_recovery(reason));
    more.or_else(|| words_of_host(reason)).unwrap_or_else(|| reason.code())
}

/// The words of a recovery that does not count yet, where nobody can tell until when one can object.
fn words_of_recovery(reason: &Reason) -> Option<&'static str> {
    let Reason::SignedRecoveryBegun { until, contested, .. } = reason else { return None };
    match (*contested, until.is_empty()) {
        ("yes", _) => Some("signed-recovery-contested"),
        ("in-vain", _) => Some("signed-recovery-in-vain"),
        (_, true) => Some("signed-recovery-unseen"),
        (_, false) => None,
    }
}

/// The words of what an issuer's host says of an older badge, where they tell more than those of its
/// code.
fn words_of_host(reason: &Reason) -> Option<&'static str> {
    if let Reason::RevokedAtHost { url, because } = reason {
        return match (url.is_empty(), because.is_empty()) {
            (true, true) => Some("revoked-in-file"),
            (true, false) => Some("revoked-in-file-because"),
            (false, true) => None,
            (false, false) => Some("revoked-at-host-because"),
        };
    }
    if let Reason::HostedUnfetched { url } = reason {
        return match url.is_empty() {
            true => Some("hosted-unfetched-nowhere"),
            false => (!is_fetched(url)).then_some("hosted-unfetched-elsewhere"),
        };
    }
    if let Reason::BadgePartMissing { url, .. } = reason {
        return (!is_fetched(url)).then_some("badge-part-missing-elsewhere");
    }
    if let Reason::HostedCopyVerified { host, .. } = reason {
        return (!host.is_empty()).then_some("hosted-copy-verified-anywhere");
    }
    if let Reason::KeyUnclaimed { list, .. } = reason {
        return list.is_empty().then_some("key-unclaimed-old");
    }
    None
}

/// The words of a domain that is not the one asked for.
fn words_of_domain(reason: &Reason) -> Option<&'static str> {
    let Reason::ChallengeDiffers { field, signed } = reason else { return None };
    let words = if signed.is_empty() { "domain-unsigned" } else { "domain-differs" };
    (field == "domain").then_some(words)
}

/// Whether this program fetches what lies there, where it is told to.
fn is_fetched(url: &str) -> bool {
    const WEB: &str = "https://";
    url.get(..WEB.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(WEB))
}

/// The words of what a holder does not show, where that is all, or nobody can count it.
fn words_of_hidden(reason: &Reason) -> Option<&'static str> {
    if let Reason::ContentHidden { field } = reason {
        return match field.as_str() {
            "" => Some("content-hidden-whole"),
            // Not itself hidden: it covers what is.
            "proof" => Some("content-hidden-signed"),
            _ => None,
        };
    }
    if let Reason::StatusHidden { count: 0 } = reason {
        return Some("status-hidden-uncounted");
    }
    if let Reason::CreatorHidden { count: 0 } = reason {
        return Some("creator-hidden-uncounted");
    }
    None
}

/// The words of what a list says, where they tell more than those of its code, or no date, as
/// nobody knows it.
fn words_of_list(reason: &Reason) -> Option<&'static str> {
    if let Reason::RevokedInList { as_of, because, .. } = reason {
        let undated = as_of.is_empty().then_some("revoked-in-list-undated");
        return if because.is_empty() { undated } else { Some("revoked-in-list-because") };
    }
    if let Reason::SuspendedInList { as_of, .. } = reason {
        return as_of.is_empty().then_some("suspended-in-list-undated");
    }
    if let Reason::ClearInList { told, .. } = reason {
        return (!told.is_empty()).then_some("clear-in-list-told");
    }
    None
}

/// What one can do about a reason, where there is something to do.
#[must_use]
pub fn advise(reason: &Reason, lang: Lang) -> Option<String> {
    words::advise(lang, words_of(reason), &Args::from(&reason.data()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_nowhere_is_not_to_be_fetched() {
        let of = |method: &str| {
            let reason = Reason::KeyNotHere { method: method.to_owned() };
            Lang::ALL.map(|lang| [say(&reason, lang), advise(&reason, lang).unwrap()].concat())
        };
        for urn in ["urn:uuid:1", "URN:uuid:1#key"] {
            assert!(of(urn).iter().all(|told| told.contains(urn) && !told.contains("--gather")));
        }
        for elsewhere in ["did:web:a.example#key", "https://a.example/key", "urn", ""] {
            assert!(of(elsewhere).iter().all(|told| told.contains("--gather")), "{elsewhere}");
        }
    }

    #[test]
    fn the_domain_that_was_signed_is_told() {
        let of = |field: &str, signed: &str| {
            let (field, signed) = (field.to_owned(), signed.to_owned());
            say(&Reason::ChallengeDiffers { field, signed }, Lang::En)
        };
        assert!(of("domain", "a.example").contains("a.example"));
        assert!(of("domain", "").contains("no domain"));
        for signed in ["", "c1"] {
            assert!(!of("challenge", signed).contains("domain"), "{signed}");
        }
    }

    #[test]
    fn what_is_not_fetched_is_asked_of_the_issuer() {
        for (url, is_elsewhere) in [
            ("https://a.example/1", false),
            ("HTTPS://a.example/1", false),
            ("http://a.example/1", true),
            ("urn:uuid:1", true),
        ] {
            let url = url.to_owned();
            let part = Reason::BadgePartMissing { part: "class".to_owned(), url: url.clone() };
            for reason in [Reason::HostedUnfetched { url: url.clone() }, part] {
                for lang in Lang::ALL {
                    let advice = advise(&reason, lang).unwrap();
                    assert_eq!(advice.contains("--gather"), !is_elsewhere, "{advice}");
                    assert!(say(&reason, lang).contains(&url));
                }
            }
        }
    }

    #[test]
    fn a_signature_over_what_is_hidden_is_not_told_as_hidden() {
        let of = |field: &str| {
            let reason = Reason::ContentHidden { field: field.to_owned() };
            Lang::ALL.map(|lang| say(&reason, lang))
        };
        assert!(of("proof").iter().all(|told| told.contains("signature")));
        for hidden in ["issuer", "proof.x", ""] {
            assert!(of(hidden).iter().all(|told| !told.contains("signature")), "{hidden}");
        }
    }

    #[test]
    fn an_issuer_that_no_address_book_holds_is_not_to_be_added() {
        let of = |issuer: &str| {
            let (name, issuer) = ("School".to_owned(), issuer.to_owned());
            let reason = Reason::SelfAsserted { name, issuer };
            Lang::ALL.map(|lang| [say(&reason, lang), advise(&reason, lang).unwrap()].concat())
        };
        let adds = |told: &String| told.contains("bot contact add");
        let own = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        assert!(of(own).iter().all(adds));
        let p256 = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
        for other in ["did:web:a.example", p256, "https://a.example/issuer", ""] {
            let told = of(other);
            assert!(!told.iter().any(adds) && told.iter().all(|it| it.contains("School")));
        }
    }
}
