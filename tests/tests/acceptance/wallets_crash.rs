//! `kill -9` while a wallet collects its badge: it comes again and has one badge, never two, and what
//! it was given before the end is what it is given again.

use bot_foreign::jose::{Signer, sign_jwt};
use bot_foreign::signing::SigningKey;
use bot_node::clock::{Clock as _, SystemClock};
use bot_protocol::canon::json::{Number, Object};
use bot_protocol::identity::KeyCodec;
use bot_tests::http::{Reply, ask_mortal};
use serde_json::{Value, json};

use super::ob_api::form;
use crate::bad_input::Desk;

const BASE: &str = "https://school.example";

/// Most calls to the disk that giving one badge may take.
const CALLS_MAX: u32 = 200;

/// Asks the node; nothing where it died over it.
fn ask(desk: &Desk, path: &str, headers: &str, body: &str) -> Option<Reply> {
    let address = String::from_utf8(desk.read("node/run/http")).unwrap().trim().to_owned();
    ask_mortal(&address, ("POST", path), headers, body)
}

/// A token for a new offer.
fn token(desk: &Desk) -> String {
    let offered = desk.bot(&["wallet", "offer", "Repair café helper", "--json"]).ok().json();
    let code = offered["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
    let pairs = form(&[("grant_type", grant), ("pre-authorized_code", &code)]);
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let reply = ask(desk, "/oauth/token", kind, &pairs).unwrap();
    reply.json()["access_token"].as_str().unwrap().to_owned()
}

/// A proof with a fresh nonce.
fn proof(desk: &Desk, key: &SigningKey) -> String {
    let nonce = ask(desk, "/openid/nonce", "", "").unwrap().json();
    let seconds = SystemClock.now().millis() / 1000;
    let mut claims = Object::new();
    claims.insert("aud", BASE);
    claims.insert("nonce", nonce["c_nonce"].as_str().unwrap());
    claims.insert("iat", Number::from_u64(seconds).unwrap());
    let kid = key.verification_method();
    sign_jwt(&claims, "openid4vci-proof+jwt", Signer { key, kid: &kid }).unwrap()
}

fn collect(desk: &Desk, token: &str, proof: &str) -> Option<(u16, Value)> {
    let body = json!({
        "credential_configuration_id": "OpenBadgeCredential_ldp_vc", "proofs": { "jwt": [proof] },
    });
    let headers = format!("content-type: application/json\r\nauthorization: Bearer {token}\r\n");
    let reply = ask(desk, "/openid/credential", &headers, &body.to_string())?;
    Some((reply.status, reply.json()))
}

#[test]
fn killed_at_any_point_a_wallet_has_one_badge() {
    let mut desk = Desk::settled();
    desk.data("node", &format!("[web]\nbase_url = \"{BASE}\"\n"));
    desk.up();
    desk.bot(&["badge", "new", "badge-definition.json", "--image", "badge.png"]).ok();
    let armed = desk.path("armed").display().to_string();
    let mut kills = 0;
    for round in 1..=CALLS_MAX {
        let key = SigningKey::from_seed(KeyCodec::P256, &[round as u8; 32]).unwrap();
        let token = token(&desk);
        desk.down();
        let at = round.to_string();
        desk.up_with(&[("BOT_SHIM_KILL_IF", armed.as_str()), ("BOT_SHIM_KILL_AT", at.as_str())]);
        let signed = proof(&desk, &key);
        desk.write("armed", "");
        let first = collect(&desk, &token, &signed);
        std::fs::remove_file(desk.path("armed")).unwrap();
        let is_alive = desk.bot(&["status"]).exit == 0;
        if is_alive {
            desk.down();
        }
        kills += u32::from(!is_alive);
        desk.up();
        // The nonce died with the node; a badge that was given is given to the same proof all the same.
        let second = match collect(&desk, &token, &signed).unwrap() {
            (400, refused) => {
                assert_eq!(refused["error"], "invalid_nonce", "killed at call {round}: {refused}");
                assert!(first.is_none(), "killed at call {round} after it had answered");
                collect(&desk, &token, &proof(&desk, &key)).unwrap()
            }
            given => given,
        };
        assert_eq!(second.0, 200, "killed at call {round}: {}", second.1);
        if let Some(answered) = first {
            assert_eq!(answered, second, "killed at call {round} after it had answered");
        }
        let listed = desk.bot(&["badge", "list", "--json"]).ok();
        let issued = listed.out.lines().filter(|line| line.contains("\"role\":\"issued\""));
        assert_eq!(issued.count() as u32, round, "{}", listed.out);
        if is_alive {
            assert!(kills >= 3, "only {kills} kills");
            desk.down();
            return;
        }
    }
    panic!("one badge took more than {CALLS_MAX} calls to the disk");
}
