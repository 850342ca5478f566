//! Verifying for another program: all is well, or the problems, and the six findings beside.

use bot_protocol::api::{
    VcCheck, VcPurpose, VcVerification, VcVerifyOptions, VcVerifyPresentationRequest,
    VcVerifyRequest,
};
use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::credential::proof::Purpose;
use bot_protocol::verdict::checked::{self, Checked, Checking, Checks, Presenters};
use bot_protocol::verdict::{Asked, Evidence, Presented, Reader, Secured, Verdict};
use bot_protocol::words::Lang;

use super::problem;
use crate::acts::bearing;
use crate::acts::verify::{DAY_MILLIS, Eyes, told};
use crate::acts::{ActError, Acts};

/// How a document is checked: as a credential or as a presentation.
type Check = fn(&Value, &Checking<'_>) -> Checked;

impl Acts {
    /// Whether all is well with a credential.
    ///
    /// # Errors
    /// When the store cannot be read. A credential that is no good is no error.
    pub fn vc_verify(
        &self,
        request: &VcVerifyRequest,
        lang: Lang,
    ) -> Result<VcVerification, ActError> {
        let document = &request.verifiable_credential;
        let mut verification =
            self.checked(document, &request.options, (checked::credential, lang))?;
        if request.options.return_credential {
            verification.credential = Some(document.clone());
        }
        Ok(verification)
    }

    /// Whether all is well with a presentation and with every credential in it.
    ///
    /// # Errors
    /// When there is not one presentation, or the store cannot be read.
    pub fn vc_verify_presentation(
        &self,
        request: &VcVerifyPresentationRequest,
        lang: Lang,
    ) -> Result<VcVerification, ActError> {
        let ((Some(document), None) | (None, Some(document))) =
            (&request.verifiable_presentation, &request.presentation)
        else {
            let expected = "either it or `presentation`";
            return Err(ActError::field("verifiablePresentation", "", expected));
        };
        let mut verification =
            self.checked(document, &request.options, (checked::presentation, lang))?;
        if request.options.return_presentation || request.options.return_credential {
            verification.verifiable_presentation = Some(document.clone());
        }
        Ok(verification)
    }

    fn checked(
        &self,
        document: &Value,
        options: &VcVerifyOptions,
        (check, lang): (Check, Lang),
    ) -> Result<VcVerification, ActError> {
        let mut asked = Asked::at(self.now());
        asked.challenge.clone_from(&options.challenge);
        asked.domain.clone_from(&options.domain);
        let days = u64::from(self.config().trust.max_age_days);
        asked.max_age_millis = days.saturating_mul(DAY_MILLIS);
        let checks = match options.checks.as_deref() {
            Some([VcCheck::Proof, rest @ ..]) if !rest.contains(&VcCheck::CredentialStatus) => {
                Checks::Proof
            }
            Some(_) | None => Checks::All,
        };
        let evidence = match checks {
            Checks::All => self.public_evidence(document)?,
            Checks::Proof => Evidence::new(),
        };
        let purpose = options.expected_proof_purpose.map(|purpose| match purpose {
            VcPurpose::AssertionMethod => Purpose::AssertionMethod,
            VcPurpose::Authentication => Purpose::Authentication,
        });
        // The public suites present credentials about others and want them verified.
        let presenters = match self.profile() {
            Profile::Closed => Presenters::Holders,
            Profile::Conformance => Presenters::Anybody,
        };
        let checked = self.with_profile(|reader| {
            let (evidence, asked, reader) = (&evidence, &asked, *reader);
            check(document, &Checking { evidence, asked, reader, checks, presenters, purpose })
        });
        answer(&checked, lang)
    }

    /// What the feeds held here tell anybody: nothing of the owner's address book, through nobody's
    /// eyes.
    fn public_evidence(&self, document: &Value) -> Result<Evidence, ActError> {
        let snapshot = self.snapshot()?;
        // What is in an envelope is read as it is judged; what cannot be read is judged by itself.
        let opened = self.with_profile(|reader| match document.as_str() {
            Some(text) => reader.read(text.as_bytes()).ok(),
            None => Presented::of(document.clone(), reader).ok(),
        });
        let opened = opened.as_ref().map(Presented::credentials).unwrap_or_default();
        let inside = self.with_profile(|reader| bearing::opened(opened, reader));
        let written = std::iter::once(document);
        let documents = inside.iter().map(Secured::document).chain(written);
        let bearing = bearing::bearing(&snapshot, documents, [], Eyes::Nobodys)?;
        let mut evidence = self.these_as_evidence(&snapshot, &bearing.writers)?;
        bearing.tell(&snapshot, &mut evidence);
        Ok(evidence)
    }

    /// Does something with what documents of other programs are read by.
    fn with_profile<T>(&self, job: impl FnOnce(&Reader<'_>) -> T) -> T {
        match self.profile() {
            Profile::Closed => self.with_reader(job),
            Profile::Conformance => job(&bot_foreign::reader_of(Profile::Conformance)),
        }
    }
}

fn answer(checked: &Checked, lang: Lang) -> Result<VcVerification, ActError> {
    let problem_details: Vec<_> =
        checked.problems.iter().map(|one| problem::of(one, lang)).collect();
    let verdict = |verdict: &Verdict| told(&verdict.to_json(lang));
    Ok(VcVerification {
        problem: problem_details.first().map(|first| problem::whole(first, lang)),
        verified: checked.is_verified(),
        problem_details,
        verdicts: checked.verdicts.iter().map(verdict).collect::<Result<_, _>>()?,
        credential: None,
        verifiable_presentation: None,
    })
}
