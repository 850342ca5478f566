use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::credential::bake::BakeError;
use crate::credential::issue::IssueError;
use crate::credential::present::PresentError;
use crate::recognition::Band;
use crate::verdict::ledger::Remark;
use crate::verdict::{Answer, Inside, Question, Reason, TokenDamage};

/// Every message and attribute of a language with the data it names.
fn entries(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in texts(lang) {
        assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{file} has a fault");
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                id = line.split_once(" =").map(|(id, _)| id.to_owned()).unwrap();
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{file}: {id} twice");
            } else if let Some((attribute, _)) = line.trim_start().split_once(" =")
                && attribute.starts_with('.')
            {
                id = format!("{}{attribute}", id.split('.').next().unwrap());
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{file}: {id} twice");
            }
            for data in line.split("{ $").skip(1) {
                let name = data.split([' ', '}']).next().unwrap();
                found.get_mut(&id).unwrap().insert(name.to_owned());
            }
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_with_the_same_data() {
    let (en, fr) = (entries(Lang::En), entries(Lang::Fr));
    for (id, data) in &en {
        assert_eq!(Some(data), fr.get(id), "{id} in French");
    }
    for id in fr.keys() {
        assert!(en.contains_key(id), "{id} in English");
    }
}

#[test]
fn every_code_has_words_and_every_trouble_has_advice() {
    let faults = BakeError::CODES.iter().chain(&IssueError::CODES).chain(&PresentError::CODES);
    let faults = faults.chain(&TokenDamage::CODES).chain(&Inside::CODES).copied();
    let others = [
        "json-refused",
        "no-credential",
        "file-packed",
        "several-credentials",
        "none-presented",
        "envelope-refused",
        "definition-wrong",
    ];
    for lang in Lang::ALL {
        for code in Reason::CODES {
            assert!(knows(lang, code), "{code} in {}", lang.tag());
            let advice = advise(lang, code, &Args::new());
            let good = Reason::answer_of(code) == Some(Answer::Yes);
            assert_eq!(advice.is_none(), good, "advice on {code} in {}", lang.tag());
        }
        for (code, answer) in Remark::CODES {
            assert!(knows(lang, code), "{code} in {}", lang.tag());
            let advice = advise(lang, code, &Args::new());
            assert_eq!(advice.is_none(), answer == Answer::Yes, "advice on {code}");
        }
        for code in faults.clone().chain(others) {
            assert!(knows(lang, code), "{code} in {}", lang.tag());
            assert!(advise(lang, code, &Args::new()).is_some(), "advice on {code}");
        }
        for question in Question::ALL {
            assert!(knows(lang, &format!("question-{}", question.name())));
        }
        for answer in [Answer::Yes, Answer::No, Answer::Unknown] {
            assert!(knows(lang, &format!("answer-{}", answer.name())));
        }
    }
}

#[test]
fn french_keeps_its_marks_beside_their_words() {
    for (file, text) in texts(Lang::Fr) {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let letters: Vec<char> = line.chars().collect();
            for pair in letters.windows(2) {
                let [before, mark] = pair else { continue };
                let high =
                    matches!(mark, ';' | '?' | '!' | '»') || (*mark == ':' && *before == ' ');
                let good = !high || matches!(before, '\u{a0}' | '\u{202f}');
                assert!(good, "{file} line {}: {line}", number + 1);
                assert!(!(*before == '«' && *mark == ' '), "{file} line {}: {line}", number + 1);
            }
            assert!(!line.contains('\''), "{file} line {}: straight apostrophe", number + 1);
        }
    }
}

#[test]
fn data_and_plurals_are_filled_in() {
    let said = |lang, code, args: Args| say(lang, code, &args);
    let expired = Args::new().text("until", "2026-01-01T00:00:00Z");
    assert_eq!(said(Lang::En, "expired", expired), "It expired on 2026-01-01T00:00:00Z.");
    let one = Args::new().number("count", 1_u32).number("lines", 1_u32);
    let two = Args::new().number("count", 2_u32).number("lines", 2_u32);
    assert!(said(Lang::En, "endorsed-by-strangers", one.clone()).starts_with("One "));
    assert!(said(Lang::En, "endorsed-by-strangers", two.clone()).starts_with("2 "));
    assert!(said(Lang::Fr, "endorsed-by-strangers", one).starts_with("Un "));
    assert!(said(Lang::Fr, "endorsed-by-strangers", two).starts_with("2 "));
    assert_eq!(said(Lang::Fr, "no-such-code", Args::new()), "no-such-code");
}

#[test]
fn an_age_is_told_in_its_largest_whole_unit() {
    let check = |seconds: i64, english: &str, french: &str| {
        let args = Args::new().text("as_of", "then").number("age_seconds", seconds);
        assert!(say(Lang::En, "stale", &args).contains(&format!("then, {english}:")), "{seconds}");
        assert!(say(Lang::Fr, "stale", &args).contains(&format!("then, {french}")), "{seconds}");
    };
    check(-1, "after the moment asked about", "après le moment demandé");
    check(0, "less than a minute ago", "il y a moins d’une minute");
    check(59, "less than a minute ago", "il y a moins d’une minute");
    check(60, "one minute ago", "il y a une minute");
    check(3_599, "59 minutes ago", "il y a 59 minutes");
    check(3_600, "one hour ago", "il y a une heure");
    check(86_399, "23 hours ago", "il y a 23 heures");
    check(86_400, "one day ago", "il y a un jour");
    check(i64::MAX, "106751991167300 days ago", "il y a 106751991167300 jours");
}

#[test]
fn a_tag_or_locale_chooses_the_language() {
    for (tag, lang) in [
        ("fr", Lang::Fr),
        ("fr_FR.UTF-8", Lang::Fr),
        ("FR-ca", Lang::Fr),
        ("en_GB.UTF-8", Lang::En),
        ("C", Lang::En),
        ("", Lang::En),
        ("fro", Lang::En),
    ] {
        assert_eq!(Lang::from_tag(tag), lang, "{tag}");
    }
}

#[test]
fn a_technical_detail_is_marked_where_the_language_is_another() {
    let detail = "found \"x\", expected a date";
    let reasons = [
        Reason::FieldWrong { field: "validFrom".to_owned(), what: detail.to_owned() },
        Reason::ProofMalformed { field: "proof".to_owned(), what: detail.to_owned() },
        Reason::InputRefused { fault: "no-credential".to_owned(), what: detail.to_owned() },
    ];
    for reason in reasons {
        let said = |lang| crate::verdict::say(&reason, lang);
        assert!(said(Lang::Fr).contains(&format!("(en anglais) {detail}")), "{}", said(Lang::Fr));
        assert!(said(Lang::En).contains(detail), "{}", said(Lang::En));
        assert!(!said(Lang::En).contains("anglais"));
    }
    // What is expected of a field has words of its own; where it has none, it is told that it is English.
    let told = |lang, text: &str| {
        let args = Args::new().text("field", "x").text("found", "").technical("expected", text);
        say(lang, "field-refused", &args)
    };
    for (english, french) in [
        ("at most 2,000 bytes an answer; a letter with an accent takes two", "au plus 2000 octets"),
        ("1 to 40 small letters, digits and hyphens", "1 à 40 lettres minuscules"),
        ("a time as in 2026-11-23T08:00:00Z, or a day as in 2026-11-23", "un moment comme 2026-11"),
        ("a DID of an Ed25519 key, did:key:z6Mk…", "le DID d’une clé Ed25519"),
        ("something new", "(en anglais) something new"),
    ] {
        assert!(told(Lang::Fr, english).contains(french), "{}", told(Lang::Fr, english));
        assert!(!told(Lang::En, english).contains("anglais"));
    }
    // A name is no detail.
    let named = Args::new().text("what", "Lea");
    assert!(!say(Lang::Fr, "input-refused", &named).contains("anglais"));
}

/// Whoever reads a verdict and then asks `bot trust` is told of the same band by the same word.
#[test]
fn a_verdict_and_trust_name_a_band_alike() {
    let args = |band: &str| Args::new().text("band", band);
    for (lang, words) in [
        (Lang::En, ["directly", "is close", "is near", "is far", "not reached"]),
        (
            Lang::Fr,
            ["directement", "est proche", "est à proximité", "est loin", "n’est pas atteint"],
        ),
    ] {
        let bands = [Band::Direct, Band::Close, Band::Near, Band::Far, Band::Unreached];
        for (band, word) in bands.into_iter().zip(words) {
            let told = match band {
                Band::Unreached => vec!["recognised-by-one", "recognised-faintly"],
                Band::Direct => vec!["recognised", "known-directly"],
                Band::Yourself | Band::Close | Band::Near | Band::Far => vec!["recognised"],
            };
            let told = told.iter().map(|code| say(lang, code, &args(band.name())));
            let asked =
                ["cli-trust", "cli-trust-seen"].map(|code| format!("{code}-{}", band.name()));
            for said in told.chain(asked.iter().map(|code| say(lang, code, &args("")))) {
                assert!(said.contains(word), "{} {}: {said}", lang.tag(), band.name());
            }
        }
    }
}
