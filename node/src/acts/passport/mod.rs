//! What somebody notes of the badges they hold: which sort of learning one comes from, words to find it by,
//! and evidence that was added later. It is theirs alone, signed by nobody, and shown where they show it.

mod portfolios;
mod shown;

use std::collections::BTreeMap;
use std::sync::Arc;

use bot_protocol::api::CredentialView;
use bot_protocol::canon::hash::sha256;
use bot_protocol::identity::Did;
use serde::{Deserialize, Serialize};

pub(crate) use self::portfolios::{Portfolio, PortfolioDraft, Purpose};
use super::credentials::{Badge, view};
use super::snapshot::Snapshot;
use super::{ActError, Acts, notes};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Most words to find a badge by, and the longest, in bytes.
const TAGS_MAX: usize = 20;
const TAG_BYTES_MAX: usize = 60;

/// Most pieces of evidence that are added to a badge, and how long each may be, in bytes.
const EVIDENCE_MAX: usize = 20;
const EVIDENCE_BYTES_MAX: usize = 2_000;

/// Which sort of learning a badge comes from. Source: UNESCO, ISCED 2011 §§ 35–43.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Learning {
    /// In a school or university, towards what is recognised as a degree or diploma.
    Formal,
    /// In a course or programme beside it.
    NonFormal,
    /// In daily life, at work, among others.
    Informal,
}

impl Learning {
    pub(crate) const ALL: [Self; 3] = [Self::Formal, Self::NonFormal, Self::Informal];

    /// Its name in forms, and the end of its words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Formal => "formal",
            Self::NonFormal => "non-formal",
            Self::Informal => "informal",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What a badge says of itself by its type, where nobody noted anything else.
    /// Source: Open Badges 3.0 §B.1.15, AchievementType.
    pub(crate) fn of_type(kind: Option<&str>) -> Self {
        match kind.unwrap_or_default() {
            "ApprenticeshipCertificate"
            | "AssociateDegree"
            | "BachelorDegree"
            | "Degree"
            | "Diploma"
            | "DoctoralDegree"
            | "GeneralEducationDevelopment"
            | "JourneymanCertificate"
            | "License"
            | "MasterCertificate"
            | "MasterDegree"
            | "ProfessionalDoctorate"
            | "ResearchDoctorate"
            | "SecondarySchoolDiploma" => Self::Formal,
            "Assessment"
            | "Assignment"
            | "Certificate"
            | "CertificateOfCompletion"
            | "Certification"
            | "Course"
            | "LearningProgram"
            | "MicroCredential"
            | "QualityAssuranceCredential" => Self::NonFormal,
            _ => Self::Informal,
        }
    }
}

/// Evidence that the holder added to a badge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) at: u64,
    pub(crate) words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

/// What somebody noted of a badge of theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BadgeNote {
    pub(crate) badge: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) learning: Option<Learning>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<Evidence>,
}

/// A badge as its holder keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) view: CredentialView,
    pub(crate) learning: Learning,
    /// The words of the badge itself, and those that its holder gave it.
    pub(crate) tags: Vec<String>,
}

fn badge_key(who: &Did, badge: &str) -> Vec<u8> {
    let hash = sha256(&[badge.as_bytes()]);
    [who.public_key().as_bytes().as_slice(), b"b", hash.as_bytes()].concat()
}

impl Acts {
    /// All that an identity holds, newest first, with what was noted of it. Read once, however much it is
    /// and however often it is looked at.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn passport(&self, who: &Did) -> Result<Arc<Vec<Kept>>, ActError> {
        let snapshot = self.snapshot()?;
        let read = || self.read_passport(&snapshot, who);
        // How one from elsewhere is read may change without the store.
        match self.imported()?.is_empty() {
            true => {
                self.remembered.list(snapshot.stamp(), (|read| &mut read.passports, *who), read)
            }
            false => Ok(Arc::new(read()?)),
        }
    }

    fn read_passport(&self, snapshot: &Snapshot<'_>, who: &Did) -> Result<Vec<Kept>, ActError> {
        let noted = self.badge_notes(who)?;
        let kept = |badge: &Badge, view: CredentialView| {
            let note = noted.get(&badge.id);
            let (kind, own) = badge.kind_and_tags();
            let mut tags = note.map(|note| note.tags.clone()).unwrap_or_default();
            tags.extend(own.into_iter().filter(|tag| !tags.contains(tag)).collect::<Vec<_>>());
            let learning = note.and_then(|note| note.learning);
            Kept { view, learning: learning.unwrap_or(Learning::of_type(kind)), tags }
        };
        let standing = self.standing(snapshot)?;
        let mut badges = self.badges(snapshot)?;
        badges.retain(|badge| badge.is_held_by(who));
        badges.sort_by(|a, b| (b.at(), &a.id).cmp(&(a.at(), &b.id)));
        let all = badges.iter();
        Ok(all.map(|badge| kept(badge, view(snapshot, &standing, badge, false))).collect())
    }

    /// What was noted of a badge; nothing where nothing was.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn badge_note(&self, who: &Did, badge: &str) -> Result<BadgeNote, ActError> {
        let found = notes::get(self.store(), Shelf::Passport, &badge_key(who, badge))?;
        Ok(found.unwrap_or_else(|| BadgeNote { badge: badge.to_owned(), ..BadgeNote::default() }))
    }

    fn badge_notes(&self, who: &Did) -> Result<BTreeMap<String, BadgeNote>, ActError> {
        let prefix = [who.public_key().as_bytes().as_slice(), b"b"].concat();
        let found = self.store().notes(Shelf::Passport, &prefix)?;
        let read = |(_, note): (Vec<u8>, Vec<u8>)| -> Result<_, ActError> {
            let note: BadgeNote = notes::read(Shelf::Passport, &note)?;
            Ok((note.badge.clone(), note))
        };
        found.into_iter().map(read).collect()
    }

    /// Notes which sort of learning a badge comes from, and words to find it by.
    ///
    /// # Errors
    /// When it is not held by whoever notes it, a word is too long, or there are too many.
    pub(crate) async fn note_badge(
        &self,
        me: &Identity,
        badge: &str,
        (learning, tags): (Option<Learning>, Vec<String>),
    ) -> Result<(), ActError> {
        let _turn = self.turn().await;
        self.check_held(me, badge)?;
        if tags.len() > TAGS_MAX {
            return Err(ActError::field("tags", &tags.len().to_string(), "at most 20 words"));
        }
        if let Some(tag) = tags.iter().find(|tag| tag.len() > TAG_BYTES_MAX) {
            return Err(ActError::field("tags", tag, "words of at most 60 letters"));
        }
        let before = self.badge_note(&me.did(), badge)?;
        self.keep_note(&me.did(), BadgeNote { learning, tags, ..before }).await
    }

    /// Adds evidence to a badge.
    ///
    /// # Errors
    /// When it is not held by whoever adds it, nothing is said, a link is none of the web, or there is
    /// too much of it.
    pub(crate) async fn add_evidence(
        &self,
        me: &Identity,
        badge: &str,
        (words, link): (String, Option<String>),
    ) -> Result<(), ActError> {
        let _turn = self.turn().await;
        self.check_held(me, badge)?;
        if words.is_empty() || words.len() > EVIDENCE_BYTES_MAX {
            return Err(ActError::field("words", &words, "a sentence, at most 2000 bytes"));
        }
        let is_web = |link: &String| {
            let begins = ["https://", "http://"].iter().any(|scheme| link.starts_with(scheme));
            begins && link.len() <= EVIDENCE_BYTES_MAX && !link.contains(char::is_whitespace)
        };
        if let Some(link) = link.as_ref().filter(|link| !is_web(link)) {
            return Err(ActError::field("link", link, "an address that begins with https://"));
        }
        let mut note = self.badge_note(&me.did(), badge)?;
        if note.evidence.len() == EVIDENCE_MAX {
            return Err(ActError::field("words", &words, "at most 20 pieces of evidence"));
        }
        note.evidence.push(Evidence { at: self.now().millis(), words, link });
        self.keep_note(&me.did(), note).await
    }

    /// Takes evidence away again that the holder added, by its number from 0. One that is not there is gone
    /// already.
    ///
    /// # Errors
    /// When the badge is not held by whoever takes it away, or the store fails.
    pub(crate) async fn remove_evidence(
        &self,
        me: &Identity,
        badge: &str,
        number: usize,
    ) -> Result<(), ActError> {
        let _turn = self.turn().await;
        self.check_held(me, badge)?;
        let mut note = self.badge_note(&me.did(), badge)?;
        if number >= note.evidence.len() {
            return Ok(());
        }
        note.evidence.remove(number);
        self.keep_note(&me.did(), note).await
    }

    async fn keep_note(&self, who: &Did, note: BadgeNote) -> Result<(), ActError> {
        let key = badge_key(who, &note.badge);
        self.commit(vec![notes::put(Shelf::Passport, &key, &note)]).await
    }

    fn check_held(&self, me: &Identity, badge: &str) -> Result<(), ActError> {
        let found = self.badge(&self.snapshot()?, badge)?;
        let mine = found.is_held_by(&me.did()) && found.id == badge;
        if mine { Ok(()) } else { Err(ActError::unknown("held-credential", badge)) }
    }

    /// The notes of somebody and the pages that gather their badges, and what takes each away.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn passport_of(&self, who: &Did) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let all = self.store().notes(Shelf::Passport, who.public_key().as_bytes())?;
        let forget = |key: Vec<u8>| Write::Forget { shelf: Shelf::Passport, key };
        Ok(all.into_iter().map(|(key, _)| (key.clone(), forget(key))).collect())
    }

    /// The same as it is handed over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn passport_told(&self, who: &Did) -> Result<Vec<serde_json::Value>, ActError> {
        let all = self.store().notes(Shelf::Passport, who.public_key().as_bytes())?;
        Ok(all.iter().filter_map(|(_, note)| serde_json::from_slice(note).ok()).collect())
    }
}
