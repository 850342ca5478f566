//! Why an act was not done, as a problem with a stable code.

use std::collections::BTreeMap;

use bot_protocol::api::Problem;
use bot_protocol::credential::issue::IssueError;
use bot_protocol::credential::model::definition::DefinitionError;
use bot_protocol::credential::present::PresentError;
use bot_protocol::feed::{BundleError, KeyEventError, KeyLogError};
use bot_protocol::statement::ContentError;
use bot_protocol::statement::letter::LetterError;
use bot_protocol::statement::offer::OfferError;

use crate::keys::KeysError;
use crate::store::StoreError;

/// Why an act was not done. Nothing was signed, stored or sent then, unless the variant says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// A field is not what it must be.
    #[error("{field} is {found:?}, expected {expected}")]
    Field {
        /// Which field of the request.
        field: &'static str,
        /// What was found, cut to a readable length.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// This node knows no such thing.
    #[error("there is no {what} {id:?} here")]
    Unknown {
        /// What sort of thing.
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// The beginning of an id, or a name, that fits several things.
    #[error("{id:?} fits {count} {what}s, expected exactly one")]
    Ambiguous {
        /// What sort of thing.
        what: &'static str,
        /// What was asked for.
        id: String,
        /// How many it fits.
        count: usize,
        /// The ids of the first of them.
        ids: String,
    },
    /// A picture that leaves no room.
    #[error("image: {bytes} bytes, at most {max} beside these words")]
    Picture {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        max: usize,
    },
    /// It cannot be done as things are.
    #[error("{detail}")]
    Conflict {
        /// A stable code.
        code: &'static str,
        /// What was found and expected.
        detail: String,
    },
    /// It cannot be done as things are, for one of several reasons that share a code.
    #[error("{detail}")]
    Given {
        /// A stable code.
        code: &'static str,
        /// Which of the reasons.
        given: &'static str,
        /// What was found and expected.
        detail: String,
        /// The values of this case by name, for the sentence in the reader's language.
        data: Vec<(&'static str, String)>,
    },
    /// Something below refused or failed.
    #[error("{detail}")]
    Lower {
        /// The HTTP status that fits it.
        status: u16,
        /// A stable code.
        code: &'static str,
        /// What it said.
        detail: String,
        /// The field it speaks of, where there is one.
        field: Option<String>,
    },
    /// A file of evidence that cannot be used.
    #[error("{detail}")]
    Evidence {
        /// Which of those handed in, from 0.
        at: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// A fault of this program: the act may have been done in part.
    #[error("the node broke off; look into its log")]
    Broken,
}

/// How many of the things that an id fits are told by their ids.
const AMBIGUOUS_TOLD: usize = 5;

impl ActError {
    /// A field that is not what it must be; long texts are cut.
    pub(crate) fn field(field: &'static str, found: &str, expected: &'static str) -> Self {
        Self::Field { field, found: found.chars().take(80).collect(), expected }
    }

    /// Something this node does not know; long texts are cut.
    pub(crate) fn unknown(what: &'static str, id: &str) -> Self {
        Self::Unknown { what, id: id.chars().take(80).collect() }
    }

    /// An id or name that fits all of these; a handful of them is told.
    pub(crate) fn ambiguous<'a>(
        what: &'static str,
        id: &str,
        fits: impl ExactSizeIterator<Item = &'a str>,
    ) -> Self {
        let count = fits.len();
        let ids = fits.take(AMBIGUOUS_TOLD).collect::<Vec<_>>().join(", ");
        Self::Ambiguous { what, id: id.chars().take(80).collect(), count, ids }
    }

    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    /// [`Self::Given`], as far as words tell the reasons apart.
    pub(crate) fn given<const N: usize>(
        (code, given): (&'static str, &'static str),
        detail: impl Into<String>,
        data: [(&'static str, &dyn ToString); N],
    ) -> Self {
        let data = data.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        Self::Given { code, given, detail: detail.into(), data }
    }

    pub(crate) fn lower(status: u16, code: &'static str, detail: &impl ToString) -> Self {
        Self::Lower { status, code, detail: detail.to_string(), field: None }
    }

    /// The same, about a field of the request, where none is named yet.
    pub(crate) fn about(self, name: &str) -> Self {
        let named = || Some(name.to_owned());
        match self {
            Self::Lower { status, code, detail, field } => {
                Self::Lower { status, code, detail, field: field.or_else(named) }
            }
            Self::Conflict { code, detail } => {
                Self::Lower { status: 409, code, detail, field: named() }
            }
            Self::Field { .. }
            | Self::Unknown { .. }
            | Self::Ambiguous { .. }
            | Self::Picture { .. }
            | Self::Given { .. }
            | Self::Evidence { .. }
            | Self::Broken => self,
        }
    }

    /// The stable code, which `words/` explains.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Field { .. } => "field-refused",
            Self::Unknown { .. } => "unknown",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Picture { .. } => "picture-no-room",
            Self::Evidence { .. } => "evidence-refused",
            Self::Conflict { code, .. } | Self::Given { code, .. } | Self::Lower { code, .. } => {
                code
            }
            Self::Broken => "broken",
        }
    }

    /// As it is sent. Source: RFC 9457.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let mut data = BTreeMap::new();
        let mut put =
            |name: &str, value: &dyn ToString| data.insert(name.to_owned(), value.to_string());
        let (status, title, field) = match self {
            Self::Field { field, found, expected } => {
                put("field", field);
                put("found", found);
                put("expected", expected);
                (422, "A field was refused", Some((*field).to_owned()))
            }
            Self::Unknown { what, id } => {
                put("kind", what);
                put("id", id);
                (404, "Not found", None)
            }
            Self::Picture { bytes, max } => {
                put("bytes", bytes);
                put("max", max);
                (422, "Too large", Some("image".to_owned()))
            }
            Self::Ambiguous { what, id, count, ids } => {
                put("kind", what);
                put("id", id);
                put("count", count);
                put("ids", ids);
                (409, "Several fit", None)
            }
            Self::Evidence { at, .. } => {
                put("at", at);
                (422, "Refused", Some("with".to_owned()))
            }
            Self::Given { given, data, .. } => {
                put("given", given);
                for (name, value) in data {
                    put(name, value);
                }
                (409, "Not as things are", None)
            }
            Self::Conflict { .. } => (409, "Not as things are", None),
            Self::Lower { status: 500.., .. } => (500, "Failed", None),
            Self::Lower { status, field, .. } => (*status, "Refused", field.clone()),
            Self::Broken => (500, "Failed", None),
        };
        Problem {
            kind: format!("about:blank#{}", self.code()),
            title: title.to_owned(),
            status,
            code: self.code().to_owned(),
            detail: self.to_string(),
            field,
            data,
        }
    }
}

impl From<KeysError> for ActError {
    fn from(error: KeysError) -> Self {
        let (status, field) = match &error {
            KeysError::NotMine { .. } => (404, Some("as")),
            KeysError::NoIdentity | KeysError::Unnamed { .. } => (409, Some("as")),
            KeysError::Name { .. } => (422, Some("name")),
            KeysError::Taken { .. } => (409, Some("name")),
            KeysError::WrongPassphrase { .. } => (403, Some("passphrase")),
            KeysError::WeakPassphrase { .. } => (422, Some("passphrase")),
            KeysError::Words(_) => (422, Some("words")),
            KeysError::OtherSheet { .. } => (409, Some("words")),
            KeysError::Profile(_) => (422, None),
            KeysError::Exported { .. } => (409, None),
            KeysError::Missing { .. }
            | KeysError::Exists { .. }
            | KeysError::Permissions { .. }
            | KeysError::Damaged { .. }
            | KeysError::PassphraseFile { .. }
            | KeysError::TooDear { .. }
            | KeysError::TooNew { .. }
            | KeysError::Locked { .. }
            | KeysError::Io { .. }
            | KeysError::Random(_) => (500, None),
        };
        let code = error.code();
        let field = field.map(str::to_owned);
        Self::Lower { status, code, detail: error.to_string(), field }
    }
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::lower(500, error.code(), &error)
    }
}

impl From<DefinitionError> for ActError {
    fn from(error: DefinitionError) -> Self {
        let detail = error.to_string();
        Self::Lower { status: 422, code: "definition-refused", detail, field: Some(error.field) }
    }
}

impl From<ContentError> for ActError {
    fn from(error: ContentError) -> Self {
        let field = error.field().map(str::to_owned);
        Self::Lower { status: 422, code: "content-refused", detail: error.to_string(), field }
    }
}

impl From<IssueError> for ActError {
    fn from(error: IssueError) -> Self {
        let code = error.code();
        match error {
            IssueError::Shape(fault) => {
                let field = Some(fault.field);
                Self::Lower { status: 422, code, detail: fault.what, field }
            }
            IssueError::WrongKey { .. } | IssueError::TooLarge { .. } | IssueError::Proof(_) => {
                Self::lower(422, code, &error)
            }
        }
    }
}

impl From<PresentError> for ActError {
    fn from(error: PresentError) -> Self {
        let field = match &error {
            PresentError::Asked { field, .. } => Some((*field).to_owned()),
            PresentError::Count { .. } => Some("also".to_owned()),
            PresentError::OtherSubject { .. }
            | PresentError::Credential(_)
            | PresentError::Unreadable(_)
            | PresentError::TooLarge { .. }
            | PresentError::Proof(_) => None,
        };
        Self::Lower { status: 422, code: error.code(), detail: error.to_string(), field }
    }
}

/// Errors that refuse what was asked, each with its code.
macro_rules! refusals {
    ($($kind:ty => $code:literal,)+) => {$(
        impl From<$kind> for ActError {
            fn from(error: $kind) -> Self {
                Self::lower(422, $code, &error)
            }
        }
    )+};
}

refusals! {
    LetterError => "letter-refused",
    OfferError => "offer-refused",
    KeyEventError => "key-event-refused",
    KeyLogError => "key-event-refused",
    BundleError => "bundle-refused",
}
