//! Kind 22: who else may award what the author created.
//! `[1, to | null, scope, what, until | null, words | null, rule | null]`.

use crate::{
    canon::cbor::{self, Writer},
    canon::json::Value,
    credential::model::many,
    identity::{Did, PublicKey},
    limits::{BODY_BYTES_MAX, REASON_BYTES_MAX, SCOPE_BYTES_MAX, URL_BYTES_MAX},
    rules::Rule,
    statement::{ContentError, kinds, text},
    time::Timestamp,
};

/// The author lets somebody award what the author created, or whoever meets a rule.
///
/// It names an issuer at most, and never whom a badge is about. Its end is a [`super::GrantEnd`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who may award; without it, whoever meets the rule.
    pub to: Option<Did>,
    /// Which of the author's achievements.
    pub scope: GrantScope,
    /// The last moment at which an award counts; without it, until it is ended.
    pub until: Option<Timestamp>,
    /// What it is given for, in people's words.
    pub words: Option<String>,
    /// What must be so beside; needed where nobody is named.
    pub rule: Option<Rule>,
}

/// Which of the author's achievements a grant is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GrantScope {
    /// 1: the one with this id.
    Achievement(String),
    /// 2: those of this type, such as `Certificate`.
    Type(String),
    /// 3: those of this domain: with this tag, or of this field of study.
    Domain(String),
}

impl GrantScope {
    /// The number in the body.
    #[must_use]
    pub fn number(&self) -> u8 {
        match self {
            Self::Achievement(_) => 1,
            Self::Type(_) => 2,
            Self::Domain(_) => 3,
        }
    }

    /// Its name in JSON: `achievement`, `type` or `domain`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Achievement(_) => "achievement",
            Self::Type(_) => "type",
            Self::Domain(_) => "domain",
        }
    }

    /// The id, type or domain.
    #[must_use]
    pub fn what(&self) -> &str {
        match self {
            Self::Achievement(what) | Self::Type(what) | Self::Domain(what) => what,
        }
    }

    /// Whether it has an achievement of this id in it. Of what type and domain that is tells what the
    /// creator published of it, never a badge.
    #[must_use]
    pub fn covers(&self, achievement: &str, published: Option<&Value>) -> bool {
        let said = |name: &str, what: &str| {
            let all = published.and_then(|node| node.get(name));
            all.into_iter().flat_map(many).any(|found| found.as_str() == Some(what))
        };
        match self {
            Self::Achievement(id) => id == achievement,
            Self::Type(what) => said("achievementType", what),
            Self::Domain(what) => said("tag", what) || said("fieldOfStudy", what),
        }
    }

    fn check(&self) -> Result<(), ContentError> {
        let max = match self {
            Self::Achievement(_) => URL_BYTES_MAX,
            Self::Type(_) | Self::Domain(_) => SCOPE_BYTES_MAX,
        };
        text::line("what", self.what(), max)
    }
}

impl Grant {
    /// Reads the content of a body of kind 22.
    ///
    /// # Errors
    /// When it is not canonical, its scope is none, its rule is refused, or a text is empty or too
    /// long.
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        let mut reader = kinds::open(bytes, 7)?;
        let to = reader.optional(cbor::Reader::fixed)?;
        let to = to.map(|key| PublicKey::from_bytes(&key).map(Did::from)).transpose()?;
        let scope = reader.u8()?;
        let what = reader.text(BODY_BYTES_MAX)?.to_owned();
        let scope = match scope {
            1 => GrantScope::Achievement(what),
            2 => GrantScope::Type(what),
            3 => GrantScope::Domain(what),
            found => return Err(ContentError::Scope { found }),
        };
        let until = reader.optional(|reader| reader.u64())?.map(Timestamp::from_millis);
        let words = kinds::optional_text(&mut reader)?;
        let rule = reader.optional(|reader| reader.text(BODY_BYTES_MAX))?;
        let rule = rule.map(Rule::read).transpose()?;
        reader.end()?;
        let grant = Self { to, scope, until, words, rule };
        grant.check()?;
        Ok(grant)
    }

    /// Checks lengths and letters.
    ///
    /// # Errors
    /// When a text is empty or too long, or it is for nobody in particular and on no condition.
    pub fn check(&self) -> Result<(), ContentError> {
        if self.to.is_none() && self.rule.is_none() {
            return Err(ContentError::Empty { field: "rule" });
        }
        if let Some(rule) = &self.rule {
            rule.check()?;
        }
        self.scope.check()?;
        text::lines("words", self.words.as_deref(), REASON_BYTES_MAX)
    }

    /// The canonical encoding.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(7);
        writer.uint(1_u8);
        let key = self.to.as_ref().map(|to| to.public_key().as_bytes().as_slice());
        writer.optional(key, Writer::bytes);
        writer.uint(self.scope.number());
        writer.text(self.scope.what());
        writer.optional(self.until.map(Timestamp::millis), Writer::uint);
        kinds::write_optional(&mut writer, self.words.as_deref());
        kinds::write_optional(&mut writer, self.rule.as_ref().map(Rule::to_text).as_deref());
        writer.into_bytes()
    }
}
