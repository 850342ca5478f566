//! The collection of badges that programs read and add to: this node as a host of Open Badges 3.0.
//!
//! In it are the badges that one identity holds, and those that a program it allowed put there. A
//! badge is judged before it is taken: what cannot be proven to be its issuer's is not kept.
//!
//! Source: Open Badges 3.0 §6.2, §10.

use bot_protocol::api::{Answer, CredentialRole, VerifyRequest};
use bot_protocol::canon::hash::{hex, sha256};
use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::limits::NOTE_KEY_BYTES_MAX;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::Seal;
use serde::{Deserialize, Serialize};

use super::credentials::Badge;
use super::notes::{self, CopiesTold, Imported};
use super::{ActError, Acts};
use crate::store::{Shelf, Write};

/// Most badges that programs put into one collection: 10,000.
const HOSTED_MAX: usize = 10_000;

/// The forms that the Open Badges API calls a compact JWS.
const COMPACT: [&str; 2] = ["vc+jwt", "vc-jwt"];

/// Bytes of the identity before a badge's id in a key of the shelf `Hosted`.
const OWNER_BYTES: usize = 32;

/// A badge as the API hands it on: exactly as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedBadge {
    /// JSON, or a compact JWS.
    pub text: String,
    /// Whether it is a compact JWS.
    pub compact: bool,
}

/// One page of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedPage {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub badges: Vec<HostedBadge>,
}

/// What became of a badge that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upsert {
    /// It is new in the collection.
    Created,
    /// It took the place of one with its id and issuer, or was there already.
    Replaced,
}

/// That a badge is in a collection. Shelf `Hosted`, by the identity's key and the badge's id.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Hosted {
    at: u64,
}

/// A badge that was read and judged.
struct Judged {
    id: String,
    text: String,
    format: Option<String>,
    document: Value,
}

impl Acts {
    /// The badges of a collection that were issued after `since`, in the order they came.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn hosted(
        &self,
        who: &Did,
        since: Option<Timestamp>,
        (offset, limit): (usize, usize),
    ) -> Result<HostedPage, ActError> {
        let snapshot = self.snapshot()?;
        let mut badges = self.badges(&snapshot)?;
        let put = self.put_into(who)?;
        badges.retain(|badge| {
            let held = badge.role == CredentialRole::Held && badge.subject() == Some(*who);
            let credential = Credential::new(&badge.value);
            let after = since.is_none_or(|since| {
                credential.valid_from().ok().flatten().is_some_and(|from| from > since)
            });
            (held || put.iter().any(|(id, _)| *id == badge.id)) && is_open_badge(badge) && after
        });
        // In the order they came, so that what comes meanwhile stands behind every page read.
        let came = |badge: &Badge| {
            put.iter().find(|(id, _)| *id == badge.id).map_or(badge.at(), |(_, at)| *at)
        };
        badges.sort_by(|a, b| (came(a), &a.id).cmp(&(came(b), &b.id)));
        let total = badges.len();
        let page = badges.into_iter().skip(offset).take(limit);
        let badges = page
            .map(|badge| HostedBadge { compact: badge.format.is_some(), text: badge.text.clone() });
        Ok(HostedPage { total, badges: badges.collect() })
    }

    /// Puts a badge into a collection; durable when this returns.
    ///
    /// # Errors
    /// When it is no Open Badge, is not proven to be its issuer's, another badge has its id, or a
    /// newer one of its kind is here.
    pub async fn host_badge(&self, who: &Did, bytes: &[u8]) -> Result<Upsert, ActError> {
        let _turn = self.turn().await;
        let judged = self.judged_open_badge(bytes)?;
        let Judged { id, text, .. } = &judged;
        let snapshot = self.snapshot()?;
        let known = self.badges(&snapshot)?.into_iter().find(|badge| same(&badge.id, id));
        let place = place(who, known.as_ref().map_or(id, |known| &known.id));
        let put = self.store().note(Shelf::Hosted, &place)?;
        let held = known.as_ref().is_some_and(|known| {
            known.role == CredentialRole::Held && known.subject() == Some(*who)
        });
        let there = put.is_some() || held;
        if !there && self.put_into(who)?.len() >= HOSTED_MAX {
            let detail = format!("the collection has {HOSTED_MAX} badges, which is the most");
            return Err(ActError::lower(403, "hosted-full", &detail));
        }
        let mut writes = Vec::new();
        match &known {
            Some(known) if known.text == *text => {}
            Some(known) => {
                check_succession(known, &judged)?;
                writes.push(forget(Shelf::Imported, &known.id));
                writes.push(forget(Shelf::ImportedFiles, &known.id));
                writes.push(Write::Forget { shelf: Shelf::Hosted, key: place.clone() });
                writes.push(self.note(&judged));
            }
            None => writes.push(self.note(&judged)),
        }
        if !held {
            let at = put.as_deref().and_then(|note| serde_json::from_slice::<Hosted>(note).ok());
            let at = at.map_or(self.now().millis(), |hosted| hosted.at);
            let kept = known.as_ref().filter(|known| known.text == *text).map_or(id, |k| &k.id);
            writes.push(notes::put(Shelf::Hosted, &self::place(who, kept), &Hosted { at }));
        }
        self.commit(writes).await?;
        Ok(if there { Upsert::Replaced } else { Upsert::Created })
    }

    fn note(&self, judged: &Judged) -> Write {
        let Judged { id, text, format, document } = judged;
        let subject = Credential::new(document).subject_id().and_then(|id| id.parse().ok());
        let note = Imported {
            id: id.clone(),
            holder: subject.filter(|subject| self.keys.identity(subject).is_some()),
            format: format.clone(),
            binary: false,
            text: text.clone(),
            at: self.now().millis(),
            proven: true,
            told: CopiesTold::default(),
        };
        notes::put(Shelf::Imported, id.as_bytes(), &note)
    }

    /// What programs put into a collection, and when.
    fn put_into(&self, who: &Did) -> Result<Vec<(String, u64)>, ActError> {
        let notes = self.store().notes(Shelf::Hosted, who.public_key().as_bytes())?;
        Ok(notes
            .into_iter()
            .filter_map(|(key, note)| {
                let id = std::str::from_utf8(key.get(OWNER_BYTES..)?).ok()?.to_owned();
                Some((id, serde_json::from_slice::<Hosted>(&note).ok()?.at))
            })
            .collect())
    }

    /// Reads a badge that was handed in, and judges it.
    fn judged_open_badge(&self, bytes: &[u8]) -> Result<Judged, ActError> {
        let no_badge = |detail: &str| ActError::lower(400, "hosted-no-badge", &detail);
        let text = std::str::from_utf8(bytes).map_err(|_| no_badge("it is no text"))?.trim();
        let presented = self.with_reader(|reader| reader.read(text.as_bytes()));
        let presented = presented.map_err(|refused| no_badge(&refused.why.to_string()))?;
        let secured = presented.secured().filter(|_| presented.presentation().is_none());
        let secured = secured.ok_or_else(|| no_badge("it is no badge by itself"))?;
        let format = secured.seal().map(Seal::format);
        if format.is_some_and(|format| !COMPACT.contains(&format)) {
            return Err(no_badge("it is neither JSON with a proof nor a compact JWS"));
        }
        let document = secured.document().clone();
        if !is_achievement(&document) {
            return Err(no_badge(
                "its type names neither AchievementCredential nor OpenBadgeCredential",
            ));
        }
        let document_bytes = encode_base64(text.as_bytes());
        let asked = VerifyRequest { document: document_bytes, ..VerifyRequest::default() };
        let verdict = self.verdict_on(&asked, false)?;
        let integrity = verdict.findings.get("integrity").ok_or(ActError::Broken)?;
        let says = integrity.data.get("says").and_then(serde_json::Value::as_str);
        let says = says.unwrap_or(&integrity.reason).to_owned();
        match integrity.answer {
            Answer::Yes => {}
            Answer::No => return Err(ActError::lower(400, "import-refused", &says)),
            Answer::Unknown => return Err(ActError::lower(400, "hosted-unproven", &says)),
        }
        let id = named(&document, text);
        Ok(Judged { id, text: text.to_owned(), format: format.map(str::to_owned), document })
    }
}

/// Whether a badge may take the place of another with its id: of the same issuer, no older, and
/// only of one that came as a file itself.
fn check_succession(known: &Badge, judged: &Judged) -> Result<(), ActError> {
    let (was, new) = (Credential::new(&known.value), Credential::new(&judged.document));
    let issuers = was.issuer().zip(new.issuer()).is_some_and(|(was, new)| same(was, new));
    let seen = known.imported || known.role == CredentialRole::Seen;
    if !issuers || !seen {
        let detail = format!("another badge has the id {}", known.id);
        return Err(ActError::conflict("credential-exists", detail));
    }
    let (was, new) = (was.valid_from().ok().flatten(), new.valid_from().ok().flatten());
    if new < was {
        let detail = format!("a newer badge with the id {} is here", known.id);
        return Err(ActError::conflict("hosted-older", detail));
    }
    Ok(())
}

fn is_open_badge(badge: &Badge) -> bool {
    let form = badge.format.as_deref().is_none_or(|format| COMPACT.contains(&format));
    form && is_achievement(&badge.value)
}

/// Whether a credential awards an achievement of Open Badges 3.0.
pub(super) fn is_achievement(document: &Value) -> bool {
    let credential = Credential::new(document);
    ["AchievementCredential", "OpenBadgeCredential"].iter().any(|name| credential.is_a(name))
}

/// Whether two ids are one. Source: Open Badges 3.0 §10.
fn same(a: &str, b: &str) -> bool {
    a == b || unescaped(a.trim()) == unescaped(b.trim())
}

fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn forget(shelf: Shelf, id: &str) -> Write {
    Write::Forget { shelf, key: id.as_bytes().to_vec() }
}

fn place(who: &Did, id: &str) -> Vec<u8> {
    [who.public_key().as_bytes().as_slice(), id.as_bytes()].concat()
}

/// A badge's id; one without, or with one that is too long, is named by its bytes.
fn named(document: &Value, text: &str) -> String {
    let own = Credential::new(document).id();
    let own = own.filter(|id| !id.is_empty() && id.len() <= NOTE_KEY_BYTES_MAX - OWNER_BYTES);
    own.map_or_else(
        || format!("sha256:{}", hex(sha256(&[text.as_bytes()]).as_bytes())),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_one_after_unescaping_and_trimming() {
        assert!(same("https://a.example/%7Ebo", " https://a.example/~bo "));
        assert!(same("urn:x:100%", "urn:x:100%"));
        assert!(!same("https://a.example/1", "https://a.example/2"));
        assert!(!same("urn:x:%4", "urn:x:%5"));
    }

    const ISSUER: &str = "did:example:school";

    /// A badge of an issuer from a moment on, as text.
    fn document(issuer: &str, from: &str) -> Value {
        let mut members = vec![("id", Value::from("urn:uuid:1"))];
        members.extend((!issuer.is_empty()).then(|| ("issuer", Value::from(issuer))));
        members.extend((!from.is_empty()).then(|| ("validFrom", Value::from(from))));
        Value::object(members)
    }

    fn known(document: Value) -> Badge {
        let (id, text) = ("urn:uuid:1".to_owned(), "{}".to_owned());
        let told = CopiesTold::default();
        let (holder, format, binary, proven) = (None, None, false, false);
        let note = Imported { id, holder, format, binary, proven, told, text, at: 0 };
        Badge::imported(note, document)
    }

    /// What becomes of a badge that is handed in where another with its id is here.
    fn check(known: &Badge, (issuer, from): (&str, &str), expected: &str) {
        let document = document(issuer, from);
        let (id, text, format) = (known.id.clone(), String::new(), None);
        let judged = Judged { id, text, format, document };
        let code = check_succession(known, &judged).err().map(|error| error.problem().code);
        assert_eq!(code.unwrap_or_default(), expected, "{issuer} {from}");
    }

    #[test]
    fn only_the_same_issuers_badge_that_is_no_older_takes_anothers_place() {
        let first = known(document(ISSUER, "2026-02-01T00:00:00Z"));
        check(&first, (ISSUER, "2026-02-01T00:00:00Z"), "");
        check(&first, (ISSUER, "2026-02-01T01:00:00+01:00"), "");
        check(&first, (ISSUER, "2026-03-01T00:00:00Z"), "");
        check(&first, (" did:example:school ", "2026-03-01T00:00:00Z"), "");
        check(&first, (ISSUER, "2026-01-31T23:59:59Z"), "hosted-older");
        check(&first, (ISSUER, ""), "hosted-older");
        check(&first, ("did:example:other", "2026-03-01T00:00:00Z"), "credential-exists");
        check(&first, ("", "2026-03-01T00:00:00Z"), "credential-exists");
        let undated = known(document(ISSUER, ""));
        check(&undated, (ISSUER, ""), "");
        check(&undated, (ISSUER, "2026-01-01T00:00:00Z"), "");
        check(&known(document("", "")), ("", ""), "credential-exists");
    }

    #[test]
    fn what_did_not_come_as_a_file_is_never_replaced_unless_it_was_only_seen() {
        let newer = (ISSUER, "2026-03-01T00:00:00Z");
        for (role, imported, expected) in [
            (CredentialRole::Issued, false, "credential-exists"),
            (CredentialRole::Held, false, "credential-exists"),
            (CredentialRole::Seen, false, ""),
            (CredentialRole::Held, true, ""),
            (CredentialRole::Seen, true, ""),
        ] {
            let mut badge = known(document(ISSUER, "2026-02-01T00:00:00Z"));
            (badge.role, badge.imported) = (role, imported);
            check(&badge, newer, expected);
        }
    }

    #[test]
    fn a_badge_without_a_usable_id_is_named_by_its_bytes() {
        let with = |id: &str| Value::object([("id", id)]);
        let most = "x".repeat(NOTE_KEY_BYTES_MAX - OWNER_BYTES);
        assert_eq!(named(&with("urn:uuid:1"), "a"), "urn:uuid:1");
        assert_eq!(named(&with(&most), "a"), most);
        let by_bytes = named(&with(""), "a");
        assert!(by_bytes.starts_with("sha256:"));
        assert_eq!(named(&with(&format!("{most}x")), "a"), by_bytes);
        assert_eq!(named(&Value::Null, "a"), by_bytes);
        assert_ne!(named(&Value::Null, "b"), by_bytes);
    }
}
