//! `bot verify --gather`, the real process against a real host: what a badge names is fetched once
//! and within its bounds, and no guard is off.
//!
//! Only public addresses are fetched from, so the test runs in a network of its own.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, Stream};

use crate::handbook::desk::{Desk, root};
use crate::own_network::{self, PUBLIC};

/// This test, by its name.
const NAME: &str = "gather::what_a_badge_names_is_fetched_by_the_real_process";

/// What the names stand for: the host, another one, and one within a private network.
const NAMES: &str = "93.184.216.34 badges.example.org\n93.184.216.34 other.example.org\n10.0.0.5 inner.example.org\n";

const HOST: &str = "https://badges.example.org";

#[test]
fn what_a_badge_names_is_fetched_by_the_real_process() {
    if own_network::entered(NAME) {
        inside();
    }
}

/// How often each address was asked for.
type Asked = Arc<Mutex<BTreeMap<String, u64>>>;

/// All rows, in the network of its own.
fn inside() {
    let desk = Desk::bare(&root());
    own_network::name_hosts(&desk, NAMES);
    let asked = host(&desk);
    for name in ["a", "b", "moved", "away", "large", "slow", "gone"] {
        write(&desk, &format!("{name}.json"), &assertion(&format!("{HOST}/{name}.json")));
    }
    write(&desk, "inner.json", &assertion("https://inner.example.org/inner.json"));
    write(&desk, "plain.json", &assertion("http://badges.example.org/plain.json"));
    fetched_once_kept_and_judged_offline(&desk, &asked);
    of_several_each_gets_what_it_lacks(&desk, &asked);
    each_guard_holds(&desk);
    only_who_asks_trusts_another_authority(&desk);
    nothing_is_handed_to_a_host_nobody_vouches_for(&desk, &asked);
}

/// By `push` and by `wallet`, as their words say.
fn nothing_is_handed_to_a_host_nobody_vouches_for(desk: &Desk, asked: &Asked) {
    let secret = "--passphrase-file passphrase";
    desk.done(&format!("bot id init --name School --party organisation {secret}"));
    desk.done(&format!("bot up --detach {secret}"));
    desk.done("bot badge new badge-definition.json --image badge.png");
    let who = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let issued = desk.done(&format!("bot issue \"Repair café helper\" --to {who} --json"));
    let issued: Value = serde_json::from_str(&issued).unwrap();
    let id = issued["item"]["id"].as_str().unwrap();
    asked.lock().unwrap().clear();
    let offer = "https%3A%2F%2Fbadges.example.org%2Foffer";
    let take = format!("bot wallet take 'openid-credential-offer://?credential_offer_uri={offer}'");
    let show = format!("bot wallet show 'openid4vp://?client_id=x&request_uri={offer}'");
    for (command, code) in [
        (format!("bot push {HOST} {id}"), "push-certificate"),
        (format!("{take} --yes"), "wallet-certificate"),
        (format!("{show} --yes"), "wallet-certificate"),
    ] {
        let (exit, printed) = desk.typed(&format!("{command} --json"));
        assert_eq!(exit, 5, "{command}: {printed}");
        assert!(printed.contains(&format!("\"code\":\"{code}\"")), "{command}: {printed}");
        let (_, said) = desk.typed(&command);
        assert!(said.contains("certificate"), "{said}");
    }
    assert!(asked.lock().unwrap().is_empty(), "nothing was sent to it");
}

fn fetched_once_kept_and_judged_offline(desk: &Desk, asked: &Asked) {
    let count = || asked.lock().unwrap().clone();
    for flags in ["", "--offline"] {
        let verdict = judged(desk, &format!("a.json {flags}"), 7);
        assert_eq!(verdict["findings"]["integrity"]["reason"], "hosted-unfetched");
        assert_eq!(verdict.get("gathered"), None);
    }
    assert!(count().is_empty(), "nothing is fetched unasked: {:?}", count());
    let verdict = judged(desk, "a.json --gather --authority ca.pem --keep kept.json", 0);
    let urls: Vec<_> = ["a", "class", "issuer"].map(|part| format!("{HOST}/{part}.json")).into();
    let told: Vec<_> =
        verdict["gathered"].as_array().unwrap().iter().map(|one| &one["url"]).collect();
    assert_eq!(told, urls.iter().collect::<Vec<_>>());
    let once = ["/a.json", "/class.json", "/issuer.json"].map(|path| (path.to_owned(), 1));
    assert_eq!(count(), BTreeMap::from(once.clone()), "each once");
    // What was kept tells the same for ever, and asks nobody.
    let again = judged(desk, "a.json --snapshots kept.json --offline", 0);
    assert_eq!(
        again["findings"]["integrity"]["reason"],
        verdict["findings"]["integrity"]["reason"]
    );
    assert_eq!(again["credential"]["name"], "Tea");
    // The same file is no proof where nobody vouches for it.
    judged(desk, "a.json --with kept.json --offline", 7);
    assert_eq!(count(), BTreeMap::from(once));
    let (code, printed) = desk.typed("bot verify a.json --gather --offline --data nowhere");
    assert_eq!(code, 2, "{printed}");
}

fn of_several_each_gets_what_it_lacks(desk: &Desk, asked: &Asked) {
    asked.lock().unwrap().clear();
    let command = "bot verify a.json b.json --authority ca.pem --gather --keep both.json";
    let (code, printed) = desk.typed(&format!("{command} --data nowhere --json"));
    let lines: Vec<Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, &lines[2]["summary"]["yes"]), (0, &json!(2)), "{printed}");
    assert_eq!(lines[0]["gathered"].as_array().map(Vec::len), Some(3), "{printed}");
    assert_eq!(lines[1]["gathered"].as_array().map(Vec::len), Some(1), "{printed}");
    assert_eq!(asked.lock().unwrap()["/class.json"], 1, "what was fetched is at hand for the next");
    let (code, printed) =
        desk.typed("bot verify a.json b.json --snapshots both.json --data nowhere");
    assert_eq!(code, 0, "{printed}");
}

fn each_guard_holds(desk: &Desk) {
    // Without the authority nothing is got from the host, and fetching it is no advice any more.
    for (lang, words) in [("en", "Check your network"), ("fr", "Vérifiez votre connexion")] {
        let (_, said) =
            desk.typed(&format!("bot verify a.json --gather --data nowhere --lang {lang}"));
        let advised = said.lines().any(|line| line.contains(words));
        assert!(advised && !said.contains("bot verify --gather"), "{said}");
    }
    // No redirect is followed, within the host neither: there others may write.
    for (name, fault) in [
        ("moved", "sends to \"/moved/here.json\", which is not followed"),
        ("away", "sends to \"https://other.example.org/a.json\", which is not followed"),
        ("large", "more than 1048576 bytes"),
        ("slow", "no whole answer within 5 s"),
        ("inner", "inner.example.org is at 10.0.0.5, which is not a public address"),
    ] {
        let verdict = judged(desk, &format!("{name}.json --gather --authority ca.pem"), 7);
        let told = verdict["gathered"][0]["fault"].as_str().unwrap_or_default();
        assert!(told.contains(fault), "{name}: {verdict}");
        assert_eq!(verdict["findings"]["integrity"]["answer"], "unknown", "{name}");
    }
    // What is not https is not even asked for.
    let verdict = judged(desk, "plain.json --gather --authority ca.pem", 7);
    assert_eq!(verdict["gathered"], json!([]));
}

fn only_who_asks_trusts_another_authority(desk: &Desk) {
    let verdict = judged(desk, "gone.json --gather", 7);
    let told = verdict["gathered"][0]["fault"].as_str().unwrap();
    assert!(told.contains("cannot be reached safely"), "{told}");
    for (file, code) in [("a.json", 1), ("nowhere.pem", 3)] {
        let typed = format!("bot verify gone.json --gather --authority {file} --data nowhere");
        let (exit, printed) = desk.typed(&typed);
        assert_eq!(exit, code, "{printed}");
    }
    // The host's word that it was taken back is a no.
    let verdict = judged(desk, "gone.json --gather --authority ca.pem", 6);
    assert_eq!(verdict["gathered"][0]["gone"], true);
}

fn write(desk: &Desk, name: &str, text: &str) {
    std::fs::write(desk.folder().join(name), text).unwrap();
}

/// The verdict of the real process, and how it ends.
#[track_caller]
fn judged(desk: &Desk, asked: &str, exit: i32) -> Value {
    let (code, printed) = desk.typed(&format!("bot verify --json --data nowhere {asked}"));
    assert_eq!(code, exit, "bot verify {asked}: {printed}");
    serde_json::from_str(printed.trim()).unwrap()
}

/// A hosted badge that says it lies there.
fn assertion(id: &str) -> String {
    let recipient = json!({ "type": "email", "hashed": false, "identity": "lea@example.org" });
    let assertion = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": id,
        "recipient": recipient, "badge": format!("{HOST}/class.json"),
        "verification": { "type": "HostedBadge" }, "issuedOn": "2024-05-01T00:00:00Z",
    });
    assertion.to_string()
}

/// A host with a certificate by an authority of its own, which it leaves as `ca.pem`.
fn host(desk: &Desk) -> Asked {
    let names = ["badges.example.org", "other.example.org"].map(str::to_owned);
    let certified = rcgen::generate_simple_self_signed(names).unwrap();
    write(desk, "ca.pem", &certified.cert.pem());
    let key = PrivateKeyDer::try_from(certified.key_pair.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let (config, asked) = (Arc::new(config), Asked::default());
    let listener = TcpListener::bind((PUBLIC, 443)).unwrap();
    let counting = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let (config, counting) = (Arc::clone(&config), Arc::clone(&counting));
            std::thread::spawn(move || {
                let mut connection = ServerConnection::new(config).unwrap();
                let mut stream = Stream::new(&mut connection, &mut socket);
                let Some(path) = path(&mut stream) else { return };
                *counting.lock().unwrap().entry(path.clone()).or_default() += 1;
                match answer(&path) {
                    // Who has heard enough hangs up.
                    Some(answer) => drop(stream.write_all(&answer)),
                    // Never an answer, until the asking process gives up.
                    None => drop(stream.read(&mut [0])),
                }
                connection.send_close_notify();
                let _ended = connection.complete_io(&mut socket);
            });
        }
    });
    asked
}

/// What is asked for.
fn path(stream: &mut impl std::io::Read) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    head.strip_prefix("GET ")?.split(' ').next().map(str::to_owned)
}

/// What the host answers; `None` for nothing at all.
fn answer(path: &str) -> Option<Vec<u8>> {
    let url = |path: &str| format!("{HOST}{path}");
    let found = |body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Some([head.as_bytes(), body].concat())
    };
    let moved = |to: &str| {
        let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
        Some(head.into_bytes())
    };
    match path {
        "/class.json" => found(
            json!({
                "@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": url(path),
                "name": "Tea", "description": "Makes tea", "image": url("/tea.png"),
                "criteria": { "narrative": "Made tea" }, "issuer": url("/issuer.json"),
            })
            .to_string()
            .as_bytes(),
        ),
        "/issuer.json" => found(
            json!({
                "@context": "https://w3id.org/openbadges/v2", "type": "Issuer", "id": url(path),
                "name": "School", "url": HOST, "email": "school@example.org",
            })
            .to_string()
            .as_bytes(),
        ),
        "/moved.json" => moved("/moved/here.json"),
        "/moved/here.json" => found(assertion(&url("/moved.json")).as_bytes()),
        "/away.json" => moved("https://other.example.org/a.json"),
        "/large.json" => found(&vec![b' '; 1024 * 1024 + 1]),
        "/slow.json" => None,
        "/gone.json" => Some(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n".to_vec()),
        other => found(assertion(&url(other)).as_bytes()),
    }
}
