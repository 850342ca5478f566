//! The door for others, asked over real sockets: who is let in, by which name, how often, by which
//! TLS; and that the owner is never kept out.

use std::sync::Arc;
use std::time::Duration;

use bot_node::clock::SystemClock;
use bot_node::config::Config;
use bot_node::keys::TrustBox;
use bot_node::{Up, UpError};
use bot_protocol::api::{CertificateKind, SecretText, StatusReply};
use bot_protocol::words::{Lang, knows};
use bot_tests::http::{Node, PASSPHRASE, Reply, parse, settings};
use bot_tests::tls::{Client, made};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::rustls::SupportedProtocolVersion;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::handbook::desk::Desk;

/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The safe versions of TLS, and each alone.
static BOTH: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
static OLDER: [&SupportedProtocolVersion; 1] = [&TLS12];
static NEWER: [&SupportedProtocolVersion; 1] = [&TLS13];

/// Settings with an open web door, known as node.example.
fn open() -> Config {
    let mut config = settings();
    config.web.listen = "127.0.0.1:0".to_owned();
    config.web.base_url = "https://node.example".to_owned();
    config.web.public_per_minute = 100_000;
    config
}

/// Host and port of the web door.
fn address(node: &Node) -> String {
    let url = node.running.reloader().web().unwrap().url;
    url.split_once("://").unwrap().1.to_owned()
}

async fn raw(node: &Node, bytes: &str) -> Reply {
    let mut stream = TcpStream::connect(address(node)).await.unwrap();
    drop(stream.write_all(bytes.as_bytes()).await);
    let mut reply = Vec::new();
    drop(tokio::time::timeout(PATIENCE, stream.read_to_end(&mut reply)).await.unwrap());
    parse(&reply)
}

async fn ask(node: &Node, method: &str, path: &str, lines: &str) -> Reply {
    raw(node, &format!("{method} {path} HTTP/1.1\r\n{lines}connection: close\r\n\r\n")).await
}

fn check(reply: &Reply, status: u16, code: &str, what: &str) {
    let body = String::from_utf8_lossy(&reply.body);
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{what}: {body}");
    if !code.is_empty() {
        assert!(reply.head.contains("content-type: application/problem+json"), "{what}");
        assert!(Lang::ALL.into_iter().all(|lang| knows(lang, code)), "{code} has no words");
    }
}

async fn ended(node: Node) {
    node.running.stopper().stop();
    node.running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_another_host_hears_which_setting_to_change() {
    let node = Node::start(open()).await;
    let rows = [
        ("host: node.example\r\n", 200),
        ("host: NODE.example:443\r\n", 200),
        ("host: node.example\r\nx-forwarded-for: 6.6.6.6\r\n", 200),
        ("", 403),
        ("host: \r\n", 403),
        ("host: node.example\r\nhost: node.example\r\n", 403),
        ("host: evil.example\r\n", 403),
        ("host: node.example.evil.example\r\n", 403),
        ("host: node.example:80\r\n", 403),
        ("host: evil.example\r\nx-forwarded-host: node.example\r\n", 403),
        ("host: evil.example\r\nforwarded: host=node.example\r\n", 403),
    ];
    for (lines, status) in rows {
        let reply = ask(&node, "GET", "/livez", lines).await;
        check(&reply, status, if status == 200 { "" } else { "host-refused" }, lines);
        if status == 403 {
            let problem = reply.json();
            assert_eq!(problem["data"]["setting"], "web.base_url", "{problem}");
            assert_eq!(problem["data"]["expected"], "node.example", "{problem}");
        }
    }
    let loopback = format!("host: {}\r\n", address(&node));
    check(&ask(&node, "GET", "/livez", &loopback).await, 403, "host-refused", "by its number");
    let absolute = ask(&node, "GET", "http://evil.example/livez", "host: node.example\r\n").await;
    check(&absolute, 403, "host-refused", "an absolute target");
    ended(node).await;

    let mut unnamed = open();
    unnamed.web.base_url = String::new();
    let node = Node::start(unnamed).await;
    let own = format!("host: {}\r\n", address(&node));
    check(&ask(&node, "GET", "/livez", &own).await, 200, "", "by its number");
    let other = ask(&node, "GET", "/livez", "host: node.example\r\n").await;
    check(&other, 403, "host-refused", "by a name nobody set");
    ended(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_proxy_is_believed() {
    let mut config = open();
    config.web.trusted_proxies = vec!["127.0.0.0/8".to_owned()];
    let node = Node::start(config).await;
    let good = "x-forwarded-for: 192.0.2.1\r\nx-forwarded-proto: https\r\n";
    let rows = [
        (format!("host: node.example\r\n{good}"), 200, ""),
        (format!("host: 127.0.0.1:8080\r\nx-forwarded-host: node.example\r\n{good}"), 200, ""),
        (
            "host: 10.0.0.1\r\nforwarded: for=192.0.2.1;proto=https;host=node.example\r\n".into(),
            200,
            "",
        ),
        (format!("host: node.example\r\nx-forwarded-host: evil\r\n{good}"), 403, "host-refused"),
        ("host: node.example\r\nx-forwarded-proto: http\r\n".into(), 403, "https-needed"),
        ("host: node.example\r\nforwarded: proto=http\r\n".into(), 403, "https-needed"),
        (
            format!("host: node.example\r\nforwarded: for=6.6.6.6\r\n{good}"),
            400,
            "forwarded-ambiguous",
        ),
        (format!("x-forwarded-host: node.example\r\n{good}"), 403, "host-refused"),
    ];
    for (lines, status, code) in rows {
        check(&ask(&node, "GET", "/livez", &lines).await, status, code, &lines);
    }
    ended(node).await;
}

/// Asks until told to wait; how often it was served before.
async fn served(node: &Node, lines: impl Fn(u32) -> String) -> u32 {
    for count in 0..1000 {
        let reply =
            ask(node, "GET", "/livez", &format!("host: node.example\r\n{}", lines(count))).await;
        if reply.status != 200 {
            check(&reply, 429, "too-often", "the last");
            assert!(reply.head.contains("retry-after: "), "{}", reply.head);
            return count;
        }
    }
    panic!("nobody said that it was too often");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_client_is_served_so_often_whatever_it_says_of_itself() {
    let mut config = open();
    config.web.public_per_minute = 1;
    let direct = Node::start(config.clone()).await;
    let liar = |count: u32| format!("x-forwarded-for: 192.0.2.{}\r\n", count % 250);
    assert!(served(&direct, liar).await >= 10);
    let own = direct.get("/v1/status").await;
    assert_eq!(own.status, 200, "its owner may always");
    ended(direct).await;

    config.web.trusted_proxies = vec!["127.0.0.1".to_owned()];
    let behind = Node::start(config).await;
    let from = |client: &'static str| move |_| format!("x-forwarded-for: {client}\r\n");
    assert!(served(&behind, from("192.0.2.1")).await >= 10);
    assert!(served(&behind, from("192.0.2.2")).await >= 10, "another client has its own share");
    let liar = |count: u32| format!("x-forwarded-for: 198.51.100.{}, 192.0.2.3\r\n", count % 250);
    assert!(served(&behind, liar).await >= 10);
    ended(behind).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_may_read_what_is_open_and_nothing_else() {
    let node = Node::start(open()).await;
    let own = "host: node.example\r\norigin: https://node.example\r\n";
    let foreign = "host: node.example\r\norigin: https://evil.example\r\n";
    let nowhere = "host: node.example\r\norigin: null\r\n";
    for lines in [own, foreign, nowhere] {
        let reply = ask(&node, "GET", "/livez", lines).await;
        check(&reply, 200, "", lines);
        assert!(reply.head.contains("access-control-allow-origin: *"), "{}", reply.head);
        assert!(!reply.head.contains("allow-credentials"), "{}", reply.head);
        assert!(reply.head.contains("x-content-type-options: nosniff"), "{}", reply.head);
    }
    check(&ask(&node, "GET", "/v1/status", own).await, 403, "owner-only", "its own page");
    for lines in [foreign, nowhere] {
        let reply = ask(&node, "GET", "/v1/status", lines).await;
        check(&reply, 403, "origin-refused", lines);
        assert!(!reply.head.contains("access-control"), "{}", reply.head);
        let asked = ask(&node, "OPTIONS", "/v1/status", lines).await;
        check(&asked, 405, "method-unknown", "a question before a question");
    }
    let token = format!("host: node.example\r\nauthorization: Bearer {}\r\n", node.token());
    check(&ask(&node, "GET", "/v1/status", &token).await, 403, "owner-only", "the owner's token");
    check(&ask(&node, "GET", "/nothing", "host: node.example\r\n").await, 404, "path-unknown", "x");
    ended(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_large_requests_are_refused_in_words() {
    let node = Node::start(open()).await;
    let slow = raw(&node, "GET /livez HTTP/1.1\r\nhost: node.example\r\n").await;
    check(&slow, 408, "head-too-slow", "a head that never ends");
    let many = format!("host: node.example\r\nx-long: {}\r\n", "y".repeat(40_000));
    assert_eq!(ask(&node, "GET", "/livez", &many).await.status, 431, "a large head");
    let odd = raw(&node, "\u{1}\u{2}\r\n\r\n").await;
    assert_eq!(odd.status, 400, "no HTTP at all");
    ended(node).await;
}

/// Whoever fills the web door keeps nobody out of the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_web_door_leaves_the_owner_in() {
    let mut config = open();
    config.web.connections_max = 4;
    config.http.header_timeout_millis = 20_000;
    let node = Node::start(config).await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        idle.push(TcpStream::connect(address(&node)).await.unwrap());
    }
    let host = "host: node.example\r\n";
    let mut last = ask(&node, "GET", "/livez", host).await;
    while last.status != 503 {
        last = ask(&node, "GET", "/livez", host).await;
    }
    check(&last, 503, "too-many", "no seat is free");
    assert_eq!(node.get("/v1/status").await.status, 200, "the owner");
    drop(idle);
    while last.status != 200 {
        last = ask(&node, "GET", "/livez", host).await;
    }
    ended(node).await;
}

/// A node that speaks TLS, by files it is given.
async fn by_files(folder: &std::path::Path) -> Node {
    let mut config = open();
    config.web.certificate = folder.join("chain.pem").display().to_string();
    config.web.key = folder.join("key.pem").display().to_string();
    Node::start(config).await
}

fn client(trusts: CertificateDer<'static>) -> Client {
    Client { trusts, name: "node.example", alpn: &["http/1.1"], versions: &BOTH }
}

const LIVE: &str = "GET /livez HTTP/1.1\r\nhost: node.example\r\nconnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_in_its_safe_versions_and_nothing_else() {
    let (folder, one) = (tempfile::tempdir().unwrap(), made("node.example"));
    std::fs::write(folder.path().join("chain.pem"), &one.chain).unwrap();
    std::fs::write(folder.path().join("key.pem"), &one.key).unwrap();
    let node = by_files(folder.path()).await;
    let (at, whole) = (address(&node), client(one.der));
    let good = [
        whole.clone(),
        Client { versions: &OLDER, ..whole.clone() },
        Client { versions: &NEWER, ..whole.clone() },
        Client { alpn: &[], ..whole.clone() },
        Client { alpn: &["h2", "http/1.1"], ..whole.clone() },
    ];
    for client in good {
        let reply = client.ask(&at, LIVE).await.unwrap();
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (200, b"alive\n".as_slice()),
            "{client:?}"
        );
    }
    let bad = [
        Client { alpn: &["h2"], ..whole.clone() },
        Client { alpn: &["acme-tls/1"], ..whole.clone() },
        Client { name: "evil.example", ..whole.clone() },
        Client { trusts: made("node.example").der, ..whole.clone() },
    ];
    for client in bad {
        assert!(client.ask(&at, LIVE).await.is_err(), "{client:?}");
    }
    check(&raw(&node, LIVE).await, 400, "tls-needed", "plain HTTP");
    // A hello of TLS 1.0, and a record that is none: no answer but an alert, and the end.
    for hello in [
        b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x00\x00\x04\x00\x2f\x00\x35\x01\x00".as_slice(),
        b"\x16\xff\xff\xff\xff".as_slice(),
        b"\x16".as_slice(),
    ] {
        let mut stream = TcpStream::connect(&at).await.unwrap();
        stream.write_all(hello).await.unwrap();
        let mut reply = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut reply)).await;
        drop(end.expect("whoever shakes no hand is sent away"));
        assert!(reply.is_empty() || reply[0] == 21, "{reply:?}");
    }
    let slow = whole.ask(&at, "GET /livez HTTP/1.1\r\n").await.unwrap();
    check(&slow, 408, "head-too-slow", "a head that never ends, by TLS");
    ended(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_used_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = [made("node.example"), made("node.example")];
    let put = |name: &str, text: &str| {
        let (fresh, path) = (folder.path().join("fresh"), folder.path().join(name));
        std::fs::write(&fresh, text).and_then(|()| std::fs::rename(fresh, path)).unwrap();
    };
    put("chain.pem", &one.chain);
    put("key.pem", &one.key);
    let node = by_files(folder.path()).await;
    let (at, first, second) = (address(&node), client(one.der), client(two.der));
    let mut held = first.connect(&at).await.unwrap();
    assert!(second.connect(&at).await.is_err());
    put("chain.pem", &two.chain);
    assert!(first.connect(&at).await.is_ok(), "a certificate without its key changes nothing");
    put("key.pem", &two.key);
    assert!(second.connect(&at).await.is_ok(), "the new one");
    assert!(first.connect(&at).await.is_err(), "and no other");
    put("key.pem", "no key");
    assert!(second.connect(&at).await.is_ok(), "a bad file changes nothing");
    put("chain.pem", &one.chain);
    put("key.pem", &one.key);
    node.running.reloader().reload();
    assert!(first.connect(&at).await.is_ok(), "asked to read it again");
    held.write_all(LIVE.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    held.read_to_end(&mut reply).await.unwrap();
    assert_eq!(parse(&reply).status, 200, "who was connected stays so");
    ended(node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_makes_its_own_certificate_where_it_is_told_to() {
    let mut config = open();
    config.web.self_signed = true;
    let node = Node::start(config).await;
    let folder = node.data.path().join("tls");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read(files[0].as_ref().unwrap().path()).unwrap();
    let whole = client(CertificateDer::from_pem_slice(&text).unwrap());
    let at = address(&node);
    assert_eq!(whole.ask(&at, LIVE).await.unwrap().status, 200);
    let near = Client { name: "127.0.0.1", ..whole.clone() };
    assert_eq!(near.ask(&at, LIVE).await.unwrap().status, 200, "by its number as well");
    let status: StatusReply = serde_json::from_slice(&node.get("/v1/status").await.body).unwrap();
    let web = status.web.unwrap();
    assert_eq!(web.certificate, CertificateKind::SelfSigned);
    assert_eq!(web.base_url.as_deref(), Some("https://node.example"));
    assert!(web.url.starts_with("https://127.0.0.1:") && web.certificate_ends.is_some(), "{web:?}");
    ended(node).await;
}

/// What makes settings wrong.
type Change = fn(&mut Config);

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_cannot_open_keeps_the_node_down() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = listener.local_addr().unwrap().to_string();
    let rows: [(&str, Change); 2] = [
        ("web-certificate-refused", |config| {
            config.web.certificate = "none.pem".to_owned();
            config.web.key = "none.pem".to_owned();
        }),
        ("web-port-in-use", |_| {}),
    ];
    for (code, change) in rows {
        let mut config = open();
        config.web.listen = listen.clone();
        change(&mut config);
        let data = tempfile::tempdir().unwrap();
        let keys = TrustBox::create(data.path(), SecretText::new(PASSPHRASE.to_owned()), 10);
        let (keys, clock) = (Arc::new(keys.unwrap()), Arc::new(SystemClock));
        let up = Up { data: data.path().to_owned(), config, keys, clock };
        let error: UpError = up.start().await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(Lang::ALL.into_iter().all(|lang| knows(lang, code)), "{code} has no words");
    }
}

/// The command line tells where the door is, and a hangup does not stop a node in the background.
#[test]
fn status_and_doctor_tell_where_the_web_door_is() {
    let desk = Desk::bare(&super::handbook::desk::root());
    let settings = desk.folder().join("school/bot.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text += "[web]\nlisten = \"127.0.0.1:0\"\nself_signed = true\nprofile = \"conformance\"\n";
    std::fs::write(&settings, text).unwrap();
    desk.done("bot up --detach --passphrase-file passphrase");
    let status = desk.done("bot status");
    assert!(status.contains("  web door  https://127.0.0.1:"), "{status}");
    let doctor = desk.done("bot doctor");
    for part in [
        "ok  web door: https://127.0.0.1:",
        "web.base_url",
        "web.profile",
        "made its certificate itself",
    ] {
        assert!(doctor.contains(part), "{part} is not in {doctor}");
    }
    let pid = desk.done("cat school/run/pid");
    desk.done("kill -HUP $(cat school/run/pid)");
    desk.done("bot status");
    assert_eq!(desk.done("cat school/run/pid"), pid, "it is the same node");
    desk.done("bot down");
    assert!(!desk.folder().join("school/run/web").exists(), "the file that tells is gone");
}
