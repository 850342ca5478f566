//! Who disagrees is told beside a verdict, to those who can reach them, and changes nothing in it.

use super::*;
use crate::canon::hash::Hash;
use crate::limits::{DISPUTES_TOLD_MAX, RECOGNITION_AGE_MAX_MILLIS};
use crate::statement::kinds::{Dispute, Disputed, Erase, Reply};

/// The school awards Lea a badge; Max, whom the viewer knows, and a stranger may have a say.
struct Scene {
    school: Author,
    lea: Author,
    max: Author,
    stranger: Author,
    described: Hash,
    badge: Value,
}

fn scene() -> Scene {
    let author = |seed, name| Author::new(seed, name);
    let (mut school, lea) = (author(1, "School"), author(3, "Lea"));
    let document = Document::read(&school.achievement().to_bytes()).unwrap();
    let described = school.say(Content::Achievement(document), NOON - 8 * DAY).id();
    let badge = school.badge_for(&lea.did());
    let (max, stranger) = (author(4, "Max"), author(5, "Stranger"));
    Scene { school, lea, max, stranger, described, badge }
}

fn dispute(about: Disputed, words: &str) -> Content {
    Content::Dispute(Dispute { about, scope: None, words: words.to_owned() })
}

fn reply(dispute: Hash, words: &str) -> Content {
    Content::Reply(Reply { dispute, words: words.to_owned() })
}

impl Scene {
    fn itself(&self) -> Disputed {
        Disputed::Credential(crate::verdict::disputes::digest(&Secured::by_its_proofs(
            self.badge.clone(),
        )))
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::new();
        for author in [&self.school, &self.lea, &self.max, &self.stranger] {
            author.tell(&mut evidence);
        }
        evidence.know(self.max.did(), "Max from next door");
        evidence
    }

    fn verdict(&self) -> Verdict {
        judged(&self.badge, &self.evidence(), &Asked::at(at(NOON)))
    }

    /// What is told: about what, the words, and the answer.
    fn told(&self) -> Vec<String> {
        let told = self.verdict().disputes.into_iter().map(|one| {
            let answer = one.reply.map_or_else(String::new, |reply| format!(" – {}", reply.words));
            format!("{} {}{answer}", one.about, one.words)
        });
        told.collect()
    }
}

#[test]
fn whom_the_viewer_knows_is_told_of_and_a_stranger_is_not() {
    let mut scene = scene();
    let before = codes(&scene.verdict());
    let about = scene.itself();
    scene.stranger.say(dispute(about, "a lie"), NOON - DAY);
    assert_eq!(scene.told(), [""; 0]);
    scene.max.say(dispute(about, "I was there, she was not"), NOON - HOUR);
    let verdict = scene.verdict();
    let [one] = verdict.disputes.as_slice() else { panic!("{:?}", verdict.disputes) };
    assert_eq!((one.name.as_str(), one.by), ("Max from next door", scene.max.did()));
    assert_eq!((one.about, one.at), ("credential", at(NOON - HOUR)));
    // No finding is another than before, and no endorsement weighs less.
    assert_eq!(codes(&verdict), before);
    let json = verdict.to_json(Lang::En);
    let says = json.at(&["disputes"]).and_then(Value::as_array).unwrap()[0].get("says").unwrap();
    let says = says.as_str().unwrap();
    assert!(says.contains("Max from next door disagrees with this award of"), "{says}");
}

#[test]
fn each_thing_of_a_badge_is_told_apart_and_another_thing_is_not_told() {
    let mut scene = scene();
    let described = Disputed::Statement(scene.described);
    let profile = Disputed::Statement(scene.school.entries[0].id());
    scene.max.say(dispute(described, "too easy"), NOON - 3 * HOUR);
    scene.max.say(dispute(profile, "no school"), NOON - 2 * HOUR);
    scene.max.say(dispute(Disputed::Statement(Hash::from_bytes([7; 32])), "else"), NOON - HOUR);
    scene.max.say(dispute(Disputed::Credential(scene.described), "else"), NOON - HOUR);
    assert_eq!(scene.told(), ["issuer no school", "achievement too easy"]);
    // What is described anew is what is to be disagreed with; of two profiles the newer one.
    let name = "School of tea".to_owned();
    let renamed = Profile { party: Party::Organisation, name, description: None, url: None };
    scene.school.say(Content::Profile(renamed), NOON - HOUR);
    assert_eq!(scene.told(), ["achievement too easy"]);
}

#[test]
fn what_a_person_says_of_themselves_is_nobody_elses_matter() {
    let mut scene = scene();
    let name = "School".to_owned();
    let person = Profile { party: Party::Person, name, description: None, url: None };
    let entry = scene.school.say(Content::Profile(person), NOON - DAY).id();
    let words = "that is not his name";
    scene.max.say(dispute(Disputed::Statement(entry), words), NOON - HOUR);
    assert_eq!(scene.told(), [""; 0]);
    // One's own note about it one sees oneself.
    let mut evidence = scene.evidence();
    let note = Dispute { about: Disputed::Statement(entry), scope: None, words: words.to_owned() };
    evidence.note_dispute(scene.lea.did(), at(NOON - HOUR), note);
    let told = judged(&scene.badge, &evidence, &Asked::at(at(NOON))).disputes;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].about, told[0].id), ("issuer", None));
    assert!(told[0].say(Lang::Fr).contains("à personne"), "{}", told[0].say(Lang::Fr));
}

#[test]
fn the_answer_of_whom_it_concerns_stands_beside_it_and_nobody_elses() {
    let mut scene = scene();
    let about = scene.itself();
    let id = scene.max.say(dispute(about, "she was not there"), NOON - 5 * HOUR).id();
    scene.stranger.say(reply(id, "hear, hear"), NOON - 4 * HOUR);
    scene.max.say(reply(id, "I say it again"), NOON - 4 * HOUR);
    assert_eq!(scene.told(), ["credential she was not there"]);
    scene.lea.say(reply(id, "I was in the kitchen"), NOON - 3 * HOUR);
    assert_eq!(scene.told(), ["credential she was not there – I was in the kitchen"]);
    let newest = scene.lea.say(reply(id, "All day, in the kitchen"), NOON - 2 * HOUR);
    assert_eq!(scene.told(), ["credential she was not there – All day, in the kitchen"]);
    // An answer to something else is none; one that was withdrawn leaves the one before.
    scene.lea.say(reply(Hash::from_bytes([7; 32]), "else"), NOON - HOUR);
    scene.lea.say(Content::Erase(Erase::own(vec![newest.seq()])), NOON - HOUR);
    assert_eq!(scene.told(), ["credential she was not there – I was in the kitchen"]);
}

#[test]
fn it_is_withdrawn_by_its_author_alone_said_anew_and_forgotten_after_two_years() {
    let mut scene = scene();
    let about = scene.itself();
    let first = scene.max.say(dispute(about, "no"), NOON - 5 * HOUR).seq();
    let again = scene.max.say(dispute(about, "not quite"), NOON - 4 * HOUR).seq();
    assert_eq!(scene.told(), ["credential not quite"]);
    // Another's erasure of the same numbers is about their own log.
    for number in 1..=again {
        scene.school.say(revocation(number + 500), NOON - 3 * HOUR);
    }
    scene.school.say(Content::Erase(Erase::own(vec![first, again])), NOON - 2 * HOUR);
    assert_eq!(scene.told(), ["credential not quite"]);
    let later = Asked::at(at(NOON + RECOGNITION_AGE_MAX_MILLIS));
    assert_eq!(judged(&scene.badge, &scene.evidence(), &later).disputes, []);
    let earlier = Asked::at(at(NOON - 6 * HOUR));
    assert_eq!(judged(&scene.badge, &scene.evidence(), &earlier).disputes, []);
    scene.max.say(Content::Erase(Erase::own(vec![first, again])), NOON - HOUR);
    assert_eq!(scene.told(), [""; 0]);
}

#[test]
fn nobody_who_says_much_hides_another() {
    let mut scene = scene();
    let (about, older) = (scene.itself(), NOON - 2 * HOUR);
    let friend = Author::new(6, "Friend");
    let mut evidence = scene.evidence();
    evidence.know(friend.did(), "A friend");
    let mut friend = friend;
    friend.say(dispute(about, "an older word"), older);
    friend.tell(&mut evidence);
    for number in 0..=u64::try_from(DISPUTES_TOLD_MAX).unwrap() {
        let (scope, words) = (Some(format!("topic {number}")), format!("words {number}"));
        let said = Content::Dispute(Dispute { about, scope, words });
        scene.max.say(said, NOON - HOUR + number);
    }
    scene.max.tell(&mut evidence);
    let verdict = judged(&scene.badge, &evidence, &Asked::at(at(NOON)));
    assert_eq!(verdict.disputes.len(), DISPUTES_TOLD_MAX);
    assert!(verdict.disputes.iter().any(|one| one.words == "an older word"));
}

#[test]
fn so_many_are_told_of_and_the_newest() {
    let mut scene = scene();
    let about = scene.itself();
    for number in 0..=u64::try_from(DISPUTES_TOLD_MAX).unwrap() {
        let scope = Some(format!("topic {number}"));
        let words = format!("words {number}");
        let said = Content::Dispute(Dispute { about, scope, words });
        scene.max.say(said, NOON - HOUR + number);
    }
    let told = scene.told();
    assert_eq!(told.len(), DISPUTES_TOLD_MAX);
    assert!(!told.contains(&"credential words 0".to_owned()), "{told:?}");
}
