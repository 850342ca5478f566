//! Badges and endorsements with every member that the pinned contexts define, unsigned.
//!
//! No text, number or id stands twice in a document, so that each statement is made once and none
//! can be left out without being missed.
//!
//! Source: Open Badges 3.0 §B; VC Data Model 2.0 §4; VC Data Model 1.1 §4.

use bot_protocol::canon::json::{Number, Object, Value};
use bot_protocol::credential::model::{CONTEXT_CREDENTIALS, CONTEXT_OPEN_BADGES};

use super::chance::Chance;

/// The data model a credential is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// VC Data Model 1.1, with `issuanceDate` and the Open Badges context of its time.
    One,
    /// VC Data Model 2.0.
    Two,
}

/// What texts are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Characters of all scripts, control characters and signs that are escaped.
    Any,
    /// Letters and spaces: for those who escape wrongly.
    Plain,
    /// As `Plain`, with identifiers in ASCII, language tags in lower case, whole numbers, no
    /// booleans and no lists: for those who write these otherwise than RDF's canonical forms.
    Alike,
}

const V1: [&str; 3] = [
    "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://w3id.org/security/data-integrity/v2",
];
const V2: [&str; 3] = [
    CONTEXT_CREDENTIALS,
    CONTEXT_OPEN_BADGES,
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
];

/// An unsigned badge by this issuer.
#[must_use]
pub fn unsigned(seed: u64, version: Version, texts: Texts, issuer: &str) -> Value {
    let mut maker = Maker { chance: Chance::new(seed), version, texts, count: 0 };
    let mut badge = maker.head("OpenBadgeCredential", issuer);
    maker.maybe(&mut badge, "awardedDate", |maker| maker.date().into());
    maker.maybe(&mut badge, "image", Maker::image);
    badge.insert("credentialSubject", maker.subject());
    maker.maybe(&mut badge, "evidence", |maker| maker.several(Maker::evidence));
    maker.maybe(&mut badge, "credentialStatus", Maker::status);
    maker.maybe(&mut badge, "termsOfUse", |maker| maker.named("urn:terms:Policy").into());
    if version == Version::Two {
        maker.maybe(&mut badge, "refreshService", |maker| {
            maker.named("1EdTechCredentialRefresh").into()
        });
        maker.maybe(&mut badge, "credentialSchema", |maker| {
            Value::array([maker.named("JsonSchema")])
        });
        maker.maybe(&mut badge, "endorsementJwt", |maker| {
            Value::array([format!("eyJhbGciOiJFZERTQSJ9.e30.{}", maker.number())])
        });
    }
    badge.into()
}

/// An unsigned endorsement of `target` by this issuer.
#[must_use]
pub fn endorsement(seed: u64, version: Version, texts: Texts, issuer: &str, target: &str) -> Value {
    let mut maker = Maker { chance: Chance::new(seed), version, texts, count: 0 };
    let mut endorsement = maker.head("EndorsementCredential", issuer);
    let mut subject = Object::new();
    subject.insert("id", target);
    subject.insert("type", Value::array(["EndorsementSubject"]));
    subject.insert("endorsementComment", maker.text());
    endorsement.insert("credentialSubject", subject);
    endorsement.into()
}

struct Maker {
    chance: Chance,
    version: Version,
    texts: Texts,
    /// How many texts, numbers and ids there are.
    count: u32,
}

impl Maker {
    fn number(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// A number that stands nowhere else, so much above a whole one.
    fn double(&mut self, more: f64) -> Value {
        let more = if self.texts == Texts::Alike { more.trunc() } else { more };
        Value::Number(Number::new(f64::from(self.number()) + more).unwrap())
    }

    fn tag(&mut self) -> String {
        let tag = self.chance.tag();
        if self.texts == Texts::Alike { tag.to_lowercase() } else { tag.to_owned() }
    }

    /// A text that stands nowhere else.
    fn text(&mut self) -> String {
        let text = match self.texts {
            Texts::Any => self.chance.text(),
            Texts::Plain | Texts::Alike => (0..self.chance.below(9))
                .map(|_| *self.chance.pick(&['a', 'é', ' ', 'Z', '漢', '-']))
                .collect(),
        };
        format!("{text}.{}", self.number())
    }

    /// A text, or texts in languages where the contexts allow them.
    fn worded(&mut self) -> Value {
        if self.version == Version::One || self.chance.one_in(2) {
            return self.text().into();
        }
        let texts = (0..=self.chance.below(2)).map(|_| {
            let text = self.text();
            Value::object([("@value", text), ("@language", self.tag())])
        });
        Value::array(texts.collect::<Vec<_>>())
    }

    fn iri(&mut self, scheme: &str) -> String {
        format!("{scheme}{}", self.number())
    }

    fn date(&mut self) -> String {
        let number = self.number();
        format!("2026-02-{:02}T{:02}:{:02}:59Z", 1 + number % 28, number / 28 % 24, number / 672)
    }

    fn maybe(&mut self, node: &mut Object, name: &str, make: impl FnOnce(&mut Self) -> Value) {
        if self.chance.one_in(2) {
            let value = make(self);
            node.insert(name, value);
        }
    }

    fn texts_of(&mut self, node: &mut Object, names: &[&str]) {
        for name in names {
            self.maybe(node, name, |maker| maker.text().into());
        }
    }

    fn several<V: Into<Value>>(&mut self, make: impl Fn(&mut Self) -> V) -> Value {
        let values: Vec<Value> = (0..=self.chance.below(2)).map(|_| make(self).into()).collect();
        Value::Array(values)
    }

    /// A node with a type and no id.
    fn bare(&mut self, kind: &str) -> Object {
        let mut node = Object::new();
        node.insert("type", Value::array([kind]));
        node
    }

    /// A node with an id and a type.
    fn named(&mut self, kind: &str) -> Object {
        let mut node = Object::new();
        let scheme = match self.texts {
            Texts::Any | Texts::Plain => "https://a.example/é/",
            Texts::Alike => "https://a.example/e/",
        };
        node.insert("id", self.iri(scheme));
        node.insert("type", kind);
        node
    }

    /// A node of this type; half have an id.
    fn node(&mut self, kind: &str) -> Object {
        if self.chance.one_in(2) {
            return self.bare(kind);
        }
        let mut node = self.named(kind);
        node.insert("type", Value::array([kind]));
        node
    }

    fn head(&mut self, kind: &str, issuer: &str) -> Object {
        let contexts = if self.version == Version::One { V1 } else { V2 };
        let mut head = Object::new();
        head.insert("@context", Value::array(contexts));
        head.insert("id", self.iri("urn:uuid:00000000-0000-4000-8000-"));
        head.insert("type", Value::array(["VerifiableCredential", kind]));
        head.insert("name", self.worded());
        self.maybe(&mut head, "description", Self::worded);
        let plain = self.chance.one_in(4);
        let mut profile = Object::new();
        profile.insert("id", issuer);
        profile.insert("type", Value::array(["Profile"]));
        self.describe(&mut profile, 1);
        head.insert("issuer", if plain { issuer.into() } else { Value::from(profile) });
        let [from, until] = match self.version {
            Version::One => ["issuanceDate", "expirationDate"],
            Version::Two => ["validFrom", "validUntil"],
        };
        head.insert(from, "2026-01-01T00:00:00Z");
        self.maybe(&mut head, until, |_| "2027-01-01T00:00:00Z".into());
        head
    }

    fn image(&mut self) -> Value {
        let mut image = self.named("Image");
        self.texts_of(&mut image, &["caption"]);
        image.into()
    }

    fn status(&mut self) -> Value {
        let Version::Two = self.version else {
            return self.named("https://a.example/Status").into();
        };
        let mut status = self.named("BitstringStatusListEntry");
        status.insert("statusPurpose", "revocation");
        status.insert("statusListIndex", self.number().to_string());
        status.insert("statusListCredential", self.iri("https://a.example/status/"));
        status.into()
    }

    fn evidence(&mut self) -> Object {
        let mut evidence = self.node("Evidence");
        let names = ["name", "narrative", "description", "genre", "audience"];
        self.texts_of(&mut evidence, &names);
        evidence
    }

    fn identifier(&mut self) -> Object {
        let mut entry = self.bare("IdentifierEntry");
        entry.insert("identifier", self.text());
        entry.insert("identifierType", *self.chance.pick(&["name", "sourcedId", "ext:Own"]));
        entry
    }

    /// What an organisation or a person says of itself.
    fn describe(&mut self, profile: &mut Object, depth: u32) {
        profile.insert("name", self.worded());
        let names = [
            "phone",
            "email",
            "official",
            "familyName",
            "givenName",
            "additionalName",
            "patronymicName",
            "honorificPrefix",
            "honorificSuffix",
            "familyNamePrefix",
        ];
        let first = self.chance.below(names.len());
        self.texts_of(profile, &names[first..(first + 3).min(names.len())]);
        self.maybe(profile, "description", Self::worded);
        self.maybe(profile, "url", |maker| maker.iri("https://a.example/").into());
        self.maybe(profile, "dateOfBirth", |_| "1990-02-28".into());
        self.maybe(profile, "image", Self::image);
        self.maybe(profile, "otherIdentifier", |maker| maker.several(Self::identifier));
        self.maybe(profile, "address", Self::address);
        if depth > 0 {
            self.maybe(profile, "parentOrg", |maker| {
                let mut parent = maker.named("Profile");
                maker.describe(&mut parent, depth - 1);
                parent.into()
            });
        }
    }

    fn address(&mut self) -> Value {
        let mut address = self.node("Address");
        let names = [
            "addressCountry",
            "addressCountryCode",
            "addressRegion",
            "addressLocality",
            "streetAddress",
            "postOfficeBoxNumber",
            "postalCode",
        ];
        self.texts_of(&mut address, &names);
        let mut geo = self.bare("GeoCoordinates");
        geo.insert("latitude", self.double(0.25));
        geo.insert("longitude", self.double(-181.0));
        self.maybe(&mut address, "geo", |_| geo.into());
        address.into()
    }

    fn alignment(&mut self) -> Object {
        let mut alignment = self.bare("Alignment");
        alignment.insert("targetName", self.text());
        alignment.insert("targetUrl", self.iri("https://a.example/target/"));
        alignment.insert("targetType", *self.chance.pick(&["ceasn:Competency", "ext:Own"]));
        self.texts_of(&mut alignment, &["targetCode", "targetDescription", "targetFramework"]);
        alignment
    }

    fn result_description(&mut self) -> Object {
        let mut result = self.named("ResultDescription");
        result.insert("type", Value::array(["ResultDescription"]));
        result.insert("name", self.text());
        result.insert("resultType", *self.chance.pick(&["LetterGrade", "Percent", "ext:Own"]));
        if self.texts != Texts::Alike {
            let allowed: Vec<String> = (0..=self.chance.below(3)).map(|_| self.text()).collect();
            result.insert("allowedValue", Value::array(allowed));
        }
        self.texts_of(&mut result, &["requiredValue", "valueMin", "valueMax"]);
        let mut level = self.named("RubricCriterionLevel");
        level.insert("type", Value::array(["RubricCriterionLevel"]));
        self.texts_of(&mut level, &["name", "description", "level", "points"]);
        self.maybe(&mut level, "alignment", |maker| maker.several(Self::alignment));
        self.maybe(&mut result, "requiredLevel", |maker| maker.iri("urn:level:").into());
        self.maybe(&mut result, "rubricCriterionLevel", |_| Value::array([level]));
        result
    }

    fn achievement(&mut self) -> Object {
        let mut achievement = self.named("Achievement");
        achievement.insert("type", Value::array(["Achievement"]));
        achievement.insert("name", self.worded());
        achievement.insert("description", self.worded());
        let mut criteria = Object::new();
        criteria.insert("narrative", self.text());
        self.maybe(&mut criteria, "id", |maker| maker.iri("https://a.example/criteria/").into());
        achievement.insert("criteria", criteria);
        let kinds = ["Badge", "Course", "ext:Own"];
        self.maybe(&mut achievement, "achievementType", |maker| {
            (*maker.chance.pick(&kinds)).into()
        });
        let names = ["version", "humanCode", "fieldOfStudy", "specialization"];
        self.texts_of(&mut achievement, &names);
        self.maybe(&mut achievement, "tag", |maker| maker.several(Self::text));
        self.maybe(&mut achievement, "image", Self::image);
        self.maybe(&mut achievement, "creditsAvailable", |maker| maker.double(0.5));
        self.maybe(&mut achievement, "alignment", |maker| maker.several(Self::alignment));
        self.maybe(&mut achievement, "otherIdentifier", |maker| maker.several(Self::identifier));
        self.maybe(&mut achievement, "resultDescription", |maker| {
            maker.several(Self::result_description)
        });
        self.maybe(&mut achievement, "related", |maker| {
            let mut related = maker.named("Related");
            related.insert("type", Value::array(["Related"]));
            maker.texts_of(&mut related, &["version"]);
            Value::array([related])
        });
        self.maybe(&mut achievement, "creator", |maker| {
            let mut creator = maker.named("Profile");
            creator.insert("type", Value::array(["Profile"]));
            maker.describe(&mut creator, 0);
            creator.into()
        });
        if self.version == Version::Two {
            self.maybe(&mut achievement, "inLanguage", |maker| maker.tag().into());
        }
        achievement
    }

    fn subject(&mut self) -> Object {
        let mut subject = Object::new();
        subject.insert("id", self.iri("did:example:learner:"));
        subject.insert("type", Value::array(["AchievementSubject"]));
        subject.insert("achievement", self.achievement());
        self.texts_of(&mut subject, &["narrative", "licenseNumber", "role", "term"]);
        self.maybe(&mut subject, "activityStartDate", |_| "2026-01-31".into());
        self.maybe(&mut subject, "activityEndDate", |_| "2026-02-28".into());
        self.maybe(&mut subject, "creditsEarned", |maker| maker.number().into());
        self.maybe(&mut subject, "image", Self::image);
        self.maybe(&mut subject, "source", |maker| maker.named("Profile").into());
        self.maybe(&mut subject, "identifier", |maker| maker.several(Self::identity));
        self.maybe(&mut subject, "result", |maker| maker.several(Self::result));
        subject
    }

    fn identity(&mut self) -> Object {
        let mut identity = self.bare("IdentityObject");
        if self.texts != Texts::Alike {
            identity.insert("hashed", self.chance.one_in(2));
        }
        identity.insert("identityHash", format!("sha256${:064x}", self.number()));
        identity.insert("identityType", "emailAddress");
        self.texts_of(&mut identity, &["salt"]);
        identity
    }

    fn result(&mut self) -> Object {
        let mut result = self.bare("Result");
        result.insert("value", self.text());
        self.maybe(&mut result, "status", |_| "Completed".into());
        self.maybe(&mut result, "achievedLevel", |maker| maker.iri("urn:level:").into());
        self.maybe(&mut result, "resultDescription", |maker| maker.iri("urn:result:").into());
        self.maybe(&mut result, "alignment", |maker| maker.several(Self::alignment));
        result
    }
}
