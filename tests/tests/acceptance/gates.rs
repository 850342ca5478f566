//! A badge as a key, with real nodes: it opens a gate offline, at a node, and before a web page that
//! nginx serves; a copy of what was shown opens nothing, and a badge that is revoked closes it.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bot_protocol::canon::json;
use bot_tests::http::{Reply, ask_mortal};
use serde_json::{Value, json};

use super::restore::{Before, Machine, before, until};

const DOMAIN: &str = "shed.example";

/// A school whose badge is the key, and a learner who holds it.
struct Scene {
    there: Before,
    policy: PathBuf,
    room: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let there = before(room.path());
        let shown: Value = serde_json::from_slice(&std::fs::read(&there.saved).unwrap()).unwrap();
        let achievement = &shown["credentialSubject"]["achievement"]["id"];
        let opens = json!({"holds":
            {"achievement": achievement, "creator": there.did, "within": 86_400}});
        let policy = room.path().join("gate.json");
        std::fs::write(&policy, json!({"domain": DOMAIN, "opens": opens}).to_string()).unwrap();
        Self { there, policy, room }
    }

    fn place(&self, name: &str) -> String {
        self.room.path().join(name).display().to_string()
    }

    /// What the learner signs for a challenge.
    fn shown(&self, challenge: &str, name: &str) -> String {
        let out = self.place(name);
        let asked = ["--challenge", challenge, "--domain", DOMAIN, "--out", &out];
        let badge = self.there.badge.as_str();
        self.there.learner.bot(&[&["present", badge][..], &asked].concat());
        out
    }

    fn check_offline(&self, file: &str, more: &[&str]) -> (i32, Value) {
        let policy = self.policy.display().to_string();
        let alone = self.room.path().join("nowhere");
        checked(&alone, &[&["gate", "check", file, "--policy", &policy], more].concat())
    }
}

/// How a check ended, and what it said.
fn checked(data: &Path, arguments: &[&str]) -> (i32, Value) {
    let bot = env!("CARGO_BIN_EXE_bot-under-test");
    let mut command = Command::new(bot);
    command.args(arguments).arg("--json").arg("--data").arg(data).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = text.lines().next().and_then(|line| serde_json::from_str(line).ok());
    (output.status.code().unwrap(), told.unwrap_or_default())
}

fn reason(told: &Value) -> &str {
    told["condition"]["reason"].as_str().unwrap_or_default()
}

#[test]
fn a_gate_without_node_or_network_answers_from_what_it_was_handed() {
    let scene = Scene::new();
    let feed = scene.place("school.feed");
    scene.there.school.bot(&["feed", "export", &scene.there.did, "--out", &feed]);
    let shown = scene.shown("4711", "shown.json");
    let with = ["--challenge", "4711", "--with", &feed];
    let (exit, told) = scene.check_offline(&shown, &with);
    assert_eq!((exit, told["answer"].as_str()), (0, Some("yes")), "{told}");
    // The date is that of what is held, not of the question.
    assert_eq!(reason(&told), "clear-as-of");
    assert!(told["condition"]["as_of"].as_str().is_some(), "{told}");
    let late = [&with[..], &["--at", "2099-01-01T00:00:00Z"]].concat();
    let (exit, told) = scene.check_offline(&shown, &late);
    assert_eq!((exit, told["answer"].as_str()), (7, Some("unknown")), "{told}");
    let (exit, told) = scene.check_offline(&shown, &with[..2]);
    assert_eq!((exit, reason(&told)), (7, "no-feed"), "{told}");
    // A copy of it answers no other challenge, and the bare badge is nobody's key.
    let (exit, told) = scene.check_offline(&shown, &["--challenge", "4712", "--with", &feed]);
    assert_eq!((exit, &told["presenter"]["reason"]), (6, &"challenge-differs".into()), "{told}");
    let (exit, told) = scene.check_offline(&scene.there.saved, &with);
    assert_eq!((exit, told["answer"].as_str()), (7, Some("unknown")), "{told}");
    // Once it is revoked, whoever has the newer ledger keeps the gate closed.
    scene.there.school.bot(&["revoke", &scene.there.badge, "--yes", "--undo-window", "0"]);
    let newer = scene.place("newer.feed");
    until("the revocation", || {
        let (school, did) = (&scene.there.school, &scene.there.did);
        school.bot(&["feed", "export", did, "--out", &newer, "--force"]);
        scene.check_offline(&shown, &["--challenge", "4711", "--with", &newer]).0 == 6
    });
    let (_, told) = scene.check_offline(&shown, &["--challenge", "4711", "--with", &newer]);
    assert_eq!(reason(&told), "revoked", "{told}");
}

#[test]
fn a_challenge_of_a_node_opens_once() {
    let scene = Scene::new();
    let school = &scene.there.school;
    school.bot(&["gate", "new", "shed", &scene.policy.display().to_string()]);
    school.bot(&["gate", "new", "attic", &scene.policy.display().to_string()]);
    let challenge = || school.bot(&["gate", "challenge", "shed"])["challenge"].clone();
    let one = challenge();
    let shown = scene.shown(one.as_str().unwrap(), "one.json");
    // At another gate of the same domain it is not theirs.
    let other = school.try_bot(&["gate", "check", &shown, "--gate", "attic"]).unwrap_err();
    assert!(other.contains("gate-challenge-refused"), "{other}");
    let told = school.bot(&["gate", "check", &shown, "--gate", "shed"]);
    assert_eq!(told["answer"], "yes", "{told}");
    let again = school.try_bot(&["gate", "check", &shown, "--gate", "shed"]).unwrap_err();
    assert!(again.contains("gate-challenge-refused"), "{again}");
    // One that was made up, and one that was changed in the copy.
    let made_up = scene.shown("shed:AAAA", "made-up.json");
    let refused = school.try_bot(&["gate", "check", &made_up, "--gate", "shed"]).unwrap_err();
    assert!(refused.contains("gate-challenge-refused"), "{refused}");
    let fresh = challenge();
    let text = std::fs::read_to_string(&shown).unwrap();
    let bent = scene.place("bent.json");
    let text = text.replace(one.as_str().unwrap(), fresh.as_str().unwrap());
    std::fs::write(&bent, text).unwrap();
    let (exit, told) = checked(&school.data, &["gate", "check", &bent, "--gate", "shed"]);
    assert_eq!((exit, &told["presenter"]["reason"]), (6, &"presentation-wrong".into()), "{told}");
    let unsigned =
        school.try_bot(&["gate", "check", &scene.there.saved, "--gate", "shed"]).unwrap_err();
    assert!(unsigned.contains("gate-unsigned"), "{unsigned}");
}

/// The learner accepts the newest offer.
fn accepts(learner: &Machine) {
    let mut offer = String::new();
    until("an offer", || {
        let offers = learner.try_bot(&["offers"]).unwrap();
        let open = offers.iter().find(|one| one["kind"] == "credential");
        offer = open.and_then(|one| one["id"].as_str()).unwrap_or_default().to_owned();
        !offer.is_empty()
    });
    learner.bot(&["accept", &offer]);
}

#[test]
fn a_member_comes_in_with_the_badge_and_the_membership_and_not_after_it_ended() {
    let scene = Scene::new();
    let Before { school, learner, did, badge, .. } = &scene.there;
    let definition = scene.place("member.json");
    let about = json!({"name": {"en": "Member"}, "description": {"en": "Belongs to us"},
        "criteria": {"en": "Was admitted"}, "achievementType": "Membership"});
    std::fs::write(&definition, about.to_string()).unwrap();
    school.bot(&["badge", "new", &definition]);
    let held: Value = serde_json::from_slice(&std::fs::read(&scene.policy).unwrap()).unwrap();
    let member = json!({"memberOf": {"community": did, "within": 86_400}});
    let policy = json!({"domain": DOMAIN, "opens": {"all": [held["opens"], member]}});
    std::fs::write(&scene.policy, policy.to_string()).unwrap();
    school.bot(&["gate", "new", "shed", &scene.policy.display().to_string()]);
    let to = school.bot(&["badge", "show", badge])["subject"].as_str().unwrap().to_owned();
    let membership = school.bot(&["issue", "Member", "--to", &to]);
    let membership = membership["item"]["id"].as_str().unwrap().to_owned();
    let comes = |with: &[&str], name: &str| {
        let challenge = school.bot(&["gate", "challenge", "shed"])["challenge"].clone();
        let out = scene.place(name);
        let asked = ["--challenge", challenge.as_str().unwrap(), "--domain", DOMAIN, "--out", &out];
        learner.bot(&[&["present"][..], with, &asked].concat());
        let (exit, told) = checked(&school.data, &["gate", "check", &out, "--gate", "shed"]);
        let parts = told["condition"]["parts"].as_array().unwrap();
        (exit, parts[1]["reason"].as_str().unwrap().to_owned())
    };
    // Nobody is a member before they accepted it: they hold nothing to show.
    let early = learner.try_bot(&["present", &membership, "--challenge", "1", "--out", "-"]);
    assert!(early.is_err(), "{early:?}");
    accepts(learner);
    assert_eq!(comes(&[badge], "one.json"), (6, "gate-not-shown".to_owned()));
    assert_eq!(comes(&[badge, &membership], "both.json"), (0, "clear-as-of".to_owned()));
    school.bot(&["revoke", &membership, "--yes", "--undo-window", "0"]);
    let mut ended = (0, String::new());
    let mut round = 0;
    until("the end of the membership", || {
        round += 1;
        ended = comes(&[badge, &membership], &format!("ended-{round}.json"));
        ended.0 != 0
    });
    assert_eq!(ended, (6, "revoked".to_owned()));
}

/// What of the handbook's page stands between these.
fn of_the_handbook(from: &str, to: &str) -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/handbook/gate.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rest = page.split_once(from).unwrap_or_else(|| panic!("no {from} on the page")).1;
    rest.split_once(to).unwrap().0.to_owned()
}

/// An address where nobody listens yet.
fn free() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    port.local_addr().unwrap().to_string()
}

/// A web server of Debian before a page, as the handbook has it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// nginx; `None` where there is none on this machine. `more` is what stands beside the server, and
    /// `change` what becomes of the lines in it.
    fn nginx(
        node: &str,
        room: &Path,
        more: &str,
        change: impl Fn(String) -> String,
    ) -> Option<Self> {
        let found = Command::new("nginx").arg("-V").output().ok()?;
        if !String::from_utf8_lossy(&found.stderr).contains("http_auth_request_module") {
            return None;
        }
        let block = of_the_handbook("```nginx\n", "```");
        let block = change(block.replace("127.0.0.1:7340", node));
        let block = block.replace("/srv/shed", &site(room));
        let (address, here) = (free(), room.display());
        let settings = format!(
            "daemon off;\nmaster_process off;\npid {here}/nginx.pid;\nerror_log {here}/error.log;\n\
             events {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {here}/a;\n\
             proxy_temp_path {here}/b;\nfastcgi_temp_path {here}/c;\nuwsgi_temp_path {here}/d;\n\
             scgi_temp_path {here}/e;\n{more}\nserver {{\nlisten {address};\n\
             server_name {DOMAIN};\n{block}\n}}\n}}\n"
        );
        let file = room.join("nginx.conf");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-p").arg(room).arg("-c").arg(&file).arg("-e").arg(room.join("error.log"));
        Some(Self::started(command, address))
    }

    /// Caddy; `None` where there is none on this machine.
    fn caddy(node: &str, room: &Path) -> Option<Self> {
        Command::new("caddy").arg("version").output().ok()?;
        let block = of_the_handbook("```caddy\n", "```").replace("127.0.0.1:7340", node);
        let block = block.replace("/srv/shed", &site(room));
        let address = free();
        let settings =
            format!("{{\nadmin off\nauto_https off\n}}\nhttp://{address} {{\n{block}\n}}\n");
        let file = room.join("Caddyfile");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new("caddy");
        command.arg("run").arg("--adapter").arg("caddyfile").arg("--config").arg(&file);
        command.env("HOME", room).env("XDG_DATA_HOME", room).env("XDG_CONFIG_HOME", room);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Some(Self::started(command, address))
    }

    fn started(mut command: Command, address: String) -> Self {
        let child = command.stdin(Stdio::null()).spawn().unwrap();
        let server = Self { child, address };
        until("the web server", || std::net::TcpStream::connect(&server.address).is_ok());
        server
    }

    fn ask(&self, what: (&str, &str), more: &str, body: &str) -> Reply {
        ask_mortal(&self.address, what, more, body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The folder of a page.
fn site(room: &Path) -> String {
    let site = room.join("site");
    std::fs::create_dir_all(&site).unwrap();
    std::fs::write(site.join("index.html"), "the shed is open").unwrap();
    site.display().to_string()
}

/// The cookie that a reply sets.
fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn address(machine: &Machine) -> String {
    std::fs::read_to_string(machine.data.join("run/http")).unwrap().trim().to_owned()
}

/// A page behind a gate.
struct Shed {
    scene: Scene,
    nginx: Server,
    node: String,
}

impl Shed {
    fn get(&self, path: &str, more: &str) -> Reply {
        self.nginx.ask(("GET", path), more, "")
    }

    fn post(&self, path: &str, kind: &str, body: &str) -> Reply {
        self.nginx.ask(("POST", path), &format!("content-type: {kind}\r\n"), body)
    }

    fn enter(&self, shown: &str) -> Reply {
        self.post("/gate/shed/enter", "application/json", shown)
    }

    /// The form of the gate's page, from which the reader goes on to where they came from.
    fn form(&self, shown: &str, back: &str) -> Reply {
        let body = format!("presentation={}&back={}", encoded(shown), encoded(back));
        self.post("/gate/shed/enter", "application/x-www-form-urlencoded", &body)
    }

    /// What answers a new challenge of the gate.
    fn shown(&self, name: &str) -> String {
        let asked = self.nginx.ask(("POST", "/gate/shed/challenge"), "", "");
        let file = self.scene.shown(asked.json()["challenge"].as_str().unwrap(), name);
        std::fs::read_to_string(file).unwrap()
    }

    /// What the node says of a reader of one of its gates.
    fn auth(&self, gate: &str, key: &str) -> u16 {
        let path = format!("/gate/{gate}/auth");
        ask_mortal(&self.node, ("GET", &path), key, "").unwrap().status
    }

    /// The way of programs: a challenge, what signs it, a cookie. What was shown is used up.
    fn enters_by_program(&self) -> String {
        let shown = self.shown("shown.json");
        let entered = self.enter(&shown);
        assert_eq!(entered.status, 200, "{}", String::from_utf8_lossy(&entered.body));
        let set = entered.header("set-cookie").to_lowercase();
        for wanted in ["__host-bot-gate-shed=", "secure", "httponly", "samesite=strict", "path=/"] {
            assert!(set.contains(wanted), "{set}");
        }
        assert_eq!(self.form(&shown, "/").status, 409, "what was shown once is used up");
        assert_eq!(self.enter(&shown).status, 409);
        format!("cookie: {}\r\n", cookie(&entered))
    }
}

#[test]
fn nginx_lets_in_whom_a_gate_lets_in_and_no_longer() {
    let scene = Scene::new();
    let policy = scene.policy.display().to_string();
    for gate in ["shed", "attic"] {
        scene.there.school.bot(&["gate", "new", gate, &policy]);
    }
    let node = address(&scene.there.school);
    let Some(nginx) = Server::nginx(&node, scene.room.path(), "", |block| block) else {
        return skipped("nginx with auth_request");
    };
    let shed = Shed { scene, nginx, node };
    let outside =
        shed.get("/", "sec-fetch-site: cross-site\r\norigin: https://elsewhere.example\r\n");
    assert_eq!(outside.status, 401, "{}", outside.head);
    let page = String::from_utf8_lossy(&shed.get("/", "accept: text/html\r\n").body).into_owned();
    assert!(page.contains("bot present BADGE --challenge shed:"), "{page}");
    assert!(shed.get("/gate/shed", "").head.contains("form-action 'self'"));
    let key = shed.enters_by_program();
    let inside = shed.get("/", &key);
    assert_eq!((inside.status, &inside.body[..]), (200, &b"the shed is open"[..]));
    assert!(inside.header("x-who").starts_with("did:key:"), "{}", inside.lines);
    for (back, to) in [("/tools?a=1", "/tools?a=1"), ("//evil.example/", "/"), ("https://e", "/")] {
        let sent = shed.form(&shed.shown(&format!("form-{}.json", back.len())), back);
        assert_eq!((sent.status, sent.header("location")), (303, to), "{}", sent.lines);
    }
    // Whoever comes in again has the newer cookie alone.
    assert_eq!(shed.get("/", &key).status, 401);
    let key = format!("cookie: {}\r\n", cookie(&shed.form(&shed.shown("last.json"), "/")));
    assert_eq!(shed.get("/", &key).status, 200);
    it_is_the_key_of_this_gate_alone(&shed, &key);
    a_program_behind_it_gets_no_key(&shed, &key);
    whoever_knocks_too_often_waits(&shed);
    caddy_does_the_same(&shed, &key);
    it_closes_behind_whom_a_revocation_meets(&shed, &key);
}

fn it_is_the_key_of_this_gate_alone(shed: &Shed, key: &str) {
    let attic = key.replace("bot-gate-shed", "bot-gate-attic");
    let told = [shed.auth("shed", key), shed.auth("attic", key), shed.auth("attic", &attic)];
    assert_eq!(told, [200, 401, 401]);
    assert_eq!(shed.auth("cellar", key), 403, "there is no such gate");
    assert_eq!(shed.auth("shed", "cookie: __Host-bot-gate-shed=00\r\n"), 401);
    let head = ask_mortal(&shed.node, ("HEAD", "/gate/shed/auth"), key, "").unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
}

/// A page that is a program of its own: it tells what it was asked.
fn program() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut asked in listener.incoming().flatten() {
            let mut head = Vec::new();
            let mut part = [0; 1024];
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match asked.read(&mut part) {
                    Ok(count) if count > 0 => head.extend_from_slice(&part[..count]),
                    _ => break,
                }
            }
            let begin = format!("HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n", head.len());
            let _sent = asked.write_all(&[begin.as_bytes(), &head].concat());
        }
    });
    address
}

fn a_program_behind_it_gets_no_key(shed: &Shed, key: &str) {
    let line = of_the_handbook("# With proxy_pass to a program instead: ", "\n");
    for (line, handed_on) in [(line.as_str(), false), ("", true)] {
        let room = shed.scene.room.path().join(format!("program-{handed_on}"));
        std::fs::create_dir(&room).unwrap();
        let to = format!("proxy_pass http://{};\n{line}", program());
        let change = |block: String| block.replace("root /srv/shed;", &to);
        let nginx = Server::nginx(&shed.node, &room, "", change).unwrap();
        let told = nginx.ask(("GET", "/"), &format!("x-mine: tea\r\n{key}"), "");
        let told = String::from_utf8_lossy(&told.body).to_lowercase();
        assert!(told.contains("x-mine: tea"), "{told}");
        assert_eq!(told.contains("bot-gate-shed"), handed_on, "{told}");
    }
}

fn whoever_knocks_too_often_waits(shed: &Shed) {
    let zone = of_the_handbook("in nginx `", "`");
    let limit = of_the_handbook("beside the servers, and\n`", "`");
    assert!(
        zone.starts_with("limit_req_zone ") && limit.starts_with("limit_req "),
        "{zone} {limit}"
    );
    let room = shed.scene.room.path().join("limited");
    std::fs::create_dir(&room).unwrap();
    let begin = "location /gate/shed {";
    let change = |block: String| block.replace(begin, &format!("{begin}\n{limit}"));
    let nginx = Server::nginx(&shed.node, &room, &zone, change).unwrap();
    let knock = || nginx.ask(("GET", "/gate/shed"), "", "").status;
    let told: Vec<u16> = (0..20).map(|_| knock()).collect();
    let (first, last) = told.split_at(11);
    assert!(first.iter().all(|status| *status == 200), "{told:?}");
    // One more comes in every three seconds.
    assert!(last.iter().filter(|status| **status == 503).count() > 3, "{told:?}");
    assert_eq!(nginx.ask(("GET", "/tools"), "", "").status, 503, "the page where they can come in");
}

fn caddy_does_the_same(shed: &Shed, key: &str) {
    let room = shed.scene.room.path().join("caddy");
    std::fs::create_dir(&room).unwrap();
    let Some(caddy) = Server::caddy(&shed.node, &room) else { return skipped("Caddy") };
    let outside = caddy.ask(("GET", "/"), "", "");
    assert_eq!(outside.status, 401, "{}", outside.head);
    let inside = caddy.ask(("GET", "/"), key, "");
    assert_eq!((inside.status, &inside.body[..]), (200, &b"the shed is open"[..]));
    assert_eq!(caddy.ask(("POST", "/gate/shed/challenge"), "", "").status, 200);
    // A link on a page of somebody else leads there.
    let cross = "sec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\nsec-fetch-dest: \
                 document\r\norigin: https://elsewhere.example\r\n";
    assert_eq!(caddy.ask(("GET", "/gate/shed"), cross, "").status, 200);
}

fn it_closes_behind_whom_a_revocation_meets(shed: &Shed, key: &str) {
    let there = &shed.scene.there;
    there.school.bot(&["revoke", &there.badge, "--yes", "--undo-window", "0"]);
    let mut closed = 0;
    until("the gate to close", || {
        closed = shed.get("/", key).status;
        closed != 200
    });
    assert_eq!(closed, 403);
    let refused = shed.enter(&shed.shown("revoked.json"));
    assert_eq!((refused.status, refused.code().as_str()), (403, "gate-shut"));
    let passage = refused.json()["data"]["passage"].as_str().unwrap().to_owned();
    let passage = json::read(passage.as_bytes()).unwrap();
    let why = passage.at(&["condition", "reason"]).and_then(json::Value::as_str);
    assert_eq!(why, Some("revoked"));
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[expect(clippy::print_stderr, reason = "a test that cannot run says so where a person reads it")]
fn skipped(what: &str) {
    eprintln!("skipped: there is no {what} on this machine");
}
