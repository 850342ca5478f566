//! A badge in stages, with real nodes: the trainee commits, the trainer says it is completed, the manager
//! that it is done at work. Of the six orders in which they might sign one alone passes.

use std::path::Path;

use serde_json::Value;

use super::restore::{Machine, until};

const BADGE: &str = "Safe with the bandsaw";

/// Three nodes; the trainer's described the badge.
struct Workshop {
    trainee: Machine,
    trainer: Machine,
    manager: Machine,
    dids: [String; 3],
    room: tempfile::TempDir,
}

impl Workshop {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let machine = |name: &str| {
            let machine = Machine::new(room.path(), name);
            let made = machine.locked(&["id", "init", "--name", name]);
            (machine, made["did"].as_str().unwrap().to_owned())
        };
        let ((trainee, one), (trainer, two), (manager, three)) =
            (machine("Trainee"), machine("Trainer"), machine("Manager"));
        let address = trainer.up();
        for other in [&trainee, &manager] {
            other.up();
            other.bot(&["peer", "add", &address]);
        }
        let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/staged-definition.json");
        trainer.try_bot(&["badge", "new", definition]).unwrap();
        for other in [&trainee, &manager] {
            let known = |verb: [&str; 2]| !other.try_bot(&verb).unwrap_or_default().is_empty();
            until("the badge and its rule", || {
                other.try_bot(&["badge", "show", BADGE]).is_ok() && known(["grant", "list"])
            });
        }
        Self { trainee, trainer, manager, dids: [one, two, three], room }
    }

    /// Somebody signs when their turn comes, after whatever was signed last.
    fn signs(&self, who: usize, before: Option<&str>, name: &str) -> Result<String, String> {
        let machine = [&self.trainee, &self.trainer, &self.manager][who];
        let out = self.room.path().join(name).display().to_string();
        let roles = [format!("trainer={}", self.dids[1]), format!("manager={}", self.dids[2])];
        let link = match before {
            Some(file) => vec!["--after", file],
            None => vec!["--role", &roles[0], "--role", &roles[1]],
        };
        let asked = [&["issue", BADGE, "--to", &self.dids[0], "--out", &out][..], &link].concat();
        machine.try_bot(&asked).map(|_| out)
    }
}

/// Whoever may award a badge in stages alone signs none outside of them, and is told what to give.
#[test]
fn outside_of_its_stages_nothing_is_signed_that_would_count_for_nothing() {
    let shop = Workshop::new();
    for machine in [&shop.trainee, &shop.manager] {
        let refused = machine.try_bot(&["issue", BADGE, "--to", &shop.dids[0]]).unwrap_err();
        assert!(refused.contains("stage-refused"), "{refused}");
        assert!(refused.contains("trainee, trainer, manager"), "{refused}");
        assert!(refused.contains("--role trainer=… --role manager=…"), "{refused}");
        let listed = machine.try_bot(&["badge", "list"]).unwrap();
        assert!(listed.iter().all(|one| one["role"] != "issued"), "{listed:?}");
        for (lang, words) in [("en", "is awarded in stages"), ("fr", "se décerne par étapes")] {
            let (_, told) = machine.says(&["issue", BADGE, "--to", &shop.dids[0], "--lang", lang]);
            assert!(told.contains(words) && !told.contains("en anglais"), "{told}");
        }
    }
    // Who created it may award it as a whole: that counts.
    let out = shop.room.path().join("whole.json").display().to_string();
    shop.trainer.bot(&["issue", BADGE, "--to", &shop.dids[0], "--out", &out]);
    let told = right(&shop.trainer, &out, &[]);
    assert_eq!((&told["answer"], &told["reason"]), (&"yes".into(), &"achievement-in-feed".into()));
}

/// Nothing of it is in any ledger; the proof that its holder makes has every stage all the same.
#[test]
fn a_proof_by_the_holder_brings_the_stages_before_that_nobody_published() {
    let shop = Workshop::new();
    let first = shop.signs(0, None, "first.json").unwrap();
    let second = shop.signs(1, Some(&first), "second.json").unwrap();
    let third = shop.signs(2, Some(&second), "third.json").unwrap();
    let id = |file: &String| {
        let badge: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        badge["id"].as_str().unwrap().to_owned()
    };
    // The manager's letter finds its way where the two nodes know each other.
    let at = shop.trainee.bot(&["status"])["addresses"][0].as_str().unwrap().to_owned();
    shop.manager.bot(&["peer", "add", &at]);
    let has = |file: &String| shop.trainee.try_bot(&["badge", "show", &id(file)]).is_ok();
    until("both later stages", || {
        for offer in shop.trainee.try_bot(&["offers"]).unwrap() {
            shop.trainee.bot(&["accept", offer["id"].as_str().unwrap()]);
        }
        has(&second) && has(&third)
    });
    let alone = Machine::new(shop.room.path(), "alone");
    for (file, stage) in [(&second, 2), (&third, 3)] {
        let proof = proven(&shop.trainee, &id(file), &format!("{file}.proof"));
        let own = right(&shop.trainee, file, &[]);
        let other = right(&alone, &proof, &[]);
        for told in [&own, &other] {
            assert_eq!((&told["answer"], &told["reason"]), (&"yes".into(), &"stage-met".into()));
            assert_eq!((&told["stage"], &told["of"]), (&stage.into(), &3.into()), "{told}");
        }
        // Whoever holds none of them cannot tell, and neither does the badge alone.
        assert_eq!(right(&alone, file, &[])["answer"], "unknown");
    }
    // The manager signed the last and holds no other.
    let proof = proven(&shop.manager, &id(&third), &format!("{third}.short"));
    let told = right(&alone, &proof, &[]);
    assert_eq!((&told["answer"], &told["part"]), (&"unknown".into(), &"stages".into()), "{told}");
}

/// The file of a proof; what else it tells whoever opens it is no matter here.
fn proven(machine: &Machine, id: &str, out: &str) -> String {
    let made = machine.try_bot(&["prove", id, "--out", out]);
    assert!(Path::new(out).exists(), "{made:?}");
    out.to_owned()
}

fn right(machine: &Machine, file: &str, with: &[&str]) -> Value {
    let with: Vec<&str> = with.iter().flat_map(|file| ["--with", file]).collect();
    let asked = [&["verify", file, "--need", "integrity"][..], &with].concat();
    let verdict = machine.try_bot(&asked).unwrap();
    verdict.into_iter().next().unwrap()["findings"]["right"].clone()
}

#[test]
fn of_six_orders_the_one_in_which_they_stand_passes() {
    let shop = Workshop::new();
    let mut passed = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut files: Vec<String> = Vec::new();
        for (step, who) in order.into_iter().enumerate() {
            let name = format!("{order:?}-{step}.json").replace([' ', ',', '[', ']'], "");
            match shop.signs(who, files.last().map(String::as_str), &name) {
                Ok(file) => files.push(file),
                Err(refused) => assert!(refused.contains("stage-refused"), "{refused}"),
            }
        }
        if files.len() == 3 {
            passed.push((order, files));
        }
    }
    let [(order, files)] = &passed[..] else { panic!("{passed:?}") };
    assert_eq!(*order, [0, 1, 2]);
    let [first, second, third] = [0, 1, 2].map(|at| files[at].as_str());
    // Each is a badge of its own, and says which of how many it is.
    for (file, with, stage, role) in [
        (first, vec![], 1, "trainee"),
        (second, vec![first], 2, "trainer"),
        (third, vec![second, first], 3, "manager"),
    ] {
        // That what it stands on was not taken back is known once the ledgers have come.
        until("all ledgers", || right(&shop.manager, file, &with)["answer"] != "unknown");
        let told = right(&shop.manager, file, &with);
        assert_eq!(
            (&told["answer"], &told["reason"]),
            (&"yes".into(), &"stage-met".into()),
            "{told}"
        );
        assert_eq!((&told["stage"], &told["of"]), (&stage.into(), &3.into()), "{told}");
        assert_eq!(told["role"], role);
    }
    // Without what it stands on nothing is said.
    let told = right(&shop.manager, third, &[first]);
    assert_eq!((&told["answer"], &told["part"]), (&"unknown".into(), &"stages".into()), "{told}");
    let listed = shop.trainer.try_bot(&["badge", "list"]).unwrap();
    assert!(listed.iter().any(|one| one["stage"]["number"] == 2 && one["stage"]["of"] == 3));
    files.iter().for_each(|file| is_valid(Path::new(file)));
}

/// What a stage says is as the published schema of Open Badges 3.0 has it.
fn is_valid(file: &Path) {
    let Some(vectors) = bot_tests::vectors::root() else { return };
    let schema = vectors.join("ob3-schemas/ob_v3p0_achievementcredential_schema.json");
    let read =
        |path: &Path| -> Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() };
    let mut badge = read(file);
    // The schema has a list where suites write one proof.
    badge["proof"] = Value::Array(vec![badge["proof"].take()]);
    assert_eq!(bot_tests::schema::faults(&read(&schema), &badge), Vec::<String>::new());
}
