//! What other people's programs ask for by VC API and VCALM: to issue, to verify, to present, and
//! to take back.
//!
//! Such a program has a token and is not the owner: what it is told comes from feeds, never from
//! the owner's address book. Only the profile of the settings decides by which contexts is read.

mod issue;
mod present;
mod problem;
mod status;

mod verify;

use std::sync::Arc;

use bot_foreign::issue::Suite;
use bot_foreign::signing::SigningKey;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::time::Timestamp;

use super::issue::whole_second;
use super::{ActError, Acts, time};
use crate::config;
use crate::keys::{Curve, Identity};

/// How far a proof may be dated ahead: ten minutes, as clocks of others may be.
const AHEAD_MILLIS: u64 = bot_protocol::limits::CLOCK_AHEAD_MAX_MILLIS;

/// By which suite and key is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignBy {
    /// The identity's own key, over canonical RDF.
    EddsaRdfc,
    /// The identity's own key, over canonical JSON.
    EddsaJcs,
    /// The key that follows from it on a curve of NIST, over canonical RDF.
    Ecdsa(Curve),
}

impl SignBy {
    /// What a path calls it, in the conformance profile.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        match name {
            "eddsa-rdfc-2022" => Some(Self::EddsaRdfc),
            "eddsa-jcs-2022" => Some(Self::EddsaJcs),
            "ecdsa-rdfc-2019-p256" => Some(Self::Ecdsa(Curve::P256)),
            "ecdsa-rdfc-2019-p384" => Some(Self::Ecdsa(Curve::P384)),
            _ => None,
        }
    }

    const fn suite(self) -> Suite {
        match self {
            Self::EddsaRdfc => Suite::EddsaRdfc2022,
            Self::EddsaJcs => Suite::EddsaJcs2022,
            Self::Ecdsa(_) => Suite::EcdsaRdfc2019,
        }
    }

    fn key(self, identity: &Identity) -> Result<SigningKey, ActError> {
        match self {
            Self::EddsaRdfc | Self::EddsaJcs => Ok(identity.signing_key()),
            Self::Ecdsa(curve) => identity
                .key_on(curve)
                .map_err(|fault| ActError::lower(500, "signing-failed", &fault)),
        }
    }
}

/// For whom a program acts, and how.
#[derive(Debug, Clone)]
pub struct Acting {
    /// The identity that acts, by its name or DID; the only one where none is named.
    pub who: Option<String>,
    /// How is signed.
    pub by: SignBy,
}

impl Acting {
    /// As this identity, in the usual way.
    #[must_use]
    pub fn of(who: Option<&str>) -> Self {
        Self { who: who.map(str::to_owned), by: SignBy::EddsaRdfc }
    }
}

impl Acts {
    /// By which contexts documents of other programs are read and written.
    pub(super) fn profile(&self) -> Profile {
        match self.config().web.profile {
            config::Profile::Closed => Profile::Closed,
            config::Profile::Conformance => Profile::Conformance,
        }
    }

    fn acting(&self, acting: &Acting) -> Result<(Arc<Identity>, SigningKey), ActError> {
        let is_plain = matches!(acting.by, SignBy::EddsaRdfc);
        if !is_plain && self.profile() == Profile::Closed {
            let detail = "paths for suites are there in the conformance profile alone";
            return Err(ActError::lower(404, "path-unknown", &detail));
        }
        let identity = self.pick(acting.who.as_deref())?;
        let key = acting.by.key(&identity)?;
        Ok((identity, key))
    }

    /// The date of a proof: now, or what is asked for if that is no promise about the future.
    fn dated(&self, created: Option<&str>) -> Result<Timestamp, ActError> {
        let now = self.now();
        let Some(asked) = time("options.created", created)? else { return Ok(whole_second(now)) };
        if asked.millis() > now.millis().saturating_add(AHEAD_MILLIS) {
            let found = created.unwrap_or_default();
            return Err(ActError::field("options.created", found, "a moment that is not to come"));
        }
        Ok(asked)
    }
}

impl From<bot_foreign::issue::IssueFault> for ActError {
    fn from(fault: bot_foreign::issue::IssueFault) -> Self {
        let field = fault.field().map(str::to_owned);
        Self::Lower { status: 422, code: fault.code(), detail: fault.to_string(), field }
    }
}
