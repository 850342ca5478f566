//! What a letter offers, as it is told before it is answered.

use bot_protocol::api::{LanguageMap, OfferKind, OfferView};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::model::Credential;
use bot_protocol::statement::kinds::Document;
use bot_protocol::statement::letter::Message;
use bot_protocol::statement::offer::Terms;

use super::super::achievements::{names, text};
use super::super::credentials::Standing;
use super::super::snapshot::Snapshot;
use super::Offer;

pub(super) fn view(
    snapshot: &Snapshot<'_>,
    standing: &Standing,
    offer: &Offer,
    whole: bool,
) -> OfferView {
    let (kind, summary, document) = match &offer.message {
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
        Message::WordOffer(word) => {
            (OfferKind::Word, word.words().or(word.subject().text()).unwrap_or_default(), None)
        }
        Message::EndorsementRequest(_) | Message::Answer(_) => (OfferKind::Credential, "", None),
    };
    let from = offer.letter.from().to_string();
    let names = match &offer.message {
        Message::CredentialOffer(document) => {
            Credential::new(document.value()).achievement().map(names).unwrap_or_default()
        }
        Message::RecognitionOffer(_)
        | Message::EndorsementOffer(_)
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
        to: offer.letter.to().to_string(),
        at: offer.letter.ts().to_string(),
        summary: summary.to_owned(),
        names,
        target,
        target_name: None,
        scope: terms.map(|terms| terms.scopes.clone()).unwrap_or_default(),
        until,
        state: document.and_then(|document| standing.taken_back(document.value())),
        document: document.filter(|_| whole).map(|document| text(document.bytes())),
    }
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
        Message::EndorsementRequest(_) | Message::Answer(_) => (None, None, None),
    }
}

fn ends(document: &Document) -> Option<String> {
    document.value().get("validUntil").and_then(Value::as_str).map(str::to_owned)
}

/// What is awarded, by name.
pub(super) fn badge_name<'a>(credential: &Credential<'a>) -> Option<&'a str> {
    let named = credential.achievement().and_then(|of| of.get("name")).and_then(Value::as_str);
    named.or(credential.name())
}
