//! `docker/` is true: its files fit each other and the program, and the three nodes of its compose
//! file, started as processes with the settings and secrets that containers get, find each other.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bot_node::clock::monotonic;
use bot_node::config::Config;
use bot_node::keys::TrustBox;
use bot_tests::deployment::{Compose, Deployment, Image, Unit, flag};

const BOT: &str = env!("CARGO_BIN_EXE_bot-under-test");

#[test]
fn what_docker_names_is_there() {
    let faults = Deployment::committed().faults();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// One change, and the fault that must be found.
fn finds(change: impl FnOnce(&mut Deployment), expected: &str) {
    let mut copy = Deployment::committed();
    change(&mut copy);
    let faults = copy.faults();
    assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected:?} in {faults:?}");
}

fn swap(text: &mut String, from: &str, to: &str) {
    assert!(text.contains(from), "{from}");
    *text = text.replace(from, to);
}

#[test]
fn a_wrong_container_file_is_found() {
    let rows = [
        ("\"--config\"", "\"--configuration\"", "--configuration"),
        ("[\"bot\", \"status\"]", "[\"bot\", \"state\"]", "state"),
        ("[\"bot\", \"status\"]", "[\"curl\", \"status\"]", "does not run bot"),
        ("target/release/bot", "target/debug/bot", "target/debug/bot"),
        ("--bin bot\n", "--bin trust\n", "trust"),
        ("USER bot", "USER root", "\"root\""),
        ("USER bot", "USER nobody", "\"nobody\""),
        ("BOT_DATA=/data", "BOT_DATA=/var", "VOLUME"),
        ("EXPOSE 7341/tcp", "EXPOSE 7340/tcp", "7340"),
        ("VOLUME", "ADD", "ADD"),
    ];
    for (from, to, expected) in rows {
        finds(|copy| swap(&mut copy.image, from, to), expected);
    }
    for (from, to, expected) in [
        ("!tests\n", "", "tests"),
        ("!examples\n", "!example\n", "there is no example"),
        ("*\n!", "!", "lets in"),
    ] {
        finds(|copy| swap(&mut copy.ignore, from, to), expected);
    }
}

#[test]
fn a_wrong_compose_file_is_found() {
    let rows = [
        ("./bot.toml:", "./nodes/school.toml:", "nodes/school.toml"),
        (":/etc/bot/bot.toml", ":/etc/bot.toml", "/etc/bot/bot.toml"),
        ("docker/Dockerfile", "Dockerfile", "there is no"),
        ("school:/data", "scool:/data", "scool"),
        ("secrets: [bot-passphrase]", "secrets: [passphrase]", "no secret"),
        ("/run/secrets", "/run/secret", "no secret"),
        ("./secrets/passphrase", "./passphrase", "closed folder"),
        ("read_only: true", "read_only: false", "written"),
        ("mem_limit: 2g", "mem_limit: 1g", "killed"),
        ("bot peer list", "bot peers", "peers"),
        ("  association:\n    <<: *node\n", "  club:\n    <<: *node\n", "club"),
        ("  association:\n    <<: *node\n", "  association:\n    <<: *nude\n", "compose:"),
    ];
    for (from, to, expected) in rows {
        finds(|copy| swap(&mut copy.compose, from, to), expected);
    }
    let settings = [
        ("/dns4/school/", "/dns4/scool/", "scool"),
        ("mdns = false", "mdsn = false", "mdsn"),
        ("mdns = false", "listen = [\"/ip4/0.0.0.0/tcp/7342\"]", "7342"),
    ];
    for (from, to, expected) in settings {
        finds(|copy| swap(&mut copy.settings, from, to), expected);
    }
}

#[test]
fn a_wrong_unit_is_found() {
    let rows = [
        ("bot up --config", "bot up --settings", "--settings"),
        ("bin/bot up", "bin/bits up", "does not run bot"),
        ("StateDirectory=bits-of-trust", "StateDirectory=bot", "state directory"),
        ("bot-passphrase:", "passphrase:", "looks for"),
        ("trust/passphrase.cred\nDynamic", "trust/secret.cred\nDynamic", "secret.cred"),
        ("ProtectSystem=strict", "ProtectSystem=full", "ProtectSystem"),
        ("DynamicUser=yes", "User=root", "DynamicUser"),
        ("--party organisation", "--party company", "company"),
    ];
    for (from, to, expected) in rows {
        finds(|copy| swap(&mut copy.unit, from, to), expected);
    }
}

/// Where systemd is, it reads the unit too; the binary it names is put in the place of ours.
#[test]
#[expect(clippy::print_stdout, reason = "what could not be looked at is said where a person reads")]
fn systemd_understands_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let verify = |text: &str| {
        let path = folder.path().join("bot.service");
        fs::write(&path, text.replace("/usr/local/bin/bot ", &format!("{BOT} "))).unwrap();
        Command::new("systemd-analyze").arg("verify").arg(&path).output()
    };
    let unit = Deployment::committed().unit;
    let Ok(good) = verify(&unit) else {
        return println!("systemd-analyze is absent: the unit was read by our own reader alone");
    };
    let said = String::from_utf8_lossy(&good.stderr).into_owned();
    assert!(good.status.success() && !said.contains("bot.service"), "{said}");
    let bad = verify(&unit.replace("PrivateTmp=", "PrivateTemp=")).unwrap();
    assert!(String::from_utf8_lossy(&bad.stderr).contains("PrivateTemp"), "{bad:?}");
}

/// A node as its container or service manager starts it: paths stand for others, nothing else.
struct Node {
    folder: tempfile::TempDir,
    command: Vec<String>,
    child: Option<Child>,
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _gone = child.kill();
            let _gone = child.wait();
        }
    }
}

impl Node {
    /// A folder with data, settings and a passphrase of this mode.
    fn new(command: Vec<String>, settings: &Config, mode: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["data", "secrets"] {
            fs::create_dir(path(name)).unwrap();
            fs::set_permissions(path(name), fs::Permissions::from_mode(0o700)).unwrap();
        }
        let secret = path("secrets/bot-passphrase");
        fs::write(&secret, "a long and quiet walk\n").unwrap();
        fs::set_permissions(secret, fs::Permissions::from_mode(mode)).unwrap();
        fs::write(path("bot.toml"), toml::to_string(settings).unwrap()).unwrap();
        Self { folder, command, child: None }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn bot(&self, words: &[String]) -> Command {
        let mut command = Command::new(BOT);
        command.env_clear().env("BOT_DATA", self.path("data")).stdin(Stdio::null());
        command.env("CREDENTIALS_DIRECTORY", self.path("secrets"));
        command.args(words.iter().skip(1).map(|word| match word.as_str() {
            word if Some(word) == flag(&self.command, "--config") => self.path("bot.toml"),
            word if Some(word) == flag(&self.command, "--data") => self.path("data"),
            word => Path::new(word).to_owned(),
        }));
        command
    }

    fn start(&mut self) {
        let log = fs::File::create(self.path("log")).unwrap();
        let command = self.command.clone();
        self.child = Some(self.bot(&command).stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    fn run(&self, line: &str) -> Output {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        self.bot(&words).output().unwrap()
    }

    /// The rows of an answer.
    fn json(&self, line: &str) -> Vec<serde_json::Value> {
        let output = self.run(&format!("{line} --json"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }
}

fn until(what: &str, node: &Node, mut so: impl FnMut() -> bool) {
    let begin = monotonic();
    while !so() {
        assert!(begin.elapsed() < Duration::from_secs(60), "no {what}:\n{}", node.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Each node has an address of loopback to itself, as each container has one of its network: the
/// settings are the committed ones but for that.
#[test]
fn the_three_nodes_of_the_compose_file_find_each_other() {
    let all = Deployment::committed();
    let image = Image::read(&all.image).unwrap();
    let compose = Compose::read(&all.compose).unwrap();
    let settings = Config::parse(&all.settings, "docker/bot.toml".as_ref()).unwrap();
    let [_, high, low, _] = std::process::id().to_be_bytes();
    let [.., last] = std::process::id().to_be_bytes();
    let places: Vec<(String, String)> = compose
        .services
        .keys()
        .zip(1_u8..)
        .map(|(name, number)| {
            let ip = format!("127.{}.{}.{}", high ^ low, last, number);
            let port = std::net::TcpListener::bind((ip.as_str(), 0)).unwrap().local_addr().unwrap();
            (format!("/dns4/{name}/tcp/7341"), format!("/ip4/{ip}/tcp/{}", port.port()))
        })
        .collect();
    let mut nodes = Vec::new();
    for (service, (_, own)) in compose.services.values().zip(&places) {
        let mut config = settings.clone();
        config.net.listen = vec![own.clone()];
        config.http.port = 0;
        for peer in &mut config.net.peers {
            let place = places.iter().find(|(name, _)| name == peer);
            *peer = place.expect("every peer is a service").1.clone();
        }
        // As compose hands a file of the host in: its own mode, here readable by all.
        nodes.push(Node::new(service.command(&image), &config, 0o644));
    }
    let health = image.health().unwrap().join(" ");
    assert_eq!(nodes[0].run(&health).status.code(), Some(5), "nothing runs yet");
    nodes.iter_mut().for_each(Node::start);
    for node in &nodes {
        until("health", node, || node.run(&health).status.success());
    }
    let ids: Vec<String> = nodes
        .iter()
        .map(|node| node.json("bot status")[0]["peer_id"].as_str().unwrap().to_owned())
        .collect();
    for (node, own) in nodes.iter().zip(&ids) {
        until("two others", node, || {
            let peers = node.json("bot peer list");
            let connected = |id: &&String| {
                peers.iter().any(|peer| peer["id"] == id.as_str() && peer["connected"] == true)
            };
            ids.iter().filter(|id| *id != own).all(|id| connected(&id))
        });
        assert!(node.json("bot peer list").iter().all(|peer| peer["id"] != own.as_str()));
    }
}

/// A service manager hands the passphrase over with mode 0400, or 0440 where an access list lets
/// the service's user in; without it nothing starts.
#[test]
fn a_service_finds_its_credential() {
    let unit = Unit::read(&Deployment::committed().unit).unwrap();
    let mut config = Config::parse(&Config::sample(), "bot.toml".as_ref()).unwrap();
    config.net.listen = vec!["/ip4/127.0.0.1/udp/0/quic-v1".to_owned()];
    config.net.mdns = false;
    config.http.port = 0;
    for mode in [0o400, 0o440] {
        let mut node = Node::new(unit.command(), &config, mode);
        node.start();
        until("status", &node, || node.run("bot status").status.success());
        let identity = node.run("bot id init --name School --party organisation");
        assert!(identity.status.success(), "{identity:?}");
        assert_eq!(node.json("bot id list").len(), 1);
        assert!(TrustBox::path_in(&node.path("data")).exists());
    }
    let node = Node::new(unit.command(), &config, 0o400);
    fs::remove_file(node.path("secrets/bot-passphrase")).unwrap();
    let output = node.bot(&node.command).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    assert!(!TrustBox::path_in(&node.path("data")).exists(), "nothing was made");
}
