//! What a page says of a credential beside its name: who is behind it, what was reached, what
//! shows it.
//!
//! As all of the view, this reads tolerantly: a member of another shape is as if it were not there.
//!
//! Source: Open Badges 3.0 §B.1; VC Data Model 2.0 §4 and 1.1 §4, §5.

use super::{Credential, many, plain, point, texts};
use crate::canon::json::{Number, Value};
use crate::limits::JSON_DEPTH_MAX;
use crate::time::Timestamp;

/// A person or an organisation, as a credential describes it.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a>(&'a Value);

/// What somebody reached: a result, with what its description in the achievement says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// What was measured.
    pub name: Option<&'a str>,
    /// How: `LetterGrade`, `Percent` and so on.
    pub kind: Option<&'a str>,
    /// The result.
    pub value: Option<&'a str>,
    /// The status: `Completed` and so on.
    pub status: Option<&'a str>,
    /// The name of the level that was reached.
    pub level: Option<&'a str>,
}

/// Something that shows how it was earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Where it lies.
    pub id: Option<&'a str>,
    /// A short name.
    pub name: Option<&'a str>,
    /// What it is.
    pub description: Option<&'a str>,
    /// How it was made.
    pub narrative: Option<&'a str>,
    /// What sort of thing it is.
    pub genre: Option<&'a str>,
    /// For whom it was made.
    pub audience: Option<&'a str>,
}

/// Where an achievement stands in a framework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aligned<'a> {
    /// The name of what it is aligned to.
    pub name: Option<&'a str>,
    /// Where that is described.
    pub url: Option<&'a str>,
    /// The framework.
    pub framework: Option<&'a str>,
    /// Its code there.
    pub code: Option<&'a str>,
}

/// An identifier of the person a credential is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identified<'a> {
    /// What it is: `emailAddress` and so on.
    pub kind: Option<&'a str>,
    /// The identifier, or its hash.
    pub value: &'a str,
    /// Whether it is a hash.
    pub hashed: bool,
    /// What was added before hashing.
    pub salt: Option<&'a str>,
}

fn text<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.get(name).and_then(plain)
}

/// The address of a picture: the member itself, or its id.
fn address(value: &Value) -> Option<&str> {
    let image = many(value).next()?;
    image.as_str().or_else(|| image.get("id")?.as_str())
}

impl<'a> Profile<'a> {
    /// Looks at a profile.
    #[must_use]
    pub fn new(node: &'a Value) -> Self {
        Self(node)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> Option<&'a str> {
        self.0.as_str().or_else(|| self.0.get("id")?.as_str())
    }

    /// The text of one of its members: `url`, `email`, `phone`, `official` and so on.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        text(self.0, name)
    }

    /// Its name; of a person also what the parts of the name give.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        const PARTS: [&str; 7] = [
            "honorificPrefix",
            "givenName",
            "additionalName",
            "patronymicName",
            "familyNamePrefix",
            "familyName",
            "honorificSuffix",
        ];
        let parts: Vec<&str> = PARTS.iter().filter_map(|part| self.text(part)).collect();
        let joined = (!parts.is_empty()).then(|| parts.join(" "));
        self.text("name").map(str::to_owned).or(joined)
    }

    /// The picture.
    #[must_use]
    pub fn image(&self) -> Option<&'a str> {
        self.0.get("image").and_then(address)
    }

    /// The organisations it belongs to, the nearest first.
    #[must_use]
    pub fn parents(&self) -> Vec<Self> {
        let parent = |node: &&'a Value| many(node.get("parentOrg")?).next();
        std::iter::successors(Some(self.0), parent).skip(1).take(JSON_DEPTH_MAX).map(Self).collect()
    }

    /// Its other identifiers, each with its type.
    #[must_use]
    pub fn identifiers(&self) -> Vec<(Option<&'a str>, &'a str)> {
        let nodes = self.0.get("otherIdentifier").into_iter().flat_map(many);
        let read =
            |node: &'a Value| Some((text(node, "identifierType"), text(node, "identifier")?));
        nodes.filter_map(read).collect()
    }
}

impl<'a> Credential<'a> {
    /// Who issued it, as it says.
    #[must_use]
    pub fn issuer_profile(&self) -> Option<Profile<'a>> {
        self.0.get("issuer").map(Profile)
    }

    /// Who saw what was achieved, where that is another than the issuer.
    #[must_use]
    pub fn source(&self) -> Option<Profile<'a>> {
        many(self.subject()?.get("source")?).next().map(Profile)
    }

    /// The text of a member of its first subject: `term`, `role`, `licenseNumber` and so on.
    #[must_use]
    pub fn said_of_subject(&self, name: &str) -> Option<&'a str> {
        text(self.subject()?, name)
    }

    /// What it says in short: its own words, else those of the achievement.
    #[must_use]
    pub fn description(&self) -> Option<&'a str> {
        text(self.0, "description").or_else(|| text(self.achievement()?, "description"))
    }

    /// The picture to show: its own, the achievement's, or the one of this very award.
    #[must_use]
    pub fn image(&self) -> Option<&'a str> {
        let holders = [Some(self.0), self.subject(), self.achievement()];
        holders.into_iter().flatten().filter_map(|holder| holder.get("image")).find_map(address)
    }

    /// When it was first awarded (`awardedDate`), where it says so in a way that can be read.
    #[must_use]
    pub fn awarded(&self) -> Option<Timestamp> {
        point(self.0.get("awardedDate")?.as_str()?).ok()
    }

    /// The credits that were earned.
    #[must_use]
    pub fn credits_earned(&self) -> Option<Number> {
        let value = self.subject()?.get("creditsEarned")?;
        value.as_number().or_else(|| Number::new(value.as_str()?.parse().ok()?))
    }

    /// What was reached.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Outcome<'a>> {
        let results = self.subject().and_then(|subject| subject.get("result"));
        let described = || {
            let all = self.achievement().and_then(|node| node.get("resultDescription"));
            all.into_iter().flat_map(many)
        };
        let read = |result: &'a Value| {
            let link = text(result, "resultDescription");
            let description =
                link.and_then(|link| described().find(|one| text(one, "id") == Some(link)));
            let reached = text(result, "achievedLevel");
            let levels = description.and_then(|node| node.get("rubricCriterionLevel"));
            let mut levels = levels.into_iter().flat_map(many);
            let level = reached.and_then(|id| levels.find(|one| text(one, "id") == Some(id)));
            Outcome {
                name: description.and_then(|node| text(node, "name")),
                kind: description.and_then(|node| text(node, "resultType")),
                value: text(result, "value"),
                status: text(result, "status"),
                level: level.and_then(|node| text(node, "name")).or(reached),
            }
        };
        results.into_iter().flat_map(many).map(read).collect()
    }

    /// What shows how it was earned; something that is only named, by its address.
    #[must_use]
    pub fn evidence(&self) -> Vec<Shown<'a>> {
        let nodes = self.0.get("evidence").into_iter().flat_map(many);
        nodes
            .map(|node| Shown {
                id: node.as_str().or_else(|| node.get("id")?.as_str()),
                name: text(node, "name"),
                description: text(node, "description"),
                narrative: text(node, "narrative"),
                genre: text(node, "genre"),
                audience: text(node, "audience"),
            })
            .collect()
    }

    /// Where the achievement stands in frameworks.
    #[must_use]
    pub fn alignments(&self) -> Vec<Aligned<'a>> {
        let all = self.achievement().and_then(|node| node.get("alignment"));
        let read = |node: &'a Value| Aligned {
            name: text(node, "targetName"),
            url: text(node, "targetUrl"),
            framework: text(node, "targetFramework"),
            code: text(node, "targetCode"),
        };
        all.into_iter().flat_map(many).map(read).collect()
    }

    /// The words to find the achievement by.
    #[must_use]
    pub fn tags(&self) -> Vec<&'a str> {
        let all = self.achievement().and_then(|node| node.get("tag"));
        all.map(texts).unwrap_or_default().into_iter().map(|(_, text)| text).collect()
    }

    /// By what the person it is about is known, beside the id.
    #[must_use]
    pub fn identities(&self) -> Vec<Identified<'a>> {
        let nodes = self.subject().and_then(|subject| subject.get("identifier"));
        let read = |node: &'a Value| {
            Some(Identified {
                kind: text(node, "identityType"),
                value: text(node, "identityHash")?,
                hashed: node.get("hashed").and_then(Value::as_bool).unwrap_or_default(),
                salt: text(node, "salt"),
            })
        };
        nodes.into_iter().flat_map(many).filter_map(read).collect()
    }

    /// Its services of one sort, each with its type: `refreshService`, `termsOfUse`,
    /// `credentialSchema`.
    #[must_use]
    pub fn services(&self, name: &str) -> Vec<(Option<&'a str>, Option<&'a str>)> {
        let nodes = self.0.get(name).into_iter().flat_map(many);
        let id = |node: &'a Value| node.as_str().or_else(|| node.get("id")?.as_str());
        nodes.map(|node| (super::types(node).next(), id(node))).collect()
    }
}
