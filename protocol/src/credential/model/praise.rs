//! Why something is endorsed, in few words that programs and people read alike.
//!
//! An endorsement says them in its `description`, a member that Open Badges 3.0 has and any reader
//! shows: phrases of a list, with `; ` between them. A description that is anything else is somebody's
//! own and no list of reasons. What the endorser has to say beside them is its comment.
//!
//! Source: `spec/endorsements.md` §2.

use std::fmt;

use super::shape::ShapeFault;
use crate::canon::json::Value;
use crate::limits::{ENDORSEMENT_REASONS_MAX, SCOPE_BYTES_MAX};

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Praise {
    /// What it takes to earn it is well chosen.
    GoodCriteria,
    /// It says clearly what it is for.
    ClearDescription,
    /// What it rests on was shown.
    SoundEvidence,
    /// The endorser saw it done.
    SeenAtWork,
    /// It serves somebody or something.
    UsefulFor(String),
    /// Somebody takes it for what it says.
    AcceptedBy(String),
}

/// The member of an endorsement that says them.
const MEMBER: &str = "description";
const BETWEEN: &str = "; ";

const GOOD_CRITERIA: &str = "good criteria";
const CLEAR_DESCRIPTION: &str = "clear description";
const SOUND_EVIDENCE: &str = "sound evidence";
const SEEN_AT_WORK: &str = "seen at work";
const USEFUL_FOR: &str = "useful for ";
const ACCEPTED_BY: &str = "accepted by ";

impl Praise {
    /// Reads a phrase, or the same with hyphens and a colon: `good-criteria`, `useful-for: beginners`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = [
            (GOOD_CRITERIA, Self::GoodCriteria),
            (CLEAR_DESCRIPTION, Self::ClearDescription),
            (SOUND_EVIDENCE, Self::SoundEvidence),
            (SEEN_AT_WORK, Self::SeenAtWork),
        ];
        let same = |phrase: &str| text == phrase || text == phrase.replace(' ', "-");
        if let Some((_, found)) = plain.into_iter().find(|(phrase, _)| same(phrase)) {
            return Some(found);
        }
        let after = |phrase: &str| {
            let written = format!("{}:", phrase.trim_end().replace(' ', "-"));
            text.strip_prefix(phrase).or_else(|| text.strip_prefix(written.as_str()))
        };
        let rest = |phrase: &str| after(phrase).map(str::trim).filter(|rest| fits(rest));
        let useful = rest(USEFUL_FOR).map(|rest| Self::UsefulFor(rest.to_owned()));
        useful.or_else(|| rest(ACCEPTED_BY).map(|rest| Self::AcceptedBy(rest.to_owned())))
    }

    /// Its name in JSON and in the words of each language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::GoodCriteria => "good-criteria",
            Self::ClearDescription => "clear-description",
            Self::SoundEvidence => "sound-evidence",
            Self::SeenAtWork => "seen-at-work",
            Self::UsefulFor(_) => "useful-for",
            Self::AcceptedBy(_) => "accepted-by",
        }
    }

    /// For what or by whom, where it names that.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        match self {
            Self::UsefulFor(what) | Self::AcceptedBy(what) => Some(what),
            Self::GoodCriteria
            | Self::ClearDescription
            | Self::SoundEvidence
            | Self::SeenAtWork => None,
        }
    }

    /// The reasons that an endorsement gives; none where its description says anything else.
    #[must_use]
    pub fn of(endorsement: &Value) -> Vec<Self> {
        let text = endorsement.get(MEMBER).and_then(Value::as_str).unwrap_or_default();
        let read: Option<Vec<Self>> = text.split(BETWEEN).map(Self::read).collect();
        read.filter(|all| all.len() <= ENDORSEMENT_REASONS_MAX).unwrap_or_default()
    }

    /// The description that gives these reasons.
    ///
    /// # Errors
    /// When there are too many, or one of them would be read as something else.
    pub(crate) fn write(all: &[Self]) -> Result<(&'static str, Value), ShapeFault> {
        let wrong = |what: String| ShapeFault { field: MEMBER.to_owned(), what };
        if all.len() > ENDORSEMENT_REASONS_MAX {
            let found = all.len();
            return Err(wrong(format!("{found} reasons, at most {ENDORSEMENT_REASONS_MAX}")));
        }
        if let Some(one) =
            all.iter().find(|one| Self::read(&one.to_string()).as_ref() != Some(*one))
        {
            return Err(wrong(format!("{one:?} is no reason that can be written")));
        }
        let phrases: Vec<String> = all.iter().map(Self::to_string).collect();
        Ok((MEMBER, Value::from(phrases.join(BETWEEN))))
    }
}

/// Whether a text can stand after a phrase: one short line that holds no second reason.
fn fits(text: &str) -> bool {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (1..=SCOPE_BYTES_MAX).contains(&text.len())
        && !text.contains(|letter: char| letter == ';' || letter.is_control() || turns(letter))
}

impl fmt::Display for Praise {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GoodCriteria => out.write_str(GOOD_CRITERIA),
            Self::ClearDescription => out.write_str(CLEAR_DESCRIPTION),
            Self::SoundEvidence => out.write_str(SOUND_EVIDENCE),
            Self::SeenAtWork => out.write_str(SEEN_AT_WORK),
            Self::UsefulFor(what) => write!(out, "{USEFUL_FOR}{what}"),
            Self::AcceptedBy(what) => write!(out, "{ACCEPTED_BY}{what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(description: &str, expected: &[&str]) {
        let document = Value::object([(MEMBER, description)]);
        let found: Vec<String> = Praise::of(&document).iter().map(Praise::to_string).collect();
        assert_eq!(found, expected, "{description:?}");
    }

    #[test]
    fn a_description_is_reasons_or_somebody_s_own() {
        check("good criteria", &["good criteria"]);
        check("seen at work; useful for beginners", &["seen at work", "useful for beginners"]);
        check("good-criteria; useful-for: nurses", &["good criteria", "useful for nurses"]);
        check("A course I liked", &[]);
        check("good criteria; and more", &[]);
        check("useful for ", &[]);
        check("useful for a;b", &[]);
        check("", &[]);
        check(&["good criteria"; 9].join("; "), &[]);
        check(&format!("useful for {}", "x".repeat(101)), &[]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = ["good-criteria", "clear description", "sound-evidence", "seen at work"];
        let more = ["useful for apprentices", "accepted-by: the guild"];
        let all: Vec<Praise> =
            all.into_iter().chain(more).map(|text| Praise::read(text).unwrap()).collect();
        let (name, text) = Praise::write(&all).unwrap();
        let document = Value::object([(name, text.as_str().unwrap())]);
        assert_eq!(Praise::of(&document), all);
        for bad in ["", " x", "a; good criteria", "a\nb", "\u{202e}x"] {
            assert!(Praise::write(&[Praise::UsefulFor(bad.to_owned())]).is_err(), "{bad:?}");
        }
        assert!(Praise::write(&vec![Praise::GoodCriteria; 9]).is_err());
    }
}
