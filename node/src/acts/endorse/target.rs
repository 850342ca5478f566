//! What is endorsed: what is at hand of it, and who decides whether that shows.

use bot_protocol::api::{EndorseRequest, Followed};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::request::EndorsementRequest;

use super::super::contacts::Named;
use super::super::offers::check_signed;
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

    /// What is called so here: a badge, somebody, or what can be awarded.
    pub(super) fn target_called(&self, id: &str) -> Result<Target, ActError> {
        if id.parse::<Did>().is_ok() {
            return Ok(Target::whoever(self.whoever("target", id)?));
        }
        let snapshot = self.snapshot()?;
        match self.badge(&snapshot, id) {
            Ok(badge) => {
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
