//! The words that Open Badges 3.0 allows where a member is one of a list.
//!
//! Most lists may be extended by words that begin with `ext:`. Reading is tolerant and keeps any
//! word; what we write is checked here.
//!
//! Source: Open Badges 3.0 §B.2 (enumerations).

use super::shape::ShapeFault;

/// One list of words.
#[derive(Debug)]
pub struct Vocabulary {
    /// The words.
    pub words: &'static [&'static str],
    /// Whether words of one's own, `ext:…`, are allowed too.
    pub open: bool,
}

/// What sort of achievement it is.
pub static ACHIEVEMENT_TYPE: Vocabulary = Vocabulary {
    words: &[
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "Badge",
        "BachelorDegree",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CommunityService",
        "Competency",
        "Course",
        "CoCurricular",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "Membership",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "MasterCertificate",
        "MasterDegree",
        "MicroCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    ],
    open: true,
};

/// What an alignment points to.
pub static TARGET_TYPE: Vocabulary = Vocabulary {
    words: &[
        "ceasn:Competency",
        "ceterms:Credential",
        "CFItem",
        "CFRubric",
        "CFRubricCriterion",
        "CFRubricCriterionLevel",
        "CTDL",
    ],
    open: true,
};

/// What an identifier is.
pub static IDENTIFIER_TYPE: Vocabulary = Vocabulary {
    words: &[
        "name",
        "sourcedId",
        "systemId",
        "productId",
        "userName",
        "accountId",
        "emailAddress",
        "nationalIdentityNumber",
        "isbn",
        "issn",
        "lisSourcedId",
        "oneRosterSourcedId",
        "sisSourcedId",
        "ltiContextId",
        "ltiDeploymentId",
        "ltiToolId",
        "ltiPlatformId",
        "ltiUserId",
        "identifier",
    ],
    open: true,
};

/// What sort of result a result description describes.
pub static RESULT_TYPE: Vocabulary = Vocabulary {
    words: &[
        "GradePointAverage",
        "LetterGrade",
        "Percent",
        "PerformanceLevel",
        "PredictedScore",
        "RawScore",
        "Result",
        "RubricCriterion",
        "RubricCriterionLevel",
        "RubricScore",
        "ScaledScore",
        "Status",
    ],
    open: true,
};

/// How far somebody has come with an achievement.
pub static RESULT_STATUS: Vocabulary = Vocabulary {
    words: &["Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"],
    open: false,
};

impl Vocabulary {
    /// Whether `word` may stand here.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(&word) || (self.open && is_extension(word))
    }

    pub(super) fn check(&self, word: &str) -> Result<(), ShapeFault> {
        if self.has(word) {
            return Ok(());
        }
        let found: String = word.chars().take(80).collect();
        let own = if self.open { ", nor a word of your own such as ext:Apprentice" } else { "" };
        Err(ShapeFault::here(format!("{found:?} is none of {}{own}", self.words.join(", "))))
    }
}

/// Whether it is a word of somebody's own.
///
/// The published pattern is meant as this: its `|` in the brackets separate alternatives.
fn is_extension(word: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    word.strip_prefix("ext:").is_some_and(|own| !own.is_empty() && own.chars().all(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_words_and_extensions_stand() {
        let check = |list: &Vocabulary, word: &str, expected: bool| {
            assert_eq!(list.has(word), expected, "{word}");
            assert_eq!(list.check(word).is_ok(), expected, "{word}");
        };
        check(&ACHIEVEMENT_TYPE, "MicroCredential", true);
        check(&ACHIEVEMENT_TYPE, "microcredential", false);
        check(&ACHIEVEMENT_TYPE, "ext:Repair_cafe.v2-b", true);
        check(&ACHIEVEMENT_TYPE, "ext:", false);
        check(&ACHIEVEMENT_TYPE, "ext:two words", false);
        check(&ACHIEVEMENT_TYPE, "Ext:Thing", false);
        check(&ACHIEVEMENT_TYPE, "", false);
        check(&TARGET_TYPE, "CFItem", true);
        check(&TARGET_TYPE, "CFitem", false);
        check(&IDENTIFIER_TYPE, "isbn", true);
        check(&IDENTIFIER_TYPE, "ISBN", false);
        check(&RESULT_TYPE, "LetterGrade", true);
        check(&RESULT_TYPE, "Grade", false);
        check(&RESULT_STATUS, "Completed", true);
        check(&RESULT_STATUS, "ext:Done", false);
    }
}
