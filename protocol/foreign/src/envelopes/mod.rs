//! Documents in an envelope of one named media type: signed with a key, verified with a key.
//!
//! This answers one narrow question, as the test suite of VC-JOSE-COSE asks it: is this a
//! credential or presentation in *this* envelope, as *this* key signed it? What else a verdict
//! looks at – whether the key is still the issuer's, whether the credential was taken back, what a
//! presentation holds – is not asked; each is told as a [`Note`] where it stands open.
//!
//! Source: VC-JOSE-COSE 1.0 §3.

mod check;
mod key;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::str::FromStr;

use bot_protocol::canon::json::Value;
use bot_protocol::canon::multibase::encode_base64;
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::proof::Work;
use bot_protocol::time::Timestamp;
use bot_protocol::verdict::{Answer, Reason};

use crate::cose;
use crate::jose::token::{Form, content, presentation_fault};
use crate::jose::{self, Concealed, Family, Fault, Kind, SignFault, Signer, Token, header_fault};
pub use key::{KeyFileFault, VerificationMethod};

/// The media types of envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/vc+jwt`.
    CredentialJose,
    /// `application/vc+sd-jwt`.
    CredentialSdJwt,
    /// `application/vc+cose`.
    CredentialCose,
    /// `application/vp+jwt`.
    PresentationJose,
    /// `application/vp+sd-jwt`.
    PresentationSdJwt,
    /// `application/vp+cose`.
    PresentationCose,
}

/// A text that names none of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of envelope")]
pub struct NoMedia(String);

/// What a signature leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It says of itself that it held until then only.
    Over(String),
    /// It says of itself that it does not hold before then.
    Early(String),
    /// The issuer is somebody else than the owner of the key.
    OtherIssuer {
        /// The issuer, as the credential says.
        issuer: String,
        /// Whose key it is.
        controller: String,
    },
    /// The holder is somebody else than the owner of the key.
    OtherHolder {
        /// The holder, as the presentation says.
        holder: String,
        /// Whose key it is.
        controller: String,
    },
    /// The file of the key does not say whose it is.
    NobodysKey,
    /// The holder bound it to a verifier and a moment, which is not looked at.
    Bound,
    /// The credentials inside are signed for themselves, which is not looked at.
    Inside {
        /// How many there are.
        count: usize,
    },
    /// A credential inside cannot be read.
    Unread {
        /// Which, from 1.
        number: usize,
        /// What is wrong.
        what: String,
    },
}

/// A document that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The envelope; COSE in base64.
    pub text: String,
    /// What a verifier may stumble over.
    pub notes: Vec<Note>,
}

/// A document whose envelope holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What is in the envelope.
    pub document: Value,
    /// What the signature leaves open.
    pub notes: Vec<Note>,
}

/// What the dates in an envelope are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// To be within them is asked, at this moment.
    Asked(Timestamp),
    /// That this moment lies outside of them is told.
    Told(Timestamp),
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::CredentialJose,
        Self::CredentialSdJwt,
        Self::CredentialCose,
        Self::PresentationJose,
        Self::PresentationSdJwt,
        Self::PresentationCose,
    ];

    /// The name that the test suite of VC-JOSE-COSE has for it.
    #[must_use]
    pub const fn feature(self) -> &'static str {
        match self {
            Self::CredentialJose => "credential_jose",
            Self::CredentialSdJwt => "credential_sdjwt",
            Self::CredentialCose => "credential_cose",
            Self::PresentationJose => "presentation_jose",
            Self::PresentationSdJwt => "presentation_sdjwt",
            Self::PresentationCose => "presentation_cose",
        }
    }

    const fn family(self) -> Family {
        match self {
            Self::CredentialJose | Self::PresentationJose => Family::Jwt,
            Self::CredentialSdJwt | Self::PresentationSdJwt => Family::SdJwt,
            Self::CredentialCose | Self::PresentationCose => Family::Cose,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::CredentialJose | Self::CredentialSdJwt | Self::CredentialCose => Kind::Credential,
            Self::PresentationJose | Self::PresentationSdJwt | Self::PresentationCose => {
                Kind::Presentation
            }
        }
    }

    /// Whether members can be hidden in it.
    #[must_use]
    pub const fn conceals(self) -> bool {
        matches!(self, Self::CredentialSdJwt | Self::PresentationSdJwt)
    }
}

impl fmt::Display for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.kind().name(), self.family().name())
    }
}

impl FromStr for Media {
    type Err = NoMedia;

    /// By the name of the suite, or by the media type.
    fn from_str(text: &str) -> Result<Self, NoMedia> {
        let short = text.strip_prefix("application/").unwrap_or(text);
        let named = |media: &Self| media.feature() == text || media.to_string() == short;
        Self::ALL.into_iter().find(named).ok_or_else(|| NoMedia(text.chars().take(100).collect()))
    }
}

impl Checked {
    /// Yes; cannot tell where nothing says whose the key is.
    #[must_use]
    pub fn answer(&self) -> Answer {
        if self.notes.contains(&Note::NobodysKey) { Answer::Unknown } else { Answer::Yes }
    }
}

/// Signs a document that has the form of what it is to be, in words its contexts define.
///
/// # Errors
/// [`Reason`]: what the document lacks; a vocabulary that is not known; what cannot be hidden.
pub fn issue(
    document: &Value,
    media: Media,
    (method, concealed): (&VerificationMethod, &[Concealed]),
    contexts: &Contexts,
) -> Result<Issued, Reason> {
    let Some(key) = &method.secret else {
        let (method, what) = (method.name(), "the file has no secret key".to_owned());
        return Err(Reason::KeyNotListed { method, what });
    };
    let members = check::members(document).map_err(Fault::integrity)?;
    check::words(members, contexts)?;
    let notes = check::document(document, media.kind());
    let mut notes = notes.map_err(Fault::integrity)?;
    let own = check::owner(document, media.kind(), method);
    notes.extend(own.filter(|note| *note != Note::NobodysKey));
    let kid = method.name();
    let signer = Signer { key, kid: &kid };
    let text = match media.family() {
        Family::Jwt => jose::signed_jwt(members, media.kind(), signer),
        Family::SdJwt => jose::signed_sd_jwt(members, media.kind(), concealed, signer),
        Family::Cose => {
            cose::sign1(members, media.kind(), signer).map(|bytes| encode_base64(&bytes))
        }
    };
    Ok(Issued { text: text.map_err(|fault| unsigned(&fault))?, notes })
}

/// Why nothing was signed, as a reason.
fn unsigned(fault: &SignFault) -> Reason {
    let field = match fault {
        SignFault::NoObject => "$",
        SignFault::Missing(field) | SignFault::Date { field, .. } => field,
        SignFault::Conceal(_) => "_sd",
        SignFault::Kind(_) => "alg",
        SignFault::TooLong { .. } => return Reason::OverLimit { what: fault.to_string() },
    };
    Reason::FieldWrong { field: field.to_owned(), what: fault.to_string() }
}

/// Verifies a document that was signed with this key.
///
/// # Errors
/// [`Reason`]: why it does not hold, or cannot be told.
pub fn verify(
    bytes: &[u8],
    media: Media,
    method: &VerificationMethod,
    dates: Dates,
) -> Result<Checked, Reason> {
    let (token, mut notes) = opened(bytes, media)?;
    let (document, rest) = inspected(&token, media, method, dates).map_err(broken)?;
    notes.extend(rest);
    Ok(Checked { document, notes })
}

/// Why an envelope does not hold, as a reason.
fn broken(fault: Fault) -> Reason {
    match fault {
        Fault::Expired(until) => Reason::Expired { until },
        Fault::Early(from) => Reason::NotYetValid { from },
        Fault::Header { .. }
        | Fault::Member { .. }
        | Fault::Hidden(_)
        | Fault::Algorithm { .. }
        | Fault::Unknown(_)
        | Fault::Another { .. }
        | Fault::Signature(_)
        | Fault::KeyNotHere(_)
        | Fault::NotListed { .. }
        | Fault::Contradicted(_)
        | Fault::Ended { .. }
        | Fault::KeyKind(_)
        | Fault::Stale { .. }
        | Fault::Effort
        | Fault::Future(_)
        | Fault::SignedByAnother { .. }
        | Fault::KeyEmbedded(_)
        | Fault::Unclaimed { .. } => fault.integrity(),
    }
}

/// What is wrong with an envelope whatever key it is by, where that can be told.
#[must_use]
pub fn wrong_by_any_key(bytes: &[u8], media: Media) -> Option<Reason> {
    let outcome = opened(bytes, media).and_then(|(token, _)| {
        let header = token.signed.header.as_ref().map_err(Clone::clone);
        let form = header.and_then(|_| form(&token, media)).map_err(Fault::integrity);
        form.map(drop)
    });
    outcome.err().filter(|reason| reason.answer() == Answer::No)
}

/// Takes an envelope apart.
fn opened(bytes: &[u8], media: Media) -> Result<(Token, Vec<Note>), Reason> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if bytes.starts_with(b"{") {
        return Err(Reason::ProofMissing {});
    }
    let malformed = |what: String| Reason::ProofMalformed { field: media.to_string(), what };
    if media.family() == Family::Cose {
        let bytes = cose::sniff(bytes).ok_or_else(|| {
            malformed("it is neither a COSE_Sign1 nor one written as base64".to_owned())
        })?;
        let token = cose::token(&bytes).map_err(|fault| malformed(fault.to_string()))?;
        return Ok((token, Vec::new()));
    }
    let text = str::from_utf8(bytes).map_err(|_| malformed("it is no text".to_owned()))?;
    if media.family() == Family::Jwt {
        let token = jose::jwt(text, Family::Jwt).map_err(|fault| malformed(fault.to_string()))?;
        return Ok((token, Vec::new()));
    }
    match jose::sd_jwt::parts(text).map_err(malformed)? {
        None => Err(malformed("it has no ~ at the end".to_owned())),
        Some(parts) => {
            let bound = (!parts.binding.is_empty()).then_some(Note::Bound);
            Ok((parts.token, bound.into_iter().collect()))
        }
    }
}

/// Whether the envelope is of this media type, and its claims what the document says; gives the
/// document.
fn form(token: &Token, media: Media) -> Result<(Value, jose::claims::Claims), Fault> {
    let (kind, family) = (media.kind(), media.family());
    if let Some(fault) = &token.fault {
        return Err(fault.clone());
    }
    if let Some(typ) = token.typ.as_deref()
        && family.kind_of(Some(typ)) != Some(kind)
    {
        return Err(header_fault("header.typ", format!("found {typ:?}, expected {media}")));
    }
    token.mismatch(kind, Form::Envelope)?;
    let claims = token.claims()?;
    let mut view = content(token.payload.clone(), kind, Form::Envelope);
    match kind {
        Kind::Credential => claims.repeat(&view)?,
        Kind::Presentation => {
            if let Some(iss) = &claims.iss {
                jose::claims::name(&mut view, "holder", "iss", iss)?;
            }
            if let Some(jti) = &claims.jti {
                jose::claims::put(&mut view, "id", "jti", jti)?;
            }
        }
    }
    let view = Value::Object(view);
    match presentation_fault(&view).filter(|_| kind == Kind::Presentation) {
        Some(fault) => Err(fault),
        None => Ok((view, claims)),
    }
}

fn inspected(
    token: &Token,
    media: Media,
    method: &VerificationMethod,
    dates: Dates,
) -> Result<(Value, Vec<Note>), Fault> {
    let header = token.signed.header.as_ref().map_err(Clone::clone)?;
    let (document, claims) = form(token, media)?;
    let mut notes = check::document(&document, media.kind())?;
    token.signed.fits(&method.public, &method.name(), header, &Work::default())?;
    match check::owner(&document, media.kind(), method) {
        Some(Note::OtherIssuer { issuer, .. }) => {
            return Err(Fault::Another { party: issuer, method: method.name() });
        }
        note => notes.extend(note),
    }
    let (now, asked) = match dates {
        Dates::Asked(now) => (now, true),
        Dates::Told(now) => (now, false),
    };
    match claims.at(now).and_then(|()| check::dates(&document, now)) {
        Err(fault) if asked => return Err(fault),
        Err(Fault::Expired(at)) => notes.push(Note::Over(at)),
        Err(Fault::Early(at)) => notes.push(Note::Early(at)),
        Err(other) => return Err(other),
        Ok(()) => {}
    }
    Ok((document, notes))
}
