//! What is disagreed with: how it is called, whom it concerns, and whether that may be public.

use std::collections::{BTreeMap, BTreeSet};

use bot_protocol::api::DisputeRequest;
use bot_protocol::canon::hash::Hash;
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::{Disputed, Document, Party};
use bot_protocol::statement::{Content, Kind};
use bot_protocol::verdict::Secured;
use bot_protocol::verdict::disputes::digest;

use super::Known;
use crate::acts::offers::check_signed;
use crate::acts::snapshot::{Said, Snapshot, document, profile};
use crate::acts::{ActError, Acts};

/// What is disagreed with.
#[derive(Clone)]
pub(super) struct Matter {
    /// `credential`, `achievement`, `issuer`, or `something` that is not known here.
    pub(super) about: &'static str,
    pub(super) name: String,
    /// Whom it concerns, who may answer.
    pub(super) whose: Vec<Did>,
    /// Whether others may be told.
    public: bool,
}

impl Matter {
    /// What is not at hand: a credential may be disputed by its file alone; of a statement nobody knows
    /// any more whether it is a person's word of themselves.
    fn unknown(public: bool) -> Self {
        Self { about: "something", name: String::new(), whose: Vec::new(), public }
    }

    fn gone(about: &Disputed) -> Self {
        Self::unknown(matches!(about, Disputed::Credential(_)))
    }

    fn of_credential(value: &Value) -> Self {
        let credential = Credential::new(value);
        let did = |id: Option<&str>| id.and_then(|id| id.parse().ok());
        let whose = [did(credential.issuer()), did(credential.subject_id())];
        let name = credential.achievement().and_then(|one| one.get("name")?.as_str());
        let name = name.or(credential.id()).unwrap_or_default().to_owned();
        let whose = whose.into_iter().flatten().collect();
        Self { about: "credential", name, whose, public: true }
    }

    fn of_statement(said: &Said) -> Option<Self> {
        let whose = vec![said.author];
        if let Some(profile) = profile(&said.content) {
            let public = profile.party != Party::Person;
            return Some(Self { about: "issuer", name: profile.name.clone(), whose, public });
        }
        let Content::Achievement(document) = &said.content else { return None };
        let name = document.value().get("name").and_then(Value::as_str);
        let name = name.or(document.id()).unwrap_or_default().to_owned();
        Some(Self { about: "achievement", name, whose, public: true })
    }

    pub(super) fn is_public(&self) -> bool {
        self.public
    }

    /// # Errors
    /// What a person says of themselves is disagreed with in private alone.
    pub(super) fn check_public(&self) -> Result<(), ActError> {
        match self.public {
            true => Ok(()),
            false => Err(ActError::conflict("dispute-of-person", self.name.clone())),
        }
    }
}

impl Acts {
    /// What is meant by a subject.
    pub(super) fn matter_called(
        &self,
        snapshot: &Snapshot<'_>,
        request: &DisputeRequest,
    ) -> Result<(Disputed, Matter), ActError> {
        let subject = request.subject.as_str();
        if let Some(text) = &request.document {
            let refused = |fault: ActError| fault.about("document");
            let document =
                Document::read(text.as_bytes()).map_err(|fault| refused(fault.into()))?;
            check_signed(&document).map_err(refused)?;
            let secured = Secured::by_its_proofs(document.value().clone());
            let matter = Matter::of_credential(document.value());
            return Ok((Disputed::Credential(digest(&secured)), matter));
        }
        // Names of one's own are meant before what badges are called.
        let called = self.somebody("subject", subject);
        if let Ok(did) = subject.parse::<Did>().or(called) {
            return self.matter_of_identity(snapshot, &did);
        }
        match self.badge(snapshot, subject) {
            Ok(badge) => {
                let digest = self.digest_of(&badge.file()?)?;
                Ok((Disputed::Credential(digest), Matter::of_credential(&badge.value)))
            }
            Err(ActError::Unknown { .. }) => {
                let found = self.find_achievement(snapshot, subject);
                let found =
                    found.map_err(|fault| match matches!(fault, ActError::Unknown { .. }) {
                        true => ActError::unknown("badge", subject),
                        false => fault,
                    })?;
                let matter =
                    Matter::of_statement(&found.said).unwrap_or_else(|| Matter::unknown(false));
                Ok((Disputed::Statement(found.said.id()), matter))
            }
            Err(fault) => Err(fault),
        }
    }

    fn matter_of_identity(
        &self,
        snapshot: &Snapshot<'_>,
        did: &Did,
    ) -> Result<(Disputed, Matter), ActError> {
        let newest = newest_profile(snapshot, did)?;
        let newest = newest.ok_or_else(|| ActError::unknown("profile", &did.to_string()))?;
        let matter = Matter::of_statement(&newest).unwrap_or_else(|| Matter::unknown(false));
        Ok((Disputed::Statement(newest.id()), matter))
    }

    /// The digest by which a badge in a file is named.
    pub(in crate::acts) fn digest_of(&self, file: &[u8]) -> Result<Hash, ActError> {
        let found = self.with_reader(|reader| {
            let presented = reader.read(file).ok()?;
            presented.credentials().first().map(digest)
        });
        found.ok_or_else(|| ActError::conflict("credential-form", "it cannot be read"))
    }

    /// What a known dispute is about.
    pub(super) fn matter_of(
        &self,
        snapshot: &Snapshot<'_>,
        known: &Known,
    ) -> Result<Matter, ActError> {
        Ok(self
            .matters(snapshot, &[known.dispute.about].into())?
            .remove(&known.dispute.about)
            .unwrap_or_else(|| Matter::gone(&known.dispute.about)))
    }

    /// What is known of these.
    fn matters(
        &self,
        snapshot: &Snapshot<'_>,
        wanted: &BTreeSet<Disputed>,
    ) -> Result<BTreeMap<Disputed, Matter>, ActError> {
        let mut all = BTreeMap::new();
        if wanted.iter().any(|one| matches!(one, Disputed::Credential(_))) {
            for badge in self.badges(snapshot)? {
                let Ok(digest) = self.digest_of(&badge.file()?) else { continue };
                let about = Disputed::Credential(digest);
                if wanted.contains(&about) {
                    all.insert(about, Matter::of_credential(&badge.value));
                }
            }
        }
        if wanted.iter().any(|one| matches!(one, Disputed::Statement(_))) {
            for kind in [Kind::Achievement, Kind::Profile] {
                for said in snapshot.said(kind)? {
                    let about = Disputed::Statement(said.id());
                    if wanted.contains(&about)
                        && let Some(matter) = Matter::of_statement(&said)
                    {
                        all.insert(about, matter);
                    }
                }
            }
        }
        Ok(all)
    }

    /// The disputes of these identities, and what they are about.
    pub(super) fn own_disputes(
        &self,
        snapshot: &Snapshot<'_>,
        own: &[Did],
    ) -> Result<Vec<(Known, Matter)>, ActError> {
        let all = self.disputes_of(snapshot, own)?;
        let wanted = all.iter().map(|one| one.dispute.about).collect();
        let matters = self.matters(snapshot, &wanted)?;
        let with = |known: Known| {
            let about = &known.dispute.about;
            let matter = matters.get(about).cloned().unwrap_or_else(|| Matter::gone(about));
            (known, matter)
        };
        Ok(all.into_iter().map(with).collect())
    }

    /// What concerns these identities and can be disagreed with in public: what they describe and say of
    /// themselves, the badges they hold and awarded. What strangers say is looked up by these, so that
    /// nobody who says much makes it slow.
    pub(super) fn matters_concerning(
        &self,
        snapshot: &Snapshot<'_>,
        own: &[Did],
    ) -> Result<BTreeMap<Disputed, Matter>, ActError> {
        let mut all = BTreeMap::new();
        if !snapshot.is_anything_about(Kind::Dispute) {
            return Ok(all);
        }
        for did in own {
            all.extend(public_matters(snapshot, did)?);
        }
        for badge in self.badges(snapshot)? {
            let matter = Matter::of_credential(&badge.value);
            if !matter.whose.iter().any(|did| own.contains(did)) {
                continue;
            }
            if let Ok(digest) = self.digest_of(&badge.file()?) {
                all.insert(Disputed::Credential(digest), matter);
            }
        }
        all.retain(|_, matter| matter.public);
        Ok(all)
    }
}

/// The newest thing that an identity says of itself.
pub(super) fn newest_profile(snapshot: &Snapshot<'_>, did: &Did) -> Result<Option<Said>, ActError> {
    let newest = snapshot.said_by(did, Kind::Profile)?;
    Ok(newest.into_iter().max_by_key(|said| (said.ts(), said.statement.seq())))
}

/// What an identity described and says of itself, that others can disagree with.
pub(super) fn public_matters(
    snapshot: &Snapshot<'_>,
    did: &Did,
) -> Result<BTreeMap<Disputed, Matter>, ActError> {
    let mut all = BTreeMap::new();
    for person in snapshot.ring.person(did) {
        let described = snapshot.said_by(&person, Kind::Achievement)?;
        for said in described.into_iter().chain(newest_profile(snapshot, &person)?) {
            all.extend(Matter::of_statement(&said).map(|m| (Disputed::Statement(said.id()), m)));
        }
    }
    Ok(all)
}

/// What of a badge can be disagreed with, by the hashes that disputes name.
pub(super) fn hashes_of(snapshot: &Snapshot<'_>, secured: &Secured) -> Result<Vec<Hash>, ActError> {
    let credential = secured.credential();
    let mut hashes = vec![digest(secured)];
    let issuer: Option<Did> = credential.issuer().and_then(|id| id.parse().ok());
    if let Some(did) = issuer {
        hashes.extend(newest_profile(snapshot, &did)?.map(|said| said.id()));
    }
    let Some(id) = credential.achievement_id() else { return Ok(hashes) };
    for writer in snapshot.about(Kind::Achievement, id) {
        for said in snapshot.said_in(writer, Kind::Achievement)? {
            if document(&said.content).and_then(Document::id) == Some(id) {
                hashes.push(said.id());
            }
        }
    }
    Ok(hashes)
}
