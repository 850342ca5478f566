//! The verdict on credentials of others: integrity and status of every published sample.
//!
//! Samples whose key lies only in the fragment of an https method cannot be told (no issuer's DID
//! names that key), those by a suite that is not known neither; a deliberate error is no. The
//! laws, with their negative twins, are in `verdict_laws`.
//!
//! Vectors: `ob3-1edtech-validator`, `dcc-fixtures`, `ob3-spec-examples`, `w3c-di-proof-chain`,
//! `jff-plugfest`.

use std::fs;

use bot_protocol::verdict::{Answer, Asked, Evidence, Presented, Question, judge};
use bot_tests::vectors;

/// Judges every file of a folder at noon of 2026-11-23, with no evidence; all must be listed.
#[track_caller]
fn check_all(folder: &str, rows: &[(&str, &str)]) {
    let Some(root) = vectors::root() else { return };
    let folder = root.join(folder);
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap());
    let files = files.filter(|file| file.file_type().unwrap().is_file());
    let count = files.filter(|file| file.file_name() != "SOURCE.md").count();
    assert_eq!(count, rows.len(), "every file of {} is listed", folder.display());
    let told = rows.iter().map(|(name, _)| (*name, said(&fs::read(folder.join(name)).unwrap())));
    let told: Vec<(&str, String)> = told.collect();
    let differing = |((name, said), (_, expected)): (&(&str, String), &(&str, &str))| {
        (said != expected).then(|| format!("{name}: {said}, expected {expected}"))
    };
    let differing: Vec<String> = told.iter().zip(rows).filter_map(differing).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

fn said(bytes: &[u8]) -> String {
    let asked = Asked::at("2026-11-23T12:00:00Z".parse().unwrap());
    match Presented::read(bytes, &bot_foreign::reader()) {
        Err(refused) => format!("{} {}", refused.claims, refused.code()),
        Ok(presented) => {
            let verdict = judge(&presented, &Evidence::new(), &asked, &bot_foreign::reader());
            let [integrity, status] = [Question::Integrity, Question::Status];
            let yes = verdict.answer(integrity) == Answer::Yes;
            assert_eq!(yes, verdict.reason(integrity).code() == "signed-by-issuer");
            format!("{} {}", verdict.reason(integrity).code(), verdict.reason(status).code())
        }
    }
}

#[test]
fn one_edtech_badges() {
    check_all(
        "ob3-1edtech-validator/ob30",
        &[
            ("complete.json", "key-not-here status-list-missing"),
            ("complete_v1.json", "key-not-here expired"),
            ("credential-status-revoked.json", "key-not-here status-list-missing"),
            ("endorsement-err-schema-status-refresh.json", "signature-wrong status-list-missing"),
            ("endorsement-valid.json", "key-not-here status-unproven"),
            ("simple-context-alias.json", "key-not-here status-unproven"),
            ("simple-context-version.json", "key-not-here status-unproven"),
            ("simple-did-key-method.json", "proof-by-another status-unproven"),
            ("simple-did-web-method.json", "key-not-here status-unproven"),
            ("simple-eddsa-2022.json", "suite-unknown status-unproven"),
            ("simple-err-context.json", "field-wrong status-unproven"),
            (
                "simple-err-credential-subject-achievement-result-description-type.json",
                "not-covered status-unproven",
            ),
            ("simple-err-credential-subject-identifier-type.json", "not-covered status-unproven"),
            ("simple-err-credential-subject-profile-type.json", "not-covered status-unproven"),
            ("simple-err-credential-subject-result-type.json", "not-covered status-unproven"),
            ("simple-err-credential-subject-type.json", "not-covered status-unproven"),
            ("simple-err-evidence-type.json", "not-covered status-unproven"),
            ("simple-err-expired.json", "key-not-here expired"),
            ("simple-err-issued.json", "key-not-here not-yet-valid"),
            ("simple-err-issuer-otheridentifier-type.json", "not-covered status-unproven"),
            ("simple-err-issuer-parentorg-type.json", "not-covered status-unproven"),
            ("simple-err-issuer-type.json", "not-covered status-unproven"),
            ("simple-err-issuer.json", "field-wrong status-unproven"),
            ("simple-err-proof-method-no-scheme.json", "proof-malformed status-unproven"),
            (
                "simple-err-proof-method-unknown-did-method.json",
                "proof-names-another status-unproven",
            ),
            ("simple-err-proof-method-unknown-scheme.json", "proof-names-another status-unproven"),
            ("simple-err-proof-method.json", "key-not-here status-unproven"),
            ("simple-err-proof-value.json", "signature-wrong status-unproven"),
            ("simple-err-type.json", "not-covered status-unproven"),
            ("simple-json.png", "key-not-here status-unproven"),
            ("simple-json.svg", "key-not-here status-unproven"),
            ("simple-jwt.png", "key-embedded status-unproven"),
            ("simple-jwt.svg", "key-embedded status-unproven"),
            ("simple-jwt_v1.png", "key-embedded status-unproven"),
            ("simple-jwt_v1.svg", "key-embedded status-unproven"),
            ("simple-multiple-proofs.json", "suite-unknown status-unproven"),
            ("simple-noproof.json", "proof-missing status-unproven"),
            ("simple.1ob", "key-not-here status-unproven"),
            ("simple.json", "key-not-here status-unproven"),
            ("simple.jwt", "key-not-here status-unproven"),
            ("simple_v1.json", "key-not-here status-unproven"),
            ("velocity.jwt", "proof-names-another status-type-unknown"),
        ],
    );
}

#[test]
fn one_edtech_records() {
    check_all(
        "ob3-1edtech-validator/clr20",
        &[
            ("complex.json", "proof-names-another status-unproven"),
            ("simple-noproof.json", "proof-missing status-unproven"),
            ("simple.json", "key-not-here status-unproven"),
            ("simple.jwt", "key-embedded status-unproven"),
            ("simple_old_safesigned.json", "key-not-here status-unproven"),
            ("simple_v1.json", "key-not-here status-unproven"),
        ],
    );
}

#[test]
fn dcc_did_key() {
    check_all(
        "dcc-fixtures/v2-dataIntegrityProof/didKey",
        &[
            (
                "legacyRegistry-noStatus- noExpiry-credSubjName.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-OBSpecExample.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-achievementTypeExample.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-alignments.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-basicOBv3.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-credName.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-credSubjName.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-identityHash.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-noExpiry-minimal.json",
                "signed-by-issuer no-status-declared",
            ),
            (
                "legacyRegistry-noStatus-notExpired-withSchema.json",
                "signed-by-issuer no-status-declared",
            ),
            ("noRegistry-revokedStatus-noExpiry.json", "signed-by-issuer expired"),
            ("noRegsitry-revokedStatus-notExpired.json", "signed-by-issuer status-list-missing"),
            ("oidf-noStatus-notExpired-complexIssuer.json", "signed-by-issuer no-status-declared"),
            ("oidf-noStatus-notExpired-notYetValid.json", "signed-by-issuer not-yet-valid"),
            ("oidf-revokedStatus-noExpiry.json", "signed-by-issuer status-list-missing"),
            ("twoOIDF-revoked-notExpired-badSchema.json", "feature-unknown status-list-missing"),
            ("twoOIDF-validStatus-expired.json", "signed-by-issuer expired"),
        ],
    );
}

#[test]
fn dcc_did_web() {
    check_all(
        "dcc-fixtures/v2-dataIntegrityProof/didweb",
        &[
            ("legacy-revokedStatus-expired.json", "key-not-here expired"),
            ("legacy-revokedStatus-noExpiry.json", "key-not-here status-list-missing"),
            ("oidf-noStatus-notExpired.json", "key-not-here status-unproven"),
        ],
    );
}

#[test]
fn spec_examples() {
    check_all(
        "ob3-spec-examples",
        &[
            ("achievementAlignmentCase-3.json", "proof-missing status-unproven"),
            ("achievementAlignmentCe-4.json", "proof-missing status-unproven"),
            ("basicOpenBadgeCredential-5.json", "proof-missing status-unproven"),
            ("examples-2.json", "proof-missing status-unproven"),
            ("fullOpenBadge-6.json", "proof-missing status-list-missing"),
            ("linked-data-proof-clr-10.json", "proof-missing status-unproven"),
            ("linked-data-proof-clr-12.json", "false no-credential"),
            ("linked-data-proof-clr-13.json", "key-not-here status-unproven"),
            ("linked-data-proof-clr-9.json", "proof-missing status-unproven"),
            ("skillAssertionCase-7.json", "proof-missing status-unproven"),
            ("skillAssertionCtdl-8.json", "proof-missing status-unproven"),
        ],
    );
}

#[test]
fn proof_chains() {
    check_all(
        "w3c-di-proof-chain/eddsa-rdfc-2022",
        &[
            (
                "1.1-previousProofArrayMissingFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            ("1.1-previousProofArrayOk-SimpleSigned2.json", "feature-unknown status-unproven"),
            ("1.1-previousProofMissingFail-SimpleSigned2.json", "proof-malformed status-unproven"),
            (
                "1.1-previousProofNotStringFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            (
                "1.1-previousProofStringMissingFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            ("1.1-previousProofStringOk-SimpleSigned2.json", "feature-unknown status-unproven"),
            (
                "2.0-previousProofArrayMissingFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            ("2.0-previousProofArrayOk-SimpleSigned2.json", "feature-unknown status-unproven"),
            ("2.0-previousProofMissingFail-SimpleSigned2.json", "proof-malformed status-unproven"),
            (
                "2.0-previousProofNotStringFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            (
                "2.0-previousProofStringMissingFail-SimpleSigned2.json",
                "proof-malformed status-unproven",
            ),
            ("2.0-previousProofStringOk-SimpleSigned2.json", "feature-unknown status-unproven"),
        ],
    );
}

#[test]
fn plugfest() {
    check_all(
        "jff-plugfest",
        &[
            ("signed_badge_example-p2.json", "signed-by-issuer no-status-declared"),
            ("signed_badge_example-p3.json", "suite-unknown status-unproven"),
            ("unsigned-badge-example-p2.json", "proof-missing status-unproven"),
            ("unsigned-badge-example-p3.json", "proof-missing status-unproven"),
        ],
    );
}

#[test]
fn status_lists() {
    check_all(
        "ob3-1edtech-validator/ob30/bit-string-list",
        &[
            ("credential-status-revoked-blank-nodes.json", "key-not-here status-unreadable"),
            ("credential-status-revoked.json", "key-not-here status-unreadable"),
            ("testlist", "key-not-here status-unproven"),
        ],
    );
}

#[test]
fn derived() {
    check_all(
        "ob3-1edtech-validator/ob30/sd",
        &[("derivedcredential.json", "key-not-here status-unproven")],
    );
}
