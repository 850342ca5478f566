//! The classes of Open Badges 3.0, each with its members: one table for writing and for tests.
//!
//! Source: Open Badges 3.0 §B.1 (data models) and its JSON schema; VC Data Model 2.0 §4.

use super::{Class, Count, Kind, Member, Typed};
use crate::credential::model::vocabulary::{
    ACHIEVEMENT_TYPE, IDENTIFIER_TYPE, RESULT_STATUS, RESULT_TYPE, TARGET_TYPE,
};
use crate::limits::{CREDENTIAL_ITEMS_MAX, DEFINITION_TAGS_MAX, EVIDENCE_MAX};

const fn one(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, count: Count::One, needed: false }
}

const fn several(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, count: Count::Several(CREDENTIAL_ITEMS_MAX), needed: false }
}

const fn needed(member: Member) -> Member {
    Member { needed: true, ..member }
}

/// A badge: the whole credential.
pub static BADGE: Class = Class {
    name: "OpenBadgeCredential",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        one("name", Kind::Text),
        one("description", Kind::Text),
        one("image", Kind::Node(&IMAGE)),
        one("awardedDate", Kind::Moment),
        needed(one("credentialSubject", Kind::Node(&SUBJECT))),
        several("endorsement", Kind::Endorsement),
        several("endorsementJwt", Kind::Jws),
        Member { count: Count::Several(EVIDENCE_MAX), ..one("evidence", Kind::Node(&EVIDENCE)) },
        needed(one("issuer", Kind::Node(&PROFILE))),
        needed(one("validFrom", Kind::Moment)),
        one("validUntil", Kind::Moment),
        several("credentialSchema", Kind::Node(&SERVICE)),
        one("credentialStatus", Kind::Node(&SERVICE)),
        one("refreshService", Kind::Node(&SERVICE)),
        several("termsOfUse", Kind::Node(&TERMS)),
    ],
};

/// An endorsement: the whole credential.
pub static ENDORSEMENT: Class = Class {
    name: "EndorsementCredential",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        needed(one("name", Kind::Text)),
        one("description", Kind::Text),
        one("awardedDate", Kind::Moment),
        needed(one("credentialSubject", Kind::Node(&ENDORSED))),
        needed(one("issuer", Kind::NodeOrId(&PROFILE))),
        needed(one("validFrom", Kind::Moment)),
        one("validUntil", Kind::Moment),
        several("credentialSchema", Kind::Node(&SERVICE)),
        one("credentialStatus", Kind::Node(&SERVICE)),
        one("refreshService", Kind::Node(&SERVICE)),
        several("termsOfUse", Kind::Node(&TERMS)),
    ],
};

/// What an endorsement is about.
pub static ENDORSED: Class = Class {
    name: "EndorsementSubject",
    typed: Typed::List,
    open: true,
    members: &[needed(one("id", Kind::Url)), one("endorsementComment", Kind::Text)],
};

/// Who earned an achievement, and how.
pub static SUBJECT: Class = Class {
    name: "AchievementSubject",
    typed: Typed::List,
    open: true,
    members: &[
        one("id", Kind::Url),
        one("activityEndDate", Kind::Moment),
        one("activityStartDate", Kind::Moment),
        one("creditsEarned", Kind::Number { least: 0, most: None }),
        needed(one("achievement", Kind::Node(&ACHIEVEMENT))),
        several("identifier", Kind::Node(&IDENTITY)),
        one("image", Kind::Node(&IMAGE)),
        one("licenseNumber", Kind::Text),
        one("narrative", Kind::Text),
        several("result", Kind::Node(&RESULT)),
        one("role", Kind::Text),
        one("source", Kind::Node(&PROFILE)),
        one("term", Kind::Text),
    ],
};

/// Who somebody is, by an identifier. What we write is never hashed: see `rules`.
pub static IDENTITY: Class = Class {
    name: "IdentityObject",
    typed: Typed::Text,
    open: false,
    members: &[
        needed(one("hashed", Kind::Truth)),
        needed(one("identityHash", Kind::Text)),
        needed(one("identityType", Kind::Word(&IDENTIFIER_TYPE))),
        one("salt", Kind::Text),
    ],
};

/// What shows how an achievement was earned.
pub static EVIDENCE: Class = Class {
    name: "Evidence",
    typed: Typed::List,
    open: true,
    members: &[
        one("id", Kind::Url),
        one("narrative", Kind::Text),
        one("name", Kind::Text),
        one("description", Kind::Text),
        one("genre", Kind::Text),
        one("audience", Kind::Text),
    ],
};

/// What can be awarded.
pub static ACHIEVEMENT: Class = Class {
    name: "Achievement",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        several("alignment", Kind::Node(&ALIGNMENT)),
        one("achievementType", Kind::Word(&ACHIEVEMENT_TYPE)),
        one("creator", Kind::Node(&PROFILE)),
        one("creditsAvailable", Kind::Number { least: 0, most: None }),
        needed(one("criteria", Kind::Node(&CRITERIA))),
        needed(one("description", Kind::Text)),
        several("endorsement", Kind::Endorsement),
        several("endorsementJwt", Kind::Jws),
        one("fieldOfStudy", Kind::Text),
        one("humanCode", Kind::Text),
        one("image", Kind::Node(&IMAGE)),
        one("inLanguage", Kind::Language),
        needed(one("name", Kind::Text)),
        several("otherIdentifier", Kind::Node(&IDENTIFIER)),
        several("related", Kind::Node(&RELATED)),
        several("resultDescription", Kind::Node(&RESULT_DESCRIPTION)),
        one("specialization", Kind::Text),
        Member { count: Count::Several(DEFINITION_TAGS_MAX), ..one("tag", Kind::Text) },
        one("version", Kind::Text),
    ],
};

/// Where an achievement stands in a framework.
pub static ALIGNMENT: Class = Class {
    name: "Alignment",
    typed: Typed::List,
    open: true,
    members: &[
        one("targetCode", Kind::Text),
        one("targetDescription", Kind::Text),
        needed(one("targetName", Kind::Text)),
        one("targetFramework", Kind::Text),
        one("targetType", Kind::Word(&TARGET_TYPE)),
        needed(one("targetUrl", Kind::Url)),
    ],
};

/// What one has to do to earn an achievement.
pub static CRITERIA: Class = Class {
    name: "Criteria",
    typed: Typed::Free,
    open: true,
    members: &[one("id", Kind::Url), one("narrative", Kind::Text)],
};

/// An identifier of a thing or an organisation somewhere else.
pub static IDENTIFIER: Class = Class {
    name: "IdentifierEntry",
    typed: Typed::Text,
    open: false,
    members: &[
        needed(one("identifier", Kind::Text)),
        needed(one("identifierType", Kind::Word(&IDENTIFIER_TYPE))),
    ],
};

/// A picture.
pub static IMAGE: Class = Class {
    name: "Image",
    typed: Typed::Text,
    open: false,
    members: &[needed(one("id", Kind::Picture)), one("caption", Kind::Text)],
};

/// A result somebody reached.
pub static RESULT: Class = Class {
    name: "Result",
    typed: Typed::List,
    open: true,
    members: &[
        one("achievedLevel", Kind::Url),
        several("alignment", Kind::Node(&ALIGNMENT)),
        one("resultDescription", Kind::Url),
        one("status", Kind::Word(&RESULT_STATUS)),
        one("value", Kind::Text),
    ],
};

/// A result that can be reached.
pub static RESULT_DESCRIPTION: Class = Class {
    name: "ResultDescription",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        several("alignment", Kind::Node(&ALIGNMENT)),
        several("allowedValue", Kind::Text),
        needed(one("name", Kind::Text)),
        one("requiredLevel", Kind::Url),
        one("requiredValue", Kind::Text),
        needed(one("resultType", Kind::Word(&RESULT_TYPE))),
        several("rubricCriterionLevel", Kind::Node(&LEVEL)),
        one("valueMax", Kind::Text),
        one("valueMin", Kind::Text),
    ],
};

/// One level of a rubric.
pub static LEVEL: Class = Class {
    name: "RubricCriterionLevel",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        several("alignment", Kind::Node(&ALIGNMENT)),
        one("description", Kind::Text),
        one("level", Kind::Text),
        needed(one("name", Kind::Text)),
        one("points", Kind::Text),
    ],
};

/// Another achievement, or the same one in another language: then with its words, which the
/// contexts define for every class.
pub static RELATED: Class = Class {
    name: "Related",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        one("inLanguage", Kind::Language),
        one("version", Kind::Text),
        one("name", Kind::Text),
        one("description", Kind::Text),
        one("narrative", Kind::Text),
    ],
};

/// A person or an organisation.
pub static PROFILE: Class = Class {
    name: "Profile",
    typed: Typed::List,
    open: true,
    members: &[
        needed(one("id", Kind::Url)),
        one("name", Kind::Text),
        one("url", Kind::Url),
        one("phone", Kind::Phone),
        one("description", Kind::Text),
        several("endorsement", Kind::Endorsement),
        several("endorsementJwt", Kind::Jws),
        one("image", Kind::Node(&IMAGE)),
        one("email", Kind::Email),
        one("address", Kind::Node(&ADDRESS)),
        several("otherIdentifier", Kind::Node(&IDENTIFIER)),
        one("official", Kind::Text),
        one("parentOrg", Kind::Node(&PROFILE)),
        one("familyName", Kind::Text),
        one("givenName", Kind::Text),
        one("additionalName", Kind::Text),
        one("patronymicName", Kind::Text),
        one("honorificPrefix", Kind::Text),
        one("honorificSuffix", Kind::Text),
        one("familyNamePrefix", Kind::Text),
        one("dateOfBirth", Kind::Day),
    ],
};

/// Where somebody can be found.
pub static ADDRESS: Class = Class {
    name: "Address",
    typed: Typed::List,
    open: true,
    members: &[
        one("addressCountry", Kind::Text),
        one("addressCountryCode", Kind::Country),
        one("addressRegion", Kind::Text),
        one("addressLocality", Kind::Text),
        one("streetAddress", Kind::Text),
        one("postOfficeBoxNumber", Kind::Text),
        one("postalCode", Kind::Text),
        one("geo", Kind::Node(&GEO)),
    ],
};

/// A place on earth, in degrees.
pub static GEO: Class = Class {
    name: "GeoCoordinates",
    typed: Typed::Text,
    open: true,
    members: &[
        needed(one("latitude", Kind::Number { least: -90, most: Some(90) })),
        needed(one("longitude", Kind::Number { least: -180, most: Some(180) })),
    ],
};

/// A thing of another specification, whose type says what its other members mean.
pub static SERVICE: Class =
    Class { name: "", typed: Typed::Own, open: true, members: &[needed(one("id", Kind::Url))] };

/// Terms of use: as [`SERVICE`], and may have no id.
pub static TERMS: Class =
    Class { name: "", typed: Typed::Own, open: true, members: &[one("id", Kind::Url)] };

/// Every class that the published schema describes, by its name there.
pub static CLASSES: &[(&str, &Class)] = &[
    ("AchievementCredential", &BADGE),
    ("EndorsementCredential", &ENDORSEMENT),
    ("EndorsementSubject", &ENDORSED),
    ("AchievementSubject", &SUBJECT),
    ("IdentityObject", &IDENTITY),
    ("Evidence", &EVIDENCE),
    ("Achievement", &ACHIEVEMENT),
    ("Alignment", &ALIGNMENT),
    ("Criteria", &CRITERIA),
    ("IdentifierEntry", &IDENTIFIER),
    ("Image", &IMAGE),
    ("Result", &RESULT),
    ("ResultDescription", &RESULT_DESCRIPTION),
    ("RubricCriterionLevel", &LEVEL),
    ("Related", &RELATED),
    ("Profile", &PROFILE),
    ("Address", &ADDRESS),
    ("GeoCoordinates", &GEO),
    ("RefreshService", &SERVICE),
    ("CredentialSchema", &SERVICE),
    ("CredentialStatus", &SERVICE),
    ("TermsOfUse", &TERMS),
];
