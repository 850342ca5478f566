//! Badges of which the holder shows a part, and to whom.

use bot_protocol::canon::hash::sha256;
use bot_protocol::identity::Documents;
use bot_protocol::verdict::Answer;

use super::presentation::shown;
use super::*;

fn disclosure(text: &str) -> String {
    encode_base64url(text.as_bytes())
}

fn digest(disclosure: &str) -> String {
    encode_base64url(sha256(&[disclosure.as_bytes()]).as_bytes())
}

const TYP: &str = "\"typ\":\"vc+sd-jwt\",\"cty\":\"vc\"";

/// A badge by P-256, with more members in its payload, before any disclosure.
fn badge(more: &str) -> String {
    let signer = Signer::p256();
    jwt(&signer, TYP, &vc2(&signer.did(), more))
}

#[test]
fn a_badge_is_shown_with_what_its_holder_discloses() {
    let name = disclosure(r#"["salt","name","Teamwork"]"#);
    let more = format!("\"_sd\":[\"{}\",\"decoy\"],\"_sd_alg\":\"sha-256\"", digest(&name));
    let signed = badge(&more);
    assert_eq!(said(format!("{signed}~{name}~")), "signed-by-issuer status-hidden");
    assert_eq!(said(format!("{signed}~")), "signed-by-issuer status-hidden");
    let whole = badge(&format!("\"_sd\":[\"{}\"]", digest(&name)));
    let text = format!("{whole}~{name}~");
    assert_eq!(said(&text), HOLDS);
    let verdict = verdict(text.as_bytes(), Documents::new(), &Asked::at(NOW.parse().unwrap()));
    assert_eq!(verdict.credential.get("name").and_then(Value::as_str), Some("Teamwork"));
    assert_eq!(verdict.credential.get("format").and_then(Value::as_str), Some("vc+sd-jwt"));
    // Parts that are neither date nor status may stay hidden.
    let inside = format!(
        "\"credentialSubject\":{{\"id\":\"did:example:ann\",\"_sd\":[\"{}\"]}}",
        digest(&name)
    );
    assert_eq!(said(format!("{}~", badge(&inside))), HOLDS);
    assert_eq!(said(format!("{}~{name}~", badge(&inside))), HOLDS);
}

#[test]
fn nothing_is_added_changed_or_shown_twice() {
    let name = disclosure(r#"["salt","name","Teamwork"]"#);
    let whole = badge(&format!("\"_sd\":[\"{}\"]", digest(&name)));
    let refused = "input-refused status-unreadable";
    let other = disclosure(r#"["salt","name","Mastery"]"#);
    for tail in [
        format!("{other}~"),
        format!("{name}~{name}~"),
        format!("{name}~{other}~"),
        format!("{name}=~"),
        format!("{name}~~"),
        "~".to_owned(),
        format!(" {name}~"),
    ] {
        assert_eq!(said(format!("{whole}~{tail}")), refused, "{tail}");
    }
    for more in [
        "\"_sd\":\"x\"".to_owned(),
        "\"...\":\"x\"".to_owned(),
        format!("\"_sd\":[\"{0}\",\"{0}\"]", digest(&name)),
        format!("\"name\":\"Mine\",\"_sd\":[\"{}\"]", digest(&name)),
    ] {
        assert_eq!(said(format!("{}~{name}~", badge(&more))), refused, "{more}");
    }
    let issuer = disclosure("[\"salt\",\"issuer\",\"did:example:other\"]");
    let twice = badge(&format!("\"_sd\":[\"{}\"]", digest(&issuer)));
    assert_eq!(said(format!("{twice}~{issuer}~")), refused);
    let unknown = badge("\"_sd_alg\":\"sha-512\",\"_sd\":[\"x\"]");
    assert_eq!(said(format!("{unknown}~")), "suite-unknown status-unproven");
    // The signature is over the part before the first tilde.
    let (message, _) = whole.rsplit_once('.').unwrap();
    assert_eq!(said(format!("{message}.AAAA~{name}~")), "signature-wrong status-unproven");
    let many = vec![name.as_str(); 257].join("~");
    assert_eq!(said(format!("{whole}~{many}~")), refused);
}

#[test]
fn what_may_be_hidden_of_its_status_is_told() {
    let status = disclosure(r#"["s","credentialStatus",{"type":"X","id":"urn:x:y"}]"#);
    let hidden = format!("\"_sd\":[\"{}\"]", digest(&status));
    assert_eq!(said(format!("{}~", badge(&hidden))), "signed-by-issuer status-hidden");
    assert_eq!(
        said(format!("{}~{status}~", badge(&hidden))),
        "signed-by-issuer status-type-unknown"
    );
    // That it is over is told all the same.
    let over = format!("{hidden},\"validUntil\":\"2026-02-01T00:00:00Z\"");
    assert_eq!(said(format!("{}~", badge(&over))), "signed-by-issuer expired");
    let item = "\"credentialStatus\":[{\"...\":\"x\"},{\"type\":\"X\",\"id\":\"urn:x:y\"}]";
    assert_eq!(said(format!("{}~", badge(item))), "signed-by-issuer status-hidden");
    let dated = format!("{item},\"validUntil\":\"2030-01-01T00:00:00Z\"");
    assert_eq!(said(format!("{}~", badge(&dated))), "signed-by-issuer status-hidden");
}

#[test]
fn what_may_be_hidden_of_the_achievement_is_told() {
    let creator = disclosure("[\"s\",\"creator\",\"did:example:other\"]");
    let right = |achievement: &str, tail: &str| {
        let subject = format!(
            "\"credentialSubject\":{{\"id\":\"did:example:ann\",\"achievement\":{achievement}}}"
        );
        let text = format!("{}~{tail}", badge(&subject));
        let asked = Asked::at(NOW.parse().unwrap());
        verdict(text.as_bytes(), Documents::new(), &asked).reason(Question::Right).code()
    };
    let hidden = format!("{{\"id\":\"urn:a:1\",\"_sd\":[\"{}\"]}}", digest(&creator));
    assert_eq!(right(&hidden, ""), "creator-hidden");
    assert_eq!(right(&hidden, &format!("{creator}~")), "no-grant-known");
    assert_eq!(right("{\"id\":\"urn:a:1\"}", ""), "achievement-elsewhere");
    assert_eq!(right("{\"id\":\"urn:a:1\",\"name\":\"A\"}", ""), "no-other-creator");
}

#[test]
fn what_may_be_hidden_of_its_stages_is_told() {
    let role = disclosure(
        r#"["s",{"id":"did:example:eve","type":["Evidence"],"genre":"role","name":"trainer"}]"#,
    );
    let other = disclosure(r#"["s",{"id":"https://work.example/1","type":["Evidence"]}]"#);
    let genre = disclosure(r#"["s","genre","role"]"#);
    let right = |evidence: &str, tail: &str| {
        let subject = "\"credentialSubject\":{\"id\":\"did:example:ann\",\"_sd\":[\"decoy\"],\
             \"achievement\":{\"id\":\"urn:a:1\",\"name\":\"A\"}}";
        let text = format!("{}~{tail}", badge(&format!("{subject},{evidence}")));
        let asked = Asked::at(NOW.parse().unwrap());
        verdict(text.as_bytes(), Documents::new(), &asked).reason(Question::Right).code()
    };
    let item = |disclosed: &str| format!("\"evidence\":[{{\"...\":\"{}\"}}]", digest(disclosed));
    assert_eq!(right(&item(&role), ""), "stage-hidden");
    assert_eq!(right(&item(&role), &format!("{role}~")), "no-grant-known");
    // Nobody sees that it is none.
    assert_eq!(right(&item(&other), ""), "stage-hidden");
    assert_eq!(right(&item(&other), &format!("{other}~")), "no-other-creator");
    let inside =
        format!("\"evidence\":[{{\"type\":[\"Evidence\"],\"_sd\":[\"{}\"]}}]", digest(&genre));
    assert_eq!(right(&inside, ""), "stage-hidden");
    assert_eq!(right(&inside, &format!("{genre}~")), "no-grant-known");
    assert_eq!(right("\"_sd\":[\"decoy2\"]", ""), "stage-hidden");
    // What is hidden of the person tells of no stage.
    assert_eq!(right("\"name\":\"Tea\"", ""), "no-other-creator");
}

#[test]
fn what_a_holder_hides_of_what_every_badge_has_is_no_fault_of_its_issuer() {
    let signer = Signer::p256();
    let whole = vc2(&signer.did(), "");
    // All but what stands behind digests, and what is told of it.
    let check = |hidden: &[&str], more: &str, expected: &str| {
        let mut members = with(whole.clone(), more);
        hidden.iter().for_each(|name| drop(members.remove(name)));
        let text = format!("{}~", jwt(&signer, TYP, &members));
        let verdict = verdict(text.as_bytes(), Documents::new(), &Asked::at(NOW.parse().unwrap()));
        let [integrity, status] =
            [Question::Integrity, Question::Status].map(|q| verdict.reason(q));
        assert_eq!(integrity.code(), expected, "{hidden:?} {more}");
        assert_ne!(status.answer(), Answer::Yes, "{hidden:?} {more}");
        let data = integrity.data();
        data.get("field").and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let top = "\"_sd\":[\"x\"]";
    let untold = "content-hidden";
    let all: Vec<&str> = whole.keys().collect();
    assert_eq!(check(&all, top, untold), "");
    let all: Vec<&str> = all.into_iter().filter(|name| *name != "@context").collect();
    assert_eq!(check(&all, top, untold), "");
    for name in ["type", "issuer", "credentialSubject"] {
        assert_eq!(check(&[name], top, untold), name);
        // Nothing is hidden where it should stand, so it was never there.
        assert_eq!(check(&[name], "", "field-wrong"), name);
    }
    let hides = |inside: &str| check(&[], inside, untold);
    assert_eq!(hides("\"type\":[{\"...\":\"x\"}]"), "type");
    assert_eq!(hides("\"credentialSubject\":{\"_sd\":[\"x\"]}"), "credentialSubject");
    assert_eq!(hides("\"issuer\":{\"name\":\"A\",\"_sd\":[\"x\"]}"), "issuer.id");
    // What is shown and wrong is the issuer's.
    let wrong = "field-wrong";
    let subject = "\"credentialSubject\":{\"id\":\"Ann\",\"_sd\":[\"x\"]}";
    assert_eq!(check(&[], subject, wrong), "credentialSubject.id");
    assert_eq!(check(&[], &format!("{top},\"validFrom\":1"), wrong), "validFrom");
}

#[test]
fn what_a_holder_hides_does_not_make_up_for_a_signature() {
    let (signer, other) = (Signer::p256(), Signer::ed25519(9));
    let mut members = with(vc2(&signer.did(), ""), "\"_sd\":[\"x\"]");
    members.remove("type");
    let whole = jwt(&signer, TYP, &members);
    let (message, _) = whole.rsplit_once('.').unwrap();
    assert_eq!(said(format!("{message}.AAAA~")), "signature-wrong status-hidden");
    let by_another = jwt(&other, TYP, &members);
    assert!(!said(format!("{by_another}~")).starts_with("content-hidden"));
}

#[test]
fn a_holder_binds_a_badge_to_a_challenge() {
    let holder = Signer::ed25519(5);
    let jwk = String::from_utf8(holder.jwk().to_bytes()).unwrap();
    let name = disclosure(r#"["salt","name","Teamwork"]"#);
    let signed = badge(&format!("\"_sd\":[\"{}\"],\"cnf\":{{\"jwk\":{jwk}}}", digest(&name)));
    let bound = format!("{signed}~{name}~");
    let hash = digest(&bound);
    let binding = |signer: &Signer, typ: &str, more: &str| {
        let payload = format!(
            "{{\"iat\":1763899200,\"nonce\":\"n-1\",\"aud\":\"https://gate.example\",\"sd_hash\":\"{hash}\"}}"
        );
        jwt(signer, &format!("\"typ\":\"{typ}\""), &with(object(&payload), more))
    };
    let check = |text: String, expected: &str| {
        assert_eq!(shown(text.as_bytes()), format!("signed-by-issuer {expected}"));
    };
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "")), "presenter-is-holder");
    check(bound.clone(), "challenge-unsigned");
    let wrong = "presentation-wrong";
    check(format!("{bound}{}", binding(&holder, "JWT", "")), wrong);
    check(format!("{bound}{}", binding(&Signer::ed25519(6), "kb+jwt", "")), wrong);
    check(format!("{bound}{}", binding(&Signer::p256(), "kb+jwt", "")), wrong);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"sd_hash\":\"x\"")), wrong);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"sd_hash\":null")), wrong);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"iat\":null")), wrong);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"iat\":1893456000")), wrong);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"exp\":1262304000")), wrong);
    let differs = "challenge-differs";
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"nonce\":\"n-0\"")), differs);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"nonce\":null")), differs);
    check(format!("{bound}{}", binding(&holder, "kb+jwt", "\"aud\":\"x\"")), differs);
    // Fewer disclosures than were bound.
    check(format!("{signed}~{}", binding(&holder, "kb+jwt", "")), wrong);
    // A key that the issuer did not name.
    let unbound = badge(&format!("\"_sd\":[\"{}\"]", digest(&name)));
    check(format!("{unbound}~{name}~{}", binding(&holder, "kb+jwt", "")), wrong);
    // A binding that is none.
    assert_eq!(shown(format!("{bound}x").as_bytes()), "input-refused recipient-unproven");
}

#[test]
fn a_presentation_may_come_so_too() {
    let holder = Signer::ed25519(5);
    let issuer = Signer::p256();
    let subject = format!("\"credentialSubject\":{{\"id\":\"{}\"}}", holder.did());
    let credential = jwt(&issuer, "", &vc2(&issuer.did(), &subject));
    let who = disclosure(&format!("[\"salt\",\"holder\",\"{}\"]", holder.did()));
    let payload = format!(
        "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"_sd\":[\"{}\"],\
         \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[\"{credential}\"],\
         \"nonce\":\"n-1\",\"aud\":\"https://gate.example\"}}",
        digest(&who)
    );
    let text = jwt(&holder, "\"typ\":\"vp+sd-jwt\"", &object(&payload));
    let text = format!("{text}~{who}~");
    assert_eq!(shown(text.as_bytes()), "signed-by-issuer presenter-is-holder");
    let hidden = text.replace(&format!("{who}~"), "");
    assert_eq!(shown(hidden.as_bytes()), "signed-by-issuer presentation-wrong");
}

#[test]
fn credentials_of_another_data_model_cannot_be_told() {
    let signer = Signer::p256();
    for typ in ["dc+sd-jwt", "vc+sd-jwt"] {
        let payload = object("{\"vct\":\"https://x.example/badge\",\"iss\":\"https://x.example\"}");
        let text = jwt(&signer, &format!("\"typ\":\"{typ}\""), &payload);
        assert_eq!(said(format!("{text}~")), "suite-unknown status-unproven", "{typ}");
    }
}

#[test]
fn without_its_end_it_is_no_plain_token() {
    let signer = Signer::p256();
    let inside = "\"credentialSubject\":{\"id\":\"did:example:ann\",\"achievement\":{\"_sd\":[]}}";
    let item = "\"credentialStatus\":[{\"...\":\"x\"}]";
    for more in ["\"_sd\":[\"x\"]", "\"_sd_alg\":\"sha-256\"", inside, item] {
        for typ in ["", "\"typ\":\"JWT\"", "\"typ\":\"vc+jwt\""] {
            let text = jwt(&signer, typ, &vc2(&signer.did(), more));
            assert!(said(&text).starts_with("field-wrong"), "{typ} {more}");
            let mut outer = Object::new();
            outer.insert("vc", Value::Object(vc1(&signer.did(), more)));
            let outer = jwt(&signer, typ, &outer);
            assert!(said(outer).starts_with("field-wrong"), "{typ} {more}");
            let held = format!(
                "{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\
                 \"type\":[\"VerifiablePresentation\"],\"verifiableCredential\":[\"{text}\"]}}"
            );
            assert!(said(held).starts_with("field-wrong"), "{typ} {more}");
        }
    }
    let plain = jwt(&signer, "", &vc2(&signer.did(), "\"name\":\"_sd\""));
    assert_eq!(said(plain), HOLDS);
}

#[test]
fn a_tilde_that_nobody_signed_changes_no_reading() {
    let signer = Signer::p256();
    let payloads = [
        // Dates that contradict the credential, and claims that alone say whom it is about.
        (
            "\"validUntil\":\"2031-01-01T00:00:00Z\",\"exp\":1893456000",
            "field-wrong status-unproven",
        ),
        ("\"validUntil\":\"2031-01-01T00:00:00Z\",\"exp\":1924992000", HOLDS),
        ("\"exp\":1767225601", "signed-by-issuer expired"),
        ("\"sub\":\"did:example:bob\"", "field-wrong status-unproven"),
    ];
    for (more, expected) in payloads {
        for typ in ["", "\"typ\":\"JWT\""] {
            let text = jwt(&signer, typ, &vc2(&signer.did(), more));
            assert_eq!(said(&text), expected, "{typ} {more}");
            assert_eq!(said(format!("{text}~")), expected, "{typ} {more}");
        }
    }
    let nameless =
        "\"credentialSubject\":{\"type\":[\"AchievementSubject\"]},\"sub\":\"did:example:ann\"";
    let nameless = jwt(&signer, "\"typ\":\"JWT\"", &vc2(&signer.did(), nameless));
    let subject = |text: &str| {
        let presented = crate::reader().read(text.as_bytes()).unwrap();
        presented.credential()?.subject_id().map(str::to_owned)
    };
    assert_eq!(subject(&nameless).as_deref(), Some("did:example:ann"));
    assert_eq!(subject(&format!("{nameless}~")), subject(&nameless));
    // What has a digest is an SD-JWT, and what says that it is one too: its dates are its own.
    let dated =
        "\"credentialSubject\":{\"id\":\"did:example:ann\",\"_sd\":[\"x\"]},\"exp\":1893456000";
    let dated = format!("{dated},\"validUntil\":\"2031-01-01T00:00:00Z\"");
    let text = jwt(&signer, "\"typ\":\"JWT\"", &vc2(&signer.did(), &dated));
    assert_eq!(said(format!("{text}~")), HOLDS);
    let apart = "\"validUntil\":\"2031-01-01T00:00:00Z\",\"exp\":1893456000";
    assert_eq!(said(format!("{}~", badge(apart))), HOLDS);
}

#[test]
fn its_type_is_one_that_is_known_or_only_that_of_a_token() {
    let signer = Signer::p256();
    let text = |typ: &str| format!("{}~", jwt(&signer, typ, &vc2(&signer.did(), "")));
    for typ in ["", "\"typ\":\"JWT\"", "\"typ\":\"vc+sd-jwt\""] {
        assert_eq!(said(text(typ)), HOLDS, "{typ}");
    }
    for typ in ["\"typ\":\"vc+jwt\"", "\"typ\":\"vp+sd-jwt\"", "\"typ\":\"kb+jwt\""] {
        assert_eq!(said(text(typ)), "proof-malformed status-unproven", "{typ}");
    }
}
