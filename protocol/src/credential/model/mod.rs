//! A credential read as far as a verdict and a page need it.
//!
//! The view borrows the document and drops nothing from it: what was signed stays as it came.
//! Reading is tolerant (a badge from elsewhere may lack what ours have); what the data model
//! forbids is told by [`shape::check`].
//!
//! Source: VC Data Model 2.0 §4, Open Badges 3.0 §B.

use std::collections::BTreeSet;

use crate::canon::json::{Object, Value};
use crate::time::{TimeError, Timestamp};

pub mod definition;
pub mod grammar;
pub mod praise;
pub mod presentation;
pub mod related;
pub mod renewed;
pub mod shape;
pub mod staged;
#[cfg(test)]
mod tests;
pub mod view;
pub mod vocabulary;

/// The context every credential we issue begins with.
pub const CONTEXT_CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";

/// The Open Badges context of the credentials we issue.
pub const CONTEXT_OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// A credential document, looked at.
#[derive(Clone, Copy, Debug)]
pub struct Credential<'a>(&'a Value);

impl<'a> Credential<'a> {
    /// Looks at `document`.
    #[must_use]
    pub fn new(document: &'a Value) -> Self {
        Self(document)
    }

    /// The whole document.
    #[must_use]
    pub fn document(&self) -> &'a Value {
        self.0
    }

    /// Whether it says it is of this type.
    #[must_use]
    pub fn is_a(&self, name: &str) -> bool {
        types(self.0).any(|found| found == name)
    }

    /// Its types.
    #[must_use]
    pub fn types(&self) -> Vec<&'a str> {
        types(self.0).collect()
    }

    /// Its id, where it has one.
    #[must_use]
    pub fn id(&self) -> Option<&'a str> {
        self.0.get("id")?.as_str()
    }

    /// The name on the badge: the credential's own, else the achievement's.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        let own = self.0.get("name").and_then(plain);
        own.or_else(|| self.achievement()?.get("name").and_then(plain))
    }

    /// The issuer's id: the member itself, or its `id`.
    #[must_use]
    pub fn issuer(&self) -> Option<&'a str> {
        let issuer = self.0.get("issuer")?;
        issuer.as_str().or_else(|| issuer.get("id")?.as_str())
    }

    /// The name the issuer gives itself.
    #[must_use]
    pub fn issuer_name(&self) -> Option<&'a str> {
        self.0.get("issuer")?.get("name").and_then(plain)
    }

    /// The first subject.
    #[must_use]
    pub fn subject(&self) -> Option<&'a Value> {
        many(self.0.get("credentialSubject")?).next()
    }

    /// Every subject.
    pub fn subjects(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.0.get("credentialSubject").into_iter().flat_map(many)
    }

    /// The first subject's id.
    #[must_use]
    pub fn subject_id(&self) -> Option<&'a str> {
        self.subject()?.get("id")?.as_str()
    }

    /// The first achievement of its subjects.
    #[must_use]
    pub fn achievement(&self) -> Option<&'a Value> {
        self.achievements().next()
    }

    /// The achievements of all subjects.
    fn achievements(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        let own = self.subjects().filter_map(|subject| subject.get("achievement"));
        own.flat_map(many)
    }

    /// Whether its subjects have more than one achievement among them. Which one is the first may
    /// be up to whoever presents it: as RDF, a list of nodes has no order.
    #[must_use]
    pub fn has_several_achievements(&self) -> bool {
        let id = |node: &'a Value| node.as_str().or_else(|| node.get("id")?.as_str());
        let mut all = self.achievements();
        let Some(first) = all.next() else { return false };
        // Two of one id are one node; two without are one where they say the same.
        all.any(|other| match (id(first), id(other)) {
            (None, None) => first != other,
            (one, two) => one != two,
        })
    }

    /// The achievement's id.
    #[must_use]
    pub fn achievement_id(&self) -> Option<&'a str> {
        let achievement = self.achievement()?;
        achievement.as_str().or_else(|| achievement.get("id")?.as_str())
    }

    /// Whether what was achieved is described here: a bare id says nothing of it, nor who created it.
    ///
    /// Source: Open Badges 3.0 §B.1 (Achievement: `name`, `description`, `criteria`).
    #[must_use]
    pub fn describes_achievement(&self) -> bool {
        let Some(achievement) = self.achievement() else { return false };
        let mut nodes = vec![achievement];
        if let Some(id) = self.achievement_id() {
            described(self.0, id, &mut nodes);
        }
        let tells = |name: &&str| nodes.iter().any(|node| node.get(name).is_some());
        ["name", "description", "criteria"].iter().any(tells)
    }

    /// The achievement's creator, where one is named.
    #[must_use]
    pub fn creator(&self) -> Option<&'a str> {
        let creator = self.achievement()?.get("creator")?;
        creator.as_str().or_else(|| creator.get("id")?.as_str())
    }

    /// Every creator that the document names for the achievement, by id, else by name, else as `?`.
    ///
    /// One node may be described in several places, and as RDF the descriptions are one: so all of
    /// them are asked, else a creator could be moved to where nobody looks.
    #[must_use]
    pub fn creators(&self) -> Vec<&'a str> {
        let Some(achievement) = self.achievement() else { return Vec::new() };
        let mut nodes = vec![achievement];
        if let Some(id) = self.achievement_id() {
            described(self.0, id, &mut nodes);
        }
        let creators = nodes.into_iter().filter_map(|node| node.get("creator")).flat_map(many);
        creators
            .map(|creator| {
                let id = creator.as_str().or_else(|| creator.get("id")?.as_str());
                id.or_else(|| creator.get("name").and_then(plain)).unwrap_or("?")
            })
            .collect()
    }

    /// Its status entries.
    pub fn statuses(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.0.get("credentialStatus").into_iter().flat_map(many)
    }

    /// Its proofs.
    pub fn proofs(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        self.0.get("proof").into_iter().flat_map(many)
    }

    /// Its first moment (`validFrom`, in VC 1.1 `issuanceDate`; the later where it has both).
    ///
    /// # Errors
    /// The member's name where it is no date and time.
    pub fn valid_from(&self) -> Result<Option<Timestamp>, &'static str> {
        let moments = self.moments(["validFrom", "issuanceDate"])?;
        Ok(moments.into_iter().flatten().max())
    }

    /// Its last moment (`validUntil`, in VC 1.1 `expirationDate`; the earlier where it has both).
    ///
    /// # Errors
    /// The member's name where it is no date and time.
    pub fn valid_until(&self) -> Result<Option<Timestamp>, &'static str> {
        let moments = self.moments(["validUntil", "expirationDate"])?;
        Ok(moments.into_iter().flatten().min())
    }

    fn moments(&self, names: [&'static str; 2]) -> Result<[Option<Timestamp>; 2], &'static str> {
        let mut found = [None; 2];
        for (place, name) in found.iter_mut().zip(names) {
            if let Some(value) = self.0.get(name) {
                *place = Some(value.as_str().and_then(|text| point(text).ok()).ok_or(name)?);
            }
        }
        Ok(found)
    }

    /// The endorsements embedded in the credential, its achievement and its issuer.
    #[must_use]
    pub fn embedded_endorsements(&self) -> Vec<&'a Value> {
        self.embedded("endorsement").collect()
    }

    /// The endorsements embedded there as signed texts, each once.
    ///
    /// Source: Open Badges 3.0 §B.1 (`endorsementJwt`).
    #[must_use]
    pub fn embedded_endorsement_jwts(&self) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        let jwts = self.embedded("endorsementJwt").filter_map(Value::as_str);
        jwts.filter(|jwt| seen.insert(*jwt)).collect()
    }

    fn embedded(&self, name: &'static str) -> impl Iterator<Item = &'a Value> + use<'a> {
        let holders = [Some(self.0), self.achievement(), self.0.get("issuer")];
        holders.into_iter().flatten().filter_map(move |holder| holder.get(name)).flat_map(many)
    }

    /// The credential in short, as JSON: what its own words say, unjudged.
    #[must_use]
    pub fn summary(&self) -> Object {
        let mut object = Object::new();
        let mut put = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                object.insert(name, Value::from(text));
            }
        };
        put("id", self.id());
        put("name", self.name());
        put("issuer", self.issuer());
        put("issuer_name", self.issuer_name());
        put("subject", self.subject_id());
        put("achievement", self.achievement_id());
        for name in ["validFrom", "validUntil", "issuanceDate", "expirationDate"] {
            put(name, self.0.get(name).and_then(Value::as_str));
        }
        let names = self.achievement().map(definition::names).unwrap_or_default();
        // A name that the credential gives itself is the one to show.
        let same = names.first().is_some_and(|(_, own)| self.name() == Some(own));
        if same && names.len() > 1 {
            let names = names.iter().map(|(tag, name)| (tag.as_str(), name.as_str()));
            object.insert("names", names.collect::<Object>());
        }
        let types = self.types().into_iter().map(Value::from).collect();
        object.insert("type", Value::Array(types));
        object
    }
}

/// A point in time; one before 1970 counts as 1970, as a diploma may be older than that.
///
/// # Errors
/// [`TimeError`] where it is no date and time with offset.
pub(crate) fn point(text: &str) -> Result<Timestamp, TimeError> {
    match Timestamp::parse_rfc3339(text) {
        Err(TimeError::Before1970) => Ok(Timestamp::from_millis(0)),
        found => found,
    }
}

/// The objects in `value` with this id.
fn described<'a>(value: &'a Value, id: &str, found: &mut Vec<&'a Value>) {
    if value.get("id").and_then(Value::as_str) == Some(id) {
        found.push(value);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| described(item, id, found)),
        Value::Object(members) => {
            members.iter().for_each(|(_, member)| described(member, id, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The members of an array, or the one value that is none.
pub fn many(value: &Value) -> impl Iterator<Item = &Value> {
    let items = value.as_array().unwrap_or(std::slice::from_ref(value));
    items.iter()
}

/// The types a node says it has.
pub fn types(node: &Value) -> impl Iterator<Item = &str> {
    node.get("type").into_iter().flat_map(many).filter_map(Value::as_str)
}

/// The texts of a member, each with the language it says it is in: a text, a text with its
/// language as JSON-LD writes it, texts by language, or several of these.
///
/// Source: JSON-LD 1.1 §4.2.4 (value objects), §4.6.2 (language maps).
#[must_use]
pub fn texts(value: &Value) -> Vec<(Option<&str>, &str)> {
    many(value).flat_map(spoken).collect()
}

fn spoken(value: &Value) -> Vec<(Option<&str>, &str)> {
    match value {
        Value::String(text) => vec![(None, text)],
        Value::Object(members) if members.contains("@value") => {
            let text = value.get("@value").and_then(Value::as_str);
            let language = value.get("@language").and_then(Value::as_str);
            text.map(|text| (language, text)).into_iter().collect()
        }
        Value::Object(members) => {
            let texts = members.iter().filter_map(|(tag, text)| Some((tag, text.as_str()?)));
            texts.map(|(tag, text)| (Some(tag), text)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Vec::new(),
    }
}

/// The first text of a member.
fn plain(value: &Value) -> Option<&str> {
    texts(value).first().map(|(_, text)| *text)
}
