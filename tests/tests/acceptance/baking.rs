//! `bot badge bake` of files: a badge in JSON or as a signed text goes into a picture as it is, and what
//! its issuer did not sign goes there only for whoever says so.

use std::fs;

use bot_foreign::jose::VcJwt;

use crate::handbook::desk::{Desk, root};
use crate::imports::{bent, jwt};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>";

fn desk() -> Desk {
    let desk = Desk::bare(&root());
    write(&desk, "drawing.svg", SVG);
    desk
}

fn write(desk: &Desk, name: &str, text: &str) {
    fs::write(desk.folder().join(name), text).unwrap();
}

#[test]
fn a_signed_text_is_baked_as_it_is_and_reads_as_before() {
    let desk = desk();
    let text = jwt("did:example:lea", VcJwt::OpenBadge);
    write(&desk, "badge.jwt", &format!("{text}\n"));
    for (picture, baked) in [("badge.png", "baked.png"), ("drawing.svg", "baked.svg")] {
        desk.done(&format!("bot badge bake badge.jwt --image {picture} --out {baked}"));
        assert_eq!(desk.done(&format!("bot badge unbake {baked}")), text, "{baked}");
        let told = desk.done(&format!("bot verify {baked} --need integrity --data nowhere"));
        assert!(told.contains("exactly what its issuer signed"), "{told}");
    }
    // Source: Open Badges 3.0 §5.3.2.1.
    let drawing = fs::read_to_string(desk.folder().join("baked.svg")).unwrap();
    assert!(drawing.contains(&format!("verify=\"{text}\"></openbadges:credential>")), "{drawing}");
    let bare = desk.typed("bot badge bake badge.jwt --out own.png --json");
    assert!(bare.0 == 2 && bare.1.contains("cli-bake-image"), "{}", bare.1);
}

#[test]
fn what_its_issuer_did_not_sign_is_baked_only_for_whoever_says_so() {
    let desk = desk();
    let text = jwt("did:example:lea", VcJwt::OpenBadge);
    write(&desk, "forged.jwt", &bent(&text));
    write(
        &desk,
        "unsigned.json",
        r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:1",
        "type":["VerifiableCredential"],"issuer":"did:example:x","credentialSubject":{}}"#,
    );
    for file in ["forged.jwt", "unsigned.json"] {
        let bake = format!("bot badge bake {file} --image badge.png --out {file}.png");
        for (lang, words) in [("en", "is not baked"), ("fr", "n’est pas incrusté")] {
            let (code, printed) = desk.typed(&format!("{bake} --lang {lang}"));
            assert_eq!(code, 6, "{printed}");
            assert!(printed.contains(words) && printed.contains("--anyway"), "{printed}");
            assert!(!desk.folder().join(format!("{file}.png")).exists(), "{file}");
        }
        let said = desk.done(&format!("{bake} --anyway"));
        assert!(said.contains("Mind that this badge does not hold"), "{said}");
        let (code, printed) = desk.typed(&format!("bot verify {file}.png --data nowhere"));
        assert_eq!(code, 6, "{printed}");
    }
}

#[test]
fn what_no_picture_carries_is_told_in_the_readers_language() {
    let desk = desk();
    write(
        &desk,
        "shown.json",
        r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],
        "verifiableCredential":[{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:1",
        "type":["VerifiableCredential"],"issuer":"did:example:x","credentialSubject":{}}]}"#,
    );
    write(&desk, "address.txt", "https://school.example/badges/1");
    for (file, english, french) in [
        ("shown.json", "a presentation", "une présentation"),
        ("address.txt", "a form that no picture carries", "qu’aucune image ne porte"),
    ] {
        let bake = format!("bot badge bake {file} --image badge.png --out out.png --lang");
        for (lang, words) in [("en", english), ("fr", french)] {
            let (code, printed) = desk.typed(&format!("{bake} {lang}"));
            assert!(code == 1 && printed.contains(words), "{code} {printed}");
        }
    }
    // A verb that needs JSON says what the file is instead.
    write(&desk, "badge.jwt", &jwt("did:example:lea", VcJwt::OpenBadge));
    let (_, printed) = desk.typed("bot revoke --file badge.jwt --reason x --yes --lang fr");
    assert!(printed.contains("texte signé (JWS compact)"), "{printed}");
    assert!(!printed.contains("(en anglais)"), "{printed}");
}
