//! Is it about the one who presents it?
//!
//! Source: VC Data Model 2.0 §4.13, VC Data Integrity §2.1 (challenge, domain), Open Badges 3.0
//! §B.10 (identity objects; hashed ones are compared here and never written).

use super::reader::{Judging, Presenter, Reader};
use super::{Answer, Asked, Evidence, Presented, Reason, integrity, several};
use crate::canon::hash::sha256;
use crate::canon::json::Value;
use crate::credential::model::shape::is_url;
use crate::credential::model::{Credential, many};
use crate::credential::proof::Purpose;
use crate::identity::Did;

/// Characters of a challenge or a domain that are told.
const DOMAIN_CHARS_MAX: usize = 200;

/// What was asked of a presenter, and what they showed: the same for every credential presented.
pub(super) enum Shown<'p> {
    /// Nobody asked for a signature.
    Unasked,
    /// Nobody asked for a signature, and what is shown is a presentation that has none.
    Unsigned,
    /// Nobody asked for a signature, and the presentation has one that is false in itself.
    Broken(Reason),
    /// A signature was asked for, and there is no presentation that could have one.
    Bare,
    /// The presentation, and who signed it for the challenge and the domain asked for.
    Presentation(&'p Value, Result<Presenter, Reason>),
}

impl<'p> Shown<'p> {
    /// Judges the presentation around what is shown. Where nobody asked for a signature one that
    /// holds, or did, says nothing of who presents now; one that is false is told all the same.
    pub(super) fn of(presented: &'p Presented, judging: &Judging<'_>) -> Self {
        let asked = is_asked(judging.asked);
        let Some(presentation) = presented.presentation() else {
            return if asked { Self::Bare } else { Self::Unasked };
        };
        let document = presentation.document();
        if !asked && presentation.seal().is_none() && document.get("proof").is_none() {
            return Self::Unsigned;
        }
        let signed = match presentation.seal() {
            Some(seal) => sealed(seal.presenter(judging), judging),
            None => by_proofs(document, judging),
        };
        if asked {
            return Self::Presentation(document, signed);
        }
        let by_holder = signed.and_then(|found| is_by_its_holder(document, &found).map(drop));
        match by_holder {
            Err(wrong @ Reason::PresentationWrong { how: "false", .. }) => Self::Broken(wrong),
            Ok(()) | Err(_) => Self::Unasked,
        }
    }
}

/// Whether somebody wants to see a signature.
pub(super) const fn is_asked(asked: &Asked) -> bool {
    asked.challenge.is_some() || asked.domain.is_some()
}

/// The finding; the credential itself is proven already.
pub(super) fn judge(
    credential: &Credential<'_>,
    shown: &Shown<'_>,
    (asked, evidence): (&Asked, &Evidence),
) -> Reason {
    let by_key = match shown {
        Shown::Unasked | Shown::Unsigned => None,
        Shown::Broken(wrong) => Some(wrong.clone()),
        Shown::Bare => Some(Reason::ChallengeUnsigned { shown: "badge".to_owned() }),
        Shown::Presentation(document, signed) => {
            let found = holder(document, credential, signed);
            let found = succeeded(found, evidence);
            let is_yes = found.answer() == Answer::Yes;
            let signed = signed.as_ref().ok().filter(|_| is_yes);
            Some(signed.and_then(|presenter| astray(presenter, asked)).unwrap_or(found))
        }
    };
    let by_name = asked.presenter.as_deref().map(|who| identity(credential, who, evidence));
    match (by_key, by_name) {
        (Some(key), Some(name)) => {
            if name.answer() == Answer::No || key.answer() == Answer::Yes {
                name
            } else {
                key
            }
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) if matches!(shown, Shown::Unsigned) => Reason::PresentationUnsigned {},
        (None, None) => Reason::NotAsked {},
    }
}

/// Who signed what is shown as one presentation, for the challenge and the domain that are asked for,
/// and is its holder where it names one.
///
/// What is inside is not judged: a badge may hold in the hands of anybody, and a presentation be
/// signed around a badge that does not. Whoever waits for one answer asks this before taking it.
///
/// # Errors
/// The reason, as the finding about the recipient tells it, why nobody is known to have signed.
pub fn presenter(
    presented: &Presented,
    evidence: &Evidence,
    asked: &Asked,
    reader: &Reader<'_>,
) -> Result<Presenter, Box<Reason>> {
    let (work, _) = several::accounts(presented.credentials().len());
    let proven = presented.with_proof(evidence, reader);
    let dated = proven.as_of(asked.now);
    let judging = Judging { evidence: dated.as_ref(), asked, reader: *reader, work: &work };
    match Shown::of(presented, &judging) {
        Shown::Unasked => Err(Box::new(Reason::NotAsked {})),
        Shown::Unsigned => Err(Box::new(Reason::PresentationUnsigned {})),
        Shown::Broken(wrong) => Err(Box::new(wrong)),
        Shown::Bare => Err(Box::new(Reason::ChallengeUnsigned { shown: "badge".to_owned() })),
        Shown::Presentation(document, signed) => {
            let presenter = signed?;
            is_by_its_holder(document, &presenter)?;
            match astray(&presenter, asked) {
                Some(reason) => Err(Box::new(reason)),
                None => Ok(presenter),
            }
        }
    }
}

/// Why a presentation that is signed well may have been made for somebody else, or long ago: it was
/// asked for by a domain alone, which every old copy names too, or is signed for a domain that whoever
/// asks does not call theirs.
///
/// Source: `spec/dialects.md` §3; VC Data Integrity §2.1 (domain, challenge).
pub(super) fn astray(presenter: &Presenter, asked: &Asked) -> Option<Reason> {
    match (&asked.challenge, &asked.domain) {
        (None, Some(_)) => Some(Reason::ChallengeUnasked {}),
        (Some(_), None) => presenter
            .domains
            .first()
            .map(|domain| Reason::DomainUnasked { domain: readable(domain) }),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// Whether somebody signed a presentation, and its holder did where it names one.
fn is_by_its_holder<'s>(
    presentation: &Value,
    presenter: &'s Presenter,
) -> Result<&'s String, Reason> {
    let wrong = |what: &str| Reason::PresentationWrong { how: "false", what: what.to_owned() };
    let first = presenter.signers.first().ok_or_else(|| wrong("it has no proof"))?;
    let named = presentation.get("holder");
    let named = named.and_then(|node| node.as_str().or_else(|| node.get("id")?.as_str()));
    if named.is_some_and(|named| !presenter.signers.iter().any(|one| one == named)) {
        return Err(wrong("its holder is not who signed it"));
    }
    Ok(first)
}

/// Whether the holder named in the credential signed this presentation for this challenge.
fn holder(
    presentation: &Value,
    credential: &Credential<'_>,
    signed: &Result<Presenter, Reason>,
) -> Reason {
    let Some(subject) = credential.subject_id() else { return Reason::HolderUnnamed {} };
    let (presenters, presenter) = match signed {
        Err(reason) => return reason.clone(),
        Ok(presenter) => match is_by_its_holder(presentation, presenter) {
            Err(reason) => return reason,
            Ok(first) => (&presenter.signers, first),
        },
    };
    if presenters.iter().any(|one| one == subject) {
        return Reason::PresenterIsHolder { holder: subject.to_owned() };
    }
    // Of several subjects the first is shown; that another one presents it is no match and no lie.
    let others = credential.subjects().skip(1).filter_map(|subject| subject.get("id")?.as_str());
    if others.into_iter().any(|id| presenters.iter().any(|one| one == id)) {
        return Reason::HolderUnnamed {};
    }
    Reason::PresentedByAnother { holder: subject.to_owned(), presenter: presenter.clone() }
}

/// The same where the holder goes on with a new key: whoever has that is the holder, and who has the
/// old one alone no more. Source: `spec/keys.md` §9.
fn succeeded(found: Reason, evidence: &Evidence) -> Reason {
    let of = |text: &str| text.parse::<Did>().ok();
    let successor = |holder: &str| {
        let now = evidence.current(&of(holder)?);
        (of(holder) != Some(now)).then_some(now)
    };
    if let Reason::PresenterIsHolder { holder } = &found {
        let Some(now) = successor(holder) else { return found };
        let (holder, successor) = (holder.clone(), now.to_string());
        return Reason::PresentedByFormerKey { holder, successor };
    }
    if let Reason::PresentedByAnother { holder, presenter } = &found
        && successor(holder).is_some_and(|now| of(presenter) == Some(now))
    {
        let (holder, successor) = (holder.clone(), presenter.clone());
        return Reason::PresenterIsSuccessor { holder, successor };
    }
    found
}

/// Who signed by a seal, if for this challenge and domain.
pub(super) fn sealed(
    found: Result<Presenter, Reason>,
    judging: &Judging<'_>,
) -> Result<Presenter, Reason> {
    let presenter = found?;
    let asked = judging.asked;
    for (field, expected, signed) in [
        ("challenge", &asked.challenge, &presenter.challenges),
        ("domain", &asked.domain, &presenter.domains),
    ] {
        if expected.as_ref().is_some_and(|expected| !signed.contains(expected)) {
            return Err(differs(field, signed.first().map(String::as_str)));
        }
    }
    Ok(presenter)
}

/// That a presentation was signed for something else, and for what, if for anything.
fn differs(field: &str, signed: Option<&str>) -> Reason {
    let signed = signed.map(readable).unwrap_or_default();
    Reason::ChallengeDiffers { field: field.to_owned(), signed }
}

fn readable(text: &str) -> String {
    text.chars().take(DOMAIN_CHARS_MAX).collect()
}

/// Who signed by proofs in the document, if every one is for this challenge and domain.
fn by_proofs(presentation: &Value, judging: &Judging<'_>) -> Result<Presenter, Reason> {
    proofs_are_asked_for(presentation, judging.asked)?;
    integrity::presenter(presentation, Purpose::Authentication, judging)
}

/// Whether every proof in a document, and at least one, is for the challenge and the domain asked
/// for.
pub(super) fn proofs_are_asked_for(document: &Value, asked: &Asked) -> Result<(), Reason> {
    for (name, expected) in [("challenge", &asked.challenge), ("domain", &asked.domain)] {
        let Some(expected) = expected else { continue };
        let proofs = || document.get("proof").into_iter().flat_map(many);
        if proofs().next().is_none() {
            return Err(Reason::ChallengeUnsigned { shown: "presentation".to_owned() });
        }
        if !proofs().all(|proof| names(proof.get(name), expected)) {
            let signed = proofs().filter_map(|proof| proof.get(name)).flat_map(many);
            return Err(differs(name, signed.filter_map(Value::as_str).next()));
        }
    }
    Ok(())
}

/// Whether a proof's member is the expected text, or a list with it.
fn names(member: Option<&Value>, expected: &str) -> bool {
    member.into_iter().flat_map(many).any(|value| value.as_str() == Some(expected))
}

/// Whether a text names a person as badges do: by an e-mail address, or by a DID or another URI.
#[must_use]
pub fn is_identity(who: &str) -> bool {
    Kind::of(who) == Kind::Email || is_url(who.trim())
}

/// Whether the credential is about this DID or e-mail address, as it says itself. It is *no* only
/// where it names somebody by an identity of the same kind: of another kind nobody can tell.
#[must_use]
pub fn identity(credential: &Credential<'_>, who: &str, evidence: &Evidence) -> Reason {
    let plain = bare(who);
    let mut subjects = credential.subjects();
    let Some(subject) = subjects.next() else { return Reason::HolderUnnamed {} };
    let person = plain.parse::<Did>().ok().map(|did| evidence.person(&did)).unwrap_or_default();
    let is_of_them = |id: &str| id.parse().is_ok_and(|did| person.contains(&did));
    let succeeded = subject.get("id").and_then(Value::as_str).is_some_and(is_of_them);
    if succeeded || is_about(subject, plain) {
        return Reason::IdentityMatches { who: who.to_owned() };
    }
    let objects = || subject.get("identifier").into_iter().flat_map(many);
    let asked = Kind::of(who);
    if let Some(algorithm) = objects().find_map(unknown_hash).filter(|_| asked != Kind::Did) {
        return Reason::IdentityHashUnknown { algorithm };
    }
    let unnamed = subject.get("id").is_none() && subject.get("identifier").is_none();
    // Of several subjects the first is shown; that it is about another one is no match and no lie.
    if unnamed || subjects.any(|other| is_about(other, plain)) {
        return Reason::HolderUnnamed {};
    }
    let own = subject.get("id").and_then(Value::as_str).map(Kind::of);
    let kinds: Vec<Kind> = own.into_iter().chain(objects().filter_map(kind)).collect();
    let who = who.to_owned();
    // Of two numbers or pages each may be somebody's.
    if asked != Kind::Other && kinds.contains(&asked) {
        return Reason::IdentityDiffers { who };
    }
    // A DID and an e-mail address are told by these names; what is neither, by none.
    let known = kinds.iter().find(|kind| **kind != Kind::Other).or(kinds.first());
    match known {
        Some(kind) => Reason::IdentityOtherKind { who, kind: kind.name() },
        None => Reason::HolderUnnamed {},
    }
}

/// What kind of identity a text is: one says nothing of another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Did,
    Email,
    Other,
}

impl Kind {
    fn of(text: &str) -> Self {
        let text = bare(text);
        if text.starts_with("did:") {
            return Self::Did;
        }
        let is_email = text.rsplit_once('@').is_some_and(|(name, host)| {
            let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '/';
            !name.is_empty() && !host.is_empty() && !text.contains(odd) && !is_url(text)
        });
        if is_email { Self::Email } else { Self::Other }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Did => "did",
            Self::Email => "email",
            Self::Other => "other",
        }
    }
}

/// Of which kind the identity of an object is; none where it has none.
fn kind(object: &Value) -> Option<Kind> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let named = text("identityHash")?;
    let is_email = text("identityType") == Some("emailAddress");
    Some(match object.get("hashed").and_then(Value::as_bool) == Some(true) {
        true if is_email => Kind::Email,
        true => Kind::Other,
        false => Kind::of(named),
    })
}

/// An address without what makes a URI of it, and without blanks around it.
fn bare(who: &str) -> &str {
    let who = who.trim();
    let split = who.split_at_checked("mailto:".len());
    let address = split.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("mailto:"));
    address.map_or(who, |(_, address)| address)
}

/// Whether two plain identities are the same: of e-mail addresses the case tells nobody apart.
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    one == other || (Kind::of(one) == Kind::Email && one.to_lowercase() == other.to_lowercase())
}

/// Whether a subject is `who`, by its id or by an identity object.
fn is_about(subject: &Value, who: &str) -> bool {
    let objects = || subject.get("identifier").into_iter().flat_map(many);
    let id = subject.get("id").and_then(Value::as_str);
    id.is_some_and(|id| same(id, who)) || objects().any(|one| is(one, who))
}

/// The algorithm of a hashed identity that is not the one known here.
fn unknown_hash(object: &Value) -> Option<String> {
    let hashed = object.get("hashed").and_then(Value::as_bool) == Some(true);
    let named = object.get("identityHash").and_then(Value::as_str).filter(|_| hashed)?;
    let algorithm = named.split_once('$').map_or("unnamed", |(algorithm, _)| algorithm);
    (algorithm != "sha256").then(|| algorithm.to_ascii_lowercase())
}

/// Whether an identity object names `who`, plainly or by a salted SHA-256.
fn is(object: &Value, who: &str) -> bool {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let Some(named) = text("identityHash") else { return false };
    if object.get("hashed").and_then(Value::as_bool) != Some(true) {
        return same(named, who);
    }
    let salt = text("salt").unwrap_or_default();
    let digest = |who: &str| sha256(&[who.as_bytes(), salt.as_bytes()]).to_string();
    let fits = |who: &str| {
        named.strip_prefix("sha256$").is_some_and(|hex| hex.eq_ignore_ascii_case(&digest(who)))
    };
    fits(who) || fits(&who.to_lowercase())
}
