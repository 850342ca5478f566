//! What an envelope holds: a credential or a presentation, brought into the shape of one.
//!
//! All forms meet here: the JWT of VC 1.1 and Open Badges 3.0, the envelopes of VC 2.0 as JWT,
//! SD-JWT and COSE. What contradicts itself is opened all the same, and its seal says what is wrong.
//!
//! Source: VC Data Model 1.1 §6.3.1; Open Badges 3.0 §8.2.3; VC-JOSE-COSE §3.

use std::sync::Arc;

use bot_protocol::canon::json::{Object, Value};
use bot_protocol::verdict::{Opened, RefusedWhy, Secured};

use super::claims::{self, Claims};
use super::disclosure::Restored;
use super::envelope::{Carried, CredentialSeal, PresentationSeal};
use super::fault::{Fault, header, member};
use super::header::media_type;
use super::inside;
use super::key::Signed;

/// An envelope taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Its family.
    pub(crate) family: Family,
    /// What is signed, and how.
    pub(crate) signed: Signed,
    /// The media type of the whole, as the header says.
    pub(crate) typ: Option<String>,
    /// The media type of the payload, as the header says.
    pub(crate) cty: Option<String>,
    /// The payload.
    pub(crate) payload: Object,
    /// Claims beside the payload: those that a header repeats, and in COSE all.
    pub(crate) beside: Option<Object>,
    /// What its holder does not show.
    pub(crate) restored: Restored,
    /// Whether the payload has the marks of an SD-JWT.
    pub(crate) marked: bool,
    /// What is wrong with it, where that is known already.
    pub(crate) fault: Option<Fault>,
}

/// The families of envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// A compact JWS.
    Jwt,
    /// A compact JWS with disclosures.
    SdJwt,
    /// A `COSE_Sign1`.
    Cose,
}

/// What is in an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A credential.
    Credential,
    /// A presentation.
    Presentation,
}

/// Members of a credential or presentation that stand in the claim for it, never beside it: there
/// they would be signed and go unread.
///
/// Source: VC Data Model 1.1 §4, §5; VC Data Model 2.0 §4, §5; Open Badges 3.0 §B.1.
const OWN: [&str; 22] = [
    "@context",
    "type",
    "issuer",
    "credentialSubject",
    "verifiableCredential",
    "id",
    "credentialStatus",
    "validUntil",
    "expirationDate",
    "validFrom",
    "issuanceDate",
    "issued",
    "awardedDate",
    "evidence",
    "credentialSchema",
    "termsOfUse",
    "refreshService",
    "endorsement",
    "endorsementJwt",
    "relatedResource",
    "holder",
    "proof",
];

/// The claim that names a place in a list of another kind than credentials name.
///
/// Source: Token Status List §6.1 (`status`).
const STATUS: &str = "status";

/// How the payload stands for what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The payload is the credential, `exp` and `nbf` are about the signature (VC 2.0).
    Envelope,
    /// The payload is the credential and its claims repeat members of it (Open Badges 3.0).
    Plain,
    /// The claim `vc` or `vp` is the credential or presentation (VC 1.1).
    Claim,
}

impl Family {
    /// Its name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::SdJwt => "sd-jwt",
            Self::Cose => "cose",
        }
    }

    /// A refusal of one.
    pub(crate) fn refuse(self, what: impl Into<String>) -> RefusedWhy {
        RefusedWhy::Envelope { form: self.name(), what: what.into() }
    }

    /// Media types of the family's envelopes by what is in them; drafts had longer ones.
    pub(crate) fn kind_of(self, typ: Option<&str>) -> Option<Kind> {
        let name = media_type(typ?).replace("+ld+json", "").replace("+ld", "");
        let (kind, family) = name.split_once('+')?;
        match kind {
            _ if family != self.name() => None,
            "vc" => Some(Kind::Credential),
            "vp" => Some(Kind::Presentation),
            _ => None,
        }
    }
}

impl Kind {
    /// The short name that media types and claims have.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Credential => "vc",
            Self::Presentation => "vp",
        }
    }
}

impl Token {
    /// What is in it, by the payload and, where that does not tell, by the media type.
    pub(crate) fn kind(&self) -> Option<Kind> {
        let payload = &self.payload;
        let types = payload.get("type").map(Value::as_list).unwrap_or_default();
        let is = |name: &str| types.iter().any(|kind| kind.as_str() == Some(name));
        if payload.contains("vc") {
            Some(Kind::Credential)
        } else if is("VerifiablePresentation") {
            Some(Kind::Presentation)
        } else if is("VerifiableCredential") || payload.contains("credentialSubject") {
            Some(Kind::Credential)
        } else if payload.contains("vp") || payload.contains("verifiableCredential") {
            Some(Kind::Presentation)
        } else {
            self.family.kind_of(self.typ.as_deref())
        }
    }

    fn form(&self) -> Form {
        let typed = self.family.kind_of(self.typ.as_deref()).is_some();
        // Nobody signs the tilde that ends an SD-JWT: what has no digest is read alike with it.
        let plain = match self.family {
            Family::Jwt => true,
            Family::SdJwt => !self.marked,
            Family::Cose => false,
        };
        if !plain || typed {
            Form::Envelope
        } else if self.payload.contains("vc") || self.payload.contains("vp") {
            Form::Claim
        } else {
            Form::Plain
        }
    }

    /// Opens it: into what it says, with its seal.
    ///
    /// # Errors
    /// [`RefusedWhy`] where a presentation holds what is no credential; `None` where it holds
    /// neither credential nor presentation.
    pub(crate) fn open(self) -> Result<Option<Opened>, RefusedWhy> {
        match self.kind() {
            None => Ok(None),
            Some(Kind::Credential) => Ok(Some(Opened::Credential(self.credential()))),
            Some(Kind::Presentation) => self.presentation().map(Some),
        }
    }

    /// Its claims. What a header repeats of them must be the same, and what it alone says is signed
    /// as well. Only the moment of signing may be told twice, as that of the token and as that of
    /// the signature: the later one counts.
    ///
    /// # Errors
    /// [`Fault`] where they contradict each other, or one is of another type than it must be.
    ///
    /// Source: RFC 7519 §5.3; VC-JOSE-COSE §3.1.3; RFC 9597 (COSE); ETSI TS 119 182-1 §5.1.11 (`iat`).
    pub(crate) fn claims(&self) -> Result<Claims, Fault> {
        let named = claims::NAMES.into_iter();
        let mut all: Object = named
            .filter_map(|name| Some((name.to_owned(), self.payload.get(name)?.clone())))
            .collect();
        for (name, value) in self.beside.iter().flat_map(Object::iter) {
            match all.get(name).filter(|_| claims::NAMES.contains(&name)) {
                Some(found) if found != value && name != "iat" => {
                    let what = "says something else than the header of the token";
                    return Err(member(name, what));
                }
                Some(_) => {}
                None if claims::NAMES.contains(&name) => drop(all.insert(name, value.clone())),
                None => {}
            }
        }
        let mut claims = Claims::read(&all)?;
        let signed = self.beside.as_ref().and_then(claims::signed);
        claims.iat = claims.iat.max(signed);
        Ok(claims)
    }

    /// Takes it for a credential.
    pub(crate) fn credential(self) -> Secured {
        let form = self.form();
        let (kind, family) = (Kind::Credential, self.family);
        let mut fault = self.fault.clone().or_else(|| self.mismatch(kind, form).err());
        let claims = self.claims();
        let claims = claims.unwrap_or_else(|wrong| {
            fault = fault.take().or(Some(wrong));
            Claims::default()
        });
        let elsewhere = self.status_elsewhere();
        let mut view = content(self.payload, kind, form);
        let bare = view.contains("proof").then(|| view.clone());
        let met = match form {
            Form::Envelope => claims.repeat(&view),
            Form::Plain | Form::Claim => claims.merge(&mut view),
        };
        let view = Arc::new(Value::Object(view));
        let signed_at = claims.iat;
        let seal = CredentialSeal {
            format: format(kind, family, form),
            signed: self.signed,
            view: Arc::clone(&view),
            carried: Carried::of(bare, &view, &self.restored),
            fault: fault.or(met.err()),
            dates: if form == Form::Envelope { claims } else { Claims::default() },
            restored: self.restored,
            elsewhere,
            signed_at,
        };
        Secured::by_seal(view, Arc::new(seal))
    }

    /// Takes it for a presentation.
    fn presentation(self) -> Result<Opened, RefusedWhy> {
        let form = self.form();
        let (kind, family) = (Kind::Presentation, self.family);
        let mut fault = self.fault.clone().or_else(|| self.mismatch(kind, form).err());
        let claims = self.claims();
        let claims = claims.unwrap_or_else(|wrong| {
            fault = fault.take().or(Some(wrong));
            Claims::default()
        });
        let mut view = content(self.payload, kind, form);
        let bare = view.contains("proof").then(|| view.clone());
        if let Some(iss) = &claims.iss {
            fault = fault.or(claims::name(&mut view, "holder", "iss", iss).err());
        }
        if let Some(jti) = &claims.jti {
            fault = fault.or(claims::put(&mut view, "id", "jti", jti).err());
        }
        let view = Arc::new(Value::Object(view));
        let credentials = inside::credentials(&view, family)?;
        let holder = view.get("holder");
        let holder = holder.and_then(|node| node.as_str().or_else(|| node.get("id")?.as_str()));
        let seal = PresentationSeal {
            format: format(kind, family, form),
            signed: self.signed,
            carried: Carried::of(bare, &view, &self.restored),
            holder: holder.map(str::to_owned),
            fault: fault.or_else(|| presentation_fault(&view)),
            claims,
        };
        Ok(Opened::Presentation {
            presentation: Secured::by_seal(view, Arc::new(seal)),
            credentials,
        })
    }

    /// The kind of list in which the token itself, outside of the credential's own members, has a
    /// status.
    fn status_elsewhere(&self) -> Option<String> {
        let claims = [Some(&self.payload), self.beside.as_ref()];
        let status = claims.into_iter().flatten().find_map(|claims| claims.get(STATUS))?;
        let kind = status.as_object().and_then(|status| status.keys().next());
        Some(kind.unwrap_or(STATUS).to_owned())
    }

    /// Whether media types and claims go together with what is in it.
    pub(crate) fn mismatch(&self, kind: Kind, form: Form) -> Result<(), Fault> {
        let name = kind.name();
        if let Some(typ) = self.typ.as_deref() {
            // RFC 9901 §9.11 only recommends a type of one's own.
            let plain = self.family != Family::Cose && media_type(typ) == "jwt";
            if !plain && self.family.kind_of(Some(typ)) != Some(kind) {
                let expected = format!("{name}+{}", self.family.name());
                return Err(header("header.typ", format!("found {typ:?}, expected {expected}")));
            }
        }
        if let Some(cty) = self.cty.as_deref()
            && media_type(cty).replace("+ld+json", "") != name
        {
            return Err(header("header.cty", format!("found {cty:?}, expected {name}")));
        }
        let has = |name: &str| self.payload.contains(name);
        match form {
            Form::Envelope => match ["vc", "vp"].into_iter().find(|name| has(name)) {
                Some(name) => Err(member(name, "this form has no such claim")),
                None => Ok(()),
            },
            Form::Plain => Ok(()),
            Form::Claim if has("vc") && has("vp") => {
                Err(member("vp", "there is a credential in vc as well"))
            }
            Form::Claim if self.payload.get(name).and_then(Value::as_object).is_none() => {
                Err(member(name, "expected an object"))
            }
            Form::Claim => match OWN.into_iter().find(|name| has(name)) {
                Some(twice) => Err(member(twice, format!("stands outside of {name} as well"))),
                None => Ok(()),
            },
        }
    }
}

/// What is in the payload, without the token's own claims.
pub(crate) fn content(mut payload: Object, kind: Kind, form: Form) -> Object {
    if form == Form::Claim {
        return match payload.remove(kind.name()) {
            Some(Value::Object(members)) => members,
            Some(
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_),
            )
            | None => Object::new(),
        };
    }
    claims::without(payload)
}

/// What a presentation must say of itself.
pub(crate) fn presentation_fault(view: &Value) -> Option<Fault> {
    let types = view.get("type").map(Value::as_list).unwrap_or_default();
    let named = types.iter().any(|kind| kind.as_str() == Some("VerifiablePresentation"));
    (!named).then(|| member("type", "VerifiablePresentation is not among them"))
}

fn format(kind: Kind, family: Family, form: Form) -> &'static str {
    match (kind, family, form) {
        (Kind::Credential, Family::Jwt, Form::Envelope) => "vc+jwt",
        (Kind::Credential, Family::Jwt, Form::Plain | Form::Claim) => "vc-jwt",
        (Kind::Credential, Family::SdJwt, _) => "vc+sd-jwt",
        (Kind::Credential, Family::Cose, _) => "vc+cose",
        (Kind::Presentation, Family::Jwt, Form::Envelope) => "vp+jwt",
        (Kind::Presentation, Family::Jwt, Form::Plain | Form::Claim) => "vp-jwt",
        (Kind::Presentation, Family::SdJwt, _) => "vp+sd-jwt",
        (Kind::Presentation, Family::Cose, _) => "vp+cose",
    }
}
