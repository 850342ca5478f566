//! Communities, with real nodes: five people found an association, two of them admit and one alone does
//! not, a thief of its key changes nothing, a part of it asks for no fewer, a member leaves and the gate
//! closes, and members know each other by it.

use serde_json::{Value, json};

use super::restore::{Machine, until};

/// An association whose key lies on a node of its own; Ann, Dan and Eve share one, Bob and Cem another,
/// and Lea and Mia have one each.
struct Town {
    club: Machine,
    ann: Machine,
    bob: Machine,
    lea: Machine,
    mia: Machine,
    club_did: String,
    lea_did: String,
    mia_did: String,
    board: [String; 5],
    room: tempfile::TempDir,
}

fn also(machine: &Machine, name: &str, party: &str) -> String {
    let made = machine.bot(&["id", "init", "--name", name, "--party", party]);
    made["did"].as_str().unwrap().to_owned()
}

fn town() -> Town {
    let room = tempfile::tempdir().unwrap();
    let machine = |name: &str, party: &str| Machine::of(room.path(), name, party);
    let (club, club_did) = machine("Club", "community");
    let (ann, ann_did) = machine("Ann", "person");
    let (bob, bob_did) = machine("Bob", "person");
    let (lea, lea_did) = machine("Lea", "person");
    let (mia, mia_did) = machine("Mia", "person");
    let mut known: Vec<String> = Vec::new();
    for one in [&club, &ann, &bob, &lea, &mia] {
        let address = one.up();
        known.iter().for_each(|other| drop(one.bot(&["peer", "add", other])));
        known.push(address);
    }
    let (dan, eve) = (also(&ann, "Dan", "person"), also(&ann, "Eve", "person"));
    let cem = also(&bob, "Cem", "person");
    let board = [ann_did, bob_did, cem, dan, eve];
    Town { club, ann, bob, lea, mia, club_did, lea_did, mia_did, board, room }
}

/// What a node tells of a charter that is in force.
fn charter(machine: &Machine, community: &str) -> Value {
    let told = machine.try_bot(&["community", "charter", community]).unwrap_or_default();
    told.first().map(|one| one["charter"].clone()).unwrap_or_default()
}

/// Signs the charter that waits, for these.
fn sign(machine: &Machine, who: &[&str]) {
    let mut id = String::new();
    until("a charter to sign", || {
        let asked = machine.try_bot(&["community", "asked"]).unwrap();
        let waits = |one: &&Value| {
            let waits = one["waits_for"].as_array().cloned().unwrap_or_default();
            let is = |who: &&str| waits.iter().any(|one| one["did"] == **who);
            who.iter().all(is)
        };
        let found = asked.iter().find(waits);
        id = found.map(|one| one["id"].as_str().unwrap().to_owned()).unwrap_or_default();
        !id.is_empty()
    });
    for one in who {
        machine.bot(&["community", "sign", &id, "--as", one]);
    }
}

impl Town {
    fn found(&self) {
        let [ann, bob, cem, dan, eve] = &self.board;
        let mut asked = vec!["community", "found", "--purpose", "Mend together", "--as", "Club"];
        for one in [ann, bob, cem, dan, eve] {
            asked.extend(["--steward", one]);
        }
        asked.extend(["--charter", "3", "--admit", "2"]);
        self.club.bot(&asked);
        sign(&self.ann, &[ann, dan, eve]);
        sign(&self.bob, &[bob]);
        // Four of five: nobody is named who did not sign.
        until("four signatures", || {
            let asked = self.club.try_bot(&["community", "asked"]).unwrap();
            let missing = asked.first().and_then(|one| one["missing"].as_array().cloned());
            missing.is_some_and(|missing| missing.len() == 1)
        });
        assert_eq!(charter(&self.club, &self.club_did), Value::Null);
        sign(&self.bob, &[cem]);
        for one in [&self.club, &self.ann, &self.bob, &self.lea, &self.mia] {
            until("the charter", || charter(one, &self.club_did)["number"] == 0);
        }
    }

    /// Whether somebody is a member, as a node sees it, and why.
    fn stands(&self, at: &Machine, community: &str, who: &str) -> (String, String) {
        let all = at.try_bot(&["community", "members", community]).unwrap_or_default();
        let mut found: Vec<&Value> = all.iter().filter(|one| one["who"]["did"] == *who).collect();
        found.sort_by_key(|one| one["stands"] != "yes");
        let text = |name: &str| {
            let one = found.first().map(|one| one[name].as_str().unwrap_or_default());
            one.unwrap_or_default().to_owned()
        };
        (text("stands"), text("reason"))
    }

    fn expect(&self, at: &Machine, (community, who): (&str, &str), (stands, reason): (&str, &str)) {
        let mut last = (String::new(), String::new());
        for _ in 0..300 {
            last = self.stands(at, community, who);
            if last == (stands.to_owned(), reason.to_owned()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let all = at.try_bot(&["community", "members", community]);
        panic!("expected {stands} {reason}, found {last:?}: {all:?}");
    }
}

/// Accepts every offer that comes until one of this kind did.
fn accept(machine: &Machine, kind: &str, publish: bool) {
    let mut id = String::new();
    until("the offer", || {
        let offers = machine.try_bot(&["offers"]).unwrap();
        let found = offers.iter().find(|offer| offer["kind"] == kind);
        id = found.map(|offer| offer["id"].as_str().unwrap().to_owned()).unwrap_or_default();
        !id.is_empty()
    });
    match publish {
        true => machine.bot(&["accept", &id, "--publish"]),
        false => machine.bot(&["accept", &id]),
    };
}

/// Stands behind what a steward of this node is asked to.
fn back(machine: &Machine, steward: &str) {
    let mut id = String::new();
    until("the request", || {
        let asked = machine.try_bot(&["endorse", "requests"]).unwrap();
        let mine = |one: &&Value| one["to"] == *steward && one["state"] == "waiting";
        let found = asked.iter().find(mine);
        id = found.map(|one| one["id"].as_str().unwrap().to_owned()).unwrap_or_default();
        !id.is_empty()
    });
    machine.bot(&["endorse", "--request", &id, "--words", "Welcome"]);
}

#[test]
fn two_of_five_admit_one_alone_does_not_and_a_thief_of_the_key_changes_nothing() {
    let town = town();
    town.found();
    let (club, lea) = (town.club_did.as_str(), town.lea_did.as_str());
    let [ann, bob, ..] = &town.board;
    let asked = town.club.bot(&["community", "admit", lea, "--role", "mender"]);
    assert_eq!((&asked["needed"], asked["asked"].as_array().unwrap().len()), (&json!(2), 5));
    let again = town.club.bot(&["community", "admit", lea, "--role", "mender"]);
    assert_eq!(again["changed"], false, "{again}");
    accept(&town.lea, "credential", true);
    town.expect(&town.mia, (club, lea), ("no", "stewards-lacking"));
    back(&town.ann, ann);
    accept(&town.lea, "endorsement", false);
    town.expect(&town.mia, (club, lea), ("no", "stewards-lacking"));
    back(&town.bob, bob);
    accept(&town.lea, "endorsement", false);
    town.expect(&town.mia, (club, lea), ("yes", "stewards-endorse"));
    // Whoever sits at the node with the association's key, and is no steward.
    let thief = also(&town.club, "Thief", "person");
    let own = ["--as", "Club", "--steward", &thief, "--charter", "1", "--admit", "0"];
    town.club.bot(&[&["community", "amend"][..], &own].concat());
    sign(&town.club, &[&thief]);
    town.club.bot(&["community", "admit", &thief, "--as", "Club"]);
    accept(&town.club, "credential", true);
    town.expect(&town.mia, (club, &thief), ("no", "stewards-lacking"));
    let now = charter(&town.club, club);
    assert_eq!((&now["number"], &now["acts"]["admit"]), (&json!(0), &json!(2)), "{now}");
    // The stewards are asked, and three of them could.
    let waits = town.bob.try_bot(&["community", "asked"]).unwrap();
    let open = waits.iter().find(|one| one["state"] == "asked").unwrap();
    town.bob.bot(&["community", "decline", open["id"].as_str().unwrap()]);
    let waits = town.bob.try_bot(&["community", "asked"]).unwrap();
    assert!(waits.iter().all(|one| one["waits_for"].is_null()), "{waits:?}");
}

/// Makes somebody a member by two stewards.
fn joins(town: &Town, member: &Machine, did: &str, role: &str) {
    let [ann, bob, ..] = &town.board;
    town.club.bot(&["community", "admit", did, "--role", role, "--as", "Club"]);
    accept(member, "credential", true);
    for (machine, steward) in [(&town.ann, ann), (&town.bob, bob)] {
        back(machine, steward);
        accept(member, "endorsement", false);
    }
    town.expect(member, (&town.club_did, did), ("yes", "stewards-endorse"));
}

#[test]
fn members_know_each_other_by_it_and_whoever_leaves_finds_the_gate_closed() {
    let town = town();
    town.found();
    let (club, lea, mia) = (&town.club_did, &town.lea_did, &town.mia_did);
    joins(&town, &town.lea, lea, "mender");
    let shared = || town.lea.bot(&["trust", mia])["community"].clone();
    assert_eq!(shared(), Value::Null);
    joins(&town, &town.mia, mia, "cook");
    town.expect(&town.lea, (club, mia), ("yes", "stewards-endorse"));
    let found = shared();
    assert_eq!((&found["is"], &found["admit"]), (&json!("member"), &json!(2)), "{found}");
    let itself = town.lea.bot(&["trust", club])["community"].clone();
    assert_eq!(itself["is"], "community", "{itself}");
    // A gate for menders: Lea is one, and Mia is none.
    let policy = town.room.path().join("gate.json");
    let member = json!({"community": club, "role": "mender", "within": 86_400});
    let gate = json!({"domain": "shed.example", "opens": {"memberOf": member}});
    std::fs::write(&policy, gate.to_string()).unwrap();
    town.club.bot(&["gate", "new", "shed", &policy.display().to_string()]);
    let comes = |machine: &Machine, name: &str| {
        let challenge = town.club.bot(&["gate", "challenge", "shed"])["challenge"].clone();
        let all = machine.try_bot(&["badge", "list"]).unwrap();
        let held = all.iter().find(|one| one["role"] == "held").unwrap()["id"].clone();
        let out = town.room.path().join(name).display().to_string();
        let asked = ["--challenge", challenge.as_str().unwrap(), "--domain", "shed.example"];
        let shown = ["present", held.as_str().unwrap(), "--out", &out];
        machine.bot(&[&shown[..], &asked].concat());
        let told = town.club.try_bot(&["gate", "check", &out, "--gate", "shed"]);
        told.map_or_else(|error| error, |told| told[0]["condition"]["reason"].to_string())
    };
    town.expect(&town.club, (club, lea), ("yes", "stewards-endorse"));
    let opened = comes(&town.lea, "lea.json");
    assert!(opened.contains("clear-as-of"), "{opened}");
    let other = comes(&town.mia, "mia.json");
    assert!(!other.contains("clear-as-of"), "{other}");
    // It cannot be undone, so nobody does it by mistake.
    let unsure = town.lea.try_bot(&["community", "leave", club]).unwrap_err();
    assert!(unsure.contains("--yes"), "{unsure}");
    assert_eq!(town.lea.bot(&["community", "leave", club, "--yes"])["changed"], true);
    assert_eq!(town.lea.bot(&["community", "leave", club, "--yes"])["changed"], false);
    town.expect(&town.club, (club, lea), ("no", "member-left"));
    let closed = comes(&town.lea, "left.json");
    assert!(!closed.contains("clear-as-of"), "{closed}");
    assert_eq!(shared(), Value::Null);
    // The community ends a membership at once, by its key alone.
    let unsure = town.club.try_bot(&["community", "dismiss", mia]).unwrap_err();
    assert!(unsure.contains("--yes"), "{unsure}");
    town.club.bot(&["community", "dismiss", mia, "--yes"]);
    town.expect(&town.lea, (club, mia), ("no", "revoked"));
}

#[test]
fn a_part_of_it_asks_for_no_fewer_than_it_does() {
    let town = town();
    town.found();
    let (club, lea) = (&town.club_did, &town.lea_did);
    let [ann, bob, ..] = &town.board;
    let circle = also(&town.bob, "Circle", "community");
    let asked = ["--steward", ann, "--steward", bob, "--charter", "1", "--admit", "1"];
    let own = ["--as", "Circle", "--purpose", "Mend bicycles", "--parent", club];
    town.bob.bot(&[&["community", "found"][..], &own, &asked].concat());
    sign(&town.ann, &[ann]);
    sign(&town.bob, &[bob]);
    until("the circle's charter", || charter(&town.bob, &circle)["number"] == 0);
    let asked = town.bob.bot(&["community", "admit", lea, "--as", "Circle"]);
    assert_eq!(asked["needed"], 2, "{asked}");
    accept(&town.lea, "credential", true);
    for (machine, steward) in [(&town.ann, ann), (&town.bob, bob)] {
        back(machine, steward);
        accept(&town.lea, "endorsement", false);
    }
    // It says that it is a part, and is not shown to be.
    town.expect(&town.lea, (&circle, lea), ("unknown", "charter-untold"));
    // Dates of awards are of whole seconds: what follows is to be of a later one.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    town.club.bot(&["community", "admit", &circle]);
    accept(&town.bob, "credential", true);
    for (machine, steward) in [(&town.ann, ann), (&town.bob, bob)] {
        back(machine, steward);
        accept(&town.bob, "endorsement", false);
    }
    town.expect(&town.bob, (club, &circle), ("yes", "stewards-endorse"));
    // What was awarded before it was taken in is not mended by that.
    town.expect(&town.lea, (&circle, lea), ("unknown", "charter-untold"));
    let reason = town.lea.try_bot(&["community", "members", &circle]).unwrap();
    assert!(reason[0]["says"].as_str().unwrap().contains("before"), "{reason:?}");
    let mia = &town.mia_did;
    town.bob.bot(&["community", "admit", mia, "--as", "Circle"]);
    accept(&town.mia, "credential", true);
    back(&town.ann, ann);
    accept(&town.mia, "endorsement", false);
    town.expect(&town.mia, (&circle, mia), ("no", "stewards-lacking"));
    back(&town.bob, bob);
    accept(&town.mia, "endorsement", false);
    town.expect(&town.mia, (&circle, mia), ("yes", "stewards-endorse"));
}

/// What somebody shows at a gate, and whether it opens where neither node nor network is.
struct Gatekeeper<'t> {
    town: &'t Town,
    holder: &'t Machine,
    badge: String,
}

impl Gatekeeper<'_> {
    fn place(&self, name: &str) -> String {
        self.town.room.path().join(name).display().to_string()
    }

    fn proof(&self, name: &str) -> (String, String) {
        let out = self.place(name);
        let told = self.holder.try_bot(&["prove", &self.badge, "--out", &out]);
        let told = told.map_or_else(|said| said, |told| told[0].to_string());
        (out, told)
    }

    /// The answer of the gate, and its reason.
    fn opens(&self, with: &[&str], within: u32) -> (String, String) {
        let (shown, policy) = (self.place("shown.json"), self.place("policy.json"));
        let member = json!({"community": self.town.club_did, "within": within});
        let gate = json!({"domain": "shed.example", "opens": {"memberOf": member}});
        std::fs::write(&policy, gate.to_string()).unwrap();
        let asked = ["--challenge", "k1", "--domain", "shed.example", "--force"];
        self.holder.bot(&[&["present", &self.badge, "--out", &shown][..], &asked].concat());
        let mut check = vec!["gate", "check", &shown, "--policy", &policy, "--challenge", "k1"];
        with.iter().for_each(|file| check.extend(["--with", file]));
        let nobody = self.town.room.path().join("nobody");
        let told = std::process::Command::new(env!("CARGO_BIN_EXE_bot-under-test"))
            .args(&check)
            .args(["--json", "--data"])
            .arg(nobody)
            .output()
            .unwrap();
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&told["answer"]), text(&told["condition"]["reason"]))
    }
}

#[test]
fn who_left_or_whose_stewards_took_it_back_opens_no_gate_by_a_proof() {
    let town = town();
    town.found();
    let club = town.club_did.as_str();
    joins(&town, &town.lea, &town.lea_did, "mender");
    joins(&town, &town.mia, &town.mia_did, "cook");
    let badge = |machine: &Machine| {
        let all = machine.try_bot(&["badge", "list"]).unwrap();
        let held = all.iter().find(|one| one["role"] == "held").unwrap();
        held["id"].as_str().unwrap().to_owned()
    };
    let keeper = |holder| Gatekeeper { town: &town, holder, badge: badge(holder) };
    let (lea, mia) = (keeper(&town.lea), keeper(&town.mia));
    let is = |found: (String, String), answer: &str, reason: &str| {
        assert_eq!(found, (answer.to_owned(), reason.to_owned()));
    };
    let (before, told) = lea.proof("before.proof");
    assert!(told.contains("clear-as-of"), "{told}");
    is(lea.opens(&[&before], 86_400), "yes", "clear-as-of");
    // Without any news of the holder nobody can tell that they did not leave.
    let feed = lea.place("club.feed");
    town.club.bot(&["feed", "export", club, "--out", &feed]);
    let (answer, _) = lea.opens(&[&feed], 86_400);
    assert_eq!(answer, "unknown");
    town.lea.bot(&["community", "leave", club, "--yes"]);
    let (left, told) = lea.proof("left.proof");
    assert!(told.contains("member-left"), "{told}");
    is(lea.opens(&[&left], 86_400), "no", "member-left");
    is(lea.opens(&[&feed, &left], 86_400), "no", "member-left");
    // One from before is as good as news may be old; newer news of the community alone mend nothing.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let example = format!("{}/../examples/badge-definition.json", env!("CARGO_MANIFEST_DIR"));
    town.club.bot(&["badge", "new", &example]);
    town.club.bot(&["feed", "export", club, "--out", &feed, "--force"]);
    let (answer, _) = lea.opens(&[&feed, &before], 1);
    assert_eq!(answer, "unknown");
    // A steward takes back what made Mia a member.
    let (good, _) = mia.proof("good.proof");
    is(mia.opens(&[&good], 86_400), "yes", "clear-as-of");
    let given = town.ann.try_bot(&["endorse", "--list"]).unwrap();
    let of_mia =
        |one: &&Value| one["target"] == mia.badge.as_str() && one["issuer"] == *town.board[0];
    let id = given.iter().find(of_mia).unwrap()["id"].as_str().unwrap().to_owned();
    town.ann.bot(&["endorse", "withdraw", &id, "--because", "We were wrong", "--yes"]);
    town.expect(&town.mia, (club, &town.mia_did), ("no", "stewards-lacking"));
    let (taken, _) = mia.proof("taken.proof");
    let (answer, reason) = mia.opens(&[&taken], 86_400);
    assert!(answer != "yes" && reason.starts_with("stewards-"), "{answer} {reason}");
}
