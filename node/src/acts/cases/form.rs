//! What somebody who asks for a badge is asked, and who is consulted.

use bot_protocol::identity::Did;
use bot_protocol::limits::CASE_ROWS_MAX;
use bot_protocol::statement::case::{CaseStep, Step};
use serde::{Deserialize, Serialize};

use super::super::{ActError, Acts, notes};
use crate::keys::Identity;
use crate::store::{Shelf, Write};

/// Most people who are consulted about one badge: 12.
const REVIEWERS_MAX: usize = 12;

/// How one asks for a badge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Form {
    /// Whether anybody can ask for it.
    pub(crate) open: bool,
    /// What they are asked.
    pub(crate) questions: Vec<String>,
    /// Who is consulted about what they answer.
    pub(crate) reviewers: Vec<Did>,
    /// How many of them must say yes for the badge to be awarded by itself; 0 where who awards decides.
    pub(crate) need: u32,
}

fn key(issuer: &Did, achievement: &str) -> Vec<u8> {
    [b"f", &issuer.public_key().as_bytes()[..], achievement.as_bytes()].concat()
}

impl Acts {
    /// How one asks somebody of this node for a badge.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn form(&self, issuer: &Did, achievement: &str) -> Result<Form, ActError> {
        let found = notes::get(self.store(), Shelf::Cases, &key(issuer, achievement))?;
        Ok(found.unwrap_or_default())
    }

    /// The forms in which somebody is to be consulted, and what takes them out of each.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::acts) fn forms_with(&self, who: &Did) -> Result<Vec<(Vec<u8>, Write)>, ActError> {
        let mut found = Vec::new();
        for (key, note) in self.store().notes(Shelf::Cases, b"f")? {
            let mut form: Form = notes::read(Shelf::Cases, &note)?;
            if form.reviewers.contains(who) {
                // As many must say yes as before: where they are too few now, who awards decides.
                form.reviewers.retain(|known| known != who);
                let write = notes::put(Shelf::Cases, &key, &form);
                found.push((key, write));
            }
        }
        Ok(found)
    }

    /// Says how one asks for a badge from now on.
    ///
    /// # Errors
    /// When there are too many questions or people, one of them is too long, or the store fails.
    pub(crate) async fn set_form(
        &self,
        me: &Identity,
        achievement: &str,
        form: Form,
    ) -> Result<(), ActError> {
        if form.questions.len() > CASE_ROWS_MAX {
            let found = form.questions.len().to_string();
            return Err(ActError::field("questions", &found, "at most 20 questions"));
        }
        for question in &form.questions {
            // As those who are asked will read it.
            let rows = vec![(question.clone(), String::new())];
            let (step, case) = (Step::Form, [0; 16]);
            let asked = CaseStep {
                case,
                round: 0,
                step,
                achievement: achievement.to_owned(),
                words: None,
                rows,
                about: None,
            };
            let expected = "1 to 500 bytes a question, on one line, without invisible characters";
            asked.check().map_err(|_| ActError::field("questions", question, expected))?;
        }
        if form.reviewers.len() > REVIEWERS_MAX {
            let found = form.reviewers.len().to_string();
            return Err(ActError::field("reviewers", &found, "at most 12 people"));
        }
        if usize::try_from(form.need).unwrap_or(usize::MAX) > form.reviewers.len() {
            let found = form.need.to_string();
            return Err(ActError::field("need", &found, "no more than are consulted"));
        }
        self.commit(vec![notes::put(Shelf::Cases, &key(&me.did(), achievement), &form)]).await
    }
}
