//! What keeps a badge from counting that somebody here holds: its holder is told before a verifier tells
//! others.
//!
//! Looked at are badges alone whose issuer goes on with another key, and those of communities with a
//! charter: what else may be wrong with a badge is told by its state, or by `bot verify`.

use bot_protocol::api::{BadgeDoubt, CredentialRole, CredentialView};
use bot_protocol::credential::model::Credential;
use bot_protocol::identity::Did;
use bot_protocol::statement::Kind;
use bot_protocol::verdict::{self, Question, Verdict, judge};

use super::credentials::Badge;
use super::snapshot::Snapshot;
use super::verify::DAY_MILLIS;
use super::{ActError, Acts};

impl Acts {
    /// Tells of each of these that is held here what keeps it from counting.
    pub(super) fn doubt(
        &self,
        snapshot: &Snapshot<'_>,
        views: &mut [CredentialView],
    ) -> Result<(), ActError> {
        if views.iter().all(|view| view.role != CredentialRole::Held) {
            return Ok(());
        }
        let badges = self.badges(snapshot)?;
        for view in views.iter_mut().filter(|view| view.role == CredentialRole::Held) {
            let badge = badges.iter().find(|badge| badge.id == view.id);
            view.doubt = badge.map(|badge| self.doubt_of(snapshot, badge)).transpose()?.flatten();
        }
        Ok(())
    }

    /// What keeps a badge from counting, as far as is known here.
    pub(super) fn doubt_of(
        &self,
        snapshot: &Snapshot<'_>,
        badge: &Badge,
    ) -> Result<Option<BadgeDoubt>, ActError> {
        if badge.role != CredentialRole::Held || !may_be_doubted(snapshot, badge)? {
            return Ok(None);
        }
        let Some(verdict) = self.judged_here(snapshot, &badge.file()?) else { return Ok(None) };
        let reason = |question| verdict.reason(question).code();
        Ok(match (reason(Question::Integrity), reason(Question::Right)) {
            ("signed-by-former-key" | "signed-after-succession", _) => Some(BadgeDoubt::FormerKey),
            (_, "stewards-lacking") => Some(BadgeDoubt::StewardsLacking),
            (_, "stewards-untold" | "charter-untold") => Some(BadgeDoubt::StewardsUntold),
            (_, _) => None,
        })
    }

    /// The verdict on a file by what is held here that bears on it itself; nothing where it is none that
    /// can be read.
    pub(super) fn judged_here(&self, snapshot: &Snapshot<'_>, file: &[u8]) -> Option<Verdict> {
        self.with_reader(|reader| {
            let presented = reader.read(file).ok()?;
            let mut evidence = self.bearing_as_evidence(snapshot, presented.credentials()).ok()?;
            self.watch_by_own(snapshot, &mut evidence).ok()?;
            let days = u64::from(self.config().trust.max_age_days);
            let asked = verdict::Asked {
                max_age_millis: days.saturating_mul(DAY_MILLIS),
                ..verdict::Asked::at(self.now())
            };
            Some(judge(&presented, &evidence, &asked, reader))
        })
    }
}

/// Whether its issuer goes on with another key, or who issued or created it has a charter.
fn may_be_doubted(snapshot: &Snapshot<'_>, badge: &Badge) -> Result<bool, ActError> {
    let credential = Credential::new(&badge.value);
    let named = credential.creators().into_iter().chain(credential.issuer());
    for did in named.filter_map(|id| id.parse::<Did>().ok()) {
        let log = snapshot.ring.log(&did);
        if log.is_some_and(|log| log.heir().is_some()) {
            return Ok(true);
        }
        for author in snapshot.ring.person(&did) {
            if !snapshot.said_by(&author, Kind::Charter)?.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
