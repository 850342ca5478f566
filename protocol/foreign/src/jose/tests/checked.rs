//! Envelopes as other people's interfaces hand them in: verified, or the problems.

use bot_protocol::credential::proof::Purpose;
use bot_protocol::identity::KeyCodec;
use bot_protocol::verdict::checked::{self, Checked, Checking, Checks, Presenters};

use super::presentation::{VP, badge, challenged, enveloped, vp2};
use super::*;
use crate::envelopes::tests::method;
use crate::envelopes::{Media, issue};
use crate::signing::SigningKey;

type Check = fn(&Value, &Checking<'_>) -> Checked;

fn found(
    check: Check,
    document: &Value,
    asked: &Asked,
    more: (Checks, Option<Purpose>),
) -> Checked {
    let evidence = Evidence::new();
    let ((checks, purpose), presenters) = (more, Presenters::Holders);
    let reader = crate::reader();
    check(document, &Checking { evidence: &evidence, asked, reader, checks, presenters, purpose })
}

/// The problems, by place and code; `verified` where there is none.
fn said_by(check: Check, document: &Value, asked: &Asked) -> String {
    let checked = found(check, document, asked, (Checks::All, None));
    let problems = checked.problems.iter();
    let told: Vec<_> = problems.map(|one| format!("{}{}", one.place, one.reason.code())).collect();
    if told.is_empty() { format!("verified {}", checked.verdicts.len()) } else { told.join(" ") }
}

fn now() -> Asked {
    Asked::at(NOW.parse().unwrap())
}

fn value(text: &str) -> Value {
    json::read(text.as_bytes()).unwrap()
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// A document and the data URL of an envelope of each kind around it, by one key.
fn each_form(document: &Object) -> Vec<(Media, String)> {
    let method = method(KeyCodec::P256, 7);
    let did = SigningKey::from_seed(KeyCodec::P256, &[7; 32]).unwrap().did();
    let is_badge = document.contains("credentialSubject");
    let by = if is_badge { "issuer" } else { "holder" };
    let document = Value::Object(with(document.clone(), &format!("\"{by}\":\"{did}\"")));
    let media =
        Media::ALL.into_iter().filter(|media| media.to_string().starts_with("vc") == is_badge);
    media
        .map(|media| {
            let contexts = crate::reader().contexts;
            let issued = issue(&document, media, (&method, &[]), contexts).unwrap();
            let base64 = if media.to_string().ends_with("cose") { ";base64" } else { "" };
            (media, format!("{media}{base64},{}", issued.text))
        })
        .collect()
}

fn in_object(data: &str) -> Value {
    let (media, data) = data.split_once(',').unwrap();
    value(&enveloped(media, data))
}

fn as_presentation(document: Value) -> Value {
    let Value::Object(members) = document else { panic!("an object") };
    Value::Object(with(members, "\"type\":\"EnvelopedVerifiablePresentation\""))
}

#[test]
fn an_object_that_envelops_a_credential_is_judged_by_what_is_in_it() {
    let all = each_form(&vc2("", ""));
    assert_eq!(all.len(), 3);
    let over = each_form(&vc2("", "\"validUntil\":\"2026-02-01T00:00:00Z\""));
    for ((media, data), (_, over)) in all.iter().zip(&over) {
        let check = |document: &Value| said_by(checked::credential, document, &now());
        let whole = in_object(data);
        assert_eq!(check(&whole), "verified 1", "{media}");
        let by_keys = found(checked::credential, &whole, &now(), (Checks::Proof, None));
        assert!(by_keys.is_verified() && by_keys.by_keys.len() == 1, "{media}");
        assert_eq!(check(&in_object(over)), "expired", "{media}");
        // One letter in the middle of what is signed.
        let at = data.len() / 2;
        let other = if &data[at..=at] == "A" { "B" } else { "A" };
        let changed = format!("{}{other}{}", &data[..at], &data[at + 1..]);
        assert!(!check(&in_object(&changed)).starts_with("verified"), "{media}");
        // Whose signature it is cannot be asked for by a challenge, nor for another purpose.
        assert_eq!(said_by(checked::credential, &whole, &challenged()), "challenge-unsigned");
        let other = (Checks::All, Some(Purpose::Authentication));
        assert!(!found(checked::credential, &whole, &now(), other).is_verified());
    }
}

#[test]
fn what_stands_beside_an_envelope_or_is_no_envelope_is_refused() {
    let jwt = badge("did:example:ann");
    let whole = enveloped("vc+jwt", &jwt);
    let check = |text: &str| said_by(checked::credential, &value(text), &now());
    assert_eq!(check(&whole), "verified 1");
    let refused = "field-wrong";
    let own = |more: &str| whole.replacen('{', &format!("{{{more},"), 1);
    for text in [
        own("\"name\":\"unsigned\""),
        own("\"credentialSubject\":{\"id\":\"did:example:eve\"}"),
        // A credential of somebody else beside it is not the one asked about.
        own(&format!("\"verifiableCredential\":\"{jwt}\"")),
        whole.replace("data:application/vc+jwt,", "https://school.example/"),
        whole.replace("vc+jwt", "vc+cose"),
        whole.replace("vc+jwt", "text/plain"),
        whole.replace(&jwt, "oops"),
        whole.replace("\"@context\":\"https://www.w3.org/ns/credentials/v2\",", ""),
        whole.replace("ns/credentials/v2", "ns/credentials/examples/v2"),
        whole.replace("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"),
    ] {
        assert_eq!(check(&text), refused, "{text}");
    }
    // What says of itself that it is a credential is judged by its own members.
    let both = "[\"VerifiableCredential\",\"EnvelopedVerifiableCredential\"]";
    assert_eq!(check(&whole.replace("\"EnvelopedVerifiableCredential\"", both)), refused);
}

#[test]
fn envelopes_in_a_presentation_are_opened_in_their_places() {
    let forms = each_form(&vc2("", ""));
    let inside: Vec<String> = forms
        .iter()
        .map(|(_, data)| String::from_utf8(in_object(data).to_bytes()).unwrap())
        .collect();
    let around = |inside: &str| {
        value(&format!(
            "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
             \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[{inside}]}}"
        ))
    };
    let check = |document: &Value| said_by(checked::presentation, document, &now());
    assert_eq!(check(&around(&inside.join(","))), "verified 3");
    let proofs = (Checks::Proof, None);
    let checked = found(checked::presentation, &around(&inside.join(",")), &now(), proofs);
    assert!(checked.is_verified() && checked.by_keys.len() == 3);
    let torn = inside.join(",").replacen("application/vc+sd-jwt", "application/vc+jwt", 1);
    assert_eq!(check(&around(&torn)), "verifiableCredential[1]field-wrong");
}

#[test]
fn a_presentation_in_an_envelope_is_judged_as_one_with_proofs() {
    let holder = Signer::ed25519(5);
    let inside = enveloped("vc+jwt", &badge(&holder.did()));
    let signed = jwt(&holder, VP, &vp2(&holder.did(), &inside, ""));
    let object = |token: &str| as_presentation(value(&enveloped("vp+jwt", token)));
    let check = |document: &Value, asked: &Asked| said_by(checked::presentation, document, asked);
    for shown in [text(&signed), object(&signed)] {
        assert_eq!(check(&shown, &challenged()), "verified 1");
        // Without a challenge it may be an old copy; who signed it is told all the same.
        assert_eq!(check(&shown, &now()), "verified 1");
        let signers = found(checked::presentation, &shown, &now(), (Checks::All, None)).signers;
        assert_eq!(signers, [holder.did()]);
        let other = Asked { challenge: Some("n-2".to_owned()), ..challenged() };
        assert_eq!(check(&shown, &other), "challenge-differs");
        let asserted = (Checks::All, Some(Purpose::AssertionMethod));
        assert!(!found(checked::presentation, &shown, &now(), asserted).is_verified());
    }
}

#[test]
fn a_presentation_in_an_envelope_that_does_not_hold_is_told_in_its_place() {
    let holder = Signer::ed25519(5);
    let inside = enveloped("vc+jwt", &badge(&holder.did()));
    let signed = jwt(&holder, VP, &vp2(&holder.did(), &inside, ""));
    let object = |token: &str| as_presentation(value(&enveloped("vp+jwt", token)));
    let check = |document: &Value, asked: &Asked| said_by(checked::presentation, document, asked);
    let (message, _) = signed.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", "A".repeat(86));
    assert_eq!(check(&text(&forged), &now()), "presentation-wrong");
    assert_eq!(check(&object(&forged), &challenged()), "presentation-wrong");
    // The badge of somebody else, one that was changed, and a badge where a presentation should be.
    let others = enveloped("vc+jwt", &badge("did:example:eve"));
    let others = jwt(&holder, VP, &vp2(&holder.did(), &others, ""));
    let place = "verifiableCredential[0]";
    let by_another = format!("{place}presented-by-another");
    assert_eq!(check(&object(&others), &challenged()), by_another);
    let own = badge(&holder.did());
    let (message, _) = own.rsplit_once('.').unwrap();
    let torn = enveloped("vc+jwt", &format!("{message}.{}", "A".repeat(86)));
    let torn = jwt(&holder, VP, &vp2(&holder.did(), &torn, ""));
    assert_eq!(check(&object(&torn), &challenged()), format!("{place}signature-wrong"));
    for shown in [text(&badge(&holder.did())), object(&badge(&holder.did())), text("oops")] {
        assert_eq!(check(&shown, &now()), "field-wrong");
    }
    let beside = String::from_utf8(object(&signed).to_bytes()).unwrap();
    let beside = beside.replacen('{', "{\"verifiableCredential\":[],", 1);
    assert_eq!(check(&value(&beside), &now()), "field-wrong");
    for (media, data) in each_form(&vp2("", &inside, "\"nonce\":null,\"aud\":null")) {
        assert_eq!(check(&as_presentation(in_object(&data)), &now()), "verified 1", "{media}");
    }
}

#[test]
fn a_badge_that_its_holder_bound_is_one_presentation() {
    // What has no binding is a badge, and no presentation.
    let signer = Signer::p256();
    let header = "\"typ\":\"vc+sd-jwt\",\"cty\":\"vc\"";
    let badge = format!("{}~", jwt(&signer, header, &vc2(&signer.did(), "")));
    assert_eq!(said_by(checked::credential, &text(&badge), &now()), "verified 1");
    assert_eq!(said_by(checked::presentation, &text(&badge), &now()), "field-wrong");
    let bound = format!("{badge}{}", jwt(&signer, "\"typ\":\"kb+jwt\"", &object("{}")));
    let told = said_by(checked::presentation, &text(&bound), &challenged());
    assert!(told.starts_with("presentation-wrong"), "{told}");
}
