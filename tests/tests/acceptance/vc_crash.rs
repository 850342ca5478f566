//! `kill -9` while a credential is issued by another program: the same request again, with its
//! `Idempotency-Key`, gives one credential and never two, and what was answered is there.

use bot_tests::http::ask_mortal;
use serde_json::{Value, json};

use crate::bad_input::Desk;

/// Most calls to the disk that issuing one credential may take.
const CALLS_MAX: u32 = 200;

/// Asks the node to issue a credential; nothing where it died over it.
fn ask(desk: &Desk, round: u32) -> Option<(u16, Value)> {
    let text = |name: &str| String::from_utf8(desk.read(name)).unwrap().trim().to_owned();
    let (address, token) = (text("node/run/http"), text("node/run/token"));
    let body = json!({ "credential": {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": format!("urn:uuid:5b0c1d1e-6d57-4b8e-9c9b-{round:012}"),
        "type": ["VerifiableCredential"],
        "credentialSubject": { "id": "did:example:ada" },
    } })
    .to_string();
    let more = format!(
        "authorization: Bearer {token}\r\nidempotency-key: round-{round}\r\n\
         content-type: application/json\r\n"
    );
    let reply = ask_mortal(&address, ("POST", "/vc/credentials/issue"), &more, &body)?;
    Some((reply.status, reply.json()))
}

#[test]
fn killed_at_any_point_the_same_request_issues_one_credential() {
    let mut desk = Desk::settled();
    let armed = desk.path("armed").display().to_string();
    let mut kills = 0;
    for round in 1..=CALLS_MAX {
        let at = round.to_string();
        desk.up_with(&[("BOT_SHIM_KILL_IF", armed.as_str()), ("BOT_SHIM_KILL_AT", at.as_str())]);
        desk.write("armed", "");
        let first = ask(&desk, round);
        std::fs::remove_file(desk.path("armed")).unwrap();
        let is_alive = desk.bot(&["status"]).exit == 0;
        if is_alive {
            desk.down();
        }
        kills += u32::from(!is_alive);
        desk.up();
        let (status, second) = ask(&desk, round).unwrap();
        assert_eq!(status, 201, "killed at call {round}: {second}");
        assert!(second["verifiableCredential"]["proof"]["proofValue"].is_string());
        assert_eq!(ask(&desk, round), Some((201, second.clone())), "killed at call {round}");
        if let Some(answered) = first {
            assert_eq!(answered, (201, second), "killed at call {round} after it had answered");
        }
        let listed = desk.bot(&["badge", "list", "--json"]).ok();
        assert_eq!(listed.out.lines().count() as u32, round, "{}", listed.out);
        desk.down();
        if is_alive {
            assert!(kills >= 5, "only {kills} kills");
            return;
        }
    }
    panic!("one credential took more than {CALLS_MAX} calls to the disk");
}
