//! Content: a body read as what its kind says it is.

use crate::{
    canon::{cbor::CborError, hash::Hash, json::JsonError, rice::RiceError},
    identity::{Did, KeyError, SignatureError},
    rules::RuleError,
    statement::{
        Body, Kind, MediaType,
        kinds::{
            Anchor, Charter, Dispute, Document, Erase, Grant, GrantEnd, Leave, NodeAddr, Profile,
            Prune, Recognition, RecognitionEnd, Reply, Revoke, StatusSnapshot, Suspend,
        },
        offer::OfferError,
        word::Word,
    },
};

/// What a statement says, by its kind. Source: `spec/feed.md` §5.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Kind 10.
    Profile(Profile),
    /// Kind 11: an Open Badges 3.0 Achievement.
    Achievement(Document),
    /// Kind 12.
    Anchor(Anchor),
    /// Kind 13: a credential about the author.
    Publish(Document),
    /// Kind 14: an EndorsementCredential.
    Endorsement(Document),
    /// Kind 15.
    Recognition(Recognition),
    /// Kind 16.
    RecognitionEnd(RecognitionEnd),
    /// Kind 17.
    Revoke(Revoke),
    /// Kind 18.
    Suspend(Suspend),
    /// Kind 19.
    StatusSnapshot(StatusSnapshot),
    /// Kind 20.
    Erase(Erase),
    /// Kind 21.
    Prune(Prune),
    /// Kind 22.
    Grant(Grant),
    /// Kind 23.
    GrantEnd(GrantEnd),
    /// Kind 24.
    Dispute(Dispute),
    /// Kind 25.
    Reply(Reply),
    /// Kind 30.
    Charter(Charter),
    /// Kind 33.
    Leave(Leave),
    /// Kind 40.
    Comment(Word),
    /// Kind 50.
    NodeAddr(NodeAddr),
}

/// Why a body is not the content of its kind.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ContentError {
    /// A kind of a later version.
    #[error("kind {found} is not known to this version")]
    UnknownKind {
        /// Number found.
        found: u16,
    },
    /// The body is written in another way than its kind asks.
    #[error("media type {found:?}, expected {expected:?}")]
    MediaType {
        /// What the kind asks.
        expected: MediaType,
        /// What the body has.
        found: MediaType,
    },
    /// Not deterministic CBOR of the right shape.
    #[error("the content is not canonical: {0}")]
    Cbor(#[from] CborError),
    /// Not strict JSON.
    #[error("the document is refused: {0}")]
    Json(#[from] JsonError),
    /// JSON, but not an object.
    #[error("the document is no JSON object")]
    NoObject,
    /// Another version of the content.
    #[error("content version {found}, expected 1")]
    Version {
        /// Version found.
        found: u64,
    },
    /// A sort of party that version 1 does not have.
    #[error("party {found}, expected 1, 2 or 3")]
    Party {
        /// Number found.
        found: u8,
    },
    /// A scope that a grant does not have.
    #[error("scope {found}, expected 1, 2 or 3")]
    Scope {
        /// Number found.
        found: u8,
    },
    /// Neither a statement nor a credential.
    #[error("about {found}, expected 1 or 2")]
    About {
        /// Number found.
        found: u8,
    },
    /// Nothing that words can be about.
    #[error("subject {found} has not the members it must have, or is none of 1 to 9")]
    Subject {
        /// Number found.
        found: u8,
    },
    /// Who is said to say it did not sign it.
    #[error("the word is not signed by {by}: {why}")]
    WordSignature {
        /// Who is said to speak.
        by: Did,
        /// What the signature check said.
        why: SignatureError,
    },
    /// The rule of a grant.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A state that is neither yes nor no.
    #[error("state {found}, expected 0 or 1")]
    State {
        /// Number found.
        found: u8,
    },
    /// A set of places that is not encoded as such a set is.
    #[error("{field}: {error}")]
    Set {
        /// The member.
        field: &'static str,
        /// What is wrong.
        error: RiceError,
    },
    /// Guardians of whom too few or too many must sign.
    #[error("{need} of {count} guardians, expected more than half of them and at most all")]
    Quorum {
        /// How many must sign.
        need: u8,
        /// How many there are.
        count: u8,
    },
    /// An act that takes fewer stewards than it must, or more than there are.
    #[error("{act} takes {need} of {count} stewards, expected {least} to {count}")]
    Act {
        /// Which act.
        act: &'static str,
        /// How many it takes.
        need: u8,
        /// How many it must take.
        least: u8,
        /// How many there are.
        count: u8,
    },
    /// The first charter names somebody who did not sign it.
    #[error("{who} is named as a steward and did not sign")]
    StewardUnsigned {
        /// Who.
        who: Did,
    },
    /// A time to object that is none, or longer than anybody may wait.
    #[error("{found} days to object, expected 1 to {max}")]
    Days {
        /// Days found.
        found: u8,
        /// Days allowed.
        max: u8,
    },
    /// A text or list without anything in it.
    #[error("{field} is empty")]
    Empty {
        /// The member.
        field: &'static str,
    },
    /// A text over its limit.
    #[error("{field}: {found} bytes, at most {max} are allowed")]
    TooLong {
        /// The member.
        field: &'static str,
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// A list over its limit.
    #[error("{field}: {found} items, at most {max} are allowed")]
    TooMany {
        /// The member.
        field: &'static str,
        /// Items found.
        found: usize,
        /// Items allowed.
        max: usize,
    },
    /// A list out of order, or with one item twice.
    #[error("{field} is not sorted, each once")]
    Unsorted {
        /// The member.
        field: &'static str,
    },
    /// A character that pages and terminals would obey.
    #[error("{field}: the character U+{:04X} is not allowed", u32::from(*found))]
    Character {
        /// The member.
        field: &'static str,
        /// Character found.
        found: char,
    },
    /// No address of the expected form.
    #[error("{found:?} is no address that can be used here")]
    Url {
        /// Text found.
        found: String,
    },
    /// A key that cannot be used.
    #[error("a key is refused: {0}")]
    Key(#[from] KeyError),
    /// The offer inside a recognition.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// The offer was made for other terms.
    #[error("the terms have hash {found} where the offer says {expected}")]
    OtherTerms {
        /// Hash in the offer.
        expected: Hash,
        /// Hash of the terms found.
        found: Hash,
    },
}

impl ContentError {
    /// The member at fault, where one is named.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Empty { field }
            | Self::TooLong { field, .. }
            | Self::TooMany { field, .. }
            | Self::Unsorted { field }
            | Self::Set { field, .. }
            | Self::Character { field, .. } => Some(field),
            Self::Url { .. } => Some("url"),
            Self::State { .. } => Some("state"),
            Self::Scope { .. } => Some("scope"),
            Self::About { .. } => Some("about"),
            Self::Quorum { .. } => Some("need"),
            Self::Act { act, .. } => Some(act),
            Self::StewardUnsigned { .. } => Some("signatures"),
            Self::Days { .. } => Some("days"),
            Self::Subject { .. } => Some("subject"),
            Self::UnknownKind { .. }
            | Self::MediaType { .. }
            | Self::Cbor(_)
            | Self::Json(_)
            | Self::NoObject
            | Self::Version { .. }
            | Self::Party { .. }
            | Self::WordSignature { .. }
            | Self::Key(_)
            | Self::Offer(_)
            | Self::Rule(_)
            | Self::OtherTerms { .. } => None,
        }
    }
}

impl Content {
    /// Reads a body as content of this kind.
    ///
    /// # Errors
    /// When the kind is unknown, or the body is not what the kind asks.
    pub fn read(kind: Kind, body: &Body) -> Result<Self, ContentError> {
        let expected = media_type_of(kind)?;
        if body.media_type != expected {
            return Err(ContentError::MediaType { expected, found: body.media_type });
        }
        let bytes = body.bytes.as_slice();
        match kind {
            Kind::Profile => Profile::read(bytes).map(Self::Profile),
            Kind::Achievement => Document::read(bytes).map(Self::Achievement),
            Kind::Anchor => Anchor::read(bytes).map(Self::Anchor),
            Kind::Publish => Document::read(bytes).map(Self::Publish),
            Kind::Endorsement => Document::read(bytes).map(Self::Endorsement),
            Kind::Recognition => Recognition::read(bytes).map(Self::Recognition),
            Kind::RecognitionEnd => RecognitionEnd::read(bytes).map(Self::RecognitionEnd),
            Kind::Revoke => Revoke::read(bytes).map(Self::Revoke),
            Kind::Suspend => Suspend::read(bytes).map(Self::Suspend),
            Kind::StatusSnapshot => StatusSnapshot::read(bytes).map(Self::StatusSnapshot),
            Kind::Erase => Erase::read(bytes).map(Self::Erase),
            Kind::Prune => Prune::read(bytes).map(Self::Prune),
            Kind::Grant => Grant::read(bytes).map(Self::Grant),
            Kind::GrantEnd => GrantEnd::read(bytes).map(Self::GrantEnd),
            Kind::Dispute => Dispute::read(bytes).map(Self::Dispute),
            Kind::Reply => Reply::read(bytes).map(Self::Reply),
            Kind::Charter => Charter::read(bytes).map(Self::Charter),
            Kind::Leave => Leave::read(bytes).map(Self::Leave),
            Kind::Comment => Word::read_comment(bytes).map(Self::Comment),
            Kind::NodeAddr => NodeAddr::read(bytes).map(Self::NodeAddr),
            Kind::Other(found) => Err(ContentError::UnknownKind { found }),
        }
    }

    /// The kind of statement this is the content of.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Profile(_) => Kind::Profile,
            Self::Achievement(_) => Kind::Achievement,
            Self::Anchor(_) => Kind::Anchor,
            Self::Publish(_) => Kind::Publish,
            Self::Endorsement(_) => Kind::Endorsement,
            Self::Recognition(_) => Kind::Recognition,
            Self::RecognitionEnd(_) => Kind::RecognitionEnd,
            Self::Revoke(_) => Kind::Revoke,
            Self::Suspend(_) => Kind::Suspend,
            Self::StatusSnapshot(_) => Kind::StatusSnapshot,
            Self::Erase(_) => Kind::Erase,
            Self::Prune(_) => Kind::Prune,
            Self::Grant(_) => Kind::Grant,
            Self::GrantEnd(_) => Kind::GrantEnd,
            Self::Dispute(_) => Kind::Dispute,
            Self::Reply(_) => Kind::Reply,
            Self::Charter(_) => Kind::Charter,
            Self::Leave(_) => Kind::Leave,
            Self::Comment(_) => Kind::Comment,
            Self::NodeAddr(_) => Kind::NodeAddr,
        }
    }

    /// Checks what reading would check, on content that is still to be signed.
    ///
    /// # Errors
    /// As [`Content::read`].
    pub fn check(&self) -> Result<(), ContentError> {
        match self {
            Self::Profile(content) => content.check(),
            Self::Achievement(_) | Self::Anchor(_) | Self::Publish(_) | Self::Endorsement(_) => {
                Ok(())
            }
            Self::Recognition(content) => content.check(),
            Self::RecognitionEnd(content) => content.check(),
            Self::Revoke(content) => content.check(),
            Self::Suspend(content) => content.check(),
            Self::StatusSnapshot(content) => content.check(),
            Self::Erase(content) => content.check(),
            Self::Prune(_) => Ok(()),
            Self::Grant(content) => content.check(),
            Self::GrantEnd(content) => content.check(),
            Self::Dispute(content) => content.check(),
            Self::Reply(content) => content.check(),
            Self::Charter(content) => content.check(),
            Self::Leave(content) => content.check(),
            Self::Comment(word) => word.check(),
            Self::NodeAddr(content) => content.check(),
        }
    }

    /// The body with this content; `salt` is 16 bytes of chance.
    #[must_use]
    pub fn into_body(self, salt: [u8; 16]) -> Body {
        let (media_type, bytes) = match self {
            Self::Profile(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Achievement(document) | Self::Publish(document) | Self::Endorsement(document) => {
                (MediaType::Json, document.into_bytes())
            }
            Self::Anchor(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Recognition(content) => (MediaType::Cbor, content.to_bytes()),
            Self::RecognitionEnd(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Revoke(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Suspend(content) => (MediaType::Cbor, content.to_bytes()),
            Self::StatusSnapshot(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Erase(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Prune(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Grant(content) => (MediaType::Cbor, content.to_bytes()),
            Self::GrantEnd(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Dispute(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Reply(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Charter(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Leave(content) => (MediaType::Cbor, content.to_bytes()),
            Self::Comment(word) => (MediaType::Cbor, word.to_comment()),
            Self::NodeAddr(content) => (MediaType::Cbor, content.to_bytes()),
        };
        Body { salt, media_type, bytes }
    }
}

/// How a body of this kind is written.
fn media_type_of(kind: Kind) -> Result<MediaType, ContentError> {
    match kind {
        Kind::Achievement | Kind::Publish | Kind::Endorsement => Ok(MediaType::Json),
        Kind::Profile
        | Kind::Anchor
        | Kind::Recognition
        | Kind::RecognitionEnd
        | Kind::Revoke
        | Kind::Suspend
        | Kind::StatusSnapshot
        | Kind::Erase
        | Kind::Prune
        | Kind::Grant
        | Kind::GrantEnd
        | Kind::Dispute
        | Kind::Reply
        | Kind::Charter
        | Kind::Leave
        | Kind::Comment
        | Kind::NodeAddr => Ok(MediaType::Cbor),
        Kind::Other(found) => Err(ContentError::UnknownKind { found }),
    }
}
