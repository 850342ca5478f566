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
        Ok(self.carrying()?.into_iter().map(|(word, _)| word).collect())
    }

    /// The endorsements of this node that carry these words, by id: whoever reads one of them reads those,
    /// whatever becomes of the words elsewhere.
    pub(in crate::acts) fn carriers_of(&self, word: &Hash) -> Result<Vec<String>, ActError> {
        let all = self.carrying()?.into_iter().filter(|(carried, _)| carried == word);
        Ok(all.map(|(_, endorsement)| endorsement).collect())
    }

    /// The words that go with endorsements which were given here and not refused, each with its endorsement.
    fn carrying(&self) -> Result<Vec<(Hash, String)>, ActError> {
        let mut all = Vec::new();
        for view in self.endorsement_views(true)? {
            if view.state == EndorsementState::Refused || !self.gave(&view) {
                continue;
            }
            let document = view.document.as_ref().and_then(|text| json::read(text.as_bytes()).ok());
            let words = document.iter().flat_map(words_of).map(|word| (word.id(), view.id.clone()));
            all.extend(words);
        }
        Ok(all)
    }
}
