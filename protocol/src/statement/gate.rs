//! The gate: what a body must be so that nodes keep it and pass it on.
//!
//! A body that is refused here is dropped; its header stays in the chain, so that nobody can cut a
//! feed by what it says. The privacy rule stands here: nobody pins a statement on anybody else.
//! Source: `spec/feed.md` §6. The proof of a credential is not looked at: that is for whoever
//! shows or believes it.

use crate::{
    canon::json::Value,
    credential::model::related,
    identity::{Did, SignatureError},
    statement::{
        Content, ContentError, Header, Kind, Retention, Statement,
        kinds::{Charter, Document, Erase, Prune, Recognition, StatusSnapshot, verify_peer},
        word::{Subject, WORD_MEDIA_TYPE, Word, names_somebody},
    },
    time::Timestamp,
};

/// Why a body is neither kept nor passed on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GateFault {
    /// Malformed, or of a kind this version does not know.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// It takes something back, yet could itself be erased.
    #[error("a statement that takes something back must be permanent")]
    ErasableEnd,
    /// What others' proofs rest on, yet could be erased.
    #[error("an anchor must be permanent")]
    ErasableAnchor,
    /// Words about others that could never be withdrawn.
    #[error("words about others must be erasable")]
    PermanentWords,
    /// A document of another type than its kind asks.
    #[error("the document is no {expected}")]
    Type {
        /// The type it lacks.
        expected: &'static str,
    },
    /// A document in which an id or a subject has a second spelling.
    #[error("the member {found:?} is not allowed in a document that is made public")]
    Member {
        /// The member found.
        found: String,
    },
    /// A document without a subject.
    #[error("the document has no subject")]
    NoSubject,
    /// A credential that is not about the one who publishes it.
    #[error("it is about {found:?}, and only {author} may publish what is about {author}")]
    OtherSubject {
        /// Whose feed it is in.
        author: Did,
        /// The subject's id, empty where it has none.
        found: String,
    },
    /// Words that are not the author's to make public.
    #[error("words of {by} that are not for {author} to publish")]
    OtherWords {
        /// Whose feed they are in.
        author: Did,
        /// Who says them.
        by: Did,
    },
    /// An Achievement that somebody else created.
    #[error("the achievement's creator is {found:?}, not {author}")]
    OtherCreator {
        /// Whose feed it is in.
        author: Did,
        /// The creator's id, empty where it has none.
        found: String,
    },
    /// A recognition that was offered to somebody else.
    #[error("the recognition was offered to {to}, not to {author}")]
    OtherAddressee {
        /// Whose feed it is in.
        author: Did,
        /// Who may accept.
        to: Did,
    },
    /// A recognition accepted too late.
    #[error("the offer was open until {expires} and accepted at {found}")]
    OfferExpired {
        /// The last moment.
        expires: Timestamp,
        /// The moment found.
        found: Timestamp,
    },
    /// An Erase that names itself or what comes later.
    #[error("statement {seq} cannot erase statement {found}")]
    EraseAhead {
        /// The number of the Erase.
        seq: u32,
        /// The number it names.
        found: u32,
    },
    /// An Erase that names the log it stands in, as if it were another one.
    #[error("an erasure of its own log names no log")]
    EraseOwnLog,
    /// An Erase that names its author as their own former identity.
    #[error("nobody is a former identity of their own")]
    EraseOwnIdentity,
    /// A sum of entries that come later than itself.
    #[error("statement {seq} cannot sum the first {found} statements")]
    SnapshotAhead {
        /// The number of the StatusSnapshot.
        seq: u32,
        /// How many it sums.
        found: u32,
    },
    /// A charter that somebody who it says signed it did not sign for this community.
    #[error("the charter is not signed by {who}: {why}")]
    Steward {
        /// Who is said to sign.
        who: Did,
        /// What the signature check said.
        why: SignatureError,
    },
    /// A community that is said to be part of itself.
    #[error("the community is its own parent")]
    OwnParent,
    /// The peer does not say that it hosts the author.
    #[error("the peer key did not sign the author: {0}")]
    Peer(SignatureError),
}

/// Reads the body of a statement of this author, by all rules that need nothing but the two.
///
/// `None` where the body is not held.
///
/// # Errors
/// When the body must be dropped and not passed on, with the reason.
pub fn gate(author: &Did, statement: &Statement) -> Result<Option<Content>, GateFault> {
    let header = statement.header();
    let must_stay = header.kind.takes_back() || matches!(header.kind, Kind::Charter | Kind::Prune);
    if must_stay && header.ret != Retention::Permanent {
        return Err(GateFault::ErasableEnd);
    }
    if header.kind == Kind::Anchor && header.ret != Retention::Permanent {
        return Err(GateFault::ErasableAnchor);
    }
    if header.kind.is_words() && header.ret == Retention::Permanent {
        return Err(GateFault::PermanentWords);
    }
    let Some(body) = statement.body() else { return Ok(None) };
    let content = Content::read(header.kind, body)?;
    match &content {
        Content::Profile(_)
        | Content::Anchor(_)
        | Content::RecognitionEnd(_)
        | Content::Revoke(_)
        | Content::Suspend(_)
        | Content::Grant(_)
        | Content::GrantEnd(_)
        | Content::Dispute(_)
        | Content::Reply(_)
        | Content::Leave(_) => {}
        Content::Charter(charter) => self::charter(author, charter)?,
        Content::Achievement(document) => achievement(author, document)?,
        Content::Publish(document) => publish(author, document)?,
        Content::Endorsement(document) => endorsement(author, document)?,
        Content::Recognition(content) => recognition(author, content, header.ts)?,
        Content::StatusSnapshot(content) => snapshot(content, header.seq)?,
        Content::Erase(content) => erase(author, content, header)?,
        Content::Prune(content) => prune(content, header.seq)?,
        Content::Comment(word) => comment(author, word)?,
        Content::NodeAddr(addr) => {
            verify_peer(author, &addr.peer, &addr.signature).map_err(GateFault::Peer)?;
        }
    }
    Ok(Some(content))
}

/// An Achievement is described by its creator alone.
fn achievement(author: &Did, document: &Document) -> Result<(), GateFault> {
    typed(document, "Achievement")?;
    plain_members(document.value())?;
    let Some(creator) = document.value().get("creator") else { return Ok(()) };
    plain_members(creator)?;
    let found = creator.as_str().or_else(|| id_of(creator)).unwrap_or_default();
    if found == author.to_string() {
        return Ok(());
    }
    Err(GateFault::OtherCreator { author: *author, found: found.to_owned() })
}

/// A credential is made public by its subject alone.
fn publish(author: &Did, document: &Document) -> Result<(), GateFault> {
    if !document.has_type("VerifiableCredential") {
        return Err(GateFault::Type { expected: "VerifiableCredential" });
    }
    for subject in subjects(document)? {
        let found = id_of(subject).unwrap_or_default();
        if found != author.to_string() {
            return Err(GateFault::OtherSubject { author: *author, found: found.to_owned() });
        }
    }
    Ok(())
}

/// An endorsement is about a thing, or about the author who accepted it.
fn endorsement(author: &Did, document: &Document) -> Result<(), GateFault> {
    typed(document, "EndorsementCredential")?;
    for subject in subjects(document)? {
        let found = id_of(subject).unwrap_or_default();
        if names_somebody(found) && found != author.to_string() {
            return Err(GateFault::OtherSubject { author: *author, found: found.to_owned() });
        }
    }
    // What was said of somebody else, or of another badge, does not slip in with it.
    for bytes in related::inlined(document.value(), WORD_MEDIA_TYPE) {
        if let Ok(word) = Word::reopen(&bytes)
            && !word.goes_with(document.value(), Some(&author.to_string()))
        {
            return Err(GateFault::OtherWords { author: *author, by: word.by() });
        }
    }
    Ok(())
}

/// A recognition is accepted by its addressee, in time.
fn recognition(author: &Did, content: &Recognition, ts: Timestamp) -> Result<(), GateFault> {
    let to = content.offer.to();
    if to != *author {
        return Err(GateFault::OtherAddressee { author: *author, to });
    }
    let expires = content.offer.expires();
    if ts > expires {
        return Err(GateFault::OfferExpired { expires, found: ts });
    }
    Ok(())
}

/// A charter is signed for its author by everybody whose signature is in it.
fn charter(author: &Did, charter: &Charter) -> Result<(), GateFault> {
    if charter.text.parent == Some(*author) {
        return Err(GateFault::OwnParent);
    }
    for (who, signature) in &charter.signatures {
        let signed = charter.text.verify(author, who, signature);
        signed.map_err(|why| GateFault::Steward { who: *who, why })?;
    }
    Ok(())
}

/// Of its own log an Erase names only what came before it.
fn erase(author: &Did, content: &Erase, header: &Header) -> Result<(), GateFault> {
    let seq = header.seq;
    if content.of.is_some_and(|of| of == *author) {
        return Err(GateFault::EraseOwnIdentity);
    }
    match (&content.log, content.seqs.last()) {
        (Some(log), _) if *log == header.writer => Err(GateFault::EraseOwnLog),
        (None, Some(&found)) if found >= seq => Err(GateFault::EraseAhead { seq, found }),
        (Some(_), _) | (None, _) => Ok(()),
    }
}

/// A Prune is about what came before it.
fn prune(content: &Prune, seq: u32) -> Result<(), GateFault> {
    match content.below.checked_sub(1) {
        Some(found) if found >= seq => Err(GateFault::EraseAhead { seq, found }),
        Some(_) | None => Ok(()),
    }
}

/// A StatusSnapshot sums only what came before it.
fn snapshot(content: &StatusSnapshot, seq: u32) -> Result<(), GateFault> {
    if content.upto > seq {
        return Err(GateFault::SnapshotAhead { seq, found: content.upto });
    }
    Ok(())
}

/// Words about a thing are made public by who says them, words about somebody by that one, and words
/// about a badge by who let them stand.
fn comment(author: &Did, word: &Word) -> Result<(), GateFault> {
    let refused = match word.subject() {
        Subject::Somebody(uri) => *uri != author.to_string(),
        Subject::Credential(_) => word.by() == *author,
        Subject::Address(_)
        | Subject::Key(_)
        | Subject::File(..)
        | Subject::Place(_)
        | Subject::Text(_)
        | Subject::Achievement(..)
        | Subject::Statement(_) => word.by() != *author,
    };
    match refused {
        true => Err(GateFault::OtherWords { author: *author, by: word.by() }),
        false => Ok(()),
    }
}

/// Checks the document's type.
fn typed(document: &Document, expected: &'static str) -> Result<(), GateFault> {
    if document.has_type(expected) { Ok(()) } else { Err(GateFault::Type { expected }) }
}

/// The subjects of a credential, at least one, each without a second spelling of its id.
fn subjects(document: &Document) -> Result<Vec<&Value>, GateFault> {
    let value = document.value();
    plain_members(value)?;
    let subjects: Vec<&Value> = match value.get("credentialSubject") {
        None => Vec::new(),
        Some(Value::Array(subjects)) => subjects.iter().collect(),
        Some(subject) => vec![subject],
    };
    if subjects.is_empty() {
        return Err(GateFault::NoSubject);
    }
    for subject in &subjects {
        plain_members(subject)?;
    }
    Ok(subjects)
}

/// The id of a subject or creator, which may stand alone as a string.
fn id_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("id").and_then(Value::as_str))
}

/// Refuses members through which JSON-LD could say the same thing under another name.
fn plain_members(value: &Value) -> Result<(), GateFault> {
    let Some(object) = value.as_object() else { return Ok(()) };
    for (name, _) in object.iter() {
        if name != "@context" && (name.starts_with('@') || name.contains(':')) {
            return Err(GateFault::Member { found: name.to_owned() });
        }
    }
    Ok(())
}
