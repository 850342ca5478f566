//! Who may award another's badge, with real nodes: whom its creator lets, whoever meets its rule, and
//! nobody else; and a machine that never saw the network is told the same by a proof.

use std::path::Path;

use serde_json::Value;

use super::restore::{Machine, until};

/// A school and a club whose nodes are connected.
struct Town {
    school: Machine,
    club: Machine,
    alone: Machine,
    club_did: String,
    room: tempfile::TempDir,
}

fn example(name: &str) -> String {
    format!("{}/../examples/{name}", env!("CARGO_MANIFEST_DIR"))
}

impl Town {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let machine = |name: &str| Machine::new(room.path(), name);
        let (school, club, alone) = (machine("school"), machine("club"), machine("alone"));
        let init = ["id", "init", "--party", "organisation", "--name"];
        school.locked(&[&init[..], &["School"]].concat());
        let made = club.locked(&[&init[..], &["Club"]].concat());
        let club_did = made["did"].as_str().unwrap().to_owned();
        school.up();
        let address = club.up();
        school.bot(&["peer", "add", &address]);
        school.bot(&["badge", "new", &example("badge-definition.json")]);
        let town = Self { school, club, alone, club_did, room };
        until("the badge to be known to the club", || {
            town.club.try_bot(&["badge", "show", "Repair café helper"]).is_ok()
        });
        town
    }

    fn place(&self, name: &str) -> String {
        self.room.path().join(name).display().to_string()
    }

    /// The club awards one of the school's badges to somebody; the file that it saves, and its id.
    fn awards(&self, badge: &str, name: &str) -> (String, String) {
        let file = self.place(name);
        let to = bot_protocol::identity::Did::from(
            bot_protocol::identity::SecretKey::from_seed(&[9; 32]).public(),
        );
        let issued = self.club.bot(&["issue", badge, "--to", &to.to_string(), "--out", &file]);
        (file, issued["item"]["id"].as_str().unwrap().to_owned())
    }

    /// What the club's node says, and what a machine that has nothing but a proof says.
    fn right(&self, file: &str, id: &str) -> Value {
        right_of(&self.club, file).unwrap_or_else(|| {
            panic!("{id}: {:?}", self.club.try_bot(&["verify", file, "--need", "integrity"]))
        })
    }

    fn by_proof(&self, id: &str, name: &str) -> Value {
        let proof = self.place(name);
        self.club.bot(&["prove", id, "--out", &proof]);
        assert!(Path::new(&proof).exists());
        right_of(&self.alone, &proof).unwrap()
    }
}

fn right_of(machine: &Machine, file: &str) -> Option<Value> {
    let verdict = machine.try_bot(&["verify", file, "--need", "integrity"]).ok()?;
    Some(verdict.first()?["findings"]["right"].clone())
}

#[test]
fn whom_a_creator_lets_awards_its_badge_until_that_is_void() {
    let town = Town::new();
    let badge = "Repair café helper";
    let to = town.club_did.as_str();
    let refused = town.club.try_bot(&["issue", badge, "--to", to]).unwrap_err();
    assert!(refused.contains("achievement-of-another"), "{refused}");
    let given = town.school.bot(&["grant", "give", badge, "--to", to, "--words", "our partner"]);
    let grant = given["item"]["id"].as_str().unwrap().to_owned();
    until("the permission", || !town.club.try_bot(&["grant", "list"]).unwrap().is_empty());
    let (file, id) = town.awards(badge, "granted.json");
    let told = town.right(&file, &id);
    assert_eq!((&told["answer"], &told["reason"]), (&"yes".into(), &"granted".into()), "{told}");
    let proven = town.by_proof(&id, "granted.proof");
    assert_eq!(proven["reason"], "granted", "{proven}");
    // The end takes nothing from what was awarded before; void does.
    let state = |wanted: &str| {
        let listed = town.club.try_bot(&["grant", "list"]).unwrap();
        listed.iter().any(|one| one["state"] == wanted)
    };
    town.school.bot(&["grant", "end", &grant, "--yes"]);
    until("its end", || state("ended"));
    let refused = town.club.try_bot(&["issue", badge, "--to", to]).unwrap_err();
    assert!(refused.contains("achievement-of-another"), "{refused}");
    let told = town.right(&file, &id);
    assert_eq!(told["reason"], "granted", "{told}");
    assert_ne!(told["ended"], "", "{told}");
    town.school.bot(&["grant", "end", &grant, "--void", "--reason", "an error", "--yes"]);
    until("that it is void", || state("void"));
    let told = town.right(&file, &id);
    assert_eq!((&told["answer"], &told["how"]), (&"no".into(), &"void".into()), "{told}");
}

#[test]
fn who_meets_the_rule_of_a_badge_awards_it() {
    let town = Town::new();
    let made = town.school.try_bot(&["badge", "new", &example("ruled-definition.json")]).unwrap();
    assert_eq!(made[0]["name"], "Tea teacher");
    assert_eq!(made[1]["item"]["scope"], "achievement");
    until("the rule", || !town.club.try_bot(&["grant", "list"]).unwrap().is_empty());
    // The rule asks that who awards it holds another badge of the school.
    let (early, id) = town.awards("Tea teacher", "early.json");
    let told = town.right(&early, &id);
    assert_eq!((&told["answer"], &told["part"]), (&"no".into(), &"issuerHolds".into()), "{told}");
    town.school.bot(&["issue", "Repair café helper", "--to", &town.club_did]);
    until("the offer", || !town.club.try_bot(&["offers"]).unwrap().is_empty());
    let offers = town.club.try_bot(&["offers"]).unwrap();
    town.club.bot(&["accept", offers[0]["id"].as_str().unwrap(), "--publish"]);
    // Credentials tell whole seconds: the next one is after the badge that the rule asks for.
    let mut met = (String::new(), String::new());
    let mut round = 0;
    until("a badge that meets the rule", || {
        round += 1;
        met = town.awards("Tea teacher", &format!("met-{round}.json"));
        town.right(&met.0, &met.1)["reason"] == "rule-met"
    });
    let proven = town.by_proof(&met.1, "met.proof");
    assert_eq!((&proven["answer"], &proven["reason"]), (&"yes".into(), &"rule-met".into()));
}
