//! An SD-JWT: a JWT, the disclosures that its holder shows, and perhaps a JWT that binds it to a
//! key of the holder.
//!
//! Source: RFC 9901 §4, §7; VC-JOSE-COSE §3.2.

use std::sync::Arc;

use bot_protocol::canon::json::Value;
use bot_protocol::limits::ENVELOPE_BYTES_MAX;
use bot_protocol::verdict::{Opened, RefusedWhy, Secured};

use super::disclosure;
use super::fault::Fault;
use super::key_binding::{self, BindingSeal};
use super::token::{Family, Kind, Token};

/// An SD-JWT, taken apart.
pub(crate) struct Parts<'t> {
    /// What it holds, with its disclosures put back.
    pub(crate) token: Token,
    /// What a binding to a key of the holder covers.
    covered: &'t str,
    /// The binding; empty where there is none.
    pub(crate) binding: &'t str,
}

/// Takes an SD-JWT apart; `None` where the text has no `~`, as every SD-JWT has.
///
/// # Errors
/// What is wrong with it, in technical words.
pub(crate) fn parts(text: &str) -> Result<Option<Parts<'_>>, String> {
    if text.len() > ENVELOPE_BYTES_MAX {
        return Err(format!("it has {} bytes, at most {ENVELOPE_BYTES_MAX} are read", text.len()));
    }
    let Some((covered, binding)) = text.rsplit_once('~') else { return Ok(None) };
    let mut parts = covered.split('~');
    let token = super::jwt(parts.next().unwrap_or_default(), Family::SdJwt);
    let mut token = token.map_err(|fault| fault.to_string())?;
    let disclosures: Vec<&str> = parts.collect();
    let restored = disclosure::restore(&mut token.payload, &disclosures);
    token.restored = restored.map_err(|fault| fault.to_string())?;
    let algorithm = token.restored.algorithm.take();
    token.fault = algorithm.map(|name| Fault::Unknown(format!("_sd_alg {name}")));
    Ok(Some(Parts { token, covered, binding }))
}

/// Opens an SD-JWT that holds a credential or presentation.
///
/// # Errors
/// [`RefusedWhy`] where it says that it is one and is malformed; `None` where it says no such
/// thing.
pub(crate) fn open(text: &str) -> Result<Option<Opened>, RefusedWhy> {
    let Parts { mut token, covered, binding } = match parts(text) {
        Ok(Some(parts)) => parts,
        Err(what) if super::claims(text) => return Err(super::damaged(text, Family::SdJwt, what)),
        Ok(None) | Err(_) => return Ok(None),
    };
    // Credentials of another data model come in the same form.
    let other = token.payload.contains("vct") && !token.payload.contains("@context");
    if other {
        token.fault = Some(Fault::Unknown("SD-JWT VC".to_owned()));
        return Ok(Some(Opened::Credential(token.credential())));
    }
    if binding.is_empty() || token.kind() != Some(Kind::Credential) {
        return token.open();
    }
    bound(token, covered, binding).map(Some)
}

/// A credential that its holder bound to a moment and a verifier: a presentation of one credential.
fn bound(token: Token, covered: &str, binding: &str) -> Result<Opened, RefusedWhy> {
    let confirmation = token.payload.get("cnf").cloned();
    let credential = token.credential();
    let seal = BindingSeal {
        binding: key_binding::read(covered, binding)
            .map_err(|fault| Family::SdJwt.refuse(fault.to_string()))?,
        confirmation,
        subject: credential.credential().subject_id().map(str::to_owned),
    };
    // The holder signed nothing else than that it shows this credential.
    let view = Value::object([("type", Value::array(["VerifiablePresentation"]))]);
    let presentation = Secured::by_seal(view, Arc::new(seal));
    Ok(Opened::Presentation { presentation, credentials: vec![credential] })
}
