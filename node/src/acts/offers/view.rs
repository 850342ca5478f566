//! An offer as its addressee reads it before they answer.

use bot_protocol::api::{GuardianTerms, LanguageMap, OfferKind, OfferView, RecoveryTerms};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::model::praise::Praise;
use bot_protocol::feed::RecoveryAsk;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::offer::Terms;

use super::Offer;
use crate::acts::achievements::{names, text};
use crate::acts::alike;
use crate::acts::credentials::Standing;
use crate::acts::endorse::said::said_with;
use crate::acts::recoveries;
use crate::acts::snapshot::Snapshot;

pub(super) fn view(
    snapshot: &Snapshot<'_>,
    standing: &Standing,
    offer: &Offer,
    whole: bool,
) -> OfferView {
    let (kind, summary, document) = gist(&offer.message);
    let from = offer.letter.from().to_string();
    let names = match &offer.message {
        Message::CredentialOffer(document) => {
            Credential::new(document.value()).achievement().map(names).unwrap_or_default()
        }
        Message::RecognitionOffer(_)
        | Message::EndorsementOffer(_)
        | Message::GuardianOffer(_)
        | Message::RecoveryOffer(_)
        | Message::RecoveryShare(_)
        | Message::CharterOffer(_)
        | Message::CharterShare(_)
        | Message::AnchorProof(_)
        | Message::Case(_)
        | Message::EndorsementRequest(_)
        | Message::WordOffer(_)
        | Message::Answer(_) => LanguageMap::new(),
    };
    let (target, terms, until) = about(&offer.message);
    OfferView {
        id: offer.id.clone(),
        kind,
        from_name: snapshot.name(&from),
        from,
        to_name: snapshot.name(&offer.letter.to().to_string()),
        to: offer.letter.to().to_string(),
        at: offer.letter.ts().to_string(),
        summary: summary.to_owned(),
        names,
        target,
        target_name: None,
        reasons: match (&kind, document) {
            (OfferKind::Endorsement, Some(document)) => {
                Praise::of(document.value()).iter().map(Praise::to_string).collect()
            }
            _ => Vec::new(),
        },
        said: match (&kind, document) {
            (OfferKind::Endorsement, Some(document)) => said_with(document.value()),
            _ => Vec::new(),
        },
        scope: terms.map(|terms| terms.scopes.clone()).unwrap_or_default(),
        until,
        state: document.and_then(|document| standing.taken_back(document.value())),
        document: document.filter(|_| whole).map(|document| text(document.bytes())),
        warnings: alike::of_stranger(snapshot, &offer.letter.from()),
        guardian: guardian(&offer.message),
        recovery: recovery(snapshot, &offer.message),
    }
}

/// What kind of offer it is, what it says of itself, and the document in it.
fn gist(message: &Message) -> (OfferKind, &str, Option<&Document>) {
    match message {
        Message::CredentialOffer(document) => {
            let credential = Credential::new(document.value());
            (OfferKind::Credential, badge_name(&credential).unwrap_or_default(), Some(document))
        }
        Message::RecognitionOffer(recognition) => {
            (OfferKind::Recognition, recognition.terms.words.as_str(), None)
        }
        Message::EndorsementOffer(document) => {
            let comment = Credential::new(document.value())
                .subject()
                .and_then(|subject| subject.get("endorsementComment"))
                .and_then(Value::as_str);
            (OfferKind::Endorsement, comment.unwrap_or_default(), Some(document))
        }
        Message::GuardianOffer(asked) => {
            (OfferKind::Guardian, asked.words.as_deref().unwrap_or_default(), None)
        }
        Message::RecoveryOffer(asked) => {
            (OfferKind::Recovery, asked.words.as_deref().unwrap_or_default(), None)
        }
        Message::WordOffer(word) => {
            (OfferKind::Word, word.words().or(word.subject().text()).unwrap_or_default(), None)
        }
        Message::EndorsementRequest(_)
        | Message::Answer(_)
        | Message::RecoveryShare(_)
        | Message::CharterOffer(_)
        | Message::CharterShare(_)
        | Message::AnchorProof(_)
        | Message::Case(_) => (OfferKind::Credential, "", None),
    }
}

fn guardian(message: &Message) -> Option<GuardianTerms> {
    let Message::GuardianOffer(asked) = message else { return None };
    Some(GuardianTerms { need: asked.need, count: asked.count, days: asked.days })
}

/// What a guardian is asked to sign, where it can be read.
fn recovery(snapshot: &Snapshot<'_>, message: &Message) -> Option<RecoveryTerms> {
    let Message::RecoveryOffer(asked) = message else { return None };
    let ask = RecoveryAsk::read(&asked.ask).ok()?;
    Some(recoveries::terms(snapshot, &ask))
}

/// What is signed by saying yes, besides the words: the target of an endorsement, the terms of a
/// recognition, and when it ends.
fn about(message: &Message) -> (Option<String>, Option<&Terms>, Option<String>) {
    match message {
        Message::CredentialOffer(document) => (None, None, ends(document)),
        Message::RecognitionOffer(recognition) => {
            let until = recognition.terms.until.map(|until| until.to_string());
            (None, Some(&recognition.terms), until)
        }
        Message::EndorsementOffer(document) => {
            let target = Credential::new(document.value()).subject_id().map(str::to_owned);
            (target, None, ends(document))
        }
        Message::WordOffer(word) => {
            let subject = word.subject();
            let digest = subject.digest().map(ToString::to_string);
            (subject.text().map(str::to_owned).or(digest), None, None)
        }
        Message::GuardianOffer(_)
        | Message::RecoveryOffer(_)
        | Message::RecoveryShare(_)
        | Message::CharterOffer(_)
        | Message::CharterShare(_)
        | Message::AnchorProof(_)
        | Message::Case(_)
        | Message::EndorsementRequest(_)
        | Message::Answer(_) => (None, None, None),
    }
}

fn ends(document: &Document) -> Option<String> {
    document.value().get("validUntil").and_then(Value::as_str).map(str::to_owned)
}

/// What is awarded, by name.
pub(in crate::acts) fn badge_name<'a>(credential: &Credential<'a>) -> Option<&'a str> {
    let named = credential.achievement().and_then(|of| of.get("name")).and_then(Value::as_str);
    named.or(credential.name())
}
