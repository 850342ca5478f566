//! Records of several credentials (CLR 2.0): each inside is judged by itself, the record by itself.

use super::*;

/// A school that awards, a registrar that puts two awards of it together, a learner.
struct Record {
    school: Author,
    registrar: Author,
    lea: Author,
}

impl Record {
    fn new() -> Self {
        let (school, registrar) = (Author::new(1, "School"), Author::new(2, "Registrar"));
        Self { school, registrar, lea: Author::new(3, "Lea") }
    }

    fn award(&self, number: u8) -> Value {
        let mut draft = self.school.draft_for(&self.lea.did());
        draft.id = format!("urn:uuid:44444444-4444-4444-8444-44444444444{number}");
        issue::badge(&draft, &self.school.signing(Suite::EddsaRdfc2022)).unwrap()
    }

    /// The record around these credentials, signed.
    fn around(&self, suite: Suite, inside: &[Value]) -> Value {
        let unsigned = Value::object([
            (
                "@context",
                Value::from([
                    "https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                ]),
            ),
            ("id", "urn:uuid:33333333-3333-4333-8333-333333333333".into()),
            ("type", ["VerifiableCredential", "ClrCredential"].into()),
            ("issuer", self.registrar.did().to_string().into()),
            ("validFrom", "2026-11-20T00:00:00Z".into()),
            ("name", "School career".into()),
            (
                "credentialSubject",
                Value::object([
                    ("id", Value::from(self.lea.did().to_string())),
                    ("type", ["ClrSubject"].into()),
                    ("verifiableCredential", Value::Array(inside.to_vec())),
                ]),
            ),
        ]);
        let method = self.registrar.did().verification_method();
        let key = (&self.registrar.key, method.as_str());
        let now = self.registrar.signing(suite).now;
        crate::credential::proof::sign(&unsigned, suite, key, now, Contexts::pinned()).unwrap()
    }
}

/// What is said of a record, then of each credential inside.
#[track_caller]
fn check(record: &Value, expected: &[&str]) {
    let presented = Presented::read(&record.to_bytes(), &Reader::core()).unwrap();
    let asked = Asked::at(at(NOON));
    let verdict = judge(&presented, &Evidence::new(), &asked, &Reader::core());
    let inside = verdict.nested.iter().map(|one| one.integrity.code());
    let outside = verdict.reason(Question::Integrity).code();
    let said: Vec<&str> = std::iter::once(outside).chain(inside).collect();
    assert_eq!(said, expected);
    // As it is told, each with its name and a sentence.
    let told = verdict.to_json(Lang::En);
    let told = told.at(&["credential", "nested"]).map(Value::as_list).unwrap_or_default();
    assert_eq!(told.len(), verdict.nested.len());
    for (one, reason) in told.iter().zip(&expected[1..]) {
        assert_eq!(one.at(&["integrity", "reason"]), Some(&Value::from(*reason)));
        let says = one.at(&["integrity", "says"]).and_then(Value::as_str);
        assert!(says.is_some_and(|says| says.ends_with('.')), "{says:?}");
        assert!(one.get("name").is_some() && one.at(&["status", "says"]).is_some());
    }
}

const SIGNED: &str = "signed-by-issuer";

#[test]
fn a_record_and_each_credential_inside_are_judged_by_themselves() {
    let record = Record::new();
    let [award, second, third] = [1, 2, 3].map(|number| record.award(number));
    for suite in [Suite::EddsaRdfc2022, Suite::EddsaJcs2022] {
        let whole = record.around(suite, &[second.clone(), award.clone()]);
        check(&whole, &[SIGNED, SIGNED, SIGNED]);
        let kept = whole.at(&["credentialSubject", "verifiableCredential", "1"]).unwrap();
        assert_eq!(kept.to_bytes(), award.to_bytes(), "not a byte of it is touched");
        check(&record.around(suite, std::slice::from_ref(&award)), &[SIGNED, SIGNED]);
        // Bad ones inside are told, and take nothing from the record.
        let forged = changed(&second, &["name"], Some(Value::from("Coffee")));
        let bare = changed(&third, &["proof"], None);
        let mixed = record.around(suite, &[forged, award.clone(), bare]);
        check(&mixed, &[SIGNED, "signature-wrong", SIGNED, "proof-missing"]);
        // What is changed after the record was signed breaks the record too.
        let path = &["credentialSubject", "verifiableCredential", "1", "name"];
        let later = changed(&whole, path, Some(Value::from("Coffee")));
        check(&later, &["signature-wrong", SIGNED, "signature-wrong"]);
    }
    check(&award, &[SIGNED]);
}

#[test]
fn more_credentials_than_are_looked_at_are_counted() {
    use crate::limits::NESTED_MAX;
    let record = Record::new();
    let one = Value::object([("type", ["VerifiableCredential"])]);
    let told = |count: usize| {
        let members = changed(
            &record.around(Suite::EddsaJcs2022, &[]),
            &["credentialSubject", "verifiableCredential"],
            Some(Value::Array(vec![one.clone(); count])),
        );
        let presented = Presented::read(&members.to_bytes(), &Reader::core()).unwrap();
        let asked = Asked::at(at(NOON));
        let verdict = judge(&presented, &Evidence::new(), &asked, &Reader::core());
        let unread = verdict.credential.get("nested_unread").and_then(Value::as_u64);
        (verdict.nested.len(), unread)
    };
    assert_eq!(told(0), (0, None));
    assert_eq!(told(NESTED_MAX), (NESTED_MAX, None));
    assert_eq!(told(NESTED_MAX + 2), (NESTED_MAX, Some(2)));
}
