//! The node as a host of Open Badges 3.0: a program registers, is allowed, and works, over real
//! sockets. Beside it, what the same program is refused: `ob_api_refusals.rs`.

use bot_protocol::canon::hash::sha256;
use bot_protocol::canon::multibase::{encode_base64, encode_base64url};
use bot_protocol::identity::{Did, SecretKey};
use bot_tests::http::{Node, Reply, parse, settings};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::handbook::desk::{Desk, root};

const SCOPE: &str = "https://purl.imsglobal.org/spec/ob/v3p0/scope/";
pub(crate) const REDIRECT: &str = "https://client.example/cb?tenant=1";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CREDENTIALS: &str = "/ims/ob/v3p0/credentials";

/// All that the API has, by its short names.
pub(crate) fn scope(names: &[&str]) -> String {
    names.iter().map(|name| format!("{SCOPE}{name}")).collect::<Vec<_>>().join(" ")
}

pub(crate) fn all() -> String {
    scope(&["credential.readonly", "credential.upsert", "profile.readonly", "profile.update"])
}

/// A request without the owner's token.
pub(crate) async fn ask(node: &Node, line: &str, headers: &str, body: &str) -> Reply {
    ask_at(&node.running.address().to_string(), line, headers, body).await
}

/// The same, to whatever listens there.
async fn ask_at(host: &str, line: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    let length = match line.starts_with("GET") {
        true => String::new(),
        false => format!("content-length: {length}\r\n"),
    };
    let text = format!(
        "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}{length}\r\n{body}"
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    // A node that refuses early may close before all is written.
    drop(stream.write_all(text.as_bytes()).await);
    let mut reply = Vec::new();
    drop(stream.read_to_end(&mut reply).await);
    parse(&reply)
}

/// Percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The query of a question in order.
fn question(client: &str, scope: &str) -> Vec<(&'static str, String)> {
    let challenge = encode_base64url(sha256(&[VERIFIER.as_bytes()]).as_bytes());
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", client.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("scope", scope.to_owned()),
        ("state", "s t&te".to_owned()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// A program that is registered at a node.
pub(crate) struct Program<'a> {
    pub(crate) node: &'a Node,
    pub(crate) id: String,
    pub(crate) basic: String,
}

impl<'a> Program<'a> {
    pub(crate) async fn register(node: &'a Node, scope: &str) -> Self {
        let said = json!({
            "client_name": "A <b>Backpack</b>",
            "redirect_uris": [REDIRECT],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "client_secret_basic",
            "response_types": ["code"],
            "scope": scope,
            "something_else": 7,
        });
        let kind = "content-type: application/json\r\n";
        let reply = ask(node, "POST /oauth/register", kind, &said.to_string()).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        assert!(reply.head.contains("cache-control: no-store"));
        let told = reply.json();
        assert_eq!(
            (told["scope"].as_str(), told["client_secret_expires_at"].as_u64()),
            (Some(scope), Some(0))
        );
        let (id, secret) = (text(&told["client_id"]), text(&told["client_secret"]));
        let pair = encode_base64(format!("{id}:{secret}").as_bytes());
        Self { node, id, basic: format!("authorization: Basic {pair}\r\n") }
    }

    /// The query of a question in order.
    pub(crate) fn question(&self, scope: &str) -> Vec<(&'static str, String)> {
        question(&self.id, scope)
    }

    pub(crate) async fn authorize(&self, question: &[(&str, String)]) -> Reply {
        let pairs: Vec<_> = question.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ask(self.node, &format!("GET /oauth/authorize?{}", form(&pairs)), "", "").await
    }

    /// Asks, and is answered by the owner; the address at which the browser waits, and the answer's.
    pub(crate) async fn answered(&self, scope: &str, how: &str) -> (String, String) {
        let asked = self.authorize(&self.question(scope)).await;
        assert_eq!(asked.status, 302, "{asked:?}");
        let wait = asked.header("location").to_owned();
        let code = self.code_on(&wait).await;
        let answer = json!({ "as": "Lea" });
        let done = self.node.post(&format!("/v1/programs/{code}/{how}"), &answer).await;
        assert_eq!(done.status, 200, "{done:?}");
        let back = ask(self.node, &format!("GET {wait}"), "", "").await;
        assert_eq!(back.status, 302, "{back:?}");
        (wait, back.header("location").to_owned())
    }

    /// The code that the waiting page shows.
    async fn code_on(&self, wait: &str) -> String {
        let page = ask(self.node, &format!("GET {wait}"), "accept-language: fr\r\n", "").await;
        let text = String::from_utf8(page.body.clone()).unwrap();
        assert_eq!(page.status, 200, "{text}");
        assert!(text.contains("&lt;b&gt;Backpack") && !text.contains("<b>"), "{text}");
        assert!(text.contains("client.example") && text.contains("Voir les badges"), "{text}");
        assert!(text.contains(&format!("url={wait}\"")) && !text.contains("<script"), "{text}");
        assert!(page.head.contains("default-src 'none'"), "{}", page.head);
        assert!(page.head.contains("x-frame-options: deny"), "{}", page.head);
        let code = text.split("bot oauth approve ").nth(1).unwrap();
        code.split('<').next().unwrap().to_owned()
    }

    pub(crate) async fn token(&self, pairs: &[(&str, &str)]) -> Reply {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let headers = format!("{kind}{}", self.basic);
        ask(self.node, "POST /oauth/token", &headers, &form(pairs)).await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Reply {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    /// An access and a refresh token for everything in a scope.
    pub(crate) async fn allowed(&self, scope: &str) -> (String, String) {
        let (_, back) = self.answered(scope, "approve").await;
        let tokens = self.redeem(&parameter(&back, "code")).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let told = tokens.json();
        assert_eq!(
            (told["token_type"].as_str(), told["scope"].as_str()),
            (Some("Bearer"), Some(scope))
        );
        (text(&told["access_token"]), text(&told["refresh_token"]))
    }

    pub(crate) async fn api(&self, line: &str, token: &str, more: &str, body: &str) -> Reply {
        let headers = format!("authorization: Bearer {token}\r\n{more}");
        ask(self.node, line, &headers, body).await
    }
}

pub(crate) const JSON: &str = "content-type: application/json\r\n";

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A value in the query of an address, as it stands there.
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// A node with a school and Lea, and a badge of the school for her, as text.
pub(crate) async fn school() -> (Node, String) {
    let node = Node::start(settings()).await;
    for (name, party) in [("School", "organisation"), ("Lea", "person")] {
        let made = node.post("/v1/identities", &json!({ "party": party, "name": name })).await;
        assert_eq!(made.status, 200, "{made:?}");
    }
    let badge = another_badge(&node, "Swimmer").await;
    (node, badge)
}

/// One more badge of the school for Lea, offered and not answered.
pub(crate) async fn another_badge(node: &Node, name: &str) -> String {
    let words = json!({ "en": name });
    let draft = json!({ "as": "School", "name": words, "description": words, "criteria": words });
    let achievement = node.post("/v1/achievements", &draft).await;
    assert_eq!(achievement.status, 200, "{achievement:?}");
    let lea = node.get("/v1/identities").await.json()["items"][1]["did"].clone();
    let award = json!({ "as": "School", "achievement": achievement.json()["id"], "to": lea });
    let issued = node.post("/v1/credentials", &award).await;
    assert_eq!(issued.status, 200, "{issued:?}");
    text(&issued.json()["item"]["document"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_finds_its_way_is_allowed_and_works() {
    let (school, badge) = school().await;
    // The collection is another node's, which has never seen the badge.
    let (node, _) = self::school().await;
    let found = ask(&node, "GET /ims/ob/v3p0/discovery", "", "").await.json();
    let scheme = &found["components"]["securitySchemes"]["OAuth2ACG"];
    let base = format!("http://{}", node.running.address());
    assert_eq!(scheme["x-imssf-registrationUrl"], format!("{base}/oauth/register"));
    let flow = &scheme["flows"]["authorizationCode"];
    assert_eq!(flow["authorizationUrl"], format!("{base}/oauth/authorize"));
    for one in all().split(' ') {
        assert!(flow["scopes"][one].is_string(), "{one}");
    }
    let program = Program::register(&node, &all()).await;
    let (wait, back) = program.answered(&all(), "approve").await;
    assert!(back.starts_with(&format!("{REDIRECT}&code=")), "{back}");
    assert_eq!(parameter(&back, "state"), "s%20t%26te");
    let again = ask(&node, &format!("GET {wait}"), "", "").await;
    assert_eq!(again.status, 400, "a code goes out once");
    let tokens = program.redeem(&parameter(&back, "code")).await;
    let token = text(&tokens.json()["access_token"]);
    assert!(tokens.head.contains("cache-control: no-store"), "{tokens:?}");

    let empty = program.api(&format!("GET {CREDENTIALS}"), &token, "", "").await;
    assert_eq!(empty.json(), json!({ "credential": [] }));
    assert_eq!(empty.header("x-total-count"), "0");
    let post = format!("POST {CREDENTIALS}");
    let created = program.api(&post, &token, JSON, &badge).await;
    assert_eq!((created.status, created.body.as_slice()), (201, badge.as_bytes()), "{created:?}");
    let replaced = program.api(&post, &token, JSON, &badge).await;
    assert_eq!((replaced.status, replaced.body.as_slice()), (200, badge.as_bytes()));
    for name in ["Diver", "Rower"] {
        let more = another_badge(&school, name).await;
        let vc = "content-type: application/vc+ld+json; charset=utf-8\r\n";
        assert_eq!(program.api(&post, &token, vc, &more).await.status, 201);
    }
    let listed = program.api(&format!("GET {CREDENTIALS}"), &token, "", "").await;
    let whole = String::from_utf8(listed.body.clone()).unwrap();
    assert!(whole.contains(&badge), "the badge is listed as it was signed: {whole}");
    assert_eq!(listed.header("x-total-count"), "3");

    let page = program.api(&format!("GET {CREDENTIALS}?limit=2&offset=1"), &token, "", "").await;
    assert_eq!(page.json()["credential"].as_array().unwrap().len(), 2);
    let at = format!("{base}{CREDENTIALS}?limit=2&offset=");
    let links = format!("<{at}2>; rel=\"last\", <{at}0>; rel=\"first\", <{at}0>; rel=\"prev\"");
    assert_eq!((page.header("link"), page.header("x-total-count")), (links.as_str(), "3"));
    let late = format!("GET {CREDENTIALS}?since=2999-01-01T00%3A00%3A00Z");
    let late = program.api(&late, &token, "", "").await;
    assert_eq!((late.json(), late.header("x-total-count")), (json!({ "credential": [] }), "0"));
    profile(&program, &token).await;
    stop([node, school]).await;
}

/// Reads and changes the profile.
async fn profile(program: &Program<'_>, token: &str) {
    let at = "/ims/ob/v3p0/profile";
    let shown = program.api(&format!("GET {at}"), token, "", "").await;
    let mut profile = shown.json();
    assert_eq!(
        (profile["type"].clone(), profile["name"].as_str()),
        (json!(["Profile"]), Some("Lea"))
    );
    profile["name"] = json!("Léa");
    profile["url"] = json!("https://lea.example/");
    let put = format!("PUT {at}");
    let changed = program.api(&put, token, JSON, &profile.to_string()).await;
    assert_eq!((changed.status, changed.json()), (200, profile.clone()));
    assert_eq!(program.api(&format!("GET {at}"), token, "", "").await.json(), profile);
    let known = program.node.get("/v1/identities").await.json();
    assert_eq!(known["items"][1]["name"], "Léa");
    wrong_profiles(program, token, &profile).await;
    assert_eq!(program.api(&format!("GET {at}"), token, "", "").await.json(), profile);
}

/// What no profile of this identity can be is refused.
async fn wrong_profiles(program: &Program<'_>, token: &str, profile: &Value) {
    for (member, value) in [
        ("phone", "111-222-3333"),
        ("id", "https://other.example/"),
        ("url", "x"),
        ("name", "School"),
    ] {
        let mut wrong = profile.clone();
        wrong[member] = json!(value);
        let reply = program.api("PUT /ims/ob/v3p0/profile", token, JSON, &wrong.to_string()).await;
        assert!(matches!(reply.status, 400 | 409), "{member}: {reply:?}");
        assert_eq!(reply.json()["imsx_codeMajor"], "failure", "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_is_renewed_ends_and_is_taken_back() {
    let (node, _) = school().await;
    let program = Program::register(&node, &all()).await;
    let (first, refresh) = program.allowed(&all()).await;
    let get = format!("GET {CREDENTIALS}");
    assert_eq!(program.api(&get, &first, "", "").await.status, 200);
    let renew = |token: String| {
        let program = &program;
        async move { program.token(&[("grant_type", "refresh_token"), ("refresh_token", &token)]).await }
    };
    let renewed = renew(refresh.clone()).await.json();
    let second = text(&renewed["access_token"]);
    assert_eq!(program.api(&get, &first, "", "").await.status, 401, "one access token at a time");
    assert_eq!(program.api(&get, &second, "", "").await.status, 200);
    let replayed = renew(refresh).await;
    assert_eq!((replayed.status, replayed.json()["error"].as_str()), (400, Some("invalid_grant")));
    assert_eq!(program.api(&get, &second, "", "").await.status, 401, "a replay ends everything");
    assert_eq!(renew(text(&renewed["refresh_token"])).await.status, 400);

    let (access, refresh) = program.allowed(&all()).await;
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let headers = format!("{kind}{}", program.basic);
    for token in ["unknown", &refresh, &refresh] {
        let told = ask(&node, "POST /oauth/revoke", &headers, &form(&[("token", token)])).await;
        assert_eq!(told.status, 200, "{told:?}");
    }
    assert_eq!(program.api(&get, &access, "", "").await.status, 401, "revoked with its refresh");

    let (access, _) = program.allowed(&all()).await;
    let programs = node.get("/v1/programs").await.json();
    assert_eq!(programs["items"].as_array().unwrap().len(), 1, "{programs}");
    assert_eq!(programs["items"][0]["state"], "allowed");
    let id = text(&programs["items"][0]["id"]);
    assert_eq!(node.send("DELETE", &format!("/v1/programs/{id}"), None, "").await.status, 200);
    assert_eq!(program.api(&get, &access, "", "").await.status, 401, "the owner took it back");
    let (_, back) = program.answered(&all(), "refuse").await;
    assert_eq!(
        (parameter(&back, "error").as_str(), parameter(&back, "code").as_str()),
        ("access_denied", "")
    );
    stop([node]).await;
}

/// What a program was told outlives a node that is killed, and so does that its code was used.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_was_told_outlives_a_kill() {
    let desk = Desk::bare(&root());
    let secret = "--passphrase-file passphrase --data lea";
    desk.done(&format!("bot id init --name Lea --party person {secret}"));
    let host = started(&desk);
    let said = json!({ "client_name": "Portfolio", "redirect_uris": [REDIRECT], "scope": all() });
    let told = ask_at(&host, "POST /oauth/register", JSON, &said.to_string()).await.json();
    let pair = format!("{}:{}", text(&told["client_id"]), text(&told["client_secret"]));
    let basic = format!("authorization: Basic {}\r\n", encode_base64(pair.as_bytes()));
    let question = question(&text(&told["client_id"]), &all());
    let pairs: Vec<_> = question.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let line = format!("GET /oauth/authorize?{}", form(&pairs));
    let wait = ask_at(&host, &line, "", "").await.header("location").to_owned();

    // The question outlives it, and the answer.
    let host = killed(&desk);
    let page = ask_at(&host, &format!("GET {wait}"), "", "").await;
    let page = String::from_utf8(page.body).unwrap();
    let code = page.split("bot oauth approve ").nth(1).unwrap().split('<').next().unwrap();
    let listed = desk.done("bot oauth list --data lea");
    assert!(listed.contains("Portfolio") && listed.contains(code), "{listed}");
    let (exit, asked) = desk.typed(&format!("bot oauth approve {code} --data lea"));
    assert_eq!(exit, 2, "{asked}");
    assert!(asked.contains("client.example") && asked.contains("Change the profile"), "{asked}");
    desk.done(&format!("bot oauth approve {code} --yes --data lea"));
    let host = killed(&desk);
    let back = ask_at(&host, &format!("GET {wait}"), "", "").await.header("location").to_owned();
    let code = parameter(&back, "code");
    let host = killed(&desk);
    let redeem = form(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]);
    let headers = format!("content-type: application/x-www-form-urlencoded\r\n{basic}");
    let tokens = ask_at(&host, "POST /oauth/token", &headers, &redeem).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");

    let host = killed(&desk);
    let token = text(&tokens.json()["access_token"]);
    let bearer = format!("authorization: Bearer {token}\r\n");
    let profile = "GET /ims/ob/v3p0/profile";
    let shown = ask_at(&host, profile, &bearer, "").await;
    assert_eq!((shown.status, shown.json()["name"].as_str()), (200, Some("Lea")), "{shown:?}");
    let again = ask_at(&host, "POST /oauth/token", &headers, &redeem).await;
    assert_eq!(again.status, 400, "the code was used before the node was killed: {again:?}");
    assert_eq!(ask_at(&host, profile, &bearer, "").await.status, 401, "and was stolen once");
    desk.done("bot down --data lea");
}

/// Starts Lea's node; where it is. A killed one holds its folder for a moment.
fn started(desk: &Desk) -> String {
    let up = "bot up --detach --passphrase-file passphrase --data lea";
    let tries = (0..100).find(|_| desk.typed(up).0 == 0);
    assert!(tries.is_some(), "the node does not start");
    std::fs::read_to_string(desk.folder().join("lea/run/http")).unwrap().trim().to_owned()
}

/// Kills Lea's node and starts it again; where it is then.
fn killed(desk: &Desk) -> String {
    desk.done("kill -9 $(cat lea/run/pid)");
    started(desk)
}

pub(crate) async fn stop(nodes: impl IntoIterator<Item = Node>) {
    for node in nodes {
        node.running.stopper().stop();
        node.running.stopped().await;
    }
}

/// The same badge as a compact JWS, signed by somebody of its own.
fn compact(badge: &str) -> String {
    let key = SecretKey::from_seed(&[42; 32]);
    let did = Did::from(key.public());
    let mut credential: Value = serde_json::from_str(badge).unwrap();
    let members = credential.as_object_mut().unwrap();
    members.remove("proof");
    members.remove("credentialStatus");
    credential["id"] = json!("urn:uuid:5f3e4c1a-8d0f-4c39-9a52-0b7c1b6a2f10");
    credential["issuer"]["id"] = json!(did.to_string());
    let head = json!({ "alg": "EdDSA", "typ": "vc+jwt", "kid": did.verification_method() });
    let part = |value: &Value| encode_base64url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&head), part(&credential));
    let signature = encode_base64url(key.sign(signed.as_bytes()).as_bytes());
    format!("{signed}.{signature}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compact_jws_is_taken_and_listed_by_both_names() {
    let (node, badge) = school().await;
    let program = Program::register(&node, &all()).await;
    let (token, _) = program.allowed(&all()).await;
    let (post, plain) = (format!("POST {CREDENTIALS}"), "content-type: text/plain\r\n");
    let jws = compact(&badge);
    for status in [201, 200] {
        let put = program.api(&post, &token, plain, &jws).await;
        assert_eq!((put.status, put.body.as_slice()), (status, jws.as_bytes()), "{put:?}");
        assert!(put.head.contains("content-type: text/plain"), "{}", put.head);
    }
    let listed = program.api(&format!("GET {CREDENTIALS}"), &token, "", "").await.json();
    assert_eq!(listed["compactJwsString"], json!([jws]));
    assert_eq!(listed["compactJwsStrings"], json!([jws]));
    let cut = &jws[..jws.len() - 4];
    let forged = program.api(&post, &token, plain, &format!("{cut}AAAA")).await;
    assert_eq!(forged.status, 400, "{forged:?}");
    stop([node]).await;
}
