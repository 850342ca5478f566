//! Presenting: the holder shows a credential to somebody who asked, signed for that one time.
//! Nothing of it is stored or sent.

use std::collections::BTreeSet;

use bot_protocol::api::{LanguageMap, PresentReply, PresentRequest};
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::contexts::Contexts;
use bot_protocol::credential::issue::Signing;
use bot_protocol::credential::model::Credential;
use bot_protocol::credential::present::{PresentError, PresentationDraft, presentation};
use bot_protocol::identity::Did;
use bot_protocol::limits::PRESENTED_MAX;

use super::achievements::{names, text};
use super::issue::{suite, whole_second};
use super::notes::Held;
use super::{ActError, Acts};
use crate::keys::Identity;

impl Acts {
    /// Signs a presentation of a credential that is held here, and of those to be shown with it,
    /// with their holder's key.
    ///
    /// # Errors
    /// When no such credential is held, its holder is not the one named, they are too many or have
    /// several holders, or the challenge, the domain or the suite is refused.
    pub fn present(&self, id: &str, request: &PresentRequest) -> Result<PresentReply, ActError> {
        let suite = suite(request.suite.as_deref())?;
        let found = request.also.len().saturating_add(1);
        if found > PRESENTED_MAX {
            return Err(PresentError::Count { found }.into());
        }
        let (identity, id, held) = self.held_by(id, request.as_identity.as_deref())?;
        let mut ids = vec![id];
        let mut credentials = vec![read(&held)?];
        let holder = identity.did().to_string();
        for other in &request.also {
            let (_, id, held) = self.held_by(other, Some(&holder))?;
            // One that is named twice is shown once.
            if !ids.contains(&id) {
                ids.push(id);
                credentials.push(read(&held)?);
            }
        }
        self.check_can_sign(&identity)?;
        let former = self.former_holders(&identity, &credentials)?;
        let draft = PresentationDraft {
            credentials: &credentials,
            challenge: &request.challenge,
            domain: request.domain.as_deref(),
            former: &former,
        };
        let now = whole_second(self.now());
        let signing = Signing { suite, key: identity.key(), now, contexts: Contexts::pinned() };
        let document = if request.dry_run {
            draft.prepare(&signing)?;
            None
        } else {
            Some(text(&presentation(&draft, &signing)?.to_bytes()))
        };
        let names: Vec<String> = credentials.iter().map(named).collect();
        let mut ids = ids.into_iter();
        Ok(PresentReply {
            dry_run: request.dry_run,
            credential: ids.next().unwrap_or_default(),
            also: ids.collect(),
            achievement: names.join(" + "),
            names: in_languages(&credentials),
            holder,
            needs_proof: self.is_any_by_former(&credentials)?,
            challenge: request.challenge.clone(),
            domain: request.domain.clone(),
            document,
        })
    }

    /// Whether the issuer of any of these goes on with a new key.
    fn is_any_by_former(&self, credentials: &[Value]) -> Result<bool, ActError> {
        let ring = self.snapshot()?.ring;
        let issuer = |one: &Value| Credential::new(one).issuer()?.parse::<Did>().ok();
        Ok(credentials.iter().filter_map(issuer).any(|did| ring.current(&did) != did))
    }

    /// The identities that these credentials are about and that their holder goes on for.
    fn former_holders(
        &self,
        holder: &Identity,
        credentials: &[Value],
    ) -> Result<Vec<Did>, ActError> {
        let ring = self.snapshot()?.ring;
        let about = |one: &Value| Credential::new(one).subject_id()?.parse::<Did>().ok();
        let former = credentials.iter().filter_map(about);
        Ok(former.filter(|did| ring.came_after(&holder.did(), did)).collect())
    }
}

fn read(held: &Held) -> Result<Value, ActError> {
    json::read(held.document.as_bytes()).map_err(|_| ActError::Broken)
}

fn named(credential: &Value) -> String {
    let shown = Credential::new(credential);
    let name = shown.achievement().and_then(|of| of.get("name")).and_then(Value::as_str);
    name.or(shown.name()).unwrap_or_default().to_owned()
}

/// The names of them all in each language that one of them is named in; the others as they are.
fn in_languages(credentials: &[Value]) -> LanguageMap {
    let of = |credential| Credential::new(credential).achievement().map(names).unwrap_or_default();
    let all: Vec<(String, LanguageMap)> =
        credentials.iter().map(|one| (named(one), of(one))).collect();
    let langs: BTreeSet<&String> = all.iter().flat_map(|(_, names)| names.keys()).collect();
    let joined = |lang: &String| {
        let names = all.iter().map(|(name, names)| names.get(lang).unwrap_or(name).as_str());
        names.collect::<Vec<_>>().join(" + ")
    };
    langs.into_iter().map(|lang| (lang.clone(), joined(lang))).collect()
}

#[cfg(test)]
mod tests {
    use bot_protocol::identity::SecretKey;
    use bot_protocol::statement::letter::Message;
    use bot_protocol::time::Timestamp;
    use bot_protocol::verdict::{Asked, Evidence, Presented, Question, judge};

    use super::super::tests::{Room, code, plain};
    use super::*;
    use crate::store::Shelf;

    const ID: &str = "urn:uuid:05050505-0000-4000-8000-000000000005";

    #[test]
    fn several_are_named_in_each_language_that_one_is_named_in() {
        let of = |text: &str| json::read(text.as_bytes()).unwrap();
        let plain = of(r#"{"credentialSubject":{"achievement":{"name":"Diving"}}}"#);
        assert_eq!(in_languages(std::slice::from_ref(&plain)), LanguageMap::new());
        let both = of(r#"{"credentialSubject":{"achievement":{"name":"Swimming","inLanguage":"en",
            "related":[{"type":["Related"],"name":"Natation","inLanguage":"fr"}]}}}"#);
        let told = in_languages(&[both, plain]);
        let expected = [("en", "Swimming + Diving"), ("fr", "Natation + Diving")];
        assert_eq!(told, expected.map(|(lang, name)| (lang.to_owned(), name.to_owned())).into());
    }

    fn request() -> PresentRequest {
        PresentRequest {
            as_identity: None,
            also: Vec::new(),
            challenge: "4711".to_owned(),
            domain: Some("gate.example".to_owned()),
            suite: None,
            dry_run: false,
        }
    }

    /// A node that accepted a badge.
    async fn holding() -> Room {
        let room = Room::new().await;
        let badge = room.credential(ID, &SecretKey::from_seed(&[7; 32]), "Swimming");
        let offer = room.came(&room.mallory, Message::CredentialOffer(badge), 1);
        room.acts.accept(&offer, plain()).await.unwrap();
        room
    }

    fn recipient(shown: &str, challenge: &str, now: Timestamp) -> &'static str {
        let presented = Presented::read(shown.as_bytes(), &bot_foreign::reader()).unwrap();
        let domain = Some("gate.example".to_owned());
        let asked = Asked { challenge: Some(challenge.to_owned()), domain, ..Asked::at(now) };
        let verdict = judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader());
        verdict.reason(Question::Recipient).code()
    }

    #[tokio::test]
    async fn a_holder_presents_what_was_accepted_in_either_suite() {
        let room = holding().await;
        for suite in [None, Some("eddsa-rdfc-2022"), Some("eddsa-jcs-2022")] {
            let request = PresentRequest { suite: suite.map(str::to_owned), ..request() };
            let reply = room.acts.present("05050505", &request).unwrap();
            assert_eq!((reply.credential.as_str(), reply.achievement.as_str()), (ID, "Swimming"));
            assert_eq!(reply.holder, room.me.to_string());
            let shown = reply.document.unwrap();
            assert!(shown.contains(suite.unwrap_or("eddsa-rdfc-2022")));
            assert_eq!(recipient(&shown, "4711", room.acts.now()), "presenter-is-holder");
            assert_eq!(recipient(&shown, "4712", room.acts.now()), "challenge-differs");
        }
    }

    #[tokio::test]
    async fn several_are_shown_together_each_once() {
        let room = holding().await;
        let other = "urn:uuid:06060606-0000-4000-8000-000000000006";
        let badge = room.credential(other, &SecretKey::from_seed(&[7; 32]), "Diving");
        let offer = room.came(&room.mallory, Message::CredentialOffer(badge), 2);
        room.acts.accept(&offer, plain()).await.unwrap();
        let with = |also: &[&str]| {
            let also = also.iter().map(|id| (*id).to_owned()).collect();
            room.acts.present(ID, &PresentRequest { also, ..request() })
        };
        let reply = with(&["06060606", ID]).unwrap();
        assert_eq!((reply.credential.as_str(), &reply.also[..]), (ID, &[other.to_owned()][..]));
        assert_eq!(reply.achievement, "Swimming + Diving");
        let shown = reply.document.unwrap();
        assert_eq!(recipient(&shown, "4711", room.acts.now()), "presenter-is-holder");
        assert_eq!(code(with(&["urn:uuid:ffffffff"])), "unknown");
        let refused = with(&[other; PRESENTED_MAX]).unwrap_err();
        let told = (refused.code(), refused.problem().field);
        assert_eq!(told, ("presentation-count", Some("also".to_owned())));
    }

    #[tokio::test]
    async fn nothing_is_kept_and_a_trial_refuses_the_same_and_signs_nothing() {
        let room = holding().await;
        let kept = || {
            let store = room.acts.store();
            let shelves =
                [Shelf::Held, Shelf::Outbox, Shelf::Offers, Shelf::Nonces, Shelf::Settings];
            let notes = shelves.map(|shelf| store.notes(shelf, &[]).unwrap());
            (notes, store.items_since(0, usize::MAX).unwrap().len())
        };
        let before = kept();
        let trial = |request: PresentRequest| PresentRequest { dry_run: true, ..request };
        let tried = room.acts.present(ID, &trial(request())).unwrap();
        assert_eq!((tried.dry_run, tried.document), (true, None));
        room.acts.present(ID, &request()).unwrap();
        let blank = PresentRequest { challenge: " ".to_owned(), ..request() };
        let long = PresentRequest { domain: Some("x".repeat(1025)), ..request() };
        let suite = PresentRequest { suite: Some("bbs-2023".to_owned()), ..request() };
        let other = PresentRequest { as_identity: Some("Lea".to_owned()), ..request() };
        for (bad, expected, field) in [
            (blank, "challenge-wrong", Some("challenge")),
            (long, "challenge-wrong", Some("domain")),
            (suite, "field-refused", Some("suite")),
            (other, "not-my-identity", Some("as")),
        ] {
            for request in [bad.clone(), trial(bad)] {
                let refused = room.acts.present(ID, &request).unwrap_err();
                assert_eq!((refused.code(), refused.problem().field.as_deref()), (expected, field));
            }
        }
        assert_eq!(kept(), before);
    }

    #[tokio::test]
    async fn who_does_not_hold_it_does_not_present_it() {
        let room = holding().await;
        assert_eq!(code(room.acts.present("urn:uuid:ffffffff", &request())), "unknown");
        // Known here, for it stands in its holder's feed, and yet not held.
        let issuer = SecretKey::from_seed(&[7; 32]);
        let theirs = room.placed("urn:x:theirs", &issuer, "Diving", (None, room.mallory()));
        room.heard(&room.mallory, bot_protocol::statement::Content::Publish(theirs), 1);
        assert_eq!(code(room.acts.present("urn:x:theirs", &request())), "not-the-holder");
    }
}
