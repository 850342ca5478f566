//! What people try in their first days: the same badge twice, a picture straight from the camera,
//! another's badge, their own language.

use super::bad_input::Desk;

const NOBODY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
const BADGE: &str = "Repair café helper";
const AIDE: &str = "Aide au café des réparations";
const NEW: [&str; 5] = ["badge", "new", "badge-definition.json", "--image", "badge.png"];

/// Ends a chunk of a PNG with the sum that belongs to it.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name.as_slice(), data].concat();
    let sum = body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    });
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [length.as_slice(), &body, &(!sum).to_be_bytes()].concat()
}

/// The example's picture with so many bytes of private data before its end.
fn swollen(desk: &Desk, more: usize) -> Vec<u8> {
    let picture = desk.read("badge.png");
    let (head, end) = picture.split_at(picture.len() - 12);
    [head, &chunk(b"prVt", &vec![7; more]), end].concat()
}

#[test]
fn a_badge_described_twice_is_described_once() {
    let desk = Desk::school();
    let held = desk.held();
    for dry in [["--dry-run"].as_slice(), &[]] {
        let ran = desk.bot(&[&NEW, dry, &["--json"]].concat()).ok().json();
        assert_eq!(ran["unchanged"], true, "{ran}");
        assert_eq!(ran["id"], desk.bot(&["badge", "show", BADGE, "--json"]).ok().json()["id"]);
    }
    assert!(desk.bot(&NEW).ok().out.contains("it was so already"));
    assert_eq!(desk.held(), held, "something was stored");
    let text = String::from_utf8(desk.read("badge-definition.json")).unwrap();
    desk.write("badge-definition.json", text.replace("repair afternoons", "evenings"));
    let other = desk.bot(&[&NEW, ["--json"].as_slice()].concat()).ok().json();
    assert!(other.get("unchanged").is_none(), "{other}");
    // The name alone now fits two, and both are told.
    let [one, two] = [0, 1].map(|at| {
        let list = desk.bot(&["badge", "list", "--json"]).ok().out;
        let line = list.lines().nth(at).unwrap().to_owned();
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["id"].as_str().unwrap().to_owned()
    });
    assert_ne!(one, two);
    let issue = ["issue", BADGE, "--to", NOBODY];
    desk.refused(&issue, 1, "ambiguous", &[&one, &two]);
    let said = desk.bot(&issue).err;
    assert!(said.contains(&one) && said.contains(&two), "{said}");
    desk.bot(&["issue", &one, "--to", NOBODY, "--dry-run"]).ok();
}

#[test]
fn a_picture_that_leaves_no_room_is_told_by_its_file_and_size() {
    let desk = Desk::school();
    let held = desk.held();
    let new = ["badge", "new", "mine.json", "--image", "photo.png"];
    let mine = r#"{"name":{"en":"Mine"},"description":{"en":"x"},"criteria":{"en":"x"}}"#;
    desk.write("mine.json", mine);
    desk.write("photo.png", swollen(&desk, 60_000));
    desk.refused(&new, 1, "cli-picture-large", &["photo.png", "bytes", "max"]);
    let most = desk.bot(&[&new, ["--json"].as_slice()].concat()).error()["data"]["max"].clone();
    let most: usize = most.as_str().unwrap().parse().unwrap();
    assert!(most > 40_000, "{most}");
    assert_eq!(desk.held(), held, "something was stored");
    // What just fits can be awarded too.
    let own = desk.read("badge.png").len();
    desk.write("photo.png", swollen(&desk, most - most % 3 - own - 12));
    desk.bot(&new).ok();
    desk.bot(&["issue", "Mine", "--to", NOBODY, "--narrative", "Well done."]).ok();
}

#[test]
fn anothers_badge_is_not_awarded() {
    let desk = Desk::school();
    desk.bot(&["id", "init", "--name", "Council", "--party", "community"]).ok();
    let held = desk.held();
    let issue = ["issue", BADGE, "--to", NOBODY, "--as"];
    for more in [["Council"].as_slice(), &["Council", "--dry-run"]] {
        desk.refused(&[&issue, more].concat(), 1, "achievement-of-another", &["described by"]);
    }
    assert_eq!(desk.held(), held, "something was stored");
    desk.bot(&[&issue, ["School"].as_slice()].concat()).ok();
    // With one of its own under that name, its own is meant.
    desk.bot(&[&NEW, ["--as", "Council"].as_slice()].concat()).ok();
    let issued = desk.bot(&[&issue, ["Council", "--json"].as_slice()].concat()).ok().json();
    assert_eq!(issued["item"]["issuer_name"], "Council", "{issued}");
}

#[test]
fn a_name_of_a_file_says_what_is_in_it() {
    let desk = Desk::school();
    let held = desk.held();
    let out = |place: &'static str| ["issue", BADGE, "--to", NOBODY, "--out", place];
    for place in ["badge.jpg", "badge", "badge.svg"] {
        desk.refused(&out(place), 2, "cli-out-kind", &[place, ".json", ".png"]);
        assert!(!desk.has(place), "{place}");
    }
    assert_eq!(desk.held(), held, "something was stored");
    desk.bot(&out("lea.PNG")).ok();
    assert!(desk.read("lea.PNG").starts_with(b"\x89PNG"));
    desk.bot(&out("lea.json")).ok();
    assert!(desk.read("lea.json").starts_with(b"{"));
    assert!(desk.bot(&out("-")).ok().out.starts_with('{'));
}

#[test]
fn a_badge_of_two_languages_is_shown_in_the_readers() {
    let desk = Desk::school();
    let issue = ["issue", AIDE, "--to", NOBODY, "--out", "lea.png", "--lang", "fr"];
    assert!(desk.bot(&issue).ok().out.contains(AIDE));
    for (args, rest) in [
        (["badge", "list"].as_slice(), 1),
        (&["badge", "show", BADGE], 0),
        (&["verify", "lea.png", "--need", "integrity"], 0),
    ] {
        let [en, fr] = ["en", "fr"].map(|lang| desk.bot(&[args, &["--lang", lang]].concat()).out);
        assert!(en.matches(BADGE).count() > rest && !en.contains(AIDE), "{en}");
        assert!(fr.matches(AIDE).count() > rest && !fr.contains(BADGE), "{fr}");
    }
    let shown = desk.bot(&["badge", "show", BADGE, "--lang", "fr"]).ok().out;
    assert!(shown.contains("Aide les gens") && shown.contains("A participé"), "{shown}");
    // A program gets the same whatever the language.
    let list = ["badge", "list", "--json", "--lang"];
    let [en, fr] = ["en", "fr"].map(|lang| desk.bot(&[&list, [lang].as_slice()].concat()).ok().out);
    assert_eq!(en, fr);
}

#[test]
fn a_wrong_command_line_is_told_as_fully_in_french() {
    let desk = Desk::empty();
    for args in [[].as_slice(), &["id"]] {
        let [en, fr] = ["en_GB", "fr_FR"].map(|lang| desk.typed(args, &[("LANG", lang)]));
        assert_eq!((en.exit, fr.exit), (2, 2));
        assert!(en.err.contains("Example: bot"), "{en:?}");
        assert!(["show", "verify"].iter().any(|verb| en.err.contains(verb)), "{en:?}");
        assert_eq!(en.err, fr.err);
        let fr = desk.bot(&[args, &["--lang", "fr"]].concat());
        assert!(fr.exit == 2 && !fr.err.contains("Cela"), "{fr:?}");
    }
    desk.refused(&["badgee"], 2, "cli-usage-unknown-near", &["badge"]);
    desk.refused(&["status", "--jsn"], 2, "cli-usage-unknown-near", &["--json"]);
    desk.refused(&["xyzzy"], 2, "cli-usage-unknown", &["xyzzy"]);
    let party = ["id", "init", "--name", "School", "--party", "school"];
    desk.refused(&party, 2, "cli-usage-value-known", &["organisation", "community"]);
    let said = desk.bot(&[&party, ["--lang", "fr"].as_slice()].concat()).err;
    assert!(said.contains("Cela peut être") && said.contains("community"), "{said}");
}

#[test]
fn what_is_not_there_is_told_before_anybody_is_asked() {
    let desk = Desk::school();
    desk.refused(&["unpublish", "nope"], 3, "unknown", &["nope"]);
    desk.refused(&["unpublish", "nope", "--yes"], 3, "unknown", &["nope"]);
}

#[test]
fn a_definition_with_a_wrong_member_is_told_in_french() {
    let desk = Desk::school();
    desk.write("nom.json", r#"{"nom":{"fr":"Lecteur"}}"#);
    desk.write("bare.json", r#"{"name":{"fr":"Lecteur"}}"#);
    for (file, field, said) in
        [("nom.json", "nom", "n’a pas"), ("bare.json", "description", "manque")]
    {
        let new = ["badge", "new", file];
        desk.refused(&new, 1, "cli-definition", &[file, field]);
        let told = desk.bot(&[&new, ["--lang", "fr"].as_slice()].concat()).err;
        assert!(told.contains(said) && told.contains(field), "{told}");
        assert!(!told.contains("expected") && !told.contains("missing"), "{told}");
    }
}
