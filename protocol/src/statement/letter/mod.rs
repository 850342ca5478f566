//! Letters: what one author says to another in private, from node to node.
//!
//! Never in a feed, in gossip or in sync. What a letter offers becomes public only when its
//! addressee puts it into a feed of their own. Wire: `spec/letters.md`.

mod error;

use crate::{
    canon::cbor::{Reader, Writer},
    identity::{Did, PublicKey, SecretKey, Signature},
    limits::{BODY_BYTES_MAX, LETTER_BYTES_MAX, OFFER_BYTES_MAX, TERMS_BYTES_MAX},
    statement::{
        ContentError,
        anchor::AnchorProof,
        case::CaseStep,
        guard::{GuardianOffer, RecoveryOffer, RecoveryShare},
        kinds::{Document, Recognition},
        offer::{Offer, Terms},
        request::EndorsementRequest,
        steward::{CharterOffer, CharterShare},
        word::Word,
    },
    time::Timestamp,
};

pub use self::error::LetterError;
pub use crate::statement::answer::Answer;

/// Domain of letter signatures. Source: `spec/letters.md` §1.
const LETTER_DOMAIN: &[u8] = b"bot/letter/1\0";

/// `Letter = [1, from, to, kind, ts, nonce, bytes, sig]`, signed by `from`'s identity key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    from: Did,
    to: Did,
    kind: LetterKind,
    ts: Timestamp,
    nonce: [u8; 16],
    bytes: Vec<u8>,
    signature: Signature,
}

/// What a letter is about. Source: `spec/letters.md` §2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// 1: a credential about the addressee.
    CredentialOffer,
    /// 2: yes or no to an earlier letter.
    Answer,
    /// 3: a mutual recognition.
    RecognitionOffer,
    /// 4: an endorsement of the addressee or of something the addressee holds.
    EndorsementOffer,
    /// 5: to be a guardian of the writer.
    GuardianOffer,
    /// 6: to sign as a guardian that the writer comes after somebody.
    RecoveryOffer,
    /// 7: that signature.
    RecoveryShare,
    /// 8: an endorsement is asked for.
    EndorsementRequest,
    /// 9: words about the addressee, or about something the addressee holds.
    WordOffer,
    /// 10: that something the addressee holds is in an anchor.
    AnchorProof,
    /// 11: to sign a charter of the writer.
    CharterOffer,
    /// 12: that signature.
    CharterShare,
    /// 13: a step of somebody's asking for a badge.
    Case,
}

/// What a letter says, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Kind 1: the credential, exactly as signed.
    CredentialOffer(Document),
    /// Kind 2.
    Answer(Answer),
    /// Kind 3: an offer to the addressee and its terms.
    RecognitionOffer(Recognition),
    /// Kind 4: the endorsement credential, exactly as signed.
    EndorsementOffer(Document),
    /// Kind 5.
    GuardianOffer(GuardianOffer),
    /// Kind 6.
    RecoveryOffer(RecoveryOffer),
    /// Kind 7.
    RecoveryShare(RecoveryShare),
    /// Kind 8.
    EndorsementRequest(EndorsementRequest),
    /// Kind 9.
    WordOffer(Word),
    /// Kind 10.
    AnchorProof(Box<AnchorProof>),
    /// Kind 11.
    CharterOffer(CharterOffer),
    /// Kind 12.
    CharterShare(CharterShare),
    /// Kind 13.
    Case(CaseStep),
}

/// A letter before it is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterDraft {
    /// To whom.
    pub to: Did,
    /// What it says.
    pub message: Message,
    /// When.
    pub ts: Timestamp,
    /// 16 bytes of chance; a letter that arrives twice is one letter.
    pub nonce: [u8; 16],
}

impl LetterKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::CredentialOffer,
        Self::Answer,
        Self::RecognitionOffer,
        Self::EndorsementOffer,
        Self::GuardianOffer,
        Self::RecoveryOffer,
        Self::RecoveryShare,
        Self::EndorsementRequest,
        Self::WordOffer,
        Self::CharterOffer,
        Self::CharterShare,
        Self::AnchorProof,
        Self::Case,
    ];

    /// The number in the letter.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::CredentialOffer => 1,
            Self::Answer => 2,
            Self::RecognitionOffer => 3,
            Self::EndorsementOffer => 4,
            Self::GuardianOffer => 5,
            Self::RecoveryOffer => 6,
            Self::RecoveryShare => 7,
            Self::EndorsementRequest => 8,
            Self::WordOffer => 9,
            Self::AnchorProof => 10,
            Self::CharterOffer => 11,
            Self::CharterShare => 12,
            Self::Case => 13,
        }
    }

    /// Whether it answers another letter, and so awaits no answer itself.
    #[must_use]
    pub fn answers(self) -> bool {
        match self {
            Self::Answer | Self::RecoveryShare | Self::CharterShare => true,
            Self::CredentialOffer
            | Self::RecognitionOffer
            | Self::EndorsementOffer
            | Self::GuardianOffer
            | Self::RecoveryOffer
            | Self::EndorsementRequest
            | Self::WordOffer
            | Self::AnchorProof
            | Self::Case
            | Self::CharterOffer => false,
        }
    }
}

impl LetterDraft {
    /// Signs the letter with the identity key of the one who writes.
    ///
    /// # Errors
    /// When the message would be refused by its reader.
    pub fn sign(self, key: &SecretKey) -> Result<Letter, LetterError> {
        let Self { to, message, ts, nonce } = self;
        let kind = message.kind();
        let from = Did::from(key.public());
        let mut letter = Letter {
            from,
            to,
            kind,
            ts,
            nonce,
            bytes: message.into_bytes(),
            signature: Signature::from_bytes([0; 64]),
        };
        letter.check_length()?;
        letter.message()?;
        letter.signature = key.sign(&letter.signed_bytes());
        Ok(letter)
    }
}

impl Letter {
    /// Reads a letter and checks its signature, length and canonical form first.
    ///
    /// # Errors
    /// When the bytes are too long, not canonical, or not signed by the one who is said to write.
    pub fn read(bytes: &[u8]) -> Result<Self, LetterError> {
        let letter = Self::reopen(bytes)?;
        let from = letter.from;
        from.public_key()
            .verify(&letter.signed_bytes(), &letter.signature)
            .map_err(|why| LetterError::Signature { from, why })?;
        Ok(letter)
    }

    /// Reads all but the signature.
    ///
    /// For letters that this installation read or signed before it stored them, and for nothing
    /// else: the store vouches for its own bytes, and an inbox of thousands is read in one go.
    ///
    /// # Errors
    /// When it is too long or not canonical.
    pub fn reopen(bytes: &[u8]) -> Result<Self, LetterError> {
        if bytes.len() > LETTER_BYTES_MAX {
            return Err(LetterError::TooLong { found: bytes.len(), max: LETTER_BYTES_MAX });
        }
        let mut reader = Reader::new(bytes);
        reader.array(8)?;
        let found = reader.u64()?;
        if found != 1 {
            return Err(LetterError::Version { found });
        }
        let from = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let to = Did::from(PublicKey::from_bytes(&reader.fixed()?)?);
        let found = reader.u8()?;
        let kind = LetterKind::ALL
            .into_iter()
            .find(|kind| kind.number() == found)
            .ok_or(LetterError::Kind { found })?;
        let ts = Timestamp::from_millis(reader.u64()?);
        let nonce = reader.fixed()?;
        let bytes = reader.bytes(LETTER_BYTES_MAX)?.to_vec();
        let signature = Signature::from_bytes(reader.fixed()?);
        reader.end()?;
        let letter = Self { from, to, kind, ts, nonce, bytes, signature };
        letter.check_length()?;
        Ok(letter)
    }

    /// Reads what the letter says.
    ///
    /// # Errors
    /// When it is malformed, or holds an offer of other parties than its own.
    pub fn message(&self) -> Result<Message, LetterError> {
        match self.kind {
            LetterKind::CredentialOffer => {
                Ok(Message::CredentialOffer(Document::read(&self.bytes)?))
            }
            LetterKind::Answer => Ok(Message::Answer(Answer::read(&self.bytes)?)),
            LetterKind::RecognitionOffer => {
                let recognition = read_recognition(&self.bytes)?;
                let (from, to) = (recognition.offer.from(), recognition.offer.to());
                if (from, to) != (self.from, self.to) {
                    return Err(LetterError::OtherParties { from, to });
                }
                Ok(Message::RecognitionOffer(recognition))
            }
            LetterKind::EndorsementOffer => {
                Ok(Message::EndorsementOffer(Document::read(&self.bytes)?))
            }
            LetterKind::GuardianOffer => {
                Ok(Message::GuardianOffer(GuardianOffer::read(&self.bytes)?))
            }
            LetterKind::RecoveryOffer => {
                Ok(Message::RecoveryOffer(RecoveryOffer::read(&self.bytes)?))
            }
            LetterKind::RecoveryShare => {
                Ok(Message::RecoveryShare(RecoveryShare::read(&self.bytes)?))
            }
            LetterKind::EndorsementRequest => {
                Ok(Message::EndorsementRequest(EndorsementRequest::read(&self.bytes)?))
            }
            LetterKind::WordOffer => {
                let word = Word::read(&self.bytes)?;
                // Whoever passes on what somebody else said of a third offers nothing of their own.
                if word.by() != self.from {
                    return Err(LetterError::OtherParties { from: word.by(), to: self.to });
                }
                Ok(Message::WordOffer(word))
            }
            LetterKind::CharterOffer => Ok(Message::CharterOffer(CharterOffer::read(&self.bytes)?)),
            LetterKind::CharterShare => Ok(Message::CharterShare(CharterShare::read(&self.bytes)?)),
            LetterKind::Case => {
                let step = CaseStep::read(&self.bytes)?;
                step.shown(self.from)?;
                Ok(Message::Case(step))
            }
            LetterKind::AnchorProof => {
                Ok(Message::AnchorProof(Box::new(AnchorProof::read(&self.bytes)?)))
            }
        }
    }

    /// Who wrote and signed it.
    #[must_use]
    pub fn from(&self) -> Did {
        self.from
    }

    /// To whom it is addressed.
    #[must_use]
    pub fn to(&self) -> Did {
        self.to
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> LetterKind {
        self.kind
    }

    /// When its writer says it was written.
    #[must_use]
    pub fn ts(&self) -> Timestamp {
        self.ts
    }

    /// Its name between these two parties: a letter that arrives twice is one letter.
    #[must_use]
    pub fn nonce(&self) -> [u8; 16] {
        self.nonce
    }

    /// The bytes of what it says.
    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(8);
        self.write_unsigned(&mut writer);
        writer.bytes(self.signature.as_bytes());
        writer.into_bytes()
    }

    fn check_length(&self) -> Result<(), LetterError> {
        let found = self.bytes.len();
        if found > BODY_BYTES_MAX {
            return Err(
                ContentError::TooLong { field: "message", found, max: BODY_BYTES_MAX }.into()
            );
        }
        Ok(())
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        self.write_unsigned(&mut writer);
        [LETTER_DOMAIN, &writer.into_bytes()].concat()
    }

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.uint(1_u8);
        writer.bytes(self.from.public_key().as_bytes());
        writer.bytes(self.to.public_key().as_bytes());
        writer.uint(self.kind.number());
        writer.uint(self.ts.millis());
        writer.bytes(&self.nonce);
        writer.bytes(&self.bytes);
    }
}

impl Message {
    /// The nonce of the letter that this answers, where it answers one.
    #[must_use]
    pub fn answers(&self) -> Option<[u8; 16]> {
        match self {
            Self::Answer(answer) => Some(answer.letter),
            Self::RecoveryShare(share) => Some(share.letter),
            Self::CharterShare(share) => Some(share.letter),
            Self::CredentialOffer(_)
            | Self::RecognitionOffer(_)
            | Self::EndorsementOffer(_)
            | Self::GuardianOffer(_)
            | Self::RecoveryOffer(_)
            | Self::EndorsementRequest(_)
            | Self::WordOffer(_)
            | Self::AnchorProof(_)
            | Self::Case(_)
            | Self::CharterOffer(_) => None,
        }
    }

    /// The kind of letter that says this.
    #[must_use]
    pub fn kind(&self) -> LetterKind {
        match self {
            Self::CredentialOffer(_) => LetterKind::CredentialOffer,
            Self::Answer(_) => LetterKind::Answer,
            Self::RecognitionOffer(_) => LetterKind::RecognitionOffer,
            Self::EndorsementOffer(_) => LetterKind::EndorsementOffer,
            Self::GuardianOffer(_) => LetterKind::GuardianOffer,
            Self::RecoveryOffer(_) => LetterKind::RecoveryOffer,
            Self::RecoveryShare(_) => LetterKind::RecoveryShare,
            Self::EndorsementRequest(_) => LetterKind::EndorsementRequest,
            Self::WordOffer(_) => LetterKind::WordOffer,
            Self::CharterOffer(_) => LetterKind::CharterOffer,
            Self::CharterShare(_) => LetterKind::CharterShare,
            Self::AnchorProof(_) => LetterKind::AnchorProof,
            Self::Case(_) => LetterKind::Case,
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::CredentialOffer(document) | Self::EndorsementOffer(document) => {
                document.into_bytes()
            }
            Self::Answer(answer) => answer.to_bytes(),
            Self::GuardianOffer(offer) => offer.to_bytes(),
            Self::RecoveryOffer(offer) => offer.to_bytes(),
            Self::RecoveryShare(share) => share.to_bytes(),
            Self::EndorsementRequest(request) => request.to_bytes(),
            Self::WordOffer(word) => word.to_bytes(),
            Self::CharterOffer(offer) => offer.to_bytes(),
            Self::CharterShare(share) => share.to_bytes(),
            Self::AnchorProof(proof) => proof.to_bytes(),
            Self::Case(step) => step.to_bytes(),
            Self::RecognitionOffer(recognition) => {
                let mut writer = Writer::new();
                writer.array(2);
                writer.bytes(&recognition.offer.to_bytes());
                writer.bytes(&recognition.terms.to_bytes());
                writer.into_bytes()
            }
        }
    }
}

/// Reads `[offer, terms]`.
fn read_recognition(bytes: &[u8]) -> Result<Recognition, LetterError> {
    let mut reader = Reader::new(bytes);
    reader.array(2)?;
    let offer = reader.bytes(OFFER_BYTES_MAX)?;
    let terms = reader.bytes(TERMS_BYTES_MAX)?;
    reader.end()?;
    let offer = Offer::read(offer).map_err(ContentError::from)?;
    let recognition = Recognition { offer, terms: Terms::read(terms)? };
    recognition.check()?;
    Ok(recognition)
}
