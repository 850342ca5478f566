//! What is told to people is told in their language, has a name for everything, and counts no file
//! as a badge that holds none.

use std::fs;

use bot_protocol::canon::multibase::encode_base64url;
use bot_protocol::credential::bake::png;
use serde_json::Value;

use crate::handbook::desk::{Desk, root};

/// What is printed, and the exit code.
fn told(desk: &Desk, command: &str) -> (i32, String) {
    desk.typed(&format!("{command} --data nowhere"))
}

fn unnamed(id: u8, kind: &str) -> String {
    format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:{id}",
        "type":["VerifiableCredential"{kind}],"issuer":"did:example:x","credentialSubject":{{}}}}"#
    )
}

#[test]
fn a_badge_without_a_name_is_called_so() {
    let desk = Desk::bare(&root());
    let folder = desk.folder().join("shown");
    fs::create_dir(&folder).unwrap();
    let inside = format!("{},{}", unnamed(1, r#","DegreeCredential""#), unnamed(2, ""));
    let shown = format!(
        r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],
        "type":["VerifiablePresentation"],"verifiableCredential":[{inside}]}}"#
    );
    fs::write(folder.join("shown.json"), shown).unwrap();
    let both = "a badge without a name (DegreeCredential) + a badge without a name ";
    let (_, said) = told(&desk, "bot verify shown");
    assert!(said.contains(both), "{said}");
    let (_, said) = told(&desk, "bot verify shown/shown.json");
    assert!(said.contains("a badge without a name (DegreeCredential)\n"), "{said}");
    let (_, said) = told(&desk, "bot verify shown --lang fr");
    assert!(said.contains("un badge sans nom (DegreeCredential) + un badge sans nom "), "{said}");
}

#[test]
fn a_folder_counts_what_is_no_badge_apart_and_a_damaged_badge_as_one() {
    let desk = Desk::bare(&root());
    let folder = desk.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    put("package.json", r#"{"name":"openbadges-reader","keywords":["OpenBadgeCredential"]}"#);
    put("context.json", r#"{"@context":{"VerifiableCredential":"https://a.example/#V"}}"#);
    put("plain.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"><title>OpenBadge</title></svg>"#);
    put(
        "part.json",
        r#"{"@context":{"obi":"https://w3id.org/openbadges#"},"type":"AlignmentObject"}"#,
    );
    let counted = || {
        let (exit, printed) = told(&desk, "bot verify all --json");
        let sum: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
        let sum = sum["summary"].clone();
        (exit, sum["no_badge"].as_u64().unwrap(), sum["no"].as_u64().unwrap())
    };
    let (exit, others, no) = counted();
    assert_eq!((exit, others, no), (1, 4, 0), "no badge was there");
    // What was a badge stays one, whatever was done to it.
    let badge = unnamed(1, "");
    put("cut.json", &badge[..badge.len() - 2]);
    put("untyped.json", &badge.replace("VerifiableCredential", "Other"));
    put("twice.json", &badge.replacen('{', r#"{"id":"a","#, 1));
    put("wrapped.json", &format!(r#"{{"reply":[{badge}]}}"#));
    put("baked.svg", r#"<svg xmlns:openbadges="http://a.example"><openbadges:assertion/></svg>"#);
    let (exit, others, no) = counted();
    assert_eq!((exit, others, no), (6, 4, 5));
    let (exit, said) = told(&desk, "bot verify all");
    assert_eq!(exit, 6);
    for words in ["package.json: The file holds no badge.", "Files without a badge: 4"] {
        assert!(said.contains(words), "{said}");
    }
    let (exit, said) = told(&desk, "bot verify all/package.json");
    assert_eq!(exit, 1, "{said}");
}

#[test]
fn of_several_names_none_is_passed_over() {
    let desk = Desk::bare(&root());
    let put = |name: &str, text: &str| fs::write(desk.folder().join(name), text).unwrap();
    for folder in ["one", "two"] {
        fs::create_dir(desk.folder().join(folder)).unwrap();
    }
    let badge = unnamed(1, "");
    put("one/a.json", &badge);
    put("two/a.json", &badge[..badge.len() - 2]);
    put("b.json", &badge);
    put("plain.txt", "no badge");
    let sum = |names: &str| {
        let (exit, printed) = told(&desk, &format!("bot verify {names} --json"));
        let lines: Vec<Value> =
            printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let files = lines.iter().filter_map(|line| line["file"].as_str().map(str::to_owned));
        let sum = &lines.last().unwrap()["summary"];
        (exit, files.collect::<Vec<_>>().join(" "), sum["no"].as_u64(), sum["unknown"].as_u64())
    };
    let is = |exit, files: &str, no, unknown| (exit, files.to_owned(), Some(no), Some(unknown));
    // Nobody signed it, which is no; cut off it is no as well.
    assert_eq!(sum("one b.json").1, "one/a.json b.json");
    assert_eq!(sum("one two").1, "one/a.json two/a.json");
    assert_eq!(
        sum("plain.txt one"),
        is(sum("one").0, "plain.txt one/a.json", sum("one").2.unwrap(), sum("one").3.unwrap())
    );
    assert_eq!(sum("plain.txt two/a.json"), is(6, "plain.txt two/a.json", 1, 0));
    assert_eq!(sum("two b.json b.json").1, "two/a.json b.json b.json");
    let (exit, files, ..) = sum("b.json - < two/a.json");
    assert_eq!((exit, files.as_str()), (6, "b.json -"));
    // What is not there is told before anything is judged, wherever it is named.
    for names in ["one nothere", "b.json nothere", "nothere one", "one b.json nothere"] {
        let (exit, said) = told(&desk, &format!("bot verify {names}"));
        assert_eq!(exit, 3, "{names}: {said}");
        assert!(said.contains("There is no file nothere.") && !said.contains("Badges:"), "{said}");
    }
}

#[test]
fn what_is_told_of_one_badge_is_told_of_each_of_several() {
    let desk = Desk::bare(&root());
    fs::create_dir(desk.folder().join("one")).unwrap();
    for name in ["one/a.json", "b.json"] {
        fs::write(desk.folder().join(name), unnamed(1, "")).unwrap();
    }
    let alone = told(&desk, "bot verify one").0;
    let (exit, said) = told(&desk, "bot verify b.json one --explain --offline");
    assert_eq!(exit, alone, "{said}");
    let heads = ["\nb.json  a badge", "\none/a.json  a badge"];
    assert!(heads.iter().all(|head| format!("\n{said}").contains(head)), "{said}");
    assert_eq!(said.matches("cannot be followed by hand").count(), 2, "{said}");
    let (_, printed) = told(&desk, "bot verify b.json one --explain --json");
    assert_eq!(printed.matches("\"explanation\":{\"credential\"").count(), 2, "{printed}");
    let (exit, said) = told(&desk, "bot verify b.json one --gather --keep kept.json");
    assert_eq!(exit, alone, "{said}");
    assert!(
        desk.folder().join("kept.json").exists() && said.contains("nothing to fetch"),
        "{said}"
    );
}

#[test]
fn an_archive_that_is_not_looked_into_is_told_and_counts_as_unread() {
    let desk = Desk::bare(&root());
    let folder = desk.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    put("plain.txt", b"no badge");
    assert_eq!(told(&desk, "bot verify all").0, 1);
    // A document of an office program is no archive to those who have it.
    let zip = |name: &str| [b"PK\x03\x04".as_slice(), &[0; 26], name.as_bytes()].concat();
    put("letter.docx", &zip("[Content_Types].xml"));
    assert_eq!(told(&desk, "bot verify all").0, 1);
    // Its name says nothing, and a badge that lies in it unpacked does not make it one.
    put("badges", &[zip("lea.json"), unnamed(1, "").into_bytes()].concat());
    put("other.png", b"Rar!\x1a\x07\x01\x00");
    put("third.7z", b"7z\xbc\xaf\x27\x1c\x00");
    desk.done("gzip -c all/plain.txt > all/fourth.gz");
    let (exit, printed) = told(&desk, "bot verify all --json");
    let sum: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    let sum = &sum["summary"];
    assert_eq!((exit, &sum["unread"], &sum["no_badge"]), (7, &4.into(), &2.into()), "{printed}");
    for (file, kind) in
        [("badges", "zip"), ("other.png", "rar"), ("third.7z", "7z"), ("fourth.gz", "gz")]
    {
        for (lang, words) in [("en", "an archive"), ("fr", "une archive")] {
            let (exit, said) = told(&desk, &format!("bot verify all/{file} --lang {lang}"));
            assert_eq!(exit, 1, "{said}");
            assert!(
                said.contains(&format!("{words} (.{kind})")) && said.contains(".tar.gz"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_folder_passes_over_no_picture_that_is_cut_and_no_badge_that_is_empty() {
    let desk = Desk::bare(&root());
    let folder = desk.folder().join("all");
    fs::create_dir(&folder).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let picture = fs::read(root().join("examples/badge.png")).unwrap();
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>"#;
    put("whole.png", &picture);
    put("whole.svg", svg);
    put("notes.txt", b"");
    put("page.html", b"<html><p>no end");
    let sum = || {
        let (exit, printed) = told(&desk, "bot verify all --json");
        let sum: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
        (exit, sum["summary"]["no_badge"].clone(), sum["summary"]["unread"].clone())
    };
    assert_eq!(sum(), (1, 4.into(), 0.into()), "no badge is in them");
    put("cut.png", &picture[..picture.len() / 2]);
    put("cut.svg", &svg[..svg.len() - 8]);
    put("empty.json", b"");
    assert_eq!(sum(), (7, 4.into(), 3.into()));
    // A badge of which a part is left is told as one that was cut before it.
    let baked = png::bake(&picture, &unnamed(1, "")).unwrap();
    for (at, left) in [20, 60, 600].iter().zip(["end", "middle", "beginning"]) {
        put(&format!("{left}.png"), &baked[..baked.len() - at]);
    }
    assert_eq!(sum(), (7, 4.into(), 6.into()));
    for (lang, words) in [("en", "empty.json: The file is empty."), ("fr", "Le fichier est vide.")]
    {
        let (exit, said) = told(&desk, &format!("bot verify all --lang {lang}"));
        assert!(exit == 7 && said.contains(words) && said.contains("cut.png: "), "{said}");
    }
}

#[test]
fn what_cannot_be_followed_is_told_in_french() {
    let desk = Desk::bare(&root());
    let part = |text: &str| encode_base64url(text.as_bytes());
    let old = r#"{"@context":"https://w3id.org/openbadges/v2","type":"Assertion",
        "id":"https://a.example/1","badge":"https://a.example/class","recipient":
        {"type":"email","hashed":false,"identity":"lea@example.org"},"issuedOn":
        "2016-05-01T00:00:00Z","verification":{"type":"signed","creator":"https://a.example/k"}}"#;
    let signed = format!("{}.{}", part(r#"{"alg":"EdDSA"}"#), part(old));
    fs::write(desk.folder().join("old.jwt"), format!("{signed}.{}", part(&"s".repeat(64))))
        .unwrap();
    fs::write(desk.folder().join("bare.json"), unnamed(1, "")).unwrap();
    for (file, words) in [
        ("old.jwt", "\n  Algorithme\u{a0}: EdDSA\n"),
        ("old.jwt", "ne peut être suivie\u{a0}: Une partie de ce badge"),
        ("bare.json", "ne peut être suivie à la main\u{a0}: "),
    ] {
        let (_, said) = told(&desk, &format!("bot verify {file} --explain --lang fr"));
        assert!(said.contains(words), "{words}: {said}");
        for english in ["A part of", "there is no proof", "algorithm:", "message:"] {
            assert!(!said.contains(english), "{english}: {said}");
        }
    }
}

#[test]
fn a_verb_below_another_is_found_in_both_languages() {
    let desk = Desk::bare(&root());
    for (lang, words) in
        [("en", "There is no bake.\n  Did you mean bot badge bake?"), ("fr", "bot badge bake")]
    {
        let (exit, said) = told(&desk, &format!("LC_ALL={lang}_CH.UTF-8 bot bake lea.json"));
        assert_eq!(exit, 2, "{said}");
        assert!(said.contains(words), "{said}");
    }
    let (exit, said) = told(&desk, "bot bakery");
    assert_eq!(exit, 2);
    assert!(!said.contains("bot badge bake"), "{said}");
}

#[test]
fn a_door_whose_certificate_others_refuse_is_told_where_its_address_is_given_out() {
    let desk = Desk::bare(&root());
    let settings = desk.folder().join("school/bot.toml");
    let bare = fs::read_to_string(&settings).unwrap();
    let with = |web: &str| fs::write(&settings, format!("{bare}[web]\n{web}\n")).unwrap();
    let base = "base_url = \"https://127.0.0.1:8443\"\nlisten = \"127.0.0.1:0\"";
    with(&format!("{base}\nself_signed = true"));
    let secret = "--passphrase-file passphrase";
    desk.done(&format!("bot id init --name School --party organisation {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json --image badge.png");
    let words = "made the certificate of its web door itself";
    let acts = ["offer \"Repair café helper\"", "ask \"Repair café helper\""];
    for act in acts {
        let said = desk.done(&format!("bot wallet {act}"));
        assert!(said.contains(words), "{said}");
    }
    desk.done("bot down");
    // A proxy before the door has a certificate of its own.
    with(base);
    desk.done(&format!("bot up --detach {secret}"));
    for act in acts {
        let said = desk.done(&format!("bot wallet {act}"));
        assert!(!said.contains(words), "{said}");
    }
}

#[test]
fn a_letter_that_waits_for_a_node_being_called_is_said_to_go_by_itself() {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase";
    desk.done(&format!("bot id init --name School --party organisation {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json --image badge.png");
    let who = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let issue = format!("bot issue \"Repair café helper\" --to {who}");
    let said = desk.done(&issue);
    assert!(said.contains("If you know its address: bot peer add"), "{said}");
    // Nobody listens at the port of discard.
    let peer = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";
    desk.done(&format!("bot peer add /ip4/127.0.0.1/udp/9/quic-v1/p2p/{peer}"));
    let said = desk.done(&issue);
    assert!(said.contains("still calling") && said.contains("goes by itself"), "{said}");
    // Which of those called is whose is not known here.
    assert!(said.contains("If none of them is theirs: bot peer add ADDRESS"), "{said}");
    let said = desk.done(&format!("{issue} --lang fr"));
    assert!(said.contains("part d’elle-même"), "{said}");
}

#[test]
fn a_trial_to_undo_finds_what_the_act_would_undo() {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase";
    desk.done(&format!("bot id init --name School --party organisation {secret}"));
    desk.done(&format!("bot id init --name Club --party organisation {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json --image badge.png --as School");
    let json = |command: &str| -> Value {
        serde_json::from_str(&desk.done(&format!("{command} --json"))).unwrap()
    };
    let who = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let issued = json(&format!("bot issue \"Repair café helper\" --to {who} --as School"));
    let id = issued["item"]["id"].as_str().unwrap();
    let revoked = json(&format!("bot revoke {id} --undo-window 3600 --yes --as School"));
    let change = revoked["pending"]["id"].as_str().unwrap();
    // Of the newest of an identity there is none; one that is named is undone whoever asks.
    let (exit, said) = desk.typed("bot undo --dry-run --as Club");
    assert_eq!(exit, 3, "{said}");
    let trial = json(&format!("bot undo {change} --dry-run --as Club"));
    assert_eq!((&trial["dry_run"], &trial["id"]), (&true.into(), &change.into()));
    assert_eq!(json(&format!("bot undo {change} --as Club"))["changed"], true);
}
