//! What words are about: told by how it is written, else looked up.

use bot_protocol::api::{Followed, SignRequest};
use bot_protocol::canon::hash::{Hash, sha256};
use bot_protocol::canon::jcs;
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::word::Subject;

use super::super::contacts::Named;
use super::super::snapshot::Snapshot;
use super::super::{ActError, Acts};

/// What is spoken of.
pub(super) struct Spoken {
    pub(super) subject: Subject,
    /// Whom it concerns, where that is somebody who can be written to.
    pub(super) holder: Option<Did>,
    /// How it is called here.
    pub(super) called: String,
    /// That whoever was named goes on with a new key.
    pub(super) followed: Option<Followed>,
}

impl Acts {
    pub(super) fn subject_called(
        &self,
        snapshot: &Snapshot<'_>,
        request: &SignRequest,
    ) -> Result<Spoken, ActError> {
        let text = request.subject.trim();
        // Of somebody by whichever of their keys, the key they have now is spoken of.
        if let Ok(Named { did, followed }) = self.whoever("subject", text) {
            let subject = Subject::Somebody(did.to_string());
            subject.check()?;
            let name = snapshot.name(&did.to_string()).or(request.name.clone());
            let called = match text.parse::<Did>() {
                Ok(_) => name.unwrap_or_else(|| shortened(text)),
                Err(_) => text.to_owned(),
            };
            return Ok(Spoken { subject, holder: Some(did), called, followed });
        }
        let followed = None;
        if let Some(id) = self.statement_numbered(snapshot, text)? {
            let (called, subject) = (shortened(text), Subject::Statement(id));
            return Ok(Spoken { subject, holder: None, called, followed });
        }
        if let Some(subject) = written(text, request.name.as_deref()) {
            subject.check()?;
            let holder = subject.somebody().and_then(|uri| uri.parse().ok());
            let name = holder.and_then(|did: Did| snapshot.name(&did.to_string()));
            let called = name.or(request.name.clone()).unwrap_or_else(|| shortened(text));
            return Ok(Spoken { subject, holder, called, followed });
        }
        match self.badge(snapshot, text) {
            Ok(badge) => {
                let subject = Subject::Credential(self.digest_of(&badge.file()?)?);
                let credential = Credential::new(&badge.value);
                let called = credential.name().unwrap_or(&badge.id).to_owned();
                let holder = badge.subject().map(|did| snapshot.ring.current(&did));
                Ok(Spoken { subject, holder, called, followed })
            }
            Err(ActError::Unknown { .. }) => {
                let found = match self.find_achievement(snapshot, text) {
                    Err(ActError::Unknown { .. }) => {
                        let subject = self.statement_shown_as(snapshot, text)?;
                        let subject = subject.ok_or_else(|| ActError::unknown("subject", text))?;
                        let called = shortened(text);
                        return Ok(Spoken { subject, holder: None, called, followed });
                    }
                    found => found?,
                };
                let digest = sha256(&[&jcs::canonicalize(found.document.value())]);
                let subject = Subject::Achievement(found.id, digest);
                Ok(Spoken { subject, holder: None, called: found.name, followed })
            }
            Err(fault) => Err(fault),
        }
    }

    /// Whether somebody is who a credential with this digest is about.
    pub(super) fn is_holder(&self, who: &Did, wanted: &Hash) -> Result<bool, ActError> {
        let snapshot = self.snapshot()?;
        for badge in self.badges(&snapshot)? {
            let about = badge.subject();
            if about.is_some_and(|about| snapshot.ring.is_one(&about, who))
                && self.digest_of(&badge.file()?).is_ok_and(|digest| digest == *wanted)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What a text is about by how it is written.
fn written(text: &str, name: Option<&str>) -> Option<Subject> {
    let lower = text.to_ascii_lowercase();
    let schemes = ["did:", "mailto:", "acct:", "tel:", "xmpp:"];
    if schemes.iter().any(|scheme| lower.starts_with(scheme)) {
        return Some(Subject::Somebody(text.to_owned()));
    }
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return Some(Subject::Address(text.to_owned()));
    }
    if let Some(digest) = text.strip_prefix("sha256:").and_then(|hex| hex.parse().ok()) {
        return Some(Subject::File(digest, name.map(str::to_owned)));
    }
    if let Some(words) = text.strip_prefix("text:") {
        return Some(Subject::Text(words.trim().to_owned()));
    }
    if lower.starts_with("geo:") {
        return Some(Subject::Place(text.to_owned()));
    }
    if is_mail(text) {
        return Some(Subject::Somebody(format!("mailto:{text}")));
    }
    // An identity's key is that identity.
    if let Ok(did) = format!("did:key:{text}").parse::<Did>() {
        return Some(Subject::Somebody(did.to_string()));
    }
    let key = Subject::Key(text.to_owned());
    (text.len() > 40 && key.check().is_ok()).then_some(key)
}

fn is_mail(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let is_plain = |part: &str| !part.is_empty() && !part.contains([' ', '@', '/', ':']);
    is_plain(local) && is_plain(host) && host.contains('.')
}

/// The beginning of a text, as it is called in one line.
fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.chars().count() > 60 {
        true => format!("{}…", line.chars().take(59).collect::<String>()),
        false => line.to_owned(),
    }
}
