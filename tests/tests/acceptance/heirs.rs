//! A key is stolen and its owner goes on with a new one: whoever names them reaches the new key, what was
//! theirs is theirs, and what they gave they can take back; whoever has the old key gets and can do none
//! of it.

use serde_json::Value;

use crate::restore::{Machine, until};

/// Ben, and Cleo whose machine was copied by a thief: hers goes on as another identity elsewhere.
struct Friends {
    ben: Machine,
    thief: Machine,
    again: Machine,
    ben_did: String,
    old: String,
    new: String,
    sheet: String,
    room: tempfile::TempDir,
}

fn definition(name: &str) -> Value {
    let texts = |text: &str| serde_json::json!({ "en": text });
    serde_json::json!({
        "name": texts(name), "description": texts("As it is"), "criteria": texts("Do it"),
    })
}

impl Friends {
    fn meet() -> Self {
        let room = tempfile::tempdir().unwrap();
        let (ben, ben_did) = Machine::of(room.path(), "Ben", "person");
        let (thief, old) = Machine::of(room.path(), "Cleo", "person");
        let (again, new) = Machine::of(room.path(), "Cleo again", "person");
        let words = thief.locked(&["id", "export-recovery"])["words"].as_str().unwrap().to_owned();
        let sheet = room.path().join("sheet").display().to_string();
        std::fs::write(&sheet, words).unwrap();
        let address = ben.up();
        for one in [&thief, &again] {
            one.up();
            one.bot(&["peer", "add", &address]);
        }
        ben.bot(&["contact", "add", &old, "Cleo"]);
        let friends = Self { ben, thief, again, ben_did, old, new, sheet, room };
        for (machine, name) in [(&friends.ben, "First aider"), (&friends.thief, "Baker")] {
            let file = friends.file(&format!("{name}.json"));
            std::fs::write(&file, definition(name).to_string()).unwrap();
            machine.bot(&["badge", "new", &file]);
        }
        friends
    }

    fn file(&self, name: &str) -> String {
        self.room.path().join(name).display().to_string()
    }

    /// Takes the offer of this kind that waits on a machine.
    fn accept(machine: &Machine, kind: &str) {
        let mut id = String::new();
        until("the offer", || {
            let offers = machine.try_bot(&["offers"]).unwrap();
            let found = offers.iter().find(|offer| offer["kind"] == kind);
            id = found.map(|offer| offer["id"].as_str().unwrap().to_owned()).unwrap_or_default();
            !id.is_empty()
        });
        machine.bot(&["accept", &id]);
    }

    /// Cleo goes on with a new key, and everybody hears of it.
    fn succeed(&self) {
        let held = |machine: &Machine| {
            let feeds = machine.try_bot(&["feed", "show"]).unwrap_or_default();
            let feed = feeds.into_iter().find(|feed| feed["did"] == self.old.as_str());
            feed.map(|feed| feed["entries"].clone())
        };
        until("the old ledger", || held(&self.again) == held(&self.thief));
        self.again.bot(&["id", "succeed", "--words", &self.sheet, "--yes"]);
        until("the stolen machine to hear of it", || {
            let failed = self.thief.try_bot(&["badge", "new", &self.file("Baker.json")]);
            failed.err().is_some_and(|failed| failed.contains("identity-succeeded"))
        });
        until("Ben to hear of it", || self.ben.bot(&["trust", "Cleo"])["who"]["did"] == *self.new);
    }

    /// What a machine says of a question about a badge.
    fn told(machine: &Machine, file: &str, question: &str) -> String {
        let told = match machine.try_bot(&["verify", file, "--need", question]) {
            Ok(said) => said[0].to_string(),
            Err(failed) => failed,
        };
        let (_, after) = told.split_once(&format!("\"{question}\":{{")).unwrap();
        let (_, reason) = after.split_once("\"reason\":\"").unwrap();
        reason.split('"').next().unwrap().to_owned()
    }
}

/// How many letters of any kind a machine was sent.
fn offers(machine: &Machine) -> usize {
    machine.try_bot(&["offers"]).unwrap().len()
}

#[test]
fn whoever_names_a_lost_key_reaches_the_new_one_and_the_thief_gets_nothing() {
    let friends = Friends::meet();
    let (ben, again, new) = (&friends.ben, &friends.again, friends.new.as_str());
    ben.bot(&["recognise", "offer", "Cleo", "--words", "We cook"]);
    Friends::accept(&friends.thief, "recognition");
    until("the recognition", || {
        ben.try_bot(&["recognise", "list"]).unwrap()[0]["state"] == "mutual"
    });
    let before = ben.bot(&["trust", "Cleo"]);
    assert_eq!(
        (&before["who"]["did"], &before["band"]),
        (&friends.old.clone().into(), &"direct".into())
    );
    ben.bot(&["issue", "First aider", "--to", "Cleo"]);
    until("the badge", || offers(&friends.thief) > 0);
    friends.succeed();
    let stolen = offers(&friends.thief);
    // By name and by the old DID alike, and it is said for whom it was done.
    for who in ["Cleo", &friends.old] {
        let issued = ben.bot(&["issue", "First aider", "--to", who]);
        assert_eq!(issued["item"]["subject"], new, "{issued}");
        let followed = &issued["followed"];
        assert_eq!(
            (&followed["was"]["did"], &followed["successor"]),
            (&friends.old.clone().into(), &new.into())
        );
    }
    let named = ben.bot(&["issue", "First aider", "--to", new]);
    assert_eq!(named["followed"], Value::Null, "{named}");
    assert_eq!(named["item"]["subject_name"], "Cleo", "{named}");
    let endorsed = ben.bot(&["endorse", "Cleo", "--words", "She helps"]);
    assert_eq!(
        (&endorsed["item"]["target"], &endorsed["item"]["holder"]),
        (&new.into(), &new.into())
    );
    let signed = ben.bot(&["sign", "Cleo", "She is kind", "--publish"]);
    assert_eq!(signed["followed"]["successor"], new, "{signed}");
    let asked = ben.bot(&["endorse", "request", "First aider", "--from", "Cleo"]);
    assert_eq!(asked["item"]["to"], new, "{asked}");
    let renewed = ben.bot(&["recognise", "offer", "Cleo", "--words", "We bake"]);
    assert_eq!(renewed["item"]["to"], new, "{renewed}");
    let guards = ben.bot(&["guardian", "ask", "Cleo"]);
    assert_eq!(guards["followed"][0]["successor"], new, "{guards}");
    until("all of the letters", || offers(again) == 7);
    assert_eq!(offers(&friends.thief), stolen);
    known_by_what_the_old_one_was(&friends);
    ended_by_the_new_key(&friends);
}

/// What either is known by, the other is.
fn known_by_what_the_old_one_was(friends: &Friends) {
    let (ben, new) = (&friends.ben, friends.new.as_str());
    let after = ben.bot(&["trust", "Cleo"]);
    assert_eq!((&after["who"]["did"], &after["band"]), (&new.into(), &"direct".into()), "{after}");
    let words = after["chains"][0][0]["words"].as_array().unwrap();
    let by: Vec<&Value> = words.iter().map(|word| &word["by"]).collect();
    assert_eq!(by, ["contact", "recognition"], "{after}");
    let path = ben.bot(&["path", "Ben", "Cleo"]);
    assert_eq!(path["chains"][0][0]["to"]["did"], new, "{path}");
    told_once_where_they_are_read_of(friends);
}

/// Whoever reads of somebody by the old key is told once that they go on with a new one, and of whoever is
/// named by the key they have nothing of the sort is said.
fn told_once_where_they_are_read_of(friends: &Friends) {
    let (ben, old, new) = (&friends.ben, friends.old.as_str(), friends.new.as_str());
    for verb in [&["trust", old][..], &["trust", "Cleo"], &["path", "Ben", "Cleo"]] {
        let told = ben.bot(verb);
        assert_eq!(told["followed"][0]["was"]["did"], old, "{told}");
        assert_eq!(told["followed"][0]["successor"], new, "{told}");
        for (lang, words) in [("en", "goes on with a new key"), ("fr", "avec une nouvelle clé")] {
            let (told, _) = ben.says(&[verb, &["--lang", lang]].concat());
            assert_eq!(told.matches(words).count(), 1, "{told}");
        }
    }
    for verb in [&["trust", new][..], &["path", "Ben", new]] {
        assert_eq!(ben.bot(verb).get("followed"), None, "{verb:?}");
        assert!(!ben.says(verb).0.contains("goes on"), "{verb:?}");
    }
    let book = ben.try_bot(&["contact", "list"]).unwrap();
    let cleo = book.iter().find(|one| one["name"] == "Cleo").unwrap();
    assert_eq!((&cleo["did"], &cleo["successor"]), (&old.into(), &new.into()));
    let (told, _) = ben.says(&["contact", "list"]);
    assert_eq!(told.matches("goes on with a new key").count(), 1, "{told}");
    // A badge about the old key; one about the new one says nothing of it.
    let badges = ben.try_bot(&["badge", "list"]).unwrap();
    for (to, goes_on) in [(old, true), (new, false)] {
        let issued = badges.iter().find(|one| one["subject"] == to && one["role"] == "issued");
        let Some(issued) = issued else { continue };
        let file = friends.file(&format!("{goes_on}.json"));
        let whole = ben.bot(&["badge", "show", issued["id"].as_str().unwrap()]);
        std::fs::write(&file, whole["document"].as_str().unwrap()).unwrap();
        let asked = ["verify", file.as_str(), "--need", "integrity"];
        let told = &ben.bot(&asked)["credential"]["subject_successor"];
        assert_eq!(told.as_str(), goes_on.then_some(new));
        let said = ben.says(&asked).0.matches("goes on with a new key").count();
        assert_eq!(said, usize::from(goes_on));
    }
}

/// A recognition is ended by the new key, for both.
fn ended_by_the_new_key(friends: &Friends) {
    let (ben, again) = (&friends.ben, &friends.again);
    let id = again.try_bot(&["recognise", "list"]).unwrap();
    let id =
        id.iter().find(|one| one["state"] == "mutual").unwrap()["id"].as_str().unwrap().to_owned();
    let failed = friends.thief.try_bot(&["recognise", "end", &id, "--yes"]).unwrap_err();
    assert!(failed.contains("identity-succeeded"), "{failed}");
    again.bot(&["recognise", "end", &id, "--yes"]);
    until("the end", || {
        let all = ben.try_bot(&["recognise", "list"]).unwrap();
        all.iter().any(|one| one["id"] == *id && one["state"] == "ended")
    });
    assert!(ben.try_bot(&["path", "Ben", "Cleo"]).is_err());
}

#[test]
fn what_was_theirs_is_theirs_and_what_they_gave_they_take_back() {
    let friends = Friends::meet();
    let (ben, thief, again) = (&friends.ben, &friends.thief, &friends.again);
    // Awarded to her old key in private; given by it: a badge, and words about what Ben awards.
    let (aid, baker) = (friends.file("aid.json"), friends.file("baker.json"));
    ben.bot(&["issue", "First aider", "--to", "Cleo", "--out", &aid]);
    Friends::accept(thief, "credential");
    thief.bot(&["issue", "Baker", "--to", &friends.ben_did, "--out", &baker]);
    Friends::accept(ben, "credential");
    until("the description", || thief.try_bot(&["badge", "show", "First aider"]).is_ok());
    let praise = thief.bot(&["endorse", "First aider", "--reason", "good criteria"]);
    let praise = praise["item"]["id"].as_str().unwrap().to_owned();
    let endorsed = |file: &str| {
        let told = ben.try_bot(&["verify", file]);
        told.map_or_else(|failed| failed, |said| said[0]["findings"]["endorsements"].to_string())
    };
    until("the endorsement", || endorsed(&aid).contains("Cleo"));
    friends.succeed();
    // Of her own ledger's word nobody has to ask when it was said.
    assert!(!endorsed(&aid).contains("endorsement-refused"), "{}", endorsed(&aid));
    assert!(endorsed(&aid).contains("good criteria"), "{}", endorsed(&aid));

    let kept = again.bot(&["import", &aid]);
    let id = kept["item"]["id"].as_str().unwrap().to_owned();
    assert_eq!(kept["item"]["role"], "held", "{kept}");
    let shown = friends.file("shown.json");
    let asked = ["--challenge", "4711", "--domain", "gate.example"];
    again.bot(&[&["present", &id, "--out", &shown][..], &asked].concat());
    let verdict = ben.bot(&[&["verify", &shown, "--need", "recipient"][..], &asked].concat());
    assert_eq!(verdict["findings"]["recipient"]["reason"], "presenter-is-successor", "{verdict}");
    let failed = again.try_bot(&["publish", &id]).unwrap_err();
    assert!(failed.contains("publish-of-former"), "{failed}");
    // Somebody else gets it no more than before.
    let failed = ben.try_bot(&["import", &aid, "--as", "Ben"]);
    assert!(failed.is_err(), "{failed:?}");

    // When it was signed nobody can tell, so that it is clear to nobody; that it is taken back is told.
    let status = || Friends::told(ben, &baker, "status");
    until("news of both keys", || status() == "status-unproven");
    let failed = thief.try_bot(&["revoke", "--file", &baker, "--yes"]).unwrap_err();
    assert!(failed.contains("identity-succeeded"), "{failed}");
    let failed = ben.try_bot(&["revoke", "--file", &baker, "--yes"]).unwrap_err();
    assert!(failed.contains("not-the-issuer"), "{failed}");
    again.bot(&["suspend", "--file", &baker, "--yes"]);
    until("the suspension", || status() == "suspended");
    again.bot(&["resume", "--file", &baker, "--yes"]);
    until("it to be given back", || status() == "status-unproven");
    again.bot(&["revoke", "--file", &baker, "--reason", "a mistake", "--yes"]);
    until("the revocation", || status() == "revoked");
    again.bot(&["endorse", "withdraw", &praise, "--yes"]);
    until("the words to be gone", || !endorsed(&aid).contains("good criteria"));
}

/// Whether somebody is a member, as a machine sees it, and why.
fn stands(machine: &Machine, community: &str, who: &str) -> String {
    let all = machine.try_bot(&["community", "members", community]).unwrap_or_default();
    let found = all.iter().find(|one| one["who"]["did"] == *who);
    let text = |name: &str| found.map(|one| one[name].as_str().unwrap_or_default().to_owned());
    format!("{} {}", text("stands").unwrap_or_default(), text("reason").unwrap_or_default())
}

#[test]
fn members_of_a_community_that_goes_on_with_a_new_key_stay_members_until_it_dismisses_them() {
    let room = tempfile::tempdir().unwrap();
    let path = |name: &str| room.path().join(name).display().to_string();
    let (club, club_did) = Machine::of(room.path(), "Club", "community");
    let (lea, lea_did) = Machine::of(room.path(), "Lea", "person");
    let (mia, _) = Machine::of(room.path(), "Mia", "person");
    let address = club.up();
    for one in [&lea, &mia] {
        one.up();
        one.bot(&["peer", "add", &address]);
    }
    let words = club.locked(&["id", "export-recovery"])["words"].as_str().unwrap().to_owned();
    std::fs::write(path("sheet"), words).unwrap();
    club.bot(&["community", "admit", &lea_did]);
    let mut offer = String::new();
    until("the membership", || {
        let offers = lea.try_bot(&["offers"]).unwrap();
        offer =
            offers.first().map(|one| one["id"].as_str().unwrap().to_owned()).unwrap_or_default();
        !offer.is_empty()
    });
    let accepted = lea.bot(&["accept", &offer, "--publish"]);
    assert_eq!(accepted["changed"], true, "{accepted}");
    for one in [&club, &lea, &mia] {
        until("the member", || stands(one, &club_did, &lea_did).starts_with("yes"));
    }
    let held = lea.try_bot(&["badge", "list"]).unwrap();
    let held = held.iter().find(|one| one["role"] == "held").unwrap()["id"].clone();
    let held = held.as_str().unwrap();

    club.bot(&["id", "init", "--name", "Club again", "--party", "community"]);
    club.bot(&["id", "succeed", "--as", "Club again", "--words", &path("sheet"), "--yes"]);
    // Its anchor shows it to whoever has the proof: the community, and whoever holds the membership.
    for one in [&club, &lea] {
        until("the proof", || stands(one, &club_did, &lea_did).starts_with("yes"));
    }
    until("the news", || stands(&mia, &club_did, &lea_did) == "unknown signed-by-former-key");
    lea.bot(&["prove", held, "--out", &path("proof")]);
    let asked = ["--need", "integrity,status,right"];
    mia.bot(&[&["verify", &path("proof")][..], &asked].concat());

    // At a gate that asks for it the proof is handed over beside.
    let badge = lea.bot(&["badge", "show", held]);
    let document: Value = serde_json::from_str(badge["document"].as_str().unwrap()).unwrap();
    let id = document["credentialSubject"]["achievement"]["id"].clone();
    let opens = serde_json::json!({ "holds": { "achievement": id, "creator": club_did, "within": 86_400 } });
    let gate = serde_json::json!({ "domain": "shed.example", "opens": opens });
    std::fs::write(path("gate.json"), gate.to_string()).unwrap();
    mia.bot(&["gate", "new", "shed", &path("gate.json")]);
    let comes = |with: &[&str], name: &str| {
        let challenge = mia.bot(&["gate", "challenge", "shed"])["challenge"].clone();
        let asked = ["--challenge", challenge.as_str().unwrap(), "--domain", "shed.example"];
        let shown = lea.bot(&[&["present", held, "--out", &path(name)][..], &asked].concat());
        assert_eq!(shown["needs_proof"], true, "{shown}");
        mia.try_bot(&[&["gate", "check", &path(name), "--gate", "shed"][..], with].concat())
    };
    assert!(comes(&[], "alone.json").is_err());
    comes(&["--with", &path("proof")], "shown.json").unwrap();

    // It ends a membership that the old key awarded, and whoever has that key does not.
    let dismiss = |by| ["community", "dismiss", &lea_did, "--as", by, "--yes"];
    let failed = club.try_bot(&dismiss("Club")).unwrap_err();
    assert!(failed.contains("identity-succeeded"), "{failed}");
    let ended = club.bot(&dismiss("Club again"));
    assert_eq!(ended["ended"], 1, "{ended}");
    until("the end", || stands(&lea, &club_did, &lea_did) == "no revoked");
    until("the end at the gate", || comes(&["--with", &path("proof")], "late.json").is_err());
}
