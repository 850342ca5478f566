//! Status lists that come as tokens: how old one is, and until when it holds.

use super::*;

const LIST: &str = "https://a.example/lists/1";

/// 131,072 places, none of them set.
const CLEAR: &str = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

/// 2026-11-23T11:00:00Z, an hour before everything is judged.
const FRESH: u64 = 1_795_431_600;

/// The status of a badge whose list says this beside its own members.
fn status(more: &str) -> String {
    let signer = Signer::p256();
    let did = signer.did();
    let entry = format!(
        "\"credentialStatus\":{{\"type\":\"BitstringStatusListEntry\",\
         \"statusPurpose\":\"revocation\",\"statusListIndex\":\"5\",\
         \"statusListCredential\":\"{LIST}\"}}"
    );
    let badge = jwt(&signer, "\"typ\":\"vc+jwt\"", &vc2(&did, &entry));
    let list = format!(
        "\"id\":\"{LIST}\",\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"],\
         \"credentialSubject\":{{\"id\":\"{LIST}#list\",\"type\":\"BitstringStatusList\",\
         \"statusPurpose\":\"revocation\",\"encodedList\":\"{CLEAR}\"}}"
    );
    let list = with(vc2(&did, &list), more);
    let list = jwt(&signer, "\"typ\":\"vc+jwt\"", &list);
    let (reader, mut evidence) = (crate::reader(), Evidence::new());
    evidence.hear_file(list.as_bytes(), &reader).unwrap();
    let presented = reader.read(badge.as_bytes()).unwrap();
    let verdict = judge(&presented, &evidence, &Asked::at(NOW.parse().unwrap()), &reader);
    verdict.reason(Question::Status).code().to_owned()
}

#[test]
fn a_list_is_as_young_as_the_newest_moment_that_was_signed() {
    let check = |more: &str, expected: &str| assert_eq!(status(more), expected, "{more}");
    check("", "stale");
    check(&format!("\"iat\":{FRESH}"), "clear-in-list");
    check(&format!("\"nbf\":{FRESH}"), "clear-in-list");
    check(&format!("\"validFrom\":null,\"iat\":{FRESH}"), "clear-in-list");
    check("\"validFrom\":null", "status-list-undated");
    check("\"iat\":1767225600", "stale");
    check("\"iat\":\"today\"", "stale");
    // What lies in the future makes nothing young.
    let future = "status-list-not-yet-valid";
    check("\"iat\":1893456000", future);
    check("\"validFrom\":null,\"iat\":1893456000", future);
    check("\"nbf\":1893456000", future);
}

#[test]
fn that_a_signature_is_good_makes_no_old_list_young() {
    let check = |more: &str, expected: &str| assert_eq!(status(more), expected, "{more}");
    check("\"exp\":1893456000", "stale");
    check(&format!("\"exp\":1893456000,\"iat\":{FRESH}"), "clear-in-list");
    check("\"validUntil\":\"2030-01-01T00:00:00Z\"", "clear-in-list");
    check("\"exp\":1893456000,\"validUntil\":\"2030-01-01T00:00:00Z\"", "clear-in-list");
    check("\"exp\":1767225601", "status-list-expired");
    check("\"exp\":1893456000,\"validUntil\":\"2026-02-01T00:00:00Z\"", "status-list-expired");
    check("\"exp\":1893456000,\"validFrom\":null", "status-list-undated");
}
