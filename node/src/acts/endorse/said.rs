//! Words that go with an endorsement: as public as it is, so whoever lets it stand reads them first.

use std::collections::BTreeSet;

use bot_protocol::api::{EndorsementState, SaidView};
use bot_protocol::canon::hash::Hash;
use bot_protocol::canon::json::{self, Value};
use bot_protocol::credential::model::related;
use bot_protocol::statement::word::{WORD_MEDIA_TYPE, Word};

use crate::acts::{ActError, Acts};

/// The words that go with an endorsement, whoever signed them: no verdict may tell what was not shown.
fn words_of(endorsement: &Value) -> impl Iterator<Item = Word> {
    let all = related::inlined(endorsement, WORD_MEDIA_TYPE).into_iter();
    all.filter_map(|bytes| Word::read(&bytes).ok())
}

/// The same, as they are told.
pub(in crate::acts) fn said_with(endorsement: &Value) -> Vec<SaidView> {
    let view = |word: Word| {
        let subject = word.subject();
        let digest = subject.digest().map(ToString::to_string).unwrap_or_default();
        SaidView {
            at: word.at().to_string(),
            by: word.by().to_string(),
            about: subject.name().to_owned(),
            subject: subject.text().map_or(digest, str::to_owned),
            words: word.words().map(str::to_owned),
        }
    };
    words_of(endorsement).map(view).collect()
}

impl Acts {
    /// The words that go with endorsements which identities of this node gave, and which were not
    /// refused.
    pub(in crate::acts) fn words_attached(&self) -> Result<BTreeSet<Hash>, ActError> {
        let given = self.endorsement_views(true)?.into_iter();
        let given = given.filter(|view| view.state != EndorsementState::Refused && self.gave(view));
        let read =
            |view: bot_protocol::api::EndorsementView| json::read(view.document?.as_bytes()).ok();
        Ok(given
            .filter_map(read)
            .flat_map(|one| words_of(&one).collect::<Vec<_>>())
            .map(|word| word.id())
            .collect())
    }
}
