//! What a signature by an issuer's key is worth once the issuer goes on with a new one.
//!
//! Whoever has the old key can date a signature as they like, so it holds only where somebody else
//! than its signer shows that it was there before: the issuer's own feed below the cut-off, or an entry
//! that witnesses saw in time. Source: `spec/keys.md` §9.

use super::evidence::{Anchored, Log};
use super::reader::Secured;
use super::{Evidence, NamedBy, Reason};
use crate::canon::json::Value;
use crate::credential::model::Credential;
use crate::feed::{Heir, Witnesses};
use crate::identity::Did;
use crate::statement::{Content, Kind, Statement};
use crate::time::Timestamp;

/// The finding about a credential whose proofs hold, by a key of its issuer. One that is sealed from outside
/// lies in no feed.
pub(super) fn judge(told: Reason, secured: &Secured, evidence: &Evidence) -> Reason {
    let Reason::SignedByIssuer { method, suites, .. } = &told else { return told };
    let Some(issuer) = secured.issuer() else { return told };
    let (document, sealed) = (secured.document(), secured.seal().is_some());
    let (method, suites) = (method.clone(), suites.clone());
    let Some(heir) = evidence.heir(&issuer) else {
        return begun(&issuer, evidence, (method, suites)).unwrap_or(told);
    };
    let (successor, since) = (evidence.current(&issuer).to_string(), heir.cuts.since.to_string());
    let by = if heir.by_guardians { by_guardians(&issuer, heir, evidence) } else { NamedBy::Sheet };
    let found = if sealed { Found::Nothing } else { find(document, &issuer, heir, evidence) };
    match found {
        Found::Before { entry } => {
            let since = since.into_boxed_str();
            Reason::SignedBeforeSuccession { method, suites, successor, by, since, entry }
        }
        Found::After { entry, cut } => Reason::SignedAfterSuccession { successor, by, entry, cut },
        Found::Nothing => Reason::SignedByFormerKey { successor, by, since },
    }
}

/// By which guardians: all of them go on in spite of who objects.
fn by_guardians(issuer: &Did, heir: &Heir, evidence: &Evidence) -> NamedBy {
    let in_spite = evidence.key_log(issuer).is_some_and(|keys| {
        let mut told = keys.recoveries().filter(|(_, told)| {
            (told.heir, &told.cuts) == (heir.did, &heir.cuts) && told.is_unanimous()
        });
        told.any(|(name, _)| keys.contests(&name))
    });
    if in_spite { NamedBy::AllGuardians } else { NamedBy::Guardians }
}

/// The finding where guardians of the issuer agreed on a successor who does not count yet: the old key
/// is the issuer's as long as whoever has it can object. Of several one that nobody objects to is told.
fn begun(
    issuer: &Did,
    evidence: &Evidence,
    (method, suites): (String, Vec<String>),
) -> Option<Reason> {
    let keys = evidence.key_log(issuer)?;
    let open = keys.recoveries().map(|(name, told)| {
        let contested = match (keys.contests(&name), told.is_unanimous()) {
            (false, _) => "no",
            (true, true) => "in-vain",
            (true, false) => "yes",
        };
        (contested == "yes", name, told.heir, contested)
    });
    let (_, name, heir, contested) = open.min_by_key(|(held_up, name, ..)| (*held_up, *name))?;
    let until = keys.open_until(&name).map(|until| until.to_string()).unwrap_or_default();
    let successor = heir.to_string();
    Some(Reason::SignedRecoveryBegun { method, suites, successor, until, contested })
}

/// Where a credential stands.
enum Found {
    /// In an entry that was there before the succession.
    Before { entry: u64 },
    /// In the issuer's own feed, from the cut-off on and nowhere else.
    After { entry: u64, cut: u64 },
    /// Nowhere that tells.
    Nothing,
}

fn find(document: &Value, issuer: &Did, heir: &Heir, evidence: &Evidence) -> Found {
    let named = evidence.key_log(issuer).and_then(|keys| keys.guardians());
    let seers = [named.map(|named| &named.witnesses), evidence.witnesses()];
    let credential = Credential::new(document);
    let holder = credential.subject_id().and_then(|id| id.parse::<Did>().ok());
    let mut after = Found::Nothing;
    // What is about somebody is public in their feed alone, and what is about nobody in its issuer's.
    let mut places = holder.map(|holder| evidence.person(&holder)).unwrap_or_default();
    places.insert(*issuer);
    for holder in places {
        for (writer, closed) in evidence.writers_of(&holder) {
            let Some(log) = evidence.log(&writer) else { continue };
            let Some(seq) = log.ordered().find(|one| holds(one, document)).map(Statement::seq)
            else {
                continue;
            };
            let entry = u64::from(seq);
            let seers = seers.into_iter().flatten();
            if seers.clone().any(|seers| saw(log, seq, seers, heir)) {
                return Found::Before { entry };
            }
            let stands = evidence.counts(&holder, &writer, seq);
            match closed {
                Some(cut) if holder == *issuer && seq >= cut => {
                    after = Found::After { entry, cut: u64::from(cut) };
                }
                Some(_) if holder == *issuer && stands => return Found::Before { entry },
                Some(_) | None => {}
            }
        }
    }
    let anchored = evidence.anchored(document, issuer).into_iter().find(|anchored| {
        let Anchored { log, seq, counts } = *anchored;
        counts || seers.into_iter().flatten().any(|seers| saw(log, seq, seers, heir))
    });
    // What a thief anchors from the cut-off on may have been signed before it: it shows nothing.
    anchored.map_or(after, |anchored| Found::Before { entry: u64::from(anchored.seq) })
}

/// Whether a statement has a credential, whole.
fn holds(statement: &Statement, document: &Value) -> bool {
    if !matches!(statement.kind(), Kind::Publish | Kind::Endorsement) {
        return false;
    }
    let content = statement.body().map(|body| Content::read(statement.kind(), body));
    match content {
        Some(Ok(Content::Publish(found) | Content::Endorsement(found))) => {
            found.value() == document
        }
        Some(Ok(_) | Err(_)) | None => false,
    }
}

/// Whether a quorum of these saw an entry before the moment of the succession.
fn saw(log: &Log, seq: u32, seers: &Witnesses, heir: &Heir) -> bool {
    seers.date(log.first_seen(seq)).is_ok_and(|dated| dated.at < heir.cuts.since)
}

/// Whether a quorum of witnesses, the viewer's own or those whom the creator names, saw a credential
/// before a moment: the only dates that neither its issuer nor its holder can write as they like.
pub(super) fn was_seen(
    secured: &Secured,
    creator: &Did,
    before: Timestamp,
    evidence: &Evidence,
) -> bool {
    seen_at(secured, creator, evidence).is_some_and(|at| at < before)
}

/// When they saw it first, where they did.
pub(super) fn seen_at(secured: &Secured, creator: &Did, evidence: &Evidence) -> Option<Timestamp> {
    let seers = [evidence.witnesses(), evidence.witnesses_of(creator)];
    seen_by(secured, seers, evidence)
}

/// The same, by a quorum of one of these.
pub(super) fn was_seen_by(
    secured: &Secured,
    seers: [Option<&Witnesses>; 2],
    before: Timestamp,
    evidence: &Evidence,
) -> bool {
    seen_by(secured, seers, evidence).is_some_and(|at| at < before)
}

fn seen_by(
    secured: &Secured,
    seers: [Option<&Witnesses>; 2],
    evidence: &Evidence,
) -> Option<Timestamp> {
    if secured.seal().is_some() {
        return None;
    }
    let credential = secured.credential();
    let holder = credential.subject_id().and_then(|id| id.parse::<Did>().ok());
    let seen = |log: &Log, seq| {
        let dated = |seers: &Witnesses| seers.date(log.first_seen(seq)).ok();
        seers.into_iter().flatten().filter_map(dated).map(|dated| dated.at).min()
    };
    let issuer = credential.issuer().and_then(|issuer| issuer.parse::<Did>().ok());
    let anchored = issuer.map(|issuer| evidence.anchored(secured.document(), &issuer));
    let anchored = anchored.into_iter().flatten().filter_map(|one| seen(one.log, one.seq));
    let writers = holder.iter().flat_map(|holder| evidence.person(holder));
    let writers = writers.flat_map(|holder| evidence.writers_of(&holder).into_keys());
    let shown = writers.filter_map(|writer| {
        let log = evidence.log(&writer)?;
        let entry = log.ordered().find(|one| holds(one, secured.document())).map(Statement::seq);
        seen(log, entry?)
    });
    anchored.chain(shown).min()
}
