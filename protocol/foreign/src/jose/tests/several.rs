//! Presentations of several credentials in every form of envelope: each is judged by itself.

use bot_protocol::limits::PRESENTED_MAX;

use super::presentation::{SHOWN, VP, badge, challenged, enveloped, said_of, shown, vp2};
use super::*;

/// What is said of each credential, for our challenge and domain.
#[track_caller]
fn each(bytes: &[u8]) -> Vec<String> {
    let verdict = verdict(bytes, Documents::new(), &challenged());
    verdict.credentials.iter().map(said_of).collect()
}

/// A badge about this holder in the forms that a JSON presentation may hold: a JWT as text, and one
/// enveloped.
fn two(holder: &str) -> [String; 2] {
    [format!("\"{}\"", badge(holder)), enveloped("vc+jwt", &by_another_key(holder, ""))]
}

/// Another badge about this holder, by the issuer's elder sister.
fn by_another_key(holder: &str, more: &str) -> String {
    let issuer = Signer::ed25519(9);
    let subject = format!("\"id\":\"urn:uuid:2\",\"credentialSubject\":{{\"id\":\"{holder}\"}}");
    let payload = with(vc2(&issuer.did(), &subject), more);
    jwt(&issuer, "\"typ\":\"vc+jwt\"", &payload)
}

/// The presentation of these by a holder in every sealed form.
fn sealed(holder: &Signer, inside: &str) -> [String; 4] {
    let did = holder.did();
    let modern = jwt(holder, VP, &vp2(&did, inside, ""));
    let outer = enveloped("vp+jwt", &modern);
    let outer = outer.replace("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation");
    let selective = jwt(holder, "\"typ\":\"vp+sd-jwt\"", &vp2(&did, inside, ""));
    let claim = format!(
        "{{\"iss\":\"{did}\",\"nonce\":\"n-1\",\"aud\":\"https://gate.example\",\
         \"vp\":{{\"@context\":[\"https://www.w3.org/2018/credentials/v1\"],\
         \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[{inside}]}}}}"
    );
    let old = jwt(holder, "\"typ\":\"JWT\"", &object(&claim));
    [modern, outer, format!("{selective}~"), old]
}

#[test]
fn each_of_several_in_an_envelope_is_judged_against_the_presenter() {
    for holder in Signer::all() {
        let [first, second] = two(&holder.did());
        for text in sealed(&holder, &format!("{first},{second}")) {
            assert_eq!(each(text.as_bytes()), [SHOWN, SHOWN], "{text}");
        }
        for text in sealed(&holder, &second) {
            assert_eq!(each(text.as_bytes()), [""; 0], "one is told as ever");
            assert_eq!(shown(text.as_bytes()), SHOWN);
        }
    }
}

#[test]
fn a_bad_one_and_one_of_another_holder_are_told_in_their_places() {
    let (holder, other) = (Signer::ed25519(5), Signer::ed25519(6));
    let [first, second] = two(&holder.did());
    let signature = second.rfind('.').unwrap() + 1;
    let mut forged = second.clone();
    let letter = if &second[signature..=signature] == "A" { "B" } else { "A" };
    forged.replace_range(signature..=signature, letter);
    let [theirs, _] = two(&other.did());
    let issuer_lies = by_another_key(&holder.did(), &format!("\"issuer\":\"{}\"", other.did()));
    let inside = format!("{first},{forged},{theirs},\"{issuer_lies}\",{second}");
    for text in sealed(&holder, &inside) {
        let bad = "signature-wrong recipient-unproven";
        let another = "signed-by-issuer presented-by-another";
        assert_eq!(each(text.as_bytes()), [SHOWN, bad, another, bad, SHOWN], "{text}");
        let verdict = verdict(text.as_bytes(), Documents::new(), &challenged());
        assert_eq!(said_of(&verdict), "signature-wrong presented-by-another");
    }
}

#[test]
fn whoever_has_no_key_of_the_holder_presents_nothing() {
    let (holder, thief) = (Signer::ed25519(5), Signer::ed25519(6));
    let [first, second] = two(&holder.did());
    let inside = format!("{first},{second}");
    let stolen = jwt(&thief, VP, &vp2(&holder.did(), &inside, ""));
    assert_eq!(each(stolen.as_bytes()), ["signed-by-issuer presentation-wrong"; 2]);
    let replayed = jwt(&holder, VP, &vp2(&holder.did(), &inside, "\"nonce\":\"n-0\""));
    assert_eq!(each(replayed.as_bytes()), ["signed-by-issuer challenge-differs"; 2]);
    // As JSON that nobody signed.
    let naked = Value::Object(vp2(&holder.did(), &inside, "")).to_bytes();
    assert_eq!(each(&naked), ["signed-by-issuer challenge-unsigned"; 2]);
}

#[test]
fn an_envelope_holds_no_more_than_are_judged_together() {
    let holder = Signer::ed25519(5);
    let [one, _] = two(&holder.did());
    let counted = |count: usize| {
        let inside = vec![one.clone(); count].join(",");
        sealed(&holder, &inside).map(|text| match crate::reader().read(text.as_bytes()) {
            Ok(presented) => presented.credentials().len().to_string(),
            Err(refused) => refused.code().to_owned(),
        })
    };
    assert_eq!(counted(PRESENTED_MAX), ["16"; 4]);
    assert_eq!(counted(PRESENTED_MAX + 1), ["several-credentials"; 4]);
    assert_eq!(counted(0), ["none-presented"; 4]);
}
