//! A badge that was published and whose text is not at hand: withdrawn by its holder, or lost.
//!
//! Of an erased body nothing can be said but that it was there: its hash cannot be guessed
//! (`spec/feed.md` §4). So whether the badge was revoked is not told either; that is a third thing,
//! and is told of a badge whose text is at hand.

use super::{Asked, Evidence, Reason, Verdict};
use crate::identity::Did;
use crate::statement::{Kind, Retention, Statement};

/// What is to be thought of a published badge of which the header alone is at hand; `None` where
/// the entry has its body, or publishes nothing.
#[must_use]
pub fn absent(
    entry: &Statement,
    holder: &Did,
    evidence: &Evidence,
    asked: &Asked,
) -> Option<Verdict> {
    if entry.kind() != Kind::Publish || entry.body().is_some() {
        return None;
    }
    let (holder, number) = (holder.to_string(), u64::from(entry.seq()));
    let integrity = match withdrawal(entry, evidence) {
        Some(erase) => Reason::WithdrawnByHolder {
            holder,
            entry: number,
            by: u64::from(erase.seq()),
            as_of: erase.ts().to_string(),
        },
        None => Reason::ContentLost { holder, entry: number },
    };
    let mut verdict = Verdict::unproven(integrity, Reason::StatusUnproven {});
    verdict.judged_at = Some(asked.now);
    Some(verdict)
}

/// The first erasure by its author that names this entry.
fn withdrawal<'a>(entry: &Statement, evidence: &'a Evidence) -> Option<&'a Statement> {
    let may = entry.header().ret == Retention::Erasable;
    may.then(|| evidence.withdrawal(entry)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Feed, KeyEvent};
    use crate::identity::SecretKey;
    use crate::statement::kinds::{Document, Erase};
    use crate::statement::{Content, Draft, Statement};
    use crate::time::Timestamp;
    use crate::verdict::Question;
    use crate::words::Lang;

    struct Holder {
        key: SecretKey,
        feed: Feed,
        said: Vec<Statement>,
    }

    impl Holder {
        fn new() -> Self {
            let key = SecretKey::from_seed(&[9; 32]);
            let feed = Feed::new(key.public());
            Self { key, feed, said: Vec::new() }
        }

        fn did(&self) -> Did {
            Did::from(self.key.public())
        }

        fn says(&mut self, content: Content, ret: Retention) {
            let ts = Timestamp::from_millis(1000 + u64::from(self.feed.size()));
            let draft = Draft { content, salt: [1; 16], ret };
            let said = draft.sign(&self.did(), &self.feed.head(), ts, &self.key).unwrap();
            self.feed.append(&said, ts).unwrap();
            self.said.push(said);
        }

        fn publishes(&mut self, ret: Retention) {
            let did = self.did();
            let text = format!(
                r#"{{"type":["VerifiableCredential"],"credentialSubject":{{"id":"{did}"}}}}"#
            );
            self.says(Content::Publish(Document::read(text.as_bytes()).unwrap()), ret);
        }

        fn erases(&mut self, seqs: &[u32]) {
            self.says(Content::Erase(Erase::own(seqs.to_vec())), Retention::Permanent);
        }

        /// What is told of the first entry, whose body is gone, by these others.
        fn told(&self, known: &[usize]) -> String {
            let mut evidence = Evidence::new();
            let bare = self.said[0].without_body();
            evidence.hear_entry(bare.clone());
            known.iter().for_each(|at| evidence.hear_entry(self.said[*at].clone()));
            let asked = Asked::at(Timestamp::from_millis(5000));
            let verdict = absent(&bare, &self.did(), &evidence, &asked).unwrap();
            assert_eq!(verdict.reason(Question::Status).code(), "status-unproven");
            for lang in Lang::ALL {
                assert!(!verdict.say(Question::Integrity, lang).contains("{"), "words are there");
            }
            verdict.reason(Question::Integrity).code().to_owned()
        }
    }

    #[test]
    fn withdrawn_is_not_lost() {
        let mut holder = Holder::new();
        holder.publishes(Retention::Erasable);
        holder.publishes(Retention::Erasable);
        assert_eq!(holder.told(&[1]), "content-lost");
        holder.erases(&[1]);
        assert_eq!(holder.told(&[1, 2]), "content-lost", "another was withdrawn");
        holder.erases(&[0]);
        assert_eq!(holder.told(&[1, 2]), "content-lost", "the withdrawal is not known here");
        assert_eq!(holder.told(&[1, 2, 3]), "withdrawn-by-holder");
        assert_eq!(holder.told(&[3]), "withdrawn-by-holder", "beyond a gap it counts as well");
    }

    /// Of a log whose key is lost another log of the same author withdraws, and nobody else's.
    #[test]
    fn another_log_of_the_same_author_withdraws() {
        let identity = SecretKey::from_seed(&[5; 32]);
        let did = Did::from(identity.public());
        let told = |of: &SecretKey| {
            let [lost, next] = [6, 7].map(|seed| SecretKey::from_seed(&[seed; 32]));
            let mut evidence = Evidence::new();
            for (writer, owner) in [(&lost, &identity), (&next, of)] {
                let ts = Timestamp::from_millis(1);
                evidence.hear_key(KeyEvent::writer(writer, ts, owner).unwrap());
            }
            let ts = Timestamp::from_millis(2);
            evidence.hear_key(KeyEvent::close(lost.public(), 1, ts, &identity));
            let say = |key: &SecretKey, content: Content, ret| {
                let draft = Draft { content, salt: [1; 16], ret };
                let feed = Feed::new(key.public());
                let whose = if key.public() == lost.public() { did } else { of.public().into() };
                draft.sign(&whose, &feed.head(), Timestamp::from_millis(1000), key).unwrap()
            };
            let text = format!(
                r#"{{"type":["VerifiableCredential"],"credentialSubject":{{"id":"{did}"}}}}"#
            );
            let text = Document::read(text.as_bytes()).unwrap();
            let entry = say(&lost, Content::Publish(text), Retention::Erasable).without_body();
            evidence.hear_entry(entry.clone());
            let erase = Erase::of_log(lost.public(), vec![0]);
            evidence.hear_entry(say(&next, Content::Erase(erase), Retention::Permanent));
            let asked = Asked::at(Timestamp::from_millis(5000));
            let verdict = absent(&entry, &did, &evidence, &asked).unwrap();
            verdict.reason(Question::Integrity).code().to_owned()
        };
        assert_eq!(told(&identity), "withdrawn-by-holder");
        assert_eq!(told(&SecretKey::from_seed(&[8; 32])), "content-lost");
    }

    #[test]
    fn what_cannot_be_erased_was_not_withdrawn() {
        let mut holder = Holder::new();
        holder.publishes(Retention::Permanent);
        holder.erases(&[0]);
        assert_eq!(holder.told(&[1]), "content-lost");
    }

    #[test]
    fn a_text_that_is_at_hand_is_judged_by_itself() {
        let mut holder = Holder::new();
        holder.publishes(Retention::Erasable);
        holder.erases(&[0]);
        let (evidence, asked) = (Evidence::new(), Asked::at(Timestamp::from_millis(5000)));
        for entry in &holder.said {
            assert!(absent(entry, &holder.did(), &evidence, &asked).is_none());
        }
    }
}
