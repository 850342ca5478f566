//! People are told by name where what is at hand tells one, with the end of their identifier beside it: what
//! somebody calls themselves anybody may.

use super::gate::{CHALLENGE, DOMAIN, Scene, shown};
use super::*;
use crate::rules::Gate;

fn text<'v>(told: &'v Value, path: [&str; 2]) -> Option<&'v str> {
    told.get(path[0])?.get(path[1])?.as_str()
}

#[test]
fn a_gate_calls_by_name_whom_the_files_at_hand_tell_one_of() {
    let scene = Scene::new();
    let shown = shown(&scene.lea, std::slice::from_ref(&scene.badge));
    let presented = Presented::read(&shown.to_bytes(), &Reader::core()).unwrap();
    let gate = Gate { domain: DOMAIN.to_owned(), opens: scene.member(u64::MAX) };
    for (evidence, has_names) in [(scene.evidence(), true), (Evidence::new(), false)] {
        let now = at(NOON);
        let standing =
            Standing { presented: &presented, challenge: CHALLENGE, evidence: &evidence, now };
        let plain = gate.judge(&standing, &Reader::core());
        let named = plain.clone().with_names_at_hand(&standing);
        assert_eq!(plain.answer(), named.answer());
        let (plain, named) = (plain.to_json(Lang::En), named.to_json(Lang::En));
        assert_eq!(text(&plain, ["condition", "called"]), None);
        assert!(text(&plain, ["presenter", "says"]).unwrap().contains("did:key:"), "{plain}");
        let ends = |name: &str, of: &Author| {
            let did = of.did().to_string();
            format!("{name} (…{})", &did[did.len() - 8..])
        };
        let school = has_names.then(|| ends("School", &scene.school));
        assert_eq!(text(&named, ["condition", "called"]), school.as_deref());
        let says = text(&named, ["presenter", "says"]).unwrap();
        assert_eq!(says.contains(&ends("Lea", &scene.lea)), has_names, "{says}");
        assert_eq!(says.contains("did:key:"), !has_names, "{says}");
        // Programs are told the identifier in any case.
        assert_eq!(text(&named, ["presenter", "who"]), Some(scene.lea.did().to_string().as_str()));
    }
}

#[test]
fn a_verdict_calls_the_viewers_own_and_those_of_the_address_book_by_name_alone() {
    let scene = Scene::new();
    let did = scene.school.did();
    let says = |evidence: &Evidence| {
        let names = Called::of([format!("By {did}.")], evidence);
        names.within(&format!("By {did}, {did}#key."))
    };
    let end = did.to_string();
    let end = &end[end.len() - 8..];
    let mut evidence = scene.evidence();
    assert_eq!(says(&evidence), format!("By School (…{end}), {did}#key."));
    evidence.view_as(did);
    assert_eq!(says(&evidence), format!("By School, {did}#key."));
    evidence.know(did, "My school");
    assert_eq!(says(&evidence), format!("By My school, {did}#key."));
    assert_eq!(says(&Evidence::new()), format!("By {did}, {did}#key."));
    // Who calls themselves as another is told apart by this is called by nothing.
    for (name, is_called) in [("Ann (…abcd1234)", false), ("Ann (Bern)", true)] {
        let rival = Author::new(60, name);
        let (did, mut evidence) = (rival.did(), Evidence::new());
        rival.tell(&mut evidence);
        let told = Called::of([format!("By {did}.")], &evidence).within(&format!("By {did}."));
        assert_eq!(told.contains(name), is_called, "{told}");
        assert_eq!(told.contains("did:key:"), !is_called, "{told}");
    }
}
