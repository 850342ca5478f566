//! Presentations as JWT: who shows what to whom.

use bot_protocol::identity::Documents;

use super::*;

const CHALLENGE: &str = "n-1";
const DOMAIN: &str = "https://gate.example";

/// Integrity and recipient of what is shown, for our challenge and domain.
#[track_caller]
pub(super) fn shown(bytes: &[u8]) -> String {
    said_of(&verdict(bytes, Documents::new(), &challenged()))
}

/// Integrity and recipient.
pub(super) fn said_of(verdict: &Verdict) -> String {
    let code = |question| verdict.reason(question).code();
    format!("{} {}", code(Question::Integrity), code(Question::Recipient))
}

/// What is asked of a presenter.
pub(super) fn challenged() -> Asked {
    let (challenge, domain) = (Some(CHALLENGE.to_owned()), Some(DOMAIN.to_owned()));
    Asked { challenge, domain, ..Asked::at(NOW.parse().unwrap()) }
}

pub(super) fn badge(holder: &str) -> String {
    let issuer = Signer::p256();
    let subject = format!("\"credentialSubject\":{{\"id\":\"{holder}\"}}");
    jwt(&issuer, "\"typ\":\"vc+jwt\"", &vc2(&issuer.did(), &subject))
}

/// A presentation of VC 2.0 with these contents, and more members or others in their place.
pub(super) fn vp2(holder: &str, inside: &str, more: &str) -> Object {
    with(
        object(&format!(
            "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
             \"type\":[\"VerifiablePresentation\"],\"holder\":\"{holder}\",\
             \"verifiableCredential\":[{inside}],\"nonce\":\"{CHALLENGE}\",\"aud\":\"{DOMAIN}\"}}"
        )),
        more,
    )
}

pub(super) fn enveloped(media: &str, data: &str) -> String {
    format!(
        "{{\"@context\":\"https://www.w3.org/ns/credentials/v2\",\
         \"type\":\"EnvelopedVerifiableCredential\",\"id\":\"data:application/{media},{data}\"}}"
    )
}

pub(super) const SHOWN: &str = "signed-by-issuer presenter-is-holder";
pub(super) const VP: &str = "\"typ\":\"vp+jwt\",\"cty\":\"vp\"";

#[test]
fn a_holder_shows_a_badge_for_a_challenge_and_a_domain() {
    for holder in Signer::all() {
        let did = holder.did();
        let inside = enveloped("vc+jwt", &badge(&did));
        let check = |more: &str, expected: &str| {
            let text = jwt(&holder, VP, &vp2(&did, &inside, more));
            assert_eq!(shown(text.as_bytes()), expected, "{more}");
        };
        check("", SHOWN);
        check(&format!("\"iss\":\"{did}\""), SHOWN);
        check(&format!("\"holder\":null,\"iss\":\"{did}\""), SHOWN);
        check("\"aud\":[\"x\",\"https://gate.example\"]", SHOWN);
        check("\"exp\":1893456000", SHOWN);
        // Shown before to somebody else.
        let replayed = "signed-by-issuer challenge-differs";
        check("\"nonce\":\"n-0\"", replayed);
        check("\"nonce\":null", replayed);
        check("\"aud\":\"https://other.example\"", replayed);
        check("\"aud\":null", replayed);
        check("\"nonce\":null,\"challenge\":\"n-1\"", replayed);
        // Whoever asks for no audience is not told that it is theirs, nor by an audience that it is new.
        let asked = |challenge: Option<&str>, domain: Option<&str>| Asked {
            challenge: challenge.map(str::to_owned),
            domain: domain.map(str::to_owned),
            ..challenged()
        };
        let text = jwt(&holder, VP, &vp2(&did, &inside, ""));
        let gate = Some("https://gate.example");
        for (challenge, domain, code) in [
            (Some("n-1"), None, "domain-unasked"),
            (None, gate, "challenge-unasked"),
            (Some("n-1"), gate, "presenter-is-holder"),
        ] {
            let expected = format!("signed-by-issuer {code}");
            let verdict = verdict(text.as_bytes(), Documents::new(), &asked(challenge, domain));
            assert_eq!(said_of(&verdict), expected);
        }
        let wrong = "signed-by-issuer presentation-wrong";
        check("\"exp\":1262304000", wrong);
        check("\"nbf\":1893456000", wrong);
        // One that was right a minute ago is wrong for whoever asks for a signature alone.
        let by_name =
            Asked { presenter: Some(did.clone()), challenge: None, domain: None, ..challenged() };
        for (more, expected) in [
            ("\"exp\":1262304000", "signed-by-issuer identity-matches"),
            ("\"nbf\":1893456000", "signed-by-issuer identity-matches"),
            ("\"iat\":1893456000", "signed-by-issuer identity-matches"),
            ("\"iss\":\"did:example:other\"", wrong),
            ("\"vp\":{}", wrong),
        ] {
            let text = jwt(&holder, VP, &vp2(&did, &inside, more));
            let verdict = verdict(text.as_bytes(), Documents::new(), &by_name);
            assert_eq!(said_of(&verdict), expected, "{more}");
        }
        check("\"iss\":\"did:example:other\"", wrong);
        check("\"nonce\":5", wrong);
        check("\"vp\":{}", wrong);
        check("\"holder\":null", wrong);
        check("\"holder\":\"did:web:x.example\"", "signed-by-issuer presenter-key-missing");
    }
}

#[test]
fn nobody_else_shows_it() {
    let (holder, thief) = (Signer::ed25519(5), Signer::ed25519(6));
    let inside = enveloped("vc+jwt", &badge(&holder.did()));
    let check = |signer: &Signer, more: &str, payload: &Object, expected: &str| {
        assert_eq!(shown(jwt(signer, more, payload).as_bytes()), expected, "{more}");
    };
    let own = vp2(&thief.did(), &inside, "");
    check(&thief, VP, &own, "signed-by-issuer presented-by-another");
    let stolen = vp2(&holder.did(), &inside, "");
    let wrong = "signed-by-issuer presentation-wrong";
    check(&thief, VP, &stolen, wrong);
    let did = thief.did();
    check(&thief, &format!("{VP},\"kid\":\"{did}#{}\"", &did[8..]), &stolen, wrong);
    check(&holder, "\"typ\":\"vc+jwt\"", &stolen, wrong);
    check(&holder, "\"typ\":\"bad\"", &stolen, wrong);
    check(&holder, &format!("{VP},\"crit\":[\"x\"]"), &stolen, wrong);
    let thief_key = String::from_utf8(thief.jwk().to_bytes()).unwrap();
    check(&thief, &format!("{VP},\"jwk\":{thief_key}"), &stolen, wrong);
    let text = jwt(&holder, VP, &stolen);
    let bare = text.rsplit_once('.').unwrap().0;
    assert_eq!(shown(format!("{bare}.").as_bytes()), wrong);
    // Nobody signed this one.
    let naked = Value::Object(stolen).to_bytes();
    assert_eq!(shown(&naked), "signed-by-issuer challenge-unsigned");
}

#[test]
fn a_presentation_of_vc_1_1_stands_in_a_claim() {
    let holder = Signer::ed25519(5);
    let did = holder.did();
    let vp = format!(
        "\"vp\":{{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"],\
         \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[\"{}\"]}}",
        badge(&did)
    );
    let check = |more: &str, expected: &str| {
        let payload =
            with(object(&format!("{{\"nonce\":\"n-1\",\"aud\":\"{DOMAIN}\",{vp}}}")), more);
        assert_eq!(shown(jwt(&holder, "\"typ\":\"JWT\"", &payload).as_bytes()), expected, "{more}");
    };
    check(&format!("\"iss\":\"{did}\""), SHOWN);
    check("", "signed-by-issuer presentation-wrong");
    check("\"iss\":\"did:example:other\"", "signed-by-issuer presenter-key-missing");
    check(&format!("\"iss\":\"{did}\",\"nonce\":\"n-0\""), "signed-by-issuer challenge-differs");
    check(
        &format!("\"iss\":\"{did}\",\"holder\":\"{did}\",\"type\":[\"x\"]"),
        "signed-by-issuer presentation-wrong",
    );
    let none = with(Object::new(), "\"vp\":\"oops\"");
    assert_eq!(shown(jwt(&holder, "", &none).as_bytes()), "input-refused recipient-unproven");
}

#[test]
fn json_that_envelops_is_opened() {
    let holder = Signer::ed25519(5);
    let credential = badge(&holder.did());
    assert_eq!(said(enveloped("vc+jwt", &credential)), HOLDS);
    assert_eq!(said(enveloped("VC+JWT", &credential)), HOLDS);
    let base64 = bot_protocol::canon::multibase::encode_base64(credential.as_bytes());
    assert_eq!(said(enveloped("vc+jwt;base64", &base64)), HOLDS);
    let presentation = jwt(&holder, VP, &vp2(&holder.did(), &enveloped("vc+jwt", &credential), ""));
    let outer = enveloped("vp+jwt", &presentation);
    let outer = outer.replace("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation");
    assert_eq!(shown(outer.as_bytes()), SHOWN);
    let list = format!(
        "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
         \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[\"{credential}\"]}}"
    );
    assert_eq!(said(&list), HOLDS);
    let refused = "input-refused status-unreadable";
    for text in [
        enveloped("vc+jwt", "not-a-credential"),
        enveloped("vp+jwt", &credential),
        enveloped("vc+jwt", &presentation),
        enveloped("vc+sd-jwt", &credential),
        enveloped("vc+cose", &credential),
        enveloped("vc+cose;base64", &credential),
        enveloped("vc+jwt;base64", &credential),
        enveloped("vc+jwt", &base64),
        enveloped("vc+sd-jwt;base64", &base64),
        enveloped("vc", &credential),
        enveloped("vc+jwt", &credential).replace("\"id\":\"data:", "\"id\":\"http:"),
        enveloped("vc+jwt", &credential).replace("\"id\":", "\"ID\":"),
        enveloped("vc+jwt", &credential).replacen('{', "{\"name\":\"unsigned\",", 1),
        list.replace(&credential, "oops"),
        list.replace(&credential, &presentation),
        list.replace(&format!("\"{credential}\""), "5"),
        list.replace(&format!("\"{credential}\""), ""),
    ] {
        assert_eq!(said(&text), refused, "{text}");
    }
}

#[test]
fn presentations_in_presentations_are_not_opened() {
    let holder = Signer::ed25519(5);
    let mut text = badge(&holder.did());
    for _ in 0..3 {
        text = jwt(&holder, VP, &vp2(&holder.did(), &format!("\"{text}\""), ""));
    }
    assert_eq!(said(&text), "input-refused status-unreadable");
}
