//! Badges for wallets by OpenID, with an independent wallet (npm `@openid4vc`) on the other side, over
//! real sockets: what it collects holds for everybody, and what is not its own it does not get.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use bot_node::config::Backend;
use bot_protocol::api::{Scope, TokenDraft};
use bot_tests::http::{Node, Reply, parse, settings};
use bot_tests::judges::Judge;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::ob_api::form;

const FORMATS: [&str; 2] = ["ldp_vc", "jwt_vc_json"];
const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// A node of a school that wallets reach at an address of this machine.
pub(crate) struct School {
    pub(crate) node: Node,
    pub(crate) did: String,
    pub(crate) base: String,
}

impl School {
    pub(crate) async fn open() -> Self {
        Self::keeping(Backend::Memory).await
    }

    async fn keeping(backend: Backend) -> Self {
        // The address must be known before the node is: the system chooses a port that is free.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut config = settings();
        config.store.backend = backend;
        config.http.header_timeout_millis = 20_000;
        config.http.request_timeout_millis = 20_000;
        config.web.listen = format!("127.0.0.1:{port}");
        config.web.base_url = format!("http://127.0.0.1:{port}");
        config.web.public_per_minute = 100_000;
        let base = config.web.base_url.clone();
        let (node, did) = super::vc_api::school(config).await;
        let said = |text: &str| json!({ "en": text });
        let badge = json!({
            "id": "urn:uuid:11111111-1111-4111-8111-111111111111", "name": said("Swimming"),
            "description": said("Swims"), "criteria": said("Swim 50 metres"),
        });
        let described = node.post("/v1/achievements", &badge).await;
        assert_eq!(described.status, 200, "{}", described.json());
        Self { node, did, base }
    }

    pub(crate) async fn offer(&self, more: Value) -> Value {
        let mut request = json!({ "achievement": "Swimming" });
        for (name, value) in more.as_object().unwrap() {
            request[name.as_str()] = value.clone();
        }
        let reply = self.node.post("/v1/wallet/offers", &request).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()
    }

    /// By the web door, as anybody.
    pub(crate) async fn ask(&self, line: &str, headers: &str, body: &str) -> Reply {
        let host = self.base.strip_prefix("http://").unwrap();
        let text = format!(
            "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.unwrap();
        drop(stream.write_all(text.as_bytes()).await);
        let mut reply = Vec::new();
        drop(stream.read_to_end(&mut reply).await);
        parse(&reply)
    }

    async fn redeem(&self, pairs: &[(&str, &str)]) -> Reply {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        self.ask("POST /oauth/token", kind, &form(pairs)).await
    }

    pub(crate) async fn integrity(&self, badge: &Value) -> Value {
        let text = badge.as_str().map_or_else(|| badge.to_string(), str::to_owned);
        let document = bot_protocol::canon::multibase::encode_base64(text.as_bytes());
        let reply = self.node.post("/v1/verify", &json!({ "document": document })).await;
        reply.json()["findings"]["integrity"]["answer"].clone()
    }
}

fn code(offer: &Value) -> String {
    offer["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_independent_wallet_collects_badges_of_both_formats() {
    let school = School::open().await;
    let mut wallet = Judge::wallet();
    for format in FORMATS {
        let offer = school.offer(json!({ "format": format, "tx_code": true })).await;
        let uri = offer["uri"].as_str().unwrap();
        assert!(
            uri.starts_with("openid-credential-offer://?credential_offer_uri=http%3A"),
            "{uri}"
        );
        let wrong = wallet.ask(&json!({ "do": "collect", "offer": uri, "txCode": "no" }));
        assert!(wrong.unwrap_err().contains("invalid_grant"));
        let collect = json!({ "do": "collect", "offer": uri, "txCode": offer["tx_code"] });
        let collected = wallet.ask(&collect).unwrap();
        assert_eq!(collected["format"], format);
        assert_eq!(school.integrity(&collected["badge"]).await, "yes", "{collected}");
        let who = wallet.ask(&json!({ "do": "who", "format": format })).unwrap();
        let listed = school.node.get("/v1/wallet/offers").await.json();
        let items = listed["items"].as_array().unwrap();
        let item = items.iter().rfind(|item| item["format"] == format).unwrap();
        assert_eq!((&item["state"], &item["holder"]), (&json!("collected"), &who["did"]));
        let id = item["credential"].as_str().unwrap();
        let kept = school.node.get(&format!("/v1/credentials/{id}")).await.json();
        assert_eq!((&kept["subject"], &kept["state"]), (&who["did"], &json!("accepted")));
        // A code is good for one wallet.
        assert!(wallet.ask(&collect).is_err());
        let revoked = school.node.post(&format!("/v1/credentials/{id}/revoke"), &json!({})).await;
        assert_eq!(revoked.status, 200, "{}", revoked.json());
        if format == "ldp_vc" {
            assert_eq!(Judge::npm().verify(&collected["badge"].to_string()), Ok(()));
        }
    }
    let badges = school.node.get("/v1/credentials").await.json();
    assert_eq!(badges["items"].as_array().unwrap().len(), 2, "one badge for one code");
}

#[tokio::test]
async fn the_metadata_says_where_and_how_and_each_identity_has_its_own() {
    let school = School::open().await;
    let base = &school.base;
    let issuer = school.ask("GET /.well-known/openid-credential-issuer", "", "").await;
    assert_eq!(issuer.status, 200);
    let issuer = issuer.json();
    assert_eq!(issuer["credential_issuer"], json!(base));
    assert_eq!(issuer["nonce_endpoint"], json!(format!("{base}/openid/nonce")));
    let all = issuer["credential_configurations_supported"].as_object().unwrap();
    let formats: Vec<_> = all.values().map(|one| one["format"].as_str().unwrap()).collect();
    assert_eq!(formats, ["jwt_vc_json", "ldp_vc"]);
    let server = school.ask("GET /.well-known/oauth-authorization-server", "", "").await.json();
    assert!(server["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
    assert_eq!(server["issuer"], json!(base));
    let draft = json!({ "name": "Club", "party": "community" });
    let club = school.node.post("/v1/identities", &draft).await.json();
    let path = format!("/openid/{}", club["did"].as_str().unwrap());
    let own = school.ask(&format!("GET /.well-known/openid-credential-issuer{path}"), "", "").await;
    assert_eq!(own.json()["credential_issuer"], json!(format!("{base}{path}")));
    assert_eq!(own.json()["display"][0]["name"], "Club");
    let none = school.ask("GET /.well-known/openid-credential-issuer/openid/did:x:y", "", "").await;
    assert_eq!((none.status, none.code().as_str()), (404, "unknown"));
    let (bare, _) = super::vc_api::school(settings()).await;
    let nowhere = bare.get("/.well-known/openid-credential-issuer").await;
    assert_eq!((nowhere.status, nowhere.code().as_str()), (404, "wallet-no-address"));
}

#[tokio::test]
async fn what_a_wallet_may_not_do_is_refused_in_the_words_of_the_standard() {
    let school = School::open().await;
    let offer = school.offer(json!({})).await;
    let code = code(&offer);
    let shown = school.ask(&format!("GET /openid/offers/{code}"), "", "").await;
    assert_eq!(shown.json()["grants"][GRANT]["pre-authorized_code"], json!(code));
    assert!(shown.head.contains("cache-control: no-store"), "{}", shown.head);
    for (pairs, error) in [
        (vec![("grant_type", GRANT)], "invalid_request"),
        (vec![("grant_type", GRANT), ("pre-authorized_code", "x")], "invalid_grant"),
        (
            vec![("grant_type", GRANT), ("pre-authorized_code", &code), ("tx_code", "1")],
            "invalid_request",
        ),
        (
            vec![
                ("grant_type", GRANT),
                ("pre-authorized_code", &code),
                ("authorization_details", "[{\"type\":\"x\"}]"),
            ],
            "invalid_authorization_details",
        ),
    ] {
        let reply = school.redeem(&pairs).await;
        assert_eq!((reply.status, &reply.json()["error"]), (400, &json!(error)), "{pairs:?}");
    }
    let details = "[{\"type\":\"openid_credential\",\
        \"credential_configuration_id\":\"OpenBadgeCredential_ldp_vc\"}]";
    let good = [
        ("grant_type", GRANT),
        ("pre-authorized_code", code.as_str()),
        ("authorization_details", details),
    ];
    let token = school.redeem(&good).await;
    assert_eq!(token.status, 200, "{}", token.json());
    let named = &token.json()["authorization_details"][0]["credential_identifiers"][0];
    assert_eq!(named, "OpenBadgeCredential_ldp_vc");
    let replayed = school.redeem(&good).await;
    assert_eq!((replayed.status, &replayed.json()["error"]), (400, &json!("invalid_grant")));
    refuses_what_is_no_request(&school, token.json()["access_token"].as_str().unwrap()).await;
}

async fn refuses_what_is_no_request(school: &School, token: &str) {
    let nonce = school.ask("POST /openid/nonce", "", "").await;
    assert!(nonce.status == 200 && nonce.head.contains("no-store"), "{}", nonce.head);
    assert!(nonce.json()["c_nonce"].is_string());
    let bearer = format!("authorization: Bearer {token}\r\n");
    let kind = "content-type: application/json\r\n";
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(70_000));
    for (headers, body, status, error) in [
        (kind.to_owned(), "{}", 401, "invalid_token"),
        (format!("{kind}authorization: Bearer x\r\n"), "{}", 401, "invalid_token"),
        (bearer.clone(), "{}", 400, "invalid_credential_request"),
        (format!("{kind}{bearer}"), "{\"a\":1,\"a\":2}", 400, "invalid_credential_request"),
        (format!("{kind}{bearer}"), "{}", 400, "invalid_credential_request"),
        (format!("{kind}{bearer}"), &large, 413, "invalid_credential_request"),
    ] {
        let reply = school.ask("POST /openid/credential", &headers, body).await;
        let said = (reply.status, &reply.json()["error"]) == (status, &json!(error));
        assert!(
            said,
            "{headers} {}: {} {}",
            &body[..body.len().min(20)],
            reply.status,
            reply.json()
        );
        assert_eq!(
            status == 401,
            reply.head.contains("www-authenticate: bearer"),
            "{}",
            reply.head
        );
    }
    assert!(
        school.node.get("/v1/credentials").await.json()["items"].as_array().unwrap().is_empty()
    );
}

/// What a verifier asked for, and what was shown for it.
async fn answered(school: &School, asked: &Value) -> Value {
    let id = asked["item"]["id"].as_str().unwrap();
    school.node.get(&format!("/v1/wallet/requests/{id}")).await.json()
}

impl School {
    pub(crate) async fn ask_wallet(&self, request: Value) -> Value {
        let reply = self.node.post("/v1/wallet/requests", &request).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()
    }

    async fn collected(&self, wallet: &mut Judge, format: &str) -> Value {
        let offer = self.offer(json!({ "format": format })).await;
        let collect = json!({ "do": "collect", "offer": offer["uri"] });
        wallet.ask(&collect).unwrap()["badge"].clone()
    }
}

fn show(asked: &Value, badge: &Value, format: &str, more: &Value) -> Value {
    let mut question =
        json!({ "do": "show", "request": asked["uri"], "badge": badge, "format": format });
    for (name, value) in more.as_object().unwrap() {
        question[name.as_str()] = value.clone();
    }
    question
}

#[tokio::test(flavor = "multi_thread")]
async fn an_independent_wallet_shows_badges_of_both_formats_and_the_asker_reads_the_verdict() {
    let school = School::open().await;
    let (mut wallet, mut other) = (Judge::wallet(), Judge::wallet());
    for format in FORMATS {
        let badge = school.collected(&mut wallet, format).await;
        let asked = school.ask_wallet(json!({ "achievement": "Swimming" })).await;
        assert!(asked["uri"].as_str().unwrap().starts_with("openid4vp://?client_id="), "{asked}");
        // For another nonce or another verifier, without holder, or not what is asked: still open.
        for more in [json!({ "nonce": "n-1" }), json!({ "audience": "https://other.example" })] {
            let refused = wallet.ask(&show(&asked, &badge, format, &more)).unwrap_err();
            assert!(refused.contains("invalid_request"), "{refused}");
        }
        assert_eq!(answered(&school, &asked).await["state"], "waiting");
        let shown = wallet.ask(&show(&asked, &badge, format, &json!({})));
        assert!(shown.is_ok(), "{shown:?}");
        let view = answered(&school, &asked).await;
        assert_eq!(
            (&view["state"], &view["answers"][0]["format"]),
            (&json!("answered"), &json!(format))
        );
        let findings = &view["answers"][0]["verdict"]["findings"];
        assert_eq!(findings.as_object().unwrap().len(), 6);
        for (name, reason) in [("integrity", "yes"), ("status", "yes"), ("recipient", "yes")] {
            assert_eq!(findings[name]["answer"], reason, "{name} {}", findings[name]);
        }
        assert!(
            view["answered"].is_string() && view["answers"][0]["verdict"]["judged_at"].is_string()
        );
        // Answered once: the request is gone.
        assert!(wallet.ask(&show(&asked, &badge, format, &json!({}))).is_err());
        // Another's badge, shown by whoever has a copy.
        let asked = school.ask_wallet(json!({})).await;
        other.ask(&show(&asked, &badge, format, &json!({}))).unwrap();
        let findings = &answered(&school, &asked).await["answers"][0]["verdict"]["findings"];
        assert_eq!(findings["recipient"]["answer"], "no", "{findings}");
        // A revoked one.
        let credential = school.node.get("/v1/wallet/offers").await.json();
        let id = credential["items"][0]["credential"].as_str().unwrap().to_owned();
        let asked = school.ask_wallet(json!({})).await;
        school.node.post(&format!("/v1/credentials/{id}/revoke"), &json!({})).await;
        wallet.ask(&show(&asked, &badge, format, &json!({}))).unwrap();
        let findings = &answered(&school, &asked).await["answers"][0]["verdict"]["findings"];
        assert_eq!(findings["status"]["answer"], "no", "{findings}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bent_or_not_asked_for_is_told_or_refused() {
    let school = School::open().await;
    let mut wallet = Judge::wallet();
    let badge = school.collected(&mut wallet, "ldp_vc").await;
    let mut bent = badge.clone();
    bent["credentialSubject"]["achievement"]["description"] = json!("Dives");
    let asked = school.ask_wallet(json!({})).await;
    wallet.ask(&show(&asked, &bent, "ldp_vc", &json!({}))).unwrap();
    let findings = &answered(&school, &asked).await["answers"][0]["verdict"]["findings"];
    assert_eq!(findings["integrity"]["answer"], "no", "{findings}");
    for request in [json!({ "achievement": "Diving" }), json!({ "issuer": "did:key:z6Mkother" })] {
        let asked = school.ask_wallet(request).await;
        let refused = wallet.ask(&show(&asked, &badge, "ldp_vc", &json!({}))).unwrap_err();
        assert!(refused.contains("not what was asked for"), "{refused}");
        assert_eq!(answered(&school, &asked).await["state"], "waiting");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_one_leaves_the_request_open() {
    let school = School::open().await;
    let asked = school.ask_wallet(json!({ "formats": ["ldp_vc"] })).await;
    let id = asked["item"]["id"].as_str().unwrap();
    let link = asked["link"].as_str().unwrap().strip_prefix(&school.base).unwrap();
    let object = school.ask(&format!("GET {link}"), "", "").await;
    assert_eq!(object.header("content-type"), "application/oauth-authz-req+jwt");
    let payload = String::from_utf8(object.body).unwrap();
    let payload = payload.split('.').nth(1).unwrap();
    let payload = bot_protocol::canon::multibase::decode_base64url(payload).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["client_id"], json!(format!("decentralized_identifier:{}", school.did)));
    let state = payload["state"].as_str().unwrap();
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let path = format!("POST /openid/responses/{id}");
    for (pairs, status) in [
        (vec![("vp_token", "{}"), ("state", "another")], 400),
        (vec![("vp_token", "{}"), ("state", state)], 400),
        (vec![("vp_token", "{\"badge\":[]}"), ("state", state)], 400),
        (vec![("vp_token", "{\"other\":[{}]}"), ("state", state)], 400),
        (vec![("vp_token", "{\"badge\":[{},{}]}"), ("state", state)], 400),
        (vec![("vp_token", "{\"badge\":[\"a.b.c\"]}"), ("state", state)], 400),
        (vec![("vp_token", "{\"badge\":[{}]}"), ("state", state)], 400),
        (vec![("state", state)], 400),
        (vec![("error", "access_denied"), ("state", state)], 200),
        (vec![("error", "access_denied"), ("state", state)], 400),
    ] {
        let reply = school.ask(&path, kind, &form(&pairs)).await;
        assert_eq!(reply.status, status, "{pairs:?} {}", reply.json());
    }
    assert_eq!(answered(&school, &asked).await["state"], "declined");
    let large = format!("vp_token={}", "x".repeat(5 * 1024 * 1024));
    assert_eq!(school.ask(&path, kind, &large).await.status, 413);
    let gone = school.node.send("DELETE", &format!("/v1/wallet/requests/{id}"), None, "").await;
    assert_eq!(gone.status, 200);
    assert_eq!(school.node.get(&format!("/v1/wallet/requests/{id}")).await.status, 404);
}

#[tokio::test]
async fn an_offer_or_a_question_that_comes_again_with_its_key_is_made_once() {
    let school = School::open().await;
    let key = "idempotency-key: once-1\r\n";
    for (path, body, other) in [
        ("/v1/wallet/offers", json!({ "achievement": "Swimming", "tx_code": true }), "format"),
        ("/v1/wallet/requests", json!({ "achievement": "Swimming" }), "lang"),
    ] {
        let send =
            async |body: &Value| school.node.send("POST", path, Some(&body.to_string()), key).await;
        let first = send(&body).await;
        assert_eq!(first.status, 200, "{}", first.json());
        let again = send(&body).await;
        assert_eq!((again.status, again.json()), (200, first.json()), "{path}");
        assert!(first.json()["link"].is_string());
        let mut bent = body.clone();
        bent[other] = json!(if other == "lang" { "fr" } else { "ldp_vc" });
        let bent = send(&bent).await;
        assert_eq!((bent.status, bent.code().as_str()), (409, "idempotency-key-reused"));
        let listed = school.node.get(path).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{path}");
        // Without a key each is another.
        let second = school.node.post(path, &body).await.json();
        assert_ne!(second["link"], first.json()["link"], "{path}");
    }
    // A trial uses up its key too, and offers nothing.
    let key = "idempotency-key: once-2\r\n";
    let send = async |body: Value| {
        school.node.send("POST", "/v1/wallet/offers", Some(&body.to_string()), key).await
    };
    let trial = json!({ "achievement": "Swimming", "dry_run": true });
    let first = send(trial.clone()).await;
    assert_eq!((first.status, &first.json()["dry_run"]), (200, &json!(true)));
    let again = send(trial).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    let real = send(json!({ "achievement": "Swimming" })).await;
    assert_eq!((real.status, real.code().as_str()), (409, "idempotency-key-reused"));
    let offers = school.node.get("/v1/wallet/offers").await.json();
    assert_eq!(offers["items"].as_array().unwrap().len(), 2, "{offers}");
}

/// The bytes of every file in a folder.
fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.metadata() {
            Ok(about) if about.is_dir() => files(&path, found),
            Ok(about) if about.is_file() => found.push(fs::read(&path).unwrap()),
            Ok(_) | Err(_) => {}
        }
    }
}

/// Whoever reads the disk finds what is offered, and no code; another's program with the same key is
/// told of an offer of its own.
#[tokio::test]
async fn a_code_that_is_kept_for_a_repeat_is_readable_by_nobody_else() {
    let school = School::keeping(Backend::Redb).await;
    let key = "idempotency-key: once-1\r\n";
    let body = json!({ "achievement": "Swimming", "tx_code": true }).to_string();
    let first = school.node.send("POST", "/v1/wallet/offers", Some(&body), key).await;
    assert_eq!(first.status, 200, "{}", first.json());
    let link = first.json()["link"].as_str().unwrap().to_owned();
    let code = link.rsplit('/').next().unwrap().to_owned();
    let id = first.json()["item"]["id"].as_str().unwrap().to_owned();
    let mut links = vec![link];
    for _ in 0..2 {
        let draft =
            TokenDraft { scopes: vec![Scope::Issue], expires: None, identity: None, about: None };
        let token = school.node.running.acts().make_token(draft).await.unwrap();
        let request = format!(
            "POST /v1/wallet/offers HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             connection: close\r\n{key}content-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            school.node.running.address(),
            token.secret.expose(),
            body.len()
        );
        let reply = school.node.raw(request.as_bytes()).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        let link = reply.json()["link"].as_str().unwrap().to_owned();
        assert!(!links.contains(&link), "another's reply was told");
        links.push(link);
    }
    let again = school.node.send("POST", "/v1/wallet/offers", Some(&body), key).await;
    assert_eq!(again.json(), first.json());
    let mut found = Vec::new();
    files(school.node.data.path(), &mut found);
    let holds = |text: &str| {
        let text = text.as_bytes();
        found.iter().any(|file| file.windows(text.len()).any(|window| window == text))
    };
    assert!(holds("Swimming"), "the files are those of the store");
    assert!(code.len() > id.len() && !holds(&code), "{code}");
    for link in links {
        assert!(!holds(link.rsplit('/').next().unwrap()), "{link}");
    }
}

#[tokio::test]
async fn a_question_that_cannot_be_asked_is_refused_by_its_field() {
    let school = School::open().await;
    for (request, code) in [
        (json!({ "dcql": {} }), "wallet-query-refused"),
        (json!({ "dcql": { "credentials": [] }, "achievement": "x" }), "field-refused"),
        (json!({ "expires": "2001-01-01T00:00:00Z" }), "field-refused"),
        (json!({ "lang": "de" }), "field-refused"),
        (json!({ "formats": ["mso_mdoc"] }), "body-misshapen"),
    ] {
        let reply = school.node.post("/v1/wallet/requests", &request).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, code), "{}", reply.json());
    }
}
