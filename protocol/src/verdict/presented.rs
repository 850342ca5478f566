//! What somebody shows: a badge, or a presentation of some, read from the bytes of a file.

use std::borrow::Cow;
use std::sync::Arc;

use super::dossier::{self, Dossier};
use super::marks::{is_signed_text, is_text_of_one, is_utf16};
use super::reader::{Judging, Opened, Reader, Secured};
pub use super::refused::{Refused, RefusedWhy};
use super::{Evidence, endorsed};
use crate::canon::json::{self, Object, Value};
use crate::credential::bake::container::{self, Container, Inner};
use crate::credential::model::{Credential, many, types};
use crate::credential::status_list::is_list;
use crate::limits::{ENVELOPE_BYTES_MAX, PRESENTED_MAX};

/// What somebody shows, read but not judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Presented {
    pub(super) what: What,
    container: Option<Container>,
    /// The proof file that it came in, with what to judge it by.
    proof: Option<Arc<Dossier>>,
}

/// The kinds of things shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A credential by itself.
    Credential(Secured),
    /// A presentation with at least one credential in it.
    Presentation {
        /// The presentation.
        presentation: Secured,
        /// The credentials inside, in their order.
        credentials: Vec<Secured>,
    },
    /// A badge in a form that is not verified here.
    Foreign {
        /// The form.
        format: &'static str,
    },
}

impl Presented {
    /// Reads a file: JSON, an envelope, a PNG or SVG picture with a badge inside, or a proof file.
    ///
    /// # Errors
    /// [`Refused`], with whether the file claims to be a credential.
    pub fn read(bytes: &[u8], reader: &Reader<'_>) -> Result<Self, Refused> {
        if !Dossier::sniff(bytes) && !dossier::is_frame(bytes) {
            return Self::read_badge(bytes, reader);
        }
        let proof = dossier::open(bytes, reader);
        let proof = proof.map_err(|why| why.of(bytes))?;
        let presented = Self::read_badge(&proof.badge, reader)?;
        Ok(Self { proof: Some(Arc::new(proof)), ..presented })
    }

    fn read_badge(bytes: &[u8], reader: &Reader<'_>) -> Result<Self, Refused> {
        match unquoted(bytes) {
            // What is in quotation marks begins as no quotation does.
            Some(text) => Self::read_plain(text.as_bytes(), reader),
            None => Self::read_plain(bytes, reader),
        }
    }

    fn read_plain(bytes: &[u8], reader: &Reader<'_>) -> Result<Self, Refused> {
        // Who opened an envelope has read what its bytes do not show.
        let refuse = |why: RefusedWhy| why.of(bytes);
        if container::sniff(bytes).is_none() {
            // Each dialect would go through millions of spaces to see that nothing is there.
            let blank = bytes.first().is_some_and(u8::is_ascii_whitespace);
            if blank && bytes.len() > ENVELOPE_BYTES_MAX {
                return Err(refuse(RefusedWhy::NoCredential));
            }
            return match reader.dialects.open(bytes).map_err(refuse)? {
                Some(opened) => Self::opened(opened, None).map_err(refuse),
                None => Err(refuse(unknown(bytes))),
            };
        }
        let opened = container::open(bytes).map_err(|fault| refuse(fault.into()))?;
        let container = Some(opened.container);
        match opened.inner {
            Inner::Jws | Inner::Address | Inner::Other
                if opened.inner != Inner::Other || opened.container != Container::Json =>
            {
                let known = reader.dialects.open(&opened.text).map_err(refuse)?;
                return match (known, opened.inner) {
                    (Some(known), _) => Self::opened(known, container).map_err(refuse),
                    (None, Inner::Jws) => Ok(Self::unread("jws", container)),
                    (None, Inner::Address) => Ok(Self::unread("open-badges-1", container)),
                    // A picture that holds something else than a badge in the badge's place.
                    (None, Inner::Other | Inner::Json) => Err(refuse(RefusedWhy::NoCredential)),
                };
            }
            Inner::Json | Inner::Jws | Inner::Address | Inner::Other => {}
        }
        let document = json::read(&opened.text).map_err(|fault| refuse(fault.into()))?;
        if let Some(url) = leads_to(&document).filter(|_| opened.container != Container::Json) {
            return match reader.dialects.open(url.as_bytes()).map_err(refuse)? {
                Some(known) => Self::opened(known, container).map_err(refuse),
                None => Ok(Self::unread("open-badges-1", container)),
            };
        }
        let mut presented = Self::of(document, reader).map_err(refuse)?;
        presented.container = container;
        Ok(presented)
    }

    /// Takes a document that was read already.
    ///
    /// # Errors
    /// [`RefusedWhy`] where it is no credential and no presentation of one.
    pub fn of(document: Value, reader: &Reader<'_>) -> Result<Self, RefusedWhy> {
        let sorted = sort(document);
        match sorted {
            Sorted::What(what) => Ok(Self { what, container: None, proof: None }),
            Sorted::Others(document, fallback) => match reader.dialects.adopt(&document.into())? {
                Some(opened) => Self::opened(opened, None),
                None => fallback.map(|format| Self::unread(format, None)),
            },
        }
    }

    /// A credential by itself that somebody else opened.
    pub(super) const fn only(credential: Secured) -> Self {
        Self { what: What::Credential(credential), container: None, proof: None }
    }

    fn unread(format: &'static str, container: Option<Container>) -> Self {
        Self { what: What::Foreign { format }, container, proof: None }
    }

    fn opened(opened: Opened, container: Option<Container>) -> Result<Self, RefusedWhy> {
        let what = match opened {
            Opened::Credential(credential) => What::Credential(credential),
            Opened::Presentation { presentation, credentials } => {
                within(credentials.len())?;
                What::Presentation { presentation, credentials }
            }
        };
        Ok(Self { what, container, proof: None })
    }

    /// The credentials shown and what secures each, in their order; none of a form that is not read
    /// here.
    #[must_use]
    pub fn credentials(&self) -> &[Secured] {
        match &self.what {
            What::Credential(credential) => std::slice::from_ref(credential),
            What::Presentation { credentials, .. } => credentials,
            What::Foreign { .. } => &[],
        }
    }

    /// The credential shown and what secures it, where it is the only one and of a form that is
    /// read here.
    #[must_use]
    pub fn secured(&self) -> Option<&Secured> {
        match self.credentials() {
            [only] => Some(only),
            [] | [_, _, ..] => None,
        }
    }

    /// The credential shown by itself, where it is of a form that is read here.
    pub(super) fn into_secured(self) -> Option<Secured> {
        match self.what {
            What::Credential(credential) => Some(credential),
            What::Presentation { .. } | What::Foreign { .. } => None,
        }
    }

    /// The presentation around the credentials, where there is one.
    #[must_use]
    pub fn presentation(&self) -> Option<&Secured> {
        match &self.what {
            What::Presentation { presentation, .. } => Some(presentation),
            What::Credential(_) | What::Foreign { .. } => None,
        }
    }

    /// The credential shown, where it is the only one and of a form that is read here.
    #[must_use]
    pub fn credential(&self) -> Option<Credential<'_>> {
        self.secured().map(Secured::credential)
    }

    /// Whether what is shown is no badge but a list that tells the status of badges.
    #[must_use]
    pub fn is_status_list(&self) -> bool {
        match &self.what {
            What::Credential(secured) => is_list(&secured.credential()),
            What::Presentation { .. } | What::Foreign { .. } => false,
        }
    }

    /// The form, where it is one that is not read here.
    #[must_use]
    pub fn foreign(&self) -> Option<&'static str> {
        match self.what {
            What::Foreign { format } => Some(format),
            What::Credential(_) | What::Presentation { .. } => None,
        }
    }

    /// The proof file that it came in, where it came in one.
    #[must_use]
    pub fn proof(&self) -> Option<&Dossier> {
        self.proof.as_deref()
    }

    /// What is at hand and what came with it in one file.
    pub(super) fn with_proof<'a>(
        &self,
        evidence: &'a Evidence,
        reader: &Reader<'_>,
    ) -> Cow<'a, Evidence> {
        let Some(proof) = &self.proof else { return Cow::Borrowed(evidence) };
        let mut all = evidence.clone();
        // Its documents were seen to be evidence when it was read.
        all.hear_dossier(proof.as_ref().clone(), reader).ok();
        Cow::Owned(all)
    }

    /// The file it came in.
    #[must_use]
    pub fn container(&self) -> Option<Container> {
        self.container
    }

    /// One of the credentials in short.
    pub(super) fn summary(&self, secured: &Secured, judging: &Judging<'_>) -> Object {
        let completed = secured.completed(judging);
        let completed = Credential::new(&completed);
        let mut object = completed.summary();
        if is_list(&completed) {
            object.insert("list", true);
        }
        // Whoever is named there may go by another key now.
        for (member, id) in [
            ("issuer_successor", completed.issuer()),
            ("subject_successor", completed.subject_id()),
        ] {
            let Some(did) = id.and_then(|id| id.parse().ok()) else { continue };
            let now = judging.evidence.current(&did);
            if now != did {
                object.insert(member, now.to_string());
            }
        }
        if let Some(endorses) = endorsed::told(&completed, judging.evidence) {
            object.insert("endorses", endorses);
        }
        if let Some(seal) = secured.seal() {
            object.insert("format", seal.format());
            for (name, told) in [("copies", seal.copies(judging)), ("lacks", seal.lacks(judging))] {
                if !told.is_empty() {
                    let told = told.into_iter().map(Value::Object).collect();
                    object.insert(name, Value::Array(told));
                }
            }
        }
        self.contained(object)
    }

    /// What can be said in short of a form that is not read here, or of a presentation of several.
    pub(super) fn outside(&self) -> Object {
        let mut object = Object::new();
        let sealed = self.presentation().and_then(Secured::seal).map(|seal| seal.format());
        if let Some(format) = self.foreign().or(sealed) {
            object.insert("format", format);
        }
        self.contained(object)
    }

    fn contained(&self, mut object: Object) -> Object {
        if let Some(container) = self.container {
            object.insert("container", container.name());
        }
        object
    }
}

/// The badge's own text where a file is one JSON text of a badge, as services reply with a token and
/// as it is copied with its quotation marks; nothing of it is changed.
#[must_use]
pub fn unquoted(bytes: &[u8]) -> Option<String> {
    let is_quoted = bytes.trim_ascii_start().starts_with(b"\"");
    let Ok(Value::String(text)) = is_quoted.then(|| json::read(bytes))? else { return None };
    (is_signed_text(text.as_bytes()) || is_text_of_one(&text)).then_some(text)
}

/// Refuses a presentation of none, or of more than are judged together.
fn within(count: usize) -> Result<(), RefusedWhy> {
    match count {
        0 => Err(RefusedWhy::NonePresented),
        1..=PRESENTED_MAX => Ok(()),
        _ => Err(RefusedWhy::Several { count: u64::try_from(count).unwrap_or(u64::MAX) }),
    }
}

/// A JSON document, sorted by what it says it is.
enum Sorted {
    /// One that is read here.
    What(What),
    /// One for the dialects, and what is said of it where none knows it.
    Others(Value, Result<&'static str, RefusedWhy>),
}

fn sort(document: Value) -> Sorted {
    let is = |name: &str| types(&document).any(|kind| kind == name);
    // What says that it is a credential is judged as one: a true one inside of it, or in an envelope
    // beside it, says nothing of what it says itself.
    let is_credential = is("VerifiableCredential");
    let carries = is("VerifiablePresentation") || document.get("verifiableCredential").is_some();
    if !is_credential && carries {
        return presentation(document);
    }
    if !is_credential
        && (is("EnvelopedVerifiableCredential") || is("EnvelopedVerifiablePresentation"))
    {
        return Sorted::Others(document, Ok("enveloped"));
    }
    if let Some(fallback) = old(&document) {
        return Sorted::Others(document, fallback);
    }
    const MEMBERS: [&str; 2] = ["credentialSubject", "issuer"];
    let claims = types(&document).any(|kind| kind.ends_with("Credential"));
    if claims || MEMBERS.iter().any(|name| document.get(name).is_some()) {
        return Sorted::What(What::Credential(Secured::by_its_proofs(document)));
    }
    Sorted::Others(document, Err(RefusedWhy::NoCredential))
}

/// Whether a document is a badge of the time before Open Badges 3.0, or a part of one.
pub(super) fn is_old(document: &Value) -> bool {
    old(document).is_some()
}

/// What is said of a badge of the time before Open Badges 3.0, or of a part of one, where no
/// dialect knows it.
fn old(document: &Value) -> Option<Result<&'static str, RefusedWhy>> {
    const PARTS: [&str; 6] =
        ["BadgeClass", "Issuer", "Profile", "Endorsement", "RevocationList", "CryptographicKey"];
    let is = |name: &str| types(document).any(|kind| kind == name);
    let has = |name: &str| document.get(name).is_some();
    if is("VerifiableCredential") || has("credentialSubject") {
        return None;
    }
    let contexts = document.get("@context").into_iter().flat_map(many);
    let named = contexts.filter_map(Value::as_str).any(|url| url.contains("/openbadges/"));
    if is("Assertion") || (named && has("badge")) {
        return Some(Ok("open-badges-2"));
    }
    if has("badge") && has("recipient") {
        return Some(Ok("open-badges-1"));
    }
    (named || PARTS.iter().any(|name| is(name))).then_some(Err(RefusedWhy::NoCredential))
}

fn presentation(document: Value) -> Sorted {
    let inside: Vec<&Value> =
        document.get("verifiableCredential").into_iter().flat_map(many).collect();
    if let Err(refused) = within(inside.len()) {
        return Sorted::Others(document, Err(refused));
    }
    if inside.iter().any(|one| types(one).any(|kind| kind == "EnvelopedVerifiableCredential")) {
        return Sorted::Others(document, Ok("enveloped"));
    }
    if inside.iter().any(|one| one.as_object().is_none()) {
        return Sorted::Others(document, Err(RefusedWhy::NoCredential));
    }
    let credentials = inside.into_iter().map(|one| Secured::by_its_proofs(one.clone())).collect();
    let presentation = Secured::by_its_proofs(document);
    Sorted::What(What::Presentation { presentation, credentials })
}

/// The address of the badge, where the text in a picture is nothing but a note of that: by itself the
/// note is no badge, and the address is.
#[must_use]
pub fn led_to(text: &[u8]) -> Option<String> {
    leads_to(&json::read(text).ok()?).map(str::to_owned)
}

/// The address of the badge, where a picture has nothing but that in the badge's place: the first
/// pictures were drawn so.
fn leads_to(document: &Value) -> Option<&str> {
    let mut members = document.as_object()?.iter();
    let (Some(("verify", how)), None) = (members.next(), members.next()) else { return None };
    let url = how.get("url")?.as_str()?;
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

/// What is wrong with bytes that no kind of file begins with.
fn unknown(bytes: &[u8]) -> RefusedWhy {
    if bytes.is_empty() {
        return RefusedWhy::Empty;
    }
    match json::read(bytes) {
        Err(fault) if is_utf16(bytes) => fault.into(),
        Ok(_) | Err(_) => RefusedWhy::NoCredential,
    }
}
