//! What the interface refuses, and how: each row a request, its status and its code.

use bot_tests::http::{Node, Reply, settings};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

fn check(reply: &Reply, status: u16, code: &str, what: &str) {
    let body = String::from_utf8_lossy(&reply.body);
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{what}: {body}");
    if status >= 400 {
        assert!(reply.head.contains("content-type: application/problem+json"), "{what}");
        assert_eq!(reply.json()["status"], status, "{what}");
        assert!(!reply.json()["detail"].as_str().unwrap().is_empty(), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_their_pages_stay_outside() {
    let node = Node::start(settings()).await;
    let (host, token) = (node.running.address(), node.token());
    let ask = |lines: String| {
        let node = &node;
        async move {
            node.raw(
                format!("GET /v1/status HTTP/1.1\r\n{lines}connection: close\r\n\r\n").as_bytes(),
            )
            .await
        }
    };
    let auth = format!("authorization: Bearer {token}\r\n");
    let rows = [
        (format!("host: {host}\r\n{auth}"), 200, ""),
        (auth.clone(), 403, "host-refused"),
        (format!("host: evil.example\r\n{auth}"), 403, "host-refused"),
        (format!("host: {host}\r\nhost: {host}\r\n{auth}"), 403, "host-refused"),
        (format!("host: {host}\r\norigin: http://evil.example\r\n{auth}"), 403, "origin-refused"),
        (format!("host: {host}\r\norigin: null\r\n{auth}"), 403, "origin-refused"),
        (format!("host: {host}\r\nsec-fetch-site: cross-site\r\n{auth}"), 403, "origin-refused"),
        (format!("host: {host}\r\n"), 401, "token-missing"),
        (
            format!("host: {host}\r\nauthorization: Bearer {}\r\n", "0".repeat(64)),
            401,
            "token-missing",
        ),
    ];
    for (lines, status, code) in rows {
        check(&ask(lines.clone()).await, status, code, &lines);
    }
    let live = node
        .raw(format!("GET /livez HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
        .await;
    assert_eq!((live.status, live.body.as_slice()), (200, b"alive\n".as_slice()));
    let rebound =
        node.raw(b"GET /livez HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n").await;
    check(&rebound, 403, "host-refused", "livez by another name");
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_large_and_malformed_requests_are_refused_in_words() {
    let node = Node::start(settings()).await;
    let host = node.running.address();
    let slow = node.raw(format!("GET /v1/status HTTP/1.1\r\nhost: {host}\r\n").as_bytes()).await;
    check(&slow, 408, "head-too-slow", "a head that never ends");
    let head = format!(
        "POST /v1/contacts HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
        connection: close\r\ncontent-type: application/json\r\n",
        node.token()
    );
    let slow = node.raw(format!("{head}content-length: 100\r\n\r\n{{").as_bytes()).await;
    check(&slow, 408, "body-too-slow", "a body that never ends");
    let large = "x".repeat(2048 * 1024 + 1);
    check(
        &node.send("POST", "/v1/contacts", Some(&large), "").await,
        413,
        "body-too-large",
        "large",
    );
    let many = format!("x-long: {}\r\n", "y".repeat(40_000));
    assert_eq!(node.send("GET", "/v1/status", None, &many).await.status, 431, "a large head");
    let plain =
        format!("{}content-length: 2\r\n\r\n{{}}", head.replace("application/json", "text/plain"));
    check(&node.raw(plain.as_bytes()).await, 415, "media-type-refused", "a form of a page");
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_refused_with_its_field() {
    let node = Node::start(settings()).await;
    let rows = [
        ("GET", "/v1/nothing", None, 404, "path-unknown"),
        ("DELETE", "/v1/status", None, 405, "method-unknown"),
        ("POST", "/v1/contacts", Some("{"), 400, "body-malformed"),
        ("POST", "/v1/contacts", Some("{}"), 422, "body-misshapen"),
        (
            "POST",
            "/v1/contacts",
            Some(r#"{"did":"x","name":"y","nmae":"z"}"#),
            422,
            "body-misshapen",
        ),
        (
            "POST",
            "/v1/contacts",
            Some(r#"{"did":"x","did":"y","name":"z"}"#),
            400,
            "body-malformed",
        ),
        ("POST", "/v1/contacts", Some(r#"{"did":"did:web:x","name":"z"}"#), 422, "field-refused"),
        ("GET", "/v1/feeds?limit=0", None, 422, "field-refused"),
        ("GET", "/v1/feeds?limit=501", None, 422, "field-refused"),
        ("GET", "/v1/feeds?limit=500", None, 200, ""),
        ("GET", "/v1/feeds?limti=5", None, 400, "query-malformed"),
        ("GET", "/v1/feeds?cursor=x", None, 422, "field-refused"),
        ("GET", "/v1/feeds?as=nobody", None, 404, "not-my-identity"),
        ("GET", "/v1/credentials/urn:uuid:00000000", None, 404, "unknown"),
        ("GET", "/v1/achievements/none", None, 404, "unknown"),
        ("GET", "/v1/feeds/did:key:z6Mkx", None, 404, "unknown"),
        ("POST", "/v1/offers/00000000/accept", Some("{}"), 404, "unknown"),
        ("POST", "/v1/recognitions/00000000/end", Some("{}"), 404, "unknown"),
        ("POST", "/v1/credentials/00000000/revoke", Some("{}"), 404, "unknown"),
        ("POST", "/v1/credentials/00000000/present", Some("{}"), 422, "body-misshapen"),
        ("DELETE", "/v1/contacts/nobody", None, 404, "unknown"),
        ("DELETE", "/v1/peers/nobody", None, 404, "unknown"),
        ("POST", "/v1/peers", Some(r#"{"address":"example.org"}"#), 422, "field-refused"),
        ("POST", "/v1/verify", Some(r#"{"document":"*"}"#), 422, "field-refused"),
    ];
    for (method, path, body, status, code) in rows {
        check(
            &node.send(method, path, body, "").await,
            status,
            code,
            &format!("{method} {path} {body:?}"),
        );
    }
    let typo = node.post("/v1/contacts", &json!({ "did": "x", "name": "y", "nmae": "z" })).await;
    assert_eq!(typo.json()["field"], "nmae");
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_are_named_by_as_and_acts_repeat_without_harm() {
    let node = Node::start(settings()).await;
    let achievement = json!({
        "name": { "en": "Swimmer" }, "description": { "en": "Swims" }, "criteria": { "en": "Swim" },
    });
    check(&node.post("/v1/achievements", &achievement).await, 409, "no-identity", "nobody yet");
    let draft = json!({ "party": "organisation", "name": "École", "dry_run": true });
    let planned = node.post("/v1/identities", &draft).await;
    assert_eq!((planned.status, planned.json()["did"].as_str()), (200, Some("")), "{planned:?}");
    assert_eq!(
        node.get("/v1/identities").await.json()["items"],
        json!([]),
        "a dry run makes nothing"
    );
    let draft = json!({ "party": "organisation", "name": "École" });
    let key = "idempotency-key: one\r\n";
    let made = node.send("POST", "/v1/identities", Some(&draft.to_string()), key).await;
    assert_eq!(made.status, 200, "{}", String::from_utf8_lossy(&made.body));
    let again = node.send("POST", "/v1/identities", Some(&draft.to_string()), key).await;
    assert_eq!(again.json(), made.json(), "the same key gives the same reply");
    check(&node.post("/v1/identities", &draft).await, 409, "identity-taken", "without the key");
    let other = r#"{"party":"person","name":"B"}"#;
    check(
        &node.send("POST", "/v1/identities", Some(other), key).await,
        409,
        "idempotency-key-reused",
        "other body",
    );
    assert!(made.json()["entries"].as_u64().unwrap() >= 1, "the profile is said");
    let first = node.post("/v1/achievements", &achievement).await;
    assert_eq!(first.status, 200, "{}", String::from_utf8_lossy(&first.body));
    check(
        &node.post("/v1/identities", &serde_json::from_str(other).unwrap()).await,
        200,
        "",
        "second",
    );
    check(&node.post("/v1/achievements", &achievement).await, 409, "identity-unnamed", "which?");
    let mut named = achievement.clone();
    named["as"] = json!("C");
    check(&node.post("/v1/achievements", &named).await, 404, "not-my-identity", "wrong as");
    named["as"] = made.json()["did"].clone();
    named["id"] = first.json()["id"].clone();
    let repeated = node.post("/v1/achievements", &named).await;
    assert_eq!(repeated.json()["entry"], first.json()["entry"], "the same words are written once");
    named["name"] = json!({ "en": "Diver" });
    check(&node.post("/v1/achievements", &named).await, 409, "achievement-exists", "other words");
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_presentation_is_kept_for_repeats() {
    let node = Node::start(settings()).await;
    let (path, body) = ("/v1/credentials/00000000/present", r#"{"challenge":"4711"}"#);
    let key = "idempotency-key: kept\r\n";
    let kept = node.send("POST", path, Some(body), key).await;
    check(&kept, 400, "idempotency-key-refused", "with a key");
    check(&node.send("POST", path, Some(body), "").await, 404, "unknown", "without one");
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_needs_the_passphrase_and_the_very_words() {
    let node = Node::start(settings()).await;
    let made = node.post("/v1/identities", &json!({ "party": "person", "name": "A" })).await;
    assert_eq!(made.json()["recovery"], "to-export");
    let wrong =
        node.post("/v1/identities/A/recovery", &json!({ "passphrase": "wrong horse" })).await;
    check(&wrong, 403, "passphrase-wrong", "wrong passphrase");
    assert!(!String::from_utf8_lossy(&wrong.body).contains("wrong horse"), "no secret comes back");
    let body = json!({ "passphrase": "correct horse" }).to_string();
    let key = "idempotency-key: kept\r\n";
    let kept = node.send("POST", "/v1/identities/A/recovery", Some(&body), key).await;
    check(&kept, 400, "idempotency-key-refused", "no secret is kept for repeats");
    let sheet =
        node.post("/v1/identities/A/recovery", &json!({ "passphrase": "correct horse" })).await;
    let words = sheet.json()["words"].as_str().unwrap().to_owned();
    assert_eq!(words.split(' ').count(), 24);
    let mut confirm = json!({ "passphrase": "correct horse", "words": "abandon ".repeat(24) });
    check(
        &node.post("/v1/identities/A/recovery/confirm", &confirm).await,
        422,
        "recovery-words-refused",
        "other words",
    );
    confirm["words"] = json!(words);
    assert_eq!(
        node.post("/v1/identities/A/recovery/confirm", &confirm).await.json()["changed"],
        true
    );
    let gone =
        node.post("/v1/identities/A/recovery", &json!({ "passphrase": "correct horse" })).await;
    check(&gone, 409, "recovery-exported", "the root is forgotten");
    let restore = json!({ "words": words, "name": "A2", "party": "person" });
    check(
        &node.post("/v1/identities/restore", &restore).await,
        409,
        "identity-taken",
        "here already",
    );
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn description_socket_figures_and_stop_work() {
    let node = Node::start(settings()).await;
    let committed = include_str!("../../../node/openapi.json");
    let served = node.get("/v1/openapi.json").await;
    assert!(served.body == committed.as_bytes(), "the node serves the committed description");
    let figures = node.get("/metrics").await;
    assert!(String::from_utf8_lossy(&figures.body).contains("bot_peers 0"), "{figures:?}");
    assert_eq!(node.get("/readyz").await.json(), json!({ "ready": true, "missing": [] }));
    let settings = node.get("/v1/config").await;
    assert_eq!(settings.json()["settings"][0]["name"], "store.backend");

    let mut socket = UnixStream::connect(node.data.path().join("run/bot.sock")).await.unwrap();
    let ask = b"GET /v1/status HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n";
    socket.write_all(ask).await.unwrap();
    let mut reply = Vec::new();
    socket.read_to_end(&mut reply).await.unwrap();
    assert_eq!(bot_tests::http::parse(&reply).status, 200, "the socket needs no token");

    let mut events = TcpStream::connect(node.running.address()).await.unwrap();
    let ask = format!(
        "GET /v1/events HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
        node.running.address(),
        node.token()
    );
    events.write_all(ask.as_bytes()).await.unwrap();
    let mut seen = String::new();
    read_until(&mut events, &mut seen, "listening").await;
    node.post("/v1/identities", &json!({ "party": "person", "name": "A" })).await;
    read_until(&mut events, &mut seen, "event: entry").await;

    let run = node.data.path().join("run");
    assert_eq!(node.post("/v1/shutdown", &json!({})).await.status, 200);
    node.running.stopped().await;
    let left: Vec<_> = std::fs::read_dir(run).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn read_until(stream: &mut TcpStream, seen: &mut String, what: &str) {
    let mut buffer = [0; 4096];
    while !seen.contains(what) {
        let size = stream.read(&mut buffer).await.unwrap();
        assert!(size > 0, "the stream ended before {what:?}: {seen}");
        seen.push_str(&String::from_utf8_lossy(&buffer[..size]));
    }
}

/// Whoever fills all seats at the open door keeps nobody out of the owner's own.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_on_the_port_leaves_the_socket_free() {
    let mut config = settings();
    config.http.connections_max = 4;
    config.http.header_timeout_millis = 60_000;
    let node = Node::start(config).await;
    let mut crowd = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(node.running.address()).await.unwrap();
        stream.write_all(b"GET /livez HT").await.unwrap();
        crowd.push(stream);
    }
    // Full: the next is turned away.
    loop {
        let mut stream = TcpStream::connect(node.running.address()).await.unwrap();
        let mut reply = Vec::new();
        let read = stream.read_to_end(&mut reply);
        if tokio::time::timeout(std::time::Duration::from_millis(200), read).await.is_ok() {
            check(&bot_tests::http::parse(&reply), 503, "too-many", "no seat is left");
            break;
        }
    }
    let mut socket = UnixStream::connect(node.data.path().join("run/bot.sock")).await.unwrap();
    let ask = b"GET /v1/status HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n";
    socket.write_all(ask).await.unwrap();
    let mut reply = Vec::new();
    socket.read_to_end(&mut reply).await.unwrap();
    assert_eq!(bot_tests::http::parse(&reply).status, 200, "the owner comes in");
    drop(crowd);
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn port_in_use_is_told() {
    let node = Node::start(settings()).await;
    let mut config = settings();
    config.http.port = node.running.address().port();
    let data = tempfile::tempdir().unwrap();
    let passphrase = bot_protocol::api::SecretText::new("correct horse".to_owned());
    let keys = bot_node::keys::TrustBox::create(data.path(), passphrase, 10).unwrap();
    let clock = std::sync::Arc::new(bot_node::clock::SystemClock);
    let up = bot_node::Up { data: data.path().to_owned(), config, keys: keys.into(), clock };
    let said = up.start().await.unwrap_err().to_string();
    assert!(said.contains("in use"), "{said}");
    node.running.stopper().stop();
    node.running.stopped().await;
}
