//! Who stands behind it, each told apart: does the endorsement hold, and can the viewer reach who
//! gave it? Never a number alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::endorsed::is_endorsement;
use super::evidence::{Endorsed, Sought};
use super::path::Surroundings;
use super::reader::{Judging, Opened, Reader, Secured};
use super::{Answer, Evidence, Reason, integrity, say, status};
use crate::canon::json::{Object, Value};
use crate::credential::model::praise::Praise;
use crate::credential::model::{Credential, related};
use crate::identity::Did;
use crate::limits::{ENDORSEMENTS_MAX, WORDS_WITH_MAX};
use crate::statement::word::{WORD_MEDIA_TYPE, Word, names_somebody};
use crate::words::{self, Args, Lang};

/// What ties an endorsement to what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Its digest: to this very content.
    Content,
    /// The key that its id is: to whoever holds that.
    Key,
    /// Its id alone, which anybody can write into something else.
    Id,
}

impl Bound {
    /// Its name in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Key => "key",
            Self::Id => "id",
        }
    }
}

/// One endorsement, looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Endorser {
    /// Who gave it, as it says.
    pub id: String,
    /// By which identity they go now.
    pub(super) person: String,
    /// The name it gives itself.
    pub name: String,
    /// What is endorsed: `credential`, `achievement`, `issuer` or `person`.
    pub about: &'static str,
    /// Whether the issuer or the holder of the badge gave it.
    pub own: bool,
    /// By what it is tied to that.
    pub bound: Bound,
    /// Why, in a word each; of one that does not hold, nothing.
    pub reasons: Vec<Praise>,
    /// What its endorser said before, of a thing or of what is endorsed, that goes with it.
    pub said: Vec<Word>,
    /// Its words.
    pub comment: String,
    /// Whether it is signed by its issuer.
    pub integrity: Reason,
    /// Whether it is valid still.
    pub status: Reason,
    /// How the viewer knows who gave it; `None` where only its own word is there.
    pub reach: Option<Reason>,
}

impl Endorser {
    /// Whether it counts: signed, not revoked or expired, about this very thing.
    #[must_use]
    pub fn holds(&self) -> bool {
        // News of an endorser's feed may be missing; a revocation known is what takes it away.
        self.integrity.answer() == Answer::Yes && self.status.answer() != Answer::No
    }

    /// Whether it stands behind the badge: it holds, and somebody else than who awards or holds the badge
    /// gave it, of the badge or of what that is awarded for. What is said of a person is of no badge of
    /// theirs.
    #[must_use]
    pub fn stands_behind_it(&self) -> bool {
        self.holds() && !self.own && matches!(self.about, "credential" | "achievement")
    }

    /// Why it does not hold, and the words of who withdrew it; nothing where it holds.
    fn void(&self, lang: Lang) -> Option<(String, Option<&str>)> {
        if self.holds() {
            return None;
        }
        if self.integrity.answer() != Answer::Yes {
            return Some((say(&self.integrity, lang), None));
        }
        if let Reason::Revoked { because, .. } | Reason::RevokedInList { because, .. } =
            &self.status
        {
            let because = Some(because.as_str()).filter(|because| !because.is_empty());
            let code = match because {
                Some(_) => "endorser-withdrawn-because",
                None => "endorser-withdrawn",
            };
            let args = Args::from(&self.status.data());
            return Some((words::say(lang, code, &args), because));
        }
        Some((say(&self.status, lang), None))
    }

    /// Whether the viewer can reach who gave it: by the address book, or by chains of which one does
    /// not hang on the other.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.reach.as_ref().is_some_and(|reach| reach.answer() == Answer::Yes)
    }

    pub(super) fn to_json(&self, lang: Lang) -> Value {
        let mut object = Object::new();
        object.insert("id", Value::from(self.id.as_str()));
        object.insert("name", Value::from(self.name.as_str()));
        object.insert("about", Value::from(self.about));
        object.insert("own", Value::from(self.own));
        object.insert("bound", Value::from(self.bound.code()));
        if !self.reasons.is_empty() {
            object.insert("reasons", Value::array(self.reasons.iter().map(Praise::to_string)));
        }
        if !self.said.is_empty() {
            object.insert("said", Value::array(self.said.iter().map(word_to_json)));
        }
        object.insert("comment", Value::from(self.comment.as_str()));
        object.insert("holds", Value::from(self.holds()));
        if let Some((why, because)) = self.void(lang) {
            object.insert("says", Value::from(why));
            if let Some(because) = because {
                object.insert("because", Value::from(because));
            }
        }
        object.insert("integrity", Value::from(self.integrity.code()));
        object.insert("status", Value::from(self.status.code()));
        object.insert("reachable", Value::from(self.is_reachable()));
        if let Some(reach) = &self.reach {
            object.insert("path", Value::from(reach.code()));
        }
        Value::Object(object)
    }
}

/// The finding, and every endorsement looked at.
pub(super) fn judge(
    credential: &Credential<'_>,
    judging: &Judging<'_>,
    surroundings: &Surroundings<'_>,
) -> (Reason, Vec<Endorser>) {
    let mut seen: Vec<Secured> = Vec::new();
    let mut found: Vec<Endorser> = Vec::new();
    let embedded = embedded(credential, judging.reader);
    let targets = targets(credential);
    let ids: BTreeSet<&str> = targets.iter().map(|(id, _)| *id).collect();
    let Endorsed { sought, others, .. } = known_first(&targets, &ids, judging.evidence);
    let room = ENDORSEMENTS_MAX.max(sought.len());
    let parties = [credential.issuer(), credential.subject_id()].into_iter().flatten();
    let parties = parties.map(|one| person(one, judging.evidence)).collect();
    let endorsed = Target { credential, targets, parties };
    for secured in sought.into_iter().chain(embedded).chain(others).take(room) {
        // Two sealed from outside may say the same and only one of them be true.
        if secured.seal().is_none() && seen.contains(&secured) {
            continue;
        }
        let mut endorser = endorsed.by(&secured, judging, surroundings);
        // Nobody says what nobody stands behind.
        if !endorser.holds() {
            endorser.reasons.clear();
            endorser.said.clear();
        }
        // What is said and judged alike is told once.
        if secured.seal().is_none() || !found.contains(&endorser) {
            found.push(endorser);
        }
        seen.push(secured);
    }
    let told = sum(&found);
    // Somebody who was not read may stand behind it.
    let unread = told.answer() == Answer::No && judging.evidence.is_anybody_unread();
    (if unread { Reason::NoEndorsementKnown {} } else { told }, found)
}

/// What may be endorsed of a badge.
struct Target<'c> {
    credential: &'c Credential<'c>,
    targets: Vec<(&'c str, &'static str)>,
    /// Who awards it and who holds it, by the identities they go by now.
    parties: Vec<String>,
}

impl Target<'_> {
    /// An endorsement of it, looked at.
    fn by(
        &self,
        secured: &Secured,
        judging: &Judging<'_>,
        surroundings: &Surroundings<'_>,
    ) -> Endorser {
        let endorsement = secured.credential();
        let target = endorsement.subject_id().unwrap_or_default();
        let about = self.targets.iter().find(|(id, _)| *id == target).map(|(_, about)| *about);
        let mut integrity = integrity::judge(secured, judging);
        let bound = bound(&endorsement, (target, about), self.credential);
        if integrity.reason.answer() == Answer::Yes
            && let Some(unfit) = fits(&endorsement, about, bound)
        {
            integrity.reason = unfit;
        }
        // One of which only the address is known is called by it.
        let issuer = endorsement.issuer().or(endorsement.id()).unwrap_or_default();
        let proven = integrity.reason.answer() == Answer::Yes;
        let did = secured.issuer();
        let current = |did: &Did| judging.evidence.current(did).to_string();
        let person = did.as_ref().map_or_else(|| issuer.to_owned(), current);
        let did = did.filter(|_| proven);
        let comment = endorsement.subject().and_then(|node| node.get("endorsementComment"));
        // Of who holds the badge, where it is this very badge that is endorsed.
        let very = about == Some("credential") && bound == Some(Bound::Content);
        let holder = self.credential.subject_id().filter(|_| very);
        Endorser {
            id: issuer.to_owned(),
            name: endorsement.issuer_name().unwrap_or(issuer).to_owned(),
            about: about.unwrap_or("nothing"),
            own: self.parties.contains(&person),
            person,
            bound: bound.unwrap_or(Bound::Id),
            reasons: Praise::of(endorsement.document()),
            said: said(&endorsement, holder, judging),
            comment: comment.and_then(Value::as_str).unwrap_or_default().to_owned(),
            reach: did.and_then(|did| surroundings.reach(&did, endorsement.issuer_name())),
            status: status::proven(secured, judging, &integrity),
            integrity: integrity.reason,
        }
    }
}

/// By which identity somebody goes now who is known by a key; else as they are called.
fn person(id: &str, evidence: &Evidence) -> String {
    id.parse::<Did>().map_or_else(|_| id.to_owned(), |did| evidence.current(&did).to_string())
}

/// The endorsements at hand of these, first those of whom the viewer knows: strangers may be many.
fn known_first(targets: &[(&str, &str)], ids: &BTreeSet<&str>, evidence: &Evidence) -> Endorsed {
    let known = |did: &Did| evidence.knows(did);
    let parties = targets.iter().filter(|(_, about)| ["issuer", "person"].contains(about));
    let shown_by: BTreeSet<Did> = parties.filter_map(|(id, _)| id.parse().ok()).collect();
    evidence.endorsements_of(ids, &Sought { by: &known, shown_by: &shown_by })
}

/// The endorsements inside a credential, those of other forms too: as they stand there, none is judged yet.
#[must_use]
pub fn endorsements_inside(secured: &Secured, reader: &Reader<'_>) -> Vec<Secured> {
    embedded(&secured.credential(), *reader)
}

/// The endorsements inside the credential, those of other forms too.
pub(super) fn embedded(credential: &Credential<'_>, reader: Reader<'_>) -> Vec<Secured> {
    let plain = credential.embedded_endorsements().into_iter().take(ENDORSEMENTS_MAX);
    let plain = plain.map(|document| written(document, reader));
    let jwts = credential.embedded_endorsement_jwts().into_iter().take(ENDORSEMENTS_MAX);
    let opened = jwts.filter_map(|jwt| match reader.dialects.open(jwt.as_bytes()) {
        Ok(Some(Opened::Credential(secured))) => Some(secured),
        Ok(Some(Opened::Presentation { .. }) | None) | Err(_) => None,
    });
    plain.chain(opened).collect()
}

/// An endorsement that stands in the credential: its own proofs secure it, but an old one is
/// secured as old badges are.
fn written(document: &Value, reader: Reader<'_>) -> Secured {
    let shared = Arc::new(document.clone());
    let own = || Secured::by_its_proofs(Arc::clone(&shared));
    if Credential::new(document).is_a("EndorsementCredential") {
        return own();
    }
    match reader.dialects.adopt(&shared) {
        Ok(Some(Opened::Credential(secured))) => secured,
        Ok(Some(Opened::Presentation { .. }) | None) | Err(_) => own(),
    }
}

/// What an endorsement of this badge can be about. A thing that bears the name of somebody does not get
/// what was said of them. Of an endorsement nobody is the holder: it is about what it endorses, and who endorses
/// that endorses not this endorsement.
pub(super) fn targets<'a>(credential: &Credential<'a>) -> Vec<(&'a str, &'static str)> {
    let thing = |id: Option<&'a str>| id.filter(|id| !names_somebody(id));
    let all = [
        (thing(credential.id()), "credential"),
        (thing(credential.achievement_id()), "achievement"),
        (credential.issuer(), "issuer"),
        (credential.subject_id().filter(|_| !is_endorsement(credential)), "person"),
    ];
    all.into_iter().filter_map(|(id, about)| Some((id?, about))).collect()
}

/// The words that go with an endorsement and are its endorser's own, by whichever of their keys: only
/// those keep their date and their signer. What is said of others is not read.
fn said(endorsement: &Credential<'_>, holder: Option<&str>, judging: &Judging<'_>) -> Vec<Word> {
    let all = related::inlined(endorsement.document(), WORD_MEDIA_TYPE);
    // Most come without, and a key is not read for nothing.
    if all.is_empty() {
        return Vec::new();
    }
    let by: Option<Did> = endorsement.issuer().and_then(|issuer| issuer.parse().ok());
    let Some(by) = by.map(|by| judging.evidence.current(&by)) else { return Vec::new() };
    let read = all.into_iter().take(WORDS_WITH_MAX).filter_map(|bytes| Word::read(&bytes).ok());
    let goes = |word: &Word| word.goes_with(endorsement.document(), holder);
    read.filter(|word| judging.evidence.current(&word.by()) == by && goes(word)).collect()
}

fn word_to_json(word: &Word) -> Value {
    let mut object = Object::new();
    let subject = word.subject();
    object.insert("at", Value::from(word.at().to_string()));
    object.insert("about", Value::from(subject.name()));
    let digest = subject.digest().map(ToString::to_string).unwrap_or_default();
    object.insert("subject", Value::from(subject.text().unwrap_or(&digest)));
    if let Some(words) = word.words() {
        object.insert("words", Value::from(words));
    }
    Value::Object(object)
}

/// What ties an endorsement to this badge; nothing where it is tied to other content of that id.
fn bound(
    endorsement: &Credential<'_>,
    (target, about): (&str, Option<&str>),
    credential: &Credential<'_>,
) -> Option<Bound> {
    // Nobody else can be who has that key, whatever they say of themselves later.
    if matches!(about, Some("issuer" | "person")) && target.parse::<Did>().is_ok() {
        return Some(Bound::Key);
    }
    let content = match about {
        Some("credential") => Some(credential.document()),
        Some("achievement") => credential.achievement(),
        Some("issuer") => credential.document().get("issuer"),
        Some(_) | None => None,
    };
    let Some(content) = content else { return Some(Bound::Id) };
    match related::pinning(endorsement.document(), target, content) {
        None => Some(Bound::Id),
        Some(true) => Some(Bound::Content),
        Some(false) => None,
    }
}

/// Why a signed endorsement does not count for this badge, if so.
fn fits(endorsement: &Credential<'_>, about: Option<&str>, bound: Option<Bound>) -> Option<Reason> {
    let wrong = |field: &str, what: &str| {
        Some(Reason::FieldWrong { field: field.to_owned(), what: what.to_owned() })
    };
    if !endorsement.is_a("EndorsementCredential") {
        return wrong("type", "EndorsementCredential is not among them");
    }
    if about.is_none() {
        return wrong("credentialSubject.id", "it is about something else");
    }
    if bound.is_none() {
        return wrong("relatedResource", "it is about other content of that id");
    }
    if endorsement.subjects().count() != 1 {
        return wrong("credentialSubject", "expected one");
    }
    None
}

/// Praise of a badge by its issuer or its holder is no endorsement of it, whoever praises it twice, by several
/// keys too, stands behind it once, and who stands behind a person stands behind no badge by that.
fn sum(found: &[Endorser]) -> Reason {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let others = || found.iter().filter(|one| !one.own);
    let holding = || found.iter().filter(|one| one.stands_behind_it());
    let reaching = holding().filter(|one| one.is_reachable());
    let reachable = number(reaching.map(|one| &one.person).collect::<BTreeSet<_>>().len());
    let lines = number(holding().count());
    let beside = number(others().filter(|one| one.holds() && !one.stands_behind_it()).count());
    match number(holding().map(|one| &one.person).collect::<BTreeSet<_>>().len()) {
        0 if beside > 0 => Reason::EndorsedBeside { count: beside },
        0 if others().any(|one| {
            one.integrity.answer() == Answer::No || one.status.answer() == Answer::No
        }) =>
        {
            Reason::EndorsementsRefused { count: number(others().count()) }
        }
        0 => Reason::NoEndorsementKnown {},
        count if reachable > 0 => Reason::Endorsed { count, lines, reachable },
        count => Reason::EndorsedByStrangers { count, lines },
    }
}
