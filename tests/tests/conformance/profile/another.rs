//! What another implementation signed, read back: `protocol/vectors/profile`.

use bot_protocol::canon::json::Value;
use bot_protocol::credential::contexts::Profile;
use bot_protocol::verdict::Asked;
use bot_protocol::verdict::checked::Checks;

use super::{checked_under, codes, now, read};

const VECTORS: &str = include_str!("../../../../protocol/vectors/profile/vectors.json");

#[test]
fn presentations_by_another_implementation_verify_by_the_profile_they_need() {
    let vectors = read(VECTORS);
    let text = |name: &str| vectors.get(name).and_then(Value::as_str).map(str::to_owned);
    let (challenge, domain) = (text("challenge"), text("domain"));
    let asked = Asked { challenge, domain, ..Asked::at(now()) };
    let list = vectors.get("vectors").unwrap().as_array().unwrap();
    assert_eq!(list.len(), 6);
    for vector in list {
        let shown = vector.get("presentation").unwrap();
        let needs = vector.get("profile").and_then(Value::as_str).and_then(Profile::read).unwrap();
        let check =
            |profile, document: &Value| checked_under(profile, Checks::All, &asked, document);
        for profile in [Profile::Closed, Profile::Conformance] {
            let checked = check(profile, shown);
            let reads = profile == needs || profile == Profile::Conformance;
            assert_eq!(checked.is_verified(), reads, "{profile:?}: {:?}", checked.problems);
            if reads {
                let holder = shown.get("holder").unwrap();
                let holder = holder.as_str().or_else(|| holder.get("id")?.as_str());
                assert_eq!(checked.signers.iter().map(String::as_str).next(), holder);
            } else {
                assert_eq!(codes(&checked), ["feature-unknown"]);
            }
        }
        every_part_is_signed(shown, &|document| {
            check(Profile::Conformance, document).is_verified()
        });
    }
}

/// Every text in the presentation but names of contexts that define nothing new is under a
/// signature.
fn every_part_is_signed(shown: &Value, verifies: &dyn Fn(&Value) -> bool) {
    let changes: [&[&str]; 5] = [
        &["proof", "created"],
        &["proof", "challenge"],
        &["verifiableCredential", "proof", "proofValue"],
        &["verifiableCredential", "issuer"],
        &["verifiableCredential", "type"],
    ];
    for path in changes {
        let mut changed = shown.clone();
        let mut place = &mut changed;
        for name in path {
            place = place.as_object_mut().unwrap().get_mut(name).unwrap();
            if let Value::Array(items) = place {
                place = items.first_mut().unwrap();
            }
        }
        let text = place.as_str().unwrap().to_owned();
        // The last but one character is in no place where a spelling is free.
        let (before, rest) = text.split_at(text.len() - 2);
        let other = if rest.starts_with('3') { "4" } else { "3" };
        *place = Value::from(format!("{before}{other}{}", &rest[1..]));
        assert!(!verifies(&changed), "{path:?}");
    }
}
