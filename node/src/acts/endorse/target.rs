//! What is endorsed: what is at hand of it, and who decides whether that shows.

use std::sync::Arc;

use bot_protocol::api::{EndorseRequest, Followed};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::request::EndorsementRequest;

use super::super::achievements::known;
use super::super::contacts::Named;
use super::super::credentials::Badge;
use super::super::offers::check_signed;
use super::super::snapshot::Snapshot;
use super::super::{ActError, Acts};

/// What is endorsed, and in whose feed that will stand.
pub(super) struct Target {
    pub(super) id: String,
    /// Who lets it stand; nobody but who endorses where it is something that can be awarded.
    pub(super) holder: Option<Did>,
    /// What is endorsed, as it is: of a person there is no such thing.
    pub(super) content: Option<Value>,
    /// That whoever was named goes on with a new key.
    pub(super) followed: Option<Followed>,
}

impl Target {
    fn somebody(did: Did) -> Self {
        Self { id: did.to_string(), holder: Some(did), content: None, followed: None }
    }

    fn whoever(named: Named) -> Self {
        Self { followed: named.followed, ..Self::somebody(named.did) }
    }

    /// A signed credential about somebody.
    fn badge(id: &str, value: &Value) -> Result<Self, ActError> {
        let credential = Credential::new(value);
        let holder = credential.subject_id().and_then(|id| id.parse().ok());
        let holder = Some(holder.ok_or_else(no_holder)?);
        let content = Some(value.clone());
        Ok(Self { id: id.to_owned(), holder, content, followed: None })
    }

    fn achievement(id: String, value: &Value) -> Self {
        Self { id, holder: None, content: Some(value.clone()), followed: None }
    }
}

impl Acts {
    /// What a request to endorse is about.
    pub(super) fn target(&self, request: &EndorseRequest) -> Result<Target, ActError> {
        let id = request.target.as_str();
        let Some(text) = &request.document else { return self.target_called(id) };
        let refused = |fault: ActError| fault.about("document");
        let document = Document::read(text.as_bytes()).map_err(|fault| refused(fault.into()))?;
        if document.id() != Some(id) {
            return Err(ActError::field("target", id, "the id of the document handed in"));
        }
        of_document(&document).map_err(refused)
    }

    /// What is called so here: a badge, somebody, or what can be awarded. Two may use one id: after its
    /// author and a space, an id is theirs alone, and whole.
    pub(super) fn target_called(&self, id: &str) -> Result<Target, ActError> {
        if let Some((author, id)) = whole(id) {
            return self.target_by(author, id);
        }
        if id.parse::<Did>().is_ok() {
            return Ok(Target::whoever(self.whoever("target", id)?));
        }
        let snapshot = self.snapshot()?;
        match self.badge(&snapshot, id) {
            Ok(badge) => self.target_badge(&snapshot, &badge),
            Err(ActError::Unknown { .. }) => {
                if let Ok(named) = self.whoever("target", id) {
                    return Ok(Target::whoever(named));
                }
                let found = self.find_achievement(&snapshot, id).map_err(|error| {
                    match matches!(error, ActError::Unknown { .. }) {
                        true => ActError::unknown("badge", id),
                        false => error,
                    }
                })?;
                Ok(Target::achievement(found.id, found.document.value()))
            }
            Err(error) => Err(error),
        }
    }

    /// The badge or the achievement with exactly this id and by exactly this author.
    fn target_by(&self, author: &str, id: &str) -> Result<Target, ActError> {
        let snapshot = self.snapshot()?;
        let badges = self.badges(&snapshot)?;
        let by = |badge: &&Arc<Badge>| Credential::new(&badge.value).issuer() == Some(author);
        if let Some(badge) = badges.iter().filter(by).find(|badge| badge.id == id) {
            return self.target_badge(&snapshot, badge);
        }
        let all = known(&snapshot)?;
        let found =
            all.into_iter().find(|one| one.id == id && one.said.author.to_string() == author);
        let found = found.ok_or_else(|| ActError::unknown("badge", id))?;
        Ok(Target::achievement(found.id, found.document.value()))
    }

    fn target_badge(&self, snapshot: &Snapshot<'_>, badge: &Badge) -> Result<Target, ActError> {
        let now = badge.subject().map(|did| snapshot.ring.current(&did));
        // As it is read, so that whoever verifies it compares with the same.
        let file = badge.file()?;
        let read = self.with_reader(|reader| {
            let presented = reader.read(&file).ok()?;
            Some(presented.credentials().first()?.document().clone())
        });
        let value = read.as_ref().unwrap_or(&badge.value);
        // Its holder lets it stand, by the key they have now.
        Ok(Target { holder: now, ..Target::badge(&badge.id, value)? })
    }

    /// What a letter asks about: what it shows, or who wrote it where it shows nothing. Nobody is asked
    /// about others.
    pub(super) fn target_of(
        &self,
        from: Did,
        asked: &EndorsementRequest,
    ) -> Result<Target, ActError> {
        match &asked.document {
            Some(document) => of_document(document),
            None if asked.target == from.to_string() => Ok(Target::somebody(from)),
            None => {
                let detail =
                    format!("the letter asks about {} and shows nothing of it", asked.target);
                Err(ActError::conflict("request-empty", detail))
            }
        }
    }
}

/// An author and an id, both whole; nothing where a text is something else.
fn whole(text: &str) -> Option<(&str, &str)> {
    let (author, id) = text.split_once(' ')?;
    (author.contains(':') && id.contains(':') && !id.contains(' ')).then_some((author, id))
}

/// What a document is: a signed credential, or the description of something that can be awarded.
fn of_document(document: &Document) -> Result<Target, ActError> {
    let id = document.id().unwrap_or_default();
    if document.has_type("VerifiableCredential") {
        check_signed(document)?;
        return Target::badge(id, document.value());
    }
    if document.has_type("Achievement") {
        return Ok(Target::achievement(id.to_owned(), document.value()));
    }
    let detail = "it is neither a credential nor an achievement";
    Err(ActError::conflict("credential-form", detail))
}

fn no_holder() -> ActError {
    ActError::conflict("holder-unknown", "the credential is not about a DID that can be written to")
}
