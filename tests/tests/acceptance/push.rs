//! `bot push` hands a badge of one node to another that is a host of Open Badges 3.0, both real.

use std::process::Stdio;

use bot_tests::http::{Node, Reply, parse, settings};
use bot_tests::tls::{Client, made};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::handbook::desk::{Desk, root};
use super::ob_api::{ask, school, stop, text};
use super::own_network::{self, PUBLIC};

/// `bot push`, typed at the school's node.
fn typed(school: &Node, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bot-under-test"));
    command.arg("push").args(words).arg("--json").arg("--data").arg(school.data.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// How it ended, and what it told of it.
async fn ended(child: Child) -> (i32, Value) {
    let output = child.wait_with_output().await.unwrap();
    let told = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let last = String::from_utf8(told).unwrap();
    let last = last.lines().last().unwrap_or_default();
    (output.status.code().unwrap(), serde_json::from_str(last).unwrap_or_default())
}

/// What a browser asks of a program on this machine.
async fn visit(address: &str) -> u16 {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.unwrap();
    parse(&reply).status
}

/// How the browser reaches the host.
enum Browser {
    /// On the same machine.
    Here,
    /// By TLS, at its public address.
    Away(Client),
}

impl Browser {
    async fn get(&self, host: &Node, path: &str) -> Reply {
        match self {
            Self::Here => ask(host, &format!("GET {path}"), "", "").await,
            Self::Away(client) => {
                let (name, at) = (client.name, format!("{PUBLIC}:443"));
                let request =
                    format!("GET {path} HTTP/1.1\r\nhost: {name}\r\nconnection: close\r\n\r\n");
                client.ask(&at, &request).await.unwrap()
            }
        }
    }
}

/// Goes the way of the browser and of the host's owner; where the browser is sent in the end.
async fn answered(host: &Node, browser: &Browser, open: &str, how: &str) -> String {
    let path = &open[open.find("/oauth/").unwrap()..];
    let asked = browser.get(host, path).await;
    let wait = asked.header("location").to_owned();
    let page = browser.get(host, &wait).await;
    let page = String::from_utf8(page.body).unwrap();
    let code = page.split("bot oauth approve ").nth(1).unwrap().split('<').next().unwrap();
    let answer = json!({ "as": "Lea" });
    let done = host.post(&format!("/v1/programs/{code}/{how}"), &answer).await;
    assert_eq!(done.status, 200, "{done:?}");
    browser.get(host, &wait).await.header("location").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_handed_to_another_host() {
    let (school_node, badge) = school().await;
    let (host, _) = school().await;
    let id = text(&serde_json::from_str::<Value>(&badge).unwrap()["id"]);
    let url = format!("http://{}", host.running.address());
    for (how, exit, told) in [
        ("approve", 0, json!({ "id": id, "created": true })),
        ("approve", 0, json!({ "id": id, "created": false })),
        ("refuse", 1, json!("push-declined")),
    ] {
        let mut child = typed(&school_node, &[&url, &id]).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let first = lines.next_line().await.unwrap().unwrap();
        let open = text(&serde_json::from_str::<Value>(&first).unwrap()["open"]);
        let back = answered(&host, &Browser::Here, &open, how).await;
        // Whoever guesses the port knows no state.
        let guessed = back.replace("state=", "state=0");
        assert_eq!(visit(&guessed).await, 404, "another question's answer");
        assert_eq!(visit(&back).await, 200);
        let (found, last) = ended(child).await;
        let last = if exit == 0 { last } else { last["error"]["code"].clone() };
        assert_eq!((found, last), (exit, told), "{how}");
    }
    let programs = host.get("/v1/programs").await.json();
    let permissions = &programs["items"][0]["permissions"];
    let upsert = "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert";
    assert_eq!(permissions, &json!([upsert]), "to add a badge, and nothing else");
    let seen = host.get("/v1/credentials").await.json();
    let seen = seen["items"].as_array().unwrap().iter().any(|one| one["id"] == id.as_str());
    assert!(seen, "the badge is there");
    stop([school_node, host]).await;
}

/// What is typed of the address to which a browser was sent back.
type Typing = fn(String) -> String;

#[tokio::test(flavor = "multi_thread")]
async fn where_the_browser_cannot_come_back_its_address_is_typed() {
    let (school_node, badge) = school().await;
    let (host, _) = school().await;
    let id = text(&serde_json::from_str::<Value>(&badge).unwrap()["id"]);
    let url = format!("http://{}", host.running.address());
    let as_it_is: Typing = |back| back;
    let rows: [(_, Typing, _, _); 5] = [
        ("approve", |back| back.replace("state=", "state=0"), 1, json!("push-other-question")),
        ("approve", |_| String::new(), 1, json!("push-other-question")),
        ("refuse", as_it_is, 1, json!("push-declined")),
        ("approve", as_it_is, 0, json!({ "id": id, "created": true })),
        // Pasted with blanks around it.
        ("approve", |back| format!("  {back} "), 0, json!({ "id": id, "created": false })),
    ];
    for (how, typing, exit, told) in rows {
        let mut command = typed(&school_node, &[&url, &id, "--code"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let first = lines.next_line().await.unwrap().unwrap();
        let open = text(&serde_json::from_str::<Value>(&first).unwrap()["open"]);
        let line = typing(answered(&host, &Browser::Here, &open, how).await);
        let mut keys = child.stdin.take().unwrap();
        keys.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        drop(keys);
        let (found, last) = ended(child).await;
        let last = if exit == 0 { last } else { last["error"]["code"].clone() };
        assert_eq!((found, last), (exit, told), "{how} {line}");
    }
    stop([school_node, host]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_handed_over_is_told() {
    let (school_node, badge) = school().await;
    let id = text(&serde_json::from_str::<Value>(&badge).unwrap()["id"]);
    let own = format!("http://{}", school_node.running.address());
    let elsewhere = format!("{own}/v1");
    for (words, exit, code) in [
        (vec![own.as_str(), "urn:uuid:00000000"], 3, "unknown"),
        (vec!["http://host.example", &id], 2, "push-address"),
        (vec!["https://127.0.0.1", &id], 2, "push-here"),
        (vec!["http://10.0.0.1", &id], 2, "push-address"),
        (vec!["http://127.0.0.1:9", &id], 5, "push-unreachable"),
        (vec![elsewhere.as_str(), &id], 1, "push-no-host"),
    ] {
        let (found, told) = ended(typed(&school_node, &words).spawn().unwrap()).await;
        assert_eq!(
            (found, told["error"]["code"].as_str()),
            (exit, Some(code)),
            "{words:?}: {told}"
        );
    }
    let trial = typed(&school_node, &[&own, &id, "--dry-run"]).spawn().unwrap();
    let (found, told) = ended(trial).await;
    assert_eq!((found, told["dry_run"].as_bool()), (0, Some(true)));
    let programs = school_node.get("/v1/programs").await.json();
    assert_eq!(programs["items"], json!([]), "a trial asks nothing");
    stop([school_node]).await;
}

/// The test below, by its name.
const BY_TLS: &str = "push::a_host_elsewhere_is_spoken_to_by_tls_alone";

#[tokio::test(flavor = "multi_thread")]
async fn a_host_elsewhere_is_spoken_to_by_tls_alone() {
    if !own_network::entered(BY_TLS) {
        return;
    }
    let desk = Desk::bare(&root());
    own_network::name_hosts(&desk, &format!("{PUBLIC} backpack.example\n"));
    let (own, other) = (made("backpack.example"), made("backpack.example"));
    let files = [("ca.pem", &own.chain), ("key.pem", &own.key), ("other.pem", &other.chain)];
    let [chain, key, other] = files.map(|(name, text)| {
        let path = desk.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    });
    let mut config = settings();
    config.web.listen = format!("{PUBLIC}:443");
    config.web.base_url = "https://backpack.example".to_owned();
    (config.web.certificate, config.web.key) = (chain.clone(), key);
    let host = Node::start(config).await;
    let owner = json!({ "party": "person", "name": "Lea" });
    assert_eq!(host.post("/v1/identities", &owner).await.status, 200);
    let (school_node, badge) = school().await;
    let id = text(&serde_json::from_str::<Value>(&badge).unwrap()["id"]);
    let url = "https://backpack.example";
    // Nobody that browsers trust vouches for it, nor does another's certificate of that name.
    for words in [vec![url, &id], vec![url, &id, "--authority", &other]] {
        let mut answer = ended(typed(&school_node, &words).spawn().unwrap()).await;
        for _ in 0..2 {
            // The bounds of 5 s on either side are by the clock, and this machine may be busy.
            let detail = answer.1["error"]["detail"].to_string();
            if detail.contains("no whole answer within") || detail.contains("handshake eof") {
                answer = ended(typed(&school_node, &words).spawn().unwrap()).await;
            }
        }
        let ((found, told), expected) = (answer, json!("push-certificate"));
        assert_eq!((found, &told["error"]["code"]), (5, &expected), "{words:?}: {told}");
    }
    let client = Client { trusts: own.der, name: "backpack.example", alpn: &[], versions: &BOTH };
    let browser = Browser::Away(client);
    for created in [true, false] {
        let words = [url, &id, "--authority", &chain];
        let mut child = typed(&school_node, &words).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let first = lines.next_line().await.unwrap().unwrap();
        let open = text(&serde_json::from_str::<Value>(&first).unwrap()["open"]);
        let back = answered(&host, &browser, &open, "approve").await;
        assert_eq!(visit(&back).await, 200);
        assert_eq!(ended(child).await, (0, json!({ "id": id, "created": created })));
    }
    stop([school_node, host]).await;
}

/// The versions of TLS that are safe.
static BOTH: [&tokio_rustls::rustls::SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
