//! `kill -9` between a request and its answer, again and again at points drawn by lot: the same
//! request with its `Idempotency-Key` is done once, and answered as it was the first time.

use bot_tests::http::ask_mortal;
use serde_json::{Value, json};

use crate::bad_input::Desk;

/// Chains of acts, each on what the one before made.
const ROUNDS: u32 = 3;

/// Most calls to the disk before the node is killed; one more for each time that it was killed over the
/// same request, which may need as many.
const CALLS_MAX: u64 = 20;

/// A node that is killed and started again under whoever asks.
struct Victim {
    desk: Desk,
    lot: u64,
    kills: u32,
    /// Of those, the ones over the request that is being asked.
    in_a_row: u64,
    /// Requests that were killed before they were answered, and were done all the same.
    unanswered: u32,
}

impl Victim {
    /// Starts the node, to be killed at a call to the disk that is drawn by lot.
    fn up(&mut self) {
        self.lot = self.lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(0x1405_7b7e_f767);
        let at = (1 + (self.lot >> 33) % (CALLS_MAX + self.in_a_row)).to_string();
        let armed = self.desk.path("armed").display().to_string();
        let doom = [("BOT_SHIM_KILL_IF", armed.as_str()), ("BOT_SHIM_KILL_AT", at.as_str())];
        self.desk.up_with(&doom);
        self.desk.write("armed", "");
    }

    fn up_again(&mut self) {
        self.kills += 1;
        self.in_a_row += 1;
        std::fs::remove_file(self.desk.path("armed")).unwrap();
        self.up();
    }

    /// Asks once; nothing where the node died over it.
    fn ask(&self, path: &str, key: &str, body: &Value) -> Option<(u16, String)> {
        let text = |name: &str| String::from_utf8(self.desk.read(name)).unwrap().trim().to_owned();
        let (address, token) = (text("node/run/http"), text("node/run/token"));
        let body = body.to_string();
        let more = format!(
            "authorization: Bearer {token}\r\nidempotency-key: {key}\r\n\
             content-type: application/json\r\n"
        );
        let reply = ask_mortal(&address, ("POST", path), &more, &body)?;
        Some((reply.status, String::from_utf8(reply.body).unwrap()))
    }

    /// Asks until it is answered; a node that dies is started again.
    fn answered(&mut self, path: &str, key: &str, body: &Value) -> (u16, String) {
        loop {
            if let Some(answer) = self.ask(path, key, body) {
                self.in_a_row = 0;
                return answer;
            }
            self.up_again();
        }
    }

    /// Has one thing done, and looks that it is done once.
    fn once(&mut self, path: &str, key: &str, body: &Value) -> Value {
        let kills = self.kills;
        let (status, first) = self.answered(path, key, body);
        assert_eq!(status, 200, "{path} {key}: {first}");
        self.unanswered += u32::from(self.kills > kills);
        let again = self.answered(path, key, body);
        assert_eq!(again, (200, first.clone()), "{path} {key}: answered in another way");
        let mut other = body.clone();
        // A question to a wallet is not tried; it may be put in another language.
        let (name, value) = match path {
            "/v1/wallet/requests" => ("lang", json!("fr")),
            _ => ("dry_run", json!(true)),
        };
        other[name] = value;
        let (status, refused) = self.answered(path, key, &other);
        assert_eq!(status, 409, "{path} {key}: {refused}");
        assert!(refused.contains("\"code\":\"idempotency-key-reused\""), "{refused}");
        let first: Value = serde_json::from_str(&first).unwrap();
        let is_done =
            first["changed"] == true || ["entry", "link"].iter().any(|of| first[of].is_string());
        assert!(is_done, "{path} {key} was done before: {first}");
        first
    }

    /// One chain: described, awarded, accepted, shown and hidden, suspended and revoked; endorsed;
    /// recognised and over; offered to a wallet, and asked of one.
    fn chain(&mut self, round: u32, learner: &str) {
        let key = |act: &str| format!("{act}-{round}");
        let said = |text: &str| json!({ "en": format!("{text} {round}") });
        let (school, holder) = (json!({ "as": "School" }), json!({ "as": "Learner" }));
        let described = json!({ "as": "School", "name": said("Swimmer"),
            "description": said("Swims"), "criteria": said("Swim") });
        let described = self.once("/v1/achievements", &key("describe"), &described);
        let award =
            json!({ "as": "School", "achievement": described["id"].clone(), "to": learner });
        let issued = self.once("/v1/credentials", &key("issue"), &award);
        let accept = format!("/v1/offers/{}/accept", issued["letter"].as_str().unwrap());
        self.once(&accept, &key("accept"), &holder);
        let badge = issued["item"]["id"].as_str().unwrap();
        for (act, who) in [
            ("publish", &holder),
            ("unpublish", &holder),
            ("suspend", &school),
            ("resume", &school),
            ("revoke", &school),
        ] {
            self.once(&format!("/v1/credentials/{badge}/{act}"), &key(act), who);
        }
        let second = self.once("/v1/credentials", &key("issue-second"), &award);
        let change = json!({ "as": "School", "change": "revoke", "undo_seconds": 0,
            "credentials": [{ "id": second["item"]["id"] }] });
        let changed = self.once("/v1/status-changes", &key("change"), &change);
        assert_eq!(changed["entries"].as_array().map(Vec::len), Some(1), "{changed}");
        let stand = json!({ "as": "School", "target": learner, "comment": format!("yes {round}") });
        self.once("/v1/endorsements", &key("endorse"), &stand);
        let offer = json!({ "as": "School", "with": learner, "words": format!("known {round}") });
        let offered = self.once("/v1/recognitions", &key("recognise"), &offer);
        let recognition = offered["item"]["id"].as_str().unwrap();
        self.once(&format!("/v1/recognitions/{recognition}/accept"), &key("mutual"), &holder);
        self.once(&format!("/v1/recognitions/{recognition}/end"), &key("end"), &school);
        let offer =
            json!({ "as": "School", "achievement": described["id"].clone(), "tx_code": true });
        self.once("/v1/wallet/offers", &key("wallet-offer"), &offer);
        self.once("/v1/wallet/requests", &key("wallet-request"), &school);
    }
}

#[test]
fn killed_between_request_and_answer_everything_is_done_once() {
    let desk = Desk::settled();
    desk.data("node", "[web]\nbase_url = \"https://school.example\"\n");
    let named = ["--party", "person", "--passphrase-file", "passphrase"];
    let made = desk.bot(&[&["id", "init", "--name", "Learner"], named.as_slice()].concat());
    let made = made.ok().out;
    let learner = made.split_whitespace().find(|word| word.starts_with("did:key:")).unwrap();
    let mut victim = Victim { desk, lot: 0x2545_f491, kills: 0, in_a_row: 0, unanswered: 0 };
    victim.up();
    for round in 0..ROUNDS {
        victim.chain(round, learner);
    }
    assert!(victim.kills >= ROUNDS * 4, "only {} kills", victim.kills);
    assert!(victim.unanswered >= ROUNDS * 2, "only {} were not answered", victim.unanswered);
    std::fs::remove_file(victim.desk.path("armed")).unwrap();
    let desk = &mut victim.desk;
    // The doom may be one call away: the count is made by a node without it.
    if desk.bot(&["status"]).exit == 0 {
        desk.down();
    }
    desk.up();
    let lines = |list: &[&str]| desk.bot(list).ok().out.lines().count() as u32;
    // What can be awarded is listed with what was.
    assert_eq!(lines(&["badge", "list", "--json"]), 3 * ROUNDS);
    assert_eq!(lines(&["recognise", "list", "--json"]), ROUNDS);
    assert_eq!(lines(&["endorse", "--list", "--json"]), ROUNDS);
    assert_eq!(lines(&["wallet", "offers", "--json"]), ROUNDS);
    assert_eq!(lines(&["wallet", "requests", "--json"]), ROUNDS);
    let feed = desk.bot(&["feed", "show", "School", "--json"]).ok().out;
    for (kind, count) in [("achievement", 1), ("revoke", 2), ("suspend", 2), ("recognition-end", 1)]
    {
        let said = feed.lines().filter(|line| line.contains(&format!("\"kind\":\"{kind}\"")));
        assert_eq!(said.count() as u32, count * ROUNDS, "{kind} in {feed}");
    }
}
